/*
 * Ranking: roc_auc with DeLong's variance, the paired comparison of two scores, average precision.
 *
 * Everything about one score's ranking follows from its ties: the distinct scores in rising order,
 * each with its number of rows with and without the outcome. A row may stand for several identical
 * ones (its count); that is exactly as if it were repeated. Positions are added up in integers of
 * 128 bits, so a billion rows of either class lose nothing.
 *
 * roc_auc is the probability that a row with the outcome scores higher than one without, ties
 * counting one half.
 */
#ifndef GAUGER_STATS_RANKING_H
#define GAUGER_STATS_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/stats/measure.h"

/* Rows of one distinct score. */
typedef struct gg_tie {
    double score;
    uint64_t negatives, positives;
} gg_tie;

/* Rows as they stand in a table. */
typedef struct gg_scored_rows {
    const double *score;          /* n scores, not NaN */
    const unsigned char *outcome; /* n outcomes, 0 or 1 */
    const uint64_t *count;        /* n multiplicities, NULL for 1 each; 0 leaves a row out */
    size_t n;
} gg_scored_rows;

typedef struct gg_delong {
    double auc;                /* in [0, 1] */
    double variance;           /* of auc; NaN if either class has a single row */
    double variance_positives; /* S10: variance of the positives' placements; NaN for one row */
    double variance_negatives; /* S01: the same of the negatives */
    uint64_t positives, negatives;
} gg_delong;

/* Two scores of the same rows. */
typedef struct gg_paired_rows {
    const double *score_a, *score_b; /* n scores each, not NaN */
    const unsigned char *outcome;    /* n outcomes, 0 or 1 */
    const uint64_t *count;           /* n multiplicities, NULL for 1 each */
    size_t n;
} gg_paired_rows;

typedef struct gg_delong_pair {
    double auc_a, auc_b;
    double difference;             /* a - b, from integers: exactly 0 for equal areas */
    double variance_a, variance_b; /* NaN if either class has a single row */
    double covariance;             /* of the two areas; NaN as above */
    double variance_difference;    /* from the differences of placements; NaN as above */
    double z;                      /* difference over its standard error; 0 when they are equal */
    double p_value;                /* two-sided; 1 when the areas are equal */
    uint64_t positives, negatives;
} gg_delong_pair;

GG_BEGIN_DECLS

/*
 * The ties of rows: distinct scores in rising order with their counts by outcome.
 *
 * rows: n rows in any order.  out: room for n ties; written only on GG_OK.  ties: how many there
 * are.
 * Returns GG_OK (no rows give no ties); GG_E_INPUT for a NaN score or an outcome other than 0 or 1;
 * GG_E_LIMIT if the counts of a class reach 2^62; GG_E_MEMORY.
 * -0 and 0 are one score; infinities are scores.  Time O(n log n).
 */
GG_CHECKED gg_status gg_ties_of_rows(const gg_scored_rows *rows, gg_tie *out, size_t *ties);

/*
 * roc_auc and DeLong's variance from ties.
 *
 * ties: n distinct scores in rising order.  n: from 1.
 * out: written only on GG_OK; variances are NaN if a class has a single row.
 * Returns GG_OK; GG_E_UNDEFINED without rows of both classes; GG_E_INPUT if scores do not rise;
 * GG_E_LIMIT if the counts of a class reach 2^62.
 * Source: DeLong, DeLong and Clarke-Pearson 1988, equations 2 to 6, by mid-ranks as Sun and Xu
 * 2014; variance = S10 / positives + S01 / negatives.  Time O(n).
 */
GG_CHECKED gg_status gg_delong_of_ties(const gg_tie *ties, size_t n, gg_delong *out);

/*
 * roc_auc and DeLong's variance from rows: gg_ties_of_rows(), then gg_delong_of_ties().
 *
 * rows: n rows in any order.
 * out: written only on GG_OK.
 * Returns as the two functions.  Time O(n log n), memory 24 bytes a row while it works.
 * The result does not depend on the order of the rows.
 */
GG_CHECKED gg_status gg_delong_of_rows(const gg_scored_rows *rows, gg_delong *out);

/*
 * DeLong's comparison of the areas of two scores of the same rows.
 *
 * rows: n rows with both scores.
 * out: written only on GG_OK; difference = auc_a - auc_b; scores that rank alike give difference 0,
 * z = 0 and p_value 1. Where the estimated variance is 0 or unknown though the areas differ, z and
 * p_value come from the bound (1 - difference^2) / k of the variance, k the smaller class, and at a
 * difference of 1 in size from the exact 2^(1 - k).
 * Returns GG_OK; GG_E_UNDEFINED without rows of both classes; GG_E_INPUT, GG_E_LIMIT, GG_E_MEMORY
 * as gg_ties_of_rows(). Source: DeLong, DeLong and Clarke-Pearson 1988; Sun and Xu 2014; the bound
 * after Birnbaum and Klose 1957 (k pairs of rows share no row).
 */
GG_CHECKED gg_status gg_delong_paired(const gg_paired_rows *rows, gg_delong_pair *out);

/*
 * Interval of the difference of two paired areas: difference +- z times its standard error, cut to
 * [-1, 1]; where the estimated variance says nothing, Wilson's interval of (1 + difference) / 2
 * with the smaller class as sample size, doubled; [0, 0] when the scores rank the rows alike.
 *
 * pair: from gg_delong_paired().  z: critical value in [0, 64].
 * out: the ends of a - b; written only on GG_OK.
 * Returns GG_OK, or GG_E_INPUT for a z out of range.
 * Source: DeLong, DeLong and Clarke-Pearson 1988; Birnbaum and Klose 1957.
 */
GG_CHECKED gg_status gg_delong_difference(const gg_delong_pair *pair, double z, gg_interval *out);

/*
 * Average precision: the sum over falling thresholds of precision times the step in recall, rows of
 * one score entering together (scikit-learn's average_precision_score).
 *
 * ties: n distinct scores in rising order.  n: from 1.
 * ap: in (0, 1].  variance: ap (1 - ap) / positives, binomial (Boyd, Eng and Page 2013).  Both are
 * written only on GG_OK.  For an interval see gg_interval_average_precision().
 * Returns GG_OK; GG_E_UNDEFINED without positives; GG_E_INPUT if scores do not rise; GG_E_LIMIT.
 * With positives alone it is 1.
 */
GG_CHECKED gg_status gg_average_precision(const gg_tie *ties, size_t n, double *ap,
                                          double *variance);

GG_END_DECLS
#endif
