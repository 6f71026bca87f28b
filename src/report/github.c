/*
 * A verdict as workflow commands of GitHub Actions: one annotation a rule and one line in all.
 *
 * Message and properties are escaped both (a line end in a rule's text would otherwise begin a
 * command of its own). Source: docs.github.com, "Workflow commands for GitHub Actions"; escaping as
 * in actions/toolkit, packages/core.
 */
#include <string.h>

#include "report_internal.h"

static const char *command_of(const char *result)
{
    if (strcmp(result, "fail") == 0)
        return "error";
    return strcmp(result, "pass") == 0 ? "notice" : "warning";
}

static void annotate(gg_buf *out, const gg_render_options *options, const char *result,
                     const char *title, const char *message)
{
    gg_buf_printf(out, "::%s ", command_of(result));
    if (options->file) {
        gg_buf_puts(out, "file=");
        gg_escape_github(out, options->file, true);
        gg_buf_puts(out, ",");
    }
    gg_buf_puts(out, "title=");
    gg_escape_github(out, title, true);
    gg_buf_printf(out, "::%s: ", gg_verdict_word(result));
    gg_escape_github(out, message, false);
    gg_buf_puts(out, "\n");
}

gg_status gg_render_github(const json_t *document, const gg_render_options *options, gg_buf *out,
                           gg_error *err)
{
    const char *result = gg_json_string(document, "result", "");
    const char *policy = gg_json_string(document, "policy", "policy");
    const json_t *rules;
    json_t *rule;
    size_t i;
    gg_page page; /* for its arena: the sentence is made there */
    gg_status status = gg_member(document, "rules", JSON_ARRAY, &rules, err);

    if (status != GG_OK)
        return status;
    json_array_foreach(rules, i, rule)
    {
        const char *id = gg_json_string(rule, "id", "rule");

        annotate(out, options, gg_json_string(rule, "result", ""), id,
                 gg_json_string(rule, "message", gg_json_string(rule, "rule", "")));
    }
    if (json_is_true(json_object_get(document, "testing"))) {
        gg_buf_puts(out, "::notice title=for testing::");
        gg_escape_github(out, GG_TESTING_SAYS, false);
        gg_buf_puts(out, "\n");
    }
    gg_page_init(&page);
    annotate(out, options, result, policy, gg_verdict_sentence(&page, document));
    if (page.failed)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_page_release(&page);
    return status;
}
