/*
 * Drift as a page: which columns moved, by how much, and whether that is more than chance.
 */
#include <math.h>
#include <string.h>

#include "report_internal.h"

static const struct {
    const char *status, *word;
    gg_tone tone;
} states[] = {
    {"pass", "within", GG_TONE_GOOD},
    {"warn", "warn", GG_TONE_UNSURE},
    {"fail", "exceeds", GG_TONE_BAD},
    {"inconclusive", "not established", GG_TONE_UNSURE},
};

#define STATES (sizeof states / sizeof *states)

static size_t state_of(const json_t *column)
{
    const char *status = gg_json_string(column, "status", "inconclusive");

    for (size_t i = 0; i < STATES; i++)
        if (strcmp(states[i].status, status) == 0)
            return i;
    return STATES - 1;
}

/* No column is in the state of the whole document: the classifier put it there. */
static bool is_all_together(const json_t *document)
{
    const json_t *classifier = json_object_get(document, "classifier");
    const char *name;
    json_t *column;

    json_object_foreach(json_object_get(document, "columns"), name, column)
    {
        if (state_of(column) == state_of(document))
            return false;
    }
    return classifier && state_of(classifier) == state_of(document);
}

static void put_banner(gg_page *page, const json_t *document)
{
    static const char *const words[] = {"WITHIN", "WARNING", "EXCEEDS", "NOT ESTABLISHED"};
    static const char *const sentences[] = {
        "No column moved from the baseline by as much as the bounds.",
        "Some columns moved, but by less than the bounds or without enough evidence.",
        "Columns moved by at least the bounds, and by more than chance.",
        "Whether the table moved could not be told."};
    static const char *const together[] = {
        "", "All columns together moved, by less than the bound or without enough evidence.",
        "All columns together moved by at least the bound, and by more than chance.",
        "Whether all columns together moved could not be told."};
    size_t i = state_of(document);
    bool all = i > 0 && is_all_together(document);

    gg_page_banner(page, states[i].tone, words[i], "%s", all ? together[i] : sentences[i]);
}

static void put_counts(gg_page *page, const json_t *columns)
{
    static const char *const words[] = {"lie within the bounds", "give a warning",
                                        "exceed the bounds", "are not established"};
    static const size_t order[] = {2, 1, 3, 0};

    for (size_t k = 0; k < STATES; k++) {
        const char *list = "", *name;
        json_t *column;
        size_t n = 0;

        json_object_foreach((json_t *)columns, name, column)
        {
            if (state_of(column) == order[k] && n++ < 8)
                list = gg_page_printf(page, "%s%s%s", list, *list ? ", " : "",
                                      gg_page_name(page, name));
        }
        if (n > 8)
            list = gg_page_printf(page, "%s and %zu more", list, n - 8);
        if (n)
            gg_page_item(page, GG_TONE_PLAIN, "%zu of %zu columns %s: %s.", n,
                         json_object_size(columns), words[order[k]], list);
    }
}

/* The measures of effect, one column each; what a column's type lacks is empty. */
static const struct {
    const char *test, *key, *title;
    const char *bound; /* as in the document; NULL where it has none */
} measures[] = {
    {"population_stability_index", "statistic", "PSI", "population_stability_index"},
    {"ks", "statistic", "KS", "ks"},
    {"wasserstein_1", "scaled", "W1/sd", "wasserstein_1_scaled"},
    {"jensen_shannon_distance", "statistic", "JS", "jensen_shannon_distance"},
    {"cramers_v", "statistic", "V", NULL},
};

#define MEASURES (sizeof measures / sizeof *measures)

/* The smallest adjusted p of a column's tests. */
static double evidence_of(const json_t *tests)
{
    double least = NAN;
    const char *name;
    json_t *test;

    json_object_foreach((json_t *)tests, name, test)
    {
        double p = gg_json_number(test, "adjusted_p_value", NAN);

        if (!isnan(p) && !(p >= least))
            least = p;
    }
    return least;
}

static void put_column(gg_page *page, gg_grid *grid, const char *name, const json_t *column)
{
    const json_t *tests = json_object_get(column, "tests");
    double p = evidence_of(tests);

    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_name(page, name));
    gg_grid_cell(page, grid, states[state_of(column)].tone, "%s", states[state_of(column)].word);
    for (size_t i = 0; i < MEASURES; i++) {
        double x = gg_json_number(json_object_get(tests, measures[i].test), measures[i].key, NAN);

        char text[40];

        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", isnan(x) ? "" : gg_number_text(x, 3, text));
    }
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", isnan(p) ? "" : gg_page_p(page, p));
}

static void put_columns(gg_page *page, const json_t *columns)
{
    gg_grid *grid = gg_page_table(page, NULL);
    const char *name;
    json_t *column;

    if (!grid)
        return;
    gg_grid_column(page, grid, false, "column");
    gg_grid_column(page, grid, false, "status");
    for (size_t i = 0; i < MEASURES; i++)
        gg_grid_column(page, grid, true, "%s", measures[i].title);
    gg_grid_column(page, grid, true, "adjusted p");
    json_object_foreach((json_t *)columns, name, column)
    {
        put_column(page, grid, name, column);
    }
}

static void put_reason(gg_page *page, const char *name, const char *what, double x, double bound)
{
    if (x >= bound)
        gg_page_item(page, GG_TONE_STRONG, "%s: %s %s reaches its bound %s.",
                     gg_page_name(page, name), what, gg_page_number(page, x),
                     gg_page_plain(page, bound));
}

/* What made a column exceed: the measures that reach their bounds. */
static void put_reasons(gg_page *page, const json_t *document, const json_t *columns)
{
    const json_t *limits = json_object_get(document, "bounds");
    const char *name;
    json_t *column;

    json_object_foreach((json_t *)columns, name, column)
    {
        const json_t *tests = json_object_get(column, "tests");
        const json_t *missing = json_object_get(column, "missing");

        if (strcmp(states[state_of(column)].status, "fail") != 0)
            continue;
        for (size_t i = 0; i < MEASURES; i++)
            if (measures[i].bound)
                put_reason(
                    page, name, measures[i].title,
                    gg_json_number(json_object_get(tests, measures[i].test), measures[i].key, NAN),
                    gg_json_number(limits, measures[i].bound, NAN));
        put_reason(page, name, "change of the share of missing cells",
                   fabs(gg_json_number(missing, "current", NAN) -
                        gg_json_number(missing, "baseline", NAN)),
                   gg_json_number(limits, "missing", NAN));
    }
}

static const char *levels_of(gg_page *page, const json_t *levels)
{
    const char *text = "";
    json_t *level;
    size_t i;

    json_array_foreach(levels, i, level)
    {
        const char *name =
            json_is_string(level) ? json_string_value(level) : gg_json_string(level, "level", "");

        text = gg_page_printf(page, "%s%s%s", text, i ? ", " : "", gg_page_name(page, name));
    }
    return text;
}

/* Levels that came or went, and cells that are missing more or less often. */
static void put_changes(gg_page *page, const json_t *columns)
{
    const char *name;
    json_t *column;

    json_object_foreach((json_t *)columns, name, column)
    {
        const json_t *fresh = json_object_get(column, "new_levels");
        const json_t *gone = json_object_get(column, "vanished_levels");
        const json_t *missing = json_object_get(column, "missing");
        double p = gg_json_number(missing, "p_value", NAN);
        const char *shown = gg_page_name(page, name);

        if (json_array_size(fresh) > 0)
            gg_page_item(page, GG_TONE_PLAIN, "%s, levels that the baseline lacks: %s.", shown,
                         levels_of(page, fresh));
        if (json_array_size(gone) > 0)
            gg_page_item(page, GG_TONE_PLAIN, "%s, levels of the baseline that are gone: %s.",
                         shown, levels_of(page, gone));
        if (p < 0.05)
            gg_page_item(
                page, GG_TONE_PLAIN, "%s, missing cells: %s in the baseline, %s now (p %s).", shown,
                gg_page_number(page, gg_json_number(missing, "baseline", NAN)),
                gg_page_number(page, gg_json_number(missing, "current", NAN)), gg_page_p(page, p));
    }
}

static const char *why_untold(const json_t *classifier)
{
    if (strcmp(gg_json_string(classifier, "why_inconclusive", ""), "too_few") == 0)
        return "too few rows";
    return "no column that varies between rows";
}

/* What the classifier found, as one sentence for a reader who knows none. */
static void put_classifier(gg_page *page, const json_t *classifier)
{
    const json_t *auc = json_object_get(classifier, "auc");
    const json_t *rows = json_object_get(classifier, "rows");
    size_t state = state_of(classifier);
    double value = gg_json_number(auc, "value", NAN);
    char now[40], low[40], high[40], bound[40];

    if (!classifier)
        return;
    gg_page_heading(page, 2, NULL, "All columns together");
    if (isnan(value)) {
        gg_page_text(page, GG_TONE_UNSURE,
                     "Whether all columns together tell current rows from rows of the baseline is "
                     "not established: %s.",
                     why_untold(classifier));
        return;
    }
    gg_number_text(100 * value, 1, now);
    gg_number_text(100 * gg_json_number(auc, "low", NAN), 1, low);
    gg_number_text(100 * gg_json_number(auc, "high", NAN), 1, high);
    gg_number_text(100 * gg_json_number(classifier, "bound", NAN), 1, bound);
    gg_page_text(page, states[state].tone,
                 "Shown one current row and one of the baseline, a classifier that looks at %zu "
                 "columns together picks out the current one in %s%% of the pairs (interval %s%% "
                 "to %s%%, p %s), where guessing is right in 50%% and %s%% is the bound: %s.",
                 json_array_size(json_object_get(classifier, "columns")), now, low, high,
                 gg_page_p(page, gg_json_number(classifier, "p_value", NAN)), bound,
                 states[state].word);
    gg_page_text(page, GG_TONE_QUIET,
                 "It was given %s current rows and %s of the baseline, drawn at random, and judged "
                 "only rows that it had not learned from. It finds changes of how columns go "
                 "together as well as of single columns, and does not say which.",
                 gg_page_count(page, gg_json_number(rows, "current", NAN)),
                 gg_page_count(page, gg_json_number(rows, "baseline", NAN)));
}

/* The columns of a period in one state, the first few by name. */
static const char *columns_in(gg_page *page, const json_t *columns, const char *status)
{
    const char *list = "", *name;
    json_t *column;
    size_t n = 0;

    json_object_foreach((json_t *)columns, name, column)
    {
        if (strcmp(states[state_of(column)].status, status) == 0 && n++ < 5)
            list =
                gg_page_printf(page, "%s%s%s", list, *list ? ", " : "", gg_page_name(page, name));
    }
    return n > 5 ? gg_page_printf(page, "%s and %zu more", list, n - 5) : list;
}

/* One row a period: how it stands, and which columns make it so. */
static void put_periods(gg_page *page, const json_t *periods)
{
    gg_grid *grid;
    json_t *period;
    size_t i;

    if (json_array_size(periods) == 0)
        return;
    gg_page_heading(page, 2, NULL, "Periods");
    gg_page_text(page, GG_TONE_PLAIN,
                 "Each period is held against the whole baseline; p-values are adjusted over all "
                 "periods and columns together.");
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "period");
    gg_grid_column(page, grid, true, "rows");
    gg_grid_column(page, grid, false, "status");
    gg_grid_column(page, grid, false, "exceeds");
    gg_grid_column(page, grid, false, "warn");
    json_array_foreach(periods, i, period)
    {
        const json_t *columns = json_object_get(period, "columns");
        size_t state = state_of(period);

        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_name(page, gg_json_string(period, "period", "?")));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_count(page, gg_json_number(period, "rows", NAN)));
        gg_grid_cell(page, grid, states[state].tone, "%s", states[state].word);
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", columns_in(page, columns, "fail"));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", columns_in(page, columns, "warn"));
    }
}

static void put_title(gg_page *page, const json_t *document, const gg_render_options *options)
{
    const json_t *data = json_object_get(document, "data");
    const json_t *now = json_object_get(data, "current");
    const json_t *before = json_object_get(data, "baseline");
    const char *title = "Drift from the baseline";

    if (options->title)
        title = gg_page_prose(page, options->title);
    else if (now && before)
        title = gg_page_printf(page, "Drift of %s from %s", gg_page_source(page, now, "the table"),
                               gg_page_source(page, before, "the baseline"));
    gg_page_heading(page, 1, NULL, "%s", title);
    if (now && before)
        gg_page_text(page, GG_TONE_PLAIN, "%s rows are compared with %s of the baseline.",
                     gg_page_count(page, gg_json_number(now, "rows", NAN)),
                     gg_page_count(page, gg_json_number(before, "rows", NAN)));
}

gg_status gg_build_drift(gg_page *page, const json_t *document, const gg_render_options *options,
                         gg_error *err)
{
    const json_t *columns;
    gg_status status = gg_member(document, "columns", JSON_OBJECT, &columns, err);

    if (status != GG_OK)
        return status;
    put_title(page, document, options);
    put_banner(page, document);
    put_counts(page, columns);
    put_reasons(page, document, columns);
    gg_page_heading(page, 2, NULL, "Columns");
    put_columns(page, columns);
    gg_page_text(page, GG_TONE_QUIET,
                 "PSI: population stability index; KS: largest distance of the two distributions; "
                 "W1/sd: how far values moved, in standard deviations of the baseline; JS: "
                 "Jensen-Shannon distance, 0 to 1; V: Cramer's V, 0 to 1, of words.");
    put_changes(page, columns);
    put_classifier(page, json_object_get(document, "classifier"));
    put_periods(page, json_object_get(document, "by_period"));
    if (json_array_size(json_object_get(document, "warnings")) > 0) {
        gg_page_heading(page, 2, NULL, "Warnings");
        gg_warning_items(page, document);
    }
    return GG_OK;
}
