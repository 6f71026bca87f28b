/*
 * Histograms made while rows are read, where no row is kept: room does not grow with the rows.
 *
 * After each chunk a thread counts its rows by slice, outcome and bin, for the slices that its own
 * joint cells belong to, under its own numbers of levels; with them go the sums over single scores,
 * by joint cell, and the rows between operating points. At the end all of that is added up in the
 * evidence. A slice's ranking then comes from its histogram alone, as that of merged evidence does,
 * so that evidence of two tables merges to that of both.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rank_internal.h"
#include "store_internal.h"

/* The slices of one family that a thread met. */
typedef struct family_bins {
    gg_cells slices;  /* finds them by the thread's levels */
    uint64_t *counts; /* GG_OUTCOMES histograms for each */
    size_t room;      /* slices that counts has room for */
} family_bins;

struct gg_bins {
    family_bins *families;   /* as the plan's ranked ones */
    uint32_t *of_cell;       /* for each cell, its slice of each family */
    gg_cell_sums *sums;      /* for each cell; NULL where the plan has none */
    size_t n_cells, room;    /* cells that are in both, and that there is room for */
    gg_cutoff_block *points; /* rows that pass no threshold, the lowest, ... */
};

/* A row that was kept so far. */
typedef struct kept_row {
    double score;
    uint32_t tag; /* gg_tag() */
    uint64_t count;
} kept_row;

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* Dimensions that are named as those of the evidence will be. */
static gg_status name_dimensions(const gg_plan *plan, gg_evidence *out, gg_error *err)
{
    out->n_dimensions = plan->n_dimensions;
    out->dimensions = gg_arena_array(&out->arena, plan->n_dimensions, sizeof *out->dimensions);
    if (!out->dimensions)
        return memory(err);
    for (size_t d = 0; d < plan->n_dimensions; d++) {
        out->dimensions[d].name = plan->dimensions[d].name;
        out->dimensions[d].kind = plan->dimensions[d].kind;
    }
    return GG_OK;
}

gg_status gg_plan_bins(gg_plan *plan, const gg_collect_options *options, gg_error *err)
{
    gg_evidence layout;
    gg_status status;

    memset(&layout, 0, sizeof layout);
    gg_arena_init(&layout.arena);
    plan->grid = (gg_grid){options->has_grid ? options->grid_low : 0,
                           options->has_grid ? options->grid_high : 1, options->score_bins};
    status = name_dimensions(plan, &layout, err);
    if (!status)
        status = gg_families_name(plan, options, &layout, err);
    if (!status) {
        plan->ranked = gg_arena_array(&plan->arena, layout.n_families, sizeof *plan->ranked);
        status = plan->ranked ? GG_OK : memory(err);
    }
    for (size_t f = 0; f < layout.n_families && !status; f++)
        if (gg_family_ranked(&layout.families[f]))
            plan->ranked[plan->n_ranked++] = layout.families[f];
    gg_evidence_release(&layout);
    return status;
}

static gg_status begin(gg_share *share, gg_error *err)
{
    const gg_plan *plan = share->plan;
    gg_status status = GG_OK;
    struct gg_bins *bins;

    if (share->bins)
        return GG_OK;
    bins = share->bins = calloc(1, sizeof *bins);
    if (!bins)
        return memory(err);
    bins->families = calloc(plan->n_ranked, sizeof *bins->families);
    bins->points = calloc(plan->n_points + 1, sizeof *bins->points);
    if (!bins->families || !bins->points)
        return memory(err);
    for (size_t k = 0; k < plan->n_ranked && !status; k++)
        status = gg_cells_init_plain(&bins->families[k].slices, plan->ranked[k].n_dimensions, err);
    return status;
}

void gg_bins_end(gg_share *share)
{
    struct gg_bins *bins = share->bins;

    for (size_t k = 0; bins && bins->families && k < share->plan->n_ranked; k++) {
        gg_cells_release(&bins->families[k].slices);
        free(bins->families[k].counts);
    }
    if (bins) {
        free(bins->families);
        free(bins->of_cell);
        free(bins->sums);
        free(bins->points);
    }
    free(bins);
    share->bins = NULL;
}

/* ---- while rows are read ---- */

static size_t slice_size(const gg_plan *plan)
{
    return GG_OUTCOMES * plan->grid.bins;
}

/* Histograms of 0 for the slices that are new. */
static gg_status widen(family_bins *f, size_t size, gg_error *err)
{
    size_t room = f->room ? f->room * 2 : 8;
    uint64_t *counts;

    if (f->slices.n <= f->room)
        return GG_OK;
    while (room < f->slices.n)
        room *= 2;
    counts = realloc(f->counts, room * size * sizeof *counts);
    if (!counts)
        return memory(err);
    memset(counts + f->room * size, 0, (room - f->room) * size * sizeof *counts);
    f->counts = counts;
    f->room = room;
    return GG_OK;
}

/* The slices that one family has of the cells from `first` on. */
static gg_status enter_family(gg_share *share, size_t k, size_t first, gg_error *err)
{
    const gg_family *family = &share->plan->ranked[k];
    family_bins *f = &share->bins->families[k];
    size_t counts[GG_MAX_DIMENSIONS];
    uint32_t levels[GG_MAX_DIMENSIONS];
    gg_status status;

    for (size_t i = 0; i < family->n_dimensions; i++)
        counts[i] = share->levels[family->dimensions[i]].n;
    status = gg_cells_fit(&f->slices, counts, err);
    for (size_t c = first; c < share->cells.n && !status; c++) {
        for (size_t i = 0; i < family->n_dimensions; i++)
            levels[i] = share->cells.all[c].levels[family->dimensions[i]];
        status = gg_cells_get(&f->slices, levels,
                              &share->bins->of_cell[c * share->plan->n_ranked + k], err);
    }
    return status ? status : widen(f, slice_size(share->plan), err);
}

static gg_status make_room(gg_share *share, gg_error *err)
{
    struct gg_bins *bins = share->bins;
    const size_t room = share->cells.room;
    uint32_t *of_cell = realloc(bins->of_cell, room * share->plan->n_ranked * sizeof *of_cell);

    if (!of_cell)
        return memory(err);
    bins->of_cell = of_cell;
    if (share->plan->summed) {
        gg_cell_sums *sums = realloc(bins->sums, room * sizeof *sums);

        if (!sums)
            return memory(err);
        memset(sums + bins->room, 0, (room - bins->room) * sizeof *sums);
        bins->sums = sums;
    }
    bins->room = room;
    return GG_OK;
}

static gg_status enter_cells(gg_share *share, gg_error *err)
{
    struct gg_bins *bins = share->bins;
    gg_status status = GG_OK;

    if (share->cells.n > bins->room)
        status = make_room(share, err);
    for (size_t k = 0; k < share->plan->n_ranked && !status; k++)
        status = enter_family(share, k, bins->n_cells, err);
    if (!status)
        bins->n_cells = share->cells.n;
    return status;
}

static kept_row row_at(const gg_rows *rows, size_t i)
{
    uint32_t packed;

    if (!rows->packed)
        return (kept_row){.score = gg_score_of_key(rows->keys[i]),
                          .tag = rows->tags[i],
                          .count = rows->counted ? rows->counts[i] : 1};
    packed = rows->blocks[i / GG_PACKED_BLOCK][i % GG_PACKED_BLOCK];
    return (kept_row){
        .score = gg_packed_score(packed >> 12), .tag = gg_packed_tag(packed), .count = 1};
}

static void add_to_slices(gg_share *share, const kept_row *row)
{
    const gg_plan *plan = share->plan;
    const size_t n = plan->n_ranked, size = slice_size(plan);
    const size_t at =
        gg_tag_outcome(row->tag) * plan->grid.bins + gg_bin_of(&plan->grid, row->score);
    const uint32_t *slices = share->bins->of_cell + gg_tag_cell(row->tag) * n;

    for (size_t k = 0; k < n; k++)
        share->bins->families[k].counts[slices[k] * size + at] += row->count;
}

/* Once a score lies outside [0, 1] the sums are of no use; so what they hold does not matter. */
static void add_to_sums(gg_share *share, const kept_row *row, const double *weight)
{
    const unsigned outcome = gg_tag_outcome(row->tag);

    if (outcome != GG_UNVERIFIED && row->score >= 0 && row->score <= 1 &&
        share->squares < GG_SUM_END)
        gg_sums_add(&share->bins->sums[gg_tag_cell(row->tag)], row->score, outcome == GG_POSITIVE,
                    row->count, weight);
}

static void add_to_points(gg_share *share, const kept_row *row, const double *inverse)
{
    const gg_plan *plan = share->plan;
    size_t passed = 0;

    while (passed < plan->n_points && row->score >= plan->points[passed])
        passed++;
    gg_cutoff_count(&share->bins->points[passed], row->tag, row->count, inverse);
}

gg_status gg_bins_take(gg_share *share, gg_error *err)
{
    gg_rows *rows = &share->rows;
    gg_status status = begin(share, err);

    if (!status)
        status = enter_cells(share, err);
    for (size_t i = 0; i < rows->n && !status; i++) {
        const kept_row row = row_at(rows, i);

        add_to_slices(share, &row);
        if (share->bins->sums)
            add_to_sums(share, &row, rows->weighted ? &rows->weights[i] : NULL);
        if (share->plan->n_points > 0)
            add_to_points(share, &row, rows->sampled ? &rows->inverse[i] : NULL);
    }
    /* The room of one chunk is used again. */
    if (!status && rows->n > GG_PACKED_BLOCK) {
        gg_rows_release(rows);
        gg_rows_init(rows, share->plan);
    }
    rows->n = status ? rows->n : 0;
    return status;
}

/* ---- at the end ---- */

/* Where the slice with these levels is: slices are in the order of their levels. */
static size_t place(const gg_family *family, const uint32_t *levels)
{
    size_t low = 0, high = family->n_slices;

    while (low < high) {
        size_t middle = low + (high - low) / 2, i = 0;
        const uint32_t *there = family->slices[middle].levels;

        while (i < family->n_dimensions && there[i] == levels[i])
            i++;
        if (i < family->n_dimensions && there[i] < levels[i])
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_histograms(const gg_share *share, const uint64_t *from, gg_slice *to)
{
    const size_t bins = share->plan->grid.bins;

    for (size_t i = 0; i < slice_size(share->plan); i++)
        to->histogram[i / bins][i % bins] += from[i];
}

static gg_status add_family(const gg_share *share, size_t k, uint32_t *const *maps,
                            gg_family *family, gg_error *err)
{
    const family_bins *f = &share->bins->families[k];
    gg_slice **slices = calloc(f->slices.n + 1, sizeof *slices);

    if (!slices)
        return memory(err);
    for (size_t s = 0; s < f->slices.n; s++) {
        uint32_t levels[GG_MAX_DIMENSIONS];

        for (size_t i = 0; i < family->n_dimensions; i++)
            levels[i] = maps[family->dimensions[i]][f->slices.all[s].levels[i]];
        slices[s] = &family->slices[place(family, levels)];
        add_histograms(share, f->counts + s * slice_size(share->plan), slices[s]);
    }
    for (size_t c = 0; share->bins->sums && c < share->bins->n_cells; c++)
        gg_sums_unite(&slices[share->bins->of_cell[c * share->plan->n_ranked + k]]->exact->scores,
                      &share->bins->sums[c]);
    free(slices);
    return GG_OK;
}

static gg_status add_share(const gg_share *share, gg_evidence *out, gg_error *err)
{
    uint32_t *maps[GG_MAX_DIMENSIONS] = {0};
    gg_status status = GG_OK;
    size_t k = 0;

    for (size_t d = 0; d < out->n_dimensions && !status; d++) {
        maps[d] = gg_share_renumber(share, d, &out->dimensions[d]);
        status = maps[d] ? GG_OK : memory(err);
    }
    for (size_t f = 0; f < out->n_families && !status; f++)
        if (gg_family_ranked(&out->families[f]))
            status = add_family(share, k++, maps, &out->families[f], err);
    for (size_t d = 0; d < out->n_dimensions; d++)
        free(maps[d]);
    return status;
}

gg_status gg_family_histograms(gg_evidence *out, gg_family *family, gg_error *err)
{
    for (size_t s = 0; s < family->n_slices; s++)
        for (int o = 0; o < GG_OUTCOMES; o++) {
            uint64_t **histogram = &family->slices[s].histogram[o];

            *histogram = gg_arena_array(&out->arena, out->grid_bins, sizeof **histogram);
            if (!*histogram)
                return memory(err);
        }
    return GG_OK;
}

/* Thresholds are those of the plan, unless it turned out that there are none. */
static gg_status add_points(const gg_share *shares, unsigned n, const gg_collect_options *options,
                            gg_evidence *out, gg_error *err)
{
    gg_status status = out->has_outcomes ? gg_points_begin(options, out, err) : GG_OK;

    for (unsigned i = 0; i < n; i++)
        for (size_t k = 0; k <= out->n_operating_points && out->n_operating_points && !status; k++)
            status = gg_points_between(out, k ? shares[i].plan->points[k - 1] : -INFINITY, k,
                                       &shares[i].bins->points[k], err);
    for (size_t k = 0; k < out->n_operating_points && !status; k++)
        gg_cutoff_finish(&out->point_rows[k]);
    return status;
}

gg_status gg_bins_finish(const gg_share *shares, unsigned n, const gg_collect_options *options,
                         gg_evidence *out, gg_error *err)
{
    gg_status status = GG_OK;

    out->ranking_exact = false;
    for (size_t f = 0; f < out->n_families && !status; f++)
        if (gg_family_ranked(&out->families[f]))
            status = gg_family_histograms(out, &out->families[f], err);
    for (unsigned i = 0; i < n && !status; i++)
        status = add_share(&shares[i], out, err);
    if (!status)
        status = add_points(shares, n, options, out, err);
    if (!status)
        gg_evidence_rank_binned(out);
    return status;
}
