#include "gauger/stats/derived.h"

#include "gauger/stats/interval.h"
#include "stats_internal.h"

gg_status gg_interval_f1(double tp, double fp, double fn, double z, gg_interval *out)
{
    gg_interval j;
    gg_status s = fp >= 0 && fn >= 0 ? gg_interval_wilson(tp, tp + fp + fn, z, &j) : GG_E_INPUT;

    if (s != GG_OK)
        return s;
    out->low = 2 * j.low / (1 + j.low);
    out->high = 2 * j.high / (1 + j.high);
    return GG_OK;
}

gg_status gg_interval_balanced_accuracy(gg_rate recall, gg_rate specificity, double z,
                                        gg_interval *out)
{
    gg_interval i, j;
    gg_estimate a, b;
    gg_status s = gg_rates_check(&recall, &specificity, z);

    if (s == GG_OK)
        s = gg_interval_wilson(recall.successes, recall.n, z, &i);
    if (s == GG_OK)
        s = gg_interval_wilson(specificity.successes, specificity.n, z, &j);
    if (s != GG_OK)
        return s;
    a = (gg_estimate){recall.successes / recall.n, i.low, i.high};
    b = (gg_estimate){specificity.successes / specificity.n, j.low, j.high};
    return gg_mean_mover(a, b, out);
}

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

gg_status gg_interval_logit(double value, double standard_error, double z, gg_interval *out)
{
    double centre, half;

    if (!(value >= 0 && value <= 1) || !(standard_error >= 0) || !isfinite(standard_error) ||
        !gg_z_usable(z))
        return GG_E_INPUT;
    if (value == 0 || value == 1)
        return GG_E_UNDEFINED;
    centre = log(value) - log1p(-value);
    half = z * standard_error / (value * (1 - value));
    out->low = fmin(logistic(centre - half), value);
    out->high = fmax(logistic(centre + half), value);
    return GG_OK;
}

/* tail^(1/k): the value at which k successes of k have the probability of the tail beyond z. */
static double all_of(double k, double z)
{
    return exp(gg_log_p_of_z(z) / k);
}

gg_status gg_interval_auc(double auc, double standard_error, double negatives, double positives,
                          double z, gg_interval *out)
{
    double k = fmin(negatives, positives);

    if (!(auc >= 0 && auc <= 1) || standard_error < 0 || !(k >= 0) || !gg_z_usable(z))
        return GG_E_INPUT;
    if (k == 0)
        return GG_E_UNDEFINED;
    if (auc == 1) {
        *out = (gg_interval){all_of(k, z), 1};
        return GG_OK;
    }
    if (auc == 0) {
        *out = (gg_interval){0, 1 - all_of(k, z)};
        return GG_OK;
    }
    if (standard_error > 0 && isfinite(standard_error))
        return gg_interval_logit(auc, standard_error, z, out);
    return gg_interval_wilson(auc * k, k, z, out);
}

gg_status gg_interval_average_precision(double ap, double positives, double z, gg_interval *out)
{
    if (!(ap > 0 && ap <= 1) || !(positives >= 0) || !isfinite(positives) || !gg_z_usable(z))
        return GG_E_INPUT;
    if (positives == 0)
        return GG_E_UNDEFINED;
    if (ap == 1) {
        *out = (gg_interval){all_of(positives, z), 1};
        return GG_OK;
    }
    return gg_interval_logit(ap, sqrt(ap * (1 - ap) / positives), z, out);
}

gg_status gg_interval_normal(double value, double standard_error, double z, gg_interval *out)
{
    if (!isfinite(value) || !(standard_error >= 0) || !isfinite(standard_error) || !gg_z_usable(z))
        return GG_E_INPUT;
    out->low = value - z * standard_error;
    out->high = value + z * standard_error;
    return GG_OK;
}

gg_status gg_mean_of_sums(double sum, double sum_squares, double n, double *mean,
                          double *standard_error)
{
    if (!isfinite(sum) || !isfinite(sum_squares) || !isfinite(n) || n < 0)
        return GG_E_INPUT;
    if (n == 0)
        return GG_E_UNDEFINED;
    *mean = sum / n;
    *standard_error = n > 1 ? sqrt(fmax(sum_squares - sum * (sum / n), 0) / (n - 1) / n) : NAN;
    return GG_OK;
}
