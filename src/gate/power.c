/*
 * What a subject's sample could have shown: the mildest true breach of its rule that would have
 * been caught with probability 0.8, and, where nothing is decided, how many rows would decide it.
 *
 * The level of a subject's test is the one that decides about it: alpha shared among all figures
 * that are not rejected without it (Holm), among all (Bonferroni), or alpha itself. That is exact:
 * with everything else as it is, a subject is rejected if and only if its own p lies below it.
 */
#include <stdlib.h>

#include "gate_internal.h"

#include "gauger/evaluate/metric.h"
#include "gauger/stats/power.h"

/* ---- levels ---- */

/* Every p-value that is adjusted with the others, ascending; and, from each place on, the first one
 * that would not be rejected if a smaller one were taken away. */
typedef struct levels {
    const double *p;
    const size_t *stop;
    size_t n;
    size_t rejected; /* how many are */
    double alpha;
    gg_correction correction;
} levels;

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static size_t gather(const gg_bench *bench, double *p)
{
    size_t n = 0;

    for (size_t i = 0; i < bench->policy->n_rules; i++)
        for (size_t j = 0; j < bench->cases[i].n; j++)
            if (!isnan(bench->cases[i].subjects[j].p))
                p[n++] = bench->cases[i].subjects[j].p;
    return n;
}

static gg_status prepare(const gg_bench *bench, levels *out)
{
    const size_t n = bench->n_tested;
    double *p = gg_arena_array(bench->arena, n, sizeof *p);
    size_t *stop = gg_arena_array(bench->arena, n + 1, sizeof *stop), rejected = 0;

    if (!p || !stop)
        return GG_E_MEMORY;
    qsort(p, gather(bench, p), sizeof *p, by_size);
    while (rejected < n && p[rejected] * (double)(n - rejected) < bench->alpha)
        rejected++;
    stop[n] = n;
    for (size_t i = n; i-- > 0;)
        stop[i] = p[i] * (double)(n - i + 1) < bench->alpha ? stop[i + 1] : i;
    *out = (levels){p, stop, n, rejected, bench->alpha, bench->policy->correction};
    return GG_OK;
}

/* How many of the others are rejected whatever this p is. */
static size_t others_rejected(const levels *all, double p)
{
    size_t low = 0, high = all->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (all->p[middle] < p)
            low = middle + 1;
        else
            high = middle;
    }
    return all->rejected <= low ? all->rejected : all->stop[low + 1] - 1;
}

static double level_of(const levels *all, double p)
{
    if (all->correction == GG_CORRECTION_NONE)
        return all->alpha;
    if (all->correction == GG_CORRECTION_BONFERRONI)
        return all->alpha / (double)all->n;
    return all->alpha / (double)(all->n - others_rejected(all, p));
}

/* ---- the question in the terms of the library ---- */

static gg_rate rate_of(const gg_fraction *f)
{
    if (f->effective == f->denominator)
        return (gg_rate){f->numerator, f->denominator};
    return (gg_rate){fmin(f->numerator / f->denominator, 1) * f->effective, f->effective};
}

static bool ask_rate(const gg_subject *s, gg_power_rule *rule, gg_power_sample *sample)
{
    gg_fraction fraction;

    if (!gg_metric_fraction(s->known->metric, &s->groups[s->i], &fraction, NULL))
        return false;
    rule->kind = GG_POWER_RATE;
    sample->group = rate_of(&fraction);
    return true;
}

/* Binned scores leave bounds beside the sampling error, of which the formula knows nothing. */
static bool ask_roc_auc(const gg_subject *s, gg_power_rule *rule, gg_power_sample *sample)
{
    const gg_figures *f = &s->groups[s->i];

    if (strcmp(s->known->name, "roc_auc") != 0 || !f->complete ||
        f->roc_auc_low != f->roc_auc_high || isnan(f->roc_auc.standard_error))
        return false;
    rule->kind = GG_POWER_ROC_AUC;
    sample->roc_auc = f->roc_auc.value;
    sample->standard_error = f->roc_auc.standard_error;
    sample->positives = gg_figures_effective(f, GG_CELL_TP | GG_CELL_FN);
    sample->negatives = gg_figures_effective(f, GG_CELL_TN | GG_CELL_FP);
    return true;
}

/* Whom the group is held against, where that is not chosen by the data and shares no row with it.
 */
static bool find_reference(const gg_subject *s, gg_figures *out)
{
    if (s->rule == GG_REFERENCE_LARGEST || s->rule == GG_REFERENCE_GIVEN) {
        if (s->reference == GG_NO_GROUP)
            return false;
        *out = s->groups[s->reference];
        return true;
    }
    if (s->rule != GG_REFERENCE_REST)
        return false;
    *out = gg_figures_empty(s->groups[s->i].scores);
    for (size_t i = 0; i < s->n; i++)
        if (i != s->i)
            gg_figures_add(out, &s->groups[i], out);
    return true;
}

static bool ask_disparity(const gg_subject *s, gg_power_rule *rule, gg_power_sample *sample)
{
    const gg_metric *metric = gg_metric_find(s->known->disparity->metric);
    gg_fraction group, reference;
    gg_figures against;

    if (!find_reference(s, &against) ||
        !gg_metric_fraction(metric, &s->groups[s->i], &group, NULL) ||
        !gg_metric_fraction(metric, &against, &reference, NULL))
        return false;
    rule->kind = s->known->disparity->kind == GG_RATIO ? GG_POWER_RATIO : GG_POWER_DIFFERENCE;
    sample->group = rate_of(&group);
    sample->reference = rate_of(&reference);
    return true;
}

/* F1 is 2 J / (1 + J) of the share J of true positives among all that were selected or should have
 * been; its interval is Wilson's of J, so its power is that of a rate. */
static bool is_f1(const gg_subject *s)
{
    return s->known->metric && strcmp(s->known->name, "f1") == 0 &&
           !gg_metric_corrected(s->known->metric, &s->groups[s->i]);
}

static double share_of_f1(double f1)
{
    return isfinite(f1) ? f1 / (2 - f1) : f1;
}

static double f1_of_share(double share)
{
    return 2 * share / (1 + share);
}

static bool ask_f1(const gg_subject *s, gg_power_rule *rule, gg_power_sample *sample)
{
    const gg_figures *f = &s->groups[s->i];
    const unsigned cells = GG_CELL_TP | GG_CELL_FP | GG_CELL_FN;
    const double all = gg_figures_sum(f, cells), n = gg_figures_effective(f, cells);

    if (!(all > 0) || !(n > 0))
        return false;
    rule->kind = GG_POWER_RATE;
    rule->low = share_of_f1(rule->low);
    rule->high = share_of_f1(rule->high);
    sample->group = (gg_rate){fmin(gg_figures_sum(f, GG_CELL_TP) / all, 1) * n, n};
    return true;
}

static bool ask_stratum(const gg_subject *s, gg_power_rule *rule, gg_power_sample *sample)
{
    if (!s->strata)
        return false;
    rule->kind = s->known->disparity->kind == GG_RATIO ? GG_POWER_RATIO : GG_POWER_DIFFERENCE;
    sample->group = s->strata->group;
    sample->reference = s->strata->reference;
    return true;
}

static bool ask(const gg_subject *s, gg_power_rule *rule, gg_power_sample *sample)
{
    if (s->margin || s->why || isnan(s->p))
        return false;
    if (s->measure == gg_measure_finished) {
        /* Room for so many does not grow with the rows. */
        rule->kind = GG_POWER_RATE;
        sample->group = s->rate;
        return s->rate.n > 0 && s->threshold;
    }
    if (s->stratum)
        return ask_stratum(s, rule, sample);
    if (s->strata || s->boxes)
        return false;
    if (is_f1(s))
        return ask_f1(s, rule, sample);
    if (s->known->disparity)
        return ask_disparity(s, rule, sample);
    return s->known->metric && (ask_rate(s, rule, sample) || ask_roc_auc(s, rule, sample));
}

/* ---- the answers ---- */

/* An end of the metric's own range is no bound: nothing lies beyond it. */
static bool has_breach(const gg_rule *rule)
{
    return rule->low > rule->known.low || rule->high < rule->known.high;
}

void gg_prospect_put_breach(const gg_rule *rule, gg_power_breach breach, gg_prospect *out)
{
    out->below = rule->low > rule->known.low ? breach.below : NAN;
    out->above = rule->high < rule->known.high ? breach.above : NAN;
    out->why_no_breach = !has_breach(rule)                        ? GG_WHY_NO_BREACH
                         : isnan(out->below) && isnan(out->above) ? GG_WHY_UNDETECTABLE
                                                                  : NULL;
}

static void find_breach(const gg_rule *rule, const gg_subject *s, const gg_power_rule *asked,
                        const gg_power_sample *sample, gg_prospect *out)
{
    gg_power_breach breach = {NAN, NAN};

    if (gg_power_smallest_breach(asked, sample, GG_GATE_POWER, &breach) != GG_OK) {
        out->why_no_breach = GG_WHY_NOT_COMPUTED;
        return;
    }
    if (is_f1(s))
        breach = (gg_power_breach){f1_of_share(breach.below), f1_of_share(breach.above)};
    gg_prospect_put_breach(rule, breach, out);
}

bool gg_prospect_is_at(double value, double bound)
{
    return isfinite(bound) && fabs(value - bound) <= 1e-12 * fmax(1, fabs(bound));
}

static void find_rows(const gg_rule *rule, const gg_subject *s, const gg_power_rule *asked,
                      gg_power_sample *sample, gg_prospect *out)
{
    double factor = NAN;

    out->why_no_rows = GG_WHY_NOT_COMPUTED;
    if (gg_prospect_is_at(s->m.value, rule->low) || gg_prospect_is_at(s->m.value, rule->high)) {
        out->why_no_rows = GG_WHY_AT_BOUND;
        return;
    }
    sample->grow_reference = false;
    if (gg_power_rows_factor(asked, sample, GG_GATE_POWER, &factor) != GG_OK || !(factor > 1))
        return;
    if (isfinite(factor) && isnan(s->rows))
        return;
    if (isfinite(factor) && factor * s->rows < GG_MOST_ROWS) {
        out->rows_needed = ceil(factor * s->rows);
        out->why_no_rows = NULL;
        return;
    }
    out->why_no_rows = GG_WHY_BEYOND_REACH;
    sample->grow_reference = true;
    if (s->known->disparity &&
        gg_power_rows_factor(asked, sample, GG_GATE_POWER, &factor) == GG_OK && isfinite(factor)) {
        out->times = factor;
        out->why_no_rows = GG_WHY_REFERENCE_OPEN;
    }
}

/* Why a subject has no answer at all; NULL if it may have one. */
static const char *obstacle(const gg_rule *rule, const gg_subject *s)
{
    if (s->m.state != GG_MEASURE_OK)
        return s->m.why;
    return rule->point ? GG_WHY_JUDGED_BY_VALUE : NULL;
}

static void look(const gg_bench *bench, const gg_rule *rule, const levels *all, gg_subject *s)
{
    gg_power_sample sample = {0};
    gg_power_rule asked = {.low = rule->low, .high = rule->high, .z_pass = bench->z};
    gg_prospect *out = &s->prospect;

    out->why_no_breach = out->why_no_rows = obstacle(rule, s);
    if (!out->why_no_breach && ask(s, &asked, &sample)) {
        asked.z_fail = gg_z_of_p(level_of(all, s->p));
        find_breach(rule, s, &asked, &sample, out);
        find_rows(rule, s, &asked, &sample, out);
    } else if (!out->why_no_breach && s->margin) {
        gg_prospect_versus(bench, rule, level_of(all, s->p), s);
    } else if (!out->why_no_breach && gg_prospect_is_scaled(s)) {
        gg_prospect_scaled(bench, rule, level_of(all, s->p), s);
    } else if (!out->why_no_breach) {
        out->why_no_breach = out->why_no_rows = GG_WHY_NOT_COMPUTED;
    }
    if ((s->m.state == GG_MEASURE_OK || s->m.bounded || !isnan(s->m.low)) &&
        s->result != GG_RESULT_INCONCLUSIVE) {
        out->rows_needed = out->times = NAN;
        out->why_no_rows = GG_WHY_DECIDED;
    } else if (s->strata_open && !s->below && !s->above) {
        out->rows_needed = out->times = NAN;
        out->why_no_rows = GG_WHY_STRATA_DIFFER;
    }
}

gg_status gg_bench_prospects(gg_bench *bench)
{
    levels all;
    gg_status st = prepare(bench, &all);

    for (size_t i = 0; st == GG_OK && i < bench->policy->n_rules; i++)
        for (size_t j = 0; j < bench->cases[i].n; j++)
            if (!bench->cases[i].subjects[j].left_out)
                look(bench, bench->cases[i].rule, &all, &bench->cases[i].subjects[j]);
    return st;
}
