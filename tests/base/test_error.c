/* The error object: where, what, how to mend; one line, never too long, never half a character. */
#include "expect.h"
#include "gauger/base/text.h"

static gg_error err;

static void begin(void)
{
    memset(&err, 0x5a, sizeof err);
    gg_error_init(&err);
}

START_TEST(empty_after_init)
{
    char line[GG_ERROR_MAX + 1] = "x";

    ck_assert_int_eq(err.status, GG_OK);
    ck_assert_uint_eq(gg_error_format(&err, line, sizeof line), 0);
    ck_assert_str_eq(line, "");
}
END_TEST

START_TEST(the_example_of_the_contract)
{
    gg_error_where(&err, "scores.csv", 18, "score");
    ck_assert_int_eq(gg_error_set(&err, GG_E_INPUT, "give --skip-bad-rows to leave such rows out",
                                  "not a number (shape \"%s\")", "aaa"),
                     GG_E_INPUT);
    expect_error(&err, GG_E_INPUT,
                 "scores.csv:18: column \"score\": not a number (shape \"aaa\"); "
                 "give --skip-bad-rows to leave such rows out");
}
END_TEST

START_TEST(parts_that_are_unknown_are_left_out)
{
    gg_error_set(&err, GG_E_USAGE, NULL, "unknown option");
    expect_error(&err, GG_E_USAGE, "unknown option");
    gg_error_where(&err, NULL, 0, "race");
    expect_error(&err, GG_E_USAGE, "column \"race\": unknown option");
    gg_error_where(&err, NULL, 7, NULL);
    expect_error(&err, GG_E_USAGE, ":7: column \"race\": unknown option");
    gg_error_where(&err, "f", 0, NULL);
    expect_error(&err, GG_E_USAGE, "f:7: column \"race\": unknown option");
}
END_TEST

START_TEST(the_first_error_wins)
{
    ck_assert_int_eq(gg_error_set(&err, GG_E_IO, "first mend", "first"), GG_E_IO);
    ck_assert_int_eq(gg_error_set(&err, GG_E_INPUT, "second mend", "second"), GG_E_INPUT);
    gg_error_where(&err, "a", 1, "c");
    gg_error_where(&err, "b", 2, "d");
    expect_error(&err, GG_E_IO, "a:1: column \"c\": first; first mend");
}
END_TEST

START_TEST(without_an_object)
{
    gg_error_init(NULL);
    gg_error_where(NULL, "a", 1, "b");
    ck_assert_int_eq(gg_error_set(NULL, GG_E_LIMIT, "m", "w"), GG_E_LIMIT);
}
END_TEST

START_TEST(control_characters_are_replaced)
{
    gg_error_where(&err, "a\nb\x1b[31m", 0, "c\x7f\xc2\x9b");
    gg_error_set(&err, GG_E_INPUT, "d\te", "%s", "f\rg\xff");
    expect_error(&err, GG_E_INPUT, "a?b?[31m: column \"c??\": f?g?; d?e");
}
END_TEST

/* Every part as long as can be, in characters of three bytes: 491 bytes at most, all valid UTF-8.
 */
START_TEST(long_texts_are_cut)
{
    char text[1200] = "", line[1024];
    size_t n;

    for (int i = 0; i < 380; i++)
        strcat(text, "\xe2\x82\xac");
    gg_error_where(&err, text, 18446744073709551615ULL, text);
    gg_error_set(&err, GG_E_INPUT, text, "%s", text);
    n = gg_error_format(&err, line, sizeof line);
    ck_assert_uint_eq(n, strlen(line));
    ck_assert_uint_le(n, GG_ERROR_MAX);
    ck_assert_uint_gt(n, GG_ERROR_MAX - 8);
    ck_assert(gg_text_utf8(line, n, NULL));
    ck_assert_str_eq(line + n - 3, "...");
    ck_assert_ptr_nonnull(strstr(line, "...:18446744073709551615: column \""));
    /* "gauger: ", the message and a newline. */
    ck_assert_uint_le(8 + GG_ERROR_MAX + 1, 500);
}
END_TEST

/* The cut moves through a text of one-byte and four-byte characters; it never splits one. */
START_TEST(a_cut_never_splits_a_character)
{
    for (int lead = 0; lead < 8; lead++) {
        char text[600] = "", line[GG_ERROR_MAX + 1];

        memset(text, 'x', (size_t)lead);
        for (int i = 0; i < 120; i++)
            strcat(text, "\xf0\x9f\x98\x80");
        gg_error_init(&err);
        gg_error_set(&err, GG_E_INPUT, text, "%s", text);
        ck_assert(gg_text_utf8(err.what, strlen(err.what), NULL));
        ck_assert(gg_text_utf8(err.mend, strlen(err.mend), NULL));
        for (size_t size = 8; size < sizeof line; size++) {
            size_t n = gg_error_format(&err, line, size);

            ck_assert_uint_lt(n, size);
            ck_assert_uint_eq(n, strlen(line));
            ck_assert(gg_text_utf8(line, n, NULL));
        }
    }
}
END_TEST

START_TEST(a_buffer_too_small_gives_nothing)
{
    char line[8] = "1234567";

    gg_error_set(&err, GG_E_INPUT, NULL, "wrong");
    ck_assert_uint_eq(gg_error_format(&err, line, 7), 0);
    ck_assert_str_eq(line, "");
    line[0] = '!';
    ck_assert_uint_eq(gg_error_format(&err, line, 0), 0);
    ck_assert_int_eq(line[0], '!');
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, NULL);
    tcase_add_test(tc, empty_after_init);
    tcase_add_test(tc, the_example_of_the_contract);
    tcase_add_test(tc, parts_that_are_unknown_are_left_out);
    tcase_add_test(tc, the_first_error_wins);
    tcase_add_test(tc, without_an_object);
    tcase_add_test(tc, control_characters_are_replaced);
    tcase_add_test(tc, long_texts_are_cut);
    tcase_add_test(tc, a_cut_never_splits_a_character);
    tcase_add_test(tc, a_buffer_too_small_gives_nothing);
}

GG_TEST_MAIN("base/error")
