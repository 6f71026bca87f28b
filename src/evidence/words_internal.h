/* Internal to the floor evidence: where a word stands (words.c, words_column.c). */
#ifndef GG_WORDS_INTERNAL_H
#define GG_WORDS_INTERNAL_H

#include "evidence_internal.h"

#define GG_FREE_WORD UINT32_MAX /* size in a free place */
#define GG_SEEDS     16         /* tried for each number of places */
/* From one seed to the next, both odd. */
#define GG_SEED_STEP  6364136223846793005ULL
#define GG_SEED_SHIFT 1442695040888963406ULL

#define GG_SHORT_WORD 16 /* bytes of a word that is told by its two numbers alone */

/* Of a short word; the size may be anything up to 31. */
static inline uint64_t gg_words_head(const char *s, size_t size)
{
    return gg_load8(s) & gg_byte_masks[8 + (size & 31)];
}

static inline uint64_t gg_words_tail(const char *s, size_t size)
{
    return gg_load8(s + 8) & gg_byte_masks[size & 31];
}

static inline size_t gg_words_place(const gg_words *words, uint64_t head, uint64_t tail)
{
    return (size_t)(((head ^ (tail << 29 | tail >> 35)) * words->seed) >> words->shift);
}

/* Finds words by their first bytes from now on, where they are few and short; after each new one.
 */
void gg_words_prefix(gg_words *words);

#endif
