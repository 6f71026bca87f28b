/* What is different between two versions of a model, as a page. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

/* A value of a manifest on one line. */
static const char *value_text(gg_page *page, const json_t *value)
{
    const char *text = "-";
    char *dump;

    if (json_is_string(value))
        return gg_page_prose(page, json_string_value(value));
    if (!value || json_is_null(value))
        return text;
    dump = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    if (dump)
        text = gg_page_prose(page, dump);
    else
        page->failed = true;
    free(dump);
    return text;
}

static void put_changes(gg_page *page, const char *what, const json_t *changes)
{
    json_t *one;
    size_t i;

    json_array_foreach(changes, i, one)
    {
        gg_page_item(page, GG_TONE_PLAIN, "%s %s: %s, now %s", what,
                     gg_page_name(page, gg_json_string(one, "name", "")),
                     value_text(page, json_object_get(one, "from")),
                     value_text(page, json_object_get(one, "to")));
    }
}

static void put_names(gg_page *page, const char *what, const json_t *object, const char *key)
{
    const char *names = gg_member_list(page, object, key);

    if (*names)
        gg_page_item(page, GG_TONE_PLAIN, "%s: %s", what, names);
}

static void put_metrics(gg_page *page, const json_t *metrics)
{
    gg_grid *grid;
    json_t *one;
    size_t i;

    gg_page_heading(page, 2, NULL, "Figures");
    if (!json_is_object(metrics)) {
        gg_page_text(page, GG_TONE_QUIET, "The two were not evaluated on the same rows.");
        return;
    }
    gg_page_text(page, GG_TONE_PLAIN,
                 "On the same rows (%s), each with its own interval; the change is not a paired "
                 "test.",
                 gg_json_string(metrics, "dataset", NULL) ? gg_member_text(page, metrics, "dataset")
                                                          : "not registered");
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "figure");
    gg_grid_column(page, grid, true, "from");
    gg_grid_column(page, grid, true, "to");
    gg_grid_column(page, grid, true, "change");
    json_array_foreach(json_object_get(metrics, "overall"), i, one)
    {
        double change = gg_json_number(one, "change", NAN);

        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_words_metric(page, gg_json_string(one, "name", "")));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_estimate(page, json_object_get(one, "from")));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_estimate(page, json_object_get(one, "to")));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     isnan(change) ? "-" : gg_page_number(page, change));
    }
}

gg_status gg_build_difference(gg_page *page, const json_t *document,
                              const gg_render_options *options, gg_error *err)
{
    const json_t *features;
    gg_status status = gg_member(document, "features", JSON_OBJECT, &features, err);

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "From %s to %s", gg_member_text(page, document, "from"),
                    gg_member_text(page, document, "to"));
    gg_fact_member(page, "composition", document, "composition");
    gg_fact_member(page, "operating point", document, "operating");
    gg_fact_member(page, "artifact", document, "artifact");
    put_names(page, "features added", features, "added");
    put_names(page, "features removed", features, "removed");
    put_changes(page, "feature", json_object_get(features, "changed"));
    if (json_is_true(json_object_get(features, "reordered")))
        gg_page_item(page, GG_TONE_PLAIN, "features in another order");
    put_changes(page, "composition:", json_object_get(document, "hyperparameters"));
    put_changes(page, "operating point:", json_object_get(document, "operating_point"));
    put_changes(page, "training:", json_object_get(document, "training"));
    put_names(page, "otherwise described", document, "other");
    put_metrics(page, json_object_get(document, "metrics"));
    return GG_OK;
}
