/*
 * What the area under the curve can be where some outcomes are unknown.
 */
#ifndef GAUGER_STATS_AUC_BOUNDS_H
#define GAUGER_STATS_AUC_BOUNDS_H

#include <stddef.h>
#include <stdint.h>

#include "gauger/base/status.h"
#include "gauger/stats/interval.h"

/* Rows by score, from the lowest bin to the highest; each of n bins. All borrowed. */
typedef struct gg_auc_bins {
    const uint64_t *positives;
    const uint64_t *negatives;
    const uint64_t *unverified;
    size_t n;
} gg_auc_bins;

GG_BEGIN_DECLS

/*
 * The least and the greatest area under the curve, whatever the outcomes of the unverified are.
 *
 * For a number k of unverified rows that turn out positive, the area is greatest where they are the
 * k of the highest scores (a swap of two unverified rows of which the lower one is positive never
 * lowers it), so that k alone has to be searched; within a bin the area is a ratio of two quadratic
 * polynomials of k, whose extremes are at the ends or where its derivative is 0. Rows of one bin
 * are taken in the order that is best, so the ends are sharp up to pairs within a bin and never too
 * narrow. The least is found the same way with the bins turned round.
 *
 * bins: n from 1; counts up to 2^53 in all.  out: within [0, 1]; untouched on error.
 * Returns GG_OK; GG_E_INPUT where no row could be positive or none negative.
 * Source: Horowitz and Manski 2000, J Am Stat Assoc 95:77-84 (worst cases of missing outcomes).
 * Cost: linear in n.  Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_auc_worst_case(const gg_auc_bins *bins, gg_interval *out);

GG_END_DECLS
#endif
