/* Training tables: from the cells of a chunk to a block of numbers, row by row. */
#include <math.h>
#include <stdlib.h>

#include "design_read_internal.h"

#include "gauger/table/cell.h"

/* What a row says besides its features. */
typedef struct row_head {
    uint64_t count;
    double weight;
    gg_truth outcome;
    bool complete;
} row_head;

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status read_number(const gg_feature *feature, gg_view cell, double *out, gg_error *err)
{
    gg_input plain = gg_input_default(feature->name, NULL);
    double unused;

    if (gg_text_number(cell.data, cell.size, out) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    plain.transform = feature->transform;
    return gg_input_number(&plain, *out, &unused, err);
}

static gg_status read_word(json_t *words, const char *name, gg_view cell, double *out,
                           gg_error *err)
{
    const json_t *known = json_object_getn(words, cell.data, cell.size);
    size_t n = json_object_size(words);

    if (known) {
        *out = (double)json_integer_value(known);
        return GG_OK;
    }
    if (n >= GG_MOST_WORDS) {
        gg_error_where(err, NULL, 0, name);
        return gg_error_set(err, GG_E_LIMIT, "group them first, or leave the feature out",
                            "more than %d different words", GG_MOST_WORDS);
    }
    if (json_object_setn_new(words, cell.data, cell.size, json_integer((json_int_t)n)))
        return memory(err);
    *out = (double)n;
    return GG_OK;
}

static gg_status read_weight(gg_view cell, double *out, gg_error *err)
{
    if (gg_text_number(cell.data, cell.size, out) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    if (!(*out >= 0 && *out <= 1e12))
        return gg_error_set(err, GG_E_INPUT, "weights lie from 0 to 1e12", "a weight out of range");
    return GG_OK;
}

static gg_status read_head(const gg_reading *r, const gg_csv_chunk *chunk, size_t row,
                           row_head *out, size_t *column, gg_error *err)
{
    gg_status status = GG_OK;

    *out = (row_head){.count = 1, .weight = 1, .complete = true};
    if (r->count != SIZE_MAX) {
        *column = r->count;
        status = gg_cell_count(gg_csv_cell(chunk, row, *column), &out->count, err);
    }
    if (!status && r->weight != SIZE_MAX) {
        *column = r->weight;
        status = read_weight(gg_csv_cell(chunk, row, *column), &out->weight, err);
    }
    if (!status) {
        *column = r->outcome;
        status = gg_cell_truth(r->settings[*column], gg_csv_cell(chunk, row, *column),
                               &out->outcome, err);
    }
    return status;
}

/* The cells of a row's features, to the next place of the block. */
static gg_status read_features(gg_worker *w, gg_block *b, const gg_csv_chunk *chunk, size_t row,
                               row_head *head, size_t *column, gg_error *err)
{
    const gg_reading *r = w->reading;
    gg_status status = GG_OK;

    for (size_t f = 0; f < r->n_features && !status; f++) {
        double *to = &b->numbers[(2 + f) * b->rows + b->n];
        gg_view cell;

        *column = r->column[f];
        cell = gg_csv_cell(chunk, row, *column);
        if (gg_column_missing(r->settings[*column], cell)) {
            *to = NAN;
            head->complete &= r->features[f].imputation != GG_IMPUTE_NONE;
        } else if (w->words[f]) {
            status = read_word(w->words[f], r->features[f].name, cell, to, err);
        } else {
            status = read_number(&r->features[f], cell, to, err);
        }
    }
    return status;
}

static void take_row(gg_worker *w, gg_block *b, const row_head *head)
{
    if (head->outcome == GG_TRUTH_MISSING) {
        w->missing_outcome += head->count;
    } else if (!head->complete) {
        w->missing_feature += head->count;
    } else if (head->count == 0 || head->weight == 0) {
        w->zero_weight += head->count;
    } else {
        b->numbers[b->n] = head->outcome == GG_TRUTH_YES;
        b->numbers[b->rows + b->n] = head->weight * (double)head->count;
        b->n++;
        w->used += head->count;
        w->positives += head->outcome == GG_TRUTH_YES ? head->count : 0;
    }
}

static gg_status add_block(gg_worker *w, const gg_csv_chunk *chunk, gg_block **out, gg_error *err)
{
    size_t width = w->reading->n_features + 2;
    gg_block *b;

    if (w->n_blocks == w->room) {
        gg_block **more = realloc(w->blocks, (2 * w->room + 16) * sizeof(gg_block *));

        if (!more)
            return memory(err);
        w->blocks = more;
        w->room = 2 * w->room + 16;
    }
    b = calloc(1, sizeof *b + chunk->rows * width * sizeof(double));
    if (!b)
        return memory(err);
    b->index = chunk->index;
    b->rows = chunk->rows;
    b->worker = w;
    w->blocks[w->n_blocks++] = b;
    *out = b;
    return GG_OK;
}

gg_status gg_worker_visit(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    gg_worker *w = worker;
    gg_reading *r = w->reading;
    gg_block *b = NULL;
    gg_status status = add_block(w, chunk, &b, err);

    if (!status && atomic_load(&r->stopped))
        return gg_error_set(err, GG_E_CONFLICT, NULL, "stopped");
    for (size_t row = 0; row < chunk->rows && !status; row++) {
        size_t column = 0;
        gg_error wrong;
        row_head head;

        gg_error_init(&wrong);
        status = read_head(r, chunk, row, &head, &column, &wrong);
        if (!status)
            status = read_features(w, b, chunk, row, &head, &column, &wrong);
        if (status == GG_E_INPUT && r->options->skip_bad_rows) {
            w->bad++;
            w->rows++;
            status = GG_OK;
            continue;
        }
        if (!status) {
            take_row(w, b, &head);
            w->rows += head.count;
        }
        if (!status && w->rows > GG_MOST_TRAINING_ROWS)
            status = gg_error_set(&wrong, GG_E_LIMIT, "give smaller counts", GG_TOO_MANY_ROWS);
        if (status == GG_E_INPUT)
            gg_csv_error_where(r->csv, chunk, row, column, &wrong);
        if (status && err)
            *err = wrong;
    }
    return status;
}
