/* gauger waive: a rule is let pass for one version, until a day. */
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/registry/lifecycle.h"

static const gg_option rows[] = {
    {.id = GG_OPT_RULE,
     .name = "rule",
     .kind = GG_OPTION_TEXT,
     .value = "ID",
     .help = "the rule, by its id in the verdict"},
    {.id = GG_OPT_UNTIL,
     .name = "until",
     .kind = GG_OPTION_TEXT,
     .value = "DATE",
     .help = "the last day on which it is waived"},
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

static gg_status waive(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_waiver_entry entry = {gg_args_text(args, GG_OPT_RULE), gg_args_text(args, GG_OPT_UNTIL),
                             gg_args_text(args, GG_OPT_REASON)};
    gg_version v;
    uint64_t seq = 0;
    const char *reference;
    gg_status status = gg_version_find(reg, args->operands[0], &v, err);

    if (status != GG_OK)
        return status;
    reference = gg_arena_printf(&cli->arena, "%s@%llu", v.model, (unsigned long long)v.number);
    if (!reference)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_version_waive(reg, reference, &entry, &seq, err);
    if (status != GG_OK)
        return status;
    return gg_desk_give(
        json_pack(
            "{s:s,s:o,s:s,s:I,s:s,s:s,s:s,s:s,s:s,s:I,s:[s]}", "format", "gauger/receipt/1", "done",
            json_sprintf("Waived the rule %s for %s until %s.", entry.rule, reference, entry.until),
            "name", v.model, "version", (json_int_t)v.number, "state", v.state, "rule", entry.rule,
            "until", entry.until, "reason", entry.reason, "actor", gg_registry_actor(reg), "event",
            (json_int_t)seq, "next",
            "The verdict stays what it is; promotion to production names the waiver, and after "
            "that day it is overdue."),
        out, err);
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, waive, err);
}

const gg_command gg_cmd_waive = {
    .group = "decide",
    .name = "waive",
    .summary = "let a rule pass for one version, until a day",
    .operands = "REF --rule ID --until DATE --reason TEXT",
    .least = 1,
    .most = 1,
    .groups = {&options},
    .needs = {GG_OPT_RULE, GG_OPT_UNTIL, GG_OPT_REASON},
    .example =
        "gauger waive lanes@4 --rule precision-site --until 2026-06-30 --reason \"new site\"",
    .about =
        "A rule of the newest verdict that is no pass is waived for this version, by a reviewer "
        "who "
        "neither registered it nor sent it to review. Promotion to production takes a verdict that "
        "is no pass if every such rule has a waiver that has not ended; receipt, verdict and card "
        "name it. A waiver lasts twelve months at most (setting waiver.months), and holds for the "
        "policy whose rule it is.",
    .run = run,
};
