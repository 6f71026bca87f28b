/*
 * The section on the operating point: what it says in each format, byte by byte, on an evaluation
 * and on a card; what it shows of withheld counts; and that it is absent where there is nothing.
 *
 *     GG_GOLDEN=write make check-report && git diff tests/report/golden
 */
#include "documents.h"

#include "evidence/crossing.h"
#include "gauger/evaluate/evaluation.h"
#include "schema.h"

#define ROWS 6000

static json_t *evaluated(int rows, const gg_operation *operation)
{
    static crossing all[ROWS];
    gg_collect_options o = gg_collect_options_default();
    gg_evaluation_options options = gg_evaluation_options_default();
    json_t *document = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;
    temporary t;

    gg_error_init(&err);
    crossing_make(all, rows, 31);
    t = crossing_write(all, rows);
    o.operation = operation;
    options.source = "crossing.csv";
    ck_assert_msg(crossing_schema(&schema, false, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_collect(t.path, &schema, &o, &e, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_evaluate(&e, &options, &document, &err) == GG_OK, "%s", err.what);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return document;
}

/* The section alone, from its heading to the next of the same level. */
static char *section_of(const json_t *document, const char *format, const char *next)
{
    gg_buf out = rendered(document, format, NULL);
    char *from = strstr(out.data, "Thresholds, suppression and precedence"), *end, *copy;

    ck_assert_msg(from != NULL, "no section in %s", format);
    end = strstr(from, next);
    copy = end ? strndup(from, (size_t)(end - from)) : strdup(from);
    gg_buf_release(&out);
    return copy;
}

static void check_golden(const char *name, const char *text)
{
    const char *mode = getenv("GG_GOLDEN");
    char path[200];
    gg_buf want;

    snprintf(path, sizeof path, "tests/report/golden/%s", name);
    if (mode && strcmp(mode, "write") == 0) {
        ck_assert_int_eq(gg_file_write(path, text, strlen(text), 0644, NULL), GG_OK);
        return;
    }
    gg_buf_init(&want, 0);
    ck_assert_msg(gg_file_read(path, 1 << 20, &want, NULL) == GG_OK, "%s is missing", path);
    ck_assert_str_eq(text, want.data);
    gg_buf_release(&want);
}

START_TEST(as_text_and_markdown)
{
    json_t *document = evaluated(ROWS, crossing_operation());
    char *text = section_of(document, "text", "\nNot shown"),
         *markdown = section_of(document, "markdown", "\n## ");

    check_golden("operation.txt", text);
    check_golden("operation.md", markdown);
    free(text);
    free(markdown);
    json_decref(document);
}
END_TEST

START_TEST(on_a_card)
{
    json_t *document = evaluated(ROWS, crossing_operation()), *card = card_of(document, NULL, NULL);
    char *markdown = section_of(card, "markdown", "\n### "), *html, fault[400];

    ck_assert_msg(schema_fits("docs/schemas/card-1.schema.json", card, fault), "%s", fault);
    check_golden("operation-card.md", markdown);
    html = section_of(card, "html", "<h3");
    ck_assert_ptr_nonnull(strstr(html, "trusted members"));
    ck_assert_ptr_nonnull(strstr(html, "What each source refers and finds"));
    free(html);
    free(markdown);
    json_decref(card);
    json_decref(document);
}
END_TEST

/* A thousand rows leave small parts: what is withheld says so, and no number stands there. */
START_TEST(what_is_withheld_says_so)
{
    json_t *document = evaluated(400, crossing_operation()), *card = card_of(document, NULL, NULL);
    char *section = section_of(card, "markdown", "\n### ");
    gg_buf all = rendered(card, "markdown", NULL);

    ck_assert_ptr_nonnull(strstr(section, "withheld"));
    ck_assert_ptr_null(strstr(section, "Cases that two sources both refer"));
    ck_assert_ptr_nonnull(strstr(all.data, "overlap of sources is withheld"));
    gg_buf_release(&all);
    free(section);
    json_decref(card);
    json_decref(document);
}
END_TEST

START_TEST(only_what_there_is)
{
    gg_operation rules = *crossing_operation(), sources = rules, one = rules;
    json_t *document;
    char *text;

    rules.n_sources = 0;
    sources.n_rules = 0;
    one.n_rules = 1;
    document = evaluated(500, &rules);
    text = section_of(document, "text", "\nNot shown");
    ck_assert_ptr_nonnull(strstr(text, "What each site's threshold refers and finds"));
    ck_assert_ptr_nonnull(strstr(text, "all rules together"));
    ck_assert_ptr_null(strstr(text, "find rate"));
    free(text);
    json_decref(document);
    document = evaluated(500, &sources);
    text = section_of(document, "text", "\nNot shown");
    ck_assert_ptr_null(strstr(text, "held back"));
    ck_assert_ptr_nonnull(strstr(text, "officer, model and list"));
    free(text);
    json_decref(document);
    document = evaluated(500, &one);
    text = section_of(document, "text", "\nNot shown");
    ck_assert_ptr_null(strstr(text, "all rules together"));
    free(text);
    json_decref(document);
    document = evaluated(500, NULL);
    text = section_of(document, "text", "\nNot shown");
    ck_assert_ptr_null(strstr(text, "held back"));
    ck_assert_ptr_null(strstr(text, "unique"));
    free(text);
    json_decref(document);
}
END_TEST

/* A ratio without a value tells why, and a name out of the document brings no markup with it. */
START_TEST(reasons_and_names)
{
    json_t *document = evaluated(500, crossing_operation());
    json_t *rule =
        json_array_get(json_object_get(json_object_get(document, "operation"), "suppression"), 0);
    json_t *group = json_object_get(json_object_get(json_object_get(rule, "groups"), "race"), "b");
    gg_buf html;
    char *text;

    json_object_set_new(rule, "rule", json_string("<script>"));
    json_object_set_new(group, "ratio",
                        json_pack("{s:n,s:n,s:n,s:s,s:s}", "value", "low", "high", "method",
                                  "koopman", "why_null", "zero_reference"));
    text = section_of(document, "text", "\nNot shown");
    ck_assert_ptr_nonnull(strstr(text, "nothing can be divided by it"));
    free(text);
    html = rendered(document, "markdown", NULL);
    ck_assert_ptr_null(strstr(html.data, "<script>"));
    gg_buf_release(&html);
    json_decref(document);
}
END_TEST

START_TEST(no_section_without_an_operating_point)
{
    json_t *document = fixture("evaluation");
    gg_buf out = rendered(document, "text", NULL);

    ck_assert_ptr_null(strstr(out.data, "Thresholds, suppression"));
    gg_buf_release(&out);
    json_object_set_new(document, "operation", json_object());
    out = rendered(document, "text", NULL);
    ck_assert_ptr_null(strstr(out.data, "Thresholds, suppression"));
    gg_buf_release(&out);
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, as_text_and_markdown);
    tcase_add_test(tc, on_a_card);
    tcase_add_test(tc, what_is_withheld_says_so);
    tcase_add_test(tc, only_what_there_is);
    tcase_add_test(tc, reasons_and_names);
    tcase_add_test(tc, no_section_without_an_operating_point);
}

GG_TEST_MAIN("report/operation")
