/* That one head of the log continues another: between checkpoints, inside cards, and beside a
 * countersignature; and nothing that was changed of it. */
#include "gauger/base/dsse.h"
#include "gauger/registry/audit.h"
#include "gauger/registry/card.h"
#include "gauger/registry/tree.h"
#include "registry/people.h"
#include "strict.h"

#define CARD "<html>a card</html>\n"

/* ---- the standard's own example */

/* RFC 9162, section 2.1.5: a tree of seven leaves d0..d6, with the nodes
 *     hash            hash0 = g        hash1 = k        hash2 = l
 * g = (a, b), h = (c, d), i = (e, f), j = leaf 6, k = (g, h), l = (i, j);
 * PROOF(3, D[7]) = [c, d, g, l], PROOF(4, D[7]) = [l], PROOF(6, D[7]) = [i, j, k]. */
static void inner(const unsigned char a[32], const unsigned char b[32], unsigned char out[32])
{
    unsigned char both[65] = {1};
    gg_sha256 h;

    memcpy(both + 1, a, 32);
    memcpy(both + 33, b, 32);
    gg_sha256_init(&h);
    gg_sha256_add(&h, both, sizeof both);
    gg_sha256_final(&h, out);
}

static void head_over(unsigned char (*leaves)[32], uint64_t n, gg_tree_head *out)
{
    gg_tree tree;

    gg_tree_init(&tree);
    for (uint64_t i = 0; i < n; i++)
        gg_tree_add(&tree, leaves[i]);
    gg_tree_root(&tree, out);
}

START_TEST(the_example_of_the_standard)
{
    /* The leaves of the reference implementations, as in test_tree.c. */
    static const char *const data[] = {"", "\0", "\x10", " !", "01", "@ABC", "PQRSTUVW"};
    static const size_t sizes[] = {0, 1, 1, 2, 2, 4, 8};
    unsigned char d[7][32], g[32], h[32], i[32], k[32], l[32];
    gg_tree_head heads[8];
    gg_tree_path path;

    for (size_t n = 0; n < 7; n++)
        gg_tree_leaf(data[n], sizes[n], d[n]);
    for (uint64_t n = 1; n <= 7; n++)
        head_over(d, n, &heads[n]);
    inner(d[0], d[1], g);
    inner(d[2], d[3], h);
    inner(d[4], d[5], i);
    inner(g, h, k);
    inner(i, d[6], l);
    const struct {
        uint64_t first;
        size_t n;
        const unsigned char *nodes[4];
    } cases[] = {{3, 4, {d[2], d[3], g, l}}, {4, 1, {l}}, {6, 3, {i, d[6], k}}};

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        gg_tree_prove_consistency(d, 7, cases[c].first, &path);
        ck_assert_uint_eq(path.n, cases[c].n);
        for (size_t n = 0; n < path.n; n++)
            ck_assert_mem_eq(path.nodes[n], cases[c].nodes[n], 32);
        ck_assert(gg_tree_check_consistency(&heads[cases[c].first], &heads[7], &path));
    }
}
END_TEST

static void read_keys(place *p, gg_known_keys *keys)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    ok(gg_registry_keys(p->reg, &text, &p->err));
    ok(gg_known_keys_parse(text.data, text.size, keys, &p->err));
    gg_buf_release(&text);
}

/* ---- between two heads */

static json_t *between(place *p, const gg_tree_head *a, const gg_tree_head *b)
{
    json_t *proof = NULL;

    ok(gg_registry_prove_between(p->reg, a, b, &proof, &p->err));
    strict_fits("docs/schemas/consistency-1.schema.json", proof);
    return proof;
}

START_TEST(any_two_heads_are_joined)
{
    place pl, *p = &pl;
    gg_tree_head heads[20];
    gg_consistency proof;

    place_create(p);
    place_events(p, 18);
    for (uint64_t n = 1; n <= 19; n++)
        ok(gg_registry_head_at(p->reg, n, &heads[n], &p->err));
    for (uint64_t a = 1; a <= 19; a++)
        for (uint64_t b = 1; b <= 19; b++) {
            json_t *document = between(p, &heads[a], &heads[b]);

            ok(gg_consistency_read(document, &proof, &p->err));
            ck_assert_uint_eq(proof.from.size, a < b ? a : b);
            ck_assert(gg_consistency_joins(&proof, &heads[a], &heads[b]));
            ck_assert(gg_consistency_joins(&proof, &heads[b], &heads[a]));
            for (uint64_t c = 1; c <= 19; c++)
                ck_assert(c == b || c == a || !gg_consistency_joins(&proof, &heads[a], &heads[c]));
            json_decref(document);
        }
    place_remove(p);
}
END_TEST

/* Whatever byte is changed: it is not read, leads nowhere, or is about other heads. */
static void expect_no_byte_changed(const json_t *document, const gg_tree_head *a,
                                   const gg_tree_head *b)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_canonical(document, &text);
    for (size_t i = 0; i < text.size; i++)
        for (unsigned bit = 0; bit < 8; bit += 1) {
            json_t *changed = NULL;
            gg_consistency proof;

            text.data[i] = (char)(text.data[i] ^ (1 << bit));
            if (gg_json_parse(text.data, text.size, "changed", &changed, NULL) == GG_OK &&
                gg_consistency_read(changed, &proof, NULL) == GG_OK)
                ck_assert_msg(!gg_consistency_joins(&proof, a, b) ||
                                  strcmp(proof.id, gg_json_string(document, "id", "")) != 0,
                              "byte %zu, bit %u", i, bit);
            json_decref(changed);
            text.data[i] = (char)(text.data[i] ^ (1 << bit));
        }
    gg_buf_release(&text);
}

START_TEST(no_byte_of_a_proof_can_be_changed)
{
    static const uint64_t pairs[][2] = {{5, 13}, {8, 13}, {1, 2}, {12, 13}};
    place pl, *p = &pl;

    place_create(p);
    place_events(p, 12);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        gg_tree_head a, b;
        json_t *document;

        ok(gg_registry_head_at(p->reg, pairs[i][0], &a, &p->err));
        ok(gg_registry_head_at(p->reg, pairs[i][1], &b, &p->err));
        document = between(p, &a, &b);
        expect_no_byte_changed(document, &a, &b);
        json_decref(document);
    }
    place_remove(p);
}
END_TEST

START_TEST(what_cannot_be_joined)
{
    place pl, *p = &pl;
    gg_tree_head a, b, bad;
    json_t *proof = NULL;

    place_create(p);
    place_events(p, 6);
    ok(gg_registry_head_at(p->reg, 3, &a, &p->err));
    ok(gg_registry_head_at(p->reg, 7, &b, &p->err));
    refused(GG_E_NOT_FOUND, "7 events, and 8", gg_registry_head_at(p->reg, 8, &bad, &p->err));
    refused(GG_E_NOT_FOUND, "and 0 were named", gg_registry_head_at(p->reg, 0, &bad, &p->err));
    bad = a;
    bad.root[5] ^= 4;
    refused(GG_E_NO, "does not continue that checkpoint of 3",
            gg_registry_prove_between(p->reg, &bad, &b, &proof, &p->err));
    bad = b;
    bad.root[31] ^= 1;
    refused(GG_E_NO, "does not continue that checkpoint of 7",
            gg_registry_prove_between(p->reg, &a, &bad, &proof, &p->err));
    bad = b;
    bad.size = 99;
    refused(GG_E_NO, "7 events, and 99",
            gg_registry_prove_between(p->reg, &bad, &a, &proof, &p->err));
    ck_assert_ptr_null(proof);
    place_remove(p);
}
END_TEST

START_TEST(what_is_no_proof)
{
    static const char *const cases[] = {
        "null",
        "[]",
        "{}",
        "{\"format\":\"gauger/consistency/1\"}",
        "{\"format\":\"gauger/consistency/1\",\"id\":\"" DIGEST_A "\",\"from\":{\"size\":0,"
        "\"root\":\"" DIGEST_A "\"},\"to\":{\"size\":1,\"root\":\"" DIGEST_A "\"},\"path\":[]}",
        "{\"format\":\"gauger/consistency/1\",\"id\":\"" DIGEST_A "\",\"from\":{\"size\":1,"
        "\"root\":\"" DIGEST_A "\"},\"to\":{\"size\":1.5,\"root\":\"" DIGEST_A "\"},\"path\":[]}",
        "{\"format\":\"gauger/consistency/1\",\"id\":\"" DIGEST_A "\",\"from\":{\"size\":1,"
        "\"root\":\"" DIGEST_A "\"},\"to\":{\"size\":1,\"root\":\"" DIGEST_A "\"},\"path\":[1]}"};
    place pl, *p = &pl;
    gg_consistency proof;
    json_t *value;

    place_create(p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        value = json_loads(cases[i], JSON_DECODE_ANY, NULL);
        refused(GG_E_INPUT, "not a proof that one", gg_consistency_read(value, &proof, &p->err));
        json_decref(value);
    }
    /* Well formed, and leading nowhere. */
    value =
        json_loads("{\"format\":\"gauger/consistency/1\",\"id\":\"" DIGEST_A
                   "\",\"from\":{\"size\":1,\"root\":\"" DIGEST_A
                   "\"},\"to\":{\"size\":2,\"root\":\"" DIGEST_B "\"},\"path\":[\"" DIGEST_C "\"]}",
                   0, NULL);
    refused(GG_E_NO, "does not lead", gg_consistency_read(value, &proof, &p->err));
    json_decref(value);
    place_remove(p);
}
END_TEST

/* A proof of an event that was made with an earlier head joins that and its own checkpoint. */
START_TEST(a_proof_of_an_event_joins_too)
{
    place pl, *p = &pl;
    gg_tree_head a, b;
    gg_consistency proof;
    json_t *document;

    place_create(p);
    place_events(p, 6);
    ok(gg_registry_head_at(p->reg, 3, &a, &p->err));
    ok(gg_registry_head(p->reg, &b, &p->err));
    ok(gg_registry_prove(p->reg, 2, &a, false, &document, &p->err));
    ok(gg_consistency_read(document, &proof, &p->err));
    ck_assert(gg_consistency_joins(&proof, &a, &b));
    json_object_set_new(document, "consistency", json_null());
    refused(GG_E_INPUT, "not a proof that one", gg_consistency_read(document, &proof, &p->err));
    json_decref(document);
    place_remove(p);
}
END_TEST

/* Of a proof of an event with all that it can hold: with another byte it is refuted, or a part of
 * it is not there any more. */
START_TEST(no_byte_of_a_proof_of_an_event_can_be_changed)
{
    place pl, *p = &pl;
    gg_known_keys keys;
    gg_tree_head from;
    json_t *document, *changed, *report;
    gg_buf text;

    place_create(p);
    place_events(p, 6);
    ok(gg_registry_head_at(p->reg, 3, &from, &p->err));
    ok(gg_registry_prove(p->reg, 5, &from, true, &document, &p->err));
    read_keys(p, &keys);
    ok(gg_proof_check(document, &keys, &report, &p->err));
    says(report, "result", "holds");
    json_decref(report);
    gg_buf_init(&text, 0);
    gg_json_canonical(document, &text);
    for (size_t i = 0; i < text.size; i++) {
        changed = report = NULL;
        text.data[i] ^= 1;
        if (gg_json_parse(text.data, text.size, "changed", &changed, NULL) == GG_OK &&
            gg_proof_check(changed, &keys, &report, NULL) == GG_OK)
            ck_assert_msg(strcmp(gg_json_string(report, "result", ""), "refuted") == 0 ||
                              json_is_null(at(report, "event")) ||
                              json_is_null(at(report, "event/payload")) ||
                              json_is_null(at(report, "consistent_from")),
                          "byte %zu", i);
        json_decref(changed);
        json_decref(report);
        text.data[i] ^= 1;
    }
    gg_buf_release(&text);
    json_decref(document);
    gg_known_keys_release(&keys);
    place_remove(p);
}
END_TEST

/* ---- inside a card */

/* sam makes a version, ray approves it and issues its card. */
static json_t *issue_card(crew *c)
{
    static const gg_card_issue issue = {
        .reference = "lanes@1", .name = "card.html", .bytes = CARD, .n = sizeof CARD - 1};
    place *p = &c->p;
    char sha256[GG_SHA256_HEX];
    json_t *envelope = NULL;
    uint64_t evaluation;

    crew_as(c, "ray");
    stage_policy(p, NULL, POLICY, NULL, sha256);
    crew_as(c, "sam");
    stage_dataset(p, "ports", 0, NULL);
    stage_version(p, "lanes");
    evaluation = stage_evaluate(p, "lanes@1", "ports");
    stage_judge(p, "lanes@1", evaluation, sha256, "pass");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    crew_as(c, "ray");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    ok(gg_card_sign(p->reg, &issue, &envelope, &p->err));
    return envelope;
}

static json_t *check(place *p, const json_t *envelope, const gg_known_keys *keys)
{
    json_t *report = NULL;

    ok(gg_card_check(CARD, strlen(CARD), envelope, keys, &report, &p->err));
    strict_fits("docs/schemas/card-check-1.schema.json", report);
    return report;
}

static bool finds(const json_t *report, const char *why)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(report, "findings"), i, one)
    {
        if (strstr(json_string_value(one), why))
            return true;
    }
    return false;
}

static uint64_t print_checkpoint(place *p)
{
    json_t *checkpoint = NULL;
    uint64_t size;

    ok(gg_registry_checkpoint(p->reg, &checkpoint, &p->err));
    size = (uint64_t)json_integer_value(json_object_get(checkpoint, "size"));
    json_decref(checkpoint);
    return size;
}

/* Whether a report says that a head of so many events is of the same log, and with that root. */
static bool has_head(place *p, const json_t *report, uint64_t size)
{
    const json_t *one;
    gg_tree_head head;
    char root[GG_SHA256_HEX];
    size_t i;

    ok(gg_registry_head_at(p->reg, size, &head, &p->err));
    json_array_foreach(json_object_get(report, "heads"), i, one)
    {
        if (json_integer_value(json_object_get(one, "size")) == (json_int_t)size &&
            strcmp(gg_json_string(one, "root", ""), gg_digest_hex(head.root, root)) == 0)
            return true;
    }
    return false;
}

/* A statement with another member, under the issuer's signature. */
static json_t *resigned(crew *c, const json_t *envelope, const char *member, json_t *value)
{
    place *p = &c->p;
    json_t *statement = NULL, *out = NULL;
    gg_dsse dsse;
    gg_buf text;

    gg_buf_init(&text, 0);
    ok(gg_dsse_open(envelope, &dsse, &p->err));
    ok(gg_json_parse(dsse.payload.data, dsse.payload.size, "statement", &statement, &p->err));
    json_object_set_new((json_t *)at(statement, "predicate/gauger"), member, value);
    gg_json_canonical(statement, &text);
    ok(gg_dsse_new(GG_STATEMENT_TYPE, text.data, text.size, &out, &p->err));
    ok(gg_dsse_sign(out, crew_find(c, "ray")->signer, &p->err));
    gg_buf_release(&text);
    gg_dsse_release(&dsse);
    json_decref(statement);
    return out;
}

START_TEST(a_card_continues_the_checkpoints_that_were_printed)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope, *report, *bad;
    uint64_t first, second;

    crew_create(&c);
    first = print_checkpoint(p);
    crew_as(&c, "sam");
    second = print_checkpoint(p);
    ck_assert_uint_eq(first, second);
    ok(gg_cycle_open(p->reg, &(gg_cycle_entry){.model = "ports", .kind = "development"}, NULL,
                     &p->err));
    second = print_checkpoint(p);
    envelope = issue_card(&c);
    read_keys(p, &keys);
    report = check(p, envelope, &keys);
    says(report, "result", "holds");
    ck_assert_uint_eq(json_array_size(at(report, "heads")), 2);
    ck_assert(has_head(p, report, first) && has_head(p, report, second));
    json_decref(report);
    /* Signed by a key of the list, and yet it must fit. */
    bad = resigned(
        &c, envelope, "consistency",
        json_pack("[{s:I, s:s, s:[]}]", "size", (json_int_t)first, "root", DIGEST_A, "path"));
    report = check(p, bad, &keys);
    says(report, "result", "refuted");
    ck_assert(finds(report, "does not continue an earlier checkpoint"));
    ck_assert_uint_eq(json_array_size(at(report, "heads")), 0);
    json_decref(report);
    json_decref(bad);
    bad = resigned(&c, envelope, "consistency", json_null());
    report = check(p, bad, &keys);
    says(report, "result", "holds");
    json_decref(report);
    json_decref(bad);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* Nothing rests on what is remembered: junk in local.db, another history, or no file at all. */
START_TEST(what_is_remembered_need_not_be_true)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope, *report;
    char path[200];
    sqlite3 *db;

    crew_create(&c);
    print_checkpoint(p);
    snprintf(path, sizeof path, "%s/local.db", p->dir);
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db,
                                  "UPDATE printed SET root = zeroblob(32);"
                                  "INSERT INTO printed VALUES(-1, zeroblob(32));"
                                  "INSERT INTO printed VALUES(2, zeroblob(32));"
                                  "INSERT INTO printed VALUES(999999, zeroblob(32))",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    envelope = issue_card(&c);
    read_keys(p, &keys);
    report = check(p, envelope, &keys);
    says(report, "result", "holds");
    ck_assert_uint_eq(json_array_size(at(report, "heads")), 0);
    json_decref(report);
    json_decref(envelope);
    ck_assert_int_eq(unlink(path), 0);
    print_checkpoint(p);
    ck_assert_int_ne(access(path, F_OK), 0);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* ---- beside a countersignature */

/* As issue_card(), countersigned by rob. */
static json_t *countersigned(crew *c, gg_known_keys *keys)
{
    place *p = &c->p;
    json_t *envelope = NULL;

    crew_create(c);
    envelope = issue_card(c);
    p->now += DAY;
    crew_as(c, "rob");
    ok(gg_card_add_signature(p->reg, envelope, &p->err));
    read_keys(p, keys);
    return envelope;
}

START_TEST(a_countersignature_shows_when)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope = countersigned(&c, &keys), *report = check(p, envelope, &keys);
    gg_tree_head head;

    says(report, "result", "holds");
    says(report, "signatures/0/account", "ray");
    says(report, "signatures/0/recorded/actor", "ray");
    says(report, "signatures/1/account", "rob");
    says(report, "signatures/1/recorded/time", "2026-01-02T00:00:00Z");
    says(report, "signatures/1/recorded/account", "rob");
    ok(gg_registry_head(p->reg, &head, &p->err));
    ck_assert(has_head(p, report, head.size));
    counts(report, "signatures/1/recorded/seq", (int)head.size);
    json_decref(report);
    /* Without the record the signature stays one, and nothing is said of its time. */
    json_object_del((json_t *)at(envelope, "signatures/1"), "gauger");
    report = check(p, envelope, &keys);
    says(report, "result", "holds");
    is_null(report, "signatures/1/recorded");
    json_decref(report);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* The envelope with another record beside rob's signature must not show anything. */
static void expect_not_shown(place *p, const json_t *envelope, const gg_known_keys *keys,
                             json_t *record, const char *what)
{
    json_t *changed = json_deep_copy(envelope), *report = NULL;

    json_object_set_new((json_t *)at(changed, "signatures/1"), "gauger", record);
    ok(gg_card_check(CARD, strlen(CARD), changed, keys, &report, &p->err));
    ck_assert_msg(strcmp(gg_json_string(report, "result", ""), "refuted") == 0 &&
                      finds(report, "does not show it on record"),
                  "%s", what);
    is_null(report, "signatures/1/recorded");
    json_decref(report);
    json_decref(changed);
}

START_TEST(no_byte_of_the_record_can_be_changed)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope = countersigned(&c, &keys);
    const json_t *record = at(envelope, "signatures/1/gauger");
    char name[40];
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_canonical(record, &text);
    for (size_t i = 0; i < text.size; i++) {
        json_t *changed = NULL;

        text.data[i] ^= 1;
        snprintf(name, sizeof name, "byte %zu", i);
        if (gg_json_parse(text.data, text.size, "changed", &changed, NULL) == GG_OK)
            expect_not_shown(p, envelope, &keys, json_incref(changed), name);
        json_decref(changed);
        text.data[i] ^= 1;
    }
    gg_buf_release(&text);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* A record that is good in itself, of something else. */
START_TEST(another_record_is_none)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope = countersigned(&c, &keys), *other, *report;
    json_t *record = json_deep_copy(at(envelope, "signatures/1/gauger"));

    expect_not_shown(p, envelope, &keys, json_object(), "nothing in it");
    expect_not_shown(p, envelope, &keys, json_string("x"), "no object");
    /* The issuance itself, proven under the card's own checkpoint. */
    other = json_deep_copy(record);
    json_object_set(other, "event", (json_t *)at(envelope, "signatures/0"));
    expect_not_shown(p, envelope, &keys, other, "no event");
    /* Rob's record beside the signature of olga, and of a second card. */
    crew_as(&c, "olga");
    ok(gg_card_add_signature(p->reg, envelope, &p->err));
    other = json_deep_copy(envelope);
    json_object_set((json_t *)at(other, "signatures/2"), "gauger", record);
    report = check(p, other, &keys);
    says(report, "result", "refuted");
    ck_assert(finds(report, "signature of olga does not show"));
    json_decref(report);
    json_decref(other);
    crew_as(&c, "ray");
    ok(gg_card_sign(
        p->reg,
        &(gg_card_issue){
            .reference = "lanes@1", .name = "card.html", .bytes = CARD, .n = sizeof CARD - 1},
        &other, &p->err));
    crew_as(&c, "rob");
    ok(gg_card_add_signature(p->reg, other, &p->err));
    report = check(p, other, &keys);
    says(report, "result", "holds");
    json_decref(report);
    expect_not_shown(p, other, &keys, record, "the record of another issuance");
    json_decref(other);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* What the list says of the time of the event counts, not what came later. */
START_TEST(a_countersigner_is_judged_by_then)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys, later;
    json_t *envelope = countersigned(&c, &keys), *report;

    crew_as(&c, "ada");
    ok(crew_change(&c, "rob", GG_ACCOUNT_DISABLE, NULL));
    read_keys(p, &later);
    report = check(p, envelope, &later);
    says(report, "result", "holds");
    json_decref(report);
    json_object_del((json_t *)at(envelope, "signatures/1"), "gauger");
    report = check(p, envelope, &later);
    says(report, "result", "refuted");
    ck_assert(finds(report, "rule disabled"));
    json_decref(report);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    gg_known_keys_release(&later);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_example_of_the_standard);
    tcase_add_test(tc, any_two_heads_are_joined);
    tcase_add_test(tc, no_byte_of_a_proof_can_be_changed);
    tcase_add_test(tc, what_cannot_be_joined);
    tcase_add_test(tc, what_is_no_proof);
    tcase_add_test(tc, a_proof_of_an_event_joins_too);
    tcase_add_test(tc, no_byte_of_a_proof_of_an_event_can_be_changed);
    tcase_add_test(tc, a_card_continues_the_checkpoints_that_were_printed);
    tcase_add_test(tc, what_is_remembered_need_not_be_true);
    tcase_add_test(tc, a_countersignature_shows_when);
    tcase_add_test(tc, no_byte_of_the_record_can_be_changed);
    tcase_add_test(tc, another_record_is_none);
    tcase_add_test(tc, a_countersigner_is_judged_by_then);
}

GG_TEST_MAIN("registry/consistency")
