#include <math.h>
#include <string.h>

#include "registry_internal.h"

static const struct {
    const char *state;
    gg_tone tone;
    const char *sentence;
} states[] = {
    {"candidate", GG_TONE_PLAIN, "Registered; not under review."},
    {"review", GG_TONE_UNSURE, "Waits for a reviewer."},
    {"approved", GG_TONE_UNSURE, "Approved; not in production."},
    {"production", GG_TONE_GOOD, "The champion: cases are scored by it."},
    {"suspended", GG_TONE_BAD, "Was stopped; the model has no champion unless another is."},
    {"retired", GG_TONE_QUIET, "Was in production, or was given up."},
    {"rejected", GG_TONE_BAD, "Was turned down."},
};

gg_tone gg_state_tone(const char *state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, state) == 0)
            return states[i].tone;
    return GG_TONE_PLAIN;
}

const char *gg_state_sentence(const char *state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, state) == 0)
            return states[i].sentence;
    return "";
}

const char *gg_member_text(gg_page *page, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (json_is_string(value) && json_string_value(value)[0])
        return gg_page_prose(page, json_string_value(value));
    if (json_is_number(value))
        return gg_page_plain(page, json_number_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "yes" : "no";
    return "-";
}

const char *gg_member_time(gg_page *page, const json_t *object, const char *key)
{
    const char *time = gg_json_string(object, key, "");

    if (strlen(time) < 16)
        return *time ? gg_page_name(page, time) : "-";
    return gg_page_name(page, gg_page_printf(page, "%.10s %.5s", time, time + 11));
}

const char *gg_member_digest(gg_page *page, const json_t *object, const char *key)
{
    const char *digest = gg_json_string(object, key, "");

    return *digest ? gg_page_name(page, gg_page_printf(page, "%.12s", digest)) : "-";
}

void gg_cell_text(gg_page *page, gg_grid *grid, const json_t *object, const char *key)
{
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                 gg_page_name(page, gg_member_text(page, object, key)));
}

void gg_cell_time(gg_page *page, gg_grid *grid, const json_t *object, const char *key)
{
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_member_time(page, object, key));
}

void gg_fact_member(gg_page *page, const char *term, const json_t *object, const char *key)
{
    const char *text = gg_member_text(page, object, key);

    if (strcmp(text, "-") != 0)
        gg_page_fact(page, term, GG_TONE_PLAIN, "%s", text);
}

const char *gg_member_list(gg_page *page, const json_t *object, const char *key)
{
    const json_t *list = json_object_get(object, key), *one;
    const char *text = "";
    size_t i;

    json_array_foreach(list, i, one)
    {
        const char *item = json_is_string(one) ? gg_page_name(page, json_string_value(one))
                                               : gg_page_plain(page, json_number_value(one));

        text = gg_page_list(page, text, item, i, json_array_size(list));
    }
    return text;
}

const char *gg_claimed_words(const json_t *registered)
{
    return json_is_false(json_object_get(registered, "claimed")) ? "" : " (as claimed)";
}

void gg_put_waivers(gg_page *page, const json_t *waivers)
{
    const json_t *one;
    size_t i;

    json_array_foreach(waivers, i, one)
    {
        bool expired = json_is_true(json_object_get(one, "expired"));

        gg_page_item(page, expired ? GG_TONE_BAD : GG_TONE_UNSURE,
                     "rule %s waived by %s until %s%s: %s", gg_member_text(page, one, "rule"),
                     gg_member_text(page, one, "actor"), gg_member_text(page, one, "until"),
                     expired ? " (expired)" : "", gg_member_text(page, one, "reason"));
    }
}

const char *gg_days_left(gg_page *page, double days)
{
    if (isnan(days))
        return "-";
    if (days < 0)
        return gg_page_printf(page, "%s %s overdue", gg_page_plain(page, -days),
                              gg_words_plural(-days, "day", "days"));
    return gg_page_printf(page, "%s %s left", gg_page_plain(page, days),
                          gg_words_plural(days, "day", "days"));
}
