/*
 * Telling rows apart by one key or several: which groups occur, in which order, and which rows are
 * of which.
 *
 * Keys are taken one after another: each splits the groups of those before it. A group's number is
 * its place in the order of levels, so the order of the rows changes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"

#define MOST_GROUPS 10000

/* A code of a key with its name, to be put in order. */
typedef struct level {
    const char *name;
    uint16_t code;
} level;

/* The levels of a key that occur, and the place of each code among them. */
typedef struct ordered {
    level levels[GG_DICTIONARY_WORDS + 1];
    uint16_t place[GG_DICTIONARY_WORDS + 1];
    size_t n;
} ordered;

typedef struct splitter {
    gg_arena *arena;
    const gg_compare_plan *plan;
    const gg_pair_rows *rows;
    uint32_t *group; /* of each row so far */
    const char **names;
    size_t n; /* groups so far */
    gg_error *err;
} splitter;

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const level *)a)->name, ((const level *)b)->name);
}

static uint16_t code_of(const splitter *s, size_t row, size_t key)
{
    return s->rows->groups[row * s->rows->n_keys + key];
}

/* Bins in their order, words in that of their bytes, missing last. */
static void order_levels(const splitter *s, size_t key, ordered *out)
{
    const gg_dictionary *all = &s->rows->levels[key];
    const gg_column *said = s->plan->said[s->plan->keys[key]];
    bool there[GG_DICTIONARY_WORDS + 1] = {false};

    out->n = 0;
    for (size_t i = 0; i < s->rows->n; i++)
        there[code_of(s, i, key)] = true;
    for (size_t i = 0; i < all->n; i++)
        if (there[i + 1])
            out->levels[out->n++] = (level){all->all[i].text, (uint16_t)(i + 1)};
    if (said->n_bins == 0)
        qsort(out->levels, out->n, sizeof *out->levels, by_name);
    if (there[0])
        out->levels[out->n++] = (level){GG_LEVEL_MISSING, 0};
    for (size_t i = 0; i < out->n; i++)
        out->place[out->levels[i].code] = (uint16_t)i;
}

/* Gives the cells of old group by level that occur their numbers, from 1, in order. */
static gg_status number_cells(splitter *s, const ordered *by, uint32_t *cells, const char ***names,
                              size_t *n)
{
    size_t all = s->n * by->n, found = 0, i = 0;

    for (size_t c = 0; c < all; c++)
        found += cells[c] != 0;
    if (found > MOST_GROUPS)
        return gg_error_set(s->err, GG_E_LIMIT, "cross fewer columns, or give them bins",
                            "an intersection of more than %d groups", MOST_GROUPS);
    *names = gg_arena_array(s->arena, found, sizeof **names);
    if (!*names)
        return no_memory(s->err);
    for (size_t c = 0; c < all; c++) {
        const char *before = s->names ? s->names[c / by->n] : NULL;

        if (cells[c] == 0)
            continue;
        (*names)[i] = gg_arena_printf(s->arena, "%s%s%s", before ? before : "", before ? "*" : "",
                                      by->levels[c % by->n].name);
        if (!(*names)[i++])
            return no_memory(s->err);
        cells[c] = (uint32_t)i;
    }
    *n = found;
    return GG_OK;
}

static gg_status split_by(splitter *s, size_t key, ordered *by)
{
    const char **names = NULL;
    uint32_t *cells;
    size_t n = 0;
    gg_status status;

    order_levels(s, key, by);
    cells = calloc(s->n * by->n + 1, sizeof *cells);
    if (!cells)
        return no_memory(s->err);
    for (size_t i = 0; i < s->rows->n; i++)
        cells[s->group[i] * by->n + by->place[code_of(s, i, key)]] = 1;
    status = number_cells(s, by, cells, &names, &n);
    for (size_t i = 0; i < s->rows->n && !status; i++)
        s->group[i] = cells[s->group[i] * by->n + by->place[code_of(s, i, key)]] - 1;
    if (!status) {
        s->names = names;
        s->n = n;
    }
    free(cells);
    return status;
}

/* A counting sort: the rows of a group stay in their order. */
static gg_status sort_rows(const splitter *s, gg_part_groups *out)
{
    out->starts = calloc(s->n + 2, sizeof *out->starts);
    out->places = calloc(s->rows->n + 1, sizeof *out->places);
    if (!out->starts || !out->places)
        return no_memory(s->err);
    for (size_t i = 0; i < s->rows->n; i++)
        out->starts[s->group[i] + 2]++;
    for (size_t g = 2; g < s->n + 2; g++)
        out->starts[g] += out->starts[g - 1];
    /* starts[g + 1] is where the next row of g goes, and in the end where g ends. */
    for (size_t i = 0; i < s->rows->n; i++)
        out->places[out->starts[s->group[i] + 1]++] = i;
    return GG_OK;
}

gg_status gg_part_split(gg_arena *arena, const gg_compare_plan *plan, const gg_pair_rows *rows,
                        const gg_part *part, gg_part_groups *out, gg_error *err)
{
    splitter s = {.arena = arena, .plan = plan, .rows = rows, .n = 1, .err = err};
    ordered *by = malloc(sizeof *by);
    gg_status status;

    s.group = calloc(rows->n + 1, sizeof *s.group);
    status = s.group && by ? GG_OK : no_memory(err);
    memset(out, 0, sizeof *out);
    for (size_t k = 0; k < part->n_keys && !status; k++)
        status = split_by(&s, part->keys[k], by);
    if (!status)
        status = sort_rows(&s, out);
    out->names = s.names;
    out->n = status ? 0 : s.n;
    free(s.group);
    free(by);
    return status;
}

void gg_part_groups_release(gg_part_groups *groups)
{
    free(groups->starts);
    free(groups->places);
    memset(groups, 0, sizeof *groups);
}
