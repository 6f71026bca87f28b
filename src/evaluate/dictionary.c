/* The different texts of a column, found by hash. */
#include <stdlib.h>
#include <string.h>

#include "evaluate/dictionary.h"

/* A power of two, more than twice the levels: chains stay short. */
#define SLOTS ((size_t)4096)

void gg_dictionary_init(gg_dictionary *dictionary)
{
    memset(dictionary, 0, sizeof *dictionary);
    gg_arena_init(&dictionary->arena);
}

void gg_dictionary_release(gg_dictionary *dictionary)
{
    gg_arena_release(&dictionary->arena);
    free(dictionary->all);
    free(dictionary->slots);
    gg_dictionary_init(dictionary);
}

static uint64_t hash_of(gg_view text)
{
    uint64_t h = 0xcbf29ce484222325ULL;

    for (size_t i = 0; i < text.size; i++)
        h = (h ^ (unsigned char)text.data[i]) * 0x100000001b3ULL;
    return h ^ (h >> 32);
}

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, "watch fewer columns", "out of memory");
}

static gg_status make_room(gg_dictionary *dictionary, gg_error *err)
{
    size_t room = dictionary->room ? dictionary->room * 2 : 16;
    gg_word_entry *all;

    if (!dictionary->slots)
        dictionary->slots = calloc(SLOTS, sizeof *dictionary->slots);
    if (!dictionary->slots)
        return no_memory(err);
    if (dictionary->n < dictionary->room)
        return GG_OK;
    all = realloc(dictionary->all, room * sizeof *all);
    if (!all)
        return no_memory(err);
    dictionary->all = all;
    dictionary->room = room;
    return GG_OK;
}

/* The slot where a text stands or would stand; the table is never full. */
static size_t slot_of(const gg_dictionary *dictionary, gg_view text, uint64_t hash)
{
    size_t slot = hash & (SLOTS - 1);

    for (; dictionary->slots[slot]; slot = (slot + 1) & (SLOTS - 1)) {
        const gg_word_entry *level = &dictionary->all[dictionary->slots[slot] - 1];

        if (level->hash == hash && level->size == text.size &&
            memcmp(level->text, text.data, text.size) == 0)
            break;
    }
    return slot;
}

gg_word_entry *gg_dictionary_find(const gg_dictionary *dictionary, gg_view text)
{
    size_t slot;

    if (!dictionary->slots)
        return NULL;
    slot = slot_of(dictionary, text, hash_of(text));
    return dictionary->slots[slot] ? &dictionary->all[dictionary->slots[slot] - 1] : NULL;
}

gg_status gg_dictionary_add(gg_dictionary *dictionary, gg_view text, gg_word_entry **out,
                            gg_error *err)
{
    gg_status status;
    gg_word_entry *level;
    char *copy;

    *out = NULL;
    if (dictionary->n >= GG_DICTIONARY_WORDS || text.size > GG_DICTIONARY_BYTES - dictionary->bytes)
        return GG_OK;
    status = make_room(dictionary, err);
    if (status)
        return status;
    copy = gg_arena_text(&dictionary->arena, text.data, text.size);
    if (!copy)
        return no_memory(err);
    level = &dictionary->all[dictionary->n];
    memset(level, 0, sizeof *level);
    level->text = copy;
    level->size = text.size;
    level->hash = hash_of(text);
    level->kind = GG_CELL_WORD;
    dictionary->slots[slot_of(dictionary, text, level->hash)] = (uint16_t)++dictionary->n;
    dictionary->bytes += text.size;
    *out = level;
    return GG_OK;
}

static int compare_words(const void *a, const void *b)
{
    const gg_word_entry *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->size < y->size ? x->size : y->size);

    return order ? order : (x->size > y->size) - (x->size < y->size);
}

void gg_dictionary_sort(gg_dictionary *dictionary)
{
    if (dictionary->n)
        qsort(dictionary->all, dictionary->n, sizeof *dictionary->all, compare_words);
    free(dictionary->slots);
    dictionary->slots = NULL;
}
