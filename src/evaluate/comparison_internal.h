/*
 * Internal to comparison: rows with two scores are read, told apart by group, and measured.
 *
 *   read         the table, once, into parallel arrays
 *   pairs        the rows of one group, in an order that does not depend on the table's
 *   paired       counts by outcome and both decisions; the ranking of both scores
 *   differences  a const table with one row for each difference
 */
#ifndef GG_COMPARISON_INTERNAL_H
#define GG_COMPARISON_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evaluate/dictionary.h"
#include "gauger/evaluate/comparison.h"
#include "gauger/evaluate/metric.h"
#include "gauger/stats/ranking.h"

enum { GG_A, GG_B, GG_SCORES_COMPARED };

/* Where things stand in the table. */
typedef struct gg_compare_plan {
    gg_csv *csv;
    const gg_schema *schema;
    size_t score[GG_SCORES_COMPARED];
    size_t outcome, suppressed, weight, count, site; /* SIZE_MAX if absent */
    size_t *protected;                               /* columns, in the order of the table */
    size_t n_protected;
    double threshold[GG_SCORES_COMPARED]; /* NaN where sites alone have one */
    bool by_site[GG_SCORES_COMPARED];
    bool assumed[GG_SCORES_COMPARED]; /* 0.5, because nobody said */
    bool decision;                    /* there is a decision column, which is not used */
    bool skip;
} gg_compare_plan;

/* Rows with both scores, as parallel arrays; of one thread, or of all. */
typedef struct gg_pair_rows {
    double *score[GG_SCORES_COMPARED];
    uint8_t *outcome;
    uint8_t *selected; /* bit 0: by A, bit 1: by B */
    uint16_t *groups;  /* n_protected codes a row: 0 missing, else 1 + place in levels */
    uint64_t *counts;  /* NULL without a count column */
    double *weights;   /* NULL without a weight column */
    size_t n, room;
    gg_dictionary *levels; /* of each protected column */
    size_t n_protected;
    uint64_t lines; /* rows read, with the count role the rows they stand for */
    uint64_t used;  /* rows with both scores */
    uint64_t missing[GG_SCORES_COMPARED]; /* rows without this score; a row may lack both */
    uint64_t missing_any, bad;
    double low[GG_SCORES_COMPARED], high[GG_SCORES_COMPARED];
} gg_pair_rows;

/* Finds the columns and settles the thresholds. The plan's arrays live in the arena. */
gg_status gg_compare_plan_make(gg_arena *arena, gg_csv *csv, const gg_schema *schema,
                               const char *const names[GG_SCORES_COMPARED],
                               const gg_compare_options *options, gg_compare_plan *out,
                               gg_error *err);

/* Reads the table; end out with gg_pair_rows_release(), also after an error. */
gg_status gg_pair_rows_read(const gg_compare_plan *plan, unsigned threads, gg_pair_rows *out,
                            gg_error *err);
void gg_pair_rows_release(gg_pair_rows *rows);

/* Identical rows: same scores, outcome, decisions and weight. */
typedef struct gg_pair {
    double score[GG_SCORES_COMPARED];
    double weight; /* of each, 1 in a table without weights */
    uint64_t count;
    uint8_t outcome, selected;
} gg_pair;

/* The rows of one group, distinct and sorted, so that sums over them do not depend on the order of
 * the table. */
typedef struct gg_pairs {
    gg_pair *all;
    size_t n;
    bool weighted;
    bool probability[GG_SCORES_COMPARED]; /* all scores of the table lie in [0, 1] */
} gg_pairs;

/* Everyone (column SIZE_MAX), or the rows with a code in a protected column. Freed by free(all). */
gg_status gg_pairs_select(const gg_pair_rows *rows, size_t column, uint16_t code, gg_pairs *out,
                          gg_error *err);

/* Sums by outcome and both decisions; in a table without weights all three are counts. */
typedef struct gg_paired_table {
    double n[GG_OUTCOMES][GG_SELECTIONS][GG_SELECTIONS];
    double w[GG_OUTCOMES][GG_SELECTIONS][GG_SELECTIONS];
    double w2[GG_OUTCOMES][GG_SELECTIONS][GG_SELECTIONS];
} gg_paired_table;

/* A mean over verified rows of the difference between the two scores' terms. */
typedef struct gg_paired_mean {
    double difference, standard_error; /* NaN where undefined */
} gg_paired_mean;

/* All that is known of one group. */
typedef struct gg_paired {
    gg_paired_table table;
    bool weighted;
    gg_figures figures[GG_SCORES_COMPARED];
    bool ranked;          /* both outcomes occur, and all rows are verified */
    gg_delong_pair areas; /* where ranked */
    gg_paired_mean brier, log_loss;
} gg_paired;

/* Measures one group. */
gg_status gg_paired_measure(const gg_pairs *pairs, gg_paired *out, gg_error *err);

/* The same ranking figures in a weighted table: both classes have weight, all rows are verified. */
gg_status gg_weighted_areas(const gg_pairs *pairs, gg_ranking ranking[GG_SCORES_COMPARED],
                            gg_delong_pair *out, gg_error *err);

/* Writes the object of differences. options: as for both objects of metrics. */
gg_status gg_differences_write(const gg_paired *paired, const gg_measure_options *options,
                               json_t **out, gg_error *err);

/* The gauger/comparison/1 document. */
gg_status gg_comparison_write(const gg_compare_plan *plan, const gg_pair_rows *rows,
                              const gg_compare_options *options, json_t **out, gg_error *err);

#endif
