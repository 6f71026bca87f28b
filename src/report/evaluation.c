/*
 * An evaluation as a page: what was found in sentences, the figures of everyone, of each group,
 * what has no value and why, warnings.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/metric.h"
#include "report_internal.h"

/* What was left out on purpose is said at once: a figure that is not there is easily overlooked. */
static void put_measure(gg_page *page, const char *measure)
{
    if (strcmp(measure, "counts") == 0)
        gg_page_text(page, GG_TONE_PLAIN,
                     "Only counts were measured (--measure counts): figures of scores, such as ROC "
                     "AUC, and calibration were left out.");
    if (strcmp(measure, "binned") == 0)
        gg_page_text(
            page, GG_TONE_PLAIN,
            "Counts were measured, and scores in bins (--measure binned): ROC AUC is known "
            "within bounds; other figures of scores, and calibration, were left out.");
    if (strcmp(measure, "ranking") == 0)
        gg_page_text(page, GG_TONE_PLAIN,
                     "Counts and ROC AUC were measured (--measure ranking): other figures of "
                     "scores, and calibration, were left out.");
}

/* Rows that were not read now, but added from stored evidence. */
static void put_stored(gg_page *page, const json_t *data)
{
    const json_t *list = json_object_get(data, "stored");
    const size_t n = json_array_size(list);
    double stored = 0;
    const char *names = "";

    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(list, i);

        stored += gg_json_number(one, "rows_used", NAN);
        names =
            gg_page_list(page, names, gg_page_name(page, gg_json_string(one, "source", "")), i, n);
    }
    if (n > 0)
        gg_page_text(page, GG_TONE_PLAIN,
                     "Of these rows, %s come from evidence that was stored before (%s).",
                     gg_page_count(page, stored), names);
}

static void put_head(gg_page *page, const json_t *evaluation, const gg_render_options *options)
{
    const json_t *data = json_object_get(evaluation, "data");
    const char *source = gg_json_string(data, "source", "");
    double rows = gg_json_number(data, "rows", NAN);
    double used = gg_json_number(data, "rows_used", NAN);
    double level = gg_json_number(evaluation, "confidence", NAN) * 100;

    if (options->title)
        gg_page_heading(page, 1, NULL, "%s", gg_page_prose(page, options->title));
    else
        gg_page_heading(page, 1, NULL, "Evaluation%s%s", *source ? " of " : "",
                        gg_page_source(page, data, ""));
    gg_page_text(page, GG_TONE_PLAIN, "%s%s%s%s %s used. %s Intervals hold with %s%% confidence.",
                 json_object_get(data, "rows_used_at_most") ? "At least " : "",
                 gg_page_count(page, used), isfinite(rows) && rows != used ? " of " : "",
                 isfinite(rows) && rows != used ? gg_page_count(page, rows) : "",
                 (isfinite(rows) ? rows : used) == 1 ? "row is" : "rows are",
                 gg_findings_decision(page, evaluation), gg_page_plain(page, level));
    put_stored(page, data);
    put_measure(page, gg_json_string(evaluation, "measure", "all"));
    gg_overlap_line(page, json_object_get(data, "overlap"));
}

static bool none_told(const json_t *overall)
{
    return gg_page_untold(overall, "tp") && gg_page_untold(overall, "fn") &&
           gg_page_untold(overall, "fp") && gg_page_untold(overall, "tn");
}

/* The four cells and the unverified; nothing where the cells are withheld. */
static void put_cells(gg_page *page, const json_t *overall)
{
    double unverified = gg_json_number(overall, "unverified", NAN);

    if (!json_is_number(json_object_get(overall, "tp")) &&
        !json_object_get(overall, "count_bounds") && !json_object_get(overall, "not_published"))
        return;
    if (none_told(overall)) {
        gg_page_text(page, GG_TONE_PLAIN,
                     "Counts by outcome and decision (tp, fn, fp, tn) are not known: the table "
                     "does not tell them.");
        return;
    }
    gg_page_text(page, GG_TONE_PLAIN,
                 "Outcome and referred (tp) %s, outcome and not (fn) %s, no outcome and referred "
                 "(fp) %s, neither (tn) %s, outcome unknown %s.",
                 gg_page_counted(page, overall, "tp"), gg_page_counted(page, overall, "fn"),
                 gg_page_counted(page, overall, "fp"), gg_page_counted(page, overall, "tn"),
                 isnan(unverified) && !json_object_get(overall, "count_bounds") &&
                         !gg_page_untold(overall, "unverified")
                     ? "withheld"
                     : gg_page_counted(page, overall, "unverified"));
}

static void put_overall(gg_page *page, const json_t *overall)
{
    gg_grid *grid;

    gg_page_heading(page, 2, NULL, "Everyone");
    gg_bounded_note(page, overall);
    put_cells(page, overall);
    grid = gg_page_table(page, NULL);
    if (!grid)
        return;
    gg_grid_column(page, grid, false, "figure");
    gg_grid_column(page, grid, false, "value");
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const json_t *est = json_object_get(overall, gg_metric_at(i)->name);

        if (!est)
            continue;
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_metric_at(i)->title);
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_estimate(page, est));
    }
}

static void put_attributes(gg_page *page, const json_t *document, const char *key)
{
    const json_t *attributes = json_object_get(document, key);
    const char *name;
    json_t *attribute;

    json_object_foreach((json_t *)attributes, name, attribute)
    {
        const json_t *groups = json_object_get(attribute, "groups");
        const char *shown = gg_page_name(page, name);

        gg_page_heading(page, 2, NULL, "%s", shown);
        gg_groups_rates(page, "group", groups);
        gg_groups_ratios(page, attribute);
        gg_groups_summaries(page, attribute, false);
        gg_explanations_items(page, document, gg_page_printf(page, "%s.%s.", key, name), false);
        gg_groups_strata(page, attribute);
        gg_groups_demographic(page, attribute);
        gg_groups_outcome_test(page, attribute, true);
    }
}

static void put_slices(gg_page *page, const char *title, const char *what, const json_t *groups)
{
    if (json_object_size(groups) == 0)
        return;
    gg_page_heading(page, 2, NULL, "%s", title);
    gg_groups_rates(page, what, groups);
}

/* A heading that is taken back when nothing follows it would need two passes: look first. */
static void put_section(gg_page *page, const char *title, const json_t *document,
                        void (*items)(gg_page *page, const json_t *document))
{
    gg_block *before = page->last, *heading;

    gg_page_heading(page, 2, NULL, "%s", title);
    heading = page->last;
    items(page, document);
    if (page->last == heading && before && !page->failed) {
        before->next = NULL;
        page->last = before;
    }
}

static void put_next(gg_page *page, const json_t *evaluation)
{
    gg_findings_next(page, evaluation);
    gg_page_item(page, GG_TONE_PLAIN,
                 "To judge the figures by agreed limits, save them (--format json -o FILE), write "
                 "a policy, and run: gauger gate --evaluation FILE --policy POLICY");
}

gg_status gg_build_evaluation(gg_page *page, const json_t *document,
                              const gg_render_options *options, gg_error *err)
{
    const json_t *overall, *data;
    gg_status status = gg_member(document, "overall", JSON_OBJECT, &overall, err);

    if (status == GG_OK)
        status = gg_member(document, "data", JSON_OBJECT, &data, err);
    if (status != GG_OK)
        return status;
    put_head(page, document, options);
    put_section(page, "What was found", document, gg_findings);
    put_section(page, "What to do next", document, put_next);
    put_overall(page, overall);
    gg_explanations_items(page, document, "overall.", true);
    put_attributes(page, document, "attributes");
    put_attributes(page, document, "intersections");
    put_slices(page, "By site", "site", json_object_get(document, "sites"));
    gg_explanations_items(page, document, "sites", false);
    put_slices(page, "By period", "period", json_object_get(document, "periods"));
    gg_explanations_items(page, document, "periods", false);
    gg_calibration_section(page, document, 2);
    gg_capacity_section(page, document, 2);
    gg_operating_points_section(page, document, 2);
    gg_inequality_section(page, document, 2);
    gg_missing_section(page, document, 2);
    gg_operation_section(page, document, 2);
    put_section(page, "Not shown as numbers", document, gg_undefined_items);
    put_section(page, "Withheld", document, gg_withheld_items);
    put_section(page, "Warnings", document, gg_warning_items);
    return GG_OK;
}
