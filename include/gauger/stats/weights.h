/*
 * Weighted rows: what a weighted rate is worth in unweighted rows.
 */
#ifndef GAUGER_STATS_WEIGHTS_H
#define GAUGER_STATS_WEIGHTS_H

#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"

GG_BEGIN_DECLS

/*
 * Kish's effective size of weighted rows, (sum w)^2 / sum w^2.
 *
 * sum: of the weights.  sum_squares: of their squares.  Both finite, from 0.
 * out: from 0 up to the number of rows, which it is when all weights are equal; written only on
 * GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if both sums are 0; GG_E_INPUT for sums that are negative, not
 * finite, or one of which alone is 0.
 * Source: Kish 1965, section 11.7.
 */
GG_CHECKED gg_status gg_effective_size(double sum, double sum_squares, double *out);

/*
 * A weighted rate as successes out of an effective size, fit for the interval functions: n is
 * Kish's effective size of all rows, successes = n times the weighted rate.
 *
 * successes: sum of the weights of the successes, in [0, sum].  sum, sum_squares: over all rows.
 * out: the rate; written only on GG_OK.
 * Returns as gg_effective_size(); GG_E_INPUT also for successes above sum (beyond rounding).
 * Source: Kish 1965; Dean and Pagano 2015 (effective sizes in Wilson's interval).
 */
GG_CHECKED gg_status gg_effective_rate(double successes, double sum, double sum_squares,
                                       gg_rate *out);

GG_END_DECLS
#endif
