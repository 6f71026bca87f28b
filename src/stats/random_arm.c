/*
 * A random arm beside the selected cases.
 *
 * All cases are those of the arm and the others. Five independent rates make every figure: the
 * arm's base rate b, and among its positives and negatives the shares selected (recall r, false
 * positive rate f); among the others the share selected s and the precision p. With a the arm's
 * share of all cases:
 *     hits = a b r + (1 - a) s p,   alarms = a (1 - b) f + (1 - a) s (1 - p),   base = b.
 * Where everything verified is in the arm, hits / base is r, with Wilson's interval.
 */
#include <math.h>

#include "selective_internal.h"
#include "stats_internal.h"

enum { ARM_BASE, ARM_RECALL, ARM_ALARMS, OTHERS_SELECTED, OTHERS_PRECISION, RATES };

typedef struct mixture {
    gg_confusion_metric metric;
    double arm; /* the arm's share of all cases */
} mixture;

static gg_shares shares_of(const double *rate, double arm)
{
    const double others = (1 - arm) * rate[OTHERS_SELECTED];

    return (gg_shares){
        .hits = arm * rate[ARM_BASE] * rate[ARM_RECALL] + others * rate[OTHERS_PRECISION],
        .alarms =
            arm * (1 - rate[ARM_BASE]) * rate[ARM_ALARMS] + others * (1 - rate[OTHERS_PRECISION]),
        .base = rate[ARM_BASE]};
}

static bool figure(const double *rate, const void *given, double *value)
{
    const mixture *m = given;
    const gg_shares shares = shares_of(rate, m->arm);
    const char *why;

    return gg_metric_of_shares(m->metric, &shares, value, &why);
}

/* Rows of one arm with the outcomes and the decision; -1 for any. */
static double in(const gg_selective_counts *c, bool squares, int arm, int outcome, int selected)
{
    return gg_selective_sum(squares ? c->w2 : c->w, arm, outcome, selected);
}

/* The rate of `over` among verified rows of an arm: outcome and decision, -1 for any. */
static gg_status arm_rate(const gg_selective_counts *c, int outcome, int selected, int of_outcome,
                          double z, gg_estimate *out)
{
    double sum = 0, squares = 0;

    for (int o = 0; o < GG_SEEN_NOT; o++) {
        if (of_outcome >= 0 && o != of_outcome)
            continue;
        sum += in(c, false, GG_SELECTIVE_RANDOM, o, -1);
        squares += in(c, true, GG_SELECTIVE_RANDOM, o, -1);
    }
    return gg_moved_rate(in(c, false, GG_SELECTIVE_RANDOM, outcome, selected), sum, squares, z,
                         out);
}

static gg_status others_precision(const gg_selective_counts *c, double z, gg_estimate *out)
{
    double hits = in(c, false, GG_SELECTIVE_OTHER, GG_SEEN_POSITIVE, 1);

    return gg_moved_rate(hits, hits + in(c, false, GG_SELECTIVE_OTHER, GG_SEEN_NEGATIVE, 1),
                         in(c, true, GG_SELECTIVE_OTHER, GG_SEEN_POSITIVE, 1) +
                             in(c, true, GG_SELECTIVE_OTHER, GG_SEEN_NEGATIVE, 1),
                         z, out);
}

/* Cases beyond the table's rows were not selected; each weighs one. */
static gg_status others_selected(const gg_selective_counts *c, double beyond, double z,
                                 gg_estimate *out)
{
    return gg_moved_rate(in(c, false, GG_SELECTIVE_OTHER, -1, 1),
                         in(c, false, GG_SELECTIVE_OTHER, -1, -1) + beyond,
                         in(c, true, GG_SELECTIVE_OTHER, -1, -1) + beyond, z, out);
}

static gg_status rates_of(const gg_selective_counts *c, double beyond, double z,
                          gg_estimate rates[RATES])
{
    gg_status s = arm_rate(c, GG_SEEN_POSITIVE, -1, -1, z, &rates[ARM_BASE]);

    if (s == GG_OK)
        s = arm_rate(c, GG_SEEN_POSITIVE, 1, GG_SEEN_POSITIVE, z, &rates[ARM_RECALL]);
    if (s == GG_OK)
        s = arm_rate(c, GG_SEEN_NEGATIVE, 1, GG_SEEN_NEGATIVE, z, &rates[ARM_ALARMS]);
    if (s == GG_OK)
        s = others_selected(c, beyond, z, &rates[OTHERS_SELECTED]);
    if (s == GG_OK)
        s = others_precision(c, z, &rates[OTHERS_PRECISION]);
    return s;
}

/* The figures that one rate of counts gives: of the arm, of the selected, of all cases. */
static bool direct(const gg_selective_counts *c, gg_confusion_metric metric, double beyond,
                   double z, gg_estimate *rate, gg_status *status, const char **why)
{
    gg_confusion seen = gg_selective_observed(c, false), squares = gg_selective_observed(c, true);

    if (metric == GG_CONFUSION_BASE_RATE) {
        *status = arm_rate(c, GG_SEEN_POSITIVE, -1, -1, z, rate);
        return true;
    }
    if (metric == GG_CONFUSION_PRECISION) {
        *why = seen.tp + seen.fp > 0 ? NULL : GG_WHY_NO_SELECTED;
        *status = gg_moved_rate(seen.tp, seen.tp + seen.fp, squares.tp + squares.fp, z, rate);
        return true;
    }
    if (metric != GG_CONFUSION_SELECTION_RATE)
        return false;
    *status = gg_moved_rate(in(c, false, -1, -1, 1), in(c, false, -1, -1, -1) + beyond,
                            in(c, true, -1, -1, -1) + beyond, z, rate);
    return true;
}

/* The arm must have been looked at, and so must be some of what was selected elsewhere. */
static bool identified(const gg_selective_counts *c, gg_confusion_metric metric)
{
    double arm = in(c, false, GG_SELECTIVE_RANDOM, GG_SEEN_NEGATIVE, -1) +
                 in(c, false, GG_SELECTIVE_RANDOM, GG_SEEN_POSITIVE, -1);
    double seen = in(c, false, GG_SELECTIVE_OTHER, GG_SEEN_NEGATIVE, 1) +
                  in(c, false, GG_SELECTIVE_OTHER, GG_SEEN_POSITIVE, 1);

    if (metric == GG_CONFUSION_PRECISION || metric == GG_CONFUSION_SELECTION_RATE)
        return true;
    return arm > 0 && (metric == GG_CONFUSION_BASE_RATE || seen > 0 ||
                       in(c, false, GG_SELECTIVE_OTHER, -1, 1) == 0);
}

/* How many times over the base rate (or its complement) the selected alone fill up: the share of
 * them that was selected, turned over. It has a value where the arm found none. */
static bool turned_over(const double *rate, const void *given, double *value)
{
    const mixture *m = given;
    const gg_shares s = shares_of(rate, m->arm);
    const bool negatives = m->metric == GG_CONFUSION_FALSE_POSITIVE_RATE;
    const double part = negatives ? s.alarms : s.hits, all = negatives ? 1 - s.base : s.base;

    if (!(part > 0))
        return false;
    *value = all / part;
    return true;
}

/* The arm found none of an outcome that the selected have: all that is known is how many of it
 * there may be at most, so the share selected is 1 as far as was seen, and has a lower limit. */
static bool none_in_arm(const mixture *of, const gg_estimate *rates, gg_measure *out)
{
    const bool missed = of->metric == GG_CONFUSION_FALSE_NEGATIVE_RATE;
    const bool spared = of->metric == GG_CONFUSION_SPECIFICITY;
    const mixture m = {missed   ? GG_CONFUSION_RECALL
                       : spared ? GG_CONFUSION_FALSE_POSITIVE_RATE
                                : of->metric,
                       of->arm};
    double at[RATES], value, low;

    if (m.metric != GG_CONFUSION_RECALL && m.metric != GG_CONFUSION_FALSE_POSITIVE_RATE)
        return false;
    for (int i = 0; i < RATES; i++)
        at[i] = rates[i].value;
    if (!turned_over(at, &m, &value))
        return false;
    low =
        1 /
        fmax(gg_square_and_add(turned_over, &m, rates, RATES, (gg_interval){0, INFINITY}).high, 1);
    *out = missed || spared ? gg_measure_of(0, 0, 1 - low, "square_and_add")
                            : gg_measure_of(1, low, 1, "square_and_add");
    return true;
}

/* The mixture at its estimates, and the squares of its moves. */
static gg_status mixed(const gg_selective_counts *c, gg_confusion_metric metric, double cases,
                       double beyond, double z, gg_measure *out)
{
    const mixture m = {metric, in(c, false, GG_SELECTIVE_RANDOM, -1, -1) / cases};
    const gg_interval range = gg_confusion_range(metric);
    gg_estimate rates[RATES];
    double at[RATES], value;
    const char *why = GG_WHY_NOT_IDENTIFIED;
    gg_shares shares;
    gg_status s = rates_of(c, beyond, z, rates);

    if (s != GG_OK)
        return s;
    for (int i = 0; i < RATES; i++)
        at[i] = rates[i].value;
    shares = shares_of(at, m.arm);
    if (!gg_metric_of_shares(metric, &shares, &value, &why)) {
        const bool seen =
            (shares.hits > 0 && shares.base <= 0) || (shares.alarms > 0 && shares.base >= 1);

        if (!seen || !none_in_arm(&m, rates, out))
            *out = gg_measure_undefined(seen ? GG_WHY_NOT_IDENTIFIED : why);
        return GG_OK;
    }
    *out = gg_measure_within(value, gg_square_and_add(figure, &m, rates, RATES, range), range,
                             "square_and_add");
    return GG_OK;
}

gg_status gg_random_arm_measure(const gg_selective_counts *counts, gg_confusion_metric metric,
                                double z, gg_measure *out)
{
    gg_status s = gg_selective_check(counts, z);
    double rows, cases;
    const char *why = NULL;
    gg_estimate rate = {0, 0, 0};

    if (s != GG_OK || metric >= GG_CONFUSION_METRICS)
        return GG_E_INPUT;
    rows = in(counts, false, -1, -1, -1);
    cases = counts->population > 0 ? fmax(counts->population, rows) : rows;
    if (cases == 0) {
        *out = gg_measure_undefined(GG_WHY_NO_ROWS);
        return GG_OK;
    }
    if (!identified(counts, metric)) {
        *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
        return GG_OK;
    }
    if (!direct(counts, metric, cases - rows, z, &rate, &s, &why))
        return mixed(counts, metric, cases, cases - rows, z, out);
    if (s == GG_OK)
        *out = why ? gg_measure_undefined(why)
                   : gg_measure_of(rate.value, rate.low, rate.high, "wilson");
    return s;
}
