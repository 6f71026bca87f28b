/* gauger train: a manifest and a table in, a registered candidate out. */
#include "cli/fit.h"
#include "cli/registry.h"
#include "cmd.h"

static const gg_option rows[] = {
    GG_ROW_DATA,
    {.id = GG_OPT_KIND,
     .name = "kind",
     .kind = GG_OPTION_CHOICE,
     .value = "KIND",
     .choices = "development|reengineering",
     .otherwise = "development",
     .help = "what it is; gauger refresh makes a refresh"},
    GG_ROW_FROM,
    GG_ROW_CYCLE,
    GG_ROW_ALIAS,
    GG_ROW_TRAIN_SEED,
    GG_ROW_INSPECTION,
    GG_ROW_RANDOM_LEVEL,
    GG_ROW_ACCEPT_OVERLAP,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

static gg_status work(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_registration r = {0};
    gg_status status = gg_manifest_load(cli->args.operands[0], &r.manifest, err);

    if (status == GG_OK)
        status = gg_desk_may(reg, "model.register", "model", r.manifest.model, err);
    if (status == GG_OK)
        status = gg_registration_options(cli, reg, &r, err);
    if (status == GG_OK)
        status = gg_fit(cli, reg, &r, out, err);
    gg_registration_release(&r);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, work, err);
}

const gg_command gg_cmd_train = {
    .group = "register",
    .name = "train",
    .summary = "fit a model and register it as a candidate",
    .operands = "MANIFEST --data D",
    .least = 1,
    .most = 1,
    .groups = {&options, &gg_column_options, &gg_reading_options},
    .needs = {GG_OPT_DATA},
    .example = "gauger train lanes.yaml --data dataset:crossings@1",
    .about = "Fits what a manifest states (scorer logistic, svm or scorecard; its features and "
             "hyper-parameters) on a table, and registers the result as a candidate with the "
             "table, the seed and the artifact on record. The artifact that is registered is read "
             "again, and it is that file that scores. Where the cycle names datasets, the version "
             "is evaluated on them, and compared with the champion and its base. The same "
             "manifest, table and seed give the same bytes on the same machine and libraries.",
    .run = run,
};
