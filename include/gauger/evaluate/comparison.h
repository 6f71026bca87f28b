/*
 * Comparison: two scores on the same rows, as a document.
 *
 * Because both scores judged the same cases, their differences are measured pair by pair, which is
 * far more exact than holding two evaluations side by side.
 */
#ifndef GAUGER_EVALUATE_COMPARISON_H
#define GAUGER_EVALUATE_COMPARISON_H

#include <stdbool.h>
#include <stdint.h>

#include "gauger/base/error.h"
#include "gauger/base/json.h"
#include "gauger/table/csv.h"
#include "gauger/table/schema.h"
#include "gauger/table/scorer.h"

#define GG_COMPARISON_FORMAT "gauger/comparison/1"

typedef struct gg_compare_options {
    double threshold_a, threshold_b; /* selected when score >= threshold; NaN: the schema's */
    double confidence;               /* strictly between 0 and 1; 0.95 */
    unsigned threads;                /* from 1; changes no result */
    uint64_t seed;                   /* of drawn intervals, 1 */
    bool skip_bad_rows;              /* leave out and count malformed rows */
    const gg_scorer *scorer_a;       /* scores the rows; NULL: score_a names a column */
    const gg_scorer *scorer_b;       /* likewise */
    gg_csv_options csv;
} gg_compare_options;

GG_BEGIN_DECLS

/*
 * The default options: no thresholds of its own, 95%, one thread, seed 1, no skipping.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller before gg_compare().
 * Undefined cases: none.  Errors: none.
 */
gg_compare_options gg_compare_options_default(void);

/*
 * Compares two scores of the same rows and makes a gauger/comparison/1 document: the metrics of
 * both, every difference A - B with interval and p-value, and the same for each protected group.
 *
 * data: a CSV file or "-", read once.  schema: roles (outcome, protected, site, suppressed, weight,
 * count), words, bins, thresholds; its score and decision roles are not used.  score_a, score_b:
 * names of the two columns.  options: NULL for the defaults.  out: a new reference, untouched on
 * error.  err: file, line, column, what (with the shape of a bad cell).
 *
 * Rows that lack either score are left out and counted. A case is selected when its score reaches
 * the threshold: the option's, else its site's, else the schema's, else 0.5 if all of that score
 * lie in [0, 1] (a warning says so).
 *
 * Tests: rates of the same cases (recall, specificity, accuracy, selection_rate, ...) by McNemar's
 * exact and mid-p test with Tango's score interval; precision and negative_predictive_value by
 * Kosinski's weighted generalised score test with a delta-method interval; roc_auc by paired
 * DeLong; f1, balanced_accuracy, mcc by the delta method; brier_score and log_loss by the paired
 * differences of their terms. A weighted table has linearised (delta-method) tests throughout.
 * Undefined: a difference is null, with the reason, where either metric is; so, while unverified
 * rows exist, is all that needs every outcome ("not_identified").
 *
 * Returns GG_OK; GG_E_USAGE for options out of range, or no threshold for scores outside [0, 1];
 * GG_E_INPUT for a missing column or a bad cell; GG_E_NOT_FOUND, GG_E_LIMIT, GG_E_IO, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Result: the same bytes whatever the threads, the chunk size and the order of the rows.
 */
GG_CHECKED gg_status gg_compare(const char *data, const gg_schema *schema, const char *score_a,
                                const char *score_b, const gg_compare_options *options,
                                json_t **out, gg_error *err);

GG_END_DECLS
#endif
