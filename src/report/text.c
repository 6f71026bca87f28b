/*
 * A page as text for a terminal: sentences wrapped, tables aligned by the columns that a sign
 * takes.
 *
 * A table that is wider than the page gives way in three steps: long names in its first column lose
 * their middle, then its last columns move to a second table with the same names, and only a table
 * of two columns may still stand out.
 */
#include <string.h>

#include "gauger/base/text.h"
#include "report_internal.h"

#define GAP         2
#define INDENT      2
#define NAME_LEAST  16 /* columns that a name keeps however narrow the page */
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

/* Bytes at the end of text that fit into `width` columns. */
static size_t bytes_at_end(const char *text, size_t width)
{
    size_t n = strlen(text), at = 0;

    while (at < n && gg_text_width(text + at, n - at) > width) {
        at++;
        while (at < n && ((unsigned char)text[at] & 0xc0) == 0x80)
            at++;
    }
    return n - at;
}

/* Cuts the middle out: names of one attribute, or of crossed ones, differ at either end. */
static void put_cut(const sheet *s, const char *text, size_t width)
{
    size_t head = bytes_within(text, (width - 1) / 2);
    size_t tail = bytes_at_end(text, width - 2 - gg_text_width(text, head));

    gg_escape_text(s->out, text, head);
    gg_buf_puts(s->out, "..");
    gg_escape_text(s->out, text + strlen(text) - tail, tail);
    gg_buf_fill(s->out, ' ',
                width - 2 - gg_text_width(text, head) -
                    gg_text_width(text + strlen(text) - tail, tail));
}

/* A cell, padded to `width`. */
static void put_cell(const sheet *s, const gg_cell *cell, size_t width, bool right, bool last)
{
    size_t taken = width_of(cell->text);

    if (right && taken < width)
        gg_buf_fill(s->out, ' ', width - taken);
    begin_tone(s, cell->tone);
    if (taken > width)
        put_cut(s, cell->text, width);
    else
        gg_escape_text(s->out, cell->text, strlen(cell->text));
    end_tone(s, cell->tone);
    if (!right && !last && taken < width)
        gg_buf_fill(s->out, ' ', width - taken);
}

/* Columns 0 and from .. to - 1 of a row; row == GG_GRID_HEAD is the titles. */
#define HEAD ((size_t)-1)

static void put_row(const sheet *s, const gg_grid *grid, const size_t *widths, size_t from,
                    size_t to, size_t row)
{
    gg_buf_fill(s->out, ' ', INDENT);
    for (size_t c = 0; c < to; c = c == 0 ? from : c + 1) {
        gg_cell head = {grid->columns[c].title, GG_TONE_QUIET};
        const gg_cell *cell = row == HEAD ? &head : &grid->cells[row * grid->n_columns + c];

        if (c > 0)
            gg_buf_fill(s->out, ' ', GAP);
        put_cell(s, cell, widths[c], grid->columns[c].right, c + 1 == to);
    }
    while (s->out->size && s->out->data[s->out->size - 1] == ' ')
        s->out->data[--s->out->size] = '\0';
    gg_buf_puts(s->out, "\n");
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

static void put_table(const sheet *s, const gg_grid *grid)
{
    size_t widths[GG_GRID_COLUMNS] = {0}, from = 1, over;

    if (grid->n_columns == 0)
        return;
    measure(grid, widths);
    over = total_of(widths, 1, grid->n_columns);
    over = over > s->width ? over - s->width : 0;
    if (over && widths[0] > NAME_LEAST + over)
        widths[0] -= over;
    else if (over && widths[0] > s->width / 3)
        widths[0] = s->width / 3 > NAME_LEAST ? s->width / 3 : NAME_LEAST;
    do {
        size_t to = grid->n_columns;

        while (to > from + 1 && total_of(widths, from, to) > s->width)
            to--;
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
