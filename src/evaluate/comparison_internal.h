/*
 * Internal to comparison: rows with two scores are read, told apart by group, and measured.
 *
 *   plan         columns, and what either side needs: its score, thresholds, rules
 *   side         one row's score and decision by one side
 *   read         the table, once, into parallel arrays
 *   parts        the rows told apart by attribute, intersection, site or period
 *   pairs        the rows of one group, in an order that does not depend on the table's
 *   paired       counts by outcome and both decisions; the ranking of both scores
 *   inspection   how cases came to be inspected: what is read of it, checked, and told
 *   gradient     derivatives of the metrics by the cells
 *   differences  a const table with one row for each difference
 *   agreement    what two scores that decide alike may differ by
 *   cells        the interval of a difference, from the paired cells
 *   missing      differences where inspection was by chance within each pair of decisions
 *   bounds       what a difference could be, whatever the missing outcomes are
 *   findings     who is worse off although everyone together is not
 */
#ifndef GG_COMPARISON_INTERNAL_H
#define GG_COMPARISON_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evaluate/dictionary.h"
#include "gauger/evaluate/comparison.h"
#include "gauger/evaluate/metric.h"
#include "gauger/evaluate/significance.h"
#include "gauger/stats/ranking.h"

enum { GG_A, GG_B, GG_SCORES_COMPARED };

#define GG_PART_KEYS 8 /* columns of an intersection, at most */

/* One of the two scores: where it comes from, and when it selects a case. */
typedef struct gg_compare_side {
    const char *name;        /* in the document */
    const gg_scorer *scorer; /* NULL: the column `score` */
    size_t score;            /* SIZE_MAX with a scorer */
    size_t *inputs;          /* columns of the scorer, in its order */
    const gg_schema *thresholds;
    double threshold; /* NaN where sites alone have one */
    bool by_site;
    bool assumed;                  /* 0.5, because nobody said */
    const gg_operation *operation; /* NULL: no rules */
    size_t *conditions;            /* columns of the conditions, rule after rule */
} gg_compare_side;

typedef enum gg_part_kind {
    GG_PART_ATTRIBUTE,
    GG_PART_INTERSECTION,
    GG_PART_SITE,
    GG_PART_PERIOD,
    GG_PART_KINDS
} gg_part_kind;

/* A way to tell rows apart: by one key, or by several. */
typedef struct gg_part {
    gg_part_kind kind;
    const char *name;   /* "race", "race*sex", "site", "period" */
    const char *column; /* the same, or the name of the column of sites or periods */
    size_t keys[GG_PART_KEYS], n_keys;
} gg_part;

/* Where things stand in the table. */
typedef struct gg_compare_plan {
    gg_csv *csv;
    const gg_schema *schema;
    const gg_column **said; /* what the schema says of each column of the table; NULLs */
    gg_compare_side side[GG_SCORES_COMPARED];
    size_t outcome, suppressed, weight, count, site; /* SIZE_MAX if absent */
    gg_inspection inspection;
    size_t arm, probability; /* SIZE_MAX if absent, and where the design does not read it */
    size_t *keys;            /* columns that tell rows apart: protected, then site, then period */
    size_t n_keys, n_protected;
    gg_part *parts;
    size_t n_parts;
    bool decision; /* there is a decision column, which is not used */
    bool skip;
} gg_compare_plan;

/* Rows with both scores, as parallel arrays; of one thread, or of all. */
typedef struct gg_pair_rows {
    double *score[GG_SCORES_COMPARED];
    uint8_t *outcome;
    uint8_t *selected; /* bit 0: by A, bit 1: by B */
    uint16_t *groups;  /* n_keys codes a row: 0 missing, else 1 + place in levels */
    uint64_t *counts;  /* NULL without a count column */
    double *weights;   /* NULL without a weight column */
    uint8_t *random;   /* of the random arm; NULL where the design reads no arm */
    double *inverse;   /* of the probability of inspection, 0 if unverified; NULL likewise */
    size_t n, room;
    gg_dictionary *levels; /* of each key */
    size_t n_keys;
    uint64_t lines; /* rows read, with the count role the rows they stand for */
    uint64_t used;  /* rows with both scores */
    uint64_t missing[GG_SCORES_COMPARED]; /* rows without this score; a row may lack both */
    uint64_t missing_any, bad;
    uint64_t held[GG_SCORES_COMPARED]; /* of those used: at or above the threshold, but held back by
                                          the side's rules */
    double low[GG_SCORES_COMPARED], high[GG_SCORES_COMPARED];
} gg_pair_rows;

/* Finds the columns and settles the thresholds. The plan's arrays live in the arena. */
gg_status gg_compare_plan_make(gg_arena *arena, gg_csv *csv, const gg_schema *schema,
                               const char *const names[GG_SCORES_COMPARED],
                               const gg_compare_options *options, gg_compare_plan *out,
                               gg_error *err);

/* Finds the columns of one side and settles its threshold: the plan has its keys and said. */
gg_status gg_compare_side_make(gg_arena *arena, const gg_compare_plan *plan,
                               const gg_compare_side *wanted, double option, gg_compare_side *out,
                               gg_error *err);

/* One thread's own room for the scorers of both sides. */
typedef struct gg_side_rooms {
    void *scorer[GG_SCORES_COMPARED];
    gg_view *cells[GG_SCORES_COMPARED];
} gg_side_rooms;

/* End with gg_side_rooms_release(), also after an error. */
gg_status gg_side_rooms_make(const gg_compare_plan *plan, gg_side_rooms *out, gg_error *err);
void gg_side_rooms_release(const gg_compare_plan *plan, gg_side_rooms *rooms);

/* The score of a row by one side, NaN where missing. *column: what an error is about. */
gg_status gg_side_score(const gg_compare_plan *plan, int which, const gg_side_rooms *rooms,
                        const gg_csv_chunk *chunk, size_t row, double *out, size_t *column,
                        gg_error *err);

/* Whether that score selects the row; *held where a rule of the side keeps it from that. */
gg_status gg_side_select(const gg_compare_plan *plan, int which, const gg_csv_chunk *chunk,
                         size_t row, double score, bool *selected, bool *held, size_t *column,
                         gg_error *err);

/* Reads the table; end out with gg_pair_rows_release(), also after an error. */
gg_status gg_pair_rows_read(const gg_compare_plan *plan, unsigned threads, gg_pair_rows *out,
                            gg_error *err);
void gg_pair_rows_release(gg_pair_rows *rows);

/* Identical rows: same scores, outcome, decisions and weight. */
typedef struct gg_pair {
    double score[GG_SCORES_COMPARED];
    double weight;  /* of each, 1 in a table without weights */
    double inverse; /* of the probability of inspection; 0 where the design reads none */
    uint64_t count;
    uint8_t outcome, selected;
    uint8_t random; /* of the random arm */
} gg_pair;

/* The rows of one group, distinct and sorted, so that sums over them do not depend on the order of
 * the table. */
typedef struct gg_pairs {
    gg_pair *all;
    size_t n;
    bool weighted;
    gg_inspection inspection;
    bool probability[GG_SCORES_COMPARED]; /* all scores of the table lie in [0, 1] */
} gg_pairs;

/* The rows of an array of places, or all (NULL). Freed by free(all). */
gg_status gg_pairs_select(const gg_pair_rows *rows, gg_inspection inspection, const size_t *places,
                          size_t n, gg_pairs *out, gg_error *err);

/* The rows that the design estimates from, as a table of its own that lacks no outcome: those of
 * the random arm, or all verified ones with the inverse of their probability for a weight. Freed by
 * free(all); the design is one of these two. */
gg_status gg_pairs_design(const gg_pairs *pairs, gg_pairs *out, gg_error *err);

/* The groups of a part that occur, in order, and the rows of each: places[starts[i]] up to
 * places[starts[i + 1]]. */
typedef struct gg_part_groups {
    const char **names; /* in the arena given */
    size_t n;
    size_t *starts; /* n + 1 */
    size_t *places;
} gg_part_groups;

/* Tells the rows apart; end out with gg_part_groups_release(), also after an error. */
gg_status gg_part_split(gg_arena *arena, const gg_compare_plan *plan, const gg_pair_rows *rows,
                        const gg_part *part, gg_part_groups *out, gg_error *err);
void gg_part_groups_release(gg_part_groups *groups);

/* Sums by outcome and both decisions; in a table without weights all three are counts. */
typedef struct gg_paired_table {
    double n[GG_OUTCOMES][GG_SELECTIONS][GG_SELECTIONS];
    double w[GG_OUTCOMES][GG_SELECTIONS][GG_SELECTIONS];
    double w2[GG_OUTCOMES][GG_SELECTIONS][GG_SELECTIONS];
} gg_paired_table;

/* Derivatives of a metric by the cells of outcome and selection. */
typedef double gg_cell_slopes[GG_OUTCOMES][GG_SELECTIONS];

/* A mean over verified rows of the difference between the two scores' terms. */
typedef struct gg_paired_mean {
    double difference, standard_error; /* NaN where undefined */
} gg_paired_mean;

/* All that is known of one group. */
typedef struct gg_paired {
    gg_paired_table table;
    gg_paired_table random;  /* of it, the rows of the random arm */
    gg_paired_table inverse; /* verified rows, each as the inverse of its probability */
    gg_inspection inspection;
    bool weighted;
    gg_figures figures[GG_SCORES_COMPARED];
    bool ranked;          /* both outcomes occur, and all rows are verified */
    gg_delong_pair areas; /* where ranked */
    gg_paired_mean brier, log_loss;
    bool sampled;             /* weights are inverse probabilities of inspection */
    struct gg_paired *design; /* what the design estimates from; NULL where there is no such part */
} gg_paired;

/* Measures one group; end with gg_paired_release(), also after an error. */
gg_status gg_paired_measure(const gg_pairs *pairs, gg_paired *out, gg_error *err);
void gg_paired_release(gg_paired *paired);

/* The figures of a table of counts that lacks no outcome: those of scores are unknown. */
gg_figures gg_paired_figures(const gg_paired_table *table, bool weighted, int which);

/* Derivatives of a metric that is a function of counts; false for one of scores. */
bool gg_metric_slopes(const gg_metric *metric, const gg_figures *f, gg_cell_slopes out);

/* The same ranking figures in a weighted table: both classes have weight, all rows are verified. */
gg_status gg_weighted_areas(const gg_pairs *pairs, gg_ranking ranking[GG_SCORES_COMPARED],
                            gg_delong_pair *out, gg_error *err);

/* Writes the object of differences. options: as for both objects of metrics. */
gg_status gg_differences_write(const gg_paired *paired, const gg_measure_options *options,
                               json_t **out, gg_error *err);

/* The difference of one metric at options->z; undefined where either metric is. */
gg_status gg_difference_measure(const gg_metric *metric, const gg_paired *paired,
                                const gg_measure_options *options, gg_measure *out, gg_error *err);

/* The same as an object of the document, with its test; or, whole, of a table that lacks no
 * outcome, without one. *measure: what it says. */
gg_status gg_difference_write(const gg_metric *metric, const gg_paired *paired, bool whole,
                              const gg_measure_options *options, json_t **out, gg_measure *measure);

/* Whether outcomes are missing that the difference depends on. */
bool gg_difference_open(const gg_metric *metric, const gg_paired *paired);

/* What the difference would be of the verified rows alone; NaN where it has no value. */
double gg_difference_observed(const gg_metric *metric, const gg_paired *paired);

/* An open difference, where inspection was by chance within each pair of decisions; undefined where
 * that does not identify it. agreement: where its method is square_and_add. */
gg_measure gg_difference_by_chance(const gg_metric *metric, const gg_paired *paired, double z,
                                   gg_agreement *agreement);

/* What is said of two scores that decide alike; f: the figures of either. */
gg_agreement gg_agreement_of(const gg_metric *metric, const gg_figures *f);
json_t *gg_agreement_json(const gg_agreement *agreement);

/* Whether fewer rows of the rarer outcome are verified than a test of a figure that is no rate
 * needs. */
bool gg_paired_few(const gg_paired *paired);

/* The two-sided p of no difference, from the interval itself. at: measures it at a z. */
double gg_p_of_difference(gg_measure_at *at, void *context, double value);

/* A difference with its interval from the cells. *p: of no difference; p may be NULL. */
gg_measure gg_paired_cells_measure(const gg_metric *metric, const gg_paired_cells *cells,
                                   double value, double z, double *p);

/* The verified cells of a group, and "cells" of a difference (object may be NULL). */
gg_paired_cells gg_paired_cells_of(const gg_paired *paired);
bool gg_paired_cells_put(json_t *object, const gg_paired_cells *cells, bool weighted);

/* The two tables, among all that the missing outcomes allow, with the least and the greatest
 * difference; false where no table gives both scores the metric, or it is none of counts. */
bool gg_difference_extremes(const gg_metric *metric, const gg_paired *paired, gg_paired *least,
                            gg_paired *greatest);

/* A group that was measured, kept for the findings; all of it lives as long as the document is
 * being written. */
typedef struct gg_compared_group {
    const gg_part *part; /* NULL: everyone */
    const char *name;
    gg_paired paired;
} gg_compared_group;

/* Writes the object of findings. groups: everyone first. */
gg_status gg_findings_write(const gg_compared_group *groups, size_t n,
                            const gg_compare_options *options, json_t **out, gg_error *err);

/* ---- inspection ---- */

/* Which columns the design reads: the plan's schema and columns are known. */
gg_status gg_compare_design_bind(gg_compare_plan *plan, const size_t *arm,
                                 const size_t *probability, gg_error *err);

/* What a row says of its inspection. *column: what an error is about. */
gg_status gg_compare_design_read(const gg_compare_plan *plan, const gg_csv_chunk *chunk, size_t row,
                                 int outcome, uint8_t *random, double *inverse, size_t *column,
                                 gg_error *err);

/* Whether the rows let the design be followed. */
gg_status gg_compare_design_check(const gg_compare_plan *plan, const gg_pair_rows *rows,
                                  gg_error *err);

/* What a reader has to be told: appends to the warnings of the document. everyone: all rows. */
bool gg_compare_design_warn(const gg_compare_plan *plan, const gg_paired *everyone,
                            json_t *warnings);

/* Appends one warning; takes the message over, which may be NULL where memory is out. */
bool gg_comparison_warn(json_t *warnings, const char *code, json_t *message);

/* The gauger/comparison/1 document. */
gg_status gg_comparison_write(const gg_compare_plan *plan, const gg_pair_rows *rows,
                              const gg_compare_options *options, json_t **out, gg_error *err);

#endif
