/* What checkpoints, lists of keys, proofs and signed cards share. */
#ifndef GG_REGISTRY_AUDIT_INTERNAL_H
#define GG_REGISTRY_AUDIT_INTERNAL_H

#include "gauger/registry/audit.h"
#include "registry_internal.h"

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
/* A list of digits as a path; false where it is none. */
bool gg_path_read(const json_t *list, gg_tree_path *out);
json_t *gg_path_json(const gg_tree_path *path);
/* Adds a sentence. */
void gg_find(json_t *findings, const char *format, ...) GG_PRINTF(2, 3);

#endif
