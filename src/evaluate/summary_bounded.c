/*
 * Summaries over groups whose rates are known within bounds only: the largest difference and the
 * smallest ratio lie between the extremes of what each pair allows.
 */
#include <math.h>

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

bool gg_summary_bounded(const gg_metric *metric, bool complement, gg_comparison_kind kind,
                        const gg_figures *groups, size_t n, double z, gg_bounded *out)
{
    gg_confusion_metric which = GG_CONFUSION_METRICS;
    extreme e = {.kind = kind};
    gg_bounded one;

    if (!gg_confusion_find(metric->name, &which))
        return false;
    for (size_t i = 0; i < n; i++) {
        const gg_confusion_ranges a = gg_bounded_ranges(metric, &groups[i], complement);

        for (size_t j = 0; j < n; j++) {
            const gg_confusion_ranges b = gg_bounded_ranges(metric, &groups[j], complement);

            if (i != j && gg_bounds_pair(kind, &a, &b, which, z, true, &one) == GG_OK)
                take(&e, &one);
        }
    }
    if (!e.any)
        return false;
    e.all.bounds = within(e.all.bounds);
    e.all.interval = within(e.all.interval);
    *out = e.all;
    return true;
}
