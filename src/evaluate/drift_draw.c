/* Drawing the rows that a classifier is given, in one pass and within bounded memory. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/base/random.h"
#include "gauger/table/cell.h"
#include "drift_classifier.h"

/* A longer text stands as its SHA-256: only equality matters. */
#define LONGEST 256
#define MISSING UINT32_MAX

typedef struct packed {
    double value;
    uint32_t size; /* of the text behind, or MISSING */
} packed;

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_drift_draw_init(gg_drift_draw *draw, const gg_drift_watches *watches, int side,
                             const gg_drift_options *options, gg_error *err)
{
    gg_random r;

    gg_random_init(&r, options->seed, NULL, "classifier_rows");
    *draw = (gg_drift_draw){.watches = watches,
                            .base = gg_random_bits(&r),
                            .side = side,
                            .most = options->classifier_rows};
    draw->rows = calloc(draw->most, sizeof *draw->rows);
    return draw->rows ? GG_OK : no_memory(err);
}

void gg_drift_draw_release(gg_drift_draw *draw)
{
    for (size_t i = 0; draw->rows && i < draw->n; i++)
        free(draw->rows[i].cells);
    free(draw->rows);
    memset(draw, 0, sizeof *draw);
}

static bool comes_before(const gg_drift_row *a, const gg_drift_row *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    return a->line != b->line ? a->line < b->line : a->copy < b->copy;
}

static void swap(gg_drift_row *a, gg_drift_row *b)
{
    gg_drift_row kept = *a;

    *a = *b;
    *b = kept;
}

static void sift_up(gg_drift_row *rows, size_t i)
{
    for (; i && comes_before(&rows[(i - 1) / 2], &rows[i]); i = (i - 1) / 2)
        swap(&rows[(i - 1) / 2], &rows[i]);
}

static void sift_down(gg_drift_row *rows, size_t n)
{
    size_t i = 0;

    for (;;) {
        size_t child = 2 * i + 1;

        if (child + 1 < n && comes_before(&rows[child], &rows[child + 1]))
            child++;
        if (child >= n || comes_before(&rows[child], &rows[i]))
            return;
        swap(&rows[i], &rows[child]);
        i = child;
    }
}

/* The text and the number that a cell stands for; a cell that cannot be read is missing. */
static gg_drift_cell read_cell(const gg_drift_watch *watch, gg_view cell)
{
    gg_drift_cell out = {NAN, NULL, 0};
    size_t bin = 0;
    int outcome = GG_UNVERIFIED;
    double value;

    switch (watch->kind) {
    case GG_DRIFT_READ_OUTCOME:
        if (gg_cell_outcome(watch->column, cell, &outcome, NULL) || outcome == GG_UNVERIFIED)
            return out;
        out.text = outcome == GG_POSITIVE ? "positive" : "negative";
        out.size = strlen(out.text);
        return out;
    case GG_DRIFT_READ_BINS:
        if (gg_column_missing(watch->column, cell) || gg_cell_bin(watch->column, cell, &bin, NULL))
            return out;
        out.text = watch->labels[bin];
        out.size = strlen(out.text);
        return out;
    case GG_DRIFT_READ_OPEN:
    case GG_DRIFT_READ_SCORE:
    case GG_DRIFT_READ_WORDS:
        break;
    }
    if (gg_column_missing(watch->column, cell))
        return out;
    if (gg_cell_number(cell, &value) == GG_CELL_NUMBER)
        out.value = value;
    out.text = cell.data;
    out.size = cell.size;
    return out;
}

static size_t packed_size(const gg_drift_cell *cell)
{
    size_t text = cell->size > LONGEST ? GG_SHA256_HEX - 1 : cell->size;

    return sizeof(packed) + (cell->text ? text : 0);
}

static char *pack(const gg_drift_cell *cell, char *to)
{
    packed head;
    char digest[GG_SHA256_HEX];
    const char *text = cell->text;

    memset(&head, 0, sizeof head); /* the padding, which is compared */
    head.value = cell->value;
    head.size = text ? (uint32_t)(packed_size(cell) - sizeof head) : MISSING;
    if (text && cell->size > LONGEST)
        text = gg_sha256_hex(cell->text, cell->size, digest);
    memcpy(to, &head, sizeof head);
    if (text)
        memcpy(to + sizeof head, text, head.size);
    return to + packed_size(cell);
}

static gg_status pack_row(const gg_drift_draw *draw, const gg_csv_chunk *chunk, size_t row,
                          gg_drift_row *out, gg_error *err)
{
    const gg_drift_watches *w = draw->watches;
    char *to;

    out->size = 0;
    for (size_t i = 0; i < w->n; i++) {
        gg_view text = gg_csv_cell(chunk, row, w->all[i].at[draw->side]);
        gg_drift_cell cell = read_cell(&w->all[i], text);

        out->size += packed_size(&cell);
    }
    out->cells = to = malloc(out->size + 1);
    if (!to)
        return no_memory(err);
    for (size_t i = 0; i < w->n; i++) {
        gg_view text = gg_csv_cell(chunk, row, w->all[i].at[draw->side]);
        gg_drift_cell cell = read_cell(&w->all[i], text);

        to = pack(&cell, to);
    }
    return GG_OK;
}

static void put(gg_drift_draw *draw, const gg_drift_row *row)
{
    if (draw->n < draw->most) {
        draw->rows[draw->n] = *row;
        sift_up(draw->rows, draw->n++);
        return;
    }
    free(draw->rows[0].cells);
    draw->rows[0] = *row;
    sift_down(draw->rows, draw->n);
}

/*
 * The keys of a line's copies in rising order, as the order statistics of as many uniform numbers,
 * one after the other (Devroye 1986, Non-Uniform Random Variate Generation, V.2): a line of a
 * million copies costs no more than the keys that stay.
 */
static gg_status offer(gg_drift_draw *draw, const gg_csv_chunk *chunk, size_t row, uint64_t count,
                       gg_error *err)
{
    static const char *const slices[GG_SIDES] = {"side=baseline", "side=current"};
    gg_drift_row candidate = {.key = 0, .line = draw->lines};
    gg_status status = GG_OK;
    gg_random r;

    gg_random_init(&r, draw->base ^ draw->lines, slices[draw->side], "classifier_line");
    for (uint64_t left = count; left && candidate.copy < draw->most && !status; left--) {
        double u = gg_random_uniform(&r);
        double step = left == 1 ? u : -expm1(log1p(-u) / (double)left);

        candidate.key += (1 - candidate.key) * step;
        if (draw->n == draw->most && !comes_before(&candidate, &draw->rows[0]))
            break;
        status = pack_row(draw, chunk, row, &candidate, err);
        if (!status)
            put(draw, &candidate);
        candidate.copy++;
    }
    return status;
}

gg_status gg_drift_draw_chunk(gg_drift_draw *draw, const gg_csv_chunk *chunk,
                              const uint64_t *counts, size_t rows, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < rows && !status; i++) {
        if (counts[i])
            status = offer(draw, chunk, i, counts[i], err);
        draw->lines++;
    }
    return status;
}

static int compare_cells(const void *a, const void *b)
{
    const gg_drift_row *x = a, *y = b;
    size_t n = x->size < y->size ? x->size : y->size;
    int order = memcmp(x->cells, y->cells, n);

    return order ? order : (x->size > y->size) - (x->size < y->size);
}

void gg_drift_draw_sort(gg_drift_draw *draw)
{
    qsort(draw->rows, draw->n, sizeof *draw->rows, compare_cells);
}

void gg_drift_row_cells(const gg_drift_row *row, size_t n, gg_drift_cell *out)
{
    const char *at = row->cells;

    for (size_t i = 0; i < n; i++) {
        packed head;

        memcpy(&head, at, sizeof head);
        at += sizeof head;
        out[i] = (gg_drift_cell){head.value, NULL, 0};
        if (head.size == MISSING)
            continue;
        out[i].text = at;
        out[i].size = head.size;
        at += head.size;
    }
}
