#include <stdlib.h>
#include <string.h>

#include "verify_internal.h"

/* The rows of one table in the order of its key, in both databases. */
typedef struct pair {
    const gg_projection *table;
    size_t n_keys;
    sqlite3_stmt *have, *want;
    bool more_have, more_want;
} pair;

/* Types, then contents: a number stored as text is another value. */
static int compare_values(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
    int type = sqlite3_column_type(a, column), n, m, way;
    const void *x, *y;

    if (type != sqlite3_column_type(b, column))
        return type < sqlite3_column_type(b, column) ? -1 : 1;
    if (type == SQLITE_NULL)
        return 0;
    if (type == SQLITE_INTEGER) {
        sqlite3_int64 i = sqlite3_column_int64(a, column), j = sqlite3_column_int64(b, column);

        return (i > j) - (i < j);
    }
    x = sqlite3_column_blob(a, column);
    y = sqlite3_column_blob(b, column);
    n = sqlite3_column_bytes(a, column);
    m = sqlite3_column_bytes(b, column);
    /* Nothing has no address. */
    way = n && m ? memcmp(x, y, (size_t)(n < m ? n : m)) : 0;
    return way ? way : (n > m) - (n < m);
}

/* Keys come first among the columns that are selected. */
static int compare_keys(const pair *p)
{
    int way = 0;

    if (!p->more_have || !p->more_want)
        return p->more_want ? 1 : -1;
    for (size_t i = 0; way == 0 && i < p->n_keys; i++)
        way = compare_values(p->have, p->want, (int)i);
    return way;
}

/* Nearly all are: the columns of the table, its key among them. */
static bool same_row(const pair *p)
{
    int n = sqlite3_column_count(p->want);

    if (!p->more_have || !p->more_want)
        return false;
    for (int i = (int)p->n_keys; i < n; i++)
        if (compare_values(p->have, p->want, i) != 0)
            return false;
    return true;
}

static void name_row(const pair *p, sqlite3_stmt *row, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "%s", p->table->table);

    for (size_t i = 0; i < p->n_keys && n < size; i++)
        n +=
            (size_t)snprintf(out + n, size - n, "%s%.60s", i ? ", " : " ", gg_db_text(row, (int)i));
}

static void tell_row(gg_verification *v, const pair *p, int way)
{
    char where[256];

    if (way != 0) {
        name_row(p, way < 0 ? p->have : p->want, where, sizeof where);
        gg_finding(v, where, way < 0 ? "the log does not give this row" : "this row is missing");
        return;
    }
    for (int i = (int)p->n_keys; i < sqlite3_column_count(p->want); i++)
        if (compare_values(p->have, p->want, i) != 0) {
            name_row(p, p->have, where, sizeof where);
            gg_finding(v, where, "%s is not what the log gives", sqlite3_column_name(p->want, i));
            return;
        }
}

static gg_status walk(gg_verification *v, pair *p, gg_error *err)
{
    gg_status st = gg_db_step(&v->copy, p->have, &p->more_have, err);

    if (st == GG_OK)
        st = gg_db_step(&v->replay, p->want, &p->more_want, err);
    while (st == GG_OK && (p->more_have || p->more_want)) {
        int way = 0;

        if (!same_row(p)) {
            way = compare_keys(p);
            tell_row(v, p, way);
        }
        if (way <= 0)
            st = gg_db_step(&v->copy, p->have, &p->more_have, err);
        if (st == GG_OK && way >= 0)
            st = gg_db_step(&v->replay, p->want, &p->more_want, err);
    }
    return st;
}

static gg_status prepare(gg_db *db, const char *sql, sqlite3_stmt **out, gg_error *err)
{
    int code = sqlite3_prepare_v2(db->handle, sql, -1, out, NULL);

    return code == SQLITE_OK ? GG_OK : gg_db_error(db, code, err);
}

/* Binary order, whatever the collation of a column might be made to be. */
static gg_status compare_table(gg_verification *v, const gg_projection *table, gg_error *err)
{
    pair p = {.table = table, .n_keys = 1};
    char sql[200];
    gg_status st;

    for (const char *c = table->key; *c; c++)
        p.n_keys += *c == ',';
    snprintf(sql, sizeof sql, "SELECT %s, * FROM %s ORDER BY %s", table->key, table->table,
             table->key);
    st = prepare(&v->copy, sql, &p.have, err);
    if (st == GG_OK)
        st = prepare(&v->replay, sql, &p.want, err);
    if (st == GG_OK)
        st = walk(v, &p, err);
    sqlite3_finalize(p.have);
    sqlite3_finalize(p.want);
    return st;
}

gg_status gg_verify_tables(gg_verification *v, gg_error *err)
{
    gg_status st = GG_OK;

    for (const gg_projection *p = gg_projections; st == GG_OK && p->table; p++)
        st = compare_table(v, p, err);
    return st;
}
