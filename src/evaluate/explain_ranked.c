/*
 * Sentences about calibration, capacities and other thresholds: one for each figure that is shown
 * of them. Figures at a cutoff have words of their own: nobody was referred there yet, and an
 * estimate is of all who would be, not of the verified among them.
 */
#include "evaluate/explain_ranked.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gauger/base/text.h"
#include "gauger/evaluate/calibration.h"
#include "gauger/evaluate/explain.h"

static bool append(json_t *list, const char *path, gg_buf *sentence)
{
    json_t *one = sentence->failed
                      ? NULL
                      : json_pack("{s:s, s:s}", "figure", path, "sentence", sentence->data);

    gg_buf_release(sentence);
    return one != NULL && json_array_append_new(list, one) == 0;
}

/* ---- calibration ---- */

static const struct {
    const char *key, *statistic, *head, *what;
} tests[] = {
    {"slope_and_intercept", "statistic", "Wald's test of slope 1 and intercept 0",
     "scores that mean what they say would give a line this far from that"},
    {"hosmer_lemeshow", "statistic", "Hosmer-Lemeshow",
     "over bins of as many cases each, scores that mean what they say would lie this far from what "
     "happened"},
    {"spiegelhalter", "z", "Spiegelhalter's z",
     "scores that mean what they say would have a Brier score this far from the expected one"},
};

static void put_times(gg_buf *out, double p)
{
    if (p < 0.005)
        gg_buf_puts(out, "less than once in 100 tables");
    else if (p > 0.995)
        gg_buf_puts(out, "in nearly every table");
    else
        gg_buf_printf(out, "in about %.0f of 100 tables", p * 100);
}

static bool explain_test(size_t i, const json_t *test, json_t *list)
{
    const double x = gg_json_number(test, tests[i].statistic, NAN);
    const double p = gg_json_number(test, "p_value", NAN);
    char path[80];
    gg_buf text;

    if (isnan(x) || isnan(p))
        return true;
    snprintf(path, sizeof path, "calibration.overall.%s", tests[i].key);
    gg_buf_init(&text, 0);
    if (json_is_true(json_object_get(test, "observed")))
        gg_buf_puts(&text, "Of the verified rows alone, not of everyone: ");
    gg_buf_printf(&text, "%s %.2f: %s, or further, ", tests[i].head, x, tests[i].what);
    put_times(&text, p);
    gg_buf_puts(&text, " by chance alone.");
    return append(list, path, &text);
}

static bool explain_figure(const char *name, const json_t *est, json_t *list)
{
    const gg_explained figure = gg_explained_of(name, est);
    char path[120];
    gg_buf text;

    if (est == NULL)
        return true;
    snprintf(path, sizeof path, "calibration.overall.%s", name);
    gg_buf_init(&text, 0);
    gg_explain_figure(&figure, &text);
    return append(list, path, &text);
}

bool gg_explain_calibration(const json_t *evaluation, json_t *list)
{
    const json_t *overall = json_object_get(json_object_get(evaluation, "calibration"), "overall");
    bool fine = true;

    for (size_t i = 0; fine && i < gg_calibration_figure_count(); i++) {
        const char *name = gg_calibration_figure_at(i)->name;

        fine = explain_figure(name, json_object_get(overall, name), list);
    }
    for (size_t i = 0; fine && i < sizeof tests / sizeof *tests; i++)
        fine = explain_test(i, json_object_get(overall, tests[i].key), list);
    return fine;
}

/* ---- at a cutoff ---- */

static const struct {
    const char *key, *name;
} figures[] = {{"precision", "precision_at_cutoff"},
               {"recall", "recall_at_cutoff"},
               {"false_positive_rate", "false_positive_rate_at_cutoff"},
               {"lift", "lift_at_cutoff"}};

static double end_of(const json_t *est, size_t i)
{
    const json_t *end = json_array_get(json_object_get(est, "bounds"), i);

    return json_is_number(end) ? json_number_value(end) : NAN;
}

/* How many of those who would be referred have the outcome: whole people. */
static void put_finds(gg_buf *out, const json_t *est)
{
    const double value = gg_json_number(est, "value", NAN);
    const double low = gg_json_number(est, "low", NAN), high = gg_json_number(est, "high", NAN);

    if (isnan(value) && isnan(end_of(est, 0))) {
        gg_buf_puts(out, "how many who would be referred have the outcome has no value");
        gg_explain_reason(out, gg_json_string(est, "why_null", NULL));
        gg_buf_puts(out, ".");
        return;
    }
    if (isnan(value)) {
        gg_buf_printf(out,
                      "of those who would be referred, %.0f to %.0f have the outcome, whatever the "
                      "unknown outcomes are.",
                      floor(end_of(est, 0)), ceil(end_of(est, 1)));
        return;
    }
    gg_buf_printf(out, "of those who would be referred, about %.0f have the outcome", value);
    if (!isnan(low) && !isnan(high))
        gg_buf_printf(out,
                      "; with this many rows anything from %.0f to %.0f is compatible with the "
                      "data",
                      low, high);
    gg_buf_puts(out, ".");
}

/* where: "At threshold 0.2: "; path: of the object that holds the figures. */
static bool explain_cutoff(const char *where, const char *path, const json_t *o, json_t *list)
{
    const json_t *finds = json_object_get(o, "finds");
    char at[200];
    gg_buf text;
    bool fine = true;

    for (size_t i = 0; fine && i < sizeof figures / sizeof *figures; i++) {
        const json_t *est = json_object_get(o, figures[i].key);
        const gg_explained figure = gg_explained_of(figures[i].name, est);

        if (est == NULL)
            continue;
        snprintf(at, sizeof at, "%s.%s", path, figures[i].key);
        gg_buf_init(&text, 0);
        gg_buf_puts(&text, where);
        gg_explain_figure(&figure, &text);
        fine = append(list, at, &text);
    }
    if (!fine || finds == NULL)
        return fine;
    snprintf(at, sizeof at, "%s.finds", path);
    gg_buf_init(&text, 0);
    gg_buf_puts(&text, where);
    put_finds(&text, finds);
    return append(list, at, &text);
}

bool gg_explain_points(const json_t *evaluation, json_t *list)
{
    const json_t *points = json_object_get(evaluation, "operating_points");
    bool fine = true;
    json_t *one;
    size_t i;

    json_array_foreach(points, i, one)
    {
        char where[80], path[80], number[32];

        snprintf(path, sizeof path, "operating_points.%zu", i);
        snprintf(where, sizeof where,
                 "At threshold %s: ", gg_text_double(gg_json_number(one, "threshold", 0), number));
        fine = fine && explain_cutoff(where, path, one, list);
    }
    return fine;
}

/* The three rules, or one sentence a figure where nothing is tied at the cut. */
static bool explain_cut(const char *room, const char *path, const json_t *cut, json_t *list)
{
    static const struct {
        const char *key, *words;
    } rules[] = {{"ties_in", ", all of the tied taken"},
                 {"ties_out", ", none of the tied taken"},
                 {"proportional", ", the tied drawn by lot"}};
    const bool same = json_equal(json_object_get(cut, "ties_in"), json_object_get(cut, "ties_out"));
    bool fine = true;

    for (size_t i = 0; fine && i < (same ? 1 : sizeof rules / sizeof *rules); i++) {
        const json_t *o = json_object_get(cut, rules[i].key);
        char where[200], at[120];

        snprintf(where, sizeof where, "%s%s: ", room, same ? "" : rules[i].words);
        snprintf(at, sizeof at, "%s.%s", path, rules[i].key);
        fine = o == NULL || explain_cutoff(where, at, o, list);
    }
    return fine;
}

bool gg_explain_capacity(const json_t *evaluation, json_t *list)
{
    const json_t *all = json_object_get(evaluation, "capacity");
    bool fine = true;
    json_t *one;
    size_t i;

    json_array_foreach(all, i, one)
    {
        const double share = gg_json_number(one, "share", NAN);
        const json_t *within = json_object_get(one, "within_sites");
        char room[80], sites[100], path[60], number[32];

        if (isnan(share))
            snprintf(room, sizeof room, "With room for %.0f cases",
                     gg_json_number(one, "capacity", 0));
        else
            snprintf(room, sizeof room, "With room for %s%% of the cases",
                     gg_text_double(share * 100, number));
        snprintf(path, sizeof path, "capacity.%zu.everyone", i);
        fine = fine && explain_cut(room, path, json_object_get(one, "everyone"), list);
        snprintf(path, sizeof path, "capacity.%zu.within_sites", i);
        snprintf(sites, sizeof sites, "%s, site by site", room);
        fine = fine && (within == NULL || explain_cut(sites, path, within, list));
    }
    return fine;
}
