#include "request.h"

#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/base/json.h"
#include "gauger/base/text.h"

/* An option, and what the event says where it was given. */
typedef struct mark {
    gg_option_id option;
    const char *member; /* of the payload */
    const char *value;  /* NULL: what was given */
} mark;

/* What the first event of a command can be. Not in the table: none is taken for the command's. */
typedef struct row {
    const char *command;
    const char *actions; /* joined by '|', with one at each end */
    int operand;         /* that names what it is about, -1 for none */
    gg_option_id named;  /* the option that does, 0 for none */
    int file;            /* the operand of which the payload has the digest, -1 for none */
    mark marks[5];
} row;

#define REGISTERS "|model.register|cycle.open|model.alias|"

static const row rows[] = {
    {"dataset add", "|dataset.add|", -1, GG_OPT_NAME, 0, {{GG_OPT_ORIGIN, "origin", NULL}}},
    {"dataset revise", "|dataset.revise|", 0, 0, 1, {{0}}},
    {"dataset purge", "|dataset.purge|", 0, 0, -1, {{0}}},
    {"policy adopt", "|policy.adopt|", -1, 0, 0, {{0}}},
    {"cycle open", "|cycle.open|", 0, 0, -1, {{GG_OPT_KIND, "kind", NULL}}},
    {"cycle phase", "|cycle.phase|", 0, 0, -1, {{0}}},
    {"cycle close", "|cycle.close|", 0, 0, -1, {{0}}},
    {"model register", REGISTERS, -1, 0, -1, {{GG_OPT_KIND, "kind", NULL}}},
    {"train", REGISTERS, -1, 0, -1, {{GG_OPT_KIND, "kind", NULL}}},
    {"refresh", REGISTERS, 0, 0, -1, {{0}}},
    {"evaluate", "|model.evaluate|evaluation.export|record.add|", -1, GG_OPT_MODEL, -1, {{0}}},
    {"gate", "|model.judge|", 0, 0, -1, {{0}}},
    {"promote", "|model.promote|", 0, 0, -1, {{GG_OPT_TO, "to", NULL}}},
    {"review",
     "|model.review|model.answer|",
     0,
     0,
     -1,
     {{GG_OPT_APPROVE, "decision", "approve"},
      {GG_OPT_REJECT, "decision", "reject"},
      {GG_OPT_QUESTION, "decision", "question"},
      {GG_OPT_ANSWER, "text", NULL}}},
    {"waive",
     "|model.waive|",
     0,
     0,
     -1,
     {{GG_OPT_RULE, "rule", NULL}, {GG_OPT_UNTIL, "until", NULL}}},
    {"suspend", "|model.suspend|", 0, 0, -1, {{0}}},
    {"card", "|card.export|card.issue|card.countersign|record.add|", 0, 0, -1, {{0}}},
    {"record add", "|record.add|", -1, 0, -1, {{0}}},
    {"record close", "|record.close|", 0, 0, -1, {{GG_OPT_RESOLUTION, "outcome", NULL}}},
    {"audit redact", "|audit.ask|audit.redact|", 0, 0, -1, {{0}}},
    {"account add", "|account.add|record.add|", 0, 0, -1, {{0}}},
    {"account grant", "|account.grant|", 0, 0, -1, {{GG_OPT_ROLE, "role", NULL}}},
    {"account revoke", "|account.revoke|", 0, 0, -1, {{GG_OPT_ROLE, "role", NULL}}},
    {"account confirm", "|account.confirm|", 0, 0, -1, {{0}}},
    {"account train", "|account.train|record.add|", 0, 0, -1, {{GG_OPT_DATE, "dated", NULL}}},
    {"account renew", "|account.renew|", 0, 0, -1, {{0}}},
    {"account disable", "|account.disable|", 0, 0, -1, {{0}}},
    {"account enable", "|account.enable|", 0, 0, -1, {{0}}},
    {"account limit", "|account.limit|", 0, 0, -1, {{0}}},
    {"account key", "|account.key|", 0, 0, -1, {{0}}},
    {"account review", "|account.review|record.add|", 0, 0, -1, {{0}}},
    {"account recover", "|account.recover|", 0, 0, -1, {{0}}},
};

static const row *row_of(const char *command)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].command, command) == 0)
            return &rows[i];
    return NULL;
}

static bool among(const char *actions, const char *action)
{
    const char *at = strstr(actions, action);

    return at && at[-1] == '|' && at[strlen(action)] == '|';
}

static bool is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

/* NAME, NAME@N, NAME/PHASE or a number, against what an event is about. An alias may have moved. */
static bool is_about(const char *given, const json_t *used)
{
    const json_t *payload = json_object_get(used, "payload");
    const char *object = strchr(gg_json_string(used, "object", "/"), '/') + 1;
    const char *names[] = {object, gg_json_string(payload, "model", object),
                           gg_json_string(payload, "account", object)};
    const char *number = strchr(object, '@'), *wanted = strchr(given, '@');
    size_t n = strcspn(given, "@/");
    bool found = false;
    double at = 0;

    if (is_number(given) && gg_text_number(given, strlen(given), &at) == GG_NUMBER_OK)
        return (number && strcmp(number + 1, given) == 0) ||
               gg_json_number(payload, "event", 0) == at;
    for (size_t i = 0; i < 3; i++)
        found |= strcspn(names[i], "@") == n && strncmp(names[i], given, n) == 0;
    return found && (!number || !wanted || !is_number(wanted + 1) ||
                     strncmp(object, given, n) != 0 || strcmp(number, wanted) == 0);
}

static bool has_digest(const char *path, const json_t *payload)
{
    char sha256[GG_SHA256_HEX];

    /* What cannot be read now cannot be compared. */
    return gg_sha256_file(path, sha256, NULL) != GG_OK ||
           strcmp(sha256, gg_json_string(payload, "sha256", sha256)) == 0;
}

static bool says(const gg_args *args, const mark *m, const json_t *payload)
{
    const char *want = m->value ? m->value : gg_args_text(args, m->option);

    return !m->member || !gg_args_given(args, m->option) ||
           strcmp(gg_json_string(payload, m->member, ""), want) == 0;
}

/* Whether an event is what this command would make, as far as that can be told before it is carried
 * out. Of an event whose payload was erased, it is who, what and on what. */
static bool same_command(const gg_cli *cli, const gg_registry *reg, const json_t *used)
{
    const row *r = row_of(cli->command->name);
    const gg_args *args = &cli->args;
    const json_t *payload = json_object_get(used, "payload");
    bool operand = r && r->operand >= 0 && (size_t)r->operand < args->n_operands;
    const char *actor = gg_registry_actor(reg), *name;
    bool same = r && actor && strcmp(gg_json_string(used, "actor", ""), actor) == 0 &&
                among(r->actions, gg_json_string(used, "action", ""));

    if (!same)
        return false;
    name = operand ? args->operands[r->operand] : r->named ? gg_args_text(args, r->named) : NULL;
    if (name && !is_about(name, used))
        return false;
    if (json_object_size(payload) == 0)
        return true;
    for (size_t i = 0; i < sizeof r->marks / sizeof *r->marks; i++)
        if (!says(args, &r->marks[i], payload))
            return false;
    return r->file < 0 || (size_t)r->file >= args->n_operands ||
           has_digest(args->operands[r->file], payload);
}

gg_status gg_request_take(const gg_cli *cli, gg_registry *reg, gg_error *err)
{
    const char *key = gg_args_text(&cli->args, GG_OPT_REQUEST);
    json_t *used = NULL;
    gg_status status;

    if (!key)
        return GG_OK;
    status = gg_registry_set_request(reg, key, err);
    if (status == GG_OK)
        status = gg_registry_request_used(reg, key, &used, err);
    if (status != GG_OK || !used)
        return status;
    gg_error_where(err, "--request", 0, NULL);
    status = gg_registry_request_refuse(reg, used, same_command(cli, reg, used), err);
    json_decref(used);
    return status;
}
