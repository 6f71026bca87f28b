/* Numbers: read strictly and to the nearest double, printed in the fewest digits, in any locale. */
#include "gauger/base/text.h"

#include <locale.h>
#include <stdint.h>
#include <string.h>

#include "expect.h"
#include "gauger/base/arena.h"
#include "gauger/base/buf.h"
#include "gauger/base/random.h"

static uint64_t bits_of(double x)
{
    uint64_t u;

    memcpy(&u, &x, sizeof u);
    return u;
}

static double double_of(uint64_t u)
{
    double x;

    memcpy(&x, &u, sizeof x);
    return x;
}

/* ---- reading ---- */

static const char *const malformed[] = {
    "",
    " ",
    "+",
    "-",
    ".",
    "+.",
    "-.",
    "e5",
    ".e5",
    "1e",
    "1e+",
    "1e-",
    "1 ",
    " 1",
    "1\n",
    "\t1",
    "1,5",
    "1 000",
    "1_0",
    "0x10",
    "0X1p3",
    "nan",
    "NaN",
    "-nan",
    "inf",
    "+INF",
    "Infinity",
    "1f",
    "1d",
    "1L",
    "--1",
    "+-1",
    "1-",
    "1e5.0",
    "1.2.3",
    "1e5e5",
    "1..2",
    "..1",
    "1e+-5",
    "\xd9\xa1",
    "\xc2\xbd",
    "$1",
    "1%",
    "(1)",
    "1e 5",
    "\xef\xbb\xbf"
    "1",
    "\xe2\x88\x92"
    "1",
    "nan(1)",
};

/* One digit, a point and up to ten more: as strtod reads them, whatever their number. */
START_TEST(short_fractions)
{
    uint64_t bits = 88172645463325252u;
    char text[32];

    for (int i = 0; i < 20000; i++) {
        const int digits = i % 10 + 1;
        double x = -1;

        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        snprintf(text, sizeof text, "%d.%010u", (int)(bits >> 60) % 10,
                 (unsigned)(bits % 1000000000));
        text[digits + 2] = '\0';
        ck_assert_int_eq(gg_text_number(text, strlen(text), &x), GG_NUMBER_OK);
        ck_assert(x == strtod(text, NULL));
    }
}
END_TEST

/* Each place of such a number with each byte that does not belong there. */
START_TEST(short_fractions_spoilt)
{
    for (size_t n = 8; n <= 10; n++)
        for (size_t at = 0; at < n; at++)
            for (int c = 0; c < 256; c++) {
                char text[] = "0.12345678";
                const bool inside = at > 0 && at + 1 < n && (c == 'e' || c == 'E');
                const bool sign = at == 0 && (c == '-' || c == '+');
                double x;

                if ((c >= '0' && c <= '9') || (at == 1 && c == '.') || inside || sign)
                    continue;
                text[at] = (char)c;
                ck_assert_int_eq(gg_text_number(text, n, &x), GG_NUMBER_MALFORMED);
            }
}
END_TEST

START_TEST(what_is_no_number)
{
    double x = 17;

    ck_assert_int_eq(gg_text_number(malformed[_i], strlen(malformed[_i]), &x), GG_NUMBER_MALFORMED);
    ck_assert_double_eq(x, 17);
}
END_TEST

START_TEST(bytes_count_not_nul)
{
    double x = 17;

    ck_assert_int_eq(gg_text_number("1\0", 2, &x), GG_NUMBER_MALFORMED);
    ck_assert_int_eq(gg_text_number("1\0002", 3, &x), GG_NUMBER_MALFORMED);
    ck_assert_double_eq(x, 17);
    ck_assert_int_eq(gg_text_number("123456", 3, &x), GG_NUMBER_OK);
    ck_assert_double_eq(x, 123);
    ck_assert_int_eq(gg_text_number("1.5e10", 4, &x), GG_NUMBER_MALFORMED);
}
END_TEST

/* The nearest doubles by Python's float(). */
static const struct {
    const char *text;
    double value;
} numbers[] = {
    {"0", 0},
    {"007", 7},
    {"+1", 1},
    {"1.", 1},
    {".5", 0.5},
    {"-.5", -0.5},
    {"1E5", 1e5},
    {"1e+05", 1e5},
    {"1e-05", 1e-5},
    {"-12.25", -12.25},
    {"1.0000000000000000000000000000000000000000", 1},
    {"9007199254740993", 0x1.0000000000000p+53},
    {"9007199254740992.999999999999999999999999", 0x1.0000000000000p+53},
    {"9007199254740993.00000000000000000000001", 0x1.0000000000001p+53},
    {"2.4703282292062327e-324", 0},
    {"2.4703282292062328e-324", 0x0.0000000000001p-1022},
    {"1.7976931348623158e308", 0x1.fffffffffffffp+1023},
    {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
    {"2.2250738585072014e-308", 0x1.0000000000000p-1022},
    {"0.1", 0x1.999999999999ap-4},
    {"123456789012345678", 0x1.b69b4ba630f35p+56},
    {"8.5e22", 0x1.1ffdbf6b2b2ebp+76},
    {"1e22", 0x1.0f0cf064dd592p+73},
    {"1e23", 0x1.52d02c7e14af6p+76},
    {"6.9294956446009195e15", 0x1.89e56ee5e7a58p+52},
    {"3.518437208883201171875e13", 0x1.0000000000002p+45},
    {"62.5364939768271845828", 0x1.f44abd5aa7ca4p+5},
    {"1e-400", 0},
    {"0e99999999999999999999", 0},
    {"1e-99999999999999999999", 0},
};

START_TEST(nearest_double)
{
    double x = 17;

    ck_assert_int_eq(gg_text_number(numbers[_i].text, strlen(numbers[_i].text), &x), GG_NUMBER_OK);
    ck_assert_msg(bits_of(x) == bits_of(numbers[_i].value), "%s gives %a, expected %a",
                  numbers[_i].text, x, numbers[_i].value);
}
END_TEST

START_TEST(minus_zero)
{
    double x = 17;

    ck_assert_int_eq(gg_text_number("-0.00", 5, &x), GG_NUMBER_OK);
    ck_assert(bits_of(x) == bits_of(-0.0));
}
END_TEST

START_TEST(beyond_the_largest)
{
    static const char *const large[] = {
        "1e309", "-1e309", "1.7976931348623159e308", "1e310", "1e99999999999999999999", "-123e400"};
    char digits[401];
    double x = 17;

    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        ck_assert_int_eq(gg_text_number(large[i], strlen(large[i]), &x), GG_NUMBER_RANGE);
    memset(digits, '9', sizeof digits);
    ck_assert_int_eq(gg_text_number(digits, 400, &x), GG_NUMBER_RANGE);
    ck_assert_double_eq(x, 17);
    digits[300] = '.';
    ck_assert_int_eq(gg_text_number(digits, 400, &x), GG_NUMBER_OK);
    ck_assert_double_eq(x, 1e300);
}
END_TEST

/* Digits and exponent far beyond a double cancel; an exponent that were cut off would not. */
START_TEST(long_digits_against_long_exponents)
{
    static const struct {
        int zeros;
        long exponent;
        gg_number_kind kind;
        double value;
    } cases[] = {
        {400, 401, GG_NUMBER_OK, 1},         {400, 400, GG_NUMBER_OK, 0.1},
        {100000, 100001, GG_NUMBER_OK, 1},   {100000, 1000000, GG_NUMBER_RANGE, 0},
        {1000000, 1000001, GG_NUMBER_OK, 1}, {1000000, 500, GG_NUMBER_OK, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_buf text;
        double x = 0;

        gg_buf_init(&text, 0);
        gg_buf_puts(&text, "0.");
        gg_buf_fill(&text, '0', (size_t)cases[i].zeros);
        gg_buf_printf(&text, "1e%ld", cases[i].exponent);
        ck_assert_int_eq(gg_text_number(text.data, text.size, &x), cases[i].kind);
        ck_assert_double_eq(x, cases[i].value);
        gg_buf_release(&text);
    }
}
END_TEST

static size_t random_number(gg_random *r, char *out)
{
    size_t n = 0, digits = gg_random_bits(r) % 40 + 1, point = gg_random_bits(r) % (digits + 1);

    if (gg_random_bits(r) % 4 == 0)
        out[n++] = gg_random_bits(r) % 2 ? '-' : '+';
    for (size_t i = 0; i < digits; i++) {
        if (i == point)
            out[n++] = '.';
        out[n++] = (char)('0' + gg_random_bits(r) % 10);
    }
    if (gg_random_bits(r) % 2)
        n += (size_t)sprintf(out + n, "e%d", (int)(gg_random_bits(r) % 700) - 360);
    out[n] = '\0';
    return n;
}

/* glibc's strtod is correctly rounded; the fast path must give the same bits. */
START_TEST(as_strtod)
{
    gg_random r;

    gg_random_init(&r, 20, "numbers", "strtod");
    for (int i = 0; i < 200000; i++) {
        char text[80];
        size_t n = random_number(&r, text);
        double want = strtod(text, NULL), got = 17;
        gg_number_kind kind = gg_text_number(text, n, &got);

        if (kind != (isinf(want) ? GG_NUMBER_RANGE : GG_NUMBER_OK) ||
            (kind == GG_NUMBER_OK && bits_of(got) != bits_of(want)))
            ck_abort_msg("%s gives %a (%d), strtod %a", text, got, (int)kind, want);
    }
}
END_TEST

/* ---- printing ---- */

/* Bits and String(x) of Node.js 20; the first 24 but two are the samples of RFC 8785, appendix B.
 */
static const struct {
    uint64_t bits;
    const char *text;
} printed[] = {
    {0x0000000000000000ULL, "0"},
    {0x8000000000000000ULL, "0"},
    {0x0000000000000001ULL, "5e-324"},
    {0x8000000000000001ULL, "-5e-324"},
    {0x7fefffffffffffffULL, "1.7976931348623157e+308"},
    {0xffefffffffffffffULL, "-1.7976931348623157e+308"},
    {0x4340000000000000ULL, "9007199254740992"},
    {0xc340000000000000ULL, "-9007199254740992"},
    {0x4430000000000000ULL, "295147905179352830000"},
    {0x44b52d02c7e14af5ULL, "9.999999999999997e+22"},
    {0x44b52d02c7e14af6ULL, "1e+23"},
    {0x44b52d02c7e14af7ULL, "1.0000000000000001e+23"},
    {0x444b1ae4d6e2ef4eULL, "999999999999999700000"},
    {0x444b1ae4d6e2ef4fULL, "999999999999999900000"},
    {0x444b1ae4d6e2ef50ULL, "1e+21"},
    {0x3eb0c6f7a0b5ed8cULL, "9.999999999999997e-7"},
    {0x3eb0c6f7a0b5ed8dULL, "0.000001"},
    {0x41b3de4355555553ULL, "333333333.3333332"},
    {0x41b3de4355555554ULL, "333333333.33333325"},
    {0x41b3de4355555555ULL, "333333333.3333333"},
    {0x41b3de4355555556ULL, "333333333.3333334"},
    {0x41b3de4355555557ULL, "333333333.33333343"},
    {0xbecbf647612f3696ULL, "-0.0000033333333333333333"},
    {0x43143ff3c1cb0959ULL, "1424953923781206.2"},
    /* Powers of two whose nearest sixteen digits do not read back, while the next sixteen do. */
    {0x0060000000000000ULL, "7.120236347223045e-307"},
    {0x0100000000000000ULL, "7.291122019556398e-304"},
    {0x0010000000000000ULL, "2.2250738585072014e-308"},
    {0x000fffffffffffffULL, "2.225073858507201e-308"},
    {0x3ff0000000000000ULL, "1"},
    {0x3fb999999999999aULL, "0.1"},
    {0x3fd5555555555555ULL, "0.3333333333333333"},
    {0x3fe5555555555555ULL, "0.6666666666666666"},
    {0x400921fb54442d18ULL, "3.141592653589793"},
    {0x3f50624dd2f1a9fcULL, "0.001"},
    {0x3e7ad7f29abcaf48ULL, "1e-7"},
    {0x3cb0000000000000ULL, "2.220446049250313e-16"},
    {0x4023ffffffffffffULL, "9.999999999999998"},
    {0x4197d78400000000ULL, "100000000"},
    {0xc05edccccccccccdULL, "-123.45"},
    {0x43e0000000000000ULL, "9223372036854776000"},
    {0x47efffffe0000000ULL, "3.4028234663852886e+38"},
    {0x36a0000000000000ULL, "1.401298464324817e-45"},
    {0x054dd90ae5e4a54fULL, "4.0144563750985697e-283"},
    {0x7fe0000000000000ULL, "8.98846567431158e+307"},
    {0x7ff0000000000000ULL, "null"},
    {0xfff0000000000000ULL, "null"},
    {0x7ff8000000000000ULL, "null"},
};

START_TEST(ecmascript_form)
{
    char out[32];

    ck_assert_str_eq(gg_text_double(double_of(printed[_i].bits), out), printed[_i].text);
}
END_TEST

static void check_round_trip(double x)
{
    char out[32];
    double back = 17;

    gg_text_double(x, out);
    if (strlen(out) > 25 || gg_text_number(out, strlen(out), &back) != GG_NUMBER_OK ||
        bits_of(back) != bits_of(x == 0 ? 0 : x))
        ck_abort_msg("%a gives %s, which reads as %a", x, out, back);
}

START_TEST(round_trip)
{
    gg_random r;

    gg_random_init(&r, 21, "numbers", "round trip");
    for (int i = 0; i < 1000000; i++) {
        /* All bit patterns in one half, numbers such as evaluations have in the other. */
        double x = i % 2 ? double_of(gg_random_bits(&r)) : gg_random_uniform(&r);

        if (isfinite(x))
            check_round_trip(x);
    }
    for (int e = -1074; e < 1024; e++) {
        check_round_trip(ldexp(1, e));
        check_round_trip(nextafter(ldexp(1, e), 0));
        check_round_trip(-nextafter(ldexp(1, e), INFINITY));
    }
}
END_TEST

/* Significant digits of a text: those between leading zeros and a point, and zeros at the end. */
static int significant(const char *text)
{
    int all = 0, zeros = 0;

    for (; *text && *text != 'e'; text++) {
        if (*text < '0' || *text > '9' || (*text == '0' && all == 0))
            continue;
        all++;
        zeros = *text == '0' ? zeros + 1 : 0;
    }
    return all - zeros;
}

/* With one digit less, no text reads as the number: not the two next to it. */
static void check_shortest(double x)
{
    char out[32], less[40], format[16];
    int n;

    check_round_trip(x);
    n = significant(gg_text_double(x, out));
    if (n < 2)
        return;
    snprintf(format, sizeof format, "%%.%de", n - 2);
    for (int way = -1; way <= 1; way++) {
        /* A step of the shorter form is more than any gap between doubles of that size. */
        snprintf(less, sizeof less, format, x * (1 + way * 0.3 * pow(10, 2 - n)));
        if (strtod(less, NULL) == x)
            ck_abort_msg("%s is longer than %s", out, less);
    }
}

START_TEST(no_digit_too_many)
{
    gg_random r;

    gg_random_init(&r, 22, "numbers", "shortest");
    for (int i = 0; i < 200000; i++) {
        double x = gg_random_uniform(&r) * pow(10, (int)(gg_random_uniform(&r) * 24) - 7);
        double k = floor(gg_random_uniform(&r) * 1e6);

        check_shortest(x);
        check_shortest(k / 1e6);
        check_shortest(k / (1 + floor(gg_random_uniform(&r) * 1000)));
        check_shortest(k * 1e-5 + 1e-17 * k);
    }
    for (int e = -8; e < 18; e++)
        for (int way = -1; way <= 1; way++)
            check_shortest(way ? nextafter(pow(10, e), way * 1e300) : pow(10, e));
}
END_TEST

/* ---- locales ---- */

/*
 * glibc reads a category from $LOCPATH/NAME/CATEGORY: a magic number, a count, offsets, values. A
 * locale made here needs no package, and can have a decimal point of two bytes.
 */
static void write_locale(const char *folder, const char *point, uint32_t point_code)
{
    uint32_t head[8] = {0x20031115u ^ LC_NUMERIC, 6, 32, 36, 37, 40, 44, 48};
    uint32_t code[2] = {point_code, 0};
    char path[128], texts[8] = "";
    FILE *f;

    strcpy(texts, point);
    snprintf(path, sizeof path, "%sLC_NUMERIC", folder);
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(head, 1, sizeof head, f) + fwrite(texts, 1, sizeof texts, f) +
                          fwrite(code, 1, sizeof code, f) + fwrite("UTF-8", 1, 6, f),
                      54);
    ck_assert_int_eq(fclose(f), 0);
}

static void check_in_locale(void)
{
    gg_arena arena;
    gg_buf buf;
    gg_error err;
    char out[32];
    double x = 0;

    ck_assert_str_eq(gg_text_double(0.1, out), "0.1");
    ck_assert_str_eq(gg_text_double(1.5e300, out), "1.5e+300");
    ck_assert_int_eq(gg_text_number("1.25", 4, &x), GG_NUMBER_OK);
    ck_assert_double_eq(x, 1.25);
    /* More than 19 digits take the slow path. */
    ck_assert_int_eq(gg_text_number("0.3000000000000000000001", 24, &x), GG_NUMBER_OK);
    ck_assert_double_eq(x, 0.3);
    ck_assert_int_eq(gg_text_number("1,25", 4, &x), GG_NUMBER_MALFORMED);
    gg_arena_init(&arena);
    ck_assert_str_eq(gg_arena_printf(&arena, "%.2f", 1.5), "1.50");
    gg_arena_release(&arena);
    gg_buf_init(&buf, 0);
    gg_buf_printf(&buf, "%.2f", 1.5);
    ck_assert_str_eq(buf.data, "1.50");
    gg_buf_release(&buf);
    gg_error_init(&err);
    gg_error_set(&err, GG_E_INPUT, NULL, "%.1f", 0.5);
    expect_error(&err, GG_E_INPUT, "0.5");
}

/* Below 2^53 the digits are those of the whole number; printf prints all of them. */
START_TEST(whole_numbers)
{
    char out[32], expected[32];

    for (uint64_t power = 1; power < 1ULL << 53; power *= 2)
        for (int step = -1; step <= 1; step++) {
            const uint64_t n = power + (uint64_t)step;

            snprintf(expected, sizeof expected, "%llu", (unsigned long long)n);
            ck_assert_str_eq(gg_text_double((double)n, out), expected);
        }
    for (uint64_t power = 10; power < 1ULL << 53; power *= 10) {
        snprintf(expected, sizeof expected, "-%llu", (unsigned long long)power);
        ck_assert_str_eq(gg_text_double(-(double)power, out), expected);
    }
    ck_assert_str_eq(gg_text_double(0x1p60, out), "1152921504606847000");
}
END_TEST

START_TEST(in_any_locale)
{
    char folder[64], own[96], text[32];
    static const struct {
        const char *name, *point;
        uint32_t code;
    } locales[] = {{"comma", ",", ','}, {"arabic", "\xd9\xab", 0x66b}};

    make_folder(folder);
    setenv("LOCPATH", folder, 1);
    for (size_t i = 0; i < 2; i++) {
        snprintf(own, sizeof own, "%s%s/", folder, locales[i].name);
        ck_assert_int_eq(mkdir(own, 0755), 0);
        write_locale(own, locales[i].point, locales[i].code);
        if (!setlocale(LC_NUMERIC, locales[i].name)) {
            printf("not run: locale %s (the C library does not take it)\n", locales[i].name);
            continue;
        }
        /* The locale is in force for everyone else. */
        snprintf(text, sizeof text, "%.1f", 0.5);
        ck_assert_str_ne(text, "0.5");
        check_in_locale();
        snprintf(text, sizeof text, "%.1f", 0.5);
        ck_assert_str_ne(text, "0.5");
        setlocale(LC_NUMERIC, "C");
    }
    remove_folder(folder);
}
END_TEST

#define COUNT(a) (int)(sizeof(a) / sizeof *(a))

static void tests(TCase *tc)
{
    tcase_add_test(tc, short_fractions);
    tcase_add_test(tc, short_fractions_spoilt);
    tcase_add_loop_test(tc, what_is_no_number, 0, COUNT(malformed));
    tcase_add_test(tc, bytes_count_not_nul);
    tcase_add_loop_test(tc, nearest_double, 0, COUNT(numbers));
    tcase_add_test(tc, minus_zero);
    tcase_add_test(tc, beyond_the_largest);
    tcase_add_test(tc, long_digits_against_long_exponents);
    tcase_add_test(tc, as_strtod);
    tcase_add_loop_test(tc, ecmascript_form, 0, COUNT(printed));
    tcase_add_test(tc, round_trip);
    tcase_add_test(tc, no_digit_too_many);
    tcase_add_test(tc, whole_numbers);
    tcase_add_test(tc, in_any_locale);
}

GG_TEST_MAIN("base/number")
