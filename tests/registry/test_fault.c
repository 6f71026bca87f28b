/*
 * What goes wrong in the middle of a change: an operation on the disk that fails once or from then
 * on, memory that runs out, a limit on the size of files, a folder that cannot be written. The
 * answer is an error that says so, nothing is half done, and the registry that is opened again
 * verifies.
 */
#include <signal.h>
#include <sys/resource.h>

#include "registry/changes.h"
#include "registry/shim_vfs.h"

/* ---- the disk */

static struct {
    shim_op op;
    unsigned long at; /* which of these fails, counted from 1; 0 for none */
    int code;
    bool always; /* and all after it */
    unsigned long seen, failed;
} fault;

static int fail_one(shim_op op, const char *path, const void *data, sqlite3_int64 n,
                    sqlite3_int64 at)
{
    (void)path, (void)data, (void)n, (void)at;
    if (op != fault.op)
        return SQLITE_OK;
    fault.seen++;
    if (!fault.at || fault.seen < fault.at || (fault.seen > fault.at && !fault.always))
        return SQLITE_OK;
    fault.failed++;
    return fault.code;
}

static struct {
    unsigned long runs, done, undone, unsure;
} tally;

/* The registry after a change whose answer was st: as before, or with all of the change. */
static void inspect(place *p, const change *c, gg_status st, uint64_t before, const char *what)
{
    uint64_t after, request;
    const bool event = c->run != change_rebuild;

    place_reopen(p);
    place_consistent(p);
    after = place_size(p);
    request = gg_registry_find_request(p->reg, c->name);
    tally.runs++;
    if (st == c->answer) {
        tally.done++;
        ck_assert_msg(!event || after > before || c->answer != GG_OK, "%s: %s: lost", c->name,
                      what);
        ck_assert_msg(!event || c->answer != GG_OK || request == before + 1,
                      "%s: %s: its key is lost", c->name, what);
        return;
    }
    /* The last sync can fail when all is written: then it is there, and its key tells so. */
    tally.unsure += after > before;
    tally.undone += after == before;
    ck_assert_msg(after == before || !event || c->answer != GG_OK || request == before + 1,
                  "%s: %s: half done", c->name, what);
}

static gg_status attempt(place *p, const change *c, char what[200])
{
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    st = gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &p->reg, &err);
    if (st == GG_OK) {
        gg_registry_sign_with(p->reg, p->signer);
        st = gg_registry_set_request(p->reg, c->name, &err);
    }
    if (st == GG_OK)
        st = c->run(p, &err);
    snprintf(what, 200, "%.199s", err.what);
    gg_registry_close(p->reg);
    p->reg = NULL;
    /* A failure is said in words, and is none of gauger's own making. */
    if (st != GG_OK)
        ck_assert_msg(err.status != GG_OK && what[0], "%s: failed without a word", c->name);
    ck_assert_msg(st != GG_E_INTERNAL, "%s: %s", c->name, what);
    return st;
}

/* One run with one failure; returns whether the operation was reached at all. */
static bool one(place *p, const change *c, shim_op op, unsigned long at, int code, bool always)
{
    static const char *const names[] = {"open", "read",   "write", "truncate",
                                        "sync", "delete", "lock"};
    char what[200], where[300];
    gg_status st;
    uint64_t before;

    changes_restart(p);
    place_reopen(p);
    before = place_size(p);
    gg_registry_close(p->reg);
    p->reg = NULL;
    memset(&fault, 0, sizeof fault);
    fault.op = op;
    fault.at = at;
    fault.code = code;
    fault.always = always;
    shim.quick = true;
    shim.hook = fail_one;
    shim_on();
    st = attempt(p, c, what);
    shim.hook = NULL;
    shim_off();
    snprintf(where, sizeof where, "%s %lu fails with %d%s (%s)", names[op], at, code,
             always ? " from then on" : "", what);
    ck_assert_msg(st != GG_OK || c->answer == GG_OK, "%s: %s: allowed", c->name, where);
    inspect(p, c, st, before, where);
    gg_registry_close(p->reg);
    p->reg = NULL;
    return fault.failed > 0;
}

static void sweep_faults(place *p, const change *c, unsigned long stride)
{
    static const struct {
        int code;
        shim_op op;
    } faults[] = {
        {SQLITE_IOERR_WRITE, SHIM_WRITE}, {SQLITE_FULL, SHIM_WRITE},
        {SQLITE_IOERR_FSYNC, SHIM_SYNC},  {SQLITE_IOERR_TRUNCATE, SHIM_TRUNCATE},
        {SQLITE_FULL, SHIM_TRUNCATE},     {SQLITE_IOERR_DELETE, SHIM_DELETE},
        {SQLITE_BUSY, SHIM_LOCK},         {SQLITE_IOERR_LOCK, SHIM_LOCK},
        {SQLITE_IOERR_READ, SHIM_READ},   {SQLITE_CANTOPEN, SHIM_OPEN},
        {SQLITE_IOERR, SHIM_OPEN},
    };

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        for (int always = 0; always < 2; always++)
            for (unsigned long at = 1 + (stride > 1 ? (i + (unsigned)always) % stride : 0);
                 one(p, c, faults[i].op, at, faults[i].code, always != 0); at += stride)
                ;
}

START_TEST(a_failing_disk_leaves_nothing_half_done)
{
    place pl, *p = &pl;
    const bool slow = getenv("GAUGER_SLOW") != NULL;

    changes_prepare(p);
    for (size_t i = 0; i < CHANGES; i++) {
        if (changes[i].run == change_many)
            continue;
        if (slow)
            sweep_faults(p, &changes[i], 1);
        else if (i % 3 == 0)
            sweep_faults(p, &changes[i], 13);
    }
    printf("%lu runs with a failure: %lu done all the same, %lu undone, %lu done and not said so\n",
           tally.runs, tally.done, tally.undone, tally.unsure);
    ck_assert_uint_gt(tally.undone, 0);
    ck_assert_uint_gt(tally.done, 0);
    changes_end(p);
}
END_TEST

/* Somebody else holds the lock, and does not let go. */
START_TEST(a_lock_that_is_never_free_is_said)
{
    place pl, *p = &pl;
    char what[200];

    changes_prepare(p);
    changes_restart(p);
    memset(&fault, 0, sizeof fault);
    fault.op = SHIM_LOCK;
    fault.at = 3;
    fault.code = SQLITE_BUSY;
    fault.always = true;
    shim.quick = true;
    shim.hook = fail_one;
    shim_on();
    ck_assert_int_eq(attempt(p, &changes[0], what), GG_E_CONFLICT);
    ck_assert_msg(strstr(what, "locked") != NULL, "says %s", what);
    shim.hook = NULL;
    shim_off();
    changes_end(p);
}
END_TEST

/* ---- memory */

static struct {
    sqlite3_mem_methods real;
    unsigned long seen, at; /* which fails; 0 for none */
    bool always, failed;
} memory;

static bool memory_fails(void)
{
    memory.seen++;
    if (!memory.at || memory.seen < memory.at || (memory.seen > memory.at && !memory.always))
        return false;
    memory.failed = true;
    return true;
}

static void *memory_get(int n)
{
    return memory_fails() ? NULL : memory.real.xMalloc(n);
}

static void *memory_again(void *data, int n)
{
    return memory_fails() ? NULL : memory.real.xRealloc(data, n);
}

static void *json_get(size_t n)
{
    return memory_fails() ? NULL : malloc(n);
}

static bool one_memory(place *p, const change *c, unsigned long at, bool always)
{
    char what[200], where[300];
    uint64_t before;
    gg_status st;

    changes_restart(p);
    place_reopen(p);
    before = place_size(p);
    gg_registry_close(p->reg);
    p->reg = NULL;
    memory.seen = 0;
    memory.failed = false;
    memory.always = always;
    memory.at = at;
    st = attempt(p, c, what);
    memory.at = 0;
    snprintf(where, sizeof where, "memory %lu%s (%s)", at, always ? " and on" : "", what);
    inspect(p, c, st, before, where);
    gg_registry_close(p->reg);
    p->reg = NULL;
    return memory.failed;
}

static void sweep_memory(unsigned long stride, bool reads)
{
    place pl, *p = &pl;
    const bool slow = getenv("GAUGER_SLOW") != NULL;

    changes_prepare(p);
    for (size_t i = 0; i < CHANGES; i++) {
        if (changes[i].run == change_many || (!slow && i % 4 != 0) ||
            (!reads && changes[i].run == change_rebuild))
            continue;
        for (int always = 0; always < 2; always++)
            for (unsigned long at = 1 + i; one_memory(p, &changes[i], at, always != 0);
                 at += stride)
                ;
    }
    ck_assert_uint_gt(tally.undone, 0);
    printf("%lu runs without memory: %lu done all the same, %lu undone, %lu done and not said so\n",
           tally.runs, tally.done, tally.undone, tally.unsure);
    changes_end(p);
}

START_TEST(sqlite_without_memory)
{
    sqlite3_mem_methods failing;

    /* Each test is a process of its own, and SQLite has not begun in it. */
    ck_assert_int_eq(sqlite3_shutdown(), SQLITE_OK);
    ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real), SQLITE_OK);
    failing = memory.real;
    failing.xMalloc = memory_get;
    failing.xRealloc = memory_again;
    ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &failing), SQLITE_OK);
    sweep_memory(getenv("GAUGER_SLOW") ? 23 : 797, true);
}
END_TEST

START_TEST(documents_without_memory)
{
    /* But for the replay of a log: jansson's reader does not say that a token could not grow, and
     * drops its characters (lex_save() in 2.14), which its callers cannot see. */
    json_set_alloc_funcs(json_get, free);
    sweep_memory(getenv("GAUGER_SLOW") ? 3 : 17, false);
}
END_TEST

/* ---- limits of the system */

START_TEST(a_limit_on_the_size_of_files)
{
    place pl, *p = &pl;
    struct rlimit limit;
    struct stat file;
    char what[200];
    uint64_t before;
    gg_status st;

    changes_prepare(p);
    changes_restart(p);
    place_reopen(p);
    before = place_size(p);
    gg_registry_close(p->reg);
    p->reg = NULL;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(stat(p->db, &file), 0);
    /* So many events do not fit into what the database may grow by. */
    limit.rlim_cur = (rlim_t)file.st_size + 65536;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    st = attempt(p, &changes[CHANGES - 1], what);
    ck_assert_int_eq(st, GG_E_IO);
    limit.rlim_cur = limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    inspect(p, &changes[CHANGES - 1], st, before, "a limit on the size of files");
    ck_assert_uint_eq(place_size(p), before);
    changes_end(p);
}
END_TEST

/* As somebody who may read the folder and not write to it. */
static int read_only(place *p)
{
    char what[200];

    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 77;
    gg_error_init(&p->err);
    if (gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &p->reg, &p->err) != GG_OK)
        return 2;
    place_consistent(p);
    gg_registry_close(p->reg);
    p->reg = NULL;
    return attempt(p, &changes[0], what) == GG_E_IO && strstr(what, "readonly") ? 0 : 3;
}

START_TEST(a_folder_that_cannot_be_written)
{
    place pl, *p = &pl;
    int status;
    pid_t child;

    changes_prepare(p);
    changes_restart(p);
    if (geteuid() == 0)
        change_shell("chown -R 65534:65534 %s", p->root);
    change_shell("chmod -R a-w %s", p->dir);
    child = fork();
    if (child == 0)
        _exit(read_only(p));
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(WEXITSTATUS(status), 0);
    change_shell("chmod -R u+w %s", p->dir);
    if (geteuid() == 0)
        change_shell("chown -R 0:0 %s", p->root);
    place_reopen(p);
    place_consistent(p);
    changes_end(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_set_timeout(tc, 6000);
    tcase_add_test(tc, a_failing_disk_leaves_nothing_half_done);
    tcase_add_test(tc, a_lock_that_is_never_free_is_said);
    tcase_add_test(tc, sqlite_without_memory);
    tcase_add_test(tc, documents_without_memory);
    tcase_add_test(tc, a_limit_on_the_size_of_files);
    tcase_add_test(tc, a_folder_that_cannot_be_written);
}

GG_TEST_MAIN("registry/fault")
