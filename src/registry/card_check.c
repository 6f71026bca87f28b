/* Checking a signed card with a list of keys and nothing else. */
#include <string.h>

#include "audit_internal.h"
#include "gauger/base/dsse.h"
#include "gauger/registry/card.h"

/* One check. */
typedef struct checking {
    const gg_known_keys *keys;
    const json_t *envelope;
    const json_t *statement, *predicate, *own; /* own: what gauger says in the predicate */
    char card[GG_SHA256_HEX];
    gg_checkpoint_head head;
    gg_erasures erasures;
    json_t *findings, *approvals, *signatures, *heads;
    json_t *verdict, *issued;   /* NULL until met */
    json_t *registered, *sent;  /* the same */
    const gg_known_key *issuer; /* of the list */
    char object[2 * GG_NAME_MAX];
} checking;

static gg_status no_card(const char *why, gg_error *err)
{
    return gg_error_set(err, GG_E_INPUT, "give the envelope that gauger card --sign wrote",
                        "not a signed card: %s", why);
}

/* ---- who signed the envelope */

static void check_signatures(checking *c, const gg_dsse *dsse, uint64_t issued)
{
    for (size_t i = 0; i < c->keys->n; i++) {
        const gg_known_key *k = &c->keys->keys[i];

        if (!gg_dsse_check(dsse, k->verifier.public_key))
            continue;
        if (k->until && k->until < issued) {
            gg_find(c->findings, "the key of %.80s had ended before the card was issued",
                    k->account);
            continue;
        }
        json_array_append_new(c->signatures,
                              json_pack("{s:s, s:s, s:s, s:n}", "key", k->id, "account", k->account,
                                        "roles", k->roles, "recorded"));
    }
    if (json_array_size(c->signatures) == 0)
        gg_find(c->findings, "the card is signed by no key of the list");
    else if (json_array_size(c->signatures) < dsse->n_signatures)
        gg_find(c->findings,
                "a signature of the envelope is of no key of the list, or not its own");
    gg_envelope_strict(c->envelope, dsse, c->findings);
    gg_envelope_keys(dsse, c->keys, c->findings);
}

/* ---- what the statement says */

static gg_status read_statement(checking *c, const gg_dsse *dsse, json_t **statement, gg_error *err)
{
    gg_status st = GG_OK;

    if (strcmp(dsse->type, GG_STATEMENT_TYPE) != 0)
        return no_card("its envelope holds another kind of payload", err);
    if (gg_json_parse(dsse->payload.data, dsse->payload.size, "statement", statement, NULL) !=
        GG_OK)
        return no_card("its statement cannot be read", err);
    c->statement = *statement;
    c->predicate = json_object_get(c->statement, "predicate");
    c->own = json_object_get(c->predicate, "gauger");
    if (strcmp(gg_json_string(c->statement, "_type", ""), GG_STATEMENT_FORMAT) != 0 ||
        strcmp(gg_json_string(c->statement, "predicateType", ""), GG_PREDICATE_TYPE) != 0 ||
        strcmp(gg_json_string(c->own, "format", ""), "gauger/attestation/1") != 0 ||
        !json_is_array(json_object_get(c->own, "events")))
        st = no_card("its statement is of another kind", err);
    snprintf(c->object, sizeof c->object, "model/%.100s@%lld", gg_json_string(c->own, "model", ""),
             (long long)json_integer_value(json_object_get(c->own, "version")));
    return st;
}

static void check_subject(checking *c)
{
    const json_t *subject = json_array_get(json_object_get(c->statement, "subject"), 0);
    const char *digest = gg_json_string(json_object_get(subject, "digest"), "sha256", "");

    if (json_array_size(json_object_get(c->statement, "subject")) != 1 ||
        strcmp(digest, c->card) != 0)
        gg_find(c->findings, "the card is not the one that was signed");
}

static gg_status check_checkpoint(checking *c, gg_error *err)
{
    const char *note = gg_json_string(c->own, "checkpoint", "");
    gg_error why;
    gg_status st = gg_checkpoint_read(note, strlen(note), &c->head, err);

    if (st != GG_OK)
        return st;
    gg_error_init(&why);
    if (gg_checkpoint_known(note, strlen(note), c->keys, NULL, &why) != GG_OK)
        gg_find(c->findings, "%s", why.what);
    if (strcmp(c->head.id, c->keys->id) == 0)
        gg_people_agree(&c->head, c->keys, c->findings);
    return GG_OK;
}

/* ---- the events */

json_t *gg_proven_facts(const gg_proven_event *e)
{
    const gg_applied *a = &e->logged.event;

    return json_pack("{s:I, s:s, s:s, s:b, s:s?, s:s?}", "seq", (json_int_t)e->logged.seq, "time",
                     a->time, "actor", a->actor, "claimed", a->claimed, "account",
                     e->key ? e->key->account : NULL, "person",
                     e->key && e->key->person[0] ? e->key->person : NULL);
}

static void meet_verdict(checking *c, const gg_proven_event *e)
{
    const json_t *configuration = json_array_get(json_object_get(c->predicate, "configuration"), 0);
    const char *result = gg_json_string(e->payload, "result", "");
    const char *want = strcmp(result, "pass") == 0   ? "PASSED"
                       : strcmp(result, "fail") == 0 ? "FAILED"
                                                     : "WARNED";

    if (strcmp(gg_json_string(c->predicate, "result", ""), want) != 0 ||
        strcmp(gg_json_string(json_object_get(configuration, "digest"), "sha256", ""),
               gg_json_string(e->payload, "policy_sha256", "-")) != 0)
        gg_find(c->findings, "the statement says another result than the verdict on record");
    json_decref(c->verdict);
    c->verdict = json_pack("{s:I, s:s, s:s}", "seq", (json_int_t)e->logged.seq, "result", result,
                           "policy", gg_json_string(e->payload, "policy", ""));
}

/* Only those that the issuance names; another one is not what the card rests on. */
static bool is_named(const checking *c, uint64_t seq)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(c->own, "approvals"), i, one)
    {
        if (gg_json_is(one, seq))
            return true;
    }
    return false;
}

/* Of an event with texts of people: who erased them, if somebody did. */
static json_t *facts_of(const checking *c, const gg_proven_event *e)
{
    json_t *facts = gg_proven_facts(e);

    json_object_set_new(facts, "erased", gg_erasures_facts(&c->erasures, e));
    return facts;
}

static void meet_approval(checking *c, const gg_proven_event *e)
{
    json_t *one;

    if (strcmp(gg_json_string(e->payload, "decision", ""), "approve") != 0)
        return;
    one = facts_of(c, e);
    json_object_set_new(one, "separated", json_boolean(gg_card_judged(c->keys, e->logged.seq)));
    json_array_append_new(c->approvals, one);
}

static void meet_registration(checking *c, const gg_proven_event *e)
{
    json_decref(c->registered);
    c->registered = gg_proven_facts(e);
}

static void meet_sending(checking *c, const gg_proven_event *e)
{
    json_decref(c->sent);
    c->sent = facts_of(c, e);
}

static void meet_issue(checking *c, const gg_proven_event *e)
{
    if (strcmp(gg_json_string(e->payload, "card", ""), c->card) != 0 ||
        !json_equal(json_object_get(e->payload, "approvals"),
                    json_object_get(c->own, "approvals")) ||
        !json_equal(json_object_get(e->payload, "verdict"), json_object_get(c->own, "verdict")))
        gg_find(c->findings, "the card that was issued is another");
    json_decref(c->issued);
    c->issued = gg_proven_facts(e);
    c->issuer = e->key;
}

/* What a card rests on: events by the member of the statement that has their number. */
static const struct {
    const char *action, *member;
    const char *to; /* of the payload; NULL for any */
    void (*meet)(checking *c, const gg_proven_event *e);
} grounds[] = {
    {"model.register", "registered", NULL, meet_registration},
    {"model.promote", "sent", "review", meet_sending},
    {"model.judge", "verdict", NULL, meet_verdict},
    {"model.review", NULL, NULL, meet_approval},
    {"card.issue", "issued", NULL, meet_issue},
};

static void meet(checking *c, const gg_proven_event *e)
{
    for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
        const char *member = grounds[i].member, *to = grounds[i].to;

        if (strcmp(e->logged.event.action, grounds[i].action) != 0 ||
            (to && strcmp(gg_json_string(e->payload, "to", ""), to) != 0) ||
            !(member ? gg_json_is(json_object_get(c->own, member), e->logged.seq)
                     : is_named(c, e->logged.seq)))
            continue;
        gg_card_judge_role(c->keys, e, c->findings);
        gg_erasures_judge(&c->erasures, c->keys, e, c->findings);
        grounds[i].meet(c, e);
    }
}

static gg_status check_event(checking *c, const json_t *proof, gg_error *err)
{
    gg_proven_event e;
    size_t before = json_array_size(c->findings);
    gg_status st = gg_event_proof_check(proof, &c->head.head, c->keys, &e, c->findings, err);

    e.payload = gg_erasures_payload(&c->erasures, &e);
    /* What is not proven, or about another version, says nothing here. */
    if (st == GG_OK && json_array_size(c->findings) == before &&
        strcmp(e.logged.event.object, c->object) == 0 &&
        (e.payload || strcmp(e.logged.event.action, "model.register") == 0))
        meet(c, &e);
    gg_proven_event_release(&e);
    return st;
}

/* Who had a part in the version, and who signed. */
static void check_parties(checking *c)
{
    const json_t *parties[2] = {c->registered, c->sent};

    if (!json_object_get(c->own, "registered"))
        gg_find(c->findings, "the envelope does not hold who registered the version and sent it to "
                             "review, as those of earlier versions: have the card signed again");
    else if (!c->registered)
        gg_find(c->findings, "it is not proven who registered the version");
    else if (json_array_size(c->approvals) && !c->sent)
        gg_find(c->findings, "it is not proven who sent the version to review");
    gg_card_judge_separation(c->keys, c->approvals, parties, c->findings);
    if (c->issuer)
        gg_card_judge_signatures(c->keys, c->signatures, c->issuer,
                                 (uint64_t)json_integer_value(json_object_get(c->issued, "seq")),
                                 c->findings);
}

/* Earlier heads that the log of the card continues. */
static void check_earlier(checking *c)
{
    const json_t *part;
    gg_tree_head from;
    size_t i;

    json_array_foreach(json_object_get(c->own, "consistency"), i, part)
    {
        if (gg_consistency_holds(part, &c->head.head, &from))
            json_array_append_new(c->heads, gg_head_document(&from));
        else
            gg_find(c->findings, "the log of the card does not continue an earlier checkpoint that "
                                 "it names");
    }
}

/* What lies beside the signature of a key; NULL for nothing. */
static const json_t *record_of(const checking *c, const char *key)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(c->envelope, "signatures"), i, one)
    {
        if (strcmp(gg_json_string(one, "keyid", ""), key) == 0 && json_object_get(one, "gauger"))
            return json_object_get(one, "gauger");
    }
    return NULL;
}

/* When each signature was made: the issuer's by the issuance, others by what lies beside them. */
static gg_status check_recorded(checking *c, gg_error *err)
{
    gg_recording r = {.keys = c->keys,
                      .head = c->head.head,
                      .object = c->object,
                      .card = c->card,
                      .issued = (uint64_t)json_integer_value(json_object_get(c->issued, "seq")),
                      .findings = c->findings,
                      .heads = c->heads};
    json_t *one, *facts;
    size_t i;
    gg_status st = GG_OK;

    json_array_foreach(c->signatures, i, one)
    {
        const gg_known_key *k = gg_known_key_find(c->keys, gg_json_string(one, "key", ""));
        const json_t *record = record_of(c, k->id);

        facts = k == c->issuer ? json_incref(c->issued) : NULL;
        if (facts && record)
            gg_find(c->findings,
                    "something lies beside the signature of %.80s, who issued the card",
                    k->account);
        if (!facts && record)
            st = gg_countersign_check(&r, record, k, &facts, err);
        if (st != GG_OK)
            return st;
        if (facts)
            json_object_set_new(one, "recorded", facts);
    }
    return st;
}

static gg_status check_events(checking *c, gg_error *err)
{
    const json_t *events = json_object_get(c->own, "events"), *proof;
    size_t i;
    gg_status st = gg_erasures_read(events, &c->head.head, c->keys, &c->erasures, err);

    json_array_foreach(events, i, proof)
    {
        if (st == GG_OK)
            st = check_event(c, proof, err);
    }
    if (st != GG_OK)
        return st;
    if (!c->verdict)
        gg_find(c->findings, "no verdict about the version is proven");
    if (!c->issued)
        gg_find(c->findings, "it is not proven that this card was issued");
    if (json_array_size(c->approvals) != json_array_size(json_object_get(c->own, "approvals")))
        gg_find(c->findings, "not every approval that it names is proven");
    check_earlier(c);
    if (c->issuer)
        st = check_recorded(c, err);
    check_parties(c);
    return st;
}

/* ---- the whole */

/* Persons among those who approved: two accounts of one person are one; an approval whose account
 * the list does not know counts by its name. */
static json_int_t persons(const json_t *approvals)
{
    json_t *met = json_object();
    const json_t *one;
    json_int_t n;
    size_t i;

    json_array_foreach(approvals, i, one)
    {
        json_object_set_new(met, gg_json_string(one, "person", gg_json_string(one, "actor", "")),
                            json_true());
    }
    n = (json_int_t)json_object_size(met);
    json_decref(met);
    return n;
}

#define RESTS                                                                                      \
    "This card was issued by an account of the list, and rests on the verdict and the approvals "  \
    "below"

static const char *sentence(const checking *c)
{
    const json_t *one;
    size_t i;

    if (json_array_size(c->findings))
        return "This card is not what it says.";
    if (!c->keys->several)
        return RESTS "; one person holds every key of that registry, so that names are claims and "
                     "approvals are not separated.";
    json_array_foreach(c->approvals, i, one)
    {
        if (!json_is_true(json_object_get(one, "separated")))
            return RESTS "; one person held every key when it was approved, so that the approval "
                         "is not separated.";
    }
    return RESTS ".";
}

static json_t *or_null(json_t *value)
{
    return value ? value : json_null();
}

static json_t *report(const checking *c)
{
    char root[GG_SHA256_HEX];

    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:O?, s:O?, s:O, s:O, s:O, s:O, s:I, s:O, s:O, s:s, s:b, s:s?, "
        "s:I,"
        " s:s, s:O, s:O}",
        "format", GG_CARD_CHECK_FORMAT, "result",
        json_array_size(c->findings) ? "refuted" : "holds", "says", sentence(c), "id", c->keys->id,
        "card", c->card, "model", json_object_get(c->own, "model"), "version",
        json_object_get(c->own, "version"), "registered", or_null(c->registered), "sent",
        or_null(c->sent), "verdict", or_null(c->verdict), "approvals", c->approvals, "approvers",
        persons(c->approvals), "issued", or_null(c->issued), "signatures", c->signatures, "people",
        c->keys->several ? "several" : "one", "testing", c->head.testing, "key_protection",
        c->head.protection[0] ? c->head.protection : NULL, "size", (json_int_t)c->head.head.size,
        "root", gg_digest_hex(c->head.head.root, root), "heads", c->heads, "findings", c->findings);
}

static gg_status check(checking *c, const gg_dsse *dsse, json_t **out, gg_error *err)
{
    json_t *statement = NULL;
    gg_status st = read_statement(c, dsse, &statement, err);

    if (st == GG_OK) {
        check_signatures(c, dsse, (uint64_t)json_integer_value(json_object_get(c->own, "issued")));
        check_subject(c);
        st = check_checkpoint(c, err);
    }
    if (st == GG_OK)
        st = check_events(c, err);
    if (st == GG_OK)
        st = gg_document(GG_OK, out, err, report(c));
    json_decref(statement);
    return st;
}

gg_status gg_card_check(const void *card, size_t n, const json_t *envelope,
                        const gg_known_keys *keys, json_t **out, gg_error *err)
{
    checking c;
    gg_dsse dsse;
    gg_status st = gg_dsse_open(envelope, &dsse, err);

    if (st != GG_OK)
        return st;
    memset(&c, 0, sizeof c);
    c.keys = keys;
    c.envelope = envelope;
    c.findings = json_array();
    c.heads = json_array();
    c.approvals = json_array();
    c.signatures = json_array();
    gg_sha256_hex(card, n, c.card);
    st = check(&c, &dsse, out, err);
    gg_erasures_release(&c.erasures);
    json_decref(c.findings);
    json_decref(c.approvals);
    json_decref(c.signatures);
    json_decref(c.heads);
    json_decref(c.verdict);
    json_decref(c.issued);
    json_decref(c.registered);
    json_decref(c.sent);
    gg_dsse_release(&dsse);
    return st;
}
