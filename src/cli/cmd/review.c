/* gauger review: someone else than the submitter looks at a version. */
#include <stdio.h>

#include "cli/registry.h"
#include "cmd.h"
#include "gauger/registry/lifecycle.h"

static const gg_option rows[] = {
    {.id = GG_OPT_APPROVE,
     .name = "approve",
     .kind = GG_OPTION_FLAG,
     .help = "approve it; every finding must be answered"},
    {.id = GG_OPT_REJECT,
     .name = "reject",
     .kind = GG_OPTION_PROSE,
     .value = "TEXT",
     .help = "send it back with a finding"},
    {.id = GG_OPT_QUESTION,
     .name = "question",
     .kind = GG_OPTION_PROSE,
     .value = "TEXT",
     .help = "send it back with a question"},
    {.id = GG_OPT_ANSWER,
     .name = "answer",
     .kind = GG_OPTION_PROSE,
     .value = "TEXT",
     .help = "answer what is open, as the submitter"},
    {.id = GG_OPT_FINDING,
     .name = "finding",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "with --answer: the number of the finding; without, all that are open",
     .low = 1,
     .high = 9007199254740992.0},
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

/* One row a way to review. */
static const struct {
    gg_option_id id;
    gg_review review;
    const char *done;
} ways[] = {
    {GG_OPT_APPROVE, GG_REVIEW_APPROVE, "Approved"},
    {GG_OPT_REJECT, GG_REVIEW_REJECT, "Sent back, with a finding:"},
    {GG_OPT_QUESTION, GG_REVIEW_QUESTION, "Sent back, with a question:"},
    {GG_OPT_ANSWER, GG_REVIEW_APPROVE, "Answered findings of"},
};

#define WAYS (sizeof ways / sizeof *ways)

static gg_status pick(const gg_args *args, size_t *way, gg_error *err)
{
    size_t n = 0;

    for (size_t i = 0; i < WAYS; i++)
        if (gg_args_given(args, ways[i].id)) {
            *way = i;
            n++;
        }
    if (n == 1)
        return GG_OK;
    return gg_error_set(err, GG_E_USAGE,
                        "give one of --approve, --reject TEXT, --question TEXT, --answer TEXT",
                        n ? "more than one thing is said" : "nothing is said of the version");
}

static gg_status carry_out(gg_cli *cli, gg_registry *reg, size_t way, const char *reference,
                           uint64_t *seq, gg_error *err)
{
    const gg_args *args = &cli->args;
    const char *text = gg_args_text(args, ways[way].id);

    if (ways[way].id == GG_OPT_ANSWER)
        return gg_version_answer(reg, reference, (uint64_t)gg_args_number(args, GG_OPT_FINDING),
                                 text, err);
    if (ways[way].id == GG_OPT_APPROVE)
        text = gg_args_text(args, GG_OPT_REASON);
    return gg_version_review(reg, reference, ways[way].review, text, seq, err);
}

static gg_status work(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    char reference[GG_NAME_MAX + 32];
    gg_version version;
    size_t way = 0;
    uint64_t seq = 0;
    json_t *receipt;
    gg_status status = pick(&cli->args, &way, err);

    if (status == GG_OK)
        status = gg_version_find(reg, cli->args.operands[0], &version, err);
    if (status != GG_OK)
        return status;
    snprintf(reference, sizeof reference, "%s@%llu", version.model,
             (unsigned long long)version.number);
    status = carry_out(cli, reg, way, reference, &seq, err);
    if (status == GG_OK)
        status = gg_version_find(reg, reference, &version, err);
    if (status != GG_OK)
        return status;
    receipt = json_pack("{s:s,s:o,s:s,s:I,s:s,s:s}", "format", "gauger/receipt/1", "done",
                        json_sprintf("%s %s.", ways[way].done, reference), "name", version.model,
                        "version", (json_int_t)version.number, "state", version.state, "actor",
                        gg_registry_actor(reg));
    if (receipt && seq)
        json_object_set_new(receipt, "event", json_integer((json_int_t)seq));
    if (receipt)
        status = gg_desk_people(reg, receipt, err);
    if (status == GG_OK)
        return gg_desk_give(receipt, out, err);
    json_decref(receipt);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, work, err);
}

const gg_command gg_cmd_review = {
    .group = "decide",
    .name = "review",
    .summary = "approve a version, send it back, or answer what was found",
    .operands = "REF --approve | --reject TEXT | --question TEXT | --answer TEXT",
    .least = 1,
    .most = 1,
    .groups = {&options},
    .example = "gauger review lanes@4 --approve",
    .about = "A version in review is approved, or sent back with a finding, by someone who neither "
             "registered it nor sent it to review (exit status 1 otherwise). A finding must be "
             "answered before the version can be approved. In a registry of several people that "
             "goes by person, and needs the role of reviewer; of one person it goes by the names "
             "that are claimed.",
    .run = run,
};
