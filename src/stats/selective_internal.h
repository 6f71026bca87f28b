/* Internal to the floor stats: what the estimates under selective labels share. */
#ifndef GG_SELECTIVE_INTERNAL_H
#define GG_SELECTIVE_INTERNAL_H

#include "gauger/stats/selective.h"

/* The most independent rates that a figure is made of. */
#define GG_MOVED_RATES 8

/* A figure as a function of rates; false where it has no value. */
typedef bool (*gg_figure_of_rates)(const double *rates, const void *given, double *value);

/*
 * Square and add: each of n independent rates in turn goes to its limits, and the figure's moves
 * below and above its value are added in squares. Where the figure has no value at a limit it may
 * lie anywhere in the range. rates: values with their limits.
 */
gg_interval gg_square_and_add(gg_figure_of_rates figure, const void *given,
                              const gg_estimate *rates, size_t n, gg_interval range);

/* A rate of weighted counts with its Wilson limits; [0, 1] around 1/2 where there are no rows. */
gg_status gg_moved_rate(double successes, double sum, double sum_squares, double z,
                        gg_estimate *out);

/*
 * Shares of all cases: selected and positive, selected and negative, positive. What the estimates
 * under a design come down to.
 */
typedef struct gg_shares {
    double hits, alarms, base;
} gg_shares;

/* A sum of inverse probabilities of rows, and of their squares. heavy: what a row weighs that might
 * have been among them and was not met, the mean weight of a unit among the rows it would be of. */
typedef struct gg_sum_of_rows {
    double sum, squares, heavy;
} gg_sum_of_rows;

/* The cells of sums, by outcome and decision, as bits. */
enum { GG_SUM_TN = 1, GG_SUM_FP = 2, GG_SUM_FN = 4, GG_SUM_TP = 8, GG_SUM_ALL = 15 };

gg_sum_of_rows gg_sum_of_cells(const gg_inverse_sums *sums, unsigned cells);

/* Limits of over / (over + rest) by the variance that they would have there (inverse_share.c);
 * GG_E_UNDEFINED where both are 0. */
gg_status gg_share_of_sums(const gg_sum_of_rows *over, const gg_sum_of_rows *rest, double z,
                           gg_interval *out);

/* The share selected and the shares of positives among the selected and the others, with such
 * limits (anything where nothing was summed); their figure by square and add. */
enum { GG_SPLIT_SELECTED, GG_SPLIT_PRECISION, GG_SPLIT_MISSED, GG_SPLIT_RATES };
gg_status gg_split_rates(const gg_inverse_sums *sums, double z, gg_estimate out[GG_SPLIT_RATES]);
gg_shares gg_shares_of_split(const double *rates);

/* A metric of shares, which may lie out of its range where the shares were estimated apart; false
 * where a denominator is 0 (then *why says which). */
bool gg_metric_of_shares(gg_confusion_metric metric, const gg_shares *shares, double *value,
                         const char **why);

/* Sums over outcomes or arms, and the check of all counts. */
gg_status gg_selective_check(const gg_selective_counts *c, double z);
double gg_selective_sum(const double w[GG_SELECTIVE_ARMS][GG_SEEN][2], int arm, int outcome,
                        int selected);

/* A measure between value and ends, cut to the range. */
gg_measure gg_measure_within(double value, gg_interval ends, gg_interval range, const char *method);

/* Takes one possible table, of counts that are worth `by` rows each, into bounds; a table without a
 * value has no say. any: whether some table has been taken. */
gg_status gg_bounded_take(gg_confusion_metric metric, const gg_confusion *c, double by, double z,
                          gg_bounded *all, bool *any);

#endif
