/*
 * Derivatives of the metrics of counts by the cells of outcome and selection: summed over the
 * paired cells, they give the variance of a difference (delta method).
 */
#include <math.h>
#include <string.h>

#include "evaluate/comparison_internal.h"

static void rate_slopes(const gg_metric *metric, const gg_figures *f, gg_cell_slopes out)
{
    double denominator = gg_figures_sum(f, metric->denominator);
    double rate = gg_figures_sum(f, metric->numerator) / denominator;

    for (int o = 0; o < GG_OUTCOMES; o++)
        for (int s = 0; s < GG_SELECTIONS; s++)
            out[o][s] = (!!(metric->numerator & GG_CELL(o, s)) -
                         rate * !!(metric->denominator & GG_CELL(o, s))) /
                        denominator;
}

static void balanced_slopes(const gg_figures *f, gg_cell_slopes out)
{
    gg_cell_slopes recall, specificity;

    rate_slopes(gg_metric_find("recall"), f, recall);
    rate_slopes(gg_metric_find("specificity"), f, specificity);
    for (int o = 0; o < GG_OUTCOMES; o++)
        for (int s = 0; s < GG_SELECTIONS; s++)
            out[o][s] = (recall[o][s] + specificity[o][s]) / 2;
}

/* f1 = 2 tp / (2 tp + fp + fn) */
static void f1_slopes(const gg_figures *f, gg_cell_slopes out)
{
    double tp = gg_figures_sum(f, GG_CELL_TP), wrong = gg_figures_sum(f, GG_CELL_FP | GG_CELL_FN);
    double all = 2 * tp + wrong;

    memset(out, 0, sizeof(gg_cell_slopes));
    out[GG_POSITIVE][GG_SELECTED] = 2 * wrong / all / all;
    out[GG_NEGATIVE][GG_SELECTED] = out[GG_POSITIVE][GG_NOT_SELECTED] = -2 * tp / all / all;
}

/* mcc = (tp tn - fp fn) / sqrt((tp + fp)(tp + fn)(tn + fp)(tn + fn)), through its logarithm's
 * derivatives; in shares of all rows, so that products of large counts keep their digits. */
static void mcc_slopes(const gg_figures *f, gg_cell_slopes out)
{
    double n = gg_figures_sum(f, GG_CELLS_VERIFIED);
    double tp = gg_figures_sum(f, GG_CELL_TP) / n, fp = gg_figures_sum(f, GG_CELL_FP) / n;
    double tn = gg_figures_sum(f, GG_CELL_TN) / n, fn = gg_figures_sum(f, GG_CELL_FN) / n;
    double root = sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
    double half = (tp * tn - fp * fn) / root / 2;

    memset(out, 0, sizeof(gg_cell_slopes));
    out[GG_POSITIVE][GG_SELECTED] = (tn / root - half * (1 / (tp + fp) + 1 / (tp + fn))) / n;
    out[GG_NEGATIVE][GG_SELECTED] = (-fn / root - half * (1 / (tp + fp) + 1 / (tn + fp))) / n;
    out[GG_POSITIVE][GG_NOT_SELECTED] = (-fp / root - half * (1 / (tp + fn) + 1 / (tn + fn))) / n;
    out[GG_NEGATIVE][GG_NOT_SELECTED] = (tp / root - half * (1 / (tn + fp) + 1 / (tn + fn))) / n;
}

bool gg_metric_slopes(const gg_metric *metric, const gg_figures *f, gg_cell_slopes out)
{
    static const struct {
        const char *name;
        void (*slopes)(const gg_figures *f, gg_cell_slopes out);
    } composed[] = {{"balanced_accuracy", balanced_slopes}, {"f1", f1_slopes}, {"mcc", mcc_slopes}};

    if (metric->denominator) {
        rate_slopes(metric, f, out);
        return true;
    }
    for (size_t i = 0; i < sizeof composed / sizeof *composed; i++) {
        if (strcmp(composed[i].name, metric->name) == 0) {
            composed[i].slopes(f, out);
            return true;
        }
    }
    return false;
}
