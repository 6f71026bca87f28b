/*
 * Collecting: one pass over a table, by several threads, that makes evidence of it.
 *
 * With a scorer the scores are the model's: columns with scores, decisions, or of what was
 * suppressed are then another score's, and not looked at. With an operation, rows that meet their
 * threshold and for which a suppression rule holds count as suppressed, and what each rule held
 * back and each source referred is counted in every slice: rows (with the count role: the rows that
 * a line stands for), never weights. Rules need a threshold to hold back from: a column with
 * decisions, or of what was suppressed, already says what became of a case, and rules beside it are
 * refused. Sources may stand beside either.
 */
#ifndef GAUGER_EVIDENCE_COLLECT_H
#define GAUGER_EVIDENCE_COLLECT_H

#include "gauger/evidence/evidence.h"
#include "gauger/table/csv.h"
#include "gauger/table/operation.h"
#include "gauger/table/schema.h"
#include "gauger/table/scorer.h"

typedef struct gg_collect_options {
    unsigned threads;                 /* from 1 */
    const char *const *intersections; /* e.g. "race*sex"; columns must be protected */
    size_t n_intersections;
    size_t score_bins;          /* of the stored histogram, 100 by default, at most 1000 */
    bool has_grid;              /* the histogram's range is declared: needed to merge evidence */
    double grid_low, grid_high; /* of scores that are not in [0, 1]; those outside are refused */
    bool skip_bad_rows;         /* leave out and count malformed rows */
    gg_extent measured; /* all by default. Counts, binned: no scores are kept, and capacities
                             and operating points are refused; ranking: cuts of operating
                             points only where they are asked for; binned: scores are counted
                             in the bins of [0, 1] or of the declared range */
    bool ranking;       /* true: keep scores for exact ranking figures */
    bool calibration;   /* true: calibration too, where scores are probabilities */
    const gg_capacity_wish *capacities; /* cuts to be made; at most GG_MOST_CAPACITIES */
    size_t n_capacities;
    const double *operating_points; /* thresholds, in any order; 0.1, 0.2, ... 0.9 by rule where
                                       scores are probabilities and n_operating_points is 0 */
    size_t n_operating_points;      /* at most GG_MOST_OPERATING_POINTS */
    const gg_scorer *scorer;        /* scores the rows in the same pass; NULL: a column has them */
    const gg_operation *operation;  /* suppression and precedence; NULL for none */
    uint64_t max_memory; /* for the rows that are kept, in bytes; 0: as many as there are. Where
                            they would take more, none is kept, and scores are counted in bins, as
                            with merged evidence: that depends on the table alone */
    gg_csv_options csv;
} gg_collect_options;

GG_BEGIN_DECLS

/*
 * The default options: one thread, no intersections, 100 bins, ranking and calibration, no
 * capacities, no skipping.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller before gg_collect().
 * Undefined cases: none.  Errors: none.
 */
gg_collect_options gg_collect_options_default(void);

/*
 * Whether a row with an outcome can have been inspected with a probability: above 0, up to 1, and
 * not below 1e-5, where the row would stand for more than 100,000.
 *
 * p: the probability; NaN is refused as 0 is.  err: what is wrong and how to mend it.
 * Returns GG_OK or GG_E_INPUT.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_sampling_probability_check(double p, gg_error *err);

/*
 * Reads a table and makes its evidence.
 *
 * path: a CSV file or "-".  schema: roles; needs a score or a decision column, or a scorer.
 * options: NULL for the defaults.  out: untouched on error.  err: file, line, column, what (with
 * the shape of a bad cell). Returns GG_OK; GG_E_USAGE for roles that do not suffice or contradict
 * each other; GG_E_INPUT for what the file has wrong; GG_E_NOT_FOUND, GG_E_LIMIT, GG_E_IO,
 * GG_E_MEMORY. Ownership: end out with gg_evidence_release(). Result: the same bytes whatever the
 * threads and the chunk size.
 */
GG_CHECKED gg_status gg_collect(const char *path, const gg_schema *schema,
                                const gg_collect_options *options, gg_evidence *out, gg_error *err);

/*
 * Makes a schema and options such that gg_collect() measures other rows as stored evidence was
 * measured: its extent, grid of scores, intersections and operating points; and, where the schema
 * does not say, its protected, site, period and stratum columns, references and thresholds.
 *
 * stored: loaded or merged; must outlive the options.  schema: initialised; added to, its columns
 * ordered as the evidence's dimensions; texts and lists of the options live in it.  options:
 * changed. err: column, what. Returns GG_OK; GG_E_USAGE where the evidence has a column in bins and
 * the schema does not say which; GG_E_MEMORY. On error schema and options may be changed in part.
 * Undefined cases: what the schema says otherwise stays, and gg_evidence_merge() then refuses.
 */
GG_CHECKED gg_status gg_collect_like(const gg_evidence *stored, gg_schema *schema,
                                     gg_collect_options *options, gg_error *err);

GG_END_DECLS
#endif
