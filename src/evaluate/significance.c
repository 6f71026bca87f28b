/*
 * The p-value of a bound, by moving the critical value until the interval touches it.
 *
 * An interval that is nested in z holds a bound if and only if the test behind it does not reject
 * that bound, so the z at which it first touches the bound is the test's own statistic.
 */
#include "gauger/evaluate/significance.h"

#include <math.h>
#include <string.h>

#include "gauger/evaluate/metric.h"

#define LARGEST_Z 37.5 /* 1 - Phi(37.5) is 4.6e-308; a little further it would round to 0 */

typedef struct search {
    gg_measure_at *at;
    void *context;
    double bound;
    bool above; /* the value lies above the bound: the low end comes down to it */
} search;

static bool touches(const search *s, double z)
{
    gg_measure m;

    s->at(s->context, z, &m);
    return s->above ? !(m.low > s->bound) : !(m.high < s->bound);
}

/* The smallest z in [0, 37.5] at which the interval touches the bound; 37.5 where none does. */
static double touching(const search *s)
{
    double outside = 0, inside = LARGEST_Z;

    if (touches(s, 0))
        return 0;
    if (!touches(s, LARGEST_Z))
        return LARGEST_Z;
    while (inside - outside > 1e-14 * fmax(1, inside)) {
        double middle = outside + (inside - outside) / 2;

        if (middle <= outside || middle >= inside)
            break;
        if (touches(s, middle))
            inside = middle;
        else
            outside = middle;
    }
    return inside;
}

/* p of one bound: `within` says on which side of it the true value should lie. */
static double p_of_bound(gg_measure_at *at, void *context, double value, double bound,
                         bool should_be_above)
{
    const search s = {at, context, bound, value > bound};
    double p;

    if (isinf(bound))
        return 1;
    if (value == bound)
        return 0.5;
    p = gg_p_of_z(touching(&s));
    return s.above == should_be_above ? 1 - p : p;
}

/* What stands for the value of a figure that lies between bounds: the end next to a limit, so that
 * all that is possible lies beyond it, or the limit itself where it lies between them. */
static double value_beside(const gg_measure *m, double limit)
{
    if (gg_measure_is_unlimited(m))
        return INFINITY;
    if (!m->bounded)
        return m->value;
    return limit < m->bound_low ? m->bound_low : limit > m->bound_high ? m->bound_high : limit;
}

bool gg_measure_is_unlimited(const gg_measure *m)
{
    return m->why != NULL && strcmp(m->why, GG_WHY_ZERO_REFERENCE) == 0 && !isnan(m->low);
}

double gg_p_beyond(gg_measure_at *at, void *context, double low, double high)
{
    gg_measure m;
    double p;

    at(context, 1, &m);
    if ((m.state != GG_MEASURE_OK && !m.bounded && !gg_measure_is_unlimited(&m)) || isnan(m.low) ||
        isnan(m.high) || isnan(low) || isnan(high))
        return NAN;
    p = fmin(p_of_bound(at, context, value_beside(&m, low), low, true),
             p_of_bound(at, context, value_beside(&m, high), high, false));
    /* Draws that never reach the bound show p < 1/B, not p = 0. */
    if (m.method != NULL && strcmp(m.method, GG_METHOD_DRAWS) == 0)
        p = (p * GG_DRAWS + 1) / (GG_DRAWS + 1);
    return p;
}
