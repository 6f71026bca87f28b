#include "gauger/stats/draws.h"

#include <stdlib.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "gauger/base/random.h"
#include "stats_internal.h"

#define CELLS_MAX      1000000
#define REPLICATES_MAX 10000000
#define VALUES_MAX     (SIZE_MAX / sizeof(double))

struct gg_draws {
    size_t replicates, functions;
    size_t *defined; /* by function: its defined values stand first */
    double *values;  /* replicates of function 0, then of function 1, ... */
};

/* gg_random as a generator of GSL's. */
static unsigned long next_bits(void *state)
{
    return (unsigned long)gg_random_bits(state);
}

static double next_uniform(void *state)
{
    return gg_random_uniform(state);
}

/* GSL seeds a generator when it makes one; ours comes seeded by its keys. */
static void no_seed(void *state, unsigned long seed)
{
    (void)state;
    (void)seed;
}

static const gsl_rng_type STREAM = {.name = "xoshiro256**",
                                    .max = UINT64_MAX,
                                    .min = 0,
                                    .size = sizeof(gg_random),
                                    .set = no_seed,
                                    .get = next_bits,
                                    .get_double = next_uniform};

gg_draw_plan gg_draw_plan_default(void)
{
    return (gg_draw_plan){.added = 0.5, .replicates = 2000, .seed = 1};
}

static gg_status check(const gg_draw_plan *p)
{
    if (p->cells < 2 || p->cells > CELLS_MAX || p->replicates < 1 ||
        p->replicates > REPLICATES_MAX || p->functions < 1 || !p->function || !p->counts ||
        !(p->added > 0) || !isfinite(p->added))
        return GG_E_INPUT;
    for (size_t i = 0; i < p->cells; i++) {
        if (!(p->counts[i] >= 0) || !isfinite(p->counts[i]))
            return GG_E_INPUT;
    }
    return p->functions > VALUES_MAX / p->replicates ? GG_E_MEMORY : GG_OK;
}

/* Probabilities of the cells; all-zero gammas (which underflow could give) are drawn again. */
static void draw_cells(const gg_draw_plan *p, const gsl_rng *rng, double *cells)
{
    double sum;

    do {
        sum = 0;
        for (size_t i = 0; i < p->cells; i++)
            sum += cells[i] = gsl_ran_gamma(rng, p->counts[i] + p->added, 1);
    } while (!(sum > 0));
    for (size_t i = 0; i < p->cells; i++)
        cells[i] /= sum;
}

static void keep(gg_draws *d, const double *values)
{
    for (size_t f = 0; f < d->functions; f++) {
        if (!isnan(values[f]))
            d->values[f * d->replicates + d->defined[f]++] = values[f];
    }
}

static void fill(const gg_draw_plan *plan, gg_draws *d, double *cells, double *values)
{
    gg_random random;
    gsl_rng rng = {.type = &STREAM, .state = &random};

    gg_gsl_quiet();
    gg_random_init(&random, plan->seed, plan->slice, plan->metric);
    for (size_t b = 0; b < plan->replicates; b++) {
        draw_cells(plan, &rng, cells);
        plan->function(cells, values, plan->context);
        keep(d, values);
    }
}

gg_status gg_draws_new(const gg_draw_plan *plan, gg_draws **out)
{
    gg_status s = check(plan);
    double *cells, *values;
    gg_draws *d;

    if (s != GG_OK)
        return s;
    cells = calloc(plan->cells, sizeof *cells);
    values = calloc(plan->functions, sizeof *values);
    d = calloc(1, sizeof *d);
    if (d) {
        d->replicates = plan->replicates;
        d->functions = plan->functions;
        d->defined = calloc(d->functions, sizeof *d->defined);
        d->values = calloc(d->functions * d->replicates, sizeof *d->values);
    }
    if (cells && values && d && d->defined && d->values) {
        fill(plan, d, cells, values);
        *out = d;
    } else {
        gg_draws_free(d);
        s = GG_E_MEMORY;
    }
    free(cells);
    free(values);
    return s;
}

void gg_draws_free(gg_draws *d)
{
    if (!d)
        return;
    free(d->defined);
    free(d->values);
    free(d);
}

static void swap(double *a, double *b)
{
    double t = *a;

    *a = *b;
    *b = t;
}

/* Moves the k-th smallest of x[0 .. n-1] to its place, smaller ones before it (Hoare 1961). */
static double select_rank(double *x, size_t n, size_t k)
{
    size_t from = 0, to = n - 1;

    while (from < to) {
        double pivot = x[from + (to - from) / 2];
        size_t i = from, j = to;

        for (;;) {
            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap(&x[i++], &x[j--]);
        }
        if (k <= j)
            to = j;
        else
            from = j + 1;
    }
    return x[k];
}

static double quantile(double *x, size_t n, double p)
{
    double place = (double)(n - 1) * p;
    size_t k = (size_t)place;
    double low = select_rank(x, n, k), rest = place - (double)k;

    if (rest == 0 || k + 1 >= n)
        return low;
    return low + rest * (select_rank(x, n, k + 1) - low);
}

gg_status gg_draws_interval(gg_draws *d, size_t function, double z, gg_interval *out)
{
    double tail = gg_p_of_z(z), *x;

    if (!gg_z_usable(z) || function >= d->functions)
        return GG_E_INPUT;
    if (d->defined[function] == 0)
        return GG_E_UNDEFINED;
    x = d->values + function * d->replicates;
    out->low = quantile(x, d->defined[function], tail);
    out->high = quantile(x, d->defined[function], 1 - tail);
    return GG_OK;
}

gg_status gg_draws_tail(const gg_draws *d, size_t function, double bound, bool above, double *p)
{
    size_t beyond;
    const double *x;

    if (function >= d->functions || !isfinite(bound))
        return GG_E_INPUT;
    if (d->defined[function] == 0)
        return GG_E_UNDEFINED;
    beyond = d->replicates - d->defined[function];
    x = d->values + function * d->replicates;
    for (size_t i = 0; i < d->defined[function]; i++)
        beyond += above ? x[i] >= bound : x[i] <= bound;
    *p = (double)(beyond + 1) / (double)(d->replicates + 1);
    return GG_OK;
}

size_t gg_draws_defined(const gg_draws *d, size_t function)
{
    return function < d->functions ? d->defined[function] : 0;
}
