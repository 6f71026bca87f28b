/* gauger promote, suspend: a version changes its state. */
#include "gauger/registry/lifecycle.h"

#include <stdio.h>
#include <string.h>

#include "cli/registry.h"
#include "cmd.h"
#include "gauger/registry/model.h"
#include "gauger/registry/record.h"

static const gg_option promote_rows[] = {
    {.id = GG_OPT_TO,
     .name = "to",
     .kind = GG_OPTION_CHOICE,
     .value = "STATE",
     .choices = "review|production|rejected|retired",
     .help = "the state wished for"},
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option suspend_rows[] = {
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group promote_options = GG_ROWS("Options", promote_rows);
static const gg_option_group suspend_options = GG_ROWS("Options", suspend_rows);

/* Only where another took its place the champion of before is a part of the news. */
static void tell_champion(const json_t *change, json_t *receipt)
{
    long long before = (long long)gg_json_number(change, "champion_before", 0);

    if (strcmp(gg_json_string(change, "to", ""), "production") != 0)
        json_object_del(receipt, "champion_before");
    else if (before)
        json_object_set_new(receipt, "retired",
                            json_sprintf("%s@%lld", gg_json_string(change, "name", ""), before));
}

/* A verdict that is no pass was let pass: said before anything else. */
static void tell_waivers(json_t *receipt)
{
    const json_t *waivers = json_object_get(receipt, "waivers"), *one;
    json_t *list;
    size_t i;

    if (json_array_size(waivers) == 0)
        return;
    list = json_array();
    json_array_foreach(waivers, i, one)
    {
        json_array_append_new(
            list,
            json_pack(
                "{s:s,s:o}", "code", "waived", "message",
                json_sprintf("The verdict is no pass: %s waived the rule %s until %s "
                             "(%s).",
                             gg_json_string(one, "actor", ""), gg_json_string(one, "rule", ""),
                             gg_json_string(one, "until", ""), gg_json_string(one, "reason", ""))));
    }
    json_object_set_new(receipt, "warnings", list);
}

static void warn(json_t *receipt, const char *code, json_t *message)
{
    json_t *list = json_object_get(receipt, "warnings");

    if (!list) {
        list = json_array();
        json_object_set_new(receipt, "warnings", list);
    }
    json_array_append_new(list, json_pack("{s:s, s:o}", "code", code, "message", message));
}

/* Whether a record is about all models, the model, or the version. */
static bool is_about(const json_t *record, const char *name, long long version)
{
    const char *model = gg_json_string(record, "model", NULL);
    char full[GG_NAME_MAX + 32];

    snprintf(full, sizeof full, "%s@%lld", name, version);
    return !model || strcmp(model, name) == 0 || strcmp(model, full) == 0;
}

/* An analysis or assessment that will not hold much longer. */
static gg_status tell_records(gg_registry *reg, json_t *receipt, gg_error *err)
{
    static const char *const types[] = {"privacy-threshold-analysis", "impact-assessment"};
    const char *name = gg_json_string(receipt, "name", "");
    gg_record_filter filter = {.due = true};
    json_t *list, *one, *clock;
    gg_status status = GG_OK;
    size_t i, k;

    for (size_t t = 0; status == GG_OK && t < sizeof types / sizeof *types; t++) {
        list = NULL;
        filter.type = types[t];
        status = gg_record_list(reg, &filter, &list, err);
        json_array_foreach(json_object_get(list, "records"), i, one)
        {
            json_array_foreach(json_object_get(one, "clocks"), k, clock)
            {
                if (strcmp(gg_json_string(clock, "state", ""), "due") == 0 &&
                    is_about(one, name, (long long)gg_json_number(receipt, "version", 0)))
                    warn(receipt, "record_due",
                         json_sprintf("%s: %s, last day %s.", gg_json_string(one, "id", ""),
                                      gg_json_string(clock, "what", ""),
                                      gg_json_string(clock, "date", "")));
            }
        }
        json_decref(list);
    }
    return status;
}

/* A correction that was decided reaches the figures with the next revision of the data. */
static gg_status tell_corrections(gg_registry *reg, json_t *receipt, gg_error *err)
{
    char reference[GG_NAME_MAX + 32];
    json_t *version = NULL, *one;
    gg_status status;
    size_t i;

    snprintf(reference, sizeof reference, "%s@%lld", gg_json_string(receipt, "name", ""),
             (long long)gg_json_number(receipt, "version", 0));
    status = gg_version_show(reg, reference, &version, err);
    json_array_foreach(json_object_get(version, "corrections_due"), i, one)
        warn(receipt, "correction_due",
             json_sprintf("A correction of %s, decided on %.10s (%s), is not made yet: the figures "
                          "are without it.",
                          gg_json_string(one, "dataset", ""), gg_json_string(one, "decided", ""),
                          gg_json_string(one, "record", "")));
    json_decref(version);
    return status;
}

static gg_status promote(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    json_t *change = NULL, *receipt;
    gg_status status =
        gg_version_promote(reg, cli->args.operands[0], gg_args_text(&cli->args, GG_OPT_TO),
                           gg_args_text(&cli->args, GG_OPT_REASON), &change, err);

    if (status != GG_OK)
        return status;
    receipt = json_pack(
        "{s:s,s:o}", "format", "gauger/receipt/1", "done",
        json_sprintf("%s@%lld went from %s to %s.", gg_json_string(change, "name", ""),
                     (long long)gg_json_number(change, "version", 0),
                     gg_json_string(change, "from", ""), gg_json_string(change, "to", "")));
    if (receipt)
        json_object_update(receipt, change);
    if (receipt)
        tell_champion(change, receipt);
    json_decref(change);
    if (receipt)
        tell_waivers(receipt);
    if (receipt && strcmp(gg_json_string(receipt, "to", ""), "production") == 0)
        status = tell_records(reg, receipt, err);
    if (receipt && status == GG_OK)
        status = tell_corrections(reg, receipt, err);
    if (receipt && status == GG_OK)
        status = gg_desk_people(reg, receipt, err);
    if (status == GG_OK)
        return gg_desk_give(receipt, out, err);
    json_decref(receipt);
    return status;
}

static gg_status run_promote(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, promote, err);
}

static gg_status suspend(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_version version;
    gg_status status = gg_version_find(reg, cli->args.operands[0], &version, err);
    char reference[GG_NAME_MAX + 32], done[GG_NAME_MAX + 120];

    if (status != GG_OK)
        return status;
    /* What was found may be another champion by now; the number is what was meant. */
    snprintf(reference, sizeof reference, "%s@%llu", version.model,
             (unsigned long long)version.number);
    snprintf(done, sizeof done, "Suspended %s. The model has nothing in production.", reference);
    status = gg_version_suspend(reg, reference, gg_args_text(&cli->args, GG_OPT_REASON), err);
    if (status != GG_OK)
        return status;
    return gg_desk_give(json_pack("{s:s,s:s,s:s,s:I,s:s,s:[s]}", "format", "gauger/receipt/1",
                                  "done", done, "name", version.model, "version",
                                  (json_int_t)version.number, "state", "suspended", "next",
                                  "gauger promote REF --to production brings a retired or "
                                  "suspended version back."),
                        out, err);
}

static gg_status run_suspend(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, suspend, err);
}

const gg_command gg_cmd_promote = {
    .group = "decide",
    .name = "promote",
    .summary = "bring a version to another state, if the rules allow it",
    .operands = "REF --to STATE",
    .least = 1,
    .most = 1,
    .groups = {&promote_options},
    .needs = {GG_OPT_TO},
    .example = "gauger promote lanes@4 --to production",
    .about =
        "To review: needs an evaluation on registered data that is not stale. To production: "
        "needs an approval, a newest verdict by the policy in force that is a pass (or whose other "
        "rules are all waived), and what "
        "that policy requires; the former champion is retired. To rejected or retired: needs "
        "--reason. A refusal by rule is exit status 1, and is on record.",
    .run = run_promote,
};

const gg_command gg_cmd_suspend = {
    .group = "decide",
    .name = "suspend",
    .summary = "stop a version that is in production",
    .operands = "REF --reason TEXT",
    .least = 1,
    .most = 1,
    .groups = {&suspend_options},
    .needs = {GG_OPT_REASON},
    .example = "gauger suspend lanes@champion --reason drift",
    .about =
        "Takes a version out of production at once. Nothing but a reason is needed (of "
        "several people, from any reviewer), and a clock that is set back does not keep it: "
        "stopping is easier than starting. The model then has no champion until one is promoted.",
    .run = run_suspend,
};
