/*
 * The attacker of the tests: the range of every cell that published sums leave open, by linear
 * programming (simplex with Bland's rule in a dense tableau; sums and atoms are few).
 *
 * The ranges of linear programming lie around those of whole numbers, and in the tables that the
 * tests publish (margins) they are attained by whole numbers.
 */
#ifndef GG_TESTS_ATTACK_H
#define GG_TESTS_ATTACK_H

#include "cells.h"

#define ROWS_MOST    220
#define COLUMNS_MOST (ATOMS + ROWS_MOST + 1)

typedef struct tableau {
    size_t rows, columns; /* without the right side */
    double a[ROWS_MOST][COLUMNS_MOST + 1];
    size_t basis[ROWS_MOST];
} tableau;

static inline void pivot(tableau *t, double *objective, size_t r, size_t c)
{
    double by = t->a[r][c];

    for (size_t k = 0; k <= t->columns; k++)
        t->a[r][k] /= by;
    for (size_t i = 0; i < t->rows; i++) {
        double times = t->a[i][c];

        for (size_t k = 0; i != r && times != 0 && k <= t->columns; k++)
            t->a[i][k] -= times * t->a[r][k];
    }
    by = objective[c];
    for (size_t k = 0; by != 0 && k <= t->columns; k++)
        objective[k] -= by * t->a[r][k];
    t->basis[r] = c;
}

/* Minimises; objective holds reduced costs, its last element minus the value. */
static inline void minimise(tableau *t, double *objective, size_t columns)
{
    for (;;) {
        size_t c = 0, r = t->rows;
        double best = 0;

        while (c < columns && objective[c] > -1e-9)
            c++;
        if (c == columns)
            return;
        for (size_t i = 0; i < t->rows; i++) {
            double ratio;

            if (t->a[i][c] < 1e-9)
                continue;
            ratio = t->a[i][t->columns] / t->a[i][c];
            if (r == t->rows || ratio < best - 1e-9 ||
                (ratio < best + 1e-9 && t->basis[i] < t->basis[r])) {
                best = ratio;
                r = i;
            }
        }
        ck_assert_uint_lt(r, t->rows); /* every atom is bounded by some sum */
        pivot(t, objective, r, c);
    }
}

/* A first solution of the sums with all atoms at 0 or more. */
static inline void begin(tableau *t, const system_of_sums *s)
{
    static double objective[COLUMNS_MOST + 1];

    memset(t, 0, sizeof *t);
    memset(objective, 0, sizeof objective);
    t->rows = s->rows;
    t->columns = s->n + s->rows;
    for (size_t i = 0; i < s->rows; i++) {
        for (size_t a = 0; a < s->n; a++)
            t->a[i][a] = s->in[i][a];
        t->a[i][s->n + i] = 1;
        t->a[i][t->columns] = s->sums[i];
        t->basis[i] = s->n + i;
        for (size_t k = 0; k <= t->columns; k++)
            objective[k] -= k >= s->n && k < t->columns ? 0 : t->a[i][k];
    }
    minimise(t, objective, s->n);
    ck_assert_double_lt(fabs(objective[t->columns]), 1e-6);
}

/* The least (sign 1) or largest (sign -1) that the sum of some atoms can be. */
static inline double extreme(const system_of_sums *s, const bool *atoms, double sign)
{
    static tableau t;
    static double objective[COLUMNS_MOST + 1];

    begin(&t, s);
    memset(objective, 0, sizeof objective);
    for (size_t a = 0; a < s->n; a++)
        objective[a] = atoms[a] ? sign : 0;
    for (size_t i = 0; i < t.rows; i++) {
        double times = t.basis[i] < s->n ? objective[t.basis[i]] : 0;

        for (size_t k = 0; times != 0 && k <= t.columns; k++)
            objective[k] -= times * t.a[i][k];
    }
    minimise(&t, objective, s->n);
    return -sign * objective[t.columns];
}

/* Every atom: known exactly only if it is 0 or large; otherwise open by at least `least`, and as
 * far as a number that is not small. */
static inline void check_ranges(const system_of_sums *s, double least)
{
    for (size_t a = 0; a < s->n; a++) {
        bool one[ATOMS] = {false};
        double low, high;

        if (s->rows == 0)
            return;
        one[a] = true;
        low = extreme(s, one, 1);
        high = extreme(s, one, -1);
        if (high - low < 1e-6)
            ck_assert_msg(fabs(low) < 1e-6 || low > least - 1e-6, "atom %zu is known: %g", a, low);
        else
            ck_assert_msg(high > least - 1e-6 && high - low > least - 1e-6,
                          "atom %zu lies between %g and %g", a, low, high);
    }
}

#endif
