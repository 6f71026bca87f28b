/*
 * For the tests of report: documents from tests/report/fixtures/, rendered.
 */
#ifndef GG_TESTS_REPORT_DOCUMENTS_H
#define GG_TESTS_REPORT_DOCUMENTS_H

#include "suite.h"

#include <stdbool.h>
#include <string.h>

#include "gauger/base/file.h"
#include "gauger/report/card.h"
#include "gauger/report/render.h"

#define FIXTURES "tests/report/fixtures/"

static inline json_t *fixture(const char *name)
{
    json_t *document = NULL;
    char path[200];
    gg_error err;

    gg_error_init(&err);
    snprintf(path, sizeof path, FIXTURES "%s.json", name);
    ck_assert_msg(gg_json_load(path, &document, &err) == GG_OK, "%s: %s", path, err.what);
    return document;
}

/* The text of a rendered document; to be released. */
static inline gg_buf rendered(const json_t *document, const char *format,
                              const gg_render_options *options)
{
    gg_error err;
    gg_buf out;
    gg_status status;

    gg_error_init(&err);
    gg_buf_init(&out, 0);
    status = gg_render(document, format, options, &out, &err);
    ck_assert_msg(status == GG_OK, "%s: %s %s", format, err.column, err.what);
    return out;
}

/* The card of the fixtures. */
static inline json_t *card_of(const json_t *evaluation, const json_t *manifest,
                              const json_t *verdict)
{
    json_t *card = NULL;
    gg_error err;
    gg_status status;

    gg_error_init(&err);
    status = gg_card_build(evaluation, manifest, verdict, NULL, &card, &err);
    ck_assert_msg(status == GG_OK, "%s: %s", err.column, err.what);
    return card;
}

/* How often a text occurs in another. */
static inline size_t occurrences(const char *text, const char *what)
{
    size_t n = 0;

    for (text = strstr(text, what); text; text = strstr(text + 1, what))
        n++;
    return n;
}

#endif
