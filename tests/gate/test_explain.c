/*
 * Verdicts in plain words: the figure of each subject, what would decide, what would have been
 * seen. How a figure is told is tested on the floor evaluate; the numbers of power in test_power.c.
 */
#include "conforms.h"
#include "documents.h"

static json_t *evaluation;

static void begin(void)
{
    evaluation = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550});
    add_group(evaluation, "attributes", "race", "White",
              (counts){.tp = 50, .fp = 50, .fn = 100, .tn = 800});
    add_group(evaluation, "attributes", "race", "Black",
              (counts){.tp = 20, .fp = 20, .fn = 40, .tn = 320});
    add_slice(evaluation, "sites", "A", (counts){.tp = 60, .fp = 20, .fn = 10, .tn = 110});
}

static void end(void)
{
    json_decref(evaluation);
}

static json_t *explained(const char *rules, const json_t *drift)
{
    json_t *v = judge(rules, evaluation, NULL, drift);

    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    conforms(v, "docs/schemas/verdict-1.schema.json");
    return v;
}

static void expect(const json_t *verdict, size_t i, const char *figure, const char *sentence)
{
    const json_t *one = json_array_get(json_object_get(verdict, "explanations"), i);

    ck_assert_str_eq(gg_json_string(one, "figure", ""), figure);
    ck_assert_str_eq(gg_json_string(one, "sentence", ""), sentence);
}

START_TEST(everyone_groups_sites)
{
    json_t *v = explained("rules:\n"
                          "  - {id: p, metric: precision, at_least: 0.74}\n"
                          "  - {id: s, metric: selection_rate_ratio, attribute: race, between: "
                          "[0.8, 1.25]}\n"
                          "  - {id: a, metric: recall, site: A, at_least: 0.1}\n"
                          "  - {id: i, metric: impact_ratio, attribute: race, at_least: 0.5}\n"
                          "correction: none\n",
                          NULL);

    ck_assert_uint_eq(json_array_size(json_object_get(v, "explanations")), 4);
    expect(v, 0, "p: overall",
           "Precision 0.75 [0.71, 0.79]: of 100 cases that were referred and whose outcome is "
           "known, about 75 had the outcome; with this many rows anything from 71 to 79 in 100 is "
           "compatible with the data. The rule asks for a value of at least 0.74: whether it lies "
           "there is "
           "not established. About 36,200 more rows would decide the rule with "
           "probability 0.8, if the rate stays as it is. These rows "
           "would have shown a true value of 0.676 or less, 8 times in 10.");
    expect(v, 1, "s: Black",
           "Selection rate ratio of Black against White 1.00 [0.71, 1.41]: cases of Black are "
           "referred 1.00 times as often as those of White; with this many rows anything from 0.71 "
           "to 1.41 times is compatible with the data. The rule asks for a value from 0.8 to 1.25: "
           "whether "
           "it lies there is not established. About 14,300 more rows of this group would "
           "decide the rule with probability 0.8, if the rate stays as it is. These rows would "
           "have shown a true value of 0.407 or less, or 1.87 or "
           "more, 8 times in 10.");
    /* SciPy: 2 or fewer of 70 have the probability 0.8 at 0.02200348575644978. */
    expect(v, 2, "a: A",
           "Recall at site A 0.86 [0.76, 0.92]: of 100 cases at site A that had the outcome, about "
           "86 were referred; with this many rows anything from 76 to 92 in 100 is compatible with "
           "the data. The rule asks for a value of at least 0.1: all that is compatible with the "
           "data lies "
           "there. These rows would have shown a true value of 0.022 or less, 8 times in 10.");
    ck_assert_ptr_null(strstr(
        gg_json_string(json_array_get(json_object_get(v, "explanations"), 3), "sentence", ""),
        "These rows"));
    json_decref(v);
}
END_TEST

START_TEST(drift_and_missing_values)
{
    json_t *drift = json_pack("{s:s, s:{s:{s:s, s:s, s:{s:{s:f, s:f}}}}, s:f}", "format",
                              "gauger/drift/1", "columns", "f1", "type", "numeric", "status",
                              "pass", "tests", "population_stability_index", "statistic", 0.31,
                              "critical_value", 0.4, "share_drifted", 0.25);
    json_t *v = explained("rules:\n"
                          "  - {id: m, metric: population_stability_index, column: f1, at_most: "
                          "0.2}\n"
                          "  - {id: d, metric: share_drifted, at_most: 0.5}\n"
                          "  - {id: l, metric: log_loss, at_most: 3}\n",
                          drift);

    expect(v, 0, "m: f1",
           "Population stability index of column f1 0.31: the spread of the values over ranges or "
           "levels has moved by 0.31, where 0 is not at all and over 0.2 is usually called a "
           "shift; chance alone may give up to 0.40. The rule asks for a value of at most 0.2: "
           "whether it "
           "lies there is not established.");
    expect(v, 1, "d: overall",
           "Share drifted 0.25: the share of the watched columns that the drift report calls "
           "failed is 0.25. The rule asks for a value of at most 0.5: the value lies there.");
    expect(v, 2, "l: overall",
           "Log loss has no value: the table has decisions, not scores. The rule asks for a value "
           "of at most "
           "3: whether it lies there is not established.");
    json_decref(v);
    json_decref(drift);
}
END_TEST

static const char *sentence(const json_t *v, size_t i)
{
    return gg_json_string(json_array_get(json_object_get(v, "explanations"), i), "sentence", "");
}

/* What came of it is said: outside, by the value alone, not judged, hidden by an average. */
START_TEST(what_came_of_it)
{
    json_t *v = explained("rules:\n"
                          "  - {metric: precision, at_most: 0.5}\n"
                          "  - {metric: precision, at_most: 0.74, judge: point}\n"
                          "  - {metric: precision, at_most: 0.76, judge: point}\n"
                          "  - {metric: recall, site: A, at_least: 0.1}\n"
                          "minimum_count: 500\n",
                          NULL);
    json_t *outside = json_array_get(json_object_get(rule_of(v, 0), "subjects"), 0);
    json_t *subject = json_array_get(json_object_get(rule_of(v, 2), "subjects"), 0);

    ck_assert_ptr_nonnull(strstr(sentence(v, 0), " The rule asks for a value of at most 0.5: it "
                                                 "lies outside, by more than chance explains."));
    ck_assert_ptr_nonnull(strstr(sentence(v, 1), "at most 0.74: the value lies outside."));
    ck_assert_ptr_nonnull(strstr(sentence(v, 2),
                                 "at most 0.76: the value lies there, and chance was not asked "
                                 "about."));
    ck_assert_str_eq(sentence(v, 3), "A is not judged, because it has fewer than 500 rows; that is "
                                     "neither a pass nor a failure.");
    json_object_set_new(subject, "result", json_string("inconclusive"));
    json_object_set_new(subject, "strata_open", json_true());
    json_object_set_new(outside, "result", json_string("inconclusive"));
    json_object_set_new(outside, "strata_open", json_true());
    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_ptr_nonnull(strstr(sentence(v, 2), ": the pooled figure lies there, and not every "
                                                 "stratum does, so nothing is established."));
    /* The pooled figure is said to lie there only where it does. */
    ck_assert_ptr_null(strstr(sentence(v, 0), "the pooled figure lies there"));
    ck_assert_ptr_nonnull(strstr(sentence(v, 0), ": whether it lies there is not established."));
    json_decref(v);
}
END_TEST

/* A stored verdict of another version may name what this one does not know. */
START_TEST(stored_verdicts)
{
    json_t *v = explained("rules: [{id: p, metric: precision, at_least: 0.1}]", NULL);
    json_t *rule = json_array_get(json_object_get(v, "rules"), 0);

    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_uint_eq(json_array_size(json_object_get(v, "explanations")), 1);
    json_object_set_new(rule, "metric", json_string("of tomorrow"));
    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_uint_eq(json_array_size(json_object_get(v, "explanations")), 0);
    json_object_clear(v);
    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_uint_eq(json_array_size(json_object_get(v, "explanations")), 0);
    json_decref(v);
}
END_TEST

/* Within strata it says so; with given: "*" the subject's name holds the column. */
START_TEST(within_strata)
{
    static const struct {
        const char *given, *subject;
    } cases[] = {{"site", "Black"}, {"*", "Black given site"}};

    for (size_t i = 0; i < 2; i++) {
        json_t *v = explained("rules: [{metric: selection_rate_ratio, attribute: race, between: "
                              "[0.8, 1.25]}]",
                              NULL);
        json_t *rule = json_array_get(json_object_get(v, "rules"), 0);
        json_t *subject = json_array_get(json_object_get(rule, "subjects"), 0);

        json_object_set_new(rule, "given", json_string(cases[i].given));
        json_object_set_new(subject, "subject", json_string(cases[i].subject));
        ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
        ck_assert_ptr_nonnull(strstr(
            gg_json_string(json_array_get(json_object_get(v, "explanations"), 0), "sentence", ""),
            "Selection rate ratio of Black against White within site 1.00 [0.71, 1.41]: compared "
            "within each level of site and pooled, cases of Black are referred 1.00 times"));
        json_decref(v);
    }
}
END_TEST

/* One stratum by itself is not pooled over any. */
START_TEST(one_stratum)
{
    json_t *v = explained("rules: [{metric: selection_rate_ratio, attribute: race, between: "
                          "[0.8, 1.25]}]",
                          NULL);
    json_t *rule = json_array_get(json_object_get(v, "rules"), 0);
    json_t *subject = json_array_get(json_object_get(rule, "subjects"), 0);

    json_object_set_new(rule, "given", json_string("site"));
    json_object_set_new(rule, "stratum", json_string("*"));
    json_object_set_new(subject, "subject", json_string("Black in site A"));
    json_object_set_new(subject, "stratum", json_string("A"));
    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_ptr_nonnull(strstr(sentence(v, 0), "Selection rate ratio of Black in site A against "
                                                 "White 1.00 [0.71, 1.41]: cases of Black in site "
                                                 "A are referred 1.00 times"));
    json_decref(v);
}
END_TEST

/* Against the champion the sentence is about a difference, whatever the rule's id. */
START_TEST(against_the_champion)
{
    json_t *v = explained("rules: [{id: p, metric: precision, at_least: 0.1}]", NULL);
    json_t *rule = json_array_get(json_object_get(v, "rules"), 0);

    json_object_set_new(rule, "versus", json_string("champion"));
    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_ptr_nonnull(strstr(
        gg_json_string(json_array_get(json_object_get(v, "explanations"), 0), "sentence", ""),
        "Precision, candidate less champion, 0.75 [0.71, 0.79]: the candidate's figure less the "
        "champion's is 0.75, where 0 is no difference; "));
    json_decref(v);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, everyone_groups_sites);
    tcase_add_test(tc, drift_and_missing_values);
    tcase_add_test(tc, what_came_of_it);
    tcase_add_test(tc, stored_verdicts);
    tcase_add_test(tc, within_strata);
    tcase_add_test(tc, one_stratum);
    tcase_add_test(tc, against_the_champion);
}

GG_TEST_MAIN("gate/explain")
