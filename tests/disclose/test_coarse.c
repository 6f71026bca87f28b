/*
 * Figures that come from single scores do not give a small count away: an attacker who knows which
 * five values the scores take, and sums of neighbouring ones, tries every table that fits.
 */
#include "cells.h"

#include <math.h>

#define LEAST  11
#define VALUES 5
#define ROWS   300.0

static const double value_of[VALUES] = {0.1, 0.3, 0.5, 0.7, 0.9};

/* What is hidden: 8 positives at the lowest score, 2 negatives at the highest. */
static const double negatives[VALUES] = {63, 58, 31, 12, 2};
static const double positives[VALUES] = {8, 18, 25, 42, 41};

typedef struct scored {
    double brier, log_loss, roc_auc;
} scored;

static scored measure(const double n[VALUES], const double p[VALUES])
{
    scored s = {0, 0, 0};
    double below = 0, all_n = 0, all_p = 0;

    for (size_t i = 0; i < VALUES; i++) {
        double v = value_of[i];

        s.brier += n[i] * v * v + p[i] * (1 - v) * (1 - v);
        s.log_loss -= n[i] * log1p(-v) + p[i] * log(v);
        s.roc_auc += p[i] * (below + n[i] / 2);
        below += n[i];
        all_n += n[i];
        all_p += p[i];
    }
    return (scored){s.brier / ROWS, s.log_loss / ROWS, s.roc_auc / all_n / all_p};
}

/* One attribute of one group, its figures as an evaluation has them, at threshold 0.5. */
static json_t *evaluation_of_cells(double tn, double fp, double fn, double tp)
{
    const table t = {.names = {"group"}, .atoms = {{{"all", "", ""}, {tn, fp, fn, tp}}}, .n = 1};
    const scored s = measure(negatives, positives);
    json_t *evaluation = evaluation_of(&t), *metrics = NULL;
    gg_figures f = figures_of(t.atoms[0].cells);

    f.scores = GG_SCORES_PROBABILITY;
    f.brier_score = (gg_finished){s.brier, 0.01};
    f.log_loss = (gg_finished){s.log_loss, 0.025};
    f.roc_auc = (gg_finished){s.roc_auc, 0.0222};
    f.roc_auc_low = f.roc_auc_high = s.roc_auc;
    f.average_precision = (gg_finished){0.8, 0.03};
    f.expected_calibration_error = 0.04321;
    ck_assert_int_eq(gg_figures_write(&f, NULL, &metrics, NULL), GG_OK);
    json_object_set(evaluation, "overall", metrics);
    json_object_set_new(at(evaluation, "attributes/group/groups"), "all", metrics);
    return evaluation;
}

static double shown(const json_t *document, const char *metric, const char *key)
{
    json_t *est = json_object_get(json_object_get(document, "overall"), metric);

    return gg_json_number(est, key, NAN);
}

static json_t *evaluation_with_scores(void)
{
    return evaluation_of_cells(121, 45, 26, 108);
}

typedef struct found {
    size_t tables;
    double low[4], high[4];
} found;

/* Every table with the sums that the bins show, and with figures within half a step. */
static found attack(const json_t *document, double half)
{
    const double brier = shown(document, "brier_score", "value");
    const double log_loss = shown(document, "log_loss", "value");
    const double roc_auc = shown(document, "roc_auc", "value");
    found f = {0, {INFINITY, INFINITY, INFINITY, INFINITY}, {0}};

    for (int i = 0; i < 122 * 27 * 15 * 84; i++) {
        double h[4] = {i % 122, i / 122 % 27, i / (122 * 27) % 15, i / (122 * 27 * 15)};
        double n[VALUES] = {h[0], 121 - h[0], 31, h[2], 14 - h[2]};
        double p[VALUES] = {h[1], 26 - h[1], 25, h[3], 83 - h[3]};
        scored s = measure(n, p);

        if (fabs(s.brier - brier) > half || fabs(s.log_loss - log_loss) > half ||
            fabs(s.roc_auc - roc_auc) > half)
            continue;
        f.tables++;
        for (size_t k = 0; k < 4; k++) {
            f.low[k] = fmin(f.low[k], h[k]);
            f.high[k] = fmax(f.high[k], h[k]);
        }
    }
    return f;
}

START_TEST(rounded_figures_leave_every_hidden_count_open)
{
    json_t *evaluation = evaluation_with_scores(), *document = published(evaluation, LEAST);
    found f = attack(evaluation, 1e-10);

    ck_assert_msg(f.tables <= 2, "the attack is too weak to show anything");
    f = attack(document, 0.025 + 1e-9);
    for (size_t k = 0; k < 4; k++)
        ck_assert_msg(f.high[k] - f.low[k] >= LEAST - 1, "count %zu: %g to %g", k, f.low[k],
                      f.high[k]);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(figures_of_scores_are_shown_to_a_step)
{
    json_t *evaluation = evaluation_with_scores(), *document = published(evaluation, LEAST);
    static const char *const metrics[] = {"roc_auc", "average_precision", "brier_score", "log_loss",
                                          "expected_calibration_error"};

    /* 300 rows / 11 = 27.3: twenty steps in one. */
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        double v = shown(document, metrics[i], "value");

        ck_assert_msg(v == round(v * 20) / 20, "%s: %.17g", metrics[i], v);
        ck_assert(fabs(v - shown(evaluation, metrics[i], "value")) <= 0.025 + 1e-12);
    }
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics - 1; i++) {
        const char *m = metrics[i];

        if (strcmp(m, "average_precision") == 0)
            continue; /* its interval is a function of the value and the positives alone */
        ck_assert_msg(shown(document, m, "low") <= shown(evaluation, m, "low"), "%s", m);
        ck_assert_msg(shown(document, m, "high") >= shown(evaluation, m, "high"), "%s", m);
    }
    ck_assert(json_equal(at(document, "overall/recall"), at(evaluation, "overall/recall")));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(too_few_rows_for_a_tenth_withhold_them)
{
    json_t *evaluation = evaluation_of_cells(40, 20, 20, 29);
    json_t *document = published(evaluation, LEAST);

    ck_assert_int_eq(json_integer_value(at(document, "overall/tp")), 29);
    ck_assert(json_is_null(at(document, "overall/roc_auc/value")));
    ck_assert_str_eq(json_string_value(at(document, "overall/roc_auc/why_null")), "withheld");
    ck_assert_str_eq(json_string_value(at(document, "overall/log_loss/why_null")), "withheld");
    ck_assert_ptr_null(at(document, "overall/roc_auc/standard_error"));
    json_decref(document);
    json_decref(evaluation);
    evaluation = evaluation_of_cells(40, 20, 20, 30); /* ten minimum cells */
    document = published(evaluation, LEAST);
    ck_assert(json_is_number(at(document, "overall/roc_auc/value")));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rounded_figures_leave_every_hidden_count_open);
    tcase_add_test(tc, figures_of_scores_are_shown_to_a_step);
    tcase_add_test(tc, too_few_rows_for_a_tenth_withhold_them);
}

GG_TEST_MAIN("disclose/coarse")
