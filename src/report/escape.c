/*
 * Escaping, one function for each place that a text can go into.
 *
 * Names of groups, columns, files and policies come from strangers. What steers a terminal, a
 * browser or a workflow runner never leaves here: control characters, the signs that turn the
 * direction of text around (they can make a line read as something else), and the syntax of the
 * format itself.
 */
#include <stdint.h>
#include <string.h>

#include "gauger/base/text.h"
#include "report_internal.h"

/* The code point at s and its length; 0 for an invalid byte, which has length 1. */
static uint32_t code_point(const char *s, size_t n, size_t *step)
{
    unsigned char c = (unsigned char)s[0];
    uint32_t code = c;
    size_t length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

    *step = 1;
    if (length > n || !gg_text_utf8(s, length, NULL))
        return 0;
    if (length > 1)
        code &= 0xffu >> (length + 1);
    for (size_t k = 1; k < length; k++)
        code = (code << 6) | ((unsigned char)s[k] & 0x3f);
    *step = length;
    return code;
}

static bool harmful(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) ||     /* controls */
           (c >= 0x202a && c <= 0x202e) ||            /* embeddings and overrides of direction */
           (c >= 0x2066 && c <= 0x2069) ||            /* isolates */
           c == 0x2028 || c == 0x2029 ||              /* separators of lines and paragraphs */
           c == 0xfeff || c == 0xfffe || c == 0xffff; /* not allowed in XML, or unseen */
}

typedef void put_sign(gg_buf *out, const char *sign, size_t size);

/* Walks over s: ordinary signs go to `put`, harmful ones become '?', line ends a space. */
static void each_sign(gg_buf *out, const char *s, size_t n, put_sign *put)
{
    size_t i = 0, step;

    while (i < n) {
        uint32_t c = code_point(s + i, n - i, &step);

        if (c == '\n' || c == '\r' || c == '\t')
            put(out, " ", 1);
        else if (harmful(c))
            put(out, "?", 1);
        else
            put(out, s + i, step);
        i += step;
    }
}

static void put_plain(gg_buf *out, const char *sign, size_t size)
{
    gg_buf_append(out, sign, size);
}

static void put_html(gg_buf *out, const char *sign, size_t size)
{
    switch (*sign) {
    case '&':
        gg_buf_puts(out, "&amp;");
        break;
    case '<':
        gg_buf_puts(out, "&lt;");
        break;
    case '>':
        gg_buf_puts(out, "&gt;");
        break;
    case '"':
        gg_buf_puts(out, "&quot;");
        break;
    case '\'':
        gg_buf_puts(out, "&#39;");
        break;
    default:
        gg_buf_append(out, sign, size);
    }
}

/* Html first (markdown lets it through), then what means something to markdown within a line. '~'
 * and '$' begin strike-through and formulas on GitHub. A bracket makes a link only together with
 * what follows it, so that intervals stay readable. */
static void put_markdown(gg_buf *out, const char *sign, size_t size)
{
    if (*sign == '<')
        gg_buf_puts(out, "&lt;");
    else if (*sign == '>')
        gg_buf_puts(out, "&gt;");
    else if (*sign == '&')
        gg_buf_puts(out, "&amp;");
    else if (size == 1 && strchr("\\`*|~$", *sign))
        gg_buf_printf(out, "\\%c", *sign);
    else if (*sign == ']' && sign[1] && strchr("([:", sign[1]))
        gg_buf_puts(out, "\\]");
    else
        gg_buf_append(out, sign, size);
}

void gg_escape_text(gg_buf *out, const char *s, size_t n)
{
    each_sign(out, s, n, put_plain);
}

void gg_escape_html(gg_buf *out, const char *s)
{
    each_sign(out, s, strlen(s), put_html);
}

/* How many bytes at the head of a line would make it a heading, a list, a rule, a definition: 0 for
 * none. The last of them is the one to escape. */
static size_t line_opener(const char *s)
{
    size_t digits = strspn(s, "0123456789");

    if (s[0] && strchr("#=[", s[0]))
        return 1;
    if (s[0] && strchr("+-", s[0]) && (s[1] == '\0' || s[1] == ' ' || s[1] == s[0]))
        return 1;
    if (digits && s[digits] && strchr(".)", s[digits]) && (!s[digits + 1] || s[digits + 1] == ' '))
        return digits + 1;
    return 0;
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* An underscore within a word means nothing to markdown (metric names are full of them); at the
 * edge of a word it opens or closes emphasis. */
static bool within_word(const char *s, size_t i)
{
    return i > 0 && letter(s[i - 1]) && letter(s[i + 1]);
}

void gg_escape_markdown(gg_buf *out, const char *s, bool line)
{
    size_t i = line ? line_opener(s) : 0, from;

    if (i > 0) {
        gg_buf_append(out, s, i - 1);
        gg_buf_printf(out, "\\%c", s[i - 1]);
    }
    for (from = i; s[i]; i++) {
        if (s[i] != '_' || within_word(s, i))
            continue;
        each_sign(out, s + from, i - from, put_markdown);
        gg_buf_puts(out, "\\_");
        from = i + 1;
    }
    each_sign(out, s + from, i - from, put_markdown);
}

/* The runner decodes %25, %0D and %0A in messages, %3A and %2C in properties too. */
void gg_escape_github(gg_buf *out, const char *s, bool property)
{
    size_t n = strlen(s), i = 0, step;

    while (i < n) {
        uint32_t c = code_point(s + i, n - i, &step);

        if (c == '%')
            gg_buf_puts(out, "%25");
        else if (c == '\r')
            gg_buf_puts(out, "%0D");
        else if (c == '\n')
            gg_buf_puts(out, "%0A");
        else if (property && c == ':')
            gg_buf_puts(out, "%3A");
        else if (property && c == ',')
            gg_buf_puts(out, "%2C");
        else if (harmful(c))
            gg_buf_puts(out, "?");
        else
            gg_buf_append(out, s + i, step);
        i += step;
    }
}

const char *gg_escape_clean(gg_arena *arena, const char *s)
{
    const char *text = NULL;
    gg_buf out;

    gg_buf_init(&out, 0);
    each_sign(&out, s, strlen(s), put_plain);
    if (!out.failed)
        text = gg_arena_text(arena, out.data ? out.data : "", out.size);
    gg_buf_release(&out);
    return text;
}
