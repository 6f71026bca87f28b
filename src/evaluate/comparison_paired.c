/*
 * Measuring one group: the counts by outcome and both decisions, the figures of both scores, the
 * ranking of both together.
 *
 * The figures go through a slice of evidence, so that a comparison's metrics of a score are made by
 * the same formulas as its evaluation's.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"

/* Neumaier's sum: the carry holds what the total is too coarse for. */
typedef struct exact_sum {
    double total, carry;
} exact_sum;

static void add(exact_sum *s, double x)
{
    double total = s->total + x;

    s->carry += fabs(s->total) >= fabs(x) ? (s->total - total) + x : (x - total) + s->total;
    s->total = total;
}

static double sum_of(const exact_sum *s)
{
    return s->total + s->carry;
}

static void count_pair(const gg_pair *p, double weight, gg_paired_table *table)
{
    size_t a = p->selected & 1, b = p->selected >> 1 & 1;
    double n = (double)p->count;

    table->n[p->outcome][a][b] += n;
    table->w[p->outcome][a][b] += n * weight;
    table->w2[p->outcome][a][b] += n * weight * weight;
}

static void fill_tables(const gg_pairs *pairs, gg_paired *out)
{
    for (size_t i = 0; i < pairs->n; i++) {
        const gg_pair *p = &pairs->all[i];

        count_pair(p, p->weight, &out->table);
        if (p->random)
            count_pair(p, p->weight, &out->random);
        if (p->inverse > 0)
            count_pair(p, p->inverse, &out->inverse);
    }
}

/* The part of the tables that concerns one score, as a slice's counts. */
static void fill_tally(const gg_paired *paired, int which, gg_tally *tally)
{
    const gg_paired_table *all = &paired->table, *random = &paired->random;

    for (int o = 0; o < GG_OUTCOMES; o++) {
        for (int a = 0; a < GG_SELECTIONS; a++) {
            for (int b = 0; b < GG_SELECTIONS; b++) {
                int d = (which == GG_A ? a : b) == GG_SELECTED ? GG_REFERRED : GG_BELOW;

                tally->n[GG_ARM_OTHER][o][d] += (uint64_t)(all->n[o][a][b] - random->n[o][a][b]);
                tally->n[GG_ARM_RANDOM][o][d] += (uint64_t)random->n[o][a][b];
                /* Differences of sums of weights carry rounding. */
                tally->w[GG_ARM_OTHER][o][d] += fmax(0, all->w[o][a][b] - random->w[o][a][b]);
                tally->w[GG_ARM_RANDOM][o][d] += random->w[o][a][b];
                tally->w2[GG_ARM_OTHER][o][d] += fmax(0, all->w2[o][a][b] - random->w2[o][a][b]);
                tally->w2[GG_ARM_RANDOM][o][d] += random->w2[o][a][b];
            }
        }
    }
}

static void fill_inverse(const gg_paired_table *table, int which, gg_inverse_sums *sums)
{
    for (int o = 0; o < GG_UNVERIFIED; o++) {
        for (int a = 0; a < GG_SELECTIONS; a++) {
            for (int b = 0; b < GG_SELECTIONS; b++) {
                sums->w[o][which == GG_A ? a : b] += table->w[o][a][b];
                sums->w2[o][which == GG_A ? a : b] += table->w2[o][a][b];
            }
        }
    }
}

static double brier_term(double score, int outcome)
{
    return (score - outcome) * (score - outcome);
}

/* Clipped at the machine epsilon, as scikit-learn does. */
static double loss_term(double score, int outcome)
{
    double p = fmin(fmax(score, DBL_EPSILON), 1 - DBL_EPSILON);

    return outcome ? -log(p) : -log1p(-p);
}

typedef double term(double score, int outcome);

static void sum_terms(const gg_pairs *pairs, int which, term *of, double *sum, double *squares)
{
    exact_sum s = {0, 0}, s2 = {0, 0};

    for (size_t i = 0; i < pairs->n; i++) {
        const gg_pair *p = &pairs->all[i];
        double w = (double)p->count * p->weight, x;

        if (p->outcome == GG_UNVERIFIED)
            continue;
        x = of(p->score[which], p->outcome == GG_POSITIVE);
        add(&s, w * x);
        add(&s2, w * x * x);
    }
    *sum = sum_of(&s);
    *squares = sum_of(&s2);
}

static void fill_bins(const gg_pairs *pairs, int which, gg_score_sums *sums)
{
    exact_sum weight[GG_CALIBRATION_BINS] = {{0, 0}}, positive[GG_CALIBRATION_BINS] = {{0, 0}},
              score[GG_CALIBRATION_BINS] = {{0, 0}};

    for (size_t i = 0; i < pairs->n; i++) {
        const gg_pair *p = &pairs->all[i];
        double x = p->score[which], w = (double)p->count * p->weight;
        size_t bin = x >= 1 ? GG_CALIBRATION_BINS - 1 : (size_t)(x * GG_CALIBRATION_BINS);

        if (p->outcome == GG_UNVERIFIED)
            continue;
        add(&weight[bin], w);
        add(&positive[bin], p->outcome == GG_POSITIVE ? w : 0);
        add(&score[bin], w * x);
    }
    for (int b = 0; b < GG_CALIBRATION_BINS; b++) {
        sums->bin_weight[b] = sum_of(&weight[b]);
        sums->bin_positive[b] = sum_of(&positive[b]);
        sums->bin_score[b] = sum_of(&score[b]);
    }
}

static void fill_sums(const gg_pairs *pairs, const gg_paired_table *table, int which,
                      gg_score_sums *sums)
{
    for (int o = 0; o < GG_UNVERIFIED; o++) {
        for (int k = 0; k < GG_SELECTIONS * GG_SELECTIONS; k++) {
            sums->weight += table->w[o][k / GG_SELECTIONS][k % GG_SELECTIONS];
            sums->weight2 += table->w2[o][k / GG_SELECTIONS][k % GG_SELECTIONS];
        }
    }
    if (!pairs->probability[which])
        return;
    sum_terms(pairs, which, brier_term, &sums->brier, &sums->brier2);
    sum_terms(pairs, which, loss_term, &sums->log_loss, &sums->log_loss2);
    fill_bins(pairs, which, sums);
}

/* A spread below the rounding error of what is summed is none. */
#define ROUNDING (16 * DBL_EPSILON)

/* The mean of the rows' differences and its standard error: paired rows need no covariance. */
static gg_paired_mean mean_difference(const gg_pairs *pairs, term *of)
{
    gg_paired_mean mean = {NAN, NAN};
    exact_sum weight = {0, 0}, sum = {0, 0}, squares = {0, 0};
    double rows = 0, largest = 0, farthest = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < pairs->n; i++) {
            const gg_pair *p = &pairs->all[i];
            int positive = p->outcome == GG_POSITIVE;
            double a = of(p->score[GG_A], positive), b = of(p->score[GG_B], positive);
            double d = a - b, n = (double)p->count;

            if (p->outcome == GG_UNVERIFIED)
                continue;
            if (pass == 0) {
                rows += n;
                largest = fmax(largest, fmax(fabs(a), fabs(b)));
                add(&weight, n * p->weight);
                add(&sum, n * p->weight * d);
            } else {
                d -= mean.difference;
                farthest = fmax(farthest, fabs(d));
                add(&squares, n * p->weight * p->weight * d * d);
            }
        }
        if (!(sum_of(&weight) > 0))
            return mean;
        mean.difference = sum_of(&sum) / sum_of(&weight);
    }
    if (rows > 1 && farthest <= ROUNDING * largest)
        mean.standard_error = 0;
    else if (rows > 1)
        mean.standard_error = sqrt(sum_of(&squares) * (rows / (rows - 1))) / sum_of(&weight);
    return mean;
}

static gg_status rank_one(const gg_scored_rows *rows, gg_tie *ties, gg_ranking *out)
{
    gg_delong area;
    size_t n;
    gg_status status = gg_ties_of_rows(rows, ties, &n);

    if (!status)
        status = gg_average_precision(ties, n, &out->average_precision,
                                      &out->average_precision_variance);
    if (!status)
        status = gg_delong_of_ties(ties, n, &area);
    if (status)
        return status;
    out->roc_auc = out->roc_auc_low = out->roc_auc_high = area.auc;
    /* A class of one row has no variance of its own: it adds nothing, as in an evaluation. */
    out->roc_auc_variance = 0;
    if (isfinite(area.variance_positives))
        out->roc_auc_variance += area.variance_positives / (double)area.positives;
    if (isfinite(area.variance_negatives))
        out->roc_auc_variance += area.variance_negatives / (double)area.negatives;
    return GG_OK;
}

/* The verified rows as the ranking functions want them. */
typedef struct ranked_rows {
    double *score[GG_SCORES_COMPARED];
    unsigned char *outcome;
    uint64_t *count;
    gg_tie *ties;
    size_t n;
} ranked_rows;

static void release_ranked(ranked_rows *r)
{
    free(r->score[GG_A]);
    free(r->score[GG_B]);
    free(r->outcome);
    free(r->count);
    free(r->ties);
}

static gg_status take_verified(const gg_pairs *pairs, ranked_rows *r, gg_error *err)
{
    memset(r, 0, sizeof *r);
    r->score[GG_A] = calloc(pairs->n, sizeof(double));
    r->score[GG_B] = calloc(pairs->n, sizeof(double));
    r->outcome = calloc(pairs->n, 1);
    r->count = calloc(pairs->n, sizeof *r->count);
    r->ties = calloc(pairs->n, sizeof *r->ties);
    if (!r->score[GG_A] || !r->score[GG_B] || !r->outcome || !r->count || !r->ties)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < pairs->n; i++) {
        const gg_pair *p = &pairs->all[i];

        if (p->outcome == GG_UNVERIFIED)
            continue;
        r->score[GG_A][r->n] = p->score[GG_A];
        r->score[GG_B][r->n] = p->score[GG_B];
        r->outcome[r->n] = p->outcome == GG_POSITIVE;
        r->count[r->n] = p->count;
        r->n++;
    }
    return GG_OK;
}

static gg_status rank_both(const gg_pairs *pairs, gg_ranking ranking[GG_SCORES_COMPARED],
                           gg_delong_pair *areas, gg_error *err)
{
    ranked_rows r;
    gg_paired_rows rows;
    gg_status status = take_verified(pairs, &r, err);

    for (int which = 0; which < GG_SCORES_COMPARED && !status; which++) {
        gg_scored_rows one = {r.score[which], r.outcome, r.count, r.n};

        status = rank_one(&one, r.ties, &ranking[which]);
    }
    rows = (gg_paired_rows){r.score[GG_A], r.score[GG_B], r.outcome, r.count, r.n};
    if (!status)
        status = gg_delong_paired(&rows, areas);
    release_ranked(&r);
    return status ? gg_error_set(err, status, NULL, "the scores could not be ranked") : GG_OK;
}

static double class_size(const gg_paired_table *table, int outcome)
{
    double n = 0;

    for (int k = 0; k < GG_SELECTIONS * GG_SELECTIONS; k++)
        n += table->w[outcome][k / GG_SELECTIONS][k % GG_SELECTIONS];
    return n;
}

static gg_status measure_figures(const gg_pairs *pairs, const gg_ranking *ranking, int which,
                                 gg_paired *out, gg_error *err)
{
    gg_evidence evidence;
    gg_slice slice;

    memset(&evidence, 0, sizeof evidence);
    memset(&slice, 0, sizeof slice);
    evidence.has_scores = true;
    evidence.probability = pairs->probability[which];
    evidence.weighted = pairs->weighted;
    evidence.sampled = true;
    slice.ranking = *ranking;
    fill_tally(out, which, &slice.tally);
    fill_inverse(&out->inverse, which, &slice.inverse);
    fill_sums(pairs, &out->table, which, &slice.sums);
    return gg_figures_of_slice(&evidence, &slice, pairs->inspection, &out->figures[which], err);
}

gg_figures gg_paired_figures(const gg_paired_table *table, bool weighted, int which)
{
    gg_figures f = gg_figures_empty(GG_SCORES_NONE);

    f.weighted = weighted;
    for (int o = 0; o < GG_OUTCOMES; o++) {
        for (int a = 0; a < GG_SELECTIONS; a++) {
            for (int b = 0; b < GG_SELECTIONS; b++) {
                f.rows += table->n[o][a][b];
                f.w[o][which == GG_A ? a : b] += table->w[o][a][b];
                f.w2[o][which == GG_A ? a : b] += table->w2[o][a][b];
            }
        }
    }
    return f;
}

void gg_paired_release(gg_paired *paired)
{
    free(paired->design);
    paired->design = NULL;
}

/* What the design estimates from is a group without missing outcomes. */
static gg_status measure_design(const gg_pairs *pairs, gg_paired *out, gg_error *err)
{
    gg_pairs rows;
    gg_status status = gg_pairs_design(pairs, &rows, err);

    if (status)
        return status;
    out->design = calloc(1, sizeof *out->design);
    status = out->design ? gg_paired_measure(&rows, out->design, err)
                         : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (!status)
        out->design->sampled = pairs->inspection == GG_INSPECTION_KNOWN_PROBABILITY;
    free(rows.all);
    return status;
}

gg_status gg_paired_measure(const gg_pairs *pairs, gg_paired *out, gg_error *err)
{
    const gg_ranking none = {NAN, NAN, NAN, NAN, NAN, NAN};
    gg_ranking ranking[GG_SCORES_COMPARED] = {none, none};
    gg_status status = GG_OK;

    memset(out, 0, sizeof *out);
    out->weighted = pairs->weighted;
    out->inspection = pairs->inspection;
    fill_tables(pairs, out);
    out->brier = out->log_loss = (gg_paired_mean){NAN, NAN};
    out->ranked = class_size(&out->table, GG_POSITIVE) > 0 &&
                  class_size(&out->table, GG_NEGATIVE) > 0 &&
                  class_size(&out->table, GG_UNVERIFIED) == 0;
    if (out->ranked && pairs->weighted)
        status = gg_weighted_areas(pairs, ranking, &out->areas, err);
    else if (out->ranked)
        status = rank_both(pairs, ranking, &out->areas, err);
    if (!status && pairs->probability[GG_A] && pairs->probability[GG_B]) {
        out->brier = mean_difference(pairs, brier_term);
        out->log_loss = mean_difference(pairs, loss_term);
    }
    for (int which = 0; which < GG_SCORES_COMPARED && !status; which++)
        status = measure_figures(pairs, &ranking[which], which, out, err);
    if (!status && !out->figures[GG_A].complete &&
        (pairs->inspection == GG_INSPECTION_RANDOM_ARM ||
         pairs->inspection == GG_INSPECTION_KNOWN_PROBABILITY))
        status = measure_design(pairs, out, err);
    return status;
}
