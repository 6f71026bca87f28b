/* The tables of commands and options, walked: whatever is added to them has to be sound. */
#include "suite.h"

#include <ctype.h>
#include <string.h>

#include "cli/cli_internal.h"
#include "gauger/base/file.h"

#define EACH_COMMAND(c)                                                                            \
    for (size_t i_##c = 0; i_##c < gg_n_commands; i_##c++)                                         \
        for (const gg_command *c = gg_commands[i_##c]; c; c = NULL)

/* Calls visit for every row of a command. */
static void each_row(const gg_command *c, void (*visit)(const gg_command *, const gg_option *))
{
    for (const gg_option_group *const *g = c->groups; *g; g++)
        for (size_t i = 0; i < (*g)->n; i++)
            visit(c, &(*g)->rows[i]);
}

static void is_sentence(const char *text, const char *where)
{
    size_t n = text ? strlen(text) : 0;

    ck_assert_msg(n > 3, "%s: no help", where);
    ck_assert_msg(text[n - 1] != '.', "%s: help ends with a full stop", where);
    ck_assert_msg(!isupper((unsigned char)text[0]) || isupper((unsigned char)text[1]) ||
                      text[1] == '*',
                  "%s: help begins with a capital", where);
    ck_assert_msg(!strstr(text, "  "), "%s: two spaces", where);
}

static void row_is_sound(const gg_command *c, const gg_option *row)
{
    char where[128];
    bool number = row->kind == GG_OPTION_NUMBER || row->kind == GG_OPTION_WHOLE;

    snprintf(where, sizeof where, "%s --%s", c->name, row->name);
    is_sentence(row->help, where);
    ck_assert_msg(row->id < GG_OPT_END_, "%s: id", where);
    ck_assert_msg(strspn(row->name, "abcdefghijklmnopqrstuvwxyz-") == strlen(row->name), "%s: name",
                  where);
    ck_assert_msg(strlen(row->name) >= 1 && strlen(row->name) <= 24, "%s: length", where);
    ck_assert_msg((row->kind == GG_OPTION_FLAG) == !row->value, "%s: value", where);
    ck_assert_msg((row->kind == GG_OPTION_CHOICE) == !!row->choices, "%s: choices", where);
    ck_assert_msg(number == (row->low < row->high), "%s: range", where);
    ck_assert_msg(number || (row->low == 0 && row->high == 0 && !row->open), "%s: range", where);
    ck_assert_msg(!(row->kind == GG_OPTION_FLAG && (row->otherwise || row->repeat)), "%s: flag",
                  where);
    ck_assert_msg(!(row->otherwise && row->repeat), "%s: a list has no default", where);
}

START_TEST(every_row_is_sound)
{
    EACH_COMMAND(c)
    each_row(c, row_is_sound);
}
END_TEST

START_TEST(no_option_twice)
{
    EACH_COMMAND(c)
    {
        bool ids[GG_OPT_END_] = {false}, letters[128] = {false};
        char names[64][32];
        size_t n = 0;

        for (const gg_option_group *const *g = c->groups; *g; g++)
            for (size_t i = 0; i < (*g)->n; i++) {
                const gg_option *row = &(*g)->rows[i];

                ck_assert_msg(!ids[row->id], "%s --%s: id twice", c->name, row->name);
                ids[row->id] = true;
                ck_assert_msg(!row->letter || !letters[(int)row->letter], "%s -%c", c->name,
                              row->letter);
                letters[(int)row->letter] = true;
                for (size_t j = 0; j < n; j++)
                    ck_assert_msg(strcmp(names[j], row->name) != 0, "%s --%s", c->name, row->name);
                snprintf(names[n++], sizeof names[0], "%s", row->name);
                ck_assert_msg(
                    !gg_option_named((const gg_option_group *const[]){&gg_global_options, NULL},
                                     row->name, strlen(row->name)) ||
                        row->kind == GG_OPTION_FLAG,
                    "%s --%s: is a global option", c->name, row->name);
            }
        ck_assert_msg(ids[GG_OPT_HELP], "%s has no --help", c->name);
    }
}
END_TEST

/* A name means the same id everywhere, so that a value is never looked up under another. */
START_TEST(one_id_for_a_name)
{
    const char *names[GG_OPT_END_] = {NULL};

    EACH_COMMAND(c)
    for (const gg_option_group *const *g = c->groups; *g; g++)
        for (size_t i = 0; i < (*g)->n; i++) {
            const gg_option *row = &(*g)->rows[i];

            if (names[row->id])
                ck_assert_str_eq(names[row->id], row->name);
            names[row->id] = row->name;
        }
    for (size_t i = 0; i < GG_OPT_END_; i++)
        for (size_t j = 0; names[i] && j < i; j++)
            ck_assert(!names[j] || strcmp(names[i], names[j]) != 0);
}
END_TEST

START_TEST(every_command_is_sound)
{
    EACH_COMMAND(c)
    {
        ck_assert_ptr_eq(gg_command_find(c->name), c);
        ck_assert_ptr_nonnull(c->run);
        is_sentence(c->summary, c->name);
        ck_assert_msg(c->about[strlen(c->about) - 1] == '.', "%s: about", c->name);
        ck_assert_uint_le(c->least, c->most);
        ck_assert_msg(c->most == 0 || c->operands, "%s: operands", c->name);
        ck_assert_ptr_null(c->groups[GG_COMMAND_GROUPS - 1]);
        /* Commands of one group stand together, so that help has one heading for it. */
        for (size_t j = i_c + 1; j + 1 < gg_n_commands; j++)
            ck_assert_msg(strcmp(gg_commands[j]->group, gg_commands[j + 1]->group) == 0 ||
                              strcmp(gg_commands[j + 1]->group, c->group) != 0,
                          "%s: group", c->name);
        for (size_t j = 0; j < 4 && c->needs[j] != GG_OPT_HELP; j++) {
            bool found = false;

            for (const gg_option_group *const *g = c->groups; *g; g++)
                for (size_t k = 0; k < (*g)->n; k++)
                    found |= (*g)->rows[k].id == c->needs[j];
            ck_assert_msg(found, "%s: needs what it does not take", c->name);
        }
    }
}
END_TEST

/* Splits an example at its spaces but those in double quotes, as a shell does; returns how many
 * words there are. */
static int split(char *text, char **words, int most)
{
    int n = 0;

    while (n < most && *(text += strspn(text, " "))) {
        bool quoted = *text == '"';
        size_t size = strcspn(text += quoted, quoted ? "\"" : " ");

        words[n++] = text;
        text += size;
        if (*text)
            *text++ = '\0';
    }
    return n;
}

START_TEST(examples_can_be_typed)
{
    EACH_COMMAND(c)
    {
        char text[256], *words[32];
        int named = strchr(c->name, ' ') ? 3 : 2; /* words before the arguments */
        gg_arena arena;
        gg_args args;
        gg_error err;
        int n, used;

        snprintf(text, sizeof text, "%s", c->example);
        n = split(text, words, 32);
        ck_assert_str_eq(words[0], "gauger");
        ck_assert_int_eq(strncmp(c->example, "gauger ", 7), 0);
        /* Where somebody else than usual acts, the example says who. */
        if (strcmp(words[1], "--as") == 0)
            named += 2;
        ck_assert_str_eq(words[named - 1],
                         strrchr(c->name, ' ') ? strrchr(c->name, ' ') + 1 : c->name);
        ck_assert(strstr(c->example, c->name) != NULL);
        ck_assert_int_ge(n, named);
        gg_arena_init(&arena);
        gg_error_init(&err);
        ck_assert_msg(gg_options_parse(c->groups, n - named, words + named, false, &arena, &args,
                                       &used, &err) == GG_OK,
                      "%s: %s", c->name, err.what);
        ck_assert(args.n_operands >= c->least && args.n_operands <= c->most);
        for (size_t i = 0; i < 4 && c->needs[i] != GG_OPT_HELP; i++)
            ck_assert_msg(gg_args_given(&args, c->needs[i]), "%s: example", c->name);
        gg_arena_release(&arena);
    }
}
END_TEST

/* A default that its own row would refuse fails here. */
START_TEST(defaults_are_accepted)
{
    EACH_COMMAND(c)
    {
        gg_arena arena;
        gg_args args;
        gg_error err;
        int used;

        gg_arena_init(&arena);
        gg_error_init(&err);
        ck_assert_msg(gg_options_parse(c->groups, 0, NULL, false, &arena, &args, &used, &err) ==
                          GG_OK,
                      "%s: %s", c->name, err.what);
        gg_arena_release(&arena);
    }
}
END_TEST

static void stays_on_the_page(const char *text)
{
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        size_t n = strcspn(line, "\n");

        ck_assert_msg(n <= 88 && (n == 0 || line[n - 1] != ' '), "%.*s", (int)n, line);
    }
}

START_TEST(help_names_everything)
{
    gg_buf out;

    gg_buf_init(&out, 0);
    gg_usage_overview(&out);
    stays_on_the_page(out.data);
    EACH_COMMAND(c)
    {
        gg_buf help;

        ck_assert_ptr_nonnull(strstr(out.data, c->name));
        gg_buf_init(&help, 0);
        gg_usage_command(c, &help);
        stays_on_the_page(strstr(help.data, "Example:\n") + strlen("Example:\n  ") +
                          strlen(c->example) + 1);
        ck_assert_ptr_nonnull(strstr(help.data, c->example));
        for (const gg_option_group *const *g = c->groups; *g; g++)
            for (size_t i = 0; i < (*g)->n; i++) {
                char name[40];

                snprintf(name, sizeof name, "--%s", (*g)->rows[i].name);
                ck_assert_msg(!!strstr(help.data, name) != (*g)->rows[i].hidden, "%s %s", c->name,
                              name);
            }
        gg_buf_release(&help);
    }
    gg_buf_release(&out);
}
END_TEST

/* After a change: build/gauger help --markdown -o docs/cli.md */
START_TEST(the_manual_is_up_to_date)
{
    gg_buf manual, file;
    gg_error err;

    gg_buf_init(&manual, 0);
    gg_buf_init(&file, 0);
    gg_error_init(&err);
    gg_usage_manual(&manual);
    ck_assert_msg(gg_file_read("docs/cli.md", 1 << 20, &file, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(strcmp(manual.data, file.data) == 0,
                  "docs/cli.md is not what gauger help --markdown prints");
    gg_buf_release(&manual);
    gg_buf_release(&file);
}
END_TEST

START_TEST(unknown_commands)
{
    const gg_command *command = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_command_get("evalute", &command, &err), GG_E_USAGE);
    ck_assert_str_eq(err.what, "unknown command \"evalute\"");
    ck_assert_str_eq(err.mend, "did you mean evaluate?");
    ck_assert_ptr_null(command);
    gg_error_init(&err);
    ck_assert_int_eq(gg_command_get("frobnicate", &command, &err), GG_E_USAGE);
    ck_assert_str_eq(err.mend, "gauger help lists the commands");
    ck_assert_int_eq(gg_command_get("gate", &command, NULL), GG_OK);
    ck_assert_str_eq(command->name, "gate");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_row_is_sound);
    tcase_add_test(tc, no_option_twice);
    tcase_add_test(tc, one_id_for_a_name);
    tcase_add_test(tc, every_command_is_sound);
    tcase_add_test(tc, examples_can_be_typed);
    tcase_add_test(tc, defaults_are_accepted);
    tcase_add_test(tc, help_names_everything);
    tcase_add_test(tc, the_manual_is_up_to_date);
    tcase_add_test(tc, unknown_commands);
}

GG_TEST_MAIN("cli/commands")
