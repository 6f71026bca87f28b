/*
 * Figures and evidence made by hand, so that a test says exactly which rows there are.
 */
#ifndef GG_TESTS_EVALUATE_HAND_H
#define GG_TESTS_EVALUATE_HAND_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/evaluate/evaluation.h"

/* Unweighted figures of a complete table with decisions only. */
static inline gg_figures figures_of(double tp, double fp, double fn, double tn)
{
    gg_figures f = gg_figures_empty(GG_SCORES_NONE);

    f.rows = tp + fp + fn + tn;
    f.w[GG_POSITIVE][GG_SELECTED] = tp;
    f.w[GG_NEGATIVE][GG_SELECTED] = fp;
    f.w[GG_POSITIVE][GG_NOT_SELECTED] = fn;
    f.w[GG_NEGATIVE][GG_NOT_SELECTED] = tn;
    memcpy(f.w2, f.w, sizeof f.w2);
    return f;
}

/* The same with scores, all figures of ranking and means filled in. */
static inline gg_figures scored_figures(double tp, double fp, double fn, double tn)
{
    gg_figures f = figures_of(tp, fp, fn, tn);

    f.scores = GG_SCORES_PROBABILITY;
    f.roc_auc = (gg_finished){0.7021662544019726, 0.006089079340368284};
    f.roc_auc_low = f.roc_auc_high = f.roc_auc.value;
    f.average_precision = (gg_finished){0.6283740292169139, 0.008475272237662701};
    f.brier_score = (gg_finished){0.17345, 0.00912};
    f.log_loss = (gg_finished){0.52871, 0.0213};
    f.expected_calibration_error = 0.0431;
    return f;
}

/* n of m selected, in a table without outcomes that matter: half of each. */
static inline gg_figures selected_of(double n, double m)
{
    return figures_of(floor(n / 2), n - floor(n / 2), floor((m - n) / 2),
                      m - n - floor((m - n) / 2));
}

/* One cell of a table by hand. */
typedef struct hand_cell {
    const char *level;   /* of the attribute */
    const char *stratum; /* of the site; NULL where there is no site */
    uint64_t tp, fp, fn, tn, unverified_selected, unverified_not_selected;
} hand_cell;

static inline void hand_tally(gg_tally *t, const hand_cell *c)
{
    const uint64_t n[GG_OUTCOMES][GG_SELECTIONS] = {
        {c->tn, c->fp}, {c->fn, c->tp}, {c->unverified_not_selected, c->unverified_selected}};

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            size_t d = s == GG_SELECTED ? GG_REFERRED : GG_BELOW;

            t->n[GG_ARM_OTHER][o][d] += n[o][s];
            t->w[GG_ARM_OTHER][o][d] += (double)n[o][s];
            t->w2[GG_ARM_OTHER][o][d] += (double)n[o][s];
        }
    }
}

static inline size_t hand_level(const char **levels, size_t *n, const char *level)
{
    size_t at = 0;

    while (at < *n && strcmp(levels[at], level) < 0)
        at++;
    if (at < *n && strcmp(levels[at], level) == 0)
        return at;
    memmove(&levels[at + 1], &levels[at], (*n - at) * sizeof *levels);
    levels[at] = level;
    ++*n;
    return at;
}

/* The slice of a family with these levels, made if it is new. Families by hand keep the order in
 * which cells come, so cells are to be given in the order of their levels. */
static inline gg_slice *hand_slice(gg_arena *a, gg_family *f, const uint32_t *levels,
                                   const char *name)
{
    gg_slice *s;

    for (size_t i = 0; i < f->n_slices; i++) {
        if (memcmp(f->slices[i].levels, levels, f->n_dimensions * sizeof *levels) == 0)
            return &f->slices[i];
    }
    s = &f->slices[f->n_slices++];
    s->levels = gg_arena_array(a, f->n_dimensions + 1, sizeof *levels);
    memcpy((void *)s->levels, levels, f->n_dimensions * sizeof *levels);
    s->name = gg_arena_string(a, name);
    s->ranking = (gg_ranking){NAN, NAN, NAN, NAN, NAN, NAN};
    return s;
}

/* Evidence of one attribute, with a site beside it where cells name one; decisions only. */
static inline gg_evidence hand_evidence(const char *attribute, const hand_cell *cells, size_t n)
{
    gg_evidence e = {.rule = GG_RULE_COLUMN,
                     .threshold = NAN,
                     .has_outcomes = true,
                     .ranking_exact = true,
                     .score_low = NAN,
                     .score_high = NAN};
    const char **levels, **sites;
    size_t n_levels = 0, n_sites = 0;
    const bool sited = cells[0].stratum != NULL;

    gg_arena_init(&e.arena);
    levels = gg_arena_array(&e.arena, n + 1, sizeof *levels);
    sites = gg_arena_array(&e.arena, n + 1, sizeof *sites);
    for (size_t i = 0; i < n; i++) {
        hand_level(levels, &n_levels, cells[i].level);
        if (sited)
            hand_level(sites, &n_sites, cells[i].stratum);
    }
    e.n_dimensions = sited ? 2 : 1;
    e.dimensions = gg_arena_array(&e.arena, 2, sizeof *e.dimensions);
    e.dimensions[0] = (gg_dimension){
        .name = attribute, .kind = GG_DIMENSION_PROTECTED, .levels = levels, .n_levels = n_levels};
    e.dimensions[1] = (gg_dimension){
        .name = "port", .kind = GG_DIMENSION_SITE, .levels = sites, .n_levels = n_sites};
    e.n_families = sited ? 4 : 2;
    e.families = gg_arena_array(&e.arena, 4, sizeof *e.families);
    e.families[0] = (gg_family){.kind = GG_FAMILY_OVERALL, .name = ""};
    e.families[1] = (gg_family){.kind = GG_FAMILY_ATTRIBUTE, .name = attribute, .n_dimensions = 1};
    e.families[2] =
        (gg_family){.kind = GG_FAMILY_SITE, .name = "port", .dimensions = {1}, .n_dimensions = 1};
    e.families[3] = (gg_family){.kind = GG_FAMILY_STRATUM,
                                .name = gg_arena_printf(&e.arena, "%s*port", attribute),
                                .dimensions = {0, 1},
                                .n_dimensions = 2};
    for (size_t f = 0; f < e.n_families; f++)
        e.families[f].slices = gg_arena_array(&e.arena, n + 1, sizeof(gg_slice));
    for (size_t i = 0; i < n; i++) {
        uint32_t at[2] = {(uint32_t)hand_level(levels, &n_levels, cells[i].level), 0};
        const char *both =
            gg_arena_printf(&e.arena, "%s*%s", cells[i].level, sited ? cells[i].stratum : "");

        if (sited)
            at[1] = (uint32_t)hand_level(sites, &n_sites, cells[i].stratum);
        hand_tally(&hand_slice(&e.arena, &e.families[0], at, "")->tally, &cells[i]);
        hand_tally(&hand_slice(&e.arena, &e.families[1], at, cells[i].level)->tally, &cells[i]);
        if (sited) {
            hand_tally(&hand_slice(&e.arena, &e.families[2], &at[1], cells[i].stratum)->tally,
                       &cells[i]);
            hand_tally(&hand_slice(&e.arena, &e.families[3], at, both)->tally, &cells[i]);
        }
        e.rows += cells[i].tp + cells[i].fp + cells[i].fn + cells[i].tn +
                  cells[i].unverified_selected + cells[i].unverified_not_selected;
        e.has_unverified = e.has_unverified || cells[i].unverified_selected > 0 ||
                           cells[i].unverified_not_selected > 0;
    }
    e.rows_used = e.rows;
    return e;
}

/* A member several levels down, e.g. ("attributes", "race", "summary", NULL); NULL if absent. */
static inline const json_t *at(const json_t *document, const char *const *path)
{
    for (; *path != NULL; path++)
        document = json_object_get(document, *path);
    return document;
}

#define AT(document, ...) at(document, (const char *const[]){__VA_ARGS__, NULL})

/* The value of an EST; NaN where it is null. */
static inline double value_at(const json_t *est)
{
    return gg_json_number(est, "value", NAN);
}

#endif
