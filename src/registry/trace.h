/*
 * Whether single events hold by signed events alone. The key that an event is signed with is taken
 * from the event that gave it, the person from the one that opened the account, the role from the
 * one that granted it; each of those is looked at in turn, once, down to the first event. The
 * tables only say where to look. What somebody has taken out of them is not seen so: for that the
 * whole log is to be read, see gg_registry_verify().
 */
#ifndef GG_REGISTRY_TRACE_H
#define GG_REGISTRY_TRACE_H

#include "registry_internal.h"

typedef struct gg_trace {
    gg_db *db;
    uint64_t *events; /* that something rests on, each once; the first `done` hold */
    size_t n, done, room;
    char account[GG_ACTOR_MAX + 1]; /* whose spans were read last */
    json_t *spans;
} gg_trace;

/* What is asked of an event beside; a reason in *why where it does not fit. */
typedef gg_status gg_trace_ask(gg_db *db, const gg_logged *logged, const void *ctx,
                               const char **why, gg_error *err);

/* Looks at an event: hashes, signature, whose key it is, and what the tables say of it. NULL in
 * *why where it holds; what it rests on is then still to be looked at. ask may be NULL. */
GG_CHECKED gg_status gg_trace_event(gg_trace *t, uint64_t seq, gg_trace_ask *ask, const void *ctx,
                                    const char **why, gg_error *err);
/* Looks at all that was found to be rested on; *seq is the one that *why is about. */
GG_CHECKED gg_status gg_trace_rest(gg_trace *t, uint64_t *seq, const char **why, gg_error *err);
void gg_trace_release(gg_trace *t);

/* Whether the signature of a row of gg_log_row is that of a key; a reason in *why where it is not.
 */
void gg_trace_signature(sqlite3_stmt *row, const unsigned char public_key[GG_PUBLIC_BYTES],
                        const char **why);

#endif
