/*
 * Disparities within strata (sites, periods): pooled by Mantel and Haenszel beside the crude
 * figure, the tests, and a row for each stratum.
 *
 * A group can be selected more often at every site and less often overall, or the reverse; who
 * reads only the crude ratio cannot tell.
 */
#include <math.h>
#include <string.h>

#include "gauger/stats/derived.h"
#include "gauger/stats/strata.h"
#include "evaluate/disparity_internal.h"
#include "evaluate/evaluation_internal.h"

static const char *const stratified[] = {"selection_rate", "recall", "false_positive_rate"};

/* Groups by strata: figures[group * n_strata + stratum]; nobody where no row is. */
typedef struct cross {
    gg_evaluation *e;
    const gg_grouping *g;
    const gg_dimension *dimension; /* of the strata */
    size_t n_strata;
    gg_figures *figures;
    gg_stratum *tables; /* room for one group's tables */
} cross;

static gg_status fill(cross *x, const gg_family *family)
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

/* The reference of group i within one stratum: its own, or the sum of the others. */
static gg_figures reference_in(const cross *x, size_t i, size_t s)
{
    gg_figures rest = gg_figures_empty(x->g->figures[0].scores);

    if (x->g->reference < x->g->n)
        return x->figures[x->g->reference * x->n_strata + s];
    for (size_t j = 0; j < x->g->n; j++) {
        if (j != i)
            gg_figures_add(&rest, &x->figures[j * x->n_strata + s], &rest);
    }
    return rest;
}

/* A rate without a denominator is one of no rows: such a stratum compares nothing. */
static gg_rate rate_in(const gg_metric *metric, const gg_figures *figures, gg_fraction *fraction)
{
    *fraction = (gg_fraction){0, 0, 0};
    if (!gg_metric_fraction(metric, figures, fraction, NULL))
        return (gg_rate){0, 0};
    return gg_rate_of_fraction(fraction);
}

static json_t *share_json(const gg_fraction *f)
{
    json_t *share = json_object();
    bool fine = gg_json_put(share, "numerator", gg_json_count(f->numerator)) &&
                gg_json_put(share, "denominator", gg_json_count(f->denominator)) &&
                gg_json_set_real(share, "rate",
                                 f->denominator > 0 ? f->numerator / f->denominator : NAN) == 0;

    if (!fine) {
        json_decref(share);
        return NULL;
    }
    return share;
}

static bool put_comparison(const cross *x, const char *metric, const gg_figures *group,
                           const gg_figures *reference, json_t *row)
{
    static const char *const kinds[] = {"ratio", "difference"};
    const gg_measure_options how = gg_evaluation_how(x->e, NULL, NULL);
    bool fine = true;

    for (size_t k = 0; fine && k < 2; k++) {
        char name[64];
        gg_measure m;

        snprintf(name, sizeof name, "%s_%s", metric, kinds[k]);
        gg_disparity_measure(gg_disparity_find(name), group, reference, &how, &m);
        fine = gg_json_put(row, kinds[k], gg_estimate_json(&m));
    }
    return fine;
}

/* One row for each stratum, and the tables of all strata. Strata without rows of either are left
 * out: they say nothing of this group. */
static json_t *rows_json(cross *x, const gg_metric *metric, size_t i, size_t *n_tables)
{
    json_t *rows = json_array();
    size_t n = 0;

    for (size_t s = 0; rows != NULL && s < x->n_strata; s++) {
        const gg_figures *group = &x->figures[i * x->n_strata + s];
        const gg_figures reference = reference_in(x, i, s);
        gg_fraction a, b;
        const gg_stratum table = {rate_in(metric, group, &a), rate_in(metric, &reference, &b)};
        json_t *row;

        if (!(a.denominator > 0 || b.denominator > 0))
            continue;
        x->tables[n++] = table;
        row = json_object();
        if (json_array_append_new(rows, row) != 0 ||
            !gg_json_put(row, "stratum", json_string(x->dimension->levels[s])) ||
            !gg_json_put(row, "group", share_json(&a)) ||
            !gg_json_put(row, "reference", share_json(&b)) ||
            !put_comparison(x, metric->name, group, &reference, row)) {
            json_decref(rows);
            return NULL;
        }
    }
    *n_tables = n;
    return rows;
}

/* Whether in the strata that count the group has no success though the reference has one: the
 * pooled ratio is then 0, which is a value, and has no interval on the logarithm. */
static bool ratio_is_zero(const gg_stratum *tables, size_t n)
{
    double group = 0, reference = 0;

    for (size_t i = 0; i < n; i++) {
        if (tables[i].group.n > 0 && tables[i].reference.n > 0) {
            group += tables[i].group.successes;
            reference += tables[i].reference.successes;
        }
    }
    return group == 0 && reference > 0;
}

/* The pooled ratio as an EST; its standard error is that of the logarithm, and says so. */
static json_t *pooled_ratio_json(const gg_stratum *tables, size_t n, double z)
{
    gg_measure m = gg_measure_undefined(GG_WHY_ZERO_REFERENCE);
    gg_pooled pooled = {.standard_error = NAN};
    gg_interval ends;
    json_t *est;

    if (gg_mantel_haenszel_ratio(tables, n, &pooled) == GG_OK) {
        if (gg_pooled_ratio_interval(&pooled, z, &ends) != GG_OK)
            ends = (gg_interval){NAN, NAN};
        m = gg_measure_of(pooled.value, ends.low, ends.high, "");
    } else if (ratio_is_zero(tables, n)) {
        m = gg_measure_of(0, NAN, NAN, "");
    }
    m.method = "greenland_robins_log";
    est = gg_estimate_json(&m);
    if (est != NULL && isfinite(pooled.standard_error) &&
        gg_json_set_real(est, "log_standard_error", pooled.standard_error) != 0) {
        json_decref(est);
        return NULL;
    }
    return est;
}

static gg_measure pooled_difference(const gg_stratum *tables, size_t n, double z)
{
    gg_measure m = gg_measure_undefined(GG_WHY_NO_ROWS);
    gg_pooled pooled;
    gg_interval ends;

    if (gg_mantel_haenszel_difference(tables, n, &pooled) == GG_OK) {
        if (!(pooled.standard_error > 0) ||
            gg_interval_normal(pooled.value, pooled.standard_error, z, &ends) != GG_OK)
            ends = (gg_interval){NAN, NAN};
        m = gg_measure_of(pooled.value, ends.low, ends.high, "");
        gg_measure_clip(&m, -1, 1);
        m.standard_error = pooled.standard_error;
    }
    m.method = "greenland_robins";
    return m;
}

static json_t *test_json(gg_status status, const gg_chi_square *test)
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

static bool put_tests(const gg_stratum *tables, size_t n, json_t *out)
{
    gg_chi_square cmh, day, tarone;
    gg_status pooled = gg_cochran_mantel_haenszel(tables, n, false, &cmh);
    gg_status homogeneous = gg_breslow_day_test(tables, n, &day, &tarone);

    return gg_json_put(out, "cmh", test_json(pooled, &cmh)) &&
           gg_json_put(out, "breslow_day", test_json(homogeneous, &day)) &&
           gg_json_put(out, "breslow_day_tarone", test_json(homogeneous, &tarone));
}

/* The crude figure is against the same reference as the pooled one: for rest and overall that is
 * the rest, since a group that is part of its reference cannot be stratified against it. */
static bool put_crude(const cross *x, const char *metric, size_t i, json_t *out)
{
    static const char *const kinds[] = {"ratio", "difference"};
    const gg_grouping *g = x->g;
    const gg_measure_options how = gg_evaluation_how(x->e, NULL, NULL);
    gg_reference_rule rule = g->reference < g->n ? GG_REFERENCE_GIVEN : GG_REFERENCE_REST;
    bool fine = true;

    for (size_t k = 0; fine && k < 2; k++) {
        char name[64], key[32];
        gg_measure m;

        snprintf(name, sizeof name, "%s_%s", metric, kinds[k]);
        snprintf(key, sizeof key, "crude_%s", kinds[k]);
        gg_disparity_of(gg_disparity_find(name), g->figures, g->n, i, rule, g->reference, &how, &m);
        fine = gg_json_put(out, key, gg_estimate_json(&m));
    }
    return fine;
}

static bool put_group(cross *x, const gg_metric *metric, size_t i, json_t *out)
{
    json_t *group = json_object(), *rows;
    size_t n = 0;
    gg_measure difference;
    const char *reference = x->g->reference < x->g->n ? x->g->names[x->g->reference] : "(rest)";

    if (!gg_json_put(out, x->g->names[i], group) || (rows = rows_json(x, metric, i, &n)) == NULL)
        return false;
    difference = pooled_difference(x->tables, n, x->e->z);
    if (put_crude(x, metric->name, i, group) &&
        gg_json_put(group, "mantel_haenszel_ratio", pooled_ratio_json(x->tables, n, x->e->z)) &&
        gg_json_put(group, "mantel_haenszel_difference", gg_estimate_json(&difference)) &&
        put_tests(x->tables, n, group) && gg_json_put(group, "reference", json_string(reference)))
        return gg_json_put(group, "rows", rows);
    json_decref(rows);
    return false;
}

/* One metric, or nothing where some group's figure is not identified. */
static bool put_metric(cross *x, const gg_metric *metric, json_t *out)
{
    json_t *groups;
    bool fine;

    for (size_t i = 0; i < x->g->n; i++) {
        if (metric->needs_complete && !x->g->figures[i].complete)
            return true;
    }
    groups = json_object();
    fine = gg_json_put(out, metric->name, groups);
    for (size_t i = 0; fine && i < x->g->n; i++) {
        if (i != x->g->reference)
            fine = put_group(x, metric, i, groups);
    }
    return fine;
}

static gg_status put_dimension(gg_evaluation *e, const gg_grouping *g, const gg_family *family,
                               json_t *strata)
{
    cross x = {.e = e, .g = g};
    json_t *metrics = json_object();
    gg_status status = fill(&x, family);
    const char *key;

    if (status != GG_OK) {
        json_decref(metrics);
        return status;
    }
    key = x.dimension->kind == GG_DIMENSION_PERIOD ? "period" : "site";
    if (json_object_get(strata, key) != NULL) /* a second column of the same role */
        key = x.dimension->name;
    if (!gg_json_put(strata, key, metrics))
        return gg_no_memory(e->err);
    for (size_t i = 0; i < sizeof stratified / sizeof stratified[0]; i++) {
        if (!put_metric(&x, gg_metric_find(stratified[i]), metrics))
            return gg_no_memory(e->err);
    }
    return GG_OK;
}

gg_status gg_strata_write(gg_evaluation *e, const gg_grouping *g, json_t **out)
{
    json_t *strata = NULL;
    gg_status status = GG_OK;

    if (g->family->n_dimensions != 1)
        return GG_OK;
    for (size_t i = 0; status == GG_OK && i < e->evidence->n_families; i++) {
        const gg_family *family = &e->evidence->families[i];

        if (family->kind != GG_FAMILY_STRATUM || family->n_dimensions != 2 ||
            family->dimensions[0] != g->family->dimensions[0])
            continue;
        if (strata == NULL && (strata = json_object()) == NULL)
            return gg_no_memory(e->err);
        status = put_dimension(e, g, family, strata);
    }
    if (status != GG_OK)
        json_decref(strata);
    else if (strata != NULL)
        *out = strata;
    return status;
}
