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
    double tolerance;    /* on the relative change of the deviance; 1e-12 */
    unsigned threads;    /* from 1; changes no result */
    bool (*progress)(void *context, double share); /* false stops; NULL for none */
    void *progress_context;
} gg_logistic_options;

/* What was found. */
typedef struct gg_logistic {
    unsigned iterations;
    bool converged;
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
 * x: n rows of p columns, row by row, finite, the intercept not among them.  y: n values 0 or 1.
 * w: n weights from 0, or NULL for ones.  options: NULL for the defaults.
 * coefficients: room for p + 1, the intercept first.  covariance: (p + 1)^2, row by row, the
 * inverse of the (penalised) information; NULL if not wanted.  out: what was found.
 * Returns GG_OK; GG_E_INPUT for one class only, a column that is constant or a combination of
 * others (err names its number), numbers that are not finite, separation (fitted probabilities
 * reach 0 and 1 without a ridge); GG_E_CONFLICT when progress said stop; GG_E_MEMORY.
 * Undefined cases: n or p of 0 (p = 0 fits the intercept alone).
 * Source: McCullagh and Nelder 1989, section 4.4; le Cessie and van Houwelingen 1992 (ridge).
 */
GG_CHECKED gg_status gg_logistic_fit(const double *x, size_t n, size_t p, const double *y,
                                     const double *w, const gg_logistic_options *options,
                                     double *coefficients, double *covariance, gg_logistic *out,
                                     gg_error *err);

GG_END_DECLS
#endif
