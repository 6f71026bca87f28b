/* Evaluations, verdicts, reviews and changes of state: every row of the table, and what refuses. */
#include "registry/stage.h"

/* The newest refusal of a version, by its rule. */
static void last_refusal(place *p, const char *reference, const char *rule)
{
    json_t *shown;
    const json_t *states;

    ok(gg_version_show(p->reg, reference, &shown, &p->err));
    states = at(shown, "states");
    const json_t *last = json_array_get(states, json_array_size(states) - 1);
    says(last, "result", "refused");
    says(last, "rule", rule);
    json_decref(shown);
}

/* Versions 1 and 2 of lanes, retired and in production; the digest of the policy. */
static void place_of_two(place *p, char policy[GG_SHA256_HEX])
{
    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    for (int i = 1; i <= 2; i++) {
        const char *version = i == 1 ? "lanes@1" : "lanes@2";

        stage_version(p, "lanes");
        stage_approve(p, version, "scores", policy);
        ok(gg_version_promote(p->reg, version, "production", NULL, NULL, &p->err));
    }
    ck_assert_str_eq(stage_state(p, "lanes@1"), "retired");
}

START_TEST(a_version_goes_all_the_way)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    json_t *shown, *done;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    p->now += 3600;
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, &done, &p->err));
    says(done, "from", "approved");
    says(done, "to", "production");
    is_null(done, "champion_before");
    json_decref(done);
    ck_assert_str_eq(stage_state(p, "lanes@champion"), "production");

    /* The next one takes its place; the cycle that nobody opened closes. */
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    stage_version(p, "lanes");
    stage_approve(p, "lanes@2", "scores", policy);
    ok(gg_version_promote(p->reg, "lanes@2", "production", NULL, &done, &p->err));
    counts(done, "champion_before", 1);
    json_decref(done);
    ck_assert_str_eq(stage_state(p, "lanes@1"), "retired");
    ok(gg_version_show(p->reg, "lanes@champion", &shown, &p->err));
    counts(shown, "version", 2);
    says(shown, "cycle/closed", "2026-01-01T01:00:00Z");
    ck_assert_uint_eq(json_array_size(at(shown, "evaluations")), 1);
    says(shown, "evaluations/0/dataset", "scores@1");
    ck_assert(json_is_false(at(shown, "evaluations/0/stale")));
    says(shown, "verdicts/0/result", "pass");
    ck_assert(json_is_true(at(shown, "verdicts/0/in_force")));
    says(shown, "states/1/to", "review");
    says(shown, "states/2/actor", "grace");
    says(shown, "states/3/to", "production");
    json_decref(shown);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* Stopping needs a reason only; then the former one comes back. */
START_TEST(a_suspended_version_gives_way_to_the_former)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    json_t *list;

    place_of_two(p, policy);
    refused(GG_E_USAGE, "reason", gg_version_suspend(p->reg, "lanes@2", "", &p->err));
    ok(gg_version_suspend(p->reg, "lanes@champion", "drift at one site", &p->err));
    ck_assert_str_eq(stage_state(p, "lanes@2"), "suspended");
    refused(GG_E_NO, "in state suspended", gg_version_suspend(p->reg, "lanes@2", "x", &p->err));
    last_refusal(p, "lanes@2", "state");
    ok(gg_version_promote(p->reg, "lanes@1", "production", "rollback", NULL, &p->err));
    ck_assert_str_eq(stage_state(p, "lanes@1"), "production");
    /* Its verdict is from before that: it was not held against what is in production now. */
    refused(GG_E_NO, "since it was judged",
            gg_version_promote(p->reg, "lanes@2", "production", NULL, NULL, &p->err));
    last_refusal(p, "lanes@2", "overtaken");
    stage_judge(p, "lanes@2", stage_evaluate(p, "lanes@2", "scores"), policy, "pass");
    ok(gg_version_promote(p->reg, "lanes@2", "production", NULL, NULL, &p->err));
    ck_assert_str_eq(stage_state(p, "lanes@1"), "retired");
    stage_judge(p, "lanes@1", stage_evaluate(p, "lanes@1", "scores"), policy, "pass");
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ck_assert_str_eq(stage_state(p, "lanes@2"), "retired");
    ok(gg_model_list(p->reg, NULL, &list, &p->err));
    counts(list, "models/0/champion/version", 1);
    says(list, "models/0/champion/verdict", "pass");
    json_decref(list);
    place_consistent(p);
    ok(gg_registry_rebuild(p->reg, &list, &p->err));
    json_decref(list);
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(evidence_is_asked_for_before_review)
{
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX];
    json_t *document = stage_evaluation(NULL), *found;
    gg_evaluation_entry entry = {.reference = "lanes@1", .evaluation = document};
    uint64_t seq;

    place_create(p);
    stage_version(p, "lanes");
    refused(GG_E_NO, "no evaluation on registered data",
            gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    last_refusal(p, "lanes@1", "evaluation");
    /* Data from elsewhere is stored, and does not count. */
    ok(gg_version_add_evaluation(p->reg, &entry, &seq, &p->err));
    refused(GG_E_NO, "no evaluation",
            gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    refused(GG_E_NOT_FOUND, "no dataset",
            gg_version_evaluation(p->reg, "lanes@1", "scores", &found, &p->err));
    ok(gg_version_evaluation(p->reg, "lanes@1", NULL, &found, &p->err));
    is_null(found, "dataset");
    json_decref(found);
    stage_dataset(p, "scores", 0, sha256);
    refused(GG_E_NOT_FOUND, "no evaluation on that dataset",
            gg_version_evaluation(p->reg, "lanes@1", "scores", &found, &p->err));
    entry.dataset = "scores";
    refused(GG_E_CONFLICT, "not that of scores@1",
            gg_version_add_evaluation(p->reg, &entry, &seq, &p->err));
    seq = stage_evaluate(p, "lanes@1", "scores");
    ok(gg_version_evaluation(p->reg, "lanes@1", "scores", &found, &p->err));
    counts(found, "seq", (json_int_t)seq);
    says(found, "dataset", "scores@1");
    says(found, "evaluation/data/sha256", sha256);
    is_null(found, "comparison");
    is_null(found, "evidence");
    json_decref(found);
    /* A later version of the data makes it stale. */
    stage_dataset(p, "scores", 1, NULL);
    refused(GG_E_NO, "not superseded",
            gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    ok(gg_version_show(p->reg, "lanes@1", &found, &p->err));
    ck_assert(json_is_true(at(found, "evaluations/1/stale")));
    json_decref(found);
    stage_evaluate(p, "lanes@1", "scores");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    place_consistent(p);
    json_decref(document);
    place_remove(p);
}
END_TEST

START_TEST(what_is_stored_with_an_evaluation_is_checked)
{
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX];
    json_t *evaluation, *comparison = json_pack("{s:s}", "format", "gauger/comparison/1");
    json_t *drift = json_pack("{s:s}", "format", "gauger/drift/1"), *found;
    gg_evaluation_entry entry = {.reference = "lanes@2", .dataset = "scores"};
    gg_versus_entry versus = {.reference = "lanes@1"};

    place_create(p);
    stage_dataset(p, "scores", 0, sha256);
    stage_version(p, "lanes");
    stage_version(p, "lanes");
    evaluation = stage_evaluation(sha256);
    entry.evaluation = drift;
    refused(GG_E_INPUT, "gauger/evaluation/1",
            gg_version_add_evaluation(p->reg, &entry, NULL, &p->err));
    entry.evaluation = evaluation;
    entry.versus = &versus;
    entry.n_versus = 1;
    versus.comparison = drift;
    refused(GG_E_INPUT, "gauger/comparison/1",
            gg_version_add_evaluation(p->reg, &entry, NULL, &p->err));
    versus.comparison = comparison;
    entry.drift = comparison;
    refused(GG_E_INPUT, "gauger/drift/1", gg_version_add_evaluation(p->reg, &entry, NULL, &p->err));
    entry.drift = drift;
    entry.evidence = DIGEST_A;
    refused(GG_E_NOT_FOUND, "no such", gg_version_add_evaluation(p->reg, &entry, NULL, &p->err));
    entry.evidence = NULL;
    versus.reference = "lanes@2";
    refused(GG_E_USAGE, "compared with itself",
            gg_version_add_evaluation(p->reg, &entry, NULL, &p->err));
    ok(gg_version_show(p->reg, "lanes@2", &found, &p->err));
    ck_assert_uint_eq(json_array_size(at(found, "evaluations")), 0);
    json_decref(found);
    place_consistent(p);
    json_decref(evaluation);
    json_decref(comparison);
    json_decref(drift);
    place_remove(p);
}
END_TEST

START_TEST(everything_stored_with_an_evaluation_comes_back)
{
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX], policy[GG_SHA256_HEX];
    json_t *comparison = json_pack("{s:s}", "format", "gauger/comparison/1");
    json_t *drift = json_pack("{s:s}", "format", "gauger/drift/1"), *found;
    gg_versus_entry versus = {.reference = "lanes@1", .comparison = comparison};
    gg_evaluation_entry entry = {.reference = "lanes@2",
                                 .dataset = "scores",
                                 .versus = &versus,
                                 .n_versus = 1,
                                 .drift = drift};
    json_t *evaluation;
    gg_stored evidence;

    place_create(p);
    stage_dataset(p, "scores", 0, sha256);
    stage_version(p, "lanes");
    stage_version(p, "lanes");
    entry.evaluation = evaluation = stage_evaluation(sha256);
    ok(gg_registry_put_bytes(p->reg, "counts", 6, &evidence, &p->err));
    entry.evidence = evidence.sha256;
    ok(gg_version_add_evaluation(p->reg, &entry, NULL, &p->err));
    ok(gg_version_show(p->reg, "lanes@2", &found, &p->err));
    says(found, "evaluations/0/comparisons/0/versus", "lanes@1");
    json_decref(found);
    /* Nothing is in production: what it was compared with is no champion. */
    ok(gg_version_evaluation(p->reg, "lanes@2", NULL, &found, &p->err));
    is_null(found, "comparison");
    is_null(found, "champion");
    json_decref(found);
    stage_policy(p, NULL, "policy: p", NULL, policy);
    stage_approve(p, "lanes@1", "scores", policy);
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_version_evaluation(p->reg, "lanes@2", NULL, &found, &p->err));
    says(found, "comparison/format", "gauger/comparison/1");
    says(found, "champion", "lanes@1");
    json_decref(found);
    /* Measured once more on the same rows: what was compared on them still stands. */
    stage_evaluate(p, "lanes@2", "scores");
    ok(gg_version_evaluation(p->reg, "lanes@2", NULL, &found, &p->err));
    says(found, "comparison/format", "gauger/comparison/1");
    says(found, "drift/format", "gauger/drift/1");
    is_null(found, "evidence");
    json_decref(found);
    ok(gg_version_add_evaluation(p->reg, &entry, NULL, &p->err));
    ok(gg_version_evaluation(p->reg, "lanes@2", NULL, &found, &p->err));
    says(found, "drift/format", "gauger/drift/1");
    says(found, "evidence", evidence.sha256);
    json_decref(found);
    found = place_verify(p);
    counts(found, "unlisted_files", 0);
    json_decref(found);
    json_decref(evaluation);
    json_decref(comparison);
    json_decref(drift);
    place_remove(p);
}
END_TEST

START_TEST(production_asks_for_the_policy_in_force)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX], own[GG_SHA256_HEX];
    uint64_t evaluation;
    json_t *found;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    refused(GG_E_NOT_FOUND, "no policy", gg_registry_policy(p->reg, "lanes", &found, &p->err));
    stage_approve(p, "lanes@1", "scores", DIGEST_A);
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    refused(GG_E_NO, "no policy is in force",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    last_refusal(p, "lanes@1", "policy");
    stage_policy(p, NULL, POLICY, NULL, policy);
    refused(GG_E_NO, "no verdict by the policy in force",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    stage_judge(p, "lanes@1", evaluation, policy, "inconclusive");
    refused(GG_E_NO, "is no pass",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    last_refusal(p, "lanes@1", "pass");
    stage_judge(p, "lanes@1", evaluation, policy, "fail");
    refused(GG_E_NO, "is no pass",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    stage_dataset(p, "scores", 1, NULL);
    refused(GG_E_NO, "superseded",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    last_refusal(p, "lanes@1", "stale");
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    /* A policy of the model's own goes before the one for all. */
    stage_policy(p, "lanes", POLICY "# stricter\n", NULL, own);
    ok(gg_registry_policy(p->reg, "lanes", &found, &p->err));
    says(found, "sha256", own);
    says(found, "model", "lanes");
    json_decref(found);
    ok(gg_registry_policy(p->reg, "ports", &found, &p->err));
    says(found, "sha256", policy);
    is_null(found, "model");
    json_decref(found);
    refused(GG_E_NO, "no verdict",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    stage_judge(p, "lanes@1", evaluation, own, "pass");
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(what_a_policy_requires_is_looked_up)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, "[{\"approvals\": 2, \"role\": \"reviewer\"}]", policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    refused(GG_E_NO, "1 of 2 approvals",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    last_refusal(p, "lanes@1", "approvals");
    /* The same reviewer twice is one approval. */
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    refused(GG_E_NO, "1 of 2 approvals",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "katherine", &p->err));
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, "looks right", NULL, &p->err));
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    stage_policy(p, NULL, POLICY, "[{\"record\": \"privacy-threshold-analysis\"}]", policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@2", "scores", policy);
    refused(GG_E_NO, "no privacy-threshold-analysis",
            gg_version_promote(p->reg, "lanes@2", "production", NULL, NULL, &p->err));
    last_refusal(p, "lanes@2", "record");
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(reviewers_are_others_and_findings_are_answered)
{
    place pl, *p = &pl;
    json_t *shown;
    uint64_t question = 0, rejection = 0;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    stage_evaluate(p, "lanes@1", "scores");
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    refused(GG_E_NO, "in state candidate",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    /* Whoever sends it to review is a submitter too. */
    ok(gg_registry_act_as(p->reg, "mary", &p->err));
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    refused(GG_E_NO, "what they submitted",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    last_refusal(p, "lanes@1", "separation");
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    refused(GG_E_NO, "what they submitted",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, "why?", NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    refused(GG_E_USAGE, "review is empty",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, NULL, NULL, &p->err));
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, "why site A?", &question, &p->err));
    ck_assert_str_eq(stage_state(p, "lanes@1"), "candidate");
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    refused(GG_E_NO, "not answered",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    last_refusal(p, "lanes@1", "finding");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_REJECT, "not yet", &rejection, &p->err));
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    refused(GG_E_USAGE, "answer is empty",
            gg_version_answer(p->reg, "lanes@1", question, "", &p->err));
    refused(GG_E_NOT_FOUND, "no finding 99",
            gg_version_answer(p->reg, "lanes@1", 99, "x", &p->err));
    ok(gg_version_answer(p->reg, "lanes@1", question, "it is the largest", &p->err));
    refused(GG_E_CONFLICT, "answered already",
            gg_version_answer(p->reg, "lanes@1", question, "again", &p->err));
    ok(gg_version_answer(p->reg, "lanes@1", 0, "done", &p->err));
    refused(GG_E_NOT_FOUND, "no finding is open",
            gg_version_answer(p->reg, "lanes@1", 0, "done", &p->err));
    ok(gg_version_show(p->reg, "lanes@1", &shown, &p->err));
    says(shown, "findings/0/kind", "question");
    says(shown, "findings/0/text", "why site A?");
    says(shown, "findings/0/answered/text", "it is the largest");
    says(shown, "findings/1/kind", "reject");
    says(shown, "findings/1/answered/text", "done");
    json_decref(shown);
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    ck_assert_str_eq(stage_state(p, "lanes@1"), "approved");
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* Brings a fresh version of a model into a state. */
static void bring(place *p, const char *reference, const char *state, const char *policy)
{
    stage_version(p, "lanes");
    if (strcmp(state, "rejected") == 0 || strcmp(state, "retired") == 0) {
        ok(gg_version_promote(p->reg, reference, state, "a try", NULL, &p->err));
        return;
    }
    if (strcmp(state, "candidate") == 0)
        return;
    if (strcmp(state, "review") == 0) {
        stage_evaluate(p, reference, "scores");
        ok(gg_version_promote(p->reg, reference, "review", NULL, NULL, &p->err));
        return;
    }
    stage_approve(p, reference, "scores", policy);
    if (strcmp(state, "approved") == 0)
        return;
    ok(gg_version_promote(p->reg, reference, "production", NULL, NULL, &p->err));
    if (strcmp(state, "suspended") == 0)
        ok(gg_version_suspend(p->reg, reference, "a try", &p->err));
}

/* From every state to every state: what the table of governance has, and nothing else. */
START_TEST(only_the_ways_of_the_table_are_open)
{
    static const char *const states[] = {"candidate", "review",  "approved", "production",
                                         "suspended", "retired", "rejected"};
    static const char *const targets[] = {"review", "production", "rejected", "retired"};
    /* rows: from; columns: review, production, rejected, retired. A version that was never approved
     * has no verdict, so that retired to production fails by another rule. */
    static const char *const want[] = {"y.yy", "..yy", ".yyy", "....", ".yyy", ".ry.", "...y"};
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX], reference[32];
    int n = 0;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        for (size_t k = 0; k < sizeof targets / sizeof *targets; k++) {
            gg_status st;
            bool by_state;

            snprintf(reference, sizeof reference, "lanes@%d", ++n);
            bring(p, reference, states[i], policy);
            ck_assert_str_eq(stage_state(p, reference), states[i]);
            if (k == 0 && i == 0)
                stage_evaluate(p, reference, "scores");
            gg_error_init(&p->err);
            st = gg_version_promote(p->reg, reference, targets[k], "a try", NULL, &p->err);
            by_state = strstr(p->err.what, "does not lead") != NULL;
            ck_assert_msg(want[i][k] == 'y'   ? st == GG_OK
                          : want[i][k] == 'r' ? st == GG_E_NO && !by_state
                                              : st == GG_E_NO && by_state,
                          "%s to %s: %d %s", states[i], targets[k], (int)st, p->err.what);
            gg_error_init(&p->err);
        }
    refused(GG_E_USAGE, "no promotion leads",
            gg_version_promote(p->reg, "lanes@1", "approved", NULL, NULL, &p->err));
    refused(GG_E_USAGE, "no promotion leads",
            gg_version_promote(p->reg, "lanes@1", NULL, NULL, NULL, &p->err));
    refused(GG_E_USAGE, "reason is empty",
            gg_version_promote(p->reg, "lanes@1", "retired", NULL, NULL, &p->err));
    refused(GG_E_NOT_FOUND, "versions 1 to",
            gg_version_promote(p->reg, "lanes@99", "retired", "x", NULL, &p->err));
    ck_assert_str_eq(gg_transition_at(0)->to, "candidate");
    for (n = 0; gg_transition_at((size_t)n); n++)
        ck_assert_ptr_nonnull(gg_transition_at((size_t)n)->who);
    ck_assert_int_eq(n, 19);
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(verdicts_belong_to_evaluations)
{
    place pl, *p = &pl;
    uint64_t evaluation;
    json_t *verdict = stage_verdict(DIGEST_A, "pass"), *bad = stage_verdict("x", "pass");
    json_t *odd = stage_verdict(DIGEST_A, "perhaps"), *other = stage_evaluation(NULL);
    gg_adoption none = {.name = "", .text = "", .n = 0};
    gg_adoption badly = {.model = "a b", .name = "x", .text = "", .n = 0};

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    stage_version(p, "ports");
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    refused(GG_E_NOT_FOUND, "has no evaluation",
            gg_version_add_verdict(p->reg, "ports@1", evaluation, verdict, NULL, &p->err));
    refused(GG_E_NOT_FOUND, "has no evaluation",
            gg_version_add_verdict(p->reg, "lanes@1", evaluation + 1, verdict, NULL, &p->err));
    refused(GG_E_INPUT, "no digest",
            gg_version_add_verdict(p->reg, "lanes@1", evaluation, bad, NULL, &p->err));
    refused(GG_E_INPUT, "no result",
            gg_version_add_verdict(p->reg, "lanes@1", evaluation, odd, NULL, &p->err));
    refused(GG_E_INPUT, "gauger/verdict/1",
            gg_version_add_verdict(p->reg, "lanes@1", evaluation, other, NULL, &p->err));
    ok(gg_version_add_verdict(p->reg, "lanes@1", evaluation, verdict, NULL, &p->err));
    refused(GG_E_USAGE, "empty", gg_registry_adopt_policy(p->reg, &none, &p->err));
    refused(GG_E_USAGE, "not a name", gg_registry_adopt_policy(p->reg, &badly, &p->err));
    json_decref(verdict);
    json_decref(bad);
    json_decref(odd);
    json_decref(other);
    place_remove(p);
}
END_TEST

/* What was accepted of a dataset stands on every version that was evaluated on it. */
START_TEST(accepted_risks_are_shown)
{
    place pl, *p = &pl;
    char path[1024];
    gg_dataset_entry entry = {
        .name = "people", .origin = "synthetic", .path = path, .accept_risk = "made-up addresses"};
    json_t *shown;
    FILE *f;

    place_create(p);
    snprintf(path, sizeof path, "%s/people.csv", p->root);
    f = fopen(path, "w");
    fputs("score,mail\n0.5,someone@example.com\n", f);
    fclose(f);
    ok(gg_dataset_add(p->reg, &entry, NULL, &p->err));
    stage_version(p, "lanes");
    stage_evaluate(p, "lanes@1", "people");
    ok(gg_version_show(p->reg, "lanes@1", &shown, &p->err));
    says(shown, "risks/0/dataset", "people@1");
    says(shown, "risks/0/reason", "made-up addresses");
    json_decref(shown);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_version_goes_all_the_way);
    tcase_add_test(tc, a_suspended_version_gives_way_to_the_former);
    tcase_add_test(tc, evidence_is_asked_for_before_review);
    tcase_add_test(tc, what_is_stored_with_an_evaluation_is_checked);
    tcase_add_test(tc, everything_stored_with_an_evaluation_comes_back);
    tcase_add_test(tc, production_asks_for_the_policy_in_force);
    tcase_add_test(tc, what_a_policy_requires_is_looked_up);
    tcase_add_test(tc, reviewers_are_others_and_findings_are_answered);
    tcase_add_test(tc, only_the_ways_of_the_table_are_open);
    tcase_add_test(tc, verdicts_belong_to_evaluations);
    tcase_add_test(tc, accepted_risks_are_shown);
}

GG_TEST_MAIN("registry/lifecycle")
