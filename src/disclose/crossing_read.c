/*
 * Reading an intersection: its attributes from its name, its groups' levels from theirs, and
 * whether it adds up.
 */
#include <stdint.h>
#include <string.h>

#include "disclose_internal.h"

static size_t find_part(const gg_publication *p, const char *name, size_t n)
{
    for (size_t i = 0; i < p->n_attributes; i++)
        if (strlen(p->parts[i].name) == n && memcmp(p->parts[i].name, name, n) == 0)
            return i;
    return GG_NO_BLOCK;
}

/*
 * Splits name at "*" into the names of attributes, in every way there is, for an attribute may have
 * the sign in its own name. Returns how many ways; the last is left in found.
 */
static size_t split_name(const gg_publication *p, const char *name, size_t depth, gg_part **found,
                         size_t *n_found, gg_part **path)
{
    size_t ways = 0;
    const char *end = name;

    do {
        size_t i;

        end += strcspn(end, "*");
        i = depth < GG_ATTRIBUTES_CROSSED ? find_part(p, name, (size_t)(end - name)) : GG_NO_BLOCK;
        if (i != GG_NO_BLOCK) {
            path[depth] = &p->parts[i];
            if (*end == '\0') {
                memcpy(found, path, (depth + 1) * sizeof *found);
                *n_found = depth + 1;
                ways++;
            } else {
                ways += split_name(p, end + 1, depth + 1, found, n_found, path);
            }
        }
    } while (*end++ == '*');
    return ways;
}

/* The same for the name of a group, with the levels of its attributes in their order. */
static size_t split_levels(const gg_crossing *x, const char *name, size_t depth, size_t *found,
                           size_t *path)
{
    const gg_part *part = x->parts[depth];
    size_t ways = 0;

    for (size_t i = 0; i < part->n; i++) {
        size_t n = strlen(part->levels[i]);

        if (strncmp(name, part->levels[i], n) != 0)
            continue;
        path[depth] = part->block[i];
        if (depth + 1 == x->n_parts && name[n] == '\0') {
            memcpy(found, path, x->n_parts * sizeof *found);
            ways++;
        } else if (depth + 1 < x->n_parts && name[n] == '*') {
            ways += split_levels(x, name + n + 1, depth + 1, found, path);
        }
    }
    return ways;
}

static gg_status read_figures(gg_publication *p, gg_crossing *x, const json_t *groups)
{
    size_t path[GG_ATTRIBUTES_CROSSED], g = 0;
    const char *name;
    json_t *metrics;

    json_object_foreach((json_t *)groups, name, metrics)
    {
        gg_status status = gg_figures_parse(metrics, &x->figures[g], p->err);

        if (status != GG_OK) {
            gg_error_where(p->err, NULL, 0, name);
            return status;
        }
        gg_scope_reduce(p->scope, &x->figures[g]);
        gg_figures_coarsen(p, &x->figures[g]);
        if (split_levels(x, name, 0, &x->block[g * x->n_parts], path) != 1) {
            x->withheld = "the names of its groups can be read in several ways, or in none";
            return GG_OK;
        }
        g++;
    }
    return GG_OK;
}

/* Whether the groups of the crossing add up to each block of each attribute. */
static gg_status check_sums(gg_publication *p, gg_crossing *x)
{
    for (size_t k = 0; k < x->n_parts && !x->withheld; k++) {
        const gg_part *part = x->parts[k];
        gg_figures *sums = gg_arena_array(&p->arena, part->n_blocks, sizeof *sums);

        if (!sums)
            return gg_disclose_memory(p);
        for (size_t b = 0; b < part->n_blocks; b++)
            sums[b] = gg_figures_empty(p->overall.scores);
        for (size_t g = 0; g < x->n; g++) {
            gg_figures *sum = &sums[x->block[g * x->n_parts + k]];

            gg_figures_add(sum, &x->figures[g], sum);
        }
        for (size_t b = 0; b < part->n_blocks; b++)
            if (!gg_cells_equal(&sums[b], &part->sums[b]))
                x->withheld = "its groups do not add up to those of its attributes";
    }
    return GG_OK;
}

gg_status gg_crossing_read(gg_publication *p, const char *name, const json_t *source,
                           gg_crossing *x)
{
    const json_t *groups = json_object_get(source, "groups");
    gg_part *path[GG_ATTRIBUTES_CROSSED];
    gg_status status;

    *x = (gg_crossing){.name = name, .source = source, .n = json_object_size(groups)};
    x->parts = gg_arena_array(&p->arena, GG_ATTRIBUTES_CROSSED, sizeof(gg_part *));
    if (!x->parts)
        return gg_disclose_memory(p);
    if (p->n_attributes > GG_ATTRIBUTES_CROSSED ||
        split_name(p, name, 0, x->parts, &x->n_parts, path) != 1) {
        x->withheld = "its attributes are not all in the document";
        return GG_OK;
    }
    for (size_t k = 0; k < x->n_parts; k++)
        if (x->parts[k]->withheld)
            x->withheld = "one of its attributes is withheld";
    if (x->withheld)
        return GG_OK;
    x->figures = gg_arena_array(&p->arena, x->n, sizeof *x->figures);
    x->block = x->n <= SIZE_MAX / GG_ATTRIBUTES_CROSSED
                   ? gg_arena_array(&p->arena, x->n * x->n_parts, sizeof *x->block)
                   : NULL;
    if (!x->figures || !x->block)
        return gg_disclose_memory(p);
    status = read_figures(p, x, groups);
    return status == GG_OK && !x->withheld ? check_sums(p, x) : status;
}
