/* gauger refresh: the same composition, fitted on other data. */
#include <stdio.h>
#include <string.h>

#include "cli/fit.h"
#include "cli/registry.h"
#include "cmd.h"

static const gg_option rows[] = {
    GG_ROW_DATA, GG_ROW_CYCLE,   GG_ROW_ALIAS,
    GG_ROW_SEED, GG_ROW_REQUEST, GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

/* MODEL alone means the version in production, if there is one. */
static gg_status find_base(gg_registry *reg, const char *given, gg_version *out, gg_error *err)
{
    char champion[GG_NAME_MAX + 16];
    int n = snprintf(champion, sizeof champion, "%s@champion", given);

    if (!strchr(given, '@') && n < (int)sizeof champion &&
        gg_version_find(reg, champion, out, NULL) == GG_OK)
        return GG_OK;
    return gg_version_find(reg, given, out, err);
}

static gg_status take_manifest(gg_registry *reg, const char *base, gg_registration *r,
                               gg_error *err)
{
    json_t *shown = NULL;
    gg_status status = gg_version_show(reg, base, &shown, err);

    if (status == GG_OK)
        status = gg_manifest_parse(json_object_get(shown, "manifest"), &r->manifest, err);
    json_decref(shown);
    return status;
}

static gg_status work(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_registration r = {.kind = "refresh"};
    char base[GG_NAME_MAX + 32];
    gg_version version;
    gg_status status = find_base(reg, cli->args.operands[0], &version, err);

    if (status == GG_OK) {
        snprintf(base, sizeof base, "%s@%llu", version.model, (unsigned long long)version.number);
        status = take_manifest(reg, base, &r, err);
    }
    if (status == GG_OK)
        status = gg_registration_options(cli, reg, &r, err);
    r.from = base;
    if (status == GG_OK)
        status = gg_fit(cli, reg, &r, out, err);
    gg_registration_release(&r);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, work, err);
}

const gg_command gg_cmd_refresh = {
    .group = "register",
    .name = "refresh",
    .summary = "fit a version's composition again on new data",
    .operands = "MODEL --data NEW",
    .least = 1,
    .most = 1,
    .groups = {&options, &gg_column_options, &gg_reading_options},
    .needs = {GG_OPT_DATA},
    .example = "gauger refresh lanes@champion --data dataset:crossings@2",
    .about = "Fits exactly what a registered version states (MODEL: NAME@V, or NAME for the one in "
             "production, else the newest) on a new table, and registers the result as a refresh "
             "of it. Features, algorithm, hyper-parameters and operating point come from the "
             "version; there is no option to change them. Where the cycle names datasets, the "
             "candidate is evaluated on them, paired with its base and with the champion.",
    .run = run,
};
