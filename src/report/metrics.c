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

/* Which way is better, or at which value nobody is worse off, where the sentence does not say. */
static const char *direction_of(gg_page *page, const json_t *metric)
{
    const char *direction = gg_json_string(metric, "direction", "none");
    double equal = gg_json_number(metric, "equal", NAN);
    bool told = strstr(gg_json_string(metric, "sentence", ""), "is equal") != NULL;

    if (strcmp(direction, "higher") == 0)
        return "; higher is better";
    if (strcmp(direction, "lower") == 0)
        return "; lower is better";
    if (isnan(equal))
        return "; neither way is better";
    return told ? "" : gg_page_printf(page, "; %s is equal", gg_page_count(page, equal));
}

/* Figures of drift are held against critical values or p-values, and say so themselves. */
static const char *without_interval(const json_t *metric)
{
    return json_is_false(json_object_get(metric, "interval")) &&
                   strcmp(gg_json_string(metric, "kind", ""), "drift") != 0 &&
                   !strstr(gg_json_string(metric, "sentence", ""), "no interval")
               ? "; no interval, so that only judge: point decides"
               : "";
}

static void put_metric(gg_page *page, const json_t *metric)
{
    const char *selectors = joined(page, json_object_get(metric, "selectors"));
    const char *bounds = joined(page, json_object_get(metric, "bounds"));

    gg_page_fact(page, gg_page_name(page, gg_json_string(metric, "name", "")), GG_TONE_PLAIN,
                 "%s (%s%s%s%s%s%s%s)", gg_page_prose(page, gg_json_string(metric, "sentence", "")),
                 range_of(page, metric), direction_of(page, metric), *selectors ? "; by " : "",
                 selectors, *bounds ? "; " : "", bounds, without_interval(metric));
}

/* What a rule with versus: champion is judged on: not the metric, but its difference. */
static void put_versus(gg_page *page, const json_t *metrics)
{
    bool any = false;
    json_t *one;
    size_t i;

    json_array_foreach(metrics, i, one)
    {
        const json_t *versus = json_object_get(one, "versus");
        const char *selectors = joined(page, json_object_get(versus, "selectors"));

        if (!json_is_object(versus))
            continue;
        if (!any)
            gg_page_heading(page, 2, NULL, "Against the champion");
        any = true;
        gg_page_fact(page, gg_page_name(page, gg_json_string(one, "name", "")), GG_TONE_PLAIN,
                     "%s (%s%s%s%s; versus: champion with not_worse_by)",
                     gg_page_prose(page, gg_json_string(versus, "sentence", "")),
                     range_of(page, versus), direction_of(page, versus), *selectors ? "; by " : "",
                     selectors);
    }
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
    put_versus(page, metrics);
    return GG_OK;
}
