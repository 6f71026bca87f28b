/* Newcombe's fifth interval of an area under the ROC curve: the areas from which the observed one
 * is no further than z of their own standard errors. */
#include <float.h>

#include "gauger/stats/derived.h"
#include "gauger/stats/difference.h"
#include "stats_internal.h"

typedef struct seen {
    double auc, negatives, positives, z;
} seen;

/* Hanley and McNeil's variance at area x, both classes' sizes in its two terms replaced by their
 * mean, over x (1 - x). */
static double spread(const seen *s, double x)
{
    const double mean = (s->negatives + s->positives) / 2 - 1;

    return (1 + mean * (1 - x) / (2 - x) + mean * x / (1 + x)) / s->negatives / s->positives;
}

/* Above 0 where x is too far away. Divided by x (1 - x), so that 0 and 1 are no roots. */
static double excess(double x, const void *given)
{
    const seen *s = given;
    const double off = x - s->auc;

    return off / x * (off / (1 - x)) - s->z * s->z * spread(s, x);
}

gg_status gg_interval_auc_newcombe(double auc, double negatives, double positives, double z,
                                   gg_interval *out)
{
    const seen s = {auc, negatives, positives, z};
    const double below = fmin(auc, 1 - DBL_EPSILON), above = fmax(auc, DBL_MIN);

    if (!(auc >= 0 && auc <= 1) || !(negatives >= 0) || !(positives >= 0) || !isfinite(negatives) ||
        !isfinite(positives) || !gg_z_usable(z))
        return GG_E_INPUT;
    if (negatives < 1 || positives < 1)
        return GG_E_UNDEFINED;
    out->low = auc > 0 ? fmin(auc, gg_root_between(excess, &s, DBL_MIN, below)) : 0;
    out->high = auc < 1 ? fmax(auc, gg_root_between(excess, &s, above, 1 - DBL_EPSILON)) : 1;
    return GG_OK;
}

gg_status gg_difference_auc_newcombe(double a, double b, double negatives, double positives,
                                     double z, gg_interval *out)
{
    gg_interval of_a, of_b;
    gg_status s = gg_interval_auc_newcombe(a, negatives, positives, z, &of_a);

    if (s == GG_OK)
        s = gg_interval_auc_newcombe(b, negatives, positives, z, &of_b);
    if (s == GG_OK)
        s = gg_difference_mover((gg_estimate){a, of_a.low, of_a.high},
                                (gg_estimate){b, of_b.low, of_b.high}, out);
    if (s == GG_OK)
        *out = (gg_interval){fmax(out->low, -1), fmin(out->high, 1)};
    return s;
}
