/* Training support vector machines: the document around libsvm's text, and the file that scores. */
#include "model/training.h"

#define RULES                                                                                      \
    "model: m\nalgorithm: support vector machine\nscorer: svm\nfeatures:\n"                        \
    "  - {name: age, imputation: mean, transform: standardize}\n"                                  \
    "  - {name: port, type: categorical, imputation: level}\n"
#define RBF RULES "hyperparameters: {C: 2, gamma: 0.5, eps: 1.0e-10, probability: false}\n"

/* scikit-learn 1.9.1: SVC(C = 2, gamma = 0.5, tol = 1e-10).decision_function() on columns that
 * pandas made by the same rules; libsvm writes a support vector with 8 digits. */
START_TEST(decision_values_of_scikit_learn)
{
    static const double wanted[6] = {-1.0013769712441547, -0.9087260328344144, -0.3215428273256052,
                                     -0.4425335425551552, -1.0142462174657498, -1.0225745221387585};
    temporary table = made_up_file(400, 4);
    gg_training t = train(RBF, FOUND, table.path, NULL);
    scores *s = score_table(RBF, &t, table.path);
    double sum = 0;

    ck_assert_uint_eq(s->n, 400);
    for (int i = 0; i < 6; i++)
        ck_close(s->of[i], wanted[i], 1e-6);
    for (size_t i = 0; i < s->n; i++)
        sum += s->of[i];
    ck_close(sum, -292.0078465392928, 1e-6);
    ck_assert(count_of(&t, "rows_used") == 384 && count_of(&t, "positives") == 135);
    ck_assert(count_of(&t, "inputs") == 5 && count_of(&t, "missing_outcome") == 16);
    free(s);
    gg_training_release(&t);
    temporary_remove(&table);
}
END_TEST

START_TEST(what_the_document_says)
{
    temporary table = made_up_file(400, 4);
    gg_training t = train(RULES, FOUND, table.path, NULL);
    const json_t *libraries = json_object_get(t.document, "libraries");

    ck_assert_str_eq(gg_json_string(t.document, "format", ""), "gauger/training/1");
    ck_assert_str_eq(gg_json_string(t.document, "scorer", ""), "svm");
    ck_assert(json_is_null(json_object_get(t.document, "iterations")));
    ck_assert(json_is_null(json_object_get(t.document, "converged")));
    ck_assert_ptr_null(json_object_get(t.document, "coefficients"));
    ck_assert_int_eq(gg_json_string(libraries, "libsvm", "")[0], '3');
    gg_training_release(&t);
    temporary_remove(&table);
}
END_TEST

/* The folds of the probabilities are drawn from the seed. */
START_TEST(the_seed_and_the_threads)
{
    temporary table = made_up_file(400, 4);
    gg_train_options o = gg_train_options_default();
    gg_training first = train(RULES, FOUND, table.path, &o), again, other;
    scores *s = score_table(RULES, &first, table.path);

    for (size_t i = 0; i < s->n; i++)
        ck_assert(s->of[i] > 0 && s->of[i] < 1);
    o.threads = 3;
    again = train(RULES, FOUND, table.path, &o);
    ck_assert_str_eq(first.artifact.data, again.artifact.data);
    o.seed = 2;
    other = train(RULES, FOUND, table.path, &o);
    ck_assert_str_ne(first.artifact.data, other.artifact.data);
    free(s);
    gg_training_release(&first);
    gg_training_release(&again);
    gg_training_release(&other);
    temporary_remove(&table);
}
END_TEST

/* A count is so many rows; a weight is nothing that libsvm knows. */
START_TEST(counts_and_weights)
{
    const char *manifest = "model: m\nalgorithm: a\nscorer: svm\nfeatures: [{name: x}]\n"
                           "hyperparameters: {kernel: linear, probability: false}\n";
    const char *plain = "columns: {found: {role: outcome}}";
    temporary rows = temporary_file("x,found\n1,0\n1,0\n2,1\n2,1\n2,1\n3,0\n3,0\n5,1\n", 0);
    temporary counts = temporary_file("x,found,n\n1,0,2\n2,1,3\n3,0,2\n5,1,1\n7,1,0\n", 0);
    temporary weights = temporary_file("x,found,n\n1,0,2\n2,1,3\n3,0,2\n5,1,1\n", 0);
    gg_training a = train(manifest, plain, rows.path, NULL);
    gg_training b =
        train(manifest, "columns: {found: {role: outcome}, n: {role: count}}", counts.path, NULL);
    gg_training c;

    ck_assert_str_eq(a.artifact.data, b.artifact.data);
    ck_assert(count_of(&b, "rows") == 8 && count_of(&b, "rows_used") == 8);
    ck_assert_int_eq(try_to_train(manifest, "columns: {found: {role: outcome}, n: {role: weight}}",
                                  weights.path, NULL, &c),
                     GG_E_INPUT);
    ck_assert_str_eq(err.file, weights.path);
    gg_training_release(&a);
    gg_training_release(&b);
    temporary_remove(&rows);
    temporary_remove(&counts);
    temporary_remove(&weights);
}
END_TEST

static bool stop_after_reading(void *context, double share)
{
    return share < *(double *)context;
}

START_TEST(stopping)
{
    temporary table = made_up_file(400, 4);
    gg_train_options o = gg_train_options_default();
    double ends[] = {0.5, 1};

    o.progress = stop_after_reading;
    for (int i = 0; i < 2; i++) {
        gg_training t;

        o.progress_context = &ends[i];
        ck_assert_int_eq(try_to_train(RULES, FOUND, table.path, &o, &t), GG_E_CONFLICT);
        ck_assert_str_eq(err.what, "stopped");
    }
    temporary_remove(&table);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, decision_values_of_scikit_learn);
    tcase_add_test(tc, what_the_document_says);
    tcase_add_test(tc, the_seed_and_the_threads);
    tcase_add_test(tc, counts_and_weights);
    tcase_add_test(tc, stopping);
}

GG_TEST_MAIN("model/train_svm")
