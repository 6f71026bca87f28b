/*
 * Summaries over groups whose rates are known within bounds only: the largest difference and the
 * smallest ratio lie between the extremes of what each pair allows.
 */
#include <math.h>
#include <stdlib.h>

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

bool gg_summary_bounded(const gg_metric *metric, bool complement, gg_comparison_kind kind,
                        const gg_figures *groups, size_t n, double z, double comparisons,
                        gg_bounded *out)
{
    corners *all = calloc(n, sizeof *all);
    gg_corner_rates *rates = calloc(n, sizeof *rates);
    bool fine = all != NULL && rates != NULL;
    gg_bounded both = {{0, 0}, {0, 0}};

    for (size_t i = 0; fine && i < n; i++) {
        fine = corners_of(metric, complement, &groups[i], &all[i]);
        rates[i] = (gg_corner_rates){all[i].at, all[i].n};
    }
    fine =
        fine && bounds_of(kind, all, n, &both.bounds) &&
        gg_extreme_of_corners(rates, n, z, comparisons, kind == GG_RATIO, &both.interval) == GG_OK;
    free(rates);
    free(all);
    if (!fine)
        return false;
    out->bounds = within(both.bounds);
    out->interval = within(both.interval);
    return true;
}
