/* Opening a table and reading its header; what its other files share with the caller. */
#include "gauger/table/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "duckdb_internal.h"
#include "table_internal.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

static gg_status refuse(gg_csv *csv, gg_status status, const char *mend, const char *what,
                        gg_error *err)
{
    gg_error_where(err, csv->path, 0, NULL);
    return gg_error_set(err, status, mend, "%s", what);
}

static gg_status open_file(gg_csv *csv, const char *path, gg_error *err)
{
    struct stat *st = &csv->seen;

    if (path[0] == '\0')
        return gg_error_set(err, GG_E_USAGE, "give a CSV file, or - for standard input",
                            "the name of the table is empty");
    csv->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (csv->fd < 0)
        return refuse(csv, errno == ENOENT || errno == ENOTDIR ? GG_E_NOT_FOUND : GG_E_IO,
                      "check the name and that you may read it",
                      errno == ENOENT ? "no such file" : strerror(errno), err);
    if (fstat(csv->fd, st) != 0)
        return refuse(csv, GG_E_IO, NULL, strerror(errno), err);
    if (S_ISDIR(st->st_mode))
        return refuse(csv, GG_E_INPUT, "give a CSV file", "is a directory", err);
    csv->pipe = !S_ISREG(st->st_mode) || csv->fd == STDIN_FILENO;
    csv->size = csv->pipe ? 0 : (uint64_t)st->st_size;
    return GG_OK;
}

/* Reads on until the header's newline is there; bytes behind it stay in carry. */
static gg_status gather_header(gg_csv *csv, size_t *end, gg_error *err)
{
    size_t size = 0, room = 0;
    gg_status status;
    bool first;

    for (;;) {
        size_t got = 0;

        if (size == room) {
            char *p = realloc(csv->carry, room = room ? room * 2 : 65536);

            if (!p)
                return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
            csv->carry = p;
            csv->carry_room = room;
        }
        status = gg_csv_pull(csv, csv->carry + size, room - size, &got, err);
        if (status)
            return status;
        first = size == 0;
        size += got;
        csv->carry_size = size;
        status = first ? gg_csv_refuse_kind(csv, err) : GG_OK;
        if (status)
            return status;
        *end = gg_csv_break(csv->carry, 0, size, false);
        if (*end < size)
            return GG_OK;
        csv->end = size < room;
        if (csv->end)
            return size ? GG_OK
                        : refuse(csv, GG_E_INPUT, "give a CSV file with a header row", "is empty",
                                 err);
        if (size > csv->options.max_record)
            return gg_csv_too_long(csv, gg_csv_tally(csv->carry, size, '"') & 1, 1, err);
    }
}

/* The header is one record of as many columns as it has: indexed like any other. */
static gg_status split_header(gg_csv *csv, size_t begin, size_t end, gg_csv_chunk *chunk,
                              gg_error *err)
{
    size_t n = end - begin;
    bool inside = false;
    gg_status status = gg_csv_chunk_reserve(chunk, n + 1, err);

    if (status)
        return status;
    memcpy(chunk->text, csv->carry + begin, n);
    chunk->text[n] = '\n';
    chunk->room->end = n + 1;
    chunk->room->line = 1;
    csv->columns = 1;
    for (size_t i = 0; i < n; i++) {
        if (chunk->text[i] == '"')
            inside = !inside;
        else if (chunk->text[i] == ',' && !inside)
            csv->columns++;
    }
    status = gg_csv_refuse_header(csv, chunk->text, n, err);
    if (status)
        return status;
    csv->names = gg_arena_array(&csv->arena, csv->columns, sizeof *csv->names);
    if (!csv->names)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < csv->columns; i++)
        csv->names[i] = "";
    return gg_csv_index(csv, chunk, err);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static gg_status check_names(gg_csv *csv, gg_error *err)
{
    char **sorted = gg_arena_array(&csv->arena, csv->columns, sizeof *sorted);

    if (!sorted)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < csv->columns; i++) {
        sorted[i] = csv->names[i];
        gg_error_where(csv->names[i][0] ? NULL : err, csv->path, 1, NULL);
        if (csv->names[i][0] == '\0')
            return gg_error_set(err, GG_E_INPUT, "name every column in the header row",
                                "column %zu has no name", i + 1);
        if (strchr(csv->names[i], '\r')) {
            gg_error_where(err, csv->path, 1, NULL);
            return gg_error_set(err, GG_E_INPUT, "end lines with a line feed (or CR and line feed)",
                                "a carriage return inside a column's name");
        }
    }
    qsort(sorted, csv->columns, sizeof *sorted, by_text);
    for (size_t i = 1; i < csv->columns; i++) {
        if (strcmp(sorted[i - 1], sorted[i]) == 0) {
            gg_error_where(err, csv->path, 1, sorted[i]);
            return gg_error_set(err, GG_E_INPUT, "give each column a name of its own",
                                "two columns have this name");
        }
    }
    return GG_OK;
}

static gg_status read_header(gg_csv *csv, gg_error *err)
{
    size_t begin = 0, end = 0, after;
    gg_csv_chunk chunk;
    gg_status status = gather_header(csv, &end, err);

    gg_csv_chunk_init(&chunk);
    if (status)
        return status;
    if (end >= 3 && memcmp(csv->carry, byte_order_mark, 3) == 0)
        begin = 3;
    status = split_header(csv, begin, end, &chunk, err);
    if (status)
        goto out;
    for (size_t i = 0; i < csv->columns; i++) {
        gg_view cell = gg_csv_cell(&chunk, 0, i);

        csv->names[i] = gg_arena_text(&csv->arena, cell.data, cell.size);
        if (!csv->names[i]) {
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
            goto out;
        }
    }
    after = end < csv->carry_size ? end + 1 : end;
    csv->body = after;
    csv->body_line = 1 + gg_csv_tally(csv->carry, after, '\n');
    csv->carry_line = csv->body_line;
    csv->carry_offset = after;
    memmove(csv->carry, csv->carry + after, csv->carry_size - after);
    csv->carry_size -= after;
    status = check_names(csv, err);
out:
    gg_csv_chunk_release(&chunk);
    return status;
}

static size_t clamp(size_t x, size_t low, size_t high)
{
    return x < low ? low : x > high ? high : x;
}

gg_status gg_csv_make(const char *path, const gg_csv_options *options, gg_csv **out, gg_error *err)
{
    gg_csv *csv = calloc(1, sizeof *csv);

    if (!csv)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    csv->fd = -1;
    csv->files = 1;
    csv->stop_chunk = GG_NO_CHUNK;
    csv->options = options ? *options : gg_csv_options_default();
    csv->options.chunk = clamp(csv->options.chunk, 64, (size_t)64 << 20);
    csv->options.max_record = clamp(csv->options.max_record, 64, (size_t)1 << 30);
    gg_arena_init(&csv->arena);
    pthread_mutex_init(&csv->lock, NULL);
    pthread_cond_init(&csv->turn, NULL);
    csv->path = gg_arena_string(&csv->arena, strcmp(path, "-") == 0 ? "standard input" : path);
    if (!csv->path) {
        gg_csv_close(csv);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = csv;
    return GG_OK;
}

gg_status gg_csv_open_one(const char *path, const gg_csv_options *options, gg_csv **out,
                          gg_error *err)
{
    gg_csv *csv = NULL;
    gg_status status = gg_csv_make(path, options, &csv, err);

    if (!status)
        status = open_file(csv, path, err);
    if (!status)
        status = read_header(csv, err);
    if (status)
        gg_csv_close(csv);
    else
        *out = csv;
    return status;
}

static gg_status open_duckdb(gg_csv *csv, const char *path, gg_error *err)
{
    gg_status status = gg_duckdb_open(path, csv->options.threads, &csv->arena, &csv->duckdb, err);

    if (status)
        return status;
    csv->pipe = true;
    csv->files = gg_duckdb_files(csv->duckdb);
    return read_header(csv, err);
}

gg_status gg_csv_open(const char *path, const gg_csv_options *options, gg_csv **out, gg_error *err)
{
    gg_csv *csv = NULL;
    gg_status status;

    bool by_duckdb = gg_csv_by_duckdb(path);

    if (!by_duckdb && !gg_csv_is_pattern(path))
        return gg_csv_open_one(path, options, out, err);
    status = gg_csv_make(path, options, &csv, err);
    if (!status)
        status = by_duckdb ? open_duckdb(csv, path, err) : gg_csv_open_set(csv, path, err);
    if (status)
        gg_csv_close(csv);
    else
        *out = csv;
    return status;
}

void gg_csv_close(gg_csv *csv)
{
    if (!csv)
        return;
    gg_csv_set_free(csv->set);
    gg_duckdb_close(csv->duckdb);
    if (csv->fd > STDIN_FILENO)
        close(csv->fd);
    pthread_cond_destroy(&csv->turn);
    pthread_mutex_destroy(&csv->lock);
    free(csv->carry);
    gg_arena_release(&csv->arena);
    free(csv);
}

size_t gg_csv_columns(const gg_csv *csv)
{
    return csv->columns;
}

const char *gg_csv_name(const gg_csv *csv, size_t i)
{
    return i < csv->columns ? csv->names[i] : NULL;
}

bool gg_csv_find(const gg_csv *csv, const char *name, size_t *out)
{
    for (size_t i = 0; i < csv->columns; i++) {
        if (strcmp(csv->names[i], name) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

const char *gg_csv_path(const gg_csv *csv)
{
    return csv->path;
}

void gg_csv_choose(gg_csv *csv, const bool *wanted)
{
    if (csv->duckdb)
        gg_duckdb_choose(csv->duckdb, wanted);
}

bool gg_csv_plain(const gg_csv *csv, size_t i)
{
    return i < csv->columns && (!csv->duckdb || gg_duckdb_plain(csv->duckdb, i));
}

size_t gg_csv_files(const gg_csv *csv)
{
    return csv->files;
}

uint64_t gg_csv_rows(const gg_csv *csv)
{
    return atomic_load(&((gg_csv *)csv)->rows);
}

uint64_t gg_csv_skipped(const gg_csv *csv)
{
    return atomic_load(&((gg_csv *)csv)->skipped);
}
