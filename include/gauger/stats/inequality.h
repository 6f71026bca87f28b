/*
 * Inequality of what decisions give to people, from the four counts of a confusion table: the
 * generalized entropy of AIF360's benefit, and smoothed differential fairness.
 *
 * The benefit of a case is 1 + prediction - outcome: 2 for a false positive, 1 for a true decision,
 * 0 for a false negative. It suits predictions that are wanted (a loan); where being predicted
 * positive is the burden, exchange prediction and outcome for their opposites first (tp with tn, fp
 * with fn).
 */
#ifndef GAUGER_STATS_INEQUALITY_H
#define GAUGER_STATS_INEQUALITY_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/stats/confusion.h"
#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"

/* total = between + within. */
typedef struct gg_entropy {
    double total;   /* over everyone */
    double between; /* of everyone's benefit replaced by the mean of the group */
    double within;  /* weighted sum over the groups, each weighing (n / N) (mean / MEAN)^alpha */
    double mean_benefit; /* MEAN, in [0, 2] */
} gg_entropy;

typedef struct gg_differential {
    double epsilon;         /* from 0: the largest |log ratio| of smoothed rates over all pairs */
    size_t lowest, highest; /* the groups with the lowest and the highest rate */
    bool of_successes;      /* whether the largest is between rates of success, not of failure */
} gg_differential;

GG_BEGIN_DECLS

/*
 * Generalized entropy of the benefit: mean of ((b / MEAN)^alpha - 1) / (alpha (alpha - 1)); for
 * alpha = 1 Theil's index, mean of (b / MEAN) log(b / MEAN), with 0 log 0 = 0.
 *
 * table: counts.  alpha: above 0 (2 is half the squared coefficient of variation), up to 8.
 * out: from 0, which is equality; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for an empty table and where all are false negatives (nobody has
 * any benefit); GG_E_INPUT for counts or alpha out of range.
 * Source: Speicher et al. 2018; Shorrocks 1980; Theil 1967. Natural logarithm.
 */
GG_CHECKED gg_status gg_generalized_entropy(const gg_confusion *table, double alpha, double *out);

/*
 * Theil's index of the benefit: gg_generalized_entropy() with alpha = 1.
 *
 * table: counts.
 * out: from 0; written only on GG_OK.
 * Returns as gg_generalized_entropy().
 * Source: Theil 1967; the same as AIF360's theil_index.
 */
GG_CHECKED gg_status gg_theil_index(const gg_confusion *table, double *out);

/*
 * Generalized entropy of everyone, taken apart into what lies between groups and within them.
 *
 * groups: n tables; empty ones add nothing.  alpha: as gg_generalized_entropy().
 * out: written only on GG_OK; total is the entropy of the tables added up, between + within to
 * rounding.
 * Returns as gg_generalized_entropy() on the sum; GG_E_INPUT for any table out of range.
 * Source: Shorrocks 1980; Speicher et al. 2018, section 3.2.
 */
GG_CHECKED gg_status gg_entropy_by_groups(const gg_confusion *groups, size_t n, double alpha,
                                          gg_entropy *out);

/*
 * Smoothed empirical differential fairness: the least epsilon such that for any two groups the
 * rates of success, and those of failure, lie within the factor exp(epsilon) of each other, after
 * half of `concentration` was added to the successes and failures of every group.
 *
 * rates: n groups; a group without rows has the rate 1/2.  concentration: above 0, 1 by rule.
 * out: written only on GG_OK; the first of several equal groups is named.
 * Returns GG_OK; GG_E_UNDEFINED for fewer than 2 groups; GG_E_INPUT for counts or a concentration
 * out of range.
 * Source: Foulds, Islam, Keya and Pan 2020, equation 6, with two outcomes; as AIF360's
 * smoothed_edf.
 */
GG_CHECKED gg_status gg_smoothed_differential(const gg_rate *rates, size_t n, double concentration,
                                              gg_differential *out);

GG_END_DECLS
#endif
