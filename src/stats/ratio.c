#include "gauger/stats/ratio.h"

#include "stats_internal.h"

/* exp(+-LOG_MAX) bounds what is searched; no ratio of counts up to 1e15 comes near. */
#define LOG_MAX 600.0

struct null {
    gg_rate a, b;
    double log_theta; /* log of a / b under the hypothesis */
    double observed;  /* log of the observed ratio; NaN where it is 0 or infinite */
    double z;
};

/*
 * The numerator a - theta b and the standard error of the score, both divided by max(1, theta).
 *
 * Under the hypothesis the rates p (of a) and q (of b) solve N p^2 - B p + theta M = 0 with
 * N = n_a + n_b, M = x_a + x_b, B = theta (n_a + x_b) + x_a + n_b. The discriminant is a sum of
 * terms that are not negative, and each of p, q, 1 - p, 1 - q is taken as whichever of "sum of like
 * signs" and "product of the roots over the other root" does not subtract.
 */
static void score_parts(const struct null *h, double *numerator, double *error)
{
    double xa = h->a.successes, na = h->a.n, xb = h->b.successes, nb = h->b.n;
    double theta = exp(h->log_theta), over = expm1(h->log_theta), n = na + nb;
    double b = theta * (na + xb) + (xa + nb), scale = fmax(1, theta);
    double gap = theta * (na + xb) - (xa + nb);
    double root = sqrt(gap * gap + 4 * theta * (na - xa) * (nb - xb));
    double q = 2 * (xa + xb) / (b + root), p = theta * q;
    double up = 2 * n - b, uq = 2 * n * theta - b;
    double not_p = up > 0 ? (up + root) / (2 * n) : 2 * (na - xa) * over / (root - up);
    double not_q = uq > 0 ? (uq + root) / (2 * n * theta) : -2 * (nb - xb) * over / (root - uq);

    *numerator = isnan(h->observed) ? xa / na - theta * (xb / nb)
                                    : -xa / na * expm1(h->log_theta - h->observed);
    *numerator /= scale;
    *error = sqrt(fmax(p * not_p, 0) / (scale * na) / scale +
                  theta / scale * (theta / scale) * fmax(q * not_q, 0) / nb);
}

void gg_ratio_null_parts(gg_rate a, gg_rate b, double theta, double *gap, double *error)
{
    const struct null h = {.a = a, .b = b, .log_theta = log(theta), .observed = NAN};

    score_parts(&h, gap, error);
}

/* Sign of |score| - z at a log ratio, scaled to [-1, 1] so that no end is infinite. */
static double excess(double log_theta, const void *given)
{
    struct null h = *(const struct null *)given;
    double gap, band;

    h.log_theta = log_theta;
    score_parts(&h, &gap, &band);
    gap = fabs(gap);
    band *= h.z;
    return gap == 0 ? -1 : (gap - band) / (gap + band);
}

static double log_observed(gg_rate a, gg_rate b)
{
    if (a.successes == 0 || b.successes == 0)
        return NAN;
    return log(a.successes / a.n / (b.successes / b.n));
}

/*
 * The log of the ratio above the observed one where the score reaches z. The first step is doubled
 * until it does, so that the root is found at its own scale.
 */
static double limit(const struct null *h)
{
    double step = 1, from = isnan(h->observed) ? -LOG_MAX : h->observed, to;

    to = isnan(h->observed) ? LOG_MAX : from + step;
    while (to < LOG_MAX && excess(to, h) < 0) {
        step *= 2;
        to += step;
    }
    return exp(gg_root_between(excess, h, from, fmin(to, LOG_MAX)));
}

/* The high end. Where a has no success the score starts from 0 at theta = 0. */
static double high_end(gg_rate a, gg_rate b, double z)
{
    struct null h = {.a = a, .b = b, .z = z, .observed = log_observed(a, b)};
    double ratio = a.successes / a.n / (b.successes / b.n);

    if (b.successes == 0)
        return INFINITY;
    return z > 0 ? fmax(limit(&h), ratio) : ratio;
}

gg_status gg_ratio_koopman(gg_rate a, gg_rate b, double z, gg_interval *out)
{
    gg_status s = gg_rates_check(&a, &b, z);

    if (s != GG_OK)
        return s;
    /* The reversed ratio has the reversed interval: one direction of search serves both ends. */
    out->low = 1 / high_end(b, a, z);
    out->high = high_end(a, b, z);
    if (a.successes > 0 && b.successes > 0)
        out->low = fmin(out->low, a.successes / a.n / (b.successes / b.n));
    return GG_OK;
}

gg_status gg_ratio_score(gg_rate a, gg_rate b, double theta, double *out)
{
    struct null h = {.a = a, .b = b};
    gg_status s = gg_rates_check(&h.a, &h.b, 0);
    double gap, error;

    if (s == GG_OK && !(theta > 0 && isfinite(theta)))
        s = GG_E_INPUT;
    if (s != GG_OK)
        return s;
    h.log_theta = log(theta);
    h.observed = log_observed(h.a, h.b);
    score_parts(&h, &gap, &error);
    *out = gap == 0 ? 0 : gap / error;
    return GG_OK;
}

gg_status gg_ratio_katz(gg_rate a, gg_rate b, double z, gg_interval *out)
{
    gg_status s = gg_rates_check(&a, &b, z);
    double centre, half;

    if (s == GG_OK && (a.successes == 0 || b.successes == 0))
        s = GG_E_UNDEFINED;
    if (s != GG_OK)
        return s;
    centre = log_observed(a, b);
    half = z * sqrt((1 - a.successes / a.n) / a.successes + (1 - b.successes / b.n) / b.successes);
    out->low = exp(centre - half);
    out->high = exp(centre + half);
    return GG_OK;
}

static bool usable(const gg_estimate *e)
{
    return e->low >= 0 && e->low <= e->value && e->value <= e->high && isfinite(e->high);
}

/*
 * The low limit: the root of (a - theta b)^2 = (a - la)^2 + theta^2 (ub - b)^2 below a / b, that is
 * of theta^2 ub (2 b - ub) - 2 a b theta + la (2 a - la) = 0, as 2 c / (B + sqrt(B^2 - 4 A c)).
 */
static double mover_low(double a, double a_low, double b, double b_high)
{
    double lead = b_high * (2 * b - b_high), last = a_low * (2 * a - a_low);
    double root = sqrt(fmax(a * b * (a * b) - lead * last, 0));

    return last == 0 ? 0 : last / (a * b + root);
}

gg_status gg_ratio_mover(gg_estimate a, gg_estimate b, gg_interval *out)
{
    double reversed;

    if (!usable(&a) || !usable(&b))
        return GG_E_INPUT;
    reversed = mover_low(b.value, b.low, a.value, a.high);
    out->low = mover_low(a.value, a.low, b.value, b.high);
    out->high = reversed > 0 ? 1 / reversed : INFINITY;
    if (b.value > 0) {
        out->low = fmin(out->low, a.value / b.value);
        out->high = fmax(out->high, a.value / b.value);
    }
    return GG_OK;
}
