/*
 * Intervals of figures that the data choose: the largest difference and the smallest ratio over
 * several groups, the least and the greatest of several intervals.
 *
 * The largest difference max - min of g true rates is a maximum over all pairs. If the intervals of
 * all g (g - 1) / 2 pairs hold their true differences at once, then the largest true difference is
 * at most the largest upper end and at least the largest lower end (or 0). Bonferroni's inequality
 * makes "at once" as probable as asked for when every pair's interval has the tail
 * (1 - Phi(z)) / pairs beyond each end. At exact equality the lower end is 0 unless some pair's
 * interval excludes 0, so equality is covered too: a percentile bootstrap would nearly never.
 * The same holds of the smallest ratio min / max, with the pairs' ratios.
 *
 * So that "as asked for" is true also for small groups, rates near 0 and 1 and small tails, where
 * score intervals fall short, a pair's interval here is the hull of three: the score interval shown
 * for the pair (Newcombe or Koopman), square-and-add of exact (Clopper-Pearson) limits, and the
 * melded exact interval with its distribution approximated by one that has the same mean and
 * variance. Each grows with z, so the hull does. That its coverage reaches the nominal one was
 * found by summing over all outcomes for sizes from 5 to 400 and rates from 0.001 to 0.999 at
 * several z (the tests repeat a part); Bonferroni's step is exact, this one is measured.
 */
#ifndef GAUGER_STATS_SIMULTANEOUS_H
#define GAUGER_STATS_SIMULTANEOUS_H

#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"

/* Up to so many groups every pair is looked at. Beyond, each group has its Clopper-Pearson limits
 * at alpha / g and the ends follow from the lowest and highest of them: the time grows with g, not
 * with its square, the coverage is at least nominal by Bonferroni, and the interval is wider. */
#define GG_PAIRED_GROUPS_MAX 50

GG_BEGIN_DECLS

/*
 * The critical value for each of several intervals that together have the confidence of z: the
 * z' with 1 - Phi(z') = (1 - Phi(z)) / comparisons.
 *
 * z: critical value in [0, 64].  comparisons: from 1; a fraction is allowed.
 * Returns z' >= z, computed on the logarithms of the tails, so that no tail underflows.
 * Undefined cases: NaN for a z or a number of comparisons out of range.
 * Source: Bonferroni; Dunn 1961.
 */
double gg_z_bonferroni(double z, double comparisons);

/*
 * The critical value for each pair of g groups: gg_z_bonferroni(z, g (g - 1) / 2).
 *
 * z: critical value in [0, 64].  groups: from 2.
 * Returns z' >= z.
 * Undefined cases: NaN for fewer than 2 groups or a z out of range.
 * Source: as gg_z_bonferroni().
 */
double gg_z_pairs(double z, size_t groups);

/*
 * Interval of the difference of two rates that is fit for simultaneous use: the hull of Newcombe's,
 * of square-and-add of Clopper-Pearson limits, and of the melded interval in which the difference
 * of the two beta confidence distributions is taken as a beta on [-1, 1] of equal mean and
 * variance.
 *
 * a, b: the rates.  z: the adjusted critical value, in [0, 64].
 * out: the ends of a - b, in [-1, 1]; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if a group is empty; GG_E_INPUT for counts or z out of range.
 * Source: Newcombe 1998b; Zou and Donner 2008; Fay, Proschan and Brittain 2015 (melding).
 */
GG_CHECKED gg_status gg_difference_robust(gg_rate a, gg_rate b, double z, gg_interval *out);

/*
 * Interval of the ratio of two rates that is fit for simultaneous use: the hull of Koopman's, of
 * square-and-add of Clopper-Pearson limits, and of the melded interval in which the ratio of the
 * two beta confidence distributions is taken as a ratio of gammas of equal means and variances.
 *
 * a, b: the rates.  z: the adjusted critical value, in [0, 64].
 * out: the ends of a / b; low 0 when a has no success, high infinity when b has none; written only
 * on GG_OK.
 * Returns as gg_difference_robust().
 * Source: Koopman 1984; Donner and Zou 2012; Fay, Proschan and Brittain 2015.
 */
GG_CHECKED gg_status gg_ratio_robust(gg_rate a, gg_rate b, double z, gg_interval *out);

/*
 * Simultaneous interval of the largest difference, max - min, of several independent rates.
 *
 * rates: g of them.  groups: g, from 2.  z: critical value of the whole interval, in [0, 64].
 * out: the ends, in [0, 1]; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for fewer than 2 groups or an empty group; GG_E_INPUT for counts or
 * z out of range; GG_E_MEMORY.  For the coverage see the top of this file.
 */
GG_CHECKED gg_status gg_largest_difference(const gg_rate *rates, size_t groups, double z,
                                           gg_interval *out);

/*
 * Simultaneous interval of the smallest ratio, min / max, of several independent rates.
 *
 * rates: g of them.  groups: g, from 2.  z: critical value of the whole interval, in [0, 64].
 * out: the ends, in [0, 1]; [0, 1] when no group has a success; written only on GG_OK.
 * Returns as gg_largest_difference().
 * Source: as gg_largest_difference(), over the pairs' gg_ratio_robust().
 */
GG_CHECKED gg_status gg_smallest_ratio(const gg_rate *rates, size_t groups, double z,
                                       gg_interval *out);

/* All that a group's rate can be: the corners of what is known of its counts. */
typedef struct gg_corner_rates {
    const gg_rate *at;
    size_t n; /* from 1 */
} gg_corner_rates;

/*
 * Simultaneous interval of the largest difference or the smallest ratio of several independent
 * rates, each of which is known within bounds only: it holds whatever the rates are.
 *
 * groups: n of them, n from 2.  z: critical value of the whole interval, in [0, 64].  comparisons:
 * how many such intervals are to hold at once, from 1.  ratio: min / max, else max - min.
 * out: the ends, in [0, 1]; written only on GG_OK. Up to GG_PAIRED_GROUPS_MAX corners in all, the
 * union over all pairs of corners of gg_difference_robust() or gg_ratio_robust(); beyond, from the
 * lowest and highest exact limits of each group, as for so many groups whose rates are known.
 * Returns GG_OK; GG_E_UNDEFINED for fewer than 2 groups or an empty one; GG_E_INPUT for counts, z
 * or comparisons out of range; GG_E_MEMORY.
 */
GG_CHECKED gg_status gg_extreme_of_corners(const gg_corner_rates *groups, size_t n, double z,
                                           double comparisons, bool ratio, gg_interval *out);

/*
 * Simultaneous interval of the largest difference of several independent estimates (roc_auc, f1),
 * each with limits of its own, by square-and-add over all pairs.
 *
 * estimates: g of them, their limits computed at gg_z_pairs(z, g), which is the caller's task.
 * groups: g, from 2.
 * out: the ends, low from 0; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for fewer than 2 groups; GG_E_INPUT for limits out of order.
 * Source: Zou and Donner 2008, with Bonferroni.
 */
GG_CHECKED gg_status gg_largest_difference_of(const gg_estimate *estimates, size_t groups,
                                              gg_interval *out);

/*
 * Simultaneous interval of the smallest ratio of several independent estimates that are not
 * negative, each with limits of its own, by square-and-add over all pairs.
 *
 * estimates: g of them, their limits computed at gg_z_pairs(z, g).  groups: g, from 2.
 * out: the ends, in [0, 1]; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for fewer than 2 groups; GG_E_INPUT for values or limits that are
 * negative, infinite or out of order.
 * Source: Donner and Zou 2012 with Bonferroni.
 */
GG_CHECKED gg_status gg_smallest_ratio_of(const gg_estimate *estimates, size_t groups,
                                          gg_interval *out);

/*
 * Interval of the least of several figures whose intervals hold together (each computed at
 * gg_z_bonferroni(z, n)): [least low, least high].
 *
 * intervals: n of them.  n: from 1.
 * out: the ends; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for n = 0; GG_E_INPUT for an end that is NaN.
 * Source: the minimum is monotone in every figure.
 */
GG_CHECKED gg_status gg_interval_least(const gg_interval *intervals, size_t n, gg_interval *out);

/*
 * Interval of the greatest of several figures whose intervals hold together (each computed at
 * gg_z_bonferroni(z, n)): [greatest low, greatest high].
 *
 * intervals: n of them.  n: from 1.
 * out: the ends; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for n = 0; GG_E_INPUT for an end that is NaN.
 * Source: the maximum is monotone in every figure.
 */
GG_CHECKED gg_status gg_interval_greatest(const gg_interval *intervals, size_t n, gg_interval *out);

GG_END_DECLS
#endif
