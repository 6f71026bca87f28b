/* Files that are written to, replaced or removed while they are read. */
#include "suite.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "gauger/table/csv.h"
#include "table/temporary.h"

typedef void (*meddler)(const char *path);

static void meddle_not(const char *path)
{
    (void)path;
}

static void append(const char *path)
{
    FILE *to = fopen(path, "ab");

    ck_assert_ptr_nonnull(to);
    ck_assert_int_ge(fputs("7,8\n", to), 0);
    ck_assert_int_eq(fclose(to), 0);
}

/* The same size, another time: what an overwritten byte leaves behind. */
static void touch(const char *path)
{
    const struct timespec times[2] = {{1, 0}, {1, 1}};

    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void replace(const char *path)
{
    char other[80];
    struct stat st;

    snprintf(other, sizeof other, "%s.new", path);
    ck_assert_int_eq(stat(path, &st), 0);
    {
        const struct timespec times[2] = {st.st_atim, st.st_mtim};
        FILE *to = fopen(other, "wb");

        ck_assert_ptr_nonnull(to);
        ck_assert_int_ge(fputs("a,b\n1,2\n", to), 0);
        ck_assert_int_eq(fclose(to), 0);
        ck_assert_int_eq(utimensat(AT_FDCWD, other, times, 0), 0);
    }
    ck_assert_int_eq(rename(other, path), 0);
}

static void take_away(const char *path)
{
    ck_assert_int_eq(unlink(path), 0);
}

typedef struct visitor {
    const char *path;
    meddler meddle;
} visitor;

static gg_status visit(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    visitor *v = worker;

    (void)chunk;
    (void)err;
    v->meddle(v->path);
    return GG_OK;
}

static const struct {
    meddler meddle;
    gg_status status;
} cases[] = {{meddle_not, GG_OK},
             {append, GG_E_IO},
             {touch, GG_E_IO},
             {replace, GG_E_IO},
             {take_away, GG_E_IO}};

static void check(const char *name, const char *path, size_t i)
{
    visitor v = {path, cases[i].meddle};
    void *worker = &v;
    gg_csv *csv = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_csv_open(name, NULL, &csv, &err), GG_OK);
    ck_assert_int_eq(gg_csv_scan(csv, 1, &worker, visit, &err), cases[i].status);
    if (cases[i].status) {
        ck_assert_str_eq(err.what, "cannot be read, or changed while it was read");
        ck_assert_ptr_nonnull(strstr(path, err.file));
    }
    gg_csv_close(csv);
}

START_TEST(a_file_alone)
{
    temporary t = temporary_file("a,b\n1,2\n", 0);

    check(t.path, t.path, (size_t)_i);
    temporary_remove(&t);
}
END_TEST

/* The first file is behind the reader when it changes. */
START_TEST(a_file_among_others)
{
    char folder[] = "/tmp/gauger-test-XXXXXX", pattern[64], path[64], other[64];
    FILE *to;

    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(pattern, sizeof pattern, "%s/t-*.csv", folder);
    snprintf(path, sizeof path, "%s/t-1.csv", folder);
    snprintf(other, sizeof other, "%s/t-2.csv", folder);
    for (int i = 0; i < 2; i++) {
        to = fopen(i ? other : path, "wb");
        ck_assert_ptr_nonnull(to);
        ck_assert_int_ge(fputs(i ? "a,b\n" : "a,b\n1,2\n", to), 0);
        ck_assert_int_eq(fclose(to), 0);
    }
    check(pattern, path, (size_t)_i);
    unlink(path);
    unlink(other);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* What is read in turn has no other state to be held against. */
START_TEST(a_pipe_is_read_once)
{
    temporary t = temporary_file("", 1);
    gg_csv_chunk chunk;
    gg_csv *csv = NULL;
    gg_error err;
    int writer;

    temporary_remove(&t);
    ck_assert_int_eq(mkfifo(t.path, 0600), 0);
    writer = open(t.path, O_RDWR);
    ck_assert_int_ge(writer, 0);
    ck_assert_int_eq(write(writer, "a\n1\n", 4), 4);
    gg_error_init(&err);
    gg_csv_chunk_init(&chunk);
    {
        /* Open for reading before the last writer goes. */
        int reader = open(t.path, O_RDONLY | O_NONBLOCK);

        ck_assert_int_ge(reader, 0);
        ck_assert_int_eq(dup2(reader, STDIN_FILENO), STDIN_FILENO);
        ck_assert_int_eq(fcntl(STDIN_FILENO, F_SETFL, 0), 0);
        close(reader);
        close(writer);
    }
    ck_assert_int_eq(gg_csv_open("-", NULL, &csv, &err), GG_OK);
    ck_assert_int_eq(gg_csv_next(csv, &chunk, &err), GG_OK);
    temporary_remove(&t);
    ck_assert_int_eq(gg_csv_check_unchanged(csv, &err), GG_OK);
    gg_csv_chunk_release(&chunk);
    gg_csv_close(csv);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_loop_test(tc, a_file_alone, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_loop_test(tc, a_file_among_others, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tc, a_pipe_is_read_once);
}

GG_TEST_MAIN("table/csv_changed")
