/*
 * The part of a comparison that is about missing outcomes: what is known of a difference that
 * depends on them, side by side, for everyone and by group.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/metric.h"
#include "report_internal.h"

/* What is shown of groups: more figures are in the document. */
static const char *const of_groups[] = {"precision", "recall", "false_positive_rate"};

bool gg_comparison_open(const json_t *difference)
{
    return json_is_number(json_object_get(difference, "observed")) ||
           json_is_array(json_object_get(difference, "bounds"));
}

static bool two_ends(const json_t *difference, const char *key, double *low, double *high)
{
    const json_t *ends = json_object_get(difference, key);

    *low = json_number_value(json_array_get(ends, 0));
    *high = json_number_value(json_array_get(ends, 1));
    return json_array_size(ends) == 2;
}

static const char *between(gg_page *page, const json_t *difference, const char *key)
{
    double low, high;

    if (!two_ends(difference, key, &low, &high))
        return "-";
    return gg_page_printf(page, "%s to %s", gg_page_number(page, low), gg_page_number(page, high));
}

const char *gg_comparison_cell(gg_page *page, const json_t *difference)
{
    if (!json_is_null(json_object_get(difference, "value")) ||
        !json_is_array(json_object_get(difference, "bounds")))
        return gg_page_estimate(page, difference);
    return gg_page_printf(page, "unknown, %s", between(page, difference, "bounds"));
}

const char *gg_comparison_unknown(gg_page *page, const json_t *difference)
{
    double low, high;

    if (!json_is_null(json_object_get(difference, "value")) ||
        !two_ends(difference, "bounds_interval", &low, &high))
        return NULL;
    return gg_page_printf(
        page,
        "not identified, because outcomes are missing that it depends on. Whatever they are, it "
        "lies from %s (taking in chance, from %s)%s",
        between(page, difference, "bounds"), between(page, difference, "bounds_interval"),
        low > 0    ? ": A is higher"
        : high < 0 ? ": B is higher"
                   : ", which leaves open who is higher");
}

static void columns(gg_page *page, gg_grid *grid, const char *what)
{
    gg_grid_column(page, grid, false, "%s", what);
    gg_grid_column(page, grid, true, "estimate");
    gg_grid_column(page, grid, true, "observed");
    gg_grid_column(page, grid, true, "could be");
    gg_grid_column(page, grid, true, "with chance");
}

static void row(gg_page *page, gg_grid *grid, const char *name, const json_t *difference)
{
    const json_t *observed = json_object_get(difference, "observed");

    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", name);
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_estimate(page, difference));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                 json_is_number(observed) ? gg_page_number(page, json_number_value(observed))
                                          : "-");
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", between(page, difference, "bounds"));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", between(page, difference, "bounds_interval"));
}

static void put_groups(gg_page *page, const char *what, const json_t *groups)
{
    for (size_t i = 0; i < sizeof of_groups / sizeof *of_groups; i++) {
        gg_grid *grid = NULL;
        const char *name;
        json_t *group;
        size_t n = 0;

        json_object_foreach((json_t *)groups, name, group)
        {
            const json_t *one =
                json_object_get(json_object_get(group, "differences"), of_groups[i]);

            if (!gg_comparison_open(one) || n++ >= GG_GROUPS_SHOWN)
                continue;
            if (!grid) {
                grid =
                    gg_page_table(page, gg_page_printf(page, "%s, A minus B, by %s",
                                                       gg_words_metric(page, of_groups[i]), what));
                columns(page, grid, what);
            }
            row(page, grid, gg_page_name(page, name), one);
        }
        if (n > GG_GROUPS_SHOWN)
            gg_page_text(page, GG_TONE_QUIET, "%zu more are in the JSON document.",
                         n - GG_GROUPS_SHOWN);
    }
}

static const char *design_words(const char *inspection)
{
    static const struct {
        const char *name, *words;
    } designs[] = {
        {"random_arm", "Some cases were drawn at random and inspected whatever their scores; the "
                       "estimates are of those cases alone, and hold if that draw was at random."},
        {"missing_at_random",
         "It is declared that, among the cases that both refer, that one of the two refers, and "
         "that neither refers, who was inspected was left to chance; the estimates hold if that is "
         "so, which the table cannot show."},
        {"known_probability", "Each case was inspected with a known probability; the estimates "
                              "hold if those are right."},
    };

    for (size_t i = 0; i < sizeof designs / sizeof *designs; i++)
        if (strcmp(designs[i].name, inspection) == 0)
            return designs[i].words;
    return "How cases came to be inspected is not declared, so there is no estimate, and more "
           "cases of the same kind would not give one. To get one, draw some cases at random and "
           "inspect them, whatever their scores are.";
}

/* Of whose referrals the outcomes are missing. */
static void put_counts(gg_page *page, const json_t *document)
{
    const json_t *a = json_object_get(document, "a"), *b = json_object_get(document, "b");
    double open_a = gg_json_number(a, "unverified_selected", 0);
    double open_b = gg_json_number(b, "unverified_selected", 0);

    gg_page_text(
        page, GG_TONE_PLAIN,
        "No outcome is known of %s of the %s cases that A refers, of %s of the %s that B "
        "refers, and of %s of all %s.",
        gg_page_count(page, open_a), gg_page_count(page, gg_json_number(a, "selected", NAN)),
        gg_page_count(page, open_b), gg_page_count(page, gg_json_number(b, "selected", NAN)),
        gg_page_count(page, gg_json_number(a, "unverified", NAN)),
        gg_page_count(page, gg_json_number(a, "count", NAN)));
}

static void put_everyone(gg_page *page, const json_t *differences)
{
    gg_grid *grid = gg_page_table(page, NULL);

    columns(page, grid, "A minus B");
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const json_t *one = json_object_get(differences, gg_metric_at(i)->name);

        if (gg_comparison_open(one))
            row(page, grid, gg_metric_at(i)->title, one);
    }
}

static void put_places(gg_page *page, const json_t *document)
{
    static const char *const parted[] = {"attributes", "intersections"};
    const char *name;
    json_t *one;

    for (size_t i = 0; i < 2; i++) {
        json_object_foreach(json_object_get(document, parted[i]), name, one)
        {
            put_groups(page, gg_page_name(page, name), json_object_get(one, "groups"));
        }
    }
    put_groups(page, "site", json_object_get(document, "sites"));
    put_groups(page, "period", json_object_get(document, "periods"));
}

void gg_comparison_missing(gg_page *page, const json_t *document)
{
    const json_t *differences = json_object_get(document, "differences");
    bool any = false;

    for (size_t i = 0; i < gg_metric_count(); i++)
        any = any || gg_comparison_open(json_object_get(differences, gg_metric_at(i)->name));
    if (!any)
        return;
    gg_page_heading(page, 2, NULL, "Where outcomes are missing");
    put_counts(page, document);
    gg_page_text(page, GG_TONE_PLAIN, "%s",
                 design_words(gg_json_string(document, "inspection", "unknown")));
    gg_page_text(page, GG_TONE_PLAIN,
                 "Observed is the difference among the inspected cases alone, of which one score "
                 "may have chosen more than the other; it is shown to be compared. Could be: "
                 "whatever the missing outcomes are, the difference lies between these; with "
                 "chance, taking in that the cases are a sample.");
    put_everyone(page, differences);
    put_places(page, document);
}
