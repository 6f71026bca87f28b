/* Holding a proof or a signed card against what its reader knows already: the identity of the
 * registry, and a checkpoint that was kept. What is given is never passed over. */
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "cli/card_signed.h"

static gg_status check_id(const char *id, const char *where, const char *of, gg_error *err)
{
    if (strlen(id) != GG_SHA256_HEX - 1 || strspn(id, "0123456789abcdef") != GG_SHA256_HEX - 1) {
        gg_error_where(err, where, 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give 64 lower-case hexadecimal digits",
                            "this is not the identity of a registry");
    }
    if (strcmp(id, of) == 0)
        return GG_OK;
    gg_error_where(err, where, 0, NULL);
    return gg_error_set(err, GG_E_NO, "find out who gave the card or proof and the list of keys",
                        "this is of another registry: its identity is %.16s...", of);
}

/* A head of a document that gauger has made just now. */
static gg_tree_head head_of(const json_t *document)
{
    gg_tree_head head = {.size = (uint64_t)json_integer_value(json_object_get(document, "size"))};

    if (!gg_digest_read(gg_json_string(document, "root", NULL), head.root))
        head.size = 0;
    return head;
}

static gg_status other_history(gg_error *err)
{
    return gg_error_set(err, GG_E_NO, "find out which of them the registry has",
                        "it is of another history than the checkpoint that was given");
}

/* Whether a head is the one that was given; of the same size and another root, it cannot be. */
static gg_status meet(const gg_tree_head *head, const gg_checkpoint_head *known, bool *met,
                      gg_error *err)
{
    *met = *met || gg_head_same(head, &known->head);
    return *met || head->size != known->head.size ? GG_OK : other_history(err);
}

static bool joins(const gg_consistency *proof, const json_t *report, const json_t *heads,
                  const gg_tree_head *known)
{
    gg_tree_head own = head_of(report), head;
    bool answer = gg_consistency_joins(proof, &own, known);
    const json_t *one;
    size_t i;

    json_array_foreach(heads, i, one)
    {
        head = head_of(one);
        answer = answer || gg_consistency_joins(proof, &head, known);
    }
    return answer;
}

/* A proof from gauger audit prove --from --to, between what was checked and what was given. */
static gg_status check_between(const char *path, const json_t *report, const json_t *heads,
                               const gg_checkpoint_head *known, gg_error *err)
{
    json_t *document = NULL;
    gg_consistency proof;
    gg_status status = gg_json_load(path, &document, err);

    if (status == GG_OK)
        status = gg_consistency_read(document, &proof, err);
    if (status == GG_OK && strcmp(proof.id, known->id) != 0)
        status =
            gg_error_set(err, GG_E_NO, "find out who made it", "the proof is of another registry");
    if (status == GG_OK && !joins(&proof, report, heads, &known->head))
        status = gg_error_set(
            err, GG_E_NO, "have it made from these two: gauger audit prove --from --to",
            "the proof joins other checkpoints: of %llu and %llu events",
            (unsigned long long)proof.from.size, (unsigned long long)proof.to.size);
    if (status != GG_OK)
        gg_error_where(err, path, 0, NULL);
    json_decref(document);
    return status;
}

static gg_status not_joined(const gg_cli *cli, const json_t *report,
                            const gg_checkpoint_head *known, gg_error *err)
{
    const char *card = gg_args_text(&cli->args, GG_OPT_CARD);
    char mend[160] = "have it proven with the registry: gauger audit prove --from CHECKPOINT";

    if (card)
        snprintf(mend, sizeof mend,
                 "who has the registry makes it: gauger audit prove --from %.24s" GG_ENVELOPE_SUFFIX
                 " --to %.24s -o P; then give --proof P",
                 card, gg_args_text(&cli->args, GG_OPT_CHECKPOINT));
    return gg_error_set(
        err, GG_E_INPUT, mend,
        "the checkpoint of the %s has %lld events, and this one %llu: without a proof that one "
        "continues the other they cannot be held together",
        card ? "card" : "proof", (long long)json_integer_value(json_object_get(report, "size")),
        (unsigned long long)known->head.size);
}

static gg_status check_head(const gg_cli *cli, const json_t *report, const json_t *heads,
                            const char *between, const gg_checkpoint_head *known, gg_error *err)
{
    gg_tree_head head = head_of(report);
    const json_t *one;
    bool met = false;
    size_t i;
    gg_status status = meet(&head, known, &met, err);

    json_array_foreach(heads, i, one)
    {
        head = head_of(one);
        if (status == GG_OK)
            status = meet(&head, known, &met, err);
    }
    if (status != GG_OK || met)
        return status;
    return between ? check_between(between, report, heads, known, err)
                   : not_joined(cli, report, known, err);
}

gg_status gg_audit_held(gg_cli *cli, const gg_known_keys *keys, const json_t *report,
                        const json_t *heads, const char *between, gg_error *err)
{
    const char *id = gg_args_text(&cli->args, GG_OPT_ID), *pin = getenv("GAUGER_REGISTRY_ID");
    const char *path = gg_args_text(&cli->args, GG_OPT_CHECKPOINT);
    const char *of = gg_json_string(report, "id", "");
    gg_checkpoint_head known;
    gg_status status = GG_OK;

    if (gg_args_given(&cli->args, GG_OPT_FROM_CHECKPOINT))
        return gg_error_set(err, GG_E_USAGE, "leave it out",
                            "--from-checkpoint is for the examination of a registry");
    if (between && !path)
        return gg_error_set(err, GG_E_USAGE, "give --checkpoint FILE as well",
                            "--proof beside --card is between the card and a checkpoint");
    if (id)
        status = check_id(id, "--id", of, err);
    if (status == GG_OK && pin && pin[0])
        status = check_id(pin, "GAUGER_REGISTRY_ID", of, err);
    if (status != GG_OK || !path)
        return status;
    status = gg_audit_checkpoint_read(path, keys, &known, err);
    if (status == GG_OK)
        status = check_id(known.id, path, of, err);
    if (status == GG_OK)
        status = check_head(cli, report, heads, between, &known, err);
    if (status != GG_OK)
        gg_error_where(err, path, 0, NULL);
    return status;
}
