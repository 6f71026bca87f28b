/*
 * What a file is that was meant to be a CSV table and is not: compressed, a spreadsheet, in another
 * encoding, with another separator. Told from its first bytes, so that the reader of the error
 * learns what to do instead of where the first odd byte stands.
 */
#include <string.h>

#include "table_internal.h"

/*
 * Beginnings that no header row can have, or that would be refused later anyway. The longer come
 * before the shorter that they begin with.
 */
#define KIND(begin_, what_, mend_)                                                                 \
    {                                                                                              \
        begin_, sizeof begin_ - 1, what_, mend_                                                    \
    }
#define UNPACK(program) "unpack it, e.g. " program " -dc FILE | gauger COMMAND -"
#define RECODE(encoding)                                                                           \
    "save it as UTF-8, e.g. iconv -f " encoding " -t UTF-8 FILE | gauger COMMAND -"

static const struct {
    const char *begin;
    size_t n;
    const char *what, *mend;
} kinds[] = {
    KIND("\x1f\x8b", "is compressed (gzip)", UNPACK("gzip")),
    KIND("\xfd"
         "7zXZ",
         "is compressed (xz)", UNPACK("xz")),
    KIND("\x28\xb5\x2f\xfd", "is compressed (zstd)", UNPACK("zstd")),
    KIND("BZh91AY&SY", "is compressed (bzip2)", UNPACK("bzip2")),
    KIND("PK\x03\x04", "is a spreadsheet or a zip archive", "save the table as CSV in UTF-8"),
    KIND("\xd0\xcf\x11\xe0", "is a spreadsheet", "save the table as CSV in UTF-8"),
    KIND("PAR1\x15", "is a Parquet file",
         "give it as duckdb:FILE, or save the table as CSV in UTF-8"),
    KIND("SQLite format 3\0", "is a SQLite database", "write the table to a CSV file"),
    KIND("%PDF-1.", "is a PDF document", "give the table as CSV in UTF-8"),
    KIND("<!DOCTYPE html", "is a web page", "give the table as CSV in UTF-8"),
    KIND("<html", "is a web page", "give the table as CSV in UTF-8"),
    KIND("{\"", "is JSON, not CSV", "give the table as CSV in UTF-8"),
    KIND("[{\"", "is JSON, not CSV", "give the table as CSV in UTF-8"),
    KIND("\xff\xfe\0\0", "is in UTF-32, not in UTF-8", RECODE("UTF-32")),
    KIND("\xff\xfe", "is in UTF-16, not in UTF-8", RECODE("UTF-16")),
    KIND("\xfe\xff", "is in UTF-16, not in UTF-8", RECODE("UTF-16")),
};

static const struct {
    char separator;
    const char *what;
} separators[] = {
    {';', "one column, with semicolons in its name"},
    {'\t', "one column, with tabs in its name"},
    {'|', "one column, with bars in its name"},
};

static gg_status refuse(const gg_csv *csv, uint64_t line, const char *what, const char *mend,
                        gg_error *err)
{
    gg_error_where(err, csv->path, line, NULL);
    return gg_error_set(err, GG_E_INPUT, mend, "%s", what);
}

gg_status gg_csv_refuse_kind(const gg_csv *csv, gg_error *err)
{
    const char *s = csv->carry;
    size_t n = csv->carry_size;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (n >= kinds[i].n && memcmp(s, kinds[i].begin, kinds[i].n) == 0)
            return refuse(csv, 0, kinds[i].what, kinds[i].mend, err);
    /* Without a byte order mark: every other byte of a Latin header is NUL. */
    if (n >= 4 && s[0] && !s[1] && s[2] && !s[3])
        return refuse(csv, 0, "is in UTF-16, not in UTF-8", RECODE("UTF-16LE"), err);
    if (n >= 4 && !s[0] && s[1] && !s[2] && s[3])
        return refuse(csv, 0, "is in UTF-16, not in UTF-8", RECODE("UTF-16BE"), err);
    return GG_OK;
}

gg_status gg_csv_refuse_header(const gg_csv *csv, const char *header, size_t n, gg_error *err)
{
    if (n && header[n - 1] == '\r')
        n--;
    if (n == 5 && memcmp(header, "sep=", 4) == 0)
        return refuse(csv, 1, "a spreadsheet's \"sep=\" line instead of the header",
                      header[4] == ',' ? "remove the line"
                                       : "remove the line and separate columns with commas",
                      err);
    /* A quoted name may hold what it likes. */
    if (csv->columns != 1 || memchr(header, '"', n))
        return GG_OK;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (memchr(header, separators[i].separator, n))
            return refuse(csv, 1, separators[i].what,
                          "separate columns with commas (and write decimals with points), or quote "
                          "the name",
                          err);
    return GG_OK;
}
