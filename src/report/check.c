/*
 * A de-identification check as a page: may this table enter, and how re-identifiable is it. No
 * value of a cell is in the document, so none can be shown.
 */
#include <math.h>
#include <string.h>

#include "report_internal.h"

static const struct {
    const char *verdict, *word, *sentence;
    gg_tone tone;
} verdicts[] = {
    {"clean", "CLEAN", "No identifier was found by these rules.", GG_TONE_GOOD},
    {"identifiers", "IDENTIFIERS",
     "Columns hold what identifies people, or may. Take them out or transform them before the "
     "table "
     "is used.",
     GG_TONE_BAD},
    {"reidentifiable", "RE-IDENTIFIABLE",
     "No direct identifier, but some people can be singled out by the quasi-identifiers together. "
     "Coarsen these columns, or merge rare levels.",
     GG_TONE_UNSURE},
};

#define SUBSETS_SHOWN 6

static void put_verdict(gg_page *page, const char *verdict)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (strcmp(verdicts[i].verdict, verdict) == 0)
            gg_page_banner(page, verdicts[i].tone, verdicts[i].word, "%s", verdicts[i].sentence);
}

static gg_tone level_tone(const char *level)
{
    if (strcmp(level, "block") == 0)
        return GG_TONE_BAD;
    return strcmp(level, "review") == 0 ? GG_TONE_UNSURE : GG_TONE_QUIET;
}

static void put_identifiers(gg_page *page, const json_t *identifiers)
{
    gg_grid *grid;
    json_t *one;
    size_t i;

    gg_page_heading(page, 2, NULL, "Identifiers");
    if (json_array_size(identifiers) == 0) {
        gg_page_text(page, GG_TONE_PLAIN, "None found.");
        return;
    }
    grid = gg_page_table(page, NULL);
    if (!grid)
        return;
    gg_grid_column(page, grid, false, "column");
    gg_grid_column(page, grid, false, "level");
    gg_grid_column(page, grid, false, "kind");
    gg_grid_column(page, grid, false, "found by");
    gg_grid_column(page, grid, true, "cells");
    gg_grid_column(page, grid, false, "shape");
    json_array_foreach(identifiers, i, one)
    {
        const char *level = gg_json_string(one, "level", "");

        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_name(page, gg_json_string(one, "column", "")));
        gg_grid_cell(page, grid, level_tone(level), "%s", gg_page_name(page, level));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_name(page, gg_json_string(one, "kind", "")));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_name(page, gg_json_string(one, "evidence", "")));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_count(page, gg_json_number(one, "matches", NAN)));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_name(page, gg_json_string(one, "shape", "")));
    }
}

static const char *columns_of(gg_page *page, const json_t *columns)
{
    const char *text = "";
    json_t *one;
    size_t i;

    json_array_foreach(columns, i, one)
    {
        text = gg_page_list(page, text, gg_page_name(page, json_string_value(one)), i,
                            json_array_size(columns));
    }
    return text;
}

static void put_by_column(gg_page *page, const char *term, const json_t *values)
{
    const char *column;
    json_t *value;

    json_object_foreach((json_t *)values, column, value)
    {
        if (json_is_number(value))
            gg_page_fact(page, gg_page_printf(page, "%s of %s", term, gg_page_name(page, column)),
                         GG_TONE_PLAIN, "%s",
                         json_is_integer(value) ? gg_page_count(page, json_number_value(value))
                                                : gg_page_number(page, json_number_value(value)));
    }
}

static void put_count(gg_page *page, const char *term, const json_t *document, const char *key)
{
    double n = gg_json_number(document, key, NAN);

    if (!isnan(n))
        gg_page_fact(page, term, GG_TONE_PLAIN, "%s", gg_page_count(page, n));
}

/* The chance that someone who knows the quasi-identifiers of a person finds that person's row. */
static void put_risk(gg_page *page, const json_t *risk)
{
    double most = gg_json_number(risk, "prosecutor_max", NAN);
    double mean = gg_json_number(risk, "prosecutor_mean", NAN);

    if (!isnan(most))
        gg_page_fact(page, "risk of being found", GG_TONE_PLAIN,
                     "%s for the rarest, %s on average (for someone who knows these columns of a "
                     "person)",
                     gg_page_number(page, most), gg_page_number(page, mean));
}

/* The fewest columns that single somebody out already. */
static void put_subsets(gg_page *page, const json_t *subsets)
{
    json_t *one;
    size_t i;

    json_array_foreach(subsets, i, one)
    {
        double rows = gg_json_number(one, "rows", NAN);

        if (i < SUBSETS_SHOWN)
            gg_page_item(page, GG_TONE_PLAIN, "%s single%s out %s %s.",
                         columns_of(page, json_object_get(one, "columns")),
                         json_array_size(json_object_get(one, "columns")) == 1 ? "s" : "",
                         gg_page_count(page, rows), gg_words_plural(rows, "row", "rows"));
    }
    if (json_array_size(subsets) > SUBSETS_SHOWN)
        gg_page_item(page, GG_TONE_QUIET, "%zu more sets of columns do.",
                     json_array_size(subsets) - SUBSETS_SHOWN);
}

static void put_anonymity(gg_page *page, const json_t *document)
{
    const json_t *columns = json_object_get(document, "quasi_identifiers");
    double k = gg_json_number(document, "k_anonymity", NAN);
    double wanted = gg_json_number(document, "k_threshold", NAN);

    gg_page_heading(page, 2, NULL, "How re-identifiable");
    if (json_array_size(columns) == 0) {
        gg_page_text(page, GG_TONE_PLAIN,
                     "No quasi-identifiers were named (--quasi-identifier a,b), so nothing is said "
                     "of re-identification.");
        return;
    }
    gg_page_text(
        page, GG_TONE_PLAIN, "By %s together: the rarest combination is shared by %s %s%s.",
        columns_of(page, columns), gg_page_count(page, k), gg_words_plural(k, "row", "rows"),
        isnan(wanted) ? ""
                      : gg_page_printf(page, " (k-anonymity; at least %s are asked for)",
                                       gg_page_count(page, wanted)));
    gg_page_fact(page, "k-anonymity", GG_TONE_PLAIN, "%s", gg_page_count(page, k));
    put_count(page, "combinations", document, "classes");
    put_count(page, "unique rows", document, "unique_rows");
    put_count(page, "rows under 5", document, "rows_under_5");
    put_count(page, "rows under 11", document, "rows_under_11");
    put_risk(page, json_object_get(document, "risk"));
    put_by_column(page, "l-diversity", json_object_get(document, "l_diversity"));
    put_by_column(page, "t-closeness", json_object_get(document, "t_closeness"));
    put_subsets(page, json_object_get(document, "minimal_unique_subsets"));
}

gg_status gg_build_check(gg_page *page, const json_t *document, const gg_render_options *options,
                         gg_error *err)
{
    const json_t *data = json_object_get(document, "data");
    const char *source = gg_page_source(page, data ? data : document, "");
    const json_t *identifiers;
    gg_status status = gg_member(document, "identifiers", JSON_ARRAY, &identifiers, err);

    if (status != GG_OK)
        return status;
    if (options->title)
        gg_page_heading(page, 1, NULL, "%s", gg_page_prose(page, options->title));
    else
        gg_page_heading(page, 1, NULL, "De-identification check%s%s", *source ? " of " : "",
                        source);
    put_verdict(page, gg_json_string(document, "verdict", ""));
    put_identifiers(page, identifiers);
    put_anonymity(page, document);
    if (json_array_size(json_object_get(document, "warnings")) > 0) {
        gg_page_heading(page, 2, NULL, "Warnings");
        gg_warning_items(page, document);
    }
    gg_page_text(page, GG_TONE_QUIET,
                 "A check by rules finds what the rules describe; it does not show that nobody can "
                 "be identified.");
    return GG_OK;
}
