/* Dirichlet draws over cells, effective sizes. Figures: quantiles of beta by SciPy 1.10.1. */
#include "gauger/stats/draws.h"

#include <string.h>

#include "gauger/stats/interval.h"
#include "gauger/stats/weights.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

/* Cells tp, fp, fn, tn: the share of tp, then mcc, then a figure that is never defined. */
static void figures(const double *cells, double *values, void *context)
{
    double tp = cells[0], fp = cells[1], fn = cells[2], tn = cells[3];

    (*(int *)context)++;
    values[0] = tp;
    values[1] = (tp * tn - fp * fn) / sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
    values[2] = NAN;
}

static int calls;

static gg_draw_plan plan_of(const double *counts)
{
    gg_draw_plan p = gg_draw_plan_default();

    calls = 0;
    p.counts = counts;
    p.cells = 4;
    p.function = figures;
    p.functions = 3;
    p.slice = "race=White";
    p.metric = "mcc";
    p.context = &calls;
    return p;
}

/* A single cell is Beta(s + 1/2, n - s + 3/2): SciPy 1.10.1, beta.ppf(0.025 and 0.975, 80.5, 184).
 */
START_TEST(one_cell_has_a_beta_distribution)
{
    const double counts[] = {80, 60, 50, 72.5};
    gg_draw_plan p = plan_of(counts);
    gg_interval i, exact;
    gg_draws *d;

    p.replicates = 40000;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_OK);
    ck_assert_int_eq(calls, 40000);
    ck_assert_int_eq(gg_draws_interval(d, 0, Z95, &i), GG_OK);
    /* Jeffreys' interval of 80 of 263 has parameters 80.5 and 183.5; ours 80.5 and 184. */
    ck_assert_int_eq(gg_interval_jeffreys(80, 263.5, Z95, &exact), GG_OK);
    ck_assert(fabs(i.low - exact.low) < 0.002 && fabs(i.high - exact.high) < 0.002);
    gg_draws_free(d);
}
END_TEST

START_TEST(the_same_keys_give_the_same_draws)
{
    const double counts[] = {20, 5, 0, 40};
    gg_draw_plan p = plan_of(counts);
    gg_interval a, b, c;
    gg_draws *d, *e, *f;

    ck_assert_int_eq(gg_draws_new(&p, &d), GG_OK);
    ck_assert_int_eq(gg_draws_new(&p, &e), GG_OK);
    p.slice = "race=Black";
    ck_assert_int_eq(gg_draws_new(&p, &f), GG_OK);
    ck_assert_int_eq(gg_draws_interval(d, 1, Z95, &a), GG_OK);
    ck_assert_int_eq(gg_draws_interval(e, 1, Z95, &b), GG_OK);
    ck_assert_int_eq(gg_draws_interval(f, 1, Z95, &c), GG_OK);
    ck_assert(a.low == b.low && a.high == b.high);
    ck_assert(a.low != c.low);
    gg_draws_free(d);
    gg_draws_free(e);
    gg_draws_free(f);
}
END_TEST

START_TEST(an_empty_cell_does_not_end_the_interval)
{
    const double counts[] = {0, 0, 10, 40};
    gg_draw_plan p = plan_of(counts);
    gg_interval i;
    gg_draws *d;

    ck_assert_int_eq(gg_draws_new(&p, &d), GG_OK);
    ck_assert_int_eq(gg_draws_interval(d, 0, Z95, &i), GG_OK);
    ck_assert(i.low >= 0 && i.high > 0.01);
    ck_assert_int_eq(gg_draws_interval(d, 1, Z95, &i), GG_OK);
    ck_assert(i.low < 0 && i.high > 0);
    gg_draws_free(d);
}
END_TEST

START_TEST(intervals_nest_and_tails_agree_with_them)
{
    const double counts[] = {40, 15, 12, 90};
    gg_draw_plan p = plan_of(counts);
    gg_interval before = {1, -1}, i;
    double above, below;
    gg_draws *d;

    ck_assert_int_eq(gg_draws_new(&p, &d), GG_OK);
    for (double z = 0.1; z < 40; z *= 1.4) {
        ck_assert_int_eq(gg_draws_interval(d, 1, z, &i), GG_OK);
        ck_assert(i.low <= before.low && i.high >= before.high && i.low <= i.high);
        before = i;
    }
    ck_assert_int_eq(gg_draws_interval(d, 1, Z95, &i), GG_OK);
    ck_assert_int_eq(gg_draws_tail(d, 1, i.low, false, &below), GG_OK);
    ck_assert_int_eq(gg_draws_tail(d, 1, i.high, true, &above), GG_OK);
    ck_assert(fabs(below - 0.025) < 0.001 && fabs(above - 0.025) < 0.001);
    ck_assert_int_eq(gg_draws_tail(d, 1, 2, true, &above), GG_OK);
    ck_close(above, 1 / 2001.0, 1e-14);
    ck_assert_int_eq(gg_draws_tail(d, 1, 2, false, &below), GG_OK);
    ck_assert(below == 1);
    ck_assert_uint_eq(gg_draws_defined(d, 1), 2000);
    gg_draws_free(d);
}
END_TEST

START_TEST(a_figure_without_values)
{
    const double counts[] = {1, 2, 3, 4};
    gg_draw_plan p = plan_of(counts);
    gg_interval i = {7, 8};
    double tail = 9;
    gg_draws *d;

    ck_assert_int_eq(gg_draws_new(&p, &d), GG_OK);
    ck_assert_uint_eq(gg_draws_defined(d, 2), 0);
    ck_assert_uint_eq(gg_draws_defined(d, 3), 0);
    ck_assert_int_eq(gg_draws_interval(d, 2, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_draws_tail(d, 2, 0, true, &tail), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_draws_interval(d, 3, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_draws_interval(d, 0, -1, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_draws_interval(d, 0, NAN, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_draws_tail(d, 3, 0, true, &tail), GG_E_INPUT);
    ck_assert_int_eq(gg_draws_tail(d, 0, NAN, true, &tail), GG_E_INPUT);
    ck_assert(i.low == 7 && i.high == 8 && tail == 9);
    gg_draws_free(d);
    gg_draws_free(NULL);
}
END_TEST

START_TEST(plans_out_of_range_are_refused)
{
    const double counts[] = {1, 2, 3, 4}, negative[] = {1, -2, 3, 4}, wild[] = {1, NAN, 3, 4};
    gg_draw_plan good = plan_of(counts), p;
    gg_draws *d = NULL;

    ck_assert(good.added == 0.5 && good.replicates == 2000 && good.seed == 1);
    p = good, p.counts = negative;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_INPUT);
    p = good, p.counts = wild;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_INPUT);
    p = good, p.counts = NULL;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_INPUT);
    p = good, p.cells = 1;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_INPUT);
    p = good, p.replicates = 0;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_INPUT);
    p = good, p.replicates = 10000001;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_INPUT);
    p = good, p.functions = 0;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_INPUT);
    p = good, p.functions = SIZE_MAX / 2;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_MEMORY);
    p = good, p.function = NULL;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_INPUT);
    p = good, p.added = 0;
    ck_assert_int_eq(gg_draws_new(&p, &d), GG_E_INPUT);
    ck_assert_ptr_null(d);
}
END_TEST

/* True mcc of cells 0.3, 0.1, 0.15, 0.45. */
START_TEST(coverage_of_mcc_in_a_seeded_simulation)
{
    static const double share[] = {0.3, 0.4, 0.55};
    double truth = (0.3 * 0.45 - 0.1 * 0.15) / sqrt(0.4 * 0.45 * 0.55 * 0.6);
    int held = 0, runs = 2000;
    gg_random r;

    gg_random_init(&r, 1, "mcc", "coverage");
    for (int k = 0; k < runs; k++) {
        double counts[4] = {0, 0, 0, 0};
        gg_draw_plan p = plan_of(counts);
        gg_interval i;
        gg_draws *d;

        for (int j = 0; j < 120; j++) {
            double u = gg_random_uniform(&r);

            counts[u < share[0] ? 0 : u < share[1] ? 1 : u < share[2] ? 2 : 3]++;
        }
        p.replicates = 400;
        p.seed = (uint64_t)k;
        ck_assert_int_eq(gg_draws_new(&p, &d), GG_OK);
        ck_assert_int_eq(gg_draws_interval(d, 1, Z95, &i), GG_OK);
        held += i.low <= truth && truth <= i.high;
        gg_draws_free(d);
    }
    ck_assert_msg(held > 0.93 * runs && held < 0.97 * runs, "%d of %d", held, runs);
}
END_TEST

/* Weights 1, 2, 3: 36 / 14. */
START_TEST(effective_sizes)
{
    gg_rate r = {7, 8};
    double n = 7;

    ck_assert_int_eq(gg_effective_size(6, 14, &n), GG_OK);
    ck_close(n, 36 / 14.0, 1e-15);
    ck_assert_int_eq(gg_effective_size(1e9, 1e9, &n), GG_OK);
    ck_close(n, 1e9, 1e-15);
    ck_assert_int_eq(gg_effective_rate(2, 6, 14, &r), GG_OK);
    ck_close(r.n, 36 / 14.0, 1e-15);
    ck_close(r.successes / r.n, 1 / 3.0, 1e-15);
    ck_assert_int_eq(gg_effective_rate(6, 6, 14, &r), GG_OK);
    ck_assert(r.successes == r.n);
    n = 7, r = (gg_rate){7, 8};
    ck_assert_int_eq(gg_effective_size(0, 0, &n), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_effective_size(1, 0, &n), GG_E_INPUT);
    ck_assert_int_eq(gg_effective_size(0, 1, &n), GG_E_INPUT);
    ck_assert_int_eq(gg_effective_size(-1, 1, &n), GG_E_INPUT);
    ck_assert_int_eq(gg_effective_size(NAN, 1, &n), GG_E_INPUT);
    ck_assert_int_eq(gg_effective_size(1, INFINITY, &n), GG_E_INPUT);
    ck_assert_int_eq(gg_effective_rate(7, 6, 14, &r), GG_E_INPUT);
    ck_assert_int_eq(gg_effective_rate(0, 0, 0, &r), GG_E_UNDEFINED);
    ck_assert(n == 7 && r.n == 8);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, one_cell_has_a_beta_distribution);
    tcase_add_test(tc, the_same_keys_give_the_same_draws);
    tcase_add_test(tc, an_empty_cell_does_not_end_the_interval);
    tcase_add_test(tc, intervals_nest_and_tails_agree_with_them);
    tcase_add_test(tc, a_figure_without_values);
    tcase_add_test(tc, plans_out_of_range_are_refused);
    tcase_add_test(tc, coverage_of_mcc_in_a_seeded_simulation);
    tcase_add_test(tc, effective_sizes);
}

GG_TEST_MAIN("stats/draws")
