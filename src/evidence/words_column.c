/*
 * The words of a column: the code of each of its cells, in several ways, of which that is taken
 * which suits the words that were met so far. All give the same codes.
 */
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "words_internal.h"

/* The code of a cell whose word stands in its place. */
static inline uint32_t code_at(const gg_words *words, const char *s, size_t size)
{
    const uint64_t head = gg_words_head(s, size), tail = gg_words_tail(s, size);
    const gg_word *place = &words->places[gg_words_place(words, head, tail)];

    return head == place->head && tail == place->tail && size <= GG_SHORT_WORD ? place->code
                                                                               : GG_WORD_UNMET;
}

/*
 * Where cells lie side by side and words are few and short, a cell need not be measured: the bytes
 * that every word has, up to the separator of the shortest, point to the only word it can be, which
 * is then compared with its separator.
 */
static inline size_t prefixed(const gg_words *words, const gg_csv_chunk *chunk, size_t column,
                              size_t n, uint32_t *codes, bool two)
{
    const gg_prefixed *p = &words->prefixed;
    const char *text = chunk->text + 1;
    const size_t stride = chunk->columns;
    const uint32_t *before = chunk->ends + column - 1;
    const uint64_t prefix = p->prefix, seed = p->seed;
    size_t unmet = 0;

    for (size_t r = 1; r < n; r++) {
        const char *s = text + before[r * stride];
        const uint64_t head = gg_load8(s);
        const gg_prefixed_word *w = &p->places[((head & prefix) * seed) >> (64 - GG_PREFIXED_BITS)];
        uint64_t differs = (head & w->mask[0]) ^ w->bytes[0];

        if (two)
            differs |= (gg_load8(s + 8) & w->mask[1]) ^ w->bytes[1];
        codes[r] = w->code;
        if (differs) {
            codes[r] = GG_WORD_UNMET;
            unmet++;
        }
    }
    return unmet;
}

#if defined(__x86_64__)
/* The same with up to eight words that end, with their separators, within eight bytes: a cell is
 * compared with all of them at once. Codes are of the words, and that of none behind them. */
__attribute__((target("avx512f,avx512bw,bmi"))) static size_t
compared(const gg_words *words, const gg_csv_chunk *chunk, size_t column, size_t n, uint32_t *codes)
{
    const gg_compared_words *c = &words->prefixed.compared;
    const char *text = chunk->text + 1;
    const size_t stride = chunk->columns;
    const uint32_t *before = chunk->ends + column - 1;
    const __m512i masks = _mm512_loadu_si512(c->masks), bytes = _mm512_loadu_si512(c->bytes);
    const __m512i all = _mm512_loadu_si512(c->codes), none = _mm512_set1_epi32(GG_COMPARED);
    uint8_t at[GG_BLOCK] = {0};
    size_t unmet = 0;

    for (size_t r = 1; r < n; r++) {
        const __m512i cell = _mm512_set1_epi64((long long)gg_load8(text + before[r * stride]));

        at[r] = (uint8_t)__builtin_ctz(
            _mm512_cmpeq_epi64_mask(_mm512_and_si512(cell, masks), bytes) | 1u << GG_COMPARED);
    }
    for (size_t r = 0; r < n; r += 16) {
        const __m512i x =
            _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)(at + r)));
        const __mmask16 there = n - r < 16 ? (__mmask16)((1u << (n - r)) - 1) : 0xffff;

        _mm512_mask_storeu_epi32(codes + r, there, _mm512_permutexvar_epi32(x, all));
        unmet += (size_t)__builtin_popcount(_mm512_mask_cmpeq_epi32_mask(there, x, none));
    }
    return unmet;
}

static bool compares(const gg_words *words, size_t n)
{
    return words->prefixed.compared.usable && n <= GG_BLOCK && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw");
}
#endif

static size_t measured(const gg_words *words, const gg_csv_chunk *chunk, size_t column, size_t n,
                       uint32_t *codes)
{
    const size_t stride = chunk->columns;
    const uint32_t *ends = chunk->ends + column;
    const uint32_t *starts = chunk->starts ? chunk->starts + column : ends - 1;
    const uint32_t skip = chunk->starts == NULL;
    size_t unmet = 0;

    for (size_t r = 1; r < n; r++) {
        const uint32_t start = starts[r * stride] + skip;

        codes[r] = code_at(words, chunk->text + start, ends[r * stride] - start);
        unmet += codes[r] == GG_WORD_UNMET;
    }
    return unmet;
}

size_t gg_words_codes(const gg_words *words, const gg_csv_chunk *chunk, size_t column, size_t n,
                      uint32_t *codes)
{
    const gg_prefixed *p = &words->prefixed;
    gg_view first;
    size_t unmet;

    if (n == 0)
        return 0;
    if (chunk->starts || !p->usable)
        unmet = measured(words, chunk, column, n, codes);
#if defined(__x86_64__)
    else if (compares(words, n))
        unmet = compared(words, chunk, column, n, codes);
#endif
    else if (p->two)
        unmet = prefixed(words, chunk, column, n, codes, true);
    else
        unmet = prefixed(words, chunk, column, n, codes, false);
    first = gg_csv_cell(chunk, 0, column);
    codes[0] = code_at(words, first.data, first.size);
    return unmet + (codes[0] == GG_WORD_UNMET);
}

/* ---- words by their first bytes ---- */

/* Puts a word into its place by prefix; false where that is taken. */
static bool put_prefixed(gg_prefixed *p, const gg_word *word)
{
    const unsigned char separator = (unsigned char)p->separator;
    const uint64_t masks[2] = {gg_byte_masks[8 + word->size + 1], gg_byte_masks[word->size + 1]};
    const uint64_t ends[2] = {word->size < 8 ? (uint64_t)separator << 8 * word->size : 0,
                              word->size >= 8 ? (uint64_t)separator << 8 * (word->size - 8) : 0};
    gg_prefixed_word *w;

    w = &p->places[(((word->head | ends[0]) & p->prefix) * p->seed) >> (64 - GG_PREFIXED_BITS)];
    if (w->mask[0])
        return false;
    *w = (gg_prefixed_word){.bytes = {word->head | ends[0], word->tail | ends[1]},
                            .mask = {masks[0], masks[1]},
                            .code = word->code};
    return true;
}

/* What is left free is met by nothing: no cell masked by 0 is 1. */
static void take_compared(gg_prefixed *p)
{
    gg_compared_words *c = &p->compared;
    size_t n = 0;

    for (size_t k = 0; k < GG_COMPARED; k++) {
        c->masks[k] = 0;
        c->bytes[k] = 1;
    }
    for (size_t k = 0; k < 2 * GG_COMPARED; k++)
        c->codes[k] = GG_WORD_UNMET;
    for (size_t k = 0; k < GG_PREFIXED; k++) {
        if (!p->places[k].mask[0])
            continue;
        c->masks[n] = p->places[k].mask[0];
        c->bytes[n] = p->places[k].bytes[0];
        c->codes[n++] = p->places[k].code;
    }
    c->usable = true;
}

/* A free place is met by nothing: see above. */
void gg_words_prefix(gg_words *words)
{
    gg_prefixed *p = &words->prefixed;
    size_t shortest = GG_SHORT_WORD, longest = 0;

    p->usable = false;
    for (size_t i = 0; i < words->room; i++) {
        const size_t size = words->places[i].size;

        if (size == GG_FREE_WORD)
            continue;
        shortest = size < shortest ? size : shortest;
        longest = size > longest ? size : longest;
    }
    p->compared.usable = false;
    if (words->used > GG_PREFIXED / 2 || longest >= GG_SHORT_WORD)
        return;
    p->two = longest >= 8;
    p->prefix = gg_byte_masks[8 + shortest + 1];
    for (int i = 0; i < GG_SEEDS && !p->usable; i++) {
        p->seed = p->seed * GG_SEED_STEP + GG_SEED_SHIFT;
        p->usable = true;
        for (size_t k = 0; k < GG_PREFIXED; k++)
            p->places[k] = (gg_prefixed_word){.bytes = {1, 0}};
        for (size_t k = 0; k < words->room && p->usable; k++)
            p->usable = words->places[k].size == GG_FREE_WORD || put_prefixed(p, &words->places[k]);
    }
    if (p->usable && !p->two && words->used <= GG_COMPARED)
        take_compared(p);
}
