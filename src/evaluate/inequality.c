/* Inequality in documents: everyone's benefit, and what of it lies between groups. */
#include "gauger/evaluate/inequality.h"

#include <math.h>
#include <stdlib.h>

#include "evaluate/evaluation_internal.h"
#include "gauger/stats/inequality.h"

#define ALPHA         2
#define CONCENTRATION 1

/* Where being selected is the burden, everything is told of not being selected. */
static gg_confusion table_of(const gg_figures *f, gg_adverse adverse)
{
    gg_confusion t = {.tp = gg_figures_sum(f, GG_CELL_TP),
                      .fp = gg_figures_sum(f, GG_CELL_FP),
                      .fn = gg_figures_sum(f, GG_CELL_FN),
                      .tn = gg_figures_sum(f, GG_CELL_TN)};

    if (adverse == GG_ADVERSE_SELECTED)
        t = (gg_confusion){.tp = t.tn, .fp = t.fn, .fn = t.fp, .tn = t.tp};
    return t;
}

static bool put_value(json_t *o, const char *key, gg_status status, double value, const char *why)
{
    gg_measure m = status == GG_OK ? gg_measure_of(value, NAN, NAN, "") : gg_measure_undefined(why);

    return gg_json_put(o, key, gg_estimate_json(&m));
}

/* Whether the four cells are those of everyone. */
static bool known(const gg_figures *f)
{
    return f->complete && !f->bounded;
}

static const char *why_of(const gg_figures *f)
{
    if (f->bounded)
        return GG_WHY_BOUNDED;
    if (!f->complete)
        return GG_WHY_NOT_IDENTIFIED;
    return gg_figures_sum(f, GG_CELLS_ALL) > 0 ? GG_WHY_NO_BENEFIT : GG_WHY_NO_ROWS;
}

static bool put_everyone(json_t *o, const gg_figures *f, gg_adverse adverse)
{
    const gg_confusion t = table_of(f, adverse);
    double theil = NAN, entropy = NAN;
    gg_status a = known(f) ? gg_theil_index(&t, &theil) : GG_E_UNDEFINED;
    gg_status b = known(f) ? gg_generalized_entropy(&t, ALPHA, &entropy) : GG_E_UNDEFINED;

    return put_value(o, "theil_index", a, theil, why_of(f)) &&
           put_value(o, "generalized_entropy", b, entropy, why_of(f)) &&
           gg_json_put(o, "alpha", json_integer(ALPHA));
}

static bool put_parts(json_t *o, const gg_unequal_groups *g, const gg_figures *overall,
                      gg_confusion *tables, gg_adverse adverse)
{
    gg_entropy entropy = {NAN, NAN, NAN, NAN};
    gg_status status = GG_E_UNDEFINED;

    for (size_t i = 0; i < g->n; i++)
        tables[i] = table_of(&g->figures[i], adverse);
    if (known(overall))
        status = gg_entropy_by_groups(tables, g->n, ALPHA, &entropy);
    return put_value(o, "between_groups", status, entropy.between, why_of(overall)) &&
           put_value(o, "within_groups", status, entropy.within, why_of(overall));
}

/* Of selection, with Kish's effective sizes, so that the half that is added weighs half a row. */
static bool put_differential(json_t *o, const gg_unequal_groups *g, gg_rate *rates)
{
    gg_differential d = {NAN, 0, 0, false};
    bool bounded = false;
    gg_status status;

    for (size_t i = 0; i < g->n; i++) {
        double all = gg_figures_sum(&g->figures[i], GG_CELLS_ALL);
        double n = gg_figures_effective(&g->figures[i], GG_CELLS_ALL);
        double share = all > 0 ? gg_figures_sum(&g->figures[i], GG_CELLS_SELECTED) / all : 0;

        bounded = bounded || g->figures[i].bounded;
        rates[i] = (gg_rate){fmin(share * n, n), n};
    }
    status = bounded ? GG_E_UNDEFINED : gg_smoothed_differential(rates, g->n, CONCENTRATION, &d);
    return put_value(o, "smoothed_differential_fairness", status, d.epsilon,
                     bounded ? GG_WHY_BOUNDED : GG_WHY_ONE_GROUP) &&
           (status != GG_OK ||
            (gg_json_put(o, "lowest_group", json_string(g->groups[d.lowest])) &&
             gg_json_put(o, "highest_group", json_string(g->groups[d.highest])) &&
             gg_json_put(o, "of", json_string(d.of_successes ? "selected" : "not-selected"))));
}

static bool put_attribute(json_t *out, const gg_unequal_groups *g, const gg_figures *overall,
                          gg_adverse adverse)
{
    json_t *o = gg_json_put_object(out, g->name);
    gg_confusion *tables = calloc(g->n + 1, sizeof *tables);
    gg_rate *rates = calloc(g->n + 1, sizeof *rates);
    bool fine = o != NULL && tables != NULL && rates != NULL &&
                put_parts(o, g, overall, tables, adverse) && put_differential(o, g, rates);

    free(tables);
    free(rates);
    return fine;
}

json_t *gg_inequality_write(const gg_figures *overall, const gg_unequal_groups *attributes,
                            size_t n, gg_adverse adverse)
{
    json_t *o = json_object(), *all;
    bool fine = o != NULL &&
                gg_json_put(o, "favourable",
                            json_string(gg_adverse_name(adverse == GG_ADVERSE_SELECTED
                                                            ? GG_ADVERSE_NOT_SELECTED
                                                            : GG_ADVERSE_SELECTED))) &&
                put_everyone(o, overall, adverse) &&
                (all = gg_json_put_object(o, "attributes")) != NULL;

    for (size_t i = 0; fine && i < n; i++)
        fine = put_attribute(all, &attributes[i], overall, adverse);
    if (!fine) {
        json_decref(o);
        return NULL;
    }
    return o;
}

gg_status gg_inequality_section_write(gg_evaluation *e, json_t *document)
{
    const gg_evidence *ev = e->evidence;
    gg_unequal_groups *all = gg_arena_array(&e->arena, ev->n_families, sizeof *all);
    gg_figures overall;
    gg_status status =
        gg_evaluation_figures(e, &ev->families[0], gg_evidence_overall(ev), &overall);
    size_t n = 0;

    if (all == NULL)
        return gg_no_memory(e->err);
    if (!ev->has_outcomes && status == GG_OK)
        return GG_OK;
    for (size_t i = 0; status == GG_OK && i < ev->n_families; i++) {
        gg_grouping g;

        if (ev->families[i].kind != GG_FAMILY_ATTRIBUTE)
            continue;
        status = gg_grouping_init(e, &ev->families[i], &g);
        if (status == GG_OK)
            all[n++] = (gg_unequal_groups){ev->families[i].name, g.names, g.figures, g.n};
    }
    if (status == GG_OK && !gg_json_put(document, "inequality",
                                        gg_inequality_write(&overall, all, n, e->options.adverse)))
        status = gg_no_memory(e->err);
    return status;
}
