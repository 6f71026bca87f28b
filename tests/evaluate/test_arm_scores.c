/*
 * Figures of scores by the random arm's rows alone. Expected values: scikit-learn's roc_auc_score,
 * average_precision_score, brier_score_loss and log_loss on those rows, DeLong's standard error by
 * its formula in numpy.
 */
#include "ranked.h"

#include "gauger/base/hash.h"
#include "gauger/base/random.h"
#include "gauger/stats/derived.h"

/* Whoever scores 0.6 or more was inspected, and every third of all. */
static const char sixty[] =
    "s,y,how,g\n"
    "0.09,0,random,a\n0.8,1,model,b\n0.09,,model,a\n0.48,1,random,b\n0.73,1,model,a\n"
    "0.39,,model,b\n0.43,0,random,a\n0.74,0,model,b\n0.28,,model,a\n0.7,1,random,b\n"
    "0.0,,model,a\n0.3,,model,b\n0.89,1,random,a\n0.47,,model,b\n0.03,,model,a\n"
    "0.37,1,random,b\n0.66,0,model,a\n0.21,,model,b\n0.3,0,random,a\n0.72,1,model,b\n"
    "0.83,1,model,a\n0.68,0,random,b\n0.43,,model,a\n0.88,1,model,b\n0.85,1,random,a\n"
    "0.48,,model,b\n0.7,1,model,a\n0.87,1,random,b\n0.56,,model,a\n0.61,1,model,b\n"
    "0.18,0,random,a\n0.75,1,model,b\n0.92,1,model,a\n0.85,1,random,b\n0.96,1,model,a\n"
    "0.61,0,model,b\n0.79,1,random,a\n0.05,,model,b\n0.08,,model,a\n0.21,0,random,b\n"
    "0.13,,model,a\n0.49,,model,b\n0.97,1,random,a\n0.21,,model,b\n0.71,1,model,a\n"
    "0.68,1,random,b\n0.59,,model,a\n0.67,1,model,b\n0.55,1,random,a\n0.5,,model,b\n"
    "0.48,,model,a\n0.77,1,random,b\n0.02,,model,a\n0.21,,model,b\n0.39,1,random,a\n"
    "0.91,1,model,b\n0.35,,model,a\n0.48,1,random,b\n0.55,,model,a\n0.56,,model,b\n";

#define SIXTY_COLUMNS "columns: {s: score, y: outcome, how: arm, g: protected}"

static gg_evaluation_options under(gg_inspection design)
{
    gg_evaluation_options o = gg_evaluation_options_default();

    o.inspection = design;
    return o;
}

static void check_roc_auc(const json_t *est, double value, double error, double negatives,
                          double positives)
{
    gg_interval ends;

    ck_close(number(est, "value"), value, 1e-12);
    ck_close(number(est, "standard_error"), error, 1e-9);
    ck_assert_int_eq(gg_interval_auc(value, error, negatives, positives, 1.959963984540054, &ends),
                     GG_OK);
    ck_close(number(est, "low"), ends.low, 1e-9);
    ck_close(number(est, "high"), ends.high, 1e-9);
}

START_TEST(by_the_arm)
{
    const gg_evaluation_options o = under(GG_INSPECTION_RANDOM_ARM);
    json_t *d = evaluated(sixty, SIXTY_COLUMNS, &o, NULL, 0);
    gg_interval ends;

    check_roc_auc(at(d, "overall/roc_auc"), 0.9107142857142858, 0.07303594378283261, 6, 14);
    ck_close(number(d, "overall/roc_auc/observed"), 0.8600823045267489, 1e-12);
    ck_close(number(d, "overall/average_precision/value"), 0.9569222444222444, 1e-12);
    ck_assert_int_eq(
        gg_interval_average_precision(0.9569222444222444, 14, 1.959963984540054, &ends), GG_OK);
    ck_close(number(d, "overall/average_precision/low"), ends.low, 1e-9);
    ck_close(number(d, "overall/brier_score/value"), 0.134925, 1e-9);
    ck_close(number(d, "overall/brier_score/observed"), 0.1333916666666667, 1e-9);
    ck_assert(number(d, "overall/brier_score/low") < 0.134925);
    ck_close(number(d, "overall/log_loss/value"), 0.4219532866795516, 1e-9);
    ck_assert(number(d, "overall/expected_calibration_error/value") > 0);
    check_roc_auc(at(d, "attributes/g/groups/a/roc_auc"), 0.9583333333333334, 0.05892556509887895,
                  4, 6);
    json_decref(d);
}
END_TEST

START_TEST(read_back)
{
    const gg_evaluation_options o = under(GG_INSPECTION_RANDOM_ARM);
    json_t *d = evaluated(sixty, SIXTY_COLUMNS, &o, NULL, 0), *again = NULL;
    const gg_metric *roc_auc = gg_metric_find("roc_auc");
    gg_measure_options how = gg_measure_options_default();
    gg_figures f;
    gg_measure m;

    ck_assert_int_eq(gg_figures_parse(at(d, "overall"), &f, NULL), GG_OK);
    gg_metric_measure(roc_auc, &f, &how, &m);
    ck_close(m.low, number(d, "overall/roc_auc/low"), 1e-12);
    ck_assert_int_eq(gg_figures_write(&f, &how, &again, NULL), GG_OK);
    ck_assert(json_equal(json_object_get(again, "roc_auc"), at(d, "overall/roc_auc")));
    ck_assert(json_equal(json_object_get(again, "brier_score"), at(d, "overall/brier_score")));
    json_decref(again);
    json_decref(d);
}
END_TEST

/* Other designs give none; with every row verified the arm does not matter. */
START_TEST(elsewhere)
{
    const gg_evaluation_options chance = under(GG_INSPECTION_MISSING_AT_RANDOM),
                                arm = under(GG_INSPECTION_RANDOM_ARM);
    json_t *d = evaluated(sixty, SIXTY_COLUMNS, &chance, NULL, 0);

    ck_assert_str_eq(text(d, "overall/roc_auc/why_null"), "not_computed");
    json_decref(d);
    d = evaluated(sixty, SIXTY_COLUMNS, NULL, NULL, 0);
    ck_assert_str_eq(text(d, "overall/roc_auc/why_null"), GG_WHY_NOT_IDENTIFIED);
    json_decref(d);
    d = evaluated("s,y,how\n0.2,0,random\n0.4,1,model\n0.6,0,model\n0.8,1,random\n",
                  "columns: {s: score, y: outcome, how: arm}", &arm, NULL, 0);
    ck_close(number(d, "overall/roc_auc/value"), 0.75, 1e-12);
    json_decref(d);
}
END_TEST

/* An arm in which nobody has the outcome ranks nothing. */
START_TEST(one_class)
{
    const gg_evaluation_options o = under(GG_INSPECTION_RANDOM_ARM);
    json_t *d =
        evaluated("s,y,how\n0.2,0,random\n0.4,1,model\n0.6,0,random\n0.8,,model\n0.9,0,model\n",
                  "columns: {s: score, y: outcome, how: arm}", &o, NULL, 0);

    ck_assert_str_eq(text(d, "overall/roc_auc/why_null"), GG_WHY_ONE_CLASS);
    ck_assert_str_eq(text(d, "overall/average_precision/why_null"), GG_WHY_NO_POSITIVES);
    ck_close(number(d, "overall/brier_score/value"), (0.04 + 0.36) / 2, 1e-9);
    json_decref(d);
}
END_TEST

/* ---- stored, merged ---- */

static gg_evidence collected(void)
{
    temporary t = temporary_file(sixty, strlen(sixty));
    gg_collect_options how = gg_collect_options_default();
    json_t *document = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(SIXTY_COLUMNS, strlen(SIXTY_COLUMNS), "yaml", &document, &err),
                     GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.6", &err), GG_OK);
    json_decref(document);
    ck_assert_int_eq(gg_collect(t.path, &schema, &how, &e, &err), GG_OK);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return e;
}

START_TEST(through_a_file_and_merged)
{
    gg_evidence e = collected(), back, both;
    const gg_evaluation_options o = under(GG_INSPECTION_RANDOM_ARM);
    json_t *stored = NULL, *d = NULL;
    char fault[400];

    ck_assert_int_eq(gg_evidence_save(&e, &stored, NULL), GG_OK);
    ck_assert_msg(schema_fits("docs/schemas/evidence-1.schema.json", stored, fault), "%s", fault);
    ck_assert_int_eq(gg_evidence_load(stored, &back, NULL), GG_OK);
    ck_assert_int_eq(gg_evaluate(&back, &o, &d, NULL), GG_OK);
    ck_close(number(d, "overall/roc_auc/value"), 0.9107142857142858, 1e-12);
    ck_close(number(d, "overall/log_loss/value"), 0.4219532866795516, 1e-9);
    json_decref(d);
    d = NULL;
    /* Rankings do not add. */
    ck_assert_int_eq(gg_evidence_merge(&e, &back, &both, NULL), GG_OK);
    ck_assert_int_eq(gg_evaluate(&both, &o, &d, NULL), GG_OK);
    ck_assert_str_eq(text(d, "overall/roc_auc/why_null"), "not_computed");
    ck_assert_str_eq(text(d, "overall/brier_score/why_null"), "not_computed");
    json_decref(d);
    gg_evidence_release(&both);
    gg_evidence_release(&back);
    gg_evidence_release(&e);
    json_decref(stored);
}
END_TEST

START_TEST(changed_scores_are_refused)
{
    gg_evidence e = collected(), back;
    json_t *stored = NULL, *moments;
    char digest[GG_SHA256_HEX];
    gg_buf bytes;

    ck_assert_int_eq(gg_evidence_save(&e, &stored, NULL), GG_OK);
    gg_evidence_release(&e);
    moments = at(stored, "families/0/slices/0/arm_scores/moments");
    ck_assert_int_eq(json_array_set_new(moments, 0, json_string("21.000000000000")), 0);
    json_object_del(stored, "digest");
    gg_buf_init(&bytes, 0);
    gg_json_canonical(stored, &bytes);
    gg_sha256_hex(bytes.data, bytes.size, digest);
    gg_buf_release(&bytes);
    json_object_set_new(stored, "digest", json_string(digest));
    ck_assert_int_eq(gg_evidence_load(stored, &back, NULL), GG_E_INPUT);
    json_decref(stored);
}
END_TEST

/* ---- coverage ---- */

/* 400 cases score evenly, have the outcome with the score as probability; at 0.5 and above they are
 * inspected, and a quarter of all by lot. The area of such scores is 5/6. */
START_TEST(the_arm_holds_the_truth)
{
    const gg_evaluation_options o = under(GG_INSPECTION_RANDOM_ARM);
    const int tables = getenv("GAUGER_SLOW") ? 1000 : 120;
    int held = 0, naive = 0;
    gg_random r;

    gg_random_init(&r, 1, "arm", "scores");
    for (int t = 0; t < tables; t++) {
        json_t *d;
        gg_buf b;

        gg_buf_init(&b, 0);
        gg_buf_puts(&b, "s,y,how\n");
        for (int i = 0; i < 400; i++) {
            const double s = gg_random_uniform(&r);
            const bool y = gg_random_uniform(&r) < s, lot = gg_random_uniform(&r) < 0.25;

            gg_buf_printf(&b, "%.6f,%s,%s\n", s,
                          s < 0.5 && !lot ? ""
                          : y             ? "1"
                                          : "0",
                          lot ? "random" : "model");
        }
        gg_buf_append(&b, "", 1);
        d = evaluated(b.data, "columns: {s: score, y: outcome, how: arm}", &o, NULL, 0);
        held += number(d, "overall/roc_auc/low") <= 5 / 6.0 &&
                5 / 6.0 <= number(d, "overall/roc_auc/high");
        naive += fabs(number(d, "overall/roc_auc/observed") - 5 / 6.0) < 0.02;
        json_decref(d);
        gg_buf_release(&b);
    }
    ck_assert_msg(held >= 0.9 * tables && held <= tables, "%d of %d", held, tables);
    ck_assert_msg(naive < 0.5 * tables, "observed is near in %d of %d", naive, tables);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, by_the_arm);
    tcase_add_test(tc, read_back);
    tcase_add_test(tc, elsewhere);
    tcase_add_test(tc, one_class);
    tcase_add_test(tc, through_a_file_and_merged);
    tcase_add_test(tc, changed_scores_are_refused);
    tcase_add_test(tc, the_arm_holds_the_truth);
}

GG_TEST_MAIN("evaluate/arm_scores")
