/* Binned measures of drift, and the bins themselves. */
#include <gsl/gsl_cdf.h>

#include "gauger/stats/drift.h"
#include "stats_internal.h"

#define BINS_MAX 1000

static double total(const uint64_t *counts, size_t bins)
{
    long double sum = 0;

    for (size_t i = 0; i < bins; i++)
        sum += (long double)counts[i];
    return (double)sum;
}

gg_status gg_psi(const uint64_t *baseline, const uint64_t *current, size_t bins, double added,
                 double *out)
{
    double n, m, sum = 0;

    if (bins == 0 || !(added >= 0) || !isfinite(added))
        return GG_E_INPUT;
    n = total(baseline, bins);
    m = total(current, bins);
    if (n == 0 || m == 0)
        return GG_E_UNDEFINED;
    for (size_t i = 0; i < bins; i++) {
        double p = ((double)baseline[i] + added) / (n + added * (double)bins);
        double q = ((double)current[i] + added) / (m + added * (double)bins);

        if (p == 0 && q == 0)
            continue;
        if (p == 0 || q == 0)
            return GG_E_UNDEFINED;
        sum += (q - p) * log(q / p);
    }
    *out = sum;
    return GG_OK;
}

gg_status gg_psi_critical(double n, double m, size_t bins, double level, double *out)
{
    if (!(n >= 0) || !(m >= 0) || !isfinite(n) || !isfinite(m) || !(level > 0 && level < 1))
        return GG_E_INPUT;
    if (n == 0 || m == 0 || bins < 2)
        return GG_E_UNDEFINED;
    gg_gsl_quiet();
    *out = (1 / n + 1 / m) * gsl_cdf_chisq_Qinv(level, (double)(bins - 1));
    return isfinite(*out) ? GG_OK : GG_E_INTERNAL;
}

gg_status gg_jensen_shannon(const uint64_t *baseline, const uint64_t *current, size_t bins,
                            double *out)
{
    double n, m, sum = 0;

    if (bins == 0)
        return GG_E_INPUT;
    n = total(baseline, bins);
    m = total(current, bins);
    if (n == 0 || m == 0)
        return GG_E_UNDEFINED;
    for (size_t i = 0; i < bins; i++) {
        double p = (double)baseline[i] / n, q = (double)current[i] / m, mean = (p + q) / 2;

        sum += p > 0 ? p * log2(p / mean) : 0;
        sum += q > 0 ? q * log2(q / mean) : 0;
    }
    *out = sqrt(fmin(fmax(sum / 2, 0), 1));
    return GG_OK;
}

/* The value of the row with the given number, rows counted from 0 in rising order. */
static double row_value(const gg_sample *s, uint64_t row)
{
    uint64_t before = 0;

    for (size_t i = 0; i < s->n; i++) {
        if (row - before < s->at[i].count)
            return s->at[i].value;
        before += s->at[i].count;
    }
    return s->at[s->n - 1].value;
}

/* The value at a row and a share of the way to the next row. */
static double between(const gg_sample *s, uint64_t size, uint64_t row, double rest)
{
    double low = row_value(s, row);

    if (rest == 0 || row + 1 >= size)
        return low;
    return low + rest * (row_value(s, row + 1) - low);
}

gg_status gg_quantile(const gg_sample *sample, double p, double *out)
{
    uint64_t size, row;
    double place;
    gg_status s = gg_sample_size(sample, &size);

    if (s != GG_OK)
        return s;
    if (!(p >= 0 && p <= 1))
        return GG_E_INPUT;
    if (size == 0)
        return GG_E_UNDEFINED;
    place = (double)(size - 1) * p;
    row = (uint64_t)place < size ? (uint64_t)place : size - 1;
    *out = between(sample, size, row, place - (double)row);
    return GG_OK;
}

gg_status gg_quantile_edges(const gg_sample *baseline, size_t bins, double *edges, size_t *k)
{
    uint64_t size;
    gg_status s = gg_sample_size(baseline, &size);
    size_t found = 0;

    if (s != GG_OK)
        return s;
    if (bins < 2 || bins > BINS_MAX)
        return GG_E_INPUT;
    if (size == 0)
        return GG_E_UNDEFINED;
    for (size_t i = 1; i < bins; i++) {
        /* In whole numbers: an edge that should fall on a row must not fall short of it. */
        unsigned __int128 place = (unsigned __int128)(size - 1) * i;
        double rest = (double)(uint64_t)(place % bins) / (double)bins;
        double edge = between(baseline, size, (uint64_t)(place / bins), rest);

        if (edge < baseline->at[baseline->n - 1].value && (found == 0 || edges[found - 1] < edge))
            edges[found++] = edge;
    }
    *k = found;
    return GG_OK;
}

gg_status gg_bin_counts(const gg_sample *sample, const double *edges, size_t k, uint64_t *counts)
{
    uint64_t size;
    gg_status s = gg_sample_size(sample, &size);
    size_t bin = 0;

    if (s != GG_OK)
        return s;
    for (size_t i = 0; i < k; i++) {
        if (isnan(edges[i]) || (i > 0 && !(edges[i - 1] < edges[i])))
            return GG_E_INPUT;
    }
    for (size_t i = 0; i <= k; i++)
        counts[i] = 0;
    for (size_t i = 0; i < sample->n; i++) {
        while (bin < k && sample->at[i].value > edges[bin])
            bin++;
        counts[bin] += sample->at[i].count;
    }
    return GG_OK;
}
