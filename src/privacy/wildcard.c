/*
 * Sizes of classes where a missing value matches every value. Rows no longer fall into classes:
 * each row has the number of rows that it agrees with wherever neither is missing. Patterns of
 * missing values are few, so that for each pair of patterns the rows of one are counted by the
 * columns that both have, and looked up for the other.
 */
#include <stdlib.h>
#include <string.h>

#include "anonymity_internal.h"

#define PATTERNS_MOST 64

typedef struct patterns {
    uint64_t mask[PATTERNS_MOST]; /* bits of missing columns */
    size_t n;
} patterns;

static uint64_t mask_of(const gg_partition *p, size_t i)
{
    uint64_t mask = 0;

    for (size_t j = 0; j < p->width; j++)
        if (gg_partition_tuple(p, i)[j] == GG_CODE_MISSING)
            mask |= UINT64_C(1) << j;
    return mask;
}

static bool take_patterns(const gg_partition *p, patterns *out)
{
    out->n = 0;
    for (size_t i = 0; i < p->n; i++) {
        uint64_t mask = mask_of(p, i);
        size_t at = 0;

        while (at < out->n && out->mask[at] != mask)
            at++;
        if (at < out->n)
            continue;
        if (out->n == PATTERNS_MOST)
            return false;
        out->mask[out->n++] = mask;
    }
    return true;
}

/* A tuple with the columns of mask set to one code, so that they do not tell tuples apart. */
static void blank(const gg_partition *p, size_t i, uint64_t mask, uint64_t *out)
{
    for (size_t j = 0; j < p->width; j++)
        out[j] = mask >> j & 1 ? GG_CODE_MISSING : gg_partition_tuple(p, i)[j];
}

/* Adds to each class of pattern a the rows of pattern b that it matches. */
static bool add_pair(const gg_partition *p, uint64_t a, uint64_t b, uint64_t *tuple, uint64_t *out)
{
    gg_partition counts;
    bool done;

    gg_partition_init(&counts, p->width);
    for (size_t i = 0; i < p->n; i++)
        if (mask_of(p, i) == b) {
            blank(p, i, a | b, tuple);
            gg_partition_add(&counts, tuple, p->rows[i]);
        }
    done = !counts.failed;
    for (size_t i = 0; i < p->n && done; i++)
        if (mask_of(p, i) == a) {
            size_t at;

            blank(p, i, a | b, tuple);
            at = gg_partition_find(&counts, tuple);
            out[i] += at == SIZE_MAX ? 0 : counts.rows[at];
        }
    gg_partition_release(&counts);
    return done;
}

gg_status gg_wildcard_sizes(const gg_partition *classes, uint64_t *out, gg_error *err)
{
    uint64_t tuple[64];
    patterns all;
    bool done = true;

    if (classes->width > 64 || !take_patterns(classes, &all))
        return gg_error_set(err, GG_E_LIMIT, "use the rule own, or name fewer columns",
                            "more than %d patterns of missing quasi-identifiers", PATTERNS_MOST);
    memset(out, 0, classes->n * sizeof *out);
    for (size_t a = 0; a < all.n && done; a++)
        for (size_t b = 0; b < all.n && done; b++)
            done = add_pair(classes, all.mask[a], all.mask[b], tuple, out);
    return done ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}
