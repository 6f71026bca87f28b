#include "stats_internal.h"

#include <float.h>

static bool close_enough(double a, double b)
{
    return fabs(a - b) <= 2 * DBL_EPSILON * fmax(fabs(a), fabs(b)) || fabs(a - b) < DBL_MIN;
}

/*
 * Chandrupatla 1997 (Advances in Engineering Software 28, 145-149): inverse quadratic steps where
 * the three points allow them, bisection otherwise, so that the bracket never stalls. Invariant:
 * the values at a and b differ in sign; c is the point that b replaced.
 */
static double chandrupatla(gg_curve f, const void *given, double a, double b, double fa, double fb)
{
    double c = a, fc = fa, t = 0.5;

    for (int i = 0; i < 300 && !close_enough(a, b); i++) {
        double x = a + t * (b - a), fx, xi, phi, least;

        fx = f(x, given);
        if (fx == 0)
            return x;
        if ((fx > 0) == (fa > 0)) {
            c = a, fc = fa;
        } else {
            c = b, fc = fb;
            b = a, fb = fa;
        }
        a = x, fa = fx;
        xi = (a - b) / (c - b);
        phi = (fa - fb) / (fc - fb);
        t = 0.5;
        if (phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)
            t = fa / (fb - fa) * fc / (fb - fc) +
                (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb);
        least = DBL_EPSILON * fmax(fabs(a), fabs(b)) / fabs(b - a);
        t = isfinite(t) ? fmin(fmax(t, fmin(least, 0.5)), 1 - fmin(least, 0.5)) : 0.5;
    }
    return fabs(fa) < fabs(fb) ? a : b;
}

double gg_root_between(gg_curve f, const void *given, double from, double to)
{
    return gg_root_of_ends(f, given, from, to, f(from, given), f(to, given));
}

double gg_root_of_ends(gg_curve f, const void *given, double from, double to, double f0, double f1)
{
    if (f0 == 0)
        return from;
    if (f1 == 0)
        return to;
    if ((f0 > 0) == (f1 > 0))
        return fabs(f0) < fabs(f1) ? from : to;
    return chandrupatla(f, given, from, to, f0, f1);
}
