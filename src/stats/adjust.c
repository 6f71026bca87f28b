#include "gauger/stats/adjust.h"

#include <stdlib.h>

struct ranked {
    double p;
    size_t place;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static gg_status sorted(const double *p, size_t m, struct ranked **out)
{
    struct ranked *r;

    *out = NULL;
    for (size_t i = 0; i < m; i++) {
        if (!(p[i] >= 0 && p[i] <= 1))
            return GG_E_INPUT;
    }
    r = calloc(m ? m : 1, sizeof *r);
    if (!r)
        return GG_E_MEMORY;
    for (size_t i = 0; i < m; i++)
        r[i] = (struct ranked){p[i], i};
    qsort(r, m, sizeof *r, by_p);
    *out = r;
    return GG_OK;
}

gg_status gg_p_adjust_bonferroni(const double *p, size_t m, double *out)
{
    for (size_t i = 0; i < m; i++) {
        if (!(p[i] >= 0 && p[i] <= 1))
            return GG_E_INPUT;
    }
    for (size_t i = 0; i < m; i++)
        out[i] = p[i] * (double)m < 1 ? p[i] * (double)m : 1;
    return GG_OK;
}

gg_status gg_p_adjust_holm(const double *p, size_t m, double *out)
{
    struct ranked *r;
    gg_status s = sorted(p, m, &r);
    double most = 0;

    if (s != GG_OK)
        return s;
    for (size_t i = 0; i < m; i++) {
        double q = r[i].p * (double)(m - i);

        most = q > most ? q : most;
        out[r[i].place] = most < 1 ? most : 1;
    }
    free(r);
    return GG_OK;
}

/* The factor of the p that has i smaller ones among m. */
static double hochberg(size_t i, size_t m)
{
    return (double)(m - i);
}

static double benjamini_hochberg(size_t i, size_t m)
{
    return (double)m / (double)(i + 1);
}

static gg_status step_up(const double *p, size_t m, double (*factor)(size_t, size_t), double *out)
{
    struct ranked *r;
    gg_status s = sorted(p, m, &r);
    double least = 1;

    if (s != GG_OK)
        return s;
    for (size_t i = m; i-- > 0;) {
        double q = r[i].p * factor(i, m);

        least = q < least ? q : least;
        out[r[i].place] = least;
    }
    free(r);
    return GG_OK;
}

gg_status gg_p_adjust_hochberg(const double *p, size_t m, double *out)
{
    return step_up(p, m, hochberg, out);
}

gg_status gg_p_adjust_benjamini_hochberg(const double *p, size_t m, double *out)
{
    return step_up(p, m, benjamini_hochberg, out);
}
