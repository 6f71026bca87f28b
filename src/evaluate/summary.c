/*
 * Summaries over all groups: the largest difference and the smallest ratio, with intervals that
 * hold for all pairs of groups at once.
 *
 * The intervals come from gauger/stats/simultaneous.h. Where a summary is over two metrics, the
 * pairs of both are counted when the critical value is widened, so that both hold together.
 */
#include "gauger/evaluate/disparity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/disparity_internal.h"

/* clang-format off */
static const gg_summary summaries[] = {
    {"demographic_parity_difference", GG_DIFFERENCE, {"selection_rate", NULL}, false, 0, 1,
     "The largest gap between two groups in how often they are selected; 0 is equal."},
    {"demographic_parity_ratio", GG_RATIO, {"selection_rate", NULL}, false, 0, 1,
     "The lowest selection rate of a group over the highest; 1 is equal."},
    {"equalized_odds_difference", GG_DIFFERENCE, {"recall", "false_positive_rate"}, false, 0, 1,
     "The larger of the largest gaps in recall and in the false positive rate; 0 is equal."},
    {"equalized_odds_ratio", GG_RATIO, {"recall", "false_positive_rate"}, false, 0, 1,
     "The smaller of lowest over highest recall and lowest over highest false positive rate; 1 is equal."},
    {"equal_opportunity_difference", GG_DIFFERENCE, {"recall", NULL}, false, 0, 1,
     "The largest gap between two groups in how often positive cases are found; 0 is equal."},
    {"predictive_parity_difference", GG_DIFFERENCE, {"precision", NULL}, false, 0, 1,
     "The largest gap between two groups in how often a selection is right; 0 is equal."},
    {"impact_ratio", GG_RATIO, {"selection_rate", NULL}, true, 0, 1,
     "The lowest rate of the favourable decision over the highest: the figure of the four-fifths rule."},
};
/* clang-format on */

size_t gg_summary_count(void)
{
    return sizeof summaries / sizeof summaries[0];
}

const gg_summary *gg_summary_at(size_t i)
{
    return i < gg_summary_count() ? &summaries[i] : NULL;
}

const gg_summary *gg_summary_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < gg_summary_count(); i++) {
        if (strcmp(summaries[i].name, name) == 0)
            return &summaries[i];
    }
    return NULL;
}

/* One family of rates: a metric, or its complement, over all groups. */
typedef struct family {
    const gg_metric *metric;
    bool complement;
    const gg_figures *groups;
    size_t n;
    size_t n_defined;
    size_t n_bounded; /* groups whose rate is known within bounds only */
    const char *why;  /* of the first group without the rate */
    size_t low_group, high_group;
    double low, high; /* smallest and largest rate */
} family;

static bool rate_at(const family *f, size_t i, gg_fraction *rate, const char **why)
{
    if (!gg_metric_fraction(f->metric, &f->groups[i], rate, why))
        return false;
    if (f->complement)
        rate->numerator = fmax(0, rate->denominator - rate->numerator);
    return true;
}

/* A rate under an inspection design has limits, but is no share of rows that were counted. */
static bool estimated(const family *f, size_t i)
{
    return gg_metric_estimated(f->metric, &f->groups[i]);
}

static bool value_at(const family *f, size_t i, double *value, const char **why)
{
    gg_estimate e;
    gg_fraction rate;

    if (estimated(f, i)) {
        if (!gg_metric_estimate(f->metric, &f->groups[i], 1, &e, why))
            return false;
        *value = e.value;
        return true;
    }
    if (!rate_at(f, i, &rate, why))
        return false;
    *value = rate.numerator / rate.denominator;
    return true;
}

static void look_over(family *f)
{
    f->low_group = f->high_group = GG_NO_GROUP;
    for (size_t i = 0; i < f->n; i++) {
        const char *why = NULL;
        double value;

        if (!value_at(f, i, &value, &why)) {
            if (why != NULL && strcmp(why, GG_WHY_BOUNDED) == 0)
                f->n_bounded++;
            else
                f->why = f->why != NULL ? f->why : why;
            continue;
        }
        if (f->n_defined == 0 || value < f->low) {
            f->low = value;
            f->low_group = i;
        }
        if (f->n_defined == 0 || value > f->high) {
            f->high = value;
            f->high_group = i;
        }
        f->n_defined++;
    }
}

static bool any_estimated(const family *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (estimated(f, i))
            return true;
    return false;
}

/* The same by square and add of the groups' own limits, where some are no shares of counts. */
static gg_interval estimates_interval(const family *f, gg_comparison_kind kind, double z,
                                      double comparisons)
{
    gg_estimate *estimates = calloc(f->n, sizeof *estimates);
    gg_interval ends;
    gg_status status = GG_E_MEMORY;
    size_t n = 0;

    z = gg_z_bonferroni(z, comparisons);
    for (size_t i = 0; estimates != NULL && i < f->n; i++)
        n += gg_metric_estimate(f->metric, &f->groups[i], z, &estimates[n], NULL);
    if (estimates != NULL && kind == GG_RATIO)
        status = gg_smallest_ratio_of(estimates, n, &ends);
    else if (estimates != NULL)
        status = gg_largest_difference_of(estimates, n, &ends);
    free(estimates);
    return status == GG_OK ? ends : (gg_interval){NAN, NAN};
}

/* The simultaneous interval of one family where `comparisons` intervals are to hold in all, of
 * which the family's own pairs are a part. Both ends NaN where there is none. */
static gg_interval family_interval(const family *f, gg_comparison_kind kind, double z,
                                   double comparisons)
{
    gg_rate *rates = calloc(f->n, sizeof *rates);
    gg_interval ends;
    gg_status status = GG_E_MEMORY;
    gg_fraction rate;
    size_t n = 0;

    for (size_t i = 0; rates != NULL && i < f->n; i++) {
        if (rate_at(f, i, &rate, NULL))
            rates[n++] = gg_rate_of_fraction(&rate);
    }
    z = gg_z_bonferroni(z, comparisons / gg_pairs(n));
    if (rates != NULL && kind == GG_RATIO)
        status = gg_smallest_ratio(rates, n, z, &ends);
    else if (rates != NULL)
        status = gg_largest_difference(rates, n, z, &ends);
    free(rates);
    return status == GG_OK ? ends : (gg_interval){NAN, NAN};
}

static double value_of(const family *f, gg_comparison_kind kind)
{
    return kind == GG_DIFFERENCE ? f->high - f->low : f->low / f->high;
}

/* Why there is no figure at all; NULL if there is one. */
static const char *obstacle(const family *families, size_t n_families, gg_comparison_kind kind)
{
    for (size_t k = 0; k < n_families; k++) {
        const family *f = &families[k];

        if (f->n < 2)
            return GG_WHY_ONE_GROUP;
        if (f->n_defined + f->n_bounded == 0)
            return f->why;
        if (f->n_defined + f->n_bounded < 2)
            return GG_WHY_UNDEFINED_GROUP;
        if (kind == GG_RATIO && f->n_bounded == 0 && !(f->high > 0))
            return GG_WHY_ZERO_REFERENCE;
    }
    return NULL;
}

/* The same where some rates are known within bounds only. */
static void measure_bounded(const gg_summary *summary, const family *families, size_t n_families,
                            double z, gg_summary_result *r)
{
    const bool ratio = summary->kind == GG_RATIO;
    gg_bounded all = {{0, 0}, {0, 0}}, one;

    for (size_t k = 0; k < n_families; k++) {
        const family *f = &families[k];

        if (!gg_summary_bounded(f->metric, f->complement, summary->kind, f->groups, f->n, z,
                                (double)n_families, &one)) {
            r->defined = gg_measure_undefined(GG_WHY_UNDEFINED_GROUP);
            return;
        }
        if (k == 0) {
            all = one;
            continue;
        }
        all.bounds.low = (ratio ? fmin : fmax)(all.bounds.low, one.bounds.low);
        all.bounds.high = (ratio ? fmin : fmax)(all.bounds.high, one.bounds.high);
        all.interval.low = (ratio ? fmin : fmax)(all.interval.low, one.interval.low);
        all.interval.high = (ratio ? fmin : fmax)(all.interval.high, one.interval.high);
    }
    r->defined = gg_measure_between(all.bounds, all.interval, GG_METHOD_SIMULTANEOUS);
    r->metric = families[0].metric->name;
}

/* Whether a group's rate is known, but within bounds only. */
static bool bounded_at(const family *f, size_t i)
{
    const char *why = NULL;
    double value;

    return !value_at(f, i, &value, &why) && why != NULL && strcmp(why, GG_WHY_BOUNDED) == 0;
}

/* Whether some figure is known within bounds only, and every family has two groups with one. */
static bool is_bounded(const family *families, size_t n_families)
{
    bool any = false;

    for (size_t k = 0; k < n_families; k++) {
        any = any || families[k].n_bounded > 0;
        if (families[k].n_defined + families[k].n_bounded < 2)
            return false;
    }
    return any;
}

/* The larger of two largest differences, the smaller of two smallest ratios: so are their ends. */
static void measure_defined(const gg_summary *summary, const family *families, size_t n_families,
                            double z, gg_summary_result *r)
{
    const bool ratio = summary->kind == GG_RATIO;
    const family *decides = &families[0];
    gg_interval all = {NAN, NAN};
    double comparisons = 0;

    for (size_t k = 0; k < n_families; k++)
        comparisons += gg_pairs(families[k].n_defined);
    for (size_t k = 0; k < n_families; k++) {
        const gg_interval one =
            (any_estimated(&families[k]) ? estimates_interval : family_interval)(
                &families[k], summary->kind, z, comparisons);
        double v = value_of(&families[k], summary->kind), best = value_of(decides, summary->kind);

        if (ratio ? v < best : v > best)
            decides = &families[k];
        if (k == 0 || isnan(one.low)) {
            all = one;
        } else if (!isnan(all.low)) {
            all.low = ratio ? fmin(all.low, one.low) : fmax(all.low, one.low);
            all.high = ratio ? fmin(all.high, one.high) : fmax(all.high, one.high);
        }
    }
    r->defined = gg_measure_of(value_of(decides, summary->kind), all.low, all.high, "");
    gg_measure_clip(&r->defined, summary->low, summary->high);
    r->low_group = decides->low_group;
    r->high_group = decides->high_group;
    r->metric = decides->metric->name;
}

static size_t count_undefined(const family *families, size_t n_families)
{
    size_t count = 0;
    double value;

    for (size_t i = 0; i < families[0].n; i++) {
        bool defined = true;

        for (size_t k = 0; k < n_families; k++)
            defined =
                defined && (value_at(&families[k], i, &value, NULL) || bounded_at(&families[k], i));
        count += !defined;
    }
    return count;
}

void gg_summary_measure(const gg_summary *summary, const gg_figures *groups, size_t n,
                        const gg_measure_options *options, gg_summary_result *out)
{
    const gg_measure_options how = gg_measure_options_or_default(options);
    gg_summary_result r = {.low_group = GG_NO_GROUP, .high_group = GG_NO_GROUP};
    family families[2] = {{0}};
    size_t n_families = summary->metrics[1] != NULL ? 2 : 1;
    const char *why;

    for (size_t k = 0; k < n_families; k++) {
        families[k] =
            (family){.metric = gg_metric_find(summary->metrics[k]),
                     .complement = summary->favourable && how.adverse == GG_ADVERSE_SELECTED,
                     .groups = groups,
                     .n = n};
        look_over(&families[k]);
    }
    if (is_bounded(families, n_families)) {
        measure_bounded(summary, families, n_families, how.z, &r);
        r.n_undefined = count_undefined(families, n_families);
        r.all = r.n_undefined > 0 ? gg_measure_undefined(GG_WHY_UNDEFINED_GROUP) : r.defined;
        r.all.method = r.defined.method = GG_METHOD_SIMULTANEOUS;
        *out = r;
        return;
    }
    r.n_undefined = count_undefined(families, n_families);
    why = obstacle(families, n_families, summary->kind);
    if (why == NULL)
        measure_defined(summary, families, n_families, how.z, &r);
    else
        r.defined = gg_measure_undefined(why);
    r.all =
        why == NULL && r.n_undefined > 0 ? gg_measure_undefined(GG_WHY_UNDEFINED_GROUP) : r.defined;
    r.all.method = r.defined.method = GG_METHOD_SIMULTANEOUS;
    *out = r;
}
