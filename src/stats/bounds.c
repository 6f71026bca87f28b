#include "gauger/stats/bounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "corners.h"
#include "gauger/stats/ratio.h"
#include "gauger/stats/simultaneous.h"
#include "selective_internal.h"
#include "stats_internal.h"

gg_confusion_ranges gg_confusion_ranges_default(void)
{
    const gg_interval any = {0, INFINITY};

    return (gg_confusion_ranges){any, any, any, any, any, any, any, any, any, 1};
}

gg_interval gg_range_exact(double count)
{
    return (gg_interval){count, count};
}

gg_status gg_range_below(double limit, bool zero, gg_interval *out)
{
    if (!(limit >= (zero ? 1 : 2)) || !isfinite(limit) || limit != floor(limit))
        return GG_E_INPUT;
    *out = (gg_interval){zero ? 0 : 1, limit - 1};
    return GG_OK;
}

gg_status gg_range_rounded(double count, double base, gg_interval *out)
{
    if (!(count >= 0) || !isfinite(count) || !(base > 0) || !isfinite(base) ||
        fabs(count / base - round(count / base)) > 1e-9)
        return GG_E_INPUT;
    *out = (gg_interval){fmax(0, ceil(count - base / 2)), floor(count + base / 2)};
    return GG_OK;
}

static bool rises_with_hits(gg_confusion_metric metric)
{
    return metric == GG_CONFUSION_BALANCED_ACCURACY || metric == GG_CONFUSION_MCC;
}

/* The worst and the best table of the box; where an empty margin takes the value of one away, the
 * corners stand in for it as far as they have one, and the range for the rest. */
static gg_status take_box(const gg_corners *corners, gg_confusion_metric metric, double by,
                          double z, gg_bounded *all, bool *any)
{
    const gg_confusion *l = &corners->low, *h = &corners->high;
    const gg_confusion worst = {l->tp, h->fp, h->fn, l->tn}, best = {h->tp, l->fp, l->fn, h->tn};
    const gg_interval range = gg_confusion_range(metric);
    double value;
    gg_status s = gg_bounded_take(metric, &worst, by, z, all, any);

    if (s == GG_OK)
        s = gg_bounded_take(metric, &best, by, z, all, any);
    for (size_t i = 0; s == GG_OK && i < corners->n; i++)
        s = gg_bounded_take(metric, &corners->at[i], by, z, all, any);
    if (s != GG_OK || !*any)
        return s;
    if (gg_confusion_value(metric, &worst, &value, NULL) != GG_OK)
        all->bounds.low = all->interval.low = range.low;
    if (gg_confusion_value(metric, &best, &value, NULL) != GG_OK)
        all->bounds.high = all->interval.high = range.high;
    return GG_OK;
}

gg_status gg_bounds_measure(const gg_confusion_ranges *ranges, gg_confusion_metric metric, double z,
                            gg_bounded *out)
{
    gg_bounded all = {{0, 0}, {0, 0}};
    gg_corners *corners = malloc(sizeof *corners);
    bool any = false;
    gg_status s = corners ? GG_OK : GG_E_MEMORY;

    if (s == GG_OK && (metric >= GG_CONFUSION_METRICS || !gg_z_usable(z)))
        s = GG_E_INPUT;
    if (s == GG_OK)
        s = gg_corners_of(ranges, corners);
    if (s == GG_OK && rises_with_hits(metric))
        s = take_box(corners, metric, ranges->effective, z, &all, &any);
    else
        for (size_t i = 0; s == GG_OK && i < corners->n; i++)
            s = gg_bounded_take(metric, &corners->at[i], ranges->effective, z, &all, &any);
    free(corners);
    if (s == GG_OK && !any)
        s = GG_E_UNDEFINED;
    if (s == GG_OK)
        *out = all;
    return s;
}

/* ---- two groups ---- */

/* The possible values of a rate: distinct successes and sizes. */
typedef struct rates {
    gg_rate at[GG_CORNERS_MAX];
    size_t n;
    double low, high;
} rates;

static void add_rate(rates *to, gg_rate r)
{
    double value = r.successes / r.n;

    for (size_t i = 0; i < to->n; i++)
        if (to->at[i].successes == r.successes && to->at[i].n == r.n)
            return;
    to->low = to->n ? fmin(to->low, value) : value;
    to->high = to->n ? fmax(to->high, value) : value;
    to->at[to->n++] = r;
}

static gg_status rates_of(const gg_confusion_ranges *ranges, gg_confusion_metric metric, rates *out)
{
    gg_corners *corners = malloc(sizeof *corners);
    gg_rate r = {0, 0};
    gg_status s = corners ? gg_corners_of(ranges, corners) : GG_E_MEMORY;

    out->n = 0;
    for (size_t i = 0; s == GG_OK && i < corners->n; i++) {
        if (!gg_confusion_rate(metric, &corners->at[i], &r))
            s = GG_E_INPUT;
        else if (r.n > 0)
            add_rate(out, (gg_rate){r.successes * ranges->effective, r.n * ranges->effective});
    }
    free(corners);
    return s == GG_OK && out->n == 0 ? GG_E_UNDEFINED : s;
}

/* The interval of one pair: from the rates, or also from their exact limits, which are worked out
 * once for each rate and not for each pair. */
typedef struct pair_interval {
    gg_status (*of_rates)(gg_rate a, gg_rate b, double z, gg_interval *out);
    gg_status (*of_limits)(const gg_estimate *p, const gg_estimate *q, gg_rate a, gg_rate b,
                           double z, gg_interval *out);
} pair_interval;

static gg_status over_limits(const rates *a, const rates *b, const gg_estimate *limits, double z,
                             const pair_interval *interval, gg_interval *out)
{
    gg_interval all = {INFINITY, -INFINITY}, one;
    gg_status s = GG_OK;

    for (size_t i = 0; s == GG_OK && i < a->n; i++) {
        for (size_t j = 0; s == GG_OK && j < b->n; j++) {
            s = limits ? interval->of_limits(&limits[i], &limits[a->n + j], a->at[i], b->at[j], z,
                                             &one)
                       : interval->of_rates(a->at[i], b->at[j], z, &one);
            if (s == GG_OK)
                all = (gg_interval){fmin(all.low, one.low), fmax(all.high, one.high)};
        }
    }
    if (s == GG_OK)
        *out = all;
    return s;
}

static gg_status over_pairs(const rates *a, const rates *b, double z, const pair_interval *interval,
                            gg_interval *out)
{
    gg_estimate *limits;
    gg_status s;

    if (!interval->of_limits)
        return over_limits(a, b, NULL, z, interval, out);
    limits = calloc(a->n + b->n, sizeof *limits);
    s = limits ? gg_exact_limits(a->at, a->n, z, limits) : GG_E_MEMORY;
    if (s == GG_OK)
        s = gg_exact_limits(b->at, b->n, z, limits + a->n);
    if (s == GG_OK)
        s = over_limits(a, b, limits, z, interval, out);
    free(limits);
    return s;
}

/* Both groups' rates, in one allocation. */
static gg_status both(const gg_confusion_ranges *a, const gg_confusion_ranges *b,
                      gg_confusion_metric metric, double z, rates **out)
{
    gg_status s;

    *out = NULL;
    if (metric >= GG_CONFUSION_METRICS || !gg_z_usable(z))
        return GG_E_INPUT;
    *out = malloc(2 * sizeof **out);
    s = *out ? rates_of(a, metric, &(*out)[0]) : GG_E_MEMORY;
    return s == GG_OK ? rates_of(b, metric, &(*out)[1]) : s;
}

static gg_status difference_by(const gg_confusion_ranges *a, const gg_confusion_ranges *b,
                               gg_confusion_metric metric, double z, const pair_interval *by,
                               gg_bounded *out)
{
    gg_interval ends;
    rates *r;
    gg_status s = both(a, b, metric, z, &r);

    if (s == GG_OK)
        s = over_pairs(&r[0], &r[1], z, by, &ends);
    if (s == GG_OK)
        *out = (gg_bounded){{r[0].low - r[1].high, r[0].high - r[1].low}, ends};
    free(r);
    return s;
}

static gg_status ratio_by(const gg_confusion_ranges *a, const gg_confusion_ranges *b,
                          gg_confusion_metric metric, double z, const pair_interval *by,
                          gg_bounded *out)
{
    gg_interval ends;
    rates *r;
    gg_status s = both(a, b, metric, z, &r);

    if (s == GG_OK && r[1].high == 0)
        s = GG_E_UNDEFINED;
    if (s == GG_OK)
        s = over_pairs(&r[0], &r[1], z, by, &ends);
    if (s == GG_OK)
        *out = (gg_bounded){{r[0].low / r[1].high, r[1].low > 0 ? r[0].high / r[1].low : INFINITY},
                            ends};
    free(r);
    return s;
}

gg_status gg_bounds_difference(const gg_confusion_ranges *a, const gg_confusion_ranges *b,
                               gg_confusion_metric metric, double z, gg_bounded *out)
{
    static const pair_interval newcombe = {gg_difference_newcombe, NULL};

    return difference_by(a, b, metric, z, &newcombe, out);
}

gg_status gg_bounds_ratio(const gg_confusion_ranges *a, const gg_confusion_ranges *b,
                          gg_confusion_metric metric, double z, gg_bounded *out)
{
    static const pair_interval koopman = {gg_ratio_koopman, NULL};

    return ratio_by(a, b, metric, z, &koopman, out);
}

gg_status gg_bounds_robust(const gg_confusion_ranges *a, const gg_confusion_ranges *b,
                           gg_confusion_metric metric, double z, bool ratio, gg_bounded *out)
{
    static const pair_interval of_ratio = {NULL, gg_ratio_hull};
    static const pair_interval of_difference = {NULL, gg_difference_hull};

    return ratio ? ratio_by(a, b, metric, z, &of_ratio, out)
                 : difference_by(a, b, metric, z, &of_difference, out);
}

gg_status gg_bounds_rates(const gg_confusion_ranges *ranges, gg_confusion_metric metric,
                          size_t room, gg_rate *out, size_t *n)
{
    rates *all = metric < GG_CONFUSION_METRICS ? malloc(sizeof *all) : NULL;
    gg_status s = metric >= GG_CONFUSION_METRICS ? GG_E_INPUT : all ? GG_OK : GG_E_MEMORY;

    if (s == GG_OK)
        s = rates_of(ranges, metric, all);
    if (s == GG_OK && all->n > room)
        s = GG_E_LIMIT;
    if (s == GG_OK) {
        memcpy(out, all->at, all->n * sizeof *out);
        *n = all->n;
    }
    free(all);
    return s;
}
