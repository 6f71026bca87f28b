/*
 * The power fails at any moment of any change: what was acknowledged is there, and of what was not,
 * all or nothing. The model of the disk is power.h; that it finds a registry that does not sync is
 * a test too.
 */
#include "registry/changes.h"
#include "registry/power.h"
#include "registry/registry_internal.h"

static struct {
    place *p;
    char folder[64];              /* of images: in memory where there is room, since it is fast */
    uint64_t acknowledged, seeds; /* events that must be there; images at each moment */
    unsigned long stride;
    gg_tree_head head; /* over them */
    uint64_t sizes[4]; /* other numbers of events that were found */
    size_t n_sizes;
    unsigned long images, wrong;
    char why[300];
} run;

static void found(uint64_t size)
{
    for (size_t i = 0; i < run.n_sizes; i++)
        if (run.sizes[i] == size)
            return;
    if (run.n_sizes < 4)
        run.sizes[run.n_sizes++] = size;
}

static bool examine(const char *folder, gg_error *err)
{
    /* Signatures are not what is tried here: those before the change need no look each time. */
    gg_verify_options known = {NULL, &run.head, true};
    json_t *report = NULL, *finding;
    gg_registry *reg = NULL;
    gg_tree_head head;
    bool good;

    if (gg_registry_open(folder, &run.p->env, GG_REGISTRY_AUDIT, &reg, err) != GG_OK)
        return false;
    good = gg_registry_verify(reg, &known, &report, err) == GG_OK &&
           gg_registry_head(reg, &head, err) == GG_OK;
    if (good && gg_registry_verify_status(report) != GG_OK) {
        finding = json_array_get(json_object_get(report, "findings"), 0);
        (void)gg_error_set(err, GG_E_NO, NULL, "%s: %s", gg_json_string(finding, "where", ""),
                           gg_json_string(finding, "what", ""));
        good = false;
    }
    if (good)
        found(head.size);
    json_decref(report);
    gg_registry_close(reg);
    return good;
}

/* One thing that the disk could hold, looked at by SQLite as it is. */
static void try_image(uint64_t seed)
{
    static const char *const names[] = {"registry.db", "registry.db-journal", "local.db",
                                        "local.db-journal"};
    char path[128];
    gg_error err;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", run.folder, names[i]);
        unlink(path);
    }
    power_image(run.folder, seed);
    gg_error_init(&err);
    run.images++;
    if (!examine(run.folder, &err)) {
        if (!run.wrong)
            snprintf(run.why, sizeof run.why, "operation %lu, seed %lu: %.200s", power.operations,
                     (unsigned long)seed, err.what);
        run.wrong++;
    }
}

/* The operation that is about to be done has not been done. */
static void power_fails(void)
{
    shim_hook *hook = shim.hook;

    shim.hook = NULL;
    shim_off();
    /* On the way one image, or all of the long form, at every so manieth moment; at its end all. */
    if (power.before && power.operations % run.stride == 0 && run.seeds == 1)
        try_image(power.operations / run.stride % 5);
    else if (power.before && power.operations % run.stride == 0)
        for (uint64_t seed = 0; seed < run.seeds; seed++)
            try_image(seed);
    for (uint64_t seed = 0; !power.before && seed < (run.seeds > 5 ? run.seeds : 5); seed++)
        try_image(seed);
    shim_on();
    shim.hook = hook;
}

static void begin(place *p, const change *c)
{
    changes_restart(p);
    power_forget();
    memset(&run, 0, sizeof run);
    run.p = p;
    strcpy(run.folder, "/dev/shm/gauger-image-XXXXXX");
    if (!mkdtemp(run.folder)) {
        strcpy(run.folder, "/tmp/gauger-image-XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(run.folder));
    }
    change_shell("ln -s %s/files %s/files", p->dir, run.folder);
    run.seeds = getenv("GAUGER_SLOW") ? 20 : 1;
    run.stride = getenv("GAUGER_SLOW") ? 1 : 2;
    if (c->run == change_many) {
        run.seeds = 1;
        run.stride = 29;
    }
    shim.hook = power_hook;
    shim_on();
    place_reopen(p);
    ok(gg_registry_set_request(p->reg, c->name, &p->err));
    ok(gg_registry_head(p->reg, &run.head, &p->err));
    run.acknowledged = run.head.size;
}

static void end(place *p)
{
    shim.hook = NULL;
    shim_off();
    change_shell("rm -rf %s", run.folder);
    gg_registry_close(p->reg);
    p->reg = NULL;
    power_forget();
}

/* A change, with the power failing before each operation and after its answer. */
static void sweep(place *p, const change *c, bool synced)
{
    gg_status st;

    begin(p, c);
    if (!synced)
        ck_assert_int_eq(
            sqlite3_exec(p->reg->db.handle, "PRAGMA synchronous=OFF", NULL, NULL, NULL), SQLITE_OK);
    gg_error_init(&p->err);
    power.before = power_fails;
    st = c->run(p, &p->err);
    power.before = NULL;
    ck_assert_msg(st == c->answer, "%s: %s", c->name, p->err.what);
    gg_error_init(&p->err);
    /* Acknowledged: from here on it has to be there. */
    ok(gg_registry_head(p->reg, &run.head, &p->err));
    power_fails();
    for (size_t i = 0; synced && i < run.n_sizes; i++)
        ck_assert_msg(run.sizes[i] == run.acknowledged || run.sizes[i] == run.head.size,
                      "%s: %lu events, half of a change", c->name, (unsigned long)run.sizes[i]);
    if (synced) {
        ck_assert_msg(run.wrong == 0, "%s: %lu of %lu images are wrong (%s)", c->name, run.wrong,
                      run.images, run.why);
        ck_assert_uint_gt(power.syncs, 0);
        ck_assert_uint_gt(run.images, power.operations / run.stride);
    }
    end(p);
}

START_TEST(nothing_acknowledged_is_lost_and_nothing_is_half_done)
{
    place pl, *p = &pl;
    unsigned long images = 0;

    changes_prepare(p);
    for (size_t i = 0; i < CHANGES; i++) {
        const bool large = changes[i].run == change_many;

        if (large && !getenv("GAUGER_SLOW"))
            continue;
        sweep(p, &changes[i], true);
        images += run.images;
    }
    printf("%lu images of disks, none wrong\n", images);
    changes_end(p);
}
END_TEST

/* Else the model would show nothing: without syncs it must find what is lost. */
START_TEST(a_registry_that_does_not_sync_is_found_out)
{
    place pl, *p = &pl;
    unsigned long wrong = 0;

    changes_prepare(p);
    for (size_t i = 0; i < (getenv("GAUGER_SLOW") ? 5 : 1); i++) {
        sweep(p, &changes[i], false);
        ck_assert_msg(run.wrong > 0, "%s: nothing is lost without syncs", changes[i].name);
        wrong += run.wrong;
    }
    printf("%lu wrong images where nothing is synced, as there must be: %s\n", wrong, run.why);
    changes_end(p);
}
END_TEST

/* Every connection that gauger opens syncs; none is left to SQLite's default. */
START_TEST(every_connection_syncs_in_full)
{
    place pl, *p = &pl;
    sqlite3_stmt *row;
    gg_db db;
    char path[1024];

    place_create(p);
    snprintf(path, sizeof path, "%s/local.db", p->dir);
    ok(gg_db_open(&db, path, SQLITE_OPEN_READWRITE, &p->err));
    for (int i = 0; i < 2; i++) {
        sqlite3 *handle = i ? db.handle : p->reg->db.handle;

        ck_assert_int_eq(sqlite3_prepare_v2(handle, "PRAGMA synchronous", -1, &row, NULL),
                         SQLITE_OK);
        ck_assert_int_eq(sqlite3_step(row), SQLITE_ROW);
        ck_assert_int_eq(sqlite3_column_int(row, 0), 2);
        sqlite3_finalize(row);
        ck_assert_int_eq(sqlite3_prepare_v2(handle, "PRAGMA journal_mode", -1, &row, NULL),
                         SQLITE_OK);
        ck_assert_int_eq(sqlite3_step(row), SQLITE_ROW);
        ck_assert_str_eq((const char *)sqlite3_column_text(row, 0), "truncate");
        sqlite3_finalize(row);
    }
    gg_db_close(&db);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_set_timeout(tc, 3000);
    tcase_add_test(tc, nothing_acknowledged_is_lost_and_nothing_is_half_done);
    tcase_add_test(tc, a_registry_that_does_not_sync_is_found_out);
    tcase_add_test(tc, every_connection_syncs_in_full);
}

GG_TEST_MAIN("registry/power")
