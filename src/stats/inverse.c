/* Rows that were inspected with known probabilities: Horvitz and Thompson, Hajek. */
#include <math.h>

#include "gauger/stats/derived.h"
#include "gauger/stats/interval.h"
#include "selective_internal.h"
#include "stats_internal.h"

/* A set of cells of (outcome, decision), as the order tp, fp, fn, tn. */
enum { TP, FP, FN, TN, CELLS };

typedef struct cells {
    double w[CELLS], w2[CELLS];
} cells;

static cells cells_of(const gg_inverse_sums *s)
{
    return (cells){{s->w[GG_SEEN_POSITIVE][1], s->w[GG_SEEN_NEGATIVE][1], s->w[GG_SEEN_POSITIVE][0],
                    s->w[GG_SEEN_NEGATIVE][0]},
                   {s->w2[GG_SEEN_POSITIVE][1], s->w2[GG_SEEN_NEGATIVE][1],
                    s->w2[GG_SEEN_POSITIVE][0], s->w2[GG_SEEN_NEGATIVE][0]}};
}

/* Inverse probabilities are at least 1, so their squares sum to at least as much as they do. */
static gg_status check(const cells *c, double *all)
{
    *all = 0;
    for (int i = 0; i < CELLS; i++) {
        if (!(c->w[i] >= 0) || !isfinite(c->w[i]) || !isfinite(c->w2[i]) ||
            !(c->w2[i] >= c->w[i] * (1 - 1e-9)) || (c->w[i] == 0 && c->w2[i] != 0))
            return GG_E_INPUT;
        *all += c->w[i];
    }
    return *all > 0 ? GG_OK : GG_E_UNDEFINED;
}

gg_status gg_horvitz_thompson(const gg_inverse_sums *sums, gg_selective_total out[4])
{
    const cells c = cells_of(sums);
    double all;
    gg_status s = check(&c, &all);

    for (int i = 0; s == GG_OK && i < CELLS; i++)
        out[i] = (gg_selective_total){c.w[i], sqrt(fmax(c.w2[i] - c.w[i], 0))};
    return s;
}

gg_status gg_hajek(const gg_inverse_sums *sums, gg_selective_total out[4])
{
    const cells c = cells_of(sums);
    double all, squares = c.w2[TP] + c.w2[FP] + c.w2[FN] + c.w2[TN];
    gg_status s = check(&c, &all);

    for (int i = 0; s == GG_OK && i < CELLS; i++) {
        double share = c.w[i] / all;

        out[i] = (gg_selective_total){
            share,
            sqrt(c.w2[i] * (1 - share) * (1 - share) + share * share * (squares - c.w2[i])) / all};
    }
    return s;
}

gg_status gg_share_of_sums(double over, double over2, double under, double under2, double z,
                           gg_interval *out)
{
    double rate = over / under, size = under * (under / under2);
    double variance =
        (over2 * (1 - rate) * (1 - rate) + (under2 - over2) * rate * rate) / (under * under);

    if (rate > 0 && rate < 1 && variance > 0)
        size = rate * (1 - rate) / variance;
    return gg_interval_wilson(rate * size, size, z, out);
}

static gg_confusion table_of(const double w[CELLS])
{
    return (gg_confusion){w[TP], w[FP], w[FN], w[TN]};
}

static gg_status rate_interval(const cells *c, gg_confusion_metric metric, double z,
                               gg_interval *out)
{
    const gg_confusion w = table_of(c->w), w2 = table_of(c->w2);
    gg_rate sum, squares;

    if (!gg_confusion_rate(metric, &w, &sum) || !gg_confusion_rate(metric, &w2, &squares))
        return GG_E_INPUT;
    return gg_share_of_sums(sum.successes, squares.successes, sum.n, squares.n, z, out);
}

static gg_status f1_interval(const cells *c, double z, gg_interval *out)
{
    gg_status s = gg_share_of_sums(c->w[TP], c->w2[TP], c->w[TP] + c->w[FP] + c->w[FN],
                                   c->w2[TP] + c->w2[FP] + c->w2[FN], z, out);

    if (s == GG_OK)
        *out = (gg_interval){2 * out->low / (1 + out->low), 2 * out->high / (1 + out->high)};
    return s;
}

/* Positives and negatives are different rows: recall and specificity are independent. */
static gg_status balanced_interval(const cells *c, double z, gg_interval *out)
{
    gg_interval i, j;
    gg_status s = rate_interval(c, GG_CONFUSION_RECALL, z, &i);

    if (s == GG_OK)
        s = rate_interval(c, GG_CONFUSION_SPECIFICITY, z, &j);
    if (s != GG_OK)
        return s;
    return gg_mean_mover(
        (gg_estimate){fmin(fmax(c->w[TP] / (c->w[TP] + c->w[FN]), i.low), i.high), i.low, i.high},
        (gg_estimate){fmin(fmax(c->w[TN] / (c->w[TN] + c->w[FP]), j.low), j.high), j.low, j.high},
        out);
}

/* The correlation does not change when all cells grow alike, so the sum of the squared weights
 * times its squared slopes is its linearised variance. */
static gg_status mcc_interval(const cells *c, double mcc, double z, gg_interval *out)
{
    double selected = c->w[TP] + c->w[FP], others = c->w[FN] + c->w[TN];
    double positives = c->w[TP] + c->w[FN], negatives = c->w[FP] + c->w[TN];
    double root = sqrt(selected) * sqrt(others) * sqrt(positives) * sqrt(negatives);
    const double slope[CELLS] = {c->w[TN] / root - mcc / 2 * (1 / selected + 1 / positives),
                                 -c->w[FN] / root - mcc / 2 * (1 / selected + 1 / negatives),
                                 -c->w[FP] / root - mcc / 2 * (1 / others + 1 / positives),
                                 c->w[TP] / root - mcc / 2 * (1 / others + 1 / negatives)};
    double all = selected + others, squares = 0, variance = 0, near;

    for (int i = 0; i < CELLS; i++) {
        squares += c->w2[i];
        variance += c->w2[i] * slope[i] * slope[i];
    }
    near = fmin(fabs(mcc), 1 - 0.5 * squares / (all * all));
    variance = fmax(variance, 0);
    if (fabs(mcc) > near || variance == 0)
        variance = (1 - near * near) * (1 - near * near) * squares / (all * all);
    out->low = tanh(atanh(copysign(near, mcc)) - z * sqrt(variance) / (1 - near * near));
    out->high = tanh(atanh(copysign(near, mcc)) + z * sqrt(variance) / (1 - near * near));
    return GG_OK;
}

gg_status gg_known_probability_measure(const gg_inverse_sums *sums, gg_confusion_metric metric,
                                       double z, gg_measure *out)
{
    const cells c = cells_of(sums);
    const gg_confusion w = table_of(c.w);
    double all, value;
    const char *why = GG_WHY_NOT_IDENTIFIED;
    gg_interval ends = {NAN, NAN};
    gg_status s = check(&c, &all);

    if (s == GG_E_INPUT || metric >= GG_CONFUSION_METRICS || !gg_z_usable(z))
        return GG_E_INPUT;
    if (s == GG_OK)
        s = gg_confusion_value(metric, &w, &value, &why);
    if (s == GG_E_UNDEFINED) {
        *out = gg_measure_undefined(why);
        return GG_OK;
    }
    if (s == GG_OK && metric == GG_CONFUSION_MCC)
        s = mcc_interval(&c, value, z, &ends);
    else if (s == GG_OK && metric == GG_CONFUSION_BALANCED_ACCURACY)
        s = balanced_interval(&c, z, &ends);
    else if (s == GG_OK)
        s = metric == GG_CONFUSION_F1 ? f1_interval(&c, z, &ends)
                                      : rate_interval(&c, metric, z, &ends);
    if (s == GG_OK)
        *out = gg_measure_within(value, ends, gg_confusion_range(metric),
                                 metric == GG_CONFUSION_MCC ? "hajek_fisher" : "hajek_wilson");
    return s;
}
