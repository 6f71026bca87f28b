/*
 * Figures at a cutoff other than the decision, where outcomes are missing.
 *
 * Expected numbers: the formulas of the header in Python, with statsmodels'
 * proportion_confint(method="wilson") for the limits of each rate. Coverage by seeded simulation:
 * corrected intervals hold the truth as often as they say, and those around the verified rows alone
 * nearly never.
 */
#include "gauger/stats/cutoff.h"

#include <string.h>

#include "gauger/stats/interval.h"
#include "simulate.h"
#include "suite.h"

#define Z95 1.959963984540054

/* [arm][negative, positive, not seen][referred][selected] */
static const gg_cutoff_counts audit = {
    .n = {{{{20, 10}, {30, 60}}, {{2, 5}, {10, 40}}, {{600, 200}, {3, 7}}},
          {{{70, 15}, {4, 5}}, {{4, 3}, {1, 4}}, {{2, 1}, {0, 0}}}},
    .inverse = {.w = {{900, 150}, {60, 80}}, .w2 = {{9000, 200}, {500, 100}}}};

typedef gg_status (*design)(const gg_cutoff_counts *, gg_cutoff_metric, double, gg_measure *);

static void check(design by, gg_cutoff_metric metric, double value, double low, double high)
{
    gg_measure m;

    ck_assert_int_eq(by(&audit, metric, Z95, &m), GG_OK);
    ck_assert_int_eq(m.state, GG_MEASURE_OK);
    ck_close(m.value, value, 1e-12);
    ck_close(m.low, low, 1e-9);
    ck_close(m.high, high, 1e-9);
}

/* Of the selected who had not been referred only the arm tells: 3 of its 18, not 8 of 33. */
START_TEST(random_arm)
{
    check(gg_cutoff_random_arm, GG_CUTOFF_PRECISION, 0.24521625163827, 0.16644170156760232,
          0.3996625052266994);
    check(gg_cutoff_random_arm, GG_CUTOFF_RECALL, 0.6917680454176806, 0.3937449039946571, 1);
    check(gg_cutoff_random_arm, GG_CUTOFF_FALSE_POSITIVE_RATE, 0.2715567893565254,
          0.22984142318232784, 0.3131047498317461);
    check(gg_cutoff_random_arm, GG_CUTOFF_LIFT, 2.167682925001873, 1.23654256436229,
          3.3250426886148747);
}
END_TEST

START_TEST(missing_at_random)
{
    check(gg_cutoff_missing_at_random, GG_CUTOFF_PRECISION, 0.29586560228762065,
          0.21391875308120722, 0.41258849148570287);
    check(gg_cutoff_missing_at_random, GG_CUTOFF_RECALL, 0.6516400320379185, 0.4804459577879176,
          0.7905054296944695);
    check(gg_cutoff_missing_at_random, GG_CUTOFF_FALSE_POSITIVE_RATE, 0.2629922201138703,
          0.2213820492072444, 0.29933894692112234);
    check(gg_cutoff_missing_at_random, GG_CUTOFF_LIFT, 2.0405642146101677, 1.5057223648265574,
          2.4752551092036112);
}
END_TEST

START_TEST(known_probability)
{
    gg_measure m, as;

    check(gg_cutoff_known_probability, GG_CUTOFF_LIFT, 2.9565217391304346, 1.97905625263792,
          3.85644661963952);
    ck_assert_int_eq(gg_cutoff_known_probability(&audit, GG_CUTOFF_PRECISION, Z95, &m), GG_OK);
    ck_assert_int_eq(gg_known_probability_measure(&audit.inverse, GG_CONFUSION_PRECISION, Z95, &as),
                     GG_OK);
    ck_close(m.value, 80 / 230.0, 1e-12);
    ck_assert(m.low == as.low && m.high == as.high);
}
END_TEST

START_TEST(bounds_and_observed)
{
    static const struct {
        gg_cutoff_metric metric;
        double low, high, observed, from, to;
    } all[] = {{GG_CUTOFF_PRECISION, 0.14857142857142858, 0.7428571428571429, 0.36619718309859156,
                0.115132513333677, 0.785835852523091},
               {GG_CUTOFF_RECALL, 0.0771513353115727, 0.9386281588447654, 0.7536231884057971,
                0.0593179915759964, 0.961332873690747},
               {GG_CUTOFF_FALSE_POSITIVE_RATE, 0.10989010989010989, 0.7061611374407583,
                0.4205607476635514, 0.090264539521128, 0.747605734281232},
               {GG_CUTOFF_LIFT, 0.24159389571852483, 2.939247034553894, 1.5019391712594408,
                0.185750053620834, 3.01034522732874}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        gg_bounded b, wide;

        ck_assert_int_eq(gg_cutoff_worst_case(&audit, all[i].metric, 0, &b), GG_OK);
        ck_close(b.bounds.low, all[i].low, 1e-12);
        ck_close(b.bounds.high, all[i].high, 1e-12);
        ck_close(b.interval.low, all[i].low, 1e-9);
        ck_close(b.interval.high, all[i].high, 1e-9);
        ck_assert_int_eq(gg_cutoff_worst_case(&audit, all[i].metric, Z95, &wide), GG_OK);
        ck_close(wide.interval.low, all[i].from, 1e-9);
        ck_close(wide.interval.high, all[i].to, 1e-9);
        ck_close(gg_cutoff_observed(&audit, all[i].metric), all[i].observed, 1e-12);
    }
}
END_TEST

/* Where the cutoff selects whom the decision referred, figures are those of the decision. */
START_TEST(at_the_decision)
{
    static const struct {
        gg_cutoff_metric metric;
        gg_confusion_metric as;
    } pairs[] = {{GG_CUTOFF_PRECISION, GG_CONFUSION_PRECISION},
                 {GG_CUTOFF_RECALL, GG_CONFUSION_RECALL},
                 {GG_CUTOFF_FALSE_POSITIVE_RATE, GG_CONFUSION_FALSE_POSITIVE_RATE}};
    gg_selective_counts same = {.population = 0};
    gg_cutoff_counts c = audit;

    for (int a = 0; a < 2; a++)
        for (int o = 0; o < 3; o++) {
            c.n[a][o][0][1] = c.n[a][o][1][0] = 0;
            for (int s = 0; s < 2; s++)
                same.w[a][o][s] = same.w2[a][o][s] = c.n[a][o][s][s];
        }
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        gg_measure m, as;

        ck_assert_int_eq(gg_cutoff_random_arm(&c, pairs[i].metric, Z95, &m), GG_OK);
        ck_assert_int_eq(gg_random_arm_measure(&same, pairs[i].as, Z95, &as), GG_OK);
        ck_close(m.value, as.value, 1e-14);
        ck_close(m.low, as.low, 1e-12);
        ck_close(m.high, as.high, 1e-12);
        ck_assert_str_eq(m.method, as.method);
        ck_assert_int_eq(gg_cutoff_missing_at_random(&c, pairs[i].metric, Z95, &m), GG_OK);
        ck_assert_int_eq(gg_missing_at_random_measure(&same, pairs[i].as, Z95, &as), GG_OK);
        ck_close(m.value, as.value, 1e-14);
        ck_close(m.low, as.low, 1e-12);
        ck_assert_str_eq(m.method, as.method);
    }
}
END_TEST

static void check_why(design by, const gg_cutoff_counts *c, gg_cutoff_metric metric,
                      const char *why)
{
    gg_measure m;

    ck_assert_int_eq(by(c, metric, Z95, &m), GG_OK);
    ck_assert_int_ne(m.state, GG_MEASURE_OK);
    ck_assert_str_eq(m.why, why);
}

START_TEST(undefined)
{
    gg_cutoff_counts c = audit, nobody;
    gg_bounded b = {{7, 7}, {7, 7}};

    memset(&nobody, 0, sizeof nobody);
    check_why(gg_cutoff_random_arm, &nobody, GG_CUTOFF_RECALL, GG_WHY_NO_ROWS);
    check_why(gg_cutoff_missing_at_random, &nobody, GG_CUTOFF_LIFT, GG_WHY_NO_ROWS);
    check_why(gg_cutoff_known_probability, &nobody, GG_CUTOFF_LIFT, GG_WHY_NO_ROWS);
    ck_assert_int_eq(gg_cutoff_worst_case(&nobody, GG_CUTOFF_LIFT, Z95, &b), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_cutoff_worst_case(&nobody, GG_CUTOFF_PRECISION, Z95, &b), GG_E_UNDEFINED);
    ck_assert(b.bounds.low == 7 && isnan(gg_cutoff_observed(&nobody, GG_CUTOFF_LIFT)));
    /* Nobody of the arm tells about the selected who had not been referred. */
    c.n[1][0][0][1] = c.n[1][1][0][1] = 0;
    check_why(gg_cutoff_random_arm, &c, GG_CUTOFF_PRECISION, GG_WHY_NOT_IDENTIFIED);
    check_why(gg_cutoff_random_arm, &c, GG_CUTOFF_RECALL, GG_WHY_NOT_IDENTIFIED);
    /* Others were inspected, though. */
    c.n[0][0][0][1] = c.n[0][1][0][1] = 0;
    check_why(gg_cutoff_missing_at_random, &c, GG_CUTOFF_PRECISION, GG_WHY_NOT_IDENTIFIED);
    check_why(gg_cutoff_missing_at_random, &c, GG_CUTOFF_LIFT, GG_WHY_NOT_IDENTIFIED);
    /* Nobody is selected. */
    c = audit;
    for (int i = 0; i < 12; i++)
        (&c.n[0][0][0][0])[2 * i + 1] = 0;
    c.inverse.w[0][1] = c.inverse.w[1][1] = c.inverse.w2[0][1] = c.inverse.w2[1][1] = 0;
    check_why(gg_cutoff_random_arm, &c, GG_CUTOFF_PRECISION, GG_WHY_NO_SELECTED);
    check_why(gg_cutoff_random_arm, &c, GG_CUTOFF_LIFT, GG_WHY_NO_SELECTED);
    check_why(gg_cutoff_missing_at_random, &c, GG_CUTOFF_PRECISION, GG_WHY_NO_SELECTED);
    check_why(gg_cutoff_known_probability, &c, GG_CUTOFF_PRECISION, GG_WHY_NO_SELECTED);
}
END_TEST

START_TEST(bad_input)
{
    static const design all[] = {gg_cutoff_random_arm, gg_cutoff_missing_at_random,
                                 gg_cutoff_known_probability};
    gg_cutoff_counts c = audit;
    gg_bounded b;
    gg_measure m;

    c.n[0][0][1][1] = -1;
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(all[i](&c, GG_CUTOFF_RECALL, Z95, &m), GG_E_INPUT);
        ck_assert_int_eq(all[i](&audit, GG_CUTOFF_METRICS, Z95, &m), GG_E_INPUT);
        ck_assert_int_eq(all[i](&audit, GG_CUTOFF_RECALL, -1, &m), GG_E_INPUT);
    }
    ck_assert_int_eq(gg_cutoff_worst_case(&c, GG_CUTOFF_RECALL, Z95, &b), GG_E_INPUT);
    ck_assert(isnan(gg_cutoff_observed(&c, GG_CUTOFF_RECALL)));
    c = audit;
    c.inverse.w2[0][0] = 1;
    ck_assert_int_eq(gg_cutoff_known_probability(&c, GG_CUTOFF_LIFT, Z95, &m), GG_E_INPUT);
}
END_TEST

/* ---- coverage ---- */

/* Cases score evenly over [0, 1], and have the outcome with probability 0.02 + 0.5 score^3; at 0.7
 * and above they are referred. */
typedef struct world {
    const char *name;
    double cutoff, arm, seen_referred, seen_not;
} world;

static double integral(double from)
{
    return 0.02 * (1 - from) + 0.125 * (1 - from * from * from * from);
}

static double truth_of(const world *w, gg_cutoff_metric metric)
{
    const double hits = integral(w->cutoff), base = integral(0), selected = 1 - w->cutoff;

    if (metric == GG_CUTOFF_PRECISION)
        return hits / selected;
    if (metric == GG_CUTOFF_RECALL)
        return hits / base;
    return metric == GG_CUTOFF_LIFT ? hits / selected / base : (selected - hits) / (1 - base);
}

static void draw(gg_random *r, const world *w, int rows, gg_cutoff_counts *c)
{
    memset(c, 0, sizeof *c);
    for (int i = 0; i < rows; i++) {
        const double score = gg_random_uniform(r);
        const int arm = gg_random_uniform(r) < w->arm;
        const int positive = gg_random_uniform(r) < 0.02 + 0.5 * score * score * score;
        const int referred = score >= 0.7, selected = score >= w->cutoff;
        double p = referred ? w->seen_referred : w->seen_not;
        const bool seen = arm || gg_random_uniform(r) < p;

        c->n[arm][seen ? positive : GG_SEEN_NOT][referred][selected]++;
        p = w->arm + (1 - w->arm) * p;
        if (seen) {
            c->inverse.w[positive][selected] += 1 / p;
            c->inverse.w2[positive][selected] += 1 / p / p;
        }
    }
}

static bool holds(double low, double high, double truth)
{
    return low <= truth && truth <= high;
}

/* The interval that the verified rows alone would give. */
static bool naive_holds(const gg_cutoff_counts *c, double truth)
{
    double tp = 0, n = 0;
    gg_interval i;

    for (int k = 0; k < 4; k++) {
        tp += c->n[k / 2][GG_SEEN_POSITIVE][k % 2][1];
        n += c->n[k / 2][GG_SEEN_POSITIVE][k % 2][1] + c->n[k / 2][GG_SEEN_NEGATIVE][k % 2][1];
    }
    ck_assert_int_eq(gg_interval_wilson(tp, n, Z95, &i), GG_OK);
    return holds(i.low, i.high, truth);
}

/* Shares of the tables in which each figure's interval holds the truth; [4]: the naive precision.
 */
static void cover(const world *w, design by, double share[5])
{
    const int tables = getenv("GAUGER_SLOW") ? 6000 : 600;
    gg_random r;
    int held[5] = {0};

    gg_random_init(&r, 1, w->name, "cutoff");
    for (int t = 0; t < tables; t++) {
        gg_cutoff_counts c;

        draw(&r, w, 6000, &c);
        for (int k = 0; k < GG_CUTOFF_METRICS; k++) {
            gg_measure m;

            ck_assert_int_eq(by(&c, (gg_cutoff_metric)k, Z95, &m), GG_OK);
            ck_assert_int_eq(m.state, GG_MEASURE_OK);
            held[k] += holds(m.low, m.high, truth_of(w, (gg_cutoff_metric)k));
        }
        held[4] += naive_holds(&c, truth_of(w, GG_CUTOFF_PRECISION));
    }
    for (int k = 0; k < 5; k++)
        share[k] = (double)held[k] / tables;
}

static void check_cover(const world *w, design by, bool naive_misses)
{
    double share[5];

    cover(w, by, share);
    for (int k = 0; k < GG_CUTOFF_METRICS; k++)
        ck_assert_msg(share[k] > 0.93 && share[k] < 0.985, "%s: figure %d holds in %.3f", w->name,
                      k, share[k]);
    ck_assert_msg(!naive_misses || share[4] < 0.2, "%s: naive holds in %.3f", w->name, share[4]);
}

START_TEST(coverage_random_arm)
{
    static const world lower = {"lower", 0.4, 0.15, 0.97, 0}, near = {"near", 0.65, 0.15, 1, 0.02},
                       higher = {"higher", 0.85, 0.15, 0.97, 0};

    check_cover(&lower, gg_cutoff_random_arm, true);
    check_cover(&near, gg_cutoff_random_arm, false);
    check_cover(&higher, gg_cutoff_random_arm, false);
}
END_TEST

START_TEST(coverage_missing_at_random)
{
    static const world lower = {"chance, lower", 0.4, 0, 0.9, 0.1},
                       higher = {"chance, higher", 0.85, 0, 0.9, 0.1};

    check_cover(&lower, gg_cutoff_missing_at_random, true);
    check_cover(&higher, gg_cutoff_missing_at_random, false);
}
END_TEST

START_TEST(coverage_known_probability)
{
    static const world lower = {"known, lower", 0.4, 0, 0.9, 0.1},
                       higher = {"known, higher", 0.85, 0.05, 0.9, 0.1};

    check_cover(&lower, gg_cutoff_known_probability, true);
    check_cover(&higher, gg_cutoff_known_probability, false);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_set_timeout(tc, 240);
    tcase_add_test(tc, random_arm);
    tcase_add_test(tc, missing_at_random);
    tcase_add_test(tc, known_probability);
    tcase_add_test(tc, bounds_and_observed);
    tcase_add_test(tc, at_the_decision);
    tcase_add_test(tc, undefined);
    tcase_add_test(tc, bad_input);
    tcase_add_test(tc, coverage_random_arm);
    tcase_add_test(tc, coverage_missing_at_random);
    tcase_add_test(tc, coverage_known_probability);
}

GG_TEST_MAIN("stats/cutoff")
