/* The artifact of an svm and its scorer: a model file alone, or a document around one. */
#include "suite.h"

#include <string.h>

#include "gauger/model/artifact.h"
#include "model/svm_internal.h"
#include "table/temporary.h"

#define MODEL                                                                                      \
    "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 2\nrho 0.5\nlabel 1 0\n"             \
    "nr_sv 1 1\nSV\n2 1:1 2:3 \n-1 2:1 \n"
/* The same text as it stands in a document of YAML. */
#define BLOCK                                                                                      \
    "model: |\n  svm_type c_svc\n  kernel_type linear\n  nr_class 2\n  total_sv 2\n  rho 0.5\n"    \
    "  label 1 0\n  nr_sv 1 1\n  SV\n  2 1:1 2:3 \n  -1 2:1 \n"
#define HEAD "model: m\nalgorithm: svm\nscorer: svm\nfeatures:\n"
#define TWO  HEAD "  - {name: age, type: numeric}\n  - {name: days, type: numeric}\n"

static gg_error err;

static gg_manifest manifest(const char *yaml)
{
    json_t *document = NULL;
    gg_manifest m;

    gg_error_init(&err);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "m.yaml", &document, &err), GG_OK);
    ck_assert_msg(gg_manifest_parse(document, &m, &err) == GG_OK, "%s: %s", err.column, err.what);
    json_decref(document);
    return m;
}

static gg_status open_it(const char *yaml, const char *artifact, gg_scorer **out)
{
    temporary t = temporary_file(artifact, 0);
    gg_manifest m = manifest(yaml);
    gg_status status;

    gg_error_init(&err);
    status = gg_svm_open(&m, t.path, out, &err);
    gg_manifest_release(&m);
    temporary_remove(&t);
    return status;
}

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

#define PREPARED                                                                                   \
    HEAD "  - {name: port, type: categorical}\n"                                                   \
         "  - {name: age, type: numeric, transform: standardize, imputation: mean}\n"
#define INPUTS                                                                                     \
    "format: gauger/svm/1\ninputs:\n  - {feature: age, fill: 40, center: 40, scale: 10}\n"         \
    "  - {feature: port, level: B}\n"

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

/* ---- what is refused ---- */

static const struct {
    const char *manifest, *artifact, *column, *what;
    unsigned long long line;
} refused[] = {
    {HEAD "  - {name: age, type: numeric}\n", MODEL, "", "greatest index of a support vector is 2",
     0},
    {TWO "  - {name: more, type: numeric}\n", MODEL, "", "the manifest has 3 features", 0},
    {"model: m\nalgorithm: svm\nscorer: svm\n", MODEL, "features", "names no features", 0},
    {HEAD "  - {name: age, type: numeric, transform: standardize}\n  - {name: b}\n", MODEL, "",
     "the feature age: standardize", 0},
    {HEAD "  - {name: age, type: numeric, imputation: mean}\n  - {name: b}\n", MODEL, "",
     "nothing to fill missing cells with", 0},
    {HEAD "  - {name: age, type: categorical}\n  - {name: b}\n", MODEL, "", "numbers, not words",
     0},
    {TWO, "svm_type c_svc\nkernel_type linear\nnr_class 3\n", "", "nr_class is 3", 3},
    {TWO, "format: gauger/logistic/1\n", "format", "not gauger/svm/1", 0},
    {TWO, "{\"inputs\": []}", "format", "not gauger/svm/1", 0},
    {TWO, "{", "", "", 1},
    {TWO, "format: gauger/svm/1\ninput: 3\n", "", "an unknown key \"input\"", 0},
    {TWO, "format: gauger/svm/1\n" BLOCK, "inputs", "not a list of inputs", 0},
    {TWO, "format: gauger/svm/1\ninputs: []\n" BLOCK, "inputs", "not a list of inputs", 0},
    {PREPARED, INPUTS, "model", "not a text", 0},
    {PREPARED, INPUTS "model: 3\n", "model", "not a text", 0},
    {PREPARED, INPUTS "model: |\n  svm_type c_svc\n  kernel_type gauss\n", "",
     "kernel_type: not one", 2},
    {PREPARED, INPUTS "model: |-\n  svm_type c_svc\n  kernel_type rbf\n", "",
     "ends inside this line", 2},
    {TWO, INPUTS BLOCK, "inputs[0]", "standardized, which the manifest does not ask", 0},
    {TWO, "format: gauger/svm/1\ninputs: [{feature: age}, {feature: port, level: B}]\n" BLOCK,
     "inputs[1]", "the feature port: the model reads it", 0},
    {TWO, "format: gauger/svm/1\ninputs: [{feature: age}]\n" BLOCK, "inputs",
     "the feature days: the model does not read it", 0},
    {TWO, "format: gauger/svm/1\ninputs: [{feature: age}, {feature: days}, {feature: age}]\n" BLOCK,
     "inputs[2]", "twice", 0},
    {TWO, "format: gauger/svm/1\ninputs: [{feature: age}, 3]\n" BLOCK, "inputs[1]", "", 0},
    {TWO,
     "format: gauger/svm/1\ninputs: [{feature: age, transform: sqrt}, {feature: days}]\n" BLOCK,
     "inputs[0]", "another transform", 0},
    {TWO, "format: gauger/svm/1\ninputs: [{feature: age, fill: 3}, {feature: days}]\n" BLOCK,
     "inputs[0]", "no imputation", 0},
    {TWO, "format: gauger/svm/1\ninputs: [{feature: age, level: x}, {feature: days}]\n" BLOCK,
     "inputs[0]", "manifest says numeric", 0},
    {TWO,
     "format: gauger/svm/1\ninputs: [{feature: age}, {feature: age, level: \"\"}, {feature: "
     "days}]\n" BLOCK,
     "inputs[1]", "imputation is not level", 0},
    {HEAD "  - {name: age, imputation: zero}\n",
     "format: gauger/svm/1\ninputs: [{feature: age, fill: 1}]\n" BLOCK, "inputs[0]", "other than 0",
     0},
    {HEAD "  - {name: age, imputation: median}\n",
     "format: gauger/svm/1\ninputs: [{feature: age}]\n" BLOCK, "inputs[0]", "without a fill", 0},
    {HEAD "  - {name: age, imputation: level}\n",
     "format: gauger/svm/1\ninputs: [{feature: age, level: \"\"}]\n" BLOCK, "inputs",
     "does not read it", 0},
    {HEAD "  - {name: port, type: categorical}\n",
     "format: gauger/svm/1\ninputs: [{feature: port}]\n" BLOCK, "inputs[0]",
     "manifest says categorical", 0},
    {HEAD "  - {name: port, type: categorical, imputation: mode}\n",
     "format: gauger/svm/1\ninputs: [{feature: port, level: A}]\n" BLOCK, "inputs[0]",
     "a level without a fill", 0},
    {HEAD "  - {name: port, type: categorical}\n",
     "format: gauger/svm/1\ninputs: [{feature: port, level: A, fill: 1}]\n" BLOCK, "inputs[0]",
     "a level with a fill", 0},
    {HEAD "  - {name: age}\n", "format: gauger/svm/1\ninputs: [{feature: age}]\n" BLOCK, "model",
     "has the index 2, and there are 1 inputs", 0},
};

START_TEST(what_is_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        gg_scorer *out = (gg_scorer *)&err;
        char line[GG_ERROR_MAX + 1];

        ck_assert_msg(open_it(refused[i].manifest, refused[i].artifact, &out) == GG_E_INPUT,
                      "case %zu is accepted", i);
        gg_error_format(&err, line, sizeof line);
        ck_assert_ptr_eq(out, (gg_scorer *)&err);
        ck_assert_msg(strstr(err.what, refused[i].what) && err.mend[0], "case %zu: %s", i, line);
        ck_assert_msg(strcmp(err.column, refused[i].column) == 0, "case %zu: %s", i, line);
        ck_assert_msg(err.line == refused[i].line, "case %zu: %s", i, line);
        ck_assert_msg(strncmp(err.file, "/tmp/", 5) == 0 || i == 2, "case %zu: %s", i, line);
    }
}
END_TEST

/* The line of an error in a document's model is a line of the model, and the name says so. */
START_TEST(the_line_within_a_document)
{
    gg_scorer *out = NULL;
    const char *behind;

    ck_assert_int_eq(open_it(TWO,
                             "format: gauger/svm/1\ninputs: [{feature: age}, {feature: "
                             "days}]\nmodel: |\n  svm_type c_svc\n\n",
                             &out),
                     GG_E_INPUT);
    behind = strrchr(err.file, ',');
    ck_assert(behind && strcmp(behind, ", model") == 0);
    ck_assert_uint_eq(err.line, 1);
}
END_TEST

START_TEST(what_is_not_there)
{
    gg_manifest m = manifest(TWO);
    gg_scorer *scorer = NULL;
    json_t *weights = NULL;

    gg_error_init(&err);
    ck_assert_int_eq(gg_svm_open(&m, NULL, &scorer, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "artifact");
    gg_error_init(&err);
    ck_assert_int_eq(gg_svm_open(&m, "/nowhere/model.svm", &scorer, &err), GG_E_NOT_FOUND);
    ck_assert_str_eq(err.file, "/nowhere/model.svm");
    gg_error_init(&err);
    ck_assert_int_eq(gg_svm_open(&m, "/tmp", &scorer, &err), GG_E_INPUT);
    ck_assert_int_eq(gg_svm_open(&m, "/nowhere/model.svm", &scorer, NULL), GG_E_NOT_FOUND);
    gg_error_init(&err);
    ck_assert_int_eq(gg_svm_weights(&m, "/nowhere/model.svm", &weights, &err), GG_E_NOT_FOUND);
    ck_assert(!scorer && !weights);
    gg_manifest_release(&m);
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
    tcase_add_test(tc, what_is_refused);
    tcase_add_test(tc, the_line_within_a_document);
    tcase_add_test(tc, what_is_not_there);
    tcase_add_test(tc, weights_say_why_there_are_none);
    tcase_add_test(tc, as_an_artifact);
}

GG_TEST_MAIN("model/svm_artifact")
