/* Adding up the threads' shares: levels in their final order, joint cells, all rows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"
#include "packed_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of one dimension over all shares: sorted, each once. n may be 0. */
static const char **distinct(gg_share *shares, unsigned n_shares, size_t d, size_t *n)
{
    size_t total = 0, kept = 0;
    const char **names;

    for (unsigned i = 0; i < n_shares; i++)
        total += shares[i].levels[d].n - 1;
    names = malloc((total + 1) * sizeof *names);
    if (!names)
        return NULL;
    total = 0;
    for (unsigned i = 0; i < n_shares; i++)
        for (size_t k = 1; k < shares[i].levels[d].n; k++)
            names[total++] = shares[i].levels[d].names[k];
    qsort(names, total, sizeof *names, by_text);
    for (size_t i = 0; i < total; i++)
        if (kept == 0 || strcmp(names[kept - 1], names[i]) != 0)
            names[kept++] = names[i];
    *n = kept;
    return names;
}

static bool saw_missing(const gg_share *shares, unsigned n, size_t d)
{
    for (unsigned i = 0; i < n; i++)
        for (size_t c = 0; c < shares[i].cells.n; c++)
            if (shares[i].cells.all[c].levels[d] == 0)
                return true;
    return false;
}

gg_status gg_levels_order(gg_share *shares, unsigned n_shares, size_t d, bool missing,
                          gg_evidence *out, gg_error *err)
{
    const gg_plan_dimension *pd = &shares[0].plan->dimensions[d];
    gg_dimension *dimension = &out->dimensions[d];
    bool bins = pd->settings && pd->settings->n_bins;
    const char **names, **levels;
    size_t n_names = 0, n = 0;

    names = distinct(shares, n_shares, d, &n_names);
    levels = names ? gg_arena_array(&out->arena, n_names + 1, sizeof *levels) : NULL;
    if (!levels) {
        free(names);
        return memory(err);
    }
    if (bins)
        n_names = shares[0].levels[d].n - 1;
    /* A cell that holds the very text of the missing level is one of it. */
    for (size_t i = 0; i < n_names; i++) {
        const char *name = bins ? shares[0].levels[d].names[i + 1] : names[i];

        if (strcmp(name, GG_LEVEL_MISSING) == 0)
            missing = true;
        else
            levels[n++] = gg_arena_string(&out->arena, name);
    }
    free(names);
    if (missing)
        levels[n++] = GG_LEVEL_MISSING;
    for (size_t i = 0; i < n; i++)
        if (!levels[i])
            return memory(err);
    dimension->name = gg_arena_string(&out->arena, pd->name);
    dimension->kind = pd->kind;
    dimension->binned = bins;
    dimension->reference =
        pd->settings ? gg_arena_string(&out->arena, pd->settings->reference) : NULL;
    dimension->levels = levels;
    dimension->n_levels = n;
    return dimension->name ? GG_OK : memory(err);
}

/* The final number of a level: words are in the order of their bytes, but for "(missing)", which
 * stands last even where a cell holds that very text; bins are few. */
static size_t final_number(const gg_dimension *dimension, const char *name)
{
    size_t low = 0, high = dimension->n_levels - 1, last = high;

    if (strcmp(name, dimension->levels[last]) == 0)
        return last;
    if (dimension->binned) {
        while (low < last && strcmp(name, dimension->levels[low]) != 0)
            low++;
        return low;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(dimension->levels[middle], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* From a share's code of a level to its final number. */
uint32_t *gg_share_renumber(const gg_share *share, size_t d, const gg_dimension *dimension)
{
    const gg_levels *levels = &share->levels[d];
    uint32_t *map = calloc(levels->n, sizeof *map);

    if (!map)
        return NULL;
    map[0] = (uint32_t)dimension->n_levels - 1; /* missing is last, if any row has it */
    for (size_t k = 1; k < levels->n; k++)
        map[k] = (uint32_t)final_number(dimension, levels->names[k]);
    return map;
}

static void add_cell(const gg_cells *from, size_t c, gg_cells *to, size_t at)
{
    for (size_t i = 0; i < GG_TALLY_SIZE; i++) {
        to->all[at].n[i] += from->all[c].n[i];
        if (to->weighted) {
            to->weights[at].w[i] += from->weights[c].w[i];
            to->weights[at].w2[i] += from->weights[c].w2[i];
        }
    }
    if (to->sampled)
        gg_inverse_add(&to->inverse[at], &from->inverse[c]);
    if (to->counted)
        gg_bounds_add(&to->bounds[at], &from->bounds[c]);
    for (size_t i = 0; i < to->operation_size; i++)
        to->operation[at * to->operation_size + i] += from->operation[c * to->operation_size + i];
}

static gg_status add_cells(gg_share *share, uint32_t *const *maps, gg_sum *sum, uint32_t *cell_map,
                           gg_error *err)
{
    size_t n_dimensions = share->plan->n_dimensions;

    for (size_t c = 0; c < share->cells.n; c++) {
        uint32_t levels[GG_MAX_DIMENSIONS];
        gg_status status;

        for (size_t d = 0; d < n_dimensions; d++)
            levels[d] = maps[d][share->cells.all[c].levels[d]];
        status = gg_cells_get(&sum->cells, levels, &cell_map[c], err);
        if (status)
            return status;
        add_cell(&share->cells, c, &sum->cells, cell_map[c]);
    }
    return GG_OK;
}

/* The first share's rows are taken over; the others' are copied behind them and freed. */
static gg_status add_scores(gg_share *share, const uint32_t *cell_map, gg_sum *sum, gg_error *err)
{
    gg_rows *from = &share->rows, *to = &sum->rows;
    size_t before = to->n;
    gg_status status;

    for (size_t i = 0; i < from->n; i++)
        from->tags[i] = gg_tag(cell_map[gg_tag_cell(from->tags[i])], gg_tag_arm(from->tags[i]),
                               gg_tag_referred(from->tags[i]), gg_tag_outcome(from->tags[i]));
    if (before == 0) {
        gg_rows_move(from, to);
        return GG_OK;
    }
    status = gg_rows_reserve(to, from->n, err);
    if (status)
        return status;
    memcpy(to->keys + before, from->keys, from->n * sizeof *to->keys);
    memcpy(to->tags + before, from->tags, from->n * sizeof *to->tags);
    if (to->counted)
        memcpy(to->counts + before, from->counts, from->n * sizeof *to->counts);
    if (to->weighted)
        memcpy(to->weights + before, from->weights, from->n * sizeof *to->weights);
    if (to->sampled)
        memcpy(to->inverse + before, from->inverse, from->n * sizeof *to->inverse);
    to->n += from->n;
    gg_rows_release(from);
    return GG_OK;
}

/* Adds a share's cells; *map gives the final cell of each of its own, to be freed. */
static gg_status add_share(gg_share *share, const gg_evidence *out, gg_sum *sum, uint32_t **map,
                           gg_error *err)
{
    uint32_t *maps[GG_MAX_DIMENSIONS] = {0};
    gg_status status = GG_OK;

    *map = calloc(share->cells.n + 1, sizeof **map);
    if (!*map)
        status = memory(err);
    for (size_t d = 0; d < out->n_dimensions && !status; d++) {
        maps[d] = gg_share_renumber(share, d, &out->dimensions[d]);
        if (!maps[d])
            status = memory(err);
    }
    if (!status)
        status = add_cells(share, maps, sum, *map, err);
    for (size_t d = 0; d < out->n_dimensions; d++)
        free(maps[d]);
    return status;
}

/* All rows: packed where those of every share are and cells stay few, else in the general form. */
static gg_status add_rows(gg_share *shares, unsigned n, uint32_t *const *maps, gg_sum *sum,
                          gg_error *err)
{
    bool packed = sum->cells.n <= GG_PACKED_CELLS;
    gg_status status = GG_OK;
    size_t rows = 0;

    for (unsigned i = 0; i < n; i++) {
        packed = packed && shares[i].rows.packed;
        rows += shares[i].rows.n;
    }
    if (rows == 0)
        return GG_OK;
    if (packed && rows <= GG_PACKED_ROWS)
        return gg_packed_sort(shares, n, maps, &sum->packed, err);
    for (unsigned i = 0; i < n && !status; i++) {
        if (shares[i].rows.packed)
            status = gg_rows_unpack(&shares[i].rows, 0, err);
        if (!status && shares[i].rows.n)
            status = add_scores(&shares[i], maps[i], sum, err);
    }
    return status;
}

static gg_status add_shares(gg_share *shares, unsigned n, const gg_evidence *out, gg_sum *sum,
                            gg_error *err)
{
    uint32_t **maps = calloc(n, sizeof *maps);
    gg_status status = maps ? GG_OK : memory(err);

    for (unsigned i = 0; i < n && !status; i++)
        status = add_share(&shares[i], out, sum, &maps[i], err);
    if (!status)
        status = gg_shares_settle(shares, n, sum->cells.n, err);
    if (!status)
        status = add_rows(shares, n, maps, sum, err);
    for (unsigned i = 0; maps && i < n; i++)
        free(maps[i]);
    free(maps);
    return status;
}

/* Rows that two sources both referred, over all shares; the same on both sides of the diagonal. */
static gg_status add_overlap(const gg_share *shares, unsigned n, gg_evidence *out, gg_error *err)
{
    size_t m = out->n_sources;

    out->overlap = gg_arena_array(&out->arena, m * m, sizeof *out->overlap);
    if (!out->overlap)
        return memory(err);
    for (unsigned i = 0; i < n; i++)
        for (size_t a = 0; a < m; a++)
            for (size_t b = 0; b < m; b++)
                for (int k = 0; k < GG_OUTCOMES; k++)
                    out->overlap[a * m + b][k] +=
                        shares[i].overlap[a < b ? a : b][a < b ? b : a][k];
    return GG_OK;
}

static void add_totals(const gg_share *shares, unsigned n, gg_evidence *out)
{
    double low = INFINITY, high = -INFINITY;

    for (unsigned i = 0; i < n; i++) {
        out->rows += shares[i].n_rows;
        out->rows_used += shares[i].used;
        out->missing_score += shares[i].missing_score;
        out->missing_decision += shares[i].missing_decision;
        out->bad_rows += shares[i].bad_rows;
        out->published.rows_high += shares[i].rows_high;
        out->published.total_lines += shares[i].total_lines;
        out->published.bounded = out->published.bounded || shares[i].bounded;
        out->published.untold = out->published.untold || shares[i].untold;
        out->published.partial =
            out->published.partial || (shares[i].untold & GG_UNTOLD_SUM(GG_SUM_COUNT));
        out->has_unverified = out->has_unverified || shares[i].unverified;
        low = fmin(low, shares[i].low);
        high = fmax(high, shares[i].high);
    }
    /* -0 is 0, whichever came first. */
    out->score_low = isfinite(low) ? low + 0.0 : NAN;
    out->score_high = isfinite(high) ? high + 0.0 : NAN;
}

gg_status gg_sum_shares(gg_share *shares, unsigned n, gg_sum *sum, gg_evidence *out, gg_error *err)
{
    const gg_plan *plan = shares[0].plan;
    size_t counts[GG_MAX_DIMENSIONS];
    gg_status status;

    memset(sum, 0, sizeof *sum);
    gg_rows_init(&sum->rows, plan);
    out->n_dimensions = plan->n_dimensions;
    out->dimensions = gg_arena_array(&out->arena, plan->n_dimensions, sizeof *out->dimensions);
    if (!out->dimensions)
        return memory(err);
    status = gg_cells_init(&sum->cells, plan, err);
    if (!status)
        status = gg_evidence_name_operation(plan, out, err);
    for (size_t d = 0; d < plan->n_dimensions && !status; d++) {
        status = gg_levels_order(shares, n, d, saw_missing(shares, n, d), out, err);
        counts[d] = out->dimensions[d].n_levels;
    }
    if (!status)
        status = gg_cells_fit(&sum->cells, counts, err);
    if (!status)
        status = add_shares(shares, n, out, sum, err);
    add_totals(shares, n, out);
    if (!status && out->n_sources)
        status = add_overlap(shares, n, out, err);
    return status;
}

void gg_sum_release(gg_sum *sum)
{
    gg_cells_release(&sum->cells);
    gg_rows_release(&sum->rows);
    gg_packed_release(&sum->packed);
}
