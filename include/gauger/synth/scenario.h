/*
 * Scenarios: what a made-up table is made of. Months, sites, groups, features with their effects on
 * the true risk, scores, a decision, rules that hold back, sources of referrals, inspections, and
 * biases put in on purpose. docs/synth.md has the grammar with an example.
 *
 * The reader is strict: an unknown key, a share that is missing, a name that no column has, are
 * errors that say where. What it accepts can be generated.
 */
#ifndef GAUGER_SYNTH_SCENARIO_H
#define GAUGER_SYNTH_SCENARIO_H

#include <stddef.h>
#include <stdint.h>

#include "gauger/base/error.h"
#include "gauger/base/json.h"

typedef struct gg_scenario gg_scenario;

GG_BEGIN_DECLS

/*
 * Reads a scenario from a file, YAML or JSON.
 *
 * path: the file, "-" for standard input.  out: untouched on error.
 * err: file, key as a path (features.speed.sd), what, how to mend.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_IO; GG_E_INPUT for another shape than docs/synth.md has;
 * GG_E_LIMIT for more columns, levels or months than can be made; GG_E_MEMORY.
 * Ownership: end it with gg_scenario_free().
 */
GG_CHECKED gg_status gg_scenario_load(const char *path, gg_scenario **out, gg_error *err);

/*
 * The same from bytes in memory.
 *
 * text, n: the bytes.  name: what the error calls them.  out: untouched on error.
 * Returns as gg_scenario_load(), but for the file.
 * Ownership: end it with gg_scenario_free(); text may go.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_scenario_parse(const char *text, size_t n, const char *name,
                                       gg_scenario **out, gg_error *err);

/*
 * Frees a scenario.
 *
 * scenario: parsed; NULL is allowed and does nothing.
 * Result: everything that came from it is dead.
 * Ownership: documents made from it live on.
 * Undefined cases: none.  Errors: none.
 */
void gg_scenario_free(gg_scenario *scenario);

/*
 * The name of a scenario, its key `scenario`.
 *
 * scenario: parsed, not NULL.
 * Returns a text that lives as long as the scenario.
 * Ownership: the scenario's.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_scenario_name(const gg_scenario *scenario);

/*
 * The digest of a scenario: SHA-256 of the canonical JSON (RFC 8785) of what was read, so that
 * spaces, comments and the choice of YAML or JSON do not matter.
 *
 * scenario: parsed, not NULL.
 * Returns 64 lower-case hexadecimal digits that live as long as the scenario.
 * Ownership: the scenario's.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_scenario_sha256(const gg_scenario *scenario);

/*
 * The schema of its tables: which column has which role, the thresholds, as `--schema` reads it.
 *
 * scenario: parsed, not NULL.  true_outcome: name of the added column of true outcomes, which gets
 * the role `ignore`; NULL for none.  out: a new reference, untouched on error.
 * Returns GG_OK or GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_scenario_schema(const gg_scenario *scenario, const char *true_outcome,
                                        json_t **out, gg_error *err);

GG_END_DECLS
#endif
