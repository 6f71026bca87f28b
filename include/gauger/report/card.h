/*
 * Model cards: an evaluation, what is known of the model, and a verdict, in the sections of
 * Mitchell et al., "Model Cards for Model Reporting" (2019), as the document "gauger/card/1".
 *
 * A card is for readers who may not see the table, so it is built from the published form of the
 * evaluation (gg_publish()), and what stands beside it likewise: nothing in it shows, or lets be
 * derived, a count under the minimum cell. docs/schemas/card-1.schema.json holds the form.
 * gg_render() makes html, markdown and json of it.
 */
#ifndef GAUGER_REPORT_CARD_H
#define GAUGER_REPORT_CARD_H

#include "gauger/disclose/publish.h"

#define GG_CARD_FORMAT "gauger/card/1"

typedef struct gg_card_options {
    gg_publish_options publish; /* the minimum cell */
    const char *title;          /* NULL: "Model card: " and the model's name, or the data's */
    const json_t *lifecycle;    /* "gauger/model/1": the version's history and approvals, or NULL */
    const json_t *dataset;      /* "gauger/dataset/1": of the data evaluated on, or NULL */
    const json_t *training;     /* "gauger/dataset/1": of the data trained on, or NULL */
    const char *evidence;       /* digest of the evidence of the evaluation, or NULL */
    const json_t *fit;          /* "gauger/training/1": how the artifact was fitted, or NULL */
    const json_t *weights;      /* "gauger/weights/1": what the artifact learned, or NULL */
    const json_t *comparisons; /* [{"versus": REF, "comparison": "gauger/comparison/1"}], or NULL */
    const json_t *sharing;     /* the note of gg_share(): for whom, what is left out; or NULL */
} gg_card_options;

GG_BEGIN_DECLS

/*
 * The default options: minimum cell 11, the card's own title, nothing of a registry.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller before gg_card_build().
 * Undefined cases: none.  Errors: none.
 */
gg_card_options gg_card_options_default(void);

/*
 * Builds a card.
 *
 * evaluation: "gauger/evaluation/1", with small groups or already published.  manifest: the model's
 * manifest (an object), or NULL; what it does not say is "not stated" in the card.  verdict:
 * "gauger/verdict/1", or NULL; its figures are kept only where the published evaluation shows the
 * same figures.  options: NULL for the defaults.
 * out: a new reference, untouched on error.  err: which document, what.
 * Returns GG_OK; GG_E_INPUT for a document of another format or with contradicting counts,
 * GG_E_USAGE for a minimum cell under 2, GG_E_MEMORY. Ownership: json_decref() by the caller; the
 * documents stay the caller's.
 */
GG_CHECKED gg_status gg_card_build(const json_t *evaluation, const json_t *manifest,
                                   const json_t *verdict, const gg_card_options *options,
                                   json_t **out, gg_error *err);

GG_END_DECLS
#endif
