/* The periods of the current table, and what is gathered of each watched column in each of them. */
#include <stdlib.h>
#include <string.h>

#include "evaluate/drift_internal.h"

/* More than a year of days; each keeps the cells of all watched columns. */
#define MOST_PERIODS 400

void gg_drift_periods_init(gg_drift_periods *periods, size_t watches)
{
    memset(periods, 0, sizeof *periods);
    gg_dictionary_init(&periods->names);
    periods->watches = watches;
}

void gg_drift_periods_release(gg_drift_periods *periods)
{
    for (size_t p = 0; p < periods->n; p++) {
        for (size_t i = 0; i < periods->watches; i++)
            gg_drift_gathered_release(&periods->columns[p][i]);
        free(periods->columns[p]);
    }
    free(periods->columns);
    gg_dictionary_release(&periods->names);
    gg_drift_periods_init(periods, periods->watches);
}

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status make_room(gg_drift_periods *periods, gg_error *err)
{
    size_t room = periods->room ? periods->room * 2 : 16;
    gg_drift_gathered **all;

    if (periods->n < periods->room)
        return GG_OK;
    all = realloc(periods->columns, room * sizeof *all);
    if (!all)
        return no_memory(err);
    periods->columns = all;
    periods->room = room;
    return GG_OK;
}

static gg_status add(gg_drift_periods *periods, gg_view name, gg_error *err)
{
    gg_status status = make_room(periods, err);
    gg_word_entry *entry = NULL;
    gg_drift_gathered *columns;

    if (status)
        return status;
    columns = calloc(periods->watches + 1, sizeof *columns);
    if (!columns)
        return no_memory(err);
    if (periods->n < MOST_PERIODS)
        status = gg_dictionary_add(&periods->names, name, &entry, err);
    if (!status && !entry)
        status = gg_error_set(err, GG_E_LIMIT, "name months instead of days, or leave it out",
                              "more than %d different periods", MOST_PERIODS);
    if (status) {
        free(columns);
        return status;
    }
    for (size_t i = 0; i < periods->watches; i++)
        gg_drift_gathered_init(&columns[i]);
    periods->columns[periods->n++] = columns;
    return GG_OK;
}

gg_status gg_drift_periods_find(gg_drift_periods *periods, gg_view name, size_t *out, gg_error *err)
{
    const gg_word_entry *entry = gg_dictionary_find(&periods->names, name);
    gg_status status = entry ? GG_OK : add(periods, name, err);

    if (!status)
        *out = entry ? (size_t)(entry - periods->names.all) : periods->n - 1;
    return status;
}

gg_status gg_drift_periods_merge(gg_drift_periods *to, gg_drift_periods *from, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t p = 0; p < from->n && !status; p++) {
        const gg_word_entry *name = &from->names.all[p];
        size_t at = 0;

        status = gg_drift_periods_find(to, (gg_view){name->text, name->size}, &at, err);
        for (size_t i = 0; i < to->watches && !status; i++)
            status = gg_drift_gathered_merge(&to->columns[at][i], &from->columns[p][i], err);
    }
    gg_drift_periods_release(from);
    return status;
}

/* A period's name and place, to be put in order. */
typedef struct named {
    const char *name;
    size_t place;
} named;

static int by_name(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int missing =
        (strcmp(x->name, GG_LEVEL_MISSING) == 0) - (strcmp(y->name, GG_LEVEL_MISSING) == 0);

    return missing ? missing : strcmp(x->name, y->name);
}

const size_t *gg_drift_periods_order(gg_arena *arena, const gg_drift_periods *periods)
{
    named *all = gg_arena_array(arena, periods->n, sizeof *all);
    size_t *order = gg_arena_array(arena, periods->n, sizeof *order);

    if (!all || !order)
        return NULL;
    for (size_t p = 0; p < periods->n; p++)
        all[p] = (named){periods->names.all[p].text, p};
    if (periods->n)
        qsort(all, periods->n, sizeof *all, by_name);
    for (size_t p = 0; p < periods->n; p++)
        order[p] = all[p].place;
    return order;
}
