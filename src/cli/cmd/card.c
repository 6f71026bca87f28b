/* gauger card: an evaluation in, a model card out that can be shown to anyone. */
#include "gauger/report/card.h"

#include "cli/card_documents.h"
#include "cli/card_signed.h"
#include "cli/disclosure.h"
#include "cli/export.h"
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/disclose/share.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/gate/verdict.h"
#include "gauger/registry/lifecycle.h"
#include "gauger/registry/record.h"

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
     .kind = GG_OPTION_PROSE,
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

static const gg_option recipient[] = {
    {.id = GG_OPT_FOR,
     .name = "for",
     .kind = GG_OPTION_TEXT,
     .value = "RECIPIENT",
     .help = "with REF: only what the agreement with this recipient allows"},
    GG_ROWS_DISCLOSURE("; with --for that of the agreement",
                       "; with --for the limits of the agreement"),
};

static const gg_option output[] = {
    {.id = GG_OPT_SIGN,
     .name = "sign",
     .kind = GG_OPTION_FLAG,
     .help = "with REF: issue the card, and write a signed envelope beside it (-o FILE, "
             "FILE.dsse.json)"},
    {.id = GG_OPT_COUNTERSIGN,
     .name = "countersign",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "only add a signature to this envelope (FILE.dsse.json)"},
    GG_ROW_FORMAT("html|markdown|json", "html"),
    GG_ROW_OUTPUT,
    GG_ROW_REQUEST,
    GG_ROW_HELP,
};

static const gg_option_group content_options = GG_ROWS("Content", content);
static const gg_option_group recipient_options = GG_ROWS("Recipient", recipient);
static const gg_option_group output_options = GG_ROWS("Output", output);

static gg_status refuse(const gg_args *args, gg_error *err)
{
    static const struct {
        gg_option_id id;
        const char *name;
    } of_versions[] = {
        {GG_OPT_ON, "--on"}, {GG_OPT_FOR, "--for"}, {GG_OPT_DISCLOSE_TO, "--disclose-to"}};
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
    for (size_t i = 0; i < sizeof of_versions / sizeof *of_versions; i++)
        if (gg_args_given(args, of_versions[i].id) && !args->n_operands) {
            gg_error_where(err, of_versions[i].name, 0, NULL);
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

/* The card of all that is stored, or of what a recipient may get of it. */
static gg_status build_documents(gg_card_documents *d, const json_t *agreement,
                                 gg_card_options *options, json_t **card, gg_error *err)
{
    gg_share_documents all = {.evaluation = json_object_get(d->stored, "evaluation"),
                              .manifest = json_object_get(d->version, "manifest"),
                              .verdict = d->verdict,
                              .lifecycle = d->version,
                              .dataset = d->dataset,
                              .training = d->training,
                              .fit = d->fit,
                              .weights = d->weights,
                              .comparisons = d->comparisons};
    gg_shared shared = {0};
    gg_status status = agreement ? gg_share(&all, agreement, &shared, err) : GG_OK;

    if (status == GG_OK && agreement)
        all = (gg_share_documents){shared.evaluation, shared.manifest, shared.verdict,
                                   shared.lifecycle,  shared.dataset,  shared.training,
                                   shared.fit,        shared.weights,  shared.comparisons};
    options->lifecycle = all.lifecycle;
    options->dataset = all.dataset;
    options->training = all.training;
    options->fit = all.fit;
    options->weights = all.weights;
    options->comparisons = all.comparisons;
    options->sharing = shared.note;
    if (status == GG_OK)
        status = gg_card_build(all.evaluation, all.manifest, all.verdict, options, card, err);
    gg_shared_release(&shared);
    return status;
}

/* The agreement of --for with its recipient about a version; NULL without --for. */
static gg_status find_agreement(const gg_cli *cli, gg_registry *reg, const json_t *version,
                                json_t **out, gg_error *err)
{
    const char *office = gg_args_text(&cli->args, GG_OPT_FOR);

    if (!office)
        return GG_OK;
    return gg_record_agreement(reg, office, gg_json_string(version, "name", ""),
                               (uint64_t)gg_json_number(version, "version", 0), out, err);
}

/* "lanes@1" */
static const char *reference_of(gg_cli *cli, const json_t *version)
{
    return gg_arena_printf(&cli->arena, "%s@%lld", gg_json_string(version, "name", ""),
                           (long long)gg_json_number(version, "version", 0));
}

/* A card that is signed or disclosed is on record by that. */
static gg_status record_export(gg_cli *cli, gg_registry *reg, const json_t *agreement,
                               const char *reference, gg_error *err)
{
    const char *object = gg_arena_printf(&cli->arena, "model/%s", reference);

    if (gg_args_given(&cli->args, GG_OPT_SIGN) || gg_args_given(&cli->args, GG_OPT_DISCLOSE_TO))
        return GG_OK;
    return object ? gg_cli_export(cli, reg, GG_EXPORT_CARD, object, NULL,
                                  gg_json_string(agreement, "recipient", NULL), err)
                  : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* What is put on record is what is then written: the bytes of the card. */
static gg_status deliver(gg_cli *cli, gg_registry *reg, const json_t *agreement, const json_t *card,
                         const char *reference, gg_error *err)
{
    const char *what = gg_arena_printf(&cli->arena, "Card of %s", reference);
    gg_status status = gg_cmd_render(cli, card, NULL, err);

    if (status == GG_OK)
        status = gg_buf_check(&cli->out, err);
    if (status == GG_OK && !what)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK)
        status = gg_disclosure_record(cli, reg, agreement, "card", what, reference, err);
    if (status == GG_OK)
        status = record_export(cli, reg, agreement, reference, err);
    return status == GG_OK ? gg_card_sign_output(cli, reg, reference, err) : status;
}

static gg_status build_stored(gg_cli *cli, gg_registry *reg, gg_error *err)
{
    const char *given = gg_args_text(&cli->args, GG_OPT_TITLE), *reference = NULL;
    gg_card_options options = gg_card_options_default();
    gg_card_documents d = {0};
    json_t *agreement = NULL, *card = NULL;
    gg_status status = gg_card_documents_find(cli, reg, cli->args.operands[0],
                                              gg_args_text(&cli->args, GG_OPT_ON), &d, err);

    reference = reference_of(cli, d.version);
    if (status == GG_OK && !reference)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    /* The card calls approvals signed. */
    if (status == GG_OK)
        status = gg_version_signatures(reg, reference, "card.export", err);
    if (status == GG_OK)
        status = find_agreement(cli, reg, d.version, &agreement, err);
    if (status == GG_OK)
        status = gg_disclosure_check(cli, agreement, err);
    options.title =
        given || !reference ? given : gg_arena_printf(&cli->arena, "Model card: %s", reference);
    options.publish.minimum_cell = (unsigned)gg_args_number(&cli->args, GG_OPT_MINIMUM_CELL);
    options.evidence = gg_json_string(d.stored, "evidence", NULL);
    if (status == GG_OK)
        status = build_documents(&d, agreement, &options, &card, err);
    if (status == GG_OK)
        status = deliver(cli, reg, agreement, card, reference, err);
    json_decref(card);
    json_decref(agreement);
    gg_card_documents_release(&d);
    return status;
}

static gg_status run_stored(gg_cli *cli, gg_error *err)
{
    gg_registry *reg = NULL;
    gg_status status = gg_desk_open(cli, GG_REGISTRY_WORK, &reg, err);

    if (status == GG_OK)
        status = build_stored(cli, reg, err);
    if (status != GG_OK)
        gg_error_where(err, cli->args.operands[0], 0, NULL);
    gg_registry_close(reg);
    return status;
}

/* The envelope says of which card it is: whatever else was asked for would not be done. */
static gg_status countersign(gg_cli *cli, gg_error *err)
{
    static const gg_option_id with[] = {GG_OPT_COUNTERSIGN, GG_OPT_REQUEST, GG_OPT_FORMAT,
                                        GG_OPT_OUTPUT};
    bool alone = cli->args.n_operands == 0;

    for (int id = 0; id < GG_OPT_END_; id++) {
        bool fits = !gg_args_given(&cli->args, (gg_option_id)id);

        for (size_t i = 0; i < sizeof with / sizeof *with; i++)
            fits = fits || with[i] == (gg_option_id)id;
        alone = alone && fits;
    }
    if (alone)
        return gg_card_countersign(cli, err);
    gg_error_where(err, "--countersign", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "leave the version and the other options out",
                        "only adds a signature to an envelope");
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    json_t *card = NULL;
    gg_status status;

    if (gg_args_given(&cli->args, GG_OPT_COUNTERSIGN))
        return countersign(cli, err);
    status = refuse(&cli->args, err);
    if (status == GG_OK)
        status = gg_card_sign_refuse(&cli->args, err);
    if (status == GG_OK && cli->args.n_operands)
        return run_stored(cli, err);
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
    .groups = {&content_options, &recipient_options, &output_options},
    .example = "gauger card --evaluation evaluation.json --manifest model.yaml -o card.html",
    .about =
        "Describes a registered version (REF), or an evaluation, for readers who may not see "
        "the table, in the sections of "
        "the Model Cards paper: what the model is, what it is for, what its score is made of, how "
        "it does overall and by group, with charts, and how it compares with the versions "
        "that it was held against. Small groups are merged, so that no count from 1 to 10 shows or "
        "can be computed. With --for, only what the agreement on record allows is in it, and what "
        "is left out is named. A card that leaves the house belongs on record: --disclose-to. "
        "With --sign it can be checked by anyone who has the keys: gauger audit verify --card.",
    .run = run,
};
