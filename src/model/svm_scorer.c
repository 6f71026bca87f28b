/* The scorer of an svm: cells to inputs, inputs to a score; and what can be said of its weights. */
#include <math.h>
#include <stdlib.h>

#include "input_internal.h"
#include "svm_internal.h"

/* What a scorer owns: everything but itself lies in the arena. */
typedef struct opened {
    gg_scorer scorer;
    gg_arena arena;
    gg_svm_artifact artifact;
    gg_svm *svm;
} opened;

typedef struct room {
    gg_svm_room *nodes;
    double x[];
} room;

static void end(void *given)
{
    room *own = given;

    if (!own)
        return;
    gg_svm_room_free(own->nodes);
    free(own);
}

static void *begin(const gg_scorer *scorer)
{
    const opened *o = scorer->self;
    size_t n = o->artifact.n_inputs;
    room *own = calloc(1, sizeof *own + n * sizeof own->x[0]);

    if (!own)
        return NULL;
    own->nodes = gg_svm_room_new(n);
    if (!own->nodes) {
        end(own);
        return NULL;
    }
    return own;
}

static gg_status score(const gg_scorer *scorer, void *given, const gg_view *cells, double *out,
                       size_t *bad, gg_error *err)
{
    const opened *o = scorer->self;
    const gg_svm_artifact *a = &o->artifact;
    bool missing = false;
    room *own = given;
    double x;

    for (size_t i = 0; i < a->n_inputs; i++) {
        gg_status status = gg_input_value(&a->inputs[i], cells[a->column[i]], &own->x[i], err);

        if (status) {
            *bad = a->column[i];
            return status;
        }
        missing |= isnan(own->x[i]);
    }
    x = missing ? NAN : gg_svm_predict(o->svm, own->nodes, own->x);
    if (!missing && isnan(x)) {
        *bad = a->column[0];
        return gg_error_set(err, GG_E_INPUT, "look for numbers that are far too large",
                            "the model has no score for this row: its kernel exceeds the largest "
                            "number");
    }
    *out = x;
    return GG_OK;
}

static void release(gg_scorer *scorer)
{
    opened *o = scorer->self;

    gg_arena_release(&o->arena);
    free(o);
}

static const gg_scorer_functions functions = {begin, end, score, release};

static gg_status name_columns(opened *o, const gg_manifest *manifest, gg_error *err)
{
    const json_t *features = json_object_get(manifest->document, "features");
    size_t n = json_array_size(features);
    const char **names = gg_arena_array(&o->arena, n, sizeof *names);

    for (size_t i = 0; names && i < n; i++) {
        names[i] =
            gg_arena_string(&o->arena, gg_json_string(json_array_get(features, i), "name", ""));
        if (!names[i])
            names = NULL;
    }
    if (!names)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    o->scorer = (gg_scorer){&functions, names, n, o};
    return GG_OK;
}

gg_status gg_svm_open(const gg_manifest *manifest, const char *path, gg_scorer **out, gg_error *err)
{
    opened *o = calloc(1, sizeof *o);
    gg_status status;

    if (!o)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_arena_init(&o->arena);
    status = gg_svm_artifact_read(manifest, path, &o->arena, &o->artifact, err);
    if (!status)
        status = name_columns(o, manifest, err);
    if (!status)
        status = gg_svm_build(&o->artifact.text, &o->arena, &o->svm, err);
    if (status) {
        gg_arena_release(&o->arena);
        free(o);
        return status;
    }
    *out = &o->scorer;
    return GG_OK;
}

gg_status gg_svm_weights(const gg_manifest *manifest, const char *path, json_t **out, gg_error *err)
{
    gg_svm_artifact artifact;
    gg_arena arena;
    json_t *document = NULL;
    char note[240];
    gg_status status;

    gg_arena_init(&arena);
    status = gg_svm_artifact_read(manifest, path, &arena, &artifact, err);
    if (status)
        goto out;
    snprintf(note, sizeof note,
             "A support vector machine (%s, kernel %s) with %d support vectors, which are rows of "
             "its training data: it compares a row with each of them, and no feature has a weight "
             "of its own.",
             gg_svm_type_word(artifact.text.type), gg_svm_kernel_word(artifact.text.kernel),
             artifact.text.n);
    document = json_pack("{s:s, s:s, s:n, s:n, s:s, s:[]}", "format", "gauger/weights/1", "scorer",
                         "svm", "link", "intercept", "note", note, "features");
    if (document)
        *out = document;
    else
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
out:
    gg_arena_release(&arena);
    return status;
}
