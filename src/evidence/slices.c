/* Families of slices: which there are, which slice a cell belongs to, and their tallies. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

bool gg_family_ranked(const gg_family *family)
{
    return family->kind != GG_FAMILY_STRATUM;
}

static const gg_family_kind family_of_dimension[] = {
    [GG_DIMENSION_PROTECTED] = GG_FAMILY_ATTRIBUTE,
    [GG_DIMENSION_SITE] = GG_FAMILY_SITE,
    [GG_DIMENSION_PERIOD] = GG_FAMILY_PERIOD,
};

static gg_status add_family(gg_evidence *out, gg_family_kind kind, const uint32_t *dimensions,
                            size_t n, gg_error *err)
{
    gg_family *f = &out->families[out->n_families];
    const char *name = "";

    for (size_t i = 0; i < n && name; i++)
        name = gg_arena_printf(&out->arena, "%s%s%s", name, i ? "*" : "",
                               out->dimensions[dimensions[i]].name);
    if (!name)
        return memory(err);
    f->kind = kind;
    f->name = name;
    f->n_dimensions = n;
    for (size_t i = 0; i < n; i++)
        f->dimensions[i] = dimensions[i];
    out->n_families++;
    return GG_OK;
}

static bool find_protected(const gg_evidence *out, const char *name, size_t size, uint32_t *d)
{
    for (uint32_t i = 0; i < out->n_dimensions; i++) {
        if (out->dimensions[i].kind == GG_DIMENSION_PROTECTED &&
            strlen(out->dimensions[i].name) == size &&
            memcmp(out->dimensions[i].name, name, size) == 0) {
            *d = i;
            return true;
        }
    }
    return false;
}

/* "race*sex": the parts must be protected columns, at least two, each once. */
static gg_status add_intersection(gg_evidence *out, const char *text, gg_error *err)
{
    uint32_t dimensions[GG_MAX_DIMENSIONS];
    size_t n = 0;

    for (const char *part = text; part;) {
        const char *star = strchr(part, '*');
        size_t size = star ? (size_t)(star - part) : strlen(part);
        bool again = false;

        if (n == GG_MAX_DIMENSIONS || !find_protected(out, part, size, &dimensions[n]))
            return gg_error_set(err, GG_E_USAGE, "name protected columns with * between them",
                                "--intersect %s: not protected columns of the table", text);
        for (size_t i = 0; i < n; i++)
            again = again || dimensions[i] == dimensions[n];
        n++;
        if (again)
            return gg_error_set(err, GG_E_USAGE, "name each column once",
                                "--intersect %s: a column twice", text);
        part = star ? star + 1 : NULL;
    }
    if (n < 2)
        return gg_error_set(err, GG_E_USAGE, "write --intersect race*sex",
                            "--intersect %s: needs two columns", text);
    return add_family(out, GG_FAMILY_INTERSECTION, dimensions, n, err);
}

gg_status gg_families_name(const gg_plan *plan, const gg_collect_options *options, gg_evidence *out,
                           gg_error *err)
{
    size_t n = out->n_dimensions;
    gg_status status;

    out->families = gg_arena_array(&out->arena, 1 + n + options->n_intersections + n * n,
                                   sizeof *out->families);
    if (!out->families)
        return memory(err);
    status = add_family(out, GG_FAMILY_OVERALL, NULL, 0, err);
    for (uint32_t d = 0; d < n && !status; d++)
        if (out->dimensions[d].kind != GG_DIMENSION_STRATUM)
            status = add_family(out, family_of_dimension[out->dimensions[d].kind], &d, 1, err);
    for (size_t i = 0; i < options->n_intersections && !status; i++)
        status = add_intersection(out, options->intersections[i], err);
    for (uint32_t d = 0; d < n; d++) {
        for (uint32_t s = 0; s < n && !status; s++) {
            uint32_t pair[2] = {d, s};

            if (out->dimensions[d].kind == GG_DIMENSION_PROTECTED && s != d &&
                plan->dimensions[s].stratum)
                status = add_family(out, GG_FAMILY_STRATUM, pair, 2, err);
        }
    }
    return status;
}

/* A cell's levels in a family, as one number that sorts as the levels do. */
static uint64_t rank_of(const gg_evidence *out, const gg_family *f, const gg_cell *cell)
{
    uint64_t rank = 0;

    for (size_t i = 0; i < f->n_dimensions; i++) {
        uint32_t d = f->dimensions[i];

        rank = rank * out->dimensions[d].n_levels + cell->levels[d];
    }
    return rank;
}

static int by_rank(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static size_t slice_index(const uint64_t *ranks, size_t n, uint64_t rank)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (ranks[middle] < rank)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static gg_status name_slice(gg_evidence *out, const gg_family *f, gg_slice *slice, uint64_t rank,
                            gg_error *err)
{
    uint32_t *levels = gg_arena_array(&out->arena, f->n_dimensions, sizeof *levels);
    const char *name = "";

    if (!levels)
        return memory(err);
    for (size_t i = f->n_dimensions; i-- > 0;) {
        const gg_dimension *d = &out->dimensions[f->dimensions[i]];

        levels[i] = (uint32_t)(rank % d->n_levels);
        rank /= d->n_levels;
        name = i + 1 == f->n_dimensions
                   ? d->levels[levels[i]]
                   : gg_arena_printf(&out->arena, "%s*%s", d->levels[levels[i]], name);
        if (!name)
            return memory(err);
    }
    slice->levels = levels;
    slice->name = name;
    return GG_OK;
}

static void add_tally(gg_slice *slice, const gg_cells *cells, size_t c)
{
    uint64_t *n = &slice->tally.n[0][0][0];

    for (size_t i = 0; i < GG_TALLY_SIZE; i++) {
        n[i] += cells->all[c].n[i];
        if (cells->weighted) {
            slice->exact->w[i] += cells->weights[c].w[i];
            slice->exact->w2[i] += cells->weights[c].w2[i];
        }
    }
    if (cells->sampled)
        gg_inverse_add(&slice->exact->inverse, &cells->inverse[c]);
    if (slice->bounds)
        gg_bounds_add(slice->bounds, &cells->bounds[c]);
    if (cells->counted)
        slice->untold |= cells->bounds[c].untold;
    for (size_t i = 0; i < cells->operation_size; i++)
        gg_slice_block(slice)[i] += cells->operation[c * cells->operation_size + i];
}

static gg_status tally_slices(gg_evidence *out, gg_family *f, const gg_sum *sum,
                              const uint32_t *slice_of, gg_error *err)
{
    for (size_t s = 0; s < f->n_slices; s++) {
        gg_status status = gg_slice_operation(out, &f->slices[s], err);

        if (status)
            return status;
        f->slices[s].exact = gg_arena_array(&out->arena, 1, sizeof *f->slices[s].exact);
        if (out->published.bounded)
            f->slices[s].bounds = gg_arena_array(&out->arena, 1, sizeof *f->slices[s].bounds);
        if (!f->slices[s].exact || (out->published.bounded && !f->slices[s].bounds))
            return memory(err);
    }
    for (size_t c = 0; c < sum->cells.n; c++)
        add_tally(&f->slices[slice_of[c]], &sum->cells, c);
    /* A slice whose ranges happen to be points is like any other. */
    for (size_t s = 0; s < f->n_slices; s++)
        if (f->slices[s].bounds && !gg_bounds_open(&f->slices[s].tally, f->slices[s].bounds))
            f->slices[s].bounds = NULL;
    return GG_OK;
}

gg_status gg_family_make(gg_evidence *out, gg_family *f, const gg_sum *sum, uint32_t *slice_of,
                         gg_error *err)
{
    uint64_t *ranks = malloc((sum->cells.n + 1) * sizeof *ranks);
    size_t n = 0, kept = 0;
    gg_status status = GG_OK;

    if (!ranks)
        return memory(err);
    /* A line that stands for nobody names its group all the same, which is then one of 0 rows. */
    for (size_t c = 0; c < sum->cells.n; c++)
        ranks[n++] = rank_of(out, f, &sum->cells.all[c]);
    qsort(ranks, n, sizeof *ranks, by_rank);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || ranks[kept - 1] != ranks[i])
            ranks[kept++] = ranks[i];
    if (f->kind == GG_FAMILY_OVERALL && kept == 0)
        ranks[kept++] = 0; /* everyone is there, even when there is nobody */
    f->slices = gg_arena_array(&out->arena, kept, sizeof *f->slices);
    if (!f->slices)
        status = memory(err);
    f->n_slices = status ? 0 : kept;
    for (size_t s = 0; s < kept && !status; s++)
        status = name_slice(out, f, &f->slices[s], ranks[s], err);
    for (size_t c = 0; c < sum->cells.n; c++)
        slice_of[c] = (uint32_t)slice_index(ranks, kept, rank_of(out, f, &sum->cells.all[c]));
    free(ranks);
    return status ? status : tally_slices(out, f, sum, slice_of, err);
}

void gg_slices_thresholds(const gg_plan *plan, gg_evidence *out)
{
    for (size_t i = 0; i < out->n_families; i++) {
        gg_family *f = &out->families[i];

        for (size_t s = 0; s < f->n_slices; s++) {
            gg_slice *slice = &f->slices[s];

            slice->threshold = plan->rule == GG_RULE_THRESHOLD ? plan->threshold : NAN;
            slice->has_threshold = plan->rule == GG_RULE_THRESHOLD;
            if (plan->rule != GG_RULE_SITE || f->kind != GG_FAMILY_SITE)
                continue;
            slice->threshold = plan->threshold;
            for (size_t k = 0; k < plan->schema->n_site_thresholds; k++)
                if (strcmp(plan->schema->site_thresholds[k].site, slice->name) == 0)
                    slice->threshold = plan->schema->site_thresholds[k].threshold;
            slice->has_threshold = !isnan(slice->threshold);
        }
    }
}

gg_status gg_slices_build(const gg_plan *plan, const gg_collect_options *options, const gg_sum *sum,
                          gg_evidence *out, uint32_t **slice_of, gg_error *err)
{
    gg_status status = gg_families_name(plan, options, out, err);

    if (status)
        return status;
    *slice_of = malloc((out->n_families * sum->cells.n + 1) * sizeof **slice_of);
    if (!*slice_of)
        status = memory(err);
    for (size_t i = 0; i < out->n_families && !status; i++)
        status = gg_family_make(out, &out->families[i], sum, *slice_of + i * sum->cells.n, err);
    gg_slices_thresholds(plan, out);
    return status;
}
