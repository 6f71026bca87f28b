/* Internal to drift and comparison: reading single cells, and the different texts of a column. */
#ifndef GG_EVALUATE_DICTIONARY_H
#define GG_EVALUATE_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "gauger/base/arena.h"
#include "gauger/base/error.h"
#include "gauger/base/text.h"
#include "gauger/evidence/evidence.h"
#include "gauger/table/cell.h"

/* A column with more different texts than this, or more bytes of them, is not one of levels. */
#define GG_DICTIONARY_WORDS 1000
#define GG_DICTIONARY_BYTES ((size_t)1 << 20)
/* A power of two, more than twice the levels: chains stay short. */
#define GG_DICTIONARY_SLOTS ((size_t)4096)

typedef enum gg_cell_kind {
    GG_CELL_NUMBER,
    GG_CELL_NOT_FINITE, /* meant as a number: nan, inf, hexadecimal, beyond the largest double */
    GG_CELL_WORD
} gg_cell_kind;

/* What a cell is; out is written for GG_CELL_NUMBER. */
gg_cell_kind gg_cell_number(gg_view cell, double *out);

/* An outcome: GG_POSITIVE, GG_NEGATIVE, or GG_UNVERIFIED for a missing cell; gg_cell_truth(). */
gg_status gg_cell_outcome(const gg_column *column, gg_view cell, int *outcome, gg_error *err);

/* The names of a column's bins, one more than its edges; [25, 45] makes <25, 25-<45, >=45. NULL
 * when memory is out. */
const char *const *gg_cell_bins(gg_arena *arena, const gg_column *column);

/* One of the texts of a column, and what its owner keeps of it. */
typedef struct gg_word_entry {
    const char *text; /* NUL-terminated, in the dictionary's arena */
    size_t size;
    uint64_t head; /* its first bytes, as one number */
    uint64_t counts[2];
    gg_cell_kind kind;
    double value; /* of a number */
} gg_word_entry;

/* The texts met so far, in the order in which they were met. */
typedef struct gg_dictionary {
    gg_arena arena;
    gg_word_entry *all;
    size_t n, room, bytes;
    uint16_t *slots; /* hash table of 1 + index, 0 for empty */
} gg_dictionary;

void gg_dictionary_init(gg_dictionary *dictionary);
void gg_dictionary_release(gg_dictionary *dictionary);

/* The entry of a text, NULL if there is none. It lives until the next one is added. */
gg_word_entry *gg_dictionary_find(const gg_dictionary *dictionary, gg_view text);

/* The first eight bytes of a text as a number, zeros behind a shorter one; eight bytes from its
 * beginning on can be read. */
static inline uint64_t gg_dictionary_head(gg_view text)
{
    uint64_t head;

    memcpy(&head, text.data, sizeof head);
    return text.size < sizeof head ? head & ~(UINT64_MAX << 8 * text.size) : head;
}

/* Where a text of up to eight bytes is looked for first. */
static inline size_t gg_dictionary_slot(uint64_t head, size_t size)
{
    uint64_t h = (head ^ size) * 0x9e3779b97f4a7c15ULL;

    return (size_t)(h ^ (h >> 32)) & (GG_DICTIONARY_SLOTS - 1);
}

/* What gg_dictionary_find() does for nearly all cells of a chunk of a table, behind which there is
 * room to read: a text of up to eight bytes that stands where it is looked for first. */
static inline gg_word_entry *gg_dictionary_met(const gg_dictionary *dictionary, gg_view text)
{
    uint64_t head;
    uint16_t at;

    if (text.size > sizeof head || text.size == 0 || !dictionary->slots)
        return NULL;
    head = gg_dictionary_head(text);
    at = dictionary->slots[gg_dictionary_slot(head, text.size)];
    if (at == 0 || dictionary->all[at - 1].head != head ||
        dictionary->all[at - 1].size != text.size)
        return NULL;
    return &dictionary->all[at - 1];
}

/* Adds a new text, of kind word and without counts. *out is NULL where it is one too many. */
gg_status gg_dictionary_add(gg_dictionary *dictionary, gg_view text, gg_word_entry **out,
                            gg_error *err);

/* Puts the entries in the order of their bytes. The dictionary takes no new text afterwards. */
void gg_dictionary_sort(gg_dictionary *dictionary);

#endif
