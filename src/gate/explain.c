/*
 * The explanations of a verdict: for each subject its figure as a sentence, and what its rows would
 * have shown. Made from the document alone, so that a stored verdict can be explained as well as a
 * new one.
 */
#include "gate_internal.h"

#include <stdio.h>

#include "gauger/evaluate/explain.h"

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static gg_whom whom_of(const gg_known *known, const char *slice, const char *subject)
{
    if (known->kind == GG_KNOWN_DRIFT)
        return strcmp(subject, "overall") == 0 ? GG_OF_EVERYONE : GG_OF_COLUMN;
    if (known->kind == GG_KNOWN_SUMMARY)
        return GG_OF_ATTRIBUTE;
    if (!*slice)
        return GG_OF_EVERYONE;
    if (begins(slice, "site="))
        return GG_OF_SITE;
    return begins(slice, "period=") ? GG_OF_PERIOD : GG_OF_GROUP;
}

/* With given: "*" a subject's name says within what it is compared: "b given site". */
static void part_strata(const json_t *rule, const json_t *one, char *group, size_t size,
                        gg_explained *f)
{
    const char *subject = gg_json_string(one, "subject", "");
    const char *given = gg_json_string(rule, "given", NULL), *last = NULL;

    if (json_object_get(one, "stratum"))
        return; /* one stratum by itself: its name says which */
    f->within = given;
    if (!given || strcmp(given, "*") != 0)
        return;
    for (const char *at = strstr(subject, " given "); at; at = strstr(at + 1, " given "))
        last = at;
    f->within = last ? last + 7 : "the strata";
    if (!last)
        return;
    snprintf(group, size, "%.*s", (int)(last - subject), subject);
    f->of = group;
}

/* ", from 0.45 to 0.7" */
static void put_range(double low, double high, gg_buf *out)
{
    char text[32];

    gg_buf_printf(out, " from %s", gg_number_near(low, -INFINITY, INFINITY, text));
    if (isfinite(high))
        gg_buf_printf(out, " to %s", gg_number_near(high, -INFINITY, INFINITY, text));
    else
        gg_buf_puts(out, " up");
}

/* Figures of which the evaluation's own sentences do not know where they are of: at a capacity, at
 * another threshold; and what stands finished. */
static bool is_apart(const gg_known *known, const json_t *subject)
{
    return known->finished || (known->drift && known->drift->interval) ||
           json_object_get(subject, "capacity") || json_object_get(subject, "threshold");
}

static void put_apart(const gg_known *known, const json_t *subject, gg_buf *out)
{
    const char *of = gg_json_string(subject, "subject", "");
    const char *capacity = gg_json_string(subject, "capacity", NULL);
    const char *threshold = gg_json_string(subject, "threshold", NULL);
    const gg_explained f = gg_explained_of(known->name, subject);
    char text[32], room[40];

    gg_buf_puts(out, known->name);
    if (strcmp(of, "overall") != 0)
        gg_buf_printf(out, " of %s", of);
    if (capacity)
        gg_buf_printf(out, " with room for %s%s", gg_capacity_text(capacity, room),
                      strchr(room, '%') ? " of the cases" : " cases");
    if (threshold)
        gg_buf_printf(out, " at threshold %s", threshold);
    if (isnan(f.value))
        gg_buf_printf(out, " has no value: %s", gg_reason_words(f.why));
    else
        gg_buf_printf(out, " %s", gg_number_near(f.value, -INFINITY, INFINITY, text));
    if (isnan(f.value) && !isnan(f.bound_low)) {
        gg_buf_puts(out, "; whatever the unknown outcomes are, it lies");
        put_range(f.bound_low, isnan(f.bound_high) ? INFINITY : f.bound_high, out);
    } else if (!isnan(f.low)) {
        gg_buf_puts(out, "; with this many rows anything");
        put_range(f.low, isnan(f.high) ? INFINITY : f.high, out);
        gg_buf_puts(out, " is compatible with the data");
    }
    gg_buf_printf(out, ". %s", known->sentence);
}

/* A find rate is precision, and is called by the name that the rule has it under. */
static void put_renamed(const gg_explained *f, gg_buf *out)
{
    static const char own[] = "Precision";
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_explain_figure(f, &text);
    if (!text.failed && strncmp(text.data, own, sizeof own - 1) == 0)
        gg_buf_printf(out, "Find rate%s", text.data + sizeof own - 1);
    else
        gg_explain_figure(f, out);
    gg_buf_release(&text);
}

static void put_figure(const gg_known *known, const json_t *rule, const json_t *subject,
                       gg_whom whom, gg_buf *out)
{
    const char *name = gg_json_string(subject, "subject", "");
    gg_explained f = gg_explained_of(known->name, subject);
    char group[400];

    f.whom = whom;
    f.of = f.whom == GG_OF_EVERYONE ? "" : name;
    f.against = gg_json_string(subject, "reference", NULL);
    part_strata(rule, subject, group, sizeof group, &f);
    if (known->caveat) /* the outcome test is precision under its own name */
        f.name = known->disparity->name;
    f.versus = gg_json_string(rule, "versus", NULL) != NULL;
    f.critical = gg_json_number(subject, "critical_value", NAN);
    if (known->caveat)
        put_renamed(&f, out);
    else
        gg_explain_figure(&f, out);
}

/* Precision is told of the verified: who is not among them. */
static void put_unverified(const json_t *subject, gg_buf *out)
{
    const gg_explained f = gg_explained_of("precision", subject);
    const double share = gg_json_number(subject, "unverified_share", NAN);
    char text[32];

    if (isnan(share))
        return;
    gg_buf_printf(out, " Of those referred, %s%% have no outcome yet",
                  gg_number_near(100 * share, -INFINITY, 100, text));
    if (!isnan(f.bound_low) && !isnan(f.bound_high)) {
        gg_buf_puts(out, "; among all of them it could be");
        put_range(f.bound_low, f.bound_high, out);
    }
    gg_buf_puts(out, ".");
}

/* A figure without a value that has bounds: what chance adds to them, and what is observed. */
static void put_open(const json_t *subject, gg_buf *out)
{
    const double observed = gg_json_number(subject, "observed", NAN);
    const double low = gg_json_number(subject, "low", NAN);
    const double high = gg_json_number(subject, "high", NAN);
    char text[32];

    const char *why = gg_json_string(subject, "why_null", "");

    if (strcmp(why, GG_WHY_NOT_IDENTIFIED) != 0 && strcmp(why, GG_WHY_ZERO_REFERENCE) != 0)
        return;
    if (!isnan(low)) {
        gg_buf_puts(out, " Taking in chance, anything");
        put_range(low, isnan(high) ? INFINITY : high, out);
        gg_buf_puts(out, " is compatible with the data.");
    }
    if (!isnan(observed))
        gg_buf_printf(out,
                      " Among the cases whose outcome is known it is %s, which need not hold for "
                      "the others.",
                      gg_number_near(observed, -INFINITY, INFINITY, text));
}

/* "at least 0.5" */
static void put_allowed(const json_t *rule, gg_buf *out)
{
    const double low = gg_json_number(rule, "lower_bound", -INFINITY);
    const double high = gg_json_number(rule, "upper_bound", INFINITY);
    char text[32];

    if (isfinite(low) && isfinite(high)) {
        gg_buf_puts(out, " from");
        gg_buf_printf(out, " %s", gg_number_near(low, -INFINITY, INFINITY, text));
        gg_buf_printf(out, " to %s", gg_number_near(high, -INFINITY, INFINITY, text));
    } else if (isfinite(low)) {
        gg_buf_printf(out, " of at least %s", gg_number_near(low, -INFINITY, INFINITY, text));
    } else {
        gg_buf_printf(out, " of at most %s", gg_number_near(high, -INFINITY, INFINITY, text));
    }
}

static bool lies_inside(const json_t *rule, const json_t *subject)
{
    const double value = gg_json_number(subject, "value", NAN);

    return value >= gg_json_number(rule, "lower_bound", -INFINITY) &&
           value <= gg_json_number(rule, "upper_bound", INFINITY);
}

/* What it came to, and by what. */
static void put_outcome(const gg_known *known, const json_t *rule, const json_t *subject,
                        gg_buf *out)
{
    const char *why = gg_json_string(subject, "why_no_interval", NULL);
    const char *result = gg_json_string(subject, "result", "");
    const bool alone = strcmp(gg_json_string(rule, "judge", ""), "point") == 0;
    const bool ranged = json_is_number(json_object_get(subject, "low")) ||
                        json_is_number(json_object_get(subject, "high"));

    gg_buf_puts(out, " The rule asks for a value");
    put_allowed(rule, out);
    if (strcmp(result, "pass") == 0)
        gg_buf_puts(out, alone    ? ": the value lies there, and chance was not asked about."
                         : ranged ? ": all that is compatible with the data lies there."
                                  : ": the value lies there.");
    else if (strcmp(result, "fail") == 0)
        gg_buf_puts(out, alone || (known->drift && !known->drift->column)
                             ? ": the value lies outside."
                             : ": it lies outside, by more than chance explains.");
    else if (json_is_true(json_object_get(subject, "strata_open")) && lies_inside(rule, subject))
        gg_buf_puts(out, ": the pooled figure lies there, and not every stratum does, so nothing "
                         "is established.");
    else if (why)
        gg_buf_printf(out, ": whether it lies there is not established, because %s.",
                      gg_why_text(why));
    else
        gg_buf_puts(out, ": whether it lies there is not established.");
}

/* Behind the figure: what would decide, and what would have been seen. */
static void put_prospect(const gg_known *known, const json_t *rule, const json_t *subject,
                         gg_whom whom, gg_buf *out)
{
    const double below = gg_json_number(subject, "detectable_below", NAN);
    const double above = gg_json_number(subject, "detectable_above", NAN);
    const double rows = gg_json_number(subject, "rows", NAN);
    const double needed = gg_json_number(subject, "rows_needed", NAN);

    if (!isnan(needed) && !isnan(rows)) {
        gg_buf_puts(out, " About ");
        gg_prospect_more(rows, needed,
                         strcmp(gg_json_string(subject, "rows_of", ""), "random_arm") == 0
                             ? " of the random arm"
                             : "",
                         out);
        gg_buf_puts(out, whom == GG_OF_GROUP    ? " of this group"
                         : whom == GG_OF_SITE   ? " of this site"
                         : whom == GG_OF_PERIOD ? " of this period"
                                                : "");
        gg_buf_puts(out, " would decide the rule");
        gg_prospect_chance(known->disparity || (known->metric && known->metric->denominator), out);
        gg_buf_puts(out, ".");
    }
    if (isnan(below) && isnan(above))
        return;
    gg_buf_puts(out, " These rows would have shown");
    gg_prospect_shown(below, above, gg_json_number(rule, "lower_bound", -INFINITY),
                      gg_json_number(rule, "upper_bound", INFINITY), out);
    gg_buf_puts(out, ".");
}

/* NULL when memory is out. */
static json_t *write_one(const gg_known *known, const json_t *rule, const json_t *subject)
{
    const gg_whom whom = whom_of(known, gg_json_string(subject, "slice", ""),
                                 gg_json_string(subject, "subject", ""));
    json_t *one = NULL, *figure;
    gg_buf text;

    gg_buf_init(&text, 0);
    if (is_apart(known, subject))
        put_apart(known, subject, &text);
    else
        put_figure(known, rule, subject, whom, &text);
    put_unverified(subject, &text);
    put_open(subject, &text);
    put_outcome(known, rule, subject, &text);
    put_prospect(known, rule, subject, whom, &text);
    if (known->caveat)
        gg_buf_printf(&text, " %s", known->caveat);
    figure = json_sprintf("%s: %s", gg_json_string(rule, "id", "rule"),
                          gg_json_string(subject, "subject", ""));
    if (figure && !text.failed)
        one = json_pack("{s:O, s:s}", "figure", figure, "sentence", text.data);
    json_decref(figure);
    gg_buf_release(&text);
    return one;
}

/* Who was not judged, and why: that decides nothing. NULL when memory is out. */
static json_t *write_left_out(const json_t *verdict, const json_t *rule, const json_t *subject)
{
    const char *why = gg_json_string(subject, "why", ""), *name;
    char few[80], minimum[32];

    name = gg_json_string(subject, "subject", "");
    snprintf(
        few, sizeof few, "fewer than %s rows",
        gg_number_near(gg_json_number(verdict, "minimum_count", 0), -INFINITY, INFINITY, minimum));
    return json_pack("{s:o, s:o}", "figure",
                     json_sprintf("%s: %s", gg_json_string(rule, "id", "rule"), name), "sentence",
                     strcmp(why, GG_WHY_TOO_FEW) == 0
                         ? json_sprintf("%s is not judged, because it has %s; that is neither a "
                                        "pass nor a failure.",
                                        name, few)
                         : json_sprintf("%s is not judged, because %s; that is neither a pass nor "
                                        "a failure.",
                                        name, gg_why_text(why)));
}

static bool explain_left_out(const json_t *verdict, const json_t *rule, json_t *list)
{
    const json_t *subject;
    size_t i;

    json_array_foreach(json_object_get(rule, "not_judged"), i, subject)
    {
        if (json_array_append_new(list, write_left_out(verdict, rule, subject)) != 0)
            return false;
    }
    return true;
}

static bool explain_rule(const json_t *rule, json_t *list)
{
    const json_t *subject;
    gg_known known;
    size_t i;

    if (!gg_known_find(gg_json_string(rule, "metric", ""), &known))
        return true;
    json_array_foreach(json_object_get(rule, "subjects"), i, subject)
    {
        json_t *one = write_one(&known, rule, subject);

        if (!one || json_array_append_new(list, one) != 0)
            return false;
    }
    return true;
}

gg_status gg_gate_explain(json_t *verdict, gg_error *err)
{
    const json_t *rule;
    json_t *list = json_array();
    bool fine = list != NULL;
    size_t i;

    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        fine = fine && explain_rule(rule, list) && explain_left_out(verdict, rule, list);
    }
    fine = fine && json_object_set(verdict, "explanations", list) == 0;
    json_decref(list);
    return fine ? GG_OK : gg_gate_no_memory(err);
}
