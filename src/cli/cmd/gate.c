/* gauger gate: an evaluation and a policy in, the verdict out. */
#include "gauger/gate/verdict.h"

#include "cli/columns.h"
#include "cmd.h"
#include "gauger/evaluate/comparison.h"
#include "gauger/evaluate/drift.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/report/render.h"

static const gg_option judging[] = {
    {.id = GG_OPT_EVALUATION,
     .name = "evaluation",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the evaluation, from gauger evaluate --format json"},
    {.id = GG_OPT_COMPARISON,
     .name = "comparison",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the comparison with the champion (a: candidate, b: champion), from gauger compare "
             "--format json"},
    {.id = GG_OPT_DRIFT,
     .name = "drift",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the drift from the training data, from gauger drift --format json"},
    {.id = GG_OPT_POLICY,
     .name = "policy",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the policy, in YAML or JSON"},
    {.id = GG_OPT_LIST_METRICS,
     .name = "list-metrics",
     .kind = GG_OPTION_FLAG,
     .help = "list what a rule may name, and end"},
    {.id = GG_OPT_ON,
     .name = "on",
     .kind = GG_OPTION_TEXT,
     .value = "DATASET",
     .help = "judge on a registered table",
     .hidden = true},
};

static const gg_option output[] = {
    GG_ROW_FORMAT("text|json|junit|github", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group judging_options = GG_ROWS("Judging", judging);
static const gg_option_group output_options = GG_ROWS("Output", output);

static gg_status list_metrics(gg_cli *cli, gg_error *err)
{
    json_t *metrics = NULL, *document = NULL;
    gg_status status = gg_gate_list_metrics(&metrics, err);

    if (status == GG_OK) {
        document = json_pack("{s:s,s:o}", "format", GG_METRICS_FORMAT, "metrics", metrics);
        status = document ? gg_cmd_render(cli, document, NULL, err)
                          : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    json_decref(document);
    return status;
}

static gg_status require(const gg_args *args, gg_option_id id, const char *name, const char *mend,
                         gg_error *err)
{
    return gg_args_given(args, id) ? GG_OK
                                   : gg_error_set(err, GG_E_USAGE, mend, "%s is missing", name);
}

static gg_status refuse(const gg_args *args, gg_error *err)
{
    const char *mend = "give --evaluation FILE, from gauger evaluate --format json";
    gg_status status = gg_cmd_no_registry(args, GG_OPT_ON, "--on", mend, err);

    if (status == GG_OK && args->n_operands) {
        gg_error_where(err, args->operands[0], 0, NULL);
        return gg_error_set(err, GG_E_USAGE, mend,
                            "a model reference needs a registry, which this version does not have");
    }
    if (status == GG_OK)
        status = require(args, GG_OPT_EVALUATION, "--evaluation", mend, err);
    if (status == GG_OK)
        status = require(args, GG_OPT_POLICY, "--policy", "give --policy FILE", err);
    return status;
}

/* Loads the document of an option that may be absent. */
static gg_status load(const gg_args *args, gg_option_id id, const char *format, json_t **document,
                      const char **name, gg_error *err)
{
    if (!gg_args_given(args, id))
        return GG_OK;
    *name = gg_args_text(args, id);
    return gg_cmd_load(*name, format, document, err);
}

static gg_status judge(gg_cli *cli, json_t **verdict, gg_error *err)
{
    gg_gate_documents documents = gg_gate_documents_default();
    const gg_args *args = &cli->args;
    json_t *evaluation = NULL, *comparison = NULL, *drift = NULL;
    gg_policy *policy = NULL;
    gg_status status = gg_policy_load(gg_args_text(args, GG_OPT_POLICY), &policy, err);

    if (status == GG_OK)
        status = load(args, GG_OPT_EVALUATION, GG_EVALUATION_FORMAT, &evaluation,
                      &documents.evaluation_name, err);
    if (status == GG_OK)
        status = load(args, GG_OPT_COMPARISON, GG_COMPARISON_FORMAT, &comparison,
                      &documents.comparison_name, err);
    if (status == GG_OK)
        status = load(args, GG_OPT_DRIFT, "gauger/drift/1", &drift, &documents.drift_name, err);
    documents.evaluation = evaluation;
    documents.comparison = comparison;
    documents.drift = drift;
    if (status == GG_OK)
        status = gg_gate_judge(policy, &documents, verdict, err);
    json_decref(evaluation);
    json_decref(comparison);
    json_decref(drift);
    gg_policy_free(policy);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    json_t *verdict = NULL;
    gg_status status;

    if (gg_args_given(&cli->args, GG_OPT_LIST_METRICS))
        return list_metrics(cli, err);
    status = refuse(&cli->args, err);
    if (status == GG_OK)
        status = judge(cli, &verdict, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, verdict, gg_args_text(&cli->args, GG_OPT_POLICY), err);
    if (status == GG_OK)
        status = gg_gate_status(verdict);
    json_decref(verdict);
    return status;
}

const gg_command gg_cmd_gate = {
    .group = "decide",
    .name = "gate",
    .summary = "judge evaluation files against a policy",
    .operands = "--evaluation FILE --policy FILE",
    .most = 1,
    .groups = {&judging_options, &output_options},
    .example = "gauger gate --evaluation evaluation.json --policy policy.yaml",
    .about = "Holds an evaluation, and where the policy asks for it a comparison and a drift "
             "document, against the rules of a policy. A rule passes when the interval of every "
             "judged subject lies within its bounds, fails when the evidence against that is "
             "strong enough, and is inconclusive otherwise. Exit status 0 pass, 1 fail, 3 "
             "inconclusive.",
    .run = run,
};
