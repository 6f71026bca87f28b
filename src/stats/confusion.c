#include "gauger/stats/confusion.h"

#include <math.h>
#include <string.h>

#include "gauger/stats/derived.h"
#include "gauger/stats/interval.h"
#include "stats_internal.h"

enum { TP = 1, FP = 2, FN = 4, TN = 8 };

/* A rate is a set of cells over another; where both are 0 the metric is no rate. */
static const struct {
    const char *name;
    unsigned over, under;
    const char *why;
} metrics[GG_CONFUSION_METRICS] = {
    {"base_rate", TP | FN, TP | FP | FN | TN, GG_WHY_NO_ROWS},
    {"selection_rate", TP | FP, TP | FP | FN | TN, GG_WHY_NO_ROWS},
    {"precision", TP, TP | FP, GG_WHY_NO_SELECTED},
    {"recall", TP, TP | FN, GG_WHY_NO_POSITIVES},
    {"specificity", TN, FP | TN, GG_WHY_NO_NEGATIVES},
    {"false_positive_rate", FP, FP | TN, GG_WHY_NO_NEGATIVES},
    {"false_negative_rate", FN, TP | FN, GG_WHY_NO_POSITIVES},
    {"negative_predictive_value", TN, FN | TN, GG_WHY_NO_NOT_SELECTED},
    {"accuracy", TP | TN, TP | FP | FN | TN, GG_WHY_NO_ROWS},
    {"balanced_accuracy", 0, 0, NULL},
    {"f1", 0, 0, GG_WHY_NO_POSITIVES},
    {"mcc", 0, 0, NULL},
};

const char *gg_confusion_name(gg_confusion_metric metric)
{
    return metric < GG_CONFUSION_METRICS ? metrics[metric].name : "";
}

bool gg_confusion_find(const char *name, gg_confusion_metric *out)
{
    for (size_t i = 0; name && i < GG_CONFUSION_METRICS; i++) {
        if (strcmp(metrics[i].name, name) == 0) {
            *out = (gg_confusion_metric)i;
            return true;
        }
    }
    return false;
}

gg_interval gg_confusion_range(gg_confusion_metric metric)
{
    return (gg_interval){metric == GG_CONFUSION_MCC ? -1 : 0, 1};
}

static double sum(const gg_confusion *c, unsigned cells)
{
    return (cells & TP ? c->tp : 0) + (cells & FP ? c->fp : 0) + (cells & FN ? c->fn : 0) +
           (cells & TN ? c->tn : 0);
}

bool gg_confusion_rate(gg_confusion_metric metric, const gg_confusion *c, gg_rate *out)
{
    if (metric >= GG_CONFUSION_METRICS || metrics[metric].under == 0)
        return false;
    *out = (gg_rate){sum(c, metrics[metric].over), sum(c, metrics[metric].under)};
    return true;
}

static bool usable(const gg_confusion *c)
{
    return c->tp >= 0 && c->fp >= 0 && c->fn >= 0 && c->tn >= 0 &&
           isfinite(c->tp + c->fp + c->fn + c->tn);
}

/* The margin without which a metric of all four cells has no value; NULL if there is none. */
static const char *empty_margin(gg_confusion_metric metric, const gg_confusion *c)
{
    if (c->tp + c->fn == 0)
        return GG_WHY_NO_POSITIVES;
    if (c->fp + c->tn == 0)
        return GG_WHY_NO_NEGATIVES;
    if (metric == GG_CONFUSION_MCC && c->tp + c->fp == 0)
        return GG_WHY_NO_SELECTED;
    return metric == GG_CONFUSION_MCC && c->fn + c->tn == 0 ? GG_WHY_NO_NOT_SELECTED : NULL;
}

/* As a difference of products of rates, which neither overflow nor lose digits. */
static double mcc_of(const gg_confusion *c)
{
    double tpr = c->tp / (c->tp + c->fn), tnr = c->tn / (c->tn + c->fp);
    double ppv = c->tp / (c->tp + c->fp), npv = c->tn / (c->tn + c->fn);

    return sqrt(tpr * tnr * ppv * npv) - sqrt((1 - tpr) * (1 - tnr) * (1 - ppv) * (1 - npv));
}

static const char *undefined(gg_confusion_metric metric, const gg_confusion *c)
{
    if (metrics[metric].under)
        return sum(c, metrics[metric].under) > 0 ? NULL : metrics[metric].why;
    if (metric == GG_CONFUSION_F1)
        return sum(c, TP | FP | FN) > 0 ? NULL : metrics[metric].why;
    return empty_margin(metric, c);
}

gg_status gg_confusion_value(gg_confusion_metric metric, const gg_confusion *c, double *out,
                             const char **why)
{
    const char *reason;
    gg_rate rate;

    if (metric >= GG_CONFUSION_METRICS || !usable(c))
        return GG_E_INPUT;
    reason = undefined(metric, c);
    if (why)
        *why = reason;
    if (reason)
        return GG_E_UNDEFINED;
    if (gg_confusion_rate(metric, c, &rate))
        *out = rate.successes / rate.n;
    else if (metric == GG_CONFUSION_F1)
        *out = 2 * c->tp / (2 * c->tp + c->fp + c->fn);
    else if (metric == GG_CONFUSION_MCC)
        *out = fmin(fmax(mcc_of(c), -1), 1);
    else
        *out = (c->tp / (c->tp + c->fn) + c->tn / (c->tn + c->fp)) / 2;
    return GG_OK;
}

/* n times the variance of phi in a multinomial of four cells. */
static double phi_variance(const gg_confusion *c, double phi)
{
    double n = c->tp + c->fp + c->fn + c->tn;
    double r = (c->tp + c->fp) / n, q = (c->tp + c->fn) / n; /* shares selected, positive */
    double a = (1 - 2 * r) * (1 - 2 * q) / sqrt(r * (1 - r) * q * (1 - q));
    double b =
        (1 - 2 * r) * (1 - 2 * r) / (r * (1 - r)) + (1 - 2 * q) * (1 - 2 * q) / (q * (1 - q));

    return 1 - phi * phi + phi * (1 + phi * phi / 2) * a - 0.75 * phi * phi * b;
}

static gg_status mcc_interval(const gg_confusion *c, double phi, double z, gg_interval *out)
{
    double n = c->tp + c->fp + c->fn + c->tn, near, variance, half;

    if (!gg_z_usable(z))
        return GG_E_INPUT;
    /* Half a row short of certainty, so that no interval is a point. */
    near = fmin(fabs(phi), 1 - 0.5 / fmax(n, 1));
    variance = fabs(phi) > near ? (1 - near * near) * (1 - near * near) : phi_variance(c, phi);
    if (!(variance > 0))
        variance = (1 - near * near) * (1 - near * near);
    half = z * sqrt(variance / n) / (1 - near * near);
    out->low = fmin(phi, tanh(atanh(copysign(near, phi)) - half));
    out->high = fmax(phi, tanh(atanh(copysign(near, phi)) + half));
    return GG_OK;
}

gg_status gg_confusion_interval(gg_confusion_metric metric, const gg_confusion *c, double z,
                                gg_interval *out)
{
    double value;
    gg_rate rate;
    gg_status s = gg_confusion_value(metric, c, &value, NULL);

    if (s != GG_OK)
        return s;
    if (gg_confusion_rate(metric, c, &rate))
        return gg_interval_wilson(rate.successes, rate.n, z, out);
    if (metric == GG_CONFUSION_F1)
        return gg_interval_f1(c->tp, c->fp, c->fn, z, out);
    if (metric == GG_CONFUSION_MCC)
        return mcc_interval(c, value, z, out);
    return gg_interval_balanced_accuracy((gg_rate){c->tp, c->tp + c->fn},
                                         (gg_rate){c->tn, c->tn + c->fp}, z, out);
}
