/*
 * Where outcomes are missing: what the inspected cases show, what could be, and what the inspection
 * design makes of it, side by side.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/metric.h"
#include "report_internal.h"

/* What is shown of groups: more figures are in the document. */
static const char *const of_groups[] = {"recall", "false_positive_rate"};

static bool is_open(const json_t *est)
{
    double low, high;

    /* What counts in bounds leave open is no matter of missing outcomes. */
    if (gg_bounded_read(est, &low, &high) && !json_object_get(est, "observed") &&
        !json_object_get(est, "estimate_bounds"))
        return false;
    return json_is_number(json_object_get(est, "observed")) ||
           json_is_array(json_object_get(est, "bounds"));
}

static const char *observed(gg_page *page, const json_t *est)
{
    const json_t *value = json_object_get(est, "observed");

    return json_is_number(value) ? gg_page_number(page, json_number_value(value)) : "-";
}

static const char *could_be(gg_page *page, const json_t *est)
{
    const json_t *bounds = json_object_get(est, "bounds");

    if (json_array_size(bounds) != 2)
        return "-";
    return gg_page_printf(page, "%s to %s",
                          gg_page_number(page, json_number_value(json_array_get(bounds, 0))),
                          gg_page_number(page, json_number_value(json_array_get(bounds, 1))));
}

static void columns(gg_page *page, gg_grid *grid, const char *what)
{
    gg_grid_column(page, grid, false, "%s", what);
    gg_grid_column(page, grid, true, "estimate");
    gg_grid_column(page, grid, true, "observed");
    gg_grid_column(page, grid, true, "could be");
}

static void row(gg_page *page, gg_grid *grid, const char *name, const json_t *est)
{
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", name);
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_estimate(page, est));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", observed(page, est));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", could_be(page, est));
}

static bool any_open(const json_t *groups, const char *metric)
{
    const char *name;
    json_t *metrics;

    json_object_foreach((json_t *)groups, name, metrics)
    {
        if (is_open(json_object_get(metrics, metric)))
            return true;
    }
    return false;
}

static void put_groups(gg_page *page, const char *what, const json_t *groups)
{
    for (size_t i = 0; i < sizeof of_groups / sizeof *of_groups; i++) {
        const char *name;
        json_t *metrics;
        gg_grid *grid;
        size_t k = 0;

        if (!any_open(groups, of_groups[i]))
            continue;
        grid = gg_page_table(
            page, gg_page_printf(page, "%s by %s", gg_words_metric(page, of_groups[i]), what));
        if (!grid)
            return;
        columns(page, grid, what);
        json_object_foreach((json_t *)groups, name, metrics)
        {
            if (k++ < GG_GROUPS_SHOWN)
                row(page, grid, gg_page_name(page, name), json_object_get(metrics, of_groups[i]));
        }
        if (k > GG_GROUPS_SHOWN)
            gg_page_text(page, GG_TONE_QUIET, "  %zu more are in the JSON document.",
                         k - GG_GROUPS_SHOWN);
    }
}

static void put_attributes(gg_page *page, const json_t *attributes)
{
    const char *name;
    json_t *attribute;

    json_object_foreach((json_t *)attributes, name, attribute)
    {
        put_groups(page, gg_page_name(page, name), json_object_get(attribute, "groups"));
    }
}

static void put_everyone(gg_page *page, const json_t *overall)
{
    gg_grid *grid = gg_page_table(page, "Everyone");

    if (!grid)
        return;
    columns(page, grid, "figure");
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const json_t *est = json_object_get(overall, gg_metric_at(i)->name);

        if (is_open(est))
            row(page, grid, gg_metric_at(i)->title, est);
    }
}

const char *gg_missing_design(const char *inspection)
{
    static const struct {
        const char *name, *words;
    } designs[] = {
        {"random_arm", "Some cases were drawn at random and inspected whatever their score; the "
                       "estimates follow from those, and hold if that draw was at random."},
        {"missing_at_random",
         "It is declared that, among the referred and among the others, who was inspected was left "
         "to chance; the estimates hold if that is so, which the table cannot show."},
        {"known_probability", "Each case was inspected with a known probability; the estimates "
                              "hold if those are right."},
    };

    for (size_t i = 0; i < sizeof designs / sizeof *designs; i++)
        if (strcmp(designs[i].name, inspection) == 0)
            return designs[i].words;
    return "How cases came to be inspected is not declared, so there is no estimate.";
}

/* Of how many the outcome is missing; of a population also those that are no rows. */
static void put_count(gg_page *page, const json_t *overall)
{
    double count = gg_json_number(overall, "count", NAN);
    double population = gg_json_number(overall, "population", NAN);
    double unverified = gg_json_number(overall, "unverified", NAN);

    if (population > count)
        gg_page_text(page, GG_TONE_PLAIN,
                     "The table holds %s inspected cases of %s in all; of the others no outcome is "
                     "known.",
                     gg_page_count(page, count - unverified), gg_page_count(page, population));
    else if (unverified > 0)
        gg_page_text(page, GG_TONE_PLAIN, "Of %s of %s cases no outcome is known.",
                     gg_page_count(page, unverified), gg_page_count(page, count));
}

/* A published document may leave a declared design out, with the counts that it rests on. */
static const char *design_of(const json_t *evaluation, const json_t *overall)
{
    const char *declared = gg_json_string(evaluation, "inspection", "unknown");
    const char *used = gg_json_string(overall, "inspection", "unknown");

    if (strcmp(used, declared) != 0 && strcmp(used, "unknown") == 0)
        return "How cases came to be inspected is declared, but the counts that the estimates rest "
               "on would give small groups away: the estimates are not shown here.";
    return gg_missing_design(used);
}

void gg_missing_section(gg_page *page, const json_t *evaluation, int level)
{
    const json_t *overall = json_object_get(evaluation, "overall");
    bool any = false;

    for (size_t i = 0; i < gg_metric_count(); i++)
        any = any || is_open(json_object_get(overall, gg_metric_at(i)->name));
    /* What a published table does not tell is no outcome that nobody looked for. */
    if (!any || gg_page_untold(overall, "unverified"))
        return;
    gg_page_heading(page, level, NULL, "Where outcomes are missing");
    put_count(page, overall);
    gg_page_text(page, GG_TONE_PLAIN, "%s", design_of(evaluation, overall));
    gg_page_text(page, GG_TONE_PLAIN,
                 "Observed is the figure of the inspected cases alone; it says nothing of the "
                 "others and is shown to be compared. Could be: whatever the missing outcomes are, "
                 "the figure lies between these.");
    put_everyone(page, overall);
    put_attributes(page, json_object_get(evaluation, "attributes"));
    put_attributes(page, json_object_get(evaluation, "intersections"));
    put_groups(page, "site", json_object_get(evaluation, "sites"));
    put_groups(page, "period", json_object_get(evaluation, "periods"));
}
