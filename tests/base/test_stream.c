/* Streams: whole files or nothing, in the place that was asked for. */
#include "suite.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gauger/base/file.h"
#include "gauger/base/stream.h"

static char folder[64], path[96];

static void begin(void)
{
    snprintf(folder, sizeof folder, "/tmp/gauger-stream-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
}

static size_t files(void)
{
    DIR *dir = opendir(folder);
    size_t n = 0;

    ck_assert_ptr_nonnull(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(dir);
    return n;
}

static void end(void)
{
    char command[96];

    ck_assert_int_eq(chmod(folder, 0700), 0);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static void holds(const char *file, const char *want)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    ck_assert_int_eq(gg_file_read(file, 1 << 20, &text, NULL), GG_OK);
    ck_assert_str_eq(text.data ? text.data : "", want);
    gg_buf_release(&text);
}

static void put(const char *file, const char *text)
{
    ck_assert_int_eq(gg_file_write(file, text, strlen(text), 0644, NULL), GG_OK);
}

static gg_stream *opened(const char *file)
{
    gg_stream *s = NULL;

    ck_assert_int_eq(gg_stream_open(file, 0640, &s, NULL), GG_OK);
    return s;
}

static void add(gg_stream *s, const char *text)
{
    ck_assert_int_eq(gg_stream_write(s, text, strlen(text), NULL), GG_OK);
}

START_TEST(a_file_is_there_once_it_is_committed)
{
    gg_stream *s;
    struct stat st;
    mode_t mask = umask(022);

    begin();
    s = opened(path);
    add(s, "one ");
    add(s, "");
    add(s, "two");
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_eq(gg_stream_commit(s, NULL), GG_OK);
    gg_stream_close(s);
    holds(path, "one two");
    ck_assert_uint_eq(files(), 1);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0640);
    umask(mask);
    end();
}
END_TEST

START_TEST(without_a_commit_nothing_changes)
{
    gg_stream *s;

    begin();
    put(path, "old");
    s = opened(path);
    add(s, "new");
    holds(path, "old");
    gg_stream_close(s);
    holds(path, "old");
    ck_assert_uint_eq(files(), 1);
    gg_stream_close(NULL);
    end();
}
END_TEST

START_TEST(what_is_replaced_keeps_its_mode)
{
    gg_stream *s;
    struct stat st;

    begin();
    put(path, "old");
    ck_assert_int_eq(chmod(path, 0604), 0);
    s = opened(path);
    add(s, "new");
    ck_assert_int_eq(gg_stream_commit(s, NULL), GG_OK);
    gg_stream_close(s);
    holds(path, "new");
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0604);
    ck_assert_uint_eq(files(), 1);
    end();
}
END_TEST

START_TEST(a_link_keeps_pointing_where_it_points)
{
    char link[96];
    struct stat st;
    gg_stream *s;

    begin();
    put(path, "old");
    snprintf(link, sizeof link, "%s/link", folder);
    ck_assert_int_eq(symlink("file", link), 0);
    s = opened(link);
    add(s, "new");
    ck_assert_int_eq(gg_stream_commit(s, NULL), GG_OK);
    gg_stream_close(s);
    holds(path, "new");
    ck_assert_int_eq(lstat(link, &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    end();
}
END_TEST

/* More than is handed to the disk at a time. */
START_TEST(large_files_arrive_whole)
{
    static char piece[1 << 20];
    struct stat st;
    gg_stream *s;

    begin();
    s = opened(path);
    memset(piece, 'x', sizeof piece);
    for (int i = 0; i < 40; i++)
        ck_assert_int_eq(gg_stream_write(s, piece, sizeof piece, NULL), GG_OK);
    ck_assert_int_eq(gg_stream_commit(s, NULL), GG_OK);
    gg_stream_close(s);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_size, 40 << 20);
    end();
}
END_TEST

START_TEST(devices_and_descriptors_are_written_to)
{
    int ends[2];
    char place[40], got[8] = "";
    gg_stream *s = opened("/dev/null");

    add(s, "gone");
    ck_assert_int_eq(gg_stream_commit(s, NULL), GG_OK);
    gg_stream_close(s);
    ck_assert_int_eq(access("/dev/null", W_OK), 0);
    ck_assert_int_eq(pipe(ends), 0);
    snprintf(place, sizeof place, "/dev/fd/%d", ends[1]);
    s = opened(place);
    add(s, "here");
    ck_assert_int_eq(gg_stream_commit(s, NULL), GG_OK);
    gg_stream_close(s);
    ck_assert_int_eq(read(ends[0], got, sizeof got), 4);
    ck_assert_str_eq(got, "here");
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(a_dash_is_standard_output)
{
    int ends[2], kept = dup(STDOUT_FILENO);
    char got[8] = "";
    gg_stream *s;

    fflush(stdout);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    s = opened("-");
    add(s, "there");
    ck_assert_int_eq(gg_stream_commit(s, NULL), GG_OK);
    gg_stream_close(s);
    ck_assert_int_eq(dup2(kept, STDOUT_FILENO), STDOUT_FILENO);
    ck_assert_int_eq(read(ends[0], got, sizeof got), 5);
    ck_assert_str_eq(got, "there");
    close(ends[0]);
    close(ends[1]);
    close(kept);
}
END_TEST

START_TEST(places_that_cannot_be_written_are_refused)
{
    static const struct {
        const char *path;
        gg_status status;
    } places[] = {{"/none/file", GG_E_NOT_FOUND},
                  {"/tmp", GG_E_IO},
                  {"/tmp/", GG_E_IO},
                  {"", GG_E_NOT_FOUND},
                  {"/dev/full/file", GG_E_NOT_FOUND}};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        gg_stream *s = NULL;
        gg_error err;

        gg_error_init(&err);
        ck_assert_msg(gg_stream_open(places[i].path, 0644, &s, &err) == places[i].status, "%s: %s",
                      places[i].path, err.what);
        ck_assert_ptr_null(s);
        ck_assert_str_eq(err.file, places[i].path);
    }
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
    gg_stream *s = opened("/dev/full");
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_stream_write(s, "x", 1, &err), GG_E_IO);
    ck_assert_str_eq(err.file, "/dev/full");
    gg_stream_close(s);
}
END_TEST

/* The folder goes away under the file: nothing can be renamed there. */
START_TEST(a_commit_that_fails_says_so)
{
    gg_stream *s;
    gg_error err;

    begin();
    s = opened(path);
    add(s, "x");
    ck_assert_int_eq(rmdir(folder), 0);
    gg_error_init(&err);
    ck_assert_int_ne(gg_stream_commit(s, &err), GG_OK);
    ck_assert_str_eq(err.file, path);
    gg_stream_close(s);
}
END_TEST

/* Two streams whose second cannot be renamed: a folder has come to stand where it would go. */
static gg_status commit_two(bool obstacle)
{
    char other[96];
    gg_stream *two[2];
    gg_status status;
    gg_error err;

    snprintf(other, sizeof other, "%s/other", folder);
    two[0] = opened(path);
    two[1] = opened(other);
    add(two[0], "new");
    add(two[1], "beside");
    if (obstacle)
        ck_assert_int_eq(mkdir(other, 0700), 0);
    gg_error_init(&err);
    status = gg_stream_commit_all(two, 2, &err);
    ck_assert_str_eq(err.file, status ? other : "");
    gg_stream_close(two[0]);
    gg_stream_close(two[1]);
    if (obstacle)
        ck_assert_int_eq(rmdir(other), 0);
    return status;
}

START_TEST(all_are_committed_or_none)
{
    begin();
    ck_assert_int_eq(commit_two(true), GG_E_IO);
    ck_assert_uint_eq(files(), 0);
    put(path, "old");
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert_int_eq(commit_two(true), GG_E_IO);
    ck_assert_uint_eq(files(), 1);
    holds(path, "old");
    ck_assert_int_eq(commit_two(false), GG_OK);
    ck_assert_uint_eq(files(), 2);
    holds(path, "new");
    ck_assert_int_eq(commit_two(false), GG_OK);
    ck_assert_uint_eq(files(), 2);
    ck_assert_int_eq(gg_stream_commit_all(NULL, 0, NULL), GG_OK);
    end();
}
END_TEST

START_TEST(what_is_settled_is_not_there_yet)
{
    gg_stream *s;

    begin();
    put(path, "old");
    s = opened(path);
    add(s, "new");
    ck_assert_int_eq(gg_stream_settle(s, NULL), GG_OK);
    holds(path, "old");
    gg_stream_close(s);
    ck_assert_uint_eq(files(), 1);
    holds(path, "old");
    s = opened(path);
    add(s, "new");
    ck_assert_int_eq(gg_stream_settle(s, NULL), GG_OK);
    ck_assert_int_eq(gg_stream_commit(s, NULL), GG_OK);
    gg_stream_close(s);
    ck_assert_uint_eq(files(), 1);
    holds(path, "new");
    end();
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, all_are_committed_or_none);
    tcase_add_test(tc, what_is_settled_is_not_there_yet);
    tcase_add_test(tc, a_file_is_there_once_it_is_committed);
    tcase_add_test(tc, without_a_commit_nothing_changes);
    tcase_add_test(tc, what_is_replaced_keeps_its_mode);
    tcase_add_test(tc, a_link_keeps_pointing_where_it_points);
    tcase_add_test(tc, large_files_arrive_whole);
    tcase_add_test(tc, devices_and_descriptors_are_written_to);
    tcase_add_test(tc, a_dash_is_standard_output);
    tcase_add_test(tc, places_that_cannot_be_written_are_refused);
    tcase_add_test(tc, a_full_disk_is_an_error);
    tcase_add_test(tc, a_commit_that_fails_says_so);
}

GG_TEST_MAIN("base/stream")
