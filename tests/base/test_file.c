/* Files: whole or not at all, nothing left behind, the modes that were asked for. */
#include "gauger/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "expect.h"

static char folder[64], path[96], want[300];
static gg_error err;
static gg_buf buf;

static void begin(void)
{
    make_folder(folder);
    snprintf(path, sizeof path, "%sfile", folder);
    gg_error_init(&err);
    gg_buf_init(&buf, 0);
}

static void end(void)
{
    gg_buf_release(&buf);
    remove_folder(folder);
}

static void put(const char *to, const char *text)
{
    FILE *f = fopen(to, "w");

    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

static const char *content(const char *of)
{
    gg_buf_release(&buf);
    expect_ok(gg_file_read(of, 1 << 20, &buf, &eo_err));
    gg_buf_append(&buf, "", 0);
    return buf.data;
}

static int entries(void)
{
    DIR *d = opendir(folder);
    int n = 0;

    ck_assert_ptr_nonnull(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static unsigned mode_of(const char *of)
{
    struct stat st;

    ck_assert_int_eq(lstat(of, &st), 0);
    return st.st_mode & 07777;
}

/* ---- reading ---- */

START_TEST(read_appends)
{
    gg_error_init(&err);
    put(path, "text\n");
    gg_buf_puts(&buf, "before ");
    ck_assert_int_eq(gg_file_read(path, 5, &buf, &err), GG_OK);
    ck_assert_str_eq(buf.data, "before text\n");
    put(path, "");
    ck_assert_int_eq(gg_file_read(path, 0, &buf, &err), GG_OK);
    ck_assert_str_eq(buf.data, "before text\n");
    /* What fails later is not in this file. */
    ck_assert_str_eq(err.file, "");
}
END_TEST

START_TEST(read_limit)
{
    put(path, "123456");
    gg_buf_puts(&buf, "kept");
    ck_assert_int_eq(gg_file_read(path, 5, &buf, &err), GG_E_LIMIT);
    snprintf(want, sizeof want, "%s: more than 5 bytes; give a smaller file", path);
    expect_error(&err, GG_E_LIMIT, want);
    ck_assert_str_eq(buf.data, "kept");
    ck_assert_int_eq(gg_file_read("/dev/zero", 1 << 20, &buf, NULL), GG_E_LIMIT);
    ck_assert_str_eq(buf.data, "kept");
}
END_TEST

START_TEST(read_into_a_buffer_that_is_too_small)
{
    put(path, "123456");
    gg_buf_init(&buf, 5);
    ck_assert_int_eq(gg_file_read(path, 100, &buf, &err), GG_E_LIMIT);
    snprintf(want, sizeof want, "%s: more than 5 bytes", path);
    expect_error(&err, GG_E_LIMIT, want);
}
END_TEST

START_TEST(read_what_is_not_there)
{
    ck_assert_int_eq(gg_file_read(path, 5, &buf, &err), GG_E_NOT_FOUND);
    snprintf(want, sizeof want, "%s: no such file or directory; check the path", path);
    expect_error(&err, GG_E_NOT_FOUND, want);
    gg_error_init(&err);
    ck_assert_int_eq(gg_file_read("/dev/null/x", 5, &buf, &err), GG_E_NOT_FOUND);
    expect_error(&err, GG_E_NOT_FOUND,
                 "/dev/null/x: a part of the path is not a directory; check the path");
    memset(want, 'a', sizeof want - 1);
    gg_error_init(&err);
    ck_assert_int_eq(gg_file_read(want, 5, &buf, &err), GG_E_IO);
    ck_assert_str_eq(err.what, "the path is too long");
    ck_assert_str_eq(err.mend, "give a shorter one");
}
END_TEST

START_TEST(read_a_folder)
{
    ck_assert_int_eq(gg_file_read(folder, 5, &buf, &err), GG_E_INPUT);
    snprintf(want, sizeof want, "%s: is a directory; name a file in it", folder);
    expect_error(&err, GG_E_INPUT, want);
}
END_TEST

START_TEST(read_fails)
{
    /* Reading one's own memory from address 0 is an error of the device. */
    ck_assert_int_eq(gg_file_read("/proc/self/mem", 100, &buf, &err), GG_E_IO);
    expect_error(&err, GG_E_IO, "/proc/self/mem: cannot read: Input/output error");
}
END_TEST

START_TEST(read_standard_input)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "piped", 5), 5);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    ck_assert_str_eq(content("-"), "piped");
    /* It is left open, at its end. */
    ck_assert_str_eq(content("-"), "");
    close(STDIN_FILENO);
    ck_assert_int_eq(gg_file_read("-", 5, &buf, &err), GG_E_IO);
    expect_error(&err, GG_E_IO, "standard input: cannot read: Bad file descriptor");
}
END_TEST

/* ---- writing ---- */

START_TEST(write_new)
{
    umask(022);
    expect_ok(gg_file_write(path, "a\0b", 3, 0666, &eo_err));
    content(path);
    ck_assert_uint_eq(buf.size, 3);
    ck_assert_mem_eq(buf.data, "a\0b", 4);
    ck_assert_uint_eq(mode_of(path), 0644);
    ck_assert_int_eq(entries(), 1);
    snprintf(path, sizeof path, "%skey", folder);
    expect_ok(gg_file_write(path, "", 0, 0600, &eo_err));
    ck_assert_uint_eq(mode_of(path), 0600);
    ck_assert_str_eq(content(path), "");
}
END_TEST

START_TEST(replace_keeps_the_mode)
{
    umask(077);
    put(path, "old and longer");
    ck_assert_int_eq(chmod(path, 0664), 0);
    expect_ok(gg_file_write(path, "new", 3, 0600, &eo_err));
    ck_assert_str_eq(content(path), "new");
    ck_assert_uint_eq(mode_of(path), 0664);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

/* Who has the old file open goes on reading the old file: it was replaced, not overwritten. */
START_TEST(replace_is_a_new_file)
{
    char old[8] = "";
    int fd;

    put(path, "old");
    fd = open(path, O_RDONLY);
    expect_ok(gg_file_write(path, "newer", 5, 0600, &eo_err));
    ck_assert_int_eq(read(fd, old, sizeof old), 3);
    ck_assert_str_eq(old, "old");
    close(fd);
}
END_TEST

START_TEST(write_relative)
{
    ck_assert_int_eq(chdir(folder), 0);
    expect_ok(gg_file_write("plain", "x", 1, 0600, &eo_err));
    ck_assert_str_eq(content("plain"), "x");
    ck_assert_int_eq(chdir("/"), 0);
    expect_ok(gg_file_write(path, "y", 1, 0600, &eo_err));
    ck_assert_str_eq(content(path), "y");
}
END_TEST

START_TEST(the_longest_name)
{
    char name[400];

    snprintf(name, sizeof name, "%s%0255d", folder, 0);
    expect_ok(gg_file_write(name, "x", 1, 0600, &eo_err));
    snprintf(name, sizeof name, "%s%0256d", folder, 0);
    ck_assert_int_eq(gg_file_write(name, "x", 1, 0600, NULL), GG_E_IO);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(a_link_keeps_pointing)
{
    char link[96];
    struct stat st;

    put(path, "old");
    snprintf(link, sizeof link, "%slink", folder);
    ck_assert_int_eq(symlink("file", link), 0);
    expect_ok(gg_file_write(link, "new", 3, 0600, &eo_err));
    ck_assert_int_eq(lstat(link, &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    ck_assert_str_eq(content(path), "new");
    ck_assert_int_eq(entries(), 2);
}
END_TEST

START_TEST(no_such_folder)
{
    snprintf(path, sizeof path, "%snone/file", folder);
    ck_assert_int_eq(gg_file_write(path, "x", 1, 0600, &err), GG_E_NOT_FOUND);
    snprintf(want, sizeof want, "%s: no such file or directory; check the path", path);
    expect_error(&err, GG_E_NOT_FOUND, want);
    gg_error_init(&err);
    ck_assert_int_eq(gg_file_write("", "x", 1, 0600, &err), GG_E_NOT_FOUND);
    ck_assert_int_eq(gg_file_write("/dev/null/x", "x", 1, 0600, NULL), GG_E_NOT_FOUND);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(onto_a_folder)
{
    ck_assert_int_eq(gg_file_write(folder, "x", 1, 0600, &err), GG_E_IO);
    snprintf(want, sizeof want, "%s: cannot write: Is a directory", folder);
    expect_error(&err, GG_E_IO, want);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

static void full_disk(void)
{
    struct rlimit limit = {1000, 1000};

    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A write that fails half way leaves the old file, or none, and no temporary file. */
START_TEST(a_failed_write_changes_nothing)
{
    static char data[5000];

    put(path, "old");
    full_disk();
    ck_assert_int_eq(gg_file_write(path, data, sizeof data, 0600, &err), GG_E_IO);
    snprintf(want, sizeof want, "%s: cannot write: File too large", path);
    expect_error(&err, GG_E_IO, want);
    ck_assert_str_eq(content(path), "old");
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(gg_file_write(path, data, sizeof data, 0600, NULL), GG_E_IO);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

/* As an ordinary user, a read-only file is not replaced, and a read-only folder not written in. */
START_TEST(without_permission)
{
    put(path, "old");
    ck_assert_int_eq(chmod(path, 0444), 0);
    ck_assert_int_eq(chmod(folder, 0777), 0);
    if (geteuid() == 0)
        ck_assert_int_eq(seteuid(65534), 0);
    ck_assert_int_eq(gg_file_write(path, "new", 3, 0600, &err), GG_E_IO);
    snprintf(want, sizeof want, "%s: cannot write: Permission denied", path);
    expect_error(&err, GG_E_IO, want);
    ck_assert_int_eq(seteuid(getuid()), 0);
    ck_assert_int_eq(chmod(folder, 0555), 0);
    if (geteuid() == 0)
        ck_assert_int_eq(seteuid(65534), 0);
    snprintf(path, sizeof path, "%sother", folder);
    ck_assert_int_eq(gg_file_write(path, "new", 3, 0600, NULL), GG_E_IO);
    ck_assert_int_eq(seteuid(getuid()), 0);
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(chmod(folder, 0755), 0);
}
END_TEST

/* ---- devices and pipes ---- */

/*
 * A device as the kernel numbers it. Who may replace what is in /dev gets one of his own to try on,
 * so that a fault of the writer cannot take the machine's.
 */
static bool have_device(const char *name, unsigned minor, char device[96])
{
    int fd;

    snprintf(device, 96, "/dev/%s", name);
    if (access("/dev", W_OK) != 0)
        return true;
    snprintf(device, 96, "%s%s", folder, name);
    if (mknod(device, S_IFCHR | 0600, makedev(1, minor)) == 0 &&
        (fd = open(device, O_WRONLY)) >= 0) {
        close(fd);
        return true;
    }
    printf("not run: writing to /dev/%s (no device of one's own to be had here)\n", name);
    return false;
}

START_TEST(devices)
{
    char device[96];
    struct stat st;

    if (have_device("null", 3, device)) {
        expect_ok(gg_file_write(device, "x", 1, 0600, &eo_err));
        ck_assert_int_eq(stat(device, &st), 0);
        ck_assert(S_ISCHR(st.st_mode));
    }
    if (have_device("full", 7, device)) {
        ck_assert_int_eq(gg_file_write(device, "x", 1, 0600, &err), GG_E_IO);
        snprintf(want, sizeof want, "%s: cannot write: No space left on device", device);
        expect_error(&err, GG_E_IO, want);
        ck_assert_int_eq(stat(device, &st), 0);
        ck_assert(S_ISCHR(st.st_mode));
    }
}
END_TEST

START_TEST(a_named_pipe)
{
    int reader;
    char got[8] = "";

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    reader = open(path, O_RDONLY | O_NONBLOCK);
    expect_ok(gg_file_write(path, "piped", 5, 0600, &eo_err));
    ck_assert_int_eq(read(reader, got, sizeof got), 5);
    ck_assert_str_eq(got, "piped");
    close(reader);
}
END_TEST

/* A descriptor is written where it stands: after what is there, and what follows comes after. */
START_TEST(descriptors)
{
    static const char *const names[] = {"/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/"};

    for (int i = 0; i < 4; i++) {
        char name[64];
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600), saved = dup(i == 1 ? 2 : 1);

        ck_assert_int_ge(fd, 0);
        snprintf(name, sizeof name, "%s", names[i]);
        if (i < 2)
            dup2(fd, i + 1);
        else
            sprintf(name + strlen(name), "%d", fd);
        ck_assert_int_eq(write(fd, "1 ", 2), 2);
        expect_ok(gg_file_write(name, "2 ", 2, 0600, &eo_err));
        ck_assert_int_eq(write(fd, "3", 1), 1);
        dup2(saved, i == 1 ? 2 : 1);
        close(saved);
        close(fd);
        ck_assert_str_eq(content(path), "1 2 3");
    }
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(a_pipe_that_nobody_reads)
{
    int ends[2];

    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    ck_assert_int_eq(gg_file_write(path, "x", 1, 0600, &err), GG_E_IO);
    snprintf(want, sizeof want, "%s: cannot write: Broken pipe", path);
    expect_error(&err, GG_E_IO, want);
    close(ends[1]);
}
END_TEST

/* ---- killed at any moment ---- */

#define LARGE 300000

static void write_for_ever(void)
{
    static char data[LARGE];

    for (char c = 'a';; c = c == 'a' ? 'b' : 'a') {
        memset(data, c, sizeof data);
        if (gg_file_write(path, data, sizeof data, 0600, NULL) != GG_OK)
            _exit(1);
    }
}

/* The file is always one of the two contents, whole. */
START_TEST(killed)
{
    put(path, "");
    for (int i = 0; i < 20; i++) {
        pid_t child = fork();
        int status;

        ck_assert_int_ge(child, 0);
        if (child == 0)
            write_for_ever();
        usleep((useconds_t)(5000 + i * 1700));
        kill(child, SIGKILL);
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert(WIFSIGNALED(status));
        content(path);
        ck_assert(buf.size == 0 || buf.size == LARGE);
        for (size_t k = 1; k < buf.size; k++)
            if (buf.data[k] != buf.data[0])
                ck_abort_msg("byte %zu of kill %d is of another file", k, i);
    }
    ck_assert_uint_eq(buf.size, LARGE);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, read_appends);
    tcase_add_test(tc, read_limit);
    tcase_add_test(tc, read_into_a_buffer_that_is_too_small);
    tcase_add_test(tc, read_what_is_not_there);
    tcase_add_test(tc, read_a_folder);
    tcase_add_test(tc, read_fails);
    tcase_add_test(tc, read_standard_input);
    tcase_add_test(tc, write_new);
    tcase_add_test(tc, replace_keeps_the_mode);
    tcase_add_test(tc, replace_is_a_new_file);
    tcase_add_test(tc, write_relative);
    tcase_add_test(tc, the_longest_name);
    tcase_add_test(tc, a_link_keeps_pointing);
    tcase_add_test(tc, no_such_folder);
    tcase_add_test(tc, onto_a_folder);
    tcase_add_test(tc, a_failed_write_changes_nothing);
    tcase_add_test(tc, without_permission);
    tcase_add_test(tc, devices);
    tcase_add_test(tc, a_named_pipe);
    tcase_add_test(tc, descriptors);
    tcase_add_test(tc, a_pipe_that_nobody_reads);
    tcase_add_test(tc, killed);
}

GG_TEST_MAIN("base/file")
