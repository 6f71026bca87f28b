/*
 * Intervals of any function of counts, by drawing the cells' probabilities anew: from a Dirichlet
 * distribution with parameters counts + 1/2. Unlike a bootstrap this does not keep an empty cell
 * empty for ever, which is what makes a bootstrap say [0, 0].
 *
 * All functions of one set of cells (mcc, markedness, ...) are computed on the same draws. The
 * draws come from a stream keyed by (seed, slice, metric): the same whatever was drawn before.
 */
#ifndef GAUGER_STATS_DRAWS_H
#define GAUGER_STATS_DRAWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/stats/measure.h"

/*
 * Computes all functions on one draw. cells: as many probabilities, summing to 1, as there are
 * counts.  values: one number a function, NaN where a function is undefined.
 */
typedef void (*gg_draw_function)(const double *cells, double *values, void *context);

typedef struct gg_draw_plan {
    const double *counts;       /* cells numbers from 0 */
    size_t cells;               /* from 2 to 1,000,000 */
    double added;               /* prior weight of a cell; 0.5 by rule, above 0 */
    size_t replicates;          /* B; 2,000 by rule, from 1 to 10,000,000 */
    uint64_t seed;              /* 1 by rule; recorded in the result */
    const char *slice, *metric; /* keys of the stream, NULL for "" */
    gg_draw_function function;
    size_t functions; /* how many values it gives, from 1 */
    void *context;    /* handed to function; may be NULL */
} gg_draw_plan;

typedef struct gg_draws gg_draws;

GG_BEGIN_DECLS

/*
 * A plan with the rules filled in: added 0.5, 2,000 replicates, seed 1; the rest is the caller's.
 *
 * Takes nothing.
 * Returns the plan.
 * Undefined cases: counts, cells, function and functions must be set before use.  Errors: none.
 */
gg_draw_plan gg_draw_plan_default(void);

/*
 * Draws B sets of cell probabilities and keeps every function's values.
 *
 * plan: what to draw; kept by nobody after the call.
 * out: the draws, to be ended with gg_draws_free(); written only on GG_OK.
 * Returns GG_OK; GG_E_INPUT for a plan out of range or a count that is negative or not finite;
 * GG_E_MEMORY.
 * Source: Dirichlet from gamma variates (Devroye 1986, XI.4); gammas by GSL (Marsaglia and Tsang
 * 2000); Jeffreys' prior weight 1/2.
 */
GG_CHECKED gg_status gg_draws_new(const gg_draw_plan *plan, gg_draws **out);

/*
 * Frees draws.
 *
 * d: from gg_draws_new(); NULL is allowed and does nothing.
 * Result: d is dead.
 * Undefined cases: none.  Errors: none.
 */
void gg_draws_free(gg_draws *d);

/*
 * Percentile interval of one function: the type-7 quantiles at 1 - Phi(z) and Phi(z) of its draws.
 *
 * d: draws; their order inside is changed, no result depends on it.  function: from 0.  z: critical
 * value in [0, 64]; beyond about sqrt(2 ln B) the ends are the extreme draws.
 * out: the ends; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED if the function was undefined on every draw (undefined draws are
 * left out); GG_E_INPUT for a function or z out of range.
 * Source: Efron 1979 (percentile), on posterior draws.
 */
GG_CHECKED gg_status gg_draws_interval(gg_draws *d, size_t function, double z, gg_interval *out);

/*
 * One-sided p that a function lies beyond a bound, (k + 1) / (B + 1), k the draws at or beyond it.
 *
 * d: draws.  function: from 0.  bound: finite.  above: whether "beyond" is at or above the bound
 * (true) or at or below it (false).
 * p: in (0, 1]; written only on GG_OK.
 * Returns as gg_draws_interval(); undefined draws count as beyond, so that they never help.
 * Source: Davison and Hinkley 1997, section 4.2.
 */
GG_CHECKED gg_status gg_draws_tail(const gg_draws *d, size_t function, double bound, bool above,
                                   double *p);

/*
 * How many draws gave a function a value.
 *
 * d: draws.  function: from 0.
 * Returns the number, from 0 to B; 0 for a function out of range.
 * Undefined cases: none.  Errors: none.
 */
size_t gg_draws_defined(const gg_draws *d, size_t function);

GG_END_DECLS
#endif
