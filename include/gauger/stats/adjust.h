/*
 * Adjustment of several p-values, so that looking at many does not find what is not there: Holm and
 * Bonferroni hold the chance of any false finding, Benjamini and Hochberg the share of false ones.
 */
#ifndef GAUGER_STATS_ADJUST_H
#define GAUGER_STATS_ADJUST_H

#include <stddef.h>

#include "gauger/stats/measure.h"

GG_BEGIN_DECLS

/*
 * Bonferroni: min(1, m p).
 *
 * p: m p-values in [0, 1].  m: how many; 0 does nothing.
 * out: m adjusted p-values in the order of p; may be p itself; written only on GG_OK.
 * Returns GG_OK; GG_E_INPUT for a p outside [0, 1]; GG_E_MEMORY.
 * Source: Dunn 1961.
 */
GG_CHECKED gg_status gg_p_adjust_bonferroni(const double *p, size_t m, double *out);

/*
 * Holm's step-down: for the k-th smallest, the largest of (m - j + 1) p_(j) over j <= k, at most 1.
 *
 * p: m p-values in [0, 1].  m: how many; 0 does nothing.
 * out: m adjusted p-values in the order of p; may be p itself; written only on GG_OK.
 * Returns as gg_p_adjust_bonferroni().
 * Source: Holm 1979. Valid under any dependence.
 */
GG_CHECKED gg_status gg_p_adjust_holm(const double *p, size_t m, double *out);

/*
 * Hochberg's step-up: for the k-th smallest, the least of (m - j + 1) p_(j) over j >= k.
 *
 * p: m p-values in [0, 1].  m: how many; 0 does nothing.
 * out: m adjusted p-values in the order of p; may be p itself; written only on GG_OK.
 * Returns as gg_p_adjust_bonferroni().
 * Source: Hochberg 1988. Valid for independent or positively dependent tests.
 */
GG_CHECKED gg_status gg_p_adjust_hochberg(const double *p, size_t m, double *out);

/*
 * Benjamini and Hochberg's step-up: for the k-th smallest, the least of (m / j) p_(j) over j >= k.
 *
 * p: m p-values in [0, 1].  m: how many; 0 does nothing.
 * out: m adjusted p-values in the order of p; may be p itself; written only on GG_OK.
 * Returns as gg_p_adjust_bonferroni().
 * Source: Benjamini and Hochberg 1995.
 */
GG_CHECKED gg_status gg_p_adjust_benjamini_hochberg(const double *p, size_t m, double *out);

GG_END_DECLS
#endif
