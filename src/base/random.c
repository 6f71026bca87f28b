#include "gauger/base/random.h"

/* FNV-1a, 64 bits; a zero byte ends each key so that ("a","b") and ("ab","") differ. */
static uint64_t hash_text(uint64_t h, const char *s)
{
    for (; s && *s; s++)
        h = (h ^ (unsigned char)*s) * 0x100000001b3ULL;
    return h * 0x100000001b3ULL;
}

static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = (*x += 0x9e3779b97f4a7c15ULL);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

void gg_random_init(gg_random *r, uint64_t seed, const char *slice, const char *metric)
{
    uint64_t x = 0xcbf29ce484222325ULL;

    for (int i = 0; i < 8; i++)
        x = (x ^ ((seed >> (8 * i)) & 0xff)) * 0x100000001b3ULL;
    x = hash_text(hash_text(x, slice), metric);
    for (int i = 0; i < 4; i++)
        r->s[i] = splitmix(&x);
}

uint64_t gg_random_bits(gg_random *r)
{
    uint64_t result = rotate(r->s[1] * 5, 7) * 9;
    uint64_t t = r->s[1] << 17;

    r->s[2] ^= r->s[0];
    r->s[3] ^= r->s[1];
    r->s[1] ^= r->s[2];
    r->s[0] ^= r->s[3];
    r->s[2] ^= t;
    r->s[3] = rotate(r->s[3], 45);
    return result;
}

double gg_random_uniform(gg_random *r)
{
    return (double)(gg_random_bits(r) >> 11) * 0x1p-53;
}
