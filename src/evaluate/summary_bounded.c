/*
 * Summaries over groups whose rates are known within bounds only: the largest difference and the
 * smallest ratio lie between the extremes of what each pair allows.
 */
#include <math.h>
#include <stdlib.h>

#include "evaluate/disparity_internal.h"

typedef struct extreme {
    gg_comparison_kind kind;
    gg_bounded all;
    bool any;
} extreme;

/* One ordered pair. The largest difference is at least the greatest low end over pairs, and at most
 * the greatest high end; the smallest ratio alike, from below. */
static void take(extreme *e, const gg_bounded *one)
{
    const bool ratio = e->kind == GG_RATIO;
    gg_bounded *all = &e->all;

    if (!e->any) {
        *all = *one;
        e->any = true;
        return;
    }
    all->bounds.low = (ratio ? fmin : fmax)(all->bounds.low, one->bounds.low);
    all->bounds.high = (ratio ? fmin : fmax)(all->bounds.high, one->bounds.high);
    all->interval.low = (ratio ? fmin : fmax)(all->interval.low, one->interval.low);
    all->interval.high = (ratio ? fmin : fmax)(all->interval.high, one->interval.high);
}

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

/* One ordered pair: its bounds, and the union of the intervals over all pairs of corners. False for
 * a ratio to what is 0 in every table. */
static bool compare(gg_comparison_kind kind, const corners *a, const corners *b, double z,
                    gg_bounded *out)
{
    gg_interval ends = {INFINITY, -INFINITY};

    if (kind == GG_RATIO && !(b->high > 0))
        return false;
    for (size_t i = 0; i < a->n; i++) {
        for (size_t j = 0; j < b->n; j++) {
            const gg_interval one = gg_rates_interval(kind, a->at[i], b->at[j], z, true);

            if (isnan(one.low) || isnan(one.high))
                return false;
            ends = (gg_interval){fmin(ends.low, one.low), fmax(ends.high, one.high)};
        }
    }
    out->interval = ends;
    if (kind == GG_RATIO)
        out->bounds = (gg_interval){a->low / b->high, b->low > 0 ? a->high / b->low : INFINITY};
    else
        out->bounds = (gg_interval){a->low - b->high, a->high - b->low};
    return true;
}

bool gg_summary_bounded(const gg_metric *metric, bool complement, gg_comparison_kind kind,
                        const gg_figures *groups, size_t n, double z, gg_bounded *out)
{
    corners *all = calloc(n, sizeof *all);
    extreme e = {.kind = kind};
    bool fine = all != NULL;
    gg_bounded one;

    for (size_t i = 0; fine && i < n; i++)
        fine = corners_of(metric, complement, &groups[i], &all[i]);
    for (size_t i = 0; fine && i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j && compare(kind, &all[i], &all[j], z, &one))
                take(&e, &one);
    free(all);
    if (!fine || !e.any)
        return false;
    e.all.bounds = within(e.all.bounds);
    e.all.interval = within(e.all.interval);
    *out = e.all;
    return true;
}
