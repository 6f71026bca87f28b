/* Manifests: which keys there are, and what each may hold. */
#include "gauger/model/manifest.h"

#include <string.h>

#include "gauger/base/text.h"
#include "gauger/table/operation.h"
#include "input_internal.h"

typedef gg_status (*checker)(const char *key, const json_t *value, gg_error *err);

static const char *const scorer_words[] = {[GG_SCORER_EXTERNAL] = "external",
                                           [GG_SCORER_SCORECARD] = "scorecard",
                                           [GG_SCORER_LOGISTIC] = "logistic",
                                           [GG_SCORER_SVM] = "svm"};

#define N_SCORERS (sizeof scorer_words / sizeof *scorer_words)

const char *gg_scorer_word(gg_scorer_kind kind)
{
    return (size_t)kind < N_SCORERS ? scorer_words[kind] : "";
}

static gg_status wrong(gg_error *err, const char *key, const char *mend, const char *what)
{
    gg_error_where(err, NULL, 0, key);
    return gg_error_set(err, GG_E_INPUT, mend, "%s", what);
}

static gg_status check_text(const char *key, const json_t *value, gg_error *err)
{
    const char *s = json_is_string(value) ? json_string_value(value) : "";

    return *s ? GG_OK : wrong(err, key, "write a text", "not a text");
}

static gg_status check_texts(const char *key, const json_t *value, gg_error *err)
{
    if (!json_is_array(value))
        return check_text(key, value, err);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!json_is_string(json_array_get(value, i)))
            return wrong(err, key, "write a list of texts", "not a list of texts");
    return GG_OK;
}

/* Names become file names and references (NAME@4), so they hold nothing that would need quoting. */
static gg_status check_name(const char *key, const json_t *value, gg_error *err)
{
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    const char *s = json_is_string(value) ? json_string_value(value) : "";
    size_t n = strlen(s);

    if (n == 0 || n > 100 || strspn(s, signs) != n || s[0] == '.' || s[0] == '-')
        return wrong(err, key, "use letters, digits, '-', '_' and '.', at most 100",
                     "not a name for a model");
    return GG_OK;
}

static gg_status check_scorer(const char *key, const json_t *value, gg_error *err)
{
    for (size_t i = 0; i < N_SCORERS; i++)
        if (json_is_string(value) && strcmp(json_string_value(value), scorer_words[i]) == 0)
            return GG_OK;
    return wrong(err, key, "use external, scorecard, logistic or svm", "not a scorer");
}

static gg_status check_map(const char *key, const json_t *value, gg_error *err)
{
    return json_is_object(value) ? GG_OK : wrong(err, key, "write a map: {C: 1}", "not a map");
}

static gg_status check_any(const char *key, const json_t *value, gg_error *err)
{
    (void)key;
    (void)value;
    (void)err;
    return GG_OK;
}

static gg_status check_features(const char *key, const json_t *value, gg_error *err)
{
    if (!json_is_array(value))
        return wrong(err, key, "write a list: - {name: age, type: numeric}", "not a list");
    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *name = gg_json_string(json_array_get(value, i), "name", "");

        if (*name == '\0')
            return wrong(err, key, "write - {name: age, type: numeric}",
                         "a feature without a name");
        for (size_t k = 0; k < i; k++)
            if (strcmp(gg_json_string(json_array_get(value, k), "name", ""), name) == 0) {
                gg_error_where(err, NULL, 0, key);
                return gg_error_set(err, GG_E_INPUT, "name each feature once",
                                    "the feature %s stands there twice", name);
            }
    }
    return GG_OK;
}

/* A number, or {default: a number, site: {A: a number}}. */
static gg_status check_threshold(const char *key, const json_t *value, gg_error *err)
{
    const char *mend = "write threshold: 0.5, or threshold: {default: 0.7, site: {A: 0.65}}";
    const char *name;
    json_t *item;

    if (json_is_number(value))
        return GG_OK;
    if (!json_is_object(value) || json_object_size(value) == 0)
        return wrong(err, key, mend, "not a threshold");
    json_object_foreach((json_t *)value, name, item)
    {
        bool known = (strcmp(name, "default") == 0 && json_is_number(item)) ||
                     (strcmp(name, "site") == 0 && json_is_object(item));

        if (!known)
            return wrong(err, key, mend, "not a threshold");
    }
    json_object_foreach(json_object_get(value, "site"), name, item)
    {
        if (!json_is_number(item))
            return wrong(err, key, mend, "a site's threshold that is not a number");
    }
    return GG_OK;
}

static bool is_digest(const char *s)
{
    return strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64;
}

/* A registered dataset, or the digest of data held elsewhere; or words alone, for a score whose
 * training data nobody outside knows. */
static gg_status check_training(const char *key, const json_t *value, gg_error *err)
{
    const json_t *digest = json_object_get(value, "sha256");
    const char *name;
    json_t *item;

    if (!json_is_object(value))
        return wrong(err, key, "write training: {dataset: NAME@1}", "not a map");
    json_object_foreach((json_t *)value, name, item)
    {
        if (strcmp(name, "dataset") != 0 && strcmp(name, "sha256") != 0 &&
            strcmp(name, "period") != 0 && strcmp(name, "description") != 0)
            return wrong(err, key, "its keys are dataset, sha256, period, description",
                         "an unknown key under training");
        if (!json_is_string(item))
            return wrong(err, key, "write texts", "a value under training that is not a text");
    }
    if (digest && !is_digest(json_string_value(digest)))
        return wrong(err, key, "write 64 hexadecimal digits in lower case",
                     "a sha256 that is not a digest");
    if (digest && json_object_get(value, "dataset"))
        return wrong(err, key, "a registered dataset has its own digest",
                     "both dataset and sha256 are given");
    return GG_OK;
}

static const struct key {
    const char *name;
    bool required;
    checker check;
} keys[] = {
    {"model", true, check_name},
    {"algorithm", true, check_text},
    {"scorer", true, check_scorer},
    {"hyperparameters", false, check_map},
    {"features", false, check_features},
    {"target", false, check_any},
    {"population", false, check_any},
    {"threshold", false, check_threshold},
    {"suppression", false, check_any},
    {"precedence", false, check_any},
    {"training", false, check_training},
    {"artifact", false, check_text},
    {"seed", false, check_any},
    {"owner", false, check_text},
    {"purpose", false, check_text},
    {"intended_use", false, check_texts},
    {"out_of_scope_use", false, check_texts},
    {"limitations", false, check_texts},
    {"ethical_considerations", false, check_texts},
    {"description", false, check_text},
    {"licence", false, check_text},
    {"references", false, check_texts},
    {"contact", false, check_text},
};

#define N_KEYS (sizeof keys / sizeof *keys)

static const struct key *find_key(const char *name)
{
    for (size_t i = 0; i < N_KEYS; i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static gg_status check_keys(const json_t *document, gg_error *err)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)document, name, value)
    {
        const struct key *key = find_key(name);
        gg_status status;

        if (!key)
            return wrong(err, name, "see docs/manifest.md for the keys", "not a key of a manifest");
        status = key->check(name, value, err);
        if (status)
            return status;
    }
    for (size_t i = 0; i < N_KEYS; i++)
        if (keys[i].required && !json_object_get(document, keys[i].name))
            return wrong(err, keys[i].name, "add it", "missing");
    return GG_OK;
}

/* What is read again where it is used must be readable now: the rules of the features, and the
 * operating point. */
static gg_status check_rules(const json_t *document, gg_error *err)
{
    gg_operation operation;
    gg_feature *features;
    gg_arena arena;
    size_t n;
    gg_status status;

    gg_arena_init(&arena);
    status = gg_features_read(document, &arena, &features, &n, err);
    gg_arena_release(&arena);
    if (status)
        return status;
    status = gg_operation_parse(json_object_get(document, "suppression"),
                                json_object_get(document, "precedence"), &operation, err);
    if (!status)
        gg_operation_release(&operation);
    return status;
}

gg_status gg_manifest_parse(json_t *document, gg_manifest *out, gg_error *err)
{
    const json_t *training;
    gg_status status;

    if (!json_is_object(document))
        return gg_error_set(err, GG_E_INPUT, "write model: NAME, algorithm: ..., scorer: external",
                            "a manifest that is not a map");
    status = check_keys(document, err);
    if (!status)
        status = check_rules(document, err);
    if (status)
        return status;
    training = json_object_get(document, "training");
    memset(out, 0, sizeof *out);
    out->document = json_incref(document);
    out->model = gg_json_string(document, "model", NULL);
    out->algorithm = gg_json_string(document, "algorithm", NULL);
    out->artifact = gg_json_string(document, "artifact", NULL);
    out->training_dataset = gg_json_string(training, "dataset", NULL);
    out->training_sha256 = gg_json_string(training, "sha256", NULL);
    while (strcmp(scorer_words[out->scorer], gg_json_string(document, "scorer", "")) != 0)
        out->scorer++;
    return GG_OK;
}

gg_status gg_manifest_load(const char *path, gg_manifest *out, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_json_load(path, &document, err);

    if (status)
        return status;
    status = gg_manifest_parse(document, out, err);
    if (status)
        gg_error_where(err, strcmp(path, "-") == 0 ? "standard input" : path, 0, NULL);
    json_decref(document);
    return status;
}

void gg_manifest_release(gg_manifest *manifest)
{
    if (!manifest)
        return;
    json_decref(manifest->document);
    memset(manifest, 0, sizeof *manifest);
}
