/* Backups and what is made of them, through the library: documents, refusals, what is purged while
 * it is copied. The scenes try the rest from the command line. */
#include "gauger/registry/backup.h"

#include "gauger/registry/files.h"
#include "registry/people.h"
#include "registry/shim_vfs.h"
#include "registry/stage.h"
#include "strict.h"

#define SCHEMA "docs/schemas/backup-1.schema.json"

typedef struct rig {
    place p;
    char backup[160], again[160];
} rig;

static void rig_make(rig *r)
{
    place *p = &r->p;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_dataset(p, "old", 3, NULL);
    snprintf(r->backup, sizeof r->backup, "%s/backup", p->root);
    snprintf(r->again, sizeof r->again, "%s/again", p->root);
}

static json_t *back_up(rig *r)
{
    place *p = &r->p;
    json_t *out = NULL;

    ok(gg_registry_backup(p->reg, r->backup, &out, &p->err));
    return out;
}

START_TEST(its_document_is_strict)
{
    rig r;
    place *p = &r.p;
    json_t *out, *written, *checkpoint;
    char path[200];

    rig_make(&r);
    out = back_up(&r);
    strict_object(SCHEMA, out, "");
    strict_object(SCHEMA, out, "database");
    strict_object(SCHEMA, out, "local");
    counts(out, "size", 4);
    counts(out, "event", 4);
    is_null(out, "unrecorded_because");
    counts(out, "files", 2);
    snprintf(path, sizeof path, "%s/backup.json", r.backup);
    ok(gg_json_load(path, &written, &p->err));
    ck_assert(json_equal(written, out));
    json_decref(written);
    snprintf(path, sizeof path, "%s.checkpoint", r.backup);
    ok(gg_json_load(path, &checkpoint, &p->err));
    strict_fits("docs/schemas/checkpoint-1.schema.json", checkpoint);
    ck_assert(json_equal(json_object_get(checkpoint, "root"), json_object_get(out, "root")));
    ck_assert(json_is_true(json_object_get(checkpoint, "signed")));
    json_decref(checkpoint);
    json_decref(out);
    place_remove(p);
}
END_TEST

/* A backup by whose key may not sign is made, without a signature, and says why. */
static void backs_up_unsigned(crew *c, const char *name, const char *why)
{
    place *p = &c->p;
    char path[200];
    gg_tree_head before, after;
    json_t *out = NULL, *checkpoint = NULL;

    ok(gg_registry_head(p->reg, &before, &p->err));
    snprintf(path, sizeof path, "%s/%s", p->root, name);
    ok(gg_registry_backup(p->reg, path, &out, &p->err));
    strict_fits(SCHEMA, out);
    ck_assert(json_is_false(json_object_get(out, "signed")));
    ck_assert_ptr_nonnull(strstr(gg_json_string(out, "unsigned_because", ""), why));
    counts(out, "size", before.size + 1);
    counts(out, "event", before.size + 1);
    json_decref(out);
    strcat(path, ".checkpoint");
    ok(gg_json_load(path, &checkpoint, &p->err));
    ck_assert(json_is_false(json_object_get(checkpoint, "signed")));
    ck_assert(json_is_null(json_object_get(checkpoint, "note")));
    json_decref(checkpoint);
    ok(gg_registry_head(p->reg, &after, &p->err));
    ck_assert_uint_eq(after.size, before.size + 1);
    place_consistent(p);
}

/* Who took a copy of every row is in the log, and in the copy. */
START_TEST(it_is_on_record)
{
    gg_log_options options = {.limit = 1};
    json_t *out = NULL, *log = NULL;
    char path[200], root[GG_SHA256_HEX];
    gg_tree_head before;
    crew c;
    place *p = &c.p;

    crew_create(&c);
    crew_as(&c, "sam");
    ok(gg_registry_head(p->reg, &before, &p->err));
    snprintf(path, sizeof path, "%s/one", p->root);
    ok(gg_registry_backup(p->reg, path, &out, &p->err));
    ok(gg_registry_log(p->reg, &options, &log, &p->err));
    says(log, "events/0/action", "registry.export");
    says(log, "events/0/actor", "sam");
    says(log, "events/0/payload/as", "backup");
    counts(log, "events/0/payload/size", before.size);
    says(log, "events/0/payload/root", gg_digest_hex(before.root, root));
    ck_assert(json_is_true(at(log, "events/0/signed")));
    ck_assert(json_equal(at(log, "head/root"), json_object_get(out, "root")));
    json_decref(log);
    json_decref(out);
    /* By a handle that only reads; and where it cannot be told who acts. */
    gg_registry_close(p->reg);
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &p->reg, &p->err));
    snprintf(path, sizeof path, "%s/two", p->root);
    ok(gg_registry_backup(p->reg, path, &out, &p->err));
    counts(out, "event", before.size + 2);
    json_decref(out);
    gg_registry_close(p->reg);
    p->env.user = NULL;
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &p->reg, &p->err));
    snprintf(path, sizeof path, "%s/three", p->root);
    ok(gg_registry_backup(p->reg, path, &out, &p->err));
    strict_fits(SCHEMA, out);
    is_null(out, "event");
    says(out, "unrecorded_because", "it is not known who acts");
    counts(out, "size", before.size + 2);
    json_decref(out);
    crew_remove(&c);
}
END_TEST

START_TEST(need_to_know)
{
    const char *const models[] = {"lanes"};
    gg_account_change limit = {
        .account = "sam", .act = GG_ACCOUNT_LIMIT, .models = models, .n_models = 1};
    gg_log_options options = {.limit = 1};
    json_t *out = NULL, *log = NULL;
    char path[200];
    crew c;
    place *p = &c.p;

    crew_create(&c);
    crew_as(&c, "ada");
    ok(gg_account_change_it(p->reg, &limit, NULL, &p->err));
    crew_as(&c, "sam");
    snprintf(path, sizeof path, "%s/one", p->root);
    refused(GG_E_NO, "rule model: account sam is limited to models, and a backup is of all",
            gg_registry_backup(p->reg, path, &out, &p->err));
    ck_assert_int_ne(access(path, F_OK), 0);
    ok(gg_registry_log(p->reg, &options, &log, &p->err));
    says(log, "events/0/action", "access.refuse");
    says(log, "events/0/payload/action", "registry.export");
    says(log, "events/0/payload/rule", "model");
    json_decref(log);
    crew_remove(&c);
}
END_TEST

START_TEST(an_account_that_may_not_sign_signs_no_backup)
{
    crew c;
    place *p = &c.p;

    crew_create(&c);
    ok(crew_change(&c, "sam", GG_ACCOUNT_DISABLE, NULL));
    crew_as(&c, "sam");
    backs_up_unsigned(&c, "disabled", "rule disabled: account sam is disabled, and signs nothing");
    gg_registry_sign_with(p->reg, crew_find(&c, "stranger")->signer);
    backs_up_unsigned(&c, "stranger", "is of no account of this registry");
    gg_registry_sign_with(p->reg, NULL);
    backs_up_unsigned(&c, "keyless", "there is no key to sign with");
    p->now += 90 * DAY + 1;
    crew_as(&c, "ray");
    backs_up_unsigned(&c, "dormant", "rule dormant: account ray is dormant");
    crew_remove(&c);
}
END_TEST

START_TEST(it_is_the_same_registry_again)
{
    rig r;
    place *p = &r.p;
    gg_tree_head head, other;
    gg_restore_options options = gg_restore_options_default();
    json_t *out;

    rig_make(&r);
    out = back_up(&r);
    json_decref(out);
    ok(gg_registry_head(p->reg, &head, &p->err));
    options.head = &head;
    ok(gg_registry_restore(r.backup, r.again, &p->env, &options, &out, &p->err));
    counts(out, "lacks", 0);
    ck_assert(json_is_true(json_object_get(out, "pinned")));
    json_decref(out);
    strcpy(p->dir, r.again);
    place_reopen(p);
    place_consistent(p);
    ok(gg_registry_head(p->reg, &other, &p->err));
    ck_assert_mem_eq(&head, &other, sizeof head);
    /* And it goes on: the key is not in it, and is not needed to be. */
    ok(gg_registry_set(p->reg, "cell.minimum", 7, &p->err));
    stage_dataset(p, "new", 5, NULL);
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(a_rollback_is_named)
{
    rig r;
    place *p = &r.p;
    gg_tree_head newer, another;
    gg_restore_options options = gg_restore_options_default();
    json_t *out;

    rig_make(&r);
    json_decref(back_up(&r));
    ok(gg_registry_set(p->reg, "cell.minimum", 7, &p->err));
    ok(gg_registry_set(p->reg, "cell.minimum", 8, &p->err));
    ok(gg_registry_head(p->reg, &newer, &p->err));
    options.head = &newer;
    refused(GG_E_NO, "the checkpoint knows 6 events and the backup holds 4",
            gg_registry_restore(r.backup, r.again, &p->env, &options, &out, &p->err));
    ck_assert_int_ne(access(r.again, F_OK), 0);
    options.rollback = true;
    ok(gg_registry_restore(r.backup, r.again, &p->env, &options, &out, &p->err));
    counts(out, "lacks", 2);
    json_decref(out);
    /* A head of the same age that is not its own. */
    another = newer;
    another.size = 4;
    options.head = &another;
    snprintf(r.again, sizeof r.again, "%s/third", p->root);
    refused(GG_E_NO, "", gg_registry_restore(r.backup, r.again, &p->env, &options, &out, &p->err));
    options.head = NULL;
    options.id = DIGEST_A;
    refused(GG_E_NO, "a backup of another registry",
            gg_registry_restore(r.backup, r.again, &p->env, &options, &out, &p->err));
    ck_assert_int_ne(access(r.again, F_OK), 0);
    place_remove(p);
}
END_TEST

START_TEST(where_it_cannot_go)
{
    rig r;
    place *p = &r.p;
    char path[200];
    json_t *out = NULL;
    FILE *f;

    rig_make(&r);
    refused(GG_E_USAGE, "has no name", gg_registry_backup(p->reg, "", &out, &p->err));
    snprintf(path, sizeof path, "%s/in", p->dir);
    refused(GG_E_USAGE, "within the registry", gg_registry_backup(p->reg, path, &out, &p->err));
    snprintf(path, sizeof path, "%s/none/in", p->root);
    refused(GG_E_NOT_FOUND, "no such", gg_registry_backup(p->reg, path, &out, &p->err));
    snprintf(path, sizeof path, "%s/backup.checkpoint", p->root);
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fclose(f);
    refused(GG_E_CONFLICT, "the checkpoint of another backup",
            gg_registry_backup(p->reg, r.backup, &out, &p->err));
    remove(path);
    /* An empty folder gives way; slashes at the end are nothing. */
    ck_assert_int_eq(mkdir(r.backup, 0755), 0);
    snprintf(path, sizeof path, "%s///", r.backup);
    ok(gg_registry_backup(p->reg, path, &out, &p->err));
    json_decref(out);
    refused(GG_E_CONFLICT, "exists already", gg_registry_backup(p->reg, r.backup, &out, &p->err));
    refused(GG_E_CONFLICT, "exists already",
            gg_registry_restore(r.backup, p->dir, &p->env, NULL, &out, &p->err));
    refused(GG_E_USAGE, "has no name",
            gg_registry_restore(r.backup, "", &p->env, NULL, &out, &p->err));
    refused(GG_E_NOT_FOUND, "no backup here",
            gg_registry_restore(p->root, r.again, &p->env, NULL, &out, &p->err));
    place_remove(p);
}
END_TEST

static void overwrite(const char *folder, const char *name, const char *text)
{
    char path[300];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

START_TEST(a_document_that_is_none)
{
    static const char *const wrong[] = {"[]", "{}", "not JSON",
                                        "{\"format\": \"gauger/backup/1\"}"};
    rig r;
    place *p = &r.p;
    json_t *out = NULL;

    rig_make(&r);
    json_decref(back_up(&r));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        overwrite(r.backup, "backup.json", wrong[i]);
        refused(GG_E_INPUT, "",
                gg_registry_restore(r.backup, r.again, &p->env, NULL, &out, &p->err));
    }
    place_remove(p);
}
END_TEST

START_TEST(without_a_key_and_without_what_is_outside_the_log)
{
    rig r;
    place *p = &r.p;
    char path[200];
    json_t *out;

    rig_make(&r);
    gg_registry_sign_with(p->reg, NULL);
    snprintf(path, sizeof path, "%s/local.db", p->dir);
    ck_assert_int_eq(unlink(path), 0);
    out = back_up(&r);
    ck_assert(json_is_false(json_object_get(out, "signed")));
    is_null(out, "local");
    strict_fits(SCHEMA, out);
    json_decref(out);
    ok(gg_registry_restore(r.backup, r.again, &p->env, NULL, &out, &p->err));
    json_decref(out);
    snprintf(path, sizeof path, "%s/local.db", r.again);
    ck_assert_int_eq(access(path, F_OK), 0);
    place_remove(p);
}
END_TEST

/* What a purge has left, and what no event names, is not in a backup. */
START_TEST(what_is_purged_stays_gone)
{
    rig r;
    place *p = &r.p;
    gg_stored stored;
    json_t *out;
    char path[300];

    rig_make(&r);
    ok(gg_registry_put_bytes(p->reg, "of no event", 11, &stored, &p->err));
    ok(gg_dataset_purge(p->reg, "old@1", "the term has run out", NULL, &p->err));
    out = back_up(&r);
    counts(out, "files", 1);
    json_decref(out);
    snprintf(path, sizeof path, "%s/files/%s", r.backup, stored.sha256);
    ck_assert_int_ne(access(path, F_OK), 0);
    place_remove(p);
}
END_TEST

static struct {
    shim_op op;
    unsigned long at, seen;
} fault;

static int fail_one(shim_op op, const char *path, const void *data, sqlite3_int64 n,
                    sqlite3_int64 at)
{
    (void)path, (void)data, (void)n, (void)at;
    return op == fault.op && ++fault.seen == fault.at ? SQLITE_IOERR : SQLITE_OK;
}

/* Whole or not there, and nothing half made beside it. */
static void whole_or_nothing(rig *r, gg_status st, json_t *out)
{
    place *p = &r->p;
    char line[600];

    snprintf(line, sizeof line, "! ls -d %s/*.new-* 2>/dev/null | grep -q .", p->root);
    ck_assert_int_eq(system(line), 0);
    ck_assert_int_eq(access(r->backup, F_OK) == 0, st == GG_OK);
    if (st == GG_OK) {
        json_decref(out);
        ok(gg_registry_restore(r->backup, r->again, &p->env, NULL, &out, &p->err));
        json_decref(out);
        snprintf(line, sizeof line, "rm -rf %s %s.checkpoint %s", r->backup, r->backup, r->again);
        ck_assert_int_eq(system(line), 0);
    }
}

START_TEST(a_failing_disk_leaves_a_whole_backup_or_none)
{
    static const shim_op ops[] = {SHIM_OPEN, SHIM_READ, SHIM_WRITE, SHIM_SYNC, SHIM_LOCK};
    const unsigned long stride = getenv("GAUGER_SLOW") ? 1 : 11;
    unsigned long failed = 0;
    rig r;
    place *p = &r.p;

    shim_on();
    rig_make(&r);
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        for (unsigned long at = 1;; at += stride) {
            json_t *out = NULL;
            gg_error err;
            gg_status st;

            gg_error_init(&err);
            fault.op = ops[i];
            fault.at = at;
            fault.seen = 0;
            shim.hook = fail_one;
            st = gg_registry_backup(p->reg, r.backup, &out, &err);
            shim.hook = NULL;
            ck_assert(st == GG_OK || err.what[0]);
            failed += st != GG_OK;
            whole_or_nothing(&r, st, out);
            if (fault.seen < at)
                break;
        }
    ck_assert_uint_gt(failed, 5);
    place_consistent(p);
    shim_off();
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, its_document_is_strict);
    tcase_add_test(tc, an_account_that_may_not_sign_signs_no_backup);
    tcase_add_test(tc, it_is_on_record);
    tcase_add_test(tc, need_to_know);
    tcase_add_test(tc, it_is_the_same_registry_again);
    tcase_add_test(tc, a_rollback_is_named);
    tcase_add_test(tc, where_it_cannot_go);
    tcase_add_test(tc, a_document_that_is_none);
    tcase_add_test(tc, without_a_key_and_without_what_is_outside_the_log);
    tcase_add_test(tc, what_is_purged_stays_gone);
    tcase_add_test(tc, a_failing_disk_leaves_a_whole_backup_or_none);
}

GG_TEST_MAIN("registry/backup")
