/* A record as a page: how it stands in a word, then the form in its order. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

static bool is(const json_t *object, const char *key, const char *word)
{
    return strcmp(gg_json_string(object, key, ""), word) == 0;
}

/* The clock that matters most: one that has run out, else one that warns; NULL for none. */
static const json_t *urgent_clock(const json_t *clocks)
{
    const json_t *found = NULL;
    json_t *clock;
    size_t i;

    json_array_foreach(clocks, i, clock)
    {
        if (is(clock, "state", "ended") || is(clock, "state", "overdue"))
            return clock;
        if (!found && is(clock, "state", "due"))
            found = clock;
    }
    return found;
}

/* Whether a clock will end it, or could have. */
static bool may_end(const json_t *document)
{
    json_t *clock;
    size_t i;

    json_array_foreach(json_object_get(document, "clocks"), i, clock)
    {
        if (json_is_true(json_object_get(clock, "ends")))
            return true;
    }
    return false;
}

static void put_open(gg_page *page, const json_t *document)
{
    const json_t *clock = urgent_clock(json_object_get(document, "clocks"));
    const char *what = gg_member_text(page, clock, "what"), *date = "";

    if (clock)
        date = gg_page_printf(page, "%s: %s (%s).", what, gg_member_text(page, clock, "date"),
                              gg_days_left(page, gg_json_number(clock, "days_left", NAN)));
    if (json_is_true(json_object_get(document, "bars")))
        gg_page_banner(page, GG_TONE_BAD, "SAYS NO",
                       "What asks for a record of this kind is refused.");
    else if (clock && is(clock, "state", "ended"))
        gg_page_banner(page, GG_TONE_BAD, "NOT IN FORCE", "%s", date);
    else if (clock && is(clock, "state", "overdue"))
        gg_page_banner(page, GG_TONE_BAD, "OVERDUE", "%s", date);
    else if (clock)
        gg_page_banner(page, GG_TONE_UNSURE, "DUE", "%s", date);
    else
        gg_page_banner(page, GG_TONE_GOOD, may_end(document) ? "IN FORCE" : "OPEN",
                       "Nothing supersedes it, and it is not closed.");
}

static void put_standing(gg_page *page, const json_t *document)
{
    const json_t *closed = json_object_get(document, "closed");

    if (is(document, "state", "superseded"))
        gg_page_banner(page, GG_TONE_UNSURE, "SUPERSEDED", "%s takes its place.",
                       gg_member_text(page, document, "superseded_by"));
    else if (json_is_object(closed))
        gg_page_banner(page, GG_TONE_UNSURE, "CLOSED", "%s%s%s",
                       gg_json_string(closed, "outcome", NULL)
                           ? gg_member_text(page, closed, "outcome")
                           : "withdrawn",
                       ": ", gg_member_text(page, closed, "reason"));
    else
        put_open(page, document);
}

static void put_who(gg_page *page, const char *term, const json_t *event)
{
    bool claimed = json_is_true(json_object_get(event, "claimed"));

    if (json_is_object(event))
        gg_page_fact(page, term, GG_TONE_PLAIN, "%s by %s%s", gg_member_time(page, event, "time"),
                     gg_member_text(page, event, "actor"), claimed ? " (name as claimed)" : "");
}

static void put_clocks(gg_page *page, const json_t *clocks, bool open)
{
    json_t *clock;
    size_t i;

    json_array_foreach(clocks, i, clock)
    {
        bool late = open && !is(clock, "state", "running") && !is(clock, "state", "due");
        const char *left = gg_days_left(page, gg_json_number(clock, "days_left", NAN));

        gg_page_fact(page, gg_page_printf(page, "Clock: %s", gg_member_text(page, clock, "what")),
                     late ? GG_TONE_BAD : GG_TONE_PLAIN, "%s%s",
                     gg_member_text(page, clock, "date"),
                     open ? gg_page_printf(page, " (%s)", left) : "");
    }
}

static void put_head(gg_page *page, const json_t *document)
{
    const char *model = gg_json_string(document, "model", NULL);

    gg_page_fact(page, "Record", GG_TONE_PLAIN, "%s", gg_member_text(page, document, "id"));
    if (model)
        gg_page_fact(page, "About", GG_TONE_PLAIN, "%s", gg_page_name(page, model));
    put_who(page, "Added", json_object_get(document, "registered"));
    put_who(page, "Closed", json_object_get(document, "closed"));
    gg_fact_member(page, "Supersedes", document, "supersedes");
    gg_fact_member(page, "Data revised by it", document, "revision");
    put_clocks(page, json_object_get(document, "clocks"), is(document, "state", "open"));
}

static void put_field(gg_page *page, const json_t *field, const char *without)
{
    const json_t *value = json_object_get(field, "value");
    const char *label = gg_member_text(page, field, "label"), *text = "";
    json_t *one;
    size_t i;

    if (json_is_false(json_object_get(field, "asked")))
        return;
    if (json_is_string(value))
        text = gg_page_prose(page, json_string_value(value));
    else if (json_is_number(value))
        text = gg_page_plain(page, json_number_value(value));
    json_array_foreach(value, i, one)
    {
        text = gg_page_printf(page, "%s%s%s", text, i ? "; " : "",
                              gg_page_prose(page, json_string_value(one)));
    }
    gg_page_fact(page, label, *text ? GG_TONE_PLAIN : GG_TONE_QUIET, "%s", *text ? text : without);
}

static gg_status put_parts(gg_page *page, const json_t *document, const json_t *parts,
                           gg_error *err)
{
    const char *without =
        json_is_true(json_object_get(document, "erased")) ? "erased" : "not answered";
    json_t *part, *field;
    size_t i, k;

    json_array_foreach(parts, i, part)
    {
        const json_t *fields;
        gg_status status = gg_member(part, "fields", JSON_ARRAY, &fields, err);

        if (status != GG_OK)
            return status;
        gg_page_heading(page, 2, gg_page_printf(page, "part-%zu", i + 1), "%s",
                        gg_member_text(page, part, "title"));
        json_array_foreach(fields, k, field)
        {
            put_field(page, field, without);
        }
    }
    return GG_OK;
}

gg_status gg_build_record(gg_page *page, const json_t *document, const gg_render_options *options,
                          gg_error *err)
{
    const json_t *parts, *head, *clocks;
    gg_status status = gg_member(document, "parts", JSON_ARRAY, &parts, err);

    if (status == GG_OK)
        status = gg_member(document, "clocks", JSON_ARRAY, &clocks, err);
    if (status == GG_OK)
        status = gg_member(document, "head", JSON_OBJECT, &head, err);
    if (status != GG_OK)
        return status;
    if (options->title)
        gg_page_heading(page, 1, NULL, "%s", gg_page_prose(page, options->title));
    else
        gg_page_heading(page, 1, NULL, "%s: %s", gg_member_text(page, document, "title"),
                        gg_member_text(page, document, "name"));
    put_standing(page, document);
    if (json_is_true(json_object_get(document, "erased")))
        gg_page_banner(page, GG_TONE_UNSURE, "ERASED",
                       "What people wrote in it is gone; what it holds up, and until when, stays.");
    put_head(page, document);
    status = put_parts(page, document, parts, err);
    gg_page_heading(page, 2, "about", "About this record");
    gg_page_text(page, GG_TONE_PLAIN, "%s", gg_member_text(page, document, "says"));
    gg_page_text(page, GG_TONE_QUIET,
                 "A record is never changed: a later one supersedes it, and both are kept. Read at "
                 "%s UTC, when the log of the registry had %s events and the root %s.",
                 gg_member_time(page, document, "now"), gg_member_text(page, head, "size"),
                 gg_member_text(page, head, "root"));
    return status;
}
