/*
 * From subjects to results.
 *
 * Passing needs no correction: a rule passes only if all its intervals lie within the bounds, and
 * one that should not pass is let through with at most the probability that one interval allows.
 * Failing does: with many subjects some interval lies outside by chance, so the p-values of all
 * that the policy tests are adjusted together. The p-value is that of the bound which the value
 * lies beyond; only a range much narrower than the interval could be left on either side by chance,
 * and then the chance of a false failure is at most twice the nominal one. A value judged alone and
 * the population stability index carry no p-value and take no part.
 */
#include "gate_internal.h"

#include "gauger/stats/adjust.h"

const char *gg_result_name(gg_result result)
{
    static const char *const names[] = {"pass", "inconclusive", "fail"};

    return names[result];
}

/* Values that differ by rounding alone are the same: 0.55 - 0.5 is not over 0.05. */
static bool is_under(double x, double bound)
{
    return x < bound && !(fabs(x - bound) <= 1e-12 * fmax(1, fabs(bound)));
}

static bool is_over(double x, double bound)
{
    return is_under(-x, -bound);
}

static void measure_at(void *context, double z, gg_measure *out)
{
    const gg_subject *s = context;

    s->measure(s, z, out);
}

static bool has_interval(const gg_measure *m)
{
    return !isnan(m->low) && !isnan(m->high);
}

static bool by_critical_value(const gg_subject *s)
{
    return s->known->drift && s->known->drift->critical;
}

/* Figures of drift have no interval, but for the classifier's. */
static bool is_drift(const gg_subject *s)
{
    return s->known->drift && !s->measure;
}

/* A ratio to 0 has no value to judge alone, and an interval that can be judged. */
static bool has_figure(const gg_rule *rule, const gg_measure *m)
{
    return m->state == GG_MEASURE_OK || m->bounded || (!rule->point && gg_measure_is_unlimited(m));
}

/* On which side of the bounds the value lies: -1, 0, 1. Of one that counts leave open all that is
 * possible must lie there. */
static int side_of(const gg_rule *rule, const gg_measure *m)
{
    if (gg_measure_is_unlimited(m))
        return isfinite(rule->high);
    if (!m->bounded)
        return is_under(m->value, rule->low) ? -1 : is_over(m->value, rule->high);
    return is_under(m->bound_high, rule->low) ? -1 : is_over(m->bound_low, rule->high);
}

/* What the subject shows, held against the bounds once; the message reads what is noted here. */
static gg_status measure(const gg_bench *bench, const gg_rule *rule, gg_subject *s)
{
    const bool drift = is_drift(s);
    gg_status st;

    if (!drift)
        s->measure(s, bench->z, &s->m);
    st = gg_unseen_measure(bench, s);
    if (st != GG_OK || !has_figure(rule, &s->m))
        return st;
    gg_unseen_note(s);
    gg_strata_examine(bench, rule, s);
    s->side = side_of(rule, &s->m);
    s->below = s->m.bounded ? is_under(s->m.bound_low, rule->low) : s->side < 0;
    s->above = s->m.bounded ? is_over(s->m.bound_high, rule->high) : s->side > 0;
    if (rule->point)
        return GG_OK;
    if (drift) {
        /* Within the limit there is no evidence at all that the limit is passed. */
        if (s->known->drift->column && !by_critical_value(s))
            s->p = s->side > 0 ? s->evidence : 1;
    } else if (has_interval(&s->m)) {
        s->below = is_under(s->m.low, rule->low);
        s->above = is_over(s->m.high, rule->high);
        s->outside = s->side < 0 ? is_under(s->m.high, rule->low)
                                 : s->side > 0 && is_over(s->m.low, rule->high);
        s->p = gg_p_beyond(measure_at, s, rule->low, rule->high);
    }
    return GG_OK;
}

/* Counted, the share is exact; of a sample, its interval decides. */
static gg_result decide_overlap(const gg_rule *rule, const gg_subject *s)
{
    if (rule->point || isnan(s->m.low) || isnan(s->m.high))
        return s->side ? GG_RESULT_FAIL : GG_RESULT_PASS;
    if (!is_over(s->m.high, rule->high))
        return GG_RESULT_PASS;
    return is_over(s->m.low, rule->high) ? GG_RESULT_FAIL : GG_RESULT_INCONCLUSIVE;
}

static gg_result decide_drift(const gg_bench *bench, const gg_rule *rule, const gg_subject *s)
{
    if (gg_known_of_rows(s->known))
        return decide_overlap(rule, s);
    if (s->side == 0)
        return GG_RESULT_PASS;
    if (rule->point || !s->known->drift->column)
        return GG_RESULT_FAIL;
    if (by_critical_value(s))
        return s->m.value > s->critical ? GG_RESULT_FAIL : GG_RESULT_INCONCLUSIVE;
    return s->adjusted < bench->alpha ? GG_RESULT_FAIL : GG_RESULT_INCONCLUSIVE;
}

/* What lies inside passes, unless it is an average over strata that do not. */
static gg_result passed(const gg_subject *s)
{
    return s->strata_open ? GG_RESULT_INCONCLUSIVE : GG_RESULT_PASS;
}

static gg_result decide(const gg_bench *bench, const gg_rule *rule, const gg_subject *s)
{
    if (!has_figure(rule, &s->m))
        return GG_RESULT_INCONCLUSIVE;
    if (is_drift(s))
        return decide_drift(bench, rule, s);
    if (rule->point && s->m.bounded && s->side == 0 && (s->below || s->above))
        return GG_RESULT_INCONCLUSIVE;
    if (rule->point)
        return s->side ? GG_RESULT_FAIL : passed(s);
    if (!has_interval(&s->m))
        return GG_RESULT_INCONCLUSIVE;
    if (!s->below && !s->above)
        return passed(s);
    return s->side && s->adjusted < bench->alpha ? GG_RESULT_FAIL : GG_RESULT_INCONCLUSIVE;
}

/* The worst of the judged subjects; a rule that judged nobody has established nothing. */
static void decide_case(const gg_bench *bench, gg_case *c)
{
    c->result = GG_RESULT_PASS;
    for (size_t i = 0; i < c->n; i++) {
        gg_subject *s = &c->subjects[i];

        if (s->left_out)
            continue;
        s->result = decide(bench, c->rule, s);
        if (s->result > c->result)
            c->result = s->result;
    }
    if (c->n_judged == 0 && !c->idle)
        c->result = GG_RESULT_INCONCLUSIVE;
}

static size_t count_judged(const gg_bench *bench)
{
    size_t n = 0;

    for (size_t i = 0; i < bench->policy->n_rules; i++)
        n += bench->cases[i].n_judged;
    return n;
}

/* Calls for every p-value there is, in the order of rules and subjects. */
static size_t gather(const gg_bench *bench, double *p)
{
    size_t n = 0;

    for (size_t i = 0; i < bench->policy->n_rules; i++)
        for (size_t j = 0; j < bench->cases[i].n; j++)
            if (!isnan(bench->cases[i].subjects[j].p))
                p[n++] = bench->cases[i].subjects[j].p;
    return n;
}

static void scatter(const gg_bench *bench, const double *adjusted)
{
    size_t n = 0;

    for (size_t i = 0; i < bench->policy->n_rules; i++)
        for (size_t j = 0; j < bench->cases[i].n; j++)
            if (!isnan(bench->cases[i].subjects[j].p))
                bench->cases[i].subjects[j].adjusted = adjusted[n++];
}

static gg_status adjust(gg_bench *bench)
{
    const size_t room = count_judged(bench);
    double *p = gg_arena_array(bench->arena, room, sizeof *p);
    gg_status st = GG_OK;

    if (!p)
        return GG_E_MEMORY;
    bench->n_tested = gather(bench, p);
    if (bench->policy->correction == GG_CORRECTION_HOLM)
        st = gg_p_adjust_holm(p, bench->n_tested, p);
    else if (bench->policy->correction == GG_CORRECTION_BONFERRONI)
        st = gg_p_adjust_bonferroni(p, bench->n_tested, p);
    if (st == GG_E_INPUT)
        return gg_error_set(bench->err, GG_E_INTERNAL, NULL, "a p-value lies outside 0 to 1");
    if (st == GG_OK)
        scatter(bench, p);
    return st;
}

gg_status gg_bench_judge(gg_bench *bench)
{
    gg_status st = GG_OK;

    for (size_t i = 0; i < bench->policy->n_rules; i++) {
        gg_case *c = &bench->cases[i];

        for (size_t j = 0; st == GG_OK && j < c->n; j++) {
            if (c->subjects[j].left_out)
                continue;
            c->n_judged++;
            st = measure(bench, c->rule, &c->subjects[j]);
        }
    }
    if (st == GG_OK)
        st = adjust(bench);
    if (st != GG_OK)
        return st;
    bench->result = GG_RESULT_PASS;
    for (size_t i = 0; i < bench->policy->n_rules; i++) {
        decide_case(bench, &bench->cases[i]);
        if (bench->cases[i].result > bench->result)
            bench->result = bench->cases[i].result;
    }
    return GG_OK;
}
