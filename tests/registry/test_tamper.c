/*
 * Tampering by somebody who may write to the file, knows every form, and has no key of the
 * registry: each table and column, events taken out, put in, moved, cut off and made anew with
 * every hash right, signatures and keys exchanged. What only a checkpoint can find is found by one.
 */
#include "gauger/base/base64.h"
#include "gauger/registry/audit.h"
#include "registry/stage.h"

static sqlite3 *open_raw(place *p)
{
    sqlite3 *db;

    ck_assert_int_eq(sqlite3_open(p->db, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    return db;
}

static void run(sqlite3 *db, const char *sql)
{
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(db));
}

/* Does something without the guards, which are then there again as they were. */
static void behind(place *p, void (*deed)(sqlite3 *db, const void *ctx), const void *ctx)
{
    sqlite3 *db = open_raw(p);
    sqlite3_stmt *s;
    char *guards[16], drop[96];
    size_t n = 0;

    sqlite3_prepare_v2(db, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", -1, &s,
                       NULL);
    while (sqlite3_step(s) == SQLITE_ROW)
        guards[n++] = strdup((const char *)sqlite3_column_text(s, 1));
    sqlite3_finalize(s);
    for (size_t i = 0; i < n; i++) {
        const char *name = guards[i] + strlen("CREATE TRIGGER ");

        snprintf(drop, sizeof drop, "DROP TRIGGER %.*s", (int)strcspn(name, " "), name);
        run(db, drop);
    }
    run(db, "PRAGMA ignore_check_constraints = ON");
    deed(db, ctx);
    for (size_t i = 0; i < n; i++) {
        run(db, guards[i]);
        free(guards[i]);
    }
    sqlite3_close(db);
}

static void by_sql(sqlite3 *db, const void *sql)
{
    run(db, sql);
}

static void expect_broken(place *p, const char *of)
{
    json_t *report = NULL;
    gg_registry *reg;

    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &reg, &p->err));
    ok(gg_registry_verify(reg, NULL, &report, &p->err));
    ck_assert_msg(gg_registry_verify_status(report) == GG_E_NO, "not found: %s", of);
    json_decref(report);
    gg_registry_close(reg);
}

/* A registry in which most tables have rows; its handle is closed. */
static void stage(place *p)
{
    char sha256[GG_SHA256_HEX];

    place_create(p);
    stage_dataset(p, "ports", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, sha256);
    stage_version(p, "lanes");
    stage_approve(p, "lanes", "ports", sha256);
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    place_events(p, 2);
    place_consistent(p);
    gg_registry_close(p->reg);
    p->reg = NULL;
}

/* ---- every table, every column */

typedef struct column {
    char table[64], name[64];
} column;

static size_t list_columns(place *p, column *out, size_t most)
{
    sqlite3 *db = open_raw(p);
    sqlite3_stmt *s;
    size_t n = 0;

    sqlite3_prepare_v2(db,
                       "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c"
                       " WHERE t.type = 'table' ORDER BY t.name, c.cid",
                       -1, &s, NULL);
    while (sqlite3_step(s) == SQLITE_ROW && n < most) {
        snprintf(out[n].table, sizeof out[n].table, "%s", sqlite3_column_text(s, 0));
        snprintf(out[n++].name, sizeof out[n].name, "%s", sqlite3_column_text(s, 1));
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
    return n;
}

/* Another value of the same kind, in the last row. */
static void change(sqlite3 *db, const void *ctx)
{
    const column *c = ctx;
    char sql[700];

    snprintf(sql, sizeof sql,
             "UPDATE %s SET %s = CASE typeof(%s) WHEN 'text' THEN %s || 'x' WHEN 'integer' THEN %s"
             " + 1000 WHEN 'blob' THEN CAST(%s || 'x' AS BLOB) ELSE %s END WHERE rowid = (SELECT"
             " max(rowid) FROM %s)",
             c->table, c->name, c->name, c->name, c->name, c->name,
             strcmp(c->name, "signature") == 0 || strcmp(c->name, "salt") == 0 ||
                     strcmp(c->name, "payload") == 0
                 ? "x'00'"
                 : "1",
             c->table);
    /* In a strict table 1 becomes '1' where a column holds text. */
    run(db, sql);
}

static bool empty(place *p, const char *table)
{
    sqlite3 *db = open_raw(p);
    sqlite3_stmt *s;
    char sql[120];
    bool none;

    snprintf(sql, sizeof sql, "SELECT 1 FROM %s", table);
    sqlite3_prepare_v2(db, sql, -1, &s, NULL);
    none = sqlite3_step(s) != SQLITE_ROW;
    sqlite3_finalize(s);
    sqlite3_close(db);
    return none;
}

static void keep_file(place *p, const char *from, const char *to)
{
    char command[2500];

    (void)p;
    snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
    ck_assert_int_eq(system(command), 0);
}

START_TEST(each_column_of_each_table)
{
    static column columns[400];
    place pl, *p = &pl;
    char kept[1200], of[160];
    size_t n, tried = 0, tables = 0;

    stage(p);
    snprintf(kept, sizeof kept, "%s.kept", p->db);
    keep_file(p, p->db, kept);
    n = list_columns(p, columns, 400);
    ck_assert_uint_lt(n, 400);
    for (size_t i = 0; i < n; i++) {
        if (empty(p, columns[i].table))
            continue;
        tables += i == 0 || strcmp(columns[i].table, columns[i - 1].table) != 0;
        behind(p, change, &columns[i]);
        snprintf(of, sizeof of, "%.63s.%.63s", columns[i].table, columns[i].name);
        expect_broken(p, of);
        keep_file(p, kept, p->db);
        tried++;
    }
    printf("%zu columns of %zu tables changed, each found\n", tried, tables);
    ck_assert_uint_ge(tables, 17);
    place_reopen(p);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* And a row taken out of each, and every table emptied. */
START_TEST(a_row_of_each_table)
{
    static column columns[400];
    place pl, *p = &pl;
    char kept[1200], sql[200];
    size_t n;

    stage(p);
    snprintf(kept, sizeof kept, "%s.kept", p->db);
    keep_file(p, p->db, kept);
    n = list_columns(p, columns, 400);
    for (size_t i = 0; i < n; i++) {
        if ((i && strcmp(columns[i].table, columns[i - 1].table) == 0) ||
            empty(p, columns[i].table))
            continue;
        snprintf(sql, sizeof sql, "DELETE FROM %.63s WHERE rowid = (SELECT max(rowid) FROM %.63s)",
                 columns[i].table, columns[i].table);
        behind(p, by_sql, sql);
        expect_broken(p, sql);
        keep_file(p, kept, p->db);
        snprintf(sql, sizeof sql, "DELETE FROM %.63s", columns[i].table);
        behind(p, by_sql, sql);
        expect_broken(p, sql);
        keep_file(p, kept, p->db);
    }
    place_remove(p);
}
END_TEST

/* ---- forgeries with every hash right */

/* Leaves, head and tree fit the headers again, whatever these say. */
static void reseal(sqlite3 *db)
{
    sqlite3_stmt *s, *up;
    gg_tree tree;
    char time[32] = "";

    gg_tree_init(&tree);
    sqlite3_prepare_v2(db, "SELECT seq, header FROM events ORDER BY seq", -1, &s, NULL);
    sqlite3_prepare_v2(db, "UPDATE events SET leaf = ?2 WHERE seq = ?1", -1, &up, NULL);
    while (sqlite3_step(s) == SQLITE_ROW) {
        unsigned char leaf[32];
        const char *header = sqlite3_column_blob(s, 1), *at;
        int size = sqlite3_column_bytes(s, 1);

        gg_tree_leaf(header, (size_t)size, leaf);
        gg_tree_add(&tree, leaf);
        sqlite3_bind_int64(up, 1, sqlite3_column_int64(s, 0));
        sqlite3_bind_blob(up, 2, leaf, 32, SQLITE_STATIC);
        ck_assert_int_eq(sqlite3_step(up), SQLITE_DONE);
        sqlite3_reset(up);
        at = memmem(header, (size_t)size, "\"time\":\"", 8);
        snprintf(time, sizeof time, "%.20s", at ? at + 8 : "");
    }
    sqlite3_finalize(s);
    sqlite3_finalize(up);
    sqlite3_prepare_v2(db, "UPDATE head SET size = ?1, frontier = ?2, time = ?3", -1, &up, NULL);
    sqlite3_bind_int64(up, 1, (sqlite3_int64)tree.size);
    sqlite3_bind_blob(up, 2, tree.nodes, (int)(32 * tree.n_nodes), SQLITE_STATIC);
    sqlite3_bind_text(up, 3, time, -1, SQLITE_STATIC);
    ck_assert_int_eq(sqlite3_step(up), SQLITE_DONE);
    sqlite3_finalize(up);
}

typedef struct forgery {
    const char *sql;   /* on the log; then everything is sealed again */
    const char *where; /* the first finding */
    const char *what;
} forgery;

static void forge(sqlite3 *db, const void *ctx)
{
    run(db, ((const forgery *)ctx)->sql);
    reseal(db);
}

#define HEADER(from, to)                                                                           \
    "UPDATE events SET header = CAST(replace(CAST(header AS TEXT), '" from "', '" to "') AS BLOB)"

static const forgery forgeries[] = {
    /* The next event does not continue it; of the last one the signature does not fit. */
    {HEADER("\"name\":\"ada\"", "\"name\":\"eve\"") " WHERE seq = 3", "events 3",
     "signature is not that"},
    {HEADER("\"name\":\"ada\"", "\"name\":\"eve\"") " WHERE seq = 6", "events 6",
     "signature is not that"},
    {HEADER("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z") " WHERE seq = 6", "events 6",
     "signature is not that"},
    /* Taken out, the rest moved up. */
    {"DELETE FROM payloads WHERE seq = 4; DELETE FROM events WHERE seq = 4;"
     "UPDATE events SET seq = seq - 1 WHERE seq > 4; UPDATE payloads SET seq = seq - 1 WHERE"
     " seq > 4;" HEADER("\"seq\":5", "\"seq\":4") " WHERE seq = 4;" HEADER(
         "\"seq\":6", "\"seq\":5") " WHERE seq = 5",
     "events 4", "does not continue"},
    /* Exchanged. */
    {"UPDATE events SET seq = 99 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 4;"
     "UPDATE events SET seq = 4 WHERE seq = 99; UPDATE payloads SET seq = 99 WHERE seq = 3;"
     "UPDATE payloads SET seq = 3 WHERE seq = 4; UPDATE payloads SET seq = 4 WHERE seq = "
     "99;" HEADER("\"seq\":4", "\"seq\":3") " WHERE seq = 3;" HEADER("\"seq\":3",
                                                                     "\"seq\":4") " WHERE seq = 4",
     "events 3", "does not continue"},
    /* An old event again, at the end. */
    {"INSERT INTO events SELECT 7, CAST(replace(CAST(header AS TEXT), '\"seq\":3', '\"seq\":7')"
     " AS BLOB), leaf, signature FROM events WHERE seq = 3;"
     "INSERT INTO payloads SELECT 7, salt, payload, NULL FROM payloads WHERE seq = 3",
     "events 7", "does not continue"},
    {"UPDATE events SET signature = NULL WHERE seq = 5", "events 5", "signature is missing"},
    {"UPDATE events SET signature = (SELECT signature FROM events WHERE seq = 4) WHERE seq = 5",
     "events 5", "not that of the key"},
    /* Said not to be signed at all. */
    {"UPDATE events SET signature = NULL, header = CAST(replace(CAST(header AS TEXT),"
     " substr(CAST(header AS TEXT), instr(CAST(header AS TEXT), '\"key\":'), 24),"
     " '\"key\":null') AS BLOB) WHERE seq = 6",
     "events 6", "not signed"},
};

START_TEST(a_log_made_anew_without_the_key)
{
    place pl, *p = &pl;
    char kept[1200];

    place_create(p);
    place_events(p, 5);
    gg_registry_close(p->reg);
    p->reg = NULL;
    snprintf(kept, sizeof kept, "%s.kept", p->db);
    keep_file(p, p->db, kept);
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) {
        json_t *report, *first;

        behind(p, forge, &forgeries[i]);
        ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &p->reg, &p->err));
        report = place_verify(p);
        first = json_array_get(at(report, "findings"), 0);
        ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
        ck_assert_msg(strcmp(gg_json_string(first, "where", ""), forgeries[i].where) == 0 &&
                          strstr(gg_json_string(first, "what", ""), forgeries[i].what),
                      "forgery %zu: %s: %s", i, gg_json_string(first, "where", ""),
                      gg_json_string(first, "what", ""));
        json_decref(report);
        gg_registry_close(p->reg);
        p->reg = NULL;
        keep_file(p, kept, p->db);
    }
    place_remove(p);
}
END_TEST

/* A stranger puts a key of his own where commands look, approves by gauger itself, and takes it
 * away again: log, tree, head and tables are whole. The key is not one that the log gave. */
START_TEST(an_approval_by_a_strangers_key)
{
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX], sql[400];
    gg_signer *stranger;
    gg_buf key;
    uint64_t evaluation;

    place_create(p);
    stage_dataset(p, "ports", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, sha256);
    stage_version(p, "lanes");
    evaluation = stage_evaluate(p, "lanes", "ports");
    stage_judge(p, "lanes", evaluation, sha256, "pass");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));

    /* As gauger is meant to be used, the key is refused. */
    ok(gg_signer_new(&stranger, &p->err));
    gg_registry_sign_with(p->reg, stranger);
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    refused(GG_E_NO, "of no account",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    ck_assert_str_eq(stage_state(p, "lanes"), "review");

    gg_buf_init(&key, 0);
    gg_base64_append(&key, gg_signer_public(stranger), GG_PUBLIC_BYTES);
    snprintf(sql, sizeof sql, "INSERT INTO account_key VALUES('%s', 'ada', '%s', 'none', 1, NULL)",
             gg_signer_id(stranger), key.data);
    ck_assert_int_eq(place_sql(p, sql), SQLITE_OK);
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    ck_assert_str_eq(stage_state(p, "lanes"), "approved");
    snprintf(sql, sizeof sql, "DELETE FROM account_key WHERE key = '%s'", gg_signer_id(stranger));
    ck_assert_int_eq(place_sql(p, sql), SQLITE_OK);
    snprintf(sql, sizeof sql, "events %llu", (unsigned long long)place_size(p));
    place_broken(p, sql, "a key that the log gave to nobody");
    gg_buf_release(&key);
    gg_signer_free(stranger);
    place_remove(p);
}
END_TEST

/* ---- what only somebody outside can know */

START_TEST(an_older_copy_is_found_by_a_checkpoint)
{
    place pl, *p = &pl;
    gg_tree_head early, late;
    gg_verify_options options = {NULL, &late, false};
    json_t *report;
    char kept[1200];

    place_create(p);
    place_events(p, 5);
    ok(gg_registry_head(p->reg, &early, &p->err));
    snprintf(kept, sizeof kept, "%s.kept", p->db);
    keep_file(p, p->db, kept);
    place_events(p, 3);
    ok(gg_registry_head(p->reg, &late, &p->err));
    gg_registry_close(p->reg);
    p->reg = NULL;
    keep_file(p, kept, p->db);
    place_reopen(p);
    place_consistent(p);
    ok(gg_registry_verify(p->reg, &options, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    json_decref(report);
    /* Going on from the older copy makes another history of the same length. */
    place_events(p, 3);
    place_consistent(p);
    ok(gg_registry_verify(p->reg, &options, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    says(report, "findings/0/where", "head");
    json_decref(report);
    options.head = &early;
    options.trust_head = true;
    ok(gg_registry_verify(p->reg, &options, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(report), GG_OK);
    counts(report, "trusted_signatures", 6);
    counts(report, "signatures", 3);
    json_decref(report);
    place_remove(p);
}
END_TEST

/* From a checkpoint, signatures before it are not looked at; the root is, all the same. */
START_TEST(a_trusted_head_has_to_fit)
{
    place pl, *p = &pl;
    gg_tree_head head;
    gg_verify_options options = {NULL, &head, true};
    static const forgery other = {HEADER("\"name\":\"ada\"", "\"name\":\"eve\"") " WHERE seq = 3",
                                  NULL, NULL};
    json_t *report;

    place_create(p);
    place_events(p, 5);
    ok(gg_registry_head(p->reg, &head, &p->err));
    behind(p, forge, &other);
    ok(gg_registry_verify(p->reg, &options, &report, &p->err));
    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    json_decref(report);
    place_remove(p);
}
END_TEST

/* The same result whatever the number of threads; twenty of many bad signatures are named, the
 * first of the log first. */
START_TEST(threads_find_the_same)
{
    place pl, *p = &pl;
    json_t *reports[3];
    static const unsigned threads[3] = {1, 2, 5};

    place_create(p);
    place_events(p, 3000);
    gg_registry_close(p->reg);
    p->reg = NULL;
    behind(p, by_sql, "UPDATE events SET signature = zeroblob(64) WHERE seq % 7 = 3");
    for (int i = 0; i < 3; i++) {
        p->env.threads = threads[i];
        place_reopen(p);
        reports[i] = place_verify(p);
        ck_assert(i == 0 || json_equal(reports[i], reports[0]));
    }
    counts(reports[0], "n_findings", 429);
    says(reports[0], "findings/0/where", "events 3");
    says(reports[0], "findings/19/where", "events 136");
    for (int i = 0; i < 3; i++)
        json_decref(reports[i]);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, each_column_of_each_table);
    tcase_add_test(tc, a_row_of_each_table);
    tcase_add_test(tc, a_log_made_anew_without_the_key);
    tcase_add_test(tc, an_approval_by_a_strangers_key);
    tcase_add_test(tc, an_older_copy_is_found_by_a_checkpoint);
    tcase_add_test(tc, a_trusted_head_has_to_fit);
    tcase_add_test(tc, threads_find_the_same);
}

GG_TEST_MAIN("registry/tamper")
