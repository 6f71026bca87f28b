/*
 * Internal to drift: the rows that a classifier is given, what it makes of them, and the verdict.
 */
#ifndef GG_DRIFT_CLASSIFIER_H
#define GG_DRIFT_CLASSIFIER_H

#include "gauger/stats/measure.h"
#include "gauger/table/csv.h"
#include "evaluate/drift_internal.h"

/* ---- drawing rows (drift_draw.c) ---- */

/* One watched cell of a drawn row: a number (NaN for none) and a text. */
typedef struct gg_drift_cell {
    double value;
    const char *text; /* NULL: missing */
    size_t size;
} gg_drift_cell;

/* A row that was drawn. Its key decides whether it stays; its place, which copy of which line. */
typedef struct gg_drift_row {
    double key;
    uint64_t line, copy;
    char *cells; /* packed, one after the other */
    size_t size;
} gg_drift_row;

/*
 * A simple random sample without replacement of the rows of a table: each row, by the number of its
 * line and of its copy within the line's count, has a uniform key from the seed, and those with the
 * least keys stay. Which they are depends on the file and the seed alone. `rows` is a heap with the
 * greatest key first.
 */
typedef struct gg_drift_draw {
    const gg_drift_watches *watches;
    uint64_t base; /* from the seed */
    int side;
    size_t most;
    gg_drift_row *rows;
    size_t n;
    uint64_t lines; /* offered so far */
} gg_drift_draw;

gg_status gg_drift_draw_init(gg_drift_draw *draw, const gg_drift_watches *watches, int side,
                             const gg_drift_options *options, gg_error *err);
void gg_drift_draw_release(gg_drift_draw *draw);

/* Offers the first `rows` lines of a chunk, each standing for counts[] rows. The chunks have to
 * come in the order of the file. */
gg_status gg_drift_draw_chunk(gg_drift_draw *draw, const gg_csv_chunk *chunk,
                              const uint64_t *counts, size_t rows, gg_error *err);

/* Puts the rows in an order that depends on what they hold, not on where they stood. */
void gg_drift_draw_sort(gg_drift_draw *draw);

/* The cells of a row, one for each watched column. */
void gg_drift_row_cells(const gg_drift_row *row, size_t n, gg_drift_cell *out);

/* ---- rows as numbers (drift_matrix.c) ---- */

/* A watched column that the classifier was not given, and why. */
typedef struct gg_drift_left_out {
    const char *column, *why; /* why: static */
} gg_drift_left_out;

/* The drawn rows of both sides as inputs; everything in the arena. */
typedef struct gg_drift_matrix {
    double *x; /* n rows of p */
    size_t n, p;
    unsigned char *label; /* 1: current */
    const char **columns; /* that gave inputs */
    size_t n_columns;
    gg_drift_left_out *left_out;
    size_t n_left_out;
} gg_drift_matrix;

gg_status gg_drift_matrix_build(gg_arena *arena, const gg_drift_draw draws[GG_SIDES],
                                const gg_drift_column *columns, gg_drift_matrix *out,
                                gg_error *err);

/* ---- the verdict (drift_classifier.c) ---- */

/* What came of it. */
typedef struct gg_drift_classified {
    size_t rows[GG_SIDES]; /* drawn */
    size_t folds;
    gg_measure auc;
    double p;
    gg_drift_status status;
    const char *why; /* of an inconclusive one, else NULL */
    gg_drift_matrix matrix;
} gg_drift_classified;

/* draws are sorted by this. */
gg_status gg_drift_classify(gg_arena *arena, gg_drift_draw draws[GG_SIDES],
                            const gg_drift_column *columns, const gg_drift_options *options,
                            gg_drift_classified *out, gg_error *err);

/* The part of the document; false when memory is out. */
bool gg_drift_classified_put(const gg_drift_classified *c, const gg_drift_options *options,
                             json_t *document);

#endif
