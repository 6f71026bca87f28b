/*
 * Figures read back from a METRICS object that someone else may have written: everything is
 * checked, because a verdict rests on it.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/metric.h"
#include "evaluate/evaluate_internal.h"

#define LARGEST_COUNT 9007199254740992.0 /* 2^53 */
#define MEND          "give a document that gauger evaluate wrote"

typedef struct reader {
    const json_t *metrics;
    bool weighted;
    const json_t
        *bounds;     /* of counts that are known within bounds only; NULL where all are exact */
    uint32_t untold; /* what is not told; null there */
    gg_error *err;
    gg_status status; /* the first failure; later reads do nothing */
} reader;

static void refuse(reader *r, const char *key, const char *what)
{
    if (r->status != GG_OK)
        return;
    gg_error_where(r->err, NULL, 0, key);
    r->status = gg_error_set(r->err, GG_E_INPUT, MEND, "%s", what);
}

/* A count that must be there, or may be: then `otherwise` is taken, which is checked as well. */
static double read_count(reader *r, const json_t *object, const char *key, double otherwise)
{
    const json_t *value = json_object_get(object, key);
    double count = value != NULL && json_is_number(value) ? json_number_value(value) : otherwise;

    if (json_is_null(value)) {
        refuse(r, key, "the count is withheld, so nothing can be computed from it");
    } else if ((value == NULL && isnan(otherwise)) || (value != NULL && !json_is_number(value))) {
        refuse(r, key, "not a count");
    } else if (!(count >= 0 && count <= LARGEST_COUNT)) {
        refuse(r, key, "a count that is negative or too large");
    } else if (!r->weighted && count != floor(count)) {
        refuse(r, key, "a count that is not a whole number");
    }
    return r->status == GG_OK ? count : 0;
}

/* Sums of weights carry rounding; whole counts do not. */
static bool adds_up(const reader *r, double whole, double parts)
{
    return fabs(whole - parts) <= (r->weighted ? 1e-9 * fmax(1, fmax(whole, parts)) : 0);
}

/* A count of METRICS; 0 where it is not told, and then it may not stand there. */
static double read_told(reader *r, const char *key, uint32_t bit, double otherwise)
{
    if (!(r->untold & bit))
        return read_count(r, r->metrics, key, otherwise);
    if (!json_is_null(json_object_get(r->metrics, key)) && json_object_get(r->metrics, key) != NULL)
        refuse(r, key, "a count that is said not to be published");
    return 0;
}

static void check_sum(reader *r, const char *key, const gg_figures *f, unsigned cells, uint32_t bit)
{
    double stated;

    if (r->untold & bit)
        return;
    stated = read_count(r, r->metrics, key, NAN);

    if (r->status == GG_OK && !adds_up(r, stated, gg_figures_sum(f, cells)))
        refuse(r, key, "contradicts the other counts");
}

/* [least, most], two whole numbers. */
static gg_interval read_range(reader *r, const json_t *value, const char *key)
{
    const double low = json_number_value(json_array_get(value, 0));
    const double high = json_number_value(json_array_get(value, 1));

    if (json_array_size(value) != 2 || !json_is_integer(json_array_get(value, 0)) ||
        !json_is_integer(json_array_get(value, 1)) ||
        !(low >= 0 && low <= high && high <= LARGEST_COUNT)) {
        refuse(r, key, "its bounds are not two whole numbers in ascending order");
        return (gg_interval){0, 0};
    }
    return (gg_interval){low, high};
}

/* A count, or the bounds that stand for it. */
static gg_interval read_bounded(reader *r, const char *key, uint32_t bit, double otherwise)
{
    const json_t *range = json_object_get(r->bounds, key);
    double count;

    if (range != NULL && !(r->untold & bit))
        return read_range(r, range, key);
    count = read_told(r, key, bit, otherwise);
    return (gg_interval){count, count};
}

/* A sum that its parts cannot have is a contradiction. */
static void check_range(reader *r, const char *key, gg_interval sum, gg_interval parts)
{
    if (r->status == GG_OK && (parts.low > sum.high || parts.high < sum.low))
        refuse(r, key, "its bounds contradict those of the other counts");
}

static void check_ranges(reader *r, gg_figures *f)
{
    static const struct {
        const char *key;
        int sum;
        unsigned cells;
    } sums[] = {{"selected", GG_SUM_SELECTED, GG_CELLS_SELECTED},
                {"not_selected", GG_SUM_NOT_SELECTED, GG_CELLS_ALL & ~GG_CELLS_SELECTED},
                {"positives", GG_SUM_POSITIVES, GG_CELL_TP | GG_CELL_FN},
                {"negatives", GG_SUM_NEGATIVES, GG_CELL_FP | GG_CELL_TN},
                {"count", GG_SUM_COUNT, GG_CELLS_ALL}};
    gg_figures parts = *f;

    for (size_t i = 0; i < GG_SUMS; i++)
        parts.bounds.sums[i] = (gg_interval){0, INFINITY};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        const gg_interval of_parts = gg_figures_range(&parts, sums[i].cells);

        if (r->untold & GG_UNTOLD_SUM(sums[i].sum))
            f->bounds.sums[sums[i].sum] = of_parts;
        else
            check_range(r, sums[i].key, f->bounds.sums[sums[i].sum], of_parts);
    }
}

static void read_random_ranges(reader *r, gg_figures *f)
{
    const json_t *random = json_object_get(r->bounds, "random");

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            const gg_interval all = f->bounds.cells[o][s];
            const gg_interval x =
                read_range(r, json_object_get(random, gg_cell_keys[o][s]), "random");

            if (x.low > all.low || x.high > all.high)
                refuse(r, "random", "its bounds contradict those of the other counts");
            f->bounds.random[o][s] = x;
        }
    }
}

/* The cells of a table whose counts are known within bounds only: the least of each as well. */
static void read_bounds(reader *r, gg_figures *f)
{
    gg_interval *sums = f->bounds.sums;

    static const char *const keys[GG_SUMS] = {[GG_SUM_SELECTED] = "selected",
                                              [GG_SUM_NOT_SELECTED] = "not_selected",
                                              [GG_SUM_POSITIVES] = "positives",
                                              [GG_SUM_NEGATIVES] = "negatives",
                                              [GG_SUM_COUNT] = "count"};

    f->bounded = true;
    f->complete = false; /* so that no sum stands for another while they are read */
    for (size_t o = 0; o < GG_OUTCOMES; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            f->bounds.cells[o][s] = read_bounded(r, gg_cell_keys[o][s], GG_UNTOLD_CELL(o, s),
                                                 o == GG_UNVERIFIED ? 0 : NAN);
    for (size_t i = 0; i < GG_SUMS; i++)
        sums[i] = read_bounded(r, keys[i], GG_UNTOLD_SUM(i), NAN);
    if (r->untold)
        gg_untold_stand_in(r->untold, sums,
                           read_bounded(r, "unverified", GG_UNTOLD_UNVERIFIED, NAN),
                           f->bounds.cells);
    for (size_t o = 0; o < GG_OUTCOMES; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            f->w[o][s] = f->bounds.cells[o][s].low;
    memcpy(f->w2, f->w, sizeof f->w2);
    f->rows = fmax(gg_figures_sum(f, GG_CELLS_ALL), sums[GG_SUM_COUNT].low);
    check_ranges(r, f);
}

static gg_interval exactly(double count)
{
    return (gg_interval){count, count};
}

/* Sums that are told without their parts: their cells are null, and something stands in. */
static void stand_in(reader *r, gg_figures *f)
{
    const double selected = read_told(r, "selected", GG_UNTOLD_SUM(GG_SUM_SELECTED), NAN);
    const double count = read_told(r, "count", GG_UNTOLD_SUM(GG_SUM_COUNT), NAN);
    const gg_interval sum[GG_SUMS] = {
        [GG_SUM_SELECTED] = exactly(selected),
        [GG_SUM_NOT_SELECTED] = exactly(fmax(count - selected, 0)),
        [GG_SUM_POSITIVES] =
            exactly(read_told(r, "positives", GG_UNTOLD_SUM(GG_SUM_POSITIVES), NAN)),
        [GG_SUM_NEGATIVES] =
            exactly(read_told(r, "negatives", GG_UNTOLD_SUM(GG_SUM_NEGATIVES), NAN)),
        [GG_SUM_COUNT] = exactly(count)};
    gg_interval cells[GG_OUTCOMES][GG_SELECTIONS];

    for (size_t o = 0; o < GG_OUTCOMES; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            cells[o][s] = exactly(f->w[o][s]);
    gg_untold_stand_in(r->untold, sum,
                       exactly(read_told(r, "unverified", GG_UNTOLD_UNVERIFIED, NAN)), cells);
    for (size_t o = 0; o < GG_OUTCOMES; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            f->w[o][s] = cells[o][s].low;
}

/* By decision, where some outcome is not known; documents of other makers may leave them out. */
static void read_unverified(reader *r, gg_figures *f, double unverified)
{
    const double selected = read_told(r, "selected", GG_UNTOLD_SUM(GG_SUM_SELECTED), NAN);
    const double open = selected - f->w[GG_POSITIVE][GG_SELECTED] - f->w[GG_NEGATIVE][GG_SELECTED];
    const bool kept = json_object_get(r->metrics, "unverified_selected") != NULL;

    if (!(unverified > 0) && !(r->untold && kept))
        return;
    f->w[GG_UNVERIFIED][GG_SELECTED] =
        read_told(r, "unverified_selected", GG_UNTOLD_CELL(GG_UNVERIFIED, GG_SELECTED), open);
    f->w[GG_UNVERIFIED][GG_NOT_SELECTED] =
        read_told(r, "unverified_not_selected", GG_UNTOLD_CELL(GG_UNVERIFIED, GG_NOT_SELECTED),
                  unverified - f->w[GG_UNVERIFIED][GG_SELECTED]);
}

static void read_cells(reader *r, gg_figures *f)
{
    const double unverified = read_told(r, "unverified", GG_UNTOLD_UNVERIFIED, NAN);

    f->w[GG_POSITIVE][GG_SELECTED] =
        read_told(r, "tp", GG_UNTOLD_CELL(GG_POSITIVE, GG_SELECTED), NAN);
    f->w[GG_NEGATIVE][GG_SELECTED] =
        read_told(r, "fp", GG_UNTOLD_CELL(GG_NEGATIVE, GG_SELECTED), NAN);
    f->w[GG_NEGATIVE][GG_NOT_SELECTED] =
        read_told(r, "tn", GG_UNTOLD_CELL(GG_NEGATIVE, GG_NOT_SELECTED), NAN);
    f->w[GG_POSITIVE][GG_NOT_SELECTED] =
        read_told(r, "fn", GG_UNTOLD_CELL(GG_POSITIVE, GG_NOT_SELECTED), NAN);
    read_unverified(r, f, unverified);
    if (r->untold)
        stand_in(r, f);
    check_sum(r, "count", f, GG_CELLS_ALL, GG_UNTOLD_SUM(GG_SUM_COUNT));
    check_sum(r, "positives", f, GG_CELL_TP | GG_CELL_FN, GG_UNTOLD_SUM(GG_SUM_POSITIVES));
    check_sum(r, "negatives", f, GG_CELL_FP | GG_CELL_TN, GG_UNTOLD_SUM(GG_SUM_NEGATIVES));
    check_sum(r, "unverified", f, GG_CELLS_UNVERIFIED, GG_UNTOLD_UNVERIFIED);
    check_sum(r, "selected", f, GG_CELLS_SELECTED, GG_UNTOLD_SUM(GG_SUM_SELECTED));
}

/* Cauchy-Schwarz: no cell can have a larger sum of squares than the square of its sum, nor a
 * smaller one than its sum squared over its rows. */
static void read_squares_of(reader *r, const json_t *squares, double rows,
                            const double w[GG_OUTCOMES][GG_SELECTIONS],
                            double out[GG_OUTCOMES][GG_SELECTIONS])
{
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            double x = w[o][s], w2 = read_count(r, squares, gg_cell_keys[o][s], NAN);

            if (w2 > x * x * (1 + 1e-9) + 1e-9 || x * x > (w2 * (1 + 1e-9) + 1e-9) * rows)
                refuse(r, "squared_weights", "contradicts the sums of weights");
            out[o][s] = w2;
        }
    }
}

static void read_squares(reader *r, gg_figures *f)
{
    const json_t *squares = json_object_get(r->metrics, "squared_weights");

    if (r->untold & GG_UNTOLD_SUM(GG_SUM_COUNT))
        f->rows = gg_figures_sum(f, GG_CELLS_ALL);
    else
        f->rows = read_count(r, r->metrics, r->weighted ? "rows" : "count", NAN);
    if (!r->weighted) {
        memcpy(f->w2, f->w, sizeof f->w2);
        return;
    }
    if (f->rows != floor(f->rows))
        refuse(r, "rows", "a count that is not a whole number");
    read_squares_of(r, squares, f->rows, f->w, f->w2);
}

/* Each cell of the random arm is a part of the cell of all rows. */
static void read_arms(reader *r, gg_figures *f)
{
    const json_t *random = json_object_get(json_object_get(r->metrics, "arms"), "random");

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            double w = read_count(r, random, gg_cell_keys[o][s], NAN);

            if (w > f->w[o][s] * (1 + 1e-9))
                refuse(r, "arms", "contradicts the other counts");
            f->random[o][s] = w;
        }
    }
    if (f->weighted)
        read_squares_of(r,
                        json_object_get(json_object_get(r->metrics, "squared_weights"), "random"),
                        f->rows, f->random, f->random2);
    else
        memcpy(f->random2, f->random, sizeof f->random2);
}

static double read_sum(reader *r, const json_t *sums, const char *cell)
{
    const json_t *value = json_object_get(sums, cell);
    const double x = json_is_number(value) ? json_number_value(value) : NAN;

    if (!(x >= 0 && isfinite(x)))
        refuse(r, "sampling", "not a sum of inverse probabilities");
    return r->status == GG_OK ? x : 0;
}

/* Inverse probabilities are at least 1, and no sum of squares is below that of equal parts, nor
 * above the square of the sum. */
static void read_sampling(reader *r, gg_figures *f)
{
    const json_t *sampling = json_object_get(r->metrics, "sampling");

    if (f->weighted || f->bounded)
        refuse(r, "inspection", "probabilities beside weights, or counts in bounds");
    for (size_t o = 0; o < GG_UNVERIFIED; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            const char *cell = gg_cell_keys[o][s];
            const double n = f->w[o][s];
            const double w = read_sum(r, json_object_get(sampling, "inverse_probabilities"), cell);
            const double w2 = read_sum(r, json_object_get(sampling, "squared_inverses"), cell);

            if (w < n * (1 - 1e-9) || w2 < w * (1 - 1e-9) || w * w > n * w2 * (1 + 1e-9) ||
                w2 > w * w * (1 + 1e-9))
                refuse(r, "sampling", "contradicts the counts");
            f->inverse.w[o][s] = w;
            f->inverse.w2[o][s] = w2;
        }
    }
}

/* How cases came to be inspected, where that is declared. Of a population without a number not even
 * that there is one may be forgotten. */
static void read_design(reader *r, gg_figures *f)
{
    const json_t *population = json_object_get(r->metrics, "population");
    const char *name = gg_json_string(r->metrics, "inspection", "unknown");

    if (gg_inspection_parse(name, &f->inspection, NULL) != GG_OK) {
        refuse(r, "inspection", "no inspection design is called so");
        return;
    }
    if (f->inspection == GG_INSPECTION_RANDOM_ARM)
        read_arms(r, f);
    if (f->inspection == GG_INSPECTION_KNOWN_PROBABILITY)
        read_sampling(r, f);
    if (f->inspection == GG_INSPECTION_RANDOM_ARM && f->bounded)
        read_random_ranges(r, f);
    if (population != NULL && json_is_null(population))
        f->population = NAN;
    else if (population != NULL)
        f->population = json_is_number(population) ? json_number_value(population) : -1;
    if (f->population < gg_figures_sum(f, GG_CELLS_ALL) * (1 - 1e-9) && f->population != 0)
        refuse(r, "population", "smaller than the count of its rows, or no count");
    if (f->population > 0 && f->inspection != GG_INSPECTION_RANDOM_ARM)
        refuse(r, "population", "means nothing for this inspection design");
}

static double read_real(reader *r, const char *key, const json_t *value, double high)
{
    double x = NAN;

    if (json_is_number(value))
        x = json_number_value(value);
    else if (value != NULL && !json_is_null(value))
        refuse(r, key, "not a number");
    if (!isnan(x) && !(x >= 0 && x <= high)) {
        refuse(r, key, "out of its range");
        return NAN;
    }
    return x;
}

static gg_finished read_finished(reader *r, const char *key, double high)
{
    const json_t *est = json_object_get(r->metrics, key);
    gg_finished f = {read_real(r, key, json_object_get(est, "value"), high),
                     read_real(r, key, json_object_get(est, "standard_error"), HUGE_VAL)};

    if (isnan(f.value) && !isnan(f.standard_error))
        refuse(r, key, "a standard error without a value");
    return f;
}

static void read_ranking(reader *r, gg_figures *f)
{
    const json_t *est = json_object_get(r->metrics, "roc_auc");
    double positives = gg_figures_sum(f, GG_CELL_TP | GG_CELL_FN);
    double negatives = gg_figures_sum(f, GG_CELL_FP | GG_CELL_TN);

    f->roc_auc = read_finished(r, "roc_auc", 1);
    f->roc_auc_low = read_real(r, "roc_auc", json_object_get(est, "bound_low"), 1);
    f->roc_auc_high = read_real(r, "roc_auc", json_object_get(est, "bound_high"), 1);
    if (isnan(f->roc_auc_low) && isnan(f->roc_auc_high))
        f->roc_auc_low = f->roc_auc_high = f->roc_auc.value;
    if (!isnan(f->roc_auc.value) &&
        !(f->roc_auc_low <= f->roc_auc.value && f->roc_auc.value <= f->roc_auc_high))
        refuse(r, "roc_auc", "lies outside its bounds");
    if (!isnan(f->roc_auc.value) && !(positives > 0 && negatives > 0))
        refuse(r, "roc_auc", "a value where one of the outcomes does not occur");
    f->average_precision = read_finished(r, "average_precision", 1);
    if (!isnan(f->average_precision.value) && !(positives > 0))
        refuse(r, "average_precision", "a value where no positive occurs");
}

static const char *why_of(const json_t *metrics, const char *key)
{
    return gg_json_string(json_object_get(metrics, key), "why_null", "");
}

/* Documents of other makers may lack the key "scores"; the reasons for nulls tell as much. */
static gg_score_kind read_scores(reader *r)
{
    const char *kind = gg_json_string(r->metrics, "scores", NULL);

    if (kind == NULL && strcmp(why_of(r->metrics, "roc_auc"), GG_WHY_NO_SCORES) == 0)
        return GG_SCORES_NONE;
    if (kind == NULL && strcmp(why_of(r->metrics, "brier_score"), GG_WHY_NOT_A_PROBABILITY) == 0)
        return GG_SCORES_REAL;
    if (kind == NULL || strcmp(kind, "probability") == 0)
        return GG_SCORES_PROBABILITY;
    if (strcmp(kind, "real") != 0 && strcmp(kind, "none") != 0)
        refuse(r, "scores", "not one of none, real, probability");
    return strcmp(kind, "real") == 0 ? GG_SCORES_REAL : GG_SCORES_NONE;
}

/* What was left out on purpose says so in every group that has rows. */
static gg_extent read_measured(const reader *r)
{
    if (strcmp(why_of(r->metrics, "roc_auc"), GG_WHY_NOT_MEASURED) == 0)
        return GG_EXTENT_COUNTS;
    return strcmp(why_of(r->metrics, "average_precision"), GG_WHY_NOT_MEASURED) == 0
               ? GG_EXTENT_RANKING
               : GG_EXTENT_ALL;
}

static void read_means(reader *r, gg_figures *f)
{
    bool any;

    f->brier_score = read_finished(r, "brier_score", 1);
    f->log_loss = read_finished(r, "log_loss", HUGE_VAL);
    f->expected_calibration_error = read_real(
        r, "expected_calibration_error",
        json_object_get(json_object_get(r->metrics, "expected_calibration_error"), "value"), 1);
    any = !isnan(f->brier_score.value) || !isnan(f->log_loss.value) ||
          !isnan(f->expected_calibration_error);
    if (any && f->scores != GG_SCORES_PROBABILITY)
        refuse(r, "scores", "contradicts a mean that only probabilities have");
    if (!isnan(f->roc_auc.value) && f->scores == GG_SCORES_NONE)
        refuse(r, "scores", "contradicts a ranking figure");
}

/* Figures of scores of the verified rows, where others are missing. */
static void read_seen(reader *r, gg_figures *f)
{
    const struct {
        const char *key;
        double high, *out;
    } all[] = {{"roc_auc", 1, &f->seen.roc_auc},
               {"average_precision", 1, &f->seen.average_precision},
               {"brier_score", 1, &f->seen.brier_score},
               {"log_loss", HUGE_VAL, &f->seen.log_loss},
               {"expected_calibration_error", 1, &f->seen.expected_calibration_error}};

    const json_t *area = json_object_get(r->metrics, "roc_auc");
    const json_t *bounds = json_object_get(area, "bounds");

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *all[i].out = read_real(
            r, all[i].key, json_object_get(json_object_get(r->metrics, all[i].key), "observed"),
            all[i].high);
    if (strcmp(gg_json_string(area, "bounds_source", ""), GG_BOUNDS_OF_OUTCOMES) != 0)
        return;
    f->seen.auc_least = read_real(r, "roc_auc", json_array_get(bounds, 0), 1);
    f->seen.auc_most = read_real(r, "roc_auc", json_array_get(bounds, 1), 1);
    if (!(f->seen.auc_least <= f->seen.auc_most))
        refuse(r, "roc_auc", "bounds that are none");
}

gg_status gg_figures_parse(const json_t *metrics, gg_figures *out, gg_error *err)
{
    reader r = {.metrics = metrics, .err = err, .status = GG_OK};
    gg_figures f = gg_figures_empty(GG_SCORES_NONE);

    if (!json_is_object(metrics))
        return gg_error_set(err, GG_E_INPUT, MEND, "the metrics of a group are not an object");
    r.weighted = json_object_get(metrics, "squared_weights") != NULL;
    f.weighted = r.weighted;
    r.bounds = json_object_get(metrics, "count_bounds");
    if (r.bounds != NULL && r.weighted)
        refuse(&r, "count_bounds", "bounds of counts beside weights");
    if (!gg_untold_read(metrics, &r.untold) || (r.untold && r.weighted))
        refuse(&r, "not_published", "no list of counts, or one beside weights");
    f.untold = r.untold;
    if (r.bounds != NULL) {
        read_bounds(&r, &f);
    } else {
        read_cells(&r, &f);
        read_squares(&r, &f);
    }
    read_design(&r, &f);
    f.complete = gg_figures_complete(&f);
    f.merged = json_is_true(json_object_get(metrics, "merged"));
    f.scores = read_scores(&r);
    f.measured = read_measured(&r);
    read_ranking(&r, &f);
    read_means(&r, &f);
    if (!f.complete)
        read_seen(&r, &f);
    if (r.status == GG_OK)
        *out = f;
    return r.status;
}
