/*
 * Differences under each inspection design: how often their intervals hold the truth, and what is
 * told of the design. Seeds are fixed.
 */
#include "missing.h"

/* 95% intervals of everyone and of both groups. */
static void check_coverage(way how, const char *stream)
{
    const bool slow = getenv("GAUGER_SLOW") != NULL;
    const int trials = slow ? 4000 : 250;
    /* The standard deviation of a share is 0.3%, and 1.4% in the quick run. */
    const double least = slow ? 0.935 : 0.905, most = slow ? 0.965 : 0.99;
    static const char *const places[] = {"differences", "attributes/g/groups/0/differences",
                                         "attributes/g/groups/1/differences"};
    int held[3][FIGURES] = {{0}};
    gg_random r;

    gg_random_init(&r, 3, "comparison", stream);
    for (int trial = 0; trial < trials; trial++) {
        json_t *d = draw(&drawn, how, false, &r);

        for (int place = 0; place < 3; place++)
            for (size_t i = 0; i < FIGURES; i++)
                held[place][i] += holds(member(member(d, places[place]), figures[i]),
                                        truth_of(&drawn, figures[i], place - 1));
        json_decref(d);
    }
    for (int place = 0; place < 3; place++)
        for (size_t i = 0; i < FIGURES; i++)
            ck_assert_msg(held[place][i] >= least * trials && held[place][i] <= most * trials,
                          "%s %s: %d of %d", places[place], figures[i], held[place][i], trials);
}

START_TEST(a_random_arm)
{
    check_coverage(BY_ARM, "arm");
}
END_TEST

START_TEST(known_probabilities)
{
    check_coverage(BY_PROBABILITY, "probability");
}
END_TEST

START_TEST(by_chance_within_decisions)
{
    check_coverage(BY_CHANCE, "by chance");
}
END_TEST

/* The champion's referrals alone: what is observed misses, the bounds' interval holds. */
START_TEST(the_naive_difference_misses)
{
    static const char *const missed[] = {"precision", "recall", "accuracy", "f1"};
    int naive[4] = {0}, bounded[4] = {0}, trials = 200;
    gg_random r;

    gg_random_init(&r, 5, "comparison", "naive");
    for (int trial = 0; trial < trials; trial++) {
        json_t *seen = draw(&drawn, BY_CHAMPION, true, &r);
        json_t *d = draw(&drawn, BY_CHAMPION, false, &r);

        for (size_t i = 0; i < 4; i++) {
            double truth = truth_of(&drawn, missed[i], -1);
            char path[80];

            snprintf(path, sizeof path, "differences/%s", missed[i]);
            naive[i] += holds(member(seen, path), truth);
            ck_assert(is_null(member(d, path), "value"));
            bounded[i] += item(member(d, path), "bounds_interval", 0) <= truth &&
                          item(member(d, path), "bounds_interval", 1) >= truth;
        }
        json_decref(seen);
        json_decref(d);
    }
    for (size_t i = 0; i < 4; i++) {
        ck_assert_msg(naive[i] <= 0.15 * trials, "%s: %d of %d", missed[i], naive[i], trials);
        ck_assert_msg(bounded[i] >= 0.97 * trials, "%s: %d of %d", missed[i], bounded[i], trials);
    }
}
END_TEST

/* The share of tables in which two scores agree by luck alone: both differ in 1% of rows, and 40
 * rows are seen. The interval holds the difference, where [0, 0] would not. */
START_TEST(agreement_holds_the_truth)
{
    static const world w = {{{{{0.59, 0.005}, {0.005, 0.10}}, {{0.10, 0.002}, {0.008, 0.19}}},
                             {{{0.59, 0.005}, {0.005, 0.10}}, {{0.10, 0.002}, {0.008, 0.19}}}},
                            40};
    int alike = 0, held = 0;
    gg_random r;

    gg_random_init(&r, 13, "comparison", "alike");
    for (int trial = 0; trial < 300; trial++) {
        json_t *d = draw(&w, BY_PROBABILITY, true, &r);
        const json_t *one = member(d, "differences/f1");

        if (json_is_number(member(one, "value")) &&
            strcmp(text(one, "method"), "square_and_add") == 0) {
            alike++;
            held += holds(one, truth_of(&w, "f1", -1));
        }
        json_decref(d);
    }
    ck_assert_int_ge(alike, 20);
    ck_assert_int_eq(held, alike);
}
END_TEST

START_TEST(what_is_told)
{
    static const struct {
        way how;
        const char *codes[3];
    } told[] = {
        {BY_CHAMPION, {"unverified_rows"}},
        {BY_ARM, {"random_arm", "referred_not_inspected"}},
        {BY_PROBABILITY, {"known_probability", "scores_of_verified_rows"}},
        {BY_CHANCE, {"missing_at_random", "referred_not_inspected", "scores_of_verified_rows"}}};
    gg_random r;

    gg_random_init(&r, 17, "comparison", "told");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        json_t *d = draw(&drawn, told[i].how, false, &r);

        for (size_t k = 0; k < 3 && told[i].codes[k]; k++)
            ck_assert_msg(warned(d, told[i].codes[k]), "%zu %s", i, told[i].codes[k]);
        ck_assert(!warned(d, "sampling_contradicted"));
        json_decref(d);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_set_timeout(tc, 600);
    tcase_add_test(tc, a_random_arm);
    tcase_add_test(tc, known_probabilities);
    tcase_add_test(tc, by_chance_within_decisions);
    tcase_add_test(tc, the_naive_difference_misses);
    tcase_add_test(tc, agreement_holds_the_truth);
    tcase_add_test(tc, what_is_told);
}

GG_TEST_MAIN("evaluate/comparison_designs")
