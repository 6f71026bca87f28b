#include <stddef.h>
#include <string.h>

#include "registry_internal.h"

#define ROWS                                                                                       \
    "SELECT e.seq, e.header, e.leaf, p.salt, p.payload, e.signature, p.redacted, q.payload"        \
    " FROM events e LEFT JOIN payloads p ON p.seq = e.seq"                                         \
    " LEFT JOIN payloads q ON q.seq = p.redacted"

const char gg_log_rows[] = ROWS " ORDER BY e.seq";
const char gg_log_row[] = ROWS " WHERE e.seq = ?1";

void gg_logged_release(gg_logged *logged)
{
    json_decref(logged->header);
    json_decref(logged->payload);
    logged->header = logged->payload = NULL;
}

static gg_status parse(sqlite3_stmt *row, int column, json_t **out, gg_error *err)
{
    gg_status st = gg_json_parse(sqlite3_column_blob(row, column),
                                 (size_t)sqlite3_column_bytes(row, column), "event", out, NULL);

    return st == GG_E_MEMORY ? gg_error_set(err, st, NULL, "out of memory") : GG_OK;
}

/* The bytes of a value in canonical form are the bytes of the column. */
static gg_status same_bytes(sqlite3_stmt *row, int column, const json_t *value, bool *same,
                            gg_error *err)
{
    gg_buf bytes;
    gg_status st;

    gg_buf_init(&bytes, 0);
    gg_json_canonical(value, &bytes);
    st = gg_buf_check(&bytes, err);
    *same = st == GG_OK && bytes.size == (size_t)sqlite3_column_bytes(row, column) &&
            memcmp(bytes.data, sqlite3_column_blob(row, column), bytes.size) == 0;
    gg_buf_release(&bytes);
    return st;
}

/* Whether the header is canonical and has all members. */
static gg_status read_header(gg_logged *logged, sqlite3_stmt *row, bool *good, gg_error *err)
{
    const gg_applied *event = &logged->event;
    gg_status st;

    *good =
        gg_header_scan(logged, sqlite3_column_blob(row, 1), (size_t)sqlite3_column_bytes(row, 1));
    if (!*good) {
        st = parse(row, 1, &logged->header, err);
        if (st == GG_OK && logged->header)
            st = same_bytes(row, 1, logged->header, good, err);
        if (st != GG_OK)
            return st;
        *good = *good && gg_header_members(logged);
    }
    *good = *good && gg_time_parse(event->time) != INT64_MIN && event->actor[0] &&
            event->action[0] && event->object[0];
    logged->event.seq = (uint64_t)sqlite3_column_int64(row, 0);
    return GG_OK;
}

static gg_status check_header(gg_logged *logged, sqlite3_stmt *row, const char **why, gg_error *err)
{
    unsigned char leaf[GG_SHA256_BYTES];
    bool good = false;
    gg_status st = read_header(logged, row, &good, err);

    if (st != GG_OK)
        return st;
    gg_tree_leaf(sqlite3_column_blob(row, 1), (size_t)sqlite3_column_bytes(row, 1), leaf);
    if (sqlite3_column_bytes(row, 2) != GG_SHA256_BYTES ||
        memcmp(sqlite3_column_blob(row, 2), leaf, sizeof leaf) != 0)
        *why = "the leaf does not fit the header";
    else if (!good)
        *why = "the header is malformed";
    else if (logged->seq != logged->event.seq)
        *why = "the header has another number";
    return GG_OK;
}

/* What the event that erased a payload has kept of it, for the tables. */
static gg_status read_stub(gg_logged *logged, sqlite3_stmt *row, const char **why, gg_error *err)
{
    json_t *erasing = NULL, *stub;
    gg_status st = parse(row, 7, &erasing, err);

    stub = json_object_get(erasing, "kept");
    if (st == GG_OK &&
        (!json_is_object(stub) ||
         json_integer_value(json_object_get(erasing, "event")) != sqlite3_column_int64(row, 0)))
        *why = "the payload is missing";
    else if (st == GG_OK)
        logged->payload = json_incref(stub);
    logged->event.payload = logged->payload;
    logged->redacted = sqlite3_column_int64(row, 6) > sqlite3_column_int64(row, 0);
    if (!*why && !logged->redacted)
        *why = "the payload is missing";
    json_decref(erasing);
    return st;
}

static gg_status check_payload(gg_logged *logged, sqlite3_stmt *row, const char **why,
                               gg_error *err)
{
    char digest[GG_SHA256_HEX] = "";
    gg_status st;

    if (sqlite3_column_type(row, 6) != SQLITE_NULL)
        return read_stub(logged, row, why, err);
    if (sqlite3_column_type(row, 3) == SQLITE_NULL) {
        *why = "the payload is missing";
        return GG_OK;
    }
    if (sqlite3_column_bytes(row, 3) == GG_SALT_BYTES)
        gg_event_digest(sqlite3_column_blob(row, 3), sqlite3_column_blob(row, 4),
                        (size_t)sqlite3_column_bytes(row, 4), digest);
    if (sqlite3_column_bytes(row, 3) != GG_SALT_BYTES ||
        strcmp(digest, logged->payload_sha256) != 0) {
        *why = "the payload does not fit the header";
        return GG_OK;
    }
    st = parse(row, 4, &logged->payload, err);
    if (st == GG_OK && !json_is_object(logged->payload))
        *why = "the payload is malformed";
    logged->event.payload = logged->payload;
    return st;
}

gg_status gg_logged_read(gg_logged *logged, sqlite3_stmt *row, const char **why, gg_error *err)
{
    gg_status st;

    memset(logged, 0, offsetof(gg_logged, text));
    *why = NULL;
    st = check_header(logged, row, why, err);
    if (st == GG_OK && !*why)
        st = check_payload(logged, row, why, err);
    return st;
}

static gg_status replay_row(gg_db *log, gg_db *to, sqlite3_stmt *row, gg_error *err)
{
    gg_logged logged;
    gg_error scratch;
    const char *why;
    gg_status st = gg_logged_read(&logged, row, &why, err);

    gg_error_init(&scratch);
    if (st == GG_OK && !why && gg_event_apply(to, &logged.event, &scratch) != GG_OK)
        why = scratch.what;
    if (st == GG_OK && why) {
        gg_error_where(err, log->path, 0, NULL);
        st = gg_error_set(err, scratch.status == GG_E_MEMORY ? GG_E_MEMORY : GG_E_NO,
                          "run gauger audit verify; restore a backup", "event %llu: %s",
                          (unsigned long long)sqlite3_column_int64(row, 0), why);
    }
    gg_logged_release(&logged);
    return st;
}

gg_status gg_replay_log(gg_db *log, gg_db *to, uint64_t *events, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st = gg_db_query(log, &row, err, gg_log_rows, "");

    *events = 0;
    gg_duty_forget(to);
    while (st == GG_OK && (st = gg_db_step(log, row, &more, err)) == GG_OK && more) {
        st = replay_row(log, to, row, err);
        ++*events;
    }
    if (st != GG_OK)
        sqlite3_reset(row);
    return st;
}

static gg_status empty_tables(gg_db *db, gg_error *err)
{
    char sql[80];
    gg_status st = GG_OK;

    for (const gg_projection *p = gg_projections; st == GG_OK && p->table; p++) {
        snprintf(sql, sizeof sql, "DELETE FROM %s", p->table);
        st = gg_db_script(db, sql, err);
    }
    return st;
}

gg_status gg_tables_refill(gg_db *db, uint64_t *events, gg_error *err)
{
    gg_status st = empty_tables(db, err);

    return st == GG_OK ? gg_replay_log(db, db, events, err) : st;
}
