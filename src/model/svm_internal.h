/*
 * Internal to the floor model: support vector machines, of libsvm.
 *
 * The text of a model file is read by a strict reader of ours and the struct that libsvm predicts
 * with is built from what was read: libsvm's own reader and writer, which change the locale of the
 * whole process and break on malformed files, are not called. What is predicted is value for value
 * what svm-predict says of the same file.
 */
#ifndef GG_MODEL_SVM_INTERNAL_H
#define GG_MODEL_SVM_INTERNAL_H

#include <stdint.h>

#include "gauger/base/arena.h"
#include "gauger/base/buf.h"
#include "gauger/base/json.h"
#include "gauger/model/manifest.h"
#include "gauger/table/scorer.h"
#include "input_internal.h"

/* In libsvm's order, which its enums count in. */
typedef enum gg_svm_type {
    GG_SVM_C_SVC,
    GG_SVM_NU_SVC,
    GG_SVM_ONE_CLASS,
    GG_SVM_EPSILON_SVR,
    GG_SVM_NU_SVR
} gg_svm_type;

typedef enum gg_svm_kernel { GG_SVM_LINEAR, GG_SVM_POLY, GG_SVM_RBF, GG_SVM_SIGMOID } gg_svm_kernel;

/* Most bytes of a model's text, and the greatest index that a support vector may have. */
#define GG_SVM_BYTES ((size_t)256 << 20)
#define GG_SVM_INDEX 1000000

/* What a model file says. Support vector i has the entries start[i] .. start[i + 1] - 1. */
typedef struct gg_svm_text {
    gg_svm_type type;
    gg_svm_kernel kernel;
    int degree;
    double gamma, coef0, rho;
    int label[2]; /* the two svc; they differ */
    int n_of[2];  /* support vectors of each label; their sum is n */
    bool has_probability;
    double prob_a, prob_b; /* prob_b of the two svc alone */
    int n;                 /* support vectors, from 1 */
    int max_index;         /* greatest index of an entry, 0 for none */
    double *coef;
    size_t *start;
    int *index;    /* from 1, ascending in a support vector */
    double *value; /* finite */
} gg_svm_text;

/* The type is c_svc or nu_svc: it has labels. */
static inline bool gg_svm_classifies(const gg_svm_text *model)
{
    return model->type == GG_SVM_C_SVC || model->type == GG_SVM_NU_SVC;
}

/* The words of model files: c_svc ..., linear, polynomial, rbf, sigmoid. */
const char *gg_svm_type_word(gg_svm_type type);
const char *gg_svm_kernel_word(gg_svm_kernel kernel);

/* Reads the text of a model file; room in the arena. name: what errors call it, with the line.
 * GG_E_INPUT for whatever libsvm does not write, and for what Gauger does not score (more than two
 * classes, precomputed kernels); GG_E_LIMIT; GG_E_MEMORY. */
GG_CHECKED gg_status gg_svm_read(const char *text, size_t n, const char *name, gg_arena *arena,
                                 gg_svm_text *out, gg_error *err);

/* ---- scoring ---- */

typedef struct gg_svm gg_svm; /* a model that libsvm predicts with */

/* From a text that was read; borrows its arrays, room in the arena (the texts' own will do). */
GG_CHECKED gg_status gg_svm_build(const gg_svm_text *text, gg_arena *arena, gg_svm **out,
                                  gg_error *err);

/* One thread's room for vectors of n inputs: NULL when memory is out. gg_svm_room_free() takes
 * NULL. */
typedef struct gg_svm_room gg_svm_room;
gg_svm_room *gg_svm_room_new(size_t n);
void gg_svm_room_free(gg_svm_room *room);

/* The score of a vector x of the room's n inputs (finite): of the two svc the probability of the
 * greater label, or without probabilities the decision value, positive towards the greater label;
 * of the svr the prediction; of one_class the decision value. NaN where it exceeds the numbers. */
double gg_svm_predict(const gg_svm *svm, gg_svm_room *room, const double *x);

/* An artifact that was read and does what the manifest states. */
typedef struct gg_svm_artifact {
    gg_svm_text text;
    gg_input *inputs; /* input i is index i + 1 of the support vectors */
    size_t *column;   /* of each input: the number of its feature */
    size_t n_inputs;
} gg_svm_artifact;

/* Reads and checks an artifact, as gg_svm_open() does; everything in the arena. */
GG_CHECKED gg_status gg_svm_artifact_read(const gg_manifest *manifest, const char *path,
                                          gg_arena *arena, gg_svm_artifact *out, gg_error *err);

/* As gg_artifact_open() and gg_artifact_weights(), for scorer svm. The artifact is a model file of
 * libsvm, whose index i is feature i of the manifest, or a document
 * {"format":"gauger/svm/1","inputs":[gg_input, ...],"model":TEXT}, whose index i is input i. */
GG_CHECKED gg_status gg_svm_open(const gg_manifest *manifest, const char *path, gg_scorer **out,
                                 gg_error *err);
GG_CHECKED gg_status gg_svm_weights(const gg_manifest *manifest, const char *path, json_t **out,
                                    gg_error *err);

/* ---- training ---- */

typedef struct gg_svm_options {
    gg_svm_type type; /* c_svc or nu_svc */
    gg_svm_kernel kernel;
    double c;         /* c_svc, above 0; 1 */
    double nu;        /* nu_svc, in (0, 1]; 0.5 */
    double gamma;     /* from 0; 0 for auto: 1 / inputs */
    int degree;       /* poly, from 1; 3 */
    double coef0;     /* poly and sigmoid; 0 */
    double eps;       /* tolerance of termination, above 0; 0.001 */
    bool probability; /* fits the probabilities as well: true */
    double weight[2]; /* c_svc: of the classes 0 and 1, above 0; 1 */
    uint64_t seed;    /* of the folds of the probabilities; 1 */
    bool counts;      /* w counts identical rows: whole numbers, each row stands that often */
} gg_svm_options;

/* The defaults named above, with the kernel rbf. */
gg_svm_options gg_svm_options_default(void);

/* Options from a manifest's `hyperparameters` (NULL: the defaults): {svm_type, kernel, C, nu,
 * gamma, degree, coef0, eps, probability, class_weights: {"0": 1, "1": 5}}. GG_E_INPUT for an
 * unknown key, a value out of its range, and a key that the type or the kernel does not use. The
 * seed and counts are the caller's to set. */
GG_CHECKED gg_status gg_svm_options_read(const json_t *hyperparameters, gg_svm_options *out,
                                         gg_error *err);

/* Trains: x has n rows of p inputs, finite; y is 0 or 1, both there; w NULL for weights of 1.
 * model_text: appended to, the bytes that svm-train writes (its labels are 0 and 1); untouched on
 * error. The same arguments give the same bytes. GG_E_INPUT for one class only, weights that are
 * not all equal (libsvm has none; see counts), a nu that cannot be reached; GG_E_LIMIT for more
 * rows or numbers than libsvm can hold; GG_E_MEMORY. One training at a time in a process: others
 * wait. libsvm offers no way to stop it. */
GG_CHECKED gg_status gg_svm_fit(const double *x, size_t n, size_t p, const double *y,
                                const double *w, const gg_svm_options *options, gg_buf *model_text,
                                gg_error *err);

#endif
