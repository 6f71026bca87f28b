/* Files of group totals. */
#include "gauger/evaluate/population.h"

#include "gauger/base/buf.h"

#include <math.h>
#include <string.h>

#include "suite.h"
#include "table/temporary.h"

static gg_status read_table(const char *table, gg_population *out, gg_error *err)
{
    temporary file = temporary_file(table, 0);
    gg_status status;

    gg_error_init(err);
    status = gg_population_read(file.path, out, err);
    temporary_remove(&file);
    return status;
}

static double one(const gg_population *p, const char *attribute, const char *level)
{
    return gg_population_count(p, &attribute, &level, 1);
}

static double two(const gg_population *p, const char *race, const char *sex)
{
    const char *attributes[] = {"race", "sex"}, *levels[] = {race, sex};

    return gg_population_count(p, attributes, levels, 2);
}

START_TEST(test_long_form)
{
    gg_population p;
    gg_error err;

    ck_assert_int_eq(
        read_table("group,attribute,count,note\nA,race,700,x\nB,race,300,\nF,sex,510,\n"
                   "M,sex,480,\n",
                   &p, &err),
        GG_OK);
    ck_assert(one(&p, "race", "A") == 700 && one(&p, "sex", "M") == 480);
    ck_assert(isnan(one(&p, "race", "C")) && isnan(one(&p, "site", "A")));
    ck_assert(isnan(two(&p, "A", "F")));
    /* No total is given: the attribute that leaves out fewest. */
    ck_assert(gg_population_count(&p, NULL, NULL, 0) == 1000);
    gg_population_release(&p);
    ck_assert_int_eq(
        read_table("attribute,group,count\nrace,A,700\nrace,B,300\n,,1005\n", &p, &err), GG_OK);
    ck_assert(gg_population_count(&p, NULL, NULL, 0) == 1005);
    gg_population_release(&p);
    /* Lines of one attribute need not stand together. */
    ck_assert_int_eq(
        read_table("attribute,group,count\nrace,A,7\nsex,F,9\nrace,B,3\nsex,M,2\n", &p, &err),
        GG_OK);
    ck_assert(gg_population_count(&p, NULL, NULL, 0) == 11);
    gg_population_release(&p);
    gg_population_release(NULL);
}
END_TEST

START_TEST(test_wide_form)
{
    gg_population p;
    gg_error err;

    ck_assert_int_eq(read_table("race,count,sex\nA,400,F\nA,300,M\nB,110,F\n,20,M\n", &p, &err),
                     GG_OK);
    ck_assert(one(&p, "race", "A") == 700 && one(&p, "sex", "F") == 510);
    ck_assert(one(&p, "race", "(missing)") == 20);
    ck_assert(two(&p, "A", "M") == 300);
    ck_assert(isnan(two(&p, "B", "M")));
    ck_assert(gg_population_count(&p, NULL, NULL, 0) == 830);
    gg_population_release(&p);
}
END_TEST

START_TEST(test_many_lines)
{
    gg_buf b;
    gg_population p;
    gg_error err;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "place,count\n");
    for (int i = 0; i < 3000; i++)
        gg_buf_printf(&b, "p%d,%d\n", i, i);
    ck_assert_int_eq(read_table(b.data, &p, &err), GG_OK);
    ck_assert(one(&p, "place", "p2999") == 2999);
    ck_assert(gg_population_count(&p, NULL, NULL, 0) == 2999 * 1500);
    gg_population_release(&p);
    gg_buf_release(&b);
}
END_TEST

START_TEST(test_bad_files)
{
    static const struct {
        const char *table, *what;
        unsigned long long line;
    } bad[] = {
        {"attribute,group,n\nrace,A,7\n", "\"count\"", 0},
        {"count\n7\n", "no column of groups", 0},
        {"attribute,group,count\nrace,A,seven\n", "", 2},
        {"attribute,group,count\nrace,A,-7\n", "", 2},
        {"attribute,group,count\nrace,A,7.5\n", "", 2},
        {"attribute,group,count\nrace,A,7\nrace,,8\n", "go together", 3},
        {"attribute,group,count\n,A,7\n", "go together", 2},
        {"attribute,group,count\nrace,A,7\nsex,F,1\nrace,A,8\n", "line 2 first", 4},
        {"race,sex,count\nA,F,7\nA,F,8\n", "line 2 first", 3},
        {"race,sex,count\n", "no line", 0},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gg_population p = {.n_lines = 7};
        gg_error err;

        ck_assert_int_eq(read_table(bad[i].table, &p, &err), GG_E_INPUT);
        ck_assert_msg(strstr(err.what, bad[i].what) != NULL, "%zu: %s", i, err.what);
        ck_assert_msg(err.line == bad[i].line, "%zu: line %llu", i, err.line);
        ck_assert(err.mend[0] != '\0' && err.file[0] != '\0');
        ck_assert_uint_eq(p.n_lines, 7);
    }
}
END_TEST

START_TEST(test_no_file)
{
    gg_population p;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_population_read("/nowhere/totals.csv", &p, &err), GG_E_NOT_FOUND);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_long_form);
    tcase_add_test(tc, test_wide_form);
    tcase_add_test(tc, test_many_lines);
    tcase_add_test(tc, test_bad_files);
    tcase_add_test(tc, test_no_file);
}

GG_TEST_MAIN("evaluate/population")
