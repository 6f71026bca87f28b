/* Merkle trees. Leaves and roots: the test vectors of RFC 9162's reference implementations. */
#include "gauger/registry/tree.h"

#include <string.h>

#include "suite.h"

static const char *const leaves[] = {"",
                                     "00",
                                     "10",
                                     "2021",
                                     "3031",
                                     "40414243",
                                     "5051525354555657",
                                     "606162636465666768696a6b6c6d6e6f"};
static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static size_t unhex(const char *hex, unsigned char *out)
{
    size_t n = strlen(hex) / 2;

    for (size_t i = 0; i < n; i++) {
        unsigned byte = 0;

        for (int k = 0; k < 2; k++) {
            char c = hex[2 * i + (size_t)k];

            byte = byte * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        out[i] = (unsigned char)byte;
    }
    return n;
}

START_TEST(roots_are_those_of_the_standard)
{
    gg_tree tree;
    gg_tree_head head;
    unsigned char bytes[32], leaf[GG_SHA256_BYTES];

    gg_tree_init(&tree);
    for (size_t i = 0; i <= 8; i++) {
        gg_tree_root(&tree, &head);
        unhex(roots[i], bytes);
        ck_assert_uint_eq(head.size, i);
        ck_assert_mem_eq(head.root, bytes, 32);
        ck_assert_uint_eq(tree.n_nodes, (size_t)__builtin_popcountll(i));
        if (i == 8)
            break;
        gg_tree_leaf(bytes, unhex(leaves[i], bytes), leaf);
        gg_tree_add(&tree, leaf);
    }
}
END_TEST

/* The definition of RFC 9162, section 2.1.1, by recursion. */
static void by_definition(unsigned char (*hashes)[32], size_t n, unsigned char out[32])
{
    unsigned char left[32], right[32];
    size_t k = 1;
    gg_sha256 h;

    if (n == 1) {
        memcpy(out, hashes[0], 32);
        return;
    }
    while (2 * k < n)
        k *= 2;
    by_definition(hashes, k, left);
    by_definition(hashes + k, n - k, right);
    gg_sha256_init(&h);
    gg_sha256_add(&h, "\x01", 1);
    gg_sha256_add(&h, left, 32);
    gg_sha256_add(&h, right, 32);
    gg_sha256_final(&h, out);
}

START_TEST(any_size_is_as_defined)
{
    static unsigned char hashes[200][32];
    unsigned char want[32];
    gg_tree tree;
    gg_tree_head head;

    gg_tree_init(&tree);
    for (size_t n = 1; n <= 200; n++) {
        char text[16];

        gg_tree_leaf(text, (size_t)snprintf(text, sizeof text, "leaf %zu", n), hashes[n - 1]);
        gg_tree_add(&tree, hashes[n - 1]);
        gg_tree_root(&tree, &head);
        by_definition(hashes, n, want);
        ck_assert_mem_eq(head.root, want, 32);
    }
}
END_TEST

START_TEST(a_full_tree_stays)
{
    unsigned char leaf[32] = {1};
    gg_tree tree = {.size = INT64_MAX, .n_nodes = GG_TREE_LEVELS};

    gg_tree_add(&tree, leaf);
    ck_assert_uint_eq(tree.size, INT64_MAX);
    ck_assert_uint_eq(tree.n_nodes, GG_TREE_LEVELS);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, roots_are_those_of_the_standard);
    tcase_add_test(tc, any_size_is_as_defined);
    tcase_add_test(tc, a_full_tree_stays);
}

GG_TEST_MAIN("registry/tree")
