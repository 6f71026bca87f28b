/* Internal to the floor stats: GSL made quiet, the root finder, the incomplete beta function. */
#ifndef GG_STATS_INTERNAL_H
#define GG_STATS_INTERNAL_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/stats/difference.h"
#include "gauger/stats/drift.h"
#include "gauger/stats/measure.h"

/* Intervals are asked for with z from 0 to here; p-values below 1e-890 are nobody's need. */
#define GG_Z_MAX 64.0

/* Turns GSL's aborting error handler off, once for the process, from any thread. */
void gg_gsl_quiet(void);

/* log(1 - Phi(z)), accurate for every z. */
double gg_log_p_of_z(double z);

/* Upper tail of the chi-square distribution; 1 at x <= 0. */
double gg_chi2_tail(double x, double degrees);

typedef double (*gg_curve)(double x, const void *given);

/*
 * The place in [from, to] where the curve changes sign, to the last bits of x. An end whose value
 * is 0 is returned; when both ends have one sign, the end with the smaller |value| is.
 */
double gg_root_between(gg_curve f, const void *given, double from, double to);

/* The same where the values at both ends are known. */
double gg_root_of_ends(gg_curve f, const void *given, double from, double to, double f0, double f1);

/*
 * Logarithms of both tails of a beta distribution at x = 1 / (1 + exp(-logit)): *below is
 * log I_x(a, b), *above is log (1 - I_x(a, b)). a, b > 0, up to 1e15.
 */
gg_status gg_beta_log_tails(double a, double b, double logit, double *below, double *above);

/* The x whose lower (or upper) beta tail has the logarithm log_tail; 0 or 1 beyond reach. */
gg_status gg_beta_quantile(double a, double b, double log_tail, bool upper, double *out);

/* Whether z is a usable critical value. */
static inline bool gg_z_usable(double z)
{
    return z >= 0 && z <= GG_Z_MAX;
}

/*
 * Checks successes of n and pulls a rounding excess back to n: GG_E_UNDEFINED when n is 0,
 * GG_E_INPUT for what is no count at all.
 */
gg_status gg_rate_check(double *successes, double n);

/* The same for two rates and a critical value; GG_E_INPUT goes before GG_E_UNDEFINED. */
gg_status gg_rates_check(gg_rate *a, gg_rate *b, double z);

/* Clopper-Pearson limits of n rates. */
gg_status gg_exact_limits(const gg_rate *rates, size_t n, double z, gg_estimate *out);

/* The hull intervals of simultaneous.h for rates a, b whose exact limits p, q are known. */
gg_status gg_difference_hull(const gg_estimate *p, const gg_estimate *q, gg_rate a, gg_rate b,
                             double z, gg_interval *out);
gg_status gg_ratio_hull(const gg_estimate *p, const gg_estimate *q, gg_rate a, gg_rate b, double z,
                        gg_interval *out);

/* A sum of differences of rates that is below the rounding error of its terms is 0; scale: the sum
 * of their weights. */
static inline double gg_settled(double sum, double scale)
{
    return fabs(sum) <= 8 * DBL_EPSILON * scale ? 0 : sum;
}

/* The variance of a difference of two rates at the constrained maximum likelihood under delta. */
double gg_difference_null_variance(gg_rate a, gg_rate b, double delta);

/* The gap a - theta b of the observed rates and its error at the constrained maximum likelihood
 * under theta > 0, both divided by max(1, theta). */
void gg_ratio_null_parts(gg_rate a, gg_rate b, double theta, double *gap, double *error);

/* Adds a count to a class; false when the class would reach 2^62 rows. */
bool gg_class_add(uint64_t *total, uint64_t count);

/* Rows of a sample; checks that its values are finite and rise. */
gg_status gg_sample_size(const gg_sample *sample, uint64_t *size);

#endif
