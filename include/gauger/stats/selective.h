/*
 * Estimates under selective labels: who was selected is inspected, and who was not is mostly not,
 * so outcomes are missing, and not by chance.
 *
 * The observed figures (on verified rows) are then figures of the inspected, not of everyone. What
 * everyone's figures are follows only from how cases came to be inspected:
 *
 *   random arm            some cases, whatever their score, were drawn at random and inspected
 *   missing at random     within the selected, and within the others, inspection was by chance
 *   known probability     each case was inspected with a probability that is known and above 0
 *   unknown               nothing identifies them: only worst-case bounds remain
 *
 * Unverified is never read as negative. Intervals are for the rates behind the data, of which all
 * rows are a sample, as Wilson's interval is for a complete table; each of them becomes that of the
 * complete table when everything is verified. "Square and add" moves one independent rate at a time
 * to its Wilson limits, lets the figure follow, and adds the squares of its moves on either side
 * (MOVER: Howe 1974; Zou and Donner 2008; Newcombe 2011): unlike a delta method it keeps the skew
 * that a small random arm gives to a ratio with the base rate below.
 */
#ifndef GAUGER_STATS_SELECTIVE_H
#define GAUGER_STATS_SELECTIVE_H

#include "gauger/stats/confusion.h"

enum { GG_SEEN_NEGATIVE, GG_SEEN_POSITIVE, GG_SEEN_NOT, GG_SEEN };
enum { GG_SELECTIVE_OTHER, GG_SELECTIVE_RANDOM, GG_SELECTIVE_ARMS };

/* Rows by arm (random or not), by outcome (negative, positive, not seen) and by decision (0 not
 * selected, 1 selected). */
typedef struct gg_selective_counts {
    double w[GG_SELECTIVE_ARMS][GG_SEEN][2];  /* rows, or sums of weights */
    double w2[GG_SELECTIVE_ARMS][GG_SEEN][2]; /* sums of squared weights; w where unweighted */
    double population; /* how many cases there are in all, where these rows are only those that were
                          inspected; 0 where these rows are all there are */
} gg_selective_counts;

/* Sums over the verified rows of the inverse of the probability with which each was inspected, and
 * of its square: by outcome (GG_SEEN_NEGATIVE, GG_SEEN_POSITIVE) and decision. */
typedef struct gg_inverse_sums {
    double w[2][2];
    double w2[2][2];
} gg_inverse_sums;

/* A total with the standard error of its estimate. */
typedef struct gg_selective_total {
    double value, standard_error;
} gg_selective_total;

/* What a worst case leaves, and the sampling interval around it. */
typedef struct gg_bounded {
    gg_interval bounds; /* the least and the greatest value that some completion of the table has */
    gg_interval interval; /* from the least low end to the greatest high end over the extremes */
} gg_bounded;

GG_BEGIN_DECLS

/*
 * A metric from a random arm beside the selected cases: the base rate b is that of the arm's
 * verified rows; true and false positives are those among the selected of all rows; N, how many
 * cases there are, is the number of rows or the known population. Then recall = TP / (N b), false
 * positive rate = FP / (N (1 - b)), negative predictive value = 1 - (N b - TP) / (N - selected),
 * accuracy = 1 - b + (TP - FP) / N, f1 = 2 TP / (selected + N b), and the others alike.
 *
 * counts: as above.  metric: which.  z: critical value in [0, 64].
 * out: the measure, value and interval cut to the metric's range (TP can exceed N b by chance: the
 * recall is then 1; where even the low end lies beyond 1, both ends are 1, and the arm's being
 * random is in doubt), with method "wilson" where one rate gives it (base_rate, precision,
 * selection_rate), else "square_and_add"; undefined with why "not_identified" where no row of the
 * arm is verified, or rows were selected of which none is; else as gg_confusion_value().
 * Returns GG_OK, also for an undefined measure; GG_E_INPUT for counts that are negative or not
 * finite, a population smaller than the rows, or z out of range.
 * Selected rows whose outcome is not seen are taken to be like the other selected ones, and so are
 * such rows of the arm: the caller says so. Verified rows outside the arm that were not selected do
 * not count: why they were inspected is not known. The five rates that move are independent: the
 * arm's base rate, the arm's recall and false positive rate, and the others' selection rate and
 * precision; so an arm that holds all rows gives Wilson's interval of the complete table.
 */
GG_CHECKED gg_status gg_random_arm_measure(const gg_selective_counts *counts,
                                           gg_confusion_metric metric, double z, gg_measure *out);

/*
 * A metric where inspection was by chance within the selected and within the others: Begg and
 * Greenes' estimates. With s the share selected, p the precision of the verified selected and q the
 * share of positives among the verified others, recall = s p / (s p + (1 - s) q), specificity =
 * (1 - s)(1 - q) / ((1 - s)(1 - q) + s (1 - p)), and the others alike.
 *
 * counts: arms do not matter, population must be 0.  metric: which.  z: critical value in [0, 64].
 * out: the measure; recall, specificity and their complements have the interval on the logit scale
 * ("begg_greenes_logit"), which becomes "square_and_add" where a cell of it is 0 and the logit has
 * no variance; precision, negative_predictive_value and selection_rate "wilson"; the others
 * "square_and_add". Undefined with why "not_identified" where rows of one decision exist but none
 * is verified; else as gg_confusion_value().
 * Returns as gg_random_arm_measure().
 * Source: Begg and Greenes 1983; logit variances: Zhou, Obuchowski and McClish 2002, section 10.2.
 */
GG_CHECKED gg_status gg_missing_at_random_measure(const gg_selective_counts *counts,
                                                  gg_confusion_metric metric, double z,
                                                  gg_measure *out);

/*
 * The four cells from rows that were inspected with known probabilities, in expansion (Horvitz and
 * Thompson): each cell is the sum of inverse probabilities, with the standard error of Poisson
 * sampling, sqrt(sum of w^2 - sum of w).
 *
 * sums: as above.  out: totals, in the order tp, fp, fn, tn; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED where no row is verified; GG_E_INPUT for sums that are negative,
 * not finite, or of weights below 1 (an inverse probability is not).
 * Source: Horvitz and Thompson 1952; Saerndal, Swensson and Wretman 1992, section 3.5.
 */
GG_CHECKED gg_status gg_horvitz_thompson(const gg_inverse_sums *sums, gg_selective_total out[4]);

/*
 * The shares of the four cells, each a ratio of such sums (Hajek), with linearised standard errors
 * for the rates behind the data: (Q_c (1 - share)^2 + share^2 (Q - Q_c)) / S^2, Q sums of squares.
 *
 * sums: as above.  out: shares, in the order tp, fp, fn, tn, adding to 1; written only on GG_OK.
 * Returns as gg_horvitz_thompson().
 * Becomes share (1 - share) / n where every probability is 1.
 * Source: Hajek 1971; Saerndal, Swensson and Wretman 1992, section 5.7.
 */
GG_CHECKED gg_status gg_hajek(const gg_inverse_sums *sums, gg_selective_total out[4]);

/*
 * A metric from rows that were inspected with known probabilities: the metric of Hajek's shares.
 *
 * sums: as above.  metric: which.  z: critical value in [0, 64].
 * out: the measure, method "hajek_wilson". A rate of sums has Wilson's limits: the shares that lie
 * z standard errors away by the variance they would have themselves. There rows that were not met
 * weigh as the heavy ones do: sum of w^2 over sum of w of the rows with that decision. So a stratum
 * of which few were drawn keeps the upper limit high though none of those had the outcome. f1 goes
 * through tp / (tp + fp + fn); balanced_accuracy adds the squares of its two; mcc is by square and
 * add of the share selected and the shares of positives among the selected and among the others.
 * Where all weights are one number the limits of a rate are Wilson's at so many rows.
 * Undefined as gg_confusion_value(); "not_identified" where no row is verified.
 * Returns GG_OK, also for an undefined measure; GG_E_INPUT as gg_horvitz_thompson().
 * Source: Wilson 1927; Fay and Feuer 1997 (weights of what was not met); Dean and Pagano 2015.
 */
GG_CHECKED gg_status gg_known_probability_measure(const gg_inverse_sums *sums,
                                                  gg_confusion_metric metric, double z,
                                                  gg_measure *out);

/*
 * What can be said of a metric when nothing is assumed: every unverified row may be positive or
 * negative.
 *
 * counts: as above; a population beyond the rows counts as not selected and unverified.
 * metric: which.  z: critical value in [0, 64].
 * out: the bounds, which are reached, and a sampling interval around them: the union of the
 * intervals (gg_confusion_interval()) of the extreme tables. It holds all values between the bounds
 * with at least the confidence of z, and so the true one; Imbens and Manski's, which holds the true
 * value alone, would be a little shorter. Written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED where no completion gives the metric a value; GG_E_INPUT as
 * gg_random_arm_measure().  Source: Manski 1989; Horowitz and Manski 2000; Imbens and Manski 2004.
 */
GG_CHECKED gg_status gg_worst_case(const gg_selective_counts *counts, gg_confusion_metric metric,
                                   double z, gg_bounded *out);

/*
 * The verified cells of all arms, as a table: what the observed figures are made of.
 *
 * counts: as above.  squares: whether sums of squared weights are wanted instead.
 * Returns the table; its figures are those of the inspected, not of everyone.
 * Ownership: none, a plain value.
 * Undefined cases: none.  Errors: none.
 */
gg_confusion gg_selective_observed(const gg_selective_counts *counts, bool squares);

GG_END_DECLS
#endif
