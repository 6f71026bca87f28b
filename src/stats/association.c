#include "gauger/stats/association.h"

#include "stats_internal.h"

static bool holds(const gg_table_counts *t, size_t from, size_t step, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (t->cells[from + i * step] > 0)
            return true;
    return false;
}

/* V^2 of a table that size, less what independence gives in the mean (Bergsma 2013, section 3). */
static double adjusted(const gg_association *a, double n)
{
    double r = (double)a->rows - 1, c = (double)a->columns - 1;
    double excess = a->phi_square - a->degrees_of_freedom / (n - 1);
    double sides = fmin(r - r * r / (n - 1), c - c * c / (n - 1));

    return excess > 0 && sides > 0 ? fmin(1, sqrt(excess / sides)) : 0;
}

gg_status gg_cramers_v(const gg_table_counts *table, gg_association *out)
{
    gg_association a = {0};
    gg_homogeneity h;
    gg_status s = gg_chi_square_homogeneity(table, &h);

    if (s != GG_OK)
        return s;
    for (size_t i = 0; i < table->rows; i++)
        a.rows += holds(table, i * table->columns, 1, table->columns);
    for (size_t j = 0; j < table->columns; j++)
        a.columns += holds(table, j, table->columns, table->rows);
    a.phi_square = h.statistic / h.n;
    a.degrees_of_freedom = h.degrees_of_freedom;
    a.cramers_v = h.cramers_v;
    a.cramers_v_adjusted = adjusted(&a, h.n);
    *out = a;
    return GG_OK;
}
