/*
 * Rank sums: whether the scores of one class are greater than those of another, within strata.
 *
 * Rows are only ever compared with rows of their own stratum, so that scores which several models
 * gave, each on a scale of its own, can be taken together.
 */
#ifndef GAUGER_STATS_RANK_SUM_H
#define GAUGER_STATS_RANK_SUM_H

#include <stddef.h>

#include "gauger/stats/measure.h"

/* Rows of two classes in strata. */
typedef struct gg_rank_rows {
    const double *score;          /* n scores, not NaN */
    const unsigned char *outcome; /* n outcomes, 0 or 1 */
    const size_t *stratum;        /* n strata, from 0, below strata */
    size_t n, strata;
} gg_rank_rows;

typedef struct gg_rank_sum {
    double auc; /* share of the pairs within strata that are in order, ties counting one half */
    double variance; /* of auc, DeLong's by stratum; NaN if a class has a single row in a stratum */
    double z;        /* van Elteren's statistic; 0 where all scores of every stratum are tied */
    double p_greater;            /* one-sided: the scores of class 1 are greater; 1 for all ties */
    size_t negatives, positives; /* rows of the strata that have both classes */
} gg_rank_sum;

GG_BEGIN_DECLS

/*
 * The stratified Mann-Whitney test of van Elteren, and the area under the ROC curve it tests.
 *
 * rows: n rows in any order; a stratum that lacks a class says nothing and is passed over.
 * out: written only on GG_OK. In a stratum of N rows, a of class 1 and b of class 0, U counts the
 * pairs in order by mid-ranks, its variance is a b / 12 (N + 1 - sum(t^3 - t) / (N (N - 1))) over
 * the sizes t of the ties; z = sum w (U - a b / 2) / sqrt(sum w^2 variance) with w = 1 / (N + 1),
 * no continuity correction; auc = sum U / sum a b, its variance from those of the strata as
 * independent ones. One stratum gives the test of Mann and Whitney.
 * Returns GG_OK; GG_E_UNDEFINED if no stratum has both classes; GG_E_INPUT for a NaN score, an
 * outcome other than 0 or 1, or a stratum out of range; GG_E_MEMORY.
 * Source: van Elteren 1960; Lehmann 1975, Nonparametrics, section 3.3; DeLong et al. 1988.
 */
GG_CHECKED gg_status gg_rank_sum_strata(const gg_rank_rows *rows, gg_rank_sum *out);

GG_END_DECLS
#endif
