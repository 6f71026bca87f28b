/*
 * One thread's share of the table: each chunk is decoded column by column, then added up row by
 * row.
 *
 * The error that is reported is the one in the first bad row, so that it does not depend on how
 * columns are ordered in the plan: after an error in row r, later columns are read up to r only.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"

typedef struct decoding {
    gg_share *share;
    const gg_csv_chunk *chunk;
    size_t limit;   /* rows before the first bad one */
    gg_error first; /* what is wrong with it */
    gg_error err;   /* of the cell at hand; empty while nothing is wrong */
    gg_status status;
} decoding;

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
        status =
            gg_cells_init(&share->cells, plan->n_dimensions, plan->weight != GG_NO_COLUMN, err);
    gg_rows_init(&share->rows, plan->count != GG_NO_COLUMN, plan->weight != GG_NO_COLUMN);
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
    gg_cells_release(&share->cells);
    gg_rows_release(&share->rows);
    free(share->score);
    free(share->weight);
    free(share->count);
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
    WIDEN(count);
    WIDEN(outcome);
    WIDEN(decision);
    WIDEN(arm);
    WIDEN(keep);
    for (size_t d = 0; d < share->plan->n_dimensions; d++)
        WIDEN(level[d]);
#undef WIDEN
    if (there)
        share->room = rows;
    return there;
}

/* Notes what is wrong with a row: leaves it out, or ends the reading there. */
static void bad(decoding *d, size_t row, size_t column, gg_status status)
{
    gg_share *share = d->share;

    if (share->plan->skip_bad_rows && status == GG_E_INPUT) {
        share->bad_rows += share->keep[row] != 0;
        share->keep[row] = 0;
    } else {
        gg_csv_error_where(share->plan->csv, d->chunk, row, column, &d->err);
        d->first = d->err;
        d->status = status;
        d->limit = row;
    }
    gg_error_init(&d->err);
}

static const gg_column *settings_of(const gg_plan *plan, size_t column)
{
    return gg_schema_find(plan->schema, gg_csv_name(plan->csv, column));
}

static void decode_counts(decoding *d)
{
    size_t column = d->share->plan->count;

    for (size_t r = 0; r < d->limit; r++) {
        gg_status status = GG_OK;

        d->share->count[r] = 1;
        d->share->keep[r] = 1;
        if (column != GG_NO_COLUMN)
            status = gg_cell_count(gg_csv_cell(d->chunk, r, column), &d->share->count[r], &d->err);
        if (status)
            bad(d, r, column, status);
    }
}

static void decode_scores(decoding *d)
{
    gg_share *share = d->share;
    size_t column = share->plan->score;
    const gg_column *settings = settings_of(share->plan, column);

    for (size_t r = 0; r < d->limit; r++) {
        gg_view cell = gg_csv_cell(d->chunk, r, column);
        gg_number_kind kind = gg_text_number(cell.data, cell.size, &share->score[r]);

        if (kind == GG_NUMBER_OK && !(settings && settings->n_missing))
            continue;
        if (gg_column_missing(settings, cell)) {
            share->score[r] = NAN;
        } else if (kind != GG_NUMBER_OK) {
            share->score[r] = NAN;
            bad(d, r, column, gg_cell_not_a_number(cell, &d->err));
        }
    }
}

static void decode_weights(decoding *d)
{
    gg_share *share = d->share;
    size_t column = share->plan->weight;

    for (size_t r = 0; r < d->limit; r++) {
        gg_view cell = gg_csv_cell(d->chunk, r, column);
        gg_number_kind kind = gg_text_number(cell.data, cell.size, &share->weight[r]);

        if (kind == GG_NUMBER_OK && share->weight[r] >= 0 && share->weight[r] <= 1e12)
            continue;
        if (kind != GG_NUMBER_OK)
            bad(d, r, column, gg_cell_not_a_number(cell, &d->err));
        else
            bad(d, r, column,
                gg_error_set(&d->err, GG_E_INPUT, "weights lie from 0 to 1e12",
                             "a weight out of range"));
    }
}

static void decode_words(decoding *d, gg_words *words, size_t column, uint8_t *out)
{
    for (size_t r = 0; r < d->limit; r++) {
        uint32_t code = 0;
        gg_status status = gg_words_code(words, gg_csv_cell(d->chunk, r, column), &code, &d->err);

        out[r] = (uint8_t)code;
        if (status)
            bad(d, r, column, status);
    }
}

/* Numbers with bins are not kept as words: there may be as many as rows. */
static void decode_bins(decoding *d, gg_levels *levels, uint32_t *out)
{
    size_t column = levels->dimension->column;

    for (size_t r = 0; r < d->limit; r++) {
        gg_status status =
            levels->words.meaning(levels, gg_csv_cell(d->chunk, r, column), &out[r], &d->err);

        if (status) {
            out[r] = 0;
            bad(d, r, column, status);
        }
    }
}

static void decode_levels(decoding *d, gg_levels *levels, uint32_t *out)
{
    size_t column = levels->dimension->column;

    if (levels->dimension->settings && levels->dimension->settings->n_bins) {
        decode_bins(d, levels, out);
        return;
    }
    for (size_t r = 0; r < d->limit; r++) {
        gg_status status =
            gg_words_code(&levels->words, gg_csv_cell(d->chunk, r, column), &out[r], &d->err);

        if (status) {
            out[r] = 0;
            bad(d, r, column, status);
        }
    }
}

static void decode(decoding *d)
{
    gg_share *share = d->share;
    const gg_plan *plan = share->plan;

    decode_counts(d);
    if (plan->score != GG_NO_COLUMN)
        decode_scores(d);
    if (plan->outcome != GG_NO_COLUMN)
        decode_words(d, &share->outcomes, plan->outcome, share->outcome);
    else
        memset(share->outcome, GG_UNVERIFIED, d->limit);
    if (plan->decision != GG_NO_COLUMN)
        decode_words(d, &share->decisions, plan->decision, share->decision);
    if (plan->arm != GG_NO_COLUMN)
        decode_words(d, &share->arms, plan->arm, share->arm);
    else
        memset(share->arm, GG_ARM_OTHER, d->limit);
    if (plan->weight != GG_NO_COLUMN)
        decode_weights(d);
    for (size_t i = 0; i < plan->n_dimensions; i++)
        decode_levels(d, &share->levels[i], share->level[i]);
}

/* Turns scores into decisions where there is a threshold; marks rows that have neither. */
static void decide(decoding *d)
{
    gg_share *share = d->share;
    const gg_plan *plan = share->plan;

    for (size_t r = 0; r < d->limit; r++) {
        double threshold = plan->threshold;

        if (plan->score != GG_NO_COLUMN && share->keep[r] && isnan(share->score[r])) {
            share->missing_score += share->count[r];
            share->keep[r] = 0;
        }
        if (plan->rule == GG_RULE_COLUMN) {
            if (share->keep[r] && share->decision[r] == GG_WORD_MISSING) {
                share->missing_decision += share->count[r];
                share->keep[r] = 0;
            }
            continue;
        }
        if (plan->rule == GG_RULE_SITE)
            threshold = share->levels[plan->site].thresholds[share->level[plan->site][r]];
        share->decision[r] = share->score[r] >= threshold ? GG_REFERRED : GG_BELOW;
    }
}

/* What was referred but is marked as suppressed is held back. */
static void suppress(decoding *d)
{
    gg_share *share = d->share;
    size_t column = share->plan->suppressed;

    if (column == GG_NO_COLUMN)
        return;
    for (size_t r = 0; r < d->limit; r++) {
        uint32_t code = 0;
        gg_status status =
            gg_words_code(&share->suppressed, gg_csv_cell(d->chunk, r, column), &code, &d->err);

        if (status)
            bad(d, r, column, status);
        else if (code == 1 && share->decision[r] == GG_REFERRED)
            share->decision[r] = GG_SUPPRESSED;
    }
}

static void add_row(gg_share *share, size_t r, uint32_t cell)
{
    size_t at = ((size_t)share->arm[r] * GG_OUTCOMES + share->outcome[r]) * GG_DECISIONS +
                share->decision[r];
    gg_rows *rows = &share->rows;

    share->cells.all[cell].n[at] += share->count[r];
    if (share->cells.weighted) {
        gg_i128 w = gg_to_fixed(share->weight[r]);
        gg_i128 w2 = gg_to_fixed(share->weight[r] * share->weight[r]);

        share->cells.weights[cell].w[at] += w * (gg_i128)share->count[r];
        share->cells.weights[cell].w2[at] += w2 * (gg_i128)share->count[r];
    }
    if (!share->plan->ranking || share->count[r] == 0)
        return;
    rows->keys[rows->n] = gg_score_key(share->score[r]);
    rows->tags[rows->n] = cell << 2 | share->outcome[r];
    if (rows->counted)
        rows->counts[rows->n] = share->count[r];
    if (rows->weighted)
        rows->weights[rows->n] = share->weight[r];
    rows->n++;
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
        if (share->outcome[r] == GG_UNVERIFIED)
            share->unverified += share->count[r];
        if (plan->score != GG_NO_COLUMN)
            widen_range(share, share->score[r]);
        add_row(share, r, cell);
    }
    return status;
}

gg_status gg_share_visit(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    gg_share *share = worker;
    decoding d = {.share = share, .chunk = chunk, .limit = chunk->rows};

    if (!make_room(share, chunk->rows))
        return memory(err);
    decode(&d);
    decide(&d);
    suppress(&d);
    if (d.status) {
        if (err)
            *err = d.first;
        return d.status;
    }
    return add_rows(share, chunk->rows, err);
}
