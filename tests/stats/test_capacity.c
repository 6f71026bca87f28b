/*
 * Figures at a capacity and at thresholds. Figures: scikit-learn 1.9.1 on rows for the counts,
 * statsmodels 0.15.0 proportion_confint (wilson) and confint_proportions_2indep (score, ratio) for
 * the intervals, SciPy 1.17.1 hypergeom for the tied.
 */
#include "gauger/stats/capacity.h"

#include <string.h>

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

/* 110 rows, 34 with the outcome; 18 rows score 0.8 or more, 15 more score 0.6. */
static const gg_scored_counts RANKING[] = {{0.1, {30, 2, 0}}, {0.3, {20, 5, 0}}, {0.5, {14, 6, 0}},
                                           {0.6, {7, 8, 0}},  {0.8, {4, 9, 0}},  {0.9, {1, 4, 0}}};
enum { SCORES = 6, ROWS = 110, POSITIVES = 34 };

static gg_capacity figures_at(const gg_scored_counts *s, size_t n, uint64_t k, gg_tie_rule rule)
{
    gg_capacity c;
    gg_cut cut;

    ck_assert_int_eq(gg_cut_at_capacity(s, n, k, &cut), GG_OK);
    ck_assert_int_eq(gg_capacity_figures(&cut, 1, rule, Z95, &c), GG_OK);
    return c;
}

static void is_measure(const gg_measure *m, double value, double low, double high,
                       const char *method)
{
    ck_assert_int_eq(m->state, GG_MEASURE_OK);
    ck_close(m->value, value, 1e-12);
    ck_assert_str_eq(m->method, method);
    if (isnan(low)) {
        ck_assert(isnan(m->low) && isnan(m->high));
    } else {
        ck_close(m->low, low, 1e-9);
        ck_close(m->high, high, 1e-9);
    }
}

START_TEST(three_rules_where_the_cut_parts_a_tie)
{
    gg_capacity in = figures_at(RANKING, SCORES, 25, GG_TIES_IN);
    gg_capacity out = figures_at(RANKING, SCORES, 25, GG_TIES_OUT);
    gg_capacity part = figures_at(RANKING, SCORES, 25, GG_TIES_PROPORTIONAL);

    ck_assert(in.selected == 33 && in.tp == 21 && in.fp == 12);
    is_measure(&in.precision, 21.0 / 33, 0.4661617830226639, 0.7781282176475766, "wilson");
    is_measure(&in.recall, 21.0 / 34, 0.4504101734443069, 0.760998166754911, "wilson");
    is_measure(&in.lift, 2.058823529411765, 1.6082023113150414, 2.4624091174420797, "koopman");
    ck_assert(out.selected == 18 && out.tp == 13 && out.fp == 5);
    is_measure(&out.precision, 13.0 / 18, 0.49127343439702553, 0.8750024662044602, "wilson");
    is_measure(&out.recall, 13.0 / 34, 0.23900183324508897, 0.5495898265556931, "wilson");
    is_measure(&out.lift, 2.3366013071895426, 1.6544191832236919, 3.01975140681204, "koopman");
    /* hypergeom(15, 8, 7): mean 56 / 15, support 0 to 7. */
    ck_assert_double_eq(part.selected, 25);
    ck_close(part.tp, 16.733333333333334, 1e-14);
    ck_close(part.tp + part.fp, 25, 1e-14);
    ck_assert(part.tp_least == 13 && part.tp_most == 20);
    is_measure(&part.precision, 16.733333333333334 / 25, NAN, NAN, "hypergeometric_mean");
    is_measure(&part.recall, 16.733333333333334 / 34, NAN, NAN, "hypergeometric_mean");
    is_measure(&part.lift, 16.733333333333334 / 25 / (34.0 / 110), NAN, NAN, "hypergeometric_mean");
    ck_assert_double_eq(part.lift.n, 110);
    ck_assert_double_eq(part.recall.n, 34);
}
END_TEST

START_TEST(rules_agree_where_the_cut_parts_no_tie)
{
    static const uint64_t room[] = {18, 33, 5, ROWS, ROWS + 7};
    static const double tp[] = {13, 21, 4, POSITIVES, POSITIVES};

    for (int i = 0; i < 5; i++) {
        for (gg_tie_rule rule = GG_TIES_IN; rule <= GG_TIES_PROPORTIONAL; rule++) {
            gg_capacity c = figures_at(RANKING, SCORES, room[i], rule);

            ck_assert_double_eq(c.selected, fmin((double)room[i], ROWS));
            ck_assert_double_eq(c.tp, tp[i]);
            ck_assert(c.tp_least == tp[i] && c.tp_most == tp[i]);
            ck_assert_str_eq(c.precision.method, "wilson");
        }
    }
}
END_TEST

START_TEST(room_for_all_has_a_lift_of_one)
{
    gg_capacity c = figures_at(RANKING, SCORES, ROWS, GG_TIES_IN);

    is_measure(&c.lift, 1, 1, 1, "koopman");
    is_measure(&c.recall, 1, 0.8984854458466761, 1, "wilson");
}
END_TEST

START_TEST(room_for_none_and_rankings_of_none)
{
    for (gg_tie_rule rule = GG_TIES_IN; rule <= GG_TIES_PROPORTIONAL; rule++) {
        gg_capacity c = figures_at(RANKING, SCORES, 0, rule);

        ck_assert(c.selected == 0 && c.tp == 0);
        ck_assert_str_eq(c.precision.why, GG_WHY_NO_SELECTED);
        ck_assert_str_eq(c.lift.why, GG_WHY_NO_SELECTED);
        ck_assert_double_eq(c.recall.value, 0);
        c = figures_at(NULL, 0, 4, rule);
        ck_assert(c.selected == 0);
        ck_assert_str_eq(c.recall.why, GG_WHY_NO_POSITIVES);
    }
}
END_TEST

START_TEST(no_positives_have_no_recall)
{
    static const gg_scored_counts s[] = {{0.1, {5, 0, 0}}, {0.2, {4, 0, 0}}};
    gg_capacity c = figures_at(s, 2, 4, GG_TIES_IN);

    ck_assert_double_eq(c.precision.value, 0);
    ck_assert_double_gt(c.precision.high, 0.4);
    ck_assert_str_eq(c.recall.why, GG_WHY_NO_POSITIVES);
    ck_assert_str_eq(c.lift.why, GG_WHY_NO_POSITIVES);
}
END_TEST

/* Unverified rows take up room; nothing says how many of them had the outcome. */
START_TEST(unverified_rows_are_neither)
{
    static const gg_scored_counts s[] = {{0.2, {3, 1, 20}}, {0.5, {2, 2, 6}}, {0.9, {1, 3, 4}}};
    gg_capacity in = figures_at(s, 3, 12, GG_TIES_IN);
    gg_capacity out = figures_at(s, 3, 12, GG_TIES_OUT);
    gg_capacity part = figures_at(s, 3, 12, GG_TIES_PROPORTIONAL);

    ck_assert(in.selected == 18 && in.tp == 5 && in.fp == 3 && in.unverified == 10);
    ck_close(in.precision.value, 5.0 / 8, 1e-15);
    ck_assert_double_eq(in.precision.n, 8);
    ck_assert_str_eq(in.recall.why, GG_WHY_NOT_IDENTIFIED);
    ck_assert_str_eq(in.lift.why, GG_WHY_NOT_IDENTIFIED);
    ck_assert(out.selected == 8 && out.tp == 3 && out.fp == 1 && out.unverified == 4);
    ck_close(part.tp, 3 + 0.4 * 2, 1e-15);
    ck_close(part.unverified, 4 + 0.4 * 6, 1e-15);
    ck_close(part.precision.value, 3.8 / (3.8 + 1.8), 1e-15);
    ck_assert(part.tp_least == 3 && part.tp_most == 5);
    {
        static const gg_scored_counts unseen[] = {{0.2, {3, 1, 0}}, {0.9, {0, 0, 4}}};
        gg_capacity c = figures_at(unseen, 2, 4, GG_TIES_IN);

        ck_assert_double_eq(c.selected, 4);
        ck_assert_str_eq(c.precision.why, GG_WHY_NO_SELECTED);
    }
}
END_TEST

/* Each site fills its own room; what they take is added up. */
START_TEST(capacity_within_sites)
{
    static const gg_scored_counts a[] = {{0.2, {8, 1, 0}}, {0.6, {3, 3, 0}}, {0.8, {0, 2, 0}}};
    static const gg_scored_counts b[] = {{0.1, {9, 0, 0}}, {0.3, {2, 2, 0}}, {0.9, {1, 1, 0}}};
    gg_cut cuts[2];
    gg_capacity c;

    ck_assert_int_eq(gg_cut_at_capacity(a, 3, 4, &cuts[0]), GG_OK);
    ck_assert_int_eq(gg_cut_at_capacity(b, 3, 3, &cuts[1]), GG_OK);
    ck_assert_int_eq(gg_capacity_figures(cuts, 2, GG_TIES_IN, Z95, &c), GG_OK);
    ck_assert(c.selected == 14 && c.tp == 8);
    ck_assert_int_eq(gg_capacity_figures(cuts, 2, GG_TIES_OUT, Z95, &c), GG_OK);
    ck_assert(c.selected == 4 && c.tp == 3);
    ck_assert_int_eq(gg_capacity_figures(cuts, 2, GG_TIES_PROPORTIONAL, Z95, &c), GG_OK);
    ck_assert_double_eq(c.selected, 7);
    ck_close(c.tp, 2 + 2.0 / 6 * 3 + 1 + 1.0 / 4 * 2, 1e-14);
    ck_assert(c.tp_least == 3 && c.tp_most == 6);
    ck_close(c.recall.value, c.tp / 9, 1e-14);
    ck_close(c.lift.value, c.tp / 7 / (9.0 / 32), 1e-14);
    /* One cut of everyone takes other rows. */
    ck_assert_int_eq(gg_capacity_figures(cuts, 1, GG_TIES_OUT, Z95, &c), GG_OK);
    ck_assert(c.selected == 2 && c.tp == 2);
}
END_TEST

/* Of 15 tied rows 13 have the outcome: 7 of them taken are at least 5 with it. */
START_TEST(bounds_where_most_of_the_tied_have_the_outcome)
{
    static const gg_scored_counts s[] = {{0.1, {20, 1, 0}}, {0.6, {2, 13, 0}}, {0.9, {1, 2, 0}}};
    gg_capacity c = figures_at(s, 3, 10, GG_TIES_PROPORTIONAL);

    ck_assert_double_eq(c.tp_least, 2 + 5);
    ck_assert_double_eq(c.tp_most, 2 + 7);
    ck_close(c.tp, 2 + 7 * 13.0 / 15, 1e-14);
}
END_TEST

/* All orders of the rows of a tied score: the mean over many shuffles is the proportional figure,
 * and none leaves the bounds. */
START_TEST(the_mean_over_shuffles_is_the_proportional_figure)
{
    gg_capacity part = figures_at(RANKING, SCORES, 25, GG_TIES_PROPORTIONAL);
    int runs = 20000;
    double sum = 0;
    gg_random r;

    gg_random_init(&r, 1, "capacity", "shuffle");
    for (int i = 0; i < runs; i++) {
        double tp = 13, positives = 8, tied = 15;

        for (int k = 0; k < 7; k++, tied--) {
            bool hit = gg_random_uniform(&r) * tied < positives;

            tp += hit;
            positives -= hit;
        }
        ck_assert(tp >= part.tp_least && tp <= part.tp_most);
        sum += tp;
    }
    ck_assert_double_eq_tol(sum / runs, part.tp, 0.03);
}
END_TEST

START_TEST(figures_move_with_the_room)
{
    gg_capacity before = figures_at(RANKING, SCORES, 0, GG_TIES_PROPORTIONAL);

    for (uint64_t k = 1; k <= ROWS; k++) {
        gg_capacity in = figures_at(RANKING, SCORES, k, GG_TIES_IN);
        gg_capacity out = figures_at(RANKING, SCORES, k, GG_TIES_OUT);
        gg_capacity part = figures_at(RANKING, SCORES, k, GG_TIES_PROPORTIONAL);

        ck_assert(out.selected <= (double)k && (double)k <= in.selected);
        ck_assert_double_eq_tol(part.selected, (double)k, 1e-12);
        ck_assert(out.tp <= part.tp + 1e-12 && part.tp <= in.tp + 1e-12);
        ck_assert(part.tp >= before.tp && part.tp <= before.tp + 1 + 1e-12);
        ck_assert(part.tp_least <= part.tp + 1e-12 && part.tp <= part.tp_most + 1e-12);
        ck_assert(in.lift.low <= in.lift.value && in.lift.value <= in.lift.high);
        before = part;
    }
}
END_TEST

START_TEST(shares_of_the_rows)
{
    static const struct {
        uint64_t rows;
        double share;
        uint64_t want;
    } cases[] = {{110, 0.1, 11},  {30, 0.1, 3}, {100, 0.29, 29}, {7, 0.5, 3},
                 {7, 0, 0},       {7, 1, 7},    {0, 0.4, 0},     {1000000007, 0.3, 300000002},
                 {10, 0.19999, 1}};
    uint64_t k = 77;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(gg_capacity_of_share(cases[i].rows, cases[i].share, &k), GG_OK);
        ck_assert_uint_eq(k, cases[i].want);
    }
    k = 77;
    ck_assert_int_eq(gg_capacity_of_share(10, -0.1, &k), GG_E_INPUT);
    ck_assert_int_eq(gg_capacity_of_share(10, 1.1, &k), GG_E_INPUT);
    ck_assert_int_eq(gg_capacity_of_share(10, NAN, &k), GG_E_INPUT);
    ck_assert_int_eq(gg_capacity_of_share((uint64_t)1 << 53, 0.5, &k), GG_E_LIMIT);
    ck_assert_uint_eq(k, 77);
}
END_TEST

START_TEST(bad_cuts_are_refused_and_nothing_changes)
{
    const gg_scored_counts falling[] = {{0.2, {1, 0, 0}}, {0.1, {1, 0, 0}}};
    const gg_scored_counts equal[] = {{0.2, {1, 0, 0}}, {0.2, {1, 0, 0}}};
    const gg_scored_counts nan = {NAN, {1, 0, 0}}, two = {0.3, {1, 1, 0}};
    const gg_scored_counts huge = {0.3, {UINT64_MAX, UINT64_MAX, 5}};
    const gg_scored_counts many = {0.3, {(uint64_t)1 << 53, 0, 0}};
    gg_capacity c = {.tp = -7};
    gg_cut cut, before;

    memset(&cut, 0, sizeof cut);
    before = cut;
    ck_assert_int_eq(gg_cut_at_capacity(falling, 2, 1, &cut), GG_E_INPUT);
    ck_assert_int_eq(gg_cut_at_capacity(equal, 2, 1, &cut), GG_E_INPUT);
    ck_assert_int_eq(gg_cut_at_capacity(&nan, 1, 1, &cut), GG_E_INPUT);
    ck_assert_int_eq(gg_cut_at_capacity(&huge, 1, 1, &cut), GG_E_LIMIT);
    ck_assert_int_eq(gg_cut_at_capacity(&many, 1, 1, &cut), GG_E_LIMIT);
    ck_assert_int_eq(gg_cut_begin((uint64_t)1 << 53, 1, &cut), GG_E_LIMIT);
    ck_assert_int_eq(memcmp(&cut, &before, sizeof cut), 0);
    ck_assert_int_eq(gg_cut_begin(3, 1, &cut), GG_OK);
    ck_assert_int_eq(gg_cut_add(&cut, &two), GG_OK);
    before = cut;
    ck_assert_int_eq(gg_cut_add(&cut, &two), GG_E_INPUT); /* 4 rows of 3 */
    ck_assert_int_eq(gg_cut_add(&cut, &nan), GG_E_INPUT);
    ck_assert_int_eq(gg_cut_add(&cut, &huge), GG_E_INPUT);
    ck_assert_int_eq(memcmp(&cut, &before, sizeof cut), 0);
    ck_assert_int_eq(gg_capacity_figures(&cut, 1, GG_TIES_IN, Z95, &c), GG_E_INPUT);
    ck_assert_int_eq(gg_cut_at_capacity(RANKING, SCORES, 20, &cut), GG_OK);
    ck_assert_int_eq(gg_capacity_figures(&cut, 0, GG_TIES_IN, Z95, &c), GG_E_INPUT);
    ck_assert_int_eq(gg_capacity_figures(&cut, 1, GG_TIES_IN, NAN, &c), GG_E_INPUT);
    ck_assert_int_eq(gg_capacity_figures(&cut, 1, (gg_tie_rule)3, Z95, &c), GG_E_INPUT);
    ck_assert_double_eq(c.tp, -7);
}
END_TEST

START_TEST(operating_points)
{
    static const double thresholds[] = {0.6, INFINITY, 0.35, 0, 0.9, 0.91};
    static const uint64_t want[][3] = {{33, 21, 12},  {0, 0, 0}, {53, 27, 26},
                                       {110, 34, 76}, {5, 4, 1}, {0, 0, 0}};
    gg_operating_point points[6];

    ck_assert_int_eq(gg_operating_points(RANKING, SCORES, thresholds, 6, points), GG_OK);
    for (int i = 0; i < 6; i++) {
        ck_assert_double_eq(points[i].threshold, thresholds[i]);
        ck_assert_uint_eq(points[i].selected, want[i][0]);
        ck_assert_uint_eq(points[i].tp, want[i][1]);
        ck_assert_uint_eq(points[i].fp, want[i][2]);
        ck_assert_uint_eq(points[i].fn, 34 - want[i][1]);
        ck_assert_uint_eq(points[i].tn, 76 - want[i][2]);
    }
}
END_TEST

START_TEST(operating_points_count_the_unverified_apart)
{
    static const gg_scored_counts s[] = {{0.9, {1, 3, 4}}, {0.2, {3, 1, 20}}};
    static const double threshold = 0.5;
    gg_operating_point p;

    ck_assert_int_eq(gg_operating_points(s, 2, &threshold, 1, &p), GG_OK);
    ck_assert(p.selected == 8 && p.tp == 3 && p.fp == 1 && p.fn == 1 && p.tn == 3);
    ck_assert(p.unverified_selected == 4 && p.unverified_not_selected == 20);
}
END_TEST

START_TEST(bad_operating_points_are_refused_and_nothing_changes)
{
    const gg_scored_counts nan = {NAN, {1, 0, 0}}, huge = {0.1, {(uint64_t)1 << 62, 0, 0}};
    const double thresholds[] = {0.5, NAN};
    gg_operating_point points[2], before[2];

    memset(points, 0, sizeof points);
    memcpy(before, points, sizeof points);
    ck_assert_int_eq(gg_operating_points(RANKING, SCORES, thresholds, 2, points), GG_E_INPUT);
    ck_assert_int_eq(gg_operating_points(&nan, 1, thresholds, 1, points), GG_E_INPUT);
    ck_assert_int_eq(gg_operating_points(&huge, 1, thresholds, 1, points), GG_E_LIMIT);
    points[1].threshold = before[1].threshold = NAN;
    ck_assert_int_eq(gg_operating_points_add(points, 2, &RANKING[0]), GG_E_INPUT);
    ck_assert_int_eq(memcmp(points, before, sizeof points), 0);
    ck_assert_int_eq(gg_operating_points(RANKING, SCORES, thresholds, 0, points), GG_OK);
}
END_TEST

/* A score that is worth nothing: the lift is 1 whatever the room; and one that is worth something,
 * whose lift at the cut is known. Rows are drawn by score, so the cut is where it is declared. */
START_TEST(coverage_of_lift_in_a_seeded_simulation)
{
    static const double share[][2] = {{0.2, 0.2}, {0.4, 0.1}, {0.05, 0.05}};
    int runs = getenv("GAUGER_SLOW") ? 40000 : 4000;
    gg_random r;

    gg_random_init(&r, 1, "capacity", "lift");
    for (int k = 0; k < 3; k++) {
        double truth = share[k][0] / (0.25 * share[k][0] + 0.75 * share[k][1]);
        int held = 0;

        for (int i = 0; i < runs; i++) {
            uint64_t top = (uint64_t)simulate_binomial(&r, 150, share[k][0]);
            uint64_t rest = (uint64_t)simulate_binomial(&r, 450, share[k][1]);
            gg_scored_counts s[] = {{0.1, {450 - rest, rest, 0}}, {0.9, {150 - top, top, 0}}};
            gg_capacity c = figures_at(s, 2, 150, GG_TIES_IN);

            held += c.lift.low <= truth && truth <= c.lift.high;
        }
        ck_assert_msg(held > 0.94 * runs && held < 0.97 * runs, "%d: %d of %d", k, held, runs);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, three_rules_where_the_cut_parts_a_tie);
    tcase_add_test(tc, rules_agree_where_the_cut_parts_no_tie);
    tcase_add_test(tc, room_for_all_has_a_lift_of_one);
    tcase_add_test(tc, room_for_none_and_rankings_of_none);
    tcase_add_test(tc, no_positives_have_no_recall);
    tcase_add_test(tc, unverified_rows_are_neither);
    tcase_add_test(tc, capacity_within_sites);
    tcase_add_test(tc, the_mean_over_shuffles_is_the_proportional_figure);
    tcase_add_test(tc, bounds_where_most_of_the_tied_have_the_outcome);
    tcase_add_test(tc, figures_move_with_the_room);
    tcase_add_test(tc, shares_of_the_rows);
    tcase_add_test(tc, bad_cuts_are_refused_and_nothing_changes);
    tcase_add_test(tc, operating_points);
    tcase_add_test(tc, operating_points_count_the_unverified_apart);
    tcase_add_test(tc, bad_operating_points_are_refused_and_nothing_changes);
    tcase_add_test(tc, coverage_of_lift_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/capacity")
