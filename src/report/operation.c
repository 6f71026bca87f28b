/*
 * The operating point: what each site's threshold costs and finds, whom suppression rules hold
 * back, and which source a referral comes from.
 */
#include <math.h>
#include <string.h>

#include "report_internal.h"

static void column(gg_page *page, gg_grid *grid, const char *title)
{
    gg_grid_column(page, grid, strcmp(title, "rule") != 0 && strcmp(title, "group") != 0, "%s",
                   title);
}

static void cell(gg_page *page, gg_grid *grid, const char *text)
{
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", text);
}

/* A count; null is one that is not shown. */
static void count_cell(gg_page *page, gg_grid *grid, const json_t *o, const char *key)
{
    double n = gg_json_number(o, key, NAN);

    cell(page, grid, isnan(n) ? "withheld" : gg_page_count(page, n));
}

/* A share that has no interval, as it is of a fixed whole. */
static void share_cell(gg_page *page, gg_grid *grid, const json_t *o)
{
    double share = gg_json_number(o, "share_of_referrals", NAN);

    cell(page, grid, isnan(share) ? "-" : gg_page_number(page, share));
}

static void name_cell(gg_page *page, gg_grid *grid, const json_t *o, const char *key)
{
    cell(page, grid, gg_page_name(page, gg_json_string(o, key, "")));
}

static void more(gg_page *page, size_t n)
{
    if (n > GG_GROUPS_SHOWN)
        gg_page_text(page, GG_TONE_QUIET, "%zu more are in the JSON document.",
                     n - GG_GROUPS_SHOWN);
}

/* ---- sites ---- */

static void put_sites(gg_page *page, const json_t *sites, int level)
{
    static const char *const titles[] = {"threshold",          "rows",  "referred",
                                         "share of referrals", "finds", "precision"};
    gg_grid *grid;
    json_t *one;
    size_t i;

    if (json_array_size(sites) == 0)
        return;
    gg_page_heading(page, level, NULL, "Thresholds by site");
    gg_page_text(page, GG_TONE_PLAIN,
                 "A case is referred when its score reaches its site's threshold. A find is a "
                 "referral known to have had the outcome; precision is the share of finds among "
                 "the referrals whose outcome is known.");
    grid = gg_page_table(page, "What each site's threshold refers and finds");
    gg_grid_column(page, grid, false, "site");
    for (i = 0; i < sizeof titles / sizeof *titles; i++)
        column(page, grid, titles[i]);
    json_array_foreach(sites, i, one)
    {
        double threshold = gg_json_number(one, "threshold", NAN);

        if (i >= GG_GROUPS_SHOWN)
            break;
        name_cell(page, grid, one, "site");
        cell(page, grid, gg_page_plain(page, threshold));
        count_cell(page, grid, one, "rows");
        count_cell(page, grid, one, "referred");
        share_cell(page, grid, one);
        count_cell(page, grid, one, "finds");
        cell(page, grid, gg_page_estimate(page, json_object_get(one, "precision")));
    }
    more(page, json_array_size(sites));
}

/* ---- suppression ---- */

static const char *rule_name(gg_page *page, const json_t *rule)
{
    const char *name = gg_json_string(rule, "rule", NULL);

    return name ? gg_page_name(page, name) : "all rules together";
}

static void rule_row(gg_page *page, gg_grid *grid, const json_t *rule)
{
    cell(page, grid, rule_name(page, rule));
    count_cell(page, grid, rule, "held_back");
    if (json_object_get(rule, "rule"))
        count_cell(page, grid, rule, "only_this_rule");
    else
        cell(page, grid, "");
    cell(page, grid, gg_page_estimate(page, json_object_get(rule, "share_of_met")));
    count_cell(page, grid, rule, "positives");
    count_cell(page, grid, rule, "negatives");
    count_cell(page, grid, rule, "unverified");
}

/* All rules together are told apart from one that is all there is. */
static bool tell_together(const json_t *rules, const json_t *together)
{
    const json_t *one = json_array_get(rules, 0);

    return json_array_size(rules) != 1 ||
           gg_json_number(one, "held_back", NAN) != gg_json_number(together, "held_back", NAN);
}

static void put_rules(gg_page *page, const json_t *rules, const json_t *together)
{
    static const char *const titles[] = {"rule",    "held back",  "it alone", "share",
                                         "outcome", "no outcome", "unknown"};
    gg_grid *grid = gg_page_table(
        page, "What each suppression rule holds back of those that met their threshold");
    json_t *one;
    size_t i;

    for (i = 0; i < sizeof titles / sizeof *titles; i++)
        column(page, grid, titles[i]);
    json_array_foreach(rules, i, one)
    {
        rule_row(page, grid, one);
    }
    if (tell_together(rules, together))
        rule_row(page, grid, together);
}

/* How the ratio lies to the band, or why there is none. */
static void standing_cell(gg_page *page, gg_grid *grid, const json_t *ratio)
{
    gg_standing standing = gg_standing_of(ratio, GG_BAND_LOW, GG_BAND_HIGH);
    const char *why = gg_json_string(ratio, "why_null", NULL);

    if (!ratio)
        cell(page, grid, "");
    else
        gg_grid_cell(page, grid, gg_standing_tone(standing), "%s",
                     why ? gg_words_reason(why) : gg_standing_word(standing));
}

static void group_row(gg_page *page, gg_grid *grid, const char *name, const json_t *one)
{
    const json_t *ratio = json_object_get(one, "ratio");
    const json_t *difference = json_object_get(one, "difference");

    cell(page, grid, name);
    count_cell(page, grid, one, "met");
    count_cell(page, grid, one, "held_back");
    cell(page, grid, gg_page_estimate(page, json_object_get(one, "share_of_met")));
    cell(page, grid, ratio ? gg_page_ratio(page, ratio) : "reference");
    cell(page, grid, ratio ? gg_page_estimate(page, difference) : "reference");
    standing_cell(page, grid, ratio);
}

static bool has_groups(const json_t *rule, const char *attribute)
{
    return json_object_size(json_object_get(json_object_get(rule, "groups"), attribute)) > 0;
}

/* One rule, or all together, by one attribute. */
static void put_rule_groups(gg_page *page, const json_t *rule, const char *attribute,
                            const char *reference)
{
    static const char *const titles[] = {"group", "met",        "held back",  "share",
                                         "ratio", "difference", "0.8 to 1.25"};
    const json_t *groups = json_object_get(json_object_get(rule, "groups"), attribute);
    const char *name = rule_name(page, rule), *level;
    gg_grid *grid;
    json_t *one;
    size_t i = 0;

    grid = gg_page_table(page, gg_page_printf(page, "Held back by %s: %s, compared with %s", name,
                                              gg_page_name(page, attribute), reference));
    for (size_t k = 0; k < sizeof titles / sizeof *titles; k++)
        column(page, grid, titles[k]);
    json_object_foreach((json_t *)groups, level, one)
    {
        if (i++ < GG_GROUPS_SHOWN)
            group_row(page, grid, gg_page_name(page, level), one);
    }
    more(page, i);
}

static void put_groups(gg_page *page, const json_t *operation, const char *name,
                       const json_t *attribute)
{
    const json_t *rules = json_object_get(operation, "suppression");
    const json_t *together = json_object_get(operation, "suppressed");
    const char *reference = gg_groups_reference(page, attribute);
    bool by_rule = false;
    json_t *one;
    size_t i;

    if (!has_groups(together, name))
        return;
    json_array_foreach(rules, i, one)
    {
        if (has_groups(one, name)) {
            put_rule_groups(page, one, name, reference);
            by_rule = true;
        }
    }
    if (!by_rule || tell_together(rules, together))
        put_rule_groups(page, together, name, reference);
}

static void put_suppression(gg_page *page, const json_t *evaluation, const json_t *operation,
                            int level)
{
    const json_t *together = json_object_get(operation, "suppressed"), *share;
    const char *name;
    json_t *attribute;

    if (!together)
        return;
    share = json_object_get(together, "share_of_met");
    gg_page_heading(page, level, NULL, "Suppression");
    gg_page_text(page, GG_TONE_PLAIN,
                 "Suppression rules hold back cases that met their threshold: %s of %s (%s). A "
                 "rule that spares one group more often than another is a disparate impact too; a "
                 "ratio of 1 is equal.",
                 gg_page_count(page, gg_json_number(together, "held_back", NAN)),
                 gg_page_count(page, gg_json_number(together, "met", NAN)),
                 gg_page_estimate(page, share));
    put_rules(page, json_object_get(operation, "suppression"), together);
    json_object_foreach(json_object_get(evaluation, "attributes"), name, attribute)
    {
        put_groups(page, operation, name, attribute);
    }
}

/* ---- sources ---- */

static void source_row(gg_page *page, gg_grid *grid, const json_t *one)
{
    name_cell(page, grid, one, "source");
    count_cell(page, grid, one, "referred");
    count_cell(page, grid, one, "own");
    share_cell(page, grid, one);
    count_cell(page, grid, one, "alone");
    count_cell(page, grid, one, "finds");
    count_cell(page, grid, one, "unique_finds");
    cell(page, grid, gg_page_estimate(page, json_object_get(one, "find_rate")));
}

static void put_overlap(gg_page *page, const json_t *overlap)
{
    gg_grid *grid;
    json_t *one;
    size_t i;

    if (json_array_size(overlap) == 0)
        return;
    grid = gg_page_table(page, "Cases that two sources both refer");
    gg_grid_column(page, grid, false, "source");
    gg_grid_column(page, grid, false, "and");
    column(page, grid, "both refer");
    column(page, grid, "finds");
    json_array_foreach(overlap, i, one)
    {
        name_cell(page, grid, one, "a");
        name_cell(page, grid, one, "b");
        count_cell(page, grid, one, "both");
        count_cell(page, grid, one, "finds");
    }
}

static void put_sources(gg_page *page, const json_t *operation, int level)
{
    static const char *const titles[] = {"referred", "its own", "share of referrals",
                                         "it alone", "finds",   "unique finds",
                                         "find rate"};
    const json_t *sources = json_object_get(operation, "sources");
    size_t n = json_array_size(sources), i;
    const char *order = "";
    gg_grid *grid;
    json_t *one;

    if (n == 0)
        return;
    json_array_foreach(sources, i, one)
    {
        order =
            gg_page_list(page, order, gg_page_name(page, gg_json_string(one, "source", "")), i, n);
    }
    gg_page_heading(page, level, NULL, "Precedence");
    gg_page_text(page, GG_TONE_PLAIN,
                 "A case that several sources refer belongs to the first of them, in this order: "
                 "%s. \"%s\" is the model evaluated here. A unique find is one that no other "
                 "source referred.",
                 order, gg_page_name(page, gg_json_string(operation, "own_source", "model")));
    grid = gg_page_table(page, "What each source refers and finds");
    gg_grid_column(page, grid, false, "source");
    for (i = 0; i < sizeof titles / sizeof *titles; i++)
        column(page, grid, titles[i]);
    json_array_foreach(sources, i, one)
    {
        source_row(page, grid, one);
    }
    put_overlap(page, json_object_get(operation, "overlap"));
}

void gg_operation_section(gg_page *page, const json_t *evaluation, int level)
{
    const json_t *operation = json_object_get(evaluation, "operation");

    if (json_object_size(operation) == 0)
        return;
    gg_page_heading(page, level, NULL, "Thresholds, suppression and precedence");
    put_sites(page, json_object_get(operation, "sites"), level + 1);
    put_suppression(page, evaluation, operation, level + 1);
    put_sources(page, operation, level + 1);
}
