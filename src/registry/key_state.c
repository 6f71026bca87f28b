/* What an account was at which time: the roles that it held and when it was disabled, out of the
 * log. The tables keep only what holds now; who checks old signatures needs the rest. */
#include <string.h>

#include "account_internal.h"
#include "audit_internal.h"

/* A tale of one account: spans {"word","since","until"}, the word "" for disabled. */
typedef struct tale {
    gg_db *db;
    json_t *spans;
    gg_error *err;
} tale;

static json_t *open_span(const tale *t, const char *word)
{
    json_t *one;
    size_t i;

    json_array_foreach(t->spans, i, one)
    {
        if (strcmp(gg_json_string(one, "word", "-"), word) == 0 && !json_object_get(one, "until"))
            return one;
    }
    return NULL;
}

static void begin_span(const tale *t, const char *word, uint64_t seq)
{
    if (word && !open_span(t, word))
        json_array_append_new(t->spans,
                              json_pack("{s:s, s:I}", "word", word, "since", (json_int_t)seq));
}

static void end_span(const tale *t, const char *word, uint64_t seq)
{
    json_t *one = word ? open_span(t, word) : NULL;

    if (one)
        json_object_set_new(one, "until", json_integer((json_int_t)seq));
}

static void begin_roles(const tale *t, const json_t *account, uint64_t seq)
{
    json_t *role;
    size_t i;

    json_array_foreach(json_object_get(account, "roles"), i, role)
    {
        begin_span(t, json_string_value(role), seq);
    }
}

/* What an event does once nothing of it waits. */
static void carry_out(const tale *t, const char *action, const json_t *payload, uint64_t seq)
{
    const char *role = gg_json_string(payload, "role", NULL);

    if (strcmp(action, "registry.create") == 0)
        begin_roles(t, json_object_get(payload, "account"), seq);
    else if (strcmp(action, "account.add") == 0)
        begin_roles(t, payload, seq);
    else if (strcmp(action, "account.grant") == 0)
        begin_span(t, role, seq);
    else if (strcmp(action, "account.revoke") == 0)
        end_span(t, role, seq);
    else if (strcmp(action, "account.disable") == 0)
        begin_span(t, "", seq);
    else if (strcmp(action, "account.enable") == 0)
        end_span(t, "", seq);
}

static gg_status confirm(const tale *t, const json_t *payload, uint64_t seq)
{
    uint64_t request = (uint64_t)json_integer_value(json_object_get(payload, "request"));
    json_t *asked = NULL;
    char action[40] = "";
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(t->db, &row, t->err, "SELECT action FROM entry WHERE seq = ?1", "i",
                               (int64_t)request);

    if (st == GG_OK)
        st = gg_db_step(t->db, row, &there, t->err);
    if (st == GG_OK && there) {
        gg_db_copy(row, 0, action, sizeof action);
        sqlite3_reset(row);
        st = gg_event_payload(t->db, request, &asked, NULL, t->err);
    }
    if (st == GG_OK && there)
        carry_out(t, action, asked, seq);
    json_decref(asked);
    return st;
}

static gg_status add_event(const tale *t, uint64_t seq, const char *action)
{
    json_t *payload = NULL;
    gg_status st = gg_event_payload(t->db, seq, &payload, NULL, t->err);

    if (st != GG_OK)
        return st;
    if (strcmp(action, "account.confirm") == 0) {
        st = confirm(t, payload, seq);
    } else if (strcmp(action, "account.recover") == 0) {
        begin_span(t, "administrator", seq);
        end_span(t, "", seq);
    } else if (!gg_json_string(payload, "note", "")[0]) {
        /* With a note it waits for a second administrator, and is carried out by confirming it. */
        carry_out(t, action, payload, seq);
    }
    json_decref(payload);
    return st;
}

static json_t *event_row(sqlite3_stmt *row)
{
    return json_pack("[I, s]", (json_int_t)sqlite3_column_int64(row, 0), gg_db_text(row, 1));
}

static void write_spans(const json_t *spans, bool roles, gg_buf *out)
{
    const char *before = roles ? " held=" : " disabled=";
    json_t *one;
    size_t i;

    json_array_foreach(spans, i, one)
    {
        const char *word = gg_json_string(one, "word", "");
        json_int_t until = json_integer_value(json_object_get(one, "until"));

        if ((word[0] != '\0') != roles)
            continue;
        gg_buf_printf(out, "%s%s%s%lld-", before, word, roles ? ":" : "",
                      (long long)json_integer_value(json_object_get(one, "since")));
        if (until)
            gg_buf_printf(out, "%lld", (long long)until);
        before = ",";
    }
}

gg_status gg_account_spans(gg_db *db, const char *account, json_t **out, gg_error *err)
{
    tale t = {db, json_array(), err};
    json_t *events = json_array(), *one;
    char subject[2 * GG_NAME_MAX];
    size_t i;
    gg_status st;

    snprintf(subject, sizeof subject, "account/%s", account);
    st = gg_rows(db, events, event_row, err,
                 "SELECT seq, action FROM entry WHERE subject = ?1 OR (seq = 1 AND ?2 ="
                 " (SELECT name FROM account WHERE seq = 1)) ORDER BY seq",
                 "ss", subject, account);
    json_array_foreach(events, i, one)
    {
        if (st == GG_OK)
            st = add_event(&t, (uint64_t)json_integer_value(json_array_get(one, 0)),
                           json_string_value(json_array_get(one, 1)));
    }
    json_decref(events);
    return gg_document(st, out, err, t.spans);
}

gg_status gg_account_tale(gg_db *db, const char *account, gg_buf *out, gg_error *err)
{
    json_t *spans = NULL;
    gg_status st = gg_account_spans(db, account, &spans, err);

    if (st != GG_OK)
        return st;
    write_spans(spans, true, out);
    write_spans(spans, false, out);
    json_decref(spans);
    return gg_buf_check(out, err);
}

/* ---- as the list says it */

bool gg_key_held(const gg_known_keys *keys, const gg_known_key *key, unsigned roles, uint64_t seq)
{
    for (size_t i = 0; i < keys->n_spans; i++) {
        const gg_key_span *s = &keys->spans[i];

        if (s->key == (size_t)(key - keys->keys) && (s->role & roles) && s->since <= seq &&
            (!s->until || s->until >= seq))
            return true;
    }
    return false;
}

bool gg_key_disabled(const gg_known_keys *keys, const gg_known_key *key, uint64_t from, uint64_t to)
{
    for (size_t i = 0; i < keys->n_spans; i++) {
        const gg_key_span *s = &keys->spans[i];

        if (s->key == (size_t)(key - keys->keys) && !s->role && s->since < to &&
            (!s->until || s->until > from))
            return true;
    }
    return false;
}
