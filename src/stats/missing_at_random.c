/* Begg and Greenes: inspection by chance within the selected and within the others. */
#include <math.h>

#include "gauger/stats/derived.h"
#include "selective_internal.h"
#include "stats_internal.h"

/* Independent: the share selected, and the shares of positives among the verified selected and
 * among the verified others. */
enum { SELECTED, PRECISION, MISSED, RATES };

/* The rates with what they were estimated from, in effective rows. */
typedef struct strata {
    gg_estimate rate[RATES];
    double n[RATES];
    bool open[2]; /* rows of this decision (0 not selected, 1 selected), none of them verified */
} strata;

static gg_shares shares_of(const double *rate)
{
    return (gg_shares){.hits = rate[SELECTED] * rate[PRECISION],
                       .alarms = rate[SELECTED] * (1 - rate[PRECISION]),
                       .base =
                           rate[SELECTED] * rate[PRECISION] + (1 - rate[SELECTED]) * rate[MISSED]};
}

static bool figure(const double *rate, const void *given, double *value)
{
    const gg_confusion_metric *metric = given;
    const gg_shares shares = shares_of(rate);
    const char *why;

    return gg_metric_of_shares(*metric, &shares, value, &why);
}

static double effective(double sum, double squares)
{
    return squares > 0 ? sum * (sum / squares) : 0;
}

static gg_status strata_of(const gg_selective_counts *c, double z, strata *out)
{
    gg_confusion w = gg_selective_observed(c, false), w2 = gg_selective_observed(c, true);
    double rows = gg_selective_sum(c->w, -1, -1, -1), squares = gg_selective_sum(c->w2, -1, -1, -1);
    double selected = gg_selective_sum(c->w, -1, -1, 1);
    gg_status s = gg_moved_rate(selected, rows, squares, z, &out->rate[SELECTED]);

    if (s == GG_OK)
        s = gg_moved_rate(w.tp, w.tp + w.fp, w2.tp + w2.fp, z, &out->rate[PRECISION]);
    if (s == GG_OK)
        s = gg_moved_rate(w.fn, w.fn + w.tn, w2.fn + w2.tn, z, &out->rate[MISSED]);
    out->n[SELECTED] = effective(rows, squares);
    out->n[PRECISION] = effective(w.tp + w.fp, w2.tp + w2.fp);
    out->n[MISSED] = effective(w.fn + w.tn, w2.fn + w2.tn);
    out->open[1] = w.tp + w.fp == 0 && selected > 0;
    out->open[0] = w.fn + w.tn == 0 && rows - selected > 0;
    return s;
}

static bool identified(const strata *s, gg_confusion_metric metric)
{
    if (metric == GG_CONFUSION_SELECTION_RATE)
        return true;
    if (metric == GG_CONFUSION_PRECISION)
        return !s->open[1];
    if (metric == GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE)
        return !s->open[0];
    return !s->open[0] && !s->open[1];
}

/* The variance of the logit of recall; with the complements of precision and missed rates that of
 * specificity. */
static double logit_variance(const strata *s, bool specificity)
{
    double share = s->rate[SELECTED].value, p = s->rate[PRECISION].value, q = s->rate[MISSED].value;
    double a = specificity ? 1 - p : p, b = specificity ? 1 - q : q;

    return 1 / (s->n[SELECTED] * share * (1 - share)) + (1 - a) / (a * s->n[PRECISION]) +
           (1 - b) / (b * s->n[MISSED]);
}

static bool on_logit_scale(gg_confusion_metric metric)
{
    return metric == GG_CONFUSION_RECALL || metric == GG_CONFUSION_FALSE_NEGATIVE_RATE ||
           metric == GG_CONFUSION_SPECIFICITY || metric == GG_CONFUSION_FALSE_POSITIVE_RATE;
}

static bool is_rate_of_stratum(const strata *s, gg_confusion_metric metric, gg_estimate *out)
{
    const gg_estimate *missed = &s->rate[MISSED];

    if (metric == GG_CONFUSION_SELECTION_RATE)
        *out = s->rate[SELECTED];
    else if (metric == GG_CONFUSION_PRECISION)
        *out = s->rate[PRECISION];
    else if (metric == GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE)
        *out = (gg_estimate){1 - missed->value, 1 - missed->high, 1 - missed->low};
    else
        return false;
    return true;
}

static gg_measure measure(const strata *s, gg_confusion_metric metric, double value, double z)
{
    const gg_interval range = gg_confusion_range(metric);
    bool specificity =
        metric == GG_CONFUSION_SPECIFICITY || metric == GG_CONFUSION_FALSE_POSITIVE_RATE;
    double error;
    gg_interval ends;
    gg_estimate rate;

    if (is_rate_of_stratum(s, metric, &rate))
        return gg_measure_of(rate.value, rate.low, rate.high, "wilson");
    error = sqrt(logit_variance(s, specificity)) * value * (1 - value);
    if (on_logit_scale(metric) && isfinite(error) &&
        gg_interval_logit(value, error, z, &ends) == GG_OK)
        return gg_measure_within(value, ends, range, "begg_greenes_logit");
    ends = gg_square_and_add(figure, &metric, s->rate, RATES, range);
    return gg_measure_within(value, ends, range, "square_and_add");
}

gg_status gg_missing_at_random_measure(const gg_selective_counts *counts,
                                       gg_confusion_metric metric, double z, gg_measure *out)
{
    gg_status s = gg_selective_check(counts, z);
    const char *why = GG_WHY_NO_ROWS;
    gg_shares shares;
    double value;
    strata found;

    if (s != GG_OK || metric >= GG_CONFUSION_METRICS || counts->population > 0)
        return GG_E_INPUT;
    if (gg_selective_sum(counts->w, -1, -1, -1) == 0) {
        *out = gg_measure_undefined(GG_WHY_NO_ROWS);
        return GG_OK;
    }
    s = strata_of(counts, z, &found);
    if (s != GG_OK)
        return s;
    shares = shares_of((double[RATES]){found.rate[SELECTED].value, found.rate[PRECISION].value,
                                       found.rate[MISSED].value});
    if (!identified(&found, metric))
        *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    else if (!gg_metric_of_shares(metric, &shares, &value, &why))
        *out = gg_measure_undefined(why);
    else if (metric == GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE && found.rate[SELECTED].value == 1)
        *out = gg_measure_undefined(GG_WHY_NO_NOT_SELECTED);
    else
        *out = measure(&found, metric, value, z);
    return GG_OK;
}
