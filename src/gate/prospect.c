/*
 * What would decide, and what the sample could have shown, in words: "not established" alone tells
 * nobody what to do next.
 */
#include "gate_internal.h"

#include <stdio.h>

/* Three significant digits are all that such a figure deserves, and they are never rounded to say
 * more than is true: rows up, so that they suffice, a breach away from its bound. side: 1 up. */
static double rounded(double x, int side)
{
    double step = x == 0 ? 1 : pow(10, floor(log10(fabs(x))) - 2), steps = x / step;
    double nearest = round(steps);

    if (fabs(steps - nearest) <= 1e-9)
        return nearest * step;
    return (side > 0 ? ceil(steps) : floor(steps)) * step;
}

/* A whole number with a comma at each thousand. */
static void put_whole(gg_buf *out, double x)
{
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%.0f", x);

    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            gg_buf_puts(out, ",");
        gg_buf_append(out, &digits[i], 1);
    }
}

void gg_prospect_more(double rows, double needed, const char *whose, gg_buf *out)
{
    double more = ceil(rounded(fmax(needed - rows, 1), 1));

    put_whole(out, more);
    gg_buf_printf(out, " more row%s%s", more == 1 ? "" : "s", whose);
}

/* Whose rows are meant: the rows of everyone need no name. */
static const char *of_whom(const gg_rule *rule)
{
    if (rule->selectors[GG_BY_STRATUM])
        return strcmp(rule->known.disparity->metric, "selection_rate") == 0
                   ? " of this group in this stratum"
                   : " that the rate is a share of, of this group in this stratum,";
    if (rule->selectors[GG_BY_ATTRIBUTE] || rule->selectors[GG_BY_INTERSECTION])
        return " of this group";
    if (rule->selectors[GG_BY_SITE])
        return " of this site";
    return rule->selectors[GG_BY_PERIOD] ? " of this period" : "";
}

/* Whether the figure is an estimate under an inspection design: no share of rows that were counted,
 * of which it could be said how many more would do. */
static bool under_design(const gg_subject *s)
{
    const gg_metric *metric = s->known->metric;

    if (!metric && s->known->disparity)
        metric = gg_metric_find(s->known->disparity->metric);
    return metric && s->groups && s->i < s->n && gg_metric_corrected(metric, &s->groups[s->i]);
}

void gg_prospect_chance(bool rate, gg_buf *out)
{
    gg_buf_printf(out, " with probability 0.8, if the %s stays as it is", rate ? "rate" : "figure");
}

static bool is_rate(const gg_known *known)
{
    return known->metric && known->metric->denominator != 0;
}

static void put_times(const gg_subject *s, gg_buf *out)
{
    const gg_prospect *p = &s->prospect;
    const bool alone = strcmp(p->why_no_rows, GG_WHY_REFERENCE_OPEN) == 0;
    char times[32];

    gg_number_near(rounded(p->times, 1), -INFINITY, INFINITY, times);
    if (alone)
        gg_buf_printf(out,
                      "; no number of rows of this group alone would decide it, about %s times as "
                      "many of everyone would",
                      times);
    else
        gg_buf_printf(out, "; about %s times as many rows, of the reference too, would decide it",
                      times);
    gg_buf_puts(out, " with probability 0.8, if the rates stay as they are");
}

static void put_rows(const gg_rule *rule, const gg_subject *s, gg_buf *out)
{
    const gg_prospect *p = &s->prospect;

    if (!isnan(p->rows_needed)) {
        gg_buf_puts(out, "; about ");
        gg_prospect_more(s->rows, p->rows_needed, s->arm ? " of the random arm" : "", out);
        gg_buf_printf(out, "%s would decide it", of_whom(rule));
        gg_prospect_chance(!s->margin && (is_rate(s->known) || s->known->disparity), out);
    } else if (strcmp(p->why_no_rows, GG_WHY_AT_BOUND) == 0)
        gg_buf_puts(out, "; no number of rows would decide it: the value lies at the bound");
    else if (!isnan(p->times))
        put_times(s, out);
    else if (strcmp(p->why_no_rows, GG_WHY_BEYOND_REACH) == 0)
        gg_buf_puts(out, "; a million times as many rows would not decide it: the value lies next "
                         "to the bound");
    else if (strcmp(p->why_no_rows, GG_WHY_NOT_COMPUTED) == 0 && under_design(s))
        gg_buf_puts(out, "; how many rows would decide it is not computed under an inspection "
                         "design");
}

void gg_prospect_shown(double below, double above, double low, double high, gg_buf *out)
{
    char text[32];

    gg_buf_puts(out, " a true value of");
    if (!isnan(below))
        gg_buf_printf(out, " %s or less", gg_number_near(rounded(below, -1), low, INFINITY, text));
    if (!isnan(below) && !isnan(above))
        gg_buf_puts(out, ", or");
    if (!isnan(above))
        gg_buf_printf(out, " %s or more", gg_number_near(rounded(above, 1), -INFINITY, high, text));
    gg_buf_puts(out, ", 8 times in 10");
}

void gg_prospect_write(const gg_rule *rule, const gg_subject *s, gg_buf *out)
{
    const gg_prospect *p = &s->prospect;

    if (s->m.state != GG_MEASURE_OK || (s->strata_open && !s->below && !s->above))
        return;
    put_rows(rule, s, out);
    if (!p->why_no_breach) {
        gg_buf_puts(out, "; these rows would have shown");
        gg_prospect_shown(p->below, p->above, rule->low, rule->high, out);
    } else if (strcmp(p->why_no_breach, GG_WHY_UNDETECTABLE) == 0) {
        gg_buf_puts(out, "; with these rows no breach, however large, would have been shown 8 "
                         "times in 10");
    }
}

/* Whether a design already says how some of the others came to be inspected. */
static bool is_declared(const gg_subject *s)
{
    return s->groups && s->i < s->n && s->groups[s->i].inspection != GG_INSPECTION_UNKNOWN;
}

/* What would tell of a figure that outcomes are missing for; more rows like these would not. */
void gg_unseen_write(const gg_rule *rule, const gg_subject *s, gg_buf *out)
{
    double referred, others;

    if (!s->unseen)
        return;
    /* All that is possible lies on one side: chance alone is left, and more rows do away with it.
     */
    if (s->m.bounded && (s->side || (s->m.bound_low >= rule->low && s->m.bound_high <= rule->high)))
        return;
    gg_unseen_count(s, &referred, &others);
    gg_buf_puts(out, "; more rows like these would not tell");
    if (!(referred > 0) && (!(others > 0) || (is_declared(s) && !s->known->calibration)))
        return;
    gg_buf_puts(out, ": ");
    if (referred > 0) {
        gg_buf_puts(out, "verify the ");
        put_whole(out, ceil(referred));
        gg_buf_puts(out, " referred without an outcome");
    }
    if (!(others > 0))
        return;
    /* No design estimates these figures: it takes every outcome. */
    if (s->known->calibration) {
        gg_buf_printf(out, "%s", referred > 0 ? ", and " : "");
        gg_buf_puts(out, "find out the outcomes of the ");
        put_whole(out, ceil(others));
        gg_buf_puts(out, " others; calibration is estimated under no inspection design");
        return;
    }
    if (is_declared(s))
        return;
    gg_buf_printf(out, "%sinspect some of the ", referred > 0 ? ", and " : "");
    put_whole(out, ceil(others));
    gg_buf_puts(out, " others at random and declare it (--inspection random_arm)");
}
