/*
 * Disparities within strata (sites, periods, any column): pooled by Mantel and Haenszel beside the
 * crude figure, the tests, and a row for each stratum.
 *
 * A group can be selected more often at every site and less often overall, or the reverse; who
 * reads only the crude ratio cannot tell. And a pooled figure can hide strata that differ: then the
 * test of homogeneity says so, and the rows are what to read.
 */
#include <math.h>
#include <string.h>

#include "gauger/base/buf.h"
#include "evaluate/strata_internal.h"

#define LONGEST_LIST 2000 /* names beyond this are not listed */

static bool is_bounded(const char *why)
{
    return why != NULL && strcmp(why, GG_WHY_BOUNDED) == 0;
}

/* Counts that are known within bounds only: successes and failures, from the least to the most. */
static json_t *bounds_json(const gg_metric *metric, const gg_figures *figures)
{
    gg_interval hits, misses;

    gg_cross_ranges(metric, figures, &hits, &misses);
    return json_pack("{s:n, s:n, s:n, s:[o, o], s:[o, o]}", "numerator", "denominator", "rate",
                     "hits", gg_json_count(hits.low), gg_json_count(hits.high), "misses",
                     gg_json_count(misses.low), gg_json_count(misses.high));
}

static json_t *share_json(const gg_metric *metric, const gg_figures *figures, const gg_fraction *f,
                          const char *why)
{
    json_t *share;
    bool fine;

    if (is_bounded(why))
        return bounds_json(metric, figures);
    share = json_object();
    fine = gg_json_put(share, "numerator", gg_json_count(f->numerator)) &&
           gg_json_put(share, "denominator", gg_json_count(f->denominator)) &&
           gg_json_set_real(share, "rate",
                            f->denominator > 0 ? f->numerator / f->denominator : NAN) == 0;

    /* Weighted: how many rows of equal weight it is worth, to measure again from. */
    if (fine && f->effective != f->denominator)
        fine = gg_json_set_real(share, "effective", f->effective) == 0;
    if (!fine) {
        json_decref(share);
        return NULL;
    }
    return share;
}

static bool put_comparison(const gg_cross *x, const char *metric, const gg_figures *group,
                           const gg_figures *reference, json_t *row)
{
    static const char *const kinds[] = {"ratio", "difference"};
    const gg_measure_options how = gg_evaluation_how(x->e, NULL, NULL);
    bool fine = true;

    for (size_t k = 0; fine && k < 2; k++) {
        char name[64];
        gg_measure m;

        snprintf(name, sizeof name, "%s_%s", metric, kinds[k]);
        gg_disparity_measure(gg_disparity_find(name), group, reference, &how, &m);
        fine = gg_json_put(row, kinds[k], gg_estimate_json(&m));
    }
    return fine;
}

/* A stratum that compares nothing, and what it lacks. */
static bool put_not_compared(const gg_cross *x, size_t s, const char *group_why,
                             const char *reference_why, json_t *list)
{
    const char *lacks = !reference_why ? "group" : group_why ? "both" : "reference";
    json_t *item = json_object();

    return json_array_append_new(list, item) == 0 &&
           gg_json_put(item, "stratum", json_string(x->dimension->levels[s])) &&
           gg_json_put(item, "lacks", json_string(lacks)) &&
           gg_json_put(item, "why", json_string(group_why ? group_why : reference_why));
}

/* One row for each stratum where the group or its reference has the rate; each stratum that lacks
 * one of them is named. */
static bool put_rows(const gg_cross *x, const gg_metric *metric, size_t i, json_t *out)
{
    json_t *rows = gg_json_put_array(out, "rows");
    json_t *lacking = gg_json_put_array(out, "not_compared");
    bool fine = rows != NULL && lacking != NULL;

    for (size_t s = 0; fine && s < x->n_strata; s++) {
        const gg_figures *group = &x->figures[i * x->n_strata + s];
        const gg_figures reference = gg_cross_reference(x, i, s);
        const char *group_why, *reference_why;
        gg_fraction a, b;
        json_t *row;

        (void)gg_cross_rate(metric, group, &a, &group_why);
        (void)gg_cross_rate(metric, &reference, &b, &reference_why);
        if ((group_why && !is_bounded(group_why)) || (reference_why && !is_bounded(reference_why)))
            fine = put_not_compared(x, s, is_bounded(group_why) ? NULL : group_why,
                                    is_bounded(reference_why) ? NULL : reference_why, lacking);
        if (!fine || !(a.denominator > 0 || b.denominator > 0 || is_bounded(group_why) ||
                       is_bounded(reference_why)))
            continue;
        row = json_object();
        fine = json_array_append_new(rows, row) == 0 &&
               gg_json_put(row, "stratum", json_string(x->dimension->levels[s])) &&
               gg_json_put(row, "group", share_json(metric, group, &a, group_why)) &&
               gg_json_put(row, "reference", share_json(metric, &reference, &b, reference_why)) &&
               put_comparison(x, metric->name, group, &reference, row);
    }
    return fine;
}

/* Pooled figures have bounds; the tests have none. */
static bool put_pooled_bounds(const gg_cross *x, const gg_metric *metric, size_t i, json_t *out)
{
    static const char *const figures[GG_POOLED_KINDS] = {
        "mantel_haenszel_ratio", "mantel_haenszel_difference", "mantel_haenszel_odds_ratio"};
    static const char *const tests[] = {"cmh", "breslow_day", "breslow_day_tarone"};
    bool fine = true;

    for (int k = 0; fine && k < GG_POOLED_KINDS; k++) {
        json_t *est = NULL;

        fine = gg_cross_pooled_json(x, metric, i, (gg_pooled_kind)k, &est) &&
               gg_json_put(out, figures[k], est);
    }
    for (size_t k = 0; fine && k < 3; k++)
        fine = gg_json_put(out, tests[k],
                           json_pack("{s:n, s:n, s:n, s:s}", "statistic", "degrees_of_freedom",
                                     "p_value", "why_null", GG_WHY_BOUNDED));
    return fine && gg_json_put(out, "strata_differ", json_null());
}

static bool put_pooled(const gg_cross *x, size_t n, json_t *out)
{
    static const char *const keys[GG_POOLED_KINDS] = {
        "mantel_haenszel_ratio", "mantel_haenszel_difference", "mantel_haenszel_odds_ratio"};
    bool fine = true;

    for (int k = 0; fine && k < GG_POOLED_KINDS; k++)
        fine = gg_json_put(out, keys[k], gg_pooled_json((gg_pooled_kind)k, x->tables, n, x->e->z));
    return fine;
}

static bool put_tests(const gg_cross *x, size_t n, json_t *out)
{
    gg_chi_square cmh, day, tarone;
    gg_status pooled = gg_cochran_mantel_haenszel(x->tables, n, false, &cmh);
    gg_status homogeneous = gg_breslow_day_test(x->tables, n, &day, &tarone);

    return gg_json_put(out, "cmh", gg_chi_square_json(pooled, &cmh)) &&
           gg_json_put(out, "breslow_day", gg_chi_square_json(homogeneous, &day)) &&
           gg_json_put(out, "breslow_day_tarone", gg_chi_square_json(homogeneous, &tarone)) &&
           gg_json_put(out, "strata_differ", gg_strata_differ_json(x->e, homogeneous, &tarone));
}

/* The crude figure is against the same reference as the pooled one: for rest and overall that is
 * the rest, since a group that is part of its reference cannot be stratified against it. */
static bool put_crude(const gg_cross *x, const char *metric, size_t i, json_t *out)
{
    static const char *const kinds[] = {"ratio", "difference"};
    const gg_grouping *g = x->g;
    const gg_measure_options how = gg_evaluation_how(x->e, NULL, NULL);
    gg_reference_rule rule = g->reference < g->n ? GG_REFERENCE_GIVEN : GG_REFERENCE_REST;
    bool fine = true;

    for (size_t k = 0; fine && k < 2; k++) {
        char name[64], key[32];
        gg_measure m;

        snprintf(name, sizeof name, "%s_%s", metric, kinds[k]);
        snprintf(key, sizeof key, "crude_%s", kinds[k]);
        gg_disparity_of(gg_disparity_find(name), g->figures, g->n, i, rule, g->reference, &how, &m);
        fine = gg_json_put(out, key, gg_estimate_json(&m));
    }
    return fine;
}

static bool put_group(const gg_cross *x, const gg_metric *metric, size_t i, json_t *out)
{
    json_t *group = gg_json_put_object(out, x->g->names[i]);
    size_t n = gg_cross_tables(x, metric, i);

    return group != NULL && put_crude(x, metric->name, i, group) &&
           (gg_cross_bounded(x, metric, i) ? put_pooled_bounds(x, metric, i, group)
                                           : put_pooled(x, n, group) && put_tests(x, n, group)) &&
           gg_json_put(group, "reference", json_string(gg_cross_reference_name(x->g))) &&
           put_rows(x, metric, i, group);
}

/* Whether the metric can be had within strata: identified in every group, and defined in one. */
static bool is_stratifiable(const gg_cross *x, const gg_metric *metric)
{
    bool defined = false;

    for (size_t i = 0; i < x->g->n; i++) {
        const char *why = NULL;
        gg_fraction fraction;

        if (metric->needs_complete && !x->g->figures[i].complete)
            return false;
        defined = gg_metric_fraction(metric, &x->g->figures[i], &fraction, &why) ||
                  is_bounded(why) || defined;
    }
    return defined;
}

/* One metric, or nothing where it cannot be had. */
static bool put_metric(const gg_cross *x, const gg_metric *metric, json_t *out)
{
    json_t *groups;
    bool fine;

    if (!is_stratifiable(x, metric))
        return true;
    groups = gg_json_put_object(out, metric->name);
    fine = groups != NULL;
    for (size_t i = 0; fine && i < x->g->n; i++) {
        if (i != x->g->reference)
            fine = put_group(x, metric, i, groups);
    }
    return fine;
}

/* Names the groups whose strata differ in a metric: "recall of a, b; ". */
static void name_differing(const gg_cross *x, const json_t *metrics, gg_buf *text)
{
    for (size_t k = 0; gg_stratified_at(k) != NULL; k++) {
        const json_t *groups = json_object_get(metrics, gg_stratified_at(k));
        bool first = true;

        for (size_t i = 0; i < x->g->n; i++) {
            const json_t *group = json_object_get(groups, x->g->names[i]);

            if (!json_is_true(json_object_get(group, "strata_differ")))
                continue;
            if (text->size > LONGEST_LIST) {
                gg_buf_puts(text, " and others");
                return;
            }
            gg_buf_printf(text, "%s%s%s",
                          !first           ? ", "
                          : text->size > 0 ? "; "
                                           : "",
                          first ? gg_stratified_at(k) : "", first ? " of " : "");
            gg_buf_puts(text, x->g->names[i]);
            first = false;
        }
    }
}

static gg_status warn_of_differing(const gg_cross *x, const json_t *metrics)
{
    gg_status status;
    gg_buf text;

    gg_buf_init(&text, 0);
    name_differing(x, metrics, &text);
    status = gg_buf_check(&text, x->e->err);
    if (status == GG_OK && text.size > 0)
        status = gg_warn(x->e, "strata_differ",
                         "%s within %s: the pooled figure hides strata that differ "
                         "(Breslow-Day-Tarone): %s; read the rows by %s",
                         x->g->family->name, x->key, text.data, x->key);
    gg_buf_release(&text);
    return status;
}

static gg_status put_cross(const gg_cross *x, json_t *strata)
{
    json_t *metrics = gg_json_put_object(strata, x->key);

    if (metrics == NULL)
        return gg_no_memory(x->e->err);
    for (size_t i = 0; gg_stratified_at(i) != NULL; i++) {
        if (!put_metric(x, gg_metric_find(gg_stratified_at(i)), metrics))
            return gg_no_memory(x->e->err);
    }
    return warn_of_differing(x, metrics);
}

gg_status gg_strata_write(gg_evaluation *e, const gg_grouping *g, json_t **out)
{
    json_t *strata;
    gg_status status = GG_OK;

    if (g->n_crosses == 0)
        return GG_OK;
    strata = json_object();
    if (strata == NULL)
        return gg_no_memory(e->err);
    for (size_t i = 0; status == GG_OK && i < g->n_crosses; i++)
        status = put_cross(&g->crosses[i], strata);
    if (status != GG_OK) {
        json_decref(strata);
        return status;
    }
    *out = strata;
    return GG_OK;
}
