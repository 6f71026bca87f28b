/* gauger model diff: what is different between two versions, and what that did to the figures. */
#include <stdio.h>
#include <string.h>

#include "cli/registry.h"
#include "cli/weights.h"
#include "cmd.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/model/fingerprint.h"
#include "gauger/registry/model.h"

static const gg_option rows[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Output", rows);

/* The newest evaluations of both versions on the same rows; NULL where there are none. */
static void find_common(const json_t *a, const json_t *b, const json_t **from, const json_t **to)
{
    size_t n = json_array_size(a), m = json_array_size(b);

    for (size_t j = m; j-- > 0;)
        for (size_t i = n; i-- > 0;) {
            const char *x = gg_json_string(json_array_get(a, i), "data_sha256", "");
            const char *y = gg_json_string(json_array_get(b, j), "data_sha256", "-");

            if (strcmp(x, y) == 0) {
                *from = json_array_get(a, i);
                *to = json_array_get(b, j);
                return;
            }
        }
}

/* Figures of everyone that either evaluation has, side by side, with the change where both do. */
static json_t *side_by_side(const json_t *a, const json_t *b)
{
    json_t *list = json_array();
    const gg_metric *metric;

    for (size_t i = 0; list && (metric = gg_metric_at(i)) != NULL; i++) {
        json_t *x = json_object_get(a, metric->name), *y = json_object_get(b, metric->name);
        json_t *row;

        if (!json_is_object(x) || !json_is_object(y))
            continue;
        row = json_pack("{s:s,s:O,s:O}", "name", metric->name, "from", x, "to", y);
        if (row && json_is_number(json_object_get(x, "value")) &&
            json_is_number(json_object_get(y, "value")))
            gg_json_set_real(row, "change",
                             gg_json_number(y, "value", 0) - gg_json_number(x, "value", 0));
        if (json_array_append_new(list, row) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static gg_status add_metrics(gg_registry *reg, const json_t *from, const json_t *to,
                             json_t *document, gg_error *err)
{
    const json_t *x = NULL, *y = NULL;
    json_t *a = NULL, *b = NULL, *metrics = json_null();
    gg_status status = GG_OK;

    find_common(json_object_get(from, "evaluations"), json_object_get(to, "evaluations"), &x, &y);
    if (x && y) {
        status = gg_registry_get_document(reg, gg_json_string(x, "sha256", ""), &a, err);
        if (status == GG_OK)
            status = gg_registry_get_document(reg, gg_json_string(y, "sha256", ""), &b, err);
        if (status == GG_OK)
            metrics = json_pack(
                "{s:s?,s:s,s:I,s:I,s:b,s:o}", "dataset", gg_json_string(y, "dataset", NULL),
                "data_sha256", gg_json_string(y, "data_sha256", ""), "from_event",
                (json_int_t)gg_json_number(x, "seq", 0), "to_event",
                (json_int_t)gg_json_number(y, "seq", 0), "paired", 0, "overall",
                side_by_side(json_object_get(a, "overall"), json_object_get(b, "overall")));
    }
    if (status == GG_OK && json_object_set_new(document, "metrics", metrics) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(a);
    json_decref(b);
    return status;
}

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
        status = add_metrics(reg, from, to, document, err);
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
        "anew, hyper-parameters, training data, operating point, artifact; and, where both were "
        "evaluated on the same rows, their figures side by side.",
    .run = run,
};
