/* Several people at once: of two that exclude each other one wins, and both tries are on record. */
#include <sys/wait.h>

#include "registry/people.h"

/* What one process does with a registry of its own; the status is its exit status. */
typedef gg_status deed(crew *c, gg_registry *reg);

static gg_status approve(crew *c, gg_registry *reg)
{
    (void)c;
    return gg_version_review(reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, NULL);
}

static gg_status question(crew *c, gg_registry *reg)
{
    (void)c;
    return gg_version_review(reg, "lanes@1", GG_REVIEW_QUESTION, "which lanes?", NULL, NULL);
}

static gg_status confirm(crew *c, gg_registry *reg)
{
    gg_account_change change = {.account = "sam", .act = GG_ACCOUNT_CONFIRM};

    (void)c;
    return gg_account_change_it(reg, &change, NULL, NULL);
}

static gg_status take_back(crew *c, gg_registry *reg)
{
    gg_account_change change = {
        .account = "ray", .act = GG_ACCOUNT_REVOKE, .value = "reviewer", .reason = "changed posts"};

    (void)c;
    return gg_account_change_it(reg, &change, NULL, NULL);
}

static int act(crew *c, const char *who, deed *what, int start)
{
    place *p = &c->p;
    gg_registry *reg;
    gg_status st;
    char go;

    p->env.user = who;
    if (gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &reg, NULL) != GG_OK)
        return 99;
    gg_registry_sign_with(reg, strcmp(who, "ada") == 0 ? p->signer : crew_find(c, who)->signer);
    if (read(start, &go, 1) != 1)
        return 98;
    st = what(c, reg);
    gg_registry_close(reg);
    return (int)st;
}

/* Both at once; the statuses of the two. */
static void race(crew *c, const char *one, deed *a, const char *two, deed *b, int out[2])
{
    place *p = &c->p;
    const char *who[] = {one, two};
    deed *what[] = {a, b};
    int start[2], status;
    pid_t pids[2];

    gg_registry_close(p->reg);
    p->reg = NULL;
    ck_assert_int_eq(pipe(start), 0);
    for (int i = 0; i < 2; i++)
        if ((pids[i] = fork()) == 0)
            _exit(act(c, who[i], what[i], start[0]));
    usleep(30000);
    ck_assert_int_eq(write(start[1], "gg", 2), 2);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
        out[i] = WEXITSTATUS(status);
        ck_assert_msg(out[i] == GG_OK || out[i] == GG_E_NO, "%s ended with %d", who[i], out[i]);
    }
    close(start[0]);
    close(start[1]);
    place_reopen(p);
}

static size_t on_record(crew *c, const char *action)
{
    place *p = &c->p;
    gg_log_options options = {.action = action};
    json_t *log;
    size_t n;

    ok(gg_registry_log(p->reg, &options, &log, &p->err));
    n = json_array_size(at(log, "events"));
    json_decref(log);
    return n;
}

static void bring_to_review(crew *c)
{
    place *p = &c->p;

    crew_as(c, "sam");
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    stage_evaluate(p, "lanes@1", "scores");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
}

START_TEST(of_two_reviewers_one_wins)
{
    for (int round = 0; round < 5; round++) {
        crew c;
        int ended[2];

        crew_create(&c);
        bring_to_review(&c);
        race(&c, "ray", approve, "rob", question, ended);
        ck_assert_int_eq((ended[0] == GG_OK) + (ended[1] == GG_OK), 1);
        ck_assert_str_eq(stage_state(&c.p, "lanes@1"),
                         ended[0] == GG_OK ? "approved" : "candidate");
        ck_assert_uint_eq(on_record(&c, "model.review"), 1);
        ck_assert_uint_eq(on_record(&c, "model.refuse"), 1);
        crew_consistent(&c);
        crew_remove(&c);
    }
}
END_TEST

/* Two that approve at once are two approvals: one changes the state, the other adds to it. */
START_TEST(two_approvals_are_both_kept)
{
    crew c;
    int ended[2];

    crew_create(&c);
    bring_to_review(&c);
    race(&c, "ray", approve, "rob", approve, ended);
    ck_assert_int_eq(ended[0], GG_OK);
    ck_assert_int_eq(ended[1], GG_OK);
    ck_assert_uint_eq(on_record(&c, "model.review"), 2);
    ck_assert_str_eq(stage_state(&c.p, "lanes@1"), "approved");
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

START_TEST(of_two_that_confirm_one_wins)
{
    static const char *const administrator[] = {"administrator"};

    for (int round = 0; round < 3; round++) {
        crew c;
        place *p = &c.p;
        gg_nomination n;
        int ended[2];

        crew_create(&c);
        n = crew_nominate(&c, "dora", administrator, 1);
        ok(gg_account_add(p->reg, &n, NULL, &p->err));
        n = crew_nominate(&c, "dina", administrator, 1);
        ok(gg_account_add(p->reg, &n, NULL, &p->err));
        crew_as(&c, "dora");
        ok(crew_change(&c, "dina", GG_ACCOUNT_CONFIRM, NULL));
        crew_as(&c, "ada");
        ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "ci"));
        race(&c, "dora", confirm, "dina", confirm, ended);
        ck_assert_int_eq((ended[0] == GG_OK) + (ended[1] == GG_OK), 1);
        ck_assert_uint_eq(on_record(&c, "account.confirm"), 2);
        ck_assert_uint_eq(on_record(&c, "access.refuse"), 1);
        crew_logged(&c, ended[0] == GG_OK ? "dina" : "dora", "account.confirm", "state");
        crew_consistent(&c);
        crew_remove(&c);
    }
}
END_TEST

/* Whoever comes second meets what the first has done. */
START_TEST(a_role_that_is_taken_back_meanwhile_does_not_hold)
{
    for (int round = 0; round < 3; round++) {
        crew c;
        int ended[2];

        crew_create(&c);
        bring_to_review(&c);
        race(&c, "ray", approve, "ada", take_back, ended);
        ck_assert_int_eq(ended[1], GG_OK);
        ck_assert_str_eq(stage_state(&c.p, "lanes@1"), ended[0] == GG_OK ? "approved" : "review");
        ck_assert_uint_eq(on_record(&c, "access.refuse"), ended[0] == GG_OK ? 0 : 1);
        crew_consistent(&c);
        crew_remove(&c);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, of_two_reviewers_one_wins);
    tcase_add_test(tc, two_approvals_are_both_kept);
    tcase_add_test(tc, of_two_that_confirm_one_wins);
    tcase_add_test(tc, a_role_that_is_taken_back_meanwhile_does_not_hold);
}

GG_TEST_MAIN("registry/account_race")
