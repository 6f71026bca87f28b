#include "gauger/base/sign.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base_internal.h"
#include "gauger/base/hash.h"

_Static_assert(GG_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "public keys");
_Static_assert(GG_SIGNATURE_BYTES == crypto_sign_BYTES, "signatures");
_Static_assert(GG_SEED_BYTES == crypto_sign_SEEDBYTES, "seeds");

/* In memory of sodium_malloc(): locked, between guard pages, wiped when it is freed. */
struct gg_signer {
    unsigned char secret[crypto_sign_SECRETKEYBYTES]; /* the seed, then the public key */
    char id[GG_KEY_ID];
    bool passphrase;
};

char *gg_key_id(const unsigned char public_key[GG_PUBLIC_BYTES], char out[GG_KEY_ID])
{
    char hex[GG_SHA256_HEX];

    snprintf(out, GG_KEY_ID, "%.16s", gg_sha256_hex(public_key, GG_PUBLIC_BYTES, hex));
    return out;
}

gg_status gg_signer_from_seed(const unsigned char seed[GG_SEED_BYTES], gg_signer **out,
                              gg_error *err)
{
    unsigned char public_key[GG_PUBLIC_BYTES];
    gg_signer *signer;

    gg_sodium_once();
    signer = sodium_malloc(sizeof *signer);
    if (!signer)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    crypto_sign_seed_keypair(public_key, signer->secret, seed);
    gg_key_id(public_key, signer->id);
    signer->passphrase = false;
    *out = signer;
    return GG_OK;
}

gg_status gg_signer_new(gg_signer **out, gg_error *err)
{
    unsigned char seed[GG_SEED_BYTES];
    gg_status st;

    gg_sodium_once();
    randombytes_buf(seed, sizeof seed);
    st = gg_signer_from_seed(seed, out, err);
    sodium_memzero(seed, sizeof seed);
    return st;
}

void gg_signer_free(gg_signer *signer)
{
    sodium_free(signer);
}

void gg_signer_protect(gg_signer *signer, bool passphrase)
{
    signer->passphrase = passphrase;
}

const unsigned char *gg_signer_seed(const gg_signer *signer)
{
    return signer->secret;
}

const unsigned char *gg_signer_public(const gg_signer *signer)
{
    return signer->secret + crypto_sign_SEEDBYTES;
}

const char *gg_signer_id(const gg_signer *signer)
{
    return signer->id;
}

const char *gg_signer_protection(const gg_signer *signer)
{
    return signer->passphrase ? "argon2id" : "none";
}

void gg_sign(const gg_signer *signer, const void *data, size_t n,
             unsigned char out[GG_SIGNATURE_BYTES])
{
    crypto_sign_detached(out, NULL, data, n, signer->secret);
}

bool gg_signature_check(const unsigned char public_key[GG_PUBLIC_BYTES], const void *data, size_t n,
                        const unsigned char signature[GG_SIGNATURE_BYTES])
{
    gg_sodium_once();
    return crypto_sign_verify_detached(signature, data, n, public_key) == 0;
}
