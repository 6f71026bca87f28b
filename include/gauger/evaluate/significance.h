/*
 * Significance: how small a p-value speaks against a figure lying within bounds.
 */
#ifndef GAUGER_EVALUATE_SIGNIFICANCE_H
#define GAUGER_EVALUATE_SIGNIFICANCE_H

#include "gauger/stats/measure.h"

/* Measures the same figure with another critical value z, from 0 to 37.5. */
typedef void gg_measure_at(void *context, double z, gg_measure *out);

GG_BEGIN_DECLS

/*
 * Whether a measure is a ratio to a figure of 0 that has an end: it has no value, is beyond all
 * numbers as far as the sample tells, and its interval goes from that low end without limit.
 *
 * m: a measure.
 * Returns true for why zero_reference with a low end that is a number.
 * Ownership: nothing changes hands.
 * Undefined cases: none; 0 over 0 has no ends and is not one.  Errors: none.
 */
bool gg_measure_is_unlimited(const gg_measure *m);

/*
 * The one-sided p-value of "the true value is at least low and at most high".
 *
 * at, context: measures the figure at a critical value; its intervals must be nested in z.
 * low, high: the bounds, low <= high; -INFINITY and INFINITY for none.
 * Returns p = 1 - Phi(z) with the z at which the interval touches the bound that the value is
 * beyond, found by bisection in [0, 37.5]; 0.5 or more where the value lies within the bounds, 1
 * where no bound can be touched.  Intervals from B draws: (p B + 1) / (B + 1), never 0. Undefined
 * cases: NaN for an undefined figure and for one without an interval; a ratio to 0 is taken as
 * beyond all numbers (gg_measure_is_unlimited()).  Errors: none.
 */
double gg_p_beyond(gg_measure_at *at, void *context, double low, double high);

GG_END_DECLS
#endif
