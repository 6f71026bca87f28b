/* What asks for a condition is judged again when the log is read: an event that no command would
 * have written is found, though its author has the role, its signature holds, and the tables are
 * what the log gives. So is what a command wrote while a table was bent for it, and then put back.
 */
#include "gauger/registry/card.h"
#include "registry/forge.h"
#include "registry/records.h"

#define RULES "policy: promotion\n"

typedef struct scene {
    crew c;
    char policy[GG_SHA256_HEX];
    uint64_t evaluation, verdict;
} scene;

/* By sam, judged by cindy, under review. */
static void bring_to_review(scene *s, const char *requirements, const char *result)
{
    place *p = &s->c.p;

    crew_create(&s->c);
    crew_as(&s->c, "rob");
    stage_policy(p, NULL, RULES, requirements, s->policy);
    crew_as(&s->c, "sam");
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    s->evaluation = stage_evaluate(p, "lanes@1", "scores");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    crew_as(&s->c, "cindy");
    stage_judge(p, "lanes@1", s->evaluation, s->policy, result);
    s->verdict = place_size(p);
}

static void approve(scene *s, const char *who)
{
    place *p = &s->c.p;

    crew_as(&s->c, who);
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
}

/* An analysis by rob, with fields set otherwise. */
static void analyse(scene *s, const char *const *with)
{
    crew_as(&s->c, "rob");
    add(&s->c.p, PTA, "lanes", with);
}

static void promote_past_the_program(scene *s, uint64_t verdict)
{
    forge(&s->c, "ray", crew_find(&s->c, "ray")->signer, "model.promote", "model/lanes@1",
          json_pack("{s:s, s:s, s:I}", "from", "approved", "to", "production", "verdict",
                    (json_int_t)verdict));
}

static void found(scene *s, const char *what)
{
    place_broken(&s->c.p, "events", what);
    crew_remove(&s->c);
}

/* Forged with all conditions met, what is found is that no table has it: the forging is sound. */
START_TEST(what_meets_all_conditions_is_missed_by_the_tables_alone)
{
    scene s;

    bring_to_review(&s, NULL, "pass");
    approve(&s, "rob");
    analyse(&s, NULL);
    place_consistent(&s.c.p);
    promote_past_the_program(&s, s.verdict);
    place_broken(&s.c.p, "head", "");
    crew_remove(&s.c);
}
END_TEST

START_TEST(production_without_what_it_needs_is_found)
{
    static changes says_no = {"determination=\"not compliant\"", NULL};
    scene s;

    bring_to_review(&s, NULL, "pass");
    approve(&s, "rob");
    promote_past_the_program(&s, s.verdict);
    found(&s, "rule record: there is no privacy-threshold-analysis in force");

    bring_to_review(&s, NULL, "pass");
    approve(&s, "rob");
    analyse(&s, says_no);
    promote_past_the_program(&s, s.verdict);
    found(&s, "says no");

    bring_to_review(&s, NULL, "fail");
    approve(&s, "rob");
    analyse(&s, NULL);
    promote_past_the_program(&s, s.verdict);
    found(&s, "rule pass");

    bring_to_review(&s, NULL, "pass");
    approve(&s, "rob");
    analyse(&s, NULL);
    promote_past_the_program(&s, s.evaluation);
    found(&s, "rule verdict: it names another verdict");

    bring_to_review(&s, "[{\"approvals\": 2, \"role\": \"reviewer\"}]", "pass");
    approve(&s, "rob");
    analyse(&s, NULL);
    promote_past_the_program(&s, s.verdict);
    found(&s, "rule approvals: 1 of 2");
}
END_TEST

START_TEST(production_on_what_is_out_of_date_is_found)
{
    scene s;

    bring_to_review(&s, NULL, "pass");
    approve(&s, "rob");
    analyse(&s, NULL);
    crew_as(&s.c, "sam");
    stage_dataset(&s.c.p, "scores", 1, NULL);
    promote_past_the_program(&s, s.verdict);
    found(&s, "rule stale");

    bring_to_review(&s, NULL, "pass");
    approve(&s, "rob");
    analyse(&s, NULL);
    crew_as(&s.c, "rob");
    stage_policy(&s.c.p, NULL, "policy: promotion\nconfidence: 0.99\n", NULL, s.policy);
    promote_past_the_program(&s, s.verdict);
    found(&s, "rule verdict: there is no verdict by the policy in force");
}
END_TEST

/* One who retires no champion where there is one. */
START_TEST(production_beside_another_is_found)
{
    scene s;
    place *p = &s.c.p;
    uint64_t evaluation;

    bring_to_review(&s, NULL, "pass");
    approve(&s, "rob");
    analyse(&s, NULL);
    crew_as(&s.c, "ray");
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    crew_as(&s.c, "sam");
    stage_version(p, "lanes");
    evaluation = stage_evaluate(p, "lanes@2", "scores");
    ok(gg_version_promote(p->reg, "lanes@2", "review", NULL, NULL, &p->err));
    crew_as(&s.c, "cindy");
    stage_judge(p, "lanes@2", evaluation, s.policy, "pass");
    s.verdict = place_size(p);
    crew_as(&s.c, "rob");
    ok(gg_version_review(p->reg, "lanes@2", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    place_consistent(p);
    forge(&s.c, "ray", crew_find(&s.c, "ray")->signer, "model.promote", "model/lanes@2",
          json_pack("{s:s, s:s, s:I}", "from", "approved", "to", "production", "verdict",
                    (json_int_t)s.verdict));
    found(&s, "rule champion");
}
END_TEST

START_TEST(an_approval_over_an_open_finding_is_found)
{
    scene s;
    place *p = &s.c.p;

    bring_to_review(&s, NULL, "pass");
    crew_as(&s.c, "rob");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, "why", NULL, &p->err));
    crew_as(&s.c, "sam");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    place_consistent(p);
    forge(&s.c, "ray", crew_find(&s.c, "ray")->signer, "model.review", "model/lanes@1",
          json_pack("{s:s, s:s, s:s}", "from", "review", "to", "approved", "decision", "approve"));
    found(&s, "rule finding");
}
END_TEST

START_TEST(a_waiver_beyond_its_term_is_found)
{
    static const char *const days[] = {"2036-01-01", "2025-12-31"};

    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        scene s;

        bring_to_review(&s, NULL, "fail");
        forge(&s.c, "ray", crew_find(&s.c, "ray")->signer, "model.waive", "model/lanes@1",
              json_pack("{s:s, s:s, s:s, s:s}", "rule", "roc_auc", "until", days[i], "reason",
                        "because", "policy_sha256", s.policy));
        found(&s, "rule waiver");
    }
}
END_TEST

/* Two statements and no trigger: the question is gone, and then it is there again. Nobody signs a
 * card over that. */
START_TEST(a_table_bent_for_a_command_and_put_back_is_found)
{
    static const gg_card_issue issue = {
        .reference = "lanes@1", .name = "card.html", .bytes = "card", .n = 4};
    json_t *envelope = NULL;
    scene s;
    place *p = &s.c.p;

    bring_to_review(&s, NULL, "pass");
    crew_as(&s.c, "rob");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, "why", NULL, &p->err));
    crew_as(&s.c, "sam");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    ck_assert_int_eq(place_sql(p, "CREATE TABLE kept AS SELECT * FROM finding;"
                                  "DELETE FROM finding"),
                     SQLITE_OK);
    approve(&s, "ray");
    ck_assert_int_eq(place_sql(p, "INSERT INTO finding SELECT * FROM kept; DROP TABLE kept"),
                     SQLITE_OK);
    refused(GG_E_NO, "rule signature: the registry does not verify: events",
            gg_card_sign(p->reg, &issue, &envelope, &p->err));
    ck_assert_ptr_null(envelope);
    found(&s, "rule finding");
}
END_TEST

/* ---- measured and judged on rows that are gone, or that others have superseded */

static void evaluate_past_the_program(scene *s)
{
    forge(&s->c, "sam", crew_find(&s->c, "sam")->signer, "model.evaluate", "model/lanes@1",
          json_pack("{s:s, s:s, s:i, s:s, s:[], s:[]}", "source", "scores@1", "dataset", "scores",
                    "dataset_number", 1, "sha256", DIGEST_A, "comparisons", "files"));
}

static void judge_past_the_program(scene *s)
{
    forge(&s->c, "cindy", crew_find(&s->c, "cindy")->signer, "model.judge", "model/lanes@1",
          json_pack("{s:I, s:{}, s:s, s:s, s:s, s:s, s:[]}", "evaluation",
                    (json_int_t)s->evaluation, "rules", "policy", "promotion", "policy_sha256",
                    s->policy, "result", "pass", "sha256", DIGEST_A, "files"));
}

static void purge(scene *s, const char *reference)
{
    place *p = &s->c.p;

    crew_as(&s->c, "sam");
    ok(gg_dataset_purge(p->reg, reference, "over", NULL, &p->err));
}

START_TEST(work_on_rows_that_are_gone_is_found)
{
    scene s;

    bring_to_review(&s, NULL, "pass");
    purge(&s, "scores@1");
    place_consistent(&s.c.p);
    evaluate_past_the_program(&s);
    found(&s, "rule purged: scores@1 was purged");

    bring_to_review(&s, NULL, "pass");
    purge(&s, "scores@1");
    judge_past_the_program(&s);
    found(&s, "rule purged: evaluation");

    /* Kept, what is forged misses the tables alone. */
    bring_to_review(&s, NULL, "pass");
    evaluate_past_the_program(&s);
    judge_past_the_program(&s);
    place_broken(&s.c.p, "head", "");
    crew_remove(&s.c);
}
END_TEST

START_TEST(a_verdict_on_superseded_rows_is_found)
{
    scene s;
    place *p = &s.c.p;
    json_t *verdict;

    bring_to_review(&s, NULL, "pass");
    crew_as(&s.c, "sam");
    stage_dataset(p, "scores", 1, NULL);
    verdict = stage_verdict(s.policy, "pass");
    refused(GG_E_NO, "rule stale",
            gg_version_add_verdict(p->reg, "lanes@1", s.evaluation, verdict, NULL, &p->err));
    json_decref(verdict);
    place_consistent(p);
    judge_past_the_program(&s);
    found(&s, "rule stale: evaluation");
}
END_TEST

START_TEST(a_purge_that_was_hidden_from_a_command_is_found)
{
    scene s;
    place *p = &s.c.p;

    bring_to_review(&s, NULL, "pass");
    purge(&s, "scores@1");
    ck_assert_int_eq(place_sql(p, "CREATE TABLE kept AS SELECT purged FROM dataset;"
                                  "UPDATE dataset SET purged = NULL"),
                     SQLITE_OK);
    stage_judge(p, "lanes@1", s.evaluation, s.policy, "pass");
    ck_assert_int_eq(place_sql(p, "UPDATE dataset SET purged = (SELECT purged FROM kept);"
                                  "DROP TABLE kept"),
                     SQLITE_OK);
    found(&s, "rule purged: evaluation");
}
END_TEST

/* Before and after a purge or a revision, on what is kept, on an older version by name, and on rows
 * from elsewhere. */
START_TEST(lawful_work_stays_consistent)
{
    scene s;
    place *p = &s.c.p;
    json_t *document;
    gg_evaluation_entry elsewhere = {.reference = "lanes@1"};
    uint64_t seq;

    bring_to_review(&s, NULL, "fail");
    crew_as(&s.c, "sam");
    stage_dataset(p, "scores", 1, NULL);
    seq = stage_evaluate(p, "lanes@1", "scores@2");
    stage_judge(p, "lanes@1", seq, s.policy, "pass");
    place_consistent(p);
    stage_evaluate(p, "lanes@1", "scores@1");
    purge(&s, "scores@1");
    stage_judge(p, "lanes@1", seq, s.policy, "pass");
    place_consistent(p);
    purge(&s, "scores@2");
    elsewhere.evaluation = document = stage_evaluation(DIGEST_B);
    ok(gg_version_add_evaluation(p->reg, &elsewhere, &seq, &p->err));
    json_decref(document);
    stage_judge(p, "lanes@1", seq, s.policy, "pass");
    place_consistent(p);
    stage_dataset(p, "scores", 2, NULL);
    seq = stage_evaluate(p, "lanes@1", "scores");
    stage_judge(p, "lanes@1", seq, s.policy, "pass");
    approve(&s, "rob");
    analyse(&s, NULL);
    crew_as(&s.c, "ray");
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    place_consistent(p);
    crew_remove(&s.c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_meets_all_conditions_is_missed_by_the_tables_alone);
    tcase_add_test(tc, production_without_what_it_needs_is_found);
    tcase_add_test(tc, production_on_what_is_out_of_date_is_found);
    tcase_add_test(tc, production_beside_another_is_found);
    tcase_add_test(tc, an_approval_over_an_open_finding_is_found);
    tcase_add_test(tc, a_waiver_beyond_its_term_is_found);
    tcase_add_test(tc, a_table_bent_for_a_command_and_put_back_is_found);
    tcase_add_test(tc, work_on_rows_that_are_gone_is_found);
    tcase_add_test(tc, a_verdict_on_superseded_rows_is_found);
    tcase_add_test(tc, a_purge_that_was_hidden_from_a_command_is_found);
    tcase_add_test(tc, lawful_work_stays_consistent);
}

GG_TEST_MAIN("registry/conditions")
