#include "adding.h"

#include <math.h>
#include <string.h>

#include "columns.h"

static const gg_option adding[] = {
    {.id = GG_OPT_ADD_TO,
     .name = "add-to",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "add the rows of DATA to evidence that --evidence wrote before, and evaluate both "
             "together; given more than once, to all of them",
     .repeat = true},
    {.id = GG_OPT_LATE_ROWS,
     .name = "late-rows",
     .kind = GG_OPTION_FLAG,
     .help = "with --add-to: a period that both have is added up; its rows came late and are not "
             "the same again"},
};

const gg_option_group gg_adding_options = {"Adding to stored evidence", adding,
                                           sizeof adding / sizeof *adding};

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- options that are settled ---- */

static gg_status settled(const char *option, gg_error *err)
{
    gg_error_where(err, option, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "leave it out",
                        "the evidence that is added to was collected otherwise");
}

/* What needs single rows, or belongs to a version, which is measured whole. */
static gg_status refuse_rows(const gg_args *args, gg_error *err)
{
    static const struct {
        gg_option_id id;
        const char *name;
    } never[] = {{GG_OPT_MODEL, "--model"}, {GG_OPT_CAPACITY, "--capacity"}};

    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        if (!gg_args_given(args, never[i].id))
            continue;
        gg_error_where(err, never[i].name, 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "evaluate the whole table for it",
                            "needs the rows themselves, which stored evidence does not hold");
    }
    return GG_OK;
}

static bool has_intersections(const gg_evidence *e, const gg_collect_options *o)
{
    size_t n = 0, found = 0;

    for (size_t f = 0; f < e->n_families; f++) {
        if (e->families[f].kind != GG_FAMILY_INTERSECTION)
            continue;
        n++;
        for (size_t i = 0; i < o->n_intersections; i++)
            found += strcmp(e->families[f].name, o->intersections[i]) == 0;
    }
    return n == o->n_intersections && found == n;
}

static bool has_point(const gg_evidence *e, double threshold)
{
    for (size_t i = 0; i < e->n_operating_points; i++)
        if (e->operating_points[i].threshold == threshold)
            return true;
    return false;
}

/* The same as the evidence has, given again as every month, is welcome. */
static gg_status compare_options(const gg_args *args, const gg_evidence *e,
                                 const gg_collect_options *o, gg_error *err)
{
    bool points = o->n_operating_points == e->n_operating_points;

    for (size_t i = 0; i < o->n_operating_points; i++)
        points = points && has_point(e, o->operating_points[i]);
    if (gg_args_given(args, GG_OPT_MEASURE) && o->measured != e->measured)
        return settled("--measure", err);
    if (gg_args_given(args, GG_OPT_SCORE_BINS) && o->score_bins != e->grid_bins)
        return settled("--score-bins", err);
    if (o->has_grid && (o->grid_low != e->grid_low || o->grid_high != e->grid_high))
        return settled("--score-range", err);
    if (gg_args_given(args, GG_OPT_INTERSECT) && !has_intersections(e, o))
        return settled("--intersect", err);
    return gg_args_given(args, GG_OPT_OPERATING_POINTS) && !points
               ? settled("--operating-points", err)
               : GG_OK;
}

/* ---- files ---- */

static gg_status load(gg_cli *cli, const char *path, gg_stored_evidence *out, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_json_load(path, &document, err);

    if (status == GG_OK)
        status = gg_evidence_load(document, &out->evidence, err);
    if (status == GG_OK) {
        out->path = gg_columns_source_name(path, &cli->arena);
        out->digest = gg_arena_string(&cli->arena, gg_json_string(document, "digest", ""));
        status = out->path && out->digest ? GG_OK : memory(err);
    }
    if (status != GG_OK)
        gg_error_where(err, path, 0, NULL);
    json_decref(document);
    return status;
}

/* The same file twice would count its rows twice. */
static gg_status check_twice(const gg_adding *a, gg_error *err)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(a->files[i].digest, a->files[k].digest) == 0) {
                gg_error_where(err, a->files[i].path, 0, NULL);
                return gg_error_set(err, GG_E_INPUT, "give each once", "the same evidence as %s",
                                    a->files[k].path);
            }
    return GG_OK;
}

gg_status gg_adding_open(gg_cli *cli, gg_adding *out, gg_error *err)
{
    const gg_option_value *given = &cli->args.values[GG_OPT_ADD_TO];
    gg_status status = given->n ? refuse_rows(&cli->args, err) : GG_OK;

    if (given->n == 0 && gg_args_given(&cli->args, GG_OPT_LATE_ROWS)) {
        gg_error_where(err, "--late-rows", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give --add-to FILE, or leave it out",
                            "means nothing without stored evidence");
    }
    if (status != GG_OK)
        return status;
    out->files = gg_arena_array(&cli->arena, given->n, sizeof *out->files);
    if (!out->files)
        return memory(err);
    for (size_t i = 0; i < given->n && status == GG_OK; i++) {
        status = load(cli, given->texts[i], &out->files[i], err);
        out->n += status == GG_OK;
    }
    return status == GG_OK ? check_twice(out, err) : status;
}

void gg_adding_release(gg_adding *a)
{
    for (size_t i = 0; i < a->n; i++)
        gg_evidence_release(&a->files[i].evidence);
    *a = (gg_adding){.files = NULL};
}

gg_status gg_adding_settle(const gg_cli *cli, const gg_adding *a, gg_schema *schema,
                           gg_collect_options *options, gg_error *err)
{
    gg_status status;

    if (a->n == 0)
        return GG_OK;
    status = compare_options(&cli->args, &a->files[0].evidence, options, err);
    if (status == GG_OK) {
        status = gg_collect_like(&a->files[0].evidence, schema, options, err);
        if (status != GG_OK)
            gg_error_where(err, a->files[0].path, 0, NULL);
    }
    return status;
}

/* ---- adding up ---- */

static gg_status check_periods(const gg_cli *cli, const char *name, const gg_evidence *evidence,
                               const char *other, const gg_evidence *stored, gg_error *err)
{
    const char *period = gg_evidence_shared_period(evidence, stored);

    if (!period || gg_args_given(&cli->args, GG_OPT_LATE_ROWS))
        return GG_OK;
    gg_error_where(err, name, 0, NULL);
    return gg_error_set(err, GG_E_INPUT,
                        "leave out what was added before; or, if these are further rows of that "
                        "period, give --late-rows",
                        "period %s has rows in %s already", period, other);
}

/* Counts that agree to the last are those of the same rows. */
static gg_status check_same(const gg_adding *a, const char *source, const gg_evidence *evidence,
                            gg_error *err)
{
    json_t *document = NULL;
    gg_status status = a->n ? gg_evidence_save(evidence, &document, err) : GG_OK;

    for (size_t i = 0; i < a->n && status == GG_OK; i++) {
        if (strcmp(gg_json_string(document, "digest", ""), a->files[i].digest) != 0)
            continue;
        gg_error_where(err, source, 0, NULL);
        status = gg_error_set(err, GG_E_INPUT, "leave out what was added before",
                              "its evidence is that of %s: these rows are in it already",
                              a->files[i].path);
    }
    json_decref(document);
    return status;
}

static gg_status check_all_periods(const gg_cli *cli, const gg_adding *a, const char *source,
                                   const gg_evidence *evidence, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < a->n && status == GG_OK; i++) {
        const gg_stored_evidence *x = &a->files[i];

        status = check_periods(cli, source, evidence, x->path, &x->evidence, err);
        for (size_t k = 0; k < i && status == GG_OK; k++)
            status = check_periods(cli, x->path, &x->evidence, a->files[k].path,
                                   &a->files[k].evidence, err);
    }
    return status;
}

gg_status gg_adding_merge(const gg_cli *cli, const gg_adding *a, const char *source,
                          gg_evidence *evidence, gg_error *err)
{
    gg_status status = check_same(a, source, evidence, err);

    if (status == GG_OK)
        status = check_all_periods(cli, a, source, evidence, err);
    for (size_t i = 0; i < a->n && status == GG_OK; i++) {
        gg_evidence sum;

        status = gg_evidence_merge(&a->files[i].evidence, evidence, &sum, err);
        if (status != GG_OK) {
            gg_error_where(err, a->files[i].path, 0, NULL);
            break;
        }
        gg_evidence_release(evidence);
        *evidence = sum;
    }
    return status;
}

gg_status gg_adding_sign(const gg_adding *a, json_t *document, gg_error *err)
{
    json_t *list = a->n ? json_array() : NULL;

    for (size_t i = 0; list && i < a->n; i++) {
        const gg_stored_evidence *x = &a->files[i];
        json_t *one =
            json_pack("{s:s, s:s, s:I, s:I}", "source", x->path, "digest", x->digest, "rows",
                      (json_int_t)x->evidence.rows, "rows_used", (json_int_t)x->evidence.rows_used);

        if (json_array_append_new(list, one) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    if (a->n && json_object_set_new(json_object_get(document, "data"), "stored", list) != 0)
        return memory(err);
    return GG_OK;
}
