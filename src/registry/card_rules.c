/* What the table of duties says of the events that a card rests on, with a list of keys and no
 * registry. Who made a registry's files may have had another gauger, one that refuses nothing. */
#include <string.h>

#include "account_internal.h"
#include "audit_internal.h"

/* Who may add a second signature to a card; see duty.c, card.countersign. */
#define COUNTERSIGNERS (GG_ACCOUNT_ROLE_REVIEWER | GG_ACCOUNT_ROLE_AUDITOR)

/* Duties are not separated while one person holds every key, see duty.c. */
bool gg_card_judged(const gg_known_keys *keys, uint64_t seq)
{
    return keys->several && seq > keys->several_since;
}

/* The roles that may do what an event says, 0 for nobody. */
static unsigned roles_for(const gg_proven_event *e)
{
    const gg_duty *d;

    for (size_t i = 0; (d = gg_duty_at(i)) != NULL; i++)
        if (strcmp(d->action, e->logged.event.action) == 0 &&
            (!d->key || strcmp(gg_json_string(e->payload, d->key, ""), d->value) == 0))
            return d->roles;
    return 0;
}

/* The roles of a key at an event, as words. */
static void roles_then(const gg_known_keys *keys, const gg_known_key *key, uint64_t seq, char *out,
                       size_t size)
{
    unsigned all = 0, bit;

    for (size_t i = 0; gg_account_role_word(i, &bit); i++)
        if (gg_key_held(keys, key, bit, seq))
            all |= bit;
    gg_account_role_words(all, " and ", out, size);
}

/* Whether the list says enough of an account; if not, that is a finding. */
static bool tells(const gg_known_key *key, json_t *findings)
{
    if (key->person[0])
        return true;
    gg_find(findings,
            "the list of keys does not say who %.80s is and which roles it had: get a new one, of "
            "gauger account keys",
            key->account);
    return false;
}

void gg_card_judge_role(const gg_known_keys *keys, const gg_proven_event *e, json_t *findings)
{
    const gg_applied *a = &e->logged.event;
    unsigned long long seq = (unsigned long long)e->logged.seq;
    char needs[80], has[80];
    unsigned roles = roles_for(e);

    if (!e->key || !gg_card_judged(keys, e->logged.seq) || !tells(e->key, findings))
        return;
    if (a->claimed)
        gg_find(findings, "rule key: event %llu is by a name that nobody checked", seq);
    if (gg_key_held(keys, e->key, roles, e->logged.seq))
        return;
    gg_account_role_words(roles, " or ", needs, sizeof needs);
    roles_then(keys, e->key, e->logged.seq, has, sizeof has);
    gg_find(findings, "rule role: event %llu: %.40s needs the role %s; %.50s was %s", seq,
            a->action, needs[0] ? needs : "of nobody", e->key->account,
            has[0] ? has : "without a role");
}

static bool same(const json_t *a, const json_t *b, const char *key)
{
    const char *x = gg_json_string(a, key, ""), *y = gg_json_string(b, key, "");

    return x[0] && strcmp(x, y) == 0;
}

void gg_card_judge_separation(const gg_known_keys *keys, const json_t *approvals,
                              const json_t *const parties[2], json_t *findings)
{
    static const char *const did[2] = {"registered the version", "sent it to review"};
    const json_t *one;
    size_t i;

    json_array_foreach(approvals, i, one)
    {
        json_int_t seq = json_integer_value(json_object_get(one, "seq"));

        if (parties[1] && seq < json_integer_value(json_object_get(parties[1], "seq")))
            gg_find(findings, "event %lld approved the version before it was sent to review",
                    (long long)seq);
        if (!gg_card_judged(keys, (uint64_t)seq))
            continue;
        for (size_t k = 0; k < 2; k++)
            if (parties[k] && (same(one, parties[k], "person") || same(one, parties[k], "actor")))
                gg_find(findings, "rule separation: event %lld: %.60s approved, and %s %s",
                        (long long)seq, gg_json_string(one, "actor", ""),
                        same(one, parties[k], "actor") ? "has" : "is the person who has", did[k]);
    }
}

/* ---- signatures of the envelope */

const gg_known_key *gg_known_key_find(const gg_known_keys *keys, const char *id)
{
    for (size_t i = 0; i < keys->n; i++)
        if (strcmp(keys->keys[i].id, id) == 0)
            return &keys->keys[i];
    return NULL;
}

/* Where it is not shown when a second signature was added, only that it was after the issuance:
 * some time from then on must do. */
static bool could_countersign(const gg_known_keys *keys, const gg_known_key *k, uint64_t issued)
{
    for (size_t i = 0; i < keys->n_spans; i++) {
        const gg_key_span *s = &keys->spans[i];

        if (s->key == (size_t)(k - keys->keys) && (s->role & COUNTERSIGNERS) &&
            (!s->until || s->until > issued))
            return true;
    }
    return false;
}

/* recorded: the event, 0 where it is not shown. */
static void judge_countersigner(const gg_known_keys *keys, const gg_known_key *k,
                                const gg_known_key *issuer, uint64_t issued, uint64_t recorded,
                                json_t *findings)
{
    if (!tells(k, findings))
        return;
    if (recorded ? !gg_key_held(keys, k, COUNTERSIGNERS, recorded)
                 : !could_countersign(keys, k, issued))
        gg_find(findings,
                "rule role: card.countersign needs the role reviewer or auditor; %.50s had neither",
                k->account);
    if (strcmp(k->person, issuer->person) == 0)
        gg_find(findings,
                "rule separation: %.60s countersigned, and is the person who issued the card",
                k->account);
    /* Who was disabled at the time of the event has been found with its proof. */
    if (!recorded && gg_key_disabled(keys, k, UINT64_MAX, UINT64_MAX))
        gg_find(findings, "rule disabled: the account of %.60s, who countersigned, is disabled",
                k->account);
}

void gg_card_judge_signatures(const gg_known_keys *keys, const json_t *signatures,
                              const gg_known_key *issuer, uint64_t issued, json_t *findings)
{
    const json_t *one;
    bool own = false;
    size_t i;

    json_array_foreach(signatures, i, one)
    {
        const gg_known_key *k = gg_known_key_find(keys, gg_json_string(one, "key", ""));

        if (k == issuer)
            own = true;
        else if (k && gg_card_judged(keys, issued))
            judge_countersigner(keys, k, issuer, issued,
                                (uint64_t)json_integer_value(
                                    json_object_get(json_object_get(one, "recorded"), "seq")),
                                findings);
    }
    if (!own && json_array_size(signatures))
        gg_find(findings, "%.60s issued the card, and has not signed the envelope",
                issuer->account);
}
