/* The groups of an attribute within strata: their figures, their tables. */
#include <math.h>
#include <string.h>

#include "evaluate/strata_internal.h"

#define MOST_STRATA 10000 /* levels of a column that is not a site or a period */

static gg_status fill(gg_cross *x, const gg_family *family)
{
    const gg_grouping *g = x->g;
    const gg_figures nobody = gg_figures_empty(g->n > 0 ? g->figures[0].scores : GG_SCORES_NONE);

    x->dimension = &x->e->evidence->dimensions[family->dimensions[1]];
    x->n_strata = x->dimension->n_levels;
    x->figures = gg_arena_array(&x->e->arena, g->n * x->n_strata, sizeof *x->figures);
    x->tables = gg_arena_array(&x->e->arena, x->n_strata, sizeof *x->tables);
    if (x->figures == NULL || x->tables == NULL)
        return gg_no_memory(x->e->err);
    for (size_t i = 0; i < g->n; i++) {
        for (size_t s = 0; s < x->n_strata; s++) {
            const uint32_t levels[2] = {g->family->slices[i].levels[0], (uint32_t)s};
            const gg_slice *slice = gg_family_find(family, levels);
            gg_figures *f = &x->figures[i * x->n_strata + s];
            gg_status status = GG_OK;

            *f = nobody;
            if (slice != NULL)
                status = gg_evaluation_figures(x->e, family, slice, f);
            if (status != GG_OK)
                return status;
        }
    }
    return GG_OK;
}

static bool key_taken(const gg_cross *all, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(all[i].key, key) == 0)
            return true;
    }
    return false;
}

/* Sites and periods go by their role, since there is one of each; other strata by their name. */
static const char *key_of(gg_evaluation *e, const gg_cross *all, size_t n)
{
    const gg_dimension *dimension = all[n].dimension;
    const char *key = dimension->kind == GG_DIMENSION_PERIOD ? "period"
                      : dimension->kind == GG_DIMENSION_SITE ? "site"
                                                             : dimension->name;

    return key_taken(all, n, key) ? gg_arena_printf(&e->arena, "%s (column)", dimension->name)
                                  : key;
}

static bool is_cross_of(const gg_family *family, const gg_grouping *g)
{
    return family->kind == GG_FAMILY_STRATUM && family->n_dimensions == 2 &&
           family->dimensions[0] == g->family->dimensions[0];
}

static gg_status check_levels(const gg_evaluation *e, const gg_dimension *d)
{
    if (d->n_levels <= MOST_STRATA || d->kind == GG_DIMENSION_SITE ||
        d->kind == GG_DIMENSION_PERIOD)
        return GG_OK;
    return gg_error_set(e->err, GG_E_USAGE, "give it bins in a schema, e.g. bins: [0.3, 0.7]",
                        "the stratum column \"%.60s\" has %zu levels, more than %d", d->name,
                        d->n_levels, MOST_STRATA);
}

gg_status gg_crosses(gg_evaluation *e, gg_grouping *g)
{
    gg_cross *all = gg_arena_array(&e->arena, e->evidence->n_families, sizeof *all);
    size_t used = 0;

    if (all == NULL)
        return gg_no_memory(e->err);
    for (size_t i = 0; g->family->n_dimensions == 1 && i < e->evidence->n_families; i++) {
        const gg_family *family = &e->evidence->families[i];
        gg_status status;

        if (!is_cross_of(family, g))
            continue;
        status = check_levels(e, &e->evidence->dimensions[family->dimensions[1]]);
        all[used] = (gg_cross){.e = e, .g = g};
        if (status == GG_OK)
            status = fill(&all[used], family);
        if (status == GG_OK && (all[used].key = key_of(e, all, used)) == NULL)
            status = gg_no_memory(e->err);
        if (status != GG_OK)
            return status;
        used++;
    }
    g->crosses = all;
    g->n_crosses = used;
    return GG_OK;
}

gg_figures gg_cross_reference(const gg_cross *x, size_t i, size_t stratum)
{
    gg_figures rest = gg_figures_empty(x->g->figures[0].scores);

    if (x->g->reference < x->g->n)
        return x->figures[x->g->reference * x->n_strata + stratum];
    for (size_t j = 0; j < x->g->n; j++) {
        if (j != i)
            gg_figures_add(&rest, &x->figures[j * x->n_strata + stratum], &rest);
    }
    return rest;
}

gg_rate gg_cross_rate(const gg_metric *metric, const gg_figures *figures, gg_fraction *fraction,
                      const char **why)
{
    *fraction = (gg_fraction){0, 0, 0};
    if (!gg_metric_fraction(metric, figures, fraction, why))
        return (gg_rate){0, 0};
    return gg_rate_of_fraction(fraction);
}

static bool is_bounded(const char *why)
{
    return why != NULL && strcmp(why, GG_WHY_BOUNDED) == 0;
}

bool gg_cross_bounded(const gg_cross *x, const gg_metric *metric, size_t i)
{
    for (size_t s = 0; s < x->n_strata; s++) {
        const gg_figures reference = gg_cross_reference(x, i, s);
        const char *group_why = NULL, *reference_why = NULL;
        gg_fraction unused;

        (void)gg_cross_rate(metric, &x->figures[i * x->n_strata + s], &unused, &group_why);
        (void)gg_cross_rate(metric, &reference, &unused, &reference_why);
        if (is_bounded(group_why) || is_bounded(reference_why))
            return true;
    }
    return false;
}

size_t gg_cross_tables(const gg_cross *x, const gg_metric *metric, size_t i)
{
    size_t n = 0;

    if (gg_cross_bounded(x, metric, i))
        return 0;
    for (size_t s = 0; s < x->n_strata; s++) {
        const gg_figures reference = gg_cross_reference(x, i, s);
        gg_fraction a, b;
        const gg_stratum table = {gg_cross_rate(metric, &x->figures[i * x->n_strata + s], &a, NULL),
                                  gg_cross_rate(metric, &reference, &b, NULL)};

        if (a.denominator > 0 || b.denominator > 0)
            x->tables[n++] = table;
    }
    return n;
}

const char *gg_cross_reference_name(const gg_grouping *g)
{
    return g->reference < g->n ? g->names[g->reference] : "(rest)";
}

json_t *gg_chi_square_json(gg_status status, const gg_chi_square *test)
{
    const gg_chi_square unknown = {NAN, NAN, NAN};
    json_t *object = json_object();
    bool fine;

    test = status == GG_OK ? test : &unknown;
    fine = object != NULL && gg_json_set_real(object, "statistic", test->statistic) == 0 &&
           gg_json_set_real(object, "degrees_of_freedom", test->degrees_of_freedom) == 0 &&
           gg_json_set_real(object, "p_value", test->p_value) == 0 &&
           (status == GG_OK || gg_json_put(object, "why_null", json_string(GG_WHY_TOO_FEW)));
    if (!fine) {
        json_decref(object);
        return NULL;
    }
    return object;
}

json_t *gg_strata_differ_json(const gg_evaluation *e, gg_status status, const gg_chi_square *tarone)
{
    if (status != GG_OK)
        return json_null();
    return json_boolean(tarone->p_value < 1 - e->options.confidence);
}
