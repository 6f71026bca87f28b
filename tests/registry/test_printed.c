/* A head that was signed here is remembered: a log that has lost its end since, or is another one,
 * is not gone on with, and a restored backup is. */
#include "gauger/registry/audit.h"
#include "gauger/registry/backup.h"
#include "registry/people.h"
#include "registry/stage.h"

static void sign(place *p)
{
    json_t *checkpoint = NULL;

    ok(gg_registry_checkpoint(p->reg, &checkpoint, &p->err));
    json_decref(checkpoint);
}

static void copy(place *p, const char *from, const char *to)
{
    char line[500];

    gg_registry_close(p->reg);
    p->reg = NULL;
    snprintf(line, sizeof line, "cd %s && cp %s %s", p->root, from, to);
    ck_assert_int_eq(system(line), 0);
    place_reopen(p);
}

static void local_sql(place *p, const char *sql)
{
    char path[200];
    sqlite3 *db;

    snprintf(path, sizeof path, "%s/local.db", p->dir);
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static int remove_local(const place *p)
{
    char path[200];

    snprintf(path, sizeof path, "%s/local.db", p->dir);
    return unlink(path);
}

/* Nothing is written, nothing is signed, and the examination says why. */
static void is_held_up(place *p, const char *what)
{
    uint64_t before = place_size(p);
    json_t *out = NULL;
    char backup[200];

    refused(GG_E_INPUT, what, gg_registry_set(p->reg, "cell.minimum", 9, &p->err));
    refused(GG_E_INPUT, "this is not the log that was there before",
            gg_registry_checkpoint(p->reg, &out, &p->err));
    refused(GG_E_INPUT, what, gg_registry_prove(p->reg, 1, NULL, false, &out, &p->err));
    snprintf(backup, sizeof backup, "%.40s/backup-of-it", p->root);
    refused(GG_E_INPUT, what, gg_registry_backup(p->reg, backup, &out, &p->err));
    ck_assert_int_ne(access(backup, F_OK), 0);
    ck_assert_uint_eq(place_size(p), before);
    place_broken(p, "events", what);
}

START_TEST(a_log_without_its_end)
{
    place pl, *p = &pl;

    place_create(p);
    place_events(p, 3);
    copy(p, ".gauger/registry.db", "old.db");
    place_events(p, 2);
    /* What nobody signed is not remembered. */
    copy(p, "old.db", ".gauger/registry.db");
    place_consistent(p);
    place_events(p, 2);
    sign(p);
    place_events(p, 1);
    place_consistent(p);
    copy(p, "old.db", ".gauger/registry.db");
    is_held_up(p, "it has 4 events, and a head of 6 was signed here");
    /* Whoever takes away both is found by those who keep a checkpoint, and by nobody else. */
    ck_assert_int_eq(remove_local(p), 0);
    place_reopen(p);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* Another log that has grown to that size, or beyond it. */
START_TEST(another_log)
{
    for (size_t more = 0; more < 2; more++) {
        place pl, *p = &pl;

        place_create(p);
        place_events(p, 3);
        copy(p, ".gauger/registry.db", "old.db");
        place_events(p, 2);
        sign(p);
        copy(p, ".gauger/local.db", "local.db");
        ck_assert_int_eq(remove_local(p), 0);
        copy(p, "old.db", ".gauger/registry.db");
        place_events(p, 2 + more);
        place_consistent(p);
        copy(p, "local.db", ".gauger/local.db");
        is_held_up(p, "its first 6 events are not those of the head that was signed here");
        place_remove(p);
    }
}
END_TEST

/* Of files that an earlier gauger made, size and root are known, and no leaf. */
START_TEST(an_older_file)
{
    place pl, *p = &pl;

    place_create(p);
    place_events(p, 3);
    copy(p, ".gauger/registry.db", "old.db");
    place_events(p, 2);
    sign(p);
    local_sql(p, "CREATE TABLE older(size INTEGER PRIMARY KEY, root BLOB NOT NULL) STRICT;"
                 "INSERT INTO older SELECT size, root FROM printed; DROP TABLE printed;"
                 "ALTER TABLE older RENAME TO printed");
    place_reopen(p);
    place_consistent(p);
    place_events(p, 1);
    place_consistent(p);
    copy(p, "old.db", ".gauger/registry.db");
    is_held_up(p, "it has 4 events, and a head of 6 was signed here");
    local_sql(p, "DELETE FROM printed");
    place_reopen(p);
    sign(p);
    place_events(p, 1);
    place_reopen(p);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* It is not of what was signed later, and goes on. */
START_TEST(a_restored_backup_goes_on)
{
    gg_restore_options options = gg_restore_options_default();
    char backup[200], again[200];
    json_t *out = NULL;
    place pl, *p = &pl;

    place_create(p);
    place_events(p, 3);
    sign(p);
    snprintf(backup, sizeof backup, "%.40s/backup", p->root);
    snprintf(again, sizeof again, "%.40s/again", p->root);
    ok(gg_registry_backup(p->reg, backup, &out, &p->err));
    json_decref(out);
    place_events(p, 2);
    sign(p);
    ok(gg_registry_restore(backup, again, &p->env, &options, &out, &p->err));
    counts(out, "forgotten", 0);
    json_decref(out);
    snprintf(p->dir, sizeof p->dir, "%.40s/again", p->root);
    snprintf(p->db, sizeof p->db, "%.40s/again/registry.db", p->root);
    place_reopen(p);
    place_consistent(p);
    place_events(p, 1);
    sign(p);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* The two databases of a backup can be of two moments, the one outside the log the later. */
START_TEST(a_backup_that_remembers_more)
{
    char backup[200], again[200], line[600];
    json_t *out = NULL, *manifest = NULL;
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX];

    place_create(p);
    place_events(p, 3);
    snprintf(backup, sizeof backup, "%.40s/backup", p->root);
    snprintf(again, sizeof again, "%.40s/again", p->root);
    ok(gg_registry_backup(p->reg, backup, &out, &p->err));
    json_decref(out);
    place_events(p, 2);
    sign(p);
    snprintf(line, sizeof line, "%.40s/.gauger/local.db", p->root);
    ok(gg_sha256_file(line, sha256, &p->err));
    snprintf(line, sizeof line, "cp %.40s/.gauger/local.db %.100s/local.db", p->root, backup);
    ck_assert_int_eq(system(line), 0);
    snprintf(line, sizeof line, "%.100s/backup.json", backup);
    ok(gg_json_load(line, &manifest, &p->err));
    json_object_set_new(json_object_get(manifest, "local"), "sha256", json_string(sha256));
    ck_assert_int_eq(json_dump_file(manifest, line, 0), 0);
    json_decref(manifest);
    ok(gg_registry_restore(backup, again, &p->env, NULL, &out, &p->err));
    counts(out, "forgotten", 1);
    json_decref(out);
    snprintf(p->dir, sizeof p->dir, "%.40s/again", p->root);
    snprintf(p->db, sizeof p->db, "%.40s/again/registry.db", p->root);
    place_reopen(p);
    place_consistent(p);
    place_events(p, 1);
    sign(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_log_without_its_end);
    tcase_add_test(tc, another_log);
    tcase_add_test(tc, an_older_file);
    tcase_add_test(tc, a_restored_backup_goes_on);
    tcase_add_test(tc, a_backup_that_remembers_more);
}

GG_TEST_MAIN("registry/printed")
