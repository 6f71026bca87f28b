/* Policies: what is accepted, what the defaults are, and the exact words of every refusal. */
#include <dirent.h>
#include <unistd.h>

#include "documents.h"

#include "gauger/base/file.h"
#include "gauger/base/hash.h"

static gg_error err;

static void begin(void)
{
    gg_error_init(&err);
}

static const char *key_of(const json_t *v, const char *key)
{
    return gg_json_string(v, key, "");
}

/* What a policy of one rule makes of an evaluation in which everything is fine. */
static json_t *verdict_of(const char *policy)
{
    json_t *e = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550}), *v;

    add_group(e, "attributes", "race", "White", (counts){.tp = 200, .fp = 60, .fn = 30, .tn = 310});
    add_group(e, "attributes", "race", "Black", (counts){.tp = 100, .fp = 40, .fn = 20, .tn = 240});
    v = judge(policy, e, NULL, NULL);
    json_decref(e);
    return v;
}

START_TEST(defaults)
{
    json_t *v = verdict_of("rules: [{metric: precision, at_least: 0.2}]\n");

    ck_assert_str_eq(key_of(v, "policy"), "policy.yaml");
    ck_assert_double_eq(number_of(v, "confidence"), 0.95);
    ck_assert_str_eq(key_of(v, "correction"), "holm");
    ck_assert_double_eq(number_of(v, "minimum_count"), 30);
    ck_assert_str_eq(key_of(v, "on_inconclusive"), "fail");
    ck_assert_uint_eq(json_array_size(json_object_get(v, "requires")), 0);
    ck_assert_ptr_null(json_object_get(v, "note"));
    json_decref(v);
}
END_TEST

START_TEST(every_key)
{
    json_t *v = verdict_of("format: gauger/policy/1\n"
                           "policy: lane-risk promotion\n"
                           "note: what the board asked for\n"
                           "confidence: 0.9\n"
                           "correction: bonferroni\n"
                           "minimum_count: 0\n"
                           "on_inconclusive: warn\n"
                           "rules:\n"
                           "  - {id: p1, metric: precision, at_least: 0.2, note: agreed in March}\n"
                           "requires:\n"
                           "  - {approvals: 1, role: reviewer}\n"
                           "  - {record: privacy-threshold-analysis}\n");
    const json_t *requires = json_object_get(v, "requires");

    ck_assert_str_eq(key_of(v, "policy"), "lane-risk promotion");
    ck_assert_str_eq(key_of(v, "note"), "what the board asked for");
    ck_assert_double_eq(number_of(v, "confidence"), 0.9);
    ck_assert_str_eq(key_of(v, "correction"), "bonferroni");
    ck_assert_double_eq(number_of(v, "minimum_count"), 0);
    ck_assert_str_eq(key_of(v, "on_inconclusive"), "warn");
    ck_assert_str_eq(key_of(rule_of(v, 0), "id"), "p1");
    ck_assert_str_eq(key_of(rule_of(v, 0), "note"), "agreed in March");
    ck_assert_uint_eq(json_array_size(requires), 2);
    ck_assert_str_eq(key_of(json_array_get(requires, 1), "record"), "privacy-threshold-analysis");
    json_decref(v);
}
END_TEST

START_TEST(accessors)
{
    const char *text = "policy: p\nrules: [{metric: recall, at_least: 0.1}, {metric: f1, at_least: "
                       "0.1}]\nrequires: [{approvals: 2}]\n";
    gg_policy *p = policy_of(text);
    char hex[GG_SHA256_HEX];

    ck_assert_str_eq(gg_policy_name(p), "p");
    ck_assert_uint_eq(gg_policy_rules(p), 2);
    ck_assert_str_eq(gg_policy_sha256(p), gg_sha256_hex(text, strlen(text), hex));
    ck_assert_double_eq(number_of(json_array_get(gg_policy_requires(p), 0), "approvals"), 2);
    gg_policy_free(p);
    gg_policy_free(NULL);
    ck_assert_str_eq(gg_correction_name(GG_CORRECTION_NONE), "none");
    ck_assert_str_eq(gg_correction_name(GG_CORRECTIONS), "holm");
}
END_TEST

/* The same policy in JSON gives the same verdict but for the digest of its bytes and the
 * lines of its rules. */
START_TEST(json_and_yaml)
{
    json_t *a = verdict_of("policy: p\nrules:\n  - metric: precision\n    between: [0.2, 0.9]\n");
    json_t *b = verdict_of("{\"policy\": \"p\", \"rules\": [{\"metric\": \"precision\", "
                           "\"between\": [0.2, 0.9]}]}");

    ck_assert_str_ne(key_of(a, "policy_sha256"), key_of(b, "policy_sha256"));
    json_object_del(a, "policy_sha256");
    json_object_del(b, "policy_sha256");
    json_object_del(json_array_get(json_object_get(a, "rules"), 0), "line");
    ck_assert(json_equal(a, b));
    json_decref(a);
    json_decref(b);
}
END_TEST

START_TEST(ids_of_rules)
{
    json_t *v = verdict_of("rules:\n"
                           "  - {metric: precision, at_least: 0.2}\n"
                           "  - {metric: precision, attribute: race, at_least: 0.2}\n"
                           "  - {metric: precision, at_least: 0.1}\n"
                           "  - {metric: precision, at_least: 0.05}\n"
                           "  - {metric: recall, attribute: race, group: White, at_least: 0.1}\n"
                           "  - {id: 7, metric: recall, at_least: 0.1}\n"
                           "  - {id: \"precision#2\", metric: recall, at_least: 0.1}\n");
    static const char *const ids[] = {
        "precision",   "precision/attribute=race",          "precision#3",
        "precision#4", "recall/attribute=race/group=White", "7",
        "precision#2"};

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        ck_assert_str_eq(key_of(rule_of(v, i), "id"), ids[i]);
    json_decref(v);
}
END_TEST

/* The rule in words, for each bound and each selector. */
START_TEST(rules_in_words)
{
    static const struct {
        const char *rule, *text;
    } cases[] = {
        {"{metric: precision, at_least: 0.2}", "precision at least 0.2"},
        {"{metric: precision, at_most: 0.9, judge: point}",
         "precision at most 0.9, by value alone"},
        {"{metric: precision, between: [0.2, 0.9]}", "precision within 0.2 to 0.9"},
        {"{metric: precision, at_least: 0.2, at_most: 0.9}", "precision within 0.2 to 0.9"},
        {"{metric: precision, site: \"*\", at_least: 0.2}", "precision by site at least 0.2"},
        {"{metric: precision, site: A, at_least: 0.2}", "precision at site A at least 0.2"},
        {"{metric: precision, site: 12, at_least: 0.2}", "precision at site 12 at least 0.2"},
        {"{metric: precision, period: 2026-01, at_least: 0.2}",
         "precision in period 2026-01 at least 0.2"},
        {"{metric: precision, period: \"*\", at_least: 0.2}", "precision by period at least 0.2"},
        {"{metric: recall_ratio, attribute: \"*\", between: [0.8, 1.25]}",
         "recall_ratio by each attribute within 0.8 to 1.25"},
        {"{metric: recall, attribute: race, group: White, at_least: 0}",
         "recall by race of White at least 0"},
        {"{metric: recall, intersection: \"race*sex\", at_least: 0.1}",
         "recall by race*sex at least 0.1"},
        {"{metric: recall, intersection: \"*\", at_least: 0.1}",
         "recall by each intersection at least 0.1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char policy[200];
        json_t *v;

        snprintf(policy, sizeof policy, "rules:\n  - %s\n", cases[i].rule);
        v = verdict_of(policy);
        ck_assert_str_eq(key_of(rule_of(v, 0), "rule"), cases[i].text);
        json_decref(v);
    }
}
END_TEST

START_TEST(as_many_rules_as_allowed)
{
    gg_buf text;
    gg_policy *p = NULL;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "rules:\n");
    for (int i = 0; i < GG_POLICY_RULES; i++)
        gg_buf_puts(&text, "  - {metric: precision, at_least: 0.2}\n");
    ck_assert_int_eq(gg_policy_parse(text.data, text.size, "p", &p, &err), GG_OK);
    ck_assert_uint_eq(gg_policy_rules(p), GG_POLICY_RULES);
    gg_policy_free(p);
    p = NULL;
    gg_buf_puts(&text, "  - {metric: precision, at_least: 0.2}\n");
    ck_assert_int_eq(gg_policy_parse(text.data, text.size, "p", &p, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "1001 rules, at most 1000 are read");
    ck_assert_ptr_null(p);
    gg_buf_release(&text);
}
END_TEST

/* ---- files ---- */

static void write_temporary(char *path, const char *bytes, size_t n)
{
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
    close(fd);
}

START_TEST(from_a_file)
{
    const char text[] = "rules: [{metric: recall, at_least: 0.1}]\n";
    char path[] = "/tmp/gauger-policy-XXXXXX", hex[GG_SHA256_HEX];
    gg_policy *p = NULL;

    write_temporary(path, text, sizeof text - 1);
    ck_assert_int_eq(gg_policy_load(path, &p, &err), GG_OK);
    ck_assert_int_eq(err.status, GG_OK);
    ck_assert_str_eq(err.file, "");
    ck_assert_str_eq(gg_policy_name(p), strrchr(path, '/') + 1);
    ck_assert_str_eq(gg_policy_sha256(p), gg_sha256_hex(text, sizeof text - 1, hex));
    gg_policy_free(p);
    unlink(path);
}
END_TEST

START_TEST(files_that_cannot_be_read)
{
    gg_policy *p = (gg_policy *)&err;
    char path[] = "/tmp/gauger-policy-XXXXXX", *large = malloc((1 << 20) + 1);

    ck_assert_int_eq(gg_policy_load("/no/such/policy.yaml", &p, &err), GG_E_NOT_FOUND);
    ck_assert_str_eq(err.file, "/no/such/policy.yaml");
    gg_error_init(&err);
    ck_assert_int_eq(gg_policy_load("/tmp", &p, &err), GG_E_INPUT);
    memset(large, ' ', (1 << 20) + 1);
    write_temporary(path, large, (1 << 20) + 1);
    gg_error_init(&err);
    ck_assert_int_eq(gg_policy_load(path, &p, &err), GG_E_INPUT);
    ck_assert_int_eq(err.status, GG_E_INPUT);
    ck_assert_str_eq(err.what, "more than 1048576 bytes");
    ck_assert_int_eq(gg_policy_load(path, &p, NULL), GG_E_INPUT);
    ck_assert_ptr_eq(p, (gg_policy *)&err);
    unlink(path);
    free(large);
}
END_TEST

START_TEST(an_earlier_error_stays)
{
    gg_policy *p = NULL;

    ck_assert_int_eq(gg_error_set(&err, GG_E_USAGE, NULL, "first"), GG_E_USAGE);
    ck_assert_int_eq(gg_policy_parse("rules: []", 9, "p", &p, &err), GG_E_INPUT);
    ck_assert_int_eq(err.status, GG_E_USAGE);
    ck_assert_str_eq(err.what, "first");
    ck_assert_str_eq(err.file, "");
}
END_TEST

/* ---- near words ---- */

START_TEST(suggestions)
{
    static const struct {
        const char *written, *meant;
    } cases[] = {
        {"rocauc", "roc_auc"},
        {"roc_acu", "roc_auc"},
        {"AUC", "roc_auc"},
        {"selection_rate_ration", "selection_rate_ratio"},
        {"false_postive_rate", "false_positive_rate"},
        {"disparate_impact", "impact_ratio"},
        {"statistical_parity_difference", "demographic_parity_difference"},
        {"psi", "population_stability_index"},
        {"preciison", "precision"},
        {"f2", "f1"},
        {"kss", "ks"},
        {"sk", "ks"},
        {"accurate_enough_for_everyone", NULL},
        {"a_name_that_is_longer_than_any_metric_of_this_program_could_ever_be_expected_to_be",
         NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200], mend[80] = "gauger gate --list-metrics prints those that are known";
        gg_policy *p = NULL;

        if (cases[i].meant)
            snprintf(mend, sizeof mend, "did you mean \"%s\"?", cases[i].meant);
        snprintf(text, sizeof text, "rules: [{metric: %s, at_least: 0.1}]\n", cases[i].written);
        gg_error_init(&err);
        ck_assert_int_eq(gg_policy_parse(text, strlen(text), "p.yaml", &p, &err), GG_E_INPUT);
        ck_assert_msg(strcmp(err.mend, mend) == 0, "%s: %s", cases[i].written, err.mend);
    }
}
END_TEST

/* ---- what is refused: tests/bad/policy/CASE/{input.yaml,error} ---- */

static void read_text(const char *name, const char *file, gg_buf *out)
{
    char path[400];

    snprintf(path, sizeof path, "tests/bad/policy/%s/%s", name, file);
    gg_buf_init(out, 0);
    ck_assert_int_eq(gg_file_read(path, 1 << 20, out, NULL), GG_OK);
    gg_buf_append(out, "", 0);
}

static void check_case(const char *name)
{
    char line[GG_ERROR_MAX + 2];
    gg_buf input, error;
    gg_policy *p = (gg_policy *)&input;
    gg_status st;

    read_text(name, "input.yaml", &input);
    read_text(name, "error", &error);
    gg_error_init(&err);
    st = gg_policy_parse(input.data, input.size, "input.yaml", &p, &err);
    gg_error_format(&err, line, GG_ERROR_MAX + 1);
    ck_assert_msg(st == GG_E_INPUT && err.status == GG_E_INPUT, "%s is accepted", name);
    ck_assert_ptr_eq(p, (gg_policy *)&input);
    strcat(line, "\n");
    ck_assert_msg(strcmp(line, error.data) == 0, "%s says\n%sexpected\n%s", name, line, error.data);
    gg_buf_release(&input);
    gg_buf_release(&error);
}

static int is_case(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

START_TEST(bad_policies)
{
    struct dirent **names;
    int n = scandir("tests/bad/policy", &names, is_case, alphasort);

    ck_assert_msg(n >= 60, "%d cases; run this from the root of the project", n);
    for (int i = 0; i < n; i++) {
        check_case(names[i]->d_name);
        free(names[i]);
    }
    free(names);
}
END_TEST

/* ---- memory ---- */

static long until_failure;

static void *failing_malloc(size_t n)
{
    return until_failure-- > 0 ? malloc(n) : NULL;
}

/* Every allocation of the document's library fails once; the status says so and nothing leaks. */
START_TEST(memory_runs_out)
{
    const char text[] = "policy: p\nrules: [{metric: recall, at_least: 0.1}]\n"
                        "requires: [{approvals: 2, role: reviewer}]\n";
    gg_status st = GG_E_MEMORY;

    for (long i = 0; st != GG_OK && i < 10000; i++) {
        gg_policy *p = NULL;

        until_failure = i;
        gg_error_init(&err);
        json_set_alloc_funcs(failing_malloc, free);
        st = gg_policy_parse(text, sizeof text - 1, "p.yaml", &p, &err);
        json_set_alloc_funcs(malloc, free);
        ck_assert(st == GG_OK || (st == GG_E_MEMORY && p == NULL));
        gg_policy_free(p);
    }
    ck_assert_int_eq(st, GG_OK);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, NULL);
    tcase_add_test(tc, defaults);
    tcase_add_test(tc, every_key);
    tcase_add_test(tc, accessors);
    tcase_add_test(tc, json_and_yaml);
    tcase_add_test(tc, ids_of_rules);
    tcase_add_test(tc, rules_in_words);
    tcase_add_test(tc, as_many_rules_as_allowed);
    tcase_add_test(tc, from_a_file);
    tcase_add_test(tc, files_that_cannot_be_read);
    tcase_add_test(tc, an_earlier_error_stays);
    tcase_add_test(tc, suggestions);
    tcase_add_test(tc, bad_policies);
    tcase_add_test(tc, memory_runs_out);
}

GG_TEST_MAIN("gate/policy")
