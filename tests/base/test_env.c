/* The clock, how a time is written, and the surroundings of a run. */
#include "gauger/base/env.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "suite.h"

/* Expected texts: Python's datetime, but for the ends of the range. */
static const struct {
    int64_t time;
    const char *text;
} times[] = {
    {0, "1970-01-01T00:00:00Z"},
    {-1, "1969-12-31T23:59:59Z"},
    {951782400, "2000-02-29T00:00:00Z"},
    {1582934400, "2020-02-29T00:00:00Z"},
    {1709210096, "2024-02-29T12:34:56Z"},
    {4107542399, "2100-02-28T23:59:59Z"},
    {4107542400, "2100-03-01T00:00:00Z"},
    {-2208988800, "1900-01-01T00:00:00Z"},
    {-62135596800, "0001-01-01T00:00:00Z"},
    {-62167219200, "0000-01-01T00:00:00Z"},
    {-62167219201, "0000-01-01T00:00:00Z"},
    {253402300799, "9999-12-31T23:59:59Z"},
    {253402300800, "9999-12-31T23:59:59Z"},
    {INT64_MAX, "9999-12-31T23:59:59Z"},
    {INT64_MIN, "0000-01-01T00:00:00Z"},
};

START_TEST(format)
{
    char out[GG_TIME_TEXT];

    ck_assert_str_eq(gg_time_format(times[_i].time, out), times[_i].text);
}
END_TEST

/* Every day from 0001 to 9999 against the C library's calendar, whatever the time zone says. */
START_TEST(every_day)
{
    setenv("TZ", "XYZ+11", 1);
    tzset();
    for (int64_t t = -62135596800; t <= 253402300799; t += 86400 + 61) {
        time_t time = (time_t)t;
        struct tm tm;
        char want[64], out[GG_TIME_TEXT];

        ck_assert_ptr_nonnull(gmtime_r(&time, &tm));
        snprintf(want, sizeof want, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
                 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
        if (strcmp(gg_time_format(t, out), want) != 0)
            ck_abort_msg("%lld gives %s, expected %s", (long long)t, out, want);
    }
}
END_TEST

START_TEST(system_clock)
{
    time_t before = time(NULL);
    int64_t now = gg_clock_system(NULL);

    ck_assert_int_ge(now, before - 1);
    /* time() may be a tick behind. */
    ck_assert_int_le(now, time(NULL) + 1);
}
END_TEST

START_TEST(defaults)
{
    gg_env env = gg_env_default();
    cpu_set_t set;

    ck_assert_ptr_eq(env.now, gg_clock_system);
    ck_assert_uint_eq(env.seed, 1);
    ck_assert_ptr_null(env.user);
    ck_assert_int_eq(sched_getaffinity(0, sizeof set, &set), 0);
    ck_assert_uint_eq(env.threads, (unsigned)CPU_COUNT(&set));
}
END_TEST

START_TEST(one_processor_one_thread)
{
    cpu_set_t all, one;
    int cpu = 0;

    ck_assert_int_eq(sched_getaffinity(0, sizeof all, &all), 0);
    while (!CPU_ISSET(cpu, &all))
        cpu++;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
    ck_assert_uint_eq(gg_env_default().threads, 1);
}
END_TEST

START_TEST(a_clock_that_stands_still)
{
    int64_t time = 1709210096;
    gg_env env = gg_env_default();

    env.now = gg_clock_fixed;
    env.ctx = &time;
    ck_assert_int_eq(gg_env_now(&env), 1709210096);
    ck_assert_int_eq(gg_env_now(&env), 1709210096);
    time = -5;
    ck_assert_int_eq(gg_env_now(&env), -5);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_loop_test(tc, format, 0, sizeof times / sizeof *times);
    tcase_add_test(tc, every_day);
    tcase_add_test(tc, system_clock);
    tcase_add_test(tc, defaults);
    tcase_add_test(tc, one_processor_one_thread);
    tcase_add_test(tc, a_clock_that_stands_still);
}

GG_TEST_MAIN("base/env")
