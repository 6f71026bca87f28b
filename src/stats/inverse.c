/* Rows that were inspected with known probabilities: Horvitz and Thompson, Hajek. */
#include <math.h>
#include <string.h>

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

static gg_confusion table_of(const double w[CELLS])
{
    return (gg_confusion){w[TP], w[FP], w[FN], w[TN]};
}

/* The cells above and below the line of each metric that is a share of rows. */
static const struct {
    unsigned over, rest;
} shares[GG_CONFUSION_METRICS] = {
    [GG_CONFUSION_BASE_RATE] = {GG_SUM_TP | GG_SUM_FN, GG_SUM_FP | GG_SUM_TN},
    [GG_CONFUSION_SELECTION_RATE] = {GG_SUM_TP | GG_SUM_FP, GG_SUM_FN | GG_SUM_TN},
    [GG_CONFUSION_PRECISION] = {GG_SUM_TP, GG_SUM_FP},
    [GG_CONFUSION_RECALL] = {GG_SUM_TP, GG_SUM_FN},
    [GG_CONFUSION_FALSE_NEGATIVE_RATE] = {GG_SUM_FN, GG_SUM_TP},
    [GG_CONFUSION_SPECIFICITY] = {GG_SUM_TN, GG_SUM_FP},
    [GG_CONFUSION_FALSE_POSITIVE_RATE] = {GG_SUM_FP, GG_SUM_TN},
    [GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE] = {GG_SUM_TN, GG_SUM_FN},
    [GG_CONFUSION_ACCURACY] = {GG_SUM_TP | GG_SUM_TN, GG_SUM_FP | GG_SUM_FN},
    [GG_CONFUSION_F1] = {GG_SUM_TP, GG_SUM_FP | GG_SUM_FN},
};

static gg_status share_interval(const gg_inverse_sums *sums, gg_confusion_metric metric, double z,
                                gg_interval *out)
{
    const gg_sum_of_rows over = gg_sum_of_cells(sums, shares[metric].over);
    const gg_sum_of_rows rest = gg_sum_of_cells(sums, shares[metric].rest);

    return gg_share_of_sums(&over, &rest, z, out);
}

/* f1 is 2 j / (1 + j) of the share j of the true positives in all but the true negatives. */
static gg_status f1_interval(const gg_inverse_sums *sums, double z, gg_interval *out)
{
    gg_status s = share_interval(sums, GG_CONFUSION_F1, z, out);

    if (s == GG_OK)
        *out = (gg_interval){2 * out->low / (1 + out->low), 2 * out->high / (1 + out->high)};
    return s;
}

/* Positives and negatives are different rows: recall and specificity are independent. */
static gg_status balanced_interval(const gg_inverse_sums *sums, const cells *c, double z,
                                   gg_interval *out)
{
    gg_interval i, j;
    gg_status s = share_interval(sums, GG_CONFUSION_RECALL, z, &i);

    if (s == GG_OK)
        s = share_interval(sums, GG_CONFUSION_SPECIFICITY, z, &j);
    if (s != GG_OK)
        return s;
    return gg_mean_mover(
        (gg_estimate){fmin(fmax(c->w[TP] / (c->w[TP] + c->w[FN]), i.low), i.high), i.low, i.high},
        (gg_estimate){fmin(fmax(c->w[TN] / (c->w[TN] + c->w[FP]), j.low), j.high), j.low, j.high},
        out);
}

static bool correlation(const double *rates, const void *given, double *value)
{
    const gg_shares of = gg_shares_of_split(rates);
    const char *why;

    (void)given;
    return gg_metric_of_shares(GG_CONFUSION_MCC, &of, value, &why);
}

static gg_status mcc_interval(const gg_inverse_sums *sums, double z, gg_interval *out)
{
    const cells c = cells_of(sums);
    const gg_confusion table = table_of(c.w);
    gg_estimate rates[GG_SPLIT_RATES];
    gg_status s;

    /* Everyone inspected: the complete table's. */
    if (memcmp(c.w, c.w2, sizeof c.w) == 0)
        return gg_confusion_interval(GG_CONFUSION_MCC, &table, z, out);
    s = gg_split_rates(sums, z, rates);
    if (s == GG_OK)
        *out = gg_square_and_add(correlation, NULL, rates, GG_SPLIT_RATES,
                                 gg_confusion_range(GG_CONFUSION_MCC));
    return s;
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
        s = mcc_interval(sums, z, &ends);
    else if (s == GG_OK && metric == GG_CONFUSION_BALANCED_ACCURACY)
        s = balanced_interval(sums, &c, z, &ends);
    else if (s == GG_OK)
        s = metric == GG_CONFUSION_F1 ? f1_interval(sums, z, &ends)
                                      : share_interval(sums, metric, z, &ends);
    if (s == GG_OK)
        *out = gg_measure_within(value, ends, gg_confusion_range(metric), "hajek_wilson");
    return s;
}
