#include "sketches.h"

#include <stdlib.h>
#include <string.h>

/* Deleted pages are overwritten: what is purged is not to be found in the file either. */
static const char tables[] =
    "PRAGMA secure_delete=ON;"
    "CREATE TABLE IF NOT EXISTS sketch_key(id INTEGER PRIMARY KEY CHECK(id = 1),"
    " key BLOB NOT NULL CHECK(length(key) = 16)) STRICT;"
    "CREATE TABLE IF NOT EXISTS sketch(sha256 TEXT NOT NULL, columns TEXT NOT NULL,"
    " rows INTEGER NOT NULL, halvings INTEGER NOT NULL, hashes BLOB NOT NULL,"
    " counts BLOB NOT NULL, PRIMARY KEY(sha256, columns)) STRICT";

static gg_status read_key(gg_sketches *s)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st;

    gg_secret_bytes(s->key, sizeof s->key);
    st = gg_db_run(&s->db, NULL, "INSERT OR IGNORE INTO sketch_key(id, key) VALUES(1, ?1)", "b",
                   s->key, sizeof s->key);
    if (st == GG_OK)
        st = gg_db_query(&s->db, &row, NULL, "SELECT key FROM sketch_key", "");
    if (st == GG_OK)
        st = gg_db_step(&s->db, row, &there, NULL);
    if (st != GG_OK || !there)
        return GG_E_IO;
    memcpy(s->key, sqlite3_column_blob(row, 0), sizeof s->key);
    sqlite3_reset(row);
    return GG_OK;
}

void gg_sketches_open(gg_registry *reg, gg_sketches *out)
{
    char *path;

    memset(out, 0, sizeof *out);
    gg_secret_bytes(out->key, sizeof out->key);
    if (asprintf(&path, "%s/local.db", reg->folder) < 0)
        return;
    out->open = gg_db_open(&out->db, path, SQLITE_OPEN_READWRITE, NULL) == GG_OK;
    if (out->open && (gg_db_script(&out->db, tables, NULL) != GG_OK || read_key(out) != GG_OK)) {
        gg_db_close(&out->db);
        out->open = false;
    }
    /* The path is borrowed for errors, and those are not looked at. */
    out->db.path = "local.db";
    free(path);
}

void gg_sketches_close(gg_sketches *s)
{
    if (s->open)
        gg_db_close(&s->db);
    gg_secret_wipe(s->key, sizeof s->key);
    s->open = false;
}

/* ---- keeping ---- */

/* Names as one text: a list in JSON. */
static char *names_text(const char *const *columns, size_t n)
{
    json_t *list = json_array();
    char *text = NULL;
    bool fine = list != NULL;

    for (size_t i = 0; fine && i < n; i++)
        fine = json_array_append_new(list, json_string(columns[i])) == 0;
    if (fine)
        text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static gg_status save(gg_sketches *s, const char *sha256, const char *names, const gg_sketch *k)
{
    return gg_db_run(&s->db, NULL,
                     "INSERT OR REPLACE INTO sketch(sha256, columns, rows, halvings, hashes,"
                     " counts) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                     "ssiibb", sha256, names, (int64_t)k->rows, (int64_t)k->halvings, k->hashes,
                     k->n * sizeof *k->hashes, k->counts, k->n * sizeof *k->counts);
}

/* What was kept; a row that is not as we write it is not looked at. */
static bool load(gg_sketches *s, const char *sha256, const char *names, gg_sketch *out)
{
    sqlite3_stmt *row;
    gg_sketch made = {.n = 0};
    size_t hashes, counts;
    bool there = false;

    if (gg_db_query(&s->db, &row, NULL,
                    "SELECT rows, halvings, hashes, counts FROM sketch WHERE sha256 = ?1"
                    " AND columns = ?2",
                    "ss", sha256, names) != GG_OK ||
        gg_db_step(&s->db, row, &there, NULL) != GG_OK || !there)
        return false;
    hashes = (size_t)sqlite3_column_bytes(row, 2);
    counts = (size_t)sqlite3_column_bytes(row, 3);
    made.rows = (uint64_t)sqlite3_column_int64(row, 0);
    made.halvings = (unsigned)sqlite3_column_int(row, 1);
    made.n = hashes / sizeof *made.hashes;
    made.hashes = malloc(hashes + 1);
    made.counts = malloc(counts + 1);
    there = made.hashes && made.counts && made.halvings < 64 &&
            hashes == made.n * sizeof *made.hashes && counts == made.n * sizeof *made.counts;
    if (there && made.n) {
        memcpy(made.hashes, sqlite3_column_blob(row, 2), hashes);
        memcpy(made.counts, sqlite3_column_blob(row, 3), counts);
    }
    sqlite3_reset(row);
    if (there)
        *out = made;
    else
        gg_sketch_release(&made);
    return there;
}

/* What was read back has no names yet. */
static gg_status name(gg_sketch *s, const char *const *columns, size_t n, gg_error *err)
{
    s->columns = calloc(n ? n : 1, sizeof *s->columns);
    for (size_t i = 0; s->columns && i < n; i++)
        if ((s->columns[i] = strdup(columns[i])))
            s->n_columns++;
    if (s->columns && s->n_columns == n)
        return GG_OK;
    gg_sketch_release(s);
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_sketches_get(gg_sketches *s, const char *sha256, const char *path,
                          const char *const *columns, size_t n, unsigned threads, gg_sketch *out,
                          gg_error *err)
{
    gg_sketch_options o = gg_sketch_options_default();
    char *names = s->open && sha256 ? names_text(columns, n) : NULL;
    gg_status st;

    if (names && load(s, sha256, names, out)) {
        free(names);
        return name(out, columns, n, err);
    }
    o.threads = threads;
    memcpy(o.key, s->key, sizeof o.key);
    st = gg_sketch_make(path, columns, n, &o, out, err);
    gg_secret_wipe(o.key, sizeof o.key);
    /* What cannot be kept is made again when it is needed. */
    if (st == GG_OK && names && save(s, sha256, names, out) != GG_OK)
        st = GG_OK;
    free(names);
    return st;
}

/* What cannot be sketched now is tried again when it is asked for. */
static void keep(gg_sketches *s, const char *sha256, const char *path, const gg_schema *schema,
                 unsigned threads, gg_arena *arena)
{
    gg_sketch sketch = {.n = 0};
    const char *const *columns;
    size_t n = 0;
    gg_status st = gg_sketch_columns(path, schema, arena, &columns, &n, NULL);

    if (st == GG_OK && n)
        st = gg_sketches_get(s, sha256, path, columns, n, threads, &sketch, NULL);
    if (st == GG_OK)
        gg_sketch_release(&sketch);
}

void gg_sketches_keep(gg_registry *reg, const char *sha256, const json_t *schema, unsigned threads)
{
    char *path = gg_file_name(reg, sha256);
    gg_sketches sketches;
    gg_schema roles;
    gg_arena arena;

    if (!path)
        return;
    gg_sketches_open(reg, &sketches);
    gg_arena_init(&arena);
    gg_schema_init(&roles);
    if (sketches.open && (!schema || gg_schema_add(&roles, schema, NULL) == GG_OK))
        keep(&sketches, sha256, path, &roles, threads, &arena);
    gg_schema_release(&roles);
    gg_arena_release(&arena);
    gg_sketches_close(&sketches);
    free(path);
}

void gg_sketches_forget(gg_registry *reg)
{
    gg_sketches sketches;
    sqlite3_stmt *row;
    bool more;
    gg_status st = GG_OK;

    gg_sketches_open(reg, &sketches);
    if (sketches.open)
        st = gg_db_query(&reg->db, &row, NULL, "SELECT sha256 FROM file WHERE purged IS NOT NULL",
                         "");
    while (sketches.open && st == GG_OK && (st = gg_db_step(&reg->db, row, &more, NULL)) == GG_OK &&
           more)
        if (gg_db_run(&sketches.db, NULL, "DELETE FROM sketch WHERE sha256 = ?1", "s",
                      gg_db_text(row, 0)) != GG_OK)
            st = GG_E_IO;
    reg->sketches_swept = st == GG_OK;
    gg_sketches_close(&sketches);
}
