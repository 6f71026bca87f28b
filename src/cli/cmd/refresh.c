/* gauger refresh: the same composition, fitted on other data. */
#include <stdio.h>
#include <string.h>

#include "cli/fit.h"
#include "cli/registry.h"
#include "cmd.h"

static const gg_option rows[] = {
    GG_ROW_DATA,         GG_ROW_THRESHOLD,
    GG_ROW_CYCLE,        GG_ROW_ALIAS,
    GG_ROW_TRAIN_SEED,   GG_ROW_INSPECTION,
    GG_ROW_RANDOM_LEVEL, GG_ROW_ACCEPT_OVERLAP,
    GG_ROW_REQUEST,      GG_ROW_FORMAT("text|json", "text"),
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

/* The thresholds as a manifest has them: a number, or {default, site}. */
static json_t *write_thresholds(const gg_schema *schema)
{
    json_t *both, *sites;

    if (!schema->n_site_thresholds)
        return json_real(schema->threshold);
    both = json_object();
    sites = json_object();
    if (schema->has_threshold)
        json_object_set_new(both, "default", json_real(schema->threshold));
    for (size_t i = 0; i < schema->n_site_thresholds; i++)
        json_object_set_new(sites, schema->site_thresholds[i].site,
                            json_real(schema->site_thresholds[i].threshold));
    json_object_set_new(both, "site", sites);
    return both;
}

/* New weights give the same score another meaning, so a refresh may move the threshold: that is on
 * record as a change, and judged by the gate like any other. */
static gg_status move_thresholds(gg_cli *cli, gg_manifest *manifest, gg_error *err)
{
    const gg_option_value *given = &cli->args.values[GG_OPT_THRESHOLD];
    json_t *threshold = json_object_get(manifest->document, "threshold"), *document, *part = NULL;
    gg_manifest moved = {0};
    gg_schema schema;
    gg_status status = GG_OK;

    if (!given->n)
        return GG_OK;
    gg_schema_init(&schema);
    document = json_deep_copy(manifest->document);
    if (threshold && !json_is_null(threshold)) {
        part = json_pack("{s:O}", "threshold", threshold);
        status = gg_schema_add(&schema, part, err);
    }
    for (size_t i = 0; i < given->n && status == GG_OK; i++)
        status = gg_schema_threshold(&schema, given->texts[i], err);
    if (status == GG_OK &&
        json_object_set_new(document, "threshold", write_thresholds(&schema)) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK)
        status = gg_manifest_parse(document, &moved, err);
    if (status == GG_OK) {
        gg_manifest_release(manifest);
        *manifest = moved;
    } else {
        gg_error_where(err, "--threshold", 0, NULL);
    }
    json_decref(part);
    json_decref(document);
    gg_schema_release(&schema);
    return status;
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

    if (status == GG_OK)
        status = gg_desk_may(reg, "model.register", "model", version.model, err);
    if (status == GG_OK) {
        snprintf(base, sizeof base, "%s@%llu", version.model, (unsigned long long)version.number);
        status = take_manifest(reg, base, &r, err);
    }
    if (status == GG_OK)
        status = move_thresholds(cli, &r.manifest, err);
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
    .about =
        "Fits exactly what a registered version states (MODEL: NAME@V, or NAME for the one in "
        "production, else the newest) on a new table, and registers the result as a refresh "
        "of it. Features, algorithm, hyper-parameters, suppression and precedence come from the "
        "version; nothing but its thresholds can be changed (--threshold), which is on record as "
        "a change and judged by the gate like any other. Where the cycle names datasets, the "
        "candidate is evaluated on them, paired with its base and with the champion.",
    .run = run,
};
