/*
 * Cramer's V. Figures: SciPy 1.17.1 contingency.association for V, NumPy 2.4.6 with SciPy's
 * chi2_contingency for the adjusted one.
 */
#include "gauger/stats/association.h"

#include "simulate.h"
#include "../suite.h"

START_TEST(checked_tables)
{
    static const uint64_t a[] = {120, 80, 50, 90, 95, 65}, b[] = {10, 20, 30, 5};
    static const uint64_t c[] = {5, 3, 2, 8, 4, 6, 1, 7, 9, 1, 0, 2}, d[] = {12, 13, 11, 14};
    static const struct {
        gg_table_counts t;
        double v, adjusted, degrees;
    } cases[] = {{{a, 2, 3}, 0.12270248824338492, 0.10521439586036134, 2},
                 {{b, 2, 2}, 0.5367450401216932, 0.5261132601535987, 1},
                 {{c, 3, 4}, 0.3473888489080774, 0.24367161783601374, 6},
                 {{d, 2, 2}, 0.0401286176952564, 0, 1}};

    for (int i = 0; i < 4; i++) {
        gg_association g;

        ck_assert_int_eq(gg_cramers_v(&cases[i].t, &g), GG_OK);
        ck_close(g.cramers_v, cases[i].v, 1e-12);
        ck_close(g.cramers_v_adjusted, cases[i].adjusted, 1e-12);
        ck_close(g.degrees_of_freedom, cases[i].degrees, 1e-15);
        ck_assert_uint_eq(g.rows, cases[i].t.rows);
        ck_assert_uint_eq(g.columns, cases[i].t.columns);
    }
}
END_TEST

START_TEST(empty_rows_and_columns_are_left_out)
{
    static const uint64_t full[] = {120, 80, 50, 90, 95, 65};
    static const uint64_t gaps[] = {120, 0, 80, 50, 0, 0, 0, 0, 90, 0, 95, 65};
    gg_association a, b;

    ck_assert_int_eq(gg_cramers_v(&(gg_table_counts){full, 2, 3}, &a), GG_OK);
    ck_assert_int_eq(gg_cramers_v(&(gg_table_counts){gaps, 3, 4}, &b), GG_OK);
    ck_close(b.cramers_v, a.cramers_v, 1e-14);
    ck_close(b.cramers_v_adjusted, a.cramers_v_adjusted, 1e-14);
    ck_assert_uint_eq(b.rows, 2);
    ck_assert_uint_eq(b.columns, 3);
}
END_TEST

/* The larger table, the smaller the adjustment; the whole is never above the plain V. */
START_TEST(the_adjustment_fades_with_the_rows)
{
    double before = 0;

    for (uint64_t k = 1; k < 1000000; k *= 10) {
        uint64_t cells[] = {5 * k, 3 * k, 2 * k, 3 * k};
        gg_association a;

        ck_assert_int_eq(gg_cramers_v(&(gg_table_counts){cells, 2, 2}, &a), GG_OK);
        ck_assert(a.cramers_v_adjusted <= a.cramers_v && a.cramers_v_adjusted >= before);
        before = a.cramers_v_adjusted;
    }
    ck_assert_double_gt(before, 0.219);
}
END_TEST

START_TEST(perfect_and_tiny_tables)
{
    static const uint64_t perfect[] = {50, 0, 0, 50}, one_each[] = {1, 0, 0, 1};
    gg_association a;

    ck_assert_int_eq(gg_cramers_v(&(gg_table_counts){perfect, 2, 2}, &a), GG_OK);
    ck_assert_double_eq(a.cramers_v, 1);
    ck_assert_double_eq(a.cramers_v_adjusted, 1);
    ck_assert_int_eq(gg_cramers_v(&(gg_table_counts){one_each, 2, 2}, &a), GG_OK);
    ck_assert_double_eq(a.cramers_v, 1);
    ck_assert_double_eq(a.cramers_v_adjusted, 0); /* two rows say nothing */
}
END_TEST

START_TEST(tables_without_association_are_refused)
{
    static const uint64_t one_row[] = {3, 4, 0, 0};
    static const uint64_t huge[] = {(uint64_t)1 << 53, 1, 1, 1};
    gg_association a = {.cramers_v = -7};

    ck_assert_int_eq(gg_cramers_v(&(gg_table_counts){one_row, 2, 2}, &a), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_cramers_v(&(gg_table_counts){huge, 2, 2}, &a), GG_E_LIMIT);
    ck_assert_double_eq(a.cramers_v, -7);
}
END_TEST

/* NumPy: 0.206 and 0.052 in the mean over 2,000 tables of two sides of 100 rows, 10 levels. */
START_TEST(no_drift_has_a_small_adjusted_v)
{
    double plain = 0, adjusted = 0;
    gg_random r;

    gg_random_init(&r, 1, "association", "no drift");
    for (int trial = 0; trial < 2000; trial++) {
        uint64_t cells[20] = {0};
        gg_association a;

        for (int i = 0; i < 200; i++)
            cells[i / 100 * 10 + (int)(10 * gg_random_uniform(&r))]++;
        ck_assert_int_eq(gg_cramers_v(&(gg_table_counts){cells, 2, 10}, &a), GG_OK);
        plain += a.cramers_v / 2000;
        adjusted += a.cramers_v_adjusted / 2000;
    }
    ck_assert_double_eq_tol(plain, 0.206, 0.004);
    ck_assert_double_eq_tol(adjusted, 0.052, 0.006);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, checked_tables);
    tcase_add_test(tc, empty_rows_and_columns_are_left_out);
    tcase_add_test(tc, the_adjustment_fades_with_the_rows);
    tcase_add_test(tc, perfect_and_tiny_tables);
    tcase_add_test(tc, tables_without_association_are_refused);
    tcase_add_test(tc, no_drift_has_a_small_adjusted_v);
}

GG_TEST_MAIN("stats/association")
