/* The list of what a rule may ask for: what it says, and that each entry of it makes a rule. */
#include "documents.h"

static gg_error err;

static void begin(void)
{
    gg_error_init(&err);
}

/* Entries of the list, as they are to be. */
static const struct {
    const char *name, *kind, *direction, *selectors, *bounds;
    double low, high; /* NaN: no end */
} entries[] = {
    {"precision", "metric", "higher", "attribute intersection group site period capacity threshold",
     "at_least at_most between not_worse_by", 0, 1},
    {"selection_rate", "metric", "none", "attribute intersection group site period",
     "at_least at_most between", 0, 1},
    {"log_loss", "metric", "lower", "attribute intersection group site period",
     "at_least at_most between not_worse_by", 0, NAN},
    {"average_precision", "metric", "higher", "attribute intersection group site period",
     "at_least at_most between", 0, 1},
    {"expected_calibration_error", "metric", "lower", "attribute intersection group site period",
     "at_least at_most between", 0, 1},
    {"selection_rate_ratio", "disparity", "none", "attribute intersection group given stratum",
     "at_least at_most between", 0, NAN},
    {"impact_ratio", "summary", "higher", "attribute intersection", "at_least at_most between", 0,
     1},
    {"equalized_odds_difference", "summary", "lower", "attribute intersection",
     "at_least at_most between", 0, 1},
    {"population_stability_index", "drift", "lower", "period column", "at_most", 0, NAN},
    {"share_drifted", "drift", "lower", "period", "at_most", 0, 1},
    {"classifier_auc", "drift", "lower", "", "at_most", 0, 1},
    {"lift", "ranking", "higher", "site capacity", "at_least at_most between", 0, NAN},
    {"theil_index", "inequality", "lower", "", "at_least at_most between", 0, NAN},
    {"generalized_entropy", "inequality", "lower", "", "at_least at_most between", 0, NAN},
    {"demographic_disparity", "demographic", "none", "attribute group", "at_least at_most between",
     -1, 1},
    {"conditional_demographic_disparity", "demographic", "none", "attribute group given",
     "at_least at_most between", -1, 1},
    {"find_rate_ratio", "disparity", "none", "attribute intersection group given stratum",
     "at_least at_most between", 0, NAN},
};

/* The words of an array, with a space between two. */
static void words_of(const json_t *array, char out[80])
{
    size_t i;
    const json_t *word;

    out[0] = '\0';
    json_array_foreach(array, i, word)
    {
        const size_t n = strlen(out);

        ck_assert_int_lt(snprintf(out + n, 80 - n, "%s%s", i ? " " : "", json_string_value(word)),
                         80 - (int)n);
    }
}

START_TEST(entries_of_the_list)
{
    json_t *all = NULL;
    size_t i, n = 0;
    const json_t *one;

    ck_assert_int_eq(gg_gate_list_metrics(&all, &err), GG_OK);
    ck_assert_uint_ge(json_array_size(all), 40);
    json_array_foreach(all, i, one)
    {
        char selectors[80], bounds[80];

        ck_assert_uint_gt(strlen(gg_json_string(one, "sentence", "")), 20);
        words_of(json_object_get(one, "selectors"), selectors);
        words_of(json_object_get(one, "bounds"), bounds);
        for (size_t j = 0; j < sizeof entries / sizeof *entries; j++) {
            if (strcmp(entries[j].name, gg_json_string(one, "name", "")) != 0)
                continue;
            n++;
            ck_assert_str_eq(gg_json_string(one, "kind", ""), entries[j].kind);
            ck_assert_str_eq(gg_json_string(one, "direction", ""), entries[j].direction);
            ck_assert_str_eq(selectors, entries[j].selectors);
            ck_assert_str_eq(bounds, entries[j].bounds);
            ck_assert_double_eq(number_of(one, "low"), entries[j].low);
            ck_assert(isnan(entries[j].high) ? isnan(number_of(one, "high"))
                                             : number_of(one, "high") == entries[j].high);
        }
    }
    ck_assert_uint_eq(n, sizeof entries / sizeof *entries);
    json_decref(all);
}
END_TEST

/* What has no interval says so, and what is held against the champion says by what. */
START_TEST(intervals_of_the_list)
{
    static const char *const bare[] = {"expected_calibration_error", "miscalibration",
                                       "discrimination", "theil_index", "generalized_entropy"};
    json_t *all = NULL;
    size_t i, n = 0;
    const json_t *one;

    ck_assert_int_eq(gg_gate_list_metrics(&all, &err), GG_OK);
    json_array_foreach(all, i, one)
    {
        const char *name = gg_json_string(one, "name", "");
        const json_t *versus = json_object_get(one, "versus");

        for (size_t j = 0; j < sizeof bare / sizeof *bare; j++) {
            if (strcmp(name, bare[j]) != 0)
                continue;
            n++;
            ck_assert(json_is_false(json_object_get(one, "interval")));
        }
        if (strcmp(name, "recall") == 0)
            ck_assert(json_is_true(json_object_get(one, "interval")));
        if (json_is_object(versus))
            ck_assert_uint_ge(json_array_size(json_object_get(versus, "selectors")), 5);
    }
    ck_assert_uint_eq(n, sizeof bare / sizeof *bare);
    json_decref(all);
}
END_TEST

/* Whoever compares groups says where they are equal; whoever has a better direction says what the
 * champion is held against. */
START_TEST(directions_of_the_list)
{
    json_t *all = NULL;
    size_t i;
    const json_t *one;

    ck_assert_int_eq(gg_gate_list_metrics(&all, &err), GG_OK);
    json_array_foreach(all, i, one)
    {
        const char *kind = gg_json_string(one, "kind", "");
        const char *direction = gg_json_string(one, "direction", "");
        const char *sentence = gg_json_string(one, "sentence", "");
        const json_t *versus = json_object_get(one, "versus");
        const bool groups = strcmp(kind, "disparity") == 0 || strcmp(kind, "summary") == 0 ||
                            strcmp(kind, "demographic") == 0;

        ck_assert_int_eq(sentence[strlen(sentence) - 1], '.');
        ck_assert(isnan(number_of(one, "equal")) == !groups);
        ck_assert(json_is_object(versus) ==
                  (strcmp(kind, "metric") == 0 && strcmp(direction, "none") != 0 &&
                   strcmp(gg_json_string(one, "name", ""), "average_precision") != 0 &&
                   strcmp(gg_json_string(one, "name", ""), "expected_calibration_error") != 0));
        ck_assert(json_is_object(versus) || json_is_null(versus));
        if (!json_is_object(versus))
            continue;
        ck_assert_str_eq(gg_json_string(versus, "direction", ""), direction);
        ck_assert_ptr_nonnull(
            strstr(gg_json_string(versus, "sentence", ""), gg_json_string(one, "name", "?")));
        ck_assert(!(number_of(versus, "low") > -1));
    }
    json_decref(all);
}
END_TEST

/* Each entry of the list makes a rule that is read, with each of its bounds. */
START_TEST(every_metric_makes_a_rule)
{
    json_t *all = NULL;
    size_t i, j;
    const json_t *one, *bound;

    ck_assert_int_eq(gg_gate_list_metrics(&all, &err), GG_OK);
    json_array_foreach(all, i, one)
    {
        const json_t *selectors = json_object_get(one, "selectors");
        const char *selector = json_string_value(json_array_get(selectors, 0));
        const char *last =
            json_string_value(json_array_get(selectors, json_array_size(selectors) - 1));
        const char *kind = gg_json_string(one, "kind", "");
        const bool alone = strcmp(kind, "inequality") == 0;
        const bool column = last && strcmp(last, "column") == 0;
        const char *demographic = last && strcmp(last, "given") == 0
                                      ? "attribute: \"*\", given: \"*\""
                                      : "attribute: \"*\"";

        json_array_foreach(json_object_get(one, "bounds"), j, bound)
        {
            const char *word = json_string_value(bound);
            char policy[240];

            snprintf(policy, sizeof policy, "rules: [{metric: %s%s%s, %s: %s%s}]",
                     gg_json_string(one, "name", ""), selector || alone ? ", " : "",
                     alone                                   ? "judge: point"
                     : !selector                             ? ""
                     : strcmp(kind, "ranking") == 0          ? "capacity: 500"
                     : strcmp(kind, "demographic") == 0      ? demographic
                     : strcmp(kind, "drift") == 0 && !column ? "period: \"*\""
                     : column                                ? "column: \"*\""
                                                             : "attribute: \"*\"",
                     word, strcmp(word, "between") == 0 ? "[0, 0.5]" : "0.5",
                     strcmp(word, "not_worse_by") == 0 ? ", versus: champion" : "");
            gg_policy_free(policy_of(policy));
        }
    }
    json_decref(all);
}
END_TEST

/* No comparison holds such a difference, so no rule can be judged on one. */
START_TEST(no_paired_difference_no_rule)
{
    static const char *const names[] = {"average_precision", "expected_calibration_error"};

    for (size_t i = 0; i < 2; i++) {
        gg_policy *policy = NULL;
        char text[200], expected[120];

        gg_error_init(&err);
        snprintf(text, sizeof text, "rules: [{metric: %s, versus: champion, not_worse_by: 0.01}]",
                 names[i]);
        snprintf(expected, sizeof expected, "no paired difference of %s exists", names[i]);
        ck_assert_int_eq(gg_policy_parse(text, strlen(text), "policy.yaml", &policy, &err),
                         GG_E_INPUT);
        ck_assert_ptr_nonnull(strstr(err.what, expected));
        ck_assert_ptr_nonnull(strstr(err.mend, "roc_auc"));
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, NULL);
    tcase_add_test(tc, entries_of_the_list);
    tcase_add_test(tc, intervals_of_the_list);
    tcase_add_test(tc, directions_of_the_list);
    tcase_add_test(tc, every_metric_makes_a_rule);
    tcase_add_test(tc, no_paired_difference_no_rule);
}

GG_TEST_MAIN("gate/list")
