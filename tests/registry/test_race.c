/* Two processes that change a state at once. */
#include <sys/wait.h>

#include "registry/stage.h"

/* Two processes promote at once: never two champions, both tries on record. */
static int promote_as(place *p, const char *user, const char *reference, int start)
{
    gg_registry *reg;
    gg_status st;
    char go;

    p->env.user = user;
    if (gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &reg, NULL) != GG_OK)
        return 99;
    gg_registry_sign_with(reg, p->signer);
    if (read(start, &go, 1) != 1)
        return 98;
    st = gg_version_promote(reg, reference, "production", NULL, NULL, NULL);
    gg_registry_close(reg);
    return (int)st;
}

static void race(place *p, const char *first, const char *second, int *won, int *refusals)
{
    const char *references[] = {first, second}, *users[] = {"grace", "katherine"};
    int start[2], status;

    gg_registry_close(p->reg);
    p->reg = NULL;
    ck_assert_int_eq(pipe(start), 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(promote_as(p, users[i], references[i], start[0]));
    usleep(30000);
    ck_assert_int_eq(write(start[1], "gg", 2), 2);
    *won = *refusals = 0;
    for (int i = 0; i < 2; i++) {
        ck_assert_int_gt(wait(&status), 0);
        *won += WEXITSTATUS(status) == GG_OK;
        *refusals += WEXITSTATUS(status) == GG_E_NO;
    }
    close(start[0]);
    close(start[1]);
    place_reopen(p);
}

static size_t on_record(place *p)
{
    gg_log_options done = {.action = "model.promote"}, no = {.action = "model.refuse"};
    json_t *log;
    size_t n;

    ok(gg_registry_log(p->reg, &done, &log, &p->err));
    n = json_array_size(at(log, "events"));
    json_decref(log);
    ok(gg_registry_log(p->reg, &no, &log, &p->err));
    n += json_array_size(at(log, "events"));
    json_decref(log);
    return n;
}

START_TEST(of_two_that_promote_at_once_one_wins)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    int won, refusals;
    size_t before;

    for (int round = 0; round < 5; round++) {
        place_create(p);
        stage_dataset(p, "scores", 0, NULL);
        stage_policy(p, NULL, POLICY, NULL, policy);
        for (int v = 1; v <= 2; v++) {
            char reference[32];

            snprintf(reference, sizeof reference, "lanes@%d", v);
            stage_version(p, "lanes");
            stage_approve(p, reference, "scores", policy);
        }
        before = on_record(p);
        /* The same version: the second finds it in production already. */
        race(p, "lanes@1", "lanes@1", &won, &refusals);
        ck_assert_int_eq(won, 1);
        ck_assert_int_eq(refusals, 1);
        ck_assert_uint_eq(on_record(p), before + 2);
        ck_assert_str_eq(stage_state(p, "lanes@1"), "production");
        place_consistent(p);
        place_remove(p);
    }
}
END_TEST

START_TEST(of_two_versions_one_is_champion)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    int won, refusals;
    size_t before;
    gg_version v;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@2", "scores", policy);
    before = on_record(p);
    race(p, "lanes@1", "lanes@2", &won, &refusals);
    /* The second was not judged against the first, whether it looked before or after that. */
    ck_assert_int_eq(won, 1);
    ck_assert_int_eq(refusals, 1);
    ck_assert_uint_eq(on_record(p), before + 2);
    ok(gg_version_find(p->reg, "lanes@champion", &v, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, of_two_that_promote_at_once_one_wins);
    tcase_add_test(tc, of_two_versions_one_is_champion);
}

GG_TEST_MAIN("registry/race")
