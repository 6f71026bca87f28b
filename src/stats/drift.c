#include "gauger/stats/drift.h"

#include <stdlib.h>
#include <string.h>

#include "stats_internal.h"

static int by_value(const void *a, const void *b)
{
    double x = ((const gg_value_count *)a)->value, y = ((const gg_value_count *)b)->value;

    return (x > y) - (x < y);
}

gg_status gg_sample_of_values(const double *values, const uint64_t *counts, size_t n,
                              gg_value_count *out, size_t *size)
{
    gg_value_count *t = calloc(n ? n : 1, sizeof *t);
    gg_status s = t ? GG_OK : GG_E_MEMORY;
    uint64_t total = 0;
    size_t used = 0, k = 0;

    for (size_t i = 0; i < n && s == GG_OK; i++) {
        uint64_t count = counts ? counts[i] : 1;

        if (!isfinite(values[i]))
            s = GG_E_INPUT;
        else if (!gg_class_add(&total, count))
            s = GG_E_LIMIT;
        else if (count > 0)
            t[used++] = (gg_value_count){values[i], count};
    }
    if (s == GG_OK) {
        qsort(t, used, sizeof *t, by_value);
        for (size_t i = 0; i < used; i++) {
            if (k > 0 && out[k - 1].value == t[i].value)
                out[k - 1].count += t[i].count;
            else
                out[k++] = t[i];
        }
        *size = k;
    }
    free(t);
    return s;
}

gg_status gg_sample_size(const gg_sample *sample, uint64_t *size)
{
    *size = 0;
    for (size_t i = 0; i < sample->n; i++) {
        if (!isfinite(sample->at[i].value) ||
            (i > 0 && !(sample->at[i - 1].value < sample->at[i].value)))
            return GG_E_INPUT;
        if (!gg_class_add(size, sample->at[i].count))
            return GG_E_LIMIT;
    }
    return GG_OK;
}

static gg_status sizes(const gg_sample *a, const gg_sample *b, uint64_t *n, uint64_t *m)
{
    gg_status s = gg_sample_size(a, n);

    if (s == GG_OK)
        s = gg_sample_size(b, m);
    return s == GG_OK && (*n == 0 || *m == 0) ? GG_E_UNDEFINED : s;
}

/* Walks both samples together, one distinct value a step. */
struct walk {
    const gg_sample *a, *b;
    size_t i, j;
    uint64_t below_a, below_b; /* rows at or below value */
    double value;
};

static bool step(struct walk *w)
{
    bool left_a = w->i < w->a->n, left_b = w->j < w->b->n;

    if (!left_a && !left_b)
        return false;
    w->value = left_a ? w->a->at[w->i].value : INFINITY;
    if (left_b)
        w->value = fmin(w->value, w->b->at[w->j].value);
    if (left_a && w->a->at[w->i].value == w->value)
        w->below_a += w->a->at[w->i++].count;
    if (left_b && w->b->at[w->j].value == w->value)
        w->below_b += w->b->at[w->j++].count;
    return true;
}

/* |F - G| times n m: a whole number. */
static __int128 apart(uint64_t below_a, uint64_t below_b, uint64_t n, uint64_t m)
{
    __int128 d = (__int128)below_a * m - (__int128)below_b * n;

    return d < 0 ? -d : d;
}

static __int128 farthest(const gg_sample *a, const gg_sample *b, uint64_t n, uint64_t m)
{
    struct walk w = {.a = a, .b = b};
    __int128 most = 0;

    while (step(&w)) {
        __int128 d = apart(w.below_a, w.below_b, n, m);

        most = d > most ? d : most;
    }
    return most;
}

double gg_kolmogorov_tail(double x)
{
    double sum = 0;

    if (isnan(x))
        return NAN;
    if (x < 0.04)
        return 1;
    if (x < 1) {
        double q = M_PI * M_PI / (8 * x * x);

        for (int k = 1; k < 20; k += 2)
            sum += exp(-q * k * k);
        return 1 - sqrt(2 * M_PI) / x * sum;
    }
    for (int k = 1; k < 20; k++)
        sum += (k % 2 ? 2 : -2) * exp(-2 * x * x * k * k);
    return sum;
}

gg_status gg_ks_test(const gg_sample *baseline, const gg_sample *current, gg_ks *out)
{
    uint64_t n, m;
    gg_status s = sizes(baseline, current, &n, &m);
    double a, b;

    if (s != GG_OK)
        return s;
    a = (double)n;
    b = (double)m;
    out->statistic = (double)farthest(baseline, current, n, m) / a / b;
    out->p_asymptotic = gg_kolmogorov_tail(sqrt(a / (a + b) * b) * out->statistic);
    out->n = a;
    out->m = b;
    return GG_OK;
}

/* ends[k] says whether a run of equal pooled values ends with the k-th row. */
static void mark_ends(const gg_sample *a, const gg_sample *b, unsigned char *ends)
{
    struct walk w = {.a = a, .b = b};

    while (step(&w))
        ends[w.below_a + w.below_b] = 1;
}

/*
 * touched[j] is, for the current i, the share of the paths from (0, 0) to (i, j) that have come at
 * least `far` from the diagonal at the end of a run of ties. Shares are averaged by where the last
 * step came from, so small ones keep their digits.
 */
static void path_row(uint64_t i, uint64_t n, uint64_t m, __int128 far, const unsigned char *ends,
                     double *touched)
{
    for (uint64_t j = 0; j <= m; j++) {
        double from_a = i > 0 ? touched[j] * (double)i : 0;
        double from_b = j > 0 ? touched[j - 1] * (double)j : 0;

        if (i + j == 0)
            touched[j] = 0;
        else
            touched[j] = (from_a + from_b) / (double)(i + j);
        if (ends[i + j] && apart(i, j, n, m) >= far)
            touched[j] = 1;
    }
}

gg_status gg_ks_exact(const gg_sample *baseline, const gg_sample *current, double *p_value)
{
    uint64_t n, m;
    gg_status s = sizes(baseline, current, &n, &m);
    unsigned char *ends;
    double *touched;
    __int128 far;

    if (s != GG_OK)
        return s;
    if (n > 100000000 || m > 100000000 / n)
        return GG_E_LIMIT;
    far = farthest(baseline, current, n, m);
    ends = calloc(n + m + 1, 1);
    touched = calloc(m + 1, sizeof *touched);
    s = ends && touched ? GG_OK : GG_E_MEMORY;
    if (s == GG_OK) {
        mark_ends(baseline, current, ends);
        for (uint64_t i = 0; i <= n; i++)
            path_row(i, n, m, far, ends, touched);
        *p_value = far > 0 ? touched[m] : 1;
    }
    free(ends);
    free(touched);
    return s;
}

/* Two passes: a sum of squares about the mean does not cancel. */
static double deviation(const gg_sample *x, uint64_t n)
{
    long double mean = 0, sum = 0;

    for (size_t i = 0; i < x->n; i++)
        mean += (long double)x->at[i].value * (long double)x->at[i].count / (long double)n;
    for (size_t i = 0; i < x->n; i++) {
        long double gap = (long double)x->at[i].value - mean;

        sum += gap * gap * (long double)x->at[i].count / (long double)n;
    }
    return x->n > 1 ? (double)sqrtl(sum) : 0;
}

gg_status gg_wasserstein_1(const gg_sample *baseline, const gg_sample *current, gg_wasserstein *out)
{
    struct walk w = {.a = baseline, .b = current};
    uint64_t n, m;
    gg_status s = sizes(baseline, current, &n, &m);
    long double sum = 0, unit = (long double)n * (long double)m;
    double before = 0;
    __int128 gap = 0;

    if (s != GG_OK)
        return s;
    while (step(&w)) {
        if (gap > 0)
            sum += ((long double)w.value - before) * ((long double)gap / unit);
        before = w.value;
        gap = apart(w.below_a, w.below_b, n, m);
    }
    out->distance = (double)sum;
    out->baseline_sd = deviation(baseline, n);
    out->scaled =
        out->baseline_sd > 0 ? out->distance / out->baseline_sd : (out->distance == 0 ? 0 : NAN);
    return GG_OK;
}
