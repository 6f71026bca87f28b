/*
 * What a sample could have shown, and how many rows would decide: numbers, reasons, sentences.
 *
 * Of rates: SciPy's binom.pmf summed over the counts that statsmodels' Wilson interval rejects, and
 * brentq for the rate at which that sum is 0.8. Of ratios and differences: the same sum over all
 * pairs of counts, by statsmodels' confint_proportions_2indep ("score" and "newcomb"); the library
 * computes those by normal approximation, so they agree within a few percent. Rows: bisection on
 * the same intervals. roc_auc: the formulas of Hanley and McNeil written again with NumPy.
 */
#include "conforms.h"
#include "documents.h"

#include "gauger/base/random.h"

/* 400 rows against 0.7, and 350 against 0.5, at alpha 0.025 over 1, 2 and 3. */
#define LEVEL_1  0.7616153104943004
#define LEVEL_2  0.7689209167673958
#define LEVEL_3  0.7713545069571981
#define RECALL_1 0.5750758344263035
#define RECALL_2 0.5807482455953374

static json_t *evaluation;

static void begin(void)
{
    evaluation = evaluation_of(
        (counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550, .auc = 0.7, .auc_error = 0.02});
    add_group(evaluation, "attributes", "race", "White",
              (counts){.tp = 50, .fp = 50, .fn = 100, .tn = 800});
    add_group(evaluation, "attributes", "race", "Black",
              (counts){.tp = 20, .fp = 20, .fn = 40, .tn = 320});
}

static void end(void)
{
    json_decref(evaluation);
}

static json_t *by(const char *rules)
{
    json_t *v = judge(rules, evaluation, NULL, NULL);

    conforms(v, "docs/schemas/verdict-1.schema.json");
    return v;
}

static const char *why_of(const json_t *subject, const char *key)
{
    return gg_json_string(subject, key, "");
}

/* ---- rates, and the level that applies ---- */

static const struct level {
    const char *policy;
    double detectable; /* of the first rule, precision at most 0.7 */
} levels[] = {
    {"rules: [{metric: precision, at_most: 0.7}]", LEVEL_1},
    /* Two tested and neither rejected without the other: alpha / 2. */
    {"rules: [{metric: precision, at_most: 0.7}, {metric: recall, at_least: 0.1}]", LEVEL_2},
    {"rules: [{metric: precision, at_most: 0.7}, {metric: recall, at_least: 0.1},\n"
     "  {metric: specificity, at_least: 0.1}]",
     LEVEL_3},
    /* One of the two others is rejected and takes no further part. */
    {"rules: [{metric: precision, at_most: 0.7}, {metric: recall, at_most: 0.5},\n"
     "  {metric: specificity, at_least: 0.1}]",
     LEVEL_2},
    {"correction: bonferroni\n"
     "rules: [{metric: precision, at_most: 0.7}, {metric: recall, at_most: 0.5},\n"
     "  {metric: specificity, at_least: 0.1}]",
     LEVEL_3},
    {"correction: none\n"
     "rules: [{metric: precision, at_most: 0.7}, {metric: recall, at_most: 0.5},\n"
     "  {metric: specificity, at_least: 0.1}]",
     LEVEL_1},
    /* What is judged by its value, or has none, is not tested and shares no level. */
    {"rules: [{metric: precision, at_most: 0.7}, {metric: recall, at_most: 0.5, judge: point},\n"
     "  {metric: log_loss, at_most: 3}]",
     LEVEL_1},
};

START_TEST(at_the_level_that_applies)
{
    json_t *v = by(levels[_i].policy);
    const json_t *s = subject_of(v, 0, "overall");

    ck_close(number_of(s, "detectable_at"), levels[_i].detectable, 1e-9);
    ck_close(number_of(s, "detectable_above"), levels[_i].detectable, 1e-9);
    ck_close(number_of(s, "smallest_breach"), levels[_i].detectable - 0.7, 1e-9);
    ck_assert(json_is_null(json_object_get(s, "detectable_below")));
    json_decref(v);
}
END_TEST

/* Precision alone would not be rejected if recall were not: recall's own level counts two. */
START_TEST(level_of_what_is_rejected)
{
    json_t *v = by("rules: [{metric: precision, at_most: 0.7}, {metric: recall, at_most: 0.5}]");

    ck_assert_str_eq(result_of(v, 0), "fail");
    ck_assert_str_eq(result_of(v, 1), "fail");
    ck_close(number_of(subject_of(v, 0, "overall"), "detectable_at"), LEVEL_1, 1e-9);
    ck_close(number_of(subject_of(v, 1, "overall"), "detectable_at"), RECALL_2, 1e-9);
    json_decref(v);
    /* Without a correction that removes anybody's share it is alpha. */
    v = by("rules: [{metric: recall, at_most: 0.5}]");
    ck_close(number_of(subject_of(v, 0, "overall"), "detectable_at"), RECALL_1, 1e-9);
    json_decref(v);
}
END_TEST

/* Equal p-values share a level whatever their order. */
START_TEST(ties)
{
    json_t *v = by("rules: [{metric: recall, at_most: 0.5}, {metric: recall, at_most: 0.5}]");

    for (size_t i = 0; i < 2; i++)
        ck_close(number_of(subject_of(v, i, "overall"), "detectable_at"), RECALL_1, 1e-9);
    json_decref(v);
}
END_TEST

/* ---- ratios and differences ---- */

START_TEST(ratios)
{
    json_t *v = by("rules: [{metric: selection_rate_ratio, attribute: race, between: [0.8, "
                   "1.25]}]");
    const json_t *s = subject_of(v, 0, "Black");

    ck_close(number_of(s, "detectable_below"), 0.409608974086451, 0.01);
    ck_close(number_of(s, "detectable_above"), 1.8669760726499174, 0.01);
    /* 0.39 under the lower bound is less than 0.62 over the upper. */
    ck_assert_double_eq(number_of(s, "detectable_at"), number_of(s, "detectable_below"));
    ck_close(number_of(s, "smallest_breach"), 0.8 - number_of(s, "detectable_below"), 1e-12);
    ck_assert_double_eq(number_of(s, "rows_needed"), 14667); /* RATIO_ROWS */
    ck_assert_str_eq(
        message_of(v, 0),
        "selection_rate_ratio by race against White: not established for Black: 1, and "
        "the 95% interval 0.706 to 1.41 reaches below 0.8 and above 1.25; about 14,300 "
        "more rows of this group would decide it with probability 0.8, if the rate stays as it is; "
        "these rows would have shown a true "
        "value of 0.407 or less, or 1.87 or more, 8 times in 10");
    json_decref(v);
}
END_TEST

START_TEST(differences)
{
    json_t *v = by("rules: [{metric: selection_rate_difference, attribute: race, between: [-0.05, "
                   "0.05]}]");
    const json_t *s = subject_of(v, 0, "Black");

    ck_close(number_of(s, "detectable_below"), -0.0842423333536247, 0.02);
    ck_close(number_of(s, "detectable_above"), 0.11021485073466934, 0.01);
    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_assert(json_is_null(json_object_get(s, "rows_needed")));
    ck_assert_str_eq(why_of(s, "rows_needed_why_null"), "decided");
    ck_assert_str_eq(why_of(s, "smallest_breach_why_null"), "");
    json_decref(v);
}
END_TEST

/* 68 of 400 against 100 of 1,000: beyond 0.05, but the reference is too small to show it, however
 * large the group; 8.05 times as many of both would with probability 0.8. */
START_TEST(the_reference_leaves_it_open)
{
    const json_t *s;
    json_t *v;

    add_group(evaluation, "attributes", "race", "Black",
              (counts){.tp = 34, .fp = 34, .fn = 40, .tn = 292});
    v = by("rules: [{metric: selection_rate_difference, attribute: race, at_most: 0.05}]");
    s = subject_of(v, 0, "Black");
    ck_assert(json_is_null(json_object_get(s, "rows_needed")));
    ck_assert_str_eq(why_of(s, "rows_needed_why_null"), "reference_open");
    ck_close(number_of(s, "rows_factor"), 8.0505, 1e-4);
    ck_assert_ptr_nonnull(strstr(message_of(v, 0),
                                 "; no number of rows of this group alone would decide it, about "
                                 "8.06 times as many of everyone would with probability 0.8, if "
                                 "the rates stay as they are; these rows would have shown "
                                 "a true value of "));
    json_decref(v);
}
END_TEST

/* Against the rest the reference is the sum of the others; against a group that the data choose, or
 * against everyone, nothing is computed. */
START_TEST(other_references)
{
    static const char *const rules[] = {"rest", "overall", "highest", "lowest", "largest"};
    json_t *race = json_object_get(json_object_get(evaluation, "attributes"), "race");

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const bool known = strcmp(rules[i], "rest") == 0 || strcmp(rules[i], "largest") == 0;
        const json_t *s;
        json_t *v;

        json_object_set_new(race, "reference_rule", json_string(rules[i]));
        json_object_set_new(race, "reference",
                            known || i == 1 ? json_null() : json_string("White"));
        if (i == 4)
            json_object_set_new(race, "reference", json_string("White"));
        v = by("rules: [{metric: selection_rate_ratio, attribute: race, group: Black, between: "
               "[0.8, 1.25]}]");
        s = subject_of(v, 0, "Black");
        ck_assert_str_eq(why_of(s, "smallest_breach_why_null"), known ? "" : "not_computed");
        if (known)
            ck_close(number_of(s, "detectable_above"), 1.8669760726499174, 0.01);
        json_decref(v);
    }
}
END_TEST

/* ---- roc_auc ---- */

START_TEST(areas)
{
    json_t *v = by("rules: [{metric: roc_auc, at_least: 0.69}]");
    const json_t *s = subject_of(v, 0, "overall");

    ck_close(number_of(s, "detectable_at"), 0.6335013392497941, 1e-6);
    ck_assert_double_eq(number_of(s, "rows_needed"), 31499);
    ck_assert_str_eq(message_of(v, 0),
                     "roc_auc: not established: 0.7, and the 95% interval 0.659 to 0.738 reaches "
                     "below 0.69; about 30,500 more rows would decide it with probability 0.8, if "
                     "the figure stays as it is; these rows would have "
                     "shown a true value of 0.633 or less, 8 times in 10");
    json_decref(v);
}
END_TEST

/* ---- reasons ---- */

static const struct reason {
    const char *rule, *breach, *rows;
} reasons[] = {
    {"{metric: mcc, at_least: 0.1}", "", "decided"},
    {"{metric: f1, at_least: 0.1}", "", "decided"},
    {"{metric: balanced_accuracy, at_least: 0.1}", "", "decided"},
    {"{metric: impact_ratio, attribute: race, at_least: 0.99}", "not_computed", "not_computed"},
    {"{metric: roc_auc_difference, attribute: race, at_most: 0.1}", "no_scores", "no_scores"},
    {"{metric: log_loss, at_most: 3}", "not_a_probability", "not_a_probability"},
    {"{metric: precision, at_least: 0.7, judge: point}", "judged_by_value", "decided"},
    {"{metric: precision, at_least: 0.75}", "", "at_the_bound"},
    {"{metric: precision, at_least: 0.7499999}", "", "beyond_reach"},
    {"{metric: precision, at_least: 0}", "no_breach", "decided"},
    {"{metric: precision, between: [0, 1]}", "no_breach", "decided"},
    {"{metric: recall, at_least: 0.002}", "undetectable", "decided"},
};

START_TEST(reasons_where_there_is_no_number)
{
    char policy[200];
    const json_t *s;
    json_t *v;

    snprintf(policy, sizeof policy, "rules:\n  - %s\n", reasons[_i].rule);
    v = by(policy);
    s = json_array_get(json_object_get(rule_of(v, 0), "subjects"), 0);
    ck_assert_str_eq(why_of(s, "smallest_breach_why_null"), reasons[_i].breach);
    ck_assert_str_eq(why_of(s, "rows_needed_why_null"), reasons[_i].rows);
    ck_assert(json_is_null(json_object_get(s, "smallest_breach")) == (*reasons[_i].breach != '\0'));
    ck_assert(json_is_null(json_object_get(s, "detectable_at")) == (*reasons[_i].breach != '\0'));
    ck_assert(json_is_null(json_object_get(s, "rows_needed")));
    json_decref(v);
}
END_TEST

START_TEST(reasons_in_words)
{
    json_t *v = by("rules: [{metric: precision, at_least: 0.75}]");

    ck_assert_ptr_nonnull(strstr(message_of(v, 0),
                                 "; no number of rows would decide it: the value lies at the "
                                 "bound; these rows would have shown"));
    json_decref(v);
    v = by("rules: [{metric: precision, at_least: 0.7499999}]");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "; a million times as many rows would not "
                                                   "decide it: the value lies next to the bound"));
    json_decref(v);
    /* 12 rows: not even a rate of 0 would be told from 0.05. */
    add_slice(evaluation, "sites", "A", (counts){.tp = 1, .fp = 1, .fn = 1, .tn = 9});
    v = by("minimum_count: 0\nrules: [{metric: selection_rate, site: A, at_least: 0.05}]");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0),
                                 " more rows of this site would decide it with probability 0.8, if "
                                 "the rate stays as it is; with "
                                 "these rows no breach, however large, would "
                                 "have been shown 8 times in 10"));
    json_decref(v);
    /* What has no value says why, and no more. */
    v = by("rules: [{metric: log_loss, at_most: 3}]");
    ck_assert_ptr_null(strstr(message_of(v, 0), "rows"));
    json_decref(v);
}
END_TEST

/* Weights: the effective rows set the power, the rows are still rows. With every weight 1/2 the
 * effective rows are the rows. */
START_TEST(weighted)
{
    json_t *plain = by("rules: [{metric: precision, at_least: 0.74}]"), *half;
    gg_figures f;
    json_t *metrics = NULL;

    ck_assert_int_eq(gg_figures_parse(json_object_get(evaluation, "overall"), &f, NULL), GG_OK);
    f.weighted = true;
    for (int o = 0; o < GG_OUTCOMES; o++)
        for (int d = 0; d < GG_SELECTIONS; d++) {
            f.w2[o][d] = f.w[o][d] / 4;
            f.w[o][d] /= 2;
        }
    ck_assert_int_eq(gg_figures_write(&f, NULL, &metrics, NULL), GG_OK);
    json_object_set_new(evaluation, "overall", metrics);
    half = by("rules: [{metric: precision, at_least: 0.74}]");
    ck_close(number_of(subject_of(half, 0, "overall"), "detectable_at"),
             number_of(subject_of(plain, 0, "overall"), "detectable_at"), 1e-9);
    ck_assert_double_eq(number_of(subject_of(half, 0, "overall"), "rows_needed"),
                        number_of(subject_of(plain, 0, "overall"), "rows_needed"));
    json_decref(half);
    json_decref(plain);
}
END_TEST

/* ---- rows that decide with probability 0.8: seeded simulations ---- */

/* So many more rows, each falling into a cell with the share that is observed of it. */
static counts more_rows(gg_random *g, counts c, double more)
{
    const double n = c.tp + c.fp + c.fn + c.tn, tp = c.tp / n, fp = c.fp / n, fn = c.fn / n;

    for (double i = 0; i < more; i++) {
        const double u = gg_random_uniform(g);

        c.tp += u < tp;
        c.fp += u >= tp && u < tp + fp;
        c.fn += u >= tp + fp && u < tp + fp + fn;
        c.tn += u >= tp + fp + fn;
    }
    return c;
}

static const struct kept {
    const char *rule;
    counts everyone;
    int times;
} kept[] = {
    {"{metric: precision, at_least: 0.7}", {.tp = 290, .fp = 110, .fn = 50, .tn = 550}, 600},
    {"{metric: precision, at_most: 0.7}", {.tp = 290, .fp = 110, .fn = 50, .tn = 550}, 600},
    {"{metric: recall, between: [0.83, 0.9]}", {.tp = 300, .fp = 100, .fn = 50, .tn = 550}, 600},
    {"{metric: f1, at_least: 0.77}", {.tp = 300, .fp = 100, .fn = 50, .tn = 550}, 600},
    {"{metric: f1, at_most: 0.77}", {.tp = 300, .fp = 100, .fn = 50, .tn = 550}, 600},
    {"{metric: balanced_accuracy, at_least: 0.83}",
     {.tp = 300, .fp = 100, .fn = 50, .tn = 550},
     400},
    {"{metric: mcc, at_least: 0.64}", {.tp = 300, .fp = 100, .fn = 50, .tn = 550}, 300},
};

START_TEST(rows_needed_keep_their_promise)
{
    const struct kept *k = &kept[_i];
    const int times = getenv("GAUGER_SLOW") ? 4 * k->times : k->times;
    const double n = k->everyone.tp + k->everyone.fp + k->everyone.fn + k->everyone.tn;
    char policy[200];
    double needed;
    int decided = 0;
    gg_random g;
    json_t *e = evaluation_of(k->everyone), *v;

    snprintf(policy, sizeof policy, "rules: [%s]", k->rule);
    v = judge(policy, e, NULL, NULL);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    needed = number_of(subject_of(v, 0, "overall"), "rows_needed");
    ck_assert_msg(needed > n && needed < 40 * n, "%g rows", needed);
    json_decref(v);
    json_decref(e);
    gg_random_init(&g, 3, "rows", k->rule);
    for (int t = 0; t < times; t++) {
        e = evaluation_of(more_rows(&g, k->everyone, needed - n));
        v = judge(policy, e, NULL, NULL);
        decided += strcmp(result_of(v, 0), "inconclusive") != 0;
        json_decref(v);
        json_decref(e);
    }
    ck_assert_msg(decided > 0.75 * times && decided < 0.85 * times, "%s: %.3f with %g rows",
                  k->rule, (double)decided / times, needed);
}
END_TEST

/* The rows of one group are added, its reference keeps its own. */
START_TEST(rows_of_a_group_keep_their_promise)
{
    const char *policy = "rules: [{metric: selection_rate_ratio, attribute: race, at_most: 1.25}]";
    const int times = getenv("GAUGER_SLOW") ? 2400 : 600;
    const counts all = {.tp = 5000, .fp = 5000, .fn = 10000, .tn = 80000};
    const counts few = {.tp = 22, .fp = 22, .fn = 40, .tn = 316};
    double needed = 0;
    int decided = 0;
    gg_random g;

    gg_random_init(&g, 4, "rows", "ratio");
    for (int t = -1; t < times; t++) {
        json_t *e = evaluation_of(all), *v;

        add_group(e, "attributes", "race", "White", all);
        add_group(e, "attributes", "race", "Black", t < 0 ? few : more_rows(&g, few, needed - 400));
        v = judge(policy, e, NULL, NULL);
        if (t < 0) {
            needed = number_of(subject_of(v, 0, "Black"), "rows_needed");
            ck_assert_msg(needed > 800 && needed < 20000, "%g", needed);
        } else {
            decided += strcmp(result_of(v, 0), "inconclusive") != 0;
        }
        json_decref(v);
        json_decref(e);
    }
    ck_assert_msg(decided > 0.75 * times && decided < 0.85 * times, "%.3f with %g rows",
                  (double)decided / times, needed);
}
END_TEST

static double simulate_normal(gg_random *g)
{
    const double u = 1 - gg_random_uniform(g), v = gg_random_uniform(g);

    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* An evaluation of 1,000 rows whose scores have such a mean loss. */
static json_t *with_brier(double value, double error)
{
    json_t *e = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550});
    json_t *overall = json_object_get(e, "overall"), *metrics = NULL;
    gg_figures f;

    ck_assert_int_eq(gg_figures_parse(overall, &f, NULL), GG_OK);
    f.scores = GG_SCORES_PROBABILITY;
    f.brier_score = (gg_finished){value, error};
    ck_assert_int_eq(gg_figures_write(&f, NULL, &metrics, NULL), GG_OK);
    json_object_set_new(e, "overall", metrics);
    return e;
}

/* Means: of 1,000 rows 0.15 with standard error 0.006, of new ones as much per row. What is shown
 * 8 times in 10 is the bound and (1.96 + 0.8416) standard errors. */
START_TEST(rows_of_a_mean_keep_their_promise)
{
    const char *policy = "rules: [{metric: brier_score, at_most: 0.155}]";
    json_t *e = with_brier(0.15, 0.006), *v = judge(policy, e, NULL, NULL);
    const double needed = number_of(subject_of(v, 0, "overall"), "rows_needed");
    const double more = needed - 1000, spread = 0.006 * sqrt(1000);
    int decided = 0;
    gg_random g;

    ck_close(number_of(subject_of(v, 0, "overall"), "detectable_above"),
             0.155 + 2.8015852181129683 * 0.006, 1e-9);
    json_decref(v);
    json_decref(e);
    gg_random_init(&g, 5, "rows", "mean");
    for (int t = 0; t < 2000; t++) {
        const double mean = 0.15 + simulate_normal(&g) * spread / sqrt(more);

        e = with_brier((1000 * 0.15 + more * mean) / needed, spread / sqrt(needed));
        v = judge(policy, e, NULL, NULL);
        decided += strcmp(result_of(v, 0), "pass") == 0;
        json_decref(v);
        json_decref(e);
    }
    ck_assert_msg(decided > 1500 && decided < 1700, "%d of 2000 with %g rows", decided, needed);
}
END_TEST

/* Fisher's scale for a correlation: SciPy's norm.ppf and NumPy's arctanh, from the reported limits
 * at one standard error. Beyond its bound nothing is asked of average precision. */
START_TEST(breaches_of_other_figures)
{
    json_t *v = by("rules: [{metric: mcc, at_least: 0.6}, {metric: f1, at_most: 0.82}]");
    const json_t *mcc = subject_of(v, 0, "overall"), *f1 = subject_of(v, 1, "overall");
    double below = number_of(mcc, "detectable_below"), above = number_of(f1, "detectable_above");

    ck_assert_msg(below > 0.5 && below < 0.56, "%g", below);
    ck_assert_msg(above > 0.85 && above < 0.88, "%g", above);
    json_decref(v);
}
END_TEST

/* ---- the gate itself, at the stated breach ---- */

#define TIMES 1000

static double drawn(gg_random *random, double n, double rate)
{
    double x = 0;

    for (double i = 0; i < n; i++)
        x += gg_random_uniform(random) < rate;
    return x;
}

static const struct scene {
    const char *metric, *bounds;
    double sign; /* 1: at the breach over the upper bound; -1: under the lower */
    bool ratio;
} scenes[] = {
    {"selection_rate_ratio", "between: [0.8, 1.25]", 1, true},
    {"selection_rate_ratio", "between: [0.8, 1.25]", -1, true},
    {"selection_rate_difference", "at_most: 0.05", 1, false},
    {"selection_rate_difference", "at_least: -0.05", -1, false},
};

/* Another rule is tested beside it and holds, so that the level is shared by two. */
static void write_policy(const struct scene *s, char *out, size_t size)
{
    snprintf(out, size,
             "rules:\n  - {metric: %s, attribute: race, %s}\n"
             "  - {metric: selection_rate, at_least: 0.01}\n",
             s->metric, s->bounds);
}

/* 600 rows against 1,500, one in five of these selected, drawn a thousand times where the truth is
 * the stated breach: the gate fails in about 8 of 10. Three standard errors are 0.04. */
START_TEST(the_gate_catches_it_as_often_as_it_says)
{
    const struct scene *s = &scenes[_i];
    const double n = 600, n_reference = 1500, base = 0.2;
    char policy[240];
    gg_random random;
    double truth, caught = 0;
    json_t *v;

    write_policy(s, policy, sizeof policy);
    add_group(evaluation, "attributes", "race", "White",
              (counts){.tp = 150, .fp = 150, .fn = 200, .tn = 1000});
    add_group(evaluation, "attributes", "race", "Black",
              (counts){.tp = 60, .fp = 60, .fn = 80, .tn = 400});
    v = judge(policy, evaluation, NULL, NULL);
    truth =
        number_of(subject_of(v, 0, "Black"), s->sign > 0 ? "detectable_above" : "detectable_below");
    json_decref(v);
    gg_random_init(&random, 7, s->metric, s->bounds);
    for (int i = 0; i < TIMES; i++) {
        const double a = drawn(&random, n, s->ratio ? truth * base : truth + base);
        const double b = drawn(&random, n_reference, base);
        json_t *e = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550});

        add_group(e, "attributes", "race", "White", (counts){.fp = b, .tn = n_reference - b});
        add_group(e, "attributes", "race", "Black", (counts){.fp = a, .tn = n - a});
        v = judge(policy, e, NULL, NULL);
        caught += strcmp(result_of(v, 0), "fail") == 0;
        json_decref(v);
        json_decref(e);
    }
    ck_assert_msg(fabs(caught / TIMES - 0.8) < 0.04, "%g of %d at %g", caught, TIMES, truth);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_loop_test(tc, at_the_level_that_applies, 0, sizeof levels / sizeof *levels);
    tcase_add_test(tc, level_of_what_is_rejected);
    tcase_add_test(tc, ties);
    tcase_add_test(tc, ratios);
    tcase_add_test(tc, differences);
    tcase_add_test(tc, the_reference_leaves_it_open);
    tcase_add_test(tc, other_references);
    tcase_add_test(tc, areas);
    tcase_add_loop_test(tc, reasons_where_there_is_no_number, 0, sizeof reasons / sizeof *reasons);
    tcase_add_test(tc, reasons_in_words);
    tcase_add_test(tc, weighted);
    tcase_add_loop_test(tc, rows_needed_keep_their_promise, 0, (int)(sizeof kept / sizeof *kept));
    tcase_add_test(tc, rows_of_a_group_keep_their_promise);
    tcase_add_test(tc, rows_of_a_mean_keep_their_promise);
    tcase_add_test(tc, breaches_of_other_figures);
    tcase_add_loop_test(tc, the_gate_catches_it_as_often_as_it_says, 0,
                        sizeof scenes / sizeof *scenes);
}

GG_TEST_MAIN("gate/power")
