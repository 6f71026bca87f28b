/*
 * The checkpoints that were signed, in local.db: a card that is signed later carries a proof that
 * it continues them, so that whoever keeps one needs no further file. Nothing rests on what lies
 * here: a head that the log does not continue is left out.
 */
#include <stdlib.h>
#include <string.h>

#include "audit_internal.h"

#define KEPT "1000" /* as many are remembered, the newest */

static const char table[] = "CREATE TABLE IF NOT EXISTS printed(size INTEGER PRIMARY KEY,"
                            " root BLOB NOT NULL CHECK(length(root) = 32)) STRICT";

static bool open_local(const gg_registry *reg, gg_db *db)
{
    char *path;
    bool open;

    if (asprintf(&path, "%s/local.db", reg->folder) < 0)
        return false;
    open = gg_db_open(db, path, SQLITE_OPEN_READWRITE, NULL) == GG_OK;
    /* The path is borrowed for errors, and those are not looked at. */
    db->path = "local.db";
    free(path);
    if (open && gg_db_script(db, table, NULL) != GG_OK) {
        gg_db_close(db);
        open = false;
    }
    return open;
}

static gg_status keep(gg_db *db, const gg_tree_head *head)
{
    gg_status st = gg_db_run(db, NULL, "INSERT OR REPLACE INTO printed(size, root) VALUES(?1, ?2)",
                             "ib", (int64_t)head->size, head->root, sizeof head->root);

    return st == GG_OK ? gg_db_run(db, NULL,
                                   "DELETE FROM printed WHERE size <= (SELECT size FROM printed"
                                   " ORDER BY size DESC LIMIT 1 OFFSET " KEPT ")",
                                   "")
                       : st;
}

void gg_printed_keep(const gg_registry *reg, const gg_tree_head *head)
{
    gg_db db;
    gg_status st;

    if (!open_local(reg, &db))
        return;
    st = keep(&db, head);
    /* What was not remembered is asked for with gauger audit prove. */
    (void)st;
    gg_db_close(&db);
}

size_t gg_printed_list(const gg_registry *reg, uint64_t below, gg_tree_head out[GG_PRINTED])
{
    sqlite3_stmt *row;
    size_t n = 0;
    bool more;
    gg_db db;
    gg_status st;

    if (!open_local(reg, &db))
        return 0;
    st = gg_db_query(&db, &row, NULL,
                     "SELECT size, root FROM printed WHERE size < ?1 ORDER BY size DESC LIMIT ?2",
                     "ii", (int64_t)below, (int64_t)GG_PRINTED);
    while (st == GG_OK && (st = gg_db_step(&db, row, &more, NULL)) == GG_OK && more &&
           n < GG_PRINTED)
        if (sqlite3_column_int64(row, 0) > 0 && sqlite3_column_bytes(row, 1) == GG_SHA256_BYTES) {
            out[n].size = (uint64_t)sqlite3_column_int64(row, 0);
            memcpy(out[n++].root, sqlite3_column_blob(row, 1), GG_SHA256_BYTES);
        }
    gg_db_close(&db);
    return n;
}
