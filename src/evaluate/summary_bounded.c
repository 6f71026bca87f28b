/*
 * Summaries over groups whose rates are known within bounds only: the largest difference and the
 * smallest ratio lie between the extremes of what each pair allows.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/stats/simultaneous.h"
#include "evaluate/disparity_internal.h"

/* A difference is not below 0 and a ratio of lowest to highest not above 1. */
static gg_interval within(gg_interval r)
{
    return (gg_interval){fmin(fmax(r.low, 0), 1), fmin(fmax(r.high, 0), 1)};
}

#define MOST_RATES 64 /* of one group: corners of a table, of which few differ in one rate */

/* What a group's rate can be. */
typedef struct corners {
    gg_rate at[MOST_RATES];
    size_t n;
    double low, high;
} corners;

/* Whether a group has the rate, exactly or within bounds. */
bool gg_metric_ranged(const gg_metric *metric, const gg_figures *figures)
{
    const char *why = NULL;
    gg_fraction unused;

    return gg_metric_fraction(metric, figures, &unused, &why) ||
           (why != NULL && strcmp(why, GG_WHY_BOUNDED) == 0);
}

static bool corners_of(const gg_metric *metric, bool complement, const gg_figures *group,
                       corners *out)
{
    const gg_confusion_ranges ranges = gg_bounded_ranges(metric, group, complement);
    gg_confusion_metric which = GG_CONFUSION_METRICS;

    out->n = 0;
    out->low = INFINITY;
    out->high = -INFINITY;
    if (!gg_confusion_find(metric->name, &which) ||
        gg_bounds_rates(&ranges, which, MOST_RATES, out->at, &out->n) != GG_OK)
        return false;
    for (size_t i = 0; i < out->n; i++) {
        out->low = fmin(out->low, out->at[i].successes / out->at[i].n);
        out->high = fmax(out->high, out->at[i].successes / out->at[i].n);
    }
    return true;
}

/* The largest difference is at least the greatest low end over ordered pairs, and at most the
 * greatest high end; the smallest ratio alike, from below. False where no pair has a ratio. */
static bool bounds_of(gg_comparison_kind kind, const corners *all, size_t n, gg_interval *out)
{
    const bool ratio = kind == GG_RATIO;
    double (*const pick)(double, double) = ratio ? fmin : fmax;
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            const corners *a = &all[i], *b = &all[j];
            gg_interval one = {a->low - b->high, a->high - b->low};

            if (i == j || (ratio && !(b->high > 0)))
                continue;
            if (ratio)
                one = (gg_interval){a->low / b->high, b->low > 0 ? a->high / b->low : INFINITY};
            *out = any ? (gg_interval){pick(out->low, one.low), pick(out->high, one.high)} : one;
            any = true;
        }
    }
    return any;
}

/* Rates that are shares of counts: from all that each group's counts allow. Groups without the rate
 * are left out. False where fewer than two have it. */
static bool of_counts(const gg_metric *metric, bool complement, gg_comparison_kind kind,
                      const gg_figures *groups, size_t n, double z, double comparisons,
                      gg_bounded *out)
{
    corners *all = calloc(n, sizeof *all);
    gg_corner_rates *rates = calloc(n, sizeof *rates);
    const bool room = all != NULL && rates != NULL;
    size_t m = 0;
    bool fine;

    for (size_t i = 0; room && i < n; i++) {
        if (!gg_metric_ranged(metric, &groups[i]) ||
            !corners_of(metric, complement, &groups[i], &all[m]))
            continue;
        rates[m] = (gg_corner_rates){all[m].at, all[m].n};
        m++;
    }
    fine =
        room && m > 1 && bounds_of(kind, all, m, &out->bounds) &&
        gg_extreme_of_corners(rates, m, z, comparisons, kind == GG_RATIO, &out->interval) == GG_OK;
    free(rates);
    free(all);
    return fine;
}

/* Rates that are estimated under an inspection design: from the ends of the groups' own bounds and
 * of their intervals, each of which is widened so that all hold at once. */
static bool of_estimates(const gg_metric *metric, gg_comparison_kind kind, const gg_figures *groups,
                         size_t n, double z, double comparisons, gg_bounded *out)
{
    const gg_measure_options how = {
        .z = gg_z_bonferroni(z, comparisons * gg_pairs(n)), .seed = 1, .slice = ""};
    corners *values = calloc(n, sizeof *values);
    corners *limits = calloc(n, sizeof *limits);
    const bool room = values != NULL && limits != NULL;
    size_t m = 0;
    bool fine;

    for (size_t i = 0; room && i < n; i++) {
        gg_measure one;

        gg_metric_measure(metric, &groups[i], &how, &one);
        if ((one.state != GG_MEASURE_OK && !one.bounded) || isnan(one.low) || isnan(one.high))
            continue;
        values[m].low = gg_measure_bounds(&one).low;
        values[m].high = gg_measure_bounds(&one).high;
        limits[m].low = one.low;
        limits[m++].high = one.high;
    }
    fine = room && m > 1 && bounds_of(kind, values, m, &out->bounds) &&
           bounds_of(kind, limits, m, &out->interval);
    free(limits);
    free(values);
    return fine;
}

bool gg_summary_bounded(const gg_metric *metric, bool complement, gg_comparison_kind kind,
                        const gg_figures *groups, size_t n, double z, double comparisons,
                        gg_bounded *out)
{
    gg_bounded both = {{0, 0}, {0, 0}};
    bool any = false, fine;

    for (size_t i = 0; i < n; i++)
        any = any || gg_metric_estimated(metric, &groups[i]);
    fine = any ? of_estimates(metric, kind, groups, n, z, comparisons, &both)
               : of_counts(metric, complement, kind, groups, n, z, comparisons, &both);
    if (!fine)
        return false;
    out->bounds = within(both.bounds);
    out->interval = within(both.interval);
    return true;
}
