/*
 * Capacity and operating points in the evaluation document. Expected counts are made by hand from
 * the table; intervals by statsmodels' proportion_confint(method="wilson").
 */
#include "ranked.h"

static const gg_capacity_wish wishes[] = {{false, 8}, {true, 0.5}};

/* Room for 8: seven at 0.7 and above (five with the outcome), then two tied at 0.6, one of each. */
START_TEST(three_rules_for_ties)
{
    json_t *d = evaluated(twenty, TWENTY_COLUMNS, NULL, wishes, 2);
    const json_t *c = at(d, "capacity/0/everyone");

    ck_assert(number(d, "capacity/0/capacity") == 8);
    ck_assert(number(d, "capacity/1/share") == 0.5);
    ck_assert(number(c, "room") == 8 && number(c, "rows") == 20 && number(c, "tied") == 2);
    ck_close(number(c, "score"), 0.6, 1e-12);
    ck_assert(number(c, "ties_in/selected") == 9 && number(c, "ties_in/tp") == 6);
    ck_assert(number(c, "ties_out/selected") == 7 && number(c, "ties_out/tp") == 5);
    ck_assert(number(c, "proportional/selected") == 8);
    ck_close(number(c, "proportional/tp"), 5.5, 1e-12);
    ck_assert(number(c, "proportional/tp_least") == 5 && number(c, "proportional/tp_most") == 6);
    ck_close(number(c, "ties_in/precision/value"), 6 / 9.0, 1e-12);
    ck_close(number(c, "ties_in/precision/low"), 0.3542021355803961, 1e-9);
    ck_close(number(c, "ties_in/recall/value"), 0.6, 1e-12);
    ck_close(number(c, "ties_out/lift/value"), 5 / 7.0 / 0.5, 1e-12);
    ck_assert(json_is_null(at(c, "proportional/precision/low")));
    ck_assert_str_eq(text(c, "proportional/precision/method"), "hypergeometric_mean");
    json_decref(d);
}
END_TEST

/* Half of A's eleven rows is room for five, half of B's nine for four. */
START_TEST(within_sites)
{
    json_t *d = evaluated(twenty, TWENTY_COLUMNS, NULL, wishes, 2);
    const json_t *c = at(d, "capacity/1");

    ck_assert(number(c, "everyone/room") == 10);
    ck_assert(number(c, "sites/A/room") == 5 && number(c, "sites/A/rows") == 11);
    ck_assert(number(c, "sites/B/room") == 4);
    ck_close(number(c, "within_sites/proportional/selected"), 9, 1e-12);
    ck_close(number(c, "within_sites/proportional/tp"),
             number(c, "sites/A/proportional/tp") + number(c, "sites/B/proportional/tp"), 1e-12);
    json_decref(d);
}
END_TEST

/* Unverified rows take up room: precision is not identified, nor is recall. */
START_TEST(unverified_rows)
{
    static const gg_capacity_wish three = {false, 3};
    json_t *d = evaluated("s,y\n0.9,1\n0.8,\n0.7,0\n0.6,1\n0.2,0\n",
                          "columns: {s: score, y: outcome}", NULL, &three, 1);
    const json_t *c = at(d, "capacity/0/everyone/ties_out");

    ck_assert(number(c, "selected") == 3 && number(c, "unverified") == 1);
    ck_assert_str_eq(text(c, "precision/why_null"), GG_WHY_NOT_IDENTIFIED);
    ck_close(number(c, "precision/observed"), 0.5, 1e-12);
    ck_close(number(c, "precision/bounds/0"), 1 / 3.0, 1e-12);
    ck_close(number(c, "precision/bounds/1"), 2 / 3.0, 1e-12);
    ck_assert_str_eq(text(c, "recall/why_null"), GG_WHY_NOT_IDENTIFIED);
    ck_assert_str_eq(text(c, "lift/why_null"), GG_WHY_NOT_IDENTIFIED);
    /* Nobody is left below: whatever the unverified row is, the recall is 1. */
    ck_assert(number(d, "operating_points/4/recall/value") == 1);
    ck_assert_str_eq(text(d, "operating_points/4/recall/method"), "worst_case");
    ck_assert_ptr_null(at(d, "operating_points/4/recall/bounds"));
    /* statsmodels' Wilson of 2/4 and of 3/4. */
    ck_close(number(d, "operating_points/4/precision/bounds_interval/0"), 0.15003898915215, 1e-10);
    ck_close(number(d, "operating_points/4/precision/bounds_interval/1"), 0.9544127391903, 1e-10);
    ck_assert(number(d, "operating_points/4/unverified") == 1);
    ck_close(number(d, "operating_points/4/precision/observed"), 2 / 3.0, 1e-12);
    ck_close(number(d, "operating_points/4/precision/bounds/0"), 0.5, 1e-12);
    ck_close(number(d, "operating_points/4/precision/bounds/1"), 0.75, 1e-12);
    json_decref(d);
}
END_TEST

START_TEST(operating_points)
{
    json_t *d = evaluated(twenty, TWENTY_COLUMNS, NULL, NULL, 0);
    const json_t *p = at(d, "operating_points/4");

    ck_assert_uint_eq(json_array_size(at(d, "operating_points")), 9);
    ck_assert(number(p, "threshold") == 0.5 && number(p, "selected") == 11);
    ck_assert(number(p, "tp") == 7 && number(p, "fp") == 4 && number(p, "unverified") == 0);
    ck_close(number(p, "precision/value"), 7 / 11.0, 1e-12);
    ck_close(number(p, "recall/value"), 0.7, 1e-12);
    ck_close(number(p, "false_positive_rate/value"), 0.4, 1e-12);
    ck_close(number(p, "precision/value"), number(d, "overall/precision/value"), 1e-12);
    ck_assert_ptr_null(at(d, "capacity"));
    json_decref(d);
    d = evaluated("s,y\n1,0\n3,1\n2,1\n", "columns: {s: score, y: outcome}", NULL, NULL, 0);
    ck_assert_ptr_null(at(d, "operating_points"));
    json_decref(d);
}
END_TEST

/* Whom the missing outcomes cannot change: recall 0 where no positive is selected and no unverified
 * row; all selected are verified, so their finds are a number; all positives selected, so lift is
 * rows over room. */
START_TEST(settled_whatever_is_missing)
{
    static const gg_capacity_wish two = {false, 2};
    json_t *d = evaluated("s,y\n0.85,0\n0.8,1\n0.6,1\n0.6,\n0.2,\n",
                          "columns: {s: score, y: outcome}", NULL, &two, 1);

    ck_assert(number(d, "operating_points/7/recall/bounds/0") == 0.25);
    ck_assert(number(d, "operating_points/8/recall/value") == 0);
    ck_assert(number(d, "capacity/0/everyone/ties_out/finds/value") == 1);
    ck_assert(number(d, "capacity/0/everyone/ties_out/finds/low") == 1);
    ck_assert(number(d, "capacity/0/everyone/ties_out/finds/high") == 1);
    json_decref(d);
    d = evaluated("s,y\n0.9,1\n0.8,\n0.7,0\n0.6,0\n", "columns: {s: score, y: outcome}", NULL, &two,
                  1);
    ck_assert(number(d, "capacity/0/everyone/ties_out/recall/value") == 1);
    ck_assert(number(d, "capacity/0/everyone/ties_out/lift/value") == 2);
    ck_assert_str_eq(text(d, "capacity/0/everyone/ties_out/precision/why_null"),
                     GG_WHY_NOT_IDENTIFIED);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, settled_whatever_is_missing);
    tcase_add_test(tc, three_rules_for_ties);
    tcase_add_test(tc, within_sites);
    tcase_add_test(tc, unverified_rows);
    tcase_add_test(tc, operating_points);
}

GG_TEST_MAIN("evaluate/capacity")
