/* Names, literals and numbers in SQL. Nothing that came from outside goes in but through here. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "sql_internal.h"

#define STEP_BITS                                                                                  \
    30 /* numbers are scaled by this power of two: a literal any engine reads exactly */
#define STEP "1073741824"

static void append_doubled(gg_buf *to, const char *text, const char *quote)
{
    const size_t n = strlen(quote);

    gg_buf_puts(to, quote);
    while (*text) {
        const size_t plain = strncmp(text, quote, n) == 0 ? n : 1;

        gg_buf_append(to, text, plain);
        if (strncmp(text, quote, n) == 0)
            gg_buf_puts(to, quote);
        text += plain;
    }
    gg_buf_puts(to, quote);
}

/* Letters, digits and underscores, no digit first. */
static bool is_plain(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

    return *name && strchr(letters, *name) &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789")] ==
               '\0';
}

gg_status gg_sql_name(const gg_sql_engine *engine, const char *name, gg_buf *to, gg_error *err)
{
    if (engine->quote[0])
        append_doubled(to, name, engine->quote);
    else if (is_plain(name))
        gg_buf_puts(to, name);
    else
        return gg_error_set(err, GG_E_INPUT, "give a view with plain names",
                            "this engine cannot quote names, and one needs it");
    return GG_OK;
}

gg_status gg_sql_literal(const gg_sql_engine *engine, const char *text, gg_buf *to, gg_error *err)
{
    if (engine->backslashes && strchr(text, '\\'))
        return gg_error_set(err, GG_E_INPUT, "give a view with a column of other words",
                            "a word of the schema holds a backslash, which this engine may read as "
                            "an escape");
    append_doubled(to, text, "'");
    return GG_OK;
}

/* A few bits behind the point: read exactly, however an engine reads decimals. */
static bool is_short(double x)
{
    return fabs(x) < 1e9 && floor(x * 1024) == x * 1024;
}

/* The number as a whole one, divided or multiplied by powers of two: exact in any arithmetic of
 * doubles. The decimal form stands beside it for who reads the query. */
static void append_scaled(double x, gg_buf *to)
{
    char text[32];
    int exponent;
    double whole = ldexp(frexp(x, &exponent), DBL_MANT_DIG);

    exponent -= DBL_MANT_DIG;
    while (exponent < 0 && fmod(whole, 2) == 0) {
        whole /= 2;
        exponent++;
    }
    gg_buf_printf(to, "(CAST(%.0f AS DOUBLE PRECISION)", whole);
    for (; exponent <= -STEP_BITS; exponent += STEP_BITS)
        gg_buf_puts(to, " / " STEP);
    for (; exponent >= STEP_BITS; exponent -= STEP_BITS)
        gg_buf_puts(to, " * " STEP);
    if (exponent)
        gg_buf_printf(to, " %c %ld", exponent < 0 ? '/' : '*', 1L << abs(exponent));
    gg_buf_printf(to, " /* %s */)", gg_text_double(x, text));
}

void gg_sql_number(const gg_sql_engine *engine, double x, gg_buf *to)
{
    char text[32];

    gg_text_double(x, text);
    if (!engine->exact && !is_short(x))
        append_scaled(x, to);
    else if (x < 0)
        gg_buf_printf(to, "(%s)", text);
    else
        gg_buf_puts(to, text);
}
