/*
 * A Merkle tree as RFC 9162 (section 2.1) defines it: a short head that commits to every leaf and
 * to their order. Only the frontier is kept (the roots of the complete subtrees, from left to
 * right), so that a leaf is added in O(log n) and nothing is read again.
 */
#ifndef GAUGER_REGISTRY_TREE_H
#define GAUGER_REGISTRY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/hash.h"

/* A tree of 2^63 leaves has so many subtrees at most. */
#define GG_TREE_LEVELS 63

/* A tree of size leaves, by its frontier: one node for each bit that is set in size. */
typedef struct gg_tree {
    uint64_t size;
    size_t n_nodes;
    unsigned char nodes[GG_TREE_LEVELS][GG_SHA256_BYTES]; /* the largest subtree first */
} gg_tree;

/* What a tree is known by to others. */
typedef struct gg_tree_head {
    uint64_t size;                       /* leaves */
    unsigned char root[GG_SHA256_BYTES]; /* see gg_tree_root() */
} gg_tree_head;

/* The nodes that a proof needs beside what is known, from the leaves upwards. */
typedef struct gg_tree_path {
    size_t n;
    unsigned char nodes[GG_TREE_LEVELS + 1][GG_SHA256_BYTES];
} gg_tree_path;

GG_BEGIN_DECLS

/*
 * The hash of a leaf: SHA-256(0x00 || data).
 *
 * data, n: the bytes of the leaf; n may be 0.  out: the 32 bytes.
 * Result: out is written.
 * Source: RFC 9162, section 2.1.1; the first byte keeps leaves and inner nodes apart.
 * Undefined cases: none.  Errors: none.
 */
void gg_tree_leaf(const void *data, size_t n, unsigned char out[GG_SHA256_BYTES]);

/*
 * Makes a tree empty.
 *
 * tree: caller's struct, no release needed.
 * Result: no leaves; its root is the SHA-256 of nothing.
 * Ownership: the caller's; a plain value that may be copied.
 * Undefined cases: none.  Errors: none.
 */
void gg_tree_init(gg_tree *tree);

/*
 * Adds a leaf at the right end.
 *
 * tree: changed.  leaf: its hash, see gg_tree_leaf().
 * Result: size grows by one; inner nodes are SHA-256(0x01 || left || right).
 * Undefined cases: beyond 2^63 - 1 leaves nothing is added.
 * Source: RFC 9162, section 2.1.1.  Errors: none.
 */
void gg_tree_add(gg_tree *tree, const unsigned char leaf[GG_SHA256_BYTES]);

/*
 * The size and the root of a tree.
 *
 * tree: not changed.  out: written.
 * Result: the root over all leaves; for no leaves the SHA-256 of nothing (e3b0c442...).
 * Source: RFC 9162, section 2.1.1; the frontier is folded from the right.
 * Undefined cases: none.  Errors: none.
 */
void gg_tree_root(const gg_tree *tree, gg_tree_head *out);

/*
 * Proves that a leaf is in a tree.
 *
 * leaves, n: the hashes of all leaves, n from 1.  index: of the leaf, from 0, less than n.
 * out: the path; empty for a tree of one leaf.
 * Result: what gg_tree_check_inclusion() accepts with the leaf and the tree's head.
 * Source: RFC 9162, section 2.1.3.1.
 * Undefined cases: an index that is not in the tree gives an empty path.  Errors: none.
 */
void gg_tree_prove_inclusion(unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n, uint64_t index,
                             gg_tree_path *out);

/*
 * Proves that a tree begins with an earlier one.
 *
 * leaves, n: the hashes of all leaves.  first: leaves of the earlier tree, from 1 to n.
 * out: the path; empty where both are the same.
 * Result: what gg_tree_check_consistency() accepts with both heads.
 * Source: RFC 9162, section 2.1.4.1.
 * Undefined cases: a first that is 0 or more than n gives an empty path.  Errors: none.
 */
void gg_tree_prove_consistency(unsigned char (*leaves)[GG_SHA256_BYTES], uint64_t n, uint64_t first,
                               gg_tree_path *out);

/*
 * Whether a leaf is in the tree of a head, at an index.
 *
 * leaf: its hash.  index: from 0.  head: size and root.  path: at most GG_TREE_LEVELS + 1 nodes.
 * Returns true if the path leads from the leaf to the root.
 * Source: RFC 9162, section 2.1.3.2.
 * Undefined cases: none; an index that is not less than the size is false.  Errors: none.
 */
bool gg_tree_check_inclusion(const unsigned char leaf[GG_SHA256_BYTES], uint64_t index,
                             const gg_tree_head *head, const gg_tree_path *path);

/*
 * Whether the tree of a head begins with the tree of an earlier head.
 *
 * first: the earlier head.  second: the later one.  path: at most GG_TREE_LEVELS + 1 nodes.
 * Returns true if the path leads to both roots; for equal sizes, if the roots are equal and the
 * path is empty.
 * Source: RFC 9162, section 2.1.4.2.
 * Undefined cases: an earlier tree without leaves is false: nothing was said by it.  Errors: none.
 */
bool gg_tree_check_consistency(const gg_tree_head *first, const gg_tree_head *second,
                               const gg_tree_path *path);

GG_END_DECLS
#endif
