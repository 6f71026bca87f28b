/* Rounded counts, a random arm and strata of published tables; their figures through a document. */
#include "counts.h"

#include <string.h>

#include "gauger/evaluate/metric.h"
#include "gauger/evaluate/pooled.h"

/* ---- rounded counts, a random arm, documents ---- */

START_TEST(rounded_counts_lie_within_half_a_base)
{
    json_t *d = document_of("g,selected,n\nNL,1050,178200\nnonEU,0,50\n",
                            "columns: {g: protected, selected: selected, n: count}\n"
                            "rounded_to: 10",
                            NULL);
    const json_t *nl = estimate(d, "NL", "selection_rate");
    const json_t *other = estimate(d, "nonEU", "selection_rate");

    ck_close(bound(nl, 0), 1045.0 / 178205, 1e-14);
    ck_close(bound(nl, 1), 1055.0 / 178195, 1e-14);
    ck_close(bound(other, 0), 0, 0);
    ck_close(bound(other, 1), 5.0 / 45, 1e-14);
    json_decref(d);
}
END_TEST

static const char *const arm = "arm,g,tp,fp,fn,tn\nrandom,a,,,%s,552\nrandom,b,,,19,448\n"
                               "model,a,1010,2290,,\nmodel,b,420,1362,,\n";

/* The estimate rises as the hidden count of the arm falls; the ends are those of the exact tables.
 */
START_TEST(a_random_arm_in_bounds_lies_between_the_exact_ones)
{
    static const char *const counts[] = {"20", "29", "20-29"};
    gg_evaluation_options o = gg_evaluation_options_default();
    temporary totals = temporary_file("g,count\na,180000\nb,140000\n", 0);
    gg_population population;
    double value[3][2];

    ck_assert_int_eq(gg_population_read(totals.path, &population, NULL), GG_OK);
    o.inspection = GG_INSPECTION_RANDOM_ARM;
    o.population = &population;
    for (int i = 0; i < 3; i++) {
        char table[200];
        json_t *d;

        snprintf(table, sizeof table, arm, counts[i]);
        d = document_of(table, "columns: {arm: arm, " GROUPED "}", &o);
        value[i][0] =
            i < 2 ? member(d, "a", "recall", "value") : bound(estimate(d, "a", "recall"), 0);
        value[i][1] = bound(estimate(d, "a", "recall"), 1);
        json_decref(d);
    }
    /* 1010 found of 180000 times the arm's share. */
    ck_close(value[0][0], 1010 / (180000.0 * 20 / 572), 1e-12);
    ck_close(value[2][1], value[0][0], 1e-12);
    ck_close(value[2][0], value[1][0], 1e-12);
    gg_population_release(&population);
    temporary_remove(&totals);
}
END_TEST

START_TEST(figures_in_bounds_round_trip_through_the_document)
{
    json_t *d = document_of("g,tp,fp,fn,tn,n\na,<10,60,5-8,880,950\nb,12,45,12,400,\n",
                            "columns: {" GROUPED ", n: count}", NULL);
    const json_t *metrics = json_object_get(d, "overall");
    json_t *again = NULL, *changed;
    gg_figures figures;
    gg_error err;

    gg_error_init(&err);
    must(gg_figures_parse(metrics, &figures, &err), &err);
    ck_assert(figures.bounded);
    must(gg_figures_write(&figures, NULL, &again, &err), &err);
    ck_assert(json_equal(metrics, again));
    changed = json_deep_copy(metrics);
    json_object_set_new(json_object_get(changed, "count_bounds"), "tp", json_pack("[i, i]", 9, 1));
    ck_assert_int_eq(gg_figures_parse(changed, &figures, &err), GG_E_INPUT);
    json_decref(changed);
    gg_error_init(&err);
    changed = json_deep_copy(metrics);
    json_object_set_new(json_object_get(changed, "count_bounds"), "selected",
                        json_pack("[i, i]", 500, 600));
    ck_assert_int_eq(gg_figures_parse(changed, &figures, &err), GG_E_INPUT);
    json_decref(changed);
    json_decref(again);
    json_decref(d);
}
END_TEST

/* ---- strata ---- */

/* What Mantel and Haenszel make of two strata: group hits, misses, reference hits, misses. */
static void pool(const int t[8], double out[3])
{
    double over[3] = {0, 0, 0}, under[3] = {0, 0, 0};

    for (int s = 0; s < 2; s++) {
        const double a = t[4 * s], b = t[4 * s + 1], c = t[4 * s + 2], d = t[4 * s + 3];
        const double n = a + b + c + d;

        over[0] += a * (c + d) / n;
        under[0] += c * (a + b) / n;
        over[1] += (a * (c + d) - c * (a + b)) / n;
        under[1] += (a + b) * (c + d) / n;
        over[2] += a * d / n;
        under[2] += b * c / n;
    }
    for (int k = 0; k < 3; k++)
        out[k] = over[k] / under[k];
}

/* Every table of numbers rounded to twos, by counting in base three. */
START_TEST(pooled_figures_have_the_bounds_of_all_tables)
{
    static const char *const kinds[] = {"mantel_haenszel_ratio", "mantel_haenszel_difference",
                                        "mantel_haenszel_odds_ratio"};
    static const int printed[8] = {40, 100, 12, 160, 6, 30, 8, 60};
    json_t *d = document_of("g,s,d,n\ny,1,1,40\ny,1,0,100\nx,1,1,12\nx,1,0,160\n"
                            "y,2,1,6\ny,2,0,30\nx,2,1,8\nx,2,0,60\n",
                            "columns: {g: {role: protected, reference: x}, s: site, "
                            "d: decision, n: count}\nrounded_to: 2",
                            NULL);
    const json_t *g = json_object_get(json_object_get(d, "attributes"), "g");
    const json_t *y = json_object_get(
        json_object_get(json_object_get(json_object_get(g, "strata"), "site"), "selection_rate"),
        "y");
    reach all[3] = {{INFINITY, -INFINITY}, {INFINITY, -INFINITY}, {INFINITY, -INFINITY}};

    for (int k = 0; k < 6561; k++) {
        double pooled[3];
        int t[8];

        for (int i = 0, rest = k; i < 8; i++, rest /= 3)
            t[i] = printed[i] + rest % 3 - 1;
        pool(t, pooled);
        for (int i = 0; i < 3; i++)
            take(&all[i], pooled[i]);
    }
    for (int i = 0; i < 3; i++) {
        const json_t *est = json_object_get(y, kinds[i]);

        check_reach(est, kinds[i], all[i], true);
        ck_assert(gg_json_number(est, "low", NAN) < all[i].low);
        ck_assert(gg_json_number(est, "high", NAN) > all[i].high);
    }
    json_decref(d);
}
END_TEST

/* What the gate reads back pools to the same; what nobody would write is refused. */
START_TEST(strata_in_bounds_are_read_back)
{
    static const char *const bad[] = {"{}",
                                      "[{}]",
                                      "[{\"group\": {\"numerator\": 1, \"denominator\": 2}}]",
                                      "[{\"group\": {\"numerator\": 3, \"denominator\": 2}, "
                                      "\"reference\": {\"numerator\": 1, \"denominator\": 2}}]",
                                      "[{\"group\": {\"hits\": [9, 1], \"misses\": [1, 2]}, "
                                      "\"reference\": {\"numerator\": 1, \"denominator\": 2}}]",
                                      "[{\"group\": {\"hits\": [-1, 1], \"misses\": [1, 2]}, "
                                      "\"reference\": {\"numerator\": 1, \"denominator\": 2}}]"};
    static const char good[] = "[{\"group\": {\"hits\": [4, 6], \"misses\": [90, 110]}, "
                               "\"reference\": {\"numerator\": 20, \"denominator\": 400}}]";
    gg_stratum_box *boxes = NULL;
    gg_stratum room[1];
    json_t *rows = NULL;
    gg_arena arena;
    gg_measure m;
    gg_error err;
    size_t n = 0;

    gg_arena_init(&arena);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gg_error_init(&err);
        must(gg_json_parse(bad[i], strlen(bad[i]), "rows", &rows, &err), &err);
        ck_assert_int_eq(gg_strata_parse_bounds(rows, &arena, &boxes, &n, &err), GG_E_INPUT);
        json_decref(rows);
    }
    gg_error_init(&err);
    must(gg_json_parse(good, strlen(good), "rows", &rows, &err), &err);
    must(gg_strata_parse_bounds(rows, &arena, &boxes, &n, &err), &err);
    ck_assert_uint_eq(n, 1);
    gg_pooled_between(GG_POOLED_RATIO, boxes, n, 1.96, room, &m);
    ck_close(m.bound_low, 4.0 / 114 / 0.05, 1e-12);
    ck_close(m.bound_high, 6.0 / 96 / 0.05, 1e-12);
    ck_assert(m.bounded && m.low < m.bound_low && m.high > m.bound_high);
    json_decref(rows);
    gg_arena_release(&arena);
}
END_TEST

/* A reference that may have no hit at all: the ratio has no upper end. */
START_TEST(a_pooled_ratio_to_what_may_be_nothing_is_open)
{
    json_t *d = document_of("g,s,d,n\ny,1,1,40\ny,1,0,100\nx,1,1,<5\nx,1,0,160\n",
                            "columns: {g: {role: protected, reference: x}, s: site, "
                            "d: decision, n: count}",
                            NULL);
    const json_t *g = json_object_get(json_object_get(d, "attributes"), "g");
    const json_t *ratio = json_object_get(
        json_object_get(json_object_get(json_object_get(json_object_get(g, "strata"), "site"),
                                        "selection_rate"),
                        "y"),
        "mantel_haenszel_ratio");

    ck_close(bound(ratio, 0), 40.0 / 140 / (4.0 / 164), 1e-12);
    ck_assert(json_is_null(json_array_get(json_object_get(ratio, "bounds"), 1)));
    ck_assert(json_is_null(json_object_get(ratio, "high")));
    json_decref(d);
}
END_TEST

START_TEST(strata_keep_their_bounds_and_are_not_tested)
{
    json_t *d = document_of("g,s,selected,n\nx,1,390,8670\ny,1,1460,7270\nx,2,140,16610\n"
                            "y,2,320,8120\n",
                            "columns: {g: {role: protected, reference: x}, s: site, "
                            "selected: selected, n: count}\nrounded_to: 10",
                            NULL);
    const json_t *g = json_object_get(json_object_get(d, "attributes"), "g");
    const json_t *y = json_object_get(
        json_object_get(json_object_get(json_object_get(g, "strata"), "site"), "selection_rate"),
        "y");
    const json_t *row = json_array_get(json_object_get(y, "rows"), 0);

    ck_assert_str_eq(text(json_object_get(y, "cmh"), "why_null"), "bounded");
    ck_assert_uint_eq(json_array_size(json_object_get(y, "not_compared")), 0);
    ck_close(bound(json_object_get(row, "ratio"), 0), 1455.0 / 7275 / (395.0 / 8665), 1e-14);
    ck_close(bound(json_object_get(row, "ratio"), 1), 1465.0 / 7265 / (385.0 / 8675), 1e-14);
    ck_assert_str_eq(
        text(json_object_get(json_object_get(g, "omnibus"), "selection_rate"), "why_null"),
        "bounded");
    json_decref(d);
}
END_TEST

/* A group in bounds beside a reference without anybody there lacks nothing itself. */
START_TEST(a_stratum_in_bounds_lacks_its_reference_alone)
{
    json_t *d = document_of("c,g,s,n\nhigh,D,200,800\nhigh,F,150,300\nmid,F,0,0\n",
                            "columns: {c: site, g: {role: protected, reference: D}, s: selected, "
                            "n: count}\nrounded_to: 10\n",
                            NULL);
    const json_t *g = json_object_get(json_object_get(d, "attributes"), "g");
    const json_t *rates =
        json_object_get(json_object_get(json_object_get(g, "strata"), "site"), "selection_rate");
    const json_t *one = json_object_get(rates, "groups") ? json_object_get(rates, "groups") : rates;
    const json_t *list = json_object_get(json_object_get(one, "F"), "not_compared");
    const json_t *cdd = json_object_get(
        json_object_get(
            json_object_get(json_object_get(g, "conditional_demographic_disparity"), "conditional"),
            "site"),
        "F");

    ck_assert_uint_eq(json_array_size(list), 1);
    ck_assert_str_eq(text(json_array_get(list, 0), "stratum"), "mid");
    ck_assert_str_eq(text(json_array_get(list, 0), "lacks"), "reference");
    ck_assert_str_eq(text(json_array_get(list, 0), "why"), "no_rows");
    ck_assert_str_eq(text(cdd, "why_null"), "bounded");
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_stratum_in_bounds_lacks_its_reference_alone);
    tcase_add_test(tc, rounded_counts_lie_within_half_a_base);
    tcase_add_test(tc, a_random_arm_in_bounds_lies_between_the_exact_ones);
    tcase_add_test(tc, figures_in_bounds_round_trip_through_the_document);
    tcase_add_test(tc, pooled_figures_have_the_bounds_of_all_tables);
    tcase_add_test(tc, strata_in_bounds_are_read_back);
    tcase_add_test(tc, a_pooled_ratio_to_what_may_be_nothing_is_open);
    tcase_add_test(tc, strata_keep_their_bounds_and_are_not_tested);
}

GG_TEST_MAIN("evaluate/counts_pooled")
