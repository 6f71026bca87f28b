/*
 * What the files of the card share: parts of the document, and sections of its page.
 */
#ifndef GAUGER_REPORT_CARD_INTERNAL_H
#define GAUGER_REPORT_CARD_INTERNAL_H

#include "gauger/report/card.h"
#include "report_internal.h"

/* ---- parts of the document: card_parts.c ---- */

/* What is known of the version and its data; false on no memory. */
bool gg_card_put_registered(json_t *card, const gg_card_options *options);
/* What was learned and how it compares, in published form. published: the evaluation. */
GG_CHECKED gg_status gg_card_put_learned(json_t *card, const json_t *published,
                                         const json_t *manifest, const gg_card_options *options,
                                         gg_error *err);

/* Refuses a title, a manifest or a sentence of the other documents that identifies a person:
 * card_texts.c. Each may be NULL. */
GG_CHECKED gg_status gg_card_check_texts(const json_t *evaluation, const json_t *manifest,
                                         const json_t *verdict, const char *title, gg_error *err);

/* ---- sections of the page ---- */

/* For whom it is, under which agreement, and what is left out; nothing where it is for anybody:
 * card_sharing.c. */
void gg_card_sharing(gg_page *page, const json_t *sharing);
/* Whether a part is among what is left out of a card. */
bool gg_card_left_out(const json_t *card, const char *part);
/* A list of which something may be left out: as a fact, with that said. otherwise: where nothing
 * is in it, and nothing is left out. */
void gg_card_rest(gg_page *page, const char *term, const char *list, bool left_out,
                  const char *otherwise);
/* Whether groups by an attribute (or by an intersection of several) are left out. */
bool gg_card_groups_left_out(const json_t *card, bool crossed);

/* A key of a manifest that was taken over, or "not stated". */
void gg_card_stated(gg_page *page, const json_t *section, const char *key, const char *term);
/* What the score is made of: card_weights.c. */
void gg_card_weights(gg_page *page, const json_t *card);
/* Evaluation data and training data: card_data.c. */
void gg_card_data(gg_page *page, const json_t *card);
/* Compared with other versions, as an item each and as a section; nothing where it was not:
 * card_comparison.c. */
void gg_card_compared(gg_page *page, const json_t *card);
void gg_card_comparisons(gg_page *page, const json_t *card);

#endif
