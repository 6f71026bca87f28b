/*
 * What intersections show of an attribute: the blocks that the attribute shows, or fewer. Where a
 * cell of a crossing is small, the smallest block in it is lumped with others, in all intersections
 * alike. Lumping more never makes a cell small that was not, so what was settled stays so.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "disclose_internal.h"

#define COMBINATIONS 100000 /* of levels, in one intersection */

void gg_part_number_levels(gg_part *part)
{
    size_t n = 0;

    for (size_t b = 0; b < part->n_blocks; b++)
        if (!part->lumped[b])
            part->level[b] = n++;
    part->n_levels = n;
    for (size_t b = 0; b < part->n_blocks; b++) {
        if (!part->lumped[b])
            continue;
        part->level[b] = n;
        part->n_levels = n + 1;
    }
}

/* How many combinations of levels there are; 0 for too many. */
static size_t count_combinations(const gg_crossing *x)
{
    size_t total = 1;

    for (size_t k = 0; k < x->n_parts; k++) {
        total *= x->parts[k]->n_levels;
        if (total > COMBINATIONS)
            return 0;
    }
    return total;
}

/* Sums of the figures in every combination, numbered as one number each. */
static void cross(const gg_publication *p, const gg_crossing *x, gg_figures *sums, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sums[i] = gg_figures_empty(p->overall.scores);
    for (size_t g = 0; g < x->n; g++) {
        size_t at = 0;

        for (size_t k = 0; k < x->n_parts; k++) {
            const gg_part *part = x->parts[k];

            at = at * part->n_levels + part->level[x->block[g * x->n_parts + k]];
        }
        gg_figures_add(&sums[at], &x->figures[g], &sums[at]);
    }
}

/* The smallest combination that may not be shown; GG_NO_BLOCK if all may. */
static size_t smallest_hidden(const gg_publication *p, const gg_figures *sums, size_t n)
{
    size_t worst = GG_NO_BLOCK;

    for (size_t i = 0; i < n; i++) {
        if (gg_cells_shown(p, &sums[i]))
            continue;
        if (worst == GG_NO_BLOCK ||
            gg_figures_sum(&sums[i], GG_CELLS_ALL) < gg_figures_sum(&sums[worst], GG_CELLS_ALL))
            worst = i;
    }
    return worst;
}

/* The block of a level that is not the lumped one; of the lumped one GG_NO_BLOCK. */
static size_t block_of_level(const gg_part *part, size_t level)
{
    for (size_t b = 0; b < part->n_blocks; b++)
        if (!part->lumped[b] && part->level[b] == level)
            return b;
    return GG_NO_BLOCK;
}

static size_t smallest_block(const gg_part *part)
{
    size_t best = GG_NO_BLOCK;

    for (size_t b = 0; b < part->n_blocks; b++) {
        if (part->lumped[b])
            continue;
        if (best == GG_NO_BLOCK || gg_figures_sum(&part->sums[b], GG_CELLS_ALL) <
                                       gg_figures_sum(&part->sums[best], GG_CELLS_ALL))
            best = b;
    }
    return best;
}

/*
 * Lumps one more block of one attribute, so that combination `at` becomes larger: of the attributes
 * that keep two levels after it, the one whose level in this combination has the fewest rows.
 */
static bool lump(const gg_crossing *x, size_t at)
{
    gg_part *chosen = NULL;
    size_t block = GG_NO_BLOCK;
    double least = INFINITY;

    for (size_t k = x->n_parts; k-- > 0;) {
        gg_part *part = x->parts[k];
        size_t levels = part->n_levels, level = at % levels;
        size_t b = block_of_level(part, level);
        double size;

        at /= levels;
        if (levels < 3)
            continue;
        if (b == GG_NO_BLOCK)
            b = smallest_block(part);
        size = gg_figures_sum(&part->sums[b], GG_CELLS_ALL);
        if (size < least) {
            least = size;
            chosen = part;
            block = b;
        }
    }
    if (!chosen)
        return false;
    chosen->lumped[block] = true;
    gg_part_number_levels(chosen);
    /* One block alone is no lump: the smallest other one joins it. */
    if (chosen->n_levels == chosen->n_blocks)
        chosen->lumped[smallest_block(chosen)] = true;
    gg_part_number_levels(chosen);
    return true;
}

static gg_status remember(gg_publication *p, const gg_crossing *x, bool **before)
{
    for (size_t k = 0; k < x->n_parts; k++) {
        const gg_part *part = x->parts[k];

        before[k] = gg_arena_array(&p->arena, part->n_blocks, sizeof(bool));
        if (!before[k])
            return gg_disclose_memory(p);
        memcpy(before[k], part->lumped, part->n_blocks * sizeof(bool));
    }
    return GG_OK;
}

static void take_back(const gg_crossing *x, bool *const *before)
{
    for (size_t k = 0; k < x->n_parts; k++) {
        memcpy(x->parts[k]->lumped, before[k], x->parts[k]->n_blocks * sizeof(bool));
        gg_part_number_levels(x->parts[k]);
    }
}

gg_status gg_crossing_enlarge(gg_publication *p, gg_crossing *x)
{
    bool *before[GG_ATTRIBUTES_CROSSED];
    size_t n = count_combinations(x), at = GG_NO_BLOCK;
    gg_figures *sums = gg_arena_array(&p->arena, n, sizeof *sums);
    gg_status status = sums ? remember(p, x, before) : gg_disclose_memory(p);

    if (status != GG_OK)
        return status;
    if (n == 0)
        x->withheld = "it has too many groups";
    while (!x->withheld) {
        n = count_combinations(x); /* fewer with every lump */
        cross(p, x, sums, n);
        at = smallest_hidden(p, sums, n);
        if (at == GG_NO_BLOCK)
            break;
        if (!lump(x, at))
            x->withheld = "its groups are too small to be shown, merged or not";
    }
    if (x->withheld)
        take_back(x, before);
    return GG_OK;
}

/* How many groups of the document the lumped level of a part stands for. */
static size_t groups_lumped(const gg_part *part)
{
    size_t n = 0;

    for (size_t i = 0; i < part->n; i++)
        n += part->lumped[part->block[i]];
    return n;
}

/* The names of the levels of a part, as intersections show them. */
static const char **level_names(gg_publication *p, const gg_part *part)
{
    const char **names = gg_arena_array(&p->arena, part->n_levels, sizeof *names);

    for (size_t level = 0; names && level < part->n_levels; level++) {
        size_t block = block_of_level(part, level);

        names[level] = block != GG_NO_BLOCK
                           ? part->names[block]
                           : gg_merged_name(p, groups_lumped(part), part->levels, part->n);
        if (!names[level])
            return NULL;
    }
    return names;
}

/* The name of combination i, its levels joined by "*". */
static const char *combination_name(gg_publication *p, const gg_crossing *x, size_t i,
                                    const char *const *const *levels)
{
    const char *name = NULL;

    for (size_t k = x->n_parts; k-- > 0;) {
        const char *level = levels[k][i % x->parts[k]->n_levels];

        i /= x->parts[k]->n_levels;
        name = name ? gg_arena_printf(&p->arena, "%s*%s", level, name) : level;
        if (!name)
            return NULL;
    }
    return name;
}

gg_status gg_crossing_settle(gg_publication *p, gg_crossing *x)
{
    const char *const *levels[GG_ATTRIBUTES_CROSSED];
    size_t n = count_combinations(x);

    x->names = gg_arena_array(&p->arena, n, sizeof *x->names);
    x->sums = gg_arena_array(&p->arena, n, sizeof *x->sums);
    if (!x->names || !x->sums)
        return gg_disclose_memory(p);
    for (size_t k = 0; k < x->n_parts; k++) {
        levels[k] = level_names(p, x->parts[k]);
        if (!levels[k])
            return gg_disclose_memory(p);
    }
    cross(p, x, x->sums, n);
    for (size_t i = 0; i < n; i++) {
        if (gg_figures_sum(&x->sums[i], GG_CELLS_ALL) == 0)
            continue;
        x->sums[x->n_shown] = x->sums[i];
        x->names[x->n_shown] = combination_name(p, x, i, levels);
        if (!x->names[x->n_shown++])
            return gg_disclose_memory(p);
    }
    return GG_OK;
}

/* The levels of the document that a shown level stands for; NULL when memory is out. */
static json_t *levels_within(const gg_part *part, size_t level)
{
    json_t *levels = json_array();
    bool fine = levels != NULL;

    for (size_t i = 0; fine && i < part->n; i++)
        if (part->level[part->block[i]] == level)
            fine = json_array_append_new(levels, json_string(part->levels[i])) == 0;
    if (fine)
        return levels;
    json_decref(levels);
    return NULL;
}

static bool put_merged(gg_publication *p, const gg_part *part, json_t *merged)
{
    const char **names = level_names(p, part);
    json_t *of = NULL;
    bool fine = names != NULL;

    for (size_t level = 0; fine && level < part->n_levels; level++) {
        size_t block = block_of_level(part, level);

        if (block != GG_NO_BLOCK && !(part->n_merged && block == part->n_blocks - 1))
            continue;
        if (!of)
            fine = gg_set(merged, part->name, of = json_object());
        fine = fine && gg_set(of, names[level], levels_within(part, level));
    }
    return fine;
}

json_t *gg_crossing_merged(gg_publication *p, const gg_crossing *x)
{
    json_t *merged = json_object();
    bool fine = merged != NULL;

    for (size_t k = 0; fine && k < x->n_parts; k++)
        fine = put_merged(p, x->parts[k], merged);
    if (fine)
        return merged;
    json_decref(merged);
    return NULL;
}
