/*
 * A verdict as SARIF 2.1.0, for code scanning: one run, the rules of the policy as rules, one
 * result a rule.
 *
 * A failed rule is an error; what passes has the kind "pass", and one that is not established the
 * kind "open", for which the evidence does not suffice: neither has a level, as the standard asks
 * of everything that is no failure. Results point at the policy's file, and at the rule's line
 * where the verdict knows it. No path of the machine goes in: an absolute one is cut to its last
 * part. Source: OASIS, SARIF 2.1.0 (section 3.27 results, 3.4 artifact locations, 3.10.3 URIs).
 */
#include <string.h>

#include "report_internal.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

typedef struct sarif {
    gg_page *page; /* texts are made in its arena */
    const json_t *verdict;
    const char *file; /* as a relative URI; NULL for none */
    bool failed;      /* sticky */
} sarif;

/* Takes over value; returns it, borrowed, so that an object can be filled after it is set. */
static json_t *put(sarif *s, json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) != 0)
        s->failed = true;
    return value;
}

static void append(sarif *s, json_t *array, json_t *value)
{
    if (!value || json_array_append_new(array, value) != 0)
        s->failed = true;
}

static void put_text(sarif *s, json_t *object, const char *key, const char *text)
{
    put(s, object, key, json_string(gg_page_prose(s->page, text)));
}

/* {"text": ...}, which SARIF calls a message. */
static void put_message(sarif *s, json_t *object, const char *key, const char *text)
{
    put_text(s, put(s, object, key, json_object()), "text", text);
}

/* RFC 3986: what a path may hold as it is; everything else as %XX. */
static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~/", c));
}

static const char *uri_of(gg_page *page, const char *path)
{
    const char *last = strrchr(path, '/'), *uri = "";

    if (path[0] == '/')
        path = last + 1;
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    if (!*path || strcmp(path, "-") == 0)
        return NULL;
    for (; *path; path++)
        uri = is_plain((unsigned char)*path)
                  ? gg_page_printf(page, "%s%c", uri, *path)
                  : gg_page_printf(page, "%s%%%02X", uri, (unsigned)(unsigned char)*path);
    return uri;
}

static const char *level_of(const char *result)
{
    return strcmp(result, "fail") == 0 ? "error" : "none";
}

static const char *kind_of(const char *result)
{
    if (strcmp(result, "pass") == 0)
        return "pass";
    return strcmp(result, "fail") == 0 ? "fail" : "open";
}

static json_t *write_rule(sarif *s, const json_t *rule)
{
    const char *text = gg_json_string(rule, "rule", gg_json_string(rule, "id", "rule"));
    const char *note = gg_json_string(rule, "note", NULL);
    json_t *out = json_object();

    put_text(s, out, "id", gg_json_string(rule, "id", "rule"));
    put_message(s, out, "shortDescription", text);
    put_message(s, out, "fullDescription", gg_json_string(rule, "sentence", text));
    if (note)
        put_message(s, out, "help", note);
    put_text(s, put(s, out, "defaultConfiguration", json_object()), "level", "error");
    return out;
}

/* A policy that came from no file is still named. */
static json_t *write_location(sarif *s, const json_t *rule)
{
    const json_t *line = json_object_get(rule, "line");
    json_t *out = json_object(), *logical, *physical, *artifact;

    logical = json_object();
    put_text(s, logical, "name", gg_json_string(rule, "id", "rule"));
    put_text(s, logical, "fullyQualifiedName",
             gg_page_printf(s->page, "%s/%s", gg_json_string(s->verdict, "policy", "policy"),
                            gg_json_string(rule, "id", "rule")));
    append(s, put(s, out, "logicalLocations", json_array()), logical);
    if (!s->file)
        return out;
    physical = put(s, out, "physicalLocation", json_object());
    artifact = put(s, physical, "artifactLocation", json_object());
    put_text(s, artifact, "uri", s->file);
    put_text(s, artifact, "uriBaseId", "%SRCROOT%");
    if (json_is_integer(line) && json_integer_value(line) > 0)
        put(s, put(s, physical, "region", json_object()), "startLine",
            json_integer(json_integer_value(line)));
    return out;
}

static json_t *write_result(sarif *s, const json_t *rule, size_t i)
{
    const char *result = gg_json_string(rule, "result", "");
    json_t *out = json_object();

    put_text(s, out, "ruleId", gg_json_string(rule, "id", "rule"));
    put(s, out, "ruleIndex", json_integer((json_int_t)i));
    put_text(s, out, "kind", kind_of(result));
    put_text(s, out, "level", level_of(result));
    put_message(s, out, "message",
                gg_page_printf(s->page, "%s: %s", gg_verdict_word(result),
                               gg_json_string(rule, "message", gg_json_string(rule, "rule", ""))));
    append(s, put(s, out, "locations", json_array()), write_location(s, rule));
    put_text(s, put(s, out, "partialFingerprints", json_object()), "gaugerRule/v1",
             gg_page_printf(s->page, "%s/%s", gg_json_string(s->verdict, "policy", "policy"),
                            gg_json_string(rule, "id", "rule")));
    return out;
}

static void put_tool(sarif *s, json_t *run, const json_t *rules)
{
    json_t *driver = put(s, put(s, run, "tool", json_object()), "driver", json_object()), *list;
    const char *version = gg_json_string(s->verdict, "version", NULL);
    json_t *rule;
    size_t i;

    put_text(s, driver, "name", "Gauger");
    if (version)
        put_text(s, driver, "version", version);
    list = put(s, driver, "rules", json_array());
    json_array_foreach(rules, i, rule)
    {
        append(s, list, write_rule(s, rule));
    }
}

/* 3.20.21: what the tool says of its own run. */
static void put_testing(sarif *s, json_t *invocation)
{
    json_t *one = json_object();

    put_text(s, one, "level", "note");
    put_message(s, one, "message", GG_TESTING_SAYS);
    append(s, put(s, invocation, "toolExecutionNotifications", json_array()), one);
}

static void put_run(sarif *s, json_t *run, const json_t *rules)
{
    const char *policy = gg_json_string(s->verdict, "policy", "policy");
    json_t *invocation = json_object(), *list, *properties, *rule;
    size_t i;

    put_tool(s, run, rules);
    put_text(s, put(s, run, "automationDetails", json_object()), "id",
             gg_page_printf(s->page, "gauger gate/%s/", policy));
    put(s, invocation, "executionSuccessful", json_true());
    if (json_is_true(json_object_get(s->verdict, "testing")))
        put_testing(s, invocation);
    append(s, put(s, run, "invocations", json_array()), invocation);
    list = put(s, run, "results", json_array());
    json_array_foreach(rules, i, rule)
    {
        append(s, list, write_result(s, rule, i));
    }
    properties = put(s, run, "properties", json_object());
    put_text(s, properties, "policy", policy);
    put_text(s, properties, "policySha256", gg_json_string(s->verdict, "policy_sha256", ""));
    put_text(s, properties, "result", gg_json_string(s->verdict, "result", ""));
    put_text(s, properties, "sentence", gg_verdict_sentence(s->page, s->verdict));
}

gg_status gg_render_sarif(const json_t *document, const gg_render_options *options, gg_buf *out,
                          gg_error *err)
{
    const json_t *rules;
    gg_page page;
    sarif s = {.page = &page, .verdict = document};
    json_t *log, *run;
    gg_status status = gg_member(document, "rules", JSON_ARRAY, &rules, err);

    if (status != GG_OK)
        return status;
    gg_page_init(&page);
    s.file = options->file ? uri_of(&page, options->file) : NULL;
    log = json_object();
    run = json_object();
    put(&s, log, "$schema", json_string(SCHEMA));
    put(&s, log, "version", json_string("2.1.0"));
    put_run(&s, run, rules);
    append(&s, put(&s, log, "runs", json_array()), run);
    if (s.failed || page.failed)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    else
        gg_json_write(log, out);
    json_decref(log);
    gg_page_release(&page);
    return status;
}
