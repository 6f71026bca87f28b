/* gauger model register: a new version of a model enters the registry, if it fits its kind. */
#include "gauger/registry/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/assess.h"
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/model/fingerprint.h"
#include "gauger/registry/cycle.h"
#include "gauger/registry/dataset.h"

static const gg_option rows[] = {
    {.id = GG_OPT_KIND,
     .name = "kind",
     .kind = GG_OPTION_CHOICE,
     .value = "KIND",
     .choices = "development|refresh|reengineering|adjustment",
     .help = "what changed against the version it comes from; checked, and refused if not so"},
    {.id = GG_OPT_FROM,
     .name = "from",
     .kind = GG_OPTION_TEXT,
     .value = "VERSION",
     .help = "the version it comes from: 3 or NAME@3; needed by all kinds but development"},
    {.id = GG_OPT_CYCLE,
     .name = "cycle",
     .kind = GG_OPTION_TEXT,
     .value = "CYCLE",
     .help = "the cycle it belongs to; by default the open one of the model and kind, else a new "
             "one"},
    {.id = GG_OPT_ALIAS,
     .name = "alias",
     .kind = GG_OPTION_TEXT,
     .value = "NAME",
     .help = "a name for this version, as NAME@ALIAS; taken from the version that had it"},
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

/* All that belongs to one registration. */
typedef struct registration {
    gg_manifest manifest;
    gg_version_entry entry;
    char composition[GG_SHA256_HEX], operating[GG_SHA256_HEX], training[GG_SHA256_HEX];
    gg_stored artifact;
    gg_assessment *assessments; /* on the datasets that the cycle names */
    size_t n_assessments;
} registration;

/* ---- artifact ---- */

/* The folder of the manifest; the working directory for standard input. */
static char *folder_of(gg_arena *arena, const char *path)
{
    const char *slash = strcmp(path, "-") == 0 ? NULL : strrchr(path, '/');

    if (!slash)
        return gg_arena_string(arena, ".");
    return slash == path ? gg_arena_string(arena, "/")
                         : gg_arena_text(arena, path, (size_t)(slash - path));
}

/* Whether a path, links followed, lies below a folder, links followed. */
static bool lies_below(const char *folder, const char *path)
{
    char *root = realpath(folder, NULL), *real = realpath(path, NULL);
    size_t n = root ? strlen(root) : 0;
    bool below =
        root && real && strncmp(real, root, n) == 0 && (real[n] == '/' || strcmp(root, "/") == 0);

    free(root);
    free(real);
    return below;
}

static gg_status store_artifact(gg_cli *cli, gg_registry *reg, registration *r, gg_error *err)
{
    const char *folder, *path;

    if (!r->manifest.artifact)
        return GG_OK;
    folder = folder_of(&cli->arena, cli->args.operands[0]);
    path = folder ? gg_arena_printf(&cli->arena, "%s/%s", folder, r->manifest.artifact) : NULL;
    if (!path)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (r->manifest.artifact[0] == '/' || !lies_below(folder, path)) {
        gg_error_where(err, cli->args.operands[0], 0, "artifact");
        return gg_error_set(err, GG_E_INPUT, "name a file at or below the folder of the manifest",
                            "is not there, or lies outside");
    }
    r->entry.artifact_sha256 = r->artifact.sha256;
    return gg_registry_put_file(reg, path, &r->artifact, err);
}

/* ---- what the version is ---- */

static gg_status find_training(gg_registry *reg, registration *r, gg_error *err)
{
    gg_dataset_version dataset;
    gg_status status;

    r->entry.training_sha256 = r->manifest.training_sha256;
    r->entry.training_dataset = r->manifest.training_dataset;
    if (!r->manifest.training_dataset)
        return GG_OK;
    status = gg_dataset_find(reg, r->manifest.training_dataset, &dataset, err);
    if (status != GG_OK)
        return status;
    memcpy(r->training, dataset.sha256, sizeof r->training);
    r->entry.training_sha256 = r->training;
    return GG_OK;
}

static gg_status settle(gg_cli *cli, gg_registry *reg, registration *r, gg_error *err)
{
    gg_status status = gg_manifest_load(cli->args.operands[0], &r->manifest, err);

    if (status == GG_OK)
        status = gg_fingerprint_composition(&r->manifest, r->composition, err);
    if (status == GG_OK)
        status = gg_fingerprint_operating(&r->manifest, r->operating, err);
    r->entry.manifest = r->manifest.document;
    r->entry.kind = gg_args_text(&cli->args, GG_OPT_KIND);
    r->entry.from = gg_args_text(&cli->args, GG_OPT_FROM);
    r->entry.composition = r->composition;
    r->entry.operating = r->operating;
    if (status == GG_OK && gg_args_given(&cli->args, GG_OPT_CYCLE))
        status = gg_cycle_find(reg, gg_args_text(&cli->args, GG_OPT_CYCLE), &r->entry.cycle, err);
    if (status == GG_OK)
        status = find_training(reg, r, err);
    if (status == GG_OK)
        status = store_artifact(cli, reg, r, err);
    return status;
}

/* ---- evaluation on register ---- */

/* The cycle that the version will belong to, if it is open already. */
static gg_status open_cycle(gg_cli *cli, gg_registry *reg, const registration *r, uint64_t *id,
                            gg_error *err)
{
    const char *name = gg_arena_printf(&cli->arena, "%s/%s", r->manifest.model, r->entry.kind);
    gg_status status;

    *id = r->entry.cycle;
    if (*id)
        return GG_OK;
    if (!name)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_cycle_find(reg, name, id, NULL);
    return status == GG_E_NOT_FOUND ? GG_OK : status;
}

/* Measured before anything is registered, so that a table that cannot be read changes nothing. */
static gg_status assess_all(gg_cli *cli, gg_registry *reg, registration *r, gg_error *err)
{
    json_t *datasets = NULL, *one;
    uint64_t cycle = 0;
    size_t i;
    gg_status status = open_cycle(cli, reg, r, &cycle, err);

    if (status != GG_OK || !cycle)
        return status;
    status = gg_cycle_datasets(reg, cycle, &datasets, err);
    r->assessments = gg_arena_array(&cli->arena, json_array_size(datasets), sizeof *r->assessments);
    if (status == GG_OK && !r->assessments)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_array_foreach(datasets, i, one)
    {
        if (status != GG_OK)
            break;
        status = gg_assess(cli, reg, json_string_value(one), r->manifest.document,
                           &r->assessments[i], err);
        r->n_assessments += status == GG_OK;
    }
    json_decref(datasets);
    return status;
}

static gg_status store_all(gg_registry *reg, const registration *r, const char *reference,
                           json_t *receipt, gg_error *err)
{
    json_t *list = json_array();
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < r->n_assessments; i++) {
        uint64_t seq = 0;

        status = gg_assessment_store(reg, reference, &r->assessments[i], &seq, err);
        if (status == GG_OK)
            json_array_append_new(list, json_pack("{s:s,s:I}", "dataset", r->assessments[i].dataset,
                                                  "event", (json_int_t)seq));
    }
    if (r->n_assessments)
        json_object_set(receipt, "evaluations", list);
    json_decref(list);
    return status;
}

/* ---- the command ---- */

static json_t *receipt_of(const json_t *version, const char *reference)
{
    const json_t *cycle = json_object_get(version, "cycle");
    const char *kind = gg_json_string(version, "kind", "");

    return json_pack("{s:s,s:o,s:s,s:I,s:s,s:s,s:s,s:s,s:I,s:[o]}", "format", "gauger/receipt/1",
                     "done", json_sprintf("Registered %s (%s).", reference, kind), "name",
                     gg_json_string(version, "name", ""), "version",
                     (json_int_t)gg_json_number(version, "version", 0), "fingerprint",
                     gg_json_string(version, "fingerprint", ""), "operating",
                     gg_json_string(version, "operating", ""), "kind", kind, "state",
                     gg_json_string(version, "state", ""), "cycle",
                     (json_int_t)gg_json_number(cycle, "id", 0), "next",
                     json_sprintf("gauger evaluate DATA --model %s", reference));
}

static gg_status finish(gg_cli *cli, gg_registry *reg, registration *r, const json_t *version,
                        json_t **out, gg_error *err)
{
    char reference[GG_NAME_MAX + 32];
    json_t *receipt;
    gg_status status = GG_OK;

    snprintf(reference, sizeof reference, "%s@%lld", gg_json_string(version, "name", ""),
             (long long)gg_json_number(version, "version", 0));
    receipt = receipt_of(version, reference);
    if (!receipt)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (gg_args_given(&cli->args, GG_OPT_ALIAS))
        status = gg_model_alias(reg, reference, gg_args_text(&cli->args, GG_OPT_ALIAS), err);
    if (status == GG_OK)
        status = store_all(reg, r, reference, receipt, err);
    if (status == GG_OK)
        *out = json_incref(receipt);
    json_decref(receipt);
    return status;
}

static gg_status work(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    registration r = {0};
    json_t *version = NULL;
    gg_status status = settle(cli, reg, &r, err);

    if (status == GG_OK)
        status = assess_all(cli, reg, &r, err);
    if (status == GG_OK)
        status = gg_version_register(reg, &r.entry, &version, err);
    if (status == GG_OK)
        status = finish(cli, reg, &r, version, out, err);
    for (size_t i = 0; i < r.n_assessments; i++)
        gg_assessment_release(&r.assessments[i]);
    json_decref(version);
    gg_manifest_release(&r.manifest);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, work, err);
}

const gg_command gg_cmd_model_register = {
    .group = "register",
    .name = "model register",
    .summary = "a new version of a model",
    .operands = "MANIFEST --kind K",
    .least = 1,
    .most = 1,
    .groups = {&options},
    .needs = {GG_OPT_KIND},
    .example = "gauger model register lanes.yaml --kind refresh --from 3",
    .about = "Registers a version by its manifest (YAML or JSON, - for standard input) and stores "
             "its artifact, a file at or below the manifest's folder. The kind is checked by "
             "fingerprints: a refresh has the base's composition and other training data, a "
             "reengineering another composition, an adjustment another operating point alone; what "
             "does not fit is refused, and each difference named. Where the cycle names datasets, "
             "the version is evaluated on them.",
    .run = run,
};
