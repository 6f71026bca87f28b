/*
 * Estimates under selective labels, from counts of known outcome: an arm drawn at random, missing
 * at random, the worst case. (Known probabilities: test_inverse.c.)
 */
#include "gauger/stats/selective.h"

#include <string.h>

#include "simulate.h"
#include "suite.h"

#define Z95 1.959963984540054

typedef struct expected {
    gg_confusion_metric metric;
    double value, low, high;
} expected;

typedef gg_status measure_of(const gg_selective_counts *, gg_confusion_metric, double,
                             gg_measure *);

static void put(gg_selective_counts *c, int arm, int outcome, int selected, double rows)
{
    c->w[arm][outcome][selected] = c->w2[arm][outcome][selected] = rows;
}

/* tp, fp, fn, tn, then unverified selected and not. */
static void put_arm(gg_selective_counts *c, int arm, const double n[6])
{
    put(c, arm, GG_SEEN_POSITIVE, 1, n[0]);
    put(c, arm, GG_SEEN_NEGATIVE, 1, n[1]);
    put(c, arm, GG_SEEN_POSITIVE, 0, n[2]);
    put(c, arm, GG_SEEN_NEGATIVE, 0, n[3]);
    put(c, arm, GG_SEEN_NOT, 1, n[4]);
    put(c, arm, GG_SEEN_NOT, 0, n[5]);
}

static gg_selective_counts counts_of(const double random[6], const double other[6])
{
    gg_selective_counts c;

    memset(&c, 0, sizeof c);
    put_arm(&c, GG_SELECTIVE_RANDOM, random);
    put_arm(&c, GG_SELECTIVE_OTHER, other);
    return c;
}

static gg_measure measured(measure_of *of, const gg_selective_counts *c, gg_confusion_metric m)
{
    gg_measure out;

    ck_assert_int_eq(of(c, m, Z95, &out), GG_OK);
    return out;
}

static void expect(measure_of *of, const gg_selective_counts *c, const expected *e, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        gg_measure m = measured(of, c, e[i].metric);

        ck_assert_int_eq(m.state, GG_MEASURE_OK);
        ck_close(m.value, e[i].value, 1e-10);
        ck_close(m.low, e[i].low, 1e-9);
        ck_close(m.high, e[i].high, 1e-9);
    }
}

#define EXPECT(of, c, list) expect(of, c, list, sizeof list / sizeof *list)

/* ---- the random arm ---- */

static const double arm200[6] = {12, 20, 9, 159, 0, 0};
static const double none[6] = {0, 0, 0, 0, 0, 0};

/* A program of its own in NumPy with statsmodels' Wilson limits, written from the formulas. */
START_TEST(test_arm_within_table)
{
    const double others[6] = {110, 170, 7, 30, 0, 1483};
    static const expected want[] = {
        {GG_CONFUSION_BASE_RATE, 0.105, 0.0697074879268102, 0.15518031991123},
        {GG_CONFUSION_RECALL, 0.580952380952381, 0.387370819332182, 0.864099180233446},
        {GG_CONFUSION_FALSE_POSITIVE_RATE, 0.106145251396648, 0.091784231921834, 0.121971167598589},
        {GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE, 0.947867298578199, 0.890431376888855,
         0.989055326874927},
        {GG_CONFUSION_ACCURACY, 0.861, 0.811339917839414, 0.898047141915949},
        {GG_CONFUSION_BALANCED_ACCURACY, 0.737403564777867, 0.637600169537388, 0.880990726919275},
        {GG_CONFUSION_F1, 0.467432950191571, 0.379626652624318, 0.556222322027271},
        {GG_CONFUSION_MCC, 0.401134371352049, 0.272860308940893, 0.547097269275246},
    };
    const gg_selective_counts c = counts_of(arm200, others);
    gg_measure m = measured(gg_random_arm_measure, &c, GG_CONFUSION_RECALL);

    EXPECT(gg_random_arm_measure, &c, want);
    /* In so many words: TP over N times the arm's base rate. */
    ck_close(m.value, 122 / (2000 * 0.105), 1e-14);
    ck_assert_str_eq(m.method, "square_and_add");
    m = measured(gg_random_arm_measure, &c, GG_CONFUSION_SPECIFICITY);
    ck_close(m.value, 1 - 190 / (2000 * 0.895), 1e-14);
    ck_assert_str_eq(measured(gg_random_arm_measure, &c, GG_CONFUSION_PRECISION).method, "wilson");
    ck_close(measured(gg_random_arm_measure, &c, GG_CONFUSION_PRECISION).value, 122.0 / 312, 1e-14);
    ck_close(measured(gg_random_arm_measure, &c, GG_CONFUSION_SELECTION_RATE).value, 312.0 / 2000,
             1e-14);
}
END_TEST

/* The same program: an arm of 1,047 and 5,082 referred of a population of 120,000, known by number
 * alone. */
START_TEST(test_arm_with_population)
{
    const double arm[6] = {0, 0, 31, 1016, 0, 0}, referred[6] = {1320, 3762, 0, 0, 0, 0};
    static const expected want[] = {
        {GG_CONFUSION_BASE_RATE, 0.0296084049665712, 0.0209362059411487, 0.0417197335138712},
        {GG_CONFUSION_SELECTION_RATE, 0.04235, 0.04122514413423068, 0.04350415565497472},
        {GG_CONFUSION_RECALL, 0.371516129032258, 0.261890934437012, 0.526730733419024},
        {GG_CONFUSION_FALSE_POSITIVE_RATE, 0.0323065452755906, 0.0312563058001298,
         0.0334070307010726},
        {GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE, 0.980568678570907, 0.967907723363542,
         0.989645211777057},
        {GG_CONFUSION_ACCURACY, 0.950041595033429, 0.937875916655048, 0.958792231805766},
        {GG_CONFUSION_F1, 0.305732179725499, 0.25939953986905, 0.350166191445062},
        {GG_CONFUSION_MCC, 0.285508484878361, 0.227265971158808, 0.35262774701133},
    };
    gg_selective_counts c = counts_of(arm, referred);
    gg_measure m;

    c.population = 120000;
    m = measured(gg_random_arm_measure, &c, GG_CONFUSION_SELECTION_RATE);
    ck_close(m.value, 5082.0 / 120000, 1e-14);
    EXPECT(gg_random_arm_measure, &c, want);
    m = measured(gg_random_arm_measure, &c, GG_CONFUSION_FALSE_POSITIVE_RATE);
    ck_close(m.value, 3762 / (120000 * (1 - 31.0 / 1047)), 1e-14);
    /* Without the population there is nobody who was not inspected. */
    c.population = 6000;
    ck_assert_int_eq(gg_random_arm_measure(&c, GG_CONFUSION_RECALL, Z95, &m), GG_E_INPUT);
}
END_TEST

START_TEST(test_arm_with_unverified_referred)
{
    const double others[6] = {60, 100, 7, 30, 120, 1483};
    static const expected want[] = {
        {GG_CONFUSION_RECALL, 0.557142857142857, 0.361591987306181, 0.836695178262313},
        {GG_CONFUSION_FALSE_POSITIVE_RATE, 0.108938547486034, 0.0923520191086824, 0.12649806821041},
        {GG_CONFUSION_ACCURACY, 0.856, 0.804737794160863, 0.895697118267554},
        {GG_CONFUSION_MCC, 0.378659339339944, 0.241377959551223, 0.534026497468728},
    };
    const gg_selective_counts c = counts_of(arm200, others);

    EXPECT(gg_random_arm_measure, &c, want);
}
END_TEST

/* An arm of everyone is a complete table: Wilson's intervals. */
START_TEST(test_arm_of_everyone)
{
    const gg_selective_counts c = counts_of(arm200, none);
    const gg_confusion table = {12, 20, 9, 159};

    for (int m = 0; m < GG_CONFUSION_ACCURACY; m++) {
        gg_measure got = measured(gg_random_arm_measure, &c, m);
        gg_interval ends;
        double value;

        ck_assert_int_eq(gg_confusion_value(m, &table, &value, NULL), GG_OK);
        ck_assert_int_eq(gg_confusion_interval(m, &table, Z95, &ends), GG_OK);
        ck_close(got.value, value, 1e-12);
        if (m == GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE)
            continue;
        ck_close(got.low, ends.low, 1e-9);
        ck_close(got.high, ends.high, 1e-9);
    }
}
END_TEST

/* Weights of 2 are not twice the rows: the interval stays that of the rows. */
START_TEST(test_arm_weighted)
{
    const double others[6] = {110, 170, 7, 30, 0, 1483};
    const gg_selective_counts c = counts_of(arm200, others);
    gg_selective_counts twice = c;

    for (int a = 0; a < GG_SELECTIVE_ARMS; a++)
        for (int o = 0; o < GG_SEEN; o++)
            for (int s = 0; s < 2; s++) {
                twice.w[a][o][s] *= 2;
                twice.w2[a][o][s] *= 4;
            }
    for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
        gg_measure one = measured(gg_random_arm_measure, &c, m);
        gg_measure two = measured(gg_random_arm_measure, &twice, m);

        ck_close(one.value, two.value, 1e-12);
        ck_close(one.low, two.low, 1e-9);
        ck_close(one.high, two.high, 1e-9);
        one = measured(gg_missing_at_random_measure, &c, m);
        two = measured(gg_missing_at_random_measure, &twice, m);
        ck_close(one.low, two.low, 1e-9);
        ck_close(one.high, two.high, 1e-9);
    }
}
END_TEST

START_TEST(test_arm_not_identified)
{
    const double unseen[6] = {0, 0, 0, 0, 10, 90}, others[6] = {50, 50, 0, 0, 0, 900};
    const double unlooked[6] = {0, 0, 0, 0, 100, 900}, negatives[6] = {0, 5, 0, 95, 0, 0};
    gg_selective_counts c = counts_of(unseen, others);

    for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
        gg_measure got = measured(gg_random_arm_measure, &c, m);
        bool direct = m == GG_CONFUSION_PRECISION || m == GG_CONFUSION_SELECTION_RATE;

        ck_assert_int_eq(got.state, direct ? GG_MEASURE_OK : GG_MEASURE_UNDEFINED);
        if (!direct)
            ck_assert_str_eq(got.why, GG_WHY_NOT_IDENTIFIED);
    }
    c = counts_of(arm200, unlooked);
    ck_assert_str_eq(measured(gg_random_arm_measure, &c, GG_CONFUSION_RECALL).why,
                     GG_WHY_NOT_IDENTIFIED);
    ck_assert_int_eq(measured(gg_random_arm_measure, &c, GG_CONFUSION_BASE_RATE).state,
                     GG_MEASURE_OK);
    c = counts_of(negatives, others);
    ck_assert(measured(gg_random_arm_measure, &c, GG_CONFUSION_RECALL).value == 1);
    memset(c.w[GG_SELECTIVE_OTHER], 0, sizeof c.w[GG_SELECTIVE_OTHER]);
    ck_assert_str_eq(measured(gg_random_arm_measure, &c, GG_CONFUSION_RECALL).why,
                     GG_WHY_NO_POSITIVES);
    c = counts_of(none, none);
    ck_assert_str_eq(measured(gg_random_arm_measure, &c, GG_CONFUSION_RECALL).why, GG_WHY_NO_ROWS);
    ck_assert_str_eq(measured(gg_missing_at_random_measure, &c, GG_CONFUSION_RECALL).why,
                     GG_WHY_NO_ROWS);
}
END_TEST

/* 60 of the 200 referred had the outcome, none of the arm's 60: of 5,000 cases at most 6% have it
 * (Wilson's upper limit), so the recall is at least about a fifth, and it is not that nobody had
 * it. The lower limit by hand: 1 / hypot of the moves of N b / TP. */
START_TEST(test_arm_found_none)
{
    gg_selective_counts c;
    gg_measure m, f;

    memset(&c, 0, sizeof c);
    c.w[GG_SELECTIVE_OTHER][GG_SEEN_POSITIVE][1] = 60;
    c.w[GG_SELECTIVE_OTHER][GG_SEEN_NEGATIVE][1] = 140;
    c.w[GG_SELECTIVE_RANDOM][GG_SEEN_NEGATIVE][0] = 60;
    memcpy(c.w2, c.w, sizeof c.w);
    c.population = 5000;
    m = measured(gg_random_arm_measure, &c, GG_CONFUSION_RECALL);
    ck_assert_int_eq(m.state, GG_MEASURE_OK);
    ck_assert(m.value == 1 && m.high == 1);
    /* 60 / (5000 x 3.8415 / 63.8415) and a little for the arm's unknown recall: 0.1994. */
    ck_assert(m.low > 0.19 && m.low < 0.21);
    f = measured(gg_random_arm_measure, &c, GG_CONFUSION_FALSE_NEGATIVE_RATE);
    ck_assert(f.value == 0 && f.low == 0);
    ck_close(f.high, 1 - m.low, 1e-12);
    ck_assert_str_eq(measured(gg_random_arm_measure, &c, GG_CONFUSION_MCC).why,
                     GG_WHY_NOT_IDENTIFIED);
    /* The other way round, where all of the arm had it. */
    memset(&c, 0, sizeof c);
    c.w[GG_SELECTIVE_OTHER][GG_SEEN_NEGATIVE][1] = 60;
    c.w[GG_SELECTIVE_OTHER][GG_SEEN_POSITIVE][1] = 140;
    c.w[GG_SELECTIVE_RANDOM][GG_SEEN_POSITIVE][0] = 60;
    memcpy(c.w2, c.w, sizeof c.w);
    c.population = 5000;
    f = measured(gg_random_arm_measure, &c, GG_CONFUSION_FALSE_POSITIVE_RATE);
    ck_assert_int_eq(f.state, GG_MEASURE_OK);
    ck_close(f.low, m.low, 1e-9);
    f = measured(gg_random_arm_measure, &c, GG_CONFUSION_SPECIFICITY);
    ck_close(f.high, 1 - m.low, 1e-9);
}
END_TEST

/* More found than the arm leads to expect: the recall is 1, not 1.3. */
START_TEST(test_arm_stays_in_range)
{
    const double arm[6] = {2, 3, 1, 194, 0, 0}, others[6] = {60, 40, 0, 0, 0, 1700};
    const gg_selective_counts c = counts_of(arm, others);
    gg_measure m = measured(gg_random_arm_measure, &c, GG_CONFUSION_RECALL);

    ck_assert(m.value == 1 && m.high == 1 && m.low < 1 && m.low > 0);
    m = measured(gg_random_arm_measure, &c, GG_CONFUSION_FALSE_NEGATIVE_RATE);
    ck_assert(m.value == 0 && m.low == 0 && m.high > 0);
    m = measured(gg_random_arm_measure, &c, GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE);
    ck_assert(m.value == 1);
}
END_TEST

/* ---- missing at random ---- */

/* Hepatic scintigraphy: Begg and Greenes 1983 and Zhou, Obuchowski and McClish (0.836, 0.738);
 * digits from an own computation in NumPy. */
START_TEST(test_begg_greenes_hepatic)
{
    const double rows[6] = {231, 32, 27, 54, 166, 140};
    static const expected want[] = {
        {GG_CONFUSION_RECALL, 0.8364667154352596, 0.782646518497574, 0.8790201900636532},
        {GG_CONFUSION_SPECIFICITY, 0.7383980181668042, 0.6555077130173668, 0.8072095168392743},
    };
    const gg_selective_counts c = counts_of(none, rows);
    gg_measure m = measured(gg_missing_at_random_measure, &c, GG_CONFUSION_BASE_RATE);
    double naive;
    const gg_confusion seen = gg_selective_observed(&c, false);

    EXPECT(gg_missing_at_random_measure, &c, want);
    ck_close(m.value, 0.6930291508238277, 1e-12);
    ck_assert_str_eq(measured(gg_missing_at_random_measure, &c, GG_CONFUSION_RECALL).method,
                     "begg_greenes_logit");
    ck_assert_int_eq(gg_confusion_value(GG_CONFUSION_RECALL, &seen, &naive, NULL), GG_OK);
    ck_close(naive, 0.8953488372093024, 1e-14);
    /* The complements mirror. */
    m = measured(gg_missing_at_random_measure, &c, GG_CONFUSION_FALSE_POSITIVE_RATE);
    ck_close(m.low, 1 - 0.8072095168392743, 1e-9);
    ck_close(m.high, 1 - 0.6555077130173668, 1e-9);
    m = measured(gg_missing_at_random_measure, &c, GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE);
    ck_close(m.value, 54.0 / 81, 1e-14);
    ck_assert_str_eq(m.method, "wilson");
}
END_TEST

START_TEST(test_missing_at_random_edges)
{
    const double no_missed[6] = {40, 10, 0, 60, 5, 400}, unseen[6] = {40, 10, 0, 0, 0, 400};
    const double all[6] = {40, 10, 0, 0, 30, 0};
    gg_selective_counts c = counts_of(none, no_missed);
    gg_measure m = measured(gg_missing_at_random_measure, &c, GG_CONFUSION_RECALL);

    /* Nobody missed among 60 looked at: the recall is 1, and not for sure. */
    ck_assert(m.value == 1 && m.high == 1 && m.low < 0.95);
    ck_assert_str_eq(m.method, "square_and_add");
    c = counts_of(none, unseen);
    ck_assert_str_eq(measured(gg_missing_at_random_measure, &c, GG_CONFUSION_RECALL).why,
                     GG_WHY_NOT_IDENTIFIED);
    ck_assert_int_eq(measured(gg_missing_at_random_measure, &c, GG_CONFUSION_PRECISION).state,
                     GG_MEASURE_OK);
    c = counts_of(none, all);
    ck_assert_str_eq(
        measured(gg_missing_at_random_measure, &c, GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE).why,
        GG_WHY_NO_NOT_SELECTED);
    c.population = 1000;
    ck_assert_int_eq(gg_missing_at_random_measure(&c, GG_CONFUSION_RECALL, Z95, &m), GG_E_INPUT);
}
END_TEST

/* ---- the worst case ---- */

/* Every filling of a small table, one by one. */
START_TEST(test_worst_case_by_enumeration)
{
    static const double tables[][6] = {{5, 3, 2, 9, 4, 6}, {0, 0, 0, 4, 3, 5}, {0, 2, 0, 0, 0, 7},
                                       {3, 0, 0, 5, 2, 0}, {0, 0, 0, 0, 4, 4}, {7, 1, 0, 2, 0, 1},
                                       {1, 0, 0, 1, 9, 9}};

    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        const double *n = tables[t];
        const gg_selective_counts c = counts_of(none, n);

        for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
            gg_interval seen = {INFINITY, -INFINITY};
            gg_bounded b;
            double v;

            for (int x = 0; x <= n[4]; x++)
                for (int y = 0; y <= n[5]; y++) {
                    const gg_confusion f = {n[0] + x, n[1] + n[4] - x, n[2] + y, n[3] + n[5] - y};

                    if (gg_confusion_value(m, &f, &v, NULL) == GG_OK)
                        seen = (gg_interval){fmin(seen.low, v), fmax(seen.high, v)};
                }
            ck_assert_int_eq(gg_worst_case(&c, m, Z95, &b), GG_OK);
            ck_assert_msg(fabs(b.bounds.low - seen.low) < 1e-12 &&
                              fabs(b.bounds.high - seen.high) < 1e-12,
                          "table %zu %s: [%g, %g], not [%g, %g]", t, gg_confusion_name(m),
                          b.bounds.low, b.bounds.high, seen.low, seen.high);
            ck_assert(b.interval.low <= b.bounds.low && b.bounds.high <= b.interval.high);
        }
    }
}
END_TEST

START_TEST(test_worst_case_population)
{
    const double referred[6] = {40, 60, 0, 0, 0, 0};
    gg_selective_counts c = counts_of(none, referred);
    gg_bounded b;

    c.population = 1000;
    ck_assert_int_eq(gg_worst_case(&c, GG_CONFUSION_RECALL, Z95, &b), GG_OK);
    ck_close(b.bounds.low, 40.0 / 940, 1e-12);
    ck_assert(b.bounds.high == 1);
    ck_assert_int_eq(gg_worst_case(&c, GG_CONFUSION_FALSE_POSITIVE_RATE, Z95, &b), GG_OK);
    ck_close(b.bounds.low, 60.0 / 960, 1e-12);
    ck_assert(b.bounds.high == 1);
}
END_TEST

START_TEST(test_worst_case_complete)
{
    const double rows[6] = {30, 12, 9, 70, 0, 0}, nobody[6] = {0, 0, 0, 50, 0, 0};
    gg_selective_counts c = counts_of(none, rows);
    const gg_confusion table = {30, 12, 9, 70};
    gg_bounded b;
    gg_interval ends;

    for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
        ck_assert_int_eq(gg_worst_case(&c, m, Z95, &b), GG_OK);
        ck_assert_int_eq(gg_confusion_interval(m, &table, Z95, &ends), GG_OK);
        ck_assert(b.bounds.low == b.bounds.high);
        ck_close(b.interval.low, ends.low, 1e-12);
        ck_close(b.interval.high, ends.high, 1e-12);
    }
    c = counts_of(none, nobody);
    ck_assert_int_eq(gg_worst_case(&c, GG_CONFUSION_RECALL, Z95, &b), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_worst_case(&c, GG_CONFUSION_METRICS, Z95, &b), GG_E_INPUT);
}
END_TEST

START_TEST(test_selective_input)
{
    const double others[6] = {50, 50, 0, 0, 0, 900};
    measure_of *const all[] = {gg_random_arm_measure, gg_missing_at_random_measure};
    gg_measure m = {.value = -7};
    gg_bounded b;

    for (size_t i = 0; i < 2; i++) {
        gg_selective_counts c = counts_of(arm200, others);

        ck_assert_int_eq(all[i](&c, GG_CONFUSION_METRICS, Z95, &m), GG_E_INPUT);
        ck_assert_int_eq(all[i](&c, GG_CONFUSION_RECALL, -1, &m), GG_E_INPUT);
        c.w[0][0][0] = -1;
        ck_assert_int_eq(all[i](&c, GG_CONFUSION_RECALL, Z95, &m), GG_E_INPUT);
        ck_assert_int_eq(gg_worst_case(&c, GG_CONFUSION_RECALL, Z95, &b), GG_E_INPUT);
        c.w[0][0][0] = NAN;
        ck_assert_int_eq(all[i](&c, GG_CONFUSION_RECALL, Z95, &m), GG_E_INPUT);
        c.w[0][0][0] = 1;
        c.w2[0][0][0] = INFINITY;
        ck_assert_int_eq(all[i](&c, GG_CONFUSION_RECALL, Z95, &m), GG_E_INPUT);
        c.w2[0][0][0] = 1;
        c.population = -1;
        ck_assert_int_eq(all[i](&c, GG_CONFUSION_RECALL, Z95, &m), GG_E_INPUT);
    }
    ck_assert(m.value == -7);
}
END_TEST

/* The interval of a smaller z lies inside that of a larger one, or p-values would be wrong. */
START_TEST(test_selective_nested)
{
    const double others[6] = {110, 170, 7, 30, 10, 1483};
    const gg_selective_counts c = counts_of(arm200, others);
    measure_of *const all[] = {gg_random_arm_measure, gg_missing_at_random_measure};

    for (size_t i = 0; i < 2; i++)
        for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
            gg_measure last = {.value = NAN}, now;

            for (double z = 0; z <= 40; z += 0.25) {
                ck_assert_int_eq(all[i](&c, m, z, &now), GG_OK);
                ck_assert(now.low <= now.value && now.value <= now.high);
                ck_assert(z == 0 || (now.low <= last.low + 1e-12 && now.high >= last.high - 1e-12));
                last = now;
            }
        }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_arm_within_table);
    tcase_add_test(tc, test_arm_with_population);
    tcase_add_test(tc, test_arm_with_unverified_referred);
    tcase_add_test(tc, test_arm_of_everyone);
    tcase_add_test(tc, test_arm_weighted);
    tcase_add_test(tc, test_arm_not_identified);
    tcase_add_test(tc, test_arm_found_none);
    tcase_add_test(tc, test_arm_stays_in_range);
    tcase_add_test(tc, test_begg_greenes_hepatic);
    tcase_add_test(tc, test_missing_at_random_edges);
    tcase_add_test(tc, test_worst_case_by_enumeration);
    tcase_add_test(tc, test_worst_case_population);
    tcase_add_test(tc, test_worst_case_complete);
    tcase_add_test(tc, test_selective_input);
    tcase_add_test(tc, test_selective_nested);
}

GG_TEST_MAIN("stats/selective")
