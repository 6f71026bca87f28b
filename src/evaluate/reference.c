/*
 * Groups against the reference that a rule chooses, and the extremes over groups.
 */
#include "gauger/evaluate/disparity.h"

#include <math.h>
#include <string.h>

#include "evaluate/disparity_internal.h"

double gg_pairs(size_t n)
{
    return n < 2 ? 1 : (double)n * ((double)n - 1) / 2;
}

/* Where a rate is known within bounds only, the highest and the lowest are chosen by its least
 * counts: any choice by the data is allowed for in the intervals. */
static bool rate_of(const gg_metric *metric, const gg_figures *figures, gg_fraction *out)
{
    const char *why = NULL;

    if (gg_metric_fraction(metric, figures, out, &why))
        return true;
    if (why == NULL || strcmp(why, GG_WHY_BOUNDED) != 0)
        return false;
    out->numerator = gg_figures_range(figures, metric->numerator).low;
    out->denominator = gg_figures_range(figures, metric->denominator).low;
    return out->denominator > 0;
}

bool gg_groups_populated(const gg_figures *groups, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(groups[i].population > 0))
            return false;
    return n > 0;
}

size_t gg_reference_choose(const gg_figures *groups, size_t n, gg_reference_rule rule)
{
    const gg_metric *selection_rate = gg_metric_find("selection_rate");
    const bool populated = gg_groups_populated(groups, n);
    size_t best = GG_NO_GROUP;
    double most = 0;

    if (rule != GG_REFERENCE_LARGEST && rule != GG_REFERENCE_HIGHEST && rule != GG_REFERENCE_LOWEST)
        return GG_NO_GROUP;
    for (size_t i = 0; i < n; i++) {
        gg_fraction rate;
        double score = populated ? groups[i].population : groups[i].rows;

        if (rule != GG_REFERENCE_LARGEST) {
            if (!rate_of(selection_rate, &groups[i], &rate))
                continue;
            score = rate.numerator / rate.denominator;
            score = rule == GG_REFERENCE_HIGHEST ? score : -score;
        }
        if (best == GG_NO_GROUP || score > most) {
            best = i;
            most = score;
        }
    }
    return best;
}

static gg_figures rest_of(const gg_figures *groups, size_t n, size_t i)
{
    gg_figures rest = gg_figures_empty(groups[i].scores);

    for (size_t j = 0; j < n; j++) {
        if (j != i)
            gg_figures_add(&rest, &groups[j], &rest);
    }
    return rest;
}

/* With f the group's share of the denominator, overall = f group + (1 - f) rest; so the ratio to
 * overall is r / (f r + 1 - f), which rises in r and tends to 1 / f. */
static double ratio_to_overall(double r, double f)
{
    return isinf(r) ? 1 / f : r / (f * r + 1 - f);
}

/* The group is part of overall, so the two are not independent; against the rest they are, and the
 * figure against overall is a rising function of the one against the rest. */
static void against_overall(const gg_disparity *disparity, const gg_figures *group,
                            const gg_figures *rest, double z, bool hull, gg_measure *out)
{
    const gg_metric *metric = gg_metric_find(disparity->metric);
    gg_fraction a, b;
    gg_interval ends;
    double f, rate, whole;
    const char *why;

    if (metric->denominator == 0) {
        *out = gg_measure_undefined(GG_WHY_NOT_COMPUTED);
        return;
    }
    if (!gg_metric_fraction(metric, group, &a, &why)) {
        *out = gg_measure_undefined(why);
        return;
    }
    if (!gg_metric_fraction(metric, rest, &b, &why)) {
        *out = gg_measure_undefined(GG_WHY_REFERENCE);
        return;
    }
    f = a.denominator / (a.denominator + b.denominator);
    rate = a.numerator / a.denominator;
    whole = (a.numerator + b.numerator) / (a.denominator + b.denominator);
    ends = gg_rates_interval(disparity->kind, gg_rate_of_fraction(&a), gg_rate_of_fraction(&b), z,
                             hull);
    if (disparity->kind == GG_DIFFERENCE)
        *out = gg_measure_of(rate - whole, (1 - f) * ends.low, (1 - f) * ends.high,
                             disparity->interval);
    else if (whole > 0)
        *out = gg_measure_of(rate / whole, ratio_to_overall(ends.low, f),
                             ratio_to_overall(ends.high, f), disparity->interval);
    else
        *out = gg_measure_undefined(GG_WHY_ZERO_REFERENCE);
    out->n = a.effective + b.effective;
    gg_measure_clip(out, disparity->low, disparity->high);
}

/* One group by the rule, at exactly this critical value. */
static void measure_group(const gg_disparity *disparity, const gg_figures *groups, size_t n,
                          size_t i, gg_reference_rule rule, size_t reference,
                          const gg_measure_options *how, bool hull, gg_measure *out)
{
    gg_figures rest;

    if (rule == GG_REFERENCE_REST || rule == GG_REFERENCE_OVERALL) {
        rest = rest_of(groups, n, i);
        if (n < 2)
            *out = gg_measure_undefined(GG_WHY_ONE_GROUP);
        else if (rule == GG_REFERENCE_REST)
            gg_disparity_compare(disparity, &groups[i], &rest, how, hull, out);
        else
            against_overall(disparity, &groups[i], &rest, how->z, hull, out);
    } else if (reference >= n || reference == i) {
        *out = gg_measure_undefined(GG_WHY_ONE_GROUP);
    } else {
        gg_disparity_compare(disparity, &groups[i], &groups[reference], how, hull, out);
    }
    if (out->state != GG_MEASURE_OK && !out->bounded)
        out->method = disparity->interval;
}

static bool chosen_by_data(gg_reference_rule rule)
{
    return rule == GG_REFERENCE_HIGHEST || rule == GG_REFERENCE_LOWEST;
}

void gg_disparity_of(const gg_disparity *disparity, const gg_figures *groups, size_t n, size_t i,
                     gg_reference_rule rule, size_t reference, const gg_measure_options *options,
                     gg_measure *out)
{
    gg_measure_options how = gg_measure_options_or_default(options);

    if (chosen_by_data(rule))
        how.z = gg_z_bonferroni(how.z, gg_pairs(n));
    measure_group(disparity, groups, n, i, rule, reference, &how, chosen_by_data(rule), out);
    if (chosen_by_data(rule))
        out->method = GG_METHOD_SIMULTANEOUS;
}

/* Takes one group's measure into the extreme so far. */
static void take_extreme(gg_summary_result *r, const gg_measure *m, size_t i, bool largest)
{
    gg_measure *d = &r->defined;

    if (r->low_group == GG_NO_GROUP) {
        *d = *m;
        r->low_group = i;
        return;
    }
    if (largest ? m->value > d->value : m->value < d->value) {
        d->value = m->value;
        d->n = m->n;
        d->standard_error = m->standard_error;
        r->low_group = i;
    }
    if (isnan(m->low) || isnan(d->low)) {
        d->low = d->high = NAN; /* without all the intervals there is no simultaneous one */
        return;
    }
    d->low = largest ? fmax(d->low, m->low) : fmin(d->low, m->low);
    d->high = largest ? fmax(d->high, m->high) : fmin(d->high, m->high);
}

/* The extreme of groups of which some are known within bounds only: it lies between the extremes of
 * their ends, and no group can be said to make it. */
typedef struct between {
    gg_interval bounds, ends;
    size_t n;
    bool any;           /* some group is bounded */
    const char *method; /* of the groups' intervals */
} between;

static void take_between(between *b, const gg_measure *m, bool largest)
{
    const gg_interval bounds = gg_measure_bounds(m), ends = {m->low, m->high};

    b->any = b->any || m->bounded;
    b->method = m->method;
    if (b->n++ == 0) {
        b->bounds = bounds;
        b->ends = ends;
        return;
    }
    b->bounds.low = largest ? fmax(b->bounds.low, bounds.low) : fmin(b->bounds.low, bounds.low);
    b->bounds.high =
        largest ? fmax(b->bounds.high, bounds.high) : fmin(b->bounds.high, bounds.high);
    b->ends.low = largest ? fmax(b->ends.low, ends.low) : fmin(b->ends.low, ends.low);
    b->ends.high = largest ? fmax(b->ends.high, ends.high) : fmin(b->ends.high, ends.high);
}

/* Over the groups that have the figure, and over all where none lacks it. */
static void settle_extreme(gg_summary_result *r, const between *b, const char *why)
{
    if (b->n == 0)
        r->defined = gg_measure_undefined(why);
    else if (b->any)
        r->defined = gg_measure_between(b->bounds, b->ends, b->method);
    if (b->any)
        r->low_group = GG_NO_GROUP;
    r->high_group = r->low_group;
    r->all =
        b->n > 0 && r->n_undefined > 0 ? gg_measure_undefined(GG_WHY_UNDEFINED_GROUP) : r->defined;
    r->all.method = r->defined.method = GG_METHOD_SIMULTANEOUS;
}

void gg_disparity_extremes(const gg_disparity *disparity, const gg_figures *groups, size_t n,
                           gg_reference_rule rule, size_t reference,
                           const gg_measure_options *options, gg_summary_result out[2])
{
    gg_measure_options how = gg_measure_options_or_default(options);
    const bool skips = rule != GG_REFERENCE_REST && rule != GG_REFERENCE_OVERALL;
    const gg_summary_result none = {.low_group = GG_NO_GROUP, .high_group = GG_NO_GROUP};
    gg_summary_result r[2] = {none, none};
    const char *why = GG_WHY_ONE_GROUP;
    between all[2] = {{.n = 0}, {.n = 0}};
    gg_measure m;

    how.z = gg_z_bonferroni(how.z, gg_pairs(n));
    for (size_t i = 0; i < n; i++) {
        if (skips && i == reference)
            continue;
        measure_group(disparity, groups, n, i, rule, reference, &how, true, &m);
        if (m.state != GG_MEASURE_OK && !m.bounded && r[0].n_undefined == 0)
            why = m.why;
        for (int largest = 0; largest < 2; largest++) {
            if (m.state == GG_MEASURE_OK || m.bounded)
                take_between(&all[largest], &m, largest);
            if (m.state == GG_MEASURE_OK)
                take_extreme(&r[largest], &m, i, largest);
            else if (!m.bounded)
                r[largest].n_undefined++;
        }
    }
    for (int largest = 0; largest < 2; largest++) {
        if (all[largest].n > 0)
            r[largest].metric = disparity->metric;
        settle_extreme(&r[largest], &all[largest], why);
        out[largest] = r[largest];
    }
}

void gg_disparity_extreme(const gg_disparity *disparity, const gg_figures *groups, size_t n,
                          gg_reference_rule rule, size_t reference, bool largest,
                          const gg_measure_options *options, gg_summary_result *out)
{
    gg_summary_result both[2];

    gg_disparity_extremes(disparity, groups, n, rule, reference, options, both);
    *out = both[largest];
}
