/*
 * The only place that writes: output all at once when a command has succeeded, or one line about
 * an error. A pipe that is closed and a disk that is full are errors like any other.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli_internal.h"
#include "gauger/base/file.h"
#include "gauger/base/json.h"

#define PREFIX "gauger: "

/* What to say when whoever found the error had no advice. */
static const struct {
    gg_status status;
    const char *mend;
} advice[] = {
    {GG_E_USAGE, "--help explains the options"},
    {GG_E_INPUT, "correct the input and run the command again"},
    {GG_E_NOT_FOUND, "check the name"},
    {GG_E_IO, "check the file, its permissions and the space on its disk"},
    {GG_E_LIMIT, "give a smaller input"},
    {GG_E_UNDEFINED, "give more data"},
    {GG_E_MEMORY, "give the program more memory or a smaller input"},
    {GG_E_INTERNAL, "please report this with the command that led to it"},
};

static bool write_all(int fd, const char *data, size_t n)
{
    while (n) {
        ssize_t done = write(fd, data, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        data += done;
        n -= (size_t)done;
    }
    return true;
}

gg_status gg_cli_deliver(gg_cli *cli, gg_error *err)
{
    const bool streams = cli->command && cli->command->streams;
    const char *file = streams ? NULL : gg_args_text(&cli->args, GG_OPT_OUTPUT);
    gg_status status = gg_buf_check(&cli->out, err);

    if (status != GG_OK)
        return status;
    if (file && strcmp(file, "-") != 0)
        return gg_file_write(file, cli->out.data ? cli->out.data : "", cli->out.size, 0644, err);
    if (!write_all(STDOUT_FILENO, cli->out.data, cli->out.size)) {
        gg_error_where(err, "standard output", 0, NULL);
        return gg_error_set(err, GG_E_IO, "give -o FILE, or let the reader take all of it",
                            "cannot be written (%s)", strerror(errno));
    }
    return GG_OK;
}

static const char *where_of(const gg_error *err, char *out, size_t size)
{
    gg_error place = *err;
    size_t n;

    /* gg_error_format() writes "WHERE: WHAT; MEND"; without the last two, "WHERE: " remains. */
    place.what[0] = place.mend[0] = '\0';
    n = gg_error_format(&place, out, size);
    while (n && (out[n - 1] == ' ' || out[n - 1] == ':'))
        out[--n] = '\0';
    return out;
}

static void report_json(const gg_error *err)
{
    char where[GG_ERROR_MAX + 1], message[GG_ERROR_MAX + 1];
    gg_buf text;
    json_t *document;

    snprintf(message, sizeof message, "%s%s%s", err->what, err->mend[0] ? "; " : "", err->mend);
    document = json_pack("{s:{s:s,s:s,s:s}}", "error", "code", gg_status_name(err->status),
                         "message", message, "where", where_of(err, where, sizeof where));
    gg_buf_init(&text, 0);
    if (document)
        gg_json_write(document, &text);
    if (text.data && !text.failed)
        (void)!write_all(STDOUT_FILENO, text.data, text.size);
    gg_buf_release(&text);
    json_decref(document);
}

static void complete(const gg_cli *cli, gg_error *err)
{
    if (!err->file[0] && !err->line)
        gg_error_where(err, cli->command ? cli->command->name : "command line", 0, NULL);
    for (size_t i = 0; !err->mend[0] && i < sizeof advice / sizeof *advice; i++)
        if (advice[i].status == err->status)
            snprintf(err->mend, sizeof err->mend, "%s", advice[i].mend);
}

void gg_cli_report(const gg_cli *cli, gg_error *err)
{
    char line[GG_ERROR_MAX + 1] = PREFIX;
    size_t n = strlen(PREFIX);

    complete(cli, err);
    gg_cli_veil(err, &cli->args);
    /* The limit covers the prefix and the newline. */
    n += gg_error_format(err, line + n, GG_ERROR_MAX - n);
    line[n++] = '\n';
    (void)!write_all(STDERR_FILENO, line, n);
    if (cli->json)
        report_json(err);
}

void gg_cli_note(const gg_cli *cli)
{
    char line[2 * GG_ERROR_MAX];

    if (!cli->note)
        return;
    snprintf(line, sizeof line, PREFIX "%.*s\n", GG_ERROR_MAX + 200, cli->note);
    (void)!write_all(STDERR_FILENO, line, strlen(line));
}

void gg_cli_guard_streams(void)
{
    /* Opened the wrong way round, so that using the stream is still an error. */
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
            return;
}
