/*
 * Overlap: which part of the rows that a version is evaluated on are rows that it was trained on.
 *
 * Each registered table has a sketch (gauger/privacy/sketch.h) beside the log, in local.db, under a
 * key that is the registry's and never leaves that file. A purge takes the sketch with the rows.
 * What is lost with local.db is made again from the tables.
 */
#ifndef GAUGER_REGISTRY_OVERLAP_H
#define GAUGER_REGISTRY_OVERLAP_H

#include "gauger/privacy/sketch.h"
#include "gauger/registry/dataset.h"

/* Reasons why there is no share, besides those of gg_measure. */
#define GG_WHY_PURGED "purged" /* the training data are gone */
#define GG_WHY_NO_SHARED_COLUMNS                                                                   \
    "no_shared_columns" /* the tables tell their rows by other columns */

/* So many of the rows may be rows of the training without a word about it. */
#define GG_OVERLAP_MOST 0.01

/* The table that a version is evaluated on. All borrowed. */
typedef struct gg_overlap_entry {
    const char *training;    /* reference of the dataset it was trained on */
    const char *path;        /* of the table to evaluate on: a file, not "-" */
    const char *sha256;      /* its digest where it is registered, else NULL */
    const gg_schema *schema; /* what its columns are for */
    double confidence;       /* of the interval; 0.95 */
    unsigned threads;        /* from 1 */
} gg_overlap_entry;

GG_BEGIN_DECLS

/*
 * How many of the rows of a table are in the training data of a version.
 *
 * reg: opened for work.  entry: see gg_overlap_entry.  out: a new reference, untouched on error:
 * {"training":"cases@1","columns":["a","b"],"rows":N,"compared":N,"found":N,"sampled":bool,
 *  "share":{"value","low","high","method"},"by_chance":x or null,"accepted":null}. The columns are
 * those of both tables by which rows are known (gg_sketch_columns()).
 * Returns GG_OK; GG_E_NOT_FOUND for a training that is not registered; what gg_sketch_make()
 * returns.
 * Result: without a share (null, "why_null") where the training data are purged, no column is
 * shared, or there is no row.  Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_dataset_overlap(gg_registry *reg, const gg_overlap_entry *entry,
                                        json_t **out, gg_error *err);

/*
 * Whether an overlap is more than chance explains by more than one row in a hundred.
 *
 * overlap: of gg_dataset_overlap(), or data.overlap of an evaluation; NULL for none.
 * (share - by_chance) / (1 - by_chance) > GG_OVERLAP_MOST: the share of the rows that would not be
 * found by chance, and are.
 * Returns false without a share; where by_chance is unknown or 1, the share itself is held against
 * the limit.
 * Undefined cases: none.  Errors: none.
 */
bool gg_overlap_excessive(const json_t *overlap);

GG_END_DECLS
#endif
