/* Changes of accounts: each is one event. */
#include <string.h>

#include "account_internal.h"
#include "gauger/base/base64.h"
#include "gauger/registry/record.h"

#define REASON_MAX 4000

/* ---- what a change says */

/* The parts of a key in an event: its name, its bytes, how its file is protected. */
static gg_status put_key(json_t *payload, const unsigned char *public_key, const char *protection,
                         gg_error *err)
{
    static const char *const words[] = {"none", "argon2id", "unknown"};
    char id[GG_KEY_ID];
    gg_buf text;
    int bad = 0;
    size_t i = 0;

    while (protection && i < 3 && strcmp(words[i], protection) != 0)
        i++;
    if (!public_key)
        return GG_OK;
    gg_buf_init(&text, 0);
    gg_base64_append(&text, public_key, GG_PUBLIC_BYTES);
    bad |= json_object_set_new(payload, "key", json_string(gg_key_id(public_key, id)));
    bad |= json_object_set_new(payload, "public", json_string(text.data ? text.data : ""));
    bad |= json_object_set_new(payload, "protection",
                               json_string(protection && i < 3 ? protection : "unknown"));
    bad |= text.failed;
    gg_buf_release(&text);
    return bad ? gg_error_set(err, GG_E_MEMORY, NULL, "out of memory") : GG_OK;
}

static gg_status put_models(json_t *payload, const char *const *models, size_t n, gg_error *err)
{
    json_t *list = json_array();
    size_t bytes = 0;
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < n; i++) {
        st = gg_name_check("model", models[i], err);
        bytes += strlen(models[i]) + 1;
        if (st == GG_OK && json_array_append_new(list, json_string(models[i])) != 0)
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    if (st == GG_OK && bytes > GG_MODELS_MAX)
        st = gg_error_set(err, GG_E_USAGE, "limit it to fewer models, or to none",
                          "the names of the models have more than %d bytes", GG_MODELS_MAX);
    if (st == GG_OK && json_object_set(payload, "models", list) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(list);
    return st;
}

static gg_status role_exists(const char *role, gg_error *err)
{
    return gg_account_role_bit(role)
               ? GG_OK
               : gg_error_set(err, GG_E_USAGE,
                              "choose scientist, reviewer, auditor, administrator "
                              "or ci",
                              "there is no such role");
}

/* ---- an account must be there, a key must not */

static gg_status find(gg_registry *reg, const char *name, gg_account *out, gg_error *err)
{
    bool there = false;
    gg_status st = gg_account_load(&reg->db, name ? name : "", NULL, out, &there, err);

    if (st == GG_OK && !there)
        st = gg_error_set(err, GG_E_NOT_FOUND, "see gauger account list",
                          "there is no account %.100s", name ? name : "");
    return st;
}

static gg_status key_is_new(gg_registry *reg, const char *action, const char *object,
                            const json_t *payload, gg_error *err)
{
    gg_tried tried = {action, object, "key", "make another key: gauger account key", GG_E_CONFLICT};
    const char *key = gg_json_string(payload, "key", NULL);
    uint64_t taken = 0;
    gg_status st = GG_OK;

    if (key)
        st = gg_db_number(&reg->db, &taken, err, "SELECT 1 FROM account_key WHERE key = ?1", "s",
                          key);
    if (st == GG_OK && taken)
        st = gg_registry_refuse(reg, &tried, err, "the key %s is or was an account's already", key);
    return st;
}

/* ---- opening */

static gg_status nominate(const gg_nomination *n, json_t **out, gg_error *err)
{
    json_t *roles = json_array(), *payload;
    gg_status st = gg_name_check("account", n->name, err);

    if (st == GG_OK && n->person)
        st = gg_name_check("person", n->person, err);
    if (st == GG_OK)
        st = gg_text_field("supervisor's title", n->supervisor, 200, false, err);
    for (size_t i = 0; st == GG_OK && i < n->n_roles; i++) {
        st = role_exists(n->roles[i], err);
        for (size_t k = 0; st == GG_OK && k < i; k++)
            if (strcmp(n->roles[i], n->roles[k]) == 0)
                st = gg_error_set(err, GG_E_USAGE, "name it once", "a role is named twice");
        json_array_append_new(roles, json_string(n->roles[i]));
    }
    payload = json_pack("{s:s, s:O, s:s?, s:s?}", "person", n->person ? n->person : n->name,
                        "roles", roles, "supervisor", n->supervisor, "trained", n->trained);
    if (st == GG_OK && (!payload || json_array_size(roles) != n->n_roles))
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (st == GG_OK)
        st = put_models(payload, n->models, n->n_models, err);
    if (st == GG_OK)
        st = put_key(payload, n->public_key, n->protection, err);
    json_decref(roles);
    return gg_document(st, out, err, payload);
}

/* Who confirms what waits. */
static gg_status who_confirms(gg_registry *reg, const char *account, char *out, size_t size,
                              gg_error *err)
{
    char now[GG_TIME_TEXT], asker[GG_NAME_MAX + 1], person[GG_NAME_MAX + 1];
    const gg_asked who = {.now = now,
                          .but = asker,
                          .nor = person,
                          .roles = GG_ACCOUNT_ROLE_ADMINISTRATOR,
                          .command = "account confirm",
                          .account = account};
    gg_status st = gg_account_person(&reg->db, reg->actor, asker, err);

    gg_time_format(gg_env_now(&reg->env), now);
    if (st == GG_OK)
        st = gg_account_person(&reg->db, account, person, err);
    return st == GG_OK ? gg_account_ask(&reg->db, &who, out, size, err) : st;
}

/* What is in effect already only says that somebody else is to agree. */
static gg_status receipt(gg_registry *reg, const char *account, uint64_t seq, json_t **out,
                         gg_error *err)
{
    char who[160] = "";
    uint64_t waits = 0;
    gg_status st;

    if (!out)
        return GG_OK;
    st = gg_db_number(&reg->db, &waits, err,
                      "SELECT count(*) FROM account_wait WHERE seq = ?1 AND kind <> 'stopped'", "i",
                      (int64_t)seq);
    if (st == GG_OK && waits)
        st = who_confirms(reg, account, who, sizeof who, err);
    return gg_document(st, out, err,
                       json_pack("{s:s, s:b, s:I, s:s}", "account", account, "waits", waits > 0,
                                 "seq", (json_int_t)seq, "who", who));
}

/* What is written down beside a change, in the same one; before it, since it may end the time of
 * one person, or after it. */
typedef gg_status record_of(gg_registry *reg, const char *account, const json_t *payload,
                            const char *need, gg_error *err);

/* For the sentence of the event: whether it was carried out, or asked for. */
static gg_status put_note(gg_registry *reg, const gg_transaction *tx, const char *action,
                          const char *account, json_t *payload, gg_error *err)
{
    const gg_asked_change change = {action,
                                    tx->time,
                                    reg->actor,
                                    account,
                                    gg_json_string(payload, "person", NULL),
                                    gg_json_string(payload, "role", NULL)};
    gg_change_fate fate;
    gg_status st = gg_account_fate(&reg->db, &change, &fate, err);

    if (st == GG_OK &&
        json_object_set_new(
            payload, "note",
            json_string(fate.waits ? ", which a second administrator is to confirm" : "")) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

static gg_status enter(gg_registry *reg, const char *action, const char *account, json_t *payload,
                       record_of *record, const char *need, uint64_t *seq, gg_error *err)
{
    char object[GG_NAME_MAX + 16];
    gg_transaction *tx;
    gg_status st = gg_transaction_begin(reg, &tx, err);

    if (st != GG_OK)
        return st;
    snprintf(object, sizeof object, "account/%s", account);
    st = gg_transaction_allow(tx, action, object, payload, err);
    if (st == GG_OK)
        st = key_is_new(reg, action, object, payload, err);
    if (st == GG_OK)
        st = put_note(reg, tx, action, account, payload, err);
    st = gg_transaction_end(tx, st, err);
    if (st == GG_OK && record)
        st = record(reg, account, payload, need, err);
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    st = gg_append(tx, action, object, json_incref(payload), seq, err);
    return gg_transaction_end(tx, st, err);
}

static gg_status append(gg_registry *reg, const char *action, const char *account, json_t *payload,
                        record_of *record, const char *need, json_t **out, gg_error *err)
{
    uint64_t seq = 0;
    gg_status st = gg_joint_begin(reg, err);

    if (st != GG_OK)
        return st;
    st = enter(reg, action, account, payload, record, need, &seq, err);
    st = gg_joint_end(reg, st, err);
    return st == GG_OK ? receipt(reg, account, seq, out, err) : st;
}

/* ---- records */

static gg_status add_record(gg_registry *reg, const char *type, json_t *fields, gg_error *err)
{
    gg_record_entry entry = {.type = type, .fields = fields};
    gg_status st = fields ? gg_record_add(reg, &entry, NULL, err)
                          : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");

    json_decref(fields);
    return st;
}

static gg_status record_training(gg_registry *reg, const char *account, const json_t *payload,
                                 const char *need, gg_error *err)
{
    const char *date = gg_json_string(payload, "date", gg_json_string(payload, "trained", NULL));

    (void)need;
    return add_record(reg, "training",
                      json_pack("{s:s, s:s, s:s}", "account", account, "course",
                                "Training before access", "completed_on", date),
                      err);
}

static gg_status record_nomination(gg_registry *reg, const char *account, const json_t *payload,
                                   const char *need, gg_error *err)
{
    json_t *models = json_object_get(payload, "models"), *fields;
    char today[GG_TIME_TEXT];
    gg_status st;

    gg_record_today(reg, today);
    fields = json_pack(
        "{s:s, s:s, s:O, s:s, s:s, s:s, s:s, s:s}", "account", account, "person",
        gg_json_string(payload, "person", account), "access", json_object_get(payload, "roles"),
        "need", need ? need : "What the roles are for.", "supervisor",
        gg_json_string(payload, "supervisor", ""), "nominated_on", today, "trained_on",
        gg_json_string(payload, "trained", ""), "approved_by", "Administrator of the registry");
    if (fields && json_array_size(models) && json_object_set(fields, "models", models) != 0) {
        json_decref(fields);
        fields = NULL;
    }
    st = add_record(reg, "access-nomination", fields, err);
    return st == GG_OK ? record_training(reg, account, payload, need, err) : st;
}

gg_status gg_account_add(gg_registry *reg, const gg_nomination *nomination, json_t **out,
                         gg_error *err)
{
    char object[GG_NAME_MAX + 16];
    gg_tried tried = {"account.add", object, "state", "choose another name", GG_E_CONFLICT};
    json_t *payload = NULL;
    gg_account taken;
    bool there = false;
    gg_status st = nominate(nomination, &payload, err);

    if (st == GG_OK)
        st = gg_account_load(&reg->db, nomination->name, NULL, &taken, &there, err);
    if (st == GG_OK && there) {
        snprintf(object, sizeof object, "account/%s", nomination->name);
        st = gg_registry_refuse(reg, &tried, err, "there is an account %.100s already",
                                nomination->name);
    }
    if (st == GG_OK)
        st = append(reg, "account.add", nomination->name, payload, record_nomination,
                    nomination->need, out, err);
    json_decref(payload);
    return st;
}

/* ---- changes: each fills a payload */

static gg_status fill_role(gg_registry *reg, const gg_account_change *c, json_t *payload,
                           gg_error *err)
{
    gg_status st = role_exists(c->value, err);

    (void)reg;
    if (st == GG_OK && json_object_set_new(payload, "role", json_string(c->value)) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

/* All that waits of an account, the oldest first. */
static gg_status fill_request(gg_registry *reg, const gg_account_change *c, json_t *payload,
                              gg_error *err)
{
    uint64_t request = 0;
    gg_status st =
        gg_db_number(&reg->db, &request, err, "SELECT min(seq) FROM account_wait WHERE name = ?1",
                     "s", c->account);

    if (st == GG_OK && json_object_set_new(payload, "request", json_integer((json_int_t)request)))
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

static gg_status fill_date(gg_registry *reg, const gg_account_change *c, json_t *payload,
                           gg_error *err)
{
    char now[GG_TIME_TEXT], object[GG_NAME_MAX + 16];
    gg_tried tried = {"account.train", object, "training",
                      "record it on the day on which it is completed", GG_E_USAGE};

    gg_time_format(gg_env_now(&reg->env), now);
    if (!c->value || !gg_date_check(c->value, false))
        return gg_error_set(err, GG_E_USAGE, "write it as 2026-01-31, of today at the latest",
                            "the date of the training is no date");
    snprintf(object, sizeof object, "account/%s", c->account);
    if (strncmp(c->value, now, GG_DATE_TEXT - 1) > 0)
        return gg_registry_refuse(reg, &tried, err,
                                  "the training of %.60s is of %.10s, a day that is to come",
                                  c->account, c->value);
    return json_object_set_new(payload, "date", json_string(c->value)) == 0
               ? GG_OK
               : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status fill_models(gg_registry *reg, const gg_account_change *c, json_t *payload,
                             gg_error *err)
{
    (void)reg;
    return put_models(payload, c->models, c->n_models, err);
}

static gg_status fill_key(gg_registry *reg, const gg_account_change *c, json_t *payload,
                          gg_error *err)
{
    (void)reg;
    if (!c->public_key)
        return gg_error_set(err, GG_E_USAGE, "give a key", "there is no new key");
    return put_key(payload, c->public_key, c->protection, err);
}

/* One row a change: what it is called on record, what it says, whether it needs a reason. */
static const struct {
    const char *action;
    gg_status (*fill)(gg_registry *reg, const gg_account_change *c, json_t *payload, gg_error *err);
    bool reason;
} acts[GG_ACCOUNT_ACTS_] = {
    [GG_ACCOUNT_GRANT] = {"account.grant", fill_role, false},
    [GG_ACCOUNT_REVOKE] = {"account.revoke", fill_role, true},
    [GG_ACCOUNT_CONFIRM] = {"account.confirm", fill_request, false},
    [GG_ACCOUNT_TRAIN] = {"account.train", fill_date, false},
    [GG_ACCOUNT_RENEW] = {"account.renew", NULL, false},
    [GG_ACCOUNT_DISABLE] = {"account.disable", NULL, true},
    [GG_ACCOUNT_ENABLE] = {"account.enable", NULL, false},
    [GG_ACCOUNT_LIMIT] = {"account.limit", fill_models, false},
    [GG_ACCOUNT_KEY] = {"account.key", fill_key, false},
    [GG_ACCOUNT_REVIEW] = {"account.review", NULL, true},
    [GG_ACCOUNT_RECOVER] = {"account.recover", NULL, true},
};

gg_status gg_account_change_it(gg_registry *reg, const gg_account_change *change, json_t **out,
                               gg_error *err)
{
    json_t *payload;
    gg_account a;
    gg_status st;

    if ((unsigned)change->act >= GG_ACCOUNT_ACTS_)
        return gg_error_set(err, GG_E_USAGE, NULL, "there is no such change of an account");
    payload = json_pack("{s:s?}", "reason", change->reason);
    st = payload
             ? gg_text_field("reason", change->reason, REASON_MAX, acts[change->act].reason, err)
             : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (st == GG_OK)
        st = find(reg, change->account, &a, err);
    if (st == GG_OK && acts[change->act].fill)
        st = acts[change->act].fill(reg, change, payload, err);
    if (st == GG_OK)
        st = append(reg, acts[change->act].action, change->account, payload,
                    change->act == GG_ACCOUNT_TRAIN ? record_training : NULL, NULL, out, err);
    json_decref(payload);
    return st;
}
