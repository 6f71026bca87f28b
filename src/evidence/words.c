/*
 * Words: the texts of a column as small numbers. A word is looked up by its first and last eight
 * bytes and its size, which tell all words of up to sixteen bytes apart without a comparison of
 * texts; what a word means is asked once, when it is first seen.
 */
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"

#define FREE UINT32_MAX

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_words_init(gg_words *words, gg_word_meaning meaning, void *context, gg_error *err)
{
    memset(words, 0, sizeof *words);
    gg_arena_init(&words->arena);
    words->meaning = meaning;
    words->context = context;
    words->room = 64;
    words->places = calloc(words->room, sizeof *words->places);
    if (!words->places)
        return memory(err);
    for (size_t i = 0; i < words->room; i++)
        words->places[i].size = FREE;
    return GG_OK;
}

void gg_words_release(gg_words *words)
{
    free(words->places);
    words->places = NULL;
    gg_arena_release(&words->arena);
}

static gg_status grow(gg_words *words, gg_error *err)
{
    gg_words wider = *words;

    wider.room = words->room * 2;
    wider.places = calloc(wider.room, sizeof *wider.places);
    if (!wider.places)
        return memory(err);
    for (size_t i = 0; i < wider.room; i++)
        wider.places[i].size = FREE;
    for (size_t i = 0; i < words->room; i++) {
        const gg_word *w = &words->places[i];
        size_t at;

        if (w->size == FREE)
            continue;
        at = gg_words_place(&wider, w->head, w->tail, w->size);
        while (wider.places[at].size != FREE)
            at = (at + 1) & (wider.room - 1);
        wider.places[at] = *w;
    }
    free(words->places);
    *words = wider;
    return GG_OK;
}

static gg_status add(gg_words *words, gg_view word, uint64_t head, uint64_t tail, uint32_t *code,
                     gg_error *err)
{
    gg_status status = words->meaning(words->context, word, code, err);
    gg_word *w;
    size_t at;

    if (!status && 2 * (words->used + 1) > words->room)
        status = grow(words, err);
    if (status)
        return status;
    at = gg_words_place(words, head, tail, word.size);
    while (words->places[at].size != FREE)
        at = (at + 1) & (words->room - 1);
    w = &words->places[at];
    w->text = gg_arena_text(&words->arena, word.data, word.size);
    if (!w->text)
        return memory(err);
    w->head = head;
    w->tail = tail;
    w->size = (uint32_t)word.size;
    w->code = *code;
    words->used++;
    return GG_OK;
}

gg_status gg_words_code(gg_words *words, gg_view word, uint32_t *code, gg_error *err)
{
    uint64_t head, tail;
    size_t at;

    gg_words_ends(word, &head, &tail);
    at = gg_words_place(words, head, tail, word.size);
    for (;; at = (at + 1) & (words->room - 1)) {
        const gg_word *w = &words->places[at];

        if (w->size == word.size && w->head == head && w->tail == tail &&
            (word.size <= 16 || memcmp(w->text, word.data, word.size) == 0)) {
            *code = w->code;
            return GG_OK;
        }
        if (w->size == FREE)
            return add(words, word, head, tail, code, err);
    }
}
