/* What a name behind "duckdb:" stands for, and what is said of DuckDB's errors. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "duckdb_internal.h"
#include "table_internal.h"

#define NAME_TABLE "name a table in it: " GG_DUCKDB_PREFIX "FILE/TABLE"

bool gg_csv_by_duckdb(const char *path)
{
    return strncmp(path, GG_DUCKDB_PREFIX, strlen(GG_DUCKDB_PREFIX)) == 0;
}

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status refuse(const char *path, gg_status status, const char *what, const char *mend,
                        gg_error *err)
{
    gg_error_where(err, path, 0, NULL);
    return gg_error_set(err, status, mend, "%s", what);
}

/* Told from the first bytes: anything that is neither of the two is taken for text. */
static gg_status kind_of(const char *path, gg_duckdb_kind *out, gg_error *err)
{
    char begin[12] = "";
    struct stat st;
    FILE *file;
    size_t n;

    if (stat(path, &st) != 0)
        return refuse(path, GG_E_NOT_FOUND, errno == ENOENT ? "no such file" : strerror(errno),
                      "check the name and that you may read it", err);
    if (!S_ISREG(st.st_mode))
        return refuse(path, GG_E_INPUT,
                      S_ISDIR(st.st_mode) ? "is a directory" : "not a regular file", "give a file",
                      err);
    file = fopen(path, "rbe");
    if (!file)
        return refuse(path, GG_E_IO, strerror(errno), "check that you may read it", err);
    n = fread(begin, 1, sizeof begin, file);
    fclose(file);
    if (n == 0)
        return refuse(path, GG_E_INPUT, "is empty", "give a file that holds a table", err);
    *out = GG_DUCKDB_TEXT;
    if (n >= 4 && memcmp(begin, "PAR1", 4) == 0)
        *out = GG_DUCKDB_PARQUET;
    else if (n == sizeof begin && memcmp(begin + 8, "DUCK", 4) == 0)
        *out = GG_DUCKDB_DATABASE;
    return GG_OK;
}

/* The slash behind the file that a name begins with: nothing lies below a file, so that what
 * follows is a table, of which the name may hold slashes too. NULL without. */
static char *slash_of_table(char *path)
{
    for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        struct stat st;
        bool file;

        *slash = '\0';
        file = stat(path, &st) == 0 && S_ISREG(st.st_mode);
        *slash = '/';
        if (file)
            return slash[1] ? slash : NULL;
    }
    return NULL;
}

/* FILE/TABLE, where FILE is there. */
static gg_status split(char *path, gg_arena *arena, gg_duckdb_place *out, gg_error *err)
{
    char *slash = slash_of_table(path), **files;
    gg_status status;

    if (!slash)
        return GG_OK;
    *slash = '\0';
    status = kind_of(path, &out->kind, err);
    if (status)
        return status;
    if (out->kind != GG_DUCKDB_DATABASE)
        return refuse(path, GG_E_INPUT, "not a database of DuckDB",
                      "give the file alone, without a table", err);
    files = gg_arena_array(arena, 1, sizeof *files);
    if (!files)
        return no_memory(err);
    files[0] = path;
    out->files = files;
    out->n = 1;
    out->table = slash + 1;
    return GG_OK;
}

static gg_status see_files(gg_duckdb_place *place, gg_arena *arena, gg_error *err)
{
    place->seen = gg_arena_array(arena, place->n, sizeof *place->seen);
    if (!place->seen)
        return no_memory(err);
    for (size_t i = 0; i < place->n; i++)
        if (stat(place->files[i], &place->seen[i]) != 0)
            return refuse(place->files[i], GG_E_IO, strerror(errno),
                          "check the name and that you may read it", err);
    return GG_OK;
}

gg_status gg_duckdb_find(const char *name, gg_arena *arena, gg_duckdb_place *out, gg_error *err)
{
    char *path = gg_arena_string(arena, name + strlen(GG_DUCKDB_PREFIX));
    gg_duckdb_place place = {.n = 0};
    struct stat st;
    gg_status status;

    if (!path)
        return no_memory(err);
    if (*path == '\0')
        return refuse(GG_DUCKDB_PREFIX, GG_E_USAGE, "no file is named", "name a file behind it",
                      err);
    if (strstr(path, "://") && stat(path, &st) != 0)
        return refuse(name, GG_E_USAGE, "an address: only files on this machine are read",
                      "fetch the file, and give its name", err);
    status = split(path, arena, &place, err);
    if (!status && !place.table)
        status = gg_csv_expand_files(path, arena, &place.files, &place.n, err);
    for (size_t i = 0; i < place.n && !status && !place.table; i++) {
        gg_duckdb_kind kind = GG_DUCKDB_TEXT;

        status = kind_of(place.files[i], &kind, err);
        if (!status && kind == GG_DUCKDB_DATABASE)
            status = refuse(place.files[i], GG_E_INPUT, "is a database of DuckDB", NAME_TABLE, err);
        if (!status && i && kind != place.kind)
            status = refuse(place.files[i], GG_E_INPUT, "not a file of the same kind as the first",
                            "give files of one kind", err);
        place.kind = kind;
    }
    if (!status)
        status = see_files(&place, arena, err);
    if (!status)
        *out = place;
    return status;
}

/* ---- errors ---- */

/* The class that a message of DuckDB begins with. */
static const struct {
    const char *class;
    gg_status status;
    const char *what, *mend;
} classes[] = {
    {"IO Error", GG_E_IO, "cannot be read, or is damaged",
     "check that the file is whole and that you may read it"},
    {"Invalid Input Error", GG_E_INPUT, "is damaged, or not what it is taken for",
     "check that the file is whole"},
    {"Out of Memory Error", GG_E_LIMIT, "needs more memory than DuckDB is given",
     "write it with smaller groups of rows, or use fewer --threads"},
    {"Permission Error", GG_E_INPUT, "reaches for another file or for the network",
     "name the files themselves, on this machine"},
    {"Catalog Error", GG_E_NOT_FOUND, "no such table or view in it", "check the name of the table"},
    {"Conversion Error", GG_E_INPUT, "holds a value that cannot be read", "mend the file"},
    {"Binder Error", GG_E_INPUT, "cannot be read as a table", "check what the file holds"},
};

static const char *column_in(const char *message, char *const *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t size = strlen(columns[i]);

        for (const char *at = strchr(message, '"'); at && size; at = strchr(at + 1, '"'))
            if (strncmp(at + 1, columns[i], size) == 0 && at[size + 1] == '"')
                return columns[i];
    }
    return NULL;
}

gg_status gg_duckdb_refuse(const char *message, const char *file, char *const *columns, size_t n,
                           gg_error *err)
{
    const char *end;
    size_t size, i = 0;

    message = message ? message : "";
    end = strstr(message, "Error:");
    size = end ? (size_t)(end - message) + strlen("Error") : 0;
    gg_error_where(err, file, 0, column_in(message, columns, n));
    for (; i < sizeof classes / sizeof *classes; i++)
        if (size == strlen(classes[i].class) && memcmp(message, classes[i].class, size) == 0)
            return gg_error_set(err, classes[i].status, classes[i].mend, "%s (DuckDB: %s)",
                                classes[i].what, classes[i].class);
    /* Only words of its own stand before the colon; a message without one is kept back whole. */
    if (size > 40 ||
        strspn(message, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -") < size)
        size = 0;
    return gg_error_set(err, GG_E_INPUT, "check that DuckDB itself can read it",
                        "DuckDB does not read it%s%.*s%s", size ? " (" : "", (int)size, message,
                        size ? ")" : "");
}
