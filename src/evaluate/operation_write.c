/*
 * Entries of the operating point: counts, and the shares measured from them. A share of rows held
 * back is measured as a selection rate is, so that it has the same intervals and the same reasons
 * for having none.
 */
#include "gauger/evaluate/operation.h"

#include <math.h>
#include <stdlib.h>

#include "evaluate/evaluate_internal.h"

static uint64_t sum(const uint64_t x[GG_OUTCOMES])
{
    return x[GG_NEGATIVE] + x[GG_POSITIVE] + x[GG_UNVERIFIED];
}

static bool put_count(json_t *o, const char *key, uint64_t count)
{
    return gg_json_put(o, key, json_integer((json_int_t)count));
}

static bool put_outcomes(json_t *o, const uint64_t x[GG_OUTCOMES])
{
    return put_count(o, "positives", x[GG_POSITIVE]) && put_count(o, "negatives", x[GG_NEGATIVE]) &&
           put_count(o, "unverified", x[GG_UNVERIFIED]);
}

static bool put_outcomes_of(json_t *o, const char *key, const uint64_t x[GG_OUTCOMES])
{
    json_t *outcomes = gg_json_put_object(o, key);

    return outcomes != NULL && put_outcomes(outcomes, x);
}

/* Held back as "selected", the rest of those that met the threshold as "not selected". */
static gg_figures figures_of(const gg_held_counts *c)
{
    gg_figures f = gg_figures_empty(GG_SCORES_NONE);
    double held = (double)sum(c->held.held);

    f.rows = (double)c->met;
    f.w[GG_UNVERIFIED][GG_SELECTED] = f.w2[GG_UNVERIFIED][GG_SELECTED] = held;
    f.w[GG_UNVERIFIED][GG_NOT_SELECTED] = f.w2[GG_UNVERIFIED][GG_NOT_SELECTED] = f.rows - held;
    return f;
}

static bool put_measure(json_t *o, const char *key, const gg_measure *m)
{
    return gg_json_put(o, key, gg_estimate_json(m));
}

json_t *gg_held_write(const gg_held_counts *counts, const gg_measure_options *options)
{
    const gg_measure_options how = gg_measure_options_or_default(options);
    const gg_figures figures = figures_of(counts);
    json_t *o = json_object();
    gg_measure share;
    bool fine;

    gg_metric_measure(gg_metric_find("selection_rate"), &figures, &how, &share);
    fine = o != NULL && put_count(o, "held_back", sum(counts->held.held)) &&
           (counts->together || put_count(o, "only_this_rule", sum(counts->held.alone))) &&
           put_count(o, "met", counts->met) && put_measure(o, "share_of_met", &share) &&
           put_outcomes(o, counts->held.held) &&
           (counts->together || put_outcomes_of(o, "outcomes_only_this_rule", counts->held.alone));
    if (!fine) {
        json_decref(o);
        return NULL;
    }
    return o;
}

static bool put_disparities(json_t *o, const gg_held_groups *g, const gg_figures *figures, size_t i,
                            const gg_measure_options *how)
{
    static const struct {
        const char *key, *disparity;
    } wanted[] = {{"ratio", "selection_rate_ratio"}, {"difference", "selection_rate_difference"}};
    bool fine = true;

    for (size_t k = 0; fine && k < sizeof wanted / sizeof wanted[0]; k++) {
        gg_measure m;

        gg_disparity_of(gg_disparity_find(wanted[k].disparity), figures, g->n, i, g->rule,
                        g->reference, how, &m);
        fine = put_measure(o, wanted[k].key, &m);
    }
    return fine;
}

json_t *gg_held_groups_write(const gg_held_groups *groups, const gg_measure_options *options)
{
    const gg_measure_options how = gg_measure_options_or_default(options);
    gg_figures *figures = calloc(groups->n + 1, sizeof *figures);
    json_t *out = json_object();
    bool fine = figures != NULL && out != NULL;

    for (size_t i = 0; fine && i < groups->n; i++)
        figures[i] = figures_of(&groups->counts[i]);
    for (size_t i = 0; fine && i < groups->n; i++) {
        json_t *one = gg_held_write(&groups->counts[i], &how);

        fine = gg_json_put(out, groups->names[i], one) &&
               (i == groups->reference || put_disparities(one, groups, figures, i, &how));
    }
    free(figures);
    if (!fine) {
        json_decref(out);
        return NULL;
    }
    return out;
}

/* Positives among the verified. */
static gg_measure find_rate(const uint64_t x[GG_OUTCOMES], const gg_measure_options *how)
{
    const gg_metric *precision = gg_metric_find("precision");
    gg_figures f = gg_figures_empty(GG_SCORES_NONE);
    gg_measure m;

    f.w[GG_POSITIVE][GG_SELECTED] = f.w2[GG_POSITIVE][GG_SELECTED] = (double)x[GG_POSITIVE];
    f.w[GG_NEGATIVE][GG_SELECTED] = f.w2[GG_NEGATIVE][GG_SELECTED] = (double)x[GG_NEGATIVE];
    gg_metric_measure(precision, &f, how, &m);
    if (m.state != GG_MEASURE_OK) {
        m = gg_measure_undefined(GG_WHY_NO_SELECTED);
        m.method = precision->interval;
    }
    return m;
}

static bool put_share(json_t *o, uint64_t part, uint64_t all)
{
    return gg_json_set_real(o, "share_of_referrals", all ? (double)part / (double)all : NAN) == 0;
}

json_t *gg_source_write(const char *name, const gg_referrals *r, uint64_t all,
                        const gg_measure_options *options)
{
    const gg_measure_options how = gg_measure_options_or_default(options);
    const gg_measure rate = find_rate(r->referred, &how);
    json_t *o = json_object();
    bool fine = o != NULL && gg_json_put(o, "source", json_string(name)) &&
                put_count(o, "referred", sum(r->referred)) && put_count(o, "own", sum(r->own)) &&
                put_count(o, "alone", sum(r->alone)) &&
                put_count(o, "finds", r->referred[GG_POSITIVE]) &&
                put_count(o, "unique_finds", r->alone[GG_POSITIVE]) &&
                put_measure(o, "find_rate", &rate) && put_share(o, sum(r->own), all) &&
                put_outcomes(o, r->referred) && put_outcomes_of(o, "outcomes_own", r->own) &&
                put_outcomes_of(o, "outcomes_alone", r->alone);

    if (!fine) {
        json_decref(o);
        return NULL;
    }
    return o;
}

json_t *gg_overlap_write(const char *a, const char *b, const uint64_t both[GG_OUTCOMES])
{
    json_t *o = json_object();
    bool fine = o != NULL && gg_json_put(o, "a", json_string(a)) &&
                gg_json_put(o, "b", json_string(b)) && put_count(o, "both", sum(both)) &&
                put_count(o, "finds", both[GG_POSITIVE]) && put_outcomes(o, both);

    if (!fine) {
        json_decref(o);
        return NULL;
    }
    return o;
}

json_t *gg_operating_site_write(const gg_operating_site *site, const gg_measure_options *options)
{
    const gg_measure_options how = gg_measure_options_or_default(options);
    const gg_measure precision = find_rate(site->referred, &how);
    json_t *o = json_object();
    bool fine = o != NULL && gg_json_put(o, "site", json_string(site->name)) &&
                gg_json_set_real(o, "threshold", site->threshold) == 0 &&
                put_count(o, "rows", site->rows) && put_count(o, "referred", sum(site->referred)) &&
                put_share(o, sum(site->referred), site->everywhere) &&
                put_count(o, "finds", site->referred[GG_POSITIVE]) &&
                put_measure(o, "precision", &precision);

    if (!fine) {
        json_decref(o);
        return NULL;
    }
    return o;
}
