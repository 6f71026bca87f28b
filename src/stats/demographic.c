/* Demographic disparity: shares among decisions, their difference, its mean over strata. */
#include "gauger/stats/demographic.h"

#include "gauger/stats/interval.h"

#include "stats_internal.h"

/* A share with its Wilson limits; 0 of nobody has neither. */
static gg_status share_of(gg_rate rate, double z, gg_estimate *out)
{
    gg_interval ends;
    gg_status s = gg_interval_wilson(rate.successes, rate.n, z, &ends);

    if (s != GG_OK)
        return s;
    out->value = fmin(rate.successes / rate.n, 1);
    out->low = fmin(ends.low, out->value);
    out->high = fmax(ends.high, out->value);
    return GG_OK;
}

/* Both shares of a stratum. GG_E_UNDEFINED where one pile is empty; then filled alone is set. */
static gg_status shares_of(const gg_decided *d, double z, gg_estimate *against,
                           gg_estimate *in_favour, double *filled)
{
    gg_status a = share_of(d->unfavourable, z, against);
    gg_status b = share_of(d->favourable, z, in_favour);

    if (a == GG_E_INPUT || b == GG_E_INPUT || !(d->size >= 0) || !isfinite(d->size))
        return GG_E_INPUT;
    *filled = (a == GG_OK ? against->value : 0) - (b == GG_OK ? in_favour->value : 0);
    return a != GG_OK ? a : b;
}

gg_status gg_demographic_disparity(const gg_decided *decided, double z, gg_estimate *out)
{
    gg_estimate against, in_favour;
    gg_interval ends;
    double value;
    gg_status s = shares_of(decided, z, &against, &in_favour, &value);

    if (s == GG_OK)
        s = gg_difference_mover(against, in_favour, &ends);
    if (s != GG_OK)
        return s;
    *out = (gg_estimate){value, fmax(ends.low, -1), fmin(ends.high, 1)};
    return GG_OK;
}

gg_status gg_conditional_demographic_disparity(const gg_decided *strata, size_t n, double z,
                                               gg_demographic *out)
{
    double sum = 0, weight = 0, below = 0, above = 0, all = 0, filled = 0;
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        gg_estimate against, in_favour;
        double w = strata[i].size, d;
        gg_status s = shares_of(&strata[i], z, &against, &in_favour, &d);

        if (s != GG_OK && s != GG_E_UNDEFINED)
            return s;
        all += w;
        filled += w * d;
        if (s != GG_OK || !(w > 0))
            continue;
        sum += w * d;
        weight += w;
        below += w * w *
                 (pow(against.value - against.low, 2) + pow(in_favour.high - in_favour.value, 2));
        above += w * w *
                 (pow(against.high - against.value, 2) + pow(in_favour.value - in_favour.low, 2));
        used++;
    }
    if (used == 0)
        return GG_E_UNDEFINED;
    sum = gg_settled(sum, weight);
    *out = (gg_demographic){.value = sum / weight,
                            .interval = {fmax(sum / weight - sqrt(below) / weight, -1),
                                         fmin(sum / weight + sqrt(above) / weight, 1)},
                            .strata = used,
                            .share = weight / all,
                            .filled = gg_settled(filled, all) / all};
    return GG_OK;
}
