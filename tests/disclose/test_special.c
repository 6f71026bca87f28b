/*
 * Special protected classes: what is published is what would be if the table did not have them, and
 * it says which were left out; a verdict and a comparison tell nothing of them either.
 */
#include "cells.h"

static const table with = {.names = {"sex", "faith"},
                           .crossings = {"01"},
                           .atoms = {{{"F", "orth", ""}, {100, 50, 60, 90}},
                                     {{"F", "kath", ""}, {90, 45, 40, 70}},
                                     {{"M", "orth", ""}, {80, 55, 40, 60}},
                                     {{"M", "kath", ""}, {110, 65, 40, 50}}},
                           .n = 4};
static const table without = {
    .names = {"sex"},
    .atoms = {{{"F", "", ""}, {190, 95, 100, 160}}, {{"M", "", ""}, {190, 120, 80, 110}}},
    .n = 2};

static json_t *shown(const json_t *evaluation)
{
    json_t *out = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_publish(evaluation, NULL, &out, &err) == GG_OK, "%s", err.what);
    return out;
}

static json_t *declared(const char *class)
{
    json_t *e = evaluation_of(&with);

    ck_assert_int_eq(json_object_set_new(e, "special", json_pack("[s]", class)), 0);
    return e;
}

START_TEST(nothing_is_left_of_a_class)
{
    json_t *e = declared("faith"), *plain = evaluation_of(&without);
    json_t *a = shown(e), *b = shown(plain);
    json_t *disclosure = json_object_get(a, "disclosure");
    char *text = json_dumps(a, 0);

    ck_assert(strstr(text, "\"orth\"") == NULL && strstr(text, "kath") == NULL);
    ck_assert_ptr_nonnull(json_object_get(json_object_get(a, "attributes"), "sex"));
    ck_assert_uint_eq(json_object_size(json_object_get(a, "attributes")), 1);
    ck_assert_uint_eq(json_object_size(json_object_get(a, "intersections")), 0);
    ck_assert(json_equal(json_object_get(a, "attributes"), json_object_get(b, "attributes")));
    ck_assert(json_equal(json_object_get(a, "overall"), json_object_get(b, "overall")));
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(disclosure, "special"), 0)),
                     "faith");
    ck_assert_str_eq(
        gg_json_string(json_array_get(json_object_get(disclosure, "withheld"), 0), "part", ""),
        "faith");
    ck_assert_ptr_null(json_object_get(json_object_get(b, "disclosure"), "special"));
    /* What was given is as it was. */
    ck_assert_uint_eq(json_object_size(json_object_get(e, "attributes")), 2);
    free(text);
    json_decref(a);
    json_decref(b);
    json_decref(e);
    json_decref(plain);
}
END_TEST

/* A name is met whole: "ex" is not "sex". */
START_TEST(names_are_met_whole)
{
    json_t *e = declared("ex"), *a = shown(e);

    ck_assert_uint_eq(json_object_size(json_object_get(a, "attributes")), 2);
    ck_assert_uint_eq(json_object_size(json_object_get(a, "intersections")), 1);
    json_decref(a);
    json_decref(e);
}
END_TEST

static json_t *subject(const char *name, const char *slice)
{
    return json_pack("{s:s, s:s, s:s}", "subject", name, "slice", slice, "result", "fail");
}

START_TEST(a_verdict_keeps_its_subjects_back)
{
    json_t *e = declared("faith"), *p = shown(e), *out = NULL, *rule;
    json_t *verdict = json_pack(
        "{s:s, s:s, s:[{s:s, s:s, s:[o, o, o, o], s:[o]}, {s:s, s:s, s:[o], s:[]}]}", "format",
        "gauger/verdict/1", "result", "fail", "rules", "id", "one", "result", "fail", "subjects",
        subject("F", "sex=F"), subject("orth", "faith=orth"), subject("F*kath", "sex*faith=F*kath"),
        subject("faith", ""), "not_judged", subject("kath", "faith=kath"), "id", "two", "result",
        "fail", "subjects", subject("orth", "faith=orth"), "not_judged");
    gg_error err;

    gg_error_init(&err);
    ck_assert_ptr_nonnull(verdict);
    ck_assert_int_eq(gg_publish_verdict(verdict, p, &out, &err), GG_OK);
    rule = json_array_get(json_object_get(out, "rules"), 0);
    ck_assert_uint_eq(json_array_size(json_object_get(rule, "subjects")), 1);
    ck_assert_uint_eq(json_array_size(json_object_get(rule, "not_judged")), 0);
    ck_assert_str_eq(gg_json_string(rule, "message", ""), "fails for F");
    rule = json_array_get(json_object_get(out, "rules"), 1);
    ck_assert_str_eq(gg_json_string(rule, "result", ""), "fail");
    ck_assert_ptr_nonnull(strstr(gg_json_string(rule, "message", ""), "special protected class"));
    json_decref(out);
    json_decref(verdict);
    json_decref(p);
    json_decref(e);
}
END_TEST

/* Of overlap the share goes to a step, and a few rows are not told from none. */
START_TEST(overlap_goes_to_a_step)
{
    json_t *e = evaluation_of(&without), *p, *o;
    json_t *data = json_object_get(e, "data");
    json_t *overlap =
        json_pack("{s:s, s:[s], s:i, s:i, s:i, s:b, s:{s:f, s:f, s:f, s:s}, s:f, s:n}", "training",
                  "t@1", "columns", "x", "rows", 1045, "compared", 1045, "found", 314, "sampled", 0,
                  "share", "value", 314.0 / 1045, "low", 314.0 / 1045, "high", 314.0 / 1045,
                  "method", "counted", "by_chance", 0.0123, "accepted");

    ck_assert_ptr_nonnull(overlap);
    if (!data)
        json_object_set_new(e, "data", data = json_object());
    json_object_set_new(data, "overlap", overlap);
    p = shown(e);
    o = json_object_get(json_object_get(p, "data"), "overlap");
    ck_assert(json_is_null(json_object_get(o, "found")));
    /* 1,045 rows have 95 cells of 11: fifty steps. */
    ck_assert_double_eq(gg_json_number(o, "step", 0), 0.02);
    ck_assert_double_eq(gg_json_number(json_object_get(o, "share"), "value", 0), 0.3);
    json_decref(p);
    json_object_set_new(overlap, "found", json_integer(4));
    p = shown(e);
    o = json_object_get(json_object_get(p, "data"), "overlap");
    ck_assert(json_is_null(json_object_get(json_object_get(o, "share"), "value")));
    ck_assert_str_eq(gg_json_string(json_object_get(o, "share"), "why_null", ""), "withheld");
    ck_assert(json_is_null(json_object_get(o, "by_chance")));
    json_decref(p);
    json_decref(e);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, nothing_is_left_of_a_class);
    tcase_add_test(tc, names_are_met_whole);
    tcase_add_test(tc, a_verdict_keeps_its_subjects_back);
    tcase_add_test(tc, overlap_goes_to_a_step);
}

GG_TEST_MAIN("disclose/special")
