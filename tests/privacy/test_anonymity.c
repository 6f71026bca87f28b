/*
 * k, l, t and risks on worked cases. Tables and figures: Li, Li, Venkatasubramanian 2007, tables 3
 * to 5 (0.375 and 0.167 are printed there); the example data of ARX; definitions recomputed as
 * exact fractions by a Python program written apart from this library (cross-checked by min-cost
 * flow).
 */
#include "gauger/privacy/anonymity.h"

#include <string.h>

#include "gauger/base/random.h"
#include "suite.h"

#define EACH(array) (sizeof(array) / sizeof(array)[0])

#define ck_fraction(got, n, d)                                                                     \
    do {                                                                                           \
        gg_fraction ck_f = (got);                                                                  \
        ck_assert_msg(ck_f.num == (n) && ck_f.den == (d), "%s is %llu/%llu, expected %llu/%llu",   \
                      #got, (unsigned long long)ck_f.num, (unsigned long long)ck_f.den,            \
                      (unsigned long long)(n), (unsigned long long)(d));                           \
        ck_close(ck_f.value, (double)(n) / (double)(d), 1e-15);                                    \
    } while (0)

static gg_diversity measure(const gg_joint_count *cells, size_t n, size_t n_values, bool ordered)
{
    gg_diversity d;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_diversity_compute(cells, n, n_values, ordered, &d, &err) == GG_OK, "%s",
                  err.what);
    return d;
}

/* Salaries 3 to 11 thousand as values 0 to 8, three classes of three. */
static const gg_joint_count diverse_salary[] = {{0, 0, 1}, {0, 1, 1}, {0, 2, 1},
                                                {1, 3, 1}, {1, 5, 1}, {1, 8, 1},
                                                {2, 4, 1}, {2, 6, 1}, {2, 7, 1}};
static const gg_joint_count close_salary[] = {{0, 0, 1}, {0, 2, 1}, {0, 6, 1}, {1, 3, 1}, {1, 5, 1},
                                              {1, 8, 1}, {2, 1, 1}, {2, 4, 1}, {2, 7, 1}};
/* flu 0, pneumonia 1, bronchitis 2, gastric ulcer 3, stomach cancer 4, gastritis 5 */
static const gg_joint_count diverse_disease[] = {{0, 3, 1}, {0, 4, 1}, {0, 5, 1},
                                                 {1, 0, 1}, {1, 2, 1}, {1, 5, 1},
                                                 {2, 1, 1}, {2, 2, 1}, {2, 4, 1}};
static const gg_joint_count close_disease[] = {{0, 1, 1}, {0, 3, 1}, {0, 4, 1},
                                               {1, 0, 1}, {1, 2, 1}, {1, 5, 1},
                                               {2, 2, 1}, {2, 4, 1}, {2, 5, 1}};

START_TEST(paper_salary)
{
    gg_diversity diverse = measure(diverse_salary, EACH(diverse_salary), 9, true);
    gg_diversity near = measure(close_salary, EACH(close_salary), 9, true);

    ck_fraction(diverse.t_ordered, 3, 8);
    ck_fraction(near.t_ordered, 1, 6);
    ck_fraction(diverse.t_equal, 2, 3);
    ck_fraction(near.t_equal, 2, 3);
    ck_assert_uint_eq(diverse.distinct_l, 3);
    ck_fraction(diverse.alpha, 1, 3);
    ck_close(diverse.basic_beta, 2.0, 1e-14);
    ck_close(diverse.delta_disclosure, 1.0986122886681098, 1e-14);
    ck_close(diverse.entropy_l, 3, 1e-12);
    ck_assert(gg_diversity_has_entropy(&diverse, 3));
    ck_assert(!gg_diversity_has_entropy(&diverse, 3.001));
}
END_TEST

START_TEST(paper_disease)
{
    gg_diversity diverse = measure(diverse_disease, EACH(diverse_disease), 6, false);
    gg_diversity near = measure(close_disease, EACH(close_disease), 6, false);

    ck_fraction(diverse.t_equal, 4, 9);
    ck_fraction(near.t_equal, 5, 9);
    ck_assert_uint_eq(near.distinct_l, 3);
    ck_close(near.basic_beta, 2.0, 1e-14);
    ck_assert_msg(diverse.t_ordered.den == 0 && isnan(diverse.t_ordered.value), "order not given");
}
END_TEST

/* Root; respiratory, digestive; infections, vessels, stomach, colon; the leaves, two of the vessels
 * and two of the colon without rows. */
static const uint32_t disease_parent[] = {0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 5, 5, 5, 4, 4, 6, 6};
static const uint32_t disease_leaf[] = {7, 8, 9, 10, 11, 12};

START_TEST(paper_disease_by_tree)
{
    const gg_hierarchy tree = {EACH(disease_parent), disease_parent, disease_leaf};
    gg_fraction t;

    ck_assert_int_eq(
        gg_t_hierarchical_compute(diverse_disease, EACH(diverse_disease), 6, &tree, &t, NULL),
        GG_OK);
    ck_fraction(t, 4, 9);
    ck_assert_int_eq(
        gg_t_hierarchical_compute(close_disease, EACH(close_disease), 6, &tree, &t, NULL), GG_OK);
    ck_fraction(t, 8, 27);
}
END_TEST

/* A tree of one level is the equal distance. */
START_TEST(flat_tree_is_equal_distance)
{
    static const uint32_t parent[] = {0, 0, 0, 0, 0, 0, 0}, leaf[] = {1, 2, 3, 4, 5, 6};
    const gg_hierarchy tree = {7, parent, leaf};
    gg_fraction t;

    ck_assert_int_eq(
        gg_t_hierarchical_compute(close_disease, EACH(close_disease), 6, &tree, &t, NULL), GG_OK);
    ck_fraction(t, 5, 9);
}
END_TEST

START_TEST(broken_trees)
{
    static const uint32_t up[] = {0, 2, 0}, deep[] = {0, 0, 1, 0}, two[] = {0, 1};
    static const uint32_t leaf[] = {1, 1, 1, 1, 1, 1}, outside[] = {99, 8, 9, 10, 11, 12},
                          inner[] = {7, 8, 9, 10, 11, 3};
    const gg_hierarchy trees[] = {{3, up, leaf},
                                  {4, deep, leaf},
                                  {2, two, leaf},
                                  {1, up, leaf},
                                  {EACH(disease_parent), disease_parent, outside},
                                  {EACH(disease_parent), disease_parent, inner}};
    gg_fraction t = {7, 7, 7};

    for (size_t i = 0; i < EACH(trees); i++)
        ck_assert_int_eq(
            gg_t_hierarchical_compute(close_disease, EACH(close_disease), 6, &trees[i], &t, NULL),
            GG_E_USAGE);
    ck_assert_uint_eq(t.num, 7);
}
END_TEST

static gg_fraction recursive_c(const gg_joint_count *cells, size_t n, size_t l)
{
    gg_fraction c;

    ck_assert_int_eq(gg_recursive_c_compute(cells, n, l, &c, NULL), GG_OK);
    return c;
}

START_TEST(recursive_diversity)
{
    static const gg_joint_count skewed[] = {{0, 0, 1}, {0, 1, 8}, {0, 2, 1}};

    ck_fraction(recursive_c(diverse_salary, 9, 2), 1, 2);
    ck_fraction(recursive_c(diverse_salary, 9, 3), 1, 1);
    ck_fraction(recursive_c(skewed, 3, 2), 4, 1); /* counts descending; ascending would give 1/9 */
    ck_fraction(recursive_c(skewed, 3, 3), 8, 1);
    ck_assert_uint_eq(recursive_c(skewed, 3, 4).den, 0);
    ck_assert(isnan(recursive_c(skewed, 3, 4).value));
}
END_TEST

/* Three equal shares: the exponential of their entropy is just under 3 in doubles. */
START_TEST(uniform_entropy)
{
    static const gg_joint_count cells[] = {{0, 0, 1}, {0, 1, 1}, {0, 2, 1},
                                           {1, 0, 1}, {1, 1, 1}, {1, 2, 1}};
    gg_diversity d = measure(cells, 6, 3, true);

    ck_assert(gg_diversity_has_entropy(&d, 3));
    ck_fraction(d.t_equal, 0, 1);
    ck_fraction(d.t_ordered, 0, 1);
    ck_assert(d.basic_beta == 0 && d.delta_disclosure < 1e-15);
}
END_TEST

START_TEST(one_value)
{
    static const gg_joint_count cells[] = {{0, 0, 3}, {1, 0, 4}};
    gg_diversity d = measure(cells, 2, 1, true);

    ck_assert_uint_eq(d.distinct_l, 1);
    ck_assert(d.entropy_l == 1);
    ck_fraction(d.alpha, 1, 1);
    ck_fraction(d.t_equal, 0, 1);
    ck_fraction(d.t_ordered, 0, 1); /* m = 1: nothing to move, and no division by 0 */
}
END_TEST

/* A class that lacks a value altogether: the plain definition, summed over all values. */
START_TEST(ordered_distance_is_the_plain_sum)
{
    gg_random r;

    gg_random_init(&r, 7, "ordered", NULL);
    for (int trial = 0; trial < 300; trial++) {
        size_t m = 2 + gg_random_bits(&r) % 9, n_classes = 1 + gg_random_bits(&r) % 4, n = 0;
        gg_joint_count cells[64];
        double counts[4][12] = {{0}}, total[12] = {0}, size[4] = {0}, all = 0, equal = 0, t = 0;
        gg_diversity d;

        for (uint32_t c = 0; c < n_classes; c++)
            for (uint32_t v = 0; v < m; v++) {
                uint64_t rows = gg_random_bits(&r) % 3 ? 0 : 1 + gg_random_bits(&r) % 5;

                if (c == 0 && rows == 0)
                    rows = 1; /* every value occurs */
                if (v == 0 && rows == 0)
                    rows = 2; /* no class is empty */
                if (rows == 0)
                    continue;
                cells[n++] = (gg_joint_count){c, v, rows};
                counts[c][v] = (double)rows;
                total[v] += (double)rows;
                size[c] += (double)rows;
                all += (double)rows;
            }
        for (size_t c = 0; c < n_classes; c++) {
            double sum = 0, moved = 0, apart = 0;

            for (size_t v = 0; v < m; v++) {
                double diff = counts[c][v] / size[c] - total[v] / all;

                sum += diff;
                moved += fabs(sum);
                apart += fabs(diff) / 2;
            }
            t = fmax(t, moved / (double)(m - 1));
            equal = fmax(equal, apart);
        }
        d = measure(cells, n, m, true);
        ck_assert(fabs(d.t_ordered.value - t) < 1e-12);
        ck_assert(fabs(d.t_equal.value - equal) < 1e-12);
        ck_assert(d.t_equal.value <= 1 && d.t_equal.value >= d.t_ordered.value - 1e-15);
    }
}
END_TEST

START_TEST(diversity_refusals)
{
    static const gg_joint_count good[] = {{0, 0, 1}, {1, 0, 1}};
    static const gg_joint_count bad[][2] = {{{0, 0, 1}, {2, 0, 1}}, {{1, 0, 1}, {2, 0, 1}},
                                            {{0, 1, 1}, {0, 0, 1}}, {{0, 0, 1}, {0, 0, 1}},
                                            {{0, 0, 0}, {1, 0, 1}}, {{0, 5, 1}, {1, 0, 1}},
                                            {{1, 0, 1}, {0, 0, 1}}};
    static const gg_joint_count huge[] = {{0, 0, GG_ANONYMITY_ROWS}, {1, 0, 1}};
    gg_diversity d = {.distinct_l = 99};
    gg_fraction c = {7, 7, 7};

    for (size_t i = 0; i < EACH(bad); i++)
        ck_assert_int_eq(gg_diversity_compute(bad[i], 2, 2, false, &d, NULL), GG_E_USAGE);
    ck_assert_int_eq(gg_diversity_compute(good, 0, 2, false, &d, NULL), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_diversity_compute(huge, 2, 1, false, &d, NULL), GG_E_LIMIT);
    ck_assert_int_eq(gg_recursive_c_compute(good, 2, 1, &c, NULL), GG_E_USAGE);
    ck_assert_int_eq(gg_recursive_c_compute(good, 0, 2, &c, NULL), GG_E_UNDEFINED);
    ck_assert_uint_eq(d.distinct_l, 99);
    ck_assert_uint_eq(c.num, 7);
}
END_TEST

START_TEST(class_risk)
{
    static const uint64_t sizes[] = {2, 2, 1, 1};
    gg_class_risk r;

    ck_assert_int_eq(gg_class_risk_compute(sizes, 4, 0.2, &r, NULL), GG_OK);
    ck_assert_uint_eq(r.rows, 6);
    ck_assert_uint_eq(r.classes, 4);
    ck_assert_uint_eq(r.k, 1);
    ck_assert_uint_eq(r.largest, 2);
    ck_assert_uint_eq(r.unique_rows, 2);
    ck_assert_uint_eq(r.under_5, 6);
    ck_assert_uint_eq(r.under_11, 6);
    ck_fraction(r.prosecutor_max, 1, 1);
    ck_fraction(r.prosecutor_mean, 2, 3);
    ck_fraction(r.at_risk, 1, 1);
    ck_fraction(r.distinction, 2, 3);
    ck_fraction(r.separation, 13, 15);
}
END_TEST

START_TEST(class_risk_at_the_bounds)
{
    static const uint64_t sizes[] = {4, 5, 10, 11};
    static const uint64_t one[] = {1}, huge[] = {GG_ANONYMITY_ROWS, 1}, none[] = {3, 0};
    gg_class_risk r = {.rows = 99};

    ck_assert_int_eq(gg_class_risk_compute(sizes, 4, 0.2, &r, NULL), GG_OK);
    ck_assert_uint_eq(r.under_5, 4);
    ck_assert_uint_eq(r.under_11, 19);
    ck_fraction(r.at_risk, 2, 15); /* a class of 5 is not over the threshold */
    ck_assert_int_eq(gg_class_risk_compute(one, 1, 1, &r, NULL), GG_OK);
    ck_assert(isnan(r.separation.value));
    r.rows = 99;
    ck_assert_int_eq(gg_class_risk_compute(one, 0, 0.2, &r, NULL), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_class_risk_compute(none, 2, 0.2, &r, NULL), GG_E_USAGE);
    ck_assert_int_eq(gg_class_risk_compute(one, 1, 0, &r, NULL), GG_E_USAGE);
    ck_assert_int_eq(gg_class_risk_compute(one, 1, NAN, &r, NULL), GG_E_USAGE);
    ck_assert_int_eq(gg_class_risk_compute(huge, 2, 0.2, &r, NULL), GG_E_LIMIT);
    ck_assert_uint_eq(r.rows, 99);
}
END_TEST

START_TEST(population_risk)
{
    static const uint64_t sample[] = {2, 2, 1, 1}, population[] = {10, 4, 2, 1};
    static const uint64_t fewer[] = {1, 4, 2, 1};
    gg_population_risk r = {.unique_rows = 99};

    ck_assert_int_eq(gg_population_risk_compute(sample, fewer, 4, 0.2, &r, NULL), GG_E_USAGE);
    ck_assert_int_eq(gg_population_risk_compute(sample, fewer, 0, 0.2, &r, NULL), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_population_risk_compute(sample, population, 4, 2, &r, NULL), GG_E_USAGE);
    ck_assert_uint_eq(r.unique_rows, 99);
    ck_assert_int_eq(gg_population_risk_compute(sample, population, 4, 0.2, &r, NULL), GG_OK);
    ck_fraction(r.journalist_max, 1, 1);
    ck_fraction(r.journalist_mean, 11, 30);
    ck_fraction(r.journalist_at_risk, 2, 3);
    ck_fraction(r.marketer, 11, 30);
    ck_fraction(r.presence_min, 1, 5);
    ck_fraction(r.presence_max, 1, 1);
    ck_assert_uint_eq(r.unique_rows, 2);
    ck_assert_uint_eq(r.population_unique, 1);
}
END_TEST

/* Where the exact sum of shares has no room, the double stands alone. */
START_TEST(population_risk_beyond_fractions)
{
    uint64_t sample[60], population[60];
    gg_population_risk r;
    double want = 0;

    for (size_t i = 0; i < 60; i++) {
        sample[i] = 1 + i;
        population[i] = 1000003 + 2 * i * i + 17 * i;
        want += (double)sample[i] / (double)population[i];
    }
    ck_assert_int_eq(gg_population_risk_compute(sample, population, 60, 0.2, &r, NULL), GG_OK);
    ck_assert_uint_eq(r.marketer.den, 0);
    ck_close(r.marketer.value, want / (60 * 61 / 2), 1e-12);
}
END_TEST

/* Counts near the limit: products of 94 bits are compared exactly. */
START_TEST(large_counts_stay_exact)
{
    const uint64_t big = GG_ANONYMITY_ROWS / 4;
    const gg_joint_count cells[] = {{0, 0, big}, {0, 1, big}, {1, 0, big + 1}, {1, 1, big - 1}};
    gg_diversity d = measure(cells, 4, 2, true);

    ck_fraction(d.t_ordered, 1, 4 * big);
    ck_assert_uint_eq(d.alpha.num, big + 1);
    ck_assert_uint_eq(d.alpha.den, 2 * big);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, paper_salary);
    tcase_add_test(tc, paper_disease);
    tcase_add_test(tc, paper_disease_by_tree);
    tcase_add_test(tc, flat_tree_is_equal_distance);
    tcase_add_test(tc, broken_trees);
    tcase_add_test(tc, recursive_diversity);
    tcase_add_test(tc, uniform_entropy);
    tcase_add_test(tc, one_value);
    tcase_add_test(tc, ordered_distance_is_the_plain_sum);
    tcase_add_test(tc, diversity_refusals);
    tcase_add_test(tc, class_risk);
    tcase_add_test(tc, class_risk_at_the_bounds);
    tcase_add_test(tc, population_risk);
    tcase_add_test(tc, population_risk_beyond_fractions);
    tcase_add_test(tc, large_counts_stay_exact);
}

GG_TEST_MAIN("privacy/anonymity")
