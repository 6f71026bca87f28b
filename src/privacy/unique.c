/*
 * Minimal unique subsets: which few quasi-identifiers suffice to single out a row. The fewer, the
 * easier for someone who knows little (Elliot, Manning, Ford 2002: special uniques). A subset
 * counts for a row if no smaller part of it singles the row out.
 */
#include <stdlib.h>
#include <string.h>

#include "anonymity_internal.h"

typedef struct search {
    const gg_partition *classes;
    size_t *uniques; /* classes of one row */
    size_t n_uniques;
    uint64_t *singles;    /* of each unique: bits of columns that single it out alone */
    unsigned char *pairs; /* of each unique: a bit for each pair that does */
    size_t pair_bytes;
    gg_unique_subset *found;
    size_t n_found, room;
    bool failed;
} search;

static size_t pair_number(const search *s, size_t a, size_t b)
{
    return a * s->classes->width + b;
}

static bool has_pair(const search *s, size_t unique, size_t a, size_t b)
{
    size_t bit = pair_number(s, a, b);

    return s->pairs[unique * s->pair_bytes + bit / 8] >> bit % 8 & 1;
}

/* Whether a smaller part of the subset already singles the row out. */
static bool is_smaller_enough(const search *s, size_t unique, const gg_unique_subset *subset)
{
    for (size_t i = 0; i < subset->n; i++)
        if (subset->n > 1 && (s->singles[unique] >> subset->columns[i] & 1))
            return true;
    return subset->n == 3 && (has_pair(s, unique, subset->columns[0], subset->columns[1]) ||
                              has_pair(s, unique, subset->columns[0], subset->columns[2]) ||
                              has_pair(s, unique, subset->columns[1], subset->columns[2]));
}

static void mark(search *s, size_t unique, const gg_unique_subset *subset)
{
    if (subset->n == 1)
        s->singles[unique] |= UINT64_C(1) << subset->columns[0];
    if (subset->n == 2) {
        size_t bit = pair_number(s, subset->columns[0], subset->columns[1]);

        s->pairs[unique * s->pair_bytes + bit / 8] |= (unsigned char)(1u << bit % 8);
    }
}

static void keep(search *s, const gg_unique_subset *subset)
{
    if (s->n_found == s->room) {
        size_t room = s->room ? 2 * s->room : 16;
        gg_unique_subset *found = realloc(s->found, room * sizeof *found);

        if (!found) {
            s->failed = true;
            return;
        }
        s->found = found;
        s->room = room;
    }
    s->found[s->n_found++] = *subset;
}

static void try_subset(search *s, gg_unique_subset subset)
{
    gg_partition by;

    gg_partition_project(s->classes, subset.columns, subset.n, &by);
    s->failed = s->failed || by.failed;
    for (size_t u = 0; u < s->n_uniques && !s->failed; u++) {
        const uint64_t *tuple = gg_partition_tuple(s->classes, s->uniques[u]);
        uint64_t part[3];

        for (size_t i = 0; i < subset.n; i++)
            part[i] = tuple[subset.columns[i]];
        if (by.rows[gg_partition_find(&by, part)] != 1)
            continue;
        subset.rows += !is_smaller_enough(s, u, &subset);
        mark(s, u, &subset);
    }
    gg_partition_release(&by);
    if (subset.rows)
        keep(s, &subset);
}

static void try_all(search *s)
{
    size_t q = s->classes->width;

    for (size_t a = 0; a < q && !s->failed; a++)
        try_subset(s, (gg_unique_subset){{a, 0, 0}, 1, 0});
    for (size_t a = 0; a < q && !s->failed; a++)
        for (size_t b = a + 1; b < q && !s->failed; b++)
            try_subset(s, (gg_unique_subset){{a, b, 0}, 2, 0});
    for (size_t a = 0; a < q; a++)
        for (size_t b = a + 1; b < q; b++)
            for (size_t c = b + 1; c < q && !s->failed; c++)
                try_subset(s, (gg_unique_subset){{a, b, c}, 3, 0});
}

gg_status gg_unique_subsets(const gg_partition *classes, gg_unique_subset **out, size_t *n,
                            bool *done, gg_error *err)
{
    size_t q = classes->width, subsets = q + q * (q - 1) / 2 + q * (q - 1) * (q - 2) / 6;
    search s = {.classes = classes, .pair_bytes = q * q / 8 + 1};

    *out = NULL;
    *n = 0;
    *done = q > 0 && q <= 64 && classes->n <= GG_UNIQUE_WORK / (subsets ? subsets : 1);
    if (!*done)
        return GG_OK;
    s.uniques = malloc((classes->n + 1) * sizeof *s.uniques);
    if (s.uniques)
        for (size_t i = 0; i < classes->n; i++)
            if (classes->rows[i] == 1)
                s.uniques[s.n_uniques++] = i;
    s.singles = calloc(s.n_uniques + 1, sizeof *s.singles);
    s.pairs = calloc(s.n_uniques + 1, s.pair_bytes);
    if (s.uniques && s.singles && s.pairs && s.n_uniques)
        try_all(&s);
    s.failed = s.failed || !s.uniques || !s.singles || !s.pairs;
    free(s.uniques);
    free(s.singles);
    free(s.pairs);
    if (s.failed) {
        free(s.found);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = s.found;
    *n = s.n_found;
    return GG_OK;
}
