/* Writing documents, indented and canonical, and taking members out of them. */
#include "gauger/base/json.h"

#include "expect.h"
#include "gauger/base/text.h"

static gg_buf buf;

static void begin(void)
{
    gg_buf_init(&buf, 0);
}

static void end(void)
{
    gg_buf_release(&buf);
}

static json_t *value_of(const char *text)
{
    json_t *value = NULL;

    expect_ok(gg_json_parse(text, strlen(text), "test.json", &value, &eo_err));
    return value;
}

static const char *written(const char *text)
{
    json_t *value = value_of(text);

    gg_buf_release(&buf);
    gg_json_write(value, &buf);
    json_decref(value);
    expect_ok(gg_buf_check(&buf, &eo_err));
    return buf.data;
}

static const char *canonical(const char *text)
{
    json_t *value = value_of(text);

    gg_buf_release(&buf);
    gg_json_canonical(value, &buf);
    json_decref(value);
    expect_ok(gg_buf_check(&buf, &eo_err));
    return buf.data;
}

/* ---- indented ---- */

START_TEST(indented)
{
    ck_assert_str_eq(written("{\"b\":1,\"a\":{\"x\":[1,2.5,\"s\",null,true,false],\"y\":[[1],{}]},"
                             "\"e\":[],\"o\":{}}"),
                     "{\n"
                     "  \"b\": 1,\n"
                     "  \"a\": {\n"
                     "    \"x\": [1, 2.5, \"s\", null, true, false],\n"
                     "    \"y\": [\n"
                     "      [1],\n"
                     "      {}\n"
                     "    ]\n"
                     "  },\n"
                     "  \"e\": [],\n"
                     "  \"o\": {}\n"
                     "}\n");
}
END_TEST

START_TEST(scalars_alone)
{
    ck_assert_str_eq(written("null"), "null\n");
    ck_assert_str_eq(written("\"x\""), "\"x\"\n");
    ck_assert_str_eq(written("-7"), "-7\n");
    ck_assert_str_eq(written("0.1"), "0.1\n");
    ck_assert_str_eq(written("[]"), "[]\n");
    ck_assert_str_eq(written("{}"), "{}\n");
}
END_TEST

START_TEST(numbers)
{
    char *first;

    ck_assert_str_eq(written("[9223372036854775807, -9223372036854775808, 9007199254740993]"),
                     "[9223372036854775807, -9223372036854775808, 9007199254740993]\n");
    ck_assert_str_eq(written("[1.0, 1e21, 1e-7, 0.30000000000000004, -0.0]"),
                     "[1, 1e+21, 1e-7, 0.30000000000000004, 0]\n");
    /* Digits of more than 64 bits alone would be refused as an integer when read again. */
    ck_assert_str_eq(written("[1e18, 1e19, -9223372036854775808.0]"),
                     "[1000000000000000000, 10000000000000000000.0, -9223372036854776000.0]\n");
    first = strdup(buf.data);
    ck_assert_str_eq(written(first), first);
    free(first);
}
END_TEST

/* 79 bytes and the closing bracket fit on a line; one byte more, and each element has its own. */
START_TEST(short_and_long_arrays)
{
    char text[128];

    snprintf(text, sizeof text, "[\"%070d\", 1234]", 0);
    ck_assert_uint_eq(strlen(text), 80);
    ck_assert_str_eq(written(text), strcat(text, "\n"));
    snprintf(text, sizeof text, "[\"%071d\", 1234]", 0);
    written(text);
    snprintf(text, sizeof text, "[\n  \"%071d\",\n  1234\n]\n", 0);
    ck_assert_str_eq(buf.data, text);
}
END_TEST

START_TEST(escapes)
{
    ck_assert_str_eq(written("\"\\b\\f\\n\\r\\t\\u0001\\u001f\""),
                     "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"\n");
    ck_assert_str_eq(written("\"\\\"\\\\\\/\\u007f\\u2028\\u20ac\\ud83d\\ude00\""),
                     "\"\\\"\\\\/\x7f\xe2\x80\xa8\xe2\x82\xac\xf0\x9f\x98\x80\"\n");
    ck_assert_str_eq(written("{\"a\\n\\\"\":1}"), "{\n  \"a\\n\\\"\": 1\n}\n");
}
END_TEST

/* A string with a NUL cannot be read, but a program can make one: it is written as an escape. */
START_TEST(nul_in_a_string)
{
    json_t *value = json_stringn("a\0b", 3);

    gg_json_write(value, &buf);
    ck_assert_str_eq(buf.data, "\"a\\u0000b\"\n");
    json_decref(value);
}
END_TEST

START_TEST(what_is_written_reads_back)
{
    static const char text[] =
        "{\"n\": [0.1, 1e300, -5e-324, 123456789012, 1.5, -1], \"s\": \"\\u0001\\\"\\u20ac\", "
        "\"deep\": [[[[{\"a\": [null, true, {\"b\": []}]}]]]], \"z\": {\"y\": {\"x\": {}}}}";
    json_t *before = value_of(text), *after;

    gg_json_write(before, &buf);
    after = value_of(buf.data);
    ck_assert(json_equal(before, after));
    json_decref(before);
    json_decref(after);
}
END_TEST

START_TEST(a_full_buffer_fails)
{
    json_t *value = value_of("{\"a\": [1, 2, {\"b\": \"cccccccccc\"}], \"d\": [1, 2, 3]}");

    for (size_t max = 1; max < 60; max++) {
        gg_buf_release(&buf);
        gg_buf_init(&buf, max);
        gg_json_write(value, &buf);
        ck_assert_int_eq(gg_buf_check(&buf, NULL), GG_E_LIMIT);
        ck_assert_uint_le(buf.size, max);
    }
    json_decref(value);
}
END_TEST

/* ---- canonical ---- */

/* RFC 8785, sections 3.2.2 and 3.2.3. */
START_TEST(examples_of_rfc_8785)
{
    ck_assert_str_eq(canonical("{\n"
                               "  \"numbers\": [333333333.33333329, 1E30, 4.50,\n"
                               "              2e-3, 0.000000000000000000000000001],\n"
                               "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c"
                               "\\\\\\\"\\/\",\n"
                               "  \"literals\": [null, true, false]\n"
                               "}"),
                     "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,"
                     "0.002,1e-27],\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    ck_assert_str_eq(canonical("{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\", "
                               "\"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\", \"1\": \"One\", "
                               "\"\\ud83d\\ude00\": \"Emoji: Grinning Face\", "
                               "\"\\u0080\": \"Control\", "
                               "\"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}"),
                     "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
                     "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
                     "\"\xe2\x82\xac\":\"Euro Sign\","
                     "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
                     "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}
END_TEST

/* The order that Array.prototype.sort() of Node.js 20 gives these keys (UTF-16 code units). */
static const char *const sorted[] = {
    "",
    "\015",
    "\"",
    "1",
    "Z",
    "\\",
    "a",
    "aa",
    "a\355\237\277",
    "a\360\220\200\200",
    "a\360\220\200\200b",
    "a\364\217\277\277",
    "a\356\200\200",
    "a\357\277\277",
    "z",
    "\177",
    "\302\200",
    "\303\266",
    "\342\202\254",
    "\360\220\200\200",
    "\360\237\230\200",
    "\360\237\230\200z",
    "\360\237\230\200\360\237\230\200",
    "\360\237\230\200\356\200\200",
    "\364\217\277\277",
    "\356\200\200b",
    "\356\270\200",
    "\356\277\277",
    "\357\243\277",
    "\357\254\263",
};

START_TEST(keys_by_utf16)
{
    const size_t n = sizeof sorted / sizeof *sorted;
    json_t *object = json_object();
    const char *at;

    for (size_t i = 0; i < n; i++) {
        size_t k = i * 17 % n;

        ck_assert_int_eq(json_object_set_new(object, sorted[k], json_integer((json_int_t)k)), 0);
    }
    gg_json_canonical(object, &buf);
    at = buf.data;
    for (size_t i = 0; i < n; i++) {
        char value[16];

        snprintf(value, sizeof value, "\":%zu%s", i, i + 1 < n ? "," : "}");
        at = strstr(at, value);
        ck_assert_msg(at, "key %zu is out of order in %s", i, buf.data);
    }
    json_decref(object);
}
END_TEST

START_TEST(canonical_numbers)
{
    ck_assert_str_eq(canonical("[1, 1.0, 1e0, 10e-1, 100, 1E2]"), "[1,1,1,1,100,100]");
    ck_assert_str_eq(canonical("[-0, -0.0, 0, 0.0]"), "[0,0,0,0]");
    /* As Number() of Node.js 20 has them. */
    ck_assert_str_eq(canonical("[9223372036854775807, -9223372036854775808, 9007199254740993]"),
                     "[9223372036854776000,-9223372036854776000,9007199254740992]");
}
END_TEST

START_TEST(canonical_is_without_spaces_and_order)
{
    ck_assert_str_eq(
        canonical(" { \"b\" : [ ] , \"a\" : { } , \"c\" : [ { \"z\":1, \"y\":2 } ] } "),
        "{\"a\":{},\"b\":[],\"c\":[{\"y\":2,\"z\":1}]}");
    ck_assert_str_eq(canonical("\"x\""), "\"x\"");
    ck_assert_str_eq(canonical("null"), "null");
}
END_TEST

START_TEST(canonical_of_a_full_buffer_fails)
{
    json_t *value = value_of("{\"b\": [1, 2, {\"a\": \"cccccccccc\"}]}");

    for (size_t max = 1; max < 30; max++) {
        gg_buf_release(&buf);
        gg_buf_init(&buf, max);
        gg_json_canonical(value, &buf);
        ck_assert_int_eq(gg_buf_check(&buf, NULL), GG_E_LIMIT);
    }
    json_decref(value);
}
END_TEST

/* ---- members ---- */

START_TEST(undefined_numbers_are_null)
{
    json_t *object = json_object();

    ck_assert_int_eq(gg_json_set_real(object, "nan", NAN), 0);
    ck_assert_int_eq(gg_json_set_real(object, "inf", INFINITY), 0);
    ck_assert_int_eq(gg_json_set_real(object, "minus", -INFINITY), 0);
    ck_assert_int_eq(gg_json_set_real(object, "half", 0.5), 0);
    ck_assert_int_eq(gg_json_set_real(object, "two", 2), 0);
    gg_json_canonical(object, &buf);
    ck_assert_str_eq(buf.data, "{\"half\":0.5,\"inf\":null,\"minus\":null,\"nan\":null,\"two\":2}");
    ck_assert(json_is_real(json_object_get(object, "two")));
    json_decref(object);
}
END_TEST

START_TEST(members_or_defaults)
{
    json_t *object = value_of("{\"s\": \"text\", \"i\": 3, \"r\": 2.5, \"n\": null, \"b\": true}");

    ck_assert_str_eq(gg_json_string(object, "s", "other"), "text");
    ck_assert_str_eq(gg_json_string(object, "i", "other"), "other");
    ck_assert_str_eq(gg_json_string(object, "absent", "other"), "other");
    ck_assert_ptr_null(gg_json_string(object, "absent", NULL));
    ck_assert_str_eq(gg_json_string(NULL, "s", "other"), "other");
    ck_assert_double_eq(gg_json_number(object, "i", 7), 3);
    ck_assert_double_eq(gg_json_number(object, "r", 7), 2.5);
    ck_assert_double_eq(gg_json_number(object, "n", 7), 7);
    ck_assert_double_eq(gg_json_number(object, "b", 7), 7);
    ck_assert_double_eq(gg_json_number(object, "s", 7), 7);
    ck_assert_double_eq(gg_json_number(NULL, "i", 7), 7);
    json_decref(object);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, indented);
    tcase_add_test(tc, scalars_alone);
    tcase_add_test(tc, numbers);
    tcase_add_test(tc, short_and_long_arrays);
    tcase_add_test(tc, escapes);
    tcase_add_test(tc, nul_in_a_string);
    tcase_add_test(tc, what_is_written_reads_back);
    tcase_add_test(tc, a_full_buffer_fails);
    tcase_add_test(tc, examples_of_rfc_8785);
    tcase_add_test(tc, keys_by_utf16);
    tcase_add_test(tc, canonical_numbers);
    tcase_add_test(tc, canonical_is_without_spaces_and_order);
    tcase_add_test(tc, canonical_of_a_full_buffer_fails);
    tcase_add_test(tc, undefined_numbers_are_null);
    tcase_add_test(tc, members_or_defaults);
}

GG_TEST_MAIN("base/json")
