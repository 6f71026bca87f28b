#include <string.h>

#include "gauger/base/base64.h"
#include "verify_internal.h"

/* The key of the first event is the one that it gives its own account. */
static bool own_key(const gg_logged *logged, unsigned char public_key[GG_PUBLIC_BYTES])
{
    const json_t *account = json_object_get(logged->payload, "account");
    char id[GG_KEY_ID];

    return gg_base64_exact(gg_json_string(account, "public", NULL), public_key, GG_PUBLIC_BYTES) &&
           strcmp(gg_key_id(public_key, id), logged->event.key) == 0;
}

static gg_status key_of(gg_verification *v, const gg_logged *logged,
                        unsigned char public_key[GG_PUBLIC_BYTES], const char **why, gg_error *err)
{
    char account[GG_ACTOR_MAX + 1] = "";
    bool bound = false;
    gg_status st = GG_OK;

    if (logged->event.seq == 1)
        bound = own_key(logged, public_key);
    else
        st = gg_key_bound(&v->replay, logged->event.key, account, public_key, &bound, err);
    if (st == GG_OK && !bound)
        *why = "it is signed by a key that the log gave to nobody at that time";
    else if (st == GG_OK && !logged->event.claimed && strcmp(account, logged->event.actor) != 0)
        *why = "it is signed by the key of another account";
    return st;
}

gg_status gg_verify_signature(gg_verification *v, const gg_logged *logged, sqlite3_stmt *row,
                              const char **why, gg_error *err)
{
    unsigned char public_key[GG_PUBLIC_BYTES], previous[GG_SHA256_BYTES];
    gg_status st;

    if (!gg_digest_read(logged->previous, previous) ||
        memcmp(previous, v->previous, sizeof previous) != 0) {
        *why = "it does not continue the event before it";
        return GG_OK;
    }
    if (!logged->event.key) {
        v->unsigned_events++;
        if (!gg_event_unsigned_ok(logged->event.action))
            *why = "it is not signed";
        else if (sqlite3_column_type(row, 5) != SQLITE_NULL)
            *why = "it has a signature, and its header names no key";
        return GG_OK;
    }
    /* Whose key it was is not known after an event that could not be applied. */
    if (v->replay_stopped)
        return GG_OK;
    st = key_of(v, logged, public_key, why, err);
    if (st != GG_OK || *why)
        return st;
    if (sqlite3_column_bytes(row, 5) != GG_SIGNATURE_BYTES)
        *why = "its signature is missing";
    else if (!gg_event_signed(public_key, sqlite3_column_blob(row, 1),
                              (size_t)sqlite3_column_bytes(row, 1), sqlite3_column_blob(row, 5)))
        *why = "its signature is not that of the key that it names";
    else
        v->signatures++;
    return GG_OK;
}
