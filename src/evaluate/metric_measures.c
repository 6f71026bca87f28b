/*
 * Metrics that are no rates: functions of several cells, ranking figures, means over rows.
 */
#include <math.h>

#include "gauger/stats/derived.h"
#include "evaluate/metric_internal.h"

void gg_measure_clip(gg_measure *m, double low, double high)
{
    if (m->state != GG_MEASURE_OK)
        return;
    m->value = fmin(fmax(m->value, low), high);
    if (isnan(m->low) || isnan(m->high)) {
        m->low = m->high = NAN;
        return;
    }
    m->low = fmin(fmax(m->low, low), m->value);
    m->high = fmax(fmin(m->high, high), m->value);
}

/* A value with the interval that a function gave, or without one where it gave none. */
static void set_measure(const gg_metric *metric, double value, gg_status status, gg_interval ends,
                        gg_measure *out)
{
    if (status != GG_OK)
        ends = (gg_interval){NAN, NAN};
    *out = gg_measure_of(value, ends.low, ends.high, metric->interval);
    gg_measure_clip(out, metric->low, metric->high);
}

static const char *class_missing(const gg_figures *f)
{
    if (!(gg_figures_sum(f, GG_CELL_TP | GG_CELL_FN) > 0))
        return GG_WHY_NO_POSITIVES;
    if (!(gg_figures_sum(f, GG_CELL_TN | GG_CELL_FP) > 0))
        return GG_WHY_NO_NEGATIVES;
    return NULL;
}

GG_MEASURE_FUNCTION(gg_measure_balanced_accuracy)
{
    const gg_metric *recall = gg_metric_find("recall");
    const gg_metric *specificity = gg_metric_find("specificity");
    const char *why = class_missing(figures);
    gg_fraction a, b;
    gg_interval ends = {NAN, NAN};
    gg_status status;

    if (why != NULL || !gg_metric_fraction(recall, figures, &a, &why) ||
        !gg_metric_fraction(specificity, figures, &b, &why)) {
        *out = gg_measure_undefined(why);
        return;
    }
    status = gg_interval_balanced_accuracy(gg_rate_of_fraction(&a), gg_rate_of_fraction(&b),
                                           options->z, &ends);
    set_measure(metric, (a.numerator / a.denominator + b.numerator / b.denominator) / 2, status,
                ends, out);
    out->n = a.effective + b.effective;
}

GG_MEASURE_FUNCTION(gg_measure_f1)
{
    double tp = gg_figures_sum(figures, GG_CELL_TP), fp = gg_figures_sum(figures, GG_CELL_FP);
    double fn = gg_figures_sum(figures, GG_CELL_FN), all = tp + fp + fn;
    double effective = gg_figures_effective(figures, GG_CELL_TP | GG_CELL_FP | GG_CELL_FN);
    double scale = figures->weighted ? effective / all : 1;
    gg_interval ends = {NAN, NAN};
    gg_status status;

    if (!(all > 0)) {
        *out = gg_measure_undefined(GG_WHY_NO_POSITIVES);
        return;
    }
    status = gg_interval_f1(tp * scale, fp * scale, fn * scale, options->z, &ends);
    set_measure(metric, 2 * tp / (2 * tp + fp + fn), status, ends, out);
    out->n = effective;
}

double gg_roc_auc_class(const gg_figures *figures, bool positives)
{
    return gg_scored_effective(figures,
                               positives ? GG_CELL_TP | GG_CELL_FN : GG_CELL_TN | GG_CELL_FP);
}

static const char *scored_class_missing(const gg_figures *f)
{
    return gg_scored_sum(f, GG_CELL_TP | GG_CELL_FN) > 0 &&
                   gg_scored_sum(f, GG_CELL_TN | GG_CELL_FP) > 0
               ? NULL
               : GG_WHY_ONE_CLASS;
}

GG_MEASURE_FUNCTION(gg_measure_roc_auc)
{
    double positives = gg_roc_auc_class(figures, true);
    double negatives = gg_roc_auc_class(figures, false);
    const gg_finished *auc = &figures->roc_auc;
    gg_interval low = {NAN, NAN}, high = {NAN, NAN};
    gg_status status;

    if (scored_class_missing(figures) != NULL || isnan(auc->value)) {
        *out = gg_measure_undefined(scored_class_missing(figures) != NULL ? GG_WHY_ONE_CLASS
                                                                          : GG_WHY_NOT_COMPUTED);
        return;
    }
    /* Binned scores: first the bounds that the bins leave, around them the sampling error. */
    status = gg_interval_auc(figures->roc_auc_low, auc->standard_error, negatives, positives,
                             options->z, &low);
    if (status == GG_OK)
        status = gg_interval_auc(figures->roc_auc_high, auc->standard_error, negatives, positives,
                                 options->z, &high);
    if (status == GG_OK)
        low.high = high.high;
    set_measure(metric, auc->value, status, low, out);
    out->standard_error = auc->standard_error;
    out->n = positives + negatives;
}

GG_MEASURE_FUNCTION(gg_measure_average_precision)
{
    double positives = gg_scored_effective(figures, GG_CELL_TP | GG_CELL_FN);
    const gg_finished *ap = &figures->average_precision;
    gg_interval ends = {NAN, NAN};
    gg_status status;

    if (!(gg_scored_sum(figures, GG_CELL_TP | GG_CELL_FN) > 0) || isnan(ap->value)) {
        *out = gg_measure_undefined(isnan(ap->value) && positives > 0 ? GG_WHY_NOT_COMPUTED
                                                                      : GG_WHY_NO_POSITIVES);
        return;
    }
    /* By weights that go with the outcome it moves with the few heavy rows among which the
     * positives stand, of which the number of positives says nothing. */
    status = figures->weighted
                 ? GG_E_UNDEFINED
                 : gg_interval_average_precision(ap->value, positives, options->z, &ends);
    set_measure(metric, ap->value, status, ends, out);
    if (figures->weighted)
        out->method = "none";
    out->standard_error = ap->standard_error;
    out->n = positives;
}

/* A standard error of 0 is not certainty: the rows seen happened to be equal. There is then a value
 * without an interval. */
static void measure_mean(const gg_metric *metric, const gg_figures *figures, gg_finished mean,
                         double z, gg_measure *out)
{
    gg_interval ends = {NAN, NAN};
    gg_status status = GG_E_UNDEFINED;

    if (isnan(mean.value)) {
        *out = gg_measure_undefined(GG_WHY_NOT_COMPUTED);
        return;
    }
    if (mean.standard_error > 0)
        status = gg_interval_normal(mean.value, mean.standard_error, z, &ends);
    set_measure(metric, mean.value, status, ends, out);
    out->standard_error = mean.standard_error;
    out->n = gg_scored_effective(figures, GG_CELLS_VERIFIED);
}

GG_MEASURE_FUNCTION(gg_measure_brier_score)
{
    measure_mean(metric, figures, figures->brier_score, options->z, out);
}

GG_MEASURE_FUNCTION(gg_measure_log_loss)
{
    measure_mean(metric, figures, figures->log_loss, options->z, out);
}

bool gg_metric_few(const gg_metric *metric, const gg_figures *figures)
{
    if (metric->measure != gg_measure_brier_score && metric->measure != gg_measure_log_loss)
        return false;
    return fmin(gg_scored_effective(figures, GG_CELL_TP | GG_CELL_FN),
                gg_scored_effective(figures, GG_CELL_TN | GG_CELL_FP)) < GG_LEAST_OF_CLASS;
}

GG_MEASURE_FUNCTION(gg_measure_calibration_error)
{
    const gg_interval none = {NAN, NAN};

    (void)options;
    if (isnan(figures->expected_calibration_error)) {
        *out = gg_measure_undefined(GG_WHY_NOT_COMPUTED);
        return;
    }
    set_measure(metric, figures->expected_calibration_error, GG_OK, none, out);
    out->n = gg_scored_effective(figures, GG_CELLS_VERIFIED);
}
