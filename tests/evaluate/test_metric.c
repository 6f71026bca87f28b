/*
 * The table of metrics: each metric against figures of other programs, then properties that hold
 * for every row of the table.
 */
#include "hand.h"

#include "gauger/base/random.h"
#include "suite.h"

#define Z 1.959963984540054

static gg_measure measure(const char *name, const gg_figures *f)
{
    const gg_metric *metric = gg_metric_find(name);
    gg_measure m;

    ck_assert_msg(metric != NULL, "no metric %s", name);
    gg_metric_measure(metric, f, NULL, &m);
    return m;
}

static void expect(const char *name, const gg_figures *f, double value, double low, double high)
{
    gg_measure m = measure(name, f);

    ck_assert_int_eq(m.state, GG_MEASURE_OK);
    ck_close(m.value, value, 1e-12);
    ck_close(m.low, low, 1e-12);
    ck_close(m.high, high, 1e-12);
    ck_assert_str_eq(m.method, gg_metric_find(name)->interval);
}

static void expect_why(const char *name, const gg_figures *f, const char *why)
{
    gg_measure m = measure(name, f);

    ck_assert_msg(m.state != GG_MEASURE_OK, "%s has the value %g", name, m.value);
    ck_assert_msg(strcmp(m.why, why) == 0, "%s: %s, not %s", name, m.why, why);
    ck_assert(isnan(m.value) && isnan(m.low) && isnan(m.high));
}

/* tp 37, fp 21, fn 14, tn 113. statsmodels 0.14 proportion_confint(method="wilson"). */
START_TEST(rates_are_those_of_statsmodels)
{
    const gg_figures f = figures_of(37, 21, 14, 113);

    expect("base_rate", &f, 0.2756756756756757, 0.21634266126809384, 0.34413520986078305);
    expect("selection_rate", &f, 0.31351351351351353, 0.2510310884486848, 0.38358304538134536);
    expect("precision", &f, 0.6379310344827587, 0.5092752370481168, 0.749450871700241);
    expect("recall", &f, 0.7254901960784313, 0.5905334923922091, 0.8288572476535513);
    expect("specificity", &f, 0.8432835820895522, 0.7722793728643128, 0.895154074134204);
    expect("false_positive_rate", &f, 0.15671641791044777, 0.10484592586579594, 0.2277206271356872);
    expect("false_negative_rate", &f, 0.27450980392156865, 0.17114275234644882, 0.4094665076077909);
    expect("negative_predictive_value", &f, 0.889763779527559, 0.823450908603392,
           0.9331899978211545);
    expect("accuracy", &f, 0.8108108108108109, 0.7482707259835427, 0.8607057176330736);
}
END_TEST

/* Values: scikit-learn 1.2.1; intervals: the formulas of statistics.md on statsmodels' Wilson
 * limits; mcc's interval: quantiles of 2,000,000 Dirichlet draws by NumPy. */
START_TEST(functions_of_counts_are_those_of_scikit_learn)
{
    const gg_figures f = figures_of(37, 21, 14, 113);
    gg_measure mcc = measure("mcc", &f);

    expect("f1", &f, 0.6788990825688074, 0.5721399986476067, 0.7697404787792615);
    expect("balanced_accuracy", &f, 0.7843868890839918, 0.7081390864967165, 0.8422126949501615);
    ck_close(mcc.value, 0.5478494073048723, 1e-12);
    ck_assert_double_eq_tol(mcc.low, 0.40532055, 0.015);
    ck_assert_double_eq_tol(mcc.high, 0.66532129, 0.015);
    ck_assert_str_eq(mcc.method, GG_METHOD_DRAWS);
}
END_TEST

/* COMPAS: value and standard error by an independent DeLong, ends on the logit scale by NumPy. */
START_TEST(ranking_figures_have_logit_intervals)
{
    const gg_figures f = scored_figures(2035, 1282, 1216, 2681);

    expect("roc_auc", &f, 0.7021662544019726, 0.6900958975341442, 0.713961349213328);
    expect("average_precision", &f, 0.6283740292169139, 0.6116168436454541, 0.6448280655954295);
    ck_close(measure("roc_auc", &f).standard_error, 0.006089079340368284, 1e-15);
}
END_TEST

START_TEST(binned_scores_widen_the_interval_of_roc_auc)
{
    gg_figures exact = scored_figures(2035, 1282, 1216, 2681), binned = exact;
    gg_measure a, b;

    binned.roc_auc_low -= 0.01;
    binned.roc_auc_high += 0.02;
    a = measure("roc_auc", &exact);
    b = measure("roc_auc", &binned);
    ck_assert_double_eq(a.value, b.value);
    ck_assert_double_eq_tol(b.low, a.low - 0.01, 1e-3);
    ck_assert_double_eq_tol(b.high, a.high + 0.02, 1e-3);
}
END_TEST

START_TEST(a_perfect_ranking_is_not_certain)
{
    gg_figures f = scored_figures(20, 0, 0, 30);
    gg_measure m;

    f.roc_auc = (gg_finished){1, 0};
    f.roc_auc_low = f.roc_auc_high = 1;
    m = measure("roc_auc", &f);
    ck_assert_double_eq(m.high, 1);
    ck_close(m.low, pow(0.025, 1.0 / 20), 1e-12);
}
END_TEST

START_TEST(means_have_normal_intervals)
{
    gg_figures f = scored_figures(2035, 1282, 1216, 2681);
    gg_measure m;

    expect("brier_score", &f, 0.17345, 0.1555751284609947, 0.1913248715390053);
    m = measure("expected_calibration_error", &f);
    ck_assert_double_eq(m.value, 0.0431);
    ck_assert(isnan(m.low) && isnan(m.high));
    f.log_loss = (gg_finished){0.01, 0.02};
    ck_assert_double_eq(measure("log_loss", &f).low, 0);
}
END_TEST

/* All rows had the same loss: that says nothing of how much it varies. */
START_TEST(a_standard_error_of_zero_gives_no_interval)
{
    gg_figures f = scored_figures(3, 0, 0, 2);
    gg_measure m;

    f.brier_score = (gg_finished){0, 0};
    m = measure("brier_score", &f);
    ck_assert_int_eq(m.state, GG_MEASURE_OK);
    ck_assert_double_eq(m.value, 0);
    ck_assert(isnan(m.low) && isnan(m.high));
}
END_TEST

START_TEST(undefined_figures_say_why)
{
    const gg_figures none = figures_of(0, 0, 0, 0), no_positives = figures_of(0, 4, 0, 6);
    const gg_figures no_negatives = figures_of(4, 0, 6, 0), nobody = figures_of(0, 0, 4, 6);
    const gg_figures all = figures_of(4, 6, 0, 0);

    for (size_t i = 0; i < gg_metric_count(); i++)
        expect_why(gg_metric_at(i)->name, &none, GG_WHY_NO_ROWS);
    expect_why("recall", &no_positives, GG_WHY_NO_POSITIVES);
    expect_why("false_negative_rate", &no_positives, GG_WHY_NO_POSITIVES);
    expect_why("balanced_accuracy", &no_positives, GG_WHY_NO_POSITIVES);
    expect_why("mcc", &no_positives, GG_WHY_NO_POSITIVES);
    expect_why("specificity", &no_negatives, GG_WHY_NO_NEGATIVES);
    expect_why("false_positive_rate", &no_negatives, GG_WHY_NO_NEGATIVES);
    expect_why("balanced_accuracy", &no_negatives, GG_WHY_NO_NEGATIVES);
    expect_why("precision", &nobody, GG_WHY_NO_SELECTED);
    expect_why("mcc", &nobody, GG_WHY_NO_SELECTED);
    expect_why("negative_predictive_value", &all, GG_WHY_NO_NOT_SELECTED);
    expect_why("mcc", &all, GG_WHY_NO_NOT_SELECTED);
    expect_why("f1", &(gg_figures){.rows = 3, .complete = true, .w = {{3, 0}}, .w2 = {{3, 0}}},
               GG_WHY_NO_POSITIVES);
    expect_why("roc_auc", &all, GG_WHY_NO_SCORES);
}
END_TEST

START_TEST(figures_of_scores_need_scores)
{
    gg_figures f = scored_figures(0, 4, 0, 6);

    expect_why("roc_auc", &f, GG_WHY_ONE_CLASS);
    expect_why("average_precision", &f, GG_WHY_NO_POSITIVES);
    f = scored_figures(4, 4, 3, 6);
    f.scores = GG_SCORES_REAL;
    expect_why("brier_score", &f, GG_WHY_NOT_A_PROBABILITY);
    expect_why("log_loss", &f, GG_WHY_NOT_A_PROBABILITY);
    expect_why("expected_calibration_error", &f, GG_WHY_NOT_A_PROBABILITY);
    ck_assert_int_eq(measure("roc_auc", &f).state, GG_MEASURE_OK);
    f.scores = GG_SCORES_NONE;
    expect_why("average_precision", &f, GG_WHY_NO_SCORES);
    expect_why("brier_score", &f, GG_WHY_NO_SCORES);
}
END_TEST

START_TEST(what_was_left_out_says_so)
{
    gg_figures f = scored_figures(4, 4, 3, 6);

    f.measured = GG_EXTENT_RANKING;
    ck_assert_int_eq(measure("roc_auc", &f).state, GG_MEASURE_OK);
    expect_why("average_precision", &f, GG_WHY_NOT_MEASURED);
    expect_why("log_loss", &f, GG_WHY_NOT_MEASURED);
    f.measured = GG_EXTENT_COUNTS;
    expect_why("roc_auc", &f, GG_WHY_NOT_MEASURED);
    expect_why("expected_calibration_error", &f, GG_WHY_NOT_MEASURED);
    ck_assert_int_eq(measure("recall", &f).state, GG_MEASURE_OK);
    f.scores = GG_SCORES_REAL; /* the plainer reason stands */
    expect_why("brier_score", &f, GG_WHY_NOT_A_PROBABILITY);
}
END_TEST

START_TEST(unverified_rows_leave_two_rates)
{
    gg_figures f = scored_figures(37, 21, 14, 113);

    f.w[GG_UNVERIFIED][GG_SELECTED] = f.w2[GG_UNVERIFIED][GG_SELECTED] = 5;
    f.w[GG_UNVERIFIED][GG_NOT_SELECTED] = f.w2[GG_UNVERIFIED][GG_NOT_SELECTED] = 10;
    f.rows += 15;
    f.complete = false;
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const char *name = gg_metric_at(i)->name;

        if (strcmp(name, "selection_rate") != 0 && strcmp(name, "precision") != 0)
            expect_why(name, &f, GG_WHY_NOT_IDENTIFIED);
    }
    ck_close(measure("selection_rate", &f).value, 63.0 / 200, 1e-15);
    ck_close(measure("precision", &f).value, 37.0 / 58, 1e-15);
}
END_TEST

/* Weights of 2 with squares of 4: the same rates from half as many effective rows. */
START_TEST(weights_count_by_their_effective_size)
{
    gg_figures light = scored_figures(40, 20, 10, 130), heavy = light;
    gg_measure a, b;

    heavy.weighted = true;
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            heavy.w[o][s] *= 2;
            heavy.w2[o][s] *= 4;
        }
    }
    for (size_t i = 0; i < gg_metric_count(); i++) {
        gg_metric_measure(gg_metric_at(i), &light, NULL, &a);
        gg_metric_measure(gg_metric_at(i), &heavy, NULL, &b);
        ck_close(b.value, a.value, 1e-14);
        if (strcmp(gg_metric_at(i)->name, "average_precision") == 0) {
            /* How many positives there are does not say how far heavy rows move it. */
            ck_assert(!isnan(a.low) && isnan(b.low) && isnan(b.high));
            ck_assert_str_eq(b.method, "none");
        } else if (!isnan(a.low)) {
            ck_close(b.low, a.low, 1e-12);
            ck_close(b.high, a.high, 1e-12);
        }
    }
}
END_TEST

/* Properties over random tables, some of them with empty cells. */
static gg_figures random_figures(gg_random *r)
{
    gg_figures f = scored_figures(0, 0, 0, 0);
    double scale = pow(10, 1 + 3 * gg_random_uniform(r));

    for (size_t o = 0; o < GG_UNVERIFIED; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            double n = gg_random_uniform(r) < 0.1 ? 0 : floor(gg_random_uniform(r) * scale);

            f.w[o][s] = f.w2[o][s] = n;
            f.rows += n;
        }
    }
    f.roc_auc.value = f.roc_auc_low = f.roc_auc_high = gg_random_uniform(r);
    f.brier_score.value = gg_random_uniform(r);
    return f;
}

static bool inside(double x, const gg_measure *m)
{
    return x >= m->low && x <= m->high;
}

START_TEST(values_lie_in_their_intervals_and_ranges_and_grow_with_z)
{
    gg_random r;

    gg_random_init(&r, 1, "property", "nesting");
    for (int trial = 0; trial < 200; trial++) {
        const gg_figures f = random_figures(&r);

        for (size_t i = 0; i < gg_metric_count(); i++) {
            const gg_metric *metric = gg_metric_at(i);
            gg_measure_options how = gg_measure_options_default();
            gg_measure narrow, wide;

            how.z = 3 * gg_random_uniform(&r);
            gg_metric_measure(metric, &f, &how, &narrow);
            how.z += gg_random_uniform(&r);
            gg_metric_measure(metric, &f, &how, &wide);
            ck_assert_int_eq(narrow.state, wide.state);
            ck_assert((narrow.state == GG_MEASURE_OK) == (narrow.why == NULL));
            if (narrow.state != GG_MEASURE_OK || isnan(narrow.low))
                continue;
            ck_assert_msg(inside(narrow.value, &narrow), "%s", metric->name);
            ck_assert_msg(wide.low <= narrow.low && wide.high >= narrow.high, "%s", metric->name);
            ck_assert_msg(wide.low >= metric->low && wide.high <= metric->high, "%s", metric->name);
        }
    }
}
END_TEST

/* Calling positive what was negative, and selected what was not, swaps pairs of rates. */
START_TEST(swapping_labels_swaps_rates)
{
    static const char *const swaps[][2] = {{"recall", "specificity"},
                                           {"false_positive_rate", "false_negative_rate"},
                                           {"precision", "negative_predictive_value"},
                                           {"accuracy", "accuracy"},
                                           {"balanced_accuracy", "balanced_accuracy"}};
    gg_random r;

    gg_random_init(&r, 1, "property", "labels");
    for (int trial = 0; trial < 100; trial++) {
        const gg_figures f = random_figures(&r);
        const gg_figures g = figures_of(f.w[0][0], f.w[1][0], f.w[0][1], f.w[1][1]);

        for (size_t k = 0; k < sizeof swaps / sizeof swaps[0]; k++) {
            gg_measure a = measure(swaps[k][0], &f), b = measure(swaps[k][1], &g);

            ck_assert_int_eq(a.state, b.state);
            if (a.state != GG_MEASURE_OK)
                continue;
            ck_close(a.value, b.value, 1e-14);
            ck_close(a.low, b.low, 1e-12);
            ck_close(a.high, b.high, 1e-12);
        }
        if (measure("mcc", &f).state == GG_MEASURE_OK)
            ck_assert_double_eq_tol(measure("mcc", &f).value, measure("mcc", &g).value, 1e-12);
    }
}
END_TEST

/* What is right for a rate is wrong for its complement, and the intervals mirror. */
START_TEST(complements_mirror)
{
    static const char *const pairs[][2] = {{"recall", "false_negative_rate"},
                                           {"specificity", "false_positive_rate"}};
    gg_random r;

    gg_random_init(&r, 1, "property", "complements");
    for (int trial = 0; trial < 100; trial++) {
        const gg_figures f = random_figures(&r);

        for (size_t k = 0; k < 2; k++) {
            gg_measure a = measure(pairs[k][0], &f), b = measure(pairs[k][1], &f);

            ck_assert_int_eq(a.state, b.state);
            if (a.state == GG_MEASURE_OK) {
                ck_assert_double_eq_tol(a.value, 1 - b.value, 1e-14);
                ck_assert_double_eq_tol(a.low, 1 - b.high, 1e-12);
            }
        }
    }
}
END_TEST

START_TEST(twice_the_rows_keep_the_value_and_narrow_the_interval)
{
    gg_random r;

    gg_random_init(&r, 1, "property", "double");
    for (int trial = 0; trial < 50; trial++) {
        const gg_figures once = random_figures(&r);
        gg_figures twice = once;

        for (size_t o = 0; o < GG_OUTCOMES; o++) {
            for (size_t s = 0; s < GG_SELECTIONS; s++)
                twice.w[o][s] = twice.w2[o][s] = 2 * once.w[o][s];
        }
        for (size_t i = 0; i < gg_metric_count(); i++) {
            const gg_metric *metric = gg_metric_at(i);
            gg_measure a, b;

            /* What comes with its own standard error does not know of the rows. */
            if (metric->needs_scores || strcmp(metric->name, "mcc") == 0)
                continue;
            gg_metric_measure(metric, &once, NULL, &a);
            gg_metric_measure(metric, &twice, NULL, &b);
            ck_assert_int_eq(a.state, b.state);
            if (a.state != GG_MEASURE_OK)
                continue;
            ck_close(a.value, b.value, 1e-14);
            ck_assert_msg(b.high - b.low < a.high - a.low, "%s", metric->name);
        }
    }
}
END_TEST

START_TEST(draws_depend_on_seed_and_slice_alone)
{
    const gg_figures f = figures_of(37, 21, 14, 113);
    gg_measure_options how = gg_measure_options_default();
    gg_measure a, b;

    gg_metric_measure(gg_metric_find("mcc"), &f, &how, &a);
    gg_metric_measure(gg_metric_find("mcc"), &f, &how, &b);
    ck_assert_double_eq(a.low, b.low);
    how.slice = "race=White";
    gg_metric_measure(gg_metric_find("mcc"), &f, &how, &b);
    ck_assert_double_ne(a.low, b.low);
    how.slice = "";
    how.seed = 2;
    gg_metric_measure(gg_metric_find("mcc"), &f, &how, &b);
    ck_assert_double_ne(a.low, b.low);
}
END_TEST

START_TEST(mcc_of_a_billion_rows_does_not_overflow)
{
    const gg_figures f = figures_of(4e14, 1e14, 1e14, 4e14);

    ck_close(measure("mcc", &f).value, 0.6, 1e-12);
}
END_TEST

/* The order is that of the contract, which documents and readers rely on. */
START_TEST(the_table_is_that_of_the_contract)
{
    static const char *const names[] = {"base_rate",
                                        "selection_rate",
                                        "precision",
                                        "recall",
                                        "specificity",
                                        "false_positive_rate",
                                        "false_negative_rate",
                                        "negative_predictive_value",
                                        "accuracy",
                                        "balanced_accuracy",
                                        "f1",
                                        "mcc",
                                        "roc_auc",
                                        "average_precision",
                                        "brier_score",
                                        "log_loss",
                                        "expected_calibration_error"};

    ck_assert_uint_eq(gg_metric_count(), sizeof names / sizeof names[0]);
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const gg_metric *metric = gg_metric_at(i);

        ck_assert_str_eq(metric->name, names[i]);
        ck_assert_ptr_eq(gg_metric_find(names[i]), metric);
        ck_assert(metric->low < metric->high);
        ck_assert_str_ne(metric->title, "");
        ck_assert_int_eq(metric->sentence[strlen(metric->sentence) - 1], '.');
        ck_assert((metric->denominator != 0) == (metric->measure == NULL));
        ck_assert((metric->denominator != 0) == (metric->why_empty != NULL));
        ck_assert_uint_eq(metric->numerator & ~metric->denominator, 0);
        ck_assert(!metric->needs_probabilities || metric->needs_scores);
    }
    ck_assert_ptr_null(gg_metric_at(gg_metric_count()));
    ck_assert_ptr_null(gg_metric_find("false_discovery_rate"));
    ck_assert_ptr_null(gg_metric_find(NULL));
}
END_TEST

START_TEST(fractions_are_given_for_rates_alone)
{
    const gg_figures f = figures_of(37, 21, 14, 113), none = figures_of(0, 0, 3, 4);
    gg_fraction fraction = {0, 0, 0};
    const char *why = "";

    ck_assert(gg_metric_fraction(gg_metric_find("precision"), &f, &fraction, &why));
    ck_assert_ptr_null(why);
    ck_assert_double_eq(fraction.numerator, 37);
    ck_assert_double_eq(fraction.denominator, 58);
    ck_assert_double_eq(fraction.effective, 58);
    ck_assert(!gg_metric_fraction(gg_metric_find("precision"), &none, &fraction, &why));
    ck_assert_str_eq(why, GG_WHY_NO_SELECTED);
    ck_assert(!gg_metric_fraction(gg_metric_find("mcc"), &f, &fraction, &why));
    ck_assert_ptr_null(why);
    ck_assert_double_eq(fraction.denominator, 58);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_was_left_out_says_so);
    tcase_add_test(tc, rates_are_those_of_statsmodels);
    tcase_add_test(tc, functions_of_counts_are_those_of_scikit_learn);
    tcase_add_test(tc, ranking_figures_have_logit_intervals);
    tcase_add_test(tc, binned_scores_widen_the_interval_of_roc_auc);
    tcase_add_test(tc, a_perfect_ranking_is_not_certain);
    tcase_add_test(tc, means_have_normal_intervals);
    tcase_add_test(tc, a_standard_error_of_zero_gives_no_interval);
    tcase_add_test(tc, undefined_figures_say_why);
    tcase_add_test(tc, figures_of_scores_need_scores);
    tcase_add_test(tc, unverified_rows_leave_two_rates);
    tcase_add_test(tc, weights_count_by_their_effective_size);
    tcase_add_test(tc, values_lie_in_their_intervals_and_ranges_and_grow_with_z);
    tcase_add_test(tc, swapping_labels_swaps_rates);
    tcase_add_test(tc, complements_mirror);
    tcase_add_test(tc, twice_the_rows_keep_the_value_and_narrow_the_interval);
    tcase_add_test(tc, draws_depend_on_seed_and_slice_alone);
    tcase_add_test(tc, mcc_of_a_billion_rows_does_not_overflow);
    tcase_add_test(tc, the_table_is_that_of_the_contract);
    tcase_add_test(tc, fractions_are_given_for_rates_alone);
}

GG_TEST_MAIN("evaluate/metric")
