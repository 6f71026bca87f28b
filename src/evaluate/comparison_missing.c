/*
 * A difference where inspection was by chance within each pair of decisions (Begg and Greenes, with
 * four strata in the place of two): both refer, A alone, B alone, neither.
 *
 * Of each stratum it is known how many rows it has, and from the verified ones which share q of
 * them is positive. The expected table has q of each stratum's rows among the positives; the
 * variance is that of the rows' falling into the strata and that of each q, linearised:
 *     sum of W2 h^2 + sum of (W (d1 - d0))^2 q (1 - q) / n,   h = q d1 + (1 - q) d0,
 * where d1 and d0 are the difference's derivatives by a positive and a negative of the stratum.
 * In the second term q is drawn towards 1/2 by one row of either outcome, because a q of 0 or 1 in
 * few rows is not known exactly.
 */
#include <math.h>
#include <string.h>

#include "evaluate/comparison_internal.h"
#include "gauger/stats/confusion.h"

/* A derivative's rounding error, against others of the table. */
#define NEGLIGIBLE 1e-9

typedef struct chance {
    const gg_metric *metric;
    const gg_paired *paired;
    gg_paired_table expected;
    double q[GG_SELECTIONS][GG_SELECTIONS], n[GG_SELECTIONS][GG_SELECTIONS];
    double rows[GG_SELECTIONS][GG_SELECTIONS], squares[GG_SELECTIONS][GG_SELECTIONS];
    gg_figures figures[GG_SCORES_COMPARED];
} chance;

/* Where no row of a stratum is verified q stands at 1/2: whether it matters is asked later. */
static void fill_stratum(chance *c, int a, int b)
{
    const gg_paired_table *t = &c->paired->table;
    double positive = t->w[GG_POSITIVE][a][b], seen = positive + t->w[GG_NEGATIVE][a][b];
    double seen2 = t->w2[GG_POSITIVE][a][b] + t->w2[GG_NEGATIVE][a][b];

    c->rows[a][b] = seen + t->w[GG_UNVERIFIED][a][b];
    c->squares[a][b] = seen2 + t->w2[GG_UNVERIFIED][a][b];
    c->n[a][b] = seen2 > 0 ? seen * (seen / seen2) : 0;
    c->q[a][b] = seen > 0 ? positive / seen : 0.5;
    for (int o = 0; o < GG_UNVERIFIED; o++) {
        double share = o == GG_POSITIVE ? c->q[a][b] : 1 - c->q[a][b];

        c->expected.w[o][a][b] = share * c->rows[a][b];
        c->expected.w2[o][a][b] = share * c->squares[a][b];
    }
}

static bool values_of(const chance *c, gg_confusion_metric metric, double *out)
{
    double value[GG_SCORES_COMPARED];

    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        const gg_figures *f = &c->figures[which];
        const gg_confusion cells = {gg_figures_sum(f, GG_CELL_TP), gg_figures_sum(f, GG_CELL_FP),
                                    gg_figures_sum(f, GG_CELL_FN), gg_figures_sum(f, GG_CELL_TN)};

        if (gg_confusion_value(metric, &cells, &value[which], NULL) != GG_OK)
            return false;
    }
    *out = value[GG_A] - value[GG_B];
    return true;
}

/* The variance; NaN where a stratum without a verified row matters. */
static double variance_of(const chance *c, const gg_cell_slopes of_a, const gg_cell_slopes of_b)
{
    double sum = 0, largest = 0;

    for (int k = 0; k < GG_UNVERIFIED * GG_SELECTIONS; k++)
        largest = fmax(largest, fmax(fabs(of_a[k / GG_SELECTIONS][k % GG_SELECTIONS]),
                                     fabs(of_b[k / GG_SELECTIONS][k % GG_SELECTIONS])));
    for (int a = 0; a < GG_SELECTIONS; a++) {
        for (int b = 0; b < GG_SELECTIONS; b++) {
            double d1 = of_a[GG_POSITIVE][a] - of_b[GG_POSITIVE][b];
            double d0 = of_a[GG_NEGATIVE][a] - of_b[GG_NEGATIVE][b];
            double q = c->q[a][b], n = c->n[a][b], h = q * d1 + (1 - q) * d0;
            double near = (q * n + 1) / (n + 2), moved = c->rows[a][b] * (d1 - d0);

            if (c->rows[a][b] == 0)
                continue;
            sum += c->squares[a][b] * h * h;
            if (n > 0)
                sum += moved * moved * near * (1 - near) / n;
            else if (fabs(d1 - d0) > NEGLIGIBLE * largest)
                return NAN;
        }
    }
    return sum;
}

static bool decide_alike(const chance *c)
{
    return c->rows[GG_SELECTED][GG_NOT_SELECTED] == 0 && c->rows[GG_NOT_SELECTED][GG_SELECTED] == 0;
}

static gg_measure around(const chance *c, double value, double variance, double z)
{
    double span = c->metric->high - c->metric->low, reach = z * sqrt(variance);
    const gg_agreement agreement = gg_agreement_of(c->metric, &c->figures[GG_A]);
    gg_measure m = gg_measure_of(value, NAN, NAN, "begg_greenes_delta");
    gg_interval ends;

    if (variance > 0) {
        m.low = fmax(value - reach, -span);
        m.high = fmin(value + reach, span);
        m.standard_error = sqrt(variance);
    } else if (decide_alike(c) && gg_agreement_interval(c->metric, &agreement, z, &ends) == GG_OK) {
        m = gg_measure_of(value, ends.low, ends.high, "square_and_add");
    }
    return m;
}

gg_measure gg_difference_by_chance(const gg_metric *metric, const gg_paired *paired, double z,
                                   gg_agreement *agreement)
{
    chance c = {.metric = metric, .paired = paired};
    gg_cell_slopes of_a, of_b;
    gg_confusion_metric which;
    double value, variance;

    if (!gg_confusion_find(metric->name, &which))
        return gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    for (int a = 0; a < GG_SELECTIONS; a++)
        for (int b = 0; b < GG_SELECTIONS; b++)
            fill_stratum(&c, a, b);
    for (int side = 0; side < GG_SCORES_COMPARED; side++)
        c.figures[side] = gg_paired_figures(&c.expected, true, side);
    if (!values_of(&c, which, &value) || !gg_metric_slopes(metric, &c.figures[GG_A], of_a) ||
        !gg_metric_slopes(metric, &c.figures[GG_B], of_b))
        return gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    variance = variance_of(&c, of_a, of_b);
    if (isnan(variance))
        return gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    *agreement = gg_agreement_of(metric, &c.figures[GG_A]);
    return around(&c, value, variance, z);
}
