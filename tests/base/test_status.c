/* The table of status codes: the part of it that scripts and programs rely on, spelled out. */
#include "gauger/base/status.h"

#include "suite.h"

static const struct {
    gg_status status;
    const char *name;
    int exit_status, http;
} contract[] = {
    {GG_OK, "ok", 0, 200},
    {GG_E_NO, "no", 1, 409},
    {GG_E_USAGE, "usage", 2, 400},
    {GG_E_INPUT, "bad_input", 2, 422},
    {GG_E_NOT_FOUND, "not_found", 2, 404},
    {GG_E_IO, "io", 2, 500},
    {GG_E_LIMIT, "limit", 2, 413},
    {GG_E_UNDEFINED, "undefined", 2, 422},
    {GG_E_CONFLICT, "conflict", 2, 409},
    {GG_E_INCONCLUSIVE, "inconclusive", 3, 409},
    {GG_E_MEMORY, "out_of_memory", 70, 500},
    {GG_E_INTERNAL, "internal", 70, 500},
};

START_TEST(every_code_is_in_the_contract)
{
    ck_assert_int_eq(sizeof contract / sizeof *contract, GG_STATUS_COUNT);
    ck_assert_int_eq(GG_OK, 0);
}
END_TEST

START_TEST(names_and_numbers)
{
    ck_assert_str_eq(gg_status_name(contract[_i].status), contract[_i].name);
    ck_assert_int_eq(gg_status_exit(contract[_i].status), contract[_i].exit_status);
    ck_assert_int_eq(gg_status_http(contract[_i].status), contract[_i].http);
}
END_TEST

START_TEST(names_differ)
{
    for (int i = 0; i < GG_STATUS_COUNT; i++)
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(gg_status_name((gg_status)i), gg_status_name((gg_status)j));
}
END_TEST

START_TEST(outside_the_table)
{
    static const int outside[] = {-1, GG_STATUS_COUNT, 1000, -2147483647};

    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        ck_assert_str_eq(gg_status_name((gg_status)outside[i]), "internal");
        ck_assert_int_eq(gg_status_exit((gg_status)outside[i]), 70);
        ck_assert_int_eq(gg_status_http((gg_status)outside[i]), 500);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_code_is_in_the_contract);
    tcase_add_loop_test(tc, names_and_numbers, 0, sizeof contract / sizeof *contract);
    tcase_add_test(tc, names_differ);
    tcase_add_test(tc, outside_the_table);
}

GG_TEST_MAIN("base/status")
