/*
 * Decoding: the columns of a chunk that have a role, one after the other.
 *
 * The error that is reported is the one in the first bad row, so that it does not depend on how
 * columns are ordered in the plan: after an error in row r, later columns are read up to r only.
 */
#include <math.h>
#include <string.h>

#include "share_internal.h"

void gg_decode_bad(gg_decoding *d, size_t row, size_t column, gg_status status)
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

/* The cells of a column, one after the other. */
typedef struct column_cells {
    const char *text;
    const uint32_t *ends, *starts; /* of the column; starts is NULL where cells lie side by side */
    size_t columns, column, first;
} column_cells;

static column_cells cells_of(const gg_decoding *d, size_t column)
{
    const gg_csv_chunk *c = d->chunk;

    return (column_cells){.text = c->text,
                          .ends = c->ends + column,
                          .starts = c->starts ? c->starts + column : NULL,
                          .columns = c->columns,
                          .column = column,
                          .first = c->first};
}

static inline gg_view cell_at(const column_cells *c, size_t row)
{
    const uint32_t *end = c->ends + row * c->columns;
    size_t start = c->starts                    ? c->starts[row * c->columns]
                   : row == 0 && c->column == 0 ? c->first
                                                : (size_t)end[-1] + 1;

    return (gg_view){c->text + start, *end - start};
}

/* Whether lines may stand for nobody, and are then not read. */
static bool may_skip(const gg_decoding *d)
{
    return d->share->plan->count != GG_NO_COLUMN || d->share->plan->grouped;
}

static void decode_scores(gg_decoding *d)
{
    gg_share *share = d->share;
    size_t column = share->plan->score;
    const gg_column *settings = settings_of(share->plan, column);
    const column_cells cells = cells_of(d, column);

    for (size_t r = 0; r < d->limit; r++) {
        gg_view cell = cell_at(&cells, r);
        gg_number_kind kind = gg_text_number(cell.data, cell.size, &share->score[r]);

        if (kind == GG_NUMBER_OK && !(settings && settings->n_missing))
            continue;
        if (gg_decode_skips(share, r))
            continue;
        if (gg_column_missing(settings, cell)) {
            share->score[r] = NAN;
        } else if (kind != GG_NUMBER_OK) {
            share->score[r] = NAN;
            gg_decode_bad(d, r, column, gg_cell_not_a_number(cell, &d->err));
        }
    }
}

static void decode_weights(gg_decoding *d)
{
    gg_share *share = d->share;
    size_t column = share->plan->weight;

    for (size_t r = 0; r < d->limit; r++) {
        gg_view cell = gg_csv_cell(d->chunk, r, column);
        gg_number_kind kind = gg_text_number(cell.data, cell.size, &share->weight[r]);

        if (gg_decode_skips(share, r))
            continue;
        if (kind == GG_NUMBER_OK && share->weight[r] >= 0 && share->weight[r] <= 1e12)
            continue;
        if (kind != GG_NUMBER_OK)
            gg_decode_bad(d, r, column, gg_cell_not_a_number(cell, &d->err));
        else
            gg_decode_bad(d, r, column,
                          gg_error_set(&d->err, GG_E_INPUT, "weights lie from 0 to 1e12",
                                       "a weight out of range"));
    }
}

void gg_decode_words(gg_decoding *d, gg_words *words, size_t column, uint8_t *out)
{
    const column_cells cells = cells_of(d, column);
    const bool skip = may_skip(d);

    for (size_t r = 0; r < d->limit; r++) {
        const gg_view cell = cell_at(&cells, r);
        uint32_t code = 0;
        gg_status status = GG_OK;

        if (!(skip && gg_decode_skips(d->share, r)) && !gg_words_met(words, cell, &code))
            status = gg_words_code(words, cell, &code, &d->err);
        out[r] = status ? 0 : (uint8_t)code;
        if (status)
            gg_decode_bad(d, r, column, status);
    }
}

/* Numbers with bins are not kept as words: there may be as many as rows. */
static void decode_bins(gg_decoding *d, gg_levels *levels, uint32_t *out)
{
    size_t column = levels->dimension->column;

    for (size_t r = 0; r < d->limit; r++) {
        gg_status status = GG_OK;

        out[r] = 0;
        if (!gg_decode_skips(d->share, r))
            status =
                levels->words.meaning(levels, gg_csv_cell(d->chunk, r, column), &out[r], &d->err);
        if (status) {
            out[r] = 0;
            gg_decode_bad(d, r, column, status);
        }
    }
}

static void decode_levels(gg_decoding *d, gg_levels *levels, uint32_t *out)
{
    const column_cells cells = cells_of(d, levels->dimension->column);
    const bool skip = may_skip(d);

    if (levels->dimension->settings && levels->dimension->settings->n_bins) {
        decode_bins(d, levels, out);
        return;
    }
    for (size_t r = 0; r < d->limit; r++) {
        const gg_view cell = cell_at(&cells, r);
        gg_status status = GG_OK;

        if (skip && gg_decode_skips(d->share, r)) {
            out[r] = 0;
            continue;
        }
        if (gg_words_met(&levels->words, cell, &out[r]))
            continue;
        out[r] = 0;
        status = gg_words_code(&levels->words, cell, &out[r], &d->err);
        if (status) {
            out[r] = 0;
            gg_decode_bad(d, r, levels->dimension->column, status);
        }
    }
}

void gg_decode_columns(gg_decoding *d)
{
    gg_share *share = d->share;
    const gg_plan *plan = share->plan;

    gg_decode_counts(d);
    if (plan->scorer)
        gg_decode_scorer(d);
    else if (plan->score != GG_NO_COLUMN)
        decode_scores(d);
    if (plan->outcome != GG_NO_COLUMN)
        gg_decode_words(d, &share->outcomes, plan->outcome, share->outcome);
    else
        memset(share->outcome, GG_UNVERIFIED, d->limit);
    if (plan->decision != GG_NO_COLUMN)
        gg_decode_words(d, &share->decisions, plan->decision, share->decision);
    if (plan->arm != GG_NO_COLUMN)
        gg_decode_words(d, &share->arms, plan->arm, share->arm);
    else
        memset(share->arm, GG_ARM_OTHER, d->limit);
    if (plan->weight != GG_NO_COLUMN)
        decode_weights(d);
    gg_decode_inverse(d);
    if (plan->grouped)
        gg_decode_lines(d);
    for (size_t i = 0; i < plan->n_dimensions; i++)
        decode_levels(d, &share->levels[i], share->level[i]);
    gg_decode_operation(d);
}
