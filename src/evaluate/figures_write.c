/*
 * Figures as the METRICS object of the documents.
 *
 * Rates are computed again from the counts by whoever reads the object, so the counts are written
 * in full; roc_auc and the means are read back from value and standard_error.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/metric.h"
#include "gauger/stats/derived.h"
#include "evaluate/metric_internal.h"

/* Rows of the smaller class below which an area gets an interval for small samples as well. */
#define SMALL_CLASS 30

const char *const gg_cell_keys[GG_OUTCOMES][GG_SELECTIONS] = {
    {"tn", "fp"}, {"fn", "tp"}, {"unverified_not_selected", "unverified_selected"}};

typedef struct counted {
    const char *key;
    unsigned cells;
} counted;

static const counted counts[] = {
    {"count", GG_CELLS_ALL},
    {"positives", GG_CELL_TP | GG_CELL_FN},
    {"negatives", GG_CELL_FP | GG_CELL_TN},
    {"unverified", GG_CELLS_UNVERIFIED},
    {"selected", GG_CELLS_SELECTED},
    {"tp", GG_CELL_TP},
    {"fp", GG_CELL_FP},
    {"tn", GG_CELL_TN},
    {"fn", GG_CELL_FN},
};

/* A count, or null where it is known within bounds only, or not told. */
static json_t *count_or_null(const gg_figures *figures, unsigned cells)
{
    const gg_interval r = gg_figures_range(figures, cells);

    return r.low == r.high && gg_figures_told(figures, cells) ? gg_json_count(r.low) : json_null();
}

static bool put_counts(const gg_figures *figures, json_t *out)
{
    bool fine = true;

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        json_t *value = figures->weighted ? json_real(gg_figures_sum(figures, counts[i].cells))
                                          : count_or_null(figures, counts[i].cells);

        fine = fine && gg_json_put(out, counts[i].key, value);
    }
    return fine;
}

/* An estimate under an inspection design has bounds of its own, whatever the hidden counts are;
 * what it could be whatever the missing outcomes are as well takes their place. */
static bool put_both(const gg_metric *metric, const gg_figures *figures, json_t *est)
{
    gg_interval possible;

    if (!gg_metric_corrected(metric, figures) || !gg_metric_bounds(metric, figures, &possible))
        return true;
    return json_object_set(est, "estimate_bounds", json_object_get(est, "bounds")) == 0 &&
           gg_json_put_bounds(est, possible, GG_BOUNDS_OF_BOTH);
}

/* Where outcomes are missing: what the verified rows show, and what could be. */
static bool put_open(const gg_metric *metric, const gg_figures *figures, json_t *est)
{
    double observed = gg_metric_observed(metric, figures);
    gg_interval possible;

    if (json_object_get(est, "bounds") != NULL)
        return put_both(metric, figures, est);
    if (!isnan(observed) && gg_json_set_real(est, "observed", observed) != 0)
        return false;
    if (!gg_metric_bounds(metric, figures, &possible))
        return true;
    /* Counts that are not told at all leave the whole range, which says nothing. */
    if (!gg_metric_told(metric, figures) && possible.low <= metric->low &&
        possible.high >= metric->high)
        return true;
    return gg_json_put_bounds(est, possible,
                              figures->bounded ? GG_BOUNDS_OF_BOTH : GG_BOUNDS_OF_OUTCOMES);
}

/* Precision is of the verified among the selected: how many of the selected have no outcome, and
 * what it could be if they had. */
static bool put_unseen(const gg_metric *metric, const gg_figures *figures, json_t *est)
{
    const double open = gg_figures_sum(figures, GG_CELL(GG_UNVERIFIED, GG_SELECTED));
    const double selected = gg_figures_sum(figures, GG_CELLS_SELECTED);
    const double tp = gg_figures_sum(figures, GG_CELL_TP);
    const gg_interval possible = {tp / selected, (tp + open) / selected};
    json_t *value = json_object_get(est, "value");

    if (strcmp(metric->name, "precision") != 0 || figures->bounded || !(open > 0))
        return true;
    if (!json_is_number(value) &&
        strcmp(gg_json_string(est, "why_null", ""), GG_WHY_NO_SELECTED) != 0)
        return true;
    if (gg_json_set_real(est, "unverified_share", open / selected) != 0)
        return false;
    if (json_object_get(est, "bounds") != NULL)
        return true;
    if (json_is_number(value) && json_object_set(est, "observed", value) != 0)
        return false;
    return gg_json_put_bounds(est, possible, GG_BOUNDS_OF_OUTCOMES);
}

/* Where the smaller class is small, DeLong's interval of roc_auc can be far too short: beside it
 * the hull of it and Newcombe's. */
static bool put_small_sample(const gg_figures *figures, const gg_measure *m, double z, json_t *est)
{
    const double positives = gg_roc_auc_class(figures, true);
    const double negatives = gg_roc_auc_class(figures, false);
    gg_interval low, high;
    json_t *o;

    if (m->state != GG_MEASURE_OK || isnan(m->low) || fmin(positives, negatives) >= SMALL_CLASS ||
        gg_interval_auc_newcombe(figures->roc_auc_low, negatives, positives, z, &low) != GG_OK ||
        gg_interval_auc_newcombe(figures->roc_auc_high, negatives, positives, z, &high) != GG_OK)
        return true;
    o = gg_json_put_object(est, "small_sample");
    return o != NULL && gg_json_set_real(o, "low", fmin(m->low, low.low)) == 0 &&
           gg_json_set_real(o, "high", fmax(m->high, high.high)) == 0 &&
           gg_json_put(o, "method", json_string("delong_newcombe"));
}

static bool put_metrics(const gg_figures *figures, const gg_measure_options *options, json_t *out)
{
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const gg_metric *metric = gg_metric_at(i);
        gg_measure m;
        json_t *est;

        gg_metric_measure(metric, figures, options, &m);
        est = gg_estimate_json(&m);
        if (!gg_json_put(out, metric->name, est) || !put_open(metric, figures, est) ||
            !put_unseen(metric, figures, est))
            return false;
        if (strcmp(metric->name, "roc_auc") == 0 && !put_small_sample(figures, &m, options->z, est))
            return false;
        /* Binned scores leave roc_auc open between two bounds; the interval is around both. */
        if (strcmp(metric->name, "roc_auc") == 0 && m.state == GG_MEASURE_OK &&
            figures->roc_auc_low < figures->roc_auc_high &&
            (gg_json_set_real(est, "bound_low", figures->roc_auc_low) != 0 ||
             gg_json_set_real(est, "bound_high", figures->roc_auc_high) != 0))
            return false;
    }
    return true;
}

static bool put_unverified(const gg_figures *figures, json_t *out)
{
    static const char *const keys[] = {"unverified_not_selected", "unverified_selected"};
    bool fine = true;

    for (size_t s = 0; s < GG_SELECTIONS; s++) {
        json_t *w = figures->weighted ? json_real(figures->w[GG_UNVERIFIED][s])
                                      : count_or_null(figures, GG_CELL(GG_UNVERIFIED, s));

        fine = fine && gg_json_put(out, keys[s], w);
    }
    return fine;
}

/* The six cells under their names: whole numbers, or sums of weights. */
static bool put_cells(const double cells[GG_OUTCOMES][GG_SELECTIONS], bool real, json_t *out)
{
    bool fine = true;

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            fine = fine && gg_json_put(out, gg_cell_keys[o][s],
                                       real ? json_real(cells[o][s]) : gg_json_count(cells[o][s]));
    }
    return fine;
}

static bool put_squares(const gg_figures *figures, json_t *out)
{
    json_t *squares = gg_json_put_object(out, "squared_weights"), *random;

    if (squares == NULL || !put_cells(figures->w2, true, squares) ||
        !gg_json_put(out, "rows", gg_json_count(figures->rows)))
        return false;
    if (figures->inspection != GG_INSPECTION_RANDOM_ARM)
        return true;
    random = gg_json_put_object(squares, "random");
    return random != NULL && put_cells(figures->random2, true, random);
}

/* Both arms, because a reader should not have to subtract; the random one is read back. */
static bool put_arms(const gg_figures *figures, json_t *out)
{
    json_t *arms = gg_json_put_object(out, "arms"), *random, *other;
    gg_selective_counts by_arm;

    if (arms == NULL || (random = gg_json_put_object(arms, "random")) == NULL ||
        (other = gg_json_put_object(arms, "other")) == NULL)
        return false;
    gg_figures_selective(figures, &by_arm);
    return put_cells(figures->random, figures->weighted, random) &&
           put_cells(by_arm.w[GG_SELECTIVE_OTHER], figures->weighted, other);
}

/* Sums of inverse probabilities and of their squares, by outcome and decision. */
static bool put_sampling(const gg_figures *figures, json_t *out)
{
    json_t *sampling = gg_json_put_object(out, "sampling"), *sums = NULL, *squares = NULL;
    bool fine = sampling != NULL;

    fine = fine && (sums = gg_json_put_object(sampling, "inverse_probabilities")) != NULL;
    fine = fine && (squares = gg_json_put_object(sampling, "squared_inverses")) != NULL;
    for (size_t o = 0; o < GG_UNVERIFIED; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            fine = fine &&
                   gg_json_put(sums, gg_cell_keys[o][s], json_real(figures->inverse.w[o][s])) &&
                   gg_json_put(squares, gg_cell_keys[o][s], json_real(figures->inverse.w2[o][s]));
    return fine;
}

static bool put_range(json_t *out, const char *key, gg_interval r)
{
    json_t *range = gg_json_put_array(out, key);

    return range != NULL && json_array_append_new(range, gg_json_count(r.low)) == 0 &&
           json_array_append_new(range, gg_json_count(r.high)) == 0;
}

/* The ranges of what is null above, of the cells by arm, and of a sum that has no count there. */
static bool put_bounds(const gg_figures *figures, json_t *out)
{
    json_t *bounds = gg_json_put_object(out, "count_bounds"), *random;
    bool fine = bounds != NULL &&
                (!gg_figures_told(figures, GG_CELLS_ALL & ~GG_CELLS_SELECTED) ||
                 put_range(bounds, "not_selected", figures->bounds.sums[GG_SUM_NOT_SELECTED]));

    for (size_t i = 0; fine && i < sizeof counts / sizeof counts[0]; i++) {
        const gg_interval r = gg_figures_range(figures, counts[i].cells);

        fine = r.low == r.high || !gg_figures_told(figures, counts[i].cells) ||
               put_range(bounds, counts[i].key, r);
    }
    for (size_t s = 0; fine && s < GG_SELECTIONS; s++) {
        const gg_interval r = figures->bounds.cells[GG_UNVERIFIED][s];

        fine = r.low == r.high || !gg_figures_told(figures, GG_CELL(GG_UNVERIFIED, s)) ||
               put_range(bounds, gg_cell_keys[GG_UNVERIFIED][s], r);
    }
    if (!fine || figures->inspection != GG_INSPECTION_RANDOM_ARM)
        return fine;
    random = gg_json_put_object(bounds, "random");
    for (size_t i = 0; random != NULL && fine && i < GG_OUTCOMES * GG_SELECTIONS; i++)
        fine = put_range(random, gg_cell_keys[i / GG_SELECTIONS][i % GG_SELECTIONS],
                         figures->bounds.random[i / GG_SELECTIONS][i % GG_SELECTIONS]);
    return random != NULL && fine;
}

static bool put_design(const gg_figures *figures, json_t *out)
{
    if (figures->population != 0 && gg_json_set_real(out, "population", figures->population) != 0)
        return false;
    if (figures->inspection == GG_INSPECTION_UNKNOWN)
        return true;
    if (!gg_json_put(out, "inspection", json_string(gg_inspection_name(figures->inspection))))
        return false;
    if (figures->inspection == GG_INSPECTION_KNOWN_PROBABILITY)
        return put_sampling(figures, out);
    return figures->inspection != GG_INSPECTION_RANDOM_ARM || put_arms(figures, out);
}

gg_status gg_figures_write(const gg_figures *figures, const gg_measure_options *options,
                           json_t **out, gg_error *err)
{
    static const char *const kinds[] = {"none", "real", "probability"};
    const gg_measure_options how = gg_measure_options_or_default(options);
    json_t *metrics = json_object();
    bool fine = metrics != NULL && put_counts(figures, metrics) &&
                put_metrics(figures, &how, metrics) &&
                gg_json_put(metrics, "scores", json_string(kinds[figures->scores]));

    if (fine && gg_figures_range(figures, GG_CELLS_UNVERIFIED).high > 0)
        fine = put_unverified(figures, metrics);
    fine = fine && gg_untold_write(figures, metrics);
    if (fine && figures->weighted)
        fine = put_squares(figures, metrics);
    fine = fine && put_design(figures, metrics);
    if (fine && figures->bounded)
        fine = put_bounds(figures, metrics);
    if (fine && figures->merged)
        fine = gg_json_put(metrics, "merged", json_true());
    if (!fine) {
        json_decref(metrics);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = metrics;
    return GG_OK;
}
