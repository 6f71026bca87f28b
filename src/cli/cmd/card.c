/* gauger card: an evaluation in, a model card out that can be shown to anyone. */
#include "gauger/report/card.h"

#include "cli/card_documents.h"
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/gate/verdict.h"

static const gg_option content[] = {
    {.id = GG_OPT_EVALUATION,
     .name = "evaluation",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the evaluation, from gauger evaluate --format json"},
    {.id = GG_OPT_MANIFEST,
     .name = "manifest",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "what the model is: owner, purpose, limits, in YAML or JSON"},
    {.id = GG_OPT_VERDICT,
     .name = "verdict",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the verdict, from gauger gate --format json"},
    {.id = GG_OPT_ON,
     .name = "on",
     .kind = GG_OPTION_TEXT,
     .value = "DATASET",
     .help = "with REF: the newest evaluation on this dataset, instead of on any"},
    {.id = GG_OPT_TITLE,
     .name = "title",
     .kind = GG_OPTION_TEXT,
     .value = "TEXT",
     .help = "the card's title, by default the model's name"},
    {.id = GG_OPT_MINIMUM_CELL,
     .name = "minimum-cell",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "smallest count that is shown beside 0; smaller groups are merged",
     .otherwise = "11",
     .low = 11,
     .high = 1000000},
};

static const gg_option output[] = {
    GG_ROW_FORMAT("html|markdown|json", "html"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group content_options = GG_ROWS("Content", content);
static const gg_option_group output_options = GG_ROWS("Output", output);

static gg_status refuse(const gg_args *args, gg_error *err)
{
    bool files = gg_args_given(args, GG_OPT_EVALUATION);

    if (!args->n_operands && !files)
        return gg_error_set(err, GG_E_USAGE,
                            "give --evaluation FILE, from gauger evaluate --format json",
                            "--evaluation is missing");
    if (args->n_operands &&
        (files || gg_args_given(args, GG_OPT_MANIFEST) || gg_args_given(args, GG_OPT_VERDICT))) {
        gg_error_where(err, args->operands[0], 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give a version, or files",
                            "the card of a version shows what is stored with it");
    }
    if (gg_args_given(args, GG_OPT_ON) && !args->n_operands) {
        gg_error_where(err, "--on", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give the version, e.g. lanes@latest",
                            "means nothing without a version");
    }
    return GG_OK;
}

static gg_status build(const gg_args *args, json_t **card, gg_error *err)
{
    gg_card_options options = gg_card_options_default();
    json_t *evaluation = NULL, *manifest = NULL, *verdict = NULL;
    gg_status status =
        gg_cmd_load(gg_args_text(args, GG_OPT_EVALUATION), GG_EVALUATION_FORMAT, &evaluation, err);

    if (status == GG_OK && gg_args_given(args, GG_OPT_MANIFEST))
        status = gg_json_load(gg_args_text(args, GG_OPT_MANIFEST), &manifest, err);
    if (status == GG_OK && manifest && !json_is_object(manifest)) {
        gg_error_where(err, gg_args_text(args, GG_OPT_MANIFEST), 0, NULL);
        status = gg_error_set(err, GG_E_INPUT, "give the keys of a manifest, e.g. model: name",
                              "a manifest that is not a map");
    }
    if (status == GG_OK && gg_args_given(args, GG_OPT_VERDICT))
        status = gg_cmd_load(gg_args_text(args, GG_OPT_VERDICT), GG_VERDICT_FORMAT, &verdict, err);
    options.title = gg_args_text(args, GG_OPT_TITLE);
    options.publish.minimum_cell = (unsigned)gg_args_number(args, GG_OPT_MINIMUM_CELL);
    if (status == GG_OK)
        status = gg_card_build(evaluation, manifest, verdict, &options, card, err);
    json_decref(evaluation);
    json_decref(manifest);
    json_decref(verdict);
    return status;
}

static gg_status build_stored(gg_cli *cli, gg_registry *reg, json_t **card, gg_error *err)
{
    const char *given = gg_args_text(&cli->args, GG_OPT_TITLE);
    gg_card_options options = gg_card_options_default();
    gg_card_documents d = {0};
    gg_status status = gg_card_documents_find(cli, reg, cli->args.operands[0],
                                              gg_args_text(&cli->args, GG_OPT_ON), &d, err);

    options.title = given ? given
                          : gg_arena_printf(&cli->arena, "Model card: %s@%lld",
                                            gg_json_string(d.version, "name", ""),
                                            (long long)gg_json_number(d.version, "version", 0));
    options.publish.minimum_cell = (unsigned)gg_args_number(&cli->args, GG_OPT_MINIMUM_CELL);
    options.lifecycle = d.version;
    options.dataset = d.dataset;
    options.training = d.training;
    options.evidence = gg_json_string(d.stored, "evidence", NULL);
    options.fit = d.fit;
    options.weights = d.weights;
    options.comparisons = d.comparisons;
    if (status == GG_OK)
        status =
            gg_card_build(json_object_get(d.stored, "evaluation"),
                          json_object_get(d.version, "manifest"), d.verdict, &options, card, err);
    gg_card_documents_release(&d);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    json_t *card = NULL;
    gg_status status = refuse(&cli->args, err);

    if (status == GG_OK && cli->args.n_operands)
        return gg_desk_run(cli, GG_REGISTRY_WORK, build_stored, err);
    if (status == GG_OK)
        status = build(&cli->args, &card, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, card, NULL, err);
    json_decref(card);
    return status;
}

const gg_command gg_cmd_card = {
    .group = "account",
    .name = "card",
    .summary = "a model card of a version or an evaluation, without small counts",
    .operands = "REF | --evaluation FILE",
    .most = 1,
    .groups = {&content_options, &output_options},
    .example = "gauger card --evaluation evaluation.json --manifest model.yaml -o card.html",
    .about =
        "Describes a registered version (REF), or an evaluation, for readers who may not see "
        "the table, in the sections of "
        "the Model Cards paper: what the model is, what it is for, what its score is made of, how "
        "it does overall and by group, with charts, and how it compares with the versions "
        "that it was held against. Small groups are merged, so that no count from 1 to 10 shows or "
        "can be computed.",
    .run = run,
};
