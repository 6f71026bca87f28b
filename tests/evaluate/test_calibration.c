/* Calibration in the evaluation document. Expected values: see each test. */
#include "ranked.h"

#include "gauger/evaluate/calibration.h"

/* statsmodels' Logit on the log odds, and GLM with an offset; scikit-learn's IsotonicRegression. */
START_TEST(figures_of_everyone)
{
    json_t *d = evaluated(twenty, TWENTY_COLUMNS, NULL, NULL, 0);
    const json_t *c = at(d, "calibration/overall");

    ck_assert(number(c, "count") == 20);
    ck_assert(json_is_true(at(c, "complete")));
    ck_close(number(c, "calibration_slope/value"), 0.6341115337189812, 1e-6);
    ck_close(number(c, "calibration_slope/standard_error"), 0.39401838967108144, 1e-6);
    ck_close(number(c, "calibration_slope/low"),
             0.6341115337189812 - 1.959963984540054 * 0.39401838967108144, 1e-5);
    ck_close(number(c, "calibration_slope/high"),
             0.6341115337189812 + 1.959963984540054 * 0.39401838967108144, 1e-6);
    ck_assert_str_eq(text(c, "calibration_slope/method"), "normal");
    ck_close(number(c, "calibration_intercept/value"), -0.03976223455546141, 1e-6);
    ck_close(number(c, "calibration_in_the_large/value"), -0.05556634940721529, 1e-6);
    ck_close(number(c, "miscalibration/value"), 0.02, 1e-9);
    ck_assert(json_is_null(at(c, "miscalibration/low")));
    ck_close(number(c, "discrimination/value"), 0.05, 1e-9);
    ck_close(number(c, "uncertainty/value"), 0.25, 1e-9);
    ck_close(number(c, "spiegelhalter/z"), 0.9396819714698793, 1e-9);
    ck_close(number(c, "miscalibration/value") - number(c, "discrimination/value") +
                 number(c, "uncertainty/value"),
             number(d, "overall/brier_score/value"), 1e-9);
    /* Everybody stands on the diagram, in points of eleven rows and more. */
    ck_assert_uint_eq(json_array_size(at(d, "calibration/reliability_diagram")), 1);
    ck_assert(number(d, "calibration/reliability_diagram/0/count") == 20);
    ck_close(number(d, "calibration/reliability_diagram/0/score"), 0.51, 1e-9);
    json_decref(d);
}
END_TEST

/* Groups, sites and intersections each have their own; the confidence is that of the options. */
START_TEST(figures_of_slices)
{
    gg_evaluation_options o = gg_evaluation_options_default();
    json_t *wide, *d = evaluated(twenty, TWENTY_COLUMNS, NULL, NULL, 0);

    ck_assert(number(d, "calibration/attributes/g/a/count") +
                  number(d, "calibration/attributes/g/b/count") ==
              20);
    ck_assert(number(d, "calibration/sites/A/count") == 11);
    ck_assert(number(d, "calibration/sites/B/count") == 9);
    ck_assert_ptr_null(at(d, "calibration/periods"));
    ck_assert_ptr_null(at(d, "calibration/intersections"));
    o.confidence = 0.99;
    wide = evaluated(twenty, TWENTY_COLUMNS, &o, NULL, 0);
    ck_assert(number(wide, "calibration/sites/A/calibration_slope/low") <
              number(d, "calibration/sites/A/calibration_slope/low"));
    json_decref(wide);
    json_decref(d);
}
END_TEST

/* Of unverified rows nothing is known: no figure, with that of the others beside it. */
START_TEST(missing_outcomes)
{
    json_t *d = evaluated("s,y\n0.2,0\n0.4,1\n0.6,0\n0.8,1\n0.3,\n",
                          "columns: {s: score, y: outcome}", NULL, NULL, 0);
    const json_t *c = at(d, "calibration/overall");

    ck_assert(json_is_false(at(c, "complete")));
    ck_assert(number(c, "count") == 4);
    for (size_t i = 0; i < gg_calibration_figure_count(); i++) {
        const json_t *est = json_object_get(c, gg_calibration_figure_at(i)->name);

        ck_assert(json_is_null(at(est, "value")) && json_is_null(at(est, "low")));
        ck_assert_str_eq(text(est, "why_null"), GG_WHY_NOT_IDENTIFIED);
        ck_assert(json_is_number(at(est, "observed")));
    }
    json_decref(d);
}
END_TEST

/* Scores of 0 and 1 alone: each row is counted as certain, in whatever group, and nothing fits. */
START_TEST(certain_scores_are_counted)
{
    json_t *d = evaluated("s,y,g\n1,1,a\n0,0,a\n1,0,b\n0,1,b\n1,1,b\n",
                          "columns: {s: score, y: outcome, g: protected}", NULL, NULL, 0);

    ck_assert(number(d, "calibration/overall/certain") == 5);
    ck_assert(number(d, "calibration/attributes/g/b/certain") == 3);
    ck_assert_str_eq(text(d, "calibration/overall/calibration_slope/why_null"),
                     GG_WHY_CERTAIN_SCORES);
    ck_assert_str_eq(text(d, "calibration/overall/calibration_in_the_large/why_null"),
                     GG_WHY_CERTAIN_SCORES);
    json_decref(d);
    d = evaluated("s,y\n1,1\n0.4,0\n0.6,1\n0.3,1\n0.7,0\n0,0\n", "columns: {s: score, y: outcome}",
                  NULL, NULL, 0);
    ck_assert(number(d, "calibration/overall/certain") == 2);
    ck_assert(number(d, "calibration/conventions/bins") == 10);
    ck_assert_str_eq(text(d, "calibration/conventions/hosmer_lemeshow"), "equal_count");
    json_decref(d);
}
END_TEST

START_TEST(no_line_is_told_why)
{
    static const struct {
        const char *table, *why;
    } cases[] = {
        {"s,y\n0.5,1\n0.2,1\n", GG_WHY_ONE_CLASS},
        {"s,y\n0.5,1\n0.5,0\n", GG_WHY_ONE_SCORE},
        {"s,y\n0.8,1\n0.5,0\n", GG_WHY_SEPARATED},
        {"s,y\n0.8,\n0.5,\n", GG_WHY_NO_ROWS},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *d = evaluated(cases[i].table, "columns: {s: score, y: outcome}", NULL, NULL, 0);

        ck_assert_str_eq(text(d, "calibration/overall/calibration_slope/why_null"), cases[i].why);
        json_decref(d);
    }
}
END_TEST

/* Scores that are no probabilities have no calibration at all. */
START_TEST(no_probabilities)
{
    json_t *d = evaluated("s,y\n1,0\n3,1\n2,1\n", "columns: {s: score, y: outcome}", NULL, NULL, 0);

    ck_assert_ptr_null(at(d, "calibration"));
    json_decref(d);
}
END_TEST

START_TEST(the_table)
{
    for (size_t i = 0; i < gg_calibration_figure_count(); i++) {
        const gg_calibration_figure *f = gg_calibration_figure_at(i);

        ck_assert(f->low < f->high && f->name[0] && f->title[0]);
        ck_assert_msg(f->sentence[strlen(f->sentence) - 1] == '.', "%s", f->sentence);
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(f->name, gg_calibration_figure_at(k)->name);
    }
    ck_assert_ptr_null(gg_calibration_figure_at(gg_calibration_figure_count()));
}
END_TEST

START_TEST(measures)
{
    const gg_calibration_figure *slope = gg_calibration_figure_at(0);
    const gg_calibration_figure *mcb = gg_calibration_figure_at(3);
    gg_measure m = gg_calibration_measure(slope, 0.9, 0.1, 2, NULL);

    ck_assert(m.state == GG_MEASURE_OK);
    ck_close(m.low, 0.7, 1e-12);
    ck_close(m.high, 1.1, 1e-12);
    m = gg_calibration_measure(slope, 0.9, NAN, 2, NULL);
    ck_assert(m.state == GG_MEASURE_OK && isnan(m.low) && isnan(m.high));
    m = gg_calibration_measure(mcb, 0.01, 0.1, 2, NULL);
    ck_assert(isnan(m.low));
    m = gg_calibration_measure(slope, NAN, 0.1, 2, GG_WHY_ONE_SCORE);
    ck_assert(m.state == GG_MEASURE_UNDEFINED);
    ck_assert_str_eq(m.why, GG_WHY_ONE_SCORE);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, figures_of_everyone);
    tcase_add_test(tc, figures_of_slices);
    tcase_add_test(tc, missing_outcomes);
    tcase_add_test(tc, certain_scores_are_counted);
    tcase_add_test(tc, no_line_is_told_why);
    tcase_add_test(tc, no_probabilities);
    tcase_add_test(tc, the_table);
    tcase_add_test(tc, measures);
}

GG_TEST_MAIN("evaluate/calibration")
