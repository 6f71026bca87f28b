#include "gauger/stats/simultaneous.h"

#include <stdlib.h>

#include "gauger/stats/ratio.h"
#include "stats_internal.h"

typedef gg_status (*hull)(const gg_estimate *, const gg_estimate *, gg_rate, gg_rate, double,
                          gg_interval *);
typedef void (*gather)(const gg_interval *pair, gg_interval *all);

/* Each pair is seen in one order; the other order's interval is its mirror image. */
static void gather_difference(const gg_interval *pair, gg_interval *all)
{
    all->low = fmax(all->low, fmax(pair->low, -pair->high));
    all->high = fmax(all->high, fmax(pair->high, -pair->low));
}

/* min / max is the least over both orders of every pair: least of the lows, least of the highs. */
static void gather_ratio(const gg_interval *pair, gg_interval *all)
{
    all->low = fmin(all->low, fmin(pair->low, 1 / pair->high));
    all->high = fmin(all->high, fmin(pair->high, 1 / pair->low));
}

static gg_status all_pairs(const gg_rate *rates, size_t groups, double z, hull pair, gather add,
                           gg_interval *out)
{
    gg_interval all = *out, one;
    gg_estimate *exact = calloc(groups, sizeof *exact);
    gg_status s = exact ? gg_exact_limits(rates, groups, z, exact) : GG_E_MEMORY;

    for (size_t i = 0; i < groups && s == GG_OK; i++) {
        for (size_t j = i + 1; j < groups && s == GG_OK; j++) {
            s = pair(&exact[i], &exact[j], rates[i], rates[j], z, &one);
            if (s == GG_OK)
                add(&one, &all);
        }
    }
    free(exact);
    if (s == GG_OK)
        *out = all;
    return s;
}

/* Exact limits of every group at once, by Bonferroni over the groups. */
static gg_status all_groups(const gg_rate *rates, size_t groups, double z, gg_interval *least,
                            gg_interval *greatest)
{
    gg_estimate *exact;
    gg_status s;

    if (!gg_z_usable(z))
        return GG_E_INPUT;
    exact = calloc(groups, sizeof *exact);
    s = exact ? gg_exact_limits(rates, groups, gg_z_bonferroni(z, groups), exact) : GG_E_MEMORY;
    *least = (gg_interval){1, 1};
    *greatest = (gg_interval){0, 0};
    for (size_t i = 0; i < groups && s == GG_OK; i++) {
        least->low = fmin(least->low, exact[i].low);
        least->high = fmin(least->high, exact[i].high);
        greatest->low = fmax(greatest->low, exact[i].low);
        greatest->high = fmax(greatest->high, exact[i].high);
    }
    free(exact);
    return s;
}

static gg_status over_rates(const gg_rate *rates, size_t groups, double z, hull pair, gather add,
                            gg_interval *out)
{
    if (!gg_z_usable(z))
        return GG_E_INPUT;
    if (groups < 2)
        return GG_E_UNDEFINED;
    return all_pairs(rates, groups, gg_z_pairs(z, groups), pair, add, out);
}

gg_status gg_largest_difference(const gg_rate *rates, size_t groups, double z, gg_interval *out)
{
    gg_interval all = {0, 0}, least, greatest;
    gg_status s;

    if (groups > GG_PAIRED_GROUPS_MAX) {
        s = all_groups(rates, groups, z, &least, &greatest);
        all = (gg_interval){fmax(0, greatest.low - least.high), greatest.high - least.low};
    } else {
        s = over_rates(rates, groups, z, gg_difference_hull, gather_difference, &all);
    }

    if (s == GG_OK)
        *out = all;
    return s;
}

gg_status gg_smallest_ratio(const gg_rate *rates, size_t groups, double z, gg_interval *out)
{
    gg_interval all = {1, 1}, least, greatest;
    gg_status s;

    if (groups > GG_PAIRED_GROUPS_MAX) {
        s = all_groups(rates, groups, z, &least, &greatest);
        all.low = s == GG_OK && greatest.high > 0 ? least.low / greatest.high : 0;
        all.high = s == GG_OK && greatest.low > 0 ? fmin(1, least.high / greatest.low) : 1;
    } else {
        s = over_rates(rates, groups, z, gg_ratio_hull, gather_ratio, &all);
    }

    if (s == GG_OK)
        *out = all;
    return s;
}

/* What a group's exact limits are over all that its rate can be. A lower limit rises, and an upper
 * one too, in the successes and falls in the others (the beta quantile rises in its first parameter
 * and falls in its second), so that nothing between the corners lies beyond those of the corners.
 */
static void over_corners(const gg_estimate *exact, const gg_corner_rates *g, gg_interval *out)
{
    *out = (gg_interval){1, 0};
    for (size_t i = 0; i < g->n; i++) {
        out->low = fmin(out->low, exact[i].low);
        out->high = fmax(out->high, exact[i].high);
    }
}

static void corners_by_group(const gg_corner_rates *groups, size_t n, bool ratio,
                             const gg_estimate *exact, gg_interval *out)
{
    gg_interval least = {1, 1}, greatest = {0, 0}, one;

    for (size_t i = 0; i < n; i++) {
        over_corners(exact, &groups[i], &one);
        exact += groups[i].n;
        least = (gg_interval){fmin(least.low, one.low), fmin(least.high, one.high)};
        greatest = (gg_interval){fmax(greatest.low, one.low), fmax(greatest.high, one.high)};
    }
    if (!ratio)
        *out = (gg_interval){fmax(0, greatest.low - least.high), greatest.high - least.low};
    else
        *out = (gg_interval){greatest.high > 0 ? least.low / greatest.high : 0,
                             greatest.low > 0 ? fmin(1, least.high / greatest.low) : 1};
}

/* The union of a pair's intervals over all pairs of corners. */
static gg_status pair_of_corners(const gg_corner_rates *a, const gg_estimate *p,
                                 const gg_corner_rates *b, const gg_estimate *q, double z,
                                 hull interval, gg_interval *out)
{
    gg_interval all = {INFINITY, -INFINITY}, one;
    gg_status s = GG_OK;

    for (size_t i = 0; s == GG_OK && i < a->n; i++) {
        for (size_t j = 0; s == GG_OK && j < b->n; j++) {
            s = interval(&p[i], &q[j], a->at[i], b->at[j], z, &one);
            if (s == GG_OK)
                all = (gg_interval){fmin(all.low, one.low), fmax(all.high, one.high)};
        }
    }
    if (s == GG_OK)
        *out = all;
    return s;
}

static gg_status corners_by_pair(const gg_corner_rates *groups, size_t n, double z, bool ratio,
                                 const gg_estimate *exact, gg_interval *out)
{
    gg_interval all = ratio ? (gg_interval){1, 1} : (gg_interval){0, 0}, one = {0, 0};
    gg_status s = GG_OK;

    for (size_t i = 0; i < n; i++) {
        const gg_estimate *other = exact + groups[i].n;

        for (size_t j = i + 1; s == GG_OK && j < n; j++) {
            s = pair_of_corners(&groups[i], exact, &groups[j], other, z,
                                ratio ? gg_ratio_hull : gg_difference_hull, &one);
            if (s == GG_OK)
                (ratio ? gather_ratio : gather_difference)(&one, &all);
            other += groups[j].n;
        }
        exact += groups[i].n;
    }
    if (s == GG_OK)
        *out = all;
    return s;
}

gg_status gg_extreme_of_corners(const gg_corner_rates *groups, size_t n, double z,
                                double comparisons, bool ratio, gg_interval *out)
{
    size_t corners = 0, at = 0;
    gg_estimate *exact;
    gg_status s = GG_OK;
    bool by_group;

    if (!gg_z_usable(z) || !(comparisons >= 1))
        return GG_E_INPUT;
    if (n < 2)
        return GG_E_UNDEFINED;
    for (size_t i = 0; i < n; i++)
        corners += groups[i].n;
    by_group = corners > GG_PAIRED_GROUPS_MAX;
    z = gg_z_bonferroni(z, comparisons * (by_group ? (double)n : (double)n * (double)(n - 1) / 2));
    exact = calloc(corners + 1, sizeof *exact);
    if (!exact)
        return GG_E_MEMORY;
    for (size_t i = 0; s == GG_OK && i < n; at += groups[i++].n)
        s = gg_exact_limits(groups[i].at, groups[i].n, z, exact + at);
    if (s == GG_OK && by_group)
        corners_by_group(groups, n, ratio, exact, out);
    else if (s == GG_OK)
        s = corners_by_pair(groups, n, z, ratio, exact, out);
    free(exact);
    return s;
}

static gg_status over_estimates(const gg_estimate *e, size_t groups,
                                gg_status (*pair)(gg_estimate, gg_estimate, gg_interval *),
                                gather add, gg_interval *all)
{
    gg_interval one;

    if (groups < 2)
        return GG_E_UNDEFINED;
    for (size_t i = 0; i < groups; i++) {
        for (size_t j = i + 1; j < groups; j++) {
            gg_status s = pair(e[i], e[j], &one);

            if (s != GG_OK)
                return s;
            add(&one, all);
        }
    }
    return GG_OK;
}

gg_status gg_largest_difference_of(const gg_estimate *estimates, size_t groups, gg_interval *out)
{
    gg_interval all = {0, 0};
    gg_status s = over_estimates(estimates, groups, gg_difference_mover, gather_difference, &all);

    if (s == GG_OK)
        *out = all;
    return s;
}

gg_status gg_smallest_ratio_of(const gg_estimate *estimates, size_t groups, gg_interval *out)
{
    gg_interval all = {1, 1};
    gg_status s = over_estimates(estimates, groups, gg_ratio_mover, gather_ratio, &all);

    if (s == GG_OK)
        *out = all;
    return s;
}

static gg_status fold(const gg_interval *intervals, size_t n, double (*pick)(double, double),
                      gg_interval *out)
{
    gg_interval all;

    if (n == 0)
        return GG_E_UNDEFINED;
    all = intervals[0];
    for (size_t i = 0; i < n; i++) {
        if (isnan(intervals[i].low) || isnan(intervals[i].high))
            return GG_E_INPUT;
        all.low = pick(all.low, intervals[i].low);
        all.high = pick(all.high, intervals[i].high);
    }
    *out = all;
    return GG_OK;
}

gg_status gg_interval_least(const gg_interval *intervals, size_t n, gg_interval *out)
{
    return fold(intervals, n, fmin, out);
}

gg_status gg_interval_greatest(const gg_interval *intervals, size_t n, gg_interval *out)
{
    return fold(intervals, n, fmax, out);
}
