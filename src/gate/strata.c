/*
 * The strata behind a figure that is pooled over them: as subjects of their own (`stratum:`), and
 * held against the pooled figure, which must not pass where it is an average of opposites.
 *
 * A pooled figure inside the bounds passes if its strata may be alike, or if each of them lies
 * inside by itself. Breslow, Day and Tarone's test asks about odds ratios: strata with one odds
 * ratio can still have differences and ratios that differ. So a stratum that is outside by itself
 * stops a pass as well, by its own test with Bonferroni's share of alpha.
 */
#include "gate_internal.h"

#include "gauger/stats/ratio.h"

static double value_of(const gg_disparity *disparity, const gg_stratum *t)
{
    const double a = t->group.successes / t->group.n, b = t->reference.successes / t->reference.n;

    return disparity->kind == GG_RATIO ? a / b : a - b;
}

static void measure_table(const gg_disparity *disparity, const gg_stratum *t, double z,
                          gg_measure *out)
{
    const bool ratio = disparity->kind == GG_RATIO;
    gg_interval ends = {NAN, NAN};
    gg_status st;

    if (!(t->group.n > 0) || !(t->reference.n > 0)) {
        *out = gg_measure_undefined(GG_WHY_NO_ROWS);
        return;
    }
    if (ratio && !(t->reference.successes > 0)) {
        *out = gg_measure_undefined(GG_WHY_ZERO_REFERENCE);
        if (t->group.successes > 0 && gg_ratio_koopman(t->group, t->reference, z, &ends) == GG_OK) {
            out->low = ends.low;
            out->high = ends.high;
        }
        return;
    }
    st = ratio ? gg_ratio_koopman(t->group, t->reference, z, &ends)
               : gg_difference_newcombe(t->group, t->reference, z, &ends);
    if (st != GG_OK)
        ends = (gg_interval){NAN, NAN};
    *out =
        gg_measure_of(value_of(disparity, t), ends.low, ends.high, ratio ? "koopman" : "newcombe");
}

void gg_measure_stratum(const gg_subject *s, double z, gg_measure *out)
{
    const gg_disparity *disparity = s->known->disparity;

    if (s->boxes)
        gg_pooled_between(disparity->kind == GG_RATIO ? GG_POOLED_RATIO : GG_POOLED_DIFFERENCE,
                          s->boxes, 1, z, s->room, out);
    else
        measure_table(disparity, &s->strata[0], z, out);
}

/* Stratum k of a pooled subject as a subject. */
static gg_subject alone(const gg_subject *s, size_t k)
{
    gg_subject one = *s;

    one.measure = gg_measure_stratum;
    one.stratum = s->strata_names[k];
    one.n_strata = 1;
    if (s->boxes)
        one.boxes = s->boxes + k;
    else
        one.strata = s->strata + k;
    return one;
}

static void measure_at(void *context, double z, gg_measure *out)
{
    const gg_subject *s = context;

    s->measure(s, z, out);
}

/* ---- what the strata say of a pooled figure ---- */

static void note_extreme(gg_subject *s, const char *name, double value)
{
    if (isnan(value))
        return;
    if (!s->lowest_stratum || value < s->lowest_value) {
        s->lowest_stratum = name;
        s->lowest_value = value;
    }
    if (!s->highest_stratum || value > s->highest_value) {
        s->highest_stratum = name;
        s->highest_value = value;
    }
}

/* Whether all that the measure leaves possible lies within the rule's bounds. */
static bool lies_within(const gg_rule *rule, const gg_measure *m)
{
    const bool value = rule->point && !m->bounded;

    if (m->state != GG_MEASURE_OK && !m->bounded)
        return !rule->point && gg_measure_is_unlimited(m) && m->low >= rule->low &&
               isinf(rule->high);
    return (value         ? m->value
            : rule->point ? m->bound_low
                          : m->low) >= rule->low &&
           (value         ? m->value
            : rule->point ? m->bound_high
                          : m->high) <= rule->high;
}

/* Whether strata may share one odds ratio; counts within bounds cannot be tested. */
static void test_homogeneity(const gg_bench *bench, gg_subject *s)
{
    gg_chi_square day, tarone;

    if (s->boxes || gg_breslow_day_test(s->strata, s->n_strata, &day, &tarone) != GG_OK)
        return;
    s->p_alike = tarone.p_value;
    s->strata_differ = tarone.p_value < 1 - bench->policy->confidence;
}

void gg_strata_examine(const gg_bench *bench, const gg_rule *rule, gg_subject *s)
{
    bool all_within = true, outside = false;
    double tested = 0, least = 1;

    if ((!s->strata && !s->boxes) || s->stratum)
        return;
    test_homogeneity(bench, s);
    for (size_t k = 0; k < s->n_strata; k++) {
        gg_subject one = alone(s, k);
        gg_measure m;
        double p;

        one.measure(&one, bench->z, &m);
        if (m.why && strcmp(m.why, GG_WHY_NO_ROWS) == 0)
            continue; /* it adds nothing to what is pooled */
        all_within = all_within && lies_within(rule, &m);
        note_extreme(s, s->strata_names[k], m.bounded ? NAN : m.value);
        p = rule->point ? NAN : gg_p_beyond(measure_at, &one, rule->low, rule->high);
        tested += !isnan(p);
        least = p < least ? p : least;
    }
    outside = tested > 0 && least * tested < bench->alpha;
    s->strata_open = !all_within && (s->strata_differ || outside);
}

/* ---- each stratum as a subject ---- */

static bool is_wanted(const gg_rule *rule, const char *stratum)
{
    const char *pattern = rule->selectors[GG_BY_STRATUM];

    return strcmp(pattern, "*") == 0 || strcmp(pattern, stratum) == 0;
}

static double rows_of(const gg_interval *hits, const gg_interval *misses)
{
    return hits->low == hits->high && misses->low == misses->high ? hits->low + misses->low : NAN;
}

/* Too few, as far as that is known: of counts in bounds the most that they may be. */
static const char *why_left_out(const gg_bench *bench, const gg_subject *one)
{
    const double minimum = bench->policy->minimum_count;
    double group, reference;

    if (one->boxes) {
        group = one->boxes->hits.high + one->boxes->misses.high;
        reference = one->boxes->reference_hits.high + one->boxes->reference_misses.high;
    } else {
        group = one->strata->group.n;
        reference = one->strata->reference.n;
    }
    if (!(group > 0) || !(reference > 0))
        return GG_WHY_NOT_COMPARED;
    if (group < minimum)
        return GG_WHY_TOO_FEW;
    return reference < minimum ? GG_WHY_FEW_IN_REFERENCE : NULL;
}

/* c->subjects may move: the pooled subject is handed over by value. */
static gg_status add_one(const gg_bench *bench, gg_case *c, const gg_subject *pooled,
                         const char *given, const gg_subject *one)
{
    gg_subject *s = gg_case_add(
        bench, c, gg_arena_printf(bench->arena, "%s in %s %s", pooled->group, given, one->stratum));
    const char *slice =
        gg_arena_printf(bench->arena, "%s in %s=%s", pooled->options.slice, given, one->stratum);

    if (!s || !slice)
        return GG_E_MEMORY;
    s->measure = gg_measure_stratum;
    s->against = pooled->against;
    s->options.slice = slice;
    s->stratum = one->stratum;
    s->given = given;
    s->strata = one->strata;
    s->boxes = one->boxes;
    s->room = one->room;
    s->n_strata = 1;
    s->rows = one->boxes ? rows_of(&one->boxes->hits, &one->boxes->misses) : one->strata->group.n;
    s->left_out = why_left_out(bench, one);
    return GG_OK;
}

/* Strata where neither side has anybody stand in no row. */
static gg_status add_absent(const gg_bench *bench, gg_case *c, const gg_subject *pooled,
                            const char *given, const json_t *not_compared)
{
    const json_t *item;
    size_t i;

    json_array_foreach(not_compared, i, item)
    {
        const char *stratum = gg_json_string(item, "stratum", "");
        gg_subject *s;

        if (strcmp(gg_json_string(item, "lacks", ""), "both") != 0 || !is_wanted(c->rule, stratum))
            continue;
        s = gg_case_add(
            bench, c, gg_arena_printf(bench->arena, "%s in %s %s", pooled->group, given, stratum));
        if (!s)
            return GG_E_MEMORY;
        s->left_out = GG_WHY_NOT_COMPARED;
        s->options.slice =
            gg_arena_printf(bench->arena, "%s in %s=%s", pooled->options.slice, given, stratum);
        if (!s->options.slice)
            return GG_E_MEMORY;
    }
    return GG_OK;
}

gg_status gg_case_strata(const gg_bench *bench, gg_case *c, const gg_subject *pooled,
                         const char *given, const json_t *stratified)
{
    gg_status st = GG_OK;

    for (size_t k = 0; st == GG_OK && k < pooled->n_strata; k++) {
        const gg_subject one = alone(pooled, k);

        if (is_wanted(c->rule, one.stratum))
            st = add_one(bench, c, pooled, given, &one);
    }
    return st == GG_OK
               ? add_absent(bench, c, pooled, given, json_object_get(stratified, "not_compared"))
               : st;
}
