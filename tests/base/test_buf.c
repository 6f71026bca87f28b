/* Buffers: whole or failed, never beyond the maximum, and failed for good. */
#include "gauger/base/buf.h"

#include <stdint.h>

#include "expect.h"

static gg_buf buf;

static void begin(void)
{
    gg_buf_init(&buf, 0);
}

static void end(void)
{
    gg_buf_release(&buf);
}

START_TEST(all_ways_to_append)
{
    gg_buf_puts(&buf, "one");
    gg_buf_append(&buf, " \0 ", 3);
    gg_buf_fill(&buf, '-', 2);
    gg_buf_printf(&buf, "%d %s", 12, "two");
    gg_buf_append(&buf, NULL, 0);
    gg_buf_fill(&buf, 'x', 0);
    ck_assert_uint_eq(buf.size, 14);
    ck_assert_mem_eq(buf.data, "one \0 --12 two", 15);
    expect_ok(gg_buf_check(&buf, &eo_err));
}
END_TEST

START_TEST(it_grows)
{
    for (int i = 0; i < 100000; i++)
        gg_buf_printf(&buf, "%d\n", i);
    ck_assert_uint_eq(buf.size, 10 * 2 + 90 * 3 + 900 * 4 + 9000 * 5 + 90000 * 6);
    ck_assert_str_eq(buf.data + buf.size - 6, "99999\n");
    ck_assert_uint_gt(buf.room, buf.size);
}
END_TEST

/* Exactly the maximum is allowed, one more is not, whichever way it comes. */
START_TEST(the_maximum)
{
    for (int way = 0; way < 4; way++) {
        gg_error err;

        gg_buf_release(&buf);
        gg_buf_init(&buf, 10);
        gg_buf_puts(&buf, "0123456789");
        ck_assert_int_eq(gg_buf_check(&buf, NULL), GG_OK);
        if (way == 0)
            gg_buf_append(&buf, "a", 1);
        else if (way == 1)
            gg_buf_puts(&buf, "a");
        else if (way == 2)
            gg_buf_printf(&buf, "%c", 'a');
        else
            gg_buf_fill(&buf, 'a', 1);
        ck_assert_str_eq(buf.data, "0123456789");
        gg_error_init(&err);
        ck_assert_int_eq(gg_buf_check(&buf, &err), GG_E_LIMIT);
        expect_error(&err, GG_E_LIMIT, "more than 10 bytes");
    }
}
END_TEST

START_TEST(failure_stays)
{
    gg_error err;

    gg_buf_init(&buf, 4096);
    gg_buf_puts(&buf, "kept");
    gg_buf_fill(&buf, ' ', 5000);
    gg_buf_puts(&buf, "small");
    gg_buf_printf(&buf, "%d", 1);
    gg_buf_fill(&buf, ' ', 1);
    gg_buf_append(&buf, "", 0);
    ck_assert(buf.failed);
    ck_assert_str_eq(buf.data, "kept");
    gg_error_init(&err);
    /* Far from the maximum when it failed, but it is the maximum that stood in the way. */
    ck_assert_int_eq(gg_buf_check(&buf, &err), GG_E_LIMIT);
    expect_error(&err, GG_E_LIMIT, "more than 4096 bytes");
}
END_TEST

START_TEST(memory_runs_out)
{
    gg_error err;

    gg_buf_init(&buf, SIZE_MAX);
    gg_buf_fill(&buf, ' ', SIZE_MAX / 4);
    gg_error_init(&err);
    ck_assert_int_eq(gg_buf_check(&buf, &err), GG_E_MEMORY);
    expect_error(&err, GG_E_MEMORY, "out of memory");
    gg_buf_release(&buf);
    gg_buf_fill(&buf, ' ', SIZE_MAX - 1);
    ck_assert_int_eq(gg_buf_check(&buf, NULL), GG_E_MEMORY);
}
END_TEST

START_TEST(released_and_used_again)
{
    gg_buf_init(&buf, 3);
    gg_buf_puts(&buf, "four");
    ck_assert(buf.failed);
    gg_buf_release(&buf);
    ck_assert_ptr_null(buf.data);
    ck_assert(!buf.failed && !buf.full);
    ck_assert_uint_eq(buf.max, 3);
    gg_buf_puts(&buf, "abc");
    ck_assert_str_eq(buf.data, "abc");
    gg_buf_release(NULL);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, all_ways_to_append);
    tcase_add_test(tc, it_grows);
    tcase_add_test(tc, the_maximum);
    tcase_add_test(tc, failure_stays);
    tcase_add_test(tc, memory_runs_out);
    tcase_add_test(tc, released_and_used_again);
}

GG_TEST_MAIN("base/buf")
