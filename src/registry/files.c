#include "gauger/registry/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gauger/base/file.h"
#include "registry_internal.h"

/* A file being written into the store: under a name of its own until its digest is known. */
typedef struct incoming {
    char *path;
    int fd;
    gg_sha256 hash;
    uint64_t bytes;
} incoming;

char *gg_file_name(const gg_registry *reg, const char *sha256)
{
    char *path;

    return asprintf(&path, "%s/%s", reg->files, sha256) < 0 ? NULL : path;
}

static gg_status begin(const gg_registry *reg, incoming *in, gg_error *err)
{
    uint64_t bits;

    if (reg->access != GG_REGISTRY_WORK)
        return gg_error_set(err, GG_E_USAGE, "open it for work", "this registry is open for audit");
    if (getrandom(&bits, sizeof bits, 0) != (ssize_t)sizeof bits)
        return gg_error_set(err, GG_E_IO, NULL, "the system gives no random bytes");
    if (asprintf(&in->path, "%s/.new-%016llx", reg->files, (unsigned long long)bits) < 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    in->bytes = 0;
    gg_sha256_init(&in->hash);
    in->fd = open(in->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (in->fd >= 0)
        return GG_OK;
    gg_status st = gg_io_error(in->path, errno, "write", err);
    free(in->path);
    return st;
}

static int add(incoming *in, const char *data, size_t n)
{
    gg_sha256_add(&in->hash, data, n);
    in->bytes += n;
    while (n > 0) {
        ssize_t k = write(in->fd, data, n);

        if (k < 0 && errno != EINTR)
            return errno;
        if (k > 0) {
            data += k;
            n -= (size_t)k;
        }
    }
    return 0;
}

int gg_sync_files(const gg_registry *reg)
{
    int fd = open(reg->files, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;

    if (fd < 0)
        return errno;
    if (fsync(fd) != 0 && errno != EINVAL)
        error = errno;
    close(fd);
    return error;
}

/* Gives the file its name. What has the name already is kept if its bytes are the same. */
static int settle(const gg_registry *reg, incoming *in, const char *sha256)
{
    char there[GG_SHA256_HEX], *path = gg_file_name(reg, sha256);
    int error = path ? 0 : ENOMEM;

    if (!error && gg_sha256_file(path, there, NULL) == GG_OK && strcmp(there, sha256) == 0)
        unlink(in->path);
    else if (!error &&
             (fchmod(in->fd, 0400) != 0 || fsync(in->fd) != 0 || rename(in->path, path) != 0))
        error = errno;
    if (!error)
        error = gg_sync_files(reg);
    free(path);
    return error;
}

static gg_status finish(const gg_registry *reg, incoming *in, int error, gg_stored *out,
                        gg_error *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[GG_SHA256_BYTES];
    gg_stored stored = {.bytes = in->bytes};
    gg_status st = GG_OK;

    gg_sha256_final(&in->hash, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        stored.sha256[2 * i] = digits[digest[i] >> 4];
        stored.sha256[2 * i + 1] = digits[digest[i] & 15];
    }
    if (!error)
        error = settle(reg, in, stored.sha256);
    if (error) {
        st = gg_io_error(reg->files, error, "write", err);
        unlink(in->path);
    } else {
        *out = stored;
    }
    close(in->fd);
    free(in->path);
    return st;
}

/* Copies what can be read; *read_error is set when reading, not writing, failed. */
static int copy(int from, incoming *in, bool *read_error)
{
    char piece[65536];
    ssize_t n;
    int error = 0;

    while (!error && (n = read(from, piece, sizeof piece)) != 0) {
        if (n > 0)
            error = add(in, piece, (size_t)n);
        else if (errno != EINTR) {
            *read_error = true;
            error = errno;
        }
    }
    return error;
}

static gg_status put_open(gg_registry *reg, const char *path, int fd, gg_stored *out, gg_error *err)
{
    struct stat file;
    incoming in;
    bool read_error = false;
    gg_status st;
    int error;

    if (fstat(fd, &file) != 0)
        return gg_io_error(path, errno, "read", err);
    if (!S_ISREG(file.st_mode)) {
        gg_error_where(err, path, 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "name a file", "is not a regular file");
    }
    st = begin(reg, &in, err);
    if (st != GG_OK)
        return st;
    error = copy(fd, &in, &read_error);
    if (read_error)
        st = gg_io_error(path, error, "read", err);
    (void)st;
    return finish(reg, &in, error, out, err);
}

gg_status gg_registry_put_file(gg_registry *reg, const char *path, gg_stored *out, gg_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    gg_status st;

    if (fd < 0)
        return gg_io_error(path, errno, "read", err);
    st = put_open(reg, path, fd, out, err);
    close(fd);
    return st;
}

gg_status gg_registry_put_bytes(gg_registry *reg, const void *data, size_t n, gg_stored *out,
                                gg_error *err)
{
    incoming in;
    gg_status st = begin(reg, &in, err);

    return st == GG_OK ? finish(reg, &in, add(&in, data, n), out, err) : st;
}

gg_status gg_registry_put_document(gg_registry *reg, const json_t *document, gg_stored *out,
                                   gg_error *err)
{
    gg_buf bytes;
    gg_status st;

    gg_buf_init(&bytes, 0);
    gg_json_canonical(document, &bytes);
    st = gg_buf_check(&bytes, err);
    if (st == GG_OK)
        st = gg_registry_put_bytes(reg, bytes.data, bytes.size, out, err);
    gg_buf_release(&bytes);
    return st;
}

static gg_status stored_path(const gg_registry *reg, const char *sha256, char **out, gg_error *err)
{
    if (!gg_digest_check(sha256))
        return gg_error_set(err, GG_E_INPUT, "give 64 lower-case hexadecimal digits",
                            "this is not a SHA-256");
    *out = gg_file_name(reg, sha256);
    return *out ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status wrong_digest(const char *path, gg_error *err)
{
    gg_error_where(err, path, 0, NULL);
    return gg_error_set(err, GG_E_NO, "run gauger audit verify; restore it from a backup",
                        "the stored file does not fit its digest");
}

gg_status gg_registry_get(gg_registry *reg, const char *sha256, gg_buf *out, gg_error *err)
{
    const size_t start = out->size;
    char there[GG_SHA256_HEX], *path = NULL;
    gg_status st = stored_path(reg, sha256, &path, err);

    if (st == GG_OK)
        st = gg_file_read(path, out->max ? out->max : (size_t)1 << 30, out, err);
    if (st == GG_OK &&
        strcmp(gg_sha256_hex(out->data ? out->data + start : "", out->size - start, there),
               sha256) != 0) {
        st = wrong_digest(path, err);
        out->size = start;
        if (out->data)
            out->data[start] = '\0';
    }
    free(path);
    return st;
}

gg_status gg_registry_get_document(gg_registry *reg, const char *sha256, json_t **out,
                                   gg_error *err)
{
    gg_buf bytes;
    gg_status st;

    gg_buf_init(&bytes, 0);
    st = gg_registry_get(reg, sha256, &bytes, err);
    if (st == GG_OK)
        st = gg_json_parse(bytes.data ? bytes.data : "", bytes.size, "stored document", out, err);
    gg_buf_release(&bytes);
    return st;
}

gg_status gg_registry_file_path(gg_registry *reg, const char *sha256, gg_buf *out, gg_error *err)
{
    char there[GG_SHA256_HEX], *path = NULL;
    gg_status st = stored_path(reg, sha256, &path, err);

    if (st == GG_OK)
        st = gg_sha256_file(path, there, err);
    if (st == GG_OK && strcmp(there, sha256) != 0)
        st = wrong_digest(path, err);
    if (st == GG_OK) {
        gg_buf_puts(out, path);
        st = gg_buf_check(out, err);
    }
    free(path);
    return st;
}
