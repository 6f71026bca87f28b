/* Bounds over all tables that agree with what was published. */
#include "gauger/stats/bounds.h"
#include "gauger/stats/simultaneous.h"

#include <string.h>

#include "gauger/stats/ratio.h"
#include "simulate.h"
#include "suite.h"

#define Z95 1.959963984540054

static const gg_interval any = {0, INFINITY};

static bool fits(const gg_interval *r, double x)
{
    return x >= r->low && x <= r->high;
}

static bool agrees(const gg_confusion_ranges *r, const gg_confusion *c)
{
    return fits(&r->tp, c->tp) && fits(&r->fp, c->fp) && fits(&r->fn, c->fn) &&
           fits(&r->tn, c->tn) && fits(&r->positives, c->tp + c->fn) &&
           fits(&r->negatives, c->fp + c->tn) && fits(&r->selected, c->tp + c->fp) &&
           fits(&r->not_selected, c->fn + c->tn) && fits(&r->total, c->tp + c->fp + c->fn + c->tn);
}

/* Every whole table with cells up to `most` that agrees. */
static gg_interval by_enumeration(const gg_confusion_ranges *r, gg_confusion_metric metric,
                                  int most)
{
    gg_interval seen = {INFINITY, -INFINITY};

    for (int a = 0; a <= most; a++)
        for (int b = 0; b <= most; b++)
            for (int c = 0; c <= most; c++)
                for (int d = 0; d <= most; d++) {
                    const gg_confusion t = {a, b, c, d};
                    double v;

                    if (agrees(r, &t) && gg_confusion_value(metric, &t, &v, NULL) == GG_OK)
                        seen = (gg_interval){fmin(seen.low, v), fmax(seen.high, v)};
                }
    return seen;
}

static gg_confusion_ranges ranges(gg_interval tp, gg_interval fp, gg_interval fn, gg_interval tn)
{
    gg_confusion_ranges r = gg_confusion_ranges_default();

    r.tp = tp;
    r.fp = fp;
    r.fn = fn;
    r.tn = tn;
    return r;
}

START_TEST(test_ranges_of_printed_cells)
{
    gg_interval r = {-7, -7};

    ck_assert_int_eq(gg_range_below(10, false, &r), GG_OK);
    ck_assert(r.low == 1 && r.high == 9);
    ck_assert_int_eq(gg_range_below(10, true, &r), GG_OK);
    ck_assert(r.low == 0 && r.high == 9);
    ck_assert_int_eq(gg_range_rounded(40, 10, &r), GG_OK);
    ck_assert(r.low == 35 && r.high == 45);
    ck_assert_int_eq(gg_range_rounded(0, 10, &r), GG_OK);
    ck_assert(r.low == 0 && r.high == 5);
    ck_assert_int_eq(gg_range_rounded(15, 5, &r), GG_OK);
    ck_assert(r.low == 13 && r.high == 17);
    r = gg_range_exact(7);
    ck_assert(r.low == 7 && r.high == 7);
    ck_assert_int_eq(gg_range_below(1, false, &r), GG_E_INPUT);
    ck_assert_int_eq(gg_range_below(0, true, &r), GG_E_INPUT);
    ck_assert_int_eq(gg_range_below(9.5, true, &r), GG_E_INPUT);
    ck_assert_int_eq(gg_range_below(NAN, true, &r), GG_E_INPUT);
    ck_assert_int_eq(gg_range_rounded(44, 10, &r), GG_E_INPUT);
    ck_assert_int_eq(gg_range_rounded(-10, 10, &r), GG_E_INPUT);
    ck_assert_int_eq(gg_range_rounded(40, 0, &r), GG_E_INPUT);
    ck_assert(r.low == 7);
}
END_TEST

/* Cells one by one, with margins, with totals: every metric against all whole tables. */
/* A range of up to three numbers. */
static gg_interval some(gg_random *draws)
{
    const double low = (double)(gg_random_bits(draws) % 5);

    return (gg_interval){low, low + (double)(gg_random_bits(draws) % 4)};
}

/*
 * The ways to the corners (a box, sums that narrow nothing, sums that do) against every whole
 * table, on random small ranges. Corners of rates are whole, so that both are the same.
 */
START_TEST(test_random_ranges_by_enumeration)
{
    gg_random draws;

    gg_random_init(&draws, 1, "bounds", "enumeration");
    for (int trial = 0; trial < 400; trial++) {
        gg_confusion_ranges r = ranges(some(&draws), some(&draws), some(&draws), some(&draws));
        const gg_interval whole = {r.tp.low + r.fp.low, r.tp.high + r.fp.high};
        gg_bounded b;

        if (trial % 4 == 1) /* what the cells say anyway */
            r.selected = whole;
        if (trial % 4 == 2) /* one number that they can have */
            r.selected.low = r.selected.high =
                whole.low +
                (double)(gg_random_bits(&draws) % (uint64_t)(whole.high - whole.low + 1));
        if (trial % 4 == 3)
            r.not_selected = (gg_interval){r.fn.low + r.tn.low, r.fn.low + r.tn.high};
        for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
            const gg_interval want = by_enumeration(&r, m, 8);
            const gg_status s = gg_bounds_measure(&r, m, Z95, &b);

            if (m == GG_CONFUSION_MCC || m == GG_CONFUSION_BALANCED_ACCURACY)
                continue;
            ck_assert_int_eq(s == GG_OK, want.low <= want.high);
            ck_assert_msg(s != GG_OK || (fabs(b.bounds.low - want.low) < 1e-12 &&
                                         fabs(b.bounds.high - want.high) < 1e-12),
                          "trial %d: %s is [%g, %g], not [%g, %g]", trial, gg_confusion_name(m),
                          b.bounds.low, b.bounds.high, want.low, want.high);
        }
    }
}
END_TEST

START_TEST(test_bounds_by_enumeration)
{
    const gg_interval small = {1, 4}, zero = {0, 3}, five = {5, 5}, six = {4, 7};
    gg_confusion_ranges cases[7];
    bool sharp[7] = {true, true, true, true, false, false, false};

    cases[0] = ranges(small, five, zero, six);
    cases[1] = ranges(zero, zero, zero, zero);
    cases[2] = ranges(small, small, small, small);
    cases[2].selected = (gg_interval){6, 6};
    cases[2].not_selected = (gg_interval){5, 5};
    cases[3] = ranges(zero, any, five, six); /* fp from its margin */
    cases[3].selected = (gg_interval){4, 6};
    cases[4] = ranges(zero, six, any, any);
    cases[4].positives = (gg_interval){3, 5};
    cases[4].total = (gg_interval){14, 14};
    cases[5] = ranges(small, small, small, small);
    cases[5].selected = (gg_interval){5, 5};
    cases[5].positives = (gg_interval){6, 6};
    cases[5].total = (gg_interval){11, 12};
    cases[6] = ranges(zero, zero, zero, zero);
    cases[6].total = (gg_interval){4, 4};
    for (size_t i = 0; i < 7; i++)
        for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
            gg_interval want = by_enumeration(&cases[i], m, 14);
            bool exact = sharp[i] || (m != GG_CONFUSION_MCC && m != GG_CONFUSION_BALANCED_ACCURACY);
            gg_bounded b;

            ck_assert_int_eq(gg_bounds_measure(&cases[i], m, Z95, &b), GG_OK);
            ck_assert_msg(b.bounds.low <= want.low + 1e-12 && b.bounds.high >= want.high - 1e-12,
                          "case %zu: %s", i, gg_confusion_name(m));
            /* Where a margin can be empty, the box stands for the last table that has a value. */
            if (i == 1 && (m == GG_CONFUSION_MCC || m == GG_CONFUSION_BALANCED_ACCURACY))
                exact = false;
            ck_assert_msg(!exact || (fabs(b.bounds.low - want.low) < 1e-12 &&
                                     fabs(b.bounds.high - want.high) < 1e-12),
                          "case %zu: %s is [%g, %g], not [%g, %g]", i, gg_confusion_name(m),
                          b.bounds.low, b.bounds.high, want.low, want.high);
            ck_assert(b.interval.low <= b.bounds.low && b.bounds.high <= b.interval.high);
        }
}
END_TEST

/* A table without doubt has the interval of that table. */
START_TEST(test_bounds_of_a_known_table)
{
    gg_confusion_ranges r =
        ranges(gg_range_exact(30), gg_range_exact(12), gg_range_exact(9), gg_range_exact(70));
    const gg_confusion c = {30, 12, 9, 70};

    for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
        gg_bounded b, half;
        gg_interval ends;

        ck_assert_int_eq(gg_bounds_measure(&r, m, Z95, &b), GG_OK);
        ck_assert_int_eq(gg_confusion_interval(m, &c, Z95, &ends), GG_OK);
        ck_assert(b.bounds.low == b.bounds.high);
        ck_close(b.interval.low, ends.low, 1e-12);
        ck_close(b.interval.high, ends.high, 1e-12);
        r.effective = 0.5;
        ck_assert_int_eq(gg_bounds_measure(&r, m, Z95, &half), GG_OK);
        ck_assert(half.interval.low < b.interval.low && half.interval.high > b.interval.high);
        r.effective = 1;
    }
}
END_TEST

/* The counts of 2014 by Statistics Netherlands, rounded to tens: students of non-European and of
 * Dutch origin, selected or not. The ratio of the rounded counts is 6.2227; the true one could be
 * any from 6.16 to 6.29. Corners by hand: 2005/54820 ... over 1055/178200 ... */
START_TEST(test_bounds_of_rounded_counts)
{
    gg_interval n[4];
    const double printed[4] = {2010, 52810, 1050, 177150};
    gg_confusion_ranges a, b;
    gg_bounded r, d, rate;

    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(gg_range_rounded(printed[i], 10, &n[i]), GG_OK);
    a = ranges(n[0], gg_range_exact(0), n[1], gg_range_exact(0));
    b = ranges(n[2], gg_range_exact(0), n[3], gg_range_exact(0));
    ck_assert_int_eq(gg_bounds_measure(&a, GG_CONFUSION_SELECTION_RATE, Z95, &rate), GG_OK);
    ck_close(rate.bounds.low, 2005.0 / (2005 + 52815), 1e-12);
    ck_close(rate.bounds.high, 2015.0 / (2015 + 52805), 1e-12);
    ck_assert_int_eq(gg_bounds_ratio(&a, &b, GG_CONFUSION_SELECTION_RATE, Z95, &r), GG_OK);
    ck_close(r.bounds.low, 2005.0 / 54820 / (1055.0 / (1055 + 177145)), 1e-12);
    ck_close(r.bounds.high, 2015.0 / 54820 / (1045.0 / (1045 + 177155)), 1e-12);
    ck_assert(r.interval.low < r.bounds.low && r.interval.high > r.bounds.high);
    ck_assert(r.interval.low > 5.7 && r.interval.high < 6.8);
    ck_assert_int_eq(gg_bounds_difference(&a, &b, GG_CONFUSION_SELECTION_RATE, Z95, &d), GG_OK);
    ck_close(d.bounds.low, 2005.0 / 54820 - 1055.0 / (1055 + 177145), 1e-12);
    ck_assert(d.interval.low < d.bounds.low && d.interval.high > d.bounds.high);
}
END_TEST

START_TEST(test_bounds_of_two_groups)
{
    gg_interval hidden;
    gg_confusion_ranges a, b;
    gg_bounded r, d;
    gg_interval ends;

    ck_assert_int_eq(gg_range_below(10, true, &hidden), GG_OK);
    a = ranges(gg_range_exact(40), gg_range_exact(10), gg_range_exact(20), gg_range_exact(100));
    b = ranges(hidden, gg_range_exact(10), gg_range_exact(30), gg_range_exact(100));
    ck_assert_int_eq(gg_bounds_ratio(&a, &b, GG_CONFUSION_RECALL, Z95, &r), GG_OK);
    ck_close(r.bounds.low, 40.0 / 60 / (9.0 / 39), 1e-12);
    ck_assert(isinf(r.bounds.high) && isinf(r.interval.high));
    ck_assert_int_eq(gg_bounds_difference(&a, &b, GG_CONFUSION_RECALL, Z95, &d), GG_OK);
    ck_close(d.bounds.low, 40.0 / 60 - 9.0 / 39, 1e-12);
    ck_close(d.bounds.high, 40.0 / 60, 1e-12);
    /* Without doubt, the plain intervals. */
    b.tp = gg_range_exact(5);
    ck_assert_int_eq(gg_bounds_ratio(&a, &b, GG_CONFUSION_RECALL, Z95, &r), GG_OK);
    ck_assert_int_eq(gg_ratio_koopman((gg_rate){40, 60}, (gg_rate){5, 35}, Z95, &ends), GG_OK);
    ck_close(r.interval.low, ends.low, 1e-9);
    ck_close(r.interval.high, ends.high, 1e-9);
    b.tp = gg_range_exact(0);
    ck_assert_int_eq(gg_bounds_ratio(&a, &b, GG_CONFUSION_RECALL, Z95, &r), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_bounds_ratio(&a, &b, GG_CONFUSION_MCC, Z95, &r), GG_E_INPUT);
    ck_assert_int_eq(gg_bounds_difference(&a, &b, GG_CONFUSION_RECALL, -1, &r), GG_E_INPUT);
}
END_TEST

START_TEST(test_bounds_input)
{
    const gg_interval one = {1, 2};
    gg_confusion_ranges r = ranges(one, one, one, any);
    gg_bounded b = {{-7, -7}, {-7, -7}};

    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_RECALL, Z95, &b), GG_E_INPUT); /* open */
    r.negatives = (gg_interval){0, 5};
    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_RECALL, Z95, &b), GG_OK);
    b.bounds.low = -7;
    r.total = (gg_interval){1, 2}; /* the cells alone make three */
    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_RECALL, Z95, &b), GG_E_INPUT);
    r.total = any;
    r.tp = (gg_interval){3, 2};
    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_RECALL, Z95, &b), GG_E_INPUT);
    r.tp = (gg_interval){-1, 2};
    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_RECALL, Z95, &b), GG_E_INPUT);
    r.tp = (gg_interval){NAN, 2};
    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_RECALL, Z95, &b), GG_E_INPUT);
    r.tp = one;
    r.effective = 0;
    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_RECALL, Z95, &b), GG_E_INPUT);
    r.effective = 1;
    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_METRICS, Z95, &b), GG_E_INPUT);
    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_RECALL, NAN, &b), GG_E_INPUT);
    r = ranges(gg_range_exact(0), one, gg_range_exact(0), one);
    ck_assert_int_eq(gg_bounds_measure(&r, GG_CONFUSION_RECALL, Z95, &b), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_bounds_difference(&r, &r, GG_CONFUSION_RECALL, Z95, &b), GG_E_UNDEFINED);
    ck_assert(b.bounds.low == -7);
}
END_TEST

/* Tables drawn, then rounded to tens: the interval holds the true rate at least as often as it
 * says, and Wilson's of the rounded counts need not. */
START_TEST(test_bounds_coverage)
{
    const int times = getenv("GAUGER_SLOW") ? 20000 : 1500;
    const double truth = 0.15 / 0.25;
    int covered = 0, naive = 0;
    gg_random r;

    gg_random_init(&r, 1, "bounds", "coverage");
    for (int i = 0; i < times; i++) {
        int n[4] = {0, 0, 0, 0};
        gg_confusion_ranges known = gg_confusion_ranges_default();
        gg_interval *cells[4] = {&known.tp, &known.fn, &known.fp, &known.tn}, ends;
        gg_confusion rounded;
        gg_bounded b;

        for (int j = 0; j < 100; j++) {
            double u = gg_random_uniform(&r);

            n[u < 0.15 ? 0 : u < 0.25 ? 1 : u < 0.4 ? 2 : 3]++;
        }
        for (int k = 0; k < 4; k++)
            ck_assert_int_eq(gg_range_rounded(round(n[k] / 10.0) * 10, 10, cells[k]), GG_OK);
        ck_assert_int_eq(gg_bounds_measure(&known, GG_CONFUSION_RECALL, Z95, &b), GG_OK);
        covered += b.interval.low <= truth && truth <= b.interval.high;
        rounded = (gg_confusion){round(n[0] / 10.0) * 10, 0, round(n[1] / 10.0) * 10, 0};
        if (gg_confusion_interval(GG_CONFUSION_RECALL, &rounded, Z95, &ends) == GG_OK)
            naive += ends.low <= truth && truth <= ends.high;
    }
    ck_assert_msg(covered >= times * 0.95, "covered %d of %d", covered, times);
    ck_assert_msg(naive < times * 0.93, "without bounds, covered %d of %d", naive, times);
}
END_TEST

/* The rates at the corners are those whose intervals a comparison unites. */
START_TEST(rates_at_the_corners_and_intervals_for_many_pairs)
{
    gg_confusion_ranges a = gg_confusion_ranges_default(), b = a;
    gg_interval one, all = {INFINITY, -INFINITY};
    gg_rate x[8], y[8];
    gg_bounded r;
    size_t n = 0, m = 0;

    a.tp = (gg_interval){1, 9};
    a.fn = gg_range_exact(40);
    b.tp = gg_range_exact(30);
    b.fn = (gg_interval){50, 60};
    a.fp = a.tn = b.fp = b.tn = gg_range_exact(0);
    ck_assert_int_eq(gg_bounds_rates(&a, GG_CONFUSION_RECALL, 8, x, &n), GG_OK);
    ck_assert_int_eq(gg_bounds_rates(&b, GG_CONFUSION_RECALL, 8, y, &m), GG_OK);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(m, 2);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m; j++) {
            ck_assert_int_eq(gg_ratio_robust(x[i], y[j], Z95, &one), GG_OK);
            all = (gg_interval){fmin(all.low, one.low), fmax(all.high, one.high)};
        }
    }
    ck_assert_int_eq(gg_bounds_robust(&a, &b, GG_CONFUSION_RECALL, Z95, true, &r), GG_OK);
    ck_close(r.interval.low, all.low, 1e-14);
    ck_close(r.interval.high, all.high, 1e-14);
    ck_close(r.bounds.low, 1.0 / 41 / (30.0 / 80), 1e-14);
    ck_assert_int_eq(gg_bounds_robust(&a, &b, GG_CONFUSION_RECALL, Z95, false, &r), GG_OK);
    ck_close(r.bounds.high, 9.0 / 49 - 30.0 / 90, 1e-14);
    ck_assert_int_eq(gg_bounds_rates(&a, GG_CONFUSION_RECALL, 1, x, &n), GG_E_LIMIT);
    ck_assert_int_eq(gg_bounds_rates(&a, GG_CONFUSION_MCC, 8, x, &n), GG_E_INPUT);
    ck_assert_int_eq(gg_bounds_rates(&a, GG_CONFUSION_METRICS, 8, x, &n), GG_E_INPUT);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rates_at_the_corners_and_intervals_for_many_pairs);
    tcase_add_test(tc, test_ranges_of_printed_cells);
    tcase_add_test(tc, test_bounds_by_enumeration);
    tcase_add_test(tc, test_random_ranges_by_enumeration);
    tcase_add_test(tc, test_bounds_of_a_known_table);
    tcase_add_test(tc, test_bounds_of_rounded_counts);
    tcase_add_test(tc, test_bounds_of_two_groups);
    tcase_add_test(tc, test_bounds_input);
    tcase_add_test(tc, test_bounds_coverage);
}

GG_TEST_MAIN("stats/bounds")
