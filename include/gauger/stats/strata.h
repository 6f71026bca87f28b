/*
 * Tables by strata (site, period, risk band): is there a difference between two groups within
 * strata, how large, and is it the same in all of them? Pooling over strata, which is what a crude
 * comparison does, can show a difference that no stratum has.
 */
#ifndef GAUGER_STATS_STRATA_H
#define GAUGER_STATS_STRATA_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"

/* One stratum: the rate of the group compared and that of the reference. */
typedef struct gg_stratum {
    gg_rate group, reference;
} gg_stratum;

/* A pooled estimate; ratios carry the standard error of their logarithm. */
typedef struct gg_pooled {
    double value;
    double standard_error; /* of log(value) for ratios, of value for the difference */
    size_t strata;         /* strata with rows of both groups */
} gg_pooled;

/* A chi-square test. */
typedef struct gg_chi_square {
    double statistic, degrees_of_freedom, p_value;
} gg_chi_square;

GG_BEGIN_DECLS

/*
 * Cochran, Mantel and Haenszel's test of no difference within strata (1 degree of freedom).
 *
 * strata: n of them; those without rows of both groups or with a single outcome add nothing.
 * corrected: whether 1/2 is taken off the summed deviation (R's default).
 * out: written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if no stratum adds anything; GG_E_INPUT for counts out of range.
 * Source: Mantel and Haenszel 1959; Cochran 1954.
 */
GG_CHECKED gg_status gg_cochran_mantel_haenszel(const gg_stratum *strata, size_t n, bool corrected,
                                                gg_chi_square *out);

/*
 * Mantel and Haenszel's pooled ratio of rates, sum(x1 n0 / N) / sum(x0 n1 / N).
 *
 * strata: n of them; those without rows of both groups add nothing.
 * out: value, and the standard error of its logarithm; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if either sum is 0; GG_E_INPUT for counts out of range.
 * Source: Greenland and Robins 1985 (ratio and variance of its logarithm).
 * Interval: exp(log(value) +- z standard_error), gg_pooled_ratio_interval().
 */
GG_CHECKED gg_status gg_mantel_haenszel_ratio(const gg_stratum *strata, size_t n, gg_pooled *out);

/*
 * Mantel and Haenszel's pooled odds ratio, sum(a d / N) / sum(b c / N).
 *
 * strata: n of them; those without rows of both groups add nothing.
 * out: value, and the standard error of its logarithm; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if either sum is 0; GG_E_INPUT for counts out of range.
 * Source: Mantel and Haenszel 1959; variance of Robins, Breslow and Greenland 1986.
 */
GG_CHECKED gg_status gg_mantel_haenszel_odds_ratio(const gg_stratum *strata, size_t n,
                                                   gg_pooled *out);

/*
 * Mantel and Haenszel's pooled difference of rates, weights n1 n0 / N.
 *
 * strata: n of them; those without rows of both groups add nothing.
 * out: value and its standard error; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if no stratum has rows of both groups; GG_E_INPUT for counts out of
 * range.
 * Source: Greenland and Robins 1985 (difference and its variance).
 */
GG_CHECKED gg_status gg_mantel_haenszel_difference(const gg_stratum *strata, size_t n,
                                                   gg_pooled *out);

/*
 * Normal interval of a pooled ratio on the logarithm: value exp(+- z standard_error).
 *
 * pooled: from one of the ratio functions.  z: critical value in [0, 64].
 * out: the ends; written only on GG_OK.
 * Returns GG_OK, or GG_E_INPUT for a z out of range or a value that is not above 0.
 * For the pooled difference use gg_interval_normal().
 */
GG_CHECKED gg_status gg_pooled_ratio_interval(const gg_pooled *pooled, double z, gg_interval *out);

/*
 * Score interval of Mantel and Haenszel's pooled difference: all differences delta, common to the
 * strata, whose score statistic is at most z in size. Its variance is, in each stratum, that at the
 * constrained maximum likelihood under delta, times N / (N - 1).
 *
 * strata: n of them; those without rows of both groups add nothing.  z: critical value in [0, 64].
 * out: the ends, within [-1, 1], around the pooled difference; written only on GG_OK. It does not
 * collapse where a group has no event, or nothing but events.
 * Returns as gg_mantel_haenszel_difference(); GG_E_INPUT also for a z out of range.
 * Source: Miettinen and Nurminen 1985, with Mantel and Haenszel's weights.
 */
GG_CHECKED gg_status gg_mantel_haenszel_difference_score(const gg_stratum *strata, size_t n,
                                                         double z, gg_interval *out);

/*
 * Score interval of Mantel and Haenszel's pooled ratio: all ratios theta, common to the strata,
 * whose score statistic sum w (p1 - theta p0) is at most z in size; variance as above.
 *
 * strata: n of them; those without rows of both groups add nothing.  z: critical value in [0, 64].
 * out: the ends, written only on GG_OK: low is 0 where the group has no event, high is infinity
 * where the reference has none.
 * Returns GG_OK; GG_E_UNDEFINED if no stratum has rows of both groups; GG_E_INPUT for counts or z
 * out of range.
 * Source: Miettinen and Nurminen 1985; Gart and Nam 1988.
 */
GG_CHECKED gg_status gg_mantel_haenszel_ratio_score(const gg_stratum *strata, size_t n, double z,
                                                    gg_interval *out);

/*
 * Breslow and Day's test that all strata share one odds ratio, with Tarone's correction beside it.
 *
 * strata: n of them; those without rows of both groups or with a single outcome are left out.
 * breslow_day, tarone: K - 1 degrees of freedom for K strata; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if fewer than two strata are left or the pooled odds ratio is
 * undefined; GG_E_INPUT for counts out of range.
 * Source: Breslow and Day 1980, section 4.4; Tarone 1985.
 */
GG_CHECKED gg_status gg_breslow_day_test(const gg_stratum *strata, size_t n,
                                         gg_chi_square *breslow_day, gg_chi_square *tarone);

GG_END_DECLS
#endif
