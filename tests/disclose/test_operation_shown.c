/*
 * The operating point, published: what is shown of it, what is withheld, and what is said of that.
 */
#include "operation_table.h"

/* Two groups of plenty, one rule each way; others: referred by the source beside the model. */
static crossing_table plenty(void)
{
    crossing_table t = {.all = {{0, 0, BELOW, 0, 0, {400, 100, 0}},
                                {0, 0, MET, 0, 0, {200, 150, 0}},
                                {0, 0, MET, 1, 0, {40, 20, 0}},
                                {0, 0, MET, 2, 1, {30, 15, 0}},
                                {1, 1, BELOW, 0, 1, {500, 90, 0}},
                                {1, 1, MET, 0, 1, {100, 90, 0}},
                                {1, 1, MET, 1, 0, {90, 50, 0}},
                                {1, 1, MET, 2, 0, {25, 15, 0}}},
                        .n = 8,
                        .n_rules = 2,
                        .n_others = 1};

    return t;
}

START_TEST(all_of_it_where_nothing_is_small)
{
    crossing_table t = plenty();
    json_t *evaluation = evaluated(&t, false), *document = published(evaluation, LEAST);

    ck_assert(json_equal(at(document, "operation"), at(evaluation, "operation")));
    ck_assert_uint_eq(json_array_size(at(document, "operation/suppression")), 2);
    ck_assert_uint_eq(json_array_size(at(document, "operation/overlap")), 1);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(a_small_rule_is_not_told_apart)
{
    crossing_table t = plenty();
    json_t *document;

    t.all[3].rows[1] = 3; /* rule r1 held back three positives of a1 and */
    t.all[7].rows[1] = 4; /* four of a2 */
    t.n_others = 0;
    document = published_of(&t);
    /* With r1 hidden, r0 alone would give it away. */
    ck_assert_uint_eq(json_array_size(at(document, "operation/suppression")), 0);
    ck_assert_int_eq(json_integer_value(at(document, "operation/suppressed/positives")), 77);
    ck_assert_str_eq(why_withheld(document, "2 of 2 suppression rules"),
                     "some count that would tell them apart is small, or more than three rules "
                     "would be told apart");
    json_decref(document);
}
END_TEST

START_TEST(a_group_with_few_held_back_is_not_told)
{
    crossing_table t = plenty();
    json_t *document;

    t.all[3].rows[1] = 3; /* three positives of a1, fifteen of a2 */
    t.n_others = 0;
    document = published_of(&t);
    ck_assert_uint_eq(json_array_size(at(document, "operation/suppression")), 2);
    ck_assert_ptr_null(at(json_array_get(at(document, "operation/suppression"), 0), "groups/a"));
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/a/a1/ratio"));
    t.all[2].rows[1] = 2;
    json_decref(document);
    document = published_of(&t);
    ck_assert_ptr_null(at(document, "operation/suppressed/groups/a"));
    ck_assert_str_eq(why_withheld(document, "suppression by a"), "some count of it is small");
    json_decref(document);
}
END_TEST

START_TEST(nothing_where_all_rules_together_are_small)
{
    crossing_table t = plenty();
    json_t *document;

    t.all[2].rows[1] = t.all[3].rows[1] = t.all[6].rows[1] = 0;
    t.all[7].rows[1] = 7;
    t.n_others = 0;
    document = published_of(&t);
    ck_assert_ptr_null(at(document, "operation/suppressed"));
    ck_assert_ptr_null(at(document, "operation/suppression"));
    ck_assert_str_eq(why_withheld(document, "suppression"), "some count of it is small");
    json_decref(document);
}
END_TEST

START_TEST(one_attribute_of_an_intersection_is_told_by_rule)
{
    crossing_table t = plenty();
    json_t *document;

    t.all[4].b = 0;
    t.all[5].b = 0;
    t.all[6].b = 0;
    t.all[7].b = 0;
    t.all[8] = (alike){0, 1, BELOW, 0, 0, {300, 100, 0}};
    t.all[9] = (alike){0, 1, MET, 0, 1, {100, 100, 0}};
    t.all[10] = (alike){0, 1, MET, 1, 0, {30, 30, 0}};
    t.all[11] = (alike){0, 1, MET, 2, 0, {30, 30, 0}};
    t.n = 12;
    t.n_others = 0;
    document = published_of(&t);
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/a"));
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/b"));
    json_decref(document);
    t.crossed = true;
    document = published_of(&t);
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/a"));
    ck_assert_ptr_null(at(document, "operation/suppressed/groups/b"));
    ck_assert_str_eq(why_withheld(document, "suppression by b"),
                     "it is shown together with an attribute that is told by rule");
    json_decref(document);
}
END_TEST

/* Shown by arm, every attribute is connected with every other. */
START_TEST(one_attribute_beside_arms_is_told_by_rule)
{
    crossing_table t = plenty();
    json_t *document;

    t.n_others = 0;
    t.arms = true;
    for (size_t i = 0; i < t.n; i++)
        t.all[i].rows[GG_UNVERIFIED] = 100; /* the design matters where outcomes are missing */
    document = published_of(&t);
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/a"));
    ck_assert_ptr_null(at(document, "operation/suppressed/groups/b"));
    json_decref(document);
    t.arms = false;
    document = published_of(&t);
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/b"));
    json_decref(document);
}
END_TEST

START_TEST(a_small_overlap_leaves_what_each_referred)
{
    crossing_table t = plenty();
    const json_t *source;
    json_t *document;

    t.all[5].rows[1] = 5; /* both referred: five positives */
    document = published_of(&t);
    source = json_array_get(at(document, "operation/sources"), 0);
    ck_assert_ptr_null(at(document, "operation/overlap"));
    ck_assert(json_is_null(at(source, "alone")));
    ck_assert(json_is_null(at(source, "unique_finds")));
    ck_assert(json_is_null(at(source, "share_of_referrals")));
    ck_assert_int_eq(json_integer_value(at(source, "finds")), 110);
    ck_assert(json_is_number(at(source, "find_rate/value")));
    ck_assert_str_eq(why_withheld(document, "overlap of sources"), "some count of it is small");
    json_decref(document);
    t = plenty();
    t.all[3].others = t.all[4].others = 0; /* the other source found those five, and no more */
    t.all[5].rows[1] = 5;
    document = published_of(&t);
    source = json_array_get(at(document, "operation/sources"), 0);
    ck_assert(json_is_null(at(source, "referred")));
    ck_assert_str_eq(gg_json_string(at(source, "find_rate"), "why_null", ""), "withheld");
    json_decref(document);
}
END_TEST

START_TEST(decisions_alone)
{
    crossing_table t = plenty();
    const json_t *source;
    json_t *document;

    for (size_t i = 0; i < t.n; i++)
        t.all[i].rows[1] = 0;
    t.all[1].rows[1] = 6; /* six positives in all */
    document = published_of(&t);
    source = json_array_get(at(document, "operation/sources"), 0);
    ck_assert_int_eq(json_integer_value(at(document, "operation/suppressed/held_back")), 185);
    ck_assert(json_is_null(at(document, "operation/suppressed/positives")));
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/a/a1/ratio"));
    ck_assert(json_is_null(at(source, "finds")));
    ck_assert(json_is_null(at(source, "outcomes_own/positives")));
    ck_assert_str_eq(gg_json_string(at(source, "find_rate"), "why_null", ""), "withheld");
    json_decref(document);
}
END_TEST

START_TEST(weights_are_no_rows)
{
    crossing_table t = plenty();
    json_t *evaluation = evaluated(&t, true), *document = published(evaluation, 2);

    ck_assert_ptr_null(at(document, "operation"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(counts_that_contradict_each_other_are_not_shown)
{
    crossing_table t = plenty();
    json_t *evaluation = evaluated(&t, false), *document;

    json_object_set_new(at(evaluation, "operation/suppressed"), "positives", json_integer(90000));
    json_object_del(json_array_get(at(evaluation, "operation/sources"), 1), "outcomes_own");
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "operation/suppressed"));
    ck_assert_ptr_null(at(document, "operation/sources"));
    ck_assert_str_eq(why_withheld(document, "sources of referrals"), "their counts cannot be read");
    json_decref(document);
    json_object_set_new(at(evaluation, "operation/suppressed"), "positives", json_string("x"));
    document = published(evaluation, LEAST);
    ck_assert_str_eq(why_withheld(document, "suppression"), "its counts cannot be read");
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* A document that says it is published, with a small count in it, is not believed. */
START_TEST(small_counts_in_a_published_document_are_found)
{
    crossing_table t = plenty();
    json_t *document = published_of(&t), *out = NULL;
    gg_error err;

    gg_error_init(&err);
    json_object_set_new(json_array_get(at(document, "operation/sources"), 0), "unique_finds",
                        json_integer(4));
    ck_assert_int_eq(gg_publish(document, NULL, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "unique_finds");
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, all_of_it_where_nothing_is_small);
    tcase_add_test(tc, a_small_rule_is_not_told_apart);
    tcase_add_test(tc, a_group_with_few_held_back_is_not_told);
    tcase_add_test(tc, nothing_where_all_rules_together_are_small);
    tcase_add_test(tc, one_attribute_of_an_intersection_is_told_by_rule);
    tcase_add_test(tc, one_attribute_beside_arms_is_told_by_rule);
    tcase_add_test(tc, a_small_overlap_leaves_what_each_referred);
    tcase_add_test(tc, decisions_alone);
    tcase_add_test(tc, weights_are_no_rows);
    tcase_add_test(tc, counts_that_contradict_each_other_are_not_shown);
    tcase_add_test(tc, small_counts_in_a_published_document_are_found);
}

GG_TEST_MAIN("disclose/operation_shown")
