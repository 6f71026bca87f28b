/*
 * What has no value, and why: every null of an evaluation, gathered so that the same figures that
 * lack for the same reason in many groups make one line.
 */
#include <string.h>

#include "gauger/evaluate/metric.h"
#include "report_internal.h"

#define SLICES_LISTED 4
#define LEVELS_LISTED 12

/* Metrics that lack for one reason in the same slices. */
typedef struct lack {
    const char *why, *metrics;
    const char *slices;
    size_t n;
    struct lack *next;
} lack;

typedef struct lacks {
    gg_page *page;
    lack *first, *last;
    size_t slices; /* looked at */
} lacks;

static void add_lack(lacks *all, const char *why, const char *metrics, const char *slice)
{
    lack *l;

    for (l = all->first; l; l = l->next)
        if (strcmp(l->why, why) == 0 && strcmp(l->metrics, metrics) == 0)
            break;
    if (!l) {
        l = gg_arena_array(&all->page->arena, 1, sizeof *l);
        if (!l) {
            all->page->failed = true;
            return;
        }
        l->why = why;
        l->metrics = metrics;
        l->slices = "";
        if (all->last)
            all->last->next = l;
        else
            all->first = l;
        all->last = l;
    }
    if (l->n < SLICES_LISTED)
        l->slices = gg_page_printf(all->page, "%s%s%s", l->slices, l->n ? ", " : "", slice);
    l->n++;
}

/* The metrics of one slice that lack for the same reason as metric i, where i is the first such. */
static const char *metrics_like(gg_page *page, const json_t *metrics, size_t i, const char *why)
{
    const char *list = "";

    for (size_t k = 0; k < gg_metric_count(); k++) {
        const json_t *est = json_object_get(metrics, gg_metric_at(k)->name);

        if (strcmp(gg_json_string(est, "why_null", ""), why) != 0)
            continue;
        if (k < i)
            return NULL;
        list = gg_page_printf(page, "%s%s%s", list, *list ? ", " : "", gg_metric_at(k)->name);
    }
    return list;
}

static void lacks_of(lacks *all, const json_t *metrics, const char *slice)
{
    double low, high;

    all->slices++;
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const json_t *est = json_object_get(metrics, gg_metric_at(i)->name);
        const char *why = json_object_get(est, "bounds") && gg_bounded_read(est, &low, &high)
                              ? NULL /* shown by its bounds */
                              : gg_json_string(est, "why_null", NULL);
        const char *list = why ? metrics_like(all->page, metrics, i, why) : NULL;

        if (list)
            add_lack(all, why, list, slice);
    }
}

static void lacks_of_groups(lacks *all, const char *what, const json_t *groups)
{
    const char *name;
    json_t *metrics;

    json_object_foreach((json_t *)groups, name, metrics)
    {
        lacks_of(all, metrics,
                 gg_page_printf(all->page, "%s = %s", what, gg_page_name(all->page, name)));
    }
}

static void lacks_of_attributes(lacks *all, const json_t *attributes)
{
    const char *name;
    json_t *attribute;

    json_object_foreach((json_t *)attributes, name, attribute)
    {
        lacks_of_groups(all, gg_page_name(all->page, name), json_object_get(attribute, "groups"));
    }
}

void gg_undefined_items(gg_page *page, const json_t *evaluation)
{
    lacks all = {page, NULL, NULL, 0};

    lacks_of(&all, json_object_get(evaluation, "overall"), "everyone");
    lacks_of_attributes(&all, json_object_get(evaluation, "attributes"));
    lacks_of_attributes(&all, json_object_get(evaluation, "intersections"));
    lacks_of_groups(&all, "site", json_object_get(evaluation, "sites"));
    lacks_of_groups(&all, "period", json_object_get(evaluation, "periods"));
    for (const lack *l = all.first; l; l = l->next) {
        if (l->n == all.slices && l->n > 1)
            gg_page_item(page, GG_TONE_PLAIN, "%s (for everyone and all groups): %s", l->metrics,
                         gg_words_reason(l->why));
        else if (l->n > SLICES_LISTED)
            gg_page_item(page, GG_TONE_PLAIN, "%s (for %s and %zu more): %s", l->metrics, l->slices,
                         l->n - SLICES_LISTED, gg_words_reason(l->why));
        else
            gg_page_item(page, GG_TONE_PLAIN, "%s (for %s): %s", l->metrics, l->slices,
                         gg_words_reason(l->why));
    }
}

bool gg_has_warning(const json_t *document, const char *code)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(document, "warnings"), i, one)
    {
        if (strcmp(gg_json_string(one, "code", ""), code) == 0)
            return true;
    }
    return false;
}

void gg_warning_items(gg_page *page, const json_t *document)
{
    const json_t *warnings = json_object_get(document, "warnings");
    size_t i;
    json_t *one;

    json_array_foreach(warnings, i, one)
    {
        gg_page_item(page, GG_TONE_PLAIN, "%s",
                     gg_page_prose(page, gg_json_string(one, "message", "")));
    }
}

/* "race: (merged: 3 groups) stands for A, B and C" */
static void merged_items(gg_page *page, const char *what, const json_t *merged)
{
    const char *name, *list;
    json_t *levels, *level;
    size_t i;

    json_object_foreach((json_t *)merged, name, levels)
    {
        size_t n = json_array_size(levels);

        list = "";
        json_array_foreach(levels, i, level)
        {
            if (i < LEVELS_LISTED)
                list = gg_page_list(page, list, gg_page_name(page, json_string_value(level)), i,
                                    n > LEVELS_LISTED ? n + 1 : n);
        }
        if (n > LEVELS_LISTED)
            list = gg_page_printf(page, "%s and %zu more", list, n - LEVELS_LISTED);
        gg_page_item(page, GG_TONE_PLAIN, "%s: %s stands for %s.", what, gg_page_name(page, name),
                     list);
    }
}

void gg_withheld_items(gg_page *page, const json_t *evaluation)
{
    const json_t *disclosure = json_object_get(evaluation, "disclosure");
    const char *name;
    json_t *attribute, *one;
    size_t i;

    if (!disclosure)
        return;
    gg_page_item(page, GG_TONE_PLAIN, "%s",
                 gg_page_prose(page, gg_json_string(disclosure, "rule", "")));
    json_object_foreach(json_object_get(evaluation, "attributes"), name, attribute)
    {
        merged_items(page, gg_page_name(page, name), json_object_get(attribute, "merged"));
    }
    json_object_foreach(json_object_get(evaluation, "merged"), name, attribute)
    {
        merged_items(page, gg_page_name(page, name), attribute);
    }
    json_array_foreach(json_object_get(disclosure, "withheld"), i, one)
    {
        gg_page_item(page, GG_TONE_PLAIN, "%s is withheld: %s.",
                     gg_page_name(page, gg_json_string(one, "part", "")),
                     gg_page_prose(page, gg_json_string(one, "why", "")));
    }
}
