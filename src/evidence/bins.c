/*
 * Histograms made while rows are read, where no row is kept: room does not grow with the rows.
 *
 * Each thread counts rows by slice, outcome and bin, for the slices that its own joint cells belong
 * to, under its own numbers of levels. At the end these are added up in the slices of the evidence.
 * A slice's ranking then comes from its histogram alone, as that of merged evidence does, so that
 * evidence of two tables merges to that of both.
 */
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"
#include "store_internal.h"

/* The slices of one family that a thread met. */
typedef struct family_bins {
    gg_cells slices;  /* finds them by the thread's levels */
    uint64_t *counts; /* GG_OUTCOMES histograms for each */
    size_t room;      /* slices that counts has room for */
} family_bins;

struct gg_bins {
    family_bins *families; /* as the plan's ranked ones */
    uint32_t *of_cell;     /* for each cell, its slice of each family */
    size_t n_cells, room;  /* cells that are in of_cell, and that there is room for */
};

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

gg_status gg_bins_begin(gg_share *share, gg_error *err)
{
    const gg_plan *plan = share->plan;
    gg_status status = GG_OK;

    if (!plan->binned)
        return GG_OK;
    share->bins = calloc(1, sizeof *share->bins);
    if (share->bins)
        share->bins->families = calloc(plan->n_ranked, sizeof *share->bins->families);
    if (!share->bins || !share->bins->families)
        return memory(err);
    for (size_t k = 0; k < plan->n_ranked && !status; k++)
        status = gg_cells_init_plain(&share->bins->families[k].slices, plan->ranked[k].n_dimensions,
                                     err);
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

static gg_status enter_cells(gg_share *share, gg_error *err)
{
    struct gg_bins *bins = share->bins;
    gg_status status = GG_OK;

    if (share->cells.n > bins->room) {
        uint32_t *of_cell =
            realloc(bins->of_cell, share->cells.room * share->plan->n_ranked * sizeof *of_cell);

        if (!of_cell)
            return memory(err);
        bins->of_cell = of_cell;
        bins->room = share->cells.room;
    }
    for (size_t k = 0; k < share->plan->n_ranked && !status; k++)
        status = enter_family(share, k, bins->n_cells, err);
    if (!status)
        bins->n_cells = share->cells.n;
    return status;
}

gg_status gg_bins_add(gg_share *share, size_t row, uint32_t cell, gg_error *err)
{
    struct gg_bins *bins = share->bins;
    const gg_plan *plan = share->plan;
    const size_t n = plan->n_ranked, size = slice_size(plan);
    const size_t at =
        share->outcome[row] * plan->grid.bins + gg_bin_of(&plan->grid, share->score[row]);
    gg_status status;

    if (cell >= bins->n_cells) {
        status = enter_cells(share, err);
        if (status)
            return status;
    }
    for (size_t k = 0; k < n; k++)
        bins->families[k].counts[bins->of_cell[cell * n + k] * size + at] += share->count[row];
    return GG_OK;
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

static void add_family(const gg_share *share, size_t k, uint32_t *const *maps, gg_family *family)
{
    const family_bins *f = &share->bins->families[k];
    const size_t bins = share->plan->grid.bins;

    for (size_t s = 0; s < f->slices.n; s++) {
        const uint64_t *from = f->counts + s * slice_size(share->plan);
        uint32_t levels[GG_MAX_DIMENSIONS];
        gg_slice *slice;

        for (size_t i = 0; i < family->n_dimensions; i++)
            levels[i] = maps[family->dimensions[i]][f->slices.all[s].levels[i]];
        slice = &family->slices[place(family, levels)];
        for (size_t i = 0; i < GG_OUTCOMES * bins; i++)
            slice->histogram[i / bins][i % bins] += from[i];
    }
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
            add_family(share, k++, maps, &out->families[f]);
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

gg_status gg_bins_finish(const gg_share *shares, unsigned n, gg_evidence *out, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t f = 0; f < out->n_families && !status; f++)
        if (gg_family_ranked(&out->families[f]))
            status = gg_family_histograms(out, &out->families[f], err);
    for (unsigned i = 0; i < n && !status; i++)
        status = add_share(&shares[i], out, err);
    if (!status)
        gg_evidence_rank_binned(out);
    return status;
}
