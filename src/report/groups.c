/*
 * Tables of groups: their rates, their ratios to the reference, the summaries over all of them.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/disparity.h"
#include "report_internal.h"

static const struct {
    const char *metric, *title;
    bool interval;
} rates[] = {
    {"selection_rate", "selection rate", true},
    {"precision", "precision", false},
    {"recall", "recall", false},
    {"false_positive_rate", "FPR", false},
};

static const struct {
    const char *disparity, *title;
} ratios[] = {
    {"selection_rate_ratio", "selection rate"},
    {"false_positive_rate_ratio", "false positive rate"},
    {"false_negative_rate_ratio", "false negative rate"},
};

#define RATES  (sizeof rates / sizeof *rates)
#define RATIOS (sizeof ratios / sizeof *ratios)

static void more_groups(gg_page *page, size_t n)
{
    if (n > GG_GROUPS_SHOWN)
        gg_page_text(page, GG_TONE_QUIET, "  %zu more are in the JSON document (--format json).",
                     n - GG_GROUPS_SHOWN);
}

static const json_t *reference_of(const json_t *attribute)
{
    return json_object_get(attribute, "reference");
}

const char *gg_groups_reference(gg_page *page, const json_t *attribute)
{
    const char *name = json_string_value(reference_of(attribute));
    const char *word = gg_json_string(attribute, "reference_rule", "");
    const char *rule = gg_words_reference(word);

    /* These two are no group of the table, and have no name of their own. */
    if (!name || strcmp(word, "rest") == 0 || strcmp(word, "overall") == 0)
        return gg_page_printf(page, "%s", rule);
    return gg_page_printf(page, "%s (%s)", gg_page_name(page, name), rule);
}

static bool has_thresholds(const json_t *groups)
{
    const char *name;
    json_t *metrics;

    json_object_foreach((json_t *)groups, name, metrics)
    {
        if (json_is_number(json_object_get(metrics, "threshold")))
            return true;
    }
    return false;
}

/* Whether the population of some group is known by number. */
static bool has_population(const json_t *groups)
{
    const char *name;
    json_t *metrics;

    json_object_foreach((json_t *)groups, name, metrics)
    {
        if (json_is_number(json_object_get(metrics, "population")))
            return true;
    }
    return false;
}

static void rate_columns(gg_page *page, gg_grid *grid, const char *what, bool population,
                         bool thresholds)
{
    gg_grid_column(page, grid, false, "%s", what);
    gg_grid_column(page, grid, true, "rows");
    if (population)
        gg_grid_column(page, grid, true, "population");
    if (thresholds)
        gg_grid_column(page, grid, true, "threshold");
    for (size_t i = 0; i < RATES; i++)
        gg_grid_column(page, grid, true, "%s", rates[i].title);
}

static void rate_row(gg_page *page, gg_grid *grid, const char *name, const json_t *metrics,
                     bool population, bool thresholds)
{
    double cases = gg_json_number(metrics, "population", NAN);
    double threshold = gg_json_number(metrics, "threshold", NAN);

    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", name);
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_counted(page, metrics, "count"));
    if (population)
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     isnan(cases) ? "not known" : gg_page_count(page, cases));
    if (thresholds)
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_plain(page, threshold));
    for (size_t i = 0; i < RATES; i++) {
        const json_t *est = json_object_get(metrics, rates[i].metric);

        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     rates[i].interval ? gg_page_estimate(page, est) : gg_page_value(page, est));
    }
}

void gg_groups_rates(gg_page *page, const char *what, const json_t *groups)
{
    gg_grid *grid = gg_page_table(page, NULL);
    bool thresholds = has_thresholds(groups), population = has_population(groups);
    const char *name;
    json_t *metrics;
    size_t i = 0;

    if (!grid)
        return;
    rate_columns(page, grid, what, population, thresholds);
    json_object_foreach((json_t *)groups, name, metrics)
    {
        if (i++ < GG_GROUPS_SHOWN)
            rate_row(page, grid, gg_page_name(page, name), metrics, population, thresholds);
    }
    more_groups(page, i);
}

static void ratio_row(gg_page *page, gg_grid *grid, const char *name, const json_t *disparities)
{
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_name(page, name));
    for (size_t i = 0; i < RATIOS; i++) {
        const json_t *one = json_object_get(disparities, ratios[i].disparity);
        const json_t *est = json_object_get(json_object_get(one, "groups"), name);
        gg_standing standing = gg_standing_of(est, GG_BAND_LOW, GG_BAND_HIGH);

        gg_grid_cell(page, grid,
                     standing == GG_STANDING_EXCEEDS ? gg_standing_tone(standing) : GG_TONE_PLAIN,
                     "%s", gg_page_ratio(page, est));
    }
}

void gg_groups_ratios(gg_page *page, const json_t *attribute)
{
    const json_t *disparities = json_object_get(attribute, "disparities");
    const json_t *first = json_object_get(disparities, ratios[0].disparity);
    const json_t *groups = json_object_get(first, "groups");
    gg_grid *grid;
    const char *name;
    json_t *est;
    size_t i = 0;

    if (json_object_size(groups) == 0)
        return;
    grid = gg_page_table(page, gg_page_printf(page, "Ratios to %s; 1 means equal",
                                              gg_groups_reference(page, attribute)));
    if (!grid)
        return;
    gg_grid_column(page, grid, false, "group");
    for (size_t c = 0; c < RATIOS; c++)
        gg_grid_column(page, grid, true, "%s", ratios[c].title);
    json_object_foreach((json_t *)groups, name, est)
    {
        if (i++ < GG_GROUPS_SHOWN)
            ratio_row(page, grid, name, disparities);
    }
    more_groups(page, i);
}

static void summary_row(gg_page *page, gg_grid *grid, const json_t *summary, const char *name,
                        bool some, bool sentences)
{
    const json_t *est = json_object_get(summary, name);
    const json_t *over = json_object_get(est, "over_defined_groups");

    if (!est)
        return;
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", name);
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_estimate(page, over ? over : est));
    if (some)
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", over ? "groups that have it" : "all groups");
    if (sentences)
        gg_grid_cell(page, grid, GG_TONE_QUIET, "%s", gg_summary_find(name)->sentence);
}

static bool some_defined(const json_t *summary)
{
    const char *name;
    json_t *est;

    json_object_foreach((json_t *)summary, name, est)
    {
        if (json_object_get(est, "over_defined_groups"))
            return true;
    }
    return false;
}

void gg_groups_summaries(gg_page *page, const json_t *attribute, bool sentences)
{
    const json_t *summary = json_object_get(attribute, "summary");
    bool some = some_defined(summary);
    gg_grid *grid;

    if (json_object_size(summary) == 0)
        return;
    grid = gg_page_table(page, json_object_size(json_object_get(attribute, "merged"))
                                   ? "Over the groups as merged here, which by themselves may lie "
                                     "further apart; these intervals hold for all pairs at once"
                                   : "Over all groups; these intervals hold for all pairs at once");
    if (!grid)
        return;
    gg_grid_column(page, grid, false, "summary");
    gg_grid_column(page, grid, true, "figure");
    if (some)
        gg_grid_column(page, grid, false, "over");
    if (sentences)
        gg_grid_column(page, grid, false, "what it says");
    summary_row(page, grid, summary, "impact_ratio", some, sentences);
    for (size_t i = 0; i < gg_summary_count(); i++) {
        if (strcmp(gg_summary_at(i)->name, "impact_ratio") != 0)
            summary_row(page, grid, summary, gg_summary_at(i)->name, some, sentences);
    }
}
