/*
 * Sentences about calibration, capacities and other thresholds: one for each figure that is shown,
 * each true of the numbers in the document.
 */
#include "ranked.h"

#include "gauger/evaluate/explain.h"

/* The sentence of a figure; NULL where it has none. */
static const char *sentence(const json_t *document, const char *figure)
{
    const json_t *list = json_object_get(document, "explanations");
    const char *found = NULL;
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        if (strcmp(gg_json_string(one, "figure", ""), figure) != 0)
            continue;
        ck_assert_msg(found == NULL, "%s has two sentences", figure);
        found = gg_json_string(one, "sentence", NULL);
    }
    return found;
}

static void says(const json_t *document, const char *figure, const char *what)
{
    const char *text = sentence(document, figure);

    ck_assert_msg(text != NULL, "%s has no sentence", figure);
    ck_assert_msg(strstr(text, what) != NULL, "%s: %s", figure, text);
    ck_assert_int_eq(text[strlen(text) - 1], '.');
}

static json_t *explained(const char *table, const char *columns, const gg_capacity_wish *wishes,
                         size_t n)
{
    json_t *d = evaluated(table, columns, NULL, wishes, n);
    char fault[400];
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_explain_evaluation(d, &err), GG_OK);
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", d, fault), "%s", fault);
    return d;
}

static const gg_capacity_wish wishes[] = {{false, 8}, {true, 0.35}};

START_TEST(all_outcomes_known)
{
    json_t *d = explained(twenty, TWENTY_COLUMNS, wishes, 2);

    says(d, "capacity.0.everyone.ties_in.precision",
         "With room for 8 cases, all of the tied taken: Precision at cutoff 0.67 [0.35, 0.88]: of "
         "100 cases that would be referred, about 67 have the outcome");
    says(d, "capacity.0.everyone.proportional.recall", "the tied drawn by lot");
    says(d, "capacity.0.everyone.ties_out.lift", "have the outcome 1.43 times as often as all");
    says(d, "capacity.0.within_sites.ties_in.precision", "With room for 8 cases, site by site");
    /* Seven rows score 0.7 or more: nothing is tied. */
    says(d, "capacity.1.everyone.ties_in.precision", "With room for 35% of the cases: Precision");
    ck_assert_ptr_null(sentence(d, "capacity.1.everyone.ties_out.precision"));
    says(d, "operating_points.4.precision", "At threshold 0.5: Precision at cutoff 0.64");
    says(d, "operating_points.4.recall", "of 100 cases that have the outcome, about 70 would be");
    says(d, "operating_points.4.false_positive_rate", "about 40 would be referred");
    ck_assert_ptr_null(sentence(d, "operating_points.4.finds"));
    json_decref(d);
}
END_TEST

START_TEST(calibration_figures_and_tests)
{
    json_t *d = explained(twenty, TWENTY_COLUMNS, NULL, 0);

    says(d, "calibration.overall.calibration_slope", "where 1 is as it should be");
    says(d, "calibration.overall.calibration_intercept", "where 0 is as it should be");
    says(d, "calibration.overall.miscalibration", "of the Brier score");
    says(d, "calibration.overall.discrimination", "telling cases apart saves");
    says(d, "calibration.overall.uncertainty", "base rate");
    says(d, "calibration.overall.slope_and_intercept", "Wald's test of slope 1 and intercept 0");
    says(d, "calibration.overall.hosmer_lemeshow", "of 100 tables");
    says(d, "calibration.overall.spiegelhalter", "by chance alone");
    json_decref(d);
    d = explained("s,y\n1,1\n0,0\n1,0\n0,1\n", "columns: {s: score, y: outcome}", NULL, 0);
    says(d, "calibration.overall.calibration_slope", "every score is 0 or 1");
    json_decref(d);
    d = explained("s,y\n7,1\n2,0\n", "columns: {s: score, y: outcome}", NULL, 0);
    ck_assert_ptr_null(sentence(d, "calibration.overall.calibration_slope"));
    json_decref(d);
}
END_TEST

START_TEST(missing_outcomes)
{
    json_t *d = explained("s,y\n0.9,1\n0.8,\n0.7,0\n0.6,1\n0.2,0\n",
                          "columns: {s: score, y: outcome}", wishes, 1);

    says(d, "operating_points.4.precision", "whatever the unknown outcomes are, it lies from 0.50");
    says(d, "operating_points.4.finds", "of those who would be referred, 2 to 3 have the outcome");
    says(d, "operating_points.7.precision", "it lies from 0.50 to 1.00");
    /* Of scores from 0.9 up one row, with the outcome: nothing is missing there. */
    says(d, "operating_points.8.precision", "of 100 cases that would be referred, about 100");
    says(d, "operating_points.8.finds", "about 1 have the outcome");
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, all_outcomes_known);
    tcase_add_test(tc, calibration_figures_and_tests);
    tcase_add_test(tc, missing_outcomes);
}

GG_TEST_MAIN("evaluate/explain_ranked")
