/* What checkpoints, lists of keys, proofs and signed cards share. */
#ifndef GG_REGISTRY_AUDIT_INTERNAL_H
#define GG_REGISTRY_AUDIT_INTERNAL_H

#include "gauger/base/dsse.h"
#include "gauger/registry/audit.h"
#include "registry_internal.h"

/* signature.c: gg_registry_need_key() before something is signed that is no event: where the key or
 * the account is what is lacking, it is refused by rule, under the name of an action. */
GG_CHECKED gg_status gg_registry_need_signer(gg_registry *reg, const char *action, gg_error *err);

/* checkpoint.c: the checkpoint of a head, signed with the registry's key. */
GG_CHECKED gg_status gg_checkpoint_sign(gg_registry *reg, const gg_tree_head *head, json_t **out,
                                        gg_error *err);

/* prove.c: all leaves of the log; free() by the caller. */
GG_CHECKED gg_status gg_leaves_read(gg_registry *reg, unsigned char (**out)[GG_SHA256_BYTES],
                                    uint64_t *n, gg_error *err);
/* Header, signature and path of an event to the root of n leaves; with salt and payload if open. */
GG_CHECKED gg_status gg_event_proof(gg_registry *reg, unsigned char (*leaves)[GG_SHA256_BYTES],
                                    uint64_t n, uint64_t seq, bool open, json_t **out,
                                    gg_error *err);

/* consistency.c: {"size","root"}. */
json_t *gg_head_document(const gg_tree_head *head);
/* {"size","root","path"} from an earlier head to that of n leaves; GG_E_NO where the log does not
 * continue it. */
GG_CHECKED gg_status gg_consistency_from(unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n,
                                         const gg_tree_head *from, const gg_tree_head *now,
                                         json_t **out, gg_error *err);
/* Whether such a part leads to a head; from: where it begins. */
bool gg_consistency_holds(const json_t *part, const gg_tree_head *head, gg_tree_head *from);

/* printed.c: remembers a head that was signed, as far as that can be done. */
void gg_printed_keep(gg_registry *reg, const gg_tree_head *head);
/* Forgets heads of more events; returns how many there were. */
uint64_t gg_printed_cut(gg_registry *reg, const gg_tree_head *head);
#define GG_PRINTED 32 /* as many go into a card */
/* The newest that are of fewer events; returns how many. Nobody answers for what lies there. */
size_t gg_printed_list(const gg_registry *reg, uint64_t below, gg_tree_head out[GG_PRINTED]);

/* prove_check.c: an event's proof against a head and a list of keys. Findings are sentences, added
 * to the list; payload is borrowed from the proof, NULL where it is not shown. */
typedef struct gg_proven_event {
    gg_logged logged;
    const json_t *payload;
    const gg_known_key *key; /* that signed it */
} gg_proven_event;

GG_CHECKED gg_status gg_event_proof_check(const json_t *proof, const gg_tree_head *head,
                                          const gg_known_keys *keys, gg_proven_event *out,
                                          json_t *findings, gg_error *err);
void gg_proven_event_release(gg_proven_event *event);
/* Whether a value is this whole number. */
bool gg_json_is(const json_t *value, uint64_t number);
/* A list of digits as a path; false where it is none. */
bool gg_path_read(const json_t *list, gg_tree_path *out);
json_t *gg_path_json(const gg_tree_path *path);
/* key_state.c: writes " held=ROLE:N-[N],..." and " disabled=N-[N],..." of an account. */
GG_CHECKED gg_status gg_account_tale(gg_db *db, const char *account, gg_buf *out, gg_error *err);
/* Whether the account of a key had one of these roles at an event. */
bool gg_key_held(const gg_known_keys *keys, const gg_known_key *key, unsigned roles, uint64_t seq);
/* Whether it was disabled by an event before `to`, and not enabled again up to `from`. */
bool gg_key_disabled(const gg_known_keys *keys, const gg_known_key *key, uint64_t from,
                     uint64_t to);

/* card_recorded.c: that a countersignature is on record. */
typedef struct gg_recording {
    const gg_known_keys *keys;
    gg_tree_head head;         /* of the card's checkpoint */
    const char *object, *card; /* KIND/NAME@VERSION; digest */
    uint64_t issued;
    json_t *findings;
    json_t *heads; /* of the same log: what is shown is added */
} gg_recording;

/* The record of a newest event of an open registry: {"format","checkpoint","consistency","event"}.
 */
GG_CHECKED gg_status gg_countersign_prove(gg_registry *reg, uint64_t seq, const gg_tree_head *from,
                                          json_t **out, gg_error *err);
/* Checks the record beside a signature of a key. Facts: of the event, NULL where it is not shown,
 * and that is a finding; a new reference. */
GG_CHECKED gg_status gg_countersign_check(const gg_recording *r, const json_t *record,
                                          const gg_known_key *key, json_t **facts, gg_error *err);
/* {"seq","time","actor","claimed","account","person"} of an event. */
json_t *gg_proven_facts(const gg_proven_event *e);

/* card_erased.c: the proven events of an envelope that erased others, or asked for it. */
typedef struct gg_erasures {
    gg_proven_event *all;
    size_t n;
} gg_erasures;

/* Release it whatever the status. */
GG_CHECKED gg_status gg_erasures_read(const json_t *events, const gg_tree_head *head,
                                      const gg_known_keys *keys, gg_erasures *out, gg_error *err);
void gg_erasures_release(gg_erasures *erasures);
/* The payload of an event, or what the event that erased it has kept; NULL for neither. */
const json_t *gg_erasures_payload(const gg_erasures *erasures, const gg_proven_event *e);
/* That who erased an event might, and that somebody else asked for it; of others nothing. */
void gg_erasures_judge(const gg_erasures *erasures, const gg_known_keys *keys,
                       const gg_proven_event *e, json_t *findings);
/* gg_proven_facts() of the event that erased it, with "asked" of who asked for that; null for one
 * that is whole. */
json_t *gg_erasures_facts(const gg_erasures *erasures, const gg_proven_event *e);

/* card_rules.c: a key of a list by its id, NULL for none. */
const gg_known_key *gg_known_key_find(const gg_known_keys *keys, const char *id);
/* What duties say of an event that a card rests on, by the list of keys; nothing of
 * the time when one person held every key. */
bool gg_card_judged(const gg_known_keys *keys, uint64_t seq);
void gg_card_judge_role(const gg_known_keys *keys, const gg_proven_event *e, json_t *findings);
/* Of a version: neither who registered nor who sent it may approve. Parties are
 * {"seq","actor","person"}, NULL where not met. */
void gg_card_judge_separation(const gg_known_keys *keys, const json_t *approvals,
                              const json_t *const parties[2], json_t *findings);
/* Of signatures: the issuer's is there; others are of a reviewer or auditor, of another person. */
void gg_card_judge_signatures(const gg_known_keys *keys, const json_t *signatures,
                              const gg_known_key *issuer, uint64_t issued, json_t *findings);
/* card_envelope.c: nothing that no signature covers is other than gauger writes it: members, and
 * how bytes are written. */
void gg_envelope_strict(const json_t *envelope, const gg_dsse *dsse, json_t *findings);
/* A signature names the key that made it. */
void gg_envelope_keys(const gg_dsse *dsse, const gg_known_keys *keys, json_t *findings);
/* Whether one person or several held the keys is said twice: by a checkpoint and by the list. */
void gg_people_agree(const gg_checkpoint_head *head, const gg_known_keys *keys, json_t *findings);
/* Adds a sentence. */
void gg_find(json_t *findings, const char *format, ...) GG_PRINTF(2, 3);

#endif
