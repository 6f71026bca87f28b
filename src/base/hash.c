#include "gauger/base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base_internal.h"

/* nettle hashes by the processor's own instructions where it has them, which libsodium does not. */
_Static_assert(sizeof(struct sha256_ctx) <= sizeof(gg_sha256), "gg_sha256 is too small");
_Static_assert(_Alignof(struct sha256_ctx) <= _Alignof(gg_sha256), "gg_sha256 alignment");

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

static struct sha256_ctx *state_of(gg_sha256 *h)
{
    return (struct sha256_ctx *)(void *)h->opaque;
}

void gg_sha256_init(gg_sha256 *h)
{
    sha256_init(state_of(h));
}

void gg_sha256_add(gg_sha256 *h, const void *data, size_t n)
{
    if (n)
        sha256_update(state_of(h), n, data);
}

void gg_sha256_final(gg_sha256 *h, unsigned char out[GG_SHA256_BYTES])
{
    sha256_digest(state_of(h), GG_SHA256_BYTES, out);
}

/* Digests are no secrets, so that neither of these need take the same time for all. */
char *gg_digest_hex(const unsigned char digest[GG_SHA256_BYTES], char out[GG_SHA256_HEX])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < GG_SHA256_BYTES; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[GG_SHA256_HEX - 1] = '\0';
    return out;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool gg_digest_read(const char *hex, unsigned char out[GG_SHA256_BYTES])
{
    unsigned char read[GG_SHA256_BYTES];

    if (!hex)
        return false;
    for (size_t i = 0; i < GG_SHA256_BYTES; i++) {
        int high = digit(hex[2 * i]), low = high < 0 ? -1 : digit(hex[2 * i + 1]);

        if (low < 0)
            return false;
        read[i] = (unsigned char)(high << 4 | low);
    }
    if (hex[GG_SHA256_HEX - 1] != '\0')
        return false;
    memcpy(out, read, sizeof read);
    return true;
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
