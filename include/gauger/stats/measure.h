/*
 * A measure is more than a double: a value, how sure it is, what it came from, and, where there is
 * no value, why not. No function of this library gives 0, NaN or infinity for "undefined".
 *
 * Intervals are asked for by their critical value z (a normal quantile, 1.959963984540054 for 95%),
 * not by the confidence, so that the p-value of a bound can be found by moving z until the interval
 * touches it, however small that p is.
 */
#ifndef GAUGER_STATS_MEASURE_H
#define GAUGER_STATS_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/status.h"

/* Reasons why a measure has no value; `why` points at one of these texts. */
#define GG_WHY_NO_POSITIVES      "no_positives"    /* nobody with the outcome */
#define GG_WHY_NO_NEGATIVES      "no_negatives"    /* nobody without the outcome */
#define GG_WHY_NO_SELECTED       "no_selected"     /* nobody referred (and verified) */
#define GG_WHY_NO_NOT_SELECTED   "no_not_selected" /* nobody not referred (and verified) */
#define GG_WHY_NO_ROWS           "no_rows"         /* an empty group */
#define GG_WHY_ONE_CLASS         "one_class"       /* ranking needs both outcomes */
#define GG_WHY_NOT_IDENTIFIED    "not_identified"  /* outcomes are known only for the inspected */
#define GG_WHY_NOT_PUBLISHED     "not_published"   /* a published table does not tell the counts */
#define GG_WHY_NOT_A_PROBABILITY "not_a_probability"   /* scores outside [0, 1] */
#define GG_WHY_NO_SCORES         "no_scores"           /* the table has decisions, not scores */
#define GG_WHY_REFERENCE         "undefined_reference" /* the reference group's figure is undefined */
#define GG_WHY_ZERO_REFERENCE    "zero_reference"      /* a ratio to 0 */
#define GG_WHY_UNDEFINED_GROUP   "undefined_group" /* a summary over a group without the figure */
#define GG_WHY_ONE_GROUP         "one_group"       /* a comparison needs two groups */
#define GG_WHY_TOO_FEW           "too_few"         /* fewer rows than asked for */
#define GG_WHY_BOUNDED           "bounded"         /* counts are known within bounds only */
#define GG_WHY_NOT_MEASURED      "not_measured"    /* left out by --measure */
#define GG_WHY_WITHHELD          "withheld"        /* known, but too small to be shown */

/* Why a value has no interval. */
#define GG_WHY_NO_SPREAD     "no_spread"     /* all rows alike, or no formula for the spread */
#define GG_WHY_FEW_POSITIVES "few_positives" /* too few rows of the rarer outcome for a test */

typedef enum gg_measure_state {
    GG_MEASURE_OK,        /* value is a number; low and high are numbers or NaN (no interval) */
    GG_MEASURE_UNDEFINED, /* no value; why says why */
    GG_MEASURE_TOO_FEW,   /* no value: too few rows */
    GG_MEASURE_WITHHELD   /* no value shown */
} gg_measure_state;

typedef struct gg_measure {
    double value;          /* NaN unless state is GG_MEASURE_OK */
    double low, high;      /* ends of the interval; NaN where there is none; may be +-infinity
                              (a ratio whose reference may be 0), written as null */
    double standard_error; /* NaN unless the interval came from one */
    double n;              /* rows (or effective rows) behind the value */
    const char *method;    /* static name of the interval's method, "" if none */
    const char *why;       /* static text, NULL when state is GG_MEASURE_OK */
    gg_measure_state state;
    bool bounded; /* known within bounds only, because counts are: no value (why is "bounded"), but
                     low and high are the sampling interval around the bounds */
    double bound_low, bound_high; /* then: the least and the greatest value the counts allow */
} gg_measure;

typedef struct gg_interval {
    double low, high;
} gg_interval;

GG_BEGIN_DECLS

/*
 * A measure with a value and an interval.
 *
 * value: finite.  low, high: ends, NaN for none.  method: a static name, kept by reference.
 * Returns the measure, state ok, standard_error and n NaN.
 * Undefined cases: a value that is not finite gives an undefined measure with why "no_rows".
 * Ownership: none, a plain value.  Errors: none.
 */
gg_measure gg_measure_of(double value, double low, double high, const char *method);

/*
 * A measure without a value.
 *
 * why: one of the GG_WHY_ texts (static), kept by reference.
 * Returns the measure: value, low, high, standard_error NaN; state from why: too_few and withheld
 * have states of their own, everything else is undefined.
 * Ownership: none, a plain value.  Errors: none.
 */
gg_measure gg_measure_undefined(const char *why);

/*
 * The critical value of a two-sided confidence level.
 *
 * confidence: strictly between 0 and 1, e.g. 0.95.
 * Returns z > 0 such that a normal variate lies within +-z with that probability.
 * Undefined cases: NaN outside (0, 1).  Source: GSL's gsl_cdf_ugaussian_Qinv.
 */
double gg_z_of_confidence(double confidence);

/*
 * The one-sided tail probability beyond a critical value, 1 - Phi(z).
 *
 * z: any finite number.
 * Returns a probability in [0, 1], accurate in the tail (z = 30 gives 4.9e-198, not 0).
 * Undefined cases: NaN for NaN.  Source: GSL's gsl_cdf_ugaussian_Q.
 */
double gg_p_of_z(double z);

/*
 * The critical value of a one-sided tail probability, the inverse of gg_p_of_z().
 *
 * p: strictly between 0 and 1, e.g. 0.025 for 1.959963984540054; down to 1e-308.
 * Returns the z with 1 - Phi(z) = p; negative for p above 1/2.
 * Undefined cases: NaN outside (0, 1).  Source: GSL's gsl_cdf_ugaussian_Qinv (Wichura 1988, AS
 * 241).
 */
double gg_z_of_p(double p);

GG_END_DECLS
#endif
