/* The log, its examination, its head and its replay as pages; the receipt of a change. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

/* ---- the log ---- */

static bool is_refusal(const char *action)
{
    size_t n = strlen(action);

    return n > 7 && strcmp(action + n - 7, ".refuse") == 0;
}

/* A line each, by its time: tables of sentences are too wide to be read. */
static void put_events(gg_page *page, const json_t *events, bool kinds)
{
    json_t *one;
    size_t i;

    json_array_foreach(events, i, one)
    {
        const char *object = gg_page_name(page, gg_json_string(one, "object", ""));
        const char *slash = strchr(object, '/');
        /* Without a signature the name is anybody's. */
        bool bare = json_is_false(json_object_get(one, "signed"));

        gg_page_fact(
            page, gg_member_time(page, one, "time"),
            is_refusal(gg_json_string(one, "action", "")) ? GG_TONE_BAD : GG_TONE_PLAIN,
            "%s: %s%s%s %s (event %s)%s", slash && !kinds ? slash + 1 : object,
            bare ? "somebody calling themselves " : "",
            gg_page_name(page, gg_json_string(one, "actor", "nobody")),
            !bare ? ""
            : json_object_get(json_object_get(one, "payload"), "other_key")
                ? ", with a key that is not theirs,"
                : ", without a key,",
            gg_member_text(page, one, "summary"), gg_member_text(page, one, "seq"),
            json_is_true(json_object_get(one, "stale")) ? "; stale: its data was superseded" : "");
    }
    gg_page_text(page, GG_TONE_QUIET, "Times are UTC.");
}

static void put_head(gg_page *page, const json_t *head)
{
    if (head)
        gg_page_text(page, GG_TONE_QUIET, "Head of the log: %s events, root %s.",
                     gg_member_text(page, head, "size"), gg_member_text(page, head, "root"));
}

gg_status gg_build_log(gg_page *page, const json_t *document, const gg_render_options *options,
                       gg_error *err)
{
    const json_t *events;
    gg_status status = gg_member(document, "events", JSON_ARRAY, &events, err);

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Log");
    if (json_array_size(events))
        put_events(page, events, true);
    else
        gg_page_text(page, GG_TONE_PLAIN, "No such events.");
    put_head(page, json_object_get(document, "head"));
    return GG_OK;
}

gg_status gg_build_history(gg_page *page, const json_t *document, const gg_render_options *options,
                           gg_error *err)
{
    const json_t *events, *version = json_object_get(document, "version");
    gg_status status = gg_member(document, "events", JSON_ARRAY, &events, err);

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "History of %s%s%s", gg_member_text(page, document, "name"),
                    json_is_integer(version) ? "@" : "",
                    json_is_integer(version) ? gg_member_text(page, document, "version") : "");
    if (json_array_size(json_object_get(document, "cycles")))
        gg_page_heading(page, 2, NULL, "Cycles");
    gg_put_cycles(page, json_object_get(document, "cycles"), json_object_get(document, "due"));
    gg_page_heading(page, 2, NULL, "Events");
    put_events(page, events, false);
    return GG_OK;
}

/* ---- examination ---- */

/* A fact that is worth a line only where it is not zero. */
static void fact_count(gg_page *page, const char *term, const json_t *document, const char *key)
{
    if (gg_json_number(document, key, 0) > 0)
        gg_fact_member(page, term, document, key);
}

/* A count, or that there is none. */
static void fact_examined(gg_page *page, const char *term, const json_t *document, const char *key)
{
    if (json_is_null(json_object_get(document, key)))
        gg_page_fact(page, term, GG_TONE_BAD, "not examined");
    else
        gg_fact_member(page, term, document, key);
}

static void put_findings(gg_page *page, const json_t *findings, double all)
{
    json_t *one;
    size_t i;

    json_array_foreach(findings, i, one)
    {
        gg_page_item(page, GG_TONE_BAD, "%s: %s", gg_member_text(page, one, "where"),
                     gg_member_text(page, one, "what"));
    }
    if (all > (double)json_array_size(findings))
        gg_page_item(page, GG_TONE_BAD, "and %s more",
                     gg_page_count(page, all - (double)json_array_size(findings)));
}

/* An event without a key is a claim, whatever name stands on it. */
static void put_unsigned(gg_page *page, const json_t *document)
{
    double n = gg_json_number(document, "unsigned", 0);

    if (n > 0)
        gg_page_text(
            page, GG_TONE_QUIET,
            "%s without a key: %s that something was tried or read, and nothing about by whom.",
            n > 1 ? gg_page_printf(page, "%.0f events are", n) : "1 event is",
            n > 1 ? "they show" : "it shows");
}

gg_status gg_build_audit(gg_page *page, const json_t *document, const gg_render_options *options,
                         gg_error *err)
{
    bool fine = strcmp(gg_json_string(document, "result", ""), "consistent") == 0;
    const json_t *findings, *head = json_object_get(document, "head");
    gg_status status = gg_member(document, "findings", JSON_ARRAY, &findings, err);

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Examination of the registry");
    gg_page_banner(page, fine ? GG_TONE_GOOD : GG_TONE_BAD, fine ? "CONSISTENT" : "BROKEN", "%s",
                   gg_member_text(page, document, "says"));
    put_findings(page, findings, gg_json_number(document, "n_findings", 0));
    gg_fact_member(page, "identity", document, "id");
    fact_examined(page, "events", document, "events");
    if (json_is_object(head))
        gg_fact_member(page, "root", head, "root");
    fact_examined(page, "signatures that fit", document, "signatures");
    fact_count(page, "signatures not checked again", document, "trusted_signatures");
    fact_count(page, "events without a signature", document, "unsigned");
    fact_examined(page, "payloads", document, "payloads");
    fact_count(page, "payloads redacted", document, "redacted");
    fact_examined(page, "stored files", document, "files");
    fact_examined(page, "files of no event", document, "unlisted_files");
    fact_examined(page, "purged files", document, "purged_files");
    if (gg_json_number(document, "files_to_remove", 0) > 0)
        gg_page_fact(page, "to be removed", GG_TONE_UNSURE,
                     "%s; the next change of the registry removes what was purged",
                     gg_member_text(page, document, "files_to_remove"));
    if (strcmp(gg_json_string(document, "people", ""), "one") == 0)
        gg_page_text(page, GG_TONE_QUIET,
                     "One person holds every key: submission and review, administration and review "
                     "are not separated, and names are as claimed.");
    put_unsigned(page, document);
    if (json_is_null(json_object_get(document, "people")))
        gg_page_text(page, GG_TONE_QUIET,
                     "How many people hold keys could not be examined to the end of the log.");
    return GG_OK;
}

gg_status gg_build_checkpoint(gg_page *page, const json_t *document,
                              const gg_render_options *options, gg_error *err)
{
    (void)options;
    (void)err;
    gg_page_heading(page, 1, NULL, "Checkpoint");
    gg_fact_member(page, "registry", document, "id");
    gg_fact_member(page, "events", document, "size");
    gg_fact_member(page, "root", document, "root");
    gg_fact_member(page, "time", document, "time");
    gg_fact_member(page, "signed by", document, "account");
    gg_fact_member(page, "key", document, "key");
    gg_fact_member(page, "protection of the key", document, "protection");
    if (strcmp(gg_json_string(document, "people", ""), "one") == 0)
        gg_page_text(page, GG_TONE_QUIET, "One person holds every key of this registry.");
    gg_page_text(page, GG_TONE_QUIET,
                 "%sKeep it elsewhere (-o FILE): gauger audit verify --checkpoint FILE then shows "
                 "that nothing before it was changed or removed.",
                 json_is_true(json_object_get(document, "signed")) ? "" : "Not signed. ");
    return GG_OK;
}

static void put_proven_event(gg_page *page, const json_t *event)
{
    if (!json_is_object(event))
        return;
    gg_fact_member(page, "event", event, "seq");
    gg_fact_member(page, "time of the event", event, "time");
    gg_page_fact(page, "actor", GG_TONE_PLAIN, "%s%s", gg_member_text(page, event, "actor"),
                 json_is_true(json_object_get(event, "claimed")) ? " (as claimed)" : "");
    gg_fact_member(page, "signed by the key of", event, "account");
    gg_fact_member(page, "action", event, "action");
    gg_fact_member(page, "object", event, "object");
}

/* How the key of the checkpoint is kept, as the checkpoint says. */
static void put_protection(gg_page *page, const json_t *document)
{
    const char *how = gg_json_string(document, "key_protection", NULL);

    if (how && strcmp(how, "none") == 0)
        gg_page_fact(page, "protection of its key", GG_TONE_PLAIN, "none: no passphrase");
    else if (how)
        gg_page_fact(page, "protection of its key", GG_TONE_PLAIN, "%s", gg_page_name(page, how));
}

/* What a check without a registry came to: whether it fits, and each thing that does not. */
static void put_answer(gg_page *page, const char *title, const json_t *document,
                       const json_t *findings)
{
    const bool good = strcmp(gg_json_string(document, "result", ""), "holds") == 0;
    json_t *one;
    size_t i;

    gg_page_heading(page, 1, NULL, "%s", title);
    gg_page_banner(page, good ? GG_TONE_GOOD : GG_TONE_BAD, good ? "FITS" : "DOES NOT FIT", "%s",
                   gg_member_text(page, document, "says"));
    json_array_foreach(findings, i, one)
    {
        gg_page_item(page, GG_TONE_BAD, "%s",
                     gg_page_prose(page, json_is_string(one) ? json_string_value(one) : ""));
    }
}

gg_status gg_build_proof_check(gg_page *page, const json_t *document,
                               const gg_render_options *options, gg_error *err)
{
    const json_t *findings;
    gg_status status = gg_member(document, "findings", JSON_ARRAY, &findings, err);

    (void)options;
    if (status != GG_OK)
        return status;
    put_answer(page, "Proof", document, findings);
    gg_fact_member(page, "registry", document, "id");
    gg_fact_member(page, "events in the checkpoint", document, "size");
    gg_fact_member(page, "root", document, "root");
    gg_fact_member(page, "checkpoint signed by", document, "signed_by");
    put_protection(page, document);
    gg_fact_member(page, "continues the checkpoint of", document, "consistent_from");
    put_proven_event(page, json_object_get(document, "event"));
    return GG_OK;
}

/* Of an event whose texts are gone: who erased them, and that what it decided is that event's word.
 */
static const char *erased_words(gg_page *page, const json_t *event)
{
    const json_t *by = json_object_get(event, "erased");

    if (!json_is_object(by))
        return "";
    return gg_page_printf(page,
                          "; its text was erased by event %s (%s, asked by %s): what it decided is "
                          "as that event kept it",
                          gg_member_text(page, by, "seq"), gg_member_text(page, by, "actor"),
                          gg_member_text(page, json_object_get(by, "asked"), "actor"));
}

/* One person may have several accounts: how many people approved is said beside the names. */
static void put_approvals(gg_page *page, const json_t *document)
{
    const json_t *list = json_object_get(document, "approvals");
    double approvers = gg_json_number(document, "approvers", NAN);
    json_t *one;
    size_t i;

    if (json_array_size(list) && approvers > 0)
        gg_page_fact(page, "approvals", GG_TONE_PLAIN, "%zu, by %s %s", json_array_size(list),
                     gg_page_count(page, approvers), approvers > 1 ? "persons" : "person");
    json_array_foreach(list, i, one)
    {
        gg_page_fact(page, "approved by", GG_TONE_PLAIN, "%s%s%s",
                     gg_member_text(page, one, "actor"),
                     json_is_true(json_object_get(one, "claimed")) ? " (as claimed)" : "",
                     erased_words(page, one));
    }
}

/* Who signed the envelope, and since when that is on record. */
static void put_signatures(gg_page *page, const json_t *list)
{
    const json_t *one, *recorded;
    size_t i;

    json_array_foreach((json_t *)list, i, one)
    {
        const char *roles = gg_json_string(one, "roles", "");

        recorded = json_object_get(one, "recorded");
        gg_page_fact(page, "signed by the key of", GG_TONE_PLAIN, "%s%s%s; %s",
                     gg_member_text(page, one, "account"), *roles ? ", " : "",
                     *roles ? gg_page_name(page, roles) : "",
                     json_is_object(recorded)
                         ? gg_page_printf(page, "on record as event %s of %s",
                                          gg_member_text(page, recorded, "seq"),
                                          gg_member_time(page, recorded, "time"))
                         : "when is not shown");
    }
}

/* Other heads that the card can be held against without a further file. */
static void put_heads(gg_page *page, const json_t *document)
{
    const json_t *heads = json_object_get(document, "heads"), *one;
    gg_buf text;
    size_t i;

    gg_fact_member(page, "events in its checkpoint", document, "size");
    if (json_array_size(heads) == 0)
        return;
    gg_buf_init(&text, 0);
    json_array_foreach((json_t *)heads, i, one)
    {
        gg_buf_printf(&text, "%s%s", i ? ", " : "", gg_member_text(page, one, "size"));
    }
    if (!text.failed)
        gg_page_fact(page, "the same log as at", GG_TONE_PLAIN, "%s events", text.data);
    gg_buf_release(&text);
}

gg_status gg_build_card_check(gg_page *page, const json_t *document,
                              const gg_render_options *options, gg_error *err)
{
    const json_t *findings, *verdict = json_object_get(document, "verdict");
    const json_t *issued = json_object_get(document, "issued");
    const json_t *sent = json_object_get(document, "sent");
    gg_status status = gg_member(document, "findings", JSON_ARRAY, &findings, err);

    (void)options;
    if (status != GG_OK)
        return status;
    put_answer(page, "Signed card", document, findings);
    gg_page_fact(page, "version", GG_TONE_PLAIN, "%s@%s", gg_member_text(page, document, "model"),
                 gg_member_text(page, document, "version"));
    gg_fact_member(page, "sha256 of the card", document, "card");
    gg_fact_member(page, "registry", document, "id");
    gg_fact_member(page, "verdict", verdict, "result");
    gg_fact_member(page, "policy", verdict, "policy");
    gg_fact_member(page, "registered by", json_object_get(document, "registered"), "actor");
    if (json_is_object(sent))
        gg_page_fact(page, "sent to review by", GG_TONE_PLAIN, "%s%s",
                     gg_member_text(page, sent, "actor"), erased_words(page, sent));
    put_approvals(page, document);
    gg_fact_member(page, "issued", issued, "time");
    gg_fact_member(page, "issued by", issued, "actor");
    put_signatures(page, json_object_get(document, "signatures"));
    put_protection(page, document);
    put_heads(page, document);
    return GG_OK;
}

gg_status gg_build_rebuild(gg_page *page, const json_t *document, const gg_render_options *options,
                           gg_error *err)
{
    const json_t *tables;
    const char *table;
    json_t *rows;
    gg_grid *grid;
    gg_status status = gg_member(document, "tables", JSON_OBJECT, &tables, err);

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Rebuilt from %s events",
                    gg_member_text(page, document, "events"));
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "table");
    gg_grid_column(page, grid, true, "rows");
    json_object_foreach((json_t *)tables, table, rows)
    {
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_name(page, table));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_count(page, json_is_number(rows) ? json_number_value(rows) : NAN));
    }
    return GG_OK;
}

/* ---- receipts ---- */

/* "source_system" as a term: "source system"; a sequence number is that of an event. */
static const char *term_of(gg_page *page, const char *key)
{
    char *text = (char *)gg_page_printf(page, "%s", strcmp(key, "seq") == 0 ? "event" : key);

    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = ' ';
    return text;
}

gg_status gg_build_receipt(gg_page *page, const json_t *document, const gg_render_options *options,
                           gg_error *err)
{
    const char *key;
    json_t *value;
    size_t i;

    (void)options;
    (void)err;
    gg_page_text(page, GG_TONE_STRONG, "%s", gg_member_text(page, document, "done"));
    json_object_foreach((json_t *)document, key, value)
    {
        if (strcmp(key, "format") != 0 && strcmp(key, "done") != 0)
            gg_fact_member(page, term_of(page, key), document, key);
    }
    if (json_array_size(json_object_get(document, "warnings")) > 0) {
        gg_page_heading(page, 2, NULL, "Warnings");
        gg_warning_items(page, document);
    }
    json_array_foreach(json_object_get(document, "next"), i, value)
    {
        gg_page_text(page, GG_TONE_QUIET, "Next: %s",
                     gg_page_prose(page, json_is_string(value) ? json_string_value(value) : ""));
    }
    return GG_OK;
}
