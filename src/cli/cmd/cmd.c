/* What several commands do with their documents and options. */
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "gauger/base/env.h"
#include "gauger/report/render.h"

#define NARROW 80  /* columns of a terminal that does not say how wide it is */
#define WIDE   160 /* wider tables are harder to read, not easier */

gg_status gg_cmd_load(const char *path, const char *format, json_t **out, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_json_load(path, &document, err);
    char mend[160];

    if (status != GG_OK)
        return status;
    if (strcmp(gg_json_string(document, "format", ""), format) != 0) {
        snprintf(mend, sizeof mend, "give a document that says \"format\": \"%s\"", format);
        gg_error_where(err, strcmp(path, "-") == 0 ? "standard input" : path, 0, NULL);
        json_decref(document);
        return gg_error_set(err, GG_E_INPUT, mend, "is not a document of that format");
    }
    *out = document;
    return GG_OK;
}

/* The terminal's width, within what a table can use; 0 where output goes elsewhere. */
static size_t terminal_width(const gg_cli *cli)
{
    struct winsize size;

    if (gg_args_given(&cli->args, GG_OPT_OUTPUT) || isatty(STDOUT_FILENO) != 1)
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < NARROW)
        return NARROW;
    return size.ws_col < WIDE ? size.ws_col : WIDE;
}

/* NO_COLOR: see no-color.org; any value but the empty one turns colour off. */
static bool wants_colour(void)
{
    const char *no = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    return !(no && no[0]) && !(terminal && strcmp(terminal, "dumb") == 0);
}

static gg_status render(gg_cli *cli, const json_t *document, const char *file, gg_error *err)
{
    gg_render_options options = gg_render_options_default();
    gg_env env = gg_env_default();
    char time[GG_TIME_TEXT];
    size_t width = terminal_width(cli);

    if (width) {
        options.width = width;
        options.colour = wants_colour();
    }
    /* JUnit's schema asks for a time without the Z. */
    gg_time_format(gg_env_now(&env), time)[GG_TIME_TEXT - 2] = '\0';
    options.timestamp = time;
    options.file = file;
    options.title = gg_args_text(&cli->args, GG_OPT_TITLE);
    return gg_render(document, gg_args_text(&cli->args, GG_OPT_FORMAT), &options, &cli->out, err);
}

/* What comes from a registry for testing says so. Documents of measurements hold no time of it, and
 * are the same wherever they were made: of these it is said in words alone. */
static bool holds_times(const json_t *document)
{
    static const char *const measured[] = {"gauger/evaluation/1", "gauger/comparison/1",
                                           "gauger/drift/1", "gauger/deidentification/1"};
    const char *format = gg_json_string(document, "format", "");

    for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
        if (strcmp(format, measured[i]) == 0)
            return false;
    return true;
}

gg_status gg_cmd_render(gg_cli *cli, const json_t *document, const char *file, gg_error *err)
{
    json_t *marked = NULL;
    gg_status status;

    if (!cli->testing ||
        (!holds_times(document) && strcmp(gg_args_text(&cli->args, GG_OPT_FORMAT), "json") == 0))
        return render(cli, document, file, err);
    /* The document is the caller's, who may store it as it is. */
    marked = json_copy((json_t *)document);
    if (!marked || json_object_set_new(marked, "testing", json_true()) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    else
        status = render(cli, marked, file, err);
    json_decref(marked);
    return status;
}
