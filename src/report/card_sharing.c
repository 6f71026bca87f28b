/* For whom a card was made, and what is left out of it. */
#include "card_internal.h"
#include "registry_internal.h"

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
