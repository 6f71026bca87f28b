/*
 * Metrics of tables that are known within bounds only: cells printed as "<10" or rounded to tens,
 * cells that are missing where totals are known, unverified rows that could be either.
 *
 * Every table that agrees with all that is known could be the true one. Those tables form a
 * polytope; each rate is a ratio of two linear functions of the cells and so has its extremes at
 * corners of it, which are all looked at. First come these identification bounds, which no number
 * of rows would narrow; around them lies the sampling interval. An end of the latter is the lowest
 * (highest) end of the intervals of all corners, so it holds every value between the bounds with at
 * least the confidence asked for.
 */
#ifndef GAUGER_STATS_BOUNDS_H
#define GAUGER_STATS_BOUNDS_H

#include "gauger/stats/confusion.h"
#include "gauger/stats/selective.h"

/* What is known of a table: each cell and each sum of cells lies in its range; [0, infinity] where
 * nothing is known. Ends belong to the range. */
typedef struct gg_confusion_ranges {
    gg_interval tp, fp, fn, tn;
    gg_interval positives;    /* tp + fn */
    gg_interval negatives;    /* fp + tn */
    gg_interval selected;     /* tp + fp */
    gg_interval not_selected; /* fn + tn */
    gg_interval total;
    double effective; /* rows that one unit of the counts is worth (Kish); 1 for counts of rows */
} gg_confusion_ranges;

GG_BEGIN_DECLS

/*
 * A table of which nothing is known: every range is [0, infinity], one row a unit.
 *
 * Takes nothing.
 * Returns the ranges, to be filled in.
 * Ownership: a plain value.
 * Undefined cases: none.  Errors: none.
 */
gg_confusion_ranges gg_confusion_ranges_default(void);

/*
 * The range of a count that is known.
 *
 * count: from 0, finite.
 * Returns [count, count].
 * Ownership: a plain value.
 * Undefined cases: NaN goes through, and the functions below refuse it.  Errors: none.
 */
gg_interval gg_range_exact(double count);

/*
 * The range of a cell that was printed as "< limit".
 *
 * limit: whole, from 1.  zero: whether such a cell can be 0 (many publishers print 0 as 0, and then
 * it cannot).
 * out: [0 or 1, limit - 1]; written only on GG_OK.
 * Returns GG_OK; GG_E_INPUT for a limit that is not whole, below 1, or that leaves no count.
 * Example: "<10" is [1, 9], or [0, 9] where 0 is hidden too.
 */
GG_CHECKED gg_status gg_range_below(double limit, bool zero, gg_interval *out);

/*
 * The range of a count that was rounded to the nearest multiple of a base. Publishers differ in
 * what they do with halves, so both ends belong to it.
 *
 * count: as printed, from 0.  base: 10, 5, ...; above 0.
 * out: whole numbers within half a base, from 0: [count - base/2, count + base/2]; written only on
 * GG_OK.
 * Returns GG_OK; GG_E_INPUT for a count that is negative, not finite or no multiple of the base, or
 * a base that is not above 0.
 * Example: 40 rounded to 10 is [35, 45], 0 is [0, 5].
 */
GG_CHECKED gg_status gg_range_rounded(double count, double base, gg_interval *out);

/*
 * The bounds of a metric over all tables that agree with the ranges, and the sampling interval
 * around them.
 *
 * ranges: as above.  metric: which.  z: critical value in [0, 64].
 * out: written only on GG_OK. The bounds of rates and f1 are sharp. balanced_accuracy and mcc rise
 * in tp and tn and fall in fp and fn; their bounds are those of the tightest box around the tables,
 * sharp when cells are bounded one by one or when selected and not_selected are known, outer bounds
 * otherwise.
 * Returns GG_OK; GG_E_UNDEFINED where the metric has no value in any of the tables; GG_E_INPUT for
 * ranges that are NaN, negative, reversed, contradict one another or leave a cell without an upper
 * end, and for z out of range.
 * Source: Charnes and Cooper 1962 (ratios of linear functions); Manski 2003, chapter 1.
 */
GG_CHECKED gg_status gg_bounds_measure(const gg_confusion_ranges *ranges,
                                       gg_confusion_metric metric, double z, gg_bounded *out);

/*
 * The bounds of the difference of a rate between two groups, a - b, and the sampling interval.
 *
 * a, b: tables of two groups that share no row.  metric: a rate (gg_confusion_rate() is true).
 * z: critical value in [0, 64].
 * out: bounds least a less greatest b ... ; interval the union of Newcombe's over all pairs of
 * corners; written only on GG_OK.
 * Returns as gg_bounds_measure(); GG_E_INPUT also for a metric that is no rate.
 * Source: Newcombe 1998b for each pair.
 */
GG_CHECKED gg_status gg_bounds_difference(const gg_confusion_ranges *a,
                                          const gg_confusion_ranges *b, gg_confusion_metric metric,
                                          double z, gg_bounded *out);

/*
 * The bounds of the ratio of a rate between two groups, a / b, and the sampling interval.
 *
 * a, b, metric, z: as gg_bounds_difference().
 * out: bounds least a over greatest b ..., infinite above where b can be 0; interval the union of
 * Koopman's over all pairs of corners; written only on GG_OK.
 * Returns as gg_bounds_difference(); GG_E_UNDEFINED also where b is 0 in every table.
 * Source: Koopman 1984 for each pair.
 */
GG_CHECKED gg_status gg_bounds_ratio(const gg_confusion_ranges *a, const gg_confusion_ranges *b,
                                     gg_confusion_metric metric, double z, gg_bounded *out);

/*
 * A rate at every corner of what the ranges allow: what the comparisons below look at in pairs. For
 * a caller who compares many groups and does not want each to be worked out again for each pair.
 *
 * ranges, metric: as gg_bounds_difference().  room: how many rates there is room for.
 * out: distinct successes and sizes, in units of ranges->effective; n: how many; both written only
 * on GG_OK.
 * Returns as gg_bounds_difference(); GG_E_LIMIT where there are more than room.
 */
GG_CHECKED gg_status gg_bounds_rates(const gg_confusion_ranges *ranges, gg_confusion_metric metric,
                                     size_t room, gg_rate *out, size_t *n);

/*
 * The same comparisons with the intervals that hold for many pairs at once (gg_difference_robust()
 * and gg_ratio_robust() of gauger/stats/simultaneous.h) in the place of Newcombe's and Koopman's.
 *
 * a, b, metric, z: as gg_bounds_difference(); z widened by the caller for the number of pairs.
 * ratio: the ratio, else the difference.
 * out: as gg_bounds_ratio() or gg_bounds_difference().
 * Returns as those do.
 */
GG_CHECKED gg_status gg_bounds_robust(const gg_confusion_ranges *a, const gg_confusion_ranges *b,
                                      gg_confusion_metric metric, double z, bool ratio,
                                      gg_bounded *out);

GG_END_DECLS
#endif
