/* gauger model diff: what is different between two versions, and what that did to the figures. */
#include <stdio.h>
#include <string.h>

#include "cli/moved.h"
#include "cli/registry.h"
#include "cli/weights.h"
#include "cmd.h"
#include "gauger/model/fingerprint.h"
#include "gauger/registry/model.h"

static const gg_option rows[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Output", rows);

static gg_status compare(const json_t *from, const json_t *to, json_t **out, gg_error *err)
{
    gg_manifest a = {0}, b = {0};
    json_t *document = NULL;
    gg_status status = gg_manifest_parse(json_object_get(from, "manifest"), &a, err);

    if (status == GG_OK)
        status = gg_manifest_parse(json_object_get(to, "manifest"), &b, err);
    if (status == GG_OK)
        status = gg_manifest_difference(&a, &b, &document, err);
    gg_manifest_release(&a);
    gg_manifest_release(&b);
    if (status != GG_OK)
        return status;
    json_object_set_new(document, "from",
                        json_sprintf("%s@%lld", gg_json_string(from, "name", ""),
                                     (long long)gg_json_number(from, "version", 0)));
    json_object_set_new(document, "to",
                        json_sprintf("%s@%lld", gg_json_string(to, "name", ""),
                                     (long long)gg_json_number(to, "version", 0)));
    json_object_set_new(document, "artifact",
                        json_string(json_equal(json_object_get(from, "artifact_sha256"),
                                               json_object_get(to, "artifact_sha256"))
                                        ? "same"
                                        : "different"));
    *out = document;
    return GG_OK;
}

static gg_status work(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    json_t *from = NULL, *to = NULL, *document = NULL;
    gg_status status = gg_version_show(reg, cli->args.operands[0], &from, err);

    if (status == GG_OK)
        status = gg_version_show(reg, cli->args.operands[1], &to, err);
    if (status == GG_OK)
        status = compare(from, to, &document, err);
    if (status == GG_OK)
        status = gg_weights_compare(cli, reg, from, to, document, err);
    if (status == GG_OK)
        status = gg_moved_add(cli, reg, from, to, document, err);
    if (status == GG_OK)
        *out = json_incref(document);
    json_decref(document);
    json_decref(from);
    json_decref(to);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, work, err);
}

const gg_command gg_cmd_model_diff = {
    .group = "register",
    .name = "model diff",
    .summary = "what is different between two versions",
    .operands = "A B",
    .least = 2,
    .most = 2,
    .groups = {&options},
    .example = "gauger model diff lanes@3 lanes@4",
    .about =
        "Shows what B has otherwise than A: features added, removed, changed and weighed "
        "anew, hyper-parameters, training data, operating point, artifact; and what that did to "
        "the figures on the same rows: pair by pair with intervals where a comparison is stored, "
        "or "
        "where both score by themselves and a registered table is at hand; else side by side.",
    .run = run,
};
