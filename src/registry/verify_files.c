#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "verify_internal.h"

static void check_one(gg_verification *v, const char *path, const char *sha256, int64_t bytes)
{
    char there[GG_SHA256_HEX], where[96];
    struct stat file;
    gg_status st = GG_E_NOT_FOUND;

    snprintf(where, sizeof where, "files/%s", sha256);
    if (lstat(path, &file) == 0 && S_ISREG(file.st_mode))
        st = gg_sha256_file(path, there, NULL);
    else if (errno != ENOENT)
        st = GG_E_IO;
    v->files++;
    if (st == GG_E_NOT_FOUND)
        gg_finding(v, where, "the file is missing");
    else if (st != GG_OK)
        gg_finding(v, where, "the file cannot be read");
    else if (strcmp(there, sha256) != 0 || file.st_size != bytes)
        gg_finding(v, where, "the file does not fit its digest");
}

/* Purged: gone as the log says, or still there, for the next change to remove. */
static void check_purged(gg_verification *v, const char *path)
{
    struct stat file;

    if (lstat(path, &file) == 0)
        v->to_remove++;
    else
        v->purged++;
}

/* Files of commands that were refused or killed: known to no event. */
static gg_status count_files(const gg_registry *reg, uint64_t *out, gg_error *err)
{
    DIR *folder = opendir(reg->files);
    const struct dirent *entry;

    if (!folder)
        return gg_io_error(reg->files, errno, "read", err);
    /* This stream is this function's own. */
    /* cppcheck-suppress readdirCalled */
    while ((entry = readdir(folder)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            ++*out;
    closedir(folder);
    return GG_OK;
}

gg_status gg_verify_files(gg_verification *v, gg_registry *reg, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    uint64_t there = 0, present = 0;
    gg_status st = gg_db_query(&v->copy, &row, err, "SELECT sha256, bytes, purged FROM file", "");

    while (st == GG_OK && (st = gg_db_step(&v->copy, row, &more, err)) == GG_OK && more) {
        char *path =
            gg_digest_check(gg_db_text(row, 0)) ? gg_file_name(reg, gg_db_text(row, 0)) : NULL;
        struct stat file;

        if (path) {
            present += lstat(path, &file) == 0;
            if (sqlite3_column_type(row, 2) == SQLITE_NULL)
                check_one(v, path, gg_db_text(row, 0), sqlite3_column_int64(row, 1));
            else
                check_purged(v, path);
        }
        free(path);
    }
    if (st == GG_OK)
        st = count_files(reg, &there, err);
    v->unlisted = there > present ? there - present : 0;
    return st;
}
