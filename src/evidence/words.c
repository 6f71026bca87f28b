/*
 * Words: the texts of a column as small numbers. A word is looked up by two numbers of eight bytes:
 * its bytes, padded by zeros, which tell all words of up to sixteen bytes apart without a
 * comparison of texts (no cell holds a NUL), or the first and the last of a longer one. What a word
 * means is asked once, when it is first seen.
 *
 * Where there are few words, each stands in the place that its bytes point to: the seed is chosen
 * so. Then no search is needed, and a word that is not there is not known.
 */
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"

#define FREE       UINT32_MAX
#define LEAST_BITS 6
#define SEEDS      16 /* tried for each number of places */
#define FEW        64 /* words for which seeds are tried */
#define SPARSE     16 /* places for each of them, at most */
/* From one seed to the next, both odd. */
#define SEED_STEP  6364136223846793005ULL
#define SEED_SHIFT 1442695040888963406ULL
#define SOME       4096 /* words for which room is not a matter */

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

#define BYTES(n) (UINT64_MAX >> (64 - 8 * (n)))
const uint64_t gg_byte_masks[40] = {
    0,          0,          0,          0,          0,          0,          0,          0,
    0,          BYTES(1),   BYTES(2),   BYTES(3),   BYTES(4),   BYTES(5),   BYTES(6),   BYTES(7),
    UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
    UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
    UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};

#define SHORT 16 /* bytes of a word that is told by its two numbers alone */

/* Of a short word; the size may be anything up to 31. */
static inline uint64_t head_of(const char *s, size_t size)
{
    return gg_load8(s) & gg_byte_masks[8 + (size & 31)];
}

static inline uint64_t tail_of(const char *s, size_t size)
{
    return gg_load8(s + 8) & gg_byte_masks[size & 31];
}

/* A long word's tail has a byte that no text has, so that it is no short word's. */
static void ends_of(gg_view word, uint64_t *head, uint64_t *tail)
{
    if (word.size <= SHORT) {
        *head = head_of(word.data, word.size);
        *tail = word.size > 8 ? tail_of(word.data, word.size) : 0;
    } else {
        *head = gg_load8(word.data);
        *tail = gg_load8(word.data + word.size - 8) | (uint64_t)0xff << 56;
    }
}

static inline size_t place_of(const gg_words *words, uint64_t head, uint64_t tail)
{
    return (size_t)(((head ^ (tail << 29 | tail >> 35)) * words->seed) >> words->shift);
}

/* ---- the cells of a column ---- */

/* The code of a cell whose word stands in its place. */
static inline uint32_t code_at(const gg_words *words, const char *s, size_t size)
{
    const uint64_t head = head_of(s, size), tail = tail_of(s, size);
    const gg_word *place = &words->places[place_of(words, head, tail)];

    return head == place->head && tail == place->tail && size <= SHORT ? place->code
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
    else if (p->two)
        unmet = prefixed(words, chunk, column, n, codes, true);
    else
        unmet = prefixed(words, chunk, column, n, codes, false);
    first = gg_csv_cell(chunk, 0, column);
    codes[0] = code_at(words, first.data, first.size);
    return unmet + (codes[0] == GG_WORD_UNMET);
}

/* ---- places ---- */

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

/* A free place is met by nothing: no byte of a text is 0. */
static void find_prefixes(gg_words *words)
{
    gg_prefixed *p = &words->prefixed;
    size_t shortest = SHORT, longest = 0;

    p->usable = false;
    for (size_t i = 0; i < words->room; i++) {
        const size_t size = words->places[i].size;

        if (size == FREE)
            continue;
        shortest = size < shortest ? size : shortest;
        longest = size > longest ? size : longest;
    }
    if (words->used > GG_PREFIXED / 2 || longest >= SHORT)
        return;
    p->two = longest >= 8;
    p->prefix = gg_byte_masks[8 + shortest + 1];
    for (int i = 0; i < SEEDS && !p->usable; i++) {
        p->seed = p->seed * SEED_STEP + SEED_SHIFT;
        p->usable = true;
        for (size_t k = 0; k < GG_PREFIXED; k++)
            p->places[k] = (gg_prefixed_word){.bytes = {1, 0}};
        for (size_t k = 0; k < words->room && p->usable; k++)
            p->usable = words->places[k].size == FREE || put_prefixed(p, &words->places[k]);
    }
}

static void free_places(gg_words *words)
{
    for (size_t i = 0; i < words->room; i++)
        words->places[i] = (gg_word){.head = UINT64_MAX, .tail = UINT64_MAX, .size = FREE};
}

gg_status gg_words_init(gg_words *words, gg_word_meaning meaning, void *context, char separator,
                        gg_error *err)
{
    memset(words, 0, sizeof *words);
    gg_arena_init(&words->arena);
    words->meaning = meaning;
    words->context = context;
    words->room = (size_t)1 << LEAST_BITS;
    words->shift = 64 - LEAST_BITS;
    words->seed = words->prefixed.seed = 0x9e3779b97f4a7c15ULL;
    words->prefixed.separator = separator;
    words->places = malloc(words->room * sizeof *words->places);
    if (!words->places)
        return memory(err);
    free_places(words);
    return GG_OK;
}

void gg_words_release(gg_words *words)
{
    free(words->places);
    words->places = NULL;
    gg_arena_release(&words->arena);
}

/* Puts a word into the next free place; whether it is its own. */
static bool put(gg_words *words, const gg_word *word)
{
    size_t own = place_of(words, word->head, word->tail), at = own;

    while (words->places[at].size != FREE)
        at = (at + 1) & (words->room - 1);
    words->places[at] = *word;
    return at == own;
}

/* Puts all words of one table into another, which has room; whether each has its own place. */
static bool put_all(const gg_words *from, gg_words *to)
{
    bool own = true;

    free_places(to);
    for (size_t i = 0; i < from->room; i++)
        if (from->places[i].size != FREE)
            own = put(to, &from->places[i]) && own;
    return own;
}

static bool crowded(const gg_words *words)
{
    return (words->used <= SOME ? 4 : 2) * words->used > words->room;
}

/* Room for all words, or so much more that each has its own place, where that is not far. */
static gg_status arrange(gg_words *words, gg_error *err)
{
    gg_words wider = *words;
    bool done = false;

    wider.places = NULL;
    while (crowded(&wider)) {
        wider.room *= 2;
        wider.shift--;
    }
    while (!done) {
        gg_word *places = realloc(wider.places, wider.room * sizeof *places);

        if (!places) {
            free(wider.places);
            return memory(err);
        }
        wider.places = places;
        for (int i = 0; i < SEEDS && !done; i++) {
            wider.seed = wider.seed * SEED_STEP + SEED_SHIFT;
            done = put_all(words, &wider) || words->used > FEW;
        }
        if (wider.room >= SPARSE * words->used)
            done = true;
        if (!done) {
            wider.room *= 2;
            wider.shift--;
        }
    }
    free(words->places);
    *words = wider;
    return GG_OK;
}

static gg_status add(gg_words *words, gg_view word, uint64_t head, uint64_t tail, uint32_t *code,
                     gg_error *err)
{
    gg_status status = words->meaning(words->context, word, code, err);
    gg_word new = {.head = head, .tail = tail, .size = (uint32_t)word.size};
    bool own;

    if (status)
        return status;
    new.text = gg_arena_text(&words->arena, word.data, word.size);
    if (!new.text)
        return memory(err);
    new.code = *code;
    own = put(words, &new);
    words->used++;
    if (crowded(words) || (!own && words->used <= FEW))
        status = arrange(words, err);
    if (!status)
        find_prefixes(words);
    return status;
}

gg_status gg_words_code(gg_words *words, gg_view word, uint32_t *code, gg_error *err)
{
    uint64_t head, tail;
    size_t at;

    ends_of(word, &head, &tail);
    at = place_of(words, head, tail);
    for (;; at = (at + 1) & (words->room - 1)) {
        const gg_word *w = &words->places[at];

        if (w->size == FREE)
            return add(words, word, head, tail, code, err);
        if (w->head == head && w->tail == tail &&
            (word.size <= SHORT ||
             (w->size == word.size && memcmp(w->text, word.data, word.size) == 0))) {
            *code = w->code;
            return GG_OK;
        }
    }
}
