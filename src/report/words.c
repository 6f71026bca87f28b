/*
 * Wording: reasons, names of figures, and how a figure lies to a band, in the words that every
 * format uses.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/disparity.h"
#include "gauger/evaluate/explain.h"
#include "report_internal.h"

static const struct {
    const char *rule, *words;
} references[] = {
    {"largest", "the largest group"},
    {"given", "as asked for"},
    {"highest", "the group with the highest selection rate"},
    {"lowest", "the group with the lowest selection rate"},
    {"rest", "everyone else"},
    {"overall", "everyone, the group included"},
};

const char *gg_words_reason(const char *why)
{
    return gg_reason_words(why);
}

const char *gg_words_reference(const char *rule)
{
    for (size_t i = 0; i < sizeof references / sizeof *references; i++)
        if (strcmp(references[i].rule, rule) == 0)
            return references[i].words;
    return rule;
}

const char *gg_words_plural(double n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

/* A name as a title: spaces for underscores, a capital at the head. */
static const char *spaced(gg_page *page, const char *name, bool capital)
{
    char *text = gg_arena_string(&page->arena, gg_page_name(page, name));

    if (!text) {
        page->failed = true;
        return "";
    }
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = ' ';
    if (capital && text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
    return text;
}

const char *gg_words_metric(gg_page *page, const char *name)
{
    const gg_metric *metric = gg_metric_find(name);
    const gg_disparity *disparity = gg_disparity_find(name);

    if (metric)
        return metric->title;
    if (disparity && (metric = gg_metric_find(disparity->metric)))
        return gg_page_printf(page, "%s %s", metric->title,
                              disparity->kind == GG_RATIO ? "ratio" : "difference");
    return spaced(page, name, true);
}

const char *gg_words_metric_lower(gg_page *page, const char *name)
{
    const char *title = gg_words_metric(page, name);
    bool word = title[0] >= 'A' && title[0] <= 'Z' && title[1] >= 'a' && title[1] <= 'z';

    if (strncmp(title, "Brier", 5) == 0 || strncmp(title, "Matthews", 8) == 0 || !word)
        return title;
    return gg_page_printf(page, "%c%s", title[0] - 'A' + 'a', title + 1);
}

const char *gg_words_test(gg_page *page, const char *test)
{
    static const struct {
        const char *test, *words;
    } tests[] = {{"mcnemar", "McNemar"},
                 {"delong", "DeLong"},
                 {"delta_method", "delta method"},
                 {"square_and_add", "square-and-add"},
                 {"paired_normal", "paired normal"},
                 {"weighted_generalised_score", "score"}};

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (strcmp(tests[i].test, test) == 0)
            return tests[i].words;
    return *test ? spaced(page, test, false) : "-";
}

gg_standing gg_standing_of(const json_t *estimate, double low, double high)
{
    double value, from, to;
    const bool bounded = gg_bounded_read(estimate, &from, &to);

    if ((!gg_estimate_read(estimate, &value, &from, &to) && !bounded) || (isnan(from) && isnan(to)))
        return GG_STANDING_NONE;
    if (isnan(from))
        from = -INFINITY;
    if (isnan(to))
        to = INFINITY;
    if (from >= low && to <= high)
        return GG_STANDING_WITHIN;
    return to < low || from > high ? GG_STANDING_EXCEEDS : GG_STANDING_OPEN;
}

const char *gg_standing_word(gg_standing standing)
{
    static const char *const words[] = {"within", "exceeds", "not established", "no figure"};

    return words[standing];
}

gg_tone gg_standing_tone(gg_standing standing)
{
    static const gg_tone tones[] = {GG_TONE_GOOD, GG_TONE_BAD, GG_TONE_UNSURE, GG_TONE_QUIET};

    return tones[standing];
}
