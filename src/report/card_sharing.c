/* For whom a card was made, and what is left out of it. */
#include "card_internal.h"

#include <string.h>

#include "gauger/disclose/share.h"
#include "registry_internal.h"

#define GROUPS "groups by "

static const json_t *left_out_of(const json_t *card)
{
    return json_object_get(json_object_get(card, "sharing"), "left_out");
}

bool gg_card_left_out(const json_t *card, const char *part)
{
    json_t *one;
    size_t i;

    json_array_foreach(left_out_of(card), i, one)
    {
        if (strcmp(gg_json_string(one, "part", ""), part) == 0)
            return true;
    }
    return false;
}

bool gg_card_groups_left_out(const json_t *card, bool crossed)
{
    json_t *one;
    size_t i;

    json_array_foreach(left_out_of(card), i, one)
    {
        const char *part = gg_json_string(one, "part", "");

        if (strncmp(part, GROUPS, strlen(GROUPS)) == 0 && !!strchr(part, '*') == crossed)
            return true;
    }
    return false;
}

void gg_card_rest(gg_page *page, const char *term, const char *list, bool left_out,
                  const char *otherwise)
{
    if (*list)
        gg_page_fact(page, term, GG_TONE_PLAIN, "%s%s", list,
                     left_out ? "; others are " GG_LEFT_OUT : "");
    else
        gg_page_fact(page, term, GG_TONE_QUIET, "%s", left_out ? GG_LEFT_OUT : otherwise);
}

void gg_card_sharing(gg_page *page, const json_t *sharing)
{
    const json_t *left_out = json_object_get(sharing, "left_out");
    json_t *one;
    size_t i;

    if (!json_is_object(sharing))
        return;
    gg_page_heading(page, 2, "sharing", "For %s",
                    gg_page_name(page, gg_json_string(sharing, "recipient", "")));
    gg_page_text(page, GG_TONE_PLAIN,
                 "This card is for %s alone, under %s, which ends on %s. Purpose: %s Limits: %s",
                 gg_page_name(page, gg_json_string(sharing, "recipient", "")),
                 gg_member_text(page, sharing, "agreement"),
                 gg_member_text(page, sharing, "expires"), gg_member_text(page, sharing, "purpose"),
                 gg_member_text(page, sharing, "limits"));
    if (!json_array_size(left_out)) {
        gg_page_text(page, GG_TONE_PLAIN, "Nothing is left out.");
        return;
    }
    gg_page_text(page, GG_TONE_UNSURE, "Left out of it, as the agreement does not allow more:");
    json_array_foreach(left_out, i, one)
    {
        gg_page_item(page, GG_TONE_PLAIN, "%s: %s", gg_member_text(page, one, "part"),
                     gg_member_text(page, one, "why"));
    }
}
