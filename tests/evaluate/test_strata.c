/*
 * Disparities within strata: pooled estimates and tests against R and statsmodels, on admissions to
 * Berkeley and on the control of student grants, with the crude figure beside them.
 */
#include "hand.h"
#include "suite.h"

/* R's UCBAdmissions: six departments; selected is admitted. Female first, as levels are ordered. */
static const hand_cell admissions[] = {
    {"Female", "A", 89, 0, 0, 19, 0, 0},   {"Male", "A", 512, 0, 0, 313, 0, 0},
    {"Female", "B", 17, 0, 0, 8, 0, 0},    {"Male", "B", 353, 0, 0, 207, 0, 0},
    {"Female", "C", 202, 0, 0, 391, 0, 0}, {"Male", "C", 120, 0, 0, 205, 0, 0},
    {"Female", "D", 131, 0, 0, 244, 0, 0}, {"Male", "D", 138, 0, 0, 279, 0, 0},
    {"Female", "E", 94, 0, 0, 299, 0, 0},  {"Male", "E", 53, 0, 0, 138, 0, 0},
    {"Female", "F", 24, 0, 0, 317, 0, 0},  {"Male", "F", 22, 0, 0, 351, 0, 0},
};

/* NGO Algorithm Audit, DUO-CUB 2014: origin by risk category, counts rounded to 10. */
static const hand_cell grants[] = {
    {"NL", "1", 390, 0, 0, 8280, 0, 0},  {"nonEU", "1", 1460, 0, 0, 5810, 0, 0},
    {"NL", "2", 140, 0, 0, 16470, 0, 0}, {"nonEU", "2", 320, 0, 0, 7800, 0, 0},
    {"NL", "3", 70, 0, 0, 15050, 0, 0},  {"nonEU", "3", 50, 0, 0, 4620, 0, 0},
    {"NL", "4", 220, 0, 0, 53910, 0, 0}, {"nonEU", "4", 60, 0, 0, 8520, 0, 0},
    {"NL", "5", 180, 0, 0, 67120, 0, 0}, {"nonEU", "5", 30, 0, 0, 13090, 0, 0},
    {"NL", "6", 50, 0, 0, 16330, 0, 0},  {"nonEU", "6", 80, 0, 0, 12960, 0, 0},
};

#define N(cells) (sizeof(cells) / sizeof(cells)[0])

static json_t *document_of(const char *attribute, const hand_cell *cells, size_t n,
                           const char *reference, gg_reference_rule rule)
{
    const gg_reference_choice choice = {attribute, reference};
    gg_evaluation_options options = gg_evaluation_options_default();
    gg_evidence e = hand_evidence(attribute, cells, n);
    json_t *document = NULL;

    options.reference_rule = rule;
    options.references = &choice;
    options.n_references = reference != NULL;
    ck_assert_int_eq(gg_evaluate(&e, &options, &document, NULL), GG_OK);
    gg_arena_release(&e.arena);
    return document;
}

static double number(const json_t *object, const char *key)
{
    return gg_json_number(object, key, NAN);
}

/* mantelhaen.test(correct = FALSE) and DescTools' BreslowDayTest by R 4.2.2; statsmodels 0.13.5. */
START_TEST(admissions_are_those_of_r)
{
    json_t *document =
        document_of("sex", admissions, N(admissions), "Female", GG_REFERENCE_LARGEST);
    const json_t *male =
        AT(document, "attributes", "sex", "strata", "site", "selection_rate", "Male");
    const json_t *ratio = AT(male, "mantel_haenszel_ratio");

    ck_close(value_at(ratio), 0.944905022595929, 1e-10);
    ck_close(number(ratio, "low"), 0.8664522326830039, 1e-10);
    ck_close(number(ratio, "high"), 1.0304613088274714, 1e-10);
    ck_close(value_at(AT(male, "mantel_haenszel_difference")), -0.018425196190852512, 1e-10);
    ck_close(number(AT(male, "cmh"), "statistic"), 1.5246066604434356, 1e-10);
    ck_close(number(AT(male, "cmh"), "p_value"), 0.21692369705551479, 1e-9);
    ck_close(number(AT(male, "breslow_day"), "statistic"), 18.825513705235867, 1e-8);
    ck_close(number(AT(male, "breslow_day"), "p_value"), 0.002071390349918148, 1e-8);
    ck_close(number(AT(male, "breslow_day_tarone"), "statistic"), 18.825501252052582, 1e-8);
    ck_close(number(AT(male, "breslow_day_tarone"), "p_value"), 0.002071401397881405, 1e-8);
    /* The crude ratio says the opposite of the pooled one: 1198/2691 against 557/1835. */
    ck_close(value_at(AT(male, "crude_ratio")), 1198.0 / 2691 / (557.0 / 1835), 1e-12);
    ck_close(value_at(AT(male, "crude_difference")), 1198.0 / 2691 - 557.0 / 1835, 1e-12);
    json_decref(document);
}
END_TEST

/* The published audit: crude 6.2, within risk categories 3.6. */
START_TEST(grants_are_those_of_the_published_audit)
{
    json_t *document = document_of("origin", grants, N(grants), "NL", GG_REFERENCE_LARGEST);
    const json_t *group =
        AT(document, "attributes", "origin", "strata", "site", "selection_rate", "nonEU");

    ck_close(value_at(AT(group, "mantel_haenszel_ratio")), 3.629583796303908, 1e-10);
    ck_assert_double_gt(value_at(AT(group, "crude_ratio")), 6);
    json_decref(document);
}
END_TEST

START_TEST(each_stratum_has_its_row)
{
    json_t *document =
        document_of("sex", admissions, N(admissions), "Female", GG_REFERENCE_LARGEST);
    const json_t *male =
        AT(document, "attributes", "sex", "strata", "site", "selection_rate", "Male");
    const json_t *rows = AT(male, "rows"), *first = json_array_get(rows, 0);

    ck_assert_uint_eq(json_array_size(rows), 6);
    ck_assert_str_eq(gg_json_string(first, "stratum", ""), "A");
    ck_assert_double_eq(number(AT(first, "group"), "numerator"), 512);
    ck_assert_double_eq(number(AT(first, "group"), "denominator"), 825);
    ck_assert_double_eq(number(AT(first, "reference"), "numerator"), 89);
    ck_close(number(AT(first, "reference"), "rate"), 89.0 / 108, 1e-12);
    ck_close(value_at(AT(first, "ratio")), 512.0 / 825 / (89.0 / 108), 1e-12);
    ck_close(value_at(AT(first, "difference")), 512.0 / 825 - 89.0 / 108, 1e-12);
    ck_assert_str_eq(gg_json_string(male, "reference", ""), "Female");
    json_decref(document);
}
END_TEST

/* Two groups: against the rest and against everyone are pooled against the other group. */
START_TEST(the_rest_is_summed_within_strata)
{
    json_t *given = document_of("sex", admissions, N(admissions), "Female", GG_REFERENCE_LARGEST);
    const char *const path[] = {
        "attributes", "sex", "strata", "site", "selection_rate", "Male", "mantel_haenszel_ratio",
        NULL};

    for (int rule = GG_REFERENCE_REST; rule <= GG_REFERENCE_OVERALL; rule++) {
        json_t *rest = document_of("sex", admissions, N(admissions), NULL, (gg_reference_rule)rule);

        ck_assert(json_equal(at(given, path), at(rest, path)));
        ck_assert_str_eq(gg_json_string(AT(rest, "attributes", "sex", "strata", "site",
                                           "selection_rate", "Female"),
                                        "reference", ""),
                         "(rest)");
        json_decref(rest);
    }
    json_decref(given);
}
END_TEST

/* A stratum that only one group has adds nothing to the pooled figures, but has its row. */
START_TEST(a_stratum_of_one_group_compares_nothing)
{
    const hand_cell cells[] = {{"a", "x", 20, 5, 10, 30, 0, 0},
                               {"a", "y", 9, 8, 7, 6, 0, 0},
                               {"b", "x", 12, 9, 11, 24, 0, 0}};
    json_t *document = document_of("race", cells, 3, NULL, GG_REFERENCE_LARGEST);
    const json_t *b = AT(document, "attributes", "race", "strata", "site", "selection_rate", "b");
    const json_t *row = json_array_get(AT(b, "rows"), 1);

    ck_close(value_at(AT(b, "mantel_haenszel_ratio")), 21.0 / 56 / (25.0 / 65), 1e-12);
    ck_assert_uint_eq(json_array_size(AT(b, "rows")), 2);
    ck_assert(json_is_null(AT(row, "group", "rate")));
    ck_assert_str_eq(gg_json_string(AT(row, "ratio"), "why_null", ""), GG_WHY_NO_ROWS);
    ck_assert(json_is_null(AT(b, "breslow_day", "statistic")));
    ck_assert_str_eq(gg_json_string(AT(b, "breslow_day"), "why_null", ""), GG_WHY_TOO_FEW);
    json_decref(document);
}
END_TEST

START_TEST(what_is_not_identified_is_not_stratified)
{
    const hand_cell cells[] = {{"a", "x", 20, 5, 10, 30, 0, 0}, {"b", "x", 12, 9, 0, 0, 0, 44}};
    json_t *document = document_of("race", cells, 2, NULL, GG_REFERENCE_LARGEST);
    const json_t *strata = AT(document, "attributes", "race", "strata", "site");

    ck_assert_ptr_nonnull(AT(strata, "selection_rate"));
    ck_assert_ptr_null(AT(strata, "recall"));
    ck_assert_ptr_null(AT(strata, "false_positive_rate"));
    json_decref(document);
    document = document_of("sex", admissions, N(admissions), NULL, GG_REFERENCE_LARGEST);
    strata = AT(document, "attributes", "sex", "strata", "site");
    ck_assert_ptr_nonnull(AT(strata, "recall"));
    ck_assert_ptr_nonnull(AT(strata, "false_positive_rate"));
    json_decref(document);
}
END_TEST

START_TEST(without_a_site_there_are_no_strata)
{
    const hand_cell cells[] = {{"a", NULL, 20, 5, 10, 30, 0, 0}, {"b", NULL, 12, 9, 3, 4, 0, 0}};
    json_t *document = document_of("race", cells, 2, NULL, GG_REFERENCE_LARGEST);

    ck_assert_ptr_null(AT(document, "attributes", "race", "strata"));
    json_decref(document);
}
END_TEST

/* COMPAS (datasets/compas), selected at 5 and more, by age: statsmodels 0.13.5 StratifiedTable for
 * odds ratios, ratios and tests; the difference and the standard errors by their formulas in NumPy.
 */
static const hand_cell compas[] = {
    {"African-American", "25 - 45", 803, 478, 307, 606, 0, 0},
    {"African-American", "Greater than 45", 135, 112, 95, 240, 0, 0},
    {"African-American", "Less than 25", 431, 215, 130, 144, 0, 0},
    {"Caucasian", "25 - 45", 300, 200, 266, 546, 0, 0},
    {"Caucasian", "Greater than 45", 65, 52, 144, 491, 0, 0},
    {"Caucasian", "Less than 25", 140, 97, 51, 102, 0, 0},
};

static const struct {
    const char *metric;
    double odds, log_se, ratio, ratio_log_se, difference, difference_se;
    double cmh, breslow_day, tarone, tarone_p;
    bool differ;
} pooled[] = {
    {"selection_rate", 2.341327700279948, 0.055727394616458835, 1.5289591442418404,
     0.029329789087553453, 0.19715255445386348, 0.012624399686869549, 238.05463706018128,
     28.749563515442688, 28.749230009382238, 5.717208411137875e-07, true},
    {"precision", 1.164937687212425, 0.08266607562004887, 1.0612776950972085, 0.032897204891381135,
     0.03625250135390267, 0.01975224976754165, 3.418045276531437, 2.1028484123627305,
     2.1028307155167902, 0.34944281234191654, false},
    {"recall", 2.1557245400354588, 0.08401105635835152, 1.3195208643809646, 0.0327406247116171,
     0.17187245787091351, 0.018831887917290995, 84.30059368941038, 13.290863035839994,
     13.288750865385786, 0.0013013209270095194, true},
    {"false_positive_rate", 2.3131881704849584, 0.07973663715131352, 1.6862187050928108,
     0.05107785108261843, 0.1763345463019119, 0.016280279013323087, 114.47600294350767,
     17.556573064683707, 17.5473025156277, 0.00015475748831483838, true},
};

START_TEST(every_pooled_figure_is_that_of_statsmodels)
{
    json_t *document = document_of("race", compas, N(compas), "Caucasian", GG_REFERENCE_LARGEST);

    for (size_t i = 0; i < N(pooled); i++) {
        const json_t *one = AT(document, "attributes", "race", "strata", "site", pooled[i].metric,
                               "African-American");
        const json_t *odds = AT(one, "mantel_haenszel_odds_ratio");
        const json_t *ratio = AT(one, "mantel_haenszel_ratio");
        const json_t *difference = AT(one, "mantel_haenszel_difference");

        ck_close(value_at(odds), pooled[i].odds, 1e-10);
        ck_close(number(odds, "log_standard_error"), pooled[i].log_se, 1e-10);
        ck_close(value_at(ratio), pooled[i].ratio, 1e-10);
        ck_close(number(ratio, "log_standard_error"), pooled[i].ratio_log_se, 1e-10);
        ck_close(value_at(difference), pooled[i].difference, 1e-10);
        ck_close(number(difference, "standard_error"), pooled[i].difference_se, 1e-10);
        ck_close(number(AT(one, "cmh"), "statistic"), pooled[i].cmh, 1e-10);
        ck_close(number(AT(one, "breslow_day"), "statistic"), pooled[i].breslow_day, 1e-8);
        ck_close(number(AT(one, "breslow_day_tarone"), "statistic"), pooled[i].tarone, 1e-8);
        ck_close(number(AT(one, "breslow_day_tarone"), "p_value"), pooled[i].tarone_p, 1e-8);
        ck_assert_int_eq(json_is_true(AT(one, "strata_differ")), pooled[i].differ);
        ck_assert_uint_eq(json_array_size(AT(one, "rows")), 3);
        ck_assert_uint_eq(json_array_size(AT(one, "not_compared")), 0);
    }
    json_decref(document);
}
END_TEST

static const char *warning_of(const json_t *document, const char *code)
{
    const json_t *warning;
    size_t i;

    json_array_foreach(AT(document, "warnings"), i, warning)
    {
        if (strcmp(gg_json_string(warning, "code", ""), code) == 0)
            return gg_json_string(warning, "message", "");
    }
    return NULL;
}

START_TEST(strata_that_differ_are_said_in_words)
{
    json_t *document = document_of("race", compas, N(compas), "Caucasian", GG_REFERENCE_LARGEST);
    const hand_cell alike[] = {{"a", "x", 20, 20, 20, 20, 0, 0},
                               {"a", "y", 40, 40, 40, 40, 0, 0},
                               {"b", "x", 20, 20, 20, 20, 0, 0},
                               {"b", "y", 40, 40, 40, 40, 0, 0}};

    ck_assert_str_eq(warning_of(document, "strata_differ"),
                     "race within site: the pooled figure hides strata that differ "
                     "(Breslow-Day-Tarone): selection_rate of African-American; recall of "
                     "African-American; false_positive_rate of African-American; read the rows by "
                     "site");
    json_decref(document);
    document = document_of("race", alike, 4, "a", GG_REFERENCE_LARGEST);
    ck_assert_ptr_null(warning_of(document, "strata_differ"));
    ck_assert(json_is_false(
        AT(document, "attributes", "race", "strata", "site", "recall", "b", "strata_differ")));
    json_decref(document);
}
END_TEST

/* Strata where somebody is absent are named, with what they lack. */
START_TEST(strata_that_compare_nothing_are_named)
{
    const hand_cell cells[] = {{"a", "x", 20, 5, 10, 30, 0, 0},
                               {"a", "y", 0, 8, 0, 6, 0, 0},
                               {"b", "x", 12, 9, 11, 24, 0, 0},
                               {"b", "z", 3, 9, 4, 5, 0, 0}};
    json_t *document = document_of("race", cells, 4, "a", GG_REFERENCE_LARGEST);
    const json_t *site = AT(document, "attributes", "race", "strata", "site");
    const json_t *list = AT(site, "selection_rate", "b", "not_compared");

    ck_assert_uint_eq(json_array_size(list), 2);
    ck_assert_str_eq(gg_json_string(json_array_get(list, 0), "stratum", ""), "y");
    ck_assert_str_eq(gg_json_string(json_array_get(list, 0), "lacks", ""), "group");
    ck_assert_str_eq(gg_json_string(json_array_get(list, 0), "why", ""), GG_WHY_NO_ROWS);
    ck_assert_str_eq(gg_json_string(json_array_get(list, 1), "stratum", ""), "z");
    ck_assert_str_eq(gg_json_string(json_array_get(list, 1), "lacks", ""), "reference");
    /* At y nobody of b is there, and nobody of a has the outcome: recall compares nothing, and has
     * no row. */
    list = AT(site, "recall", "b", "not_compared");
    ck_assert_str_eq(gg_json_string(json_array_get(list, 0), "lacks", ""), "both");
    ck_assert_uint_eq(json_array_size(AT(site, "recall", "b", "rows")), 2);
    json_decref(document);
}
END_TEST

/* A column of numbers without bins would make a stratum of each; that is said before memory is. */
START_TEST(too_many_strata_are_refused)
{
    const hand_cell cells[] = {{"a", "x", 20, 5, 10, 30, 0, 0}, {"b", "x", 12, 9, 11, 24, 0, 0}};
    gg_evidence e = hand_evidence("race", cells, 2);
    json_t *document = NULL;
    gg_error err;

    gg_error_init(&err);
    e.dimensions[1].kind = GG_DIMENSION_STRATUM;
    e.dimensions[1].n_levels = 10001;
    ck_assert_int_eq(gg_evaluate(&e, NULL, &document, &err), GG_E_USAGE);
    ck_assert_str_eq(err.what, "the stratum column \"port\" has 10001 levels, more than 10000");
    ck_assert_ptr_null(document);
    gg_arena_release(&e.arena);
}
END_TEST

/* A stratum that is neither site nor period goes by its name, beside the site. */
START_TEST(other_columns_go_by_their_names)
{
    const hand_cell cells[] = {{"a", "x", 20, 5, 10, 30, 0, 0}, {"b", "x", 12, 9, 11, 24, 0, 0}};
    gg_evidence e = hand_evidence("race", cells, 2);
    json_t *document = NULL;

    e.dimensions[1].kind = GG_DIMENSION_STRATUM;
    e.families[2] = e.families[3];
    e.n_families = 3;
    ck_assert_int_eq(gg_evaluate(&e, NULL, &document, NULL), GG_OK);
    ck_assert_ptr_nonnull(AT(document, "attributes", "race", "strata", "port", "recall", "b"));
    ck_assert_ptr_null(AT(document, "attributes", "race", "strata", "site"));
    ck_assert_uint_eq(json_object_size(AT(document, "sites")), 0);
    json_decref(document);
    gg_arena_release(&e.arena);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, admissions_are_those_of_r);
    tcase_add_test(tc, grants_are_those_of_the_published_audit);
    tcase_add_test(tc, each_stratum_has_its_row);
    tcase_add_test(tc, the_rest_is_summed_within_strata);
    tcase_add_test(tc, a_stratum_of_one_group_compares_nothing);
    tcase_add_test(tc, what_is_not_identified_is_not_stratified);
    tcase_add_test(tc, without_a_site_there_are_no_strata);
    tcase_add_test(tc, every_pooled_figure_is_that_of_statsmodels);
    tcase_add_test(tc, strata_that_differ_are_said_in_words);
    tcase_add_test(tc, strata_that_compare_nothing_are_named);
    tcase_add_test(tc, too_many_strata_are_refused);
    tcase_add_test(tc, other_columns_go_by_their_names);
}

GG_TEST_MAIN("evaluate/strata")
