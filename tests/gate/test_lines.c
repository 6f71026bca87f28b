/* Where in its file each rule stands: known where the form tells it, unknown otherwise. */
#include "documents.h"

static json_t *evaluation;

static void begin(void)
{
    evaluation = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550});
}

static void end(void)
{
    json_decref(evaluation);
}

static const struct form {
    const char *policy;
    int lines[2]; /* 0: unknown */
} forms[] = {
    {"rules:\n- {metric: recall, at_least: 0.1}\n- {metric: f1, at_least: 0.1}\n", {2, 3}},
    {"policy: p\nrules: # two\n\n  # one\n  - metric: recall\n    at_least: 0.1\n  -\n"
     "    metric: f1\n    at_least: 0.1\nconfidence: 0.9\n",
     {5, 7}},
    /* Windows line ends, and a note that looks like an entry. */
    {"rules:\r\n  - metric: recall\r\n    note: |\r\n      - not a rule\r\n    at_least: 0.1\r\n"
     "  - {metric: f1,\r\n     at_least: 0.1}\r\n",
     {2, 6}},
    /* A list of another key before and after. */
    {"requires:\n  - {approvals: 1}\nrules:\n  - {metric: recall, at_least: 0.1}\n"
     "  - {metric: f1, at_least: 0.1}\nnote: |\n  - no rule\n",
     {4, 5}},
    {"rules: [{metric: recall, at_least: 0.1},\n  {metric: f1, at_least: 0.1}]\n", {0, 0}},
    {"rules:\n  [{metric: recall, at_least: 0.1},\n  {metric: f1, at_least: 0.1}]\n", {0, 0}},
    {"{\"rules\": [\n{\"metric\": \"recall\", \"at_least\": 0.1},\n{\"metric\": \"f1\", "
     "\"at_least\": 0.1}]}",
     {0, 0}},
    {"\"rules\":\n  - {metric: recall, at_least: 0.1}\n  - {metric: f1, at_least: 0.1}\n", {0, 0}},
    {"note: |\n  rules:\n    - x\nrules:\n  - {metric: recall, at_least: 0.1}\n"
     "  - {metric: f1, at_least: 0.1}",
     {5, 6}},
};

START_TEST(lines_of_rules)
{
    json_t *v = judge(forms[_i].policy, evaluation, NULL, NULL);

    for (size_t i = 0; i < 2; i++) {
        const json_t *line = json_object_get(rule_of(v, i), "line");

        ck_assert_int_eq(json_integer_value(line), forms[_i].lines[i]);
        ck_assert(json_is_integer(line) == (forms[_i].lines[i] != 0));
        ck_assert(strlen(gg_json_string(rule_of(v, i), "sentence", "")) > 20);
    }
    json_decref(v);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_loop_test(tc, lines_of_rules, 0, sizeof forms / sizeof *forms);
}

GG_TEST_MAIN("gate/lines")
