/*
 * A layer over SQLite's own file system for tests: every operation that could fail, or that a loss
 * of power could undo, is shown to a hook before it is done. A hook that returns an error code
 * makes the operation fail, and it is not done.
 */
#ifndef GG_TESTS_SHIM_VFS_H
#define GG_TESTS_SHIM_VFS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

typedef enum shim_op {
    SHIM_OPEN,     /* n: flags; at: 1 if the file is there */
    SHIM_READ,     /* n bytes at at */
    SHIM_WRITE,    /* n bytes at at */
    SHIM_TRUNCATE, /* to n bytes */
    SHIM_SYNC,     /* n: flags */
    SHIM_DELETE,   /* n: whether the folder is synced as well */
    SHIM_LOCK,     /* n: the lock */
    SHIM_OPS
} shim_op;

typedef int shim_hook(shim_op op, const char *path, const void *data, sqlite3_int64 n,
                      sqlite3_int64 at);

typedef struct shim_file {
    sqlite3_file base;
    char path[512]; /* "" for a temporary file */
    sqlite3_file *real;
} shim_file;

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    shim_hook *hook; /* NULL: everything passes */
    bool quick;      /* sleeping takes no time */
} shim;

static inline int shim_ask(shim_op op, const char *path, const void *data, sqlite3_int64 n,
                           sqlite3_int64 at)
{
    return shim.hook ? shim.hook(op, path ? path : "", data, n, at) : SQLITE_OK;
}

static inline int shim_close(sqlite3_file *file)
{
    shim_file *f = (shim_file *)file;

    return f->real->pMethods ? f->real->pMethods->xClose(f->real) : SQLITE_OK;
}

static inline int shim_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    shim_file *f = (shim_file *)file;
    int code = shim_ask(SHIM_READ, f->path, NULL, n, at);

    return code ? code : f->real->pMethods->xRead(f->real, out, n, at);
}

static inline int shim_write(sqlite3_file *file, const void *data, int n, sqlite3_int64 at)
{
    shim_file *f = (shim_file *)file;
    int code = shim_ask(SHIM_WRITE, f->path, data, n, at);

    return code ? code : f->real->pMethods->xWrite(f->real, data, n, at);
}

static inline int shim_truncate(sqlite3_file *file, sqlite3_int64 n)
{
    shim_file *f = (shim_file *)file;
    int code = shim_ask(SHIM_TRUNCATE, f->path, NULL, n, 0);

    return code ? code : f->real->pMethods->xTruncate(f->real, n);
}

static inline int shim_sync(sqlite3_file *file, int flags)
{
    shim_file *f = (shim_file *)file;
    int code = shim_ask(SHIM_SYNC, f->path, NULL, flags, 0);

    return code ? code : f->real->pMethods->xSync(f->real, flags);
}

static inline int shim_size(sqlite3_file *file, sqlite3_int64 *out)
{
    shim_file *f = (shim_file *)file;

    return f->real->pMethods->xFileSize(f->real, out);
}

static inline int shim_lock(sqlite3_file *file, int lock)
{
    shim_file *f = (shim_file *)file;
    int code = shim_ask(SHIM_LOCK, f->path, NULL, lock, 0);

    return code ? code : f->real->pMethods->xLock(f->real, lock);
}

static inline int shim_unlock(sqlite3_file *file, int lock)
{
    shim_file *f = (shim_file *)file;

    return f->real->pMethods->xUnlock(f->real, lock);
}

static inline int shim_reserved(sqlite3_file *file, int *out)
{
    shim_file *f = (shim_file *)file;

    return f->real->pMethods->xCheckReservedLock(f->real, out);
}

static inline int shim_control(sqlite3_file *file, int op, void *arg)
{
    shim_file *f = (shim_file *)file;

    return f->real->pMethods->xFileControl(f->real, op, arg);
}

static inline int shim_sector(sqlite3_file *file)
{
    shim_file *f = (shim_file *)file;

    return f->real->pMethods->xSectorSize(f->real);
}

static inline int shim_device(sqlite3_file *file)
{
    shim_file *f = (shim_file *)file;

    return f->real->pMethods->xDeviceCharacteristics(f->real);
}

static const sqlite3_io_methods shim_methods = {
    .iVersion = 1,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_reserved,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_device,
};

static inline int shim_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
                            int *out)
{
    shim_file *f = (shim_file *)file;
    int code, there = 0;

    (void)vfs;
    memset(f, 0, sizeof *f);
    f->real = (sqlite3_file *)&f[1];
    f->real->pMethods = NULL;
    if (path) {
        strncpy(f->path, path, sizeof f->path - 1);
        shim.real->xAccess(shim.real, path, SQLITE_ACCESS_EXISTS, &there);
    }
    code = shim_ask(SHIM_OPEN, path, NULL, flags, there);
    if (!code)
        code = shim.real->xOpen(shim.real, path, f->real, flags, out);
    if (!code)
        f->base.pMethods = &shim_methods;
    return code;
}

static inline int shim_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    int code = shim_ask(SHIM_DELETE, path, NULL, sync, 0);

    (void)vfs;
    return code ? code : shim.real->xDelete(shim.real, path, sync);
}

static inline int shim_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs;
    return shim.real->xAccess(shim.real, path, flags, out);
}

static inline int shim_full(sqlite3_vfs *vfs, const char *path, int n, char *out)
{
    (void)vfs;
    return shim.real->xFullPathname(shim.real, path, n, out);
}

static inline int shim_random(sqlite3_vfs *vfs, int n, char *out)
{
    (void)vfs;
    return shim.real->xRandomness(shim.real, n, out);
}

static inline int shim_sleep(sqlite3_vfs *vfs, int n)
{
    (void)vfs;
    return shim.quick ? n : shim.real->xSleep(shim.real, n);
}

static inline int shim_time(sqlite3_vfs *vfs, double *out)
{
    (void)vfs;
    return shim.real->xCurrentTime(shim.real, out);
}

static inline int shim_error(sqlite3_vfs *vfs, int n, char *out)
{
    (void)vfs;
    return shim.real->xGetLastError(shim.real, n, out);
}

/* Makes the layer what databases are opened through from now on. */
static inline void shim_on(void)
{
    if (!shim.real) {
        shim.real = sqlite3_vfs_find(NULL);
        shim.vfs = (sqlite3_vfs){.iVersion = 1,
                                 .szOsFile = (int)sizeof(shim_file) + shim.real->szOsFile,
                                 .mxPathname = shim.real->mxPathname,
                                 .zName = "shim",
                                 .xOpen = shim_open,
                                 .xDelete = shim_delete,
                                 .xAccess = shim_access,
                                 .xFullPathname = shim_full,
                                 .xRandomness = shim_random,
                                 .xSleep = shim_sleep,
                                 .xCurrentTime = shim_time,
                                 .xGetLastError = shim_error};
    }
    sqlite3_vfs_register(&shim.vfs, 1);
}

/* Databases are opened as ever; those that are open stay as they are. */
static inline void shim_off(void)
{
    if (shim.real)
        sqlite3_vfs_register(shim.real, 1);
}

#endif
