/* Seeded draws for the coverage simulations of the stats tests. */
#ifndef GG_TESTS_STATS_SIMULATE_H
#define GG_TESTS_STATS_SIMULATE_H

#include <math.h>

#include "gauger/base/random.h"

/* Successes in n trials: trial by trial up to 200, through the inverse of the sum above that. */
static inline double simulate_binomial(gg_random *r, int n, double p)
{
    double u, term, sum;
    int s = 0;

    if (n * p > 600 || n <= 200) {
        for (int i = 0; i < n; i++)
            s += gg_random_uniform(r) < p;
        return s;
    }
    u = gg_random_uniform(r);
    term = sum = exp(n * log1p(-p));
    for (; sum < u && s < n; s++) {
        term *= (double)(n - s) / (s + 1) * p / (1 - p);
        sum += term;
    }
    return s;
}

/* One standard normal number (Box and Muller). */
static inline double simulate_normal(gg_random *r)
{
    double u = 1 - gg_random_uniform(r), v = gg_random_uniform(r);

    return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

#endif
