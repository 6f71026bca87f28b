/*
 * Counts of published tables, which may be known within bounds only: a cell printed as "<10", a
 * count rounded to tens, a cell that is left out where a total is given.
 *
 * A tally then holds the least that each count can be, and what stands here the most, with the
 * sums that the table gives or that follow from it: they can be known better than their parts.
 * Adding adds both ends, so bounds stay bounds whatever is merged.
 */
#ifndef GAUGER_EVIDENCE_PUBLISHED_H
#define GAUGER_EVIDENCE_PUBLISHED_H

#include <stdbool.h>
#include <stdint.h>

/* Sums of the counts of a slice, over arms. Positives and negatives are those with a known outcome.
 */
enum {
    GG_SUM_SELECTED,
    GG_SUM_NOT_SELECTED,
    GG_SUM_POSITIVES,
    GG_SUM_NEGATIVES,
    GG_SUM_COUNT,
    GG_SUMS
};

#define GG_TALLY_CELLS 18 /* arms x outcomes x decisions, in the order of gg_tally */

/* Which counts a published table does not tell, as bits. What stands in their place says nothing:
 * 0 for a cell, the sum of what is told for a sum. */
#define GG_UNTOLD_CELL(outcome, selected) (1u << ((outcome)*2 + (selected)))
#define GG_UNTOLD_SUM(sum)                (1u << (6 + (sum))) /* GG_SUM_SELECTED and the others */
#define GG_UNTOLD_UNVERIFIED              (1u << 11)          /* the sum of both decisions */
#define GG_UNTOLD_ALL                     ((1u << 12) - 1)

/* The most that each count of a tally can be, and the least and the most of each sum. */
typedef struct gg_tally_bounds {
    uint64_t high[GG_TALLY_CELLS];
    uint64_t sum_low[GG_SUMS], sum_high[GG_SUMS];
    uint32_t untold; /* GG_UNTOLD_ bits */
} gg_tally_bounds;

/* What a table of counts is, besides its counts. */
typedef struct gg_published {
    uint64_t rows_high;   /* rows used, at most; rows_used is the least */
    uint64_t total_lines; /* left out: they repeat others as their total */
    bool grouped;         /* lines give counts of groups (tp, fp, ...), not cases */
    bool bounded;         /* some count is known within bounds only */
    bool partial;         /* some line does not tell how many cases there are in all, e.g. because
                             it tells of the referred alone */
    bool untold;          /* some line does not tell some of the counts by outcome and decision */
} gg_published;

#endif
