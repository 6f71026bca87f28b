#include "assess.h"

#include <string.h>

#include "columns.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/registry/dataset.h"
#include "gauger/registry/files.h"
#include "progress.h"
#include "recompute.h"

/* The design that was declared, for all datasets: commands without the option declare none. */
static gg_status design_of(const gg_args *args, gg_inspection *out, gg_error *err)
{
    *out = GG_INSPECTION_UNKNOWN;
    if (!gg_args_given(args, GG_OPT_INSPECTION))
        return GG_OK;
    return gg_inspection_parse(gg_args_text(args, GG_OPT_INSPECTION), out, err);
}

static gg_status measure(gg_cli *cli, gg_registry *reg, const gg_source *source,
                         const gg_schema *schema, const gg_subject *subject, gg_assessment *out,
                         gg_error *err)
{
    gg_collect_options collecting = gg_collect_options_default();
    gg_evaluation_options evaluating = gg_evaluation_options_default();
    gg_evidence evidence = {0};
    gg_progress progress;
    gg_status status = design_of(&cli->args, &evaluating.inspection, err);

    if (status != GG_OK)
        return status;
    collecting.threads = gg_columns_threads(&cli->args);
    collecting.scorer = subject->scorer;
    collecting.operation = &subject->operation;
    collecting.csv.progress = gg_progress_tick;
    collecting.csv.progress_context = &progress;
    evaluating.source = source->name;
    evaluating.files = source->files;
    evaluating.sha256 = source->sha256;
    gg_progress_begin(&progress);
    status = gg_collect(source->path, schema, &collecting, &evidence, err);
    gg_progress_end(&progress);
    if (status == GG_OK)
        status = gg_evaluate(&evidence, &evaluating, &out->evaluation, err);
    if (status == GG_OK)
        status = gg_subject_warn(subject, source, out->evaluation, err);
    if (status == GG_OK)
        status = gg_subject_overlap(cli, reg, subject, source, schema, out->evaluation, err);
    if (status == GG_OK)
        status = gg_evidence_save(&evidence, &out->evidence, err);
    if (status == GG_OK)
        status = gg_recompute_options(&evaluating, &out->options, err);
    gg_evidence_release(&evidence);
    return status;
}

static gg_status compare(gg_cli *cli, const gg_source *source, const gg_schema *schema,
                         const gg_subject *subject, const gg_subject *versus, gg_assessment *out,
                         gg_error *err)
{
    gg_compare_options options = gg_compare_options_default();
    gg_side a = {.subject = subject}, b = {.subject = versus};
    gg_status status;

    if (!subject->scorer || !versus->scorer || out->n_versus == GG_ASSESS_VERSUS)
        return GG_OK;
    options.threads = gg_columns_threads(&cli->args);
    status = design_of(&cli->args, &options.inspection, err);
    if (status != GG_OK)
        return status;
    status = gg_subject_compare(&a, &b, source, schema, &options,
                                &out->versus[out->n_versus].comparison, err);
    if (status == GG_OK)
        out->versus[out->n_versus++].reference = versus->reference;
    return status;
}

/* From the data that it was fitted on, where gauger has it. */
static gg_status drift(gg_cli *cli, gg_registry *reg, const gg_source *source,
                       const gg_schema *schema, const gg_subject *subject, gg_assessment *out,
                       gg_error *err)
{
    gg_source baseline = {0};
    gg_dataset_version trained;
    gg_status status;

    if (!subject->scorer || !subject->manifest.training_dataset)
        return GG_OK;
    status = gg_dataset_find(reg, subject->manifest.training_dataset, &trained, err);
    if (status != GG_OK || trained.purged)
        return status;
    status = gg_source_take(cli, reg, subject->manifest.training_dataset, &baseline, err);
    if (status == GG_OK && strcmp(baseline.sha256, source->sha256) != 0)
        status = gg_subject_drift(cli, subject, source, &baseline, schema, &out->drift, err);
    gg_source_release(&baseline);
    return status;
}

gg_status gg_assess(gg_cli *cli, gg_registry *reg, const char *dataset, const gg_subject *subject,
                    const gg_subject *versus, size_t n_versus, gg_assessment *out, gg_error *err)
{
    gg_assessment made = {0};
    gg_source source = {0};
    gg_schema schema;
    gg_status status = gg_source_take(cli, reg, dataset, &source, err);

    gg_schema_init(&schema);
    made.dataset = source.dataset;
    if (status == GG_OK && source.schema)
        status = gg_schema_add(&schema, source.schema, err);
    if (status == GG_OK)
        status = gg_columns_of_arms(&cli->args, GG_OPT_RANDOM_LEVEL, "--random-level", err);
    if (status == GG_OK)
        status = gg_columns_arm(&cli->args, &schema, err);
    if (status == GG_OK)
        status = gg_subject_threshold(subject, &schema, err);
    if (status == GG_OK)
        status = measure(cli, reg, &source, &schema, subject, &made, err);
    for (size_t i = 0; status == GG_OK && i < n_versus; i++)
        status = compare(cli, &source, &schema, subject, &versus[i], &made, err);
    if (status == GG_OK)
        status = drift(cli, reg, &source, &schema, subject, &made, err);
    if (status == GG_OK) {
        *out = made;
    } else {
        gg_error_where(err, source.name ? source.name : dataset, 0, NULL);
        gg_assessment_release(&made);
    }
    gg_schema_release(&schema);
    gg_source_release(&source);
    return status;
}

gg_status gg_assessment_store(gg_registry *reg, const char *reference,
                              const gg_assessment *assessment, uint64_t *seq, gg_error *err)
{
    gg_versus_entry versus[GG_ASSESS_VERSUS];
    gg_evaluation_entry entry = {.reference = reference,
                                 .dataset = assessment->dataset,
                                 .evaluation = assessment->evaluation,
                                 .options = assessment->options,
                                 .versus = versus,
                                 .n_versus = assessment->n_versus,
                                 .drift = assessment->drift};
    gg_stored stored;
    gg_status status = GG_OK;

    for (size_t i = 0; i < assessment->n_versus; i++)
        versus[i] =
            (gg_versus_entry){assessment->versus[i].reference, assessment->versus[i].comparison};
    if (assessment->evidence) {
        status = gg_registry_put_document(reg, assessment->evidence, &stored, err);
        entry.evidence = stored.sha256;
    }
    return status == GG_OK ? gg_version_add_evaluation(reg, &entry, seq, err) : status;
}

void gg_assessment_release(gg_assessment *assessment)
{
    json_decref(assessment->evaluation);
    json_decref(assessment->evidence);
    json_decref(assessment->options);
    json_decref(assessment->drift);
    for (size_t i = 0; i < GG_ASSESS_VERSUS; i++)
        json_decref(assessment->versus[i].comparison);
    *assessment = (gg_assessment){0};
}
