/* What events of accounts do to the tables. Each reads its event and what the log said before it.
 */
#include <string.h>

#include "account_internal.h"

static const char *text(const gg_applied *event, const char *key)
{
    return gg_json_string(event->payload, key, NULL);
}

static gg_status one_row(gg_db *db, gg_status st, gg_error *err, const char *what)
{
    if (st == GG_OK && sqlite3_changes(db->handle) != 1)
        return gg_error_set(err, GG_E_CONFLICT, "see gauger account show", "%s", what);
    return st;
}

static bool sets_accounts(const gg_applied *event)
{
    return strcmp(event->action, "registry.set") == 0 &&
           strncmp(gg_json_string(event->payload, "key", ""), "account.", 8) == 0;
}

gg_status gg_account_use(gg_db *db, const gg_applied *event, gg_error *err)
{
    /* What may have changed more of the account than its last use. */
    if (db->acting && (strncmp(event->action, "account.", 8) == 0 ||
                       strncmp(event->action, "record.", 7) == 0 || sets_accounts(event)))
        db->acting->seq = 0;
    /* A try that was refused is no use; nor is what may have any time. */
    if (gg_event_timeless(event->action))
        return GG_OK;
    if (db->acting && db->acting->seq == event->seq) {
        if (strcmp(db->acting->account.last_use, event->time) == 0)
            return GG_OK;
        gg_copy(db->acting->account.last_use, GG_TIME_TEXT, event->time);
    }
    return gg_db_run(db, err,
                     "UPDATE account SET last_use = ?2 WHERE name = ?1 AND last_use IS NOT ?2",
                     "ss", event->actor, event->time);
}

/* By what is kept of the record when its texts are erased. */
gg_status gg_account_record(gg_db *db, const gg_applied *event, gg_error *err)
{
    const char *account = text(event, "account"), *completed = text(event, "dated");

    if (strcmp(event->name, "training") != 0 || !account || !completed)
        return GG_OK;
    return gg_db_run(db, err,
                     "UPDATE account SET trained = ?2 WHERE name = ?1 AND ifnull(trained, '') < ?2",
                     "ss", account, completed);
}

/* The person who asks, for what waits; of one person it does not come to that. */
static gg_status wait_for(gg_db *db, const gg_applied *event, const char *kind, const char *value,
                          gg_error *err)
{
    char person[GG_NAME_MAX + 1];
    gg_status st = gg_account_person(db, event->actor, person, err);

    if (st != GG_OK)
        return st;
    return gg_db_run(db, err,
                     "INSERT INTO account_wait(seq, kind, value, name, person, public, protection)"
                     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                     "issssss", (int64_t)event->seq, kind, value, event->name, person,
                     text(event, "public"), text(event, "protection"));
}

static gg_status grant(gg_db *db, const char *account, const char *role, uint64_t seq,
                       gg_error *err)
{
    return gg_db_run(db, err, "INSERT INTO account_role(name, role, seq) VALUES(?1, ?2, ?3)", "ssi",
                     account, role, (int64_t)seq);
}

static gg_status give_key(gg_db *db, const char *account, const char *key, const char *public_key,
                          const char *protection, uint64_t seq, gg_error *err)
{
    return gg_db_run(db, err,
                     "INSERT INTO account_key(key, account, public, protection, since)"
                     " VALUES(?1, ?2, ?3, ?4, ?5)",
                     "ssssi", key, account, public_key, protection ? protection : "unknown",
                     (int64_t)seq);
}

static gg_status fate_of(gg_db *db, const gg_applied *event, gg_change_fate *out, gg_error *err)
{
    const gg_asked_change change = {event->action, event->time,           event->actor,
                                    event->name,   text(event, "person"), text(event, "role")};

    return gg_account_fate(db, &change, out, err);
}

/* Who is an active administrator again needs nobody to speak for them. */
static gg_status stands_again(gg_db *db, const gg_applied *event, gg_error *err)
{
    char cutoff[GG_TIME_TEXT];
    gg_status st = gg_account_cutoff(db, event->time, cutoff, err);

    if (st != GG_OK)
        return st;
    return gg_db_run(db, err,
                     "DELETE FROM account_wait WHERE name = ?2 AND kind = 'stopped' AND EXISTS"
                     " (SELECT 1 FROM account a JOIN account_role r ON r.name = a.name"
                     " AND r.role = 'administrator' WHERE a.name = ?2 AND a.state = 'open'"
                     " AND (a.renewed >= ?1 OR ifnull(a.last_use, '') >= ?1))",
                     "ss", cutoff, event->name);
}

/* ---- opening */

/* "a,b" of an array of names; NULL without one. */
static gg_status models_list(const json_t *models, gg_buf *out, gg_error *err)
{
    const json_t *model;
    size_t i;

    gg_buf_init(out, GG_MODELS_MAX);
    json_array_foreach(models, i, model)
    {
        gg_buf_puts(out, i ? "," : "");
        gg_buf_puts(out, json_is_string(model) ? json_string_value(model) : "");
    }
    return gg_buf_check(out, err);
}

static gg_status insert_account(gg_db *db, const gg_applied *event, const json_t *account,
                                const char *name, const char *trained, gg_error *err)
{
    const json_t *models = json_object_get(account, "models");
    gg_buf list;
    gg_status st = models_list(models, &list, err);

    gg_duty_forget(db);
    if (st == GG_OK)
        st =
            gg_db_run(db, err,
                      "INSERT INTO account(name, seq, person, state, supervisor, opened, renewed,"
                      " trained, reviewed, models)"
                      " VALUES(?1, ?2, ?3, 'open', ?4, ?5, ?5, ?6, ?5, ?7)",
                      "sisssss", name, (int64_t)event->seq, gg_json_string(account, "person", name),
                      gg_json_string(account, "supervisor", NULL), event->time, trained,
                      json_array_size(models) ? list.data : NULL);
    gg_buf_release(&list);
    if (st == GG_OK && gg_json_string(account, "key", NULL))
        st = give_key(db, name, gg_json_string(account, "key", NULL),
                      gg_json_string(account, "public", ""),
                      gg_json_string(account, "protection", NULL), event->seq, err);
    return st;
}

/* Whoever makes a registry answers for their own training on that day. */
gg_status gg_apply_create(gg_db *db, const gg_applied *event, gg_error *err)
{
    const json_t *account = json_object_get(event->payload, "account"), *role;
    const char *name = gg_json_string(account, "name", "founder");
    char trained[GG_DATE_TEXT];
    size_t i;
    gg_status st;

    gg_copy(trained, sizeof trained, event->time);
    st = insert_account(db, event, account, name, trained, err);
    json_array_foreach(json_object_get(account, "roles"), i, role) if (st == GG_OK) st =
        grant(db, name, json_string_value(role), event->seq, err);
    return st;
}

gg_status gg_apply_account(gg_db *db, const gg_applied *event, gg_error *err)
{
    const json_t *role;
    gg_change_fate fate = {false, false};
    bool before = false;
    size_t i;
    gg_status st = gg_staffed_read(db, &before, err);

    if (st == GG_OK)
        st = fate_of(db, event, &fate, err);
    if (st == GG_OK)
        st = insert_account(db, event, event->payload, event->name, text(event, "trained"), err);
    json_array_foreach(json_object_get(event->payload, "roles"), i, role) if (st == GG_OK) st =
        fate.waits ? wait_for(db, event, "grant", json_string_value(role), err)
                   : grant(db, event->name, json_string_value(role), event->seq, err);
    /* From here on uses are counted; until here all were the founder's. */
    if (st == GG_OK && !before)
        st = gg_db_run(db, err, "UPDATE account SET last_use = ?1 WHERE seq = 1", "s", event->time);
    return st;
}

/* ---- roles */

static gg_status no_account(const gg_applied *event, gg_error *err)
{
    return gg_error_set(err, GG_E_CONFLICT, "see gauger account list", "there is no account %.60s",
                        event->name);
}

/* The account of the event, and what becomes of the change. */
static gg_status begin(gg_db *db, const gg_applied *event, gg_account *out, gg_change_fate *fate,
                       gg_error *err)
{
    bool there = false;
    gg_status st = gg_account_load(db, event->name, NULL, out, &there, err);

    if (st == GG_OK && !there)
        st = no_account(event, err);
    return st == GG_OK ? fate_of(db, event, fate, err) : st;
}

gg_status gg_apply_account_grant(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_account a;
    gg_change_fate fate;
    unsigned bit = gg_account_role_bit(text(event, "role"));
    gg_status st = begin(db, event, &a, &fate, err);

    if (st == GG_OK && (!bit || (a.roles & bit)))
        st = gg_error_set(err, GG_E_CONFLICT, "see gauger account show",
                          bit ? "the account has that role already" : "there is no such role");
    if (st != GG_OK)
        return st;
    if (fate.waits)
        return wait_for(db, event, "grant", text(event, "role"), err);
    st = grant(db, event->name, text(event, "role"), event->seq, err);
    return st == GG_OK ? stands_again(db, event, err) : st;
}

static gg_status take_role(gg_db *db, const gg_applied *event, const char *role, gg_error *err)
{
    int gone;
    gg_status st = gg_db_run(db, err, "DELETE FROM account_role WHERE name = ?1 AND role = ?2",
                             "ss", event->name, role);

    gone = sqlite3_changes(db->handle);
    if (st == GG_OK)
        st = gg_db_run(db, err,
                       "DELETE FROM account_wait WHERE name = ?1 AND kind IN ('grant', 'revoke')"
                       " AND value = ?2",
                       "ss", event->name, role);
    if (st == GG_OK && gone + sqlite3_changes(db->handle) == 0)
        st = gg_error_set(err, GG_E_CONFLICT, "see gauger account show",
                          "the account does not have that role");
    return st;
}

gg_status gg_apply_account_revoke(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_account a;
    gg_change_fate fate;
    gg_status st = begin(db, event, &a, &fate, err);

    if (st != GG_OK)
        return st;
    if (fate.waits)
        return wait_for(db, event, "revoke", text(event, "role"), err);
    st = take_role(db, event, text(event, "role"), err);
    return st == GG_OK && fate.stopped ? wait_for(db, event, "stopped", "", err) : st;
}

/* ---- keys */

static gg_status change_key(gg_db *db, const char *account, const char *key, const char *public_key,
                            const char *protection, uint64_t seq, gg_error *err)
{
    gg_status st = gg_db_run(db, err,
                             "UPDATE account_key SET until = ?2 WHERE account = ?1"
                             " AND until IS NULL",
                             "si", account, (int64_t)seq);

    return st == GG_OK ? give_key(db, account, key, public_key, protection, seq, err) : st;
}

gg_status gg_apply_account_key(gg_db *db, const gg_applied *event, gg_error *err)
{
    const char *key = text(event, "key");
    gg_account a;
    gg_change_fate fate;
    gg_status st = begin(db, event, &a, &fate, err);

    if (st == GG_OK && !(key && text(event, "public")))
        st = gg_error_set(err, GG_E_INPUT, NULL, "a change of key without a key");
    if (st != GG_OK)
        return st;
    if (fate.waits)
        return wait_for(db, event, "key", key, err);
    return change_key(db, event->name, key, text(event, "public"), text(event, "protection"),
                      event->seq, err);
}

/* ---- states */

static gg_status set_state(gg_db *db, const char *account, const char *from, const char *to,
                           gg_error *err)
{
    gg_status st =
        gg_db_run(db, err, "UPDATE account SET state = ?3 WHERE name = ?1 AND state = ?2", "sss",
                  account, from, to);

    return one_row(db, st, err,
                   to[0] == 'o' ? "the account is not disabled" : "the account is not open");
}

static gg_status disable(gg_db *db, const char *account, gg_error *err)
{
    gg_status st = set_state(db, account, "open", "disabled", err);

    return st == GG_OK
               ? gg_db_run(db, err, "DELETE FROM account_wait WHERE name = ?1 AND kind = 'disable'",
                           "s", account)
               : st;
}

gg_status gg_apply_account_disable(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_account a;
    gg_change_fate fate;
    gg_status st = begin(db, event, &a, &fate, err);

    if (st == GG_OK && strcmp(a.state, "open") != 0)
        st = gg_error_set(err, GG_E_CONFLICT, "see gauger account show", "the account is not open");
    if (st != GG_OK)
        return st;
    if (fate.waits)
        return wait_for(db, event, "disable", "", err);
    st = disable(db, event->name, err);
    return st == GG_OK && fate.stopped ? wait_for(db, event, "stopped", "", err) : st;
}

gg_status gg_apply_account_enable(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_account a;
    gg_change_fate fate;
    gg_status st = begin(db, event, &a, &fate, err);

    if (st == GG_OK && strcmp(a.state, "disabled") != 0)
        st = gg_error_set(err, GG_E_CONFLICT, "see gauger account show",
                          "the account is not disabled");
    if (st != GG_OK)
        return st;
    if (fate.waits)
        return wait_for(db, event, "enable", "", err);
    st = set_state(db, event->name, "disabled", "open", err);
    return st == GG_OK ? stands_again(db, event, err) : st;
}

/* One thing that waited. */
static gg_status settle(gg_db *db, const gg_applied *event, const char *kind, const char *value,
                        const char *public_key, const char *protection, gg_error *err)
{
    if (strcmp(kind, "grant") == 0)
        return grant(db, event->name, value, event->seq, err);
    if (strcmp(kind, "key") == 0)
        return change_key(db, event->name, value, public_key, protection, event->seq, err);
    if (strcmp(kind, "revoke") == 0)
        return take_role(db, event, value, err);
    if (strcmp(kind, "disable") == 0)
        return disable(db, event->name, err);
    if (strcmp(kind, "stopped") == 0) /* done already; now somebody else agrees */
        return GG_OK;
    return set_state(db, event->name, "disabled", "open", err);
}

gg_status gg_apply_account_confirm(gg_db *db, const gg_applied *event, gg_error *err)
{
    int64_t request = (int64_t)json_integer_value(json_object_get(event->payload, "request"));
    json_t *kept = json_array(), *one;
    sqlite3_stmt *row;
    bool more = false;
    size_t i;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT kind, value, public, protection FROM account_wait"
                               " WHERE seq = ?1 AND name = ?2 ORDER BY kind, value",
                               "is", request, event->name);

    /* Read first: what is settled changes the tables. */
    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more)
        json_array_append_new(kept,
                              json_pack("[o, o, o, o]", gg_db_json(row, 0), gg_db_json(row, 1),
                                        gg_db_json(row, 2), gg_db_json(row, 3)));
    json_array_foreach(kept, i, one) if (st == GG_OK) st =
        settle(db, event, json_string_value(json_array_get(one, 0)),
               json_string_value(json_array_get(one, 1)), json_string_value(json_array_get(one, 2)),
               json_string_value(json_array_get(one, 3)), err);
    if (st == GG_OK)
        st = gg_db_run(db, err, "DELETE FROM account_wait WHERE seq = ?1 AND name = ?2", "is",
                       request, event->name);
    if (st == GG_OK && json_array_size(kept) == 0)
        st = gg_error_set(err, GG_E_CONFLICT, "see gauger account show", "nothing waits");
    json_decref(kept);
    return st == GG_OK ? stands_again(db, event, err) : st;
}

/* ---- dates and limits */

gg_status gg_apply_account_train(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st = gg_db_run(db, err, "UPDATE account SET trained = ?2 WHERE name = ?1", "ss",
                             event->name, text(event, "date"));

    return one_row(db, st, err, "there is no such account");
}

gg_status gg_apply_account_renew(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st =
        gg_db_run(db, err, "UPDATE account SET renewed = ?2 WHERE name = ?1 AND state = 'open'",
                  "ss", event->name, event->time);

    st = one_row(db, st, err, "the account is not open");
    return st == GG_OK ? stands_again(db, event, err) : st;
}

gg_status gg_apply_account_review(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st = gg_db_run(db, err, "UPDATE account SET reviewed = ?2 WHERE name = ?1", "ss",
                             event->name, event->time);

    return one_row(db, st, err, "there is no such account");
}

gg_status gg_apply_account_limit(gg_db *db, const gg_applied *event, gg_error *err)
{
    const json_t *models = json_object_get(event->payload, "models");
    gg_buf list;
    gg_status st = models_list(models, &list, err);

    if (st == GG_OK)
        st = gg_db_run(db, err, "UPDATE account SET models = ?2 WHERE name = ?1", "ss", event->name,
                       json_array_size(models) ? list.data : NULL);
    gg_buf_release(&list);
    return one_row(db, st, err, "there is no such account");
}

/* Where the log went ahead, nobody has used, renewed or reviewed an account, or trained anybody, in
 * times to come. */
static gg_status take_back_times(gg_db *db, const gg_applied *event, gg_error *err)
{
    return gg_db_run(db, err,
                     "UPDATE account SET last_use = min(last_use, ?1), renewed = min(renewed, ?1),"
                     " reviewed = min(reviewed, ?1), trained = min(trained, substr(?1, 1, 10))",
                     "s", event->time);
}

gg_status gg_apply_account_recover(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st = take_back_times(db, event, err);

    if (st == GG_OK)
        st = gg_db_run(db, err, "UPDATE account SET state = 'open', renewed = ?2 WHERE name = ?1",
                       "ss", event->name, event->time);
    st = one_row(db, st, err, "there is no such account");
    if (st == GG_OK)
        st = gg_db_run(db, err,
                       "INSERT OR IGNORE INTO account_role(name, role, seq)"
                       " VALUES(?1, 'administrator', ?2)",
                       "si", event->name, (int64_t)event->seq);
    if (st == GG_OK)
        st = gg_db_run(db, err, "DELETE FROM account_wait WHERE kind = 'stopped'", "");
    return st;
}
