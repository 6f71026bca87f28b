/* UTF-8, shapes, widths, names fit for messages. */
#include "gauger/base/text.h"

#include <string.h>

#include "suite.h"

/* RFC 3629, section 4 (the table of well-formed sequences): edges of each row, inside and outside.
 */
static const struct {
    const char *bytes;
    int bad_at; /* -1: valid */
} sequences[] = {
    {"", -1},
    {"plain", -1},
    {"\x7f", -1},
    {"\x80", 0},
    {"\xbf", 0},
    {"\xc0\x80", 0},
    {"\xc1\xbf", 0},
    {"\xc2\x80", -1},
    {"\xc2\x7f", 0},
    {"\xc2\xc0", 0},
    {"\xdf\xbf", -1},
    {"\xe0\x9f\xbf", 0},
    {"\xe0\xa0\x80", -1},
    {"\xec\xbf\xbf", -1},
    {"\xed\x9f\xbf", -1},
    {"\xed\xa0\x80", 0},
    {"\xed\xbf\xbf", 0},
    {"\xee\x80\x80", -1},
    {"\xef\xbf\xbf", -1},
    {"\xf0\x8f\xbf\xbf", 0},
    {"\xf0\x90\x80\x80", -1},
    {"\xf3\xbf\xbf\xbf", -1},
    {"\xf4\x8f\xbf\xbf", -1},
    {"\xf4\x90\x80\x80", 0},
    {"\xf5\x80\x80\x80", 0},
    {"\xf8\x88\x80\x80\x80", 0},
    {"\xfe", 0},
    {"\xff", 0},
    {"ab\xc3", 2},
    {"ab\xe2\x82", 2},
    {"ab\xf0\x9f\x98", 2},
    {"ab\xe2\x82x", 2},
    {"ab\xf0\x9f\x98x", 2},
    {"\xe2\x82\xac\xe2\x82\xac\xff", 6},
    {"eight by\xc3\xa9ght bytes\xc3", 19},
    {"sixteen bytes are\xffhere", 17},
};

START_TEST(utf8)
{
    const char *s = sequences[_i].bytes;
    size_t n = strlen(s), at = 99;
    bool good = gg_text_utf8(s, n, &at);

    ck_assert_int_eq(good, sequences[_i].bad_at < 0);
    ck_assert_uint_eq(at, good ? 99 : (size_t)sequences[_i].bad_at);
    ck_assert_int_eq(gg_text_utf8(s, n, NULL), good);
}
END_TEST

/* Every code point is valid by itself but the surrogates, and lands at any offset of a word of 8.
 */
START_TEST(utf8_every_code_point)
{
    for (unsigned c = 1; c <= 0x10ffff; c++) {
        char text[24] = "aaaaaaaaaaaaaaaaaaaaaa";
        size_t at = c % 9, n = at;

        if (c < 0x80) {
            text[n++] = (char)c;
        } else if (c < 0x800) {
            text[n++] = (char)(0xc0 | c >> 6);
        } else if (c < 0x10000) {
            text[n++] = (char)(0xe0 | c >> 12);
            text[n++] = (char)(0x80 | (c >> 6 & 63));
        } else {
            text[n++] = (char)(0xf0 | c >> 18);
            text[n++] = (char)(0x80 | (c >> 12 & 63));
            text[n++] = (char)(0x80 | (c >> 6 & 63));
        }
        if (c >= 0x80)
            text[n++] = (char)(0x80 | (c & 63));
        if (gg_text_utf8(text, n + 4, NULL) != (c < 0xd800 || c > 0xdfff))
            ck_abort_msg("U+%04X", c);
    }
}
END_TEST

static const struct {
    const char *text, *shape;
} shapes[] = {
    {"", ""},
    {"123-45-6789", "ddd-dd-dddd"},
    {"O'Neil, Ann", "a'aaaa, aaa"},
    {"say \"x\"", "aaa 'a'"},
    {"M\xc3\xbcller", "auaaaa"},
    {"\xf0\x9f\x98\x80\xe2\x82\xac", "uu"},
    {"a\tb\x7f\x1b", "acacc"},
    {"\xff\xc3x", "uua"},
    {"123456789012345678901234", "dddddddddddddddddddddddd"},
    {"1234567890123456789012345", "dddddddddddddddddddddddd..."},
    {"\\{[%$#@!", "\\{[%$#@!"},
};

START_TEST(shape)
{
    char out[32];

    ck_assert_str_eq(gg_text_shape(shapes[_i].text, strlen(shapes[_i].text), out, sizeof out),
                     shapes[_i].shape);
}
END_TEST

START_TEST(shape_takes_the_bytes_given)
{
    char out[32];

    ck_assert_str_eq(gg_text_shape("12\0ab", 5, out, sizeof out), "ddcaa");
    ck_assert_str_eq(gg_text_shape("1234", 2, out, sizeof out), "dd");
}
END_TEST

START_TEST(same_but_for_case)
{
    ck_assert(gg_text_same("TRUE", 4, "true"));
    ck_assert(gg_text_same("yes", 3, "YES"));
    ck_assert(gg_text_same("", 0, ""));
    ck_assert(!gg_text_same("tru", 3, "true"));
    ck_assert(!gg_text_same("true", 4, "tru"));
    ck_assert(!gg_text_same("true ", 5, "true"));
    ck_assert(!gg_text_same("tr\0e", 4, "tr"));
    /* '[' and '{' differ by the same bit as letters do. */
    ck_assert(!gg_text_same("[", 1, "{"));
    ck_assert(!gg_text_same("\xc3\x89", 2, "\xc3\xa9"));
}
END_TEST

/* Expected widths: Python's unicodedata.east_asian_width (W and F are 2) and combining classes. */
static const struct {
    const char *text;
    size_t width;
} widths[] = {
    {"", 0},
    {"abc", 3},
    {"M\xc3\xbcller", 6},
    {"Mu\xcc\x88ller", 6},           /* u and a combining diaeresis */
    {"\xe6\x97\xa5\xe6\x9c\xac", 4}, /* Japan, in kanji */
    {"\xed\x95\x9c", 2},             /* a Hangul syllable */
    {"\xef\xbc\xa1", 2},             /* a fullwidth A */
    {"\xef\xbd\xb1", 1},             /* a halfwidth katakana */
    {"\xf0\x9f\x98\x80", 2},         /* an emoji */
    {"\xf0\xa0\x80\x80", 2},         /* a rare ideograph */
    {"\xe2\x82\xac", 1},             /* the euro sign */
    {"a\xe2\x80\x8b"
     "b",
     2},                                     /* a zero width space */
    {"\xff\xfe", 2},                         /* two invalid bytes */
    {"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", 4}, /* Hebrew */
};

START_TEST(width)
{
    ck_assert_uint_eq(gg_text_width(widths[_i].text, strlen(widths[_i].text)), widths[_i].width);
}
END_TEST

static const struct {
    const char *text;
    size_t max;
    const char *clean;
} names[] = {
    {"", 5, ""},
    {"exact", 5, "exact"},
    {"longer", 5, "longe..."},
    {"a\nb\tc", 10, "a?b?c"},
    {"\x1b]0;x\x07", 10, "?]0;x?"},
    {"\xc2\x80\xc2\x9f\xc2\xa0", 10, "??\xc2\xa0"},
    {"\x7f", 10, "?"},
    {"\xff\xc3[", 10, "??["},
    {"ab\xe2\x82\xac", 4, "ab..."},
    {"ab\xe2\x82\xac", 5, "ab\xe2\x82\xac"},
    {"\xf0\x9f\x98\x80", 3, "..."},
    {"\xf0\x9f\x98\x80", 1, "..."},
};

START_TEST(clean)
{
    char out[16];

    memset(out, '#', sizeof out);
    ck_assert_str_eq(gg_text_clean(names[_i].text, strlen(names[_i].text), out, names[_i].max),
                     names[_i].clean);
    ck_assert_uint_lt(strlen(out), names[_i].max + 4);
}
END_TEST

#define COUNT(a) (int)(sizeof(a) / sizeof *(a))

static void tests(TCase *tc)
{
    tcase_add_loop_test(tc, utf8, 0, COUNT(sequences));
    tcase_add_test(tc, utf8_every_code_point);
    tcase_add_loop_test(tc, shape, 0, COUNT(shapes));
    tcase_add_test(tc, shape_takes_the_bytes_given);
    tcase_add_test(tc, same_but_for_case);
    tcase_add_loop_test(tc, width, 0, COUNT(widths));
    tcase_add_loop_test(tc, clean, 0, COUNT(names));
}

GG_TEST_MAIN("base/text")
