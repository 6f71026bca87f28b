/*
 * Capacity and operating points in the evaluation document: who would be taken where there is room
 * for so many, by each of the three rules for ties, and what each threshold would do.
 *
 * They count rows, never weights, and are left out where the table holds only the inspected of a
 * larger population: room for a share of the inspected is room for nobody in particular.
 */
#include <math.h>

#include "evaluate/cutoff_open.h"

static const struct {
    const char *key;
    gg_tie_rule rule;
} rules[] = {
    {"ties_in", GG_TIES_IN}, {"ties_out", GG_TIES_OUT}, {"proportional", GG_TIES_PROPORTIONAL}};

static bool put_measure(json_t *o, const char *key, const gg_measure *m)
{
    return gg_json_put(o, key, gg_estimate_json(m));
}

/* What was taken, by slice: cuts with their rows and the slices that they are of. */
typedef struct taken {
    const gg_cut *cuts;
    const gg_cut_sides *rows; /* NULL where the evidence does not tell */
    const gg_slice *slices;
    size_t n;
} taken;

/* Which part of the tied is taken. */
static double share_of_tied(const gg_cut *cut, gg_tie_rule rule)
{
    const double above =
        (double)(cut->above.negatives + cut->above.positives + cut->above.unverified);
    const double tied = (double)(cut->tied.negatives + cut->tied.positives + cut->tied.unverified);

    if (rule == GG_TIES_OUT || tied == 0)
        return 0;
    return rule == GG_TIES_IN ? 1 : ((double)cut->capacity - above) / tied;
}

static gg_cutoff_open open_of(const taken *t, gg_tie_rule rule)
{
    gg_cutoff_open out = gg_cutoff_open_empty();

    for (size_t i = 0; i < t->n; i++)
        gg_cutoff_open_slice(&t->slices[i], &out);
    for (size_t i = 0; i < t->n; i++) {
        const double share = share_of_tied(&t->cuts[i], rule);

        out.drawn = out.drawn || (share > 0 && share < 1);
        if (t->rows != NULL) {
            gg_cutoff_open_select(&t->rows[i].above, 1, &out);
            gg_cutoff_open_select(&t->rows[i].tied, share, &out);
        } else {
            gg_cutoff_open_outcomes(&t->cuts[i].above, 1, &out);
            gg_cutoff_open_outcomes(&t->cuts[i].tied, share, &out);
        }
    }
    return out;
}

static bool put_counts(const gg_capacity *c, json_t *o)
{
    return gg_json_put(o, "selected", gg_json_count(c->selected)) &&
           gg_json_put(o, "tp", gg_json_count(c->tp)) &&
           gg_json_put(o, "fp", gg_json_count(c->fp)) &&
           gg_json_put(o, "unverified", gg_json_count(c->unverified)) &&
           gg_json_put(o, "tp_least", gg_json_count(c->tp_least)) &&
           gg_json_put(o, "tp_most", gg_json_count(c->tp_most));
}

static bool put_figures(const gg_evaluation *e, const taken *t, gg_tie_rule rule,
                        const gg_capacity *c, json_t *o)
{
    const gg_cutoff_open rows = open_of(t, rule);

    if (!gg_cutoff_is_open(e, &rows))
        return put_measure(o, "precision", &c->precision) && put_measure(o, "recall", &c->recall) &&
               put_measure(o, "lift", &c->lift);
    return gg_cutoff_put(e, &rows, GG_CUTOFF_PRECISION, "precision", o) &&
           gg_cutoff_put(e, &rows, GG_CUTOFF_RECALL, "recall", o) &&
           gg_cutoff_put(e, &rows, GG_CUTOFF_LIFT, "lift", o) && gg_cutoff_put_finds(e, &rows, o);
}

/* The three rules over one cut, or over those of all sites. */
static gg_status put_rules(gg_evaluation *e, const taken *t, json_t *out)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        json_t *o = gg_json_put_object(out, rules[i].key);
        gg_capacity c;

        if (o == NULL)
            return gg_no_memory(e->err);
        if (gg_capacity_figures(t->cuts, t->n, rules[i].rule, e->z, &c) != GG_OK)
            return gg_error_set(e->err, GG_E_INTERNAL, NULL, "a cut that is not complete");
        if (!put_counts(&c, o) || !put_figures(e, t, rules[i].rule, &c, o))
            return gg_no_memory(e->err);
    }
    return GG_OK;
}

/* One cut: room, the score at which it runs out, how many are tied there. */
static gg_status put_cut(gg_evaluation *e, const taken *of, json_t *out)
{
    const gg_cut *cut = of->cuts;
    const gg_outcome_counts *t = &cut->tied;
    bool fine = gg_json_put(out, "room", gg_json_count((double)cut->capacity)) &&
                gg_json_put(out, "rows", gg_json_count((double)cut->rows)) &&
                gg_json_set_real(out, "score", cut->score) == 0 &&
                gg_json_put(out, "tied",
                            gg_json_count((double)(t->negatives + t->positives + t->unverified)));

    return fine ? put_rules(e, of, out) : gg_no_memory(e->err);
}

static gg_status put_sites(gg_evaluation *e, const gg_capacity_cuts *c, json_t *out)
{
    const gg_family *family = gg_evidence_find(e->evidence, GG_FAMILY_SITE, NULL);
    json_t *within, *sites;
    gg_status status;
    taken all;

    if (c->n_sites == 0)
        return GG_OK;
    all = (taken){c->sites, c->site_rows, family->slices, c->n_sites};
    within = gg_json_put_object(out, "within_sites");
    sites = gg_json_put_object(out, "sites");
    if (within == NULL || sites == NULL)
        return gg_no_memory(e->err);
    status = put_rules(e, &all, within);
    for (size_t s = 0; status == GG_OK && s < c->n_sites; s++) {
        const taken one = {&c->sites[s], c->site_rows != NULL ? &c->site_rows[s] : NULL,
                           &family->slices[s], 1};
        json_t *site = gg_json_put_object(sites, family->slices[s].name);

        status = site != NULL ? put_cut(e, &one, site) : gg_no_memory(e->err);
    }
    return status;
}

static gg_status put_capacity(gg_evaluation *e, const gg_capacity_cuts *c, json_t *list)
{
    const taken all = {&c->everyone, c->everyone_rows, gg_evidence_overall(e->evidence), 1};
    json_t *one = json_object(), *everyone;
    gg_status status = GG_OK;

    if (one == NULL || json_array_append_new(list, one) != 0 ||
        gg_json_set_real(one, c->wish.share ? "share" : "capacity", c->wish.amount) != 0 ||
        (everyone = gg_json_put_object(one, "everyone")) == NULL)
        return gg_no_memory(e->err);
    status = put_cut(e, &all, everyone);
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

static bool put_point_counts(const gg_operating_point *p, json_t *o)
{
    return gg_json_set_real(o, "threshold", p->threshold) == 0 &&
           gg_json_put(o, "selected", gg_json_count((double)p->selected)) &&
           gg_json_put(o, "tp", gg_json_count((double)p->tp)) &&
           gg_json_put(o, "fp", gg_json_count((double)p->fp)) &&
           gg_json_put(o, "unverified", gg_json_count((double)p->unverified_selected));
}

static bool put_known(const gg_operating_point *p, double z, json_t *o)
{
    static const char *const names[] = {"precision", "recall", "false_positive_rate"};
    const gg_figures f = figures_of(p);
    gg_measure_options how = gg_measure_options_default();
    bool fine = true;

    how.z = z;
    for (size_t i = 0; fine && i < sizeof names / sizeof *names; i++) {
        gg_measure m;

        gg_metric_measure(gg_metric_find(names[i]), &f, &how, &m);
        fine = put_measure(o, names[i], &m);
    }
    return fine;
}

static bool put_point(const gg_evaluation *e, size_t i, json_t *o)
{
    const gg_operating_point *p = &e->evidence->operating_points[i];
    const gg_outcome_counts selected = {p->fp, p->tp, p->unverified_selected};
    gg_cutoff_open rows = gg_cutoff_open_empty();

    gg_cutoff_open_slice(gg_evidence_overall(e->evidence), &rows);
    if (e->evidence->point_rows != NULL)
        gg_cutoff_open_select(&e->evidence->point_rows[i], 1, &rows);
    else
        gg_cutoff_open_outcomes(&selected, 1, &rows);
    if (!put_point_counts(p, o))
        return false;
    if (!gg_cutoff_is_open(e, &rows))
        return put_known(p, e->z, o);
    return gg_cutoff_put(e, &rows, GG_CUTOFF_PRECISION, "precision", o) &&
           gg_cutoff_put(e, &rows, GG_CUTOFF_RECALL, "recall", o) &&
           gg_cutoff_put(e, &rows, GG_CUTOFF_FALSE_POSITIVE_RATE, "false_positive_rate", o) &&
           gg_cutoff_put_finds(e, &rows, o);
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
        json_t *one = json_object();

        fine = one != NULL && json_array_append_new(list, one) == 0 && put_point(e, i, one);
    }
    return fine ? GG_OK : gg_no_memory(e->err);
}
