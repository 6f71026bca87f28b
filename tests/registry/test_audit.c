/* Checkpoints, lists of keys, proofs, and payloads that are erased. */
#include "gauger/registry/account.h"
#include "gauger/registry/audit.h"
#include "registry/stage.h"
#include "strict.h"

static json_t *checkpoint(place *p)
{
    json_t *document = NULL;

    ok(gg_registry_checkpoint(p->reg, &document, &p->err));
    return document;
}

static const char *note_of(const json_t *document)
{
    return gg_json_string(document, "note", "");
}

static void read_keys(place *p, gg_known_keys *keys)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    ok(gg_registry_keys(p->reg, &text, &p->err));
    ok(gg_known_keys_parse(text.data, text.size, keys, &p->err));
    gg_buf_release(&text);
}

START_TEST(a_checkpoint_is_a_signed_note)
{
    place pl, *p = &pl;
    json_t *document;
    gg_checkpoint_head head;
    gg_tree_head now;
    char id[GG_SHA256_HEX], want[400];
    gg_buf text;

    place_create(p);
    place_events(p, 6);
    document = checkpoint(p);
    strict_fits("docs/schemas/checkpoint-1.schema.json", document);
    ok(gg_registry_id(p->reg, id, &p->err));
    ok(gg_registry_head(p->reg, &now, &p->err));
    snprintf(want, sizeof want, "gauger/registry/%s\n7\n", id);
    ck_assert(strncmp(note_of(document), want, strlen(want)) == 0);
    ck_assert(strstr(note_of(document), "\ntime 2026-01-01T00:00:00Z\npeople one\n"
                                        "key-protection none\n\n") != NULL);
    snprintf(want, sizeof want, "\xe2\x80\x94 gauger/%.16s/ada ", id);
    ck_assert(strstr(note_of(document), want) != NULL);
    ck_assert(json_is_true(at(document, "signed")));
    says(document, "key", gg_signer_id(p->signer));
    says(document, "people", "one");

    /* Both forms are read. */
    ok(gg_checkpoint_read(note_of(document), strlen(note_of(document)), &head, &p->err));
    ck_assert_str_eq(head.id, id);
    ck_assert(head.is_signed);
    ck_assert_uint_eq(head.head.size, 7);
    ck_assert_mem_eq(head.head.root, now.root, 32);
    gg_buf_init(&text, 0);
    gg_json_write(document, &text);
    ok(gg_checkpoint_read(text.data, text.size, &head, &p->err));
    ck_assert_mem_eq(head.head.root, now.root, 32);
    gg_buf_release(&text);
    json_decref(document);
    place_remove(p);
}
END_TEST

START_TEST(a_checkpoint_is_known_by_the_list_of_keys)
{
    place pl, *p = &pl;
    json_t *document, *bare;
    gg_known_keys keys;
    const gg_known_key *by = NULL;
    gg_note note;
    gg_buf text;

    place_create(p);
    place_events(p, 6);
    document = checkpoint(p);
    gg_buf_init(&text, 0);
    gg_json_write(document, &text);
    read_keys(p, &keys);
    ck_assert_uint_eq(keys.n, 1);
    ck_assert(!keys.several);
    ck_assert_str_eq(keys.keys[0].account, "ada");
    ck_assert_str_eq(keys.keys[0].roles, "administrator");
    ck_assert_uint_eq(keys.keys[0].since, 1);
    ok(gg_checkpoint_known(text.data, text.size, &keys, &by, &p->err));
    ck_assert_ptr_eq(by, &keys.keys[0]);
    ok(gg_note_parse(note_of(document), strlen(note_of(document)), &note, &p->err));
    ck_assert_int_eq(gg_note_check(&note, &keys.keys[0].verifier), GG_NOTE_SIGNED);

    /* Without a key there is a document all the same, and it says so. */
    ok(gg_registry_head_document(p->reg, &bare, &p->err));
    ck_assert(json_is_false(at(bare, "signed")));
    is_null(bare, "note");
    gg_buf_release(&text);
    gg_json_write(bare, &text);
    refused(GG_E_NO, "not signed", gg_checkpoint_known(text.data, text.size, &keys, &by, &p->err));
    gg_registry_sign_with(p->reg, NULL);
    refused(GG_E_USAGE, "no key", gg_registry_checkpoint(p->reg, &bare, &p->err));
    json_decref(bare);
    gg_buf_release(&text);
    gg_known_keys_release(&keys);
    json_decref(document);
    place_remove(p);
}
END_TEST

/* What a document says beside its note has to be what the note says. */
START_TEST(a_checkpoint_cannot_say_two_things)
{
    static const struct {
        const char *key, *value, *why;
    } cases[] = {
        {"format", "gauger/audit/1", "no checkpoint"},
        {"root", DIGEST_A, "other things"},
        {"id", DIGEST_A, "other things"},
        {"root", "12", "no size and root"},
        {"note", "x", "signed note"},
    };
    static const char foreign[] = "a\n1\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n\n"
                                  "\xe2\x80\x94 x AAAAAAA=\n";
    place pl, *p = &pl;
    json_t *document, *changed;
    gg_checkpoint_head head;
    gg_buf text;

    place_create(p);
    document = checkpoint(p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        changed = json_deep_copy(document);
        json_object_set_new(changed, cases[i].key, json_string(cases[i].value));
        gg_buf_init(&text, 0);
        gg_json_write(changed, &text);
        refused(GG_E_INPUT, cases[i].why, gg_checkpoint_read(text.data, text.size, &head, &p->err));
        gg_buf_release(&text);
        json_decref(changed);
    }
    refused(GG_E_INPUT, "another kind of log",
            gg_checkpoint_read(foreign, strlen(foreign), &head, &p->err));
    json_decref(document);
    place_remove(p);
}
END_TEST

/* A checkpoint by somebody else, or one that was changed, is known by no list. */
START_TEST(strangers_sign_nothing)
{
    place pl, ol, *p = &pl, *o = &ol;
    json_t *document, *other;
    gg_known_keys keys;
    char *note;
    gg_buf forged;

    place_create(p);
    place_create(o);
    document = checkpoint(p);
    other = checkpoint(o);
    read_keys(p, &keys);
    refused(GG_E_NO, "different registries",
            gg_checkpoint_known(note_of(other), strlen(note_of(other)), &keys, NULL, &p->err));
    /* The same text, signed by another key under the name of the first. */
    note = strdup(note_of(document));
    gg_buf_init(&forged, 0);
    ok(gg_note_sign(note, (size_t)(strstr(note, "\n\n") - note) + 1, o->signer,
                    keys.keys[0].verifier.name, &forged, &p->err));
    refused(GG_E_NO, "no key of the list",
            gg_checkpoint_known(forged.data, forged.size, &keys, NULL, &p->err));
    /* Another size under the old signature. */
    strchr(note, '\n')[1] = '2';
    refused(GG_E_NO, "not that of", gg_checkpoint_known(note, strlen(note), &keys, NULL, &p->err));
    free(note);
    gg_buf_release(&forged);
    gg_known_keys_release(&keys);
    json_decref(document);
    json_decref(other);
    place_remove(p);
    place_remove(o);
}
END_TEST

#define FIRST "# gauger/keys/1 " DIGEST_A " people one\n"
#define KEY   "gauger/ab12/ada+7398768f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define SPANS                                                                                      \
    FIRST KEY " account=ada since=3 person=p%207 held=reviewer:12-40,ci:50- disabled=20-30\n"

START_TEST(what_is_no_list_of_keys)
{
    static const struct {
        const char *text, *why;
        unsigned line;
    } cases[] = {
        {"", "empty", 1},
        {"\n", "begin as one", 1},
        {"# gauger/keys/2 " DIGEST_A " people one\n", "begin as one", 1},
        {"# gauger/keys/1 " DIGEST_A " people two\n", "begin as one", 1},
        {"# gauger/keys/1 12 people one\n", "begin as one", 1},
        {FIRST "ada\n", "not a verifier key", 2},
        {FIRST KEY "\n", "without account or since", 2},
        {FIRST KEY " account=ada\n", "without account or since", 2},
        {FIRST "\n#x\n" KEY " account=ada since=0\n", "word behind", 4},
        {FIRST KEY " account=ada since=x\n", "word behind", 2},
        {FIRST KEY " account=ada  since=1\n", "word behind", 2},
        {FIRST KEY " account=%zz since=1\n", "word behind", 2},
        {FIRST KEY " account=a%00b since=1\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 more=2\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 person=\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 held=\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 held=king:1-\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 held=reviewer\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 held=reviewer:1\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 held=reviewer:1-,\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 held=reviewer:5-4\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 disabled=-4\n", "word behind", 2},
        {FIRST KEY " account=ada since=1 disabled=reviewer:1-\n", "word behind", 2},
    };
    place pl, *p = &pl;
    gg_known_keys keys;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_error_init(&p->err);
        ck_assert_int_eq(gg_known_keys_parse(cases[i].text, strlen(cases[i].text), &keys, &p->err),
                         GG_E_INPUT);
        ck_assert_msg(strstr(p->err.what, cases[i].why) != NULL, "%zu: %s", i, p->err.what);
        ck_assert_uint_eq(p->err.line, cases[i].line);
    }
}
END_TEST

START_TEST(what_a_list_of_keys_says)
{
    place pl, *p = &pl;
    gg_known_keys keys;

    gg_error_init(&p->err);
    ok(gg_known_keys_parse(FIRST KEY " account=a%20b roles= since=3 until=9",
                           strlen(FIRST KEY " account=a%20b roles= since=3 until=9"), &keys,
                           &p->err));
    ck_assert_str_eq(keys.keys[0].account, "a b");
    ck_assert_uint_eq(keys.keys[0].until, 9);
    ck_assert_str_eq(keys.keys[0].id, "21fe31dfa154a261");
    gg_known_keys_release(&keys);
    ok(gg_known_keys_parse(SPANS, strlen(SPANS), &keys, &p->err));
    ck_assert_str_eq(keys.keys[0].person, "p 7");
    ck_assert_uint_eq(keys.n_spans, 3);
    ck_assert_uint_eq(keys.spans[0].role, GG_ACCOUNT_ROLE_REVIEWER);
    ck_assert_uint_eq(keys.spans[0].until, 40);
    ck_assert_uint_eq(keys.spans[1].since, 50);
    ck_assert_uint_eq(keys.spans[1].until, 0);
    ck_assert_uint_eq(keys.spans[2].role, 0);
    gg_known_keys_release(&keys);
    gg_known_keys_release(NULL);
}
END_TEST

/* ---- proofs */

static json_t *prove(place *p, uint64_t seq, const gg_tree_head *from)
{
    json_t *proof = NULL;

    ok(gg_registry_prove(p->reg, seq, from, true, &proof, &p->err));
    return proof;
}

static json_t *check(place *p, const json_t *proof, const gg_known_keys *keys)
{
    json_t *report = NULL;

    ok(gg_proof_check(proof, keys, &report, &p->err));
    return report;
}

START_TEST(every_event_can_be_proven)
{
    place pl, *p = &pl;
    gg_known_keys keys;
    gg_tree_head from;

    place_create(p);
    place_events(p, 8);
    ok(gg_registry_head(p->reg, &from, &p->err));
    place_events(p, 14);
    read_keys(p, &keys);
    for (uint64_t seq = 1; seq <= 23; seq++) {
        json_t *proof = prove(p, seq, &from), *report = check(p, proof, &keys);

        strict_fits("docs/schemas/proof-1.schema.json", proof);
        strict_fits("docs/schemas/proof-check-1.schema.json", report);
        says(report, "result", "holds");
        counts(report, "event/seq", (int)seq);
        counts(report, "consistent_from", 9);
        says(report, "event/account", "ada");
        says(report, "signed_by", "ada");
        if (seq > 1)
            says(report, "event/payload/key", "cell.minimum");
        json_decref(report);
        json_decref(proof);
    }
    gg_known_keys_release(&keys);
    place_remove(p);
}
END_TEST

/* Sets a member by path, in a copy. */
static json_t *with(const json_t *proof, const char *path, json_t *value)
{
    json_t *copy = json_deep_copy(proof), *object;
    const char *slash = strrchr(path, '/');
    char parent[64] = "";

    snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - path) : 0, path);
    object = (json_t *)at(copy, parent);
    if (json_is_array(object))
        json_array_set_new(object, strtoul(slash + 1, NULL, 10), value);
    else
        json_object_set_new(object, slash ? slash + 1 : path, value);
    return copy;
}

START_TEST(a_changed_proof_is_refuted)
{
    static const struct {
        const char *path, *json, *why;
    } cases[] = {
        {"event/signature", "\"AAAA\"", "is not that of ada"},
        {"event/signature", "null", "is not that of ada"},
        {"event/inclusion/path/0", "\"" DIGEST_A "\"", "not in the log"},
        {"event/inclusion/path", "[]", "not in the log"},
        {"event/inclusion", "null", "not in the log"},
        {"event/inclusion/path/0", "7", "not in the log"},
        {"event/payload", "\"{}\"", "not the one that was signed"},
        {"event/salt", "\"AAAAAAAAAAAAAAAAAAAAAA==\"", "not the one that was signed"},
        {"event/salt", "null", "not the one that was signed"},
        {"consistency/root", "\"" DIGEST_A "\"", "does not continue"},
        {"consistency/size", "4", "does not continue"},
        {"consistency/path", "[]", "does not continue"},
    };
    place pl, *p = &pl;
    gg_known_keys keys;
    gg_tree_head from;
    json_t *proof, *report;

    place_create(p);
    place_events(p, 4);
    ok(gg_registry_head(p->reg, &from, &p->err));
    place_events(p, 7);
    read_keys(p, &keys);
    proof = prove(p, 6, &from);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *value = json_loads(cases[i].json, JSON_DECODE_ANY, NULL),
               *changed = with(proof, cases[i].path, value);

        report = check(p, changed, &keys);
        says(report, "result", "refuted");
        ck_assert_msg(strstr(json_string_value(at(report, "findings/0")), cases[i].why) != NULL,
                      "%s: %s", cases[i].path, json_string_value(at(report, "findings/0")));
        json_decref(report);
        json_decref(changed);
    }
    json_decref(proof);
    gg_known_keys_release(&keys);
    place_remove(p);
}
END_TEST

/* Every byte of header, signature and checkpoint counts: refuted, or refused as no proof. */
START_TEST(any_byte_of_a_proof_counts)
{
    static const char *const members[] = {"event/header", "event/signature", "checkpoint",
                                          "event/payload", "event/salt"};
    place pl, *p = &pl;
    gg_known_keys keys;
    json_t *proof;

    place_create(p);
    place_events(p, 4);
    read_keys(p, &keys);
    proof = prove(p, 3, NULL);
    for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
        const char *text = json_string_value(at(proof, members[m]));

        for (size_t i = 0; i < strlen(text); i++) {
            char *changed = strdup(text);
            json_t *bad, *report = NULL;

            changed[i] = changed[i] == 'x' ? 'y' : 'x';
            bad = with(proof, members[m], json_string_nocheck(changed));
            if (bad && gg_proof_check(bad, &keys, &report, NULL) == GG_OK)
                ck_assert_msg(strcmp(gg_json_string(report, "result", ""), "refuted") == 0,
                              "%s, byte %zu", members[m], i);
            json_decref(report);
            json_decref(bad);
            free(changed);
        }
    }
    json_decref(proof);
    gg_known_keys_release(&keys);
    place_remove(p);
}
END_TEST

START_TEST(what_cannot_be_proven)
{
    place pl, *p = &pl;
    gg_tree_head from;
    gg_known_keys keys;
    json_t *proof = NULL, *none = json_pack("{s:s}", "format", "gauger/proof/1");
    uint64_t seq = 0;

    place_create(p);
    place_events(p, 3);
    ok(gg_registry_head(p->reg, &from, &p->err));
    refused(GG_E_NOT_FOUND, "no event 9",
            gg_registry_prove(p->reg, 9, NULL, false, &proof, &p->err));
    from.root[0] ^= 1;
    refused(GG_E_NO, "does not continue",
            gg_registry_prove(p->reg, 1, &from, false, &proof, &p->err));
    from.size = 99;
    refused(GG_E_NO, "does not continue",
            gg_registry_prove(p->reg, 1, &from, false, &proof, &p->err));
    ok(gg_registry_event_of(p->reg, "registry/registry", &seq, &p->err));
    ck_assert_uint_eq(seq, 4);
    refused(GG_E_NOT_FOUND, "about this object",
            gg_registry_event_of(p->reg, "model/x@1", &seq, &p->err));
    read_keys(p, &keys);
    refused(GG_E_INPUT, "another format", gg_proof_check(none, &keys, &proof, &p->err));
    refused(GG_E_INPUT, "another format", gg_proof_check(NULL, &keys, &proof, &p->err));
    json_object_set_new(none, "checkpoint", json_string("x"));
    refused(GG_E_INPUT, "signed note", gg_proof_check(none, &keys, &proof, &p->err));
    ck_assert_ptr_null(proof);
    gg_known_keys_release(&keys);
    json_decref(none);
    place_remove(p);
}
END_TEST

/* ---- redaction */

static bool on_disk(const place *p, const char *text)
{
    FILE *f = fopen(p->db, "rb");
    static char bytes[1 << 22];
    size_t n = fread(bytes, 1, sizeof bytes, f);

    fclose(f);
    return memmem(bytes, n, text, strlen(text)) != NULL;
}

static uint64_t suspended(place *p)
{
    char sha256[GG_SHA256_HEX];
    gg_tree_head head;

    stage_dataset(p, "ports", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, sha256);
    stage_version(p, "lanes");
    stage_approve(p, "lanes", "ports", sha256);
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_version_suspend(p->reg, "lanes@1", "Mr. Smith of Springfield complained", &p->err));
    ok(gg_registry_head(p->reg, &head, &p->err));
    return head.size;
}

START_TEST(two_steps_erase_a_payload)
{
    place pl, *p = &pl;
    json_t *done, *report;
    gg_known_keys keys;
    gg_tree_head before;
    json_t *old;
    uint64_t seq;

    place_create(p);
    seq = suspended(p);
    ok(gg_registry_head(p->reg, &before, &p->err));
    read_keys(p, &keys);
    old = prove(p, seq, NULL);
    ck_assert(on_disk(p, "Springfield"));
    ok(gg_registry_redact(p->reg, seq, "it names somebody", &done, &p->err));
    says(done, "step", "asked");
    says(done, "people", "one");
    json_decref(done);
    ck_assert(on_disk(p, "Springfield"));
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    ok(gg_registry_redact(p->reg, seq, "it does", &done, &p->err));
    says(done, "step", "erased");
    says(done, "erased/0", "reason");
    json_decref(done);

    /* Gone from log, tables and file; everything else still fits, and the old proof too. */
    ck_assert(!on_disk(p, "Springfield"));
    ck_assert_str_eq(stage_state(p, "lanes"), "suspended");
    report = place_verify(p);
    ck_assert_int_eq(gg_registry_verify_status(report), GG_OK);
    counts(report, "redacted", 1);
    counts(report, "events", (int)seq + 2);
    counts(report, "payloads", (int)seq + 1);
    json_decref(report);
    ok(gg_registry_rebuild(p->reg, &report, &p->err));
    json_decref(report);
    place_consistent(p);
    report = check(p, old, &keys);
    says(report, "result", "holds");
    json_decref(report);
    json_decref(old);
    old = prove(p, seq, &before);
    report = check(p, old, &keys);
    says(report, "result", "holds");
    ck_assert(at(report, "event/payload") == NULL || json_is_null(at(report, "event/payload")));
    json_decref(report);
    json_decref(old);
    refused(GG_E_CONFLICT, "was erased by event",
            gg_registry_redact(p->reg, seq, "again", &done, &p->err));
    gg_known_keys_release(&keys);
    place_remove(p);
}
END_TEST

START_TEST(what_cannot_be_erased)
{
    place pl, *p = &pl;
    json_t *done = NULL;

    place_create(p);
    place_events(p, 2);
    refused(GG_E_NOT_FOUND, "no event 9", gg_registry_redact(p->reg, 9, "why", &done, &p->err));
    refused(GG_E_CONFLICT, "cannot do without",
            gg_registry_redact(p->reg, 1, "why", &done, &p->err));
    refused(GG_E_CONFLICT, "cannot do without",
            gg_registry_redact(p->reg, 2, "why", &done, &p->err));
    refused(GG_E_USAGE, "empty", gg_registry_redact(p->reg, 2, "", &done, &p->err));
    ck_assert_uint_eq(place_size(p), 5); /* two refusals by the rule state */
    /* Nothing to erase in what holds no text. */
    stage_version(p, "lanes");
    refused(GG_E_CONFLICT, "no text of people",
            gg_registry_redact(p->reg, 7, "why", &done, &p->err));
    ck_assert_ptr_null(done);
    place_remove(p);
}
END_TEST

/* An erasure that nobody asked for is a loss, however it is dressed up. */
START_TEST(erased_is_not_lost)
{
    static const char *const tries[] = {
        "UPDATE payloads SET salt = NULL, payload = NULL, redacted = 99 WHERE seq = 3",
        "UPDATE payloads SET salt = NULL, payload = NULL, redacted = 4 WHERE seq = 3",
        "DELETE FROM payloads WHERE seq = 3",
    };
    place pl, *p = &pl;

    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        place_create(p);
        place_events(p, 4);
        ck_assert_int_eq(place_sql(p, tries[i]), SQLITE_CONSTRAINT);
        gg_registry_close(p->reg);
        p->reg = NULL;
        ck_assert_int_eq(place_sql(p, "DROP TRIGGER payloads_update; DROP TRIGGER payloads_delete"),
                         SQLITE_OK);
        ck_assert_int_eq(place_sql(p, tries[i]), SQLITE_OK);
        ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &p->reg, &p->err));
        json_t *report = place_verify(p);
        bool named = false;

        for (size_t k = 0; k < json_array_size(at(report, "findings")); k++) {
            const json_t *one = json_array_get(at(report, "findings"), k);

            named = named || (strcmp(gg_json_string(one, "where", ""), "events 3") == 0 &&
                              strstr(gg_json_string(one, "what", ""), "payload is missing"));
        }
        ck_assert_msg(named, "%s", tries[i]);
        json_decref(report);
        place_remove(p);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_checkpoint_is_a_signed_note);
    tcase_add_test(tc, a_checkpoint_is_known_by_the_list_of_keys);
    tcase_add_test(tc, a_checkpoint_cannot_say_two_things);
    tcase_add_test(tc, strangers_sign_nothing);
    tcase_add_test(tc, what_is_no_list_of_keys);
    tcase_add_test(tc, what_a_list_of_keys_says);
    tcase_add_test(tc, every_event_can_be_proven);
    tcase_add_test(tc, a_changed_proof_is_refuted);
    tcase_add_test(tc, any_byte_of_a_proof_counts);
    tcase_add_test(tc, what_cannot_be_proven);
    tcase_add_test(tc, two_steps_erase_a_payload);
    tcase_add_test(tc, what_cannot_be_erased);
    tcase_add_test(tc, erased_is_not_lost);
}

GG_TEST_MAIN("registry/audit")
