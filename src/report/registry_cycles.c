/* Cycles as a page: first what is overdue, then what runs, then what falls due. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

static const char *phases_of(gg_page *page, const json_t *cycle)
{
    const json_t *phases = json_object_get(cycle, "phases"), *one;
    const char *text = "";
    size_t i;

    json_array_foreach(phases, i, one)
    {
        text = gg_page_printf(page, "%s%s%s %s d", text, i ? ", " : "",
                              gg_page_name(page, gg_json_string(one, "phase", "")),
                              gg_page_plain(page, floor(gg_json_number(one, "days", 0))));
    }
    return text;
}

static void put_cycles(gg_page *page, const json_t *cycles)
{
    gg_grid *grid = gg_page_table(page, NULL);
    json_t *one;
    size_t i;

    gg_grid_column(page, grid, false, "cycle");
    gg_grid_column(page, grid, false, "model");
    gg_grid_column(page, grid, false, "kind");
    gg_grid_column(page, grid, false, "phase");
    gg_grid_column(page, grid, false, "clock");
    gg_grid_column(page, grid, false, "due");
    gg_grid_column(page, grid, false, "versions");
    gg_grid_column(page, grid, false, "phases");
    json_array_foreach(cycles, i, one)
    {
        bool closed = strcmp(gg_json_string(one, "state", ""), "closed") == 0;
        bool late = json_is_true(json_object_get(one, "overdue"));
        const char *versions = gg_member_list(page, one, "versions");

        gg_cell_text(page, grid, one, "id");
        gg_cell_text(page, grid, one, "model");
        gg_cell_text(page, grid, one, "kind");
        gg_cell_text(page, grid, one, "phase");
        gg_grid_cell(page, grid, late ? GG_TONE_BAD : GG_TONE_PLAIN, "%s",
                     closed ? "closed" : gg_days_left(page, gg_json_number(one, "days_left", NAN)));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%.10s", gg_member_time(page, one, "due"));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", *versions ? versions : "-");
        gg_grid_cell(page, grid, GG_TONE_QUIET, "%s", phases_of(page, one));
    }
}

static void put_due(gg_page *page, const json_t *due)
{
    gg_grid *grid;
    json_t *one;
    size_t i;

    gg_page_heading(page, 2, NULL, "Falls due");
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "version");
    gg_grid_column(page, grid, false, "what");
    gg_grid_column(page, grid, false, "clock");
    gg_grid_column(page, grid, false, "due");
    gg_grid_column(page, grid, false, "in production since");
    gg_grid_column(page, grid, false, "cycle");
    json_array_foreach(due, i, one)
    {
        bool late = json_is_true(json_object_get(one, "overdue"));

        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s@%s",
                     gg_page_name(page, gg_json_string(one, "model", "")),
                     gg_member_text(page, one, "version"));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s%s%s", gg_member_text(page, one, "kind"),
                     gg_json_string(one, "rule", NULL) ? " of " : "",
                     gg_json_string(one, "rule", NULL) ? gg_member_text(page, one, "rule") : "");
        gg_grid_cell(page, grid, late ? GG_TONE_BAD : GG_TONE_PLAIN, "%s",
                     gg_days_left(page, gg_json_number(one, "days_left", NAN)));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%.10s", gg_member_time(page, one, "due"));
        gg_cell_time(page, grid, one, "in_production_since");
        gg_cell_text(page, grid, one, "cycle");
    }
}

void gg_put_cycles(gg_page *page, const json_t *cycles, const json_t *due)
{
    if (json_array_size(cycles))
        put_cycles(page, cycles);
    if (json_array_size(due))
        put_due(page, due);
}

gg_status gg_build_cycles(gg_page *page, const json_t *document, const gg_render_options *options,
                          gg_error *err)
{
    double overdue = gg_json_number(document, "overdue", 0);
    const json_t *cycles, *due;
    gg_status status = gg_member(document, "cycles", JSON_ARRAY, &cycles, err);

    (void)options;
    if (status == GG_OK)
        status = gg_member(document, "due", JSON_ARRAY, &due, err);
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Cycles");
    gg_page_text(page, overdue > 0 ? GG_TONE_BAD : GG_TONE_GOOD, "%s",
                 overdue > 0 ? gg_page_printf(page, "%s overdue.", gg_page_plain(page, overdue))
                             : "Nothing is overdue.");
    gg_put_cycles(page, cycles, due);
    return GG_OK;
}
