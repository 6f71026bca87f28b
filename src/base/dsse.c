#include "gauger/base/dsse.h"

#include <stdlib.h>
#include <string.h>

#include "gauger/base/base64.h"

static gg_status malformed(gg_error *err, const char *why)
{
    return gg_error_set(err, GG_E_INPUT, "give a whole DSSE envelope", "not a DSSE envelope: %s",
                        why);
}

void gg_dsse_pae(const char *type, const void *payload, size_t n, gg_buf *out)
{
    gg_buf_printf(out, "DSSEv1 %zu %s %zu ", strlen(type), type, n);
    gg_buf_append(out, payload, n);
}

static json_t *base64(const void *data, size_t n)
{
    json_t *out = NULL;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_base64_append(&text, data, n);
    if (!text.failed)
        out = json_stringn(text.data ? text.data : "", text.size);
    gg_buf_release(&text);
    return out;
}

gg_status gg_dsse_new(const char *type, const void *payload, size_t n, json_t **out, gg_error *err)
{
    json_t *text = base64(payload, n), *envelope;

    if (!text)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    envelope = json_pack("{s:s, s:o, s:[]}", "payloadType", type, "payload", text, "signatures");
    if (!envelope)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *out = envelope;
    return GG_OK;
}

/* Both alphabets are allowed: the one for URLs is turned into the other. */
static bool decode(const json_t *value, gg_buf *out)
{
    size_t n = json_string_length(value), got = 0;
    char *text = json_is_string(value) ? strndup(json_string_value(value), n) : NULL;
    bool good = text && strlen(text) == n;

    for (char *c = text; good && *c; c++)
        *c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
    if (good) {
        gg_buf_fill(out, '\0', n / 4 * 3 + 1);
        good = !out->failed && gg_base64_read(text, n, out->data, out->size, &got);
    }
    out->size = good ? got : 0;
    free(text);
    return good;
}

static bool open_signature(const json_t *value, gg_dsse *out)
{
    const char *key = gg_json_string(value, "keyid", "");
    size_t i = out->n_signatures;
    gg_buf bytes;
    bool good;

    gg_buf_init(&bytes, 0);
    good = decode(json_object_get(value, "sig"), &bytes);
    memset(&out->signatures[i], 0, sizeof out->signatures[i]);
    if (strlen(key) == GG_KEY_ID - 1)
        memcpy(out->signatures[i].key, key, GG_KEY_ID);
    out->signatures[i].ed25519 = good && bytes.size == GG_SIGNATURE_BYTES;
    if (out->signatures[i].ed25519)
        memcpy(out->signatures[i].bytes, bytes.data, GG_SIGNATURE_BYTES);
    out->n_signatures += good;
    gg_buf_release(&bytes);
    return good;
}

static gg_status open_parts(const json_t *envelope, gg_dsse *out, gg_error *err)
{
    const char *type = gg_json_string(envelope, "payloadType", NULL);
    const json_t *list = json_object_get(envelope, "signatures"), *one;
    size_t i;

    if (!type || !type[0] ||
        strlen(type) != json_string_length(json_object_get(envelope, "payloadType")))
        return malformed(err, "no payloadType");
    if (!decode(json_object_get(envelope, "payload"), &out->payload))
        return out->payload.failed ? gg_buf_check(&out->payload, err)
                                   : malformed(err, "its payload is not Base64");
    if (!json_is_array(list))
        return malformed(err, "no list of signatures");
    if (json_array_size(list) > GG_DSSE_SIGNATURES)
        return gg_error_set(err, GG_E_LIMIT, NULL, "more than %d signatures", GG_DSSE_SIGNATURES);
    json_array_foreach(list, i, one)
    {
        if (!open_signature(one, out))
            return malformed(err, "a signature is not Base64");
    }
    out->type = strdup(type);
    return out->type ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_dsse_open(const json_t *envelope, gg_dsse *out, gg_error *err)
{
    gg_dsse opened;
    gg_status st;

    memset(&opened, 0, sizeof opened);
    gg_buf_init(&opened.payload, 0);
    st = open_parts(envelope, &opened, err);
    if (st == GG_OK)
        *out = opened;
    else
        gg_dsse_release(&opened);
    return st;
}

void gg_dsse_release(gg_dsse *dsse)
{
    if (!dsse)
        return;
    free(dsse->type);
    gg_buf_release(&dsse->payload);
    memset(dsse, 0, sizeof *dsse);
}

bool gg_dsse_check(const gg_dsse *dsse, const unsigned char public_key[GG_PUBLIC_BYTES])
{
    bool good = false;
    gg_buf pae;

    gg_buf_init(&pae, 0);
    gg_dsse_pae(dsse->type, dsse->payload.data, dsse->payload.size, &pae);
    for (size_t i = 0; !pae.failed && !good && i < dsse->n_signatures; i++)
        good = dsse->signatures[i].ed25519 &&
               gg_signature_check(public_key, pae.data, pae.size, dsse->signatures[i].bytes);
    gg_buf_release(&pae);
    return good;
}

static gg_status add_signature(json_t *envelope, const gg_dsse *dsse, const gg_signer *signer,
                               gg_error *err)
{
    unsigned char bytes[GG_SIGNATURE_BYTES];
    json_t *one;
    gg_buf pae;
    gg_status st;

    gg_buf_init(&pae, 0);
    gg_dsse_pae(dsse->type, dsse->payload.data, dsse->payload.size, &pae);
    st = gg_buf_check(&pae, err);
    if (st == GG_OK)
        gg_sign(signer, pae.data, pae.size, bytes);
    gg_buf_release(&pae);
    if (st != GG_OK)
        return st;
    one =
        json_pack("{s:s, s:o}", "keyid", gg_signer_id(signer), "sig", base64(bytes, sizeof bytes));
    return json_array_append_new(json_object_get(envelope, "signatures"), one) == 0
               ? GG_OK
               : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_dsse_sign(json_t *envelope, const gg_signer *signer, gg_error *err)
{
    gg_dsse dsse;
    gg_status st = gg_dsse_open(envelope, &dsse, err);

    if (st != GG_OK)
        return st;
    if (gg_dsse_check(&dsse, gg_signer_public(signer)))
        st = gg_error_set(err, GG_E_CONFLICT, NULL, "this key has signed it already");
    else if (dsse.n_signatures == GG_DSSE_SIGNATURES)
        st = gg_error_set(err, GG_E_LIMIT, NULL, "more than %d signatures", GG_DSSE_SIGNATURES);
    else
        st = add_signature(envelope, &dsse, signer, err);
    gg_dsse_release(&dsse);
    return st;
}
