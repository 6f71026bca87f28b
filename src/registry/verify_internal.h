/* The state of one examination of a registry, shared by its parts. */
#ifndef GG_REGISTRY_VERIFY_INTERNAL_H
#define GG_REGISTRY_VERIFY_INTERNAL_H

#include <stdarg.h>

#include "registry_internal.h"

#define GG_FINDINGS 20 /* as many are reported */

typedef struct gg_verification {
    const gg_verify_options *options;
    gg_db copy;   /* the database as it was at one moment, in memory */
    gg_db replay; /* the tables that the log gives, in memory */
    json_t *findings;
    uint64_t n_findings;
    gg_tree tree;
    char time[GG_TIME_TEXT]; /* of the last event */
    unsigned char previous[GG_SHA256_BYTES]; /* leaf of the last event */
    char id[GG_SHA256_HEX];
    uint64_t events; /* number of the last event seen */
    uint64_t payloads, files, unlisted;
    uint64_t signatures, unsigned_events;
    uint64_t purged, to_remove; /* files: gone by a purge, and still there after one */
    unsigned waits;
    bool tables_differ, replay_stopped, known_head_met, memory;
} gg_verification;

void gg_finding(gg_verification *v, const char *where, const char *format, ...) GG_PRINTF(3, 4);
/* verify_signatures.c: an event against the leaf before it and the key that it names. Called before
 * the event is applied, since an event may end the key that it is signed with. */
GG_CHECKED gg_status gg_verify_signature(gg_verification *v, const gg_logged *logged,
                                         sqlite3_stmt *row, const char **why, gg_error *err);
/* verify_tables.c: table by table, row by row, against the replay. */
GG_CHECKED gg_status gg_verify_tables(gg_verification *v, gg_error *err);
/* verify_files.c: every file that an event names, against its digest. */
GG_CHECKED gg_status gg_verify_files(gg_verification *v, gg_registry *reg, gg_error *err);

#endif
