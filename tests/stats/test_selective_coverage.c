/*
 * Selective labels simulated: cases are scored, the selected are inspected and the others are not,
 * but for the design's exception. Corrected intervals hold the truth as often as they say, worst
 * cases always, and the observed figures on the same tables nearly never.
 */
#include "gauger/stats/ratio.h"
#include "gauger/stats/selective.h"
#include "gauger/stats/simultaneous.h"

#include <string.h>

#include "simulate.h"
#include "suite.h"

#define Z95 1.959963984540054

/* A world, and how it is looked at. */
typedef struct world {
    const char *name;
    int rows;
    double base, recall, alarms;    /* base rate, recall, false positive rate */
    double arm;                     /* share of the random arm */
    double seen_selected, seen_not; /* chance of inspection outside the arm */
    bool population;                /* who was not inspected is known by number alone */
} world;

typedef struct tally {
    int defined, corrected, naive, bounded;
} tally;

static gg_confusion truth_of(const world *w)
{
    return (gg_confusion){w->base * w->recall, (1 - w->base) * w->alarms, w->base * (1 - w->recall),
                          (1 - w->base) * (1 - w->alarms)};
}

static void draw(gg_random *r, const world *w, gg_selective_counts *c, gg_inverse_sums *inverse)
{
    memset(c, 0, sizeof *c);
    memset(inverse, 0, sizeof *inverse);
    for (int i = 0; i < w->rows; i++) {
        int arm = gg_random_uniform(r) < w->arm;
        int positive = gg_random_uniform(r) < w->base;
        int selected = gg_random_uniform(r) < (positive ? w->recall : w->alarms);
        double p = selected ? w->seen_selected : w->seen_not;
        bool seen = arm || gg_random_uniform(r) < p;
        int outcome = seen ? positive : GG_SEEN_NOT;

        if (w->population && !seen)
            continue;
        c->w[arm][outcome][selected]++;
        c->w2[arm][outcome][selected]++;
        p = w->arm + (1 - w->arm) * p;
        if (seen) {
            inverse->w[positive][selected] += 1 / p;
            inverse->w2[positive][selected] += 1 / p / p;
        }
    }
    c->population = w->population ? w->rows : 0;
}

static gg_status by_arm(const gg_selective_counts *c, const gg_inverse_sums *s,
                        gg_confusion_metric m, gg_measure *out)
{
    (void)s;
    return gg_random_arm_measure(c, m, Z95, out);
}

static gg_status by_chance(const gg_selective_counts *c, const gg_inverse_sums *s,
                           gg_confusion_metric m, gg_measure *out)
{
    (void)s;
    return gg_missing_at_random_measure(c, m, Z95, out);
}

static gg_status by_probability(const gg_selective_counts *c, const gg_inverse_sums *s,
                                gg_confusion_metric m, gg_measure *out)
{
    (void)c;
    return gg_known_probability_measure(s, m, Z95, out);
}

typedef gg_status corrected(const gg_selective_counts *, const gg_inverse_sums *,
                            gg_confusion_metric, gg_measure *);

static bool holds(double low, double high, double truth)
{
    return low <= truth && truth <= high;
}

static void simulate(const world *w, corrected *of, int times, tally out[GG_CONFUSION_METRICS])
{
    const gg_confusion truth = truth_of(w);
    gg_random r;

    memset(out, 0, GG_CONFUSION_METRICS * sizeof *out);
    gg_random_init(&r, 1, "selective", w->name);
    for (int i = 0; i < times; i++) {
        gg_selective_counts c;
        gg_inverse_sums inverse;
        gg_confusion seen;

        draw(&r, w, &c, &inverse);
        seen = gg_selective_observed(&c, false);
        for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
            gg_measure got;
            gg_bounded b;
            gg_interval ends;
            double want;

            ck_assert_int_eq(gg_confusion_value(m, &truth, &want, NULL), GG_OK);
            ck_assert_int_eq(of(&c, &inverse, m, &got), GG_OK);
            if (got.state != GG_MEASURE_OK)
                continue;
            out[m].defined++;
            out[m].corrected += holds(got.low, got.high, want);
            ck_assert_int_eq(gg_worst_case(&c, m, Z95, &b), GG_OK);
            out[m].bounded += holds(b.interval.low, b.interval.high, want);
            if (gg_confusion_interval(m, &seen, Z95, &ends) == GG_OK)
                out[m].naive += holds(ends.low, ends.high, want);
        }
    }
}

static int times(int usual)
{
    return getenv("GAUGER_SLOW") ? usual * 20 : usual;
}

/* Four standard errors of a simulation of n around 94 to 96.5%, where the design says so. */
static void covers(const world *w, const char *design, const tally t[GG_CONFUSION_METRICS],
                   double least, double most)
{
    for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
        double share = (double)t[m].corrected / t[m].defined;
        double slack = 3 * sqrt(0.05 * 0.95 / t[m].defined);

        ck_assert_msg(t[m].defined > 0 && share > least - slack && share < most + slack,
                      "%s, %s: %s covers %.4f of %d", design, w->name, gg_confusion_name(m), share,
                      t[m].defined);
        ck_assert_msg(t[m].bounded >= t[m].defined * 0.93, "%s: worst case of %s covers %d of %d",
                      w->name, gg_confusion_name(m), t[m].bounded, t[m].defined);
    }
}

static void naive_misses(const world *w, const tally t[GG_CONFUSION_METRICS])
{
    static const gg_confusion_metric biased[] = {GG_CONFUSION_BASE_RATE, GG_CONFUSION_RECALL,
                                                 GG_CONFUSION_FALSE_POSITIVE_RATE,
                                                 GG_CONFUSION_SPECIFICITY};

    for (size_t i = 0; i < sizeof biased / sizeof *biased; i++)
        ck_assert_msg(t[biased[i]].naive < t[biased[i]].defined * 0.1,
                      "%s: the observed %s covers %d of %d", w->name, gg_confusion_name(biased[i]),
                      t[biased[i]].naive, t[biased[i]].defined);
}

static const world arms[] = {
    {"a tenth", 5000, 0.1, 0.5, 0.05, 0.1, 1, 0, false},
    {"100 rows", 5000, 0.1, 0.6, 0.05, 0.02, 1, 0, false},
    {"high recall", 2000, 0.2, 0.9, 0.02, 0.15, 1, 0, false},
    {"some referred are not seen", 3000, 0.3, 0.7, 0.1, 0.2, 0.6, 0, false},
    {"rare", 20000, 0.05, 0.3, 0.03, 0.05, 1, 0, false},
    {"population by number", 10000, 0.1, 0.4, 0.05, 0.05, 1, 0, true},
};

START_TEST(test_random_arm_coverage)
{
    tally t[GG_CONFUSION_METRICS];

    for (size_t i = 0; i < sizeof arms / sizeof *arms; i++) {
        simulate(&arms[i], by_arm, times(600), t);
        covers(&arms[i], "random arm", t, 0.94, 0.965);
        naive_misses(&arms[i], t);
    }
}
END_TEST

static const world chances[] = {
    {"begg", 2000, 0.3, 0.7, 0.2, 0, 0.9, 0.15, false},
    {"rare", 8000, 0.1, 0.5, 0.05, 0, 1, 0.05, false},
    {"half and half", 1000, 0.4, 0.8, 0.3, 0, 0.5, 0.2, false},
};

START_TEST(test_missing_at_random_coverage)
{
    tally t[GG_CONFUSION_METRICS];

    for (size_t i = 0; i < sizeof chances / sizeof *chances; i++) {
        simulate(&chances[i], by_chance, times(600), t);
        covers(&chances[i], "missing at random", t, 0.94, 0.965);
        naive_misses(&chances[i], t);
    }
}
END_TEST

START_TEST(test_known_probability_coverage)
{
    tally t[GG_CONFUSION_METRICS];

    for (size_t i = 0; i < sizeof chances / sizeof *chances; i++) {
        simulate(&chances[i], by_probability, times(600), t);
        covers(&chances[i], "known probability", t, 0.935, 0.968);
        naive_misses(&chances[i], t);
    }
}
END_TEST

/* Two groups of different recall, each with an arm of its own share: square and add of their limits
 * for the difference, the ratio and the larger of both directions. */
START_TEST(test_two_groups_coverage)
{
    static const world pairs[][2] = {
        {{"a", 3000, 0.1, 0.6, 0.1, 0.1, 1, 0, false},
         {"b", 3000, 0.15, 0.4, 0.1, 0.1, 1, 0, false}},
        {{"c", 4000, 0.1, 0.5, 0.1, 0.04, 1, 0, false},
         {"d", 4000, 0.1, 0.8, 0.1, 0.04, 1, 0, false}},
        {{"e", 6000, 0.2, 0.7, 0.1, 0.1, 1, 0, false},
         {"f", 6000, 0.2, 0.7, 0.1, 0.1, 1, 0, false}},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        int held[3] = {0, 0, 0}, n = times(600);
        double d = pairs[i][0].recall - pairs[i][1].recall;
        double q = pairs[i][0].recall / pairs[i][1].recall, least = 0.94;
        gg_random r;

        gg_random_init(&r, 1, "two groups", pairs[i][0].name);
        for (int k = 0; k < n; k++) {
            gg_estimate both[2];
            gg_interval ends;

            for (int g = 0; g < 2; g++) {
                gg_selective_counts c;
                gg_inverse_sums unused;
                gg_measure m;

                draw(&r, &pairs[i][g], &c, &unused);
                ck_assert_int_eq(gg_random_arm_measure(&c, GG_CONFUSION_RECALL, Z95, &m), GG_OK);
                ck_assert_int_eq(m.state, GG_MEASURE_OK);
                both[g] = (gg_estimate){m.value, m.low, m.high};
            }
            ck_assert_int_eq(gg_difference_mover(both[0], both[1], &ends), GG_OK);
            held[0] += holds(ends.low, ends.high, d);
            ck_assert_int_eq(gg_ratio_mover(both[0], both[1], &ends), GG_OK);
            held[1] += holds(ends.low, ends.high, q);
            ck_assert_int_eq(gg_largest_difference_of(both, 2, &ends), GG_OK);
            held[2] += holds(ends.low, ends.high, fabs(d));
        }
        least -= 3 * sqrt(0.05 * 0.95 / n);
        for (int k = 0; k < 3; k++)
            ck_assert_msg(held[k] > least * n && (k == 2 || held[k] < (0.97 + 0.94 - least) * n),
                          "pair %zu, figure %d: %d of %d", i, k, held[k], n);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_two_groups_coverage);
    tcase_add_test(tc, test_random_arm_coverage);
    tcase_add_test(tc, test_missing_at_random_coverage);
    tcase_add_test(tc, test_known_probability_coverage);
}

GG_TEST_MAIN("stats/selective coverage")
