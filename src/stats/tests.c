#include "gauger/stats/tests.h"

#include <stdlib.h>

#include "gauger/base/random.h"
#include "stats_internal.h"

#define TOTAL_MAX   ((uint64_t)1 << 53)
#define SHUFFLE_MAX 10000000u

/* Row and column totals of a table, in one allocation behind row. */
struct margins {
    uint64_t *row, *column, total;
    size_t rows, columns; /* those that are not empty */
};

static gg_status margins_of(const gg_table_counts *t, struct margins *m)
{
    size_t cells = t->rows * t->columns;

    *m = (struct margins){.row = calloc(t->rows + t->columns + 1, sizeof *m->row)};
    if (!m->row)
        return GG_E_MEMORY;
    m->column = m->row + t->rows;
    for (size_t i = 0; i < cells; i++) {
        if (t->cells[i] >= TOTAL_MAX || m->total >= TOTAL_MAX - t->cells[i])
            return GG_E_LIMIT;
        m->row[i / t->columns] += t->cells[i];
        m->column[i % t->columns] += t->cells[i];
        m->total += t->cells[i];
    }
    for (size_t i = 0; i < t->rows; i++)
        m->rows += m->row[i] > 0;
    for (size_t j = 0; j < t->columns; j++)
        m->columns += m->column[j] > 0;
    return m->rows < 2 || m->columns < 2 ? GG_E_UNDEFINED : GG_OK;
}

/* Pearson's statistic of cells that have the margins m; *least is the smallest expected count. */
static double pearson(const uint64_t *cells, const struct margins *m, size_t rows, size_t columns,
                      double *least)
{
    double sum = 0, total = (double)m->total;

    *least = INFINITY;
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            double expected = (double)m->row[i] * ((double)m->column[j] / total), gap;

            if (m->row[i] == 0 || m->column[j] == 0)
                continue;
            gap = (double)cells[i * columns + j] - expected;
            sum += gap / expected * gap;
            *least = fmin(*least, expected);
        }
    }
    return sum;
}

gg_status gg_chi_square_homogeneity(const gg_table_counts *table, gg_homogeneity *out)
{
    struct margins m;
    gg_status s = margins_of(table, &m);
    gg_homogeneity h;

    if (s == GG_OK) {
        size_t small = m.rows < m.columns ? m.rows : m.columns;

        h.statistic = pearson(table->cells, &m, table->rows, table->columns, &h.least_expected);
        h.degrees_of_freedom = (double)((m.rows - 1) * (m.columns - 1));
        h.p_value = gg_chi2_tail(h.statistic, h.degrees_of_freedom);
        h.n = (double)m.total;
        h.cramers_v = fmin(1, sqrt(h.statistic / h.n / (double)(small - 1)));
        *out = h;
    }
    free(m.row);
    return s;
}

/* A whole number uniform on 0 .. n - 1, without the bias of a remainder. */
static uint64_t below(gg_random *r, uint64_t n)
{
    uint64_t reject = -n % n, bits;

    do {
        bits = gg_random_bits(r);
    } while (bits < reject);
    return bits % n;
}

/* One entry a row of data: its column. Shuffled, and cut into the row totals again. */
struct deck {
    uint32_t *card;
    uint64_t *cells;
};

static gg_status deal(const gg_table_counts *t, const struct margins *m, struct deck *d)
{
    uint64_t k = 0;

    if (m->total > SHUFFLE_MAX || t->columns > UINT32_MAX)
        return GG_E_LIMIT;
    d->card = calloc(m->total, sizeof *d->card);
    d->cells = calloc(t->rows * t->columns, sizeof *d->cells);
    if (!d->card || !d->cells)
        return GG_E_MEMORY;
    for (size_t j = 0; j < t->columns; j++) {
        for (uint64_t i = 0; i < m->column[j]; i++)
            d->card[k++] = (uint32_t)j;
    }
    return GG_OK;
}

static size_t largest_row(const gg_table_counts *t, const struct margins *m)
{
    size_t largest = 0;

    for (size_t i = 1; i < t->rows; i++)
        if (m->row[i] > m->row[largest])
            largest = i;
    return largest;
}

/* The largest row gets what the others leave: its cards need not be dealt. */
static void shuffle(gg_random *r, const gg_table_counts *t, const struct margins *m, struct deck *d)
{
    size_t largest = largest_row(t, m);
    uint64_t *rest = d->cells + largest * t->columns, k = 0;

    for (size_t i = 0; i < t->rows * t->columns; i++)
        d->cells[i] = 0;
    for (size_t j = 0; j < t->columns; j++)
        rest[j] = m->column[j];
    for (size_t i = 0; i < t->rows; i++) {
        for (uint64_t c = 0; i != largest && c < m->row[i]; c++, k++) {
            uint64_t other = k + below(r, m->total - k);
            uint32_t card = d->card[other];

            d->card[other] = d->card[k];
            d->card[k] = card;
            d->cells[i * t->columns + card]++;
            rest[card]--;
        }
    }
}

gg_status gg_chi_square_monte_carlo(const gg_table_counts *table, const gg_monte_carlo *draws,
                                    double *p_value)
{
    struct margins m = {.row = NULL};
    struct deck d = {NULL, NULL};
    gg_status s = draws->replicates > 0 ? margins_of(table, &m) : GG_E_INPUT;
    double observed, least;
    size_t beyond = 0;
    gg_random r;

    if (s == GG_OK)
        s = deal(table, &m, &d);
    if (s == GG_OK) {
        gg_random_init(&r, draws->seed, draws->slice, draws->metric);
        observed = pearson(table->cells, &m, table->rows, table->columns, &least) * (1 - 1e-9);
        for (size_t i = 0; i < draws->replicates; i++) {
            shuffle(&r, table, &m, &d);
            beyond += pearson(d.cells, &m, table->rows, table->columns, &least) >= observed;
        }
        *p_value = (double)(beyond + 1) / (double)(draws->replicates + 1);
    }
    free(d.card);
    free(d.cells);
    free(m.row);
    return s;
}

gg_status gg_two_proportions(gg_rate a, gg_rate b, double *z, double *p_value)
{
    double t;
    gg_status s = gg_difference_score(a, b, 0, &t);

    if (s != GG_OK)
        return s;
    *z = t;
    *p_value = fmin(1, 2 * gg_p_of_z(fabs(t)));
    return GG_OK;
}
