/*
 * Score intervals of Mantel and Haenszel's pooled difference and ratio. Their errors are found
 * under each value in turn and not from the observed rates, so that a group without a single event,
 * whose observed variance is 0, still has an interval as wide as its few rows leave it.
 */
#include "gauger/stats/strata.h"

#include "stats_internal.h"

#define LOG_MAX 600.0 /* no ratio of counts up to 1e15 comes near exp(600) */

typedef struct pool {
    const gg_stratum *strata;
    size_t n;
    double z;
    double value;  /* the pooled difference; the ratio is not needed */
    bool reversed; /* of ratios: reference over group */
} pool;

static double weight_of(const gg_stratum *s)
{
    return s->group.n > 0 && s->reference.n > 0
               ? s->group.n * (s->reference.n / (s->group.n + s->reference.n))
               : 0;
}

/* Miettinen and Nurminen's N / (N - 1), which small strata need; 2 at most, as of two rows. */
static double factor_of(const gg_stratum *s)
{
    const double n = s->group.n + s->reference.n;

    return n / fmax(n - 1, n / 2);
}

/* Sign of |gap| - z error, scaled to [-1, 1] so that no end is infinite. */
static double signed_excess(double gap, double error, double z)
{
    gap = fabs(gap);
    return gap == 0 ? -1 : (gap - z * error) / (gap + z * error);
}

static double difference_excess(double delta, const void *given)
{
    const pool *p = given;
    double weights = 0, variance = 0;

    for (size_t i = 0; i < p->n; i++) {
        const gg_stratum *s = &p->strata[i];
        const double w = weight_of(s);

        if (!(w > 0))
            continue;
        weights += w;
        variance +=
            w * w * factor_of(s) * gg_difference_null_variance(s->group, s->reference, delta);
    }
    return signed_excess(p->value - delta, sqrt(variance) / weights, p->z);
}

static gg_status check(const gg_stratum *strata, size_t n, double z)
{
    if (!gg_z_usable(z))
        return GG_E_INPUT;
    for (size_t i = 0; i < n; i++) {
        gg_rate a = strata[i].group, b = strata[i].reference;

        if (gg_rates_check(&a, &b, 0) == GG_E_INPUT)
            return GG_E_INPUT;
    }
    return GG_OK;
}

gg_status gg_mantel_haenszel_difference_score(const gg_stratum *strata, size_t n, double z,
                                              gg_interval *out)
{
    pool p = {strata, n, z, 0, false};
    gg_pooled pooled;
    gg_status s = check(strata, n, z);

    if (s == GG_OK)
        s = gg_mantel_haenszel_difference(strata, n, &pooled);
    if (s != GG_OK)
        return s;
    p.value = fmax(-1, fmin(pooled.value, 1));
    out->low = out->high = p.value;
    if (z > 0 && p.value > -1)
        out->low = fmin(gg_root_between(difference_excess, &p, -1, p.value), p.value);
    if (z > 0 && p.value < 1)
        out->high = fmax(gg_root_between(difference_excess, &p, p.value, 1), p.value);
    return GG_OK;
}

static double ratio_excess(double log_theta, const void *given)
{
    const pool *p = given;
    double gaps = 0, variance = 0;

    for (size_t i = 0; i < p->n; i++) {
        const gg_stratum *s = &p->strata[i];
        const double w = weight_of(s);
        double gap, error;

        if (!(w > 0))
            continue;
        gg_ratio_null_parts(p->reversed ? s->reference : s->group,
                            p->reversed ? s->group : s->reference, exp(log_theta), &gap, &error);
        gaps += w * gap;
        variance += w * w * factor_of(s) * error * error;
    }
    return signed_excess(gaps, sqrt(variance), p->z);
}

/* The end above the pooled ratio top / bottom; the first step is doubled until the score reaches z,
 * so that the root is found at its own scale. The reversed ratio has the reversed interval: this
 * search serves both ends. */
static double high_end(pool p, bool reversed, double top, double bottom)
{
    double from = top > 0 ? log(top / bottom) : -LOG_MAX, step = 1, to = from + step;

    if (!(bottom > 0))
        return INFINITY;
    p.reversed = reversed;
    if (!(p.z > 0))
        return top / bottom;
    while (to < LOG_MAX && ratio_excess(to, &p) < 0) {
        step *= 2;
        to += step;
    }
    return exp(gg_root_between(ratio_excess, &p, from, fmin(to, LOG_MAX)));
}

gg_status gg_mantel_haenszel_ratio_score(const gg_stratum *strata, size_t n, double z,
                                         gg_interval *out)
{
    const pool p = {strata, n, z, 0, false};
    double top = 0, bottom = 0, weights = 0;
    gg_status s = check(strata, n, z);

    for (size_t i = 0; s == GG_OK && i < n; i++) {
        const double w = weight_of(&strata[i]);

        if (!(w > 0))
            continue;
        weights += w;
        top += w * (strata[i].group.successes / strata[i].group.n);
        bottom += w * (strata[i].reference.successes / strata[i].reference.n);
    }
    if (s == GG_OK && !(weights > 0))
        s = GG_E_UNDEFINED;
    if (s != GG_OK)
        return s;
    out->low = 1 / high_end(p, true, bottom, top);
    out->high = high_end(p, false, top, bottom);
    return GG_OK;
}
