/*
 * Purging: the event first, then the file. What a crash leaves between the two is finished by
 * whoever changes the registry next, under the lock of that change, so that nobody's new file of
 * the same bytes is taken away.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gauger/registry/dataset.h"
#include "registry_internal.h"
#include "sketches.h"

#define REASON_MAX 4000 /* bytes */
#define DAY        10   /* of YYYY-MM-DD */

/* ---- what the event does */

gg_status gg_apply_purge(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st = gg_db_run(db, err,
                             "UPDATE dataset SET purged = ?3 WHERE name = ?1 AND number = ?2"
                             " AND purged IS NULL",
                             "sii", event->name, (int64_t)event->number, (int64_t)event->seq);

    if (st == GG_OK && sqlite3_changes(db->handle) != 1)
        return gg_error_set(err, GG_E_CONFLICT, "look at the log",
                            "the event does not fit the state that the log gives");
    /* What another version, or anything else, counts on stays. */
    if (st == GG_OK)
        st = gg_db_run(db, err,
                       "UPDATE file SET uses = uses - 1, purged = iif(uses = 1, ?3, NULL)"
                       " WHERE sha256 = (SELECT sha256 FROM dataset WHERE name = ?1"
                       " AND number = ?2)",
                       "sii", event->name, (int64_t)event->number, (int64_t)event->seq);
    return st;
}

/* ---- files */

void gg_sweep_files(gg_registry *reg)
{
    sqlite3_stmt *row;
    bool more, removed = false, any = false;

    if (gg_db_query(&reg->db, &row, NULL, "SELECT sha256 FROM file WHERE purged IS NOT NULL", "") !=
        GG_OK)
        return;
    while (gg_db_step(&reg->db, row, &more, NULL) == GG_OK && more) {
        char *path =
            gg_digest_check(gg_db_text(row, 0)) ? gg_file_name(reg, gg_db_text(row, 0)) : NULL;

        removed = (path && unlink(path) == 0) || removed;
        any = true;
        free(path);
    }
    if (removed)
        gg_sync_files(reg);
    if (any && !reg->sketches_swept)
        gg_sketches_forget(reg);
}

gg_status gg_files_there(gg_registry *reg, const json_t *payload, gg_error *err)
{
    const json_t *file;
    size_t i;

    json_array_foreach(json_object_get(payload, "files"), i, file)
    {
        char *path = gg_file_name(reg, gg_json_string(file, "sha256", ""));
        struct stat st;
        bool there = path && lstat(path, &st) == 0;

        free(path);
        if (!there)
            return gg_error_set(err, GG_E_CONFLICT, "run the command again",
                                "a stored file was purged meanwhile");
    }
    return GG_OK;
}

/* ---- what is asked for */

static gg_status append_purge(gg_transaction *tx, const char *name, uint64_t number,
                              const char *sha256, const char *reason, bool due, gg_error *err)
{
    char object[GG_NAME_MAX + 40];

    snprintf(object, sizeof object, "dataset/%s@%llu", name, (unsigned long long)number);
    return gg_append(tx, "dataset.purge", object,
                     json_pack("{s:s, s:s, s:b}", "reason", reason, "sha256", sha256, "due", due),
                     NULL, err);
}

static const char *fate(gg_registry *reg, const char *sha256)
{
    uint64_t uses = 0;
    struct stat file;
    char *path;
    bool there;

    if (gg_db_number(&reg->db, &uses, NULL, "SELECT uses FROM file WHERE sha256 = ?1", "s",
                     sha256) == GG_OK &&
        uses > 0)
        return "shared";
    path = gg_file_name(reg, sha256);
    there = path && lstat(path, &file) == 0;
    free(path);
    return there ? "to be removed" : "removed";
}

/* Under a lock of its own, unless a joint change is open: then the next change does it. */
static void sweep(gg_registry *reg)
{
    gg_transaction *tx;

    if (reg->tx.open)
        return;
    reg->sketches_swept = false;
    /* Beginning a change sweeps. */
    if (gg_transaction_begin(reg, &tx, NULL) == GG_OK)
        gg_transaction_rollback(tx);
}

static gg_status tell(gg_registry *reg, json_t *purged, json_t **out, gg_error *err)
{
    json_t *one;
    size_t i;
    int bad = 0;

    sweep(reg);
    json_array_foreach(purged, i, one)
    {
        bad |= json_object_set_new(one, "file",
                                   json_string(fate(reg, gg_json_string(one, "sha256", ""))));
    }
    if (bad)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (out)
        *out = json_incref(purged);
    return GG_OK;
}

static json_t *one_purge(const char *name, uint64_t number, const char *sha256,
                         const char *retain_until)
{
    return json_pack("{s:o, s:s, s:s?}", "dataset",
                     json_sprintf("%s@%llu", name, (unsigned long long)number), "sha256", sha256,
                     "retain_until", retain_until);
}

/* What is tried with a version whose rows are gone. */
static gg_status refuse_purged(gg_registry *reg, const char *action, const gg_dataset_version *d,
                               const char *mend, gg_status status, gg_error *err)
{
    char object[GG_NAME_MAX + 40], day[DAY + 1] = "";
    gg_tried tried = {action, object, "purged", mend, status};
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(&reg->db, &row, err, "SELECT time FROM entry WHERE seq = ?1", "i",
                               (int64_t)d->purged);

    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (there) {
        gg_db_copy(row, 0, day, sizeof day);
        sqlite3_reset(row);
    }
    snprintf(object, sizeof object, "dataset/%s@%llu", d->name, (unsigned long long)d->number);
    return gg_registry_refuse(reg, &tried, err, "%s@%llu was purged on %s, by event %llu", d->name,
                              (unsigned long long)d->number, day, (unsigned long long)d->purged);
}

gg_status gg_dataset_purge(gg_registry *reg, const char *reference, const char *reason,
                           json_t **out, gg_error *err)
{
    gg_dataset_version d;
    gg_transaction *tx;
    json_t *purged = json_array();
    gg_status st = gg_text_field("reason", reason, REASON_MAX, true, err);

    if (st == GG_OK && !strchr(reference, '@'))
        st = gg_error_set(err, GG_E_USAGE, "write NAME@VERSION",
                          "a purge cannot be taken back, so it names its version");
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st == GG_OK) {
        st = gg_dataset_find(reg, reference, &d, err);
        if (st == GG_OK && d.purged)
            st = refuse_purged(reg, "dataset.purge", &d, "nothing is to be done", GG_E_CONFLICT,
                               err);
        if (st == GG_OK)
            st = append_purge(tx, d.name, d.number, d.sha256, reason, false, err);
        st = gg_transaction_end(tx, st, err);
    }
    if (st == GG_OK && json_array_append_new(purged, one_purge(d.name, d.number, d.sha256, NULL)))
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (st == GG_OK)
        st = tell(reg, purged, out, err);
    json_decref(purged);
    return st;
}

/* A date is the last day on which a table may be kept. */
static gg_status list_due(gg_registry *reg, const char *today, json_t *list, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st = gg_db_query(&reg->db, &row, err,
                               "SELECT name, number, sha256, retain_until FROM dataset"
                               " WHERE purged IS NULL AND retain_until < ?1 ORDER BY name, number",
                               "s", today);

    while (st == GG_OK && (st = gg_db_step(&reg->db, row, &more, err)) == GG_OK && more)
        if (json_array_append_new(list, one_purge(gg_db_text(row, 0),
                                                  (uint64_t)sqlite3_column_int64(row, 1),
                                                  gg_db_text(row, 2), gg_db_text(row, 3))) != 0) {
            sqlite3_reset(row);
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        }
    return st;
}

static gg_status purge_each(gg_transaction *tx, const json_t *list, gg_error *err)
{
    gg_status st = GG_OK;
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        const char *reference = gg_json_string(one, "dataset", "");
        const char *at = strrchr(reference, '@');
        char name[GG_NAME_MAX + 1], reason[80];

        snprintf(name, sizeof name, "%.*s", (int)(at - reference), reference);
        snprintf(reason, sizeof reason, "it was to be kept until %s",
                 gg_json_string(one, "retain_until", ""));
        if (st == GG_OK)
            st = append_purge(tx, name, strtoull(at + 1, NULL, 10),
                              gg_json_string(one, "sha256", ""), reason, true, err);
    }
    return st;
}

gg_status gg_dataset_purge_due(gg_registry *reg, json_t **out, gg_error *err)
{
    char today[GG_TIME_TEXT];
    gg_transaction *tx;
    json_t *list = json_array();
    gg_status st = gg_transaction_begin(reg, &tx, err);

    if (st == GG_OK) {
        gg_time_format(gg_env_now(&reg->env), today);
        today[DAY] = '\0';
        st = list_due(reg, today, list, err);
        if (st == GG_OK)
            st = purge_each(tx, list, err);
        st = gg_transaction_end(tx, st, err);
    }
    if (st == GG_OK)
        st = tell(reg, list, out, err);
    json_decref(list);
    return st;
}

gg_status gg_dataset_check_there(gg_registry *reg, const gg_dataset_version *d, gg_error *err)
{
    if (!d->purged)
        return GG_OK;
    return refuse_purged(reg, "model.evaluate", d,
                         "name data that is kept; what was measured is recomputed by gauger "
                         "evaluate evidence:EVENT, see gauger model show",
                         GG_E_NOT_FOUND, err);
}
