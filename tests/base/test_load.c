/* Reading documents: what YAML's core schema means, what is refused and in which words. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "expect.h"
#include "gauger/base/file.h"
#include "gauger/base/json.h"

static gg_error err;
static json_t *value;

static void begin(void)
{
    gg_error_init(&err);
    value = NULL;
}

static void end(void)
{
    json_decref(value);
}

static const char *canonical_yaml(const char *yaml, gg_buf *out)
{
    json_t *parsed = NULL;

    expect_ok(gg_json_parse(yaml, strlen(yaml), "test.yaml", &parsed, &eo_err));
    gg_buf_release(out);
    gg_json_canonical(parsed, out);
    json_decref(parsed);
    return out->data;
}

/* YAML 1.2.2, section 10.3.2 (the core schema): plain scalars and what they are. */
static const struct {
    const char *plain, *json;
} scalars[] = {
    {"null", "null"},
    {"Null", "null"},
    {"NULL", "null"},
    {"~", "null"},
    {"", "null"},
    {"nULL", "\"nULL\""},
    {"true", "true"},
    {"True", "true"},
    {"TRUE", "true"},
    {"false", "false"},
    {"False", "false"},
    {"FALSE", "false"},
    {"tRue", "\"tRue\""},
    {"yes", "\"yes\""},
    {"no", "\"no\""},
    {"NO", "\"NO\""},
    {"on", "\"on\""},
    {"off", "\"off\""},
    {"y", "\"y\""},
    {"0", "0"},
    {"-0", "0"},
    {"12", "12"},
    {"+12", "12"},
    {"-12", "-12"},
    {"007", "7"},
    {"0o17", "15"},
    {"0x1F", "31"},
    {"0o8", "\"0o8\""},
    {"0xg", "\"0xg\""},
    {"-0x1F", "\"-0x1F\""},
    {"0b11", "\"0b11\""},
    {"1_000", "\"1_000\""},
    {"1,000", "\"1,000\""},
    {"12:30:45", "\"12:30:45\""},
    {"2026-01-31", "\"2026-01-31\""},
    {"1.5", "1.5"},
    {"1.", "1"},
    {".5", "0.5"},
    {"-.5e3", "-500"},
    {"1e3", "1000"},
    {"1E-3", "0.001"},
    {".", "\".\""},
    {"e3", "\"e3\""},
    {"inf", "\"inf\""},
    {"nan", "\"nan\""},
    {"9223372036854775807", "9223372036854776000"},
    {"\"12\"", "\"12\""},
    {"'12'", "\"12\""},
    {"'null'", "\"null\""},
    {"\"true\"", "\"true\""},
    {"''", "\"\""},
    {"'it''s'", "\"it's\""},
    {"\"\\u20ac\\n\"", "\"\xe2\x82\xac\\n\""},
    {"M\xc3\xbcller", "\"M\xc3\xbcller\""},
    {"two words", "\"two words\""},
    {"<<", "\"<<\""},
};

START_TEST(core_schema)
{
    char yaml[64], json[64];
    gg_buf out;

    snprintf(yaml, sizeof yaml, "key: %s\n", scalars[_i].plain);
    snprintf(json, sizeof json, "{\"key\":%s}", scalars[_i].json);
    gg_buf_init(&out, 0);
    ck_assert_str_eq(canonical_yaml(yaml, &out), json);
    gg_buf_release(&out);
}
END_TEST

START_TEST(integers_and_reals_are_told_apart)
{
    const char yaml[] = "[1, 1.0, 9223372036854775807, -9223372036854775808]";
    const char block[] = "- 1\n- 1.0\n- 9223372036854775807\n- -9223372036854775808\n";

    for (int i = 0; i < 2; i++) {
        const char *text = i ? block : yaml;

        expect_ok(gg_json_parse(text, strlen(text), "t", &value, &eo_err));
        ck_assert(json_is_integer(json_array_get(value, 0)));
        ck_assert(json_is_real(json_array_get(value, 1)));
        ck_assert(json_integer_value(json_array_get(value, 2)) == INT64_MAX);
        ck_assert(json_integer_value(json_array_get(value, 3)) == INT64_MIN);
        json_decref(value);
        value = NULL;
    }
}
END_TEST

START_TEST(structure)
{
    gg_buf out;

    gg_buf_init(&out, 0);
    ck_assert_str_eq(canonical_yaml("# a policy\n"
                                    "policy: lane-risk promotion # its name\n"
                                    "rules:\n"
                                    "  - {metric: precision, at_least: 0.20}\n"
                                    "  - {metric: \"x\", between: [0.8, 1.25], site: \"*\"}\n"
                                    "note: >\n"
                                    "  folded\n"
                                    "  text\n"
                                    "kept: |\n"
                                    "  a\n"
                                    "   b\n"
                                    "1: one\n"
                                    "~: tilde\n"
                                    "\"\": empty\n"
                                    "<<: {a: 1}\n",
                                    &out),
                     "{\"\":\"empty\",\"1\":\"one\",\"<<\":{\"a\":1},\"kept\":\"a\\n b\\n\","
                     "\"note\":\"folded text\\n\",\"policy\":\"lane-risk promotion\",\"rules\":["
                     "{\"at_least\":0.2,\"metric\":\"precision\"},"
                     "{\"between\":[0.8,1.25],\"metric\":\"x\",\"site\":\"*\"}],\"~\":\"tilde\"}");
    ck_assert_str_eq(canonical_yaml("%YAML 1.2\n---\na: 1\n...\n", &out), "{\"a\":1}");
    ck_assert_str_eq(canonical_yaml("---\n", &out), "null");
    ck_assert_str_eq(canonical_yaml("\xef\xbb\xbf"
                                    "a: 1\r\nb: 2\r\n",
                                    &out),
                     "{\"a\":1,\"b\":2}");
    gg_buf_release(&out);
}
END_TEST

/* JSON or YAML is decided by the name, then by the first sign. */
START_TEST(which_form)
{
    static const struct {
        const char *name, *text;
        bool accepted;
    } cases[] = {
        {"a.json", "{\"a\":1}", true},  {"a.json", "a: 1", false},
        {"a.yaml", "{\"a\":1}", true},  {"a.yaml", "{a: 1}", false},
        {"a.yaml", " \n\t[1,2]", true}, {NULL, "\xef\xbb\xbf{\"a\":1}", true},
        {NULL, "a: 1", true},           {".json", "a: 1", true},
        {"a.JSON", "a: 1", true},       {"a.json", "\xef\xbb\xbf[1]", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_status st =
            gg_json_parse(cases[i].text, strlen(cases[i].text), cases[i].name, &value, NULL);

        ck_assert_msg((st == GG_OK) == cases[i].accepted, "case %zu", i);
        json_decref(value);
        value = NULL;
    }
}
END_TEST

static void nested(gg_buf *out, const char *open, const char *close, int depth)
{
    gg_buf_release(out);
    for (int i = 0; i < depth; i++)
        gg_buf_puts(out, open);
    for (int i = 0; i < depth; i++)
        gg_buf_puts(out, close);
}

START_TEST(depth)
{
    static const struct {
        const char *name, *open, *close;
    } forms[] = {{"a.json", "[", "]"}, {"a.yaml", "- ", ""}};
    gg_buf text;

    gg_buf_init(&text, 0);
    for (int i = 0; i < 2; i++) {
        nested(&text, forms[i].open, forms[i].close, 64);
        expect_ok(gg_json_parse(text.data, text.size, forms[i].name, &value, &eo_err));
        json_decref(value);
        value = NULL;
        nested(&text, forms[i].open, forms[i].close, 65);
        ck_assert_int_eq(gg_json_parse(text.data, text.size, forms[i].name, &value, NULL),
                         GG_E_INPUT);
        nested(&text, forms[i].open, forms[i].close, 100000);
        ck_assert_int_eq(gg_json_parse(text.data, text.size, forms[i].name, &value, NULL),
                         GG_E_INPUT);
    }
    gg_buf_release(&text);
    /* Brackets in strings, and beside each other, are not nested. */
    gg_buf_puts(&text, "[\"\\\"");
    gg_buf_fill(&text, '[', 100);
    gg_buf_puts(&text, "\"");
    for (int i = 0; i < 100; i++)
        gg_buf_puts(&text, ",[{}]");
    gg_buf_puts(&text, "]");
    expect_ok(gg_json_parse(text.data, text.size, "a.json", &value, &eo_err));
    gg_buf_release(&text);
}
END_TEST

START_TEST(size)
{
    const size_t n = ((size_t)64 << 20) + 1;
    char *text = malloc(n), folder[64], path[96], want[200];
    int fd;

    memset(text, ' ', n);
    memcpy(text, "[1]", 3);
    ck_assert_int_eq(gg_json_parse(text, n, "big.json", &value, &err), GG_E_INPUT);
    expect_error(&err, GG_E_INPUT,
                 "big.json: the document is over 64 MiB; give a smaller document");
    expect_ok(gg_json_parse(text, n - 1, "big.json", &value, &eo_err));
    free(text);

    make_folder(folder);
    snprintf(path, sizeof path, "%sbig.yaml", folder);
    fd = open(path, O_WRONLY | O_CREAT, 0600);
    ck_assert_int_eq(ftruncate(fd, (off_t)n), 0);
    close(fd);
    gg_error_init(&err);
    ck_assert_int_eq(gg_json_load(path, &value, &err), GG_E_INPUT);
    snprintf(want, sizeof want, "%s: more than 67108864 bytes; give a smaller file", path);
    expect_error(&err, GG_E_INPUT, want);
    remove_folder(folder);
}
END_TEST

START_TEST(from_a_file)
{
    char folder[64], path[96], want[200];
    json_t *untouched = (json_t *)&err;

    make_folder(folder);
    snprintf(path, sizeof path, "%sa.yaml", folder);
    expect_ok(gg_file_write(path, "a: [1, x]\n", 10, 0600, &eo_err));
    expect_ok(gg_json_load(path, &value, &eo_err));
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(value, "a"), 1)), "x");

    expect_ok(gg_file_write(path, "a: 1\nb: *c\n", 11, 0600, &eo_err));
    ck_assert_int_eq(gg_json_load(path, &untouched, &err), GG_E_INPUT);
    snprintf(want, sizeof want,
             "%s:2: anchors (&) and aliases (*) are not accepted; "
             "write the value out where it is used",
             path);
    expect_error(&err, GG_E_INPUT, want);

    gg_error_init(&err);
    ck_assert_int_eq(gg_json_load(folder, &untouched, &err), GG_E_INPUT);
    snprintf(want, sizeof want, "%s: is a directory; name a file in it", folder);
    expect_error(&err, GG_E_INPUT, want);

    remove_folder(folder);
    gg_error_init(&err);
    ck_assert_int_eq(gg_json_load(path, &untouched, &err), GG_E_NOT_FOUND);
    snprintf(want, sizeof want, "%s: no such file or directory; check the path", path);
    expect_error(&err, GG_E_NOT_FOUND, want);
    ck_assert_ptr_eq(untouched, (json_t *)&err);
}
END_TEST

START_TEST(from_standard_input)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "{\"a\": 1} x", 10), 10);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    ck_assert_int_eq(gg_json_load("-", &value, &err), GG_E_INPUT);
    expect_error(&err, GG_E_INPUT,
                 "standard input:1: something stands behind the end of the document; "
                 "give one document in a file");
}
END_TEST

/* An error object that is taken already keeps what it says, and gets no line of another document.
 */
START_TEST(an_earlier_error_stays)
{
    gg_error_where(&err, "first", 0, NULL);
    gg_error_set(&err, GG_E_IO, NULL, "earlier");
    ck_assert_int_eq(gg_json_parse("{", 1, "second", &value, &err), GG_E_INPUT);
    expect_error(&err, GG_E_IO, "first: earlier");
    ck_assert_int_eq(gg_json_parse("a: *b", 5, "second", &value, NULL), GG_E_INPUT);
}
END_TEST

static int allocations_left;

static void *scarce_malloc(size_t n)
{
    return allocations_left-- > 0 ? malloc(n) : NULL;
}

/* With any number of allocations to be had, it is the whole document or an error. */
START_TEST(memory_runs_out)
{
    static const char json[] = "{\"a\": [1, \"x\", {\"b\": null}], \"c\": 2.5, \"d\": \"y\"}";
    static const char yaml[] = "a: [1, x, {b: null}]\nc: 2.5\nd: y\n? 'e'\n: [[], {}]\n";

    json_set_alloc_funcs(scarce_malloc, free);
    for (int form = 0; form < 2; form++) {
        gg_status st = GG_E_MEMORY;
        int tries;

        for (tries = 0; st != GG_OK; tries++) {
            allocations_left = tries;
            st = form ? gg_json_parse(yaml, sizeof yaml - 1, "a.yaml", &value, NULL)
                      : gg_json_parse(json, sizeof json - 1, "a.json", &value, NULL);
            if (st == GG_OK)
                continue;
            ck_assert_ptr_null(value);
            /* A token that jansson had no memory for, it calls invalid. */
            ck_assert(st == GG_E_MEMORY || (st == GG_E_INPUT && form == 0));
            ck_assert_int_lt(tries, 1000);
        }
        ck_assert_int_gt(tries, 10);
        json_decref(value);
        value = NULL;
    }
    json_set_alloc_funcs(malloc, free);
}
END_TEST

/* ---- what is refused: tests/bad/{json,yaml}/CASE/{input,error} ---- */

static void read_text(const char *form, const char *name, const char *file, gg_buf *out)
{
    char path[400];

    snprintf(path, sizeof path, "tests/bad/%s/%s/%s", form, name, file);
    gg_buf_init(out, 0);
    expect_ok(gg_file_read(path, 1 << 20, out, &eo_err));
    gg_buf_append(out, "", 0);
}

static void check_case(const char *form, const char *name)
{
    char document[32], line[GG_ERROR_MAX + 2];
    gg_buf input, error;
    json_t *out = (json_t *)&input;
    gg_status st;

    read_text(form, name, "input", &input);
    read_text(form, name, "error", &error);
    snprintf(document, sizeof document, "input.%s", form);
    gg_error_init(&err);
    st = gg_json_parse(input.data, input.size, document, &out, &err);
    gg_error_format(&err, line, GG_ERROR_MAX + 1);
    ck_assert_msg(st == GG_E_INPUT && err.status == GG_E_INPUT, "%s/%s is accepted", form, name);
    ck_assert_ptr_eq(out, (json_t *)&input);
    strcat(line, "\n");
    ck_assert_msg(strcmp(line, error.data) == 0, "%s/%s says\n%sexpected\n%s", form, name, line,
                  error.data);
    gg_buf_release(&input);
    gg_buf_release(&error);
}

static int is_case(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static void check_cases(const char *form)
{
    struct dirent **names;
    char folder[64];
    int n;

    snprintf(folder, sizeof folder, "tests/bad/%s", form);
    n = scandir(folder, &names, is_case, alphasort);
    ck_assert_msg(n >= 12, "%s has %d cases; run this from the root of the project", folder, n);
    for (int i = 0; i < n; i++) {
        check_case(form, names[i]->d_name);
        free(names[i]);
    }
    free(names);
}

START_TEST(bad_json)
{
    check_cases("json");
}
END_TEST

START_TEST(bad_yaml)
{
    check_cases("yaml");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_loop_test(tc, core_schema, 0, sizeof scalars / sizeof *scalars);
    tcase_add_test(tc, integers_and_reals_are_told_apart);
    tcase_add_test(tc, structure);
    tcase_add_test(tc, which_form);
    tcase_add_test(tc, depth);
    tcase_add_test(tc, size);
    tcase_add_test(tc, from_a_file);
    tcase_add_test(tc, from_standard_input);
    tcase_add_test(tc, an_earlier_error_stays);
    tcase_add_test(tc, memory_runs_out);
    tcase_add_test(tc, bad_json);
    tcase_add_test(tc, bad_yaml);
}

GG_TEST_MAIN("base/load")
