/*
 * Logistic regression by maximum likelihood, with an optional ridge.
 */
#ifndef GAUGER_STATS_LOGISTIC_H
#define GAUGER_STATS_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/error.h"

/* How to fit. */
typedef struct gg_logistic_options {
    double ridge; /* from 0: penalty ridge/2 * sum of squared coefficients, intercept left out */
    unsigned iterations; /* at most; 100 */
    double tolerance;    /* on the change of the deviance that a step foretells, relative; 1e-12.
                            Newton's method squares the error with each step, and one is taken
                            beyond it */
    const char *const *names; /* p names of the columns, for messages; NULL: their numbers from 1 */
    unsigned threads;         /* from 1; changes no result */
    bool (*progress)(void *context, double share); /* false stops; NULL for none */
    void *progress_context;
} gg_logistic_options;

/* What was found. */
typedef struct gg_logistic {
    unsigned iterations;
    bool converged;  /* false: the iterations ran out */
    double deviance; /* -2 log likelihood, without the penalty */
} gg_logistic;

GG_BEGIN_DECLS

/*
 * The default options: no ridge, 100 iterations, 1e-12, one thread, no progress.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller.
 * Undefined cases: none.  Errors: none.
 */
gg_logistic_options gg_logistic_options_default(void);

/*
 * Fits log(p / (1 - p)) = b[0] + b[1] x[1] + ... by Newton's method with step halving.
 *
 * x: n rows of p columns, row by row, finite, the intercept not among them; NULL where p is 0.
 * y: n values 0 or 1.  w: n weights from 0, or NULL for ones.  options: NULL for the defaults.
 * coefficients: room for p + 1, the intercept first.  covariance: (p + 1)^2, row by row, the
 * inverse of the (penalised) information; NULL if not wanted.  out: what was found. All three are
 * untouched on error.
 * Returns GG_OK, also when the iterations ran out (out->converged says so); GG_E_INPUT for one
 * class only, a column that is constant or, without a ridge, a combination of those before it (err
 * names it), numbers that are not finite, separation (without a ridge the probabilities of some
 * rows would go to 0 or 1 and a coefficient to infinity; err names that which goes furthest);
 * GG_E_USAGE for options out of range; GG_E_CONFLICT when progress said stop; GG_E_MEMORY.
 * Undefined cases: n of 0 is one class only; p = 0 fits the intercept alone.
 * Columns are centred and scaled inside, so their units do not matter but for the ridge, which
 * stands on the coefficients as they are returned (scikit-learn's C is 1 / ridge).
 * Source: McCullagh and Nelder 1989, section 4.4; le Cessie and van Houwelingen 1992 (ridge);
 * Albert and Anderson 1984 (separation).
 */
GG_CHECKED gg_status gg_logistic_fit(const double *x, size_t n, size_t p, const double *y,
                                     const double *w, const gg_logistic_options *options,
                                     double *coefficients, double *covariance, gg_logistic *out,
                                     gg_error *err);

/*
 * The version of the library whose linear algebra fits, for the record of a training: GSL's.
 *
 * Returns a static string, e.g. "2.7.1": that of the library that is loaded.
 * Ownership: nothing changes hands.
 * Shape: digits and points.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_logistic_library(void);

GG_END_DECLS
#endif
