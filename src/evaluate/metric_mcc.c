/*
 * Matthews' correlation of decision and outcome.
 */
#include <math.h>

#include "gauger/stats/draws.h"
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

enum { TP, FP, TN, FN, CELLS };

static void mcc_of_draw(const double *cells, double *values, void *context)
{
    (void)context;
    values[0] = mcc_of(cells[TP], cells[FP], cells[TN], cells[FN]);
}

static gg_interval interval_of(const gg_metric *metric, const gg_figures *figures,
                               const double counts[CELLS], const gg_measure_options *options)
{
    gg_draw_plan plan = gg_draw_plan_default();
    double all = counts[TP] + counts[FP] + counts[TN] + counts[FN];
    double effective = gg_figures_effective(figures, GG_CELLS_VERIFIED);
    double scaled[CELLS];
    gg_draws *draws = NULL;
    gg_interval ends = {NAN, NAN};

    /* In a weighted table the cells hold as many rows as the weights are worth. */
    for (size_t i = 0; i < CELLS; i++)
        scaled[i] = figures->weighted ? counts[i] / all * effective : counts[i];
    plan.counts = scaled;
    plan.cells = CELLS;
    plan.replicates = GG_DRAWS;
    plan.seed = options->seed;
    plan.slice = options->slice;
    plan.metric = metric->name;
    plan.function = mcc_of_draw;
    plan.functions = 1;
    if (gg_draws_new(&plan, &draws) != GG_OK ||
        gg_draws_interval(draws, 0, options->z, &ends) != GG_OK)
        ends = (gg_interval){NAN, NAN};
    gg_draws_free(draws);
    return ends;
}

GG_MEASURE_FUNCTION(gg_measure_mcc)
{
    const double counts[CELLS] = {
        gg_figures_sum(figures, GG_CELL_TP), gg_figures_sum(figures, GG_CELL_FP),
        gg_figures_sum(figures, GG_CELL_TN), gg_figures_sum(figures, GG_CELL_FN)};
    const char *why = empty_margin(counts[TP], counts[FP], counts[TN], counts[FN]);
    gg_interval ends;

    if (why != NULL) {
        *out = gg_measure_undefined(why);
        return;
    }
    ends = interval_of(metric, figures, counts, options);
    *out = gg_measure_of(mcc_of(counts[TP], counts[FP], counts[TN], counts[FN]), ends.low,
                         ends.high, metric->interval);
    gg_measure_clip(out, metric->low, metric->high);
    out->n = gg_figures_effective(figures, GG_CELLS_VERIFIED);
}
