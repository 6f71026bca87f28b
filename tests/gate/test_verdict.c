/* The verdict as a document: its keys, its digests, its status; what is refused. */
#include "conforms.h"
#include "documents.h"

#include "gauger/base/hash.h"

static json_t *evaluation;
static gg_error err;

static void begin(void)
{
    gg_error_init(&err);
    evaluation = evaluation_of(
        (counts){.tp = 400, .fp = 200, .fn = 200, .tn = 1200, .auc = 0.7, .auc_error = 0.01});
    add_group(evaluation, "attributes", "race", "White",
              (counts){.tp = 200, .fp = 100, .fn = 100, .tn = 600});
    add_group(evaluation, "attributes", "race", "Black",
              (counts){.tp = 190, .fp = 95, .fn = 95, .tn = 595});
    add_group(evaluation, "attributes", "race", "Other",
              (counts){.tp = 10, .fp = 5, .fn = 5, .tn = 5});
    add_slice(evaluation, "sites", "A", (counts){.tp = 100, .fp = 50, .fn = 50, .tn = 300});
}

static void end(void)
{
    json_decref(evaluation);
}

#define MIXED                                                                                      \
    "policy: mixed\n"                                                                              \
    "note: every kind of result\n"                                                                 \
    "rules:\n"                                                                                     \
    "  - {metric: precision, at_least: 0.5, note: a floor}\n"                                      \
    "  - {metric: precision, site: \"*\", at_least: 0.66}\n"                                       \
    "  - {metric: recall, at_most: 0.5}\n"                                                         \
    "  - {metric: recall_ratio, attribute: race, between: [0.5, 2]}\n"                             \
    "  - {metric: impact_ratio, attribute: \"*\", at_least: 0.1}\n"                                \
    "  - {metric: roc_auc, at_least: 0.1, judge: point}\n"                                         \
    "  - {metric: log_loss, at_most: 9}\n"                                                         \
    "  - {metric: recall, period: \"*\", at_least: 0.1}\n"                                         \
    "requires: [{approvals: 1}]\n"

static json_t *drift_of_one_column(void)
{
    return json_pack("{s:s, s:{s:{s:s, s:s, s:{s:{s:f, s:f}}}}, s:f}", "format", "gauger/drift/1",
                     "columns", "f1", "type", "numeric", "status", "pass", "tests",
                     "population_stability_index", "statistic", 0.3, "critical_value", 0.4,
                     "share_drifted", 0.0);
}

START_TEST(as_its_schema_says)
{
    json_t *v = judge(MIXED, evaluation, NULL, NULL), *drift = drift_of_one_column();

    conforms(v, "docs/schemas/verdict-1.schema.json");
    ck_assert_uint_eq(json_array_size(json_object_get(v, "rules")), 8);
    json_decref(v);
    v = judge("rules: [{metric: population_stability_index, column: f1, at_most: 0.2}]", evaluation,
              NULL, drift);
    conforms(v, "docs/schemas/verdict-1.schema.json");
    ck_assert_ptr_nonnull(json_object_get(v, "drift"));
    ck_assert_ptr_null(json_object_get(v, "comparison"));
    json_decref(v);
    json_decref(drift);
}
END_TEST

START_TEST(policies_as_their_schema_says)
{
    static const char *const files[] = {"models/compas.policy.yaml",
                                        "models/compas-precision.policy.yaml",
                                        "tests/fuzz/seeds/policy/every.yaml"};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        json_t *p = NULL;

        ck_assert_int_eq(gg_json_load(files[i], &p, &err), GG_OK);
        conforms(p, "docs/schemas/policy-1.schema.json");
        json_decref(p);
    }
}
END_TEST

START_TEST(head)
{
    json_t *v = judge(MIXED, evaluation, NULL, NULL);
    const json_t *named = json_object_get(v, "evaluation");
    char hex[GG_SHA256_HEX];
    gg_buf canonical;

    gg_buf_init(&canonical, 0);
    gg_json_canonical(evaluation, &canonical);
    ck_assert_str_eq(gg_json_string(named, "sha256", ""),
                     gg_sha256_hex(canonical.data, canonical.size, hex));
    ck_assert_str_eq(gg_json_string(named, "source", ""), "made.csv");
    ck_assert(json_is_null(json_object_get(named, "data_sha256")));
    ck_assert_str_eq(gg_json_string(v, "policy_sha256", ""),
                     gg_sha256_hex(MIXED, strlen(MIXED), hex));
    ck_assert_str_eq(gg_json_string(v, "result", ""), "fail");
    ck_assert_str_eq(gg_json_string(rule_of(v, 0), "note", ""), "a floor");
    ck_assert_double_eq(number_of(rule_of(v, 0), "lower_bound"), 0.5);
    ck_assert(json_is_null(json_object_get(rule_of(v, 0), "upper_bound")));
    ck_assert_str_eq(gg_json_string(rule_of(v, 5), "judge", ""), "point");
    ck_assert_str_eq(gg_json_string(subject_of(v, 3, "Black"), "reference", ""), "White");
    ck_assert_uint_eq(json_array_size(json_object_get(subject_of(v, 4, "race"), "groups")), 2);
    /* 1 overall, 1 site, 1 recall, 1 ratio, 1 summary; point and undefined are not tested. */
    ck_assert_double_eq(number_of(v, "figures_tested"), 5);
    gg_buf_release(&canonical);
    json_decref(v);
}
END_TEST

/* The layout of the evaluation's file does not change what it is. */
START_TEST(digest_of_the_meaning)
{
    json_t *other = json_deep_copy(evaluation), *a, *b;

    json_object_set_new(other, "confidence", json_real(0.9));
    json_object_set_new(other, "confidence", json_real(0.95));
    a = judge(MIXED, evaluation, NULL, NULL);
    b = judge(MIXED, other, NULL, NULL);
    ck_assert(json_equal(a, b));
    json_decref(b);
    json_object_set_new(other, "confidence", json_real(0.9));
    b = judge(MIXED, other, NULL, NULL);
    ck_assert_str_ne(gg_json_string(json_object_get(a, "evaluation"), "sha256", ""),
                     gg_json_string(json_object_get(b, "evaluation"), "sha256", ""));
    json_decref(a);
    json_decref(b);
    json_decref(other);
}
END_TEST

/* The intervals in the evaluation are for people; the verdict computes its own from the counts. */
START_TEST(counts_decide_not_what_is_printed)
{
    json_t *v, *precision = json_object_get(json_object_get(evaluation, "overall"), "precision");

    json_object_set_new(precision, "value", json_real(0.99));
    json_object_set_new(precision, "low", json_real(0.98));
    v = judge("rules: [{metric: precision, at_least: 0.9}]", evaluation, NULL, NULL);
    ck_assert_str_eq(result_of(v, 0), "fail");
    ck_close(number_of(subject_of(v, 0, "overall"), "value"), 400.0 / 600, 1e-12);
    json_decref(v);
}
END_TEST

START_TEST(same_bytes_again)
{
    gg_buf a, b;
    json_t *v = judge(MIXED, evaluation, NULL, NULL), *w = judge(MIXED, evaluation, NULL, NULL);

    gg_buf_init(&a, 0);
    gg_buf_init(&b, 0);
    gg_json_write(v, &a);
    gg_json_write(w, &b);
    ck_assert_str_eq(a.data, b.data);
    gg_buf_release(&a);
    gg_buf_release(&b);
    json_decref(v);
    json_decref(w);
}
END_TEST

START_TEST(result_and_status)
{
    static const struct {
        const char *policy, *result;
        gg_status status;
        const char *warning;
    } cases[] = {
        {"rules: [{metric: precision, at_least: 0.5}]", "pass", GG_OK, ""},
        {"rules: [{metric: precision, at_least: 0.66}]", "inconclusive", GG_E_INCONCLUSIVE, ""},
        {"{\"on_inconclusive\": \"fail\", \"rules\": [{\"metric\": \"precision\", \"at_least\": "
         "0.66}]}",
         "inconclusive", GG_E_INCONCLUSIVE, ""},
        {"{\"on_inconclusive\": \"warn\", \"rules\": [{\"metric\": \"precision\", \"at_least\": "
         "0.66}]}",
         "inconclusive", GG_OK, "inconclusive"},
        {"{\"on_inconclusive\": \"warn\", \"rules\": [{\"metric\": \"precision\", \"at_least\": "
         "0.9}]}",
         "fail", GG_E_NO, ""},
        {"rules: [{metric: precision, at_least: 0.66}, {metric: recall, at_least: 0.1}]",
         "inconclusive", GG_E_INCONCLUSIVE, ""},
        {"rules: [{metric: precision, at_least: 0.66}, {metric: recall, at_least: 0.9}]", "fail",
         GG_E_NO, ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *v = judge(cases[i].policy, evaluation, NULL, NULL);
        const json_t *warning = json_array_get(json_object_get(v, "warnings"), 0);

        ck_assert_str_eq(gg_json_string(v, "result", ""), cases[i].result);
        ck_assert_int_eq(gg_gate_status(v), cases[i].status);
        ck_assert_str_eq(gg_json_string(warning, "code", ""), cases[i].warning);
        json_decref(v);
    }
}
END_TEST

START_TEST(status_of_what_is_no_verdict)
{
    json_t *v = judge("rules: [{metric: precision, at_least: 0.5}]", evaluation, NULL, NULL);

    ck_assert_int_eq(gg_gate_status(NULL), GG_E_INPUT);
    ck_assert_int_eq(gg_gate_status(evaluation), GG_E_INPUT);
    json_object_set_new(v, "result", json_string("passed"));
    ck_assert_int_eq(gg_gate_status(v), GG_E_INPUT);
    json_decref(v);
}
END_TEST

/* ---- what is refused ---- */

static void check_refused(const char *policy, const gg_gate_documents *d, gg_status expected,
                          const char *message)
{
    char line[GG_ERROR_MAX + 1];
    json_t *v = (json_t *)&line;
    gg_policy *p = policy_of(policy);

    gg_error_init(&err);
    ck_assert_int_eq(gg_gate_judge(p, d, &v, &err), expected);
    gg_error_format(&err, line, sizeof line);
    ck_assert_str_eq(line, message);
    ck_assert_ptr_eq(v, (json_t *)&line);
    ck_assert_int_eq(gg_gate_judge(p, d, &v, NULL), expected);
    gg_policy_free(p);
}

START_TEST(documents_that_are_not_given)
{
    gg_gate_documents d = gg_gate_documents_default();

    d.evaluation = evaluation;
    check_refused("rules:\n  - {metric: recall, at_least: 0.1}\n"
                  "  - {metric: recall, versus: champion, not_worse_by: 0.1}\n",
                  &d, GG_E_USAGE,
                  "rule 2 (recall/versus=champion) needs a comparison with the champion; give "
                  "--comparison FILE, or store one: gauger evaluate DATA --model REF --versus "
                  "champion");
    check_refused("rules:\n  - {id: stable, metric: ks, column: \"*\", at_most: 0.1}\n", &d,
                  GG_E_USAGE,
                  "rule 1 (stable) needs a drift report; give --drift FILE, or store "
                  "one: gauger evaluate DATA --model REF --baseline DATA");
}
END_TEST

/* The first version of a model has nothing to be held against: the rule asks nothing, says so, and
 * is no reason to refuse for ever. A rule that judged nobody for another reason still fails to
 * pass.
 */
START_TEST(without_a_champion_a_rule_against_it_asks_nothing)
{
    static const char text[] =
        "rules:\n  - {metric: recall, versus: champion, not_worse_by: 0.1}\n";
    gg_gate_documents d = gg_gate_documents_default();
    gg_policy *policy;
    json_t *verdict;

    gg_error_init(&err);
    d.evaluation = evaluation;
    d.no_champion = true;
    ck_assert_int_eq(gg_policy_parse(text, sizeof text - 1, "p", &policy, &err), GG_OK);
    ck_assert_int_eq(gg_gate_judge(policy, &d, &verdict, &err), GG_OK);
    ck_assert_str_eq(gg_json_string(verdict, "result", ""), "pass");
    ck_assert_str_eq(
        gg_json_string(json_array_get(json_object_get(verdict, "warnings"), 0), "code", ""),
        "no_champion");
    ck_assert_ptr_nonnull(
        strstr(gg_json_string(json_array_get(json_object_get(verdict, "rules"), 0), "message", ""),
               "no other version is in production"));
    json_decref(verdict);
    gg_policy_free(policy);
}
END_TEST

START_TEST(documents_of_another_format)
{
    gg_gate_documents d = gg_gate_documents_default();
    json_t *other = json_pack("{s:s}", "format", "gauger/drift/1"), *array = json_array();
    static const char policy[] = "rules: [{metric: recall, at_least: 0.1}]";

    d.evaluation = other;
    d.evaluation_name = "drift.json";
    check_refused(
        policy, &d, GG_E_INPUT,
        "drift.json: not a gauger/evaluation/1 document but \"gauger/drift/1\"; give what "
        "gauger evaluate --format json writes");
    d.evaluation = array;
    check_refused(policy, &d, GG_E_INPUT,
                  "drift.json: not a gauger/evaluation/1 document; give what gauger evaluate "
                  "--format json writes");
    d.evaluation = evaluation;
    d.comparison = other;
    check_refused(
        policy, &d, GG_E_INPUT,
        "comparison: not a gauger/comparison/1 document but \"gauger/drift/1\"; give what "
        "gauger compare --format json writes");
    d.comparison = NULL;
    d.drift = evaluation;
    check_refused(policy, &d, GG_E_INPUT,
                  "drift: not a gauger/drift/1 document but \"gauger/evaluation/1\"; give what "
                  "gauger drift --format json writes");
    json_decref(other);
    json_decref(array);
}
END_TEST

/* Sets the value at a path such as "attributes/race/groups/White/tp"; NULL deletes it. */
static void put_at(json_t *document, const char *path, json_t *value)
{
    char part[80];
    const char *slash;

    while ((slash = strchr(path, '/')) != NULL) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        document = json_object_get(document, part);
        path = slash + 1;
    }
    if (value)
        json_object_set_new(document, path, value);
    else
        json_object_del(document, path);
}

START_TEST(evaluations_that_contradict_themselves)
{
    static const struct {
        const char *path, *json, *message;
    } cases[] = {
        {"overall", NULL, "e.json: column \"overall\": the metrics of a group are not an object"},
        {"overall/tp", "-1",
         "e.json: column \"overall.tp\": a count that is negative or too large"},
        {"overall/tp", "null",
         "e.json: column \"overall.tp\": the count is withheld, so nothing can be computed from "
         "it"},
        {"overall/count", "7", "e.json: column \"overall.count\": contradicts the other counts"},
        {"attributes", "[]", "e.json: column \"attributes\": not an object"},
        {"attributes/race/groups", NULL, "e.json: column \"attributes.race\": has no groups"},
        {"attributes/race/groups/White/fn", "\"9\"",
         "e.json: column \"attributes.race.White.fn\": not a count"},
        {"attributes/race/reference", "\"Green\"",
         "e.json: column \"attributes.race\": its reference is none of its groups"},
        {"attributes/race/reference_rule", "\"nearest\"",
         "e.json: column \"attributes.race\": its reference_rule is unknown"},
        {"sites", "3", "e.json: column \"sites\": not an object"},
        {"sites/A", "{}", "e.json: column \"sites.A.unverified\": not a count"},
        {"decision/adverse", "\"both\"",
         "e.json: column \"decision.adverse\": neither selected nor not-selected"},
        {"seed", "1.5", "e.json: column \"seed\": not a whole number"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *e = json_deep_copy(evaluation);
        gg_gate_documents d = gg_gate_documents_default();
        char line[GG_ERROR_MAX + 1];
        json_t *v = NULL;
        gg_policy *p = policy_of("rules: [{metric: recall, at_least: 0.1}]");

        put_at(e, cases[i].path,
               cases[i].json ? json_loads(cases[i].json, JSON_DECODE_ANY, NULL) : NULL);
        d.evaluation = e;
        d.evaluation_name = "e.json";
        gg_error_init(&err);
        ck_assert_int_eq(gg_gate_judge(p, &d, &v, &err), GG_E_INPUT);
        gg_error_format(&err, line, sizeof line);
        ck_assert_msg(strncmp(line, cases[i].message, strlen(cases[i].message)) == 0, "%s", line);
        gg_policy_free(p);
        json_decref(e);
    }
}
END_TEST

START_TEST(drift_figures_that_are_none)
{
    json_t *drift = drift_of_one_column();
    gg_gate_documents d = gg_gate_documents_default();

    put_at(drift, "columns/f1/tests/population_stability_index/statistic", json_string("0.3"));
    d.evaluation = evaluation;
    d.drift = drift;
    d.drift_name = "d.json";
    check_refused("rules: [{metric: population_stability_index, column: f1, at_most: 0.2}]", &d,
                  GG_E_INPUT,
                  "d.json: column \"f1\": statistic is not a number; give what gauger drift "
                  "--format json writes");
    put_at(drift, "columns/f1/tests/ks", json_pack("{s:f, s:f}", "statistic", 0.5, "p_value", 1.5));
    check_refused("rules: [{metric: ks, column: f1, at_most: 0.2}]", &d, GG_E_INPUT,
                  "d.json: column \"f1\": p_value lies outside 0 to 1; give what gauger drift "
                  "--format json writes");
    json_decref(drift);
}
END_TEST

/* ---- memory ---- */

static long until_failure;

static void *failing_malloc(size_t n)
{
    return until_failure-- > 0 ? malloc(n) : NULL;
}

/* Every allocation of the document's library fails once: a clean status, no verdict, no leak. */
START_TEST(memory_runs_out)
{
    gg_gate_documents d = gg_gate_documents_default();
    gg_policy *p = policy_of(MIXED);
    gg_status st = GG_E_MEMORY;
    long i;

    d.evaluation = evaluation;
    for (i = 0; st != GG_OK && i < 100000; i++) {
        json_t *v = NULL;

        until_failure = i;
        gg_error_init(&err);
        json_set_alloc_funcs(failing_malloc, free);
        st = gg_gate_judge(p, &d, &v, &err);
        json_set_alloc_funcs(malloc, free);
        ck_assert((st == GG_OK && v) || (st == GG_E_MEMORY && !v && err.status == st));
        json_decref(v);
    }
    ck_assert_int_eq(st, GG_OK);
    ck_assert_int_gt(i, 100);
    gg_policy_free(p);
}
END_TEST

START_TEST(list_without_memory)
{
    gg_status st = GG_E_MEMORY;

    for (long i = 0; st != GG_OK && i < 100000; i++) {
        json_t *all = NULL;

        until_failure = i;
        gg_error_init(&err);
        json_set_alloc_funcs(failing_malloc, free);
        st = gg_gate_list_metrics(&all, &err);
        json_set_alloc_funcs(malloc, free);
        ck_assert((st == GG_OK && all) || (st == GG_E_MEMORY && !all));
        json_decref(all);
    }
    ck_assert_int_eq(st, GG_OK);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, as_its_schema_says);
    tcase_add_test(tc, policies_as_their_schema_says);
    tcase_add_test(tc, head);
    tcase_add_test(tc, digest_of_the_meaning);
    tcase_add_test(tc, counts_decide_not_what_is_printed);
    tcase_add_test(tc, same_bytes_again);
    tcase_add_test(tc, result_and_status);
    tcase_add_test(tc, status_of_what_is_no_verdict);
    tcase_add_test(tc, documents_that_are_not_given);
    tcase_add_test(tc, without_a_champion_a_rule_against_it_asks_nothing);
    tcase_add_test(tc, documents_of_another_format);
    tcase_add_test(tc, evaluations_that_contradict_themselves);
    tcase_add_test(tc, drift_figures_that_are_none);
    tcase_add_test(tc, memory_runs_out);
    tcase_add_test(tc, list_without_memory);
}

GG_TEST_MAIN("gate/verdict")
