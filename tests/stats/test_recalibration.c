/*
 * Recalibration slope and intercept. Figures: statsmodels 0.15.0 GLM (binomial; frequency weights
 * for coefficients, offset for calibration in the large); with weights the covariance is
 * H^-1 S H^-1 computed by NumPy on the rows; those of the small table are R's as well (vectors).
 */
#include "gauger/stats/calibration.h"

#include <string.h>

#include "gauger/stats/derived.h"
#include "gauger/stats/logistic.h"

#include "calibration_tables.h"
#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

struct recalibration_case {
    table t;
    double intercept, slope, intercept_error, slope_error, covariance, statistic, p;
    double in_the_large, in_the_large_error;
    uint64_t rows, certain;
};

START_TEST(checked_tables)
{
    const struct recalibration_case cases[] = {
        {table_of(SMALL, COUNT_OF(SMALL)), 0.36226112900922014, 0.47747431619055697,
         0.49257076931403987, 0.33476896768056075, 0.04149148357982015, 3.7951169007353216,
         0.1499342445945243, 0.5610575184581306, 0.5466564074390706, 20, 0},
        {table_of(TIES, COUNT_OF(TIES)), -0.02507514211213102, 0.839284479597753,
         0.13054885504819072, 0.08874562426997655, 0.004789110650780571, 3.653146291171101,
         0.16096422468970115, 0.07050388400620745, 0.12445294641862724, 446, 10},
        {weighted_table(), 0.0010516677157490877, 0.8462314191668572, 0.13900030094999755,
         0.09455242018508137, 0.0055394477285282285, 3.2287949927005077, 0.19901053890262743,
         0.09446199513085961, 0.13170117134141332, 446, 10}};

    for (size_t i = 0; i < 3; i++) {
        const struct recalibration_case *want = &cases[i];
        gg_calibration *c = calibration_of(&want->t, 10);
        gg_in_the_large g;
        gg_recalibration r;

        ck_assert_int_eq(gg_recalibrate(c, &r), GG_OK);
        ck_close(r.intercept, want->intercept, i == 2 ? 1e-8 : 1e-9);
        ck_close(r.slope, want->slope, 1e-10);
        ck_close(r.intercept_error, want->intercept_error, 1e-10);
        ck_close(r.slope_error, want->slope_error, 1e-10);
        ck_close(r.covariance, want->covariance, 1e-9);
        ck_close(r.statistic, want->statistic, 1e-9);
        ck_close(r.p_value, want->p, 1e-9);
        ck_assert_uint_eq(r.rows, want->rows);
        ck_assert_uint_eq(r.certain, want->certain);
        ck_assert_int_eq(gg_calibration_in_the_large(c, &g), GG_OK);
        ck_close(g.intercept, want->in_the_large, 1e-10);
        ck_close(g.standard_error, want->in_the_large_error, 1e-10);
        ck_assert_uint_eq(g.rows, want->rows);
        ck_assert_uint_eq(g.certain, want->certain);
        gg_calibration_free(c);
    }
}
END_TEST

static gg_calibration *twenty_thousand(void)
{
    gg_calibration *c = NULL;

    ck_assert_int_eq(gg_calibration_new(NULL, &c), GG_OK);
    for (uint64_t i = 0; i < 20000; i++) {
        double at = ((double)i + 0.5) / 20000, score = at * at;
        bool y = (double)(i * 7919 % 10007) / 10007 < 0.05 + 0.8 * at * at;
        gg_score_block b = {score, 1, y, 1, 1};

        ck_assert_int_eq(gg_calibration_add(c, &b), GG_OK);
    }
    return c;
}

/* 20,000 scores in 1,024 cells at most: as statsmodels has it of all of them. */
START_TEST(more_scores_than_cells)
{
    gg_calibration *c = twenty_thousand();
    gg_in_the_large g;
    gg_recalibration r;

    ck_assert_int_eq(gg_recalibrate(c, &r), GG_OK);
    ck_close(r.intercept, -0.271939962816948, 1e-9);
    ck_close(r.slope, 0.6149591839483844, 1e-9);
    ck_close(r.intercept_error, 0.01813725028139839, 1e-9);
    ck_close(r.slope_error, 0.010794741722169383, 1e-9);
    ck_close(r.statistic, 1301.4704305468001, 1e-7);
    ck_close(r.p_value, 2.45068124212255e-283, 1e-5);
    ck_assert_int_eq(gg_calibration_in_the_large(c, &g), GG_OK);
    ck_close(g.intercept, -0.12669422964653743, 1e-9);
    ck_close(g.standard_error, 0.01955376822370437, 1e-9);
    gg_calibration_free(c);
}
END_TEST

/* The regression on rows, without cells, must give the same: spread scores, squeezed scores with a
 * slope of about 30, and scores whose log odds reach from -60 to 5. */
START_TEST(the_same_as_the_regression_on_rows)
{
    static const double low[] = {0.02, 0.49, 1e-26}, high[] = {0.97, 0.53, 0.99};
    static const double slope[] = {0.7, 30, 0.2};
    enum { ROWS = 30000 };
    double *x = malloc(ROWS * sizeof *x), *y = malloc(ROWS * sizeof *y);
    gg_random r;

    ck_assert(x && y);
    gg_random_init(&r, 1, "recalibration", "rows");
    for (int k = 0; k < 3; k++) {
        double from = log(low[k] / (1 - low[k])), to = log(high[k] / (1 - high[k]));
        double coefficients[2], covariance[4];
        gg_calibration *c = NULL;
        gg_recalibration got;
        gg_logistic fit;

        ck_assert_int_eq(gg_calibration_new(NULL, &c), GG_OK);
        for (int i = 0; i < ROWS; i++) {
            double odds = from + (to - from) * (i + 0.5) / ROWS, score = 1 / (1 + exp(-odds));
            double p = 1 / (1 + exp(-slope[k] * (odds - (from + to) / 2)));
            gg_score_block b = {score, 1, gg_random_uniform(&r) < p, 1, 1};

            x[i] = log(score) - log1p(-score);
            y[i] = b.positives;
            ck_assert_int_eq(gg_calibration_add(c, &b), GG_OK);
        }
        ck_assert_int_eq(gg_recalibrate(c, &got), GG_OK);
        ck_assert_int_eq(
            gg_logistic_fit(x, ROWS, 1, y, NULL, NULL, coefficients, covariance, &fit, NULL),
            GG_OK);
        ck_close(got.intercept, coefficients[0], 1e-11);
        ck_close(got.slope, coefficients[1], 1e-11);
        ck_close(got.intercept_error, sqrt(covariance[0]), 1e-12);
        ck_close(got.slope_error, sqrt(covariance[3]), 1e-12);
        ck_close(got.covariance, covariance[1], 1e-11);
        gg_calibration_free(c);
    }
    free(x);
    free(y);
}
END_TEST

/* At the maximum both sums over rows of (y - p) and (y - p) x are 0: no program but arithmetic. */
START_TEST(the_gradient_vanishes)
{
    const table t = weighted_table();
    gg_calibration *c = calibration_of(&t, 10);
    long double g0 = 0, g1 = 0;
    gg_recalibration r;

    ck_assert_int_eq(gg_recalibrate(c, &r), GG_OK);
    for (size_t i = 1; i + 1 < t.n; i++) {
        const gg_score_block *b = &t.blocks[i];
        long double x = logl(b->score / (1 - (long double)b->score));
        long double p = 1 / (1 + expl(-r.intercept - r.slope * x));

        g0 += b->positives - b->weight * p;
        g1 += (b->positives - b->weight * p) * x;
    }
    ck_assert(fabsl(g0) < 1e-10 && fabsl(g1) < 1e-10);
    gg_calibration_free(c);
}
END_TEST

/* log odds turned into a + b x change the slope by 1 / b and the intercept by -a / b. */
START_TEST(recalibration_undoes_a_distortion)
{
    const table t = table_of(TIES, COUNT_OF(TIES));
    table bent = {.n = t.n - 2};
    gg_calibration *c = calibration_of(&t, 10), *d;
    gg_recalibration plain, r;

    for (size_t i = 0; i < bent.n; i++) {
        double s = t.blocks[i + 1].score;

        bent.blocks[i] = t.blocks[i + 1];
        bent.blocks[i].score = 1 / (1 + exp(-(0.4 + 2.5 * log(s / (1 - s)))));
    }
    d = calibration_of(&bent, 10);
    ck_assert_int_eq(gg_recalibrate(c, &plain), GG_OK);
    ck_assert_int_eq(gg_recalibrate(d, &r), GG_OK);
    ck_close(r.slope, plain.slope / 2.5, 1e-9);
    ck_close(r.intercept, plain.intercept - 0.4 * plain.slope / 2.5, 1e-8);
    gg_calibration_free(c);
    gg_calibration_free(d);
}
END_TEST

/* Outcomes exchanged and scores mirrored: the slope stays, the intercept changes its sign. */
START_TEST(mirrored_scores)
{
    const table t = weighted_table();
    table m = {.n = t.n};
    gg_calibration *c = calibration_of(&t, 10), *d;
    gg_in_the_large g, h;
    gg_recalibration r, s;

    for (size_t i = 0; i < t.n; i++) {
        const gg_score_block *b = &t.blocks[t.n - 1 - i];

        m.blocks[i] = *b;
        m.blocks[i].score = 1 - b->score;
        m.blocks[i].positives = b->weight - b->positives;
    }
    d = calibration_of(&m, 10);
    ck_assert_int_eq(gg_recalibrate(c, &r), GG_OK);
    ck_assert_int_eq(gg_recalibrate(d, &s), GG_OK);
    ck_close(s.slope, r.slope, 1e-10);
    ck_assert_double_eq_tol(s.intercept, -r.intercept, 1e-11);
    ck_close(s.statistic, r.statistic, 1e-8);
    ck_assert_int_eq(gg_calibration_in_the_large(c, &g), GG_OK);
    ck_assert_int_eq(gg_calibration_in_the_large(d, &h), GG_OK);
    ck_close(h.intercept, -g.intercept, 1e-9);
    gg_calibration_free(c);
    gg_calibration_free(d);
}
END_TEST

struct undefined_case {
    size_t n;
    gg_tie ties[4];
    const char *why;
    bool in_the_large;
};

START_TEST(reasons_why_there_is_none)
{
    static const struct undefined_case cases[] = {
        {0, {{0}}, GG_WHY_NO_ROWS, false},
        {2, {{0, 3, 1}, {1, 1, 3}}, GG_WHY_CERTAIN_SCORES, false}, /* they do not count */
        {2, {{0.2, 3, 0}, {0.7, 4, 0}}, GG_WHY_ONE_CLASS, false},
        {2, {{0.2, 0, 3}, {0.7, 0, 1}}, GG_WHY_ONE_CLASS, false},
        {3, {{0, 0, 1}, {0.2, 3, 0}, {0.7, 4, 0}}, GG_WHY_ONE_CLASS, false},
        {1, {{0.4, 3, 5}}, GG_WHY_ONE_SCORE, true},
        {2, {{0.2, 3, 0}, {0.7, 0, 4}}, GG_WHY_SEPARATED, true},
        {2, {{0.2, 0, 3}, {0.7, 4, 0}}, GG_WHY_SEPARATED, true},
        {3, {{0.2, 3, 0}, {0.5, 2, 2}, {0.7, 0, 4}}, GG_WHY_SEPARATED, true},
        {2, {{0.2, 3, 0}, {0.5, 2, 2}}, GG_WHY_SEPARATED, true},
        {2, {{0.2, 3, 1}, {0.5, 0, 2}}, GG_WHY_SEPARATED, true},
        {2, {{0.2, 3, 1}, {0.5, 1, 2}}, NULL, true},
        {3, {{0.2, 3, 0}, {0.5, 0, 2}, {0.7, 1, 0}}, NULL, true}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const table t = table_of(cases[i].ties, cases[i].n);
        gg_calibration *c = calibration_of(&t, 10);
        gg_recalibration r = {.slope = -7};
        const char *why = gg_recalibration_why(c);
        gg_in_the_large g;

        if (cases[i].why) {
            ck_assert_str_eq(why, cases[i].why);
            ck_assert_int_eq(gg_recalibrate(c, &r), GG_E_UNDEFINED);
            ck_assert_double_eq(r.slope, -7);
        } else {
            ck_assert_ptr_null(why);
            ck_assert_int_eq(gg_recalibrate(c, &r), GG_OK);
        }
        ck_assert_int_eq(gg_calibration_in_the_large(c, &g),
                         cases[i].in_the_large ? GG_OK : GG_E_UNDEFINED);
        gg_calibration_free(c);
    }
}
END_TEST

/* Two scores have a slope in closed form: the difference of the log odds of the outcome over that
 * of the scores; its standard error is the root of the sum of the four reciprocals over it. */
START_TEST(two_scores_in_closed_form)
{
    static const gg_tie ties[] = {{0.25, 30, 12}, {0.75, 9, 44}};
    const table t = table_of(ties, 2);
    gg_calibration *c = calibration_of(&t, 10);
    double slope = (log(44.0 / 9) - log(12.0 / 30)) / (2 * log(3));
    gg_recalibration r;

    ck_assert_int_eq(gg_recalibrate(c, &r), GG_OK);
    ck_close(r.slope, slope, 1e-12);
    ck_close(r.intercept, log(44.0 / 9) - slope * log(3), 1e-11);
    ck_close(r.slope_error, sqrt(1.0 / 44 + 1.0 / 9 + 1.0 / 12 + 1.0 / 30) / (2 * log(3)), 1e-11);
    gg_calibration_free(c);
}
END_TEST

/* One score has its calibration in the large in closed form. */
START_TEST(one_score_in_closed_form)
{
    static const gg_tie ties[] = {{0.2, 70, 30}};
    const table t = table_of(ties, 1);
    gg_calibration *c = calibration_of(&t, 10);
    gg_in_the_large g;

    ck_assert_int_eq(gg_calibration_in_the_large(c, &g), GG_OK);
    ck_close(g.intercept, log(30.0 / 70) - log(0.25), 1e-12);
    ck_close(g.standard_error, sqrt(1.0 / 30 + 1.0 / 70), 1e-12);
    gg_calibration_free(c);
}
END_TEST

/* Neighbouring scores whose log odds are one number, and scores 1e-300 apart from their ends. */
START_TEST(scores_at_the_ends_of_what_can_be_written)
{
    gg_calibration *c = NULL;
    gg_recalibration r;
    double score = 1e-300;

    ck_assert_int_eq(gg_calibration_new(NULL, &c), GG_OK);
    for (int i = 0; i < 3000; i++) {
        gg_score_block b = {score, 4, i % 3, 4, 4};

        ck_assert_int_eq(gg_calibration_add(c, &b), GG_OK);
        score = i < 1500 ? score * 1.05 : nextafter(i == 1500 ? 0.5 : score, 1);
    }
    ck_assert_int_eq(gg_recalibrate(c, &r), GG_OK);
    ck_assert(isfinite(r.slope) && isfinite(r.slope_error) && r.slope_error > 0);
    gg_calibration_free(c);
}
END_TEST

/* A million scores differ from one another in their log odds; the cells stay 1,024 at most, and the
 * fit is that of the whole. */
START_TEST(a_million_scores)
{
    gg_calibration *c = NULL;
    gg_recalibration r;
    gg_random random;

    gg_random_init(&random, 1, "recalibration", "million");
    ck_assert_int_eq(gg_calibration_new(NULL, &c), GG_OK);
    for (int i = 0; i < 1000000; i++) {
        double score = (i + 0.5) / 1e6;
        gg_score_block b = {score, 1, gg_random_uniform(&random) < score, 1, 1};

        ck_assert(gg_calibration_add(c, &b) == GG_OK);
    }
    ck_assert_int_eq(gg_recalibrate(c, &r), GG_OK);
    ck_assert_double_eq_tol(r.slope, 1, 4 * r.slope_error);
    ck_assert_double_eq_tol(r.intercept, 0, 4 * r.intercept_error);
    ck_assert(r.slope_error < 0.003 && r.p_value > 1e-4);
    gg_calibration_free(c);
}
END_TEST

/* A table of 30 scores, 20 rows each, whose outcomes follow a + b x. */
static gg_calibration *simulated(gg_random *random, double a, double b)
{
    gg_score_block blocks[30];
    gg_calibration *c = NULL;

    for (int i = 0; i < 30; i++) {
        double s = 0.03 + 0.8 * i / 30, x = log(s / (1 - s)), p = 1 / (1 + exp(-a - b * x));

        blocks[i] = (gg_score_block){s, 20, simulate_binomial(random, 20, p), 20, 20};
    }
    ck_assert_int_eq(gg_calibration_of_blocks(blocks, 30, 10, &c), GG_OK);
    return c;
}

static bool covers(double value, double error, double truth)
{
    gg_interval i;

    ck_assert_int_eq(gg_interval_normal(value, error, Z95, &i), GG_OK);
    return i.low <= truth && truth <= i.high;
}

START_TEST(coverage_of_slope_and_intercept_in_a_seeded_simulation)
{
    static const double truth[][2] = {{0, 1}, {-0.5, 0.6}, {0.7, 1.4}};
    int runs = getenv("GAUGER_SLOW") ? 20000 : 2000;
    gg_random random;

    gg_random_init(&random, 1, "recalibration", "coverage");
    for (int k = 0; k < 3; k++) {
        int slope = 0, intercept = 0, large = 0, joint = 0;

        for (int i = 0; i < runs; i++) {
            gg_calibration *c = simulated(&random, truth[k][0], truth[k][1]);
            gg_in_the_large g;
            gg_recalibration r;

            ck_assert_int_eq(gg_recalibrate(c, &r), GG_OK);
            ck_assert_int_eq(gg_calibration_in_the_large(c, &g), GG_OK);
            slope += covers(r.slope, r.slope_error, truth[k][1]);
            intercept += covers(r.intercept, r.intercept_error, truth[k][0]);
            large += covers(g.intercept, g.standard_error, 0);
            joint += r.p_value >= 0.05;
            gg_calibration_free(c);
        }
        ck_assert_msg(slope > 0.94 * runs && slope < 0.965 * runs, "%d of %d", slope, runs);
        ck_assert_msg(intercept > 0.94 * runs && intercept < 0.965 * runs, "%d of %d", intercept,
                      runs);
        if (k == 0) {
            ck_assert_msg(large > 0.94 * runs && large < 0.965 * runs, "%d of %d", large, runs);
            ck_assert_msg(joint > 0.94 * runs && joint < 0.965 * runs, "%d of %d", joint, runs);
        }
    }
}
END_TEST

/* Known log odds are the same blocks: every sum, to the last digit. */
START_TEST(known_log_odds)
{
    gg_calibration *a, *b;
    gg_recalibration x, y;

    ck_assert_int_eq(gg_calibration_new(NULL, &a), GG_OK);
    ck_assert_int_eq(gg_calibration_new(NULL, &b), GG_OK);
    for (int i = 0; i <= 40; i++) {
        double s = i / 40.0;
        gg_score_block block = {
            .score = s, .weight = 10, .positives = i % 7, .squares = 10, .rows = 10};

        ck_assert_int_eq(gg_calibration_add(a, &block), GG_OK);
        ck_assert_int_eq(gg_calibration_add_known(b, &block, log(s) - log1p(-s)), GG_OK);
    }
    ck_assert_int_eq(gg_recalibrate(a, &x), GG_OK);
    ck_assert_int_eq(gg_recalibrate(b, &y), GG_OK);
    ck_assert(x.slope == y.slope && x.intercept_error == y.intercept_error && x.certain == 20);
    ck_assert_int_eq(gg_calibration_add_known(b, &(gg_score_block){.score = 0.5}, 0), GG_E_INPUT);
    gg_calibration_free(a);
    gg_calibration_free(b);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, known_log_odds);
    tcase_add_test(tc, checked_tables);
    tcase_add_test(tc, more_scores_than_cells);
    tcase_add_test(tc, the_same_as_the_regression_on_rows);
    tcase_add_test(tc, the_gradient_vanishes);
    tcase_add_test(tc, recalibration_undoes_a_distortion);
    tcase_add_test(tc, mirrored_scores);
    tcase_add_test(tc, reasons_why_there_is_none);
    tcase_add_test(tc, two_scores_in_closed_form);
    tcase_add_test(tc, one_score_in_closed_form);
    tcase_add_test(tc, scores_at_the_ends_of_what_can_be_written);
    tcase_add_test(tc, a_million_scores);
    tcase_add_test(tc, coverage_of_slope_and_intercept_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/recalibration")
