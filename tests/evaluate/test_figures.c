/*
 * Figures: from slices of evidence, added, written and read back; and what reading refuses.
 */
#include "hand.h"

#include "gauger/base/random.h"
#include "suite.h"

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_finished(gg_finished a, gg_finished b)
{
    return same_number(a.value, b.value) && same_number(a.standard_error, b.standard_error);
}

static bool same(const gg_figures *a, const gg_figures *b)
{
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            if (a->w[o][s] != b->w[o][s] || a->w2[o][s] != b->w2[o][s])
                return false;
        }
    }
    return a->rows == b->rows && a->weighted == b->weighted && a->complete == b->complete &&
           a->scores == b->scores && a->merged == b->merged &&
           same_finished(a->roc_auc, b->roc_auc) && same_number(a->roc_auc_low, b->roc_auc_low) &&
           same_number(a->roc_auc_high, b->roc_auc_high) &&
           same_finished(a->average_precision, b->average_precision) &&
           same_finished(a->brier_score, b->brier_score) &&
           same_finished(a->log_loss, b->log_loss) &&
           same_number(a->expected_calibration_error, b->expected_calibration_error);
}

static json_t *written(const gg_figures *f)
{
    json_t *metrics = NULL;

    ck_assert_int_eq(gg_figures_write(f, NULL, &metrics, NULL), GG_OK);
    return metrics;
}

/* Through the text of the document, as a gate reads it. */
static void goes_round(const gg_figures *f)
{
    json_t *metrics = written(f), *read = NULL;
    gg_figures back;
    gg_error err;
    gg_buf text;

    gg_error_init(&err);
    gg_buf_init(&text, 0);
    gg_json_write(metrics, &text);
    ck_assert_int_eq(gg_json_parse(text.data, text.size, "metrics", &read, &err), GG_OK);
    ck_assert_msg(gg_figures_parse(read, &back, &err) == GG_OK, "%s: %s", err.column, err.what);
    ck_assert(same(f, &back));
    gg_buf_release(&text);
    json_decref(read);
    json_decref(metrics);
}

START_TEST(figures_go_through_a_document_unchanged)
{
    gg_figures f = scored_figures(2035, 1282, 1216, 2681);

    goes_round(&f);
    f.roc_auc_low -= 0.01;
    f.roc_auc_high += 0.015;
    goes_round(&f);
    f = figures_of(37, 21, 14, 113);
    goes_round(&f);
    f = figures_of(0, 21, 0, 113);
    goes_round(&f);
    f = figures_of(0, 0, 0, 0);
    goes_round(&f);
    f = scored_figures(9, 8, 7, 6);
    f.scores = GG_SCORES_REAL;
    f.brier_score = f.log_loss = (gg_finished){NAN, NAN};
    f.expected_calibration_error = NAN;
    goes_round(&f);
}
END_TEST

START_TEST(unverified_and_merged_figures_go_through_a_document_unchanged)
{
    gg_figures a = figures_of(37, 21, 0, 0), b = scored_figures(5, 6, 7, 8), sum;

    a.w[GG_UNVERIFIED][GG_NOT_SELECTED] = a.w2[GG_UNVERIFIED][GG_NOT_SELECTED] = 400;
    a.w[GG_UNVERIFIED][GG_SELECTED] = a.w2[GG_UNVERIFIED][GG_SELECTED] = 3;
    a.rows = 461;
    a.complete = false;
    goes_round(&a);
    gg_figures_add(&a, &b, &sum);
    goes_round(&sum);
}
END_TEST

START_TEST(weighted_figures_go_through_a_document_unchanged)
{
    gg_random r;

    gg_random_init(&r, 1, "property", "round");
    for (int trial = 0; trial < 100; trial++) {
        gg_figures f = scored_figures(0, 0, 0, 0);

        f.weighted = true;
        f.rows = 4000;
        for (size_t o = 0; o < GG_UNVERIFIED; o++) {
            for (size_t s = 0; s < GG_SELECTIONS; s++) {
                f.w[o][s] = 1 + 999 * gg_random_uniform(&r);
                f.w2[o][s] = f.w[o][s] * (0.5 + 0.5 * gg_random_uniform(&r));
            }
        }
        goes_round(&f);
    }
}
END_TEST

/* The metrics of figures that were read back are the same to the last digit, also at another z. */
START_TEST(metrics_can_be_computed_again_from_a_document)
{
    const gg_figures f = scored_figures(2035, 1282, 1216, 2681);
    json_t *metrics = written(&f);
    gg_measure_options how = gg_measure_options_default();
    gg_figures back;
    gg_measure a, b;

    ck_assert_int_eq(gg_figures_parse(metrics, &back, NULL), GG_OK);
    how.z = 2.575829303548901;
    for (size_t i = 0; i < gg_metric_count(); i++) {
        gg_metric_measure(gg_metric_at(i), &f, &how, &a);
        gg_metric_measure(gg_metric_at(i), &back, &how, &b);
        ck_assert(same_number(a.value, b.value) && same_number(a.low, b.low) &&
                  same_number(a.high, b.high));
    }
    json_decref(metrics);
}
END_TEST

START_TEST(metrics_have_the_keys_of_the_contract_in_their_order)
{
    static const char *const counts[] = {
        "count", "positives", "negatives", "unverified", "selected", "tp", "fp", "tn", "fn"};
    const gg_figures f = scored_figures(2035, 1282, 1216, 2681);
    json_t *metrics = written(&f);
    void *i = json_object_iter(metrics);

    for (size_t k = 0; k < 9; k++, i = json_object_iter_next(metrics, i)) {
        ck_assert_str_eq(json_object_iter_key(i), counts[k]);
        ck_assert(json_is_integer(json_object_iter_value(i)));
    }
    for (size_t k = 0; k < gg_metric_count(); k++, i = json_object_iter_next(metrics, i)) {
        const json_t *est = json_object_iter_value(i);

        ck_assert_str_eq(json_object_iter_key(i), gg_metric_at(k)->name);
        ck_assert(json_object_get(est, "value") != NULL && json_object_get(est, "low") != NULL &&
                  json_object_get(est, "high") != NULL && json_object_get(est, "method") != NULL);
    }
    ck_assert_int_eq(json_integer_value(json_object_get(metrics, "selected")), 3317);
    ck_assert_int_eq(json_integer_value(json_object_get(metrics, "tn")), 2681);
    json_decref(metrics);
}
END_TEST

/* What a document of contract.md alone has: no key beyond it. */
static const char plain[] =
    "{\"count\": 461, \"positives\": 37, \"negatives\": 21, \"unverified\": 403, \"selected\": 61,"
    " \"tp\": 37, \"fp\": 21, \"tn\": 0, \"fn\": 0,"
    " \"roc_auc\": {\"value\": null, \"low\": null, \"high\": null, \"why_null\": "
    "\"not_identified\"},"
    " \"brier_score\": {\"value\": null, \"why_null\": \"not_a_probability\"}}";

START_TEST(a_document_of_the_contract_alone_is_enough)
{
    json_t *metrics = json_loads(plain, 0, NULL);
    gg_figures f;

    ck_assert_int_eq(gg_figures_parse(metrics, &f, NULL), GG_OK);
    ck_assert_double_eq(f.w[GG_UNVERIFIED][GG_SELECTED], 3);
    ck_assert_double_eq(f.w[GG_UNVERIFIED][GG_NOT_SELECTED], 400);
    ck_assert(!f.complete && !f.weighted);
    ck_assert_int_eq(f.scores, GG_SCORES_REAL);
    json_object_set_new(metrics, "roc_auc",
                        json_pack("{s:n,s:s}", "value", "why_null", "no_scores"));
    ck_assert_int_eq(gg_figures_parse(metrics, &f, NULL), GG_OK);
    ck_assert_int_eq(f.scores, GG_SCORES_NONE);
    json_decref(metrics);
}
END_TEST

/* Each change makes the METRICS of scored_figures(9, 8, 7, 6) impossible. */
static const struct {
    const char *key, *value, *column, *what;
} refused[] = {
    {"tp", "-1", "tp", "negative"},
    {"tp", "9.5", "tp", "whole"},
    {"tp", "\"9\"", "tp", "not a count"},
    {"tp", "null", "tp", "withheld"},
    {"fp", "9007199254740994", "fp", "too large"},
    {"tn", "5", "count", "contradicts"},
    {"count", "31", "count", "contradicts"},
    {"positives", "15", "positives", "contradicts"},
    {"negatives", "15", "negatives", "contradicts"},
    {"selected", "16", "selected", "contradicts"},
    {"unverified", "1", "unverified_not_selected", NULL},
    {"unverified", "-1", "unverified", "negative"},
    {"scores", "\"odd\"", "scores", "not one of"},
    {"scores", "\"none\"", "scores", "contradicts"},
    {"scores", "\"real\"", "scores", "contradicts"},
    {"roc_auc", "{\"value\": 1.5}", "roc_auc", "range"},
    {"roc_auc", "{\"value\": -0.5}", "roc_auc", "range"},
    {"roc_auc", "{\"value\": \"0.5\"}", "roc_auc", "not a number"},
    {"roc_auc", "{\"value\": 0.5, \"standard_error\": -0.1}", "roc_auc", "range"},
    {"roc_auc", "{\"value\": null, \"standard_error\": 0.1}", "roc_auc", "without a value"},
    {"roc_auc", "{\"value\": 0.5, \"bound_low\": 0.6, \"bound_high\": 0.7}", "roc_auc", "bounds"},
    {"average_precision", "{\"value\": 2}", "average_precision", "range"},
    {"brier_score", "{\"value\": 1.01}", "brier_score", "range"},
    {"log_loss", "{\"value\": -1}", "log_loss", "range"},
    {"expected_calibration_error", "{\"value\": 7}", "expected_calibration_error", "range"},
};

START_TEST(contradictions_are_refused)
{
    const gg_figures f = scored_figures(9, 8, 7, 6);
    json_t *metrics = written(&f);
    gg_figures out = figures_of(1, 2, 3, 4), untouched = out;
    gg_error err;

    gg_error_init(&err);
    json_object_set_new(metrics, refused[_i].key,
                        json_loads(refused[_i].value, JSON_DECODE_ANY, NULL));
    if (refused[_i].what == NULL) { /* one unverified row that no count leaves room for */
        ck_assert_int_eq(gg_figures_parse(metrics, &out, &err), GG_E_INPUT);
    } else {
        ck_assert_int_eq(gg_figures_parse(metrics, &out, &err), GG_E_INPUT);
        ck_assert_str_eq(err.column, refused[_i].column);
        ck_assert_msg(strstr(err.what, refused[_i].what) != NULL, "%s", err.what);
        ck_assert_str_ne(err.mend, "");
    }
    ck_assert(same(&out, &untouched));
    json_decref(metrics);
}
END_TEST

START_TEST(missing_counts_are_refused)
{
    static const char *const keys[] = {"count", "positives", "negatives", "unverified", "selected",
                                       "tp",    "fp",        "tn",        "fn"};
    const gg_figures f = scored_figures(9, 8, 7, 6);
    gg_figures out;
    gg_error err;
    json_t *text = json_string("metrics");

    for (size_t i = 0; i < 9; i++) {
        json_t *metrics = written(&f);

        gg_error_init(&err);
        json_object_del(metrics, keys[i]);
        ck_assert_int_eq(gg_figures_parse(metrics, &out, &err), GG_E_INPUT);
        ck_assert_str_eq(err.column, keys[i]);
        json_decref(metrics);
    }
    ck_assert_int_eq(gg_figures_parse(NULL, &out, NULL), GG_E_INPUT);
    ck_assert_int_eq(gg_figures_parse(text, &out, NULL), GG_E_INPUT);
    json_decref(text);
}
END_TEST

START_TEST(ranking_figures_need_both_outcomes)
{
    gg_figures f = scored_figures(9, 0, 7, 0), out;
    json_t *metrics = written(&f);

    json_object_set_new(metrics, "roc_auc", json_pack("{s:f}", "value", 0.7));
    ck_assert_int_eq(gg_figures_parse(metrics, &out, NULL), GG_E_INPUT);
    json_decref(metrics);
    f = scored_figures(0, 9, 0, 7);
    metrics = written(&f);
    json_object_set_new(metrics, "average_precision", json_pack("{s:f}", "value", 0.7));
    ck_assert_int_eq(gg_figures_parse(metrics, &out, NULL), GG_E_INPUT);
    json_decref(metrics);
}
END_TEST

/* One row in ten million that the parts do not have. */
START_TEST(whole_counts_have_no_tolerance)
{
    const gg_figures f = figures_of(1e7, 2e7, 3e7, 4e7);
    json_t *metrics = written(&f);
    gg_figures out;

    ck_assert_int_eq(gg_figures_parse(metrics, &out, NULL), GG_OK);
    json_object_set_new(metrics, "count", json_integer(100000001));
    ck_assert_int_eq(gg_figures_parse(metrics, &out, NULL), GG_E_INPUT);
    json_decref(metrics);
}
END_TEST

START_TEST(a_ranking_needs_scores)
{
    gg_figures f = figures_of(9, 8, 7, 6), out;
    json_t *metrics = written(&f);

    json_object_set_new(metrics, "roc_auc", json_pack("{s:f}", "value", 0.7));
    ck_assert_int_eq(gg_figures_parse(metrics, &out, NULL), GG_E_INPUT);
    json_object_set_new(metrics, "scores", json_string("real"));
    ck_assert_int_eq(gg_figures_parse(metrics, &out, NULL), GG_OK);
    json_decref(metrics);
}
END_TEST

/* No weights have sums of 10 whose squares sum to 200, or 10 rows with squares below 10. */
START_TEST(impossible_squares_are_refused)
{
    gg_figures f = figures_of(10, 10, 10, 10), out;
    json_t *metrics;

    f.weighted = true;
    f.w2[GG_POSITIVE][GG_SELECTED] = 101;
    metrics = written(&f);
    ck_assert_int_eq(gg_figures_parse(metrics, &out, NULL), GG_E_INPUT);
    json_decref(metrics);
    f.w2[GG_POSITIVE][GG_SELECTED] = 2;
    metrics = written(&f);
    ck_assert_int_eq(gg_figures_parse(metrics, &out, NULL), GG_E_INPUT);
    json_object_del(metrics, "rows");
    ck_assert_int_eq(gg_figures_parse(metrics, &out, NULL), GG_E_INPUT);
    json_decref(metrics);
}
END_TEST

START_TEST(a_slice_gives_its_counts_suppressed_ones_as_not_selected)
{
    const hand_cell cells[] = {{"a", NULL, 5, 4, 3, 2, 7, 6}};
    gg_evidence e = hand_evidence("race", cells, 1);
    gg_slice *all = &e.families[0].slices[0];
    gg_figures f;

    all->tally.n[GG_ARM_RANDOM][GG_POSITIVE][GG_SUPPRESSED] = 11;
    all->tally.w[GG_ARM_RANDOM][GG_POSITIVE][GG_SUPPRESSED] = 11;
    all->tally.w2[GG_ARM_RANDOM][GG_POSITIVE][GG_SUPPRESSED] = 11;
    ck_assert_int_eq(gg_figures_of_slice(&e, all, GG_INSPECTION_UNKNOWN, &f, NULL), GG_OK);
    ck_assert_double_eq(f.rows, 38);
    ck_assert_double_eq(f.w[GG_POSITIVE][GG_SELECTED], 5);
    ck_assert_double_eq(f.w[GG_POSITIVE][GG_NOT_SELECTED], 14);
    ck_assert_double_eq(f.w[GG_UNVERIFIED][GG_SELECTED], 7);
    ck_assert(!f.complete);
    ck_assert_double_eq(gg_figures_sum(&f, GG_CELLS_ALL), 38);
    ck_assert_double_eq(gg_figures_sum(&f, GG_CELLS_SELECTED), 16);
    ck_assert_double_eq(gg_figures_sum(&f, 0), 0);
    gg_arena_release(&e.arena);
}
END_TEST

START_TEST(known_probability_without_probabilities_is_refused)
{
    const hand_cell cells[] = {{"a", NULL, 5, 4, 3, 2, 7, 6}};
    gg_evidence e = hand_evidence("race", cells, 1);
    gg_figures f;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_figures_of_slice(&e, &e.families[0].slices[0],
                                         GG_INSPECTION_KNOWN_PROBABILITY, &f, &err),
                     GG_E_USAGE);
    ck_assert_ptr_nonnull(strstr(err.what, "with which probability"));
    ck_assert_ptr_nonnull(strstr(err.mend, "--sampling-probability"));
    gg_arena_release(&e.arena);
}
END_TEST

/* Scores of statistics.json's calibration_small: y and score by hand, sums by NumPy. Brier 0.24525;
 * standard error: np.std(loss, ddof=1) / sqrt(20). */
START_TEST(means_come_from_the_sums_of_a_slice)
{
    static const double score[] = {0.05, 0.05, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4,
                                   0.5,  0.5,  0.6, 0.6, 0.7, 0.7, 0.8, 0.8, 0.9, 0.9};
    static const int y[] = {0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1};
    const hand_cell cells[] = {{"a", NULL, 8, 3, 3, 6, 0, 0}};
    gg_evidence e = hand_evidence("race", cells, 1);
    gg_slice *all = &e.families[0].slices[0];
    gg_figures f;

    e.has_scores = e.probability = true;
    for (size_t i = 0; i < 20; i++) {
        double loss = (score[i] - y[i]) * (score[i] - y[i]);
        size_t bin = (size_t)(score[i] * 10 + 1e-9);

        all->sums.weight += 1;
        all->sums.weight2 += 1;
        all->sums.brier += loss;
        all->sums.brier2 += loss * loss;
        all->sums.bin_weight[bin] += 1;
        all->sums.bin_positive[bin] += y[i];
        all->sums.bin_score[bin] += score[i];
    }
    ck_assert_int_eq(gg_figures_of_slice(&e, all, GG_INSPECTION_UNKNOWN, &f, NULL), GG_OK);
    ck_close(f.brier_score.value, 0.24525, 1e-12);
    ck_close(f.brier_score.standard_error, 0.05964061778246168, 1e-12);
    ck_close(f.expected_calibration_error, 0.225, 1e-12);
    e.probability = false;
    ck_assert_int_eq(gg_figures_of_slice(&e, all, GG_INSPECTION_UNKNOWN, &f, NULL), GG_OK);
    ck_assert(isnan(f.brier_score.value) && f.scores == GG_SCORES_REAL);
    gg_arena_release(&e.arena);
}
END_TEST

START_TEST(one_row_of_a_class_has_no_standard_error)
{
    const hand_cell cells[] = {{"a", NULL, 1, 3, 0, 6, 0, 0}};
    gg_evidence e = hand_evidence("race", cells, 1);
    gg_slice *all = &e.families[0].slices[0];
    gg_figures f;

    e.has_scores = true;
    all->ranking = (gg_ranking){0.75, 0.001, NAN, NAN, 0.5, 0.01};
    ck_assert_int_eq(gg_figures_of_slice(&e, all, GG_INSPECTION_UNKNOWN, &f, NULL), GG_OK);
    ck_assert_double_eq(f.roc_auc.value, 0.75);
    ck_assert(isnan(f.roc_auc.standard_error));
    ck_assert_double_eq(f.roc_auc_low, 0.75);
    ck_assert_double_eq(f.average_precision.standard_error, 0.1);
    gg_arena_release(&e.arena);
}
END_TEST

START_TEST(groups_are_added_cell_by_cell)
{
    const gg_figures a = scored_figures(1, 2, 3, 4), b = scored_figures(50, 60, 70, 80);
    const gg_figures none = gg_figures_empty(GG_SCORES_PROBABILITY);
    gg_figures sum, again;
    gg_measure m;

    gg_figures_add(&a, &b, &sum);
    gg_figures_add(&b, &a, &again);
    ck_assert(same(&sum, &again));
    ck_assert_double_eq(sum.rows, 270);
    ck_assert_double_eq(sum.w[GG_POSITIVE][GG_SELECTED], 51);
    ck_assert(sum.merged && sum.complete);
    gg_metric_measure(gg_metric_find("roc_auc"), &sum, NULL, &m);
    ck_assert_str_eq(m.why, GG_WHY_NOT_COMPUTED);
    gg_metric_measure(gg_metric_find("brier_score"), &sum, NULL, &m);
    ck_assert_str_eq(m.why, GG_WHY_NOT_COMPUTED);
    gg_figures_add(&none, &a, &sum);
    ck_assert(same(&sum, &a));
    gg_figures_add(&a, &none, &sum);
    ck_assert(same(&sum, &a));
}
END_TEST

START_TEST(a_sum_claims_no_more_than_its_parts)
{
    gg_figures a = scored_figures(1, 2, 3, 4), b = a;

    b.complete = false;
    b.scores = GG_SCORES_REAL;
    gg_figures_add(&a, &b, &a);
    ck_assert(!a.complete);
    ck_assert_int_eq(a.scores, GG_SCORES_REAL);
    b.scores = GG_SCORES_NONE;
    gg_figures_add(&a, &b, &a);
    ck_assert_int_eq(a.scores, GG_SCORES_NONE);
}
END_TEST

START_TEST(estimates_write_what_is_infinite_as_null)
{
    gg_measure m = gg_measure_of(3, 1, INFINITY, "koopman");
    json_t *est = gg_estimate_json(&m);

    ck_assert(json_is_null(json_object_get(est, "high")));
    ck_assert_double_eq(gg_json_number(est, "low", NAN), 1);
    ck_assert_ptr_null(json_object_get(est, "standard_error"));
    ck_assert_ptr_null(json_object_get(est, "why_null"));
    json_decref(est);
    m = gg_measure_undefined(GG_WHY_NO_ROWS);
    est = gg_estimate_json(&m);
    ck_assert(json_is_null(json_object_get(est, "value")));
    ck_assert_str_eq(gg_json_string(est, "why_null", ""), "no_rows");
    ck_assert_str_eq(gg_json_string(est, "method", ""), "none");
    json_decref(est);
}
END_TEST

START_TEST(words_are_read_and_written)
{
    gg_adverse adverse = GG_ADVERSE_SELECTED;
    gg_inspection inspection = GG_INSPECTION_UNKNOWN;
    gg_reference_rule rule = GG_REFERENCE_LARGEST;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_adverse_parse("not-selected", &adverse, &err), GG_OK);
    ck_assert_int_eq(adverse, GG_ADVERSE_NOT_SELECTED);
    ck_assert_str_eq(gg_adverse_name(adverse), "not-selected");
    ck_assert_int_eq(gg_adverse_parse("referred", &adverse, &err), GG_E_USAGE);
    ck_assert_str_eq(err.mend, "give selected or not-selected");
    ck_assert_int_eq(adverse, GG_ADVERSE_NOT_SELECTED);
    for (int i = 0; i < GG_INSPECTIONS; i++) {
        ck_assert_int_eq(
            gg_inspection_parse(gg_inspection_name((gg_inspection)i), &inspection, NULL), GG_OK);
        ck_assert_int_eq(inspection, i);
    }
    ck_assert_int_eq(gg_inspection_parse("all", &inspection, NULL), GG_E_USAGE);
    for (int i = 0; i < GG_REFERENCE_RULES; i++) {
        ck_assert_int_eq(
            gg_reference_rule_parse(gg_reference_rule_name((gg_reference_rule)i), &rule, NULL),
            GG_OK);
        ck_assert_int_eq(rule, i);
    }
    ck_assert_int_eq(gg_reference_rule_parse(NULL, &rule, NULL), GG_E_USAGE);
    ck_assert_str_eq(gg_reference_rule_name((gg_reference_rule)99), "largest");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, figures_go_through_a_document_unchanged);
    tcase_add_test(tc, unverified_and_merged_figures_go_through_a_document_unchanged);
    tcase_add_test(tc, weighted_figures_go_through_a_document_unchanged);
    tcase_add_test(tc, metrics_can_be_computed_again_from_a_document);
    tcase_add_test(tc, metrics_have_the_keys_of_the_contract_in_their_order);
    tcase_add_test(tc, a_document_of_the_contract_alone_is_enough);
    tcase_add_loop_test(tc, contradictions_are_refused, 0, sizeof refused / sizeof refused[0]);
    tcase_add_test(tc, missing_counts_are_refused);
    tcase_add_test(tc, ranking_figures_need_both_outcomes);
    tcase_add_test(tc, whole_counts_have_no_tolerance);
    tcase_add_test(tc, a_ranking_needs_scores);
    tcase_add_test(tc, impossible_squares_are_refused);
    tcase_add_test(tc, a_slice_gives_its_counts_suppressed_ones_as_not_selected);
    tcase_add_test(tc, known_probability_without_probabilities_is_refused);
    tcase_add_test(tc, means_come_from_the_sums_of_a_slice);
    tcase_add_test(tc, one_row_of_a_class_has_no_standard_error);
    tcase_add_test(tc, groups_are_added_cell_by_cell);
    tcase_add_test(tc, a_sum_claims_no_more_than_its_parts);
    tcase_add_test(tc, estimates_write_what_is_infinite_as_null);
    tcase_add_test(tc, words_are_read_and_written);
}

GG_TEST_MAIN("evaluate/figures")
