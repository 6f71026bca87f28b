/* The CSV reader: the same records, and the same error, for every chunk size and thread count. */
#include "suite.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "gauger/base/buf.h"
#include "gauger/base/random.h"
#include "gauger/table/csv.h"
#include "table/temporary.h"

/* All records of one thread, each as "offset-order\x1f cells joined by \x1f\n". */
typedef struct gathered {
    gg_csv *csv;
    gg_buf text;
    uint64_t rows, sum; /* sum of hashes: independent of order */
} gathered;

static uint64_t hash(const char *s, size_t n)
{
    uint64_t h = 1469598103934665603ULL;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 1099511628211ULL;
    return h;
}

static gg_status gather(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    gathered *g = worker;

    (void)err;
    for (size_t r = 0; r < chunk->rows; r++) {
        size_t begin = g->text.size;

        for (size_t c = 0; c < chunk->columns; c++) {
            gg_view cell = gg_csv_cell(chunk, r, c);

            gg_buf_append(&g->text, cell.data, cell.size);
            gg_buf_append(&g->text, c + 1 < chunk->columns ? "\x1f" : "\n", 1);
        }
        g->sum += hash(g->text.data + begin, g->text.size - begin);
        g->rows++;
    }
    return GG_OK;
}

typedef struct outcome {
    gg_status status;
    gg_error error;
    uint64_t rows, sum, skipped;
    char text[4096]; /* of the first thread, when there is one thread */
} outcome;

static outcome read_table(const char *path, size_t chunk, unsigned threads, size_t max_record,
                          bool skip)
{
    gg_csv_options options = gg_csv_options_default();
    gathered all[8];
    void *workers[8];
    outcome o = {0};
    gg_csv *csv = NULL;

    options.chunk = chunk;
    options.skip_bad_rows = skip;
    if (max_record)
        options.max_record = max_record;
    o.status = gg_csv_open(path, &options, &csv, &o.error);
    if (o.status)
        return o;
    for (unsigned i = 0; i < threads; i++) {
        memset(&all[i], 0, sizeof all[i]);
        gg_buf_init(&all[i].text, 0);
        workers[i] = &all[i];
    }
    o.status = gg_csv_scan(csv, threads, workers, gather, &o.error);
    for (unsigned i = 0; i < threads; i++) {
        o.rows += all[i].rows;
        o.sum += all[i].sum;
        if (i == 0 && all[i].text.size < sizeof o.text && all[i].text.data)
            memcpy(o.text, all[i].text.data, all[i].text.size + 1);
        gg_buf_release(&all[i].text);
    }
    o.skipped = gg_csv_skipped(csv);
    gg_csv_close(csv);
    return o;
}

/* Reads text in many ways; all must agree. Returns the outcome of the plainest. */
static outcome read_text(const char *text, size_t size)
{
    static const size_t chunks[] = {64, 65, 70, 100, 127, 1000, 131072};
    temporary t = temporary_file(text, size);
    outcome first = read_table(t.path, 131072, 1, 0, false);

    for (size_t c = 0; c < sizeof chunks / sizeof *chunks; c++) {
        for (unsigned threads = 1; threads <= 7; threads += 3) {
            outcome o = read_table(t.path, chunks[c], threads, 0, false);
            char a[GG_ERROR_MAX + 1], b[GG_ERROR_MAX + 1];

            ck_assert_int_eq(o.status, first.status);
            if (o.status) {
                gg_error_format(&o.error, a, sizeof a);
                gg_error_format(&first.error, b, sizeof b);
                ck_assert_str_eq(a, b);
            } else {
                ck_assert_uint_eq(o.rows, first.rows);
                ck_assert_uint_eq(o.sum, first.sum);
            }
        }
    }
    temporary_remove(&t);
    return first;
}

static void expect_text(const char *text, const char *records)
{
    outcome o = read_text(text, 0);

    ck_assert_int_eq(o.status, GG_OK);
    ck_assert_str_eq(o.text, records);
}

static void expect_error(const char *text, size_t size, gg_status status, const char *message)
{
    outcome o = read_text(text, size);
    char got[GG_ERROR_MAX + 1];
    const char *behind_path;

    ck_assert_int_eq(o.status, status);
    gg_error_format(&o.error, got, sizeof got);
    behind_path = strstr(got, "gauger-test-");
    ck_assert_ptr_nonnull(behind_path);
    ck_assert_str_eq(behind_path + strlen("gauger-test-XXXXXX"), message);
}

START_TEST(plain_records)
{
    expect_text("a,b\n1,2\n3,4\n", "1\x1f"
                                   "2\n3\x1f"
                                   "4\n");
    expect_text("a,b\n1,\n,4\n", "1\x1f\n\x1f"
                                 "4\n");
    expect_text("a\n1\n2\n", "1\n2\n");
}
END_TEST

START_TEST(last_line_may_lack_its_end)
{
    expect_text("a,b\n1,2\n3,4", "1\x1f"
                                 "2\n3\x1f"
                                 "4\n");
}
END_TEST

START_TEST(carriage_returns_and_mark)
{
    expect_text("\xef\xbb\xbf"
                "a,b\r\n1,2\r\n3,4\r\n",
                "1\x1f"
                "2\n3\x1f"
                "4\n");
}
END_TEST

START_TEST(quotes)
{
    expect_text("a,b\n\"1\",\"x, y\"\n\"he said \"\"no\"\"\",\"two\nlines\"\n\"\",z\n",
                "1\x1fx, y\nhe said \"no\"\x1ftwo\nlines\n\x1fz\n");
    expect_text("\"a\",\"b,c\"\r\n\"1\",2\r\n", "1\x1f"
                                                "2\n");
}
END_TEST

START_TEST(text_beyond_ascii)
{
    expect_text("a,b\nZürich,日本\n€,x\n", "Zürich\x1f日本\n€\x1fx\n");
}
END_TEST

START_TEST(refusals)
{
    expect_error("a,b\n1,2\n3\n5,6\n", 0, GG_E_INPUT,
                 ":3: 1 cell where the header has 2; mend the row, or give --skip-bad-rows to "
                 "leave such rows out");
    /* Two short rows have as many separators as one whole row. */
    expect_error("a,b\n1\n2\n", 0, GG_E_INPUT,
                 ":2: 1 cell where the header has 2; mend the row, or give --skip-bad-rows to "
                 "leave such rows out");
    expect_error("a,b\n1,2,3\n", 0, GG_E_INPUT,
                 ":2: 3 cells where the header has 2; mend the row, or give --skip-bad-rows to "
                 "leave such rows out");
    expect_error("a,b\n1,2\n3,\"4\n5,6\n", 0, GG_E_INPUT,
                 ":3: column \"b\": a quote opens and is never closed; close it, or double a quote "
                 "that belongs to the text");
    expect_error("a,b\n1,2\n\"3\"x,4\n", 0, GG_E_INPUT,
                 ":3: column \"a\": text behind a closing quote; double a quote that belongs to "
                 "the text");
    expect_error("a,b\n1,2\n5\",4\n", 0, GG_E_INPUT,
                 ":3: column \"a\": a quote inside a cell that is not quoted; quote the whole cell "
                 "and double the quote");
    expect_error("a,b\n1,2\n3,\xff\n", 0, GG_E_INPUT,
                 ":3: column \"b\": not valid UTF-8; save the table as UTF-8 (e.g. iconv -f "
                 "WINDOWS-1252 -t UTF-8)");
    expect_error("a,b\n1,2\n3,\0\n", 13, GG_E_INPUT,
                 ":3: column \"b\": a NUL byte; give a text file");
    expect_error("a,b\n", 0, GG_E_INPUT, ": no rows behind the header; give a table with data");
    expect_error("a,b", 0, GG_E_INPUT, ": no rows behind the header; give a table with data");
    expect_error(
        "a,a\n1,2\n", 0, GG_E_INPUT,
        ":1: column \"a\": two columns have this name; give each column a name of its own");
    expect_error("a,,b\n1,2,3\n", 0, GG_E_INPUT,
                 ":1: column 2 has no name; name every column in the header row");
    expect_error("a,b\r1,2\r", 0, GG_E_INPUT,
                 ":1: a carriage return inside a column's name; end lines with a line feed (or CR "
                 "and line feed)");
    expect_error("a,b\n1,2\n\n3,4\n", 0, GG_E_INPUT,
                 ":3: 1 cell where the header has 2; mend the row, or give --skip-bad-rows to "
                 "leave such rows out");
}
END_TEST

START_TEST(the_first_error_wins)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "a,b\n");
    for (int i = 2; i < 500; i++)
        gg_buf_puts(&text, i == 200   ? "x,y,z\n"
                           : i == 201 ? "\xff,1\n"
                           : i == 300 ? "5\",1\n"
                                      : "1,2\n");
    expect_error(text.data, text.size, GG_E_INPUT,
                 ":200: 3 cells where the header has 2; mend the row, or give --skip-bad-rows to "
                 "leave such rows out");
    gg_buf_release(&text);
}
END_TEST

START_TEST(lines_are_physical)
{
    expect_error("a,b\n\"1\n2\n3\",4\n5\n", 0, GG_E_INPUT,
                 ":5: 1 cell where the header has 2; mend the row, or give --skip-bad-rows to "
                 "leave such rows out");
}
END_TEST

START_TEST(missing_file_and_directory)
{
    gg_error err;
    gg_csv *csv = NULL;

    gg_error_init(&err);
    ck_assert_int_eq(gg_csv_open("/nonexistent/x.csv", NULL, &csv, &err), GG_E_NOT_FOUND);
    gg_error_init(&err);
    ck_assert_int_eq(gg_csv_open("/tmp", NULL, &csv, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "is a directory");
    ck_assert_ptr_null(csv);
}
END_TEST

START_TEST(empty_file)
{
    temporary t = temporary_file("x", 1);
    outcome o;

    ck_assert_int_eq(truncate(t.path, 0), 0);
    o = read_table(t.path, 131072, 1, 0, false);
    ck_assert_int_eq(o.status, GG_E_INPUT);
    ck_assert_str_eq(o.error.what, "is empty");
    temporary_remove(&t);
}
END_TEST

START_TEST(skipping_ragged_rows)
{
    temporary t = temporary_file("a,b\n1,2\n3\n4,5,6\n7,8\n", 0);

    for (size_t chunk = 64; chunk < 70; chunk++) {
        outcome o = read_table(t.path, chunk, 2, 0, true);

        ck_assert_int_eq(o.status, GG_OK);
        ck_assert_uint_eq(o.rows, 2);
        ck_assert_uint_eq(o.skipped, 2);
    }
    temporary_remove(&t);
}
END_TEST

START_TEST(nothing_but_ragged_rows)
{
    temporary t = temporary_file("a,b\n1\n2\n", 0);
    outcome o = read_table(t.path, 131072, 1, 0, true);

    ck_assert_int_eq(o.status, GG_E_INPUT);
    ck_assert_str_eq(o.error.what, "all 2 rows are malformed");
    temporary_remove(&t);
}
END_TEST

/* A record one byte over the limit is refused at every chunk size; one at the limit is read. */
START_TEST(longest_record)
{
    for (int over = 0; over <= 1; over++) {
        gg_buf text;
        temporary t;

        gg_buf_init(&text, 0);
        gg_buf_puts(&text, "a\n1\n");
        gg_buf_fill(&text, 'x', (size_t)(5000 + over));
        gg_buf_puts(&text, "\n2\n");
        t = temporary_file(text.data, text.size);
        for (size_t chunk = 64; chunk <= 16384; chunk *= 4) {
            for (unsigned threads = 1; threads <= 2; threads++) {
                outcome o = read_table(t.path, chunk, threads, 5000, false);

                ck_assert_int_eq(o.status, over ? GG_E_LIMIT : GG_OK);
                if (over)
                    ck_assert_uint_eq(o.error.line, 3);
            }
        }
        temporary_remove(&t);
        gg_buf_release(&text);
    }
}
END_TEST

/* Random tables with quotes, newlines in cells, CRLF, empty cells: written, read back, compared. */
static uint64_t random_table(gg_random *r, gg_buf *text, uint64_t *rows)
{
    size_t columns = 1 + gg_random_bits(r) % 6;
    bool quoting = gg_random_bits(r) % 2, crlf = gg_random_bits(r) % 2;
    uint64_t sum = 0;
    gg_buf plain;

    gg_buf_init(&plain, 0);
    for (size_t c = 0; c < columns; c++)
        gg_buf_printf(text, "%sc%zu", c ? "," : "", c);
    gg_buf_puts(text, "\n");
    *rows = 1 + gg_random_bits(r) % 60;
    for (uint64_t i = 0; i < *rows; i++) {
        size_t begin = plain.size;

        for (size_t c = 0; c < columns; c++) {
            size_t n = gg_random_bits(r) % (i % 7 == 0 ? 200 : 12);
            bool quoted = (quoting && gg_random_bits(r) % 2) || (columns == 1 && n == 0);

            if (c)
                gg_buf_puts(text, ",");
            if (quoted)
                gg_buf_puts(text, "\"");
            for (size_t k = 0; k < n; k++) {
                static const char signs[] = "abcxyz0123456789 .-\",\n";
                char s = signs[gg_random_bits(r) % (quoted ? 22 : 19)];

                gg_buf_append(&plain, &s, 1);
                gg_buf_append(text, &s, 1);
                if (s == '"')
                    gg_buf_append(text, &s, 1);
            }
            if (quoted)
                gg_buf_puts(text, "\"");
            gg_buf_puts(&plain, c + 1 < columns ? "\x1f" : "\n");
        }
        gg_buf_puts(text, crlf ? "\r\n" : i + 1 == *rows && columns > 1 ? "" : "\n");
        sum += hash(plain.data + begin, plain.size - begin);
    }
    gg_buf_release(&plain);
    return sum;
}

START_TEST(random_tables_come_back)
{
    gg_random r;

    gg_random_init(&r, 7, "csv", "round trip");
    for (int i = 0; i < 150; i++) {
        gg_buf text;
        uint64_t rows, sum;
        outcome o;

        gg_buf_init(&text, 0);
        sum = random_table(&r, &text, &rows);
        o = read_text(text.data, text.size);
        ck_assert_int_eq(o.status, GG_OK);
        ck_assert_uint_eq(o.rows, rows);
        ck_assert_uint_eq(o.sum, sum);
        gg_buf_release(&text);
    }
}
END_TEST

/* Random bytes: every way of reading must end in the same way, and none may crash. */
START_TEST(random_bytes_end_alike)
{
    static const char signs[] = "a,\"\n\r1,\n\xc3\xa4";
    gg_random r;

    gg_random_init(&r, 8, "csv", "bytes");
    for (int i = 0; i < 400; i++) {
        char text[300] = "a,b\n";
        size_t n = 4 + gg_random_bits(&r) % 280;

        for (size_t k = 4; k < n; k++)
            text[k] = signs[gg_random_bits(&r) % (sizeof signs - 1)];
        read_text(text, n);
    }
}
END_TEST

typedef struct piped {
    int fd;
    const char *text;
    size_t size;
} piped;

static void *write_slowly(void *data)
{
    piped *p = data;

    for (size_t i = 0; i < p->size; i += 7) {
        size_t n = p->size - i < 7 ? p->size - i : 7;

        if (write(p->fd, p->text + i, n) != (ssize_t)n)
            break;
    }
    close(p->fd);
    return NULL;
}

/* Standard input is replaced by a pipe (each test is a process of its own). */
static outcome read_pipe(const char *text, size_t size, size_t chunk, unsigned threads)
{
    int ends[2];
    pthread_t thread;
    piped p;
    outcome o;

    ck_assert_int_eq(pipe(ends), 0);
    if (ends[0] != STDIN_FILENO) {
        ck_assert_int_ge(dup2(ends[0], STDIN_FILENO), 0);
        close(ends[0]);
    }
    p = (piped){ends[1], text, size};
    ck_assert_int_eq(pthread_create(&thread, NULL, write_slowly, &p), 0);
    o = read_table("-", chunk, threads, 0, false);
    close(STDIN_FILENO);
    pthread_join(thread, NULL);
    return o;
}

START_TEST(pipes_give_the_same)
{
    gg_random r;

    gg_random_init(&r, 9, "csv", "pipe");
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < 20; i++) {
        gg_buf text;
        uint64_t rows, sum;

        gg_buf_init(&text, 0);
        sum = random_table(&r, &text, &rows);
        for (unsigned threads = 1; threads <= 3; threads += 2) {
            outcome o = read_pipe(text.data, text.size, 64 + (size_t)i * 50, threads);

            ck_assert_int_eq(o.status, GG_OK);
            ck_assert_uint_eq(o.rows, rows);
            ck_assert_uint_eq(o.sum, sum);
        }
        gg_buf_release(&text);
    }
}
END_TEST

START_TEST(pipes_are_refused_alike)
{
    outcome o;

    signal(SIGPIPE, SIG_IGN);
    o = read_pipe("", 0, 128, 1);
    ck_assert_int_eq(o.status, GG_E_INPUT);
    ck_assert_str_eq(o.error.file, "standard input");
    ck_assert_str_eq(o.error.what, "is empty");
    o = read_pipe("a,b\n1,2\n3", 9, 128, 1);
    ck_assert_int_eq(o.status, GG_E_INPUT);
    ck_assert_uint_eq(o.error.line, 3);
    o = read_pipe("a,b\n", 4, 128, 2);
    ck_assert_str_eq(o.error.what, "no rows behind the header");
}
END_TEST

static gg_status refuse_b(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    gathered *g = worker;

    for (size_t r = 0; r < chunk->rows; r++) {
        gg_view cell = gg_csv_cell(chunk, r, 1);

        if (cell.size == 1 && cell.data[0] == 'b') {
            gg_csv_error_where(g->csv, chunk, r, 1, err);
            return gg_error_set(err, GG_E_INPUT, NULL, "a b");
        }
    }
    return GG_OK;
}

START_TEST(an_error_of_the_visit_names_its_line)
{
    gg_buf text;
    temporary t;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "x,y\n");
    for (int i = 2; i <= 3000; i++)
        gg_buf_puts(&text, i == 1234 || i == 1300 || i == 2900 ? "1,b\n" : "1,a\n");
    t = temporary_file(text.data, text.size);
    for (unsigned threads = 1; threads <= 4; threads++) {
        gg_csv_options options = gg_csv_options_default();
        gathered all[4];
        void *workers[4];
        gg_error err;
        gg_csv *csv;

        options.chunk = 128;
        gg_error_init(&err);
        ck_assert_int_eq(gg_csv_open(t.path, &options, &csv, &err), GG_OK);
        for (unsigned i = 0; i < threads; i++) {
            all[i].csv = csv;
            workers[i] = &all[i];
        }
        ck_assert_int_eq(gg_csv_scan(csv, threads, workers, refuse_b, &err), GG_E_INPUT);
        ck_assert_uint_eq(err.line, 1234);
        ck_assert_str_eq(err.column, "y");
        gg_csv_close(csv);
    }
    temporary_remove(&t);
    gg_buf_release(&text);
}
END_TEST

START_TEST(names_and_limits)
{
    temporary t = temporary_file("a,\"b \"\"c\"\"\"\n1,2\n", 0);
    gg_csv *csv = NULL;
    size_t at = 9;

    ck_assert_int_eq(gg_csv_open(t.path, NULL, &csv, NULL), GG_OK);
    ck_assert_uint_eq(gg_csv_columns(csv), 2);
    ck_assert_str_eq(gg_csv_name(csv, 1), "b \"c\"");
    ck_assert_ptr_null(gg_csv_name(csv, 2));
    ck_assert(gg_csv_find(csv, "a", &at));
    ck_assert_uint_eq(at, 0);
    ck_assert(!gg_csv_find(csv, "b", &at));
    ck_assert_str_eq(gg_csv_path(csv), t.path);
    ck_assert_int_eq(gg_csv_scan(csv, 0, NULL, gather, NULL), GG_E_USAGE);
    gg_csv_close(csv);
    temporary_remove(&t);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, plain_records);
    tcase_add_test(tc, last_line_may_lack_its_end);
    tcase_add_test(tc, carriage_returns_and_mark);
    tcase_add_test(tc, quotes);
    tcase_add_test(tc, text_beyond_ascii);
    tcase_add_test(tc, refusals);
    tcase_add_test(tc, the_first_error_wins);
    tcase_add_test(tc, lines_are_physical);
    tcase_add_test(tc, missing_file_and_directory);
    tcase_add_test(tc, empty_file);
    tcase_add_test(tc, skipping_ragged_rows);
    tcase_add_test(tc, nothing_but_ragged_rows);
    tcase_add_test(tc, longest_record);
    tcase_add_test(tc, random_tables_come_back);
    tcase_add_test(tc, random_bytes_end_alike);
    tcase_add_test(tc, pipes_give_the_same);
    tcase_add_test(tc, pipes_are_refused_alike);
    tcase_add_test(tc, an_error_of_the_visit_names_its_line);
    tcase_add_test(tc, names_and_limits);
}

GG_TEST_MAIN("table/csv")
