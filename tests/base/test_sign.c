/*
 * Signatures: the vectors of RFC 8032, section 7.1, held against Python's cryptography 48 (OpenSSL)
 * as well:
 *     k = Ed25519PrivateKey.from_private_bytes(seed); k.public_key().public_bytes_raw();
 *     k.sign(message); hashlib.sha256(public).hexdigest()[:16]
 */
#include "gauger/base/sign.h"

#include "expect.h"

static const struct {
    const char *seed, *public_key, *message, *signature, *id;
} vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b",
     "21fe31dfa154a261"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00",
     "39f713d0a644253f"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
     "c6594a7c15e9716ed28dc027beceea1ec40a",
     "dac073e0123bdea5"},
};

static size_t unhex(const char *hex, unsigned char *out)
{
    size_t n = strlen(hex) / 2;

    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(sscanf(hex + 2 * i, "%2hhx", &out[i]), 1);
    return n;
}

START_TEST(the_standards_vectors)
{
    unsigned char seed[GG_SEED_BYTES], public_key[GG_PUBLIC_BYTES], message[8], got[64], want[64];
    size_t n = unhex(vectors[_i].message, message);
    char id[GG_KEY_ID];
    gg_signer *signer;

    unhex(vectors[_i].seed, seed);
    unhex(vectors[_i].public_key, public_key);
    unhex(vectors[_i].signature, want);
    expect_ok(gg_signer_from_seed(seed, &signer, &eo_err));
    ck_assert_mem_eq(gg_signer_public(signer), public_key, sizeof public_key);
    ck_assert_str_eq(gg_signer_id(signer), vectors[_i].id);
    ck_assert_str_eq(gg_key_id(public_key, id), vectors[_i].id);
    ck_assert_str_eq(gg_signer_protection(signer), "none");
    gg_sign(signer, message, n, got);
    ck_assert_mem_eq(got, want, sizeof want);
    ck_assert(gg_signature_check(public_key, message, n, want));
    gg_signer_free(signer);
}
END_TEST

/* Each bit of signature, message and key counts. */
START_TEST(whatever_is_changed_is_refused)
{
    unsigned char message[] = "who decided what", signature[GG_SIGNATURE_BYTES];
    unsigned char public_key[GG_PUBLIC_BYTES];
    const size_t n = sizeof message;
    gg_signer *signer;

    expect_ok(gg_signer_new(&signer, &eo_err));
    gg_sign(signer, message, n, signature);
    memcpy(public_key, gg_signer_public(signer), sizeof public_key);
    for (size_t bit = 0; bit < 8 * sizeof signature; bit++) {
        signature[bit / 8] ^= (unsigned char)(1u << bit % 8);
        ck_assert(!gg_signature_check(public_key, message, n, signature));
        signature[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    for (size_t bit = 0; bit < 8 * n; bit++) {
        message[bit / 8] ^= (unsigned char)(1u << bit % 8);
        ck_assert(!gg_signature_check(public_key, message, n, signature));
        message[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    for (size_t bit = 0; bit < 8 * sizeof public_key; bit++) {
        public_key[bit / 8] ^= (unsigned char)(1u << bit % 8);
        ck_assert(!gg_signature_check(public_key, message, n, signature));
        public_key[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    ck_assert(!gg_signature_check(public_key, message, n - 1, signature));
    ck_assert(gg_signature_check(public_key, message, n, signature));
    gg_signer_free(signer);
}
END_TEST

/* With a key of small order a signature of zeros would fit many messages. */
START_TEST(weak_keys_are_refused)
{
    unsigned char public_key[GG_PUBLIC_BYTES] = {1}, signature[GG_SIGNATURE_BYTES] = {1};

    ck_assert(!gg_signature_check(public_key, "a", 1, signature));
    memset(public_key, 0, sizeof public_key);
    ck_assert(!gg_signature_check(public_key, "a", 1, signature));
}
END_TEST

/* A signature plus the order of the group is another writing of the same: refused. */
START_TEST(a_signature_has_one_form)
{
    static const char order[] = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    unsigned char l[32], signature[64], public_key[32], message[8];
    unsigned carry = 0;

    unhex(order, l);
    unhex(vectors[2].signature, signature);
    unhex(vectors[2].public_key, public_key);
    unhex(vectors[2].message, message);
    ck_assert(gg_signature_check(public_key, message, 2, signature));
    for (size_t i = 0; i < 32; i++) {
        carry += (unsigned)signature[32 + i] + l[i];
        signature[32 + i] = (unsigned char)carry;
        carry >>= 8;
    }
    ck_assert(!gg_signature_check(public_key, message, 2, signature));
}
END_TEST

START_TEST(fresh_keys_differ)
{
    gg_signer *a, *b;

    expect_ok(gg_signer_new(&a, &eo_err));
    expect_ok(gg_signer_new(&b, &eo_err));
    ck_assert_mem_ne(gg_signer_public(a), gg_signer_public(b), GG_PUBLIC_BYTES);
    ck_assert_str_ne(gg_signer_id(a), gg_signer_id(b));
    gg_signer_free(a);
    gg_signer_free(b);
    gg_signer_free(NULL);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_loop_test(tc, the_standards_vectors, 0, sizeof vectors / sizeof *vectors);
    tcase_add_test(tc, whatever_is_changed_is_refused);
    tcase_add_test(tc, weak_keys_are_refused);
    tcase_add_test(tc, a_signature_has_one_form);
    tcase_add_test(tc, fresh_keys_differ);
}

GG_TEST_MAIN("base/sign")
