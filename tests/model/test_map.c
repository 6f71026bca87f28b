/* Maps that people write: unknown keys, other types. */
#include "suite.h"

#include <string.h>

#include "model/model_internal.h"

static const char *const keys[] = {"a", "bb", "c", NULL};
static gg_error err;

static gg_status check(json_t *map)
{
    gg_status status;

    gg_error_init(&err);
    status = gg_map_check(map, keys, &err);
    json_decref(map);
    return status;
}

START_TEST(known_keys)
{
    ck_assert_int_eq(check(json_object()), GG_OK);
    ck_assert_int_eq(check(json_pack("{s:i, s:n}", "c", 1, "a")), GG_OK);
}
END_TEST

START_TEST(unknown_keys)
{
    ck_assert_int_eq(check(json_pack("{s:i, s:i}", "a", 1, "b", 2)), GG_E_INPUT);
    ck_assert_str_eq(err.what, "an unknown key \"b\"");
    ck_assert_str_eq(err.mend, "its keys are a, bb, c");
    ck_assert_int_eq(check(json_pack("{s:i}", "line\nbreak", 1)), GG_E_INPUT);
    ck_assert_str_eq(err.what, "an unknown key \"line?break\"");
    ck_assert_int_eq(
        check(json_pack("{s:i}",
                        "a key that is longer than what a message has room for to show "
                        "without pushing out the rest",
                        1)),
        GG_E_INPUT);
    ck_assert_str_eq(err.what, "an unknown key \"a key that is longer than what a message...\"");
}
END_TEST

START_TEST(no_map)
{
    ck_assert_int_eq(check(NULL), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not a map");
    ck_assert_int_eq(check(json_array()), GG_E_INPUT);
    ck_assert_int_eq(check(json_null()), GG_E_INPUT);
}
END_TEST

START_TEST(numbers)
{
    json_t *map = json_pack("{s:i, s:f, s:s, s:n}", "a", 3, "bb", 0.5, "c", "3", "d");
    bool given = false;
    double x = 9;

    ck_assert_int_eq(gg_map_number(map, "a", &x, &given, &err), GG_OK);
    ck_assert(given && x == 3);
    ck_assert_int_eq(gg_map_number(map, "bb", &x, NULL, &err), GG_OK);
    ck_assert_double_eq(x, 0.5);
    ck_assert_int_eq(gg_map_number(map, "absent", &x, &given, &err), GG_OK);
    ck_assert(!given && x == 0.5);
    for (const char *key = "c"; *key; key = strcmp(key, "c") == 0 ? "d" : "") {
        gg_error_init(&err);
        ck_assert_int_eq(gg_map_number(map, key, &x, &given, &err), GG_E_INPUT);
        ck_assert(strstr(err.what, " is not a number") && err.what[0] == *key);
        ck_assert_double_eq(x, 0.5);
    }
    json_decref(map);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, known_keys);
    tcase_add_test(tc, unknown_keys);
    tcase_add_test(tc, no_map);
    tcase_add_test(tc, numbers);
}

GG_TEST_MAIN("model/map")
