/*
 * Making a table from a scenario, with the truth beside it.
 *
 * Rows are made in blocks, and every column of a block is drawn from a random stream of its own,
 * keyed by (seed, block, column). So the same scenario, rows and seed give the same bytes whatever
 * the number of threads, and a column that is added or changed leaves the draws of the others as
 * they were. Nothing larger than a block for each thread is ever in memory.
 *
 * The truth is a document, "gauger/truth/1" (docs/schemas/truth-1.schema.json): the counts at the
 * decision before any outcome was left unverified or recorded wrongly, the true coefficients, what
 * each rule held back, what each source found, and the biases and the drift that were put in.
 */
#ifndef GAUGER_SYNTH_SYNTH_H
#define GAUGER_SYNTH_SYNTH_H

#include "gauger/synth/scenario.h"

#define GG_SYNTH_MOST_ROWS 10000000000ULL

/* Takes the next bytes of the table, in their order; called by one thread at a time. */
typedef gg_status (*gg_synth_sink)(void *context, const char *data, size_t n, gg_error *err);

/* Told now and then how many of the rows are made; called by one thread at a time. */
typedef void (*gg_synth_progress)(void *context, uint64_t rows, uint64_t total);

typedef struct gg_synth_options {
    uint64_t rows;            /* 0: as the scenario says */
    bool has_seed;            /* false: as the scenario says */
    uint64_t seed;            /* from 0 to 2^53 */
    unsigned threads;         /* from 1; never changes a byte */
    const char *true_outcome; /* name of a column with the true outcome; NULL for none */
    gg_synth_sink write;      /* gets the table as CSV; NULL: the truth alone is wanted */
    void *write_context;
    gg_synth_progress progress; /* NULL for none */
    void *progress_context;
} gg_synth_options;

GG_BEGIN_DECLS

/*
 * The default options: rows and seed of the scenario, one thread, no column of true outcomes.
 *
 * Takes nothing.
 * Returns the struct by value, to be changed by the caller.
 * Ownership: a plain value.
 * Undefined cases: none.  Errors: none.
 */
gg_synth_options gg_synth_options_default(void);

/*
 * Makes the table, and what is true of it.
 *
 * scenario: parsed.  options: NULL for the defaults.  truth: a new reference, untouched on error;
 * NULL if it is not wanted.  err: what, how to mend.
 * Returns GG_OK; GG_E_USAGE for rows over GG_SYNTH_MOST_ROWS or fewer than the months, or a column
 * of true outcomes whose name is taken; GG_E_MEMORY; or what the sink returned, and then the table
 * is not complete.
 * Source: numbers are drawn by inverting their distribution functions (Devroye 1986, II.2); a base
 * rate is met by solving for the intercept on 262,144 pilot rows, the same for every seed.
 */
GG_CHECKED gg_status gg_synth_make(const gg_scenario *scenario, const gg_synth_options *options,
                                   json_t **truth, gg_error *err);

GG_END_DECLS
#endif
