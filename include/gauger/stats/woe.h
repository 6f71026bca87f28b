/*
 * Weight of evidence: how much a bin or a level speaks for the outcome.
 *
 * The weight of evidence of a group is the logarithm of its share of the positives over its share
 * of the negatives (Good 1950; Siddiqi 2006, chapter 6): above 0 it speaks for the outcome, below 0
 * against it, 0 says nothing. With the smoothing s (0.5 by default) and k groups, the shares are
 * (positives + s) / (all positives + k s) and likewise for negatives, so that both still add up to
 * 1 and no group is without a number. Books on credit often turn the sign round, since there the
 * outcome is a loan that is repaid.
 */
#ifndef GAUGER_STATS_WOE_H
#define GAUGER_STATS_WOE_H

#include <stddef.h>

#include "gauger/base/error.h"

typedef struct gg_woe_options {
    size_t bins;          /* of equal weight to begin with, 2 to 1000; 20 */
    double minimum_share; /* of the weight that each bin must have, 0 to 0.5; 0.05 */
    double smoothing;     /* above 0; 0.5 */
} gg_woe_options;

/* A bin of numbers: low <= x < high. The first begins at -infinity, the last ends at infinity. */
typedef struct gg_woe_bin {
    double low, high;
    double positives, negatives; /* sums of weights */
} gg_woe_bin;

GG_BEGIN_DECLS

/*
 * The default options: 20 bins to begin with, at least 5% each, smoothing 0.5.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller.
 * Undefined cases: none.  Errors: none.
 */
gg_woe_options gg_woe_options_default(void);

/*
 * Bins along which the outcome's rate only rises, or only falls.
 *
 * Bins of equal weight (equal numbers stay together) are merged until each has the minimum share
 * and both outcomes, then until both the rate and the smoothed odds are strictly monotone (pool
 * adjacent violators, Ayer et al. 1955). Whichever direction keeps more information value is taken;
 * rising where both keep the same.
 *
 * x: n finite numbers.  y: n outcomes, 0 or 1.  w: n weights from 0, NULL for ones.
 * options: NULL for the defaults.  out: room for options->bins; untouched on error.
 * n_out: how many there are, from 1 (one: the outcome does not depend on x monotonely).
 * An edge is a number that occurs, the lowest of its bin.
 * Returns GG_OK; GG_E_INPUT for one class only, or a number, outcome or weight that is none;
 * GG_E_USAGE for options out of range; GG_E_MEMORY.  Undefined cases: no rows are one class only.
 */
GG_CHECKED gg_status gg_woe_cut(const double *x, const double *y, const double *w, size_t n,
                                const gg_woe_options *options, gg_woe_bin *out, size_t *n_out,
                                gg_error *err);

/*
 * The weight of evidence of each group, and the information value of them all.
 *
 * positives, negatives: k sums of weights from 0.  k: groups, from 1.  smoothing: above 0.
 * woe: room for k.  value: sum over groups of (share of positives - share of negatives) * woe, at
 * least 0, in nats (Kullback's divergence J; Siddiqi 2006: under 0.02 unpredictive, over 0.5 to be
 * looked into); NULL if not wanted.
 * Returns GG_OK, GG_E_INPUT for sums or a smoothing out of range; woe and value are then untouched.
 * Ownership: nothing changes hands.
 * Undefined cases: a single group has the weight 0.
 */
GG_CHECKED gg_status gg_woe_weigh(const double *positives, const double *negatives, size_t k,
                                  double smoothing, double *woe, double *value);

GG_END_DECLS
#endif
