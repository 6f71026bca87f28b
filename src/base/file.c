#include "gauger/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base_internal.h"

gg_status gg_file_error(const char *path, int error, const char *verb, gg_error *err)
{
    gg_error_where(err, path, 0, NULL);
    if (error == ENOENT)
        return gg_error_set(err, GG_E_NOT_FOUND, "check the path", "no such file or directory");
    if (error == ENOTDIR)
        return gg_error_set(err, GG_E_NOT_FOUND, "check the path",
                            "a part of the path is not a directory");
    if (error == ENAMETOOLONG)
        return gg_error_set(err, GG_E_IO, "give a shorter one", "the path is too long");
    if (error == ENOMEM)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return gg_error_set(err, GG_E_IO, NULL, "cannot %s: %s", verb, strerrordesc_np(error));
}

/* Reads to the end into out, at most max bytes. Returns 0, an errno, or -1 when there is more. */
static int read_all(int fd, size_t max, gg_buf *out)
{
    const size_t start = out->size;
    char piece[16384];
    ssize_t n;

    while ((n = read(fd, piece, sizeof piece)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        if ((size_t)n > max - (out->size - start))
            return -1;
        gg_buf_append(out, piece, (size_t)n);
        if (out->failed)
            return 0;
    }
    return 0;
}

static gg_status read_open(int fd, const char *name, size_t max, gg_buf *out, gg_error *err)
{
    struct stat st;
    int error;

    if (fstat(fd, &st) != 0)
        return gg_file_error(name, errno, "read", err);
    if (S_ISDIR(st.st_mode)) {
        gg_error_where(err, name, 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "name a file in it", "is a directory");
    }
    error = read_all(fd, max, out);
    if (error > 0)
        return gg_file_error(name, error, "read", err);
    if (error == 0 && gg_buf_check(out, NULL) == GG_OK)
        return GG_OK;
    gg_error_where(err, name, 0, NULL);
    if (error < 0)
        return gg_error_set(err, GG_E_LIMIT, "give a smaller file", "more than %zu bytes", max);
    return gg_buf_check(out, err);
}

gg_status gg_file_read(const char *path, size_t max, gg_buf *out, gg_error *err)
{
    const bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    const size_t start = out->size;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    gg_status st;

    if (fd < 0)
        return gg_file_error(name, errno, "read", err);
    st = read_open(fd, name, max, out, err);
    if (!standard)
        close(fd);
    if (st != GG_OK && out->data) {
        out->size = start;
        out->data[start] = '\0';
    }
    return st;
}

int gg_file_push(int fd, const char *data, size_t n)
{
    while (n > 0) {
        ssize_t k = write(fd, data, n);

        if (k < 0 && errno != EINTR)
            return errno;
        if (k > 0) {
            data += k;
            n -= (size_t)k;
        }
    }
    return 0;
}

/*
 * The descriptor that a path names outright, duplicated, or -1. Opening /dev/stdout again would
 * begin at the front of the file that the shell sent it to, and renaming would replace that file.
 */
int gg_file_descriptor(const char *path)
{
    static const char *const roots[] = {"/dev/fd/", "/proc/self/fd/"};

    if (strcmp(path, "/dev/stdout") == 0)
        return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (strcmp(path, "/dev/stderr") == 0)
        return fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        size_t n = strlen(roots[i]);
        char *end;
        long fd;

        if (strncmp(path, roots[i], n) != 0 || path[n] < '0' || path[n] > '9')
            continue;
        fd = strtol(path + n, &end, 10);
        if (*end == '\0' && fd <= INT_MAX)
            return fcntl((int)fd, F_DUPFD_CLOEXEC, 3);
    }
    return -1;
}

/* The folder of a path, as a descriptor, and where its last part begins. */
int gg_file_folder(const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    char *folder;
    int fd;

    *name = slash ? slash + 1 : path;
    folder = slash == path ? strdup("/")
             : slash       ? strndup(path, (size_t)(slash - path))
                           : strdup(".");
    if (!folder) {
        errno = ENOMEM;
        return -1;
    }
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    return fd;
}

/* A new file of a name that nobody has; the kernel takes the umask from mode, as for any file. */
int gg_file_new(int folder, char name[32], unsigned mode)
{
    for (int i = 0; i < 100; i++) {
        int fd;

        gg_sodium_once();
        snprintf(name, 32, ".gauger-%08x%08x", (unsigned)randombytes_random(),
                 (unsigned)randombytes_random());
        fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    (mode_t)mode);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* Makes folder/name hold the bytes. Returns 0 or an errno; on failure the new file is gone. */
static int replace(int folder, const char *name, const char *data, size_t n, unsigned mode,
                   bool keep_mode)
{
    char temporary[32];
    int fd = gg_file_new(folder, temporary, mode), error;

    if (fd < 0)
        return errno;
    error = gg_file_push(fd, data, n);
    if (!error && keep_mode && fchmod(fd, (mode_t)mode) != 0)
        error = errno;
    if (!error && fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && !error)
        error = errno;
    if (!error && renameat(folder, temporary, folder, name) != 0)
        error = errno;
    if (error)
        unlinkat(folder, temporary, 0);
    /* Some file systems cannot sync a folder and say EINVAL; there is nothing better to do there.
     */
    else if (fsync(folder) != 0 && errno != EINVAL)
        error = errno;
    return error;
}

static int write_through(const char *path, const char *data, size_t n)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC), error;

    if (fd < 0)
        return errno;
    error = gg_file_push(fd, data, n);
    if (close(fd) != 0 && !error)
        error = errno;
    return error;
}

static int write_file(const char *path, const char *data, size_t n, unsigned mode)
{
    bool there;
    const char *name;
    struct stat st;
    int folder, error;

    there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode))
        return EISDIR;
    if (there && !S_ISREG(st.st_mode))
        return write_through(path, data, n);
    /* The folder is writable for those who could not write the file: hold to the file's own word.
     */
    if (there && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
        return errno;
    folder = gg_file_folder(path, &name);
    if (folder < 0)
        return errno;
    error = *name   ? replace(folder, name, data, n, there ? st.st_mode & 0777 : mode, there)
            : *path ? EISDIR
                    : ENOENT;
    close(folder);
    return error;
}

gg_status gg_file_write(const char *path, const char *data, size_t n, unsigned mode, gg_error *err)
{
    int fd = gg_file_descriptor(path), error;
    char *real = NULL;

    if (fd >= 0) {
        error = gg_file_push(fd, data, n);
        if (close(fd) != 0 && !error)
            error = errno;
    } else {
        /* A link keeps pointing where it points; what it points to is replaced. */
        real = realpath(path, NULL);
        error = write_file(real ? real : path, data, n, mode);
        free(real);
    }
    return error ? gg_file_error(path, error, "write", err) : GG_OK;
}
