/* What one cell is: all detectors on the whole of it, and some on the pieces of longer text. */
#include <string.h>

#include "privacy_internal.h"

static void see(const gg_run *run, gg_detector_id id, uint64_t hinted, bool whole, gg_seen *out)
{
    const gg_detector *d = &gg_detectors[id];
    unsigned seen;

    if (run->n < d->cell.least || run->n > d->cell.most || (run->classes & d->cell.never) ||
        (run->classes & d->cell.need) != d->cell.need)
        return;
    seen = d->cell.see(run);
    if (seen & GG_SEE_SURE)
        out->sure |= GG_BIT(id);
    if (!whole)
        return; /* a piece of a text counts only if it cannot be mistaken */
    if ((seen & GG_SEE_SHAPE) || ((seen & GG_SEE_WEAK) && (hinted & GG_BIT(id))))
        out->shape |= GG_BIT(id);
    if (seen & GG_SEE_TRIED) {
        out->tried |= 1u << d->test.which;
        if (seen & GG_SEE_SHAPE)
            out->passed |= 1u << d->test.which;
    }
}

static void see_run(const gg_run *run, uint64_t active, uint64_t hinted, bool whole, gg_seen *out)
{
    for (unsigned id = 0; active; id++, active >>= 1)
        if (active & 1)
            see(run, (gg_detector_id)id, hinted, whole, out);
}

/* Which detectors look into the pieces of a text. */
static uint64_t detectors_in_text(void)
{
    uint64_t bits = 0;

    for (unsigned id = 0; id < GG_DETECTORS; id++)
        if (gg_detectors[id].flags & GG_DETECTOR_IN_TEXT)
            bits |= GG_BIT(id);
    return bits;
}

static bool is_parting(char c, bool fine)
{
    if (gg_byte_classes[(unsigned char)c] & (GG_BYTE_SPACE | GG_BYTE_COMMA | GG_BYTE_PAREN))
        return true;
    if (fine && (c == ':' || c == '/' || c == '_'))
        return true;
    return c && strchr(";|\"'{}[]=<>&?!`", c) && !(c == '<' && !fine);
}

static void see_piece(const char *s, size_t n, uint64_t active, gg_seen *out)
{
    gg_run run;

    while (n > 0 && (s[n - 1] == '.' || s[n - 1] == ':' || s[n - 1] == '-'))
        n--;
    run = gg_run_of(s, n);
    if (n >= 6 && (run.classes & (GG_BYTE_DIGIT | GG_BYTE_AT | GG_BYTE_LESS | GG_BYTE_COLON)))
        see_run(&run, active, 0, false, out);
}

/* Pieces between signs that part words; fine parts at ':', '/', '_', '<' too, which stand inside
 * addresses of networks, pages and machine readable zones. */
static void see_pieces(const gg_run *run, uint64_t active, bool fine, gg_seen *out)
{
    size_t start = 0;

    for (size_t i = 0; i <= run->n; i++) {
        if (i < run->n && !is_parting(run->s[i], fine))
            continue;
        if (i > start)
            see_piece(run->s + start, i - start, active, out);
        start = i + 1;
    }
}

#define NUMBER_MOST 32

static bool is_number_sign(char c)
{
    const unsigned signs =
        GG_BYTE_DIGIT | GG_BYTE_SPACE | GG_BYTE_DASH | GG_BYTE_DOT | GG_BYTE_PAREN | GG_BYTE_PLUS;

    return (gg_byte_classes[(unsigned char)c] & signs) != 0;
}

/* Runs of digits and what parts them, "(202) 555-0143" or "4111 1111 1111 1111" in a sentence. */
static void see_numbers(const gg_run *run, uint64_t active, gg_seen *out)
{
    size_t i = 0;

    while (i < run->n) {
        size_t start = i, end;

        while (i < run->n && is_number_sign(run->s[i]))
            i++;
        for (end = i; end > start && !gg_is_digit(run->s[end - 1]); end--)
            ;
        while (start < end && !gg_is_digit(run->s[start]) && run->s[start] != '(' &&
               run->s[start] != '+')
            start++;
        if (end > start && end - start >= 9 && end - start <= NUMBER_MOST &&
            !(start > 0 && gg_is_letter(run->s[start - 1])) &&
            !(end < run->n && gg_is_letter(run->s[end])))
            see_piece(run->s + start, end - start, active, out);
        i += i < run->n;
    }
}

/* Whether a text has pieces worth looking at: parted, and with a digit, an '@' or filler. */
static bool has_pieces(const gg_run *run)
{
    const unsigned parts = GG_BYTE_SPACE | GG_BYTE_COMMA | GG_BYTE_OTHER | GG_BYTE_COLON |
                           GG_BYTE_SLASH | GG_BYTE_LESS | GG_BYTE_PAREN | GG_BYTE_UNDER;

    return run->n >= 6 && (run->classes & parts) &&
           (run->digits >= 4 || (run->classes & (GG_BYTE_AT | GG_BYTE_LESS)));
}

static bool is_ascii(const char *s, size_t n)
{
    uint64_t eight, all = 0;

    for (; n >= 8; s += 8, n -= 8) {
        memcpy(&eight, s, 8);
        all |= eight;
    }
    for (; n > 0; n--)
        all |= (unsigned char)s[n - 1];
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

bool gg_see_cell(const char *s, size_t n, uint64_t active, uint64_t hinted, gg_buf *scratch,
                 gg_seen *out)
{
    gg_run run;

    memset(out, 0, sizeof *out);
    if (!is_ascii(s, n)) {
        scratch->size = 0;
        gg_fold(s, n, scratch);
        if (scratch->failed)
            return false;
        s = scratch->data;
        n = scratch->size;
    }
    run = gg_run_trimmed(s, n);
    if (run.n == 0)
        return true;
    see_run(&run, active, hinted, true, out);
    active &= detectors_in_text();
    if (has_pieces(&run)) {
        see_pieces(&run, active, false, out);
        see_pieces(&run, active, true, out);
        see_numbers(&run, active, out);
    }
    return true;
}
