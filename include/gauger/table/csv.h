/*
 * CSV tables (RFC 4180, UTF-8, BOM and CRLF accepted, a header row), read in chunks of whole
 * records by as many threads as wanted.
 *
 * A regular file is read by pread() at offsets that the threads claim; a pipe is read in turn. A
 * chunk holds one index of its cells; nothing larger than a chunk (128 KiB, more only for a longer
 * record, up to 16 MiB) is ever in memory. Every byte is checked: UTF-8 in all columns, no NUL, the
 * same number of cells in every record, quotes closed. The same file gives the same records, and
 * the same error, whatever the number of threads.
 *
 * Many files are one table where its name is a pattern ("crossings-*.csv"): each has a header of
 * its own with the same names, in any order. A name that begins with "duckdb:" is read by DuckDB,
 * whose library is loaded then: Parquet files, and tables in database files of its own.
 */
#ifndef GAUGER_TABLE_CSV_H
#define GAUGER_TABLE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/arena.h"
#include "gauger/base/error.h"
#include "gauger/base/hash.h"
#include "gauger/base/text.h"

typedef struct gg_csv gg_csv;

/* Told now and then how far the reading is; total is 0 for a pipe. Called by one thread at a time.
 */
typedef void (*gg_csv_progress)(void *context, uint64_t bytes, uint64_t total);

typedef struct gg_csv_options {
    size_t chunk;             /* bytes read at a time, 128 KiB by default, 64 to 64 MiB */
    size_t max_record;        /* a longer record is refused, 16 MiB by default, at most 1 GiB */
    bool skip_bad_rows;       /* leave out ragged records (and count them) instead of stopping */
    unsigned threads;         /* that DuckDB may use, where it reads the table; 0 is 1 */
    gg_csv_progress progress; /* NULL for none */
    void *progress_context;
} gg_csv_options;

/* Some records of a table, in the order of the file. Made by gg_csv_next(); cells die with the
 * next. */
typedef struct gg_csv_chunk {
    uint64_t index;   /* of this chunk, from 0 in the order of the table */
    uint64_t offset;  /* of its first byte in its file, for line numbers */
    size_t rows;      /* records in it; 0 at the end of the table */
    size_t columns;   /* cells of each record */
    char *text;       /* the bytes */
    uint32_t *ends;   /* rows * columns: end of each cell in text */
    uint32_t *starts; /* the beginnings; NULL when each cell begins one byte after the last */
    size_t first;     /* beginning of the first cell when starts is NULL */
    uint64_t skipped; /* ragged records left out of this chunk */
    struct gg_csv_room *room;
} gg_csv_chunk;

/* What gg_csv_scan() calls for each chunk, with the state of the thread that got it. */
typedef gg_status (*gg_csv_visit)(void *worker, const gg_csv_chunk *chunk, gg_error *err);

GG_BEGIN_DECLS

/*
 * The default options.
 *
 * Returns chunk 128 KiB, max_record 16 MiB, skip_bad_rows false.
 * Ownership: a plain value.  Undefined cases: none.
 * Shape: a struct, to be changed by the caller before gg_csv_open().
 * Errors: none.
 */
gg_csv_options gg_csv_options_default(void);

/*
 * Opens a table and reads its header row.
 *
 * path: a file, "-" for standard input, or a pattern of files (glob(7): *, ?, [...]) where no file
 * has that very name; the columns of such a table are those of the first file by name, and the
 * other files have the same ones in any order; or "duckdb:" and a Parquet file, a pattern of them,
 * a text file, or FILE/TABLE in a database of DuckDB, of which every value is read as the text that
 * DuckDB writes to a CSV file.  options: NULL for the defaults.  out: untouched on
 * error. err: file, line, column, what, how to mend. Returns GG_OK; GG_E_NOT_FOUND, also where no
 * file fits a pattern; GG_E_INPUT for a directory, an empty input, a header with an empty or
 * duplicate name, files with different columns, or bytes that are not UTF-8; GG_E_LIMIT for a
 * header over max_record; GG_E_IO; GG_E_NOT_FOUND where DuckDB's library is needed and not there.
 * Ownership: end it with gg_csv_close().
 */
GG_CHECKED gg_status gg_csv_open(const char *path, const gg_csv_options *options, gg_csv **out,
                                 gg_error *err);

/*
 * The files that the name of a table stands for.
 *
 * path: as for gg_csv_open().  arena: owns the answer.  out, n: the names in the order of their
 * bytes, one or more; one that is no pattern stands for itself, whether it exists or not.
 * Returns GG_OK; GG_E_NOT_FOUND where no file fits the pattern; GG_E_IO where a folder cannot be
 * read; GG_E_MEMORY.  Undefined cases: none.  out and n are untouched on error.
 */
GG_CHECKED gg_status gg_csv_expand(const char *path, gg_arena *arena, char ***out, size_t *n,
                                   gg_error *err);

/*
 * The digest of a table's files.
 *
 * path: as for gg_csv_open(), but "-".  out: the SHA-256 of the file; of several files, the SHA-256
 * of their digests (64 lower-case digits and a line feed each) in rising order: the same whatever
 * the files are called.  Untouched on error.  Returns GG_OK, GG_E_NOT_FOUND, GG_E_IO, GG_E_MEMORY.
 * Undefined cases: none.  Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_csv_digest(const char *path, char out[GG_SHA256_HEX], gg_error *err);

/*
 * Closes a table and frees what belongs to it (not its chunks).
 *
 * csv: an open table; NULL is allowed and does nothing.
 * Result: names and chunks' cells are dead.
 * Undefined cases: no thread may be reading.  Errors: none.
 */
void gg_csv_close(gg_csv *csv);

/*
 * The number of columns.
 *
 * csv: an open table.
 * Returns the number of names in the header, from 1.
 * Undefined cases: none.  Ownership: nothing changes hands.  Errors: none.
 */
size_t gg_csv_columns(const gg_csv *csv);

/*
 * The name of a column, as in the header, without quotes.
 *
 * csv: an open table.  i: column, from 0, less than gg_csv_columns().
 * Returns a NUL-terminated name that lives as long as the table.
 * Undefined cases: i out of range gives NULL.  Errors: none.
 */
const char *gg_csv_name(const gg_csv *csv, size_t i);

/*
 * The column of that name.
 *
 * csv: an open table.  name: compared byte by byte.  out: its number from 0, untouched if absent.
 * Returns true if there is one.
 * Undefined cases: none (names are unique).  Errors: none.
 */
bool gg_csv_find(const gg_csv *csv, const char *name, size_t *out);

/*
 * The name of the file, for messages.
 *
 * csv: an open table.
 * Returns the path or pattern given, "standard input" for "-".
 * Ownership: the table's.  Undefined cases: none.
 * Errors: none.
 */
const char *gg_csv_path(const gg_csv *csv);

/*
 * The number of files that the table is of.
 *
 * csv: an open table.
 * Returns 1, or more for a table that was opened by a pattern.
 * Undefined cases: none.  Ownership: nothing changes hands.
 * Errors: none.
 */
size_t gg_csv_files(const gg_csv *csv);

/*
 * Says which columns will be looked at. Where DuckDB reads the table, the others are not read.
 *
 * csv: an open table, of which no record has been read.  wanted: for each column, whether its cells
 * are looked at; at least one is.  Cells of the others may be empty from then on: in a file they
 * are read and checked all the same.
 * Result: nothing changes but what is read.  Ownership: wanted stays the caller's.
 * Undefined cases: called after gg_csv_next().  Errors: none.
 */
void gg_csv_choose(gg_csv *csv, const bool *wanted);

/*
 * Whether a column can be looked at: one of lists or structures cannot, where DuckDB reads the
 * table.
 *
 * csv: an open table.  i: of a column, from 0.
 * Returns true for every column of a text; false too for i out of range.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
bool gg_csv_plain(const gg_csv *csv, size_t i);

/*
 * Begins a chunk that gg_csv_next() may fill.
 *
 * chunk: caller's struct.
 * Result: empty.
 * Ownership: the caller's, to be ended with gg_csv_chunk_release(); one chunk per thread.
 * Undefined cases: none.  Errors: none.
 */
void gg_csv_chunk_init(gg_csv_chunk *chunk);

/*
 * Ends a chunk.
 *
 * chunk: an initialised chunk; after another gg_csv_chunk_init() it may be filled again.
 * Result: everything freed.
 * Ownership: the struct stays the caller's.
 * Undefined cases: none.  Errors: none.
 */
void gg_csv_chunk_release(gg_csv_chunk *chunk);

/*
 * Reads the next records. May be called from several threads at once, each with its own chunk.
 *
 * csv: an open table.  chunk: filled; rows is 0 at the end of the table.  err: file, line, what.
 * Returns GG_OK; GG_E_INPUT for a ragged record (unless skip_bad_rows), an unclosed quote, text
 * behind a closing quote, a NUL byte, bytes that are not UTF-8, an input that ends inside a record;
 * GG_E_LIMIT for a record over max_record; GG_E_IO; GG_E_MEMORY.
 * Ownership: the cells are the chunk's and live until its next use.
 */
GG_CHECKED gg_status gg_csv_next(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err);

/*
 * Reads all the rest of the table with several threads and hands every chunk to a function.
 *
 * csv: an open table.  threads: from 1.  workers: one state for each thread, handed back to visit.
 * visit: called by the thread that read the chunk; an error it returns ends the scan.
 * Returns GG_OK, or the error that comes first in the file, whichever thread met it; a table
 * without any record behind its header is GG_E_INPUT; else what gg_csv_check_unchanged() says.
 * Ownership: workers stay the caller's.  A pipe is read by one thread at a time.
 */
GG_CHECKED gg_status gg_csv_scan(gg_csv *csv, unsigned threads, void **workers, gg_csv_visit visit,
                                 gg_error *err);

/*
 * That the files of a table are what they were when it was opened: the same files, of the same size
 * and time of writing. To be asked when all records have been read by gg_csv_next(), and before
 * anything is made of them.
 *
 * csv: an open table that no thread is reading.  err: names the file.
 * Returns GG_OK, also for a pipe and standard input; GG_E_IO.
 * Ownership: nothing changes hands.
 * Undefined cases: a write within the clock tick of the one before, of the same size, is not seen.
 */
GG_CHECKED gg_status gg_csv_check_unchanged(const gg_csv *csv, gg_error *err);

/*
 * Completes an error about one cell: file, line, and the column's name.
 *
 * csv, chunk: the table and the chunk.  row, column: in the chunk, from 0; column may be SIZE_MAX.
 * err: gets file, line, column where they are not set yet.
 * Result: the line is counted by reading the file again up to the chunk (errors are rare).
 * Undefined cases: for a pipe the line is counted while reading.  Errors: none; line 0 if
 * unreadable.
 */
void gg_csv_error_where(gg_csv *csv, const gg_csv_chunk *chunk, size_t row, size_t column,
                        gg_error *err);

/*
 * How many records were read so far.
 *
 * csv: a table; the figure is final once gg_csv_next() has said the end in every thread.
 * Returns the number of rows read.
 * Undefined cases: none.  Ownership: nothing changes hands.
 * Errors: none.
 */
uint64_t gg_csv_rows(const gg_csv *csv);

/*
 * How many ragged records were left out so far.
 *
 * csv: a table; the figure is final once gg_csv_next() has said the end in every thread.
 * Returns the number of rows skipped.
 * Undefined cases: none.  Ownership: nothing changes hands.
 * Errors: none.
 */
uint64_t gg_csv_skipped(const gg_csv *csv);

GG_END_DECLS

/*
 * One cell of a chunk: its bytes without the quotes, doubled quotes already single.
 *
 * chunk: filled by gg_csv_next().  row, column: less than rows and columns.
 * Returns a view into the chunk.
 * Undefined cases: out of range is not checked.
 * Errors: none.
 */
static inline gg_view gg_csv_cell(const gg_csv_chunk *chunk, size_t row, size_t column)
{
    size_t i = row * chunk->columns + column;
    size_t start = chunk->starts ? chunk->starts[i]
                   : i           ? (size_t)chunk->ends[i - 1] + 1
                                 : chunk->first;
    gg_view cell = {chunk->text + start, chunk->ends[i] - start};

    return cell;
}

#endif
