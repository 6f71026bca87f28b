/* Rows by tuples of codes: a hash table that threads fill apart and that merges in any order. */
#include <stdlib.h>
#include <string.h>

#include "anonymity_internal.h"
#include "column_internal.h"

#define FIRST_ROOM 64

void gg_partition_init(gg_partition *p, size_t width)
{
    memset(p, 0, sizeof *p);
    p->width = width;
}

void gg_partition_release(gg_partition *p)
{
    free(p->keys);
    free(p->rows);
    free(p->index);
    memset(p, 0, sizeof *p);
}

static uint64_t hash_tuple(const uint64_t *tuple, size_t width)
{
    uint64_t h = width;

    for (size_t i = 0; i < width; i++)
        h = gg_hash_mix(tuple[i], h);
    return gg_hash_mix(h, GG_KEY_SIZE);
}

/* The place of a tuple in the index, or the empty place where it belongs. */
static uint32_t *place(const gg_partition *p, const uint64_t *tuple)
{
    size_t i = (size_t)hash_tuple(tuple, p->width) & (p->index_room - 1);

    while (p->index[i] &&
           memcmp(gg_partition_tuple(p, p->index[i] - 1), tuple, p->width * sizeof *tuple) != 0)
        i = (i + 1) & (p->index_room - 1);
    return &p->index[i];
}

static bool fail(gg_partition *p)
{
    p->failed = true;
    return false;
}

static bool grow_tuples(gg_partition *p)
{
    size_t room = p->room ? 2 * p->room : FIRST_ROOM;
    size_t width = p->width ? p->width : 1;
    uint64_t *keys, *rows;

    if (room > SIZE_MAX / sizeof *keys / width)
        return fail(p);
    keys = realloc(p->keys, room * width * sizeof *keys);
    if (!keys)
        return fail(p);
    p->keys = keys;
    rows = realloc(p->rows, room * sizeof *rows);
    if (!rows)
        return fail(p);
    p->rows = rows;
    p->room = room;
    return true;
}

/* An index twice as large, of all tuples there are. */
static bool reindex(gg_partition *p, size_t room)
{
    uint32_t *index = calloc(room, sizeof *index);

    if (!index)
        return fail(p);
    free(p->index);
    p->index = index;
    p->index_room = room;
    for (size_t i = 0; i < p->n; i++)
        *place(p, gg_partition_tuple(p, i)) = (uint32_t)(i + 1);
    return true;
}

static bool make_room(gg_partition *p)
{
    if (p->n == GG_PARTITION_MAX) {
        p->full = true;
        return fail(p);
    }
    if (p->n == p->room && !grow_tuples(p))
        return false;
    return 2 * (p->n + 1) <= p->index_room ||
           reindex(p, p->index_room ? 2 * p->index_room : 2 * FIRST_ROOM);
}

size_t gg_partition_find(const gg_partition *p, const uint64_t *tuple)
{
    uint32_t at = p->index_room ? *place(p, tuple) : 0;

    return at ? at - 1 : SIZE_MAX;
}

void gg_partition_add(gg_partition *p, const uint64_t *tuple, uint64_t rows)
{
    size_t at = p->failed ? SIZE_MAX : gg_partition_find(p, tuple);

    if (at != SIZE_MAX) {
        p->rows[at] += rows;
        return;
    }
    if (p->failed || !make_room(p))
        return;
    if (p->width)
        memcpy(p->keys + p->n * p->width, tuple, p->width * sizeof *tuple);
    p->rows[p->n] = rows;
    *place(p, tuple) = (uint32_t)++p->n;
}

void gg_partition_merge(gg_partition *p, const gg_partition *other)
{
    p->failed = p->failed || other->failed;
    p->full = p->full || other->full;
    for (size_t i = 0; i < other->n && !p->failed; i++)
        gg_partition_add(p, gg_partition_tuple(other, i), other->rows[i]);
}

static int compare_tuples(const void *a, const void *b, void *context)
{
    const gg_partition *p = context;
    const uint64_t *x = gg_partition_tuple(p, *(const uint32_t *)a);
    const uint64_t *y = gg_partition_tuple(p, *(const uint32_t *)b);

    for (size_t i = 0; i < p->width; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}

void gg_partition_sort(gg_partition *p)
{
    size_t width = p->width ? p->width : 1;
    uint32_t *order;
    uint64_t *keys, *rows;

    if (p->n == 0 || p->failed)
        return;
    order = malloc(p->n * sizeof *order);
    keys = malloc(p->n * width * sizeof *keys);
    rows = malloc(p->n * sizeof *rows);
    if (!order || !keys || !rows) {
        free(order);
        free(keys);
        free(rows);
        p->failed = true;
        return;
    }
    for (size_t i = 0; i < p->n; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, p->n, sizeof *order, compare_tuples, p);
    for (size_t i = 0; i < p->n; i++) {
        if (p->width)
            memcpy(keys + i * p->width, gg_partition_tuple(p, order[i]), p->width * sizeof *keys);
        rows[i] = p->rows[order[i]];
    }
    free(order);
    free(p->keys);
    free(p->rows);
    p->keys = keys;
    p->rows = rows;
    p->room = p->n;
    reindex(p, p->index_room);
}

void gg_partition_project(const gg_partition *p, const size_t *columns, size_t n, gg_partition *out)
{
    uint64_t *tuple = malloc((n + 1) * sizeof *tuple);

    gg_partition_init(out, n);
    if (!tuple || p->failed) {
        free(tuple);
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < p->n && !out->failed; i++) {
        for (size_t j = 0; j < n; j++)
            tuple[j] = gg_partition_tuple(p, i)[columns[j]];
        gg_partition_add(out, tuple, p->rows[i]);
    }
    free(tuple);
}

gg_status gg_partition_check(const gg_partition *p, gg_error *err)
{
    if (!p->failed)
        return GG_OK;
    if (p->full)
        return gg_error_set(err, GG_E_LIMIT, "name fewer columns, or give them bins",
                            "more than %zu combinations of the quasi-identifiers",
                            GG_PARTITION_MAX);
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}
