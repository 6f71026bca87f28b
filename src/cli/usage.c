/* Help for a terminal: the list of commands, and one command with its options and an example. */
#include <stdio.h>
#include <string.h>

#include "cli_internal.h"

#define PAGE   80 /* columns of a line of help */
#define MARGIN 32 /* where explanations begin */

/* Appends text in lines that end before column PAGE and begin at indent; the first line is already
 * written up to column at. */
static void wrap(gg_buf *out, const char *text, size_t indent, size_t at)
{
    bool fresh = true;

    while (*text) {
        size_t word = strcspn(text, " ");

        if (!fresh && at + 1 + word > PAGE) {
            gg_buf_puts(out, "\n");
            gg_buf_fill(out, ' ', indent);
            at = indent;
            fresh = true;
        }
        if (!fresh) {
            gg_buf_puts(out, " ");
            at++;
        }
        gg_buf_append(out, text, word);
        at += word;
        fresh = false;
        text += word;
        text += strspn(text, " ");
    }
    gg_buf_puts(out, "\n");
}

char *gg_usage_option(const gg_option *option, char *out, size_t size)
{
    char letter[8] = "";
    const char *value = option->choices ? option->choices : option->value;

    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(out, size, "%s--%s%s%s", letter, option->name, value ? " " : "", value ? value : "");
    return out;
}

void gg_usage_explain(const gg_option *option, gg_buf *out)
{
    char range[96];

    gg_buf_puts(out, option->help);
    if (option->kind == GG_OPTION_NUMBER || option->kind == GG_OPTION_WHOLE)
        gg_buf_printf(out, "; %s", gg_option_range(option, range, sizeof range));
    if (option->otherwise)
        gg_buf_printf(out, " (default: %s)", option->otherwise);
    if (option->repeat)
        gg_buf_puts(out, "; may be repeated");
}

static void show_option(const gg_option *option, gg_buf *out)
{
    char name[128];
    gg_buf text;
    size_t n;

    gg_usage_option(option, name, sizeof name);
    n = strlen(name) + 2;
    gg_buf_printf(out, "  %s", name);
    if (n + 2 > MARGIN) {
        gg_buf_puts(out, "\n");
        n = 0;
    }
    gg_buf_fill(out, ' ', MARGIN - n);
    gg_buf_init(&text, 0);
    gg_usage_explain(option, &text);
    wrap(out, text.data ? text.data : "", MARGIN, MARGIN);
    out->failed |= text.failed;
    gg_buf_release(&text);
}

static void show_group(const gg_option_group *group, gg_buf *out)
{
    gg_buf_printf(out, "\n%s:\n", group->title);
    for (size_t i = 0; i < group->n; i++)
        if (!group->rows[i].hidden)
            show_option(&group->rows[i], out);
}

void gg_usage_command(const gg_command *command, gg_buf *out)
{
    gg_buf_printf(out, "gauger %s", command->name);
    if (command->operands)
        gg_buf_printf(out, " %s", command->operands);
    gg_buf_puts(out, " [OPTIONS]\n\n");
    wrap(out, command->about, 0, 0);
    gg_buf_printf(out, "\nExample:\n  %s\n", command->example);
    for (const gg_option_group *const *g = command->groups; *g; g++)
        show_group(*g, out);
}

/* Where summaries begin: behind the longest name. */
static size_t summary_column(void)
{
    size_t longest = 0;

    for (size_t i = 0; i < gg_n_commands; i++)
        if (strlen(gg_commands[i]->name) > longest)
            longest = strlen(gg_commands[i]->name);
    return longest + 4;
}

static void show_summary(const gg_command *command, size_t column, gg_buf *out)
{
    gg_buf_printf(out, "  %s", command->name);
    gg_buf_fill(out, ' ', column - 2 - strlen(command->name));
    wrap(out, command->summary, column, column);
}

void gg_usage_family(const char *family, gg_buf *out)
{
    gg_buf_printf(out, "gauger %s COMMAND [OPTIONS]\n\n", family);
    for (size_t i = 0; i < gg_n_commands; i++)
        if (gg_command_family(family, gg_commands[i]))
            show_summary(gg_commands[i], summary_column(), out);
    gg_buf_printf(out, "\ngauger %s COMMAND --help explains one of them, with an example.\n",
                  family);
}

void gg_usage_overview(gg_buf *out)
{
    const char *group = "";

    gg_buf_puts(out, "gauger measures risk scores: how well they perform, how they fall on groups "
                     "of people,\nand whether they meet a policy.\n\n"
                     "gauger [--registry DIR] [--as ACCOUNT] COMMAND [OPTIONS] [ARGS]\n");
    for (size_t i = 0; i < gg_n_commands; i++) {
        if (strcmp(group, gg_commands[i]->group) != 0) {
            group = gg_commands[i]->group;
            gg_buf_printf(out, "\n%s\n", group);
        }
        show_summary(gg_commands[i], summary_column(), out);
    }
    gg_buf_puts(out, "\ngauger COMMAND --help explains one command, with an example.\n");
}
