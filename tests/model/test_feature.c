/* Features of manifests: words, defaults by scorer and type, refusals. */
#include "suite.h"

#include <string.h>

#include "gauger/model/manifest.h"
#include "model/input_internal.h"

static gg_error err;
static gg_arena arena;
static gg_feature *features;
static size_t n;

/* The document stays the caller's: names are borrowed from it. */
static gg_status read_list(const char *scorer, const char *list, json_t **document)
{
    char text[1000];

    snprintf(text, sizeof text, "{\"model\": \"m\", \"algorithm\": \"a\", \"scorer\": \"%s\"%s%s}",
             scorer, *list ? ", \"features\": " : "", list);
    gg_error_init(&err);
    ck_assert_msg(gg_json_parse(text, strlen(text), "m", document, &err) == GG_OK, "%s", err.what);
    features = (gg_feature *)&arena;
    n = 99;
    return gg_features_read(*document, &arena, &features, &n, &err);
}

#define EVERY                                                                                      \
    "[{\"name\": \"a\"}, {\"name\": \"b\", \"type\": \"categorical\"}, {\"name\": \"c\", "         \
    "\"type\": \"numeric\"}]"

START_TEST(defaults)
{
    json_t *d;

    gg_arena_init(&arena);
    ck_assert_int_eq(read_list("logistic", EVERY, &d), GG_OK);
    ck_assert_uint_eq(n, 3);
    ck_assert_str_eq(features[0].name, "a");
    ck_assert_int_eq(features[0].type, GG_FEATURE_NUMERIC);
    ck_assert_int_eq(features[0].transform, GG_TRANSFORM_NONE);
    ck_assert(!features[0].standardize);
    ck_assert_int_eq(features[0].imputation, GG_IMPUTE_NONE);
    ck_assert_int_eq(features[0].encoding, GG_ENCODE_NUMBER);
    ck_assert_int_eq(features[1].type, GG_FEATURE_CATEGORICAL);
    ck_assert_int_eq(features[1].encoding, GG_ENCODE_ONE_HOT);
    ck_assert_int_eq(features[2].type, GG_FEATURE_NUMERIC);
    json_decref(d);
    ck_assert_int_eq(read_list("svm", EVERY, &d), GG_OK);
    ck_assert_int_eq(features[0].encoding, GG_ENCODE_NUMBER);
    ck_assert_int_eq(features[1].encoding, GG_ENCODE_ONE_HOT);
    json_decref(d);
    ck_assert_int_eq(read_list("scorecard", EVERY, &d), GG_OK);
    ck_assert_int_eq(features[0].encoding, GG_ENCODE_WOE);
    ck_assert_int_eq(features[1].encoding, GG_ENCODE_WOE);
    json_decref(d);
    gg_arena_release(&arena);
}
END_TEST

START_TEST(none)
{
    json_t *d;

    gg_arena_init(&arena);
    ck_assert_int_eq(read_list("svm", "", &d), GG_OK);
    ck_assert_uint_eq(n, 0);
    json_decref(d);
    /* Free text: whatever the makers of an external score call it. */
    ck_assert_int_eq(
        read_list("external", "[{\"name\": \"a\", \"type\": \"composite\", \"x\": 1}]", &d), GG_OK);
    ck_assert_uint_eq(n, 0);
    json_decref(d);
    gg_arena_release(&arena);
}
END_TEST

static gg_feature one(const char *scorer, const char *map)
{
    gg_feature out;
    char list[400];
    json_t *d;

    gg_arena_init(&arena);
    snprintf(list, sizeof list, "[%s]", map);
    ck_assert_msg(read_list(scorer, list, &d) == GG_OK, "%s: %s", map, err.what);
    ck_assert_uint_eq(n, 1);
    out = features[0];
    out.name = NULL;
    json_decref(d);
    gg_arena_release(&arena);
    return out;
}

START_TEST(transforms)
{
    gg_feature f = one("svm", "{\"name\": \"a\", \"transform\": \"log1p\"}");

    ck_assert_int_eq(f.transform, GG_TRANSFORM_LOG1P);
    ck_assert(!f.standardize);
    f = one("svm", "{\"name\": \"a\", \"transform\": \"standardize\"}");
    ck_assert_int_eq(f.transform, GG_TRANSFORM_NONE);
    ck_assert(f.standardize);
    f = one("svm", "{\"name\": \"a\", \"transform\": [\"sqrt\", \"standardize\"]}");
    ck_assert_int_eq(f.transform, GG_TRANSFORM_SQRT);
    ck_assert(f.standardize);
    f = one("svm", "{\"name\": \"a\", \"transform\": [\"square\"]}");
    ck_assert_int_eq(f.transform, GG_TRANSFORM_SQUARE);
    f = one("svm", "{\"name\": \"a\", \"transform\": [\"none\", \"standardize\"]}");
    ck_assert(f.standardize);
    f = one("scorecard", "{\"name\": \"a\", \"transform\": \"none\"}");
    ck_assert_int_eq(f.transform, GG_TRANSFORM_NONE);
    f = one("scorecard", "{\"name\": \"a\", \"transform\": [\"log1p\"], \"encoding\": \"number\"}");
    ck_assert_int_eq(f.transform, GG_TRANSFORM_LOG1P);
    f = one("svm", "{\"name\": \"a\", \"type\": \"categorical\", \"transform\": \"none\"}");
    ck_assert_int_eq(f.type, GG_FEATURE_CATEGORICAL);
}
END_TEST

START_TEST(imputations)
{
    static const struct {
        const char *type, *word;
        gg_imputation is;
    } cases[] = {
        {"numeric", "none", GG_IMPUTE_NONE},     {"numeric", "mean", GG_IMPUTE_MEAN},
        {"numeric", "median", GG_IMPUTE_MEDIAN}, {"numeric", "zero", GG_IMPUTE_ZERO},
        {"numeric", "level", GG_IMPUTE_LEVEL},   {"categorical", "none", GG_IMPUTE_NONE},
        {"categorical", "mode", GG_IMPUTE_MODE}, {"categorical", "level", GG_IMPUTE_LEVEL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char map[200];

        snprintf(map, sizeof map, "{\"name\": \"a\", \"type\": \"%s\", \"imputation\": \"%s\"}",
                 cases[i].type, cases[i].word);
        ck_assert_int_eq(one("logistic", map).imputation, cases[i].is);
        ck_assert_int_eq(one("scorecard", map).imputation, cases[i].is);
    }
}
END_TEST

/* What is refused: a map of a feature, and the words behind "the feature a: ". */
static const struct {
    const char *scorer, *map, *what, *mend;
} refused[] = {
    {"svm", "\"kind\": 1", "an unknown key \"kind\"",
     "its keys are name, type, transform, imputation, encoding"},
    {"svm", "\"type\": \"words\"", "not a word for type", "for type use numeric, categorical"},
    {"svm", "\"type\": 3", "not a word for type", "for type use numeric, categorical"},
    {"svm", "\"type\": null", "not a word for type", "for type use numeric, categorical"},
    {"svm", "\"imputation\": \"guess\"", "not a word for imputation",
     "for imputation use none, mean, median, zero, level"},
    {"svm", "\"imputation\": \"mode\"", "imputation mode does not fit the type numeric",
     "for imputation use none, mean, median, zero, level"},
    {"svm", "\"type\": \"categorical\", \"imputation\": \"mean\"",
     "imputation mean does not fit the type categorical", "for imputation use none, mode, level"},
    {"svm", "\"encoding\": \"one hot\"", "not a word for encoding", "for encoding use number, woe"},
    {"svm", "\"encoding\": \"one_hot\"", "encoding one_hot does not fit the type numeric",
     "for encoding use number, woe"},
    {"svm", "\"type\": \"categorical\", \"encoding\": \"number\"",
     "encoding number does not fit the type categorical", "for encoding use one_hot, woe"},
    {"svm", "\"encoding\": \"woe\"", "encoding woe is for scorecards",
     "use number or one_hot, or scorer: scorecard"},
    {"logistic", "\"type\": \"categorical\", \"encoding\": \"woe\"",
     "encoding woe is for scorecards", "use number or one_hot, or scorer: scorecard"},
    {"scorecard", "\"transform\": \"log1p\"", "encoding woe has no transform",
     "leave transform out: bins read the number itself"},
    {"scorecard", "\"transform\": \"standardize\"", "encoding woe has no transform",
     "leave transform out: bins read the number itself"},
    {"svm", "\"transform\": \"log\"", "not a word for transform",
     "use none, log1p, sqrt or square, then standardize: [log1p, standardize]"},
    {"svm", "\"transform\": {}", "not a word for transform", NULL},
    {"svm", "\"transform\": [1]", "not a word for transform", NULL},
    {"svm", "\"transform\": [\"log1p\", \"sqrt\"]", "transforms in an order that is not known",
     NULL},
    {"svm", "\"transform\": [\"standardize\", \"sqrt\"]",
     "transforms in an order that is not known", NULL},
    {"svm", "\"transform\": [\"standardize\", \"standardize\"]", "standardize stands there twice",
     NULL},
    {"svm", "\"type\": \"categorical\", \"transform\": \"sqrt\"", "words have no transform",
     "leave transform out"},
    {"svm", "\"type\": \"categorical\", \"transform\": \"standardize\"", "words have no transform",
     "leave transform out"},
};

START_TEST(refusals)
{
    gg_arena_init(&arena);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char list[300], what[200];
        json_t *d;

        snprintf(list, sizeof list, "[{\"name\": \"a\", %s}]", refused[i].map);
        snprintf(what, sizeof what, "the feature a: %s", refused[i].what);
        ck_assert_int_eq(read_list(refused[i].scorer, list, &d), GG_E_INPUT);
        ck_assert_str_eq(err.what, what);
        ck_assert_str_eq(err.column, "features");
        if (refused[i].mend)
            ck_assert_str_eq(err.mend, refused[i].mend);
        ck_assert_uint_eq(n, 99);
        ck_assert_ptr_eq(features, (gg_feature *)&arena);
        json_decref(d);
    }
    gg_arena_release(&arena);
}
END_TEST

START_TEST(without_a_name)
{
    json_t *d;

    gg_arena_init(&arena);
    ck_assert_int_eq(read_list("svm", "[{\"type\": \"numeric\"}]", &d), GG_E_INPUT);
    ck_assert_str_eq(err.what, "a feature without a name");
    json_decref(d);
    gg_arena_release(&arena);
}
END_TEST

/* The manifest's own reader refuses them as well, and lets an external one's be. */
START_TEST(in_manifests)
{
    const char *list = "[{\"name\": \"a\", \"type\": \"composite\"}]";
    json_t *d;
    gg_manifest m;

    gg_arena_init(&arena);
    ck_assert_int_eq(read_list("logistic", list, &d), GG_E_INPUT);
    gg_error_init(&err);
    ck_assert_int_eq(gg_manifest_parse(d, &m, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "the feature a: not a word for type");
    json_decref(d);
    ck_assert_int_eq(read_list("external", list, &d), GG_OK);
    ck_assert_int_eq(gg_manifest_parse(d, &m, &err), GG_OK);
    gg_manifest_release(&m);
    json_decref(d);
    gg_arena_release(&arena);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, defaults);
    tcase_add_test(tc, none);
    tcase_add_test(tc, transforms);
    tcase_add_test(tc, imputations);
    tcase_add_test(tc, refusals);
    tcase_add_test(tc, without_a_name);
    tcase_add_test(tc, in_manifests);
}

GG_TEST_MAIN("model/feature")
