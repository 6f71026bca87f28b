/* docs/cli.md: the same tables as --help, in Markdown. `gauger help --markdown` prints it. */
#include <string.h>

#include "cli_internal.h"

/* Exit statuses as they stand in the contract with scripts. */
static const struct {
    int status;
    const char *means;
} exits[] = {
    {0, "done, or the answer is yes"},
    {1, "the answer is no, on the merits (the gate failed, drift failed, identifiers were found)"},
    {2, "bad usage or bad input; nothing was changed"},
    {3, "inconclusive (gate)"},
    {70, "a fault of gauger's own"},
};

/* In a cell of a table '|' would end the cell. */
static void cell(const char *text, gg_buf *out)
{
    for (; *text; text++)
        gg_buf_printf(out, *text == '|' ? "\\%c" : "%c", *text);
}

static void option_row(const gg_option *option, gg_buf *out)
{
    char name[128];
    gg_buf text;

    gg_usage_option(option, name, sizeof name);
    gg_buf_puts(out, "| `");
    cell(name, out);
    gg_buf_puts(out, "` | ");
    gg_buf_init(&text, 0);
    gg_usage_explain(option, &text);
    cell(text.data ? text.data : "", out);
    out->failed |= text.failed;
    gg_buf_release(&text);
    gg_buf_puts(out, " |\n");
}

static void option_table(const gg_option_group *group, gg_buf *out)
{
    gg_buf_printf(out, "\n| %s | |\n|---|---|\n", group->title);
    for (size_t i = 0; i < group->n; i++)
        if (!group->rows[i].hidden)
            option_row(&group->rows[i], out);
}

static void command_section(const gg_command *command, gg_buf *out)
{
    gg_buf_printf(out, "\n### gauger %s\n\n%s\n\n    %s\n", command->name, command->about,
                  command->example);
    for (const gg_option_group *const *g = command->groups; *g; g++)
        option_table(*g, out);
}

static void preamble(gg_buf *out)
{
    gg_buf_puts(out,
                "# The program `gauger`\n\n"
                "This page is printed by `gauger help --markdown` from the tables that the program "
                "itself reads;\na test compares the two.\n\n"
                "    gauger [--registry DIR] [--as ACCOUNT] COMMAND [OPTIONS] [ARGS]\n\n"
                "Options may stand before or after the table, as `--name VALUE` or `--name=VALUE`; "
                "`--` ends them.\n"
                "With `--format json` standard output holds one JSON document and nothing else. "
                "`-o FILE` writes\natomically: FILE holds what it held before, or all of the new "
                "text. The same input and options give\nthe same bytes, whatever the number of "
                "threads.\n\n"
                "| exit status | means |\n|---|---|\n");
    for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
        gg_buf_printf(out, "| %d | %s |\n", exits[i].status, exits[i].means);
    gg_buf_puts(
        out,
        "\nAn error is one line of at most 500 bytes on standard error: `gauger: WHERE: "
        "WHAT; HOW TO MEND IT`. It\nshows the shape of a bad cell (`a` for a letter, "
        "`d` for a digit), never its text. With `--format json`\nstandard output also "
        "holds `{\"error\": {\"code\", \"message\", \"where\"}}`, with `rule` where one "
        "refused.\nIn a registry for testing the line ends with `(FOR TESTING)`, and `testing` "
        "stands beside `error`.\n");
}

void gg_usage_manual(gg_buf *out)
{
    const char *group = "";

    preamble(out);
    option_table(&gg_global_options, out);
    for (size_t i = 0; i < gg_n_commands; i++) {
        if (strcmp(group, gg_commands[i]->group) != 0) {
            group = gg_commands[i]->group;
            gg_buf_printf(out, "\n## %s\n", group);
        }
        command_section(gg_commands[i], out);
    }
}
