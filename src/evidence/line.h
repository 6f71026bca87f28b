/*
 * Internal to the floor evidence: one line of a published table, which gives counts of a group, as
 * ranges of the counts by outcome and decision.
 */
#ifndef GG_LINE_H
#define GG_LINE_H

#include "evidence_internal.h"

/* A count that lies from low to high, ends included. */
typedef struct gg_range {
    uint64_t low, high;
} gg_range;

#define GG_RANGE_OPEN UINT64_MAX /* no upper end */

/* What a line can say, in the order of gg_line_roles. */
enum {
    GG_SAYS_TP,
    GG_SAYS_FP,
    GG_SAYS_FN,
    GG_SAYS_TN,
    GG_SAYS_SELECTED,
    GG_SAYS_POSITIVES,
    GG_SAYS_NEGATIVES,
    GG_SAYS_UNVERIFIED,
    GG_SAYS_COUNT,
    GG_SAYS
};

extern const gg_role gg_line_roles[GG_SAYS];

/* What a line says, and which of it. */
typedef struct gg_says {
    gg_range said[GG_SAYS];
    bool given[GG_SAYS];
} gg_says;

/* What follows: counts by outcome and decision (below the threshold or referred), and sums. */
typedef struct gg_line {
    gg_range cells[GG_OUTCOMES][2];
    gg_range sums[GG_SUMS];
    uint32_t untold; /* what it does not tell: GG_UNTOLD_ bits */
} gg_line;

/*
 * Works a line out. Cells that are not said follow from sums as far as those go. A side (referred
 * or not) of which the line says nothing, and no total, is not told; neither are outcomes of which
 * it says nothing, nor decisions, nor a count that could be of any size.
 *
 * says: the line.  random: whether its cases are of the random arm; such a line may leave decisions
 * out, its cases then were not referred.
 * out: untouched on error.  err: why the line does not suffice or contradicts itself.
 * Returns GG_OK or GG_E_INPUT.
 */
GG_CHECKED gg_status gg_line_solve(const gg_says *says, bool random, gg_line *out, gg_error *err);

/*
 * Reads a cell with a count: "12", and what stands for a range: "<10", "<=9", "10-19", a word of
 * the schema, a number that is rounded.
 *
 * table, column: how counts were made coarser; column may be NULL.  cell: its bytes.
 * out: untouched on error.  err: the cell's shape; the caller adds where.
 * Returns GG_OK or GG_E_INPUT.
 */
GG_CHECKED gg_status gg_count_range(const gg_coarsening *table, const gg_column *column,
                                    gg_view cell, gg_range *out, gg_error *err);

#endif
