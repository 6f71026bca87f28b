/*
 * Inequality in the evaluation document. Expected values: numpy, by the definitions of Speicher et
 * al. 2018 on the benefit of each row, and of Foulds et al. 2020 on the rates.
 */
#include "ranked.h"

#include "gauger/evaluate/inequality.h"

static gg_evaluation_options wanted(void)
{
    gg_evaluation_options o = gg_evaluation_options_default();

    o.adverse = GG_ADVERSE_NOT_SELECTED;
    return o;
}

START_TEST(being_selected_is_wanted)
{
    gg_evaluation_options o = wanted();
    json_t *d = evaluated(twenty, TWENTY_COLUMNS, &o, NULL, 0);
    const json_t *q = at(d, "inequality");

    ck_assert_str_eq(text(q, "favourable"), "selected");
    ck_close(number(q, "theil_index/value"), 0.21526590461530898, 1e-9);
    ck_close(number(q, "generalized_entropy/value"), 0.15759637188208608, 1e-9);
    ck_close(number(q, "attributes/g/between_groups/value"), 0.010204081632653211, 1e-9);
    ck_close(number(q, "attributes/g/between_groups/value") +
                 number(q, "attributes/g/within_groups/value"),
             0.15759637188208608, 1e-9);
    ck_close(number(q, "attributes/g/smoothed_differential_fairness/value"), 0.20067069546215124,
             1e-9);
    json_decref(d);
}
END_TEST

START_TEST(being_selected_is_the_burden)
{
    json_t *d = evaluated(twenty, TWENTY_COLUMNS, NULL, NULL, 0);
    const json_t *q = at(d, "inequality");

    ck_assert_str_eq(text(q, "favourable"), "not-selected");
    ck_close(number(q, "theil_index/value"), 0.2701818777222701, 1e-9);
    ck_close(number(q, "generalized_entropy/value"), 0.19252077562326866, 1e-9);
    ck_close(number(q, "attributes/g/smoothed_differential_fairness/value"), 0.20067069546215124,
             1e-9);
    json_decref(d);
}
END_TEST

START_TEST(what_is_undefined)
{
    json_t *d = evaluated("s,y,g\n0.9,1,a\n0.8,,a\n0.7,0,b\n0.1,1,b\n",
                          "columns: {s: score, y: outcome, g: protected}", NULL, NULL, 0);

    ck_assert_str_eq(text(d, "inequality/theil_index/why_null"), GG_WHY_NOT_IDENTIFIED);
    ck_assert_str_eq(text(d, "inequality/attributes/g/between_groups/why_null"),
                     GG_WHY_NOT_IDENTIFIED);
    ck_assert(
        json_is_number(at(d, "inequality/attributes/g/smoothed_differential_fairness/value")));
    json_decref(d);
    d = evaluated("s,y,g\n0.9,0,a\n0.8,0,a\n", "columns: {s: score, y: outcome, g: protected}",
                  NULL, NULL, 0);
    ck_assert_str_eq(text(d, "inequality/theil_index/why_null"), GG_WHY_NO_BENEFIT);
    ck_assert_str_eq(text(d, "inequality/attributes/g/smoothed_differential_fairness/why_null"),
                     GG_WHY_ONE_GROUP);
    json_decref(d);
    d = evaluated("s,g\n0.9,a\n0.8,b\n", "columns: {s: score, g: protected}", NULL, NULL, 0);
    ck_assert_ptr_null(at(d, "inequality"));
    json_decref(d);
}
END_TEST

/* Nobody, and counts that are known within bounds, have no such figure. */
START_TEST(nobody_and_counts_within_bounds)
{
    static const char *const names[] = {"a", "b"};
    gg_figures f[2] = {gg_figures_empty(GG_SCORES_NONE), gg_figures_empty(GG_SCORES_NONE)};
    gg_unequal_groups g = {"g", names, f, 2};
    json_t *q = gg_inequality_write(&f[0], &g, 1, GG_ADVERSE_SELECTED);

    ck_assert_str_eq(text(q, "theil_index/why_null"), GG_WHY_NO_ROWS);
    json_decref(q);
    f[0].bounded = true;
    q = gg_inequality_write(&f[0], &g, 1, GG_ADVERSE_SELECTED);
    ck_assert_str_eq(text(q, "theil_index/why_null"), GG_WHY_BOUNDED);
    ck_assert_str_eq(text(q, "attributes/g/smoothed_differential_fairness/why_null"),
                     GG_WHY_BOUNDED);
    json_decref(q);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, being_selected_is_wanted);
    tcase_add_test(tc, being_selected_is_the_burden);
    tcase_add_test(tc, what_is_undefined);
    tcase_add_test(tc, nobody_and_counts_within_bounds);
}

GG_TEST_MAIN("evaluate/inequality")
