/* gauger audit checkpoint, prove, redact; account keys: what an overseer takes away, and what two
 * people may erase. */
#include <stdlib.h>
#include <string.h>

#include "cli/registry.h"
#include "audit.h"
#include "cmd.h"
#include "gauger/base/file.h"
#include "gauger/registry/audit.h"

#define CHECKPOINT_MAX ((size_t)1 << 20)
#define KEYS_MAX       ((size_t)64 << 20)

static const gg_option checkpoint_rows[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option prove_rows[] = {
    {.id = GG_OPT_FROM,
     .name = "from",
     .kind = GG_OPTION_TEXT,
     .value = "CHECKPOINT",
     .help = "show as well that the log continues this earlier checkpoint: a file, the envelope of "
             "a card, or a number of events"},
    {.id = GG_OPT_TO,
     .name = "to",
     .kind = GG_OPTION_TEXT,
     .value = "CHECKPOINT",
     .help = "with --from: only that one of the two continues the other; no key is needed"},
    {.id = GG_OPT_PAYLOAD,
     .name = "payload",
     .kind = GG_OPTION_FLAG,
     .help = "show what the event holds, and the salt that shows it to be that"},
    /* A proof is for a program to check: it has no other form. */
    GG_ROW_FORMAT("json", "json"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option redact_rows[] = {
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option keys_rows[] = {
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group checkpoint_options = GG_ROWS("Options", checkpoint_rows);
static const gg_option_group prove_options = GG_ROWS("Options", prove_rows);
static const gg_option_group redact_options = GG_ROWS("Options", redact_rows);
static const gg_option_group keys_options = GG_ROWS("Options", keys_rows);

/* ---- reading ---- */

gg_status gg_audit_checkpoint_read(const char *path, const gg_known_keys *keys,
                                   gg_checkpoint_head *out, gg_error *err)
{
    gg_buf text;
    gg_status status;

    gg_buf_init(&text, 0);
    status = gg_file_read(path, CHECKPOINT_MAX, &text, err);
    if (status == GG_OK && keys)
        status = gg_checkpoint_known(text.data ? text.data : "", text.size, keys, NULL, err);
    if (status == GG_OK)
        status = gg_checkpoint_read(text.data ? text.data : "", text.size, out, err);
    if (status != GG_OK)
        gg_error_where(err, path, 0, NULL);
    gg_buf_release(&text);
    return status;
}

gg_status gg_audit_keys_read(const char *path, gg_known_keys *out, gg_error *err)
{
    gg_buf text;
    gg_status status;

    gg_buf_init(&text, 0);
    status = gg_file_read(path, KEYS_MAX, &text, err);
    if (status == GG_OK)
        status = gg_known_keys_parse(text.data ? text.data : "", text.size, out, err);
    if (status != GG_OK)
        gg_error_where(err, path, 0, NULL);
    gg_buf_release(&text);
    return status;
}

/* ---- checkpoint ---- */

/* Text is the note itself, to be kept as it is. Who has no key can have the document without a
 * signature; who has one that may not sign is refused, so that nobody takes this for the other. */
static gg_status write_checkpoint(gg_cli *cli, gg_registry *reg, gg_error *err)
{
    bool text = strcmp(gg_args_text(&cli->args, GG_OPT_FORMAT), "text") == 0;
    bool bare = !text && gg_registry_need_key(reg, NULL) == GG_E_USAGE && !gg_registry_signer(reg);
    json_t *document = NULL;
    gg_status status = bare ? gg_registry_head_document(reg, &document, err)
                            : gg_registry_checkpoint(reg, &document, err);

    if (status == GG_OK && text)
        gg_buf_puts(&cli->out, gg_json_string(document, "note", ""));
    else if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    json_decref(document);
    return status == GG_OK ? gg_buf_check(&cli->out, err) : status;
}

/* Opens the registry for audit and does a piece of work that writes by itself. */
static gg_status with_registry(gg_cli *cli,
                               gg_status (*work)(gg_cli *cli, gg_registry *reg, gg_error *err),
                               gg_error *err)
{
    gg_registry *reg = NULL;
    gg_status status = gg_desk_open(cli, GG_REGISTRY_AUDIT, &reg, err);

    if (status == GG_OK)
        status = work(cli, reg, err);
    gg_registry_close(reg);
    return status;
}

static gg_status run_checkpoint(gg_cli *cli, gg_error *err)
{
    return with_registry(cli, write_checkpoint, err);
}

/* ---- prove ---- */

/* The number of an event, or the newest event about an object. */
static gg_status find_event(gg_registry *reg, const char *operand, uint64_t *seq, gg_error *err)
{
    size_t digits = strspn(operand, "0123456789");

    if (operand[digits] != '\0' || digits > 15)
        return gg_registry_event_of(reg, operand, seq, err);
    *seq = strtoull(operand, NULL, 10);
    return *seq ? GG_OK
                : gg_error_set(err, GG_E_NOT_FOUND, "see gauger audit log", "there is no event 0");
}

static gg_status write_proof(gg_cli *cli, gg_registry *reg, gg_error *err)
{
    const char *from = gg_args_text(&cli->args, GG_OPT_FROM), *operand = NULL;
    gg_tree_head head;
    json_t *proof = NULL;
    uint64_t seq = 0;
    gg_status status = GG_OK;

    if (gg_args_given(&cli->args, GG_OPT_TO))
        return gg_audit_prove_between(cli, reg, err);
    if (cli->args.n_operands)
        operand = cli->args.operands[0];
    if (!operand && !from)
        return gg_error_set(err, GG_E_USAGE, "name an event, or give --from CHECKPOINT",
                            "there is nothing to show");
    if (operand)
        status = find_event(reg, operand, &seq, err);
    if (status == GG_OK && from)
        status = gg_audit_head_read(reg, from, &head, err);
    if (status == GG_OK)
        gg_error_init(err);
    if (status == GG_OK)
        status = gg_registry_prove(reg, seq, from ? &head : NULL,
                                   gg_args_given(&cli->args, GG_OPT_PAYLOAD), &proof, err);
    if (status == GG_OK)
        gg_json_write(proof, &cli->out);
    json_decref(proof);
    return status == GG_OK ? gg_buf_check(&cli->out, err) : status;
}

static gg_status run_prove(gg_cli *cli, gg_error *err)
{
    return with_registry(cli, write_proof, err);
}

/* A proof that holds shows that its log continues the head that it was made with. */
static gg_status hold(gg_cli *cli, const gg_known_keys *keys, const json_t *report,
                      const json_t *proof, gg_error *err)
{
    const json_t *earlier = json_object_get(proof, "consistency");
    json_t *heads = json_array();
    gg_status status = GG_OK;

    if (strcmp(gg_json_string(report, "result", ""), "holds") == 0 && json_is_object(earlier) &&
        json_array_append(heads, (json_t *)earlier) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK)
        status = gg_audit_held(cli, keys, report, heads, NULL, err);
    json_decref(heads);
    return status;
}

static gg_status load_proof(const char *path, json_t **out, gg_error *err)
{
    gg_status status = gg_json_load(path, out, err);
    const char *format = gg_json_string(*out, "format", "");

    if (status != GG_OK || strcmp(format, GG_PROOF_FORMAT) == 0)
        return status;
    return strcmp(format, GG_CONSISTENCY_FORMAT) == 0
               ? gg_error_set(err, GG_E_USAGE, "give --card FILE and --checkpoint FILE with it",
                              "this proof is between two checkpoints, and shows nothing alone")
               : gg_error_set(err, GG_E_INPUT, "give what gauger audit prove wrote",
                              "is not a document of that format");
}

gg_status gg_audit_check_proof(gg_cli *cli, gg_error *err)
{
    const char *path = gg_args_text(&cli->args, GG_OPT_PROOF);
    const char *list = gg_args_text(&cli->args, GG_OPT_KEYS);
    gg_known_keys keys;
    json_t *proof = NULL, *report = NULL;
    gg_status status = GG_OK;

    memset(&keys, 0, sizeof keys);
    if (!list)
        return gg_error_set(err, GG_E_USAGE, "give --keys FILE, of gauger account keys",
                            "a proof is checked with a list of keys");
    status = gg_audit_keys_read(list, &keys, err);
    if (status == GG_OK)
        status = load_proof(path, &proof, err);
    if (status == GG_OK)
        status = gg_proof_check(proof, &keys, &report, err);
    if (status != GG_OK)
        gg_error_where(err, path, 0, NULL);
    else
        status = hold(cli, &keys, report, proof, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, report, NULL, err);
    if (status == GG_OK && strcmp(gg_json_string(report, "result", ""), "holds") != 0)
        status = GG_E_NO;
    gg_known_keys_release(&keys);
    json_decref(proof);
    json_decref(report);
    return status;
}

/* ---- keys ---- */

static gg_status write_keys(gg_cli *cli, gg_registry *reg, gg_error *err)
{
    return gg_registry_keys(reg, &cli->out, err);
}

static gg_status run_keys(gg_cli *cli, gg_error *err)
{
    return with_registry(cli, write_keys, err);
}

/* ---- redact ---- */

static gg_status redact(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    const char *operand = cli->args.operands[0];
    json_t *done = NULL;
    uint64_t seq = 0;
    bool asked, one;
    char text[160];
    gg_status status = find_event(reg, operand, &seq, err);

    if (status == GG_OK)
        status = gg_registry_redact(reg, seq, gg_args_text(&cli->args, GG_OPT_REASON), &done, err);
    if (status != GG_OK)
        return status;
    asked = strcmp(gg_json_string(done, "step", ""), "asked") == 0;
    one = strcmp(gg_json_string(done, "people", ""), "one") == 0;
    snprintf(text, sizeof text,
             asked ? "Asked for what people wrote in event %llu to be erased."
                   : "Erased what people wrote in event %llu, for good.",
             (unsigned long long)seq);
    status = gg_desk_give(
        json_pack("{s:s, s:s, s:I, s:O, s:O, s:O, s:[s]}", "format", "gauger/receipt/1", "done",
                  text, "event", (json_int_t)seq, "step", json_object_get(done, "step"), "erased",
                  json_object_get(done, "erased"), "people", json_object_get(done, "people"),
                  "next",
                  asked && !one ? "Somebody else gives the same command, and it is done."
                  : asked       ? "Give the same command again, and it is done; one person holds "
                                  "every key, so that the two steps are not separated."
                  : one         ? "One person holds every key: the two steps were not separated. "
                                  "Backups hold it still."
                                : "Backups hold it still."),
        out, err);
    json_decref(done);
    return status;
}

static gg_status run_redact(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, redact, err);
}

const gg_command gg_cmd_audit_checkpoint = {
    .group = "account",
    .name = "audit checkpoint",
    .summary = "the signed head of the log, to be kept elsewhere",
    .groups = {&checkpoint_options},
    .example = "gauger audit checkpoint -o checkpoint.txt",
    .about = "Prints how many events there are and the root of the hash tree over them, as a note "
             "of C2SP's form (tlog-checkpoint) that is signed with the key of who asks. Kept by "
             "someone else, it shows later that nothing before it was changed or removed. As a "
             "document (--format json) it needs no key, and then is not signed; a key whose "
             "account is disabled or dormant is refused all the same.",
    .run = run_checkpoint,
};

const gg_command gg_cmd_audit_prove = {
    .group = "account",
    .name = "audit prove",
    .summary = "that an event is in the log, for who has no registry",
    .operands = "[EVENT]",
    .most = 1,
    .groups = {&prove_options},
    .example = "gauger audit prove model/lanes@2 --from checkpoint.txt -o proof.json",
    .about = "Writes a proof (JSON): the header and signature of an event, the path from its leaf "
             "to the root (RFC 9162), and a signed checkpoint of that root; with --from, that the "
             "log continues an earlier checkpoint. EVENT is a number, or an object like "
             "model/lanes@2 for the newest event about it. gauger audit verify --proof FILE --keys "
             "FILE checks it anywhere. With --from and --to it is a proof between two checkpoints "
             "alone, for whoever holds a card against a checkpoint of their own: gauger audit "
             "verify --card FILE --checkpoint THEIRS --proof FILE --keys FILE.",
    .run = run_prove,
};

const gg_command gg_cmd_audit_redact = {
    .group = "account",
    .name = "audit redact",
    .summary = "erase what an event should never have held",
    .operands = "EVENT",
    .least = 1,
    .most = 1,
    .groups = {&redact_options},
    .needs = {GG_OPT_REASON},
    .example = "gauger audit redact 17 --reason \"names a person\"",
    .about = "Erases the texts that people wrote in an event (reasons, findings, fields of "
             "records) and its salt, in two steps: one asks, somebody else confirms by the same "
             "command. That something was decided, by whom and when, stays, and so does every "
             "proof; audit verify counts what was redacted.",
    .run = run_redact,
};

const gg_command gg_cmd_account_keys = {
    .group = "account",
    .name = "account keys",
    .summary = "the public keys of all accounts, to check proofs and cards with",
    .groups = {&keys_options},
    .example = "gauger account keys -o keys.txt",
    .about = "Prints a verifier key (C2SP) for each key that the log gave to an account, with the "
             "account, its roles, and the events from which and until which it holds. Give it to "
             "whoever is to check proofs and signed cards without the registry.",
    .run = run_keys,
};
