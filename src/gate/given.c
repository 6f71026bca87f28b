/*
 * Subjects of a rule with `given`: what remains of a disparity within strata, pooled by Mantel and
 * Haenszel. The strata come from the rows that the evaluation holds, and are pooled again at each
 * critical value that judging asks for.
 */
#include "gate_internal.h"

#include <stdio.h>

#include "gauger/evaluate/pooled.h"

static void measure_given(const gg_subject *s, double z, gg_measure *out)
{
    const gg_disparity *disparity = s->known->disparity;

    if (s->why)
        *out = gg_measure_undefined(s->why);
    else if (s->boxes)
        gg_pooled_between(disparity->kind == GG_RATIO ? GG_POOLED_RATIO : GG_POOLED_DIFFERENCE,
                          s->boxes, s->n_strata, z, s->room, out);
    else
        gg_pooled_measure(disparity->kind == GG_RATIO ? GG_POOLED_RATIO : GG_POOLED_DIFFERENCE,
                          s->strata, s->n_strata, z, out);
}

/* Who the group is held against within strata: its reference, or the rest. */
static const char *against(const gg_partition *all)
{
    return all->reference == GG_NO_GROUP ? "the rest" : all->levels[all->reference];
}

/* Why the document has nothing to pool: counts within bounds; or no such metric within strata, for
 * the group's own reason or another's. NULL where it has. */
static const char *why_missing(const gg_disparity *disparity, const gg_figures *group,
                               const json_t *stratified)
{
    const json_t *ratio = json_object_get(stratified, "mantel_haenszel_ratio");
    const char *why = NULL;
    gg_fraction fraction;

    if (strcmp(gg_json_string(ratio, "why_null", ""), GG_WHY_BOUNDED) == 0)
        return GG_WHY_BOUNDED;
    if (stratified)
        return NULL;
    if (gg_metric_fraction(gg_metric_find(disparity->metric), group, &fraction, &why) || !why)
        return GG_WHY_UNDEFINED_GROUP;
    return why;
}

/* Counts in bounds are pooled over all tables that they allow. */
static gg_status add_boxes(const gg_bench *bench, gg_subject *s, const json_t *stratified)
{
    gg_status st = gg_strata_parse_bounds(json_object_get(stratified, "rows"), bench->arena,
                                          &s->boxes, &s->n_strata, bench->err);

    if (st != GG_OK)
        return st;
    s->room = gg_arena_array(bench->arena, s->n_strata, sizeof *s->room);
    s->why = NULL;
    return s->room ? GG_OK : GG_E_MEMORY;
}

/* The names of the strata, in the order of their rows. */
static gg_status name_strata(const gg_bench *bench, gg_subject *s, const json_t *rows)
{
    s->strata_names = gg_arena_array(bench->arena, s->n_strata, sizeof *s->strata_names);
    for (size_t k = 0; s->strata_names && k < s->n_strata; k++)
        s->strata_names[k] = gg_json_string(json_array_get(rows, k), "stratum", "");
    return s->strata_names ? GG_OK : GG_E_MEMORY;
}

/* Level i within the strata of one column. stratified: what the document has of it, or NULL. */
static gg_status read_level(const gg_bench *bench, const gg_case *c, const gg_partition *all,
                            size_t i, const json_t *stratified, const char *given, gg_subject *s)
{
    char path[sizeof bench->err->column];
    gg_status st;

    s->measure = measure_given;
    s->against = against(all);
    /* Not the group's own slice: whoever looks for its figure there would find the crude one. */
    s->options.slice = gg_arena_printf(bench->arena, "%s given %s", all->slices[i], given);
    if (!s->options.slice)
        return GG_E_MEMORY;
    s->rows = all->groups[i].rows;
    s->strata_differ = json_is_true(json_object_get(stratified, "strata_differ"));
    if (s->rows < bench->policy->minimum_count)
        s->left_out = GG_WHY_TOO_FEW;
    else if (all->reference != GG_NO_GROUP &&
             all->groups[all->reference].rows < bench->policy->minimum_count)
        s->left_out = GG_WHY_FEW_IN_REFERENCE;
    s->why = why_missing(c->rule->known.disparity, &all->groups[i], stratified);
    if (s->why && strcmp(s->why, GG_WHY_BOUNDED) == 0)
        st = add_boxes(bench, s, stratified);
    else if (s->why)
        return GG_OK;
    else
        st = gg_strata_parse(json_object_get(stratified, "rows"), bench->arena, &s->strata,
                             &s->n_strata, bench->err);
    if (st == GG_OK)
        st = name_strata(bench, s, json_object_get(stratified, "rows"));
    if (st == GG_E_INPUT) {
        snprintf(path, sizeof path, "attributes.%s.strata", all->name);
        gg_error_where(bench->err, bench->documents->evaluation_name, 0, path);
    }
    return st;
}

/* Pooled over the strata; or each of them, where the rule asks for them by themselves. A group that
 * has no strata to part stays as one subject, which says why. */
static gg_status add_level(const gg_bench *bench, gg_case *c, const gg_partition *all, size_t i,
                           const json_t *stratified, const char *name, const char *given)
{
    gg_subject *s = gg_case_add(bench, c, name), pooled;
    gg_status st;

    if (!s)
        return GG_E_MEMORY;
    s->group = s->name;
    st = read_level(bench, c, all, i, stratified, given, s);
    if (st != GG_OK || !c->rule->selectors[GG_BY_STRATUM] || s->why || s->left_out)
        return st;
    pooled = *s;
    c->n--;
    return gg_case_strata(bench, c, &pooled, given, stratified);
}

/* "b", "race=b", "b given site": as much as the rule leaves open. */
static const char *subject_name(const gg_bench *bench, const gg_rule *rule, const gg_partition *all,
                                size_t i, const char *given)
{
    const bool each = strcmp(rule->selectors[GG_BY_ATTRIBUTE], "*") == 0;
    const char *name = each ? all->slices[i] : all->levels[i];

    return strcmp(rule->selectors[GG_BY_GIVEN], "*") == 0 && !rule->selectors[GG_BY_STRATUM]
               ? gg_arena_printf(bench->arena, "%s given %s", name, given)
               : name;
}

static gg_status add_strata(const gg_bench *bench, gg_case *c, const gg_partition *all,
                            const char *given, const json_t *metrics)
{
    const gg_rule *rule = c->rule;
    const json_t *groups = json_object_get(metrics, rule->known.disparity->metric);
    const char *group = rule->selectors[GG_BY_GROUP];
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < all->n; i++) {
        const char *name = subject_name(bench, rule, all, i, given);

        if (i == all->reference ||
            (group && strcmp(group, "*") != 0 && strcmp(group, all->levels[i]) != 0))
            continue;
        st = name
                 ? add_level(bench, c, all, i, json_object_get(groups, all->levels[i]), name, given)
                 : GG_E_MEMORY;
    }
    return st;
}

/* "site, band", or "none". */
static const char *list_strata(gg_arena *arena, const json_t *strata)
{
    const char *list = NULL, *key;
    json_t *value;

    json_object_foreach((json_t *)strata, key, value)
    {
        list = list ? gg_arena_printf(arena, "%s, %s", list, key) : key;
    }
    return list ? list : "none";
}

gg_status gg_case_given(const gg_bench *bench, gg_case *c, const gg_partition *all)
{
    const json_t *attributes = json_object_get(bench->record->evaluation, "attributes");
    const json_t *strata = json_object_get(json_object_get(attributes, all->name), "strata");
    const char *pattern = c->rule->selectors[GG_BY_GIVEN], *given;
    gg_status st = GG_OK;
    json_t *metrics;
    bool found = false;

    json_object_foreach((json_t *)strata, given, metrics)
    {
        if (st != GG_OK || (strcmp(pattern, "*") != 0 && strcmp(pattern, given) != 0))
            continue;
        found = true;
        st = add_strata(bench, c, all, given, metrics);
    }
    if (st != GG_OK || c->n)
        return st;
    if (found && c->rule->selectors[GG_BY_STRATUM]) {
        c->nothing = gg_arena_printf(bench->arena, "%s given %s has no stratum %s", all->name,
                                     pattern, c->rule->selectors[GG_BY_STRATUM]);
        return c->nothing ? GG_OK : GG_E_MEMORY;
    }
    if (found)
        return GG_OK;
    c->nothing =
        strcmp(pattern, "*") == 0
            ? gg_arena_printf(bench->arena, "the evaluation has no strata of %s", all->name)
            : gg_arena_printf(bench->arena, "the evaluation has no strata of %s by %s (it has %s)",
                              all->name, pattern, list_strata(bench->arena, strata));
    return c->nothing ? GG_OK : GG_E_MEMORY;
}
