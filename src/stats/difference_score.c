/* Score statistic and score intervals of the difference of two rates. */
#include "gauger/stats/difference.h"

#include "stats_internal.h"

struct null {
    gg_rate a, b;
    double delta; /* a - b under the hypothesis */
};

/* Derivative of the log likelihood in q (the second rate; the first is q + delta): falls in q. */
static double slope(double q, const void *given)
{
    const struct null *h = given;
    double p = q + h->delta, sum = 0;

    sum += h->a.successes > 0 ? h->a.successes / p : 0;
    sum -= h->a.n > h->a.successes ? (h->a.n - h->a.successes) / (1 - p) : 0;
    sum += h->b.successes > 0 ? h->b.successes / q : 0;
    sum -= h->b.n > h->b.successes ? (h->b.n - h->b.successes) / (1 - q) : 0;
    return sum;
}

/*
 * The second rate at the constrained maximum likelihood. Miettinen and Nurminen's cubic in closed
 * form loses half its digits at large counts; the slope, falling everywhere, does not.
 */
static double constrained(const struct null *h)
{
    double from = fmax(0, -h->delta), to = fmin(1, 1 - h->delta), edge = (to - from) * 1e-300;

    if (from >= to)
        return from;
    if (slope(from + edge, h) <= 0)
        return from;
    if (slope(to, h) >= 0)
        return to;
    return gg_root_between(slope, h, from + edge, to);
}

static double variance(const struct null *h)
{
    double q = constrained(h), p = fmin(fmax(q + h->delta, 0), 1);

    return p * (1 - p) / h->a.n + q * (1 - q) / h->b.n;
}

double gg_difference_null_variance(gg_rate a, gg_rate b, double delta)
{
    const struct null h = {a, b, delta};

    return variance(&h);
}

gg_status gg_difference_score(gg_rate a, gg_rate b, double delta, double *out)
{
    struct null h = {a, b, delta};
    gg_status s = gg_rates_check(&h.a, &h.b, 0);
    double gap;

    if (s == GG_OK && !(fabs(delta) <= 1))
        s = GG_E_INPUT;
    if (s != GG_OK)
        return s;
    gap = h.a.successes / h.a.n - h.b.successes / h.b.n - delta;
    *out = gap == 0 ? 0 : gap / sqrt(variance(&h));
    return GG_OK;
}

struct search {
    struct null h;
    double observed, z; /* z already divided by sqrt(N / (N - 1)) where that is asked for */
};

/* Sign of |score| - z, scaled to [-1, 1] so that no end is infinite. */
static double excess(double delta, const void *given)
{
    const struct search *g = given;
    struct null h = g->h;
    double gap = fabs(g->observed - delta), band;

    h.delta = delta;
    band = g->z * sqrt(variance(&h));
    return gap == 0 ? -1 : (gap - band) / (gap + band);
}

static gg_status score_interval(gg_rate a, gg_rate b, double z, bool factor, gg_interval *out)
{
    struct search g = {.h = {a, b, 0}, .z = z};
    gg_status s = gg_rates_check(&g.h.a, &g.h.b, z);
    double n = a.n + b.n;

    if (s != GG_OK)
        return s;
    if (factor && n <= 1)
        return GG_E_UNDEFINED;
    if (factor)
        g.z *= sqrt(n / (n - 1));
    g.observed = g.h.a.successes / a.n - g.h.b.successes / b.n;
    out->low = out->high = g.observed;
    if (z > 0 && g.observed > -1)
        out->low = fmin(gg_root_between(excess, &g, -1, g.observed), g.observed);
    if (z > 0 && g.observed < 1)
        out->high = fmax(gg_root_between(excess, &g, g.observed, 1), g.observed);
    return GG_OK;
}

gg_status gg_difference_miettinen_nurminen(gg_rate a, gg_rate b, double z, gg_interval *out)
{
    return score_interval(a, b, z, true, out);
}

gg_status gg_difference_mee(gg_rate a, gg_rate b, double z, gg_interval *out)
{
    return score_interval(a, b, z, false, out);
}
