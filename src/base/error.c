#include "gauger/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base_internal.h"
#include "gauger/base/text.h"

void gg_error_init(gg_error *err)
{
    if (err)
        memset(err, 0, sizeof *err);
}

static void keep(char *field, size_t size, const char *text)
{
    if (text && field[0] == '\0')
        gg_text_clean(text, strlen(text), field, size - 4);
}

gg_status gg_error_set(gg_error *err, gg_status status, const char *mend, const char *format, ...)
{
    char text[512];
    va_list args;

    if (!err || err->status != GG_OK)
        return status;
    va_start(args, format);
    gg_format(text, sizeof text, format, args);
    va_end(args);
    err->status = status;
    keep(err->what, sizeof err->what, text);
    keep(err->mend, sizeof err->mend, mend);
    return status;
}

void gg_error_where(gg_error *err, const char *file, unsigned long long line, const char *column)
{
    if (!err)
        return;
    keep(err->file, sizeof err->file, file);
    keep(err->column, sizeof err->column, column);
    if (err->line == 0)
        err->line = line;
}

size_t gg_error_format(const gg_error *err, char *out, size_t size)
{
    char line[32] = "";
    char text[1024];
    size_t max = size > GG_ERROR_MAX + 1 ? GG_ERROR_MAX + 1 : size;
    int n;

    if (err->line)
        snprintf(line, sizeof line, ":%llu", err->line);
    n = snprintf(text, sizeof text, "%s%s%s%s%s%s%s%s%s", err->file, line,
                 err->file[0] || line[0] ? ": " : "", err->column[0] ? "column \"" : "",
                 err->column, err->column[0] ? "\": " : "", err->what, err->mend[0] ? "; " : "",
                 err->mend);
    if (n < 0 || max < 8) {
        if (size)
            out[0] = '\0';
        return 0;
    }
    gg_text_clean(text, strlen(text), out, max - 4);
    return strlen(out);
}
