/*
 * Sharing under an agreement: the documents of a card in, those that one recipient may get out.
 *
 * An agreement names parts of a card (gg_share_part_at()) and protected attributes. What it does
 * not name is taken out before anything is published, so that no figure of the card is worked out
 * from it: groups are merged, counts withheld and warnings written as if the attribute had never
 * been measured. An attribute is shared as a whole or not at all, since the groups that are left
 * out of one could be had by subtracting the others from everyone. What is left out is named.
 */
#ifndef GAUGER_DISCLOSE_SHARE_H
#define GAUGER_DISCLOSE_SHARE_H

#include "gauger/base/json.h"

/* What a card is made of, borrowed; NULL for what there is not. */
typedef struct gg_share_documents {
    const json_t *evaluation;  /* gauger/evaluation/1, not published */
    const json_t *manifest;    /* of the model */
    const json_t *verdict;     /* gauger/verdict/1 */
    const json_t *lifecycle;   /* gauger/model/1 */
    const json_t *dataset;     /* gauger/dataset/1 of the data evaluated on */
    const json_t *training;    /* gauger/dataset/1 of the data trained on */
    const json_t *fit;         /* gauger/training/1 */
    const json_t *weights;     /* gauger/weights/1 */
    const json_t *comparisons; /* [{"versus", "comparison"}] */
} gg_share_documents;

/* The same as the recipient may get it, owned; and what was left out. */
typedef struct gg_shared {
    json_t *evaluation, *manifest, *verdict, *lifecycle, *dataset, *training, *fit, *weights,
        *comparisons;
    json_t *note; /* {"recipient", "agreement", "purpose", "limits", "expires", "left_out":
                     [{"part", "why"}], and "stale" where the sheet that says it is left out} */
} gg_shared;

GG_BEGIN_DECLS

/* What stands in a document in place of a text that a recipient may not get. */
#define GG_LEFT_OUT "left out for this recipient"

/*
 * The parts of a card that an agreement may name, beside attributes.
 *
 * i: from 0.
 * Returns the word, NULL beyond the last: "sites", "periods", "score distribution", ...
 * Ownership: static.
 * Undefined cases: none.
 * Errors: none.
 */
const char *gg_share_part_at(size_t i);

/*
 * Takes out what an agreement does not name.
 *
 * documents: see gg_share_documents; the evaluation must be there.  agreement: {"record",
 * "recipient", "purpose", "limits", "expires", "fields": [parts], "groups": [attributes]}.
 * out: untouched on error.  err: which document, what.
 * Result: a verdict with a rule about what is left out is left out whole, as its result would tell
 * of that; of a lifecycle the states and who reached them stay, and texts that people wrote go.
 * Returns GG_OK; GG_E_INPUT for an evaluation that is none, or is published already; GG_E_MEMORY.
 * Ownership: gg_shared_release().
 */
GG_CHECKED gg_status gg_share(const gg_share_documents *documents, const json_t *agreement,
                              gg_shared *out, gg_error *err);

/*
 * Frees what was shared.
 *
 * shared: of gg_share(), or all zero; NULL is allowed and does nothing.
 * Result: all zero.
 * Ownership: the struct stays the caller's.
 * Undefined cases: none.
 * Errors: none.
 */
void gg_shared_release(gg_shared *shared);

GG_END_DECLS
#endif
