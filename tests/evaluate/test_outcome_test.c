/*
 * The outcome test: find rates of the referred. Figures: statsmodels 0.13.5 (StratifiedTable,
 * confint_proportions_2indep "newcomb"), SciPy's chi2_contingency times (N - 1) / N, on COMPAS.
 */
#include "hand.h"
#include "suite.h"

static const hand_cell compas[] = {
    {"African-American", "25 - 45", 803, 478, 307, 606, 0, 0},
    {"African-American", "Greater than 45", 135, 112, 95, 240, 0, 0},
    {"African-American", "Less than 25", 431, 215, 130, 144, 0, 0},
    {"Caucasian", "25 - 45", 300, 200, 266, 546, 0, 0},
    {"Caucasian", "Greater than 45", 65, 52, 144, 491, 0, 0},
    {"Caucasian", "Less than 25", 140, 97, 51, 102, 0, 0},
};

static json_t *document_of(const hand_cell *cells, size_t n, const char *reference,
                           gg_reference_rule rule)
{
    const gg_reference_choice choice = {"race", reference};
    gg_evaluation_options options = gg_evaluation_options_default();
    gg_evidence e = hand_evidence("race", cells, n);
    json_t *document = NULL;

    options.reference_rule = rule;
    options.references = &choice;
    options.n_references = reference != NULL;
    ck_assert_int_eq(gg_evaluate(&e, &options, &document, NULL), GG_OK);
    gg_arena_release(&e.arena);
    return document;
}

START_TEST(find_rates_by_group_and_within_strata)
{
    json_t *document = document_of(compas, 6, "Caucasian", GG_REFERENCE_LARGEST);
    const json_t *part = AT(document, "attributes", "race", "outcome_test");
    const json_t *one = AT(part, "groups", "African-American");
    const json_t *within = AT(part, "within", "site", "African-American");

    ck_assert_str_eq(gg_json_string(part, "reference", ""), "Caucasian");
    ck_close(value_at(AT(one, "find_rate")), 0.6297148114075437, 1e-12);
    ck_close(value_at(AT(one, "reference_find_rate")), 0.5913348946135831, 1e-12);
    ck_close(gg_json_number(AT(one, "difference"), "low", NAN), -4.2182129525253353e-05, 1e-8);
    ck_close(gg_json_number(AT(one, "difference"), "high", NAN), 0.07725816751971301, 1e-10);
    ck_close(gg_json_number(AT(one, "chi_square"), "statistic", NAN), 3.827916834993807, 1e-10);
    ck_assert_str_eq(gg_json_string(one, "direction", ""), "not_established");
    ck_assert_int_eq((int)gg_json_number(one, "referred", 0), 2174);
    ck_close(value_at(AT(within, "mantel_haenszel_difference")), 0.03625250135390267, 1e-10);
    ck_close(gg_json_number(AT(within, "cmh"), "p_value", NAN), 0.06448732881431707, 1e-10);
    ck_assert(json_is_false(AT(within, "strata_differ")));
    ck_assert_str_eq(gg_json_string(within, "direction", ""), "not_established");
    ck_assert_ptr_nonnull(strstr(gg_json_string(within, "reading", ""), "within site"));
    json_decref(document);
}
END_TEST

/* What a difference is compatible with is said in both directions, and the caveat stands beside. */
START_TEST(directions_and_their_readings)
{
    const hand_cell cells[] = {{"a", NULL, 300, 100, 10, 600, 0, 0},
                               {"b", NULL, 100, 300, 10, 600, 0, 0},
                               {"c", NULL, 0, 0, 10, 600, 0, 0}};
    json_t *document = document_of(cells, 3, "a", GG_REFERENCE_LARGEST);
    const json_t *part = AT(document, "attributes", "race", "outcome_test");
    const json_t *b = AT(part, "groups", "b"), *c = AT(part, "groups", "c");

    ck_assert_ptr_nonnull(strstr(gg_json_string(part, "caveat", ""), "infra-marginality"));
    ck_assert_str_eq(gg_json_string(b, "direction", ""), "lower");
    ck_assert_str_eq(gg_json_string(b, "reading", ""),
                     "The find rate among the referred is lower for b than for a. That is "
                     "compatible with a lower bar for referring b, and also with one bar for both "
                     "where risks are spread differently, or with outcomes that are looked for or "
                     "recorded differently.");
    /* Nobody of c was referred: it does not vanish. */
    ck_assert_str_eq(gg_json_string(c, "direction", ""), "undefined");
    ck_assert(json_is_null(AT(c, "difference", "value")));
    ck_assert(json_is_null(AT(c, "chi_square", "p_value")));
    json_decref(document);
    document = document_of(cells, 2, "b", GG_REFERENCE_LARGEST);
    part = AT(document, "attributes", "race", "outcome_test", "groups", "a");
    ck_assert_str_eq(gg_json_string(part, "direction", ""), "higher");
    ck_assert_ptr_nonnull(strstr(gg_json_string(part, "reading", ""),
                                 "higher for a than for b. That is compatible "
                                 "with a lower bar for referring b,"));
    json_decref(document);
}
END_TEST

/* A group that is part of its reference is compared with the rest. */
START_TEST(against_the_rest)
{
    const hand_cell cells[] = {{"a", NULL, 300, 100, 10, 600, 0, 0},
                               {"b", NULL, 100, 300, 10, 600, 0, 0},
                               {"c", NULL, 50, 50, 10, 600, 0, 0}};
    const gg_reference_rule rules[] = {GG_REFERENCE_REST, GG_REFERENCE_OVERALL};

    for (size_t i = 0; i < 2; i++) {
        json_t *document = document_of(cells, 3, NULL, rules[i]);
        const json_t *part = AT(document, "attributes", "race", "outcome_test");

        ck_assert_str_eq(gg_json_string(part, "reference", ""), "(rest)");
        ck_close(value_at(AT(part, "groups", "b", "reference_find_rate")), 350.0 / 500, 1e-12);
        ck_assert_ptr_nonnull(strstr(gg_json_string(AT(part, "groups", "b"), "reading", ""),
                                     "lower for b than for the rest"));
        ck_assert_ptr_nonnull(strstr(gg_json_string(AT(part, "groups", "a"), "reading", ""),
                                     "a lower bar for referring the rest"));
        json_decref(document);
    }
}
END_TEST

/* It is about the verified referred, so it needs no outcome of anyone else; without any there is
 * nothing to say. */
START_TEST(only_the_verified_referred_count)
{
    const hand_cell some[] = {{"a", NULL, 30, 10, 0, 0, 60, 900},
                              {"b", NULL, 20, 20, 0, 0, 10, 700}};
    const hand_cell none[] = {{"a", NULL, 0, 0, 5, 9, 60, 900}, {"b", NULL, 0, 0, 3, 8, 10, 700}};
    json_t *document = document_of(some, 2, "a", GG_REFERENCE_LARGEST);
    const json_t *b = AT(document, "attributes", "race", "outcome_test", "groups", "b");

    ck_assert_int_eq((int)gg_json_number(b, "referred", 0), 50);
    ck_assert_int_eq((int)gg_json_number(b, "verified", 0), 40);
    ck_close(value_at(AT(b, "find_rate")), 0.5, 1e-12);
    json_decref(document);
    document = document_of(none, 2, "a", GG_REFERENCE_LARGEST);
    ck_assert_ptr_null(AT(document, "attributes", "race", "outcome_test"));
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, find_rates_by_group_and_within_strata);
    tcase_add_test(tc, directions_and_their_readings);
    tcase_add_test(tc, against_the_rest);
    tcase_add_test(tc, only_the_verified_referred_count);
}

GG_TEST_MAIN("evaluate/outcome_test")
