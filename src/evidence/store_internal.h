/* Internal to the floor evidence: the words of stored evidence, shared by writing and reading. */
#ifndef GG_STORE_INTERNAL_H
#define GG_STORE_INTERNAL_H

#include "gauger/base/hash.h"
#include "gauger/evidence/evidence.h"

/* Words by the public enums, each list ended by NULL. */
extern const char *const gg_family_words[];
extern const char *const gg_dimension_words[];
extern const char *const gg_rule_words[];

/* SHA-256 of the canonical form of a document without its key "digest". */
gg_status gg_evidence_digest(const json_t *document, char out[GG_SHA256_HEX], gg_error *err);

/* Makes roc_auc and its variance and bounds from the histograms of a slice (merged evidence). */
void gg_slice_rank_binned(const gg_evidence *evidence, gg_slice *slice);

#endif
