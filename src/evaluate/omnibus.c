/*
 * Do the groups of an attribute differ at all, and which from their reference: one test over all
 * groups, then one for each group, raw and adjusted side by side.
 */
#include <math.h>
#include <string.h>

#include "gauger/stats/tests.h"
#include "evaluate/disparity_internal.h"
#include "evaluate/evaluation_internal.h"

#define REPLICATES 999
#define REPLICATE_ROWS                                                                             \
    20000 /* beyond this many rows shuffling takes too long, and is not needed                     \
           */
#define SMALL_EXPECTED 5.0

static const char *const tested[] = {"selection_rate", "recall", "false_positive_rate",
                                     "precision"};

/* Successes and failures as whole numbers; in a weighted table of the effective rows. */
static void count_row(gg_rate rate, uint64_t cells[2])
{
    cells[0] = (uint64_t)llround(rate.successes);
    cells[1] = (uint64_t)llround(fmax(0, rate.n - rate.successes));
}

static bool put_reals(json_t *out, const char *const *keys, const double *values, size_t n)
{
    bool fine = true;

    for (size_t i = 0; fine && i < n; i++)
        fine = gg_json_set_real(out, keys[i], values[i]) == 0;
    return fine;
}

/* The test over all groups for which the metric is defined. */
static bool put_homogeneity(gg_evaluation *e, const gg_grouping *g, const gg_metric *metric,
                            json_t *out)
{
    static const char *const keys[] = {"statistic", "degrees_of_freedom", "p_value", "cramers_v",
                                       "least_expected"};
    uint64_t *cells = gg_arena_array(&e->arena, g->n, 2 * sizeof *cells);
    gg_table_counts table = {cells, 0, 2};
    gg_homogeneity h = {NAN, NAN, NAN, NAN, NAN, NAN};
    gg_fraction fraction;
    gg_status status;
    bool bounded = false;
    const char *why;
    double p;

    for (size_t i = 0; cells != NULL && i < g->n; i++) {
        if (gg_metric_fraction(metric, &g->figures[i], &fraction, &why))
            count_row(gg_rate_of_fraction(&fraction), &cells[2 * table.rows++]);
        else
            bounded = bounded || (why != NULL && strcmp(why, GG_WHY_BOUNDED) == 0);
    }
    /* Without the groups whose counts are known within bounds only it would be another question. */
    status = table.rows > 0 && !bounded ? gg_chi_square_homogeneity(&table, &h) : GG_E_UNDEFINED;
    if (cells == NULL || status == GG_E_MEMORY ||
        !gg_json_put(out, "test", json_string("chi_square")) ||
        !put_reals(
            out, keys,
            (double[]){h.statistic, h.degrees_of_freedom, h.p_value, h.cramers_v, h.least_expected},
            5))
        return false;
    if (status != GG_OK)
        return gg_json_put(out, "why_null", json_string(bounded ? GG_WHY_BOUNDED : GG_WHY_TOO_FEW));
    if (h.least_expected < SMALL_EXPECTED && h.n <= REPLICATE_ROWS) {
        const gg_monte_carlo draws = {REPLICATES, e->options.seed, g->family->name, metric->name};

        if (gg_chi_square_monte_carlo(&table, &draws, &p) == GG_OK)
            return gg_json_set_real(out, "monte_carlo_p_value", p) == 0;
    }
    return true;
}

/* Two-sided p of one group against its reference: exact where an expected count is small. */
static bool group_p(gg_rate a, gg_rate b, double *p, const char **test)
{
    double rate = (a.successes + b.successes) / (a.n + b.n), z;
    double least = fmin(a.n, b.n) * fmin(rate, 1 - rate);
    uint64_t cells[4];
    gg_fisher fisher;

    *test = "two_proportions";
    if (least < SMALL_EXPECTED) {
        count_row(a, &cells[0]);
        count_row(b, &cells[2]);
        if (gg_fisher_exact(cells, &fisher) == GG_OK) {
            *test = "fisher";
            *p = fisher.p_value;
            return true;
        }
    }
    return gg_two_proportions(a, b, &z, p) == GG_OK;
}

/* Everyone but group i: overall is tested against the rest as well, for the group is part of it. */
static gg_figures others(const gg_grouping *g, size_t i)
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

typedef struct group_tests {
    size_t n;
    size_t *group;
    double *p, *adjusted;
    const char **test;
} group_tests;

static bool run_group_tests(gg_evaluation *e, const gg_grouping *g, const gg_metric *metric,
                            group_tests *t)
{
    t->group = gg_arena_array(&e->arena, g->n, sizeof *t->group);
    t->p = gg_arena_array(&e->arena, g->n, sizeof *t->p);
    t->adjusted = gg_arena_array(&e->arena, g->n, sizeof *t->adjusted);
    t->test = gg_arena_array(&e->arena, g->n, sizeof *t->test);
    if (t->group == NULL || t->p == NULL || t->adjusted == NULL || t->test == NULL)
        return false;
    for (size_t i = 0; i < g->n; i++) {
        const gg_figures reference = others(g, i);
        gg_fraction a, b;

        if (i == g->reference || !gg_metric_fraction(metric, &g->figures[i], &a, NULL) ||
            !gg_metric_fraction(metric, &reference, &b, NULL) ||
            !group_p(gg_rate_of_fraction(&a), gg_rate_of_fraction(&b), &t->p[t->n], &t->test[t->n]))
            continue;
        t->group[t->n++] = i;
    }
    return gg_p_adjust_holm(t->p, t->n, t->adjusted) == GG_OK;
}

static bool put_group_tests(gg_evaluation *e, const gg_grouping *g, const gg_metric *metric,
                            json_t *out)
{
    const bool chosen = g->rule == GG_REFERENCE_HIGHEST || g->rule == GG_REFERENCE_LOWEST;
    json_t *groups = NULL;
    group_tests t = {0};
    bool fine = gg_json_put(out, "adjustment", json_string(chosen ? "bonferroni_pairs" : "holm")) &&
                (groups = gg_json_put_object(out, "groups")) != NULL &&
                run_group_tests(e, g, metric, &t);

    for (size_t i = 0; fine && i < t.n; i++) {
        json_t *one = json_object();
        /* A reference that the data chose could have been any: all pairs count. */
        double adjusted = chosen ? fmin(1, t.p[i] * gg_pairs(g->n)) : t.adjusted[i];

        fine = gg_json_put(groups, g->names[t.group[i]], one) &&
               gg_json_put(one, "test", json_string(t.test[i])) &&
               gg_json_set_real(one, "p_value", t.p[i]) == 0 &&
               gg_json_set_real(one, "adjusted_p_value", adjusted) == 0;
    }
    return fine;
}

gg_status gg_omnibus_write(gg_evaluation *e, const gg_grouping *g, json_t **out)
{
    json_t *omnibus = json_object();
    bool fine = omnibus != NULL;

    for (size_t i = 0; fine && i < sizeof tested / sizeof tested[0]; i++) {
        const gg_metric *metric = gg_metric_find(tested[i]);
        json_t *one = json_object();

        fine = gg_json_put(omnibus, metric->name, one) && put_homogeneity(e, g, metric, one) &&
               put_group_tests(e, g, metric, one);
    }
    if (!fine) {
        json_decref(omnibus);
        return gg_no_memory(e->err);
    }
    *out = omnibus;
    return GG_OK;
}
