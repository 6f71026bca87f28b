/* Signed heads, and the keys to check them with. */
#include <stdlib.h>
#include <string.h>

#include "account_internal.h"
#include "audit_internal.h"
#include "gauger/base/base64.h"

/* ---- names */

/* Names of keys hold no spaces and no '+': what is not plain is written as %XX. */
static void write_account(const char *account, gg_buf *out)
{
    for (const char *c = account; *c; c++) {
        unsigned char byte = (unsigned char)*c;

        if (byte <= ' ' || byte == '+' || byte == '%' || byte >= 0x7f)
            gg_buf_printf(out, "%%%02X", (unsigned)byte);
        else
            gg_buf_append(out, c, 1);
    }
}

static void write_name(const char *id, const char *account, gg_buf *out)
{
    gg_buf_printf(out, "gauger/%.16s/", id);
    write_account(account, out);
}

/* ---- making */

static void extensions(const gg_registry *reg, const char *time, bool several,
                       const char *protection, gg_buf *out)
{
    gg_buf_printf(out, "time %s\npeople %s\nkey-protection %s\n", time, several ? "several" : "one",
                  protection);
    if (reg->testing)
        gg_buf_puts(out, "testing yes\n");
}

/* The note over a head. */
static gg_status sign_head(gg_registry *reg, const gg_tree_head *head, const char *time,
                           bool several, const char *account, gg_buf *note, gg_error *err)
{
    char id[GG_SHA256_HEX];
    gg_buf origin, more, text, name;
    gg_status st = gg_registry_id(reg, id, err);

    if (st != GG_OK)
        return st;
    gg_buf_init(&origin, 0);
    gg_buf_init(&more, 0);
    gg_buf_init(&text, 0);
    gg_buf_init(&name, 0);
    gg_buf_printf(&origin, GG_ORIGIN "%s", id);
    extensions(reg, time, several, gg_signer_protection(reg->signer), &more);
    write_name(id, account, &name);
    if (origin.failed || more.failed || name.failed) {
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    } else {
        gg_checkpoint c = {.origin = {origin.data, origin.size},
                           .size = head->size,
                           .extensions = {more.data, more.size}};

        memcpy(c.root, head->root, sizeof c.root);
        gg_checkpoint_write(&c, &text);
        st = gg_buf_check(&text, err);
        if (st == GG_OK)
            st = gg_note_sign(text.data, text.size, reg->signer, name.data, note, err);
    }
    gg_buf_release(&origin);
    gg_buf_release(&more);
    gg_buf_release(&text);
    gg_buf_release(&name);
    return st;
}

static gg_status head_now(gg_registry *reg, gg_tree_head *head, bool *several, gg_error *err)
{
    gg_status st = gg_registry_head(reg, head, err);

    return st == GG_OK ? gg_staffed_read(&reg->db, several, err) : st;
}

static gg_status document_of(gg_registry *reg, const gg_tree_head *head, bool several, json_t **out,
                             gg_error *err)
{
    char id[GG_SHA256_HEX], root[GG_SHA256_HEX], time[GG_TIME_TEXT];
    gg_status st = gg_registry_id(reg, id, err);

    if (st != GG_OK)
        return st;
    gg_time_format(gg_env_now(&reg->env), time);
    return gg_document(GG_OK, out, err,
                       json_pack("{s:s, s:s, s:I, s:s, s:b, s:b, s:s, s:s, s:n, s:n, s:n, s:n}",
                                 "format", GG_CHECKPOINT_FORMAT, "id", id, "size",
                                 (json_int_t)head->size, "root", gg_digest_hex(head->root, root),
                                 "signed", 0, "testing", reg->testing, "time", time, "people",
                                 several ? "several" : "one", "account", "key", "protection",
                                 "note"));
}

gg_status gg_registry_head_document(gg_registry *reg, json_t **out, gg_error *err)
{
    gg_tree_head head;
    bool several = false;
    gg_status st = head_now(reg, &head, &several, err);

    return st == GG_OK ? document_of(reg, &head, several, out, err) : st;
}

gg_status gg_checkpoint_sign(gg_registry *reg, const gg_tree_head *head, json_t **out,
                             gg_error *err)
{
    char account[GG_ACTOR_MAX + 1];
    unsigned char public_key[GG_PUBLIC_BYTES];
    bool several = false, bound = false;
    json_t *document = NULL;
    gg_buf note;
    gg_status st = gg_registry_need_key(reg, err);

    if (st == GG_OK)
        st = gg_printed_check_head(reg, err);
    if (st == GG_OK)
        st = gg_key_bound(&reg->db, gg_signer_id(reg->signer), account, public_key, &bound, err);
    if (st == GG_OK)
        st = gg_signer_active(reg, account, err);
    if (st == GG_OK)
        st = gg_staffed_read(&reg->db, &several, err);
    if (st == GG_OK)
        st = document_of(reg, head, several, &document, err);
    if (st != GG_OK)
        return st;
    gg_buf_init(&note, 0);
    st = sign_head(reg, head, gg_json_string(document, "time", ""), several, account, &note, err);
    if (st == GG_OK &&
        (json_object_set_new(document, "signed", json_true()) != 0 ||
         json_object_set_new(document, "account", json_string(account)) != 0 ||
         json_object_set_new(document, "key", json_string(gg_signer_id(reg->signer))) != 0 ||
         json_object_set_new(document, "protection",
                             json_string(gg_signer_protection(reg->signer))) != 0 ||
         json_object_set_new(document, "note", json_stringn(note.data, note.size)) != 0))
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_buf_release(&note);
    return gg_document(st, out, err, document);
}

gg_status gg_registry_checkpoint(gg_registry *reg, json_t **out, gg_error *err)
{
    gg_tree_head head;
    gg_status st = gg_registry_need_signer(reg, "audit.checkpoint", err);

    if (st == GG_OK)
        st = gg_registry_head(reg, &head, err);
    if (st == GG_OK)
        st = gg_checkpoint_sign(reg, &head, out, err);
    if (st == GG_OK)
        gg_printed_keep(reg, &head);
    return st;
}

/* ---- reading */

static gg_status no_checkpoint(gg_error *err)
{
    return gg_error_set(err, GG_E_INPUT, "give what gauger audit checkpoint wrote",
                        "the checkpoint has no size and root");
}

/* What the lines behind the root say of the registry and of the key; others are passed over. */
static void read_extensions(gg_view lines, gg_checkpoint_head *out)
{
    static const char key[] = "key-protection ", testing[] = "testing yes";
    static const char one[] = "people one", several[] = "people several";
    const char *end = lines.data + lines.size;

    for (const char *line = lines.data, *next; line < end; line = next + 1) {
        size_t n;

        next = memchr(line, '\n', (size_t)(end - line));
        if (!next)
            return;
        n = (size_t)(next - line);
        if (n == sizeof testing - 1 && memcmp(line, testing, n) == 0)
            out->testing = true;
        if (n == sizeof one - 1 && memcmp(line, one, n) == 0)
            out->people = GG_PEOPLE_ONE;
        if (n == sizeof several - 1 && memcmp(line, several, n) == 0)
            out->people = GG_PEOPLE_SEVERAL;
        if (n > sizeof key - 1 && n - (sizeof key - 1) < sizeof out->protection &&
            memcmp(line, key, sizeof key - 1) == 0) {
            n -= sizeof key - 1;
            memcpy(out->protection, line + sizeof key - 1, n);
            out->protection[n] = '\0';
        }
    }
}

static gg_status read_note(const char *data, size_t n, gg_note *note, gg_checkpoint_head *out,
                           gg_error *err)
{
    const size_t origin = strlen(GG_ORIGIN);
    gg_checkpoint c;
    gg_status st = gg_note_parse(data, n, note, err);

    if (st == GG_OK)
        st = gg_checkpoint_parse(note->text, &c, err);
    if (st != GG_OK)
        return st;
    memset(out, 0, sizeof *out);
    out->head.size = c.size;
    memcpy(out->head.root, c.root, sizeof c.root);
    out->is_signed = true;
    read_extensions(c.extensions, out);
    if (c.origin.size == origin + GG_SHA256_HEX - 1 &&
        memcmp(c.origin.data, GG_ORIGIN, origin) == 0)
        memcpy(out->id, c.origin.data + origin, GG_SHA256_HEX - 1);
    if (!gg_digest_check(out->id))
        return gg_error_set(err, GG_E_INPUT, "give what gauger audit checkpoint wrote",
                            "this checkpoint is of another kind of log");
    return out->head.size ? GG_OK : no_checkpoint(err);
}

static gg_status read_document(const json_t *document, gg_checkpoint_head *out, gg_error *err)
{
    const json_t *size = json_object_get(document, "size");
    const char *note = gg_json_string(document, "note", NULL);
    gg_checkpoint_head of_note;
    gg_note parsed;
    gg_status st;

    memset(out, 0, sizeof *out);
    if (strcmp(gg_json_string(document, "format", ""), GG_CHECKPOINT_FORMAT) != 0)
        return gg_error_set(err, GG_E_INPUT, "give what gauger audit checkpoint wrote",
                            "this is no checkpoint");
    if (!json_is_integer(size) || json_integer_value(size) < 1 ||
        !gg_digest_read(gg_json_string(document, "root", NULL), out->head.root) ||
        !gg_digest_check(gg_json_string(document, "id", NULL)))
        return no_checkpoint(err);
    out->head.size = (uint64_t)json_integer_value(size);
    gg_copy(out->id, sizeof out->id, gg_json_string(document, "id", ""));
    if (!note)
        return GG_OK;
    st = read_note(note, strlen(note), &parsed, &of_note, err);
    if (st == GG_OK && (of_note.head.size != out->head.size || strcmp(of_note.id, out->id) != 0 ||
                        memcmp(of_note.head.root, out->head.root, sizeof out->head.root) != 0))
        st = gg_error_set(err, GG_E_INPUT, "give what gauger audit checkpoint wrote",
                          "the checkpoint says other things than its note");
    out->is_signed = true;
    return st;
}

/* The note inside what was given; document is to be given up by the caller. */
static gg_status find_note(const char *data, size_t n, json_t **document, const char **note,
                           size_t *n_note, gg_error *err)
{
    *note = data;
    *n_note = n;
    if (n == 0 || data[0] != '{')
        return GG_OK;
    gg_status st = gg_json_parse(data, n, "checkpoint", document, err);

    *note = gg_json_string(*document, "note", NULL);
    *n_note = *note ? strlen(*note) : 0;
    return st;
}

gg_status gg_checkpoint_read(const char *data, size_t n, gg_checkpoint_head *out, gg_error *err)
{
    json_t *document = NULL;
    gg_checkpoint_head head;
    const char *text;
    gg_note note;
    gg_status st = find_note(data, n, &document, &text, &n, err);

    if (st == GG_OK)
        st = document ? read_document(document, &head, err) : read_note(text, n, &note, &head, err);
    json_decref(document);
    if (st == GG_OK)
        *out = head;
    return st;
}

/* The first key of the list that signed; one that is named and did not sign is a forgery. */
static gg_status find_signer(const gg_note *note, const gg_known_keys *keys, uint64_t size,
                             const gg_known_key **by, gg_error *err)
{
    *by = NULL;
    for (size_t i = 0; i < keys->n; i++) {
        const gg_known_key *k = &keys->keys[i];
        gg_note_answer answer = gg_note_check(note, &k->verifier);

        if (answer == GG_NOTE_FORGED)
            return gg_error_set(err, GG_E_NO, "find out who made it",
                                "a signature of the checkpoint is not that of %.100s",
                                k->verifier.name);
        if (answer == GG_NOTE_SIGNED && (!k->until || k->until > size) && k->since <= size &&
            !gg_key_disabled(keys, k, size, size + 1) && !*by)
            *by = k;
    }
    return *by ? GG_OK
               : gg_error_set(err, GG_E_NO, "give the list of keys of that registry",
                              "the checkpoint is signed by no key of the list that held then");
}

gg_status gg_checkpoint_known(const char *data, size_t n, const gg_known_keys *keys,
                              const gg_known_key **by, gg_error *err)
{
    json_t *document = NULL;
    gg_checkpoint_head head;
    const gg_known_key *found = NULL;
    const char *text = NULL;
    size_t n_text = 0;
    gg_note note;
    gg_status st = gg_checkpoint_read(data, n, &head, err);

    if (st == GG_OK)
        st = find_note(data, n, &document, &text, &n_text, err);
    if (st == GG_OK && !text)
        st = gg_error_set(err, GG_E_NO, "give one that is", "the checkpoint is not signed");
    if (st == GG_OK)
        st = gg_note_parse(text, n_text, &note, err);
    if (st == GG_OK && strcmp(head.id, keys->id) != 0)
        st = gg_error_set(err, GG_E_NO, "give the list of keys of that registry",
                          "the checkpoint and the list of keys are of different registries");
    if (st == GG_OK)
        st = find_signer(&note, keys, head.head.size, &found, err);
    json_decref(document);
    if (st == GG_OK && by)
        *by = found;
    return st;
}

/* ---- keys */

static gg_status write_key(const char *id, sqlite3_stmt *row, char account[GG_ACTOR_MAX + 1],
                           gg_buf *out, gg_error *err)
{
    unsigned char public_key[GG_PUBLIC_BYTES];
    gg_verifier v;
    gg_buf name;
    gg_status st = GG_OK;

    if (!gg_base64_exact(gg_db_text(row, 1), public_key, sizeof public_key))
        return gg_error_set(err, GG_E_INPUT, "run gauger audit verify",
                            "a key of the registry is damaged");
    gg_buf_init(&name, 0);
    write_name(id, gg_db_text(row, 0), &name);
    st = gg_buf_check(&name, err);
    if (st == GG_OK)
        st = gg_verifier_make(name.data, public_key, &v, err);
    gg_buf_release(&name);
    if (st != GG_OK)
        return st;
    gg_verifier_write(&v, out);
    gg_buf_puts(out, " account=");
    write_account(gg_db_text(row, 0), out);
    gg_buf_printf(out, " roles=%s since=%lld", gg_db_text(row, 4),
                  (long long)sqlite3_column_int64(row, 2));
    if (sqlite3_column_type(row, 3) != SQLITE_NULL)
        gg_buf_printf(out, " until=%lld", (long long)sqlite3_column_int64(row, 3));
    gg_buf_puts(out, " person=");
    write_account(gg_db_text(row, 5), out);
    gg_copy(account, GG_ACTOR_MAX + 1, gg_db_text(row, 0));
    return gg_buf_check(out, err);
}

/* "# gauger/keys/1 ID people one|several since N" */
static gg_status write_first(gg_registry *reg, const char *id, gg_buf *out, gg_error *err)
{
    bool several = false;
    uint64_t since = 0;
    gg_status st = gg_staffed_read(&reg->db, &several, err);

    if (st == GG_OK && several)
        st = gg_db_number(&reg->db, &since, err,
                          "SELECT min(seq) FROM account WHERE person IS NOT"
                          " (SELECT person FROM account WHERE seq = 1)",
                          "");
    if (st != GG_OK)
        return st;
    gg_buf_printf(out, "# gauger/keys/1 %s people %s", id, several ? "several" : "one");
    if (since)
        gg_buf_printf(out, " since %llu", (unsigned long long)since);
    gg_buf_puts(out, "\n");
    if (reg->testing)
        gg_buf_puts(out, "# testing yes: times may have been set from outside\n");
    return gg_buf_check(out, err);
}

gg_status gg_registry_keys(gg_registry *reg, gg_buf *out, gg_error *err)
{
    char id[GG_SHA256_HEX], account[GG_ACTOR_MAX + 1];
    bool more;
    sqlite3_stmt *row;
    gg_status st = gg_registry_id(reg, id, err);

    if (st == GG_OK)
        st = write_first(reg, id, out, err);
    if (st == GG_OK)
        st = gg_db_query(
            &reg->db, &row, err,
            "SELECT account, public, since, until,"
            " (SELECT ifnull(group_concat(role), '') FROM (SELECT role FROM account_role"
            " WHERE name = k.account ORDER BY role)),"
            " (SELECT person FROM account WHERE name = k.account) FROM account_key k"
            " ORDER BY since, key",
            "");
    if (st != GG_OK)
        return st;
    while (st == GG_OK && (st = gg_db_step(&reg->db, row, &more, err)) == GG_OK && more) {
        st = write_key(id, row, account, out, err);
        if (st == GG_OK)
            st = gg_account_tale(&reg->db, account, out, err);
        gg_buf_puts(out, "\n");
        if (st != GG_OK)
            sqlite3_reset(row);
    }
    return st == GG_OK ? gg_buf_check(out, err) : st;
}
