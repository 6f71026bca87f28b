/* The log: creating and opening a registry, events, settings, reading the log. */
#include "registry/stage.h"

START_TEST(create_makes_a_private_folder)
{
    place pl, *p = &pl;
    struct stat st;
    char path[1024];
    char id[GG_SHA256_HEX];

    place_create(p);
    ck_assert_int_eq(stat(p->dir, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0700);
    ck_assert_int_eq(stat(p->db, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    snprintf(path, sizeof path, "%s/files", p->dir);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0700);
    snprintf(path, sizeof path, "%s/local.db", p->dir);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    ck_assert_uint_eq(place_size(p), 1);
    ok(gg_registry_id(p->reg, id, &p->err));
    ck_assert_uint_eq(strlen(id), 64);
    ck_assert_str_eq(gg_registry_folder(p->reg), p->dir);
    ck_assert(!gg_registry_testing(p->reg));
    ck_assert_str_eq(gg_registry_actor(p->reg), "ada");
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(create_takes_an_empty_folder_and_no_other)
{
    place pl, *p = &pl;
    gg_registry_options options;
    char path[1024];

    place_init(p);
    options = place_options(p);
    ck_assert_int_eq(mkdir(p->dir, 0755), 0);
    ok(gg_registry_create(p->dir, &p->env, &options, NULL, &p->err));
    refused(GG_E_CONFLICT, "exists already",
            gg_registry_create(p->dir, &p->env, &options, NULL, &p->err));
    snprintf(path, sizeof path, "%s/no/such", p->root);
    refused(GG_E_NOT_FOUND, "no such", gg_registry_create(path, &p->env, &options, NULL, &p->err));
    refused(GG_E_USAGE, "no name", gg_registry_create("", &p->env, &options, NULL, &p->err));
    snprintf(path, sizeof path, "%s/other", p->root);
    refused(GG_E_USAGE, "begins with a key",
            gg_registry_create(path, &p->env, NULL, NULL, &p->err));
    options.person = "a b";
    refused(GG_E_USAGE, "person", gg_registry_create(path, &p->env, &options, NULL, &p->err));
    options.person = NULL;
    p->env.user = NULL;
    refused(GG_E_USAGE, "empty", gg_registry_create(path, &p->env, &options, NULL, &p->err));
    ck_assert_int_ne(access(path, F_OK), 0);
    p->env.user = "a\nb";
    refused(GG_E_USAGE, "control", gg_registry_create(path, &p->env, &options, NULL, &p->err));
    place_remove(p);
}
END_TEST

START_TEST(testing_is_kept)
{
    place pl, *p = &pl;
    gg_registry_options options;

    place_init(p);
    options = place_options(p);
    options.testing = true;
    ok(gg_registry_create(p->dir, &p->env, &options, &p->reg, &p->err));
    ck_assert(gg_registry_testing(p->reg));
    place_reopen(p);
    ck_assert(gg_registry_testing(p->reg));
    place_remove(p);
}
END_TEST

START_TEST(the_nearest_registry_is_found)
{
    place pl, *p = &pl;
    char deep[1024];
    gg_buf path;

    place_create(p);
    snprintf(deep, sizeof deep, "%s/a", p->root);
    ck_assert_int_eq(mkdir(deep, 0700), 0);
    strcat(deep, "/b");
    ck_assert_int_eq(mkdir(deep, 0700), 0);
    gg_buf_init(&path, 0);
    ok(gg_registry_find(deep, &path, &p->err));
    ck_assert_str_eq(path.data, p->dir);
    gg_buf_release(&path);
    ok(gg_registry_find(p->root, &path, &p->err));
    ck_assert_str_eq(path.data, p->dir);
    gg_buf_release(&path);
    refused(GG_E_NOT_FOUND, "no registry", gg_registry_find("/", &path, &p->err));
    strcat(deep, "/c");
    refused(GG_E_NOT_FOUND, "no such", gg_registry_find(deep, &path, &p->err));
    gg_buf_release(&path);
    place_remove(p);
}
END_TEST

static void write_file(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");

    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
    ck_assert_int_eq(fclose(f), 0);
}

START_TEST(what_is_no_registry_is_refused)
{
    place pl, *p = &pl;
    gg_registry *reg = NULL;
    char garbage[8192];

    place_init(p);
    refused(GG_E_NOT_FOUND, "no registry",
            gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &reg, &p->err));
    ck_assert_int_eq(mkdir(p->dir, 0700), 0);
    memset(garbage, 'x', sizeof garbage);
    write_file(p->db, garbage, sizeof garbage);
    refused(GG_E_INPUT, "not a database",
            gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &reg, &p->err));
    /* The right first bytes and nothing that follows from them. */
    memcpy(garbage, "SQLite format 3\0\x10\0\1\1\0@  ", 24);
    write_file(p->db, garbage, sizeof garbage);
    ck_assert_int_ne(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &reg, NULL), GG_OK);
    write_file(p->db, "", 0);
    refused(GG_E_INPUT, "not a registry",
            gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &reg, &p->err));
    unlink(p->db);
    ck_assert_int_eq(place_sql(p, "CREATE TABLE t(x); INSERT INTO t VALUES(1)"), SQLITE_OK);
    refused(GG_E_INPUT, "not a registry",
            gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &reg, &p->err));
    unlink(p->db);
    ck_assert_int_eq(symlink("/dev/null", p->db), 0);
    refused(GG_E_INPUT, "regular file",
            gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &reg, &p->err));
    ck_assert_ptr_null(reg);
    place_remove(p);
}
END_TEST

START_TEST(another_schema_is_refused_by_name)
{
    static const struct {
        const char *sql, *says;
    } cases[] = {
        {"DROP TRIGGER events_delete", "trigger events_delete is missing"},
        {"DROP TRIGGER payloads_insert; CREATE TRIGGER payloads_insert BEFORE INSERT ON payloads"
         " BEGIN SELECT 1; END",
         "trigger payloads_insert is not as gauger made it"},
        {"CREATE TRIGGER extra AFTER INSERT ON entry BEGIN DELETE FROM setting; END",
         "trigger extra is not of gauger's making"},
        {"CREATE VIEW v AS SELECT 1", "view v is not of gauger's making"},
        {"DROP INDEX entry_actor", "index entry_actor is missing"},
        {"DROP TABLE alias", "table alias is missing"},
        {"PRAGMA user_version=1", "of version 1, known is 3"},
    };
    place pl, *p = &pl;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_registry *reg = NULL;

        place_create(p);
        ck_assert_int_eq(place_sql(p, cases[i].sql), SQLITE_OK);
        refused(strstr(cases[i].says, "of version") ? GG_E_CONFLICT : GG_E_INPUT, cases[i].says,
                gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &reg, &p->err));
        place_remove(p);
    }
}
END_TEST

START_TEST(events_are_as_documented)
{
    place pl, *p = &pl;
    json_t *log, *event;
    gg_log_options options = gg_log_options_default();

    place_create(p);
    p->now += 90;
    ok(gg_registry_act_as(p->reg, "grace h\xc3\xb6pper", &p->err));
    ok(gg_registry_set_request(p->reg, "job-17", &p->err));
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    options.after = 1;
    ok(gg_registry_log(p->reg, &options, &log, &p->err));
    ck_assert_uint_eq(json_array_size(json_object_get(log, "events")), 1);
    event = json_array_get(json_object_get(log, "events"), 0);
    ck_assert_int_eq(json_integer_value(json_object_get(event, "seq")), 2);
    ck_assert_str_eq(gg_json_string(event, "time", ""), "2026-01-01T00:01:30Z");
    ck_assert_str_eq(gg_json_string(event, "actor", ""), "grace h\xc3\xb6pper");
    ck_assert_str_eq(gg_json_string(event, "action", ""), "registry.set");
    ck_assert_str_eq(gg_json_string(event, "request", ""), "job-17");
    ck_assert_str_eq(gg_json_string(event, "summary", ""), "set cell.minimum to 20");
    ck_assert_int_eq(
        json_integer_value(json_object_get(json_object_get(event, "payload"), "value")), 20);
    json_decref(log);
    place_remove(p);
}
END_TEST

/* The bytes of the log, read without gauger: the header's form, payload hash and leaf. */
START_TEST(the_stored_bytes_are_as_documented)
{
    place pl, *p = &pl;
    sqlite3 *db;
    sqlite3_stmt *s;
    char want[700], hex[65], leaf[65], signed_text[700], previous[65];
    gg_sha256 h;
    unsigned char digest[32];

    place_create(p);
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    ck_assert_int_eq(sqlite3_open(p->db, &db), SQLITE_OK);
    sqlite3_prepare_v2(
        db,
        "SELECT e.header, lower(hex(e.leaf)), salt, payload, e.signature, lower(hex(f.leaf))"
        " FROM events e JOIN payloads p ON p.seq = e.seq, events f WHERE e.seq = 2 AND f.seq = 1",
        -1, &s, NULL);
    ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
    ck_assert_int_eq(sqlite3_column_bytes(s, 2), 16);
    ck_assert_int_eq(sqlite3_column_bytes(s, 4), 64);
    strcpy(previous, (const char *)sqlite3_column_text(s, 5));
    ck_assert_str_eq((const char *)sqlite3_column_text(s, 3),
                     "{\"key\":\"cell.minimum\",\"value\":20}");
    gg_sha256_init(&h);
    gg_sha256_add(&h, sqlite3_column_blob(s, 2), 16);
    gg_sha256_add(&h, sqlite3_column_blob(s, 3), (size_t)sqlite3_column_bytes(s, 3));
    gg_sha256_final(&h, digest);
    for (int i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    snprintf(
        want, sizeof want,
        "{\"action\":\"registry.set\",\"actor\":{\"claimed\":true,\"key\":\"%s\",\"name\":"
        "\"ada\"},\"object\":\"registry/registry\",\"payload_sha256\":\"%s\",\"previous\":\"%s\","
        "\"request\":null,\"seq\":2,\"time\":\"2026-01-01T00:00:00Z\",\"v\":2}",
        gg_signer_id(p->signer), hex, previous);
    ck_assert_int_eq(sqlite3_column_bytes(s, 0), (int)strlen(want));
    ck_assert_mem_eq(sqlite3_column_blob(s, 0), want, strlen(want));
    snprintf(signed_text, sizeof signed_text, "gauger-event-v2\n%s", want);
    ck_assert(gg_signature_check(gg_signer_public(p->signer), signed_text, strlen(signed_text),
                                 sqlite3_column_blob(s, 4)));
    memmove(want + 1, want, strlen(want) + 1);
    want[0] = '\0';
    gg_sha256_hex(want, strlen(want + 1) + 1, leaf);
    ck_assert_str_eq((const char *)sqlite3_column_text(s, 1), leaf);
    sqlite3_finalize(s);
    sqlite3_close(db);
    place_remove(p);
}
END_TEST

START_TEST(a_request_is_carried_out_once)
{
    place pl, *p = &pl;

    place_create(p);
    ok(gg_registry_set_request(p->reg, "job-1", &p->err));
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    ck_assert_uint_eq(gg_registry_find_request(p->reg, "job-1"), 2);
    ck_assert_uint_eq(gg_registry_find_request(p->reg, "job-2"), 0);
    ok(gg_registry_set(p->reg, "cell.minimum", 21, &p->err));
    ok(gg_registry_set_request(p->reg, "job-1", &p->err));
    refused(GG_E_CONFLICT, "event 2", gg_registry_set(p->reg, "cell.minimum", 22, &p->err));
    ck_assert_uint_eq(place_size(p), 3);
    ok(gg_registry_set_request(p->reg, NULL, &p->err));
    ok(gg_registry_set(p->reg, "cell.minimum", 22, &p->err));
    refused(GG_E_USAGE, "empty", gg_registry_set_request(p->reg, "", &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* Whoever sends another command with a key that is used up must not believe that it was done. */
START_TEST(a_request_is_of_one_command)
{
    gg_event other = {"registry.set", "registry/other", NULL};
    json_t *used = NULL;
    gg_transaction *tx;
    place pl, *p = &pl;

    place_create(p);
    ok(gg_registry_set_request(p->reg, "job-1", &p->err));
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    ok(gg_registry_request_used(p->reg, "job-2", &used, &p->err));
    ck_assert_ptr_null(used);
    ok(gg_registry_request_used(p->reg, "job-1", &used, &p->err));
    says(used, "action", "registry.set");
    says(used, "object", "registry/registry");
    says(used, "actor", "ada");
    says(used, "payload/key", "cell.minimum");
    json_decref(used);
    ok(gg_registry_set_request(p->reg, "job-1", &p->err));
    refused(GG_E_CONFLICT, "this request was carried out as event 2",
            gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_CONFLICT,
            "nothing was done: this key was used for another command (event 2: registry.set "
            "registry/registry by ada)",
            gg_transaction_append(tx, &other, NULL, &p->err));
    gg_transaction_rollback(tx);
    ok(gg_registry_act_as(p->reg, "ben", &p->err));
    refused(GG_E_CONFLICT, "used for another command",
            gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    ck_assert_uint_eq(place_size(p), 2);
    place_remove(p);
}
END_TEST

START_TEST(the_clock_does_not_go_back)
{
    gg_log_options options = {.limit = 1};
    json_t *log = NULL;
    place pl, *p = &pl;

    place_create(p);
    p->now += 10;
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    ok(gg_registry_set(p->reg, "cell.minimum", 21, &p->err));
    p->now -= 1;
    refused(GG_E_INPUT, "the last change is of 2026-01-01T00:00:10Z",
            gg_registry_set(p->reg, "cell.minimum", 22, &p->err));
    /* It is on record, at the time that the clock says. */
    ck_assert_uint_eq(place_size(p), 4);
    ok(gg_registry_log(p->reg, &options, &log, &p->err));
    says(log, "events/0/action", "access.refuse");
    says(log, "events/0/time", "2026-01-01T00:00:09Z");
    says(log, "events/0/payload/action", "registry.set");
    says(log, "events/0/payload/rule", "clock");
    json_decref(log);
    p->now += 1;
    ok(gg_registry_set(p->reg, "cell.minimum", 22, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(transactions_are_all_or_nothing)
{
    place pl, *p = &pl;
    gg_transaction *tx, *second;
    gg_event event = {"registry.set", "registry/registry", NULL};
    gg_event unknown = {"registry.dance", "registry/registry", NULL};
    json_t *payload = json_pack("{s:s, s:i}", "key", "cell.minimum", "value", 30);
    int64_t value;
    uint64_t seq = 0;

    place_create(p);
    event.payload = payload;
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_USAGE, "open already", gg_transaction_begin(p->reg, &second, &p->err));
    refused(GG_E_USAGE, "change is open", gg_registry_act_as(p->reg, "eve", &p->err));
    refused(GG_E_USAGE, "change is open", gg_registry_set_request(p->reg, "x", &p->err));
    ok(gg_transaction_append(tx, &event, &seq, &p->err));
    ck_assert_uint_eq(seq, 2);
    ok(gg_registry_setting(p->reg, "cell.minimum", &value, &p->err));
    ck_assert_int_eq(value, 30);
    gg_transaction_rollback(tx);
    gg_transaction_rollback(NULL);
    ok(gg_registry_setting(p->reg, "cell.minimum", &value, &p->err));
    ck_assert_int_eq(value, 11);
    ck_assert_uint_eq(place_size(p), 1);

    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    ok(gg_transaction_append(tx, &event, NULL, &p->err));
    refused(GG_E_INTERNAL, "registry.dance", gg_transaction_append(tx, &unknown, NULL, &p->err));
    refused(GG_E_USAGE, "failed", gg_transaction_append(tx, &event, NULL, &p->err));
    refused(GG_E_USAGE, "failed", gg_transaction_commit(tx, &p->err));
    ck_assert_uint_eq(place_size(p), 1);

    /* An object that is none, and a payload that an apply function cannot take. */
    event.object = "registry";
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_INPUT, "KIND/NAME", gg_transaction_append(tx, &event, NULL, &p->err));
    gg_transaction_rollback(tx);
    event.object = "registry/registry";
    event.payload = NULL;
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_CONFLICT, "NOT NULL", gg_transaction_append(tx, &event, NULL, &p->err));
    gg_transaction_rollback(tx);
    ck_assert_uint_eq(place_size(p), 1);
    place_consistent(p);
    json_decref(payload);
    place_remove(p);
}
END_TEST

START_TEST(writing_needs_an_actor_and_a_working_handle)
{
    place pl, *p = &pl;
    gg_registry *reg;
    gg_transaction *tx;

    place_create(p);
    gg_registry_close(p->reg);
    p->env.user = NULL;
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &p->reg, &p->err));
    ck_assert_ptr_null(gg_registry_actor(p->reg));
    refused(GG_E_USAGE, "who acts", gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_USAGE, "UTF-8", gg_registry_act_as(p->reg, "\xff", &p->err));
    p->env.user = "ada";
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &reg, &p->err));
    refused(GG_E_USAGE, "audit", gg_transaction_begin(reg, &tx, &p->err));
    gg_registry_close(reg);
    place_remove(p);
}
END_TEST

START_TEST(settings_have_ranges)
{
    place pl, *p = &pl;
    json_t *settings;
    int64_t value = 0;

    place_create(p);
    ok(gg_registry_setting(p->reg, "clock.refresh_months", &value, &p->err));
    ck_assert_int_eq(value, 6);
    refused(GG_E_USAGE, "no such setting", gg_registry_setting(p->reg, "clock", &value, &p->err));
    refused(GG_E_USAGE, "no such setting", gg_registry_set(p->reg, "clock", 1, &p->err));
    refused(GG_E_USAGE, "from 3 to 1000", gg_registry_set(p->reg, "cell.minimum", 2, &p->err));
    ok(gg_registry_set(p->reg, "clock.refresh_months", 8, &p->err));
    ok(gg_registry_settings(p->reg, &settings, &p->err));
    ck_assert_uint_eq(json_array_size(json_object_get(settings, "settings")), 10);
    ck_assert_int_eq(json_integer_value(json_object_get(
                         json_array_get(json_object_get(settings, "settings"), 1), "value")),
                     8);
    json_decref(settings);
    place_remove(p);
}
END_TEST

START_TEST(the_log_can_be_filtered)
{
    place pl, *p = &pl;
    gg_log_options options = gg_log_options_default();
    json_t *log;
    const json_t *events;

    place_create(p);
    place_events(p, 30);
    ok(gg_registry_act_as(p->reg, "eve", &p->err));
    place_events(p, 5);
    options.limit = 7;
    ok(gg_registry_log(p->reg, &options, &log, &p->err));
    events = json_object_get(log, "events");
    ck_assert_uint_eq(json_array_size(events), 7);
    ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(events, 0), "seq")), 30);
    ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(events, 6), "seq")), 36);
    json_decref(log);
    static const struct {
        gg_log_options o;
        size_t n;
    } cases[] = {{{.actor = "eve"}, 5},
                 {{.actor = "eve", .action = "registry.create"}, 0},
                 {{.action = "registry.create"}, 1},
                 {{.action = "registry.set", .actor = "ada"}, 30},
                 {{.subject = "registry/registry"}, 36},
                 {{.subject = "registry/registry", .after = 35}, 1},
                 {{.object = "registry/registry", .actor = "eve"}, 5},
                 {{.object = "model/x@1"}, 0},
                 {{.limit = 0}, 36}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ok(gg_registry_log(p->reg, &cases[i].o, &log, &p->err));
        ck_assert_uint_eq(json_array_size(json_object_get(log, "events")), cases[i].n);
        json_decref(log);
    }
    ok(gg_registry_log(p->reg, NULL, &log, &p->err));
    ck_assert_uint_eq(json_array_size(json_object_get(log, "events")), 36);
    json_decref(log);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, create_makes_a_private_folder);
    tcase_add_test(tc, create_takes_an_empty_folder_and_no_other);
    tcase_add_test(tc, testing_is_kept);
    tcase_add_test(tc, the_nearest_registry_is_found);
    tcase_add_test(tc, what_is_no_registry_is_refused);
    tcase_add_test(tc, another_schema_is_refused_by_name);
    tcase_add_test(tc, events_are_as_documented);
    tcase_add_test(tc, the_stored_bytes_are_as_documented);
    tcase_add_test(tc, a_request_is_carried_out_once);
    tcase_add_test(tc, a_request_is_of_one_command);
    tcase_add_test(tc, the_clock_does_not_go_back);
    tcase_add_test(tc, transactions_are_all_or_nothing);
    tcase_add_test(tc, writing_needs_an_actor_and_a_working_handle);
    tcase_add_test(tc, settings_have_ranges);
    tcase_add_test(tc, the_log_can_be_filtered);
}

GG_TEST_MAIN("registry/log")
