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

/* Makes roc_auc and its variance and bounds from the histograms of all slices that have one and no
 * ranking. */
void gg_evidence_rank_binned(gg_evidence *evidence);

/* Before a slice of one piece is added to that of out: what was finished is kept if it is the first
 * with rows, and lost if it is another. */
gg_status gg_ranking_unite(gg_evidence *out, const gg_evidence *piece, const gg_slice *from,
                           gg_slice *to, gg_error *err);

/* Whether any row is, or may be, in a slice. */
bool gg_slice_has_rows(const gg_slice *slice);

/* Whether suppression rules or sources of referrals were applied. */
bool gg_operation_applied(const gg_evidence *e);

/* The names of rules and sources and the overlaps; a slice's own counts, set in its object. */
json_t *gg_operation_object(const gg_evidence *e);
void gg_operation_store(const gg_evidence *e, const gg_slice *slice, json_t *o);

/* Reads both into evidence whose families are loaded. Does nothing where there are none. */
gg_status gg_operation_load(const json_t *document, gg_evidence *out, gg_error *err);

/* Whether two pieces of evidence have the same rules and sources; names, and overlaps added. */
bool gg_operation_alike(const gg_evidence *a, const gg_evidence *b);
gg_status gg_operation_unite(const gg_evidence *a, const gg_evidence *b, gg_evidence *out,
                             gg_error *err);

/* Adds a slice's counts to another's, both of evidence like e. */
void gg_operation_add(const gg_evidence *e, const gg_slice *from, gg_slice *to);

#endif
