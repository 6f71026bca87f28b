/*
 * Who is worse off with A although everyone together is not: the reason to compare by group.
 *
 * For each metric that has a better direction, every group of enough rows is asked whether A is
 * worse than B there by more than the margin. The p-value is that of the paired interval turned
 * around, and all groups of one metric are adjusted together (Holm), so that looking at many groups
 * finds one by chance no more often than looking at one. Where outcomes are missing, what they
 * allow stands for the difference, with the interval around it: where all of that lies on one side,
 * they decide nothing.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"
#include "evaluate/evaluate_internal.h"
#include "gauger/evaluate/significance.h"
#include "gauger/stats/adjust.h"

typedef struct finder {
    const gg_compared_group *groups; /* everyone first */
    size_t n;
    const gg_compare_options *options;
    double z, alpha;
    double *p, *adjusted; /* of each group; NaN where it takes no part */
    gg_measure *measures;
    json_t *overall, *worse;
    json_t *unknown; /* metrics whose difference is not identified for everyone */
    size_t tests;
    gg_error *err;
} finder;

/* One difference of one group, for gg_p_beyond(). */
typedef struct asked {
    const gg_metric *metric;
    const gg_paired *paired;
} asked;

/* Each of these is another metric seen in a mirror: it would find the same groups again. */
static const char *const mirrored[] = {"specificity", "false_negative_rate"};

static const char *const part_keys[GG_PART_KINDS] = {
    [GG_PART_ATTRIBUTE] = "attribute",
    [GG_PART_INTERSECTION] = "intersection",
    [GG_PART_SITE] = "site",
    [GG_PART_PERIOD] = "period",
};

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static bool is_judged(const gg_metric *metric)
{
    for (size_t i = 0; i < sizeof mirrored / sizeof *mirrored; i++)
        if (strcmp(metric->name, mirrored[i]) == 0)
            return false;
    return metric->direction != GG_NO_DIRECTION;
}

/* From the low end at the least to the high end at the greatest difference that the missing
 * outcomes allow; an extreme without an interval is as certain as its value. */
static bool measure_extremes(const asked *a, const gg_measure_options *how, gg_measure *out)
{
    gg_paired least, greatest;
    gg_measure low, high;

    if (!gg_difference_extremes(a->metric, a->paired, &least, &greatest))
        return true;
    if (gg_difference_measure(a->metric, &least, how, &low, NULL) != GG_OK ||
        gg_difference_measure(a->metric, &greatest, how, &high, NULL) != GG_OK)
        return false;
    if (low.state != GG_MEASURE_OK || high.state != GG_MEASURE_OK)
        return true;
    out->bounded = true;
    out->bound_low = low.value;
    out->bound_high = high.value;
    out->low = isnan(low.low) ? low.value : fmin(low.low, low.value);
    out->high = isnan(high.high) ? high.value : fmax(high.high, high.value);
    return true;
}

static bool is_unidentified(const gg_measure *m)
{
    return m->state != GG_MEASURE_OK && strcmp(m->why, GG_WHY_NOT_IDENTIFIED) == 0;
}

static bool measure(const asked *a, double z, gg_measure *out)
{
    const gg_measure_options how = {.z = z, .slice = "", .adverse = GG_ADVERSE_SELECTED};

    if (gg_difference_measure(a->metric, a->paired, &how, out, NULL) != GG_OK)
        return false;
    return !is_unidentified(out) || measure_extremes(a, &how, out);
}

static void measure_at(void *context, double z, gg_measure *out)
{
    if (!measure(context, z, out))
        *out = gg_measure_undefined(GG_WHY_NOT_COMPUTED);
}

/* Signs are turned so that more is always better. */
static double better_sign(const gg_metric *metric)
{
    return metric->direction == GG_LOWER_IS_BETTER ? -1 : 1;
}

/* The end of the interval on the better side, positive where A is better. */
static double best_end(const gg_metric *metric, const gg_measure *m)
{
    return metric->direction == GG_LOWER_IS_BETTER ? -m->low : m->high;
}

static double worst_end(const gg_metric *metric, const gg_measure *m)
{
    return metric->direction == GG_LOWER_IS_BETTER ? -m->high : m->low;
}

static bool has_interval(const gg_measure *m)
{
    return (m->state == GG_MEASURE_OK || m->bounded) && !isnan(m->low) && !isnan(m->high);
}

/* Where everyone together stands. */
static const char *standing(const finder *f, const gg_metric *metric, const gg_measure *m)
{
    if (!has_interval(m))
        return "not established";
    if (worst_end(metric, m) > 0)
        return "better";
    return best_end(metric, m) < -f->options->margin ? "worse" : "not established";
}

/* The rows that decide about a group: those of the random arm, where it alone is measured. */
static double rows_of(const gg_compared_group *group)
{
    const gg_paired *p = &group->paired;

    return p->design && p->inspection == GG_INSPECTION_RANDOM_ARM ? p->design->figures[GG_A].rows
                                                                  : p->figures[GG_A].rows;
}

static bool is_large_enough(const finder *f, const gg_compared_group *group)
{
    return rows_of(group) >= (double)f->options->minimum_count;
}

/*
 * The one-sided p of "not worse by more than the margin". Where the interval at the document's
 * confidence reaches the margin, p is alpha or more, whatever it is; such a group comes behind all
 * that are found, where Holm's procedure only counts it, so that its own p need not be searched.
 */
static double p_of(const finder *f, const gg_metric *metric, const gg_paired *paired,
                   const gg_measure *m)
{
    asked a = {metric, paired};
    double margin = f->options->margin;

    if (!(best_end(metric, m) < -margin))
        return 1;
    return better_sign(metric) > 0 ? gg_p_beyond(measure_at, &a, -margin, INFINITY)
                                   : gg_p_beyond(measure_at, &a, -INFINITY, margin);
}

static gg_status measure_groups(finder *f, const gg_metric *metric)
{
    for (size_t i = 0; i < f->n; i++) {
        const gg_compared_group *group = &f->groups[i];
        asked a = {metric, &group->paired};

        f->p[i] = f->adjusted[i] = NAN;
        if (!measure(&a, f->z, &f->measures[i]))
            return gg_error_set(f->err, GG_E_INTERNAL, NULL, "a difference of %s", metric->name);
        if (i && is_large_enough(f, group) && has_interval(&f->measures[i]))
            f->p[i] = p_of(f, metric, &group->paired, &f->measures[i]);
    }
    return GG_OK;
}

/* Calls for the p-values there are, and puts the adjusted ones back. */
static gg_status adjust(finder *f)
{
    double *all = calloc(f->n + 1, sizeof *all);
    size_t n = 0;
    gg_status status = all ? GG_OK : no_memory(f->err);

    for (size_t i = 0; i < f->n && !status; i++)
        if (!isnan(f->p[i]))
            all[n++] = f->p[i];
    if (!status && gg_p_adjust_holm(all, n, all) != GG_OK)
        status = gg_error_set(f->err, GG_E_INTERNAL, NULL, "a p-value lies outside 0 to 1");
    f->tests += n;
    n = 0;
    for (size_t i = 0; i < f->n && !status; i++)
        if (!isnan(f->p[i]))
            f->adjusted[i] = all[n++];
    free(all);
    return status;
}

/* Which group it is, in the words of a policy's selectors. */
static bool put_place(json_t *object, const gg_compared_group *group)
{
    const char *key = part_keys[group->part->kind];
    bool named = group->part->kind == GG_PART_SITE || group->part->kind == GG_PART_PERIOD;

    return gg_json_put(object, key, gg_json_text(named ? group->name : group->part->name)) &&
           (named || gg_json_put(object, "group", gg_json_text(group->name))) &&
           gg_json_put(object, "rows", gg_json_count(rows_of(group)));
}

/* As among the differences: what the missing outcomes allow, and the interval around it. */
static json_t *difference_json(const gg_measure *m)
{
    gg_measure none = gg_measure_undefined(m->why);
    json_t *out = gg_estimate_json(m->bounded ? &none : m);

    if (out && m->bounded &&
        (!gg_json_put(out, "bounds", json_pack("[f, f]", m->bound_low, m->bound_high)) ||
         !gg_json_put(out, "bounds_interval", json_pack("[f, f]", m->low, m->high)))) {
        json_decref(out);
        out = NULL;
    }
    return out;
}

static bool put_worse(const finder *f, const gg_metric *metric, const char *overall, size_t i)
{
    json_t *one = json_object();

    if (json_array_append_new(f->worse, one))
        return false;
    return put_place(one, &f->groups[i]) &&
           gg_json_put(one, "metric", gg_json_text(metric->name)) &&
           gg_json_put(one, "overall", gg_json_text(overall)) &&
           gg_json_put(one, "difference", difference_json(&f->measures[i])) &&
           gg_json_set_real(one, "p_value", f->p[i]) == 0 &&
           gg_json_set_real(one, "adjusted_p_value", f->adjusted[i]) == 0;
}

static gg_status judge_metric(finder *f, const gg_metric *metric)
{
    const char *overall;
    gg_status status = measure_groups(f, metric);

    if (!status)
        status = adjust(f);
    if (status)
        return status;
    overall = standing(f, metric, &f->measures[0]);
    if (is_unidentified(&f->measures[0]) && strcmp(overall, "not established") == 0 &&
        json_array_append_new(f->unknown, gg_json_text(metric->name)) != 0)
        return no_memory(f->err);
    if (has_interval(&f->measures[0]) &&
        !(f->measures[0].bounded && strcmp(overall, "not established") == 0) &&
        !gg_json_put(f->overall, metric->name, gg_json_text(overall)))
        return no_memory(f->err);
    if (strcmp(overall, "worse") == 0)
        return GG_OK;
    for (size_t i = 1; i < f->n; i++)
        if (f->adjusted[i] < f->alpha && !put_worse(f, metric, overall, i))
            return no_memory(f->err);
    return GG_OK;
}

static bool put_not_judged(const finder *f, json_t *to)
{
    json_t *list = json_array();
    bool fine = gg_json_put(to, "not_judged", list);

    for (size_t i = 1; i < f->n && fine; i++) {
        json_t *one;

        if (is_large_enough(f, &f->groups[i]))
            continue;
        one = json_object();
        fine = json_array_append_new(list, one) == 0 && put_place(one, &f->groups[i]) &&
               gg_json_put(one, "why", gg_json_text(GG_WHY_TOO_FEW));
    }
    return fine;
}

static gg_status find(finder *f, json_t *to)
{
    gg_status status = GG_OK;

    f->overall = gg_json_put_object(to, "overall");
    f->worse = gg_json_put_array(to, "worse_for");
    f->unknown = gg_json_put_array(to, "not_identified");
    if (!f->overall || !f->worse || !f->unknown)
        return no_memory(f->err);
    for (size_t i = 0; i < gg_metric_count() && !status; i++)
        if (is_judged(gg_metric_at(i)))
            status = judge_metric(f, gg_metric_at(i));
    if (!status &&
        (!gg_json_put(to, "tests", json_integer((json_int_t)f->tests)) || !put_not_judged(f, to)))
        status = no_memory(f->err);
    return status;
}

static bool put_settings(const finder *f, json_t *to)
{
    return gg_json_set_real(to, "margin", f->options->margin) == 0 &&
           gg_json_put(to, "minimum_count", json_integer((json_int_t)f->options->minimum_count)) &&
           gg_json_put(to, "correction", gg_json_text("holm")) &&
           gg_json_set_real(to, "alpha", f->alpha) == 0;
}

gg_status gg_findings_write(const gg_compared_group *groups, size_t n,
                            const gg_compare_options *options, json_t **out, gg_error *err)
{
    finder f = {.groups = groups,
                .n = n,
                .options = options,
                .z = gg_z_of_confidence(options->confidence),
                .alpha = (1 - options->confidence) / 2,
                .p = calloc(n, sizeof *f.p),
                .adjusted = calloc(n, sizeof *f.adjusted),
                .measures = calloc(n, sizeof *f.measures),
                .err = err};
    json_t *to = json_object();
    bool fine = to && f.p && f.adjusted && f.measures && put_settings(&f, to);
    gg_status status = fine ? find(&f, to) : no_memory(err);

    free(f.p);
    free(f.adjusted);
    free(f.measures);
    if (status)
        json_decref(to);
    else
        *out = to;
    return status;
}
