#include "gauger/model/train.h"

#include <string.h>

#include "train_internal.h"

gg_train_options gg_train_options_default(void)
{
    return (gg_train_options){.seed = 1, .threads = 1};
}

gg_status gg_train_ask(const gg_train_options *options, double share, gg_error *err)
{
    if (!options->progress || options->progress(options->progress_context, share))
        return GG_OK;
    return gg_error_set(err, GG_E_CONFLICT, NULL, "stopped");
}

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status (*const trainers[])(gg_fitting *,
                                     gg_error *) = {[GG_SCORER_EXTERNAL] = NULL,
                                                    [GG_SCORER_SCORECARD] = gg_train_additive,
                                                    [GG_SCORER_LOGISTIC] = gg_train_additive,
                                                    [GG_SCORER_SVM] = gg_train_svm};

/* ---- the document ---- */

static int set_count(json_t *map, const char *key, uint64_t n)
{
    return json_object_set_new(map, key, json_integer((json_int_t)n));
}

/* Reasons that left out no row are not named. */
static int set_excluded(json_t *document, const gg_training_rows *rows)
{
    const struct {
        const char *name;
        uint64_t n;
    } reasons[] = {{"missing_outcome", rows->missing_outcome},
                   {"missing_feature", rows->missing_feature},
                   {"zero_weight", rows->zero_weight},
                   {"bad_rows", rows->bad}};
    json_t *map = json_object();
    int failed = map ? 0 : -1;

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].n)
            failed |= set_count(map, reasons[i].name, reasons[i].n);
    return json_object_set_new(document, "rows_excluded", map) | failed;
}

static json_t *begin_document(const gg_train_plan *plan, const gg_train_options *options,
                              const gg_training_rows *rows, const gg_design *design)
{
    json_t *document = json_object();
    int failed = document ? 0 : -1;

    failed |= json_object_set_new(document, "format", json_string("gauger/training/1"));
    failed |= json_object_set_new(document, "algorithm", json_string(plan->manifest->algorithm));
    failed |= json_object_set_new(document, "scorer",
                                  json_string(gg_scorer_word(plan->manifest->scorer)));
    failed |= set_count(document, "seed", options->seed);
    failed |= set_count(document, "rows", rows->rows);
    failed |= set_count(document, "rows_used", rows->used);
    failed |= set_excluded(document, rows);
    failed |= set_count(document, "positives", rows->positives);
    failed |= set_count(document, "negatives", rows->used - rows->positives);
    failed |= json_object_set_new(document, "weighted", json_boolean(rows->weighted));
    failed |= set_count(document, "inputs", design->n_columns);
    if (failed) {
        json_decref(document);
        return NULL;
    }
    return document;
}

/* ---- the training ---- */

static gg_status fit(const gg_train_plan *plan, const gg_train_options *options,
                     const gg_training_rows *rows, gg_training *out, gg_error *err)
{
    gg_design design;
    gg_status status = gg_design_make(rows, &plan->woe, options, &design, err);
    gg_fitting fitting = {plan, options, rows, &design, &out->artifact, NULL};

    if (status)
        return status;
    out->document = fitting.document = begin_document(plan, options, rows, &design);
    status = out->document ? trainers[plan->manifest->scorer](&fitting, err) : memory(err);
    if (!status && json_object_set(out->document, "warnings", design.warnings))
        status = memory(err);
    gg_design_release(&design);
    return status;
}

static gg_status run(const gg_train_plan *plan, const char *path, const gg_schema *schema,
                     const gg_train_options *options, gg_training *out, gg_error *err)
{
    gg_training_rows rows;
    gg_status status =
        gg_training_rows_read(path, schema, plan->features, plan->n_features, options, &rows, err);

    if (status)
        return status;
    status = fit(plan, options, &rows, out, err);
    if (status)
        gg_error_where(err, rows.path, 0, NULL);
    gg_training_rows_release(&rows);
    return status;
}

gg_status gg_train(const gg_manifest *manifest, const char *path, const gg_schema *schema,
                   const gg_train_options *options, gg_training *out, gg_error *err)
{
    gg_train_options o = options ? *options : gg_train_options_default();
    gg_training made = {.document = NULL};
    gg_train_plan plan;
    gg_arena arena;
    gg_status status;

    if (o.threads == 0)
        return gg_error_set(err, GG_E_USAGE, "use at least one", "no thread to train with");
    gg_arena_init(&arena);
    gg_buf_init(&made.artifact, 0);
    status = gg_train_plan_read(manifest, &arena, &plan, err);
    if (!status)
        status = run(&plan, path, schema, &o, &made, err);
    if (status)
        gg_training_release(&made);
    else
        *out = made;
    gg_arena_release(&arena);
    return status;
}

void gg_training_release(gg_training *training)
{
    if (!training)
        return;
    gg_buf_release(&training->artifact);
    json_decref(training->document);
    training->document = NULL;
}
