/*
 * How far two samples of one quantity lie apart: numbers only. A sample is the list of its distinct
 * values in rising order with how often each occurs; bins are counts.
 *
 * The first sample is the baseline.
 */
#ifndef GAUGER_STATS_DRIFT_H
#define GAUGER_STATS_DRIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/stats/measure.h"

/* Up to this product of the two sizes gg_ks_exact() is meant to be used. */
#define GG_KS_EXACT_MAX 10000

typedef struct gg_value_count {
    double value;   /* finite; rising along the list */
    uint64_t count; /* above 0 */
} gg_value_count;

typedef struct gg_sample {
    const gg_value_count *at;
    size_t n; /* distinct values */
} gg_sample;

typedef struct gg_ks {
    double statistic;    /* largest distance of the two distribution functions, in [0, 1] */
    double p_asymptotic; /* Kolmogorov's limit */
    double n, m;         /* sizes of the samples */
} gg_ks;

typedef struct gg_wasserstein {
    double distance;    /* area between the two distribution functions, in units of the values */
    double scaled;      /* over the baseline's standard deviation; NaN where that is 0 */
    double baseline_sd; /* with divisor n (ddof 0) */
} gg_wasserstein;

GG_BEGIN_DECLS

/*
 * Sorts values and merges equal ones into a sample.
 *
 * values: n finite numbers in any order; counts: their multiplicities, NULL for 1 each, 0 leaves
 * one out.  out: room for n; written only on GG_OK.  size: how many distinct values. Returns GG_OK;
 * GG_E_INPUT for a value that is not finite; GG_E_LIMIT if the counts reach 2^62; GG_E_MEMORY. -0
 * and 0 are one value.  Time O(n log n).
 */
GG_CHECKED gg_status gg_sample_of_values(const double *values, const uint64_t *counts, size_t n,
                                         gg_value_count *out, size_t *size);

/*
 * Kolmogorov and Smirnov's two-sample statistic with its asymptotic p.
 *
 * baseline, current: samples.
 * out: written only on GG_OK; p_asymptotic = Q(sqrt(n m / (n + m)) D), Q Kolmogorov's limiting
 * distribution, with the effective size n m / (n + m). This is R's ks.test(exact = FALSE) and
 * SciPy's kolmogorov-limit. SciPy's ks_2samp(mode="asymp") has the same effective size but,
 * since 1.5, puts it into the finite one-sample distribution (kstwo), which gives a slightly
 * smaller p. Returns GG_OK; GG_E_UNDEFINED for an empty sample; GG_E_INPUT if values do not rise;
 * GG_E_LIMIT. Under ties the p is conservative. Source: Kolmogorov 1933; Smirnov 1939.
 */
GG_CHECKED gg_status gg_ks_test(const gg_sample *baseline, const gg_sample *current, gg_ks *out);

/*
 * Exact p of the same statistic, given the ties: the share of all ways to deal the pooled values
 * into samples of these sizes whose statistic is at least the observed one.
 *
 * baseline, current: samples; the product of their sizes at most 10^8 (meant for up to
 * GG_KS_EXACT_MAX).
 * p_value: in (0, 1]; written only on GG_OK.
 * Returns as gg_ks_test(); GG_E_LIMIT for a larger product; GG_E_MEMORY.
 * Source: Schroeer and Trenkler 1995 (paths checked only where a run of ties ends), as R's
 * psmirnov.
 */
GG_CHECKED gg_status gg_ks_exact(const gg_sample *baseline, const gg_sample *current,
                                 double *p_value);

/*
 * Kolmogorov's limiting tail, 2 sum over k >= 1 of (-1)^(k-1) exp(-2 k^2 x^2).
 *
 * x: sqrt(effective size) times the statistic; below 0 counts as 0.
 * Returns a probability in [0, 1], accurate in both tails.
 * Undefined cases: NaN for NaN.
 * Source: Kolmogorov 1933; for small x Jacobi's transformed series.
 */
double gg_kolmogorov_tail(double x);

/*
 * Wasserstein-1 (earth mover's) distance of two samples, raw and over the baseline's standard
 * deviation (divisor n, that is ddof 0).
 *
 * baseline, current: samples.
 * out: written only on GG_OK; scaled is 0 when the distance is 0, otherwise NaN for a constant
 * baseline.
 * Returns as gg_ks_test().
 * Source: Vallender 1974 (area between distribution functions).
 */
GG_CHECKED gg_status gg_wasserstein_1(const gg_sample *baseline, const gg_sample *current,
                                      gg_wasserstein *out);

/*
 * Population stability index, sum of (q - p) ln(q / p), p and q the bins' shares after `added` was
 * added to every count and the shares renormalised.
 *
 * baseline, current: counts of the same bins.  bins: from 1.  added: 0.5 by rule; 0 for none.
 * out: from 0; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if a side has no rows or added is 0 and a bin is empty on one side;
 * GG_E_INPUT for no bins or an `added` that is negative or not finite.
 * Source: Jeffreys 1946 (the symmetric divergence); natural logarithm.
 */
GG_CHECKED gg_status gg_psi(const uint64_t *baseline, const uint64_t *current, size_t bins,
                            double added, double *out);

/*
 * The value that a population stability index exceeds with probability `level` when nothing has
 * changed: (1 / n + 1 / m) times the chi-square quantile with bins - 1 degrees of freedom.
 *
 * n, m: rows of the two sides, above 0.  bins: from 2.  level: in (0, 1), 0.05 by rule.
 * out: above 0; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for an empty side or fewer than 2 bins; GG_E_INPUT otherwise.
 * Source: Yurdakul and Naranjo 2020.
 */
GG_CHECKED gg_status gg_psi_critical(double n, double m, size_t bins, double level, double *out);

/*
 * Jensen-Shannon distance, base 2: the root of the mean divergence of both sides from their
 * average.
 *
 * baseline, current: counts of the same bins.  bins: from 1.
 * out: in [0, 1]; 1 where no bin is shared; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if a side has no rows; GG_E_INPUT for no bins.
 * Source: Lin 1991; Endres and Schindelin 2003 (the root is a metric).  Nothing is added to counts.
 */
GG_CHECKED gg_status gg_jensen_shannon(const uint64_t *baseline, const uint64_t *current,
                                       size_t bins, double *out);

/*
 * Quantile of a sample, type 7: linear between order statistics at (N - 1) p.
 *
 * sample: N rows in all.  p: in [0, 1].
 * out: the quantile; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for an empty sample; GG_E_INPUT for p out of range or values that
 * do not rise; GG_E_LIMIT if the counts reach 2^62. Source: Hyndman and Fan 1996, definition 7 (R's
 * and NumPy's default).
 */
GG_CHECKED gg_status gg_quantile(const gg_sample *sample, double p, double *out);

/*
 * Inner edges of quantile bins of a baseline, e.g. its deciles: type-7 quantiles at i / bins, equal
 * ones merged, those at the largest value left out (nothing lies beyond). The ends are open: k
 * edges make k + 1 bins, (-inf, e1], (e1, e2], ..., (ek, inf).
 *
 * baseline: a sample.  bins: wanted, from 2 to 1,000.  edges: room for bins - 1; written only on
 * GG_OK.  k: how many edges, 0 for a constant column.
 * Returns as gg_quantile(); GG_E_INPUT also for a number of bins out of range.
 */
GG_CHECKED gg_status gg_quantile_edges(const gg_sample *baseline, size_t bins, double *edges,
                                       size_t *k);

/*
 * Counts of a sample by bin, bins closed on the right as gg_quantile_edges() makes them.
 *
 * sample: may be empty.  edges: k rising numbers; k may be 0.  counts: k + 1, written only on
 * GG_OK. Returns GG_OK; GG_E_INPUT if values or edges do not rise; GG_E_LIMIT if the counts reach
 * 2^62. Undefined cases: none.
 */
GG_CHECKED gg_status gg_bin_counts(const gg_sample *sample, const double *edges, size_t k,
                                   uint64_t *counts);

GG_END_DECLS
#endif
