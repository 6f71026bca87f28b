#include "gauger/registry/tree.h"

#include <string.h>

#include "registry_internal.h"

void gg_tree_node(const unsigned char left[GG_SHA256_BYTES],
                  const unsigned char right[GG_SHA256_BYTES], unsigned char out[GG_SHA256_BYTES])
{
    gg_sha256 h;

    gg_sha256_init(&h);
    gg_sha256_add(&h, "\x01", 1);
    gg_sha256_add(&h, left, GG_SHA256_BYTES);
    gg_sha256_add(&h, right, GG_SHA256_BYTES);
    gg_sha256_final(&h, out);
}

void gg_tree_leaf(const void *data, size_t n, unsigned char out[GG_SHA256_BYTES])
{
    gg_sha256 h;

    gg_sha256_init(&h);
    gg_sha256_add(&h, "\x00", 1);
    gg_sha256_add(&h, data, n);
    gg_sha256_final(&h, out);
}

void gg_tree_init(gg_tree *tree)
{
    tree->size = 0;
    tree->n_nodes = 0;
}

void gg_tree_add(gg_tree *tree, const unsigned char leaf[GG_SHA256_BYTES])
{
    unsigned char carry[GG_SHA256_BYTES];

    if (tree->size >= (uint64_t)INT64_MAX)
        return;
    memcpy(carry, leaf, sizeof carry);
    /* As in binary addition: each bit that is set is a complete subtree that the carry joins. */
    for (uint64_t bits = tree->size; bits & 1; bits >>= 1)
        gg_tree_node(tree->nodes[--tree->n_nodes], carry, carry);
    memcpy(tree->nodes[tree->n_nodes++], carry, sizeof carry);
    tree->size++;
}

void gg_tree_root(const gg_tree *tree, gg_tree_head *out)
{
    gg_sha256 h;

    out->size = tree->size;
    if (tree->n_nodes == 0) {
        gg_sha256_init(&h);
        gg_sha256_final(&h, out->root);
        return;
    }
    memcpy(out->root, tree->nodes[tree->n_nodes - 1], GG_SHA256_BYTES);
    for (size_t i = tree->n_nodes - 1; i-- > 0;)
        gg_tree_node(tree->nodes[i], out->root, out->root);
}
