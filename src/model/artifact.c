/* Opening artifacts: which reader a scorer has. */
#include "gauger/model/artifact.h"

#include <stdio.h>

#include "additive_internal.h"
#include "svm_internal.h"

/* The readers of a scorer's artifacts. */
typedef struct reader {
    gg_status (*open)(const gg_manifest *manifest, const char *path, gg_scorer **out,
                      gg_error *err);
    gg_status (*weights)(const gg_manifest *manifest, const char *path, json_t **out,
                         gg_error *err);
} reader;

static gg_status load(const gg_manifest *manifest, const char *path, gg_arena *arena,
                      gg_additive *out, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_json_load(path, &document, err);

    if (!status)
        status = gg_additive_read(document, manifest->scorer, arena, out, err);
    if (!status)
        status = gg_additive_check(out, manifest, err);
    if (status)
        gg_error_where(err, path, 0, NULL);
    json_decref(document);
    return status;
}

static gg_status open_additive(const gg_manifest *manifest, const char *path, gg_scorer **out,
                               gg_error *err)
{
    gg_arena arena;
    gg_additive model;
    gg_status status;

    gg_arena_init(&arena);
    status = load(manifest, path, &arena, &model, err);
    if (!status)
        status = gg_additive_scorer(&model, &arena, out, err);
    gg_arena_release(&arena);
    return status;
}

static gg_status weights_additive(const gg_manifest *manifest, const char *path, json_t **out,
                                  gg_error *err)
{
    gg_arena arena;
    gg_additive model;
    json_t *document;
    gg_status status;

    gg_arena_init(&arena);
    status = load(manifest, path, &arena, &model, err);
    if (!status) {
        document = gg_additive_weights(&model);
        if (document)
            *out = document;
        else
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    gg_arena_release(&arena);
    return status;
}

static const reader readers[] = {[GG_SCORER_EXTERNAL] = {NULL, NULL},
                                 [GG_SCORER_SCORECARD] = {open_additive, weights_additive},
                                 [GG_SCORER_LOGISTIC] = {open_additive, weights_additive},
                                 [GG_SCORER_SVM] = {gg_svm_open, gg_svm_weights}};

static gg_status check_path(const gg_manifest *manifest, const char *path, gg_error *err)
{
    if (path)
        return GG_OK;
    gg_error_where(err, NULL, 0, "artifact");
    return gg_error_set(err, GG_E_INPUT, "name it in the manifest: artifact: FILE",
                        "the scorer %s has no artifact", gg_scorer_word(manifest->scorer));
}

gg_status gg_artifact_open(const gg_manifest *manifest, const char *path, gg_scorer **out,
                           gg_error *err)
{
    const reader *r = &readers[manifest->scorer];
    gg_status status;

    if (!r->open) {
        *out = NULL;
        return GG_OK;
    }
    status = check_path(manifest, path, err);
    return status ? status : r->open(manifest, path, out, err);
}

gg_status gg_artifact_weights(const gg_manifest *manifest, const char *path, json_t **out,
                              gg_error *err)
{
    const reader *r = &readers[manifest->scorer];
    gg_status status;

    if (!r->weights) {
        *out = NULL;
        return GG_OK;
    }
    status = check_path(manifest, path, err);
    return status ? status : r->weights(manifest, path, out, err);
}
