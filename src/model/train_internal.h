/* Internal to the floor model: what a training is asked to do, and what it makes. */
#ifndef GG_MODEL_TRAIN_INTERNAL_H
#define GG_MODEL_TRAIN_INTERNAL_H

#include "design_internal.h"
#include "svm_internal.h"

/* What the manifest states, read. */
typedef struct gg_train_plan {
    const gg_manifest *manifest;
    gg_feature *features; /* room in an arena */
    size_t n_features;
    double ridge;             /* logistic, scorecard */
    gg_woe_options woe;       /* scorecard */
    bool has_points;          /* scorecard: scores are points */
    double base, odds, twice; /* base points at odds to 1, twice more where the odds double */
    gg_svm_options svm;
} gg_train_plan;

/* Reads and checks what is to be trained; see gg_train_check(). */
GG_CHECKED gg_status gg_train_plan_read(const gg_manifest *manifest, gg_arena *arena,
                                        gg_train_plan *out, gg_error *err);

/* A training under way. */
typedef struct gg_fitting {
    const gg_train_plan *plan;
    const gg_train_options *options;
    const gg_training_rows *rows;
    gg_design *design;
    gg_buf *artifact; /* appended to */
    json_t *document; /* what is known of the fit is added: iterations, converged, libraries ... */
} gg_fitting;

GG_CHECKED gg_status gg_train_additive(gg_fitting *fitting, gg_error *err);
GG_CHECKED gg_status gg_train_svm(gg_fitting *fitting, gg_error *err);

#endif
