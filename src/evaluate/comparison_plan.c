/* What a comparison needs to know before it reads: columns and thresholds. */
#include <math.h>
#include <string.h>

#include "evaluate/comparison_internal.h"

typedef struct binder {
    gg_compare_plan *plan;
    size_t *room; /* for gg_schema_bind() */
    gg_error *err;
} binder;

static gg_status find_score(const binder *b, const char *name, size_t *out)
{
    if (gg_csv_find(b->plan->csv, name, out))
        return GG_OK;
    gg_error_where(b->err, gg_csv_path(b->plan->csv), 1, name);
    return gg_error_set(b->err, GG_E_INPUT, "see the names in the first line of the table",
                        "no such column");
}

static gg_status bind_one(const binder *b, gg_role role, size_t *out)
{
    size_t n = 0;
    gg_status status = gg_schema_bind(b->plan->schema, b->plan->csv, role, b->room, &n, b->err);

    *out = n ? b->room[0] : SIZE_MAX;
    return status;
}

static gg_status bind_columns(const binder *b)
{
    gg_compare_plan *plan = b->plan;
    size_t decision;
    const struct {
        gg_role role;
        size_t *column;
    } wanted[] = {
        {GG_ROLE_OUTCOME, &plan->outcome}, {GG_ROLE_SUPPRESSED, &plan->suppressed},
        {GG_ROLE_WEIGHT, &plan->weight},   {GG_ROLE_COUNT, &plan->count},
        {GG_ROLE_SITE, &plan->site},       {GG_ROLE_DECISION, &decision},
    };
    gg_status status = GG_OK;

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && !status; i++)
        status = bind_one(b, wanted[i].role, wanted[i].column);
    plan->decision = !status && decision != SIZE_MAX;
    return status;
}

/* Protected columns stand in the order of the schema, as in an evaluation. */
static gg_status bind_protected(const binder *b, gg_arena *arena)
{
    gg_compare_plan *plan = b->plan;

    plan->protected = gg_arena_array(arena, plan->schema->n_columns, sizeof *plan->protected);
    if (!plan->protected)
        return gg_error_set(b->err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < plan->schema->n_columns; i++) {
        const gg_column *column = &plan->schema->columns[i];

        if (column->roles & 1u << GG_ROLE_PROTECTED &&
            gg_csv_find(plan->csv, column->name, &plan->protected[plan->n_protected]))
            plan->n_protected++;
    }
    return GG_OK;
}

static gg_status settle_threshold(const binder *b, int which, double option)
{
    gg_compare_plan *plan = b->plan;
    const gg_schema *schema = plan->schema;

    if (isinf(option))
        return gg_error_set(b->err, GG_E_USAGE, "give a finite threshold",
                            "a threshold that is not a number");
    plan->threshold[which] = schema->has_threshold ? schema->threshold : NAN;
    if (!isnan(option)) {
        plan->threshold[which] = option;
    } else if (schema->n_site_thresholds) {
        plan->by_site[which] = true;
        if (plan->site == SIZE_MAX)
            return gg_error_set(b->err, GG_E_USAGE, "name the site column with --site",
                                "thresholds by site without a site");
    } else if (!schema->has_threshold) {
        plan->threshold[which] = 0.5;
        plan->assumed[which] = true;
    }
    return GG_OK;
}

gg_status gg_compare_plan_make(gg_arena *arena, gg_csv *csv, const gg_schema *schema,
                               const char *const names[GG_SCORES_COMPARED],
                               const gg_compare_options *options, gg_compare_plan *out,
                               gg_error *err)
{
    binder b = {out, gg_arena_array(arena, gg_csv_columns(csv), sizeof(size_t)), err};
    gg_status status;

    if (!b.room)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    memset(out, 0, sizeof *out);
    out->csv = csv;
    out->schema = schema;
    out->skip = options->skip_bad_rows;
    status = bind_columns(&b);
    for (int which = 0; which < GG_SCORES_COMPARED && !status; which++)
        status = find_score(&b, names[which], &out->score[which]);
    if (!status)
        status = bind_protected(&b, arena);
    if (!status)
        status = settle_threshold(&b, GG_A, options->threshold_a);
    if (!status)
        status = settle_threshold(&b, GG_B, options->threshold_b);
    return status;
}
