/*
 * Ranking put to use: who is referred when there is room for k, and what a threshold would do.
 *
 * Where the cut falls among rows of one score, nothing in the score says which of them to take, and
 * the order of the rows in a file must not. So there are three figures: all of them taken, none of
 * them, and as many as there is room for, in the mean over all ways to take them.
 *
 * Counts are whole rows. Unverified rows take up room, and are neither positive nor negative.
 */
#ifndef GAUGER_STATS_CAPACITY_H
#define GAUGER_STATS_CAPACITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/stats/measure.h"

typedef struct gg_outcome_counts {
    uint64_t negatives, positives, unverified;
} gg_outcome_counts;

/* Rows of one distinct score. */
typedef struct gg_scored_counts {
    double score;
    gg_outcome_counts rows;
} gg_scored_counts;

/* A ranking cut at a capacity: what lies above the score at which the room runs out, and at it. */
typedef struct gg_cut {
    uint64_t capacity; /* room */
    uint64_t rows;     /* of all */
    uint64_t below;    /* rows added so far; rows when it is complete */
    double score;      /* at which the room runs out; NaN while no row is tied */
    gg_outcome_counts above, tied, all;
} gg_cut;

/* What becomes of the rows that are tied at the cut. */
typedef enum gg_tie_rule {
    GG_TIES_IN,          /* all are taken: at least as many as there is room for */
    GG_TIES_OUT,         /* none is taken: at most as many */
    GG_TIES_PROPORTIONAL /* as many as there is room for, each with the same probability */
} gg_tie_rule;

/* Figures at a capacity. The three measures have no value where they are undefined. */
typedef struct gg_capacity {
    double selected, tp, fp, unverified; /* rows taken; expected numbers if proportional */
    double tp_least, tp_most;            /* over all ways to take the tied; both tp if not so */
    gg_measure precision;                /* tp / (tp + fp) */
    gg_measure recall;                   /* tp / all with the outcome */
    gg_measure lift;                     /* precision / base rate */
} gg_capacity;

/* What a threshold would do. Referred: score >= threshold. */
typedef struct gg_operating_point {
    double threshold;
    uint64_t selected, tp, fp, fn, tn;
    uint64_t unverified_selected, unverified_not_selected;
} gg_operating_point;

GG_BEGIN_DECLS

/*
 * Begins a cut.
 *
 * rows: how many will come.  capacity: room, any number; more than rows takes all.
 * out: an empty cut, written only on GG_OK.
 * Returns GG_OK; GG_E_LIMIT for 2^53 rows or more.
 * Ownership: a plain value, nothing to be freed.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_cut_begin(uint64_t rows, uint64_t capacity, gg_cut *out);

/*
 * Adds the rows of the next score, from the lowest up: one walk over a ranking serves any number of
 * cuts. Blocks of one score must come together.
 *
 * cut: begun.  block: of a score above all before (the caller's to see to); no rows add nothing.
 * Result: on error cut is as it was.
 * Returns GG_OK; GG_E_INPUT for a NaN score or more rows than were announced.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_cut_add(gg_cut *cut, const gg_scored_counts *block);

/*
 * The cut of n scores at a capacity: gg_cut_begin() and gg_cut_add().
 *
 * scores: n distinct scores in rising order.  capacity: rows there is room for.
 * out: complete; written only on GG_OK.
 * Returns GG_OK; GG_E_INPUT if scores do not rise; GG_E_LIMIT for 2^53 rows or more.
 * No scores give a cut of nothing.
 */
GG_CHECKED gg_status gg_cut_at_capacity(const gg_scored_counts *scores, size_t n, uint64_t capacity,
                                        gg_cut *out);

/*
 * The capacity that a share of the rows makes: the largest whole number not above share x rows (a
 * product within rounding of a whole number is that number).
 *
 * rows: below 2^53.  share: in [0, 1].
 * out: from 0 to rows; written only on GG_OK.
 * Returns GG_OK; GG_E_INPUT for a share out of range; GG_E_LIMIT for too many rows.
 * Why downwards: room is not overstated.
 */
GG_CHECKED gg_status gg_capacity_of_share(uint64_t rows, double share, uint64_t *out);

/*
 * Precision, recall and lift at a capacity, by one of the three rules.
 *
 * cuts: n complete cuts, added up: one is the capacity of everyone; one a site, each with its own
 * capacity, is the capacity within sites (lift is then over the base rate of all sites together).
 * rule: what becomes of the tied.  z: critical value in [0, 64].
 * out: written only on GG_OK.  precision has no value without verified rows among the taken; recall
 * and lift also without positives, and are not identified while any row is unverified.
 * Intervals, ties in or out: precision and recall Wilson's (of tp in tp + fp, of tp in all
 * positives), lift Koopman's of taken against not taken, r, as (n + m) r / (n r + m) of n rows
 * taken and m not, the taken being part of everyone; where all are taken lift is 1 and [1, 1].
 * Proportional: expected numbers over all ways to take the tied (hypergeometric mean), ratios of
 * expected numbers where verified and unverified rows are tied, and no interval
 * ("hypergeometric_mean"); tp_least and tp_most bound every way.
 * Returns GG_OK; GG_E_INPUT for a cut that is not complete, n = 0 or z out of range; GG_E_LIMIT for
 * 2^53 rows or more in all.  An interval takes the cut as given.
 * Source: Wilson 1927; Koopman 1984.
 */
GG_CHECKED gg_status gg_capacity_figures(const gg_cut *cuts, size_t n, gg_tie_rule rule, double z,
                                         gg_capacity *out);

/*
 * Adds the rows of a score to a table of operating points.
 *
 * points: n of them, thresholds in any order, counts begun at 0.  block: of any score, in any
 * order.
 * Result: on error the points are as they were.
 * Returns GG_OK; GG_E_INPUT for a score or a threshold that is NaN; GG_E_LIMIT for 2^62 rows.
 * Undefined cases: none; a threshold above all scores selects nobody.
 */
GG_CHECKED gg_status gg_operating_points_add(gg_operating_point *points, size_t n,
                                             const gg_scored_counts *block);

/*
 * The table of operating points of a ranking.
 *
 * scores: m scores in any order.  thresholds: n of them, none NaN.  n: from 0.
 * out: room for n points, in the order of the thresholds; written only on GG_OK.
 * Returns as gg_operating_points_add().
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_operating_points(const gg_scored_counts *scores, size_t m,
                                         const double *thresholds, size_t n,
                                         gg_operating_point *out);

GG_END_DECLS
#endif
