/*
 * Disparities within strata, pooled: what remains of a difference between two groups when like is
 * compared with like (the same site, period, risk band). Made from the rows that the evaluation
 * document holds for each stratum, so that the gate can measure them again at its own confidence.
 */
#ifndef GAUGER_EVALUATE_POOLED_H
#define GAUGER_EVALUATE_POOLED_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/arena.h"
#include "gauger/base/error.h"
#include "gauger/base/json.h"
#include "gauger/evaluate/disparity.h"
#include "gauger/stats/strata.h"

/* No stratum has rows of both decisions. */
#define GG_WHY_ONE_DECISION "one_decision"

/* Which figure is pooled over strata. */
typedef enum gg_pooled_kind {
    GG_POOLED_RATIO,
    GG_POOLED_DIFFERENCE,
    GG_POOLED_ODDS_RATIO,
    GG_POOLED_KINDS
} gg_pooled_kind;

/* The counts of a group and its reference in one stratum, known within bounds only. */
typedef struct gg_stratum_box {
    gg_interval hits, misses; /* of the group */
    gg_interval reference_hits, reference_misses;
} gg_stratum_box;

GG_BEGIN_DECLS

/*
 * The metrics that are compared within strata, in the order of the document.
 *
 * i: from 0.
 * Returns a static name, NULL beyond the last.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_stratified_at(size_t i);

/*
 * Whether a metric is compared within strata.
 *
 * metric: a name such as "recall".
 * Returns true if it is one of gg_stratified_at().
 * Ownership: nothing changes hands.
 * Undefined cases: NULL is none.  Errors: none.
 */
bool gg_is_stratified(const char *metric);

/*
 * A figure pooled over strata by Mantel and Haenszel.
 *
 * kind: which.  tables: n strata; those without rows of both groups add nothing.
 * z: critical value in [0, 64].
 * out: value and interval: of ratios normal on the logarithm (gg_pooled_json() writes its standard
 * error), of differences the stratified score interval, beside which the standard error is
 * Greenland and Robins's of the observed rates. A ratio of 0 has the score interval; so has one to
 * 0, whose value is undefined: its low end is a number and its high end infinity. An odds ratio of
 * 0 has none. Undefined: no_rows where no stratum has both groups, zero_reference where a ratio has
 * no successes to divide by.  Errors: none; counts out of range are undefined as no_rows. Sources:
 * Mantel and Haenszel 1959; Greenland and Robins 1985; Robins, Breslow and Greenland 1986;
 * Miettinen and Nurminen 1985.
 */
void gg_pooled_measure(gg_pooled_kind kind, const gg_stratum *tables, size_t n, double z,
                       gg_measure *out);

/*
 * The same as an EST of the document; a ratio has log_standard_error beside it.
 *
 * kind, tables, n, z: as gg_pooled_measure().
 * Returns a new reference, NULL when memory is out.
 * Ownership: json_decref() by the caller.
 * Undefined cases: value null with why_null.
 */
json_t *gg_pooled_json(gg_pooled_kind kind, const gg_stratum *tables, size_t n, double z);

/*
 * Reads the strata back from the `rows` of a stratified figure.
 *
 * rows: an array of a document that someone else may have written.  arena: the tables live in it.
 * tables, n: untouched on error.  err: what is wrong with which row.
 * Returns GG_OK; GG_E_INPUT for what is no array of rows with counts; GG_E_MEMORY.
 * Ownership: the arena's.  A weighted table's rates come back on their effective counts.
 */
GG_CHECKED gg_status gg_strata_parse(const json_t *rows, gg_arena *arena, const gg_stratum **tables,
                                     size_t *n, gg_error *err);

/*
 * A figure pooled over strata whose counts are known within bounds only.
 *
 * kind: which.  boxes: n strata.  z: critical value in [0, 64].  room: n tables, overwritten.
 * out: bounded, unless all tables give one value; the bounds are reached by tables within the
 * boxes, a ratio to what may be nothing has none above. The interval is from the low end at the
 * least figure to the high end at the greatest.
 * Undefined: "bounded" where no table has the figure.  Errors: none.
 * Source: Dinkelbach 1967 for the extremes of a ratio of sums; methods as gg_pooled_measure().
 */
void gg_pooled_between(gg_pooled_kind kind, const gg_stratum_box *boxes, size_t n, double z,
                       gg_stratum *room, gg_measure *out);

/*
 * Reads such strata back from the `rows` of a stratified figure; counts that are known are boxes
 * without width.
 *
 * rows: an array of a document that someone else may have written.  arena: the boxes live in it.
 * boxes, n: untouched on error.  err: what is wrong with which row.
 * Returns GG_OK; GG_E_INPUT for what is no array of rows with counts or bounds; GG_E_MEMORY.
 * Ownership: the arena's.
 */
GG_CHECKED gg_status gg_strata_parse_bounds(const json_t *rows, gg_arena *arena,
                                            gg_stratum_box **boxes, size_t *n, gg_error *err);

GG_END_DECLS
#endif
