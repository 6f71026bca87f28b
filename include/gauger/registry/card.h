/*
 * Signed cards: a card that is shown with a DSSE envelope beside it can be checked by anyone who
 * has the registry's list of keys, without the registry.
 *
 * The envelope holds an in-toto Statement (v1) whose subject is the card, by its SHA-256, and whose
 * predicate is a test result (test-result/v0.1): what the gate said, by which policy. Under the key
 * "gauger" the predicate carries a checkpoint and proofs (gauger/registry/audit.h) of the events
 * that the card rests on: the verdict, the approvals, the issuance of this very card, and those
 * that gave the signers their keys.
 */
#ifndef GAUGER_REGISTRY_CARD_H
#define GAUGER_REGISTRY_CARD_H

#include "gauger/registry/audit.h"

#define GG_STATEMENT_TYPE    "application/vnd.in-toto+json"
#define GG_STATEMENT_FORMAT  "https://in-toto.io/Statement/v1"
#define GG_PREDICATE_TYPE    "https://in-toto.io/attestation/test-result/v0.1"
#define GG_CARD_CHECK_FORMAT "gauger/card-check/1"

/* A card that is about to be issued. All borrowed. */
typedef struct gg_card_issue {
    const char *reference; /* of the version, see gauger/registry/model.h */
    const char *name;      /* of the card's file, as the statement names it */
    const void *bytes;     /* of the card */
    size_t n;
} gg_card_issue;

GG_BEGIN_DECLS

/*
 * Issues a card: event "card.issue" with its digest, the newest verdict by the policy in force and
 * the approvals that count; then an envelope that proves them, signed with the handle's key.
 *
 * reg: opened for work, with an actor and a key.  issue: see gg_card_issue.
 * out: the envelope, a new reference, untouched on error.
 * Returns GG_OK; GG_E_NOT_FOUND (no such version); GG_E_CONFLICT where the version has no verdict
 * by the policy in force; what begin and commit return. Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_card_sign(gg_registry *reg, const gg_card_issue *issue, json_t **out,
                                  gg_error *err);

/*
 * Adds a second signature to the envelope of a card: event "card.countersign" with the digest of
 * the card and the event that issued it. It is for reviewers and auditors, but not for the person
 * who issued the card. Beside the signature, as its member "gauger", goes what shows when: a proof
 * of that event, a later checkpoint, and that it continues the card's own.
 *
 * reg: the registry that issued the card, opened for work, with an actor and a key.
 * envelope: of gg_card_sign(); a signature is added, on error nothing.
 * Returns GG_OK; GG_E_INPUT for what is no signed card; GG_E_NO (issued by another registry, not
 * issued at all, refused by rule); GG_E_CONFLICT (signed with that key already); what begin and
 * commit return.  Ownership: the envelope stays the caller's.
 */
GG_CHECKED gg_status gg_card_add_signature(gg_registry *reg, json_t *envelope, gg_error *err);

/*
 * The checkpoint in the envelope of a card, to hold another one against.
 *
 * envelope: of gg_card_sign().  out: untouched on error.
 * Returns GG_OK; GG_E_INPUT for what is no envelope, or has no checkpoint; GG_E_MEMORY. No
 * signature is looked at: see gg_card_check().
 * Ownership: a plain value.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_card_checkpoint(const json_t *envelope, gg_checkpoint_head *out,
                                        gg_error *err);

/*
 * Checks a card and its envelope with a list of keys and nothing else.
 *
 * card, n: the bytes of the card.  envelope: the DSSE envelope.  keys: of the registry.
 * out: a new reference, untouched on error: {"format":"gauger/card-check/1",
 *  "result":"holds|refuted","says":SENTENCE,"id","card":HEX,"model","version",
 *  "registered":EVENT or null,"sent":EVENT with "erased" or
 * null,"verdict":{"seq","result","policy"} or null, "approvals":[EVENT with "separated" and
 * "erased"],"approvers":persons among them,"issued":EVENT or null,
 *  "signatures":[{"key","account","roles","recorded":EVENT or null}],"people","testing",
 *  "key_protection","size","root","heads":[{"size","root"}],"findings":[SENTENCE]}, heads being
 *  other heads that the envelope shows to be of the same log, and EVENT
 * {"seq","time","actor","claimed","account","person"}; "erased" is null, or the EVENT that erased
 * its texts and kept what it decided, with "asked": the EVENT that asked for it. The table of
 * duties is held against each event by the roles and persons of the list, from when there were
 * several people. Returns GG_OK whatever is found; GG_E_INPUT for what is no signed card;
 * GG_E_MEMORY. Ownership: json_decref() by the caller.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_card_check(const void *card, size_t n, const json_t *envelope,
                                   const gg_known_keys *keys, json_t **out, gg_error *err);

GG_END_DECLS
#endif
