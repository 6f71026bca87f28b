/* The sections of a card about data: those it was evaluated on, and those it was trained on. */
#include <math.h>
#include <string.h>

#include "card_internal.h"

static void put_rows(gg_page *page, const char *term, double rows)
{
    gg_page_fact(page, term, isnan(rows) ? GG_TONE_QUIET : GG_TONE_PLAIN, "%s",
                 isnan(rows) ? "withheld" : gg_page_count(page, rows));
}

/* ---- evaluation ---- */

/* How cases came to have a known outcome; a table in which all have one needs no design. */
static void put_outcomes(gg_page *page, const json_t *card)
{
    const json_t *analyses = json_object_get(card, "quantitative_analyses");
    const json_t *overall = json_object_get(json_object_get(analyses, "unitary"), "overall");
    const char *inspection =
        gg_json_string(json_object_get(card, "metrics"), "inspection", "unknown");
    bool left_out =
        gg_has_warning(json_object_get(card, "caveats_and_recommendations"), "unverified_left_out");

    if (!left_out && gg_json_number(overall, "unverified", NAN) == 0 &&
        !json_object_get(overall, "population"))
        gg_page_fact(page, "Outcomes", GG_TONE_PLAIN, "the outcome of every case is known");
    else
        gg_page_fact(page, "Inspection", GG_TONE_PLAIN,
                     "%s (how cases came to have a known outcome)", gg_page_name(page, inspection));
}

static void put_evaluation_data(gg_page *page, const json_t *card)
{
    const json_t *data = json_object_get(card, "evaluation_data");
    const char *sha256 = gg_json_string(data, "sha256", NULL);

    gg_page_heading(page, 2, "evaluation-data", "Evaluation data");
    gg_page_fact(page, "Data", GG_TONE_PLAIN, "%s", gg_page_source(page, data, "not stated"));
    gg_page_fact(page, "SHA-256", sha256 ? GG_TONE_PLAIN : GG_TONE_QUIET, "%s",
                 sha256 ? gg_page_name(page, sha256) : "not computed");
    put_rows(page, "Rows", gg_json_number(data, "rows", NAN));
    put_rows(page, "Rows used", gg_json_number(data, "rows_used", NAN));
    put_outcomes(page, card);
    if (gg_overlap_sentence(page, json_object_get(data, "overlap")))
        gg_page_fact(page, "Overlap", GG_TONE_PLAIN, "%s",
                     gg_overlap_sentence(page, json_object_get(data, "overlap")));
    gg_card_data_sheet(page, json_object_get(card, "data_sheet"));
}

/* ---- training ---- */

static const struct {
    const char *reason, *words;
} reasons[] = {
    {"missing_outcome", "without a known outcome"},
    {"missing_feature", "without a value that the model needs"},
    {"zero_weight", "of no weight"},
    {"bad_rows", "with a malformed cell"},
};

static void put_left_out(gg_page *page, const json_t *fit)
{
    const json_t *excluded = json_object_get(fit, "rows_excluded");
    const char *text = "", *reason;
    size_t n = json_object_size(excluded), i = 0;
    json_t *value;

    json_object_foreach((json_t *)excluded, reason, value)
    {
        const char *words = reason, *part;

        for (size_t k = 0; k < sizeof reasons / sizeof *reasons; k++)
            if (strcmp(reasons[k].reason, reason) == 0)
                words = reasons[k].words;
        part = json_is_number(value)
                   ? gg_page_printf(page, "%s %s", gg_page_count(page, json_number_value(value)),
                                    gg_page_name(page, words))
                   : gg_page_printf(page, "some %s", gg_page_name(page, words));
        text = gg_page_list(page, text, part, i++, n);
    }
    if (*text)
        gg_page_fact(page, "Left out", GG_TONE_PLAIN, "%s", text);
}

/* "4 steps, converged" of a fit by steps; a fit of another kind says nothing of that. */
static const char *steps_of(gg_page *page, const json_t *fit)
{
    double n = gg_json_number(fit, "iterations", NAN);
    const json_t *converged = json_object_get(fit, "converged");

    if (isnan(n) || !json_is_boolean(converged))
        return "";
    return gg_page_printf(page, "; %s after %s %s",
                          json_is_true(converged) ? "converged" : "not converged",
                          gg_page_count(page, n), gg_words_plural(n, "step", "steps"));
}

static const char *libraries_of(gg_page *page, const json_t *fit)
{
    const char *text = "", *name;
    json_t *version;

    json_object_foreach(json_object_get(fit, "libraries"), name, version)
    {
        text = gg_page_printf(page, "%s; %s %s", text, gg_page_name(page, name),
                              gg_page_name(page, json_string_value(version)));
    }
    return text;
}

static void put_fit(gg_page *page, const json_t *fit)
{
    double used = gg_json_number(fit, "rows_used", NAN);
    double positives = gg_json_number(fit, "positives", NAN);
    json_t *one;
    size_t i;

    if (!json_is_object(fit))
        return;
    if (isnan(used) || isnan(positives))
        put_rows(page, "Rows used", used);
    else
        gg_page_fact(page, "Rows used", GG_TONE_PLAIN, "%s, %s of them with the outcome",
                     gg_page_count(page, used), gg_page_count(page, positives));
    put_left_out(page, fit);
    gg_page_fact(page, "Fit", GG_TONE_PLAIN, "by gauger train%s; seed %s%s", steps_of(page, fit),
                 gg_page_count(page, gg_json_number(fit, "seed", NAN)), libraries_of(page, fit));
    json_array_foreach(json_object_get(fit, "warnings"), i, one)
    {
        gg_page_item(page, GG_TONE_UNSURE, "%s",
                     gg_page_prose(page, gg_json_string(one, "message", "")));
    }
}

/* What is left of the training data to be stated: a registered dataset has a sheet of its own. */
static void put_training_data(gg_page *page, const json_t *card)
{
    const json_t *training = json_object_get(card, "training_data");
    const json_t *sheet = json_object_get(training, "data_sheet");
    bool registered = json_is_object(sheet);

    gg_page_heading(page, 2, "training-data", "Training data");
    gg_card_stated(page, training, "dataset", "Data set");
    gg_card_stated(page, training, "sha256", "SHA-256");
    if (!registered || json_is_string(json_object_get(training, "period")))
        gg_card_stated(page, training, "period", "Period");
    if (!registered || json_is_string(json_object_get(training, "description")))
        gg_card_stated(page, training, "description", "Description");
    gg_card_data_sheet(page, sheet);
    put_fit(page, json_object_get(training, "fit"));
}

void gg_card_data(gg_page *page, const json_t *card)
{
    put_evaluation_data(page, card);
    put_training_data(page, card);
}
