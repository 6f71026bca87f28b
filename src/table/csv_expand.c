/* Which files the name of a table stands for; their digest. */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "duckdb_internal.h"
#include "gauger/base/hash.h"
#include "table_internal.h"

bool gg_csv_is_pattern(const char *path)
{
    struct stat st;

    /* A file may well have a bracket in its name: then it is that file. */
    return strpbrk(path, "*?[") && stat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static gg_status refuse(const char *pattern, int failure, gg_error *err)
{
    if (failure == GLOB_NOSPACE)
        return no_memory(err);
    gg_error_where(err, pattern, 0, NULL);
    if (failure == GLOB_NOMATCH)
        return gg_error_set(err, GG_E_NOT_FOUND, "check the pattern and the folder",
                            "no file has such a name");
    return gg_error_set(err, GG_E_IO, "check that you may read it",
                        "a folder of the pattern cannot be read");
}

/* Sorted by bytes and not as the locale of the calling program has it. */
static gg_status expand(const char *pattern, gg_arena *arena, char ***out, size_t *n, gg_error *err)
{
    glob_t found;
    char **all;
    int failure = glob(pattern, GLOB_ERR | GLOB_NOSORT, NULL, &found);

    if (failure)
        return refuse(pattern, failure, err);
    all = gg_arena_array(arena, found.gl_pathc, sizeof *all);
    for (size_t i = 0; all && i < found.gl_pathc; i++)
        if (!(all[i] = gg_arena_string(arena, found.gl_pathv[i])))
            all = NULL;
    if (all) {
        qsort(all, found.gl_pathc, sizeof *all, by_bytes);
        *out = all;
        *n = found.gl_pathc;
    }
    globfree(&found);
    return all ? GG_OK : no_memory(err);
}

gg_status gg_csv_expand_files(const char *path, gg_arena *arena, char ***out, size_t *n,
                              gg_error *err)
{
    char **all;

    if (gg_csv_is_pattern(path))
        return expand(path, arena, out, n, err);
    all = gg_arena_array(arena, 1, sizeof *all);
    if (!all || !(all[0] = gg_arena_string(arena, path)))
        return no_memory(err);
    *out = all;
    *n = 1;
    return GG_OK;
}

gg_status gg_csv_expand(const char *path, gg_arena *arena, char ***out, size_t *n, gg_error *err)
{
    gg_duckdb_place place;
    gg_status status;

    if (!gg_csv_by_duckdb(path))
        return gg_csv_expand_files(path, arena, out, n, err);
    status = gg_duckdb_find(path, arena, &place, err);
    if (!status) {
        *out = place.files;
        *n = place.n;
    }
    return status;
}

/* Of several files: their digests as lines in rising order, so that names and order do not count.
 */
static gg_status digest_all(char **paths, size_t n, gg_arena *arena, char *out, gg_error *err)
{
    char(*all)[GG_SHA256_HEX] = gg_arena_array(arena, n, sizeof *all);
    char **sorted = gg_arena_array(arena, n, sizeof *sorted);
    unsigned char sum[GG_SHA256_BYTES];
    gg_sha256 h;

    if (!all || !sorted)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        gg_status status = gg_sha256_file(paths[i], all[i], err);

        if (status)
            return status;
        sorted[i] = all[i];
    }
    qsort(sorted, n, sizeof *sorted, by_bytes);
    gg_sha256_init(&h);
    for (size_t i = 0; i < n; i++) {
        gg_sha256_add(&h, sorted[i], GG_SHA256_HEX - 1);
        gg_sha256_add(&h, "\n", 1);
    }
    gg_sha256_final(&h, sum);
    gg_digest_hex(sum, out);
    return GG_OK;
}

gg_status gg_csv_digest(const char *path, char out[GG_SHA256_HEX], gg_error *err)
{
    char **paths = NULL;
    size_t n = 0;
    gg_arena arena;
    gg_status status;

    gg_arena_init(&arena);
    status = gg_csv_expand(path, &arena, &paths, &n, err);
    if (!status)
        status =
            n == 1 ? gg_sha256_file(paths[0], out, err) : digest_all(paths, n, &arena, out, err);
    gg_arena_release(&arena);
    return status;
}
