#include "gauger/stats/auc_bounds.h"

#include <math.h>
#include <stdbool.h>

/* One look at the bins, from the highest score down or turned round. */
typedef struct sides {
    double positives, negatives;             /* of the bin */
    double open;                             /* unverified of the bin, of which x are positive */
    double positives_above, negatives_above; /* unverified ones above are positive */
    double positives_below, negatives_below; /* and negative below */
    double won_above, won_below;             /* pairs among those above, and among those below */
} sides;

static double won(const sides *s, double x)
{
    const double p = s->positives + x, n = s->negatives + s->open - x;

    return s->won_above + s->won_below + s->positives_above * (n + s->negatives_below) + p * n +
           p * s->negatives_below;
}

static double pairs(const sides *s, double x)
{
    return (s->positives_above + s->positives + x + s->positives_below) *
           (s->negatives_above + s->negatives + s->open - x + s->negatives_below);
}

static double area(const sides *s, double x)
{
    const double all = pairs(s, x);

    return all > 0 ? fmin(won(s, x) / all, 1) : 0;
}

/* a0 + a1 x + a2 x^2 through the values at 0, 1 and 2, which are exact for a quadratic. */
static void coefficients(double (*of)(const sides *, double), const sides *s, double a[3])
{
    const double f0 = of(s, 0), f1 = of(s, 1), f2 = of(s, 2);

    a[0] = f0;
    a[2] = (f2 - 2 * f1 + f0) / 2;
    a[1] = f1 - f0 - a[2];
}

/* The greatest area over x from 0 to the open rows of the bin. */
static double greatest_in(const sides *s)
{
    double a[3], d[3], c0, c1, c2, root, best = fmax(area(s, 0), area(s, s->open));

    /* Where there are no pairs at an end, the next row is the end. */
    if (s->open > 1)
        best = fmax(best, fmax(area(s, 1), area(s, s->open - 1)));
    coefficients(won, s, a);
    coefficients(pairs, s, d);
    c0 = a[1] * d[0] - a[0] * d[1];
    c1 = 2 * (a[2] * d[0] - a[0] * d[2]);
    c2 = a[2] * d[1] - a[1] * d[2];
    root = sqrt(fmax(c1 * c1 - 4 * c2 * c0, 0));
    for (int sign = -1; sign <= 1; sign += 2) {
        const double x = c2 != 0 ? (-c1 + sign * root) / (2 * c2) : c1 != 0 ? -c0 / c1 : 0;

        if (x > 0 && x < s->open)
            best = fmax(best, area(s, x));
    }
    return best;
}

/* The i-th bin from the low end of the order that is looked at. */
static size_t at(const gg_auc_bins *bins, size_t i, bool turned)
{
    return turned ? bins->n - 1 - i : i;
}

static void begin_below(const gg_auc_bins *bins, bool turned, sides *s)
{
    *s = (sides){0};
    for (size_t i = 0; i < bins->n; i++) {
        const size_t b = at(bins, i, turned);
        const double p = (double)bins->positives[b];
        const double n = (double)bins->negatives[b] + (double)bins->unverified[b];

        s->won_below += p * (s->negatives_below + n);
        s->positives_below += p;
        s->negatives_below += n;
    }
}

/* Takes the bin out of those below. */
static void enter(const gg_auc_bins *bins, size_t b, sides *s)
{
    double n;

    s->positives = (double)bins->positives[b];
    s->negatives = (double)bins->negatives[b];
    s->open = (double)bins->unverified[b];
    n = s->negatives + s->open;
    s->won_below -= s->positives * s->negatives_below;
    s->positives_below -= s->positives;
    s->negatives_below -= n;
}

/* Puts it among those above, its unverified rows positive. */
static void leave(sides *s)
{
    const double p = s->positives + s->open;

    s->won_above += (s->positives_above + p) * s->negatives;
    s->positives_above += p;
    s->negatives_above += s->negatives;
}

static double greatest(const gg_auc_bins *bins, bool turned)
{
    double best = 0;
    sides s;

    begin_below(bins, turned, &s);
    for (size_t i = bins->n; i > 0; i--) {
        enter(bins, at(bins, i - 1, turned), &s);
        best = fmax(best, greatest_in(&s));
        leave(&s);
    }
    return best;
}

gg_status gg_auc_worst_case(const gg_auc_bins *bins, gg_interval *out)
{
    double positives = 0, negatives = 0, open = 0;

    for (size_t b = 0; b < bins->n; b++) {
        positives += (double)bins->positives[b];
        negatives += (double)bins->negatives[b];
        open += (double)bins->unverified[b];
    }
    /* Both classes must be able to have a row at once. */
    if (positives + open < 1 || negatives + open < 1 || positives + negatives + open < 2)
        return GG_E_INPUT;
    out->high = greatest(bins, false);
    out->low = 1 - greatest(bins, true);
    return GG_OK;
}
