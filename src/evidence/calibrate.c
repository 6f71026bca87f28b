/*
 * Calibration of the slices, by one walk over the sorted rows for each family.
 *
 * Each slice holds the score at hand back until a row with another one comes, so that rows of equal
 * score are one block whatever their order; sums of weights within it are whole numbers of steps
 * for the same reason. Where there is a second thread, it walks while the first one ranks: both
 * read the rows, and only what has been added up is written into the evidence, when both are done.
 */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "evidence_internal.h"
#include "packed_internal.h"

/* Scores of a slice that are added together: in the same lots whatever form the rows have, so that
 * sums are rounded alike. */
#define LOT 32

/* What one slice has at hand, and what it has added up. */
typedef struct run_slice {
    gg_calibration *sums;
    gg_counted_score lot[LOT];
    size_t in_lot;
    uint64_t key, rows, positive_rows;
    double log_odds;                    /* of the score at hand: found once for all slices */
    gg_i128 weight, positives, squares; /* in fixed point; used with weights alone */
    gg_calibration_summary figures;     /* when all is added up */
} run_slice;

typedef struct run {
    const gg_rows *rows;
    const uint32_t *slice_of; /* of each cell; UINT32_MAX for none */
    run_slice *slices;
    size_t n;
    gg_error *err;
    gg_status status; /* of a walk over packed rows */
} run;

struct gg_calibrating {
    const gg_evidence *evidence;
    run *runs; /* one for each family; without slices where it is left out */
    size_t n, n_cells;
    gg_error err;
    gg_status status;
    pthread_t thread;
    bool threaded, packed;
};

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status fault(gg_error *err, gg_status status)
{
    if (status == GG_OK || status == GG_E_MEMORY)
        return status ? memory(err) : GG_OK;
    return gg_error_set(err, GG_E_INTERNAL, NULL, "rows out of order in a calibration");
}

static gg_status add_lot(run_slice *s)
{
    const size_t n = s->in_lot;

    s->in_lot = 0;
    return gg_calibration_add_counted(s->sums, s->lot, n);
}

static gg_status add_counted(run_slice *s, const gg_counted_score *score)
{
    s->lot[s->in_lot++] = *score;
    return s->in_lot == LOT ? add_lot(s) : GG_OK;
}

/* Rows whose squared weights vanish in fixed point weigh nothing. */
static gg_score_block block_of(const run *r, const run_slice *s)
{
    gg_score_block b = {.score = gg_score_of_key(s->key), .rows = s->rows};

    b.weight = b.squares = (double)s->rows;
    b.positives = (double)s->positive_rows;
    if (r->rows->weighted) {
        b.weight = gg_from_fixed(s->weight);
        b.squares = gg_from_fixed(s->squares);
        b.positives = gg_from_fixed(s->positives);
        if (!(b.weight > 0 && b.squares > 0))
            b.weight = b.squares = b.positives = 0;
    }
    return b;
}

/* Adds the score at hand. */
static gg_status flush(const run *r, run_slice *s)
{
    const gg_score_block b = block_of(r, s);
    gg_counted_score counted = {.log_odds = s->log_odds};
    gg_status status = GG_OK;

    if (s->rows == 0)
        return GG_OK;
    if (!r->rows->weighted && s->rows <= UINT32_MAX && gg_packs(b.score, &counted.millionths)) {
        counted.rows = (uint32_t)s->rows;
        counted.positives = (uint32_t)s->positive_rows;
        status = add_counted(s, &counted);
    } else {
        status = add_lot(s);
        if (!status)
            status = gg_calibration_add_known(s->sums, &b, s->log_odds);
    }
    s->rows = s->positive_rows = 0;
    s->weight = s->positives = s->squares = 0;
    return fault(r->err, status);
}

static void add_weight(const run *r, run_slice *s, size_t i, uint64_t count, bool positive)
{
    double w = r->rows->weights[i];
    gg_i128 all = gg_to_fixed(w) * (gg_i128)count;

    s->weight += all;
    s->squares += gg_to_fixed(w * w) * (gg_i128)count;
    s->positives += positive ? all : 0;
}

static void keep_figures(run *r);

static gg_status walk(run *r)
{
    const gg_rows *rows = r->rows;
    gg_status status = GG_OK;
    uint64_t key = 0; /* that of no number */
    double log_odds = 0;

    for (size_t i = 0; i < rows->n && !status; i++) {
        uint32_t tag = rows->tags[i], at = r->slice_of[gg_tag_cell(tag)];
        bool positive = gg_tag_outcome(tag) == GG_POSITIVE;
        uint64_t count = rows->counted ? rows->counts[i] : 1;
        run_slice *s;

        if (gg_tag_outcome(tag) == GG_UNVERIFIED || at == UINT32_MAX)
            continue;
        s = &r->slices[at];
        if (s->key != rows->keys[i]) {
            if (key != rows->keys[i]) {
                double score = gg_score_of_key(rows->keys[i]);

                key = rows->keys[i];
                log_odds = log(score) - log1p(-score);
            }
            status = flush(r, s);
            s->key = key;
            s->log_odds = log_odds;
        }
        s->rows += count;
        s->positive_rows += positive ? count : 0;
        if (rows->weighted)
            add_weight(r, s, i, count, positive);
    }
    for (size_t k = 0; k < r->n && !status; k++) {
        status = flush(r, &r->slices[k]);
        if (!status)
            status = fault(r->err, add_lot(&r->slices[k]));
    }
    if (!status)
        keep_figures(r);
    return status;
}

/* ---- packed rows ---- */

/* Rows of one score by slice: how many, and from the 32nd bit on how many of them have the outcome.
 * A row counts for the slice of its tag; those that count for none are given to one behind the
 * last.
 */
#define WITH_OUTCOME ((uint64_t)1 << 32)
typedef struct at_hand {
    uint64_t counts[GG_CALIBRATED_SLICES + 1];
    uint32_t touched[GG_CALIBRATED_SLICES + 2];
    size_t n;
    uint16_t slice_of[GG_PACKED_CELLS << GG_TAG_BITS];
} at_hand;

/* Unverified rows count for none. */
static void tags_to_slices(const run *r, size_t n_cells, at_hand *h)
{
    memset(h, 0, sizeof *h);
    for (uint32_t tag = 0; tag < GG_PACKED_CELLS << GG_TAG_BITS; tag++) {
        const uint32_t cell = gg_tag_cell(tag);
        const uint32_t s = cell < n_cells ? r->slice_of[cell] : UINT32_MAX;

        h->slice_of[tag] = (uint16_t)(s < r->n && gg_tag_outcome(tag) < GG_UNVERIFIED ? s : r->n);
    }
}

static void count_rows(at_hand *h, const uint32_t *rows, size_t n, uint64_t as)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t s = h->slice_of[gg_packed_tag(rows[i])];

        h->touched[h->n] = s;
        h->n += h->counts[s] == 0;
        h->counts[s] += as;
    }
}

static gg_counted_score score_of_group(const gg_score_group *group, const gg_score_logs *logs)
{
    return (gg_counted_score){.log_odds = logs->of_score - logs->of_rest,
                              .millionths = group->millionths};
}

/* One slice, and every outcome is known: rows need not be looked at. */
static gg_status add_everyone(run *r, const gg_packed *packed, const gg_score_logs *logs)
{
    gg_status status = GG_OK;

    for (size_t g = 0; g < packed->n_groups && !status; g++) {
        const gg_score_group *group = &packed->groups[g];
        gg_counted_score score = score_of_group(group, &logs[g]);

        score.rows = gg_group_end(packed, g) - group->start;
        score.positives = group->middle - group->start;
        status = add_counted(&r->slices[0], &score);
    }
    return status;
}

static gg_status add_by_slice(run *r, const gg_packed *packed, const gg_score_logs *logs,
                              at_hand *h)
{
    gg_status status = GG_OK;

    for (size_t g = 0; g < packed->n_groups && !status; g++) {
        const gg_score_group *group = &packed->groups[g];
        gg_counted_score score = score_of_group(group, &logs[g]);

        count_rows(h, packed->rows + group->start, group->middle - group->start, WITH_OUTCOME | 1);
        count_rows(h, packed->rows + group->middle, gg_group_end(packed, g) - group->middle, 1);
        for (size_t i = 0; i < h->n && !status; i++) {
            uint64_t *n = &h->counts[h->touched[i]];

            score.rows = (uint32_t)*n;
            score.positives = (uint32_t)(*n >> 32);
            *n = 0;
            if (h->touched[i] < r->n)
                status = add_counted(&r->slices[h->touched[i]], &score);
        }
        h->n = 0;
    }
    return status;
}

void gg_calibrate_packed(gg_calibrating *job, size_t family, const gg_packed *packed,
                         const gg_score_logs *logs)
{
    run *r = &job->runs[family];
    at_hand *h;

    if (!r->slices)
        return;
    h = malloc(sizeof *h);
    r->status = h ? GG_OK : GG_E_MEMORY;
    if (!r->status && r->n == 1 && !job->evidence->has_unverified) {
        r->status = add_everyone(r, packed, logs);
    } else if (!r->status) {
        tags_to_slices(r, job->n_cells, h);
        r->status = add_by_slice(r, packed, logs, h);
    }
    for (size_t s = 0; s < r->n && !r->status; s++)
        r->status = add_lot(&r->slices[s]);
    if (!r->status)
        keep_figures(r);
    free(h);
}

/* ---- what is kept ---- */

static void keep_scores(const gg_calibration *c, gg_calibration_summary *out)
{
    gg_corp corp;
    gg_murphy murphy;
    gg_calibration_error error;

    if (gg_calibration_corp(c, &corp) == GG_OK) {
        out->brier = corp.brier;
        out->miscalibration = corp.miscalibration;
        out->discrimination = corp.discrimination;
        out->uncertainty = corp.uncertainty;
        out->steps = (double)corp.steps;
    }
    if (gg_calibration_murphy(c, GG_BINS_EQUAL_WIDTH, &murphy) == GG_OK) {
        out->reliability = murphy.reliability;
        out->resolution = murphy.resolution;
        out->within_variance = murphy.within_variance;
        out->within_covariance = murphy.within_covariance;
    }
    if (gg_expected_calibration_error(c, GG_BINS_EQUAL_WIDTH, &error) == GG_OK) {
        out->width_error = error.expected;
        out->width_largest = error.largest;
        out->width_debiased = error.debiased;
    }
    if (gg_expected_calibration_error(c, GG_BINS_EQUAL_COUNT, &error) == GG_OK) {
        out->count_error = error.expected;
        out->count_largest = error.largest;
        out->count_debiased = error.debiased;
    }
}

static void keep_tests(const gg_calibration *c, gg_calibration_summary *out)
{
    gg_hosmer_lemeshow test;
    gg_spiegelhalter z;

    if (gg_hosmer_lemeshow_test(c, &test) == GG_OK) {
        out->hosmer_lemeshow = test.statistic;
        out->hosmer_lemeshow_df = test.degrees_of_freedom;
        out->hosmer_lemeshow_p = test.p_value;
    }
    if (gg_spiegelhalter_test(c, &z) == GG_OK) {
        out->spiegelhalter_z = z.z;
        out->spiegelhalter_p = z.p_value;
    }
}

/* A fit that does not converge leaves its figures undefined: the others stand. */
static void keep_line(const gg_calibration *c, gg_calibration_summary *out)
{
    gg_recalibration line;
    gg_in_the_large large;

    out->certain = (double)gg_calibration_certain(c);
    out->why = gg_recalibration_why(c);
    if (!out->why && gg_recalibrate(c, &line) == GG_OK) {
        out->slope = line.slope;
        out->slope_error = line.slope_error;
        out->intercept = line.intercept;
        out->intercept_error = line.intercept_error;
        out->covariance = line.covariance;
        out->wald = line.statistic;
        out->wald_p = line.p_value;
    } else if (!out->why) {
        out->why = GG_WHY_NOT_CONVERGED;
    }
    if (gg_calibration_in_the_large(c, &large) == GG_OK) {
        out->in_the_large = large.intercept;
        out->large_error = large.standard_error;
    }
}

/* The figures of all slices of a family, by the thread that added them up. */
static void keep_figures(run *r)
{
    for (size_t s = 0; s < r->n; s++) {
        const gg_calibration *c = r->slices[s].sums;
        gg_calibration_summary *figures = &r->slices[s].figures;

        gg_calibration_undefine(figures);
        keep_scores(c, figures);
        keep_tests(c, figures);
        keep_line(c, figures);
    }
}

/* Steps in rising order, put together until each point stands for enough rows; a last one that is
 * too small joins the one before it. */
static gg_status keep_points(gg_arena *arena, const gg_calibration *c, gg_calibration_summary *out,
                             gg_error *err)
{
    const gg_isotonic_step *steps;
    size_t n, k = 0, room;
    double least = fmax(GG_RELIABILITY_ROWS, ceil(out->rows / GG_RELIABILITY_POINTS));

    gg_calibration_steps(c, &steps, &n);
    room = (size_t)(out->rows / least) + 1;
    out->points = gg_arena_array(arena, room, sizeof *out->points);
    if (!out->points)
        return memory(err);
    for (size_t i = 0; i < n; i++) {
        gg_reliability_point *p = &out->points[k];

        /* Sums until the point is finished: score x weight, and positives. */
        p->score += steps[i].scores;
        p->share += steps[i].positives;
        p->weight += steps[i].weight;
        p->rows += steps[i].rows;
        if ((double)p->rows >= least)
            k++;
    }
    if (k > 0 && k < room && out->points[k].rows > 0) {
        out->points[k - 1].score += out->points[k].score;
        out->points[k - 1].share += out->points[k].share;
        out->points[k - 1].weight += out->points[k].weight;
        out->points[k - 1].rows += out->points[k].rows;
    }
    for (size_t i = 0; i < k; i++) {
        out->points[i].score /= out->points[i].weight;
        out->points[i].share /= out->points[i].weight;
    }
    out->n_points = k;
    return GG_OK;
}

static gg_status keep(gg_evidence *out, gg_slice *slice, const run_slice *from, bool points,
                      gg_error *err)
{
    gg_calibration_summary *kept = gg_arena_array(&out->arena, 1, sizeof *kept);
    const gg_tally *t = &slice->tally;

    if (!kept)
        return memory(err);
    *kept = from->figures;
    kept->rows = kept->weight = 0;
    for (int a = 0; a < GG_ARMS; a++)
        for (int k = GG_NEGATIVE; k <= GG_POSITIVE; k++)
            for (int d = 0; d < GG_DECISIONS; d++) {
                kept->rows += (double)t->n[a][k][d];
                kept->weight += out->weighted ? gg_from_fixed(slice->exact->w[gg_tally_at(a, k, d)])
                                              : (double)t->n[a][k][d];
            }
    slice->calibration = kept;
    return points ? keep_points(&out->arena, from->sums, kept, err) : GG_OK;
}

/* ---- families ---- */

static uint64_t verified(const gg_slice *slice)
{
    uint64_t rows = 0;

    for (int a = 0; a < GG_ARMS; a++)
        for (int k = GG_NEGATIVE; k <= GG_POSITIVE; k++)
            for (int d = 0; d < GG_DECISIONS; d++)
                rows += slice->tally.n[a][k][d];
    return rows;
}

/* ---- the work, beside the ranking where there is a thread for it ---- */

static gg_status prepare(gg_calibrating *job, const gg_sum *sum, const uint32_t *slice_of, size_t i)
{
    const gg_family *f = &job->evidence->families[i];
    gg_calibration_options options = gg_calibration_options_default();
    run *r = &job->runs[i];
    gg_status status = GG_OK;

    if (!gg_family_ranked(f) || f->n_slices > GG_CALIBRATED_SLICES)
        return GG_OK;
    *r = (run){.rows = &sum->rows, .slice_of = slice_of + i * sum->cells.n, .err = &job->err};
    r->slices = calloc(f->n_slices + 1, sizeof *r->slices);
    if (!r->slices)
        return memory(&job->err);
    r->n = f->n_slices;
    for (size_t s = 0; s < r->n && !status; s++) {
        options.rows = verified(&f->slices[s]);
        status = fault(&job->err, gg_calibration_new(&options, &r->slices[s].sums));
    }
    return status;
}

static void *work(void *context)
{
    gg_calibrating *job = context;

    for (size_t i = 0; i < job->n && !job->status; i++)
        if (job->runs[i].slices)
            job->status = walk(&job->runs[i]);
    return NULL;
}

gg_status gg_calibrate_begin(const gg_sum *sum, const uint32_t *slice_of,
                             const gg_evidence *evidence, unsigned threads, gg_calibrating **out,
                             gg_error *err)
{
    gg_calibrating *job;

    if (!evidence->probability || !evidence->has_outcomes)
        return GG_OK;
    job = calloc(1, sizeof *job);
    if (job)
        job->runs = calloc(evidence->n_families, sizeof *job->runs);
    if (!job || !job->runs) {
        free(job);
        return memory(err);
    }
    gg_error_init(&job->err);
    job->evidence = evidence;
    job->n = evidence->n_families;
    job->n_cells = sum->cells.n;
    for (size_t i = 0; i < job->n && !job->status; i++)
        job->status = prepare(job, sum, slice_of, i);
    job->packed = sum->packed.rows != NULL;
    job->threaded = threads > 1 && !job->packed && !job->status &&
                    pthread_create(&job->thread, NULL, work, job) == 0;
    *out = job;
    return GG_OK;
}

static gg_status keep_family(gg_evidence *out, gg_family *f, const run *r, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t s = 0; s < r->n && !status; s++)
        status = keep(out, &f->slices[s], &r->slices[s], f->kind == GG_FAMILY_OVERALL, err);
    return status;
}

static void release(gg_calibrating *job)
{
    for (size_t i = 0; i < job->n; i++) {
        for (size_t s = 0; s < job->runs[i].n; s++)
            gg_calibration_free(job->runs[i].slices[s].sums);
        free(job->runs[i].slices);
    }
    free(job->runs);
    free(job);
}

gg_status gg_calibrate_end(gg_calibrating *job, gg_status before, gg_evidence *out, gg_error *err)
{
    gg_status status = before;

    if (!job)
        return before;
    if (job->threaded)
        pthread_join(job->thread, NULL);
    else if (!before && !job->packed)
        work(job);
    for (size_t i = 0; i < job->n && !status; i++)
        status = fault(err, job->runs[i].status);
    if (!status && job->status)
        status = gg_error_set(err, job->status, NULL, "%s", job->err.what);
    for (size_t i = 0; i < job->n && !status; i++)
        status = keep_family(out, &out->families[i], &job->runs[i], err);
    release(job);
    return status;
}
