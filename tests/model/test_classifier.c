/* The classifier that learns forwards: against scikit-learn, and by simulation. */
#include "suite.h"

#include <string.h>

#include "gauger/base/random.h"
#include "gauger/model/classifier.h"
#include "gauger/stats/rank_sum.h"

#define ROWS   80
#define INPUTS 3

static double x[ROWS * INPUTS], score[ROWS];
static unsigned char label[ROWS];
static size_t fold[ROWS];
static gg_classifier_rows rows;
static gg_error err;

static void begin(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        label[i] = i % 2;
        fold[i] = i / 2 % 4;
        for (size_t k = 0; k < INPUTS; k++)
            x[i * INPUTS + k] = (double)((i * (k * 14 + 37) + k * 5) % 53) / 20 - 1.3;
        x[i * INPUTS] += label[i] && x[i * INPUTS + 1] > 0 ? 0.9 : 0;
        score[i] = -77;
    }
    rows = (gg_classifier_rows){x, label, fold, ROWS, INPUTS, 4};
    gg_error_init(&err);
}

static gg_rank_sum test_of(const gg_classifier_rows *r, const double *s)
{
    /* The rows of fold 0 have no scores: they are put where one class alone stands. */
    gg_rank_rows ranked = {calloc(r->n, sizeof(double)), calloc(r->n, 1),
                           calloc(r->n, sizeof(size_t)), 0, r->folds};
    gg_rank_sum out;

    for (size_t i = 0; i < r->n; i++) {
        if (r->fold[i] == 0)
            continue;
        ((double *)ranked.score)[ranked.n] = s[i];
        ((unsigned char *)ranked.outcome)[ranked.n] = r->label[i];
        ((size_t *)ranked.stratum)[ranked.n++] = r->fold[i];
    }
    ck_assert_int_eq(gg_rank_sum_strata(&ranked, &out), GG_OK);
    free((void *)ranked.score);
    free((void *)ranked.outcome);
    free((void *)ranked.stratum);
    return out;
}

/* SVC(C=1, gamma=1/3).decision_function() of scikit-learn, trained on the folds before; ranks by
 * scipy.stats.rankdata, the test by NumPy. Support vectors are written with eight digits. */
START_TEST(scikit_learn)
{
    static const struct {
        size_t row;
        double decision;
    } expected[] = {{2, 0.04264609789997934}, {3, -0.42607819137426595}, {30, -0.13612411163191468},
                    {37, 1.1000092365729213}, {46, -0.9170032703536337}, {79, -0.8464867085381833}};
    gg_rank_sum test;

    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), GG_OK);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        ck_assert_double_eq_tol(score[expected[i].row], expected[i].decision, 1e-6);
    test = test_of(&rows, score);
    ck_close(test.auc, 0.5766666666666667, 1e-12);
    ck_close(test.z, 1.003802295085565, 1e-10);
    ck_close(test.p_greater, 0.15773695897012957, 1e-10);
}
END_TEST

/* What a row is, and what comes after it, changes no score before it. */
START_TEST(nothing_is_learned_from_later_folds)
{
    double again[ROWS];

    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), GG_OK);
    for (size_t i = 0; i < ROWS; i++)
        if (fold[i] >= 2) {
            label[i] = !label[i];
            x[i * INPUTS + 2] += fold[i] == 3 ? 5 : 0;
        }
    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, again, &err), GG_OK);
    for (size_t i = 0; i < ROWS; i++) {
        if (fold[i] == 0)
            ck_assert(isnan(score[i]) && isnan(again[i]));
        else if (fold[i] <= 2)
            ck_assert_double_eq(score[i], again[i]);
    }
}
END_TEST

START_TEST(options_are_used)
{
    gg_classifier_options o = gg_classifier_options_default();
    double other[ROWS], usual[ROWS];

    ck_close(o.c, 1, 0);
    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), GG_OK);
    ck_assert_int_eq(gg_classifier_scores(&rows, &o, usual, &err), GG_OK);
    o.gamma = 1.0 / INPUTS;
    ck_assert_int_eq(gg_classifier_scores(&rows, &o, other, &err), GG_OK);
    ck_assert_double_eq(usual[30], score[30]);
    ck_assert_double_eq(other[30], score[30]);
    o.gamma = 2;
    ck_assert_int_eq(gg_classifier_scores(&rows, &o, other, &err), GG_OK);
    ck_assert_double_ne(other[30], score[30]);
    o.gamma = 0;
    o.c = 10;
    ck_assert_int_eq(gg_classifier_scores(&rows, &o, other, &err), GG_OK);
    ck_assert_double_ne(other[30], score[30]);
}
END_TEST

START_TEST(folds_are_dealt_evenly)
{
    size_t of[2][7] = {{0}}, again[ROWS], other[ROWS];

    for (size_t i = 0; i < ROWS; i++)
        label[i] = i % 3 == 0;
    ck_assert_int_eq(gg_classifier_folds(label, ROWS, 7, 1, fold), GG_OK);
    ck_assert_int_eq(gg_classifier_folds(label, ROWS, 7, 1, again), GG_OK);
    ck_assert_int_eq(gg_classifier_folds(label, ROWS, 7, 2, other), GG_OK);
    ck_assert_int_eq(memcmp(fold, again, sizeof fold), 0);
    ck_assert_int_ne(memcmp(fold, other, sizeof fold), 0);
    for (size_t i = 0; i < ROWS; i++)
        of[label[i]][fold[i]]++;
    for (size_t k = 0; k < 7; k++) {
        ck_assert(of[1][k] == 3 || of[1][k] == 4); /* 27 rows */
        ck_assert(of[0][k] == 7 || of[0][k] == 8); /* 53 rows */
    }
}
END_TEST

START_TEST(what_cannot_be_learned)
{
    static const struct {
        const char *what;
        gg_status status;
    } expected = {"first fold", GG_E_INPUT};
    double kept = x[5];

    rows.p = 0;
    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), GG_E_INPUT);
    gg_error_init(&err);
    rows.p = 1000001;
    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), GG_E_LIMIT);
    rows.p = INPUTS;
    gg_error_init(&err);
    x[5] = NAN;
    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), GG_E_INPUT);
    x[5] = kept;
    gg_error_init(&err);
    rows.folds = 3;
    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), GG_E_INPUT);
    rows.folds = 4;
    label[4] = 2;
    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), GG_E_INPUT);
    ck_assert_int_eq(gg_classifier_folds(label, ROWS, 4, 1, fold), GG_E_INPUT);
    label[4] = 0;
    ck_assert_int_eq(gg_classifier_folds(label, ROWS, 0, 1, fold), GG_E_INPUT);
    gg_error_init(&err);
    for (size_t i = 0; i < ROWS; i++)
        fold[i] = 1 + i % 3;
    ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), expected.status);
    ck_assert_ptr_nonnull(strstr(err.what, expected.what));
    ck_assert_double_eq(score[0], -77);
}
END_TEST

static double normal(gg_random *r)
{
    return sqrt(-2 * log1p(-gg_random_uniform(r))) * cos(6.283185307179586 * gg_random_uniform(r));
}

/*
 * Rows without any difference: at most 5 of 100 tables may be called different at 5% (600 tables:
 * 30, and three standard errors of 5.3 more). By scikit-learn's SVC, the same test on the folds of
 * ordinary cross-validation calls 9 to 13 of 100 different: it would not pass here.
 */
START_TEST(false_alarms)
{
    gg_random random;
    size_t alarms = 0;

    gg_random_init(&random, 5, NULL, "classifier");
    for (uint64_t table = 0; table < 600; table++) {
        for (size_t i = 0; i < ROWS * INPUTS; i++)
            x[i] = normal(&random);
        ck_assert_int_eq(gg_classifier_folds(label, ROWS, 4, table, fold), GG_OK);
        ck_assert_int_eq(gg_classifier_scores(&rows, NULL, score, &err), GG_OK);
        alarms += test_of(&rows, score).p_greater < 0.05;
    }
    ck_assert_msg(alarms <= 46, "%zu alarms in 600 tables", alarms);
    ck_assert_msg(alarms >= 8, "%zu alarms in 600 tables", alarms);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, NULL);
    tcase_add_test(tc, scikit_learn);
    tcase_add_test(tc, nothing_is_learned_from_later_folds);
    tcase_add_test(tc, options_are_used);
    tcase_add_test(tc, folds_are_dealt_evenly);
    tcase_add_test(tc, what_cannot_be_learned);
    tcase_add_test(tc, false_alarms);
}

GG_TEST_MAIN("model/classifier")
