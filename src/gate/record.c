/*
 * The documents read into figures. Everything that the evaluation holds is checked, also what no
 * rule asks for: a verdict names the document as a whole.
 */
#include "gate_internal.h"

#include <stdio.h>

#define MEND "give a document that gauger wrote"

typedef struct reading {
    gg_arena *arena;
    const char *name; /* of the document */
    gg_error *err;
} reading;

static gg_status refuse(const reading *r, const char *path, const char *what)
{
    gg_error_where(r->err, r->name, 0, path);
    return gg_error_set(r->err, GG_E_INPUT, MEND, "%s", what);
}

/* Reads one METRICS object; an error says where in the document it stands. */
static gg_status read_figures(const reading *r, const char *path, const json_t *metrics,
                              gg_figures *out)
{
    char column[sizeof r->err->column * 2];
    gg_error own;
    gg_status st;

    gg_error_init(&own);
    st = gg_figures_parse(metrics, out, &own);
    if (st == GG_OK)
        return st;
    snprintf(column, sizeof column, "%s%s%s", path, own.column[0] ? "." : "", own.column);
    gg_error_where(r->err, r->name, 0, column);
    return gg_error_set(r->err, st, own.mend, "%s", own.what);
}

static gg_status make_room(const reading *r, size_t n, gg_partition *out)
{
    out->n = n;
    out->levels = gg_arena_array(r->arena, n, sizeof *out->levels);
    out->slices = gg_arena_array(r->arena, n, sizeof *out->slices);
    out->groups = gg_arena_array(r->arena, n, sizeof *out->groups);
    out->reference = GG_NO_GROUP;
    out->rule = GG_REFERENCE_LARGEST;
    return out->levels && out->slices && out->groups ? GG_OK : gg_gate_no_memory(r->err);
}

/* path: where the groups stand; name: what the levels are levels of. */
static gg_status read_groups(const reading *r, const char *path, const char *name,
                             const json_t *groups, gg_partition *out)
{
    const char *level;
    json_t *metrics;
    size_t i = 0;
    gg_status st = make_room(r, json_object_size(groups), out);

    out->name = gg_arena_string(r->arena, name);
    if (st != GG_OK || !out->name)
        return gg_gate_no_memory(r->err);
    json_object_foreach((json_t *)groups, level, metrics)
    {
        const char *place = gg_arena_printf(r->arena, "%s.%s", path, level);

        out->levels[i] = gg_arena_string(r->arena, level);
        out->slices[i] = gg_arena_printf(r->arena, "%s=%s", name, level);
        if (!place || !out->levels[i] || !out->slices[i])
            return gg_gate_no_memory(r->err);
        st = read_figures(r, place, metrics, &out->groups[i++]);
        if (st != GG_OK)
            return st;
    }
    return GG_OK;
}

/* The rule is that of the document; where it names one group, that group must be there. */
static gg_status read_reference(const reading *r, const char *path, const json_t *attribute,
                                gg_partition *out)
{
    const char *level = gg_json_string(attribute, "reference", NULL);

    if (gg_reference_rule_parse(gg_json_string(attribute, "reference_rule", NULL), &out->rule,
                                NULL) != GG_OK)
        return refuse(r, path, "its reference_rule is unknown");
    if (out->rule == GG_REFERENCE_REST || out->rule == GG_REFERENCE_OVERALL)
        return GG_OK;
    if (!level)
        out->reference = gg_reference_choose(out->groups, out->n, out->rule);
    for (size_t i = 0; level && i < out->n; i++)
        if (strcmp(out->levels[i], level) == 0)
            out->reference = i;
    if (level && out->reference == GG_NO_GROUP)
        return refuse(r, path, "its reference is none of its groups");
    return GG_OK;
}

/* "attributes" or "intersections". */
static gg_status read_partitions(const reading *r, const json_t *evaluation, const char *key,
                                 gg_partition **out, size_t *n)
{
    const json_t *all = json_object_get(evaluation, key);
    const char *name;
    json_t *one;
    size_t i = 0;

    *n = json_object_size(all);
    *out = gg_arena_array(r->arena, *n, sizeof **out);
    if (!*out)
        return gg_gate_no_memory(r->err);
    if (all && !json_is_object(all))
        return refuse(r, key, "not an object");
    json_object_foreach((json_t *)all, name, one)
    {
        const char *path = gg_arena_printf(r->arena, "%s.%s", key, name);
        const json_t *groups = json_object_get(one, "groups");
        gg_status st;

        if (!path)
            return gg_gate_no_memory(r->err);
        if (!json_is_object(groups))
            return refuse(r, path, "has no groups");
        st = read_groups(r, path, name, groups, &(*out)[i]);
        if (st == GG_OK)
            st = read_reference(r, path, one, &(*out)[i++]);
        if (st != GG_OK)
            return st;
    }
    return GG_OK;
}

/* "sites" or "periods": METRICS by name. */
static gg_status read_slices(const reading *r, const json_t *evaluation, const char *key,
                             const char *name, gg_partition *out)
{
    const json_t *all = json_object_get(evaluation, key);

    if (all && !json_is_object(all))
        return refuse(r, key, "not an object");
    return read_groups(r, key, name, all, out);
}

static gg_status read_decision(const reading *r, const json_t *evaluation, gg_record *out)
{
    const json_t *decision = json_object_get(evaluation, "decision");
    const char *adverse = gg_json_string(decision, "adverse", "selected");
    const json_t *seed = json_object_get(evaluation, "seed");

    if (gg_adverse_parse(adverse, &out->adverse, NULL) != GG_OK)
        return refuse(r, "decision.adverse", "neither selected nor not-selected");
    if (seed && !json_is_integer(seed))
        return refuse(r, "seed", "not a whole number");
    out->seed = seed ? (uint64_t)json_integer_value(seed) : 1;
    return GG_OK;
}

static gg_status read_evaluation(const reading *r, const json_t *evaluation, gg_record *out)
{
    const json_t *overall = json_object_get(evaluation, "overall");
    gg_status st = read_decision(r, evaluation, out);

    if (st == GG_OK)
        st = read_figures(r, "overall", overall, &out->overall);
    if (st == GG_OK)
        st = read_partitions(r, evaluation, "attributes", &out->attributes, &out->n_attributes);
    if (st == GG_OK)
        st = read_partitions(r, evaluation, "intersections", &out->intersections,
                             &out->n_intersections);
    if (st == GG_OK)
        st = read_slices(r, evaluation, "sites", "site", &out->sites);
    if (st == GG_OK)
        st = read_slices(r, evaluation, "periods", "period", &out->periods);
    return st;
}

/* What it is must be said before what is wrong in it. */
static gg_status check_format(const json_t *document, const char *name, const char *format,
                              const char *command, gg_error *err)
{
    const char *given = gg_json_string(document, "format", NULL);
    char mend[80];

    if (given && strcmp(given, format) == 0)
        return GG_OK;
    snprintf(mend, sizeof mend, "give what gauger %s --format json writes", command);
    gg_error_where(err, name, 0, NULL);
    return gg_error_set(err, GG_E_INPUT, mend, "not a %s document%s%.40s%s", format,
                        given ? " but \"" : "", given ? given : "", given ? "\"" : "");
}

gg_status gg_documents_parse(const gg_gate_documents *documents, gg_arena *arena, gg_record *out,
                             gg_error *err)
{
    const reading r = {arena, documents->evaluation_name, err};
    gg_status st = check_format(documents->evaluation, documents->evaluation_name,
                                "gauger/evaluation/1", "evaluate", err);

    memset(out, 0, sizeof *out);
    if (st == GG_OK && documents->comparison)
        st = check_format(documents->comparison, documents->comparison_name, "gauger/comparison/1",
                          "compare", err);
    if (st == GG_OK && documents->drift)
        st = check_format(documents->drift, documents->drift_name, "gauger/drift/1", "drift", err);
    if (st != GG_OK)
        return st;
    out->evaluation = documents->evaluation;
    out->comparison = documents->comparison;
    out->drift = documents->drift;
    return read_evaluation(&r, documents->evaluation, out);
}
