/*
 * Policies: what is asked of a model, written down before it is judged.
 *
 * A policy is a YAML or JSON document: a confidence, a correction for judging many things at once,
 * and rules. A rule names a metric, the subjects it is asked of (everyone, each group, a site, a
 * column) and bounds. Reading is strict: an unknown key or metric, a bound that no value can meet,
 * a selector that the metric does not take is an error that names the rule and says how to mend it,
 * because a rule that nobody reads is a rule that nobody keeps. docs/schemas/policy-1.schema.json
 * holds the form; models/compas.policy.yaml is an example to learn from.
 */
#ifndef GAUGER_GATE_POLICY_H
#define GAUGER_GATE_POLICY_H

#include "gauger/base/json.h"

#define GG_POLICY_FORMAT "gauger/policy/1"

/* The most rules that a policy may hold. */
#define GG_POLICY_RULES 1000

typedef struct gg_policy gg_policy;

/* What a confidence is adjusted for when many things are judged at once. */
typedef enum gg_correction {
    GG_CORRECTION_HOLM, /* default: Holm 1979, step-down */
    GG_CORRECTION_BONFERRONI,
    GG_CORRECTION_NONE,
    GG_CORRECTIONS
} gg_correction;

GG_BEGIN_DECLS

/*
 * Reads a policy from a file.
 *
 * path: YAML or JSON, "-" for standard input; at most 1 MiB.
 * out: a new policy, untouched on error.  err: file, rule (counted from 1), key, how to mend it.
 * Returns GG_OK; GG_E_NOT_FOUND, GG_E_IO, GG_E_INPUT (not a policy, or over 1 MiB), GG_E_MEMORY.
 * Result: gg_policy_sha256() is the digest of the file's bytes.
 * Ownership: end it with gg_policy_free().
 */
GG_CHECKED gg_status gg_policy_load(const char *path, gg_policy **out, gg_error *err);

/*
 * Reads a policy from the bytes of a file, as gg_policy_load() does.
 *
 * s, n: the bytes, YAML or JSON.  name: what errors call them, and the policy where it has no name
 * of its own.  out: a new policy, untouched on error.  err: as gg_policy_load().
 * Returns GG_OK, GG_E_INPUT or GG_E_MEMORY.
 * Result: gg_policy_sha256() is the digest of these bytes.
 * Ownership: end it with gg_policy_free(); nothing points into s or name.
 */
GG_CHECKED gg_status gg_policy_parse(const char *s, size_t n, const char *name, gg_policy **out,
                                     gg_error *err);

/*
 * Frees a policy.
 *
 * policy: from gg_policy_load() or gg_policy_parse(); NULL is allowed and does nothing.
 * Result: every text that came from it is dead.
 * Ownership: the caller's pointer is spent.
 * Undefined cases: none.  Errors: none.
 */
void gg_policy_free(gg_policy *policy);

/*
 * The name of a policy: its key `policy`, else the file's name without folders.
 *
 * policy: not NULL.
 * Returns a text, never NULL or "".
 * Ownership: the policy's.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_policy_name(const gg_policy *policy);

/*
 * The SHA-256 of the bytes that the policy was read from, so that a verdict names what it judged
 * by.
 *
 * policy: not NULL.
 * Returns 64 lower-case hexadecimal digits.
 * Ownership: the policy's.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_policy_sha256(const gg_policy *policy);

/*
 * How many rules a policy has.
 *
 * policy: not NULL.
 * Returns 1 to GG_POLICY_RULES.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
size_t gg_policy_rules(const gg_policy *policy);

/*
 * What the policy requires beside its rules (approvals, records): the key `requires` as it was
 * written. The gate keeps it and does not judge it; promotion looks it up.
 *
 * policy: not NULL.
 * Returns an array, empty where the policy has no such key; each element is an object.
 * Ownership: the policy's, borrowed.
 * Undefined cases: none.  Errors: none.
 */
const json_t *gg_policy_requires(const gg_policy *policy);

/*
 * The name of a correction: "holm", "bonferroni", "none".
 *
 * correction: any of the enumeration.
 * Returns a static text; "holm" outside the enumeration.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_correction_name(gg_correction correction);

GG_END_DECLS
#endif
