#include "grounds.h"

#include <string.h>

#include "gauger/base/base64.h"
#include "gauger/registry/lifecycle.h"

/* An event as the tables have it; object and key are NULL where they are not looked at. */
typedef struct ground {
    uint64_t seq;
    const char *action, *object;
    const char *key, *value; /* of its payload */
} ground;

/* ---- one event */

static gg_status check_previous(gg_db *db, const gg_logged *logged, const char **why, gg_error *err)
{
    unsigned char previous[GG_SHA256_BYTES];
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err, "SELECT leaf FROM events WHERE seq = ?1", "i",
                               (int64_t)logged->seq - 1);

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
static gg_status check_entry(gg_db *db, const ground *g, const gg_logged *logged, const char **why,
                             gg_error *err)
{
    const gg_applied *event = &logged->event;
    uint64_t same = 0;
    gg_status st =
        gg_db_number(db, &same, err,
                     "SELECT count(*) FROM entry WHERE seq = ?1 AND actor = ?2 AND action = ?3"
                     " AND object = ?4",
                     "isss", (int64_t)g->seq, event->actor, event->action, event->object);

    if (st != GG_OK)
        return st;
    if (!same || strcmp(event->action, g->action) != 0 ||
        (g->object && strcmp(event->object, g->object) != 0) ||
        (g->key && strcmp(gg_json_string(event->payload, g->key, ""), g->value) != 0))
        *why = "the tables say something else of it";
    return GG_OK;
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

/* The key as the tables have it: whose it was then. */
static gg_status check_key(gg_db *db, const gg_applied *event,
                           unsigned char public_key[GG_PUBLIC_BYTES], const char **why,
                           gg_error *err)
{
    char account[GG_ACTOR_MAX + 1], id[GG_KEY_ID];
    sqlite3_stmt *row;
    bool there = false, good = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT account, public FROM account_key WHERE key = ?1"
                               " AND since <= ?2 AND (until IS NULL OR until >= ?2 OR since = 1)",
                               "si", event->key, (int64_t)event->seq);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (there) {
        gg_db_copy(row, 0, account, sizeof account);
        good = gg_base64_exact(gg_db_text(row, 1), public_key, GG_PUBLIC_BYTES) &&
               strcmp(gg_key_id(public_key, id), event->key) == 0;
        sqlite3_reset(row);
    }
    if (!good) {
        *why = "it is signed by a key that the log gave to nobody at that time";
        return GG_OK;
    }
    return check_claim(db, event, account, why, err);
}

static void check_signature(sqlite3_stmt *row, const unsigned char public_key[GG_PUBLIC_BYTES],
                            const char **why)
{
    if (sqlite3_column_bytes(row, 5) != GG_SIGNATURE_BYTES)
        *why = "its signature is missing";
    else if (!gg_event_signed(public_key, sqlite3_column_blob(row, 1),
                              (size_t)sqlite3_column_bytes(row, 1), sqlite3_column_blob(row, 5)))
        *why = "its signature is not that of the key that it names";
}

static gg_status check_row(gg_db *db, const ground *g, sqlite3_stmt *row, const char **why,
                           gg_error *err)
{
    unsigned char public_key[GG_PUBLIC_BYTES];
    gg_logged logged;
    gg_status st = gg_logged_read(&logged, row, why, err);

    if (st == GG_OK && !*why && !logged.event.key)
        *why = "it is not signed";
    if (st == GG_OK && !*why)
        st = check_entry(db, g, &logged, why, err);
    if (st == GG_OK && !*why)
        st = check_previous(db, &logged, why, err);
    if (st == GG_OK && !*why)
        st = check_key(db, &logged.event, public_key, why, err);
    if (st == GG_OK && !*why)
        check_signature(row, public_key, why);
    gg_logged_release(&logged);
    return st;
}

static gg_status look(gg_db *db, const ground *g, const char **why, gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err, gg_log_row, "i", (int64_t)g->seq);

    *why = NULL;
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there) {
        *why = "it is missing";
        return GG_OK;
    }
    st = check_row(db, g, row, why, err);
    sqlite3_reset(row);
    return st;
}

/* NULL in *why for an event that holds. Some failures of memory look like a text that is malformed,
 * so nobody is told of tampering that is seen only once. */
static gg_status check_ground(gg_db *db, const ground *g, const char **why, gg_error *err)
{
    gg_status st = look(db, g, why, err);

    return st == GG_OK && *why ? look(db, g, why, err) : st;
}

/* ---- the first event */

static bool founds(const gg_logged *logged, sqlite3_stmt *row)
{
    unsigned char public_key[GG_PUBLIC_BYTES];
    const char *why = NULL;

    if (!logged->event.key || strcmp(logged->event.action, "registry.create") != 0 ||
        !gg_founding_key(logged->payload, logged->event.key, public_key))
        return false;
    check_signature(row, public_key, &why);
    return !why;
}

gg_status gg_founding_check(gg_db *db, bool *broken, bool *testing, gg_error *err)
{
    sqlite3_stmt *row;
    gg_logged logged;
    const char *why = NULL;
    bool there = false, holds = false;
    gg_error scratch;
    gg_status st;

    gg_error_init(&scratch);
    *testing = false;
    st = gg_db_query(db, &row, &scratch, gg_log_row, "i", (int64_t)1);
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, &scratch);
    if (st == GG_OK && there) {
        st = gg_logged_read(&logged, row, &why, &scratch);
        holds = st == GG_OK && !why && founds(&logged, row);
        if (holds)
            *testing = json_is_true(json_object_get(logged.payload, "testing"));
        gg_logged_release(&logged);
        sqlite3_reset(row);
    }
    *broken = !holds;
    if (st == GG_OK || st == GG_E_INPUT)
        return GG_OK;
    if (err)
        *err = scratch;
    return st;
}

/* ---- what rests on several */

#define OBJECT(of_) "'model/' || " of_ ".name || '@' || " of_ ".number"
#define OF_VERSION                                                                                 \
    "SELECT v.seq, 'model.register', " OBJECT(                                                     \
        "v") ", NULL, NULL FROM version v"                                                         \
             " WHERE v.name = ?1 AND v.number = ?2"                                                \
             " UNION ALL SELECT v.sent, 'model.promote', " OBJECT(                                 \
                 "v") ", 'to', 'review' FROM version v"                                            \
                      " WHERE v.name = ?1 AND v.number = ?2 AND v.sent IS NOT NULL"
#define APPROVALS                                                                                  \
    " UNION ALL SELECT s.seq, 'model.review', " OBJECT(                                            \
        "s") ", 'decision', 'approve' FROM state s"                                                \
             " WHERE s.name = ?1 AND s.number = ?2 AND s.new = 'approved' AND s.result = 'done'"
#define VERDICTS                                                                                   \
    " UNION ALL SELECT g.seq, 'model.judge', " OBJECT("g") ", 'result', g.result FROM verdict g"   \
                                                           " WHERE g.name = ?1 AND g.number = ?2"
#define EVALUATIONS                                                                                \
    " UNION ALL SELECT e.seq, 'model.evaluate', " OBJECT(                                          \
        "e") ", NULL, NULL FROM evaluation e"                                                      \
             " WHERE e.name = ?1 AND e.number = ?2"

static const char of_promotion[] = OF_VERSION APPROVALS
    " AND s.seq > (SELECT ifnull(sent, 0) FROM version WHERE name = ?1 AND number = ?2)" VERDICTS
    " AND g.seq = ?3" EVALUATIONS " AND e.seq = (SELECT evaluation FROM verdict WHERE seq = ?3)"
    " UNION ALL SELECT w.seq, 'model.waive', " OBJECT(
        "w") ", 'rule', w.rule FROM waiver w"
             " JOIN verdict_rule r ON r.rule = w.rule AND r.seq = ?3"
             " WHERE w.name = ?1 AND w.number = ?2 ORDER BY 1";
static const char of_card[] = OF_VERSION APPROVALS VERDICTS EVALUATIONS " ORDER BY 1";
static const char of_record[] = "SELECT seq, 'record.add', NULL, 'type', type FROM record"
                                " WHERE number = ?1";

static const char *text_or_null(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NULL : gg_db_text(row, column);
}

/* The events of a query, up to the first that does not hold. */
static gg_status check_all(gg_db *db, sqlite3_stmt *row, bool *broken, gg_refusal *out,
                           gg_error *err)
{
    const char *why = NULL;
    bool more = false;
    ground g = {0};
    gg_status st;

    while ((st = gg_db_step(db, row, &more, err)) == GG_OK && more) {
        g = (ground){.seq = (uint64_t)sqlite3_column_int64(row, 0),
                     .action = gg_db_text(row, 1),
                     .object = text_or_null(row, 2),
                     .key = text_or_null(row, 3),
                     .value = gg_db_text(row, 4)};
        st = check_ground(db, &g, &why, err);
        if (st != GG_OK || why)
            break;
    }
    sqlite3_reset(row);
    if (st != GG_OK || !why)
        return st;
    *broken = true;
    out->rule = "signature";
    snprintf(out->what, sizeof out->what, "event %llu, which it rests on, does not hold: %s",
             (unsigned long long)g.seq, why);
    gg_copy(out->mend, sizeof out->mend, "run gauger audit verify; restore a backup");
    return GG_OK;
}

gg_status gg_grounds_check(gg_db *db, const gg_version *v, uint64_t verdict, bool *broken,
                           gg_refusal *out, gg_error *err)
{
    sqlite3_stmt *row;
    gg_status st = gg_db_query(db, &row, err, of_promotion, "sii", v->model, (int64_t)v->number,
                               (int64_t)verdict);

    return st == GG_OK ? check_all(db, row, broken, out, err) : st;
}

gg_status gg_ground_record(gg_db *db, uint64_t number, bool *broken, gg_refusal *out, gg_error *err)
{
    sqlite3_stmt *row;
    gg_status st = gg_db_query(db, &row, err, of_record, "i", (int64_t)number);

    return st == GG_OK ? check_all(db, row, broken, out, err) : st;
}

gg_status gg_grounds_hold(gg_registry *reg, const gg_version *v, const char *action, gg_error *err)
{
    char object[GG_NAME_MAX + 40];
    gg_tried tried = {action, object, "signature", "run gauger audit verify; restore a backup",
                      GG_E_NO};
    gg_refusal why;
    sqlite3_stmt *row;
    bool broken = false;
    gg_status st = gg_db_query(&reg->db, &row, err, of_card, "si", v->model, (int64_t)v->number);

    snprintf(object, sizeof object, "model/%s@%llu", v->model, (unsigned long long)v->number);
    if (st == GG_OK)
        st = check_all(&reg->db, row, &broken, &why, err);
    return st == GG_OK && broken ? gg_registry_refuse(reg, &tried, err, "%s", why.what) : st;
}

gg_status gg_version_signatures(gg_registry *reg, const char *reference, const char *action,
                                gg_error *err)
{
    gg_version v;
    gg_status st = gg_version_find(reg, reference, &v, err);

    return st == GG_OK ? gg_grounds_hold(reg, &v, action, err) : st;
}
