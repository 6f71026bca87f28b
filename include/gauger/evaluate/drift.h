/*
 * Drift: how far a table has moved from a baseline, column by column, as a document.
 *
 * Numbers are compared by their exact empirical distributions, words by their counts. Every result
 * names its conventions, and a column fails only when the change is large enough to matter and the
 * evidence for it is strong enough.
 */
#ifndef GAUGER_EVALUATE_DRIFT_H
#define GAUGER_EVALUATE_DRIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/error.h"
#include "gauger/base/json.h"
#include "gauger/table/csv.h"
#include "gauger/table/schema.h"

typedef enum gg_drift_adjustment {
    GG_DRIFT_BENJAMINI_HOCHBERG, /* false discovery rate: to explore */
    GG_DRIFT_HOLM                /* family-wise error rate: to gate */
} gg_drift_adjustment;

typedef struct gg_drift_options {
    const char *const *features; /* columns to watch; NULL or none: by the schema's roles */
    size_t n_features;
    double psi_bound;         /* population stability index that matters, 0.2 */
    double ks_bound;          /* Kolmogorov-Smirnov distance that matters, 0.1 */
    double wasserstein_bound; /* Wasserstein-1 over the baseline's standard deviation, 0.1 */
    double missing_bound;     /* change of the share of missing cells that matters, 0.1 */
    double alpha;             /* an adjusted p below this is evidence, 0.05 */
    gg_drift_adjustment adjustment;
    unsigned threads;   /* from 1; changes no result */
    uint64_t seed;      /* of the Monte-Carlo tests, 1 */
    size_t draws;       /* of a Monte-Carlo test, 9,999 */
    bool skip_bad_rows; /* leave out ragged records and cells that are no numbers, and count them */
    gg_csv_options csv;
} gg_drift_options;

GG_BEGIN_DECLS

/*
 * The default options, as noted beside the members of gg_drift_options.
 *
 * Returns bounds 0.2, 0.1, 0.1, 0.1, alpha 0.05, Benjamini-Hochberg, one thread, seed 1.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller before gg_drift().
 * Undefined cases: none.  Errors: none.
 */
gg_drift_options gg_drift_options_default(void);

/*
 * Compares the columns of a table with those of a baseline and makes a gauger/drift/1 document.
 *
 * current, baseline: CSV files; one of them may be "-".  schema: roles, bins, missing words and the
 * count column, for both tables; NULL for none.  options: NULL for the defaults.  out: a new
 * reference, untouched on error.  err: file, line, column, what (with the shape of a bad cell).
 *
 * Watched are options->features with the score and the outcome, else the columns with the roles
 * feature, score, protected or outcome, else every column. A column is one of numbers when every
 * cell that is not missing is a number in both tables and the schema gives it neither bins nor the
 * role protected or outcome; it is one of words otherwise.
 *
 * Numbers: two-sample Kolmogorov-Smirnov (exact given the ties in small samples), population
 * stability index on the baseline's type-7 deciles with its critical value under no drift,
 * Wasserstein-1 raw and over the baseline's standard deviation, Jensen-Shannon distance base 2 on
 * the same bins. Words: chi-square of homogeneity (Monte-Carlo where an expected count is below 5),
 * population stability index, Jensen-Shannon, Cramer's V; new and vanished levels. Missing cells:
 * a two-proportion test. A column fails when an effect reaches its bound and the adjusted p is
 * below alpha; one of the two is warn; an empty column, or one of too many levels, is inconclusive.
 * With a period column each period of the current table is held against the whole baseline too, in
 * "by_period", with p adjusted over all columns of all periods; a period column is not itself
 * watched unless it is named.
 *
 * Returns GG_OK; GG_E_USAGE for options out of range, two tables from standard input, nothing to
 * watch, or a weight column (rows are compared, and cannot be weighed); GG_E_INPUT for a column
 * that one table lacks and for bad cells; GG_E_NOT_FOUND, GG_E_LIMIT, GG_E_IO, GG_E_MEMORY.
 * Ownership: json_decref() by the caller. Result: the same bytes whatever the threads, the chunk
 * size and the order of the rows.
 */
GG_CHECKED gg_status gg_drift(const char *current, const char *baseline, const gg_schema *schema,
                              const gg_drift_options *options, json_t **out, gg_error *err);

GG_END_DECLS
#endif
