#include "gauger/stats/paired.h"

#include "stats_internal.h"

#define WHOLE_MAX ((uint64_t)1 << 53)

struct pairs {
    double b, c, n, z;
};

static gg_status load(const gg_paired_counts *k, struct pairs *out)
{
    if (k->both >= WHOLE_MAX || k->first_only >= WHOLE_MAX || k->second_only >= WHOLE_MAX ||
        k->neither >= WHOLE_MAX)
        return GG_E_LIMIT;
    out->b = (double)k->first_only;
    out->c = (double)k->second_only;
    out->n = (double)k->both + out->b + out->c + (double)k->neither;
    return GG_OK;
}

/* P(X <= k) of a binomial with n trials at 1/2, as a tail of Beta(n - k, k + 1). */
static gg_status half_tail(double k, double n, double *out)
{
    double below, above;
    gg_status s;

    *out = k < 0 ? 0 : 1;
    if (k < 0 || k >= n)
        return GG_OK;
    s = gg_beta_log_tails(n - k, k + 1, 0, &below, &above);
    if (s == GG_OK)
        *out = exp(below);
    return s;
}

gg_status gg_mcnemar_test(const gg_paired_counts *counts, gg_mcnemar *out)
{
    struct pairs p;
    double least, n, gap, at = 1, before = 0;
    gg_status s = load(counts, &p);

    if (s != GG_OK)
        return s;
    least = fmin(p.b, p.c);
    n = p.b + p.c;
    gap = fabs(p.b - p.c);
    if (n > 0)
        s = half_tail(least, n, &at);
    if (s == GG_OK && n > 0)
        s = half_tail(least - 1, n, &before);
    if (s != GG_OK)
        return s;
    out->statistic = n > 0 ? gap * gap / n : 0;
    out->p_chi_square = gg_chi2_tail(out->statistic, 1);
    gap = fmax(gap - 1, 0);
    out->statistic_corrected = n > 0 ? gap * gap / n : 0;
    out->p_corrected = gg_chi2_tail(out->statistic_corrected, 1);
    out->p_exact = fmin(2 * at, 1);
    out->p_mid = fmin(at + before, 1);
    if (p.b == p.c)
        out->p_mid = 1;
    return GG_OK;
}

/*
 * Tango's statistic at delta from 0 up; below 0 the two roles are exchanged, so that the
 * quadratic's constant term is never positive and its root needs no subtraction.
 */
static double score(const struct pairs *p, double delta, double *gap, double *band)
{
    double b = delta >= 0 ? p->b : p->c, c = delta >= 0 ? p->c : p->b, d = fabs(delta);
    double lead = 2 * p->n, mid = -b - c + (2 * p->n - b + c) * d, last = -c * d * (1 - d);
    double root = sqrt(mid * mid - 4 * lead * last);
    double q = mid < 0 ? (root - mid) / (2 * lead) : last < 0 ? -2 * last / (mid + root) : 0;

    *gap = (b - c - p->n * d) * (delta >= 0 ? 1 : -1);
    *band = sqrt(fmax(p->n * (2 * q + d * (1 - d)), 0));
    return *gap == 0 ? 0 : *gap / *band;
}

gg_status gg_paired_score(const gg_paired_counts *counts, double delta, double *out)
{
    struct pairs p;
    double gap, band;
    gg_status s = load(counts, &p);

    if (s != GG_OK)
        return s;
    if (!(fabs(delta) <= 1))
        return GG_E_INPUT;
    if (p.n == 0)
        return GG_E_UNDEFINED;
    *out = score(&p, delta, &gap, &band);
    return GG_OK;
}

static double excess(double delta, const void *given)
{
    const struct pairs *p = given;
    double gap, band;

    score(p, delta, &gap, &band);
    gap = fabs(gap);
    band *= p->z;
    return gap == 0 ? -1 : (gap - band) / (gap + band);
}

gg_status gg_paired_tango(const gg_paired_counts *counts, double z, gg_interval *out)
{
    struct pairs p;
    gg_status s = load(counts, &p);
    double d;

    if (s != GG_OK)
        return s;
    if (!gg_z_usable(z))
        return GG_E_INPUT;
    if (p.n == 0)
        return GG_E_UNDEFINED;
    p.z = z;
    d = (p.b - p.c) / p.n;
    out->low = out->high = d;
    if (z > 0 && d > -1)
        out->low = fmin(gg_root_between(excess, &p, -1, d), d);
    if (z > 0 && d < 1)
        out->high = fmax(gg_root_between(excess, &p, d, 1), d);
    return GG_OK;
}
