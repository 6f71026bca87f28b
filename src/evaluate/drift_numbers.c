/* How far two samples of numbers lie apart. */
#include <math.h>

#include "evaluate/drift_internal.h"

#define DECILES 10

/*
 * The baseline's deciles as edges of bins. Where they all are its largest value (a flag that is
 * nearly always 1), the next smaller value is the edge, so that the two sides can differ at all.
 */
static gg_status choose_edges(const gg_sample *baseline, double edges[DECILES], size_t *k)
{
    gg_status status = gg_quantile_edges(baseline, DECILES, edges, k);

    if (!status && *k == 0 && baseline->n > 1) {
        edges[0] = baseline->at[baseline->n - 2].value;
        *k = 1;
    }
    return status;
}

static gg_status measure_deciles(const gg_sample *baseline, const gg_sample *current,
                                 gg_drift_column *out)
{
    uint64_t before[DECILES], now[DECILES];
    double edges[DECILES];
    size_t k = 0;
    gg_status status = choose_edges(baseline, edges, &k);

    if (!status)
        status = gg_bin_counts(baseline, edges, k, before);
    if (!status)
        status = gg_bin_counts(current, edges, k, now);
    return status ? status : gg_drift_measure_bins(before, now, k + 1, out);
}

static gg_status test_numbers(const gg_sample *baseline, const gg_sample *current,
                              gg_drift_column *out)
{
    gg_ks ks;
    gg_status status = gg_ks_test(baseline, current, &ks);

    if (status)
        return status;
    out->statistic = ks.statistic;
    out->main.p = ks.p_asymptotic;
    out->main.method = "asymptotic";
    if (ks.n * ks.m > GG_KS_EXACT_MAX)
        return GG_OK;
    out->main.method = "exact";
    return gg_ks_exact(baseline, current, &out->main.p);
}

gg_status gg_drift_measure_numbers(const gg_sample *baseline, const gg_sample *current,
                                   gg_drift_column *out)
{
    gg_wasserstein moved;
    gg_status status = test_numbers(baseline, current, out);

    if (!status)
        status = measure_deciles(baseline, current, out);
    if (!status)
        status = gg_wasserstein_1(baseline, current, &moved);
    if (status)
        return status;
    out->wasserstein = moved.distance;
    out->scaled = moved.scaled;
    out->baseline_sd = moved.baseline_sd;
    return GG_OK;
}
