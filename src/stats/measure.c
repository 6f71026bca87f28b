#include "gauger/stats/measure.h"

#include <string.h>

#include <gsl/gsl_cdf.h>

#include "stats_internal.h"

static gg_measure nothing(void)
{
    gg_measure m = {.value = NAN,
                    .low = NAN,
                    .high = NAN,
                    .standard_error = NAN,
                    .n = NAN,
                    .method = "",
                    .why = NULL,
                    .state = GG_MEASURE_UNDEFINED};

    return m;
}

gg_measure gg_measure_of(double value, double low, double high, const char *method)
{
    gg_measure m = nothing();

    if (!isfinite(value))
        return gg_measure_undefined(GG_WHY_NO_ROWS);
    m.value = value;
    m.low = low;
    m.high = high;
    m.method = method ? method : "";
    m.state = GG_MEASURE_OK;
    return m;
}

gg_measure gg_measure_undefined(const char *why)
{
    gg_measure m = nothing();

    m.why = why ? why : GG_WHY_NO_ROWS;
    if (strcmp(m.why, GG_WHY_TOO_FEW) == 0)
        m.state = GG_MEASURE_TOO_FEW;
    else if (strcmp(m.why, GG_WHY_WITHHELD) == 0)
        m.state = GG_MEASURE_WITHHELD;
    return m;
}

double gg_z_of_confidence(double confidence)
{
    gg_gsl_quiet();
    if (!(confidence > 0 && confidence < 1))
        return NAN;
    return gsl_cdf_ugaussian_Qinv((1 - confidence) / 2);
}

double gg_p_of_z(double z)
{
    gg_gsl_quiet();
    return isnan(z) ? NAN : gsl_cdf_ugaussian_Q(z);
}

double gg_z_of_p(double p)
{
    gg_gsl_quiet();
    return p > 0 && p < 1 ? gsl_cdf_ugaussian_Qinv(p) : NAN;
}
