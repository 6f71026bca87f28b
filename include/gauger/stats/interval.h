/*
 * Intervals of one rate: how far the true probability may be from successes / n.
 *
 * Counts are doubles, because weighted data have effective sizes that are not whole (Kish). Every
 * interval holds the observed rate, lies in [0, 1], and grows with z: an interval for a smaller z
 * lies inside the one for a larger z.
 */
#ifndef GAUGER_STATS_INTERVAL_H
#define GAUGER_STATS_INTERVAL_H

#include "gauger/stats/measure.h"

GG_BEGIN_DECLS

/*
 * Wilson's score interval of a rate: all p with |rate - p| <= z sqrt(p (1 - p) / n).
 *
 * successes: in [0, n], may be fractional.  n: rows or effective rows, above 0, up to 1e15.
 * z: critical value in [0, 64].  out: the ends; written only on GG_OK; exactly 0 at 0 of n, exactly
 * 1 at n of n.
 * Returns GG_OK; GG_E_UNDEFINED for n = 0; GG_E_INPUT for a number that is not finite, negative,
 * successes above n, or a z outside its range.
 * Source: Wilson 1927; Newcombe 1998a, method 3. The roots are taken in a form free of
 * cancellation.
 */
GG_CHECKED gg_status gg_interval_wilson(double successes, double n, double z, gg_interval *out);

/*
 * Clopper and Pearson's exact interval of a rate: each end is where the binomial tail beyond the
 * observation has the probability 1 - Phi(z). Coverage is never below the nominal one.
 *
 * successes, n, z: as gg_interval_wilson(); fractional successes use the beta quantiles as they
 * are. out: the ends; written only on GG_OK; exactly 0 at 0 of n and exactly 1 at n of n. Returns
 * as gg_interval_wilson(); GG_E_INTERNAL if the beta quantile does not converge. Source: Clopper
 * and Pearson 1934; low = Beta(s, n - s + 1), high = Beta(s + 1, n - s) quantiles.
 */
GG_CHECKED gg_status gg_interval_clopper_pearson(double successes, double n, double z,
                                                 gg_interval *out);

/*
 * Jeffreys' interval of a rate: equal-tailed quantiles of Beta(s + 1/2, n - s + 1/2), with the end
 * moved to 0 at 0 of n and to 1 at n of n.
 *
 * successes, n, z: as gg_interval_wilson().  out: the ends; written only on GG_OK; at tiny z they
 * are widened to hold the observed rate.
 * Returns as gg_interval_clopper_pearson().
 * Source: Brown, Cai and DasGupta 2001, section 4.1.2.
 */
GG_CHECKED gg_status gg_interval_jeffreys(double successes, double n, double z, gg_interval *out);

/*
 * Agresti and Coull's interval of a rate: Wald's around (s + z^2/2) / (n + z^2), cut to [0, 1].
 *
 * successes, n, z: as gg_interval_wilson().
 * out: the ends; written only on GG_OK; never narrower than Wilson's.
 * Returns as gg_interval_wilson().
 * Source: Agresti and Coull 1998; Brown, Cai and DasGupta 2001.
 */
GG_CHECKED gg_status gg_interval_agresti_coull(double successes, double n, double z,
                                               gg_interval *out);

GG_END_DECLS
#endif
