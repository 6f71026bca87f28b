#include "trace.h"

#include <stdlib.h>
#include <string.h>

#include "account_internal.h"
#include "audit_internal.h"
#include "gauger/base/base64.h"

#define OTHERWISE "the tables say something else of it"

/* ---- what is to be looked at */

static gg_status rest_on(gg_trace *t, uint64_t seq, gg_error *err)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->events[i] == seq)
            return GG_OK;
    if (t->n == t->room) {
        size_t room = t->room ? 2 * t->room : 16;
        uint64_t *more = realloc(t->events, room * sizeof *more);

        if (!more)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        t->events = more;
        t->room = room;
    }
    t->events[t->n++] = seq;
    return GG_OK;
}

void gg_trace_release(gg_trace *t)
{
    free(t->events);
    json_decref(t->spans);
    memset(t, 0, sizeof *t);
}

/* ---- an event that gave something: as the tables have it, to be looked at later */

typedef struct giver {
    char action[40], object[2 * GG_NAME_MAX + 40];
    json_t *payload; /* NULL where there is no such event */
} giver;

static gg_status read_giver(gg_db *db, uint64_t seq, giver *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err, "SELECT action, object FROM entry WHERE seq = ?1",
                               "i", (int64_t)seq);

    out->payload = NULL;
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    gg_db_copy(row, 0, out->action, sizeof out->action);
    gg_db_copy(row, 1, out->object, sizeof out->object);
    sqlite3_reset(row);
    st = gg_event_payload(db, seq, &out->payload, NULL, NULL);
    if (st == GG_E_INPUT)
        return GG_OK;
    return st == GG_OK
               ? st
               : gg_error_set(err, st, NULL, "event %llu cannot be read", (unsigned long long)seq);
}

/* Of the first event the account, of others the payload, where it is about this account. */
static const json_t *about(const giver *g, uint64_t seq, const char *account)
{
    char object[GG_ACTOR_MAX + 16];
    const json_t *founder = json_object_get(g->payload, "account");

    if (seq == 1)
        return strcmp(gg_json_string(founder, "name", ""), account) == 0 ? founder : NULL;
    snprintf(object, sizeof object, "account/%s", account);
    return strcmp(g->object, object) == 0 ? g->payload : NULL;
}

/* ---- the key */

static bool names_key(const json_t *of, const char *key, const unsigned char public_key[])
{
    unsigned char given[GG_PUBLIC_BYTES];

    return strcmp(gg_json_string(of, "key", ""), key) == 0 &&
           gg_base64_exact(gg_json_string(of, "public", NULL), given, sizeof given) &&
           memcmp(given, public_key, sizeof given) == 0;
}

/* A key that waited was asked for by an event before the one that confirmed it. */
static gg_status asked_key(gg_trace *t, const giver *g, const char *account, const char *key,
                           const unsigned char public_key[], bool *good, gg_error *err)
{
    uint64_t request = (uint64_t)json_integer_value(json_object_get(g->payload, "request"));
    giver asked;
    gg_status st = read_giver(t->db, request, &asked, err);

    if (st != GG_OK)
        return st;
    *good = strcmp(asked.action, "account.key") == 0 && about(&asked, request, account) &&
            names_key(asked.payload, key, public_key);
    json_decref(asked.payload);
    return *good ? rest_on(t, request, err) : GG_OK;
}

/* The event that the tables name gave the account this key. */
static gg_status trace_key(gg_trace *t, uint64_t since, const char *account, const char *key,
                           const unsigned char public_key[], const char **why, gg_error *err)
{
    giver g;
    const json_t *of;
    bool good = false;
    gg_status st = read_giver(t->db, since, &g, err);

    if (st != GG_OK)
        return st;
    of = about(&g, since, account);
    if (of && strcmp(g.action, "account.confirm") == 0)
        st = asked_key(t, &g, account, key, public_key, &good, err);
    else if (of && (strcmp(g.action, "account.add") == 0 || strcmp(g.action, "account.key") == 0 ||
                    since == 1))
        good = names_key(of, key, public_key);
    json_decref(g.payload);
    if (!good)
        *why = "no signed event gave its key to that account";
    return st == GG_OK && good ? rest_on(t, since, err) : st;
}

/* ---- the person */

/* Out of the event that opened the account; "" where none did. */
static gg_status trace_person(gg_trace *t, const char *account, char out[GG_NAME_MAX + 1],
                              gg_error *err)
{
    uint64_t opened = 0;
    giver g = {.payload = NULL};
    const json_t *of;
    gg_status st =
        gg_db_number(t->db, &opened, err, "SELECT seq FROM account WHERE name = ?1", "s", account);

    out[0] = '\0';
    if (st == GG_OK && opened)
        st = read_giver(t->db, opened, &g, err);
    if (st != GG_OK || !g.payload)
        return st;
    of = about(&g, opened, account);
    if (of && (opened == 1 || strcmp(g.action, "account.add") == 0)) {
        gg_copy(out, GG_NAME_MAX + 1, gg_json_string(of, "person", account));
        st = rest_on(t, opened, err);
    }
    json_decref(g.payload);
    return st;
}

/* While names are claimed, the person of the first event has all keys. */
static gg_status check_founder(gg_trace *t, const char *person, const char **why, gg_error *err)
{
    giver first;
    gg_status st = read_giver(t->db, 1, &first, err);

    if (st != GG_OK)
        return st;
    if (!person[0] || strcmp(person, gg_json_string(json_object_get(first.payload, "account"),
                                                    "person", "")) != 0)
        *why = "its name is claimed with the key of somebody who did not make the registry";
    json_decref(first.payload);
    return rest_on(t, 1, err);
}

/* What the tables say of who it was. */
static gg_status check_person(gg_trace *t, const gg_applied *event, const char *account,
                              const char **why, gg_error *err)
{
    char person[GG_NAME_MAX + 1];
    uint64_t same = 0;
    gg_status st = trace_person(t, account, person, err);

    if (st == GG_OK && event->claimed)
        st = check_founder(t, person, why, err);
    if (st == GG_OK && !*why)
        st = gg_db_number(t->db, &same, err,
                          "SELECT count(*) FROM entry WHERE seq = ?1 AND (person IS ?2"
                          /* The root key is asked for no person. */
                          " OR (person IS NULL AND action = 'account.recover'))",
                          "is", (int64_t)event->seq, event->claimed ? NULL : person);
    if (st == GG_OK && !*why && !same)
        *why = "the tables say that it was another person";
    return st;
}

/* ---- the role */

static const gg_duty *duty_of(const gg_applied *event)
{
    const gg_duty *d;

    for (size_t i = 0; (d = gg_duty_at(i)) != NULL; i++)
        if (strcmp(d->action, event->action) == 0 &&
            (!d->key || strcmp(gg_json_string(event->payload, d->key, ""), d->value) == 0))
            return d;
    return NULL;
}

static gg_status read_spans(gg_trace *t, const char *account, gg_error *err)
{
    json_t *spans = NULL;
    gg_status st = GG_OK;

    if (t->spans && strcmp(t->account, account) == 0)
        return GG_OK;
    st = gg_account_spans(t->db, account, &spans, err);
    if (st != GG_OK)
        return st;
    json_decref(t->spans);
    t->spans = spans;
    gg_copy(t->account, sizeof t->account, account);
    return GG_OK;
}

/* The event from which on an account was disabled (roles 0) or had one of the roles; 0 for none. */
static uint64_t span_at(const json_t *spans, unsigned roles, uint64_t seq)
{
    json_t *one;
    size_t i;

    json_array_foreach(spans, i, one)
    {
        const char *word = gg_json_string(one, "word", "");
        uint64_t since = (uint64_t)json_integer_value(json_object_get(one, "since"));
        uint64_t until = (uint64_t)json_integer_value(json_object_get(one, "until"));

        if ((roles ? (gg_account_role_bit(word) & roles) != 0 : !word[0]) && since < seq &&
            (!until || until >= seq))
            return since;
    }
    return 0;
}

/* By the table of duties, and what the log gave and took until then. */
static gg_status check_role(gg_trace *t, const gg_applied *event, bool root, const char **why,
                            gg_error *err)
{
    const gg_duty *d = duty_of(event);
    uint64_t given;
    gg_status st;

    if (!d) {
        *why = "nobody may do this";
        return GG_OK;
    }
    if (d->flags & (GG_DUTY_ROOT | GG_DUTY_ANYBODY)) {
        if ((d->flags & GG_DUTY_ROOT) && !root)
            *why = "it is not signed with the key that made the registry";
        return GG_OK;
    }
    st = read_spans(t, event->actor, err);
    if (st != GG_OK)
        return st;
    given = span_at(t->spans, d->roles, event->seq);
    if (span_at(t->spans, 0, event->seq))
        *why = "its account was disabled at that time";
    else if (!given && !((d->flags & GG_DUTY_OWN) && strncmp(event->object, "account/", 8) == 0 &&
                         strcmp(event->object + 8, event->actor) == 0))
        *why = "no signed event gave its account the role that it needs";
    return !*why && given ? rest_on(t, given, err) : GG_OK;
}

/* ---- one event */

static gg_status check_previous(gg_db *db, const gg_logged *logged, const char **why, gg_error *err)
{
    unsigned char previous[GG_SHA256_BYTES];
    sqlite3_stmt *row;
    bool there = false;
    gg_status st;

    if (logged->event.seq == 1)
        return GG_OK;
    st = gg_db_query(db, &row, err, "SELECT leaf FROM events WHERE seq = ?1", "i",
                     (int64_t)logged->event.seq - 1);
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there || sqlite3_column_bytes(row, 0) != GG_SHA256_BYTES ||
        !gg_digest_read(logged->previous, previous) ||
        memcmp(sqlite3_column_blob(row, 0), previous, sizeof previous) != 0)
        *why = "it does not continue the event before it";
    if (there)
        sqlite3_reset(row);
    return GG_OK;
}

/* That the tables say of the event what it says itself. */
static gg_status check_entry(gg_db *db, const gg_applied *event, const char **why, gg_error *err)
{
    uint64_t same = 0;
    gg_status st =
        gg_db_number(db, &same, err,
                     "SELECT count(*) FROM entry WHERE seq = ?1 AND actor = ?2 AND action = ?3"
                     " AND object = ?4",
                     "isss", (int64_t)event->seq, event->actor, event->action, event->object);

    if (st == GG_OK && !same)
        *why = OTHERWISE;
    return st;
}

/* Names are claimed up to the event that opened the account of a second person. */
static gg_status check_claim(gg_db *db, const gg_applied *event, const char *account,
                             const char **why, gg_error *err)
{
    uint64_t since = 0;
    gg_status st = gg_db_number(db, &since, err,
                                "SELECT ifnull(min(seq), 0) FROM account WHERE person IS NOT"
                                " (SELECT person FROM account WHERE seq = 1)",
                                "");

    if (st == GG_OK)
        *why = gg_key_misused(event, account, since && event->seq > since);
    return st;
}

/* Whose key it was then, as the tables have it, and by which event. */
static gg_status find_key(gg_db *db, const gg_applied *event, char account[GG_ACTOR_MAX + 1],
                          unsigned char public_key[GG_PUBLIC_BYTES], uint64_t *since, gg_error *err)
{
    char id[GG_KEY_ID];
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT account, public, since FROM account_key WHERE key = ?1"
                               " AND since <= ?2 AND (until IS NULL OR until >= ?2 OR since = 1)",
                               "si", event->key, (int64_t)event->seq);

    *since = 0;
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    gg_db_copy(row, 0, account, GG_ACTOR_MAX + 1);
    if (gg_base64_exact(gg_db_text(row, 1), public_key, GG_PUBLIC_BYTES) &&
        strcmp(gg_key_id(public_key, id), event->key) == 0)
        *since = (uint64_t)sqlite3_column_int64(row, 2);
    sqlite3_reset(row);
    return GG_OK;
}

static gg_status check_signer(gg_trace *t, const gg_applied *event, sqlite3_stmt *row,
                              const char **why, gg_error *err)
{
    char account[GG_ACTOR_MAX + 1];
    unsigned char public_key[GG_PUBLIC_BYTES];
    uint64_t since = 0;
    gg_status st = find_key(t->db, event, account, public_key, &since, err);

    if (st == GG_OK && !since)
        *why = "it is signed by a key that the log gave to nobody at that time";
    if (st == GG_OK && !*why)
        st = check_claim(t->db, event, account, why, err);
    if (st == GG_OK && !*why)
        gg_trace_signature(row, public_key, why);
    if (st == GG_OK && !*why)
        st = trace_key(t, since, account, event->key, public_key, why, err);
    if (st == GG_OK && !*why)
        st = check_person(t, event, account, why, err);
    return st == GG_OK && !*why && !event->claimed ? check_role(t, event, since == 1, why, err)
                                                   : st;
}

void gg_trace_signature(sqlite3_stmt *row, const unsigned char public_key[GG_PUBLIC_BYTES],
                        const char **why)
{
    if (sqlite3_column_bytes(row, 5) != GG_SIGNATURE_BYTES)
        *why = "its signature is missing";
    else if (!gg_event_signed(public_key, sqlite3_column_blob(row, 1),
                              (size_t)sqlite3_column_bytes(row, 1), sqlite3_column_blob(row, 5)))
        *why = "its signature is not that of the key that it names";
}

/* What was confirmed was asked for, and what was erased was erased by somebody. */
static gg_status check_others(gg_trace *t, const gg_logged *logged, sqlite3_stmt *row,
                              gg_error *err)
{
    json_t *request = json_object_get(logged->payload, "request");
    gg_status st = GG_OK;

    if (strcmp(logged->event.action, "account.confirm") == 0)
        st = rest_on(t, (uint64_t)json_integer_value(request), err);
    if (st == GG_OK && logged->redacted)
        st = rest_on(t, (uint64_t)sqlite3_column_int64(row, 6), err);
    return st;
}

static gg_status check_row(gg_trace *t, sqlite3_stmt *row, gg_trace_ask *ask, const void *ctx,
                           const char **why, gg_error *err)
{
    gg_logged logged;
    gg_status st = gg_logged_read(&logged, row, why, err);

    if (st == GG_OK && !*why && !logged.event.key)
        *why = "it is not signed";
    if (st == GG_OK && !*why)
        st = check_entry(t->db, &logged.event, why, err);
    if (st == GG_OK && !*why && ask)
        st = ask(t->db, &logged, ctx, why, err);
    if (st == GG_OK && !*why)
        st = check_previous(t->db, &logged, why, err);
    if (st == GG_OK && !*why)
        st = check_signer(t, &logged.event, row, why, err);
    if (st == GG_OK && !*why)
        st = check_others(t, &logged, row, err);
    gg_logged_release(&logged);
    return st;
}

static gg_status look(gg_trace *t, uint64_t seq, gg_trace_ask *ask, const void *ctx,
                      const char **why, gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(t->db, &row, err, gg_log_row, "i", (int64_t)seq);

    *why = NULL;
    if (st == GG_OK)
        st = gg_db_step(t->db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there) {
        *why = "it is missing";
        return GG_OK;
    }
    st = check_row(t, row, ask, ctx, why, err);
    sqlite3_reset(row);
    return st;
}

/* Some failures of memory look like a text that is malformed, so nobody is told of tampering that
 * is seen only once. */
gg_status gg_trace_event(gg_trace *t, uint64_t seq, gg_trace_ask *ask, const void *ctx,
                         const char **why, gg_error *err)
{
    gg_status st = look(t, seq, ask, ctx, why, err);

    return st == GG_OK && *why ? look(t, seq, ask, ctx, why, err) : st;
}

gg_status gg_trace_rest(gg_trace *t, uint64_t *seq, const char **why, gg_error *err)
{
    gg_status st = GG_OK;

    *why = NULL;
    while (st == GG_OK && !*why && t->done < t->n) {
        *seq = t->events[t->done];
        st = gg_trace_event(t, *seq, NULL, NULL, why, err);
        t->done++;
    }
    return st;
}
