/* Accounts as pages: who may act, what is due, and one account with its keys. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

static bool flag(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

/* A day, in the tone of whether it has passed. */
static void day_cell(gg_page *page, gg_grid *grid, const json_t *one, const char *day,
                     const char *late)
{
    const char *text = gg_json_string(one, day, NULL);

    gg_grid_cell(page, grid, flag(one, late) ? GG_TONE_BAD : GG_TONE_PLAIN, "%s%.10s",
                 flag(one, late) ? "was " : "", text ? text : "-");
}

static const char *condition(const json_t *one)
{
    if (strcmp(gg_json_string(one, "state", ""), "open") != 0)
        return "disabled";
    if (flag(one, "dormant"))
        return "dormant";
    return flag(one, "untrained") ? "untrained" : "open";
}

static const char *or_dash(const char *text)
{
    return *text ? text : "-";
}

static void put_warnings(gg_page *page, const json_t *document)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(document, "warnings"), i, one)
    {
        gg_page_item(page, GG_TONE_BAD, "%s", gg_member_text(page, one, "message"));
    }
}

static void put_accounts(gg_page *page, const json_t *accounts)
{
    static const char *const columns[] = {
        "account",       "person",        "condition",  "roles",  "last use",
        "dormant after", "trained until", "review due", "models", "waiting"};
    gg_grid *grid = gg_page_table(page, NULL);
    const json_t *one;
    size_t i;

    for (i = 0; i < sizeof columns / sizeof *columns; i++)
        gg_grid_column(page, grid, i + 1 == sizeof columns / sizeof *columns, "%s", columns[i]);
    json_array_foreach(accounts, i, one)
    {
        const char *is = condition(one);

        gg_cell_text(page, grid, one, "name");
        gg_cell_text(page, grid, one, "person");
        gg_grid_cell(page, grid, strcmp(is, "open") == 0 ? GG_TONE_GOOD : GG_TONE_BAD, "%s", is);
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", or_dash(gg_member_list(page, one, "roles")));
        gg_cell_time(page, grid, one, "last_use");
        day_cell(page, grid, one, "dormant_after", "dormant");
        day_cell(page, grid, one, "training_ends", "untrained");
        day_cell(page, grid, one, "review_due", "review_overdue");
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     json_is_null(json_object_get(one, "models"))
                         ? "all"
                         : gg_member_list(page, one, "models"));
        gg_cell_text(page, grid, one, "waiting");
    }
}

/* What nobody else looked at. */
static void put_own(gg_page *page, const json_t *accounts)
{
    const json_t *one;
    size_t i;

    json_array_foreach(accounts, i, one)
    {
        if (json_array_size(json_object_get(one, "by_themselves")))
            gg_page_item(page, GG_TONE_UNSURE, "%s certified by themselves: %s",
                         gg_member_text(page, one, "name"),
                         gg_member_list(page, one, "by_themselves"));
    }
}

gg_status gg_build_accounts(gg_page *page, const json_t *document, const gg_render_options *options,
                            gg_error *err)
{
    double overdue = gg_json_number(document, "overdue", 0);
    const json_t *accounts;
    gg_status status = gg_member(document, "accounts", JSON_ARRAY, &accounts, err);

    (void)options;
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Accounts");
    gg_page_text(page, overdue > 0 ? GG_TONE_BAD : GG_TONE_GOOD, "%s",
                 overdue > 0 ? gg_page_printf(page, "Something is overdue of %s.",
                                              gg_page_plain(page, overdue))
                             : "Nothing is overdue.");
    gg_page_text(page,
                 strcmp(gg_json_string(document, "people", ""), "one") == 0 ? GG_TONE_UNSURE
                                                                            : GG_TONE_PLAIN,
                 "%s", gg_member_text(page, document, "says"));
    put_warnings(page, document);
    if (json_array_size(accounts))
        put_accounts(page, accounts);
    put_own(page, accounts);
    return GG_OK;
}

/* ---- one account ---- */

static void put_keys(gg_page *page, const json_t *keys)
{
    gg_grid *grid = gg_page_table(page, NULL);
    const json_t *one;
    size_t i;

    gg_grid_column(page, grid, false, "key");
    gg_grid_column(page, grid, false, "its file");
    gg_grid_column(page, grid, true, "since event");
    gg_grid_column(page, grid, true, "until event");
    json_array_foreach(keys, i, one)
    {
        const char *protection = gg_json_string(one, "protection", "");

        gg_cell_text(page, grid, one, "key");
        gg_grid_cell(page, grid,
                     strcmp(protection, "argon2id") == 0 ? GG_TONE_PLAIN : GG_TONE_UNSURE, "%s",
                     strcmp(protection, "argon2id") == 0 ? "has a passphrase"
                     : strcmp(protection, "none") == 0   ? "has no passphrase"
                                                         : "not known");
        gg_cell_text(page, grid, one, "since");
        gg_cell_text(page, grid, one, "until");
    }
}

static void put_waits(gg_page *page, const json_t *waits)
{
    const json_t *one;
    size_t i;

    json_array_foreach(waits, i, one)
    {
        gg_page_item(
            page, GG_TONE_UNSURE,
            strcmp(gg_member_text(page, one, "kind"), "stopped") == 0
                ? "%s%s by %s alone (event %s): what they ask for waits, until this account "
                  "is an active administrator's again or a second one confirms"
                : "waits for a second administrator: %s %s, asked for by %s (event %s)",
            gg_member_text(page, one, "kind"), gg_member_text(page, one, "value"),
            gg_member_text(page, one, "actor"), gg_member_text(page, one, "event"));
    }
}

static void put_facts(gg_page *page, const json_t *document)
{
    const char *is = condition(document);

    gg_page_fact(page, "condition", strcmp(is, "open") == 0 ? GG_TONE_GOOD : GG_TONE_BAD, "%s", is);
    gg_fact_member(page, "person", document, "person");
    gg_page_fact(page, "roles", GG_TONE_PLAIN, "%s",
                 or_dash(gg_member_list(page, document, "roles")));
    gg_page_fact(page, "models", GG_TONE_PLAIN, "%s",
                 json_is_null(json_object_get(document, "models"))
                     ? "all"
                     : gg_member_list(page, document, "models"));
    gg_fact_member(page, "nominated by", document, "supervisor");
    gg_fact_member(page, "opened", document, "opened");
    gg_fact_member(page, "last use", document, "last_use");
    gg_fact_member(page, "dormant after", document, "dormant_after");
    gg_fact_member(page, "trained", document, "trained");
    gg_fact_member(page, "training good until", document, "training_ends");
    gg_fact_member(page, "review due", document, "review_due");
}

static void put_events(gg_page *page, const json_t *events)
{
    const json_t *one;
    size_t i;

    json_array_foreach(events, i, one)
    {
        gg_page_fact(page, gg_member_time(page, one, "time"), GG_TONE_PLAIN, "%s %s (event %s)",
                     gg_member_text(page, one, "actor"), gg_member_text(page, one, "summary"),
                     gg_member_text(page, one, "seq"));
    }
}

gg_status gg_build_account(gg_page *page, const json_t *document, const gg_render_options *options,
                           gg_error *err)
{
    const json_t *keys, *waits, *events;
    gg_status status = gg_member(document, "keys", JSON_ARRAY, &keys, err);

    (void)options;
    if (status == GG_OK)
        status = gg_member(document, "waits", JSON_ARRAY, &waits, err);
    if (status == GG_OK)
        status = gg_member(document, "events", JSON_ARRAY, &events, err);
    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "Account %s", gg_member_text(page, document, "name"));
    put_facts(page, document);
    if (json_array_size(json_object_get(document, "by_themselves")))
        gg_page_fact(page, "certified by themselves", GG_TONE_UNSURE, "%s",
                     gg_member_list(page, document, "by_themselves"));
    put_waits(page, waits);
    gg_page_heading(page, 2, NULL, "Keys");
    put_keys(page, keys);
    gg_page_heading(page, 2, NULL, "Events");
    put_events(page, events);
    return GG_OK;
}

/* ---- the public part of a key ---- */

gg_status gg_build_public_key(gg_page *page, const json_t *document,
                              const gg_render_options *options, gg_error *err)
{
    (void)options;
    (void)err;
    gg_page_heading(page, 1, NULL, "Key %s", gg_member_text(page, document, "key"));
    gg_fact_member(page, "public", document, "public");
    gg_fact_member(page, "protection", document, "protection");
    gg_page_text(
        page, GG_TONE_QUIET,
        "Written with --format json -o FILE, this is what an administrator gives to gauger "
        "account add --public-key FILE. The key's own file stays with its person.");
    return GG_OK;
}
