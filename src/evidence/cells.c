/* Joint cells: one count for each combination of levels that occurs. */
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"

#define DIRECT_BITS 18

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_cells_init(gg_cells *cells, const gg_plan *plan, gg_error *err)
{
    size_t counts[GG_MAX_DIMENSIONS];

    memset(cells, 0, sizeof *cells);
    cells->n_dimensions = plan->n_dimensions;
    cells->weighted = plan->weight != GG_NO_COLUMN;
    cells->sampled = gg_plan_samples(plan);
    cells->counted = plan->grouped || plan->count != GG_NO_COLUMN;
    cells->operation_size = gg_operation_size(plan->n_rules, plan->n_sources);
    for (size_t d = 0; d < plan->n_dimensions; d++)
        counts[d] = 2;
    return gg_cells_fit(cells, counts, err);
}

gg_status gg_cells_init_plain(gg_cells *cells, size_t n, gg_error *err)
{
    const size_t none[GG_MAX_DIMENSIONS] = {0};

    memset(cells, 0, sizeof *cells);
    cells->n_dimensions = n;
    return gg_cells_fit(cells, none, err);
}

void gg_cells_release(gg_cells *cells)
{
    free(cells->all);
    free(cells->weights);
    free(cells->inverse);
    free(cells->operation);
    free(cells->bounds);
    free(cells->direct);
    free(cells->keys);
    free(cells->values);
    memset(cells, 0, sizeof *cells);
}

static uint64_t key_of(const gg_cells *cells, const uint32_t *levels)
{
    uint64_t key = 0;

    for (size_t d = 0; d < cells->n_dimensions; d++)
        key |= (uint64_t)levels[d] << cells->shift[d];
    return key;
}

static size_t hash_place(const gg_cells *cells, uint64_t key)
{
    uint64_t h = (key + 1) * 0x9e3779b97f4a7c15ULL;
    size_t at = (size_t)(h >> 20) & (cells->hash_room - 1);

    while (cells->keys[at] && cells->keys[at] != key + 1)
        at = (at + 1) & (cells->hash_room - 1);
    return at;
}

static void enter(gg_cells *cells, uint64_t key, uint32_t cell)
{
    size_t at;

    if (cells->direct) {
        cells->direct[key] = cell + 1;
        return;
    }
    at = hash_place(cells, key);
    cells->keys[at] = key + 1;
    cells->values[at] = cell;
}

/* Makes the finder anew for the bits in force and enters all cells. */
static gg_status rebuild(gg_cells *cells, gg_error *err)
{
    free(cells->direct);
    free(cells->keys);
    free(cells->values);
    cells->direct = NULL;
    cells->keys = NULL;
    cells->values = NULL;
    if (cells->total_bits <= DIRECT_BITS) {
        cells->direct = calloc((size_t)1 << cells->total_bits, sizeof *cells->direct);
        if (!cells->direct)
            return memory(err);
    } else {
        cells->hash_room = 1024;
        while (cells->hash_room < 4 * (cells->n + 1))
            cells->hash_room *= 2;
        cells->keys = calloc(cells->hash_room, sizeof *cells->keys);
        cells->values = calloc(cells->hash_room, sizeof *cells->values);
        if (!cells->keys || !cells->values)
            return memory(err);
    }
    for (size_t c = 0; c < cells->n; c++)
        enter(cells, key_of(cells, cells->all[c].levels), (uint32_t)c);
    return GG_OK;
}

gg_status gg_cells_fit(gg_cells *cells, const size_t *counts, gg_error *err)
{
    bool fits = cells->direct || cells->keys;
    unsigned total = 0;

    for (size_t d = 0; d < cells->n_dimensions; d++) {
        while (((size_t)1 << cells->bits[d]) < counts[d]) {
            cells->bits[d]++;
            fits = false;
        }
        cells->shift[d] = total;
        total += cells->bits[d];
    }
    if (total > 62)
        return gg_error_set(err, GG_E_LIMIT, "use fewer protected columns, or bins",
                            "too many levels: their combinations need more than 62 bits");
    cells->total_bits = total;
    return fits ? GG_OK : rebuild(cells, err);
}

static bool widen(void **array, size_t room, size_t size)
{
    void *p = realloc(*array, room * size);

    if (p)
        *array = p;
    return p != NULL;
}

/* Room for one more cell, in each of the parallel arrays that there are. */
static gg_status make_room(gg_cells *cells, gg_error *err)
{
    size_t room = cells->room ? cells->room * 2 : 64;
    size_t block = cells->operation_size * sizeof *cells->operation;

    if (cells->n < cells->room)
        return GG_OK;
    if (!widen((void **)&cells->all, room, sizeof *cells->all) ||
        (cells->weighted && !widen((void **)&cells->weights, room, sizeof *cells->weights)) ||
        (cells->sampled && !widen((void **)&cells->inverse, room, sizeof *cells->inverse)) ||
        (cells->counted && !widen((void **)&cells->bounds, room, sizeof *cells->bounds)) ||
        (block && !widen((void **)&cells->operation, room, block)))
        return memory(err);
    cells->room = room;
    return GG_OK;
}

static gg_status add_cell(gg_cells *cells, const uint32_t *levels, uint32_t *out, gg_error *err)
{
    gg_status status;

    if (cells->n >= GG_TAG_CELLS - 1)
        return gg_error_set(err, GG_E_LIMIT, "use fewer protected columns, or bins",
                            "too many combinations of levels");
    status = make_room(cells, err);
    if (status)
        return status;
    memset(&cells->all[cells->n], 0, sizeof *cells->all);
    memcpy(cells->all[cells->n].levels, levels, cells->n_dimensions * sizeof *levels);
    if (cells->weighted)
        memset(&cells->weights[cells->n], 0, sizeof *cells->weights);
    if (cells->sampled)
        memset(&cells->inverse[cells->n], 0, sizeof *cells->inverse);
    if (cells->counted)
        memset(&cells->bounds[cells->n], 0, sizeof *cells->bounds);
    if (cells->operation)
        memset(cells->operation + cells->n * cells->operation_size, 0,
               cells->operation_size * sizeof *cells->operation);
    *out = (uint32_t)cells->n++;
    if (cells->keys && cells->n * 2 > cells->hash_room)
        return rebuild(cells, err);
    enter(cells, key_of(cells, levels), *out);
    return GG_OK;
}

gg_status gg_cells_get(gg_cells *cells, const uint32_t *levels, uint32_t *out, gg_error *err)
{
    uint64_t key = key_of(cells, levels);

    if (cells->direct) {
        if (cells->direct[key]) {
            *out = cells->direct[key] - 1;
            return GG_OK;
        }
    } else {
        size_t at = hash_place(cells, key);

        if (cells->keys[at]) {
            *out = cells->values[at];
            return GG_OK;
        }
    }
    return add_cell(cells, levels, out, err);
}
