/* gauger model register: a new version of a model enters the registry, if it fits its kind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/registration.h"
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/base/hash.h"
#include "gauger/model/artifact.h"

static const gg_option rows[] = {
    {.id = GG_OPT_KIND,
     .name = "kind",
     .kind = GG_OPTION_CHOICE,
     .value = "KIND",
     .choices = "development|refresh|reengineering|adjustment",
     .help = "what changed against the version it comes from; checked, and refused if not so"},
    GG_ROW_FROM,
    GG_ROW_CYCLE,
    GG_ROW_ALIAS,
    GG_ROW_INSPECTION,
    GG_ROW_RANDOM_LEVEL,
    GG_ROW_ACCEPT_OVERLAP,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

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

/* The manifest with the training data of its base, where it names none itself. */
static gg_status inherit_training(gg_registry *reg, const char *base, gg_registration *r,
                                  gg_error *err)
{
    json_t *shown = NULL, *document = NULL, *training;
    gg_manifest whole = {0};
    gg_status status = GG_OK;

    if (json_object_get(r->manifest.document, "training"))
        return GG_OK;
    status = gg_version_show(reg, base, &shown, err);
    training = json_object_get(json_object_get(shown, "manifest"), "training");
    if (status == GG_OK && training) {
        document = json_copy(r->manifest.document);
        if (json_object_set(document, "training", training) != 0)
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        if (status == GG_OK)
            status = gg_manifest_parse(document, &whole, err);
        if (status == GG_OK) {
            gg_manifest_release(&r->manifest);
            r->manifest = whole;
        }
    }
    json_decref(document);
    json_decref(shown);
    return status;
}

/* An adjustment keeps artifact and training data of its base, so its manifest need not name them
 * again. */
static gg_status inherit_artifact(gg_cli *cli, gg_registry *reg, gg_registration *r, gg_error *err)
{
    const char *base;
    gg_version version;
    gg_status status;

    if (!gg_registration_base(cli, r, &base))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_version_find(reg, base, &version, err);
    if (status == GG_OK)
        snprintf(r->artifact.sha256, sizeof r->artifact.sha256, "%s", version.artifact_sha256);
    return status == GG_OK ? inherit_training(reg, base, r, err) : status;
}

/* Reads it from where it lies and checks it against its kind, so that a file that cannot be taken
 * is named by its own path, and nothing of it is stored. */
static gg_status check_artifact(gg_registry *reg, const char *path, gg_registration *r,
                                gg_error *err)
{
    gg_scorer *scorer = NULL;
    gg_status status = GG_OK;

    if (r->manifest.scorer != GG_SCORER_EXTERNAL)
        status = gg_artifact_open(&r->manifest, path, &scorer, err);
    gg_scorer_free(scorer);
    if (status == GG_OK)
        status = gg_sha256_file(path, r->artifact.sha256, err);
    return status == GG_OK ? gg_registration_check(reg, r, err) : status;
}

static gg_status store_artifact(gg_cli *cli, gg_registry *reg, gg_registration *r, gg_error *err)
{
    const char *folder = folder_of(&cli->arena, cli->args.operands[0]);
    const char *artifact = r->manifest.artifact;
    const char *path = gg_arena_printf(&cli->arena, "%s/%s", folder, artifact ? artifact : "");
    bool keeps = r->from && strcmp(r->kind, "adjustment") == 0;
    gg_status status;

    if (!folder || !path)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (keeps && (!artifact || access(path, F_OK) != 0))
        return inherit_artifact(cli, reg, r, err);
    if (!artifact)
        return GG_OK;
    if (artifact[0] == '/' || !lies_below(folder, path)) {
        gg_error_where(err, cli->args.operands[0], 0, "artifact");
        return gg_error_set(err, GG_E_INPUT, "name a file at or below the folder of the manifest",
                            "is not there, or lies outside");
    }
    status = check_artifact(reg, path, r, err);
    return status == GG_OK ? gg_registry_put_file(reg, path, &r->artifact, err) : status;
}

static gg_status work(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_registration r = {0};
    gg_status status = gg_manifest_load(cli->args.operands[0], &r.manifest, err);

    if (status == GG_OK)
        status = gg_desk_may(reg, "model.register", "model", r.manifest.model, err);
    if (status == GG_OK)
        status = gg_registration_options(cli, reg, &r, err);
    if (status == GG_OK)
        status = store_artifact(cli, reg, &r, err);
    if (status == GG_OK)
        status = gg_registration_enter(cli, reg, &r, out, err);
    gg_registration_release(&r);
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
