/* The state of one examination of a registry, shared by its parts. */
#ifndef GG_REGISTRY_VERIFY_INTERNAL_H
#define GG_REGISTRY_VERIFY_INTERNAL_H

#include <stdarg.h>

#include "registry_internal.h"
#include "verify_crew.h"

#define GG_FINDINGS   20  /* as many are reported */
#define GG_REDACTIONS 256 /* as many erased payloads can be told */

/* An event whose payload was erased, and the event that is to say so. */
typedef struct gg_redaction_note {
    uint64_t seq, by;
    bool met;
} gg_redaction_note;

/* The database as it was at one moment, in memory. */
typedef struct gg_image {
    unsigned char *data;
    size_t size;
} gg_image;

/* How often a connection comes back to the pages of an image. */
typedef enum gg_image_use { GG_IMAGE_ONCE, GG_IMAGE_OFTEN } gg_image_use;

/* What SQLite says of the form of an image, asked beside the reading of its log. */
typedef struct gg_integrity {
    const gg_image *image; /* NULL: it is not asked */
    const char *path;      /* for errors */
    json_t *said;          /* texts: what is not as it should be */
    gg_status status;
    gg_error why;
    bool done;
} gg_integrity;

typedef struct gg_verification {
    const gg_verify_options *options;
    gg_image image;
    gg_integrity integrity;
    gg_db copy;   /* the image, or the registry within a transaction */
    gg_db replay; /* the tables that the log gives, in memory */
    json_t *findings;
    json_t *structure; /* findings about the database's form: told after those about the log */
    uint64_t n_findings;
    gg_tree tree;
    char time[GG_TIME_TEXT];                 /* of the last event */
    unsigned char previous[GG_SHA256_BYTES]; /* leaf of the last event */
    char id[GG_SHA256_HEX];
    uint64_t events; /* number of the last event seen */
    uint64_t payloads, files, unlisted;
    uint64_t payload_rows; /* of events: whole or erased */
    uint64_t signatures, unsigned_events;
    uint64_t trusted;  /* signatures that the head from outside speaks for */
    uint64_t redacted; /* erased by two people, on record */
    struct {
        uint64_t seq;
        char what[160];
    } bad_events[GG_FINDINGS]; /* the first of the log */
    size_t n_bad_events;
    uint64_t n_event_findings;
    gg_redaction_note redactions[GG_REDACTIONS];
    size_t n_redactions;
    gg_crew *crew;
    struct {
        char id[GG_KEY_ID], account[GG_ACTOR_MAX + 1];
        unsigned char public_key[GG_PUBLIC_BYTES];
        bool bound, stale;
    } key;                           /* the one that signed last */
    bool several;                    /* more people than one hold keys, as of the last event */
    uint64_t purged, to_remove;      /* files: gone by a purge, and still there after one */
    bool log_differs, tables_differ; /* tables of the log, and of what follows from it */
    bool log_unread, files_unread;   /* not examined, so nothing is said of them */
    bool testing, in_structure, replay_stopped, known_head_met, memory;
} gg_verification;

void gg_finding(gg_verification *v, const char *where, const char *format, ...) GG_PRINTF(3, 4);
/* verify.c: options may be NULL; what was opened is closed by the release. */
void gg_verification_init(gg_verification *v, const gg_verify_options *options);
void gg_verification_release(gg_verification *v);
/* The form of v->copy, then its log, and beside that the integrity of v->image if there is one. */
GG_CHECKED gg_status gg_verify_form_and_log(gg_verification *v, gg_registry *reg, gg_error *err);
/* verify_image.c: all of a database under one read lock, and connections that read it; what was
 * opened is closed before the release. */
GG_CHECKED gg_status gg_image_take(gg_image *image, gg_db *from, gg_error *err);
GG_CHECKED gg_status gg_image_open(const gg_image *image, const char *path, gg_image_use use,
                                   gg_db *out, gg_error *err);
void gg_image_release(gg_image *image);
/* Appends what SQLite finds wrong with a database: at most 20 texts. */
GG_CHECKED gg_status gg_integrity_list(gg_db *db, json_t *said, gg_error *err);
/* A gg_integrity, on a connection of its own: for a crew. */
void gg_integrity_run(void *integrity);
/* verify_log.c: every event, and the head. */
GG_CHECKED gg_status gg_verify_log(gg_verification *v, unsigned threads, gg_error *err);
/* verify_tables.c: table by table, row by row, against the replay. */
GG_CHECKED gg_status gg_verify_tables(gg_verification *v, gg_error *err);
/* verify_files.c: every file that an event names, against its digest. */
GG_CHECKED gg_status gg_verify_files(gg_verification *v, gg_registry *reg, gg_error *err);

#endif
