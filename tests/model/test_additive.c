/*
 * Scoring by additive models: points by hand, contributions that sum to the linear predictor, cells
 * that cannot be scored.
 */
#include "artifact.h"

#define LANES                                                                                      \
    "[{name: lane, type: categorical, imputation: level}, "                                        \
    "{name: weight_kg, imputation: level}, {name: crossings_last_year}, "                          \
    "{name: declared_value, transform: sqrt, encoding: number, imputation: zero}]"

/* The example that docs/artifacts.md works out. */
static gg_scorer *example(void)
{
    gg_manifest m;
    gg_scorer *s = NULL;

    gg_error_init(&err);
    ck_assert_msg(gg_manifest_load("models/lane-scorecard.yaml", &m, &err) == GG_OK,
                  "%s: %s (run this from the root of the project)", err.column, err.what);
    ck_assert_msg(gg_artifact_open(&m, "models/lane-scorecard.artifact.yaml", &s, &err) == GG_OK,
                  "%s: %s", err.column, err.what);
    gg_manifest_release(&m);
    return s;
}

/* By hand: intercept 10, then lane, weight, crossings, 1.5 for each 10 of the value's root. */
START_TEST(points_by_hand)
{
    gg_scorer *s = example();

    ck_assert_uint_eq(s->n_columns, 4);
    ck_assert_str_eq(s->columns[0], "lane");
    ck_assert_str_eq(s->columns[1], "weight_kg");
    ck_assert_str_eq(s->columns[2], "crossings_last_year");
    ck_assert_str_eq(s->columns[3], "declared_value");
    ck_assert_double_eq(score_of(s, "commercial|500|0|400"), 10 + 10 + 5 + 6 + 3);
    ck_assert_double_eq(score_of(s, "car|99.9|12|0"), 10 + 0 + 0 - 4 + 0);
    ck_assert_double_eq(score_of(s, "ferry||3|"), 10 + 6 + 5 + 3 + 0);
    ck_assert_double_eq(score_of(s, "|2000|11.99|10000"), 10 + 8 + 9 + 3 + 15);
    ck_assert_double_eq(score_of(s, "bus|100|1|100"), 10 + 4 + 2 + 3 + 1.5);
    ck_assert_double_eq(score_of(s, "bus|499.999|-5|1"), 10 + 4 + 2 + 6 + 0.15);
    ck_assert(isnan(score_of(s, "bus|100||100")));
    gg_scorer_free(s);
    gg_scorer_free(NULL);
}
END_TEST

START_TEST(cells_that_cannot_be_scored)
{
    static const struct {
        const char *row;
        size_t bad;
        const char *what;
    } cases[] = {
        {"bus|heavy|1|100", 1, "not a number (shape \"aaaaa\")"},
        {"bus|1|1e999|100", 2, "a number out of range (shape \"daddd\")"},
        {"bus|1|1|-4", 3,
         "a number that cannot be scored: a number from 0 is wanted (transform sqrt)"},
        {"bus|1||x", 3, "not a number (shape \"a\")"}, /* although no score is left anyway */
    };
    gg_scorer *s = example();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double x = 5;
        size_t bad = 77;

        ck_assert_int_eq(try_row(s, cases[i].row, &x, &bad), GG_E_INPUT);
        ck_assert_str_eq(err.what, cases[i].what);
        ck_assert(*err.mend != '\0');
        ck_assert_uint_eq(bad, cases[i].bad);
        ck_assert_double_eq(x, 5);
    }
    gg_scorer_free(s);
}
END_TEST

/* The logistic function by Python: 1 / (1 + exp(-x)). */
START_TEST(probabilities)
{
    gg_scorer *s = scorer_of(
        "logistic",
        "[{name: age, transform: log1p, imputation: mean}, {name: lane, type: categorical}]",
        "format: gauger/logistic/1\nintercept: -1.2\nterms:\n"
        "  - {feature: age, transform: log1p, fill: 37, center: 3.5, scale: 0.4, weight: 0.81}\n"
        "  - {feature: lane, level: commercial, weight: 0.3}\n"
        "  - {feature: lane, level: bus, weight: -0.7}\n");

    ck_assert_uint_eq(s->n_columns, 2);
    ck_close(score_of(s, "37|car"), 0.28467515875873484, 1e-14);
    ck_close(score_of(s, "|car"), 0.28467515875873484, 1e-14);
    ck_close(score_of(s, "37|commercial"), 0.34946583231635875, 1e-14);
    ck_close(score_of(s, "20|bus"), 0.0561287259768173, 1e-13);
    ck_assert(isnan(score_of(s, "37|")));
    gg_scorer_free(s);
}
END_TEST

/* Far out on either side the link neither overflows nor leaves [0, 1]. */
START_TEST(link_far_out)
{
    gg_scorer *s = scorer_of("logistic", "[{name: x}]",
                             "format: gauger/logistic/1\nlink: logit\nintercept: 0\n"
                             "terms: [{feature: x, weight: 1}]\n");
    size_t bad;
    double x;

    ck_assert_double_eq(score_of(s, "0"), 0.5);
    ck_assert_double_eq(score_of(s, "800"), 1);
    ck_assert_double_eq(score_of(s, "-800"), 0);
    ck_assert_double_gt(score_of(s, "-700"), 0);
    ck_close(score_of(s, "-700"), 9.859676543759771e-305, 1e-12);
    ck_close(score_of(s, "30"), 0.9999999999999065, 1e-15);
    ck_assert_double_eq(score_of(s, "-1e300"), 0);
    ck_assert_int_eq(try_row(s, "1e301", &x, &bad), GG_E_INPUT);
    ck_assert_str_eq(err.what, "a number too large to be scored");
    gg_scorer_free(s);
}
END_TEST

START_TEST(scorecard_with_logit)
{
    gg_scorer *s = scorer_of("scorecard", "[{name: x}]",
                             "format: gauger/scorecard/1\nlink: logit\nintercept: 0\n"
                             "terms: [{feature: x, bins: [0], points: [-1, 1]}]\n");

    ck_close(score_of(s, "-0.1"), 0.2689414213699951, 1e-15);
    ck_close(score_of(s, "0"), 0.7310585786300049, 1e-15);
    gg_scorer_free(s);
}
END_TEST

/* A level without points is refused, never guessed, unless `other` says what it is worth. */
START_TEST(words_that_are_not_listed)
{
    gg_scorer *s = scorer_of("scorecard", "[{name: lane, type: categorical}]",
                             "format: gauger/scorecard/1\nlink: identity\nintercept: 0\n"
                             "terms: [{feature: lane, levels: {car: 1, bus: 2}}]\n");
    double x;
    size_t bad = 77;

    ck_assert_double_eq(score_of(s, "bus"), 2);
    ck_assert_int_eq(try_row(s, "Bus", &x, &bad), GG_E_INPUT);
    ck_assert_str_eq(err.what, "a word that the model has no points for (shape \"aaa\")");
    ck_assert_uint_eq(bad, 0);
    ck_assert(isnan(score_of(s, "")));
    gg_scorer_free(s);
}
END_TEST

/* Where missing has an input of its own, it stands beside the number's 0. */
START_TEST(missing_as_an_input)
{
    gg_scorer *s = scorer_of("logistic", "[{name: x, imputation: level}]",
                             "format: gauger/logistic/1\nintercept: 0.25\nterms:\n"
                             "  - {feature: x, level: \"\", weight: -2}\n"
                             "  - {feature: x, fill: 0, weight: 3}\n");

    ck_assert_uint_eq(s->n_columns, 1);
    ck_close(score_of(s, ""), 1 / (1 + exp(1.75)), 1e-15);
    ck_close(score_of(s, "0.5"), 1 / (1 + exp(-1.75)), 1e-15);
    gg_scorer_free(s);
}
END_TEST

/* Of levels, too: the fill says which level stands in for a missing cell. */
START_TEST(missing_as_a_level)
{
    static const char head[] = "format: gauger/logistic/1\nintercept: 0\nterms:\n";
    char text[400];
    gg_scorer *s;

    snprintf(text, sizeof text,
             "%s  - {feature: l, level: a, fill: 1, weight: 1.5}\n"
             "  - {feature: l, level: b, fill: 0, weight: 4}\n",
             head);
    s = scorer_of("logistic", "[{name: l, type: categorical, imputation: mode}]", text);
    ck_close(score_of(s, ""), 1 / (1 + exp(-1.5)), 1e-15);
    ck_close(score_of(s, "b"), 1 / (1 + exp(-4)), 1e-15);
    ck_assert_double_eq(score_of(s, "never seen"), 0.5);
    gg_scorer_free(s);
    snprintf(text, sizeof text,
             "%s  - {feature: l, level: a, fill: 0, weight: 1.5}\n"
             "  - {feature: l, level: \"\", weight: -3}\n",
             head);
    s = scorer_of("logistic", "[{name: l, type: categorical, imputation: level}]", text);
    ck_close(score_of(s, ""), 1 / (1 + exp(3)), 1e-15);
    gg_scorer_free(s);
}
END_TEST

/* Many words: each finds its own points, whatever share of slots they take. */
START_TEST(many_levels)
{
    enum { N = 5000 };
    char *text = malloc(N * 32 + 200), *end = text;
    gg_scorer *s;

    end += sprintf(end, "format: gauger/scorecard/1\nlink: identity\nintercept: 0\n"
                        "terms:\n  - {feature: w, other: -1, levels: {w0: 0");
    for (int i = 1; i < N; i++)
        end += sprintf(end, ", w%d: %d", i, i);
    sprintf(end, "}}\n");
    s = scorer_of("scorecard", "[{name: w, type: categorical}]", text);
    for (int i = 0; i < N; i++) {
        char word[20];

        snprintf(word, sizeof word, "w%d", i);
        ck_assert_double_eq(score_of(s, word), i);
    }
    ck_assert_double_eq(score_of(s, "w5000"), -1);
    ck_assert_double_eq(score_of(s, "w"), -1);
    gg_scorer_free(s);
    free(text);
}
END_TEST

static double uniform(unsigned long long *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* A property: the intercept and the contributions sum to what the link is taken of. */
START_TEST(contributions_sum_to_the_score)
{
    static const char *const lanes[] = {"commercial", "bus", "car", "ferry", ""};
    gg_scorer *s = example();
    unsigned long long state = 20;

    for (int i = 0; i < 2000; i++) {
        double adds[4], intercept, sum, score;
        char row[200];
        gg_view cells[MOST_CELLS];
        size_t bad;

        snprintf(row, sizeof row, "%s|%.3f|%.0f|%.2f", lanes[(int)(5 * uniform(&state))],
                 3000 * uniform(&state), 20 * uniform(&state), 1e5 * uniform(&state));
        cells_of(row, cells);
        ck_assert_int_eq(gg_artifact_explain(s, cells, adds, &intercept, &bad, &err), GG_OK);
        score = score_of(s, row);
        sum = intercept + adds[0] + adds[1] + adds[2] + adds[3];
        ck_close(sum, score, 1e-14);
        ck_assert_double_eq(intercept, 10);
    }
    gg_scorer_free(s);
}
END_TEST

START_TEST(explanations)
{
    double adds[4] = {1, 2, 3, 4}, intercept = 5;
    gg_scorer *s = example();
    gg_scorer_functions others = *s->functions;
    gg_scorer other = *s;
    gg_view cells[MOST_CELLS];
    size_t bad = 77;

    cells_of("ferry|500||400", cells);
    ck_assert_int_eq(gg_artifact_explain(s, cells, adds, &intercept, &bad, &err), GG_OK);
    ck_assert_double_eq(adds[0], 6);
    ck_assert_double_eq(adds[1], 5);
    ck_assert(isnan(adds[2]));
    ck_assert_double_eq(adds[3], 3);
    ck_assert_double_eq(intercept, 10);
    adds[0] = 1;
    intercept = 7;
    cells_of("ferry|500|x|400", cells);
    gg_error_init(&err);
    ck_assert_int_eq(gg_artifact_explain(s, cells, adds, &intercept, &bad, &err), GG_E_INPUT);
    ck_assert_uint_eq(bad, 2);
    ck_assert_str_eq(err.what, "not a number (shape \"a\")");
    ck_assert_double_eq(adds[0], 1);
    ck_assert_double_eq(intercept, 7);
    other.functions = &others;
    gg_error_init(&err);
    ck_assert_int_eq(gg_artifact_explain(&other, cells, adds, &intercept, &bad, &err), GG_E_USAGE);
    ck_assert_str_eq(err.what, "what a feature adds is not known for this kind of scorer");
    gg_scorer_free(s);
}
END_TEST

/* JSON and YAML of the same model score alike, to the bit. */
START_TEST(json_is_yaml)
{
    static const char *const rows[] = {"commercial|500|0|437.7", "ferry||3|", "|2000|11.99|77"};
    gg_scorer *yaml = example(), *json;
    json_t *document = NULL;
    gg_buf text;

    ck_assert_int_eq(gg_json_load("models/lane-scorecard.artifact.yaml", &document, &err), GG_OK);
    gg_buf_init(&text, 0);
    gg_json_write(document, &text);
    ck_assert_int_eq(text.data[0], '{');
    json = scorer_of("scorecard", LANES, text.data);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_double_eq(score_of(yaml, rows[i]), score_of(json, rows[i]));
    gg_scorer_free(yaml);
    gg_scorer_free(json);
    gg_buf_release(&text);
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, points_by_hand);
    tcase_add_test(tc, cells_that_cannot_be_scored);
    tcase_add_test(tc, probabilities);
    tcase_add_test(tc, link_far_out);
    tcase_add_test(tc, scorecard_with_logit);
    tcase_add_test(tc, words_that_are_not_listed);
    tcase_add_test(tc, missing_as_an_input);
    tcase_add_test(tc, missing_as_a_level);
    tcase_add_test(tc, many_levels);
    tcase_add_test(tc, contributions_sum_to_the_score);
    tcase_add_test(tc, explanations);
    tcase_add_test(tc, json_is_yaml);
}

GG_TEST_MAIN("model/additive")
