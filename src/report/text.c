/*
 * A page as text for a terminal: sentences wrapped, tables aligned by the columns that a sign
 * takes.
 *
 * A table that is wider than the page gives way in three steps: text in its last column is wrapped,
 * then long names in its first one, then its last columns move to a second table with the same
 * names. Only numbers may still stand out.
 */
#include <string.h>

#include "gauger/base/text.h"
#include "report_internal.h"

#define GAP         2
#define INDENT      2
#define NAME_LEAST  16 /* columns that a name keeps however narrow the page */
#define TEXT_LEAST  30 /* columns of text in a last column */
#define TERM_LEAST  10 /* columns of the terms of facts */
#define TERM_MOST   30
#define WIDTH_LEAST 40

typedef struct sheet {
    const gg_render_options *options;
    size_t width;
    gg_buf *out;
    size_t terms; /* columns of the terms of the facts being written */
} sheet;

static const char *const codes[GG_TONES] = {"",         "\033[32m", "\033[31m",
                                            "\033[33m", "\033[2m",  "\033[1m"};

static void begin_tone(const sheet *s, gg_tone tone)
{
    if (s->options->colour)
        gg_buf_puts(s->out, codes[tone]);
}

static void end_tone(const sheet *s, gg_tone tone)
{
    if (s->options->colour && codes[tone][0])
        gg_buf_puts(s->out, "\033[0m");
}

static size_t width_of(const char *text)
{
    return gg_text_width(text, strlen(text));
}

/* Bytes of text that fit into `width` columns, ending between signs. */
static size_t bytes_within(const char *text, size_t width)
{
    size_t n = strlen(text), at = 0;

    while (at < n) {
        size_t step = 1;

        while (at + step < n && ((unsigned char)text[at + step] & 0xc0) == 0x80)
            step++;
        if (gg_text_width(text, at + step) > width)
            break;
        at += step;
    }
    return at;
}

/* Bytes of the next line of a cell that is `width` columns wide: as many words as fit, or parts of
 * a name that go with a sign of their own, or as many signs. */
static size_t next_line(const char *text, size_t width)
{
    size_t most = bytes_within(text, width > 0 ? width : 1), n = 0;

    if (text[most] == '\0' || text[most] == ' ')
        return most;
    for (size_t i = 0; i < most; i++)
        if (strchr(" _*-/=,", text[i]))
            n = i + 1;
    return n > 0 ? n : most > 0 ? most : strlen(text);
}

/* What is left of the cells of a row after the lines written so far. */
typedef struct row_rest {
    gg_cell cells[GG_GRID_COLUMNS];
    bool begun; /* the first line is written: a name goes on a little further in */
} row_rest;

/* One line of a cell, padded to `width` unless it is the last. Numbers stay on one line. */
static void put_cell(const sheet *s, gg_cell *cell, size_t width, bool right, bool last, bool hang)
{
    const size_t indent = hang && cell->text[0] ? INDENT : 0, room = width - indent;
    const size_t n = right ? strlen(cell->text) : next_line(cell->text, room);
    const size_t taken = gg_text_width(cell->text, n);
    size_t end = n;

    while (!right && end > 0 && cell->text[end - 1] == ' ')
        end--;
    if (right && taken < width)
        gg_buf_fill(s->out, ' ', width - taken);
    gg_buf_fill(s->out, ' ', indent);
    begin_tone(s, cell->tone);
    gg_escape_text(s->out, cell->text, end);
    end_tone(s, cell->tone);
    if (!right && !last && gg_text_width(cell->text, end) < room)
        gg_buf_fill(s->out, ' ', room - gg_text_width(cell->text, end));
    cell->text += n;
    cell->text += strspn(cell->text, " ");
}

/* Columns 0 and from .. to - 1 of a row, in as many lines as its longest name or text needs; row ==
 * HEAD is the titles. */
#define HEAD ((size_t)-1)

static void put_line(const sheet *s, const gg_grid *grid, const size_t *widths, size_t from,
                     size_t to, row_rest *rest)
{
    gg_buf_fill(s->out, ' ', INDENT);
    for (size_t c = 0; c < to; c = c == 0 ? from : c + 1) {
        if (c > 0)
            gg_buf_fill(s->out, ' ', GAP);
        put_cell(s, &rest->cells[c], widths[c], grid->columns[c].right, c + 1 == to,
                 c == 0 && rest->begun);
    }
    while (s->out->size && s->out->data[s->out->size - 1] == ' ')
        s->out->data[--s->out->size] = '\0';
    gg_buf_puts(s->out, "\n");
    rest->begun = true;
}

static void put_row(const sheet *s, const gg_grid *grid, const size_t *widths, size_t from,
                    size_t to, size_t row)
{
    row_rest rest = {.begun = false};
    bool more = true;

    for (size_t c = 0; c < to; c = c == 0 ? from : c + 1)
        rest.cells[c] = row == HEAD ? (gg_cell){grid->columns[c].title, GG_TONE_QUIET}
                                    : grid->cells[row * grid->n_columns + c];
    while (more) {
        put_line(s, grid, widths, from, to, &rest);
        more = false;
        for (size_t c = 0; c < to; c = c == 0 ? from : c + 1)
            more = more || rest.cells[c].text[0] != '\0';
    }
}

static void measure(const gg_grid *grid, size_t *widths)
{
    for (size_t c = 0; c < grid->n_columns; c++) {
        widths[c] = width_of(grid->columns[c].title);
        for (size_t r = 0; r < gg_grid_rows(grid); r++) {
            size_t w = width_of(grid->cells[r * grid->n_columns + c].text);

            if (w > widths[c])
                widths[c] = w;
        }
    }
}

static size_t total_of(const size_t *widths, size_t from, size_t to)
{
    size_t total = INDENT + widths[0];

    for (size_t c = from; c < to; c++)
        total += GAP + widths[c];
    return total;
}

/* Text in a last column takes what room the others leave, if that is enough to read it in. */
static void narrow_text(const sheet *s, const gg_grid *grid, size_t *widths, size_t from)
{
    const size_t last = grid->n_columns - 1, others = total_of(widths, from, last) + GAP;

    if (last < from || grid->columns[last].right || widths[last] <= TEXT_LEAST ||
        others + widths[last] <= s->width)
        return;
    if (others + TEXT_LEAST <= s->width)
        widths[last] = s->width - others;
}

/* Names are wrapped rather than that columns move, as long as they stay readable. */
static void narrow_names(const sheet *s, const gg_grid *grid, size_t *widths)
{
    const size_t total = total_of(widths, 1, grid->n_columns);
    const size_t over = total > s->width ? total - s->width : 0;

    if (over && widths[0] > NAME_LEAST + over)
        widths[0] -= over;
    else if (over && widths[0] > s->width / 3)
        widths[0] = s->width / 3 > NAME_LEAST ? s->width / 3 : NAME_LEAST;
}

static void put_table(const sheet *s, const gg_grid *grid)
{
    size_t widths[GG_GRID_COLUMNS] = {0}, from = 1;

    if (grid->n_columns == 0)
        return;
    measure(grid, widths);
    narrow_text(s, grid, widths, 1);
    narrow_names(s, grid, widths);
    do {
        size_t to = grid->n_columns;

        while (to > from + 1 && total_of(widths, from, to) > s->width)
            to--;
        if (to == grid->n_columns)
            narrow_text(s, grid, widths, from);
        if (from > 1)
            gg_buf_puts(s->out, "\n");
        put_row(s, grid, widths, from, to, HEAD);
        for (size_t r = 0; r < gg_grid_rows(grid); r++)
            put_row(s, grid, widths, from, to, r);
        from = to;
    } while (from < grid->n_columns);
}

/* Words of text, wrapped; `first` columns are taken on the first line, `hang` on the others. */
static void put_wrapped(const sheet *s, const char *text, size_t first, size_t hang)
{
    size_t at = first;
    bool begun = false;

    while (*text) {
        size_t n = strcspn(text, " "), w = gg_text_width(text, n);

        if (begun && at + 1 + w > s->width) {
            gg_buf_puts(s->out, "\n");
            gg_buf_fill(s->out, ' ', hang);
            at = hang;
            begun = false;
        }
        if (begun && n)
            gg_buf_puts(s->out, " ");
        gg_escape_text(s->out, text, n);
        at += w + (begun && n);
        begun |= n > 0;
        text += n;
        text += strspn(text, " ");
    }
    gg_buf_puts(s->out, "\n");
}

static void put_heading(const sheet *s, const gg_block *block, bool first)
{
    if (!first)
        gg_buf_puts(s->out, "\n");
    begin_tone(s, GG_TONE_STRONG);
    put_wrapped(s, block->text, 0, 0);
    end_tone(s, GG_TONE_STRONG);
    if (block->level == 1) {
        size_t w = width_of(block->text);

        gg_buf_fill(s->out, '=', w < s->width ? w : s->width);
        gg_buf_puts(s->out, "\n");
    }
}

static void put_lead(const sheet *s, const gg_block *block, const char *lead, size_t hang)
{
    begin_tone(s, block->tone);
    gg_buf_puts(s->out, lead);
    put_wrapped(s, block->text, strlen(lead), hang);
    end_tone(s, block->tone);
}

/* Terms of facts in a row share one column, as wide as the widest, but no wider than TERM_MOST. */
static size_t term_width(const gg_block *block)
{
    size_t most = TERM_LEAST;

    for (; block && block->kind == GG_BLOCK_FACT; block = block->next)
        if (width_of(block->term) > most)
            most = width_of(block->term);
    return most > TERM_MOST ? TERM_MOST : most;
}

static void put_fact(const sheet *s, const gg_block *block, size_t terms)
{
    size_t w = width_of(block->term), hang = INDENT + terms + GAP;

    gg_buf_fill(s->out, ' ', INDENT);
    gg_escape_text(s->out, block->term, strlen(block->term));
    if (w > terms) {
        gg_buf_puts(s->out, "\n");
        gg_buf_fill(s->out, ' ', hang);
    } else {
        gg_buf_fill(s->out, ' ', terms - w + GAP);
    }
    begin_tone(s, block->tone);
    put_wrapped(s, block->text, hang, hang);
    end_tone(s, block->tone);
}

static void put_banner(const sheet *s, const gg_block *block)
{
    begin_tone(s, block->tone);
    gg_escape_text(s->out, block->term, strlen(block->term));
    end_tone(s, block->tone);
    gg_buf_puts(s->out, "  ");
    put_wrapped(s, block->text, width_of(block->term) + 2, INDENT);
}

static void put_block(sheet *s, const gg_block *block, gg_block_kind before, bool first)
{
    switch (block->kind) {
    case GG_BLOCK_HEADING:
        put_heading(s, block, first);
        break;
    case GG_BLOCK_TEXT:
        put_lead(s, block, block->level ? "  " : "", block->level ? 2 : 0);
        break;
    case GG_BLOCK_ITEM:
        put_lead(s, block, block->level ? "      - " : "  - ", block->level ? 8 : 4);
        break;
    case GG_BLOCK_FACT:
        if (before != GG_BLOCK_FACT)
            s->terms = term_width(block);
        put_fact(s, block, s->terms);
        break;
    case GG_BLOCK_TABLE:
        if (block->grid->caption) {
            gg_buf_puts(s->out, "\n");
            put_wrapped(s, block->grid->caption, 0, 0);
        }
        put_table(s, block->grid);
        break;
    case GG_BLOCK_BANNER:
        if (before != GG_BLOCK_HEADING)
            gg_buf_puts(s->out, "\n");
        put_banner(s, block);
        break;
    case GG_BLOCK_FIGURE:
        break; /* drawings are for html; their numbers stand in the tables */
    }
}

void gg_write_text(const gg_page *page, const gg_render_options *options, gg_buf *out)
{
    sheet s = {options, options->width > WIDTH_LEAST ? options->width : WIDTH_LEAST, out, 0};

    gg_block_kind before = GG_BLOCK_HEADING;

    for (const gg_block *block = page->first; block; block = block->next) {
        put_block(&s, block, before, block == page->first);
        before = block->kind;
    }
}
