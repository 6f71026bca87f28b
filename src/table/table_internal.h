/* Internal to the floor table: the reader's state, shared by its files. */
#ifndef GG_TABLE_INTERNAL_H
#define GG_TABLE_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "gauger/base/arena.h"
#include "gauger/table/csv.h"

#define GG_NO_CHUNK UINT64_MAX

/* Many files that are one table (csv_files.c). */
typedef struct gg_csv_set gg_csv_set;

struct gg_csv {
    gg_arena arena;
    char *path;
    int fd;
    bool pipe;          /* cannot be read at an offset */
    uint64_t size;      /* of a regular file, when it was opened */
    struct stat seen;   /* the file itself then */
    uint64_t body;      /* offset of the first byte behind the header */
    uint64_t body_line; /* its physical line */
    gg_csv_options options;
    char **names;
    size_t columns;
    size_t files;             /* how many it is of */
    gg_csv_set *set;          /* of many files, which hold the records; NULL for one */
    struct gg_duckdb *duckdb; /* that is read in place of a pipe; NULL without */

    pthread_mutex_t lock;  /* guards everything below */
    pthread_cond_t turn;   /* quotes_known moved */
    uint64_t next_chunk;   /* to be claimed */
    uint64_t quotes_known; /* chunks whose quotes are counted: 0 .. quotes_known - 1 */
    bool inside_quotes;    /* whether chunk quotes_known begins inside a quoted cell */
    uint64_t stop_chunk;   /* an error stands in this chunk: later ones need not be read */

    char *carry; /* pipe: bytes read behind the last whole record */
    size_t carry_size, carry_room;
    uint64_t carry_line; /* physical line of carry's first byte */
    uint64_t carry_offset;
    bool end;

    atomic_uint_fast64_t rows, skipped;
};

/* The memory of a chunk. */
struct gg_csv_room {
    size_t text_room, index_room, line_room;
    size_t begin, end; /* the records lie in text[begin, end) */
    uint32_t *starts;  /* kept while chunk->starts is NULL */
    uint32_t *lines;   /* general path: physical line of each row, from 0 at begin */
    uint32_t *kept;    /* many files: one row while its cells change places */
    size_t kept_room;
    bool general;     /* lines and starts are filled */
    uint64_t line;    /* physical line of text[begin]; 0 until asked for (regular files) */
    gg_error pending; /* found behind the rows of this chunk; returned by the next call */
};

/* Makes room for size bytes of text and for an index over as many. Keeps what text holds. */
gg_status gg_csv_chunk_reserve(gg_csv_chunk *chunk, size_t size, gg_error *err);

/*
 * Indexes text[begin, end), whole records each ended by a newline. Rows before the first error are
 * kept and the error becomes pending; an error in the first row is returned at once.
 */
gg_status gg_csv_index(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err);

/* ---- the index of a chunk, in three ways: see csv_index.c ---- */

/* What was seen of a text without quotes; adds up over its parts. */
typedef struct gg_csv_sight {
    size_t cells;
    size_t newlines;
    bool special; /* a quote, a carriage return or a NUL */
    bool high;    /* a byte beyond ASCII */
} gg_csv_sight;

/* A way of finding the separators of s[at, n): their places go behind the seen->cells ones that are
 * in ends already, and up to 16 more are written over. The ways that there are end with NULLs; the
 * last of them goes byte by byte. */
typedef struct gg_csv_separating {
    bool (*is_there)(void); /* whether this processor can */
    void (*find)(const char *s, size_t at, size_t n, uint32_t *ends, gg_csv_sight *seen);
} gg_csv_separating;
extern const gg_csv_separating gg_csv_separators[];

/* Whether each of the rows, from *rows on, that so many cells make ends with a newline; *rows
 * becomes how many do. */
bool gg_csv_even(const gg_csv_chunk *chunk, size_t cells, size_t *rows);

/* Whether no record is longer than allowed; ends are those of the separators. */
bool gg_csv_longest_fits(const gg_csv *csv, const gg_csv_chunk *chunk, size_t rows);

/* Quotes and carriage returns; *done tells whether the text was as it should be. */
gg_status gg_csv_quoted(const gg_csv *csv, gg_csv_chunk *chunk, bool *done, gg_error *err);

/* Anything; see gg_csv_index() for errors. */
gg_status gg_csv_general(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err);

/* Room for a line number of each row (there are at most as many as newlines), and for starts. */
gg_status gg_csv_reserve_lines(gg_csv_chunk *chunk, gg_error *err);

/* Refuses a file whose first bytes, in carry, are those of something else than a CSV table. */
gg_status gg_csv_refuse_kind(const gg_csv *csv, gg_error *err);

/* Refuses a header row, header[0, n), that was written with another separator. */
gg_status gg_csv_refuse_header(const gg_csv *csv, const char *header, size_t n, gg_error *err);

/* The next records: of a regular file by claim, of a pipe in turn, of the files of a set by claim.
 */
gg_status gg_csv_claim_file(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err);
gg_status gg_csv_claim_pipe(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err);
gg_status gg_csv_claim_set(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err);

/* No chunk behind this one need be read: an error stands in it. */
void gg_csv_stop(gg_csv *csv, uint64_t index);

/* Room for the beginnings of cells, of which a chunk without quotes has none. */
gg_status gg_csv_reserve_starts(gg_csv_chunk *chunk, gg_error *err);

/* Whether a path names no file and is a pattern of names; whether DuckDB is asked to read it. */
bool gg_csv_is_pattern(const char *path);
bool gg_csv_by_duckdb(const char *path);

/* The files of a path or pattern. */
gg_status gg_csv_expand_files(const char *path, gg_arena *arena, char ***out, size_t *n,
                              gg_error *err);

/* A table with a name and no records yet, to be ended with gg_csv_close(). */
gg_status gg_csv_make(const char *path, const gg_csv_options *options, gg_csv **out, gg_error *err);

/* Opens one file, or "-", and reads its header. */
gg_status gg_csv_open_one(const char *path, const gg_csv_options *options, gg_csv **out,
                          gg_error *err);

/* Opens all files that a pattern stands for. csv: made; gets set, names and columns. */
gg_status gg_csv_open_set(gg_csv *csv, const char *pattern, gg_error *err);
void gg_csv_set_free(gg_csv_set *set);

/* Whether two looks at a file saw another file, size or time of writing. */
bool gg_csv_differs(const struct stat *a, const struct stat *b);

/* An error about a file that is not as it was seen; the same where it is not. */
gg_status gg_csv_refuse_changed(const char *path, gg_error *err);
gg_status gg_csv_check_seen(const char *path, const struct stat *seen, gg_error *err);

/* That each file of a set is as it was when its header was read. */
gg_status gg_csv_set_check(const gg_csv_set *set, gg_error *err);

/* File and line where a chunk of a set begins. */
void gg_csv_set_where(gg_csv *csv, const gg_csv_chunk *chunk, const char **path, uint64_t *line);

/* read() and pread() that go on after a signal and fill the whole room unless the input ends. */
long long gg_csv_read_at(int fd, char *to, size_t n, uint64_t offset);
long long gg_csv_read_on(int fd, char *to, size_t n);

/* The next bytes of what is read in turn: n of them, fewer only at its end. */
gg_status gg_csv_pull(gg_csv *csv, char *to, size_t n, size_t *got, gg_error *err);

/* Position of the first newline outside quotes in s[from, n), n if none. inside: state at from. */
size_t gg_csv_break(const char *s, size_t from, size_t n, bool inside);

/* Position behind the last newline outside quotes in s[0, n), 0 if none. inside: state at 0. */
size_t gg_csv_last_break(const char *s, size_t n, bool inside);

/* How many double quotes, or newlines, s[0, n) holds. */
size_t gg_csv_tally(const char *s, size_t n, char c);

/* An error about a record that is longer than allowed. */
gg_status gg_csv_too_long(const gg_csv *csv, bool inside, uint64_t line, gg_error *err);

/* Physical line of an offset in a regular file: the newlines before it, plus 1; 0 if unreadable. */
uint64_t gg_csv_line_at(const gg_csv *csv, uint64_t offset);

#endif
