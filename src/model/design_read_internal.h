/*
 * Internal to the floor model: a training table while it is read.
 *
 * Chunks are read by several threads. Each becomes one block of numbers; a word is kept as the
 * number that its thread gave it. When all is read, blocks are put together in the order of the
 * file, and words numbered anew in the order of their bytes.
 */
#ifndef GG_MODEL_DESIGN_READ_INTERNAL_H
#define GG_MODEL_DESIGN_READ_INTERNAL_H

#include <stdatomic.h>

#include "design_internal.h"

/* Rows as counts give them: so that sums are exact in numbers, too. */
#define GG_MOST_TRAINING_ROWS ((uint64_t)1 << 53)
#define GG_TOO_MANY_ROWS      "more than 2^53 rows"

/* What the threads share. */
typedef struct gg_reading {
    gg_csv *csv;
    const gg_schema *schema;
    const gg_feature *features;
    size_t n_features;
    size_t outcome, weight, count; /* columns; SIZE_MAX where there is none */
    size_t *column;                /* of each feature */
    const gg_column **settings;    /* of each column of the table, NULL where nothing is said */
    const gg_train_options *options;
    atomic_bool stopped;
} gg_reading;

/* Rows of one chunk that are used: outcomes, weights, then the cells of each feature, with room
 * for `rows` each. */
typedef struct gg_block {
    uint64_t index;
    size_t rows, n;
    const struct gg_worker *worker;
    double numbers[];
} gg_block;

typedef struct gg_worker {
    gg_reading *reading;
    gg_block **blocks;
    size_t n_blocks, room;
    json_t **words; /* of each feature: word to number; NULL for numeric ones */
    uint64_t rows, used, positives, missing_outcome, missing_feature, zero_weight, bad;
} gg_worker;

/* Turns a chunk into a block of the worker; a gg_csv_visit. */
GG_CHECKED gg_status gg_worker_visit(void *worker, const gg_csv_chunk *chunk, gg_error *err);

/* Puts the blocks of all workers together. */
GG_CHECKED gg_status gg_workers_join(const gg_reading *reading, const gg_worker *workers,
                                     gg_training_rows *out, gg_error *err);

#endif
