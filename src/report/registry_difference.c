/* What is different between two versions of a model, as a page. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "registry_internal.h"

/* Writes a value as a manifest has it on one line: {default: 0.08, site: {Harbour: 0.1}}. */
static void write_value(gg_buf *out, const json_t *value, int depth)
{
    const char *key;
    json_t *one;
    size_t i, n = 0;

    if (depth > 32) {
        gg_buf_puts(out, "...");
    } else if (json_is_object(value)) {
        gg_buf_puts(out, "{");
        json_object_foreach((json_t *)value, key, one)
        {
            gg_buf_printf(out, "%s%s: ", n++ ? ", " : "", key);
            write_value(out, one, depth + 1);
        }
        gg_buf_puts(out, "}");
    } else if (json_is_array(value)) {
        gg_buf_puts(out, "[");
        json_array_foreach(value, i, one)
        {
            gg_buf_puts(out, i ? ", " : "");
            write_value(out, one, depth + 1);
        }
        gg_buf_puts(out, "]");
    } else if (json_is_string(value)) {
        gg_buf_puts(out, json_string_value(value));
    } else if (json_is_number(value)) {
        gg_buf_printf(out, "%.15g", json_number_value(value));
    } else {
        gg_buf_puts(out, json_is_true(value)    ? "true"
                         : json_is_false(value) ? "false"
                                                : "not given");
    }
}

/* A value of a manifest on one line. */
static const char *value_text(gg_page *page, const json_t *value)
{
    const char *text = "";
    gg_buf line;

    gg_buf_init(&line, 0);
    write_value(&line, value, 0);
    if (gg_buf_check(&line, NULL) == GG_OK)
        text = gg_page_prose(page, line.data);
    else
        page->failed = true;
    gg_buf_release(&line);
    return text;
}

/* The name of what changed, without the part that the line begins with: "training.dataset". */
static const char *name_after(const char *what, const json_t *change)
{
    const char *name = gg_json_string(change, "name", "");
    size_t n = strcspn(what, ":");

    return strncmp(name, what, n) == 0 && name[n] == '.' ? name + n + 1 : name;
}

static void put_changes(gg_page *page, const char *what, const json_t *changes)
{
    json_t *one;
    size_t i;

    json_array_foreach(changes, i, one)
    {
        gg_page_item(page, GG_TONE_PLAIN, "%s %s: %s, now %s", what,
                     gg_page_name(page, name_after(what, one)),
                     value_text(page, json_object_get(one, "from")),
                     value_text(page, json_object_get(one, "to")));
    }
}

static void put_rule(gg_page *page, const char *feature, const char *rule, const json_t *from,
                     const json_t *to)
{
    if (!json_equal(from, to))
        gg_page_item(page, GG_TONE_PLAIN, "feature %s: %s: %s, now %s", feature,
                     gg_page_name(page, rule), value_text(page, from), value_text(page, to));
}

/* Of a feature that both have: the rules that changed, and no other. */
static void put_features(gg_page *page, const json_t *changes)
{
    const char *rule;
    json_t *one, *value;
    size_t i;

    json_array_foreach(changes, i, one)
    {
        const char *feature = gg_page_name(page, gg_json_string(one, "name", ""));
        json_t *from = json_object_get(one, "from"), *to = json_object_get(one, "to");

        json_object_foreach(from, rule, value)
        {
            put_rule(page, feature, rule, value, json_object_get(to, rule));
        }
        json_object_foreach(to, rule, value)
        {
            if (!json_object_get(from, rule))
                put_rule(page, feature, rule, NULL, value);
        }
    }
}

static void put_names(gg_page *page, const char *what, const json_t *object, const char *key)
{
    const char *names = gg_member_list(page, object, key);

    if (*names)
        gg_page_item(page, GG_TONE_PLAIN, "%s: %s", what, names);
}

/* ---- weights ---- */

#define MOST_WEIGHTS 20 /* shown; the rest is counted */

typedef struct weight {
    const json_t *row;
    double change;
    size_t place; /* in the document, where changes are equal */
} weight;

/* Largest change first. */
static int by_change(const void *a, const void *b)
{
    const weight *x = a, *y = b;

    if (x->change != y->change)
        return x->change > y->change ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static const char *weight_text(gg_page *page, const json_t *row, const char *key)
{
    double x = gg_json_number(row, key, NAN);

    return isnan(x) ? "-" : gg_page_number(page, x);
}

static void put_weight(gg_page *page, gg_grid *grid, const json_t *row)
{
    const char *of = gg_json_string(row, "of", "");

    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_member_text(page, row, "feature"));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s%s%s", gg_member_text(page, row, "what"),
                 *of ? " " : "", *of ? gg_page_name(page, of) : "");
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", weight_text(page, row, "from"));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", weight_text(page, row, "to"));
}

static void put_weight_table(gg_page *page, const json_t *list)
{
    size_t n = json_array_size(list), shown = n < MOST_WEIGHTS ? n : MOST_WEIGHTS;
    weight *rows = gg_arena_array(&page->arena, n, sizeof *rows);
    gg_grid *grid;

    if (!rows) {
        page->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(list, i);

        rows[i] =
            (weight){row, fabs(gg_json_number(row, "to", 0) - gg_json_number(row, "from", 0)), i};
    }
    qsort(rows, n, sizeof *rows, by_change);
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "feature");
    gg_grid_column(page, grid, false, "weight");
    gg_grid_column(page, grid, true, "from");
    gg_grid_column(page, grid, true, "to");
    for (size_t i = 0; i < shown; i++)
        put_weight(page, grid, rows[i].row);
    if (n > shown)
        gg_page_text(page, GG_TONE_QUIET, "And %zu with smaller changes.", n - shown);
}

static void put_weights(gg_page *page, const json_t *document)
{
    const json_t *list = json_object_get(document, "reweighted");

    if (!list)
        return;
    gg_page_heading(page, 2, NULL, "Weights");
    if (!json_is_array(list))
        gg_page_text(page, GG_TONE_QUIET, "Weights are not compared: %s.",
                     gg_member_text(page, document, "reweighted_why"));
    else if (json_array_size(list) == 0)
        gg_page_text(page, GG_TONE_QUIET, "Every feature that both have weighs the same.");
    else
        put_weight_table(page, list);
}

static void put_row(gg_page *page, gg_grid *grid, const json_t *one, bool paired)
{
    const json_t *difference = json_object_get(one, "difference");
    double change = gg_json_number(one, "change", NAN),
           p = gg_json_number(difference, "p_value", NAN);

    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                 gg_words_metric(page, gg_json_string(one, "name", "")));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                 gg_page_estimate(page, json_object_get(one, "from")));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                 gg_page_estimate(page, json_object_get(one, "to")));
    if (!paired) {
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     isnan(change) ? "-" : gg_page_number(page, change));
        return;
    }
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_estimate(page, difference));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", isnan(p) ? "-" : gg_page_p(page, p));
}

static void put_metrics(gg_page *page, const json_t *metrics)
{
    gg_grid *grid;
    json_t *one;
    bool paired;
    size_t i;

    gg_page_heading(page, 2, NULL, "Figures");
    if (!json_is_object(metrics)) {
        gg_page_text(page, GG_TONE_QUIET, "The two were not evaluated on the same rows.");
        return;
    }
    paired = json_is_true(json_object_get(metrics, "paired"));
    gg_page_text(page, GG_TONE_PLAIN,
                 paired ? "On the same rows (%s), pair by pair: the change has an interval of its "
                          "own."
                        : "On the same rows (%s), each with its own interval; the change is not a "
                          "paired test.",
                 gg_json_string(metrics, "dataset", NULL) ? gg_member_text(page, metrics, "dataset")
                                                          : "not registered");
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "figure");
    gg_grid_column(page, grid, true, "from");
    gg_grid_column(page, grid, true, "to");
    gg_grid_column(page, grid, true, "change");
    if (paired)
        gg_grid_column(page, grid, true, "p");
    json_array_foreach(json_object_get(metrics, "overall"), i, one)
    {
        put_row(page, grid, one, paired);
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
    put_features(page, json_object_get(features, "changed"));
    if (json_is_true(json_object_get(features, "reordered")))
        gg_page_item(page, GG_TONE_PLAIN, "features in another order");
    put_changes(page, "composition:", json_object_get(document, "hyperparameters"));
    put_changes(page, "operating point:", json_object_get(document, "operating_point"));
    put_changes(page, "training:", json_object_get(document, "training"));
    put_names(page, "otherwise described", document, "other");
    put_weights(page, document);
    put_metrics(page, json_object_get(document, "metrics"));
    return GG_OK;
}
