/*
 * How strongly the rows of a table of counts and its columns go together, for drift: a p-value
 * falls with the number of rows whatever the change, an effect does not.
 */
#ifndef GAUGER_STATS_ASSOCIATION_H
#define GAUGER_STATS_ASSOCIATION_H

#include <stddef.h>

#include "gauger/stats/tests.h"

typedef struct gg_association {
    double cramers_v;          /* in [0, 1]: sqrt(chi-square / (n min(rows - 1, columns - 1))) */
    double cramers_v_adjusted; /* in [0, 1]: less what independence gives in the mean */
    double phi_square;         /* chi-square / n */
    double degrees_of_freedom; /* (rows - 1)(columns - 1) */
    size_t rows, columns;      /* that hold rows of data */
} gg_association;

GG_BEGIN_DECLS

/*
 * Cramer's V of a table of counts, as it is and adjusted for bias: phi^2 less
 * (r - 1)(c - 1) / (n - 1), at least 0, over min(r', c') - 1 with r' = r - (r - 1)^2 / (n - 1) and
 * c' alike. Without association the plain V of two sides of 100 rows and 10 levels is about 0.2 in
 * the mean, the adjusted one about 0.05.
 *
 * table: counts, at least 1 x 1; empty rows and columns are left out.
 * out: written only on GG_OK; where n is so small that an adjusted number of rows or columns is not
 * above 1, the adjusted V is 0.
 * Returns as gg_chi_square_homogeneity().
 * Source: Cramer 1946; Bergsma 2013.
 */
GG_CHECKED gg_status gg_cramers_v(const gg_table_counts *table, gg_association *out);

GG_END_DECLS
#endif
