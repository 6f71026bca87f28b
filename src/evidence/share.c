/*
 * One thread's share of the table: each chunk is decoded column by column, then added up row by
 * row.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "line.h"
#include "packed_internal.h"
#include "share_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status init_words(gg_words *words, gg_word_meaning meaning, const gg_plan *plan,
                            size_t column, gg_error *err)
{
    const gg_column *settings = NULL;

    if (column != GG_NO_COLUMN)
        settings = gg_schema_find(plan->schema, gg_csv_name(plan->csv, column));
    return gg_words_init(words, meaning, (void *)settings, err);
}

gg_status gg_share_init(gg_share *share, const gg_plan *plan, gg_error *err)
{
    gg_status status = GG_OK;

    memset(share, 0, sizeof *share);
    share->plan = plan;
    share->low = INFINITY;
    share->high = -INFINITY;
    share->whole = true;
    for (size_t d = 0; d < plan->n_dimensions && !status; d++)
        status = gg_levels_init(&share->levels[d], plan, d, err);
    if (!status)
        status = init_words(&share->outcomes, gg_outcome_meaning, plan, plan->outcome, err);
    if (!status)
        status = init_words(&share->decisions, gg_truth_meaning, plan, plan->decision, err);
    if (!status)
        status = init_words(&share->suppressed, gg_truth_meaning, plan, plan->suppressed, err);
    if (!status)
        status = init_words(&share->arms, gg_arm_meaning, plan, plan->arm, err);
    if (!status)
        status = gg_cells_init(&share->cells, plan, err);
    if (!status)
        status = gg_share_begin_scorer(share, err);
    if (!status)
        status = gg_share_begin_operation(share, err);
    gg_rows_init(&share->rows, plan);
    return status;
}

void gg_share_release(gg_share *share)
{
    for (size_t d = 0; d < GG_MAX_DIMENSIONS; d++) {
        gg_levels_release(&share->levels[d]);
        free(share->level[d]);
    }
    gg_words_release(&share->outcomes);
    gg_words_release(&share->decisions);
    gg_words_release(&share->suppressed);
    gg_words_release(&share->arms);
    gg_share_end_scorer(share);
    gg_share_end_operation(share);
    gg_bins_end(share);
    gg_cells_release(&share->cells);
    gg_rows_release(&share->rows);
    free(share->score);
    free(share->weight);
    free(share->inverse);
    free(share->count);
    free(share->count_high);
    free(share->line);
    free(share->outcome);
    free(share->decision);
    free(share->arm);
    free(share->keep);
    memset(share, 0, sizeof *share);
}

static bool make_room(gg_share *share, size_t rows)
{
    bool there = true;

    if (rows <= share->room)
        return true;
#define WIDEN(field)                                                                               \
    do {                                                                                           \
        void *p = realloc(share->field, rows * sizeof *share->field);                              \
        if (p)                                                                                     \
            share->field = p;                                                                      \
        else                                                                                       \
            there = false;                                                                         \
    } while (0)
    WIDEN(score);
    WIDEN(weight);
    if (share->cells.sampled)
        WIDEN(inverse);
    WIDEN(count);
    if (share->plan->count != GG_NO_COLUMN && !share->plan->grouped)
        WIDEN(count_high);
    if (share->plan->grouped)
        WIDEN(line);
    WIDEN(outcome);
    WIDEN(decision);
    WIDEN(arm);
    WIDEN(keep);
    for (size_t d = 0; d < share->plan->n_dimensions; d++)
        WIDEN(level[d]);
    if (share->plan->operation) {
        WIDEN(met);
        WIDEN(referred);
        WIDEN(word);
    }
#undef WIDEN
    if (there)
        share->room = rows;
    return there;
}

/* Adds a row to the ranking set in the general form; packed rows are unpacked, with room for the
 * rest of the chunk. */
static gg_status add_score(gg_share *share, size_t r, uint32_t cell, size_t rest, gg_error *err)
{
    gg_rows *rows = &share->rows;
    const uint32_t tag =
        gg_tag(cell, share->arm[r], share->decision[r] == GG_REFERRED, share->outcome[r]);

    if (rows->packed) {
        gg_status status = gg_rows_unpack(rows, rest, err);

        if (status)
            return status;
    }
    rows->keys[rows->n] = gg_score_key(share->score[r]);
    rows->tags[rows->n] = tag;
    if (rows->counted)
        rows->counts[rows->n] = share->count[r];
    if (rows->weighted)
        rows->weights[rows->n] = share->weight[r];
    if (rows->sampled)
        rows->inverse[rows->n] = share->inverse[r];
    rows->n++;
    return GG_OK;
}

static void count_row(gg_share *share, size_t r, uint32_t cell)
{
    size_t at = ((size_t)share->arm[r] * GG_OUTCOMES + share->outcome[r]) * GG_DECISIONS +
                share->decision[r];

    share->cells.all[cell].n[at] += share->count[r];
    if (share->cells.counted)
        gg_share_count_range(share, r, cell, at);
    if (share->cells.weighted) {
        gg_i128 w = gg_to_fixed(share->weight[r]);
        gg_i128 w2 = gg_to_fixed(share->weight[r] * share->weight[r]);

        share->cells.weights[cell].w[at] += w * (gg_i128)share->count[r];
        share->cells.weights[cell].w2[at] += w2 * (gg_i128)share->count[r];
    }
    if (share->cells.sampled)
        gg_share_count_inverse(share, r, cell);
}

static void widen_range(gg_share *share, double score)
{
    if (score < share->low)
        share->low = score;
    if (score > share->high)
        share->high = score;
    if (share->whole && score != floor(score))
        share->whole = false;
}

/* Whether a row is one row: no counts, weights, probabilities, rules or groups. */
static bool is_plain(const gg_share *share)
{
    const gg_plan *plan = share->plan;

    return !plan->grouped && !plan->operation && plan->count == GG_NO_COLUMN &&
           !share->cells.counted && !share->cells.weighted && !share->cells.sampled &&
           plan->scored && share->cells.direct;
}

/* Takes note of the rows that were written into the block at hand, whose end is full. */
static void settle_packed(gg_rows *rows, const uint32_t *to, const uint32_t *full)
{
    if (to)
        rows->n =
            rows->n / GG_PACKED_BLOCK * GG_PACKED_BLOCK + GG_PACKED_BLOCK - (size_t)(full - to);
}

/* Writes a row at *to, in a block that ends at *full; NULL before the first. Room is there. False
 * where the row has no packed form. */
static inline bool add_packed(gg_share *share, size_t r, uint32_t cell, uint32_t **to,
                              uint32_t **full)
{
    gg_rows *rows = &share->rows;
    uint32_t millionths;
    const uint32_t tag =
        gg_tag(cell, share->arm[r], share->decision[r] == GG_REFERRED, share->outcome[r]);

    if (cell >= GG_PACKED_CELLS || !gg_packs(share->score[r], &millionths))
        return false;
    if (*to == *full) {
        uint32_t *block;

        settle_packed(rows, *to, *full);
        block = rows->blocks[rows->n / GG_PACKED_BLOCK];
        *to = block + rows->n % GG_PACKED_BLOCK;
        *full = block + GG_PACKED_BLOCK;
    }
    *(*to)++ = millionths << 12 | tag;
    return true;
}

/* The same as add_rows() for plain rows, which nearly all are; room is there. */
static gg_status add_plain(gg_share *share, size_t rows, gg_error *err)
{
    const gg_plan *plan = share->plan;
    const size_t n_dimensions = plan->n_dimensions;
    gg_rows *kept = &share->rows;
    uint64_t used = 0, unverified = 0;
    uint32_t *to = NULL, *full = NULL;
    gg_status status = GG_OK;

    for (size_t r = 0; r < rows && !status; r++) {
        uint32_t levels[GG_MAX_DIMENSIONS], cell;
        size_t key = 0;

        if (!share->keep[r])
            continue;
        for (size_t d = 0; d < n_dimensions; d++)
            key |= (size_t)share->level[d][r] << share->cells.shift[d];
        cell = share->cells.direct[key] - 1;
        if (cell == UINT32_MAX) {
            for (size_t d = 0; d < n_dimensions; d++)
                levels[d] = share->level[d][r];
            status = gg_cells_get(&share->cells, levels, &cell, err);
            if (status)
                break;
        }
        used++;
        unverified += share->outcome[r] == GG_UNVERIFIED;
        widen_range(share, share->score[r]);
        share->cells.all[cell]
            .n[gg_tally_at(share->arm[r], share->outcome[r], share->decision[r])]++;
        if (plan->ranking && !(kept->packed && add_packed(share, r, cell, &to, &full))) {
            settle_packed(kept, to, full);
            to = full = NULL;
            status = add_score(share, r, cell, rows - r, err);
        }
    }
    settle_packed(kept, to, full);
    share->n_rows += rows;
    share->used += used;
    share->unverified += unverified;
    return status;
}

static gg_status add_rows(gg_share *share, size_t rows, gg_error *err)
{
    const gg_plan *plan = share->plan;
    size_t counts[GG_MAX_DIMENSIONS];
    uint32_t levels[GG_MAX_DIMENSIONS], cell;
    gg_status status;

    for (size_t d = 0; d < plan->n_dimensions; d++)
        counts[d] = share->levels[d].n;
    status = gg_cells_fit(&share->cells, counts, err);
    if (!status && plan->ranking)
        status = share->rows.packed ? gg_rows_reserve_packed(&share->rows, rows, err)
                                    : gg_rows_reserve(&share->rows, rows, err);
    if (!status && is_plain(share))
        return add_plain(share, rows, err);
    for (size_t r = 0; r < rows && !status; r++) {
        /* Beyond the most there may be, more makes no difference: see check_rows(). */
        if (share->n_rows <= GG_MOST_ROWS)
            share->n_rows += share->count[r];
        if (!share->keep[r])
            continue;
        for (size_t d = 0; d < plan->n_dimensions; d++)
            levels[d] = share->level[d][r];
        status = gg_cells_get(&share->cells, levels, &cell, err);
        if (status)
            break;
        share->used += share->count[r];
        if (plan->grouped) {
            gg_share_count_line(share, r, cell);
            continue;
        }
        if (share->outcome[r] == GG_UNVERIFIED)
            share->unverified += share->count[r];
        if (plan->scored)
            widen_range(share, share->score[r]);
        count_row(share, r, cell);
        if (plan->ranking && share->count[r] > 0)
            status = add_score(share, r, cell, rows - r, err);
        if (plan->operation)
            gg_share_count_operation(share, r, cell);
    }
    return status;
}

gg_status gg_share_visit(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    gg_share *share = worker;
    gg_decoding d = {.share = share, .chunk = chunk, .limit = chunk->rows};
    gg_status status;

    if (!make_room(share, chunk->rows))
        return memory(err);
    gg_decode_columns(&d);
    if (!share->plan->grouped)
        gg_decode_decisions(&d);
    if (d.status) {
        if (err)
            *err = d.first;
        return d.status;
    }
    if (share->bounded && gg_share_ranged(share, err))
        return GG_E_USAGE;
    status = add_rows(share, chunk->rows, err);
    return status ? status : gg_share_keep(share, err);
}
