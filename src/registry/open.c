#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gauger/base/base64.h"
#include "gauger/base/text.h"
#include "folder.h"
#include "grounds.h"

gg_registry_options gg_registry_options_default(void)
{
    gg_registry_options options = {.testing = false, .signer = NULL, .person = NULL};

    return options;
}

gg_status gg_io_error(const char *path, int error, const char *verb, gg_error *err)
{
    gg_error_where(err, path, 0, NULL);
    if (error == ENOENT)
        return gg_error_set(err, GG_E_NOT_FOUND, "check the path", "no such file or directory");
    if (error == ENOMEM)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return gg_error_set(err, GG_E_IO, NULL, "cannot %s: %s", verb, strerrordesc_np(error));
}

/* Names and keys that go into headers: no control characters at all, not even a newline. */
static gg_status copy_name(const char *what, const char *text, char out[GG_ACTOR_MAX + 1],
                           gg_error *err)
{
    gg_status st = gg_text_field(what, text, GG_ACTOR_MAX, true, err);

    if (st == GG_OK && strpbrk(text, "\n\t"))
        st = gg_error_set(err, GG_E_USAGE, "leave control characters out",
                          "the %s holds a control character", what);
    if (st == GG_OK)
        gg_copy(out, GG_ACTOR_MAX + 1, text);
    return st;
}

static gg_registry *new_registry(const char *dir, const gg_env *env, gg_registry_access access)
{
    gg_registry *reg = calloc(1, sizeof *reg);

    if (!reg)
        return NULL;
    reg->env = *env;
    reg->env.user = NULL;
    reg->access = access;
    reg->folder = strdup(dir);
    if (asprintf(&reg->path, "%s/registry.db", dir) < 0)
        reg->path = NULL;
    if (asprintf(&reg->files, "%s/files", dir) < 0)
        reg->files = NULL;
    if (reg->folder && reg->path && reg->files)
        return reg;
    gg_registry_close(reg);
    return NULL;
}

void gg_registry_close(gg_registry *reg)
{
    if (!reg)
        return;
    if (reg->db.handle) {
        reg->tx.inner = false;
        gg_transaction_rollback(&reg->tx);
        gg_db_close(&reg->db);
    }
    free(reg->folder);
    free(reg->path);
    free(reg->files);
    free(reg);
}

/* ---- creating */

static const char local_schema[] =
    "PRAGMA application_id=1197569384; PRAGMA user_version=1;"
    "CREATE TABLE about(sentence TEXT NOT NULL) STRICT;"
    "INSERT INTO about VALUES('Outside the log: what is lost with this file is no record.');";

gg_status gg_local_make(const char *folder, gg_error *err)
{
    gg_db db;
    char *path;
    gg_status st;

    if (asprintf(&path, "%s/local.db", folder) < 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    st = gg_file_make(path, err);
    if (st == GG_OK)
        st = gg_db_open(&db, path, SQLITE_OPEN_READWRITE, err);
    if (st == GG_OK) {
        st = gg_db_script(&db, local_schema, err);
        gg_db_close(&db);
    }
    free(path);
    return st;
}

/* The founder: the account that begins the log, with the key that the log can be pinned by. */
static json_t *founder(const gg_registry *reg, const gg_registry_options *options)
{
    const gg_signer *signer = options->signer;
    json_t *account = NULL;
    gg_buf public_key;

    gg_buf_init(&public_key, 0);
    gg_base64_append(&public_key, gg_signer_public(signer), GG_PUBLIC_BYTES);
    if (!public_key.failed)
        account = json_pack("{s:s, s:s, s:[s], s:s, s:s, s:s}", "name", reg->actor, "person",
                            options->person ? options->person : reg->actor, "roles",
                            "administrator", "public", public_key.data, "key", gg_signer_id(signer),
                            "protection", gg_signer_protection(signer));
    gg_buf_release(&public_key);
    return account;
}

static gg_status first_event(gg_registry *reg, const gg_registry_options *options, gg_error *err)
{
    gg_transaction *tx;
    json_t *account = founder(reg, options);
    gg_status st = account ? gg_transaction_begin(reg, &tx, err)
                           : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");

    if (st != GG_OK) {
        json_decref(account);
        return st;
    }
    st = gg_append(tx, "registry.create", "registry/registry",
                   json_pack("{s:b, s:i, s:s, s:o}", "testing", options->testing, "schema",
                             GG_SCHEMA_VERSION, "gauger", GG_VERSION, "account", account),
                   NULL, err);
    return gg_transaction_end(tx, st, err);
}

static gg_status make_database(gg_registry *reg, const gg_registry_options *options, gg_error *err)
{
    char script[160];
    gg_status st = gg_file_make(reg->path, err);

    if (st == GG_OK)
        st = gg_db_open(&reg->db, reg->path, SQLITE_OPEN_READWRITE, err);
    if (st == GG_OK)
        st = gg_db_script(&reg->db, "BEGIN IMMEDIATE", err);
    if (st == GG_OK)
        st = gg_schema_create(&reg->db, true, err);
    snprintf(script, sizeof script,
             "PRAGMA application_id=%d; PRAGMA user_version=%d;"
             "INSERT INTO head VALUES(1, 0, x'', '0000-01-01T00:00:00Z'); COMMIT",
             GG_APPLICATION_ID, GG_SCHEMA_VERSION);
    if (st == GG_OK)
        st = gg_db_script(&reg->db, script, err);
    if (st == GG_OK)
        st = gg_db_restrict(&reg->db, err);
    if (st == GG_OK)
        st = first_event(reg, options, err);
    if (reg->db.handle)
        gg_db_close(&reg->db);
    return st;
}

static gg_status fill_folder(gg_registry *reg, const gg_registry_options *options, gg_error *err)
{
    gg_status st = GG_OK;
    int error;

    if (mkdir(reg->files, 0700) != 0)
        st = gg_io_error(reg->files, errno, "create", err);
    if (st == GG_OK)
        st = make_database(reg, options, err);
    if (st == GG_OK)
        st = gg_local_make(reg->folder, err);
    if (st == GG_OK && (error = gg_folder_sync(reg->folder)) != 0)
        st = gg_io_error(reg->folder, error, "write", err);
    return st;
}

static gg_status create_beside(const char *made, const char *dir, const gg_env *env,
                               const gg_registry_options *options, gg_error *err)
{
    gg_registry *reg = new_registry(made, env, GG_REGISTRY_WORK);
    gg_status st = GG_OK;

    if (!reg)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    st = gg_registry_act_as(reg, env->user ? env->user : "", err);
    if (st == GG_OK && options->person)
        st = gg_name_check("person", options->person, err);
    if (st == GG_OK && !options->signer)
        st = gg_error_set(err, GG_E_USAGE, "make one with gg_signer_new()",
                          "a registry begins with a key");
    gg_registry_sign_with(reg, options->signer);
    if (st == GG_OK && mkdir(made, 0700) != 0)
        st = gg_io_error(dir, errno, "create", err);
    else if (st == GG_OK) {
        st = gg_folder_local(made, dir, err);
        if (st == GG_OK)
            st = fill_folder(reg, options, err);
        if (st == GG_OK)
            st = gg_folder_settle(made, dir, err);
        if (st != GG_OK)
            gg_folder_remove(made);
    }
    gg_registry_close(reg);
    return st;
}

gg_status gg_registry_create(const char *dir, const gg_env *env, const gg_registry_options *options,
                             gg_registry **out, gg_error *err)
{
    gg_registry_options defaults = gg_registry_options_default();
    char *made = dir[0] ? gg_folder_beside(dir) : NULL;
    gg_status st;

    if (!made)
        return gg_error_set(err, dir[0] ? GG_E_MEMORY : GG_E_USAGE, NULL,
                            dir[0] ? "out of memory" : "the folder has no name");
    st = create_beside(made, dir, env, options ? options : &defaults, err);
    free(made);
    if (st == GG_OK && out)
        st = gg_registry_open(dir, env, GG_REGISTRY_WORK, out, err);
    if (st == GG_OK && out)
        gg_registry_sign_with(*out, options->signer);
    return st;
}

/* ---- opening */

static gg_status check_file(const char *path, gg_error *err)
{
    struct stat st;

    if (lstat(path, &st) != 0) {
        if (errno != ENOENT && errno != ENOTDIR)
            return gg_io_error(path, errno, "open", err);
        gg_error_where(err, path, 0, NULL);
        return gg_error_set(err, GG_E_NOT_FOUND, "make one with gauger init",
                            "there is no registry here");
    }
    if (S_ISREG(st.st_mode))
        return GG_OK;
    gg_error_where(err, path, 0, NULL);
    return gg_error_set(err, GG_E_INPUT, "name a registry that gauger init made",
                        "is not a regular file");
}

static gg_status check_marks(gg_db *db, gg_error *err)
{
    uint64_t id = 0, version = 0;
    gg_status st = gg_db_number(db, &id, err, "PRAGMA application_id", "");

    if (st == GG_OK)
        st = gg_db_number(db, &version, err, "PRAGMA user_version", "");
    if (st != GG_OK)
        return st;
    if (id == GG_APPLICATION_ID && version == GG_SCHEMA_VERSION)
        return GG_OK;
    gg_error_where(err, db->path, 0, NULL);
    if (id != GG_APPLICATION_ID)
        return gg_error_set(err, GG_E_INPUT, "name a registry that gauger init made",
                            "this database is not a registry");
    return gg_error_set(err, GG_E_CONFLICT, "use the gauger that made it",
                        "this registry is of version %llu, known is %d",
                        (unsigned long long)version, GG_SCHEMA_VERSION);
}

typedef struct first_difference {
    gg_error *err;
    bool found;
} first_difference;

static void refuse_difference(void *ctx, const char *name, const char *what, bool table)
{
    first_difference *first = ctx;
    gg_status st;

    (void)table;
    first->found = true;
    st = gg_error_set(first->err, GG_E_INPUT, "run gauger audit verify; restore a backup", "%s %s",
                      name, what);
    (void)st;
}

static gg_status check_schema(gg_db *db, gg_error *err)
{
    first_difference first = {err, false};
    gg_error scratch;
    gg_status st;

    gg_error_init(&scratch);
    st = gg_schema_compare(db, refuse_difference, &first, &scratch);
    if (st != GG_OK)
        return gg_error_set(err, st, scratch.mend, "%s", scratch.what);
    return first.found ? GG_E_INPUT : GG_OK;
}

/* What makes a registry one for testing is believed of a first event that holds, and of no other:
 * a damaged one is looked at with the machine's clock. */
static gg_status read_testing(gg_registry *reg, gg_error *err)
{
    return gg_founding_check(&reg->db, &reg->unfounded, &reg->testing, err);
}

static gg_status open_database(gg_registry *reg, gg_error *err)
{
    gg_status st = check_file(reg->path, err);

    if (st == GG_OK && reg->access == GG_REGISTRY_WORK)
        st = gg_folder_local(reg->folder, reg->folder, err);
    if (st == GG_OK)
        st = gg_db_open(&reg->db, reg->path, SQLITE_OPEN_READWRITE, err);
    if (st == GG_OK)
        st = check_marks(&reg->db, err);
    if (st == GG_OK && reg->access == GG_REGISTRY_WORK)
        st = check_schema(&reg->db, err);
    if (st == GG_OK)
        st = gg_db_restrict(&reg->db, err);
    if (st == GG_OK)
        st = read_testing(reg, err);
    return st;
}

gg_status gg_registry_open(const char *dir, const gg_env *env, gg_registry_access access,
                           gg_registry **out, gg_error *err)
{
    gg_registry *reg = new_registry(dir, env, access);
    gg_status st;

    if (!reg)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    st = env->user ? gg_registry_act_as(reg, env->user, err) : GG_OK;
    if (st == GG_OK)
        st = open_database(reg, err);
    if (st == GG_OK)
        *out = reg;
    else
        gg_registry_close(reg);
    return st;
}

/* ---- finding */

gg_status gg_registry_find(const char *start, gg_buf *out, gg_error *err)
{
    char *path = realpath(start, NULL), *slash;
    struct stat file;

    if (!path)
        return gg_io_error(start, errno, "look in", err);
    for (;;) {
        char *here;
        bool found;

        if (asprintf(&here, "%s/" GG_REGISTRY_FOLDER "/registry.db", path[1] ? path : "") < 0) {
            free(path);
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        }
        found = stat(here, &file) == 0;
        if (found)
            gg_buf_append(out, here, strlen(here) - strlen("/registry.db"));
        free(here);
        if (found) {
            free(path);
            return gg_buf_check(out, err);
        }
        if (!path[1])
            break;
        slash = strrchr(path, '/');
        slash[slash == path] = '\0';
    }
    free(path);
    gg_error_where(err, start, 0, NULL);
    return gg_error_set(err, GG_E_NOT_FOUND, "make one with gauger init, or give --registry DIR",
                        "no registry here or in a folder above");
}

/* ---- asking */

const char *gg_registry_folder(const gg_registry *reg)
{
    return reg->folder;
}

bool gg_registry_testing(const gg_registry *reg)
{
    return reg->testing;
}

bool gg_registry_founded(const gg_registry *reg)
{
    return !reg->unfounded;
}

gg_status gg_registry_act_as(gg_registry *reg, const char *name, gg_error *err)
{
    if (reg->tx.open)
        return gg_error_set(err, GG_E_USAGE, "end it first", "a change is open");
    return copy_name("name of who acts", name, reg->actor, err);
}

const char *gg_registry_actor(const gg_registry *reg)
{
    return reg->actor[0] ? reg->actor : NULL;
}

gg_status gg_registry_set_request(gg_registry *reg, const char *key, gg_error *err)
{
    if (reg->tx.open)
        return gg_error_set(err, GG_E_USAGE, "end it first", "a change is open");
    if (!key) {
        reg->request[0] = '\0';
        return GG_OK;
    }
    return copy_name("key of the request", key, reg->request, err);
}

uint64_t gg_registry_find_request(gg_registry *reg, const char *key)
{
    uint64_t seq = 0;

    if (gg_db_number(&reg->db, &seq, NULL, "SELECT seq FROM entry WHERE request = ?1", "s", key) !=
        GG_OK)
        return 0;
    return seq;
}

gg_status gg_registry_head(gg_registry *reg, gg_tree_head *out, gg_error *err)
{
    gg_tree tree;
    char time[GG_TIME_TEXT];
    gg_status st = GG_OK;

    if (reg->tx.open)
        tree = reg->tx.tree;
    else
        st = gg_head_load(&reg->db, &tree, time, err);
    if (st == GG_OK)
        gg_tree_root(&tree, out);
    return st;
}

static bool read_root(const json_t *account, gg_registry_root *out)
{
    gg_copy(out->account, sizeof out->account, gg_json_string(account, "name", ""));
    gg_copy(out->person, sizeof out->person, gg_json_string(account, "person", ""));
    gg_copy(out->key, sizeof out->key, gg_json_string(account, "key", ""));
    return out->account[0] && gg_base64_exact(gg_json_string(account, "public", NULL),
                                              out->public_key, sizeof out->public_key);
}

gg_status gg_registry_root_get(gg_registry *reg, gg_registry_root *out, gg_error *err)
{
    gg_registry_root root;
    json_t *payload = NULL;
    gg_status st = gg_event_payload(&reg->db, 1, &payload, NULL, err);

    if (st == GG_OK && !read_root(json_object_get(payload, "account"), &root)) {
        gg_error_where(err, reg->path, 0, NULL);
        st = gg_error_set(err, GG_E_INPUT, "run gauger audit verify",
                          "the first event opens no account");
    }
    if (st == GG_OK)
        *out = root;
    json_decref(payload);
    return st;
}

gg_status gg_registry_id(gg_registry *reg, char out[GG_SHA256_HEX], gg_error *err)
{
    sqlite3_stmt *stmt;
    bool row;
    gg_status st =
        gg_db_query(&reg->db, &stmt, err, "SELECT lower(hex(leaf)) FROM events WHERE seq = 1", "");

    if (st == GG_OK)
        st = gg_db_step(&reg->db, stmt, &row, err);
    if (st != GG_OK)
        return st;
    if (row && gg_digest_check(gg_db_text(stmt, 0))) {
        gg_db_copy(stmt, 0, out, GG_SHA256_HEX);
        sqlite3_reset(stmt);
        return GG_OK;
    }
    sqlite3_reset(stmt);
    gg_error_where(err, reg->path, 0, NULL);
    return gg_error_set(err, GG_E_INPUT, "restore a backup", "the log has no first event");
}
