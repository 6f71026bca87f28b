/*
 * The only place that writes: output all at once when a command has succeeded, and the files beside
 * it, or one line about an error. A pipe that is closed and a disk that is full are errors like any
 * other.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli_internal.h"
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

/* The file of -o, where the command does not write it by itself; NULL for standard output. */
static const char *output_file(const gg_cli *cli)
{
    const bool streams = cli->command && cli->command->streams;
    const char *file = streams ? NULL : gg_args_text(&cli->args, GG_OPT_OUTPUT);

    return file && strcmp(file, "-") != 0 ? file : NULL;
}

static gg_status find_file(gg_cli *cli, const char *path, gg_cli_file **out, gg_error *err)
{
    gg_cli_file *file = &cli->files[cli->n_files];
    gg_status status;

    for (size_t i = 0; i < cli->n_files; i++)
        if (strcmp(cli->files[i].path, path) == 0) {
            *out = &cli->files[i];
            return GG_OK;
        }
    if (cli->n_files == GG_CLI_FILES)
        return gg_error_set(err, GG_E_INTERNAL, NULL, "more files than a run may write");
    status = gg_stream_open(path, 0644, &file->stream, err);
    if (status != GG_OK)
        return status;
    file->path = path;
    cli->n_files++;
    *out = file;
    return GG_OK;
}

gg_status gg_cli_open_files(gg_cli *cli, gg_error *err)
{
    const char *paths[] = {output_file(cli), gg_args_text(&cli->args, GG_OPT_EVIDENCE)};
    gg_status status = GG_OK;

    for (size_t i = 0; i < sizeof paths / sizeof *paths && status == GG_OK; i++) {
        gg_cli_file *file;

        if (paths[i])
            status = find_file(cli, paths[i], &file, err);
    }
    return status;
}

gg_status gg_cli_stream(gg_cli *cli, const char *path, gg_stream **out, gg_error *err)
{
    gg_cli_file *file = NULL;
    gg_status status = find_file(cli, path, &file, err);

    if (status != GG_OK)
        return status;
    file->written = true;
    *out = file->stream;
    return GG_OK;
}

static gg_status write_bytes(gg_cli *cli, const char *path, const gg_buf *bytes, gg_error *err)
{
    gg_stream *stream = NULL;
    gg_status status = gg_cli_stream(cli, path, &stream, err);

    return status == GG_OK && bytes->size ? gg_stream_write(stream, bytes->data, bytes->size, err)
                                          : status;
}

gg_status gg_cli_write(gg_cli *cli, const char *path, const json_t *document, gg_error *err)
{
    gg_buf text;
    gg_status status;

    gg_buf_init(&text, 0);
    gg_json_write(document, &text);
    status = gg_buf_check(&text, err);
    if (status == GG_OK)
        status = write_bytes(cli, path, &text, err);
    gg_buf_release(&text);
    return status;
}

/* All that can fail stands before the first rename: a run that fails has changed no file. */
gg_status gg_cli_deliver(gg_cli *cli, gg_error *err)
{
    const char *file = output_file(cli);
    gg_stream *streams[GG_CLI_FILES];
    gg_status status = gg_buf_check(&cli->out, err);
    size_t n = 0;

    if (status == GG_OK && file)
        status = write_bytes(cli, file, &cli->out, err);
    for (size_t i = 0; i < cli->n_files && status == GG_OK; i++) {
        if (!cli->files[i].written)
            continue;
        streams[n++] = cli->files[i].stream;
        status = gg_stream_settle(cli->files[i].stream, err);
    }
    if (status == GG_OK && !file && !write_all(STDOUT_FILENO, cli->out.data, cli->out.size)) {
        gg_error_where(err, "standard output", 0, NULL);
        return gg_error_set(err, GG_E_IO, "give -o FILE, or let the reader take all of it",
                            "cannot be written (%s)", strerror(errno));
    }
    return status == GG_OK ? gg_stream_commit_all(streams, n, err) : status;
}

void gg_cli_close_files(gg_cli *cli)
{
    for (size_t i = 0; i < cli->n_files; i++)
        gg_stream_close(cli->files[i].stream);
    cli->n_files = 0;
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

/* The rule that refused, which stands first in the sentence ("rule role: ..."); NULL where it was
 * none. Rules of a policy have a number or stand elsewhere. */
static json_t *rule_of(const gg_error *err)
{
    static const char first[] = "rule ";
    const char *name = err->what + sizeof first - 1;
    size_t n;

    if (strncmp(err->what, first, sizeof first - 1) != 0)
        return NULL;
    n = strspn(name, "abcdefghijklmnopqrstuvwxyz-");
    return n && name[n] == ':' ? json_stringn(name, n) : NULL;
}

static void report_json(const gg_cli *cli, const gg_error *err)
{
    char where[GG_ERROR_MAX + 1], message[GG_ERROR_MAX + 1];
    gg_buf text;
    json_t *document;

    snprintf(message, sizeof message, "%s%s%s", err->what, err->mend[0] ? "; " : "", err->mend);
    document =
        json_pack("{s:{s:s,s:s,s:s,s:o*},s:o*}", "error", "code", gg_status_name(err->status),
                  "message", message, "where", where_of(err, where, sizeof where), "rule",
                  rule_of(err), "testing", cli->testing ? json_true() : NULL);
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

static const char *line_end(const gg_cli *cli)
{
    return cli->testing ? " (FOR TESTING)\n" : "\n";
}

void gg_cli_report(const gg_cli *cli, gg_error *err)
{
    const char *end = line_end(cli);
    char line[GG_ERROR_MAX + 1] = PREFIX;
    size_t n = strlen(PREFIX);

    complete(cli, err);
    gg_cli_veil(err, &cli->args);
    /* The limit covers what stands before and behind. */
    n += gg_error_format(err, line + n, GG_ERROR_MAX - n - strlen(end) + 1);
    memcpy(line + n, end, strlen(end));
    (void)!write_all(STDERR_FILENO, line, n + strlen(end));
    if (cli->json)
        report_json(cli, err);
}

void gg_cli_note(const gg_cli *cli)
{
    char line[2 * GG_ERROR_MAX];

    if (!cli->note)
        return;
    snprintf(line, sizeof line, PREFIX "%.*s%s", GG_ERROR_MAX + 200, cli->note, line_end(cli));
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
