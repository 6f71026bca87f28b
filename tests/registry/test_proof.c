/*
 * Proofs over the tree: every proof for every size up to 70 is that of RFC 9162's definitions,
 * written down in Python:
 *     def path(m, d): k = k_of(len(d)); return [] if len(d) == 1 else
 *         path(m, d[:k]) + [mth(d[k:])] if m < k else path(m - k, d[k:]) + [mth(d[:k])]
 *     def sub(m, d, b): return ([] if b else [mth(d)]) if m == len(d) else
 *         sub(m, d[:k], b) + [mth(d[k:])] if m <= k else sub(m - k, d[k:], False) + [mth(d[:k])]
 * and hashed: for each proof the number of its nodes as a byte, then the nodes.
 */
#include <string.h>

#include "gauger/registry/tree.h"
#include "suite.h"

enum { most = 70 };

static unsigned char leaves[most][GG_SHA256_BYTES];

static void make_leaves(void)
{
    char text[16];

    for (int i = 0; i < most; i++)
        gg_tree_leaf(text, (size_t)snprintf(text, sizeof text, "leaf %d", i + 1), leaves[i]);
}

static gg_tree_head head_of(uint64_t n)
{
    gg_tree tree;
    gg_tree_head head;

    gg_tree_init(&tree);
    for (uint64_t i = 0; i < n; i++)
        gg_tree_add(&tree, leaves[i]);
    gg_tree_root(&tree, &head);
    return head;
}

static void add_path(gg_sha256 *h, const gg_tree_path *path)
{
    unsigned char n = (unsigned char)path->n;

    gg_sha256_add(h, &n, 1);
    for (size_t i = 0; i < path->n; i++)
        gg_sha256_add(h, path->nodes[i], GG_SHA256_BYTES);
}

static void expect_digest(gg_sha256 *h, const char *want)
{
    unsigned char digest[GG_SHA256_BYTES];
    char hex[GG_SHA256_HEX];

    gg_sha256_final(h, digest);
    ck_assert_str_eq(gg_digest_hex(digest, hex), want);
}

START_TEST(inclusion_is_as_defined_and_is_accepted)
{
    gg_tree_path path;
    gg_sha256 h;

    make_leaves();
    gg_sha256_init(&h);
    for (uint64_t n = 1; n <= most; n++) {
        gg_tree_head head = head_of(n);

        for (uint64_t i = 0; i < n; i++) {
            gg_tree_prove_inclusion(leaves, n, i, &path);
            add_path(&h, &path);
            ck_assert(gg_tree_check_inclusion(leaves[i], i, &head, &path));
        }
    }
    expect_digest(&h, "62018d1fa6146e2ca064128944759fdd86c48a527ea26bfdc08ae629e2b7817a");
}
END_TEST

START_TEST(consistency_is_as_defined_and_is_accepted)
{
    gg_tree_path path;
    gg_sha256 h;

    make_leaves();
    gg_sha256_init(&h);
    for (uint64_t n = 1; n <= most; n++) {
        gg_tree_head second = head_of(n);

        for (uint64_t m = 1; m <= n; m++) {
            gg_tree_head first = head_of(m);

            gg_tree_prove_consistency(leaves, n, m, &path);
            add_path(&h, &path);
            ck_assert(gg_tree_check_consistency(&first, &second, &path));
        }
    }
    expect_digest(&h, "564deabb5e83bfa1ffd5579c64289720f9abb5c52e7331959ab9c4bc9ff630ac");
}
END_TEST

/* A leaf is in no other place, no other leaf is in its place, and nothing of a proof can be
 * changed, left out, added or moved. */
START_TEST(another_inclusion_is_refused)
{
    gg_tree_path path, bad;

    make_leaves();
    for (uint64_t n = 1; n <= 40; n++) {
        gg_tree_head head = head_of(n), other;

        for (uint64_t i = 0; i < n; i++) {
            gg_tree_prove_inclusion(leaves, n, i, &path);
            for (uint64_t j = 0; j < n + 2; j++)
                ck_assert(j == i || !gg_tree_check_inclusion(leaves[i], j, &head, &path));
            ck_assert(!gg_tree_check_inclusion(leaves[most - 1], i, &head, &path));
            for (size_t k = 0; k < path.n; k++)
                for (unsigned byte = 0; byte < GG_SHA256_BYTES; byte += 11) {
                    bad = path;
                    bad.nodes[k][byte] ^= 1;
                    ck_assert(!gg_tree_check_inclusion(leaves[i], i, &head, &bad));
                }
            bad = path;
            bad.n++;
            memset(bad.nodes[path.n], 0, GG_SHA256_BYTES);
            ck_assert(!gg_tree_check_inclusion(leaves[i], i, &head, &bad));
            if (path.n) {
                bad.n = path.n - 1;
                ck_assert(!gg_tree_check_inclusion(leaves[i], i, &head, &bad));
            }
            if (path.n > 1) {
                memcpy(bad.nodes[0], path.nodes[1], GG_SHA256_BYTES);
                memcpy(bad.nodes[1], path.nodes[0], GG_SHA256_BYTES);
                bad.n = path.n;
                ck_assert(!gg_tree_check_inclusion(leaves[i], i, &head, &bad));
            }
            other = head;
            other.root[7] ^= 1;
            ck_assert(!gg_tree_check_inclusion(leaves[i], i, &other, &path));
        }
    }
}
END_TEST

START_TEST(another_history_is_refused)
{
    gg_tree_path path, bad;

    make_leaves();
    for (uint64_t n = 1; n <= 40; n++) {
        gg_tree_head second = head_of(n), other;

        for (uint64_t m = 1; m <= n; m++) {
            gg_tree_head first = head_of(m);

            gg_tree_prove_consistency(leaves, n, m, &path);
            for (uint64_t k = 1; k <= n; k++) {
                other = head_of(k);
                ck_assert(k == m || !gg_tree_check_consistency(&other, &second, &path));
            }
            other = first;
            other.root[31] ^= 1;
            ck_assert(!gg_tree_check_consistency(&other, &second, &path));
            other = second;
            other.root[0] ^= 1;
            ck_assert(!gg_tree_check_consistency(&first, &other, &path));
            for (size_t k = 0; k < path.n; k++) {
                bad = path;
                bad.nodes[k][k % GG_SHA256_BYTES] ^= 0x80;
                ck_assert(!gg_tree_check_consistency(&first, &second, &bad));
            }
            bad = path;
            bad.n++;
            memset(bad.nodes[path.n], 0, GG_SHA256_BYTES);
            ck_assert(!gg_tree_check_consistency(&first, &second, &bad));
            if (path.n) {
                bad.n = path.n - 1;
                ck_assert(!gg_tree_check_consistency(&first, &second, &bad));
            }
            /* Backwards it is no proof. */
            ck_assert(n == m || !gg_tree_check_consistency(&second, &first, &path));
        }
    }
}
END_TEST

START_TEST(what_is_in_no_tree)
{
    gg_tree_path path;
    gg_tree_head none = head_of(0), one;

    make_leaves();
    one = head_of(1);
    gg_tree_prove_inclusion(leaves, 3, 3, &path);
    ck_assert_uint_eq(path.n, 0);
    gg_tree_prove_inclusion(leaves, 0, 0, &path);
    ck_assert_uint_eq(path.n, 0);
    ck_assert(!gg_tree_check_inclusion(leaves[0], 0, &none, &path));
    gg_tree_prove_consistency(leaves, 3, 0, &path);
    ck_assert_uint_eq(path.n, 0);
    gg_tree_prove_consistency(leaves, 3, 4, &path);
    ck_assert_uint_eq(path.n, 0);
    ck_assert(!gg_tree_check_consistency(&none, &one, &path));
    ck_assert(!gg_tree_check_consistency(&none, &none, &path));
    path.n = GG_TREE_LEVELS + 2;
    ck_assert(!gg_tree_check_inclusion(leaves[0], 0, &one, &path));
    ck_assert(!gg_tree_check_consistency(&one, &one, &path));
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, inclusion_is_as_defined_and_is_accepted);
    tcase_add_test(tc, consistency_is_as_defined_and_is_accepted);
    tcase_add_test(tc, another_inclusion_is_refused);
    tcase_add_test(tc, another_history_is_refused);
    tcase_add_test(tc, what_is_in_no_tree);
}

GG_TEST_MAIN("registry/proof")
