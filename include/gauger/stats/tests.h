/*
 * Tests on tables of counts: homogeneity of several groups, 2 x 2 tables exactly, two proportions.
 * Adjustment of several p-values is in adjust.h, tables by strata in strata.h.
 */
#ifndef GAUGER_STATS_TESTS_H
#define GAUGER_STATS_TESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/stats/adjust.h"
#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"
#include "gauger/stats/strata.h"

/* Counts by row and column: cell (i, j) is at cells[i * columns + j]. */
typedef struct gg_table_counts {
    const uint64_t *cells;
    size_t rows, columns;
} gg_table_counts;

typedef struct gg_homogeneity {
    double statistic; /* Pearson's chi-square, no continuity correction */
    double
        degrees_of_freedom; /* (rows - 1)(columns - 1) of the rows and columns that are not empty */
    double p_value;         /* of the chi-square distribution */
    double cramers_v;       /* sqrt(statistic / (n min(rows - 1, columns - 1))) */
    double least_expected;  /* smallest expected count; below 5 a Monte-Carlo p is better */
    double n;               /* all counts */
} gg_homogeneity;

typedef struct gg_fisher {
    double p_value;   /* two-sided: tables no more probable than the observed one */
    double p_less;    /* first cell as small as observed or smaller */
    double p_greater; /* first cell as large as observed or larger */
} gg_fisher;

/* What a Monte-Carlo p needs: how many tables, and the keys of its random stream. */
typedef struct gg_monte_carlo {
    size_t replicates;  /* B, from 1 */
    uint64_t seed;      /* recorded in the result */
    const char *slice;  /* what is tested, e.g. "column=race"; NULL for "" */
    const char *metric; /* the test, e.g. "chi_square"; NULL for "" */
} gg_monte_carlo;

GG_BEGIN_DECLS

/*
 * Chi-square test of homogeneity: do the rows share one distribution over the columns?
 *
 * table: counts, at least 1 x 1; the total below 2^53.  Rows and columns whose total is 0 are left
 * out and do not count as degrees of freedom.
 * out: written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if fewer than two rows or two columns are left; GG_E_LIMIT for a
 * total of 2^53 or more; GG_E_MEMORY.
 * Source: Pearson 1900; Cramer 1946 for V.  No Yates correction.
 */
GG_CHECKED gg_status gg_chi_square_homogeneity(const gg_table_counts *table, gg_homogeneity *out);

/*
 * Monte-Carlo p of the same test: the share of random tables with the same row and column totals
 * whose statistic is at least the observed one, (k + 1) / (B + 1).
 *
 * table: as gg_chi_square_homogeneity(), with a total of at most 10,000,000.  draws: B and keys.
 * p_value: in [1 / (B + 1), 1]; written only on GG_OK.
 * Returns as gg_chi_square_homogeneity(); GG_E_INPUT for B = 0; GG_E_LIMIT for too many rows.
 * Source: Hope 1968; random tables by shuffling the column of every row (Fisher-Yates), which needs
 * time B times the total without its largest row. Statistics within 1e-9 of the observed one count
 * as equal.
 */
GG_CHECKED gg_status gg_chi_square_monte_carlo(const gg_table_counts *table,
                                               const gg_monte_carlo *draws, double *p_value);

/*
 * Fisher's exact test of a 2 x 2 table {a, b; c, d}.
 *
 * cells: a, b, c, d; the total below 2^53.
 * out: written only on GG_OK; with an empty row or column every p is 1.
 * Returns GG_OK; GG_E_UNDEFINED for an empty table; GG_E_LIMIT for a total of 2^53 or more.
 * Source: Fisher 1935; two-sided as Irwin's sum of all tables whose probability does not exceed the
 * observed one's by more than 1e-7 relative. Time grows with the root of the totals.
 */
GG_CHECKED gg_status gg_fisher_exact(const uint64_t cells[4], gg_fisher *out);

/*
 * Two-proportion score test of "both rates are equal": z with the pooled variance.
 *
 * a, b: the rates.
 * z: positive when a is larger; 0 when both are 0 or both are 1.  p_value: two-sided.  Both are
 * written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if a group is empty; GG_E_INPUT for counts out of range.
 * z^2 is Pearson's chi-square of the 2 x 2 table.
 */
GG_CHECKED gg_status gg_two_proportions(gg_rate a, gg_rate b, double *z, double *p_value);

GG_END_DECLS
#endif
