/* Verification and rebuilding: whatever is changed behind gauger's back is found and named. */
#include "registry/behind.h"
#include "gauger/registry/files.h"
#include "registry/place.h"

/* Takes the guards away, changes something, puts them back as they were. */
START_TEST(the_log_refuses_everything_but_the_next_event)
{
    static const char *const refusals[] = {
        "UPDATE events SET header = x'00' WHERE seq = 2",
        "UPDATE payloads SET payload = x'00' WHERE seq = 2",
        "DELETE FROM events WHERE seq = 4",
        "DELETE FROM events",
        "DELETE FROM payloads WHERE seq = 4",
        "INSERT OR REPLACE INTO events(seq, header, leaf) VALUES(2, x'00', zeroblob(32))",
        "REPLACE INTO payloads(seq, salt, payload) VALUES(2, zeroblob(16), x'00')",
        "INSERT OR REPLACE INTO payloads(seq, salt, payload) VALUES(4, zeroblob(16), x'00')",
        "INSERT INTO events(header, leaf) VALUES(x'00', zeroblob(32))",
        "INSERT INTO events(seq, header, leaf) VALUES(6, x'00', zeroblob(32))",
        ("INSERT INTO events(seq, header, leaf) VALUES(2, x'00', zeroblob(32))"
         " ON CONFLICT(seq) DO UPDATE SET header = x'00'"),
        "INSERT INTO events(seq, header, leaf) VALUES(5, x'00', zeroblob(31))",
    };
    place pl, *p = &pl;

    place_create(p);
    place_events(p, 3);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        int code = place_sql(p, refusals[i]);

        ck_assert_msg(code == SQLITE_CONSTRAINT, "%s: %d", refusals[i], code);
    }
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(what_is_changed_is_found_and_named)
{
    static const struct {
        const char *sql, *where, *what;
    } cases[] = {
        {"UPDATE events SET header = CAST(replace(CAST(header AS TEXT), 'ada', 'eve') AS BLOB) "
         "WHERE seq = 3",
         "events 3", "leaf does not fit"},
        {"UPDATE events SET leaf = zeroblob(32) WHERE seq = 4", "events 4", "leaf does not fit"},
        {"UPDATE payloads SET payload = x'7b7d' WHERE seq = 2", "events 2", "payload does not fit"},
        {"UPDATE payloads SET salt = zeroblob(16) WHERE seq = 5", "events 5",
         "payload does not fit"},
        {"DELETE FROM payloads WHERE seq = 3", "events 3", "payload is missing"},
        {"DELETE FROM payloads WHERE seq = 4; DELETE FROM events WHERE seq = 4", "events 4",
         "missing"},
        /* The end cut off: only the stored head can tell. */
        {"DELETE FROM payloads WHERE seq = 6; DELETE FROM events WHERE seq = 6", "head",
         "it says 6 events, and the log has 5"},
        {"UPDATE events SET seq = 100 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 4;"
         "UPDATE events SET seq = 4 WHERE seq = 100",
         "events 3", "another number"},
        {"UPDATE head SET size = 7", "head", "damaged"},
        {"UPDATE head SET size = 3", "head", "it says 3 events"},
        {"UPDATE head SET frontier = zeroblob(64)", "head", "another"},
        {"UPDATE head SET time = '2026-01-02T00:00:00Z'", "head", "its time"},
        {"DELETE FROM head", "head", "damaged"},
        {"UPDATE entry SET actor = 'eve' WHERE seq = 2", "entry 2", "actor is not what"},
        {"DELETE FROM entry WHERE seq = 5", "entry 5", "missing"},
        {"INSERT INTO entry(seq, time, actor, action, object, subject)"
         " VALUES(7, 't', 'a', 'b', 'c', 'd')",
         "entry 7", "does not give this row"},
        {"UPDATE setting SET value = 500", "setting cell.minimum", "value is not what"},
        {"INSERT INTO alias VALUES('m', 'best', 1, 1)", "alias m, best", "does not give"},
    };
    place pl, *p = &pl;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        place_create(p);
        place_events(p, 5);
        behind(p, cases[i].sql);
        place_broken(p, cases[i].where, cases[i].what);
        place_remove(p);
    }
}
END_TEST

/* A row that belongs nowhere, in each table that follows from the log. */
START_TEST(each_table_is_compared)
{
    static const char *const tables[] = {
        "entry", "file",          "setting",    "dataset", "version", "alias", "cycle",
        "phase", "cycle_dataset", "evaluation", "verdict", "policy",  "state", "finding"};
    place pl, *p = &pl;

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        sqlite3 *db;
        sqlite3_stmt *s;
        char sql[1024];
        int columns;

        place_create(p);
        ck_assert_int_eq(sqlite3_open(p->db, &db), SQLITE_OK);
        snprintf(sql, sizeof sql, "SELECT * FROM %s", tables[i]);
        ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
        columns = sqlite3_column_count(s);
        snprintf(sql, sizeof sql, "INSERT INTO %s VALUES(", tables[i]);
        for (int c = 0; c < columns; c++)
            strcat(sql, c ? ", '77'" : "'77'");
        strcat(sql, ")");
        sqlite3_finalize(s);
        ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
                      sqlite3_errmsg(db));
        sqlite3_close(db);
        snprintf(sql, sizeof sql, "%s 77", tables[i]);
        place_broken(p, sql, "the log does not give this row");
        place_remove(p);
    }
}
END_TEST

/* Tables of a stranger's own making do not crowd out what was done to the log. */
START_TEST(findings_about_the_log_come_first)
{
    place pl, *p = &pl;
    json_t *report = NULL;
    char sql[60];

    place_create(p);
    place_events(p, 3);
    for (int i = 0; i < 25; i++) {
        snprintf(sql, sizeof sql, "CREATE TABLE a%d(x)", i);
        ck_assert_int_eq(place_sql(p, sql), SQLITE_OK);
    }
    ck_assert_int_eq(place_sql(p, "DROP TRIGGER payloads_update; UPDATE payloads SET payload ="
                                  " CAST('{}' AS BLOB) WHERE seq = 3"),
                     SQLITE_OK);
    gg_registry_close(p->reg);
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &p->reg, &p->err));
    ok(gg_registry_verify(p->reg, NULL, &report, &p->err));
    ck_assert_str_eq(
        gg_json_string(json_array_get(json_object_get(report, "findings"), 0), "where", ""),
        "events 3");
    ck_assert_int_ge(gg_json_number(report, "n_findings", 0), 27);
    ck_assert_int_ge(gg_json_number(report, "events", 0), 3);
    /* Nobody has looked beyond it, so it is not said to be of one person. */
    ck_assert(json_is_null(json_object_get(report, "people")));
    json_decref(report);
    place_remove(p);
}
END_TEST

START_TEST(what_is_not_examined_is_null)
{
    place pl, *p = &pl;
    json_t *report = NULL;

    place_create(p);
    ck_assert_int_eq(place_sql(p, "ALTER TABLE events ADD COLUMN more TEXT"), SQLITE_OK);
    gg_registry_close(p->reg);
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &p->reg, &p->err));
    ok(gg_registry_verify(p->reg, NULL, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    ck_assert(json_is_null(json_object_get(report, "events")));
    ck_assert(json_is_null(json_object_get(report, "head")));
    ck_assert(json_is_null(json_object_get(report, "people")));
    ck_assert(json_is_integer(json_object_get(report, "files")));
    json_decref(report);
    place_remove(p);
}
END_TEST

START_TEST(a_database_that_cannot_be_read_is_a_finding)
{
    static const long sizes[] = {0, 100, 5000};
    place pl, *p = &pl;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        json_t *report = NULL;

        place_create(p);
        refused(GG_E_CONFLICT, "can be opened",
                gg_registry_verify_damaged(p->dir, &p->env, NULL, &report, &p->err));
        gg_error_init(&p->err);
        ck_assert_int_eq(truncate(p->db, sizes[i]), 0);
        ok(gg_registry_verify_damaged(p->dir, &p->env, NULL, &report, &p->err));
        ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
        ck_assert_int_eq(json_array_size(json_object_get(report, "findings")), 1);
        ck_assert(json_is_null(json_object_get(report, "events")));
        json_decref(report);
        place_remove(p);
    }
    place_create(p);
    ck_assert_int_eq(unlink(p->db), 0);
    refused(GG_E_NOT_FOUND, "no registry",
            gg_registry_verify_damaged(p->dir, &p->env, NULL, &(json_t *){NULL}, &p->err));
    place_remove(p);
}
END_TEST

START_TEST(structure_and_pages_are_examined)
{
    place pl, *p = &pl;
    sqlite3 *db;

    place_create(p);
    ck_assert_int_eq(place_sql(p, "DROP TRIGGER events_update"), SQLITE_OK);
    place_broken(p, "trigger events_update", "missing");
    place_remove(p);

    place_create(p);
    ck_assert_int_eq(place_sql(p, "CREATE TRIGGER evil AFTER INSERT ON entry BEGIN SELECT 1; END"),
                     SQLITE_OK);
    place_broken(p, "trigger evil", "not of gauger's making");
    place_remove(p);

    /* Tables of another form: the rest cannot be read, and is not. */
    place_create(p);
    ck_assert_int_eq(place_sql(p, "ALTER TABLE entry ADD COLUMN more TEXT"), SQLITE_OK);
    place_broken(p, "table entry", "not as gauger made it");
    place_remove(p);

    /* An index that lies about its table. */
    place_create(p);
    place_events(p, 5);
    ck_assert_int_eq(sqlite3_open(p->db, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db,
                                  "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql ="
                                  " 'CREATE INDEX entry_actor ON entry(action, seq)' WHERE name ="
                                  " 'entry_actor'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    place_broken(p, "index entry_actor", "not as gauger made it");
    place_remove(p);
}
END_TEST

START_TEST(a_byte_anywhere_is_found)
{
    place pl, *p = &pl;
    long size;
    int found = 0, tried = 0;

    place_create(p);
    place_events(p, 40);
    gg_registry_close(p->reg);
    p->reg = NULL;
    FILE *f = fopen(p->db, "r+b");
    fseek(f, 0, SEEK_END);
    size = ftell(f);
    /* One letter of each header. */
    for (long at = 4096; at + 13 < size; at++) {
        char word[13];

        fseek(f, at, SEEK_SET);
        ck_assert_uint_eq(fread(word, 1, 13, f), 13);
        if (memcmp(word, "\"registry.set", 13) != 0)
            continue;
        fseek(f, at + 3, SEEK_SET);
        fputc('G', f);
        fflush(f);
        gg_registry *reg;
        json_t *report;
        ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &reg, &p->err));
        ok(gg_registry_verify(reg, NULL, &report, &p->err));
        found += gg_registry_verify_status(report) == GG_E_NO;
        json_decref(report);
        gg_registry_close(reg);
        fseek(f, at + 3, SEEK_SET);
        fputc('g', f);
        fflush(f);
        tried++;
    }
    fclose(f);
    ck_assert_int_eq(tried, 40);
    ck_assert_int_eq(found, tried);
    place_remove(p);
}
END_TEST

START_TEST(what_is_known_outside_pins)
{
    place pl, *p = &pl;
    char id[GG_SHA256_HEX], other[GG_SHA256_HEX];
    gg_tree_head early, late;
    gg_verify_options options = {NULL, NULL, false};
    json_t *report;

    place_create(p);
    place_events(p, 5);
    ok(gg_registry_id(p->reg, id, &p->err));
    ok(gg_registry_head(p->reg, &early, &p->err));
    report = place_verify(p);
    ck_assert(strstr(gg_json_string(report, "says", ""), "self-consistent only") != NULL);
    ck_assert(!json_is_true(json_object_get(report, "pinned")));
    ck_assert_str_eq(gg_json_string(report, "id", ""), id);
    json_decref(report);

    place_events(p, 4);
    options.id = id;
    options.head = &early;
    ok(gg_registry_verify(p->reg, &options, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(report), GG_OK);
    ck_assert(json_is_true(json_object_get(report, "pinned")));
    ck_assert(strstr(gg_json_string(report, "says", ""), "self-consistent") == NULL);
    json_decref(report);

    /* Another root at that size; a log that has become shorter; another registry. */
    early.root[0] ^= 1;
    ok(gg_registry_verify(p->reg, &options, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    json_decref(report);
    ok(gg_registry_head(p->reg, &late, &p->err));
    late.size++;
    options.head = &late;
    ok(gg_registry_verify(p->reg, &options, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    json_decref(report);
    options.head = NULL;
    strcpy(other, id);
    other[5] = other[5] == '0' ? '1' : '0';
    options.id = other;
    ok(gg_registry_verify(p->reg, &options, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    json_decref(report);
    options.id = "abc";
    refused(GG_E_USAGE, "identity", gg_registry_verify(p->reg, &options, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(NULL), GG_E_INPUT);
    place_remove(p);
}
END_TEST

START_TEST(rebuilding_gives_the_same_tables)
{
    place pl, *p = &pl;
    json_t *report;

    place_create(p);
    place_events(p, 50);
    ok(gg_registry_rebuild(p->reg, &report, &p->err));
    ck_assert_int_eq(json_integer_value(json_object_get(report, "events")), 51);
    ck_assert_int_eq(
        json_integer_value(json_object_get(json_object_get(report, "tables"), "entry")), 51);
    json_decref(report);
    place_consistent(p);
    behind(p, "DELETE FROM entry; UPDATE setting SET value = 99; INSERT INTO alias"
              " VALUES('m', 'best', 1, 1)");
    place_broken(p, "entry 1", "missing");
    ok(gg_registry_rebuild(p->reg, &report, &p->err));
    json_decref(report);
    place_consistent(p);
    /* A log that is damaged gives no tables, and those that are there stay. */
    behind(p, "UPDATE payloads SET payload = x'7b7d' WHERE seq = 9");
    refused(GG_E_NO, "events 9: the payload does not fit",
            gg_registry_rebuild(p->reg, &report, &p->err));
    place_broken(p, "events 9", "payload");
    ck_assert_uint_eq(place_size(p), 51);
    place_remove(p);
}
END_TEST

START_TEST(files_are_named_by_their_digest)
{
    place pl, *p = &pl;
    gg_stored stored, again;
    gg_buf bytes;
    char path[1024];
    struct stat st;
    json_t *document = json_pack("{s:i, s:s}", "b", 1, "a", "x"), *back;

    place_create(p);
    ok(gg_registry_put_bytes(p->reg, "hello", 5, &stored, &p->err));
    /* sha256sum of hello, by coreutils */
    ck_assert_str_eq(stored.sha256,
                     "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    ck_assert_uint_eq(stored.bytes, 5);
    snprintf(path, sizeof path, "%s/files/%s", p->dir, stored.sha256);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0400);
    ok(gg_registry_put_file(p->reg, path, &again, &p->err));
    ck_assert_str_eq(again.sha256, stored.sha256);
    gg_buf_init(&bytes, 0);
    ok(gg_registry_get(p->reg, stored.sha256, &bytes, &p->err));
    ck_assert_str_eq(bytes.data, "hello");
    bytes.size = 0;
    ok(gg_registry_file_path(p->reg, stored.sha256, &bytes, &p->err));
    ck_assert_str_eq(bytes.data, path);
    ok(gg_registry_put_bytes(p->reg, NULL, 0, &again, &p->err));
    ck_assert_uint_eq(again.bytes, 0);
    ok(gg_registry_put_document(p->reg, document, &again, &p->err));
    ok(gg_registry_get_document(p->reg, again.sha256, &back, &p->err));
    ck_assert(json_equal(back, document));
    json_decref(back);
    gg_buf_release(&bytes);
    json_decref(document);
    place_remove(p);
}
END_TEST

START_TEST(files_that_are_not_there_or_changed_are_refused)
{
    place pl, *p = &pl;
    gg_stored stored, again;
    gg_buf bytes;
    char path[1024];
    json_t *back;

    place_create(p);
    gg_buf_init(&bytes, 0);
    ok(gg_registry_put_bytes(p->reg, "hello", 5, &stored, &p->err));
    ok(gg_registry_put_bytes(p->reg, NULL, 0, &again, &p->err));
    snprintf(path, sizeof path, "%s/files/%s", p->dir, stored.sha256);
    refused(GG_E_INPUT, "not a SHA-256", gg_registry_get(p->reg, "../../etc", &bytes, &p->err));
    refused(GG_E_INPUT, "not a SHA-256", gg_registry_get(p->reg, NULL, &bytes, &p->err));
    again.sha256[0] = again.sha256[0] == 'a' ? 'b' : 'a';
    refused(GG_E_NOT_FOUND, "no such", gg_registry_get(p->reg, again.sha256, &bytes, &p->err));
    refused(GG_E_NOT_FOUND, "no such",
            gg_registry_put_file(p->reg, "/no/such/file", &again, &p->err));
    refused(GG_E_INPUT, "regular", gg_registry_put_file(p->reg, p->dir, &again, &p->err));
    refused(GG_E_INPUT, "regular", gg_registry_put_file(p->reg, "/dev/zero", &again, &p->err));

    chmod(path, 0600);
    FILE *f = fopen(path, "wb");
    fputs("hellO", f);
    fclose(f);
    bytes.size = 0;
    refused(GG_E_NO, "does not fit its digest",
            gg_registry_get(p->reg, stored.sha256, &bytes, &p->err));
    ck_assert_uint_eq(bytes.size, 0);
    refused(GG_E_NO, "does not fit its digest",
            gg_registry_file_path(p->reg, stored.sha256, &bytes, &p->err));
    refused(GG_E_NO, "does not fit its digest",
            gg_registry_get_document(p->reg, stored.sha256, &back, &p->err));
    /* Putting the right bytes again mends it. */
    ok(gg_registry_put_bytes(p->reg, "hello", 5, &stored, &p->err));
    ok(gg_registry_get(p->reg, stored.sha256, &bytes, &p->err));
    gg_buf_release(&bytes);
    place_remove(p);
}
END_TEST

START_TEST(files_that_events_name_are_examined)
{
    place pl, *p = &pl;
    gg_stored stored;
    gg_transaction *tx;
    gg_event event = {"registry.set", "registry/registry", NULL};
    json_t *payload, *report;
    char path[1024];

    place_create(p);
    ok(gg_registry_put_bytes(p->reg, "hello", 5, &stored, &p->err));
    report = place_verify(p);
    ck_assert_int_eq(json_integer_value(json_object_get(report, "unlisted_files")), 1);
    json_decref(report);
    payload = json_pack("{s:s, s:i, s:[{s:s, s:i}]}", "key", "cell.minimum", "value", 12, "files",
                        "sha256", stored.sha256, "bytes", 5);
    event.payload = payload;
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    ok(gg_transaction_append(tx, &event, NULL, &p->err));
    ok(gg_transaction_commit(tx, &p->err));
    report = place_verify(p);
    ck_assert_int_eq(gg_registry_verify_status(report), GG_OK);
    ck_assert_int_eq(json_integer_value(json_object_get(report, "unlisted_files")), 0);
    ck_assert_int_eq(json_integer_value(json_object_get(report, "files")), 1);
    json_decref(report);
    snprintf(path, sizeof path, "%s/files/%s", p->dir, stored.sha256);
    chmod(path, 0600);
    FILE *f = fopen(path, "wb");
    fputs("hellO", f);
    fclose(f);
    place_broken(p, stored.sha256, "does not fit its digest");
    unlink(path);
    place_broken(p, stored.sha256, "missing");
    json_decref(payload);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_log_refuses_everything_but_the_next_event);
    tcase_add_test(tc, what_is_changed_is_found_and_named);
    tcase_add_test(tc, each_table_is_compared);
    tcase_add_test(tc, structure_and_pages_are_examined);
    tcase_add_test(tc, findings_about_the_log_come_first);
    tcase_add_test(tc, what_is_not_examined_is_null);
    tcase_add_test(tc, a_database_that_cannot_be_read_is_a_finding);
    tcase_add_test(tc, a_byte_anywhere_is_found);
    tcase_add_test(tc, what_is_known_outside_pins);
    tcase_add_test(tc, rebuilding_gives_the_same_tables);
    tcase_add_test(tc, files_are_named_by_their_digest);
    tcase_add_test(tc, files_that_are_not_there_or_changed_are_refused);
    tcase_add_test(tc, files_that_events_name_are_examined);
}

GG_TEST_MAIN("registry/verify")
