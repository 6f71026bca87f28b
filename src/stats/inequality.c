#include "gauger/stats/inequality.h"

#include "stats_internal.h"

#define ALPHA_MAX 8

static bool usable(const gg_confusion *t)
{
    return t->tp >= 0 && t->fp >= 0 && t->fn >= 0 && t->tn >= 0 &&
           isfinite(t->tp + t->fp + t->fn + t->tn);
}

static double size_of(const gg_confusion *t)
{
    return t->tp + t->fp + t->fn + t->tn;
}

static double mean_of(const gg_confusion *t)
{
    return (t->tp + t->tn + 2 * t->fp) / size_of(t);
}

/*
 * What one case adds whose benefit is 1 + d times the mean: (r^alpha - 1 - alpha (r - 1)) /
 * (alpha (alpha - 1)) with r = 1 + d. The term in r - 1 adds up to 0 over all cases; with it every
 * addend is from 0, and the form below holds for alpha = 1 as well.
 */
static double term(double d, double alpha)
{
    double e = alpha - 1, power;

    if (d <= -1)
        return 1 / alpha;
    power = e == 0 ? log1p(d) : expm1(e * log1p(d)) / e;
    return fmax(0, ((1 + d) * power - d) / alpha);
}

/* b - mean for the benefits 0, 1 and 2, over the mean, from counts alone: 1 - mean may be tiny. */
static double entropy_of(const gg_confusion *t, double alpha)
{
    double n = size_of(t), right = t->tp + t->tn, sum = right + 2 * t->fp;

    return (t->fn * term(-1, alpha) + right * term((t->fn - t->fp) / sum, alpha) +
            t->fp * term((right + 2 * t->fn) / sum, alpha)) /
           n;
}

static gg_status check(const gg_confusion *t, double alpha)
{
    if (!usable(t) || !(alpha > 0 && alpha <= ALPHA_MAX))
        return GG_E_INPUT;
    return t->tp + t->tn + t->fp > 0 ? GG_OK : GG_E_UNDEFINED;
}

gg_status gg_generalized_entropy(const gg_confusion *table, double alpha, double *out)
{
    gg_status s = check(table, alpha);

    if (s == GG_OK)
        *out = entropy_of(table, alpha);
    return s;
}

gg_status gg_theil_index(const gg_confusion *table, double *out)
{
    return gg_generalized_entropy(table, 1, out);
}

gg_status gg_entropy_by_groups(const gg_confusion *groups, size_t n, double alpha, gg_entropy *out)
{
    gg_confusion all = {0, 0, 0, 0};
    gg_entropy e = {0};
    gg_status s;

    for (size_t i = 0; i < n; i++) {
        if (!usable(&groups[i]))
            return GG_E_INPUT;
        all.tp += groups[i].tp;
        all.fp += groups[i].fp;
        all.fn += groups[i].fn;
        all.tn += groups[i].tn;
    }
    s = check(&all, alpha);
    if (s != GG_OK)
        return s;
    e.total = entropy_of(&all, alpha);
    e.mean_benefit = mean_of(&all);
    for (size_t i = 0; i < n; i++) {
        double share = size_of(&groups[i]) / size_of(&all), ratio;

        if (share == 0)
            continue;
        ratio = mean_of(&groups[i]) / e.mean_benefit;
        e.between += share * term(ratio - 1, alpha);
        if (ratio > 0)
            e.within += share * pow(ratio, alpha) * entropy_of(&groups[i], alpha);
    }
    *out = e;
    return GG_OK;
}

/* Smoothed odds of success: success and failure rates of two groups differ as these do. */
static double odds(const gg_rate *r, double concentration)
{
    return (r->successes + concentration / 2) / (r->n - r->successes + concentration / 2);
}

static double log_ratio(double a, double n, double b, double m, double concentration)
{
    return log((a + concentration / 2) / (n + concentration)) -
           log((b + concentration / 2) / (m + concentration));
}

gg_status gg_smoothed_differential(const gg_rate *rates, size_t n, double concentration,
                                   gg_differential *out)
{
    size_t low = 0, high = 0;
    const gg_rate *a, *b;
    double of_success, of_failure;

    if (!(concentration > 0 && isfinite(concentration)))
        return GG_E_INPUT;
    for (size_t i = 0; i < n; i++) {
        if (!(rates[i].successes >= 0 && rates[i].n >= rates[i].successes) || !isfinite(rates[i].n))
            return GG_E_INPUT;
        low = odds(&rates[i], concentration) < odds(&rates[low], concentration) ? i : low;
        high = odds(&rates[i], concentration) > odds(&rates[high], concentration) ? i : high;
    }
    if (n < 2)
        return GG_E_UNDEFINED;
    a = &rates[high];
    b = &rates[low];
    of_success = log_ratio(a->successes, a->n, b->successes, b->n, concentration);
    of_failure = log_ratio(b->n - b->successes, b->n, a->n - a->successes, a->n, concentration);
    *out = (gg_differential){.epsilon = fmax(0, fmax(of_success, of_failure)),
                             .lowest = low,
                             .highest = high,
                             .of_successes = of_success >= of_failure};
    return GG_OK;
}
