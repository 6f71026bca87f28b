/*
 * Sentences for readers without statistics: word for word where it matters, and for every figure
 * there is, over random values, that the numbers read back out of a sentence are the figure's own.
 */
#include "gauger/evaluate/explain.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/base/random.h"
#include "gauger/evaluate/disparity.h"
#include "suite.h"

static gg_explained figure(const char *name, double value, double low, double high)
{
    gg_explained f = gg_explained_of(name, NULL);

    f.value = value;
    f.low = low;
    f.high = high;
    return f;
}

static gg_explained of_group(const char *name, double value, double low, double high)
{
    gg_explained f = figure(name, value, low, high);

    f.whom = GG_OF_GROUP;
    f.of = "Black";
    f.against = gg_disparity_find(name) ? "White" : NULL;
    return f;
}

static char *sentence(const gg_explained *f)
{
    gg_buf out;

    gg_buf_init(&out, 0);
    gg_explain_figure(f, &out);
    ck_assert(!out.failed);
    return out.data;
}

static void expect(const gg_explained *f, const char *want)
{
    char *got = sentence(f);

    ck_assert_str_eq(got, want);
    free(got);
}

#define OPEN(range) "; with this many rows anything from " range " is compatible with the data."

START_TEST(rates)
{
    gg_explained f = figure("recall", 0.6259612426945556, 0.6092, 0.6424);

    expect(&f, "Recall 0.63 [0.61, 0.64]: of 100 cases that had the outcome, about 63 were "
               "referred" OPEN("61 to 64 in 100"));
    f = of_group("selection_rate", 0.0104, 0.0052, 0.0207);
    expect(&f, "Selection rate of Black 0.01 [0.01, 0.02]: of 100 cases of Black, about 1 was "
               "referred" OPEN("1 to 2 in 100"));
    /* What is not 0 does not read 0, what is not everyone does not read everyone, and an interval
     * has two ends. */
    f = figure("false_positive_rate", 0.00042, 0.0001, 0.0009);
    expect(&f, "False positive rate 0.0004 [0.0001, 0.0009]: of 10,000 cases without the outcome, "
               "about 4 were referred" OPEN("1 to 9 in 10,000"));
    f = figure("specificity", 0.9996, 0.9989, 0.99985);
    expect(&f, "Specificity 0.9996 [0.9989, 0.9999]: of 10,000 cases without the outcome, about "
               "9,996 were not referred" OPEN("9,989 to 9,999 in 10,000"));
    f = figure("precision", 0.5, 0.4998, 0.5002);
    expect(&f, "Precision 0.5000 [0.4998, 0.5002]: of 10,000 cases that were referred and whose "
               "outcome is known, about 5,000 had the outcome" OPEN("4,998 to 5,002 in 10,000"));
    /* 0 and 1 are what they are. */
    f = figure("recall", 0, 0, 0.176);
    expect(&f, "Recall 0.00 [0.00, 0.18]: of 100 cases that had the outcome, about 0 were "
               "referred" OPEN("0 to 18 in 100"));
    f = figure("recall", 1, 0.824, 1);
    expect(&f, "Recall 1.00 [0.82, 1.00]: of 100 cases that had the outcome, about 100 were "
               "referred" OPEN("82 to 100 in 100"));
}
END_TEST

START_TEST(places)
{
    gg_explained f = figure("accuracy", 0.7, 0.6, 0.8);

    f.whom = GG_OF_SITE;
    f.of = "A";
    expect(&f, "Accuracy at site A 0.70 [0.60, 0.80]: of 100 cases at site A, about 70 were "
               "referred and had the outcome, or neither" OPEN("60 to 80 in 100"));
    f.whom = GG_OF_PERIOD;
    f.of = "2026-01";
    expect(&f, "Accuracy in period 2026-01 0.70 [0.60, 0.80]: of 100 cases of period 2026-01, "
               "about 70 were referred and had the outcome, or neither" OPEN("60 to 80 in 100"));
    f.versus = true;
    f.value = -0.01;
    f.low = -0.03;
    f.high = 0.01;
    expect(&f, "Accuracy in period 2026-01, candidate less champion, -0.010 [-0.030, 0.010]: the "
               "candidate's figure less the champion's is -0.010, where 0 is no "
               "difference" OPEN("-0.030 to 0.010"));
}
END_TEST

START_TEST(disparities)
{
    gg_explained f = of_group("selection_rate_ratio", 1.4234, 1.31, 1.55);

    expect(&f, "Selection rate ratio of Black against White 1.42 [1.31, 1.55]: cases of Black are "
               "referred 1.42 times as often as those of White" OPEN("1.31 to 1.55 times"));
    f = of_group("recall_ratio", 3, 1.2, NAN);
    expect(&f, "Recall ratio of Black against White 3.00 [1.20, inf]: cases of Black that had the "
               "outcome are referred 3.00 times as often as such cases of White; with this many "
               "rows anything from 1.20 times or higher is compatible with the data.");
    f = of_group("recall_difference", -0.05, -0.12, 0.02);
    expect(&f, "Recall difference of Black against White -0.05 [-0.12, 0.02]: of 100 cases of each "
               "that had the outcome, about 5 fewer are referred in Black than in "
               "White" OPEN("12 fewer to 2 more in 100"));
    f = figure("impact_ratio", 0.42, 0.097, 0.579);
    f.whom = GG_OF_ATTRIBUTE;
    f.of = "race";
    expect(&f, "Impact ratio by race 0.42 [0.10, 0.58]: the group that gets the favourable "
               "decision least often gets it 0.42 times as often as the one that gets it most "
               "often, where the four-fifths rule asks for 0.8" OPEN("0.10 to 0.58 times"));
}
END_TEST

START_TEST(within_strata)
{
    gg_explained f = of_group("selection_rate_difference", -0.0387, -0.1079, 0.0305);

    f.within = "site";
    expect(&f, "Selection rate difference of Black against White within site -0.04 [-0.11, 0.03]: "
               "compared within each level of site and pooled, of 100 cases of each, about 4 fewer "
               "are referred in Black than in White" OPEN("11 fewer to 3 more in 100"));
    f = of_group("demographic_disparity", 0.039, -0.03, 0.107);
    expect(&f, "Demographic disparity of Black 0.039 [-0.030, 0.107]: the share of Black in the "
               "unfavourable decisions less its share in the favourable ones is 0.039, where 0 is "
               "equal" OPEN("-0.030 to 0.107"));
}
END_TEST

START_TEST(calibration)
{
    gg_explained f = figure("calibration_slope", 0.6468, 0.5339, 0.7597);

    expect(&f, "Calibration slope 0.65 [0.53, 0.76]: where the stated log-odds rise by 1, those of "
               "what happened rise by 0.65, where 1 is as it should be and less means that the "
               "scores are too extreme" OPEN("0.53 to 0.76"));
    f = figure("calibration_in_the_large", -0.4945, -0.6681, -0.3209);
    expect(&f, "Calibration in the large -0.49 [-0.67, -0.32]: the stated log-odds would all have "
               "to be shifted by -0.49 to fit what happened, where 0 is as it should be and less "
               "means that less happened than was stated" OPEN("-0.67 to -0.32"));
}
END_TEST

START_TEST(without_a_value)
{
    gg_explained f = of_group("recall", NAN, NAN, NAN);

    f.why = GG_WHY_NO_POSITIVES;
    expect(&f, "Recall of Black has no value: nobody had the outcome.");
    f.why = NULL;
    expect(&f, "Recall of Black has no value: no reason is given.");
    f.why = "a new one";
    expect(&f, "Recall of Black has no value: a new one.");
    /* Bounds are rounded outward: they must hold. */
    f.why = GG_WHY_NOT_IDENTIFIED;
    f.bound_low = 0.3151;
    f.bound_high = 0.7702;
    expect(&f, "Recall of Black has no value, as it lacks outcomes; whatever the unknown outcomes "
               "are, it lies from 0.31 to 0.78.");
    f.bound_low = 0.29;
    f.bound_high = 1;
    expect(&f, "Recall of Black has no value, as it lacks outcomes; whatever the unknown outcomes "
               "are, it lies from 0.29 to 1.00.");
    f.why = GG_WHY_ZERO_REFERENCE;
    f.bound_low = f.bound_high = NAN;
    f.low = 1.875;
    expect(&f, "Recall of Black has no value: the reference group's figure is 0, and nothing can "
               "be divided by it; with this many rows anything from 1.87 or higher is compatible "
               "with the data.");
}
END_TEST

/* A summary that some group lacks is told over the others, as the tables show it. */
START_TEST(over_the_groups_that_have_it)
{
    json_t *est = json_pack("{s:n, s:s, s:{s:f, s:f, s:f}}", "value", "why_null", "undefined_group",
                            "over_defined_groups", "value", 0.097, "low", 0.0412, "high", 0.153);
    gg_explained f = gg_explained_of("equalized_odds_difference", est);

    f.whom = GG_OF_ATTRIBUTE;
    f.of = "grp";
    expect(&f, "Equalized odds difference by grp has no value: the figure is undefined for some "
               "group; over the groups that have it, it is 0.10 [0.04, 0.15].");
    json_decref(est);
}
END_TEST

/* Counts known within bounds: the figure's own bounds, then the interval around them. */
START_TEST(within_bounds)
{
    gg_explained f = of_group("recall", NAN, 0.2251, 0.8049);

    f.why = GG_WHY_BOUNDED;
    expect(&f, "Recall of Black is known within bounds only, as counts of the table are; with this "
               "many rows anything from 0.22 to 0.81 is compatible with the data.");
    f.bound_low = 0.3;
    f.bound_high = 0.701;
    expect(&f, "Recall of Black is known within bounds only, as counts of the table are; whatever "
               "these counts are, it lies from 0.30 to 0.71; with this many rows anything from "
               "0.22 to 0.81 is compatible with the data.");
    f.low = f.high = NAN;
    expect(&f, "Recall of Black is known within bounds only, as counts of the table are; whatever "
               "these counts are, it lies from 0.30 to 0.71.");
    f = of_group("recall_ratio", NAN, 0.5, NAN);
    f.why = GG_WHY_BOUNDED;
    f.bound_low = 0.9;
    expect(&f, "Recall ratio of Black against White is known within bounds only, as counts of the "
               "table are; whatever these counts are, it lies from 0.90 or higher; with this many "
               "rows anything from 0.50 or higher is compatible with the data.");
}
END_TEST

START_TEST(without_an_interval)
{
    gg_explained f = figure("expected_calibration_error", 0.0312, NAN, NAN);

    expect(&f, "Expected calibration error 0.031: stated probabilities and observed shares lie "
               "0.031 apart on average over the ranges of the score; how sure that is was not "
               "computed.");
    f = figure("population_stability_index", 0.31, NAN, NAN);
    f.whom = GG_OF_COLUMN;
    f.of = "age";
    f.critical = 0.0418;
    expect(&f, "Population stability index of column age 0.31: the spread of the values over "
               "ranges or levels has moved by 0.31, where 0 is not at all and over 0.2 is usually "
               "called a shift; chance alone may give up to 0.04.");
}
END_TEST

START_TEST(observed_beside_corrected)
{
    gg_explained f = figure("recall", 0.5, 0.4, 0.6);

    f.observed = 0.81;
    expect(&f, "Recall 0.50 [0.40, 0.60]: of 100 cases that had the outcome, about 50 were "
               "referred; with this many rows anything from 40 to 60 in 100 is compatible with "
               "the data; among the cases whose outcome is known it is 0.81.");
}
END_TEST

/* A name that the table lacks still gets a true sentence, and a hostile one comes to no harm. */
START_TEST(unknown_names)
{
    gg_explained f = figure("weirdness_index", 0.5, 0.4, 0.6);
    char *text;

    expect(&f, "Weirdness index 0.50 [0.40, 0.60]: the figure is 0.50" OPEN("0.40 to 0.60"));
    f = of_group("recall", 0.5, 0.4, 0.6);
    f.of = "{n}\n\x1b[31m{base";
    text = sentence(&f);
    ck_assert_ptr_null(strchr(text, '\n'));
    ck_assert_ptr_null(strchr(text, '\x1b'));
    ck_assert_ptr_nonnull(strstr(text, "about 50 were referred"));
    free(text);
}
END_TEST

/* ---- every figure, over random values ---- */

/* The numbers of a text in their order, with those of the fixed words left out: each is read with
 * its thousands, and with how many digits stand behind its point. */
typedef struct numbers {
    double x[16];
    int digits[16];
    bool fewer[16];
    size_t n;
} numbers;

static void read_numbers(const char *text, numbers *out)
{
    out->n = 0;
    for (const char *c = text; *c;) {
        char digits[40];
        size_t n = 0;
        const bool minus = c > text && c[-1] == '-';

        if (!isdigit((unsigned char)*c)) {
            c++;
            continue;
        }
        while (isdigit((unsigned char)*c) ||
               ((*c == '.' || *c == ',') && isdigit((unsigned char)c[1]))) {
            ck_assert_uint_lt(n, sizeof digits - 1);
            if (*c != ',')
                digits[n++] = *c;
            c++;
        }
        digits[n] = '\0';
        ck_assert_uint_lt(out->n, 16);
        out->x[out->n] = strtod(digits, NULL) * (minus ? -1 : 1);
        out->digits[out->n] = strchr(digits, '.') ? (int)strlen(strchr(digits, '.') + 1) : 0;
        out->fewer[out->n] = strncmp(c, " fewer", 6) == 0;
        out->n++;
    }
}

/* Takes the fixed words of a sentence out of it, so that their numbers are not mistaken. */
static void drop(char *text, const char *words)
{
    char *at = strstr(text, words);

    if (at)
        memmove(at, at + strlen(words), strlen(at + strlen(words)) + 1);
}

static const char *const fixed[] = {
    ", where 0.5 is what chance gives",
    ", where 0 is what chance gives and 1 is full agreement",
    ", where 0 is perfect and always saying 0.5 gives 0.25",
    ", where 0 is perfect and always saying 0.5 gives 0.693",
    ", where the four-fifths rule asks for 0.8",
    ", where 0 is not at all and over 0.2 is usually called a shift",
    ", where 0 is not at all and 1 is always",
    ", where 0 is not at all and 1 is entirely",
    ", where 0 is equal",
    ", where 0 is as it should be",
    ", where 1 is as it should be and less means that the scores are too extreme",
    "rise by 1, ",
    "F1",
    "Wasserstein 1"};

static void near(double shown, double true_value, int digits, const char *text)
{
    /* Half a unit of the last digit, and an ulp of the reading. */
    ck_assert_msg(fabs(shown - true_value) <= 0.5 * pow(10, -digits) * (1 + 1e-9) + 1e-12,
                  "%.12g is shown as %.12g: %s", true_value, shown, text);
}

/* The body's k-th number is the figure's x: as it is, or as so many in the base that stands in the
 * sentence too. */
static void same(const numbers *got, size_t k, double x, double base, const char *text)
{
    if (base == 0) {
        near(got->x[k], x, got->digits[k], text);
        return;
    }
    ck_assert_int_eq(got->digits[k], 0);
    near(got->x[k] * (got->fewer[k] ? -1 : 1) / base, x, (int)round(log10(base)), text);
}

static void check_numbers(const gg_explained *f)
{
    char *text = sentence(f);
    numbers got;
    double base = 0;
    size_t body = 3, n_base = 0;

    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        drop(text, fixed[i]);
    read_numbers(text, &got);
    ck_assert_uint_ge(got.n, 4);
    near(got.x[0], f->value, got.digits[0], text);
    near(got.x[1], f->low, got.digits[1], text);
    near(got.x[2], f->high, got.digits[2], text);
    ck_assert_int_eq(got.digits[0], got.digits[1]);
    if (strstr(text, " in 1")) {
        base = pow(10, got.digits[0]);
        for (size_t i = 3; i < got.n; i++)
            n_base += got.x[i] == base && got.digits[i] == 0;
        ck_assert_uint_ge(n_base, 2);
        body = got.x[3] == base ? 4 : 3;
        ck_assert(got.n == 8);
        same(&got, body, f->value, base, text);
        same(&got, 5, f->low, base, text);
        same(&got, 6, f->high, base, text);
    } else if (!strstr(text, "compatible")) {
        same(&got, 3, f->value, 0, text);
    } else {
        ck_assert(got.n == 6);
        same(&got, 3, f->value, 0, text);
        same(&got, 4, f->low, 0, text);
        same(&got, 5, f->high, 0, text);
    }
    /* Nothing that is not 0 reads 0, unless it is too small for any reader. */
    ck_assert_msg(fabs(f->value) < 1e-6 || got.x[0] != 0, "%s", text);
    free(text);
}

static double between(gg_random *random, double low, double high)
{
    return low + gg_random_uniform(random) * (fmin(high, 5) - low);
}

static void try_figure(gg_random *random, const char *name, double low, double high)
{
    for (int i = 0; i < 300; i++) {
        double a = between(random, low, high), b = between(random, low, high), c;
        double scale = pow(10, -floor(5 * gg_random_uniform(random)));
        gg_explained f;

        /* Near the low end, too, or near 0 where the range holds it. */
        a = low < 0 ? a * scale : low + (a - low) * scale;
        b = a + (b - a) * scale;
        c = a + (b - a) * gg_random_uniform(random);
        if (fabs(c) < 1e-6 || fabs(1 - c) < 1e-6 || fabs(a - b) < 4e-6)
            continue;
        f = of_group(name, c, fmin(a, b), fmax(a, b));
        check_numbers(&f);
        f = figure(name, c, fmin(a, b), fmax(a, b));
        f.against = gg_disparity_find(name) ? "the rest" : NULL;
        check_numbers(&f);
    }
}

START_TEST(numbers_are_the_figures_own)
{
    static const char *const drift[] = {"population_stability_index", "ks",        "wasserstein_1",
                                        "jensen_shannon_distance",    "cramers_v", "share_drifted"};
    static const char *const others[] = {"demographic_disparity", "calibration_slope",
                                         "calibration_intercept", "calibration_in_the_large"};
    gg_random random;

    gg_random_init(&random, 20260131, "", "explain");
    for (size_t i = 0; i < gg_metric_count(); i++)
        try_figure(&random, gg_metric_at(i)->name, gg_metric_at(i)->low, gg_metric_at(i)->high);
    for (size_t i = 0; i < gg_disparity_count(); i++)
        try_figure(&random, gg_disparity_at(i)->name, gg_disparity_at(i)->low,
                   gg_disparity_at(i)->high);
    for (size_t i = 0; i < gg_summary_count(); i++)
        try_figure(&random, gg_summary_at(i)->name, gg_summary_at(i)->low, gg_summary_at(i)->high);
    for (size_t i = 0; i < sizeof drift / sizeof *drift; i++)
        try_figure(&random, drift[i], 0, 1);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        try_figure(&random, others[i], -1, 1);
}
END_TEST

/* ---- a whole document ---- */

static json_t *load(const char *path)
{
    json_t *document = NULL;

    ck_assert_msg(gg_json_load(path, &document, NULL) == GG_OK, "%s", path);
    return document;
}

/* The estimate at a path; the names of these documents hold no point. */
static json_t *at_path(json_t *document, const char *path)
{
    char key[100];

    while (document && *path) {
        size_t n = strcspn(path, ".");

        snprintf(key, sizeof key, "%.*s", (int)n, path);
        document = json_object_get(document, key);
        path += n + (path[n] == '.');
    }
    return document;
}

static size_t count_pooled(const json_t *strata)
{
    const char *column, *metric, *group;
    json_t *metrics, *groups, *pooled;
    size_t n = 0;

    json_object_foreach((json_t *)strata, column, metrics)
    {
        json_object_foreach(metrics, metric, groups)
        {
            json_object_foreach(groups, group, pooled)
            {
                n += (json_object_get(pooled, "mantel_haenszel_ratio") != NULL) +
                     (json_object_get(pooled, "mantel_haenszel_difference") != NULL);
            }
        }
    }
    return n;
}

static size_t count_estimates(const json_t *value)
{
    const char *key;
    json_t *member;
    size_t n = 0;

    json_object_foreach((json_t *)value, key, member)
    {
        /* Of strata the pooled figures are told; smallest and largest are those of a group. */
        if (strcmp(key, "strata") == 0)
            n += count_pooled(member);
        else if (strcmp(key, "minimum") != 0 && strcmp(key, "maximum") != 0 &&
                 strcmp(key, "over_defined_groups") != 0)
            n += json_object_get(member, "method") ? 1 : count_estimates(member);
    }
    return n;
}

START_TEST(a_whole_evaluation)
{
    json_t *e = load("tests/report/fixtures/evaluation.json"), *list, *one;
    size_t i, n;

    ck_assert_int_eq(gg_explain_evaluation(e, NULL), GG_OK);
    list = json_object_get(e, "explanations");
    json_array_foreach(list, i, one)
    {
        const char *path = gg_json_string(one, "figure", "");
        json_t *est = at_path(e, path);
        double value = gg_json_number(est, "value", NAN);
        numbers got;
        const char *text = gg_json_string(one, "sentence", "");
        const char *head = strchr(text, '[');

        ck_assert_msg(json_object_get(est, "method") != NULL, "%s", path);
        ck_assert(text[strlen(text) - 1] == '.');
        if (isnan(value)) {
            ck_assert_ptr_nonnull(strstr(text, " has no value: "));
        } else if (head) {
            read_numbers(head, &got);
            near(got.x[0], gg_json_number(est, "low", NAN), got.digits[0], text);
            near(got.x[1], gg_json_number(est, "high", NAN), got.digits[1], text);
        }
    }
    n = json_array_size(list);
    /* A second time it is the same list, not twice as long. */
    ck_assert_int_eq(gg_explain_evaluation(e, NULL), GG_OK);
    ck_assert_uint_eq(json_array_size(json_object_get(e, "explanations")), n);
    json_object_del(e, "explanations");
    ck_assert_uint_eq(n, count_estimates(e));
    json_decref(e);
}
END_TEST

START_TEST(reasons_in_words)
{
    ck_assert_str_eq(gg_reason_words(GG_WHY_ONE_GROUP), "there is only one group");
    ck_assert_str_eq(gg_reason_words("unheard of"), "unheard of");
    ck_assert_str_eq(gg_reason_words(""), "no reason is given");
    ck_assert_str_eq(gg_reason_words(NULL), "no reason is given");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rates);
    tcase_add_test(tc, places);
    tcase_add_test(tc, disparities);
    tcase_add_test(tc, within_strata);
    tcase_add_test(tc, calibration);
    tcase_add_test(tc, without_a_value);
    tcase_add_test(tc, over_the_groups_that_have_it);
    tcase_add_test(tc, within_bounds);
    tcase_add_test(tc, without_an_interval);
    tcase_add_test(tc, observed_beside_corrected);
    tcase_add_test(tc, unknown_names);
    tcase_add_test(tc, numbers_are_the_figures_own);
    tcase_add_test(tc, a_whole_evaluation);
    tcase_add_test(tc, reasons_in_words);
}

GG_TEST_MAIN("evaluate/explain")
