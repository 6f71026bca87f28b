/* Base64: the examples of RFC 4648, section 10, and texts that are not strictly of the form. */
#include "gauger/base/base64.h"

#include "expect.h"

static const struct {
    const char *bytes, *text;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xfb\xff\xbf", "+/+/"},
};

START_TEST(the_standards_examples)
{
    const char *bytes = vectors[_i].bytes, *text = vectors[_i].text;
    char back[8] = "";
    size_t got = 99;
    gg_buf out;

    gg_buf_init(&out, 0);
    gg_base64_append(&out, bytes, strlen(bytes));
    gg_buf_append(&out, "", 0);
    ck_assert_uint_eq(out.size, GG_BASE64_LENGTH(strlen(bytes)));
    ck_assert_str_eq(out.size ? out.data : "", text);
    ck_assert(gg_base64_read(text, strlen(text), back, sizeof back, &got));
    ck_assert_uint_eq(got, strlen(bytes));
    ck_assert_mem_eq(back, bytes, got);
    ck_assert(gg_base64_exact(text, back, got));
    ck_assert(!gg_base64_exact(text, back, got + 1));
    gg_buf_release(&out);
}
END_TEST

START_TEST(what_is_not_strictly_of_the_form)
{
    static const char *const bad[] = {
        "Zg",    "Zg=",   "Zg===", "Zg==\n", " Zg==",
        "Zm 9v", "Zm9v=", "=",     "Z",      "Zh==" /* a bit that is not used is set */,
        "Zm9",   "Zm-_",  "Zm9v!",
    };
    char out[8];
    size_t got = 99;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!gg_base64_read(bad[i], strlen(bad[i]), out, sizeof out, &got), "%s", bad[i]);
    /* Bytes beyond ASCII, each of them. */
    for (int c = 0x80; c <= 0xff; c++) {
        char text[] = "Zm9v";

        for (int i = 0; i < 4; i++) {
            text[i] = (char)c;
            ck_assert_msg(!gg_base64_read(text, 4, out, sizeof out, &got), "%02x at %d", c, i);
            text[i] = "Zm9v"[i];
        }
    }
    /* More bytes than there is room for; a NUL within. */
    ck_assert(!gg_base64_read("Zm9v", 4, out, 2, &got));
    ck_assert(!gg_base64_read("Zg\0=", 4, out, sizeof out, &got));
    ck_assert_uint_eq(got, 99);
    ck_assert(!gg_base64_exact(NULL, out, 1));
}
END_TEST

/* Long runs are encoded in pieces; the text is that of the whole. */
START_TEST(any_length_comes_back)
{
    static unsigned char bytes[10000], back[10000];
    size_t got;
    gg_buf out;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * i >> 3);
    for (size_t n = 0; n <= sizeof bytes; n += n < 20 ? 1 : 997) {
        gg_buf_init(&out, 0);
        gg_base64_append(&out, bytes, n);
        ck_assert_uint_eq(out.size, GG_BASE64_LENGTH(n));
        ck_assert(gg_base64_read(out.data ? out.data : "", out.size, back, sizeof back, &got));
        ck_assert_uint_eq(got, n);
        ck_assert_mem_eq(back, bytes, n);
        gg_buf_release(&out);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_loop_test(tc, the_standards_examples, 0, sizeof vectors / sizeof *vectors);
    tcase_add_test(tc, what_is_not_strictly_of_the_form);
    tcase_add_test(tc, any_length_comes_back);
}

GG_TEST_MAIN("base/base64")
