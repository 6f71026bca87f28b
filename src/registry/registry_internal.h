/* Internal to the floor registry. */
#ifndef GG_REGISTRY_INTERNAL_H
#define GG_REGISTRY_INTERNAL_H

#include <sqlite3.h>
#include <stdarg.h>

#include "gauger/base/clock.h"
#include "gauger/registry/registry.h"

#define GG_APPLICATION_ID 0x47617567 /* "Gaug" */
#define GG_SCHEMA_VERSION 3
#define GG_SALT_BYTES     16
#define GG_STATEMENTS     192 /* most different statements of one connection */
#define GG_PAYLOAD_MAX    ((size_t)16 << 20)

/* A connection with its prepared statements, found by the address of their text. */
typedef struct gg_db {
    sqlite3 *handle;
    const char *path; /* for errors; borrowed */
    struct {
        const char *sql;
        sqlite3_stmt *stmt;
    } cache[GG_STATEMENTS];
    size_t n_cached;
    /* Whether there are several people, as of an event: in a replay each asks, and few change it.
     */
    struct {
        uint64_t seq; /* 0: is to be read */
        bool several;
    } staffed;
    struct gg_db *log;        /* where the payloads are, NULL: here */
    struct gg_acting *acting; /* who acted last, as of an event; NULL before anybody did */
} gg_db;

/* A refusal by rule: its name for programs, what for people, and who can help. */
typedef struct gg_refusal {
    const char *rule; /* static */
    char what[220];
    char mend[160];
} gg_refusal;

struct gg_transaction {
    gg_registry *reg;
    bool open;
    bool failed; /* an append failed: only a rollback is left */
    bool joint;  /* others may begin and end within it */
    bool inner;  /* one of those is open */
    uint64_t appended;
    bool requested; /* one of them has the caller's key */
    gg_tree tree;
    char time[GG_TIME_TEXT]; /* of all events of the transaction */
    char last[GG_TIME_TEXT]; /* of the change before the next one, see gg_event_in_order() */
    bool several;            /* more people than one hold keys, as of the event before the next */
    unsigned char previous[GG_SHA256_BYTES]; /* leaf of the event before the next */
    /* Who acts may not do this: it is taken back, and then put on record. */
    struct {
        bool set;
        gg_refusal refusal;
        char action[40], object[2 * GG_NAME_MAX + 40];
    } denied;
};

/* The newest head that was signed here, as local.db remembers it; size 0: none. */
typedef struct gg_remembered {
    bool read;
    gg_tree_head head;
    bool leafed;
    unsigned char leaf[GG_SHA256_BYTES]; /* of its last event */
} gg_remembered;

struct gg_registry {
    gg_db db;
    char *folder;
    char *path;  /* of registry.db */
    char *files; /* folder of stored files */
    gg_env env;  /* its user is not used: see actor */
    char actor[GG_ACTOR_MAX + 1];
    char request[GG_ACTOR_MAX + 1];
    bool testing;
    bool unfounded; /* the first event does not hold */
    gg_registry_access access;
    bool sketches_swept;     /* no sketch is left of what was purged before */
    const gg_signer *signer; /* borrowed; NULL while none is known */
    gg_key_source *source;   /* asked once, when a key is needed; NULL for none */
    void *source_ctx;
    gg_error keyless; /* why there is no key, once it was asked for */
    gg_remembered remembered;
    struct gg_transaction tx;
};

/* An event as it is applied to the tables: from the log, nothing else. */
typedef struct gg_applied {
    uint64_t seq;
    const char *time, *actor, *action, *object;
    const char *request;           /* NULL if none */
    const char *key;               /* that signed it; NULL if none */
    bool claimed;                  /* nobody checked the actor's name */
    char subject[2 * GG_NAME_MAX]; /* KIND/NAME */
    char name[GG_NAME_MAX + 1];    /* of the object */
    uint64_t number;               /* its version, 0 if none */
    const json_t *payload;
} gg_applied;

typedef struct gg_event_type {
    const char *action;
    gg_status (*apply)(gg_db *db, const gg_applied *event, gg_error *err); /* NULL: entry only */
    const char *summary; /* a sentence without subject; {key} is a scalar of the payload */
} gg_event_type;

/* A table that follows from the log, and the columns of its key. */
typedef struct gg_projection {
    const char *table;
    const char *key;
} gg_projection;

/* ---- sql.c: connections and statements */

/* Opens a database file (or ":memory:") with the settings of every connection. */
GG_CHECKED gg_status gg_db_open(gg_db *db, const char *path, int flags, gg_error *err);
void gg_db_close(gg_db *db);
/* Denies what no command needs: DROP, ALTER, ATTACH, and any write to the log but INSERT. */
GG_CHECKED gg_status gg_db_restrict(gg_db *db, gg_error *err);
/* A failure of SQLite as a status, with its own words. */
gg_status gg_db_error(gg_db *db, int code, gg_error *err);
/*
 * A prepared statement with its parameters: types has a sign for each, s text (NULL is null), i
 * int64_t, u uint64_t (0 is null), b bytes (pointer, size_t). It is the connection's; a second use
 * of the same text ends the first.
 */
GG_CHECKED gg_status gg_db_query(gg_db *db, sqlite3_stmt **out, gg_error *err, const char *sql,
                                 const char *types, ...);
GG_CHECKED gg_status gg_db_query_list(gg_db *db, sqlite3_stmt **out, gg_error *err, const char *sql,
                                      const char *types, va_list *args);
/* The next row; *row is false when there is none, and the statement is then reset. */
GG_CHECKED gg_status gg_db_step(gg_db *db, sqlite3_stmt *stmt, bool *row, gg_error *err);
/* Carries out a statement that gives no rows. */
GG_CHECKED gg_status gg_db_run(gg_db *db, gg_error *err, const char *sql, const char *types, ...);
/* The first column of the first row as a number; *out is as before when there is no row. */
GG_CHECKED gg_status gg_db_number(gg_db *db, uint64_t *out, gg_error *err, const char *sql,
                                  const char *types, ...);
/* Several statements without parameters. */
GG_CHECKED gg_status gg_db_script(gg_db *db, const char *sql, gg_error *err);
/* A column as text, "" for null; as JSON, null for null. */
const char *gg_db_text(sqlite3_stmt *stmt, int column);
json_t *gg_db_json(sqlite3_stmt *stmt, int column);
/* Copies a text column into a field of size bytes, cut if longer. */
void gg_db_copy(sqlite3_stmt *stmt, int column, char *out, size_t size);

/* ---- schema.c: what a registry's database is made of */

extern const gg_projection gg_projections[];
/* Makes log, tables, triggers and indexes; without `full`, only what a replay needs. */
GG_CHECKED gg_status gg_schema_create(gg_db *db, bool full, gg_error *err);
/* Drops all but the two tables of the log, of whoever's making, and makes what is gauger's again,
 * empty; within a transaction, on a connection that is not restricted. */
GG_CHECKED gg_status gg_schema_remake(gg_db *db, gg_error *err);
/* Called for each difference between a database's schema and ours; `table`: of a table itself. */
typedef void (*gg_schema_report)(void *ctx, const char *name, const char *what, bool table);
GG_CHECKED gg_status gg_schema_compare(gg_db *db, gg_schema_report report, void *ctx,
                                       gg_error *err);

/* ---- event.c: event types, headers, objects */

const gg_event_type *gg_event_type_find(const char *action);
/* Splits KIND/NAME@N into subject, name and number. */
GG_CHECKED gg_status gg_event_object(gg_applied *event, gg_error *err);
/* Applies an event to the tables. */
GG_CHECKED gg_status gg_event_apply(gg_db *db, gg_applied *event, gg_error *err);
/* The canonical header of an event; previous is the leaf of the event before it. */
GG_CHECKED gg_status gg_event_header(const gg_applied *event, const char payload_sha256[],
                                     const unsigned char previous[GG_SHA256_BYTES], gg_buf *out,
                                     gg_error *err);
/* Whether an action may be on record without a signature: refusals of people without a key. */
bool gg_event_unsigned_ok(const char *action);
/* Whether an event says when its clock says it was, and no other is held against that: refusals and
 * exports, which anybody can leave, and suspensions, since stopping is easier than starting. */
bool gg_event_timeless(const char *action);
/* Whether an event may follow changes up to a time, which then is its own: none goes before the one
 * before it, but recovery with the root key, which sets the time of the log. */
bool gg_event_in_order(const char *action, const char *time, char last[GG_TIME_TEXT]);
/* SHA-256 of salt and payload. */
void gg_event_digest(const void *salt, const void *payload, size_t n, char out[GG_SHA256_HEX]);
/* The sentence of an event. */
void gg_event_summary(const char *action, const json_t *payload, gg_buf *out);

/* ---- signature.c: what events are signed with */

/* Appends what is signed for a header: "gauger-event-v2", a newline, and the header. */
GG_CHECKED gg_status gg_event_message(const void *header, size_t n, gg_buf *out, gg_error *err);
/* Signs a header with Ed25519. */
GG_CHECKED gg_status gg_event_sign(const gg_signer *signer, const gg_buf *header,
                                   unsigned char out[GG_SIGNATURE_BYTES], gg_error *err);
bool gg_event_signed(const unsigned char public_key[GG_PUBLIC_BYTES], const void *header, size_t n,
                     const unsigned char signature[GG_SIGNATURE_BYTES]);
/* The account that a key speaks for now; false in *bound where the log gives it to none. */
GG_CHECKED gg_status gg_key_bound(gg_db *db, const char *key, char account[GG_ACTOR_MAX + 1],
                                  unsigned char public_key[GG_PUBLIC_BYTES], bool *bound,
                                  gg_error *err);
/* Whether the first event's payload gives the key that the event is signed with, and that key. */
bool gg_founding_key(const json_t *payload, const char *key,
                     unsigned char public_key[GG_PUBLIC_BYTES]);
/* Why an event may not be signed by the key of this account, NULL where it may: names are claimed
 * while there is one person, and are those of the keys from then on. */
const char *gg_key_misused(const gg_applied *event, const char *account, bool several);
/* Asks for a key where none is known yet; without one, reg->keyless says why. */
void gg_signer_ask(gg_registry *reg);

/* ---- tree.c */

/* The hash of an inner node. */
void gg_tree_node(const unsigned char left[GG_SHA256_BYTES],
                  const unsigned char right[GG_SHA256_BYTES], unsigned char out[GG_SHA256_BYTES]);

/* ---- replay.c: reading the log */

#define GG_HEADER_TEXT 1024 /* longer headers are read the slow way */

typedef struct gg_logged {
    gg_applied event; /* texts point into text or header, and into payload */
    json_t *header, *payload;
    uint64_t seq;               /* as the header has it */
    const char *previous;       /* leaf of the event before, in hexadecimal */
    const char *payload_sha256; /* of salt and payload */
    bool redacted;              /* the payload was erased; event.payload is an empty object */
    char text[GG_HEADER_TEXT];
} gg_logged;

/* header.c: the fields of a header out of its bytes, false where the scan cannot tell; and out of
 * logged->header, false where the form is another. */
bool gg_header_scan(gg_logged *logged, const void *header, size_t n);
bool gg_header_members(gg_logged *logged);

/* Empties the tables and fills them from the log; within a transaction. */
GG_CHECKED gg_status gg_tables_refill(gg_db *db, uint64_t *events, gg_error *err);
/* Applies all events of a log to the tables of another (or the same) connection. */
GG_CHECKED gg_status gg_replay_log(gg_db *log, gg_db *to, uint64_t *events, gg_error *err);
/* Reads an event's header and payload; false in *ok with a reason when they are not as they must
 * be.
 */
GG_CHECKED gg_status gg_logged_read(gg_logged *logged, sqlite3_stmt *row, const char **why,
                                    gg_error *err);
void gg_logged_release(gg_logged *logged);
/* The statements that gg_logged_read() takes rows of: all events, and event ?1. */
extern const char gg_log_rows[];
extern const char gg_log_row[];

/* ---- transaction.c */

/* The head row as a tree. */
GG_CHECKED gg_status gg_head_load(gg_db *db, gg_tree *tree, char time[GG_TIME_TEXT], gg_error *err);
/* Appends with a payload that is given up, whatever the result. */
GG_CHECKED gg_status gg_append(gg_transaction *tx, const char *action, const char *object,
                               json_t *payload, uint64_t *seq, gg_error *err);
/* Commits if st is GG_OK, else rolls back; returns the first failure. */
GG_CHECKED gg_status gg_transaction_end(gg_transaction *tx, gg_status st, gg_error *err);

/* Appends what anybody may leave on record, in a transaction of its own (none may be open); the
 * payload is given up. Who acts under a name that is not theirs leaves no signature under it. */
GG_CHECKED gg_status gg_append_mark(gg_registry *reg, const char *action, const char *object,
                                    json_t *payload, bool *is_signed, uint64_t *seq, gg_error *err);
/* ---- refusal.c: the one way in which a rule refuses, beside duties and states of versions */

/* Puts a refusal on record, in a transaction of its own; none may be open. */
void gg_record_denied(gg_registry *reg, const char *action, const char *object,
                      const gg_refusal *refusal);
/* What was refused while a view was open; called at its end. */
void gg_record_pending(gg_registry *reg);
/* Keeps a refusal: it is put on record once the open transaction is taken back. */
void gg_transaction_deny(gg_transaction *tx, const char *action, const char *object,
                         const gg_refusal *refusal);

/* What was tried, which rule refuses it, and who can help. */
typedef struct gg_tried {
    const char *action, *object;
    const char *rule; /* static */
    const char *mend;
    gg_status status; /* GG_OK stands for GG_E_NO */
} gg_tried;

/* Says "rule NAME: ..." as an error, and puts it on record: at once, or when the open change is
 * taken back or the open view ends. Where nobody is known to act, or the database is not as gauger
 * makes it, there is no record. */
gg_status gg_registry_refuse(gg_registry *reg, const gg_tried *tried, gg_error *err,
                             const char *format, ...) GG_PRINTF(4, 5);
/* Refuses what is tried, by rule signature, where the whole registry does not verify. */
GG_CHECKED gg_status gg_registry_sound(gg_registry *reg, const char *action, const char *object,
                                       gg_error *err);

/* ---- duty.c: who may do what */

/* What is to be said of an event before it is applied. */
typedef struct gg_judgement {
    bool refused;
    gg_refusal why;
    bool several;                 /* the registry is of several people */
    char person[GG_NAME_MAX + 1]; /* who acts, "" where that is not known */
    const char *role;             /* by which they act; NULL where none is needed */
} gg_judgement;

/* Judges an event by what the log says up to the one before it. */
GG_CHECKED gg_status gg_duty_judge(gg_db *db, const gg_applied *event, gg_judgement *out,
                                   gg_error *err);
/* What is known of accounts is to be read anew. */
void gg_duty_forget(gg_db *db);
/* The same as an answer: GG_E_NO with the rule that refuses. */
GG_CHECKED gg_status gg_duty_check(gg_db *db, const gg_applied *event, gg_judgement *out,
                                   gg_error *err);
/* account_show.c: {"kind":"one|several","says":SENTENCE} as "people" of a document. */
GG_CHECKED gg_status gg_people_add(gg_db *db, json_t *document, gg_error *err);
/* Whether an account of a second person was ever opened. */
GG_CHECKED gg_status gg_staffed_read(gg_db *db, bool *out, gg_error *err);

/* ---- transaction.c: asking before an event is appended */

GG_CHECKED gg_status gg_transaction_judge(gg_transaction *tx, const char *action,
                                          const char *object, const json_t *payload,
                                          gg_judgement *out, gg_error *err);
/* Whether who acts may do this, judged before it is worked out; if not, the transaction is to be
 * rolled back, which puts the refusal on record. GG_E_NO with rule, what and who can help. */
GG_CHECKED gg_status gg_transaction_allow(gg_transaction *tx, const char *action,
                                          const char *object, const json_t *payload, gg_error *err);

/* ---- log.c: reading */

/* One view of the database for several queries; *begun is whether end must end it. */
GG_CHECKED gg_status gg_read_begin(gg_registry *reg, bool *begun, gg_error *err);
GG_CHECKED gg_status gg_read_end(gg_registry *reg, bool begun, gg_status st, gg_error *err);
/* {"size","root"} of the log. */
GG_CHECKED gg_status gg_head_json(gg_registry *reg, json_t **out, gg_error *err);

/* ---- printed.c: heads that were signed */

/* Whether a log, given by its tree and its table of events, goes on from the newest head that was
 * signed here; what: where it does not, half a sentence on it. */
bool gg_printed_fits(gg_registry *reg, gg_db *log, const gg_tree *tree, char *what, size_t size);
/* The same as an answer: GG_E_INPUT. The second: of the head that the database has. */
GG_CHECKED gg_status gg_printed_check(gg_registry *reg, const gg_tree *tree, gg_error *err);
GG_CHECKED gg_status gg_printed_check_head(gg_registry *reg, gg_error *err);

/* ---- record_clock.c */

/* Sets "corrections_due": [{"record","dataset","decided"}] in a document: of a dataset (version 0),
 * or of the data that a version of a model was evaluated on; what was decided and is not made. */
GG_CHECKED gg_status gg_corrections_add(gg_db *db, json_t *document, const char *name,
                                        uint64_t version, gg_error *err);

/* ---- request.c */

/* GG_E_CONFLICT where the handle's request is on record: as this command's, or as another one's. */
GG_CHECKED gg_status gg_request_check(gg_registry *reg, const gg_event *event, gg_error *err);

/* ---- stored.c: the files of an event */

/* Stores a document and names it among the files of an event; sha256 is "" where it is NULL. */
GG_CHECKED gg_status gg_store_document(gg_registry *reg, const json_t *document, json_t *files,
                                       char sha256[GG_SHA256_HEX], gg_error *err);
/* Names what is stored already; NULL and "" are nothing. GG_E_NOT_FOUND where it is not there. */
GG_CHECKED gg_status gg_name_stored(gg_registry *reg, const char *sha256, json_t *files,
                                    gg_error *err);

/* ---- purge.c: files that nothing counts on */

/* Removes what purges have left. The write lock is held. */
void gg_sweep_files(gg_registry *reg);
/* Whether the files that an event is about to name are there: a purge may have come between. The
 * write lock is held. */
GG_CHECKED gg_status gg_files_there(gg_registry *reg, const json_t *payload, gg_error *err);

/* ---- document.c: rows and events as parts of documents */

typedef json_t *(*gg_row_document)(sqlite3_stmt *row);
/* Appends a value for each row of a query to a list. */
GG_CHECKED gg_status gg_rows(gg_db *db, json_t *list, gg_row_document each, gg_error *err,
                             const char *sql, const char *types, ...);
/* Hands a document over if all went well, else gives it up; NULL is memory that ran out. */
GG_CHECKED gg_status gg_document(gg_status st, json_t **out, gg_error *err, json_t *document);
/* Of the payload of the event that erased another, what is kept of that one's. */
void gg_payload_kept(json_t **payload);
/* The payload of an event, and {"seq","time","actor","claimed"} unless registered is NULL. */
GG_CHECKED gg_status gg_event_payload(gg_db *db, uint64_t seq, json_t **payload,
                                      json_t **registered, gg_error *err);

/* ---- name.c: names, digests, times */

GG_CHECKED gg_status gg_name_check(const char *what, const char *name, gg_error *err);
/* Copies a text into a field of size bytes, cut if longer. */
void gg_copy(char *out, size_t size, const char *text);
/* "a" or "an", as a word asks for. */
const char *gg_article(const char *word);
/* Whether a text is 64 lower-case hexadecimal digits. */
bool gg_digest_check(const char *sha256);

/* identifier.c: nothing that identifies a person enters the log */
/* Refuses a text that holds an identifier of a person. field: its name, which may say what it is,
 * or NULL. */
GG_CHECKED gg_status gg_no_identifier(const char *text, size_t n, const char *field, gg_error *err);
/* Refuses what somebody gave by an option, such as who acts; NULL and "" are fine. */
GG_CHECKED gg_status gg_no_identifier_in(const char *text, const char *field, gg_error *err);
/* The same of every text in a value, and of every key; field: the key that it stands under. */
GG_CHECKED gg_status gg_no_identifier_value(const json_t *value, const char *field, gg_error *err);
/* Refuses an event with an identifier in its object or in any text of its payload. Of what takes
 * away (a purge, a redaction) only the reason is looked at, as old names must be removable. Not for
 * replay: what is in the log stays readable. */
GG_CHECKED gg_status gg_event_no_identifier(const gg_event *event, gg_error *err);
/* Text of people: 1 to max bytes of UTF-8 without control characters (newline and tab pass). */
GG_CHECKED gg_status gg_text_field(const char *what, const char *text, size_t max, bool needed,
                                   gg_error *err);
/* YYYY-MM-DD, or RFC 3339 in UTC where `time`. */
bool gg_date_check(const char *text, bool time);
/* A time as gg_time_format() writes it, as seconds; INT64_MIN for anything else. */
int64_t gg_time_parse(const char *text);
/* The same day and time so many calendar months later, the last day of the month if it is shorter.
 */
void gg_time_add_months(const char *from, unsigned months, char out[GG_TIME_TEXT]);
/* The last second of a day: a clock that names a day passes until then. */
void gg_time_day_end(const char *date, char out[GG_TIME_TEXT]);
/* Whole days until a time, rounded down: 0 at the very second, which still passes, -1 one second
 * after. */
int64_t gg_time_days_left(const char *now, const char *due);
/* KIND:NAME[@SELECTOR]: the parts of a reference; selector is "" where there is none. */
typedef struct gg_reference {
    char name[GG_NAME_MAX + 1];
    char selector[GG_NAME_MAX + 1];
    uint64_t number; /* if the selector is a number, else 0 */
} gg_reference;
GG_CHECKED gg_status gg_reference_parse(const char *kind, const char *text, gg_reference *out,
                                        gg_error *err);

/* ---- files.c, settings.c */

/* How many files lie in the store, and the count of those that a callback does not know. */
char *gg_file_name(const gg_registry *reg, const char *sha256);
/* Makes what was renamed or removed in the store last; 0 or an errno. */
int gg_sync_files(const gg_registry *reg);
gg_status gg_io_error(const char *path, int error, const char *verb, gg_error *err);
GG_CHECKED gg_status gg_setting_read(gg_db *db, const char *key, int64_t *out, gg_error *err);

/* ---- the tables' own functions, called by the event types */

#define GG_APPLY_MAP(XX)                                                                           \
    XX(setting)                                                                                    \
    XX(dataset)                                                                                    \
    XX(purge)                                                                                      \
    XX(register)                                                                                   \
    XX(alias)                                                                                      \
    XX(cycle_open)                                                                                 \
    XX(cycle_phase)                                                                                \
    XX(cycle_close)                                                                                \
    XX(evaluation)                                                                                 \
    XX(verdict)                                                                                    \
    XX(policy)                                                                                     \
    XX(state)                                                                                      \
    XX(refusal)                                                                                    \
    XX(review)                                                                                     \
    XX(answer)                                                                                     \
    XX(waiver)                                                                                     \
    XX(create)                                                                                     \
    XX(account)                                                                                    \
    XX(account_grant)                                                                              \
    XX(account_revoke)                                                                             \
    XX(account_confirm)                                                                            \
    XX(account_train)                                                                              \
    XX(account_renew)                                                                              \
    XX(account_disable)                                                                            \
    XX(account_enable)                                                                             \
    XX(account_limit)                                                                              \
    XX(account_key)                                                                                \
    XX(account_review)                                                                             \
    XX(account_recover)                                                                            \
    XX(ask)                                                                                        \
    XX(redact)                                                                                     \
    XX(record_add)                                                                                 \
    XX(record_close)
#define GG_APPLY_DECLARE(name)                                                                     \
    GG_CHECKED gg_status gg_apply_##name(gg_db *db, const gg_applied *event, gg_error *err);
GG_APPLY_MAP(GG_APPLY_DECLARE)
#undef GG_APPLY_DECLARE

#endif
