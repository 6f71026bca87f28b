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
_Static_assert(sizeof((crypto_hash_sha256_state *)0)->buf == 64, "a block of SHA-256");

static pthread_once_t sodium_once = PTHREAD_ONCE_INIT;

/* Set once, before any hash is begun. */
static bool fast;

static void start_sodium(void)
{
    fast = gg_sha256_fast();
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

/* libsodium's own state, whose count is of bits, with other code for the blocks. */
static void add_fast(crypto_hash_sha256_state *s, const unsigned char *data, size_t n)
{
    size_t held = (size_t)(s->count >> 3) & 63, room = sizeof s->buf - held;

    s->count += (uint64_t)n << 3;
    if (n < room) {
        memcpy(s->buf + held, data, n);
        return;
    }
    if (held) {
        memcpy(s->buf + held, data, room);
        gg_sha256_blocks(s->state, s->buf, 1);
        data += room;
        n -= room;
    }
    gg_sha256_blocks(s->state, data, n / 64);
    memcpy(s->buf, data + n / 64 * 64, n % 64);
}

void gg_sha256_add(gg_sha256 *h, const void *data, size_t n)
{
    if (n && fast)
        add_fast(state_of(h), data, n);
    else if (n)
        crypto_hash_sha256_update(state_of(h), data, n);
}

/* FIPS 180-4, 5.1.1: a bit, zeros, and the length in bits as the last 64 of a block. */
static void final_fast(crypto_hash_sha256_state *s, unsigned char out[GG_SHA256_BYTES])
{
    static const unsigned char padding[64] = {0x80};
    uint64_t bits = s->count;
    size_t held = (size_t)(bits >> 3) & 63;
    unsigned char length[8];

    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    add_fast(s, padding, (held < 56 ? 56 : 120) - held);
    add_fast(s, length, sizeof length);
    for (size_t i = 0; i < GG_SHA256_BYTES; i++)
        out[i] = (unsigned char)(s->state[i / 4] >> (24 - 8 * (i % 4)));
}

void gg_sha256_final(gg_sha256 *h, unsigned char out[GG_SHA256_BYTES])
{
    if (fast)
        final_fast(state_of(h), out);
    else
        crypto_hash_sha256_final(state_of(h), out);
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
