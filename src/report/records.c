/* Records as a list with what is due; statistics of redress cases. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

/* The first clock that has run out or warns, else the nearest one. */
static const json_t *clock_shown(const json_t *clocks)
{
    const json_t *due = NULL;
    json_t *clock;
    size_t i;

    json_array_foreach(clocks, i, clock)
    {
        const char *state = gg_json_string(clock, "state", "");

        if (strcmp(state, "overdue") == 0 || strcmp(state, "ended") == 0)
            return clock;
        if (!due && strcmp(state, "due") == 0)
            due = clock;
    }
    return due ? due : json_array_get(clocks, 0);
}

static void put_clock(gg_page *page, gg_grid *grid, const json_t *record)
{
    const json_t *clock = clock_shown(json_object_get(record, "clocks"));
    bool open = strcmp(gg_json_string(record, "state", ""), "open") == 0;
    const char *state = gg_json_string(clock, "state", "");
    gg_tone tone = json_is_true(json_object_get(record, "overdue")) ? GG_TONE_BAD
                   : strcmp(state, "due") == 0                      ? GG_TONE_UNSURE
                                                                    : GG_TONE_PLAIN;

    if (!clock || !open) {
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "-");
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "-");
        return;
    }
    gg_grid_cell(page, grid, tone, "%s: %s", gg_member_text(page, clock, "what"),
                 gg_days_left(page, gg_json_number(clock, "days_left", NAN)));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_member_text(page, clock, "date"));
}

static void put_records(gg_page *page, const json_t *records)
{
    gg_grid *grid = gg_page_table(page, NULL);
    json_t *one;
    size_t i;

    gg_grid_column(page, grid, false, "record");
    gg_grid_column(page, grid, false, "type");
    gg_grid_column(page, grid, false, "what");
    gg_grid_column(page, grid, false, "model");
    gg_grid_column(page, grid, false, "of");
    gg_grid_column(page, grid, false, "state");
    gg_grid_column(page, grid, false, "clock");
    gg_grid_column(page, grid, false, "last day");
    json_array_foreach(records, i, one)
    {
        gg_cell_text(page, grid, one, "number");
        gg_cell_text(page, grid, one, "type");
        gg_cell_text(page, grid, one, "name");
        gg_cell_text(page, grid, one, "model");
        gg_cell_text(page, grid, one, "dated");
        gg_cell_text(page, grid, one, gg_json_string(one, "outcome", NULL) ? "outcome" : "state");
        put_clock(page, grid, one);
    }
}

static void put_duties(gg_page *page, const json_t *duties)
{
    gg_grid *grid;
    json_t *one;
    size_t i;

    gg_page_heading(page, 2, NULL, "Falls due");
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "what");
    gg_grid_column(page, grid, false, "clock");
    gg_grid_column(page, grid, false, "due");
    gg_grid_column(page, grid, false, "because of");
    json_array_foreach(duties, i, one)
    {
        bool late = json_is_true(json_object_get(one, "overdue"));

        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_member_text(page, one, "says"));
        gg_grid_cell(page, grid, late ? GG_TONE_BAD : GG_TONE_PLAIN, "%s",
                     gg_days_left(page, gg_json_number(one, "days_left", NAN)));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%.10s", gg_member_time(page, one, "due"));
        gg_cell_text(page, grid, one, "record");
    }
}

gg_status gg_build_records(gg_page *page, const json_t *document, const gg_render_options *options,
                           gg_error *err)
{
    double overdue = gg_json_number(document, "overdue", 0);
    double due = gg_json_number(document, "due", 0);
    const json_t *records, *duties;
    gg_status status = gg_member(document, "records", JSON_ARRAY, &records, err);

    (void)options;
    if (status == GG_OK)
        status = gg_member(document, "duties", JSON_ARRAY, &duties, err);
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Records");
    gg_page_text(page, overdue > 0 ? GG_TONE_BAD : GG_TONE_GOOD, "%s%s",
                 overdue > 0 ? gg_page_printf(page, "%s overdue or not in force any more.",
                                              gg_page_plain(page, overdue))
                             : "Nothing is overdue.",
                 due > 0 ? gg_page_printf(page, " %s due soon.", gg_page_plain(page, due)) : "");
    if (json_array_size(records))
        put_records(page, records);
    if (json_array_size(duties))
        put_duties(page, duties);
    return GG_OK;
}

/* ---- redress */

static const char *days_of(gg_page *page, const json_t *document, const char *key)
{
    double days = gg_json_number(document, key, NAN);

    return isnan(days) ? "-"
                       : gg_page_printf(page, "%s %s", gg_page_plain(page, round(days * 10) / 10),
                                        gg_words_plural(days, "day", "days"));
}

gg_status gg_build_redress(gg_page *page, const json_t *document, const gg_render_options *options,
                           gg_error *err)
{
    double share = gg_json_number(document, "share_corrected", NAN);
    const json_t *outcomes;
    json_t *one;
    size_t i;
    gg_status status = gg_member(document, "outcomes", JSON_ARRAY, &outcomes, err);

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Redress cases");
    gg_fact_member(page, "Model", document, "model");
    gg_fact_member(page, "Cases", document, "cases");
    gg_fact_member(page, "Open", document, "open");
    gg_page_fact(page, "Oldest open case", GG_TONE_PLAIN, "%s",
                 days_of(page, document, "oldest_open_days"));
    gg_fact_member(page, "Closed", document, "closed");
    gg_page_fact(page, "Mean time to close", GG_TONE_PLAIN, "%s",
                 days_of(page, document, "mean_days_to_close"));
    gg_page_fact(page, "Longest time to close", GG_TONE_PLAIN, "%s",
                 days_of(page, document, "longest_days_to_close"));
    gg_page_fact(page, "Corrected, of those closed", GG_TONE_PLAIN, "%s",
                 isnan(share) ? "-"
                              : gg_page_printf(page, "%s (%s%%)",
                                               gg_member_text(page, document, "corrected"),
                                               gg_page_plain(page, round(share * 1000) / 10)));
    json_array_foreach(outcomes, i, one)
    {
        gg_page_item(page, GG_TONE_PLAIN, "%s: %s", gg_member_text(page, one, "outcome"),
                     gg_member_text(page, one, "count"));
    }
    gg_page_text(page, GG_TONE_QUIET,
                 "Days from receipt to close, read at %s UTC. A case that a later record corrects "
                 "counts once.",
                 gg_member_time(page, document, "now"));
    return GG_OK;
}

/* ---- disclosures */

static void put_disclosure(gg_page *page, gg_grid *grid, const json_t *one)
{
    const char *sha256 = gg_json_string(one, "sha256", NULL);
    bool open = strcmp(gg_json_string(one, "state", ""), "open") == 0;

    gg_grid_cell(page, grid, open ? GG_TONE_PLAIN : GG_TONE_UNSURE, "%s%s",
                 gg_member_text(page, one, "record"), open ? "" : " (withdrawn)");
    gg_cell_text(page, grid, one, "disclosed_on");
    gg_cell_text(page, grid, one, "recipient");
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                 gg_json_string(one, "what", NULL)
                     ? gg_page_printf(page, "%s (%s)", gg_member_text(page, one, "what"),
                                      gg_member_text(page, one, "nature"))
                     : "erased");
    gg_cell_text(page, grid, one, "purpose");
    gg_cell_text(page, grid, one, "authority");
    gg_cell_text(page, grid, one, "onward_limits");
    gg_grid_cell(page, grid, GG_TONE_PLAIN, sha256 ? "%.16s..." : "-", sha256 ? sha256 : "");
}

gg_status gg_build_disclosures(gg_page *page, const json_t *document,
                               const gg_render_options *options, gg_error *err)
{
    static const char *const heads[] = {"record",  "date",      "recipient", "what",
                                        "purpose", "authority", "limits",    "digest"};
    const json_t *lines;
    gg_grid *grid;
    json_t *one;
    size_t i;
    gg_status status = gg_member(document, "disclosures", JSON_ARRAY, &lines, err);

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Accounting of disclosures");
    gg_fact_member(page, "Model", document, "model");
    gg_page_fact(page, "Disclosures", GG_TONE_PLAIN, "%s",
                 gg_page_count(page, (double)json_array_size(lines)));
    if (json_array_size(lines)) {
        grid = gg_page_table(page, NULL);
        for (i = 0; i < sizeof heads / sizeof *heads; i++)
            gg_grid_column(page, grid, false, "%s", heads[i]);
        json_array_foreach(lines, i, one)
        {
            put_disclosure(page, grid, one);
        }
    }
    gg_page_text(
        page, GG_TONE_QUIET,
        "Read at %s UTC. The digest is the beginning of the SHA-256 of the bytes that were "
        "given; json has all of it.",
        gg_member_time(page, document, "now"));
    return GG_OK;
}
