/*
 * One attribute or intersection of the document: its groups, their disparities, the summaries.
 */
#include <string.h>

#include "evaluate/strata_internal.h"

/* An EST that says which groups made it, and how many rows those have: few rows can set a
 * headline. */
static bool put_makers(json_t *est, const gg_grouping *g, const gg_summary_result *r)
{
    json_t *names = gg_json_put_array(est, "groups"), *counts = gg_json_put_array(est, "counts");
    bool fine = names != NULL && counts != NULL;
    const size_t makers[] = {r->low_group, r->high_group};

    for (size_t i = 0; fine && i < 2; i++) {
        if (i == 1 && makers[1] == makers[0])
            break;
        fine = json_array_append_new(names, json_string(g->names[makers[i]])) == 0 &&
               json_array_append_new(counts, gg_json_count(g->figures[makers[i]].rows)) == 0;
    }
    return fine;
}

static bool has_figure(const gg_measure *m)
{
    return m->state == GG_MEASURE_OK || m->bounded;
}

/* A figure over groups as an EST; where some group has none, null, and the figure over the others
 * beside it. NULL when memory is out. */
static json_t *over_groups_json(const gg_grouping *g, const gg_summary_result *r)
{
    json_t *est = gg_estimate_json(&r->all), *defined = NULL;
    bool fine = est != NULL;

    if (fine && r->all.state == GG_MEASURE_OK && r->low_group != GG_NO_GROUP)
        fine = put_makers(est, g, r);
    if (fine && !has_figure(&r->all) && has_figure(&r->defined)) {
        defined = gg_estimate_json(&r->defined);
        fine = gg_json_put(est, "over_defined_groups", defined) &&
               (r->low_group == GG_NO_GROUP || put_makers(defined, g, r));
    }
    if (!fine) {
        json_decref(est);
        return NULL;
    }
    return est;
}

/* The smallest or the largest of one disparity over the groups. */
static bool put_extreme(const gg_grouping *g, const gg_summary_result *r, bool largest, json_t *out)
{
    return gg_json_put(out, largest ? "maximum" : "minimum", over_groups_json(g, r)) &&
           gg_json_put(out, largest ? "maximum_group" : "minimum_group",
                       gg_json_text(r->low_group != GG_NO_GROUP ? g->names[r->low_group] : NULL));
}

static bool put_disparity(gg_evaluation *e, const gg_grouping *g, const gg_disparity *disparity,
                          json_t *out)
{
    const gg_measure_options how = gg_evaluation_how(e, NULL, NULL);
    json_t *object = gg_json_put_object(out, disparity->name);
    json_t *groups = object != NULL ? gg_json_put_object(object, "groups") : NULL;
    bool fine = groups != NULL;
    gg_summary_result extremes[2];

    for (size_t i = 0; fine && i < g->n; i++) {
        gg_measure m;

        if (i == g->reference)
            continue;
        gg_disparity_of(disparity, g->figures, g->n, i, g->rule, g->reference, &how, &m);
        fine = gg_json_put(groups, g->names[i], gg_estimate_json(&m));
    }
    gg_disparity_extremes(disparity, g->figures, g->n, g->rule, g->reference, &how, extremes);
    return fine && put_extreme(g, &extremes[0], false, object) &&
           put_extreme(g, &extremes[1], true, object);
}

gg_status gg_disparities_write(gg_evaluation *e, const gg_grouping *g, json_t **out)
{
    json_t *disparities = json_object();
    bool fine = disparities != NULL;

    for (size_t i = 0; fine && i < gg_disparity_count(); i++)
        fine = put_disparity(e, g, gg_disparity_at(i), disparities);
    if (!fine) {
        json_decref(disparities);
        return gg_no_memory(e->err);
    }
    *out = disparities;
    return GG_OK;
}

gg_status gg_summaries_write(gg_evaluation *e, const gg_grouping *g, json_t **out)
{
    const gg_measure_options how = gg_evaluation_how(e, NULL, NULL);
    json_t *summaries = json_object();
    bool fine = summaries != NULL;

    for (size_t i = 0; fine && i < gg_summary_count(); i++) {
        const gg_summary *summary = gg_summary_at(i);
        gg_summary_result r;
        json_t *est;

        gg_summary_measure(summary, g->figures, g->n, &how, &r);
        est = over_groups_json(g, &r);
        fine = gg_json_put(summaries, summary->name, est);
        if (fine && summary->metrics[1] != NULL && r.metric != NULL)
            fine = gg_json_put(est, "metric", json_string(r.metric));
    }
    if (!fine) {
        json_decref(summaries);
        return gg_no_memory(e->err);
    }
    *out = summaries;
    return GG_OK;
}

static gg_status write_groups(gg_evaluation *e, const gg_grouping *g, json_t **out)
{
    json_t *groups = json_object();
    gg_status status = groups != NULL ? GG_OK : gg_no_memory(e->err);

    for (size_t i = 0; status == GG_OK && i < g->n; i++) {
        const gg_measure_options how = gg_evaluation_how(e, g->family->name, g->names[i]);
        json_t *metrics = NULL;

        status = how.slice == NULL ? gg_no_memory(e->err)
                                   : gg_figures_write(&g->figures[i], &how, &metrics, e->err);
        if (status == GG_OK && !gg_json_put(groups, g->names[i], metrics))
            status = gg_no_memory(e->err);
    }
    if (status != GG_OK) {
        json_decref(groups);
        return status;
    }
    *out = groups;
    return GG_OK;
}

/* What stands for the reference in the document. */
static const char *reference_name(const gg_grouping *g)
{
    if (g->rule == GG_REFERENCE_REST)
        return "(rest)";
    if (g->rule == GG_REFERENCE_OVERALL)
        return "(overall)";
    return g->reference < g->n ? g->names[g->reference] : NULL;
}

/* What the sizes of groups are counted in. */
static const char *sizes_of(const gg_grouping *g)
{
    return gg_groups_populated(g->figures, g->n) ? "population" : "rows";
}

typedef gg_status part_writer(gg_evaluation *e, const gg_grouping *g, json_t **out);

static gg_status put_part(gg_evaluation *e, const gg_grouping *g, const char *key,
                          part_writer *write, json_t *object)
{
    json_t *part = NULL;
    gg_status status = write(e, g, &part);

    if (status == GG_OK && part != NULL && !gg_json_put(object, key, part))
        status = gg_no_memory(e->err);
    return status;
}

gg_status gg_attribute_write(gg_evaluation *e, const gg_family *family, json_t **out)
{
    static const struct {
        const char *key;
        part_writer *write;
    } parts[] = {
        {"groups", write_groups},
        {"disparities", gg_disparities_write},
        {"summary", gg_summaries_write},
        {"omnibus", gg_omnibus_write},
        {"strata", gg_strata_write},
        {"conditional_demographic_disparity", gg_demographic_write},
        {"outcome_test", gg_outcome_test_write},
    };
    json_t *attribute = json_object();
    gg_grouping g;
    gg_status status = gg_grouping_init(e, family, &g);

    if (status == GG_OK)
        status = gg_crosses(e, &g);
    if (status == GG_OK &&
        !(gg_json_put(attribute, "reference", gg_json_text(reference_name(&g))) &&
          gg_json_put(attribute, "reference_rule", json_string(gg_reference_rule_name(g.rule))) &&
          (e->options.population == NULL ||
           gg_json_put(attribute, "of", json_string(sizes_of(&g))))))
        status = gg_no_memory(e->err);
    for (size_t i = 0; status == GG_OK && i < sizeof parts / sizeof parts[0]; i++)
        status = put_part(e, &g, parts[i].key, parts[i].write, attribute);
    if (status == GG_OK)
        status = gg_warn_of_groups(e, &g, attribute);
    if (status != GG_OK) {
        json_decref(attribute);
        return status;
    }
    *out = attribute;
    return GG_OK;
}
