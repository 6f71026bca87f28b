/*
 * What a card rests on, and was erased since: its header holds, and its payload is gone. What it
 * decided is told by the event that erased it, which kept that, and which somebody else asked for;
 * both are in the envelope, and the table of duties is held against both.
 */
#include <stdlib.h>
#include <string.h>

#include "audit_internal.h"

static bool is_action(const gg_proven_event *e, const char *action)
{
    return strcmp(e->logged.event.action, action) == 0;
}

/* An event's texts point into it, so each is proven where it stays. */
gg_status gg_erasures_read(const json_t *events, const gg_tree_head *head,
                           const gg_known_keys *keys, gg_erasures *out, gg_error *err)
{
    json_t *findings = json_array();
    const json_t *proof;
    size_t i;
    gg_status st = GG_OK;

    out->n = 0;
    out->all = calloc(json_array_size(events) + 1, sizeof *out->all);
    if (!out->all)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_array_foreach(events, i, proof)
    {
        gg_proven_event *e = &out->all[out->n];

        if (st == GG_OK)
            st = gg_event_proof_check(proof, head, keys, e, findings, err);
        if (st != GG_OK)
            break;
        /* What does not hold is found with the other events, and says nothing here. */
        if (json_array_size(findings) == 0 &&
            (is_action(e, "audit.redact") || is_action(e, "audit.ask")))
            out->n++;
        else
            gg_proven_event_release(e);
        json_array_clear(findings);
    }
    json_decref(findings);
    return st;
}

void gg_erasures_release(gg_erasures *erasures)
{
    for (size_t i = 0; i < erasures->n; i++)
        gg_proven_event_release(&erasures->all[i]);
    free(erasures->all);
    erasures->all = NULL;
    erasures->n = 0;
}

static uint64_t member(const json_t *payload, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(payload, key));

    return n > 0 ? (uint64_t)n : 0;
}

/* The event that erased the payload of another one; NULL where that is shown, or none is proven. */
static const gg_proven_event *erasing(const gg_erasures *erasures, const gg_proven_event *e)
{
    for (size_t i = 0; !e->logged.payload && i < erasures->n; i++) {
        const gg_proven_event *by = &erasures->all[i];

        if (is_action(by, "audit.redact") && by->logged.seq > e->logged.seq &&
            member(by->payload, "event") == e->logged.seq)
            return by;
    }
    return NULL;
}

const json_t *gg_erasures_payload(const gg_erasures *erasures, const gg_proven_event *e)
{
    const gg_proven_event *by = erasing(erasures, e);

    return by ? json_object_get(by->payload, "kept") : e->payload;
}

/* Who asked for it, of this event and no other, and before it was done; NULL where not proven. */
static const gg_proven_event *asking(const gg_erasures *erasures, const gg_proven_event *e,
                                     const gg_proven_event *by)
{
    for (size_t i = 0; i < erasures->n; i++) {
        const gg_proven_event *one = &erasures->all[i];

        if (is_action(one, "audit.ask") && one->logged.seq == member(by->payload, "asked") &&
            one->logged.seq > e->logged.seq && one->logged.seq < by->logged.seq &&
            member(gg_erasures_payload(erasures, one), "event") == e->logged.seq)
            return one;
    }
    return NULL;
}

/* Whether two events are of one person, or that cannot be told. */
static bool same_person(const gg_proven_event *a, const gg_proven_event *b)
{
    return !a->key || !b->key || strcmp(a->key->person, b->key->person) == 0;
}

void gg_erasures_judge(const gg_erasures *erasures, const gg_known_keys *keys,
                       const gg_proven_event *e, json_t *findings)
{
    const gg_proven_event *by = erasing(erasures, e);
    const gg_proven_event *asked = by ? asking(erasures, e, by) : NULL;
    unsigned long long seq = (unsigned long long)e->logged.seq;

    if (!by)
        return;
    gg_card_judge_role(keys, by, findings);
    if (!asked) {
        gg_find(findings, "it is not proven who asked for event %llu to be erased", seq);
        return;
    }
    gg_card_judge_role(keys, asked, findings);
    if (gg_card_judged(keys, by->logged.seq) &&
        (!gg_card_judged(keys, asked->logged.seq) || same_person(by, asked)))
        gg_find(findings,
                "rule second: event %llu: who asked for event %llu to be erased does not "
                "carry it out",
                (unsigned long long)by->logged.seq, seq);
    gg_erasures_judge(erasures, keys, asked, findings);
}

json_t *gg_erasures_facts(const gg_erasures *erasures, const gg_proven_event *e)
{
    const gg_proven_event *by = erasing(erasures, e);
    const gg_proven_event *asked = by ? asking(erasures, e, by) : NULL;
    json_t *facts = by ? gg_proven_facts(by) : json_null();

    if (by)
        json_object_set_new(facts, "asked", asked ? gg_proven_facts(asked) : json_null());
    return facts;
}
