/* The scorer of an svm: cells to scores, from a model file alone and from a document. */
#include "svm_opened.h"

static gg_scorer *opened(const char *yaml, const char *artifact)
{
    gg_scorer *scorer = NULL;

    ck_assert_msg(open_it(yaml, artifact, &scorer) == GG_OK, "%s: %llu: %s: %s", err.file, err.line,
                  err.column, err.what);
    return scorer;
}

static gg_status score(const gg_scorer *scorer, const char *a, const char *b, double *out,
                       size_t *bad)
{
    const gg_view cells[] = {{a, strlen(a)}, {b, strlen(b)}};
    void *room = scorer->functions->begin(scorer);
    gg_status status;

    ck_assert_ptr_nonnull(room);
    gg_error_init(&err);
    status = gg_scorer_score(scorer, room, cells, out, bad, &err);
    scorer->functions->end(room);
    return status;
}

static double scored(const gg_scorer *scorer, const char *a, const char *b)
{
    double x = 99;
    size_t bad = 99;

    ck_assert_msg(score(scorer, a, b, &x, &bad) == GG_OK, "%s", err.what);
    ck_assert_uint_eq(bad, 99);
    return x;
}

/* 2 (a + 3 b) - b - 0.5, by hand. */
START_TEST(a_model_file_alone)
{
    gg_scorer *scorer = opened(TWO, MODEL);
    double x = 99;
    size_t bad = 99;

    ck_assert_uint_eq(scorer->n_columns, 2);
    ck_assert_str_eq(scorer->columns[0], "age");
    ck_assert_str_eq(scorer->columns[1], "days");
    ck_close(scored(scorer, "1", "2"), 11.5, 1e-15);
    ck_close(scored(scorer, "0", "-1e1"), -50.5, 1e-15);
    ck_assert(isnan(scored(scorer, "", "1")));
    ck_assert(isnan(scored(scorer, "1", "")));
    ck_assert_int_eq(score(scorer, "1", "abc", &x, &bad), GG_E_INPUT);
    ck_assert_uint_eq(bad, 1);
    ck_assert(strstr(err.what, "\"aaa\""));
    /* A missing cell hides no malformed one. */
    ck_assert_int_eq(score(scorer, "", "abc", &x, &bad), GG_E_INPUT);
    ck_assert_int_eq(score(scorer, "1e308", "1e308", &x, &bad), GG_E_INPUT);
    ck_assert(x == 99 && strstr(err.what, "no score"));
    scorer->functions->end(NULL);
    gg_scorer_free(scorer);
}
END_TEST

START_TEST(rules_that_need_nothing_learned)
{
    gg_scorer *scorer =
        opened(HEAD "  - {name: age, type: numeric, transform: square, imputation: zero}\n"
                    "  - {name: days, type: numeric, transform: [sqrt]}\n",
               MODEL);
    double x;
    size_t bad = 99;

    ck_close(scored(scorer, "3", "4"), 2 * (9 + 6) - 2 - 0.5, 1e-15);
    ck_close(scored(scorer, "", "4"), 2 * 6 - 2 - 0.5, 1e-15);
    ck_assert_int_eq(score(scorer, "1", "-4", &x, &bad), GG_E_INPUT);
    ck_assert_uint_eq(bad, 1);
    gg_scorer_free(scorer);
}
END_TEST

START_TEST(a_document_prepares_the_inputs)
{
    gg_scorer *scorer = opened(PREPARED, INPUTS BLOCK);

    ck_assert_str_eq(scorer->columns[0], "port");
    ck_close(scored(scorer, "B", "50"), 2 * (1 + 3) - 1 - 0.5, 1e-15);
    ck_close(scored(scorer, "A", "50"), 2 - 0.5, 1e-15);
    ck_close(scored(scorer, "A", ""), -0.5, 1e-15);
    ck_assert(isnan(scored(scorer, "", "50")));
    gg_scorer_free(scorer);
}
END_TEST

/* The model's text with \n in a string of JSON. */
START_TEST(a_document_of_json)
{
    json_t *document = json_pack("{s:s, s:[{s:s},{s:s}], s:s}", "format", "gauger/svm/1", "inputs",
                                 "feature", "days", "feature", "age", "model", MODEL);
    gg_scorer *scorer;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_write(document, &text);
    scorer = opened(TWO, text.data);
    ck_close(scored(scorer, "2", "1"), 11.5, 1e-15);
    gg_scorer_free(scorer);
    gg_buf_release(&text);
    json_decref(document);
}
END_TEST

START_TEST(missing_as_a_level_of_its_own)
{
    gg_scorer *scorer = opened(
        HEAD "  - {name: age, type: numeric, imputation: level}\n",
        "format: gauger/svm/1\ninputs:\n  - {feature: age, fill: 0}\n  - {feature: age, level: "
        "\"\"}\n" BLOCK);

    ck_close(scored(scorer, "", ""), 2 * 3 - 1 - 0.5, 1e-15);
    ck_close(scored(scorer, "4", ""), 2 * 4 - 0.5, 1e-15);
    gg_scorer_free(scorer);
}
END_TEST

START_TEST(weights_say_why_there_are_none)
{
    temporary t = temporary_file(MODEL, 0);
    gg_manifest m = manifest(TWO);
    json_t *w = NULL;

    gg_error_init(&err);
    ck_assert_int_eq(gg_artifact_weights(&m, t.path, &w, &err), GG_OK);
    ck_assert_str_eq(gg_json_string(w, "format", ""), "gauger/weights/1");
    ck_assert_str_eq(gg_json_string(w, "scorer", ""), "svm");
    ck_assert(json_is_array(json_object_get(w, "features")));
    ck_assert_uint_eq(json_array_size(json_object_get(w, "features")), 0);
    ck_assert(strstr(gg_json_string(w, "note", ""), "c_svc, kernel linear) with 2 support"));
    json_decref(w);
    gg_manifest_release(&m);
    temporary_remove(&t);
}
END_TEST

/* By the door that the registry uses. */
START_TEST(as_an_artifact)
{
    temporary t = temporary_file(MODEL, 0);
    gg_manifest m = manifest(TWO);
    gg_scorer *scorer = NULL;

    gg_error_init(&err);
    ck_assert_int_eq(gg_artifact_open(&m, t.path, &scorer, &err), GG_OK);
    ck_close(scored(scorer, "1", "2"), 11.5, 1e-15);
    gg_scorer_free(scorer);
    gg_manifest_release(&m);
    temporary_remove(&t);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_model_file_alone);
    tcase_add_test(tc, rules_that_need_nothing_learned);
    tcase_add_test(tc, a_document_prepares_the_inputs);
    tcase_add_test(tc, a_document_of_json);
    tcase_add_test(tc, missing_as_a_level_of_its_own);
    tcase_add_test(tc, weights_say_why_there_are_none);
    tcase_add_test(tc, as_an_artifact);
}

GG_TEST_MAIN("model/svm_scorer")
