/*
 * Evidence: the counts that everything else is computed from.
 *
 * One pass over a table yields, for each slice (everyone; each level of each protected attribute;
 * asked-for intersections; each site; each period; each attribute within sites, periods and
 * strata), how many rows had which outcome and which decision, and what ranking and calibration
 * need. Adding evidence is associative and commutative: threads, chunks, months, files merge to the
 * same bytes. It outlives the table, so it holds no row.
 */
#ifndef GAUGER_EVIDENCE_EVIDENCE_H
#define GAUGER_EVIDENCE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/arena.h"
#include "gauger/base/error.h"
#include "gauger/base/json.h"
#include "gauger/evidence/finished.h"
#include "gauger/evidence/published.h"
#include "gauger/stats/selective.h"

/* What became of a case. Unverified is never read as negative. */
enum { GG_NEGATIVE, GG_POSITIVE, GG_UNVERIFIED, GG_OUTCOMES };
/* What was decided. Suppressed: met the threshold, held back by a rule; counts as not referred. */
enum { GG_BELOW, GG_REFERRED, GG_SUPPRESSED, GG_DECISIONS };
/* How the case came to be inspected. */
enum { GG_ARM_OTHER, GG_ARM_RANDOM, GG_ARMS };

/* How much of a table is measured: all; counts and roc_auc; the same with scores in bins, so that
 * no row is kept; counts alone. Evidence of two extents merges to the later of them. */
typedef enum gg_extent {
    GG_EXTENT_ALL,
    GG_EXTENT_RANKING,
    GG_EXTENT_BINNED,
    GG_EXTENT_COUNTS
} gg_extent;

#define GG_CALIBRATION_BINS 10
#define GG_LEVEL_MISSING    "(missing)"

/* Counts of one slice. n counts rows (with the count role: the rows a line stands for); w and w2
 * are the sums of weights and of their squares, equal to n where the table has no weights. */
typedef struct gg_tally {
    uint64_t n[GG_ARMS][GG_OUTCOMES][GG_DECISIONS];
    double w[GG_ARMS][GG_OUTCOMES][GG_DECISIONS];
    double w2[GG_ARMS][GG_OUTCOMES][GG_DECISIONS];
} gg_tally;

/* What sums of weights may have lost to the steps of 1e-12 in which they are added, at most: of all
 * rows of a slice, or of those with one outcome, or that are referred, whichever lost most. */
typedef struct gg_weight_loss {
    double mean;      /* weight of a row on average; 0 where there is no weight */
    double weights;   /* part of the sum of the weights, */
    double squares;   /* and of the sum of their squares, of which intervals are made */
    const char *rows; /* which rows, behind "on average": " of rows with the outcome"; "" for all */
} gg_weight_loss;

/* What the ranking of the verified rows of a slice gave. NaN where undefined. */
typedef struct gg_ranking {
    double roc_auc;          /* Mann-Whitney, ties one half */
    double roc_auc_variance; /* DeLong's */
    double roc_auc_low,
        roc_auc_high;         /* bounds where scores are binned; both = roc_auc where exact */
    double average_precision; /* scikit-learn's step sum */
    double average_precision_variance; /* on the scale of the figure */
} gg_ranking;

/* Means over the verified rows with a score. NaN where undefined. */
typedef struct gg_score_sums {
    double weight;              /* sum of weights of verified rows */
    double weight2;             /* sum of their squares */
    double brier, brier2;       /* sums of (score - outcome)^2 and of its square, weighted */
    double log_loss, log_loss2; /* sums of the logarithmic loss, clipped at the machine epsilon */
    double bin_weight[GG_CALIBRATION_BINS];   /* equal-width bins of [0, 1]: weight, */
    double bin_positive[GG_CALIBRATION_BINS]; /* weight of positives, */
    double bin_score[GG_CALIBRATION_BINS];    /* sum of scores */
} gg_score_sums;

/* Ranking and means of the verified rows of the random arm alone: they are a sample of all rows,
 * which the verified of all arms are not. */
typedef struct gg_arm_scores {
    gg_ranking ranking;
    gg_score_sums sums;
    struct gg_cell_sums *exact; /* internal: sums in fixed point */
} gg_arm_scores;

/* What one suppression rule held back among a slice's rows: rows that met the threshold and for
 * which the rule held, and those of them for which no other rule did. By outcome; rows, not
 * weights. */
typedef struct gg_held {
    uint64_t held[GG_OUTCOMES], alone[GG_OUTCOMES];
} gg_held;

/* What one source referred: all, what was its own by precedence, and what no other source referred.
 * By outcome; rows, not weights. */
typedef struct gg_referrals {
    uint64_t referred[GG_OUTCOMES], own[GG_OUTCOMES], alone[GG_OUTCOMES];
} gg_referrals;

typedef struct gg_slice {
    const uint32_t *levels; /* one for each dimension of its family, an index into its levels */
    const char *name;       /* levels joined by "*"; "" for everyone */
    gg_tally tally;
    uint32_t untold;         /* what a published table does not tell of it: GG_UNTOLD_ bits */
    gg_tally_bounds *bounds; /* NULL where every count is exact; else tally holds the least */
    gg_inverse_sums inverse; /* of the verified rows, where the evidence is sampled; else 0 */
    gg_ranking ranking;
    gg_score_sums sums;
    gg_arm_scores *arm_scores;           /* NULL without an arm, and after a merge */
    gg_calibration_summary *calibration; /* NULL where it was not computed */
    uint64_t *histogram[GG_OUTCOMES]; /* rows by score on the evidence's grid, each of grid_bins */
    gg_held *held;                    /* one for each suppression rule of the evidence */
    gg_referrals *referrals;          /* one for each source of the evidence */
    struct gg_slice_sums *exact;      /* internal: weights and sums in fixed point, for merging */
    bool has_threshold; /* a site, or a slice within one site, with a threshold of its own */
    double threshold;   /* the threshold in force for this slice where it is one number */
} gg_slice;

typedef enum gg_dimension_kind {
    GG_DIMENSION_PROTECTED,
    GG_DIMENSION_SITE,
    GG_DIMENSION_PERIOD,
    GG_DIMENSION_STRATUM /* told apart only to compare groups within its levels */
} gg_dimension_kind;

/* A column that cases are told apart by. Levels are in the order of their bytes (bins in theirs),
 * "(missing)" last. */
typedef struct gg_dimension {
    const char *name;
    gg_dimension_kind kind;
    const char *reference; /* from the schema, NULL if not given */
    bool binned;           /* levels are bins of numbers, all of them listed */
    const char *const *levels;
    size_t n_levels;
} gg_dimension;

typedef enum gg_family_kind {
    GG_FAMILY_OVERALL,      /* one slice, no dimension */
    GG_FAMILY_ATTRIBUTE,    /* one protected dimension */
    GG_FAMILY_INTERSECTION, /* two or more protected dimensions */
    GG_FAMILY_SITE,
    GG_FAMILY_PERIOD,
    GG_FAMILY_STRATUM /* a protected dimension, then what it is compared within: counts only */
} gg_family_kind;

/* All slices over the same dimensions; only those that occur, in the order of their levels. */
typedef struct gg_family {
    gg_family_kind kind;
    const char *name; /* dimensions joined by "*"; "" for everyone */
    uint32_t dimensions[8];
    size_t n_dimensions;
    gg_slice *slices;
    size_t n_slices;
} gg_family;

typedef enum gg_decision_rule {
    GG_RULE_THRESHOLD, /* referred when score >= threshold */
    GG_RULE_SITE,      /* the same with thresholds by site */
    GG_RULE_COLUMN     /* a decision column */
} gg_decision_rule;

typedef struct gg_evidence {
    gg_arena arena; /* everything below lives in it */
    gg_dimension *dimensions;
    size_t n_dimensions;
    gg_family *families; /* overall first */
    size_t n_families;

    uint64_t rows; /* records read (with the count role: rows they stand for) */
    uint64_t rows_used;
    uint64_t missing_score;    /* left out: no score */
    uint64_t missing_decision; /* left out: no decision, where decisions are a column */
    uint64_t bad_rows;         /* left out: malformed, with skip_bad_rows */

    gg_extent measured; /* what was left out on purpose is undefined: GG_WHY_NOT_MEASURED */
    gg_decision_rule rule;
    double threshold;       /* NaN without one */
    bool default_threshold; /* 0.5 was assumed: to be warned of */
    bool has_scores, has_outcomes, has_unverified, weighted, counted;
    bool sampled;       /* the probability with which each verified row was inspected is known */
    bool probability;   /* all scores lie in [0, 1] */
    bool ranking_exact; /* false where scores were binned */
    double score_low, score_high; /* smallest and largest score; NaN without scores */

    double grid_low, grid_high; /* the histogram's range */
    size_t grid_bins;           /* 0 without scores */
    const char *const *rules;   /* names of the suppression rules that were applied */
    size_t n_rules;
    const char *const *sources; /* names of the sources of referrals, in the order of precedence */
    size_t n_sources;
    size_t own_source;                /* which of them is the model's own */
    uint64_t (*overlap)[GG_OUTCOMES]; /* n_sources * n_sources: rows that both referred, everyone */
    gg_capacity_cuts *capacities;     /* those asked for; none after a merge */
    size_t n_capacities;
    gg_operating_point *operating_points; /* of everyone, in rising order of thresholds */
    gg_cutoff_rows *point_rows;           /* selected at each; NULL in evidence stored without */
    size_t n_operating_points;
    const char *const *ignored; /* names of columns without a role */
    size_t n_ignored;
    const char *const *special; /* names of columns declared special protected classes */
    size_t n_special;
    gg_published published; /* where the table holds counts */
} gg_evidence;

GG_BEGIN_DECLS

/*
 * The word of how much is measured: "all", "ranking", "binned", "counts".
 *
 * measured: one of the four.
 * Returns the word.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_extent_name(gg_extent measured);

/*
 * How much is measured, by its word.
 *
 * word: "all", "ranking", "binned" or "counts".  out: untouched on false.
 * Returns whether it is one of the words.
 * Ownership: word stays the caller's.
 * Undefined cases: none.  Errors: none.
 */
bool gg_extent_parse(const char *word, gg_extent *out);

/*
 * Frees evidence that gg_collect(), gg_evidence_load() or gg_evidence_merge() made.
 *
 * evidence: caller's struct; NULL is allowed.
 * Result: everything in it is freed.
 * Ownership: the caller's struct stays.
 * Undefined cases: none.  Errors: none.
 */
void gg_evidence_release(gg_evidence *evidence);

/*
 * The slice of everyone.
 *
 * evidence: collected, loaded or merged.
 * Returns the slice, never NULL.
 * Ownership: the evidence's.
 * Undefined cases: none.  Errors: none.
 */
const gg_slice *gg_evidence_overall(const gg_evidence *evidence);

/*
 * The family of a kind and name, e.g. (GG_FAMILY_ATTRIBUTE, "race").
 *
 * evidence: any.  kind: wanted.  name: of the family; NULL for the first of that kind.
 * Returns the family, or NULL if there is none.
 * Ownership: the evidence's.
 * Undefined cases: none.  Errors: none.
 */
const gg_family *gg_evidence_find(const gg_evidence *evidence, gg_family_kind kind,
                                  const char *name);

/*
 * The slice of a family with these levels.
 *
 * family: any.  levels: one index for each of its dimensions.
 * Returns the slice, or NULL if no row had them.
 * Ownership: the evidence's.
 * Undefined cases: none.  Errors: none.
 */
const gg_slice *gg_family_find(const gg_family *family, const uint32_t *levels);

/*
 * What the sums of weights of a slice may have lost: half a step for each row, e.g. 5e-13 over the
 * mean weight; where rows with one outcome or the referred have lost more, that.
 *
 * tally: of a slice of weighted evidence.
 * Returns parts of the sums, 0 where no row has a weight. Weights that are whole numbers of steps
 * lose nothing, which cannot be told afterwards.
 * Ownership: a plain value.
 * Undefined cases: none.  Errors: none.
 */
gg_weight_loss gg_weight_loss_of(const gg_tally *tally);

/*
 * Stored evidence: a JSON document ("gauger/evidence/1") from which every count, histogram and
 * finished ranking figure can be had again, and the SHA-256 of its canonical form.
 *
 * evidence: any.  out: a new reference.  err: out of memory.
 * Returns GG_OK.  The document's "digest" key holds the digest of the rest.
 * Ownership: json_decref() by the caller.
 * Undefined cases: undefined figures are null.
 */
GG_CHECKED gg_status gg_evidence_save(const gg_evidence *evidence, json_t **out, gg_error *err);

/*
 * Reads stored evidence back, checking its digest and that its counts add up.
 *
 * document: from gg_evidence_save().  out: untouched on error.  err: key, what.
 * Returns GG_OK; GG_E_INPUT for another format, a wrong digest, counts that contradict each other.
 * Ownership: end out with gg_evidence_release().
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_evidence_load(const json_t *document, gg_evidence *out, gg_error *err);

/*
 * Adds two pieces of evidence of different rows: counts, sums and histograms add; roc_auc comes
 * from the histograms with its bound (half the positive-negative pairs that share a bin).
 *
 * a, b: collected with the same columns, decision rule and grid.  out: untouched on error.
 * Returns GG_OK; GG_E_INPUT where they differ in dimensions, rule or grid (saying in which).
 * Ownership: end out with gg_evidence_release(); a and b stay.
 * Result: the same whatever the order: merge(a, b) and merge(b, a) store the same bytes.
 */
GG_CHECKED gg_status gg_evidence_merge(const gg_evidence *a, const gg_evidence *b, gg_evidence *out,
                                       gg_error *err);

/*
 * A period of which both pieces of evidence have rows: a sign that the same rows are added twice.
 *
 * a, b: any two.
 * Returns the first such period in the order of a, leaving aside rows without one; NULL where there
 * is none, or where one of the two has no periods.
 * Ownership: a's.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_evidence_shared_period(const gg_evidence *a, const gg_evidence *b);

GG_END_DECLS
#endif
