/*
 * Training logistic regressions: the coefficients of other programs, and the file that scores.
 *
 * Expected numbers: statsmodels 0.15.0 (GLM, Binomial, freq_weights, tol = 1e-15) on columns that
 * pandas and numpy made from the same table by the same rules; R 4.2.2 for COMPAS.
 */
#include "model/training.h"

#define RULES                                                                                      \
    "model: m\nalgorithm: logistic regression\nscorer: logistic\nfeatures:\n"                      \
    "  - {name: age, imputation: mean, transform: standardize}\n"                                  \
    "  - {name: pay, transform: [log1p, standardize], imputation: median}\n"                       \
    "  - {name: port, type: categorical, imputation: mode}\n"

static const char *const inputs[6] = {"(intercept)",      "age",        "pay",
                                      "port=East, inner", "port=South", "port=W\xc3\xa9st"};

static void expect(const gg_training *t, const double *value, const double *error)
{
    ck_assert_uint_eq(json_array_size(json_object_get(t->document, "coefficients")), 6);
    for (int i = 0; i < 6; i++) {
        const json_t *c = coefficient(t, inputs[i]);

        ck_close(gg_json_number(c, "value", NAN), value[i], 1e-10);
        ck_close(gg_json_number(c, "standard_error", NAN), error[i], 1e-9);
    }
}

START_TEST(the_coefficients_of_statsmodels)
{
    static const double plain[6] = {-0.8515741311968803, -0.6116515295132485, 0.4778320572149711,
                                    -0.730371406707029,  0.671821167326037,   0.009050175175312425};
    static const double plain_error[6] = {0.06431251222064258, 0.04538888076702494,
                                          0.04401568083504158, 0.120338178760565,
                                          0.09933822964854092, 0.2549891847269366};
    static const double counted[6] = {-0.8134667098154806, -0.6395109289710054,
                                      0.4684752142394324,  -0.7696295787166157,
                                      0.6023361398992865,  0.01298196988909026};
    static const double counted_error[6] = {0.04534185593031204, 0.03213499372178133,
                                            0.03102331384101375, 0.08576642445993948,
                                            0.06994818340992867, 0.169342429648831};
    static const double weighted[6] = {-0.7668547589647486, -0.6041143007727565,
                                       0.4913199134477636,  -0.8643056701861132,
                                       0.6084274331195008,  -0.2780625168141263};
    static const double weighted_error[6] = {0.04500161794074042, 0.03207761651313965,
                                             0.0312111067345661,  0.08727649848886691,
                                             0.06992022549901138, 0.1817879184456205};
    static const struct {
        const char *schema;
        const double *value, *error;
        double deviance, rows, used, positives;
    } cases[] = {{FOUND, plain, plain_error, 3166.6585922256845, 3000, 2842, 939},
                 {COUNTED, counted, counted_error, 6363.565402797229, 6036, 5704, 1904},
                 {WEIGHTED, weighted, weighted_error, 6300.091433155069, 6036, 5704, 1904}};
    temporary table = made_up_file(3000, 1);

    for (size_t i = 0; i < 3; i++) {
        gg_training t = train(RULES, cases[i].schema, table.path, NULL);

        expect(&t, cases[i].value, cases[i].error);
        ck_close(gg_json_number(t.document, "deviance", NAN), cases[i].deviance, 1e-11);
        ck_assert(count_of(&t, "rows_used") == cases[i].used);
        ck_assert(count_of(&t, "positives") == cases[i].positives);
        ck_assert(count_of(&t, "negatives") == cases[i].used - cases[i].positives);
        ck_assert(json_is_true(json_object_get(t.document, "weighted")) == (i == 2));
        ck_assert(count_of(&t, "rows") == cases[i].rows);
        ck_assert(count_of(&t, "missing_outcome") == cases[i].rows - cases[i].used);
        gg_training_release(&t);
    }
    temporary_remove(&table);
}
END_TEST

#define COMPAS                                                                                     \
    "model: m\nalgorithm: logistic regression\nscorer: logistic\nfeatures:\n"                      \
    "  - {name: decile_score}\n  - {name: race, type: categorical}\n"                              \
    "  - {name: sex, type: categorical}\n  - {name: age_cat, type: categorical}\n"

/* R: glm(two_year_recid ~ decile_score + race + sex + age_cat, binomial, weights = count), the
 * largest level of each factor as its reference; errors to R's own 1e-7. */
START_TEST(compas_as_by_glm)
{
    static const struct {
        const char *input;
        double value, error;
    } wanted[] = {{"(intercept)", -1.165576049870181485, 0.068135518888919291},
                  {"decile_score", 0.243989424866694699, 0.010125803230209974},
                  {"race=Asian", -0.494650968860071760, 0.418444961604029941},
                  {"race=Caucasian", -0.064300062248858078, 0.058008261309780949},
                  {"race=Hispanic", -0.187462444369620895, 0.095570074727674328},
                  {"race=Native American", 0.014265148835808530, 0.504740958989875033},
                  {"race=Other", -0.102225409288817279, 0.120769120566944055},
                  {"sex=Female", -0.435473583996598135, 0.065716755658874207},
                  {"age_cat=Greater than 45", -0.242879556422095577, 0.067712419835606746},
                  {"age_cat=Less than 25", 0.135309006716487018, 0.064302774261737361}};
    gg_training t;
    gg_manifest m = training_manifest(COMPAS);
    gg_schema s;

    gg_error_init(&err);
    gg_schema_init(&s);
    ck_assert_int_eq(gg_schema_load(&s, "datasets/compas/schema.yaml", &err), GG_OK);
    ck_assert_int_eq(gg_train(&m, "datasets/compas/counts.csv", &s, NULL, &t, &err), GG_OK);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const json_t *c = coefficient(&t, wanted[i].input);

        ck_close(gg_json_number(c, "value", NAN), wanted[i].value, 1e-10);
        ck_close(gg_json_number(c, "standard_error", NAN), wanted[i].error, 1e-6);
    }
    ck_close(gg_json_number(t.document, "deviance", NAN), 8942.9480039170321, 1e-12);
    ck_assert(count_of(&t, "rows_used") == 7214 && count_of(&t, "positives") == 3251);
    ck_assert(count_of(&t, "inputs") == 9);
    gg_training_release(&t);
    gg_schema_release(&s);
    gg_manifest_release(&m);
}
END_TEST

/* All 21 features of the German credit data (Hofmann 1994; OpenML 31), by R: glm(class ~ .,
 * binomial) with the most frequent level of each factor as its reference. */
static const char *const german =
    "model: m\nalgorithm: logistic regression\nscorer: logistic\nfeatures:\n"
    "  - {name: checking-account, type: categorical}\n"
    "  - {name: duration}\n"
    "  - {name: credit-history, type: categorical}\n"
    "  - {name: purpose, type: categorical}\n"
    "  - {name: credit-amount}\n"
    "  - {name: savings-account, type: categorical}\n"
    "  - {name: employment-since, type: categorical}\n"
    "  - {name: installment-rate}\n"
    "  - {name: other-debtors, type: categorical}\n"
    "  - {name: residence-since}\n"
    "  - {name: property, type: categorical}\n"
    "  - {name: age}\n"
    "  - {name: other-installment, type: categorical}\n"
    "  - {name: housing, type: categorical}\n"
    "  - {name: existing-credits}\n"
    "  - {name: job, type: categorical}\n"
    "  - {name: numner-people-provide-maintenance-for}\n"
    "  - {name: telephone, type: categorical}\n"
    "  - {name: foreign-worker, type: categorical}\n"
    "  - {name: sex, type: categorical}\n"
    "  - {name: marital-status, type: categorical}\n";
static const struct {
    const char *input;
    double value;
} german_wanted[] = {
    {"(intercept)", 3.9206269906538949},
    {"checking-account=<0 DM", -1.7317861965815726},
    {"checking-account=>= 200 DM ", -0.7755058042032249},
    {"checking-account=0 <= <200 DM", -1.3472771499533756},
    {"duration", -0.028465486853461505},
    {"credit-history=all credits at this bank paid back duly", -0.72967916347141926},
    {"credit-history=critical account", 0.84395088828674136},
    {"credit-history=delay in paying off", 0.26367874124146373},
    {"credit-history=no credits taken", -0.5606956518578835},
    {"purpose=business", -0.22092094270895371},
    {"purpose=car (new)", -0.89870779400562351},
    {"purpose=car (used)", 0.7594593129140621},
    {"purpose=domestic appliances", -0.36036180693845549},
    {"purpose=education", -0.93810179835486551},
    {"purpose=furniture/equipment", -0.15022901348488499},
    {"purpose=others", 0.54910233892232696},
    {"purpose=repairs", -0.70584818312880149},
    {"purpose=retraining", 1.1367844356295458},
    {"credit-amount", -0.00012320628552428179},
    {"savings-account=>= 1000 DM", 1.3474418372251835},
    {"savings-account=100 <= <500 DM", 0.34189484368988787},
    {"savings-account=500 <= < 1000 DM", 0.38238566504190741},
    {"savings-account=no savings account", 0.95489493095531197},
    {"employment-since=<1 years", -0.13781234259879524},
    {"employment-since=>=7 years", 0.10071082651808845},
    {"employment-since=4<= <7 years", 0.68466803582273683},
    {"employment-since=unemployed", -0.1603998619924745},
    {"installment-rate", -0.30650306027734092},
    {"other-debtors=co-applicant", -0.38790123174379554},
    {"other-debtors=guarantor", 0.98812664299415964},
    {"residence-since", 0.0044139224375813113},
    {"property=real estate", 0.19459216739321653},
    {"property=savings agreement/life insurance", -0.068940714581416609},
    {"property=unknown / no property", -0.51966618115003038},
    {"age", 0.012740410069334409},
    {"other-installment=bank", -0.62040146992625844},
    {"other-installment=store", -0.46639683854690522},
    {"housing=for free", 0.27393569654929911},
    {"housing=rent", -0.44928315333647251},
    {"existing-credits", -0.26763367150215256},
    {"job=management/ highly qualified employee", 0.053512216747015562},
    {"job=unemployed/ unskilled  - non-resident", 0.59088486275515839},
    {"job=unskilled - resident", 0.035553695686080987},
    {"numner-people-provide-maintenance-for", -0.19868149272599306},
    {"telephone=yes", 0.31217810725632156},
    {"foreign-worker=no", 1.3831144888204483},
    {"sex=female", -0.4351250225456918},
    {"marital-status=married/widowed", -0.34830146750549823}};

START_TEST(german_credit_as_by_glm)
{
    static const char *const path = "../shared/data/tq_german.csv";
    gg_training t;

    if (access(path, R_OK) != 0) {
        printf("not run: german_credit_as_by_glm (no %s)\n", path);
        return;
    }
    t = train(german, "columns: {class-label: {role: outcome}}", path, NULL);
    ck_assert(count_of(&t, "inputs") == 47 && count_of(&t, "rows_used") == 1000);
    for (size_t i = 0; i < sizeof german_wanted / sizeof *german_wanted; i++)
        ck_close(gg_json_number(coefficient(&t, german_wanted[i].input), "value", NAN),
                 german_wanted[i].value, 1e-9);
    ck_close(gg_json_number(t.document, "deviance", NAN), 900.34417945593555, 1e-12);
    gg_training_release(&t);
}
END_TEST

/* Missing as an input of its own: beside a 0 for a number, as a level for a word. */
START_TEST(missing_as_a_level)
{
    static const char *const names[7] = {
        "(intercept)",      "age",        "age (missing)",   "port (missing)",
        "port=East, inner", "port=South", "port=W\xc3\xa9st"};
    static const double wanted[7] = {0.8262260395216734,  -0.03542958755410622, -1.423823891853223,
                                     0.2286289203178526,  -0.6632937116352989,  0.6738864059039319,
                                     -0.03827099064556744};
    const char *manifest = "model: m\nalgorithm: a\nscorer: logistic\nfeatures:\n"
                           "  - {name: age, imputation: level}\n"
                           "  - {name: port, type: categorical, imputation: level}\n";
    temporary table = made_up_file(3000, 1);
    gg_training t = train(manifest, FOUND, table.path, NULL);

    for (int i = 0; i < 7; i++)
        ck_close(gg_json_number(coefficient(&t, names[i]), "value", NAN), wanted[i], 1e-10);
    ck_assert_uint_eq(json_array_size(json_object_get(t.document, "warnings")), 0);
    gg_training_release(&t);
    temporary_remove(&table);
}
END_TEST

START_TEST(rows_without_a_value)
{
    const char *manifest = "model: m\nalgorithm: a\nscorer: logistic\n"
                           "features: [{name: age}, {name: pay}]\n";
    temporary table = made_up_file(3000, 1);
    gg_training t = train(manifest, FOUND, table.path, NULL);
    scores *s = score_table(manifest, &t, table.path);
    size_t unscored = 0;

    ck_close(gg_json_number(coefficient(&t, "(intercept)"), "value", NAN), 0.2595993320239197,
             1e-10);
    ck_close(gg_json_number(coefficient(&t, "age"), "value", NAN), -0.03529400835905324, 1e-10);
    ck_close(gg_json_number(coefficient(&t, "pay"), "value", NAN), 0.09264705665448626, 1e-10);
    ck_assert(count_of(&t, "rows_used") == 2651 && count_of(&t, "missing_feature") == 191);
    ck_assert(count_of(&t, "rows_used") + count_of(&t, "missing_feature") +
                  count_of(&t, "missing_outcome") ==
              3000);
    /* As in training, so in scoring: such a row has no score. */
    for (size_t i = 0; i < s->n; i++)
        unscored += isnan(s->of[i]);
    ck_assert_uint_ge(unscored, 191);
    free(s);
    gg_training_release(&t);
    temporary_remove(&table);
}
END_TEST

/* One row's probability by the training document alone: the rules and the coefficients. */
static double by_hand(const gg_training *t, double age, double pay, const char *port,
                      const double *scale)
{
    double eta = gg_json_number(coefficient(t, "(intercept)"), "value", NAN);
    char name[40];

    eta += gg_json_number(coefficient(t, "age"), "value", NAN) * (age - scale[0]) / scale[1];
    eta += gg_json_number(coefficient(t, "pay"), "value", NAN) * (log1p(pay) - scale[2]) / scale[3];
    snprintf(name, sizeof name, "port=%s", port);
    if (strcmp(port, "North") != 0)
        eta += gg_json_number(coefficient(t, name), "value", NAN);
    return 1 / (1 + exp(-eta));
}

/* The file that is written is the model: opened again, its scores are the fitted probabilities. At
 * the maximum these add up to the outcomes, in all and over each level. */
START_TEST(the_file_scores_as_it_was_fitted)
{
    /* numpy: means and deviations (ddof = 1) of the filled, transformed columns. */
    static const double scale[4] = {47.21664222873905, 16.828210048812686, 1.766472025584583,
                                    0.6865630111678339};
    temporary table = made_up_file(3000, 1);
    gg_training t = train(RULES, FOUND, table.path, NULL);
    scores *s = score_table(RULES, &t, table.path);
    double sum = 0, positives = count_of(&t, "positives");
    gg_buf text;
    const char *line;

    ck_assert_uint_eq(s->n, 3000);
    ck_close(s->of[0], by_hand(&t, 29, 1.96, "East, inner", scale), 1e-12);
    ck_close(s->of[1], by_hand(&t, 24, 7.12, "East, inner", scale), 1e-12);
    ck_close(s->of[2], by_hand(&t, 34, 6.40, "North", scale), 1e-12);
    gg_buf_init(&text, 0);
    made_up_rows(&text, 3000, 1);
    line = text.data;
    for (size_t i = 0; i < s->n; i++) {
        const char *end = strchr(strchr(line, '\n') + 1, '\n');

        if (end[-1] != ',')
            sum += s->of[i];
        line = strchr(line, '\n') + 1;
    }
    ck_close(sum, positives, 1e-12);
    gg_buf_release(&text);
    free(s);
    gg_training_release(&t);
    temporary_remove(&table);
}
END_TEST

START_TEST(a_ridge_shrinks)
{
    temporary table = made_up_file(3000, 1);
    double last = INFINITY;
    const char *const ridges[] = {"0", "10", "1000", "100000"};

    for (int i = 0; i < 4; i++) {
        char manifest[600];
        gg_training t;
        double sum = 0;

        snprintf(manifest, sizeof manifest, "%shyperparameters: {ridge: %s}\n", RULES, ridges[i]);
        t = train(manifest, FOUND, table.path, NULL);
        for (int k = 1; k < 6; k++)
            sum += fabs(gg_json_number(coefficient(&t, inputs[k]), "value", NAN));
        ck_assert(sum < last);
        last = sum;
        gg_training_release(&t);
    }
    ck_assert(last < 0.1);
    temporary_remove(&table);
}
END_TEST

/* Nothing is missing in these rows, so what a missing cell means is not learned, and said so. */
START_TEST(nothing_missing_to_learn_from)
{
    const char *manifest = "model: m\nalgorithm: a\nscorer: logistic\nfeatures:\n"
                           "  - {name: x, imputation: level}\n"
                           "  - {name: c, type: categorical, imputation: level}\n";
    temporary table =
        temporary_file("x,c,found\n1,a,0\n2,b,1\n3,a,1\n4,a,0\n6,b,0\n2,b,0\n,,\n", 0);
    gg_training t = train(manifest, "columns: {found: {role: outcome}}", table.path, NULL);
    const json_t *warnings = json_object_get(t.document, "warnings");
    scores *s = score_table(manifest, &t, table.path);
    double eta = gg_json_number(coefficient(&t, "(intercept)"), "value", NAN) +
                 3 * gg_json_number(coefficient(&t, "x"), "value", NAN);

    ck_assert_uint_eq(json_array_size(warnings), 2);
    ck_assert_str_eq(gg_json_string(json_array_get(warnings, 0), "code", ""), "no_missing_cell");
    ck_assert(count_of(&t, "inputs") == 2);
    ck_close(s->of[6], 1 / (1 + exp(-eta)), 1e-12); /* the mean is 3, the level left out is a */
    free(s);
    gg_training_release(&t);
    temporary_remove(&table);
}
END_TEST

/* ---- fits that cannot be ---- */

static void refused(const char *rows, const char *features, const char *column, const char *what)
{
    char manifest[300];
    temporary table = temporary_file(rows, 0);
    gg_training t = {.document = (json_t *)&table};

    snprintf(manifest, sizeof manifest, "model: m\nalgorithm: a\nscorer: logistic\nfeatures: %s\n",
             features);
    ck_assert_int_eq(
        try_to_train(manifest, "columns: {found: {role: outcome}}", table.path, NULL, &t),
        GG_E_INPUT);
    ck_assert_str_eq(err.file, table.path);
    ck_assert_str_eq(err.column, column);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    ck_assert_ptr_eq(t.document, (json_t *)&table);
    temporary_remove(&table);
}

START_TEST(refusals_by_name)
{
    const char *four = "x,z,c,found\n1,2,a,0\n2,4,a,1\n3,6,a,0\n4,8,a,1\n";

    refused(four, "[{name: x}, {name: z}]", "z", "a combination of the columns before it");
    refused("x,found\n3,0\n3,1\n3,1\n", "[{name: x}]", "x", "the same number in all rows");
    refused("x,found\n3,0\n,1\n3,1\n", "[{name: x, imputation: mean}]", "x",
            "the same number in all rows");
    refused("x,found\n,0\n,1\n,1\n", "[{name: x, imputation: mean}]", "x",
            "nothing but missing cells");
    refused("x,found\n,0\n,1\n,1\n", "[{name: x, type: categorical, imputation: mode}]", "x",
            "nothing but missing cells");
    refused(four, "[{name: c, type: categorical}]", "c", "the same word in all rows");
    refused("x,found\n1,0\n2,0\n3,1\n4,1\n", "[{name: x}]", "x", "separates the outcomes");
    refused("c,found\na,0\na,1\nb,1\nb,1\na,0\n", "[{name: c, type: categorical}]",
            "c=(shape \"a\")", "separates the outcomes");
    refused("x,found\n1e308,0\n-1e308,1\n5,1\n", "[{name: x, transform: standardize}]", "x",
            "too large to standardize");
    refused("x,found\n1e308,0\n-1e308,1\n5,1\n", "[{name: x}]", "x", "too large");
}
END_TEST

START_TEST(too_many_levels)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "c,found\n");
    for (int i = 0; i < 3000; i++)
        gg_buf_printf(&text, "w%d,%d\n", i % 1001, i % 2);
    refused(text.data, "[{name: c, type: categorical}]", "c",
            "1001 different words, and one_hot takes at most 1000");
    gg_buf_release(&text);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_coefficients_of_statsmodels);
    tcase_add_test(tc, compas_as_by_glm);
    tcase_add_test(tc, german_credit_as_by_glm);
    tcase_add_test(tc, missing_as_a_level);
    tcase_add_test(tc, rows_without_a_value);
    tcase_add_test(tc, the_file_scores_as_it_was_fitted);
    tcase_add_test(tc, a_ridge_shrinks);
    tcase_add_test(tc, nothing_missing_to_learn_from);
    tcase_add_test(tc, refusals_by_name);
    tcase_add_test(tc, too_many_levels);
}

GG_TEST_MAIN("model/train_logistic")
