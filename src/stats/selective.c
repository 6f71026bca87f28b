/* What the designs share: counts, shares, square and add; the worst case. */
#include "gauger/stats/selective.h"

#include <math.h>
#include <string.h>

#include "gauger/stats/interval.h"
#include "gauger/stats/weights.h"
#include "selective_internal.h"
#include "stats_internal.h"

/* -1 stands for all arms, all outcomes, both decisions. */
static bool is(int wanted, int i)
{
    return wanted < 0 || wanted == i;
}

double gg_selective_sum(const double w[GG_SELECTIVE_ARMS][GG_SEEN][2], int arm, int outcome,
                        int selected)
{
    double sum = 0;

    for (int a = 0; a < GG_SELECTIVE_ARMS; a++)
        for (int o = 0; o < GG_SEEN; o++)
            for (int s = 0; s < 2; s++)
                sum += is(arm, a) && is(outcome, o) && is(selected, s) ? w[a][o][s] : 0;
    return sum;
}

gg_status gg_selective_check(const gg_selective_counts *c, double z)
{
    double rows = gg_selective_sum(c->w, -1, -1, -1);

    if (!gg_z_usable(z) || !(c->population >= 0) || !isfinite(c->population) || !isfinite(rows))
        return GG_E_INPUT;
    for (int a = 0; a < GG_SELECTIVE_ARMS; a++)
        for (int o = 0; o < GG_SEEN; o++)
            for (int s = 0; s < 2; s++)
                if (!(c->w[a][o][s] >= 0) || !(c->w2[a][o][s] >= 0) || !isfinite(c->w2[a][o][s]))
                    return GG_E_INPUT;
    return c->population > 0 && c->population < rows * (1 - 1e-9) ? GG_E_INPUT : GG_OK;
}

gg_confusion gg_selective_observed(const gg_selective_counts *counts, bool squares)
{
    const double(*w)[GG_SEEN][2] = squares ? counts->w2 : counts->w;

    return (gg_confusion){.tp = gg_selective_sum(w, -1, GG_SEEN_POSITIVE, 1),
                          .fp = gg_selective_sum(w, -1, GG_SEEN_NEGATIVE, 1),
                          .fn = gg_selective_sum(w, -1, GG_SEEN_POSITIVE, 0),
                          .tn = gg_selective_sum(w, -1, GG_SEEN_NEGATIVE, 0)};
}

/* ---- one rate at a time ---- */

gg_status gg_moved_rate(double successes, double sum, double sum_squares, double z,
                        gg_estimate *out)
{
    gg_interval ends;
    gg_rate rate;
    gg_status s = GG_OK;

    if (sum == 0) {
        *out = (gg_estimate){0.5, 0, 1};
        return GG_OK;
    }
    /* Whole counts go through untouched. */
    if (sum == sum_squares)
        rate = (gg_rate){fmin(successes, sum), sum};
    else
        s = gg_effective_rate(fmin(successes, sum), sum, sum_squares, &rate);
    if (s == GG_OK)
        s = gg_interval_wilson(rate.successes, rate.n, z, &ends);
    if (s == GG_OK)
        *out = (gg_estimate){rate.successes / rate.n, ends.low, ends.high};
    return s;
}

gg_interval gg_square_and_add(gg_figure_of_rates figure, const void *given,
                              const gg_estimate *rates, size_t n, gg_interval range)
{
    double at[GG_MOVED_RATES] = {0}, value, below = 0, above = 0;

    for (size_t i = 0; i < n; i++)
        at[i] = rates[i].value;
    if (!figure(at, given, &value))
        return range;
    for (size_t i = 0; i < n; i++) {
        const double ends[2] = {rates[i].low, rates[i].high};
        double least = value, greatest = value, moved;

        for (int k = 0; k < 2; k++) {
            at[i] = ends[k];
            if (figure(at, given, &moved)) {
                least = fmin(least, moved);
                greatest = fmax(greatest, moved);
            } else {
                least = fmin(least, range.low);
                greatest = fmax(greatest, range.high);
            }
        }
        at[i] = rates[i].value;
        below = hypot(below, value - least);
        above = hypot(above, greatest - value);
    }
    return (gg_interval){value - below, value + above};
}

gg_measure gg_measure_within(double value, gg_interval ends, gg_interval range, const char *method)
{
    double v = fmin(fmax(value, range.low), range.high);

    return gg_measure_of(v, fmin(fmax(ends.low, range.low), v),
                         fmax(fmin(ends.high, range.high), v), method);
}

/* ---- metrics of shares ---- */

static bool ratio(double over, double under, const char *reason, double *value, const char **why)
{
    if (!(under > 0)) {
        *why = reason;
        return false;
    }
    *value = over / under;
    return true;
}

static bool balanced(const gg_shares *s, double *value, const char **why)
{
    double recall, alarms;

    if (!ratio(s->hits, s->base, GG_WHY_NO_POSITIVES, &recall, why) ||
        !ratio(s->alarms, 1 - s->base, GG_WHY_NO_NEGATIVES, &alarms, why))
        return false;
    *value = (recall + 1 - alarms) / 2;
    return true;
}

static bool correlation(const gg_shares *s, double *value, const char **why)
{
    double selected = s->hits + s->alarms;

    if (!(s->base > 0 && s->base < 1)) {
        *why = s->base > 0 ? GG_WHY_NO_NEGATIVES : GG_WHY_NO_POSITIVES;
        return false;
    }
    if (!(selected > 0 && selected < 1)) {
        *why = selected > 0 ? GG_WHY_NO_NOT_SELECTED : GG_WHY_NO_SELECTED;
        return false;
    }
    *value =
        (s->hits - selected * s->base) / sqrt(selected * (1 - selected) * s->base * (1 - s->base));
    return true;
}

bool gg_metric_of_shares(gg_confusion_metric metric, const gg_shares *s, double *value,
                         const char **why)
{
    const double selected = s->hits + s->alarms;
    bool complement = metric == GG_CONFUSION_SPECIFICITY ||
                      metric == GG_CONFUSION_FALSE_NEGATIVE_RATE ||
                      metric == GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE;
    bool defined = true;
    double v = 0;

    switch (metric) {
    case GG_CONFUSION_BASE_RATE:
        v = s->base;
        break;
    case GG_CONFUSION_SELECTION_RATE:
        v = selected;
        break;
    case GG_CONFUSION_PRECISION:
        defined = ratio(s->hits, selected, GG_WHY_NO_SELECTED, &v, why);
        break;
    case GG_CONFUSION_RECALL:
    case GG_CONFUSION_FALSE_NEGATIVE_RATE:
        defined = ratio(s->hits, s->base, GG_WHY_NO_POSITIVES, &v, why);
        break;
    case GG_CONFUSION_SPECIFICITY:
    case GG_CONFUSION_FALSE_POSITIVE_RATE:
        defined = ratio(s->alarms, 1 - s->base, GG_WHY_NO_NEGATIVES, &v, why);
        break;
    case GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE:
        defined = ratio(s->base - s->hits, 1 - selected, GG_WHY_NO_NOT_SELECTED, &v, why);
        break;
    case GG_CONFUSION_ACCURACY:
        v = 1 - s->base + s->hits - s->alarms;
        break;
    case GG_CONFUSION_BALANCED_ACCURACY:
        defined = balanced(s, &v, why);
        break;
    case GG_CONFUSION_F1:
        defined = ratio(2 * s->hits, selected + s->base, GG_WHY_NO_POSITIVES, &v, why);
        break;
    case GG_CONFUSION_MCC:
        defined = correlation(s, &v, why);
        break;
    case GG_CONFUSION_METRICS:
        return false;
    }
    if (complement)
        v = 1 - v;
    if (defined)
        *value = v;
    return defined;
}

/* ---- the worst case ---- */

gg_status gg_bounded_take(gg_confusion_metric metric, const gg_confusion *c, double by, double z,
                          gg_bounded *all, bool *any)
{
    const gg_confusion rows = {c->tp * by, c->fp * by, c->fn * by, c->tn * by};
    gg_interval ends;
    double value;
    gg_status s = gg_confusion_value(metric, c, &value, NULL);

    if (s == GG_OK)
        s = gg_confusion_interval(metric, &rows, z, &ends);
    if (s != GG_OK)
        return s == GG_E_UNDEFINED ? GG_OK : s;
    if (!*any)
        *all = (gg_bounded){{value, value}, ends};
    all->bounds.low = fmin(all->bounds.low, value);
    all->bounds.high = fmax(all->bounds.high, value);
    all->interval.low = fmin(all->interval.low, fmin(ends.low, value));
    all->interval.high = fmax(all->interval.high, fmax(ends.high, value));
    *any = true;
    return GG_OK;
}

/* How many of n open rows may be positive: all and none; and for metrics that have no value where
 * an outcome does not occur at all, one row more and one less. */
static size_t fillings(gg_confusion_metric metric, double n, double out[4])
{
    const double all[4] = {0, n, fmin(1, n), fmax(0, n - 1)};
    bool needs_both = metric == GG_CONFUSION_BALANCED_ACCURACY || metric == GG_CONFUSION_MCC;

    memcpy(out, all, sizeof all);
    return needs_both ? 4 : 2;
}

/* Of each decision it is known how many rows there are, and any number of its unverified rows may
 * be positive. Every metric is monotone in either number, so the extreme numbers bound it. */
static gg_status fill_in(const gg_confusion *seen, const double open[2], gg_confusion_metric metric,
                         double by, double z, gg_bounded *out)
{
    double selected[4], others[4];
    size_t n = fillings(metric, open[1], selected);
    gg_bounded all = {{0, 0}, {0, 0}};
    bool any = false;
    gg_status s = GG_OK;

    (void)fillings(metric, open[0], others);
    for (size_t i = 0; s == GG_OK && i < n * n; i++) {
        double x = selected[i % n], y = others[i / n];
        const gg_confusion c = {seen->tp + x, seen->fp + open[1] - x, seen->fn + y,
                                seen->tn + open[0] - y};

        s = gg_bounded_take(metric, &c, by, z, &all, &any);
    }
    if (s == GG_OK && !any)
        s = GG_E_UNDEFINED;
    if (s == GG_OK)
        *out = all;
    return s;
}

gg_status gg_worst_case(const gg_selective_counts *counts, gg_confusion_metric metric, double z,
                        gg_bounded *out)
{
    const gg_confusion seen = gg_selective_observed(counts, false);
    double rows, squares, open[2];

    if (gg_selective_check(counts, z) != GG_OK || metric >= GG_CONFUSION_METRICS)
        return GG_E_INPUT;
    rows = gg_selective_sum(counts->w, -1, -1, -1);
    squares = gg_selective_sum(counts->w2, -1, -1, -1);
    for (int d = 0; d < 2; d++)
        open[d] = gg_selective_sum(counts->w, -1, GG_SEEN_NOT, d);
    if (counts->population > 0)
        open[0] += fmax(0, counts->population - rows);
    return fill_in(&seen, open, metric, squares > 0 ? rows / squares : 1, z, out);
}
