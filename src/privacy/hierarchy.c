/* t-closeness over a tree of values. */
#include <stdlib.h>

#include "anonymity_internal.h"

__extension__ typedef __int128 gg_i128;

/* Height of each node over the leaves; fails where leaves differ in depth. */
static bool take_heights(const gg_hierarchy *tree, size_t n_values, uint32_t *height)
{
    for (size_t i = 0; i < tree->n_nodes; i++)
        if (tree->parent[i] > i || (i > 0 && tree->parent[i] == i))
            return false;
    for (size_t i = tree->n_nodes; i-- > 1;)
        if (height[tree->parent[i]] < height[i] + 1)
            height[tree->parent[i]] = height[i] + 1;
    for (size_t i = 1; i < tree->n_nodes; i++)
        if (height[tree->parent[i]] != height[i] + 1)
            return false;
    for (size_t v = 0; v < n_values; v++)
        if (tree->leaf[v] >= tree->n_nodes || height[tree->leaf[v]] != 0)
            return false;
    return true;
}

/* What the children of a node have too much, and too little, together. */
typedef struct extra {
    gg_i128 sum;
    gg_u128 over, under;
} extra;

/* The cost of a class: from the leaves up, each node hands its sum to its parent. */
static gg_ratio class_cost(const gg_hierarchy *tree, const uint32_t *height, extra *nodes,
                           gg_u128 scale)
{
    gg_u128 cost = 0;

    for (size_t i = tree->n_nodes; i-- > 0;) {
        extra *node = &nodes[i], *parent = &nodes[tree->parent[i]];

        cost += height[i] * (node->over < node->under ? node->over : node->under);
        if (i == 0)
            break;
        parent->sum += node->sum;
        if (node->sum > 0)
            parent->over += (gg_u128)node->sum;
        else
            parent->under += (gg_u128)-node->sum;
    }
    return (gg_ratio){cost, height[0] * scale};
}

typedef struct room {
    uint32_t *height;
    extra *nodes;
    uint64_t *counts; /* of each value in the table */
} room;

static gg_status gather(const gg_joint_count *cells, size_t n, const gg_hierarchy *tree,
                        size_t n_values, room *r, gg_fraction *out)
{
    gg_ratio largest = {0, 1};
    uint64_t rows = 0;

    for (size_t i = 0; i < n; i++) {
        r->counts[cells[i].value] += cells[i].rows;
        rows += cells[i].rows;
    }
    for (size_t i = 0, m; i < n; i += m) {
        uint64_t size = 0;

        for (m = 0; i + m < n && cells[i + m].class_index == cells[i].class_index; m++)
            size += cells[i + m].rows;
        for (size_t v = 0; v < tree->n_nodes; v++)
            r->nodes[v] = (extra){0, 0, 0};
        for (size_t v = 0; v < n_values; v++)
            r->nodes[tree->leaf[v]].sum -= (gg_i128)((gg_u128)r->counts[v] * size);
        for (size_t j = 0; j < m; j++)
            r->nodes[tree->leaf[cells[i + j].value]].sum +=
                (gg_i128)((gg_u128)cells[i + j].rows * rows);
        largest =
            gg_ratio_larger(largest, class_cost(tree, r->height, r->nodes, (gg_u128)size * rows));
    }
    *out = gg_fraction_of(largest.num, largest.den);
    return GG_OK;
}

gg_status gg_t_hierarchical_compute(const gg_joint_count *cells, size_t n, size_t n_values,
                                    const gg_hierarchy *tree, gg_fraction *out, gg_error *err)
{
    gg_diversity checked; /* the same demands on cells as there */
    gg_status status = gg_diversity_compute(cells, n, n_values, false, &checked, err);
    room r;

    if (status)
        return status;
    r.height = calloc(tree->n_nodes + 1, sizeof *r.height);
    r.nodes = calloc(tree->n_nodes + 1, sizeof *r.nodes);
    r.counts = calloc(n_values, sizeof *r.counts);
    if (!r.height || !r.nodes || !r.counts)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    else if (tree->n_nodes < 2 || !take_heights(tree, n_values, r.height))
        status = gg_error_set(err, GG_E_USAGE, NULL,
                              "the tree of values has no root first, or leaves at several depths");
    else
        status = gather(cells, n, tree, n_values, &r, out);
    free(r.height);
    free(r.nodes);
    free(r.counts);
    return status;
}
