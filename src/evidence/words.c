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

#include "words_internal.h"

#define LEAST_BITS 6
#define SEEDS      16   /* tried for each number of places */
#define FEW        64   /* words for which seeds are tried */
#define SPARSE     16   /* places for each of them, at most */
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

/* A long word's tail has a byte that no text has, so that it is no short word's. */
static void ends_of(gg_view word, uint64_t *head, uint64_t *tail)
{
    if (word.size <= GG_SHORT_WORD) {
        *head = gg_words_head(word.data, word.size);
        *tail = word.size > 8 ? gg_words_tail(word.data, word.size) : 0;
    } else {
        *head = gg_load8(word.data);
        *tail = gg_load8(word.data + word.size - 8) | (uint64_t)0xff << 56;
    }
}

static void free_places(gg_words *words)
{
    for (size_t i = 0; i < words->room; i++)
        words->places[i] = (gg_word){.head = UINT64_MAX, .tail = UINT64_MAX, .size = GG_FREE_WORD};
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
    size_t own = gg_words_place(words, word->head, word->tail), at = own;

    while (words->places[at].size != GG_FREE_WORD)
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
        if (from->places[i].size != GG_FREE_WORD)
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
        for (int i = 0; i < GG_SEEDS && !done; i++) {
            wider.seed = wider.seed * GG_SEED_STEP + GG_SEED_SHIFT;
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
        gg_words_prefix(words);
    return status;
}

gg_status gg_words_code(gg_words *words, gg_view word, uint32_t *code, gg_error *err)
{
    uint64_t head, tail;
    size_t at;

    ends_of(word, &head, &tail);
    at = gg_words_place(words, head, tail);
    for (;; at = (at + 1) & (words->room - 1)) {
        const gg_word *w = &words->places[at];

        if (w->size == GG_FREE_WORD)
            return add(words, word, head, tail, code, err);
        if (w->head == head && w->tail == tail &&
            (word.size <= GG_SHORT_WORD ||
             (w->size == word.size && memcmp(w->text, word.data, word.size) == 0))) {
            *code = w->code;
            return GG_OK;
        }
    }
}
