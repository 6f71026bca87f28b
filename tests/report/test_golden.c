/*
 * What every document looks like in every format, byte by byte. After a change that is meant, look
 * at the difference that this prints, then write the files anew:
 *
 *     GG_GOLDEN=write make check-report && git diff tests/report/golden
 */
#include "documents.h"

#define GOLDEN "tests/report/golden/"

/* The first line that differs, for the message. */
static void explain(const char *path, const char *got, const char *want)
{
    size_t line = 1, g, w;

    while (*got && *want) {
        g = strcspn(got, "\n");
        w = strcspn(want, "\n");
        if (g != w || memcmp(got, want, g) != 0)
            break;
        got += g + (got[g] == '\n');
        want += w + (want[w] == '\n');
        line++;
    }
    ck_abort_msg("%s:%zu:\n  is       %.*s\n  expected %.*s", path, line, (int)strcspn(got, "\n"),
                 got, (int)strcspn(want, "\n"), want);
}

static void check_golden(const char *name, const char *extension, const gg_buf *out)
{
    const char *mode = getenv("GG_GOLDEN");
    char path[200];
    gg_buf want;

    snprintf(path, sizeof path, GOLDEN "%s.%s", name, extension);
    if (mode && strcmp(mode, "write") == 0) {
        ck_assert_int_eq(gg_file_write(path, out->data, out->size, 0644, NULL), GG_OK);
        return;
    }
    gg_buf_init(&want, 0);
    ck_assert_msg(gg_file_read(path, 1 << 20, &want, NULL) == GG_OK, "%s is missing", path);
    if (want.size != out->size || memcmp(want.data, out->data, out->size) != 0)
        explain(path, out->data, want.data);
    gg_buf_release(&want);
}

static void golden(const json_t *document, const char *name, const char *format,
                   const char *extension, const gg_render_options *options)
{
    gg_buf out = rendered(document, format, options);

    check_golden(name, extension, &out);
    gg_buf_release(&out);
}

static const char *const names[] = {
    "evaluation", "comparison", "comparison-groups", "drift", "check", "verdict", "metrics"};

START_TEST(documents_as_text)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_t *document = fixture(names[i]);

        golden(document, names[i], "text", "txt", NULL);
        json_decref(document);
    }
}
END_TEST

START_TEST(documents_as_markdown)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_t *document = fixture(names[i]);

        golden(document, names[i], "markdown", "md", NULL);
        json_decref(document);
    }
}
END_TEST

START_TEST(verdicts_for_machines)
{
    gg_render_options options = gg_render_options_default();
    json_t *verdict = fixture("verdict");

    options.timestamp = "2026-01-31T09:30:00";
    options.hostname = "runner";
    options.file = "policies/lane, risk.yaml";
    golden(verdict, "verdict", "junit", "xml", &options);
    golden(verdict, "verdict", "github", "github", &options);
    json_decref(verdict);
}
END_TEST

START_TEST(published_evaluations)
{
    json_t *evaluation = fixture("evaluation"), *document = NULL;

    ck_assert_int_eq(gg_publish(evaluation, NULL, &document, NULL), GG_OK);
    golden(document, "published", "text", "txt", NULL);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(cards)
{
    json_t *evaluation = fixture("evaluation"), *manifest = fixture("manifest");
    json_t *verdict = fixture("verdict"), *card = card_of(evaluation, manifest, verdict);

    golden(card, "card", "html", "html", NULL);
    golden(card, "card", "markdown", "md", NULL);
    json_decref(card);
    json_decref(verdict);
    json_decref(manifest);
    json_decref(evaluation);
}
END_TEST

START_TEST(colours_and_widths)
{
    gg_render_options options = gg_render_options_default();
    json_t *evaluation = fixture("evaluation"), *verdict = fixture("verdict");

    options.colour = true;
    golden(verdict, "verdict-colour", "text", "txt", &options);
    options.colour = false;
    options.width = 48;
    golden(evaluation, "evaluation-narrow", "text", "txt", &options);
    json_decref(verdict);
    json_decref(evaluation);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, documents_as_text);
    tcase_add_test(tc, documents_as_markdown);
    tcase_add_test(tc, verdicts_for_machines);
    tcase_add_test(tc, published_evaluations);
    tcase_add_test(tc, cards);
    tcase_add_test(tc, colours_and_widths);
}

GG_TEST_MAIN("report/golden")
