/*
 * Comparison: two scores on the same rows, as a document.
 *
 * Because both scores judged the same cases, their differences are measured pair by pair, which is
 * far more exact than holding two evaluations side by side.
 */
#ifndef GAUGER_EVALUATE_COMPARISON_H
#define GAUGER_EVALUATE_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/error.h"
#include "gauger/base/json.h"
#include "gauger/evaluate/metric.h"
#include "gauger/table/csv.h"
#include "gauger/table/operation.h"
#include "gauger/table/schema.h"
#include "gauger/table/scorer.h"

#define GG_COMPARISON_FORMAT "gauger/comparison/1"

/* A group with fewer rows is listed, but nothing is found of it. */
#define GG_COMPARISON_MINIMUM 30

/* With fewer (effective) rows of either outcome a difference of a figure that is no rate decides no
 * rule: its distribution is far from that of large samples. */
#define GG_COMPARISON_LEAST_OF_CLASS GG_LEAST_OF_CLASS

typedef struct gg_compare_options {
    double threshold_a, threshold_b;  /* selected when score >= threshold; NaN: as below */
    double confidence;                /* strictly between 0 and 1; 0.95 */
    unsigned threads;                 /* from 1; changes no result */
    uint64_t seed;                    /* of drawn intervals, 1 */
    bool skip_bad_rows;               /* leave out and count malformed rows */
    const gg_scorer *scorer_a;        /* scores the rows; NULL: score_a names a column */
    const gg_scorer *scorer_b;        /* likewise */
    const gg_schema *thresholds_a;    /* whose thresholds (default and by site) hold for A; NULL:
                                         those of the table's schema. Only they are read of it */
    const gg_schema *thresholds_b;    /* likewise */
    const gg_operation *operation_a;  /* whose suppression rules hold A's referrals back; NULL: none
                                         (a suppressed column holds back a side without a scorer) */
    const gg_operation *operation_b;  /* likewise */
    const char *const *intersections; /* e.g. "race*sex"; columns must be protected */
    size_t n_intersections;
    double margin;            /* a group is found to be worse off by more than this, from 0; 0 */
    uint64_t minimum_count;   /* rows of a group that is judged, GG_COMPARISON_MINIMUM */
    gg_inspection inspection; /* how cases came to be inspected; unknown */
    gg_csv_options csv;
} gg_compare_options;

/* Two scores that decide alike on every row: the cells of either, and the rows they are worth
 * (Kish): the positives, the negatives, and those that the metric is a share of. */
typedef struct gg_agreement {
    double tp, fp, fn, tn;
    double positives, negatives, rows;
} gg_agreement;

/* Verified rows by outcome (0: positive), decision by A and by B (1: selected): their weight, and
 * what one row of the cell weighs (the sum of squares over the sum; 1 in a table without weights).
 */
typedef struct gg_paired_cells {
    double w[2][2][2], unit[2][2][2];
    double unmet[2][2][2]; /* what a row weighs that might have been there and was not met */
} gg_paired_cells;

GG_BEGIN_DECLS

/*
 * The default options: two columns, no thresholds of their own, 95%, one thread, seed 1, no
 * skipping, no margin.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller before gg_compare().
 * Undefined cases: none.  Errors: none.
 */
gg_compare_options gg_compare_options_default(void);

/*
 * Compares two scores of the same rows and makes a gauger/comparison/1 document: the metrics of
 * both, every difference A - B with interval and p-value, the same for each protected group,
 * intersection, site and period, and who is worse off with A although everyone together is not.
 *
 * data: a CSV file or "-", read once.  schema: roles (outcome, protected, site, period, suppressed,
 * weight, count), words, bins, thresholds; its score and decision roles are not used.  score_a,
 * score_b: names of the two columns, or, where a side has a scorer, what the document calls its
 * score ("lane@2").  options: NULL for the defaults.  out: a new reference, untouched on error.
 * err: file, line, column, what (with the shape of a bad cell).
 *
 * A scorer reads the columns it names; a cell that the schema calls missing reaches it empty, and a
 * NaN from it is a missing score. Rows that lack either score are left out and counted. A case is
 * selected when its score reaches the threshold (the option's, else that of the side's own
 * thresholds: its site's, else the default, else 0.5 if all of that score lie in [0, 1], with a
 * warning) and no rule of the side's operation holds it back.
 *
 * Tests: rates of the same cases (recall, specificity, accuracy, selection_rate, ...) by McNemar's
 * exact and mid-p test with Tango's score interval; precision and negative_predictive_value by
 * Kosinski's weighted generalised score test with a delta-method interval (Tango's where both
 * select the same cases: agreeing on n of them is not agreeing on all); roc_auc by paired
 * DeLong; f1, balanced_accuracy, mcc by the delta method; brier_score and log_loss by the paired
 * differences of their terms. A weighted table has linearised (delta-method) tests throughout.
 * "findings": for each metric with a better direction the one-sided p of "A is not worse than B by
 * more than the margin" in each group of at least minimum_count rows, by turning the interval
 * around, Holm-adjusted over all groups, intersections, sites and periods of that metric;
 * "worse_for" lists those under (1 - confidence) / 2 where A is not worse for everyone together.
 * Undefined: a difference is null, with the reason, where either metric is.
 *
 * Where outcomes are missing that a difference depends on (for precision: of rows that either score
 * selects), it is null ("not_identified") under the design unknown. Under random_arm it is measured
 * by the same tests on the verified rows of the arm alone; under known_probability as in a table
 * weighted by the inverse probabilities; under missing_at_random by Begg and Greenes' estimate
 * within the four pairs of decisions ("begg_greenes_delta"). The last two give no differences of
 * ranking or of means. Beside it, in any case: "observed" (verified rows alone), "bounds" (all that
 * the missing outcomes allow, sharp: a row has one outcome for both scores), "extremes" (the
 * estimates of the two extreme tables) and "bounds_interval" (from the low end of the one to the
 * high end of the other, which holds each value between the bounds with the confidence or more).
 *
 * Returns GG_OK; GG_E_USAGE for options out of range, an intersection of columns that are not
 * protected, no threshold for scores outside [0, 1], or a design whose column or rows are not
 * there; GG_E_INPUT for a missing column or a bad cell; GG_E_NOT_FOUND, GG_E_LIMIT, GG_E_IO,
 * GG_E_MEMORY. Ownership: json_decref() by the caller; scorers, schemas and operations stay the
 * caller's. Result: the same bytes whatever the threads, the chunk size and the order of the rows.
 */
GG_CHECKED gg_status gg_compare(const char *data, const gg_schema *schema, const char *score_a,
                                const char *score_b, const gg_compare_options *options,
                                json_t **out, gg_error *err);

/*
 * The interval of the difference of a metric between two scores that decided alike on every row.
 *
 * metric: one of counts.  agreement: all numbers from 0, finite.  z: critical value from 0.
 * out: an interval around 0; written only on GG_OK. None of n rows decided otherwise is a share of
 * up to s = z^2 / (n + z^2). A rate of n rows lies within +-s. Of balanced_accuracy, f1 and mcc
 * that share of the positives and that of the negatives in turn moves to the other decision by one
 * score, and the moves are added in squares (square and add); where the metric is undefined then,
 * the interval is as wide as its range.
 * Returns GG_OK; GG_E_INPUT for a metric that is none of counts, no rows, or a z below 0.
 * Source: Wilson 1927 (the share); Newcombe 2011 (square and add).
 */
GG_CHECKED gg_status gg_agreement_interval(const gg_metric *metric, const gg_agreement *agreement,
                                           double z, gg_interval *out);

/*
 * Reads an agreement back from "agreeing" of a difference in the document.
 *
 * object: of a document that someone else may have written; may be NULL.
 * out: written only on GG_OK; whether its numbers fit the figures is not checked.
 * Returns GG_OK; GG_E_INPUT where a number is missing, negative or not finite.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_agreement_parse(const json_t *object, gg_agreement *out);

/*
 * The interval of the difference A - B of a metric of counts, from the paired cells.
 *
 * metric: one of counts.  cells: from 0, finite, units above 0.  z: critical value from 0.
 * out: holds the difference, grows with z; written only on GG_OK. Each cell moves to the score
 * limits of its own count (Poisson), x + z^2 / 2 -+ z sqrt(x + z^2 / 4), and the moves of the
 * difference are added in squares; in large cells this is the delta method, in empty ones it does
 * not collapse. At z = 0 both ends are the difference.
 * Returns GG_OK; GG_E_INPUT for a metric that is none of counts or a z below 0; GG_E_UNDEFINED
 * where the metric of either score has no value.
 * Source: Newcombe 1998b (square and add of score limits); Zou and Donner 2008.
 */
GG_CHECKED gg_status gg_paired_cells_interval(const gg_metric *metric, const gg_paired_cells *cells,
                                              double z, gg_interval *out);

/*
 * The size of the smaller of the two outcomes, in effective rows (Kish 1965).
 *
 * cells: as gg_paired_cells_interval().
 * Returns a number from 0; rows in a table without weights.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
double gg_paired_cells_smaller(const gg_paired_cells *cells);

/*
 * Reads the cells back from "cells", "cell_units" and "cell_unmet_units" of a difference in the
 * document.
 *
 * difference: of a document that someone else may have written; may be NULL.
 * out: written only on GG_OK; whether its numbers fit the figures is not checked.
 * Returns GG_OK; GG_E_INPUT where a number is missing, negative or not finite, or a unit is 0.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_paired_cells_parse(const json_t *difference, gg_paired_cells *out);

GG_END_DECLS
#endif
