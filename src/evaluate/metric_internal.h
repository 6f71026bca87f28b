/*
 * How metrics are measured: shared by the tables of metrics, disparities and summaries.
 */
#ifndef GAUGER_EVALUATE_METRIC_INTERNAL_H
#define GAUGER_EVALUATE_METRIC_INTERNAL_H

#include "gauger/stats/difference.h"
#include "gauger/evaluate/metric.h"
#include "evaluate/evaluate_internal.h"

/* Successes among (effective) rows, as the interval functions want them. */
gg_rate gg_rate_of_fraction(const gg_fraction *fraction);

/* A rate with Wilson's interval. */
gg_measure gg_measure_rate(const gg_fraction *fraction, double z);

/* Keeps an interval inside a metric's range and around its value. */
void gg_measure_clip(gg_measure *m, double low, double high);

/* Whether outcomes or cases are missing that the metric depends on. */
bool gg_metric_open(const gg_metric *metric, const gg_figures *figures);

/* The estimate under the declared inspection design; undefined where it identifies none. */
void gg_measure_corrected(const gg_metric *metric, const gg_figures *figures, double z,
                          gg_measure *out);

/* A metric with its limits at z, whatever they come from; false where it has none (then *why, which
 * may be NULL, says why). Not for metrics whose intervals are drawn. */
bool gg_metric_estimate(const gg_metric *metric, const gg_figures *figures, double z,
                        gg_estimate *out, const char **why);

#define GG_MEASURE_FUNCTION(name)                                                                  \
    void name(const gg_metric *metric, const gg_figures *figures,                                  \
              const gg_measure_options *options, gg_measure *out)

GG_MEASURE_FUNCTION(gg_measure_balanced_accuracy);
GG_MEASURE_FUNCTION(gg_measure_f1);
GG_MEASURE_FUNCTION(gg_measure_mcc);
GG_MEASURE_FUNCTION(gg_measure_roc_auc);
GG_MEASURE_FUNCTION(gg_measure_average_precision);
GG_MEASURE_FUNCTION(gg_measure_brier_score);
GG_MEASURE_FUNCTION(gg_measure_log_loss);
GG_MEASURE_FUNCTION(gg_measure_calibration_error);

#endif
