/*
 * What the score of a card's model is made of, in words and as a table: what each feature adds or
 * takes away.
 */
#include <math.h>
#include <string.h>

#include "card_internal.h"
#include "registry_internal.h"
#include "chart_internal.h"

#define TERMS_SHOWN 60

/* ---- what a term is of, in words ---- */

/* "under 52", "52 to under 116", "116 and more" of "<52", "52-<116", ">=116". */
static const char *bin_words(gg_page *page, const char *name)
{
    const char *split = strstr(name, "-<");

    if (name[0] == '<')
        return gg_page_printf(page, "under %s", gg_page_name(page, name + 1));
    if (name[0] == '>' && name[1] == '=')
        return gg_page_printf(page, "%s and more", gg_page_name(page, name + 2));
    if (split)
        return gg_page_printf(page, "%.*s to under %s", (int)(split - name), name,
                              gg_page_name(page, split + 2));
    return gg_page_name(page, name);
}

static const char *unit_words(const char *transform)
{
    static const struct {
        const char *transform, *words;
    } rows[] = {
        {"log1p", "each 1 more of the logarithm of 1 + its value"},
        {"sqrt", "each 1 more of its square root"},
        {"square", "each 1 more of its square"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].transform, transform) == 0)
            return rows[i].words;
    return "each 1 more";
}

const char *gg_weight_words(gg_page *page, const json_t *term)
{
    const char *what = gg_json_string(term, "what", ""), *of = gg_json_string(term, "of", "");

    if (strcmp(what, "level") == 0)
        return gg_page_name(page, of);
    if (strcmp(what, "bin") == 0)
        return bin_words(page, of);
    if (strcmp(what, "per unit") == 0)
        return unit_words(of);
    if (strcmp(what, "other") == 0)
        return "any other word";
    return strcmp(of, "indicator") == 0 ? "missing, beside what stands in for it" : "missing";
}

/* ---- the table ---- */

/* With the decimals that its weight has: a hundredth for log odds. */
static const char *adds_text(gg_page *page, const json_t *term, bool logit)
{
    double adds = gg_json_number(term, "adds", NAN);
    char text[40];

    if (isnan(adds))
        return "-";
    if (!logit || strcmp(gg_json_string(term, "what", ""), "per unit") == 0)
        return gg_page_plain(page, adds);
    return gg_page_printf(page, "%s", gg_number_text(adds, 2, text));
}

static const char *odds_text(gg_page *page, double adds)
{
    double odds = exp(adds);
    char text[40];

    if (isnan(adds))
        return "-";
    return gg_page_printf(page, "%s",
                          gg_number_text(odds, fabs(adds) < 0.01 && adds != 0 ? 5 : 2, text));
}

static void put_row(gg_page *page, gg_grid *grid, const char *feature, const char *of,
                    const json_t *term, bool logit)
{
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s: %s", gg_page_name(page, feature), of);
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", adds_text(page, term, logit));
    if (logit)
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     odds_text(page, gg_json_number(term, "adds", NAN)));
}

static void put_table(gg_page *page, const json_t *features, bool logit)
{
    gg_grid *grid = gg_page_table(page, "What each feature adds to the sum");
    json_t *feature, *term;
    size_t i, k, n = 0;

    gg_grid_column(page, grid, false, "of a case with");
    gg_grid_column(page, grid, true, logit ? "adds (log odds)" : "adds (points)");
    if (logit)
        gg_grid_column(page, grid, true, "odds times");
    json_array_foreach(features, i, feature)
    {
        json_array_foreach(json_object_get(feature, "terms"), k, term)
        {
            if (n++ < TERMS_SHOWN)
                put_row(page, grid, gg_json_string(feature, "name", ""),
                        gg_weight_words(page, term), term, logit);
        }
    }
    if (n > TERMS_SHOWN)
        gg_page_text(page, GG_TONE_QUIET, "%zu more are in the card's JSON form.", n - TERMS_SHOWN);
}

/* ---- what is said beside it ---- */

static void put_reading(gg_page *page, const json_t *weights, bool logit)
{
    double intercept = gg_json_number(weights, "intercept", NAN);
    char text[40];

    if (logit)
        gg_page_text(page, GG_TONE_PLAIN,
                     "Each case starts at %s log odds. What its features add is summed, and the "
                     "score is the probability that belongs to the sum. Above 0 speaks for the "
                     "outcome, below 0 against it: 0.69 doubles its odds, -0.69 halves them.",
                     gg_number_text(intercept, 2, text));
    else
        gg_page_text(page, GG_TONE_PLAIN,
                     "Each case starts at %s points. What its features add is summed, and the sum "
                     "is the score: above 0 raises it, below 0 lowers it.",
                     gg_page_plain(page, intercept));
}

/* The features of which a level without a row of its own adds nothing, as a list. */
static const char *with_baseline(gg_page *page, const json_t *features)
{
    const char *list = "";
    json_t *one;
    size_t i, n = 0, k = 0;

    json_array_foreach(features, i, one)
    {
        n += json_is_true(json_object_get(one, "baseline"));
    }
    json_array_foreach(features, i, one)
    {
        if (json_is_true(json_object_get(one, "baseline")))
            list = gg_page_list(page, list, gg_page_name(page, gg_json_string(one, "name", "")),
                                k++, n);
    }
    return list;
}

static void put_notes(gg_page *page, const json_t *features, const json_t *disclosure)
{
    const char *baseline = with_baseline(page, features);
    double unnamed = 0;
    json_t *one;
    size_t i;

    json_array_foreach(features, i, one)
    {
        unnamed += gg_json_number(one, "unnamed", 0);
    }
    if (*baseline)
        gg_page_text(page, GG_TONE_QUIET,
                     "Of %s, every word that is not listed adds nothing, or is not named here; the "
                     "most frequent one is what the others are held against.",
                     baseline);
    if (unnamed > 0)
        gg_page_text(page, GG_TONE_QUIET,
                     "%s %s not named: nothing on record shows that at least %s rows stand behind "
                     "each, and the name of a rare one can say what somebody is.",
                     gg_page_count(page, unnamed),
                     gg_words_plural(unnamed, "level or bin is", "levels and bins are"),
                     gg_page_count(page, gg_json_number(disclosure, "minimum_cell", 11)));
}

static void put_additive(gg_page *page, const json_t *card, const json_t *weights)
{
    const json_t *features = json_object_get(weights, "features");
    bool logit = strcmp(gg_json_string(weights, "link", ""), "identity") != 0;

    put_reading(page, weights, logit);
    gg_chart_weights(page, 0, features, logit);
    put_table(page, features, logit);
    put_notes(page, features, json_object_get(card, "disclosure"));
}

void gg_card_weights(gg_page *page, const json_t *card)
{
    const json_t *weights = json_object_get(card, "weights");
    const char *scorer = gg_json_string(json_object_get(card, "model_details"), "scorer", "");
    bool external = strcmp(scorer, "external") == 0;
    bool left_out = gg_card_left_out(card, "weights");

    if (!external && !left_out && !json_is_object(weights))
        return;
    gg_page_heading(page, 2, "weights", "What the score is made of");
    if (external)
        gg_page_text(page, GG_TONE_PLAIN,
                     "The scores come with the table: they were made elsewhere, and what they are "
                     "made of cannot be read here.");
    else if (left_out)
        gg_page_text(page, GG_TONE_UNSURE, "Left out for this recipient.");
    else if (json_array_size(json_object_get(weights, "features")) > 0)
        put_additive(page, card, weights);
    else
        gg_page_text(page, GG_TONE_PLAIN,
                     "%s What it does cannot be told feature by feature. Its file holds rows of "
                     "the training data, and is to be guarded as those are.",
                     gg_page_prose(page, gg_json_string(weights, "note", "")));
    if (*gg_member_list(page, weights, "left_out"))
        gg_page_text(page, GG_TONE_UNSURE,
                     "Left out, as special protected classes of which nothing is shown: %s.",
                     gg_member_list(page, weights, "left_out"));
}
