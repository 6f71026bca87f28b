/*
 * Manifests: what a model version is, said by those who made it.
 *
 * A manifest is a YAML or JSON map. What computes (algorithm, features, threshold ...) is checked
 * and fingerprinted; what describes (owner, purpose, limitations ...) is kept as it is. Features
 * state rules, never learned constants: what was learned is in the artifact.
 */
#ifndef GAUGER_MODEL_MANIFEST_H
#define GAUGER_MODEL_MANIFEST_H

#include "gauger/base/json.h"

typedef enum gg_scorer_kind {
    GG_SCORER_EXTERNAL, /* scores come with the table */
    GG_SCORER_SCORECARD,
    GG_SCORER_LOGISTIC,
    GG_SCORER_SVM
} gg_scorer_kind;

typedef struct gg_manifest {
    json_t *document;  /* the whole, as it was read; owned */
    const char *model; /* its name; borrowed from document, as is everything below */
    const char *algorithm;
    gg_scorer_kind scorer;
    const char *artifact;         /* path of a file, NULL if none */
    const char *training_dataset; /* "NAME@VERSION" of a registered dataset, NULL if none */
    const char *training_sha256;  /* digest of data held elsewhere, NULL if none */
} gg_manifest;

GG_BEGIN_DECLS

/*
 * Reads and checks a manifest.
 *
 * path: YAML or JSON, "-" for standard input.  out: untouched on error.  err: file, key, what, how
 * to mend. Returns GG_OK; GG_E_NOT_FOUND; GG_E_INPUT for a document that is not a map, a missing
 * model, algorithm or scorer, an unknown key (with the nearest known one), a value of the wrong
 * type, a feature without a name or twice, training data without a digest; suppression or
 * precedence that gg_operation_parse() refuses; for a scorer other than external a feature with an
 * unknown key or word, or words that do not fit each other (docs/manifest.md). Ownership: end out
 * with gg_manifest_release().
 */
GG_CHECKED gg_status gg_manifest_load(const char *path, gg_manifest *out, gg_error *err);

/*
 * The same from a document that is already loaded.
 *
 * document: borrowed; the manifest takes a reference of its own.  out: untouched on error.
 * err: key, what, how to mend.
 * Returns GG_OK or GG_E_INPUT, as gg_manifest_load().
 * Ownership: end out with gg_manifest_release().
 */
GG_CHECKED gg_status gg_manifest_parse(json_t *document, gg_manifest *out, gg_error *err);

/*
 * Gives up a manifest.
 *
 * manifest: read or parsed; NULL is allowed, and so is one that was released.
 * Result: its document is released, all members are NULL.
 * Ownership: the caller's struct stays.
 * Undefined cases: none.  Errors: none.
 */
void gg_manifest_release(gg_manifest *manifest);

/*
 * The word of a scorer: "external", "scorecard", "logistic", "svm".
 *
 * kind: any gg_scorer_kind.
 * Returns a static string, "" outside the enum.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_scorer_word(gg_scorer_kind kind);

GG_END_DECLS
#endif
