/* gauger registry: a copy of all of it, and a registry from such a copy. */
#include "gauger/registry/backup.h"

#include <stdlib.h>
#include <string.h>

#include "cli/registry.h"
#include "cmd.h"
#include "gauger/base/file.h"
#include "gauger/registry/audit.h"

#define CHECKPOINT_MAX ((size_t)1 << 20)

static const gg_option backup_rows[] = {
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option restore_rows[] = {
    {.id = GG_OPT_ID,
     .name = "id",
     .kind = GG_OPTION_TEXT,
     .value = "HEX",
     .help = "the identity that the registry must have; by default that of $GAUGER_REGISTRY_ID"},
    {.id = GG_OPT_CHECKPOINT,
     .name = "checkpoint",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help =
         "the newest checkpoint that is known: a backup that is older is refused as a rollback"},
    {.id = GG_OPT_ROLLBACK,
     .name = "rollback",
     .kind = GG_OPTION_FLAG,
     .help = "restore it even if it is older than the checkpoint, and say what it lacks"},
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group backup_options = GG_ROWS("Options", backup_rows);
static const gg_option_group restore_options = GG_ROWS("Options", restore_rows);

/* ---- backup ---- */

static json_t *backup_receipt(gg_cli *cli, const json_t *backup, const char *path)
{
    const char *done = gg_arena_printf(&cli->arena, "Backed up %lld events and %lld files to %s.",
                                       (long long)gg_json_number(backup, "size", 0),
                                       (long long)gg_json_number(backup, "files", 0), path);
    const char *why = gg_json_string(backup, "unsigned_because", NULL);
    const char *keys =
        !why
            ? "Keep a copy of the key files too: they are not in the backup, and without one "
              "nothing "
              "can be changed."
            : gg_arena_printf(&cli->arena,
                              "The checkpoint is not signed: %s. gauger audit checkpoint, with the "
                              "key of an account that may sign, makes one that is.",
                              why);

    if (!done || !keys)
        return NULL;
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:O, s:O, s:O, s:O, s:O, s:O, s:O, s:O, s:O, s:[s, s]}", "format",
        "gauger/receipt/1", "done", done, "backup", path, "checkpoint",
        json_sprintf("%s.checkpoint", path), "id", json_object_get(backup, "id"), "events",
        json_object_get(backup, "size"), "root", json_object_get(backup, "root"), "time",
        json_object_get(backup, "time"), "stored_files", json_object_get(backup, "files"), "bytes",
        json_object_get(backup, "bytes"), "signed", json_object_get(backup, "signed"),
        "unsigned_because", json_object_get(backup, "unsigned_because"), "event",
        json_object_get(backup, "event"), "next",
        "Keep the checkpoint where the backup is not: held against it, an older backup in the "
        "place "
        "of this one is found.",
        keys);
}

/* Without slashes at its end, as the checkpoint beside it is named. */
static const char *plain_name(gg_cli *cli, const char *path)
{
    size_t n = strlen(path);

    while (n > 1 && path[n - 1] == '/')
        n--;
    return gg_arena_text(&cli->arena, path, n);
}

static gg_status back_up(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    const char *path = plain_name(cli, cli->args.operands[0]), *why;
    json_t *backup = NULL, *receipt;
    gg_status status = path ? gg_registry_backup(reg, path, &backup, err)
                            : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");

    if (status != GG_OK)
        return status;
    why = gg_json_string(backup, "unrecorded_because", NULL);
    if (why)
        cli->note = gg_arena_printf(&cli->arena, "registry: this export is not on record: %s", why);
    receipt = backup_receipt(cli, backup, path);
    json_decref(backup);
    return gg_desk_give(receipt, out, err);
}

static gg_status run_backup(gg_cli *cli, gg_error *err)
{
    gg_registry *reg = NULL;
    json_t *document = NULL;
    gg_status status = gg_desk_open(cli, GG_REGISTRY_WORK, &reg, err);

    if (status == GG_OK)
        status = back_up(cli, reg, &document, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    json_decref(document);
    gg_registry_close(reg);
    return status;
}

/* ---- restore ---- */

static gg_status read_known(gg_cli *cli, gg_restore_options *options, gg_checkpoint_head *head,
                            gg_error *err)
{
    const char *path = gg_args_text(&cli->args, GG_OPT_CHECKPOINT), *pin;
    unsigned char digest[GG_SHA256_BYTES];
    gg_status status = GG_OK;
    gg_buf text;

    options->rollback = gg_args_given(&cli->args, GG_OPT_ROLLBACK);
    options->id = gg_args_text(&cli->args, GG_OPT_ID);
    pin = getenv("GAUGER_REGISTRY_ID");
    if (!options->id && pin && pin[0])
        options->id = pin;
    if (options->id && !gg_digest_read(options->id, digest))
        return gg_error_set(err, GG_E_USAGE, "give 64 lower-case hexadecimal digits",
                            "this is not the identity of a registry");
    if (!path)
        return GG_OK;
    gg_buf_init(&text, 0);
    status = gg_file_read(path, CHECKPOINT_MAX, &text, err);
    if (status == GG_OK) {
        gg_error_where(err, path, 0, NULL);
        status = gg_checkpoint_read(text.data ? text.data : "", text.size, head, err);
    }
    gg_buf_release(&text);
    if (status != GG_OK)
        return status;
    gg_error_init(err);
    options->head = &head->head;
    if (options->id && strcmp(options->id, head->id) != 0)
        return gg_error_set(err, GG_E_USAGE, "give the checkpoint of the registry that is meant",
                            "the checkpoint is of another registry than the identity");
    options->id = head->id;
    return GG_OK;
}

/* "event 3", "events 3 to 7" */
static const char *lost_events(gg_cli *cli, long long size, long long lacks)
{
    const char *text =
        lacks == 1 ? gg_arena_printf(&cli->arena, "event %lld", size + 1)
                   : gg_arena_printf(&cli->arena, "events %lld to %lld", size + 1, size + lacks);

    return text ? text : "events";
}

static json_t *restore_receipt(gg_cli *cli, const json_t *restored, const char *folder)
{
    long long lacks = (long long)gg_json_number(restored, "lacks", 0),
              size = (long long)gg_json_number(restored, "size", 0);
    long long forgotten = (long long)gg_json_number(restored, "forgotten", 0);
    bool pinned = json_is_true(json_object_get(restored, "pinned"));
    const char *done =
        gg_arena_printf(&cli->arena, "Restored %lld events and %lld files to %s.", size,
                        (long long)gg_json_number(restored, "files", 0), folder);
    const char *says =
        lacks    ? gg_arena_printf(&cli->arena,
                                   "A rollback: %s, which the checkpoint knows, %s not in it. Whether "
                                      "its events are those of the checkpoint cannot be told, and the "
                                      "checkpoint will not fit it any more.",
                                   lost_events(cli, size, lacks), lacks == 1 ? "is" : "are")
        : pinned ? "It agrees with what was known from outside."
                 : "Self-consistent only: nothing known from outside was given to hold it against "
                   "(--checkpoint, --id).";

    if (!done || !says)
        return NULL;
    return json_pack(
        "{s:s, s:s, s:s, s:O, s:O, s:O, s:O, s:O, s:b, s:b, s:I, s:I, s:s, s:[o]}", "format",
        "gauger/receipt/1", "done", done, "registry", folder, "id", json_object_get(restored, "id"),
        "events", json_object_get(restored, "size"), "root", json_object_get(restored, "root"),
        "stored_files", json_object_get(restored, "files"), "backed_up",
        json_object_get(restored, "time"), "pinned", pinned, "rollback", lacks > 0, "lacks",
        (json_int_t)lacks, "forgotten", (json_int_t)forgotten, "says", says, "next",
        json_sprintf("What was signed after event %lld is not remembered here%s: it "
                     "does not hold up this registry, and the checkpoints of it do not "
                     "fit it.",
                     size, forgotten ? " any more" : ""));
}

static gg_status run_restore(gg_cli *cli, gg_error *err)
{
    gg_restore_options options = gg_restore_options_default();
    gg_checkpoint_head head;
    json_t *restored = NULL, *receipt = NULL;
    gg_env env;
    gg_status status = gg_desk_env(cli, &env, err);

    if (status == GG_OK)
        status = read_known(cli, &options, &head, err);
    if (status == GG_OK)
        status = gg_registry_restore(cli->args.operands[0], cli->args.operands[1], &env, &options,
                                     &restored, err);
    if (status != GG_OK) {
        gg_error_where(err, cli->args.operands[0], 0, NULL);
        return status;
    }
    cli->testing = json_is_true(json_object_get(restored, "testing"));
    status = gg_desk_give(restore_receipt(cli, restored, cli->args.operands[1]), &receipt, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, receipt, NULL, err);
    json_decref(restored);
    json_decref(receipt);
    return status;
}

const gg_command gg_cmd_registry_backup = {
    .group = "account",
    .name = "registry backup",
    .summary = "a copy of the registry, while others work in it",
    .operands = "DIR",
    .least = 1,
    .most = 1,
    .groups = {&backup_options},
    .example = "gauger registry backup /backup/gauger-2026-02-01",
    .about =
        "Copies the registry as it is at one moment, with every stored file that its log "
        "names, into a new folder, and examines the copy as audit verify does. The head of "
        "the log is written to DIR.checkpoint as well, signed if the key of an account that "
        "may sign is found "
        "(the receipt says so where it is not), to be kept elsewhere. Others may go on "
        "writing. Who made it is on record (registry.export), in the copy too; an account that "
        "is limited to models makes none. Data that is purged later stays in backups "
        "made before.",
    .run = run_backup,
};

const gg_command gg_cmd_registry_restore = {
    .group = "account",
    .name = "registry restore",
    .summary = "a registry from a backup",
    .operands = "BACKUP DIR",
    .least = 2,
    .most = 2,
    .groups = {&restore_options},
    .example = "gauger registry restore /backup/gauger-2026-02-01 .gauger --checkpoint newest.json",
    .about = "Makes the registry DIR, which must not be there yet, from what registry backup "
             "wrote. It is examined as audit verify does before it is put in place: every hash, "
             "every table, every file. With --checkpoint, a backup that lacks events which the "
             "checkpoint knows is refused as a rollback, with exit status 1, unless --rollback is "
             "given.",
    .run = run_restore,
};
