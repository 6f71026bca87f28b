#include "gauger/stats/weights.h"

#include "stats_internal.h"

gg_status gg_effective_size(double sum, double sum_squares, double *out)
{
    if (!isfinite(sum) || !isfinite(sum_squares) || sum < 0 || sum_squares < 0 ||
        (sum == 0) != (sum_squares == 0))
        return GG_E_INPUT;
    if (sum == 0)
        return GG_E_UNDEFINED;
    *out = sum * (sum / sum_squares);
    return GG_OK;
}

gg_status gg_effective_rate(double successes, double sum, double sum_squares, gg_rate *out)
{
    double n;
    gg_status s = gg_effective_size(sum, sum_squares, &n);

    if (s == GG_OK)
        s = gg_rate_check(&successes, sum);
    if (s == GG_OK)
        *out = (gg_rate){n * (successes / sum), n};
    return s;
}
