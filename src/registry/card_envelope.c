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

static gg_status refuse(const char *format, const char *name, gg_error *err)
{
    return gg_error_set(err, GG_E_INPUT, "give the envelope as gauger card --sign wrote it", format,
                        name);
}

static gg_status check_members(const json_t *value, const shape *of, gg_error *err);

static gg_status check_list(const json_t *list, const shape *of, gg_error *err)
{
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < json_array_size(list); i++)
        st = check_members(json_array_get(list, i), of, err);
    return st;
}

static gg_status check_members(const json_t *value, const shape *of, gg_error *err)
{
    const char *name;
    json_t *member;
    gg_status st = GG_OK;

    json_object_foreach((json_t *)value, name, member)
    {
        const shape *inner = shape_of(name);

        if (st == GG_OK && !is_member(of, name))
            st = refuse("not a signed card: it has a member \"%.40s\" that no signature covers",
                        name, err);
        if (st == GG_OK && inner)
            st = json_is_array(member) ? check_list(member, inner, err)
                                       : check_members(member, inner, err);
    }
    return st;
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

gg_status gg_envelope_strict(const json_t *envelope, const gg_dsse *dsse, gg_error *err)
{
    const json_t *one;
    size_t i;
    gg_status st = check_members(envelope, &shapes[0], err);

    if (st == GG_OK &&
        !is_written(json_object_get(envelope, "payload"), dsse->payload.data, dsse->payload.size))
        st = refuse("not a signed card: its %s is written in another way", "payload", err);
    json_array_foreach(json_object_get(envelope, "signatures"), i, one)
    {
        if (st == GG_OK && (!dsse->signatures[i].ed25519 ||
                            !is_written(json_object_get(one, "sig"), dsse->signatures[i].bytes,
                                        GG_SIGNATURE_BYTES)))
            st = refuse("not a signed card: a %s is written in another way", "signature", err);
    }
    return st;
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
