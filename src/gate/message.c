/*
 * What came of a rule, in one sentence for someone who must decide and is no statistician.
 *
 * Nothing is compared here a second time: which end reaches beyond which bound was noted when the
 * subject was judged (below, above, side, outside), and the words are chosen by the rule's own row.
 */
#include "gate_internal.h"

#include <stdio.h>

#include "gauger/base/text.h"

/* So many subjects are named; the rest are counted. */
#define NAMED 3

typedef struct writing {
    const gg_bench *bench;
    const gg_case *c;
    gg_buf out;
    char low[32], high[32]; /* the bounds, as in the policy */
} writing;

static void put_number(writing *w, double x)
{
    char text[32];

    gg_buf_puts(&w->out, gg_number_near(x, w->c->rule->low, w->c->rule->high, text));
}

static void put_name(writing *w, const char *name)
{
    char clean[84];

    gg_buf_puts(&w->out, gg_text_clean(name, strlen(name), clean, 80));
}

/* A subject that the rule itself names need not be named again. */
static bool is_named_already(const gg_rule *rule, const gg_subject *s)
{
    if (strcmp(s->name, "overall") == 0)
        return true;
    for (gg_selector i = 0; i < GG_SELECTORS; i++)
        if (rule->selectors[i] && strcmp(rule->selectors[i], s->name) == 0)
            return true;
    return false;
}

static void put_confidence(writing *w)
{
    char text[32];

    gg_buf_printf(&w->out, "%s%% interval ",
                  gg_number_near(w->bench->policy->confidence * 100, -INFINITY, 100, text));
}

/* What the verified rows show, where that is not the figure. */
static void put_observed(writing *w, const gg_subject *s)
{
    if (isnan(s->observed))
        return;
    gg_buf_puts(&w->out, " (");
    put_number(w, s->observed);
    gg_buf_puts(&w->out, " among the verified)");
}

/* The value, with what it is between where it is between two. */
static void put_value(writing *w, const gg_subject *s)
{
    if (w->c->rule->versus)
        gg_buf_puts(&w->out, "candidate minus champion ");
    if (s->m.bounded) {
        gg_buf_puts(&w->out, "between ");
        put_number(w, s->m.bound_low);
        gg_buf_puts(&w->out, " and ");
        if (isinf(s->m.bound_high))
            gg_buf_puts(&w->out, "any value");
        else
            put_number(w, s->m.bound_high);
        gg_buf_printf(&w->out, " whatever the %s are",
                      s->m.why && strcmp(s->m.why, GG_WHY_NOT_IDENTIFIED) == 0 ? "missing outcomes"
                                                                               : "exact counts");
        put_observed(w, s);
    } else if (gg_measure_is_unlimited(&s->m)) {
        gg_buf_puts(&w->out, "infinite against a reference of 0");
    } else {
        put_number(w, s->m.value);
    }
    if (s->pair[0] && s->pair[1]) {
        gg_buf_puts(&w->out, " between ");
        put_name(w, s->pair[0]);
        gg_buf_puts(&w->out, " and ");
        put_name(w, s->pair[1]);
    }
}

/* "1.86 (95% interval 1.77 to 1.96)" */
static void put_figure(writing *w, const gg_subject *s)
{
    put_value(w, s);
    if (w->c->rule->point) {
        gg_buf_puts(&w->out, " (value alone)");
    } else if (!isnan(s->m.low)) {
        gg_buf_puts(&w->out, " (");
        put_confidence(w);
        put_number(w, s->m.low);
        gg_buf_puts(&w->out, " to ");
        put_number(w, s->m.high);
        gg_buf_puts(&w->out, ")");
    }
}

static void put_p(writing *w, double p)
{
    const char *word = w->bench->policy->correction == GG_CORRECTION_NONE ? "p" : "adjusted p";
    char text[32];

    if (p < 0.0001)
        gg_buf_printf(&w->out, "%s < 0.0001", word);
    else
        gg_buf_printf(&w->out, "%s = %s", word,
                      gg_number_near(p, w->bench->alpha, w->bench->alpha, text));
}

/* On which side of the bounds the value lies. */
static void put_side(writing *w, const gg_subject *s)
{
    char margin[32];

    if (w->c->rule->bound == GG_BOUND_NOT_WORSE)
        gg_buf_printf(&w->out, "is worse by more than %s",
                      gg_text_double(w->c->rule->margin, margin));
    else if (s->side > 0)
        gg_buf_printf(&w->out, "exceeds the upper bound %s", w->high);
    else
        gg_buf_printf(&w->out, "falls below the lower bound %s", w->low);
}

static void put_within(writing *w, bool many)
{
    char margin[32];

    switch (w->c->rule->bound) {
    case GG_BOUND_AT_LEAST:
        gg_buf_printf(&w->out, "%s at or above the lower bound %s", many ? "lie" : "lies", w->low);
        break;
    case GG_BOUND_AT_MOST:
        gg_buf_printf(&w->out, "%s at or below the upper bound %s", many ? "lie" : "lies", w->high);
        break;
    case GG_BOUND_BETWEEN:
        gg_buf_printf(&w->out, "%s within %s to %s", many ? "lie" : "lies", w->low, w->high);
        break;
    default:
        gg_buf_printf(&w->out, "%s not worse by more than %s", many ? "are" : "is",
                      gg_text_double(w->c->rule->margin, margin));
    }
}

static void put_failed(writing *w, const gg_subject *s)
{
    char critical[32];

    if (!is_named_already(w->c->rule, s)) {
        put_name(w, s->name);
        gg_buf_puts(&w->out, " ");
    }
    put_figure(w, s);
    gg_buf_puts(&w->out, " ");
    put_side(w, s);
    if (!isnan(s->adjusted)) {
        gg_buf_puts(&w->out, " (");
        put_p(w, s->adjusted);
        gg_buf_puts(&w->out, ")");
    } else if (!isnan(s->critical) && !w->c->rule->point) {
        gg_buf_printf(&w->out, " and its critical value %s",
                      gg_number_near(s->critical, s->m.value, s->m.value, critical));
    }
}

/* Why a value that lies where it should not is not held against the model. */
static void put_unclear(writing *w, const gg_subject *s)
{
    char critical[32], alpha[32];

    put_figure(w, s);
    gg_buf_puts(&w->out, " ");
    put_side(w, s);
    if (s->known->drift && s->known->drift->critical) {
        gg_buf_printf(&w->out, " but not its critical value %s, which chance alone may reach",
                      isnan(s->critical)
                          ? "(not given)"
                          : gg_number_near(s->critical, s->m.value, s->m.value, critical));
        return;
    }
    if (isnan(s->adjusted)) {
        gg_buf_puts(&w->out, ", but the document has no p-value to tell it from chance");
        return;
    }
    gg_buf_puts(&w->out, ", but not clearly enough for ");
    gg_buf_printf(&w->out, "%zu figure%s judged together (", w->bench->n_tested,
                  w->bench->n_tested == 1 ? "" : "s");
    put_p(w, s->adjusted);
    gg_buf_printf(&w->out, ", needed is under %s)",
                  gg_number_near(w->bench->alpha, -INFINITY, INFINITY, alpha));
}

/* "0.333 in A, 3 in B" */
static void put_extremes(writing *w, const gg_subject *s)
{
    put_number(w, s->lowest_value);
    gg_buf_puts(&w->out, " in ");
    put_name(w, s->lowest_stratum);
    if (strcmp(s->lowest_stratum, s->highest_stratum) == 0)
        return;
    gg_buf_puts(&w->out, ", ");
    put_number(w, s->highest_value);
    gg_buf_puts(&w->out, " in ");
    put_name(w, s->highest_stratum);
}

/* The pooled figure lies where it should, and not all that it is pooled of. */
static void put_strata_open(writing *w, const gg_subject *s)
{
    char text[32];

    put_figure(w, s);
    gg_buf_puts(&w->out, " ");
    put_within(w, false);
    if (s->strata_differ && !isnan(s->p_alike))
        gg_buf_printf(&w->out, ", but strata differ (p %s%s)", s->p_alike < 0.0001 ? "" : "= ",
                      s->p_alike < 0.0001 ? "< 0.0001"
                                          : gg_number_near(s->p_alike, -INFINITY, INFINITY, text));
    else if (s->strata_differ)
        gg_buf_puts(&w->out, ", but strata differ");
    else
        gg_buf_puts(&w->out, ", but a stratum by itself lies outside");
    if (s->lowest_stratum) {
        gg_buf_puts(&w->out, ": ");
        put_extremes(w, s);
    }
    gg_buf_puts(&w->out, "; read the strata, or judge each of them with stratum: \"*\"");
}

static void put_unsettled(writing *w, const gg_subject *s)
{
    if (s->strata_open && !s->below && !s->above) {
        put_strata_open(w, s);
        return;
    }
    if (s->m.state != GG_MEASURE_OK && !s->m.bounded &&
        (w->c->rule->point || !gg_measure_is_unlimited(&s->m))) {
        gg_buf_printf(&w->out, s->unseen ? "not identified, because %s" : "undefined, because %s",
                      gg_why_text(s->m.why));
        put_observed(w, s);
        return;
    }
    if (s->outside || (s->known->drift && !s->measure)) {
        put_unclear(w, s);
        return;
    }
    if (w->c->rule->point && s->m.bounded) {
        put_value(w, s);
        gg_buf_puts(&w->out, ", on both sides of a bound");
        return;
    }
    if (isnan(s->m.low)) {
        put_figure(w, s);
        if (gg_subject_few(s))
            gg_buf_printf(&w->out, " has no test, because %s; more of them would give one",
                          gg_why_text(GG_WHY_FEW_POSITIVES));
        else
            gg_buf_puts(&w->out, " has no interval; judge: point would judge the value alone");
        return;
    }
    put_value(w, s);
    gg_buf_puts(&w->out, ", and the ");
    put_confidence(w);
    put_number(w, s->m.low);
    gg_buf_puts(&w->out, " to ");
    put_number(w, s->m.high);
    gg_buf_puts(&w->out, " reaches");
    if (s->below)
        gg_buf_printf(&w->out, " below %s", w->low);
    if (s->below && s->above)
        gg_buf_puts(&w->out, " and");
    if (s->above)
        gg_buf_printf(&w->out, " above %s", w->high);
}

/* Missing outcomes leave a comparison open as rows do not: unless what they allow lies on one side
 * of each bound, so that only chance is left. */
static void put_missing(writing *w, const gg_subject *s)
{
    const gg_rule *rule = w->c->rule;

    if (!rule->versus || !s->why || strcmp(s->why, GG_WHY_NOT_IDENTIFIED) != 0)
        return;
    if (s->m.bounded && ((s->m.bound_low >= rule->low && s->m.bound_high <= rule->high) || s->side))
        return;
    gg_buf_puts(&w->out, "; ");
    if (s->missing > 0)
        gg_buf_printf(&w->out, "the outcomes of %.0f rows%s%s%s are not known, and ", s->missing,
                      s->missing_of ? " that " : "", s->missing_of ? s->missing_of : "",
                      s->missing_of ? " refers" : "");
    gg_buf_puts(&w->out, "more rows of the same kind will not decide it: a random arm, inspected "
                         "whatever the scores, would");
}

/* Judged subjects with this result, at most NAMED of them, those with the smallest p first. */
static size_t pick(const gg_case *c, gg_result result, const gg_subject **out, size_t *all)
{
    size_t n = 0;

    *all = 0;
    for (size_t i = 0; i < c->n; i++) {
        const gg_subject *s = &c->subjects[i];
        size_t at = n;

        if (s->left_out || s->result != result)
            continue;
        ++*all;
        while (at > 0 && s->p < out[at - 1]->p)
            at--;
        if (at == NAMED)
            continue;
        n = n < NAMED ? n + 1 : NAMED;
        memmove(out + at + 1, out + at, (n - at - 1) * sizeof *out);
        out[at] = s;
    }
    return n;
}

static void put_failures(writing *w)
{
    const gg_subject *picked[NAMED], *open[NAMED];
    size_t all, n = pick(w->c, GG_RESULT_FAIL, picked, &all), n_open, all_open;

    for (size_t i = 0; i < n; i++) {
        if (i)
            gg_buf_puts(&w->out, "; ");
        put_failed(w, picked[i]);
    }
    if (all > n)
        gg_buf_printf(&w->out, "; and %zu more", all - n);
    n_open = pick(w->c, GG_RESULT_INCONCLUSIVE, open, &all_open);
    for (size_t i = 0; i < n_open; i++) {
        gg_buf_puts(&w->out, i ? ", " : "; not established for ");
        put_name(w, open[i]->name);
    }
    if (all_open > n_open)
        gg_buf_printf(&w->out, " and %zu more", all_open - n_open);
}

static void put_open(writing *w)
{
    const gg_subject *picked[NAMED];
    size_t all, n = pick(w->c, GG_RESULT_INCONCLUSIVE, picked, &all);

    for (size_t i = 0; i < n; i++) {
        const bool named = is_named_already(w->c->rule, picked[i]);

        gg_buf_puts(&w->out, i == 0 ? "not established" : "; nor");
        if (!named) {
            gg_buf_puts(&w->out, " for ");
            put_name(w, picked[i]->name);
        }
        gg_buf_puts(&w->out, ": ");
        put_unsettled(w, picked[i]);
        put_missing(w, picked[i]);
        gg_prospect_write(w->c->rule, picked[i], &w->out);
        gg_unseen_write(w->c->rule, picked[i], &w->out);
    }
    if (all > n)
        gg_buf_printf(&w->out, "; nor for %zu more", all - n);
}

/* How much room is left between the interval and the nearer bound. */
static double room_left(const gg_rule *rule, const gg_subject *s)
{
    const bool alone = rule->point || isnan(s->m.low) || isnan(s->m.high);
    double low = !alone ? s->m.low : s->m.bounded ? s->m.bound_low : s->m.value;
    double high = !alone ? s->m.high : s->m.bounded ? s->m.bound_high : s->m.value;

    return fmin(low - rule->low, rule->high - high);
}

static void put_passed(writing *w)
{
    const gg_subject *nearest = NULL;

    for (size_t i = 0; i < w->c->n; i++) {
        const gg_subject *s = &w->c->subjects[i];

        if (!s->left_out && (!nearest || room_left(w->c->rule, s) < room_left(w->c->rule, nearest)))
            nearest = s;
    }
    if (w->c->n_judged > 1) {
        gg_buf_printf(&w->out, "all %zu ", w->c->n_judged);
        put_within(w, true);
        gg_buf_puts(&w->out, "; nearest to a bound is ");
        put_name(w, nearest->name);
        gg_buf_puts(&w->out, " with ");
        put_figure(w, nearest);
        return;
    }
    if (!is_named_already(w->c->rule, nearest)) {
        put_name(w, nearest->name);
        gg_buf_puts(&w->out, " ");
    }
    put_figure(w, nearest);
    gg_buf_puts(&w->out, " ");
    put_within(w, false);
}

/* Names the subjects (groups of a summary too) that were left out for one reason. */
static void put_left_out_for(writing *w, const char *lead, const gg_subject *all, size_t n,
                             const char *why, const char *text)
{
    size_t found = 0;

    for (size_t i = 0; i < n; i++) {
        if (!all[i].left_out || strcmp(all[i].left_out, why) != 0 || ++found > NAMED)
            continue;
        gg_buf_puts(&w->out, found == 1 ? lead : ", ");
        put_name(w, all[i].name);
    }
    if (found > NAMED)
        gg_buf_printf(&w->out, " and %zu more", found - NAMED);
    if (found)
        gg_buf_printf(&w->out, " (%s)", text);
}

/* Who decided nothing, and why: a verdict must not be silent about it. */
static void put_left_out(writing *w)
{
    static const char *const whys[] = {GG_WHY_FEW_IN_REFERENCE, GG_WHY_NOT_COMPARED,
                                       GG_WHY_OTHER_TYPE};
    const gg_case *c = w->c;
    char few[64], number[32];

    snprintf(few, sizeof few, "fewer than %s rows",
             gg_text_double(w->bench->policy->minimum_count, number));
    put_left_out_for(w, "; left out: ", c->groups, c->n_groups, GG_WHY_TOO_FEW, few);
    put_left_out_for(w, "; not judged: ", c->subjects, c->n, GG_WHY_TOO_FEW, few);
    for (size_t i = 0; i < sizeof whys / sizeof *whys; i++)
        put_left_out_for(w, "; not judged: ", c->subjects, c->n, whys[i], gg_why_text(whys[i]));
}

/* Whether the strata of a subject are the very reason why nothing is established. */
static bool is_said(const gg_case *c, const gg_subject *s)
{
    return c->result == GG_RESULT_INCONCLUSIVE && s->strata_open && !s->below && !s->above;
}

/* A pooled figure over strata that differ is no figure of any of them. */
static void put_caution(writing *w)
{
    const gg_case *c = w->c;
    size_t found = 0;

    for (size_t i = 0; i < c->n; i++) {
        const gg_subject *s = &c->subjects[i];

        if (s->left_out || !s->strata_differ || is_said(c, s) || ++found > NAMED)
            continue;
        gg_buf_puts(&w->out, found == 1 ? "; strata differ for " : ", ");
        put_name(w, s->name);
        if (s->lowest_stratum) {
            gg_buf_puts(&w->out, " (");
            put_extremes(w, s);
            gg_buf_puts(&w->out, ")");
        }
    }
    if (found > NAMED)
        gg_buf_printf(&w->out, " and %zu more", found - NAMED);
    if (found)
        gg_buf_puts(&w->out, ", which the pooled figure hides");
}

/* Precision is told of the verified referred: how many are not, and what they could make of it. */
static void put_unverified(writing *w)
{
    size_t found = 0;

    for (size_t i = 0; i < w->c->n; i++) {
        const gg_subject *s = &w->c->subjects[i];
        char share[32];

        if (s->left_out || isnan(s->unverified_share) || ++found > NAMED)
            continue;
        gg_buf_puts(&w->out, "; ");
        if (!is_named_already(w->c->rule, s)) {
            gg_buf_puts(&w->out, "for ");
            put_name(w, s->name);
            gg_buf_puts(&w->out, " ");
        }
        gg_buf_printf(&w->out, "%s%% of the referred are not verified",
                      gg_number_near(100 * s->unverified_share, -INFINITY, 100, share));
        if (isnan(s->worst_case.low))
            continue;
        gg_buf_puts(&w->out, ", and among all referred it could be from ");
        put_number(w, s->worst_case.low);
        gg_buf_puts(&w->out, " to ");
        put_number(w, s->worst_case.high);
    }
    if (found > NAMED)
        gg_buf_printf(&w->out, "; and for %zu more not all are verified", found - NAMED);
}

static void put_body(writing *w)
{
    if (w->c->idle)
        gg_buf_puts(&w->out, "nothing to judge: no other version is in production");
    else if (w->c->nothing)
        gg_buf_printf(&w->out, "not established, because %s", w->c->nothing);
    else if (w->c->n_judged == 0)
        gg_buf_puts(&w->out, "not established, because nobody is left to be judged");
    else if (w->c->result == GG_RESULT_FAIL)
        put_failures(w);
    else if (w->c->result == GG_RESULT_PASS)
        put_passed(w);
    else
        put_open(w);
    put_caution(w);
    put_unverified(w);
    put_left_out(w);
    if (w->c->rule->known.caveat && w->c->n_judged)
        gg_buf_puts(&w->out, "; find rates alone neither show nor rule out a different bar for "
                             "being referred (infra-marginality)");
}

/* Disparities of one attribute share a reference; of several, each has its own. */
static void put_head(writing *w, const char *where)
{
    const gg_case *c = w->c;
    const char *by = c->rule->selectors[GG_BY_ATTRIBUTE], *against = NULL;

    if (!by)
        by = c->rule->selectors[GG_BY_INTERSECTION];
    if (by && strcmp(by, "*") != 0 && c->n)
        against = c->subjects[0].against;
    gg_buf_printf(&w->out, "%s%s", c->rule->known.name, where);
    if (against || c->rule->versus) {
        gg_buf_puts(&w->out, " against ");
        put_name(w, against ? against : "the champion");
    }
    gg_buf_puts(&w->out, ": ");
}

const char *gg_case_message(const gg_bench *bench, const gg_case *c)
{
    writing w = {.bench = bench, .c = c};
    const char *where = gg_rule_where(c->rule, bench->arena), *message = NULL;

    gg_buf_init(&w.out, 0);
    gg_text_double(c->rule->low, w.low);
    gg_text_double(c->rule->high, w.high);
    if (where) {
        put_head(&w, where);
        put_body(&w);
    }
    if (where && !w.out.failed)
        message = gg_arena_text(bench->arena, w.out.data, w.out.size);
    gg_buf_release(&w.out);
    return message;
}
