/*
 * Figures: all that is known of one group of rows, and enough to compute each of its metrics again
 * at any confidence.
 *
 * Figures come from a slice of evidence, or are read back from the METRICS object of a stored
 * evaluation; both ways give the same metrics. They hold counts (sums of weights in a weighted
 * table), finished ranking figures and means with their standard errors, and no row.
 */
#ifndef GAUGER_EVALUATE_FIGURES_H
#define GAUGER_EVALUATE_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "gauger/base/json.h"
#include "gauger/evidence/evidence.h"
#include "gauger/stats/measure.h"
#include "gauger/stats/selective.h"

/* A case that was suppressed counts as not selected. */
enum { GG_NOT_SELECTED, GG_SELECTED, GG_SELECTIONS };

/* The figure is not computed for a merged group, or not against this kind of reference. */
#define GG_WHY_NOT_COMPUTED "not_computed"

/* Which decision is the burden; only impact_ratio depends on it. */
typedef enum gg_adverse { GG_ADVERSE_SELECTED, GG_ADVERSE_NOT_SELECTED } gg_adverse;

/* How cases came to be inspected, that is, which outcomes are known. */
typedef enum gg_inspection {
    GG_INSPECTION_UNKNOWN, /* nothing is assumed of unverified rows */
    GG_INSPECTION_RANDOM_ARM,
    GG_INSPECTION_KNOWN_PROBABILITY,
    GG_INSPECTION_MISSING_AT_RANDOM,
    GG_INSPECTIONS
} gg_inspection;

/* What scores are; they decide which metrics there are. */
typedef enum gg_score_kind {
    GG_SCORES_NONE,       /* decisions only */
    GG_SCORES_REAL,       /* numbers, some of them outside [0, 1] */
    GG_SCORES_PROBABILITY /* all in [0, 1] */
} gg_score_kind;

/* A figure that was finished elsewhere. */
typedef struct gg_finished {
    double value;          /* NaN where undefined */
    double standard_error; /* NaN where unknown */
} gg_finished;

/* The ranges in which the counts of a published table lie. */
typedef struct gg_count_bounds {
    gg_interval cells[GG_OUTCOMES][GG_SELECTIONS];
    gg_interval random[GG_OUTCOMES][GG_SELECTIONS]; /* of these: what came by the random arm */
    gg_interval sums[GG_SUMS]; /* as GG_SUM_SELECTED and the others; narrower than their parts */
} gg_count_bounds;

/* What the verified rows alone show of figures that concern all rows: of the inspected, not of
 * everyone. NaN where unknown; kept only where rows are unverified. */
typedef struct gg_seen_scores {
    double roc_auc, average_precision, brier_score, log_loss, expected_calibration_error;
    double auc_least, auc_most; /* whatever the missing outcomes are; NaN where it is not known */
} gg_seen_scores;

typedef struct gg_figures {
    double rows;                           /* rows, not weights; a count column is counted out */
    double w[GG_OUTCOMES][GG_SELECTIONS];  /* rows or sums of weights */
    double w2[GG_OUTCOMES][GG_SELECTIONS]; /* sums of squared weights; equal to w if unweighted */
    bool weighted;
    bool complete; /* what concerns unverified rows is identified, e.g. there are none, and no case
                      is missing that verified rows stand for */
    gg_score_kind scores;
    gg_extent measured;               /* what was left out on purpose is "not_measured" */
    gg_finished roc_auc;              /* DeLong's standard error */
    double roc_auc_low, roc_auc_high; /* bounds where scores were binned; else the value */
    gg_finished average_precision;
    gg_finished brier_score;
    gg_finished log_loss;
    double expected_calibration_error; /* NaN where undefined */
    bool merged;                       /* a sum of groups: what is not a count is unknown */
    gg_inspection inspection;          /* the declared design; it matters where not complete */
    double random[GG_OUTCOMES][GG_SELECTIONS];  /* of w: what came by the random arm */
    double random2[GG_OUTCOMES][GG_SELECTIONS]; /* of w2 */
    gg_inverse_sums inverse; /* of the verified rows, where the design is known_probability */
    double population;   /* cases in all, where the rows are only those inspected; 0: the rows are
                            all there are; NaN: they are not, and how many there are is unknown */
    gg_seen_scores seen; /* where not complete */
    uint32_t untold;     /* what a published table does not tell: GG_UNTOLD_ bits. What stands in
                            their place says nothing, and what needs them is "not_published" */
    bool bounded;        /* some count is known within bounds only; rows and w are the least */
    gg_count_bounds bounds; /* where bounded */
} gg_figures;

/* How a metric, a disparity or a summary is to be measured. */
typedef struct gg_measure_options {
    double z;           /* critical value of the interval, from 0: gg_z_of_confidence() */
    uint64_t seed;      /* of what is drawn; 1 by default */
    const char *slice;  /* keys the draws: "" everyone, "race=White", "race*sex=White*Male",
                           "site=A", "period=2026-01" */
    gg_adverse adverse; /* selected by default */
} gg_measure_options;

GG_BEGIN_DECLS

/*
 * The default options: 95%, seed 1, everyone, selected is adverse.
 *
 * Returns the options.
 * Ownership: a plain value; slice points at a static text.
 * Shape: a struct, to be changed by the caller.
 * Undefined cases: none.  Errors: none.
 */
gg_measure_options gg_measure_options_default(void);

/*
 * The figures of nobody: no rows, unweighted, complete, nothing merged.
 *
 * scores: what the scores of the table are.
 * Returns figures whose cells are 0 and whose ranking figures and means are NaN.
 * Ownership: a plain value.
 * Undefined cases: every metric of them is undefined with why "no_rows".  Errors: none.
 */
gg_figures gg_figures_empty(gg_score_kind scores);

/*
 * The figures of one slice of evidence.
 *
 * evidence: gives what holds for the whole table (weights, scores).  slice: one of its slices.
 * inspection: the declared design.
 * out: untouched on error; population is 0, for the caller to fill in.  err: what is missing.
 * Returns GG_OK, or GG_E_USAGE for GG_INSPECTION_KNOWN_PROBABILITY where the evidence has no sums
 * of inverse probabilities.
 * Means are over verified rows; their standard errors are from the sums, with Kish's effective
 * size in a weighted table (Kish 1965, section 8.2).
 */
GG_CHECKED gg_status gg_figures_of_slice(const gg_evidence *evidence, const gg_slice *slice,
                                         gg_inspection inspection, gg_figures *out, gg_error *err);

/*
 * Writes figures as the METRICS object of the evaluation document: the counts, then one EST for
 * each metric in the order of the table of metrics, then what only some groups have.
 *
 * figures: any.  options: critical value, seed and slice; NULL for the defaults.
 * out: a new reference, untouched on error.  err: out of memory.
 * Returns GG_OK or GG_E_MEMORY.
 * Counts are JSON integers unless weighted; null where they are known within bounds only, with the
 * bounds in "count_bounds": {"tp": [1, 9], ...}.  Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_figures_write(const gg_figures *figures, const gg_measure_options *options,
                                      json_t **out, gg_error *err);

/*
 * Reads figures back from a METRICS object; parse(write(figures)) is equal to figures.
 *
 * metrics: an object of a document that someone else may have written.  out: untouched on error.
 * err: which key, what is wrong.
 * Returns GG_OK; GG_E_INPUT for a count that is missing, negative, not whole (unless weighted),
 * beyond 2^53 or in contradiction to another, for a probability outside [0, 1], for a standard
 * error that is negative, and for withheld counts (null), from which nothing can be computed.
 * Ownership: nothing changes hands; metrics stays the caller's.
 */
GG_CHECKED gg_status gg_figures_parse(const json_t *metrics, gg_figures *out, gg_error *err);

/*
 * The range in which the sum of a set of cells lies.
 *
 * figures: any.  cells: GG_CELL bits (see metric.h).
 * Returns [sum, sum] unless the figures are bounded; else the sum of the cells' ranges, or that of
 * a total that is known better. Ownership: a plain value. Undefined cases: bits beyond the table
 * are not read.  Errors: none.
 */
gg_interval gg_figures_range(const gg_figures *figures, unsigned cells);

/*
 * Adds the figures of two groups that share no row, e.g. to merge small groups.
 *
 * a, b: of the same table.  out: may be a or b.
 * Result: counts and sums of squares add; complete only if both are; merged is set unless one of
 * the two is empty: roc_auc, average precision, means and calibration error are then NaN, and
 * their metrics undefined with why "not_computed".
 * Ownership: plain values.  Errors: none.
 */
void gg_figures_add(const gg_figures *a, const gg_figures *b, gg_figures *out);

/*
 * The sum of a set of cells.
 *
 * figures: any.  cells: GG_CELL bits (see metric.h).
 * Returns rows, or sums of weights in a weighted table; 0 for no cells.
 * Ownership: a plain value.
 * Undefined cases: bits beyond the table are not read.  Errors: none.
 */
double gg_figures_sum(const gg_figures *figures, unsigned cells);

/*
 * Kish's effective size of a set of cells: the square of the sum of weights over the sum of their
 * squares.
 *
 * figures: any.  cells: GG_CELL bits (see metric.h).
 * Returns the size, exactly the number of rows if unweighted; 0 for empty cells.
 * Source: Kish 1965, Survey Sampling, section 11.7.
 * Undefined cases: none.  Errors: none.
 */
double gg_figures_effective(const gg_figures *figures, unsigned cells);

/*
 * The same figures as counts by arm, outcome and decision, for gauger/stats/selective.h.
 *
 * figures: any.  out: counts and sums of squares; population as in figures, 0 for NaN.
 * Result: out is filled; where no arm is known, all rows are of the arm GG_SELECTIVE_OTHER.
 * Ownership: plain values.
 * Undefined cases: none.  Errors: none.
 */
void gg_figures_selective(const gg_figures *figures, gg_selective_counts *out);

/*
 * Writes one measure as the EST object of the documents: value, low, high, method, standard_error
 * (where there is one), why_null (where there is no value).
 *
 * m: any.  Ends that are NaN or infinite are null.
 * Returns a new reference, or NULL when memory is out.
 * Ownership: json_decref() by the caller.
 * Undefined cases: an undefined measure has value, low and high null.
 */
json_t *gg_estimate_json(const gg_measure *m);

/*
 * The words of the options as users write them: "selected" and "not-selected".
 *
 * adverse: any of the enumeration.
 * Returns a static text.
 * Ownership: static.
 * Undefined cases: a value outside the enumeration gives "selected".  Errors: none.
 */
const char *gg_adverse_name(gg_adverse adverse);

/*
 * The adverse decision of a word.
 *
 * name: "selected" or "not-selected".  out: untouched on error.  err: lists the words.
 * Returns GG_OK or GG_E_USAGE.
 * Ownership: nothing changes hands.
 * Undefined cases: NULL is an error.
 */
GG_CHECKED gg_status gg_adverse_parse(const char *name, gg_adverse *out, gg_error *err);

/*
 * The name of an inspection design: "unknown", "random_arm", "known_probability",
 * "missing_at_random".
 *
 * inspection: any of the enumeration.
 * Returns a static text; "unknown" outside the enumeration.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_inspection_name(gg_inspection inspection);

/*
 * The inspection design of a word.
 *
 * name: one of the four.  out: untouched on error.  err: lists the words.
 * Returns GG_OK or GG_E_USAGE.
 * Ownership: nothing changes hands.
 * Undefined cases: NULL is an error.
 */
GG_CHECKED gg_status gg_inspection_parse(const char *name, gg_inspection *out, gg_error *err);

GG_END_DECLS
#endif
