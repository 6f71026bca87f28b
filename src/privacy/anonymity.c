/* k-anonymity and risks from the sizes of classes, in the table and in the population. */
#include "gauger/privacy/anonymity.h"

#include <math.h>

#include "anonymity_internal.h"

static gg_status check_sizes(const uint64_t *sizes, size_t n, uint64_t *rows, gg_error *err)
{
    uint64_t sum = 0;

    if (n == 0)
        return gg_error_set(err, GG_E_UNDEFINED, NULL, "no rows, so no classes");
    for (size_t i = 0; i < n; i++) {
        if (sizes[i] == 0)
            return gg_error_set(err, GG_E_USAGE, NULL, "a class without rows");
        if (sizes[i] > GG_ANONYMITY_ROWS - sum)
            return gg_error_set(err, GG_E_LIMIT, NULL, "more than 2^47 rows");
        sum += sizes[i];
    }
    *rows = sum;
    return GG_OK;
}

static void add_class(gg_class_risk *risk, uint64_t size)
{
    if (risk->classes == 0 || size < risk->k)
        risk->k = size;
    if (size > risk->largest)
        risk->largest = size;
    risk->classes++;
    risk->unique_rows += size == 1;
    risk->under_5 += size < 5 ? size : 0;
    risk->under_11 += size < 11 ? size : 0;
}

gg_status gg_class_risk_compute(const uint64_t *sizes, size_t n, double threshold,
                                gg_class_risk *out, gg_error *err)
{
    gg_class_risk risk = {0};
    gg_u128 same_pairs = 0, pairs;
    uint64_t at_risk = 0;
    gg_status status = check_sizes(sizes, n, &risk.rows, err);

    if (status)
        return status;
    if (!(threshold > 0 && threshold <= 1))
        return gg_error_set(err, GG_E_USAGE, "give a number over 0, at most 1",
                            "the risk threshold is out of range");
    for (size_t i = 0; i < n; i++) {
        add_class(&risk, sizes[i]);
        same_pairs += (gg_u128)sizes[i] * (sizes[i] - 1);
        at_risk += threshold * (double)sizes[i] < 1 ? sizes[i] : 0;
    }
    pairs = (gg_u128)risk.rows * (risk.rows - 1);
    risk.prosecutor_max = gg_fraction_of(1, risk.k);
    risk.prosecutor_mean = risk.distinction = gg_fraction_of(n, risk.rows);
    risk.at_risk = gg_fraction_of(at_risk, risk.rows);
    risk.separation = gg_fraction_of(pairs - same_pairs, pairs);
    *out = risk;
    return GG_OK;
}

/* The mean of f / F over rows; where the exact sum does not fit, the nearest double. */
static gg_ratio mean_share(const uint64_t *sample, const uint64_t *population, size_t n,
                           uint64_t rows, double *value)
{
    gg_ratio sum = {0, 1};
    double plain = 0;

    for (size_t i = 0; i < n; i++) {
        sum = gg_ratio_add(sum, (gg_ratio){sample[i], population[i]});
        plain += (double)sample[i] / (double)population[i];
    }
    *value = plain / (double)rows;
    if (sum.den && __builtin_mul_overflow(sum.den, (gg_u128)rows, &sum.den))
        sum.den = 0;
    return sum;
}

static gg_fraction of_ratio(gg_ratio ratio, double value)
{
    return ratio.den ? gg_fraction_of(ratio.num, ratio.den) : (gg_fraction){0, 0, value};
}

gg_status gg_population_risk_compute(const uint64_t *sample, const uint64_t *population, size_t n,
                                     double threshold, gg_population_risk *out, gg_error *err)
{
    gg_population_risk risk = {0};
    uint64_t rows, people, smallest = UINT64_MAX, at_risk = 0;
    gg_ratio least = {1, 1}, most = {0, 1}, mean, by_classes;
    double value;
    gg_status status = check_sizes(sample, n, &rows, err);

    status = status ? status : check_sizes(population, n, &people, err);
    if (status)
        return status;
    if (!(threshold > 0 && threshold <= 1))
        return gg_error_set(err, GG_E_USAGE, "give a number over 0, at most 1",
                            "the risk threshold is out of range");
    for (size_t i = 0; i < n; i++) {
        gg_ratio share = {sample[i], population[i]};

        if (population[i] < sample[i])
            return gg_error_set(err, GG_E_USAGE, NULL,
                                "a class has more rows in the table than in the population");
        smallest = population[i] < smallest ? population[i] : smallest;
        at_risk += threshold * (double)population[i] < 1 ? sample[i] : 0;
        most = gg_ratio_larger(most, share);
        least = gg_ratio_compare(share, least) < 0 ? share : least;
        risk.unique_rows += sample[i] == 1;
        risk.population_unique += sample[i] == 1 && population[i] == 1;
    }
    mean = mean_share(sample, population, n, rows, &value);
    by_classes = (gg_ratio){n, people};
    risk.journalist_max = gg_fraction_of(1, smallest);
    risk.journalist_at_risk = gg_fraction_of(at_risk, rows);
    risk.marketer = of_ratio(mean, value);
    risk.journalist_mean = mean.den && gg_ratio_compare(by_classes, mean) > 0
                               ? gg_fraction_of(n, people)
                               : risk.marketer;
    risk.presence_min = gg_fraction_of(least.num, least.den);
    risk.presence_max = gg_fraction_of(most.num, most.den);
    *out = risk;
    return GG_OK;
}
