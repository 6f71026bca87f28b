/*
 * A page as one file of html: style and drawings within, no script, nothing fetched. The content
 * policy in its head says so to the browser.
 */
#include <string.h>

#include "report_internal.h"

static const char *const classes[GG_TONES] = {"", "good", "bad", "unsure", "quiet", "strong"};

static void put_class(gg_buf *out, const char *name)
{
    if (*name)
        gg_buf_printf(out, " class=\"%s\"", name);
}

static void put_head(const gg_page *page, gg_buf *out)
{
    const char *title = page->first ? page->first->text : "";

    gg_buf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"referrer\" content=\"no-referrer\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    gg_escape_html(out, title);
    gg_buf_puts(out, "</title>\n<style>\n");
    gg_buf_puts(out, gg_style_sheet);
    gg_buf_puts(out, "</style>\n</head>\n<body>\n<main>\n");
}

static void put_contents(const gg_page *page, gg_buf *out)
{
    gg_buf_puts(out, "<nav aria-label=\"Contents\">\n<ul>\n");
    for (const gg_block *b = page->first; b; b = b->next) {
        if (b->kind != GG_BLOCK_HEADING || b->level != 2 || !b->term)
            continue;
        gg_buf_printf(out, "<li><a href=\"#%s\">", b->term);
        gg_escape_html(out, b->text);
        gg_buf_puts(out, "</a></li>\n");
    }
    gg_buf_puts(out, "</ul>\n</nav>\n");
}

static void put_table_head(const gg_grid *grid, gg_buf *out)
{
    gg_buf_puts(out, "<div class=\"scroll\">\n<table>\n");
    if (grid->caption) {
        gg_buf_puts(out, "<caption>");
        gg_escape_html(out, grid->caption);
        gg_buf_puts(out, "</caption>\n");
    }
    gg_buf_puts(out, "<thead>\n<tr>");
    for (size_t c = 0; c < grid->n_columns; c++) {
        gg_buf_puts(out, "<th scope=\"col\"");
        put_class(out, grid->columns[c].right && c > 0 ? "num" : "");
        gg_buf_puts(out, ">");
        gg_escape_html(out, grid->columns[c].title);
        gg_buf_puts(out, "</th>");
    }
    gg_buf_puts(out, "</tr>\n</thead>\n");
}

/* Where a column is narrow, an interval goes to a line of its own, whole. */
static void put_number(gg_buf *out, const char *text)
{
    const char *comma = strstr(text, ", ");

    /* Only of the form that numbers have; whatever else stands here is text. */
    if (!comma || strspn(text, "0123456789.-+einf [") != (size_t)(comma - text)) {
        gg_escape_html(out, text);
        return;
    }
    gg_buf_append(out, text, (size_t)(comma + 1 - text));
    gg_buf_puts(out, "&#160;");
    gg_escape_html(out, comma + 2);
}

/* The label of a cell is for narrow pages, where a row becomes a list. */
static void put_cell(const gg_grid *grid, size_t i, gg_buf *out)
{
    size_t c = i % grid->n_columns;
    const gg_cell *cell = &grid->cells[i];

    if (c == 0) {
        gg_buf_puts(out, "<tr><th scope=\"row\">");
        gg_escape_html(out, cell->text);
        gg_buf_puts(out, "</th>");
        return;
    }
    gg_buf_puts(out, "<td data-label=\"");
    gg_escape_html(out, grid->columns[c].title);
    gg_buf_printf(out, "\" class=\"%s%s%s\">", grid->columns[c].right ? "num" : "",
                  grid->columns[c].right && *classes[cell->tone] ? " " : "", classes[cell->tone]);
    if (grid->columns[c].right)
        put_number(out, cell->text);
    else
        gg_escape_html(out, cell->text);
    gg_buf_puts(out, c + 1 == grid->n_columns ? "</td></tr>\n" : "</td>");
}

static void put_table(const gg_grid *grid, gg_buf *out)
{
    if (grid->n_columns < 2)
        return;
    put_table_head(grid, out);
    gg_buf_puts(out, "<tbody>\n");
    for (size_t i = 0; i < gg_grid_rows(grid) * grid->n_columns; i++)
        put_cell(grid, i, out);
    gg_buf_puts(out, "</tbody>\n</table>\n</div>\n");
}

static void put_heading(const gg_block *b, bool *section, gg_buf *out)
{
    if (b->level == 2) {
        gg_buf_puts(out, *section ? "</section>\n<section" : "<section");
        if (b->term)
            gg_buf_printf(out, " id=\"%s\"", b->term);
        gg_buf_puts(out, ">\n");
        *section = true;
    }
    gg_buf_printf(out, "<h%d>", b->level);
    gg_escape_html(out, b->text);
    gg_buf_printf(out, "</h%d>\n", b->level);
}

static void put_text(const gg_block *b, const char *element, gg_buf *out)
{
    gg_buf_printf(out, "<%s", element);
    put_class(out, classes[b->tone]);
    gg_buf_puts(out, ">");
    gg_escape_html(out, b->text);
    gg_buf_printf(out, "</%s>\n", element);
}

static void put_banner(const gg_block *b, gg_buf *out)
{
    gg_buf_printf(out, "<p class=\"banner %s\"><b>", classes[b->tone]);
    gg_escape_html(out, b->term);
    gg_buf_puts(out, "</b><span>");
    gg_escape_html(out, b->text);
    gg_buf_puts(out, "</span></p>\n");
}

/* An item with the items within it, as one <li>; returns the last block taken. */
static const gg_block *put_item(const gg_block *b, gg_buf *out)
{
    bool within = b->next && b->next->kind == GG_BLOCK_ITEM && b->next->level == 1;

    gg_buf_puts(out, "<li");
    put_class(out, classes[b->tone]);
    gg_buf_puts(out, ">");
    gg_escape_html(out, b->text);
    if (within) {
        gg_buf_puts(out, "\n<ul>\n");
        while (b->next && b->next->kind == GG_BLOCK_ITEM && b->next->level == 1) {
            b = b->next;
            put_text(b, "li", out);
        }
        gg_buf_puts(out, "</ul>\n");
    }
    gg_buf_puts(out, "</li>\n");
    return b;
}

static void put_fact(const gg_block *b, gg_buf *out)
{
    gg_buf_puts(out, "<dt>");
    gg_escape_html(out, b->term);
    gg_buf_puts(out, "</dt>");
    put_text(b, "dd", out);
}

/* Blocks of a kind that stand in a row go into one element; returns the last of them. */
static const gg_block *put_run(const gg_block *b, gg_buf *out)
{
    static const struct {
        gg_block_kind kind;
        const char *open, *close;
    } runs[] = {
        {GG_BLOCK_ITEM, "<ul>\n", "</ul>\n"},
        {GG_BLOCK_FACT, "<dl>\n", "</dl>\n"},
        {GG_BLOCK_FIGURE, "<div class=\"charts\">\n", "</div>\n"},
    };
    size_t k = b->kind == GG_BLOCK_ITEM ? 0 : b->kind == GG_BLOCK_FACT ? 1 : 2;

    gg_buf_puts(out, runs[k].open);
    for (;; b = b->next) {
        if (b->kind == GG_BLOCK_ITEM)
            b = put_item(b, out);
        else if (b->kind == GG_BLOCK_FACT)
            put_fact(b, out);
        else
            gg_buf_puts(out, b->text);
        if (!b->next || b->next->kind != b->kind)
            break;
    }
    gg_buf_puts(out, runs[k].close);
    return b;
}

static const gg_block *put_block(const gg_block *b, bool *section, gg_buf *out)
{
    switch (b->kind) {
    case GG_BLOCK_HEADING:
        put_heading(b, section, out);
        return b;
    case GG_BLOCK_TEXT:
        put_text(b, "p", out);
        return b;
    case GG_BLOCK_TABLE:
        put_table(b->grid, out);
        return b;
    case GG_BLOCK_BANNER:
        put_banner(b, out);
        return b;
    case GG_BLOCK_ITEM:
    case GG_BLOCK_FACT:
    case GG_BLOCK_FIGURE:
        break;
    }
    return put_run(b, out);
}

void gg_write_html(const gg_page *page, const gg_render_options *options, gg_buf *out)
{
    bool section = false;

    (void)options;
    put_head(page, out);
    for (const gg_block *b = page->first; b; b = b->next) {
        if (b->kind == GG_BLOCK_HEADING && b->level == 2 && !section)
            put_contents(page, out);
        b = put_block(b, &section, out);
    }
    gg_buf_puts(out, section ? "</section>\n" : "");
    gg_buf_puts(out, "</main>\n</body>\n</html>\n");
}
