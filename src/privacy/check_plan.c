/* Which columns of a table a check asks what of. */
#include <string.h>

#include "check_internal.h"

gg_check_options gg_check_options_default(void)
{
    return (gg_check_options){.k = 5, .threads = 1, .csv = gg_csv_options_default()};
}

const char *gg_missing_rule_word(gg_missing_rule rule)
{
    return rule == GG_MISSING_WILDCARD ? "wildcard" : "own";
}

gg_status gg_missing_rule_find(const char *word, gg_missing_rule *out, gg_error *err)
{
    if (strcmp(word, "drop") == 0)
        return gg_error_set(err, GG_E_USAGE, "use own or wildcard",
                            "rows with a missing quasi-identifier cannot be dropped: they would "
                            "vanish from k unseen");
    if (strcmp(word, "own") != 0 && strcmp(word, "wildcard") != 0)
        return gg_error_set(err, GG_E_USAGE, "use own or wildcard",
                            "no such rule for missing values");
    *out = word[0] == 'w' ? GG_MISSING_WILDCARD : GG_MISSING_OWN;
    return GG_OK;
}

static gg_status find_column(const gg_check_plan *plan, const char *name, size_t *out,
                             gg_error *err)
{
    if (gg_csv_find(plan->csv, name, out))
        return GG_OK;
    gg_error_where(err, gg_csv_path(plan->csv), 1, name);
    return gg_error_set(err, GG_E_USAGE, "see the header row for the names there are",
                        "no such column");
}

static bool in_tuple(const gg_check_plan *plan, size_t column)
{
    for (size_t i = 0; i < plan->n_quasi + plan->n_sensitive; i++)
        if (plan->tuple[i] == column)
            return true;
    return false;
}

static gg_status take_quasi(gg_check_plan *plan, const gg_schema *schema, gg_error *err)
{
    gg_status status = gg_schema_bind(schema, plan->csv, GG_ROLE_QUASI_IDENTIFIER, plan->tuple,
                                      &plan->n_quasi, err);

    for (size_t i = 0; i < plan->options->n_quasi_identifiers && !status; i++) {
        size_t column;

        status = find_column(plan, plan->options->quasi_identifiers[i], &column, err);
        if (!status && !in_tuple(plan, column))
            plan->tuple[plan->n_quasi++] = column;
    }
    if (!status && plan->n_quasi > GG_QUASI_MAX)
        status = gg_error_set(err, GG_E_USAGE, "name those that others may know",
                              "%zu quasi-identifiers; %d at most", plan->n_quasi, GG_QUASI_MAX);
    return status;
}

/* Without quasi-identifiers there are no classes in which anything could be sensitive. */
static gg_status take_sensitive(gg_check_plan *plan, const gg_schema *schema, gg_error *err)
{
    const gg_check_options *options = plan->options;
    size_t *room = plan->tuple + plan->n_quasi, column, n = 0;
    gg_status status = GG_OK;

    if (options->n_sensitive == 0) {
        status = gg_schema_bind(schema, plan->csv, GG_ROLE_OUTCOME, room, &n, err);
        if (!status && n == 1) {
            column = room[0];
            plan->n_sensitive = plan->n_quasi && !in_tuple(plan, column);
        }
        return status;
    }
    for (size_t i = 0; i < options->n_sensitive && !status; i++) {
        status = find_column(plan, options->sensitive[i], &column, err);
        if (!status && plan->n_quasi && !in_tuple(plan, column))
            room[plan->n_sensitive++] = column;
    }
    return status;
}

static gg_status take_declared(gg_check_plan *plan, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < plan->options->n_declared && !status; i++) {
        size_t column;

        status = find_column(plan, plan->options->declared[i], &column, err);
        if (!status)
            plan->declared[column] = true;
    }
    return status;
}

gg_status gg_check_plan_make(gg_check_plan *plan, gg_csv *csv, const gg_schema *schema,
                             const gg_check_options *options, gg_error *err)
{
    size_t n = gg_csv_columns(csv), counts = 0;
    gg_status status;

    *plan = (gg_check_plan){.csv = csv, .options = options, .n_columns = n, .count = SIZE_MAX};
    gg_arena_init(&plan->arena);
    plan->columns = gg_arena_array(&plan->arena, n, sizeof(const gg_column *));
    plan->declared = gg_arena_array(&plan->arena, n, sizeof *plan->declared);
    plan->tuple = gg_arena_array(&plan->arena, 2 * n + 1, sizeof *plan->tuple);
    if (!plan->columns || !plan->declared || !plan->tuple)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < n; i++)
        plan->columns[i] = gg_schema_find(schema, gg_csv_name(csv, i));
    status = gg_schema_bind(schema, csv, GG_ROLE_COUNT, plan->tuple, &counts, err);
    if (!status && counts == 1)
        plan->count = plan->tuple[0];
    status = status ? status : take_quasi(plan, schema, err);
    status = status ? status : take_sensitive(plan, schema, err);
    return status ? status : take_declared(plan, err);
}

void gg_check_plan_release(gg_check_plan *plan)
{
    gg_arena_release(&plan->arena);
}

bool gg_check_name_seen(const char *name, uint64_t *seen)
{
    uint64_t wanted = 0;
    gg_buf scratch;
    gg_seen found;
    bool done;

    for (unsigned id = 0; id < GG_DETECTORS; id++)
        if (gg_detectors[id].flags & GG_DETECTOR_IN_NAMES)
            wanted |= GG_BIT(id);
    gg_buf_init(&scratch, 0);
    done = gg_see_cell(name, strlen(name), wanted, 0, &scratch, &found);
    gg_buf_release(&scratch);
    *seen = found.sure;
    return done;
}
