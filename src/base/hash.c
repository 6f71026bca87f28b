#include "gauger/base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base_internal.h"

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(gg_sha256), "gg_sha256 is too small");
_Static_assert(_Alignof(crypto_hash_sha256_state) <= _Alignof(gg_sha256), "gg_sha256 alignment");

static pthread_once_t sodium_once = PTHREAD_ONCE_INIT;

static void start_sodium(void)
{
    /* A failure leaves the portable code in use, which gives the same digests. */
    if (sodium_init() < 0)
        return;
}

void gg_sodium_once(void)
{
    pthread_once(&sodium_once, start_sodium);
}

static crypto_hash_sha256_state *state_of(gg_sha256 *h)
{
    return (crypto_hash_sha256_state *)(void *)h->opaque;
}

void gg_sha256_init(gg_sha256 *h)
{
    gg_sodium_once();
    crypto_hash_sha256_init(state_of(h));
}

void gg_sha256_add(gg_sha256 *h, const void *data, size_t n)
{
    if (n)
        crypto_hash_sha256_update(state_of(h), data, n);
}

void gg_sha256_final(gg_sha256 *h, unsigned char out[GG_SHA256_BYTES])
{
    crypto_hash_sha256_final(state_of(h), out);
}

char *gg_digest_hex(const unsigned char digest[GG_SHA256_BYTES], char out[GG_SHA256_HEX])
{
    return sodium_bin2hex(out, GG_SHA256_HEX, digest, GG_SHA256_BYTES);
}

bool gg_digest_read(const char *hex, unsigned char out[GG_SHA256_BYTES])
{
    size_t n;

    /* libsodium takes capital digits too. */
    return hex && strlen(hex) == GG_SHA256_HEX - 1 &&
           strspn(hex, "0123456789abcdef") == GG_SHA256_HEX - 1 &&
           sodium_hex2bin(out, GG_SHA256_BYTES, hex, GG_SHA256_HEX - 1, NULL, &n, NULL) == 0;
}

static char *finish_hex(gg_sha256 *h, char out[GG_SHA256_HEX])
{
    unsigned char digest[GG_SHA256_BYTES];

    gg_sha256_final(h, digest);
    return gg_digest_hex(digest, out);
}

char *gg_sha256_hex(const void *data, size_t n, char out[GG_SHA256_HEX])
{
    gg_sha256 h;

    gg_sha256_init(&h);
    gg_sha256_add(&h, data, n);
    return finish_hex(&h, out);
}

static int add_file(gg_sha256 *h, int fd)
{
    char piece[65536];
    ssize_t n;

    while ((n = read(fd, piece, sizeof piece)) != 0) {
        if (n > 0)
            gg_sha256_add(h, piece, (size_t)n);
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

gg_status gg_sha256_file(const char *path, char out[GG_SHA256_HEX], gg_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    gg_sha256 h;
    int error;

    if (fd < 0)
        return gg_file_error(path, errno, "read", err);
    gg_sha256_init(&h);
    error = add_file(&h, fd);
    close(fd);
    if (error)
        return gg_file_error(path, error, "read", err);
    finish_hex(&h, out);
    return GG_OK;
}

uint64_t gg_siphash(const unsigned char key[GG_SIPHASH_KEY], const void *data, size_t n)
{
    static const char nothing[1] = "";
    unsigned char digest[crypto_shorthash_BYTES];
    uint64_t out = 0;

    _Static_assert(GG_SIPHASH_KEY == crypto_shorthash_KEYBYTES, "length of a key");
    crypto_shorthash(digest, n ? data : nothing, n, key);
    for (size_t i = sizeof digest; i-- > 0;)
        out = out << 8 | digest[i];
    return out;
}

void gg_secret_bytes(void *out, size_t n)
{
    gg_sodium_once();
    randombytes_buf(out, n);
}

void gg_secret_wipe(void *data, size_t n)
{
    if (n)
        sodium_memzero(data, n);
}
