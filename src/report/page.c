/*
 * The page: what a document says, as blocks of plain text, before any format is chosen.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gauger/base/text.h"
#include "report_internal.h"

/* Longest name that is shown whole, in bytes. */
#define NAME_BYTES 80

void gg_page_init(gg_page *page)
{
    memset(page, 0, sizeof *page);
    gg_arena_init(&page->arena);
}

void gg_page_release(gg_page *page)
{
    gg_arena_release(&page->arena);
    memset(page, 0, sizeof *page);
}

static const char *vformat(gg_page *page, const char *format, va_list args)
{
    va_list again;
    char *text;
    int n;

    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = n < 0 || page->failed ? NULL : gg_arena_array(&page->arena, (size_t)n + 1, 1);
    if (!text) {
        page->failed = true;
        return "";
    }
    vsnprintf(text, (size_t)n + 1, format, args);
    return text;
}

const char *gg_page_printf(gg_page *page, const char *format, ...)
{
    va_list args;
    const char *text;

    va_start(args, format);
    text = vformat(page, format, args);
    va_end(args);
    return text;
}

static gg_block *append(gg_page *page, gg_block_kind kind)
{
    gg_block *block = page->failed ? NULL : gg_arena_array(&page->arena, 1, sizeof *block);

    if (!block) {
        page->failed = true;
        return NULL;
    }
    block->kind = kind;
    block->text = "";
    if (page->last)
        page->last->next = block;
    else
        page->first = block;
    page->last = block;
    return block;
}

static void append_text(gg_page *page, gg_block_kind kind, gg_tone tone, const char *term,
                        const char *format, va_list args)
{
    const char *text = vformat(page, format, args);
    gg_block *block = append(page, kind);

    if (!block)
        return;
    block->tone = tone;
    block->term = term;
    block->text = text;
}

void gg_page_heading(gg_page *page, int level, const char *anchor, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append_text(page, GG_BLOCK_HEADING, GG_TONE_PLAIN, anchor, format, args);
    va_end(args);
    if (page->last)
        page->last->level = level;
}

void gg_page_text(gg_page *page, gg_tone tone, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append_text(page, GG_BLOCK_TEXT, tone, NULL, format, args);
    va_end(args);
}

void gg_page_subtext(gg_page *page, gg_tone tone, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append_text(page, GG_BLOCK_TEXT, tone, NULL, format, args);
    va_end(args);
    if (page->last)
        page->last->level = 1;
}

void gg_page_item(gg_page *page, gg_tone tone, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append_text(page, GG_BLOCK_ITEM, tone, NULL, format, args);
    va_end(args);
}

void gg_page_subitem(gg_page *page, gg_tone tone, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append_text(page, GG_BLOCK_ITEM, tone, NULL, format, args);
    va_end(args);
    if (page->last)
        page->last->level = 1;
}

void gg_page_fact(gg_page *page, const char *term, gg_tone tone, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append_text(page, GG_BLOCK_FACT, tone, term, format, args);
    va_end(args);
}

void gg_page_banner(gg_page *page, gg_tone tone, const char *word, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append_text(page, GG_BLOCK_BANNER, tone, word, format, args);
    va_end(args);
}

void gg_page_figure(gg_page *page, const char *markup)
{
    gg_block *block = append(page, GG_BLOCK_FIGURE);

    if (block)
        block->text = markup;
}

gg_grid *gg_page_table(gg_page *page, const char *caption)
{
    gg_grid *grid = page->failed ? NULL : gg_arena_array(&page->arena, 1, sizeof *grid);
    gg_block *block = grid ? append(page, GG_BLOCK_TABLE) : NULL;

    if (!block) {
        page->failed = true;
        return NULL;
    }
    grid->caption = caption;
    block->grid = grid;
    return grid;
}

void gg_grid_column(gg_page *page, gg_grid *grid, bool right, const char *format, ...)
{
    va_list args;

    if (page->failed || grid->n_columns == GG_GRID_COLUMNS)
        return;
    va_start(args, format);
    grid->columns[grid->n_columns].title = vformat(page, format, args);
    va_end(args);
    grid->columns[grid->n_columns++].right = right;
}

/* Room for one more cell: arenas cannot grow an array in place, so it doubles into a new one. */
static bool reserve(gg_page *page, gg_grid *grid)
{
    size_t room = grid->room ? grid->room * 2 : 64;
    gg_cell *cells;

    if (grid->n < grid->room)
        return true;
    cells = gg_arena_array(&page->arena, room, sizeof *cells);
    if (!cells) {
        page->failed = true;
        return false;
    }
    if (grid->n)
        memcpy(cells, grid->cells, grid->n * sizeof *cells);
    grid->cells = cells;
    grid->room = room;
    return true;
}

void gg_grid_cell(gg_page *page, gg_grid *grid, gg_tone tone, const char *format, ...)
{
    va_list args;

    if (page->failed || !reserve(page, grid))
        return;
    va_start(args, format);
    grid->cells[grid->n].text = vformat(page, format, args);
    va_end(args);
    grid->cells[grid->n++].tone = tone;
}

size_t gg_grid_rows(const gg_grid *grid)
{
    return grid->n_columns ? grid->n / grid->n_columns : 0;
}

const char *gg_page_name(gg_page *page, const char *name)
{
    const char *text = name ? gg_escape_clean(&page->arena, name) : "";
    char cut[NAME_BYTES + 4];

    if (!text) {
        page->failed = true;
        return "";
    }
    return gg_page_printf(page, "%s", gg_text_clean(text, strlen(text), cut, NAME_BYTES));
}

const char *gg_page_source(gg_page *page, const json_t *data, const char *otherwise)
{
    const char *name = gg_page_name(page, gg_json_string(data, "source", otherwise));
    double files = gg_json_number(data, "files", 1);

    if (!(files > 1))
        return name;
    return gg_page_printf(page, "%s (%s files)", name, gg_page_count(page, files));
}

const char *gg_page_prose(gg_page *page, const char *text)
{
    const char *copy = text ? gg_escape_clean(&page->arena, text) : "";

    if (!copy)
        page->failed = true;
    return copy ? copy : "";
}

const char *gg_page_list(gg_page *page, const char *so_far, const char *item, size_t i, size_t n)
{
    const char *joint = i == 0 ? "" : i + 1 == n ? " and " : ", ";

    return gg_page_printf(page, "%s%s%s", so_far, joint, item);
}
