/*
 * What the tables of disparities and summaries share.
 */
#ifndef GAUGER_EVALUATE_DISPARITY_INTERNAL_H
#define GAUGER_EVALUATE_DISPARITY_INTERNAL_H

#include "gauger/stats/difference.h"
#include "gauger/stats/ratio.h"
#include "gauger/stats/simultaneous.h"
#include "gauger/evaluate/disparity.h"
#include "evaluate/metric_internal.h"

/* The interval of two rates: Newcombe's or Koopman's, or where it must hold together with others
 * the hull that gauger/stats/simultaneous.h describes. Both ends NaN where there is none. */
gg_interval gg_rates_interval(gg_comparison_kind kind, gg_rate a, gg_rate b, double z, bool hull);

/* Bounds of two groups' rates against one another, with either kind of interval. */
gg_status gg_bounds_pair(gg_comparison_kind kind, const gg_confusion_ranges *a,
                         const gg_confusion_ranges *b, gg_confusion_metric metric, double z,
                         bool hull, gg_bounded *out);

/* Whether a group has a rate, exactly or within bounds. */
bool gg_metric_ranged(const gg_metric *metric, const gg_figures *figures);

/* A summary of rates of which some are known within bounds only, where `comparisons` such summaries
 * are to hold at once: the bounds of the largest difference or smallest ratio, and the interval,
 * over the groups that have the rate. False where fewer than two have it, or no pair has any. */
bool gg_summary_bounded(const gg_metric *metric, bool complement, gg_comparison_kind kind,
                        const gg_figures *groups, size_t n, double z, double comparisons,
                        gg_bounded *out);

/* The smallest and the largest of a disparity over the groups, as gg_disparity_extreme() gives
 * them, each group measured once. */
void gg_disparity_extremes(const gg_disparity *disparity, const gg_figures *groups, size_t n,
                           gg_reference_rule rule, size_t reference,
                           const gg_measure_options *options, gg_summary_result out[2]);

/* How many pairs n groups make; at least 1, so that it can be a number of comparisons. */
double gg_pairs(size_t n);

/* One group against another, with an interval that holds together with others. */
void gg_disparity_compare(const gg_disparity *disparity, const gg_figures *group,
                          const gg_figures *reference, const gg_measure_options *options, bool hull,
                          gg_measure *out);

#endif
