#include "gauger/stats/difference.h"

#include "gauger/stats/interval.h"
#include "stats_internal.h"

gg_status gg_rates_check(gg_rate *a, gg_rate *b, double z)
{
    gg_status s = gg_z_usable(z) ? gg_rate_check(&a->successes, a->n) : GG_E_INPUT;
    gg_status t = gg_rate_check(&b->successes, b->n);

    /* What is no count at all is worse than an empty group. */
    return s == GG_E_INPUT || t == GG_OK ? s : t;
}

static gg_status estimate_check(const gg_estimate *e)
{
    return isfinite(e->value) && e->low <= e->value && e->value <= e->high ? GG_OK : GG_E_INPUT;
}

gg_status gg_difference_mover(gg_estimate a, gg_estimate b, gg_interval *out)
{
    double d = a.value - b.value;

    if (estimate_check(&a) != GG_OK || estimate_check(&b) != GG_OK)
        return GG_E_INPUT;
    out->low = d - hypot(a.value - a.low, b.high - b.value);
    out->high = d + hypot(a.high - a.value, b.value - b.low);
    return GG_OK;
}

gg_status gg_mean_mover(gg_estimate a, gg_estimate b, gg_interval *out)
{
    double mean = a.value / 2 + b.value / 2;

    if (estimate_check(&a) != GG_OK || estimate_check(&b) != GG_OK)
        return GG_E_INPUT;
    out->low = mean - hypot(a.value - a.low, b.value - b.low) / 2;
    out->high = mean + hypot(a.high - a.value, b.high - b.value) / 2;
    return GG_OK;
}

/* Differences of probabilities lie in [-1, 1] and their interval holds the observed one. */
static void settle(gg_interval *i, double d)
{
    i->low = fmax(-1, fmin(i->low, d));
    i->high = fmin(1, fmax(i->high, d));
}

gg_status gg_difference_newcombe(gg_rate a, gg_rate b, double z, gg_interval *out)
{
    gg_interval i, j;
    gg_estimate p, q;
    gg_status s = gg_rates_check(&a, &b, z);

    if (s == GG_OK)
        s = gg_interval_wilson(a.successes, a.n, z, &i);
    if (s == GG_OK)
        s = gg_interval_wilson(b.successes, b.n, z, &j);
    if (s != GG_OK)
        return s;
    p = (gg_estimate){a.successes / a.n, i.low, i.high};
    q = (gg_estimate){b.successes / b.n, j.low, j.high};
    s = gg_difference_mover(p, q, out);
    if (s == GG_OK)
        settle(out, p.value - q.value);
    return s;
}

gg_status gg_difference_agresti_caffo(gg_rate a, gg_rate b, double z, gg_interval *out)
{
    gg_status s = gg_rates_check(&a, &b, z);
    double p = (a.successes + 1) / (a.n + 2), q = (b.successes + 1) / (b.n + 2), half;

    if (s != GG_OK)
        return s;
    half = z * sqrt(p * (1 - p) / (a.n + 2) + q * (1 - q) / (b.n + 2));
    out->low = p - q - half;
    out->high = p - q + half;
    settle(out, a.successes / a.n - b.successes / b.n);
    return GG_OK;
}
