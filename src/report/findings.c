/*
 * What an evaluation found, in sentences for a reader without statistics, and what to do next.
 */
#include <math.h>
#include <string.h>

#include "report_internal.h"

#define NAMES_LISTED 5

const char *gg_findings_decision(gg_page *page, const json_t *evaluation)
{
    const json_t *decision = json_object_get(evaluation, "decision");
    const char *rule = gg_json_string(decision, "rule", "");
    double threshold = gg_json_number(decision, "threshold", NAN);
    bool burden = strcmp(gg_json_string(decision, "adverse", "selected"), "selected") == 0;
    const char *how;

    if (strcmp(rule, "threshold") == 0 && isfinite(threshold))
        how = gg_page_printf(page, "A case is referred when its score is at least %s",
                             gg_page_plain(page, threshold));
    else if (strcmp(rule, "threshold") == 0 || strcmp(rule, "site_threshold") == 0)
        how = "A case is referred when its score reaches the threshold of its site";
    else
        how = "Whether a case is referred stands in the table";
    return gg_page_printf(page, "%s; %s.", how,
                          burden ? "being referred is the burden"
                                 : "not being referred is the burden");
}

/* Whether there is a figure to tell, be it by its bounds. */
static bool has_figure(const json_t *est)
{
    double value, low, high;

    return gg_estimate_read(est, &value, &low, &high) || gg_bounded_read(est, &low, &high);
}

/* Whether a rate is estimated from the probabilities with which cases were inspected. */
static bool by_probability(const json_t *est)
{
    return strcmp(gg_json_string(est, "method", ""), "hajek_wilson") == 0;
}

static void find_selected(gg_page *page, const json_t *evaluation, double count)
{
    const json_t *overall = json_object_get(evaluation, "overall");
    const char *selected = gg_page_counted(page, overall, "selected");

    if (gg_page_untold(overall, "selected")) {
        gg_page_item(page, GG_TONE_PLAIN,
                     "How many cases are referred is not told, so there is no selection rate.");
        return;
    }
    if (json_is_null(json_object_get(overall, "population"))) {
        gg_page_item(page, GG_TONE_PLAIN,
                     "%s cases are referred; of how many in all is not told, so there "
                     "is no selection rate.",
                     selected);
        return;
    }
    if (by_probability(json_object_get(overall, "selection_rate"))) {
        gg_page_item(
            page, GG_TONE_PLAIN,
            "%s of %s inspected cases are referred; by the probabilities with which they were "
            "inspected, the selection rate is %s.",
            selected, gg_page_count(page, count),
            gg_page_between_words(page, evaluation, json_object_get(overall, "selection_rate")));
        return;
    }
    gg_page_item(
        page, GG_TONE_PLAIN, "%s of %s %s referred: selection rate %s.", selected,
        json_object_get(overall, "count_bounds") && isnan(count)
            ? gg_page_counted(page, overall, "count")
            : gg_page_count(page, count),
        count == 1 ? "case is" : "cases are",
        gg_page_between_words(page, evaluation, json_object_get(overall, "selection_rate")));
}

/* Of how many nothing is known, before any figure of the others is told. */
static void find_unknown(gg_page *page, const json_t *overall, double rows)
{
    const double unknown = gg_json_number(overall, "unverified", NAN);

    if (unknown > 0 && unknown == rows)
        gg_page_item(page, GG_TONE_PLAIN, "The outcome of no case is known.");
    else if (unknown > 0 && rows > 0)
        gg_page_item(page, GG_TONE_PLAIN, "Of %s in 100 cases no outcome is known.",
                     gg_page_plain(page, fmin(fmax(round(100 * unknown / rows), 1), 99)));
}

/* What the interval of an area from binned scores is made of. A published area has bounds too, of
 * the step that it is told in, whatever its scores were kept in. */
static const char *binned(gg_page *page, const json_t *evaluation, const json_t *auc)
{
    double low = gg_json_number(auc, "bound_low", NAN);
    double high = gg_json_number(auc, "bound_high", NAN);

    if (isnan(low) || isnan(high) || !gg_has_warning(evaluation, "binned_scores"))
        return "";
    return gg_page_printf(page,
                          " Scores were kept in bins: in these rows it lies from %s to %s, and the "
                          "interval adds chance to that.",
                          gg_page_number(page, low), gg_page_number(page, high));
}

static void find_overall(gg_page *page, const json_t *evaluation)
{
    const json_t *overall = json_object_get(evaluation, "overall");
    const json_t *precision = json_object_get(overall, "precision");
    const json_t *recall = json_object_get(overall, "recall");
    const json_t *base_rate = json_object_get(overall, "base_rate");
    const json_t *fpr = json_object_get(overall, "false_positive_rate");
    const json_t *auc = json_object_get(overall, "roc_auc");
    double rows = gg_json_number(overall, "count", NAN);
    double count = gg_json_number(overall, "population", rows);
    double value, low, high;
    bool has_fpr = has_figure(fpr);

    if (count == 0) {
        gg_page_item(page, GG_TONE_PLAIN, "No case counts, so nothing can be measured.");
        return;
    }
    find_selected(page, evaluation, count);
    find_unknown(page, overall, rows);
    if (gg_page_untold(overall, "tp") && has_figure(base_rate))
        gg_page_item(page, GG_TONE_PLAIN, "Of all cases, %s had the outcome (base rate).",
                     gg_page_between_words(page, evaluation, base_rate));
    if (has_figure(precision))
        gg_page_item(
            page, GG_TONE_PLAIN,
            by_probability(precision)
                ? "Of the referred, by the probabilities with which they were inspected, "
                  "%s had the outcome (precision)."
                : "Of the referred whose outcome is known, %s had the outcome (precision).",
            gg_page_between_words(page, evaluation, precision));
    if (has_figure(recall))
        gg_page_item(page, GG_TONE_PLAIN,
                     "Of those with the outcome, %s were referred (recall)%s%s%s.",
                     gg_page_between_words(page, evaluation, recall),
                     has_fpr ? "; of those without it, " : "",
                     has_fpr ? gg_page_between_words(page, evaluation, fpr) : "",
                     has_fpr ? " (false positive rate)" : "");
    else if (has_fpr)
        gg_page_item(page, GG_TONE_PLAIN,
                     "Of those without the outcome, %s were referred (false positive rate).",
                     gg_page_between_words(page, evaluation, fpr));
    if (gg_estimate_read(auc, &value, &low, &high))
        gg_page_item(page, GG_TONE_PLAIN,
                     "A case with the outcome scores higher than one without it with probability "
                     "%s (roc_auc; 0.5 is chance).%s",
                     gg_page_estimate(page, auc), binned(page, evaluation, auc));
}

/* Where a ratio lies, told apart by side; in the order in which a reader is told. */
typedef enum side { SIDE_ABOVE, SIDE_BELOW, SIDE_OPEN, SIDE_WITHIN, SIDE_NONE } side;

/* A ratio to a figure of 0 has no value, and a low end. */
static bool is_to_nothing(const json_t *est)
{
    return strcmp(gg_json_string(est, "why_null", ""), "zero_reference") == 0 &&
           json_is_number(json_object_get(est, "low"));
}

static side side_of(const json_t *est)
{
    double value, low, high;

    if (is_to_nothing(est))
        return gg_json_number(est, "low", 0) > GG_BAND_HIGH ? SIDE_ABOVE : SIDE_OPEN;
    switch (gg_standing_of(est, GG_BAND_LOW, GG_BAND_HIGH)) {
    case GG_STANDING_WITHIN:
        return SIDE_WITHIN;
    case GG_STANDING_EXCEEDS:
        if (!gg_estimate_read(est, &value, &low, &high) && gg_bounded_read(est, &low, &high))
            value = high;
        return value < GG_BAND_LOW ? SIDE_BELOW : SIDE_ABOVE;
    case GG_STANDING_OPEN:
        return SIDE_OPEN;
    case GG_STANDING_NONE:
        break;
    }
    return SIDE_NONE;
}

/* "A, B and 3 more" of the groups whose figure lies so. */
static const char *names_at(gg_page *page, const json_t *groups, side wanted, size_t *n)
{
    const char *list = "", *name;
    json_t *est;
    size_t i = 0;

    *n = 0;
    json_object_foreach((json_t *)groups, name, est)
    {
        *n += side_of(est) == wanted;
    }
    json_object_foreach((json_t *)groups, name, est)
    {
        if (side_of(est) != wanted || i >= NAMES_LISTED)
            continue;
        list =
            gg_page_list(page, list, gg_page_name(page, name), i, *n > NAMES_LISTED ? *n + 1 : *n);
        i++;
    }
    if (*n > NAMES_LISTED)
        list = gg_page_printf(page, "%s and %zu more", list, *n - NAMES_LISTED);
    return list;
}

/* Whom the groups are compared with, without how that came to be. */
static const char *reference_name(gg_page *page, const json_t *attribute)
{
    const char *rule = gg_json_string(attribute, "reference_rule", "");
    const char *name = json_string_value(json_object_get(attribute, "reference"));

    if (strcmp(rule, "overall") == 0)
        return "everyone";
    return name && strcmp(rule, "rest") != 0 ? gg_page_name(page, name) : gg_words_reference(rule);
}

/* What is shown of a group whose ratio is to 0: its own figure. */
static const char *against_nothing(gg_page *page, const json_t *attribute, const char *metric,
                                   const json_t *groups)
{
    const char *text = "", *name,
               *key =
                   strcmp(metric, "selection rate") == 0 ? "selection_rate" : "false_positive_rate";
    size_t n = 0;
    json_t *est;

    json_object_foreach((json_t *)groups, name, est)
    {
        const json_t *group = json_object_get(json_object_get(attribute, "groups"), name);

        if (!is_to_nothing(est) || n++ >= NAMES_LISTED)
            continue;
        text = gg_page_printf(page, "%s; that of %s is 0, and of %s %s, at least %s times", text,
                              reference_name(page, attribute), gg_page_name(page, name),
                              gg_page_estimate(page, json_object_get(group, key)),
                              gg_page_number(page, gg_json_number(est, "low", NAN)));
    }
    return text;
}

/* One item for a ratio: for whom it exceeds the band, is not established, lies within. */
static void find_ratio(gg_page *page, const json_t *attribute, const char *disparity,
                       const char *metric)
{
    static const char *const leads[] = {"above 1.25 (exceeds) for ", "below 0.8 (exceeds) for ",
                                        "not established for ", "from 0.8 to 1.25 (within) for "};
    const json_t *one = json_object_get(json_object_get(attribute, "disparities"), disparity);
    const json_t *groups = json_object_get(one, "groups");
    const char *text = "";
    bool exceeds = false;

    for (side s = SIDE_ABOVE; s < SIDE_NONE; s++) {
        size_t n;
        const char *names = names_at(page, groups, s, &n);

        if (n == 0)
            continue;
        exceeds |= s == SIDE_BELOW || s == SIDE_ABOVE;
        text = gg_page_printf(page, "%s%s%s%s", text, *text ? "; " : "", leads[s], names);
    }
    if (*text)
        gg_page_subitem(page, exceeds ? GG_TONE_STRONG : GG_TONE_PLAIN, "%s, ratio to %s: %s%s.",
                        metric, reference_name(page, attribute), text,
                        against_nothing(page, attribute, metric, groups));
}

static void find_impact(gg_page *page, const json_t *attribute)
{
    static const char *const words[] = {
        "at least four fifths (within)", "below four fifths (exceeds)",
        "whether it is below four fifths is not established", "it has no interval"};
    const json_t *est = json_object_get(json_object_get(attribute, "summary"), "impact_ratio");
    gg_standing standing;

    if (!has_figure(est))
        est = json_object_get(est, "over_defined_groups");
    if (!has_figure(est))
        return;
    standing = gg_standing_of(est, GG_BAND_LOW, INFINITY);
    gg_page_subitem(page, standing == GG_STANDING_EXCEEDS ? GG_TONE_STRONG : GG_TONE_PLAIN,
                    "impact_ratio %s, the lowest favourable rate of a group over the highest: %s.",
                    gg_page_estimate(page, est), words[standing]);
}

/* The rows with the smallest and the largest ratio; false where none has one. */
static bool find_extremes(const json_t *rows, const json_t **least, const json_t **most)
{
    double low = INFINITY, high = -INFINITY;
    json_t *row;
    size_t i;

    json_array_foreach(rows, i, row)
    {
        double ratio = gg_json_number(json_object_get(row, "ratio"), "value", NAN);

        if (ratio < low) {
            low = ratio;
            *least = row;
        }
        if (ratio > high) {
            high = ratio;
            *most = row;
        }
    }
    return low < high;
}

static const char *ratio_at(gg_page *page, const json_t *row)
{
    return gg_page_printf(
        page, "%s at %s",
        gg_page_number(page, gg_json_number(json_object_get(row, "ratio"), "value", NAN)),
        gg_page_name(page, gg_json_string(row, "stratum", "")));
}

/* "selection rate of b (ratio 0.333 at A, 3 at B)" */
static const char *differing(gg_page *page, const char *metric, const char *group,
                             const json_t *one)
{
    const json_t *least = NULL, *most = NULL;
    const char *text = gg_page_printf(page, "%s of %s", gg_words_metric_lower(page, metric),
                                      gg_page_name(page, group));

    if (!find_extremes(json_object_get(one, "rows"), &least, &most))
        return text;
    return gg_page_printf(page, "%s (ratio %s, %s)", text, ratio_at(page, least),
                          ratio_at(page, most));
}

/* Strata of one column that are not alike: a figure of all rows together is then an average over
 * them, and may lie within where none of them does. */
static void find_strata(gg_page *page, const char *by, const json_t *metrics)
{
    const char *metric, *group, *list = "";
    json_t *groups, *one;
    size_t n = 0;

    json_object_foreach((json_t *)metrics, metric, groups)
    {
        json_object_foreach(groups, group, one)
        {
            if (!json_is_true(json_object_get(one, "strata_differ")))
                continue;
            if (n++ < NAMES_LISTED)
                list = gg_page_printf(page, "%s%s%s", list, n == 1 ? "" : "; ",
                                      differing(page, metric, group, one));
        }
    }
    if (n > NAMES_LISTED)
        list = gg_page_printf(page, "%s; and %zu more", list, n - NAMES_LISTED);
    if (n)
        gg_page_subitem(page, GG_TONE_STRONG,
                        "strata differ by %s, and figures of all rows together hide it: %s. Read "
                        "the strata.",
                        gg_page_name(page, by), list);
}

/* What a published document keeps of strata that it does not show. */
static void find_strata_withheld(gg_page *page, const json_t *columns)
{
    const char *list = "";
    json_t *by;
    size_t i;

    json_array_foreach(columns, i, by) list = gg_page_printf(
        page, "%s%s%s", list, i ? ", " : "", gg_page_name(page, json_string_value(by)));
    if (*list)
        gg_page_subitem(page, GG_TONE_STRONG,
                        "strata differ by %s, and figures of all rows together hide it. The strata "
                        "are not published: read the evaluation.",
                        list);
}

/* Groups that lie apart in all rows and not within strata, or the other way round. */
static void find_moved(gg_page *page, const char *by, const json_t *groups)
{
    const char *group;
    json_t *one;

    json_object_foreach((json_t *)groups, group, one)
    {
        const json_t *crude = json_object_get(one, "crude_ratio");
        const json_t *pooled = json_object_get(one, "mantel_haenszel_ratio");
        const gg_standing all = gg_standing_of(crude, GG_BAND_LOW, GG_BAND_HIGH);
        const gg_standing within = gg_standing_of(pooled, GG_BAND_LOW, GG_BAND_HIGH);

        if (json_is_true(json_object_get(one, "strata_differ")))
            continue;
        if ((all == GG_STANDING_EXCEEDS && within == GG_STANDING_WITHIN) ||
            (all == GG_STANDING_WITHIN && within == GG_STANDING_EXCEEDS))
            gg_page_subitem(page, GG_TONE_STRONG,
                            "selection rate of %s: ratio %s in all rows together (%s), %s within "
                            "each %s (%s). Read both: the second compares like with like, if %s "
                            "is no way of deciding itself.",
                            gg_page_name(page, group), gg_page_estimate(page, crude),
                            gg_standing_word(all), gg_page_estimate(page, pooled),
                            gg_page_name(page, by), gg_standing_word(within),
                            gg_page_name(page, by));
    }
}

/* Where neither rate above can be compared, another may be. */
static void find_others(gg_page *page, const json_t *attribute)
{
    static const char *const others[] = {"precision_ratio", "recall_ratio",
                                         "false_negative_rate_ratio", "accuracy_ratio"};
    const json_t *disparities = json_object_get(attribute, "disparities");
    const char *list = "", *name;
    json_t *est;
    size_t n = 0;

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        bool any = false;

        json_object_foreach(json_object_get(json_object_get(disparities, others[i]), "groups"),
                            name, est)
        {
            any = any || has_figure(est);
        }
        if (any)
            list = gg_page_printf(page, "%s%s%s", list, n++ ? ", " : "", others[i]);
    }
    if (n > 0)
        gg_page_subitem(page, GG_TONE_PLAIN,
                        "neither selection rates nor false positive rates can be compared; what "
                        "can is in the JSON document: %s.",
                        list);
    else
        gg_page_subitem(page, GG_TONE_PLAIN,
                        "neither selection rates nor false positive rates of these groups can be "
                        "compared.");
}

static void find_attributes(gg_page *page, const json_t *attributes)
{
    const char *name, *by;
    json_t *attribute, *metrics;

    json_object_foreach((json_t *)attributes, name, attribute)
    {
        const gg_block *head;

        if (json_object_size(json_object_get(attribute, "groups")) < 2)
            continue;
        gg_page_item(page, GG_TONE_PLAIN, "%s, compared with %s:", gg_page_name(page, name),
                     gg_groups_reference(page, attribute));
        head = page->last;
        find_ratio(page, attribute, "selection_rate_ratio", "selection rate");
        find_ratio(page, attribute, "false_positive_rate_ratio", "false positive rate");
        find_impact(page, attribute);
        json_object_foreach(json_object_get(attribute, "strata"), by, metrics)
        {
            find_strata(page, by, metrics);
            find_moved(page, by, json_object_get(metrics, "selection_rate"));
        }
        find_strata_withheld(page, json_object_get(attribute, "strata_differ"));
        if (page->last == head)
            find_others(page, attribute);
    }
}

void gg_findings(gg_page *page, const json_t *evaluation)
{
    find_overall(page, evaluation);
    find_attributes(page, json_object_get(evaluation, "attributes"));
    find_attributes(page, json_object_get(evaluation, "intersections"));
}

static bool any_standing(const json_t *attributes, gg_standing wanted)
{
    const char *name, *group, *disparity;
    json_t *attribute, *one, *est;

    json_object_foreach((json_t *)attributes, name, attribute)
    {
        json_object_foreach(json_object_get(attribute, "disparities"), disparity, one)
        {
            if (strcmp(disparity, "selection_rate_ratio") != 0 &&
                strcmp(disparity, "false_positive_rate_ratio") != 0)
                continue;
            json_object_foreach(json_object_get(one, "groups"), group, est)
            {
                if (gg_standing_of(est, GG_BAND_LOW, GG_BAND_HIGH) == wanted)
                    return true;
            }
        }
    }
    return false;
}

/* Outcomes that are missing: what is assumed of them, or what has to be found out. */
static void find_missing(gg_page *page, const json_t *evaluation)
{
    const json_t *overall = json_object_get(evaluation, "overall");
    const char *declared = gg_json_string(evaluation, "inspection", "unknown");
    const json_t *untold = json_object_get(overall, "not_published");
    bool missing = gg_json_number(overall, "unverified", 0) > 0 ||
                   json_object_get(overall, "population") != NULL;

    if (missing && json_object_get(overall, "inspection"))
        gg_page_item(page, GG_TONE_PLAIN,
                     "Some outcomes are unknown, and what depends on them is estimated from how "
                     "cases are said to have been inspected. Make sure that they were: see \"Where "
                     "outcomes are missing\".");
    else if (untold)
        gg_page_item(page, GG_TONE_PLAIN,
                     "The table does not tell all counts by outcome and decision. Ask for those "
                     "that are not known here; figures made of them cannot be had without.");
    else if (missing && strcmp(declared, "unknown") != 0)
        gg_page_item(page, GG_TONE_PLAIN,
                     "Some outcomes are unknown. How cases came to be inspected is declared, but "
                     "estimates by it would give small groups away and are not shown here: read "
                     "the evaluation.");
    else if (missing)
        gg_page_item(page, GG_TONE_PLAIN,
                     "Some outcomes are unknown. Find out how cases came to be inspected; without "
                     "that, recall and false positive rate cannot be had.");
}

void gg_findings_next(gg_page *page, const json_t *evaluation)
{
    const json_t *attributes = json_object_get(evaluation, "attributes");

    if (any_standing(attributes, GG_STANDING_EXCEEDS))
        gg_page_item(
            page, GG_TONE_PLAIN,
            "Where a ratio lies above 1.25 or below 0.8, find out why before the scores are relied "
            "on: the scores, the threshold, how cases came to be recorded, and real "
            "differences in the outcome can each be the cause, and these figures do not "
            "tell them apart.");
    if (any_standing(attributes, GG_STANDING_OPEN))
        gg_page_item(page, GG_TONE_PLAIN,
                     "Where a result is not established, the rows are too few to tell; it is not "
                     "a finding of equality.");
    find_missing(page, evaluation);
}
