/*
 * Walks over packed rows, which several threads do at once: one for each family's rankings and one
 * for its calibration, one for sums and histograms, one for operating points. Each adds up by
 * itself what no other touches, in an order that does not depend on how many threads there are.
 *
 * Between two scores that some row with the outcome has, only the numbers of others below grow; a
 * slice's squares of their placements are added when the number of its positives changes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rank_internal.h"

#define LOG_TASK 4096 /* scores whose logarithms are one task */
/* A squared logarithmic loss is below 1.3e33 steps of 1e-30: so many rows stay below 2^127. */
#define SUMMED 65536

/* ---- rankings of a family ---- */

typedef struct family_walk {
    gg_walk_slice *slices; /* of the family */
    uint16_t slice_of[GG_PACKED_CELLS];
    uint64_t negatives[2][GG_PACKED_CELLS]; /* so far: two sums in turn, as additions wait for each
                                               other */
    uint64_t settled[GG_PACKED_CELLS];      /* of them, those whose squares are added */
    uint64_t positives[GG_PACKED_CELLS];
    uint32_t tied[GG_PACKED_CELLS]; /* positives of the score at hand */
    bool everyone; /* one slice, and every outcome is known: rows need not be looked at */
} family_walk;

static void count_negatives(family_walk *f, const uint32_t *rows, size_t n)
{
    size_t i = 0;

    if (f->everyone) {
        f->negatives[0][0] += n;
        return;
    }
    for (; i + 2 <= n; i += 2) {
        const uint32_t a = gg_packed_tag(rows[i]), b = gg_packed_tag(rows[i + 1]);

        f->negatives[0][f->slice_of[gg_tag_cell(a)]] += gg_tag_outcome(a) == GG_NEGATIVE;
        f->negatives[1][f->slice_of[gg_tag_cell(b)]] += gg_tag_outcome(b) == GG_NEGATIVE;
    }
    for (; i < n; i++) {
        const uint32_t a = gg_packed_tag(rows[i]);

        f->negatives[0][f->slice_of[gg_tag_cell(a)]] += gg_tag_outcome(a) == GG_NEGATIVE;
    }
}

static uint64_t negatives_of(const family_walk *f, size_t s)
{
    return f->negatives[0][s] + f->negatives[1][s];
}

/* Negatives since the last positive lie above the same positives. */
static void settle(family_walk *f, size_t s, uint64_t negatives)
{
    const uint64_t at = 2 * f->positives[s];

    f->slices[s].v2 += (gg_u128)(negatives - f->settled[s]) * (at * at);
    f->settled[s] = negatives;
}

static void close_score(family_walk *f, size_t s, uint64_t before, bool precise)
{
    gg_walk_slice *slice = &f->slices[s];
    const uint64_t p = f->tied[s], q = negatives_of(f, s) - before;
    const uint64_t n_at = 2 * before + q, p_at = 2 * f->positives[s] + p;

    settle(f, s, before);
    slice->u += (gg_u128)p * n_at;
    slice->u2 += (gg_u128)p * (n_at * n_at);
    slice->v2 += (gg_u128)q * (p_at * p_at);
    f->settled[s] = before + q;
    if (precise) {
        slice->positives_below = (gg_i128)f->positives[s];
        slice->negatives_below = (gg_i128)before;
        slice->tied_positives = (gg_i128)p;
        gg_walk_close_precision(slice);
    }
    f->positives[s] += p;
    f->tied[s] = 0;
}

static void walk_family(family_walk *f, const gg_packed *p, size_t n_slices, bool precise)
{
    uint32_t touched[GG_PACKED_CELLS];
    uint64_t before[GG_PACKED_CELLS];
    size_t from = 0;

    for (size_t g = 0; g < p->n_groups; g++) {
        const gg_score_group *group = &p->groups[g];
        size_t n = 0;

        if (group->middle == group->start)
            continue;
        count_negatives(f, p->rows + from, group->start - from);
        if (f->everyone) {
            f->tied[0] = group->middle - group->start;
            touched[n++] = 0;
        }
        for (size_t i = group->start; i < group->middle && !f->everyone; i++) {
            const uint32_t s = f->slice_of[gg_tag_cell(gg_packed_tag(p->rows[i]))];

            if (f->tied[s]++ == 0)
                touched[n++] = s;
        }
        for (size_t i = 0; i < n; i++)
            before[i] = negatives_of(f, touched[i]);
        from = gg_group_end(p, g);
        count_negatives(f, p->rows + group->middle, from - group->middle);
        for (size_t i = 0; i < n; i++)
            close_score(f, touched[i], before[i], precise);
    }
    count_negatives(f, p->rows + from, p->n - from);
    for (size_t s = 0; s < n_slices; s++)
        settle(f, s, negatives_of(f, s));
}

/* ---- sums and histograms ---- */

/* Of rows of one cell and outcome. Scores have at most six decimals: they and their squared errors
 * are whole steps of 1e-12. */
typedef struct summed {
    int64_t score, brier;
    gg_i128 brier2, log_loss, log_loss2; /* in steps of 1e-30 */
} summed;

typedef struct sums_walk {
    gg_walk *walk;
    uint64_t tags[1 << 12]; /* rows since the last flush, by tag */
    summed sums[GG_PACKED_CELLS][2];
    size_t rows, bin, calibration_bin;
    bool terms;
} sums_walk;

static void flush_tags(sums_walk *s, size_t cell)
{
    gg_walk *w = s->walk;
    gg_cell_sums *sums = &w->cells[cell];

    for (uint32_t t = 0; t < (uint32_t)1 << GG_TAG_BITS; t++) {
        uint64_t *n = &s->tags[cell << GG_TAG_BITS | t];
        const unsigned outcome = gg_tag_outcome(t);
        const gg_i128 one = (gg_i128)*n * (gg_i128)GG_FIXED;

        if (*n == 0)
            continue;
        for (size_t k = 0; k < w->n_ranked; k++)
            w->slices[w->of_cell[cell * w->n_ranked + k]].histogram[outcome][s->bin] += *n;
        *n = 0;
        if (!s->terms || outcome == GG_UNVERIFIED)
            continue;
        sums->weight += one;
        sums->weight2 += one;
        sums->bin_weight[s->calibration_bin] += one;
        sums->bin_positive[s->calibration_bin] += outcome == GG_POSITIVE ? one : 0;
    }
}

static void flush_all_tags(sums_walk *s)
{
    for (size_t c = 0; c < s->walk->sum->cells.n; c++)
        flush_tags(s, c);
}

static void flush_sums(sums_walk *s)
{
    for (size_t c = 0; c < s->walk->sum->cells.n; c++) {
        gg_cell_sums *to = &s->walk->cells[c];

        for (int o = 0; o < 2; o++) {
            summed *x = &s->sums[c][o];

            to->bin_score[s->calibration_bin].whole += x->score;
            to->brier.whole += x->brier;
            gg_fine_add_steps(&to->brier2, x->brier2);
            gg_fine_add_steps(&to->log_loss, x->log_loss);
            gg_fine_add_steps(&to->log_loss2, x->log_loss2);
            memset(x, 0, sizeof *x);
        }
    }
    s->rows = 0;
}

static void take_score(const gg_terms *t, int outcome, summed *out)
{
    const gg_term *x = t->steps[outcome];

    out->score = t->score_steps.whole;
    out->brier = x[GG_BRIER].whole;
    out->brier2 = gg_term_steps(x[GG_BRIER2]);
    out->log_loss = gg_term_steps(x[GG_LOG_LOSS]);
    out->log_loss2 = gg_term_steps(x[GG_LOG_LOSS2]);
}

/* Rows without an outcome add nothing. */
static void sum_rows(sums_walk *s, const uint32_t *rows, size_t n, const summed *of)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t tag = gg_packed_tag(rows[i]), o = gg_tag_outcome(tag);
        summed *to = &s->sums[gg_tag_cell(tag)][o & 1];

        s->tags[tag]++;
        if (!s->terms || o == GG_UNVERIFIED)
            continue;
        to->score += of[o].score;
        to->brier += of[o].brier;
        to->brier2 += of[o].brier2;
        to->log_loss += of[o].log_loss;
        to->log_loss2 += of[o].log_loss2;
    }
}

/* Sums of a score's rows; their number is limited between two flushes. */
static void sum_group(sums_walk *s, const gg_score_group *group, size_t end, double score,
                      const gg_score_logs *logs)
{
    const bool either[] = {group->middle < end, group->start < group->middle};
    gg_terms t;
    summed of[2];

    if (logs)
        gg_terms_take(score, logs, either, &t);
    for (int o = 0; logs && o < 2; o++)
        if (either[o])
            take_score(&t, o, &of[o]);
    for (size_t at = group->start, n; at < end; at += n) {
        n = end - at < SUMMED ? end - at : SUMMED;
        if (logs && s->rows + n > SUMMED)
            flush_sums(s);
        sum_rows(s, s->walk->sum->packed.rows + at, n, of);
        s->rows += n;
    }
}

static void walk_sums(gg_walk *w, const gg_score_logs *logs)
{
    const gg_packed *p = &w->sum->packed;
    sums_walk *s = w->room;

    s->walk = w;
    s->terms = logs != NULL;
    for (size_t g = 0; g < p->n_groups; g++) {
        const double score = gg_packed_score(p->groups[g].millionths);
        const size_t bin = gg_grid_bin(w->out, score);
        const size_t calibration_bin = logs ? gg_terms_bin(score) : 0;

        if (bin != s->bin || calibration_bin != s->calibration_bin)
            flush_all_tags(s);
        if (calibration_bin != s->calibration_bin)
            flush_sums(s);
        s->bin = bin;
        s->calibration_bin = calibration_bin;
        sum_group(s, &p->groups[g], gg_group_end(p, g), score, logs ? &logs[g] : NULL);
    }
    flush_all_tags(s);
    flush_sums(s);
}

/* ---- all of them ---- */

typedef struct work {
    gg_walk walk;
    gg_calibrating *calibrating; /* NULL where there is nothing to calibrate */
    gg_score_logs *logs;         /* NULL where no sums of them are wanted */
    const gg_packed *packed;
    family_walk *families;
    gg_evidence *out;
    gg_error err; /* of the operating points */
    gg_status status;
} work;

static void take_logs(void *context, size_t i)
{
    work *w = context;
    size_t end = (i + 1) * LOG_TASK;

    for (size_t g = i * LOG_TASK; g < end && g < w->packed->n_groups; g++) {
        const double score = gg_packed_score(w->packed->groups[g].millionths);

        w->logs[g] = (gg_score_logs){log(score), log1p(-score)};
    }
}

/* Slices of a ranked family lie one after the other. */
static void rank_family(work *w, size_t ranked)
{
    const gg_walk *walk = &w->walk;
    family_walk *f = &w->families[ranked];
    uint32_t first = UINT32_MAX, last = 0;

    for (size_t c = 0; c < walk->sum->cells.n; c++) {
        const uint32_t s = walk->of_cell[c * walk->n_ranked + ranked];

        first = s < first ? s : first;
        last = s > last ? s : last;
    }
    for (size_t c = 0; c < walk->sum->cells.n; c++)
        f->slice_of[c] = (uint16_t)(walk->of_cell[c * walk->n_ranked + ranked] - first);
    f->slices = walk->slices + first;
    f->everyone = first == last && !w->out->has_unverified;
    walk_family(f, w->packed, last - first + 1, w->out->measured == GG_EXTENT_ALL);
}

/* Calibrations take longest and come first: what is left at the end is short. */
static void one_walk(void *context, size_t i)
{
    work *w = context;
    const size_t n = w->calibrating ? w->out->n_families : 0;

    if (i < n)
        gg_calibrate_packed(w->calibrating, n - 1 - i, w->packed, w->logs);
    else if (i == n)
        walk_sums(&w->walk, w->logs);
    else if (i == n + 1)
        w->status = gg_points_packed(w->packed, w->out, &w->err);
    else if (w->out->has_outcomes)
        rank_family(w, i - n - 2);
}

static gg_status prepare(work *w, const gg_sum *sum, const uint32_t *slice_of,
                         const gg_collect_options *options, gg_error *err)
{
    gg_status status = gg_walk_begin(&w->walk, sum, slice_of, false, w->out, err);

    if (!status && w->out->has_outcomes)
        status = gg_points_begin(options, w->out, err);
    if (status)
        return status;
    w->walk.room = calloc(1, sizeof(sums_walk));
    w->families = calloc(w->walk.n_ranked + 1, sizeof *w->families);
    if (w->out->probability && w->out->measured == GG_EXTENT_ALL)
        w->logs = malloc((sum->packed.n_groups + 1) * sizeof *w->logs);
    if (!w->walk.room || !w->families ||
        (!w->logs && w->out->probability && w->out->measured == GG_EXTENT_ALL))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (w->logs && options->calibration)
        status = gg_calibrate_begin(sum, slice_of, w->out, 1, &w->calibrating, err);
    return status;
}

gg_status gg_rank_packed(const gg_sum *sum, const uint32_t *slice_of,
                         const gg_collect_options *options, gg_evidence *out, gg_error *err)
{
    work w = {.packed = &sum->packed, .out = out};
    gg_status status;

    gg_error_init(&w.err);
    status = prepare(&w, sum, slice_of, options, err);
    if (!status) {
        if (w.logs)
            gg_do_tasks(options->threads, sum->packed.n_groups / LOG_TASK + 1, take_logs, &w);
        gg_do_tasks(options->threads, (w.calibrating ? out->n_families : 0) + 2 + w.walk.n_ranked,
                    one_walk, &w);
        status = w.status ? gg_error_set(err, w.status, NULL, "%s", w.err.what) : GG_OK;
    }
    if (!status) {
        gg_walk_keep(&w.walk);
        for (size_t i = 0; i < out->n_operating_points; i++)
            gg_cutoff_finish(&out->point_rows[i]);
    }
    status = gg_calibrate_end(w.calibrating, status, out, err);
    free(w.walk.room);
    free(w.families);
    free(w.logs);
    gg_walk_release(&w.walk);
    return status;
}
