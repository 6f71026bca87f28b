/* Proofs over the tree, as RFC 9162 words them: sections 2.1.3 and 2.1.4. */
#include <string.h>

#include "registry_internal.h"

/* The largest power of two that is less than n; n from 2. */
static uint64_t split(uint64_t n)
{
    uint64_t k = 1;

    while (k < n - k)
        k *= 2;
    return k;
}

static void add_root(unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n, gg_tree_path *out)
{
    gg_tree tree;
    gg_tree_head head;

    gg_tree_init(&tree);
    for (uint64_t i = 0; i < n; i++)
        gg_tree_add(&tree, leaves[i]);
    gg_tree_root(&tree, &head);
    memcpy(out->nodes[out->n++], head.root, GG_SHA256_BYTES);
}

/* The standard's definition builds the path from the leaf up; going down, it is written backwards.
 */
static void turn(gg_tree_path *path)
{
    unsigned char kept[GG_SHA256_BYTES];

    for (size_t i = 0; i < path->n / 2; i++) {
        memcpy(kept, path->nodes[i], sizeof kept);
        memcpy(path->nodes[i], path->nodes[path->n - 1 - i], sizeof kept);
        memcpy(path->nodes[path->n - 1 - i], kept, sizeof kept);
    }
}

void gg_tree_prove_inclusion(unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n, uint64_t index,
                             gg_tree_path *out)
{
    out->n = 0;
    if (index >= n)
        return;
    while (n > 1) {
        uint64_t k = split(n);

        if (index < k) {
            add_root(leaves + k, n - k, out);
            n = k;
        } else {
            add_root(leaves, k, out);
            leaves += k;
            index -= k;
            n -= k;
        }
    }
    turn(out);
}

void gg_tree_prove_consistency(unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n, uint64_t first,
                               gg_tree_path *out)
{
    bool known = true; /* the root of what is left of the earlier tree is the head's own */

    out->n = 0;
    if (first == 0 || first > n)
        return;
    while (first < n) {
        uint64_t k = split(n);

        if (first <= k) {
            add_root(leaves + k, n - k, out);
            n = k;
        } else {
            add_root(leaves, k, out);
            leaves += k;
            first -= k;
            n -= k;
            known = false;
        }
    }
    if (!known)
        add_root(leaves, n, out);
    turn(out);
}

/* One level up; a node that is the last of its level alone has gone up without a partner. */
static void climb(uint64_t *at, uint64_t *last)
{
    if (!(*at & 1))
        while (!(*at & 1) && *at != 0) {
            *at >>= 1;
            *last >>= 1;
        }
    *at >>= 1;
    *last >>= 1;
}

bool gg_tree_check_inclusion(const unsigned char leaf[GG_SHA256_BYTES], uint64_t index,
                             const gg_tree_head *head, const gg_tree_path *path)
{
    unsigned char r[GG_SHA256_BYTES];
    uint64_t at = index, last = head->size - 1;

    if (index >= head->size || path->n > GG_TREE_LEVELS + 1)
        return false;
    memcpy(r, leaf, sizeof r);
    for (size_t i = 0; i < path->n; i++) {
        if (last == 0)
            return false;
        if ((at & 1) || at == last) {
            gg_tree_node(path->nodes[i], r, r);
            climb(&at, &last);
        } else {
            gg_tree_node(r, path->nodes[i], r);
            at >>= 1;
            last >>= 1;
        }
    }
    return last == 0 && memcmp(r, head->root, sizeof r) == 0;
}

/* Both trees are grown from the same nodes; `from` is the first of the path that is not their
 * common beginning. */
static bool grow(const gg_tree_head *first, const gg_tree_head *second, const gg_tree_path *path,
                 size_t from, const unsigned char begin[GG_SHA256_BYTES])
{
    unsigned char old[GG_SHA256_BYTES], now[GG_SHA256_BYTES];
    uint64_t at = first->size - 1, last = second->size - 1;

    while (at & 1) {
        at >>= 1;
        last >>= 1;
    }
    memcpy(old, begin, sizeof old);
    memcpy(now, begin, sizeof now);
    for (size_t i = from; i < path->n; i++) {
        if (last == 0)
            return false;
        if ((at & 1) || at == last) {
            gg_tree_node(path->nodes[i], old, old);
            gg_tree_node(path->nodes[i], now, now);
            climb(&at, &last);
        } else {
            gg_tree_node(now, path->nodes[i], now);
            at >>= 1;
            last >>= 1;
        }
    }
    return last == 0 && memcmp(old, first->root, sizeof old) == 0 &&
           memcmp(now, second->root, sizeof now) == 0;
}

bool gg_tree_check_consistency(const gg_tree_head *first, const gg_tree_head *second,
                               const gg_tree_path *path)
{
    bool whole = (first->size & (first->size - 1)) == 0;

    if (first->size == 0 || first->size > second->size || path->n > GG_TREE_LEVELS + 1)
        return false;
    if (first->size == second->size)
        return path->n == 0 && memcmp(first->root, second->root, GG_SHA256_BYTES) == 0;
    if (path->n == 0)
        return false;
    return whole ? grow(first, second, path, 0, first->root)
                 : grow(first, second, path, 1, path->nodes[0]);
}
