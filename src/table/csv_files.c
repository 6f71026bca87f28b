/*
 * Many files that are one table.
 *
 * Each file is a table of its own, read by claims as any other; this file hands them out in the
 * order of their names, numbers their chunks through, and brings their columns into the order of
 * the first file. A thread that finds a file claimed to its end goes on to the next, so that all
 * threads are busy however the rows are spread over files. Only files that somebody reads are open.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "table_internal.h"

typedef struct part {
    gg_csv_set *set;
    gg_csv *csv;     /* its header has been read; fd is -1 while nobody reads it */
    uint64_t first;  /* what its first chunk is in the whole table */
    uint64_t chunks; /* how many it has */
    uint64_t before; /* bytes of the files before it */
    size_t *order;   /* its column for each of the table; NULL where they are the same */
    size_t readers;  /* threads that read it now */
} part;

struct gg_csv_set {
    gg_csv *csv; /* the table, whose lock guards at and readers */
    part *all;
    size_t n;
    size_t at; /* the file that is being claimed */
    uint64_t total;
    pthread_mutex_t telling; /* for progress, which threads of two files may report at once */
};

/* ---- opening ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void tell(void *context, uint64_t bytes, uint64_t total)
{
    const part *p = context;
    const gg_csv_options *o = &p->set->csv->options;

    (void)total;
    pthread_mutex_lock(&p->set->telling);
    o->progress(o->progress_context, p->before + bytes, p->set->total);
    pthread_mutex_unlock(&p->set->telling);
}

static gg_status differs(const part *p, const char *column, const char *there, const char *here,
                         gg_error *err)
{
    gg_error_where(err, p->csv->path, 1, column);
    return gg_error_set(err, GG_E_INPUT, "give all files of the table the same columns",
                        "%s the first file (%s)%s", there, base_name(p->set->all[0].csv->path),
                        here);
}

/* Where each column of the table stands in this file. */
static gg_status place_columns(part *p, gg_error *err)
{
    gg_csv *csv = p->set->csv;
    size_t *order = gg_arena_array(&csv->arena, csv->columns, sizeof *order);
    bool same = p->csv->columns == csv->columns;

    if (!order)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < csv->columns; i++) {
        if (!gg_csv_find(p->csv, csv->names[i], &order[i]))
            return differs(p, csv->names[i], "a column of", ", and not of this one", err);
        same = same && order[i] == i;
    }
    for (size_t i = 0; i < p->csv->columns && p->csv->columns != csv->columns; i++) {
        size_t there;

        if (!gg_csv_find(csv, p->csv->names[i], &there))
            return differs(p, p->csv->names[i], "no column of", ", which is part of the same table",
                           err);
    }
    p->order = same ? NULL : order;
    return GG_OK;
}

/* What a part keeps of its own header is given up where the table has the same: a table may be of
 * thousands of files. */
static gg_status adopt(part *p, gg_error *err)
{
    gg_csv *csv = p->set->csv, *own = p->csv;
    char **names = csv->names;

    own->path = gg_arena_string(&csv->arena, own->path);
    if (p->order || !names)
        names = gg_arena_array(&csv->arena, own->columns, sizeof *names);
    if (!own->path || !names)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; names != csv->names && i < own->columns; i++)
        if (!(names[i] = gg_arena_string(&csv->arena, own->names[i])))
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    own->names = names;
    gg_arena_release(&own->arena);
    free(own->carry);
    own->carry = NULL;
    own->carry_room = 0;
    close(own->fd);
    own->fd = -1;
    return GG_OK;
}

static gg_status open_part(part *p, const char *path, gg_error *err)
{
    gg_csv *csv = p->set->csv;
    gg_csv_options options = csv->options;
    struct stat st;
    gg_status status;

    options.progress = options.progress ? tell : NULL;
    options.progress_context = p;
    /* Before it is opened: that waits where a pipe has no writer. Others say what they are. */
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
        gg_error_where(err, path, 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "name regular files, or read it alone",
                            "not a regular file, among the files of a table");
    }
    status = gg_csv_open_one(path, &options, &p->csv, err);
    if (status)
        return status;
    if (csv->names)
        status = place_columns(p, err);
    else
        csv->columns = p->csv->columns;
    if (!status)
        status = adopt(p, err);
    if (!status && !csv->names)
        csv->names = p->csv->names;
    return status;
}

gg_status gg_csv_open_set(gg_csv *csv, const char *pattern, gg_error *err)
{
    gg_csv_set *set = csv->set = calloc(1, sizeof *set);
    char **paths = NULL;
    size_t n = 0;
    uint64_t chunks = 0;
    gg_status status;

    if (!set)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    set->csv = csv;
    pthread_mutex_init(&set->telling, NULL);
    status = gg_csv_expand_files(pattern, &csv->arena, &paths, &n, err);
    csv->files = n;
    if (!status && !(set->all = calloc(n, sizeof *set->all)))
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    while (!status && set->n < n) {
        part *p = &set->all[set->n];

        p->set = set;
        p->first = chunks;
        p->before = set->total;
        status = open_part(p, paths[set->n++], err);
        if (status)
            break;
        p->chunks = (p->csv->size - p->csv->body + csv->options.chunk - 1) / csv->options.chunk;
        chunks += p->chunks;
        set->total += p->csv->size;
    }
    return status;
}

void gg_csv_set_free(gg_csv_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->n; i++)
        gg_csv_close(set->all[i].csv);
    pthread_mutex_destroy(&set->telling);
    free(set->all);
    free(set);
}

/* ---- reading ---- */

/* Opens it for its first reader. Under the lock. */
static gg_status hold(part *p, gg_error *err)
{
    struct stat now;
    int fd;

    if (p->csv->fd < 0) {
        fd = open(p->csv->path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &now) != 0 || gg_csv_differs(&p->csv->seen, &now)) {
            if (fd >= 0)
                close(fd);
            return gg_csv_refuse_changed(p->csv->path, err);
        }
        p->csv->fd = fd;
    }
    p->readers++;
    return GG_OK;
}

/* Closes it behind its last reader, once it is done with. Under the lock. */
static void let_go(part *p)
{
    p->readers--;
    if (p->readers == 0 && p->set->at != (size_t)(p - p->set->all)) {
        close(p->csv->fd);
        p->csv->fd = -1;
    }
}

/* The file to claim from; NULL at the end of the table, or behind an error. */
static gg_status enter(gg_csv *csv, part **out, gg_error *err)
{
    gg_csv_set *set = csv->set;
    gg_status status = GG_OK;
    part *p = NULL;

    pthread_mutex_lock(&csv->lock);
    while (set->at < set->n && set->all[set->at].chunks == 0)
        set->at++;
    if (set->at < set->n && set->all[set->at].first <= csv->stop_chunk)
        p = &set->all[set->at];
    if (p)
        status = hold(p, err);
    if (p && csv->stop_chunk - p->first < p->chunks)
        gg_csv_stop(p->csv, csv->stop_chunk - p->first);
    pthread_mutex_unlock(&csv->lock);
    *out = p;
    return status;
}

static void leave(gg_csv *csv, part *p, bool done)
{
    gg_csv_set *set = csv->set;

    pthread_mutex_lock(&csv->lock);
    if (done && set->at == (size_t)(p - set->all))
        set->at++;
    let_go(p);
    pthread_mutex_unlock(&csv->lock);
}

/* Gives each row its cells in the order of the table. */
static gg_status reorder(const part *p, gg_csv_chunk *chunk, gg_error *err)
{
    struct gg_csv_room *room = chunk->room;
    size_t n = chunk->columns;
    uint32_t *kept = room->kept;

    if (room->kept_room < n) {
        kept = realloc(kept, 2 * n * sizeof *kept);
        if (!kept)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        room->kept = kept;
        room->kept_room = n;
    }
    if (!chunk->starts) {
        gg_status status = gg_csv_reserve_starts(chunk, err);

        if (status)
            return status;
        for (size_t i = 0; i < chunk->rows * n; i++)
            room->starts[i] = i ? chunk->ends[i - 1] + 1 : (uint32_t)chunk->first;
        chunk->starts = room->starts;
    }
    for (size_t r = 0; r < chunk->rows; r++) {
        uint32_t *starts = chunk->starts + r * n, *ends = chunk->ends + r * n;

        memcpy(kept, starts, n * sizeof *kept);
        memcpy(kept + n, ends, n * sizeof *kept);
        for (size_t i = 0; i < n; i++) {
            starts[i] = kept[p->order[i]];
            ends[i] = kept[n + p->order[i]];
        }
    }
    return GG_OK;
}

gg_status gg_csv_claim_set(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err)
{
    bool some = false;
    gg_status status;
    part *p;

    do {
        chunk->rows = 0;
        chunk->skipped = 0;
        status = enter(csv, &p, err);
        if (!p)
            return GG_OK;
        if (status) {
            chunk->index = p->first;
            break;
        }
        status = gg_csv_claim_file(p->csv, chunk, err);
        some = chunk->rows || chunk->skipped;
        if (!status && chunk->rows && p->order)
            status = reorder(p, chunk, err);
        leave(csv, p, !status && !some);
        chunk->index += p->first;
    } while (!status && !some);
    if (status)
        gg_csv_stop(csv, chunk->index);
    return status;
}

gg_status gg_csv_set_check(const gg_csv_set *set, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < set->n && !status; i++)
        status = gg_csv_check_seen(set->all[i].csv->path, &set->all[i].csv->seen, err);
    return status;
}

void gg_csv_set_where(gg_csv *csv, const gg_csv_chunk *chunk, const char **path, uint64_t *line)
{
    gg_csv_set *set = csv->set;
    size_t low = 0, high = set->n;
    gg_status status;
    part *p;

    /* The last file that begins at or before the chunk: one without rows begins where the next one
     * does. */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (set->all[middle].first <= chunk->index)
            low = middle;
        else
            high = middle;
    }
    p = &set->all[low];
    *path = p->csv->path;
    *line = 0;
    pthread_mutex_lock(&csv->lock);
    status = hold(p, NULL);
    pthread_mutex_unlock(&csv->lock);
    if (status)
        return;
    *line = gg_csv_line_at(p->csv, chunk->offset);
    pthread_mutex_lock(&csv->lock);
    let_go(p);
    pthread_mutex_unlock(&csv->lock);
}
