/* Rank sums within strata: against SciPy's, and against what they must be whatever the rows. */
#include "suite.h"

#include <string.h>

#include "gauger/base/random.h"
#include "gauger/stats/rank_sum.h"

#define ROWS 60

static double score[ROWS];
static unsigned char outcome[ROWS];
static size_t stratum[ROWS];
static gg_rank_rows rows;

static void begin(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        score[i] = (double)((i * 37 + 11) % 41) / 4;
        outcome[i] = (i * i + i / 3) % 3 == 1;
        stratum[i] = i % 4;
    }
    rows = (gg_rank_rows){score, outcome, stratum, ROWS, 4};
}

static gg_rank_sum tested(void)
{
    gg_rank_sum r;

    ck_assert_int_eq(gg_rank_sum_strata(&rows, &r), GG_OK);
    return r;
}

/* scipy.stats.mannwhitneyu(greater, asymptotic, use_continuity=False): U 405 of 21 x 39 pairs. */
START_TEST(one_stratum_is_mann_whitney)
{
    gg_rank_sum r;

    memset(stratum, 0, sizeof stratum);
    r = tested();
    ck_close(r.auc, 405.0 / (21 * 39), 1e-14);
    ck_close(r.p_greater, 0.5278079428944132, 1e-12);
    ck_assert_uint_eq(r.positives, 21);
    ck_assert_uint_eq(r.negatives, 39);
}
END_TEST

/* NumPy and scipy.stats.rankdata: the variance of a rank sum as that of drawing without replacement
 * from the mid-ranks; DeLong's from the placements. */
START_TEST(four_strata)
{
    gg_rank_sum r = tested();

    ck_close(r.z, -0.12126781251816648, 1e-11);
    ck_close(r.p_greater, 0.5482605431403852, 1e-12);
    ck_close(r.auc, 0.49019607843137253, 1e-14);
    ck_close(r.variance, 0.006485486351403306, 1e-12);
}
END_TEST

/* Only ranks within a stratum count: each may have a scale of its own. */
START_TEST(a_scale_of_its_own)
{
    gg_rank_sum before = tested(), after;

    for (size_t i = 0; i < ROWS; i++)
        score[i] = score[i] * (double)(1 + stratum[i]) + 1000 * (double)(7 * stratum[i] % 4);
    after = tested();
    ck_assert_int_eq(memcmp(&before, &after, sizeof before), 0);
}
END_TEST

START_TEST(the_other_way_round)
{
    gg_rank_sum r = tested(), back;

    for (size_t i = 0; i < ROWS; i++)
        score[i] = -score[i];
    back = tested();
    ck_close(back.auc, 1 - r.auc, 1e-12);
    ck_close(back.z, -r.z, 1e-9);
    ck_close(back.p_greater, 1 - r.p_greater, 1e-9);
}
END_TEST

/* A stratum of one class compares nothing. */
START_TEST(a_stratum_of_one_class)
{
    gg_rank_sum before, after;

    rows.n = 56;
    before = tested();
    for (size_t i = 56; i < ROWS; i++) {
        stratum[i] = 4;
        outcome[i] = 1;
    }
    rows.n = ROWS;
    rows.strata = 9;
    after = tested();
    ck_assert_int_eq(memcmp(&before, &after, sizeof before), 0);
}
END_TEST

START_TEST(all_tied_and_all_apart)
{
    gg_rank_sum r;

    for (size_t i = 0; i < ROWS; i++)
        score[i] = 0.1 * (double)stratum[i];
    r = tested();
    ck_close(r.auc, 0.5, 0);
    ck_close(r.z, 0, 0);
    ck_close(r.p_greater, 1, 0);
    for (size_t i = 0; i < ROWS; i++)
        score[i] = outcome[i];
    r = tested();
    ck_close(r.auc, 1, 0);
    ck_close(r.variance, 0, 0);
    ck_assert_double_lt(r.p_greater, 1e-8);
}
END_TEST

START_TEST(what_cannot_be_tested)
{
    gg_rank_sum r, untouched;

    memset(&r, 7, sizeof r);
    untouched = r;
    score[3] = NAN;
    ck_assert_int_eq(gg_rank_sum_strata(&rows, &r), GG_E_INPUT);
    score[3] = 1;
    outcome[3] = 2;
    ck_assert_int_eq(gg_rank_sum_strata(&rows, &r), GG_E_INPUT);
    outcome[3] = 1;
    stratum[3] = 4;
    ck_assert_int_eq(gg_rank_sum_strata(&rows, &r), GG_E_INPUT);
    stratum[3] = 3;
    for (size_t i = 0; i < ROWS; i++)
        outcome[i] = stratum[i] % 2;
    ck_assert_int_eq(gg_rank_sum_strata(&rows, &r), GG_E_UNDEFINED);
    rows.n = 0;
    ck_assert_int_eq(gg_rank_sum_strata(&rows, &r), GG_E_UNDEFINED);
    ck_assert_int_eq(memcmp(&r, &untouched, sizeof r), 0);
}
END_TEST

/* Without a difference the p-value is uniform, also with many ties and uneven strata: of 4,000
 * tables 200 +- 41 (three standard errors) are expected below 0.05. */
START_TEST(false_alarms)
{
    gg_random random;
    size_t alarms = 0;

    gg_random_init(&random, 11, NULL, "rank_sum");
    for (int table = 0; table < 4000; table++) {
        for (size_t i = 0; i < ROWS; i++) {
            stratum[i] = i * i % 3;
            score[i] = floor(6 * gg_random_uniform(&random)) + (double)stratum[i];
            outcome[i] = gg_random_uniform(&random) < 0.2 + 0.3 * (double)stratum[i];
        }
        alarms += tested().p_greater < 0.05;
    }
    ck_assert_uint_ge(alarms, 159);
    ck_assert_uint_le(alarms, 241);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, NULL);
    tcase_add_test(tc, one_stratum_is_mann_whitney);
    tcase_add_test(tc, four_strata);
    tcase_add_test(tc, a_scale_of_its_own);
    tcase_add_test(tc, the_other_way_round);
    tcase_add_test(tc, a_stratum_of_one_class);
    tcase_add_test(tc, all_tied_and_all_apart);
    tcase_add_test(tc, what_cannot_be_tested);
    tcase_add_test(tc, false_alarms);
}

GG_TEST_MAIN("stats/rank_sum")
