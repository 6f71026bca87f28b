/*
 * Capacity and operating points in the evaluation document: who would be taken where there is room
 * for so many, by each of the three rules for ties, and what each threshold would do.
 *
 * They count rows, never weights, and are left out where the table holds only the inspected of a
 * larger population: room for a share of the inspected is room for nobody in particular.
 */
#include <math.h>

#include "evaluate/evaluation_internal.h"

static const struct {
    const char *key;
    gg_tie_rule rule;
} rules[] = {
    {"ties_in", GG_TIES_IN}, {"ties_out", GG_TIES_OUT}, {"proportional", GG_TIES_PROPORTIONAL}};

static bool put_measure(json_t *o, const char *key, const gg_measure *m)
{
    return gg_json_put(o, key, gg_estimate_json(m));
}

static json_t *figures_object(const gg_capacity *c)
{
    json_t *o = json_object();
    bool fine = o != NULL && gg_json_put(o, "selected", gg_json_count(c->selected)) &&
                gg_json_put(o, "tp", gg_json_count(c->tp)) &&
                gg_json_put(o, "fp", gg_json_count(c->fp)) &&
                gg_json_put(o, "unverified", gg_json_count(c->unverified)) &&
                gg_json_put(o, "tp_least", gg_json_count(c->tp_least)) &&
                gg_json_put(o, "tp_most", gg_json_count(c->tp_most)) &&
                put_measure(o, "precision", &c->precision) &&
                put_measure(o, "recall", &c->recall) && put_measure(o, "lift", &c->lift);

    if (!fine) {
        json_decref(o);
        return NULL;
    }
    return o;
}

/* The three rules over one cut, or over those of all sites. */
static gg_status put_rules(gg_evaluation *e, const gg_cut *cuts, size_t n, json_t *out)
{
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < sizeof rules / sizeof *rules; i++) {
        gg_capacity c;

        if (gg_capacity_figures(cuts, n, rules[i].rule, e->z, &c) != GG_OK)
            return gg_error_set(e->err, GG_E_INTERNAL, NULL, "a cut that is not complete");
        if (!gg_json_put(out, rules[i].key, figures_object(&c)))
            status = gg_no_memory(e->err);
    }
    return status;
}

/* One cut: room, the score at which it runs out, how many are tied there. */
static gg_status put_cut(gg_evaluation *e, const gg_cut *cut, json_t *out)
{
    const gg_outcome_counts *t = &cut->tied;
    bool fine = gg_json_put(out, "room", gg_json_count((double)cut->capacity)) &&
                gg_json_put(out, "rows", gg_json_count((double)cut->rows)) &&
                gg_json_set_real(out, "score", cut->score) == 0 &&
                gg_json_put(out, "tied",
                            gg_json_count((double)(t->negatives + t->positives + t->unverified)));

    return fine ? put_rules(e, cut, 1, out) : gg_no_memory(e->err);
}

static gg_status put_sites(gg_evaluation *e, const gg_capacity_cuts *c, json_t *out)
{
    const gg_family *family = gg_evidence_find(e->evidence, GG_FAMILY_SITE, NULL);
    json_t *within, *sites;
    gg_status status;

    if (c->n_sites == 0)
        return GG_OK;
    within = gg_json_put_object(out, "within_sites");
    sites = gg_json_put_object(out, "sites");
    if (within == NULL || sites == NULL)
        return gg_no_memory(e->err);
    status = put_rules(e, c->sites, c->n_sites, within);
    for (size_t s = 0; status == GG_OK && s < c->n_sites; s++) {
        json_t *site = gg_json_put_object(sites, family->slices[s].name);

        status = site != NULL ? put_cut(e, &c->sites[s], site) : gg_no_memory(e->err);
    }
    return status;
}

static gg_status put_capacity(gg_evaluation *e, const gg_capacity_cuts *c, json_t *list)
{
    json_t *one = json_object(), *everyone;
    gg_status status = GG_OK;

    if (one == NULL || json_array_append_new(list, one) != 0 ||
        gg_json_set_real(one, c->wish.share ? "share" : "capacity", c->wish.amount) != 0 ||
        (everyone = gg_json_put_object(one, "everyone")) == NULL)
        return gg_no_memory(e->err);
    status = put_cut(e, &c->everyone, everyone);
    return status == GG_OK ? put_sites(e, c, one) : status;
}

gg_status gg_capacities_write(gg_evaluation *e, json_t *document)
{
    json_t *list;
    gg_status status = GG_OK;

    if (e->evidence->n_capacities == 0 || e->options.population != NULL)
        return GG_OK;
    list = gg_json_put_array(document, "capacity");
    if (list == NULL)
        return gg_no_memory(e->err);
    for (size_t i = 0; status == GG_OK && i < e->evidence->n_capacities; i++)
        status = put_capacity(e, &e->evidence->capacities[i], list);
    return status;
}

/* ---- operating points ---- */

static gg_figures figures_of(const gg_operating_point *p)
{
    gg_figures f = gg_figures_empty(GG_SCORES_NONE);

    f.w[GG_POSITIVE][GG_SELECTED] = (double)p->tp;
    f.w[GG_NEGATIVE][GG_SELECTED] = (double)p->fp;
    f.w[GG_POSITIVE][GG_NOT_SELECTED] = (double)p->fn;
    f.w[GG_NEGATIVE][GG_NOT_SELECTED] = (double)p->tn;
    f.w[GG_UNVERIFIED][GG_SELECTED] = (double)p->unverified_selected;
    f.w[GG_UNVERIFIED][GG_NOT_SELECTED] = (double)p->unverified_not_selected;
    for (int o = 0; o < GG_OUTCOMES; o++)
        for (int s = 0; s < GG_SELECTIONS; s++) {
            f.w2[o][s] = f.w[o][s];
            f.rows += f.w[o][s];
        }
    f.complete = p->unverified_selected + p->unverified_not_selected == 0;
    return f;
}

json_t *gg_operating_point_write(const gg_operating_point *p, double z)
{
    static const char *const names[] = {"precision", "recall", "false_positive_rate"};
    const gg_figures f = figures_of(p);
    gg_measure_options how = gg_measure_options_default();
    json_t *o = json_object();
    bool fine = o != NULL && gg_json_set_real(o, "threshold", p->threshold) == 0 &&
                gg_json_put(o, "selected", gg_json_count((double)p->selected)) &&
                gg_json_put(o, "tp", gg_json_count((double)p->tp)) &&
                gg_json_put(o, "fp", gg_json_count((double)p->fp)) &&
                gg_json_put(o, "unverified", gg_json_count((double)p->unverified_selected));

    how.z = z;
    for (size_t i = 0; fine && i < sizeof names / sizeof *names; i++) {
        gg_measure m;

        gg_metric_measure(gg_metric_find(names[i]), &f, &how, &m);
        fine = put_measure(o, names[i], &m);
    }
    if (!fine) {
        json_decref(o);
        return NULL;
    }
    return o;
}

gg_status gg_operating_points_write(gg_evaluation *e, json_t *document)
{
    json_t *list;
    bool fine;

    if (e->evidence->n_operating_points == 0 || e->options.population != NULL)
        return GG_OK;
    list = gg_json_put_array(document, "operating_points");
    fine = list != NULL;
    for (size_t i = 0; fine && i < e->evidence->n_operating_points; i++) {
        json_t *one = gg_operating_point_write(&e->evidence->operating_points[i], e->z);

        fine = one != NULL && json_array_append_new(list, one) == 0;
    }
    return fine ? GG_OK : gg_no_memory(e->err);
}
