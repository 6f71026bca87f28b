/*
 * Figures of one group: from a slice of evidence, and sums of groups.
 */
#include "gauger/evaluate/metric.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "gauger/stats/auc_bounds.h"
#include "gauger/stats/derived.h"
#include "gauger/stats/weights.h"
#include "evaluate/evaluate_internal.h"

gg_measure_options gg_measure_options_default(void)
{
    return (gg_measure_options){
        .z = gg_z_of_confidence(0.95), .seed = 1, .slice = "", .adverse = GG_ADVERSE_SELECTED};
}

gg_measure_options gg_measure_options_or_default(const gg_measure_options *options)
{
    return options != NULL ? *options : gg_measure_options_default();
}

static void forget_finished(gg_figures *f)
{
    const gg_finished unknown = {NAN, NAN};

    f->roc_auc = f->average_precision = f->brier_score = f->log_loss = unknown;
    f->roc_auc_low = f->roc_auc_high = f->expected_calibration_error = NAN;
    f->seen = (gg_seen_scores){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

gg_figures gg_figures_empty(gg_score_kind scores)
{
    gg_figures f = {.complete = true, .scores = scores};

    forget_finished(&f);
    return f;
}

double gg_figures_sum(const gg_figures *figures, unsigned cells)
{
    double sum = 0;

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            if (cells & GG_CELL(o, s))
                sum += figures->w[o][s];
        }
    }
    return sum;
}

bool gg_scored_by_arm(const gg_figures *figures)
{
    return !figures->complete && figures->inspection == GG_INSPECTION_RANDOM_ARM;
}

/* The arm's cells stand where those of all rows do. */
static gg_figures scored_rows(const gg_figures *figures)
{
    gg_figures arm = *figures;

    if (!gg_scored_by_arm(figures))
        return arm;
    memcpy(arm.w, figures->random, sizeof arm.w);
    memcpy(arm.w2, figures->random2, sizeof arm.w2);
    return arm;
}

double gg_scored_effective(const gg_figures *figures, unsigned cells)
{
    const gg_figures scored = scored_rows(figures);

    return gg_figures_effective(&scored, cells);
}

double gg_scored_sum(const gg_figures *figures, unsigned cells)
{
    const gg_figures scored = scored_rows(figures);

    return gg_figures_sum(&scored, cells);
}

double gg_figures_effective(const gg_figures *figures, unsigned cells)
{
    double sum = gg_figures_sum(figures, cells), squares = 0, effective;

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            if (cells & GG_CELL(o, s))
                squares += figures->w2[o][s];
        }
    }
    return gg_effective_size(sum, squares, &effective) == GG_OK ? effective : 0;
}

/* A sum that is known as such, where the set of cells has one; NULL where it has not. */
static const gg_interval *known_sum(const gg_figures *f, unsigned cells)
{
    const struct {
        unsigned cells;
        int sum;
    } sums[] = {{GG_CELLS_SELECTED, GG_SUM_SELECTED},
                {GG_CELLS_ALL & ~GG_CELLS_SELECTED, GG_SUM_NOT_SELECTED},
                {GG_CELL_TP | GG_CELL_FN, GG_SUM_POSITIVES},
                {GG_CELL_FP | GG_CELL_TN, GG_SUM_NEGATIVES},
                {GG_CELLS_ALL, GG_SUM_COUNT}};

    /* Where nobody is unverified, the verified are all. */
    if (f->complete)
        cells = cells == GG_CELLS_VERIFIED           ? GG_CELLS_ALL
                : cells == (GG_CELL_TP | GG_CELL_FP) ? GG_CELLS_SELECTED
                : cells == (GG_CELL_TN | GG_CELL_FN) ? GG_CELLS_ALL & ~GG_CELLS_SELECTED
                                                     : cells;
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (sums[i].cells == cells)
            return &f->bounds.sums[sums[i].sum];
    return NULL;
}

gg_interval gg_figures_range(const gg_figures *figures, unsigned cells)
{
    gg_interval r = {0, 0};
    const gg_interval *known;

    if (!figures->bounded) {
        r.low = r.high = gg_figures_sum(figures, cells);
        return r;
    }
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            if (!(cells & GG_CELL(o, s)))
                continue;
            r.low += figures->bounds.cells[o][s].low;
            r.high += figures->bounds.cells[o][s].high;
        }
    }
    known = known_sum(figures, cells);
    if (known == NULL)
        return r;
    return (gg_interval){fmax(r.low, known->low), fmin(r.high, known->high)};
}

static void add_tally(const gg_tally *tally, gg_figures *f)
{
    for (size_t a = 0; a < GG_ARMS; a++) {
        for (size_t o = 0; o < GG_OUTCOMES; o++) {
            for (size_t d = 0; d < GG_DECISIONS; d++) {
                size_t s = d == GG_REFERRED ? GG_SELECTED : GG_NOT_SELECTED;

                f->rows += (double)tally->n[a][o][d];
                f->w[o][s] += tally->w[a][o][d];
                f->w2[o][s] += tally->w2[a][o][d];
            }
        }
    }
}

/* Terms and their squares are added in steps of 1e-30 (evidence), each a step off at most, and are
 * doubles before: a variance no larger than that does to it is none. */
static bool is_rounding(double mean, double variance)
{
    return variance <= 1e-30 * (1 + 2 * mean) + 16 * DBL_EPSILON * mean * mean;
}

/* In a weighted table the sums are those of as many rows as the weights are worth. */
static gg_finished mean_of_sums(double sum, double sum2, double weight, double weight2)
{
    gg_finished mean = {NAN, NAN};
    double effective, scale;

    if (gg_effective_size(weight, weight2, &effective) != GG_OK)
        return mean;
    scale = effective / weight;
    if (gg_mean_of_sums(sum * scale, sum2 * scale, effective, &mean.value, &mean.standard_error) !=
        GG_OK)
        mean = (gg_finished){NAN, NAN};
    if (is_rounding(mean.value, mean.standard_error * mean.standard_error * effective))
        mean.standard_error = 0;
    return mean;
}

static double calibration_error(const gg_score_sums *sums)
{
    double error = 0;

    if (!(sums->weight > 0))
        return NAN;
    for (size_t b = 0; b < GG_CALIBRATION_BINS; b++)
        error += fabs(sums->bin_positive[b] - sums->bin_score[b]);
    return isfinite(error) ? error / sums->weight : NAN;
}

static double root_or_nan(double variance)
{
    return variance >= 0 ? sqrt(variance) : NAN;
}

static void take_ranking(const gg_ranking *ranking, gg_figures *f)
{
    const double positives = gg_scored_effective(f, GG_CELL_TP | GG_CELL_FN);
    const double negatives = gg_scored_effective(f, GG_CELL_TN | GG_CELL_FP);

    f->roc_auc = (gg_finished){ranking->roc_auc, root_or_nan(ranking->roc_auc_variance)};
    f->roc_auc_low = isnan(ranking->roc_auc_low) ? ranking->roc_auc : ranking->roc_auc_low;
    f->roc_auc_high = isnan(ranking->roc_auc_high) ? ranking->roc_auc : ranking->roc_auc_high;
    f->average_precision =
        (gg_finished){ranking->average_precision, root_or_nan(ranking->average_precision_variance)};
    if (isnan(f->roc_auc.value))
        f->roc_auc_low = f->roc_auc_high = NAN;
    /* One row of a class has no spread to see: an error from the other class alone is no error. */
    if (isnan(f->roc_auc.value) || positives <= 1 || negatives <= 1)
        f->roc_auc.standard_error = NAN;
    if (isnan(f->average_precision.value))
        f->average_precision.standard_error = NAN;
}

static void add_random_arm(const gg_tally *tally, gg_figures *f)
{
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t d = 0; d < GG_DECISIONS; d++) {
            size_t s = d == GG_REFERRED ? GG_SELECTED : GG_NOT_SELECTED;

            f->random[o][s] += tally->w[GG_ARM_RANDOM][o][d];
            f->random2[o][s] += tally->w2[GG_ARM_RANDOM][o][d];
        }
    }
}

/* Cells of a tally by outcome and decision, those of the arms from `first` on. */
static void add_ranges(const gg_slice *slice, size_t first,
                       gg_interval out[GG_OUTCOMES][GG_SELECTIONS])
{
    for (size_t a = first; a < GG_ARMS; a++) {
        for (size_t o = 0; o < GG_OUTCOMES; o++) {
            for (size_t d = 0; d < GG_DECISIONS; d++) {
                gg_interval *r = &out[o][d == GG_REFERRED ? GG_SELECTED : GG_NOT_SELECTED];

                r->low += (double)slice->tally.n[a][o][d];
                r->high += (double)slice->bounds->high[(a * GG_OUTCOMES + o) * GG_DECISIONS + d];
            }
        }
    }
}

/* The least of each count stands in the cells; the rows are at least as many as the total says. */
static void take_bounds(const gg_slice *slice, gg_figures *f)
{
    if (slice->bounds == NULL)
        return;
    f->bounded = true;
    add_ranges(slice, 0, f->bounds.cells);
    if (f->inspection == GG_INSPECTION_RANDOM_ARM)
        add_ranges(slice, GG_ARM_RANDOM, f->bounds.random);
    for (size_t i = 0; i < GG_SUMS; i++)
        f->bounds.sums[i] =
            (gg_interval){(double)slice->bounds->sum_low[i], (double)slice->bounds->sum_high[i]};
    f->rows = fmax(f->rows, f->bounds.sums[GG_SUM_COUNT].low);
}

/* Ranking and means of the verified rows, or of those of the random arm. */
static void take_scores(const gg_ranking *ranking, const gg_score_sums *sums, gg_figures *f)
{
    if (f->scores != GG_SCORES_NONE)
        take_ranking(ranking, f);
    if (f->scores != GG_SCORES_PROBABILITY)
        return;
    f->brier_score = mean_of_sums(sums->brier, sums->brier2, sums->weight, sums->weight2);
    f->log_loss = mean_of_sums(sums->log_loss, sums->log_loss2, sums->weight, sums->weight2);
    f->expected_calibration_error = calibration_error(sums);
}

/* Where outcomes are missing, figures of scores are those of the verified rows, and are kept as
 * that alone. */
static void keep_seen(gg_figures *f)
{
    const gg_seen_scores seen = {f->roc_auc.value,
                                 f->average_precision.value,
                                 f->brier_score.value,
                                 f->log_loss.value,
                                 f->expected_calibration_error,
                                 NAN,
                                 NAN};

    forget_finished(f);
    f->seen = seen;
}

/* Bins hold rows, all of them only where nobody is missing from the table and none is weighted. */
static void take_worst_case(const gg_evidence *evidence, const gg_slice *slice, gg_figures *f)
{
    const gg_auc_bins bins = {slice->histogram[GG_POSITIVE], slice->histogram[GG_NEGATIVE],
                              slice->histogram[GG_UNVERIFIED], evidence->grid_bins};
    gg_interval ends;

    if (f->weighted || f->population != 0 || f->bounded || bins.n == 0 || !bins.positives ||
        !bins.negatives || !bins.unverified || gg_auc_worst_case(&bins, &ends) != GG_OK)
        return;
    f->seen.auc_least = ends.low;
    f->seen.auc_most = ends.high;
}

static gg_score_kind scores_of(const gg_evidence *evidence)
{
    if (!evidence->has_scores)
        return GG_SCORES_NONE;
    return evidence->probability ? GG_SCORES_PROBABILITY : GG_SCORES_REAL;
}

/* Verified rows that stand for more than themselves say that cases are missing. */
bool gg_figures_complete(const gg_figures *f)
{
    double stand_for = 0;

    for (size_t o = 0; o < GG_UNVERIFIED; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            stand_for += f->inverse.w[o][s];
    return gg_figures_range(f, GG_CELLS_UNVERIFIED).high == 0 && f->population == 0 &&
           stand_for <= gg_figures_sum(f, GG_CELLS_VERIFIED) * (1 + 1e-9);
}

gg_status gg_figures_of_slice(const gg_evidence *evidence, const gg_slice *slice,
                              gg_inspection inspection, gg_figures *out, gg_error *err)
{
    gg_figures f = gg_figures_empty(scores_of(evidence));

    if (inspection == GG_INSPECTION_KNOWN_PROBABILITY && !evidence->sampled)
        return gg_error_set(err, GG_E_USAGE, "name the column with --sampling-probability",
                            "no column says with which probability each case was inspected");
    f.measured = evidence->measured;
    f.weighted = evidence->weighted;
    f.inspection = inspection;
    add_tally(&slice->tally, &f);
    if (inspection == GG_INSPECTION_RANDOM_ARM)
        add_random_arm(&slice->tally, &f);
    if (inspection == GG_INSPECTION_KNOWN_PROBABILITY)
        f.inverse = slice->inverse;
    take_bounds(slice, &f);
    f.untold = slice->untold;
    /* Lines of the referred alone are no table of everyone, and how many there are is not known. */
    if (f.untold & GG_UNTOLD_SUM(GG_SUM_COUNT))
        f.population = NAN;
    f.complete = gg_figures_complete(&f);
    take_scores(&slice->ranking, &slice->sums, &f);
    if (!f.complete) {
        keep_seen(&f);
        take_worst_case(evidence, slice, &f);
    }
    /* The arm's rows were drawn from all, so what they show is an estimate for all. */
    if (gg_scored_by_arm(&f) && slice->arm_scores != NULL)
        take_scores(&slice->arm_scores->ranking, &slice->arm_scores->sums, &f);
    *out = f;
    return GG_OK;
}

static bool nobody(const gg_figures *f)
{
    return f->rows == 0 && !f->bounded;
}

/* Exact counts are bounds without width. */
static void bounds_of(const gg_figures *f, gg_count_bounds *out)
{
    static const unsigned sums[GG_SUMS] = {[GG_SUM_SELECTED] = GG_CELLS_SELECTED,
                                           [GG_SUM_NOT_SELECTED] =
                                               GG_CELLS_ALL & ~GG_CELLS_SELECTED,
                                           [GG_SUM_POSITIVES] = GG_CELL_TP | GG_CELL_FN,
                                           [GG_SUM_NEGATIVES] = GG_CELL_FP | GG_CELL_TN,
                                           [GG_SUM_COUNT] = GG_CELLS_ALL};

    if (f->bounded) {
        *out = f->bounds;
        return;
    }
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            out->cells[o][s] = (gg_interval){f->w[o][s], f->w[o][s]};
            out->random[o][s] = (gg_interval){f->random[o][s], f->random[o][s]};
        }
    }
    for (size_t i = 0; i < GG_SUMS; i++)
        out->sums[i] = gg_figures_range(f, sums[i]);
}

static gg_interval add_interval(gg_interval a, gg_interval b)
{
    return (gg_interval){a.low + b.low, a.high + b.high};
}

static void add_bounds(const gg_figures *a, const gg_figures *b, gg_figures *sum)
{
    gg_count_bounds x, y;

    sum->bounded = a->bounded || b->bounded;
    if (!sum->bounded)
        return;
    bounds_of(a, &x);
    bounds_of(b, &y);
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            sum->bounds.cells[o][s] = add_interval(x.cells[o][s], y.cells[o][s]);
            sum->bounds.random[o][s] = add_interval(x.random[o][s], y.random[o][s]);
        }
    }
    for (size_t i = 0; i < GG_SUMS; i++)
        sum->bounds.sums[i] = add_interval(x.sums[i], y.sums[i]);
}

void gg_figures_add(const gg_figures *a, const gg_figures *b, gg_figures *out)
{
    gg_figures sum = *a;

    if (nobody(a) || nobody(b)) {
        *out = nobody(a) ? *b : *a;
        return;
    }
    sum.rows += b->rows;
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            sum.w[o][s] += b->w[o][s];
            sum.w2[o][s] += b->w2[o][s];
            sum.random[o][s] += b->random[o][s];
            sum.random2[o][s] += b->random2[o][s];
        }
    }
    for (size_t o = 0; o < GG_UNVERIFIED; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            sum.inverse.w[o][s] += b->inverse.w[o][s];
            sum.inverse.w2[o][s] += b->inverse.w2[o][s];
        }
    }
    sum.population += b->population;
    sum.untold |= b->untold;
    add_bounds(a, b, &sum);
    /* Of two designs none holds for both. */
    if (a->inspection != b->inspection)
        sum.inspection = GG_INSPECTION_UNKNOWN;
    sum.weighted = a->weighted || b->weighted;
    sum.complete = a->complete && b->complete;
    /* One set of scores in one table: the weaker claim holds for both. */
    if (a->scores == GG_SCORES_NONE || b->scores == GG_SCORES_NONE)
        sum.scores = GG_SCORES_NONE;
    else if (b->scores == GG_SCORES_REAL)
        sum.scores = GG_SCORES_REAL;
    sum.merged = true;
    forget_finished(&sum);
    *out = sum;
}
