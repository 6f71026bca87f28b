/* Features of a manifest that is to be fitted or scored: rules in words. */
#include <string.h>

#include "input_internal.h"
#include "model_internal.h"

#include "gauger/model/manifest.h"

#define BOTH        ((1u << GG_FEATURE_NUMERIC) | (1u << GG_FEATURE_CATEGORICAL))
#define NUMERIC     (1u << GG_FEATURE_NUMERIC)
#define CATEGORICAL (1u << GG_FEATURE_CATEGORICAL)

/* A word of one of the keys, and the types of feature that it fits. */
typedef struct word {
    const char *name;
    int value;
    unsigned types;
} word;

static const word types[] = {{"numeric", GG_FEATURE_NUMERIC, BOTH},
                             {"categorical", GG_FEATURE_CATEGORICAL, BOTH},
                             {NULL, 0, 0}};

static const word imputations[] = {{"none", GG_IMPUTE_NONE, BOTH},
                                   {"mean", GG_IMPUTE_MEAN, NUMERIC},
                                   {"median", GG_IMPUTE_MEDIAN, NUMERIC},
                                   {"zero", GG_IMPUTE_ZERO, NUMERIC},
                                   {"mode", GG_IMPUTE_MODE, CATEGORICAL},
                                   {"level", GG_IMPUTE_LEVEL, BOTH},
                                   {NULL, 0, 0}};

static const word encodings[] = {{"number", GG_ENCODE_NUMBER, NUMERIC},
                                 {"one_hot", GG_ENCODE_ONE_HOT, CATEGORICAL},
                                 {"woe", GG_ENCODE_WOE, BOTH},
                                 {NULL, 0, 0}};

static gg_status wrong(gg_error *err, const gg_feature *feature, const char *mend, const char *what)
{
    char clean[64];

    gg_error_where(err, NULL, 0, "features");
    return gg_error_set(err, GG_E_INPUT, mend, "the feature %s: %s",
                        gg_text_clean(feature->name, strlen(feature->name), clean, 40), what);
}

/* "imputation: use none, mean, median" */
static void list_words(const char *key, const word *words, unsigned type, char *out, size_t size)
{
    size_t used = (size_t)snprintf(out, size, "for %s use", key);
    bool first = true;

    for (; words->name && used < size; words++)
        if (words->types & type) {
            used +=
                (size_t)snprintf(out + used, size - used, "%s %s", first ? "" : ",", words->name);
            first = false;
        }
}

/* One word of a key; *out stays where the key is absent. */
static gg_status read_word(const json_t *map, const char *key, const word *words,
                           const gg_feature *feature, int *out, gg_error *err)
{
    const json_t *value = json_object_get(map, key);
    unsigned type = 1u << feature->type;
    const word *w = words;
    char mend[120], what[80];

    if (!value)
        return GG_OK;
    while (w->name && !(json_is_string(value) && strcmp(json_string_value(value), w->name) == 0))
        w++;
    if (w->name && (w->types & type)) {
        *out = w->value;
        return GG_OK;
    }
    list_words(key, words, type, mend, sizeof mend);
    if (w->name)
        snprintf(what, sizeof what, "%s %s does not fit the type %s", key, w->name,
                 types[feature->type].name);
    else
        snprintf(what, sizeof what, "not a word for %s", key);
    return wrong(err, feature, mend, what);
}

/* One word of `transform`; the order is that of the computation. */
static gg_status add_transform(const json_t *value, gg_feature *feature, gg_error *err)
{
    const char *mend = "use none, log1p, sqrt or square, then standardize: [log1p, standardize]";
    gg_transform transform;

    if (json_is_string(value) && strcmp(json_string_value(value), "standardize") == 0) {
        if (feature->standardize)
            return wrong(err, feature, mend, "standardize stands there twice");
        feature->standardize = true;
        return GG_OK;
    }
    if (!json_is_string(value) || !gg_transform_find(json_string_value(value), &transform))
        return wrong(err, feature, mend, "not a word for transform");
    if (feature->standardize || feature->transform != GG_TRANSFORM_NONE)
        return wrong(err, feature, mend, "transforms in an order that is not known");
    feature->transform = transform;
    return GG_OK;
}

static gg_status read_transform(const json_t *map, gg_feature *feature, gg_error *err)
{
    const json_t *value = json_object_get(map, "transform");
    gg_status status = GG_OK;

    if (json_is_array(value))
        for (size_t i = 0; i < json_array_size(value) && !status; i++)
            status = add_transform(json_array_get(value, i), feature, err);
    else if (value)
        status = add_transform(value, feature, err);
    if (status)
        return status;
    if (feature->type == GG_FEATURE_CATEGORICAL &&
        (feature->standardize || feature->transform != GG_TRANSFORM_NONE))
        return wrong(err, feature, "leave transform out", "words have no transform");
    return GG_OK;
}

/* What fits the type may still not fit the scorer. */
static gg_status check_encoding(const gg_feature *feature, bool scorecard, gg_error *err)
{
    if (feature->encoding != GG_ENCODE_WOE)
        return GG_OK;
    if (!scorecard)
        return wrong(err, feature, "use number or one_hot, or scorer: scorecard",
                     "encoding woe is for scorecards");
    if (feature->standardize || feature->transform != GG_TRANSFORM_NONE)
        return wrong(err, feature, "leave transform out: bins read the number itself",
                     "encoding woe has no transform");
    return GG_OK;
}

static gg_status read_feature(const json_t *map, bool scorecard, gg_feature *feature, gg_error *err)
{
    static const char *const keys[] = {"name", "type", "transform", "imputation", "encoding", NULL};
    int type = GG_FEATURE_NUMERIC, imputation = GG_IMPUTE_NONE, encoding;
    gg_status status;
    gg_error own;

    gg_error_init(&own);
    feature->name = gg_json_string(map, "name", "");
    if (gg_map_check(map, keys, &own))
        return wrong(err, feature, own.mend, own.what);
    if (!*feature->name)
        return gg_error_set(err, GG_E_INPUT, "write - {name: age, type: numeric}",
                            "a feature without a name");
    status = read_word(map, "type", types, feature, &type, err);
    if (status)
        return status;
    feature->type = (gg_feature_type)type;
    encoding = scorecard                             ? GG_ENCODE_WOE
               : feature->type == GG_FEATURE_NUMERIC ? GG_ENCODE_NUMBER
                                                     : GG_ENCODE_ONE_HOT;
    status = read_transform(map, feature, err);
    if (!status)
        status = read_word(map, "imputation", imputations, feature, &imputation, err);
    if (!status)
        status = read_word(map, "encoding", encodings, feature, &encoding, err);
    if (status)
        return status;
    feature->imputation = (gg_imputation)imputation;
    feature->encoding = (gg_encoding)encoding;
    return check_encoding(feature, scorecard, err);
}

gg_status gg_features_read(const json_t *manifest, gg_arena *arena, gg_feature **out, size_t *n,
                           gg_error *err)
{
    const json_t *list = json_object_get(manifest, "features");
    const char *scorer = gg_json_string(manifest, "scorer", "");
    bool external = strcmp(scorer, gg_scorer_word(GG_SCORER_EXTERNAL)) == 0;
    size_t count = external ? 0 : json_array_size(list);
    gg_feature *features = gg_arena_array(arena, count, sizeof *features);

    if (!features)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < count; i++) {
        gg_status status = read_feature(json_array_get(list, i),
                                        strcmp(scorer, gg_scorer_word(GG_SCORER_SCORECARD)) == 0,
                                        &features[i], err);

        if (status) {
            gg_error_where(err, NULL, 0, "features");
            return status;
        }
    }
    *out = features;
    *n = count;
    return GG_OK;
}
