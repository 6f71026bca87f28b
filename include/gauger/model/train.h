/*
 * Training: a manifest and a table in, the bytes of an artifact out.
 *
 * What is fitted is what the manifest states and nothing else: its features with their transforms,
 * imputation and encoding, its algorithm with its hyper-parameters. The same manifest, table and
 * seed give the same bytes on the same machine and library versions, whatever the threads.
 */
#ifndef GAUGER_MODEL_TRAIN_H
#define GAUGER_MODEL_TRAIN_H

#include <stdint.h>

#include "gauger/base/buf.h"
#include "gauger/model/manifest.h"
#include "gauger/table/schema.h"

/* Told now and then how far the fit is, from 0 to 1; returns true to go on, false to stop. */
typedef bool (*gg_train_progress)(void *context, double share);

typedef struct gg_train_options {
    uint64_t seed;    /* of what is random (the folds of libsvm's probabilities); 1 */
    unsigned threads; /* from 1 */
    bool skip_bad_rows;
    gg_train_progress progress; /* NULL for none */
    void *progress_context;
} gg_train_options;

typedef struct gg_training {
    gg_buf artifact;  /* the file's bytes */
    json_t *document; /* {"format":"gauger/training/1","algorithm","scorer","seed","rows",
                         "rows_used","rows_excluded":{...},"positives","negatives","inputs":N,
                         "iterations","converged","libraries":{NAME:VERSION},
                         "warnings":[{"code","message"}]}. For logistic and scorecard also
                         "deviance" (-2 log likelihood) and
                         "coefficients":[{"input","value","standard_error"}], from the information
                         with the ridge in it; for scorecard "evidence":[{"feature","groups",
                         "information_value"}]. For svm iterations and converged are null */
} gg_training;

GG_BEGIN_DECLS

/*
 * The default options: seed 1, one thread, no skipping, no progress.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller.
 * Undefined cases: none.  Errors: none.
 */
gg_train_options gg_train_options_default(void);

/*
 * Whether a manifest can be trained at all: so that nothing long runs before it is refused.
 *
 * manifest: any.  err: key, what, how to mend.
 * Hyper-parameters: logistic {ridge}; scorecard {bins, minimum_share, ridge, points: {base, odds,
 * double}}; svm those of libsvm {svm_type, kernel, C, nu, gamma, degree, coef0, eps, probability,
 * class_weights}.  All may be left out.
 * Returns GG_OK; GG_E_INPUT for an external scorer, an unknown hyper-parameter or one out of its
 * range, no features, a feature whose rules are unknown or do not fit; GG_E_MEMORY.
 * Ownership: nothing changes hands.
 * Undefined cases: whether the data suffice is seen by gg_train() alone.
 */
GG_CHECKED gg_status gg_train_check(const gg_manifest *manifest, gg_error *err);

/*
 * Fits a model.
 *
 * manifest: scorer logistic, svm or scorecard.  path: the training table.  schema: its outcome
 * column, and words; weight and count roles are honoured.  options: NULL for the defaults.
 * out: untouched on error.  err: file, key, what, how to mend.
 * Rows without an outcome, rows where a missing value has no imputation, and rows that weigh 0 are
 * left out and counted. Progress may come from any thread, one at a time.
 * Returns GG_OK; GG_E_INPUT for an external scorer, an unknown hyper-parameter, one class only, a
 * feature that is constant or does not fit its type, a fit that does not converge (perfect
 * separation without ridge is named); GG_E_USAGE for no outcome column; GG_E_CONFLICT when progress
 * said stop; GG_E_NOT_FOUND, GG_E_LIMIT, GG_E_IO, GG_E_MEMORY.
 * Ownership: end out with gg_training_release().
 */
GG_CHECKED gg_status gg_train(const gg_manifest *manifest, const char *path,
                              const gg_schema *schema, const gg_train_options *options,
                              gg_training *out, gg_error *err);

/*
 * Gives up what training made.
 *
 * training: trained, or all zero; NULL is allowed.
 * Result: bytes and document are released.
 * Ownership: the caller's struct stays.
 * Undefined cases: none.  Errors: none.
 */
void gg_training_release(gg_training *training);

GG_END_DECLS
#endif
