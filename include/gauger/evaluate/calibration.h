/*
 * Calibration in documents: a table of its figures, and how each is measured and written.
 *
 * The figures are those of the rows with a known outcome. Where outcomes are missing they are not
 * those of all rows: the estimate is then null, "not_identified", with what the known outcomes show
 * beside it as "observed".
 */
#ifndef GAUGER_EVALUATE_CALIBRATION_H
#define GAUGER_EVALUATE_CALIBRATION_H

#include "gauger/evaluate/metric.h"
#include "gauger/evidence/finished.h"

typedef struct gg_calibration_figure {
    const char *name;  /* as in documents and rules, e.g. "calibration_slope" */
    const char *title; /* for tables */
    gg_direction direction;
    double low, high;     /* range of the value; may be infinite */
    size_t value, error;  /* offsets into gg_calibration_summary; error GG_NO_ERROR for none */
    const char *sentence; /* what it says, for a reader without statistics */
} gg_calibration_figure;

#define GG_NO_ERROR ((size_t)-1)

GG_BEGIN_DECLS

/*
 * How many figures of calibration there are.
 *
 * Takes nothing.
 * Returns the number of rows of the table.
 * Shape: gg_calibration_figure_at() takes 0 .. count - 1.
 * Undefined cases: none.  Errors: none.
 */
size_t gg_calibration_figure_count(void);

/*
 * The figure at a place of the table; the order is that of the documents.
 *
 * i: 0 .. gg_calibration_figure_count() - 1.
 * Returns a static row, or NULL beyond the table.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const gg_calibration_figure *gg_calibration_figure_at(size_t i);

/*
 * One figure as a measure, from a value and its standard error.
 *
 * figure: a row of the table.  value: NaN where undefined.  error: NaN where there is none.
 * z: critical value.  why: static text for an undefined value.
 * Returns the value with value +- z error ("normal"), or without an interval.
 * Undefined (state and why): a value that is NaN.
 * Errors: none.  Source: Wald's interval on the scale of the coefficient.
 */
gg_measure gg_calibration_measure(const gg_calibration_figure *figure, double value, double error,
                                  double z, const char *why);

/*
 * Writes the calibration of one slice: count, certain, one EST for each figure of the table, the
 * tests (slope_and_intercept, hosmer_lemeshow, spiegelhalter) and Murphy's decomposition.
 *
 * summary: of the slice.  complete: whether every outcome is known, or what is missing does not
 * matter; otherwise every EST is null and "observed" stands beside it, and tests are named so too.
 * z: critical value.
 * Returns a new reference, or NULL when memory is out.
 * Ownership: json_decref() by the caller.  Errors: none beside memory.
 */
json_t *gg_calibration_write(const gg_calibration_summary *summary, bool complete, double z);

GG_END_DECLS
#endif
