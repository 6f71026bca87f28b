/* The ranking set: scores with their cell and outcome, sorted by radix. Never stored, never shown.
 */
#include <stdlib.h>
#include <string.h>

#include "packed_internal.h"

#define DIGITS ((size_t)1 << 11) /* at most */
#define PASSES 6

/* None yet, of the same kind as those. */
static void init_like(gg_rows *rows, const gg_rows *like)
{
    *rows =
        (gg_rows){.counted = like->counted, .weighted = like->weighted, .sampled = like->sampled};
}

void gg_rows_init(gg_rows *rows, const gg_plan *plan)
{
    *rows = (gg_rows){.counted = plan->count != GG_NO_COLUMN,
                      .weighted = plan->weight != GG_NO_COLUMN,
                      .sampled = gg_plan_samples(plan)};
    rows->packed = !rows->counted && !rows->weighted && !rows->sampled;
}

void gg_rows_release(gg_rows *rows)
{
    free(rows->keys);
    free(rows->tags);
    free(rows->counts);
    free(rows->weights);
    free(rows->inverse);
    gg_rows_release_packed(rows);
    init_like(rows, rows);
}

void gg_rows_move(gg_rows *from, gg_rows *to)
{
    gg_rows_release(to);
    *to = *from;
    init_like(from, to);
}

static bool widen(void **array, size_t room, size_t size)
{
    void *p = realloc(*array, room * size);

    if (p)
        *array = p;
    return p != NULL;
}

gg_status gg_rows_reserve(gg_rows *rows, size_t more, gg_error *err)
{
    size_t need = rows->n + more, room = rows->room;

    if (need <= room)
        return GG_OK;
    room = room < 4096 ? 4096 : room + room / 2;
    if (room < need)
        room = need;
    if (!widen((void **)&rows->keys, room, sizeof *rows->keys) ||
        !widen((void **)&rows->tags, room, sizeof *rows->tags) ||
        (rows->counted && !widen((void **)&rows->counts, room, sizeof *rows->counts)) ||
        (rows->weighted && !widen((void **)&rows->weights, room, sizeof *rows->weights)) ||
        (rows->sampled && !widen((void **)&rows->inverse, room, sizeof *rows->inverse)))
        return gg_error_set(err, GG_E_MEMORY, "use --max-memory, or fewer rows",
                            "out of memory for the scores of %zu rows", need);
    rows->room = room;
    return GG_OK;
}

/* What rows are sorted by, digit by digit: their keys, or millionths, which are of 20 bits, where
 * all scores are such. */
typedef struct order {
    bool millionths;
    int bits, passes;
} order;

static size_t digit(const order *by, uint64_t key, int pass)
{
    const uint64_t x =
        by->millionths ? (uint64_t)(gg_score_of_key(key) * GG_PACKED_SCALE + 0.5) : key;

    return (size_t)(x >> (pass * by->bits)) & (((size_t)1 << by->bits) - 1);
}

static bool all_pack(const gg_rows *rows)
{
    uint32_t millionths;

    for (size_t i = 0; i < rows->n; i++)
        if (!gg_packs(gg_score_of_key(rows->keys[i]), &millionths))
            return false;
    return true;
}

/* One stable pass by one digit, from a to b. */
static void scatter(const gg_rows *a, gg_rows *b, const order *by, int pass, const size_t *counts)
{
    size_t start[DIGITS], at = 0;

    for (size_t d = 0; d < DIGITS; d++) {
        start[d] = at;
        at += counts[d];
    }
    for (size_t i = 0; i < a->n; i++) {
        size_t to = start[digit(by, a->keys[i], pass)]++;

        b->keys[to] = a->keys[i];
        b->tags[to] = a->tags[i];
        if (a->counted)
            b->counts[to] = a->counts[i];
        if (a->weighted)
            b->weights[to] = a->weights[i];
        if (a->sampled)
            b->inverse[to] = a->inverse[i];
    }
    b->n = a->n;
}

gg_status gg_rows_sort(gg_rows *rows, gg_error *err)
{
    size_t(*counts)[DIGITS] = calloc(PASSES, sizeof *counts);
    const order by = all_pack(rows) ? (order){true, 10, 2} : (order){false, 11, PASSES};
    gg_rows other;
    gg_status status;

    init_like(&other, rows);
    if (!counts)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_rows_reserve(&other, rows->n, err);
    if (status)
        goto out;
    for (size_t i = 0; i < rows->n; i++)
        for (int pass = 0; pass < by.passes; pass++)
            counts[pass][digit(&by, rows->keys[i], pass)]++;
    for (int pass = 0; pass < by.passes; pass++) {
        gg_rows swap;

        /* A digit that all share needs no pass. */
        if (rows->n == 0 || counts[pass][digit(&by, rows->keys[0], pass)] == rows->n)
            continue;
        scatter(rows, &other, &by, pass, counts[pass]);
        swap = *rows;
        *rows = other;
        other = swap;
    }
out:
    gg_rows_release(&other);
    free(counts);
    return status;
}
