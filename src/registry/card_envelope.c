/*
 * The parts of an envelope that no signature covers: names of members, names of keys, how bytes are
 * written. They are held to what gauger writes, so that nothing in the file can be another thing
 * without the check saying so.
 */
#include <string.h>

#include "audit_internal.h"
#include "gauger/base/base64.h"

#define MEMBERS 6

/* Members of an object, and those of the objects in it; lists are looked through. */
typedef struct shape {
    const char *of; /* the member that holds it; NULL for the envelope */
    const char *members[MEMBERS];
} shape;

static const shape shapes[] = {
    {NULL, {"payloadType", "payload", "signatures"}},
    {"signatures", {"keyid", "sig", "gauger"}},
    {"gauger", {"format", "checkpoint", "consistency", "event"}},
    {"consistency", {"size", "root", "path"}},
    {"event", {"seq", "header", "signature", "inclusion", "salt", "payload"}},
    {"inclusion", {"index", "path"}},
};

static const shape *shape_of(const char *member)
{
    for (size_t i = 1; i < sizeof shapes / sizeof *shapes; i++)
        if (strcmp(shapes[i].of, member) == 0)
            return &shapes[i];
    return NULL;
}

static bool is_member(const shape *of, const char *name)
{
    for (size_t i = 0; i < MEMBERS && of->members[i]; i++)
        if (strcmp(of->members[i], name) == 0)
            return true;
    return false;
}

static void check_members(const json_t *value, const shape *of, json_t *findings)
{
    const char *name;
    json_t *member;

    for (size_t i = 0; i < json_array_size(value); i++)
        check_members(json_array_get(value, i), of, findings);
    json_object_foreach((json_t *)value, name, member)
    {
        const shape *inner = shape_of(name);

        if (!is_member(of, name))
            gg_find(findings, "the envelope has a member \"%.40s\" that no signature covers", name);
        if (inner)
            check_members(member, inner, findings);
    }
}

/* Bytes have one way of being written: with padding, in the alphabet that gauger uses. */
static bool is_written(const json_t *text, const void *data, size_t n)
{
    gg_buf again;
    bool same;

    gg_buf_init(&again, 0);
    gg_base64_append(&again, data, n);
    same = !again.failed && again.size == json_string_length(text) &&
           (again.size == 0 || memcmp(again.data, json_string_value(text), again.size) == 0);
    gg_buf_release(&again);
    return same;
}

void gg_envelope_strict(const json_t *envelope, const gg_dsse *dsse, json_t *findings)
{
    const json_t *list = json_object_get(envelope, "signatures");

    check_members(envelope, &shapes[0], findings);
    if (!is_written(json_object_get(envelope, "payload"), dsse->payload.data, dsse->payload.size))
        gg_find(findings, "the payload of the envelope is not written as it was");
    for (size_t i = 0; i < dsse->n_signatures; i++)
        if (dsse->signatures[i].ed25519 &&
            !is_written(json_object_get(json_array_get(list, i), "sig"), dsse->signatures[i].bytes,
                        GG_SIGNATURE_BYTES))
            gg_find(findings, "a signature of the envelope is not written as it was");
}

/* The key of the list that made a signature; NULL for none. */
static const gg_known_key *maker(const gg_dsse *dsse, size_t i, const gg_known_keys *keys)
{
    gg_dsse alone = *dsse;

    alone.n_signatures = 1;
    alone.signatures[0] = dsse->signatures[i];
    for (size_t k = 0; k < keys->n; k++)
        if (gg_dsse_check(&alone, keys->keys[k].verifier.public_key))
            return &keys->keys[k];
    return NULL;
}

void gg_envelope_keys(const gg_dsse *dsse, const gg_known_keys *keys, json_t *findings)
{
    for (size_t i = 0; i < dsse->n_signatures; i++) {
        const gg_known_key *by = maker(dsse, i, keys);

        if (by && strcmp(by->id, dsse->signatures[i].key) != 0)
            gg_find(findings,
                    "a signature of the envelope is of the key of %.80s, and names another key",
                    by->account);
    }
}

/* ---- what a checkpoint and a list of keys say of one registry */

void gg_people_agree(const gg_checkpoint_head *head, const gg_known_keys *keys, json_t *findings)
{
    bool several = keys->several && keys->several_since <= head->head.size;

    if (head->people && (head->people == GG_PEOPLE_SEVERAL) != several)
        gg_find(findings,
                "the checkpoint says that %s held the keys, and the list of keys that it was %s: "
                "the list is older, or was changed",
                several ? "one person" : "several people", several ? "several" : "one");
}
