/*
 * Simultaneous intervals. Coverage is summed over all outcomes where that is possible (no
 * Monte-Carlo error), simulated with a seed where it is not.
 */
#include "gauger/stats/simultaneous.h"

#include "gauger/stats/interval.h"
#include "gauger/stats/ratio.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

/* mpmath 1.2.1, 40 digits: inverse of erfc at (1 - Phi(z)) / m. */
START_TEST(bonferroni_on_the_log_scale)
{
    ck_close(gg_z_bonferroni(Z95, 1), Z95, 1e-15);
    ck_close(gg_z_bonferroni(Z95, 10), 2.807033768343804, 1e-12);
    ck_close(gg_z_bonferroni(Z95, 45), 3.260767488420521, 1e-12);
    ck_close(gg_z_pairs(Z95, 5), gg_z_bonferroni(Z95, 10), 1e-15);
    for (double z = 0; z < 36; z += 0.7) {
        double x = gg_z_bonferroni(z, 28);

        ck_assert(x > z && gg_z_bonferroni(z + 0.01, 28) > x);
        ck_close(gg_p_of_z(x) * 28, gg_p_of_z(z), 1e-10);
    }
    ck_assert(gg_z_bonferroni(64, 1000) > 64 && gg_z_bonferroni(64, 1000) < 64.2);
}
END_TEST

START_TEST(bonferroni_has_a_range)
{
    ck_assert(isnan(gg_z_bonferroni(-1, 3)) && isnan(gg_z_bonferroni(NAN, 3)));
    ck_assert(isnan(gg_z_bonferroni(2, 0)) && isnan(gg_z_bonferroni(2, NAN)));
    ck_assert(isnan(gg_z_bonferroni(65, 2)) && isnan(gg_z_bonferroni(2, INFINITY)));
    ck_assert(isnan(gg_z_pairs(2, 1)) && isnan(gg_z_pairs(2, 0)));
}
END_TEST

static double binomial(int n, int s, double p)
{
    return exp(lgamma(n + 1) - lgamma(s + 1) - lgamma(n - s + 1) + s * log(p) +
               (n - s) * log1p(-p));
}

struct pair_case {
    int n, m;
    double z;
};

/* Both intervals for every outcome of two groups. */
struct grid {
    gg_interval difference[41][41], ratio[41][41], largest[41][41], smallest[41][41];
};

static void fill(const struct pair_case *c, struct grid *g)
{
    for (int i = 0; i <= c->n; i++) {
        for (int j = 0; j <= c->m; j++) {
            gg_rate r[2] = {{i, c->n}, {j, c->m}};

            ck_assert_int_eq(gg_difference_robust(r[0], r[1], c->z, &g->difference[i][j]), GG_OK);
            ck_assert_int_eq(gg_ratio_robust(r[0], r[1], c->z, &g->ratio[i][j]), GG_OK);
            ck_assert_int_eq(gg_largest_difference(r, 2, c->z, &g->largest[i][j]), GG_OK);
            ck_assert_int_eq(gg_smallest_ratio(r, 2, c->z, &g->smallest[i][j]), GG_OK);
        }
    }
}

static bool holds(gg_interval i, double x)
{
    return i.low <= x + 1e-12 && x <= i.high + 1e-12;
}

/* Least of the coverages of the four intervals at true rates p, q. */
static double coverage(const struct pair_case *c, const struct grid *g, double p, double q)
{
    double sum[4] = {0, 0, 0, 0};

    for (int i = 0; i <= c->n; i++) {
        double pi = binomial(c->n, i, p);

        for (int j = 0; j <= c->m && pi > 1e-9; j++) {
            double w = pi * binomial(c->m, j, q);

            sum[0] += holds(g->difference[i][j], p - q) ? w : 0;
            sum[1] += holds(g->ratio[i][j], p / q) ? w : 0;
            sum[2] += holds(g->largest[i][j], fabs(p - q)) ? w : 0;
            sum[3] += holds(g->smallest[i][j], fmin(p / q, q / p)) ? w : 0;
        }
    }
    return fmin(fmin(sum[0], sum[1]), fmin(sum[2], sum[3]));
}

START_TEST(coverage_of_two_groups_by_summing_over_all_outcomes)
{
    static const struct pair_case cases[] = {{5, 5, Z95},   {12, 12, Z95}, {6, 40, Z95},
                                             {30, 25, Z95}, {12, 12, 2.6}, {6, 40, 2.6}};
    static const double rates[] = {0.002, 0.01, 0.03, 0.08, 0.2,  0.35, 0.5,
                                   0.7,   0.85, 0.93, 0.97, 0.99, 0.998};
    static struct grid g;

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        double nominal = 1 - 2 * gg_p_of_z(cases[k].z);

        fill(&cases[k], &g);
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < 13; j++) {
                double c = coverage(&cases[k], &g, rates[i], rates[j]);

                ck_assert_msg(c >= nominal - 1e-6, "n %d, m %d, z %g: %g at %g, %g", cases[k].n,
                              cases[k].m, cases[k].z, c, rates[i], rates[j]);
            }
        }
    }
}
END_TEST

/* Three groups of 8, 12 and 5 rows, equal and unequal: exact. */
START_TEST(coverage_of_three_groups_by_summing_over_all_outcomes)
{
    static gg_interval largest[9][13][6], smallest[9][13][6];
    static const double rates[][3] = {{0.01, 0.01, 0.01}, {0.1, 0.1, 0.1},    {0.5, 0.5, 0.5},
                                      {0.9, 0.9, 0.9},    {0.99, 0.99, 0.99}, {0.02, 0.5, 0.98},
                                      {0.05, 0.1, 0.05},  {0.9, 0.6, 0.95},   {0.03, 0.97, 0.03}};

    for (int k = 0; k < 9 * 13 * 6; k++) {
        int x = k % 9, y = k / 9 % 13, w = k / 117;
        gg_rate r[3] = {{x, 8}, {y, 12}, {w, 5}};

        ck_assert_int_eq(gg_largest_difference(r, 3, Z95, &largest[x][y][w]), GG_OK);
        ck_assert_int_eq(gg_smallest_ratio(r, 3, Z95, &smallest[x][y][w]), GG_OK);
    }
    for (size_t c = 0; c < sizeof rates / sizeof rates[0]; c++) {
        const double *p = rates[c];
        double most = fmax(fmax(p[0], p[1]), p[2]), least = fmin(fmin(p[0], p[1]), p[2]);
        double first = 0, second = 0;

        for (int k = 0; k < 9 * 13 * 6; k++) {
            int x = k % 9, y = k / 9 % 13, w = k / 117;
            double weight = binomial(8, x, p[0]) * binomial(12, y, p[1]) * binomial(5, w, p[2]);

            first += holds(largest[x][y][w], most - least) ? weight : 0;
            second += holds(smallest[x][y][w], least / most) ? weight : 0;
        }
        ck_assert_msg(first >= 0.95 && second >= 0.95, "case %zu: %g, %g", c, first, second);
    }
}
END_TEST

/* Six groups of unequal sizes at exact equality, where a percentile bootstrap never covers. */
START_TEST(coverage_at_equality_in_a_seeded_simulation)
{
    static const int n[6] = {18, 400, 60, 150, 30, 90};
    static const double rates[] = {0.02, 0.3, 0.97};
    gg_random r;

    gg_random_init(&r, 1, "simultaneous", "equality");
    for (int c = 0; c < 3; c++) {
        int first = 0, second = 0, runs = 700;

        for (int k = 0; k < runs; k++) {
            gg_rate g[6];
            gg_interval i;

            for (int j = 0; j < 6; j++)
                g[j] = (gg_rate){simulate_binomial(&r, n[j], rates[c]), n[j]};
            ck_assert_int_eq(gg_largest_difference(g, 6, Z95, &i), GG_OK);
            first += i.low == 0;
            ck_assert_int_eq(gg_smallest_ratio(g, 6, Z95, &i), GG_OK);
            second += i.high == 1;
        }
        /* Three Monte-Carlo standard errors below 95%. */
        ck_assert_msg(first >= 0.925 * runs && second >= 0.925 * runs, "%g: %d, %d of %d", rates[c],
                      first, second, runs);
    }
}
END_TEST

/* More groups than are paired: the ends follow from each group's exact limits. */
START_TEST(many_groups_at_equality_and_apart)
{
    enum { GROUPS_ = 60, RUNS = 300 };
    static const double low_rate[] = {0.05, 0.3}, high_rate[] = {0.05, 0.5};
    gg_random r;

    gg_random_init(&r, 1, "simultaneous", "many");
    for (int c = 0; c < 2; c++) {
        int first = 0, second = 0;

        for (int k = 0; k < RUNS; k++) {
            gg_rate g[GROUPS_];
            gg_interval d, q, wider;

            for (int j = 0; j < GROUPS_; j++) {
                int n = 15 + 40 * (j % 7);

                g[j] = (gg_rate){simulate_binomial(&r, n, j % 2 ? low_rate[c] : high_rate[c]), n};
            }
            ck_assert_int_eq(gg_largest_difference(g, GROUPS_, Z95, &d), GG_OK);
            ck_assert_int_eq(gg_smallest_ratio(g, GROUPS_, Z95, &q), GG_OK);
            first += holds(d, high_rate[c] - low_rate[c]);
            second += holds(q, low_rate[c] / high_rate[c]);
            ck_assert_int_eq(gg_largest_difference(g, GROUPS_, 3, &wider), GG_OK);
            ck_assert(wider.low <= d.low && wider.high >= d.high);
        }
        ck_assert_msg(first >= 0.95 * RUNS && second >= 0.95 * RUNS, "%d, %d", first, second);
    }
}
END_TEST

START_TEST(many_groups_are_refused_like_few)
{
    gg_rate g[60];
    gg_interval i = {7, 7};

    for (int j = 0; j < 60; j++)
        g[j] = (gg_rate){j, 100};
    ck_assert_int_eq(gg_largest_difference(g, 60, -1, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_smallest_ratio(g, 60, 65, &i), GG_E_INPUT);
    g[59].n = 0;
    g[59].successes = 0;
    ck_assert_int_eq(gg_largest_difference(g, 60, Z95, &i), GG_E_UNDEFINED);
    g[59].n = -1;
    ck_assert_int_eq(gg_smallest_ratio(g, 60, Z95, &i), GG_E_INPUT);
    ck_assert(i.low == 7 && i.high == 7);
    for (int j = 0; j < 60; j++)
        g[j] = (gg_rate){0, 100};
    ck_assert_int_eq(gg_smallest_ratio(g, 60, Z95, &i), GG_OK);
    ck_assert(i.low == 0 && i.high == 1);
}
END_TEST

static const gg_rate GROUPS[] = {{5, 56}, {0, 29}, {48, 80}, {56, 70}, {1.5, 3.25}};

START_TEST(intervals_hold_the_observed_figure_and_nest_in_z)
{
    gg_interval d = {0.8, 0.8}, r = {0, 0};

    for (double z = 0.01; z < 38; z *= 1.7) {
        gg_interval i;

        ck_assert_int_eq(gg_largest_difference(GROUPS, 5, z, &i), GG_OK);
        ck_assert(i.low >= 0 && i.high <= 1 && i.low <= d.low + 1e-14 && i.high >= d.high - 1e-14);
        d = i;
        ck_assert_int_eq(gg_smallest_ratio(GROUPS, 5, z, &i), GG_OK);
        ck_assert(i.low == 0 && i.high <= 1 && i.high >= r.high - 1e-14);
        r = i;
    }
    ck_assert(d.low == 0 && r.high == 1);
}
END_TEST

START_TEST(the_order_of_groups_does_not_matter)
{
    gg_rate turned[5];
    gg_interval a, b;

    for (int i = 0; i < 5; i++)
        turned[i] = GROUPS[(i * 3 + 2) % 5];
    ck_assert_int_eq(gg_largest_difference(GROUPS, 5, 2.2, &a), GG_OK);
    ck_assert_int_eq(gg_largest_difference(turned, 5, 2.2, &b), GG_OK);
    ck_assert(fabs(a.low - b.low) < 1e-13 && fabs(a.high - b.high) < 1e-13);
    ck_assert_int_eq(gg_smallest_ratio(GROUPS + 2, 3, 2.2, &a), GG_OK);
    turned[0] = GROUPS[4];
    turned[1] = GROUPS[3];
    turned[2] = GROUPS[2];
    ck_assert_int_eq(gg_smallest_ratio(turned, 3, 2.2, &b), GG_OK);
    ck_close(a.low, b.low, 1e-12);
    ck_close(a.high, b.high, 1e-12);
}
END_TEST

START_TEST(two_groups_contain_the_interval_shown_for_the_pair)
{
    gg_interval all, pair;

    ck_assert_int_eq(gg_largest_difference(GROUPS + 2, 2, Z95, &all), GG_OK);
    ck_assert_int_eq(gg_difference_newcombe(GROUPS[3], GROUPS[2], Z95, &pair), GG_OK);
    ck_assert(all.low <= pair.low && all.high >= pair.high);
    ck_assert(all.low > 0 && all.high < pair.high + 0.03);
    ck_assert_int_eq(gg_smallest_ratio(GROUPS + 2, 2, Z95, &all), GG_OK);
    ck_assert_int_eq(gg_ratio_koopman(GROUPS[2], GROUPS[3], Z95, &pair), GG_OK);
    ck_assert(all.low <= pair.low && all.high >= pair.high && all.high < 1);
}
END_TEST

START_TEST(no_success_anywhere_says_nothing)
{
    const gg_rate none[] = {{0, 9}, {0, 30}, {0, 5}};
    gg_interval i;

    ck_assert_int_eq(gg_smallest_ratio(none, 3, Z95, &i), GG_OK);
    ck_assert(i.low == 0 && i.high == 1);
    ck_assert_int_eq(gg_largest_difference(none, 3, Z95, &i), GG_OK);
    ck_assert(i.low == 0 && i.high > 0.3 && i.high < 1);
}
END_TEST

START_TEST(a_billion_rows_a_group)
{
    const gg_rate big[] = {{5e8, 1e9}, {500100000, 1e9}, {499900000, 1e9}};
    gg_interval i;

    ck_assert_int_eq(gg_largest_difference(big, 3, Z95, &i), GG_OK);
    ck_assert(i.low > 1.3e-4 && i.low < 0.0002 && i.high > 0.0002 && i.high < 2.7e-4);
    ck_assert_int_eq(gg_smallest_ratio(big, 3, Z95, &i), GG_OK);
    ck_assert(i.low > 0.9994 && i.high < 0.9998);
}
END_TEST

START_TEST(estimates_with_limits_of_their_own)
{
    const gg_estimate e[] = {{0.8, 0.7, 0.85}, {0.5, 0.3, 0.6}, {0.75, 0.74, 0.76}};
    gg_interval i;

    ck_assert_int_eq(gg_largest_difference_of(e, 3, &i), GG_OK);
    ck_close(i.low, 0.3 - sqrt(0.02), 1e-12);
    ck_close(i.high, 0.3 + sqrt(0.05 * 0.05 + 0.04), 1e-12);
    ck_assert_int_eq(gg_smallest_ratio_of(e, 3, &i), GG_OK);
    ck_close(i.low * 0.8, 0.5 - hypot(0.2, i.low * 0.05), 1e-12);
    ck_assert(i.high > 0.625 && i.high < 1);
}
END_TEST

START_TEST(least_and_greatest)
{
    const gg_interval e[] = {{0.2, 0.9}, {0.4, 0.6}, {0.1, INFINITY}};
    const gg_interval bad[] = {{0.2, 0.9}, {NAN, 1}};
    gg_interval i;

    ck_assert_int_eq(gg_interval_least(e, 3, &i), GG_OK);
    ck_assert(i.low == 0.1 && i.high == 0.6);
    ck_assert_int_eq(gg_interval_greatest(e, 3, &i), GG_OK);
    ck_assert(i.low == 0.4 && isinf(i.high));
    i = (gg_interval){7, 8};
    ck_assert_int_eq(gg_interval_least(e, 0, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_interval_greatest(e, 0, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_interval_least(bad, 2, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_greatest(bad, 2, &i), GG_E_INPUT);
    ck_assert(i.low == 7 && i.high == 8);
}
END_TEST

START_TEST(bad_input_is_refused_and_out_is_untouched)
{
    const gg_rate empty[] = {{1, 2}, {0, 0}}, odd[] = {{3, 2}, {1, 2}}, good[] = {{1, 2}, {1, 3}};
    const gg_estimate wrong[] = {{0.5, 0.6, 0.7}, {0.5, 0.4, 0.6}};
    gg_interval i = {7, 8};

    ck_assert_int_eq(gg_largest_difference(good, 1, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_smallest_ratio(good, 0, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_largest_difference(good, 2, NAN, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_smallest_ratio(good, 2, 100, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_largest_difference(empty, 2, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_smallest_ratio(empty, 2, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_largest_difference(odd, 2, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_difference_robust(odd[0], odd[1], Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_robust(empty[0], empty[1], Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_ratio_robust(good[0], good[1], -1, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_largest_difference_of(wrong, 2, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_smallest_ratio_of(wrong, 2, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_largest_difference_of(wrong, 1, &i), GG_E_UNDEFINED);
    ck_assert(i.low == 7 && i.high == 8);
}
END_TEST

/* ---- rates known within bounds ---- */

/* A box of counts: successes and the others, each from a least to a most. */
struct box {
    double s_low, s_high, f_low, f_high;
    gg_rate corners[4];
};

static struct box box_of(gg_random *draws, int spread)
{
    struct box b;

    b.s_low = 1 + (double)(gg_random_bits(draws) % 12);
    b.f_low = 5 + (double)(gg_random_bits(draws) % 40);
    b.s_high = b.s_low + (double)(gg_random_bits(draws) % (uint64_t)spread);
    b.f_high = b.f_low + (double)(gg_random_bits(draws) % (uint64_t)spread);
    for (int i = 0; i < 4; i++) {
        double s = i & 1 ? b.s_high : b.s_low, f = i & 2 ? b.f_high : b.f_low;

        b.corners[i] = (gg_rate){s, s + f};
    }
    return b;
}

/* Every pair of corners, by the public intervals. */
static gg_interval corners_by_force(const struct box *b, size_t n, double z, bool ratio)
{
    gg_interval all = ratio ? (gg_interval){1, 1} : (gg_interval){0, 0}, one;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            gg_interval pair = {INFINITY, -INFINITY};

            for (int k = 0; i != j && k < 16; k++) {
                ck_assert_int_eq((ratio ? gg_ratio_robust : gg_difference_robust)(
                                     b[i].corners[k % 4], b[j].corners[k / 4], z, &one),
                                 GG_OK);
                pair = (gg_interval){fmin(pair.low, one.low), fmax(pair.high, one.high)};
            }
            if (i != j && ratio)
                all = (gg_interval){fmin(all.low, pair.low), fmin(all.high, pair.high)};
            else if (i != j)
                all = (gg_interval){fmax(all.low, pair.low), fmax(all.high, pair.high)};
        }
    return all;
}

START_TEST(few_corners_are_looked_at_in_pairs)
{
    gg_random draws;

    gg_random_init(&draws, 1, "corners", "pairs");
    for (int trial = 0; trial < 6; trial++) {
        struct box b[4];
        gg_corner_rates groups[4];

        for (int i = 0; i < 4; i++) {
            b[i] = box_of(&draws, 9);
            groups[i] = (gg_corner_rates){b[i].corners, 4};
        }
        for (int ratio = 0; ratio < 2; ratio++) {
            const gg_interval want = corners_by_force(b, 4, gg_z_bonferroni(Z95, 2 * 6), ratio);
            gg_interval got;

            ck_assert_int_eq(gg_extreme_of_corners(groups, 4, Z95, 2, ratio, &got), GG_OK);
            ck_close(got.low, want.low, 1e-9);
            ck_close(got.high, want.high, 1e-9);
        }
    }
}
END_TEST

/* Whatever whole counts the boxes hold, the interval of those lies within. */
START_TEST(two_hundred_groups_within_bounds_hold_every_table)
{
    enum { HIDDEN = 200 };
    static struct box b[HIDDEN];
    gg_corner_rates groups[HIDDEN];
    gg_interval all[2], one;
    gg_rate rates[HIDDEN];
    gg_random draws;

    gg_random_init(&draws, 1, "corners", "groups");
    for (int i = 0; i < HIDDEN; i++) {
        b[i] = box_of(&draws, 10);
        groups[i] = (gg_corner_rates){b[i].corners, 4};
    }
    for (int ratio = 0; ratio < 2; ratio++)
        ck_assert_int_eq(gg_extreme_of_corners(groups, HIDDEN, Z95, 1, ratio, &all[ratio]), GG_OK);
    for (int trial = 0; trial < 40; trial++) {
        for (int i = 0; i < HIDDEN; i++) {
            double s = b[i].s_low +
                       (double)(gg_random_bits(&draws) % (uint64_t)(b[i].s_high - b[i].s_low + 1));
            double f = b[i].f_low +
                       (double)(gg_random_bits(&draws) % (uint64_t)(b[i].f_high - b[i].f_low + 1));

            rates[i] = (gg_rate){s, s + f};
        }
        for (int ratio = 0; ratio < 2; ratio++) {
            ck_assert_int_eq(
                (ratio ? gg_smallest_ratio : gg_largest_difference)(rates, HIDDEN, Z95, &one),
                GG_OK);
            ck_assert(all[ratio].low <= one.low + 1e-12 && one.high <= all[ratio].high + 1e-12);
        }
    }
}
END_TEST

/* What the shortcut by group rests on: exact limits rise in successes and fall in the others. */
START_TEST(exact_limits_rise_in_successes_and_fall_in_the_others)
{
    gg_interval at, more, less;

    for (double s = 0; s < 25; s++)
        for (double f = s == 0; f < 25; f++) {
            ck_assert_int_eq(gg_interval_clopper_pearson(s, s + f, 2.8, &at), GG_OK);
            ck_assert_int_eq(gg_interval_clopper_pearson(s + 1, s + 1 + f, 2.8, &more), GG_OK);
            ck_assert_int_eq(gg_interval_clopper_pearson(s, s + f + 1, 2.8, &less), GG_OK);
            ck_assert(more.low >= at.low && more.high >= at.high);
            ck_assert(less.low <= at.low && less.high <= at.high);
        }
}
END_TEST

START_TEST(corners_that_are_none_are_refused)
{
    const gg_rate good[] = {{3, 10}, {4, 10}}, empty[] = {{0, 0}};
    const gg_corner_rates two[] = {{good, 2}, {good, 2}}, bad[] = {{good, 2}, {empty, 1}};
    gg_interval i = {7, 8};

    ck_assert_int_eq(gg_extreme_of_corners(two, 1, Z95, 1, false, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_extreme_of_corners(bad, 2, Z95, 1, false, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_extreme_of_corners(two, 2, -1, 1, false, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_extreme_of_corners(two, 2, Z95, 0.5, true, &i), GG_E_INPUT);
    ck_assert(i.low == 7 && i.high == 8);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, few_corners_are_looked_at_in_pairs);
    tcase_add_test(tc, two_hundred_groups_within_bounds_hold_every_table);
    tcase_add_test(tc, exact_limits_rise_in_successes_and_fall_in_the_others);
    tcase_add_test(tc, corners_that_are_none_are_refused);
    tcase_add_test(tc, bonferroni_on_the_log_scale);
    tcase_add_test(tc, bonferroni_has_a_range);
    tcase_add_test(tc, coverage_of_two_groups_by_summing_over_all_outcomes);
    tcase_add_test(tc, coverage_of_three_groups_by_summing_over_all_outcomes);
    tcase_add_test(tc, coverage_at_equality_in_a_seeded_simulation);
    tcase_add_test(tc, many_groups_at_equality_and_apart);
    tcase_add_test(tc, many_groups_are_refused_like_few);
    tcase_add_test(tc, intervals_hold_the_observed_figure_and_nest_in_z);
    tcase_add_test(tc, the_order_of_groups_does_not_matter);
    tcase_add_test(tc, two_groups_contain_the_interval_shown_for_the_pair);
    tcase_add_test(tc, no_success_anywhere_says_nothing);
    tcase_add_test(tc, a_billion_rows_a_group);
    tcase_add_test(tc, estimates_with_limits_of_their_own);
    tcase_add_test(tc, least_and_greatest);
    tcase_add_test(tc, bad_input_is_refused_and_out_is_untouched);
}

GG_TEST_MAIN("stats/simultaneous")
