/*
 * Published weights: which levels and bins are named, and how far figures are rounded. Standard
 * errors are of statsmodels 0.15 (GLM, binomial), on 674 rows with 400 cars, 200 buses, 40 vans, 12
 * carts, 10 sleds and 12 trams, of which 80, 60, 14, 6, 5 and 1 had the outcome.
 */
#include "suite.h"

#include <math.h>
#include <string.h>

#include "gauger/disclose/publish.h"

static json_t *parsed(const char *text)
{
    json_t *out = NULL;

    ck_assert_msg(gg_json_parse(text, strlen(text), "test", &out, NULL) == GG_OK, "%s", text);
    return out;
}

static const char *const one_hot =
    "{\"format\":\"gauger/weights/1\",\"scorer\":\"logistic\",\"link\":\"logit\","
    "\"intercept\":-1.33623401,\"note\":null,\"features\":["
    "{\"name\":\"vehicle\",\"terms\":["
    "{\"what\":\"level\",\"of\":\"bus\",\"adds\":0.53894733},"
    "{\"what\":\"level\",\"of\":\"van\",\"adds\":0.76790712},"
    "{\"what\":\"level\",\"of\":\"cart\",\"adds\":1.38240264},"
    "{\"what\":\"level\",\"of\":\"sled\",\"adds\":1.38760771},"
    "{\"what\":\"level\",\"of\":\"tram\",\"adds\":-1.01596025},"
    "{\"what\":\"missing\",\"of\":\"indicator\",\"adds\":0.125}]},"
    "{\"name\":\"km\",\"terms\":[{\"what\":\"per unit\",\"of\":\"log1p\",\"adds\":"
    "-0.000100732206},{\"what\":\"missing\",\"of\":\"\",\"adds\":-0.00871}]}]}";

static const char *const logistic_manifest =
    "{\"model\":\"m\",\"algorithm\":\"logistic regression\",\"scorer\":\"logistic\",\"features\":"
    "[{\"name\":\"vehicle\",\"type\":\"categorical\"},{\"name\":\"km\",\"type\":\"numeric\"}]}";

static const char *const logistic_training =
    "{\"format\":\"gauger/training/1\",\"weighted\":false,\"rows_used\":674,\"coefficients\":["
    "{\"input\":\"(intercept)\",\"value\":-1.33623401,\"standard_error\":0.18836003},"
    "{\"input\":\"vehicle=bus\",\"value\":0.53894733,\"standard_error\":0.19860057930674135},"
    "{\"input\":\"vehicle=van\",\"value\":0.76790712,\"standard_error\":0.3543290079094014},"
    "{\"input\":\"vehicle=cart\",\"value\":1.38240264,\"standard_error\":0.5908956717861086},"
    "{\"input\":\"vehicle=sled\",\"value\":1.38760771,\"standard_error\":0.6447938282447299},"
    "{\"input\":\"vehicle=tram\",\"value\":-1.01596025,\"standard_error\":1.0520427517009405}]}";

static const char *const card =
    "{\"format\":\"gauger/weights/1\",\"scorer\":\"scorecard\",\"link\":\"identity\","
    "\"intercept\":487.12345,\"note\":\"points\",\"features\":["
    "{\"name\":\"lane\",\"terms\":[{\"what\":\"level\",\"of\":\"bus\",\"adds\":-31.6543},"
    "{\"what\":\"other\",\"of\":\"\",\"adds\":12.3456}]},"
    "{\"name\":\"value\",\"terms\":[{\"what\":\"bin\",\"of\":\"<164.85\",\"adds\":1.2345},"
    "{\"what\":\"bin\",\"of\":\"164.85-<1702.04\",\"adds\":2},"
    "{\"what\":\"bin\",\"of\":\"1702.04-<1703.11\",\"adds\":3},"
    "{\"what\":\"bin\",\"of\":\">=1703.11\",\"adds\":-4}]},"
    "{\"name\":\"gap\",\"terms\":[{\"what\":\"bin\",\"of\":\"<-0.80123\",\"adds\":5},"
    "{\"what\":\"bin\",\"of\":\"-0.80123-<1e-7\",\"adds\":6},"
    "{\"what\":\"bin\",\"of\":\">=1e-7\",\"adds\":0}]}]}";

static json_t *card_manifest(const char *hyperparameters)
{
    char text[400];

    snprintf(text, sizeof text,
             "{\"model\":\"m\",\"algorithm\":\"a\",\"scorer\":\"scorecard\",\"hyperparameters\":%s,"
             "\"features\":[{\"name\":\"lane\"},{\"name\":\"value\"},{\"name\":\"gap\"}]}",
             hyperparameters);
    return parsed(text);
}

static json_t *card_training(double rows, const char *weighted)
{
    char text[200];

    snprintf(text, sizeof text,
             "{\"format\":\"gauger/training/1\",%s\"rows_used\":%.0f,\"coefficients\":[]}",
             weighted, rows);
    return parsed(text);
}

/* Takes over its documents. */
static json_t *published(json_t *weights, json_t *manifest, json_t *training)
{
    json_t *out = NULL;
    gg_error err;
    gg_status status;

    gg_error_init(&err);
    status = gg_publish_weights(weights, manifest, training, NULL, &out, &err);
    ck_assert_msg(status == GG_OK, "%s", err.what);
    json_decref(weights);
    json_decref(manifest);
    json_decref(training);
    return out;
}

static json_t *feature_at(const json_t *document, size_t i)
{
    return json_array_get(json_object_get(document, "features"), i);
}

/* What the named terms of a feature are of, as "bus van". */
static const char *names_in(const json_t *document, size_t feature, char text[200])
{
    json_t *term;
    size_t i;

    text[0] = '\0';
    json_array_foreach(json_object_get(feature_at(document, feature), "terms"), i, term)
    {
        strcat(text, i ? " " : "");
        strcat(text, gg_json_string(term, "of", "?"));
    }
    return text;
}

static double adds_at(const json_t *document, size_t feature, size_t i)
{
    json_t *terms = json_object_get(feature_at(document, feature), "terms");

    return gg_json_number(json_array_get(terms, i), "adds", NAN);
}

static int unnamed_in(const json_t *document, size_t feature)
{
    return (int)gg_json_number(feature_at(document, feature), "unnamed", -1);
}

/* 4 / se^2 is 101, 31.9, 11.5, 9.6 and 3.6: of the ten sleds and the trams no more can be shown. */
START_TEST(levels_are_named_by_their_standard_error)
{
    json_t *out = published(parsed(one_hot), parsed(logistic_manifest), parsed(logistic_training));
    const json_t *vehicle = feature_at(out, 0);
    char text[200];

    ck_assert_str_eq(names_in(out, 0, text), "bus van cart indicator");
    ck_assert_int_eq(unnamed_in(out, 0), 2);
    ck_assert(json_is_true(json_object_get(vehicle, "baseline")));
    /* The range is over all terms and the level that adds nothing. */
    ck_assert_double_eq(gg_json_number(vehicle, "least", NAN), -1.02);
    ck_assert_double_eq(gg_json_number(vehicle, "most", NAN), 1.39);
    ck_assert_int_eq(unnamed_in(out, 1), 0);
    ck_assert(json_is_null(json_object_get(feature_at(out, 1), "least")));
    ck_assert(json_is_false(json_object_get(feature_at(out, 1), "baseline")));
    json_decref(out);
}
END_TEST

START_TEST(log_odds_are_rounded)
{
    json_t *out = published(parsed(one_hot), parsed(logistic_manifest), parsed(logistic_training));

    ck_assert_double_eq(gg_json_number(out, "intercept", NAN), -1.34);
    ck_assert_double_eq(adds_at(out, 0, 0), 0.54);
    ck_assert_double_eq(adds_at(out, 0, 2), 1.38);
    ck_assert_double_eq_tol(adds_at(out, 1, 0), -0.000101, 1e-15); /* three digits */
    ck_assert_double_eq(adds_at(out, 1, 1), -0.01);
    json_decref(out);
}
END_TEST

/* A ridge holds standard errors down: the rows behind them are fewer than they seem. */
START_TEST(a_ridge_lowers_the_bound)
{
    json_t *manifest = parsed(logistic_manifest), *out;
    char text[200];

    json_object_set_new(manifest, "hyperparameters", json_pack("{s:f}", "ridge", 0.12));
    out = published(parsed(one_hot), manifest, parsed(logistic_training));
    ck_assert_str_eq(names_in(out, 0, text), "bus van indicator");
    json_decref(out);
    manifest = parsed(logistic_manifest);
    json_object_set_new(manifest, "hyperparameters", json_pack("{s:f}", "ridge", 0.11));
    out = published(parsed(one_hot), manifest, parsed(logistic_training));
    ck_assert_str_eq(names_in(out, 0, text), "bus van cart indicator");
    json_decref(out);
}
END_TEST

START_TEST(nothing_is_named_without_proof)
{
    json_t *training = parsed(logistic_training), *out;
    char text[200];

    json_object_set_new(training, "weighted", json_true());
    out = published(parsed(one_hot), parsed(logistic_manifest), training);
    ck_assert_str_eq(names_in(out, 0, text), "indicator");
    ck_assert_int_eq(unnamed_in(out, 0), 5);
    json_decref(out);
    /* A training that does not say whether rows were weighted, and none at all. */
    training = parsed(logistic_training);
    json_object_del(training, "weighted");
    out = published(parsed(one_hot), parsed(logistic_manifest), training);
    ck_assert_int_eq(unnamed_in(out, 0), 5);
    json_decref(out);
    out = published(parsed(one_hot), parsed(logistic_manifest), NULL);
    ck_assert_int_eq(unnamed_in(out, 0), 5);
    json_decref(out);
    /* A coefficient without a standard error, and no coefficient. */
    training =
        parsed("{\"weighted\":false,\"coefficients\":[{\"input\":\"vehicle=bus\","
               "\"standard_error\":null},{\"input\":\"vehicle=van\",\"standard_error\":0}]}");
    out = published(parsed(one_hot), parsed(logistic_manifest), training);
    ck_assert_int_eq(unnamed_in(out, 0), 5);
    json_decref(out);
}
END_TEST

/* Of two inputs that read the same, the one with fewer rows counts. */
START_TEST(inputs_that_read_the_same)
{
    json_t *weights = parsed("{\"format\":\"gauger/weights/1\",\"scorer\":\"logistic\",\"link\":"
                             "\"logit\",\"intercept\":0,\"note\":null,\"features\":[{\"name\":"
                             "\"a\",\"terms\":[{\"what\":\"level\",\"of\":\"b=c\",\"adds\":1}]}]}");
    json_t *training =
        parsed("{\"weighted\":false,\"coefficients\":[{\"input\":\"a=b=c\",\"standard_error\":"
               "0.1},{\"input\":\"a=b=c\",\"standard_error\":1.5}]}");
    json_t *out = published(
        weights, parsed("{\"scorer\":\"logistic\",\"features\":[{\"name\":\"a\"}]}"), training);

    ck_assert_int_eq(unnamed_in(out, 0), 1);
    json_decref(out);
}
END_TEST

START_TEST(bins_and_levels_by_share)
{
    json_t *out =
        published(parsed(card), card_manifest("{}"), card_training(220, "\"weighted\":false,"));
    char text[200];

    /* 0.05 of 220 rows are 11. Edges have three digits; a bin that they close has no name. */
    ck_assert_str_eq(names_in(out, 0, text), "bus ");
    ck_assert_str_eq(names_in(out, 1, text), "<165 165-<1700 >=1700");
    ck_assert_int_eq(unnamed_in(out, 1), 1);
    ck_assert_str_eq(names_in(out, 2, text), "<-0.801 -0.801-<1e-7 >=1e-7");
    ck_assert(json_is_false(json_object_get(feature_at(out, 0), "baseline")));
    ck_assert_double_eq(gg_json_number(feature_at(out, 1), "least", NAN), -4);
    ck_assert_double_eq(gg_json_number(feature_at(out, 1), "most", NAN), 3);
    json_decref(out);
}
END_TEST

/* The largest has three digits: 31.7, so tenths. */
START_TEST(points_are_rounded)
{
    json_t *out =
        published(parsed(card), card_manifest("{}"), card_training(220, "\"weighted\":false,"));

    ck_assert_double_eq(adds_at(out, 0, 0), -31.7);
    ck_assert_double_eq(adds_at(out, 0, 1), 12.3);
    ck_assert_double_eq(adds_at(out, 1, 0), 1.2);
    ck_assert_double_eq(gg_json_number(out, "intercept", NAN), 487.1);
    json_decref(out);
}
END_TEST

START_TEST(shares_that_prove_nothing)
{
    static const struct {
        const char *hyperparameters;
        double rows;
        const char *weighted;
        int unnamed;
    } cases[] = {
        {"{}", 219, "\"weighted\":false,", 1},
        {"{\"minimum_share\":0}", 1e6, "\"weighted\":false,", 1},
        {"{\"minimum_share\":0.1}", 110, "\"weighted\":false,", 0},
        {"{\"minimum_share\":0.1}", 110, "\"weighted\":true,", 1},
        {"{}", 1e6, "", 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *out = published(parsed(card), card_manifest(cases[i].hyperparameters),
                                card_training(cases[i].rows, cases[i].weighted));

        ck_assert_msg(unnamed_in(out, 0) == cases[i].unnamed, "case %zu", i);
        json_decref(out);
    }
}
END_TEST

/* A larger minimum cell names fewer. */
START_TEST(the_minimum_cell_counts)
{
    gg_publish_options options = {32};
    json_t *weights = parsed(one_hot), *manifest = parsed(logistic_manifest), *out = NULL;
    json_t *training = parsed(logistic_training);
    char text[200];

    ck_assert_int_eq(gg_publish_weights(weights, manifest, training, &options, &out, NULL), GG_OK);
    ck_assert_str_eq(names_in(out, 0, text), "bus indicator");
    json_decref(out);
    json_decref(training);
    json_decref(manifest);
    json_decref(weights);
}
END_TEST

START_TEST(a_machine_has_no_weights)
{
    json_t *out = published(
        parsed("{\"format\":\"gauger/weights/1\",\"scorer\":\"svm\",\"link\":null,\"intercept\":"
               "null,\"note\":\"A machine.\",\"features\":[],\"secret\":1}"),
        NULL, NULL);

    ck_assert_str_eq(gg_json_string(out, "note", ""), "A machine.");
    ck_assert(json_is_null(json_object_get(out, "intercept")));
    ck_assert_ptr_null(json_object_get(out, "secret"));
    json_decref(out);
}
END_TEST

/* A weight beyond the largest double is null, and no part of the range. */
START_TEST(a_weight_without_a_value)
{
    json_t *out = published(
        parsed("{\"format\":\"gauger/weights/1\",\"scorer\":\"scorecard\",\"link\":\"identity\","
               "\"intercept\":0,\"note\":null,\"features\":[{\"name\":\"a\",\"terms\":[{\"what\":"
               "\"other\",\"of\":\"\",\"adds\":null}]}]}"),
        NULL, NULL);

    ck_assert(isnan(adds_at(out, 0, 0)));
    ck_assert(json_is_null(json_object_get(feature_at(out, 0), "most")));
    json_decref(out);
}
END_TEST

START_TEST(another_document_is_refused)
{
    json_t *other = parsed("{\"format\":\"gauger/drift/1\"}"), *out = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_publish_weights(other, NULL, NULL, NULL, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "the document is no gauger/weights/1");
    ck_assert_ptr_null(out);
    json_decref(other);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, levels_are_named_by_their_standard_error);
    tcase_add_test(tc, log_odds_are_rounded);
    tcase_add_test(tc, a_ridge_lowers_the_bound);
    tcase_add_test(tc, nothing_is_named_without_proof);
    tcase_add_test(tc, inputs_that_read_the_same);
    tcase_add_test(tc, bins_and_levels_by_share);
    tcase_add_test(tc, points_are_rounded);
    tcase_add_test(tc, shares_that_prove_nothing);
    tcase_add_test(tc, the_minimum_cell_counts);
    tcase_add_test(tc, a_machine_has_no_weights);
    tcase_add_test(tc, a_weight_without_a_value);
    tcase_add_test(tc, another_document_is_refused);
}

GG_TEST_MAIN("disclose/weights")
