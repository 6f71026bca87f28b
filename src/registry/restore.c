/* A registry from a backup: copied, examined as a whole, and only then given its name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit_internal.h"
#include "backup_internal.h"
#include "gauger/base/file.h"

gg_restore_options gg_restore_options_default(void)
{
    gg_restore_options options = {NULL, NULL, false};

    return options;
}

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status changed(const char *path, const char *what, gg_error *err)
{
    gg_error_where(err, path, 0, NULL);
    return gg_error_set(err, GG_E_NO, "restore another backup; find out who changed this one", "%s",
                        what);
}

/* ---- what the backup says of itself */

static gg_status read_manifest(const char *backup, json_t **out, gg_error *err)
{
    char *path = gg_path_in(backup, "backup.json");
    json_t *document = NULL;
    gg_status st = path ? gg_json_load(path, &document, err) : no_memory(err);

    if (st == GG_E_NOT_FOUND) {
        gg_error_init(err);
        gg_error_where(err, backup, 0, NULL);
        st = gg_error_set(err, GG_E_NOT_FOUND, "name the folder that gauger registry backup wrote",
                          "there is no backup here");
    }
    if (st == GG_OK && (strcmp(gg_json_string(document, "format", ""), GG_BACKUP_FORMAT) != 0 ||
                        !gg_digest_check(gg_json_string(document, "id", "")) ||
                        !gg_digest_check(gg_json_string(document, "root", "")) ||
                        !json_is_integer(json_object_get(document, "size")))) {
        gg_error_where(err, path, 0, NULL);
        st = gg_error_set(err, GG_E_INPUT, "name the folder that gauger registry backup wrote",
                          "is not the document of a backup");
    }
    free(path);
    if (st == GG_OK)
        *out = document;
    else
        json_decref(document);
    return st;
}

static gg_status copy_database(const char *backup, const char *made, const char *name,
                               const json_t *known, gg_error *err)
{
    char *from = gg_path_in(backup, name), *to = gg_path_in(made, name);
    char sha256[GG_SHA256_HEX] = "";
    uint64_t bytes;
    gg_status st = GG_OK;
    int error = from && to ? gg_file_copy(from, to, 0600, sha256, &bytes) : ENOMEM;

    if (error == ENOENT)
        st = changed(from, "is missing", err);
    else if (error)
        st = gg_io_error(from ? from : backup, error, "copy", err);
    else if (strcmp(sha256, gg_json_string(known, "sha256", "")) != 0)
        st = changed(from, "is not what was backed up", err);
    free(from);
    free(to);
    return st;
}

static gg_status copy_files(gg_registry *copy, const char *backup, gg_copied *copied, gg_error *err)
{
    char *from = gg_path_in(backup, "files");
    gg_status st = from ? gg_files_copy(&copy->db, from, copy->files, copied, err) : no_memory(err);

    if (st == GG_E_INPUT || (st == GG_E_NOT_FOUND && copied->gone)) {
        err->status = GG_E_NO;
        st = GG_E_NO;
    }
    free(from);
    return st;
}

/* ---- what is known */

/* A head that is newer than the backup: everything between is lost. */
static gg_status check_age(const gg_restore_options *options, uint64_t size, uint64_t *lacks,
                           gg_error *err)
{
    *lacks = options->head && options->head->size > size ? options->head->size - size : 0;
    if (!*lacks || options->rollback)
        return GG_OK;
    return gg_error_set(err, GG_E_NO, "restore a newer backup, or give --rollback",
                        "this is a rollback: the checkpoint knows %llu events and the backup holds "
                        "%llu; what came after event %llu would be lost",
                        (unsigned long long)options->head->size, (unsigned long long)size,
                        (unsigned long long)size);
}

static gg_status check_known(gg_registry *copy, const json_t *manifest,
                             const gg_restore_options *options, uint64_t *lacks, gg_error *err)
{
    gg_verify_options known = {gg_json_string(manifest, "id", NULL), NULL, false};
    char root[GG_SHA256_HEX];
    gg_tree_head head;
    gg_status st = gg_registry_head(copy, &head, err);

    if (st == GG_OK && options->id && strcmp(options->id, known.id) != 0)
        st = gg_error_set(err, GG_E_NO, "restore a backup of the registry that is meant",
                          "this is a backup of another registry: its identity is %.16s...",
                          known.id);
    if (st == GG_OK)
        st = check_age(options, head.size, lacks, err);
    if (st == GG_OK && options->head && options->head->size <= head.size)
        known.head = options->head;
    if (st == GG_OK)
        st = gg_copy_verify(copy, &known, err);
    if (st == GG_OK &&
        ((json_int_t)head.size != json_integer_value(json_object_get(manifest, "size")) ||
         strcmp(gg_digest_hex(head.root, root), gg_json_string(manifest, "root", "")) != 0))
        st = changed("backup.json", "says another head than the log of the backup has", err);
    return st;
}

/* ---- all of it */

typedef struct restored {
    uint64_t lacks;     /* events that the known head has more */
    uint64_t forgotten; /* heads of more events that local.db remembered */
} restored;

/* Heads that were signed after the backup are of a log that goes on from here as another one: what
 * is restored must not be held against them. */
static gg_status begin_anew(gg_registry *copy, restored *out, gg_error *err)
{
    gg_tree_head head;
    gg_status st = gg_registry_head(copy, &head, err);

    if (st == GG_OK)
        out->forgotten = gg_printed_cut(copy, &head);
    return st;
}

static gg_status examine(const char *backup, const char *made, const gg_env *env,
                         const json_t *manifest, const gg_restore_options *options, restored *out,
                         gg_error *err)
{
    gg_registry *copy = NULL;
    gg_copied copied;
    gg_status st = gg_registry_open(made, env, GG_REGISTRY_AUDIT, &copy, err);

    if (st == GG_OK) {
        gg_error_init(err);
        st = copy_files(copy, backup, &copied, err);
    }
    if (st == GG_OK)
        st = begin_anew(copy, out, err);
    if (st == GG_OK)
        st = check_known(copy, manifest, options, &out->lacks, err);
    gg_registry_close(copy);
    if (st == GG_OK)
        st = gg_copy_close(made, "local.db", err);
    return st == GG_OK ? gg_copy_close(made, "registry.db", err) : st;
}

static gg_status fill(const char *backup, const char *made, const gg_env *env,
                      const json_t *manifest, const gg_restore_options *options, restored *out,
                      gg_error *err)
{
    const json_t *local = json_object_get(manifest, "local");
    gg_status st =
        copy_database(backup, made, "registry.db", json_object_get(manifest, "database"), err);
    int error;

    if (st == GG_OK)
        st = json_is_object(local) ? copy_database(backup, made, "local.db", local, err)
                                   : gg_local_make(made, err);
    if (st == GG_OK)
        st = examine(backup, made, env, manifest, options, out, err);
    if (st == GG_OK && (error = gg_folder_sync(made)) != 0)
        st = gg_io_error(made, error, "write", err);
    return st;
}

gg_status gg_registry_restore(const char *backup, const char *dir, const gg_env *env,
                              const gg_restore_options *options, json_t **out, gg_error *err)
{
    gg_restore_options defaults = gg_restore_options_default();
    const gg_restore_options *o = options ? options : &defaults;
    json_t *manifest = NULL;
    restored found = {0, 0};
    char *made;
    gg_status st;

    if (!dir[0])
        return gg_error_set(err, GG_E_USAGE, "name a new folder", "the folder has no name");
    st = gg_folder_vacant(dir, err);
    if (st == GG_OK)
        st = read_manifest(backup, &manifest, err);
    if (st != GG_OK)
        return st;
    made = gg_folder_beside(dir);
    if (!made)
        st = no_memory(err);
    else if (mkdir(made, 0700) != 0)
        st = gg_io_error(dir, errno, "create", err);
    else {
        st = gg_folder_local(made, dir, err);
        if (st == GG_OK)
            st = fill(backup, made, env, manifest, o, &found, err);
        if (st == GG_OK)
            st = gg_folder_settle(made, dir, err);
        if (st != GG_OK)
            gg_folder_remove(made);
    }
    free(made);
    if (st == GG_OK &&
        (json_object_set_new(manifest, "pinned", json_boolean(o->id || o->head)) != 0 ||
         json_object_set_new(manifest, "lacks", json_integer((json_int_t)found.lacks)) != 0 ||
         json_object_set_new(manifest, "forgotten", json_integer((json_int_t)found.forgotten)) !=
             0))
        st = no_memory(err);
    if (st == GG_OK)
        *out = manifest;
    else
        json_decref(manifest);
    return st;
}
