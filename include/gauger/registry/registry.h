/*
 * The registry: a folder with an append-only log of events, the tables that follow from it, and
 * files named by their digests.
 *
 *     DIR/registry.db   the log (events, payloads, head) and its projections; mode 0600
 *     DIR/files/        stored files, each named by its SHA-256, read-only
 *     DIR/local.db      what is outside the log (caches, sessions): losing it loses no record
 *
 * Every change is one event. Its header is the canonical JSON (RFC 8785) of
 *     {"v":2, "seq":N, "time":"...Z", "actor":{"name":..., "claimed":bool, "key":KEYID or null},
 *      "action":"model.register", "object":"model/NAME@3", "payload_sha256":HEX,
 *      "previous":HEX, "request":KEY or null}
 * where payload_sha256 is the SHA-256 of a salt of 16 random bytes and the canonical payload, and
 * previous is the leaf of the event before (64 zeros for the first). The event's leaf is
 * SHA-256(0x00 || header), and the leaves make a tree as RFC 9162 has it. A payload can be erased
 * without breaking the leaf; what it held cannot be guessed from its hash. Beside the header lies
 * an Ed25519 signature over "gauger-event-v2\n" || header by the key that the header names; since
 * the header names the leaf before it, a signature is one over the whole log before it.
 *
 * A handle is used by one thread at a time and never across fork(). Long reads block writers for as
 * long as they last (the journal is truncated, not shared), so every query here is short.
 */
#ifndef GAUGER_REGISTRY_REGISTRY_H
#define GAUGER_REGISTRY_REGISTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "gauger/base/env.h"
#include "gauger/base/json.h"
#include "gauger/base/sign.h"
#include "gauger/registry/tree.h"

#define GG_REGISTRY_FOLDER ".gauger"
/* Most bytes of a name (model, dataset, alias) and of an actor, without the final NUL. */
#define GG_NAME_MAX  100
#define GG_ACTOR_MAX 128

typedef struct gg_registry gg_registry;
typedef struct gg_transaction gg_transaction;

/* What a handle is for. */
typedef enum gg_registry_access {
    GG_REGISTRY_WORK, /* read and write; refused unless the database is built as gauger builds it */
    GG_REGISTRY_AUDIT /* verify, rebuild and read the log, whatever has been done to the database */
} gg_registry_access;

typedef struct gg_registry_options {
    bool testing; /* times may be given from outside; said on all that is printed; false */
    const gg_signer *signer; /* the founder's key, by which the registry can be pinned; needed */
    const char *person;      /* pseudonym of the founder; NULL for the name of who acts */
} gg_registry_options;

/*
 * Gives the key of who acts, when one is needed for the first time: loads it, or says why it
 * cannot.
 *
 * ctx: as handed to gg_registry_sign_by().  reg: opened, no transaction open.  out: borrowed by the
 * registry until it is closed; untouched on error.
 */
typedef gg_status gg_key_source(void *ctx, gg_registry *reg, const gg_signer **out, gg_error *err);

/* Whom a registry began with. */
typedef struct gg_registry_root {
    char account[GG_ACTOR_MAX + 1];
    char person[GG_NAME_MAX + 1];
    unsigned char public_key[GG_PUBLIC_BYTES];
    char key[GG_KEY_ID];
} gg_registry_root;

/* One event, as it is handed in. All borrowed. */
typedef struct gg_event {
    const char *action;    /* of the table of event types, e.g. "model.register" */
    const char *object;    /* what it is about: KIND/NAME or KIND/NAME@VERSION */
    const json_t *payload; /* an object; NULL for {} */
} gg_event;

/* What an overseer knows already and a registry is held against. */
typedef struct gg_verify_options {
    const char *id;           /* 64 hexadecimal digits that the registry must have, or NULL */
    const gg_tree_head *head; /* an earlier head that the log must continue, or NULL */
    bool trust_head;          /* signatures of the events up to it need not be checked again */
} gg_verify_options;

/* Which events to list. */
typedef struct gg_log_options {
    const char *subject; /* KIND/NAME without a version, or NULL for all */
    const char *object;  /* with its version, or NULL */
    const char *actor;   /* or NULL */
    const char *action;  /* or NULL */
    uint64_t after;      /* only events of a larger number; 0 */
    uint64_t limit;      /* at most so many, the newest of those that fit; 0 for all; 100 */
} gg_log_options;

GG_BEGIN_DECLS

/*
 * The options of an ordinary registry: not for testing.
 *
 * Returns the struct, to be changed by the caller.
 * Ownership: a plain value.
 * Shape: see gg_registry_options.
 * Undefined cases: none.  Errors: none.
 */
gg_registry_options gg_registry_options_default(void);

/*
 * Makes a new registry; its first event is "registry.create", which opens the founder's account
 * with the key that it is signed by.
 *
 * dir: the folder to make (its parent must exist), or an empty one; ends with mode 0700.
 * env: clock and user, both copied (the clock's context must outlive the handle); the user is who
 * acts and must be set.  options: with a signer, which the handle goes on signing with.  out:
 * untouched on error; may be NULL.
 * Made beside dir and renamed: after a failure or a kill, dir is as it was or a whole registry.
 * Returns GG_OK; GG_E_CONFLICT when dir holds anything; GG_E_NOT_FOUND, GG_E_IO, GG_E_USAGE (no
 * user, no signer), GG_E_MEMORY.  Ownership: gg_registry_close().
 */
GG_CHECKED gg_status gg_registry_create(const char *dir, const gg_env *env,
                                        const gg_registry_options *options, gg_registry **out,
                                        gg_error *err);

/*
 * Opens a registry.
 *
 * dir: its folder.  env: as gg_registry_create(), but the user may be NULL for reading.
 * access: see gg_registry_access.  out: untouched on error.  err: file, what, how to mend it.
 * Returns GG_OK; GG_E_NOT_FOUND (no registry there); GG_E_INPUT for a file that is no database, is
 * no registry, is of a newer version, or (GG_REGISTRY_WORK) has tables, indexes or triggers other
 * than gauger's, naming the first; GG_E_USAGE (GG_REGISTRY_WORK) on a network file system; GG_E_IO;
 * GG_E_MEMORY. Ownership: gg_registry_close().
 */
GG_CHECKED gg_status gg_registry_open(const char *dir, const gg_env *env, gg_registry_access access,
                                      gg_registry **out, gg_error *err);

/*
 * Closes a registry; a transaction that is open is rolled back.
 *
 * reg: from gg_registry_create() or gg_registry_open(); NULL is allowed and does nothing.
 * Result: every pointer that came from it is dead.
 * Ownership: the caller's pointer is spent.
 * Undefined cases: none.  Errors: none.
 */
void gg_registry_close(gg_registry *reg);

/*
 * The nearest folder ".gauger" that holds a registry, at or above a folder (as git finds .git).
 *
 * start: where to begin, e.g. ".".  out: an initialised buffer; the path is appended.
 * err: where was looked.
 * Returns GG_OK; GG_E_NOT_FOUND when there is none up to the root, or start is not there.
 * Ownership: out stays the caller's.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_find(const char *start, gg_buf *out, gg_error *err);

/*
 * The folder that a registry was opened with.
 *
 * reg: not NULL.
 * Returns the path as given.
 * Ownership: the registry's.
 * Undefined cases: none.
 * Errors: none.
 */
const char *gg_registry_folder(const gg_registry *reg);

/*
 * Whether a registry was created for testing, so that times may be given from outside.
 *
 * reg: not NULL.
 * Returns what its first event says; false when there is none that holds.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 * Errors: none.
 */
bool gg_registry_testing(const gg_registry *reg);

/*
 * Whether the first event of a registry holds: it fits its hashes, and is signed with the key that
 * it gives its account. Where it does not, nothing is believed of it, not even that the registry is
 * for testing.
 *
 * reg: not NULL.
 * Returns what was found when the registry was opened.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 * Errors: none.
 */
bool gg_registry_founded(const gg_registry *reg);

/*
 * Gives a handle the key that it signs events with from now on.
 *
 * reg: not in a transaction.  signer: borrowed until the registry is closed; NULL for none.
 * Result: a change is refused unless the key is of an open account (see gg_registry_need_key()).
 * Ownership: the signer stays the caller's.
 * Undefined cases: none.  Errors: none.
 */
void gg_registry_sign_with(gg_registry *reg, const gg_signer *signer);

/*
 * The key that a handle signs with.
 *
 * reg: not NULL.
 * Returns the key that was given or found; NULL while none is known.
 * Ownership: whoever gave it.
 * Undefined cases: a source is not asked, see gg_registry_need_key().
 * Errors: none.
 */
const gg_signer *gg_registry_signer(const gg_registry *reg);

/*
 * Names where a handle's key comes from once one is needed, so that what only reads asks for none.
 *
 * reg: not in a transaction.  source: called at most once, before a change begins.  ctx: handed on.
 * Result: a key that was given before is forgotten.
 * Ownership: ctx stays the caller's, as long as the registry is open.
 * Undefined cases: none.  Errors: none; those of the source are those of the change.
 */
void gg_registry_sign_by(gg_registry *reg, gg_key_source *source, void *ctx);

/*
 * Whether a change could be signed, for whoever is about to work one out.
 *
 * reg: not NULL.
 * Returns GG_OK; what the source of the key said; GG_E_USAGE where there is neither key nor source;
 * GG_E_NO where the key is of no account, or no longer; GG_E_IO.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_need_key(gg_registry *reg, gg_error *err);

/*
 * Says who acts from now on. In a registry of one person the name is a claim, and every event
 * records it as one.
 *
 * reg: not in a transaction.  name: 1 to GG_ACTOR_MAX bytes of UTF-8 without control characters.
 * Returns GG_OK or GG_E_USAGE.
 * Ownership: the name is copied.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_act_as(gg_registry *reg, const char *name, gg_error *err);

/*
 * Who acts.
 *
 * reg: not NULL.
 * Returns the name, NULL if nobody said.
 * Ownership: the registry's, until gg_registry_act_as().
 * Undefined cases: none.
 * Errors: none.
 */
const char *gg_registry_actor(const gg_registry *reg);

/*
 * Gives the next change a key of its own, so that a script that does not know whether its command
 * was carried out can send it again: a key that is on record already is refused with the number of
 * its event, and nothing changes.
 *
 * reg: not in a transaction.  key: 1 to 128 bytes of UTF-8 without control characters, NULL for
 * none; used up by the first event that is committed and is no refusal.
 * Returns GG_OK or GG_E_USAGE.
 * Ownership: the key is copied.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_set_request(gg_registry *reg, const char *key, gg_error *err);

/*
 * Whether a change of a key is on record.
 *
 * reg: not NULL.  key: as gg_registry_set_request().
 * Returns the number of its event; 0 if there is none, or the registry cannot be read.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
uint64_t gg_registry_find_request(gg_registry *reg, const char *key);

/*
 * What a key was used for, so that it can be told whether that was the same command.
 *
 * reg: not NULL.  key: as gg_registry_set_request().
 * out: a new reference, untouched on error: {"seq","actor","action","object","payload"} of the
 * event, where the payload is an empty object if it was erased; NULL where no event has the key.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT (a database that is damaged), GG_E_MEMORY.
 * Ownership: json_decref() by the caller.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_request_used(gg_registry *reg, const char *key, json_t **out,
                                              gg_error *err);

/*
 * Says that a key was used: by this command, which was carried out, or by another one, so that
 * nothing of this one was done.
 *
 * reg: not NULL; who acts is told the event's number alone where they may not see the event.
 * used: what gg_registry_request_used() gave.  same: whether it is the event of this command.
 * Returns GG_E_CONFLICT with that in *err; or what reading the account of who acts returns.
 * Ownership: nothing is kept.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_request_refuse(gg_registry *reg, const json_t *used, bool same,
                                                gg_error *err);

/*
 * The head of the log: how many events there are and the root over all of them. Printed on every
 * card and in every CI log, it lets others see later that nothing before it was changed.
 *
 * reg: not NULL.  out: untouched on error.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT (a database that is damaged), GG_E_MEMORY.
 * Source: RFC 9162, section 2.1.  Ownership: a plain value.
 */
GG_CHECKED gg_status gg_registry_head(gg_registry *reg, gg_tree_head *out, gg_error *err);

/*
 * The identity of a registry: the leaf of its first event, which holds a random salt.
 *
 * reg: not NULL.  out: 64 lower-case hexadecimal digits and a NUL, untouched on error.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT (no first event), GG_E_MEMORY.
 * Kept elsewhere, it finds a registry that was replaced as a whole: see gg_verify_options.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_registry_id(gg_registry *reg, char out[GG_SHA256_HEX], gg_error *err);

/*
 * The account that the first event opened, and the key that it is signed with.
 *
 * reg: not NULL.  out: untouched on error.
 * Returns GG_OK; GG_E_INPUT where the first event cannot be read, or its key is none; GG_E_IO;
 * GG_E_MEMORY.
 * Ownership: a plain value.
 * Undefined cases: none; the signature is not looked at, see gg_registry_verify().
 */
GG_CHECKED gg_status gg_registry_root_get(gg_registry *reg, gg_registry_root *out, gg_error *err);

/*
 * Begins a change: nobody else can write until it ends.
 *
 * reg: opened for work, with an actor, no transaction open.  out: untouched on error.
 * Waits up to 10 s for another writer.
 * Returns GG_OK; GG_E_CONFLICT when another writer did not finish; GG_E_USAGE (no actor, a
 * transaction is open, an audit handle); GG_E_IO; GG_E_MEMORY.
 * Ownership: end it with gg_transaction_commit() or gg_transaction_rollback().
 */
GG_CHECKED gg_status gg_transaction_begin(gg_registry *reg, gg_transaction **out, gg_error *err);

/*
 * Appends an event and applies it to the tables, in the transaction.
 *
 * tx: open.  event: see gg_event.  seq: the event's number, counted from 1; may be NULL.
 * Signed with the handle's key, which may be missing only for refusals of people without one.
 * Returns GG_OK; GG_E_INTERNAL for an action that is not in the table; GG_E_INPUT when the clock
 * stands before the last event; GG_E_CONFLICT for a request that is on record, or when the event
 * does not fit the state of the tables; GG_E_IO; GG_E_MEMORY. After an error the transaction can
 * only be rolled back. Ownership: the payload is copied.
 */
GG_CHECKED gg_status gg_transaction_append(gg_transaction *tx, const gg_event *event, uint64_t *seq,
                                           gg_error *err);

/*
 * Ends a change and makes it lasting: it is on the disk when GG_OK comes back, and all of it is
 * seen at once.
 *
 * tx: open, spent afterwards in every case.
 * Returns GG_OK; on GG_E_CONFLICT or GG_E_MEMORY nothing was changed. GG_E_IO: all of it is on
 * record or nothing; where the last sync failed it can be all, and a request tells which.
 * Ownership: the transaction is gone.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_transaction_commit(gg_transaction *tx, gg_error *err);

/*
 * Ends a change and takes it back: everything is as it was before gg_transaction_begin().
 *
 * tx: open, spent afterwards; NULL is allowed and does nothing.
 * Result: nothing was changed.
 * Ownership: the transaction is gone.
 * Undefined cases: none.  Errors: none.
 */
void gg_transaction_rollback(gg_transaction *tx);

/*
 * Begins a joint change: what functions of the registry do until it ends is one change, of which
 * all is on record or nothing.
 *
 * reg: opened for work, with an actor, no change open.
 * Returns as gg_transaction_begin(). Each function then begins and ends its own change as ever; a
 * change that is refused within makes the whole fail. All events have the time of its beginning,
 * and a request is that of the first of them.
 * Ownership: end it with gg_joint_end(), or close the registry, which takes it back.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_joint_begin(gg_registry *reg, gg_error *err);

/*
 * Ends a joint change: makes it lasting, or takes all of it back.
 *
 * reg: with a joint change open.  status: GG_OK to keep it; anything else takes it back.
 * Returns status if that is not GG_OK; else as gg_transaction_commit(), GG_E_USAGE where a change
 * within had failed or no joint change is open, and then nothing was changed.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_joint_end(gg_registry *reg, gg_status status, gg_error *err);

/*
 * Makes the tables again from the log: the log is examined as gg_registry_verify() does, every
 * signature included; then all but the log's two tables is dropped, of whoever's making, and what
 * is gauger's is made anew and filled by a replay; the head is computed from the events.
 *
 * reg: either access; needs no actor, since nothing is added to the log.
 * out: a new reference, untouched on error: {"format":"gauger/rebuild/1","events":N,"tables":{..}}.
 * Returns GG_OK; GG_E_NO when the log does not hold, naming the first bad event, or when its head
 * says more events than it has: what is lost no rebuild brings back. On any error nothing is
 * changed; GG_E_CONFLICT (another writer), GG_E_IO, GG_E_MEMORY. Ownership: json_decref() by the
 * caller.
 */
GG_CHECKED gg_status gg_registry_rebuild(gg_registry *reg, json_t **out, gg_error *err);

/*
 * Examines everything: the database's integrity and structure; that the events are contiguous, in
 * order of time, in canonical form and fit their leaves; that payloads fit their hashes; that the
 * tree fits the stored head; that the tables equal a replay of the log into a database in memory,
 * row by row; that every stored file is there and fits its digest.
 *
 * reg: either access.  options: NULL for nothing known.  out: a new reference, untouched on error:
 * {"format":"gauger/audit/1","result":"consistent|broken","pinned":bool,"says":SENTENCE,"id":HEX,
 *  "head":{"size","root"},"events":N,"payloads":N,"files":N,"unlisted_files":N,
 *  "findings":[{"where":"events 17","what":SENTENCE}]}; at most 20 findings, those about the log
 * before all others and the first bad event first, those about the database's structure last.
 * What could not be examined is null. Without an id or a head from outside "says" is that the
 * registry is self-consistent only. Returns GG_OK whatever is found (see
 * gg_registry_verify_status()); GG_E_USAGE for a malformed id; GG_E_IO; GG_E_MEMORY.  Ownership:
 * json_decref() by the caller.
 */
GG_CHECKED gg_status gg_registry_verify(gg_registry *reg, const gg_verify_options *options,
                                        json_t **out, gg_error *err);

/*
 * The report about a database that cannot be opened as a registry: emptied, cut short, damaged.
 *
 * dir: the registry's folder.  env: not NULL.  options: as for gg_registry_verify().  out: a new
 * reference, untouched on error: as gg_registry_verify() has it, "broken", with one finding that
 * says why it cannot be read, and null for all that could not be examined.
 * Returns GG_OK with such a report; GG_E_CONFLICT where it can be opened, or was made by another
 * version; GG_E_NOT_FOUND without a registry; GG_E_IO; GG_E_MEMORY.
 * Ownership: json_decref() by the caller.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_verify_damaged(const char *dir, const gg_env *env,
                                                const gg_verify_options *options, json_t **out,
                                                gg_error *err);

/*
 * The answer of an examination as a status.
 *
 * report: of gg_registry_verify().
 * Returns GG_OK for "consistent", GG_E_NO for "broken", GG_E_INPUT for what is no report.
 * gg_status_exit() of it is the exit status of `gauger audit verify`.
 * Ownership: nothing changes hands.  Errors: none but the result.
 */
GG_CHECKED gg_status gg_registry_verify_status(const json_t *report);

/*
 * The default choice of events: all objects and actors, the newest 100.
 *
 * Returns the struct, to be changed by the caller.
 * Ownership: a plain value.
 * Shape: see gg_log_options.
 * Undefined cases: none.  Errors: none.
 */
gg_log_options gg_log_options_default(void);

/*
 * Lists events, the oldest first.
 *
 * reg: not NULL.  options: NULL for the defaults.  out: a new reference, untouched on error:
 * {"format":"gauger/log/1","head":{"size","root"},"events":[{"seq","time","actor","action","object",
 *  "request","summary":SENTENCE,"payload":{...}}]}.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT (a database that is damaged), GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_registry_log(gg_registry *reg, const gg_log_options *options, json_t **out,
                                     gg_error *err);

/*
 * The settings of a registry: clocks of the cycles in months, the smallest cell that is shown.
 *
 * reg: not NULL.  out: a new reference, untouched on error: {"format":"gauger/settings/1",
 * "settings":[{"key","value","default","low","high","sentence"}]}.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: a setting never changed has its default.
 */
GG_CHECKED gg_status gg_registry_settings(gg_registry *reg, json_t **out, gg_error *err);

/*
 * Reads one setting.
 *
 * reg: not NULL.  key: e.g. "clock.refresh_months".  out: untouched on error.
 * Returns GG_OK; GG_E_USAGE for a key that does not exist, naming those that do; GG_E_IO;
 * GG_E_INPUT.  Ownership: nothing changes hands.
 * Undefined cases: a setting never changed has its default.
 */
GG_CHECKED gg_status gg_registry_setting(gg_registry *reg, const char *key, int64_t *out,
                                         gg_error *err);

/*
 * Changes one setting: event "registry.set".
 *
 * reg: opened for work, with an actor.  key: as gg_registry_setting().  value: within its range.
 * Returns GG_OK; GG_E_USAGE for a key that does not exist, or a value out of range, naming the
 * range; what gg_transaction_begin() and gg_transaction_commit() return.
 * Ownership: nothing changes hands.
 * Undefined cases: a value that it has already is set again, as an event.
 */
GG_CHECKED gg_status gg_registry_set(gg_registry *reg, const char *key, int64_t value,
                                     gg_error *err);

GG_END_DECLS
#endif
