/* Inequality in documents: everyone's benefit, and what of it lies between groups. */
#include "gauger/evaluate/inequality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/evaluation_internal.h"
#include "evaluate/metric_internal.h"
#include "gauger/stats/inequality.h"

#define ALPHA         2
#define CONCENTRATION 1

/* How many cases figures stand for: the population, or where verified rows stand for others, those
 * as well. */
static double size_of(const gg_figures *f)
{
    double stand_for = 0;

    for (size_t o = 0; o < GG_UNVERIFIED; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            stand_for += f->inverse.w[o][s];
    return fmax(fmax(f->population > 0 ? f->population : 0, stand_for),
                gg_figures_sum(f, GG_CELLS_ALL));
}

static bool value_of(const char *metric, const gg_figures *f, double *out)
{
    gg_measure m;

    gg_metric_measure(gg_metric_find(metric), f, NULL, &m);
    *out = m.value;
    return m.state == GG_MEASURE_OK;
}

/* The table of everyone that the declared inspection design makes of figures. Where nobody has the
 * outcome, or everybody, there is nobody of whom the other share could be. */
static bool estimate(const gg_figures *f, gg_confusion *out)
{
    double base = NAN, recall = 0, fpr = 0, n = size_of(f);

    if (f->inspection == GG_INSPECTION_UNKNOWN || !value_of("base_rate", f, &base) ||
        (base > 0 && !value_of("recall", f, &recall)) ||
        (base < 1 && !value_of("false_positive_rate", f, &fpr)))
        return false;
    *out = (gg_confusion){.tp = n * base * recall,
                          .fp = n * (1 - base) * fpr,
                          .fn = n * base * (1 - recall),
                          .tn = n * (1 - base) * (1 - fpr)};
    return true;
}

/* Whether the four cells are those of everyone. */
static bool known(const gg_figures *f)
{
    return f->complete && f->untold == 0;
}

/* The table of everyone, as it is or as it is estimated; false where it is neither. Where being
 * selected is the burden, everything is told of not being selected. */
static bool table_of(const gg_figures *f, gg_adverse adverse, gg_confusion *out)
{
    gg_confusion t = {.tp = gg_figures_sum(f, GG_CELL_TP),
                      .fp = gg_figures_sum(f, GG_CELL_FP),
                      .fn = gg_figures_sum(f, GG_CELL_FN),
                      .tn = gg_figures_sum(f, GG_CELL_TN)};

    if (f->bounded || (!known(f) && !estimate(f, &t)))
        return false;
    *out = t;
    if (adverse == GG_ADVERSE_SELECTED)
        *out = (gg_confusion){.tp = t.tn, .fp = t.fn, .fn = t.fp, .tn = t.tp};
    return true;
}

static bool put_value(json_t *o, const char *key, gg_status status, double value, const char *why)
{
    gg_measure m = status == GG_OK ? gg_measure_of(value, NAN, NAN, "") : gg_measure_undefined(why);

    return gg_json_put(o, key, gg_estimate_json(&m));
}

static bool nobody(const gg_figures *f)
{
    return gg_figures_sum(f, GG_CELLS_ALL) == 0 && f->population == 0 && !f->bounded;
}

/* tables: whether there is a table of everyone. */
static const char *why_of(const gg_figures *f, bool tables)
{
    if (f->bounded)
        return GG_WHY_BOUNDED;
    if (!tables)
        return f->untold != 0 ? GG_WHY_NOT_PUBLISHED : GG_WHY_NOT_IDENTIFIED;
    return nobody(f) ? GG_WHY_NO_ROWS : GG_WHY_NO_BENEFIT;
}

/* Of whom the figures are, and what they rest on where they are no counts. */
static bool put_basis(json_t *o, const gg_figures *f)
{
    const bool more = size_of(f) > gg_figures_sum(f, GG_CELLS_ALL) * (1 + 1e-9);

    return gg_json_put(o, "of", json_string(more ? "population" : "rows")) &&
           (known(f) || f->inspection == GG_INSPECTION_UNKNOWN ||
            gg_json_put(o, "inspection", json_string(gg_inspection_name(f->inspection))));
}

static bool put_everyone(json_t *o, const gg_figures *f, gg_adverse adverse)
{
    gg_confusion t = {0, 0, 0, 0};
    double theil = NAN, entropy = NAN;
    const bool has = table_of(f, adverse, &t);
    gg_status a = has ? gg_theil_index(&t, &theil) : GG_E_UNDEFINED;
    gg_status b = has ? gg_generalized_entropy(&t, ALPHA, &entropy) : GG_E_UNDEFINED;

    return put_value(o, "theil_index", a, theil, why_of(f, has)) &&
           put_value(o, "generalized_entropy", b, entropy, why_of(f, has)) &&
           gg_json_put(o, "alpha", json_integer(ALPHA));
}

/* A group of nobody takes no part. Where some group has no table, it says why. */
static bool put_parts(json_t *o, const gg_unequal_groups *g, const gg_figures *overall,
                      gg_confusion *tables, gg_adverse adverse)
{
    gg_entropy entropy = {NAN, NAN, NAN, NAN};
    gg_status status = GG_E_UNDEFINED;
    const gg_figures *last = overall;
    bool has = table_of(overall, adverse, &tables[0]);

    for (size_t i = 0; has && i < g->n; i++) {
        tables[i] = (gg_confusion){0, 0, 0, 0};
        if (nobody(&g->figures[i]))
            continue;
        last = &g->figures[i];
        has = table_of(last, adverse, &tables[i]);
    }
    if (has)
        status = gg_entropy_by_groups(tables, g->n, ALPHA, &entropy);
    return put_value(o, "between_groups", status, entropy.between, why_of(last, has)) &&
           put_value(o, "within_groups", status, entropy.within, why_of(last, has));
}

/* The share selected as successes of Kish's effective size, so that the half that is added weighs
 * half a row; of the population where that is known by number. A group of nobody takes no part.
 * False where another has no such share: *why says why. */
static bool rates_of(const gg_unequal_groups *g, gg_rate *rates, size_t *places, size_t *n,
                     const char **why)
{
    const gg_metric *selection = gg_metric_find("selection_rate");

    *n = 0;
    for (size_t i = 0; i < g->n; i++) {
        gg_fraction f;

        if (nobody(&g->figures[i]))
            continue;
        if (!gg_metric_fraction(selection, &g->figures[i], &f, why)) {
            if (g->figures[i].bounded && strcmp(*why, GG_WHY_NOT_PUBLISHED) != 0)
                *why = GG_WHY_BOUNDED;
            return false;
        }
        places[*n] = i;
        rates[(*n)++] = gg_rate_of_fraction(&f);
    }
    return true;
}

static bool put_differential(json_t *o, const gg_unequal_groups *g, gg_rate *rates, size_t *places)
{
    gg_differential d = {NAN, 0, 0, false};
    const char *why = GG_WHY_ONE_GROUP;
    gg_status status = GG_E_UNDEFINED;
    size_t n;

    if (rates_of(g, rates, places, &n, &why)) {
        status = gg_smoothed_differential(rates, n, CONCENTRATION, &d);
        why = GG_WHY_ONE_GROUP;
    }
    return put_value(o, "smoothed_differential_fairness", status, d.epsilon, why) &&
           (status != GG_OK ||
            (gg_json_put(o, "lowest_group", json_string(g->groups[places[d.lowest]])) &&
             gg_json_put(o, "highest_group", json_string(g->groups[places[d.highest]])) &&
             gg_json_put(o, "of", json_string(d.of_successes ? "selected" : "not-selected"))));
}

static bool put_attribute(json_t *out, const gg_unequal_groups *g, const gg_figures *overall,
                          gg_adverse adverse)
{
    json_t *o = gg_json_put_object(out, g->name);
    gg_confusion *tables = calloc(g->n + 1, sizeof *tables);
    gg_rate *rates = calloc(g->n + 1, sizeof *rates);
    size_t *places = calloc(g->n + 1, sizeof *places);
    bool fine = o != NULL && tables != NULL && rates != NULL && places != NULL &&
                put_parts(o, g, overall, tables, adverse) && put_differential(o, g, rates, places);

    free(tables);
    free(rates);
    free(places);
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
                put_basis(o, overall) && put_everyone(o, overall, adverse) &&
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
