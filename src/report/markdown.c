/*
 * A page as markdown (CommonMark with GitHub's tables), also for step summaries of workflows.
 */
#include <string.h>

#include "report_internal.h"

static const char *const marks[GG_TONES] = {"", "", "**", "", "", "**"};

static void put_table(const gg_grid *grid, gg_buf *out)
{
    if (grid->n_columns == 0)
        return;
    if (grid->caption) {
        gg_escape_markdown(out, grid->caption, true);
        gg_buf_puts(out, "\n\n");
    }
    for (size_t c = 0; c < grid->n_columns; c++) {
        gg_buf_puts(out, c ? " | " : "| ");
        gg_escape_markdown(out, grid->columns[c].title, false);
    }
    gg_buf_puts(out, " |\n");
    for (size_t c = 0; c < grid->n_columns; c++)
        gg_buf_printf(out, "| %s ", grid->columns[c].right ? "---:" : "---");
    gg_buf_puts(out, "|\n");
    for (size_t i = 0; i < gg_grid_rows(grid) * grid->n_columns; i++) {
        const gg_cell *cell = &grid->cells[i];

        gg_buf_puts(out, i % grid->n_columns ? " | " : "| ");
        gg_buf_puts(out, marks[cell->tone]);
        gg_escape_markdown(out, cell->text, false);
        gg_buf_puts(out, marks[cell->tone]);
        if ((i + 1) % grid->n_columns == 0)
            gg_buf_puts(out, " |\n");
    }
}

static void put_labelled(const gg_block *block, const char *lead, const char *joint, gg_buf *out)
{
    gg_buf_printf(out, "%s**", lead);
    gg_escape_markdown(out, block->term, false);
    gg_buf_printf(out, "**%s", joint);
    gg_escape_markdown(out, block->text, true);
    gg_buf_puts(out, "\n");
}

static void put_block(const gg_block *block, gg_buf *out)
{
    switch (block->kind) {
    case GG_BLOCK_HEADING:
        gg_buf_fill(out, '#', (size_t)block->level);
        gg_buf_puts(out, " ");
        gg_escape_markdown(out, block->text, true);
        gg_buf_puts(out, "\n");
        break;
    case GG_BLOCK_TEXT:
        gg_escape_markdown(out, block->text, true);
        gg_buf_puts(out, "\n");
        break;
    case GG_BLOCK_ITEM:
        gg_buf_puts(out, block->level ? "  - " : "- ");
        gg_escape_markdown(out, block->text, true);
        gg_buf_puts(out, "\n");
        break;
    case GG_BLOCK_FACT:
        put_labelled(block, "- ", ": ", out);
        break;
    case GG_BLOCK_BANNER:
        put_labelled(block, "", ": ", out);
        break;
    case GG_BLOCK_TABLE:
        put_table(block->grid, out);
        break;
    case GG_BLOCK_FIGURE:
        break;
    }
}

/* Items and facts in a row are one list; everything else is parted by a blank line. */
static bool same_list(const gg_block *a, const gg_block *b)
{
    return a->kind == b->kind && (a->kind == GG_BLOCK_ITEM || a->kind == GG_BLOCK_FACT);
}

void gg_write_markdown(const gg_page *page, const gg_render_options *options, gg_buf *out)
{
    const gg_block *before = NULL;

    (void)options;
    for (const gg_block *block = page->first; block; block = block->next) {
        if (block->kind == GG_BLOCK_FIGURE)
            continue;
        if (before && !same_list(before, block))
            gg_buf_puts(out, "\n");
        put_block(block, out);
        before = block;
    }
}
