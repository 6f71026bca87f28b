/*
 * Metrics: what is measured of one group, as a table with one row for each.
 *
 * A row gives the name in documents and policies, the direction, the range, what is needed, how
 * the interval is made, one plain sentence for an overseer, and the function. Parsing, help, the
 * gate, the reports and the property tests all read this table.
 */
#ifndef GAUGER_EVALUATE_METRIC_H
#define GAUGER_EVALUATE_METRIC_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/evaluate/figures.h"

typedef enum gg_direction {
    GG_HIGHER_IS_BETTER,
    GG_LOWER_IS_BETTER,
    GG_NO_DIRECTION /* describes, does not judge: base_rate, selection_rate */
} gg_direction;

/* Intervals from random draws: how they are named and from how many they come. */
#define GG_METHOD_DRAWS "dirichlet"
#define GG_DRAWS        2000

/* With fewer (effective) verified rows of either outcome an interval that rests on the normal
 * distribution of a figure that is no rate misses too often. */
#define GG_LEAST_OF_CLASS 10

/* One cell of the table of outcome by decision, as a bit of a set of cells. */
#define GG_CELL(outcome, selection) (1u << ((outcome)*GG_SELECTIONS + (selection)))
#define GG_CELL_TN                  GG_CELL(GG_NEGATIVE, GG_NOT_SELECTED)
#define GG_CELL_FP                  GG_CELL(GG_NEGATIVE, GG_SELECTED)
#define GG_CELL_FN                  GG_CELL(GG_POSITIVE, GG_NOT_SELECTED)
#define GG_CELL_TP                  GG_CELL(GG_POSITIVE, GG_SELECTED)
#define GG_CELLS_VERIFIED           (GG_CELL_TN | GG_CELL_FP | GG_CELL_FN | GG_CELL_TP)
#define GG_CELLS_UNVERIFIED                                                                        \
    (GG_CELL(GG_UNVERIFIED, GG_NOT_SELECTED) | GG_CELL(GG_UNVERIFIED, GG_SELECTED))
#define GG_CELLS_ALL      (GG_CELLS_VERIFIED | GG_CELLS_UNVERIFIED)
#define GG_CELLS_SELECTED (GG_CELL_FP | GG_CELL_TP | GG_CELL(GG_UNVERIFIED, GG_SELECTED))

/* What a rate is made of. */
typedef struct gg_fraction {
    double numerator, denominator; /* rows or sums of weights */
    double effective;              /* Kish's effective size of the denominator */
} gg_fraction;

typedef struct gg_metric {
    const char *name;  /* as in the documents, e.g. "false_positive_rate" */
    const char *title; /* for tables, e.g. "False positive rate" */
    gg_direction direction;
    double low, high;    /* range of the value; high may be infinite */
    bool needs_complete; /* not identified while unverified rows have no design */
    bool needs_scores;
    bool needs_probabilities;
    const char *interval; /* default method: "wilson", "delong", ...; "" for no interval */
    const char *sentence; /* what it says, for a reader without statistics */
    unsigned numerator;   /* sets of GG_CELL bits; both 0 where it is no rate */
    unsigned denominator;
    const char *why_empty; /* reason when the denominator is 0 */
    /* For what is no rate; NULL for rates. */
    void (*measure)(const struct gg_metric *metric, const gg_figures *figures,
                    const gg_measure_options *options, gg_measure *out);
} gg_metric;

GG_BEGIN_DECLS

/*
 * How many metrics there are.
 *
 * Returns 17 in this version.
 * Ownership: none.
 * Shape: gg_metric_at() takes 0 .. count - 1.
 * Undefined cases: none.  Errors: none.
 */
size_t gg_metric_count(void);

/*
 * The metric at a place of the table; the order is that of the METRICS object.
 *
 * i: 0 .. gg_metric_count() - 1.
 * Returns a static row, or NULL beyond the table.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const gg_metric *gg_metric_at(size_t i);

/*
 * The metric of a name.
 *
 * name: e.g. "recall"; NULL finds nothing.
 * Returns a static row, or NULL if there is none of that name.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const gg_metric *gg_metric_find(const char *name);

/*
 * Measures one metric of one group.
 *
 * metric: a row of the table.  figures: of the group.  options: NULL for the defaults.
 * out: value and interval in the metric's range, low <= value <= high, nested in z. Where outcomes
 * are missing and the figures say how cases came to be inspected, the estimate under that design
 * (gauger/stats/selective.h), kept within the bounds of gg_metric_bounds().
 * Undefined (state and why in out): no_rows, no_positives, no_negatives, no_selected,
 * no_not_selected, one_class, not_identified, no_scores, not_a_probability, not_computed.
 * Sources: Wilson 1927 for rates; DeLong 1988 for roc_auc; see each row.  Errors: none.
 */
void gg_metric_measure(const gg_metric *metric, const gg_figures *figures,
                       const gg_measure_options *options, gg_measure *out);

/*
 * Whether too few rows of the rarer outcome stand behind a mean over verified rows (brier_score,
 * log_loss) for its interval to be relied on: simulated at base rates of 0.02 to 0.3, where 5 to 10
 * are expected, the normal interval at 0.95 misses in 8 to 11 of 100 tables.
 *
 * metric: a row of the table.  figures: of the group.
 * Returns true where the metric is such a mean and of the rarer outcome fewer than
 * GG_LEAST_OF_CLASS effective rows are verified and scored; false for all other metrics.
 * Ownership: none.
 * Undefined cases: none.  Errors: none.
 */
bool gg_metric_few(const gg_metric *metric, const gg_figures *figures);

/*
 * The numerator and denominator of a metric that is a rate.
 *
 * metric: a row of the table.  figures: of the group.  out: written only on true.
 * why: where it is false, the reason, a GG_WHY_ text; NULL if not wanted.
 * Returns true if the rate is defined, false if it is undefined or the metric is no rate
 * (why is then NULL), or is estimated under an inspection design and so is no share of rows that
 * were counted (why is then not_computed).
 * Ownership: none, plain values.  Errors: none.
 */
bool gg_metric_fraction(const gg_metric *metric, const gg_figures *figures, gg_fraction *out,
                        const char **why);

/*
 * Whether a metric of these figures is an estimate under the declared inspection design, and not a
 * figure of counted rows: outcomes are missing that it depends on, and a design is declared.
 *
 * metric: a row of the table.  figures: of the group.
 * Returns true for metrics of the four cells in such figures; scores by arm are not kept, so those
 * of scores stay without a value (why not_computed).
 * Ownership: none.
 * Undefined cases: none.  Errors: none.
 */
bool gg_metric_corrected(const gg_metric *metric, const gg_figures *figures);

/*
 * What the verified rows alone show of a metric that concerns all rows.
 *
 * metric: a row of the table.  figures: of the group.
 * Returns the value, NaN where there is none, where all rows are verified, or where the metric does
 * not depend on what is missing.
 * It is the figure of those who were inspected, and says nothing of the others.
 * Ownership: a plain value.  Errors: none.
 */
double gg_metric_observed(const gg_metric *metric, const gg_figures *figures);

/*
 * What a metric could be, whatever the unverified rows are: worst-case bounds, without sampling
 * error.
 *
 * metric: a row of the table.  figures: of the group.  out: written only on true.
 * Returns true where outcomes that the metric depends on are missing, and how many is known; false
 * for metrics of scores.
 * Source: gg_worst_case().  Ownership: a plain value.  Errors: none.
 */
bool gg_metric_bounds(const gg_metric *metric, const gg_figures *figures, gg_interval *out);

GG_END_DECLS
#endif
