/* Events that somebody writes into the file with a key of their own, past the program: each has the
 * right hashes and a signature that holds, and is found by what its author was entitled to. */
#include "registry/forge.h"

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
    place_broken(p, "events", "rule state: lanes@1 is in state review");
    crew_remove(&c);

    bring_to_review(&c);
    forge(&c, "ray", crew_find(&c, "ray")->signer, "model.promote", "model/lanes@1",
          json_pack("{s:s, s:s}", "from", "approved", "to", "production"));
    place_broken(p, "events", "rule state: lanes@1 is in state review");
    crew_remove(&c);

    /* Approved by ray, and then judged by ray: what was approved is their own. */
    bring_to_review(&c);
    crew_as(&c, "ray");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    stage_judge(p, "lanes@1", place_size(p) - 2, policy, "pass");
    place_consistent(p);
    forge(&c, "rob", crew_find(&c, "rob")->signer, "model.promote", "model/lanes@1",
          json_pack("{s:s, s:s}", "from", "approved", "to", "production"));
    place_broken(p, "events", "rule separation: the approval by ray does not count");
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
