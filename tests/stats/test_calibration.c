/*
 * Calibration by blocks of scores: decompositions, bins and tests. Where the figures come from
 * stands in calibration_tables.h; those of the small table are the vectors' as well.
 */
#include "gauger/stats/calibration.h"

#include "calibration_tables.h"
#include "simulate.h"
#include "../suite.h"

/* brier, mcb, dsc, unc, steps */
struct corp_case {
    table t;
    double want[5];
};

START_TEST(corp_of_checked_tables)
{
    const struct corp_case cases[] = {
        {table_of(SMALL, COUNT_OF(SMALL)), {0.24525, 0.04525, 0.0475, 0.2475, 3}},
        {table_of(TIES, COUNT_OF(TIES)),
         {0.15660087719298244, 0.003083918855288914, 0.07291809860290357, 0.2264350569405971, 12}},
        {weighted_table(),
         {0.15552420417124038, 0.0028491717854984, 0.07470956205155987, 0.22738459443730186, 12}}};

    for (size_t i = 0; i < 3; i++) {
        gg_calibration *c = calibration_of(&cases[i].t, 10);
        gg_corp p;

        ck_assert_int_eq(gg_calibration_corp(c, &p), GG_OK);
        ck_close(p.brier, cases[i].want[0], 1e-12);
        ck_close(p.miscalibration, cases[i].want[1], 1e-12);
        ck_close(p.discrimination, cases[i].want[2], 1e-12);
        ck_close(p.uncertainty, cases[i].want[3], 1e-12);
        ck_assert_uint_eq(p.steps, (size_t)cases[i].want[4]);
        gg_calibration_free(c);
    }
}
END_TEST

/* R's isoreg and scikit-learn on the small table: 0, 1/2 and 3/4. */
START_TEST(steps_of_the_isotonic_fit)
{
    static const double low[] = {0.05, 0.1, 0.6}, high[] = {0.05, 0.5, 0.9};
    static const double share[] = {0, 0.5, 0.75}, weight[] = {2, 10, 8};
    const table t = table_of(SMALL, COUNT_OF(SMALL));
    gg_calibration *c = calibration_of(&t, 10);
    const gg_isotonic_step *s;
    size_t n;

    gg_calibration_steps(c, &s, &n);
    ck_assert_uint_eq(n, 3);
    for (size_t i = 0; i < n; i++) {
        ck_assert_double_eq(s[i].low, low[i]);
        ck_assert_double_eq(s[i].high, high[i]);
        ck_assert_double_eq(s[i].weight, weight[i]);
        ck_assert_uint_eq(s[i].rows, (uint64_t)weight[i]);
        ck_assert_double_eq(s[i].positives / s[i].weight, share[i]);
    }
    ck_close(s[1].scores / s[1].weight, 0.3, 1e-14);
    gg_calibration_free(c);
}
END_TEST

/* reliability, resolution, within variance and covariance, bins */
struct murphy_case {
    table t;
    size_t bins;
    double width[5], count[5], distinct[5];
};

static void same_murphy(const gg_calibration *c, gg_binning binning, const double want[5])
{
    gg_murphy m;

    ck_assert_int_eq(gg_calibration_murphy(c, binning, &m), GG_OK);
    ck_close(m.reliability, want[0], 1e-12);
    ck_close(m.resolution, want[1], 1e-12);
    ck_close(m.within_variance, want[2], 1e-10);
    ck_close(m.within_covariance, want[3], 1e-10);
    ck_assert_uint_eq(m.bins, (size_t)want[4]);
    ck_close(m.reliability - m.resolution + m.uncertainty + m.within_variance - m.within_covariance,
             m.brier, 1e-12);
    ck_close(m.skill, 1 - m.brier / m.uncertainty, 1e-14);
}

START_TEST(murphy_of_checked_tables)
{
    const struct murphy_case cases[] = {{table_of(SMALL, COUNT_OF(SMALL)),
                                         5,
                                         {0.023125, 0.035, 0.002125, -0.0075, 5},
                                         {0.023125, 0.035, 0.002125, -0.0075, 5},
                                         {0.07025, 0.0725, 0, 0, 10}},
                                        {table_of(TIES, COUNT_OF(TIES)),
                                         10,
                                         {0.001709557528706876, 0.0714505641980668,
                                          0.0008744955431059629, 0.0009676686213606953, 10},
                                         {0.0016764396561271904, 0.07021929036869538,
                                          0.0012390864822723318, 0.002530415517318788, 10},
                                         {0.005408962815326394, 0.07524314256294104, 0, 0, 22}},
                                        {weighted_table(),
                                         10,
                                         {0.0013132514556204195, 0.072940619218382,
                                          0.0008706514635478588, 0.0011036739668477383, 10},
                                         {0.0017279950023137297, 0.07243894736203739,
                                          0.001238343866777205, 0.002387781773115021, 10},
                                         {0.004879492855235453, 0.07673988312129693, 0, 0, 22}}};

    for (size_t i = 0; i < 3; i++) {
        gg_calibration *c = calibration_of(&cases[i].t, cases[i].bins);

        same_murphy(c, GG_BINS_EQUAL_WIDTH, cases[i].width);
        same_murphy(c, GG_BINS_EQUAL_COUNT, cases[i].count);
        same_murphy(c, GG_BINS_DISTINCT, cases[i].distinct);
        gg_calibration_free(c);
    }
}
END_TEST

/* expected, largest, debiased; by width, then by count */
struct ece_case {
    table t;
    size_t bins;
    double want[2][3];
};

START_TEST(expected_calibration_error_of_checked_tables)
{
    const struct ece_case cases[] = {
        {table_of(SMALL, COUNT_OF(SMALL)),
         5,
         {{0.135, 0.25, 0.04937889974709142}, {0.135, 0.25, 0.04937889974709142}}},
        {table_of(TIES, COUNT_OF(TIES)),
         10,
         {{0.03390350877192984, 0.10230769230769232, 0.013151466005125578},
          {0.035394736842105264, 0.09052631578947368, 0.014671927020759444}}},
        {weighted_table(),
         10,
         {{0.03074094401756312, 0.07666666666666672, 0.005054974211850548},
          {0.036635565312842996, 0.08613333333333328, 0.01413952521194074}}}};

    for (size_t i = 0; i < 6; i++) {
        const struct ece_case *e = &cases[i / 2];
        const double *want = e->want[i % 2];
        gg_calibration *c = calibration_of(&e->t, e->bins);
        gg_calibration_error got;

        ck_assert_int_eq(gg_expected_calibration_error(
                             c, i % 2 ? GG_BINS_EQUAL_COUNT : GG_BINS_EQUAL_WIDTH, &got),
                         GG_OK);
        ck_close(got.expected, want[0], 1e-12);
        ck_close(got.largest, want[1], 1e-12);
        ck_close(got.debiased, want[2], 1e-9);
        ck_assert_uint_eq(got.bins, e->bins);
        gg_calibration_free(c);
    }
}
END_TEST

/* Hosmer-Lemeshow: statistic, groups, p; Spiegelhalter: z, p */
struct test_case {
    table t;
    size_t bins;
    double want[5];
};

START_TEST(tests_of_checked_tables)
{
    const struct test_case cases[] = {
        {table_of(SMALL, COUNT_OF(SMALL)),
         5,
         {3.629052805523393, 5, 0.6039564891993141, 1.7913466067572679, 0.07323769136272545}},
        {table_of(TIES, COUNT_OF(TIES)),
         10,
         {13.12901027251065, 10, 0.21654791475478075, 1.9083060512508396, 0.05635167135668123}},
        {weighted_table(),
         10,
         {12.900668029187141, 10, 0.2292787408800726, 1.663878264664326, 0.0961367594181955}}};

    for (size_t i = 0; i < 3; i++) {
        gg_calibration *c = calibration_of(&cases[i].t, cases[i].bins);
        gg_hosmer_lemeshow h;
        gg_spiegelhalter s;

        ck_assert_int_eq(gg_hosmer_lemeshow_test(c, &h), GG_OK);
        ck_close(h.statistic, cases[i].want[0], 1e-12);
        ck_close(h.degrees_of_freedom, cases[i].want[1], 1e-15);
        ck_close(h.p_value, cases[i].want[2], 1e-10);
        ck_assert_int_eq(gg_spiegelhalter_test(c, &s), GG_OK);
        ck_close(s.z, cases[i].want[3], 1e-12);
        ck_close(s.p_value, cases[i].want[4], 1e-10);
        gg_calibration_free(c);
    }
}
END_TEST

/* pandas.qcut of 20,000 rows without ties, scikit-learn's isotonic fit of them. */
START_TEST(twenty_thousand_scores)
{
    gg_calibration_options o = {.bins = 10, .rows = 20000};
    gg_calibration *c = NULL;
    gg_calibration_error e;
    gg_hosmer_lemeshow h;
    gg_spiegelhalter s;
    gg_corp p;

    ck_assert_int_eq(gg_calibration_new(&o, &c), GG_OK);
    for (uint64_t i = 0; i < 20000; i++) {
        double score = ((double)i + 0.5) / 20000 * (((double)i + 0.5) / 20000);
        bool y = (double)(i * 7919 % 10007) / 10007 < 0.05 + 0.8 * score;
        gg_score_block b = {score, 1, y, 1, 1};

        ck_assert_int_eq(gg_calibration_add(c, &b), GG_OK);
    }
    ck_assert_int_eq(gg_calibration_corp(c, &p), GG_OK);
    ck_close(p.miscalibration, 0.003928581936332387, 1e-11);
    ck_close(p.discrimination, 0.05705906674474906, 1e-12);
    ck_assert_uint_eq(p.steps, 141);
    ck_assert_int_eq(gg_expected_calibration_error(c, GG_BINS_EQUAL_WIDTH, &e), GG_OK);
    ck_close(e.expected, 0.049610291946, 1e-11);
    ck_assert_int_eq(gg_expected_calibration_error(c, GG_BINS_EQUAL_COUNT, &e), GG_OK);
    ck_close(e.expected, 0.0501, 1e-11);
    ck_close(e.debiased, 0.04982493425776118, 1e-9);
    ck_assert_int_eq(gg_hosmer_lemeshow_test(c, &h), GG_OK);
    ck_close(h.statistic, 2219.016120268023, 1e-10);
    ck_assert_int_eq(gg_spiegelhalter_test(c, &s), GG_OK);
    ck_close(s.p_value, 1.6508210135033249e-124, 1e-8);
    gg_calibration_free(c);
}
END_TEST

static table random_table(gg_random *r, size_t n, bool weighted)
{
    table t = {.n = n};
    double score = 0;

    for (size_t i = 0; i < n; i++) {
        gg_score_block *b = &t.blocks[i];

        score += (0.99 - score) * 0.2 * gg_random_uniform(r) + 1e-6;
        b->score = score;
        b->rows = 1 + (uint64_t)(9 * gg_random_uniform(r));
        for (uint64_t k = 0; k < b->rows; k++) {
            double w = weighted ? 0.1 + gg_random_uniform(r) : 1;

            b->weight += w;
            b->squares += w * w;
            b->positives += gg_random_uniform(r) < 0.2 + 0.5 * score ? w : 0;
        }
    }
    return t;
}

/* The isotonic fit at i is the largest, over beginnings a <= i, of the smallest mean of a..b over
 * ends b >= i (Barlow et al. 1972): no stack, no pooling. */
static double fit_at(const table *t, size_t i)
{
    double most = -1;

    for (size_t a = 0; a <= i; a++) {
        double least = 2, weight = 0, positives = 0;

        for (size_t b = a; b < t->n; b++) {
            weight += t->blocks[b].weight;
            positives += t->blocks[b].positives;
            if (b >= i)
                least = fmin(least, positives / weight);
        }
        most = fmax(most, least);
    }
    return most;
}

START_TEST(the_isotonic_fit_is_the_max_of_min_means)
{
    gg_random r;

    gg_random_init(&r, 1, "isotonic", "max-min");
    for (int trial = 0; trial < 200; trial++) {
        const table t = random_table(&r, 1 + (size_t)trial % TABLE_MAX, trial % 2);
        gg_calibration *c = calibration_of(&t, 10);
        const gg_isotonic_step *s;
        size_t n, k = 0;

        gg_calibration_steps(c, &s, &n);
        for (size_t i = 0; i < t.n; i++) {
            k += s[k].high < t.blocks[i].score;
            ck_assert(s[k].low <= t.blocks[i].score && t.blocks[i].score <= s[k].high);
            ck_close(s[k].positives / s[k].weight, fit_at(&t, i), 1e-10);
        }
        ck_assert_uint_eq(k + 1, n);
        for (size_t i = 1; i < n; i++)
            ck_assert(s[i - 1].positives / s[i - 1].weight < s[i].positives / s[i].weight);
        gg_calibration_free(c);
    }
}
END_TEST

START_TEST(parts_add_up_and_are_not_negative)
{
    gg_random r;

    gg_random_init(&r, 1, "calibration", "parts");
    for (int trial = 0; trial < 300; trial++) {
        const table t = random_table(&r, 1 + (size_t)trial % TABLE_MAX, trial % 2);
        gg_calibration *c = calibration_of(&t, 1 + (size_t)trial % 13);
        gg_murphy m;
        gg_corp p;

        ck_assert_int_eq(gg_calibration_corp(c, &p), GG_OK);
        ck_assert(p.miscalibration >= 0 && p.discrimination >= 0);
        ck_assert_double_eq_tol(p.miscalibration - p.discrimination + p.uncertainty, p.brier,
                                1e-15);
        for (gg_binning b = GG_BINS_EQUAL_WIDTH; b <= GG_BINS_DISTINCT; b++) {
            ck_assert_int_eq(gg_calibration_murphy(c, b, &m), GG_OK);
            ck_assert(m.reliability >= 0 && m.resolution >= 0 && m.within_variance >= 0);
            ck_assert_double_eq_tol(m.reliability - m.resolution + m.uncertainty +
                                        m.within_variance - m.within_covariance,
                                    m.brier, 1e-14);
            ck_assert_double_eq(m.brier, p.brier);
        }
        /* No bins see more than distinct scores do, and no fit is further from the scores. */
        ck_assert(m.resolution >= p.discrimination - 1e-14);
        ck_assert(m.reliability >= p.miscalibration - 1e-14);
        gg_calibration_free(c);
    }
}
END_TEST

START_TEST(recalibrated_scores_have_no_miscalibration)
{
    const table t = table_of(TIES, COUNT_OF(TIES));
    gg_calibration *c = calibration_of(&t, 10), *again = NULL;
    const gg_isotonic_step *s;
    gg_corp before, after;
    size_t n;

    gg_calibration_steps(c, &s, &n);
    ck_assert_int_eq(gg_calibration_new(NULL, &again), GG_OK);
    for (size_t i = 0; i < n; i++) {
        gg_score_block b = {s[i].positives / s[i].weight, s[i].weight, s[i].positives, s[i].weight,
                            s[i].rows};

        ck_assert_int_eq(gg_calibration_add(again, &b), GG_OK);
    }
    ck_assert_int_eq(gg_calibration_corp(c, &before), GG_OK);
    ck_assert_int_eq(gg_calibration_corp(again, &after), GG_OK);
    ck_assert_double_eq_tol(after.miscalibration, 0, 1e-15);
    ck_close(after.discrimination, before.discrimination, 1e-12);
    gg_calibration_free(c);
    gg_calibration_free(again);
}
END_TEST

/* Figures of all weights doubled, or of every row twice, tell whether counts are read as weights.
 */
START_TEST(the_scale_of_weights_does_not_matter)
{
    table t = weighted_table();
    gg_calibration *c = calibration_of(&t, 10), *d;
    gg_hosmer_lemeshow h, g;
    gg_calibration_error e, f;
    gg_spiegelhalter s, v;

    for (size_t i = 0; i < t.n; i++) {
        t.blocks[i].weight *= 3;
        t.blocks[i].positives *= 3;
        t.blocks[i].squares *= 9;
    }
    d = calibration_of(&t, 10);
    ck_assert_int_eq(gg_hosmer_lemeshow_test(c, &h), GG_OK);
    ck_assert_int_eq(gg_hosmer_lemeshow_test(d, &g), GG_OK);
    ck_close(g.statistic, h.statistic, 1e-12);
    ck_assert_int_eq(gg_spiegelhalter_test(c, &s), GG_OK);
    ck_assert_int_eq(gg_spiegelhalter_test(d, &v), GG_OK);
    ck_close(v.z, s.z, 1e-12);
    ck_assert_int_eq(gg_expected_calibration_error(c, GG_BINS_EQUAL_COUNT, &e), GG_OK);
    ck_assert_int_eq(gg_expected_calibration_error(d, GG_BINS_EQUAL_COUNT, &f), GG_OK);
    ck_close(f.debiased, e.debiased, 1e-10);
    gg_calibration_free(c);
    gg_calibration_free(d);
}
END_TEST

/* Steps are few even where every row has a score of its own: memory does not grow with the rows. */
START_TEST(the_isotonic_fit_of_a_million_scores_has_few_steps)
{
    const gg_isotonic_step *s;
    gg_calibration *c = NULL;
    gg_random r;
    size_t n;

    gg_random_init(&r, 1, "isotonic", "steps");
    ck_assert_int_eq(gg_calibration_new(NULL, &c), GG_OK);
    for (int i = 0; i < 1000000; i++) {
        double score = (i + 0.5) / 1e6;
        gg_score_block b = {score, 1, gg_random_uniform(&r) < score, 1, 1};

        ck_assert(gg_calibration_add(c, &b) == GG_OK);
    }
    gg_calibration_steps(c, &s, &n);
    ck_assert_uint_lt(n, 1000);
    gg_calibration_free(c);
}
END_TEST

/* 60 scores of calibrated probabilities, 40 rows each. */
static gg_calibration *calibrated(gg_random *r, double least, double most)
{
    gg_score_block blocks[60];
    gg_calibration *c = NULL;

    for (int i = 0; i < 60; i++) {
        double p = least + (most - least) * (i + 0.5) / 60;

        blocks[i] = (gg_score_block){p, 40, simulate_binomial(r, 40, p), 40, 40};
    }
    ck_assert_int_eq(gg_calibration_of_blocks(blocks, 60, 10, &c), GG_OK);
    return c;
}

/* Both tests reject calibrated scores 1 time in 20; with g - 2 degrees of freedom, as for scores
 * fitted to the same rows, Hosmer-Lemeshow's would 1 time in 9. */
START_TEST(tests_hold_their_level_in_a_seeded_simulation)
{
    int runs = getenv("GAUGER_SLOW") ? 40000 : 4000, hosmer = 0, spiegelhalter = 0, fitted = 0;
    double expected = 0, debiased = 0;
    gg_random r;

    gg_random_init(&r, 1, "calibration", "level");
    for (int i = 0; i < runs; i++) {
        gg_calibration *c = calibrated(&r, i % 2 ? 0 : 0.05, i % 2 ? 1 : 0.4);
        gg_calibration_error e;
        gg_hosmer_lemeshow h;
        gg_spiegelhalter s;

        ck_assert_int_eq(gg_hosmer_lemeshow_test(c, &h), GG_OK);
        ck_assert_int_eq(gg_spiegelhalter_test(c, &s), GG_OK);
        ck_assert_int_eq(gg_expected_calibration_error(c, GG_BINS_EQUAL_COUNT, &e), GG_OK);
        hosmer += h.p_value < 0.05;
        fitted += h.statistic > 15.50731305586545; /* chi2.ppf(0.95, 8) */
        spiegelhalter += s.p_value < 0.05;
        expected += e.expected;
        debiased += e.debiased;
        gg_calibration_free(c);
    }
    ck_assert_msg(hosmer > 0.04 * runs && hosmer < 0.06 * runs, "%d of %d", hosmer, runs);
    ck_assert_msg(spiegelhalter > 0.04 * runs && spiegelhalter < 0.06 * runs, "%d of %d",
                  spiegelhalter, runs);
    ck_assert_msg(fitted > 0.09 * runs, "%d of %d", fitted, runs);
    ck_assert_msg(debiased < 0.75 * expected, "%g of %g", debiased / runs, expected / runs);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, corp_of_checked_tables);
    tcase_add_test(tc, steps_of_the_isotonic_fit);
    tcase_add_test(tc, murphy_of_checked_tables);
    tcase_add_test(tc, expected_calibration_error_of_checked_tables);
    tcase_add_test(tc, tests_of_checked_tables);
    tcase_add_test(tc, twenty_thousand_scores);
    tcase_add_test(tc, the_isotonic_fit_is_the_max_of_min_means);
    tcase_add_test(tc, parts_add_up_and_are_not_negative);
    tcase_add_test(tc, recalibrated_scores_have_no_miscalibration);
    tcase_add_test(tc, the_scale_of_weights_does_not_matter);
    tcase_add_test(tc, the_isotonic_fit_of_a_million_scores_has_few_steps);
    tcase_add_test(tc, tests_hold_their_level_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/calibration")
