/* Merging: evidence of different rows becomes evidence of all of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"
#include "ranked_internal.h"
#include "store_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status differ(gg_error *err, const char *what)
{
    return gg_error_set(err, GG_E_INPUT, "collect both in the same way",
                        "the two pieces of evidence differ in %s", what);
}

static gg_status differ_in_column(gg_error *err, const char *column)
{
    gg_error_where(err, NULL, 0, column);
    return differ(err, "the columns that cases are told apart by, or in their kind, bins, "
                       "reference or order");
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Two texts that may be absent. */
static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static gg_status check_alike(const gg_evidence *a, const gg_evidence *b, gg_error *err)
{
    if (a->rule != b->rule || !same(a->threshold, b->threshold))
        return differ(err, "the decision rule or its threshold");
    if (a->has_scores != b->has_scores || a->weighted != b->weighted ||
        a->has_outcomes != b->has_outcomes)
        return differ(err, "having scores, weights or outcomes");
    if (a->sampled != b->sampled)
        return differ(err, "having probabilities of inspection");
    if (a->grid_bins != b->grid_bins || !same(a->grid_low, b->grid_low) ||
        !same(a->grid_high, b->grid_high))
        return gg_error_set(err, GG_E_INPUT, "declare one range of scores for both",
                            "the two pieces of evidence differ in the grid of scores");
    for (size_t d = 0; d < a->n_dimensions || d < b->n_dimensions; d++) {
        const gg_dimension *x = d < a->n_dimensions ? &a->dimensions[d] : NULL;
        const gg_dimension *y = d < b->n_dimensions ? &b->dimensions[d] : NULL;

        if (!x || !y || strcmp(x->name, y->name) != 0 || x->kind != y->kind ||
            x->binned != y->binned || !same_text(x->reference, y->reference))
            return differ_in_column(err, y ? y->name : x->name);
    }
    if (a->n_families != b->n_families)
        return differ(err, "the intersections asked for");
    if (!gg_operation_alike(a, b))
        return differ(err, "the suppression rules or the sources of referrals");
    for (size_t f = 0; f < a->n_families; f++)
        if (a->families[f].kind != b->families[f].kind ||
            strcmp(a->families[f].name, b->families[f].name) != 0)
            return differ(err, "the intersections asked for");
    return GG_OK;
}

/* The final order of levels: by their bytes, missing last. Bins keep the order they have. */
static int by_level(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    int missing = (strcmp(x, GG_LEVEL_MISSING) == 0) - (strcmp(y, GG_LEVEL_MISSING) == 0);

    return missing ? missing : strcmp(x, y);
}

static bool holds(const char *const *levels, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(levels[i], name) == 0)
            return true;
    return false;
}

static gg_status unite(gg_arena *arena, const gg_dimension *a, const gg_dimension *b,
                       gg_dimension *out, gg_error *err)
{
    const char **levels = gg_arena_array(arena, a->n_levels + b->n_levels, sizeof *levels);
    size_t n = 0;

    *out = *a;
    out->name = gg_arena_string(arena, a->name);
    out->reference = gg_arena_string(arena, a->reference);
    if (!levels || !out->name)
        return memory(err);
    for (size_t i = 0; i < a->n_levels; i++)
        levels[n++] = gg_arena_string(arena, a->levels[i]);
    for (size_t i = 0; i < b->n_levels; i++)
        if (!holds(a->levels, a->n_levels, b->levels[i]))
            levels[n++] = gg_arena_string(arena, b->levels[i]);
    for (size_t i = 0; i < n; i++)
        if (!levels[i])
            return memory(err);
    /* Bins are the same list in both, but one may lack the missing level. */
    if (a->binned && n - a->n_levels > (size_t)!holds(a->levels, a->n_levels, GG_LEVEL_MISSING))
        return differ(err, "the bins of a column");
    if (!a->binned)
        qsort(levels, n, sizeof *levels, by_level);
    out->levels = levels;
    out->n_levels = n;
    return GG_OK;
}

static uint32_t level_of(const gg_dimension *d, const char *name)
{
    uint32_t i = 0;

    while (strcmp(d->levels[i], name) != 0)
        i++;
    return i;
}

typedef struct merging {
    gg_evidence *out;
    const gg_evidence *from;
    gg_error *err;
} merging;

static gg_status add_histogram(merging *m, const gg_slice *from, gg_slice *to)
{
    /* Nothing is kept of scores that one of the two lacks, or whose rows are not counted exactly.
     */
    if (m->out->published.bounded || m->out->measured == GG_EXTENT_COUNTS)
        return GG_OK;
    for (int k = 0; k < GG_OUTCOMES && from->histogram[k]; k++) {
        if (!to->histogram[k])
            to->histogram[k] = gg_arena_array(&m->out->arena, m->out->grid_bins, sizeof(uint64_t));
        if (!to->histogram[k])
            return memory(m->err);
        for (size_t b = 0; b < m->out->grid_bins; b++)
            to->histogram[k][b] += from->histogram[k][b];
    }
    return GG_OK;
}

/* Exact counts beside bounded ones are bounds without width. */
static gg_status add_bounds(merging *m, const gg_slice *from, gg_slice *to)
{
    gg_tally_bounds exact;

    if (!from->bounds && !to->bounds)
        return GG_OK;
    if (!to->bounds) {
        to->bounds = gg_arena_array(&m->out->arena, 1, sizeof *to->bounds);
        if (!to->bounds)
            return memory(m->err);
        gg_bounds_of_tally(&to->tally, to->bounds);
    }
    gg_bounds_of_tally(&from->tally, &exact);
    gg_bounds_add(to->bounds, from->bounds ? from->bounds : &exact);
    return GG_OK;
}

static gg_status add_slice(merging *m, const gg_slice *from, gg_slice *to)
{
    gg_i128 *w = to->exact->w;
    const gg_i128 *v = from->exact->w;

    if (to->has_threshold && from->has_threshold && !same(from->threshold, to->threshold))
        return differ(m->err, "the threshold of a site");
    if (gg_ranking_unite(m->out, m->from, from, to, m->err) || add_bounds(m, from, to))
        return GG_E_MEMORY;
    to->untold |= from->untold;
    to->has_threshold = from->has_threshold;
    to->threshold = from->threshold;
    for (size_t i = 0; i < GG_TALLY_SIZE; i++)
        (&to->tally.n[0][0][0])[i] += (&from->tally.n[0][0][0])[i];
    for (size_t i = 0; i < sizeof *to->exact / sizeof *w; i++) {
        w[i] += v[i];
        if (fabs(gg_from_fixed(w[i])) >= GG_SUM_END)
            return gg_error_set(m->err, GG_E_INPUT, "evaluate both apart",
                                "the sums of weights or of their squares are 9e24 or more");
    }
    gg_operation_add(m->out, from, to);
    return add_histogram(m, from, to);
}

/* The place of a slice in its merged family: where its levels sort. */
static int by_levels(const uint32_t *a, const uint32_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

static gg_status place(merging *m, gg_family *f, const uint32_t *levels, const char *name,
                       gg_slice **out)
{
    size_t at = 0;
    gg_slice *s;

    while (at < f->n_slices && by_levels(f->slices[at].levels, levels, f->n_dimensions) < 0)
        at++;
    s = &f->slices[at];
    *out = s;
    if (at < f->n_slices && by_levels(s->levels, levels, f->n_dimensions) == 0)
        return GG_OK;
    memmove(s + 1, s, (f->n_slices - at) * sizeof *s);
    memset(s, 0, sizeof *s);
    f->n_slices++;
    gg_slice_undefine(s);
    s->name = gg_arena_string(&m->out->arena, name);
    s->levels = gg_arena_array(&m->out->arena, f->n_dimensions, sizeof *levels);
    s->exact = gg_arena_array(&m->out->arena, 1, sizeof *s->exact);
    if (!s->name || !s->levels || !s->exact)
        return memory(m->err);
    memcpy((uint32_t *)s->levels, levels, f->n_dimensions * sizeof *levels);
    return gg_slice_operation(m->out, s, m->err);
}

static gg_status add_family(merging *m, const gg_family *from, gg_family *to)
{
    uint32_t levels[GG_MAX_DIMENSIONS];
    gg_status status = GG_OK;

    for (size_t s = 0; s < from->n_slices && !status; s++) {
        gg_slice *slice = NULL;

        for (size_t i = 0; i < from->n_dimensions; i++) {
            const gg_dimension *d = &m->from->dimensions[from->dimensions[i]];

            levels[i] = level_of(&m->out->dimensions[from->dimensions[i]],
                                 d->levels[from->slices[s].levels[i]]);
        }
        status = place(m, to, levels, from->slices[s].name, &slice);
        if (!status)
            status = add_slice(m, &from->slices[s], slice);
    }
    return status;
}

/* How many rows are used at most: a table whose lines are rows does not say it again. */
static uint64_t highest_rows(const gg_evidence *e)
{
    return e->published.rows_high > e->rows_used ? e->published.rows_high : e->rows_used;
}

/* Where the other has no rows, nothing is put into bins. */
static bool stays_exact(const gg_evidence *e, const gg_evidence *other, const gg_evidence *out)
{
    return e->ranking_exact && e->measured == out->measured && highest_rows(other) == 0;
}

static void add_head(const gg_evidence *a, const gg_evidence *b, gg_evidence *out)
{
    out->rows = a->rows + b->rows;
    out->rows_used = a->rows_used + b->rows_used;
    out->missing_score = a->missing_score + b->missing_score;
    out->missing_decision = a->missing_decision + b->missing_decision;
    out->bad_rows = a->bad_rows + b->bad_rows;
    out->published =
        (gg_published){.rows_high = highest_rows(a) + highest_rows(b),
                       .total_lines = a->published.total_lines + b->published.total_lines,
                       .grouped = a->published.grouped || b->published.grouped,
                       .bounded = a->published.bounded || b->published.bounded,
                       .partial = a->published.partial || b->published.partial,
                       .untold = a->published.untold || b->published.untold};
    out->rule = a->rule;
    out->threshold = a->threshold;
    out->default_threshold = a->default_threshold && b->default_threshold;
    out->has_scores = a->has_scores;
    out->has_outcomes = a->has_outcomes;
    out->has_unverified = a->has_unverified || b->has_unverified;
    out->weighted = a->weighted;
    out->sampled = a->sampled;
    out->counted = a->counted || b->counted;
    out->probability = a->probability && b->probability;
    out->measured = a->measured > b->measured ? a->measured : b->measured;
    out->ranking_exact = stays_exact(a, b, out) || stays_exact(b, a, out);
    out->score_low = fmin(a->score_low, b->score_low);
    out->score_high = fmax(a->score_high, b->score_high);
    out->grid_low = a->grid_low;
    out->grid_high = a->grid_high;
    out->grid_bins = a->grid_bins;
}

/* Names of either list, each once, in the order of their bytes. */
static gg_status unite_names(const char *const *a, size_t n_a, const char *const *b, size_t n_b,
                             gg_arena *arena, const char *const **out, size_t *n, gg_error *err)
{
    const char **names = gg_arena_array(arena, n_a + n_b, sizeof *names);
    size_t found = 0;

    if (!names)
        return memory(err);
    for (size_t i = 0; i < n_a + n_b; i++) {
        const char *name = i < n_a ? a[i] : b[i - n_a];

        if (holds(names, found, name))
            continue;
        names[found] = gg_arena_string(arena, name);
        if (!names[found++])
            return memory(err);
    }
    if (found)
        qsort(names, found, sizeof *names, by_level);
    *out = names;
    *n = found;
    return GG_OK;
}

static void finish(gg_evidence *out)
{
    for (size_t f = 0; f < out->n_families; f++)
        for (size_t s = 0; s < out->families[f].n_slices; s++)
            gg_slice_finish(out, &out->families[f].slices[s]);
    gg_evidence_rank_binned(out);
}

static gg_status merge_families(const gg_evidence *a, const gg_evidence *b, gg_evidence *out,
                                gg_error *err)
{
    merging m = {.out = out, .err = err};
    gg_status status = GG_OK;

    out->families = gg_arena_array(&out->arena, a->n_families, sizeof *out->families);
    if (!out->families)
        return memory(err);
    for (size_t f = 0; f < a->n_families && !status; f++) {
        gg_family *to = &out->families[f];

        *to = a->families[f];
        to->n_slices = 0;
        to->name = gg_arena_string(&out->arena, a->families[f].name);
        to->slices = gg_arena_array(
            &out->arena, a->families[f].n_slices + b->families[f].n_slices + 1, sizeof *to->slices);
        if (!to->name || !to->slices)
            return memory(err);
        out->n_families = f + 1;
        m.from = a;
        status = add_family(&m, &a->families[f], to);
        m.from = b;
        if (!status)
            status = add_family(&m, &b->families[f], to);
    }
    return status;
}

gg_status gg_evidence_merge(const gg_evidence *a, const gg_evidence *b, gg_evidence *out,
                            gg_error *err)
{
    gg_status status = check_alike(a, b, err);
    gg_evidence made;

    if (status)
        return status;
    memset(&made, 0, sizeof made);
    gg_arena_init(&made.arena);
    add_head(a, b, &made);
    made.n_dimensions = a->n_dimensions;
    made.dimensions = gg_arena_array(&made.arena, a->n_dimensions, sizeof *made.dimensions);
    if (!made.dimensions)
        status = memory(err);
    for (size_t d = 0; d < a->n_dimensions && !status; d++)
        status = unite(&made.arena, &a->dimensions[d], &b->dimensions[d], &made.dimensions[d], err);
    if (!status)
        status = gg_operation_unite(a, b, &made, err);
    if (!status)
        status = merge_families(a, b, &made, err);
    if (!status)
        status = unite_names(a->ignored, a->n_ignored, b->ignored, b->n_ignored, &made.arena,
                             &made.ignored, &made.n_ignored, err);
    if (!status)
        status = unite_names(a->special, a->n_special, b->special, b->n_special, &made.arena,
                             &made.special, &made.n_special, err);
    if (!status)
        status = gg_operating_points_unite(a, b, &made, err);
    if (status) {
        gg_evidence_release(&made);
        return status;
    }
    finish(&made);
    *out = made;
    return GG_OK;
}
