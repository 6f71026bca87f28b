/* Bytes: reading them, counting them, finding where records end. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "duckdb_internal.h"
#include "table_internal.h"

long long gg_csv_read_at(int fd, char *to, size_t n, uint64_t offset)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = pread(fd, to + done, n - done, (off_t)(offset + done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (long long)done;
}

long long gg_csv_read_on(int fd, char *to, size_t n)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = read(fd, to + done, n - done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (long long)done;
}

gg_status gg_csv_pull(gg_csv *csv, char *to, size_t n, size_t *got, gg_error *err)
{
    long long bytes;

    if (csv->duckdb)
        return gg_duckdb_read(csv->duckdb, to, n, got, err);
    bytes = gg_csv_read_on(csv->fd, to, n);
    if (bytes < 0) {
        gg_error_where(err, csv->path, 0, NULL);
        return gg_error_set(err, GG_E_IO, NULL, "%s", strerror(errno));
    }
    *got = (size_t)bytes;
    return GG_OK;
}

/* Short inner runs keep the sums in bytes, which compilers turn into vector code. */
size_t gg_csv_tally(const char *s, size_t n, char c)
{
    size_t total = 0;

    while (n) {
        size_t run = n < 255 * 32 ? n : 255 * 32;
        unsigned char lanes[32] = {0};
        size_t i = 0;

        for (; i + 32 <= run; i += 32)
            for (size_t k = 0; k < 32; k++)
                lanes[k] = (unsigned char)(lanes[k] + (s[i + k] == c));
        for (size_t k = 0; k < 32; k++)
            total += lanes[k];
        for (; i < run; i++)
            total += s[i] == c;
        s += run;
        n -= run;
    }
    return total;
}

size_t gg_csv_break(const char *s, size_t from, size_t n, bool inside)
{
    while (from < n) {
        const char *newline, *quote;
        size_t stop;

        quote = memchr(s + from, '"', n - from);
        stop = quote ? (size_t)(quote - s) : n;
        newline = inside ? NULL : memchr(s + from, '\n', stop - from);
        if (newline)
            return (size_t)(newline - s);
        if (!quote)
            return n;
        inside = !inside;
        from = stop + 1;
    }
    return n;
}

size_t gg_csv_last_break(const char *s, size_t n, bool inside)
{
    size_t last = 0, at = 0;

    if (!inside && !memchr(s, '"', n)) {
        const char *newline = memrchr(s, '\n', n);

        return newline ? (size_t)(newline - s) + 1 : 0;
    }
    for (; at < n; at++) {
        if (s[at] == '"')
            inside = !inside;
        else if (s[at] == '\n' && !inside)
            last = at + 1;
    }
    return last;
}

gg_status gg_csv_too_long(const gg_csv *csv, bool inside, uint64_t line, gg_error *err)
{
    gg_error_where(err, csv->path, line, NULL);
    return gg_error_set(err, GG_E_LIMIT,
                        inside ? "close the quote that opens in this record"
                               : "end each record with a line feed",
                        "a record of more than %zu bytes", csv->options.max_record);
}

uint64_t gg_csv_line_at(const gg_csv *csv, uint64_t offset)
{
    char block[65536];
    uint64_t at = 0, lines = 1;

    while (at < offset) {
        size_t want = offset - at < sizeof block ? (size_t)(offset - at) : sizeof block;
        long long got = gg_csv_read_at(csv->fd, block, want, at);

        if (got <= 0)
            return 0;
        lines += gg_csv_tally(block, (size_t)got, '\n');
        at += (uint64_t)got;
    }
    return lines;
}
