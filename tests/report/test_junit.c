/*
 * JUnit XML against the two schemas that readers hold it to: the strict one of Ant and the one that
 * Jenkins uses. They are not part of the project; where they are not at hand, this says so.
 */
#include "documents.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <unistd.h>

#define SCHEMAS "../shared/schemas/"

static void silent(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

/* Whether the text is valid; skips with a line where the schema is absent. */
static bool valid(const char *schema, const gg_buf *text, bool *ran)
{
    char path[200];
    xmlSchemaParserCtxtPtr parser;
    xmlSchemaPtr parsed;
    xmlSchemaValidCtxtPtr context;
    xmlDocPtr xml;
    int result;

    snprintf(path, sizeof path, SCHEMAS "%s", schema);
    *ran = access(path, R_OK) == 0;
    if (!*ran) {
        printf("not run: JUnit against %s (it is not at %s)\n", schema, SCHEMAS);
        return true;
    }
    parser = xmlSchemaNewParserCtxt(path);
    parsed = xmlSchemaParse(parser);
    ck_assert_ptr_nonnull(parsed);
    context = xmlSchemaNewValidCtxt(parsed);
    xmlSchemaSetValidErrors(context, silent, silent, NULL);
    xml = xmlReadMemory(text->data, (int)text->size, "junit", NULL, XML_PARSE_NONET);
    ck_assert_ptr_nonnull(xml);
    result = xmlSchemaValidateDoc(context, xml);
    xmlFreeDoc(xml);
    xmlSchemaFreeValidCtxt(context);
    xmlSchemaFree(parsed);
    xmlSchemaFreeParserCtxt(parser);
    return result == 0;
}

static const char *const schemas[] = {"junit-windyroad.xsd", "junit-10-jenkins.xsd"};

static void expect_valid(const json_t *verdict, const char *what)
{
    gg_buf out = rendered(verdict, "junit", NULL);

    for (size_t i = 0; i < 2; i++) {
        bool ran;

        ck_assert_msg(valid(schemas[i], &out, &ran), "%s: %s\n%s", schemas[i], what, out.data);
    }
    gg_buf_release(&out);
}

static json_t *with_result(const char *result, const char *on_inconclusive)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:[{s:s,s:s,s:s,s:s,s:[{s:s,s:f,s:s}]}]}", "format",
                     "gauger/verdict/1", "policy", "p", "policy_sha256", "", "result", result,
                     "on_inconclusive", on_inconclusive, "rules", "id", "r", "rule", "rule",
                     "result", result, "message", "said", "subjects", "subject", "s", "value", 0.5,
                     "result", result);
}

START_TEST(every_result_is_valid)
{
    static const char *const results[] = {"pass", "fail", "inconclusive", "unheard of"};
    json_t *verdict = fixture("verdict");

    expect_valid(verdict, "fixture");
    json_decref(verdict);
    for (size_t i = 0; i < 4; i++)
        for (int warn = 0; warn < 2; warn++) {
            verdict = with_result(results[i], warn ? "warn" : "fail");
            expect_valid(verdict, results[i]);
            json_decref(verdict);
        }
}
END_TEST

START_TEST(empty_and_hostile_names_are_valid)
{
    static const char *const names[] = {"",       " ",    "\n",  "a  b",
                                        "<&>\"'", "\x01", "]]>", "\xf0\x9f\x98\x80"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_t *verdict = with_result("fail", "fail");
        json_t *rule = json_array_get(json_object_get(verdict, "rules"), 0);

        json_object_set_new(verdict, "policy", json_string(names[i]));
        json_object_set_new(rule, "rule", json_string(names[i]));
        json_object_set_new(rule, "id", json_string(names[i]));
        json_object_set_new(rule, "message", json_string(names[i]));
        expect_valid(verdict, names[i]);
        json_decref(verdict);
    }
}
END_TEST

/* As xmlTextWriter of libxml2, with an indent, writes the same elements. */
START_TEST(bytes)
{
    static const char expected[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites>\n"
        " <testsuite id=\"0\" package=\"gauger.gate\" name=\"p&lt;&amp;&gt;&quot;'\" "
        "timestamp=\"1970-01-01T00:00:00\" hostname=\"localhost\" tests=\"1\" failures=\"1\" "
        "errors=\"0\" skipped=\"0\" time=\"0\">\n"
        "  <properties>\n"
        "   <property name=\"result\" value=\"fail\"/>\n"
        "   <property name=\"policy_sha256\" value=\"\"/>\n"
        "  </properties>\n"
        "  <testcase name=\"rule\" classname=\"p&lt;&amp;&gt;&quot;'\" time=\"0\">\n"
        "   <failure message=\"&quot;a b\" type=\"fail\">\xc3\xa9&quot;': 0.500 FAIL\n"
        "</failure>\n"
        "  </testcase>\n"
        "  <system-out>Of 1 rule, 1 fails.</system-out>\n"
        "  <system-err/>\n"
        " </testsuite>\n"
        "</testsuites>\n";
    json_t *verdict = with_result("fail", "fail");
    json_t *rule = json_array_get(json_object_get(verdict, "rules"), 0);
    json_t *subject = json_array_get(json_object_get(rule, "subjects"), 0);
    gg_buf out;

    json_object_set_new(verdict, "policy", json_string("p<&>\"'"));
    json_object_set_new(rule, "message", json_string("\"a\nb"));
    json_object_set_new(subject, "subject", json_string("\xc3\xa9\"'"));
    out = rendered(verdict, "junit", NULL);
    ck_assert_str_eq(out.data, expected);
    gg_buf_release(&out);
    json_decref(verdict);
}
END_TEST

START_TEST(no_rules_are_valid)
{
    json_t *verdict = with_result("pass", "fail");

    json_object_set_new(verdict, "rules", json_array());
    expect_valid(verdict, "no rules");
    json_decref(verdict);
}
END_TEST

/* The schemas do refuse what is wrong: else the tests above would say nothing. */
START_TEST(the_schemas_refuse)
{
    json_t *verdict = fixture("verdict");
    gg_buf out = rendered(verdict, "junit", NULL);
    char *at = strstr(out.data, "<system-err");
    bool ran;

    ck_assert_ptr_nonnull(at);
    memcpy(at, "<system-erx", 11);
    if (valid(schemas[0], &out, &ran))
        ck_assert(!ran);
    if (valid(schemas[1], &out, &ran))
        ck_assert(!ran);
    gg_buf_release(&out);
    json_decref(verdict);
}
END_TEST

START_TEST(results_become_elements)
{
    static const struct {
        const char *result, *on_inconclusive, *element, *counts;
    } cases[] = {
        {"pass", "fail", "<testcase name=\"rule\" classname=\"p\" time=\"0\"/>",
         "tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\""},
        {"fail", "fail", "<failure message=\"said\" type=\"fail\">s: 0.500 FAIL",
         "tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\""},
        {"inconclusive", "fail",
         "<error message=\"said\" type=\"inconclusive\">s: 0.500 NOT ESTABLISHED",
         "tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""},
        {"inconclusive", "warn", "<skipped message=\"said\">s: 0.500 NOT ESTABLISHED",
         "tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *verdict = with_result(cases[i].result, cases[i].on_inconclusive);
        gg_buf out = rendered(verdict, "junit", NULL);

        ck_assert_msg(strstr(out.data, cases[i].element) != NULL, "%s", out.data);
        ck_assert_msg(strstr(out.data, cases[i].counts) != NULL, "%s", out.data);
        ck_assert_ptr_nonnull(
            strstr(out.data, "timestamp=\"1970-01-01T00:00:00\" hostname=\"localhost\""));
        gg_buf_release(&out);
        json_decref(verdict);
    }
}
END_TEST

START_TEST(for_testing)
{
    static const char *const formats[] = {"junit", "github", "text", "markdown"};

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        json_t *verdict = with_result("pass", "fail");
        gg_buf out = rendered(verdict, formats[i], NULL);
        bool ran = false;

        ck_assert_ptr_null(strstr(out.data, "for testing"));
        gg_buf_release(&out);
        json_object_set_new(verdict, "testing", json_true());
        out = rendered(verdict, formats[i], NULL);
        ck_assert_msg(strstr(out.data, "made for testing") != NULL, "%s", formats[i]);
        for (size_t j = 0; i == 0 && j < sizeof schemas / sizeof *schemas; j++)
            ck_assert(valid(schemas[j], &out, &ran));
        gg_buf_release(&out);
        json_decref(verdict);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_result_is_valid);
    tcase_add_test(tc, empty_and_hostile_names_are_valid);
    tcase_add_test(tc, bytes);
    tcase_add_test(tc, no_rules_are_valid);
    tcase_add_test(tc, the_schemas_refuse);
    tcase_add_test(tc, results_become_elements);
    tcase_add_test(tc, for_testing);
}

GG_TEST_MAIN("report/junit")
