#include "subject.h"

#include <string.h>

#include "columns.h"
#include "gauger/evaluate/drift.h"
#include "gauger/model/artifact.h"
#include "gauger/registry/files.h"
#include "gauger/registry/model.h"
#include "gauger/registry/overlap.h"

void gg_subject_no_threshold(const gg_subject *subject, gg_schema *schema)
{
    const json_t *threshold = json_object_get(subject->manifest.document, "threshold");

    if (!subject->scorer && (!threshold || json_is_null(threshold)))
        return;
    schema->has_threshold = false;
    schema->n_site_thresholds = 0;
}

gg_status gg_subject_threshold(const gg_subject *subject, gg_schema *schema, gg_error *err)
{
    json_t *threshold = json_object_get(subject->manifest.document, "threshold"), *part;
    gg_status status;

    gg_subject_no_threshold(subject, schema);
    if (!threshold || json_is_null(threshold))
        return GG_OK;
    part = json_pack("{s:O}", "threshold", threshold);
    if (!part)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_schema_add(schema, part, err);
    json_decref(part);
    return status;
}

static gg_status open_scorer(gg_registry *reg, const char *sha256, gg_subject *subject,
                             gg_error *err)
{
    gg_status status = GG_OK;
    gg_buf path;

    if (subject->manifest.scorer == GG_SCORER_EXTERNAL)
        return GG_OK;
    gg_buf_init(&path, 0);
    if (sha256[0])
        status = gg_registry_file_path(reg, sha256, &path, err);
    if (status == GG_OK)
        status = gg_artifact_open(&subject->manifest, sha256[0] ? path.data : NULL,
                                  &subject->scorer, err);
    gg_buf_release(&path);
    return status;
}

gg_status gg_subject_open(gg_registry *reg, const gg_manifest *manifest,
                          const char *artifact_sha256, gg_subject *out, gg_error *err)
{
    gg_subject subject = {.reference = manifest->model};
    gg_status status;

    gg_schema_init(&subject.thresholds);
    status = gg_manifest_parse(manifest->document, &subject.manifest, err);
    if (status == GG_OK)
        status = gg_operation_parse(json_object_get(manifest->document, "suppression"),
                                    json_object_get(manifest->document, "precedence"),
                                    &subject.operation, err);
    if (status == GG_OK)
        status = gg_subject_threshold(&subject, &subject.thresholds, err);
    if (status == GG_OK)
        status = open_scorer(reg, artifact_sha256, &subject, err);
    if (status == GG_OK)
        *out = subject;
    else
        gg_subject_release(&subject);
    return status;
}

gg_status gg_subject_find(gg_cli *cli, gg_registry *reg, const char *reference, gg_subject *out,
                          gg_error *err)
{
    json_t *shown = NULL;
    gg_manifest manifest = {0};
    gg_subject subject = {0};
    gg_status status = gg_version_show(reg, reference, &shown, err);

    if (status == GG_OK)
        status = gg_manifest_parse(json_object_get(shown, "manifest"), &manifest, err);
    if (status == GG_OK)
        status = gg_subject_open(reg, &manifest, gg_json_string(shown, "artifact_sha256", ""),
                                 &subject, err);
    if (status == GG_OK) {
        subject.reference =
            gg_arena_printf(&cli->arena, "%s@%lld", gg_json_string(shown, "name", ""),
                            (long long)gg_json_number(shown, "version", 0));
        if (!subject.reference)
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    if (status == GG_OK) {
        *out = subject;
    } else {
        gg_error_where(err, reference, 0, NULL);
        gg_subject_release(&subject);
    }
    gg_manifest_release(&manifest);
    json_decref(shown);
    return status;
}

void gg_subject_release(gg_subject *subject)
{
    if (subject->manifest.document)
        gg_schema_release(&subject->thresholds);
    gg_scorer_free(subject->scorer);
    gg_operation_release(&subject->operation);
    gg_manifest_release(&subject->manifest);
    *subject = (gg_subject){0};
}

gg_status gg_subject_warn(const gg_subject *subject, const gg_source *source, json_t *evaluation,
                          gg_error *err)
{
    const char *dataset = subject->manifest.training_dataset;
    const char *sha256 = subject->manifest.training_sha256;
    bool same = (dataset && source->dataset && strcmp(dataset, source->dataset) == 0) ||
                (sha256 && source->sha256 && strcmp(sha256, source->sha256) == 0);
    json_t *warning;

    if (!same)
        return GG_OK;
    warning = json_pack("{s:s,s:s}", "code", "training_data", "message",
                        "these are the rows that the version was trained on: figures on them are "
                        "better than on rows it has not seen");
    if (json_array_append_new(json_object_get(evaluation, "warnings"), warning) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

/* "1.2%" */
static const char *percent(gg_arena *arena, double share)
{
    return gg_arena_printf(arena, "%.3g%%", share * 100);
}

static gg_status warn_overlap(gg_cli *cli, const json_t *overlap, json_t *evaluation, gg_error *err)
{
    const json_t *share = json_object_get(overlap, "share");
    double value = gg_json_number(share, "value", 0);
    double chance = gg_json_number(overlap, "by_chance", 0);
    const char *message;

    if (!gg_overlap_excessive(overlap))
        return GG_OK;
    message = gg_arena_printf(
        &cli->arena,
        "%s%s of the rows are also in the data that the version was trained on (%s), by %zu "
        "columns; about %s would be by chance. Figures on such rows are better than on rows it has "
        "not seen",
        json_is_true(json_object_get(overlap, "sampled")) ? "about " : "",
        percent(&cli->arena, value), gg_json_string(overlap, "training", ""),
        json_array_size(json_object_get(overlap, "columns")), percent(&cli->arena, chance));
    if (!message || json_array_append_new(json_object_get(evaluation, "warnings"),
                                          json_pack("{s:s,s:s}", "code", "training_overlap",
                                                    "message", message)) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

gg_status gg_subject_overlap(gg_cli *cli, gg_registry *reg, const gg_subject *subject,
                             const gg_source *source, const gg_schema *schema, json_t *evaluation,
                             gg_error *err)
{
    const char *accepted = gg_args_text(&cli->args, GG_OPT_ACCEPT_OVERLAP);
    gg_overlap_entry entry = {.training = subject->manifest.training_dataset,
                              .path = source->path,
                              .sha256 = source->sha256,
                              .schema = schema,
                              .confidence = gg_json_number(evaluation, "confidence", 0.95),
                              .threads = gg_columns_threads(&cli->args)};
    json_t *overlap = NULL;
    gg_status status;

    if (!reg || !entry.training || strcmp(source->path, "-") == 0)
        return GG_OK;
    status = gg_dataset_overlap(reg, &entry, &overlap, err);
    if (status == GG_OK && accepted &&
        json_object_set_new(overlap, "accepted", json_string(accepted)) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK &&
        json_object_set(json_object_get(evaluation, "data"), "overlap", overlap) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK)
        status = warn_overlap(cli, overlap, evaluation, err);
    json_decref(overlap);
    return status;
}

gg_status gg_subject_compare(const gg_side *a, const gg_side *b, const gg_source *source,
                             const gg_schema *schema, const gg_compare_options *options,
                             json_t **out, gg_error *err)
{
    gg_compare_options o = *options;
    json_t *made = NULL;
    gg_status status;

    if (strcmp(source->path, "-") == 0) {
        gg_error_where(err, "--versus", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give the table as a file",
                            "needs a table that can be read twice");
    }
    o.scorer_a = a->subject->scorer;
    o.scorer_b = b->subject->scorer;
    o.operation_a = &a->subject->operation;
    o.operation_b = &b->subject->operation;
    o.thresholds_b = &b->subject->thresholds;
    status = gg_compare(source->path, schema, a->column ? a->column : a->subject->reference,
                        b->column ? b->column : b->subject->reference, &o, &made, err);
    if (status == GG_OK)
        status = gg_source_sign(source, json_object_get(made, "data"), err);
    if (status == GG_OK)
        *out = json_incref(made);
    json_decref(made);
    return status;
}

/* What a schema says of the columns that a scorer reads, and of no other: two tables need not have
 * the rest in common. Everything in it is borrowed. */
static gg_status narrow(gg_cli *cli, const gg_schema *schema, const gg_scorer *scorer,
                        gg_schema *out, gg_error *err)
{
    gg_column *columns = gg_arena_array(&cli->arena, scorer->n_columns + 1, sizeof *columns);

    if (!columns)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *out = (gg_schema){.columns = columns};
    for (size_t i = 0; i < scorer->n_columns; i++) {
        const gg_column *said = gg_schema_find(schema, scorer->columns[i]);

        if (!said)
            continue;
        columns[out->n_columns] = *said;
        columns[out->n_columns++].roles = 1u << GG_ROLE_FEATURE;
    }
    return GG_OK;
}

gg_status gg_subject_drift(gg_cli *cli, const gg_subject *subject, const gg_source *source,
                           const gg_source *baseline, const gg_schema *schema, json_t **out,
                           gg_error *err)
{
    gg_drift_options options = gg_drift_options_default();
    const gg_scorer *scorer = subject->scorer;
    gg_schema features;
    json_t *made = NULL;
    gg_status status = scorer ? narrow(cli, schema, scorer, &features, err) : GG_OK;

    if (scorer) {
        options.features = subject->scorer->columns;
        options.n_features = subject->scorer->n_columns;
    }
    options.threads = gg_columns_threads(&cli->args);
    if (status == GG_OK)
        status = gg_drift(source->path, baseline->path, scorer ? &features : schema, &options,
                          &made, err);
    if (status == GG_OK)
        status =
            gg_source_sign(source, json_object_get(json_object_get(made, "data"), "current"), err);
    if (status == GG_OK)
        status = gg_source_sign(baseline,
                                json_object_get(json_object_get(made, "data"), "baseline"), err);
    if (status == GG_OK)
        *out = json_incref(made);
    json_decref(made);
    return status;
}
