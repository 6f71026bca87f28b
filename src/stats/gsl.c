#include "stats_internal.h"

#include <pthread.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_erf.h>

static void turn_off(void)
{
    gsl_set_error_handler_off();
}

void gg_gsl_quiet(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, turn_off);
}

double gg_log_p_of_z(double z)
{
    gg_gsl_quiet();
    return gsl_sf_log_erfc(z * M_SQRT1_2) - M_LN2;
}

double gg_chi2_tail(double x, double degrees)
{
    gg_gsl_quiet();
    return x > 0 ? gsl_cdf_chisq_Q(x, degrees) : 1.0;
}
