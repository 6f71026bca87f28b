/* gauger account grant, revoke, confirm, train, renew, disable, enable, limit, review, recover. */
#include <stdio.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/registry/account.h"

#define ROW_ROLE                                                                                   \
    {                                                                                              \
        .id = GG_OPT_ROLE, .name = "role", .kind = GG_OPTION_CHOICE, .value = "ROLE",              \
        .choices = "scientist|reviewer|auditor|administrator|ci", .help = "the role"               \
    }

static const gg_option role_rows[] = {
    ROW_ROLE, GG_ROW_REASON, GG_ROW_REQUEST, GG_ROW_FORMAT("text|json", "text"), GG_ROW_HELP,
};

static const gg_option reason_rows[] = {
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option train_rows[] = {
    {.id = GG_OPT_DATE,
     .name = "date",
     .kind = GG_OPTION_TEXT,
     .value = "DATE",
     .help = "the day of the training"},
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option limit_rows[] = {
    {.id = GG_OPT_MODEL,
     .name = "model",
     .kind = GG_OPTION_TEXT,
     .value = "NAMES",
     .help = "the models that it may change and look at",
     .repeat = true},
    {.id = GG_OPT_ALL_MODELS,
     .name = "all-models",
     .kind = GG_OPTION_FLAG,
     .help = "end the limit"},
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group role_options = GG_ROWS("Options", role_rows);
static const gg_option_group reason_options = GG_ROWS("Options", reason_rows);
static const gg_option_group train_options = GG_ROWS("Options", train_rows);
static const gg_option_group limit_options = GG_ROWS("Options", limit_rows);

/* ---- one change ---- */

static gg_status read_models(gg_cli *cli, gg_account_change *change, gg_error *err)
{
    bool all = gg_args_given(&cli->args, GG_OPT_ALL_MODELS);

    if (all == gg_args_given(&cli->args, GG_OPT_MODEL))
        return gg_error_set(err, GG_E_USAGE, "give --model NAMES, or --all-models",
                            all ? "a limit beside its end"
                                : "it is not said to what it is limited");
    return gg_columns_list(&cli->args, GG_OPT_MODEL, &cli->arena, &change->models,
                           &change->n_models, err);
}

static gg_status apply(gg_cli *cli, gg_registry *reg, gg_account_act act, const char *done,
                       json_t **out, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_account_change change = {.account = args->operands[0],
                                .act = act,
                                .value = gg_args_text(args, GG_OPT_ROLE),
                                .reason = gg_args_text(args, GG_OPT_REASON)};
    json_t *changed = NULL;
    bool waits;
    gg_status status = GG_OK;

    if (act == GG_ACCOUNT_TRAIN)
        change.value = gg_args_text(args, GG_OPT_DATE);
    if (act == GG_ACCOUNT_LIMIT)
        status = read_models(cli, &change, err);
    if (status == GG_OK)
        status = gg_account_change_it(reg, &change, &changed, err);
    if (status != GG_OK)
        return status;
    waits = json_is_true(json_object_get(changed, "waits"));
    status = gg_desk_give(
        json_pack("{s:s,s:o,s:s,s:s?,s:b,s:O}", "format", "gauger/receipt/1", "done",
                  waits ? json_sprintf("Asked for it, which waits for a second administrator: %s.",
                                       gg_json_string(changed, "who", ""))
                        : json_sprintf("%s %s.", done, change.account),
                  "account", change.account, act == GG_ACCOUNT_TRAIN ? "trained" : "role",
                  act == GG_ACCOUNT_LIMIT ? NULL : change.value, "waits", waits, "event",
                  json_object_get(changed, "seq")),
        out, err);
    json_decref(changed);
    return status;
}

/* One row a command; the functions differ in nothing else. */
#define CHANGE(name_, act_, done_)                                                                 \
    static gg_status name_(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)             \
    {                                                                                              \
        return apply(cli, reg, act_, done_, out, err);                                             \
    }                                                                                              \
    static gg_status run_##name_(gg_cli *cli, gg_error *err)                                       \
    {                                                                                              \
        return gg_desk_run(cli, GG_REGISTRY_WORK, name_, err);                                     \
    }

CHANGE(grant, GG_ACCOUNT_GRANT, "Granted the role to")
CHANGE(revoke, GG_ACCOUNT_REVOKE, "Took the role back from")
CHANGE(confirm, GG_ACCOUNT_CONFIRM, "Confirmed what waited of")
CHANGE(train, GG_ACCOUNT_TRAIN, "Recorded the training of")
CHANGE(renew, GG_ACCOUNT_RENEW, "Renewed the account of")
CHANGE(disable, GG_ACCOUNT_DISABLE, "Disabled the account of")
CHANGE(enable, GG_ACCOUNT_ENABLE, "Enabled the account of")
CHANGE(limit, GG_ACCOUNT_LIMIT, "Changed what models belong to the account of")
CHANGE(review, GG_ACCOUNT_REVIEW, "Recorded the review of the access of")
CHANGE(recover, GG_ACCOUNT_RECOVER, "Made administrator with the root key:")

const gg_command gg_cmd_account_grant = {
    .group = "account",
    .name = "account grant",
    .summary = "give an account a role",
    .operands = "NAME --role ROLE",
    .least = 1,
    .most = 1,
    .groups = {&role_options},
    .needs = {GG_OPT_ROLE},
    .example = "gauger account grant ben --role scientist",
    .about = "By an administrator, never to one's own person; one person is not administrator and "
             "reviewer or auditor. Where two administrators are active, it waits for the second "
             "(gauger account confirm).",
    .run = run_grant,
};

const gg_command gg_cmd_account_revoke = {
    .group = "account",
    .name = "account revoke",
    .summary = "take a role back",
    .operands = "NAME --role ROLE --reason TEXT",
    .least = 1,
    .most = 1,
    .groups = {&role_options},
    .needs = {GG_OPT_ROLE, GG_OPT_REASON},
    .example = "gauger account revoke ben --role reviewer --reason \"changed posts\"",
    .about = "By an administrator; holds from the next command on. The last administrator keeps "
             "that role.",
    .run = run_revoke,
};

const gg_command gg_cmd_account_confirm = {
    .group = "account",
    .name = "account confirm",
    .summary = "confirm as second administrator what waits of an account",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .groups = {&reason_options},
    .example = "gauger --as dora account confirm ben",
    .about =
        "Carries out the oldest change that waits of an account: a role, its enabling, another "
        "key. By an administrator who neither asked for it nor is the person of the account.",
    .run = run_confirm,
};

const gg_command gg_cmd_account_train = {
    .group = "account",
    .name = "account train",
    .summary = "record that training was completed",
    .operands = "NAME --date DATE",
    .least = 1,
    .most = 1,
    .groups = {&train_options},
    .needs = {GG_OPT_DATE},
    .example = "gauger account train ben --date 2026-01-31",
    .about = "Training is good for twelve months (setting account.training_months), the "
             "anniversary included; after that the account is refused until the next is recorded. "
             "Reading asks for none.",
    .run = run_train,
};

const gg_command gg_cmd_account_renew = {
    .group = "account",
    .name = "account renew",
    .summary = "let a dormant account act again",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .groups = {&reason_options},
    .example = "gauger account renew ben --reason \"back from leave\"",
    .about =
        "An account that has not acted for more than 90 days (setting account.dormant_days) is "
        "dormant and refused. Renewing counts the days anew; it is no use of the account.",
    .run = run_renew,
};

const gg_command gg_cmd_account_disable = {
    .group = "account",
    .name = "account disable",
    .summary = "stop an account",
    .operands = "NAME --reason TEXT",
    .least = 1,
    .most = 1,
    .groups = {&reason_options},
    .needs = {GG_OPT_REASON},
    .example = "gauger account disable ben --reason \"left\"",
    .about = "Holds from the next command on. Accounts are never deleted: what they did stays "
             "theirs. The last administrator is not disabled.",
    .run = run_disable,
};

const gg_command gg_cmd_account_enable = {
    .group = "account",
    .name = "account enable",
    .summary = "let a disabled account act again",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .groups = {&reason_options},
    .example = "gauger account enable ben",
    .about = "Where two administrators are active, it waits for the second. It does not count as "
             "use: an account that is dormant as well is renewed besides.",
    .run = run_enable,
};

const gg_command gg_cmd_account_limit = {
    .group = "account",
    .name = "account limit",
    .summary = "limit an account to models",
    .operands = "NAME --model NAMES | --all-models",
    .least = 1,
    .most = 1,
    .groups = {&limit_options},
    .example = "gauger account limit ben --model lanes,ports",
    .about = "Need to know: the account changes these models alone, and gauger shows it no others.",
    .run = run_limit,
};

const gg_command gg_cmd_account_review = {
    .group = "account",
    .name = "account review",
    .summary = "record a review of an account's access",
    .operands = "NAME --reason TEXT",
    .least = 1,
    .most = 1,
    .groups = {&reason_options},
    .needs = {GG_OPT_REASON},
    .example = "gauger account review ben --reason \"still reviews lanes\"",
    .about = "Access is reviewed every six months (setting account.review_months); account list "
             "--overdue shows what is late. A review changes nothing: take roles back with account "
             "revoke.",
    .run = run_review,
};

const gg_command gg_cmd_account_recover = {
    .group = "account",
    .name = "account recover",
    .summary = "make an administrator with the root key",
    .operands = "NAME --reason TEXT",
    .least = 1,
    .most = 1,
    .groups = {&reason_options},
    .needs = {GG_OPT_REASON},
    .example = "gauger account recover ada --reason \"nobody was here for 91 days\"",
    .about =
        "Signed with the key that made the registry (give it by $GAUGER_KEY_FILE), and refused "
        "while an administrator is active, unless that one has stopped the other alone, or a clock "
        "that was ahead has left its time in the log, which is set to now. "
        "The account is enabled, renewed and administrator; the log says so.",
    .run = run_recover,
};
