/*
 * Erasing a payload that should never have held what it holds. Two steps, by two people where there
 * are two: "audit.ask" and "audit.redact". The second carries what is kept of the payload: the
 * members that the tables rest on as they were, texts of people as "(redacted)". Payload and salt
 * are then gone; the leaf stays, and so does every proof. The tables are filled anew from the log,
 * so that what they held of the texts is gone too.
 */
#include <string.h>

#include "account_internal.h"
#include "gauger/registry/audit.h"

#define REASON_MAX 4000

/* Members that people wrote. Whatever decides something is not among them. */
static const char *const texts[] = {
    "accepted_risk", "authority",      "fields",     "file", "message", "reason",
    "sheet",         "source_systems", "supervisor", "text", "title",
};

/* Events that the log cannot do without as they are. */
static const char *const whole[] = {"registry.create", "registry.set", "audit.redact"};

static bool can_be_erased(const char *action)
{
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(whole[i], action) == 0)
            return false;
    return true;
}

static json_t *blank(const json_t *value)
{
    return json_is_string(value)   ? json_string("(redacted)")
           : json_is_array(value)  ? json_array()
           : json_is_object(value) ? json_object()
                                   : NULL;
}

/* What stays of a payload, and the names of what does not. */
static gg_status keep(const json_t *payload, json_t **kept, json_t **erased, gg_error *err)
{
    json_t *copy = json_deep_copy(payload), *names = json_array();
    bool bad = !copy || !names;

    for (size_t i = 0; !bad && i < sizeof texts / sizeof *texts; i++) {
        json_t *instead = blank(json_object_get(copy, texts[i]));

        if (instead)
            bad = json_object_set_new(copy, texts[i], instead) != 0 ||
                  json_array_append_new(names, json_string(texts[i])) != 0;
    }
    if (bad) {
        json_decref(copy);
        json_decref(names);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *kept = copy;
    *erased = names;
    return GG_OK;
}

/* ---- the tables */

gg_status gg_apply_ask(gg_db *db, const gg_applied *event, gg_error *err)
{
    return gg_db_run(db, err,
                     "INSERT INTO redaction(event, asked, actor, reason, erased)"
                     " VALUES(?1, ?2, ?3, ?4, NULL) ON CONFLICT(event) DO UPDATE SET"
                     " asked = excluded.asked, actor = excluded.actor, reason = excluded.reason",
                     "iiss", (int64_t)json_integer_value(json_object_get(event->payload, "event")),
                     (int64_t)event->seq, event->actor,
                     gg_json_string(event->payload, "reason", ""));
}

gg_status gg_apply_redact(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st = gg_db_run(
        db, err,
        "UPDATE redaction SET erased = ?3 WHERE event = ?1 AND asked = ?2 AND erased IS NULL",
        "iii", (int64_t)json_integer_value(json_object_get(event->payload, "event")),
        (int64_t)json_integer_value(json_object_get(event->payload, "asked")), (int64_t)event->seq);

    if (st == GG_OK && sqlite3_changes(db->handle) != 1)
        st = gg_error_set(err, GG_E_CONFLICT, "ask for it first",
                          "nobody asked for this to be erased");
    return st;
}

/* Of several people, who erases is somebody else than who asked. */
gg_status gg_judge_redact(gg_judging *j)
{
    char person[GG_NAME_MAX + 1] = "";
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = GG_OK;

    if (!j->out->several)
        return GG_OK;
    st = gg_db_query(j->db, &row, j->err,
                     "SELECT e.person FROM redaction r JOIN entry e ON e.seq = r.asked"
                     " WHERE r.event = ?1",
                     "i", (int64_t)json_integer_value(json_object_get(j->event->payload, "event")));
    if (st == GG_OK)
        st = gg_db_step(j->db, row, &there, j->err);
    if (st != GG_OK || !there)
        return st;
    gg_db_copy(row, 0, person, sizeof person);
    sqlite3_reset(row);
    if (!person[0] || strcmp(person, j->actor.person) == 0)
        gg_refuse(j, "second", "ask an administrator or a reviewer who is somebody else",
                  "who asked for the erasure does not carry it out, and who asked before several "
                  "people held keys has to ask again");
    return GG_OK;
}

/* ---- the two steps */

/* What is known of an event that is to be erased. */
typedef struct target {
    uint64_t seq, erased;
    uint64_t asked; /* the event that counts, see gg_judge_redact(); 0: it is to be asked for */
    char action[40];
    json_t *payload;
} target;

static gg_status find_target(const gg_transaction *tx, uint64_t seq, target *out, gg_error *err)
{
    gg_registry *reg = tx->reg;
    gg_tried tried = {"audit.redact", "registry/registry", "state", "see gauger audit log",
                      GG_E_CONFLICT};
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(&reg->db, &row, err,
                               "SELECT e.action, CASE WHEN ?2 AND coalesce(a.person, '') = ''"
                               " THEN 0 ELSE r.asked END, r.erased FROM entry e"
                               " LEFT JOIN redaction r ON r.event = e.seq"
                               " LEFT JOIN entry a ON a.seq = r.asked WHERE e.seq = ?1",
                               "ii", (int64_t)seq, (int64_t)tx->several);

    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return gg_error_set(err, GG_E_NOT_FOUND, "see gauger audit log", "there is no event %llu",
                            (unsigned long long)seq);
    out->seq = seq;
    gg_db_copy(row, 0, out->action, sizeof out->action);
    out->asked = (uint64_t)sqlite3_column_int64(row, 1);
    out->erased = (uint64_t)sqlite3_column_int64(row, 2);
    sqlite3_reset(row);
    if (out->erased)
        return gg_registry_refuse(reg, &tried, err, "event %llu was erased by event %llu",
                                  (unsigned long long)seq, (unsigned long long)out->erased);
    tried.mend = "leave it: what it says is needed to check what came after";
    if (!can_be_erased(out->action))
        return gg_registry_refuse(reg, &tried, err, "the log cannot do without %s %s",
                                  gg_article(out->action), out->action);
    return gg_event_payload(&reg->db, seq, &out->payload, NULL, err);
}

static gg_status erase(gg_transaction *tx, const target *t, const char *reason, json_t *kept,
                       json_t *erased, gg_error *err)
{
    gg_db *db = &tx->reg->db;
    uint64_t by = 0, events = 0;
    gg_status st =
        gg_append(tx, "audit.redact", "registry/registry",
                  json_pack("{s:I, s:I, s:s, s:O, s:O}", "event", (json_int_t)t->seq, "asked",
                            (json_int_t)t->asked, "reason", reason, "kept", kept, "erased", erased),
                  &by, err);

    if (st == GG_OK)
        st = gg_db_run(db, err,
                       "UPDATE payloads SET salt = NULL, payload = NULL, redacted = ?2"
                       " WHERE seq = ?1",
                       "ii", (int64_t)t->seq, (int64_t)by);
    return st == GG_OK ? gg_tables_refill(db, &events, err) : st;
}

static gg_status step(gg_transaction *tx, const target *t, const char *reason, json_t **out,
                      gg_error *err)
{
    gg_tried tried = {"audit.redact", "registry/registry", "state", "see gauger audit log",
                      GG_E_CONFLICT};
    json_t *kept = NULL, *erased = NULL;
    gg_status st = keep(t->payload, &kept, &erased, err);

    if (st == GG_OK && !json_array_size(erased))
        st = gg_registry_refuse(tx->reg, &tried, err,
                                "event %llu holds no text of people that could be erased",
                                (unsigned long long)t->seq);
    if (st == GG_OK && t->asked)
        st = erase(tx, t, reason, kept, erased, err);
    else if (st == GG_OK)
        st = gg_append(tx, "audit.ask", "registry/registry",
                       json_pack("{s:I, s:s}", "event", (json_int_t)t->seq, "reason", reason), NULL,
                       err);
    if (st == GG_OK)
        st = gg_document(GG_OK, out, err,
                         json_pack("{s:I, s:s, s:O, s:s}", "event", (json_int_t)t->seq, "step",
                                   t->asked ? "erased" : "asked", "erased", erased, "people",
                                   tx->several ? "several" : "one"));
    json_decref(kept);
    json_decref(erased);
    return st;
}

gg_status gg_registry_redact(gg_registry *reg, uint64_t seq, const char *reason, json_t **out,
                             gg_error *err)
{
    target t = {.payload = NULL};
    json_t *done = NULL;
    gg_transaction *tx;
    gg_status st = gg_text_field("reason", reason, REASON_MAX, true, err);

    if (st == GG_OK)
        st = gg_registry_sees_event(reg, seq, err);
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    st = find_target(tx, seq, &t, err);
    if (st == GG_OK)
        st = step(tx, &t, reason, &done, err);
    st = gg_transaction_end(tx, st, err);
    json_decref(t.payload);
    return gg_document(st, out, err, done);
}
