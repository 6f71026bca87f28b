/*
 * The checkpoints that were signed, in local.db: a card that is signed later carries a proof that
 * it continues them, so that whoever keeps one needs no further file; and a log that has lost its
 * end since, or is another one, is not gone on with. Nothing is proved by what lies here: whoever
 * can put back the one file can put back the other.
 */
#include <stdlib.h>
#include <string.h>

#include "audit_internal.h"

#define KEPT "1000" /* as many are remembered, the newest */

static const char table[] = "CREATE TABLE IF NOT EXISTS printed(size INTEGER PRIMARY KEY,"
                            " root BLOB NOT NULL CHECK(length(root) = 32)) STRICT";

/* The leaf of the last event below a head: it names the leaf before it, and so on, so that one leaf
 * tells of all. Files of earlier versions are without. */
static const char has_leaf[] = "SELECT count(*) FROM pragma_table_info('printed')"
                               " WHERE name = 'leaf'";

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

static gg_status keep(gg_db *db, const gg_tree_head *head, const unsigned char *leaf)
{
    uint64_t there = 0;
    gg_status st = gg_db_number(db, &there, NULL, has_leaf, "");

    if (st == GG_OK && !there)
        st = gg_db_script(db, "ALTER TABLE printed ADD COLUMN leaf BLOB", NULL);
    if (st == GG_OK)
        st = gg_db_run(
            db, NULL, "INSERT OR REPLACE INTO printed(size, root, leaf) VALUES(?1, ?2, ?3)", "ibb",
            (int64_t)head->size, head->root, sizeof head->root, leaf, (size_t)GG_SHA256_BYTES);
    return st == GG_OK ? gg_db_run(db, NULL,
                                   "DELETE FROM printed WHERE size <= (SELECT size FROM printed"
                                   " ORDER BY size DESC LIMIT 1 OFFSET " KEPT ")",
                                   "")
                       : st;
}

/* The leaf of an event; false where it is not there. */
static bool leaf_at(gg_db *db, uint64_t seq, unsigned char out[GG_SHA256_BYTES], gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st =
        gg_db_query(db, &row, err, "SELECT leaf FROM events WHERE seq = ?1", "i", (int64_t)seq);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return false;
    there = sqlite3_column_bytes(row, 0) == GG_SHA256_BYTES;
    if (there)
        memcpy(out, sqlite3_column_blob(row, 0), GG_SHA256_BYTES);
    sqlite3_reset(row);
    return there;
}

void gg_printed_keep(gg_registry *reg, const gg_tree_head *head)
{
    unsigned char leaf[GG_SHA256_BYTES];
    gg_db db;
    gg_status st;

    /* Of an open change nobody knows yet whether it comes to stand. */
    if (reg->tx.open || !leaf_at(&reg->db, head->size, leaf, NULL) || !open_local(reg, &db))
        return;
    st = keep(&db, head, leaf);
    /* What was not remembered is asked for with gauger audit prove. */
    (void)st;
    gg_db_close(&db);
}

/* ---- the newest */

static void read_newest(gg_db *db, const char *query, gg_remembered *out)
{
    sqlite3_stmt *row;
    bool there;

    if (gg_db_query(db, &row, NULL, query, "") != GG_OK ||
        gg_db_step(db, row, &there, NULL) != GG_OK || !there)
        return;
    if (sqlite3_column_int64(row, 0) > 0 && sqlite3_column_bytes(row, 1) == GG_SHA256_BYTES) {
        out->head.size = (uint64_t)sqlite3_column_int64(row, 0);
        memcpy(out->head.root, sqlite3_column_blob(row, 1), GG_SHA256_BYTES);
        out->leafed = sqlite3_column_bytes(row, 2) == GG_SHA256_BYTES;
        if (out->leafed)
            memcpy(out->leaf, sqlite3_column_blob(row, 2), GG_SHA256_BYTES);
    }
    sqlite3_reset(row);
}

/* A file that is not there, or cannot be read, remembers nothing. */
static const gg_remembered *newest(gg_registry *reg)
{
    gg_remembered *known = &reg->remembered;
    uint64_t with_leaf = 0;
    char *path;
    gg_db db;

    if (known->read || asprintf(&path, "%s/local.db", reg->folder) < 0)
        return known;
    if (gg_db_open(&db, path, SQLITE_OPEN_READONLY, NULL) == GG_OK) {
        if (gg_db_number(&db, &with_leaf, NULL, has_leaf, "") == GG_OK)
            read_newest(&db,
                        with_leaf
                            ? "SELECT size, root, leaf FROM printed ORDER BY size DESC LIMIT 1"
                            : "SELECT size, root, NULL FROM printed ORDER BY size DESC LIMIT 1",
                        known);
        gg_db_close(&db);
    }
    free(path);
    known->read = true;
    return known;
}

bool gg_printed_fits(gg_registry *reg, gg_db *log, const gg_tree *tree, char *what, size_t size)
{
    const gg_remembered *known = newest(reg);
    unsigned char leaf[GG_SHA256_BYTES];
    gg_tree_head head;
    unsigned long long n = known->head.size, there = tree->size;

    if (there < n) {
        snprintf(
            what, size,
            "its end was taken away, or it is an older one: it has %llu event%s, and a head of "
            "%llu was signed here",
            there, there == 1 ? "" : "s", n);
        return false;
    }
    if (there == n && n > 0) {
        gg_tree_root(tree, &head);
        if (memcmp(head.root, known->head.root, sizeof head.root) == 0)
            return true;
    } else if (!known->leafed ||
               (leaf_at(log, n, leaf, NULL) && memcmp(leaf, known->leaf, sizeof leaf) == 0)) {
        return true;
    }
    snprintf(what, size, "its first %llu events are not those of the head that was signed here", n);
    return false;
}

gg_status gg_printed_check(gg_registry *reg, const gg_tree *tree, gg_error *err)
{
    char what[200];

    if (gg_printed_fits(reg, &reg->db, tree, what, sizeof what))
        return GG_OK;
    gg_error_where(err, reg->path, 0, NULL);
    return gg_error_set(err, GG_E_INPUT,
                        "run gauger audit verify; restore the newest backup as a whole: gauger "
                        "registry restore BACKUP DIR",
                        "this is not the log that was there before: %s", what);
}

gg_status gg_printed_check_head(gg_registry *reg, gg_error *err)
{
    char time[GG_TIME_TEXT];
    gg_tree tree;
    gg_status st = gg_head_load(&reg->db, &tree, time, err);

    return st == GG_OK ? gg_printed_check(reg, &tree, err) : st;
}

uint64_t gg_printed_cut(gg_registry *reg, const gg_tree_head *head)
{
    uint64_t n = 0;
    gg_db db;
    gg_status st;

    if (newest(reg)->head.size <= head->size || !open_local(reg, &db))
        return 0;
    memset(&reg->remembered, 0, sizeof reg->remembered);
    st = gg_db_number(&db, &n, NULL, "SELECT count(*) FROM printed WHERE size > ?1", "i",
                      (int64_t)head->size);
    if (st == GG_OK)
        st = gg_db_run(&db, NULL, "DELETE FROM printed WHERE size > ?1", "i", (int64_t)head->size);
    gg_db_close(&db);
    return st == GG_OK ? n : 0;
}

/* ---- the list */

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
