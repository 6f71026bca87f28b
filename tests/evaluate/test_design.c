/* Evaluations where outcomes are missing: observed, worst-case and corrected side by side. */
#include "gauger/evaluate/significance.h"
#include "gauger/stats/ratio.h"
#include "gauger/stats/selective.h"

#include "arms.h"

#define Z95 1.959963984540054

static const two_arms groups[] = {
    {"a", {24, 40, 18, 318, 0, 0}, {220, 340, 14, 60, 0, 2966}},
    {"b", {12, 20, 9, 159, 0, 0}, {110, 170, 7, 30, 20, 1463}},
};

static void put(gg_selective_counts *c, int arm, const uint64_t n[6])
{
    static const int outcome[6] = {1, 0, 1, 0, 2, 2}, selected[6] = {1, 1, 0, 0, 1, 0};

    for (int i = 0; i < 6; i++) {
        c->w[arm][outcome[i]][selected[i]] += (double)n[i];
        c->w2[arm][outcome[i]][selected[i]] += (double)n[i];
    }
}

static gg_selective_counts counts_of(const two_arms *g)
{
    gg_selective_counts c;

    memset(&c, 0, sizeof c);
    put(&c, GG_SELECTIVE_RANDOM, g->random);
    put(&c, GG_SELECTIVE_OTHER, g->other);
    return c;
}

/* An EST against a measure, with its bounds and what was observed. */
static void same_estimate(const json_t *est, const gg_measure *m)
{
    ck_close(value_at(est), m->value, 1e-12);
    ck_close(gg_json_number(est, "low", NAN), m->low, 1e-12);
    ck_close(gg_json_number(est, "high", NAN), m->high, 1e-12);
    ck_assert_str_eq(gg_json_string(est, "method", ""), m->method);
}

static void same_open(const json_t *est, const gg_selective_counts *c, gg_confusion_metric which)
{
    const gg_confusion seen = gg_selective_observed(c, false);
    const json_t *bounds = json_object_get(est, "bounds");
    gg_bounded b;
    double observed;

    ck_assert_int_eq(gg_confusion_value(which, &seen, &observed, NULL), GG_OK);
    ck_close(gg_json_number(est, "observed", NAN), observed, 1e-12);
    ck_assert_int_eq(gg_worst_case(c, which, Z95, &b), GG_OK);
    ck_assert_uint_eq(json_array_size(bounds), 2);
    ck_close(json_number_value(json_array_get(bounds, 0)), b.bounds.low, 1e-12);
    ck_close(json_number_value(json_array_get(bounds, 1)), b.bounds.high, 1e-12);
}

static const char *const open_metrics[] = {"base_rate",
                                           "recall",
                                           "specificity",
                                           "false_positive_rate",
                                           "false_negative_rate",
                                           "negative_predictive_value",
                                           "accuracy",
                                           "balanced_accuracy",
                                           "f1",
                                           "mcc"};

#define OPEN (sizeof open_metrics / sizeof *open_metrics)

typedef gg_status measure_of(const gg_selective_counts *, gg_confusion_metric, double,
                             gg_measure *);

static void check_design(gg_inspection design, measure_of *of)
{
    gg_evidence e = evidence_of(groups, 2);
    const gg_evaluation_options options = under(design);
    json_t *document = evaluated(&e, &options);

    for (size_t g = 0; g < 2; g++) {
        const gg_selective_counts c = counts_of(&groups[g]);
        const json_t *metrics = group(document, groups[g].level);

        for (size_t i = 0; i < OPEN; i++) {
            const json_t *est = json_object_get(metrics, open_metrics[i]);
            gg_confusion_metric which;
            gg_measure m;

            ck_assert(gg_confusion_find(open_metrics[i], &which));
            ck_assert_int_eq(of(&c, which, Z95, &m), GG_OK);
            same_estimate(est, &m);
            same_open(est, &c, which);
        }
        /* What precision could be is told where selected rows have no outcome. */
        ck_assert((json_object_get(json_object_get(metrics, "precision"), "bounds") != NULL) ==
                  (c.w[0][GG_SEEN_NOT][1] + c.w[1][GG_SEEN_NOT][1] > 0));
        ck_assert_str_eq(gg_json_string(metrics, "inspection", ""), gg_inspection_name(design));
    }
    ck_assert(warned(document, gg_inspection_name(design)));
    ck_assert(!warned(document, "unverified"));
    json_decref(document);
    gg_arena_release(&e.arena);
}

START_TEST(test_random_arm_is_corrected)
{
    check_design(GG_INSPECTION_RANDOM_ARM, gg_random_arm_measure);
}
END_TEST

START_TEST(test_missing_at_random_is_corrected)
{
    check_design(GG_INSPECTION_MISSING_AT_RANDOM, gg_missing_at_random_measure);
}
END_TEST

START_TEST(test_random_arm_counts_are_written)
{
    gg_evidence e = evidence_of(groups, 2);
    const gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);
    json_t *document = evaluated(&e, &options);
    const json_t *metrics = group(document, "b");

    ck_assert(gg_json_number(AT(metrics, "arms", "random"), "tp", 0) == 12);
    ck_assert(gg_json_number(AT(metrics, "arms", "random"), "tn", 0) == 159);
    ck_assert(gg_json_number(AT(metrics, "arms", "other"), "tp", 0) == 110);
    ck_assert(gg_json_number(AT(metrics, "arms", "other"), "unverified_not_selected", 0) == 1463);
    ck_assert(gg_json_number(metrics, "tp", 0) == 122);
    ck_assert(warned(document, "referred_not_inspected"));
    ck_assert(!warned(document, "arm_not_inspected"));
    json_decref(document);
    gg_arena_release(&e.arena);
}
END_TEST

/* Nothing is declared: no value, as ever, but what was seen and what could be. */
START_TEST(test_unknown_is_not_identified)
{
    gg_evidence e = evidence_of(groups, 2);
    json_t *document = evaluated(&e, NULL);
    const json_t *metrics = group(document, "a");
    const gg_selective_counts c = counts_of(&groups[0]);

    for (size_t i = 0; i < OPEN; i++) {
        const json_t *est = json_object_get(metrics, open_metrics[i]);
        gg_confusion_metric which;

        ck_assert(json_is_null(json_object_get(est, "value")));
        ck_assert(json_is_null(json_object_get(est, "low")));
        ck_assert_str_eq(gg_json_string(est, "why_null", ""), GG_WHY_NOT_IDENTIFIED);
        ck_assert(gg_confusion_find(open_metrics[i], &which));
        same_open(est, &c, which);
    }
    ck_assert(json_object_get(metrics, "arms") == NULL);
    ck_assert(json_object_get(metrics, "inspection") == NULL);
    ck_assert(warned(document, "unverified"));
    json_decref(document);
    gg_arena_release(&e.arena);
}
END_TEST

/* Complete tables have nothing to correct, whatever is declared. */
START_TEST(test_complete_stays_complete)
{
    const two_arms all[] = {{"a", {5, 4, 3, 20, 0, 0}, {50, 40, 30, 200, 0, 0}},
                            {"b", {5, 6, 3, 20, 0, 0}, {50, 60, 30, 200, 0, 0}}};
    gg_evidence e = evidence_of(all, 2);
    const gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);
    json_t *plain = evaluated(&e, NULL), *designed = evaluated(&e, &options);

    for (size_t i = 0; i < gg_metric_count(); i++) {
        const char *name = gg_metric_at(i)->name;

        ck_assert(json_equal(json_object_get(group(plain, "a"), name),
                             json_object_get(group(designed, "a"), name)));
        ck_assert(json_object_get(json_object_get(group(plain, "a"), name), "bounds") == NULL);
    }
    json_decref(plain);
    json_decref(designed);
    gg_arena_release(&e.arena);
}
END_TEST

static void same_cells(const double a[GG_OUTCOMES][GG_SELECTIONS],
                       const double b[GG_OUTCOMES][GG_SELECTIONS])
{
    for (int o = 0; o < GG_OUTCOMES; o++)
        for (int s = 0; s < GG_SELECTIONS; s++)
            ck_close(a[o][s], b[o][s], 1e-14);
}

/* Read back, figures give the same intervals at any confidence. */
static void check_round_trip(const gg_figures *f)
{
    gg_figures back;
    json_t *metrics = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_figures_write(f, NULL, &metrics, NULL), GG_OK);
    ck_assert_msg(gg_figures_parse(metrics, &back, &err) == GG_OK, "%s %s", err.column, err.what);
    ck_assert_int_eq(back.inspection, f->inspection);
    ck_assert_int_eq(back.complete, f->complete);
    ck_assert(back.population == f->population || (isnan(back.population) && isnan(f->population)));
    same_cells(back.random, f->random);
    same_cells(back.random2, f->random2);
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const gg_measure_options how = {.z = 2.7, .seed = 1, .slice = ""};
        gg_measure a, b;

        gg_metric_measure(gg_metric_at(i), f, &how, &a);
        gg_metric_measure(gg_metric_at(i), &back, &how, &b);
        ck_assert_int_eq(a.state, b.state);
        ck_assert(a.state != GG_MEASURE_OK || (a.low == b.low && a.high == b.high));
    }
    json_decref(metrics);
}

static gg_figures figures_under(gg_inspection design, bool weighted)
{
    gg_evidence e = evidence_of(groups, 2);
    gg_figures f;

    ck_assert_int_eq(gg_figures_of_slice(&e, &e.families[1].slices[1], design, &f, NULL), GG_OK);
    gg_arena_release(&e.arena);
    f.weighted = weighted;
    for (int o = 0; weighted && o < GG_OUTCOMES; o++)
        for (int s = 0; s < GG_SELECTIONS; s++) {
            f.w[o][s] *= 1.5;
            f.w2[o][s] *= 2.5;
            f.random[o][s] *= 1.5;
            f.random2[o][s] *= 2.5;
        }
    return f;
}

START_TEST(test_figures_round_trip)
{
    for (int design = 0; design < GG_INSPECTIONS; design++) {
        gg_figures f;

        if (design == GG_INSPECTION_KNOWN_PROBABILITY)
            continue;
        f = figures_under((gg_inspection)design, false);
        check_round_trip(&f);
        f = figures_under((gg_inspection)design, true);
        check_round_trip(&f);
    }
    {
        gg_figures f = figures_under(GG_INSPECTION_RANDOM_ARM, false);

        f.population = 50000;
        check_round_trip(&f);
        f.population = NAN;
        check_round_trip(&f);
    }
}
END_TEST

/* Scores of the verified rows come back as what was observed, not as roc_auc. */
START_TEST(test_seen_scores_round_trip)
{
    gg_figures f = figures_under(GG_INSPECTION_UNKNOWN, false), back;
    json_t *metrics = NULL;

    f.scores = GG_SCORES_PROBABILITY;
    f.seen = (gg_seen_scores){0.8, 0.5, 0.2, 0.6, 0.05, NAN, NAN};
    ck_assert_int_eq(gg_figures_write(&f, NULL, &metrics, NULL), GG_OK);
    ck_assert(json_is_null(AT(metrics, "roc_auc", "value")));
    ck_assert(gg_json_number(AT(metrics, "roc_auc"), "observed", 0) == 0.8);
    ck_assert(json_object_get(AT(metrics, "roc_auc"), "bounds") == NULL);
    ck_assert_int_eq(gg_figures_parse(metrics, &back, NULL), GG_OK);
    ck_assert(isnan(back.roc_auc.value));
    ck_assert(back.seen.roc_auc == 0.8 && back.seen.average_precision == 0.5);
    ck_assert(back.seen.brier_score == 0.2 && back.seen.log_loss == 0.6);
    ck_assert(back.seen.expected_calibration_error == 0.05);
    json_object_set_new(json_object_get(metrics, "roc_auc"), "observed", json_real(1.5));
    ck_assert_int_eq(gg_figures_parse(metrics, &back, NULL), GG_E_INPUT);
    json_decref(metrics);
    f = figures_under(GG_INSPECTION_RANDOM_ARM, false);
    f.scores = GG_SCORES_PROBABILITY;
    ck_assert_int_eq(gg_figures_write(&f, NULL, &metrics, NULL), GG_OK);
    ck_assert_str_eq(gg_json_string(AT(metrics, "roc_auc"), "why_null", ""), GG_WHY_NOT_COMPUTED);
    json_decref(metrics);
}
END_TEST

/* What someone else wrote is not believed. */
START_TEST(test_bad_designs_are_refused)
{
    static const struct {
        const char *key, *json;
    } changes[] = {
        {"inspection", "\"by_hand\""},
        {"arms", "null"},
        {"arms", "{\"random\":{\"tp\":1}}"},
        {"arms", "{\"random\":{\"tp\":123,\"fp\":0,\"fn\":0,\"tn\":0,\"unverified_selected\":0,"
                 "\"unverified_not_selected\":0}}"},
        {"arms", "{\"random\":{\"tp\":-1,\"fp\":0,\"fn\":0,\"tn\":0,\"unverified_selected\":0,"
                 "\"unverified_not_selected\":0}}"},
        {"arms", "{\"random\":{\"tp\":1.5,\"fp\":0,\"fn\":0,\"tn\":0,\"unverified_selected\":0,"
                 "\"unverified_not_selected\":0}}"},
        {"population", "10"},
        {"population", "\"many\""},
        {"population", "-1"},
    };
    const gg_figures f = figures_under(GG_INSPECTION_RANDOM_ARM, false);
    gg_figures back;
    json_t *metrics = NULL;

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        ck_assert_int_eq(gg_figures_write(&f, NULL, &metrics, NULL), GG_OK);
        json_object_set_new(metrics, changes[i].key,
                            json_loads(changes[i].json, JSON_DECODE_ANY, NULL));
        ck_assert_msg(gg_figures_parse(metrics, &back, NULL) == GG_E_INPUT, "%s %s", changes[i].key,
                      changes[i].json);
        json_decref(metrics);
    }
    ck_assert_int_eq(gg_figures_write(&f, NULL, &metrics, NULL), GG_OK);
    json_object_set_new(metrics, "inspection", json_string("missing_at_random"));
    json_object_set_new(metrics, "population", json_real(1e6));
    ck_assert_int_eq(gg_figures_parse(metrics, &back, NULL), GG_E_INPUT);
    json_decref(metrics);
}
END_TEST

/* Ratios and differences of corrected figures are square and add of the groups' own limits. */
START_TEST(test_disparities_are_of_corrected_figures)
{
    gg_evidence e = evidence_of(groups, 2);
    const gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);
    json_t *document = evaluated(&e, &options);
    const json_t *a = AT(group(document, "a"), "recall"), *b = AT(group(document, "b"), "recall");
    const json_t *disparities = AT(document, "attributes", "race", "disparities");
    const json_t *ratio = AT(disparities, "recall_ratio", "groups", "b");
    const json_t *difference = AT(disparities, "false_positive_rate_difference", "groups", "b");
    const json_t *summary = AT(document, "attributes", "race", "summary");
    double d = gg_json_number(AT(group(document, "a"), "false_positive_rate"), "value", 0) -
               gg_json_number(AT(group(document, "b"), "false_positive_rate"), "value", 0);
    const gg_estimate x = {value_at(b), gg_json_number(b, "low", 0), gg_json_number(b, "high", 0)};
    const gg_estimate y = {value_at(a), gg_json_number(a, "low", 0), gg_json_number(a, "high", 0)};
    gg_interval ends;

    ck_assert_int_eq(gg_ratio_mover(x, y, &ends), GG_OK);
    ck_close(value_at(ratio), x.value / y.value, 1e-12);
    ck_close(gg_json_number(ratio, "low", 0), ends.low, 1e-12);
    ck_close(gg_json_number(ratio, "high", 0), ends.high, 1e-12);
    ck_assert_str_eq(gg_json_string(ratio, "method", ""), "mover");
    ck_close(value_at(difference), -d, 1e-9);
    ck_assert(value_at(AT(summary, "equalized_odds_difference")) > 0);
    ck_close(value_at(AT(summary, "equal_opportunity_difference")), fabs(x.value - y.value), 1e-12);
    ck_assert(gg_json_number(AT(summary, "equal_opportunity_difference"), "low", NAN) >= 0);
    ck_assert(gg_json_number(AT(summary, "equalized_odds_ratio"), "high", NAN) <= 1);
    ck_assert_str_eq(gg_json_string(AT(summary, "equalized_odds_ratio"), "method", ""),
                     "simultaneous");
    json_decref(document);
    gg_arena_release(&e.arena);
}
END_TEST

/* The p of a bound moves the corrected interval until it touches. */
static void at_z(void *context, double z, gg_measure *out)
{
    const gg_measure_options how = {.z = z, .seed = 1, .slice = ""};

    gg_metric_measure(gg_metric_find("recall"), context, &how, out);
}

START_TEST(test_significance_of_a_corrected_figure)
{
    gg_figures f = figures_under(GG_INSPECTION_RANDOM_ARM, false);
    gg_measure m;

    at_z(&f, Z95, &m);
    ck_close(gg_p_beyond(at_z, &f, m.high, 1), 0.025, 1e-6);
    ck_close(gg_p_beyond(at_z, &f, 0, m.low), 0.025, 1e-6);
    f.inspection = GG_INSPECTION_UNKNOWN;
    ck_assert(isnan(gg_p_beyond(at_z, &f, 0.5, 1)));
}
END_TEST

/* An arm that finds next to nothing where the referred are full of it was not drawn from them. */
START_TEST(test_a_contradiction_is_told)
{
    const two_arms odd[] = {{"a", {2, 10, 2, 986, 0, 0}, {400, 300, 0, 0, 0, 8300}},
                            {"b", {2, 10, 2, 986, 0, 0}, {400, 300, 0, 0, 0, 8300}}};
    gg_evidence e = evidence_of(odd, 2), even = evidence_of(groups, 2);
    const gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);
    json_t *document = evaluated(&e, &options), *fine = evaluated(&even, &options);

    ck_assert(warned(document, "arm_contradicted"));
    ck_assert(!warned(fine, "arm_contradicted"));
    /* What is impossible is not shown: four of the arm's positives were not referred. */
    ck_assert(value_at(AT(document, "overall", "recall")) < 1);
    json_decref(document);
    json_decref(fine);
    gg_arena_release(&e.arena);
    gg_arena_release(&even.arena);
}
END_TEST

/* Merged groups are corrected as one. */
START_TEST(test_sums_keep_the_arms)
{
    gg_evidence e = evidence_of(groups, 2);
    gg_figures a, b, sum, all;

    ck_assert_int_eq(
        gg_figures_of_slice(&e, &e.families[1].slices[0], GG_INSPECTION_RANDOM_ARM, &a, NULL),
        GG_OK);
    ck_assert_int_eq(
        gg_figures_of_slice(&e, &e.families[1].slices[1], GG_INSPECTION_RANDOM_ARM, &b, NULL),
        GG_OK);
    ck_assert_int_eq(
        gg_figures_of_slice(&e, &e.families[0].slices[0], GG_INSPECTION_RANDOM_ARM, &all, NULL),
        GG_OK);
    gg_figures_add(&a, &b, &sum);
    same_cells(sum.random, all.random);
    same_cells(sum.random2, all.random2);
    ck_assert_int_eq(sum.inspection, GG_INSPECTION_RANDOM_ARM);
    b.inspection = GG_INSPECTION_UNKNOWN;
    gg_figures_add(&a, &b, &sum);
    ck_assert_int_eq(sum.inspection, GG_INSPECTION_UNKNOWN);
    gg_arena_release(&e.arena);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_random_arm_is_corrected);
    tcase_add_test(tc, test_missing_at_random_is_corrected);
    tcase_add_test(tc, test_random_arm_counts_are_written);
    tcase_add_test(tc, test_unknown_is_not_identified);
    tcase_add_test(tc, test_complete_stays_complete);
    tcase_add_test(tc, test_figures_round_trip);
    tcase_add_test(tc, test_seen_scores_round_trip);
    tcase_add_test(tc, test_bad_designs_are_refused);
    tcase_add_test(tc, test_disparities_are_of_corrected_figures);
    tcase_add_test(tc, test_significance_of_a_corrected_figure);
    tcase_add_test(tc, test_a_contradiction_is_told);
    tcase_add_test(tc, test_sums_keep_the_arms);
}

GG_TEST_MAIN("evaluate/design")
