/* Collecting as stored evidence was collected, so that rows can be added to it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_column *find(gg_schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->n_columns; i++)
        if (strcmp(schema->columns[i].name, name) == 0)
            return &schema->columns[i];
    return NULL;
}

/* A name as a list of one, for gg_schema_role(): in double quotes. */
static gg_status give_role(gg_schema *schema, const char *name, gg_role role, gg_error *err)
{
    const gg_column *there = find(schema, name);
    gg_status status;
    gg_buf quoted;

    if (there && (there->roles & 1u << role))
        return GG_OK;
    gg_buf_init(&quoted, 0);
    gg_buf_puts(&quoted, "\"");
    for (const char *c = name; *c; c++)
        gg_buf_printf(&quoted, "%s%c", *c == '"' ? "\"" : "", *c);
    gg_buf_puts(&quoted, "\"");
    status = gg_buf_check(&quoted, err);
    if (!status)
        status = gg_schema_role(schema, quoted.data, role, err);
    gg_buf_release(&quoted);
    return status;
}

/* Whether attributes are compared within the levels of a dimension that is protected itself. */
static bool is_stratum(const gg_evidence *e, uint32_t dimension)
{
    for (size_t f = 0; f < e->n_families; f++)
        if (e->families[f].kind == GG_FAMILY_STRATUM && e->families[f].dimensions[1] == dimension)
            return true;
    return false;
}

static gg_status take_dimension(const gg_evidence *stored, uint32_t d, gg_schema *schema,
                                gg_error *err)
{
    static const gg_role roles[] = {[GG_DIMENSION_PROTECTED] = GG_ROLE_PROTECTED,
                                    [GG_DIMENSION_SITE] = GG_ROLE_SITE,
                                    [GG_DIMENSION_PERIOD] = GG_ROLE_PERIOD,
                                    [GG_DIMENSION_STRATUM] = GG_ROLE_STRATUM};
    const gg_dimension *x = &stored->dimensions[d];
    gg_column *column = find(schema, x->name);
    gg_status status;

    if (x->binned && !(column && column->n_bins)) {
        gg_error_where(err, NULL, 0, x->name);
        return gg_error_set(err, GG_E_USAGE, "give the bins of the column in a schema",
                            "the stored evidence has this column in bins (%s, ...)", x->levels[0]);
    }
    status = give_role(schema, x->name, roles[x->kind], err);
    if (!status && x->kind == GG_DIMENSION_PROTECTED && is_stratum(stored, d))
        status = give_role(schema, x->name, GG_ROLE_STRATUM, err);
    column = status ? NULL : find(schema, x->name);
    if (column && x->reference && !column->reference) {
        column->reference = gg_arena_string(&schema->arena, x->reference);
        status = column->reference ? GG_OK : memory(err);
    }
    return status;
}

/* Columns are told apart in the order of the schema: it becomes that of the evidence. */
static void order_columns(const gg_evidence *stored, gg_schema *schema)
{
    for (size_t d = stored->n_dimensions; d-- > 0;) {
        gg_column *at = find(schema, stored->dimensions[d].name), first = *at;

        memmove(schema->columns + 1, schema->columns,
                (size_t)(at - schema->columns) * sizeof first);
        schema->columns[0] = first;
    }
}

static gg_status take_site_thresholds(const gg_evidence *stored, gg_schema *schema, gg_error *err)
{
    const gg_family *sites = gg_evidence_find(stored, GG_FAMILY_SITE, NULL);
    gg_site_threshold *list;
    size_t n = 0;

    if (!sites)
        return GG_OK;
    list = gg_arena_array(&schema->arena, sites->n_slices, sizeof *list);
    if (!list)
        return memory(err);
    for (size_t s = 0; s < sites->n_slices; s++) {
        if (!sites->slices[s].has_threshold)
            continue;
        list[n].threshold = sites->slices[s].threshold;
        list[n].site = gg_arena_string(&schema->arena, sites->slices[s].name);
        if (!list[n++].site)
            return memory(err);
    }
    schema->site_thresholds = list;
    schema->n_site_thresholds = n;
    return GG_OK;
}

/* The threshold of the evidence, unless there is one already, or a column with decisions. */
static gg_status take_rule(const gg_evidence *stored, gg_schema *schema, gg_error *err)
{
    if (schema->has_threshold || schema->n_site_thresholds || stored->rule == GG_RULE_COLUMN)
        return GG_OK;
    for (size_t i = 0; i < schema->n_columns; i++)
        if (schema->columns[i].roles & 1u << GG_ROLE_DECISION)
            return GG_OK;
    if (!isnan(stored->threshold) && !stored->default_threshold) {
        schema->has_threshold = true;
        schema->threshold = stored->threshold;
    }
    return stored->rule == GG_RULE_SITE ? take_site_thresholds(stored, schema, err) : GG_OK;
}

/* What is told apart and asked for; texts stay the evidence's. */
static gg_status take_options(const gg_evidence *stored, gg_schema *schema,
                              gg_collect_options *options, gg_error *err)
{
    const char **names = gg_arena_array(&schema->arena, stored->n_families, sizeof *names);
    double *points = gg_arena_array(&schema->arena, stored->n_operating_points, sizeof *points);

    if (!names || !points)
        return memory(err);
    options->intersections = names;
    options->n_intersections = 0;
    for (size_t f = 0; f < stored->n_families; f++)
        if (stored->families[f].kind == GG_FAMILY_INTERSECTION)
            names[options->n_intersections++] = stored->families[f].name;
    options->measured = stored->measured;
    options->operating_points = points;
    options->n_operating_points = stored->n_operating_points;
    for (size_t i = 0; i < stored->n_operating_points; i++)
        points[i] = stored->operating_points[i].threshold;
    if (stored->grid_bins > 0) {
        options->has_grid = true;
        options->grid_low = stored->grid_low;
        options->grid_high = stored->grid_high;
        options->score_bins = stored->grid_bins;
    }
    return GG_OK;
}

gg_status gg_collect_like(const gg_evidence *stored, gg_schema *schema, gg_collect_options *options,
                          gg_error *err)
{
    gg_status status = GG_OK;

    for (uint32_t d = 0; d < stored->n_dimensions && !status; d++)
        status = take_dimension(stored, d, schema, err);
    if (!status) {
        order_columns(stored, schema);
        status = take_rule(stored, schema, err);
    }
    return status ? status : take_options(stored, schema, options, err);
}
