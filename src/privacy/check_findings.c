/* The findings of a check: column by column, kind by kind; what stands in names as well as cells.
 */
#include <string.h>

#include "check_internal.h"

/* What "surname=Smith" holds: an indicator column whose name is a kind and a value of it. */
static bool one_hot_seen(const char *name, uint64_t *seen)
{
    const char *equals = strchr(name, '=');
    uint64_t hinted;
    gg_buf scratch;
    gg_seen found;
    bool done;

    *seen = 0;
    if (!equals)
        return true;
    hinted = gg_detectors_hinted(name, (size_t)(equals - name), 0);
    gg_buf_init(&scratch, 0);
    done = gg_see_cell(equals + 1, strlen(equals + 1), gg_detectors_active(hinted) & hinted, hinted,
                       &scratch, &found);
    gg_buf_release(&scratch);
    *seen = found.sure | found.shape;
    return done;
}

const char *gg_check_file_name(gg_check_plan *plan)
{
    const char *path = gg_csv_path(plan->csv), *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');

    return gg_arena_text(&plan->arena, name, dot ? (size_t)(dot - name) : strlen(name));
}

const char *gg_check_name(gg_check_plan *plan, size_t column)
{
    const char *name = gg_csv_name(plan->csv, column);
    uint64_t seen, one_hot;
    char shape[40];

    if (!gg_check_name_seen(name, &seen) || !one_hot_seen(name, &one_hot))
        return NULL;
    if ((seen | one_hot) == 0)
        return name;
    return gg_arena_printf(&plan->arena, "%s (column %zu)",
                           gg_text_shape(name, strlen(name), shape, sizeof shape), column + 1);
}

static json_t *first_rows(const gg_check_pass *pass, const gg_slot *slot)
{
    json_t *rows = json_array();

    for (size_t i = 0; slot && i < slot->n_first && rows; i++)
        if (json_array_append_new(rows,
                                  json_integer((json_int_t)gg_check_row(pass, &slot->first[i])))) {
            json_decref(rows);
            rows = NULL;
        }
    return rows;
}

typedef struct finding {
    const char *column;
    const gg_detector *detector;
    gg_identifier_level level;
    bool by_name;
    uint64_t matches;
    const char *shape;
    json_t *rows; /* taken over */
} finding;

static bool add_finding(json_t *list, const finding *f)
{
    json_t *one = json_object();
    int failed = !one || !f->rows;

    failed = failed || json_object_set_new(one, "column", json_string(f->column)) ||
             json_object_set_new(one, "kind", json_string(f->detector->kind.name)) ||
             json_object_set_new(one, "level", json_string(gg_identifier_level_word(f->level))) ||
             json_object_set_new(one, "evidence", json_string(f->by_name ? "name" : "values")) ||
             json_object_set_new(one, "matches", json_integer((json_int_t)f->matches)) ||
             json_object_set_new(one, "shape", json_string(f->shape)) ||
             json_object_set(one, "rows", f->rows);
    json_decref(f->rows);
    if (failed) {
        json_decref(one);
        return false;
    }
    return json_array_append_new(list, one) == 0;
}

/* What stands in a name itself: of a column, or of the file. */
static bool name_findings(const char *name, const char *shown, uint64_t seen, uint64_t one_hot,
                          json_t *list, gg_identifier_level *worst)
{
    char shape[40];

    gg_text_shape(name, strlen(name), shape, sizeof shape);
    for (unsigned id = 0; id < GG_DETECTORS; id++) {
        const gg_detector *d = &gg_detectors[id];
        gg_identifier_level level = seen & GG_BIT(id) ? d->sure : d->name.level;

        if (!((seen | one_hot) & GG_BIT(id)))
            continue;
        if (!add_finding(list, &(finding){shown, d, level, true, 1, shape, json_array()}))
            return false;
        *worst = level > *worst ? level : *worst;
    }
    return true;
}

static bool column_findings(gg_check_plan *plan, const gg_check_pass *pass, size_t column,
                            json_t *list, gg_identifier_level *worst)
{
    const char *name = gg_csv_name(plan->csv, column), *shown = gg_check_name(plan, column);
    const gg_column_scan *scan = &pass->scans[column];
    gg_ruling rulings[GG_DETECTORS];
    gg_column_facts facts;
    uint64_t found = 0, seen, one_hot;

    if (!shown || !gg_check_name_seen(name, &seen) || !one_hot_seen(name, &one_hot) ||
        !name_findings(name, shown, seen, one_hot, list, worst))
        return false;
    gg_column_facts_of(scan, plan->declared[column], &facts);
    for (unsigned id = 0; id < GG_DETECTORS; id++) {
        rulings[id] = gg_rule_on(&gg_detectors[id], (gg_detector_id)id, &facts);
        if (rulings[id].level >= GG_LEVEL_REVIEW)
            found |= GG_BIT(id);
    }
    for (unsigned id = 0; id < GG_DETECTORS; id++) {
        const gg_slot *slot = scan->slots[id] ? scan->slots[id] : &scan->any;
        const gg_ruling *r = &rulings[id];

        if (r->level == GG_LEVEL_NONE || (gg_detectors[id].implied_by & found))
            continue;
        if (!add_finding(list, &(finding){shown, &gg_detectors[id], r->level, r->by_name,
                                          r->matches, slot->shape, first_rows(pass, slot)}))
            return false;
        *worst = r->level > *worst ? r->level : *worst;
    }
    return true;
}

json_t *gg_check_findings(gg_check_plan *plan, const gg_check_pass *pass,
                          gg_identifier_level *worst)
{
    const char *file = gg_check_file_name(plan);
    json_t *list = json_array();
    uint64_t seen;
    bool done = list && file && gg_check_name_seen(file, &seen) &&
                name_findings(file, "(file name)", seen, 0, list, worst);

    for (size_t i = 0; i < plan->n_columns && done; i++)
        done = column_findings(plan, pass, i, list, worst);
    if (done)
        return list;
    json_decref(list);
    return NULL;
}
