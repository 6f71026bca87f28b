/* Several processes at once, and processes that are killed. */
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "registry/place.h"

enum { writers = 8, each = 200 };

/* A child must not use the parent's connection: it opens its own. */
static int write_events(const place *p, int id, int n, int ack)
{
    gg_env env = p->env;
    char user[16], line[16] = "";
    gg_registry *reg;

    snprintf(user, sizeof user, "writer-%d", id);
    env.user = user;
    if (gg_registry_open(p->dir, &env, GG_REGISTRY_WORK, &reg, NULL) != GG_OK)
        return 2;
    gg_registry_sign_with(reg, p->signer);
    for (int i = 0; n == 0 || i < n; i++) {
        char key[32];
        gg_error err;

        gg_error_init(&err);
        snprintf(key, sizeof key, "%d.%d", id, i);
        if (gg_registry_set_request(reg, key, &err) != GG_OK ||
            gg_registry_set(reg, "cell.minimum", 5 + i % 100, &err) != GG_OK) {
            fprintf(stderr, "%s: %s\n", user, err.what);
            return 3;
        }
        snprintf(line, sizeof line, "%15d", i);
        if (ack >= 0 && write(ack, line, sizeof line) != (ssize_t)sizeof line)
            return 4;
    }
    gg_registry_close(reg);
    return 0;
}

START_TEST(eight_writers_lose_nothing)
{
    place pl, *p = &pl;
    char key[32];

    place_create(p);
    gg_registry_close(p->reg);
    p->reg = NULL;
    for (int w = 0; w < writers; w++)
        if (fork() == 0)
            _exit(write_events(p, w, each, -1));
    for (int w = 0; w < writers; w++) {
        int status;

        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
    }
    place_reopen(p);
    ck_assert_uint_eq(place_size(p), 1 + writers * each);
    for (int w = 0; w < writers; w++)
        for (int i = 0; i < each; i++) {
            snprintf(key, sizeof key, "%d.%d", w, i);
            ck_assert_uint_ne(gg_registry_find_request(p->reg, key), 0);
        }
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* Reads what a writer acknowledged after COMMIT; returns how many events that were. */
static int drain(int fd)
{
    char line[16];
    int last = -1;

    while (read(fd, line, sizeof line) == (ssize_t)sizeof line)
        last = (int)strtol(line, NULL, 10);
    return last + 1;
}

START_TEST(a_killed_writer_loses_nothing_acknowledged)
{
    place pl, *p = &pl;
    const char *slow = getenv("GAUGER_SLOW");
    int rounds = slow ? 200 : 25, acked_all = 0;

    place_create(p);
    for (int round = 0; round < rounds; round++) {
        int pipes[2], status, acked;
        char key[32];
        pid_t child;

        gg_registry_close(p->reg);
        p->reg = NULL;
        ck_assert_int_eq(pipe(pipes), 0);
        child = fork();
        if (child == 0) {
            close(pipes[0]);
            _exit(write_events(p, 100 + round, 0, pipes[1]));
        }
        close(pipes[1]);
        usleep((useconds_t)(20000 + (round * 7919) % 130000));
        kill(child, SIGKILL);
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert(WIFSIGNALED(status));
        acked = drain(pipes[0]);
        close(pipes[0]);
        place_reopen(p);
        for (int i = 0; i < acked; i++) {
            snprintf(key, sizeof key, "%d.%d", 100 + round, i);
            ck_assert_uint_ne(gg_registry_find_request(p->reg, key), 0);
        }
        /* One more may have been written before its acknowledgement. */
        snprintf(key, sizeof key, "%d.%d", 100 + round, acked + 1);
        ck_assert_uint_eq(gg_registry_find_request(p->reg, key), 0);
        acked_all += acked;
        place_consistent(p);
    }
    ck_assert_int_gt(acked_all, 0);
    printf("%d rounds, %d events acknowledged, none lost\n", rounds, acked_all);
    place_remove(p);
}
END_TEST

START_TEST(a_killed_creation_leaves_all_or_nothing)
{
    place pl, *p = &pl;
    int made = 0;

    for (int round = 0; round < 30; round++) {
        gg_registry_options options;
        int status;
        pid_t child;

        place_init(p);
        options = place_options(p);
        child = fork();
        if (child == 0)
            _exit(gg_registry_create(p->dir, &p->env, &options, NULL, NULL));
        usleep((useconds_t)(round * 5000));
        kill(child, SIGKILL);
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        if (access(p->dir, F_OK) == 0) {
            made++;
            place_reopen(p);
            place_consistent(p);
        }
        place_remove(p);
    }
    printf("%d of 30 creations were done before the kill\n", made);
}
END_TEST

START_TEST(a_writer_that_hangs_is_waited_for_and_named)
{
    place pl, *p = &pl;
    gg_registry *other;
    gg_transaction *tx, *late;

    place_create(p);
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &other, &p->err));
    ok(gg_transaction_begin(other, &tx, &p->err));
    refused(GG_E_CONFLICT, "locked", gg_transaction_begin(p->reg, &late, &p->err));
    gg_transaction_rollback(tx);
    ok(gg_transaction_begin(p->reg, &late, &p->err));
    gg_transaction_rollback(late);
    gg_registry_close(other);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, eight_writers_lose_nothing);
    tcase_add_test(tc, a_killed_writer_loses_nothing_acknowledged);
    tcase_add_test(tc, a_killed_creation_leaves_all_or_nothing);
    tcase_add_test(tc, a_writer_that_hangs_is_waited_for_and_named);
}

GG_TEST_MAIN("registry/writers")
