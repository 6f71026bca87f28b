#include "grounds.h"

#include <string.h>

#include "gauger/registry/lifecycle.h"
#include "record_internal.h"
#include "trace.h"

#define GROUNDS_MEND "ask an auditor: gauger audit verify; restore a backup"

/* An event as the tables have it; object and key are NULL where they are not looked at. */
typedef struct ground {
    uint64_t seq;
    const char *action, *object;
    const char *key, *value; /* of its payload */
} ground;

/* ---- what the tables took from an event */

/* Columns that are named like the members that they are of. */
static const struct {
    const char *action, *sql;
} taken[] = {
    {"model.register", "SELECT kind, composition, operating, artifact, training, dataset"
                       " FROM version WHERE seq = ?1"},
    {"model.evaluate", "SELECT dataset, dataset_number, data_sha256, sha256, drift, evidence,"
                       " overlap FROM evaluation WHERE seq = ?1"},
    {"model.judge",
     "SELECT evaluation, policy, policy_sha256, result, sha256 FROM verdict WHERE seq = ?1"},
    {"model.waive", "SELECT rule, until, policy_sha256, reason FROM waiver WHERE seq = ?1"},
    {"policy.adopt", "SELECT nullif(model, '') AS model, name, sha256 FROM policy WHERE seq = ?1"},
    {"dataset.add", "SELECT sha256, origin, verdict FROM dataset WHERE seq = ?1"},
    {"dataset.revise", "SELECT sha256, origin, verdict FROM dataset WHERE seq = ?1"},
    {"record.add",
     "SELECT type, dated, model, version, \"key\", nullif(bars, 0) AS bars, supersedes"
     " FROM record WHERE seq = ?1"},
};

/* Numbers of nothing are null in the tables, and so is what is not true. */
static bool same_value(sqlite3_stmt *row, int column, const json_t *value)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL)
        return !json_is_string(value) && !json_is_true(value) && !json_integer_value(value);
    if (sqlite3_column_type(row, column) == SQLITE_INTEGER)
        return json_is_true(value)
                   ? sqlite3_column_int64(row, column) == 1
                   : json_is_integer(value) &&
                         json_integer_value(value) == sqlite3_column_int64(row, column);
    return json_is_string(value) && strcmp(json_string_value(value), gg_db_text(row, column)) == 0;
}

static gg_status check_taken(gg_db *db, const gg_logged *logged, const char *sql, const char **why,
                             gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err, sql, "i", (int64_t)logged->event.seq);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    for (int i = 0; i < sqlite3_column_count(row); i++)
        if (!same_value(row, i, json_object_get(logged->payload, sqlite3_column_name(row, i))))
            *why = "the tables say something else of it";
    sqlite3_reset(row);
    return GG_OK;
}

/* Those that are no pass, with what they are instead. */
static gg_status check_rules(gg_db *db, const gg_logged *logged, const char **why, gg_error *err)
{
    const json_t *rules = json_object_get(logged->payload, "rules");
    size_t n = 0;
    sqlite3_stmt *row;
    bool more = false;
    gg_status st =
        gg_db_query(db, &row, err, "SELECT rule, result FROM verdict_rule WHERE seq = ?1", "i",
                    (int64_t)logged->event.seq);

    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more) {
        n++;
        if (strcmp(gg_json_string(rules, gg_db_text(row, 0), ""), gg_db_text(row, 1)) != 0)
            *why = "the tables say something else of its rules";
    }
    if (st == GG_OK && n != json_object_size(rules))
        *why = "the tables say something else of its rules";
    return st;
}

static gg_status check_ends(gg_db *db, const gg_logged *logged, const char **why, gg_error *err)
{
    uint64_t same = 0;
    gg_status st = gg_db_number(
        db, &same, err, "SELECT count(*) FROM record WHERE seq = ?1 AND ends IS ?2", "is",
        (int64_t)logged->event.seq, gg_record_ends(json_object_get(logged->payload, "clocks")));

    if (st == GG_OK && !same)
        *why = "the tables say something else of when it ends";
    return st;
}

/* That it is the event that the tables name, and says what they took from it. */
static gg_status check_ground(gg_db *db, const gg_logged *logged, const void *ctx, const char **why,
                              gg_error *err)
{
    const ground *g = ctx;
    const gg_applied *event = &logged->event;
    gg_status st = GG_OK;

    if (strcmp(event->action, g->action) != 0 ||
        (g->object && strcmp(event->object, g->object) != 0) ||
        (g->key && strcmp(gg_json_string(event->payload, g->key, ""), g->value) != 0)) {
        *why = "the tables say something else of it";
        return GG_OK;
    }
    for (size_t i = 0; st == GG_OK && i < sizeof taken / sizeof *taken; i++)
        if (strcmp(taken[i].action, g->action) == 0)
            st = check_taken(db, logged, taken[i].sql, why, err);
    if (st == GG_OK && strcmp(g->action, "model.judge") == 0)
        st = check_rules(db, logged, why, err);
    if (st == GG_OK && strcmp(g->action, "record.add") == 0)
        st = check_ends(db, logged, why, err);
    return st;
}

/* ---- the first event */

static bool founds(const gg_logged *logged, sqlite3_stmt *row)
{
    unsigned char public_key[GG_PUBLIC_BYTES];
    const char *why = NULL;

    if (!logged->event.key || strcmp(logged->event.action, "registry.create") != 0 ||
        !gg_founding_key(logged->payload, logged->event.key, public_key))
        return false;
    gg_trace_signature(row, public_key, &why);
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
/* The change that led to its state; a champion is retired by the change of another version. */
#define STATE                                                                                      \
    " UNION ALL SELECT ifnull(s.seq, 0), CASE ifnull(s.new, v.state) WHEN 'candidate' THEN"        \
    " iif(s.old = '', 'model.register', 'model.review') WHEN 'approved' THEN 'model.review'"       \
    " WHEN 'suspended' THEN 'model.suspend' ELSE 'model.promote' END, " OBJECT(                    \
        "v") ", iif(s.old = '', NULL, 'to'), ifnull(s.new, v.state) FROM version v"                \
             " LEFT JOIN state s ON s.seq = (SELECT max(t.seq) FROM state t WHERE t.name = v.name" \
             " AND t.number = v.number AND t.result = 'done') AND (s.new = v.state"                \
             " OR (s.new = 'production' AND v.state = 'retired'))"                                 \
             " WHERE v.name = ?1 AND v.number = ?2"
#define APPROVALS                                                                                  \
    " UNION ALL SELECT s.seq, 'model.review', " OBJECT(                                            \
        "s") ", 'decision', 'approve' FROM state s"                                                \
             " WHERE s.name = ?1 AND s.number = ?2 AND s.new = 'approved' AND s.result = 'done'"
#define VERDICTS                                                                                   \
    " UNION ALL SELECT g.seq, 'model.judge', " OBJECT("g") ", 'result', g.result FROM verdict g"   \
                                                           " WHERE g.name = ?1 AND g.number = ?2"
/* Whose evaluations and data they are decides who may approve. */
#define EVALUATIONS                                                                                \
    " UNION ALL SELECT e.seq, 'model.evaluate', " OBJECT(                                          \
        "e") ", NULL, NULL FROM evaluation e"                                                      \
             " WHERE e.name = ?1 AND e.number = ?2"                                                \
             " UNION ALL SELECT d.seq, (SELECT iif(action = 'dataset.revise', action,"             \
             " 'dataset.add') FROM entry WHERE seq = d.seq),"                                      \
             " 'dataset/' || d.name || '@' || d.number, NULL, NULL FROM dataset d"                 \
             " WHERE EXISTS (SELECT 1 FROM evaluation e WHERE e.name = ?1 AND e.number = ?2"       \
             " AND e.dataset = d.name AND e.dataset_number = d.number) OR EXISTS (SELECT 1"        \
             " FROM version v WHERE v.name = ?1 AND v.number = ?2"                                 \
             " AND v.dataset = d.name || '@' || d.number)"
#define WAIVERS                                                                                    \
    " UNION ALL SELECT w.seq, 'model.waive', " OBJECT("w") ", 'rule', w.rule FROM waiver w"        \
                                                           " WHERE w.name = ?1 AND w.number = ?2"

static const char of_promotion[] = OF_VERSION STATE APPROVALS
    " AND s.seq > (SELECT ifnull(sent, 0) FROM version WHERE name = ?1 AND number = ?2)" VERDICTS
    " AND g.seq = ?3" EVALUATIONS WAIVERS
    " AND EXISTS (SELECT 1 FROM verdict_rule r WHERE r.rule = w.rule AND r.seq = ?3)"
    " UNION ALL SELECT p.seq, 'policy.adopt', NULL, NULL, NULL FROM policy p"
    " WHERE p.model IN (?1, '') ORDER BY 1";
static const char of_card[] = OF_VERSION STATE APPROVALS VERDICTS EVALUATIONS WAIVERS " ORDER BY 1";
static const char of_record[] = "SELECT seq, 'record.add', 'record/' || type || '@' || number,"
                                " 'type', type FROM record WHERE number = ?1";

static const char *text_or_null(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NULL : gg_db_text(row, column);
}

static void say_broken(uint64_t seq, const char *why, gg_refusal *out)
{
    out->rule = "signature";
    if (seq)
        snprintf(out->what, sizeof out->what, "event %llu, which it rests on, does not hold: %s",
                 (unsigned long long)seq, why);
    else
        gg_copy(out->what, sizeof out->what,
                "no event on record led to the state that the tables say it is in");
    gg_copy(out->mend, sizeof out->mend, GROUNDS_MEND);
}

/* The events of a query, and what they rest on, up to the first that does not hold. */
static gg_status check_all(gg_db *db, sqlite3_stmt *row, bool *broken, gg_refusal *out,
                           gg_error *err)
{
    gg_trace trace = {.db = db};
    const char *why = NULL;
    bool more = false;
    uint64_t seq = 0;
    ground g = {0};
    gg_status st;

    while ((st = gg_db_step(db, row, &more, err)) == GG_OK && more) {
        g = (ground){.seq = (uint64_t)sqlite3_column_int64(row, 0),
                     .action = gg_db_text(row, 1),
                     .object = text_or_null(row, 2),
                     .key = text_or_null(row, 3),
                     .value = gg_db_text(row, 4)};
        seq = g.seq;
        st = gg_trace_event(&trace, seq, check_ground, &g, &why, err);
        if (st != GG_OK || why)
            break;
    }
    sqlite3_reset(row);
    if (st == GG_OK && !why)
        st = gg_trace_rest(&trace, &seq, &why, err);
    gg_trace_release(&trace);
    if (st != GG_OK || !why)
        return st;
    *broken = true;
    say_broken(seq, why, out);
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
    gg_tried tried = {action, object, "signature", GROUNDS_MEND, GG_E_NO};
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
