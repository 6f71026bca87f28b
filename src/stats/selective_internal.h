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

/* A share of sums of inverse probabilities, with Wilson's interval at the size that its linearised
 * variance is worth. over2, under2: the sums of their squares; under > 0. */
gg_status gg_share_of_sums(double over, double over2, double under, double under2, double z,
                           gg_interval *out);

/*
 * Shares of all cases: selected and positive, selected and negative, positive. What the estimates
 * under a design come down to.
 */
typedef struct gg_shares {
    double hits, alarms, base;
} gg_shares;

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
