/*
 * Packed rows: taken in by each thread, sorted by all of them.
 *
 * Two passes. The first spreads the rows of every share over 1,024 buckets by the upper half of the
 * score, and gives cells their final numbers; the second sorts each bucket in a thread's cache by
 * the lower half and by outcome. The order among equal rows does not matter, as they are equal.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "packed_internal.h"

#define HALF_BITS 10
#define HALF      ((size_t)1 << HALF_BITS)
#define TOP_SHIFT 22 /* of the score's upper half */

static gg_status memory(size_t rows, gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, "use --max-memory, or fewer rows",
                        "out of memory for the scores of %zu rows", rows);
}

/* ---- tasks ---- */

typedef struct tasks {
    atomic_size_t next;
    size_t n;
    void (*task)(void *context, size_t i);
    void *context;
} tasks;

static void *work_off(void *data)
{
    tasks *t = data;
    size_t i;

    while ((i = atomic_fetch_add(&t->next, 1)) < t->n)
        t->task(t->context, i);
    return NULL;
}

void gg_do_tasks(unsigned threads, size_t n, void (*task)(void *context, size_t i), void *context)
{
    tasks t = {.n = n, .task = task, .context = context};
    unsigned more = threads > n ? (unsigned)n : threads, begun = 0;
    pthread_t *all = more > 1 ? calloc(more - 1, sizeof *all) : NULL;

    atomic_init(&t.next, 0);
    /* A thread that cannot be started is done without: the others do its tasks. */
    while (all && begun + 1 < more && pthread_create(&all[begun], NULL, work_off, &t) == 0)
        begun++;
    work_off(&t);
    for (unsigned i = 0; i < begun; i++)
        pthread_join(all[i], NULL);
    free(all);
}

/* ---- taking rows in ---- */

gg_status gg_rows_reserve_packed(gg_rows *rows, size_t more, gg_error *err)
{
    size_t need = (rows->n + more + GG_PACKED_BLOCK - 1) / GG_PACKED_BLOCK;

    while (rows->n_blocks < need) {
        if (rows->n_blocks == rows->room_blocks) {
            size_t room = rows->room_blocks ? rows->room_blocks * 2 : 64;
            uint32_t **blocks = realloc(rows->blocks, room * sizeof *blocks);

            if (!blocks)
                return memory(rows->n + more, err);
            rows->blocks = blocks;
            rows->room_blocks = room;
        }
        rows->blocks[rows->n_blocks] = malloc(GG_PACKED_BLOCK * sizeof **rows->blocks);
        if (!rows->blocks[rows->n_blocks])
            return memory(rows->n + more, err);
        rows->n_blocks++;
    }
    return GG_OK;
}

void gg_rows_release_packed(gg_rows *rows)
{
    for (size_t b = 0; b < rows->n_blocks; b++)
        free(rows->blocks[b]);
    free(rows->blocks);
    rows->blocks = NULL;
    rows->n_blocks = rows->room_blocks = 0;
}

gg_status gg_rows_unpack(gg_rows *rows, size_t more, gg_error *err)
{
    gg_rows plain = {.packed = false};
    gg_status status = gg_rows_reserve(&plain, rows->n + more, err);

    if (status)
        return status;
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = rows->blocks[i / GG_PACKED_BLOCK][i % GG_PACKED_BLOCK];

        plain.keys[i] = gg_score_key(gg_packed_score(row >> 12));
        plain.tags[i] = gg_packed_tag(row);
    }
    plain.n = rows->n;
    gg_rows_release_packed(rows);
    *rows = plain;
    return GG_OK;
}

/* ---- sorting ---- */

typedef struct sorting {
    gg_share *shares;
    unsigned n_shares;
    uint32_t *const *maps;
    size_t (*at)[HALF];     /* of each share: how many in each bucket, then where they go */
    size_t begin[HALF + 1]; /* of each bucket in rows */
    size_t first[HALF];     /* where a bucket's groups go */
    size_t n_groups[HALF];  /* how many it has */
    uint32_t *rows;
    gg_score_group *groups;
    atomic_bool failed;
} sorting;

static size_t in_block(const gg_rows *rows, size_t b)
{
    size_t rest = rows->n - b * GG_PACKED_BLOCK;

    return rest < GG_PACKED_BLOCK ? rest : GG_PACKED_BLOCK;
}

static void count_share(void *context, size_t i)
{
    sorting *s = context;
    const gg_rows *rows = &s->shares[i].rows;
    size_t *counts = s->at[i];

    for (size_t b = 0; b * GG_PACKED_BLOCK < rows->n; b++) {
        const uint32_t *block = rows->blocks[b];

        for (size_t k = 0, n = in_block(rows, b); k < n; k++)
            counts[block[k] >> TOP_SHIFT]++;
    }
}

static void spread_share(void *context, size_t i)
{
    sorting *s = context;
    gg_rows *rows = &s->shares[i].rows;
    size_t *at = s->at[i];
    uint32_t cells[GG_PACKED_CELLS], *out = s->rows;

    for (size_t c = 0; c < GG_PACKED_CELLS; c++)
        cells[c] = c < s->shares[i].cells.n ? s->maps[i][c] << GG_TAG_BITS : 0;
    for (size_t b = 0; b * GG_PACKED_BLOCK < rows->n; b++) {
        const uint32_t *block = rows->blocks[b];

        for (size_t k = 0, n = in_block(rows, b); k < n; k++) {
            uint32_t row = block[k];

            out[at[row >> TOP_SHIFT]++] = (row & 0xfffff00f) | cells[row >> GG_TAG_BITS & 0xff];
        }
    }
    gg_rows_release_packed(rows);
    rows->n = 0;
}

/* Where each share's rows of each bucket go; room for as many groups as there may be. */
static size_t lay_out(sorting *s)
{
    size_t at = 0, groups = 0;

    for (size_t d = 0; d < HALF; d++) {
        size_t size;

        s->begin[d] = at;
        for (unsigned i = 0; i < s->n_shares; i++) {
            size_t n = s->at[i][d];

            s->at[i][d] = at;
            at += n;
        }
        size = at - s->begin[d];
        s->first[d] = groups;
        groups += size < HALF ? size : HALF;
    }
    s->begin[HALF] = at;
    return groups;
}

/* Of rows of one score, those with the outcome come first. */
static size_t place_of(uint32_t row)
{
    return (row >> 12 & (HALF - 1)) << 1 | (gg_tag_outcome(row) != GG_POSITIVE);
}

static void sort_bucket(void *context, size_t d)
{
    sorting *s = context;
    size_t counts[2 * HALF] = {0}, n = s->begin[d + 1] - s->begin[d], at = s->begin[d];
    uint32_t *rows = s->rows + s->begin[d], *copy;
    gg_score_group *group = s->groups + s->first[d];

    if (n == 0)
        return;
    copy = malloc(n * sizeof *copy);
    if (!copy) {
        atomic_store(&s->failed, true);
        return;
    }
    memcpy(copy, rows, n * sizeof *copy);
    for (size_t i = 0; i < n; i++)
        counts[place_of(copy[i])]++;
    for (size_t k = 0; k < HALF; k++) {
        size_t with = counts[2 * k], others = counts[2 * k + 1];

        if (with + others > 0)
            *group++ = (gg_score_group){(uint32_t)(d << HALF_BITS | k), (uint32_t)at,
                                        (uint32_t)(at + with)};
        counts[2 * k] = at;
        counts[2 * k + 1] = at + with;
        at += with + others;
    }
    s->n_groups[d] = (size_t)(group - (s->groups + s->first[d]));
    for (size_t i = 0; i < n; i++)
        s->rows[counts[place_of(copy[i])]++] = copy[i];
    free(copy);
}

static size_t close_up(sorting *s)
{
    size_t n = 0;

    for (size_t d = 0; d < HALF; d++) {
        memmove(s->groups + n, s->groups + s->first[d], s->n_groups[d] * sizeof *s->groups);
        n += s->n_groups[d];
    }
    return n;
}

static gg_status sort_all(sorting *s, unsigned threads, gg_packed *out, gg_error *err)
{
    size_t n = 0, groups;

    for (unsigned i = 0; i < s->n_shares; i++)
        n += s->shares[i].rows.n;
    s->rows = malloc((n + 1) * sizeof *s->rows);
    if (!s->rows)
        return memory(n, err);
    gg_do_tasks(threads, s->n_shares, count_share, s);
    groups = lay_out(s);
    gg_do_tasks(threads, s->n_shares, spread_share, s);
    s->groups = malloc((groups + 1) * sizeof *s->groups);
    if (!s->groups)
        return memory(n, err);
    gg_do_tasks(threads, HALF, sort_bucket, s);
    if (atomic_load(&s->failed))
        return memory(n, err);
    *out = (gg_packed){.rows = s->rows, .n = n, .groups = s->groups, .n_groups = close_up(s)};
    return GG_OK;
}

gg_status gg_packed_sort(gg_share *shares, unsigned n, uint32_t *const *maps, gg_packed *out,
                         gg_error *err)
{
    sorting *s = calloc(1, sizeof *s);
    gg_status status = GG_OK;

    if (s)
        s->at = calloc(n, sizeof *s->at);
    if (!s || !s->at) {
        free(s);
        return memory(0, err);
    }
    s->shares = shares;
    s->n_shares = n;
    s->maps = maps;
    atomic_init(&s->failed, false);
    status = sort_all(s, n, out, err);
    if (status) {
        free(s->rows);
        free(s->groups);
    }
    free(s->at);
    free(s);
    return status;
}

void gg_packed_release(gg_packed *packed)
{
    free(packed->rows);
    free(packed->groups);
    *packed = (gg_packed){.rows = NULL};
}

gg_status gg_packed_unpack(gg_packed *packed, gg_rows *out, gg_error *err)
{
    gg_status status = gg_rows_reserve(out, packed->n, err);

    if (status)
        return status;
    out->packed = false;
    for (size_t g = 0; g < packed->n_groups; g++) {
        uint64_t key = gg_score_key(gg_packed_score(packed->groups[g].millionths));

        for (size_t i = packed->groups[g].start; i < gg_group_end(packed, g); i++) {
            out->keys[i] = key;
            out->tags[i] = gg_packed_tag(packed->rows[i]);
        }
    }
    out->n = packed->n;
    gg_packed_release(packed);
    return GG_OK;
}
