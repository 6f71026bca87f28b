/* A second signature on a card: by rule, and on record. */
#include <string.h>

#include "audit_internal.h"
#include "gauger/base/dsse.h"
#include "gauger/registry/account.h"
#include "gauger/registry/card.h"

/* What is countersigned, as its statement says. */
typedef struct issued_card {
    char object[2 * GG_NAME_MAX], card[GG_SHA256_HEX], id[GG_SHA256_HEX];
    json_int_t issued;
    gg_checkpoint_head checkpoint;
    uint64_t seq; /* of the event that countersigns */
} issued_card;

/* What gauger says in the statement of an envelope; the statement is to be given up. */
static gg_status open_statement(const json_t *envelope, json_t **statement, const json_t **own,
                                gg_error *err)
{
    gg_dsse dsse;
    gg_status st = gg_dsse_open(envelope, &dsse, err);

    if (st != GG_OK)
        return st;
    st = gg_json_parse(dsse.payload.data, dsse.payload.size, "statement", statement, err);
    *own = json_object_get(json_object_get(*statement, "predicate"), "gauger");
    gg_dsse_release(&dsse);
    return st;
}

static gg_status read_checkpoint(const json_t *own, gg_checkpoint_head *out, gg_error *err)
{
    const char *note = gg_json_string(own, "checkpoint", "");

    return gg_checkpoint_read(note, strlen(note), out, err);
}

gg_status gg_card_checkpoint(const json_t *envelope, gg_checkpoint_head *out, gg_error *err)
{
    json_t *statement = NULL;
    const json_t *own = NULL;
    gg_status st = open_statement(envelope, &statement, &own, err);

    if (st == GG_OK)
        st = read_checkpoint(own, out, err);
    json_decref(statement);
    return st;
}

static gg_status read_statement(const json_t *envelope, issued_card *out, gg_error *err)
{
    const json_t *own = NULL, *digest;
    json_t *statement = NULL;
    gg_status st = open_statement(envelope, &statement, &own, err);

    digest = json_object_get(json_array_get(json_object_get(statement, "subject"), 0), "digest");
    gg_copy(out->card, sizeof out->card, gg_json_string(digest, "sha256", ""));
    gg_copy(out->id, sizeof out->id, gg_json_string(own, "id", ""));
    out->issued = json_integer_value(json_object_get(own, "issued"));
    snprintf(out->object, sizeof out->object, "model/%.100s@%lld", gg_json_string(own, "model", ""),
             (long long)json_integer_value(json_object_get(own, "version")));
    if (st == GG_OK)
        st = read_checkpoint(own, &out->checkpoint, err);
    json_decref(statement);
    return st;
}

/* Only what this registry issued is countersigned with a key of it. */
static gg_status check_origin(gg_registry *reg, const issued_card *card, gg_error *err)
{
    gg_tried tried = {"card.countersign", card->object, "issued",
                      "ask who gave it, and open the registry that issued it: gauger audit log "
                      "--action card.issue",
                      GG_E_NO};
    char id[GG_SHA256_HEX];
    json_t *payload = NULL;
    uint64_t there = 0;
    gg_status st = gg_registry_id(reg, id, err);

    if (st == GG_OK && strcmp(card->id, id) != 0)
        return gg_registry_refuse(reg, &tried, err, "this card was issued by another registry");
    if (st == GG_OK)
        st = gg_db_number(&reg->db, &there, err,
                          "SELECT count(*) FROM entry WHERE seq = ?1 AND action = 'card.issue'"
                          " AND object = ?2",
                          "is", (int64_t)card->issued, card->object);
    if (st == GG_OK && there)
        st = gg_event_payload(&reg->db, (uint64_t)card->issued, &payload, NULL, err);
    if (st == GG_OK && strcmp(gg_json_string(payload, "card", "-"), card->card) != 0)
        st = gg_registry_refuse(reg, &tried, err, "this card was not issued by event %lld",
                                (long long)card->issued);
    json_decref(payload);
    return st;
}

static json_t *payload_of(const gg_registry *reg, const issued_card *card)
{
    return json_pack("{s:s, s:I, s:s}", "card", card->card, "issued", card->issued, "key",
                     reg->signer ? gg_signer_id(reg->signer) : "");
}

/* Who may, before the envelope is looked at for signatures: what is lacking is refused by rule. */
static gg_status check_duty(gg_registry *reg, const issued_card *card, gg_error *err)
{
    json_t *payload = payload_of(reg, card);
    const gg_event event = {"card.countersign", card->object, payload};
    gg_status st = payload ? gg_registry_may(reg, &event, err)
                           : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");

    json_decref(payload);
    return st;
}

static gg_status record(gg_registry *reg, issued_card *card, gg_error *err)
{
    gg_transaction *tx;
    gg_status st = gg_transaction_begin(reg, &tx, err);

    if (st != GG_OK)
        return st;
    st = gg_append(tx, "card.countersign", card->object, payload_of(reg, card), &card->seq, err);
    return gg_transaction_end(tx, st, err);
}

/* When it was: the event, proven beside the signature that was added last. */
static gg_status add_record(gg_registry *reg, const issued_card *card, json_t *envelope,
                            gg_error *err)
{
    const json_t *list = json_object_get(envelope, "signatures");
    json_t *one = json_array_get(list, json_array_size(list) - 1), *proven = NULL;
    gg_status st = gg_countersign_prove(reg, card->seq, &card->checkpoint.head, &proven, err);

    if (st == GG_OK && json_object_set_new(one, "gauger", proven) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

gg_status gg_card_add_signature(gg_registry *reg, json_t *envelope, gg_error *err)
{
    json_t *signed_one = json_deep_copy(envelope);
    issued_card card;
    gg_status st;

    memset(&card, 0, sizeof card);
    st = read_statement(envelope, &card, err);
    if (st == GG_OK)
        st = gg_registry_need_signer(reg, "card.countersign", err);
    if (st == GG_OK)
        st = check_origin(reg, &card, err);
    if (st == GG_OK)
        st = check_duty(reg, &card, err);
    if (st == GG_OK)
        st = gg_dsse_sign(signed_one, reg->signer, err);
    if (st == GG_OK)
        st = record(reg, &card, err);
    if (st == GG_OK)
        st = add_record(reg, &card, signed_one, err);
    if (st == GG_OK && json_object_update(envelope, signed_one) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(signed_one);
    return st;
}
