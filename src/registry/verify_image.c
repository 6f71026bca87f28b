/*
 * The registry's database as it was at one moment, in memory: read in one piece under one read
 * lock, so that no writer comes between, and then looked at by several connections, which share its
 * bytes and write none.
 */
#include <stdlib.h>
#include <string.h>

#include "verify_internal.h"

#define PIECE 65536
/* Zeros behind the last page: of a damaged one SQLite may read a little too much. */
#define SLACK 65536

/* ---- taking it */

static int read_pieces(gg_image *image, sqlite3_file *file)
{
    int code = SQLITE_OK;

    for (size_t at = 0; code == SQLITE_OK && at < image->size; at += PIECE) {
        size_t left = image->size - at;

        code = file->pMethods->xRead(file, image->data + at, left < PIECE ? (int)left : PIECE,
                                     (sqlite3_int64)at);
    }
    return code;
}

/* By the connection's own file: closing another of it would end the lock. */
static gg_status read_file(gg_image *image, gg_db *from, gg_error *err)
{
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    int code = sqlite3_file_control(from->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);

    if (code == SQLITE_OK)
        code = file->pMethods->xFileSize(file, &size);
    if (code == SQLITE_OK) {
        image->size = (size_t)size;
        image->data = malloc(image->size + SLACK);
        if (!image->data)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        memset(image->data + image->size, 0, SLACK);
        code = read_pieces(image, file);
    }
    if (code == SQLITE_OK)
        return GG_OK;
    gg_error_where(err, from->path, 0, NULL);
    return gg_error_set(err, GG_E_IO, NULL, "%s", sqlite3_errstr(code));
}

gg_status gg_image_take(gg_image *image, gg_db *from, gg_error *err)
{
    uint64_t mark;
    gg_status st;

    if (!sqlite3_get_autocommit(from->handle))
        return gg_error_set(err, GG_E_USAGE, "end it first", "a change is open");
    st = gg_db_run(from, err, "BEGIN", "");
    /* What is read first takes the lock that lasts to the end. */
    if (st == GG_OK)
        st = gg_db_number(from, &mark, err, "PRAGMA application_id", "");
    if (st == GG_OK)
        st = read_file(image, from, err);
    sqlite3_exec(from->handle, "ROLLBACK", NULL, NULL, NULL);
    return st;
}

void gg_image_release(gg_image *image)
{
    free(image->data);
    image->data = NULL;
}

/* ---- looking at it */

/* Who reads all rows in their order does best to read pages where they are; who comes to the same
 * page again and again, to keep it, since SQLite examines each anew that it does not keep. */
static const char *const ways[] = {
    [GG_IMAGE_ONCE] = "PRAGMA mmap_size=2147418112", [GG_IMAGE_OFTEN] = "PRAGMA cache_size=-16384"};

gg_status gg_image_open(const gg_image *image, const char *path, gg_image_use use, gg_db *out,
                        gg_error *err)
{
    gg_status st = gg_db_open(out, ":memory:", SQLITE_OPEN_READWRITE, err);
    int code;

    if (st != GG_OK)
        return st;
    out->path = path;
    code = sqlite3_deserialize(out->handle, "main", image->data, (sqlite3_int64)image->size,
                               (sqlite3_int64)image->size, SQLITE_DESERIALIZE_READONLY);
    return code == SQLITE_OK ? gg_db_script(out, ways[use], err) : gg_db_error(out, code, err);
}

/* ---- whether it is whole */

gg_status gg_integrity_list(gg_db *db, json_t *said, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st = gg_db_query(db, &row, err, "PRAGMA integrity_check(20)", "");

    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more)
        if (strcmp(gg_db_text(row, 0), "ok") != 0 &&
            json_array_append_new(said, json_string(gg_db_text(row, 0))) != 0)
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

void gg_integrity_run(void *integrity)
{
    gg_integrity *it = integrity;
    gg_db db;

    gg_error_init(&it->why);
    it->status = gg_image_open(it->image, it->path, GG_IMAGE_OFTEN, &db, &it->why);
    if (it->status == GG_OK)
        it->status = gg_integrity_list(&db, it->said, &it->why);
    gg_db_close(&db);
    it->done = true;
}
