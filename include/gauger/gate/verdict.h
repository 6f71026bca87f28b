/*
 * The verdict: what a policy says of an evaluation, as the document "gauger/verdict/1".
 *
 * A rule passes when the interval of every judged subject lies within the bounds; it fails when for
 * some subject the evidence against "the true value lies within the bounds" is strong enough, after
 * adjusting for everything that the policy judges; otherwise it is inconclusive. So chance alone
 * seldom fails a model, and too few rows never pass one. docs/schemas/verdict-1.schema.json holds
 * the form; the renderers take the document and nothing else.
 */
#ifndef GAUGER_GATE_VERDICT_H
#define GAUGER_GATE_VERDICT_H

#include "gauger/gate/policy.h"

#define GG_VERDICT_FORMAT "gauger/verdict/1"

/* What a policy is held against. All borrowed. */
typedef struct gg_gate_documents {
    const json_t *evaluation; /* gauger/evaluation/1, always needed */
    const json_t *comparison; /* gauger/comparison/1: a is the candidate, b the champion; or NULL */
    const json_t *drift;      /* gauger/drift/1, or NULL */
    bool no_champion;         /* there is none: a rule against it asks nothing, and says so */
    const char *evaluation_name; /* what errors call them, e.g. the file's path */
    const char *comparison_name;
    const char *drift_name;
} gg_gate_documents;

GG_BEGIN_DECLS

/*
 * No documents, called "evaluation", "comparison" and "drift".
 *
 * Returns the struct, to be filled by the caller.
 * Ownership: a plain value; the names are static.
 * Shape: evaluation must be set before gg_gate_judge().
 * Undefined cases: none.  Errors: none.
 */
gg_gate_documents gg_gate_documents_default(void);

/*
 * Judges documents by a policy.
 *
 * policy: not NULL.  documents: see gg_gate_documents.  out: a new reference to the verdict,
 * untouched on error.  err: document, rule, how to mend it.
 * Every figure is measured again at the policy's confidence from the counts and standard errors in
 * the documents; the p-values are one-sided, adjusted (Holm 1979 unless the policy says otherwise)
 * over all judged subjects of all rules, and held against (1 - confidence) / 2.
 * Returns GG_OK whatever the result is (see gg_gate_status()); GG_E_INPUT for a document of another
 * format or with contradicting counts; GG_E_USAGE when a rule needs a document that was not given,
 * naming the option; GG_E_MEMORY.
 * Ownership: json_decref() by the caller; the documents stay the caller's.
 * Result: the same documents and policy give the same bytes; the order of rules changes no result.
 */
GG_CHECKED gg_status gg_gate_judge(const gg_policy *policy, const gg_gate_documents *documents,
                                   json_t **out, gg_error *err);

/*
 * The answer of a verdict as a status, by its result and the policy's on_inconclusive.
 *
 * verdict: a document of gg_gate_judge().
 * Returns GG_OK for pass, and for inconclusive where the policy says `on_inconclusive: warn`;
 * GG_E_NO for fail; GG_E_INCONCLUSIVE otherwise; GG_E_INPUT for what is no verdict.
 * gg_status_exit() of it is the exit status of `gauger gate`: 0, 1, 3 or 2.
 * Ownership: nothing changes hands.  Errors: none but the result.
 */
GG_CHECKED gg_status gg_gate_status(const json_t *verdict);

/*
 * Adds the key "explanations" to a verdict: a list of {"figure": the rule's id and the subject,
 * "sentence"}, one for each judged subject, for a reader without statistics.
 *
 * verdict: a document of gg_gate_judge(), also a stored or published one; changed in place, an
 * older list goes.  err: out of memory.
 * Returns GG_OK or GG_E_MEMORY; the document is then as before.
 * Result: what the figure is (gauger/evaluate/explain.h), and what true value these rows would have
 * shown to lie beyond the rule's bounds 8 times in 10.
 * Undefined cases: a rule whose metric this version does not know is passed over.
 */
GG_CHECKED gg_status gg_gate_explain(json_t *verdict, gg_error *err);

/*
 * The metrics that a rule may name, as a table for people who write policies.
 *
 * out: a new reference, untouched on error: an array of objects {"name", "kind" (metric, disparity,
 * summary, drift), "direction" (higher, lower, none), "low", "high" (range of the value, null for
 * no end), "equal" (the value at which groups are equal, or null), "selectors", "bounds" (key words
 * a rule may use), "sentence", "versus" (null, or what a rule against the champion is judged on:
 * {"direction", "low", "high", "sentence"})}.  err: out of memory.
 * Returns GG_OK or GG_E_MEMORY.
 * Source: the descriptor tables of the evaluate floor, so the list cannot fall behind them.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_gate_list_metrics(json_t **out, gg_error *err);

GG_END_DECLS
#endif
