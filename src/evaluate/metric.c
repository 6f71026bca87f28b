/*
 * The table of metrics, and how rates and means over rows are measured.
 */
#include "gauger/evaluate/metric.h"

#include <math.h>
#include <string.h>

#include "gauger/stats/interval.h"
#include "evaluate/metric_internal.h"

#define ACTUAL_POSITIVE (GG_CELL_TP | GG_CELL_FN)
#define ACTUAL_NEGATIVE (GG_CELL_TN | GG_CELL_FP)

/* clang-format off */
static const gg_metric metrics[] = {
    {"base_rate", "Base rate", GG_NO_DIRECTION, 0, 1, true, false, false, "wilson",
     "Of all cases, the share that turned out positive.",
     ACTUAL_POSITIVE, GG_CELLS_VERIFIED, GG_WHY_NO_ROWS, NULL},
    {"selection_rate", "Selection rate", GG_NO_DIRECTION, 0, 1, false, false, false, "wilson",
     "Of all cases, the share that the model selected.",
     GG_CELLS_SELECTED, GG_CELLS_ALL, GG_WHY_NO_ROWS, NULL},
    {"precision", "Precision", GG_HIGHER_IS_BETTER, 0, 1, false, false, false, "wilson",
     "Of the cases that were selected and verified, the share that turned out positive.",
     GG_CELL_TP, GG_CELL_TP | GG_CELL_FP, GG_WHY_NO_SELECTED, NULL},
    {"recall", "Recall", GG_HIGHER_IS_BETTER, 0, 1, true, false, false, "wilson",
     "Of the cases that turned out positive, the share that had been selected.",
     GG_CELL_TP, ACTUAL_POSITIVE, GG_WHY_NO_POSITIVES, NULL},
    {"specificity", "Specificity", GG_HIGHER_IS_BETTER, 0, 1, true, false, false, "wilson",
     "Of the cases that turned out negative, the share that had not been selected.",
     GG_CELL_TN, ACTUAL_NEGATIVE, GG_WHY_NO_NEGATIVES, NULL},
    {"false_positive_rate", "False positive rate", GG_LOWER_IS_BETTER, 0, 1, true, false, false,
     "wilson", "Of the cases that turned out negative, the share that had been selected.",
     GG_CELL_FP, ACTUAL_NEGATIVE, GG_WHY_NO_NEGATIVES, NULL},
    {"false_negative_rate", "False negative rate", GG_LOWER_IS_BETTER, 0, 1, true, false, false,
     "wilson", "Of the cases that turned out positive, the share that had not been selected.",
     GG_CELL_FN, ACTUAL_POSITIVE, GG_WHY_NO_POSITIVES, NULL},
    {"negative_predictive_value", "Negative predictive value", GG_HIGHER_IS_BETTER, 0, 1, true,
     false, false, "wilson",
     "Of the cases that were not selected, the share that turned out negative.",
     GG_CELL_TN, GG_CELL_TN | GG_CELL_FN, GG_WHY_NO_NOT_SELECTED, NULL},
    {"accuracy", "Accuracy", GG_HIGHER_IS_BETTER, 0, 1, true, false, false, "wilson",
     "Of all cases, the share where decision and outcome agreed.",
     GG_CELL_TP | GG_CELL_TN, GG_CELLS_VERIFIED, GG_WHY_NO_ROWS, NULL},
    {"balanced_accuracy", "Balanced accuracy", GG_HIGHER_IS_BETTER, 0, 1, true, false, false,
     "square_and_add", "The average of recall and specificity: 0.5 is what chance gives.",
     0, 0, NULL, gg_measure_balanced_accuracy},
    {"f1", "F1", GG_HIGHER_IS_BETTER, 0, 1, true, false, false, "wilson_jaccard",
     "The harmonic mean of precision and recall: high only where both are high.",
     0, 0, NULL, gg_measure_f1},
    {"mcc", "Matthews correlation", GG_HIGHER_IS_BETTER, -1, 1, true, false, false, GG_METHOD_DRAWS,
     "The correlation of decision and outcome: 0 is what chance gives, 1 is full agreement.",
     0, 0, NULL, gg_measure_mcc},
    {"roc_auc", "ROC AUC", GG_HIGHER_IS_BETTER, 0, 1, true, true, false, "delong",
     "The chance that a positive case scores higher than a negative one; 0.5 is no better than a coin.",
     0, 0, NULL, gg_measure_roc_auc},
    {"average_precision", "Average precision", GG_HIGHER_IS_BETTER, 0, 1, true, true, false, "logit",
     "Precision averaged down the ranking, from the highest score to the last positive case.",
     0, 0, NULL, gg_measure_average_precision},
    {"brier_score", "Brier score", GG_LOWER_IS_BETTER, 0, 1, true, true, true, "normal",
     "The mean squared distance between the stated probability and what happened.",
     0, 0, NULL, gg_measure_brier_score},
    {"log_loss", "Log loss", GG_LOWER_IS_BETTER, 0, HUGE_VAL, true, true, true, "normal",
     "The mean surprise at what happened, given the stated probability; confident errors cost most.",
     0, 0, NULL, gg_measure_log_loss},
    {"expected_calibration_error", "Expected calibration error", GG_LOWER_IS_BETTER, 0, 1, true,
     true, true, "none",
     "How far stated probabilities and observed shares lie apart, on average over ten ranges of the score.",
     0, 0, NULL, gg_measure_calibration_error},
};
/* clang-format on */

size_t gg_metric_count(void)
{
    return sizeof metrics / sizeof metrics[0];
}

const gg_metric *gg_metric_at(size_t i)
{
    return i < gg_metric_count() ? &metrics[i] : NULL;
}

const gg_metric *gg_metric_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < gg_metric_count(); i++) {
        if (strcmp(metrics[i].name, name) == 0)
            return &metrics[i];
    }
    return NULL;
}

static bool is_binned(const gg_figures *figures)
{
    return figures->measured == GG_EXTENT_BINNED;
}

/* Whether the metric was left out on purpose: of ranking figures roc_auc alone may be kept. */
static bool left_out(const gg_metric *metric, const gg_figures *figures)
{
    if (!metric->needs_scores || figures->measured == GG_EXTENT_ALL)
        return false;
    /* Bins hold rows, not their weights. */
    return figures->measured == GG_EXTENT_COUNTS || metric->measure != gg_measure_roc_auc ||
           (is_binned(figures) && figures->weighted);
}

/* The reasons that come before any arithmetic, the most basic first; NULL if there is none. */
static const char *obstacle(const gg_metric *metric, const gg_figures *figures)
{
    if (gg_figures_range(figures, GG_CELLS_ALL).high == 0 && figures->population == 0)
        return GG_WHY_NO_ROWS;
    if (metric->needs_scores && figures->scores == GG_SCORES_NONE)
        return GG_WHY_NO_SCORES;
    if (metric->needs_probabilities && figures->scores != GG_SCORES_PROBABILITY)
        return GG_WHY_NOT_A_PROBABILITY;
    if (left_out(metric, figures))
        return GG_WHY_NOT_MEASURED;
    if (!gg_metric_told(metric, figures) && !gg_metric_estimated(metric, figures))
        return GG_WHY_NOT_PUBLISHED;
    if (metric->needs_scores && gg_scored_by_arm(figures))
        return NULL;
    if (gg_metric_open(metric, figures) && !gg_metric_corrected(metric, figures))
        return figures->inspection == GG_INSPECTION_UNKNOWN ? GG_WHY_NOT_IDENTIFIED
               : metric->needs_scores && is_binned(figures) ? GG_WHY_NOT_MEASURED
                                                            : GG_WHY_NOT_COMPUTED;
    return NULL;
}

/* Of a population the share selected is still one of cases that were counted; nothing else is.
 * Returns why there is no fraction, or NULL. */
static const char *add_population(const gg_metric *metric, const gg_figures *figures,
                                  gg_fraction *fraction)
{
    double beyond = figures->population - fraction->denominator;

    if (gg_metric_estimated(metric, figures))
        return GG_WHY_NOT_COMPUTED;
    if (isnan(beyond))
        return GG_WHY_NOT_IDENTIFIED;
    fraction->denominator += fmax(beyond, 0);
    fraction->effective += fmax(beyond, 0);
    return NULL;
}

bool gg_metric_fraction(const gg_metric *metric, const gg_figures *figures, gg_fraction *out,
                        const char **why)
{
    const char *reason = NULL;
    gg_fraction fraction = {0, 0, 0};

    if (metric->denominator != 0) {
        reason = obstacle(metric, figures);
        fraction.numerator = gg_figures_range(figures, metric->numerator).low;
        fraction.denominator = gg_figures_range(figures, metric->denominator).low;
        fraction.effective = figures->bounded ? fraction.denominator
                                              : gg_figures_effective(figures, metric->denominator);
        if (reason == NULL && !gg_bounded_exact(metric, figures))
            reason = GG_WHY_BOUNDED;
        if (reason == NULL && gg_metric_corrected(metric, figures))
            reason = add_population(metric, figures, &fraction);
        if (reason == NULL && !(fraction.denominator > 0))
            reason = metric->why_empty;
    }
    if (why != NULL)
        *why = reason;
    if (metric->denominator == 0 || reason != NULL)
        return false;
    *out = fraction;
    return true;
}

gg_rate gg_rate_of_fraction(const gg_fraction *fraction)
{
    double share = fmin(fraction->numerator / fraction->denominator, 1);

    /* Whole counts go through untouched; weighted ones become successes among effective rows. */
    if (fraction->effective == fraction->denominator)
        return (gg_rate){fraction->numerator, fraction->denominator};
    return (gg_rate){share * fraction->effective, fraction->effective};
}

gg_measure gg_measure_rate(const gg_fraction *fraction, double z)
{
    double value = fraction->numerator / fraction->denominator;
    const gg_rate rate = gg_rate_of_fraction(fraction);
    gg_interval ends;
    gg_measure m = gg_measure_of(value, NAN, NAN, "wilson");

    m.n = fraction->effective;
    /* Effective rows may be 0 where weights vanish: then there is a value without an interval. */
    if (gg_interval_wilson(rate.successes, rate.n, z, &ends) == GG_OK) {
        m.low = fmin(ends.low, value); /* a rounded success may shift an end by an ulp */
        m.high = fmax(ends.high, value);
    }
    return m;
}

void gg_metric_measure(const gg_metric *metric, const gg_figures *figures,
                       const gg_measure_options *options, gg_measure *out)
{
    const gg_measure_options how = gg_measure_options_or_default(options);
    const char *why = obstacle(metric, figures);
    gg_fraction fraction;

    if (why != NULL)
        *out = gg_measure_undefined(why);
    else if (gg_metric_corrected(metric, figures))
        gg_measure_corrected(metric, figures, how.z, out);
    else if (!gg_bounded_exact(metric, figures))
        gg_bounded_measure(metric, figures, &how, out);
    else if (metric->measure != NULL)
        metric->measure(metric, figures, &how, out);
    else if (gg_metric_fraction(metric, figures, &fraction, &why))
        *out = gg_measure_rate(&fraction, how.z);
    else
        *out = gg_measure_undefined(why);
    if (out->state != GG_MEASURE_OK && !out->bounded)
        out->method = metric->interval;
}
