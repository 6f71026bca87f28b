#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

char *gg_folder_beside(const char *dir)
{
    uint64_t bits;
    size_t n = strlen(dir);
    char *path;

    while (n > 1 && dir[n - 1] == '/')
        n--;
    if (getrandom(&bits, sizeof bits, 0) != (ssize_t)sizeof bits ||
        asprintf(&path, "%.*s.new-%016llx", (int)n, dir, (unsigned long long)bits) < 0)
        return NULL;
    return path;
}

int gg_folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;

    if (fd < 0)
        return errno;
    if (fsync(fd) != 0 && errno != EINVAL)
        error = errno;
    close(fd);
    return error;
}

gg_status gg_folder_settle(const char *made, const char *dir, gg_error *err)
{
    char *parent;
    int error = 0;

    if (rename(made, dir) != 0) {
        error = errno;
        if (error != ENOTEMPTY && error != EEXIST && error != ENOTDIR)
            return gg_io_error(dir, error, "create", err);
        gg_error_where(err, dir, 0, NULL);
        return gg_error_set(err, GG_E_CONFLICT, "name a new folder", "this exists already");
    }
    if (asprintf(&parent, "%s/..", dir) < 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    error = gg_folder_sync(parent);
    free(parent);
    return error ? gg_io_error(dir, error, "create", err) : GG_OK;
}

gg_status gg_folder_vacant(const char *dir, gg_error *err)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    bool empty = true;

    if (!folder && errno == ENOENT)
        return GG_OK;
    /* This stream is this function's own. */
    /* cppcheck-suppress readdirCalled */
    while (folder && empty && (entry = readdir(folder)))
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (folder)
        closedir(folder);
    if (folder && empty)
        return GG_OK;
    gg_error_where(err, dir, 0, NULL);
    return gg_error_set(err, GG_E_CONFLICT, "name a new folder", "this exists already");
}

/* As linux/magic.h has them. */
static const struct {
    uint32_t type;
    const char *name;
} networks[] = {
    {0x6969, "NFS"},     {0x517b, "SMB"},     {0xff534d42, "CIFS"}, {0xfe534d42, "SMB"},
    {0x5346414f, "AFS"}, {0x6b414653, "AFS"}, {0x73757245, "Coda"}, {0x564c, "NCP"},
};

gg_status gg_folder_local(const char *dir, const char *name, gg_error *err)
{
    struct statfs disk;

    /* What cannot be looked at is another's to report. */
    if (statfs(dir, &disk) != 0)
        return GG_OK;
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        if ((uint32_t)disk.f_type == networks[i].type) {
            gg_error_where(err, name, 0, NULL);
            return gg_error_set(err, GG_E_USAGE,
                                "keep the registry on a disk of this machine, and copy it with "
                                "gauger registry backup",
                                "lies on a network file system (%s), which does not keep locks and "
                                "syncs as a registry needs them",
                                networks[i].name);
        }
    return GG_OK;
}

/* Nothing below is followed: what is a folder stays, and then so does the one that holds it. */
static void remove_files(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;

    if (!folder)
        return;
    /* This stream is this function's own. */
    /* cppcheck-suppress readdirCalled */
    while ((entry = readdir(folder)))
        unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
}

void gg_folder_remove(const char *made)
{
    char *files;

    if (asprintf(&files, "%s/files", made) >= 0) {
        remove_files(files);
        rmdir(files);
        free(files);
    }
    remove_files(made);
    rmdir(made);
}

gg_status gg_file_make(const char *path, gg_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return gg_io_error(path, errno, "create", err);
    close(fd);
    return GG_OK;
}

static int write_all(int fd, const char *data, size_t n)
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

/* The bytes of one descriptor to another, through the digest. */
static int pass(int in, int out, char sha256[GG_SHA256_HEX], uint64_t *bytes)
{
    unsigned char digest[GG_SHA256_BYTES];
    char piece[65536];
    gg_sha256 hash;
    ssize_t n;
    int error = 0;

    gg_sha256_init(&hash);
    *bytes = 0;
    while (!error && (n = read(in, piece, sizeof piece)) != 0) {
        if (n < 0) {
            error = errno == EINTR ? 0 : errno;
            continue;
        }
        gg_sha256_add(&hash, piece, (size_t)n);
        *bytes += (uint64_t)n;
        error = write_all(out, piece, (size_t)n);
    }
    gg_sha256_final(&hash, digest);
    gg_digest_hex(digest, sha256);
    return error;
}

int gg_file_copy(const char *from, const char *to, unsigned mode, char sha256[GG_SHA256_HEX],
                 uint64_t *bytes)
{
    int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), out, error;

    if (in < 0)
        return errno;
    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (out < 0) {
        error = errno == ENOENT ? EIO : errno;
        close(in);
        return error;
    }
    error = pass(in, out, sha256, bytes);
    if (!error && (fchmod(out, mode) != 0 || fsync(out) != 0))
        error = errno;
    if (close(out) != 0 && !error)
        error = errno;
    close(in);
    if (error)
        unlink(to);
    return error;
}
