/*
 * Rules against the champion by group, site, period and intersection, on a comparison as gauger
 * makes it: the candidate finds more of everyone, and fewer of one group.
 *
 * P-values of a margin: mpmath, Tango's score statistic with the restricted maximum of the
 * likelihood found by bisection.
 */
#include "documents.h"

#include "gauger/evaluate/comparison.h"
#include "table/temporary.h"

/* The table of tests/evaluate/test_comparison_groups.c: better by 0.069, worse by 0.25 for y. */
static const char story[] = "a,b,y,race,port,month,n\n"
                            "0.9,0.9,1,x,P,1,200\n0.9,0.1,1,x,P,1,70\n0.1,0.9,1,x,P,1,10\n"
                            "0.1,0.1,1,x,P,1,40\n0.9,0.9,1,x,Q,2,40\n0.9,0.1,1,x,Q,2,10\n"
                            "0.1,0.9,1,x,Q,2,10\n0.1,0.1,1,x,Q,2,20\n0.9,0.9,1,y,Q,2,40\n"
                            "0.9,0.1,1,y,Q,2,5\n0.1,0.9,1,y,Q,2,30\n0.1,0.1,1,y,Q,2,25\n"
                            "0.9,0.9,1,z,P,1,4\n0.1,0.1,1,z,P,1,6\n"
                            "0.9,0.9,0,x,P,1,30\n0.9,0.1,0,x,P,1,10\n0.1,0.9,0,x,P,1,12\n"
                            "0.1,0.1,0,x,P,1,250\n0.9,0.9,0,x,Q,2,20\n0.9,0.1,0,x,Q,2,5\n"
                            "0.1,0.9,0,x,Q,2,5\n0.1,0.1,0,x,Q,2,100\n0.9,0.9,0,y,Q,2,10\n"
                            "0.9,0.1,0,y,Q,2,3\n0.1,0.9,0,y,Q,2,4\n0.1,0.1,0,y,Q,2,80\n"
                            "0.1,0.1,0,z,P,1,10\n";

static json_t *evaluation, *comparison;

static void begin(void)
{
    static const char *const crossed[] = {"race*port"};
    gg_compare_options o = gg_compare_options_default();
    temporary data = temporary_file(story, 0);
    gg_schema schema;

    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "y", GG_ROLE_OUTCOME, NULL), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "n", GG_ROLE_COUNT, NULL), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "race,port", GG_ROLE_PROTECTED, NULL), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "port", GG_ROLE_SITE, NULL), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "month", GG_ROLE_PERIOD, NULL), GG_OK);
    o.intersections = crossed;
    o.n_intersections = 1;
    ck_assert_int_eq(gg_compare(data.path, &schema, "a", "b", &o, &comparison, NULL), GG_OK);
    gg_schema_release(&schema);
    temporary_remove(&data);
    evaluation = evaluation_of((counts){.tp = 369, .fp = 78, .fn = 141, .tn = 461});
}

static void end(void)
{
    json_decref(evaluation);
    json_decref(comparison);
}

static json_t *verdict_of(const char *rules)
{
    char policy[600];

    snprintf(policy, sizeof policy, "rules:\n%s", rules);
    return judge(policy, evaluation, comparison, NULL);
}

static void check_subject(const json_t *verdict, size_t rule, const char *name, double p,
                          double adjusted, const char *result)
{
    const json_t *s = subject_of(verdict, rule, name);

    ck_close(number_of(s, "p_value"), p, 1e-9);
    ck_close(number_of(s, "adjusted_p_value"), adjusted, 1e-9);
    ck_assert_str_eq(gg_json_string(s, "result", ""), result);
}

/* Holm over everyone, x, y, P and Q; group z has 20 rows. */
START_TEST(better_overall_and_worse_for_one_group)
{
    json_t *v =
        verdict_of("  - {metric: recall, versus: champion, not_worse_by: 0.02}\n"
                   "  - {metric: recall, attribute: race, versus: champion, not_worse_by: 0.02}\n"
                   "  - {metric: recall, site: \"*\", versus: champion, not_worse_by: 0.02}\n");

    ck_assert_str_eq(gg_json_string(v, "result", ""), "fail");
    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_assert_str_eq(result_of(v, 1), "fail");
    ck_assert_str_eq(result_of(v, 2), "fail");
    check_subject(v, 0, "overall", 0.999942882973575, 1, "pass");
    check_subject(v, 1, "x", 0.999999999987794, 1, "pass");
    check_subject(v, 1, "y", 4.06745492259931e-5, 5 * 4.06745492259931e-5, "fail");
    check_subject(v, 2, "P", 0.999999999999828, 1, "pass");
    check_subject(v, 2, "Q", 0.00178349508902413, 4 * 0.00178349508902413, "fail");
    ck_assert_ptr_nonnull(find_in(v, 1, "not_judged", "z"));
    ck_assert_str_eq(gg_json_string(rule_of(v, 2), "rule", ""),
                     "recall by site not worse than the champion's by more than 0.02");
    ck_assert_str_eq(message_of(v, 2),
                     "recall by site against the champion: Q candidate minus champion -0.139 (95% "
                     "interval -0.218 to -0.0602) is worse by more than 0.02 (adjusted p = "
                     "0.00713)");
    ck_assert_str_eq(gg_json_string(subject_of(v, 2, "Q"), "slice", ""), "site=Q");
    json_decref(v);
}
END_TEST

START_TEST(one_site)
{
    json_t *v = verdict_of("  - {metric: recall, site: P, versus: champion, not_worse_by: 0}\n"
                           "  - {metric: recall, site: Q, versus: champion, not_worse_by: 0.25}\n");

    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_assert_str_eq(result_of(v, 1), "pass");
    ck_assert_uint_eq(json_array_size(json_object_get(rule_of(v, 0), "subjects")), 1);
    json_decref(v);
}
END_TEST

START_TEST(by_period)
{
    json_t *v =
        verdict_of("  - {metric: recall, period: \"*\", versus: champion, not_worse_by: 0.02}\n");

    ck_assert_str_eq(result_of(v, 0), "fail");
    check_subject(v, 0, "2", 0.00178349508902413, 2 * 0.00178349508902413, "fail");
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "1"), "slice", ""), "period=1");
    json_decref(v);
}
END_TEST

START_TEST(by_intersection)
{
    json_t *v = verdict_of("  - {metric: recall, intersection: race*port, versus: champion,"
                           " not_worse_by: 0.02}\n"
                           "  - {metric: recall, intersection: \"*\", group: y*Q, versus: champion,"
                           " not_worse_by: 0.02, judge: point}\n");

    ck_assert_str_eq(result_of(v, 0), "fail");
    check_subject(v, 0, "y*Q", 4.06745492259931e-5, 3 * 4.06745492259931e-5, "fail");
    check_subject(v, 0, "x*Q", 0.639530407843845, 1, "inconclusive");
    ck_assert_ptr_nonnull(find_in(v, 0, "not_judged", "z*P"));
    ck_assert_str_eq(result_of(v, 1), "fail");
    subject_of(v, 1, "race*port=y*Q");
    json_decref(v);
}
END_TEST

/* Every group, of every attribute: the sites are protected here too. */
START_TEST(every_attribute)
{
    json_t *v = verdict_of("  - {metric: recall, attribute: \"*\", group: \"*\", versus: champion,"
                           " not_worse_by: 0.02}\n");

    check_subject(v, 0, "race=y", 4.06745492259931e-5, 4 * 4.06745492259931e-5, "fail");
    check_subject(v, 0, "port=Q", 0.00178349508902413, 3 * 0.00178349508902413, "fail");
    json_decref(v);
}
END_TEST

START_TEST(what_the_comparison_has_not)
{
    static const struct {
        const char *selector, *message;
    } cases[] = {
        {"site: R", "recall at site R against the champion: not established, because the "
                    "comparison has no such site (R)"},
        {"period: \"2026-01\"", "recall in period 2026-01 against the champion: not established, "
                                "because the comparison has no such period (2026-01)"},
        {"intersection: race*sex", "recall by race*sex against the champion: not established, "
                                   "because the comparison has no such group (race*sex)"},
        {"attribute: race, group: w", "recall by race of w against the champion: not established, "
                                      "because the comparison has no such group (race, w)"},
    };
    json_t *v;
    char rule[160];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(rule, sizeof rule,
                 "  - {metric: recall, %s, versus: champion, not_worse_by: 0.02}\n",
                 cases[i].selector);
        v = verdict_of(rule);
        ck_assert_str_eq(message_of(v, 0), cases[i].message);
        ck_assert_str_eq(result_of(v, 0), "inconclusive");
        json_decref(v);
    }
    json_object_del(comparison, "sites");
    v = verdict_of("  - {metric: recall, site: \"*\", versus: champion, not_worse_by: 0.02}\n");
    ck_assert_str_eq(message_of(v, 0), "recall by site against the champion: not established, "
                                       "because the comparison has no sites");
    json_decref(v);
}
END_TEST

/* A site whose counts contradict its difference is refused by its place. */
START_TEST(a_contradiction_at_a_site)
{
    gg_gate_documents d = gg_gate_documents_default();
    gg_policy *p = policy_of("rules: [{metric: recall, site: Q, versus: champion,"
                             " not_worse_by: 0.02}]\n");
    json_t *q = json_object_get(json_object_get(comparison, "sites"), "Q"), *v = NULL;
    char line[GG_ERROR_MAX + 1];
    gg_error err;

    json_object_set_new(json_object_get(json_object_get(q, "differences"), "recall"), "value",
                        json_real(0.3));
    gg_error_init(&err);
    d.evaluation = evaluation;
    d.comparison = comparison;
    d.comparison_name = "c.json";
    ck_assert_int_eq(gg_gate_judge(p, &d, &v, &err), GG_E_INPUT);
    gg_error_format(&err, line, sizeof line);
    ck_assert_str_eq(line, "c.json: column \"sites.Q\": recall: the value contradicts those of a "
                           "and b; give what gauger compare --format json writes");
    ck_assert_ptr_null(v);
    gg_policy_free(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, better_overall_and_worse_for_one_group);
    tcase_add_test(tc, one_site);
    tcase_add_test(tc, by_period);
    tcase_add_test(tc, by_intersection);
    tcase_add_test(tc, every_attribute);
    tcase_add_test(tc, what_the_comparison_has_not);
    tcase_add_test(tc, a_contradiction_at_a_site);
}

GG_TEST_MAIN("gate/versus_places")
