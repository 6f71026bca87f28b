#include "gauger/stats/interval.h"

#include "stats_internal.h"

/* Effective counts are sums of products: they may end a little above n. */
#define ROUNDING 1e-9

gg_status gg_rate_check(double *successes, double n)
{
    if (!isfinite(*successes) || !isfinite(n) || *successes < 0 || n < 0 ||
        *successes > n * (1 + ROUNDING))
        return GG_E_INPUT;
    if (n == 0)
        return GG_E_UNDEFINED;
    *successes = fmin(*successes, n);
    return GG_OK;
}

static gg_status check(double *successes, double n, double z)
{
    if (!gg_z_usable(z))
        return GG_E_INPUT;
    return gg_rate_check(successes, n);
}

/* The smaller root of (n + z^2) p^2 - (2 s + z^2) p + s^2 / n, as product of roots / larger root.
 */
static double wilson_low(double s, double n, double z)
{
    double b = 2 * s + z * z;

    return s == 0 ? 0 : 2 * s * (s / n) / (b + z * sqrt(z * z + 4 * s * (1 - s / n)));
}

static double wilson_high(double s, double n, double z)
{
    if (2 * s > n)
        return 1 - wilson_low(n - s, n, z);
    return (2 * s + z * z + z * sqrt(z * z + 4 * s * (1 - s / n))) / (2 * (n + z * z));
}

/* Rounding, and intervals that are not centred on the rate, may leave it outside: it belongs in. */
static void hold(gg_interval *i, double rate)
{
    i->low = fmax(0, fmin(i->low, rate));
    i->high = fmin(1, fmax(i->high, rate));
}

gg_status gg_interval_wilson(double successes, double n, double z, gg_interval *out)
{
    gg_status s = check(&successes, n, z);

    if (s != GG_OK)
        return s;
    out->low = wilson_low(successes, n, z);
    out->high = wilson_high(successes, n, z);
    hold(out, successes / n);
    return GG_OK;
}

/* Both quantiles of beta distributions that have the one-sided tail of z beyond them. */
static gg_status quantiles(double low_a, double low_b, double high_a, double high_b, double z,
                           gg_interval *out)
{
    double tail = gg_log_p_of_z(z);
    gg_status s = GG_OK;

    if (low_a > 0)
        s = gg_beta_quantile(low_a, low_b, tail, false, &out->low);
    if (s == GG_OK && high_b > 0)
        s = gg_beta_quantile(high_a, high_b, tail, true, &out->high);
    return s;
}

gg_status gg_interval_clopper_pearson(double successes, double n, double z, gg_interval *out)
{
    gg_interval found = {0, 1};
    gg_status s = check(&successes, n, z);

    if (s == GG_OK)
        s = quantiles(successes, n - successes + 1, successes + 1, n - successes, z, &found);
    if (s != GG_OK)
        return s;
    hold(&found, successes / n);
    *out = found;
    return GG_OK;
}

gg_status gg_interval_jeffreys(double successes, double n, double z, gg_interval *out)
{
    gg_interval found = {0, 1};
    gg_status s = check(&successes, n, z);
    double a = successes + 0.5, b = n - successes + 0.5;

    if (s == GG_OK)
        s = quantiles(successes > 0 ? a : 0, b, a, successes < n ? b : 0, z, &found);
    if (s != GG_OK)
        return s;
    hold(&found, successes / n);
    *out = found;
    return GG_OK;
}

gg_status gg_interval_agresti_coull(double successes, double n, double z, gg_interval *out)
{
    gg_status s = check(&successes, n, z);
    double size = n + z * z, centre = (successes + z * z / 2) / size, half;

    if (s != GG_OK)
        return s;
    half = z * sqrt(centre * (1 - centre) / size);
    out->low = centre - half;
    out->high = centre + half;
    hold(out, successes / n);
    return GG_OK;
}
