#include "gauger/stats/simultaneous.h"

#include <gsl/gsl_sf_erf.h>

#include "stats_internal.h"

/*
 * Newton's method on log(1 - Phi), which is concave and falls: after the first step every iterate
 * lies beyond the root and comes down to it, so the last correction is below the rounding.
 */
double gg_z_bonferroni(double z, double comparisons)
{
    double target, x;

    if (!gg_z_usable(z) || !(comparisons >= 1) || !isfinite(comparisons))
        return NAN;
    if (comparisons == 1)
        return z;
    target = gg_log_p_of_z(z) - log(comparisons);
    x = sqrt(z * z + 2 * log(comparisons));
    for (int i = 0; i < 60; i++) {
        double step = (gg_log_p_of_z(x) - target) / gsl_sf_hazard(x);

        x += step;
        if (fabs(step) <= 1e-15 * x)
            break;
    }
    return fmax(x, z);
}

double gg_z_pairs(double z, size_t groups)
{
    return groups < 2 ? NAN : gg_z_bonferroni(z, (double)groups * (double)(groups - 1) / 2);
}
