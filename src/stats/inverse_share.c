/*
 * Wilson's limits for a share of sums of inverse probabilities.
 *
 * Of A / (A + B) both sums are of independent rows. Wilson's way: the limit is the share at which
 * the sums lie z standard errors of that very share away. What the variance is there follows from
 * what the sums would be (by Poisson likelihoods, scaled by the weights, with the share held): less
 * of B means proportionally less of its squares; more of A means more rows that were not met, and
 * these weigh as much as the heavy rows among which they would be. That a few positives were found
 * where all is inspected says nothing of those that stand for a hundred each and were not drawn.
 * Where all weights are one number this is Wilson's interval at so many rows.
 */
#include <math.h>

#include "selective_internal.h"
#include "stats_internal.h"

typedef struct tilt {
    gg_sum_of_rows up, down;
    double z, heavy, light; /* what a row more of the one weighs, and one less of the other */
} tilt;

/* How far the share lies from what was seen, less z standard errors of it. */
static double beyond(double share, const void *given)
{
    const tilt *t = given;
    const double rows = t->up.sum / t->heavy + t->down.sum / t->light;
    const double under = share / t->heavy + (1 - share) / t->light;
    const double up = fmax(rows * share / under - t->up.sum, 0);
    const double down = fmin(rows * (1 - share) / under / t->down.sum, 1);
    const double variance = (1 - share) * (1 - share) * (t->up.squares + t->heavy * up) +
                            share * share * t->down.squares * down;

    return share * t->down.sum - (1 - share) * t->up.sum - t->z * sqrt(variance);
}

static double upper_limit(const gg_sum_of_rows *up, const gg_sum_of_rows *down, double z)
{
    tilt t = {.up = *up, .down = *down, .z = z};
    double from = up->sum / (up->sum + down->sum);

    if (!(down->sum > 0))
        return 1;
    t.heavy = fmax(up->heavy, up->sum > 0 ? up->squares / up->sum : 1);
    t.light = down->squares / down->sum;
    /* Where nothing was seen the curve begins at 0, and only then falls. */
    if (from == 0)
        from = fmin(1e-3 * z * z * t.heavy / down->sum, 1e-3);
    return gg_root_between(beyond, &t, from, 1);
}

gg_status gg_share_of_sums(const gg_sum_of_rows *over, const gg_sum_of_rows *rest, double z,
                           gg_interval *out)
{
    const gg_sum_of_rows *sums[] = {over, rest};

    for (int i = 0; i < 2; i++)
        if (!(sums[i]->sum >= 0) || !(sums[i]->squares >= 0) || !isfinite(sums[i]->sum) ||
            !isfinite(sums[i]->squares) || !(sums[i]->heavy >= 0))
            return GG_E_INPUT;
    if (!gg_z_usable(z))
        return GG_E_INPUT;
    if (!(over->sum + rest->sum > 0))
        return GG_E_UNDEFINED;
    *out = (gg_interval){1 - upper_limit(rest, over, z), upper_limit(over, rest, z)};
    return GG_OK;
}

gg_sum_of_rows gg_sum_of_cells(const gg_inverse_sums *sums, unsigned cells)
{
    gg_sum_of_rows out = {0, 0, 0};

    for (int i = 0; i < 4; i++) {
        const int o = i / 2, d = i % 2;
        const double all = sums->w[0][d] + sums->w[1][d];

        if (!(cells & 1u << i))
            continue;
        out.sum += sums->w[o][d];
        out.squares += sums->w2[o][d];
        if (all > 0)
            out.heavy = fmax(out.heavy, (sums->w2[0][d] + sums->w2[1][d]) / all);
    }
    return out;
}

/* ---- by decision ---- */

static gg_status rate_of(const gg_inverse_sums *sums, unsigned over, unsigned rest, double z,
                         gg_estimate *out)
{
    const gg_sum_of_rows a = gg_sum_of_cells(sums, over), b = gg_sum_of_cells(sums, rest);
    gg_interval ends;
    double value;
    gg_status s = gg_share_of_sums(&a, &b, z, &ends);

    if (s == GG_E_UNDEFINED) {
        *out = (gg_estimate){0.5, 0, 1};
        return GG_OK;
    }
    if (s != GG_OK)
        return s;
    value = a.sum / (a.sum + b.sum);
    *out = (gg_estimate){value, fmin(ends.low, value), fmax(ends.high, value)};
    return GG_OK;
}

gg_status gg_split_rates(const gg_inverse_sums *sums, double z, gg_estimate out[GG_SPLIT_RATES])
{
    gg_status s =
        rate_of(sums, GG_SUM_TP | GG_SUM_FP, GG_SUM_FN | GG_SUM_TN, z, &out[GG_SPLIT_SELECTED]);

    if (s == GG_OK)
        s = rate_of(sums, GG_SUM_TP, GG_SUM_FP, z, &out[GG_SPLIT_PRECISION]);
    if (s == GG_OK)
        s = rate_of(sums, GG_SUM_FN, GG_SUM_TN, z, &out[GG_SPLIT_MISSED]);
    return s;
}

gg_shares gg_shares_of_split(const double *rates)
{
    const double s = rates[GG_SPLIT_SELECTED], p = rates[GG_SPLIT_PRECISION];

    return (gg_shares){
        .hits = s * p, .alarms = s * (1 - p), .base = s * p + (1 - s) * rates[GG_SPLIT_MISSED]};
}
