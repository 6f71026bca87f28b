/*
 * A walk over the rows in the order of their scores fills rankings, score sums and histograms.
 *
 * Rows of equal score are one group, so that their order cannot matter. For a slice with P
 * positives and N negatives, a positive's placement is (negatives below + half the tied) / N, a
 * negative's the same over positives; roc_auc is the mean placement of the positives, DeLong's
 * variance the variance of both placements over their numbers. Without weights all sums are whole
 * numbers in 128 bits, exact; beyond 2^30 rows (a table of large counts) they are kept as doubles.
 *
 * Where outcomes are missing and some rows came by a random arm, a second walk does the same over
 * the rows of that arm alone.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "packed_internal.h"
#include "rank_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

size_t gg_grid_bin(const gg_evidence *evidence, double score)
{
    const gg_grid grid = {evidence->grid_low, evidence->grid_high, evidence->grid_bins};

    return gg_bin_of(&grid, score);
}

#define MILLION UINT64_C(1000000)

/* A squared error of at most six decimals is a whole number of steps, and its square is exact in
 * the finer ones: a^2 x 1e12 + 2ab x 1e6 + b^2 of them, where it is a x 1e6 + b. */
static void take_squares(uint64_t millionths, gg_term *out)
{
    const uint64_t square = millionths * millionths;
    const uint64_t a = square / MILLION, b = square % MILLION;
    const uint64_t lower = 2 * a * b * MILLION + b * b;

    out[GG_BRIER] = (gg_term){(int64_t)square, 0};
    out[GG_BRIER2].whole = (int64_t)(a * a + lower / (MILLION * MILLION));
    out[GG_BRIER2].rest = (int64_t)(lower % (MILLION * MILLION) * MILLION);
}

/* Where a score has at most six decimals, millionths is its distance from the outcome. */
static void take_terms(double error, double loss, const uint64_t *millionths, double *of,
                       gg_term *steps)
{
    of[GG_BRIER] = error * error;
    of[GG_BRIER2] = of[GG_BRIER] * of[GG_BRIER];
    of[GG_LOG_LOSS] = loss;
    of[GG_LOG_LOSS2] = loss * loss;
    for (int i = millionths ? GG_LOG_LOSS : 0; i < GG_TERMS; i++)
        steps[i] = gg_term_of(of[i]);
    if (millionths)
        take_squares(*millionths, steps);
}

/* Scores are clipped at the machine epsilon for the logarithm, as scikit-learn does. */
void gg_terms_take(double score, const gg_score_logs *logs, const bool *either, gg_terms *out)
{
    const double clipped = fmin(fmax(score, DBL_EPSILON), 1 - DBL_EPSILON);
    uint32_t n = 0;
    const bool few = gg_packs(score, &n);
    const uint64_t from[] = {n, MILLION - n};

    if (either[0])
        take_terms(score, clipped == score ? -logs->of_rest : -log1p(-clipped),
                   few ? &from[0] : NULL, out->of[0], out->steps[0]);
    if (either[1])
        take_terms(1 - score, clipped == score ? -logs->of_score : -log(clipped),
                   few ? &from[1] : NULL, out->of[1], out->steps[1]);
    out->score_steps = few ? (gg_term){(int64_t)(n * MILLION), 0} : gg_term_of(score);
    out->bin = gg_terms_bin(score);
    out->score = score;
}

static void add_terms(gg_cell_sums *c, const gg_terms *t, int outcome, uint64_t count)
{
    const gg_term *x = t->steps[outcome];
    const gg_i128 one = (gg_i128)count * (gg_i128)GG_FIXED;

    c->weight += one;
    c->weight2 += one;
    gg_fine_add(&c->brier, x[GG_BRIER], count);
    gg_fine_add(&c->brier2, x[GG_BRIER2], count);
    gg_fine_add(&c->log_loss, x[GG_LOG_LOSS], count);
    gg_fine_add(&c->log_loss2, x[GG_LOG_LOSS2], count);
    c->bin_weight[t->bin] += one;
    c->bin_positive[t->bin] += outcome ? one : 0;
    gg_fine_add(&c->bin_score[t->bin], t->score_steps, count);
}

static void add_weighted_terms(gg_cell_sums *c, const gg_terms *t, int outcome, uint64_t count,
                               double weight)
{
    const double *x = t->of[outcome];
    const gg_i128 all = gg_to_fixed(weight) * (gg_i128)count;

    c->weight += all;
    c->weight2 += gg_to_fixed(weight * weight) * (gg_i128)count;
    gg_fine_add_real(&c->brier, weight * x[GG_BRIER], count);
    gg_fine_add_real(&c->brier2, weight * x[GG_BRIER2], count);
    gg_fine_add_real(&c->log_loss, weight * x[GG_LOG_LOSS], count);
    gg_fine_add_real(&c->log_loss2, weight * x[GG_LOG_LOSS2], count);
    c->bin_weight[t->bin] += all;
    c->bin_positive[t->bin] += outcome ? all : 0;
    gg_fine_add_real(&c->bin_score[t->bin], weight * t->score, count);
}

void gg_sums_add(gg_cell_sums *sums, double score, int outcome, uint64_t count,
                 const double *weight)
{
    const gg_score_logs logs = {log(score), log1p(-score)};
    const bool either[] = {!outcome, outcome};
    gg_terms t;

    gg_terms_take(score, &logs, either, &t);
    if (weight)
        add_weighted_terms(sums, &t, outcome, count, *weight);
    else
        add_terms(sums, &t, outcome, count);
}

/* What one thread does of a walk: ranked families from one to another, the sums of cells, or both.
 */
typedef struct lane {
    gg_walk *w;
    size_t from, to;
    uint32_t *touched; /* slices of these families that have rows in the group at hand */
    size_t n_touched;
    bool sums;
} lane;

static void touch(lane *l, uint32_t s)
{
    if (!l->w->slices[s].touched) {
        l->w->slices[s].touched = true;
        l->touched[l->n_touched++] = s;
    }
}

static void rank_row(lane *l, size_t i, size_t bin)
{
    gg_walk *w = l->w;
    const gg_rows *rows = &w->sum->rows;
    uint32_t cell = gg_tag_cell(rows->tags[i]), outcome = gg_tag_outcome(rows->tags[i]);
    uint64_t count = rows->counted ? rows->counts[i] : 1;
    gg_i128 amount = w->weighted ? gg_to_fixed(rows->weights[i]) : 1;

    if (rows->counted)
        amount *= (gg_i128)count;
    for (size_t k = l->from; k < l->to; k++) {
        uint32_t s = w->of_cell[cell * w->n_ranked + k];
        gg_walk_slice *slice = &w->slices[s];

        if (!w->arm)
            slice->histogram[outcome][bin] += count;
        if (outcome == GG_UNVERIFIED)
            continue;
        touch(l, s);
        if (outcome == GG_POSITIVE)
            slice->tied_positives += amount;
        else
            slice->tied_negatives += amount;
    }
}

static void sum_row(gg_walk *w, size_t i, const gg_terms *t)
{
    const gg_rows *rows = &w->sum->rows;
    uint32_t cell = gg_tag_cell(rows->tags[i]), outcome = gg_tag_outcome(rows->tags[i]);
    uint64_t count = rows->counted ? rows->counts[i] : 1;

    if (outcome == GG_UNVERIFIED)
        return;
    if (w->weighted)
        add_weighted_terms(&w->cells[cell], t, outcome == GG_POSITIVE, count, rows->weights[i]);
    else
        add_terms(&w->cells[cell], t, outcome == GG_POSITIVE, count);
}

/* Neumaier's sum: the carry holds what the total is too coarse for. */
static void add_precision(gg_walk_slice *s, double x)
{
    double total = s->precision + x;

    s->precision_rest +=
        fabs(s->precision) >= fabs(x) ? (s->precision - total) + x : (x - total) + s->precision;
    s->precision = total;
}

static double amount_of(const gg_walk *w, gg_i128 x)
{
    return w->weighted ? gg_from_fixed(x) : (double)x;
}

/* Nearly all groups are of one outcome: nothing is to be added for the other. */
static void close_real(const gg_walk *w, gg_walk_slice *s)
{
    const double p = s->tied_positives > 0 ? amount_of(w, s->tied_positives) : 0;
    const double q = s->tied_negatives > 0 ? amount_of(w, s->tied_negatives) : 0;

    if (q > 0) {
        const double p_at = s->positives_real + p / 2;

        s->wv += q * p_at;
        s->wv2 += q * p_at * p_at;
    }
    if (p > 0) {
        const double n_at = amount_of(w, s->negatives_below) + q / 2;

        s->wu += p * n_at;
        s->wu2 += p * n_at * n_at;
        s->positives_real = amount_of(w, s->positives_below + s->tied_positives);
    }
}

/* At most 2^30 rows: twice a placement is below 2^31, its square below 2^62. */
static void close_exact(gg_walk_slice *s)
{
    uint64_t p = (uint64_t)s->tied_positives, q = (uint64_t)s->tied_negatives;
    uint64_t n_at = 2 * (uint64_t)s->negatives_below + q;
    uint64_t p_at = 2 * (uint64_t)s->positives_below + p;

    s->u += (gg_u128)p * n_at;
    s->u2 += (gg_u128)p * (n_at * n_at);
    s->v2 += (gg_u128)q * (p_at * p_at);
}

void gg_walk_close_precision(gg_walk_slice *s)
{
    double above = (double)(s->positives - s->positives_below);
    double referred = above + (double)(s->negatives - s->negatives_below);

    add_precision(s, (double)s->tied_positives * (above / referred));
}

/* The group of one score is complete: its contribution to every slice it touched. */
static void close_group(lane *l)
{
    const gg_walk *w = l->w;

    for (size_t i = 0; i < l->n_touched; i++) {
        gg_walk_slice *s = &w->slices[l->touched[i]];

        if (s->tied_positives > 0 && w->out->measured == GG_EXTENT_ALL)
            gg_walk_close_precision(s);
        if (w->real)
            close_real(w, s);
        else
            close_exact(s);
        s->positives_below += s->tied_positives;
        s->negatives_below += s->tied_negatives;
        s->tied_positives = 0;
        s->tied_negatives = 0;
        s->touched = false;
    }
    l->n_touched = 0;
}

/* Totals come first: they are needed at every step of the walk. All rows that are counted have a
 * score, so the cells know them. */
static void count_totals(gg_walk *w)
{
    const gg_cells *cells = &w->sum->cells;

    for (size_t at = 0; at < cells->n * GG_TALLY_SIZE; at++) {
        size_t cell = at / GG_TALLY_SIZE, i = at % GG_TALLY_SIZE;
        int outcome = (int)(i / GG_DECISIONS % GG_OUTCOMES);
        gg_i128 amount = w->weighted ? cells->weights[cell].w[i] : (gg_i128)cells->all[cell].n[i];
        gg_i128 squares = w->weighted ? cells->weights[cell].w2[i] : amount;

        if (outcome == GG_UNVERIFIED || cells->all[cell].n[i] == 0 ||
            (w->arm && i / ((size_t)GG_OUTCOMES * GG_DECISIONS) != GG_ARM_RANDOM))
            continue;
        for (size_t k = 0; k < w->n_ranked; k++) {
            gg_walk_slice *s = &w->slices[w->of_cell[cell * w->n_ranked + k]];

            *(outcome == GG_POSITIVE ? &s->positives : &s->negatives) += amount;
            *(outcome == GG_POSITIVE ? &s->squares_positive : &s->squares_negative) += squares;
        }
    }
}

static void walk_lane(void *lanes, size_t at)
{
    static const bool both[] = {true, true};
    lane *l = (lane *)lanes + at;
    gg_walk *w = l->w;
    const gg_rows *rows = &w->sum->rows;
    gg_terms t = {.bin = 0};

    for (size_t i = 0; i < rows->n;) {
        const uint64_t key = rows->keys[i];
        const double score = gg_score_of_key(key);
        const size_t bin = gg_grid_bin(w->out, score);

        if (l->sums) {
            const gg_score_logs logs = {log(score), log1p(-score)};

            gg_terms_take(score, &logs, both, &t);
        }
        for (; i < rows->n && rows->keys[i] == key; i++) {
            if (w->arm && gg_tag_arm(rows->tags[i]) != GG_ARM_RANDOM)
                continue;
            rank_row(l, i, bin);
            if (l->sums)
                sum_row(w, i, &t);
        }
        close_group(l);
    }
}

/* Families share nothing, and sums of cells nothing with them: threads walk for themselves. */
static gg_status walk_rows(gg_walk *w, unsigned threads, gg_error *err)
{
    const bool summed = w->out->probability && w->out->measured == GG_EXTENT_ALL;
    const size_t parts = threads < w->n_ranked ? threads : w->n_ranked;
    const size_t n = parts + (summed && threads > 1);
    lane *lanes = calloc(n + 1, sizeof *lanes);
    uint32_t *touched = w->touched;
    size_t ranked = 0, part = 0;

    if (!lanes)
        return memory(err);
    for (size_t i = 0; i < n; i++)
        lanes[i] = (lane){.w = w, .sums = summed && i == n - 1};
    for (size_t i = 0; i < w->out->n_families; i++) {
        if (!gg_family_ranked(&w->out->families[i]))
            continue;
        if (part < parts && ranked == part * w->n_ranked / parts) {
            lanes[part].from = ranked;
            lanes[part++].touched = touched;
        }
        lanes[part - 1].to = ++ranked;
        touched += w->out->families[i].n_slices;
    }
    gg_do_tasks(threads, n, walk_lane, lanes);
    free(lanes);
    return GG_OK;
}

/* Sample variance of n whole numbers, exact up to the last division. */
static double exact_variance(gg_u128 sum, gg_u128 squares, double n)
{
    double mean = (double)sum / n;
    double size = (double)sum;

    if (n < 2)
        return 0;
    /* n * squares - sum^2 stays below 2^127 while sum does below 2^63. */
    if (size < 0x1p63) {
        gg_u128 spread = (gg_u128)n * squares - sum * sum;

        return (double)spread / n / (n - 1);
    }
    return fmax(0, ((double)squares / n - mean * mean) * n / (n - 1));
}

static void rank_exact(const gg_walk_slice *s, gg_ranking *r)
{
    double p = (double)s->positives, n = (double)s->negatives;
    gg_u128 v = 2 * (gg_u128)s->positives * (gg_u128)s->negatives - s->u;
    double s10 = exact_variance(s->u, s->u2, p) / (4 * n * n);
    /* Negatives' placements among positives below: their sum is what is missing from 2PN. */
    double s01 = exact_variance(v, s->v2, n) / (4 * p * p);

    r->roc_auc = (double)s->u / 2 / p / n;
    r->roc_auc_variance = s10 / p + s01 / n;
}

/* Weighted moments of the placements, over Kish's effective numbers (the numbers without weights).
 */
static void rank_real(const gg_walk *w, const gg_walk_slice *s, gg_ranking *r)
{
    double p = amount_of(w, s->positives), n = amount_of(w, s->negatives);
    double ep = p * p / amount_of(w, s->squares_positive);
    double en = n * n / amount_of(w, s->squares_negative);
    double mu = s->wu / p, mv = s->wv / n;
    double s10 = fmax(0, s->wu2 / p - mu * mu) / (n * n);
    double s01 = fmax(0, s->wv2 / n - mv * mv) / (p * p);

    r->roc_auc = mu / n;
    r->roc_auc_variance = (ep > 1 ? s10 / (ep - 1) : 0) + (en > 1 ? s01 / (en - 1) : 0);
}

static void finish_ranking(const gg_walk *w, const gg_walk_slice *s, gg_ranking *r)
{
    double p = amount_of(w, s->positives);
    double effective = w->weighted && p > 0 ? p * p / amount_of(w, s->squares_positive) : p;

    if (s->positives > 0 && w->out->measured == GG_EXTENT_ALL) {
        double ap = (s->precision + s->precision_rest) / (double)s->positives;

        r->average_precision = fmin(ap, 1);
        r->average_precision_variance =
            r->average_precision * (1 - r->average_precision) / effective;
    }
    if (s->positives == 0 || s->negatives == 0)
        return;
    if (w->real)
        rank_real(w, s, r);
    else
        rank_exact(s, r);
    r->roc_auc_low = r->roc_auc_high = r->roc_auc;
}

void gg_sums_unite(gg_cell_sums *to, const gg_cell_sums *from)
{
    gg_i128 *a = &to->weight;
    const gg_i128 *b = &from->weight;

    for (size_t i = 0; i < sizeof *to / sizeof *a; i++)
        a[i] += b[i];
}

static void finish_family(gg_walk *w, gg_family *f, size_t ranked, size_t first)
{
    for (size_t c = 0; c < w->sum->cells.n; c++) {
        uint32_t s = w->of_cell[c * w->n_ranked + ranked];
        gg_slice *slice = s != UINT32_MAX ? &f->slices[s - first] : NULL;

        if (slice)
            gg_sums_unite(w->arm ? slice->arm_scores->exact : &slice->exact->scores, &w->cells[c]);
    }
    for (size_t s = 0; s < f->n_slices; s++) {
        gg_slice *slice = &f->slices[s];

        finish_ranking(w, &w->slices[first + s],
                       w->arm ? &slice->arm_scores->ranking : &slice->ranking);
        for (int k = 0; !w->arm && k < GG_OUTCOMES; k++)
            slice->histogram[k] = w->slices[first + s].histogram[k];
    }
}

/* What the slices keep of the walk: a histogram each, or the scores of their arm. */
static gg_status make_kept(gg_walk *w, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t s = 0; !w->arm && s < w->n_slices; s++)
        for (int k = 0; k < GG_OUTCOMES; k++) {
            w->slices[s].histogram[k] =
                gg_arena_array(&w->out->arena, w->out->grid_bins, sizeof(uint64_t));
            if (!w->slices[s].histogram[k])
                return memory(err);
        }
    for (size_t i = 0; w->arm && i < w->out->n_families; i++) {
        gg_family *f = &w->out->families[i];

        for (size_t s = 0; gg_family_ranked(f) && s < f->n_slices && !status; s++)
            status = gg_slice_arm_scores(w->out, &f->slices[s], err);
    }
    return status;
}

static gg_status prepare(gg_walk *w, const uint32_t *slice_of, gg_error *err)
{
    size_t n_cells = w->sum->cells.n, first = 0, ranked = 0;

    for (size_t i = 0; i < w->out->n_families; i++) {
        w->n_ranked += gg_family_ranked(&w->out->families[i]);
        w->n_slices += gg_family_ranked(&w->out->families[i]) ? w->out->families[i].n_slices : 0;
    }
    w->slices = calloc(w->n_slices + 1, sizeof *w->slices);
    w->touched = calloc(w->n_slices + 1, sizeof *w->touched);
    w->of_cell = calloc(n_cells * w->n_ranked + 1, sizeof *w->of_cell);
    w->cells = calloc(n_cells + 1, sizeof *w->cells);
    if (!w->slices || !w->touched || !w->of_cell || !w->cells)
        return memory(err);
    for (size_t i = 0; i < w->out->n_families; i++) {
        if (!gg_family_ranked(&w->out->families[i]))
            continue;
        for (size_t c = 0; c < n_cells; c++) {
            uint32_t s = slice_of[i * n_cells + c];

            w->of_cell[c * w->n_ranked + ranked] = s == UINT32_MAX ? s : (uint32_t)(first + s);
        }
        first += w->out->families[i].n_slices;
        ranked++;
    }
    return make_kept(w, err);
}

gg_status gg_walk_begin(gg_walk *w, const gg_sum *sum, const uint32_t *slice_of, bool arm,
                        gg_evidence *out, gg_error *err)
{
    bool weighted = sum->rows.weighted;
    gg_status status;

    *w = (gg_walk){.out = out,
                   .sum = sum,
                   .weighted = weighted,
                   .arm = arm,
                   .real = weighted || out->rows_used > (uint64_t)1 << 30};
    status = prepare(w, slice_of, err);
    if (!status)
        count_totals(w);
    return status;
}

void gg_walk_keep(gg_walk *w)
{
    size_t first = 0, ranked = 0;

    for (size_t i = 0; i < w->out->n_families; i++) {
        gg_family *f = &w->out->families[i];

        if (!gg_family_ranked(f))
            continue;
        finish_family(w, f, ranked, first);
        first += f->n_slices;
        ranked++;
    }
}

void gg_walk_release(gg_walk *w)
{
    free(w->slices);
    free(w->touched);
    free(w->of_cell);
    free(w->cells);
}

static gg_status rank(const gg_sum *sum, const uint32_t *slice_of, unsigned threads, bool arm,
                      gg_evidence *out, gg_error *err)
{
    gg_walk w;
    gg_status status = gg_walk_begin(&w, sum, slice_of, arm, out, err);

    if (!status)
        status = walk_rows(&w, threads, err);
    if (!status)
        gg_walk_keep(&w);
    gg_walk_release(&w);
    return status;
}

bool gg_has_arm(const gg_evidence *e)
{
    const gg_tally *t = &gg_evidence_overall(e)->tally;

    for (int o = 0; o < GG_UNVERIFIED; o++)
        for (int d = 0; d < GG_DECISIONS; d++)
            if (t->n[GG_ARM_RANDOM][o][d] > 0)
                return true;
    return false;
}

gg_status gg_rank_rows(const gg_sum *sum, const uint32_t *slice_of, unsigned threads,
                       gg_evidence *out, gg_error *err)
{
    gg_status status = rank(sum, slice_of, threads, false, out, err);

    if (!status && gg_has_arm(out))
        status = rank(sum, slice_of, threads, true, out, err);
    return status;
}
