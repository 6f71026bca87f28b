/*
 * Matthews' correlation of decision and outcome.
 */
#include <math.h>

#include "evaluate/metric_internal.h"

/* (tp tn - fp fn) / sqrt((tp+fp)(tp+fn)(tn+fp)(tn+fn)), as a difference of two products of square
 * roots of rates, which neither overflow nor lose digits for counts of 10^9. */
static double mcc_of(double tp, double fp, double tn, double fn)
{
    double a = (tp / (tp + fp)) * (tp / (tp + fn)), b = (tn / (tn + fp)) * (tn / (tn + fn));
    double c = (fp / (tp + fp)) * (fp / (tn + fp)), d = (fn / (tp + fn)) * (fn / (tn + fn));

    return sqrt(a) * sqrt(b) - sqrt(c) * sqrt(d);
}

/* An empty margin makes the correlation 0/0. */
static const char *empty_margin(double tp, double fp, double tn, double fn)
{
    if (tp + fn == 0)
        return GG_WHY_NO_POSITIVES;
    if (tn + fp == 0)
        return GG_WHY_NO_NEGATIVES;
    if (tp + fp == 0)
        return GG_WHY_NO_SELECTED;
    return tn + fn == 0 ? GG_WHY_NO_NOT_SELECTED : NULL;
}

GG_MEASURE_FUNCTION(gg_measure_mcc)
{
    double tp = gg_figures_sum(figures, GG_CELL_TP), fp = gg_figures_sum(figures, GG_CELL_FP);
    double tn = gg_figures_sum(figures, GG_CELL_TN), fn = gg_figures_sum(figures, GG_CELL_FN);
    const char *why = empty_margin(tp, fp, tn, fn);

    (void)options;
    if (why != NULL) {
        *out = gg_measure_undefined(why);
        return;
    }
    *out = gg_measure_of(mcc_of(tp, fp, tn, fn), NAN, NAN, metric->interval);
    out->n = gg_figures_effective(figures, GG_CELLS_VERIFIED);
}
