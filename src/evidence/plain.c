/*
 * Adding up rows that are one row each: no counts, probabilities, rules or groups; weights at most.
 * Nearly all tables are of such rows. What is the same for all rows of a block is done for the
 * block, in loops that a compiler turns into vector code; the rows that are left out are closed up
 * before.
 */
#include <math.h>
#include <string.h>

#include "packed_internal.h"
#include "share_internal.h"

bool gg_share_plain(const gg_share *share)
{
    const gg_plan *plan = share->plan;

    return !plan->grouped && !plan->operation && plan->count == GG_NO_COLUMN &&
           !share->cells.counted && !share->cells.sampled && plan->scored && share->cells.direct;
}

/* Moves the rows that are kept to the front of the block; returns how many there are. */
static size_t close_up(gg_share *share, size_t rows)
{
    const size_t n_dimensions = share->plan->n_dimensions;
    size_t n = 0;

    if (!memchr(share->keep, 0, rows))
        return rows;
    for (size_t r = 0; r < rows; r++) {
        share->score[n] = share->score[r];
        share->millionths[n] = share->millionths[r];
        share->outcome[n] = share->outcome[r];
        share->decision[n] = share->decision[r];
        share->arm[n] = share->arm[r];
        share->weight[n] = share->weight[r];
        for (size_t d = 0; d < n_dimensions; d++)
            share->level[d][n] = share->level[d][r];
        n += share->keep[r];
    }
    return n;
}

/* The cell of each row. */
static gg_status find_cells(gg_share *share, size_t n, uint32_t *cells, gg_error *err)
{
    const size_t n_dimensions = share->plan->n_dimensions;
    uint32_t keys[GG_BLOCK];
    gg_status status = GG_OK;
    bool all = true;

    memset(keys, 0, sizeof keys);
    for (size_t d = 0; d < n_dimensions; d++)
        for (size_t r = 0; r < GG_BLOCK; r++)
            keys[r] |= share->level[d][r] << share->cells.shift[d];
    for (size_t r = 0; r < n; r++) {
        cells[r] = share->cells.direct[keys[r]] - 1;
        all = all && cells[r] != UINT32_MAX;
    }
    for (size_t r = 0; r < n && !all && !status; r++) {
        uint32_t levels[GG_MAX_DIMENSIONS];

        for (size_t d = 0; d < n_dimensions; d++)
            levels[d] = share->level[d][r];
        status = gg_cells_get(&share->cells, levels, &cells[r], err);
    }
    return status;
}

/* Takes note of the least and the greatest score; says whether all can be packed. */
static bool widen_range(gg_share *share, size_t n)
{
    uint32_t low, high;

    if (!share->in_millionths) {
        for (size_t r = 0; r < n; r++)
            gg_share_widen_range(share, share->score[r]);
        return false;
    }
    /* Rows behind the last repeat the first, for loops of one length. */
    for (size_t r = n; r < GG_BLOCK; r++)
        share->millionths[r] = share->millionths[0];
    low = high = share->millionths[0];
    for (size_t r = 0; r < GG_BLOCK; r++) {
        const uint32_t x = share->millionths[r];

        low = x < low ? x : low;
        high = x > high ? x : high;
    }
    share->low = fmin(share->low, gg_packed_score(low));
    share->high = fmax(share->high, gg_packed_score(high));
    for (size_t r = 0; r < n && share->whole; r++)
        share->whole = share->millionths[r] % (uint32_t)GG_PACKED_SCALE == 0;
    return high <= (uint32_t)GG_PACKED_SCALE;
}

static void count_rows(gg_share *share, size_t n, const uint32_t *cells)
{
    uint8_t at[GG_BLOCK];

    for (size_t r = 0; r < GG_BLOCK; r++)
        at[r] = (uint8_t)gg_tally_at(share->arm[r], share->outcome[r], share->decision[r]);
    for (size_t r = 0; r < n; r++)
        share->cells.all[cells[r]].n[at[r]]++;
    for (size_t r = 0; r < n && share->cells.weighted; r++)
        gg_share_count_weight(share, r, cells[r], at[r]);
    share->used += n;
    if (memchr(share->outcome, GG_UNVERIFIED, n))
        share->unverified++;
}

/* Adds rows to those that are kept packed, for which there is room. */
static void add_packed(gg_rows *rows, const uint32_t *packed, size_t n)
{
    while (n) {
        const size_t at = rows->n % GG_PACKED_BLOCK;
        const size_t some = n < GG_PACKED_BLOCK - at ? n : GG_PACKED_BLOCK - at;

        memcpy(rows->blocks[rows->n / GG_PACKED_BLOCK] + at, packed, some * sizeof *packed);
        packed += some;
        rows->n += some;
        n -= some;
    }
}

/* Keeps the rows for the ranking, packed where all of them and all before fit. */
static gg_status keep_rows(gg_share *share, size_t n, const uint32_t *cells, bool packs,
                           gg_error *err)
{
    gg_rows *rows = &share->rows;
    uint32_t packed[GG_BLOCK];
    uint8_t tags[GG_BLOCK]; /* without the cell */
    gg_status status = GG_OK;

    for (size_t r = 0; r < GG_BLOCK; r++)
        tags[r] =
            (uint8_t)gg_tag(0, share->arm[r], share->decision[r] == GG_REFERRED, share->outcome[r]);
    if (rows->packed && share->cells.n <= GG_PACKED_CELLS && !packs) {
        packs = true;
        for (size_t r = 0; r < n && packs; r++)
            packs = gg_packs(gg_share_score(share, r), &share->millionths[r]);
    }
    if (rows->packed && share->cells.n <= GG_PACKED_CELLS && packs) {
        status = gg_rows_reserve_packed(rows, n, err);
        for (size_t r = 0; r < GG_BLOCK; r++)
            packed[r] = share->millionths[r] << 12 | cells[r] << GG_TAG_BITS | tags[r];
        if (!status)
            add_packed(rows, packed, n);
        return status;
    }
    status = rows->packed ? gg_rows_unpack(rows, n, err) : gg_rows_reserve(rows, n, err);
    for (size_t r = 0; r < n && !status; r++) {
        rows->keys[rows->n] = gg_score_key(gg_share_score(share, r));
        if (rows->weighted)
            rows->weights[rows->n] = share->weight[r];
        rows->tags[rows->n++] = cells[r] << GG_TAG_BITS | tags[r];
    }
    return status;
}

gg_status gg_share_add_plain(gg_share *share, size_t rows, gg_error *err)
{
    uint32_t cells[GG_BLOCK];
    const size_t n = close_up(share, rows);
    gg_status status;
    bool packs;

    share->n_rows += rows;
    if (n == 0)
        return GG_OK;
    memset(cells + n, 0, (GG_BLOCK - n) * sizeof *cells);
    status = find_cells(share, n, cells, err);
    if (status)
        return status;
    packs = widen_range(share, n);
    count_rows(share, n, cells);
    return share->plan->ranking ? keep_rows(share, n, cells, packs, err) : GG_OK;
}
