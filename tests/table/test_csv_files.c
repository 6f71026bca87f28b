/* Many files as one table: the records, and the error, of the files read one after the other. */
#include "suite.h"

#include <dirent.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "table/records.h"

static const size_t chunks[] = {64, 100, 1000, 131072};
static const unsigned threads[] = {1, 2, 7};

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A folder of files that ends with the test. */
typedef struct folder {
    char path[64];
    char name[400];    /* of the last file asked for */
    char pattern[200]; /* of the tables in it */
} folder;

static folder folder_new(void)
{
    folder f = {.path = "/tmp/gauger-test-XXXXXX"};

    ck_assert_ptr_nonnull(mkdtemp(f.path));
    snprintf(f.pattern, sizeof f.pattern, "%s/t-*.csv", f.path);
    return f;
}

static const char *in(folder *f, const char *name)
{
    snprintf(f->name, sizeof f->name, "%s/%s", f->path, name);
    return f->name;
}

static void put(folder *f, const char *name, const char *text)
{
    FILE *to = fopen(in(f, name), "wb");

    ck_assert_ptr_nonnull(to);
    ck_assert_int_ge(fputs(text, to), 0);
    ck_assert_int_eq(fclose(to), 0);
}

static void folder_end(folder *f)
{
    DIR *dir = opendir(f->path);
    struct dirent *entry;

    ck_assert_ptr_nonnull(dir);
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            ck_assert_int_eq(remove(in(f, entry->d_name)), 0);
    }
    closedir(dir);
    ck_assert_int_eq(rmdir(f->path), 0);
}

/* The records of a pattern with every number of threads and every size of chunk. */
static void same_everywhere(const char *pattern, const char *want, size_t files, uint64_t skipped)
{
    gg_csv_options options = gg_csv_options_default();
    uint64_t sum = 0;

    options.skip_bad_rows = skipped > 0;
    for (size_t c = 0; c < COUNT(chunks); c++) {
        for (size_t t = 0; t < COUNT(threads); t++) {
            records r;

            options.chunk = chunks[c];
            r = records_read(pattern, &options, threads[t]);
            ck_assert_msg(r.status == GG_OK, "%s", r.message);
            ck_assert_uint_eq(r.files, files);
            ck_assert_uint_eq(r.skipped, skipped);
            if (threads[t] == 1)
                ck_assert_str_eq(r.text.data, want);
            if (sum == 0)
                sum = r.sum;
            ck_assert_uint_eq(r.sum, sum);
            records_release(&r);
        }
    }
}

/* The error of a pattern with every number of threads and every size of chunk. */
static void same_error(folder *f, gg_status status, const char *want)
{
    gg_csv_options options = gg_csv_options_default();
    size_t n = strlen(f->path);

    for (size_t c = 0; c < COUNT(chunks); c++) {
        for (size_t t = 0; t < COUNT(threads); t++) {
            records r;
            const char *message;

            options.chunk = chunks[c];
            r = records_read(f->pattern, &options, threads[t]);
            message = strncmp(r.message, f->path, n) == 0 ? r.message + n : r.message;
            ck_assert_str_eq(message, want);
            ck_assert_int_eq(r.status, status);
            records_release(&r);
        }
    }
}

/* ---- reading ---- */

START_TEST(files_are_read_in_the_order_of_their_names)
{
    folder f = folder_new();

    put(&f, "t-10.csv", "a,b\n5,6\n");
    put(&f, "t-02.csv", "a,b\n3,4\n");
    put(&f, "t-01.csv", "a,b\n1,2\n");
    put(&f, "u-01.csv", "not,a,part\n");
    put(&f, ".t-00.csv", "hidden\n");
    same_everywhere(f.pattern, "1|2\n3|4\n5|6\n", 3, 0);
    folder_end(&f);
}
END_TEST

START_TEST(each_file_has_its_own_ends_of_lines_and_mark)
{
    folder f = folder_new();

    put(&f, "t-1.csv",
        "\xef\xbb\xbf"
        "a,b\r\n1,2\r\n");
    put(&f, "t-2.csv", "a,b\n3,4");
    put(&f, "t-3.csv", "\"a\",\"b\"\n\"5,\n5\",\"6\"\"\"\n");
    put(&f, "t-4.csv",
        "\xef\xbb\xbf"
        "a,b\n7,8\n");
    same_everywhere(f.pattern, "1|2\n3|4\n5,\n5|6\"\n7|8\n", 4, 0);
    folder_end(&f);
}
END_TEST

START_TEST(columns_may_stand_in_another_order)
{
    folder f = folder_new();

    put(&f, "t-1.csv", "a,b,c\n1,2,3\n");
    put(&f, "t-2.csv", "c,a,b\n33,11,22\n333,111,222\n");
    put(&f, "t-3.csv", "b,c,a\r\n\"2,\"\"\",,1\r\n\"\",\"3\",\r\n");
    same_everywhere(f.pattern, "1|2|3\n11|22|33\n111|222|333\n1|2,\"|\n||3\n", 3, 0);
    folder_end(&f);
}
END_TEST

START_TEST(files_without_rows_are_part_of_it)
{
    folder f = folder_new();

    put(&f, "t-1.csv", "a,b\n");
    put(&f, "t-2.csv", "a,b\n1,2\n");
    put(&f, "t-3.csv", "a,b");
    put(&f, "t-4.csv", "a,b\r\n");
    put(&f, "t-5.csv", "a,b\n3,4\n");
    put(&f, "t-6.csv", "a,b\n");
    same_everywhere(f.pattern, "1|2\n3|4\n", 6, 0);
    folder_end(&f);
}
END_TEST

START_TEST(bad_rows_of_all_files_add_up)
{
    folder f = folder_new();

    put(&f, "t-1.csv", "a,b\n1,2\n1\n");
    put(&f, "t-2.csv", "a,b\n1,2,3\n1,2,3\n3,4\n");
    put(&f, "t-3.csv", "b,a\nx\n");
    same_everywhere(f.pattern, "1|2\n3|4\n", 3, 4);
    folder_end(&f);
}
END_TEST

/* Rows in one file, and the same rows dealt to files at places of every kind. */
START_TEST(the_number_of_files_changes_nothing)
{
    folder f = folder_new();
    gg_csv_options options = gg_csv_options_default();
    records whole;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "id,word\n");
    for (int i = 0; i < 3000; i++)
        gg_buf_printf(&text, i % 7 ? "%d,w%d\n" : "\"%d\",\"w\"\"\n%d\"\r\n", i, i * i % 1000);
    put(&f, "all.csv", text.data);
    whole = records_read(in(&f, "all.csv"), NULL, 1);
    ck_assert_uint_eq(whole.rows, 3000);
    ck_assert_uint_eq(whole.files, 1);
    for (int files = 2; files <= 40; files += 19) {
        for (int k = 0; k < files; k++) {
            char name[32];

            text.size = 0;
            gg_buf_puts(&text, k % 3 ? "id,word\n" : "id,word\r\n");
            for (int i = 3000 * k / files; i < 3000 * (k + 1) / files; i++)
                gg_buf_printf(&text, i % 7 ? "%d,w%d\n" : "\"%d\",\"w\"\"\n%d\"\r\n", i,
                              i * i % 1000);
            snprintf(name, sizeof name, "t-%03d.csv", k);
            put(&f, name, text.data);
        }
        for (size_t c = 0; c < COUNT(chunks); c++) {
            for (size_t t = 0; t < COUNT(threads); t++) {
                records r;

                options.chunk = chunks[c];
                r = records_read(f.pattern, &options, threads[t]);
                ck_assert_msg(r.status == GG_OK, "%s", r.message);
                ck_assert_uint_eq(r.files, (unsigned)files);
                ck_assert_uint_eq(r.rows, 3000);
                ck_assert_uint_eq(r.sum, whole.sum);
                if (threads[t] == 1)
                    ck_assert_str_eq(r.text.data, whole.text.data);
                records_release(&r);
            }
        }
    }
    records_release(&whole);
    gg_buf_release(&text);
    folder_end(&f);
}
END_TEST

/* A file that carries a bracket in its name is that file. */
START_TEST(a_name_comes_before_a_pattern)
{
    folder f = folder_new();
    records r;

    put(&f, "t-[1].csv", "a\nbracket\n");
    put(&f, "t-1.csv", "a\none\n");
    r = records_read(in(&f, "t-[1].csv"), NULL, 1);
    ck_assert_str_eq(r.text.data, "bracket\n");
    ck_assert_uint_eq(r.files, 1);
    records_release(&r);
    ck_assert_int_eq(remove(in(&f, "t-[1].csv")), 0);
    r = records_read(in(&f, "t-[1].csv"), NULL, 1);
    ck_assert_str_eq(r.text.data, "one\n");
    records_release(&r);
    folder_end(&f);
}
END_TEST

/* Only files that are being read are open. */
START_TEST(there_may_be_more_files_than_can_be_open)
{
    folder f = folder_new();
    struct rlimit few, kept;
    records r;

    for (int k = 0; k < 200; k++) {
        char name[32], text[40];

        snprintf(name, sizeof name, "t-%03d.csv", k);
        snprintf(text, sizeof text, "a,b\n%d,x\n%d,y\n", k, k);
        put(&f, name, text);
    }
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &kept), 0);
    few = kept;
    few.rlim_cur = 40;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (size_t t = 0; t < COUNT(threads); t++) {
        r = records_read(f.pattern, NULL, threads[t]);
        ck_assert_msg(r.status == GG_OK, "%s", r.message);
        ck_assert_uint_eq(r.rows, 400);
        ck_assert_uint_eq(r.files, 200);
        records_release(&r);
    }
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &kept), 0);
    folder_end(&f);
}
END_TEST

/* ---- what is wrong, and where ---- */

START_TEST(an_error_names_the_file_and_its_line)
{
    folder f = folder_new();

    put(&f, "t-1.csv", "a,b\n1,2\n3,4\n");
    put(&f, "t-2.csv", "a,b\n5,6\n");
    put(&f, "t-3.csv", "b,a\n7,8\n9\n");
    put(&f, "t-4.csv", "a,b\n\"open,1\n");
    same_error(&f, GG_E_INPUT,
               "/t-3.csv:3: 1 cell where the header has 2; mend the row, or give --skip-bad-rows "
               "to leave such rows out");
    put(&f, "t-3.csv", "b,a\n7,8\n");
    same_error(&f, GG_E_INPUT,
               "/t-4.csv:2: column \"a\": a quote opens and is never closed; close it, or double a "
               "quote that belongs to the text");
    put(&f, "t-1.csv", "a,b\n1,2\n\xff,4\n");
    same_error(&f, GG_E_INPUT,
               "/t-1.csv:3: column \"a\": not valid UTF-8; save the table as UTF-8 (e.g. iconv -f "
               "WINDOWS-1252 -t UTF-8)");
    folder_end(&f);
}
END_TEST

START_TEST(an_open_quote_does_not_reach_the_next_file)
{
    folder f = folder_new();
    gg_csv_options options = gg_csv_options_default();
    records r;

    put(&f, "t-1.csv", "a\n\"one\n");
    put(&f, "t-2.csv", "a\ntwo\"\n");
    same_error(&f, GG_E_INPUT,
               "/t-1.csv:2: column \"a\": a quote opens and is never closed; close it, or double a "
               "quote that belongs to the text");
    put(&f, "t-1.csv", "a\none\n");
    r = records_read(f.pattern, &options, 2);
    ck_assert_msg(strstr(r.message, "/t-2.csv:2:"), "%s", r.message);
    records_release(&r);
    folder_end(&f);
}
END_TEST

START_TEST(files_have_the_same_columns)
{
    folder f = folder_new();

    put(&f, "t-1.csv", "a,b\n1,2\n");
    put(&f, "t-2.csv", "a\n1\n");
    same_error(&f, GG_E_INPUT,
               "/t-2.csv:1: column \"b\": a column of the first file (t-1.csv), and not of this "
               "one; give all files of the table the same columns");
    put(&f, "t-2.csv", "a,c,b\n1,3,2\n");
    same_error(&f, GG_E_INPUT,
               "/t-2.csv:1: column \"c\": no column of the first file (t-1.csv), which is part of "
               "the same table; give all files of the table the same columns");
    put(&f, "t-2.csv", "a,B\n1,3\n");
    same_error(&f, GG_E_INPUT,
               "/t-2.csv:1: column \"b\": a column of the first file (t-1.csv), and not of this "
               "one; give all files of the table the same columns");
    put(&f, "t-2.csv", "a,a\n1,3\n");
    same_error(&f, GG_E_INPUT,
               "/t-2.csv:1: column \"a\": two columns have this name; give each column a name of "
               "its own");
    put(&f, "t-2.csv", "");
    same_error(&f, GG_E_INPUT, "/t-2.csv: is empty; give a CSV file with a header row");
    put(&f, "t-2.csv", "a;b\n1;2\n");
    same_error(&f, GG_E_INPUT,
               "/t-2.csv:1: one column, with semicolons in its name; separate columns with commas "
               "(and write decimals with points), or quote the name");
    folder_end(&f);
}
END_TEST

START_TEST(what_fits_the_pattern_is_a_file)
{
    folder f = folder_new();

    same_error(&f, GG_E_NOT_FOUND,
               "/t-*.csv: no file has such a name; check the pattern and the folder");
    put(&f, "t-1.csv", "a,b\n1,2\n");
    ck_assert_int_eq(mkdir(in(&f, "t-2.csv"), 0700), 0);
    same_error(&f, GG_E_INPUT, "/t-2.csv: is a directory; give a CSV file");
    ck_assert_int_eq(rmdir(in(&f, "t-2.csv")), 0);
    ck_assert_int_eq(symlink("nowhere", in(&f, "t-2.csv")), 0);
    same_error(&f, GG_E_NOT_FOUND,
               "/t-2.csv: no such file; check the name and that you may read it");
    ck_assert_int_eq(remove(in(&f, "t-2.csv")), 0);
    ck_assert_int_eq(symlink("/dev/null", in(&f, "t-2.csv")), 0);
    same_error(&f, GG_E_INPUT,
               "/t-2.csv: not a regular file, among the files of a table; name regular files, or "
               "read it alone");
    ck_assert_int_eq(remove(in(&f, "t-2.csv")), 0);
    put(&f, "t-1.csv", "a,b\n");
    same_error(&f, GG_E_INPUT, "/t-*.csv: no rows behind the header; give a table with data");
    folder_end(&f);
}
END_TEST

START_TEST(a_pipe_is_no_part_of_a_table)
{
    folder f = folder_new();

    put(&f, "t-1.csv", "a,b\n1,2\n");
    ck_assert_int_eq(mkfifo(in(&f, "t-2.csv"), 0600), 0);
    same_error(&f, GG_E_INPUT,
               "/t-2.csv: not a regular file, among the files of a table; name regular files, or "
               "read it alone");
    folder_end(&f);
}
END_TEST

/* Between the reading of the headers and that of the rows. */
START_TEST(a_file_that_changes_is_an_error)
{
    folder f = folder_new();
    gg_csv_chunk chunk;
    gg_csv *csv = NULL;
    gg_error err;

    for (int gone = 0; gone < 2; gone++) {
        put(&f, "t-1.csv", "a,b\n1,2\n");
        put(&f, "t-2.csv", "a,b\n3,4\n");
        gg_error_init(&err);
        ck_assert_int_eq(gg_csv_open(f.pattern, NULL, &csv, &err), GG_OK);
        if (gone)
            ck_assert_int_eq(remove(in(&f, "t-2.csv")), 0);
        else
            put(&f, "t-2.csv", "a,b\n3,4\n5,6\n");
        gg_csv_chunk_init(&chunk);
        ck_assert_int_eq(gg_csv_next(csv, &chunk, &err), GG_OK);
        ck_assert_uint_eq(chunk.rows, 1);
        ck_assert_int_eq(gg_csv_next(csv, &chunk, &err), GG_E_IO);
        ck_assert_uint_eq(chunk.index, 1);
        ck_assert_ptr_nonnull(strstr(err.file, "t-2.csv"));
        ck_assert_str_eq(err.what, "cannot be read, or changed while it was read");
        gg_csv_chunk_release(&chunk);
        gg_csv_close(csv);
    }
    folder_end(&f);
}
END_TEST

static gg_status refuse_row(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    gg_csv *csv = worker;

    for (size_t r = 0; r < chunk->rows; r++) {
        if (gg_csv_cell(chunk, r, 1).data[0] != '!')
            continue;
        gg_csv_error_where(csv, chunk, r, 1, err);
        return gg_error_set(err, GG_E_INPUT, NULL, "refused");
    }
    return GG_OK;
}

/* Where the reader of cells finds fault, its error names file, line and the table's column. */
START_TEST(the_place_of_a_cell_is_known)
{
    folder f = folder_new();
    gg_csv_options options = gg_csv_options_default();

    put(&f, "t-1.csv", "a,b\n1,2\n");
    put(&f, "t-2.csv", "a,b\n");
    put(&f, "t-3.csv", "b,a\n\"3\n\",4\n5,6\n!,8\n");
    put(&f, "t-4.csv", "a,b\n1,!\n");
    for (size_t c = 0; c < COUNT(chunks); c++) {
        for (size_t t = 0; t < COUNT(threads); t++) {
            void *workers[RECORDS_THREADS];
            gg_csv *csv = NULL;
            gg_error err;

            gg_error_init(&err);
            options.chunk = chunks[c];
            ck_assert_int_eq(gg_csv_open(f.pattern, &options, &csv, &err), GG_OK);
            for (size_t i = 0; i < RECORDS_THREADS; i++)
                workers[i] = csv;
            ck_assert_int_eq(gg_csv_scan(csv, threads[t], workers, refuse_row, &err), GG_E_INPUT);
            ck_assert_ptr_nonnull(strstr(err.file, "t-3.csv"));
            ck_assert_uint_eq(err.line, 5);
            ck_assert_str_eq(err.column, "b");
            gg_csv_close(csv);
        }
    }
    folder_end(&f);
}
END_TEST

static void count_progress(void *context, uint64_t bytes, uint64_t total)
{
    uint64_t *last = context;

    ck_assert_uint_eq(total, 8 + 12 + 8);
    ck_assert_uint_ge(bytes, *last);
    ck_assert_uint_lt(bytes, total);
    *last = bytes;
}

START_TEST(progress_is_of_all_files)
{
    folder f = folder_new();
    gg_csv_options options = gg_csv_options_default();
    uint64_t last = 0;
    records r;

    put(&f, "t-1.csv", "a,b\n1,2\n");
    put(&f, "t-2.csv", "a,b\n1,2\n3,4\n");
    put(&f, "t-3.csv", "a,b\n1,2\n");
    options.progress = count_progress;
    options.progress_context = &last;
    r = records_read(f.pattern, &options, 1);
    ck_assert_uint_eq(r.rows, 4);
    ck_assert_uint_eq(last, 8 + 12 + 4);
    records_release(&r);
    folder_end(&f);
}
END_TEST

/* ---- names and digests ---- */

START_TEST(a_pattern_is_expanded)
{
    folder f = folder_new();
    gg_arena arena;
    char **all = NULL;
    size_t n = 0;
    gg_error err;

    gg_arena_init(&arena);
    gg_error_init(&err);
    put(&f, "t-b.csv", "a\n");
    put(&f, "t-B.csv", "a\n");
    put(&f, "t-\xc3\xa4.csv", "a\n");
    ck_assert_int_eq(gg_csv_expand(f.pattern, &arena, &all, &n, &err), GG_OK);
    ck_assert_uint_eq(n, 3);
    ck_assert_str_eq(all[0], in(&f, "t-B.csv"));
    ck_assert_str_eq(all[1], in(&f, "t-b.csv"));
    ck_assert_str_eq(all[2], in(&f, "t-\xc3\xa4.csv"));
    ck_assert_int_eq(gg_csv_expand("nowhere.csv", &arena, &all, &n, &err), GG_OK);
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(all[0], "nowhere.csv");
    ck_assert_int_eq(gg_csv_expand("nowhere-*.csv", &arena, &all, &n, &err), GG_E_NOT_FOUND);
    ck_assert_uint_eq(n, 1);
    gg_arena_release(&arena);
    folder_end(&f);
}
END_TEST

/* Expected digests by coreutils: sha256sum FILE, and
 * sha256sum t-*.csv | cut -c 1-64 | LC_ALL=C sort | sha256sum. */
START_TEST(the_digest_of_many_files_does_not_know_their_names)
{
    static const char one[] = "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470";
    static const char both[] = "e92ee78ede623c49341d5fde9d8a1c2748d9655ea19c057efcfd0a2f02a36b33";
    char digest[GG_SHA256_HEX] = "";
    folder f = folder_new();
    gg_error err;

    gg_error_init(&err);
    put(&f, "t-1.csv", "a,b\n1,2\n");
    ck_assert_int_eq(gg_csv_digest(in(&f, "t-1.csv"), digest, &err), GG_OK);
    ck_assert_str_eq(digest, one);
    ck_assert_int_eq(gg_csv_digest(f.pattern, digest, &err), GG_OK);
    ck_assert_str_eq(digest, one);
    put(&f, "t-2.csv", "a,b\n3,4\n");
    ck_assert_int_eq(gg_csv_digest(f.pattern, digest, &err), GG_OK);
    ck_assert_str_eq(digest, both);
    put(&f, "t-1.csv", "a,b\n3,4\n");
    put(&f, "t-2.csv", "a,b\n1,2\n");
    ck_assert_int_eq(gg_csv_digest(f.pattern, digest, &err), GG_OK);
    ck_assert_str_eq(digest, both);
    put(&f, "t-3.csv", "a,b\n");
    ck_assert_int_eq(gg_csv_digest(f.pattern, digest, &err), GG_OK);
    ck_assert_str_ne(digest, both);
    ck_assert_int_eq(mkdir(in(&f, "t-4.csv"), 0700), 0);
    strcpy(digest, "kept");
    ck_assert_int_ne(gg_csv_digest(f.pattern, digest, &err), GG_OK);
    ck_assert_str_eq(digest, "kept");
    folder_end(&f);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, files_are_read_in_the_order_of_their_names);
    tcase_add_test(tc, each_file_has_its_own_ends_of_lines_and_mark);
    tcase_add_test(tc, columns_may_stand_in_another_order);
    tcase_add_test(tc, files_without_rows_are_part_of_it);
    tcase_add_test(tc, bad_rows_of_all_files_add_up);
    tcase_add_test(tc, the_number_of_files_changes_nothing);
    tcase_add_test(tc, a_name_comes_before_a_pattern);
    tcase_add_test(tc, there_may_be_more_files_than_can_be_open);
    tcase_add_test(tc, an_error_names_the_file_and_its_line);
    tcase_add_test(tc, an_open_quote_does_not_reach_the_next_file);
    tcase_add_test(tc, files_have_the_same_columns);
    tcase_add_test(tc, what_fits_the_pattern_is_a_file);
    tcase_add_test(tc, a_pipe_is_no_part_of_a_table);
    tcase_add_test(tc, a_file_that_changes_is_an_error);
    tcase_add_test(tc, the_place_of_a_cell_is_known);
    tcase_add_test(tc, progress_is_of_all_files);
    tcase_add_test(tc, a_pattern_is_expanded);
    tcase_add_test(tc, the_digest_of_many_files_does_not_know_their_names);
}

GG_TEST_MAIN("table/csv_files")
