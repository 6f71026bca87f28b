/* Figures from stored evidence: what was measured once is computed again, without the rows. */
#ifndef GG_CLI_RECOMPUTE_H
#define GG_CLI_RECOMPUTE_H

#include "cli_internal.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/registry/registry.h"

/* How an evaluation was asked for, as a document, to be stored with it. */
GG_CHECKED gg_status gg_recompute_options(const gg_evaluation_options *options, json_t **out,
                                          gg_error *err);

/* Whether an operand names evidence instead of a table: "evidence:EVENT" or "evidence:FILE". */
bool gg_recompute_asked(const char *operand);

/* Whether it names an event of the registry. */
bool gg_recompute_stored(const char *operand);

/* Refuses options that the evidence has answered already. */
GG_CHECKED gg_status gg_recompute_check(const gg_cli *cli, gg_error *err);

/* Evidence of a file, read and checked. */
GG_CHECKED gg_status gg_recompute_load(const char *operand, gg_evidence *evidence, gg_error *err);

/* The evaluation of an event, computed again from its evidence; what does not come from evidence
 * (warnings of the rows that the version was trained on) is taken over from the stored one. *same:
 * whether every figure is as it was stored. */
GG_CHECKED gg_status gg_recompute(gg_registry *reg, const char *operand, gg_evidence *evidence,
                                  json_t **document, bool *same, const char **version,
                                  gg_arena *arena, gg_error *err);

#endif
