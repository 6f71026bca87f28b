/*
 * Demographic disparity of each group, and conditional on strata, by Clarify's definitions: the
 * group's share of the unfavourable decisions minus its share of the favourable ones.
 */
#include <math.h>

#include "gauger/stats/demographic.h"
#include "evaluate/strata_internal.h"

#define SOURCE                                                                                     \
    "DD and CDD as in the documentation of Amazon SageMaker Clarify; Wachter, Mittelstadt and "    \
    "Russell 2021"
#define MEANING                                                                                    \
    "a group's share of the unfavourable decisions minus its share of the favourable ones; above " \
    "0 it has more of the unfavourable; conditional: the mean over strata, weighted by their rows"

/* Which cells the unfavourable decision has. */
static unsigned unfavourable_cells(const gg_evaluation *e)
{
    return e->options.adverse == GG_ADVERSE_SELECTED ? GG_CELLS_SELECTED
                                                     : GG_CELLS_ALL & ~GG_CELLS_SELECTED;
}

static gg_rate share_of(const gg_figures *group, const gg_figures *all, unsigned cells)
{
    const gg_fraction f = {gg_figures_sum(group, cells), gg_figures_sum(all, cells),
                           gg_figures_effective(all, cells)};

    return f.denominator > 0 ? gg_rate_of_fraction(&f) : (gg_rate){0, 0};
}

static gg_decided decided(const gg_evaluation *e, const gg_figures *group, const gg_figures *all)
{
    unsigned cells = unfavourable_cells(e);

    return (gg_decided){share_of(group, all, cells), share_of(group, all, GG_CELLS_ALL & ~cells),
                        gg_figures_sum(all, GG_CELLS_ALL)};
}

/* Everyone in groups[first], groups[first + step], ...: n of them. */
static gg_figures total(const gg_figures *groups, size_t n, size_t first, size_t step)
{
    gg_figures all = gg_figures_empty(groups[0].scores);

    for (size_t i = 0; i < n; i++)
        gg_figures_add(&all, &groups[first + i * step], &all);
    return all;
}

/* Why a demographic disparity is undefined: which of the decisions nobody got. */
static const char *why_undefined(const gg_evaluation *e, const gg_decided *d)
{
    bool selected = e->options.adverse == GG_ADVERSE_SELECTED;

    if (!(d->size > 0))
        return GG_WHY_NO_ROWS;
    return (d->unfavourable.n > 0) == selected ? GG_WHY_NO_NOT_SELECTED : GG_WHY_NO_SELECTED;
}

/* Why decisions cannot be counted in n figures; NULL if they can. Of a population that is known by
 * number alone it is not known who was not selected. */
static const char *obstacle(const gg_figures *figures, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!gg_figures_told(&figures[i], GG_CELLS_SELECTED) ||
            !gg_figures_told(&figures[i], GG_CELLS_ALL))
            return GG_WHY_NOT_PUBLISHED;
        if (figures[i].bounded)
            return GG_WHY_BOUNDED;
        if (figures[i].population != 0)
            return GG_WHY_NOT_COMPUTED;
    }
    return NULL;
}

static bool put_plain(const gg_evaluation *e, const gg_grouping *g, json_t *out)
{
    json_t *groups = gg_json_put_object(out, "demographic_disparity");
    const gg_figures all = total(g->figures, g->n, 0, 1);
    const char *why = obstacle(g->figures, g->n);
    bool fine = groups != NULL;

    for (size_t i = 0; fine && i < g->n; i++) {
        const gg_decided d = decided(e, &g->figures[i], &all);
        gg_estimate est;
        gg_measure m;

        if (why == NULL && gg_demographic_disparity(&d, e->z, &est) == GG_OK)
            m = gg_measure_of(est.value, est.low, est.high, "");
        else
            m = gg_measure_undefined(why != NULL ? why : why_undefined(e, &d));
        m.method = "newcombe";
        fine = gg_json_put(groups, g->names[i], gg_estimate_json(&m));
    }
    return fine;
}

/* Strata that have one decision only, named; their disparity is undefined. */
static bool put_left_out(const gg_cross *x, const gg_decided *strata, json_t *est)
{
    json_t *names = gg_json_put_array(est, "left_out");
    bool fine = names != NULL;

    for (size_t s = 0; fine && s < x->n_strata; s++) {
        if (strata[s].size > 0 && !(strata[s].unfavourable.n > 0 && strata[s].favourable.n > 0))
            fine = json_array_append_new(names, json_string(x->dimension->levels[s])) == 0;
    }
    return fine;
}

static bool put_conditional(const gg_cross *x, const gg_figures *all, gg_decided *strata, size_t i,
                            json_t *groups)
{
    const char *why = obstacle(x->figures, x->g->n * x->n_strata);
    gg_demographic d = {.filled = NAN, .share = NAN};
    gg_measure m;
    json_t *est;

    for (size_t s = 0; s < x->n_strata; s++)
        strata[s] = decided(x->e, &x->figures[i * x->n_strata + s], &all[s]);
    if (why == NULL &&
        gg_conditional_demographic_disparity(strata, x->n_strata, x->e->z, &d) == GG_OK)
        m = gg_measure_of(d.value, d.interval.low, d.interval.high, "");
    else
        m = gg_measure_undefined(why != NULL ? why : GG_WHY_ONE_DECISION);
    m.method = "square_and_add";
    est = gg_estimate_json(&m);
    return gg_json_put(groups, x->g->names[i], est) &&
           gg_json_put(est, "strata", json_integer((json_int_t)d.strata)) &&
           gg_json_set_real(est, "share_of_rows", d.share) == 0 &&
           gg_json_set_real(est, "empty_share_as_zero", d.filled) == 0 &&
           put_left_out(x, strata, est);
}

static bool put_cross(const gg_cross *x, json_t *conditional)
{
    json_t *groups = gg_json_put_object(conditional, x->key);
    gg_figures *all = gg_arena_array(&x->e->arena, x->n_strata, sizeof *all);
    gg_decided *strata = gg_arena_array(&x->e->arena, x->n_strata, sizeof *strata);
    bool fine = groups != NULL && all != NULL && strata != NULL;

    for (size_t s = 0; fine && s < x->n_strata; s++)
        all[s] = total(x->figures, x->g->n, s, x->n_strata);
    for (size_t i = 0; fine && i < x->g->n; i++)
        fine = put_conditional(x, all, strata, i, groups);
    return fine;
}

static bool write(gg_evaluation *e, const gg_grouping *g, json_t *part)
{
    bool selected = e->options.adverse == GG_ADVERSE_SELECTED;
    json_t *conditional;
    bool fine =
        gg_json_put(part, "source", json_string(SOURCE)) &&
        gg_json_put(part, "meaning", json_string(MEANING)) &&
        gg_json_put(part, "unfavourable", json_string(selected ? "selected" : "not-selected")) &&
        put_plain(e, g, part) && (conditional = gg_json_put_object(part, "conditional")) != NULL;

    for (size_t i = 0; fine && i < g->n_crosses; i++)
        fine = put_cross(&g->crosses[i], conditional);
    return fine;
}

gg_status gg_demographic_write(gg_evaluation *e, const gg_grouping *g, json_t **out)
{
    json_t *part;

    if (g->family->n_dimensions != 1 || g->n == 0)
        return GG_OK;
    part = json_object();
    if (part == NULL || !write(e, g, part)) {
        json_decref(part);
        return gg_no_memory(e->err);
    }
    *out = part;
    return GG_OK;
}
