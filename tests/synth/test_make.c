/* Made tables: bytes, shares, distributions, effects, all against what the scenario says. */
#include "made.h"

#include "gauger/base/text.h"

static double number(const char *text)
{
    double x = 0;

    ck_assert_int_eq(gg_text_number(text, strlen(text), &x), GG_NUMBER_OK);
    return x;
}

static double logit(double p)
{
    return log(p / (1 - p));
}

static const char busy[] =
    "scenario: busy\n"
    "period: {start: 2026-01, months: 5}\n"
    "site: {levels: {N: 0.6, S: 0.4}}\n"
    "groups: {g: {levels: {a: 0.7, b: 0.3}, missing: 0.05}}\n"
    "features:\n"
    "  x: {distribution: normal, mean: 3, sd: 2, digits: 3, effect: 0.3, missing: 0.02}\n"
    "  \"odd, name\": {levels: {\"say \\\"a\\\"\": 0.5, \"b, c\": 0.5}}\n"
    "outcome: {base_rate: 0.2}\n"
    "scores: {score: {follows: 1, noise: 0.5}}\n"
    "decision: {score: score, threshold: 0.3}\n"
    "suppression: [{name: r, when: {x: {below: 1}}}]\n"
    "sources:\n"
    "  officer: {recall: 0.3, false_positive_rate: 0.1}\n"
    "  draw: {column: drawn, probability: 0.05}\n"
    "inspection: {random: draw, compliance: {model: 0.8, officer: 1}}\n";

/* Rows on both sides of the edge of a block, and fewer than one block. */
START_TEST(threads_change_no_byte)
{
    static const uint64_t rows[] = {5, 8191, 8192, 8193, 50000};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made one = make_text(busy, rows[i], 3, 1), two = make_text(busy, rows[i], 3, 2);
        made seven = make_text(busy, rows[i], 3, 7);

        ck_assert_uint_eq(one.text.size, two.text.size);
        ck_assert_uint_eq(one.text.size, seven.text.size);
        ck_assert_int_eq(memcmp(one.text.data, two.text.data, one.text.size), 0);
        ck_assert_int_eq(memcmp(one.text.data, seven.text.data, one.text.size), 0);
        ck_assert(json_equal(one.truth, two.truth) && json_equal(one.truth, seven.truth));
        made_free(&one);
        made_free(&two);
        made_free(&seven);
    }
}
END_TEST

START_TEST(a_seed_changes_the_rows_and_not_the_truth_behind_them)
{
    made a = make_text(busy, 20000, 3, 2), b = make_text(busy, 20000, 4, 2);

    ck_assert(a.text.size != b.text.size || memcmp(a.text.data, b.text.data, a.text.size) != 0);
    ck_assert(truth_at(&a, "overall/positives") != truth_at(&b, "overall/positives"));
    ck_assert_double_eq(truth_at(&a, "coefficients/intercept"),
                        truth_at(&b, "coefficients/intercept"));
    made_free(&a);
    made_free(&b);
}
END_TEST

/* A column of its own stream: another feature leaves the draws of the first as they were. */
START_TEST(a_new_feature_leaves_the_others_alone)
{
    static const char less[] = "scenario: s\nfeatures:\n"
                               "  x: {distribution: normal, mean: 0, sd: 1, digits: 4}\n"
                               "outcome: {intercept: -1}\n";
    static const char more[] = "scenario: s\nfeatures:\n"
                               "  y: {distribution: uniform, low: 0, high: 1}\n"
                               "  x: {distribution: normal, mean: 0, sd: 1, digits: 4}\n"
                               "outcome: {intercept: -1}\n";
    made a = make(less, 20000, 1), b = make(more, 20000, 1);
    size_t ca = column_of(&a, "x"), cb = column_of(&b, "x");

    for (size_t r = 0; r < a.rows; r++)
        ck_assert_str_eq(cell(&a, r, ca), cell(&b, r, cb));
    made_free(&a);
    made_free(&b);
}
END_TEST

START_TEST(shares_are_met)
{
    made m =
        make("scenario: s\n"
             "site: {levels: {N: 0.6, S: 0.4}}\n"
             "groups:\n"
             "  g: {levels: {a: 0.7, b: 0.2, c: 0.1, d: 0}, by: {site: {S: {a: 0.1, b: 0.9}}},\n"
             "      missing: 0.05}\n"
             "  h: {levels: {x: 0.5, y: 0.5}, missing: {site: {S: 0.3}}}\n"
             "outcome: {intercept: -1}\n",
             200000, 1);
    size_t n = count_of(&m, "site", "N", NULL, NULL), s = m.rows - n;

    ck_share((double)n / (double)m.rows, 0.6, m.rows);
    ck_share(share_of(&m, "site", "N", "g", "a"), 0.7 * 0.95, n);
    ck_share(share_of(&m, "site", "N", "g", "c"), 0.1 * 0.95, n);
    ck_share(share_of(&m, "site", "N", "g", ""), 0.05, n);
    ck_share(share_of(&m, "site", "S", "g", "b"), 0.9 * 0.95, s);
    ck_assert_uint_eq(count_of(&m, "site", "S", "g", "c"), 0);
    ck_assert_uint_eq(count_of(&m, "g", "d", NULL, NULL), 0);
    ck_assert_uint_eq(count_of(&m, "site", "N", "h", ""), 0);
    ck_share(share_of(&m, "site", "S", "h", ""), 0.3, s);
    made_free(&m);
}
END_TEST

/* Weights 0.2, 0.3, 0.5 times exp(0.1 m), 1, exp(-0.2 m): in the sixth month, by numpy. */
START_TEST(shares_drift)
{
    made m = make("scenario: s\nperiod: {start: 2026-01, months: 6}\n"
                  "groups: {g: {levels: {a: 0.2, b: 0.3, c: 0.5}, drift: {a: 0.1, c: -0.2}}}\n"
                  "outcome: {intercept: -1}\n",
                  300000, 1);

    ck_share(share_of(&m, "month", "2026-01", "g", "a"), 0.2, 50000);
    ck_share(share_of(&m, "month", "2026-06", "g", "a"), 0.40524855, 50000);
    ck_share(share_of(&m, "month", "2026-06", "g", "c"), 0.22605794, 50000);
    ck_assert_uint_eq(count_of(&m, "month", "2026-03", NULL, NULL), 50000);
    made_free(&m);
}
END_TEST

/* Shares at or below three values, by scipy.stats (0.005 is half of the last decimal). */
static const struct {
    const char *feature;
    double at[3], want[3];
} shapes[] = {
    {"distribution: normal, mean: 3, sd: 2, digits: 2",
     {1, 3, 6},
     {0.159260937, 0.500997355, 0.933515986}},
    {"distribution: lognormal, median: 5, sigma: 0.5, digits: 2",
     {3, 5, 9},
     {0.154262790, 0.500797485, 0.880339198}},
    {"distribution: uniform, low: -2, high: 4, digits: 2",
     {-1.5, 0, 3},
     {0.084166667, 0.334166667, 0.834166667}},
    {"distribution: exponential, mean: 2, digits: 2",
     {0.5, 2, 6},
     {0.223143787, 0.633039109, 0.950337244}},
    {"distribution: poisson, mean: 3", {0, 2, 6}, {0.049787068, 0.423190081, 0.966491465}},
    {"distribution: poisson, mean: 90", {80, 90, 110}, {0.158193721, 0.527995043, 0.982256694}},
    {"distribution: normal, mean: 3, sd: 2, digits: 2, shift: {g: {b: 1.5}}",
     {1, 3, 6},
     {0.040275322, 0.227380901, 0.774124785}},
    {"distribution: poisson, mean: 3, shift: {g: {b: 0.4}}",
     {0, 2, 6},
     {0.011384823, 0.176355562, 0.834179939}},
    {"distribution: exponential, mean: 2, digits: 2, shift: {g: {b: -0.5}}",
     {0.5, 2, 6},
     {0.340519003, 0.808495328, 0.992918614}},
};

START_TEST(distributions_have_their_shapes)
{
    char text[400];
    made m;
    size_t n = 0, below[3] = {0, 0, 0}, c, g;

    snprintf(text, sizeof text,
             "scenario: s\ngroups: {g: {levels: {a: 0.2, b: 0.8}}}\nfeatures: {x: {%s}}\n"
             "outcome: {intercept: -1}\n",
             shapes[_i].feature);
    m = make(text, 250000, (uint64_t)_i + 1);
    c = column_of(&m, "x");
    g = column_of(&m, "g");
    for (size_t r = 0; r < m.rows; r++) {
        double x = number(cell(&m, r, c));

        if (cell(&m, r, g)[0] != 'b')
            continue;
        n++;
        for (size_t k = 0; k < 3; k++)
            below[k] += x <= shapes[_i].at[k] + 1e-9;
    }
    for (size_t k = 0; k < 3; k++)
        ck_share((double)below[k] / (double)n, shapes[_i].want[k], n);
    made_free(&m);
}
END_TEST

START_TEST(numbers_drift_and_keep_their_bounds)
{
    made m = make("scenario: s\nperiod: {start: 2026-01, months: 11}\nfeatures:\n"
                  "  x: {distribution: normal, mean: 0, sd: 1, digits: 3, drift: 0.2}\n"
                  "  y: {distribution: exponential, mean: 1, digits: 3, drift: 0.1}\n"
                  "  z: {distribution: normal, mean: 0, sd: 5, min: -1, max: 1, digits: 1}\n"
                  "outcome: {intercept: -1}\n",
                  110000, 1);
    double sums[2][2] = {{0, 0}, {0, 0}};
    size_t edges = 0, z = column_of(&m, "z");

    for (size_t r = 0; r < m.rows; r++) {
        double x = number(cell(&m, r, z));

        ck_assert(x >= -1 && x <= 1);
        edges += x == -1 || x == 1;
        for (size_t k = 0; k < 2; k++)
            if (r < 10000 || r >= 100000)
                sums[k][r >= 100000] += number(cell(&m, r, column_of(&m, k ? "y" : "x"))) / 10000;
    }
    ck_assert(fabs(sums[0][0]) < 0.05 && fabs(sums[0][1] - 2) < 0.05);
    /* An exponential's standard deviation is its mean: five standard errors of 10,000 are 0.05. */
    ck_assert(fabs(sums[1][0] - 1) < 0.05 && fabs(sums[1][1] - exp(1)) < 0.05 * exp(1));
    ck_assert_uint_gt(edges, m.rows / 2);
    made_free(&m);
}
END_TEST

/* What is missing is a cell, not a fact: the outcome follows the value that is not shown. */
START_TEST(effects_are_recovered_from_counts)
{
    made m = make("scenario: s\nperiod: {start: 2026-01, months: 2}\n"
                  "groups: {g: {levels: {a: 0.5, b: 0.5}, effects: {b: 0.8},\n"
                  "             effects_drift: {b: 0.5}}}\n"
                  "features:\n"
                  "  k: {distribution: poisson, mean: 1, effect: 0.3, effect_drift: 0.2}\n"
                  "  l: {distribution: poisson, mean: 1, per: 2, transform: log1p, effect: 1.2,\n"
                  "      missing: 0.5}\n"
                  "outcome: {intercept: -2, drift: 0.1}\n",
                  800000, 1);
    size_t n[2][2][3][3] = {0}, y[2][2][3][3] = {0};
    size_t g = column_of(&m, "g"), k = column_of(&m, "k"), l = column_of(&m, "l");
    size_t t = column_of(&m, "truly");

    for (size_t r = 0; r < m.rows; r++) {
        size_t i = (size_t)(cell(&m, r, k)[0] - '0'), j = (size_t)(cell(&m, r, l)[0] - '0');

        if (i > 2 || cell(&m, r, l)[0] == '\0' || j > 2)
            continue;
        n[r >= m.rows / 2][cell(&m, r, g)[0] == 'b'][i][j]++;
        y[r >= m.rows / 2][cell(&m, r, g)[0] == 'b'][i][j] += cell(&m, r, t)[0] == '1';
    }
    for (int q = 0; q < 2; q++)
        for (int b = 0; b < 2; b++)
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++) {
                    double eta = -2 + 0.1 * q + b * (0.8 + 0.5 * q) + i * (0.3 + 0.2 * q) +
                                 1.2 * log(1.0 + j) / 2;

                    ck_share((double)y[q][b][i][j] / (double)n[q][b][i][j], 1 / (1 + exp(-eta)),
                             n[q][b][i][j]);
                }
    ck_assert_double_eq(truth_at(&m, "coefficients/intercept"), -2);
    ck_assert_double_eq(truth_at(&m, "coefficients/columns/g/effects/b"), 0.8);
    ck_assert_double_eq(truth_at(&m, "coefficients/columns/k/effect_drift"), 0.2);
    ck_assert_double_eq(truth_at(&m, "coefficients/columns/l/per"), 2);
    made_free(&m);
}
END_TEST

/* Of one binary group: the rate is 0.5 expit(a) + 0.5 expit(a + 1), which can be turned round. */
START_TEST(a_base_rate_is_met)
{
    made m = make("scenario: s\ngroups: {g: {levels: {a: 0.5, b: 0.5}, effects: {b: 1}}}\n"
                  "outcome: {base_rate: 0.1}\n",
                  400000, 9);
    double a = truth_at(&m, "coefficients/intercept");

    /* 0.1 asked for; the pilot's share of b is 0.5 within 0.001. By scipy.optimize.brentq. */
    ck_assert_msg(fabs(a - -2.795316) < 0.01, "%.6f", a);
    ck_share(truth_at(&m, "overall/base_rate"), 0.1, 400000);
    ck_share(truth_at(&m, "groups/g/b/base_rate"), 1 / (1 + exp(-1 - a)), 200000);
    ck_assert(fabs(logit(truth_at(&m, "groups/g/b/base_rate")) -
                   logit(truth_at(&m, "groups/g/a/base_rate")) - 1) < 0.06);
    made_free(&m);
}
END_TEST

START_TEST(cells_are_quoted_where_they_must_be)
{
    made m = make(busy, 2000, 1);
    size_t c = column_of(&m, "odd, name"), a = 0;

    for (size_t r = 0; r < m.rows; r++) {
        bool first = strcmp(cell(&m, r, c), "say \"a\"") == 0;

        ck_assert(first || strcmp(cell(&m, r, c), "b, c") == 0);
        a += first;
    }
    ck_share((double)a / 2000, 0.5, 2000);
    made_free(&m);
}
END_TEST

static gg_status full_disk(void *context, const char *data, size_t n, gg_error *err)
{
    size_t *left = context;

    (void)data;
    if (n > *left)
        return gg_error_set(err, GG_E_IO, NULL, "no room");
    *left -= n;
    return GG_OK;
}

START_TEST(what_the_sink_returns_is_returned)
{
    gg_scenario *s = scenario_of(busy);

    for (size_t room = 0; room < 4000000; room += 1300000)
        for (unsigned threads = 1; threads < 5; threads += 3) {
            gg_synth_options o = gg_synth_options_default();
            json_t *truth = NULL;
            size_t left = room;
            gg_error err;

            gg_error_init(&err);
            o.rows = 200000;
            o.threads = threads;
            o.write = full_disk;
            o.write_context = &left;
            ck_assert_int_eq(gg_synth_make(s, &o, &truth, &err), GG_E_IO);
            ck_assert_str_eq(err.what, "no room");
            ck_assert_ptr_null(truth);
        }
    gg_scenario_free(s);
}
END_TEST

static void note(void *context, uint64_t rows, uint64_t total)
{
    uint64_t *last = context;

    ck_assert(rows > *last && rows <= total && total == 30000);
    *last = rows;
}

START_TEST(options_are_checked_and_kept)
{
    gg_scenario *s = scenario_of(busy);
    gg_synth_options o = gg_synth_options_default();
    uint64_t last = 0;
    json_t *truth = NULL;

    o.rows = 4;
    ck_assert_int_eq(gg_synth_make(s, &o, &truth, NULL), GG_E_USAGE);
    o.rows = GG_SYNTH_MOST_ROWS + 1;
    ck_assert_int_eq(gg_synth_make(s, &o, &truth, NULL), GG_E_USAGE);
    o.rows = 100;
    o.true_outcome = "score";
    ck_assert_int_eq(gg_synth_make(s, &o, &truth, NULL), GG_E_USAGE);
    ck_assert_ptr_null(truth);
    o = gg_synth_options_default();
    o.rows = 30000;
    o.threads = 100000;
    o.progress = note;
    o.progress_context = &last;
    ck_assert_int_eq(gg_synth_make(s, &o, NULL, NULL), GG_OK);
    ck_assert_uint_eq(last, 30000);
    ck_assert_int_eq(gg_synth_make(s, NULL, &truth, NULL), GG_OK);
    ck_assert_int_eq(json_integer_value(json_object_get(truth, "rows")), 10000);
    ck_assert_int_eq(json_integer_value(json_object_get(truth, "seed")), 1);
    json_decref(truth);
    gg_scenario_free(s);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, threads_change_no_byte);
    tcase_add_test(tc, a_seed_changes_the_rows_and_not_the_truth_behind_them);
    tcase_add_test(tc, a_new_feature_leaves_the_others_alone);
    tcase_add_test(tc, shares_are_met);
    tcase_add_test(tc, shares_drift);
    tcase_add_loop_test(tc, distributions_have_their_shapes, 0,
                        (int)(sizeof shapes / sizeof *shapes));
    tcase_add_test(tc, numbers_drift_and_keep_their_bounds);
    tcase_add_test(tc, effects_are_recovered_from_counts);
    tcase_add_test(tc, a_base_rate_is_met);
    tcase_add_test(tc, cells_are_quoted_where_they_must_be);
    tcase_add_test(tc, what_the_sink_returns_is_returned);
    tcase_add_test(tc, options_are_checked_and_kept);
}

GG_TEST_MAIN("synth/make")
