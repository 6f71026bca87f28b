/*
 * Separators: every comma and newline of a text without quotes and carriage returns, by vector
 * instructions of several widths, of which the widest that the processor has is taken. The plain
 * loop over bytes is what all of them must agree with.
 */
#include <string.h>

#include "table_internal.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static void plain_bytes(const char *s, size_t at, size_t n, uint32_t *ends, gg_csv_sight *seen)
{
    for (; at < n; at++) {
        unsigned char c = (unsigned char)s[at];

        if (c == ',' || c == '\n') {
            ends[seen->cells++] = (uint32_t)at;
            seen->newlines += c == '\n';
        } else if (c == '"' || c == '\r' || c == '\0')
            seen->special = true;
        else if (c >= 0x80)
            seen->high = true;
    }
}

#if defined(__x86_64__)
static void plain_sse2(const char *s, size_t at, size_t n, uint32_t *ends, gg_csv_sight *seen)
{
    const __m128i comma = _mm_set1_epi8(','), newline = _mm_set1_epi8('\n');
    const __m128i quote = _mm_set1_epi8('"'), cr = _mm_set1_epi8('\r'), zero = _mm_setzero_si128();
    __m128i special = zero, high = zero;
    uint32_t *out = ends + seen->cells;
    size_t newlines = 0;

    for (; at + 16 <= n; at += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s + at));
        __m128i ends_row = _mm_cmpeq_epi8(x, newline);
        unsigned mask =
            (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(x, comma), ends_row));

        newlines += (size_t)__builtin_popcount((unsigned)_mm_movemask_epi8(ends_row));

        special = _mm_or_si128(
            special, _mm_or_si128(_mm_cmpeq_epi8(x, quote),
                                  _mm_or_si128(_mm_cmpeq_epi8(x, cr), _mm_cmpeq_epi8(x, zero))));
        high = _mm_or_si128(high, x);
        for (; mask; mask &= mask - 1)
            *out++ = (uint32_t)at + (uint32_t)__builtin_ctz(mask);
    }
    seen->cells = (size_t)(out - ends);
    seen->newlines += newlines;
    seen->special |= _mm_movemask_epi8(special) != 0;
    seen->high |= _mm_movemask_epi8(high) != 0;
    plain_bytes(s, at, n, ends, seen);
}

/* Where separators are among 64 bytes. */
__attribute__((target("avx2,bmi,bmi2,popcnt"))) static inline uint64_t mask_of(__m256i low,
                                                                               __m256i high)
{
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

/* The places of the next four, written out as compilers leave such a loop a loop; the mask without
 * them. */
__attribute__((target("avx2,bmi,bmi2,popcnt"))) static inline uint64_t
four_places(uint64_t mask, uint32_t at, uint32_t *out)
{
    const uint64_t second = _blsr_u64(mask), third = _blsr_u64(second), fourth = _blsr_u64(third);

    out[0] = at + (uint32_t)_tzcnt_u64(mask);
    out[1] = at + (uint32_t)_tzcnt_u64(second);
    out[2] = at + (uint32_t)_tzcnt_u64(third);
    out[3] = at + (uint32_t)_tzcnt_u64(fourth);
    return _blsr_u64(fourth);
}

__attribute__((target("avx2,bmi,bmi2,popcnt"))) static void
plain_avx2(const char *s, size_t at, size_t n, uint32_t *ends, gg_csv_sight *seen)
{
    const __m256i comma = _mm256_set1_epi8(','), newline = _mm256_set1_epi8('\n');
    const __m256i quote = _mm256_set1_epi8('"'), cr = _mm256_set1_epi8('\r');
    const __m256i zero = _mm256_setzero_si256();
    __m256i special = zero, high = zero;
    uint32_t *out = ends + seen->cells;
    size_t newlines = 0;

    for (; at + 64 <= n; at += 64) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)(s + at));
        __m256i y = _mm256_loadu_si256((const __m256i *)(const void *)(s + at + 32));
        uint64_t rows = mask_of(_mm256_cmpeq_epi8(x, newline), _mm256_cmpeq_epi8(y, newline));
        uint64_t mask = mask_of(_mm256_cmpeq_epi8(x, comma), _mm256_cmpeq_epi8(y, comma)) | rows;
        unsigned count = (unsigned)__builtin_popcountll(mask);

        newlines += (size_t)__builtin_popcountll(rows);
        special = _mm256_or_si256(
            special, _mm256_or_si256(_mm256_cmpeq_epi8(x, quote), _mm256_cmpeq_epi8(y, quote)));
        special = _mm256_or_si256(
            special, _mm256_or_si256(_mm256_cmpeq_epi8(x, cr), _mm256_cmpeq_epi8(y, cr)));
        special = _mm256_or_si256(special, _mm256_cmpeq_epi8(_mm256_min_epu8(x, y), zero));
        high = _mm256_or_si256(high, _mm256_or_si256(x, y));
        /* Eight at a time without a test in between; the room behind is always there. */
        for (unsigned done = 0; done < count; done += 8) {
            mask = four_places(mask, (uint32_t)at, out + done);
            mask = four_places(mask, (uint32_t)at, out + done + 4);
        }
        out += count;
    }
    seen->cells = (size_t)(out - ends);
    seen->newlines += newlines;
    seen->special |= _mm256_movemask_epi8(special) != 0;
    seen->high |= _mm256_movemask_epi8(high) != 0;
    plain_bytes(s, at, n, ends, seen);
}

/* Positions of separators as bytes, sixteen of which become places at once: by a permutation, as
 * widening what was compressed takes twice as long. A byte is special where it is what its lower
 * half points to. */
__attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt"))) static void
plain_avx512(const char *s, size_t at, size_t n, uint32_t *ends, gg_csv_sight *seen)
{
    static const unsigned char positions[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i places = _mm512_loadu_si512(positions);
    const __m512i comma = _mm512_set1_epi8(','), newline = _mm512_set1_epi8('\n');
    const __m512i specials = _mm512_broadcast_i32x4(
        _mm_setr_epi8('\0', 0, '"', 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, '\r', 15, 14));
    const __m512i step = _mm512_set1_epi32(64);
    const __m512i apart = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __mmask64 lowest = 0x1111111111111111;
    __m512i high = _mm512_setzero_si512(), least = _mm512_set1_epi8(-1);
    __m512i base = _mm512_set1_epi32((int)at);
    uint32_t *out = ends + seen->cells;
    size_t newlines = 0;

    for (; at + 64 <= n; at += 64) {
        const __m512i x = _mm512_loadu_si512(s + at);
        const __mmask64 rows = _mm512_cmpeq_epi8_mask(x, newline);
        const __mmask64 mask = _kor_mask64(rows, _mm512_cmpeq_epi8_mask(x, comma));
        const unsigned count = (unsigned)__builtin_popcountll(_cvtmask64_u64(mask));
        __m512i found = _mm512_maskz_compress_epi8(mask, places);

        newlines += (size_t)__builtin_popcountll(_cvtmask64_u64(rows));
        least = _mm512_min_epu8(least, _mm512_xor_si512(x, _mm512_shuffle_epi8(specials, x)));
        high = _mm512_or_si512(high, x);
        _mm512_storeu_si512(
            out, _mm512_add_epi32(base, _mm512_maskz_permutexvar_epi8(lowest, apart, found)));
        for (unsigned done = 16; done < count; done += 16) {
            found = _mm512_alignr_epi64(found, found, 2);
            _mm512_storeu_si512(out + done, _mm512_add_epi32(base, _mm512_maskz_permutexvar_epi8(
                                                                       lowest, apart, found)));
        }
        base = _mm512_add_epi32(base, step);
        out += count;
    }
    seen->cells = (size_t)(out - ends);
    seen->newlines += newlines;
    seen->special |= _mm512_testn_epi8_mask(least, least) != 0;
    seen->high |= _mm512_movepi8_mask(high) != 0;
    plain_bytes(s, at, n, ends, seen);
}
#endif

static bool always(void)
{
    return true;
}

#if defined(__x86_64__)
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
}
#endif

const gg_csv_separating gg_csv_separators[] = {
#if defined(__x86_64__)
    {has_avx512, plain_avx512}, {has_avx2, plain_avx2}, {always, plain_sse2},
#endif
    {always, plain_bytes},      {NULL, NULL},
};
