/*
 * The list of metrics as a page, for people who write policies.
 */
#include <math.h>
#include <string.h>

#include "report_internal.h"

static const char *range_of(gg_page *page, const json_t *metric)
{
    double low = gg_json_number(metric, "low", NAN), high = gg_json_number(metric, "high", NAN);

    if (isnan(low) && isnan(high))
        return "any number";
    if (isnan(high))
        return gg_page_printf(page, "from %s", gg_page_count(page, low));
    if (isnan(low))
        return gg_page_printf(page, "to %s", gg_page_count(page, high));
    return gg_page_printf(page, "%s to %s", gg_page_count(page, low), gg_page_count(page, high));
}

static const char *joined(gg_page *page, const json_t *words)
{
    const char *text = "";
    json_t *word;
    size_t i;

    json_array_foreach(words, i, word)
    {
        text = gg_page_printf(page, "%s%s%s", text, i ? ", " : "",
                              gg_page_name(page, json_string_value(word)));
    }
    return text;
}

static void put_metric(gg_page *page, const json_t *metric)
{
    const char *direction = gg_json_string(metric, "direction", "none");
    const char *selectors = joined(page, json_object_get(metric, "selectors"));
    const char *better = strcmp(direction, "higher") == 0  ? "; higher is better"
                         : strcmp(direction, "lower") == 0 ? "; lower is better"
                                                           : "";

    gg_page_fact(page, gg_page_name(page, gg_json_string(metric, "name", "")), GG_TONE_PLAIN,
                 "%s (%s%s%s%s)", gg_page_prose(page, gg_json_string(metric, "sentence", "")),
                 range_of(page, metric), better, *selectors ? "; by " : "", selectors);
}

gg_status gg_build_metrics(gg_page *page, const json_t *document, const gg_render_options *options,
                           gg_error *err)
{
    const json_t *metrics;
    const char *kind = "";
    json_t *one;
    size_t i;
    gg_status status = gg_member(document, "metrics", JSON_ARRAY, &metrics, err);

    if (status != GG_OK)
        return status;
    gg_page_heading(page, 1, NULL, "%s",
                    options->title ? gg_page_prose(page, options->title)
                                   : "What a rule of a policy may ask for");
    json_array_foreach(metrics, i, one)
    {
        const char *its = gg_json_string(one, "kind", "metric");

        if (strcmp(its, kind) != 0)
            gg_page_heading(page, 2, NULL, "%s", gg_words_metric(page, its));
        kind = its;
        put_metric(page, one);
    }
    return GG_OK;
}
