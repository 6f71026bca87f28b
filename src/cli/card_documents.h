/*
 * What a registry has on record for the card of a version: the evaluation, and what stands beside
 * it.
 */
#ifndef GG_CLI_CARD_DOCUMENTS_H
#define GG_CLI_CARD_DOCUMENTS_H

#include "cli_internal.h"
#include "gauger/base/json.h"
#include "gauger/registry/registry.h"

/* Each is owned, and NULL where there is none; version and stored are always there. */
typedef struct gg_card_documents {
    json_t *version;     /* of gg_version_show() */
    json_t *stored;      /* of gg_version_evaluation() */
    json_t *verdict;     /* the newest on that evaluation */
    json_t *dataset;     /* that it was evaluated on */
    json_t *training;    /* the dataset that it was trained on */
    json_t *fit;         /* gauger/training/1 of its artifact */
    json_t *weights;     /* gauger/weights/1 of its artifact */
    json_t *comparisons; /* [{"versus", "comparison"}] on the same rows, newest evaluation first */
} gg_card_documents;

/* Finds them. on: a dataset, NULL for the newest evaluation on any.  out: all NULL before; to be
 * released after an error too. */
GG_CHECKED gg_status gg_card_documents_find(gg_cli *cli, gg_registry *reg, const char *reference,
                                            const char *on, gg_card_documents *out, gg_error *err);
void gg_card_documents_release(gg_card_documents *documents);

#endif
