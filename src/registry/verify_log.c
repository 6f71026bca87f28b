/* The log, event by event: hashes, order, keys, signatures, and what it gives the tables. */
#include <string.h>

#include "verify_internal.h"

/* Findings about events are kept until all signatures are checked, so that the first bad event of
 * the log is the first that is named. */
static void event_finding(gg_verification *v, uint64_t seq, const char *what)
{
    size_t at = v->n_bad_events;

    v->n_event_findings++;
    while (at > 0 && v->bad_events[at - 1].seq > seq)
        at--;
    if (at == GG_FINDINGS)
        return;
    if (v->n_bad_events < GG_FINDINGS)
        v->n_bad_events++;
    memmove(&v->bad_events[at + 1], &v->bad_events[at],
            (v->n_bad_events - at - 1) * sizeof v->bad_events[0]);
    v->bad_events[at].seq = seq;
    gg_copy(v->bad_events[at].what, sizeof v->bad_events[at].what, what);
}

static void report_events(gg_verification *v)
{
    char where[40];

    for (size_t i = 0; i < v->n_bad_events; i++) {
        snprintf(where, sizeof where, "events %llu", (unsigned long long)v->bad_events[i].seq);
        gg_finding(v, where, "%s", v->bad_events[i].what);
    }
    v->n_findings += v->n_event_findings - v->n_bad_events;
}

/* ---- order */

/* What was known from outside: an earlier head that this log must continue. */
static void check_known_head(gg_verification *v)
{
    const gg_tree_head *known = v->options->head;
    gg_tree_head now;

    if (!known || v->tree.size != known->size)
        return;
    gg_tree_root(&v->tree, &now);
    v->known_head_met = true;
    if (memcmp(now.root, known->root, sizeof now.root) != 0)
        gg_finding(v, "head", "the first %llu events are not those of the head that was given",
                   (unsigned long long)known->size);
}

static void check_order(gg_verification *v, uint64_t seq, const gg_logged *logged)
{
    char gap[80];

    if (seq != v->events + 1) {
        snprintf(gap, sizeof gap, "missing; the log goes on with %llu", (unsigned long long)seq);
        event_finding(v, v->events + 1, gap);
        v->replay_stopped = true;
    }
    if (logged->event.time && strlen(logged->event.time) == GG_TIME_TEXT - 1 &&
        logged->event.action &&
        !gg_event_in_order(logged->event.action, logged->event.time, v->time))
        event_finding(v, seq, "its time is before that of the change before it");
}

/* ---- keys */

/* Looked up anew only after an event that may have given or taken keys. */
static gg_status find_key(gg_verification *v, const char *key, gg_error *err)
{
    gg_status st = GG_OK;

    if (v->key.stale || strcmp(v->key.id, key) != 0)
        st = gg_key_bound(&v->replay, key, v->key.account, v->key.public_key, &v->key.bound, err);
    if (st == GG_OK && v->key.stale)
        st = gg_staffed_read(&v->replay, &v->several, err);
    gg_copy(v->key.id, sizeof v->key.id, key);
    v->key.stale = false;
    return st;
}

static gg_status check_key(gg_verification *v, const gg_logged *logged, const char **why,
                           gg_error *err)
{
    const gg_applied *event = &logged->event;
    gg_status st = GG_OK;

    if (event->seq == 1) {
        if (!gg_founding_key(logged->payload, event->key, v->key.public_key))
            *why = "it is signed by another key than the one that it names";
        return GG_OK;
    }
    st = find_key(v, event->key, err);
    if (st != GG_OK)
        return st;
    if (!v->key.bound)
        *why = "it is signed by a key that the log gave to nobody at that time";
    else
        *why = gg_key_misused(event, v->key.account, v->several);
    return GG_OK;
}

/* An event against the leaf before it and the key that it names, before it is applied, since an
 * event may end the key that it is signed with. */
static gg_status check_signature(gg_verification *v, const gg_logged *logged, sqlite3_stmt *row,
                                 const char **why, gg_error *err)
{
    char previous[GG_SHA256_HEX];
    gg_status st;

    if (strcmp(logged->previous, gg_digest_hex(v->previous, previous)) != 0) {
        *why = "it does not continue the event before it";
        return GG_OK;
    }
    if (!logged->event.key) {
        v->unsigned_events++;
        if (!gg_event_unsigned_ok(logged->event.action) || !logged->event.claimed)
            *why = "it is not signed";
        else if (sqlite3_column_type(row, 5) != SQLITE_NULL)
            *why = "it has a signature, and its header names no key";
        return GG_OK;
    }
    /* Whose key it was is not known after an event that could not be applied. */
    if (v->replay_stopped)
        return GG_OK;
    st = check_key(v, logged, why, err);
    if (st != GG_OK || *why)
        return st;
    if (sqlite3_column_bytes(row, 5) != GG_SIGNATURE_BYTES) {
        *why = "its signature is missing";
        return GG_OK;
    }
    if (v->options->trust_head && v->options->head && logged->event.seq <= v->options->head->size) {
        v->trusted++;
        return GG_OK;
    }
    return gg_crew_add(v->crew, logged->event.seq, v->key.public_key, sqlite3_column_blob(row, 1),
                       (size_t)sqlite3_column_bytes(row, 1), sqlite3_column_blob(row, 5), err);
}

/* ---- redaction */

/* What is missing here has to be told by an event to come. */
static void note_redaction(gg_verification *v, uint64_t seq, uint64_t by)
{
    if (v->n_redactions < GG_REDACTIONS)
        v->redactions[v->n_redactions++] = (gg_redaction_note){seq, by, false};
    else
        event_finding(v, seq, "more payloads were erased than can be told");
}

static void meet_redaction(gg_verification *v, const gg_applied *event)
{
    uint64_t of = (uint64_t)json_integer_value(json_object_get(event->payload, "event"));

    for (size_t i = 0; i < v->n_redactions; i++)
        if (v->redactions[i].by == event->seq && v->redactions[i].seq == of)
            v->redactions[i].met = true;
}

static void check_redactions(gg_verification *v)
{
    for (size_t i = 0; i < v->n_redactions; i++)
        if (v->redactions[i].met)
            v->redacted++;
        else
            event_finding(v, v->redactions[i].seq, "the payload is missing");
}

/* ---- events */

static gg_status replay_event(gg_verification *v, gg_logged *logged, gg_error *err)
{
    gg_error scratch;
    gg_status st;

    if (v->replay_stopped)
        return GG_OK;
    gg_error_init(&scratch);
    st = gg_event_apply(&v->replay, &logged->event, &scratch);
    if (strncmp(logged->event.action, "account.", 8) == 0 || logged->event.seq == 1)
        v->key.stale = true;
    if (strcmp(logged->event.action, "audit.redact") == 0)
        meet_redaction(v, &logged->event);
    if (st == GG_OK)
        return GG_OK;
    if (st == GG_E_MEMORY)
        return gg_error_set(err, st, NULL, "out of memory");
    v->replay_stopped = true;
    event_finding(v, logged->event.seq, scratch.what);
    return GG_OK;
}

static gg_status check_event(gg_verification *v, sqlite3_stmt *row, gg_error *err)
{
    uint64_t seq = (uint64_t)sqlite3_column_int64(row, 0);
    gg_logged logged;
    const char *why;
    gg_status st = gg_logged_read(&logged, row, &why, err);

    if (st == GG_OK) {
        check_order(v, seq, &logged);
        if (logged.redacted)
            note_redaction(v, seq, (uint64_t)sqlite3_column_int64(row, 6));
        if (why) {
            event_finding(v, seq, why);
            v->replay_stopped = true;
        } else {
            st = check_signature(v, &logged, row, &why, err);
            if (why)
                event_finding(v, seq, why);
            if (st == GG_OK)
                st = replay_event(v, &logged, err);
        }
        if (sqlite3_column_bytes(row, 2) == GG_SHA256_BYTES) {
            gg_tree_add(&v->tree, sqlite3_column_blob(row, 2));
            memcpy(v->previous, sqlite3_column_blob(row, 2), GG_SHA256_BYTES);
        }
        v->payload_rows += sqlite3_column_type(row, 3) != SQLITE_NULL ||
                           sqlite3_column_type(row, 6) != SQLITE_NULL;
        v->payloads += sqlite3_column_type(row, 3) != SQLITE_NULL;
        v->events = seq;
        check_known_head(v);
    }
    gg_logged_release(&logged);
    return st;
}

static gg_status check_events(gg_verification *v, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    uint64_t payloads = 0;
    gg_status st = gg_db_query(&v->copy, &row, err, gg_log_rows, "");

    while (st == GG_OK && (st = gg_db_step(&v->copy, row, &more, err)) == GG_OK && more)
        st = check_event(v, row, err);
    if (st == GG_OK)
        st = gg_db_number(&v->copy, &payloads, err, "SELECT count(*) FROM payloads", "");
    if (st == GG_OK && payloads != v->payload_rows)
        gg_finding(v, "payloads", "%llu belong to no event",
                   (unsigned long long)(payloads - v->payload_rows));
    return st;
}

static gg_status check_head(gg_verification *v, gg_error *err)
{
    gg_tree stored;
    char time[GG_TIME_TEXT];
    gg_error scratch;
    gg_status st;

    gg_error_init(&scratch);
    st = gg_head_load(&v->copy, &stored, time, &scratch);
    if (st == GG_E_MEMORY)
        return gg_error_set(err, st, NULL, "out of memory");
    if (st != GG_OK)
        gg_finding(v, "head", "%s", scratch.what);
    else if (stored.size != v->tree.size)
        gg_finding(v, "head", "it says %llu events, and the log has %llu",
                   (unsigned long long)stored.size, (unsigned long long)v->tree.size);
    else if (memcmp(stored.nodes, v->tree.nodes, stored.n_nodes * GG_SHA256_BYTES) != 0)
        gg_finding(v, "head", "the tree of the events is another");
    else if (strcmp(time, v->time) != 0)
        gg_finding(v, "head", "its time is not that of the last change");
    if (v->options->head && !v->known_head_met && v->options->head->size)
        gg_finding(v, "head", "the log has %llu events, and the head that was given has %llu",
                   (unsigned long long)v->tree.size, (unsigned long long)v->options->head->size);
    return GG_OK;
}

gg_status gg_verify_log(gg_verification *v, unsigned threads, gg_error *err)
{
    gg_crew_result signatures = {0};
    gg_status st = gg_crew_begin(threads, &v->crew, err);

    v->key.stale = true;
    if (st == GG_OK && v->integrity.image)
        st = gg_crew_task(v->crew, gg_integrity_run, &v->integrity, err);
    if (st == GG_OK)
        st = check_events(v, err);
    gg_crew_end(v->crew, &signatures);
    v->crew = NULL;
    if (st != GG_OK)
        return st;
    v->signatures = signatures.good;
    for (size_t i = 0; i < signatures.n_named; i++)
        event_finding(v, signatures.named[i], "its signature is not that of the key that it names");
    v->n_event_findings += signatures.bad - signatures.n_named;
    check_redactions(v);
    report_events(v);
    return check_head(v, err);
}
