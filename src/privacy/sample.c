/* Distinct values of a column: exactly, or as an adaptive sample of bounded size. */
#include <stdlib.h>
#include <string.h>

#include "column_internal.h"

#define FIRST_ROOM 16

uint64_t gg_hash(const char *s, size_t n)
{
    uint64_t h = n * GG_KEY_SIZE, word;

    for (; n >= 8; s += 8, n -= 8) {
        memcpy(&word, s, 8);
        h = gg_hash_mix(word, h);
    }
    word = 0;
    memcpy(&word, s, n);
    return gg_hash_mix(gg_hash_mix(word, h), GG_KEY_SIZE);
}

void gg_sample_release(gg_sample *sample)
{
    free(sample->slots);
    memset(sample, 0, sizeof *sample);
}

static bool is_kept(uint64_t hash, unsigned level)
{
    return (hash & ((UINT64_C(1) << level) - 1)) == 0;
}

/* The slot that holds hash or the empty one where it belongs. The high bits choose the place: the
 * low ones of kept values are all zero. */
static gg_value *place(gg_value *slots, size_t room, uint64_t hash)
{
    size_t i = (size_t)(hash >> 32) & (room - 1);

    while (slots[i].hash && slots[i].hash != hash)
        i = (i + 1) & (room - 1);
    return &slots[i];
}

/* Moves the values that the level keeps into a table of room slots. */
static bool rebuild(gg_sample *sample, size_t room)
{
    gg_value *slots = calloc(room, sizeof *slots);
    size_t used = 0;

    if (!slots) {
        sample->failed = true;
        return false;
    }
    for (size_t i = 0; i < sample->room; i++)
        if (sample->slots[i].hash && is_kept(sample->slots[i].hash, sample->level)) {
            *place(slots, room, sample->slots[i].hash) = sample->slots[i];
            used++;
        }
    free(sample->slots);
    sample->slots = slots;
    sample->room = room;
    sample->used = used;
    return true;
}

/* Makes room for one more value: a larger table, or a higher level. The level rises only as far as
 * it must, so that it does not depend on the order in which values came. */
static bool make_room(gg_sample *sample, uint64_t hash)
{
    if (sample->used < sample->room / 2)
        return true;
    if (sample->used < GG_SAMPLE_MAX)
        return rebuild(sample, sample->room ? 2 * sample->room : FIRST_ROOM);
    while (sample->used >= GG_SAMPLE_MAX && is_kept(hash, sample->level)) {
        sample->level++;
        if (!rebuild(sample, sample->room))
            return false;
    }
    return true;
}

gg_value *gg_sample_find(gg_sample *sample, uint64_t hash)
{
    gg_value *slot;

    if (!is_kept(hash, sample->level) || sample->failed)
        return NULL;
    if (sample->room) {
        slot = place(sample->slots, sample->room, hash);
        if (slot->hash)
            return slot;
    }
    if (!make_room(sample, hash) || !is_kept(hash, sample->level))
        return NULL;
    slot = place(sample->slots, sample->room, hash);
    memset(slot, 0, sizeof *slot);
    slot->hash = hash;
    sample->used++;
    return slot;
}

void gg_sample_merge(gg_sample *sample, const gg_sample *other)
{
    sample->failed = sample->failed || other->failed;
    if (other->level > sample->level) {
        sample->level = other->level;
        if (sample->room && !rebuild(sample, sample->room))
            return;
    }
    for (size_t i = 0; i < other->room; i++) {
        const gg_value *from = &other->slots[i];
        gg_value *to = from->hash ? gg_sample_find(sample, from->hash) : NULL;
        uint64_t rows;

        if (!to)
            continue;
        rows = to->rows + from->rows;
        *to = *from;
        to->rows = rows;
    }
}
