/* Events that somebody writes into the file with a key of their own, past the program: each has the
 * right hashes and a signature that holds, and is found by what its author was entitled to. */
#include "registry/people.h"

static void bind(sqlite3_stmt *stmt, int i, const void *data, size_t n)
{
    ck_assert_int_eq(sqlite3_bind_blob64(stmt, i, data, n, SQLITE_TRANSIENT), SQLITE_OK);
}

static void hex(const unsigned char *data, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++)
        snprintf(out + 2 * i, 3, "%02x", data[i]);
}

/* The number and the leaf of the last event. */
static void last_of(sqlite3 *db, int64_t *seq, char leaf[65])
{
    sqlite3_stmt *stmt;

    ck_assert_int_eq(sqlite3_prepare_v2(db,
                                        "SELECT seq, lower(hex(leaf)) FROM events"
                                        " ORDER BY seq DESC LIMIT 1",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
    *seq = sqlite3_column_int64(stmt, 0);
    snprintf(leaf, 65, "%s", (const char *)sqlite3_column_text(stmt, 1));
    sqlite3_finalize(stmt);
}

static void insert(sqlite3 *db, int64_t seq, const gg_buf *header, const gg_signer *signer,
                   const unsigned char *salt, const gg_buf *payload)
{
    unsigned char leaf[GG_SHA256_BYTES], signature[GG_SIGNATURE_BYTES];
    sqlite3_stmt *stmt;
    gg_buf message;

    gg_tree_leaf(header->data, header->size, leaf);
    gg_buf_init(&message, 0);
    gg_buf_puts(&message, "gauger-event-v2\n");
    gg_buf_append(&message, header->data, header->size);
    gg_sign(signer, message.data, message.size, signature);
    gg_buf_release(&message);
    ck_assert_int_eq(sqlite3_prepare_v2(
                         db,
                         "INSERT INTO events(seq, header, leaf, signature) VALUES(?1, ?2, ?3, ?4)",
                         -1, &stmt, NULL),
                     SQLITE_OK);
    sqlite3_bind_int64(stmt, 1, seq);
    bind(stmt, 2, header->data, header->size);
    bind(stmt, 3, leaf, sizeof leaf);
    bind(stmt, 4, signature, sizeof signature);
    ck_assert_int_eq(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
    ck_assert_int_eq(
        sqlite3_prepare_v2(db, "INSERT INTO payloads(seq, salt, payload) VALUES(?1, ?2, ?3)", -1,
                           &stmt, NULL),
        SQLITE_OK);
    sqlite3_bind_int64(stmt, 1, seq);
    bind(stmt, 2, salt, 16);
    bind(stmt, 3, payload->data, payload->size);
    ck_assert_int_eq(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
}

/* Writes the next event in the name of `who`, signed with `signer`. The payload is given up. */
static void forge(crew *c, const char *who, const gg_signer *signer, const char *action,
                  const char *object, json_t *payload)
{
    static const unsigned char salt[16] = "sixteen bytes...";
    char previous[65], digest[65];
    unsigned char sum[GG_SHA256_BYTES];
    int64_t seq = 0;
    sqlite3 *db;
    json_t *header;
    gg_buf body, text;
    gg_sha256 h;

    ck_assert_ptr_nonnull(payload);
    ck_assert_int_eq(sqlite3_open(c->p.db, &db), SQLITE_OK);
    last_of(db, &seq, previous);
    gg_buf_init(&body, 0);
    gg_buf_init(&text, 0);
    gg_json_canonical(payload, &body);
    gg_sha256_init(&h);
    gg_sha256_add(&h, salt, sizeof salt);
    gg_sha256_add(&h, body.data, body.size);
    gg_sha256_final(&h, sum);
    hex(sum, sizeof sum, digest);
    header = json_pack("{s:i, s:I, s:s, s:{s:s, s:b, s:s}, s:s, s:s, s:s, s:s, s:n}", "v", 2, "seq",
                       (json_int_t)(seq + 1), "time", "2026-01-01T00:00:00Z", "actor", "name", who,
                       "claimed", 0, "key", gg_signer_id(signer), "action", action, "object",
                       object, "payload_sha256", digest, "previous", previous, "request");
    ck_assert_ptr_nonnull(header);
    gg_json_canonical(header, &text);
    insert(db, seq + 1, &text, signer, salt, &body);
    gg_buf_release(&body);
    gg_buf_release(&text);
    json_decref(header);
    json_decref(payload);
    sqlite3_close(db);
}

static void bring_to_review(crew *c)
{
    place *p = &c->p;

    crew_create(c);
    crew_as(c, "sam");
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    stage_evaluate(p, "lanes@1", "scores");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    place_consistent(p);
}

static json_t *approval(void)
{
    return json_pack("{s:s, s:s, s:s}", "from", "review", "to", "approved", "decision", "approve");
}

/* That the forging is sound shows in that a reviewer's own event is missed by the tables alone. */
START_TEST(a_forged_approval_is_found_by_its_author)
{
    static const struct {
        const char *who, *rule;
    } cases[] = {{"sam", "rule role"}, {"olga", "rule role"}, {"ada", "rule role"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        crew c;

        bring_to_review(&c);
        forge(&c, cases[i].who,
              strcmp(cases[i].who, "ada") == 0 ? c.p.signer : crew_find(&c, cases[i].who)->signer,
              "model.review", "model/lanes@1", approval());
        place_broken(&c.p, "events", cases[i].rule);
        crew_remove(&c);
    }
}
END_TEST

START_TEST(a_forged_approval_under_another_name_is_found_by_its_key)
{
    crew c;
    json_t *report, *finding;

    bring_to_review(&c);
    forge(&c, "ray", crew_find(&c, "sam")->signer, "model.review", "model/lanes@1", approval());
    report = place_verify(&c.p);
    finding = json_array_get(json_object_get(report, "findings"), 0);
    ck_assert_int_eq(gg_registry_verify_status(report), GG_E_NO);
    ck_assert_msg(strncmp(gg_json_string(finding, "where", ""), "events", 6) == 0 &&
                      strstr(gg_json_string(finding, "what", ""), "key") != NULL,
                  "%s: %s", gg_json_string(finding, "where", ""),
                  gg_json_string(finding, "what", ""));
    json_decref(report);
    crew_remove(&c);
}
END_TEST

/* Somebody with the role: no way leads there, or nobody else approved it, or it is their own. */
START_TEST(a_forged_way_into_production_is_found)
{
    static const char policy[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    crew c;
    place *p = &c.p;

    bring_to_review(&c);
    forge(&c, "ray", crew_find(&c, "ray")->signer, "model.promote", "model/lanes@1",
          json_pack("{s:s, s:s}", "from", "review", "to", "production"));
    place_broken(p, "events", "rule state: promote does not lead from review to production");
    crew_remove(&c);

    bring_to_review(&c);
    forge(&c, "ray", crew_find(&c, "ray")->signer, "model.promote", "model/lanes@1",
          json_pack("{s:s, s:s}", "from", "approved", "to", "production"));
    place_broken(p, "events", "rule approval");
    crew_remove(&c);

    /* Approved by ray, and then judged by ray: what was approved is their own. */
    bring_to_review(&c);
    crew_as(&c, "ray");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    stage_judge(p, "lanes@1", place_size(p) - 2, policy, "pass");
    place_consistent(p);
    forge(&c, "rob", crew_find(&c, "rob")->signer, "model.promote", "model/lanes@1",
          json_pack("{s:s, s:s}", "from", "approved", "to", "production"));
    place_broken(p, "events", "rule approval");
    crew_remove(&c);

    crew_create(&c);
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "reviewer"));
    crew_as(&c, "sam");
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    stage_evaluate(p, "lanes@1", "scores");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    forge(&c, "sam", crew_find(&c, "sam")->signer, "model.review", "model/lanes@1", approval());
    place_broken(p, "events", "rule separation");
    crew_remove(&c);
}
END_TEST

START_TEST(a_forged_grant_is_found)
{
    crew c;

    crew_create(&c);
    forge(&c, "ada", c.p.signer, "account.grant", "account/ada",
          json_pack("{s:s}", "role", "scientist"));
    place_broken(&c.p, "events", "rule self");
    crew_remove(&c);
    crew_create(&c);
    forge(&c, "sam", crew_find(&c, "sam")->signer, "account.grant", "account/sam",
          json_pack("{s:s}", "role", "reviewer"));
    place_broken(&c.p, "events", "rule role");
    crew_remove(&c);
}
END_TEST

/* What its author might have done is no forgery: only the tables and the head are behind. */
START_TEST(what_is_in_order_is_not_called_forged)
{
    crew c;
    json_t *report, *finding;
    size_t i;

    bring_to_review(&c);
    forge(&c, "ray", crew_find(&c, "ray")->signer, "model.review", "model/lanes@1", approval());
    report = place_verify(&c.p);
    json_array_foreach(json_object_get(report, "findings"), i, finding)
        ck_assert_msg(strncmp(gg_json_string(finding, "where", ""), "events", 6) != 0, "%s: %s",
                      gg_json_string(finding, "where", ""), gg_json_string(finding, "what", ""));
    json_decref(report);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_forged_approval_is_found_by_its_author);
    tcase_add_test(tc, a_forged_approval_under_another_name_is_found_by_its_key);
    tcase_add_test(tc, a_forged_way_into_production_is_found);
    tcase_add_test(tc, a_forged_grant_is_found);
    tcase_add_test(tc, what_is_in_order_is_not_called_forged);
}

GG_TEST_MAIN("registry/forged")
