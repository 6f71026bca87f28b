/* Whom a rule is asked of, who is left out, and what is said when nobody is left. */
#include "documents.h"

static json_t *evaluation;

/* Race: White is the reference, Black differs, Other is small. */
static void begin(void)
{
    evaluation = evaluation_of((counts){.tp = 400, .fp = 200, .fn = 200, .tn = 1200});
    add_group(evaluation, "attributes", "race", "White",
              (counts){.tp = 200, .fp = 100, .fn = 100, .tn = 600});
    add_group(evaluation, "attributes", "race", "Black",
              (counts){.tp = 190, .fp = 95, .fn = 95, .tn = 595});
    add_group(evaluation, "attributes", "race", "Other",
              (counts){.tp = 10, .fp = 5, .fn = 5, .tn = 5});
    add_group(evaluation, "attributes", "sex", "Male",
              (counts){.tp = 200, .fp = 100, .fn = 100, .tn = 600});
    add_group(evaluation, "attributes", "sex", "Female",
              (counts){.tp = 200, .fp = 100, .fn = 100, .tn = 600});
    add_group(evaluation, "intersections", "race*sex", "White*Male",
              (counts){.tp = 100, .fp = 50, .fn = 50, .tn = 300});
    add_group(evaluation, "intersections", "race*sex", "Black*Male",
              (counts){.tp = 90, .fp = 55, .fn = 50, .tn = 300});
    add_slice(evaluation, "sites", "A", (counts){.tp = 100, .fp = 50, .fn = 50, .tn = 300});
    add_slice(evaluation, "sites", "B", (counts){.tp = 5, .fp = 5, .fn = 5, .tn = 5});
    add_slice(evaluation, "periods", "2026-01", (counts){.tp = 100, .fp = 50, .fn = 50, .tn = 300});
}

static void end(void)
{
    json_decref(evaluation);
}

/* One rule: who is judged and who is not, as "a,b|c" in the order of the document. */
static const struct selection {
    const char *rule, *subjects;
} selections[] = {
    {"metric: precision, at_least: 0.1", "overall|"},
    {"metric: precision, attribute: race, at_least: 0.1", "White,Black|Other"},
    {"metric: precision, attribute: race, group: \"*\", at_least: 0.1", "White,Black|Other"},
    {"metric: precision, attribute: race, group: Black, at_least: 0.1", "Black|"},
    {"metric: precision, attribute: race, group: Other, at_least: 0.1", "|Other"},
    {"metric: precision, attribute: \"*\", at_least: 0.1",
     "race=White,race=Black,sex=Male,sex=Female|race=Other"},
    {"metric: precision, attribute: \"*\", group: Male, at_least: 0.1", "sex=Male|"},
    {"metric: precision, intersection: \"*\", at_least: 0.1",
     "race*sex=White*Male,race*sex=Black*Male|"},
    {"metric: precision, intersection: \"race*sex\", group: \"White*Male\", at_least: 0.1",
     "White*Male|"},
    {"metric: precision, site: \"*\", at_least: 0.1", "A|B"},
    {"metric: precision, site: A, at_least: 0.1", "A|"},
    {"metric: precision, period: \"*\", at_least: 0.1", "2026-01|"},
    {"metric: recall_ratio, attribute: race, between: [0.1, 9]", "Black|Other"},
    {"metric: recall_ratio, attribute: \"*\", between: [0.1, 9]",
     "race=Black,sex=Female|race=Other"},
    {"metric: recall_ratio, intersection: \"race*sex\", between: [0.1, 9]", "Black*Male|"},
    {"metric: impact_ratio, attribute: race, at_least: 0.1", "race|race=Other"},
    {"metric: impact_ratio, attribute: \"*\", at_least: 0.1", "race,sex|race=Other"},
    {"metric: impact_ratio, intersection: \"*\", at_least: 0.1", "race*sex|"},
    {"metric: precision, attribute: age, at_least: 0.1", "|"},
};

static void list(const json_t *verdict, const char *key, char *out, size_t size)
{
    size_t i, used = strlen(out);
    const json_t *s;

    json_array_foreach(json_object_get(rule_of(verdict, 0), key), i, s)
    {
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? "," : "",
                                 gg_json_string(s, "subject", "?"));
    }
}

START_TEST(who)
{
    const struct selection *c = &selections[_i];
    char policy[200], names[200] = "";
    json_t *v;

    snprintf(policy, sizeof policy, "rules:\n  - {%s}\n", c->rule);
    v = judge(policy, evaluation, NULL, NULL);
    list(v, "subjects", names, sizeof names);
    strcat(names, "|");
    list(v, "not_judged", names, sizeof names);
    ck_assert_msg(strcmp(names, c->subjects) == 0, "%s: %s", c->rule, names);
    json_decref(v);
}
END_TEST

/* Nobody to judge is never a pass. */
static const struct nobody {
    const char *rule, *message;
} nobodies[] = {
    {"metric: precision, attribute: rase, at_least: 0",
     "precision by rase: not established, because the evaluation has no attribute rase (it has "
     "race, sex)"},
    {"metric: precision, intersection: \"sex*race\", at_least: 0",
     "precision by sex*race: not established, because the evaluation has no intersection sex*race "
     "(it has race*sex)"},
    {"metric: precision, attribute: race, group: Green, at_least: 0",
     "precision by race of Green: not established, because race has no group Green"},
    {"metric: precision, attribute: \"*\", group: Green, at_least: 0",
     "precision by each attribute of Green: not established, because no attribute has a group "
     "Green"},
    {"metric: precision, attribute: race, group: Other, at_least: 0",
     "precision by race of Other: not established, because nobody is left to be judged; not "
     "judged: Other (fewer than 30 rows)"},
    {"metric: recall_ratio, attribute: race, group: White, at_least: 0",
     "recall_ratio by race of White: not established, because White is the reference of race"},
    {"metric: precision, site: C, at_least: 0",
     "precision at site C: not established, because the evaluation has no site C"},
    {"metric: precision, period: 2027-01, at_least: 0",
     "precision in period 2027-01: not established, because the evaluation has no period 2027-01"},
};

START_TEST(nobody_is_no_pass)
{
    char policy[200];
    json_t *v;
    const json_t *warning;

    snprintf(policy, sizeof policy, "rules:\n  - {%s}\n", nobodies[_i].rule);
    v = judge(policy, evaluation, NULL, NULL);
    ck_assert_str_eq(message_of(v, 0), nobodies[_i].message);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    warning = json_array_get(json_object_get(v, "warnings"), 0);
    ck_assert_str_eq(gg_json_string(warning, "code", ""), "nothing_judged");
    json_decref(v);
}
END_TEST

START_TEST(an_evaluation_without_groups)
{
    json_t *e = evaluation_of((counts){.tp = 400, .fp = 200, .fn = 200, .tn = 1200}), *v;

    json_object_del(e, "intersections");
    v = judge("rules:\n  - {metric: precision, attribute: \"*\", at_least: 0}\n"
              "  - {metric: precision, intersection: \"*\", at_least: 0}\n"
              "  - {metric: precision, site: \"*\", at_least: 0}\n"
              "  - {metric: precision, period: \"*\", at_least: 0}\n",
              e, NULL, NULL);
    ck_assert_str_eq(message_of(v, 0), "precision by each attribute: not established, because the "
                                       "evaluation has no attributes");
    ck_assert_str_eq(message_of(v, 1), "precision by each intersection: not established, because "
                                       "the evaluation has no intersections");
    ck_assert_str_eq(message_of(v, 2),
                     "precision by site: not established, because the evaluation has no sites");
    ck_assert_str_eq(message_of(v, 3),
                     "precision by period: not established, because the evaluation has no periods");
    ck_assert_str_eq(gg_json_string(v, "result", ""), "inconclusive");
    json_decref(v);
    json_decref(e);
}
END_TEST

/* An attribute with one group has nobody to compare. */
START_TEST(one_group)
{
    json_t *e = evaluation_of((counts){.tp = 400, .fp = 200, .fn = 200, .tn = 1200}), *v;

    add_group(e, "attributes", "race", "White",
              (counts){.tp = 400, .fp = 200, .fn = 200, .tn = 1200});
    v = judge("rules:\n  - {metric: recall_ratio, attribute: race, at_least: 0}\n"
              "  - {metric: impact_ratio, attribute: race, at_least: 0.8}\n",
              e, NULL, NULL);
    ck_assert_str_eq(message_of(v, 0),
                     "recall_ratio by race: not established, because race has no second group");
    ck_assert_str_eq(message_of(v, 1), "impact_ratio by race: not established: undefined, because "
                                       "there are fewer than two groups to compare");
    json_decref(v);
    json_decref(e);
}
END_TEST

START_TEST(minimum_count)
{
    json_t *v =
        judge("minimum_count: 0\nrules:\n  - {metric: precision, attribute: race, at_least: "
              "0.1}\n",
              evaluation, NULL, NULL);

    ck_assert_double_eq(number_of(subject_of(v, 0, "Other"), "rows"), 25);
    json_decref(v);
    v = judge(
        "minimum_count: 25\nrules:\n  - {metric: precision, attribute: race, at_least: 0.1}\n",
        evaluation, NULL, NULL);
    subject_of(v, 0, "Other");
    json_decref(v);
    v = judge(
        "minimum_count: 26\nrules:\n  - {metric: precision, attribute: race, at_least: 0.1}\n",
        evaluation, NULL, NULL);
    ck_assert_double_eq(number_of(find_in(v, 0, "not_judged", "Other"), "rows"), 25);
    ck_assert_str_eq(gg_json_string(find_in(v, 0, "not_judged", "Other"), "why", ""), "too_few");
    ck_assert_str_eq(gg_json_string(find_in(v, 0, "not_judged", "Other"), "slice", ""),
                     "race=Other");
    json_decref(v);
}
END_TEST

/* Against a tiny reference nothing is compared. Everyone, however few, is judged. */
START_TEST(a_reference_too_small)
{
    json_t *v = judge("minimum_count: 1010\nrules:\n  - {metric: recall_ratio, attribute: race, "
                      "between: [0.1, 9]}\n"
                      "  - {metric: precision, at_least: 0.1}\n",
                      evaluation, NULL, NULL);

    json_decref(v);
    json_object_set_new(json_object_get(json_object_get(evaluation, "attributes"), "race"),
                        "reference", json_string("Other"));
    v = judge("rules:\n  - {metric: recall_ratio, attribute: race, between: [0.1, 9]}\n",
              evaluation, NULL, NULL);
    ck_assert_str_eq(message_of(v, 0),
                     "recall_ratio by race against Other: not established, because nobody is left "
                     "to be judged; not judged: White, Black (the reference group has too few "
                     "rows)");
    ck_assert_str_eq(gg_json_string(find_in(v, 0, "not_judged", "White"), "why", ""),
                     "too_few_in_reference");
    json_decref(v);
    v = judge("minimum_count: 99999\nrules:\n  - {metric: precision, at_least: 0.1}\n", evaluation,
              NULL, NULL);
    ck_assert_str_eq(result_of(v, 0), "pass");
    json_decref(v);
}
END_TEST

/* A summary is taken over the groups that are large enough, and says who was left out. */
START_TEST(summaries_leave_out_small_groups)
{
    json_t *v = judge("rules:\n  - {metric: impact_ratio, attribute: race, at_least: 0.8}\n",
                      evaluation, NULL, NULL);
    const json_t *s = subject_of(v, 0, "race");

    /* Spared: 700 of 1000, 690 of 975; Other's 10 of 25 would make it 0.5652. */
    ck_close(number_of(s, "value"), 0.7 / (690.0 / 975), 1e-12);
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "; left out: race=Other (fewer than 30 rows)"));
    json_decref(v);
    v = judge("minimum_count: 0\nrules:\n  - {metric: impact_ratio, attribute: race, at_least: "
              "0.8}\n",
              evaluation, NULL, NULL);
    ck_close(number_of(subject_of(v, 0, "race"), "value"), 0.4 / (690.0 / 975), 1e-12);
    json_decref(v);
}
END_TEST

/* A group without the figure leaves the summary undefined: nobody vanishes from a comparison. */
START_TEST(summaries_with_an_undefined_group)
{
    json_t *v;

    add_group(evaluation, "attributes", "sex", "unknown", (counts){.fp = 20, .tn = 20});
    v = judge("rules:\n  - {metric: equal_opportunity_difference, attribute: sex, at_most: 0.5}\n",
              evaluation, NULL, NULL);
    ck_assert_str_eq(message_of(v, 0),
                     "equal_opportunity_difference by sex: not established: undefined, because the "
                     "figure of one of the groups is undefined");
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "sex"), "why_null", ""), "undefined_group");
    json_decref(v);
}
END_TEST

/* impact_ratio follows the decision that the document calls adverse. */
START_TEST(adverse_of_the_document)
{
    json_t *v;

    json_object_set_new(json_object_get(evaluation, "decision"), "adverse",
                        json_string("not-selected"));
    v = judge("rules:\n  - {metric: impact_ratio, attribute: race, at_least: 0.8}\n", evaluation,
              NULL, NULL);
    ck_close(number_of(subject_of(v, 0, "race"), "value"), (285.0 / 975) / 0.3, 1e-12);
    json_decref(v);
    json_object_set_new(json_object_get(evaluation, "decision"), "adverse",
                        json_string("selected"));
    v = judge("rules:\n  - {metric: impact_ratio, attribute: race, at_least: 0.8}\n", evaluation,
              NULL, NULL);
    ck_close(number_of(subject_of(v, 0, "race"), "value"), 0.7 / (1 - 285.0 / 975), 1e-12);
    json_decref(v);
}
END_TEST

/* Each rule of reference is recomputed as the evaluation computed it. */
START_TEST(references)
{
    static const struct {
        const char *rule, *text;
        double value; /* selection_rate_ratio of Black */
        size_t n;     /* subjects */
    } cases[] = {
        {"given", "against White", (285.0 / 975) / 0.3, 2},
        {"largest", "against White", (285.0 / 975) / 0.3, 2},
        {"rest", "against the rest", (285.0 / 975) / (315.0 / 1025), 3},
        {"overall", "against everyone", (285.0 / 975) / (600.0 / 2000), 3},
        {"highest", "against Other", (285.0 / 975) / 0.6, 2},
        {"lowest", "against Black", NAN, 2},
    };
    json_t *race = json_object_get(json_object_get(evaluation, "attributes"), "race");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *v;

        json_object_set_new(race, "reference_rule", json_string(cases[i].rule));
        if (strcmp(cases[i].rule, "given") != 0)
            json_object_set_new(race, "reference", json_null());
        v = judge("minimum_count: 0\nrules:\n  - {metric: selection_rate_ratio, attribute: race, "
                  "between: [0.01, 90]}\n",
                  evaluation, NULL, NULL);
        ck_assert_msg(strstr(message_of(v, 0), cases[i].text) != NULL, "%s", message_of(v, 0));
        ck_assert_uint_eq(json_array_size(json_object_get(rule_of(v, 0), "subjects")), cases[i].n);
        if (!isnan(cases[i].value))
            ck_close(number_of(subject_of(v, 0, "Black"), "value"), cases[i].value, 1e-12);
        json_decref(v);
    }
}
END_TEST

/* Many subjects: the worst are named, the rest counted. */
START_TEST(many_subjects)
{
    json_t *e = evaluation_of((counts){.tp = 400, .fp = 200, .fn = 200, .tn = 1200}), *v;
    char name[16];

    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "F%d", i);
        add_slice(e, "sites", name, (counts){.tp = 10 - i, .fp = 190, .fn = 100, .tn = 300});
        snprintf(name, sizeof name, "I%d", i);
        add_slice(e, "sites", name, (counts){.tp = 20, .fp = 20, .fn = 100, .tn = 300});
        snprintf(name, sizeof name, "S%d", i);
        add_slice(e, "sites", name, (counts){.tp = 2, .fp = 2, .fn = 1, .tn = 3});
    }
    v = judge("rules:\n  - {metric: precision, site: \"*\", at_least: 0.5}\n"
              "  - {metric: accuracy, site: \"*\", at_least: 0.1}\n",
              e, NULL, NULL);
    ck_assert_str_eq(
        message_of(v, 0),
        "precision by site: F4 0.0306 (95% interval 0.0141 to 0.0652) falls below the lower bound "
        "0.5 (adjusted p < 0.0001); F3 0.0355 (95% interval 0.0173 to 0.0715) falls below the "
        "lower "
        "bound 0.5 (adjusted p < 0.0001); F2 0.0404 (95% interval 0.0206 to 0.0777) falls below "
        "the "
        "lower bound 0.5 (adjusted p < 0.0001); and 2 more; not established for I0, I1, I2 and 2 "
        "more; not judged: S0, S1, S2 and 2 more (fewer than 30 rows)");
    ck_assert_str_eq(message_of(v, 1),
                     "accuracy by site: all 10 lie at or above the lower bound 0.1; nearest to a "
                     "bound is F4 with 0.513 (95% interval 0.473 to 0.553); not judged: S0, S1, S2 "
                     "and 2 more (fewer than 30 rows)");
    json_decref(v);
    json_decref(e);
}
END_TEST

/* A name with a newline must not break the sentence, and stays as it is in the data. */
START_TEST(names_in_sentences)
{
    json_t *v;

    add_group(evaluation, "attributes", "sex", "new\nline",
              (counts){.tp = 20, .fp = 100, .fn = 100, .tn = 100});
    v = judge("rules:\n  - {metric: recall, attribute: sex, at_least: 0.5}\n", evaluation, NULL,
              NULL);
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "new?line"));
    ck_assert_ptr_null(strchr(message_of(v, 0), '\n'));
    subject_of(v, 0, "new\nline");
    json_decref(v);
}
END_TEST

/* 500 rows of which so many have the outcome, with means over them. */
static json_t *with_means(double positives)
{
    gg_figures f = gg_figures_empty(GG_SCORES_PROBABILITY);
    json_t *e = evaluation_of((counts){.tp = 1, .tn = 1}), *out = NULL;

    f.w[GG_POSITIVE][GG_SELECTED] = positives;
    f.w[GG_NEGATIVE][GG_NOT_SELECTED] = 500 - positives;
    memcpy(f.w2, f.w, sizeof f.w2);
    f.rows = 500;
    f.brier_score = (gg_finished){0.02, 0.002};
    f.log_loss = (gg_finished){0.09, 0.01};
    ck_assert_int_eq(gg_figures_write(&f, NULL, &out, NULL), GG_OK);
    ck_assert_int_eq(json_object_set_new(e, "overall", out), 0);
    return e;
}

/* Of means over rows with 9 rows of the rarer outcome the interval decides nothing, and the value
 * alone does; with 10 it decides; a rate is judged as ever. */
START_TEST(means_with_few_positives)
{
    static const char policy[] = "rules: [{metric: brier_score, at_most: 0.5}, {metric: log_loss, "
                                 "at_most: 0.01}, {metric: brier_score, id: alone, at_most: 0.5, "
                                 "judge: point}, {metric: accuracy, at_least: 0.9}]";
    static const double few[] = {9, 491}, enough[] = {10, 490};

    for (size_t i = 0; i < 2; i++) {
        json_t *e = with_means(few[i]), *v = judge(policy, e, NULL, NULL);

        for (size_t k = 0; k < 2; k++) {
            ck_assert_str_eq(result_of(v, k), "inconclusive");
            ck_assert_str_eq(gg_json_string(subject_of(v, k, "overall"), "why_no_interval", ""),
                             "few_positives");
            ck_assert(isnan(number_of(subject_of(v, k, "overall"), "p_value")));
            ck_assert_ptr_nonnull(strstr(message_of(v, k), "fewer than 10 verified cases"));
        }
        ck_assert_str_eq(result_of(v, 2), "pass");
        ck_assert_str_eq(result_of(v, 3), "pass");
        json_decref(v);
        json_decref(e);
        e = with_means(enough[i]);
        v = judge(policy, e, NULL, NULL);
        ck_assert_str_eq(result_of(v, 0), "pass");
        ck_assert_str_eq(result_of(v, 1), "fail");
        json_decref(v);
        json_decref(e);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, means_with_few_positives);
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_loop_test(tc, who, 0, sizeof selections / sizeof *selections);
    tcase_add_loop_test(tc, nobody_is_no_pass, 0, sizeof nobodies / sizeof *nobodies);
    tcase_add_test(tc, an_evaluation_without_groups);
    tcase_add_test(tc, one_group);
    tcase_add_test(tc, minimum_count);
    tcase_add_test(tc, a_reference_too_small);
    tcase_add_test(tc, summaries_leave_out_small_groups);
    tcase_add_test(tc, summaries_with_an_undefined_group);
    tcase_add_test(tc, adverse_of_the_document);
    tcase_add_test(tc, references);
    tcase_add_test(tc, many_subjects);
    tcase_add_test(tc, names_in_sentences);
}

GG_TEST_MAIN("gate/subjects")
