/*
 * Demographic disparity in the document. Figures: rows written out and counted in pandas by
 * Clarify's definitions, on admissions to Berkeley (refused is unfavourable) and on COMPAS by age
 * (selected is).
 */
#include "hand.h"
#include "suite.h"

static const hand_cell admissions[] = {
    {"Female", "A", 89, 0, 0, 19, 0, 0},   {"Male", "A", 512, 0, 0, 313, 0, 0},
    {"Female", "B", 17, 0, 0, 8, 0, 0},    {"Male", "B", 353, 0, 0, 207, 0, 0},
    {"Female", "C", 202, 0, 0, 391, 0, 0}, {"Male", "C", 120, 0, 0, 205, 0, 0},
    {"Female", "D", 131, 0, 0, 244, 0, 0}, {"Male", "D", 138, 0, 0, 279, 0, 0},
    {"Female", "E", 94, 0, 0, 299, 0, 0},  {"Male", "E", 53, 0, 0, 138, 0, 0},
    {"Female", "F", 24, 0, 0, 317, 0, 0},  {"Male", "F", 22, 0, 0, 351, 0, 0},
    {"Female", "G", 0, 0, 0, 12, 0, 0},    {"Male", "G", 0, 0, 0, 18, 0, 0},
};

static const hand_cell compas[] = {
    {"African-American", "25 - 45", 803, 478, 307, 606, 0, 0},
    {"African-American", "Greater than 45", 135, 112, 95, 240, 0, 0},
    {"African-American", "Less than 25", 431, 215, 130, 144, 0, 0},
    {"Caucasian", "25 - 45", 300, 200, 266, 546, 0, 0},
    {"Caucasian", "Greater than 45", 65, 52, 144, 491, 0, 0},
    {"Caucasian", "Less than 25", 140, 97, 51, 102, 0, 0},
};

#define KEY "conditional_demographic_disparity"

static json_t *document_of(const char *attribute, const hand_cell *cells, size_t n,
                           gg_adverse adverse)
{
    gg_evaluation_options options = gg_evaluation_options_default();
    gg_evidence e = hand_evidence(attribute, cells, n);
    json_t *document = NULL;

    options.adverse = adverse;
    ck_assert_int_eq(gg_evaluate(&e, &options, &document, NULL), GG_OK);
    gg_arena_release(&e.arena);
    return document;
}

START_TEST(refused_is_unfavourable)
{
    json_t *document = document_of("sex", admissions, 12, GG_ADVERSE_NOT_SELECTED);
    const json_t *part = AT(document, "attributes", "sex", KEY);
    const json_t *women = AT(part, "conditional", "site", "Female");

    ck_assert_str_eq(gg_json_string(part, "unfavourable", ""), "not-selected");
    ck_assert_ptr_nonnull(strstr(gg_json_string(part, "source", ""), "SageMaker Clarify"));
    ck_close(value_at(AT(part, "demographic_disparity", "Female")), 0.14382642365320097, 1e-12);
    ck_close(value_at(AT(part, "demographic_disparity", "Male")), -0.14382642365320109, 1e-12);
    ck_close(gg_json_number(AT(part, "demographic_disparity", "Female"), "low", 0),
             0.11496673326459916, 1e-10);
    ck_close(value_at(women), -0.019283267035269232, 1e-12);
    ck_close(gg_json_number(women, "low", 0), -0.05142162856211657, 1e-10);
    ck_close(gg_json_number(women, "high", 0), 0.013811907074585676, 1e-10);
    ck_assert_str_eq(gg_json_string(women, "method", ""), "square_and_add");
    json_decref(document);
}
END_TEST

/* The sign turns with what is unfavourable, and only the sign. */
START_TEST(adverse_decides_the_sign)
{
    json_t *document = document_of("sex", admissions, 12, GG_ADVERSE_SELECTED);
    const json_t *part = AT(document, "attributes", "sex", KEY);

    ck_assert_str_eq(gg_json_string(part, "unfavourable", ""), "selected");
    ck_close(value_at(AT(part, "conditional", "site", "Female")), 0.019283267035269232, 1e-12);
    ck_close(gg_json_number(AT(part, "conditional", "site", "Female"), "low", 0),
             -0.013811907074585676, 1e-10);
    json_decref(document);
    document = document_of("race", compas, 6, GG_ADVERSE_SELECTED);
    part = AT(document, "attributes", "race", KEY);
    ck_close(value_at(AT(part, "demographic_disparity", "African-American")), 0.23045764620958176,
             1e-12);
    ck_close(value_at(AT(part, "conditional", "site", "African-American")), 0.1997346303533392,
             1e-12);
    json_decref(document);
}
END_TEST

START_TEST(a_stratum_without_both_decisions_is_named)
{
    json_t *document = document_of("sex", admissions, 14, GG_ADVERSE_NOT_SELECTED);
    const json_t *women = AT(document, "attributes", "sex", KEY, "conditional", "site", "Female");

    ck_close(value_at(women), -0.019283267035269232, 1e-12);
    ck_close(gg_json_number(women, "empty_share_as_zero", 0), -0.016522402678144983, 1e-12);
    ck_close(gg_json_number(women, "share_of_rows", 0), 0.9934152765583846, 1e-12);
    ck_assert_int_eq((int)gg_json_number(women, "strata", 0), 6);
    ck_assert_uint_eq(json_array_size(AT(women, "left_out")), 1);
    ck_assert_str_eq(json_string_value(json_array_get(AT(women, "left_out"), 0)), "G");
    json_decref(document);
}
END_TEST

START_TEST(undefined_is_null_with_its_reason)
{
    const hand_cell none[] = {{"a", "x", 0, 0, 5, 7, 0, 0}, {"b", "x", 0, 0, 4, 9, 0, 0}};
    const hand_cell all[] = {{"a", "x", 5, 7, 0, 0, 0, 0}, {"b", "x", 4, 9, 0, 0, 0, 0}};
    json_t *document = document_of("race", none, 2, GG_ADVERSE_SELECTED);
    const json_t *part = AT(document, "attributes", "race", KEY);

    ck_assert(json_is_null(AT(part, "demographic_disparity", "a", "value")));
    ck_assert_str_eq(gg_json_string(AT(part, "demographic_disparity", "a"), "why_null", ""),
                     GG_WHY_NO_SELECTED);
    ck_assert_str_eq(gg_json_string(AT(part, "conditional", "site", "a"), "why_null", ""),
                     "one_decision");
    json_decref(document);
    document = document_of("race", all, 2, GG_ADVERSE_NOT_SELECTED);
    ck_assert_str_eq(
        gg_json_string(AT(document, "attributes", "race", KEY, "demographic_disparity", "a"),
                       "why_null", ""),
        GG_WHY_NO_NOT_SELECTED);
    json_decref(document);
}
END_TEST

/* Outcomes play no part: unverified rows are decided like others. */
START_TEST(unverified_rows_count)
{
    const hand_cell known[] = {{"a", NULL, 10, 20, 30, 40, 0, 0}, {"b", NULL, 5, 5, 45, 45, 0, 0}};
    const hand_cell unknown[] = {{"a", NULL, 10, 0, 0, 40, 20, 30},
                                 {"b", NULL, 5, 0, 0, 45, 5, 45}};
    json_t *a = document_of("race", known, 2, GG_ADVERSE_SELECTED);
    json_t *b = document_of("race", unknown, 2, GG_ADVERSE_SELECTED);

    ck_assert(json_equal(AT(a, "attributes", "race", KEY), AT(b, "attributes", "race", KEY)));
    ck_close(value_at(AT(a, "attributes", "race", KEY, "demographic_disparity", "a")),
             30.0 / 40 - 70.0 / 160, 1e-12);
    json_decref(a);
    json_decref(b);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, refused_is_unfavourable);
    tcase_add_test(tc, adverse_decides_the_sign);
    tcase_add_test(tc, a_stratum_without_both_decisions_is_named);
    tcase_add_test(tc, undefined_is_null_with_its_reason);
    tcase_add_test(tc, unverified_rows_count);
}

GG_TEST_MAIN("evaluate/demographic")
