/* How many of the rows that a version is evaluated on were rows of its training, in words. */
#include <math.h>
#include <string.h>

#include "report_internal.h"

static const struct {
    const char *why, *words;
} reasons[] = {
    {"purged", "those were purged"},
    {"no_shared_columns", "the two tables share no column that tells their rows"},
    {"withheld", "withheld"},
    {"no_rows", "there are no rows"},
};

static const char *why_not(const json_t *share)
{
    const char *why = gg_json_string(share, "why_null", "");

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reasons[i].why, why) == 0)
            return reasons[i].words;
    return "not known";
}

static const char *percent(gg_page *page, double share)
{
    return gg_page_printf(page, "%.3g%%", share * 100);
}

static const char *interval_of(gg_page *page, const json_t *overlap, const json_t *share)
{
    if (!json_is_true(json_object_get(overlap, "sampled")))
        return "";
    return gg_page_printf(page, " (of a sample: %s to %s)",
                          percent(page, gg_json_number(share, "low", NAN)),
                          percent(page, gg_json_number(share, "high", NAN)));
}

const char *gg_overlap_sentence(gg_page *page, const json_t *overlap)
{
    const json_t *share = json_object_get(overlap, "share");
    const char *training = gg_page_name(page, gg_json_string(overlap, "training", ""));
    const char *accepted = gg_json_string(overlap, "accepted", NULL);
    double value = gg_json_number(share, "value", NAN);
    double chance = gg_json_number(overlap, "by_chance", NAN);

    if (!json_is_object(overlap))
        return NULL;
    if (isnan(value))
        return gg_page_printf(page, "How many rows are also in the training data (%s): %s.",
                              training, why_not(share));
    return gg_page_printf(
        page, "%s of the rows are also in the training data (%s)%s%s.%s%s", percent(page, value),
        training, interval_of(page, overlap, share),
        isnan(chance) ? "" : gg_page_printf(page, ", %s would be by chance", percent(page, chance)),
        accepted ? " Accepted: " : "", accepted ? gg_page_prose(page, accepted) : "");
}

void gg_overlap_line(gg_page *page, const json_t *overlap)
{
    const char *sentence = gg_overlap_sentence(page, overlap);

    if (sentence)
        gg_page_text(page, GG_TONE_PLAIN, "%s", sentence);
}
