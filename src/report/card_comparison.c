/* How a card's version compares with others on the same rows, as far as it may be published. */
#include <math.h>
#include <string.h>

#include "card_internal.h"
#include "gauger/evaluate/metric.h"

#define PLACES_NAMED 6

/* The figures in the order in which a reader is told. */
static const char *const told[] = {"selection_rate",      "precision", "recall",
                                   "false_positive_rate", "accuracy",  "roc_auc"};

static gg_tone tone_of(const char *standing)
{
    return strcmp(standing, "worse") == 0             ? GG_TONE_BAD
           : strcmp(standing, "better") == 0          ? GG_TONE_GOOD
           : strcmp(standing, "not established") == 0 ? GG_TONE_UNSURE
                                                      : GG_TONE_PLAIN;
}

/* With the decimals that the step has. */
static const char *difference_text(gg_page *page, const json_t *one)
{
    double value, low, high, step = gg_json_number(one, "step", NAN);
    char v[40], l[40], h[40];
    int decimals;

    if (strcmp(gg_json_string(one, "why_null", ""), "not_identified") == 0)
        return "not identified";
    if (!gg_estimate_read(one, &value, &low, &high) || isnan(low) || !(step > 0))
        return gg_page_estimate(page, one);
    decimals = (int)fmin(12, fmax(2, ceil(-log10(step) - 1e-9)));
    return gg_page_printf(page, "%s [%s, %s]", gg_number_text(value, decimals, v),
                          gg_number_text(low, decimals, l), gg_number_text(high, decimals, h));
}

static void put_table(gg_page *page, const json_t *differences, const char *name,
                      const char *versus)
{
    gg_grid *grid = gg_page_table(page, NULL);

    gg_grid_column(page, grid, false, "%s minus %s", name, versus);
    gg_grid_column(page, grid, true, "difference");
    gg_grid_column(page, grid, false, "%s is", name);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const json_t *one = json_object_get(differences, told[i]);
        const char *standing = gg_json_string(one, "standing", "-");

        if (!one)
            continue;
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_words_metric(page, told[i]));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", difference_text(page, one));
        gg_grid_cell(page, grid, tone_of(standing), "%s", gg_page_name(page, standing));
    }
}

/* The places that a figure is worse for: "group y of race and site Q". */
static const char *places_of(gg_page *page, const json_t *worse, const char *metric)
{
    const char *list = "";
    json_t *one;
    size_t i, n = 0, k = 0;

    json_array_foreach(worse, i, one)
    {
        n += strcmp(gg_json_string(one, "metric", ""), metric) == 0;
    }
    json_array_foreach(worse, i, one)
    {
        if (strcmp(gg_json_string(one, "metric", ""), metric) != 0 || k >= PLACES_NAMED)
            continue;
        list = gg_page_list(page, list, gg_comparison_place(page, one), k++,
                            n > PLACES_NAMED ? PLACES_NAMED + 1 : n);
    }
    if (n > PLACES_NAMED)
        list = gg_page_list(page, list, gg_page_printf(page, "%zu more", n - PLACES_NAMED),
                            PLACES_NAMED, PLACES_NAMED + 1);
    return list;
}

static void put_worse(gg_page *page, const json_t *comparison, const char *name, const char *versus)
{
    const json_t *worse = json_object_get(comparison, "worse_for");
    const char *least = gg_page_count(page, gg_json_number(comparison, "minimum_count", NAN));
    bool others = json_is_true(json_object_get(comparison, "worse_for_others"));

    if (json_array_size(worse) == 0 && !others) {
        gg_page_text(page, GG_TONE_PLAIN,
                     "No group of at least %s rows was found for which %s is worse than %s where "
                     "it is not so for everyone together. That does not show that there is none.",
                     least, name, versus);
        return;
    }
    gg_page_banner(page, GG_TONE_BAD, "WORSE FOR SOME",
                   "%s is not found to be worse than %s for everyone together, but is for the "
                   "following.",
                   name, versus);
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const char *places = places_of(page, worse, gg_metric_at(i)->name);

        if (*places)
            gg_page_item(page, GG_TONE_BAD, "%s: worse for %s.", gg_metric_at(i)->title, places);
    }
    if (others)
        gg_page_item(page, GG_TONE_BAD, "Also for a group that this card does not show.");
}

/* ---- in short ---- */

/* The figures that stand so, as a list. */
static const char *figures_of(gg_page *page, const json_t *differences, const char *standing)
{
    const char *names[sizeof told / sizeof *told], *list = "";
    size_t n = 0;

    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (strcmp(gg_json_string(json_object_get(differences, told[i]), "standing", ""),
                   standing) == 0)
            names[n++] = gg_words_metric_lower(page, told[i]);
    for (size_t i = 0; i < n; i++)
        list = gg_page_list(page, list, names[i], i, n);
    return list;
}

/* The figures of which outcomes are missing that their difference depends on. */
static const char *unknown_of(gg_page *page, const json_t *differences)
{
    const char *names[sizeof told / sizeof *told], *list = "";
    size_t n = 0;

    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (strcmp(gg_json_string(json_object_get(differences, told[i]), "why_null", ""),
                   "not_identified") == 0)
            names[n++] = gg_words_metric_lower(page, told[i]);
    for (size_t i = 0; i < n; i++)
        list = gg_page_list(page, list, names[i], i, n);
    return list;
}

void gg_card_compared(gg_page *page, const json_t *card)
{
    static const char *const standings[] = {"better", "worse"};
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(card, "comparisons"), i, one)
    {
        const json_t *differences = json_object_get(one, "differences");
        bool some = json_array_size(json_object_get(one, "worse_for")) > 0 ||
                    json_is_true(json_object_get(one, "worse_for_others"));
        const char *text = "", *unknown = unknown_of(page, differences);

        for (size_t k = 0; k < 2; k++) {
            const char *figures = figures_of(page, differences, standings[k]);

            if (*figures)
                text = gg_page_printf(page, "%s%s%s by %s", text, *text ? "; " : "", standings[k],
                                      figures);
        }
        if (*unknown)
            unknown =
                gg_page_printf(page, "; not identified, because outcomes are missing: %s", unknown);
        gg_page_item(page, some ? GG_TONE_STRONG : GG_TONE_PLAIN, "Compared with %s: %s%s%s.",
                     gg_page_name(page, gg_json_string(one, "versus", "another version")),
                     *text ? text : "no difference is established",
                     some ? "; worse for some although not for everyone together" : "", unknown);
    }
}

/* ---- the section ---- */

void gg_card_comparisons(gg_page *page, const json_t *card)
{
    const json_t *list = json_object_get(card, "comparisons");
    const json_t *life = json_object_get(card, "lifecycle");
    const char *name = gg_json_string(life, "name", NULL);
    json_t *one;
    size_t i;

    if (json_array_size(list) == 0)
        return;
    name = name ? gg_page_printf(page, "%s@%s", gg_page_name(page, name),
                                 gg_page_count(page, gg_json_number(life, "version", NAN)))
                : "this version";
    gg_page_heading(page, 2, "comparisons", "Compared with other versions");
    gg_page_text(
        page, GG_TONE_PLAIN,
        "Measured on the same rows, case by case. Differences are rounded so that no "
        "count under %s can be worked out from them, and their intervals widened to match; "
        "what is better or worse is told of the exact figures.",
        gg_page_count(page,
                      gg_json_number(json_object_get(card, "disclosure"), "minimum_cell", 11)));
    json_array_foreach(list, i, one)
    {
        const char *versus = gg_page_name(page, gg_json_string(one, "versus", "the other"));

        put_table(page, json_object_get(one, "differences"), name, versus);
        if (*unknown_of(page, json_object_get(one, "differences")))
            gg_page_text(page, GG_TONE_UNSURE,
                         "Where a difference is not identified, outcomes are missing of cases that "
                         "%s or %s refers: who was inspected does not show which is better, and "
                         "more such cases would not.",
                         name, versus);
        put_worse(page, one, name, versus);
    }
}
