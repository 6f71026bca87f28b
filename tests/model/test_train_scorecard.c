/*
 * Training scorecards: bins, weights of evidence and points as another program finds them.
 *
 * Expected numbers: a script of its own (pandas; pre-bins and merging by the rules of
 * gauger/stats/woe.h, scikit-learn 1.9.1's IsotonicRegression for the pooling, statsmodels 0.15.0
 * for the regression) on the same made-up table.
 */
#include "model/training.h"

#define RULES                                                                                      \
    "model: m\nalgorithm: scorecard\nscorer: scorecard\nfeatures:\n"                               \
    "  - {name: age, imputation: level}\n  - {name: pay, imputation: median}\n"                    \
    "  - {name: port, type: categorical, imputation: level}\n"
#define SCALED RULES "hyperparameters: {points: {base: 600, odds: 50, double: 20}}\n"

static json_t *artifact_of(const gg_training *t)
{
    json_t *document = NULL;

    ck_assert_int_eq(gg_json_parse(t->artifact.data, t->artifact.size, "a.json", &document, &err),
                     GG_OK);
    return document;
}

static const json_t *term_of(const json_t *artifact, const char *feature)
{
    const json_t *terms = json_object_get(artifact, "terms");

    for (size_t i = 0; i < json_array_size(terms); i++)
        if (strcmp(gg_json_string(json_array_get(terms, i), "feature", ""), feature) == 0)
            return json_array_get(terms, i);
    ck_abort_msg("no term %s", feature);
    return NULL;
}

static void expect_numbers(const json_t *list, const double *wanted, size_t n)
{
    ck_assert_uint_eq(json_array_size(list), n);
    for (size_t i = 0; i < n; i++)
        ck_close(json_number_value(json_array_get(list, i)), wanted[i], 1e-10);
}

static const double age_edges[7] = {22, 28, 42, 45, 57, 63, 69};
static const double age_points[8] = {0.9255040142101715,  0.6994773902465471,  0.4356686284316023,
                                     0.1586274442333107,  -0.1295511414321112, -0.5234670257414327,
                                     -0.6572763730598132, -1.261106377893931};

START_TEST(points_of_another_program)
{
    static const double pay_edges[7] = {1.15, 2.57, 3.03, 4.15, 8.07, 10.94, 12.79};
    static const double pay_points[8] = {
        -0.563640398364229,  -0.4320467964752308, -0.3481348105833084, -0.3355559531650508,
        -0.1671907294109753, 0.3140442331067364,  0.6148291870597992,  0.9138065794770809};
    temporary table = made_up_file(3000, 1);
    gg_training t = train(RULES, FOUND, table.path, NULL);
    json_t *artifact = artifact_of(&t);
    const json_t *age = term_of(artifact, "age"), *pay = term_of(artifact, "pay"), *levels;
    const json_t *port = term_of(artifact, "port"), *evidence;

    ck_assert_str_eq(gg_json_string(artifact, "link", ""), "logit");
    ck_close(gg_json_number(artifact, "intercept", NAN), -0.705307813965639, 1e-10);
    expect_numbers(json_object_get(age, "bins"), age_edges, 7);
    expect_numbers(json_object_get(age, "points"), age_points, 8);
    ck_close(gg_json_number(age, "missing", NAN), 0.1819000191247964, 1e-10);
    expect_numbers(json_object_get(pay, "bins"), pay_edges, 7);
    expect_numbers(json_object_get(pay, "points"), pay_points, 8);
    ck_close(gg_json_number(pay, "missing", NAN), -0.1671907294109753, 1e-10);
    levels = json_object_get(port, "levels");
    ck_assert_uint_eq(json_object_size(levels), 3); /* the rare one is in other */
    ck_close(gg_json_number(levels, "East, inner", NAN), -0.7901940091197345, 1e-10);
    ck_close(gg_json_number(levels, "North", NAN), -0.06288086900074329, 1e-10);
    ck_close(gg_json_number(levels, "South", NAN), 0.6331421934177573, 1e-10);
    ck_close(gg_json_number(port, "other", NAN), -0.1354356484586283, 1e-10);
    ck_close(gg_json_number(port, "missing", NAN), 0.1136667760817028, 1e-10);
    evidence = json_object_get(t.document, "evidence");
    ck_close(gg_json_number(json_array_get(evidence, 0), "information_value", NAN),
             0.33576871148455045, 1e-12);
    ck_close(gg_json_number(json_array_get(evidence, 1), "information_value", NAN),
             0.2004664640292437, 1e-12);
    ck_close(gg_json_number(json_array_get(evidence, 2), "information_value", NAN),
             0.196758907091963, 1e-12);
    ck_close(gg_json_number(coefficient(&t, "age"), "value", NAN), 1.070819526151992, 1e-10);
    ck_assert_uint_eq(json_array_size(json_object_get(t.document, "warnings")), 0);
    json_decref(artifact);
    gg_training_release(&t);
    temporary_remove(&table);
}
END_TEST

/* 600 points at odds of 50 to 1, 20 more where the odds double: each point is the log odds times
 * 20 / log 2, and scores say the same of every row as probabilities do. */
START_TEST(points_on_a_scale)
{
    temporary table = made_up_file(3000, 1);
    gg_training plain = train(RULES, FOUND, table.path, NULL);
    gg_training scaled = train(SCALED, FOUND, table.path, NULL);
    scores *p = score_table(RULES, &plain, table.path);
    scores *s = score_table(SCALED, &scaled, table.path);
    json_t *artifact = artifact_of(&scaled);
    double factor = 20 / log(2), points[8];

    ck_assert_str_eq(gg_json_string(artifact, "link", ""), "identity");
    ck_close(gg_json_number(artifact, "intercept", NAN), 466.77199449433624, 1e-11);
    for (int i = 0; i < 8; i++)
        points[i] = factor * age_points[i];
    expect_numbers(json_object_get(term_of(artifact, "age"), "points"), points, 8);
    for (size_t i = 0; i < s->n; i++)
        ck_close(s->of[i], 600 + factor * (log(p->of[i] / (1 - p->of[i])) - log(50)), 1e-12);
    json_decref(artifact);
    free(p);
    free(s);
    gg_training_release(&plain);
    gg_training_release(&scaled);
    temporary_remove(&table);
}
END_TEST

/* Six rows by hand through the points above. */
START_TEST(the_file_scores_by_its_points)
{
    temporary table = temporary_file("age,pay,port\n21,1.00,North\n22,20,South\nNA,,Nowhere\n"
                                     "69,3.03,\n68.5,3.02,\"East, inner\"\n",
                                     0);
    temporary rows = made_up_file(3000, 1);
    gg_training t = train(RULES, FOUND, rows.path, NULL);
    scores *s = score_table(RULES, &t, table.path);
    const double eta[5] = {0.9255040142101715 - 0.563640398364229 - 0.06288086900074329,
                           0.6994773902465471 + 0.9138065794770809 + 0.6331421934177573,
                           0.1819000191247964 - 0.1671907294109753 - 0.1354356484586283,
                           -1.261106377893931 - 0.3355559531650508 + 0.1136667760817028,
                           -0.6572763730598132 - 0.3481348105833084 - 0.7901940091197345};

    ck_assert_uint_eq(s->n, 5);
    for (int i = 0; i < 5; i++)
        ck_close(s->of[i], 1 / (1 + exp(0.705307813965639 - eta[i])), 1e-10);
    free(s);
    gg_training_release(&t);
    temporary_remove(&table);
    temporary_remove(&rows);
}
END_TEST

/* Whatever the numbers of a feature say, its points rise or fall, and never both. */
START_TEST(points_are_monotone)
{
    static const char *const parameters[] = {"{bins: 50, minimum_share: 0.01}", "{bins: 5}",
                                             "{minimum_share: 0.3}", "{ridge: 5}",
                                             "{bins: 1000, minimum_share: 0}"};

    for (size_t k = 0; k < 5; k++) {
        temporary table = made_up_file(1500, 10 + k);
        char manifest[400];
        gg_training t;
        json_t *artifact;

        snprintf(manifest, sizeof manifest,
                 "model: m\nalgorithm: a\nscorer: scorecard\nhyperparameters: %s\n"
                 "features: [{name: age, imputation: zero}, {name: pay}, {name: noise}]\n",
                 parameters[k]);
        t = train(manifest, COUNTED, table.path, NULL);
        artifact = artifact_of(&t);
        for (size_t f = 0; f < 3; f++) {
            const json_t *term = json_array_get(json_object_get(artifact, "terms"), f);
            const json_t *points = json_object_get(term, "points");
            int up = 0, down = 0;

            for (size_t i = 1; i < json_array_size(points); i++) {
                double step = json_number_value(json_array_get(points, i)) -
                              json_number_value(json_array_get(points, i - 1));

                up += step > 0;
                down += step < 0;
            }
            ck_assert(up == 0 || down == 0);
        }
        json_decref(artifact);
        gg_training_release(&t);
        temporary_remove(&table);
    }
}
END_TEST

/* Numbers, words by one_hot and evidence may stand side by side. */
START_TEST(mixed_encodings)
{
    const char *manifest =
        "model: m\nalgorithm: a\nscorer: scorecard\nfeatures:\n"
        "  - {name: age, encoding: number, imputation: mean, transform: standardize}\n"
        "  - {name: pay, imputation: mean}\n"
        "  - {name: port, type: categorical, encoding: one_hot, imputation: mode}\n";
    temporary table = made_up_file(2000, 3);
    gg_training t = train(manifest, WEIGHTED, table.path, NULL);
    scores *s = score_table(manifest, &t, table.path);

    ck_assert(count_of(&t, "inputs") == 5);
    ck_assert_uint_eq(s->n, 2000);
    for (size_t i = 0; i < s->n; i++)
        ck_assert(s->of[i] > 0 && s->of[i] < 1);
    free(s);
    gg_training_release(&t);
    temporary_remove(&table);
}
END_TEST

/* Words by their mode: a missing cell is worth what the most frequent word is. */
START_TEST(missing_words_by_mode)
{
    const char *manifest = "model: m\nalgorithm: a\nscorer: scorecard\nfeatures:\n"
                           "  - {name: port, type: categorical, imputation: mode}\n";
    temporary table = made_up_file(3000, 1);
    gg_training t = train(manifest, FOUND, table.path, NULL);
    json_t *artifact = artifact_of(&t);
    const json_t *port = term_of(artifact, "port");

    ck_close(gg_json_number(port, "missing", NAN),
             gg_json_number(json_object_get(port, "levels"), "North", NAN), 1e-15);
    json_decref(artifact);
    gg_training_release(&t);
    temporary_remove(&table);
}
END_TEST

/* A feature that says nothing gets 0 points, so that a refresh does not stop at it. */
START_TEST(no_evidence)
{
    const char *manifest = "model: m\nalgorithm: a\nscorer: scorecard\n"
                           "features: [{name: x}, {name: z, imputation: level}]\n";
    gg_training t;
    json_t *artifact;
    const json_t *x;
    gg_buf text;
    temporary table;
    scores *s;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "x,z,found\n");
    for (int i = 0; i < 400; i++)
        gg_buf_printf(&text, "%d,%d,%d\n", i / 100, i / 2 % 50, i % 2);
    table = temporary_file(text.data, text.size);
    t = train(manifest, "columns: {found: {role: outcome}}", table.path, NULL);
    artifact = artifact_of(&t);
    x = json_object_get(term_of(artifact, "x"), "points");
    ck_assert_uint_eq(json_array_size(x), 2);
    ck_assert(json_number_value(json_array_get(x, 0)) == 0);
    ck_assert(json_number_value(json_array_get(x, 1)) == 0);
    ck_assert_ptr_nonnull(strstr(t.artifact.data, "\"missing\": 0"));
    ck_assert(json_is_null(json_object_get(coefficient(&t, "x"), "standard_error")));
    /* Both without evidence, and no missing cell to learn from. */
    ck_assert_uint_eq(json_array_size(json_object_get(t.document, "warnings")), 3);
    s = score_table(manifest, &t, table.path);
    for (size_t i = 0; i < s->n; i++)
        ck_close(s->of[i], 0.5, 1e-12);
    free(s);
    json_decref(artifact);
    gg_training_release(&t);
    temporary_remove(&table);
    gg_buf_release(&text);
}
END_TEST

/* Two features that say nearly the same: the fit may turn one round, which is told. */
START_TEST(evidence_that_is_turned_round)
{
    const char *manifest = "model: m\nalgorithm: a\nscorer: scorecard\n"
                           "features: [{name: x}, {name: z}]\n";
    gg_training t;
    gg_buf text;
    temporary table;
    gg_random r;

    gg_random_init(&r, 3, "turned", NULL);
    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "x,z,found\n");
    for (int i = 0; i < 4000; i++) {
        double a = gg_random_uniform(&r), b = gg_random_uniform(&r);
        double x = floor(10 * a), z = floor(10 * (0.7 * a + 0.3 * b));

        gg_buf_printf(&text, "%.0f,%.0f,%d\n", x, z,
                      gg_random_uniform(&r) < 1 / (1 + exp(-x + 0.6 * z)));
    }
    table = temporary_file(text.data, text.size);
    t = train(manifest, "columns: {found: {role: outcome}}", table.path, NULL);
    ck_assert_uint_eq(json_array_size(json_object_get(t.document, "warnings")), 1);
    ck_assert_str_eq(
        gg_json_string(json_array_get(json_object_get(t.document, "warnings"), 0), "code", ""),
        "reversed");
    gg_training_release(&t);
    temporary_remove(&table);
    gg_buf_release(&text);
}
END_TEST

static void refused(const char *rows, const char *features, const char *column, const char *what)
{
    char manifest[300];
    temporary table = temporary_file(rows, 0);
    gg_training t;

    snprintf(manifest, sizeof manifest, "model: m\nalgorithm: a\nscorer: scorecard\nfeatures: %s\n",
             features);
    ck_assert_int_eq(
        try_to_train(manifest, "columns: {found: {role: outcome}}", table.path, NULL, &t),
        GG_E_INPUT);
    ck_assert_str_eq(err.column, column);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    temporary_remove(&table);
}

START_TEST(refusals_by_name)
{
    refused("x,found\n3,0\n3,1\n3,1\n", "[{name: x}]", "x", "the same number in all rows");
    refused("x,found\n,0\n,1\n", "[{name: x, imputation: level}]", "x",
            "nothing but missing cells");
    refused("c,found\na,0\na,1\n", "[{name: c, type: categorical}]", "c",
            "the same word in all rows");
    refused("c,found\n,0\n,1\n", "[{name: c, type: categorical, imputation: level}]", "c",
            "nothing but missing cells");
    refused("c,found\na,0\nb,1\n", "[{name: c, type: categorical}]", "c",
            "no word is frequent enough to stand alone");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, points_of_another_program);
    tcase_add_test(tc, points_on_a_scale);
    tcase_add_test(tc, the_file_scores_by_its_points);
    tcase_add_test(tc, points_are_monotone);
    tcase_add_test(tc, mixed_encodings);
    tcase_add_test(tc, missing_words_by_mode);
    tcase_add_test(tc, no_evidence);
    tcase_add_test(tc, evidence_that_is_turned_round);
    tcase_add_test(tc, refusals_by_name);
}

GG_TEST_MAIN("model/train_scorecard")
