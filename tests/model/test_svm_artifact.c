/* The artifact of an svm: what is refused, and where the error says it is. */
#include "svm_opened.h"

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

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_is_refused);
    tcase_add_test(tc, the_line_within_a_document);
    tcase_add_test(tc, what_is_not_there);
}

GG_TEST_MAIN("model/svm_artifact")
