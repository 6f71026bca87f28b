/*
 * What the pages about a registry share: cells out of documents, states in words, short times and
 * digests.
 */
#ifndef GG_REPORT_REGISTRY_INTERNAL_H
#define GG_REPORT_REGISTRY_INTERNAL_H

#include "report_internal.h"

/* A scalar member in words: "-" where it is null or absent, yes or no for a boolean. */
const char *gg_member_text(gg_page *page, const json_t *object, const char *key);
/* A member that is a time, to the minute: "2026-01-31 23:59"; "-" without. */
const char *gg_member_time(gg_page *page, const json_t *object, const char *key);
/* The first 12 digits of a member that is a digest; "-" without. */
const char *gg_member_digest(gg_page *page, const json_t *object, const char *key);
/* A cell with one of these. */
void gg_cell_text(gg_page *page, gg_grid *grid, const json_t *object, const char *key);
void gg_cell_time(gg_page *page, gg_grid *grid, const json_t *object, const char *key);
/* A fact of a member, left out where it is null or absent. */
void gg_fact_member(gg_page *page, const char *term, const json_t *object, const char *key);
/* The members of an array of texts: "a, b and c"; "" for none. */
const char *gg_member_list(gg_page *page, const json_t *object, const char *key);

/* How a state of a version is meant. */
gg_tone gg_state_tone(const char *state);
/* What a state means, as a sentence. */
const char *gg_state_sentence(const char *state);
/* The changes of state of a version as a table; nothing for none. */
void gg_put_changes(gg_page *page, const json_t *states);
/* ", a name that was claimed" behind a name that nobody signed for as their own; else "". */
const char *gg_claimed_words(const json_t *registered);
/* The waivers of a version, an item each; nothing for none. */
void gg_put_waivers(gg_page *page, const json_t *waivers);
/* registry_datasets.c: corrections that were decided and are not made yet, of a document. */
void gg_put_corrections(gg_page *page, const json_t *document);
/* "12 days left", "3 days overdue". */
const char *gg_days_left(gg_page *page, double days);

/* What a version's score is made of: the largest weights; nothing where the document does not say.
 */
void gg_put_weights(gg_page *page, const json_t *version);

/* Cycles with their phases and clocks, and what falls due, as tables; nothing for none. */
void gg_put_cycles(gg_page *page, const json_t *cycles, const json_t *due);

#endif
