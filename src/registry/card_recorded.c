/*
 * The record of a countersignature: a signature of an envelope does not say when it was made, and
 * what was signed cannot grow. So the event that put it on record is proven beside it, under a
 * checkpoint that continues the card's own. It is not signed by the envelope and need not be: the
 * event names the card, the issuance and the key, and is signed by that key.
 */
#include <stdlib.h>
#include <string.h>

#include "audit_internal.h"

#define FORMAT "gauger/countersignature/1"

/* ---- making */

static gg_status prove(gg_registry *reg, uint64_t seq, const gg_tree_head *from, json_t **out,
                       gg_error *err)
{
    unsigned char(*leaves)[GG_SHA256_BYTES] = NULL;
    json_t *event = NULL, *consistency = NULL, *checkpoint = NULL;
    gg_tree_head head;
    uint64_t n = 0;
    gg_status st = gg_leaves_read(reg, &leaves, &n, err);

    if (st == GG_OK)
        st = gg_registry_head(reg, &head, err);
    if (st == GG_OK)
        st = gg_event_proof(reg, leaves, n, seq, true, &event, err);
    if (st == GG_OK)
        st = gg_consistency_from(leaves, n, from, &head, &consistency, err);
    if (st == GG_OK)
        st = gg_checkpoint_sign(reg, &head, &checkpoint, err);
    if (st == GG_OK)
        gg_printed_keep(reg, &head);
    if (st == GG_OK)
        st = gg_document(GG_OK, out, err,
                         json_pack("{s:s, s:O, s:O, s:O}", "format", FORMAT, "checkpoint",
                                   json_object_get(checkpoint, "note"), "consistency", consistency,
                                   "event", event));
    free(leaves);
    json_decref(event);
    json_decref(consistency);
    json_decref(checkpoint);
    return st;
}

gg_status gg_countersign_prove(gg_registry *reg, uint64_t seq, const gg_tree_head *from,
                               json_t **out, gg_error *err)
{
    bool begun = false;
    gg_status st = gg_read_begin(reg, &begun, err);

    if (st == GG_OK)
        st = prove(reg, seq, from, out, err);
    return gg_read_end(reg, begun, st, err);
}

/* ---- checking */

/* The later checkpoint: signed by a key of the list, and it continues the card's. */
static bool check_checkpoint(const gg_recording *r, const json_t *record, gg_tree_head *head)
{
    const char *note = gg_json_string(record, "checkpoint", "");
    const json_t *part = json_object_get(record, "consistency");
    gg_checkpoint_head later;
    gg_tree_head from;

    if (strcmp(gg_json_string(record, "format", ""), FORMAT) != 0 ||
        gg_checkpoint_known(note, strlen(note), r->keys, NULL, NULL) != GG_OK ||
        gg_checkpoint_read(note, strlen(note), &later, NULL) != GG_OK ||
        !gg_consistency_holds(part, &later.head, &from) || !gg_head_same(&from, &r->head))
        return false;
    *head = later.head;
    return true;
}

/* That the event is the countersigning of this card, with this key. */
static bool is_of_card(const gg_recording *r, const gg_proven_event *e, const gg_known_key *key)
{
    return e->key == key && e->logged.seq > r->issued &&
           strcmp(e->logged.event.action, "card.countersign") == 0 &&
           strcmp(e->logged.event.object, r->object) == 0 &&
           strcmp(gg_json_string(e->payload, "card", ""), r->card) == 0 &&
           strcmp(gg_json_string(e->payload, "key", ""), key->id) == 0 &&
           gg_json_is(json_object_get(e->payload, "issued"), r->issued);
}

static gg_status check_event(const gg_recording *r, const json_t *record, const gg_tree_head *head,
                             const gg_known_key *key, json_t **facts, gg_error *err)
{
    size_t before = json_array_size(r->findings);
    gg_proven_event e;
    gg_status st =
        gg_event_proof_check(json_object_get(record, "event"), head, r->keys, &e, r->findings, err);

    if (st == GG_OK && json_array_size(r->findings) == before && is_of_card(r, &e, key))
        *facts = gg_proven_facts(&e);
    gg_proven_event_release(&e);
    return st;
}

gg_status gg_countersign_check(const gg_recording *r, const json_t *record, const gg_known_key *key,
                               json_t **facts, gg_error *err)
{
    gg_tree_head head;
    gg_error why;
    gg_status st = GG_OK;

    *facts = NULL;
    gg_error_init(&why);
    if (check_checkpoint(r, record, &head))
        st = check_event(r, record, &head, key, facts, &why);
    if (st == GG_E_MEMORY)
        return gg_error_set(err, st, NULL, "out of memory");
    if (!*facts)
        gg_find(r->findings, "what is beside the signature of %.80s does not show it on record",
                key->account);
    else
        json_array_append_new(r->heads, gg_head_document(&head));
    return GG_OK;
}
