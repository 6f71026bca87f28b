/*
 * A comparison of two scores on the same rows as a page.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/metric.h"
#include "report_internal.h"

/* What an interval of a difference says of which score is higher. */
static const char *standing_words(const json_t *difference)
{
    double value, low, high;

    if (!gg_estimate_read(difference, &value, &low, &high) || isnan(low) || isnan(high))
        return "no interval";
    if (low > 0)
        return "A is higher";
    return high < 0 ? "B is higher" : "not established";
}

static const char *label(gg_page *page, const json_t *document, const char *key, const char *letter)
{
    const char *name = gg_json_string(json_object_get(document, "scores"), key, NULL);

    return name ? gg_page_printf(page, "%s (%s)", letter, gg_page_name(page, name)) : letter;
}

/* What the reader is told in sentences; the table has the rest. */
static const char *const told[] = {"roc_auc", "precision", "recall", "false_positive_rate",
                                   "accuracy"};

static void put_findings(gg_page *page, const json_t *differences)
{
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const json_t *one = json_object_get(differences, told[i]);
        const gg_metric *metric = gg_metric_find(told[i]);
        const char *unknown = gg_comparison_unknown(page, one);

        if (unknown)
            gg_page_item(page, GG_TONE_UNSURE, "%s, A minus B: %s.", gg_words_metric(page, told[i]),
                         unknown);
        if (!json_is_number(json_object_get(one, "value")))
            continue;
        gg_page_item(page, GG_TONE_PLAIN, "%s, A minus B: %s (p %s); %s%s.",
                     gg_words_metric(page, told[i]), gg_page_estimate(page, one),
                     gg_page_p(page, gg_json_number(one, "p_value", NAN)), standing_words(one),
                     metric && metric->direction == GG_LOWER_IS_BETTER ? " (lower is better)" : "");
    }
}

static void put_figures(gg_page *page, const json_t *document)
{
    const json_t *a = json_object_get(document, "a"), *b = json_object_get(document, "b");
    gg_grid *grid = gg_page_table(page, NULL);

    if (!grid)
        return;
    gg_grid_column(page, grid, false, "figure");
    gg_grid_column(page, grid, false, "%s", label(page, document, "a", "A"));
    gg_grid_column(page, grid, false, "%s", label(page, document, "b", "B"));
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const gg_metric *metric = gg_metric_at(i);

        if (!json_object_get(a, metric->name) && !json_object_get(b, metric->name))
            continue;
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", metric->title);
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_estimate(page, json_object_get(a, metric->name)));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_estimate(page, json_object_get(b, metric->name)));
    }
}

static void put_tests(gg_page *page, const json_t *differences)
{
    gg_grid *grid = gg_page_table(page, NULL);
    const char *name;
    json_t *one;

    if (!grid)
        return;
    gg_grid_column(page, grid, false, "A minus B");
    gg_grid_column(page, grid, true, "difference");
    gg_grid_column(page, grid, true, "p");
    gg_grid_column(page, grid, false, "test");
    json_object_foreach((json_t *)differences, name, one)
    {
        const char *test = gg_json_string(one, "test", "");

        if (!json_is_number(json_object_get(one, "value")))
            continue;
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_words_metric(page, name));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_estimate(page, one));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_p(page, gg_json_number(one, "p_value", NAN)));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_words_test(page, test));
    }
}

/* Whether an interval leaves 0 out where the p beside it says otherwise, or the other way round. */
static bool contradicts(const json_t *one, double alpha)
{
    const double low = gg_json_number(one, "low", NAN), high = gg_json_number(one, "high", NAN);
    const double p = gg_json_number(one, "p_value", NAN);

    return json_object_get(one, "decides") && !isnan(low) && !isnan(high) && !isnan(p) &&
           (low > 0 || high < 0) != (p < alpha);
}

/* Two constructions beside each other may disagree at the edge: which one is gone by is said. */
static void put_deciding(gg_page *page, const json_t *document, const json_t *differences)
{
    const double alpha = 1 - gg_json_number(document, "confidence", 0.95);
    const char *name;
    json_t *one;

    json_object_foreach((json_t *)differences, name, one)
    {
        if (contradicts(one, alpha))
            gg_page_item(page, GG_TONE_PLAIN,
                         "%s: the interval and the p of another test do not agree on whether there "
                         "is a difference; the interval decides",
                         gg_words_metric(page, name));
    }
}

static void put_lacking(gg_page *page, const json_t *differences)
{
    gg_block *before = page->last, *heading;
    const char *name;
    json_t *one;

    gg_page_heading(page, 2, NULL, "Not shown as numbers");
    heading = page->last;
    json_object_foreach((json_t *)differences, name, one)
    {
        const char *why = gg_json_string(one, "why_null", NULL);

        if (why && !json_object_get(one, "bounds"))
            gg_page_item(page, GG_TONE_PLAIN, "%s: %s", gg_words_metric(page, name),
                         gg_words_reason(why));
    }
    if (page->last == heading && before && !page->failed) {
        before->next = NULL;
        page->last = before;
    }
}

gg_status gg_build_comparison(gg_page *page, const json_t *document,
                              const gg_render_options *options, gg_error *err)
{
    const json_t *differences, *a, *b;
    gg_status status = gg_member(document, "differences", JSON_OBJECT, &differences, err);

    if (status == GG_OK)
        status = gg_member(document, "a", JSON_OBJECT, &a, err);
    if (status == GG_OK)
        status = gg_member(document, "b", JSON_OBJECT, &b, err);
    if (status != GG_OK)
        return status;
    if (options->title)
        gg_page_heading(page, 1, NULL, "%s", gg_page_prose(page, options->title));
    else
        gg_page_heading(page, 1, NULL, "Two scores on the same rows: %s and %s",
                        label(page, document, "a", "A"), label(page, document, "b", "B"));
    gg_page_text(page, GG_TONE_PLAIN,
                 "Both scores rank and refer the same %s cases, so their errors are compared case "
                 "by case.",
                 gg_page_count(page, gg_json_number(a, "count", NAN)));
    gg_comparison_warning(page, document);
    gg_page_heading(page, 2, NULL, "What was found");
    put_findings(page, differences);
    gg_comparison_findings(page, document);
    gg_comparison_missing(page, document);
    gg_page_heading(page, 2, NULL, "Differences");
    put_tests(page, differences);
    put_deciding(page, document, differences);
    gg_page_heading(page, 2, NULL, "Figures of each");
    put_figures(page, document);
    gg_comparison_groups(page, document);
    put_lacking(page, differences);
    if (json_array_size(json_object_get(document, "warnings")) > 0) {
        gg_page_heading(page, 2, NULL, "Warnings");
        gg_warning_items(page, document);
    }
    return GG_OK;
}
