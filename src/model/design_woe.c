/* Bins and levels of a scorecard's features, and their weight of evidence. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "design_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* The bin of a number: how many edges are at or below it. */
static size_t bin_of(const gg_evidence_of *e, double x)
{
    size_t low = 0, high = e->n;

    while (low < high) {
        size_t half = low + (high - low) / 2;

        if (e->edges[half] <= x)
            low = half + 1;
        else
            high = half;
    }
    return low;
}

double gg_evidence_value(const gg_evidence_of *evidence, const gg_cells_of *cells, size_t i,
                         const size_t *words)
{
    double x = cells->x[i];
    size_t place;

    if (isnan(x))
        return evidence->missing;
    if (evidence->bins)
        return evidence->woe[bin_of(evidence, x)];
    place = words[(size_t)x];
    return place == SIZE_MAX ? evidence->other : evidence->woe[place];
}

/* Sums of weights of one group. */
typedef struct group {
    double positives, negatives;
} group;

static void add_row(group *g, const gg_training_rows *r, size_t i)
{
    if (r->y[i] == 1)
        g->positives += r->w[i];
    else
        g->negatives += r->w[i];
}

static group missing_of(const gg_training_rows *r, size_t f)
{
    group g = {0, 0};

    for (size_t i = 0; i < r->n; i++)
        if (isnan(r->cells[f].x[i]))
            add_row(&g, r, i);
    return g;
}

/* Weighs k groups, at most room of them: the last may be the missing cells. */
static gg_status weigh(gg_design *d, const group *groups, size_t k, double smoothing, double *woe,
                       double *information, gg_error *err)
{
    double *p = gg_arena_array(&d->arena, k, sizeof *p);
    double *q = gg_arena_array(&d->arena, k, sizeof *q);

    if (!p || !q)
        return memory(err);
    for (size_t i = 0; i < k; i++) {
        p[i] = groups[i].positives;
        q[i] = groups[i].negatives;
    }
    if (gg_woe_weigh(p, q, k, smoothing, woe, information))
        return gg_error_set(err, GG_E_INPUT, "use smaller weights", "weights too large to add up");
    return GG_OK;
}

/* ---- numbers ---- */

/* The numbers that bins are cut from: those that are there, and the fill for those that are not
 * where the rules ask for one. */
typedef struct pairs {
    double *x, *y, *w;
    size_t n;
    double *room;
} pairs;

static gg_status gather(const gg_training_rows *r, size_t f, double fill, pairs *out, gg_error *err)
{
    const double *x = r->cells[f].x;

    out->n = 0;
    out->room = r->n <= SIZE_MAX / 32 ? malloc((3 * r->n + 1) * sizeof *out->room) : NULL;
    if (!out->room)
        return memory(err);
    out->x = out->room;
    out->y = out->x + r->n;
    out->w = out->y + r->n;
    for (size_t i = 0; i < r->n; i++) {
        if (isnan(x[i]) && isnan(fill))
            continue;
        out->x[out->n] = isnan(x[i]) ? fill : x[i];
        out->y[out->n] = r->y[i];
        out->w[out->n++] = r->w[i];
    }
    return GG_OK;
}

static gg_status fill_of(gg_design *d, size_t f, double *fill, gg_error *err)
{
    const gg_training_rows *r = d->rows;
    const double *x = r->cells[f].x;

    *fill = NAN;
    switch (r->features[f].imputation) {
    case GG_IMPUTE_ZERO:
        *fill = 0;
        return GG_OK;
    case GG_IMPUTE_MEAN:
        return gg_average_of(GG_AVERAGE_MEAN, x, r->w, r->n, fill, err);
    case GG_IMPUTE_MEDIAN:
        return gg_average_of(GG_AVERAGE_MEDIAN, x, r->w, r->n, fill, err);
    default:
        return GG_OK;
    }
}

/* Edges of the bins; one bin alone gets the median for an edge, since a file states at least one.
 */
static gg_status take_edges(gg_design *d, const pairs *p, const gg_woe_bin *bins, size_t k,
                            gg_evidence_of *out, gg_error *err)
{
    out->bins = true;
    out->n = k > 1 ? k - 1 : 1;
    out->edges = gg_arena_array(&d->arena, out->n, sizeof *out->edges);
    out->woe = gg_arena_array(&d->arena, out->n + 2, sizeof *out->woe);
    if (!out->edges || !out->woe)
        return memory(err);
    for (size_t i = 0; i + 1 < k; i++)
        out->edges[i] = bins[i].high;
    return k > 1 ? GG_OK : gg_average_of(GG_AVERAGE_MEDIAN, p->x, p->w, p->n, &out->edges[0], err);
}

static gg_status weigh_bins(gg_design *d, size_t f, const gg_woe_bin *bins, size_t k,
                            double smoothing, gg_evidence_of *out, gg_error *err)
{
    const gg_training_rows *r = d->rows;
    group *groups = gg_arena_array(&d->arena, k + 1, sizeof *groups);
    double *woe = gg_arena_array(&d->arena, k + 1, sizeof *woe);
    bool apart = r->features[f].imputation == GG_IMPUTE_LEVEL && r->cells[f].missing;
    gg_status status;

    if (!groups || !woe)
        return memory(err);
    for (size_t i = 0; i < k; i++)
        groups[i] = (group){bins[i].positives, bins[i].negatives};
    if (apart)
        groups[k] = missing_of(r, f);
    out->groups = k + apart;
    status = weigh(d, groups, out->groups, smoothing, woe, &out->information, err);
    if (status)
        return status;
    for (size_t i = 0; i <= out->n; i++)
        out->woe[i] = woe[i < k ? i : k - 1];
    out->missing = apart ? woe[k] : 0;
    return GG_OK;
}

static bool is_constant(const pairs *p)
{
    for (size_t i = 1; i < p->n; i++)
        if (p->x[i] != p->x[0])
            return false;
    return true;
}

static gg_status learn_bins(gg_design *d, size_t f, const gg_woe_options *o, gg_evidence_of *out,
                            gg_error *err)
{
    const gg_training_rows *r = d->rows;
    gg_woe_bin *bins = gg_arena_array(&d->arena, o->bins, sizeof *bins);
    double fill;
    size_t k = 0;
    pairs p = {0};
    gg_status status = bins ? fill_of(d, f, &fill, err) : memory(err);

    if (!status)
        status = gather(r, f, fill, &p, err);
    if (!status && p.n == 0)
        status = gg_feature_refuse(r, f, "leave it out", "nothing but missing cells", err);
    if (!status && is_constant(&p) && p.n == r->n)
        status = gg_feature_refuse(r, f, "leave it out", "the same number in all rows", err);
    if (!status)
        status = gg_woe_cut(p.x, p.y, p.w, p.n, o, bins, &k, err);
    if (!status)
        status = take_edges(d, &p, bins, k, out, err);
    if (!status)
        status = weigh_bins(d, f, bins, k, o->smoothing, out, err);
    free(p.room);
    if (!status && !isnan(fill))
        out->missing = out->woe[bin_of(out, fill)];
    return status;
}

/* ---- words ---- */

static bool stands_alone(const group *g, double least)
{
    return g->positives > 0 && g->negatives > 0 && g->positives + g->negatives >= least;
}

/* The groups of a feature's words; those that are rare, or have one outcome only, go to other,
 * which stands behind the levels. Missing cells may stand behind it. */
typedef struct pooling {
    group *of;            /* n_words, the missing cells behind them */
    group *pooled;        /* what is weighed */
    size_t n;             /* of pooled */
    bool other;           /* pooled[out->n] is other */
    size_t mode, mode_at; /* the heaviest word; its place among the levels, SIZE_MAX in other */
} pooling;

static gg_status count_words(gg_design *d, size_t f, pooling *p, gg_error *err)
{
    const gg_training_rows *r = d->rows;
    const gg_cells_of *cells = &r->cells[f];
    size_t n = cells->n_words, mode = 0;

    p->of = gg_arena_array(&d->arena, n + 1, sizeof *p->of);
    p->pooled = gg_arena_array(&d->arena, n + 2, sizeof *p->pooled);
    if (!p->of || !p->pooled)
        return memory(err);
    for (size_t i = 0; i < r->n; i++)
        add_row(&p->of[isnan(cells->x[i]) ? n : (size_t)cells->x[i]], r, i);
    for (size_t i = 1; i < n; i++)
        if (p->of[i].positives + p->of[i].negatives > p->of[mode].positives + p->of[mode].negatives)
            mode = i;
    p->mode = mode;
    if (n && r->features[f].imputation == GG_IMPUTE_MODE) {
        p->of[mode].positives += p->of[n].positives;
        p->of[mode].negatives += p->of[n].negatives;
    }
    return GG_OK;
}

static gg_status pool(gg_design *d, size_t f, double least, pooling *p, gg_evidence_of *out,
                      gg_error *err)
{
    const gg_cells_of *cells = &d->rows->cells[f];
    group rest = {0, 0};

    out->levels = gg_arena_array(&d->arena, cells->n_words, sizeof *out->levels);
    if (!out->levels)
        return memory(err);
    p->mode_at = SIZE_MAX;
    for (size_t i = 0; i < cells->n_words; i++) {
        if (stands_alone(&p->of[i], least)) {
            if (i == p->mode)
                p->mode_at = out->n;
            out->levels[out->n] = cells->words[i];
            p->pooled[out->n++] = p->of[i];
        } else {
            rest.positives += p->of[i].positives;
            rest.negatives += p->of[i].negatives;
            p->other = p->other || p->of[i].positives + p->of[i].negatives > 0;
        }
    }
    p->n = out->n;
    if (p->other)
        p->pooled[p->n++] = rest;
    if (cells->missing && d->rows->features[f].imputation == GG_IMPUTE_LEVEL)
        p->pooled[p->n++] = p->of[cells->n_words];
    return out->n ? GG_OK
                  : gg_feature_refuse(d->rows, f, "lower minimum_share, or leave it out",
                                      "no word is frequent enough to stand alone", err);
}

static gg_status learn_levels(gg_design *d, size_t f, const gg_woe_options *o, gg_evidence_of *out,
                              gg_error *err)
{
    const gg_training_rows *r = d->rows;
    gg_imputation how = r->features[f].imputation;
    double total = 0;
    pooling p = {0};
    gg_status status = count_words(d, f, &p, err);

    for (size_t i = 0; i < r->n; i++)
        total += r->w[i];
    if (!status && r->cells[f].n_words == 0)
        return gg_feature_refuse(r, f, "leave it out", "nothing but missing cells", err);
    if (!status && r->cells[f].n_words == 1 && !(how == GG_IMPUTE_LEVEL && r->cells[f].missing))
        return gg_feature_refuse(r, f, "leave it out", "the same word in all rows", err);
    if (!status)
        status = pool(d, f, o->minimum_share * total, &p, out, err);
    if (status)
        return status;
    out->woe = gg_arena_array(&d->arena, p.n, sizeof *out->woe);
    if (!out->woe)
        return memory(err);
    status = weigh(d, p.pooled, p.n, o->smoothing, out->woe, &out->information, err);
    if (status)
        return status;
    out->groups = p.n;
    /* A word that was never seen says nothing. */
    out->has_other = true;
    out->other = p.other ? out->woe[out->n] : 0;
    if (how == GG_IMPUTE_MODE)
        out->missing = p.mode_at == SIZE_MAX ? out->other : out->woe[p.mode_at];
    if (how == GG_IMPUTE_LEVEL && r->cells[f].missing)
        out->missing = out->woe[p.n - 1];
    return GG_OK;
}

gg_status gg_evidence_learn(gg_design *design, size_t f, const gg_woe_options *options,
                            gg_evidence_of *out, gg_error *err)
{
    const gg_feature *feature = &design->rows->features[f];
    gg_status status;

    memset(out, 0, sizeof *out);
    out->has_missing = feature->imputation != GG_IMPUTE_NONE;
    status = feature->type == GG_FEATURE_NUMERIC ? learn_bins(design, f, options, out, err)
                                                 : learn_levels(design, f, options, out, err);
    if (!status && feature->imputation == GG_IMPUTE_LEVEL && !design->rows->cells[f].missing)
        status = gg_design_warn(design, err, "no_missing_cell",
                                "%s has no missing cell in these rows: one that comes later says "
                                "nothing (0 points)",
                                feature->name);
    return status;
}
