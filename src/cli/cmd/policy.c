/* gauger policy adopt: by which policy versions are judged from now on. */
#include "gauger/gate/policy.h"

#include <string.h>

#include "cli/registry.h"
#include "cmd.h"
#include "gauger/base/file.h"
#include "gauger/registry/lifecycle.h"

#define LARGEST ((size_t)1 << 20) /* as the reader of policies has it */

static const gg_option rows[] = {
    {.id = GG_OPT_MODEL,
     .name = "model",
     .kind = GG_OPTION_TEXT,
     .value = "NAME",
     .help = "for this model; without, for all that have none of their own"},
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

gg_status gg_cmd_policy(const char *path, gg_buf *text, gg_policy **out, gg_error *err)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    gg_policy *policy = NULL;
    gg_status status = gg_file_read(path, LARGEST, text, err);

    if (status == GG_OK)
        status = gg_policy_parse(text->data ? text->data : "", text->size, name, &policy, err);
    if (status == GG_OK)
        status = gg_policy_text_check(text->data, text->size, name, err);
    if (status == GG_OK)
        *out = policy;
    else
        gg_policy_free(policy);
    return status;
}

static gg_status adopt(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_adoption adoption = {.model = gg_args_text(&cli->args, GG_OPT_MODEL)};
    gg_policy *policy = NULL;
    gg_buf text;
    gg_status status;

    gg_buf_init(&text, 0);
    status = gg_cmd_policy(cli->args.operands[0], &text, &policy, err);
    if (status == GG_OK) {
        adoption.name = gg_policy_name(policy);
        adoption.text = text.data;
        adoption.n = text.size;
        adoption.requirements = gg_policy_requires(policy);
        status = gg_registry_adopt_policy(reg, &adoption, err);
    }
    if (status == GG_OK)
        status = gg_desk_give(
            json_pack("{s:s,s:o,s:s,s:s,s:s?}", "format", "gauger/receipt/1", "done",
                      json_sprintf("The policy is in force for %s.",
                                   adoption.model ? adoption.model
                                                  : "all models without one of their own"),
                      "policy", adoption.name, "sha256", gg_policy_sha256(policy), "model",
                      adoption.model),
            out, err);
    gg_policy_free(policy);
    gg_buf_release(&text);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, adopt, err);
}

const gg_command gg_cmd_policy_adopt = {
    .group = "decide",
    .name = "policy adopt",
    .summary = "put a policy into force",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .groups = {&options},
    .example = "gauger policy adopt policy.yaml --model lanes",
    .about = "Stores a policy and puts it into force, for one model or for all that have none of "
             "their own. Promotion to production asks for a verdict by the policy in force, so "
             "that no version brings its own.",
    .run = run,
};
