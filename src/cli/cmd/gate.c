/* gauger gate: an evaluation and a policy in, the verdict out. */
#include "gauger/gate/verdict.h"

#include <stdio.h>
#include <string.h>

#include "cli/registry.h"
#include "cmd.h"
#include "gauger/evaluate/comparison.h"
#include "gauger/evaluate/drift.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/registry/lifecycle.h"
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
     .help = "the policy, in YAML or JSON; with REF, by default the one in force"},
    {.id = GG_OPT_LIST_METRICS,
     .name = "list-metrics",
     .kind = GG_OPTION_FLAG,
     .help = "list what a rule may name, and end"},
    {.id = GG_OPT_ON,
     .name = "on",
     .kind = GG_OPTION_TEXT,
     .value = "DATASET",
     .help = "with REF: the newest evaluation on this dataset, instead of on any"},
    GG_ROW_REQUEST,
};

static const gg_option output[] = {
    GG_ROW_FORMAT("text|json|junit|sarif|github", "text"),
    GG_ROW_EXPLAIN,
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

static gg_status missing(const char *name, const char *mend, gg_error *err)
{
    return gg_error_set(err, GG_E_USAGE, mend, "%s is missing", name);
}

static gg_status refuse(const gg_args *args, gg_error *err)
{
    bool files = gg_args_given(args, GG_OPT_EVALUATION);

    if (!args->n_operands && !files)
        return missing("--evaluation", "give --evaluation FILE, from gauger evaluate --format json",
                       err);
    if (!args->n_operands && !gg_args_given(args, GG_OPT_POLICY))
        return missing("--policy", "give --policy FILE", err);
    if (args->n_operands &&
        (files || gg_args_given(args, GG_OPT_COMPARISON) || gg_args_given(args, GG_OPT_DRIFT))) {
        gg_error_where(err, args->operands[0], 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give a version, or files",
                            "a version is judged by what is stored with it");
    }
    if (gg_args_given(args, GG_OPT_ON) && !args->n_operands) {
        gg_error_where(err, "--on", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give the version, e.g. lanes@latest",
                            "means nothing without a version");
    }
    return GG_OK;
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

/* ---- versions ---- */

/* --policy, else the policy in force for the model. */
static gg_status load_policy(gg_cli *cli, gg_registry *reg, const char *model, gg_policy **out,
                             gg_error *err)
{
    json_t *policy = NULL;
    gg_status status;
    gg_buf text;

    gg_buf_init(&text, 0);
    if (gg_args_given(&cli->args, GG_OPT_POLICY)) {
        /* The verdict takes its words over, and is kept. */
        status = gg_cmd_policy(gg_args_text(&cli->args, GG_OPT_POLICY), &text, out, err);
        gg_buf_release(&text);
        return status;
    }
    status = gg_registry_policy(reg, model, &policy, err);
    if (status == GG_OK)
        status = gg_registry_get(reg, gg_json_string(policy, "sha256", ""), &text, err);
    if (status == GG_OK)
        status = gg_policy_parse(text.data ? text.data : "", text.size,
                                 gg_json_string(policy, "name", "policy"), out, err);
    gg_buf_release(&text);
    json_decref(policy);
    return status;
}

static const json_t *given(const json_t *stored, const char *key)
{
    const json_t *document = json_object_get(stored, key);

    return json_is_object(document) ? document : NULL;
}

/* Whether another version is in production, to be held against. */
static bool has_champion(const json_t *stored, const char *reference)
{
    const char *champion = gg_json_string(stored, "champion", NULL);

    return champion && strcmp(champion, reference) != 0;
}

static gg_status put_waivers(gg_registry *reg, const char *reference, json_t *verdict,
                             gg_error *err)
{
    const char *policy = gg_json_string(verdict, "policy_sha256", "");
    json_t *waivers = NULL;
    gg_status status = gg_version_waivers(reg, reference, true, &waivers, err);

    /* They hold for the policy in force; this may be another one. */
    for (size_t i = json_array_size(waivers); i-- > 0;)
        if (strcmp(gg_json_string(json_array_get(waivers, i), "policy_sha256", ""), policy) != 0)
            json_array_remove(waivers, i);
    if (status == GG_OK && json_array_size(waivers) &&
        json_object_set(verdict, "waivers", waivers) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(waivers);
    return status;
}

static gg_status judge_stored(gg_cli *cli, gg_registry *reg, const gg_version *version,
                              const char *reference, json_t **verdict, gg_error *err)
{
    gg_gate_documents documents = gg_gate_documents_default();
    json_t *stored = NULL, *made = NULL;
    gg_policy *policy = NULL;
    uint64_t seq = 0;
    gg_status status = load_policy(cli, reg, version->model, &policy, err);

    if (status == GG_OK)
        status = gg_version_evaluation(reg, reference, gg_args_text(&cli->args, GG_OPT_ON), &stored,
                                       err);
    documents.evaluation = given(stored, "evaluation");
    documents.comparison = given(stored, "comparison");
    documents.drift = given(stored, "drift");
    documents.no_champion = stored && !has_champion(stored, reference);
    if (status == GG_OK)
        status = gg_gate_judge(policy, &documents, &made, err);
    if (status == GG_OK)
        status = gg_version_add_verdict(reg, reference, (uint64_t)gg_json_number(stored, "seq", 0),
                                        made, &seq, err);
    /* After it was stored: the verdict is kept as it was made, and shown with what is waived. */
    if (status == GG_OK)
        status = put_waivers(reg, reference, made, err);
    if (status == GG_OK)
        *verdict = json_incref(made);
    json_decref(made);
    json_decref(stored);
    gg_policy_free(policy);
    return status;
}

static gg_status judge_version(gg_cli *cli, json_t **verdict, gg_error *err)
{
    char reference[GG_NAME_MAX + 32];
    gg_registry *reg = NULL;
    gg_version version;
    gg_status status = gg_desk_open(cli, GG_REGISTRY_WORK, &reg, err);

    if (status == GG_OK)
        status = gg_version_find(reg, cli->args.operands[0], &version, err);
    if (status == GG_OK)
        status = gg_desk_may(reg, "model.judge", "model", version.model, err);
    if (status == GG_OK) {
        /* latest may be another by the time the verdict is stored. */
        snprintf(reference, sizeof reference, "%s@%llu", version.model,
                 (unsigned long long)version.number);
        status = judge_stored(cli, reg, &version, reference, verdict, err);
    }
    if (status != GG_OK)
        gg_error_where(err, cli->args.operands[0], 0, NULL);
    gg_registry_close(reg);
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
        status =
            cli->args.n_operands ? judge_version(cli, &verdict, err) : judge(cli, &verdict, err);
    /* After it was stored: a verdict is kept as it was made. */
    if (status == GG_OK && gg_args_given(&cli->args, GG_OPT_EXPLAIN))
        status = gg_gate_explain(verdict, err);
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
    .summary = "judge a version, or evaluation files, against a policy",
    .operands = "REF | --evaluation FILE --policy FILE",
    .most = 1,
    .groups = {&judging_options, &output_options},
    .example = "gauger gate --evaluation evaluation.json --policy policy.yaml",
    .about =
        "Holds an evaluation, and where the policy asks for it a comparison and a drift "
        "document, against the rules of a policy. A rule passes when the interval of every "
        "judged subject lies within its bounds, fails when the evidence against that is "
        "strong enough, and is inconclusive otherwise. With REF (a registered version) the newest "
        "evaluation that is not stale is judged, and the verdict is stored with it. Exit status 0 "
        "pass, 1 fail, 3 "
        "inconclusive.",
    .run = run,
};
