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

/* The most that each count of a tally can be, and the least and the most of each sum. */
typedef struct gg_tally_bounds {
    uint64_t high[GG_TALLY_CELLS];
    uint64_t sum_low[GG_SUMS], sum_high[GG_SUMS];
} gg_tally_bounds;

/* What a table of counts is, besides its counts. */
typedef struct gg_published {
    uint64_t rows_high;   /* rows used, at most; rows_used is the least */
    uint64_t total_lines; /* left out: they repeat others as their total */
    bool grouped;         /* lines give counts of groups (tp, fp, ...), not cases */
    bool bounded;         /* some count is known within bounds only */
    bool partial;         /* some line tells of the referred alone, or of the others alone: how many
                             cases there are in all is not known */
} gg_published;

#endif
