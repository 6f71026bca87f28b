/* gauger dataset: tables enter the registry, after a check. */
#include "gauger/registry/dataset.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/columns.h"
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/base/file.h"

#define MOST_PIPED ((size_t)1 << 30) /* bytes of a table through a pipe */

static const gg_option add_rows[] = {
    {.id = GG_OPT_NAME,
     .name = "name",
     .kind = GG_OPTION_TEXT,
     .value = "NAME",
     .help = "its name; a name that is there already gets a new version"},
    {.id = GG_OPT_ORIGIN,
     .name = "origin",
     .kind = GG_OPTION_CHOICE,
     .value = "ORIGIN",
     .choices = "synthetic|synthetic-fitted|deidentified|aggregate",
     .help = "where the rows come from"},
};

static const gg_option revise_rows[] = {
    GG_ROW_REASON,
    {.id = GG_OPT_CORRECTS,
     .name = "corrects",
     .kind = GG_OPTION_TEXT,
     .value = "RECORD",
     .help = "the record that asked for it, e.g. redress-case@3"},
    {.id = GG_OPT_ORIGIN,
     .name = "origin",
     .kind = GG_OPTION_CHOICE,
     .value = "ORIGIN",
     .choices = "synthetic|synthetic-fitted|deidentified|aggregate",
     .help = "where the rows come from, if no longer the same"},
};

static const gg_option told_rows[] = {
    {.id = GG_OPT_SCHEMA,
     .name = "schema",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "what the columns are for, in YAML or JSON; stored with the table"},
    {.id = GG_OPT_SHEET,
     .name = "sheet",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the data sheet, in YAML or JSON; synthetic-fitted needs its owner_statement"},
    {.id = GG_OPT_SOURCE_SYSTEM,
     .name = "source-system",
     .kind = GG_OPTION_TEXT,
     .value = "NAMES",
     .help = "the systems it was taken from",
     .repeat = true},
    {.id = GG_OPT_EXTRACTED,
     .name = "extracted",
     .kind = GG_OPTION_TEXT,
     .value = "TIME",
     .help = "when it was taken from them: 2026-01-31 or 2026-01-31T12:00:00Z"},
    {.id = GG_OPT_RETENTION,
     .name = "retention",
     .kind = GG_OPTION_TEXT,
     .value = "DATE",
     .help = "the last day on which it may be kept, 2030-12-31"},
    {.id = GG_OPT_AUTHORITY,
     .name = "authority",
     .kind = GG_OPTION_PROSE,
     .value = "TEXT",
     .help = "on what the retention rests"},
    {.id = GG_OPT_ACCEPT_RISK,
     .name = "accept-risk",
     .kind = GG_OPTION_PROSE,
     .value = "REASON",
     .help = "let it enter although the check says no; on record, and on every card"},
    GG_ROW_REQUEST,
};

static const gg_option check_rows[] = {
    GG_ROW_SENSITIVE,
    GG_ROW_DECLARED,
    GG_ROW_K,
};

static const gg_option receipt_rows[] = {
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option show_rows[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option list_rows[] = {
    {.id = GG_OPT_OVERDUE,
     .name = "overdue",
     .kind = GG_OPTION_FLAG,
     .help = "only versions that are kept beyond their date; exit status 1 if there are any"},
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group add_options = GG_ROWS("The dataset", add_rows);
static const gg_option_group revise_options = GG_ROWS("The revision", revise_rows);
static const gg_option_group told_options = GG_ROWS("What is known of it", told_rows);
static const gg_option_group list_options = GG_ROWS("Options", list_rows);
static const gg_option_group check_options = GG_ROWS("Its check", check_rows);
static const gg_option_group receipt_options = GG_ROWS("Output", receipt_rows);
static const gg_option_group show_options = GG_ROWS("Output", show_rows);

/* ---- add ---- */

/* What the entry borrows: documents to be released, digests to live as long as it does. */
typedef struct addition {
    gg_dataset_entry entry;
    gg_check_options check;
    json_t *schema, *sheet;
    gg_stored stored;
} addition;

static gg_status load(const gg_args *args, gg_option_id id, json_t **out, gg_error *err)
{
    return gg_args_given(args, id) ? gg_json_load(gg_args_text(args, id), out, err) : GG_OK;
}

static gg_status settle(gg_cli *cli, addition *a, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_status status = load(args, GG_OPT_SCHEMA, &a->schema, err);

    if (status == GG_OK)
        status = load(args, GG_OPT_SHEET, &a->sheet, err);
    if (status == GG_OK)
        status = gg_columns_list(args, GG_OPT_SOURCE_SYSTEM, &cli->arena, &a->entry.source_systems,
                                 &a->entry.n_source_systems, err);
    a->check = gg_check_options_default();
    a->check.k = (uint64_t)gg_args_number(args, GG_OPT_K);
    a->check.threads = gg_columns_threads(args);
    if (status == GG_OK)
        status = gg_columns_list(args, GG_OPT_SENSITIVE, &cli->arena, &a->check.sensitive,
                                 &a->check.n_sensitive, err);
    if (status == GG_OK)
        status = gg_columns_list(args, GG_OPT_DECLARED, &cli->arena, &a->check.declared,
                                 &a->check.n_declared, err);
    a->entry.name = gg_args_text(args, GG_OPT_NAME);
    a->entry.origin = gg_args_text(args, GG_OPT_ORIGIN);
    a->entry.path = args->operands[args->n_operands - 1];
    a->entry.reason = gg_args_text(args, GG_OPT_REASON);
    a->entry.corrects = gg_args_text(args, GG_OPT_CORRECTS);
    a->entry.schema = a->schema;
    a->entry.sheet = a->sheet;
    a->entry.extracted = gg_args_text(args, GG_OPT_EXTRACTED);
    a->entry.retain_until = gg_args_text(args, GG_OPT_RETENTION);
    a->entry.authority = gg_args_text(args, GG_OPT_AUTHORITY);
    a->entry.check = &a->check;
    a->entry.accept_risk = gg_args_text(args, GG_OPT_ACCEPT_RISK);
    return status;
}

/* What the measuring commands take beside a file has no bytes to be kept. */
static gg_status refuse_place(const char *path, gg_error *err)
{
    const bool place = strncmp(path, "duckdb:", 7) == 0 || strncmp(path, "odbc:", 5) == 0;

    if (access(path, F_OK) == 0 || !(place || strpbrk(path, "*?[")))
        return GG_OK;
    gg_error_where(err, strchr(path, '=') ? "odbc:" : path, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "write the rows to one CSV file, and give that",
                        "a registered table is one CSV file: no pattern, no Parquet file and no "
                        "database");
}

/* A table through a pipe can be read once only, so it is stored first. */
static gg_status store_piped(gg_registry *reg, addition *a, gg_error *err)
{
    gg_buf bytes;
    gg_status status;

    if (strcmp(a->entry.path, "-") != 0)
        return GG_OK;
    gg_buf_init(&bytes, MOST_PIPED);
    status = gg_file_read("-", MOST_PIPED, &bytes, err);
    if (status == GG_OK)
        status =
            gg_registry_put_bytes(reg, bytes.data ? bytes.data : "", bytes.size, &a->stored, err);
    gg_buf_release(&bytes);
    a->entry.path = NULL;
    a->entry.stored = a->stored.sha256;
    return status;
}

static gg_status receipt(const json_t *dataset, json_t **out, gg_error *err)
{
    const char *name = gg_json_string(dataset, "name", "");
    long long version = (long long)gg_json_number(dataset, "version", 0);
    const char *risk = gg_json_string(dataset, "accepted_risk", NULL);
    const json_t *check = json_object_get(dataset, "check");
    char done[300];
    const json_t *revision = json_object_get(dataset, "revision");

    if (json_is_object(revision))
        snprintf(done, sizeof done,
                 "Added %s@%lld, which supersedes version %lld%s. What was measured on that is "
                 "stale.",
                 name, version, (long long)gg_json_number(revision, "supersedes", 0),
                 risk ? ", with a risk that was accepted" : "");
    else
        snprintf(done, sizeof done, "Added %s@%lld%s.", name, version,
                 risk ? ", with a risk that was accepted" : "");
    return gg_desk_give(json_pack("{s:s,s:s,s:s,s:I,s:s,s:s,s:s,s:s?}", "format",
                                  "gauger/receipt/1", "done", done, "name", name, "version",
                                  (json_int_t)version, "origin",
                                  gg_json_string(dataset, "origin", ""), "sha256",
                                  gg_json_string(dataset, "sha256", ""), "verdict",
                                  gg_json_string(check, "verdict", ""), "accepted_risk", risk),
                        out, err);
}

static gg_status bring_in(gg_cli *cli, gg_registry *reg, bool revise, json_t **out, gg_error *err)
{
    addition a = {0};
    json_t *dataset = NULL;
    gg_status status = settle(cli, &a, err);

    if (status == GG_OK)
        status = refuse_place(a.entry.path, err);
    if (revise)
        a.entry.name = cli->args.operands[0];
    if (status == GG_OK && a.entry.name)
        status = gg_desk_may(reg, revise ? "dataset.revise" : "dataset.add", "dataset",
                             a.entry.name, err);
    if (status == GG_OK)
        status = store_piped(reg, &a, err);
    if (status == GG_OK)
        status = revise ? gg_dataset_revise(reg, &a.entry, &dataset, err)
                        : gg_dataset_add(reg, &a.entry, &dataset, err);
    if (status == GG_OK)
        status = receipt(dataset, out, err);
    json_decref(dataset);
    json_decref(a.schema);
    json_decref(a.sheet);
    return status;
}

static gg_status add(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    return bring_in(cli, reg, false, out, err);
}

static gg_status revise(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    return bring_in(cli, reg, true, out, err);
}

static gg_status run_revise(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, revise, err);
}

static gg_status run_add(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, add, err);
}

/* ---- list, show ---- */

static gg_status list(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    return gg_args_given(&cli->args, GG_OPT_OVERDUE) ? gg_dataset_list_overdue(reg, out, err)
                                                     : gg_dataset_list(reg, out, err);
}

static gg_status run_list(gg_cli *cli, gg_error *err)
{
    return gg_desk_answer(cli, list, gg_desk_overdue, err);
}

static gg_status show(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    return gg_dataset_show(reg, cli->args.operands[0], out, err);
}

static gg_status run_show(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, show, err);
}

const gg_command gg_cmd_dataset_add = {
    .group = "register",
    .name = "dataset add",
    .summary = "a table enters the registry, after a check",
    .operands = "FILE --name N --origin O",
    .least = 1,
    .most = 1,
    .groups = {&add_options, &told_options, &check_options, &receipt_options},
    .needs = {GG_OPT_NAME, GG_OPT_ORIGIN},
    .example = "gauger dataset add cases.csv --name cases --origin synthetic --schema schema.yaml",
    .about = "Copies a table (or standard input, -) into the registry under its digest, with its "
             "schema, data sheet, source systems and retention. It is checked first: identifiers "
             "of persons are refused, and so are groups of quasi-identifiers smaller than k unless "
             "the data are synthetic (exit status 1). --accept-risk lets it enter all the same, on "
             "record. A name that is there already gets a new version.",
    .run = run_add,
};

const gg_command gg_cmd_dataset_revise = {
    .group = "register",
    .name = "dataset revise",
    .summary = "a version that supersedes, on record why",
    .operands = "NAME FILE --reason TEXT",
    .least = 2,
    .most = 2,
    .groups = {&revise_options, &told_options, &check_options, &receipt_options},
    .needs = {GG_OPT_REASON},
    .example = "gauger dataset revise cases cases-corrected.csv --reason correction "
               "--corrects redress-case@3",
    .about = "Adds a version to a dataset that takes the place of the newest: a correction from "
             "its source system, or one that a redress case led to. Evaluations on the earlier "
             "versions are stale from then on, and say so wherever they are shown. What is not "
             "said anew (schema, data sheet, source systems, retention, authority) is as it was; "
             "the time of extraction is not taken over.",
    .run = run_revise,
};

const gg_command gg_cmd_dataset_list = {
    .group = "register",
    .name = "dataset list",
    .summary = "the datasets, newest versions",
    .groups = {&list_options},
    .example = "gauger dataset list --overdue",
    .about = "Lists the newest version of every dataset, with its origin, what its check said, and "
             "until when it may be kept. With --overdue: every version that is kept beyond its "
             "date, and exit status 1 if there is one.",
    .run = run_list,
};

const gg_command gg_cmd_dataset_show = {
    .group = "register",
    .name = "dataset show",
    .summary = "one dataset, with its sheet and check",
    .operands = "REF",
    .least = 1,
    .most = 1,
    .groups = {&show_options},
    .example = "gauger dataset show cases@1",
    .about = "Shows a version of a dataset (NAME, NAME@VERSION): where it comes from, what is "
             "known of it, what its check found, who accepted which risk.",
    .run = run_show,
};
