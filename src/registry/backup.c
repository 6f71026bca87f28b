/*
 * A backup: the database in one step of SQLite's own copying, then the files that the copy names. A
 * purge may come between; then the database is copied again, so that both are of one moment.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit_internal.h"
#include "backup_internal.h"
#include "gauger/base/file.h"

#define ATTEMPTS 5
#define WAITS    500 /* of 20 ms, for a writer to end */

char *gg_path_in(const char *dir, const char *name)
{
    char *path;

    return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- databases */

static gg_status copy_open(gg_db *from, gg_db *to, gg_error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to->handle, "main", from->handle, "main");
    unsigned waits = 0;
    int code;

    if (!backup)
        return gg_db_error(to, sqlite3_extended_errcode(to->handle), err);
    /* All of it in one step: of one moment, and writers wait no longer than that. */
    do
        code = sqlite3_backup_step(backup, -1);
    while ((code == SQLITE_BUSY || code == SQLITE_LOCKED) && sqlite3_sleep(20) && waits++ < WAITS);
    sqlite3_backup_finish(backup);
    return code == SQLITE_DONE ? GG_OK : gg_db_error(from, code, err);
}

gg_status gg_copy_close(const char *made, const char *name, gg_error *err)
{
    char *path = gg_path_in(made, name), *journal = NULL;
    int fd, error = 0;

    if (!path || asprintf(&journal, "%s-journal", path) < 0) {
        free(path);
        return no_memory(err);
    }
    unlink(journal);
    fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        error = errno;
    if (fd >= 0)
        close(fd);
    if (error)
        (void)gg_io_error(path, error, "write", err);
    free(path);
    free(journal);
    return error ? GG_E_IO : GG_OK;
}

static gg_status copy_database(gg_db *from, const char *made, const char *name, gg_error *err)
{
    char *path = gg_path_in(made, name);
    gg_db to;
    gg_status st = path ? gg_file_make(path, err) : no_memory(err);

    if (st == GG_OK)
        st = gg_db_open(&to, path, SQLITE_OPEN_READWRITE, err);
    if (st == GG_OK) {
        st = copy_open(from, &to, err);
        gg_db_close(&to);
    }
    if (st == GG_OK)
        st = gg_copy_close(made, name, err);
    free(path);
    return st;
}

/* What is outside the log is copied as far as it can be: losing it loses no record. */
static bool copy_local(const gg_registry *reg, const char *made)
{
    char *path = gg_path_in(reg->folder, "local.db"), *copied = gg_path_in(made, "local.db");
    bool good = false;
    gg_db from;

    if (path && copied && gg_db_open(&from, path, SQLITE_OPEN_READWRITE, NULL) == GG_OK) {
        good = copy_database(&from, made, "local.db", NULL) == GG_OK;
        gg_db_close(&from);
        if (!good)
            unlink(copied);
    }
    free(path);
    free(copied);
    return good;
}

/* ---- files */

static gg_status copy_one(const char *from, const char *to, const char *sha256, gg_copied *out,
                          gg_error *err)
{
    char *source = gg_path_in(from, sha256), *target = gg_path_in(to, sha256);
    char there[GG_SHA256_HEX] = "";
    uint64_t bytes = 0;
    gg_status st = GG_OK;
    int error = source && target ? gg_file_copy(source, target, 0400, there, &bytes) : ENOMEM;

    out->gone = error == ENOENT;
    if (error)
        st = gg_io_error(source ? source : from, error, "copy", err);
    else if (strcmp(there, sha256) != 0) {
        gg_error_where(err, source, 0, NULL);
        st = gg_error_set(err, GG_E_INPUT, "run gauger audit verify; restore an older backup",
                          "the stored file does not fit its digest");
    }
    out->files++;
    out->bytes += bytes;
    free(source);
    free(target);
    return st;
}

gg_status gg_files_copy(gg_db *db, const char *from, const char *to, gg_copied *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st;

    memset(out, 0, sizeof *out);
    if (mkdir(to, 0700) != 0)
        return gg_io_error(to, errno, "create", err);
    st = gg_db_query(db, &row, err, "SELECT sha256 FROM file WHERE purged IS NULL ORDER BY sha256",
                     "");
    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more) {
        /* Names of a damaged database must not lead out of the folder. */
        if (!gg_digest_check(gg_db_text(row, 0)))
            st = gg_error_set(err, GG_E_INPUT, "run gauger audit verify",
                              "the database names a file by what is no digest");
        else
            st = copy_one(from, to, gg_db_text(row, 0), out, err);
        if (st != GG_OK)
            sqlite3_reset(row);
    }
    if (st == GG_OK) {
        int error = gg_folder_sync(to);

        if (error)
            st = gg_io_error(to, error, "write", err);
    }
    return st;
}

/* ---- the copy */

/* A backup that is being made. */
typedef struct job {
    gg_registry *reg;
    const char *made;
    json_t *record; /* {"event","unrecorded_because"} */
} job;

gg_status gg_copy_verify(gg_registry *copy, const gg_verify_options *known, gg_error *err)
{
    json_t *report = NULL;
    const json_t *first;
    gg_status st = gg_registry_verify(copy, known, &report, err);

    if (st == GG_OK && gg_registry_verify_status(report) != GG_OK) {
        first = json_array_get(json_object_get(report, "findings"), 0);
        gg_error_where(err, gg_json_string(first, "where", "registry.db"), 0, NULL);
        st = gg_error_set(err, GG_E_NO, "run gauger audit verify", "%s",
                          gg_json_string(first, "what", "it does not verify"));
    }
    json_decref(report);
    return st;
}

/* Database and files of one moment. A file that is gone was purged meanwhile, or is lost: the next
 * copy of the database tells which. */
static gg_status copy_all(gg_registry *reg, const char *made, gg_copied *copied, bool *local,
                          gg_error *err)
{
    gg_registry *copy = NULL;
    char *files = gg_path_in(made, "files");
    gg_status st = files ? GG_OK : no_memory(err);

    /* First, so that it remembers no head which the copy of the log does not reach. */
    *local = copy_local(reg, made);
    if (st == GG_OK)
        st = copy_database(&reg->db, made, "registry.db", err);
    if (st == GG_OK)
        st = gg_registry_open(made, &reg->env, GG_REGISTRY_AUDIT, &copy, err);
    if (st == GG_OK)
        st = gg_files_copy(&copy->db, reg->files, files, copied, err);
    gg_registry_close(copy);
    if (st == GG_OK)
        st = gg_copy_close(made, "registry.db", err);
    free(files);
    return st;
}

static gg_status write_document(const char *made, const char *name, const json_t *document,
                                unsigned mode, gg_error *err)
{
    char *path = name ? gg_path_in(made, name) : strdup(made);
    gg_buf text;
    gg_status st;

    gg_buf_init(&text, 0);
    gg_json_write(document, &text);
    st = path ? gg_buf_check(&text, err) : no_memory(err);
    if (st == GG_OK)
        st = gg_file_write(path, text.data, text.size, mode, err);
    gg_buf_release(&text);
    free(path);
    return st;
}

/* {"sha256","bytes"} of a file; null where it is not there. */
static json_t *describe(const char *made, const char *name, bool there)
{
    char *path = gg_path_in(made, name), sha256[GG_SHA256_HEX];
    json_t *out = NULL;
    struct stat file;

    if (!there)
        out = json_null();
    else if (path && stat(path, &file) == 0 && gg_sha256_file(path, sha256, NULL) == GG_OK)
        out = json_pack("{s:s, s:I}", "sha256", sha256, "bytes", (json_int_t)file.st_size);
    free(path);
    return out;
}

/* The head of the copy, signed by whoever makes it if their key may sign. A backup is made without
 * a signature rather than not at all: why stays behind in unsigned_because. */
static gg_status head_of(gg_registry *reg, gg_registry *copy, gg_error *unsigned_because,
                         json_t **out, gg_error *err)
{
    gg_tree_head head;
    gg_status st = gg_registry_head(copy, &head, err);

    if (st != GG_OK)
        return st;
    st = gg_registry_need_key(reg, unsigned_because);
    gg_registry_sign_with(copy, reg->signer);
    if (st == GG_OK)
        st = gg_checkpoint_sign(copy, &head, out, unsigned_because);
    if (st == GG_OK)
        gg_printed_keep(reg, &head);
    else if (st == GG_E_MEMORY)
        return gg_error_set(err, st, NULL, "out of memory");
    else
        st = gg_registry_head_document(copy, out, err);
    return st;
}

/* Examines the copy, then writes its head and what is in it. */
static gg_status describe_copy(const job *j, const gg_copied *copied, bool local,
                               json_t **checkpoint, json_t **out, gg_error *err)
{
    gg_registry *reg = j->reg, *copy = NULL;
    const char *made = j->made;
    gg_verify_options known = {NULL, NULL, false};
    json_t *document;
    gg_error why;
    gg_status st = gg_registry_open(made, &reg->env, GG_REGISTRY_AUDIT, &copy, err);

    gg_error_init(&why);
    if (st == GG_OK)
        st = gg_copy_verify(copy, &known, err);
    if (st == GG_E_NO) {
        st = GG_E_INPUT;
        if (err)
            err->status = st;
    }
    if (st == GG_OK)
        st = head_of(reg, copy, &why, checkpoint, err);
    gg_registry_close(copy);
    if (st == GG_OK)
        st = gg_copy_close(made, "registry.db", err);
    if (st != GG_OK)
        return st;
    document = json_pack(
        "{s:s, s:s, s:O, s:O, s:O, s:O, s:b, s:O, s:O, s:s?, s:o, s:o, s:I, s:I}", "format",
        GG_BACKUP_FORMAT, "gauger", GG_VERSION, "id", json_object_get(*checkpoint, "id"), "size",
        json_object_get(*checkpoint, "size"), "root", json_object_get(*checkpoint, "root"), "time",
        json_object_get(*checkpoint, "time"), "testing", reg->testing, "people",
        json_object_get(*checkpoint, "people"), "signed", json_object_get(*checkpoint, "signed"),
        "unsigned_because", why.what[0] ? why.what : NULL, "database",
        describe(made, "registry.db", true), "local", describe(made, "local.db", local), "files",
        (json_int_t)copied->files, "bytes", (json_int_t)copied->bytes);
    if (document && json_object_update(document, j->record) != 0) {
        json_decref(document);
        document = NULL;
    }
    st = gg_document(GG_OK, out, err, document);
    if (st == GG_OK)
        st = write_document(made, "checkpoint.json", *checkpoint, 0600, err);
    if (st == GG_OK)
        st = write_document(made, "backup.json", *out, 0600, err);
    return st;
}

/* ---- where it goes */

static bool within(const char *path, const char *folder)
{
    char *copy = strdup(path), *slash = copy ? strrchr(copy, '/') : NULL;
    char *real, *top = realpath(folder, NULL);
    size_t n = top ? strlen(top) : 0;
    bool answer;

    if (slash)
        slash[slash == copy] = '\0';
    real = copy ? realpath(slash ? copy : ".", NULL) : NULL;
    answer = real && top && strncmp(real, top, n) == 0 && (real[n] == '/' || real[n] == '\0');
    free(copy);
    free(real);
    free(top);
    return answer;
}

/* Before anything is copied: what is there stays. */
static gg_status check_place(const gg_registry *reg, const char *path, const char *beside,
                             gg_error *err)
{
    struct stat there;

    gg_status st = gg_folder_vacant(path, err);

    if (st != GG_OK)
        return st;
    if (within(path, reg->folder)) {
        gg_error_where(err, path, 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "name a folder elsewhere, best on another disk",
                            "lies within the registry");
    }
    if (lstat(beside, &there) != 0)
        return GG_OK;
    gg_error_where(err, beside, 0, NULL);
    return gg_error_set(err, GG_E_CONFLICT, "name another folder, or move this file away",
                        "the checkpoint of another backup lies here");
}

static gg_status attempt(const job *j, json_t **checkpoint, json_t **out, gg_error *err)
{
    gg_copied copied = {0, 0, false};
    bool local = false;
    gg_status st = GG_OK;

    for (int i = 0; i < ATTEMPTS && (i == 0 || copied.gone); i++) {
        gg_error_init(err);
        gg_folder_remove(j->made);
        if (mkdir(j->made, 0700) != 0)
            return gg_io_error(j->made, errno, "create", err);
        copied.gone = false;
        st = copy_all(j->reg, j->made, &copied, &local, err);
    }
    if (copied.gone) {
        /* Named by the log each time, and not there: lost, unless purges go on and on. */
        gg_error_init(err);
        gg_error_where(err, j->reg->files, 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "run gauger audit verify",
                            "a stored file that the log names is missing");
    }
    return st == GG_OK ? describe_copy(j, &copied, local, checkpoint, out, err) : st;
}

static gg_status make_backup(const job *j, const char *path, const char *beside, json_t **out,
                             gg_error *err)
{
    const char *made = j->made;
    json_t *checkpoint = NULL, *document = NULL;
    gg_status st = attempt(j, &checkpoint, &document, err);
    int error = st == GG_OK ? gg_folder_sync(made) : 0;

    if (error)
        st = gg_io_error(made, error, "write", err);
    if (st == GG_OK)
        st = gg_folder_settle(made, path, err);
    if (st != GG_OK)
        gg_folder_remove(made);
    /* The backup is in place, and the checkpoint is in it: this one is to be carried away. */
    if (st == GG_OK)
        st = write_document(beside, NULL, checkpoint, 0644, err);
    json_decref(checkpoint);
    if (st == GG_OK)
        *out = document;
    else
        json_decref(document);
    return st;
}

gg_status gg_registry_backup(gg_registry *reg, const char *path, json_t **out, gg_error *err)
{
    char *made = path[0] ? gg_folder_beside(path) : NULL, *plain = NULL, *beside = NULL;
    job j = {reg, made, NULL};
    gg_status st = GG_OK;

    if (!path[0])
        return gg_error_set(err, GG_E_USAGE, "name a new folder", "the folder has no name");
    if (made)
        plain = strndup(path, strlen(made) - strlen(strrchr(made, '.')));
    if (!plain || asprintf(&beside, "%s.checkpoint", plain) < 0) {
        beside = NULL;
        st = no_memory(err);
    }
    if (st == GG_OK)
        st = check_place(reg, plain, beside, err);
    if (st == GG_OK)
        st = gg_export_registry(reg, &j.record, err);
    if (st == GG_OK)
        st = make_backup(&j, plain, beside, out, err);
    json_decref(j.record);
    free(made);
    free(plain);
    free(beside);
    return st;
}
