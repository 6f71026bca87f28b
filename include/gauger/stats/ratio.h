/*
 * Ratios of two independent rates: first over second (group over reference).
 *
 * A ratio to 0 has no value, yet its interval has a finite low end and an infinite high end: 5 of
 * 56 over 0 of 29 says that the ratio is at least 0.73. 0 over 0 says nothing: [0, infinity].
 * Intervals hold the ratio where there is one and grow with z.
 */
#ifndef GAUGER_STATS_RATIO_H
#define GAUGER_STATS_RATIO_H

#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"

GG_BEGIN_DECLS

/*
 * Koopman's score interval of the ratio of two rates: all ratios whose score statistic at the
 * constrained maximum likelihood is at most z in size.
 *
 * a, b: the rates (gg_rate).  z: critical value in [0, 64].
 * out: the ends of a / b; written only on GG_OK; low is 0 when a has no success; high is infinity
 * when b has none.
 * Returns GG_OK; GG_E_UNDEFINED if a group is empty; GG_E_INPUT for counts or z out of range.
 * Source: Koopman 1984. The roots of the quadratic are taken in a form that does not cancel, so
 * ratios of 1e12 and rates of 1e-9 keep their digits.
 */
GG_CHECKED gg_status gg_ratio_koopman(gg_rate a, gg_rate b, double z, gg_interval *out);

/*
 * The score statistic of "a / b equals theta": (a - theta b) over its standard error at the
 * constrained maximum likelihood. gg_ratio_koopman() inverts it.
 *
 * a, b: the rates.  theta: above 0, finite.
 * out: the statistic, standard normal under the hypothesis, falling in theta; 0 where it is 0 / 0;
 * written only on GG_OK.
 * Returns as gg_ratio_koopman(); GG_E_INPUT also for theta out of range.
 * Source: Koopman 1984; Farrington and Manning 1990.
 */
GG_CHECKED gg_status gg_ratio_score(gg_rate a, gg_rate b, double theta, double *out);

/*
 * Katz's interval of the ratio of two rates: normal on the logarithm, with the variance
 * 1/x_a - 1/n_a + 1/x_b - 1/n_b.
 *
 * a, b: the rates.  z: critical value in [0, 64].
 * out: the ends of a / b; written only on GG_OK.
 * Returns as gg_ratio_koopman(); GG_E_UNDEFINED also when either rate has no success.
 * Source: Katz, Baptista, Azen and Pike 1978, method C.
 */
GG_CHECKED gg_status gg_ratio_katz(gg_rate a, gg_rate b, double z, gg_interval *out);

/*
 * Square-and-add (MOVER-R) interval of the ratio of two independent estimates that are not
 * negative: all theta for which the square-and-add interval of a - theta b holds 0.
 *
 * a, b: values with their limits at one common z, 0 <= low <= value <= high < infinity.
 * out: the ends of a / b; written only on GG_OK; low 0 when a's low is 0; high infinity when b's
 * low is 0.
 * Returns GG_OK; GG_E_INPUT for values or limits that are negative, not finite, or out of order.
 * Source: Donner and Zou 2012, in forms free of cancellation.
 */
GG_CHECKED gg_status gg_ratio_mover(gg_estimate a, gg_estimate b, gg_interval *out);

GG_END_DECLS
#endif
