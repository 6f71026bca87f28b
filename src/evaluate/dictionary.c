/* The different texts of a column, found by hash. */
#include <stdlib.h>
#include <string.h>

#include "evaluate/dictionary.h"

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

/* gg_dictionary_head() where nothing behind the text can be read. */
static uint64_t head_of(gg_view text)
{
    char bytes[sizeof(uint64_t)] = {0};

    for (size_t i = 0; i < text.size && i < sizeof bytes; i++)
        bytes[i] = text.data[i];
    return gg_dictionary_head((gg_view){bytes, sizeof bytes});
}

static size_t first_slot(gg_view text, uint64_t head)
{
    uint64_t h = 0xcbf29ce484222325ULL;

    if (text.size <= sizeof head)
        return gg_dictionary_slot(head, text.size);
    for (size_t i = 0; i < text.size; i++)
        h = (h ^ (unsigned char)text.data[i]) * 0x100000001b3ULL;
    return (size_t)(h ^ (h >> 32)) & (GG_DICTIONARY_SLOTS - 1);
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
        dictionary->slots = calloc(GG_DICTIONARY_SLOTS, sizeof *dictionary->slots);
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

/* The slot where a text stands or would stand; the table is never full. Of a text of up to eight
 * bytes, the head and the size are all there is. */
static size_t slot_of(const gg_dictionary *dictionary, gg_view text, uint64_t head)
{
    size_t slot = first_slot(text, head);

    for (; dictionary->slots[slot]; slot = (slot + 1) & (GG_DICTIONARY_SLOTS - 1)) {
        const gg_word_entry *level = &dictionary->all[dictionary->slots[slot] - 1];

        if (level->head == head && level->size == text.size &&
            (text.size <= sizeof head || memcmp(level->text, text.data, text.size) == 0))
            break;
    }
    return slot;
}

gg_word_entry *gg_dictionary_find(const gg_dictionary *dictionary, gg_view text)
{
    const uint64_t head = head_of(text);
    size_t slot;

    if (!dictionary->slots)
        return NULL;
    slot = slot_of(dictionary, text, head);
    return dictionary->slots[slot] ? &dictionary->all[dictionary->slots[slot] - 1] : NULL;
}

gg_status gg_dictionary_add(gg_dictionary *dictionary, gg_view text, gg_word_entry **out,
                            gg_error *err)
{
    gg_status status;
    gg_word_entry *level;
    size_t slot;
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
    level->head = head_of(text);
    level->kind = GG_CELL_WORD;
    slot = slot_of(dictionary, text, level->head);
    dictionary->slots[slot] = (uint16_t)++dictionary->n;
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
