/*
 * One thread's share of the table: blocks of rows are decoded column by column, then added up.
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
    return gg_words_init(words, meaning, (void *)settings, gg_plan_separator(plan, column), err);
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
    if (!status && plan->grouped && !(share->line = calloc(GG_BLOCK, sizeof *share->line)))
        status = memory(err);
    gg_rows_init(&share->rows, plan);
    return status;
}

void gg_share_release(gg_share *share)
{
    for (size_t d = 0; d < GG_MAX_DIMENSIONS; d++)
        gg_levels_release(&share->levels[d]);
    gg_words_release(&share->outcomes);
    gg_words_release(&share->decisions);
    gg_words_release(&share->suppressed);
    gg_words_release(&share->arms);
    gg_share_end_scorer(share);
    gg_share_end_operation(share);
    gg_bins_end(share);
    gg_cells_release(&share->cells);
    gg_rows_release(&share->rows);
    free(share->line);
    memset(share, 0, sizeof *share);
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
    rows->keys[rows->n] = gg_score_key(gg_share_score(share, r));
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

/* Beyond the most that sums may be, more makes no difference: see check_weights(). */
void gg_share_count_weight(gg_share *share, size_t r, uint32_t cell, size_t at)
{
    gg_cell_weights *to = &share->cells.weights[cell];
    const double w = share->weight[r];
    const gg_i128 count = (gg_i128)share->count[r];

    share->squares += w * w * (double)share->count[r];
    if (share->squares >= GG_SUM_END)
        return;
    to->w[at] += gg_to_fixed(w) * count;
    to->w2[at] += gg_to_fixed(w * w) * count;
}

static void count_row(gg_share *share, size_t r, uint32_t cell)
{
    size_t at = ((size_t)share->arm[r] * GG_OUTCOMES + share->outcome[r]) * GG_DECISIONS +
                share->decision[r];

    share->cells.all[cell].n[at] += share->count[r];
    if (share->cells.counted)
        gg_share_count_range(share, r, cell, at);
    if (share->cells.weighted)
        gg_share_count_weight(share, r, cell, at);
    if (share->cells.sampled)
        gg_share_count_inverse(share, r, cell);
}

void gg_share_widen_range(gg_share *share, double score)
{
    if (score < share->low)
        share->low = score;
    if (score > share->high)
        share->high = score;
    if (share->whole && score != floor(score))
        share->whole = false;
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
    if (!status && gg_share_plain(share))
        return gg_share_add_plain(share, rows, err);
    if (!status && plan->ranking && !share->rows.packed)
        status = gg_rows_reserve(&share->rows, rows, err);
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
            gg_share_widen_range(share, gg_share_score(share, r));
        count_row(share, r, cell);
        if (plan->ranking && share->count[r] > 0)
            status = add_score(share, r, cell, rows - r, err);
        if (plan->operation)
            gg_share_count_operation(share, r, cell);
    }
    return status;
}

static gg_status visit_block(gg_decoding *d, gg_error *err)
{
    gg_share *share = d->share;

    d->limit = d->chunk->rows;
    gg_decode_columns(d);
    if (!share->plan->grouped)
        gg_decode_decisions(d);
    if (d->status) {
        if (err)
            *err = d->first;
        return d->status;
    }
    if (share->bounded && gg_share_ranged(share, err))
        return GG_E_USAGE;
    return add_rows(share, d->chunk->rows, err);
}

gg_status gg_share_visit(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    gg_csv_chunk block = *chunk;
    gg_decoding d = {.share = worker, .chunk = &block, .whole = chunk};
    gg_status status = GG_OK;

    for (; d.from < chunk->rows && !status; d.from += GG_BLOCK) {
        const size_t at = d.from * chunk->columns;

        block.rows = chunk->rows - d.from < GG_BLOCK ? chunk->rows - d.from : GG_BLOCK;
        block.ends = chunk->ends + at;
        if (chunk->starts)
            block.starts = chunk->starts + at;
        else if (at)
            block.first = (size_t)chunk->ends[at - 1] + 1;
        status = visit_block(&d, err);
    }
    return status ? status : gg_share_keep(d.share, err);
}
