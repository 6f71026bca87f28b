/*
 * Sketches of tables: how many rows of one table are in another, without either.
 *
 * A sketch holds a keyed hash of 64 bits for each row (SipHash-2-4), of the cells that say what the
 * row is: all columns but scores, outcomes, decisions, weights and what is ignored, so that a copy
 * with other outcomes is still seen. Numbers are compared as numbers ("1" and "1.0" are the same),
 * other cells byte by byte. Up to about a million rows all hashes are kept; of larger tables those
 * below a bound, which is the same part of either table, so that two sketches stay comparable.
 *
 * Without the key a sketch tells how many rows there are and how often they repeat, and nothing
 * else. With the key one can ask whether a row that one can write out in full is in the table. So
 * key and sketches are secrets of the registry, and a purge takes the sketch with the rows.
 *
 * Equal rows are not always the same case: where columns are few and coarse, cases agree by chance.
 * How often, is estimated by how many rows of the first table have a twin in it.
 */
#ifndef GAUGER_PRIVACY_SKETCH_H
#define GAUGER_PRIVACY_SKETCH_H

#include <stdbool.h>

#include "gauger/base/arena.h"
#include "gauger/base/hash.h"
#include "gauger/stats/measure.h"
#include "gauger/table/schema.h"

#define GG_SKETCH_MOST ((size_t)1 << 20) /* rows that are all kept */

/* Rows of a table, hashed. Owned; ended with gg_sketch_release(). */
typedef struct gg_sketch {
    char **columns; /* in the order of their bytes */
    size_t n_columns;
    uint64_t rows;     /* of the table */
    unsigned halvings; /* rows are kept whose hash is below 2^(64 - halvings); 0: all are */
    uint64_t *hashes;  /* distinct, ascending */
    uint32_t *counts;  /* how many rows have each, at most UINT32_MAX */
    size_t n;
} gg_sketch;

typedef struct gg_sketch_options {
    unsigned threads;                  /* from 1 */
    size_t most;                       /* rows that are all kept; GG_SKETCH_MOST */
    unsigned char key[GG_SIPHASH_KEY]; /* of both tables that are to be compared */
} gg_sketch_options;

/* How many rows of an evaluation are in a training. */
typedef struct gg_overlap {
    uint64_t rows;     /* of the evaluation's table */
    uint64_t compared; /* of them, those that the sketches hold */
    uint64_t found;    /* of those, that are in the training */
    bool sampled;      /* not all were compared */
    gg_measure share;  /* of the rows found; an interval only where rows were sampled */
    double by_chance;  /* rows of the training with a twin in it, as a share; NaN without rows */
} gg_overlap;

GG_BEGIN_DECLS

/*
 * The default options: one thread, a million rows, a key of zeros that is to be replaced.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller.
 * Undefined cases: none.  Errors: none.
 */
gg_sketch_options gg_sketch_options_default(void);

/*
 * The columns by which a row of a table is known: those with a role that tells cases apart
 * (feature, protected, site, period, stratum, quasi_identifier) where any has the role feature,
 * else all but those of scores, outcomes, decisions, weights, and what is ignored.
 *
 * path: a CSV file, not "-".  schema: what its columns are for.  arena: where names live.
 * out, n: names in the order of their bytes; n is 0 for a table of counts, whose lines are no
 * cases. Returns GG_OK, or what gg_csv_open() returns. Ownership: the arena's. Undefined cases:
 * none.
 */
GG_CHECKED gg_status gg_sketch_columns(const char *path, const gg_schema *schema, gg_arena *arena,
                                       const char *const **out, size_t *n, gg_error *err);

/*
 * Makes the sketch of a table.
 *
 * path: a CSV file, not "-"; ragged records are left out.  columns, n: by which rows are known, at
 * least one, all in the table.  options: NULL for the defaults.  out: untouched on error.
 * Returns GG_OK; GG_E_INPUT for a column that is not there or what the table has wrong;
 * GG_E_USAGE without columns; GG_E_NOT_FOUND, GG_E_IO, GG_E_LIMIT, GG_E_MEMORY.
 * Result: the same whatever the threads, and whatever the order of rows and columns.
 * Ownership: end out with gg_sketch_release().
 */
GG_CHECKED gg_status gg_sketch_make(const char *path, const char *const *columns, size_t n,
                                    const gg_sketch_options *options, gg_sketch *out,
                                    gg_error *err);

/*
 * Frees what a sketch holds.
 *
 * sketch: made, or all zeros; NULL is allowed.
 * Result: all zeros; hashes are overwritten first.
 * Ownership: the struct stays the caller's.
 * Undefined cases: none.  Errors: none.
 */
void gg_sketch_release(gg_sketch *sketch);

/*
 * Whether two sketches are of the same columns.
 *
 * a, b: made or read back.
 * Returns whether gg_sketch_compare() means anything, given one key.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
bool gg_sketch_alike(const gg_sketch *a, const gg_sketch *b);

/*
 * How many rows of an evaluation's table are in a training's.
 *
 * training, evaluation: sketches of the same columns under the same key.  confidence: of the
 * interval, within (0, 1).  out: written only on GG_OK.
 * share = found / compared. Where all rows were compared it is the share itself, method "counted",
 * and its ends are equal. Where some were, Wilson's interval on the effective number of rows (Kish:
 * the square of their sum over the sum of the squares of how many share a hash), since rows with
 * one hash are kept or left out together. by_chance: rows with a twin, among those of the training.
 * Returns GG_OK; GG_E_USAGE for other columns or a confidence outside its range.
 * Undefined cases: no row compared gives an undefined share.
 */
GG_CHECKED gg_status gg_sketch_compare(const gg_sketch *training, const gg_sketch *evaluation,
                                       double confidence, gg_overlap *out, gg_error *err);

GG_END_DECLS
#endif
