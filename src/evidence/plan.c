/* The plan of a pass: which column is what, and whether the roles suffice. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"
#include "line.h"

static gg_status one_column(const gg_schema *schema, const gg_csv *csv, gg_role role, size_t *room,
                            size_t *out, gg_error *err)
{
    size_t n = 0;
    gg_status status = gg_schema_bind(schema, csv, role, room, &n, err);

    *out = n ? room[0] : GG_NO_COLUMN;
    return status;
}

static gg_status bind_single(gg_plan *plan, size_t *room, gg_error *err)
{
    const struct {
        gg_role role;
        size_t *column;
    } wanted[] = {
        {GG_ROLE_SCORE, &plan->score},       {GG_ROLE_OUTCOME, &plan->outcome},
        {GG_ROLE_DECISION, &plan->decision}, {GG_ROLE_SUPPRESSED, &plan->suppressed},
        {GG_ROLE_WEIGHT, &plan->weight},     {GG_ROLE_COUNT, &plan->count},
        {GG_ROLE_ARM, &plan->arm},           {GG_ROLE_SAMPLING_PROBABILITY, &plan->probability},
    };
    gg_status status = GG_OK;

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && !status; i++)
        status = one_column(plan->schema, plan->csv, wanted[i].role, room, wanted[i].column, err);
    return status;
}

/* Columns that give counts of groups; with any but the total alone the table is one of groups. */
static gg_status bind_said(gg_plan *plan, size_t *room, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < GG_SAYS && !status; i++) {
        status = one_column(plan->schema, plan->csv, gg_line_roles[i], room, &plan->said[i], err);
        plan->grouped = plan->grouped || (i != GG_SAYS_COUNT && plan->said[i] != GG_NO_COLUMN);
    }
    return status;
}

static gg_status add_dimension(gg_plan *plan, size_t column, gg_dimension_kind kind, gg_error *err)
{
    gg_plan_dimension *d = &plan->dimensions[plan->n_dimensions];

    if (plan->n_dimensions == GG_MAX_DIMENSIONS)
        return gg_error_set(err, GG_E_USAGE, "evaluate them in two runs",
                            "more than %d protected, site, period and stratum columns",
                            GG_MAX_DIMENSIONS);
    d->column = column;
    d->kind = kind;
    d->name = gg_csv_name(plan->csv, column);
    d->settings = gg_schema_find(plan->schema, d->name);
    d->stratum =
        kind != GG_DIMENSION_PROTECTED || (d->settings->roles & 1u << GG_ROLE_STRATUM) != 0;
    if (kind == GG_DIMENSION_SITE)
        plan->site = plan->n_dimensions;
    plan->n_dimensions++;
    return GG_OK;
}

/* Columns that are strata and nothing else: a site, a period or a protected column with the role
 * is told apart already. */
static gg_status bind_strata(gg_plan *plan, gg_error *err)
{
    gg_status status = GG_OK;
    size_t column;

    for (size_t i = 0; i < plan->schema->n_columns && !status; i++) {
        const gg_column *c = &plan->schema->columns[i];
        bool there =
            !(c->roles & 1u << GG_ROLE_STRATUM) || !gg_csv_find(plan->csv, c->name, &column);

        for (size_t d = 0; d < plan->n_dimensions && !there; d++)
            there = plan->dimensions[d].column == column;
        if (!there)
            status = add_dimension(plan, column, GG_DIMENSION_STRATUM, err);
    }
    return status;
}

/* Protected columns in the order of the schema, then site, then period, then strata in the order of
 * the schema. */
static gg_status bind_dimensions(gg_plan *plan, size_t *room, gg_error *err)
{
    gg_status status = GG_OK;
    size_t column, site, period;

    for (size_t i = 0; i < plan->schema->n_columns && !status; i++) {
        const gg_column *c = &plan->schema->columns[i];

        if ((c->roles & 1u << GG_ROLE_PROTECTED) && gg_csv_find(plan->csv, c->name, &column))
            status = add_dimension(plan, column, GG_DIMENSION_PROTECTED, err);
    }
    if (!status)
        status = one_column(plan->schema, plan->csv, GG_ROLE_SITE, room, &site, err);
    if (!status && site != GG_NO_COLUMN)
        status = add_dimension(plan, site, GG_DIMENSION_SITE, err);
    if (!status)
        status = one_column(plan->schema, plan->csv, GG_ROLE_PERIOD, room, &period, err);
    if (!status && period != GG_NO_COLUMN)
        status = add_dimension(plan, period, GG_DIMENSION_PERIOD, err);
    return status ? status : bind_strata(plan, err);
}

static gg_status usage(const gg_plan *plan, const char *mend, const char *what, gg_error *err)
{
    gg_error_where(err, gg_csv_path(plan->csv), 0, NULL);
    return gg_error_set(err, GG_E_USAGE, mend, "%s", what);
}

/* A line of counts says what was decided and what turned out; nothing else may. */
static gg_status check_grouped(const gg_plan *plan, gg_error *err)
{
    const size_t others[] = {plan->score, plan->outcome, plan->decision, plan->suppressed,
                             plan->weight};

    if (plan->scorer || plan->operation)
        return usage(plan, "give a table with a line for each case",
                     "counts of groups cannot be scored, nor rules applied to them", err);
    if (plan->schema->has_threshold || plan->schema->n_site_thresholds)
        return usage(plan, "leave out the threshold",
                     "counts of groups have no scores to hold "
                     "against a threshold",
                     err);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i] == GG_NO_COLUMN)
            continue;
        gg_error_where(err, gg_csv_path(plan->csv), 1, gg_csv_name(plan->csv, others[i]));
        return gg_error_set(err, GG_E_USAGE, "give one or the other",
                            "a score, outcome, decision, mark or weight of a case beside counts of "
                            "groups");
    }
    return GG_OK;
}

static gg_status set_rule(gg_plan *plan, gg_error *err)
{
    const gg_schema *schema = plan->schema;

    if (plan->grouped) {
        plan->rule = GG_RULE_COLUMN;
        return check_grouped(plan, err);
    }
    if (!plan->scored && plan->decision == GG_NO_COLUMN)
        return usage(plan, "name it with --score (or --decision, or in a schema)",
                     "no column with scores or decisions", err);
    if (plan->decision != GG_NO_COLUMN) {
        if (schema->has_threshold || schema->n_site_thresholds)
            return usage(plan, "leave out one of them",
                         "both a decision column and a threshold are given", err);
        plan->rule = GG_RULE_COLUMN;
        return GG_OK;
    }
    if (schema->n_site_thresholds && plan->site == GG_NO_COLUMN)
        return usage(plan, "name the site column with --site", "thresholds by site without a site",
                     err);
    plan->rule = schema->n_site_thresholds ? GG_RULE_SITE : GG_RULE_THRESHOLD;
    if (schema->has_threshold) {
        plan->threshold = schema->threshold;
    } else if (plan->rule == GG_RULE_THRESHOLD) {
        plan->threshold = 0.5;
        plan->default_threshold = true;
    }
    return GG_OK;
}

gg_status gg_plan_input(gg_plan *plan, const char *name, const char *needed_by, gg_input *out,
                        gg_error *err)
{
    const gg_column *settings = gg_schema_find(plan->schema, name);
    size_t column;

    if (!gg_csv_find(plan->csv, name, &column)) {
        gg_error_where(err, gg_csv_path(plan->csv), 1, name);
        return gg_error_set(err, GG_E_INPUT, "give a table with all of its columns",
                            "no such column, and %s needs it", needed_by);
    }
    out->column = column;
    out->settings = settings && settings->n_missing ? settings : NULL;
    plan->read[column] = true;
    return GG_OK;
}

void gg_plan_release(gg_plan *plan)
{
    gg_arena_release(&plan->arena);
}

gg_status gg_plan_init(gg_plan *plan, gg_csv *csv, const gg_schema *schema,
                       const gg_collect_options *options, gg_error *err)
{
    size_t *room = malloc((gg_csv_columns(csv) + 1) * sizeof *room);
    gg_status status;

    memset(plan, 0, sizeof *plan);
    gg_arena_init(&plan->arena);
    plan->read = gg_arena_array(&plan->arena, gg_csv_columns(csv), sizeof *plan->read);
    if (!room || !plan->read) {
        free(room);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    plan->csv = csv;
    plan->schema = schema;
    plan->site = GG_NO_COLUMN;
    plan->threshold = NAN;
    plan->skip_bad_rows = options->skip_bad_rows;
    plan->scorer = options->scorer;
    if (options->operation && options->operation->n_rules + options->operation->n_sources)
        plan->operation = options->operation;
    status = bind_single(plan, room, err);
    if (!status)
        status = bind_said(plan, room, err);
    if (!status)
        status = bind_dimensions(plan, room, err);
    if (!status)
        status = gg_plan_scorer(plan, err);
    plan->scored = plan->scorer || plan->score != GG_NO_COLUMN;
    if (!status)
        status = set_rule(plan, err);
    if (!status)
        status = gg_plan_operation(plan, err);
    plan->ranking = options->ranking && plan->scored && options->measured < GG_EXTENT_COUNTS;
    plan->binned = plan->ranking && options->measured == GG_EXTENT_BINNED;
    if (!status && plan->ranking)
        status = gg_plan_keeping(plan, options, err);
    free(room);
    return status;
}
