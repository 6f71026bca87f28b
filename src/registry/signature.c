/*
 * What events are signed with. A signature is over the whole header, and a header names the leaf of
 * the event before it: each signature is one over the whole log up to its event.
 */
#include <string.h>

#include "account_internal.h"
#include "audit_internal.h"
#include "gauger/base/base64.h"

#define CONTEXT "gauger-event-v2\n"

gg_status gg_event_message(const void *header, size_t n, gg_buf *out, gg_error *err)
{
    gg_buf_append(out, CONTEXT, sizeof CONTEXT - 1);
    gg_buf_append(out, header, n);
    return gg_buf_check(out, err);
}

gg_status gg_event_sign(const gg_signer *signer, const gg_buf *header,
                        unsigned char out[GG_SIGNATURE_BYTES], gg_error *err)
{
    gg_buf text;
    gg_status st;

    gg_buf_init(&text, 0);
    st = gg_event_message(header->data, header->size, &text, err);
    if (st == GG_OK)
        gg_sign(signer, text.data, text.size, out);
    gg_buf_release(&text);
    return st;
}

bool gg_event_signed(const unsigned char public_key[GG_PUBLIC_BYTES], const void *header, size_t n,
                     const unsigned char signature[GG_SIGNATURE_BYTES])
{
    gg_buf text;
    bool good;

    gg_buf_init(&text, 0);
    good = gg_event_message(header, n, &text, NULL) == GG_OK &&
           gg_signature_check(public_key, text.data, text.size, signature);
    gg_buf_release(&text);
    return good;
}

bool gg_founding_key(const json_t *payload, const char *key,
                     unsigned char public_key[GG_PUBLIC_BYTES])
{
    const json_t *account = json_object_get(payload, "account");
    char id[GG_KEY_ID];

    return gg_base64_exact(gg_json_string(account, "public", NULL), public_key, GG_PUBLIC_BYTES) &&
           strcmp(gg_key_id(public_key, id), key) == 0;
}

const char *gg_key_misused(const gg_applied *event, const char *account, bool several)
{
    if (event->claimed == several)
        return several ? "a name is claimed in a registry of several people"
                       : "a name is not claimed in a registry of one person";
    return several && strcmp(account, event->actor) != 0
               ? "it is signed by the key of another account"
               : NULL;
}

gg_status gg_key_bound(gg_db *db, const char *key, char account[GG_ACTOR_MAX + 1],
                       unsigned char public_key[GG_PUBLIC_BYTES], bool *bound, gg_error *err)
{
    sqlite3_stmt *row;
    char id[GG_KEY_ID];
    bool there = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT account, public FROM account_key"
                               /* The root key can always recover; duties know what else it can. */
                               " WHERE key = ?1 AND (until IS NULL OR since = 1)",
                               "s", key);

    *bound = false;
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    gg_db_copy(row, 0, account, GG_ACTOR_MAX + 1);
    *bound = gg_base64_exact(gg_db_text(row, 1), public_key, GG_PUBLIC_BYTES) &&
             strcmp(gg_key_id(public_key, id), key) == 0;
    sqlite3_reset(row);
    return GG_OK;
}

/* ---- the key of a handle */

void gg_registry_sign_with(gg_registry *reg, const gg_signer *signer)
{
    reg->signer = signer;
    gg_error_init(&reg->keyless);
}

const gg_signer *gg_registry_signer(const gg_registry *reg)
{
    return reg->signer;
}

void gg_registry_sign_by(gg_registry *reg, gg_key_source *source, void *ctx)
{
    reg->signer = NULL;
    reg->source = source;
    reg->source_ctx = ctx;
    gg_error_init(&reg->keyless);
}

void gg_signer_ask(gg_registry *reg)
{
    const gg_signer *signer = NULL;

    if (reg->signer || reg->keyless.status != GG_OK)
        return;
    if (!reg->source) {
        gg_status st = gg_error_set(&reg->keyless, GG_E_USAGE, "give GAUGER_KEY_FILE",
                                    "there is no key to sign with");
        (void)st;
    } else if (reg->source(reg->source_ctx, reg, &signer, &reg->keyless) == GG_OK) {
        reg->signer = signer;
    } else if (reg->keyless.status == GG_OK) {
        reg->keyless.status = GG_E_INTERNAL;
    }
}

/* Hands on why there is no key. */
static gg_status say_keyless(const gg_registry *reg, gg_error *err)
{
    const gg_error *why = &reg->keyless;

    gg_error_where(err, why->file[0] ? why->file : NULL, why->line, NULL);
    return gg_error_set(err, why->status, why->mend, "%s", why->what);
}

gg_status gg_registry_need_key(gg_registry *reg, gg_error *err)
{
    char account[GG_ACTOR_MAX + 1];
    unsigned char public_key[GG_PUBLIC_BYTES];
    bool bound = false;
    gg_status st;

    gg_signer_ask(reg);
    if (!reg->signer)
        return say_keyless(reg, err);
    st = gg_key_bound(&reg->db, gg_signer_id(reg->signer), account, public_key, &bound, err);
    if (st != GG_OK)
        return st;
    if (bound && memcmp(public_key, gg_signer_public(reg->signer), sizeof public_key) == 0)
        return GG_OK;
    return gg_error_set(err, GG_E_NO, "give the key of an open account",
                        "the key %s is of no account of this registry", gg_signer_id(reg->signer));
}

/* ---- before something is signed that is no event */

/* Of several people: by the rule that an event would be refused by. */
static gg_status refuse_keyless(gg_registry *reg, const char *action, gg_error *err)
{
    char now[GG_TIME_TEXT], object[GG_ACTOR_MAX + 16], mend[160];
    const gg_error *why = &reg->keyless;
    gg_tried tried = {action, object, "key", why->mend, GG_E_NO};
    gg_asked who = {.now = now,
                    .roles = GG_ACCOUNT_ROLE_ADMINISTRATOR,
                    .command = "account add",
                    .account = reg->actor};
    gg_account account;
    bool there = false;
    gg_status st = gg_account_load(&reg->db, reg->actor, NULL, &account, &there, err);

    gg_time_format(gg_env_now(&reg->env), now);
    snprintf(object, sizeof object, "account/%s", reg->actor);
    if (st == GG_OK && !there)
        st = gg_account_ask(&reg->db, &who, mend, sizeof mend, err);
    if (st != GG_OK)
        return st;
    if (there) {
        gg_error_where(err, why->file[0] ? why->file : NULL, why->line, NULL);
        return gg_registry_refuse(reg, &tried, err, "%s", why->what);
    }
    tried.rule = "account";
    tried.mend = mend;
    return gg_registry_refuse(reg, &tried, err, "there is no account %.80s", reg->actor);
}

gg_status gg_registry_need_signer(gg_registry *reg, const char *action, gg_error *err)
{
    char object[GG_ACTOR_MAX + 16];
    gg_tried tried = {action, object, "key", NULL, GG_E_NO};
    bool several = false;
    gg_error why;
    gg_status st;

    gg_error_init(&why);
    st = gg_registry_need_key(reg, &why);
    if (st == GG_OK)
        return GG_OK;
    snprintf(object, sizeof object, "account/%s", reg->actor);
    tried.mend = why.mend;
    if (reg->signer && st == GG_E_NO)
        return gg_registry_refuse(reg, &tried, err, "%s", why.what);
    if (!reg->signer && st != GG_E_MEMORY && reg->actor[0]) {
        gg_status known = gg_staffed_read(&reg->db, &several, err);

        if (known != GG_OK || several)
            return known == GG_OK ? refuse_keyless(reg, action, err) : known;
    }
    if (err)
        *err = why;
    return st;
}
