/* The rows of both tables as inputs of a classifier: numbers standardized, words one-hot. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drift_classifier.h"

/* A level with fewer drawn rows, or beyond so many levels of a column, is one of the others. */
#define LEAST_OF_LEVEL 5
#define MOST_LEVELS    20

/* What is being built. Inputs are put down column by column: input k of row i at k * n + i. */
typedef struct builder {
    gg_arena *arena;
    gg_drift_cell *cells; /* n rows of `watched` */
    size_t n, watched;
    double *inputs;
    size_t p;
    gg_drift_matrix *out;
} builder;

/* A level of a column of words and the drawn rows that have it. */
typedef struct level {
    const gg_drift_cell *cell;
    size_t rows;
} level;

static const gg_drift_cell *cell_at(const builder *b, size_t row, size_t watch)
{
    return &b->cells[row * b->watched + watch];
}

static double *input(const builder *b)
{
    return b->inputs + b->p * b->n;
}

/* Keeps the input just written if it differs between rows: one that does not tells nothing apart.
 */
static bool keep(builder *b)
{
    const double *x = input(b);

    for (size_t i = 1; i < b->n; i++)
        if (x[i] != x[0]) {
            b->p++;
            return true;
        }
    return false;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median_of(double *x, size_t n)
{
    qsort(x, n, sizeof *x, compare_numbers);
    return n % 2 ? x[n / 2] : x[n / 2 - 1] / 2 + x[n / 2] / 2;
}

/* Mean 0 and standard deviation 1 with divisor n; scaled by the greatest size first, so that no sum
 * runs over. Untouched where all are equal. */
static void standardize(double *x, size_t n)
{
    double most = 0, mean = 0, square = 0;

    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(x[i]));
    for (size_t i = 0; i < n && most > 0; i++)
        mean += x[i] / most / (double)n;
    for (size_t i = 0; i < n && most > 0; i++)
        square += (x[i] / most - mean) * (x[i] / most - mean) / (double)n;
    for (size_t i = 0; i < n && square > 0; i++)
        x[i] = (x[i] / most - mean) / sqrt(square);
}

static bool add_missing(builder *b, size_t watch, bool numeric)
{
    double *x = input(b);

    for (size_t i = 0; i < b->n; i++) {
        const gg_drift_cell *cell = cell_at(b, i, watch);

        x[i] = numeric ? isnan(cell->value) : !cell->text;
    }
    return keep(b);
}

static bool varies(const double *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] != x[0])
            return true;
    return false;
}

/* Numbers: missing ones at the median, with an indicator beside them. */
static bool add_numbers(builder *b, size_t watch)
{
    double *x = input(b), median;
    bool kept = false;
    size_t there = 0;

    for (size_t i = 0; i < b->n; i++)
        if (!isnan(cell_at(b, i, watch)->value))
            x[there++] = cell_at(b, i, watch)->value;
    if (there) {
        median = median_of(x, there);
        for (size_t i = 0; i < b->n; i++) {
            double value = cell_at(b, i, watch)->value;

            x[i] = isnan(value) ? median : value;
        }
        if (varies(x, b->n))
            standardize(x, b->n);
        kept = keep(b);
    }
    return add_missing(b, watch, true) || kept;
}

static int compare_texts(const gg_drift_cell *a, const gg_drift_cell *b)
{
    size_t n = a->size < b->size ? a->size : b->size;
    int order = memcmp(a->text, b->text, n);

    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static int compare_level_texts(const void *a, const void *b)
{
    return compare_texts(((const level *)a)->cell, ((const level *)b)->cell);
}

static int compare_level_rows(const void *a, const void *b)
{
    const level *x = a, *y = b;

    if (x->rows != y->rows)
        return x->rows < y->rows ? 1 : -1;
    return compare_texts(x->cell, y->cell);
}

/* The levels with enough rows, most frequent first; ties in the order of their bytes. */
static size_t list_levels(const builder *b, size_t watch, level *levels)
{
    size_t n = 0, distinct = 0, kept = 0;

    for (size_t i = 0; i < b->n; i++)
        if (cell_at(b, i, watch)->text)
            levels[n++] = (level){cell_at(b, i, watch), 1};
    qsort(levels, n, sizeof *levels, compare_level_texts);
    for (size_t i = 0; i < n; i++) {
        if (distinct && compare_texts(levels[distinct - 1].cell, levels[i].cell) == 0)
            levels[distinct - 1].rows++;
        else
            levels[distinct++] = levels[i];
    }
    qsort(levels, distinct, sizeof *levels, compare_level_rows);
    while (kept < distinct && kept < MOST_LEVELS && levels[kept].rows >= LEAST_OF_LEVEL)
        kept++;
    return kept;
}

static bool is_level(const gg_drift_cell *cell, const gg_drift_cell *of)
{
    return cell->text && compare_texts(cell, of) == 0;
}

/* Words: one input for each level, one for the others together, one for missing cells. */
static bool add_words(builder *b, size_t watch, level *levels)
{
    size_t n = list_levels(b, watch, levels);
    bool kept = false;
    double *x;

    for (size_t k = 0; k < n; k++) {
        x = input(b);
        for (size_t i = 0; i < b->n; i++)
            x[i] = is_level(cell_at(b, i, watch), levels[k].cell);
        kept = keep(b) || kept;
    }
    x = input(b);
    for (size_t i = 0; i < b->n; i++) {
        const gg_drift_cell *cell = cell_at(b, i, watch);

        x[i] = cell->text != NULL;
        for (size_t k = 0; k < n && x[i] != 0; k++)
            x[i] = !is_level(cell, levels[k].cell);
    }
    kept = keep(b) || kept;
    return add_missing(b, watch, false) || kept;
}

static bool any_missing(const builder *b, size_t watch)
{
    for (size_t i = 0; i < b->n; i++)
        if (!cell_at(b, i, watch)->text)
            return true;
    return false;
}

static void leave_out(builder *b, const char *column, const char *why)
{
    b->out->left_out[b->out->n_left_out++] = (gg_drift_left_out){column, why};
}

/* Outcomes that are not known yet would tell a young table from an old one, whatever it holds. */
static void add_column(builder *b, size_t i, const gg_drift_column *column, level *levels)
{
    const gg_drift_watch *watch = column->watch;
    bool kept;

    if (watch->kind == GG_DRIFT_READ_OUTCOME && any_missing(b, i)) {
        leave_out(b, watch->name, "outcomes_missing");
        return;
    }
    kept = column->numeric ? add_numbers(b, i) : add_words(b, i, levels);
    if (kept)
        b->out->columns[b->out->n_columns++] = watch->name;
    else
        leave_out(b, watch->name, "does_not_vary");
}

/* The rows of each side in the order they were sorted to: where they stood in the file is gone. */
static void take_rows(builder *b, const gg_drift_draw draws[GG_SIDES])
{
    size_t row = 0;

    for (int side = 0; side < GG_SIDES; side++)
        for (size_t i = 0; i < draws[side].n; i++) {
            gg_drift_row_cells(&draws[side].rows[i], b->watched, b->cells + row * b->watched);
            b->out->label[row++] = side == GG_CURRENT;
        }
}

/* The most inputs that the columns can give. */
static size_t most_inputs(const gg_drift_column *columns, size_t n)
{
    size_t most = 1;

    for (size_t i = 0; i < n; i++)
        most += columns[i].numeric ? 2 : MOST_LEVELS + 2;
    return most;
}

static bool prepare(builder *b, const gg_drift_draw draws[GG_SIDES], size_t most)
{
    gg_drift_matrix *m = b->out;

    m->label = gg_arena_array(b->arena, b->n, 1);
    m->columns = gg_arena_array(b->arena, b->watched, sizeof *m->columns);
    m->left_out = gg_arena_array(b->arena, b->watched, sizeof *m->left_out);
    b->cells = gg_arena_array(b->arena, b->n, b->watched * sizeof *b->cells);
    b->inputs = gg_arena_array(b->arena, b->n, most * sizeof *b->inputs);
    if (!m->label || !m->columns || !m->left_out || !b->cells || !b->inputs)
        return false;
    take_rows(b, draws);
    return true;
}

gg_status gg_drift_matrix_build(gg_arena *arena, const gg_drift_draw draws[GG_SIDES],
                                const gg_drift_column *columns, gg_drift_matrix *out, gg_error *err)
{
    size_t watched = draws[GG_BASELINE].watches->n;
    builder b = {.arena = arena,
                 .n = draws[GG_BASELINE].n + draws[GG_CURRENT].n,
                 .watched = watched,
                 .out = out};
    level *levels = gg_arena_array(arena, b.n, sizeof *levels);

    memset(out, 0, sizeof *out);
    out->n = b.n;
    if (!levels || !prepare(&b, draws, most_inputs(columns, watched)))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < watched; i++)
        add_column(&b, i, &columns[i], levels);
    out->p = b.p;
    out->x = gg_arena_array(arena, b.n, (b.p + 1) * sizeof *out->x);
    if (!out->x)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < b.n; i++)
        for (size_t k = 0; k < b.p; k++)
            out->x[i * b.p + k] = b.inputs[k * b.n + i];
    return GG_OK;
}
