/*
 * What a ranking's scores are worth: whether they mean what they say, what they find where there is
 * room for so many, what other thresholds would do; and how unequally decisions treat people.
 */
#include <math.h>
#include <string.h>

#include "report_internal.h"

static void cell(gg_page *page, gg_grid *grid, const char *text)
{
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", text);
}

static void more_columns(gg_page *page, gg_grid *grid, const char *const *titles, size_t n)
{
    for (size_t i = 0; i < n; i++)
        gg_grid_column(page, grid, true, "%s", titles[i]);
}

static void columns(gg_page *page, gg_grid *grid, const char *first, const char *const *titles,
                    size_t n)
{
    gg_grid_column(page, grid, false, "%s", first);
    more_columns(page, grid, titles, n);
}

static const char *count(gg_page *page, const json_t *o, const char *key)
{
    double n = gg_json_number(o, key, NAN);

    return isnan(n) ? "withheld" : gg_page_count(page, n);
}

/* An estimate; of one that is not identified, what the known outcomes show. */
static const char *estimate(gg_page *page, const json_t *est)
{
    double observed = gg_json_number(est, "observed", NAN);

    if (json_is_null(json_object_get(est, "value")) && !isnan(observed))
        return gg_page_printf(page, "(%s)", gg_page_number(page, observed));
    return gg_page_estimate(page, est);
}

/* ---- calibration ---- */

typedef struct reading {
    const char *figure;
    double ideal;
    const char *below, *above, *neither;
} reading;

static const reading readings[] = {
    {"calibration_in_the_large", 0, "The outcome is less frequent than the scores say.",
     "The outcome is more frequent than the scores say.",
     "That the outcome is more or less frequent than the scores say is not established."},
    {"calibration_slope", 1,
     "Scores are too extreme: high ones say too much risk, low ones too little.",
     "Scores are not extreme enough: high ones say too little risk, low ones too much.",
     "That scores are too extreme, or not extreme enough, is not established."},
};

/* What the intervals of level and slope say, in sentences; nothing where there are none. */
static void put_readings(gg_page *page, const json_t *overall)
{
    const char *text = "";

    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        const reading *r = &readings[i];
        double value, low, high;

        if (!gg_estimate_read(json_object_get(overall, r->figure), &value, &low, &high) ||
            isnan(low) || isnan(high))
            continue;
        text = gg_page_printf(page, "%s%s%s", text, *text ? " " : "",
                              high < r->ideal  ? r->below
                              : low > r->ideal ? r->above
                                               : r->neither);
    }
    if (*text)
        gg_page_text(page, GG_TONE_STRONG, "%s", text);
}

static const char *const shown[] = {"calibration_slope", "calibration_in_the_large",
                                    "miscalibration"};

#define SHOWN (sizeof shown / sizeof *shown)

static void slice_row(gg_page *page, gg_grid *grid, const char *name, const json_t *c)
{
    cell(page, grid, name);
    cell(page, grid, count(page, c, "count"));
    for (size_t i = 0; i < SHOWN; i++)
        cell(page, grid, estimate(page, json_object_get(c, shown[i])));
}

/* One row a group; overall: as the first row, NULL for none. */
static void put_slices(gg_page *page, const char *what, const json_t *overall, const json_t *slices,
                       const char *caption)
{
    static const char *const titles[] = {"cases", "slope", "level", "miscalibration"};
    gg_grid *grid;
    const char *name;
    json_t *one;
    size_t n = 0;

    if (!overall && json_object_size(slices) == 0)
        return;
    grid = gg_page_table(page, caption);
    columns(page, grid, what, titles, sizeof titles / sizeof *titles);
    if (overall)
        slice_row(page, grid, "everyone", overall);
    json_object_foreach((json_t *)slices, name, one)
    {
        if (n++ < GG_GROUPS_SHOWN)
            slice_row(page, grid, gg_page_name(page, name), one);
    }
    if (n > GG_GROUPS_SHOWN)
        gg_page_text(page, GG_TONE_QUIET, "%zu more are in the JSON document.",
                     n - GG_GROUPS_SHOWN);
}

static void put_partitions(gg_page *page, const json_t *attributes)
{
    const char *name;
    json_t *groups;

    json_object_foreach((json_t *)attributes, name, groups)
    {
        put_slices(page, "group", NULL, groups,
                   gg_page_printf(page, "Calibration by %s", gg_page_name(page, name)));
    }
}

static void test_row(gg_page *page, gg_grid *grid, const json_t *overall, const char *key,
                     const char *words)
{
    const json_t *test = json_object_get(overall, key);
    double x = gg_json_number(test, "statistic", gg_json_number(test, "z", NAN));
    double df = gg_json_number(test, "degrees_of_freedom", NAN);

    if (isnan(x))
        return;
    cell(page, grid, words);
    cell(page, grid, gg_page_number(page, x));
    cell(page, grid, isnan(df) ? "-" : gg_page_count(page, df));
    cell(page, grid, gg_page_p(page, gg_json_number(test, "p_value", NAN)));
}

static void put_tests(gg_page *page, const json_t *overall)
{
    static const char *const titles[] = {"statistic", "degrees of freedom", "p"};
    gg_grid *grid;

    if (!json_object_get(overall, "slope_and_intercept") &&
        !json_object_get(overall, "hosmer_lemeshow"))
        return;
    gg_page_text(page, GG_TONE_PLAIN,
                 "A small p says that calibrated scores would rarely lie this far off; with many "
                 "cases that happens where the error is too small to matter, so look at its size "
                 "first.");
    grid = gg_page_table(page, json_is_false(json_object_get(overall, "complete"))
                                   ? "Tests of calibration, observed: the verified rows alone"
                                   : "Tests of calibration, everyone");
    columns(page, grid, "test", titles, sizeof titles / sizeof *titles);
    test_row(page, grid, overall, "slope_and_intercept", "slope 1 and intercept 0 (Wald)");
    test_row(page, grid, overall, "hosmer_lemeshow", "Hosmer-Lemeshow");
    test_row(page, grid, overall, "spiegelhalter", "Spiegelhalter's z");
}

/* Whether some figure of the table is shown by what the known outcomes have. */
static bool any_observed(const json_t *overall)
{
    for (size_t i = 0; i < SHOWN; i++) {
        const json_t *est = json_object_get(overall, shown[i]);

        if (json_is_null(json_object_get(est, "value")) &&
            json_is_number(json_object_get(est, "observed")))
            return true;
    }
    return false;
}

static void put_scores(gg_page *page, const json_t *overall)
{
    const json_t *mcb = json_object_get(overall, "miscalibration");
    const json_t *dsc = json_object_get(overall, "discrimination");

    if (!json_is_number(json_object_get(mcb, "value")))
        return;
    gg_page_text(page, GG_TONE_PLAIN,
                 "Relabelling scores with what they turned out to mean would save %s of the Brier "
                 "score (miscalibration; from 0, and a little more by chance alone); telling cases "
                 "apart saves %s (discrimination).",
                 gg_page_value(page, mcb), gg_page_value(page, dsc));
}

void gg_calibration_section(gg_page *page, const json_t *evaluation, int level)
{
    const json_t *c = json_object_get(evaluation, "calibration");
    const json_t *overall = json_object_get(c, "overall");

    if (!json_is_object(overall))
        return;
    gg_page_heading(page, level, NULL, "Calibration");
    gg_page_text(page, GG_TONE_PLAIN,
                 "Do the scores mean what they say: of cases that score 0.3, have 30 in 100 the "
                 "outcome? A slope of 1 and a level of 0 is what such scores have.%s%s",
                 json_is_false(json_object_get(overall, "complete"))
                     ? " Outcomes are missing, so that this is not identified for all cases"
                     : "",
                 !json_is_false(json_object_get(overall, "complete")) ? ""
                 : any_observed(overall)
                     ? ": what stands in round brackets is that of the cases with a known outcome."
                     : ".");
    put_readings(page, overall);
    put_scores(page, overall);
    put_slices(page, "group", overall, NULL, "Calibration");
    put_partitions(page, json_object_get(c, "attributes"));
    put_partitions(page, json_object_get(c, "intersections"));
    put_slices(page, "site", NULL, json_object_get(c, "sites"), "Calibration by site");
    put_slices(page, "period", NULL, json_object_get(c, "periods"), "Calibration by period");
    put_tests(page, overall);
    gg_explanations_items(page, evaluation, "calibration.overall.", true);
}

/* ---- capacity ---- */

static const struct {
    const char *key, *words;
} ties[] = {{"ties_in", "all taken"}, {"ties_out", "none taken"}, {"proportional", "drawn"}};

#define TIES (sizeof ties / sizeof *ties)

/* Whether counts are shown at all: what is published has none. */
static bool has_counts(const json_t *f)
{
    return json_is_number(json_object_get(f, "selected"));
}

/* What it could be, with what the known outcomes show; an end that is missing has no bound. */
static const char *could_be(gg_page *page, const json_t *est)
{
    const json_t *bounds = json_object_get(est, "bounds"), *high = json_array_get(bounds, 1);
    const json_t *observed = json_object_get(est, "observed");
    const char *text = gg_page_printf(
        page, "%s%s%s", gg_page_number(page, json_number_value(json_array_get(bounds, 0))),
        json_is_number(high) ? " to " : " or more",
        json_is_number(high) ? gg_page_number(page, json_number_value(high)) : "");

    return json_is_number(observed)
               ? gg_page_printf(page, "%s (%s)", text,
                                gg_page_number(page, json_number_value(observed)))
               : text;
}

static bool is_bounded(const json_t *est)
{
    return json_is_null(json_object_get(est, "value")) &&
           json_array_size(json_object_get(est, "bounds")) == 2;
}

/* An estimate; of one that is not identified, what it could be. */
static const char *at_cutoff(gg_page *page, const json_t *est)
{
    return is_bounded(est) ? could_be(page, est) : gg_page_estimate(page, est);
}

/* Whole people: expected, or at least and at most. */
static const char *finds(gg_page *page, const json_t *est)
{
    const json_t *bounds = json_object_get(est, "bounds");
    double value, low, high;

    if (is_bounded(est))
        return gg_page_printf(
            page, "%s to %s",
            gg_page_count(page, floor(json_number_value(json_array_get(bounds, 0)))),
            gg_page_count(page, ceil(json_number_value(json_array_get(bounds, 1)))));
    if (!gg_estimate_read(est, &value, &low, &high))
        return "-";
    if (isnan(low) || isnan(high))
        return gg_page_count(page, round(value));
    return gg_page_printf(page, "%s (%s to %s)", gg_page_count(page, round(value)),
                          gg_page_count(page, round(low)), gg_page_count(page, round(high)));
}

static void capacity_row(gg_page *page, gg_grid *grid, const char *who, const char *room,
                         const char *rule, const json_t *f)
{
    const json_t *expected = json_object_get(f, "finds");

    cell(page, grid, who);
    cell(page, grid, room);
    cell(page, grid, rule);
    if (has_counts(f)) {
        cell(page, grid, count(page, f, "selected"));
        cell(page, grid, expected ? finds(page, expected) : count(page, f, "tp"));
    }
    cell(page, grid, at_cutoff(page, json_object_get(f, "precision")));
    cell(page, grid, at_cutoff(page, json_object_get(f, "recall")));
    cell(page, grid,
         is_bounded(json_object_get(f, "lift")) ? could_be(page, json_object_get(f, "lift"))
                                                : gg_page_ratio(page, json_object_get(f, "lift")));
}

/* The three rules, or one row where nothing is tied at the cut. */
static void capacity_rows(gg_page *page, gg_grid *grid, const char *who, const json_t *cut)
{
    const json_t *in = json_object_get(cut, "ties_in"), *out = json_object_get(cut, "ties_out");
    const char *room = json_is_number(json_object_get(cut, "room")) ? count(page, cut, "room") : "";

    if (json_equal(in, out)) {
        capacity_row(page, grid, who, room, has_counts(in) ? "no ties" : "-", in);
        return;
    }
    for (size_t i = 0; i < TIES; i++)
        capacity_row(page, grid, who, room, ties[i].words, json_object_get(cut, ties[i].key));
}

static void put_capacity(gg_page *page, const json_t *one)
{
    static const char *const cut[] = {"room", "ties"}, *const counts[] = {"referred", "finds"};
    static const char *const rates[] = {"precision", "recall", "lift"};
    double share = gg_json_number(one, "share", NAN);
    const char *room =
        isnan(share) ? gg_page_printf(page, "%s cases", count(page, one, "capacity"))
                     : gg_page_printf(page, "%s%% of the cases", gg_page_plain(page, share * 100));
    gg_grid *grid = gg_page_table(page, gg_page_printf(page, "Room for %s", room));
    const char *name;
    json_t *site;
    size_t n = 0;

    columns(page, grid, "who", cut, 2);
    if (has_counts(json_object_get(json_object_get(one, "everyone"), "ties_in")))
        more_columns(page, grid, counts, 2);
    more_columns(page, grid, rates, 3);
    capacity_rows(page, grid, "everyone", json_object_get(one, "everyone"));
    if (json_object_get(one, "within_sites"))
        capacity_rows(page, grid, "site by site", json_object_get(one, "within_sites"));
    json_object_foreach(json_object_get(one, "sites"), name, site)
    {
        if (n++ < GG_GROUPS_SHOWN)
            capacity_rows(page, grid, gg_page_name(page, name), site);
    }
    if (n > GG_GROUPS_SHOWN)
        gg_page_text(page, GG_TONE_QUIET, "%zu more are in the JSON document.",
                     n - GG_GROUPS_SHOWN);
}

/* Whoever was not inspected was not left out by chance. */
static void put_unverified(gg_page *page, const json_t *evaluation)
{
    if (gg_json_number(json_object_get(evaluation, "overall"), "unverified", 0) == 0)
        return;
    if (strcmp(gg_json_string(evaluation, "inspection", "unknown"), "unknown") == 0)
        gg_page_text(page, GG_TONE_PLAIN,
                     "Cases that nobody inspected were mostly not referred at the threshold of the "
                     "day. Where such cases would be referred, a figure is not identified: in its "
                     "place stands what it could be whatever their outcomes are, and in round "
                     "brackets what the cases with a known outcome show, which is mostly that of "
                     "cases that had been referred. Finds are then the least and the most.");
    else
        gg_page_text(page, GG_TONE_PLAIN,
                     "Figures are estimates by the declared inspection design, of all who would be "
                     "referred: cases that had been referred are told by those of them with a "
                     "known outcome, the others by those of whom the design tells. Finds are "
                     "those to be expected, found before or not.");
}

void gg_capacity_section(gg_page *page, const json_t *evaluation, int level)
{
    const json_t *list = json_object_get(evaluation, "capacity");
    json_t *one;
    size_t i;

    if (json_array_size(list) == 0)
        return;
    gg_page_heading(page, level, NULL, "Where there is room for so many");
    gg_page_text(page, GG_TONE_PLAIN,
                 "What the highest scores find. Where the room runs out among cases of one score, "
                 "nothing says which of them to take, so there are three figures: all taken, none "
                 "taken, or as many as there is room for drawn by lot (the mean over all draws). "
                 "Lift is precision over the base rate. A site has the same share of its cases as "
                 "everyone.");
    put_unverified(page, evaluation);
    json_array_foreach(list, i, one)
    {
        put_capacity(page, one);
    }
    gg_explanations_items(page, evaluation, "capacity.", true);
}

/* ---- operating points ---- */

/* referred, finds, and those who are referred in vain; where outcomes are missing, those of whom
 * nobody knows. */
static void point_counts(gg_page *page, gg_grid *grid, const json_t *one)
{
    const json_t *expected = json_object_get(one, "finds");

    cell(page, grid, count(page, one, "selected"));
    cell(page, grid, expected ? finds(page, expected) : count(page, one, "tp"));
    cell(page, grid, count(page, one, expected ? "unverified" : "fp"));
}

void gg_operating_points_section(gg_page *page, const json_t *evaluation, int level)
{
    static const char *const counts[] = {"referred", "finds", "without outcome"};
    static const char *const open_counts[] = {"referred", "finds", "not inspected"};
    static const char *const titles[] = {"precision", "recall", "false positive rate"};
    static const char *const rates[] = {"precision", "recall", "false_positive_rate"};
    const json_t *list = json_object_get(evaluation, "operating_points");
    const json_t *first = json_array_get(list, 0);
    gg_grid *grid;
    json_t *one;
    size_t i;

    if (json_array_size(list) == 0)
        return;
    gg_page_heading(page, level, NULL, "Other thresholds");
    gg_page_text(page, GG_TONE_PLAIN,
                 "What each threshold would refer and find, by scores alone: suppression rules and "
                 "thresholds by site are not applied.");
    put_unverified(page, evaluation);
    grid = gg_page_table(page, "What other thresholds would refer and find");
    columns(page, grid, "threshold", NULL, 0);
    if (has_counts(first))
        more_columns(page, grid, json_object_get(first, "finds") ? open_counts : counts, 3);
    more_columns(page, grid, titles, 3);
    json_array_foreach(list, i, one)
    {
        if (i >= GG_GROUPS_SHOWN)
            break;
        cell(page, grid, gg_page_plain(page, gg_json_number(one, "threshold", NAN)));
        if (has_counts(one))
            point_counts(page, grid, one);
        for (size_t k = 0; k < sizeof rates / sizeof *rates; k++)
            cell(page, grid, at_cutoff(page, json_object_get(one, rates[k])));
    }
    gg_explanations_items(page, evaluation, "operating_points.", true);
}

/* ---- inequality ---- */

static void inequality_row(gg_page *page, gg_grid *grid, const char *figure, const json_t *est,
                           const char *says)
{
    const char *why = gg_json_string(est, "why_null", NULL);

    if (!est)
        return;
    cell(page, grid, figure);
    cell(page, grid, why ? "-" : gg_page_value(page, est));
    gg_grid_cell(page, grid, GG_TONE_QUIET, "%s", why ? gg_words_reason(why) : says);
}

static void attribute_rows(gg_page *page, gg_grid *grid, const char *name, const json_t *one)
{
    const char *shown_name = gg_page_name(page, name);
    const char *lowest = gg_json_string(one, "lowest_group", "");
    const char *highest = gg_json_string(one, "highest_group", "");
    bool selected = strcmp(gg_json_string(one, "of", ""), "selected") == 0;

    inequality_row(page, grid, gg_page_printf(page, "between the groups of %s", shown_name),
                   json_object_get(one, "between_groups"),
                   "what would be left if all in a group were treated alike");
    inequality_row(page, grid, gg_page_printf(page, "differential fairness by %s", shown_name),
                   json_object_get(one, "smoothed_differential_fairness"),
                   gg_page_printf(page, "largest log ratio of rates (%s): %s to %s",
                                  selected ? "selected" : "not selected",
                                  gg_page_name(page, lowest), gg_page_name(page, highest)));
}

void gg_inequality_section(gg_page *page, const json_t *evaluation, int level)
{
    const json_t *q = json_object_get(evaluation, "inequality");
    gg_grid *grid;
    const char *name;
    json_t *one;

    if (!json_is_object(q))
        return;
    gg_page_heading(page, level, NULL, "Inequality of treatment");
    gg_page_text(page, GG_TONE_PLAIN,
                 "A case's benefit is 1, one more where the decision was kinder than the outcome "
                 "would have it, one less where it was harsher; the kind decision is to be %s. 0 "
                 "is equal treatment.%s%s",
                 strcmp(gg_json_string(q, "favourable", ""), "selected") == 0 ? "selected"
                                                                              : "not selected",
                 strcmp(gg_json_string(q, "of", ""), "population") == 0
                     ? " Groups weigh what they are in the population, not in the table."
                     : "",
                 json_object_get(q, "inspection")
                     ? " Where outcomes are missing, these are figures of the estimates."
                     : "");
    grid = gg_page_table(page, "Inequality of treatment");
    gg_grid_column(page, grid, false, "figure");
    gg_grid_column(page, grid, true, "value");
    gg_grid_column(page, grid, false, "what it says");
    inequality_row(page, grid, "Theil index", json_object_get(q, "theil_index"),
                   "how unequal benefits are over everyone");
    inequality_row(page, grid, "generalized entropy (alpha 2)",
                   json_object_get(q, "generalized_entropy"),
                   "the same; half the squared coefficient of variation");
    json_object_foreach(json_object_get(q, "attributes"), name, one)
    {
        attribute_rows(page, grid, name, one);
    }
}
