/* Accounts as documents: what each may do, until when, and what is overdue. */
#include <string.h>

#include "account_internal.h"
#include "lifecycle_internal.h"
#include "record_internal.h"

#define EVENTS_MAX 50 /* the newest events of an account that are shown */
#define DAY        86400

/* After so many days without use the last administrator is warned of; the last that is reached
 * counts. */
static const int64_t warnings[] = {60, 75, 85};

typedef struct listing {
    gg_db *db;
    char now[GG_TIME_TEXT];
    int64_t dormant_days, review_months;
    bool several;
    uint64_t administrators; /* people, active */
    int64_t overdue;
    json_t *accounts, *warnings;
} listing;

/* ---- one person or several */

static json_t *name_row(sqlite3_stmt *row)
{
    return gg_db_json(row, 0);
}

static const char *people_word(bool several)
{
    return several ? "several" : "one";
}

static const char *people_sentence(bool several)
{
    return several ? "Several people hold keys: who acts is signed for, and nobody reviews what "
                     "they submitted."
                   : "One person holds every key: submission and review, and administration and "
                     "review, are not separated; names are claims.";
}

/* ---- what somebody certified of themselves */

static const char *const own_words[] = {"training", "access review", "renewal"};

#define OWN_WORDS (sizeof own_words / sizeof *own_words)

/* By whom the training that counts was certified: of the newest record of it, else by who opened
 * the account; whoever made the registry answers for their own. */
#define OWN_TRAINING                                                                               \
    "ifnull((SELECT " GG_PERSON("r.seq") " FROM record r WHERE r.type = 'training'"                \
                                         " AND r.key = ?2 AND r.dated = a.trained ORDER BY "       \
                                         "r.number DESC LIMIT 1), " GG_PERSON(                     \
                                             "a.seq") ") = a.person"
#define OWN_EVENT(actions_)                                                                        \
    "ifnull((SELECT " GG_PERSON("o.seq") " FROM entry o WHERE o.subject = 'account/' || a.name"    \
                                         " AND o.action IN (" actions_                             \
                                         ") ORDER BY o.seq DESC LIMIT 1) = a.person, 0)"

/* own[i]: whether own_words[i] is by the person of the account; of one person nothing is asked. */
static gg_status read_own(gg_db *db, const char *account, bool own[OWN_WORDS], gg_error *err)
{
    char key[GG_SHA256_HEX];
    sqlite3_stmt *row;
    bool there = false;
    gg_status st;

    gg_record_key(account, key);
    st = gg_db_query(db, &row, err,
                     "SELECT " OWN_TRAINING ", " OWN_EVENT("'account.review'") ", " OWN_EVENT(
                         "'account.renew', 'account.recover'") " FROM account a WHERE a.name = ?1",
                     "ss", account, key);
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    for (size_t i = 0; i < OWN_WORDS; i++)
        own[i] = own[i] || sqlite3_column_int(row, (int)i) != 0;
    sqlite3_reset(row);
    return GG_OK;
}

static json_t *own_list(const bool own[OWN_WORDS])
{
    json_t *list = json_array();

    for (size_t i = 0; i < OWN_WORDS; i++)
        if (own[i])
            json_array_append_new(list, json_string(own_words[i]));
    return list;
}

/* What the open administrators certified of themselves, together. */
static gg_status own_of_all(gg_db *db, bool own[OWN_WORDS], gg_error *err)
{
    json_t *names = json_array(), *name;
    size_t i;
    gg_status st = gg_rows(db, names, name_row, err,
                           "SELECT a.name FROM account a JOIN account_role r ON r.name = a.name"
                           " WHERE r.role = 'administrator' AND a.state = 'open' ORDER BY a.seq",
                           "");

    json_array_foreach(names, i, name)
    {
        if (st == GG_OK)
            st = read_own(db, json_string_value(name), own, err);
    }
    json_decref(names);
    return st;
}

/* The sentence on what leaves the registry, with what nobody else looked at. */
static gg_status say_people(gg_db *db, bool several, gg_buf *out, gg_error *err)
{
    bool own[OWN_WORDS] = {false};
    gg_status st = several ? own_of_all(db, own, err) : GG_OK;
    size_t n = 0;

    gg_buf_puts(out, people_sentence(several));
    for (size_t i = 0; i < OWN_WORDS; i++)
        if (own[i])
            gg_buf_printf(out, "%s%s", n++ ? ", " : " An administrator certified their own ",
                          own_words[i]);
    gg_buf_puts(out, n ? "." : "");
    return st == GG_OK ? gg_buf_check(out, err) : st;
}

gg_status gg_people_add(gg_db *db, json_t *document, gg_error *err)
{
    bool several = false;
    gg_buf says;
    gg_status st = gg_staffed_read(db, &several, err);

    gg_buf_init(&says, 0);
    if (st == GG_OK)
        st = say_people(db, several, &says, err);
    if (st == GG_OK && json_object_set_new(document, "people",
                                           json_pack("{s:s, s:s}", "kind", people_word(several),
                                                     "says", says.data)) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_buf_release(&says);
    return st;
}

gg_status gg_registry_people(gg_registry *reg, json_t **out, gg_error *err)
{
    json_t *document = json_object();
    gg_status st = document ? gg_people_add(&reg->db, document, err)
                            : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");

    if (st == GG_OK)
        *out = json_incref(json_object_get(document, "people"));
    json_decref(document);
    return st;
}

/* ---- one account */

static json_t *split(const char *list)
{
    json_t *out = json_array();

    while (*list) {
        size_t n = strcspn(list, ",");

        json_array_append_new(out, json_stringn(list, n));
        list += n + (list[n] == ',');
    }
    return out;
}

static json_t *role_list(unsigned roles)
{
    json_t *out = json_array();

    for (size_t i = 0; i < GG_ACCOUNT_ROLES; i++) {
        unsigned bit;
        const char *word = gg_account_role_word(i, &bit);

        if (roles & bit)
            json_array_append_new(out, json_string(word));
    }
    return out;
}

static json_t *text_or_null(const char *text)
{
    return text[0] ? json_string(text) : json_null();
}

/* What of an account is not as it should be: words, each with its flag. */
typedef struct state {
    char dormant_after[GG_TIME_TEXT], training_ends[GG_DATE_TEXT], review_due[GG_TIME_TEXT];
    int64_t idle_days;
    bool dormant, untrained, unreviewed;
} state;

static gg_status judge(const listing *l, const gg_account *a, const char *reviewed, state *out,
                       gg_error *err)
{
    int64_t since = gg_time_parse(gg_account_since(a)), now = gg_time_parse(l->now);
    gg_status st = GG_OK;

    memset(out, 0, sizeof *out);
    gg_time_format(since + l->dormant_days * DAY, out->dormant_after);
    gg_time_add_months(reviewed, (unsigned)l->review_months, out->review_due);
    if (a->trained[0])
        st = gg_training_ends(l->db, a->trained, out->training_ends, err);
    out->idle_days = now > since ? (now - since) / DAY : 0;
    /* Of one person nothing is refused for it, and uses are not counted. */
    out->dormant = l->several && now - since > l->dormant_days * DAY;
    out->untrained = strncmp(l->now, out->training_ends, GG_DATE_TEXT - 1) > 0;
    out->unreviewed = l->several && strcmp(l->now, out->review_due) > 0;
    return st;
}

static json_t *overdue_words(const state *s, bool open)
{
    json_t *out = json_array();

    if (open && s->dormant)
        json_array_append_new(out, json_string("use"));
    if (open && s->untrained)
        json_array_append_new(out, json_string("training"));
    if (open && s->unreviewed)
        json_array_append_new(out, json_string("review"));
    return out;
}

/* Columns: name, seq, supervisor, opened, reviewed, waiting roles. */
#define ACCOUNT_COLUMNS                                                                            \
    "SELECT a.name, a.seq, a.supervisor, a.opened, a.reviewed, (SELECT count(*)"                   \
    " FROM account_wait w WHERE w.name = a.name) FROM account a "

static gg_status account_json(const listing *l, sqlite3_stmt *row, json_t **out, gg_error *err)
{
    gg_account a;
    state s;
    bool there = false, open, own[OWN_WORDS] = {false};
    json_t *overdue;
    gg_status st = gg_account_load(l->db, gg_db_text(row, 0), NULL, &a, &there, err);

    if (st == GG_OK)
        st = judge(l, &a, gg_db_text(row, 4), &s, err);
    if (st == GG_OK && l->several)
        st = read_own(l->db, a.name, own, err);
    if (st != GG_OK)
        return st;
    open = strcmp(a.state, "open") == 0;
    overdue = overdue_words(&s, open);
    return gg_document(
        GG_OK, out, err,
        json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:s, s:o, s:s, s:I, s:b, s:o, s:o, s:b, s:o,"
                  " s:s, s:b, s:o, s:o, s:o}",
                  "name", a.name, "person", a.person, "state", a.state, "roles", role_list(a.roles),
                  "waiting", gg_db_json(row, 5), "supervisor", gg_db_json(row, 2), "opened",
                  gg_db_json(row, 3), "renewed", a.renewed, "last_use", text_or_null(a.last_use),
                  "dormant_after", s.dormant_after, "idle_days", (json_int_t)s.idle_days, "dormant",
                  s.dormant, "trained", text_or_null(a.trained), "training_ends",
                  text_or_null(s.training_ends), "untrained", s.untrained, "reviewed",
                  gg_db_json(row, 4), "review_due", s.review_due, "review_overdue", s.unreviewed,
                  "models", a.limited ? split(a.models) : json_null(), "overdue", overdue,
                  "by_themselves", own_list(own)));
}

/* ---- all of them */

static gg_status begin(gg_registry *reg, listing *l, gg_error *err)
{
    gg_status st;

    memset(l, 0, sizeof *l);
    l->db = &reg->db;
    gg_time_format(gg_env_now(&reg->env), l->now);
    st = gg_staffed_read(l->db, &l->several, err);
    if (st == GG_OK)
        st = gg_setting_read(l->db, "account.dormant_days", &l->dormant_days, err);
    if (st == GG_OK)
        st = gg_setting_read(l->db, "account.review_months", &l->review_months, err);
    if (st == GG_OK)
        st = gg_account_administrators(l->db, l->now, NULL, &l->administrators, err);
    l->accounts = json_array();
    l->warnings = json_array();
    return st;
}

static gg_status warn(listing *l, const char *code, const char *account, const char *what,
                      gg_error *err)
{
    return json_array_append_new(l->warnings, json_pack("{s:s, s:s?, s:s}", "code", code, "account",
                                                        account, "message", what)) == 0
               ? GG_OK
               : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static bool is_administrator(const json_t *account)
{
    const json_t *role;
    size_t i;

    json_array_foreach(json_object_get(account, "roles"), i, role)
    {
        if (strcmp(json_string_value(role), "administrator") == 0)
            return true;
    }
    return false;
}

/* Nobody could renew the last administrator: said well before. */
static gg_status warn_last(listing *l, const json_t *account, gg_error *err)
{
    int64_t idle = (int64_t)gg_json_number(account, "idle_days", 0), reached = 0;
    char what[200];

    if (l->administrators != 1 || !is_administrator(account) ||
        json_is_true(json_object_get(account, "dormant")) ||
        strcmp(gg_json_string(account, "state", ""), "open") != 0)
        return GG_OK;
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++)
        if (idle >= warnings[i] && warnings[i] < l->dormant_days)
            reached = warnings[i];
    if (!reached)
        return GG_OK;
    snprintf(what, sizeof what,
             "The last administrator has not acted for %lld days, and is dormant after %lld: any "
             "change that they make counts as use.",
             (long long)idle, (long long)l->dormant_days);
    return warn(l, "last_administrator", gg_json_string(account, "name", ""), what, err);
}

static gg_status add_account(listing *l, sqlite3_stmt *row, bool overdue, gg_error *err)
{
    json_t *account = NULL;
    gg_status st = account_json(l, row, &account, err);
    bool late = json_array_size(json_object_get(account, "overdue")) > 0;

    if (st == GG_OK && l->several)
        st = warn_last(l, account, err);
    l->overdue += late;
    if (st == GG_OK && (late || !overdue) && json_array_append(l->accounts, account) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(account);
    return st;
}

static gg_status list_accounts(listing *l, bool overdue, gg_error *err)
{
    sqlite3_stmt *row;
    bool more = false;
    gg_status st = gg_db_query(l->db, &row, err, ACCOUNT_COLUMNS "ORDER BY a.seq", "");

    while (st == GG_OK && (st = gg_db_step(l->db, row, &more, err)) == GG_OK && more)
        if ((st = add_account(l, row, overdue, err)) != GG_OK)
            sqlite3_reset(row);
    if (st == GG_OK && l->several && l->administrators == 0)
        st = warn(l, "no_administrator", NULL,
                  "No administrator is active: gauger account recover, with the key that made the "
                  "registry.",
                  err);
    return st;
}

gg_status gg_account_list(gg_registry *reg, bool overdue, json_t **out, gg_error *err)
{
    listing l;
    bool begun = false;
    gg_status st = gg_read_begin(reg, &begun, err);

    if (st != GG_OK)
        return st;
    st = begin(reg, &l, err);
    if (st == GG_OK)
        st = list_accounts(&l, overdue, err);
    st = gg_read_end(reg, begun, st, err);
    return gg_document(
        st, out, err,
        json_pack("{s:s, s:s, s:s, s:s, s:I, s:o, s:o}", "format", GG_ACCOUNTS_FORMAT, "now", l.now,
                  "people", people_word(l.several), "says", people_sentence(l.several), "overdue",
                  (json_int_t)l.overdue, "warnings", l.warnings, "accounts", l.accounts));
}

/* ---- one of them */

static json_t *key_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "key", gg_db_json(row, 0), "public",
                     gg_db_json(row, 1), "protection", gg_db_json(row, 2), "since",
                     gg_db_json(row, 3), "until", gg_db_json(row, 4));
}

static json_t *wait_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "event", gg_db_json(row, 0), "kind",
                     gg_db_json(row, 1), "value", gg_db_json(row, 2), "time", gg_db_json(row, 3),
                     "actor", gg_db_json(row, 4));
}

static gg_status add_lists(gg_db *db, const char *name, json_t *out, gg_error *err)
{
    json_t *keys = json_array(), *waits = json_array();
    int bad = json_object_set_new(out, "keys", keys);
    gg_status st;

    bad |= json_object_set_new(out, "waits", waits);
    if (bad)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    st = gg_rows(db, keys, key_row, err,
                 "SELECT key, public, protection, since, until FROM account_key WHERE account = ?1"
                 " ORDER BY since",
                 "s", name);
    if (st == GG_OK)
        st = gg_rows(db, waits, wait_row, err,
                     "SELECT w.seq, w.kind, w.value, e.time, e.actor FROM account_wait w"
                     " JOIN entry e ON e.seq = w.seq WHERE w.name = ?1 ORDER BY w.seq, w.value",
                     "s", name);
    return st;
}

static gg_status add_events(gg_registry *reg, const char *name, json_t *out, gg_error *err)
{
    char subject[GG_NAME_MAX + 16];
    gg_log_options options = {.limit = EVENTS_MAX};
    json_t *log = NULL, *events, *event;
    size_t i;
    gg_status st;

    snprintf(subject, sizeof subject, "account/%.100s", name);
    options.subject = subject;
    st = gg_registry_log(reg, &options, &log, err);
    events = json_object_get(log, "events");
    json_array_foreach(events, i, event)
    {
        json_object_del(event, "payload");
        json_object_del(event, "request");
    }
    if (st == GG_OK && json_object_set(out, "events", events) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(log);
    return st;
}

static gg_status show(gg_registry *reg, const char *name, json_t **out, gg_error *err)
{
    listing l;
    sqlite3_stmt *row;
    json_t *account = NULL, *whole = NULL;
    bool there = false;
    gg_status st = begin(reg, &l, err);

    json_decref(l.accounts);
    json_decref(l.warnings);
    if (st == GG_OK)
        st = gg_db_query(l.db, &row, err, ACCOUNT_COLUMNS "WHERE a.name = ?1", "s", name);
    if (st == GG_OK)
        st = gg_db_step(l.db, row, &there, err);
    if (st == GG_OK && !there)
        return gg_error_set(err, GG_E_NOT_FOUND, "see gauger account list",
                            "there is no account %.100s", name);
    if (st == GG_OK) {
        st = account_json(&l, row, &account, err);
        sqlite3_reset(row);
    }
    if (st == GG_OK) {
        whole = json_pack("{s:s}", "format", GG_ACCOUNT_FORMAT);
        if (!whole || json_object_update(whole, account) != 0)
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    json_decref(account);
    if (st == GG_OK)
        st = add_lists(l.db, name, whole, err);
    return gg_document(st, out, err, whole);
}

gg_status gg_account_show(gg_registry *reg, const char *name, json_t **out, gg_error *err)
{
    json_t *document = NULL;
    bool begun = false;
    gg_status st = gg_read_begin(reg, &begun, err);

    if (st != GG_OK)
        return st;
    st = show(reg, name, &document, err);
    st = gg_read_end(reg, begun, st, err);
    if (st == GG_OK)
        st = add_events(reg, name, document, err);
    return gg_document(st, out, err, document);
}
