/*
 * A verdict as JUnit XML: one suite, one test case a rule.
 *
 * Written so that it satisfies both the strict Ant schema and the one that Jenkins uses: no
 * attributes on <testsuites>, a timestamp without zone, <properties>, <system-out> and <system-err>
 * always there. A failed rule is a failure; an inconclusive one is an error, or skipped where the
 * policy says that inconclusive is a warning.
 */
#include <string.h>

#include "verdict_internal.h"

#define DEEPEST 8

typedef struct junit {
    gg_buf *out;
    gg_page *page; /* texts are made in its arena */
    const char *open[DEEPEST];
    int depth;
    bool tag;  /* the tag that was opened last can still take attributes */
    bool text; /* text was written last: the closing tag follows on its line */
} junit;

static void end_tag(junit *j, const char *end)
{
    if (j->tag)
        gg_buf_puts(j->out, end);
    j->tag = false;
}

static void open_element(junit *j, const char *name)
{
    end_tag(j, ">\n");
    gg_buf_fill(j->out, ' ', (size_t)j->depth);
    gg_buf_printf(j->out, "<%s", name);
    j->open[j->depth++] = name;
    j->tag = true;
    j->text = false;
}

static void close_element(junit *j)
{
    const char *name = j->open[--j->depth];

    if (j->tag) {
        end_tag(j, "/>\n");
        return;
    }
    if (!j->text)
        gg_buf_fill(j->out, ' ', (size_t)j->depth);
    gg_buf_printf(j->out, "</%s>\n", name);
    j->text = false;
}

/* The signs that end a text or an attribute between double quotes, or begin a tag or an entity. */
static void put_escaped(junit *j, const char *text)
{
    for (; *text; text++) {
        const size_t plain = strcspn(text, "&<>\"");

        gg_buf_append(j->out, text, plain);
        text += plain;
        if (*text == '\0')
            return;
        gg_buf_puts(j->out, *text == '&'   ? "&amp;"
                            : *text == '<' ? "&lt;"
                            : *text == '>' ? "&gt;"
                                           : "&quot;");
    }
}

/* Values are cleaned of what XML 1.0 cannot hold, line ends among it. */
static void put_attribute(junit *j, const char *name, const char *value)
{
    gg_buf_printf(j->out, " %s=\"", name);
    put_escaped(j, gg_page_prose(j->page, value));
    gg_buf_puts(j->out, "\"");
}

static void put_count(junit *j, const char *name, size_t n)
{
    put_attribute(j, name, gg_page_printf(j->page, "%zu", n));
}

static void put_text(junit *j, const char *text)
{
    end_tag(j, ">");
    put_escaped(j, gg_page_prose(j->page, text));
    j->text = true;
}

/* xs:token with at least one sign: an empty name would break the strict schema. */
static const char *named(const char *text, const char *otherwise)
{
    return text && text[strspn(text, " \t\r\n")] ? text : otherwise;
}

/* failure, error or skipped; NULL for a rule that passes. */
static const char *element_of(const json_t *verdict, const char *result)
{
    bool warn = strcmp(gg_json_string(verdict, "on_inconclusive", "fail"), "warn") == 0;

    if (strcmp(result, "pass") == 0)
        return NULL;
    if (strcmp(result, "fail") == 0)
        return "failure";
    return warn ? "skipped" : "error";
}

static size_t count_elements(const json_t *verdict, const char *element)
{
    size_t n = 0, i;
    json_t *rule;

    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        const char *its = element_of(verdict, gg_json_string(rule, "result", ""));

        n += its && strcmp(its, element) == 0;
    }
    return n;
}

static void put_property(junit *j, const char *name, const char *value)
{
    open_element(j, "property");
    put_attribute(j, "name", name);
    put_attribute(j, "value", value);
    close_element(j);
}

/* One line a subject, in the body of a failure. */
static void put_subjects(junit *j, const json_t *rule)
{
    json_t *subject;
    size_t i;

    json_array_foreach(json_object_get(rule, "subjects"), i, subject)
    {
        put_text(j, gg_page_printf(j->page, "%s: %s %s", gg_json_string(subject, "subject", ""),
                                   gg_verdict_figure(j->page, subject),
                                   gg_verdict_word(gg_json_string(subject, "result", ""))));
        gg_buf_puts(j->out, "\n");
    }
}

static void put_rule(junit *j, const json_t *verdict, const json_t *rule)
{
    const char *result = gg_json_string(rule, "result", "");
    const char *element = element_of(verdict, result);

    open_element(j, "testcase");
    put_attribute(j, "name",
                  named(gg_json_string(rule, "rule", NULL), gg_json_string(rule, "id", "rule")));
    put_attribute(j, "classname", named(gg_json_string(verdict, "policy", NULL), "policy"));
    put_attribute(j, "time", "0");
    if (element) {
        open_element(j, element);
        put_attribute(j, "message", gg_json_string(rule, "message", ""));
        if (strcmp(element, "skipped") != 0)
            put_attribute(j, "type", result);
        put_subjects(j, rule);
        close_element(j);
    }
    close_element(j);
}

static void put_suite(junit *j, const json_t *verdict, const gg_render_options *options)
{
    json_t *rule;
    size_t i;

    open_element(j, "testsuite");
    put_attribute(j, "id", "0");
    put_attribute(j, "package", "gauger.gate");
    put_attribute(j, "name", named(gg_json_string(verdict, "policy", NULL), "policy"));
    put_attribute(j, "timestamp", options->timestamp ? options->timestamp : "1970-01-01T00:00:00");
    put_attribute(j, "hostname", named(options->hostname, "localhost"));
    put_count(j, "tests", json_array_size(json_object_get(verdict, "rules")));
    put_count(j, "failures", count_elements(verdict, "failure"));
    put_count(j, "errors", count_elements(verdict, "error"));
    put_count(j, "skipped", count_elements(verdict, "skipped"));
    put_attribute(j, "time", "0");
    open_element(j, "properties");
    put_property(j, "result", gg_json_string(verdict, "result", ""));
    put_property(j, "policy_sha256", gg_json_string(verdict, "policy_sha256", ""));
    if (json_is_true(json_object_get(verdict, "testing")))
        put_property(j, "testing", GG_TESTING_SAYS);
    close_element(j);
    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        put_rule(j, verdict, rule);
    }
    open_element(j, "system-out");
    put_text(j, gg_verdict_sentence(j->page, verdict));
    close_element(j);
    open_element(j, "system-err");
    close_element(j);
    close_element(j);
}

gg_status gg_render_junit(const json_t *document, const gg_render_options *options, gg_buf *out,
                          gg_error *err)
{
    const json_t *rules;
    gg_page page;
    junit j = {.out = out, .page = &page};
    gg_status status = gg_member(document, "rules", JSON_ARRAY, &rules, err);

    if (status != GG_OK)
        return status;
    gg_page_init(&page);
    gg_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    open_element(&j, "testsuites");
    put_suite(&j, document, options);
    close_element(&j);
    if (page.failed)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_page_release(&page);
    return status;
}
