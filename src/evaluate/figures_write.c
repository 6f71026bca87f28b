/*
 * Figures as the METRICS object of the documents.
 *
 * Rates are computed again from the counts by whoever reads the object, so the counts are written
 * in full; roc_auc and the means are read back from value and standard_error.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/metric.h"
#include "evaluate/evaluate_internal.h"

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

static bool put_counts(const gg_figures *figures, json_t *out)
{
    bool fine = true;

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        double sum = gg_figures_sum(figures, counts[i].cells);
        json_t *value = figures->weighted ? json_real(sum) : gg_json_count(sum);

        fine = fine && gg_json_put(out, counts[i].key, value);
    }
    return fine;
}

static bool put_metrics(const gg_figures *figures, const gg_measure_options *options, json_t *out)
{
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const gg_metric *metric = gg_metric_at(i);
        gg_measure m;
        json_t *est;

        gg_metric_measure(metric, figures, options, &m);
        est = gg_estimate_json(&m);
        if (!gg_json_put(out, metric->name, est))
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
        double w = figures->w[GG_UNVERIFIED][s];

        fine =
            fine && gg_json_put(out, keys[s], figures->weighted ? json_real(w) : gg_json_count(w));
    }
    return fine;
}

static bool put_squares(const gg_figures *figures, json_t *out)
{
    static const char *const keys[GG_OUTCOMES][GG_SELECTIONS] = {
        {"tn", "fp"}, {"fn", "tp"}, {"unverified_not_selected", "unverified_selected"}};
    json_t *squares = json_object();
    bool fine = gg_json_put(out, "squared_weights", squares);

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            fine = fine && gg_json_set_real(squares, keys[o][s], figures->w2[o][s]) == 0;
    }
    return fine && gg_json_put(out, "rows", gg_json_count(figures->rows));
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

    if (fine && gg_figures_sum(figures, GG_CELLS_UNVERIFIED) > 0)
        fine = put_unverified(figures, metrics);
    if (fine && figures->weighted)
        fine = put_squares(figures, metrics);
    if (fine && figures->merged)
        fine = gg_json_put(metrics, "merged", json_true());
    if (!fine) {
        json_decref(metrics);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = metrics;
    return GG_OK;
}
