/* The tables made again from a log that holds, whatever was done to them; and logs that do not. */
#include "registry/behind.h"

static void rebuilds(place *p, const char *sql)
{
    json_t *report = NULL;

    ck_assert_msg(place_sql(p, sql) == SQLITE_OK, "%s", sql);
    report = place_verify(p);
    ck_assert_msg(gg_registry_verify_status(report) == GG_E_NO, "not found: %s", sql);
    json_decref(report);
    gg_error_init(&p->err);
    ck_assert_msg(gg_registry_rebuild(p->reg, &report, &p->err) == GG_OK, "%s: %s", sql,
                  p->err.what);
    json_decref(report);
    place_consistent(p);
}

START_TEST(tables_of_any_form_are_made_again)
{
    static const char *const tries[] = {
        "DROP TABLE version",
        "DROP TABLE entry; CREATE TABLE entry(seq)",
        "DROP INDEX account_person; DROP INDEX entry_actor",
        "CREATE INDEX mine ON events(leaf)",
        "CREATE TABLE mine(a, b); CREATE INDEX theirs ON mine(b)",
        "CREATE TABLE \"a \"\"b\"\" 'c'\"(a)",
        "CREATE VIEW mine AS SELECT 1",
        "CREATE TRIGGER mine AFTER INSERT ON state BEGIN UPDATE account SET state = 'open'; END",
        "DROP TRIGGER events_delete; DROP TRIGGER payloads_insert",
        "UPDATE head SET size = 3",
        "UPDATE head SET frontier = x''",
        "UPDATE head SET time = '2026-02-01T00:00:00Z'",
        "DELETE FROM head",
        "DROP TABLE head",
    };
    place pl, *p = &pl;
    gg_transaction *tx;

    place_create(p);
    place_events(p, 20);
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        rebuilds(p, tries[i]);
    place_reopen(p);
    place_events(p, 3);
    place_consistent(p);
    ck_assert_uint_eq(place_size(p), 24);
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_USAGE, "a change is open", gg_registry_rebuild(p->reg, NULL, &p->err));
    gg_transaction_rollback(tx);
    place_remove(p);
}
END_TEST

START_TEST(a_log_that_does_not_hold_gives_no_tables)
{
    static const struct {
        const char *sql, *says;
    } tries[] = {
        {"UPDATE events SET signature = zeroblob(64) WHERE seq IN (9, 12)",
         "events 9: its signature is not that of the key"},
        {"UPDATE events SET signature = (SELECT signature FROM events WHERE seq = 4) WHERE seq = 5",
         "events 5: its signature is not"},
        {"UPDATE events SET signature = NULL WHERE seq = 7", "events 7: its signature is missing"},
        {"UPDATE payloads SET salt = zeroblob(16) WHERE seq = 1", "events 1: the payload does not"},
        {"DELETE FROM payloads WHERE seq = 3", "events 3: the payload is missing"},
        {"DELETE FROM payloads WHERE seq = 6; DELETE FROM events WHERE seq = 6",
         "events 6: missing"},
        {"DELETE FROM payloads WHERE seq > 15; DELETE FROM events WHERE seq > 15",
         "the log ends with event 15, and its head says 21"},
        {"DELETE FROM payloads; DELETE FROM events", "no events"},
        {"ALTER TABLE payloads ADD COLUMN more TEXT", "another form"},
        {"CREATE TABLE mine(a INTEGER PRIMARY KEY AUTOINCREMENT)", "sqlite_sequence"},
    };

    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        place pl, *p = &pl;
        json_t *report = NULL;

        place_create(p);
        place_events(p, 20);
        behind(p, tries[i].sql);
        refused(GG_E_NO, tries[i].says, gg_registry_rebuild(p->reg, &report, &p->err));
        ck_assert_ptr_null(report);
        report = place_verify(p);
        ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
        json_decref(report);
        place_remove(p);
    }
}
END_TEST

/* The way out that docs/registry.md has for the one table that cannot be dropped. */
START_TEST(a_table_of_sqlite_is_taken_out_by_hand)
{
    place pl, *p = &pl;
    json_t *report;

    place_create(p);
    place_events(p, 5);
    behind(p, "CREATE TABLE mine(a INTEGER PRIMARY KEY AUTOINCREMENT)");
    refused(GG_E_NO, "table sqlite_sequence is not of gauger's making",
            gg_registry_rebuild(p->reg, &report, &p->err));
    ck_assert_int_eq(gg_registry_rebuild(p->reg, &report, &p->err), GG_E_NO);
    ck_assert_str_eq(p->err.mend, "restore a backup, or take it out as docs/registry.md says");
    gg_error_init(&p->err);
    behind(p, "DROP TABLE mine; PRAGMA writable_schema=ON;"
              " DELETE FROM sqlite_schema WHERE name='sqlite_sequence';"
              " PRAGMA writable_schema=RESET; VACUUM");
    ok(gg_registry_rebuild(p->reg, &report, &p->err));
    json_decref(report);
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(a_first_event_that_does_not_hold_founds_nothing)
{
    place pl, *p = &pl;
    json_t *report;

    place_create(p);
    ok(gg_registry_rebuild(p->reg, &report, &p->err));
    json_decref(report);
    behind(p, "UPDATE events SET signature = zeroblob(64) WHERE seq = 1");
    refused(GG_E_NO, "events 1", gg_registry_rebuild(p->reg, &report, &p->err));
    gg_registry_close(p->reg);
    p->reg = NULL;
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &p->reg, &p->err));
    ck_assert(!gg_registry_founded(p->reg));
    refused(GG_E_NO, "events 1", gg_registry_rebuild(p->reg, &report, &p->err));
    place_remove(p);
}
END_TEST

/* ---- pages */

static unsigned long four(FILE *f, long at)
{
    unsigned char b[4];

    fseek(f, at, SEEK_SET);
    ck_assert_uint_eq(fread(b, 1, 4, f), 4);
    return (unsigned long)b[0] << 24 | (unsigned long)b[1] << 16 | (unsigned long)b[2] << 8 | b[3];
}

static void put_four(FILE *f, long at, unsigned long x)
{
    unsigned char b[4] = {(unsigned char)(x >> 24), (unsigned char)(x >> 16),
                          (unsigned char)(x >> 8), (unsigned char)x};

    fseek(f, at, SEEK_SET);
    ck_assert_uint_eq(fwrite(b, 1, 4, f), 4);
}

static unsigned long root_of(place *p, const char *table)
{
    unsigned long root;
    sqlite3 *db;
    sqlite3_stmt *s;

    ck_assert_int_eq(sqlite3_open(p->db, &db), SQLITE_OK);
    sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_schema WHERE name = ?1", -1, &s, NULL);
    sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
    ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
    root = (unsigned long)sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    sqlite3_close(db);
    return root;
}

/* The list of free pages says that one of a table's rows is free: what is made next would be
 * written over it. The list begins at 32 of the file's header, its length follows; a page of it has
 * the next one's number, how many it lists, and those (the file format, 1.5); a page above others
 * has the places of its entries from 12 on, each of them begins with a page below (1.6). */
static void give_away(place *p, const char *table, int which)
{
    unsigned long root = root_of(p, table), trunk, listed;
    long at = ((long)root - 1) * 4096;
    FILE *f = fopen(p->db, "r+b");

    ck_assert_int_eq((int)(four(f, at) >> 24), 5);
    ck_assert_int_gt((int)(four(f, at + 3) >> 16), which);
    root = four(f, at + (long)(four(f, at + 12 + 2 * which) >> 16));
    trunk = four(f, 32);
    ck_assert_uint_gt(trunk, 0);
    at = ((long)trunk - 1) * 4096;
    listed = four(f, at + 4);
    put_four(f, at + 8 + 4 * (long)listed, root);
    put_four(f, at + 4, listed + 1);
    put_four(f, 36, four(f, 36) + 1);
    fclose(f);
}

/* Whether an event is overwritten before it is read again or after. */
START_TEST(a_rebuild_does_not_write_over_the_log)
{
    static const char *const tables[] = {"events", "payloads"};
    place pl, *p = &pl;
    int by_us = 0;

    for (int i = 0; i < 4; i++) {
        json_t *report = NULL;
        gg_status st;

        place_create(p);
        place_events(p, 200);
        gg_registry_close(p->reg);
        p->reg = NULL;
        ck_assert_int_eq(place_sql(p, "CREATE TABLE a(x); CREATE TABLE b(x); DROP TABLE a;"
                                      " DROP TABLE b"),
                         SQLITE_OK);
        give_away(p, tables[i % 2], i / 2);
        place_reopen(p);
        place_broken(p, "registry.db", "2nd reference to page");
        /* SQLite itself may come upon it first. */
        st = gg_registry_rebuild(p->reg, &report, &p->err);
        ck_assert_msg(st == GG_E_NO || st == GG_E_INPUT, "%d %s", st, p->err.what);
        by_us += strstr(p->err.what, "do not hold together: ") && strstr(p->err.what, "page ");
        gg_error_init(&p->err);
        report = place_verify(p);
        ck_assert_int_eq(json_integer_value(json_object_get(report, "events")), 201);
        ck_assert_int_eq(json_integer_value(json_object_get(report, "signatures")), 201);
        json_decref(report);
        place_remove(p);
    }
    ck_assert_int_gt(by_us, 0);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, tables_of_any_form_are_made_again);
    tcase_add_test(tc, a_log_that_does_not_hold_gives_no_tables);
    tcase_add_test(tc, a_table_of_sqlite_is_taken_out_by_hand);
    tcase_add_test(tc, a_first_event_that_does_not_hold_founds_nothing);
    tcase_add_test(tc, a_rebuild_does_not_write_over_the_log);
}

GG_TEST_MAIN("registry/rebuild")
