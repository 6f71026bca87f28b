#include "gauger/base/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base_internal.h"

/* So much is handed to the disk at a time, early, so that the flush at the end has little to do. */
#define PUSH_BYTES ((off_t)16 << 20)

struct gg_stream {
    char *path;     /* as given, for messages */
    char *real;     /* what is replaced; NULL where bytes go straight to their place */
    int fd, folder; /* folder -1 where there is none */
    char name[32];  /* of the new file in the folder, "" while it has none */
    bool keep_mode; /* of the file that is replaced */
    bool settled;   /* whole on the disk, under name */
    enum { UNPLACED, PLACED_NEW, PLACED_OVER, EXCHANGED } placed; /* under its name, or with it */
    unsigned mode;
    off_t written, pushed;
};

static gg_status fail(const gg_stream *s, int error, gg_error *err)
{
    return gg_file_error(s->path, error, "write", err);
}

/*
 * A file without a name vanishes with its process, even one that is killed; where the file system
 * has none, one with a name of its own does.
 */
static int open_nameless(gg_stream *s)
{
    /* It is named by way of /proc. */
    if (access("/proc/self/fd", X_OK) == 0)
        s->fd = openat(s->folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, (mode_t)s->mode);
    if (s->fd < 0)
        s->fd = gg_file_new(s->folder, s->name, s->mode);
    return s->fd < 0 ? errno : 0;
}

static int open_file(gg_stream *s)
{
    struct stat st;
    const char *name;
    bool there = stat(s->real, &st) == 0;

    if (there && S_ISDIR(st.st_mode))
        return EISDIR;
    if (there && !S_ISREG(st.st_mode)) {
        s->fd = open(s->real, O_WRONLY | O_CLOEXEC);
        free(s->real);
        s->real = NULL;
        return s->fd < 0 ? errno : 0;
    }
    if (there && faccessat(AT_FDCWD, s->real, W_OK, AT_EACCESS) != 0)
        return errno;
    s->keep_mode = there;
    s->mode = there ? st.st_mode & 0777 : s->mode;
    s->folder = gg_file_folder(s->real, &name);
    if (s->folder < 0)
        return errno;
    if (!*name)
        return *s->real ? EISDIR : ENOENT;
    return open_nameless(s);
}

static int open_any(gg_stream *s)
{
    s->fd = strcmp(s->path, "-") == 0 ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
                                      : gg_file_descriptor(s->path);
    if (s->fd >= 0)
        return 0;
    if (strcmp(s->path, "-") == 0)
        return errno;
    s->real = realpath(s->path, NULL);
    if (!s->real)
        s->real = strdup(s->path);
    return s->real ? open_file(s) : ENOMEM;
}

gg_status gg_stream_open(const char *path, unsigned mode, gg_stream **out, gg_error *err)
{
    gg_stream *s = calloc(1, sizeof *s);
    int error;

    if (!s)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    s->fd = s->folder = -1;
    s->mode = mode;
    s->path = strdup(path);
    error = s->path ? open_any(s) : ENOMEM;
    if (error) {
        gg_status status = gg_file_error(path, error, "write", err);

        gg_stream_close(s);
        return status;
    }
    *out = s;
    return GG_OK;
}

gg_status gg_stream_write(gg_stream *s, const char *data, size_t n, gg_error *err)
{
    int error = gg_file_push(s->fd, data, n);

    if (error)
        return fail(s, error, err);
    s->written += (off_t)n;
    if (s->real && s->written - s->pushed >= PUSH_BYTES) {
        /* Only a hint: what it cannot do, the flush at the end does. */
        (void)sync_file_range(s->fd, s->pushed, s->written - s->pushed, SYNC_FILE_RANGE_WRITE);
        s->pushed = s->written;
    }
    return GG_OK;
}

/* A name for the file that has none; linkat() cannot replace, so that a rename has to follow. */
static int name_file(gg_stream *s)
{
    char place[48];

    snprintf(place, sizeof place, "/proc/self/fd/%d", s->fd);
    for (int i = 0; i < 100; i++) {
        int fd = gg_file_new(s->folder, s->name, 0600);

        /* The name is free for a moment between the two calls; nobody else makes such names. */
        if (fd < 0)
            return errno;
        close(fd);
        unlinkat(s->folder, s->name, 0);
        if (linkat(AT_FDCWD, place, s->folder, s->name, AT_SYMLINK_FOLLOW) == 0)
            return 0;
        if (errno != EEXIST)
            break;
    }
    s->name[0] = '\0';
    return errno;
}

/* The last part of the path, in the folder. */
static const char *last_part(const gg_stream *s)
{
    const char *slash = strrchr(s->real, '/');

    return slash ? slash + 1 : s->real;
}

static int settle(gg_stream *s)
{
    int error = 0;

    if (!s->real || s->settled)
        return 0;
    if ((s->keep_mode && fchmod(s->fd, (mode_t)s->mode) != 0) || fsync(s->fd) != 0)
        return errno;
    if (!s->name[0])
        error = name_file(s);
    s->settled = !error;
    return error;
}

/* Under its name. exchange: what was there is kept under the name of the new file, so that it can
 * be put back; not every file system can. */
static int place(gg_stream *s, bool exchange)
{
    const char *name;
    struct stat st;
    bool there;

    if (!s->real)
        return 0;
    name = last_part(s);
    there = fstatat(s->folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    if (exchange && there && S_ISREG(st.st_mode) &&
        renameat2(s->folder, s->name, s->folder, name, RENAME_EXCHANGE) == 0) {
        s->placed = EXCHANGED;
        return 0;
    }
    if (renameat(s->folder, s->name, s->folder, name) != 0)
        return errno;
    s->name[0] = '\0';
    s->placed = there ? PLACED_OVER : PLACED_NEW;
    return 0;
}

/* As it was before place(), where that can be had. */
static void take_back(gg_stream *s)
{
    if (s->placed == EXCHANGED)
        (void)renameat2(s->folder, s->name, s->folder, last_part(s), RENAME_EXCHANGE);
    else if (s->placed == PLACED_NEW)
        (void)unlinkat(s->folder, last_part(s), 0);
    s->placed = UNPLACED;
}

static int flush_folder(const gg_stream *s)
{
    /* Some file systems cannot sync a folder and say EINVAL; there is nothing better to do there.
     */
    return s->real && fsync(s->folder) != 0 && errno != EINVAL ? errno : 0;
}

gg_status gg_stream_settle(gg_stream *s, gg_error *err)
{
    int error = settle(s);

    return error ? fail(s, error, err) : GG_OK;
}

gg_status gg_stream_commit_all(gg_stream *const *streams, size_t n, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < n && !status; i++)
        status = gg_stream_settle(streams[i], err);
    if (status)
        return status;
    for (size_t i = 0; i < n && !status; i++) {
        int error = place(streams[i], n > 1);

        if (!error)
            error = flush_folder(streams[i]);
        if (error)
            status = fail(streams[i], error, err);
    }
    for (size_t i = n; status && i > 0; i--)
        take_back(streams[i - 1]);
    return status;
}

gg_status gg_stream_commit(gg_stream *s, gg_error *err)
{
    return gg_stream_commit_all(&s, 1, err);
}

void gg_stream_close(gg_stream *s)
{
    if (!s)
        return;
    if (s->fd >= 0)
        close(s->fd);
    if (s->folder >= 0 && s->name[0])
        unlinkat(s->folder, s->name, 0);
    if (s->folder >= 0)
        close(s->folder);
    free(s->real);
    free(s->path);
    free(s);
}
