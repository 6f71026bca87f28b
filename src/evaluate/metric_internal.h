/*
 * How metrics are measured: shared by the tables of metrics, disparities and summaries.
 */
#ifndef GAUGER_EVALUATE_METRIC_INTERNAL_H
#define GAUGER_EVALUATE_METRIC_INTERNAL_H

#include "gauger/stats/bounds.h"
#include "gauger/stats/difference.h"
#include "gauger/evaluate/metric.h"
#include "evaluate/evaluate_internal.h"

/* Successes among (effective) rows, as the interval functions want them. */
gg_rate gg_rate_of_fraction(const gg_fraction *fraction);

/* A rate with Wilson's interval. */
gg_measure gg_measure_rate(const gg_fraction *fraction, double z);

/* Keeps an interval inside a metric's range and around its value. */
void gg_measure_clip(gg_measure *m, double low, double high);

/* Effective rows of a class of those that roc_auc ranks. */
double gg_roc_auc_class(const gg_figures *figures, bool positives);

/* Whether outcomes or cases are missing that the metric depends on. */
bool gg_metric_open(const gg_metric *metric, const gg_figures *figures);

/* Whether a metric that is corrected is an estimate, and no share of counted rows in a population.
 */
bool gg_metric_estimated(const gg_metric *metric, const gg_figures *figures);

/* The estimate under the declared inspection design; undefined where it identifies none. */
void gg_measure_corrected(const gg_metric *metric, const gg_figures *figures, double z,
                          gg_measure *out);

/* A metric with its limits at z, whatever they come from; false where it has none (then *why, which
 * may be NULL, says why). Not for metrics whose intervals are drawn. */
bool gg_metric_estimate(const gg_metric *metric, const gg_figures *figures, double z,
                        gg_estimate *out, const char **why);

/* ---- counts that a published table does not tell: untold.c ---- */

/* Whether the sum of these cells is told. */
bool gg_figures_told(const gg_figures *figures, unsigned cells);

/* Whether all that a metric is made of is told. */
bool gg_metric_told(const gg_metric *metric, const gg_figures *figures);

/* Whether a rate follows although other counts are not told: its parts are, and that no outcome is
 * missing that it depends on. */
bool gg_metric_settled(const gg_metric *metric, const gg_figures *figures);

/* ---- counts known within bounds: bounded.c ---- */

/* A measure of what lies between bounds; a plain one where they are one value. */
gg_measure gg_measure_between(gg_interval bounds, gg_interval ends, const char *method);

/* The bounds of a measure: its value twice where it is known. */
gg_interval gg_measure_bounds(const gg_measure *m);

/* Whether a rate, or a function of the four cells, follows exactly although the figures are
 * bounded; always so where they are not. */
bool gg_bounded_exact(const gg_metric *metric, const gg_figures *figures);

/* The tables that the figures allow, for a metric that does not depend on what is missing.
 * complement: of the share that is not selected. */
gg_confusion_ranges gg_bounded_ranges(const gg_metric *metric, const gg_figures *figures,
                                      bool complement);

/* What a metric could be whatever the counts and the unverified rows are; false where nothing is
 * known. */
bool gg_bounded_possible(const gg_metric *metric, const gg_figures *figures, gg_interval *out);

/* The estimate under a random arm over all tables that the figures allow. */
void gg_bounded_corrected(const gg_metric *metric, const gg_figures *figures, double z,
                          gg_measure *out);

#define GG_MEASURE_FUNCTION(name)                                                                  \
    void name(const gg_metric *metric, const gg_figures *figures,                                  \
              const gg_measure_options *options, gg_measure *out)

GG_MEASURE_FUNCTION(gg_measure_balanced_accuracy);
GG_MEASURE_FUNCTION(gg_measure_f1);
GG_MEASURE_FUNCTION(gg_bounded_measure);
GG_MEASURE_FUNCTION(gg_measure_mcc);
GG_MEASURE_FUNCTION(gg_measure_roc_auc);
GG_MEASURE_FUNCTION(gg_measure_average_precision);
GG_MEASURE_FUNCTION(gg_measure_brier_score);
GG_MEASURE_FUNCTION(gg_measure_log_loss);
GG_MEASURE_FUNCTION(gg_measure_calibration_error);

#endif
