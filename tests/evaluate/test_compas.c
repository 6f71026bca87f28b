/*
 * COMPAS: every rate of every group, with its interval, and the summaries, against Fairlearn,
 * scikit-learn and SciPy; from the tabulated counts, from the table of counts that the project
 * ships, and from the rows where they are at hand.
 */
#include "compas_figures.h"
#include "table.h"

#include <unistd.h>

#define N_ROWS    (sizeof compas_rows / sizeof compas_rows[0])
#define TOLERANCE 1e-9

#define COUNTS "datasets/compas/counts.csv"
#define ROWS   "../shared/data/compas_two_year.csv"

static gg_figures figures_of_row(const compas_row *row)
{
    return figures_of(row->tp, row->fp, row->fn, row->tn);
}

START_TEST(rates_and_intervals_are_those_of_scipy)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        const gg_figures f = figures_of_row(&compas_rows[i]);

        for (size_t k = 0; k < 9; k++) {
            gg_measure m;

            gg_metric_measure(gg_metric_find(compas_metrics[k]), &f, NULL, &m);
            ck_assert_int_eq(m.state == GG_MEASURE_OK, !isnan(compas_rows[i].rate[k].value));
            if (m.state != GG_MEASURE_OK)
                continue;
            ck_assert_double_eq_tol(m.value, compas_rows[i].rate[k].value, TOLERANCE);
            ck_assert_double_eq_tol(m.low, compas_rows[i].rate[k].low, TOLERANCE);
            ck_assert_double_eq_tol(m.high, compas_rows[i].rate[k].high, TOLERANCE);
        }
    }
}
END_TEST

static void expect_summary(const char *name, const gg_figures *groups, size_t n, double expected)
{
    gg_summary_result r;

    gg_summary_measure(gg_summary_find(name), groups, n, NULL, &r);
    if (isnan(expected)) { /* a 0 for 0/0 there is undefined here */
        ck_assert_str_eq(r.all.why, GG_WHY_UNDEFINED_GROUP);
        return;
    }
    ck_assert_double_eq_tol(r.all.value, expected, TOLERANCE);
    ck_assert(r.all.low <= expected && expected <= r.all.high);
}

START_TEST(summaries_are_those_of_fairlearn)
{
    for (size_t i = 0; i < sizeof compas_summaries / sizeof compas_summaries[0]; i++) {
        const compas_summary *s = &compas_summaries[i];
        gg_figures groups[16];
        size_t n = 0;

        for (size_t k = 0; k < N_ROWS; k++) {
            if (compas_rows[k].decile == s->decile &&
                strcmp(compas_rows[k].attribute, s->attribute) == 0)
                groups[n++] = figures_of_row(&compas_rows[k]);
        }
        ck_assert_uint_ge(n, 2);
        expect_summary("demographic_parity_difference", groups, n, s->parity_difference);
        expect_summary("demographic_parity_ratio", groups, n, s->parity_ratio);
        expect_summary("equalized_odds_difference", groups, n, s->odds_difference);
        expect_summary("equalized_odds_ratio", groups, n, s->odds_ratio);
        expect_summary("equal_opportunity_difference", groups, n, s->opportunity_difference);
        expect_summary("predictive_parity_difference", groups, n, s->precision_difference);
    }
}
END_TEST

static const char *const intersections[] = {"race*sex"};

static json_t *compas_document(const char *path, bool counted, int decile, unsigned threads)
{
    char roles[512];
    gg_evidence evidence;

    snprintf(roles, sizeof roles,
             "{\"columns\": {\"decile_score\": \"score\", \"two_year_recid\": \"outcome\","
             " \"race\": \"protected\", \"sex\": \"protected\", \"age_cat\": \"protected\"%s},"
             " \"threshold\": %d}",
             counted ? ", \"count\": \"count\"" : "", decile);
    evidence = collected(path, roles, intersections, 1, threads);
    return evaluated(&evidence, NULL);
}

static const json_t *metrics_of(const json_t *document, const compas_row *row)
{
    const char *where = strchr(row->attribute, '*') != NULL ? "intersections" : "attributes";

    if (row->attribute[0] == '\0')
        return AT(document, "overall");
    return AT(document, where, row->attribute, "groups", row->group);
}

static void expect_row(const json_t *document, const compas_row *row)
{
    const json_t *metrics = metrics_of(document, row);

    ck_assert_msg(metrics != NULL, "no group %s", row->group);
    ck_assert_double_eq(gg_json_number(metrics, "tp", NAN), row->tp);
    ck_assert_double_eq(gg_json_number(metrics, "fn", NAN), row->fn);
    for (size_t k = 0; k < 9; k++) {
        const json_t *est = json_object_get(metrics, compas_metrics[k]);

        if (isnan(row->rate[k].value)) {
            ck_assert(json_is_null(json_object_get(est, "value")));
            continue;
        }
        ck_assert_double_eq_tol(value_at(est), row->rate[k].value, TOLERANCE);
        ck_assert_double_eq_tol(gg_json_number(est, "low", NAN), row->rate[k].low, TOLERANCE);
        ck_assert_double_eq_tol(gg_json_number(est, "high", NAN), row->rate[k].high, TOLERANCE);
    }
    if (isnan(row->roc_auc))
        ck_assert(isnan(value_at(AT(metrics, "roc_auc"))));
    else
        ck_assert_double_eq_tol(value_at(AT(metrics, "roc_auc")), row->roc_auc, TOLERANCE);
}

static void expect_document(const json_t *document, int decile)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        if (compas_rows[i].decile == decile)
            expect_row(document, &compas_rows[i]);
    }
    for (size_t i = 0; i < sizeof compas_summaries / sizeof compas_summaries[0]; i++) {
        const compas_summary *s = &compas_summaries[i];
        const char *where = strchr(s->attribute, '*') != NULL ? "intersections" : "attributes";

        if (s->decile != decile)
            continue;
        ck_assert_double_eq_tol(
            value_at(AT(document, where, s->attribute, "summary", "demographic_parity_difference")),
            s->parity_difference, TOLERANCE);
        ck_assert_double_eq_tol(
            value_at(AT(document, where, s->attribute, "summary", "equalized_odds_ratio")),
            s->odds_ratio, TOLERANCE);
    }
}

START_TEST(the_document_from_counts_has_these_figures)
{
    const int deciles[] = {5, 8};

    for (size_t i = 0; i < 2; i++) {
        json_t *document = compas_document(COUNTS, true, deciles[i], 1);

        expect_document(document, deciles[i]);
        json_decref(document);
    }
}
END_TEST

/* Rows and counts differ in how they are read, and in nothing else. */
START_TEST(the_document_from_rows_has_these_figures)
{
    const int deciles[] = {5, 8};

    if (access(ROWS, R_OK) != 0) {
        printf("not run: COMPAS from its rows (%s is not here)\n", ROWS);
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        json_t *rows = compas_document(ROWS, false, deciles[i], 1);
        json_t *counts = compas_document(COUNTS, true, deciles[i], 1);

        expect_document(rows, deciles[i]);
        ck_assert(json_equal(AT(rows, "overall"), AT(counts, "overall")));
        ck_assert(json_equal(AT(rows, "attributes"), AT(counts, "attributes")));
        ck_assert(json_equal(AT(rows, "intersections"), AT(counts, "intersections")));
        json_decref(counts);
        json_decref(rows);
    }
}
END_TEST

START_TEST(the_document_is_the_same_whatever_the_threads)
{
    json_t *one = compas_document(COUNTS, true, 5, 1), *four = compas_document(COUNTS, true, 5, 4);
    gg_buf a, b;

    gg_buf_init(&a, 0);
    gg_buf_init(&b, 0);
    gg_json_write(one, &a);
    gg_json_write(four, &b);
    ck_assert_uint_eq(a.size, b.size);
    ck_assert_mem_eq(a.data, b.data, a.size);
    gg_buf_release(&a);
    gg_buf_release(&b);
    json_decref(one);
    json_decref(four);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rates_and_intervals_are_those_of_scipy);
    tcase_add_test(tc, summaries_are_those_of_fairlearn);
    tcase_add_test(tc, the_document_from_counts_has_these_figures);
    tcase_add_test(tc, the_document_from_rows_has_these_figures);
    tcase_add_test(tc, the_document_is_the_same_whatever_the_threads);
}

GG_TEST_MAIN("evaluate/compas")
