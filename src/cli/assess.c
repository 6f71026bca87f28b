#include "assess.h"

#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "gauger/base/env.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/evidence/collect.h"
#include "gauger/registry/dataset.h"
#include "gauger/registry/lifecycle.h"
#include "registry.h"

#define PREFIX "dataset:"

bool gg_source_registered(const char *operand)
{
    return strncmp(operand, PREFIX, strlen(PREFIX)) == 0;
}

static gg_status find_registered(gg_cli *cli, gg_registry *reg, const char *operand, gg_source *out,
                                 gg_error *err)
{
    gg_dataset_version version;
    json_t *shown = NULL;
    gg_source source = {0};
    gg_buf path;
    gg_status status = gg_dataset_find(reg, operand, &version, err);

    gg_buf_init(&path, 0);
    if (status == GG_OK) {
        source.dataset = gg_arena_printf(&cli->arena, "%s@%llu", version.name,
                                         (unsigned long long)version.number);
        source.sha256 = gg_arena_string(&cli->arena, version.sha256);
        source.name = gg_arena_printf(&cli->arena, PREFIX "%s", source.dataset);
        if (!source.dataset || !source.sha256 || !source.name)
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    if (status == GG_OK)
        status = gg_registry_file_path(reg, version.sha256, &path, err);
    if (status == GG_OK)
        status = gg_dataset_show(reg, source.dataset, &shown, err);
    if (status == GG_OK) {
        const json_t *schema = json_object_get(shown, "schema");

        source.path = gg_arena_text(&cli->arena, path.data, path.size);
        if (!source.path)
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        else if (json_is_object(schema))
            source.schema = json_incref((json_t *)schema);
    }
    if (status == GG_OK)
        *out = source;
    json_decref(shown);
    gg_buf_release(&path);
    return status;
}

gg_status gg_source_find(gg_cli *cli, gg_registry *reg, const char *operand, gg_source *out,
                         gg_error *err)
{
    if (gg_source_registered(operand))
        return find_registered(cli, reg, operand, out, err);
    *out = (gg_source){.path = operand, .name = gg_columns_source_name(operand, &cli->arena)};
    return GG_OK;
}

void gg_source_release(gg_source *source)
{
    json_decref(source->schema);
    source->schema = NULL;
}

gg_status gg_source_open(gg_cli *cli, const char *operand, gg_schema *schema, gg_source *out,
                         gg_error *err)
{
    gg_registry *reg = NULL;
    gg_source source = {0};
    gg_status status = GG_OK;

    if (gg_source_registered(operand))
        status = gg_desk_open(cli, GG_REGISTRY_WORK, &reg, err);
    if (status == GG_OK)
        status = gg_source_find(cli, reg, operand, &source, err);
    if (status == GG_OK && schema && source.schema)
        status = gg_schema_add(schema, source.schema, err);
    gg_source_release(&source); /* the texts are the arena's */
    gg_registry_close(reg);
    if (status == GG_OK)
        *out = source;
    else if (gg_source_registered(operand))
        gg_error_where(err, operand, 0, NULL);
    return status;
}

gg_status gg_source_sign(const gg_source *source, json_t *data, gg_error *err)
{
    if (!source->dataset)
        return GG_OK;
    if (json_object_set_new(data, "source", json_string(source->name)) != 0 ||
        json_object_set_new(data, "sha256", json_string(source->sha256)) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

gg_status gg_source_threshold(gg_schema *schema, const json_t *manifest, gg_error *err)
{
    json_t *threshold = json_object_get(manifest, "threshold"), *part;
    gg_status status;

    if (!threshold || json_is_null(threshold))
        return GG_OK;
    part = json_pack("{s:O}", "threshold", threshold);
    if (!part)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_schema_add(schema, part, err);
    json_decref(part);
    return status;
}

static gg_status measure(const gg_source *source, const gg_schema *schema, gg_assessment *out,
                         gg_error *err)
{
    gg_collect_options collecting = gg_collect_options_default();
    gg_evaluation_options evaluating = gg_evaluation_options_default();
    gg_assessment made = {source->dataset, NULL, NULL, NULL};
    gg_evidence evidence = {0};
    gg_status status;

    collecting.threads = gg_env_default().threads;
    evaluating.source = source->name;
    evaluating.sha256 = source->sha256;
    status = gg_collect(source->path, schema, &collecting, &evidence, err);
    if (status == GG_OK)
        status = gg_evaluate(&evidence, &evaluating, &made.evaluation, err);
    if (status == GG_OK)
        status = gg_evidence_save(&evidence, &made.evidence, err);
    gg_evidence_release(&evidence);
    if (status == GG_OK)
        *out = made;
    else
        gg_assessment_release(&made);
    return status;
}

gg_status gg_assess(gg_cli *cli, gg_registry *reg, const char *dataset, const json_t *manifest,
                    gg_assessment *out, gg_error *err)
{
    gg_source source = {0};
    gg_schema schema;
    gg_status status = find_registered(cli, reg, dataset, &source, err);

    gg_schema_init(&schema);
    if (status == GG_OK && source.schema)
        status = gg_schema_add(&schema, source.schema, err);
    if (status == GG_OK)
        status = gg_source_threshold(&schema, manifest, err);
    if (status == GG_OK)
        status = measure(&source, &schema, out, err);
    if (status != GG_OK)
        gg_error_where(err, source.name ? source.name : dataset, 0, NULL);
    gg_schema_release(&schema);
    gg_source_release(&source);
    return status;
}

gg_status gg_assessment_store(gg_registry *reg, const char *reference,
                              const gg_assessment *assessment, uint64_t *seq, gg_error *err)
{
    gg_evaluation_entry entry = {.reference = reference,
                                 .dataset = assessment->dataset,
                                 .evaluation = assessment->evaluation,
                                 .comparison = assessment->comparison};
    gg_stored stored;
    gg_status status = GG_OK;

    if (assessment->evidence) {
        status = gg_registry_put_document(reg, assessment->evidence, &stored, err);
        entry.evidence = stored.sha256;
    }
    return status == GG_OK ? gg_version_add_evaluation(reg, &entry, seq, err) : status;
}

void gg_assessment_release(gg_assessment *assessment)
{
    json_decref(assessment->evaluation);
    json_decref(assessment->comparison);
    json_decref(assessment->evidence);
    *assessment = (gg_assessment){0};
}
