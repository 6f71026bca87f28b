/* The reader of plain JSON against jansson's own, which reads what this one leaves to it. */
#include "base/base_internal.h"
#include "expect.h"
#include "gauger/base/random.h"
#include "gauger/base/text.h"

/* What jansson makes of the same bytes, under the limits of documents. */
static json_t *by_jansson(const char *text, size_t n)
{
    return json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
}

/* Values as texts in which 1 and 1.0 differ, and the order of keys shows. */
static void expect_same(const json_t *mine, const json_t *theirs, const char *text, size_t n)
{
    const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17);
    char *a = json_dumps(mine, flags), *b = json_dumps(theirs, flags);

    ck_assert_msg(a && b && strcmp(a, b) == 0, "%.*s\nread as  %s\njansson  %s", (int)n, text, a,
                  b);
    free(a);
    free(b);
}

static const char *const plain[] = {
    "{}",
    "[]",
    " [ ] ",
    "{ }\n",
    "null",
    "true",
    "false",
    "\"\"",
    "0",
    "-0",
    "-0.0",
    "-17",
    "999999999999999999",
    "-999999999999999999",
    "1.0",
    "0.1e1",
    "1E5",
    "1e+5",
    "1e-5",
    "4.9e-324",
    "1e-400",
    "1.7976931348623157e308",
    "0.30000000000000004",
    "123456789012345678901234567890.5",
    "[1,2.5,\"s\",null,true,false]",
    "\t[\r\n1 ,\t2 ]",
    "{\"a\":{\"b\":[{\"c\":[]}]},\"d\":[[],{}]}",
    "{\"\":1}",
    "{ \"a\" : 1 , \"b\" : 2 }",
    "\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"",
    "{\"a\\u0062\":\"\\u0063\",\"\\\"\":\"\\\\\"}",
    "{\"\xc3\xa9\":\"\xf0\x9f\x98\x80\"}",
    "\"\x7f\"",
};

START_TEST(plain_documents_are_read_alike)
{
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        const size_t n = strlen(plain[i]);
        json_t *mine = gg_json_read(plain[i], n), *theirs = by_jansson(plain[i], n);

        ck_assert_msg(mine != NULL, "%s is left to jansson", plain[i]);
        expect_same(mine, theirs, plain[i], n);
        json_decref(mine);
        json_decref(theirs);
    }
}
END_TEST

static const char *const left[] = {
    "",
    " ",
    "{",
    "[",
    "]",
    "{]",
    "[}",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1,,2]",
    "[1}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{\"a\":1 \"b\":2}",
    "{\"a\" 1}",
    "{a:1}",
    "{1:1}",
    "{\"a\":1]",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"b\":2,\"\\u0061\":3}",
    "{\"a\":1}{",
    "1 2",
    "nul",
    "nulll",
    "True",
    "\"",
    "\"a",
    "\"\\",
    "\"\\\"",
    "\"\n\"",
    "\"\x1f\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u0000\"",
    "{\"\\u0000\":1}",
    "{\"\\x\":1}",
    "\"\\ud800\"",
    "'a'",
    "01",
    "-01",
    "00",
    "-",
    "+1",
    ".5",
    "1.",
    "1.e5",
    "1e",
    "1e+",
    "1e400",
    "-1e400",
    "0x10",
    "NaN",
    "Infinity",
    "-Infinity",
    "1_000",
    "\xef\xbb\xbf[]",
    "[1]//",
};

/* And are refused by jansson too: none of them is taken for something. */
START_TEST(what_is_no_json_is_not_read)
{
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        const size_t n = strlen(left[i]);

        ck_assert_msg(gg_json_read(left[i], n) == NULL, "%s is read", left[i]);
        ck_assert_msg(by_jansson(left[i], n) == NULL, "%s is JSON", left[i]);
    }
}
END_TEST

/* Through the loader such numbers come out all the same. */
START_TEST(long_integers_are_left_to_jansson)
{
    static const char *const most = "9223372036854775807", *const beyond = "9223372036854775808";
    json_t *value = NULL;

    ck_assert_ptr_null(gg_json_read(most, strlen(most)));
    expect_ok(gg_json_parse(most, strlen(most), "n.json", &value, &eo_err));
    ck_assert_int_eq(json_integer_value(value), INT64_MAX);
    json_decref(value);
    value = NULL;
    ck_assert_int_eq(gg_json_parse(beyond, strlen(beyond), "n.json", &value, NULL), GG_E_INPUT);
    ck_assert_ptr_null(value);
}
END_TEST

START_TEST(as_deep_as_documents_may_be)
{
    char text[2 * GG_DOCUMENT_DEPTH + 3];
    json_t *value;

    for (int i = 0; i <= GG_DOCUMENT_DEPTH; i++) {
        text[i] = '[';
        text[2 * GG_DOCUMENT_DEPTH + 1 - i] = ']';
    }
    value = gg_json_read(text + 1, 2 * GG_DOCUMENT_DEPTH);
    ck_assert_ptr_nonnull(value);
    json_decref(value);
    ck_assert_ptr_null(gg_json_read(text, 2 * GG_DOCUMENT_DEPTH + 2));
    /* Siblings do not add up. */
    value = gg_json_read("[[[]],[[]],{\"a\":[]}]", 20);
    ck_assert_ptr_nonnull(value);
    json_decref(value);
}
END_TEST

/* Nothing beyond the end is looked at, wherever a document is cut. */
START_TEST(documents_cut_anywhere)
{
    static const char whole[] =
        "{\"a\": [1, -2.5e+3, \"t\\u00e9\", true, false, null], \"b\": {\"c\": {}}}";

    for (size_t n = 0; n < sizeof whole - 1; n++) {
        char *piece = malloc(n ? n : 1);

        memcpy(piece, whole, n);
        ck_assert_ptr_null(gg_json_read(piece, n));
        free(piece);
    }
}
END_TEST

static size_t below(gg_random *random, size_t n)
{
    return (size_t)(gg_random_uniform(random) * (double)n);
}

/* One to three bytes of a document replaced, taken out or doubled: whatever is read is what jansson
 * reads. */
START_TEST(mutated_documents_are_read_alike)
{
    static const char signs[] = "{}[],:\"\\ \n\t0123456789-+.eEtrufalsn\x01\x1f\x7f/";
    gg_random random;
    size_t read = 0;

    gg_random_init(&random, 20240229, "json_read", "");
    for (int round = 0; round < 200000; round++) {
        const char *from = plain[below(&random, sizeof plain / sizeof *plain)];
        char text[256];
        size_t n = strlen(from);
        json_t *mine, *theirs;

        memcpy(text, from, n + 1);
        for (size_t k = below(&random, 3) + 1; k > 0 && n > 0; k--) {
            const size_t at = below(&random, n);
            const size_t how = below(&random, 3);

            if (how == 0) {
                text[at] = signs[below(&random, sizeof signs - 1)];
            } else if (how == 1) {
                memmove(text + at, text + at + 1, n - at - 1);
                n--;
            } else {
                memmove(text + at + 1, text + at, n - at);
                n++;
            }
        }
        mine = gg_text_utf8(text, n, NULL) ? gg_json_read(text, n) : NULL;
        if (!mine)
            continue;
        theirs = by_jansson(text, n);
        ck_assert_msg(theirs != NULL, "jansson refuses %.*s", (int)n, text);
        expect_same(mine, theirs, text, n);
        json_decref(mine);
        json_decref(theirs);
        read++;
    }
    ck_assert_uint_gt(read, 20000);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, plain_documents_are_read_alike);
    tcase_add_test(tc, what_is_no_json_is_not_read);
    tcase_add_test(tc, long_integers_are_left_to_jansson);
    tcase_add_test(tc, as_deep_as_documents_may_be);
    tcase_add_test(tc, documents_cut_anywhere);
    tcase_add_test(tc, mutated_documents_are_read_alike);
}

GG_TEST_MAIN("base/json_read")
