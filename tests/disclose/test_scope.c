/*
 * What is shown where not everything can be: the cases with a known outcome, or decisions alone.
 */
#include "cells.h"
#include "schema.h"

#define LEAST 11

static const char *warning(const json_t *document, size_t i)
{
    return gg_json_string(json_array_get(at(document, "warnings"), i), "code", "");
}

/* Five false positives in all: precision cannot be shown, but who is selected can. */
START_TEST(decisions_are_shown_where_outcomes_cannot_be)
{
    table t = {.names = {"group"},
               .atoms = {{{"a", "", ""}, {40, 2, 30, 30}}, {{"b", "", ""}, {60, 3, 30, 20}}},
               .n = 2};
    json_t *evaluation = evaluation_of(&t), *document = published(evaluation, LEAST);
    char fault[400];

    ck_assert_int_eq(json_integer_value(at(document, "overall/count")), 215);
    ck_assert_int_eq(json_integer_value(at(document, "overall/selected")), 55);
    ck_assert(json_is_null(at(document, "overall/fp")));
    ck_assert(json_is_null(at(document, "overall/unverified")));
    ck_assert_ptr_null(at(document, "overall/unverified_selected"));
    ck_close(json_real_value(at(document, "overall/selection_rate/value")), 55.0 / 215, 1e-12);
    ck_assert_str_eq(json_string_value(at(document, "overall/base_rate/why_null")), "withheld");
    ck_assert_str_eq(json_string_value(at(document, "overall/precision/why_null")), "withheld");
    ck_close(json_real_value(at(document, "attributes/group/disparities/selection_rate_ratio/"
                                          "groups/a/value")),
             (32.0 / 102) / (23.0 / 113), 1e-12);
    ck_assert_str_eq(json_string_value(at(document, "attributes/group/disparities/precision_ratio/"
                                                    "groups/a/why_null")),
                     "withheld");
    ck_assert_str_eq(json_string_value(at(
                         document, "attributes/group/disparities/recall_ratio/minimum/why_null")),
                     "withheld");
    ck_assert(json_is_number(at(document, "attributes/group/summary/impact_ratio/value")));
    ck_assert_str_eq(
        json_string_value(at(document, "attributes/group/summary/equalized_odds_ratio/why_null")),
        "withheld");
    ck_assert_str_eq(warning(document, 0), "outcomes_withheld");
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* 13 of many cases have no outcome, 9 of them selected: they are left out, not everything. */
START_TEST(few_unverified_rows_are_left_out)
{
    table t = {.names = {"group"},
               .atoms = {{{"a", "", ""}, {400, 200, 300, 300, 1, 5}},
                         {{"b", "", ""}, {600, 300, 300, 200, 3, 4}}},
               .n = 2};
    json_t *evaluation = evaluation_of(&t), *document = published(evaluation, LEAST);
    char fault[400];

    ck_assert_int_eq(json_integer_value(at(document, "overall/count")), 2600);
    ck_assert_int_eq(json_integer_value(at(document, "overall/selected")), 1000);
    ck_assert(json_is_null(at(document, "overall/unverified")));
    ck_assert_ptr_nonnull(at(document, "attributes/group/groups/a"));
    /* 2613 rows were used: the 13 are many enough to be known, who of them was selected is not. */
    ck_assert_int_eq(json_integer_value(at(document, "data/rows_used")), 2613);
    /* Leaving rows out does not make recall known. */
    ck_assert_str_eq(json_string_value(at(document, "overall/recall/why_null")), "not_identified");
    ck_assert_str_eq(warning(document, 0), "unverified_left_out");
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    json_decref(document);
    json_decref(evaluation);
    t.atoms[0].cells[5] = 0; /* eight without an outcome: not even how many rows there were */
    evaluation = evaluation_of(&t);
    document = published(evaluation, LEAST);
    ck_assert_int_eq(json_integer_value(at(document, "overall/count")), 2600);
    ck_assert(json_is_null(at(document, "data/rows_used")));
    ck_assert(json_is_null(at(document, "data/rows")));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* Enough unverified rows in all, but few in each group: without them all groups can be shown. */
START_TEST(a_narrower_scope_is_taken_where_it_shows_more)
{
    table t = {.names = {"group"},
               .atoms = {{{"a", "", ""}, {400, 200, 300, 300, 8, 9}},
                         {{"b", "", ""}, {600, 300, 300, 200, 7, 6}}},
               .n = 2};
    json_t *evaluation = evaluation_of(&t), *document = published(evaluation, LEAST);

    ck_assert_uint_eq(json_object_size(at(document, "attributes/group/groups")), 2);
    ck_assert(json_is_null(at(document, "overall/unverified")));
    json_decref(document);
    json_decref(evaluation);
    for (size_t i = 0; i < 2; i++)
        t.atoms[i].cells[4] = t.atoms[i].cells[5] = 50; /* many: nothing is left out */
    evaluation = evaluation_of(&t);
    document = published(evaluation, LEAST);
    ck_assert_int_eq(json_integer_value(at(document, "overall/unverified")), 200);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, decisions_are_shown_where_outcomes_cannot_be);
    tcase_add_test(tc, few_unverified_rows_are_left_out);
    tcase_add_test(tc, a_narrower_scope_is_taken_where_it_shows_more);
}

GG_TEST_MAIN("disclose/scope")
