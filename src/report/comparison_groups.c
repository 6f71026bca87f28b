/*
 * The part of a comparison that is about groups: who is worse off with A although everyone together
 * is not, in a sentence for each figure, and the differences of each group, site and period.
 */
#include <math.h>
#include <string.h>

#include "gauger/evaluate/metric.h"
#include "report_internal.h"

/* So many groups are named in a sentence; the rest are counted. */
#define NAMED 5

const char *gg_comparison_place(gg_page *page, const json_t *one)
{
    static const char *const whole[] = {"site", "period"}, *const parted[] = {"attribute",
                                                                              "intersection"};

    for (size_t i = 0; i < 2; i++) {
        const char *name = gg_json_string(one, whole[i], NULL);

        if (name)
            return gg_page_printf(page, "%s %s", whole[i], gg_page_name(page, name));
    }
    for (size_t i = 0; i < 2; i++) {
        const char *name = gg_json_string(one, parted[i], NULL);

        if (name)
            return gg_page_printf(page, "group %s of %s",
                                  gg_page_name(page, gg_json_string(one, "group", "?")),
                                  gg_page_name(page, name));
    }
    return "a group";
}

static bool is_about(const json_t *finding, const char *metric)
{
    return strcmp(gg_json_string(finding, "metric", ""), metric) == 0;
}

/* "group y of race (-0.250 [-0.357, -0.144], 197 rows, adjusted p < 0.001)" */
static const char *worse_words(gg_page *page, const json_t *one)
{
    const char *p = gg_page_p(page, gg_json_number(one, "adjusted_p_value", NAN));
    const json_t *ends = json_object_get(json_object_get(one, "difference"), "bounds_interval");

    if (ends)
        return gg_page_printf(page,
                              "%s (whatever the missing outcomes are: %s to %s, taking in chance, "
                              "%s rows, adjusted p %s)",
                              gg_comparison_place(page, one),
                              gg_page_number(page, json_number_value(json_array_get(ends, 0))),
                              gg_page_number(page, json_number_value(json_array_get(ends, 1))),
                              gg_page_count(page, gg_json_number(one, "rows", NAN)), p);
    return gg_page_printf(page, "%s (%s, %s rows, adjusted p %s)", gg_comparison_place(page, one),
                          gg_page_estimate(page, json_object_get(one, "difference")),
                          gg_page_count(page, gg_json_number(one, "rows", NAN)), p);
}

/* The groups that a figure singles out, as a list; *overall is how everyone together stands. */
static const char *list_worse(gg_page *page, const json_t *worse, const char *metric,
                              const char **overall)
{
    const char *list = "";
    size_t i, n = 0, named = 0;
    json_t *one;

    json_array_foreach(worse, i, one)
    {
        n += is_about(one, metric);
    }
    json_array_foreach(worse, i, one)
    {
        if (!is_about(one, metric) || named >= NAMED)
            continue;
        *overall = gg_json_string(one, "overall", "");
        list = gg_page_list(page, list, worse_words(page, one), named++, n > NAMED ? NAMED + 1 : n);
    }
    if (n > NAMED)
        list =
            gg_page_list(page, list, gg_page_printf(page, "%zu more", n - NAMED), NAMED, NAMED + 1);
    return list;
}

static bool put_metric(gg_page *page, const json_t *document, const json_t *worse, const char *name)
{
    const gg_metric *metric = gg_metric_find(name);
    const json_t *difference = json_object_get(json_object_get(document, "differences"), name);
    const char *overall = "", *list = list_worse(page, worse, name, &overall);

    if (!metric || !*list)
        return false;
    gg_page_item(page, GG_TONE_BAD, "%s%s: %s (%s), but A is worse for %s.", metric->title,
                 metric->direction == GG_LOWER_IS_BETTER ? " (lower is better)" : "",
                 strcmp(overall, "better") == 0
                     ? "A is better than B for everyone together"
                     : "for everyone together it is not established which is better",
                 gg_comparison_cell(page, difference), list);
    return true;
}

/* What the reader is told in sentences; of the others only the names. */
static const char *const told[] = {"recall", "precision", "false_positive_rate", "accuracy",
                                   "roc_auc"};

static bool is_told(const char *metric)
{
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (strcmp(told[i], metric) == 0)
            return true;
    return false;
}

static void put_others(gg_page *page, const json_t *worse, bool some)
{
    const char *names[32], *list = "";
    size_t n = 0;

    for (size_t i = 0; i < gg_metric_count() && n < 32; i++) {
        const char *name = gg_metric_at(i)->name, *overall;

        if (!is_told(name) && *list_worse(page, worse, name, &overall))
            names[n++] = gg_words_metric_lower(page, name);
    }
    for (size_t i = 0; i < n; i++)
        list = gg_page_list(page, list, names[i], i, n);
    if (n)
        gg_page_item(page, GG_TONE_PLAIN, "%s some by %s; the JSON document has the figures.",
                     some ? "Likewise worse for" : "A is worse for", list);
}

/* Every place once, in the order of the document. */
static const char *list_places(gg_page *page, const json_t *all)
{
    const char *places[NAMED], *list = "";
    size_t i, n = 0;
    bool more = false;
    json_t *one;

    json_array_foreach(all, i, one)
    {
        const char *words = gg_comparison_place(page, one);
        bool again = false;

        for (size_t k = 0; k < n; k++)
            again = again || strcmp(places[k], words) == 0;
        if (!again && n < NAMED)
            places[n++] = words;
        else if (!again)
            more = true;
    }
    for (size_t k = 0; k < n; k++)
        list = gg_page_list(page, list, places[k], k, n + more);
    return more ? gg_page_list(page, list, "others", n, n + 1) : list;
}

static const char *margin_words(gg_page *page, const json_t *findings)
{
    double margin = gg_json_number(findings, "margin", 0);

    return margin > 0 ? gg_page_printf(page, " by more than %s", gg_page_plain(page, margin)) : "";
}

/* For someone who must decide, before any figure. */
void gg_comparison_warning(gg_page *page, const json_t *document)
{
    const json_t *findings = json_object_get(document, "findings");
    const json_t *worse = json_object_get(findings, "worse_for");
    bool better = false;
    size_t i;
    json_t *one;

    if (json_array_size(worse) == 0)
        return;
    json_array_foreach(worse, i, one)
    {
        better = better || strcmp(gg_json_string(one, "overall", ""), "better") == 0;
    }
    gg_page_banner(page, GG_TONE_BAD, "WORSE FOR SOME",
                   "%s, but worse%s for %s. What follows says by which figures.",
                   better ? "A is better than B for everyone together"
                          : "A is not established to be worse than B for everyone together",
                   margin_words(page, findings), list_places(page, worse));
}

/* By which figures it is not known how A and B differ, so that only what holds whatever the missing
 * outcomes are could be looked for. */
static void put_not_looked_for(gg_page *page, const json_t *findings)
{
    const json_t *unknown = json_object_get(findings, "not_identified");
    const char *names[sizeof told / sizeof *told], *list = "";
    size_t i, n = 0;
    json_t *one;

    json_array_foreach(unknown, i, one)
    {
        if (json_is_string(one) && is_told(json_string_value(one)) &&
            n < sizeof told / sizeof *told)
            names[n++] = gg_words_metric_lower(page, json_string_value(one));
    }
    for (size_t k = 0; k < n; k++)
        list = gg_page_list(page, list, names[k], k, n);
    if (n)
        gg_page_item(
            page, GG_TONE_UNSURE,
            "By group: by %s, outcomes are missing; A is called worse for a group only where "
            "it is so whatever the missing outcomes are.",
            list);
}

void gg_comparison_findings(gg_page *page, const json_t *document)
{
    const json_t *findings = json_object_get(document, "findings");
    const json_t *worse = json_object_get(findings, "worse_for");
    const json_t *few = json_object_get(findings, "not_judged");
    const char *least = gg_page_count(page, gg_json_number(findings, "minimum_count", NAN));
    bool some = false;

    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        some = put_metric(page, document, worse, told[i]) || some;
    put_others(page, worse, some);
    if (json_object_size(json_object_get(document, "attributes")) > 0)
        put_not_looked_for(page, findings);
    if (json_is_array(worse) && json_array_size(worse) == 0 &&
        gg_json_number(findings, "tests", 0) > 0)
        gg_page_item(page, GG_TONE_PLAIN,
                     "By group: no group of at least %s rows was found for which A is worse than "
                     "B%s where it is not so for everyone together. That does not show that there "
                     "is none.",
                     least, margin_words(page, findings));
    if (json_array_size(few) > 0)
        gg_page_item(page, GG_TONE_QUIET, "Too few to tell (under %s rows): %s.", least,
                     list_places(page, few));
}

/* Whether the findings single the group out by that figure. key, of: as in the findings. */
static bool is_found(const json_t *document, const char *key, const char *of, const char *group,
                     const char *metric)
{
    const json_t *worse = json_object_get(json_object_get(document, "findings"), "worse_for");
    size_t i;
    json_t *one;

    json_array_foreach(worse, i, one)
    {
        if (is_about(one, metric) && strcmp(gg_json_string(one, key, ""), of ? of : group) == 0 &&
            (!of || strcmp(gg_json_string(one, "group", ""), group) == 0))
            return true;
    }
    return false;
}

/* Differences of each group in the figures that are asked for most. of: NULL for sites, periods. */
static void put_groups(gg_page *page, const json_t *document, const char *key, const char *of,
                       const json_t *groups)
{
    static const char *const shown[] = {"precision", "recall", "false_positive_rate"};
    gg_grid *grid;
    const char *name;
    json_t *group;
    size_t n = 0;

    gg_page_heading(page, 2, NULL, "A minus B by %s", of ? gg_page_name(page, of) : key);
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "%s", of ? "group" : key);
    gg_grid_column(page, grid, true, "rows");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        gg_grid_column(page, grid, true, "%s", gg_words_metric_lower(page, shown[i]));
    json_object_foreach((json_t *)groups, name, group)
    {
        const json_t *differences = json_object_get(group, "differences");
        const json_t *a = json_object_get(group, "a");

        if (n++ >= GG_GROUPS_SHOWN)
            continue;
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_name(page, name));
        gg_grid_cell(
            page, grid, GG_TONE_PLAIN, "%s",
            gg_page_count(page, gg_json_number(a, "rows", gg_json_number(a, "count", NAN))));
        for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
            gg_grid_cell(page, grid,
                         is_found(document, key, of, name, shown[i]) ? GG_TONE_BAD : GG_TONE_PLAIN,
                         "%s", gg_comparison_cell(page, json_object_get(differences, shown[i])));
    }
    if (n > GG_GROUPS_SHOWN)
        gg_page_text(page, GG_TONE_QUIET, "%zu more are in the JSON document.",
                     n - GG_GROUPS_SHOWN);
}

void gg_comparison_groups(gg_page *page, const json_t *document)
{
    static const struct {
        const char *where, *key;
        bool parted; /* groups lie one floor down, under the name of what they are groups of */
    } places[] = {
        {"attributes", "attribute", true},
        {"intersections", "intersection", true},
        {"sites", "site", false},
        {"periods", "period", false},
    };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const json_t *all = json_object_get(document, places[i].where);
        const char *name;
        json_t *one;

        if (!places[i].parted && json_object_size(all) > 0)
            put_groups(page, document, places[i].key, NULL, all);
        if (!places[i].parted)
            continue;
        json_object_foreach((json_t *)all, name, one)
        {
            put_groups(page, document, places[i].key, name, json_object_get(one, "groups"));
        }
    }
}
