/*
 * The table of renderers: which document can be had in which format, and how.
 */
#include <stdio.h>
#include <string.h>

#include "gauger/report/card.h"
#include "report_internal.h"

static gg_status render_json(const json_t *document, const gg_render_options *options, gg_buf *out,
                             gg_error *err)
{
    (void)options;
    (void)err;
    gg_json_write(document, out);
    return GG_OK;
}

/* Either a page is built and written, or the document is rendered directly. */
typedef struct renderer {
    const char *document, *format;
    gg_page_build *build;
    gg_page_write *write;
    gg_document_render *render;
} renderer;

#define PAGE(document, build)                                                                      \
    {document, "json", NULL, NULL, render_json}, {document, "text", build, gg_write_text, NULL},   \
    {                                                                                              \
        document, "markdown", build, gg_write_markdown, NULL                                       \
    }

static const renderer renderers[] = {
    PAGE("gauger/evaluation/1", gg_build_evaluation),
    PAGE("gauger/comparison/1", gg_build_comparison),
    {"gauger/comparison/1", "html", gg_build_comparison, gg_write_html, NULL},
    PAGE("gauger/drift/1", gg_build_drift),
    PAGE("gauger/deidentification/1", gg_build_check),
    PAGE("gauger/verdict/1", gg_build_verdict),
    {"gauger/verdict/1", "junit", NULL, NULL, gg_render_junit},
    {"gauger/verdict/1", "github", NULL, NULL, gg_render_github},
    {"gauger/verdict/1", "sarif", NULL, NULL, gg_render_sarif},
    PAGE(GG_METRICS_FORMAT, gg_build_metrics),
    PAGE("gauger/receipt/1", gg_build_receipt),
    PAGE("gauger/datasets/1", gg_build_datasets),
    PAGE("gauger/dataset/1", gg_build_dataset),
    PAGE("gauger/models/1", gg_build_models),
    PAGE("gauger/model/1", gg_build_model),
    PAGE("gauger/difference/1", gg_build_difference),
    PAGE("gauger/history/1", gg_build_history),
    PAGE("gauger/cycles/1", gg_build_cycles),
    PAGE("gauger/log/1", gg_build_log),
    PAGE("gauger/audit/1", gg_build_audit),
    PAGE("gauger/checkpoint/1", gg_build_checkpoint),
    PAGE("gauger/proof-check/1", gg_build_proof_check),
    PAGE("gauger/card-check/1", gg_build_card_check),
    PAGE("gauger/rebuild/1", gg_build_rebuild),
    PAGE("gauger/accounts/1", gg_build_accounts),
    PAGE("gauger/account/1", gg_build_account),
    PAGE("gauger/public-key/1", gg_build_public_key),
    PAGE("gauger/record/1", gg_build_record),
    {"gauger/record/1", "html", gg_build_record, gg_write_html, NULL},
    PAGE("gauger/records/1", gg_build_records),
    {"gauger/records/1", "html", gg_build_records, gg_write_html, NULL},
    PAGE("gauger/redress/1", gg_build_redress),
    {"gauger/redress/1", "html", gg_build_redress, gg_write_html, NULL},
    PAGE("gauger/disclosures/1", gg_build_disclosures),
    {"gauger/disclosures/1", "html", gg_build_disclosures, gg_write_html, NULL},
    {GG_CARD_FORMAT, "json", NULL, NULL, render_json},
    {GG_CARD_FORMAT, "html", gg_build_card, gg_write_html, NULL},
    {GG_CARD_FORMAT, "markdown", gg_build_card, gg_write_markdown, NULL},
};

#define RENDERERS (sizeof renderers / sizeof *renderers)

gg_render_options gg_render_options_default(void)
{
    gg_render_options options = {false, 80, NULL, NULL, NULL, NULL};

    return options;
}

bool gg_render_at(size_t i, const char **document, const char **format)
{
    if (i >= RENDERERS)
        return false;
    *document = renderers[i].document;
    *format = renderers[i].format;
    return true;
}

/* Says which formats there are for a document, or that it is none of ours. */
static gg_status refuse(const char *document, const char *format, gg_error *err)
{
    char list[120] = "";

    for (size_t i = 0; i < RENDERERS; i++) {
        size_t n = strlen(list);

        if (strcmp(renderers[i].document, document) == 0)
            snprintf(list + n, sizeof list - n, "%s%s", n ? ", " : "give --format ",
                     renderers[i].format);
    }
    if (!list[0])
        return gg_error_set(err, GG_E_INPUT, "give a document that gauger wrote",
                            "cannot show a document of format \"%.60s\"", document);
    return gg_error_set(err, GG_E_USAGE, list, "a %s has no format \"%.40s\"", document, format);
}

/* Behind the first block, which is the heading: nobody who reads on can miss it. */
static void say_testing(gg_page *page)
{
    gg_block *last = page->last, *first = page->first, *before = first;

    gg_page_banner(page, GG_TONE_UNSURE, "FOR TESTING", GG_TESTING_SAYS);
    if (page->failed || !last || last == first)
        return;
    while (before->next != page->last)
        before = before->next;
    before->next = NULL;
    page->last->next = first->next;
    first->next = page->last;
    page->last = before;
}

static gg_status render_page(const renderer *r, const json_t *document,
                             const gg_render_options *options, gg_buf *out, gg_error *err)
{
    gg_page page;
    gg_status status;

    gg_page_init(&page);
    status = r->build(&page, document, options, err);
    if (status == GG_OK && json_is_true(json_object_get(document, "testing")))
        say_testing(&page);
    if (status == GG_OK && page.failed)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK)
        r->write(&page, options, out);
    gg_page_release(&page);
    return status;
}

/* Renders into a buffer of its own, so that out holds nothing of a failed attempt. */
static gg_status render_whole(const renderer *r, const json_t *document,
                              const gg_render_options *options, gg_buf *out, gg_error *err)
{
    gg_buf text;
    gg_status status;

    gg_buf_init(&text, out->max);
    status = r->render ? r->render(document, options, &text, err)
                       : render_page(r, document, options, &text, err);
    if (status == GG_OK)
        status = gg_buf_check(&text, err);
    if (status == GG_OK) {
        gg_buf_append(out, text.data ? text.data : "", text.size);
        status = gg_buf_check(out, err);
    }
    gg_buf_release(&text);
    return status;
}

gg_status gg_render(const json_t *document, const char *format, const gg_render_options *options,
                    gg_buf *out, gg_error *err)
{
    gg_render_options defaults = gg_render_options_default();
    const char *name = gg_json_string(document, "format", NULL);

    if (!name)
        return gg_error_set(err, GG_E_INPUT, "give a document that gauger wrote",
                            "the document has no key \"format\"");
    for (size_t i = 0; i < RENDERERS; i++)
        if (strcmp(renderers[i].document, name) == 0 && strcmp(renderers[i].format, format) == 0)
            return render_whole(&renderers[i], document, options ? options : &defaults, out, err);
    return refuse(name, format, err);
}

gg_status gg_member(const json_t *document, const char *key, json_type type, const json_t **out,
                    gg_error *err)
{
    const json_t *value = json_object_get(document, key);

    if (value && json_typeof(value) == type) {
        *out = value;
        return GG_OK;
    }
    gg_error_where(err, NULL, 0, key);
    return gg_error_set(err, GG_E_INPUT, "give a document that gauger wrote",
                        "the key is missing or of the wrong type");
}
