/*
 * The differences between two scores, A - B, each with the test that fits what is compared.
 *
 * A rate of the same cases for both scores (recall, accuracy) is two paired proportions; a rate
 * of the cases each score selects (precision) is not, and has a score test of its own; a function
 * of the counts is linearised: its derivative by each cell, summed over the paired cells, gives the
 * variance (delta method). In a weighted table everything is linearised.
 */
#include <math.h>
#include <string.h>

#include "evaluate/comparison_internal.h"
#include "evaluate/evaluate_internal.h"
#include "evaluate/metric_internal.h"
#include "gauger/stats/confusion.h"
#include "gauger/evaluate/significance.h"
#include "gauger/stats/derived.h"
#include "gauger/stats/paired.h"

/* One difference on its way into the document. */
typedef struct difference {
    const gg_metric *metric;
    const gg_paired *paired;
    const gg_measure_options *options;
    gg_measure estimate;
    const char *test; /* NULL without a test */
    double p_value;   /* NaN where unknown */
    bool few;         /* of the rarer outcome, for a test of this figure */
    bool decides;     /* the interval decides, and the test beside it is another construction */
    json_t *object;   /* what only some tests have is put here first; NULL: no test is wanted */
} difference;

static bool in_set(unsigned set, int outcome, int selection)
{
    return set & GG_CELL(outcome, selection);
}

/* Derivatives of a metric sum to 0 over its rows, so no mean has to be taken off. */
static double linearised_error(const gg_paired *paired, const gg_cell_slopes a,
                               const gg_cell_slopes b)
{
    double sum = 0;

    for (int o = 0; o < GG_OUTCOMES; o++) {
        for (int i = 0; i < GG_SELECTIONS; i++) {
            for (int j = 0; j < GG_SELECTIONS; j++) {
                double d = a[o][i] - b[o][j];

                if (paired->table.w2[o][i][j] > 0)
                    sum += paired->table.w2[o][i][j] * d * d;
            }
        }
    }
    return sqrt(sum);
}

/* A normal interval within the range of a difference; equal figures of rows judged alike are
 * certainly equal, unequal ones without a variance have no interval. */
static void set_normal(difference *d, double error, const char *method)
{
    double value = d->estimate.value, span = d->metric->high - d->metric->low;
    double reach = d->options->z * error;

    d->estimate.method = method;
    if (!(error > 0) && value != 0)
        return;
    d->estimate.low = fmax(value - reach, -span);
    d->estimate.high = fmin(value + reach, span);
    d->estimate.standard_error = error;
}

static void set_normal_p(difference *d, double error)
{
    if (d->estimate.value == 0)
        d->p_value = 1;
    else if (error > 0)
        d->p_value = 2 * gg_p_of_z(fabs(d->estimate.value / error));
}

static double error_of(const difference *d)
{
    gg_cell_slopes a, b;

    if (!gg_metric_slopes(d->metric, &d->paired->figures[GG_A], a) ||
        !gg_metric_slopes(d->metric, &d->paired->figures[GG_B], b))
        return NAN;
    return linearised_error(d->paired, a, b);
}

/* Whether no verified row that the metric is of is selected by one score and not by the other. */
static bool selects_alike(const difference *d)
{
    const unsigned of = d->metric->denominator ? d->metric->denominator : GG_CELLS_VERIFIED;

    for (int o = 0; o < GG_OUTCOMES; o++) {
        bool counts = in_set(of, o, GG_SELECTED) || in_set(of, o, GG_NOT_SELECTED);

        if (counts && (d->paired->table.n[o][GG_NOT_SELECTED][GG_SELECTED] > 0 ||
                       d->paired->table.n[o][GG_SELECTED][GG_NOT_SELECTED] > 0))
            return false;
    }
    return true;
}

static bool put_agreement(json_t *object, const gg_agreement *agreement)
{
    return !object || gg_json_put(object, "agreeing", gg_agreement_json(agreement));
}

/* Linearised, decisions that agree everywhere would have no spread at all. */
static gg_status compare_agreeing(difference *d)
{
    const gg_agreement agreement = gg_agreement_of(d->metric, &d->paired->figures[GG_A]);
    gg_interval ends;
    gg_status status = gg_agreement_interval(d->metric, &agreement, d->options->z, &ends);

    if (status)
        return status;
    d->estimate.low = ends.low;
    d->estimate.high = ends.high;
    d->estimate.method = "square_and_add";
    d->p_value = 1;
    return put_agreement(d->object, &agreement) ? GG_OK : GG_E_MEMORY;
}

/* No derivative knows how far a cell without rows could be from none. */
static gg_status compare_cells(difference *d)
{
    const gg_paired_cells cells = gg_paired_cells_of(d->paired);
    const double value = d->estimate.value, error = error_of(d);

    d->estimate = gg_paired_cells_measure(d->metric, &cells, value, d->options->z,
                                          d->object ? &d->p_value : NULL);
    d->estimate.standard_error = error > 0 ? error : NAN;
    return gg_paired_cells_put(d->object, &cells, d->paired->weighted) ? GG_OK : GG_E_MEMORY;
}

/* Selection is of the unverified too, who are in no cell. */
static gg_status compare_linearised(difference *d)
{
    double error;

    d->test = d->metric->numerator == GG_CELLS_SELECTED ? "delta_method" : "square_and_add";
    if (selects_alike(d))
        return compare_agreeing(d);
    if (d->metric->numerator != GG_CELLS_SELECTED)
        return compare_cells(d);
    error = error_of(d);
    if (isfinite(error)) {
        set_normal(d, error, "delta_method");
        set_normal_p(d, error);
    }
    return GG_OK;
}

/* Whether a rate is one of the same cases whatever is selected. */
static bool same_cases(const gg_metric *metric)
{
    for (int o = 0; o < GG_OUTCOMES; o++)
        if (in_set(metric->denominator, o, GG_SELECTED) !=
            in_set(metric->denominator, o, GG_NOT_SELECTED))
            return false;
    return true;
}

static gg_paired_counts count_successes(const gg_metric *metric, const gg_paired_table *table)
{
    gg_paired_counts counts = {0, 0, 0, 0};

    for (int o = 0; o < GG_OUTCOMES; o++) {
        for (int i = 0; i < GG_SELECTIONS; i++) {
            for (int j = 0; j < GG_SELECTIONS; j++) {
                bool a = in_set(metric->numerator, o, i), b = in_set(metric->numerator, o, j);
                uint64_t n = (uint64_t)table->n[o][i][j];

                if (in_set(metric->denominator, o, GG_SELECTED))
                    *(a   ? b ? &counts.both : &counts.first_only
                      : b ? &counts.second_only
                          : &counts.neither) += n;
            }
        }
    }
    return counts;
}

static bool put_counts(json_t *object, const gg_paired_counts *counts)
{
    json_t *table = json_object();

    return gg_json_put(object, "counts", table) &&
           gg_json_put(table, "both", json_integer((json_int_t)counts->both)) &&
           gg_json_put(table, "a_only", json_integer((json_int_t)counts->first_only)) &&
           gg_json_put(table, "b_only", json_integer((json_int_t)counts->second_only)) &&
           gg_json_put(table, "neither", json_integer((json_int_t)counts->neither));
}

static gg_status compare_same_cases(difference *d)
{
    gg_paired_counts counts = count_successes(d->metric, &d->paired->table);
    gg_interval ends;
    gg_mcnemar test;
    gg_status status = gg_paired_tango(&counts, d->options->z, &ends);

    if (status)
        return status;
    d->estimate.value = ((double)counts.first_only - (double)counts.second_only) /
                        ((double)counts.both + (double)counts.first_only +
                         (double)counts.second_only + (double)counts.neither);
    d->estimate.low = ends.low;
    d->estimate.high = ends.high;
    d->estimate.method = "tango";
    d->test = "mcnemar";
    if (!d->object)
        return GG_OK;
    status = gg_mcnemar_test(&counts, &test);
    if (status)
        return status;
    d->p_value = test.p_exact;
    d->decides = true;
    if (gg_json_set_real(d->object, "mid_p_value", test.p_mid) || !put_counts(d->object, &counts))
        return GG_E_MEMORY;
    return GG_OK;
}

/*
 * Kosinski's weighted generalised score statistic for two predictive values (Statistics in Medicine
 * 32, 2013): the difference over its variance at the pooled rate, where rows that both scores
 * select count once.
 */
static double predictive_p(const difference *d)
{
    const gg_metric *m = d->metric;
    double n_a = gg_figures_sum(&d->paired->figures[GG_A], m->denominator);
    double n_b = gg_figures_sum(&d->paired->figures[GG_B], m->denominator);
    double hits = gg_figures_sum(&d->paired->figures[GG_A], m->numerator) +
                  gg_figures_sum(&d->paired->figures[GG_B], m->numerator);
    double rate = hits / (n_a + n_b), shared = 0, variance;

    for (int o = 0; o < GG_OUTCOMES; o++) {
        for (int s = 0; s < GG_SELECTIONS; s++) {
            double off = in_set(m->numerator, o, s) - rate;

            if (in_set(m->denominator, o, s))
                shared += d->paired->table.n[o][s][s] * off * off;
        }
    }
    variance = (rate * (1 - rate) - 2 * shared / (n_a + n_b)) * (1 / n_a + 1 / n_b);
    if (d->estimate.value == 0)
        return 1;
    return variance > 0 ? 2 * gg_p_of_z(fabs(d->estimate.value) / sqrt(variance)) : NAN;
}

/*
 * Where both scores select the same cases, the rate is one of the same cases. That they agreed on
 * so many does not make them agree on all: none of n differing is a share of up to z^2 / (n + z^2)
 * (Tango's interval without discordant rows), and the rates differ by no more than that share.
 */
static gg_status compare_alike(difference *d)
{
    const gg_figures *a = &d->paired->figures[GG_A];
    uint64_t hits = (uint64_t)gg_figures_sum(a, d->metric->numerator);
    uint64_t all = (uint64_t)gg_figures_sum(a, d->metric->denominator);
    gg_paired_counts counts = {.both = hits, .neither = all - hits};
    gg_interval ends;
    gg_status status = gg_paired_tango(&counts, d->options->z, &ends);

    if (status)
        return status;
    d->estimate.low = ends.low;
    d->estimate.high = ends.high;
    d->estimate.method = "tango";
    d->p_value = 1;
    return d->object && !put_counts(d->object, &counts) ? GG_E_MEMORY : GG_OK;
}

static gg_status compare_predictive(difference *d)
{
    gg_status status;

    d->test = "weighted_generalised_score";
    if (selects_alike(d))
        return compare_alike(d);
    status = compare_cells(d);
    d->p_value = predictive_p(d);
    d->decides = true;
    return status;
}

static gg_status compare_rate(difference *d)
{
    if (d->paired->weighted)
        return compare_linearised(d);
    return same_cases(d->metric) ? compare_same_cases(d) : compare_predictive(d);
}

static double class_rows(const gg_paired *paired, int outcome)
{
    const gg_figures *f = &paired->figures[GG_A];

    return gg_figures_effective(f, outcome == GG_POSITIVE ? GG_CELL_TP | GG_CELL_FN
                                                          : GG_CELL_FP | GG_CELL_TN);
}

typedef struct apart {
    double a, b, negatives, positives;
} apart;

static void measure_apart(void *context, double z, gg_measure *out)
{
    const apart *x = context;
    gg_interval ends;

    if (gg_difference_auc_newcombe(x->a, x->b, x->negatives, x->positives, z, &ends) != GG_OK)
        ends = (gg_interval){NAN, NAN};
    *out = gg_measure_of(x->a - x->b, ends.low, ends.high, "newcombe_square_and_add");
}

/* An area of 0 or 1 has no spread by DeLong's formula, and one of 40 rows is not known exactly. */
static gg_status compare_areas_apart(difference *d)
{
    const gg_delong_pair *areas = &d->paired->areas;
    apart x = {areas->auc_a, areas->auc_b, class_rows(d->paired, GG_NEGATIVE),
               class_rows(d->paired, GG_POSITIVE)};
    json_t *both;

    d->test = "square_and_add";
    measure_apart(&x, d->options->z, &d->estimate);
    if (!d->object)
        return GG_OK;
    d->p_value = gg_p_of_difference(measure_apart, &x, d->estimate.value);
    both = gg_json_put_array(d->object, "areas");
    if (!both || json_array_append_new(both, json_real(x.a)) != 0 ||
        json_array_append_new(both, json_real(x.b)) != 0 ||
        !gg_json_put(d->object, "positives", gg_json_count(x.positives)) ||
        !gg_json_put(d->object, "negatives", gg_json_count(x.negatives)))
        return GG_E_MEMORY;
    return GG_OK;
}

static gg_status compare_areas(difference *d)
{
    const gg_delong_pair *areas = &d->paired->areas;
    gg_interval ends;
    gg_status status;

    if (areas->variance_a == 0 || areas->variance_b == 0)
        return compare_areas_apart(d);
    status = gg_delong_difference(areas, d->options->z, &ends);
    if (status)
        return status;
    d->test = "delong";
    d->p_value = areas->p_value;
    d->estimate.value = areas->difference;
    d->estimate.low = ends.low;
    d->estimate.high = ends.high;
    d->estimate.method = "delong";
    d->estimate.standard_error = sqrt(areas->variance_difference);
    if (d->object &&
        (gg_json_set_real(d->object, "covariance", areas->covariance) ||
         !gg_json_put(d->object, "positives", json_integer((json_int_t)areas->positives)) ||
         !gg_json_put(d->object, "negatives", json_integer((json_int_t)areas->negatives))))
        return GG_E_MEMORY;
    return GG_OK;
}

static gg_status compare_means(difference *d, const gg_paired_mean *mean)
{
    d->test = "paired_normal";
    d->estimate.value = mean->difference;
    set_normal(d, mean->standard_error, "paired_normal");
    set_normal_p(d, mean->standard_error);
    return GG_OK;
}

static gg_status compare_brier(difference *d)
{
    return compare_means(d, &d->paired->brier);
}

static gg_status compare_log_loss(difference *d)
{
    return compare_means(d, &d->paired->log_loss);
}

/* Figures that are no rates. Those not named here have a difference without an interval. */
static const struct {
    const char *name;
    gg_status (*compare)(difference *d);
} comparisons[] = {
    {"balanced_accuracy", compare_linearised},
    {"f1", compare_linearised},
    {"mcc", compare_linearised},
    {"roc_auc", compare_areas},
    {"brier_score", compare_brier},
    {"log_loss", compare_log_loss},
};

/* Whether it is neither a rate of its own rows nor a mean over rows. */
static bool needs_classes(const gg_metric *metric)
{
    gg_confusion_metric which;

    return strcmp(metric->name, "roc_auc") == 0 ||
           (!metric->denominator && gg_confusion_find(metric->name, &which));
}

static gg_status compare(difference *d)
{
    if (d->metric->denominator)
        return compare_rate(d);
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        if (strcmp(comparisons[i].name, d->metric->name) == 0)
            return comparisons[i].compare(d);
    return GG_OK;
}

/* The estimate, and with an object its test too, where no outcome is missing that matters. */
static gg_status fill_complete(difference *d)
{
    gg_measure of[GG_SCORES_COMPARED];

    for (int which = 0; which < GG_SCORES_COMPARED; which++)
        gg_metric_measure(d->metric, &d->paired->figures[which], d->options, &of[which]);
    d->p_value = NAN;
    d->test = NULL;
    d->decides = d->few = false;
    if (of[GG_A].state != GG_MEASURE_OK || of[GG_B].state != GG_MEASURE_OK) {
        d->estimate =
            gg_measure_undefined(of[GG_A].state != GG_MEASURE_OK ? of[GG_A].why : of[GG_B].why);
        return GG_OK;
    }
    d->estimate = gg_measure_of(of[GG_A].value - of[GG_B].value, NAN, NAN, "");
    d->few = needs_classes(d->metric) && gg_paired_few(d->paired);
    return compare(d);
}

/* ---- where outcomes are missing ---- */

bool gg_difference_open(const gg_metric *metric, const gg_paired *paired)
{
    const gg_paired_table *t = &paired->table;

    if (gg_metric_open(metric, &paired->figures[GG_A]) ||
        gg_metric_open(metric, &paired->figures[GG_B]))
        return true;
    /* Precision is of the verified among the selected; whom either score selects differ in how
     * many of them were looked at. */
    return metric->denominator && !metric->needs_complete &&
           metric->numerator != GG_CELLS_SELECTED &&
           t->n[GG_UNVERIFIED][GG_SELECTED][GG_SELECTED] +
                   t->n[GG_UNVERIFIED][GG_SELECTED][GG_NOT_SELECTED] +
                   t->n[GG_UNVERIFIED][GG_NOT_SELECTED][GG_SELECTED] >
               0;
}

static double observed_of(const gg_metric *metric, const gg_figures *f)
{
    gg_measure m;

    if (gg_metric_open(metric, f))
        return gg_metric_observed(metric, f);
    gg_metric_measure(metric, f, NULL, &m);
    return m.value;
}

double gg_difference_observed(const gg_metric *metric, const gg_paired *paired)
{
    return observed_of(metric, &paired->figures[GG_A]) -
           observed_of(metric, &paired->figures[GG_B]);
}

/* By the rows that the design estimates from. */
static gg_status fill_design(difference *d)
{
    const gg_paired *all = d->paired;
    gg_confusion_metric which;
    gg_status status;

    d->estimate = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    if (!all->design || all->design->figures[GG_A].rows == 0 ||
        (all->inspection == GG_INSPECTION_KNOWN_PROBABILITY &&
         !gg_confusion_find(d->metric->name, &which)))
        return GG_OK;
    d->paired = all->design;
    status = fill_complete(d);
    d->paired = all;
    if (status || !d->object)
        return status;
    return gg_json_put(d->object, "rows", gg_json_count(all->design->figures[GG_A].rows))
               ? GG_OK
               : GG_E_MEMORY;
}

static gg_status fill_by_chance(difference *d)
{
    gg_agreement agreement;

    d->estimate = gg_difference_by_chance(d->metric, d->paired, d->options->z, &agreement);
    if (d->estimate.state != GG_MEASURE_OK)
        return GG_OK;
    d->test = "delta_method";
    set_normal_p(d, d->estimate.standard_error);
    if (strcmp(d->estimate.method, "square_and_add") != 0)
        return GG_OK;
    return put_agreement(d->object, &agreement) ? GG_OK : GG_E_MEMORY;
}

static gg_status fill_difference(difference *d)
{
    d->p_value = NAN;
    d->test = NULL;
    if (!gg_difference_open(d->metric, d->paired))
        return fill_complete(d);
    switch (d->paired->inspection) {
    case GG_INSPECTION_RANDOM_ARM:
    case GG_INSPECTION_KNOWN_PROBABILITY:
        return fill_design(d);
    case GG_INSPECTION_MISSING_AT_RANDOM:
        return fill_by_chance(d);
    default:
        d->estimate = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
        return GG_OK;
    }
}

gg_status gg_difference_measure(const gg_metric *metric, const gg_paired *paired,
                                const gg_measure_options *options, gg_measure *out, gg_error *err)
{
    difference d = {.metric = metric, .paired = paired, .options = options};
    gg_status status = fill_difference(&d);

    if (status)
        return gg_error_set(err, status, NULL, "a comparison failed");
    *out = d.estimate;
    return GG_OK;
}

/* Which of two constructions decides, and why a value has no interval. */
static gg_status put_reading(json_t *made, const difference *d)
{
    const gg_measure *m = &d->estimate;

    if (d->decides && !gg_json_put(made, "decides", json_string(m->method)))
        return GG_E_MEMORY;
    if (d->few && !gg_json_put(made, "few_positives", json_true()))
        return GG_E_MEMORY;
    if (d->test && m->state == GG_MEASURE_OK && isnan(m->low) &&
        !gg_json_put(made, "why_no_interval", json_string(GG_WHY_NO_SPREAD)))
        return GG_E_MEMORY;
    return GG_OK;
}

gg_status gg_difference_write(const gg_metric *metric, const gg_paired *paired, bool whole,
                              const gg_measure_options *options, json_t **out, gg_measure *measure)
{
    difference d = {.metric = metric, .paired = paired, .options = options};
    json_t *made = NULL;
    gg_status status;

    d.object = json_object();
    status = d.object ? whole ? fill_complete(&d) : fill_difference(&d) : GG_E_MEMORY;
    if (!status && (made = gg_estimate_json(&d.estimate)) == NULL)
        status = GG_E_MEMORY;
    /* The estimate first, then the test, then what only this test has. */
    if (!status && !whole &&
        (gg_json_set_real(made, "p_value", d.p_value) ||
         !gg_json_put(made, "test", gg_json_text(d.test))))
        status = GG_E_MEMORY;
    if (!status && json_object_update(made, d.object))
        status = GG_E_MEMORY;
    if (!status && !whole)
        status = put_reading(made, &d);
    /* No test is made of a table that nobody saw. */
    if (!status && whole)
        (void)json_object_del(made, "mid_p_value");
    json_decref(d.object);
    if (status) {
        json_decref(made);
        return status;
    }
    *out = made;
    *measure = d.estimate;
    return GG_OK;
}
