/* Whether a classifier can tell the two tables apart, all watched columns together. */
#include <math.h>
#include <string.h>

#include "gauger/model/classifier.h"
#include "gauger/stats/derived.h"
#include "gauger/stats/rank_sum.h"
#include "drift_classifier.h"
#include "evaluate_internal.h"

#define FOLDS      5
#define LEAST_ROWS 50 /* of either table */
#define CONFIDENCE 0.95

static const struct {
    const char *key, *text;
} conventions[] = {
    {"rows",
     "Drawn without replacement by the seed, equally likely each; with counts, a line is as "
     "many rows."},
    {"inputs",
     "Numbers standardized over the drawn rows of both tables, divisor n, missing ones at the "
     "median with an indicator; words one-hot: the 20 most frequent levels with 5 drawn rows or "
     "more, the others together, missing ones. Inputs that do not vary are left out."},
    {"learning",
     "libsvm c_svc, radial basis function, C = 1, gamma = 1 / inputs. Random folds, each table "
     "dealt evenly; each fold but the first is scored by what was learned from the folds before "
     "it, so that no row is scored by what it taught."},
    {"auc",
     "Share of the pairs of a current and a baseline row of one fold that the decision value "
     "puts in that order, ties one half; 0.5 is chance. Interval by DeLong's variances of "
     "the folds on the logit scale, 95%."},
    {"p_value", "van Elteren's one-sided rank test over the folds, mid-ranks, normal. Apart from "
                "the adjustment over columns."},
    {"status", "fail: auc reaches its bound and p is below alpha; warn: one of the two."},
};

static gg_status fail(gg_status status, gg_error *err)
{
    return gg_error_set(err, status, NULL, "the classifier could not be judged");
}

static gg_status measure(gg_arena *arena, const gg_classifier_rows *rows, const double *score,
                         gg_drift_classified *out, gg_error *err)
{
    gg_rank_rows ranked = {.n = 0, .strata = rows->folds};
    double *scored = gg_arena_array(arena, rows->n, sizeof *scored), error;
    unsigned char *label = gg_arena_array(arena, rows->n, 1);
    size_t *fold = gg_arena_array(arena, rows->n, sizeof *fold);
    gg_interval ends;
    gg_rank_sum test;
    gg_status status;

    if (!scored || !label || !fold)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->fold[i] == 0)
            continue;
        scored[ranked.n] = score[i];
        label[ranked.n] = rows->label[i];
        fold[ranked.n++] = rows->fold[i];
    }
    ranked.score = scored;
    ranked.outcome = label;
    ranked.stratum = fold;
    status = gg_rank_sum_strata(&ranked, &test);
    if (status)
        return fail(status, err);
    error = sqrt(test.variance);
    status = gg_interval_auc(test.auc, error, (double)test.negatives, (double)test.positives,
                             gg_z_of_confidence(CONFIDENCE), &ends);
    if (status)
        return fail(status, err);
    out->auc = gg_measure_of(test.auc, ends.low, ends.high, "delong");
    out->auc.standard_error = error;
    out->auc.n = (double)ranked.n;
    out->p = test.p_greater;
    return GG_OK;
}

static gg_status classify(gg_arena *arena, const gg_drift_options *options,
                          gg_drift_classified *out, gg_error *err)
{
    const gg_drift_matrix *m = &out->matrix;
    size_t *fold = gg_arena_array(arena, m->n, sizeof *fold);
    double *score = gg_arena_array(arena, m->n, sizeof *score);
    gg_classifier_rows rows = {m->x, m->label, fold, m->n, m->p, out->folds};
    gg_status status;

    if (!fold || !score)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_classifier_folds(m->label, m->n, out->folds, options->seed, fold);
    if (status)
        return fail(status, err);
    status = gg_classifier_scores(&rows, NULL, score, err);
    if (!status)
        status = measure(arena, &rows, score, out, err);
    if (!status)
        out->status =
            gg_drift_combine(out->auc.value >= options->classifier_bound, out->p < options->alpha);
    return status;
}

gg_status gg_drift_classify(gg_arena *arena, gg_drift_draw draws[GG_SIDES],
                            const gg_drift_column *columns, const gg_drift_options *options,
                            gg_drift_classified *out, gg_error *err)
{
    gg_status status;

    *out = (gg_drift_classified){.folds = FOLDS, .p = NAN, .status = GG_DRIFT_INCONCLUSIVE};
    out->auc = gg_measure_undefined(GG_WHY_TOO_FEW);
    for (int side = 0; side < GG_SIDES; side++) {
        gg_drift_draw_sort(&draws[side]);
        out->rows[side] = draws[side].n;
    }
    status = gg_drift_matrix_build(arena, draws, columns, &out->matrix, err);
    if (status)
        return status;
    if (out->rows[GG_BASELINE] < LEAST_ROWS || out->rows[GG_CURRENT] < LEAST_ROWS)
        out->why = "too_few";
    else if (out->matrix.p == 0)
        out->why = "no_inputs";
    return out->why ? GG_OK : classify(arena, options, out, err);
}

static bool put_columns(const gg_drift_matrix *m, json_t *object)
{
    json_t *columns = gg_json_put_array(object, "columns");
    json_t *left_out = gg_json_put_array(object, "left_out");
    bool fine = columns && left_out;

    for (size_t i = 0; i < m->n_columns && fine; i++)
        fine = json_array_append_new(columns, json_string(m->columns[i])) == 0;
    for (size_t i = 0; i < m->n_left_out && fine; i++)
        fine =
            json_array_append_new(left_out, json_pack("{s:s, s:s}", "column", m->left_out[i].column,
                                                      "why", m->left_out[i].why)) == 0;
    return fine;
}

static bool put_conventions(json_t *object)
{
    json_t *said = gg_json_put_object(object, "conventions");
    bool fine = said != NULL;

    for (size_t i = 0; i < sizeof conventions / sizeof *conventions && fine; i++)
        fine = gg_json_put(said, conventions[i].key, json_string(conventions[i].text));
    return fine;
}

bool gg_drift_classified_put(const gg_drift_classified *c, const gg_drift_options *options,
                             json_t *document)
{
    json_t *object = gg_json_put_object(document, "classifier");
    json_t *rows = object ? gg_json_put_object(object, "rows") : NULL;

    return rows && gg_json_put(rows, "baseline", json_integer((json_int_t)c->rows[GG_BASELINE])) &&
           gg_json_put(rows, "current", json_integer((json_int_t)c->rows[GG_CURRENT])) &&
           gg_json_put(object, "inputs", json_integer((json_int_t)c->matrix.p)) &&
           gg_json_put(object, "folds", json_integer((json_int_t)c->folds)) &&
           gg_json_put(object, "auc", gg_estimate_json(&c->auc)) &&
           gg_json_set_real(object, "p_value", c->p) == 0 &&
           gg_json_put(object, "status", json_string(gg_drift_status_name(c->status))) &&
           (!c->why || gg_json_put(object, "why_inconclusive", json_string(c->why))) &&
           gg_json_set_real(object, "bound", options->classifier_bound) == 0 &&
           put_columns(&c->matrix, object) && put_conventions(object);
}
