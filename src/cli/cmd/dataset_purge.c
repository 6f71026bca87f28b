/* gauger dataset purge: the rows go, what was measured on them stays. */
#include <stdio.h>
#include <string.h>

#include "cli/registry.h"
#include "cmd.h"
#include "gauger/registry/dataset.h"

static const gg_option rows[] = {
    GG_ROW_REASON,
    {.id = GG_OPT_DUE,
     .name = "due",
     .kind = GG_OPTION_FLAG,
     .help = "every version whose retention date has passed"},
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

static gg_status refuse(const gg_args *args, gg_error *err)
{
    bool due = gg_args_given(args, GG_OPT_DUE);

    if (due == (args->n_operands > 0)) {
        gg_error_where(err, due ? "--due" : "dataset purge", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give NAME@VERSION, or --due alone",
                            due ? "a version beside what is due"
                                : "it is not said what is to be purged");
    }
    if (!due && !gg_args_given(args, GG_OPT_REASON))
        return gg_error_set(err, GG_E_USAGE, "give --reason TEXT", "--reason is missing");
    if (due && gg_args_given(args, GG_OPT_REASON)) {
        gg_error_where(err, "--reason", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "leave it out", "what is due has its reason");
    }
    return GG_OK;
}

/* What became of the files, in words. */
static void count_files(const json_t *purged, size_t *removed, size_t *shared, size_t *left)
{
    const json_t *one;
    size_t i;

    *removed = *shared = *left = 0;
    json_array_foreach(purged, i, one)
    {
        const char *file = gg_json_string(one, "file", "");

        ++*(strcmp(file, "removed") == 0 ? removed : strcmp(file, "shared") == 0 ? shared : left);
    }
}

static void tell(const json_t *purged, char *done, size_t size)
{
    size_t n = json_array_size(purged), removed, shared, left;
    const char *first = gg_json_string(json_array_get(purged, 0), "dataset", "");

    count_files(purged, &removed, &shared, &left);
    if (n == 0)
        snprintf(done, size, "Nothing is due.");
    else if (n == 1)
        snprintf(done, size, "Purged %s: %s.", first,
                 removed  ? "its file is removed"
                 : shared ? "its file stays, since another version has the same bytes"
                          : "its file is still there; the next change of the registry removes it");
    else
        snprintf(done, size,
                 "Purged %zu versions: %zu files removed, %zu kept for other versions, %zu still "
                 "to be removed.",
                 n, removed, shared, left);
}

static gg_status purge(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    json_t *purged = NULL;
    char done[400];
    gg_status status =
        gg_args_given(&cli->args, GG_OPT_DUE)
            ? gg_dataset_purge_due(reg, &purged, err)
            : gg_dataset_purge(reg, cli->args.operands[0], gg_args_text(&cli->args, GG_OPT_REASON),
                               &purged, err);

    if (status != GG_OK)
        return status;
    tell(purged, done, sizeof done);
    status = gg_desk_give(
        json_pack("{s:s, s:s, s:O}", "format", "gauger/receipt/1", "done", done, "purged", purged),
        out, err);
    json_decref(purged);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    gg_status status = refuse(&cli->args, err);

    return status == GG_OK ? gg_desk_run(cli, GG_REGISTRY_WORK, purge, err) : status;
}

const gg_command gg_cmd_dataset_purge = {
    .group = "register",
    .name = "dataset purge",
    .summary = "remove the rows of a version, keep what was measured",
    .operands = "NAME@VERSION --reason TEXT | --due",
    .most = 1,
    .groups = {&options},
    .example = "gauger dataset purge cases@1 --reason agreement-ended",
    .about =
        "Records that a version is purged, then removes its file. Its digest, its data sheet and "
        "the evidence of every evaluation on it (counts, no rows) stay, so that each figure can be "
        "computed again: gauger evaluate evidence:EVENT. It cannot be evaluated, trained on or "
        "judged anew. Bytes that another version has too stay until that is purged as well.",
    .run = run,
};
