/*
 * SARIF: what it says of each result, where it points, and the official schema where it is at hand.
 */
#include "documents.h"
#include "schema.h"

#include <unistd.h>

#define SCHEMA "../shared/schemas/sarif-schema-2.1.0.json"

static json_t *log_of(const json_t *verdict, const char *file)
{
    gg_render_options options = gg_render_options_default();
    json_t *log = NULL;
    gg_buf out;

    options.file = file;
    out = rendered(verdict, "sarif", &options);
    ck_assert_int_eq(gg_json_parse(out.data, out.size, "sarif.json", &log, NULL), GG_OK);
    gg_buf_release(&out);
    return log;
}

static json_t *at(json_t *array, size_t i)
{
    json_t *one = json_array_get(array, i);

    ck_assert_ptr_nonnull(one);
    return one;
}

static json_t *key(json_t *object, const char *name)
{
    json_t *one = json_object_get(object, name);

    ck_assert_msg(one != NULL, "no %s", name);
    return one;
}

static json_t *run_of(json_t *log)
{
    ck_assert_uint_eq(json_array_size(key(log, "runs")), 1);
    return at(key(log, "runs"), 0);
}

static json_t *result_at(json_t *log, size_t i)
{
    return at(key(run_of(log), "results"), i);
}

static void expect(json_t *object, const char *name, const char *text)
{
    ck_assert_str_eq(gg_json_string(object, name, "(absent)"), text);
}

static void expect_valid(const json_t *verdict, const char *file)
{
    json_t *log = log_of(verdict, file);
    char fault[400];

    if (access(SCHEMA, R_OK) == 0)
        ck_assert_msg(schema_fits(SCHEMA, log, fault), "%s", fault);
    else
        printf("not run: SARIF against its schema (it is not at %s)\n", SCHEMA);
    json_decref(log);
}

static json_t *verdict_of(const char *result)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:s, s:s, s:i}]}", "format",
                     "gauger/verdict/1", "version", "1.2.3", "policy", "p", "policy_sha256", "ab",
                     "result", result, "rules", "id", "r/1", "rule", "recall at least 0.5",
                     "result", result, "message", "recall: 0.4", "sentence", "Found.", "line", 7);
}

START_TEST(valid)
{
    static const char *const results[] = {"pass", "fail", "inconclusive", "unheard of"};
    static const char *const files[] = {NULL, "-", "policy.yaml", "a b/c%d:e.yaml", "/etc/x.yaml"};
    json_t *verdict = fixture("verdict");

    expect_valid(verdict, "policies/lane risk.yaml");
    json_decref(verdict);
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 5; k++) {
            verdict = verdict_of(results[i]);
            expect_valid(verdict, files[k]);
            json_decref(verdict);
        }
}
END_TEST

/* Names, control characters and broken texts of strangers. */
START_TEST(hostile_names_are_valid)
{
    json_t *verdict = verdict_of("fail"), *rule = at(key(verdict, "rules"), 0), *log;

    json_object_set_new(rule, "id", json_string("a\nb\x1b[31m\"<script>"));
    json_object_set_new(rule, "note",
                        json_string("\xe2\x80\xae"
                                    "back"));
    json_object_set_new(rule, "line", json_integer(-3));
    json_object_set_new(verdict, "policy", json_string(""));
    expect_valid(verdict, "p.yaml");
    log = log_of(verdict, "p.yaml");
    ck_assert_ptr_null(strchr(gg_json_string(result_at(log, 0), "ruleId", ""), '\n'));
    ck_assert_ptr_null(json_object_get(
        key(at(key(result_at(log, 0), "locations"), 0), "physicalLocation"), "region"));
    json_decref(log);
    json_object_clear(rule);
    expect_valid(verdict, NULL);
    json_decref(verdict);
}
END_TEST

START_TEST(head)
{
    json_t *verdict = fixture("verdict"), *log = log_of(verdict, "p.yaml"), *run = run_of(log);
    json_t *driver = key(key(run, "tool"), "driver"), *rules = key(driver, "rules");

    expect(log, "version", "2.1.0");
    expect(log, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    expect(driver, "name", "Gauger");
    expect(driver, "version", gg_json_string(verdict, "version", ""));
    ck_assert_uint_eq(json_array_size(rules), json_array_size(key(verdict, "rules")));
    ck_assert_uint_eq(json_array_size(key(run, "results")), json_array_size(rules));
    ck_assert(json_is_true(key(at(key(run, "invocations"), 0), "executionSuccessful")));
    expect(key(run, "properties"), "policySha256", gg_json_string(verdict, "policy_sha256", ""));
    expect(key(run, "properties"), "result", "fail");
    for (size_t i = 0; i < json_array_size(rules); i++) {
        expect(result_at(log, i), "ruleId", gg_json_string(at(rules, i), "id", ""));
        ck_assert_int_eq(json_integer_value(key(result_at(log, i), "ruleIndex")), (json_int_t)i);
        expect(key(at(rules, i), "shortDescription"), "text",
               gg_json_string(at(key(verdict, "rules"), i), "rule", ""));
    }
    json_decref(log);
    json_decref(verdict);
}
END_TEST

static const struct level {
    const char *result, *kind, *level, *word;
} levels[] = {
    {"pass", "pass", "none", "PASS: recall: 0.4"},
    {"fail", "fail", "error", "FAIL: recall: 0.4"},
    {"inconclusive", "open", "none", "NOT ESTABLISHED: recall: 0.4"},
};

START_TEST(levels_of_results)
{
    json_t *verdict = verdict_of(levels[_i].result), *log = log_of(verdict, "p.yaml");
    json_t *result = result_at(log, 0);
    json_t *rule = at(key(key(key(run_of(log), "tool"), "driver"), "rules"), 0);

    expect(result, "kind", levels[_i].kind);
    expect(result, "level", levels[_i].level);
    expect(key(result, "message"), "text", levels[_i].word);
    expect(key(result, "partialFingerprints"), "gaugerRule/v1", "p/r/1");
    expect(rule, "id", "r/1");
    expect(key(rule, "fullDescription"), "text", "Found.");
    json_decref(log);
    json_decref(verdict);
}
END_TEST

static const struct place {
    const char *file, *uri; /* NULL: no physical location */
} places[] = {
    {"policy.yaml", "policy.yaml"},
    {"./policies/p.yaml", "policies/p.yaml"},
    {"../p.yaml", "../p.yaml"},
    {"lane, risk#1?.yaml", "lane%2C%20risk%231%3F.yaml"},
    {"caf\xc3\xa9.yaml", "caf%C3%A9.yaml"},
    {"c:p.yaml", "c%3Ap.yaml"},
    {"/policies/p.yaml", "p.yaml"},
    {"-", NULL},
    {NULL, NULL},
    {"/", NULL},
};

START_TEST(where_it_points)
{
    json_t *verdict = verdict_of("fail"), *log = log_of(verdict, places[_i].file);
    json_t *location = at(key(result_at(log, 0), "locations"), 0);
    json_t *physical = json_object_get(location, "physicalLocation");

    expect(at(key(location, "logicalLocations"), 0), "fullyQualifiedName", "p/r/1");
    ck_assert((physical != NULL) == (places[_i].uri != NULL));
    if (physical) {
        expect(key(physical, "artifactLocation"), "uri", places[_i].uri);
        expect(key(physical, "artifactLocation"), "uriBaseId", "%SRCROOT%");
        ck_assert_int_eq(json_integer_value(key(key(physical, "region"), "startLine")), 7);
    }
    json_decref(log);
    json_decref(verdict);
}
END_TEST

START_TEST(for_testing)
{
    json_t *verdict = fixture("verdict"), *log, *one;

    log = log_of(verdict, "p.yaml");
    ck_assert_ptr_null(
        json_object_get(at(key(run_of(log), "invocations"), 0), "toolExecutionNotifications"));
    json_decref(log);
    json_object_set_new(verdict, "testing", json_true());
    expect_valid(verdict, "p.yaml");
    log = log_of(verdict, "p.yaml");
    one = at(key(at(key(run_of(log), "invocations"), 0), "toolExecutionNotifications"), 0);
    expect(one, "level", "note");
    ck_assert_ptr_nonnull(
        strstr(gg_json_string(key(one, "message"), "text", ""), "made for testing"));
    json_decref(log);
    json_decref(verdict);
}
END_TEST

START_TEST(line_unknown)
{
    json_t *verdict = verdict_of("fail"), *log;

    json_object_del(at(key(verdict, "rules"), 0), "line");
    log = log_of(verdict, "p.yaml");
    ck_assert_ptr_null(json_object_get(
        key(at(key(result_at(log, 0), "locations"), 0), "physicalLocation"), "region"));
    json_decref(log);
    json_decref(verdict);
}
END_TEST

START_TEST(no_rules_is_an_error)
{
    json_t *verdict = json_pack("{s:s}", "format", "gauger/verdict/1");
    gg_error err;
    gg_buf out;

    gg_error_init(&err);
    gg_buf_init(&out, 0);
    ck_assert_int_eq(gg_render(verdict, "sarif", NULL, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "rules");
    ck_assert_uint_eq(out.size, 0);
    gg_buf_release(&out);
    json_decref(verdict);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, valid);
    tcase_add_test(tc, hostile_names_are_valid);
    tcase_add_test(tc, head);
    tcase_add_loop_test(tc, levels_of_results, 0, 3);
    tcase_add_loop_test(tc, where_it_points, 0, sizeof places / sizeof *places);
    tcase_add_test(tc, for_testing);
    tcase_add_test(tc, line_unknown);
    tcase_add_test(tc, no_rules_is_an_error);
}

GG_TEST_MAIN("report/sarif")
