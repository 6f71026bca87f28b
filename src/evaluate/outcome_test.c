/*
 * The outcome test: find rates of the referred, overall and within strata, what a difference is
 * compatible with, and the caveat, which is part of the document so that no rendering can leave it
 * behind.
 */
#include "gauger/evaluate/outcome.h"

#include <math.h>
#include <string.h>

#include "gauger/base/text.h"
#include "evaluate/strata_internal.h"

#define CAVEAT                                                                                     \
    "A find rate is an average over everyone who was referred, not a rate at the bar for being "   \
    "referred. With one bar for all, find rates differ where risks are spread differently, and "   \
    "with different bars they can agree (infra-marginality). So a difference points somewhere to " \
    "look; alone it neither shows nor rules out a different bar."

/* What a difference of find rates is compatible with. */
typedef enum direction { LOWER, HIGHER, NOT_ESTABLISHED, UNDEFINED } direction;

static const char *const words[] = {"lower", "higher", "not_established", "undefined"};

/* Of counts that are known within bounds only the interval holds whatever they are. */
static direction direction_of(const gg_measure *difference)
{
    if ((difference->state != GG_MEASURE_OK && !difference->bounded) || isnan(difference->low) ||
        isnan(difference->high))
        return UNDEFINED;
    if (difference->high < 0)
        return LOWER;
    return difference->low > 0 ? HIGHER : NOT_ESTABLISHED;
}

/* The sentence for a direction. group, reference: as in the document; within: "" or the strata. */
static json_t *reading(gg_arena *arena, direction d, const char *group, const char *reference,
                       const char *within)
{
    const char *low = d == HIGHER ? reference : group;
    bool rest = strcmp(reference, "(rest)") == 0;
    const char *other = rest ? "the rest" : reference, *text;

    low = strcmp(low, "(rest)") == 0 ? "the rest" : low;
    if (d == UNDEFINED)
        text =
            gg_arena_printf(arena,
                            "Find rates of %s and %s%s cannot be compared: on one side nobody was "
                            "referred and verified, or the table does not tell it.",
                            group, other, within);
    else if (d == NOT_ESTABLISHED)
        text = gg_arena_printf(arena,
                               "No difference between the find rates of %s and %s%s is established "
                               "in these rows; that does not show that there is none.",
                               group, other, within);
    else
        text = gg_arena_printf(
            arena,
            "The find rate among the referred is %s for %s than for %s%s. That is compatible with "
            "a "
            "lower bar for referring %s, and also with one bar for both where risks are spread "
            "differently, or with outcomes that are looked for or recorded differently.",
            d == LOWER ? "lower" : "higher", group, other, within, low);
    return text != NULL ? json_string(text) : NULL;
}

static bool put_direction(gg_arena *arena, const gg_measure *difference, const char *group,
                          const char *reference, const char *within, json_t *out)
{
    direction d = direction_of(difference);

    return gg_json_put(out, "direction", json_string(words[d])) &&
           gg_json_put(out, "reading", reading(arena, d, group, reference, within));
}

static gg_figures reference_of(const gg_outcome_groups *g, size_t i)
{
    gg_figures rest = gg_figures_empty(g->figures[0].scores);

    if (g->reference < g->n)
        return g->figures[g->reference];
    for (size_t j = 0; j < g->n; j++) {
        if (j != i)
            gg_figures_add(&rest, &g->figures[j], &rest);
    }
    return rest;
}

/* How many were referred, and of how many of them the outcome is known; null where counts are known
 * within bounds only. */
static bool put_verified(const gg_figures *figures, json_t *out)
{
    static const struct {
        const char *key;
        unsigned cells;
    } counts[] = {{"referred", GG_CELLS_SELECTED}, {"verified", GG_CELL_TP | GG_CELL_FP}};
    bool fine = true;

    for (size_t i = 0; fine && i < 2; i++) {
        const gg_interval n = gg_figures_range(figures, counts[i].cells);

        fine = gg_json_put(out, counts[i].key,
                           n.low < n.high || !gg_figures_told(figures, counts[i].cells)
                               ? json_null()
                               : gg_json_count(n.low));
    }
    return fine;
}

static bool put_rate(const gg_figures *figures, const gg_measure_options *how, const char *key,
                     json_t *out)
{
    gg_measure m;

    gg_metric_measure(gg_metric_find("precision"), figures, how, &m);
    return gg_json_put(out, key, gg_estimate_json(&m));
}

static const char *reference_name(const gg_outcome_groups *g)
{
    return g->reference < g->n ? g->names[g->reference] : "(rest)";
}

static bool put_group(const gg_outcome_groups *g, size_t i, double z, gg_arena *arena,
                      json_t *groups)
{
    gg_measure_options how = gg_measure_options_default();
    const gg_metric *precision = gg_metric_find("precision");
    const gg_figures *figures = &g->figures[i];
    const gg_figures reference = reference_of(g, i);
    gg_fraction a, b;
    const gg_stratum table = {gg_cross_rate(precision, figures, &a, NULL),
                              gg_cross_rate(precision, &reference, &b, NULL)};
    json_t *group = gg_json_put_object(groups, g->names[i]);
    gg_measure ratio, difference;
    gg_chi_square test;
    gg_status tested = gg_cochran_mantel_haenszel(&table, 1, false, &test);

    how.z = z;
    gg_disparity_measure(gg_disparity_find("precision_ratio"), figures, &reference, &how, &ratio);
    gg_disparity_measure(gg_disparity_find("precision_difference"), figures, &reference, &how,
                         &difference);
    return group != NULL && put_verified(figures, group) &&
           put_rate(figures, &how, "find_rate", group) &&
           put_rate(&reference, &how, "reference_find_rate", group) &&
           gg_json_put(group, "ratio", gg_estimate_json(&ratio)) &&
           gg_json_put(group, "difference", gg_estimate_json(&difference)) &&
           gg_json_put(group, "chi_square", gg_chi_square_json(tested, &test)) &&
           put_direction(arena, &difference, g->names[i], reference_name(g), "", group);
}

/* The pooled ratio and difference of strata with counts in bounds; the difference goes to *out. */
static bool put_between(const gg_cross *x, size_t i, json_t *group, gg_measure *out)
{
    const gg_metric *precision = gg_metric_find("precision");
    json_t *ratio = NULL, *difference = NULL;

    if (!gg_cross_pooled_json(x, precision, i, GG_POOLED_RATIO, &ratio) ||
        !gg_json_put(group, "mantel_haenszel_ratio", ratio) ||
        !gg_cross_pooled_json(x, precision, i, GG_POOLED_DIFFERENCE, &difference) ||
        !gg_json_put(group, "mantel_haenszel_difference", difference))
        return false;
    *out = gg_measure_undefined(GG_WHY_BOUNDED);
    out->low = gg_json_number(difference, "low", NAN);
    out->high = gg_json_number(difference, "high", NAN);
    out->bounded = true;
    return true;
}

static bool put_exactly(const gg_cross *x, size_t n, json_t *group, gg_measure *out)
{
    gg_pooled_measure(GG_POOLED_DIFFERENCE, x->tables, n, x->e->z, out);
    return gg_json_put(group, "mantel_haenszel_ratio",
                       gg_pooled_json(GG_POOLED_RATIO, x->tables, n, x->e->z)) &&
           gg_json_put(group, "mantel_haenszel_difference", gg_estimate_json(out));
}

static bool put_within(const gg_cross *x, size_t i, json_t *groups)
{
    const bool bounded = gg_cross_bounded(x, gg_metric_find("precision"), i);
    size_t n = gg_cross_tables(x, gg_metric_find("precision"), i);
    json_t *group = gg_json_put_object(groups, x->g->names[i]);
    const char *within = gg_arena_printf(&x->e->arena, " within %s", x->key);
    gg_chi_square cmh, day, tarone;
    gg_status pooled = gg_cochran_mantel_haenszel(x->tables, n, false, &cmh);
    gg_status alike = gg_breslow_day_test(x->tables, n, &day, &tarone);
    gg_measure difference;

    return group != NULL && within != NULL &&
           (bounded ? put_between(x, i, group, &difference)
                    : put_exactly(x, n, group, &difference)) &&
           gg_json_put(group, "cmh", gg_chi_square_json(pooled, &cmh)) &&
           gg_json_put(group, "breslow_day_tarone", gg_chi_square_json(alike, &tarone)) &&
           gg_json_put(group, "strata_differ", gg_strata_differ_json(x->e, alike, &tarone)) &&
           put_direction(&x->e->arena, &difference, x->g->names[i], gg_cross_reference_name(x->g),
                         within, group);
}

static bool put_crosses(const gg_cross *all, size_t n, json_t *within)
{
    bool fine = true;

    for (size_t k = 0; fine && k < n; k++) {
        json_t *groups = gg_json_put_object(within, all[k].key);

        fine = groups != NULL;
        for (size_t i = 0; fine && i < all[k].g->n; i++) {
            if (i != all[k].g->reference)
                fine = put_within(&all[k], i, groups);
        }
    }
    return fine;
}

/* Without an outcome of anyone who was referred there is nothing to say of finds. */
static bool nobody_verified(const gg_outcome_groups *g)
{
    double n = 0;

    for (size_t i = 0; i < g->n; i++)
        if (gg_figures_told(&g->figures[i], GG_CELL_TP | GG_CELL_FP))
            n += g->figures[i].bounded + gg_figures_sum(&g->figures[i], GG_CELL_TP | GG_CELL_FP);
    return !(n > 0);
}

static bool put_part(const gg_outcome_groups *g, double z, gg_arena *arena, json_t *part)
{
    json_t *groups = NULL;
    bool fine = gg_json_put(part, "metric", json_string("precision")) &&
                gg_json_put(part, "reference", json_string(reference_name(g))) &&
                gg_json_put(part, "caveat", json_string(CAVEAT)) &&
                (groups = gg_json_put_object(part, "groups")) != NULL;

    for (size_t i = 0; fine && i < g->n; i++) {
        if (i != g->reference)
            fine = put_group(g, i, z, arena, groups);
    }
    return fine && gg_json_put_object(part, "within") != NULL;
}

gg_status gg_outcome_test(const gg_outcome_groups *groups, double z, gg_arena *arena, json_t **out,
                          gg_error *err)
{
    json_t *part = NULL;

    if (groups->n >= 2 && !nobody_verified(groups)) {
        part = json_object();
        if (!put_part(groups, z, arena, part)) {
            json_decref(part);
            return gg_no_memory(err);
        }
    }
    *out = part;
    return GG_OK;
}

gg_status gg_outcome_test_write(gg_evaluation *e, const gg_grouping *g, json_t **out)
{
    const gg_outcome_groups groups = {g->names, g->figures, g->n, g->reference};
    json_t *part = NULL;
    gg_status status;

    if (g->family->n_dimensions != 1)
        return GG_OK;
    status = gg_outcome_test(&groups, e->z, &e->arena, &part, e->err);
    if (status == GG_OK && part != NULL &&
        !put_crosses(g->crosses, g->n_crosses, json_object_get(part, "within")))
        status = gg_no_memory(e->err);
    if (status != GG_OK) {
        json_decref(part);
        return status;
    }
    *out = part;
    return GG_OK;
}
