/*
 * Cuts at a capacity and operating points, by one walk over the sorted rows.
 *
 * A cut takes its rows score by score; rows of one score are one block whatever their order. An
 * operating point needs no more than the rows between two thresholds, so these are added as one
 * block, and a table of many thresholds costs no more than the walk.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"
#include "packed_internal.h"

#define POINTS_BY_RULE 9

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status fault(gg_error *err, gg_status status)
{
    return status == GG_OK
               ? GG_OK
               : gg_error_set(err, GG_E_INTERNAL, NULL, "rows out of order in a ranking");
}

gg_status gg_cuts_check(const gg_collect_options *options, gg_error *err)
{
    if (options->n_capacities > GG_MOST_CAPACITIES ||
        options->n_operating_points > GG_MOST_OPERATING_POINTS)
        return gg_error_set(err, GG_E_USAGE, "ask for at most 20 capacities, and 100 thresholds",
                            "too many capacities or operating points");
    if (options->measured >= GG_EXTENT_BINNED && options->n_capacities > 0)
        return gg_error_set(err, GG_E_USAGE, "use --measure ranking",
                            "capacities need the scores, which are not kept");
    if (options->measured == GG_EXTENT_COUNTS && options->n_operating_points > 0)
        return gg_error_set(err, GG_E_USAGE, "use --measure ranking, or binned",
                            "operating points need the scores, which are not kept");
    for (size_t i = 0; i < options->n_capacities; i++) {
        const gg_capacity_wish *w = &options->capacities[i];
        double most = w->share ? 1 : (double)GG_MOST_ROWS;

        if (!(w->amount > 0 && w->amount <= most) || (!w->share && w->amount != floor(w->amount)))
            return gg_error_set(err, GG_E_USAGE, "give a whole number of rows, or a share like 5%",
                                "a capacity that is neither a number of rows nor a share");
    }
    for (size_t i = 0; i < options->n_operating_points; i++)
        if (!isfinite(options->operating_points[i]))
            return gg_error_set(err, GG_E_USAGE, "give numbers",
                                "an operating point that is no finite number");
    return GG_OK;
}

/* ---- cuts ---- */

/* The cuts of one slice: one for each capacity, and the rows of one score at hand. */
typedef struct cutting {
    gg_cut *cuts[GG_MOST_CAPACITIES];
    gg_cut_sides *rows[GG_MOST_CAPACITIES];
    uint64_t key;
    gg_cutoff_block at_hand;
} cutting;

static uint64_t sum(const gg_outcome_counts *c)
{
    return c->negatives + c->positives + c->unverified;
}

/* Whichever side gg_cut_add() put the block on shows in what it added. */
static gg_status cut_block(gg_cut *cut, gg_cut_sides *rows, const gg_scored_counts *b,
                           const gg_cutoff_block *block, gg_error *err)
{
    const uint64_t above = sum(&cut->above), tied = sum(&cut->tied);
    gg_status status = fault(err, gg_cut_add(cut, b));

    if (status)
        return status;
    if (sum(&cut->above) != above)
        gg_cutoff_add(block, &rows->above);
    else if (sum(&cut->tied) != tied)
        gg_cutoff_add(block, &rows->tied);
    return GG_OK;
}

static void count_row(gg_cutoff_block *to, const gg_rows *rows, size_t i)
{
    gg_cutoff_count(to, rows->tags[i], rows->counted ? rows->counts[i] : 1,
                    rows->sampled ? &rows->inverse[i] : NULL);
}

static gg_status flush(cutting *c, size_t n, gg_error *err)
{
    gg_scored_counts b = {.score = gg_score_of_key(c->key),
                          .rows = gg_cutoff_outcomes(&c->at_hand)};
    gg_status status = GG_OK;

    if (sum(&b.rows) == 0)
        return GG_OK;
    for (size_t i = 0; i < n && !status; i++)
        status = cut_block(c->cuts[i], c->rows[i], &b, &c->at_hand, err);
    memset(&c->at_hand, 0, sizeof c->at_hand);
    return status;
}

static gg_status walk_cuts(const gg_rows *rows, const uint32_t *slice_of, cutting *slices,
                           size_t n_slices, size_t n, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < rows->n && !status; i++) {
        uint32_t at = slice_of[gg_tag_cell(rows->tags[i])];
        cutting *c = &slices[at];

        if (at == UINT32_MAX)
            continue;
        if (c->key != rows->keys[i]) {
            status = flush(c, n, err);
            c->key = rows->keys[i];
        }
        count_row(&c->at_hand, rows, i);
    }
    for (size_t s = 0; s < n_slices && !status; s++)
        status = flush(&slices[s], n, err);
    for (size_t k = 0; k < n_slices * n; k++) {
        gg_cutoff_finish(&slices[k / n].rows[k % n]->above);
        gg_cutoff_finish(&slices[k / n].rows[k % n]->tied);
    }
    return status;
}

static uint64_t rows_of(const gg_slice *slice)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < GG_TALLY_SIZE; i++)
        rows += (&slice->tally.n[0][0][0])[i];
    return rows;
}

/* The room of a slice: all of it for everyone, the same share of its rows for a site. */
static gg_status begin(const gg_capacity_wish *wish, uint64_t rows, uint64_t all, gg_cut *cut,
                       gg_error *err)
{
    double share = wish->share ? wish->amount : all > 0 ? fmin(1, wish->amount / (double)all) : 0;
    uint64_t room = (uint64_t)wish->amount;
    gg_status status = GG_OK;

    if (wish->share || rows != all)
        status = gg_capacity_of_share(rows, share, &room);
    if (!status)
        status = gg_cut_begin(rows, room, cut);
    return fault(err, status);
}

/* The cuts of all slices of a family; site: into its sites, otherwise into everyone. */
static gg_status cut_family(const gg_rows *rows, const uint32_t *slice_of, gg_evidence *out,
                            const gg_family *f, gg_error *err)
{
    const bool sites = f->kind == GG_FAMILY_SITE;
    uint64_t all = rows_of(gg_evidence_overall(out));
    cutting *slices = calloc(f->n_slices + 1, sizeof *slices);
    gg_status status = slices ? GG_OK : memory(err);

    for (size_t i = 0; i < out->n_capacities && !status; i++) {
        gg_capacity_cuts *c = &out->capacities[i];

        for (size_t s = 0; s < f->n_slices && !status; s++) {
            slices[s].cuts[i] = sites ? &c->sites[s] : &c->everyone;
            slices[s].rows[i] = sites ? &c->site_rows[s] : c->everyone_rows;
            status = begin(&c->wish, rows_of(&f->slices[s]), all, slices[s].cuts[i], err);
        }
    }
    if (!status)
        status = walk_cuts(rows, slice_of, slices, f->n_slices, out->n_capacities, err);
    free(slices);
    return status;
}

gg_status gg_capacity_cuts_init(gg_evidence *evidence, gg_capacity_cuts *c, size_t n_sites,
                                gg_error *err)
{
    gg_status status = GG_OK;

    c->n_sites = n_sites;
    c->sites = gg_arena_array(&evidence->arena, n_sites, sizeof *c->sites);
    c->everyone_rows = gg_arena_array(&evidence->arena, 1, sizeof *c->everyone_rows);
    c->site_rows = gg_arena_array(&evidence->arena, n_sites, sizeof *c->site_rows);
    if (!c->sites || !c->everyone_rows || !c->site_rows)
        return memory(err);
    for (size_t s = 0; s <= n_sites && !status; s++) {
        gg_cut_sides *rows = s < n_sites ? &c->site_rows[s] : c->everyone_rows;

        status = gg_cutoff_init(evidence, &rows->above, err);
        if (!status)
            status = gg_cutoff_init(evidence, &rows->tied, err);
    }
    return status;
}

static gg_status make_cuts(const gg_sum *sum, const uint32_t *slice_of,
                           const gg_collect_options *options, gg_evidence *out, gg_error *err)
{
    const gg_family *sites = gg_evidence_find(out, GG_FAMILY_SITE, NULL);
    gg_status status;

    out->capacities = gg_arena_array(&out->arena, options->n_capacities, sizeof *out->capacities);
    if (!out->capacities)
        return memory(err);
    out->n_capacities = options->n_capacities;
    for (size_t i = 0; i < out->n_capacities; i++) {
        gg_capacity_cuts *c = &out->capacities[i];

        c->wish = options->capacities[i];
        status = gg_capacity_cuts_init(out, c, sites ? sites->n_slices : 0, err);
        if (status)
            return status;
    }
    status = cut_family(&sum->rows, slice_of, out, &out->families[0], err);
    if (!status && sites)
        status = cut_family(&sum->rows, slice_of + (size_t)(sites - out->families) * sum->cells.n,
                            out, sites, err);
    return status;
}

/* ---- operating points ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

gg_status gg_points_list(const gg_collect_options *options, bool probability, gg_arena *arena,
                         double **out, size_t *n_out, gg_error *err)
{
    double by_rule[POINTS_BY_RULE], *sorted;
    const double *given = options->operating_points;
    size_t n = options->n_operating_points, k = 0;

    if (n == 0 && probability && options->measured == GG_EXTENT_ALL) {
        for (int i = 0; i < POINTS_BY_RULE; i++)
            by_rule[i] = (i + 1) / 10.0;
        given = by_rule;
        n = POINTS_BY_RULE;
    }
    sorted = gg_arena_array(arena, n, sizeof *sorted);
    if (!sorted)
        return memory(err);
    for (size_t i = 0; i < n; i++)
        sorted[i] = given[i] + 0.0;
    qsort(sorted, n, sizeof *sorted, by_value);
    for (size_t i = 0; i < n; i++)
        if (k == 0 || sorted[i] != sorted[k - 1])
            sorted[k++] = sorted[i];
    *out = sorted;
    *n_out = k;
    return GG_OK;
}

static gg_status set_thresholds(const gg_collect_options *options, gg_evidence *out, gg_error *err)
{
    double *sorted = NULL;
    size_t n = 0;
    gg_status status = gg_points_list(options, out->probability, &out->arena, &sorted, &n, err);

    if (status)
        return status;
    out->operating_points = gg_arena_array(&out->arena, n, sizeof *out->operating_points);
    if (!out->operating_points)
        return memory(err);
    for (size_t i = 0; i < n; i++)
        out->operating_points[i].threshold = sorted[i];
    out->n_operating_points = n;
    return GG_OK;
}

gg_status gg_point_rows_init(gg_evidence *evidence, size_t n, gg_error *err)
{
    gg_status status = GG_OK;

    evidence->point_rows = gg_arena_array(&evidence->arena, n, sizeof *evidence->point_rows);
    if (!evidence->point_rows)
        return memory(err);
    for (size_t i = 0; i < n && !status; i++)
        status = gg_cutoff_init(evidence, &evidence->point_rows[i], err);
    return status;
}

gg_status gg_points_between(gg_evidence *out, double score, size_t passed, gg_cutoff_block *between,
                            gg_error *err)
{
    const gg_scored_counts block = {.score = score, .rows = gg_cutoff_outcomes(between)};
    gg_status status =
        fault(err, gg_operating_points_add(out->operating_points, out->n_operating_points, &block));

    for (size_t i = 0; i < passed && !status; i++)
        gg_cutoff_add(between, &out->point_rows[i]);
    memset(between, 0, sizeof *between);
    return status;
}

static gg_status make_points(const gg_rows *rows, const uint32_t *slice_of, gg_evidence *out,
                             gg_error *err)
{
    const gg_operating_point *points = out->operating_points;
    const size_t n = out->n_operating_points;
    size_t passed = 0;
    double score = -INFINITY;
    gg_cutoff_block between = {.n = {{{0}}}};
    gg_status status = GG_OK;

    for (size_t i = 0; i < rows->n && !status; i++) {
        if (slice_of[gg_tag_cell(rows->tags[i])] == UINT32_MAX)
            continue;
        if (passed < n && rows->keys[i] >= gg_score_key(points[passed].threshold)) {
            status = gg_points_between(out, score, passed, &between, err);
            score = gg_score_of_key(rows->keys[i]);
            while (passed < n && score >= points[passed].threshold)
                passed++;
        }
        count_row(&between, rows, i);
    }
    if (!status)
        status = gg_points_between(out, score, passed, &between, err);
    for (size_t i = 0; i < n && !status; i++)
        gg_cutoff_finish(&out->point_rows[i]);
    return status;
}

/* Rows of one tag are alike: they are counted by tag until a threshold is passed. */
static void take_tags(uint64_t *tags, gg_cutoff_block *to)
{
    for (uint32_t t = 0; t < (uint32_t)1 << GG_TAG_BITS; t++)
        if (gg_tag_outcome(t) < GG_OUTCOMES)
            to->n[gg_tag_arm(t)][gg_tag_outcome(t)][gg_tag_referred(t)] += tags[t];
    memset(tags, 0, sizeof *tags << GG_TAG_BITS);
}

gg_status gg_points_packed(const gg_packed *packed, gg_evidence *out, gg_error *err)
{
    const gg_operating_point *points = out->operating_points;
    const size_t n = out->n_operating_points;
    uint64_t tags[1 << GG_TAG_BITS] = {0};
    size_t passed = 0;
    double score = -INFINITY;
    gg_cutoff_block between = {.n = {{{0}}}};
    gg_status status = GG_OK;

    for (size_t g = 0; g < packed->n_groups && n > 0 && !status; g++) {
        const double here = gg_packed_score(packed->groups[g].millionths);

        if (passed < n && here >= points[passed].threshold) {
            take_tags(tags, &between);
            status = gg_points_between(out, score, passed, &between, err);
            score = here;
            while (passed < n && score >= points[passed].threshold)
                passed++;
        }
        for (size_t i = packed->groups[g].start; i < gg_group_end(packed, g); i++)
            tags[packed->rows[i] & ((1u << GG_TAG_BITS) - 1)]++;
    }
    take_tags(tags, &between);
    if (!status && n > 0)
        status = gg_points_between(out, score, passed, &between, err);
    return status;
}

gg_status gg_points_begin(const gg_collect_options *options, gg_evidence *out, gg_error *err)
{
    gg_status status = set_thresholds(options, out, err);

    if (!status && out->n_operating_points > 0)
        status = gg_point_rows_init(out, out->n_operating_points, err);
    return status;
}

gg_status gg_cut_rows(const gg_sum *sum, const uint32_t *slice_of,
                      const gg_collect_options *options, gg_evidence *out, gg_error *err)
{
    gg_status status = GG_OK;

    if (!out->has_scores || !out->has_outcomes)
        return GG_OK;
    if (options->n_capacities > 0)
        status = make_cuts(sum, slice_of, options, out, err);
    if (!status)
        status = gg_points_begin(options, out, err);
    if (!status && out->n_operating_points > 0)
        status = make_points(&sum->rows, slice_of, out, err);
    return status;
}
