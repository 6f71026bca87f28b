/*
 * Calibration: which score belongs to which bin, what has no figure, and what is refused. Bins of
 * equal count are pandas' (calibration_tables.h).
 */
#include "gauger/stats/calibration.h"

#include <string.h>

#include "calibration_tables.h"
#include "../suite.h"

/* 1, 2, 6 and 1 rows in two bins: the type-7 median is the third score, and all its rows lie at or
 * below it; pandas' qcut gives 9 and 1. */
START_TEST(ties_are_never_parted_by_a_bin)
{
    static const gg_tie ties[] = {{0.1, 1, 0}, {0.2, 1, 1}, {0.3, 3, 3}, {0.4, 0, 1}};
    const table t = table_of(ties, 4);
    gg_calibration *c = calibration_of(&t, 2);
    const gg_calibration_bin *bins;
    size_t n;

    ck_assert_int_eq(gg_calibration_bins(c, GG_BINS_EQUAL_COUNT, &bins, &n), GG_OK);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(bins[0].rows, 9);
    ck_assert_double_eq(bins[0].low, 0.1);
    ck_assert_double_eq(bins[0].high, 0.3);
    ck_assert_uint_eq(bins[1].rows, 1);
    ck_assert_double_eq(bins[1].positives, 1);
    gg_calibration_free(c);
}
END_TEST

/* pandas 3.1.1, qcut(range(n), g): rows a bin. */
START_TEST(bins_of_equal_count_as_qcut_makes_them)
{
    static const struct {
        uint64_t rows;
        size_t bins, want[7];
    } cases[] = {{10, 3, {4, 3, 3}},
                 {11, 4, {3, 3, 2, 3}},
                 {7, 7, {1, 1, 1, 1, 1, 1, 1}},
                 {5, 7, {1, 1, 0, 1, 0, 1, 1}},
                 {1, 3, {1, 0, 0}},
                 {23, 5, {5, 4, 5, 4, 5}}};

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        gg_calibration_options o = {.bins = cases[k].bins, .rows = cases[k].rows};
        const gg_calibration_bin *bins;
        gg_calibration *c = NULL;
        size_t n;

        ck_assert_int_eq(gg_calibration_new(&o, &c), GG_OK);
        for (uint64_t i = 0; i < o.rows; i++) {
            gg_score_block b = {((double)i + 1) / 100, 1, 0, 1, 1};

            ck_assert_int_eq(gg_calibration_add(c, &b), GG_OK);
        }
        ck_assert_int_eq(gg_calibration_bins(c, GG_BINS_EQUAL_COUNT, &bins, &n), GG_OK);
        for (size_t i = 0; i < n; i++)
            ck_assert_msg(bins[i].rows == cases[k].want[i], "case %zu, bin %zu: %llu", k, i,
                          (unsigned long long)bins[i].rows);
        gg_calibration_free(c);
    }
}
END_TEST

START_TEST(edges_of_bins_of_equal_width)
{
    static const gg_tie ties[] = {{0, 1, 0}, {0.25, 1, 0}, {0.5, 1, 0}, {0.75, 1, 0}, {1, 0, 1}};
    static const uint64_t want[] = {1, 1, 1, 2};
    const table t = table_of(ties, 5);
    gg_calibration *c = calibration_of(&t, 4);
    const gg_calibration_bin *bins;
    size_t n;

    ck_assert_int_eq(gg_calibration_bins(c, GG_BINS_EQUAL_WIDTH, &bins, &n), GG_OK);
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(bins[i].rows, want[i]);
    ck_assert_double_eq(bins[3].low, 0.75);
    ck_assert_double_eq(bins[3].high, 1);
    gg_calibration_free(c);
}
END_TEST

START_TEST(without_rows_there_are_no_figures)
{
    gg_calibration_error e;
    gg_hosmer_lemeshow h;
    gg_calibration *c = NULL;
    const gg_isotonic_step *s;
    gg_score_block nothing = {0.5, 0, 0, 0, 0};
    gg_spiegelhalter v;
    gg_murphy m;
    gg_corp p;
    size_t n;

    ck_assert_int_eq(gg_calibration_new(NULL, &c), GG_OK);
    ck_assert_int_eq(gg_calibration_add(c, &nothing), GG_OK);
    ck_assert_int_eq(gg_calibration_corp(c, &p), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_calibration_murphy(c, GG_BINS_DISTINCT, &m), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_calibration_murphy(c, GG_BINS_EQUAL_WIDTH, &m), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_expected_calibration_error(c, GG_BINS_EQUAL_WIDTH, &e), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_hosmer_lemeshow_test(c, &h), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_spiegelhalter_test(c, &v), GG_E_UNDEFINED);
    gg_calibration_steps(c, &s, &n);
    ck_assert_uint_eq(n, 0);
    gg_calibration_free(c);
    gg_calibration_free(NULL);
}
END_TEST

START_TEST(certain_scores_have_no_variance)
{
    static const gg_tie ties[] = {{0, 3, 1}, {0.5, 1, 2}, {1, 1, 4}};
    const table t = table_of(ties, 3);
    gg_calibration *c = calibration_of(&t, 3);
    gg_hosmer_lemeshow h;
    gg_spiegelhalter s;

    ck_assert_int_eq(gg_spiegelhalter_test(c, &s), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_hosmer_lemeshow_test(c, &h), GG_E_UNDEFINED);
    gg_calibration_free(c);
}
END_TEST

START_TEST(one_class_has_no_skill)
{
    static const gg_tie ties[] = {{0.1, 3, 0}, {0.2, 4, 0}};
    const table t = table_of(ties, 2);
    gg_calibration *c = calibration_of(&t, 10);
    gg_murphy m;
    gg_corp p;

    ck_assert_int_eq(gg_calibration_murphy(c, GG_BINS_DISTINCT, &m), GG_OK);
    ck_assert(isnan(m.skill) && m.uncertainty == 0 && m.resolution == 0);
    ck_assert_int_eq(gg_calibration_corp(c, &p), GG_OK);
    ck_assert_uint_eq(p.steps, 1);
    ck_close(p.miscalibration, (3 * 0.01 + 4 * 0.04) / 7, 1e-14);
    ck_assert_double_eq(p.discrimination, 0);
    gg_calibration_free(c);
}
END_TEST

START_TEST(bins_of_equal_count_need_the_number_of_rows)
{
    const table t = table_of(SMALL, COUNT_OF(SMALL));
    gg_calibration_options o = {.bins = 5, .rows = 20};
    gg_calibration *none = NULL, *early = NULL;
    const gg_calibration_bin *bins;
    gg_calibration_error e;
    gg_hosmer_lemeshow h;
    gg_murphy m;
    size_t n;

    ck_assert_int_eq(gg_calibration_new(NULL, &none), GG_OK);
    ck_assert_int_eq(gg_calibration_new(&o, &early), GG_OK);
    for (size_t i = 0; i < 9; i++) {
        ck_assert_int_eq(gg_calibration_add(none, &t.blocks[i]), GG_OK);
        ck_assert_int_eq(gg_calibration_add(early, &t.blocks[i]), GG_OK);
    }
    for (int k = 0; k < 2; k++) {
        const gg_calibration *c = k ? early : none;

        ck_assert_int_eq(gg_calibration_bins(c, GG_BINS_EQUAL_COUNT, &bins, &n), GG_E_UNDEFINED);
        ck_assert_int_eq(gg_calibration_murphy(c, GG_BINS_EQUAL_COUNT, &m), GG_E_UNDEFINED);
        ck_assert_int_eq(gg_expected_calibration_error(c, GG_BINS_EQUAL_COUNT, &e), GG_E_UNDEFINED);
        ck_assert_int_eq(gg_hosmer_lemeshow_test(c, &h), GG_E_UNDEFINED);
        ck_assert_int_eq(gg_calibration_bins(c, GG_BINS_DISTINCT, &bins, &n), GG_E_INPUT);
    }
    ck_assert_int_eq(gg_calibration_add(early, &t.blocks[9]), GG_OK);
    ck_assert_int_eq(gg_hosmer_lemeshow_test(early, &h), GG_OK);
    ck_close(h.statistic, 3.629052805523393, 1e-12);
    gg_calibration_free(none);
    gg_calibration_free(early);
}
END_TEST

START_TEST(bad_blocks_are_refused_and_nothing_changes)
{
    static const struct {
        gg_score_block b;
        gg_status want;
    } bad[] = {{{0.5, 1, 0, 1, 1}, GG_E_INPUT}, /* the score of the last */
               {{0.4, 1, 0, 1, 1}, GG_E_INPUT},
               {{-0.1, 1, 0, 1, 1}, GG_E_INPUT},
               {{1.1, 1, 0, 1, 1}, GG_E_INPUT},
               {{NAN, 1, 0, 1, 1}, GG_E_INPUT},
               {{0.6, -1, 0, 1, 1}, GG_E_INPUT},
               {{0.6, NAN, 0, 1, 1}, GG_E_INPUT},
               {{0.6, INFINITY, 0, 1, 1}, GG_E_INPUT},
               {{0.6, 1, 2, 1, 1}, GG_E_INPUT},
               {{0.6, 1, -1, 1, 1}, GG_E_INPUT},
               {{0.6, 1, NAN, 1, 1}, GG_E_INPUT},
               {{0.6, 1, 0, 0, 1}, GG_E_INPUT},
               {{0.6, 1, 0, INFINITY, 1}, GG_E_INPUT},
               {{0.6, 0, 0, 1, 1}, GG_E_INPUT},
               {{0.6, 0, 1, 0, 1}, GG_E_INPUT},
               {{0.6, 1, 0, 1, 0}, GG_E_INPUT},
               {{0.6, 1, 0, 1, 19}, GG_E_INPUT}, /* more rows than announced */
               {{0.6, 1, 0, 1, (uint64_t)1 << 62}, GG_E_LIMIT}};
    gg_calibration_options o = {.bins = 10, .rows = 20};
    const gg_score_block good = {0.5, 2, 1, 2, 2};
    gg_calibration *c = NULL;
    gg_corp before, after;

    ck_assert_int_eq(gg_calibration_new(&o, &c), GG_OK);
    ck_assert_int_eq(gg_calibration_add(c, &good), GG_OK);
    ck_assert_int_eq(gg_calibration_corp(c, &before), GG_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(gg_calibration_add(c, &bad[i].b) == bad[i].want, "block %zu", i);
    ck_assert_int_eq(gg_calibration_corp(c, &after), GG_OK);
    ck_assert_int_eq(memcmp(&before, &after, sizeof before), 0);
    gg_calibration_free(c);
}
END_TEST

START_TEST(bad_options_are_refused)
{
    gg_calibration_options few = {.bins = 0}, many = {.bins = GG_CALIBRATION_BINS_MAX + 1};
    gg_calibration_options rows = {.bins = 10, .rows = (uint64_t)1 << 62};
    const gg_score_block huge[] = {{0.1, 1, 0, 1, (uint64_t)1 << 61},
                                   {0.2, 1, 0, 1, (uint64_t)1 << 61}};
    const gg_score_block falling[] = {{0.2, 1, 0, 1, 1}, {0.1, 1, 0, 1, 1}};
    gg_calibration *c = NULL;

    ck_assert_int_eq(gg_calibration_new(&few, &c), GG_E_INPUT);
    ck_assert_int_eq(gg_calibration_new(&many, &c), GG_E_INPUT);
    ck_assert_int_eq(gg_calibration_new(&rows, &c), GG_E_LIMIT);
    ck_assert_int_eq(gg_calibration_of_blocks(huge, 2, 10, &c), GG_E_LIMIT);
    ck_assert_int_eq(gg_calibration_of_blocks(falling, 2, 10, &c), GG_E_INPUT);
    ck_assert_int_eq(gg_calibration_of_blocks(falling, 2, 0, &c), GG_E_INPUT);
    ck_assert_ptr_null(c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, ties_are_never_parted_by_a_bin);
    tcase_add_test(tc, bins_of_equal_count_as_qcut_makes_them);
    tcase_add_test(tc, edges_of_bins_of_equal_width);
    tcase_add_test(tc, without_rows_there_are_no_figures);
    tcase_add_test(tc, certain_scores_have_no_variance);
    tcase_add_test(tc, one_class_has_no_skill);
    tcase_add_test(tc, bins_of_equal_count_need_the_number_of_rows);
    tcase_add_test(tc, bad_blocks_are_refused_and_nothing_changes);
    tcase_add_test(tc, bad_options_are_refused);
}

GG_TEST_MAIN("stats/calibration_bins")
