/*
 * The image of the database that an examination reads: what SQLite says of its pages beside what
 * the log says, whatever the number of threads, and of one moment whoever writes meanwhile.
 */
#include <sys/wait.h>

#include "registry/behind.h"

/* An index that gives event 3 to eve, and a table that is right: only the integrity check sees it.
 */
static void mislead_index(place *p)
{
    char *put_back;
    sqlite3 *db;
    sqlite3_stmt *s;

    ck_assert_int_eq(place_sql(p, "UPDATE entry SET actor = 'eve' WHERE seq = 3"), SQLITE_OK);
    ck_assert_int_eq(sqlite3_open(p->db, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(db,
                                        "SELECT format('PRAGMA writable_schema=ON; INSERT INTO"
                                        " sqlite_schema VALUES(%Q, %Q, %Q, %d, %Q)', type, name,"
                                        " tbl_name, rootpage, sql) FROM sqlite_schema WHERE name ="
                                        " 'entry_actor'",
                                        -1, &s, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
    put_back = strdup((const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
    sqlite3_close(db);
    ck_assert_int_eq(place_sql(p, "PRAGMA writable_schema=ON; DELETE FROM sqlite_schema"
                                  " WHERE name = 'entry_actor'"),
                     SQLITE_OK);
    ck_assert_int_eq(place_sql(p, "UPDATE entry SET actor = (SELECT actor FROM entry WHERE seq = 2)"
                                  " WHERE seq = 3"),
                     SQLITE_OK);
    ck_assert_int_eq(place_sql(p, put_back), SQLITE_OK);
    free(put_back);
}

static const char *finding(const json_t *report, size_t i, const char *key)
{
    return gg_json_string(json_array_get(json_object_get(report, "findings"), i), key, "");
}

static void index_is_told(const json_t *report, size_t i)
{
    ck_assert_str_eq(finding(report, i, "where"), "registry.db");
    ck_assert_str_eq(finding(report, i, "what"), "row 3 missing from index entry_actor");
}

START_TEST(an_index_that_misleads_is_found)
{
    place pl, *p = &pl;
    json_t *report;

    place_create(p);
    place_events(p, 5);
    mislead_index(p);
    report = place_verify(p);
    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    ck_assert_uint_eq(json_array_size(json_object_get(report, "findings")), 1);
    index_is_told(report, 0);
    json_decref(report);
    /* A rebuild makes the index anew. */
    ok(gg_registry_rebuild(p->reg, &report, &p->err));
    json_decref(report);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* The pages are examined beside the log, and told after it. */
START_TEST(the_log_is_told_before_the_pages)
{
    static const unsigned threads[] = {1, 2, 5};
    json_t *reports[3];
    place pl, *p = &pl;

    place_create(p);
    place_events(p, 1500);
    mislead_index(p);
    behind(p, "UPDATE events SET signature = zeroblob(64) WHERE seq IN (900, 1400)");
    for (size_t i = 0; i < 3; i++) {
        p->env.threads = threads[i];
        place_reopen(p);
        reports[i] = place_verify(p);
        ck_assert(i == 0 || json_equal(reports[i], reports[0]));
    }
    ck_assert_int_eq(json_integer_value(json_object_get(reports[0], "n_findings")), 3);
    ck_assert_str_eq(finding(reports[0], 0, "where"), "events 900");
    ck_assert_str_eq(finding(reports[0], 1, "where"), "events 1400");
    index_is_told(reports[0], 2);
    for (size_t i = 0; i < 3; i++)
        json_decref(reports[i]);
    place_remove(p);
}
END_TEST

START_TEST(pages_are_examined_where_the_log_is_not)
{
    place pl, *p = &pl;
    json_t *report;
    size_t n;

    place_create(p);
    place_events(p, 5);
    mislead_index(p);
    ck_assert_int_eq(place_sql(p, "ALTER TABLE payloads ADD COLUMN more TEXT"), SQLITE_OK);
    gg_registry_close(p->reg);
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &p->reg, &p->err));
    report = place_verify(p);
    n = json_array_size(json_object_get(report, "findings"));
    ck_assert_uint_ge(n, 3);
    ck_assert_str_eq(finding(report, 0, "where"), "events");
    ck_assert_str_eq(finding(report, n - 2, "where"), "table payloads");
    index_is_told(report, n - 1);
    json_decref(report);
    place_remove(p);
}
END_TEST

/* ---- of one moment */

static int append(place *p, int n)
{
    gg_registry *reg;

    if (gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &reg, NULL) != GG_OK)
        return 99;
    gg_registry_sign_with(reg, p->signer);
    p->reg = reg;
    place_events(p, (size_t)n);
    gg_registry_close(reg);
    return 0;
}

/* Neither a false alarm nor an event too few, at any moment of another's writing. */
START_TEST(a_writer_beside_it_is_no_finding)
{
    place pl, *p = &pl;
    json_int_t events = 0, last;
    int status, rounds = 0;
    pid_t child;

    place_create(p);
    place_events(p, 300);
    p->env.threads = 2;
    gg_registry_close(p->reg);
    p->reg = NULL;
    child = fork();
    if (child == 0)
        _exit(append(p, 60));
    place_reopen(p);
    do {
        json_t *report = place_verify(p);

        ck_assert_str_eq(finding(report, 0, "what"), "");
        ck_assert_int_eq(gg_registry_verify_status(report), GG_OK);
        last = events;
        events = json_integer_value(json_object_get(report, "events"));
        ck_assert_int_ge(events, last);
        json_decref(report);
        rounds++;
    } while (waitpid(child, &status, WNOHANG) == 0);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ck_assert_int_ge(rounds, 1);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* The lock is of the reading alone, and a change that is open is not read. */
START_TEST(the_lock_ends_with_the_reading)
{
    place pl, *p = &pl;
    gg_transaction *tx;
    json_t *report = NULL;
    sqlite3 *db;

    place_create(p);
    place_events(p, 3);
    place_consistent(p);
    ck_assert_int_eq(sqlite3_open(p->db, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "BEGIN EXCLUSIVE; ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    ck_assert_int_eq(gg_registry_verify(p->reg, NULL, &report, &p->err), GG_E_USAGE);
    ck_assert_ptr_null(report);
    ck_assert_str_eq(p->err.what, "a change is open");
    gg_transaction_rollback(tx);
    gg_error_init(&p->err);
    place_consistent(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, an_index_that_misleads_is_found);
    tcase_add_test(tc, the_log_is_told_before_the_pages);
    tcase_add_test(tc, pages_are_examined_where_the_log_is_not);
    tcase_add_test(tc, a_writer_beside_it_is_no_finding);
    tcase_add_test(tc, the_lock_ends_with_the_reading);
}

GG_TEST_MAIN("registry/image")
