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
    unsigned threads;        /* from 1; changes no result */
    uint64_t seed;           /* of the Monte-Carlo tests, 1 */
    size_t draws;            /* of a Monte-Carlo test, 9,999 */
    bool classifier;         /* also try to tell the two tables apart by a classifier: false */
    double classifier_bound; /* area under its ROC curve that matters, 0.55 */
    size_t classifier_rows;  /* drawn of each table at most, 50 to 20,000; 1,000 */
    bool skip_bad_rows; /* leave out ragged records and cells that are no numbers, and count them */
    gg_csv_options csv;
} gg_drift_options;

GG_BEGIN_DECLS

/*
 * The default options, as noted beside the members of gg_drift_options.
 *
 * Returns bounds 0.2, 0.1, 0.1, 0.1, alpha 0.05, Benjamini-Hochberg, one thread, seed 1, no
 * classifier (bound 0.55, 1,000 rows).
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
 * With options->classifier a "classifier" says whether all watched columns together tell the tables
 * apart, also where no column alone does. Drawn are at most classifier_rows of each table without
 * replacement: every row has a uniform key from the seed, the number of its line and its copy
 * within the line's count, and those with the least keys stay; each table is then read by one
 * thread. Numbers are standardized over the drawn rows of both tables, missing ones at the median
 * with an indicator; words are one-hot (20 levels of 5 drawn rows or more, the others together,
 * missing ones). A support vector machine (libsvm) scores each of 5 random folds by what it learned
 * from the folds before, and van Elteren's rank test is taken over the folds, whose p stands apart
 * from the adjustment over columns: one test of one question. Folds that are also learned from, as
 * in ordinary cross-validation, gave false alarms in 9 to 13 of 100 simulated tables at alpha 0.05;
 * these keep it. An area at the bound or above and p below alpha is fail, one of the two warn; it
 * counts for the status of the table as a column does. Outcomes of which some are missing are left
 * out, for they would only tell the younger table from the older.
 *
 * Returns GG_OK; GG_E_USAGE for options out of range, two tables from standard input, nothing to
 * watch, or a weight column (rows are compared, and cannot be weighed); GG_E_INPUT for a column
 * that one table lacks and for bad cells; GG_E_NOT_FOUND, GG_E_LIMIT, GG_E_IO, GG_E_MEMORY.
 * Ownership: json_decref() by the caller. Result: the same bytes whatever the threads, the chunk
 * size and the order of the rows (with a classifier, of tables that are not larger than its draw).
 */
GG_CHECKED gg_status gg_drift(const char *current, const char *baseline, const gg_schema *schema,
                              const gg_drift_options *options, json_t **out, gg_error *err);

GG_END_DECLS
#endif
