/*
 * Published intersections: with the levels that their attributes show, lumped where that is needed,
 * or withheld with a reason.
 */
#include "cells.h"

#define LEAST 11

static const table crossed = {.names = {"race", "sex"},
                              .crossings = {"01"},
                              .atoms = {{{"r1", "F", ""}, {100, 50, 60, 90}},
                                        {{"r1", "M", ""}, {100, 50, 60, 90}},
                                        {{"r2", "F", ""}, {30, 5, 40, 20}},
                                        {{"r2", "M", ""}, {30, 45, 40, 20}},
                                        {{"r3", "F", ""}, {30, 25, 40, 20}},
                                        {{"r3", "M", ""}, {30, 25, 40, 21}}},
                              .n = 6};

START_TEST(an_intersection_lumps_levels_that_its_attributes_show)
{
    json_t *evaluation = evaluation_of(&crossed), *document = published(evaluation, LEAST);
    json_t *groups = at(document, "intersections/race*sex/groups");

    /* Alone r2 and r3 are large enough; crossed with sex r2 is not, and takes r3 with it. */
    ck_assert_uint_eq(json_object_size(at(document, "attributes/race/groups")), 3);
    ck_assert_uint_eq(json_object_size(groups), 4);
    ck_assert_int_eq(json_integer_value(at(groups, "(merged: 2 groups)*F/fp")), 30);
    ck_assert_uint_eq(
        json_array_size(at(document, "intersections/race*sex/merged/race/(merged: 2 groups)")), 2);
    ck_assert_ptr_null(at(document, "intersections/race*sex/merged/sex"));
    ck_assert(json_equal(at(evaluation, "intersections/race*sex/groups/r1*F"),
                         at(document, "intersections/race*sex/groups/r1*F")));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(an_intersection_that_would_be_one_attribute_again_is_withheld)
{
    table t = crossed;
    json_t *evaluation, *document;

    t.n = 4; /* r1 and r2 alone: lumping them would leave sex */
    evaluation = evaluation_of(&t);
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "intersections/race*sex"));
    ck_assert(strstr(why_withheld(document, "race*sex"), "too small to be shown, merged or not"));
    ck_assert_uint_eq(json_object_size(at(document, "attributes/race/groups")), 2);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(an_intersection_of_a_withheld_attribute_is_withheld)
{
    table t = crossed;
    json_t *evaluation, *document;

    for (size_t i = 0; i < t.n; i++)
        t.atoms[i].cells[3] = i < 2 ? 6 : 0; /* tp: 12 in all, 6 of each sex */
    evaluation = evaluation_of(&t);
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "attributes/sex"));
    ck_assert_str_eq(why_withheld(document, "race*sex"), "one of its attributes is withheld");
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(names_with_the_sign_of_crossing)
{
    table t = crossed;
    json_t *evaluation, *document;

    t.names[0] = "a*b";
    for (size_t i = 0; i < t.n; i++)
        t.atoms[i].levels[0] = i < 2 ? "x*y" : i < 4 ? "z" : "x";
    evaluation = evaluation_of(&t);
    document = published(evaluation, LEAST);
    ck_assert_ptr_nonnull(at(document, "intersections/a*b*sex/groups/x*y*F"));
    json_decref(document);
    json_decref(evaluation);
    /* x crossed with y*F reads like x*y crossed with F. */
    for (size_t i = 0; i < t.n; i++)
        t.atoms[i].levels[1] = i % 2 ? "y*F" : "F";
    evaluation = evaluation_of(&t);
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "intersections/a*b*sex"));
    ck_assert(strstr(why_withheld(document, "a*b*sex"), "can be read in several ways"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(intersections_that_contradict_their_attributes_are_withheld)
{
    json_t *evaluation = evaluation_of(&crossed), *document;
    json_t *groups = at(evaluation, "intersections/race*sex/groups");

    json_object_set(groups, "r1*M", json_object_get(groups, "r3*M"));
    document = published(evaluation, LEAST);
    ck_assert(strstr(why_withheld(document, "race*sex"), "do not add up to those of its"));
    json_decref(document);
    json_decref(evaluation);
    evaluation = evaluation_of(&crossed);
    json_object_del(at(evaluation, "attributes"), "sex");
    document = published(evaluation, LEAST);
    ck_assert_str_eq(why_withheld(document, "race*sex"),
                     "its attributes are not all in the document");
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, an_intersection_lumps_levels_that_its_attributes_show);
    tcase_add_test(tc, an_intersection_that_would_be_one_attribute_again_is_withheld);
    tcase_add_test(tc, an_intersection_of_a_withheld_attribute_is_withheld);
    tcase_add_test(tc, names_with_the_sign_of_crossing);
    tcase_add_test(tc, intersections_that_contradict_their_attributes_are_withheld);
}

GG_TEST_MAIN("disclose/crossing")
