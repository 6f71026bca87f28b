/* What whoever may write the database can do to it: past the program, and past the triggers. */
#ifndef GG_TESTS_BEHIND_H
#define GG_TESTS_BEHIND_H

#include "registry/place.h"

/* The triggers are taken away for it, and put back. */
static inline void behind(place *p, const char *sql)
{
    static const char *const guards[] = {"events_update",   "events_delete",   "events_insert",
                                         "payloads_update", "payloads_delete", "payloads_insert"};
    sqlite3 *db;
    sqlite3_stmt *s;
    char *saved[6], drop[64];

    ck_assert_int_eq(sqlite3_open(p->db, &db), SQLITE_OK);
    for (size_t i = 0; i < 6; i++) {
        sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema WHERE name = ?1", -1, &s, NULL);
        sqlite3_bind_text(s, 1, guards[i], -1, SQLITE_STATIC);
        ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
        saved[i] = strdup((const char *)sqlite3_column_text(s, 0));
        sqlite3_finalize(s);
        snprintf(drop, sizeof drop, "DROP TRIGGER %s", guards[i]);
        ck_assert_int_eq(sqlite3_exec(db, drop, NULL, NULL, NULL), SQLITE_OK);
    }
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(db));
    for (size_t i = 0; i < 6; i++) {
        ck_assert_int_eq(sqlite3_exec(db, saved[i], NULL, NULL, NULL), SQLITE_OK);
        free(saved[i]);
    }
    sqlite3_close(db);
}

#endif
