/*
 * Pairwise intervals whose coverage holds in the tails: hulls of a score interval, square-and-add
 * of exact limits, and a melded interval with matched moments. Square-and-add alone fails where
 * both limits are skewed the same way (a rate near 0 against one near 1), matched moments alone
 * where one group is tiny; summed over all outcomes, the hull keeps its level in both.
 */
#include "gauger/stats/simultaneous.h"

#include "gauger/stats/interval.h"
#include "gauger/stats/ratio.h"
#include "stats_internal.h"

struct moments {
    double mean, variance;
};

/* Moments of Beta(a, b); a point at 0 or 1 where a parameter is 0. */
static struct moments of_beta(double a, double b)
{
    double n = a + b;

    return (struct moments){a / n, a / n * (b / n) / (n + 1)};
}

/* The confidence distribution of a rate as Clopper and Pearson's lower limits give it. */
static struct moments from_below(gg_rate r)
{
    return of_beta(r.successes, r.n - r.successes + 1);
}

static struct moments from_above(gg_rate r)
{
    return of_beta(r.successes + 1, r.n - r.successes);
}

/* The low end of a - b: (a - b + 1) / 2 as one beta of equal mean and variance. */
static gg_status meld_difference(gg_rate a, gg_rate b, double log_tail, double *out)
{
    struct moments p = from_below(a), q = from_above(b);
    double mean = (p.mean + (1 - q.mean)) / 2, variance = (p.variance + q.variance) / 4;
    double size = variance > 0 ? mean * (1 - mean) / variance - 1 : 0, x;
    gg_status s;

    *out = p.mean - q.mean;
    if (!(size > 0))
        return GG_OK;
    s = gg_beta_quantile(mean * size, (1 - mean) * size, log_tail, false, &x);
    if (s == GG_OK)
        *out = 2 * x - 1;
    return s;
}

/* The low end of a / b: both as gammas of equal mean and variance; their ratio is a beta's odds. */
static gg_status meld_ratio(gg_rate a, gg_rate b, double log_tail, double *out)
{
    struct moments p = from_below(a), q = from_above(b);
    double k, m, x;
    gg_status s;

    *out = 0;
    if (!(p.mean > 0))
        return GG_OK;
    k = p.mean * p.mean / p.variance;
    /* A reference of n out of n is a point at 1, which a gamma of very large shape is too. */
    m = q.variance > 0 ? q.mean * q.mean / q.variance : 1e12;
    s = gg_beta_quantile(k, m, log_tail, false, &x);
    if (s == GG_OK)
        *out = p.mean / q.mean * (m / k) * (x / (1 - x));
    return s;
}

static void widen(gg_interval *i, double low, double high)
{
    i->low = fmin(i->low, low);
    i->high = fmax(i->high, high);
}

static gg_status exact_limits(gg_rate r, double z, gg_estimate *out)
{
    gg_interval i;
    gg_status s = gg_interval_clopper_pearson(r.successes, r.n, z, &i);

    if (s == GG_OK)
        *out = (gg_estimate){r.successes / r.n, i.low, i.high};
    return s;
}

gg_status gg_difference_hull(const gg_estimate *p, const gg_estimate *q, gg_rate a, gg_rate b,
                             double z, gg_interval *out)
{
    double tail = gg_log_p_of_z(z), low = 0, high = 0;
    gg_interval hull = {0, 0}, mover = {0, 0};
    gg_status s = gg_difference_newcombe(a, b, z, &hull);

    if (s == GG_OK)
        s = gg_difference_mover(*p, *q, &mover);
    if (s == GG_OK)
        s = meld_difference(a, b, tail, &low);
    if (s == GG_OK)
        s = meld_difference(b, a, tail, &high);
    if (s != GG_OK)
        return s;
    widen(&hull, mover.low, mover.high);
    widen(&hull, low, -high);
    *out = (gg_interval){fmax(hull.low, -1), fmin(hull.high, 1)};
    return GG_OK;
}

gg_status gg_ratio_hull(const gg_estimate *p, const gg_estimate *q, gg_rate a, gg_rate b, double z,
                        gg_interval *out)
{
    double tail = gg_log_p_of_z(z), low = 0, high = 0;
    gg_interval hull = {0, 0}, mover = {0, 0};
    gg_status s = gg_ratio_koopman(a, b, z, &hull);

    if (s == GG_OK)
        s = gg_ratio_mover(*p, *q, &mover);
    if (s == GG_OK)
        s = meld_ratio(a, b, tail, &low);
    if (s == GG_OK)
        s = meld_ratio(b, a, tail, &high);
    if (s != GG_OK)
        return s;
    widen(&hull, mover.low, mover.high);
    widen(&hull, low, high > 0 ? 1 / high : INFINITY);
    *out = hull;
    return GG_OK;
}

gg_status gg_exact_limits(const gg_rate *rates, size_t n, double z, gg_estimate *out)
{
    gg_status s = GG_OK;

    for (size_t i = 0; i < n && s == GG_OK; i++)
        s = exact_limits(rates[i], z, &out[i]);
    return s;
}

gg_status gg_difference_robust(gg_rate a, gg_rate b, double z, gg_interval *out)
{
    gg_rate both[2] = {a, b};
    gg_estimate e[2];
    gg_status s = gg_rates_check(&both[0], &both[1], z);

    if (s == GG_OK)
        s = gg_exact_limits(both, 2, z, e);
    return s != GG_OK ? s : gg_difference_hull(&e[0], &e[1], both[0], both[1], z, out);
}

gg_status gg_ratio_robust(gg_rate a, gg_rate b, double z, gg_interval *out)
{
    gg_rate both[2] = {a, b};
    gg_estimate e[2];
    gg_status s = gg_rates_check(&both[0], &both[1], z);

    if (s == GG_OK)
        s = gg_exact_limits(both, 2, z, e);
    return s != GG_OK ? s : gg_ratio_hull(&e[0], &e[1], both[0], both[1], z, out);
}
