/*
 * The ways of indexing a chunk against each other: separators found by vector instructions of every
 * width that this processor has against byte by byte, at every offset and with every length around
 * the width of a step; and quoted text, from a grammar that writes what it means, against the cells
 * that it was written from.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/buf.h"
#include "gauger/base/random.h"
#include "gauger/table/csv.h"
#include "table/table_internal.h"
#include "table/temporary.h"

#define SIZE 700
#define ROOM (SIZE + 64)

static const gg_csv_separating *bytewise(void)
{
    const gg_csv_separating *by = gg_csv_separators;

    while (by[1].find)
        by++;
    return by;
}

static void same_separators(const char *text, size_t from, size_t to)
{
    uint32_t want[ROOM], got[ROOM];
    gg_csv_sight seen = {0};

    want[0] = 7;
    seen.cells = 1; /* one of a part before */
    bytewise()->find(text, from, to, want, &seen);
    for (const gg_csv_separating *by = gg_csv_separators; by->find; by++) {
        gg_csv_sight mine = {.cells = 1};

        if (!by->is_there())
            continue;
        got[0] = 7;
        by->find(text, from, to, got, &mine);
        ck_assert_uint_eq(mine.cells, seen.cells);
        ck_assert_uint_eq(mine.newlines, seen.newlines);
        ck_assert_int_eq(mine.special, seen.special);
        ck_assert_int_eq(mine.high, seen.high);
        ck_assert_mem_eq(got, want, seen.cells * sizeof *want);
    }
}

/* few: how many of ten bytes are none of those that are looked for. */
static void fill(gg_random *r, char *text, unsigned few, bool all_bytes)
{
    static const char marks[] = {',', ',', ',', '\n', '"', '\r', '\0', '\x80'};

    for (size_t i = 0; i < SIZE; i++) {
        if (gg_random_bits(r) % 10 < few)
            text[i] = all_bytes ? (char)(gg_random_bits(r) % 256) : 'x';
        else
            text[i] = marks[gg_random_bits(r) % (all_bytes ? sizeof marks : 4)];
    }
}

START_TEST(separators)
{
    char text[SIZE];
    gg_random r;

    gg_random_init(&r, 5, "index", "separators");
    for (unsigned few = 0; few <= 10; few++) {
        fill(&r, text, few, few % 2);
        for (size_t from = 0; from < 130; from++)
            same_separators(text, from, SIZE - from);
        for (size_t to = 0; to < 200; to++)
            same_separators(text, 3, 3 + to);
    }
}
END_TEST

/* Each byte alone, in each place of a step. */
START_TEST(single_bytes)
{
    char text[SIZE];

    for (int c = 0; c < 256; c++) {
        for (size_t at = 0; at < 66; at++) {
            memset(text, 'a', sizeof text);
            text[at] = (char)c;
            same_separators(text, 0, 130);
        }
    }
}
END_TEST

/* ---- quoted text ---- */

typedef struct writing {
    unsigned quoted; /* cells of ten that stand in quotes */
    bool returns, breaks, high;
} writing;

enum { COLUMNS = 5, ROWS = 400, LONGEST = 90 };

static void make_cell(gg_random *r, const writing *w, bool quoted, char *out)
{
    static const char *const pieces[] = {"a", "bc", "7.5", "word ", "\xc3\xa9",
                                         ",", "\"", "\n",  "\r\n"};
    const size_t plain = w->high ? 5 : 4, n = quoted ? (w->breaks ? 9 : 7) : plain;
    size_t count = gg_random_bits(r) % 12, size = 0;

    if (gg_random_bits(r) % 8 == 0)
        count = 30;
    out[0] = '\0';
    for (size_t i = 0; i < count && size + 6 < LONGEST; i++) {
        size_t k = gg_random_bits(r) % n;

        k = k == 4 && !w->high ? 0 : k;
        strcpy(out + size, pieces[k]);
        size += strlen(pieces[k]);
    }
}

static void write_cell(gg_buf *b, const char *cell, bool quoted)
{
    if (!quoted) {
        gg_buf_puts(b, cell);
        return;
    }
    gg_buf_puts(b, "\"");
    for (; *cell; cell++)
        gg_buf_printf(b, *cell == '"' ? "\"\"" : "%c", *cell);
    gg_buf_puts(b, "\"");
}

typedef struct table {
    char cells[ROWS][COLUMNS][LONGEST];
    uint64_t lines[ROWS];
} table;

static temporary write_table(const writing *w, table *t)
{
    const char *end = w->returns ? "\r\n" : "\n";
    uint64_t line = 2;
    temporary file;
    gg_random r;
    gg_buf b;

    gg_random_init(&r, w->quoted * 8 + w->returns * 4 + w->breaks * 2 + w->high, "index", "quoted");
    gg_buf_init(&b, 0);
    gg_buf_printf(&b, "a,b,c,d,e%s", end);
    for (size_t i = 0; i < ROWS; i++) {
        t->lines[i] = line++;
        for (size_t c = 0; c < COLUMNS; c++) {
            const bool quoted = gg_random_bits(&r) % 10 < w->quoted;

            make_cell(&r, w, quoted, t->cells[i][c]);
            write_cell(&b, t->cells[i][c], quoted);
            gg_buf_puts(&b, c + 1 < COLUMNS ? "," : end);
            for (const char *s = t->cells[i][c]; *s; s++)
                line += *s == '\n';
        }
    }
    file = temporary_file(b.data, b.size);
    gg_buf_release(&b);
    return file;
}

static void read_back(const temporary *file, const table *t, size_t chunk_size)
{
    gg_csv_options options = gg_csv_options_default();
    gg_csv_chunk chunk;
    gg_csv *csv;
    gg_error err, where;
    size_t row = 0;

    gg_error_init(&err);
    options.chunk = chunk_size;
    ck_assert_int_eq(gg_csv_open(file->path, &options, &csv, &err), GG_OK);
    gg_csv_chunk_init(&chunk);
    for (;;) {
        ck_assert_msg(gg_csv_next(csv, &chunk, &err) == GG_OK, "%s", err.what);
        if (chunk.rows == 0)
            break;
        for (size_t r = 0; r < chunk.rows; r++, row++) {
            ck_assert_uint_lt(row, ROWS);
            for (size_t c = 0; c < COLUMNS; c++) {
                const gg_view cell = gg_csv_cell(&chunk, r, c);

                ck_assert_uint_eq(cell.size, strlen(t->cells[row][c]));
                ck_assert_mem_eq(cell.data, t->cells[row][c], cell.size);
            }
            gg_error_init(&where);
            gg_csv_error_where(csv, &chunk, r, 0, &where);
            ck_assert_uint_eq(where.line, t->lines[row]);
        }
    }
    ck_assert_uint_eq(row, ROWS);
    gg_csv_chunk_release(&chunk);
    gg_csv_close(csv);
}

START_TEST(quoted_text)
{
    static const size_t chunks[] = {64, 200, 1000, 128 * 1024};
    static table t;

    for (unsigned i = 0; i < 4 * 8; i++) {
        const writing w = {
            .quoted = (i / 8) * 3 + 1, .returns = i & 1, .breaks = i & 2, .high = i & 4};
        temporary file = write_table(&w, &t);

        for (size_t c = 0; c < sizeof chunks / sizeof *chunks; c++)
            read_back(&file, &t, chunks[c]);
        temporary_remove(&file);
    }
}
END_TEST

/* What only looks like quoted text is refused, wherever in a step of 64 bytes it stands. */
START_TEST(stray_quotes)
{
    static const char *const bad[] = {
        "x\"y,b\n",  "\"x\"y,b\n",           "\"x\" ,b\n",   "a,\"x\"\r,b\n", "\"x\n",
        "\"x\"\"\n", "a,b,c\n\"x\",\"y\"\n", "\"a\0b\",c\n", "\"\x80\",c\n"};
    static const size_t sizes[] = {6, 7, 8, 10, 3, 5, 14, 8, 6};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        for (size_t before = 0; before < 70; before++) {
            gg_csv_chunk chunk;
            gg_error err;
            gg_csv *csv;
            temporary t;
            gg_buf b;

            gg_buf_init(&b, 0);
            gg_buf_puts(&b, "a,b\n\"");
            for (size_t k = 0; k < before; k++)
                gg_buf_puts(&b, "z");
            gg_buf_puts(&b, "\",1\n");
            gg_buf_append(&b, bad[i], sizes[i]);
            t = temporary_file(b.data, b.size);
            gg_error_init(&err);
            ck_assert_int_eq(gg_csv_open(t.path, NULL, &csv, &err), GG_OK);
            gg_csv_chunk_init(&chunk);
            ck_assert_int_eq(gg_csv_next(csv, &chunk, &err), GG_OK);
            ck_assert_uint_eq(chunk.rows, 1); /* the row before it stands */
            ck_assert_int_eq(gg_csv_next(csv, &chunk, &err), GG_E_INPUT);
            ck_assert_uint_eq(err.line, 3);
            gg_csv_chunk_release(&chunk);
            gg_csv_close(csv);
            temporary_remove(&t);
            gg_buf_release(&b);
        }
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, separators);
    tcase_add_test(tc, single_bytes);
    tcase_add_test(tc, quoted_text);
    tcase_add_test(tc, stray_quotes);
}

GG_TEST_MAIN("table/csv_index")
