/*
 * The artifact of an svm: a model file of libsvm alone, or a document with the preparation of its
 * inputs around it; and whether it does what the manifest states.
 */
#include <string.h>

#include "input_internal.h"
#include "model_internal.h"
#include "svm_internal.h"

#include "gauger/base/file.h"

/* What is needed while an artifact is checked. */
typedef struct reader {
    const char *path;
    gg_arena *arena;
    gg_error *err;
    const gg_feature *features;
    size_t n_features;
    gg_svm_artifact *out;
} reader;

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status wrong(reader *r, const char *key, const char *feature, const char *mend,
                       const char *what)
{
    char clean[64];

    gg_error_where(r->err, r->path, 0, key);
    if (!feature)
        return gg_error_set(r->err, GG_E_INPUT, mend, "%s", what);
    return gg_error_set(r->err, GG_E_INPUT, mend, "the feature %s: %s",
                        gg_text_clean(feature, strlen(feature), clean, 40), what);
}

/* ---- a model file alone ---- */

/* It holds nothing that was learned of an input, so the manifest may ask for nothing of the kind.
 */
static gg_status plain_input(reader *r, const gg_feature *f, gg_input *out)
{
    const char *mend = "wrap the model in a document gauger/svm/1 that says how inputs are made";

    if (f->type != GG_FEATURE_NUMERIC)
        return wrong(r, NULL, f->name, mend, "a model file alone reads numbers, not words");
    if (f->standardize)
        return wrong(r, NULL, f->name, mend,
                     "standardize is asked for, and a model file alone holds no mean");
    if (f->imputation != GG_IMPUTE_NONE && f->imputation != GG_IMPUTE_ZERO)
        return wrong(r, NULL, f->name, mend,
                     "a model file alone holds nothing to fill missing cells with (use none or "
                     "zero)");
    *out = gg_input_default(f->name, NULL);
    out->transform = f->transform;
    out->has_fill = f->imputation == GG_IMPUTE_ZERO;
    return GG_OK;
}

static gg_status read_plain(reader *r, const gg_buf *text)
{
    gg_svm_artifact *a = r->out;
    gg_status status = gg_svm_read(text->data, text->size, r->path, r->arena, &a->text, r->err);

    a->n_inputs = r->n_features;
    a->inputs = gg_arena_array(r->arena, a->n_inputs, sizeof *a->inputs);
    a->column = gg_arena_array(r->arena, a->n_inputs, sizeof *a->column);
    if (status)
        return status;
    if (!a->inputs || !a->column)
        return memory(r->err);
    for (size_t i = 0; i < a->n_inputs; i++) {
        status = plain_input(r, &r->features[i], &a->inputs[i]);
        if (status)
            return status;
        a->column[i] = i;
    }
    gg_error_where(r->err, r->path, 0, NULL);
    if ((size_t)a->text.max_index != r->n_features)
        return gg_error_set(r->err, GG_E_INPUT,
                            "name the features that it was trained on, in their order; or wrap it "
                            "in a document gauger/svm/1",
                            "the greatest index of a support vector is %d, and the manifest has "
                            "%zu feature%s: index 1 is the first",
                            a->text.max_index, r->n_features, r->n_features == 1 ? "" : "s");
    return GG_OK;
}

/* ---- a document ---- */

/* Whether an input is what its feature's rules ask for. Returns what is wrong, NULL for nothing. */
static const char *number_fault(const gg_feature *f, const gg_input *in)
{
    if (in->transform != f->transform)
        return "an input with another transform than the manifest's";
    if (!f->standardize && (in->center != 0 || in->scale != 1))
        return "an input that is standardized, which the manifest does not ask for";
    if (in->has_fill && f->imputation == GG_IMPUTE_NONE)
        return "an input with a fill, and the manifest asks for no imputation";
    if (!in->has_fill && f->imputation != GG_IMPUTE_NONE)
        return "an input without a fill, and the manifest asks for imputation";
    if (f->imputation == GG_IMPUTE_ZERO && in->fill != 0)
        return "an input with a fill other than 0, which the manifest asks for";
    return NULL;
}

static const char *level_fault(const gg_feature *f, const gg_input *in)
{
    if (*in->level == '\0')
        return f->imputation == GG_IMPUTE_LEVEL
                   ? NULL
                   : "an input for missing cells, and the manifest's imputation is not level";
    if (f->type == GG_FEATURE_NUMERIC)
        return "an input for a word, and the manifest says numeric";
    if (in->has_fill != (f->imputation != GG_IMPUTE_NONE))
        return in->has_fill ? "a level with a fill, and the manifest asks for no imputation"
                            : "a level without a fill, and the manifest asks for imputation";
    return NULL;
}

static const char *fault(const gg_feature *f, const gg_input *in)
{
    if (in->level)
        return level_fault(f, in);
    return f->type == GG_FEATURE_NUMERIC ? number_fault(f, in)
                                         : "an input for a number, and the manifest says "
                                           "categorical";
}

/* What was seen: features by name, inputs by feature and level. */
typedef struct seen {
    json_t *index;  /* name of a feature: its number */
    json_t *inputs; /* feature and level: true */
    size_t *n;      /* inputs of each feature, but for the one of missing numbers */
} seen;

static gg_status mark(reader *r, seen *s, const gg_input *in, size_t feature)
{
    char *key = gg_arena_printf(r->arena, "%zu%s%s", feature, in->level ? "=" : "",
                                in->level ? in->level : "");

    if (!key)
        return memory(r->err);
    if (json_object_get(s->inputs, key))
        return wrong(r, NULL, in->feature, "leave one of them", "an input that stands there twice");
    if (json_object_set_new(s->inputs, key, json_true()))
        return memory(r->err);
    s->n[feature] +=
        !(in->level && *in->level == '\0' && r->features[feature].type == GG_FEATURE_NUMERIC);
    return GG_OK;
}

static gg_status read_input(reader *r, seen *s, const json_t *map, size_t i)
{
    gg_svm_artifact *a = r->out;
    gg_input *in = &a->inputs[i];
    gg_status status = gg_input_parse(map, r->arena, in, r->err);
    const json_t *number;
    const char *what;

    if (status)
        return status;
    number = json_object_get(s->index, in->feature);
    if (!number)
        return wrong(r, NULL, in->feature, "add it to the manifest, or take the input out",
                     "the model reads it, and the manifest does not have it");
    a->column[i] = (size_t)json_integer_value(number);
    what = fault(&r->features[a->column[i]], in);
    if (what)
        return wrong(r, NULL, in->feature, "let the manifest and the artifact say the same", what);
    return mark(r, s, in, a->column[i]);
}

static gg_status read_inputs(reader *r, const json_t *list, seen *s)
{
    gg_svm_artifact *a = r->out;

    for (size_t i = 0; i < r->n_features; i++)
        if (json_object_set_new(s->index, r->features[i].name, json_integer((json_int_t)i)))
            return memory(r->err);
    for (size_t i = 0; i < a->n_inputs; i++) {
        gg_status status = read_input(r, s, json_array_get(list, i), i);

        if (status) {
            char where[40];

            snprintf(where, sizeof where, "inputs[%zu]", i);
            gg_error_where(r->err, r->path, 0, where);
            return status;
        }
    }
    for (size_t i = 0; i < r->n_features; i++)
        if (s->n[i] == 0)
            return wrong(r, "inputs", r->features[i].name, "take it out of the manifest",
                         "the model does not read it");
    return GG_OK;
}

static gg_status take_inputs(reader *r, const json_t *list)
{
    gg_svm_artifact *a = r->out;
    seen s = {json_object(), json_object(),
              gg_arena_array(r->arena, r->n_features, sizeof(size_t))};
    gg_status status;

    a->n_inputs = json_array_size(list);
    a->inputs = gg_arena_array(r->arena, a->n_inputs, sizeof *a->inputs);
    a->column = gg_arena_array(r->arena, a->n_inputs, sizeof *a->column);
    if (!s.index || !s.inputs || !s.n || !a->inputs || !a->column)
        status = memory(r->err);
    else
        status = read_inputs(r, list, &s);
    json_decref(s.index);
    json_decref(s.inputs);
    return status;
}

static gg_status take_model(reader *r, const json_t *model)
{
    gg_svm_artifact *a = r->out;
    char *name = gg_arena_printf(r->arena, "%s, model", r->path);
    gg_status status;

    if (!name)
        return memory(r->err);
    /* An error that names the text, and the line within it, and not the document alone. */
    status = gg_svm_read(json_string_value(model), json_string_length(model), name, r->arena,
                         &a->text, r->err);
    if (status)
        return status;
    if ((size_t)a->text.max_index <= a->n_inputs)
        return GG_OK;
    gg_error_where(r->err, r->path, 0, "model");
    return gg_error_set(r->err, GG_E_INPUT, "give the inputs that it was trained on",
                        "a support vector has the index %d, and there are %zu inputs",
                        a->text.max_index, a->n_inputs);
}

static gg_status read_members(reader *r, const json_t *document)
{
    static const char *const keys[] = {"format", "inputs", "model", NULL};
    const json_t *list = json_object_get(document, "inputs");
    const json_t *model = json_object_get(document, "model");
    gg_status status;

    if (strcmp(gg_json_string(document, "format", ""), "gauger/svm/1") != 0)
        return wrong(r, "format", NULL,
                     "the manifest's scorer is svm: give a model file of libsvm, or a document of "
                     "this format",
                     "not gauger/svm/1");
    status = gg_map_check(document, keys, r->err);
    if (status) {
        gg_error_where(r->err, r->path, 0, NULL);
        return status;
    }
    if (!json_is_array(list) || json_array_size(list) == 0 || json_array_size(list) > GG_SVM_INDEX)
        return wrong(r, "inputs", NULL, "write inputs: [{feature: age}]", "not a list of inputs");
    if (!json_is_string(model))
        return wrong(r, "model", NULL, "write the text of a model file of libsvm", "not a text");
    status = take_inputs(r, list);
    return status ? status : take_model(r, model);
}

static gg_status read_document(reader *r, const gg_buf *text)
{
    json_t *document = NULL;
    gg_error own;
    gg_status status;

    gg_error_init(&own);
    status = gg_json_parse(text->data, text->size, r->path, &document, &own);
    if (status) {
        if (r->err && r->err->status == GG_OK)
            *r->err = own;
        return status;
    }
    status = read_members(r, document);
    json_decref(document);
    return status;
}

/* ---- either ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);

    return n >= k && strcmp(text + n - k, end) == 0;
}

/* No model file of libsvm has such a name of a format in it. */
static bool is_document(const char *path, const gg_buf *text)
{
    return ends_with(path, ".json") || ends_with(path, ".yaml") || ends_with(path, ".yml") ||
           (text->size > 0 &&
            (text->data[0] == '{' || memmem(text->data, text->size, "gauger/", 7)));
}

static gg_status read_text(reader *r, const gg_manifest *manifest, const gg_buf *text)
{
    gg_feature *features = NULL;
    gg_status status =
        gg_features_read(manifest->document, r->arena, &features, &r->n_features, r->err);

    if (status)
        return status;
    r->features = features;
    if (r->n_features == 0) {
        gg_error_where(r->err, NULL, 0, "features");
        return gg_error_set(r->err, GG_E_INPUT, "write features: [{name: age, type: numeric}]",
                            "the manifest names no features, and an svm reads some");
    }
    return is_document(r->path, text) ? read_document(r, text) : read_plain(r, text);
}

gg_status gg_svm_artifact_read(const gg_manifest *manifest, const char *path, gg_arena *arena,
                               gg_svm_artifact *out, gg_error *err)
{
    gg_svm_artifact artifact = {0};
    reader r = {.path = path, .arena = arena, .err = err, .out = &artifact};
    gg_error own;
    gg_buf text;
    gg_status status;

    if (!path) {
        gg_error_where(err, NULL, 0, "artifact");
        return gg_error_set(err, GG_E_INPUT, "write artifact: model.svm",
                            "the manifest names no artifact, and an svm is one");
    }
    gg_error_init(&own);
    gg_buf_init(&text, GG_SVM_BYTES + 1);
    status = gg_file_read(path, GG_SVM_BYTES, &text, &own);
    if (status && err && err->status == GG_OK)
        *err = own;
    if (!status)
        status = read_text(&r, manifest, &text);
    if (!status)
        *out = artifact;
    gg_buf_release(&text);
    return status;
}
