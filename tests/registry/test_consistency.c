/* That one head of the log continues another: between checkpoints and inside cards; and nothing
 * that was changed of it. */
#include "gauger/base/dsse.h"
#include "gauger/registry/tree.h"
#include "registry/cards.h"

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

static uint64_t print_checkpoint(place *p)
{
    json_t *checkpoint = NULL;
    uint64_t size;

    ok(gg_registry_checkpoint(p->reg, &checkpoint, &p->err));
    size = (uint64_t)json_integer_value(json_object_get(checkpoint, "size"));
    json_decref(checkpoint);
    return size;
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

/* No card rests on what is remembered: junk in local.db, or no file at all. The newest is another
 * matter, see test_printed.c. */
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
                                  "UPDATE printed SET size = 3, root = zeroblob(32), leaf = NULL;"
                                  "INSERT INTO printed VALUES(-1, zeroblob(32), NULL);"
                                  "INSERT INTO printed VALUES(2, zeroblob(32), zeroblob(32))",
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
}

GG_TEST_MAIN("registry/consistency")
