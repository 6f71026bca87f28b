/*
 * A card as a page: what was found first, then the sections of Mitchell et al. 2019 in their order.
 */
#include <math.h>
#include <string.h>

#include "card_internal.h"
#include "chart_internal.h"
#include "gauger/evaluate/metric.h"

/* ---- stated by the manifest ---- */

void gg_card_stated(gg_page *page, const json_t *section, const char *key, const char *term)
{
    const json_t *value = json_object_get(section, key);
    const char *text = "";
    json_t *one;
    size_t i, n;

    if (json_is_string(value)) {
        gg_page_fact(page, term, GG_TONE_PLAIN, "%s",
                     gg_page_prose(page, json_string_value(value)));
        return;
    }
    json_array_foreach(value, i, one)
    {
        n = strlen(text);
        text = gg_page_printf(page, "%s%s%s", text,
                              n == 0               ? ""
                              : text[n - 1] == '.' ? " "
                                                   : "; ",
                              gg_page_prose(page, json_string_value(one)));
    }
    gg_page_fact(page, term, *text ? GG_TONE_PLAIN : GG_TONE_QUIET, "%s",
                 *text ? text : "not stated");
}

static void put_features(gg_page *page, const json_t *card)
{
    const json_t *features = json_object_get(json_object_get(card, "model_details"), "features");
    const char *text = "";
    json_t *one;
    size_t i;

    json_array_foreach(features, i, one)
    {
        if (i < 40)
            text = gg_page_printf(page, "%s%s%s", text, i ? ", " : "",
                                  gg_page_name(page, gg_json_string(one, "name", "")));
    }
    if (json_array_size(features) > 40)
        text = gg_page_printf(page, "%s and %zu more", text, json_array_size(features) - 40);
    gg_card_rest(page, "Features", text,
                 gg_card_left_out(card, "features") ||
                     (!*text && gg_card_left_out(card, "weights")),
                 "not stated");
}

static void put_model(gg_page *page, const json_t *card)
{
    const json_t *details = json_object_get(card, "model_details");
    const json_t *use = json_object_get(card, "intended_use");

    gg_page_heading(page, 2, "model-details", "Model details");
    gg_card_stated(page, details, "model", "Model");
    gg_card_stated(page, details, "version", "Version");
    gg_card_stated(page, details, "owner", "Owner");
    gg_card_stated(page, details, "algorithm", "Algorithm");
    gg_card_stated(page, details, "hyperparameters", "Hyperparameters");
    put_features(page, card);
    gg_card_stated(page, details, "target", "Target");
    gg_card_stated(page, details, "threshold", "Threshold");
    gg_card_stated(page, details, "suppression", "Suppression");
    gg_card_stated(page, details, "precedence", "Precedence");
    gg_page_heading(page, 2, "intended-use", "Intended use");
    gg_card_stated(page, use, "purpose", "Purpose");
    gg_card_stated(page, use, "intended_use", "Intended use");
    gg_card_stated(page, use, "out_of_scope_use", "Out of scope");
    gg_card_stated(page, use, "population", "Population");
}

/* ---- factors, metrics ---- */

static const char *names_of(gg_page *page, const json_t *names)
{
    size_t n = json_array_size(names), i;
    const char *text = "";
    json_t *one;

    if (n > 12)
        return gg_page_printf(page, "%zu of them", n);
    json_array_foreach(names, i, one)
    {
        text = gg_page_list(page, text, gg_page_name(page, json_string_value(one)), i, n);
    }
    return text;
}

static void put_factors(gg_page *page, const json_t *card)
{
    const json_t *factors = json_object_get(card, "factors");

    gg_page_heading(page, 2, "factors", "Factors");
    gg_page_text(page, GG_TONE_PLAIN,
                 "Figures are given for everyone and by what may make a difference:");
    gg_card_rest(page, "Attributes", names_of(page, json_object_get(factors, "attributes")),
                 gg_card_groups_left_out(card, false), "none");
    gg_card_rest(page, "Intersections", names_of(page, json_object_get(factors, "intersections")),
                 gg_card_groups_left_out(card, true), "none");
    gg_card_rest(page, "Sites", names_of(page, json_object_get(factors, "sites")),
                 gg_card_left_out(card, "sites"), "none");
    gg_card_rest(page, "Periods", names_of(page, json_object_get(factors, "periods")),
                 gg_card_left_out(card, "periods"), "none");
}

static void put_metrics(gg_page *page, const json_t *card)
{
    const json_t *metrics = json_object_get(card, "metrics");
    const json_t *analyses = json_object_get(card, "quantitative_analyses");
    const char *methods = gg_methods_words(page, json_object_get(analyses, "unitary"));
    double level = gg_json_number(metrics, "confidence", NAN) * 100;
    json_t *one;
    size_t i;

    gg_page_heading(page, 2, "metrics", "Metrics");
    gg_page_text(
        page, GG_TONE_PLAIN,
        "%s Square brackets hold %s%% confidence intervals%s%s; those of "
        "summaries hold for all pairs of groups at once. Below, a case that is referred is "
        "called selected, one whose outcome is known verified, and one with the outcome "
        "positive.",
        gg_findings_decision(page, metrics), gg_page_plain(page, level), *methods ? ": " : "",
        methods);
    json_array_foreach(json_object_get(metrics, "measures"), i, one)
    {
        gg_page_fact(page, gg_page_name(page, gg_json_string(one, "title", "")), GG_TONE_PLAIN,
                     "%s", gg_page_prose(page, gg_json_string(one, "sentence", "")));
    }
}

/* ---- quantitative analyses ---- */

/* The members of an evaluation, where the shared builders look for them. NULL on no memory. */
static json_t *as_evaluation(const json_t *card)
{
    const json_t *analyses = json_object_get(card, "quantitative_analyses");
    json_t *inspection = json_object_get(json_object_get(card, "metrics"), "inspection");
    json_t *warnings =
        json_object_get(json_object_get(card, "caveats_and_recommendations"), "warnings");
    json_t *view = json_object();

    if (!view || (inspection && json_object_set(view, "inspection", inspection) != 0) ||
        (warnings && json_object_set(view, "warnings", warnings) != 0) ||
        json_object_update(view, json_object_get(analyses, "unitary")) != 0 ||
        json_object_update(view, json_object_get(analyses, "intersectional")) != 0 ||
        json_object_set(view, "disclosure", json_object_get(card, "disclosure")) != 0) {
        json_decref(view);
        return NULL;
    }
    return view;
}

static const struct {
    const char *metric, *title;
} rates[] = {
    {"base_rate", "base rate"},
    {"selection_rate", "selection rate"},
    {"precision", "precision"},
    {"recall", "recall"},
    {"false_positive_rate", "false positive rate"},
};

#define RATES (sizeof rates / sizeof *rates)

/* All rates with their intervals: a page has more room than a terminal. */
static void put_rates(gg_page *page, const char *what, const json_t *groups, const char *reference)
{
    gg_grid *grid = gg_page_table(page, NULL);
    const char *name;
    json_t *metrics;
    size_t k = 0;

    if (!grid)
        return;
    gg_grid_column(page, grid, false, "%s", what);
    gg_grid_column(page, grid, true, "rows");
    for (size_t i = 0; i < RATES; i++)
        gg_grid_column(page, grid, true, "%s", rates[i].title);
    json_object_foreach((json_t *)groups, name, metrics)
    {
        bool its = reference && strcmp(reference, name) == 0;

        if (k++ >= GG_GROUPS_SHOWN)
            continue;
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s%s", gg_page_name(page, name),
                     its ? " (reference)" : "");
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_counted(page, metrics, "count"));
        for (size_t i = 0; i < RATES; i++)
            gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                         gg_page_estimate(page, json_object_get(metrics, rates[i].metric)));
    }
    if (k > GG_GROUPS_SHOWN)
        gg_page_text(page, GG_TONE_QUIET, "%zu more are in the card's JSON form.",
                     k - GG_GROUPS_SHOWN);
}

static void put_attributes(gg_page *page, const json_t *attributes, unsigned *number)
{
    static const char *const ratios[] = {"selection_rate_ratio", "false_positive_rate_ratio"};
    const char *name;
    json_t *attribute;

    json_object_foreach((json_t *)attributes, name, attribute)
    {
        const char *shown = gg_page_name(page, name);

        gg_page_heading(page, 3, NULL, "By %s", shown);
        gg_page_text(page, GG_TONE_QUIET, "Compared with %s.",
                     gg_groups_reference(page, attribute));
        gg_chart_rates(page, number, shown, attribute);
        for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++)
            gg_chart_ratios(page, (*number)++, shown, attribute, ratios[i]);
        put_rates(page, "group", json_object_get(attribute, "groups"),
                  gg_json_string(attribute, "reference", NULL));
        gg_groups_ratios(page, attribute);
        gg_groups_summaries(page, attribute, true);
        gg_groups_outcome_test(page, attribute, false);
    }
}

static void put_everyone(gg_page *page, const json_t *card, const json_t *view, unsigned *number)
{
    const json_t *overall = json_object_get(view, "overall");
    const json_t *distribution = json_object_get(view, "score_distribution");
    const json_t *decision = json_object_get(json_object_get(card, "metrics"), "decision");
    gg_grid *grid;

    gg_page_heading(page, 3, NULL, "Everyone");
    gg_chart_cells(page, (*number)++, overall);
    gg_chart_scores(page, (*number)++, distribution, overall,
                    gg_json_number(decision, "threshold", NAN));
    gg_chart_roc(page, (*number)++, distribution, overall);
    if (json_object_get(view, "calibration"))
        gg_chart_calibration(page, (*number)++, json_object_get(view, "calibration"), overall);
    grid = gg_page_table(page, NULL);
    if (!grid)
        return;
    gg_grid_column(page, grid, false, "figure");
    gg_grid_column(page, grid, true, "value");
    gg_grid_column(page, grid, false, "what it says");
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const gg_metric *metric = gg_metric_at(i);

        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", metric->title);
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_estimate(page, json_object_get(overall, metric->name)));
        gg_grid_cell(page, grid, GG_TONE_QUIET, "%s", metric->sentence);
    }
}

static void put_places(gg_page *page, const char *title, const char *what, const json_t *places)
{
    if (json_object_size(places) == 0)
        return;
    gg_page_heading(page, 3, NULL, "%s", title);
    put_rates(page, what, places, NULL);
}

static void put_analyses(gg_page *page, const json_t *card, const json_t *view)
{
    unsigned number = 1;
    gg_block *heading;

    gg_page_heading(page, 2, "quantitative-analyses", "Quantitative analyses");
    put_everyone(page, card, view, &number);
    put_attributes(page, json_object_get(view, "attributes"), &number);
    put_attributes(page, json_object_get(view, "intersections"), &number);
    put_places(page, "By site", "site", json_object_get(view, "sites"));
    put_places(page, "By period", "period", json_object_get(view, "periods"));
    gg_calibration_section(page, view, 3);
    gg_capacity_section(page, view, 3);
    gg_operating_points_section(page, view, 3);
    gg_inequality_section(page, view, 3);
    gg_missing_section(page, view, 3);
    gg_operation_section(page, view, 3);
    gg_page_heading(page, 3, NULL, "Not shown as numbers");
    heading = page->last;
    gg_undefined_items(page, view);
    if (page->last == heading)
        gg_page_text(page, GG_TONE_PLAIN, "Every figure above has a value.");
}

/* ---- verdict, considerations, foot ---- */

static void put_verdict(gg_page *page, const json_t *verdict, bool stale)
{
    const char *result = gg_json_string(verdict, "result", "");

    if (!json_is_object(verdict))
        return;
    gg_page_heading(page, 2, "verdict", "Verdict");
    gg_page_banner(page, gg_verdict_tone(result), gg_verdict_word(result), "Policy \"%s\". %s",
                   gg_page_name(page, gg_json_string(verdict, "policy", "")),
                   gg_verdict_sentence(page, verdict));
    if (stale)
        gg_page_text(page, GG_TONE_UNSURE, "Stale: it is about data that were superseded.");
    gg_page_text(
        page, GG_TONE_QUIET,
        "Of groups that this card does not show, and of figures over them, only the result "
        "is told.");
    gg_verdict_rules(page, verdict);
}

static void put_considerations(gg_page *page, const json_t *card, const json_t *view)
{
    const json_t *caveats = json_object_get(card, "caveats_and_recommendations");

    gg_page_heading(page, 2, "ethical-considerations", "Ethical considerations");
    gg_card_stated(page, card, "ethical_considerations", "Stated by the owner");
    gg_page_heading(page, 2, "caveats", "Caveats and recommendations");
    gg_card_stated(page, caveats, "limitations", "Limitations");
    gg_findings_next(page, view);
    gg_warning_items(page, caveats);
}

static void put_foot(gg_page *page, const json_t *card, const json_t *view)
{
    const json_t *provenance = json_object_get(card, "provenance");
    double level = gg_json_number(provenance, "confidence", NAN) * 100;
    const char *sha256 = gg_json_string(provenance, "sha256", NULL);

    gg_page_heading(page, 2, "about", "About this card");
    gg_withheld_items(page, view);
    gg_page_fact(page, "Data", GG_TONE_PLAIN, "%s",
                 gg_page_name(page, gg_json_string(provenance, "source", "not stated")));
    if (sha256)
        gg_page_fact(page, "SHA-256 of the data", GG_TONE_PLAIN, "%s", gg_page_name(page, sha256));
    gg_card_foot(page, card);
    gg_page_fact(page, "Confidence", GG_TONE_PLAIN, "%s%%", gg_page_plain(page, level));
    gg_page_fact(page, "Seed", GG_TONE_PLAIN, "%s",
                 gg_page_count(page, gg_json_number(provenance, "seed", NAN)));
    gg_page_fact(page, "Made by", GG_TONE_PLAIN, "%s",
                 gg_page_name(page, gg_json_string(provenance, "tool", "not stated")));
}

gg_status gg_build_card(gg_page *page, const json_t *document, const gg_render_options *options,
                        gg_error *err)
{
    const json_t *analyses;
    json_t *view;
    bool stale;
    gg_status status = gg_member(document, "quantitative_analyses", JSON_OBJECT, &analyses, err);

    if (status != GG_OK)
        return status;
    view = as_evaluation(document);
    if (!view ||
        json_object_set(view, "decision",
                        json_object_get(json_object_get(document, "metrics"), "decision")) != 0) {
        json_decref(view);
        return gg_error_set(err, GG_E_INPUT, "give a card that gauger wrote",
                            "the card lacks its figures");
    }
    gg_page_heading(page, 1, NULL, "%s",
                    gg_page_prose(page, options->title
                                            ? options->title
                                            : gg_json_string(document, "title", "Model card")));
    gg_page_text(page, GG_TONE_PLAIN, "%s", gg_findings_decision(page, view));
    gg_card_sharing(page, json_object_get(document, "sharing"));
    stale = gg_card_stale(page, document);
    gg_page_heading(page, 2, "in-short", "In short");
    gg_findings(page, view);
    gg_card_compared(page, document);
    put_verdict(page, json_object_get(document, "verdict"), stale);
    gg_card_lifecycle(page, json_object_get(document, "lifecycle"));
    put_model(page, document);
    gg_card_weights(page, document);
    put_factors(page, document);
    put_metrics(page, document);
    gg_card_data(page, document);
    put_analyses(page, document, view);
    gg_card_comparisons(page, document);
    put_considerations(page, document, view);
    put_foot(page, document, view);
    json_decref(view);
    return GG_OK;
}
