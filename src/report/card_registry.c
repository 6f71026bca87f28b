/* What a registry adds to a card: who decided what, and where the data come from. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

static void put_phases(gg_page *page, const json_t *cycle)
{
    const char *text = "";
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(cycle, "phases"), i, one)
    {
        text =
            gg_page_printf(page, "%s%s%s from %.10s", text, i ? ", " : "",
                           gg_member_text(page, one, "phase"), gg_member_time(page, one, "began"));
    }
    if (json_is_object(cycle))
        gg_page_fact(page, "Cycle", GG_TONE_PLAIN, "%s (%s): %s; due %.10s",
                     gg_member_text(page, cycle, "id"), gg_member_text(page, cycle, "kind"), text,
                     gg_member_time(page, cycle, "due"));
}

/* Who approved, by which role; of one person the name is a claim. */
static const char *approval(gg_page *page, const json_t *one, const char *before, bool *claimed)
{
    const char *role = gg_json_string(one, "role", NULL);

    *claimed = *claimed || !role;
    return gg_page_printf(
        page, "%s%s%s%s on %.10s", before, *before ? ", " : "", gg_member_text(page, one, "actor"),
        role ? gg_page_printf(page, " (%s, signed)", role) : "", gg_member_time(page, one, "time"));
}

/* "2 by 1 person: ", as one person may have several accounts; nothing of a document without it. */
static const char *by_persons(gg_page *page, const json_t *lifecycle, size_t approvals)
{
    double persons = gg_json_number(lifecycle, "approvers", NAN);

    if (approvals < 2 || !(persons > 0))
        return "";
    return gg_page_printf(page, "%zu by %s %s: ", approvals, gg_page_count(page, persons),
                          persons > 1 ? "persons" : "person");
}

/* Approvals are changes of state to approved that were carried out. */
static void put_approvals(gg_page *page, const json_t *lifecycle)
{
    const char *text = "";
    bool claimed = false;
    size_t approvals = 0;
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(lifecycle, "states"), i, one)
    {
        if (strcmp(gg_json_string(one, "to", ""), "approved") == 0 &&
            strcmp(gg_json_string(one, "result", ""), "done") == 0) {
            text = approval(page, one, text, &claimed);
            approvals++;
        }
    }
    gg_page_fact(page, "Approvals", approvals ? GG_TONE_PLAIN : GG_TONE_UNSURE, "%s%s%s",
                 by_persons(page, lifecycle, approvals), approvals ? text : "none",
                 claimed ? " (names as claimed by one person; unauthenticated)" : "");
}

static void put_findings(gg_page *page, const json_t *findings)
{
    json_t *one;
    size_t i;

    json_array_foreach(findings, i, one)
    {
        const json_t *answer = json_object_get(one, "answered");

        gg_page_item(page, json_is_object(answer) ? GG_TONE_PLAIN : GG_TONE_BAD,
                     "%s by %s: %s - %s", gg_member_text(page, one, "kind"),
                     gg_member_text(page, one, "actor"), gg_member_text(page, one, "text"),
                     json_is_object(answer) ? gg_page_printf(page, "answered by %s: %s",
                                                             gg_member_text(page, answer, "actor"),
                                                             gg_member_text(page, answer, "text"))
                                            : "open");
    }
}

static void put_risks(gg_page *page, const json_t *risks)
{
    json_t *one;
    size_t i;

    json_array_foreach(risks, i, one)
    {
        gg_page_item(page, GG_TONE_UNSURE, "risk of %s accepted by %s: %s",
                     gg_member_text(page, one, "dataset"), gg_member_text(page, one, "actor"),
                     gg_member_text(page, one, "reason"));
    }
}

void gg_card_lifecycle(gg_page *page, const json_t *lifecycle)
{
    const char *state = gg_json_string(lifecycle, "state", "");
    const json_t *registered = json_object_get(lifecycle, "registered");
    const json_t *head = json_object_get(lifecycle, "head");

    if (!json_is_object(lifecycle))
        return;
    gg_page_heading(page, 2, "lifecycle", "Lifecycle");
    gg_page_fact(page, "State", gg_state_tone(state), "%s: %s", gg_page_name(page, state),
                 gg_state_sentence(state));
    put_approvals(page, lifecycle);
    gg_fact_member(page, "Separation of duties", json_object_get(lifecycle, "people"), "says");
    gg_fact_member(page, "Kind", lifecycle, "kind");
    gg_fact_member(page, "From version", lifecycle, "from");
    put_phases(page, json_object_get(lifecycle, "cycle"));
    gg_fact_member(page, "Composition fingerprint", lifecycle, "fingerprint");
    gg_fact_member(page, "Operating fingerprint", lifecycle, "operating");
    gg_page_fact(page, "Registered", GG_TONE_PLAIN, "%s by %s%s",
                 gg_member_time(page, registered, "time"),
                 gg_member_text(page, registered, "actor"), gg_claimed_words(registered));
    gg_page_fact(page, "Head of the registry", GG_TONE_PLAIN, "%s events, root %s",
                 gg_member_text(page, head, "size"), gg_member_text(page, head, "root"));
    put_findings(page, json_object_get(lifecycle, "findings"));
    put_risks(page, json_object_get(lifecycle, "risks"));
    gg_put_waivers(page, json_object_get(lifecycle, "waivers"));
    gg_put_changes(page, json_object_get(lifecycle, "states"));
}

/* "version 5 is the newest; superseded on 2026-01-02: corrected at the source"; NULL for data of
 * which no newer version is registered, or of which that is not known. */
static const char *newer(gg_page *page, const json_t *sheet)
{
    const json_t *next = json_object_get(sheet, "superseded_by");
    const char *reason = gg_json_string(next, "reason", NULL);
    double newest = gg_json_number(sheet, "newest", NAN);

    if (!(newest > gg_json_number(sheet, "version", NAN)))
        return NULL;
    return gg_page_printf(page, "version %s is the newest%s%s", gg_page_count(page, newest),
                          json_is_object(next) ? gg_page_printf(page, "; superseded on %.10s",
                                                                gg_member_time(page, next, "time"))
                                               : "",
                          reason ? gg_page_printf(page, ": %s", gg_page_prose(page, reason)) : "");
}

bool gg_card_stale(gg_page *page, const json_t *card)
{
    const json_t *sheet = json_object_get(card, "data_sheet");
    const char *next = newer(page, sheet);

    if (json_is_true(json_object_get(json_object_get(card, "sharing"), "stale"))) {
        gg_page_banner(page, GG_TONE_UNSURE, "STALE",
                       "What is found here is of data that were superseded.");
        return true;
    }
    if (next)
        gg_page_banner(page, GG_TONE_UNSURE, "STALE",
                       "What is found here is of %s@%s, and %s. Evaluate the newest, and have "
                       "that judged.",
                       gg_member_text(page, sheet, "name"), gg_member_text(page, sheet, "version"),
                       next);
    return next != NULL;
}

static void put_stale(gg_page *page, const json_t *sheet)
{
    const json_t *purged = json_object_get(sheet, "purged");
    const char *next = newer(page, sheet);

    if (next)
        gg_page_fact(page, "Stale", GG_TONE_UNSURE, "yes: %s", next);
    else if (json_is_number(json_object_get(sheet, "newest")))
        gg_page_fact(page, "Stale", GG_TONE_PLAIN, "no: no newer version is registered");
    gg_put_corrections(page, sheet);
    if (json_is_object(purged))
        gg_page_fact(page, "Purged", GG_TONE_UNSURE,
                     "its rows were removed on %.10s (%s); what was measured on them is kept",
                     gg_member_time(page, purged, "time"), gg_member_text(page, purged, "reason"));
}

void gg_card_foot(gg_page *page, const json_t *card)
{
    const json_t *sheet = json_object_get(card, "data_sheet");
    const json_t *head = json_object_get(json_object_get(card, "lifecycle"), "head");
    const char *evidence =
        gg_json_string(json_object_get(card, "provenance"), "evidence_sha256", NULL);

    if (json_is_object(sheet)) {
        put_stale(page, sheet);
        gg_page_fact(page, "Source systems", GG_TONE_PLAIN, "%s",
                     *gg_member_list(page, sheet, "source_systems")
                         ? gg_member_list(page, sheet, "source_systems")
                         : "not stated");
        gg_fact_member(page, "Extracted", sheet, "extracted");
    }
    if (evidence)
        gg_page_fact(page, "SHA-256 of the evidence", GG_TONE_PLAIN, "%s",
                     gg_page_name(page, evidence));
    if (json_is_object(head))
        gg_page_fact(page, "Head of the registry", GG_TONE_PLAIN, "%s events, root %s",
                     gg_member_text(page, head, "size"), gg_member_text(page, head, "root"));
}

void gg_card_data_sheet(gg_page *page, const json_t *sheet)
{
    const json_t *said = json_object_get(sheet, "sheet");
    const char *key;
    json_t *value;

    if (!json_is_object(sheet))
        return;
    gg_page_fact(page, "Registered as", GG_TONE_PLAIN, "%s@%s (%s)",
                 gg_member_text(page, sheet, "name"), gg_member_text(page, sheet, "version"),
                 gg_member_text(page, sheet, "state"));
    put_stale(page, sheet);
    gg_fact_member(page, "Origin", sheet, "origin");
    if (*gg_member_list(page, sheet, "source_systems"))
        gg_page_fact(page, "Source systems", GG_TONE_PLAIN, "%s",
                     gg_member_list(page, sheet, "source_systems"));
    gg_fact_member(page, "Extracted", sheet, "extracted");
    gg_fact_member(page, "Kept until", sheet, "retain_until");
    gg_fact_member(page, "Risk accepted", sheet, "accepted_risk");
    json_object_foreach((json_t *)said, key, value)
    {
        if (json_is_string(value))
            gg_page_fact(page, gg_page_name(page, key), GG_TONE_PLAIN, "%s",
                         gg_page_prose(page, json_string_value(value)));
    }
}
