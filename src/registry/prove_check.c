/* Checking proofs: a document, a list of keys, and nothing else. */
#include <stdarg.h>
#include <string.h>

#include "audit_internal.h"
#include "gauger/base/base64.h"

void gg_find(json_t *findings, const char *format, ...)
{
    char text[300];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    json_array_append_new(findings, json_string(text));
}

bool gg_path_read(const json_t *list, gg_tree_path *out)
{
    if (!json_is_array(list) || json_array_size(list) > GG_TREE_LEVELS + 1)
        return false;
    out->n = json_array_size(list);
    for (size_t i = 0; i < out->n; i++)
        if (!gg_digest_read(json_string_value(json_array_get(list, i)), out->nodes[i]))
            return false;
    return true;
}

static gg_status no_proof(const char *why, gg_error *err)
{
    return gg_error_set(err, GG_E_INPUT, "give what gauger wrote, whole", "not a proof: %s", why);
}

/* ---- one event */

static gg_status read_header(const json_t *proof, gg_proven_event *out, gg_error *err)
{
    const json_t *header = json_object_get(proof, "header");
    const char *text = json_string_value(header);
    size_t n = json_string_length(header);
    gg_buf again;
    bool good;

    if (!text)
        return no_proof("an event without a header", err);
    if (gg_header_scan(&out->logged, text, n))
        return GG_OK;
    if (gg_json_parse(text, n, "header", &out->logged.header, NULL) != GG_OK)
        return no_proof("a header that is none", err);
    gg_buf_init(&again, 0);
    gg_json_canonical(out->logged.header, &again);
    good = !again.failed && again.size == n && memcmp(again.data, text, n) == 0 &&
           gg_header_members(&out->logged);
    gg_buf_release(&again);
    return good ? GG_OK : no_proof("a header that is not canonical", err);
}

/* The key that the header names, as the list has it. */
static const gg_known_key *key_of(const gg_known_keys *keys, const gg_applied *event, uint64_t seq)
{
    for (size_t i = 0; i < keys->n; i++) {
        const gg_known_key *k = &keys->keys[i];

        if (strcmp(k->id, event->key) == 0 && k->since <= seq && (!k->until || k->until >= seq))
            return k;
    }
    return NULL;
}

static void check_signer(const json_t *proof, const gg_known_keys *keys, gg_proven_event *e,
                         json_t *findings)
{
    const json_t *header = json_object_get(proof, "header");
    unsigned char signature[GG_SIGNATURE_BYTES];
    unsigned long long seq = (unsigned long long)e->logged.seq;

    if (!e->logged.event.key) {
        gg_find(findings, "event %llu is not signed", seq);
        return;
    }
    e->key = key_of(keys, &e->logged.event, e->logged.seq);
    if (!e->key)
        gg_find(findings, "event %llu is signed by a key that the list does not have for it", seq);
    else if (!gg_base64_exact(gg_json_string(proof, "signature", NULL), signature,
                              sizeof signature) ||
             !gg_event_signed(e->key->verifier.public_key, json_string_value(header),
                              json_string_length(header), signature))
        gg_find(findings, "the signature of event %llu is not that of %.80s", seq, e->key->account);
    else if (gg_key_disabled(keys, e->key, e->logged.seq, e->logged.seq))
        gg_find(findings, "rule disabled: the account of %.80s was disabled at event %llu",
                e->key->account, seq);
    else if (!e->logged.event.claimed && strcmp(e->key->account, e->logged.event.actor) != 0)
        gg_find(findings, "event %llu is signed by the key of another account", seq);
}

bool gg_json_is(const json_t *value, uint64_t number)
{
    return json_is_integer(value) && json_integer_value(value) == (json_int_t)number;
}

static void check_inclusion(const json_t *proof, const gg_tree_head *head, const gg_proven_event *e,
                            json_t *findings)
{
    const json_t *inclusion = json_object_get(proof, "inclusion");
    const json_t *header = json_object_get(proof, "header");
    unsigned char leaf[GG_SHA256_BYTES];
    gg_tree_path path;

    gg_tree_leaf(json_string_value(header), json_string_length(header), leaf);
    if (!gg_path_read(json_object_get(inclusion, "path"), &path) ||
        !gg_tree_check_inclusion(leaf, e->logged.seq - 1, head, &path))
        gg_find(findings, "event %llu is not in the log of the checkpoint",
                (unsigned long long)e->logged.seq);
    if (!gg_json_is(json_object_get(proof, "seq"), e->logged.seq) ||
        !gg_json_is(json_object_get(inclusion, "index"), e->logged.seq - 1))
        gg_find(findings, "event %llu is shown under another number",
                (unsigned long long)e->logged.seq);
}

/* Salt and payload, where they are shown, have to be those that the header commits to. */
static gg_status check_payload(const json_t *proof, gg_proven_event *e, json_t *findings,
                               gg_error *err)
{
    const json_t *payload = json_object_get(proof, "payload");
    unsigned char salt[GG_SALT_BYTES];
    char digest[GG_SHA256_HEX] = "";

    if (!json_is_string(payload))
        return GG_OK;
    if (gg_base64_exact(gg_json_string(proof, "salt", NULL), salt, sizeof salt))
        gg_event_digest(salt, json_string_value(payload), json_string_length(payload), digest);
    if (strcmp(digest, e->logged.payload_sha256) != 0) {
        gg_find(findings, "the payload of event %llu is not the one that was signed",
                (unsigned long long)e->logged.seq);
        return GG_OK;
    }
    if (gg_json_parse(json_string_value(payload), json_string_length(payload), "payload",
                      &e->logged.payload, NULL) != GG_OK)
        return no_proof("a payload that is none", err);
    e->payload = e->logged.payload;
    return GG_OK;
}

gg_status gg_event_proof_check(const json_t *proof, const gg_tree_head *head,
                               const gg_known_keys *keys, gg_proven_event *out, json_t *findings,
                               gg_error *err)
{
    gg_status st;

    memset(out, 0, sizeof *out);
    st = read_header(proof, out, err);
    if (st == GG_OK && out->logged.seq == 0)
        st = no_proof("a header without a number", err);
    if (st != GG_OK)
        return st;
    out->logged.event.seq = out->logged.seq;
    check_signer(proof, keys, out, findings);
    check_inclusion(proof, head, out, findings);
    return check_payload(proof, out, findings, err);
}

void gg_proven_event_release(gg_proven_event *event)
{
    gg_logged_release(&event->logged);
}

/* ---- the whole */

static json_t *event_facts(const gg_proven_event *e)
{
    const gg_applied *a = &e->logged.event;

    return json_pack("{s:I, s:s, s:s, s:b, s:s, s:s, s:s?, s:s?, s:O?}", "seq",
                     (json_int_t)e->logged.seq, "time", a->time, "actor", a->actor, "claimed",
                     a->claimed, "action", a->action, "object", a->object, "key", a->key, "account",
                     e->key ? e->key->account : NULL, "payload", e->payload);
}

static void check_consistency(const json_t *part, const gg_tree_head *head, json_t *findings)
{
    gg_tree_head from;

    if (!gg_consistency_holds(part, head, &from))
        gg_find(findings, "the log of the checkpoint does not continue the earlier head");
}

static const char *sentence(bool good, const gg_known_keys *keys)
{
    if (!good)
        return "This is not proven.";
    return keys->several
               ? "The checkpoint is signed by a key of the list, and what is below is in its log."
               : "The checkpoint is signed by a key of the list, and what is below is in its log; "
                 "one person holds every key of that registry.";
}

/* Nothing is in it that nothing vouches for. */
static void check_members(const json_t *part, const char *const *known, json_t *findings)
{
    const char *name;
    json_t *value;
    size_t i;

    json_object_foreach((json_t *)part, name, value)
    {
        for (i = 0; known[i] && strcmp(known[i], name) != 0; i++)
            ;
        if (!known[i])
            gg_find(findings, "the proof has a member \"%.40s\" that no proof has", name);
    }
}

static void check_form(const json_t *proof, json_t *findings)
{
    static const char *const whole[] = {"format", "id", "checkpoint", "event", "consistency", NULL};
    static const char *const event[] = {"seq",  "header",  "signature", "inclusion",
                                        "salt", "payload", NULL};
    static const char *const inclusion[] = {"index", "path", NULL};
    static const char *const consistency[] = {"size", "root", "path", NULL};
    const json_t *of_event = json_object_get(proof, "event");

    check_members(proof, whole, findings);
    check_members(of_event, event, findings);
    check_members(json_object_get(of_event, "inclusion"), inclusion, findings);
    check_members(json_object_get(proof, "consistency"), consistency, findings);
}

static gg_status check_parts(const json_t *proof, const gg_known_keys *keys,
                             const gg_tree_head *head, json_t *findings, json_t **event,
                             gg_error *err)
{
    const json_t *of_event = json_object_get(proof, "event");
    const json_t *consistency = json_object_get(proof, "consistency");
    gg_proven_event e;
    gg_status st = GG_OK;

    if (json_is_object(of_event)) {
        st = gg_event_proof_check(of_event, head, keys, &e, findings, err);
        if (st == GG_OK && !(*event = event_facts(&e)))
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        gg_proven_event_release(&e);
    }
    if (st == GG_OK && json_is_object(consistency))
        check_consistency(consistency, head, findings);
    if (st == GG_OK && !json_is_object(of_event) && !json_is_object(consistency))
        st = no_proof("it is about nothing", err);
    return st;
}

gg_status gg_proof_check(const json_t *proof, const gg_known_keys *keys, json_t **out,
                         gg_error *err)
{
    const char *note = gg_json_string(proof, "checkpoint", NULL);
    json_t *findings = json_array(), *event = NULL;
    const gg_known_key *by = NULL;
    char root[GG_SHA256_HEX];
    gg_checkpoint_head c;
    gg_error why;
    bool good;
    gg_status st = GG_OK;

    gg_error_init(&why);
    if (strcmp(gg_json_string(proof, "format", ""), GG_PROOF_FORMAT) != 0 || !note)
        st = no_proof("another format", err);
    if (st == GG_OK)
        st = gg_checkpoint_read(note, strlen(note), &c, err);
    if (st == GG_OK && gg_checkpoint_known(note, strlen(note), keys, &by, &why) != GG_OK)
        gg_find(findings, "%s", why.what);
    if (st == GG_OK)
        check_form(proof, findings);
    if (st == GG_OK && strcmp(c.id, keys->id) == 0)
        gg_people_agree(&c, keys, findings);
    if (st == GG_OK && strcmp(gg_json_string(proof, "id", ""), c.id) != 0)
        gg_find(findings, "the proof and its checkpoint are of different registries");
    if (st == GG_OK)
        st = check_parts(proof, keys, &c.head, findings, &event, err);
    good = json_array_size(findings) == 0;
    if (st == GG_OK)
        st = gg_document(
            GG_OK, out, err,
            json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s?, s:s, s:b, s:s?, s:O, s:O, s:O}",
                      "format", GG_PROOF_CHECK_FORMAT, "result", good ? "holds" : "refuted", "says",
                      sentence(good, keys), "id", c.id, "size", (json_int_t)c.head.size, "root",
                      gg_digest_hex(c.head.root, root), "signed_by", by ? by->account : NULL,
                      "people", keys->several ? "several" : "one", "testing", c.testing,
                      "key_protection", c.protection[0] ? c.protection : NULL, "event",
                      event ? event : json_null(), "consistent_from",
                      json_object_get(json_object_get(proof, "consistency"), "size")
                          ? json_object_get(json_object_get(proof, "consistency"), "size")
                          : json_null(),
                      "findings", findings));
    json_decref(event);
    json_decref(findings);
    return st;
}
