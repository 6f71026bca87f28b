/* Datasets as pages: the list, and one of them. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

static gg_tone verdict_tone(const char *verdict)
{
    return strcmp(verdict, "clean") == 0 ? GG_TONE_GOOD : GG_TONE_UNSURE;
}

gg_status gg_build_datasets(gg_page *page, const json_t *document, const gg_render_options *options,
                            gg_error *err)
{
    const json_t *datasets;
    gg_status status = gg_member(document, "datasets", JSON_ARRAY, &datasets, err);
    double overdue = gg_json_number(document, "overdue", 0);
    gg_grid *grid;
    json_t *one;
    size_t i;

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Datasets");
    if (overdue > 0)
        gg_page_text(page, GG_TONE_BAD, "%s kept beyond %s: gauger dataset purge --due.",
                     gg_page_plain(page, overdue),
                     overdue > 1 ? "their retention dates" : "its retention date");
    if (json_array_size(datasets) == 0) {
        gg_page_text(page, GG_TONE_PLAIN,
                     "None to list. To register one: gauger dataset add FILE --name N --origin O.");
        return GG_OK;
    }
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "dataset");
    gg_grid_column(page, grid, false, "origin");
    gg_grid_column(page, grid, false, "check");
    gg_grid_column(page, grid, false, "keep until");
    gg_grid_column(page, grid, false, "added");
    json_array_foreach(datasets, i, one)
    {
        const char *verdict = gg_json_string(one, "verdict", "");
        const char *state = gg_json_string(one, "state", "current");

        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s@%s%s%s",
                     gg_page_name(page, gg_json_string(one, "name", "")),
                     gg_member_text(page, one, "version"), strcmp(state, "current") ? ", " : "",
                     strcmp(state, "current") ? gg_page_name(page, state) : "");
        gg_cell_text(page, grid, one, "origin");
        gg_grid_cell(page, grid, verdict_tone(verdict), "%s%s", gg_page_name(page, verdict),
                     gg_json_string(one, "accepted_risk", NULL) ? ", accepted" : "");
        gg_grid_cell(page, grid,
                     json_is_true(json_object_get(one, "overdue")) ? GG_TONE_BAD : GG_TONE_PLAIN,
                     "%s%s", gg_member_text(page, one, "retain_until"),
                     json_is_true(json_object_get(one, "overdue")) ? ", overdue" : "");
        gg_cell_time(page, grid, one, "time");
    }
    return GG_OK;
}

static void put_check(gg_page *page, const json_t *document)
{
    const json_t *check = json_object_get(document, "check"), *one;
    const char *verdict = gg_json_string(check, "verdict", "");
    size_t i;

    gg_page_heading(page, 2, NULL, "Its check");
    gg_page_fact(page, "verdict", verdict_tone(verdict), "%s", gg_page_name(page, verdict));
    gg_fact_member(page, "accepted risk", document, "accepted_risk");
    gg_fact_member(page, "k-anonymity", check, "k_anonymity");
    gg_fact_member(page, "unique rows", check, "unique_rows");
    json_array_foreach(json_object_get(check, "identifiers"), i, one)
    {
        gg_page_item(page, GG_TONE_BAD, "%s: %s (%s), %s cells",
                     gg_member_text(page, one, "column"), gg_member_text(page, one, "kind"),
                     gg_member_text(page, one, "level"), gg_member_text(page, one, "matches"));
    }
}

static void put_sheet(gg_page *page, const json_t *sheet)
{
    const char *key;
    json_t *value;

    if (json_object_size(sheet) == 0)
        return;
    gg_page_heading(page, 2, NULL, "Data sheet");
    json_object_foreach((json_t *)sheet, key, value)
    {
        gg_page_fact(page, gg_page_name(page, key), GG_TONE_PLAIN, "%s",
                     json_is_array(value) ? gg_member_list(page, sheet, key)
                                          : gg_member_text(page, sheet, key));
    }
}

void gg_put_corrections(gg_page *page, const json_t *document)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(document, "corrections_due"), i, one)
        gg_page_fact(page, "Correction due", GG_TONE_UNSURE,
                     "of %s, decided on %.10s (%s), is not made yet; what was measured on these "
                     "data is without it",
                     gg_member_text(page, one, "dataset"), gg_member_time(page, one, "decided"),
                     gg_member_text(page, one, "record"));
}

/* Why it is there, why it no longer counts, and whether its rows are gone. */
static void put_fate(gg_page *page, const json_t *document)
{
    const json_t *revision = json_object_get(document, "revision");
    const json_t *next = json_object_get(document, "superseded_by");
    const json_t *purged = json_object_get(document, "purged");
    const char *corrects = gg_json_string(revision, "corrects", NULL);

    gg_put_corrections(page, document);
    if (json_is_object(purged))
        gg_page_fact(page, "purged", GG_TONE_UNSURE, "%s by %s, event %s: %s",
                     gg_member_time(page, purged, "time"), gg_member_text(page, purged, "actor"),
                     gg_member_text(page, purged, "seq"), gg_member_text(page, purged, "reason"));
    if (json_is_object(next))
        gg_page_fact(page, "superseded", GG_TONE_UNSURE, "%s by version %s%s%s",
                     gg_member_time(page, next, "time"), gg_member_text(page, next, "version"),
                     json_is_string(json_object_get(next, "reason")) ? ": " : "",
                     json_is_string(json_object_get(next, "reason"))
                         ? gg_member_text(page, next, "reason")
                         : "");
    if (json_is_object(revision))
        gg_page_fact(page, "revises", GG_TONE_PLAIN, "version %s: %s%s%s",
                     gg_member_text(page, revision, "supersedes"),
                     gg_member_text(page, revision, "reason"), corrects ? ", by " : "",
                     corrects ? gg_page_name(page, corrects) : "");
    if (json_is_true(json_object_get(document, "overdue")))
        gg_page_fact(page, "overdue", GG_TONE_BAD,
                     "it is kept beyond its date; gauger dataset purge --due removes it");
}

gg_status gg_build_dataset(gg_page *page, const json_t *document, const gg_render_options *options,
                           gg_error *err)
{
    const json_t *registered = json_object_get(document, "registered");
    const char *state = gg_json_string(document, "state", "");
    const char *systems = gg_member_list(page, document, "source_systems");

    (void)options;
    (void)err;
    gg_page_heading(page, 1, NULL, "Dataset %s@%s", gg_member_text(page, document, "name"),
                    gg_member_text(page, document, "version"));
    gg_page_fact(
        page, "state", strcmp(state, "current") == 0 ? GG_TONE_GOOD : GG_TONE_UNSURE, "%s%s",
        gg_page_name(page, state),
        strcmp(state, "superseded") == 0
            ? gg_page_printf(page, " by version %s", gg_member_text(page, document, "newest"))
            : "");
    put_fate(page, document);
    gg_fact_member(page, "origin", document, "origin");
    gg_page_fact(page, "source systems", *systems ? GG_TONE_PLAIN : GG_TONE_QUIET, "%s",
                 *systems ? systems : "not stated");
    gg_fact_member(page, "extracted", document, "extracted");
    gg_fact_member(page, "keep until", document, "retain_until");
    gg_fact_member(page, "authority", document, "authority");
    gg_fact_member(page, "digest", document, "sha256");
    gg_fact_member(page, "bytes", document, "bytes");
    gg_page_fact(page, "added", GG_TONE_PLAIN, "%s by %s%s, event %s",
                 gg_member_time(page, registered, "time"),
                 gg_member_text(page, registered, "actor"), gg_claimed_words(registered),
                 gg_member_text(page, registered, "seq"));
    gg_page_fact(page, "versions", GG_TONE_PLAIN, "%s", gg_member_list(page, document, "versions"));
    put_check(page, document);
    put_sheet(page, json_object_get(document, "sheet"));
    return GG_OK;
}
