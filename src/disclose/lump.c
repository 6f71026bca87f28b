/*
 * What intersections show of an attribute: the blocks that the attribute shows, or fewer. Where a
 * cell of a crossing is small, the smallest block in it is lumped with others, in all intersections
 * alike. Lumping more never makes a cell small that was not, so what was settled stays so.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "disclose_internal.h"

#define COMBINATIONS 1000000 /* of blocks, in one intersection */

/* Blocks are numbered anew: lumped ones are one level, the last. */
static size_t lumped_level(const gg_part *part, size_t block)
{
    size_t level = 0;

    if (part->lumped[block]) {
        for (size_t b = 0; b < part->n_blocks; b++)
            level += !part->lumped[b];
        return level;
    }
    for (size_t b = 0; b < block; b++)
        level += !part->lumped[b];
    return level;
}

static size_t lumped_levels(const gg_part *part)
{
    size_t kept = 0;

    for (size_t b = 0; b < part->n_blocks; b++)
        kept += !part->lumped[b];
    return kept + (kept < part->n_blocks);
}

/* The combinations of levels, as one number each: sums of the figures in every one. */
static gg_status cross(gg_publication *p, const gg_crossing *x, gg_figures **out, size_t *n)
{
    size_t total = 1;
    gg_figures *sums;

    for (size_t k = 0; k < x->n_parts; k++) {
        total *= lumped_levels(x->parts[k]);
        if (total > COMBINATIONS) {
            *n = 0;
            return GG_OK;
        }
    }
    sums = gg_arena_array(&p->arena, total, sizeof *sums);
    if (!sums)
        return gg_disclose_memory(p);
    for (size_t i = 0; i < total; i++)
        sums[i] = gg_figures_empty(p->overall.scores);
    for (size_t g = 0; g < x->n; g++) {
        size_t at = 0;

        for (size_t k = 0; k < x->n_parts; k++)
            at = at * lumped_levels(x->parts[k]) +
                 lumped_level(x->parts[k], x->block[g * x->n_parts + k]);
        gg_figures_add(&sums[at], &x->figures[g], &sums[at]);
    }
    *out = sums;
    *n = total;
    return GG_OK;
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
        if (!part->lumped[b] && lumped_level(part, b) == level)
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
        size_t levels = lumped_levels(part), level = at % levels;
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
    /* One block alone is no lump: the smallest other one joins it. */
    if (lumped_levels(chosen) == chosen->n_blocks)
        chosen->lumped[smallest_block(chosen)] = true;
    return true;
}

/* Lumps until everything may be shown; takes it back where that does not succeed. */
gg_status gg_crossing_enlarge(gg_publication *p, gg_crossing *x)
{
    bool *before[GG_ATTRIBUTES_CROSSED];
    gg_figures *sums;
    size_t n, at;

    for (size_t k = 0; k < x->n_parts; k++) {
        size_t size = x->parts[k]->n_blocks * sizeof(bool);

        before[k] = gg_arena_array(&p->arena, x->parts[k]->n_blocks, sizeof(bool));
        if (!before[k])
            return gg_disclose_memory(p);
        memcpy(before[k], x->parts[k]->lumped, size);
    }
    for (;;) {
        gg_status status = cross(p, x, &sums, &n);

        if (status != GG_OK)
            return status;
        if (n == 0)
            x->withheld = "it has too many groups";
        at = n ? smallest_hidden(p, sums, n) : GG_NO_BLOCK;
        if (at == GG_NO_BLOCK)
            break;
        if (!lump(x, at)) {
            x->withheld = "its groups are too small to be shown, merged or not";
            break;
        }
    }
    for (size_t k = 0; x->withheld && k < x->n_parts; k++)
        memcpy(x->parts[k]->lumped, before[k], x->parts[k]->n_blocks * sizeof(bool));
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

static const char *level_name(gg_publication *p, const gg_part *part, size_t level)
{
    size_t block = block_of_level(part, level);

    if (block != GG_NO_BLOCK)
        return part->names[block];
    return gg_merged_name(p, groups_lumped(part), part->levels, part->n);
}

/* Names and sums of the combinations that occur, in the order of the blocks. */
gg_status gg_crossing_settle(gg_publication *p, gg_crossing *x)
{
    gg_figures *sums;
    size_t n;
    gg_status status = cross(p, x, &sums, &n);

    if (status != GG_OK)
        return status;
    x->names = gg_arena_array(&p->arena, n, sizeof *x->names);
    x->sums = sums;
    if (!x->names)
        return gg_disclose_memory(p);
    for (size_t i = 0; i < n; i++) {
        const char *name = NULL;
        size_t rest = i;

        if (gg_figures_sum(&sums[i], GG_CELLS_ALL) == 0)
            continue;
        for (size_t k = x->n_parts; k-- > 0;) {
            size_t levels = lumped_levels(x->parts[k]);
            const char *level = level_name(p, x->parts[k], rest % levels);

            if (level)
                name =
                    gg_arena_printf(&p->arena, "%s%s%s", level, name ? "*" : "", name ? name : "");
            if (!level || !name)
                return gg_disclose_memory(p);
            rest /= levels;
        }
        x->names[x->n_shown] = name;
        x->sums[x->n_shown++] = sums[i];
    }
    return GG_OK;
}

json_t *gg_crossing_merged(gg_publication *p, const gg_crossing *x)
{
    json_t *merged = json_object();
    bool fine = merged != NULL;

    for (size_t k = 0; fine && k < x->n_parts; k++) {
        const gg_part *part = x->parts[k];

        for (size_t level = 0; fine && level < lumped_levels(part); level++) {
            size_t block = block_of_level(part, level);
            bool one = block != GG_NO_BLOCK && !(part->n_merged && block == part->n_blocks - 1);
            const char *name = level_name(p, part, level);
            json_t *levels, *of;

            if (one)
                continue;
            levels = json_array();
            of = json_object_get(merged, part->name);
            fine = name && (of || gg_set(merged, part->name, of = json_object())) &&
                   gg_set(of, name, levels);
            for (size_t i = 0; fine && i < part->n; i++)
                if (lumped_level(part, part->block[i]) == level)
                    fine = json_array_append_new(levels, json_string(part->levels[i])) == 0;
        }
    }
    if (!fine) {
        json_decref(merged);
        return NULL;
    }
    return merged;
}
