/*
 * Rendering as a function: what it accepts, what it refuses, how numbers and tables come out, and
 * that large and broken documents are taken with composure.
 */
#include "documents.h"

#include "gauger/base/text.h"

static void refused(const json_t *document, const char *format, gg_status status, const char *what)
{
    gg_error err;
    gg_buf out;

    gg_error_init(&err);
    gg_buf_init(&out, 0);
    gg_buf_puts(&out, "before");
    ck_assert_int_eq(gg_render(document, format, NULL, &out, &err), status);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    ck_assert_str_ne(err.mend, "");
    ck_assert_str_eq(out.data, "before");
    gg_buf_release(&out);
}

START_TEST(formats_that_a_document_lacks)
{
    json_t *verdict = fixture("verdict"), *check = fixture("check");
    json_t *unknown = json_pack("{s:s}", "format", "gauger/poem/1");
    gg_error err;
    gg_buf out;

    refused(verdict, "html", GG_E_USAGE, "a gauger/verdict/1 has no format \"html\"");
    refused(check, "junit", GG_E_USAGE, "has no format \"junit\"");
    refused(unknown, "text", GG_E_INPUT, "cannot show a document of format \"gauger/poem/1\"");
    gg_error_init(&err);
    gg_buf_init(&out, 0);
    ck_assert_int_eq(gg_render(verdict, "html", NULL, &out, &err), GG_E_USAGE);
    ck_assert_str_eq(err.mend, "give --format json, text, markdown, junit, github, sarif");
    gg_buf_release(&out);
    json_decref(unknown);
    json_decref(check);
    json_decref(verdict);
}
END_TEST

START_TEST(documents_that_are_none)
{
    json_t *empty = json_object(), *array = json_array();

    refused(empty, "text", GG_E_INPUT, "no key \"format\"");
    refused(array, "text", GG_E_INPUT, "no key \"format\"");
    json_decref(array);
    json_decref(empty);
}
END_TEST

/* Each document without each of its parts, and with each part of another type. */
START_TEST(documents_with_parts_missing)
{
    static const char *const names[] = {"evaluation", "comparison", "drift", "check", "verdict"};
    static const char *const required[][3] = {
        {"overall", "data"}, {"differences", "a", "b"}, {"columns"}, {"identifiers"}, {"rules"}};

    for (size_t d = 0; d < 5; d++) {
        for (size_t k = 0; k < 3 && required[d][k]; k++) {
            json_t *document = fixture(names[d]);
            gg_error err;
            gg_buf out;

            json_object_set_new(document, required[d][k], json_integer(1));
            gg_error_init(&err);
            gg_buf_init(&out, 0);
            ck_assert_int_eq(gg_render(document, "text", NULL, &out, &err), GG_E_INPUT);
            ck_assert_str_eq(err.column, required[d][k]);
            ck_assert_uint_eq(out.size, 0);
            gg_buf_release(&out);
            json_decref(document);
        }
    }
}
END_TEST

/* Replaces one value after the other by something else, everywhere: no renderer may fall over it.
 */
static size_t break_at(json_t *value, size_t *at, json_t *instead)
{
    const char *key;
    json_t *member;
    void *next;
    size_t i;

    json_object_foreach_safe(value, next, key, member)
    {
        if ((*at)-- == 0) {
            json_object_set(value, key, instead);
            return 1;
        }
        if (break_at(member, at, instead))
            return 1;
    }
    json_array_foreach(value, i, member)
    {
        if ((*at)-- == 0) {
            json_array_set(value, i, instead);
            return 1;
        }
        if (break_at(member, at, instead))
            return 1;
    }
    return 0;
}

START_TEST(documents_that_are_broken_anywhere)
{
    static const struct {
        const char *name, *formats[5];
    } cases[] = {{"verdict", {"text", "markdown", "junit", "github"}},
                 {"check", {"text", "markdown"}},
                 {"drift", {"text", "markdown"}},
                 {"metrics", {"text"}}};

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        json_t *document = fixture(cases[c].name);

        for (size_t n = 0;; n++) {
            json_t *broken = json_deep_copy(document), *instead = NULL;
            size_t at = n, done;

            instead = n % 3 == 0 ? json_null() : n % 3 == 1 ? json_integer(7) : json_array();
            done = break_at(broken, &at, instead);
            for (size_t f = 0; done && cases[c].formats[f]; f++) {
                gg_buf out;

                gg_buf_init(&out, 0);
                if (gg_render(broken, cases[c].formats[f], NULL, &out, NULL) == GG_OK)
                    ck_assert(gg_text_utf8(out.data, out.size, NULL));
                else
                    ck_assert_uint_eq(out.size, 0);
                gg_buf_release(&out);
            }
            json_decref(instead);
            json_decref(broken);
            if (!done)
                break;
        }
        json_decref(document);
    }
}
END_TEST

START_TEST(a_buffer_that_cannot_take_it)
{
    json_t *document = fixture("check");
    gg_error err;
    gg_buf out;

    gg_error_init(&err);
    gg_buf_init(&out, 100);
    ck_assert_int_eq(gg_render(document, "text", NULL, &out, &err), GG_E_LIMIT);
    ck_assert_uint_eq(out.size, 0);
    gg_buf_release(&out);
    json_decref(document);
}
END_TEST

START_TEST(the_list_of_renderers)
{
    const char *document, *format;
    size_t n = 0, cards = 0;

    while (gg_render_at(n, &document, &format)) {
        ck_assert(strncmp(document, "gauger/", 7) == 0);
        cards += strcmp(document, "gauger/card/1") == 0;
        n++;
    }
    ck_assert_uint_eq(n, 92);
    ck_assert_uint_eq(cards, 3);
}
END_TEST

START_TEST(json_is_the_document)
{
    json_t *document = fixture("verdict"), *again = NULL;
    gg_buf out = rendered(document, "json", NULL);

    ck_assert_int_eq(gg_json_parse(out.data, out.size, "again", &again, NULL), GG_OK);
    ck_assert(json_equal(document, again));
    json_decref(again);
    gg_buf_release(&out);
    json_decref(document);
}
END_TEST

/* The cell of a drift table or the figure of a subject is the shortest way to a number. */
static void check_estimate(double value, double low, double high, const char *want)
{
    json_t *subject = json_pack("{s:s,s:s}", "subject", "it", "result", "pass"), *verdict;
    json_t *second = json_pack("{s:s,s:s}", "subject", "two", "result", "pass");
    char line[120];
    gg_buf out;

    gg_json_set_real(subject, "value", value);
    gg_json_set_real(subject, "low", low);
    gg_json_set_real(subject, "high", high);
    verdict = json_pack("{s:s,s:s,s:s,s:[{s:s,s:s,s:[o,o]}]}", "format", "gauger/verdict/1",
                        "policy", "p", "result", "pass", "rules", "rule", "r", "result", "pass",
                        "subjects", subject, second);
    out = rendered(verdict, "markdown", NULL);
    snprintf(line, sizeof line, "| it | %s |", want);
    ck_assert_msg(strstr(out.data, line) != NULL, "%s not in %s", line, out.data);
    gg_buf_release(&out);
    json_decref(verdict);
}

START_TEST(numbers_are_short_and_exact_enough)
{
    check_estimate(0.5882034632, 0.5722531, 0.6039706, "0.588 [0.572, 0.604]");
    check_estimate(1.6912, 1.6001, 1.7912, "1.69 [1.60, 1.79]");
    check_estimate(12.34, 10.06, 15.55, "12.3 [10.1, 15.6]");
    check_estimate(1234.5, 1000.2, 1500.7, "1234 [1000, 1501]");
    check_estimate(0.00123, 0.0009, 0.0016, "0.00123 [0.00090, 0.00160]");
    check_estimate(-0.00313, -0.03727, 0.03214, "-0.003 [-0.037, 0.032]");
    check_estimate(-0.0001, -0.02, 0.02, "0.000 [-0.020, 0.020]");
    check_estimate(0, 0, 0.25, "0.000 [0.000, 0.250]");
    check_estimate(1, 0.7, 1, "1.000 [0.700, 1.000]");
    check_estimate(2.4, 1.1, NAN, "2.40 [1.10, inf]");
    check_estimate(NAN, 1.875, NAN, "[1.88, no end]");
    check_estimate(2.4, NAN, NAN, "2.40");
    check_estimate(NAN, NAN, NAN, "-");
    check_estimate(1e-9, 1e-10, 2e-9, "1.00e-09 [1.00e-10, 2.00e-09]");
    check_estimate(1e20, NAN, NAN, "1.00e+20");
}
END_TEST

/* The longest line of a text, in columns. */
static size_t widest(const char *text)
{
    size_t most = 0;

    while (*text) {
        size_t n = strcspn(text, "\n"), w = gg_text_width(text, n);

        if (w > most)
            most = w;
        text += n + (text[n] == '\n');
    }
    return most;
}

START_TEST(text_stays_within_its_width)
{
    static const char *const names[] = {"evaluation", "comparison", "drift",
                                        "check",      "verdict",    "metrics"};
    static const size_t widths[] = {66, 80, 100, 200}; /* a digest alone takes 64 */

    for (size_t d = 0; d < sizeof names / sizeof *names; d++)
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
            gg_render_options options = gg_render_options_default();
            json_t *document = fixture(names[d]);
            gg_buf out;

            options.width = widths[w];
            out = rendered(document, "text", &options);
            ck_assert_msg(widest(out.data) <= widths[w], "%s at %zu: %zu", names[d], widths[w],
                          widest(out.data));
            ck_assert_ptr_null(strstr(out.data, " \n"));
            gg_buf_release(&out);
            json_decref(document);
        }
}
END_TEST

/* n groups with names that are long, wide and alike but for their ends. */
static json_t *many_groups(size_t n)
{
    json_t *document = fixture("evaluation");
    json_t *groups = json_object_get(
        json_object_get(json_object_get(document, "attributes"), "group"), "groups");
    const json_t *like = json_object_get(groups, "south");

    for (size_t i = 0; i < n; i++) {
        char name[200];

        snprintf(name, sizeof name,
                 "\xe5\x8c\x97\xe4\xba\xac department of very long names that go on, branch %zu",
                 i);
        json_object_set_new(groups, name, json_deep_copy(like));
    }
    return document;
}

START_TEST(many_groups_with_long_names)
{
    json_t *document = many_groups(500);
    gg_buf out = rendered(document, "text", NULL);

    ck_assert_uint_le(widest(out.data), 80);
    ck_assert_ptr_nonnull(strstr(out.data, "464 more are in the JSON document"));
    /* Names are wrapped, whole. */
    ck_assert_ptr_nonnull(strstr(out.data, "    branch 7\n"));
    ck_assert_ptr_nonnull(strstr(out.data, "    branch 8\n"));
    ck_assert_ptr_null(strstr(out.data, ".."));
    ck_assert_uint_lt(occurrences(out.data, "\n"), 600);
    gg_buf_release(&out);
    json_decref(document);
}
END_TEST

START_TEST(undefined_figures_are_gathered)
{
    json_t *document = fixture("evaluation");
    json_t *overall = json_object_get(document, "overall");
    json_t *south = json_object_get(
        json_object_get(json_object_get(json_object_get(document, "attributes"), "group"),
                        "groups"),
        "south");
    json_t *nothing = json_pack("{s:n,s:n,s:n,s:s,s:s}", "value", "low", "high", "method", "none",
                                "why_null", "not_identified");
    gg_render_options options = gg_render_options_default();
    gg_buf out;

    options.width = 400;
    json_object_set(overall, "recall", nothing);
    json_object_set(overall, "accuracy", nothing);
    json_object_set(south, "recall", nothing);
    json_object_set(south, "accuracy", nothing);
    json_object_set_new(nothing, "why_null", json_string("not_identified"));
    out = rendered(document, "text", &options);
    ck_assert_ptr_nonnull(
        strstr(out.data, "  - recall, accuracy (for everyone, group = south): outcomes are known "
                         "for some cases only"));
    /* No sentence is made of a figure that is not there. */
    ck_assert_ptr_null(strstr(out.data, "Of those with the outcome"));
    gg_buf_release(&out);
    json_decref(nothing);
    json_decref(document);
}
END_TEST

START_TEST(what_is_said_of_decisions)
{
    static const struct {
        const char *rule, *adverse, *said;
    } cases[] = {
        {"threshold", "selected", "score is at least 0.5; being referred is the burden."},
        {"threshold", "not-selected", "not being referred is the burden."},
        {"site_threshold", "selected", "reaches the threshold of its site;"},
        {"decision", "selected", "Whether a case is referred stands in the table;"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_render_options options = gg_render_options_default();
        json_t *document = fixture("evaluation");
        json_t *decision = json_object_get(document, "decision");
        gg_buf out;

        options.width = 400;
        json_object_set_new(decision, "rule", json_string(cases[i].rule));
        json_object_set_new(decision, "adverse", json_string(cases[i].adverse));
        if (i > 1)
            json_object_set_new(decision, "threshold", json_null());
        out = rendered(document, "text", &options);
        ck_assert_msg(strstr(out.data, cases[i].said) != NULL, "%s", cases[i].said);
        gg_buf_release(&out);
        json_decref(document);
    }
}
END_TEST

START_TEST(a_title_of_ones_own)
{
    static const char *const names[] = {"evaluation", "comparison", "drift",
                                        "check",      "verdict",    "metrics"};
    gg_render_options options = gg_render_options_default();

    options.title = "Our own\ntitle";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_t *document = fixture(names[i]);
        gg_buf out = rendered(document, "text", &options);

        ck_assert_msg(strncmp(out.data, "Our own title\n=============\n", 28) == 0, "%s", names[i]);
        gg_buf_release(&out);
        json_decref(document);
    }
}
END_TEST

/* No word that the figures cannot carry. */
START_TEST(words)
{
    static const char *const never[] = {" fair", "unfair", "Fair ", " safe ", "unbiased", "proves"};
    static const char *const names[] = {"evaluation", "comparison", "drift", "check", "verdict"};

    for (size_t d = 0; d < sizeof names / sizeof *names; d++) {
        json_t *document = fixture(names[d]);
        gg_buf out = rendered(document, "text", NULL);

        for (size_t i = 0; i < sizeof never / sizeof *never; i++)
            ck_assert_msg(strstr(out.data, never[i]) == NULL, "%s: %s", names[d], never[i]);
        gg_buf_release(&out);
        json_decref(document);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, formats_that_a_document_lacks);
    tcase_add_test(tc, documents_that_are_none);
    tcase_add_test(tc, documents_with_parts_missing);
    tcase_add_test(tc, documents_that_are_broken_anywhere);
    tcase_add_test(tc, a_buffer_that_cannot_take_it);
    tcase_add_test(tc, the_list_of_renderers);
    tcase_add_test(tc, json_is_the_document);
    tcase_add_test(tc, numbers_are_short_and_exact_enough);
    tcase_add_test(tc, text_stays_within_its_width);
    tcase_add_test(tc, many_groups_with_long_names);
    tcase_add_test(tc, undefined_figures_are_gathered);
    tcase_add_test(tc, what_is_said_of_decisions);
    tcase_add_test(tc, a_title_of_ones_own);
    tcase_add_test(tc, words);
}

GG_TEST_MAIN("report/render")
