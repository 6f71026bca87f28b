#include "gauger/stats/strata.h"

#include "stats_internal.h"

/* One stratum as the 2 x 2 table of the textbooks. */
struct cells {
    double a, b, c, d;   /* group with, without the outcome; reference with, without */
    double n1, n0, m, n; /* rows of the group, of the reference; with the outcome; all */
};

/* False when the stratum has no rows of one group. */
static bool load(const gg_stratum *s, struct cells *t)
{
    t->a = s->group.successes;
    t->n1 = s->group.n;
    t->b = t->n1 - t->a;
    t->c = s->reference.successes;
    t->n0 = s->reference.n;
    t->d = t->n0 - t->c;
    t->m = t->a + t->c;
    t->n = t->n1 + t->n0;
    return t->n1 > 0 && t->n0 > 0;
}

static gg_status check(const gg_stratum *strata, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        gg_rate a = strata[i].group, b = strata[i].reference;

        if (gg_rates_check(&a, &b, 0) == GG_E_INPUT)
            return GG_E_INPUT;
    }
    return GG_OK;
}

gg_status gg_cochran_mantel_haenszel(const gg_stratum *strata, size_t n, bool corrected,
                                     gg_chi_square *out)
{
    double deviation = 0, variance = 0;
    struct cells t;

    if (check(strata, n) != GG_OK)
        return GG_E_INPUT;
    for (size_t i = 0; i < n; i++) {
        if (!load(&strata[i], &t) || t.n <= 1)
            continue;
        deviation += t.a - t.n1 * (t.m / t.n);
        variance += t.n1 / t.n * (t.n0 / t.n) * t.m * ((t.n - t.m) / (t.n - 1));
    }
    if (!(variance > 0))
        return GG_E_UNDEFINED;
    deviation = fabs(deviation);
    if (corrected)
        deviation -= fmin(0.5, deviation);
    out->statistic = deviation * deviation / variance;
    out->degrees_of_freedom = 1;
    out->p_value = gg_chi2_tail(out->statistic, 1);
    return GG_OK;
}

gg_status gg_mantel_haenszel_ratio(const gg_stratum *strata, size_t n, gg_pooled *out)
{
    double top = 0, bottom = 0, spread = 0;
    size_t used = 0;
    struct cells t;

    if (check(strata, n) != GG_OK)
        return GG_E_INPUT;
    for (size_t i = 0; i < n; i++) {
        if (!load(&strata[i], &t))
            continue;
        top += t.a * (t.n0 / t.n);
        bottom += t.c * (t.n1 / t.n);
        spread += t.m * (t.n1 / t.n) * (t.n0 / t.n) - t.a * t.c / t.n;
        used++;
    }
    if (!(top > 0 && bottom > 0))
        return GG_E_UNDEFINED;
    *out = (gg_pooled){top / bottom, sqrt(fmax(spread, 0) / top / bottom), used};
    return GG_OK;
}

gg_status gg_mantel_haenszel_odds_ratio(const gg_stratum *strata, size_t n, gg_pooled *out)
{
    double r = 0, s = 0, pr = 0, cross = 0, qs = 0;
    size_t used = 0;
    struct cells t;

    if (check(strata, n) != GG_OK)
        return GG_E_INPUT;
    for (size_t i = 0; i < n; i++) {
        double concordant, discordant, p, q;

        if (!load(&strata[i], &t))
            continue;
        concordant = t.a * (t.d / t.n);
        discordant = t.b * (t.c / t.n);
        p = (t.a + t.d) / t.n;
        q = (t.b + t.c) / t.n;
        r += concordant;
        s += discordant;
        pr += p * concordant;
        cross += p * discordant + q * concordant;
        qs += q * discordant;
        used++;
    }
    if (!(r > 0 && s > 0))
        return GG_E_UNDEFINED;
    *out = (gg_pooled){r / s, sqrt((pr / r / r + cross / r / s + qs / s / s) / 2), used};
    return GG_OK;
}

gg_status gg_mantel_haenszel_difference(const gg_stratum *strata, size_t n, gg_pooled *out)
{
    double sum = 0, weights = 0, variance = 0;
    size_t used = 0;
    struct cells t;

    if (check(strata, n) != GG_OK)
        return GG_E_INPUT;
    for (size_t i = 0; i < n; i++) {
        double weight;

        if (!load(&strata[i], &t))
            continue;
        weight = t.n1 * (t.n0 / t.n);
        sum += weight * (t.a / t.n1 - t.c / t.n0);
        weights += weight;
        variance +=
            weight * weight * (t.a / t.n1 * (t.b / t.n1) / t.n1 + t.c / t.n0 * (t.d / t.n0) / t.n0);
        used++;
    }
    if (!(weights > 0))
        return GG_E_UNDEFINED;
    *out = (gg_pooled){gg_settled(sum, weights) / weights, sqrt(variance) / weights, used};
    return GG_OK;
}

gg_status gg_pooled_ratio_interval(const gg_pooled *pooled, double z, gg_interval *out)
{
    if (!gg_z_usable(z) || !(pooled->value > 0) || !(pooled->standard_error >= 0))
        return GG_E_INPUT;
    out->low = pooled->value * exp(-z * pooled->standard_error);
    out->high = pooled->value * exp(z * pooled->standard_error);
    return GG_OK;
}

/*
 * The expected first cell when the odds ratio is psi: the root of
 * (1 - psi) x^2 + (n0 - m + psi (n1 + m)) x - psi n1 m = 0 that fits the margins, in the form
 * 2 psi n1 m / (B + sqrt(B^2 + 4 (1 - psi) psi n1 m)), which psi = 1 does not trouble.
 */
static double expected(const struct cells *t, double psi)
{
    double b = t->n0 - t->m + psi * (t->n1 + t->m), c = psi * t->n1 * t->m;
    double root = sqrt(fmax(b * b + 4 * (1 - psi) * c, 0));

    if (b + root > 0)
        return 2 * c / (b + root);
    return (root - b) / (2 * (1 - psi));
}

gg_status gg_breslow_day_test(const gg_stratum *strata, size_t n, gg_chi_square *breslow_day,
                              gg_chi_square *tarone)
{
    double sum = 0, gaps = 0, variances = 0, degrees = -1, adjusted;
    gg_pooled pooled;
    struct cells t;
    gg_status s = gg_mantel_haenszel_odds_ratio(strata, n, &pooled);

    if (s != GG_OK)
        return s;
    for (size_t i = 0; i < n; i++) {
        double x, variance;

        if (!load(&strata[i], &t) || t.m <= 0 || t.m >= t.n)
            continue;
        x = expected(&t, pooled.value);
        variance = 1 / (1 / x + 1 / (t.n1 - x) + 1 / (t.m - x) + 1 / (t.n0 - t.m + x));
        sum += (t.a - x) * (t.a - x) / variance;
        gaps += t.a - x;
        variances += variance;
        degrees += 1;
    }
    if (degrees < 1 || !isfinite(sum))
        return GG_E_UNDEFINED;
    adjusted = fmax(sum - gaps * gaps / variances, 0);
    *breslow_day = (gg_chi_square){sum, degrees, gg_chi2_tail(sum, degrees)};
    *tarone = (gg_chi_square){adjusted, degrees, gg_chi2_tail(adjusted, degrees)};
    return GG_OK;
}
