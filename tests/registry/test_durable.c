/*
 * Files that are not SQLite's own: written under another name, synced, renamed, and the folder
 * synced, in this order. The calls of the system are watched; what is renamed before it is synced,
 * or never made to last, is found. Network file systems are refused.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/vfs.h>

#include "gauger/base/file.h"
#include "gauger/registry/backup.h"
#include "gauger/registry/files.h"
#include "registry/stage.h"

/* ---- the watch: each call is noted, with the path of its descriptor, and then made */

typedef struct note {
    enum { WRITE = 1, SYNC, RENAME, UNLINK } what;
    char path[400], to[400];
    bool folder;
} note;

static struct {
    bool on;
    note notes[20000];
    size_t n;
    const char *deaf; /* what is not noted: as if the program had not made that call */
    long disk;        /* type of file system that is said; 0 for the true one */
} watch;

static void path_of(int fd, char out[400])
{
    char link[64];
    ssize_t n;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, out, 399);
    out[n > 0 ? n : 0] = '\0';
}

static note *take(int what, const char *name)
{
    if (!watch.on || watch.n == sizeof watch.notes / sizeof *watch.notes ||
        (watch.deaf && strcmp(watch.deaf, name) == 0))
        return NULL;
    memset(&watch.notes[watch.n], 0, sizeof *watch.notes);
    watch.notes[watch.n].what = what;
    return &watch.notes[watch.n++];
}

static void take_fd(int what, const char *name, int fd)
{
    note *n = take(what, name);
    struct stat st;

    if (!n)
        return;
    path_of(fd, n->path);
    n->folder = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

static void at_path(int folder, const char *name, char out[400])
{
    char base[400] = "";

    if (name[0] != '/' && folder != AT_FDCWD)
        path_of(folder, base);
    snprintf(out, 400, "%.180s%s%.200s", base, base[0] ? "/" : "", name);
}

#define REAL(name) real = (__typeof__(real))dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t n)
{
    ssize_t (*real)(int, const void *, size_t);

    REAL("write");
    take_fd(WRITE, "write", fd);
    return real(fd, data, n);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at)
{
    ssize_t (*real)(int, const void *, size_t, off64_t);

    REAL("pwrite64");
    take_fd(WRITE, "write", fd);
    return real(fd, data, n, at);
}

int fsync(int fd)
{
    int (*real)(int);
    struct stat st;

    REAL("fsync");
    take_fd(SYNC, fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? "sync folder" : "sync", fd);
    return real(fd);
}

int fdatasync(int fd)
{
    int (*real)(int);

    REAL("fdatasync");
    take_fd(SYNC, "sync", fd);
    return real(fd);
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);
    note *n = take(RENAME, "rename");

    REAL("rename");
    if (n) {
        at_path(AT_FDCWD, from, n->path);
        at_path(AT_FDCWD, to, n->to);
    }
    return real(from, to);
}

int renameat(int a, const char *from, int b, const char *to)
{
    int (*real)(int, const char *, int, const char *);
    note *n = take(RENAME, "rename");

    REAL("renameat");
    if (n) {
        at_path(a, from, n->path);
        at_path(b, to, n->to);
    }
    return real(a, from, b, to);
}

int renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
    int (*real)(int, const char *, int, const char *, unsigned);
    note *n = take(RENAME, "rename");

    REAL("renameat2");
    if (n) {
        at_path(a, from, n->path);
        at_path(b, to, n->to);
    }
    return real(a, from, b, to, flags);
}

int statfs(const char *path, struct statfs *out)
{
    int (*real)(const char *, struct statfs *);
    int answer;

    REAL("statfs");
    answer = real(path, out);
    if (watch.disk)
        out->f_type = watch.disk;
    return answer;
}

/* ---- what must hold of the notes */

static bool below(const char *path, const char *folder)
{
    size_t n = strlen(folder);

    return strncmp(path, folder, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

static const char *parent_of(const char *path, char out[400])
{
    char *slash;

    snprintf(out, 400, "%s", path);
    slash = strrchr(out, '/');
    if (slash)
        *slash = '\0';
    return out;
}

/* Everything below what is renamed was synced after its last byte was written. SQLite's journals do
 * not count: an old one is nothing, and they are gone by then. */
static bool synced_before(size_t at, char why[900])
{
    for (size_t i = 0; i < at; i++) {
        bool later = false;

        if (watch.notes[i].what != WRITE || !below(watch.notes[i].path, watch.notes[at].path) ||
            strstr(watch.notes[i].path, "-journal"))
            continue;
        for (size_t j = i + 1; j < at && !later; j++)
            later = watch.notes[j].what == SYNC &&
                    strcmp(watch.notes[j].path, watch.notes[i].path) == 0;
        if (!later) {
            snprintf(why, 900, "%.400s is renamed before it is synced", watch.notes[i].path);
            return false;
        }
    }
    return true;
}

static bool lasts_after(size_t at, char why[900])
{
    char parent[400];

    /* As text: the folder itself may have got another name since. */
    parent_of(watch.notes[at].to, parent);
    for (size_t j = at + 1; j < watch.n; j++)
        if (watch.notes[j].what == SYNC && watch.notes[j].folder &&
            strcmp(parent, watch.notes[j].path) == 0)
            return true;
    snprintf(why, 900, "the folder of %.400s is not synced", watch.notes[at].to);
    return false;
}

/* Looks at every renaming; returns how many there were, or -1. */
static int judge(char why[900])
{
    int renames = 0;

    watch.on = false;
    for (size_t i = 0; i < watch.n; i++) {
        if (watch.notes[i].what != RENAME)
            continue;
        renames++;
        if (!synced_before(i, why) || !lasts_after(i, why))
            return -1;
    }
    watch.n = 0;
    return renames;
}

static void begin(void)
{
    watch.n = 0;
    watch.on = true;
}

static void holds(const char *what, int least)
{
    char why[900] = "";
    int renames = judge(why);

    ck_assert_msg(renames >= 0, "%s: %s", what, why);
    ck_assert_msg(renames >= least, "%s: %d renamed", what, renames);
}

START_TEST(files_of_the_store_last)
{
    place pl, *p = &pl;
    gg_stored stored;
    char path[1024];

    place_create(p);
    begin();
    ok(gg_registry_put_bytes(p->reg, "rows", 4, &stored, &p->err));
    holds("bytes", 1);
    stage_table(p, path, 1);
    begin();
    ok(gg_registry_put_file(p->reg, path, &stored, &p->err));
    holds("a file", 1);
    place_remove(p);
}
END_TEST

START_TEST(folders_of_registries_last)
{
    place pl, *p = &pl;
    char backup[160], again[160];
    gg_registry_options options;
    json_t *out;

    place_init(p);
    options = place_options(p);
    begin();
    ok(gg_registry_create(p->dir, &p->env, &options, &p->reg, &p->err));
    holds("a registry", 1);
    stage_dataset(p, "scores", 0, NULL);
    snprintf(backup, sizeof backup, "%s/backup", p->root);
    snprintf(again, sizeof again, "%s/again", p->root);
    begin();
    ok(gg_registry_backup(p->reg, backup, &out, &p->err));
    json_decref(out);
    /* Its two documents, the folder, and the checkpoint beside it. */
    holds("a backup", 4);
    begin();
    ok(gg_registry_restore(backup, again, &p->env, NULL, &out, &p->err));
    json_decref(out);
    holds("a restored registry", 1);
    place_remove(p);
}
END_TEST

START_TEST(keys_and_documents_last)
{
    place pl, *p = &pl;
    char path[160];

    place_create(p);
    snprintf(path, sizeof path, "%s/ada.key", p->root);
    begin();
    ok(gg_signer_save(p->signer, path, NULL, &p->err));
    holds("a key", 1);
    snprintf(path, sizeof path, "%s/card.json", p->root);
    begin();
    ok(gg_file_write(path, "{}", 2, 0644, &p->err));
    holds("a document", 1);
    place_remove(p);
}
END_TEST

/* Without one of the calls, the watch must find it. */
START_TEST(what_is_not_synced_is_found)
{
    static const char *const calls[] = {"sync", "sync folder"};
    place pl, *p = &pl;
    gg_stored stored;
    char why[900];

    place_create(p);
    for (size_t i = 0; i < 2; i++) {
        watch.deaf = calls[i];
        begin();
        ok(gg_registry_put_bytes(p->reg, i ? "more" : "rows", 4, &stored, &p->err));
        ck_assert_int_eq(judge(why), -1);
        ck_assert_ptr_nonnull(strstr(why, i ? "folder" : "before it is synced"));
    }
    watch.deaf = NULL;
    place_remove(p);
}
END_TEST

START_TEST(network_file_systems_are_refused)
{
    static const long types[] = {0x6969, 0x517b, (long)0xff534d42u, (long)0xfe534d42u};
    place pl, *p = &pl;
    gg_registry_options options;
    gg_registry *other = NULL;
    char dir[160];

    place_create(p);
    options = place_options(p);
    snprintf(dir, sizeof dir, "%s/other", p->root);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        watch.disk = types[i];
        refused(GG_E_USAGE, "network file system",
                gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &other, &p->err));
        refused(GG_E_USAGE, "network file system",
                gg_registry_create(dir, &p->env, &options, NULL, &p->err));
        ck_assert_int_ne(access(dir, F_OK), 0);
        /* To look at what is there, nothing has to be kept. */
        ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &other, &p->err));
        gg_registry_close(other);
    }
    watch.disk = 0xef53;
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &other, &p->err));
    gg_registry_close(other);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, files_of_the_store_last);
    tcase_add_test(tc, folders_of_registries_last);
    tcase_add_test(tc, keys_and_documents_last);
    tcase_add_test(tc, what_is_not_synced_is_found);
    tcase_add_test(tc, network_file_systems_are_refused);
}

GG_TEST_MAIN("registry/durable")
