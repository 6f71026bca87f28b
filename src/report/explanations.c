/*
 * The sentences of a document's key "explanations" (--explain), each under the table that shows its
 * figure; nothing where a document has none.
 */
#include <string.h>

#include "report_internal.h"

#define SENTENCES_SHOWN 120

/* What the tables of groups show; the document explains more than a reader asked to see. */
static const char *const rates[] = {".selection_rate", ".precision", ".recall",
                                    ".false_positive_rate"};
static const char *const parts[] = {"disparities.selection_rate_ratio.",
                                    "disparities.false_positive_rate_ratio.",
                                    "disparities.false_negative_rate_ratio.", "summary."};

static bool is_shown(const char *figure)
{
    size_t n = strlen(figure);

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strncmp(figure, parts[i], strlen(parts[i])) == 0)
            return true;
    if (strncmp(figure, "disparities.", 12) == 0)
        return false;
    if (strncmp(figure, "strata.", 7) == 0)
        return strstr(figure, ".mantel_haenszel_ratio") != NULL;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        if (n > strlen(rates[i]) && strcmp(figure + n - strlen(rates[i]), rates[i]) == 0)
            return true;
    return false;
}

void gg_explanations_items(gg_page *page, const json_t *document, const char *prefix, bool all)
{
    size_t n = 0, i;
    json_t *one;

    json_array_foreach(json_object_get(document, "explanations"), i, one)
    {
        const char *figure = gg_json_string(one, "figure", "");

        if (strncmp(figure, prefix, strlen(prefix)) != 0 ||
            !(all || is_shown(figure + strlen(prefix))))
            continue;
        if (n++ < SENTENCES_SHOWN)
            gg_page_item(page, GG_TONE_PLAIN, "%s",
                         gg_page_prose(page, gg_json_string(one, "sentence", "")));
    }
    if (n > SENTENCES_SHOWN)
        gg_page_text(page, GG_TONE_QUIET, "%zu more are in the JSON document (--format json).",
                     n - SENTENCES_SHOWN);
}
