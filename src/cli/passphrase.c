#include "passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "gauger/base/sign.h"

#define ROOM (GG_PASSPHRASE_MAX + 2)

void gg_passphrase_free(char *passphrase)
{
    if (passphrase)
        explicit_bzero(passphrase, ROOM);
    free(passphrase);
}

static char *room(gg_error *err)
{
    char *out = calloc(ROOM, 1);

    if (!out) {
        gg_status status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        (void)status;
    }
    return out;
}

/* The first line, by read() alone: no buffer of another keeps what passed through it. */
static int read_line(int fd, char *out, size_t *n)
{
    for (*n = 0; *n < ROOM - 1; ++*n) {
        ssize_t got = read(fd, out + *n, 1);

        if (got < 0 && errno == EINTR) {
            --*n;
            continue;
        }
        if (got < 0)
            return errno;
        if (got == 0 || out[*n] == '\n' || out[*n] == '\r')
            break;
    }
    out[*n] = '\0';
    return 0;
}

gg_status gg_passphrase_given(char **out, gg_error *err)
{
    const char *path = getenv("GAUGER_PASSPHRASE_FILE");
    char *line;
    size_t n = 0;
    int fd, error;

    *out = NULL;
    if (!path || !path[0])
        return GG_OK;
    fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    error = fd < 0 ? errno : 0;
    line = room(err);
    if (line && !error)
        error = read_line(fd, line, &n);
    if (fd >= 0)
        close(fd);
    if (line && !error && n > 0 && n <= GG_PASSPHRASE_MAX) {
        *out = line;
        return GG_OK;
    }
    gg_passphrase_free(line);
    if (!line)
        return GG_E_MEMORY;
    gg_error_where(err, path, 0, NULL);
    if (error)
        return gg_error_set(err, error == ENOENT ? GG_E_NOT_FOUND : GG_E_IO,
                            "check GAUGER_PASSPHRASE_FILE", "cannot read the passphrase: %s",
                            strerrordesc_np(error));
    return gg_error_set(err, GG_E_USAGE, "write the passphrase into its first line",
                        "a passphrase has 1 to %d bytes", GG_PASSPHRASE_MAX);
}

/* Sign by sign, so that an interrupt is only another sign and the terminal is always set back.
 * Returns false when the question was given up. */
static bool type_in(int fd, char *out)
{
    size_t n = 0;
    char c;

    while (read(fd, &c, 1) == 1) {
        if (c == '\n' || c == '\r') {
            out[n] = '\0';
            return n > 0;
        }
        if (c == 3 || c == 4 || c == 28)
            return false;
        if (c == 21)
            n = 0;
        else if ((c == 8 || c == 127) && n > 0)
            n--;
        else if (c != 8 && c != 127 && n < GG_PASSPHRASE_MAX)
            out[n++] = c;
    }
    return false;
}

static bool ask_terminal(int fd, const char *path, char *out)
{
    struct termios before, quiet;
    bool typed;

    if (tcgetattr(fd, &before) != 0)
        return false;
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    if (tcsetattr(fd, TCSAFLUSH, &quiet) != 0)
        return false;
    dprintf(fd, "Passphrase of %s: ", path);
    typed = type_in(fd, out);
    dprintf(fd, "\n");
    tcsetattr(fd, TCSAFLUSH, &before);
    return typed;
}

gg_status gg_passphrase_get(const char *path, bool ask, char **out, gg_error *err)
{
    gg_status status = gg_passphrase_given(out, err);
    char *typed;
    int fd;

    if (status != GG_OK || *out || !ask)
        return status;
    fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return GG_OK;
    typed = room(err);
    if (typed && ask_terminal(fd, path, typed)) {
        *out = typed;
    } else {
        gg_passphrase_free(typed);
        status = gg_error_set(err, typed ? GG_E_USAGE : GG_E_MEMORY, NULL,
                              typed ? "no passphrase was typed" : "out of memory");
    }
    close(fd);
    return status;
}
