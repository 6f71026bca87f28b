/*
 * Figures that come from single scores are shown to a step, not to their last digit.
 *
 * With sixteen digits the mean loss of a group is an equation in whole numbers: where scores take
 * few values, it and roc_auc leave a single table of scores by outcome, with its small counts. A
 * step of at least the minimum cell over the rows leaves as many tables as moving that many rows
 * from one score to the next does; where the step would be coarser than a tenth there is nothing
 * left to show.
 */
#include <math.h>

#include "gauger/evaluate/metric.h"
#include "disclose_internal.h"

#define STEPS_LEAST 10

double gg_steps_in(double x)
{
    double power = pow(10, floor(log10(x)));

    return x >= 5 * power ? 5 * power : x >= 2 * power ? 2 * power : power;
}

static double to_step(double x, double steps)
{
    return round(x * steps) / steps;
}

/* Upwards, in proportion: one row's part in a standard error is a part of the error's own size. */
static double error_to_step(double error, double rows)
{
    double steps;

    if (!(error > 0) || !(rows > 0))
        return error > 0 ? NAN : error;
    steps = gg_steps_in(rows / error);
    return ceil(error * steps) / steps;
}

/* What the verified rows show where others are missing comes from single scores as well. */
static void seen_to_step(gg_seen_scores *seen, double steps)
{
    seen->roc_auc = to_step(seen->roc_auc, steps);
    seen->average_precision = to_step(seen->average_precision, steps);
    seen->brier_score = to_step(seen->brier_score, steps);
    seen->log_loss = to_step(seen->log_loss, steps);
    seen->expected_calibration_error = to_step(seen->expected_calibration_error, steps);
    /* Outwards, so that what could be is still within. */
    if (isnan(seen->auc_least))
        return;
    seen->auc_least = fmax(0, to_step(seen->auc_least, steps) - 0.5 / steps);
    seen->auc_most = fmin(1, to_step(seen->auc_most, steps) + 0.5 / steps);
}

/* Half a step more, because the value may be off by so much. */
static gg_finished mean_to_step(gg_finished mean, double steps, double rows)
{
    return (gg_finished){to_step(mean.value, steps),
                         error_to_step(mean.standard_error, rows) + 0.5 / steps};
}

static void forget_values(gg_figures *f)
{
    const gg_finished unknown = {NAN, NAN};

    f->roc_auc = f->average_precision = f->brier_score = f->log_loss = unknown;
    f->roc_auc_low = f->roc_auc_high = f->expected_calibration_error = NAN;
}

static void forget(gg_figures *f)
{
    forget_values(f);
    f->seen = (gg_seen_scores){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

/* Rows for one minimum cell of them. */
static double cells_of(const gg_publication *p, const gg_figures *f)
{
    return gg_figures_effective(f, GG_CELLS_VERIFIED) / p->least;
}

bool gg_scores_shown(const gg_publication *p, const gg_figures *figures)
{
    return !figures->merged && cells_of(p, figures) >= STEPS_LEAST;
}

void gg_figures_coarsen(const gg_publication *p, gg_figures *f)
{
    double positives = gg_figures_effective(f, GG_CELL_TP | GG_CELL_FN);
    double negatives = gg_figures_effective(f, GG_CELL_TN | GG_CELL_FP);
    double fewer = fmin(positives, negatives) / p->least;
    double rows = cells_of(p, f), steps, ap;

    if (!gg_scores_shown(p, f)) {
        forget(f);
        return;
    }
    /* Of the rows of an arm there are few, and steps are for all verified rows. */
    if (!f->complete)
        forget_values(f);
    steps = gg_steps_in(rows);
    f->roc_auc.value = to_step(f->roc_auc.value, steps);
    f->roc_auc.standard_error = error_to_step(f->roc_auc.standard_error, fewer);
    f->roc_auc_low = fmax(0, to_step(f->roc_auc_low, steps) - 0.5 / steps);
    f->roc_auc_high = fmin(1, to_step(f->roc_auc_high, steps) + 0.5 / steps);
    ap = f->average_precision.value = to_step(f->average_precision.value, steps);
    if (!isnan(f->average_precision.standard_error))
        f->average_precision.standard_error = sqrt(ap * (1 - ap) / positives);
    f->brier_score = mean_to_step(f->brier_score, steps, rows);
    f->log_loss = mean_to_step(f->log_loss, steps, rows);
    f->expected_calibration_error = to_step(f->expected_calibration_error, steps);
    seen_to_step(&f->seen, steps);
}
