/*
 * Where each case was inspected with a known probability: figures of a small table against a script
 * in NumPy that computes Hajek's ratios and their linearised variances row by row, what is told of
 * them, and what is refused.
 */
#include "documents.h"

#include <math.h>

#include "gauger/evaluate/evaluation.h"
#include "gauger/evaluate/population.h"
#include "gauger/evidence/collect.h"

/* Group, decision, outcome, probability; then rows that nobody inspected, whose probabilities are
 * not looked at. */
static const char seen[] =
    "a,1,1,0.9\na,1,1,0.9\na,1,1,0.5\na,1,0,0.9\na,1,0,0.25\na,0,1,0.05\na,0,1,0.2\n"
    "a,0,0,0.05\na,0,0,0.1\na,0,0,0.05\na,0,0,0.4\nb,1,1,0.8\nb,1,0,0.8\nb,1,0,0.3\n"
    "b,0,1,0.125\nb,0,0,0.0625\nb,0,0,0.1\nb,0,0,1.0\n";

static const char roles[] =
    "{\"columns\": {\"d\": \"decision\", \"y\": \"outcome\", \"p\": \"sampling_probability\","
    " \"g\": {\"role\": \"protected\", \"reference\": \"a\"}}}";

static gg_evidence collected(const char *path, const char *as)
{
    gg_collect_options options = gg_collect_options_default();
    json_t *document = NULL;
    gg_evidence evidence;
    gg_schema schema;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    options.threads = 2;
    ck_assert_int_eq(gg_json_parse(as, strlen(as), "roles", &document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, &err), GG_OK);
    ck_assert_msg(gg_collect(path, &schema, &options, &evidence, &err) == GG_OK, "%s", err.what);
    gg_schema_release(&schema);
    json_decref(document);
    return evidence;
}

static void repeat(gg_buf *out, const char *line, int times)
{
    for (int i = 0; i < times; i++)
        gg_buf_puts(out, line);
}

static gg_evidence evidence_of(const char *header, const char *rows, bool unseen, const char *as)
{
    gg_evidence e;
    temporary file;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_buf_printf(&text, "%s\n%s", header, rows);
    if (unseen) {
        repeat(&text, "a,1,,\n", 5);
        repeat(&text, "a,0,,0\n", 70);
        repeat(&text, "b,1,,7\n", 3);
        repeat(&text, "b,0,,unknown\n", 31);
    }
    file = temporary_file(text.data, text.size);
    e = collected(file.path, as);
    temporary_remove(&file);
    gg_buf_release(&text);
    return e;
}

static gg_evaluation_options by_probability(void)
{
    gg_evaluation_options o = gg_evaluation_options_default();

    o.inspection = GG_INSPECTION_KNOWN_PROBABILITY;
    return o;
}

static json_t *document_of(const char *rows, bool unseen)
{
    const gg_evaluation_options options = by_probability();
    gg_evidence e = evidence_of("g,d,y,p", rows, unseen, roles);
    json_t *document = NULL;
    char fault[400];
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evaluate(&e, &options, &document, &err) == GG_OK, "%s", err.what);
    gg_evidence_release(&e);
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    return document;
}

static bool told(const json_t *document, const char *code)
{
    json_t *warning;
    size_t i;

    json_array_foreach(json_object_get(document, "warnings"), i, warning)
    {
        if (strcmp(gg_json_string(warning, "code", ""), code) == 0)
            return true;
    }
    return false;
}

/* The script: R = sum w x y / sum w x; limits by SciPy's brentq on the score equation of
 * gg_known_probability_measure(). */
static const struct {
    const char *group, *metric;
    double value, low, high;
} expected[] = {
    {"a", "base_rate", 0.336532309660908, 0.0944162050204166, 0.719899022316236},
    {"a", "precision", 0.452380952380952, 0.125532729977621, 0.844064941433616},
    {"a", "recall", 0.144486692015209, 0.0280221561256356, 0.528390067939852},
    {"a", "specificity", 0.911282545805207, 0.64637919994192, 0.982970492467253},
    {"a", "false_positive_rate", 0.0887174541947927, 0.0170295075327468, 0.35362080005808},
    {"a", "negative_predictive_value", 0.67741935483871, 0.268438454472907, 0.922896654650774},
    {"a", "accuracy", 0.653230966090851, 0.272915525791794, 0.900679603975876},
    {"b", "base_rate", 0.226530612244898, 0.0448311949768134, 0.70189725826337},
    {"b", "precision", 0.214285714285714, 0.0328298399593668, 0.756786544566405},
    {"b", "recall", 0.135135135135135, 0.0135689271552955, 0.669807307132212},
    {"b", "specificity", 0.854881266490765, 0.494040591327533, 0.972632747276476},
    {"b", "false_positive_rate", 0.145118733509235, 0.0273672527235237, 0.505959408672467},
    {"b", "negative_predictive_value", 0.771428571428571, 0.265371136242971, 0.962433401641348},
    {"b", "accuracy", 0.691836734693878, 0.242939029199779, 0.923811237112116},
    {"", "base_rate", 0.301348999129678, 0.105010649312374, 0.624214548382286},
    {"", "precision", 0.360805860805861, 0.123585254636495, 0.722116654174938},
    {"", "recall", 0.142238267148014, 0.0347417139278461, 0.460414135763202},
    {"", "specificity", 0.891311118031766, 0.687843400277369, 0.968273179554876},
    {"", "false_positive_rate", 0.108688881968234, 0.0317268204451238, 0.312156599722631},
    {"", "negative_predictive_value", 0.706666666666667, 0.357501829406003, 0.911171668954943},
    {"", "accuracy", 0.665578764142733, 0.348120473490569, 0.874602800808988},
};

static const json_t *metrics_at(const json_t *document, const char *name)
{
    char path[80];

    snprintf(path, sizeof path, *name ? "attributes/g/groups/%s" : "overall%s", name);
    return member(document, path);
}

static void same_as_script(const json_t *est, double value, double low, double high)
{
    ck_close(gg_json_number(est, "value", NAN), value, 1e-11);
    ck_close(gg_json_number(est, "low", NAN), low, 1e-11);
    ck_close(gg_json_number(est, "high", NAN), high, 1e-11);
}

START_TEST(estimates_are_those_of_the_rows)
{
    json_t *document = document_of(seen, true);

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const json_t *est =
            json_object_get(metrics_at(document, expected[i].group), expected[i].metric);

        same_as_script(est, expected[i].value, expected[i].low, expected[i].high);
        ck_assert_str_eq(gg_json_string(est, "method", ""), "hajek_wilson");
        ck_assert_uint_eq(json_array_size(json_object_get(est, "bounds")), 2);
        ck_assert(json_is_number(json_object_get(est, "observed")));
    }
    /* Decisions are known of every row. */
    ck_close(number(document, "overall/selection_rate/value"), 16.0 / 127, 1e-12);
    ck_assert_str_eq(text(document, "overall/selection_rate/method"), "wilson");
    ck_assert_ptr_null(member(document, "overall/selection_rate/observed"));
    ck_assert(told(document, "known_probability") && !told(document, "unverified") &&
              !told(document, "sampling_contradicted") && !told(document, "ignored_columns"));
    json_decref(document);
}
END_TEST

/* MOVER of the groups' limits above, by the same script. */
START_TEST(disparities_are_those_of_the_estimates)
{
    json_t *document = document_of(seen, true);
    const json_t *all = member(document, "attributes/g/disparities");

    same_as_script(member(all, "recall_difference/groups/b"), -0.009351556880074,
                   -0.412042685375519, 0.537858018719664);
    same_as_script(member(all, "precision_difference/groups/b"), -0.238095238095238,
                   -0.669769399480589, 0.395258463515052);
    json_decref(document);
}
END_TEST

START_TEST(sums_are_in_the_document_and_come_back)
{
    json_t *document = document_of(seen, true), *again = NULL;
    const json_t *metrics = metrics_at(document, "a");
    gg_measure_options how = gg_measure_options_default();
    gg_figures f, everyone, b;

    ck_close(number(metrics, "sampling/inverse_probabilities/tn"), 52.5, 1e-11);
    ck_close(number(metrics, "sampling/inverse_probabilities/tp"), 38.0 / 9, 1e-11);
    ck_close(number(metrics, "sampling/squared_inverses/tn"), 906.25, 1e-10);
    ck_close(number(metrics, "sampling/squared_inverses/fp"), 17.23456790123457, 1e-11);
    ck_assert_int_eq(gg_figures_parse(metrics, &f, NULL), GG_OK);
    how.slice = "g=a";
    ck_assert_int_eq(gg_figures_write(&f, &how, &again, NULL), GG_OK);
    ck_assert(json_equal(again, metrics));
    json_decref(again);
    /* What adds up to everyone is everyone's. */
    ck_assert_int_eq(gg_figures_parse(metrics_at(document, "b"), &b, NULL), GG_OK);
    ck_assert_int_eq(gg_figures_parse(metrics_at(document, ""), &everyone, NULL), GG_OK);
    gg_figures_add(&f, &b, &f);
    for (int i = 0; i < 4; i++) {
        ck_close(f.inverse.w[i / 2][i % 2], everyone.inverse.w[i / 2][i % 2], 1e-10);
        ck_close(f.inverse.w2[i / 2][i % 2], everyone.inverse.w2[i / 2][i % 2], 1e-9);
    }
    json_decref(document);
}
END_TEST

static void refuse_sums(const char *key, const char *cell, json_t *value, const char *what)
{
    json_t *document = document_of(seen, true);
    json_t *metrics = json_deep_copy(metrics_at(document, "a"));
    gg_error err;
    gg_figures f;

    gg_error_init(&err);
    json_object_set_new(member(metrics, key), cell, value);
    ck_assert_int_eq(gg_figures_parse(metrics, &f, &err), GG_E_INPUT);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    json_decref(metrics);
    json_decref(document);
}

START_TEST(sums_that_cannot_be_are_refused)
{
    static const char w[] = "sampling/inverse_probabilities", w2[] = "sampling/squared_inverses";

    refuse_sums(w, "tp", json_real(2.9), "contradicts");  /* fewer than the rows */
    refuse_sums(w2, "tp", json_real(4), "contradicts");   /* below the sum */
    refuse_sums(w2, "tp", json_real(5.9), "contradicts"); /* Cauchy and Schwarz: 5.94 at least */
    refuse_sums(w2, "tp", json_real(18), "contradicts");  /* above the square of the sum: 17.83 */
    refuse_sums(w, "tn", json_string("52.5"), "not a sum");
    refuse_sums(w, "fn", json_null(), "not a sum");
    refuse_sums(w, "fn", json_real(-1), "not a sum");
    refuse_sums("sampling", "squared_inverses", json_null(), "not a sum");
    refuse_sums("", "sampling", json_null(), "not a sum");
    refuse_sums("", "count_bounds", json_object(), "");
}
END_TEST

/* A table of the inspected alone says by its probabilities that there are others. */
START_TEST(the_inspected_alone_will_do)
{
    json_t *whole = document_of(seen, true), *document = document_of(seen, false);

    same_as_script(member(document, "overall/recall"), 0.142238267148014, 0.0347417139278461,
                   0.460414135763202);
    ck_close(number(document, "overall/selection_rate/value"), (91.0 / 6) / (91.0 / 6 + 112.5),
             1e-12);
    ck_assert_str_eq(text(document, "overall/selection_rate/method"), "hajek_wilson");
    ck_close(number(document, "overall/selection_rate/observed"), 8.0 / 18, 1e-12);
    ck_assert(told(document, "inspected_alone") && !told(whole, "inspected_alone"));
    json_decref(whole);
    json_decref(document);
}
END_TEST

/* Everyone inspected for certain: the design changes nothing. */
START_TEST(certain_inspection_is_a_complete_table)
{
    json_t *document = document_of("a,1,1,1\na,1,0,1\na,0,0,1\na,0,1,1\nb,1,1,1\nb,0,0,1\n", false);

    ck_assert_str_eq(text(document, "overall/recall/method"), "wilson");
    ck_close(number(document, "overall/recall/value"), 2.0 / 3, 1e-12);
    ck_assert(!told(document, "known_probability"));
    json_decref(document);
}
END_TEST

/* 11 rows were inspected for certain, they say, and 101 like them were not. */
START_TEST(probabilities_that_do_not_fit_are_told)
{
    json_t *document = document_of(
        "a,1,1,0.5\na,1,0,0.5\na,0,0,1\na,0,1,1\nb,1,1,0.5\nb,1,0,0.5\nb,0,0,1\n", true);
    json_t *warning;
    bool found = false;
    size_t i;

    json_array_foreach(json_object_get(document, "warnings"), i, warning)
    {
        const char *message = gg_json_string(warning, "message", "");

        if (strcmp(gg_json_string(warning, "code", ""), "sampling_contradicted") != 0)
            continue;
        ck_assert(!found);
        found = true;
        ck_assert_msg(strstr(message, "not referred rows with an outcome stand for 3 rows, and "
                                      "there are 104") != NULL,
                      "%s", message);
    }
    ck_assert(found);
    json_decref(document);
}
END_TEST

static void refuse(gg_evidence *e, gg_evaluation_options options, const char *what,
                   const char *mend)
{
    json_t *document = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_evaluate(e, &options, &document, &err), GG_E_USAGE);
    ck_assert_ptr_null(document);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    ck_assert_msg(strstr(err.mend, mend) != NULL, "%s", err.mend);
    gg_evidence_release(e);
}

START_TEST(what_lacks_is_refused)
{
    gg_evidence e = evidence_of("g,d,y,x", seen, false,
                                "{\"columns\": {\"d\": \"decision\", \"y\": \"outcome\"}}");

    refuse(&e, by_probability(), "with which probability", "--sampling-probability");
    e = evidence_of("w,d,y,p", "2,1,1,0.5\n1,0,0,0.5\n", false,
                    "{\"columns\": {\"d\": \"decision\", \"y\": \"outcome\", \"w\": \"weight\","
                    " \"p\": \"sampling_probability\"}}");
    refuse(&e, by_probability(), "beside weights", "--weight");
    e = evidence_of("tp,fp,fn,tn,p", "2,1,1,3,0.5\n1,9,4,5,0.5\n", false,
                    "{\"columns\": {\"tp\": \"tp\", \"fp\": \"fp\", \"fn\": \"fn\", \"tn\": \"tn\","
                    " \"p\": \"sampling_probability\"}}");
    refuse(&e, by_probability(), "counts of groups", "for each case");
}
END_TEST

START_TEST(a_population_is_refused)
{
    gg_evidence e = evidence_of("g,d,y,p", seen, true, roles);
    temporary file = temporary_file("attribute,group,count\n,,1000\n", 0);
    gg_evaluation_options options = by_probability();
    gg_population population;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_population_read(file.path, &population, &err), GG_OK);
    options.population = &population;
    refuse(&e, options, "known_probability", "random_arm");
    gg_population_release(&population);
    temporary_remove(&file);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, estimates_are_those_of_the_rows);
    tcase_add_test(tc, disparities_are_those_of_the_estimates);
    tcase_add_test(tc, sums_are_in_the_document_and_come_back);
    tcase_add_test(tc, sums_that_cannot_be_are_refused);
    tcase_add_test(tc, the_inspected_alone_will_do);
    tcase_add_test(tc, certain_inspection_is_a_complete_table);
    tcase_add_test(tc, probabilities_that_do_not_fit_are_told);
    tcase_add_test(tc, what_lacks_is_refused);
    tcase_add_test(tc, a_population_is_refused);
}

GG_TEST_MAIN("evaluate/known probabilities of inspection")
