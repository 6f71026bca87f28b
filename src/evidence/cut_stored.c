/*
 * Cuts at a capacity and operating points in stored evidence: written, read with counts that must
 * agree compared, and added. The keys are there only where there are any.
 */
#include <math.h>
#include <string.h>

#include "evidence_internal.h"
#include "ranked_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status wrong(gg_error *err, const char *key, const char *what)
{
    gg_error_where(err, NULL, 0, key);
    return gg_error_set(err, GG_E_INPUT, "give a file that gauger stored", "%s", what);
}

static bool put_count(json_t *o, const char *key, uint64_t n)
{
    return json_object_set_new(o, key, json_integer((json_int_t)n)) == 0;
}

/* ---- writing ---- */

static json_t *outcomes_list(const gg_outcome_counts *x)
{
    return json_pack("[I,I,I]", (json_int_t)x->negatives, (json_int_t)x->positives,
                     (json_int_t)x->unverified);
}

static json_t *cut_object(const gg_cut *cut, const gg_cut_sides *rows)
{
    json_t *o = json_object();

    put_count(o, "capacity", cut->capacity);
    gg_json_set_real(o, "score", cut->score);
    json_object_set_new(o, "above", outcomes_list(&cut->above));
    json_object_set_new(o, "tied", outcomes_list(&cut->tied));
    json_object_set_new(o, "all", outcomes_list(&cut->all));
    if (rows) {
        json_object_set_new(o, "above_rows", gg_cutoff_store(&rows->above));
        json_object_set_new(o, "tied_rows", gg_cutoff_store(&rows->tied));
    }
    return o;
}

static json_t *capacities_list(const gg_evidence *e)
{
    json_t *list = json_array();

    for (size_t i = 0; i < e->n_capacities; i++) {
        const gg_capacity_cuts *c = &e->capacities[i];
        json_t *o = json_object(), *sites = json_array();

        for (size_t s = 0; s < c->n_sites; s++)
            json_array_append_new(sites,
                                  cut_object(&c->sites[s], c->site_rows ? &c->site_rows[s] : NULL));
        gg_json_set_real(o, c->wish.share ? "share" : "rows", c->wish.amount);
        json_object_set_new(o, "everyone", cut_object(&c->everyone, c->everyone_rows));
        json_object_set_new(o, "sites", sites);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *points_list(const gg_evidence *e)
{
    json_t *list = json_array();

    for (size_t i = 0; i < e->n_operating_points; i++) {
        const gg_operating_point *p = &e->operating_points[i];
        json_t *o = json_object();

        gg_json_set_real(o, "threshold", p->threshold);
        put_count(o, "selected", p->selected);
        put_count(o, "tp", p->tp);
        put_count(o, "fp", p->fp);
        put_count(o, "fn", p->fn);
        put_count(o, "tn", p->tn);
        if (e->point_rows)
            json_object_set_new(o, "rows", gg_cutoff_store(&e->point_rows[i]));
        json_array_append_new(list, o);
    }
    return list;
}

size_t gg_cuts_keys(const gg_evidence *e)
{
    return (size_t)(e->n_capacities > 0) + (size_t)(e->n_operating_points > 0);
}

bool gg_cuts_store(const gg_evidence *e, json_t *document)
{
    bool fine = true;

    if (e->n_capacities > 0)
        fine = json_object_set_new(document, "capacities", capacities_list(e)) == 0;
    if (e->n_operating_points > 0)
        fine = json_object_set_new(document, "operating_points", points_list(e)) == 0 && fine;
    return fine;
}

/* ---- reading ---- */

static bool read_count(const json_t *value, uint64_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        (uint64_t)json_integer_value(value) > GG_MOST_ROWS)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static bool read_outcomes(const json_t *list, gg_outcome_counts *out)
{
    return json_array_size(list) == 3 && read_count(json_array_get(list, 0), &out->negatives) &&
           read_count(json_array_get(list, 1), &out->positives) &&
           read_count(json_array_get(list, 2), &out->unverified);
}

static uint64_t sum(const gg_outcome_counts *x)
{
    return x->negatives + x->positives + x->unverified;
}

static uint64_t outcome_of(const gg_slice *s, int outcome)
{
    uint64_t n = 0;

    for (int a = 0; a < GG_ARMS; a++)
        for (int d = 0; d < GG_DECISIONS; d++)
            n += s->tally.n[a][outcome][d];
    return n;
}

/* All of a slice's rows, of which those above and those tied are a part on either side of the room.
 */
static bool agrees(const gg_cut *cut, const gg_slice *slice)
{
    return cut->all.negatives == outcome_of(slice, GG_NEGATIVE) &&
           cut->all.positives == outcome_of(slice, GG_POSITIVE) &&
           cut->all.unverified == outcome_of(slice, GG_UNVERIFIED) &&
           cut->above.negatives + cut->tied.negatives <= cut->all.negatives &&
           cut->above.positives + cut->tied.positives <= cut->all.positives &&
           cut->above.unverified + cut->tied.unverified <= cut->all.unverified &&
           sum(&cut->above) <= cut->capacity &&
           (cut->capacity >= cut->rows || sum(&cut->above) + sum(&cut->tied) >= cut->capacity) &&
           isnan(cut->score) == (sum(&cut->tied) == 0);
}

/* Both halves, or neither in what was stored without. */
static gg_status read_rows(const json_t *o, const gg_cut *cut, const gg_slice *slice,
                           gg_cut_sides *out, gg_error *err)
{
    if (!gg_cutoff_load(json_object_get(o, "above_rows"), &out->above) ||
        !gg_cutoff_load(json_object_get(o, "tied_rows"), &out->tied))
        return wrong(err, "capacities", "not the rows of a cut by arm, outcome and decision");
    if (!gg_cutoff_agrees(&out->above, &cut->above, slice) ||
        !gg_cutoff_agrees(&out->tied, &cut->tied, slice))
        return wrong(err, "capacities", "does not agree with the counts");
    return GG_OK;
}

static gg_status read_cut(const json_t *o, const gg_slice *slice, gg_cut *out, gg_cut_sides *rows,
                          gg_error *err)
{
    if (!read_count(json_object_get(o, "capacity"), &out->capacity) ||
        !read_outcomes(json_object_get(o, "above"), &out->above) ||
        !read_outcomes(json_object_get(o, "tied"), &out->tied) ||
        !read_outcomes(json_object_get(o, "all"), &out->all))
        return wrong(err, "capacities", "not a cut at a capacity");
    out->score = gg_json_number(o, "score", NAN);
    out->rows = out->below = sum(&out->all);
    if (!agrees(out, slice))
        return wrong(err, "capacities", "does not agree with the counts");
    return rows ? read_rows(o, out, slice, rows, err) : GG_OK;
}

static gg_status read_capacity(gg_evidence *out, const json_t *o, gg_capacity_cuts *c,
                               gg_error *err)
{
    const gg_family *sites = gg_evidence_find(out, GG_FAMILY_SITE, NULL);
    const json_t *list = json_object_get(o, "sites");
    gg_status status;

    c->wish.share = json_object_get(o, "share") != NULL;
    c->wish.amount = gg_json_number(o, c->wish.share ? "share" : "rows", NAN);
    c->n_sites = sites ? sites->n_slices : 0;
    if (!(c->wish.amount > 0 && c->wish.amount <= (c->wish.share ? 1 : (double)GG_MOST_ROWS)) ||
        !json_is_array(list) || json_array_size(list) != c->n_sites)
        return wrong(err, "capacities", "not a cut at a capacity");
    status = gg_capacity_cuts_init(out, c, c->n_sites, err);
    if (status)
        return status;
    if (!json_object_get(json_object_get(o, "everyone"), "above_rows")) {
        c->everyone_rows = NULL;
        c->site_rows = NULL;
    }
    status = read_cut(json_object_get(o, "everyone"), gg_evidence_overall(out), &c->everyone,
                      c->everyone_rows, err);
    for (size_t s = 0; s < c->n_sites && !status; s++)
        status = read_cut(json_array_get(list, s), &sites->slices[s], &c->sites[s],
                          c->site_rows ? &c->site_rows[s] : NULL, err);
    return status;
}

static gg_status read_capacities(const json_t *list, gg_evidence *out, gg_error *err)
{
    gg_status status = GG_OK;

    if (!list)
        return GG_OK;
    if (!json_is_array(list) || json_array_size(list) > GG_MOST_CAPACITIES)
        return wrong(err, "capacities", "not a list of at most twenty");
    out->capacities = gg_arena_array(&out->arena, json_array_size(list), sizeof *out->capacities);
    if (!out->capacities)
        return memory(err);
    for (size_t i = 0; i < json_array_size(list) && !status; i++)
        status = read_capacity(out, json_array_get(list, i), &out->capacities[i], err);
    out->n_capacities = json_array_size(list);
    return status;
}

static gg_status read_point(const gg_evidence *e, const json_t *o, gg_operating_point *p,
                            gg_error *err)
{
    const gg_slice *all = gg_evidence_overall(e);
    uint64_t unverified = outcome_of(all, GG_UNVERIFIED);

    p->threshold = gg_json_number(o, "threshold", NAN);
    if (!read_count(json_object_get(o, "selected"), &p->selected) ||
        !read_count(json_object_get(o, "tp"), &p->tp) ||
        !read_count(json_object_get(o, "fp"), &p->fp) ||
        !read_count(json_object_get(o, "fn"), &p->fn) ||
        !read_count(json_object_get(o, "tn"), &p->tn) || isnan(p->threshold))
        return wrong(err, "operating_points", "not an operating point");
    if (p->tp + p->fn != outcome_of(all, GG_POSITIVE) ||
        p->fp + p->tn != outcome_of(all, GG_NEGATIVE) || p->selected < p->tp + p->fp ||
        p->selected - p->tp - p->fp > unverified)
        return wrong(err, "operating_points", "does not agree with the counts");
    p->unverified_selected = p->selected - p->tp - p->fp;
    p->unverified_not_selected = unverified - p->unverified_selected;
    return GG_OK;
}

/* Those of all points, or of none in what was stored without. */
static gg_status read_point_rows(const json_t *list, gg_evidence *out, gg_error *err)
{
    const size_t n = json_array_size(list);
    gg_status status;

    if (!json_object_get(json_array_get(list, 0), "rows"))
        return GG_OK;
    status = gg_point_rows_init(out, n, err);
    for (size_t i = 0; i < n && !status; i++) {
        const gg_operating_point *p = &out->operating_points[i];
        const gg_outcome_counts counts = {p->fp, p->tp, p->unverified_selected};

        if (!gg_cutoff_load(json_object_get(json_array_get(list, i), "rows"),
                            &out->point_rows[i]) ||
            !gg_cutoff_agrees(&out->point_rows[i], &counts, gg_evidence_overall(out)))
            status = wrong(err, "operating_points", "does not agree with the counts");
    }
    return status;
}

static gg_status read_points(const json_t *list, gg_evidence *out, gg_error *err)
{
    size_t n = json_array_size(list);
    gg_status status = GG_OK;

    if (!list)
        return GG_OK;
    if (!json_is_array(list) || n > GG_MOST_OPERATING_POINTS)
        return wrong(err, "operating_points", "not a list of at most a hundred");
    out->operating_points = gg_arena_array(&out->arena, n, sizeof *out->operating_points);
    if (!out->operating_points)
        return memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        gg_operating_point *p = &out->operating_points[i];

        status = read_point(out, json_array_get(list, i), p, err);
        if (!status && i > 0 && !(p[-1].threshold < p->threshold))
            status = wrong(err, "operating_points", "not in the order of their thresholds");
    }
    out->n_operating_points = n;
    return status ? status : read_point_rows(list, out, err);
}

gg_status gg_cuts_load(const json_t *document, gg_evidence *out, gg_error *err)
{
    gg_status status = read_capacities(json_object_get(document, "capacities"), out, err);

    return status ? status : read_points(json_object_get(document, "operating_points"), out, err);
}

/* ---- adding ---- */

static bool same_thresholds(const gg_evidence *a, const gg_evidence *b)
{
    for (size_t i = 0; i < a->n_operating_points && i < b->n_operating_points; i++)
        if (a->operating_points[i].threshold != b->operating_points[i].threshold)
            return false;
    return a->n_operating_points == b->n_operating_points;
}

gg_status gg_operating_points_unite(const gg_evidence *a, const gg_evidence *b, gg_evidence *out,
                                    gg_error *err)
{
    size_t n = same_thresholds(a, b) ? a->n_operating_points : 0;
    gg_status status;

    out->operating_points = gg_arena_array(&out->arena, n, sizeof *out->operating_points);
    if (!out->operating_points)
        return memory(err);
    for (size_t i = 0; i < n; i++) {
        const gg_operating_point *x = &a->operating_points[i], *y = &b->operating_points[i];

        out->operating_points[i] = (gg_operating_point){
            .threshold = x->threshold,
            .selected = x->selected + y->selected,
            .tp = x->tp + y->tp,
            .fp = x->fp + y->fp,
            .fn = x->fn + y->fn,
            .tn = x->tn + y->tn,
            .unverified_selected = x->unverified_selected + y->unverified_selected,
            .unverified_not_selected = x->unverified_not_selected + y->unverified_not_selected};
    }
    out->n_operating_points = n;
    if (n == 0 || !a->point_rows || !b->point_rows)
        return GG_OK;
    status = gg_point_rows_init(out, n, err);
    for (size_t i = 0; i < n && !status; i++)
        gg_cutoff_unite(&a->point_rows[i], &b->point_rows[i], &out->point_rows[i]);
    return status;
}
