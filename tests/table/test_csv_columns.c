/* A table of which only the columns are known. */
#include "suite.h"

#include <string.h>

#include "gauger/table/csv_columns.h"
#include "gauger/table/schema.h"

START_TEST(columns)
{
    static const char *const names[] = {"score", "\"; drop table x; --", "Zo\303\253"};
    gg_schema schema;
    gg_error err;
    gg_csv *csv = NULL;
    size_t at, room[3], n = 0;

    gg_error_init(&err);
    ck_assert_int_eq(gg_csv_of_columns("odbc:a/b", names, 3, &csv, &err), GG_OK);
    ck_assert_uint_eq(gg_csv_columns(csv), 3);
    ck_assert_str_eq(gg_csv_path(csv), "odbc:a/b");
    ck_assert_str_eq(gg_csv_name(csv, 1), names[1]);
    ck_assert(gg_csv_name(csv, 3) == NULL);
    ck_assert(gg_csv_find(csv, names[2], &at));
    ck_assert_uint_eq(at, 2);
    ck_assert_uint_eq(gg_csv_rows(csv), 0);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "score", GG_ROLE_SCORE, &err), GG_OK);
    ck_assert_int_eq(gg_schema_bind(&schema, csv, GG_ROLE_SCORE, room, &n, &err), GG_OK);
    ck_assert_uint_eq(n, 1);
    ck_assert_uint_eq(room[0], 0);
    gg_schema_release(&schema);
    gg_csv_close(csv);
}
END_TEST

START_TEST(refused)
{
    static const char *const wrong[][2] = {{"a", ""}, {"a", "a"}};
    gg_csv *csv = NULL;
    gg_error err;

    for (size_t i = 0; i < 2; i++) {
        gg_error_init(&err);
        ck_assert_int_eq(gg_csv_of_columns("t", wrong[i], 2, &csv, &err), GG_E_INPUT);
        ck_assert(csv == NULL);
        ck_assert_str_eq(err.file, "t");
    }
    gg_error_init(&err);
    ck_assert_int_eq(gg_csv_of_columns("t", NULL, 0, &csv, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "has no columns");
    ck_assert(csv == NULL);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, columns);
    tcase_add_test(tc, refused);
}

GG_TEST_MAIN("table/csv_columns")
