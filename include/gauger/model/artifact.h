/*
 * Artifacts: what a model has learned, as a file, and the scorer that reads it.
 *
 * Three kinds are read. `scorecard` and `logistic` are readable documents (YAML or JSON) that add
 * up: an intercept, and for each feature what it adds or takes away; see docs/artifacts.md. `svm`
 * is a model file of libsvm, alone or with the preparation of its inputs around it. A scorer is
 * always opened from the file: what scores is what was stored, never what was in memory when it was
 * made.
 */
#ifndef GAUGER_MODEL_ARTIFACT_H
#define GAUGER_MODEL_ARTIFACT_H

#include "gauger/model/manifest.h"
#include "gauger/table/scorer.h"

GG_BEGIN_DECLS

/*
 * Opens the scorer of a version.
 *
 * manifest: its scorer and features.  path: of the artifact, NULL for none.  out: untouched on
 * error; NULL for an external scorer, whose scores come with the table.  err: file, line or key,
 * what, how to mend.
 * Returns GG_OK; GG_E_INPUT for an artifact that is missing, malformed, of another kind than the
 * manifest's scorer, or that does not read exactly the manifest's features (naming which);
 * GG_E_NOT_FOUND; GG_E_LIMIT; GG_E_IO; GG_E_MEMORY.  Ownership: gg_scorer_free() by the caller.
 */
GG_CHECKED gg_status gg_artifact_open(const gg_manifest *manifest, const char *path,
                                      gg_scorer **out, gg_error *err);

/*
 * What each feature adds to the score of one row, before the link: the row's own explanation.
 *
 * scorer: of a scorecard or a logistic regression.  cells: as for gg_scorer_score().
 * adds: room for scorer->n_columns numbers, in the order of its columns: what each column adds
 * (below 0: takes away), NaN for a missing cell that leaves the row without a score.  intercept:
 * what every row starts from. intercept + the sum of adds is the linear predictor; the score is
 * that itself (link identity) or 1 / (1 + exp(-that)) (link logit).
 * bad: the number of the column of a malformed cell.  err: its shape.
 * Returns GG_OK; GG_E_INPUT as scoring the row would; GG_E_USAGE for another kind of scorer. adds
 * and intercept are untouched on error.  Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_artifact_explain(const gg_scorer *scorer, const gg_view *cells,
                                         double *adds, double *intercept, size_t *bad,
                                         gg_error *err);

/*
 * What each feature adds or takes away, as a document:
 * {"format":"gauger/weights/1","scorer","link","intercept","note","features":[{"name","terms":
 * [{"what":"per unit | level | bin | missing | other","of":TEXT,"adds":x}]}]}; for svm `features`
 * is empty and `note` says why, with the number of support vectors.
 *
 * A weight on a number is per unit of the transformed cell (of: the transform's word, "" for none),
 * whatever centre and scale it was fitted with, and the intercept is the one that belongs to that.
 * of a level or bin: its name; of a missing cell: "indicator" where it has a weight of its own,
 * beside what stands in for the number.
 *
 * manifest, path: as gg_artifact_open().  out: a new reference, untouched on error; NULL for an
 * external scorer.
 * Returns as gg_artifact_open().
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_artifact_weights(const gg_manifest *manifest, const char *path,
                                         json_t **out, gg_error *err);

/*
 * Which features weigh otherwise in one artifact than in another.
 *
 * from, to: documents of gg_artifact_weights(), NULL where there is none.  out: a new reference to
 * [{"feature","what","of","from":x|null,"to":x|null}], the intercept under the feature
 * "(intercept)", in the order of `to`; a level or bin that only one side has is null on the other.
 * JSON null where either side has no weights to read, or where their links differ: points and log
 * odds are on no common scale. Untouched on error.
 * Returns GG_OK or GG_E_MEMORY.  Ownership: json_decref() by the caller.
 * Undefined cases: features that only one side has are left out: they were added or removed.
 */
GG_CHECKED gg_status gg_artifact_reweighted(const json_t *from, const json_t *to, json_t **out,
                                            gg_error *err);

GG_END_DECLS
#endif
