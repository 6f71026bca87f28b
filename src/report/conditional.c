/*
 * Disparities when like is compared with like: crude and pooled side by side, the strata where they
 * differ, conditional demographic disparity, the outcome test with its caveat.
 */
#include <math.h>
#include <string.h>

#include "report_internal.h"

#define LISTED 6 /* strata that compare nothing, by name */

static const char *p_of(gg_page *page, const json_t *one, const char *test)
{
    return gg_page_p(page, gg_json_number(json_object_get(one, test), "p_value", NAN));
}

/* One figure of every group, crude and pooled; with the tests or without. */
static void put_figures(gg_page *page, const char *caption, const char *figure, bool tests,
                        const json_t *groups)
{
    const char *crude = gg_page_printf(page, "crude_%s", figure), *name;
    const char *pooled = gg_page_printf(page, "mantel_haenszel_%s", figure);
    gg_grid *grid = gg_page_table(page, caption);
    json_t *one;
    size_t i = 0;

    gg_grid_column(page, grid, false, "group");
    gg_grid_column(page, grid, true, "crude");
    gg_grid_column(page, grid, true, "pooled");
    if (tests) {
        gg_grid_column(page, grid, true, "p (CMH)");
        gg_grid_column(page, grid, true, "p (alike)");
    }
    json_object_foreach((json_t *)groups, name, one)
    {
        const bool differ = json_is_true(json_object_get(one, "strata_differ"));

        if (i++ >= GG_GROUPS_SHOWN)
            break;
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_name(page, name));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_ratio(page, json_object_get(one, crude)));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_ratio(page, json_object_get(one, pooled)));
        if (!tests)
            continue;
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", p_of(page, one, "cmh"));
        gg_grid_cell(page, grid, differ ? GG_TONE_UNSURE : GG_TONE_PLAIN, "%s",
                     p_of(page, one, "breslow_day_tarone"));
    }
}

static const char *share_of(gg_page *page, const json_t *share)
{
    double rate = gg_json_number(share, "rate", NAN);

    if (isnan(rate))
        return "-";
    return gg_page_printf(page, "%s (%s of %s)", gg_page_number(page, rate),
                          gg_page_count(page, gg_json_number(share, "numerator", NAN)),
                          gg_page_count(page, gg_json_number(share, "denominator", NAN)));
}

/* The strata of one group, where they differ: then the pooled figure is not what to read. */
static void put_rows(gg_page *page, const char *by, const char *metric, const char *name,
                     const json_t *one)
{
    const json_t *rows = json_object_get(one, "rows"), *row;
    const char *reference = gg_page_name(page, gg_json_string(one, "reference", ""));
    gg_grid *grid;
    size_t i;

    gg_page_text(page, GG_TONE_UNSURE,
                 "%s: how its %s compares differs from one %s to another (p %s), which the pooled "
                 "figure hides. Read these instead:",
                 name, gg_words_metric_lower(page, metric), by,
                 p_of(page, one, "breslow_day_tarone"));
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "%s", by);
    gg_grid_column(page, grid, true, "%s", name);
    gg_grid_column(page, grid, true, "%s", strcmp(reference, "(rest)") ? reference : "the rest");
    gg_grid_column(page, grid, true, "ratio");
    json_array_foreach(rows, i, row)
    {
        if (i >= GG_GROUPS_SHOWN)
            continue;
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_name(page, gg_json_string(row, "stratum", "")));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     share_of(page, json_object_get(row, "group")));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     share_of(page, json_object_get(row, "reference")));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_ratio(page, json_object_get(row, "ratio")));
    }
    if (json_array_size(rows) > GG_GROUPS_SHOWN)
        gg_page_text(page, GG_TONE_QUIET, "  %zu more are in the JSON document (--format json).",
                     json_array_size(rows) - GG_GROUPS_SHOWN);
}

/* Strata where one side is absent, named: "x (nobody is there)". */
static void put_not_compared(gg_page *page, const char *name, const json_t *one)
{
    const json_t *list = json_object_get(one, "not_compared"), *item;
    const char *reference = gg_page_name(page, gg_json_string(one, "reference", ""));
    const char *text = "";
    size_t i, n = json_array_size(list);

    json_array_foreach(list, i, item)
    {
        const char *lacks = gg_json_string(item, "lacks", "");

        if (i < LISTED)
            text = gg_page_printf(page, "%s%s%s (of %s: %s)", text, i ? ", " : "",
                                  gg_page_name(page, gg_json_string(item, "stratum", "")),
                                  strcmp(lacks, "both") == 0    ? "both"
                                  : strcmp(lacks, "group") == 0 ? name
                                  : strcmp(reference, "(rest)") ? reference
                                                                : "the rest",
                                  gg_words_reason(gg_json_string(item, "why", "")));
    }
    if (n > LISTED)
        text = gg_page_printf(page, "%s and %zu more", text, n - LISTED);
    if (n > 0)
        gg_page_text(page, GG_TONE_QUIET, "%s is not compared at %s.", name, text);
}

/* Crude and pooled figures of one rate side by side: what remains when like is compared with like.
 */
static void put_metric(gg_page *page, const char *by, const char *metric, const json_t *groups)
{
    const char *title = gg_words_metric(page, metric), *name;
    json_t *one;
    size_t i = 0;

    put_figures(page, gg_page_printf(page, "%s within each %s: ratios", title, by), "ratio", true,
                groups);
    put_figures(page, gg_page_printf(page, "%s within each %s: differences", title, by),
                "difference", false, groups);
    json_object_foreach((json_t *)groups, name, one)
    {
        if (i++ >= GG_GROUPS_SHOWN)
            break;
        put_not_compared(page, gg_page_name(page, name), one);
        if (json_is_true(json_object_get(one, "strata_differ")))
            put_rows(page, by, metric, gg_page_name(page, name), one);
    }
}

void gg_groups_strata(gg_page *page, const json_t *attribute)
{
    const json_t *strata = json_object_get(attribute, "strata");
    const char *by, *metric;
    json_t *metrics, *groups;

    if (json_object_size(strata) == 0)
        return;
    gg_page_text(page, GG_TONE_PLAIN,
                 "Crude compares all cases; pooled (Mantel-Haenszel) compares cases of the same "
                 "stratum with each other. p (CMH) is small where a difference is left within "
                 "strata, p (alike) where it is not the same in all of them.");
    json_object_foreach((json_t *)strata, by, metrics)
    {
        json_object_foreach(metrics, metric, groups)
        {
            if (json_object_size(groups) > 0)
                put_metric(page, gg_page_name(page, by), metric, groups);
        }
    }
}

/* ---- conditional demographic disparity ---- */

/* Three decimals throughout: shares of small groups would otherwise have more than they carry. */
static const char *share_difference(gg_page *page, const json_t *est)
{
    double value, low, high;
    char a[40], b[40], c[40];

    if (!gg_estimate_read(est, &value, &low, &high))
        return "-";
    return gg_page_printf(page, "%s [%s, %s]", gg_number_text(value, 3, a),
                          gg_number_text(low, 3, b), gg_number_text(high, 3, c));
}

static void put_demographic_row(gg_page *page, gg_grid *grid, const char *name, const json_t *part,
                                const json_t *est)
{
    const json_t *conditional = json_object_get(part, "conditional");
    const char *by;
    json_t *groups;

    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_name(page, name));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", share_difference(page, est));
    json_object_foreach((json_t *)conditional, by, groups)
    {
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     share_difference(page, json_object_get(groups, name)));
    }
}

/* Whether some figure of a part is missing because counts are known within bounds only. */
static bool any_bounded(const json_t *part)
{
    const char *name;
    json_t *est;

    json_object_foreach((json_t *)json_object_get(part, "demographic_disparity"), name, est)
    {
        if (strcmp(gg_json_string(est, "why_null", ""), "bounded") == 0)
            return true;
    }
    return false;
}

void gg_groups_demographic(gg_page *page, const json_t *attribute)
{
    const json_t *part = json_object_get(attribute, "conditional_demographic_disparity");
    const json_t *conditional = json_object_get(part, "conditional");
    const bool selected = strcmp(gg_json_string(part, "unfavourable", ""), "selected") == 0;
    const char *name, *by;
    json_t *est, *groups;
    gg_grid *grid;
    size_t i = 0;

    /* Without strata it says what the ratios say already. */
    if (json_object_size(conditional) == 0)
        return;
    grid = gg_page_table(
        page, gg_page_printf(page, "Demographic disparity: share of the %s minus share of the %s",
                             selected ? "referred" : "not referred",
                             selected ? "not referred" : "referred"));
    gg_grid_column(page, grid, false, "group");
    gg_grid_column(page, grid, true, "overall");
    json_object_foreach((json_t *)conditional, by, groups)
    {
        gg_grid_column(page, grid, true, "given %s", gg_page_name(page, by));
    }
    json_object_foreach(json_object_get(part, "demographic_disparity"), name, est)
    {
        if (i++ < GG_GROUPS_SHOWN)
            put_demographic_row(page, grid, name, part, est);
    }
    gg_page_text(page, GG_TONE_QUIET,
                 "Above 0 a group has more of the unfavourable decisions than of the others. "
                 "(Conditional demographic disparity, DD and CDD, as Amazon SageMaker Clarify "
                 "defines them; Wachter, Mittelstadt and Russell 2021.)");
    if (any_bounded(part))
        gg_page_text(page, GG_TONE_QUIET,
                     "A dash: counts of the table are known within bounds only, and this figure "
                     "is computed from exact counts alone.");
}

/* ---- the outcome test ---- */

static const char *direction_word(const json_t *one)
{
    static const struct {
        const char *code, *word;
    } words[] = {{"lower", "lower"},
                 {"higher", "higher"},
                 {"not_established", "not established"},
                 {"undefined", "undefined"}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].code, gg_json_string(one, "direction", "")) == 0)
            return words[i].word;
    return "-";
}

static void put_find(gg_page *page, gg_grid *grid, const char *name, const char *rates,
                     const json_t *difference, const json_t *test, const json_t *one)
{
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", name);
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", rates);
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_ratio(page, difference));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                 gg_page_p(page, gg_json_number(test, "p_value", NAN)));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", direction_word(one));
}

/* A group: all of its referred, then within each kind of strata. */
static void put_finds(gg_page *page, gg_grid *grid, const char *name, const json_t *part,
                      const json_t *one)
{
    const char *rates =
        gg_page_printf(page, "%s vs %s", gg_page_value(page, json_object_get(one, "find_rate")),
                       gg_page_value(page, json_object_get(one, "reference_find_rate")));
    const char *by;
    json_t *groups;

    put_find(page, grid, gg_page_name(page, name), rates, json_object_get(one, "difference"),
             json_object_get(one, "chi_square"), one);
    json_object_foreach(json_object_get(part, "within"), by, groups)
    {
        const json_t *within = json_object_get(groups, name);

        put_find(page, grid, gg_page_printf(page, "  within %s", gg_page_name(page, by)), "",
                 json_object_get(within, "mantel_haenszel_difference"),
                 json_object_get(within, "cmh"), within);
    }
}

static bool is_established(const json_t *one)
{
    const char *direction = gg_json_string(one, "direction", "");

    return strcmp(direction, "lower") == 0 || strcmp(direction, "higher") == 0;
}

/* What the directions that are established are compatible with, in the document's own words.
 * Returns how many there are. */
static size_t put_readings(gg_page *page, const json_t *groups)
{
    const char *name;
    json_t *one;
    size_t i = 0;

    json_object_foreach((json_t *)groups, name, one)
    {
        if (is_established(one) && i++ < LISTED)
            gg_page_item(page, GG_TONE_PLAIN, "%s",
                         gg_page_prose(page, gg_json_string(one, "reading", "")));
    }
    return i;
}

void gg_groups_outcome_test(gg_page *page, const json_t *attribute, bool table)
{
    const json_t *part = json_object_get(attribute, "outcome_test");
    const json_t *groups = json_object_get(part, "groups");
    const char *reference = gg_page_name(page, gg_json_string(part, "reference", "")), *name;
    gg_grid *grid;
    json_t *one;
    size_t i = 0;

    if (json_object_size(groups) == 0)
        return;
    reference = strcmp(reference, "(rest)") ? reference : "the rest";
    if (table) {
        grid = gg_page_table(
            page, gg_page_printf(page, "Outcome test: find rates among the referred, against %s",
                                 reference));
        gg_grid_column(page, grid, false, "group");
        gg_grid_column(page, grid, true, "find rates");
        gg_grid_column(page, grid, true, "difference");
        gg_grid_column(page, grid, true, "p");
        gg_grid_column(page, grid, false, "direction");
        json_object_foreach((json_t *)groups, name, one)
        {
            if (i++ < GG_GROUPS_SHOWN)
                put_finds(page, grid, name, part, one);
        }
    }
    if (!table)
        gg_page_text(page, GG_TONE_PLAIN,
                     "Outcome test, which compares find rates among the referred with those of %s:",
                     reference);
    if (put_readings(page, groups) == 0 && !table)
        gg_page_item(page, GG_TONE_PLAIN, "No difference between find rates is established.");
    gg_page_text(page, table ? GG_TONE_PLAIN : GG_TONE_QUIET, "%s",
                 gg_page_prose(page, gg_json_string(part, "caveat", "")));
}
