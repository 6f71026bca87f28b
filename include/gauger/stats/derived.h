/*
 * Intervals of figures that are functions of rates, or that come with a standard error: f1,
 * balanced accuracy, roc_auc, average precision, means over rows.
 */
#ifndef GAUGER_STATS_DERIVED_H
#define GAUGER_STATS_DERIVED_H

#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"

GG_BEGIN_DECLS

/*
 * Interval of f1 = 2 tp / (2 tp + fp + fn). With J = tp / (tp + fp + fn), f1 = 2 J / (1 + J), which
 * rises in J; the ends are the Wilson limits of J, transformed.
 *
 * tp, fp, fn: counts or effective counts, from 0.  z: critical value in [0, 64].
 * out: the ends, in [0, 1]; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if all three are 0; GG_E_INPUT for counts or z out of range.
 * Source: f1 is Dice's coefficient of two sets, J is Jaccard's, and the one is a function of the
 * other (Dice 1945, Jaccard 1912); Wilson 1927 for the limits of J.
 */
GG_CHECKED gg_status gg_interval_f1(double tp, double fp, double fn, double z, gg_interval *out);

/*
 * Interval of balanced accuracy = (recall + specificity) / 2 by square-and-add of the Wilson limits
 * of the two rates, which come from different rows and so are independent.
 *
 * recall: tp of positives.  specificity: tn of negatives.  z: critical value in [0, 64].
 * out: the ends, in [0, 1]; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if either class is empty; GG_E_INPUT for counts or z out of range.
 * Source: Zou and Donner 2008 (MOVER) on Wilson 1927.
 */
GG_CHECKED gg_status gg_interval_balanced_accuracy(gg_rate recall, gg_rate specificity, double z,
                                                   gg_interval *out);

/*
 * Normal interval on the logit scale of a figure between 0 and 1:
 * logit(value) +- z standard_error / (value (1 - value)).
 *
 * value: strictly between 0 and 1.  standard_error: of the value, from 0.  z: in [0, 64].
 * out: the ends, strictly between 0 and 1 up to rounding; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for value 0 or 1 (no logit); GG_E_INPUT otherwise out of range.
 * Source: Pepe 2003, chapter 5 (delta method).
 */
GG_CHECKED gg_status gg_interval_logit(double value, double standard_error, double z,
                                       gg_interval *out);

/*
 * Interval of roc_auc: on the logit scale with DeLong's standard error; where that says nothing
 * (it is 0, or not a number because a class has one row) by Wilson's interval with the smaller
 * class as sample size; at 1 the exact bound tail^(1/k), at 0 its mirror image.
 *
 * auc: in [0, 1].  standard_error: DeLong's, NaN where unknown.  negatives, positives: rows, above
 * 0.  z: critical value in [0, 64]; tail = 1 - Phi(z).
 * out: the ends, in [0, 1]; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if a class is empty; GG_E_INPUT for a number out of range.
 * Why the bound is exact: k = min(negatives, positives) pairs can be formed that share no row; each
 * is in order with probability auc, so all are with probability at most auc^k; a constant score in
 * the larger class reaches it. Why Wilson is safe: the variance of the estimate is at most
 * auc (1 - auc) / k (Birnbaum and Klose 1957).
 */
GG_CHECKED gg_status gg_interval_auc(double auc, double standard_error, double negatives,
                                     double positives, double z, gg_interval *out);

/*
 * Newcombe's interval of roc_auc (his method 5): the areas x that lie within z sqrt(v(x)) of the
 * observed one, v Hanley and McNeil's variance with the mean size N of the classes in both terms,
 *     v(x) = x (1 - x) (1 + (N - 1) (1 - x) / (2 - x) + (N - 1) x / (1 + x)) / (negatives
 *     positives).
 *
 * auc: in [0, 1].  negatives, positives: rows, or effective sizes.  z: critical value in [0, 64].
 * out: the ends, in [0, 1] and around auc; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if a class is smaller than 1; GG_E_INPUT for a number out of range.
 * It needs no variance from the rows, and so holds where a class is so small that DeLong's is far
 * too small; but its variance is that of scores with exponential distributions, so that alone it is
 * too narrow for some scores and far too wide for others. Together with gg_interval_auc(), from the
 * lesser low to the greater high end, 95% hold the truth in 93 to 100% of simulated tables.
 * Source: Newcombe 2006, Statistics in Medicine 25, 559-573; Hanley and McNeil 1982.
 */
GG_CHECKED gg_status gg_interval_auc_newcombe(double auc, double negatives, double positives,
                                              double z, gg_interval *out);

/*
 * Interval of average precision: on the logit scale, with the binomial standard error
 * sqrt(ap (1 - ap) / positives); at 1 the low end is tail^(1/positives).
 *
 * ap: in (0, 1].  positives: rows with the outcome, above 0.  z: critical value in [0, 64].
 * out: the ends, in (0, 1]; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED without positives; GG_E_INPUT for a number out of range.
 * Source: Boyd, Eng and Page 2013 (logit interval, n = positives).
 */
GG_CHECKED gg_status gg_interval_average_precision(double ap, double positives, double z,
                                                   gg_interval *out);

/*
 * Normal interval value +- z standard_error, for means over many rows (brier_score, log_loss).
 *
 * value, standard_error: finite, the latter from 0.  z: critical value in [0, 64].
 * out: the ends, not cut to any range; written only on GG_OK.
 * Returns GG_OK, or GG_E_INPUT for a number out of range.
 * Source: the central limit theorem.
 */
GG_CHECKED gg_status gg_interval_normal(double value, double standard_error, double z,
                                        gg_interval *out);

/*
 * Mean and standard error of a mean from sums over rows: mean = sum / n, variance
 * (sum_squares - sum^2 / n) / (n - 1), standard error its root over n.
 *
 * sum, sum_squares: over n rows.  n: rows, above 0.
 * mean, standard_error: written only on GG_OK; standard_error is NaN for n <= 1.
 * Returns GG_OK; GG_E_UNDEFINED for n = 0; GG_E_INPUT for numbers that are not finite or n < 0.
 * A variance that rounding makes negative is 0.
 */
GG_CHECKED gg_status gg_mean_of_sums(double sum, double sum_squares, double n, double *mean,
                                     double *standard_error);

/*
 * The interval of the difference of two areas of which at least one has no spread in these rows:
 * square-and-add of Newcombe's intervals of the two areas, as if the scores were of different rows.
 *
 * a, b: the areas, in [0, 1].  negatives, positives: (effective) rows, from 1.  z: in [0, 64].
 * out: holds a - b, grows with z; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for a class of less than one row; GG_E_INPUT for a number out of
 * range. The pairing's help is left out, so it is wide rather than narrow.
 * Source: Newcombe 2006 (his fifth interval of an area); Zou and Donner 2008.
 */
GG_CHECKED gg_status gg_difference_auc_newcombe(double a, double b, double negatives,
                                                double positives, double z, gg_interval *out);

GG_END_DECLS
#endif
