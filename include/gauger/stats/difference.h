/*
 * Differences of two independent rates, and of any two independent estimates that bring their own
 * limits. Every difference is first minus second.
 *
 * Every interval holds the observed difference, grows with z, and for rates lies in [-1, 1]. Counts
 * are doubles, because effective sizes need not be whole.
 */
#ifndef GAUGER_STATS_DIFFERENCE_H
#define GAUGER_STATS_DIFFERENCE_H

#include "gauger/stats/measure.h"

/* A rate as what it came from: successes out of n. */
typedef struct gg_rate {
    double successes; /* in [0, n] */
    double n;         /* rows or effective rows, above 0 */
} gg_rate;

/* An estimate with limits of its own; low <= value <= high. */
typedef struct gg_estimate {
    double value, low, high;
} gg_estimate;

GG_BEGIN_DECLS

/*
 * Newcombe's hybrid score interval of the difference of two rates: square-and-add of the distances
 * between the rates and their Wilson limits.
 *
 * a, b: the rates.  z: critical value in [0, 64].
 * out: the ends of a - b; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if a group is empty; GG_E_INPUT for counts or z out of range.
 * Source: Newcombe 1998b, method 10.
 */
GG_CHECKED gg_status gg_difference_newcombe(gg_rate a, gg_rate b, double z, gg_interval *out);

/*
 * Square-and-add (MOVER) interval of the difference of two independent estimates:
 * low = d - sqrt((a - a_low)^2 + (b_high - b)^2), high = d + sqrt((a_high - a)^2 + (b - b_low)^2).
 *
 * a, b: values with their limits at one common z.  out: the ends of a - b; written only on GG_OK;
 * an infinite limit gives an infinite end.
 * Returns GG_OK; GG_E_INPUT if a value is not finite or lies outside its limits, or a limit is NaN.
 * Source: Howe 1974; Zou and Donner 2008.
 */
GG_CHECKED gg_status gg_difference_mover(gg_estimate a, gg_estimate b, gg_interval *out);

/*
 * Square-and-add interval of the mean of two independent estimates, e.g. of the two rates in
 * balanced accuracy: the value (a + b) / 2 lies within.
 *
 * a, b: values with their limits at one common z.
 * out: the ends; written only on GG_OK.
 * Returns as gg_difference_mover().
 * Source: Zou and Donner 2008, with both coefficients 1/2.
 */
GG_CHECKED gg_status gg_mean_mover(gg_estimate a, gg_estimate b, gg_interval *out);

/*
 * Agresti and Caffo's interval of the difference of two rates: Wald's after one success and one
 * failure are added to each group; cut to [-1, 1] and widened, if need be, to hold a - b.
 *
 * a, b: the rates.  z: critical value in [0, 64].
 * out: the ends of a - b; written only on GG_OK.
 * Returns as gg_difference_newcombe().
 * Source: Agresti and Caffo 2000.
 */
GG_CHECKED gg_status gg_difference_agresti_caffo(gg_rate a, gg_rate b, double z, gg_interval *out);

/*
 * Miettinen and Nurminen's score interval of the difference of two rates: all d whose score
 * statistic, with the variance at the constrained maximum likelihood and the factor N / (N - 1), is
 * at most z in size.
 *
 * a, b: the rates; together more than one row.  z: critical value in [0, 64].
 * out: the ends of a - b; written only on GG_OK.
 * Returns as gg_difference_newcombe(); GG_E_UNDEFINED also when N <= 1.
 * Source: Miettinen and Nurminen 1985.
 */
GG_CHECKED gg_status gg_difference_miettinen_nurminen(gg_rate a, gg_rate b, double z,
                                                      gg_interval *out);

/*
 * Mee's score interval of the difference of two rates: as Miettinen and Nurminen's, without the
 * factor N / (N - 1).
 *
 * a, b: the rates.  z: critical value in [0, 64].
 * out: the ends of a - b; written only on GG_OK.
 * Returns as gg_difference_newcombe().
 * Source: Mee 1984.
 */
GG_CHECKED gg_status gg_difference_mee(gg_rate a, gg_rate b, double z, gg_interval *out);

/*
 * The score statistic of "a - b equals delta": (a - b - delta) over its standard error at the
 * constrained maximum likelihood (no N / (N - 1)).
 *
 * a, b: the rates.  delta: in [-1, 1]; 0 gives the pooled two-proportion z.
 * out: the statistic, standard normal under the hypothesis; 0 where it is 0 / 0; +-infinity when
 * the data are impossible under it; written only on GG_OK.
 * Returns as gg_difference_newcombe(); GG_E_INPUT also for delta out of range.
 * Source: Farrington and Manning 1990.
 */
GG_CHECKED gg_status gg_difference_score(gg_rate a, gg_rate b, double delta, double *out);

GG_END_DECLS
#endif
