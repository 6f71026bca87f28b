/* Hyper-parameters of support vector machines: what is read, what is refused. */
#include "suite.h"

#include <string.h>

#include "model/svm_internal.h"

static gg_error err;

static gg_status read(const char *json, gg_svm_options *out)
{
    json_t *map = NULL;
    gg_status status;

    gg_error_init(&err);
    ck_assert_msg(gg_json_parse(json, strlen(json), "h.json", &map, &err) == GG_OK, "%s", json);
    status = gg_svm_options_read(map, out, &err);
    json_decref(map);
    return status;
}

static gg_svm_options options(const char *json)
{
    gg_svm_options o;

    ck_assert_msg(read(json, &o) == GG_OK, "%s: %s: %s", json, err.column, err.what);
    return o;
}

static void is_default(gg_svm_options o)
{
    ck_assert(o.type == GG_SVM_C_SVC && o.kernel == GG_SVM_RBF && o.probability && !o.counts);
    ck_assert(o.c == 1 && o.nu == 0.5 && o.gamma == 0 && o.degree == 3 && o.coef0 == 0);
    ck_assert(o.eps == 0.001 && o.weight[0] == 1 && o.weight[1] == 1 && o.seed == 1);
}

START_TEST(defaults)
{
    gg_svm_options o;

    is_default(gg_svm_options_default());
    is_default(options("{}"));
    is_default(options("{\"gamma\": \"auto\"}"));
    ck_assert_int_eq(gg_svm_options_read(NULL, &o, NULL), GG_OK);
    is_default(o);
}
END_TEST

START_TEST(every_key_is_read)
{
    gg_svm_options o =
        options("{\"svm_type\": \"c_svc\", \"kernel\": \"poly\", \"C\": 2, \"gamma\": 0.25,"
                "\"degree\": 2, \"coef0\": -1.5, \"eps\": 1e-6, \"probability\": false,"
                "\"class_weights\": {\"1\": 5}}");

    ck_assert(o.type == GG_SVM_C_SVC && o.kernel == GG_SVM_POLY && !o.probability);
    ck_assert(o.c == 2 && o.gamma == 0.25 && o.degree == 2 && o.coef0 == -1.5 && o.eps == 1e-6);
    ck_assert(o.weight[0] == 1 && o.weight[1] == 5);
    o = options("{\"svm_type\": \"nu_svc\", \"kernel\": \"linear\", \"nu\": 0.1}");
    ck_assert(o.type == GG_SVM_NU_SVC && o.kernel == GG_SVM_LINEAR && o.nu == 0.1);
    ck_assert_int_eq(options("{\"kernel\": \"polynomial\"}").kernel, GG_SVM_POLY);
    ck_assert_int_eq(options("{\"kernel\": \"sigmoid\", \"coef0\": 0}").kernel, GG_SVM_SIGMOID);
    ck_assert_int_eq(options("{\"kernel\": \"rbf\"}").kernel, GG_SVM_RBF);
}
END_TEST

START_TEST(what_is_refused)
{
    static const struct {
        const char *json, *column, *what;
    } cases[] = {
        {"[]", "hyperparameters", "not a map"},
        {"{\"c\": 1}", "hyperparameters", "an unknown key \"c\""},
        {"{\"C\": 0}", "hyperparameters.C", "not a value"},
        {"{\"C\": -1}", "hyperparameters.C", "not a value"},
        {"{\"C\": 1e200}", "hyperparameters.C", "not a value"},
        {"{\"C\": \"1\"}", "hyperparameters.C", "not a value"},
        {"{\"C\": null}", "hyperparameters.C", "not a value"},
        {"{\"svm_type\": \"one_class\"}", "hyperparameters.svm_type", "not a value"},
        {"{\"svm_type\": 0}", "hyperparameters.svm_type", "not a value"},
        {"{\"kernel\": \"precomputed\"}", "hyperparameters.kernel", "not a value"},
        {"{\"kernel\": 2}", "hyperparameters.kernel", "not a value"},
        {"{\"svm_type\": \"nu_svc\", \"nu\": 0}", "hyperparameters.nu", "not a value"},
        {"{\"svm_type\": \"nu_svc\", \"nu\": 1.1}", "hyperparameters.nu", "not a value"},
        {"{\"gamma\": 0}", "hyperparameters.gamma", "not a value"},
        {"{\"gamma\": \"scale\"}", "hyperparameters.gamma", "not a value"},
        {"{\"kernel\": \"poly\", \"degree\": 0}", "hyperparameters.degree", "not a value"},
        {"{\"kernel\": \"poly\", \"degree\": 2.5}", "hyperparameters.degree", "not a value"},
        {"{\"kernel\": \"poly\", \"degree\": 1e10}", "hyperparameters.degree", "not a value"},
        {"{\"kernel\": \"poly\", \"coef0\": true}", "hyperparameters.coef0", "not a value"},
        {"{\"eps\": 0}", "hyperparameters.eps", "not a value"},
        {"{\"eps\": 2}", "hyperparameters.eps", "not a value"},
        {"{\"probability\": 1}", "hyperparameters.probability", "not a value"},
        {"{\"class_weights\": 3}", "hyperparameters.class_weights", "not a map"},
        {"{\"class_weights\": {\"2\": 3}}", "hyperparameters.class_weights", "unknown key \"2\""},
        {"{\"class_weights\": {\"1\": \"3\"}}", "hyperparameters.class_weights", "not a number"},
        {"{\"class_weights\": {\"1\": 0}}", "hyperparameters.class_weights", "not a value"},
        {"{\"nu\": 0.5}", "hyperparameters", "nu is not used by c_svc"},
        {"{\"svm_type\": \"nu_svc\", \"C\": 1}", "hyperparameters", "C is not used by nu_svc"},
        {"{\"svm_type\": \"nu_svc\", \"class_weights\": {}}", "hyperparameters",
         "class_weights is not used by nu_svc"},
        {"{\"kernel\": \"linear\", \"gamma\": 1}", "hyperparameters",
         "gamma is not used by c_svc with the kernel linear"},
        {"{\"degree\": 3}", "hyperparameters", "degree is not used"},
        {"{\"coef0\": 3}", "hyperparameters", "coef0 is not used"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_svm_options o = gg_svm_options_default();

        ck_assert_msg(read(cases[i].json, &o) == GG_E_INPUT, "%s", cases[i].json);
        ck_assert_msg(strcmp(err.column, cases[i].column) == 0, "%s: %s", cases[i].json,
                      err.column);
        ck_assert_msg(strstr(err.what, cases[i].what) && err.mend[0], "%s: %s", cases[i].json,
                      err.what);
        is_default(o);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, defaults);
    tcase_add_test(tc, every_key_is_read);
    tcase_add_test(tc, what_is_refused);
}

GG_TEST_MAIN("model/svm_options")
