#include <string.h>

#include "account_internal.h"

/* What can happen. A row is all that an action needs: adding one is adding what the registry knows.
 */
static const gg_event_type types[] = {
    {"registry.create", gg_apply_create, "created the registry"},
    {"registry.set", gg_apply_setting, "set {key} to {value}"},
    {"dataset.add", gg_apply_dataset, "added {origin} data; the check says {verdict}"},
    {"dataset.revise", gg_apply_dataset, "revised it: {reason}"},
    {"dataset.purge", gg_apply_purge, "purged it: {reason}"},
    {"dataset.refuse", NULL, "was refused {origin} data; the check says {verdict}"},
    {"model.register", gg_apply_register, "registered it ({kind})"},
    {"model.alias", gg_apply_alias, "gave it the alias {alias}"},
    {"model.evaluate", gg_apply_evaluation, "stored an evaluation on {source}"},
    {"model.judge", gg_apply_verdict, "stored a verdict by the policy {policy}: {result}"},
    {"model.promote", gg_apply_state, "changed its state from {from} to {to}"},
    {"model.suspend", gg_apply_state, "suspended it: {reason}"},
    {"model.review", gg_apply_review, "reviewed it: {decision}"},
    {"model.answer", gg_apply_answer, "answered a finding"},
    {"model.refuse", gg_apply_refusal, "was refused {command} ({rule})"},
    {"cycle.open", gg_apply_cycle_open, "opened a cycle of {kind}"},
    {"cycle.phase", gg_apply_cycle_phase, "began the phase {phase}"},
    {"cycle.close", gg_apply_cycle_close, "closed the cycle"},
    {"policy.adopt", gg_apply_policy, "put the policy {name} into force"},
    {"model.waive", gg_apply_waiver, "waived the rule {rule} until {until}: {reason}"},
    {"account.add", gg_apply_account, "opened the account of {person}{note}"},
    {"account.grant", gg_apply_account_grant, "granted the role {role}{note}"},
    {"account.revoke", gg_apply_account_revoke, "took back the role {role}{note}: {reason}"},
    {"account.confirm", gg_apply_account_confirm, "confirmed what event {request} asked for"},
    {"account.train", gg_apply_account_train, "recorded training of {date}"},
    {"account.renew", gg_apply_account_renew, "renewed the account"},
    {"account.disable", gg_apply_account_disable, "disabled the account{note}: {reason}"},
    {"account.enable", gg_apply_account_enable, "enabled the account{note}"},
    {"account.limit", gg_apply_account_limit, "changed the models that the account is limited to"},
    {"account.key", gg_apply_account_key, "changed its key to {key}{note}"},
    {"account.review", gg_apply_account_review, "reviewed the access: {reason}"},
    {"account.recover", gg_apply_account_recover,
     "made it administrator with the root key: {reason}"},
    {"access.refuse", NULL, "was refused {action} ({rule})"},
    {"record.add", gg_apply_record_add, "added {a type}: {title}"},
    {"record.close", gg_apply_record_close, "closed {a type}: {reason}"},
    {"record.refuse", NULL, "was refused {a type}: {message}"},
    {"card.issue", NULL, "issued a card of it: {name}"},
    {"card.countersign", NULL, "countersigned the card that event {issued} issued"},
    {"card.export", NULL, "made a card of it ({as})"},
    {"record.export", NULL, "made a document of it ({as})"},
    {"evaluation.export", NULL, "made an evaluation of it for release ({as})"},
    {"registry.export", NULL, "made a copy of the registry ({as})"},
    {"audit.ask", gg_apply_ask, "asked for the payload of event {event} to be erased: {reason}"},
    {"audit.redact", gg_apply_redact, "erased the payload of event {event}: {reason}"},
};

/* What people without a key may leave on record. */
static const char *const keyless[] = {"access.refuse", "card.export", "record.export",
                                      "evaluation.export", "registry.export"};

const gg_event_type *gg_event_type_find(const char *action)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].action, action) == 0)
            return &types[i];
    return NULL;
}

gg_status gg_event_object(gg_applied *event, gg_error *err)
{
    const char *slash = strchr(event->object, '/');
    const char *at = slash ? strchr(slash, '@') : NULL;
    const char *end = at ? at : event->object + strlen(event->object);
    size_t name = slash ? (size_t)(end - slash - 1) : 0;
    size_t subject = (size_t)(end - event->object);

    event->number = 0;
    if (!slash || name == 0 || name > GG_NAME_MAX || subject >= sizeof event->subject)
        return gg_error_set(err, GG_E_INPUT, NULL, "an event's object is not KIND/NAME@VERSION");
    memcpy(event->name, slash + 1, name);
    event->name[name] = '\0';
    memcpy(event->subject, event->object, subject);
    event->subject[subject] = '\0';
    for (const char *p = at ? at + 1 : ""; *p; p++) {
        if (*p < '0' || *p > '9' || event->number > 1000000000)
            return gg_error_set(err, GG_E_INPUT, NULL, "an event's object has no version number");
        event->number = event->number * 10 + (uint64_t)(*p - '0');
    }
    return GG_OK;
}

static gg_status apply_files(gg_db *db, const gg_applied *event, gg_error *err)
{
    const json_t *files = json_object_get(event->payload, "files"), *file;
    gg_status st = GG_OK;
    size_t i;

    json_array_foreach(files, i, file)
    {
        const char *sha256 = gg_json_string(file, "sha256", "");

        if (!gg_digest_check(sha256))
            return gg_error_set(err, GG_E_INPUT, NULL, "a file of the event has no digest");
        st = gg_db_run(db, err,
                       "INSERT INTO file(sha256, bytes, seq, uses) VALUES(?1, ?2, ?3, 1)"
                       " ON CONFLICT(sha256) DO UPDATE SET uses = uses + 1, purged = NULL",
                       "sii", sha256, (int64_t)json_integer_value(json_object_get(file, "bytes")),
                       (int64_t)event->seq);
        if (st != GG_OK)
            return st;
    }
    return st;
}

gg_status gg_event_apply(gg_db *db, gg_applied *event, gg_error *err)
{
    const gg_event_type *type = gg_event_type_find(event->action);
    gg_judgement judgement;
    gg_status st;

    if (!type)
        return gg_error_set(err, GG_E_INPUT, "use a newer gauger",
                            "an action that this version does not know");
    st = gg_event_object(event, err);
    if (st == GG_OK)
        st = gg_duty_check(db, event, &judgement, err);
    if (st == GG_OK)
        st = gg_db_run(db, err,
                       "INSERT INTO entry(seq, time, actor, action, object, subject, request,"
                       " person, role) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                       "issssssss", (int64_t)event->seq, event->time, event->actor, event->action,
                       event->object, event->subject, event->request,
                       judgement.person[0] ? judgement.person : NULL, judgement.role);
    if (st == GG_OK && json_object_get(event->payload, "files"))
        st = apply_files(db, event, err);
    if (st == GG_OK && type->apply)
        st = type->apply(db, event, err);
    return st == GG_OK && judgement.person[0] ? gg_account_use(db, event, err) : st;
}

bool gg_event_unsigned_ok(const char *action)
{
    for (size_t i = 0; i < sizeof keyless / sizeof *keyless; i++)
        if (strcmp(keyless[i], action) == 0)
            return true;
    return false;
}

static bool ends_in(const char *action, const char *end)
{
    size_t n = strlen(action), k = strlen(end);

    return n > k && strcmp(action + n - k, end) == 0;
}

bool gg_event_timeless(const char *action)
{
    return ends_in(action, ".refuse") || ends_in(action, ".export") ||
           strcmp(action, "model.suspend") == 0;
}

bool gg_event_in_order(const char *action, const char *time, char last[GG_TIME_TEXT])
{
    if (gg_event_timeless(action))
        return true;
    if (strcmp(time, last) < 0 && strcmp(action, "account.recover") != 0)
        return false;
    gg_copy(last, GG_TIME_TEXT, time);
    return true;
}

gg_status gg_event_header(const gg_applied *event, const char payload_sha256[],
                          const unsigned char previous[GG_SHA256_BYTES], gg_buf *out, gg_error *err)
{
    char leaf[GG_SHA256_HEX];
    json_t *header =
        json_pack("{s:i, s:I, s:s, s:{s:s, s:b, s:s?}, s:s, s:s, s:s, s:s, s:s?}", "v", 2, "seq",
                  (json_int_t)event->seq, "time", event->time, "actor", "name", event->actor,
                  "claimed", event->claimed, "key", event->key, "action", event->action, "object",
                  event->object, "payload_sha256", payload_sha256, "previous",
                  gg_digest_hex(previous, leaf), "request", event->request);

    if (!header)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_json_canonical(header, out);
    json_decref(header);
    return gg_buf_check(out, err);
}

void gg_event_digest(const void *salt, const void *payload, size_t n, char out[GG_SHA256_HEX])
{
    unsigned char digest[GG_SHA256_BYTES];
    gg_sha256 h;

    gg_sha256_init(&h);
    gg_sha256_add(&h, salt, GG_SALT_BYTES);
    gg_sha256_add(&h, payload, n);
    gg_sha256_final(&h, digest);
    gg_digest_hex(digest, out);
}

static void summary_value(const json_t *value, gg_buf *out)
{
    if (json_is_string(value))
        gg_buf_puts(out, json_string_value(value));
    else if (json_is_integer(value))
        gg_buf_printf(out, "%lld", (long long)json_integer_value(value));
    else
        gg_buf_puts(out, "?");
}

/* "type", or "a type" with its article. */
static void summary_member(const json_t *payload, const char *key, gg_buf *out)
{
    const bool article = strncmp(key, "a ", 2) == 0;
    const char *name = article ? key + 2 : key;

    if (article)
        gg_buf_printf(out, "%s ", gg_article(gg_json_string(payload, name, "")));
    summary_value(json_object_get(payload, name), out);
}

void gg_event_summary(const char *action, const json_t *payload, gg_buf *out)
{
    const gg_event_type *type = gg_event_type_find(action);
    const char *p = type ? type->summary : "did something that this version does not know";
    char key[32];

    while (*p) {
        size_t n = strcspn(p, "{"), k;

        gg_buf_append(out, p, n);
        p += n;
        if (!*p)
            break;
        k = strcspn(p, "}");
        snprintf(key, sizeof key, "%.*s", (int)(k - 1), p + 1);
        summary_member(payload, key, out);
        p += k + 1;
    }
}
