/*
 * What an overseer takes away from a registry: signed heads (checkpoints), proofs about single
 * events, and the public keys to check them with. Everything here can be checked with no registry.
 *
 * A checkpoint is a C2SP note (gauger/base/note.h) of the origin "gauger/registry/ID", ID being the
 * registry's identity, with the extension lines
 *     time 2026-01-31T12:00:00Z        when it was signed
 *     people one|several               whether one person holds every key
 *     key-protection none|argon2id     of the key that signs
 *     testing yes                      only where times may be given from outside
 * signed by an account under the name "gauger/FIRST 16 OF ID/ACCOUNT".
 */
#ifndef GAUGER_REGISTRY_AUDIT_H
#define GAUGER_REGISTRY_AUDIT_H

#include "gauger/base/note.h"
#include "gauger/registry/registry.h"

#define GG_CHECKPOINT_FORMAT  "gauger/checkpoint/1"
#define GG_PROOF_FORMAT       "gauger/proof/1"
#define GG_PROOF_CHECK_FORMAT "gauger/proof-check/1"
#define GG_CONSISTENCY_FORMAT "gauger/consistency/1"
#define GG_ORIGIN             "gauger/registry/"

/* A public key as a list of keys has it. */
typedef struct gg_known_key {
    gg_verifier verifier;
    char id[GG_KEY_ID];
    char account[GG_ACTOR_MAX + 1];
    char roles[120];               /* words with commas, "" for none */
    char person[GG_ACTOR_MAX + 1]; /* pseudonym; "" in lists of earlier versions */
    uint64_t since;                /* event that gave it */
    uint64_t until;                /* event that ended it, 0 while it holds */
} gg_known_key;

/* From one event to another the account of a key held a role, or was disabled. */
typedef struct gg_key_span {
    size_t key;    /* in the list */
    unsigned role; /* gg_account_role bit; 0: disabled */
    uint64_t since;
    uint64_t until; /* 0: to this day */
} gg_key_span;

/* A list of keys of one registry. */
typedef struct gg_known_keys {
    char id[GG_SHA256_HEX]; /* of the registry */
    bool several;           /* people */
    uint64_t several_since; /* event that opened the account of a second person; 0 if not known */
    gg_known_key *keys;
    size_t n;
    gg_key_span *spans;
    size_t n_spans;
} gg_known_keys;

/* What a checkpoint says of who held the keys. */
typedef enum gg_people_said { GG_PEOPLE_UNSAID, GG_PEOPLE_ONE, GG_PEOPLE_SEVERAL } gg_people_said;

/* A head, read from a checkpoint. */
typedef struct gg_checkpoint_head {
    char id[GG_SHA256_HEX]; /* of the registry; "" where the checkpoint does not say */
    gg_tree_head head;
    bool is_signed; /* it is a note, whose signatures were not looked at yet */
    bool testing;   /* times may have been given from outside */
    gg_people_said people;
    char protection[16]; /* of the key that signed, as it says; "" where it does not */
} gg_checkpoint_head;

/* A proof, checked, that a later head continues an earlier one. */
typedef struct gg_consistency {
    char id[GG_SHA256_HEX]; /* of the registry, as the proof says */
    gg_tree_head from, to;  /* the earlier, the later */
    gg_tree_path path;
} gg_consistency;

GG_BEGIN_DECLS

/*
 * Signs the head of the log as it is now.
 *
 * reg: either access, with a key or a source of one (see gg_registry_sign_by()).
 * out: a new reference, untouched on error: {"format":"gauger/checkpoint/1","id","size","root",
 * "signed":true,"testing","time","people","account","key","protection","note":TEXT}.
 * Returns GG_OK; what gg_registry_need_key() returns; GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Result: nothing is added to the log. Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_registry_checkpoint(gg_registry *reg, json_t **out, gg_error *err);

/*
 * The same without a signature, for whoever has no key: "signed" is false, and account, key,
 * protection and note are null.
 *
 * reg: either access.  out: as gg_registry_checkpoint().
 * Returns GG_OK, GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_head_document(gg_registry *reg, json_t **out, gg_error *err);

/*
 * Reads a checkpoint: the note, or the document (with its note, where it has one).
 *
 * data, n: the bytes.  out: untouched on error.
 * Returns GG_OK; GG_E_INPUT for what is neither, or a document that says other things than its
 * note; GG_E_MEMORY. No signature is looked at: see gg_checkpoint_known().
 * Ownership: a plain value.
 */
GG_CHECKED gg_status gg_checkpoint_read(const char *data, size_t n, gg_checkpoint_head *out,
                                        gg_error *err);

/*
 * Whether a checkpoint is signed by a key of a list.
 *
 * data, n: as gg_checkpoint_read().  keys: of the same registry.  by: the key, borrowed from the
 * list; may be NULL.
 * Returns GG_OK; GG_E_NO where no key of the list has signed it, where one that is named has not,
 * or where the key had ended before the checkpoint; what gg_checkpoint_read() returns.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_checkpoint_known(const char *data, size_t n, const gg_known_keys *keys,
                                         const gg_known_key **by, gg_error *err);

/*
 * Lists the keys that the log gave to accounts: C2SP verifier keys, one a line, with words behind.
 *
 * reg: either access.  out: appended to: "# gauger/keys/1 ID people one|several since N" (N: the
 * event that opened the account of a second person), then in the order of their events lines
 * "NAME+HASH+KEY account=ACCOUNT roles=ROLE,ROLE since=N [until=N] person=PSEUDONYM
 * held=ROLE:N-[N],... [disabled=N-[N],...]": roles are those of today, held those of any time.
 * Returns GG_OK, GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: out stays the caller's.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_keys(gg_registry *reg, gg_buf *out, gg_error *err);

/*
 * Reads a list of keys.
 *
 * data, n: the bytes that gg_registry_keys() wrote.  out: untouched on error.
 * Returns GG_OK; GG_E_INPUT naming the line; GG_E_MEMORY.
 * Ownership: gg_known_keys_release() by the caller.
 * Undefined cases: lines that begin with # but for the first are passed over.
 */
GG_CHECKED gg_status gg_known_keys_parse(const char *data, size_t n, gg_known_keys *out,
                                         gg_error *err);

/*
 * Frees a list of keys.
 *
 * keys: from gg_known_keys_parse(), or all zeros; NULL does nothing.
 * Result: all zeros.
 * Ownership: the struct stays the caller's.
 * Undefined cases: none.  Errors: none.
 */
void gg_known_keys_release(gg_known_keys *keys);

/*
 * Proves that an event is in the log: its header and signature, the path from its leaf to a root,
 * and a checkpoint that signs the root; where an earlier head is given, that the log continues it.
 *
 * reg: either access, with a key.  seq: of the event, 0 for none.  from: an earlier head, or NULL.
 * open: salt and payload are shown too.  out: a new reference, untouched on error:
 * {"format":"gauger/proof/1","id","checkpoint":NOTE,"event":{"seq","header":TEXT,"signature",
 *  "inclusion":{"index","path":[HEX]},"salt","payload"} or null,
 *  "consistency":{"size","root","path":[HEX]} or null}.
 * Returns GG_OK; GG_E_NOT_FOUND (no such event); GG_E_NO (the log does not continue the head);
 * what gg_registry_checkpoint() returns.  Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_registry_prove(gg_registry *reg, uint64_t seq, const gg_tree_head *from,
                                       bool open, json_t **out, gg_error *err);

/*
 * Proves that one head of the log continues another. Neither is signed by this: whoever checks it
 * has both, or takes one out of a card.
 *
 * reg: either access; no key is needed.  a, b: two heads, in either order.
 * out: a new reference, untouched on error: {"format":"gauger/consistency/1","id",
 *  "from":{"size","root"},"to":{"size","root"},"path":[HEX]}, from being the earlier.
 * Source: RFC 9162, section 2.1.4.1.
 * Returns GG_OK; GG_E_NO where the log begins otherwise than a head says, or is shorter; GG_E_IO,
 * GG_E_INPUT, GG_E_MEMORY.  Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_registry_prove_between(gg_registry *reg, const gg_tree_head *a,
                                               const gg_tree_head *b, json_t **out, gg_error *err);

/*
 * The head over the first events of the log.
 *
 * reg: either access.  size: how many, from 1.  out: untouched on error.
 * Returns GG_OK; GG_E_NOT_FOUND where the log has fewer; GG_E_IO, GG_E_INPUT, GG_E_MEMORY.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_head_at(gg_registry *reg, uint64_t size, gg_tree_head *out,
                                         gg_error *err);

/*
 * Reads a proof that one head continues another, and checks that its path does so.
 *
 * document: of gg_registry_prove_between(), or of gg_registry_prove() with an earlier head.
 * out: untouched on error.  Source: RFC 9162, section 2.1.4.2.
 * Returns GG_OK; GG_E_INPUT for what is no such proof; GG_E_NO where its path does not lead from
 * the one to the other.
 * Ownership: a plain value.
 * Undefined cases: none. It says nothing of any head but its own: see gg_consistency_joins().
 */
GG_CHECKED gg_status gg_consistency_read(const json_t *document, gg_consistency *out,
                                         gg_error *err);

/*
 * Whether a proof is about these two heads.
 *
 * proof: of gg_consistency_read().  a, b: heads that were known before, in either order.
 * Returns true if sizes and roots are those of the proof: then one of them continues the other.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
bool gg_consistency_joins(const gg_consistency *proof, const gg_tree_head *a,
                          const gg_tree_head *b);

/*
 * Whether two heads are the same.
 *
 * a, b: heads.
 * Returns true if size and root are equal.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
bool gg_head_same(const gg_tree_head *a, const gg_tree_head *b);

/*
 * The newest event about an object: "model/lanes@2", "dataset/ports@1", "record/TYPE@N".
 *
 * reg: not NULL.  object: as headers have it.  seq: untouched on error.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_IO.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_event_of(gg_registry *reg, const char *object, uint64_t *seq,
                                          gg_error *err);

/*
 * Checks a proof with a list of keys and nothing else.
 *
 * proof: of gg_registry_prove().  keys: of the registry.  out: a new reference, untouched on error:
 * {"format":"gauger/proof-check/1","result":"holds|refuted","says":SENTENCE,"id","size","root",
 *  "signed_by","people","event":{"seq","time","actor","claimed","action","object","key"} or null,
 *  "consistent_from":N or null,"findings":[SENTENCE]}.
 * Returns GG_OK whatever is found; GG_E_INPUT for what is no proof; GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_proof_check(const json_t *proof, const gg_known_keys *keys, json_t **out,
                                    gg_error *err);

/*
 * Asks that the payload of an event be erased, or carries out what somebody else asked for: event
 * "audit.ask", then "audit.redact", which erases payload and salt and keeps of the payload what the
 * tables rest on. Texts of people go; that something was decided stays. What was asked for while
 * one person held every key is asked for anew once there are several.
 *
 * reg: opened for work, with an actor.  seq: of the event.  reason: 1 to 4000 bytes.  out: a new
 * reference, untouched on error: {"event","step":"asked|erased","erased":[MEMBER],"people"}.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_CONFLICT (erased before, or nothing of it can be);
 * GG_E_NO (the same person asked); what begin and commit return.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_registry_redact(gg_registry *reg, uint64_t seq, const char *reason,
                                        json_t **out, gg_error *err);

GG_END_DECLS
#endif
