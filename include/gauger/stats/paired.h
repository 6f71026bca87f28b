/*
 * Two rates of the same rows (paired): is one classifier right where the other is wrong more often
 * than the other way round? For accuracy the rows are all rows, for recall those with the outcome.
 *
 * Every difference is first minus second.
 */
#ifndef GAUGER_STATS_PAIRED_H
#define GAUGER_STATS_PAIRED_H

#include <stdint.h>

#include "gauger/stats/measure.h"

/* Rows by whether the first and the second succeed on them. */
typedef struct gg_paired_counts {
    uint64_t both, first_only, second_only, neither;
} gg_paired_counts;

typedef struct gg_mcnemar {
    double statistic;           /* (b - c)^2 / (b + c); 0 without discordant rows */
    double p_chi_square;        /* of statistic, 1 degree of freedom */
    double statistic_corrected; /* max(|b - c| - 1, 0)^2 / (b + c) */
    double p_corrected;
    double p_exact; /* two-sided binomial */
    double p_mid;   /* exact less half the probability of what was seen, doubled */
} gg_mcnemar;

GG_BEGIN_DECLS

/*
 * McNemar's tests of equal paired rates, from the discordant rows b (first_only), c (second_only):
 * exact, mid-p, chi-square with and without Edwards' correction.
 *
 * counts: below 2^53 each.
 * out: written only on GG_OK; without discordant rows statistics are 0 and every p is 1.
 * Returns GG_OK; GG_E_LIMIT for a count of 2^53 or more; GG_E_INTERNAL if the binomial tail does
 * not converge.
 * Source: McNemar 1947; Edwards 1948; Fagerland, Lydersen and Laake 2013 (mid-p).
 */
GG_CHECKED gg_status gg_mcnemar_test(const gg_paired_counts *counts, gg_mcnemar *out);

/*
 * Tango's score interval of the difference of two paired rates, (b - c) / n.
 *
 * counts: below 2^53 each, n = their sum above 0.  z: critical value in [0, 64].
 * out: the ends, in [-1, 1], holding the difference and growing with z; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED without rows; GG_E_INPUT for a z out of range; GG_E_LIMIT for a
 * count of 2^53 or more.
 * Source: Tango 1998.
 */
GG_CHECKED gg_status gg_paired_tango(const gg_paired_counts *counts, double z, gg_interval *out);

/*
 * Tango's score statistic of "the difference equals delta". For non-inferiority by a margin m, take
 * delta = -m: the one-sided p is 1 - Phi(statistic).
 *
 * counts: as gg_paired_tango().  delta: in [-1, 1].
 * out: the statistic, standard normal under the hypothesis; 0 where it is 0 / 0; +-infinity when
 * the data are impossible under it; written only on GG_OK. Returns as gg_paired_tango(); GG_E_INPUT
 * for delta out of range. Source: Tango 1998.
 */
GG_CHECKED gg_status gg_paired_score(const gg_paired_counts *counts, double delta, double *out);

GG_END_DECLS
#endif
