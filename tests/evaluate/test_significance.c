/*
 * p-values of bounds, by moving the critical value until the interval touches the bound.
 */
#include "hand.h"

#include "gauger/base/random.h"
#include "gauger/evaluate/significance.h"
#include "suite.h"

/* One figure of one or two groups, as a gate would ask for it. */
typedef struct subject {
    const char *metric, *disparity, *summary;
    const gg_figures *groups;
    size_t n;
} subject;

static void at_z(void *context, double z, gg_measure *out)
{
    const subject *s = context;
    gg_measure_options how = gg_measure_options_default();
    gg_summary_result r;

    how.z = z;
    if (s->metric != NULL) {
        gg_metric_measure(gg_metric_find(s->metric), &s->groups[0], &how, out);
    } else if (s->disparity != NULL) {
        gg_disparity_measure(gg_disparity_find(s->disparity), &s->groups[0], &s->groups[1], &how,
                             out);
    } else {
        gg_summary_measure(gg_summary_find(s->summary), s->groups, s->n, &how, &r);
        *out = r.all;
    }
}

static double p_of(subject s, double low, double high)
{
    return gg_p_beyond(at_z, &s, low, high);
}

/* Wilson's interval touches p0 where the score test does: norm.sf((p - p0) / sqrt(p0 q0 / n)) by
 * SciPy 1.10. */
START_TEST(a_rate_has_the_p_of_the_score_test)
{
    const gg_figures f = selected_of(37, 51), compas = figures_of(2035, 1282, 1216, 2681);
    const subject s = {.metric = "selection_rate", .groups = &f, .n = 1};

    ck_close(p_of(s, -INFINITY, 0.5), 0.0006395141638417868, 1e-9);
    ck_close(p_of((subject){.metric = "precision", .groups = &compas}, 0, 0.55),
             9.768549623218773e-14, 1e-9);
    /* The same from the other side: the share that is not selected is at least one half. */
    {
        const gg_figures g = selected_of(14, 51);

        ck_close(p_of((subject){.metric = "selection_rate", .groups = &g}, 0.5, INFINITY),
                 0.0006395141638417868, 1e-9);
    }
}
END_TEST

/* Koopman's interval touches 1 where the pooled two-proportion test does (SciPy). */
START_TEST(a_ratio_has_the_p_of_the_two_proportion_test)
{
    const gg_figures groups[2] = {selected_of(37, 51), selected_of(70, 131)};
    const subject s = {.disparity = "selection_rate_ratio", .groups = groups};

    ck_close(p_of(s, 0.8, 1), 0.009316553976741816, 1e-9);
    ck_close(p_of(s, 0, 1), 0.009316553976741816, 1e-9);
}
END_TEST

START_TEST(inside_the_bounds_p_is_at_least_one_half)
{
    const gg_figures groups[2] = {selected_of(37, 51), selected_of(70, 131)};
    const subject s = {.disparity = "selection_rate_ratio", .groups = groups};

    ck_assert_double_ge(p_of(s, 0.8, 1.5), 0.5);
    ck_close(p_of(s, 1, INFINITY), 1 - 0.009316553976741816, 1e-9);
    ck_assert_double_eq(p_of(s, 37.0 / 51 / (70.0 / 131), INFINITY), 0.5);
    ck_assert_double_eq(p_of(s, 0, INFINITY), 1);
    ck_assert_double_eq(p_of(s, -INFINITY, INFINITY), 1);
}
END_TEST

/* p below alpha, if and only if the interval at that alpha leaves the bounds. */
START_TEST(p_agrees_with_the_interval)
{
    gg_random r;

    gg_random_init(&r, 1, "property", "p");
    for (int trial = 0; trial < 300; trial++) {
        const gg_figures groups[2] = {selected_of(floor(90 * gg_random_uniform(&r)), 90),
                                      selected_of(floor(120 * gg_random_uniform(&r)), 120)};
        subject s = {.disparity = "selection_rate_difference", .groups = groups};
        double low = -0.6 * gg_random_uniform(&r), high = 0.6 * gg_random_uniform(&r);
        double p = p_of(s, low, high);
        gg_measure m;

        at_z(&s, 1.959963984540054, &m);
        ck_assert_int_eq(p<0.025, m.low> high || m.high < low);
        ck_assert_int_eq(p >= 0.5, low <= m.value && m.value <= high);
    }
}
END_TEST

START_TEST(summaries_count_their_pairs)
{
    gg_figures groups[3] = {selected_of(50, 100), selected_of(20, 100), selected_of(30, 100)};
    double two = p_of(
        (subject){.summary = "demographic_parity_difference", .groups = groups, .n = 2}, 0, 0.1);
    double three = p_of(
        (subject){.summary = "demographic_parity_difference", .groups = groups, .n = 3}, 0, 0.1);

    ck_assert_double_lt(two, 0.01);
    ck_assert_double_eq_tol(three, 3 * two, 0.02 * three);
}
END_TEST

/* 2,000 draws that never reach a bound say p < 1/2001, not 0. */
START_TEST(draws_never_give_zero)
{
    const gg_figures f = figures_of(400, 10, 12, 500);
    const subject s = {.metric = "mcc", .groups = &f};

    ck_close(p_of(s, -1, 0), 1.0 / (GG_DRAWS + 1), 1e-9);
    ck_close(p_of(s, 1, 1), 1.0 / (GG_DRAWS + 1), 1e-9);
    ck_assert_double_gt(p_of(s, 0, 1), 0.5);
}
END_TEST

/* The share of draws beyond the bound, plus one over plus one: about 2.5% at the interval's end. */
START_TEST(draws_give_their_share)
{
    const gg_figures f = figures_of(37, 21, 14, 113);
    subject s = {.metric = "mcc", .groups = &f};
    gg_measure m;

    at_z(&s, 1.959963984540054, &m);
    ck_assert_double_eq_tol(p_of(s, -1, m.low), (0.025 * GG_DRAWS + 1) / (GG_DRAWS + 1), 2e-4);
    ck_assert_double_eq_tol(p_of(s, m.high, 1), (0.025 * GG_DRAWS + 1) / (GG_DRAWS + 1), 2e-4);
}
END_TEST

START_TEST(extreme_evidence_does_not_become_zero)
{
    const gg_figures f = selected_of(60, 100), many = selected_of(90000, 100000);

    ck_assert_double_gt(p_of((subject){.metric = "selection_rate", .groups = &many}, 0, 0.5), 0);
    ck_assert_double_lt(p_of((subject){.metric = "selection_rate", .groups = &many}, 0, 0.5),
                        1e-300);
    /* (0.6 - 0.335) / sqrt(0.335 * 0.665 / 100) = 5.6145, norm.sf by SciPy. */
    ck_close(p_of((subject){.metric = "selection_rate", .groups = &f}, 0, 0.335),
             9.855420838124599e-09, 1e-9);
}
END_TEST

START_TEST(what_is_undefined_has_no_p)
{
    const gg_figures none = figures_of(0, 0, 4, 5);
    gg_figures scored = scored_figures(5, 6, 7, 8);
    const gg_figures some = selected_of(4, 9);

    ck_assert(isnan(p_of((subject){.metric = "precision", .groups = &none}, 0, 0.5)));
    ck_assert(
        isnan(p_of((subject){.metric = "expected_calibration_error", .groups = &scored}, 0, 0.01)));
    ck_assert(isnan(p_of((subject){.metric = "selection_rate", .groups = &some}, NAN, 1)));
    ck_assert(isnan(p_of((subject){.metric = "selection_rate", .groups = &some}, 0, NAN)));
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_rate_has_the_p_of_the_score_test);
    tcase_add_test(tc, a_ratio_has_the_p_of_the_two_proportion_test);
    tcase_add_test(tc, inside_the_bounds_p_is_at_least_one_half);
    tcase_add_test(tc, p_agrees_with_the_interval);
    tcase_add_test(tc, summaries_count_their_pairs);
    tcase_add_test(tc, draws_never_give_zero);
    tcase_add_test(tc, draws_give_their_share);
    tcase_add_test(tc, extreme_evidence_does_not_become_zero);
    tcase_add_test(tc, what_is_undefined_has_no_p);
}

GG_TEST_MAIN("evaluate/significance")
