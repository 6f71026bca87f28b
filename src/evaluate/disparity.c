/*
 * The table of disparities, and one group against one reference.
 */
#include "gauger/evaluate/disparity.h"

#include <math.h>
#include <string.h>

#include "evaluate/disparity_internal.h"

#define RATIO(metric, sentence)                                                                    \
    {                                                                                              \
        metric "_ratio", metric, GG_RATIO, 0, HUGE_VAL, "koopman", sentence                        \
    }
#define DIFFERENCE(metric, interval, sentence)                                                     \
    {                                                                                              \
        metric "_difference", metric, GG_DIFFERENCE, -1, 1, interval, sentence                     \
    }

/* clang-format off */
static const gg_disparity disparities[] = {
    RATIO("selection_rate",
          "How many times as often the group is selected as the reference; 1 is equal."),
    DIFFERENCE("selection_rate", "newcombe",
               "How much more often the group is selected than the reference, in shares of all cases."),
    RATIO("recall",
          "How many times as often a positive case of the group is found as one of the reference."),
    DIFFERENCE("recall", "newcombe",
               "How much more often a positive case of the group is found than one of the reference."),
    RATIO("false_positive_rate",
          "How many times as often a negative case of the group is selected as one of the reference."),
    DIFFERENCE("false_positive_rate", "newcombe",
               "How much more often a negative case of the group is selected than one of the reference."),
    RATIO("false_negative_rate",
          "How many times as often a positive case of the group is missed as one of the reference."),
    DIFFERENCE("false_negative_rate", "newcombe",
               "How much more often a positive case of the group is missed than one of the reference."),
    RATIO("precision",
          "How many times as often selecting someone of the group is right as for the reference."),
    DIFFERENCE("precision", "newcombe",
               "How much more often selecting someone of the group is right than for the reference."),
    RATIO("accuracy",
          "How many times as often the decision is right for the group as for the reference."),
    DIFFERENCE("accuracy", "newcombe",
               "How much more often the decision is right for the group than for the reference."),
    DIFFERENCE("roc_auc", "mover",
               "How much better the score ranks the cases of the group than those of the reference."),
};
/* clang-format on */

size_t gg_disparity_count(void)
{
    return sizeof disparities / sizeof disparities[0];
}

const gg_disparity *gg_disparity_at(size_t i)
{
    return i < gg_disparity_count() ? &disparities[i] : NULL;
}

const gg_disparity *gg_disparity_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < gg_disparity_count(); i++) {
        if (strcmp(disparities[i].name, name) == 0)
            return &disparities[i];
    }
    return NULL;
}

gg_interval gg_rates_interval(gg_comparison_kind kind, gg_rate a, gg_rate b, double z, bool hull)
{
    gg_interval ends;
    gg_status status;

    if (kind == GG_RATIO)
        status = hull ? gg_ratio_robust(a, b, z, &ends) : gg_ratio_koopman(a, b, z, &ends);
    else
        status =
            hull ? gg_difference_robust(a, b, z, &ends) : gg_difference_newcombe(a, b, z, &ends);
    return status == GG_OK ? ends : (gg_interval){NAN, NAN};
}

static void compare_rates(const gg_disparity *disparity, const gg_fraction *group,
                          const gg_fraction *reference, double z, bool hull, gg_measure *out)
{
    double a = group->numerator / group->denominator;
    double b = reference->numerator / reference->denominator;
    gg_interval ends;

    ends = gg_rates_interval(disparity->kind, gg_rate_of_fraction(group),
                             gg_rate_of_fraction(reference), z, hull);
    if (disparity->kind == GG_RATIO && !(b > 0)) {
        *out = gg_measure_undefined(GG_WHY_ZERO_REFERENCE);
        /* 0 over 0 may be anything; what is over 0 has a low end, and no limit above. */
        if (a > 0) {
            out->low = ends.low;
            out->high = ends.high;
        }
        return;
    }
    *out = gg_measure_of(disparity->kind == GG_RATIO ? a / b : a - b, ends.low, ends.high,
                         disparity->interval);
    out->n = group->effective + reference->effective;
    gg_measure_clip(out, disparity->low, disparity->high);
}

/* Metrics with limits of their own, e.g. roc_auc, or a recall that is estimated from a random arm:
 * the two groups share no row, so the estimates are independent. */
static void compare_estimates(const gg_disparity *disparity, const gg_measure *group,
                              const gg_measure *reference, gg_measure *out)
{
    const gg_estimate a = {group->value, group->low, group->high};
    const gg_estimate b = {reference->value, reference->low, reference->high};
    const bool ratio = disparity->kind == GG_RATIO;
    gg_interval ends;

    if (ratio && !(b.value > 0)) {
        *out = gg_measure_undefined(GG_WHY_ZERO_REFERENCE);
        return;
    }
    if ((ratio ? gg_ratio_mover(a, b, &ends) : gg_difference_mover(a, b, &ends)) != GG_OK)
        ends = (gg_interval){NAN, NAN};
    *out =
        gg_measure_of(ratio ? a.value / b.value : a.value - b.value, ends.low, ends.high, "mover");
    out->standard_error = hypot(group->standard_error, reference->standard_error);
    out->n = group->n + reference->n;
    gg_measure_clip(out, disparity->low, disparity->high);
}

/*
 * Estimates of which one is known within bounds only: whatever the tables are, the interval by
 * square and add lies within what the ends of both intervals give.
 */
static void compare_open_estimates(const gg_disparity *disparity, const gg_measure *group,
                                   const gg_measure *reference, gg_measure *out)
{
    const gg_interval a = gg_measure_bounds(group), b = gg_measure_bounds(reference);
    const gg_interval x = {group->low, group->high}, y = {reference->low, reference->high};
    gg_interval bounds = {a.low - b.high, a.high - b.low}, ends = {x.low - y.high, x.high - y.low};

    if (disparity->kind == GG_RATIO && !(b.high > 0)) {
        *out = gg_measure_undefined(GG_WHY_ZERO_REFERENCE);
        return;
    }
    if (disparity->kind == GG_RATIO) {
        bounds = (gg_interval){a.low / b.high, b.low > 0 ? a.high / b.low : INFINITY};
        ends = (gg_interval){x.low / y.high, y.low > 0 ? x.high / y.low : INFINITY};
    }
    *out = gg_measure_between(bounds, ends, "interval_arithmetic");
    out->n = group->n + reference->n;
}

/* Why a reference has no figure, as the group against it is told. */
static const char *reference_reason(const char *why)
{
    return strcmp(why, GG_WHY_NOT_COMPUTED) == 0 ? why : GG_WHY_REFERENCE;
}

/* Whether a rate of either is estimated under an inspection design, and not a share of counts. */
static bool estimated(const gg_metric *metric, const gg_figures *a, const gg_figures *b)
{
    return gg_metric_estimated(metric, a) || gg_metric_estimated(metric, b);
}

/* Whether a rate of either is known within bounds only, and neither is estimated. */
static bool bounded(const gg_metric *metric, const gg_figures *a, const gg_figures *b)
{
    const char *why_a = NULL, *why_b = NULL;
    gg_fraction unused;

    if (metric->denominator == 0 || !(a->bounded || b->bounded) || estimated(metric, a, b))
        return false;
    if (!gg_metric_fraction(metric, a, &unused, &why_a) && strcmp(why_a, GG_WHY_BOUNDED) != 0)
        return false;
    if (!gg_metric_fraction(metric, b, &unused, &why_b) && strcmp(why_b, GG_WHY_BOUNDED) != 0)
        return false;
    return why_a != NULL || why_b != NULL;
}

static void compare_bounded(const gg_disparity *disparity, const gg_figures *group,
                            const gg_figures *reference, double z, bool hull, gg_measure *out)
{
    const gg_metric *metric = gg_metric_find(disparity->metric);
    const gg_confusion_ranges a = gg_bounded_ranges(metric, group, false);
    const gg_confusion_ranges b = gg_bounded_ranges(metric, reference, false);
    gg_confusion_metric which = GG_CONFUSION_METRICS;
    gg_bounded both;

    if (!gg_confusion_find(disparity->metric, &which) ||
        gg_bounds_pair(disparity->kind, &a, &b, which, z, hull, &both) != GG_OK) {
        *out = gg_measure_undefined(disparity->kind == GG_RATIO ? GG_WHY_ZERO_REFERENCE
                                                                : GG_WHY_BOUNDED);
        return;
    }
    *out = gg_measure_between(both.bounds, both.interval, disparity->interval);
    out->n = gg_figures_range(group, metric->denominator).low +
             gg_figures_range(reference, metric->denominator).low;
}

gg_status gg_bounds_pair(gg_comparison_kind kind, const gg_confusion_ranges *a,
                         const gg_confusion_ranges *b, gg_confusion_metric metric, double z,
                         bool hull, gg_bounded *out)
{
    if (hull)
        return gg_bounds_robust(a, b, metric, z, kind == GG_RATIO, out);
    return kind == GG_RATIO ? gg_bounds_ratio(a, b, metric, z, out)
                            : gg_bounds_difference(a, b, metric, z, out);
}

void gg_disparity_measure(const gg_disparity *disparity, const gg_figures *group,
                          const gg_figures *reference, const gg_measure_options *options,
                          gg_measure *out)
{
    const gg_measure_options how = gg_measure_options_or_default(options);

    gg_disparity_compare(disparity, group, reference, &how, false, out);
}

void gg_disparity_compare(const gg_disparity *disparity, const gg_figures *group,
                          const gg_figures *reference, const gg_measure_options *options, bool hull,
                          gg_measure *out)
{
    const gg_metric *metric = gg_metric_find(disparity->metric);
    gg_fraction a, b;
    gg_measure x, y;
    const char *why;

    if (bounded(metric, group, reference)) {
        compare_bounded(disparity, group, reference, options->z, hull, out);
    } else if (metric->denominator != 0 && !estimated(metric, group, reference)) {
        /* Bounds of the group say nothing beside a reference without the figure. */
        if (!gg_metric_fraction(metric, group, &a, &why) && strcmp(why, GG_WHY_BOUNDED) != 0)
            *out = gg_measure_undefined(why);
        else if (!gg_metric_fraction(metric, reference, &b, &why))
            *out = gg_measure_undefined(reference_reason(why));
        else
            compare_rates(disparity, &a, &b, options->z, hull, out);
    } else {
        gg_metric_measure(metric, group, options, &x);
        gg_metric_measure(metric, reference, options, &y);
        if (x.state != GG_MEASURE_OK && !x.bounded)
            *out = gg_measure_undefined(x.why);
        else if (y.bounded || (x.bounded && y.state == GG_MEASURE_OK))
            compare_open_estimates(disparity, &x, &y, out);
        else if (y.state != GG_MEASURE_OK)
            *out = gg_measure_undefined(reference_reason(y.why));
        else
            compare_estimates(disparity, &x, &y, out);
    }
    if (out->state != GG_MEASURE_OK && !out->bounded)
        out->method = disparity->interval;
}
