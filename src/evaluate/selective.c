/*
 * Metrics where outcomes are missing: what the verified rows show, what could be, and what the
 * declared inspection design makes of it.
 */
#include <math.h>
#include <string.h>

#include "gauger/stats/selective.h"
#include "evaluate/metric_internal.h"

/* The stats floor and the evidence floor count in the same order. */
_Static_assert((int)GG_SEEN_NEGATIVE == (int)GG_NEGATIVE &&
                   (int)GG_SEEN_POSITIVE == (int)GG_POSITIVE &&
                   (int)GG_SEEN_NOT == (int)GG_UNVERIFIED,
               "outcomes");
_Static_assert(GG_NOT_SELECTED == 0 && GG_SELECTED == 1, "decisions");

void gg_figures_selective(const gg_figures *figures, gg_selective_counts *out)
{
    gg_selective_counts c = {.population = 0};

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            double w = figures->random[o][s], w2 = figures->random2[o][s];

            c.w[GG_SELECTIVE_RANDOM][o][s] = w;
            c.w2[GG_SELECTIVE_RANDOM][o][s] = w2;
            /* Differences of sums of weights carry rounding. */
            c.w[GG_SELECTIVE_OTHER][o][s] = fmax(0, figures->w[o][s] - w);
            c.w2[GG_SELECTIVE_OTHER][o][s] = fmax(0, figures->w2[o][s] - w2);
        }
    }
    if (figures->population > 0)
        c.population = figures->population;
    *out = c;
}

/* Where rows were inspected with probabilities of their own, the verified among the selected are
 * not like the others among them; and where none is unverified, rows are missing. */
static bool open_by_sampling(const gg_metric *metric, const gg_figures *figures)
{
    return figures->inspection == GG_INSPECTION_KNOWN_PROBABILITY &&
           (metric->numerator != GG_CELLS_SELECTED ||
            gg_figures_sum(figures, GG_CELLS_UNVERIFIED) == 0);
}

/* Whether outcomes are missing that the metric depends on. Of a population that is known by number
 * alone even the share selected is not that of the rows. */
bool gg_metric_open(const gg_metric *metric, const gg_figures *figures)
{
    return !figures->complete && !gg_metric_settled(metric, figures) &&
           (metric->needs_complete || open_by_sampling(metric, figures) ||
            (figures->population != 0 && metric->numerator == GG_CELLS_SELECTED));
}

bool gg_metric_estimated(const gg_metric *metric, const gg_figures *figures)
{
    return gg_metric_corrected(metric, figures) &&
           (metric->needs_complete || open_by_sampling(metric, figures));
}

bool gg_metric_corrected(const gg_metric *metric, const gg_figures *figures)
{
    gg_confusion_metric which;

    return gg_metric_open(metric, figures) && figures->inspection != GG_INSPECTION_UNKNOWN &&
           gg_confusion_find(metric->name, &which);
}

/* Where decisions are not told, what stands in their place limits nothing but the base rate. */
static bool decisions_needed(const gg_metric *metric, const gg_figures *figures)
{
    return !gg_figures_told(figures, GG_CELLS_SELECTED) &&
           (metric->numerator != (GG_CELL_TP | GG_CELL_FN) ||
            metric->denominator != GG_CELLS_VERIFIED);
}

bool gg_metric_bounds(const gg_metric *metric, const gg_figures *figures, gg_interval *out)
{
    gg_confusion_metric which;
    gg_selective_counts counts;
    gg_bounded b;

    if (gg_metric_open(metric, figures) && strcmp(metric->name, "roc_auc") == 0 &&
        !isnan(figures->seen.auc_least)) {
        *out = (gg_interval){figures->seen.auc_least, figures->seen.auc_most};
        return true;
    }
    if (!gg_metric_open(metric, figures) || isnan(figures->population) ||
        !gg_confusion_find(metric->name, &which) || decisions_needed(metric, figures))
        return false;
    if (figures->bounded)
        return gg_bounded_possible(metric, figures, out);
    /* Unverified rows may have been left out of what is published. */
    if (gg_figures_sum(figures, GG_CELLS_UNVERIFIED) == 0 && figures->population == 0)
        return false;
    gg_figures_selective(figures, &counts);
    if (gg_worst_case(&counts, which, 0, &b) != GG_OK)
        return false;
    *out = b.bounds;
    return true;
}

static double seen_score(const gg_metric *metric, const gg_seen_scores *seen)
{
    const struct {
        const char *name;
        double value;
    } all[] = {{"roc_auc", seen->roc_auc},
               {"average_precision", seen->average_precision},
               {"brier_score", seen->brier_score},
               {"log_loss", seen->log_loss},
               {"expected_calibration_error", seen->expected_calibration_error}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, metric->name) == 0)
            return all[i].value;
    return NAN;
}

double gg_metric_observed(const gg_metric *metric, const gg_figures *figures)
{
    gg_confusion_metric which;
    gg_selective_counts counts;
    gg_confusion table;
    double value;

    if (!gg_metric_open(metric, figures))
        return NAN;
    if (figures->bounded && !gg_bounded_exact(metric, figures))
        return NAN;
    if (!gg_metric_told(metric, figures))
        return NAN;
    if (!gg_confusion_find(metric->name, &which))
        return seen_score(metric, &figures->seen);
    gg_figures_selective(figures, &counts);
    table = gg_selective_observed(&counts, false);
    /* Decisions are known of every row. */
    if (which == GG_CONFUSION_SELECTION_RATE)
        return gg_figures_sum(figures, GG_CELLS_SELECTED) / gg_figures_sum(figures, GG_CELLS_ALL);
    return gg_confusion_value(which, &table, &value, NULL) == GG_OK ? value : NAN;
}

/* The estimate, pulled into what is logically possible; its interval holds it, and does not reach
 * beyond the interval of the worst case, which is sure to hold the truth as often. */
static void keep_within(const gg_metric *metric, const gg_figures *figures,
                        const gg_selective_counts *counts, gg_confusion_metric which, double z,
                        gg_measure *m)
{
    gg_interval possible;
    gg_bounded worst;

    if (m->state != GG_MEASURE_OK || !gg_metric_bounds(metric, figures, &possible))
        return;
    if (gg_worst_case(counts, which, z, &worst) == GG_OK) {
        m->low = fmax(m->low, worst.interval.low);
        m->high = fmin(m->high, worst.interval.high);
    }
    m->value = fmin(fmax(m->value, possible.low), possible.high);
    m->low = fmin(m->low, m->value);
    m->high = fmax(m->high, m->value);
}

/* Rows of a decision of which none was inspected: they weigh nothing in the sums. */
static bool unmet(const gg_figures *f)
{
    for (int d = 0; d < GG_SELECTIONS; d++)
        if (f->w[GG_UNVERIFIED][d] > 0 &&
            f->inverse.w[GG_NEGATIVE][d] + f->inverse.w[GG_POSITIVE][d] == 0)
            return true;
    return false;
}

static gg_status measure_sampled(const gg_figures *figures, gg_confusion_metric which, double z,
                                 gg_measure *out)
{
    if (which != GG_CONFUSION_PRECISION && unmet(figures)) {
        *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
        return GG_OK;
    }
    return gg_known_probability_measure(&figures->inverse, which, z, out);
}

void gg_measure_corrected(const gg_metric *metric, const gg_figures *figures, double z,
                          gg_measure *out)
{
    gg_confusion_metric which = GG_CONFUSION_METRICS;
    gg_selective_counts counts;
    gg_status status = GG_E_INPUT;

    if (figures->bounded) {
        gg_bounded_corrected(metric, figures, z, out);
        return;
    }
    gg_figures_selective(figures, &counts);
    *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    if (!gg_confusion_find(metric->name, &which) || isnan(figures->population))
        return;
    if (figures->inspection == GG_INSPECTION_RANDOM_ARM)
        status = gg_random_arm_measure(&counts, which, z, out);
    else if (figures->inspection == GG_INSPECTION_MISSING_AT_RANDOM)
        status = gg_missing_at_random_measure(&counts, which, z, out);
    else if (figures->inspection == GG_INSPECTION_KNOWN_PROBABILITY)
        status = measure_sampled(figures, which, z, out);
    if (status != GG_OK)
        *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    keep_within(metric, figures, &counts, which, z, out);
    out->n = gg_figures_effective(figures, GG_CELLS_VERIFIED);
}

bool gg_metric_estimate(const gg_metric *metric, const gg_figures *figures, double z,
                        gg_estimate *out, const char **why)
{
    const gg_measure_options how = {.z = z, .seed = 1, .slice = ""};
    gg_measure m;

    gg_metric_measure(metric, figures, &how, &m);
    if (m.state != GG_MEASURE_OK || isnan(m.low) || isnan(m.high)) {
        if (why != NULL)
            *why = m.state != GG_MEASURE_OK ? m.why : GG_WHY_NOT_COMPUTED;
        return false;
    }
    *out = (gg_estimate){m.value, m.low, m.high};
    return true;
}
