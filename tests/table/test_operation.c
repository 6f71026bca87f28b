/* Suppression rules and sources of referrals: what is read, what is refused, when a condition
 * holds. */
#include "suite.h"

#include <string.h>

#include "gauger/table/operation.h"

static gg_error err;

/* From the YAML of a map with `suppression` and `precedence`. */
static gg_status parse(const char *yaml, gg_operation *out)
{
    json_t *document = NULL;
    gg_status status;

    gg_error_init(&err);
    ck_assert_msg(gg_json_parse(yaml, strlen(yaml), "m.yaml", &document, &err) == GG_OK, "%s: %s",
                  yaml, err.what);
    status = gg_operation_parse(json_object_get(document, "suppression"),
                                json_object_get(document, "precedence"), out, &err);
    json_decref(document);
    return status;
}

static gg_operation operation(const char *yaml)
{
    gg_operation out;

    ck_assert_msg(parse(yaml, &out) == GG_OK, "%s: %s", err.column, err.what);
    return out;
}

START_TEST(rules)
{
    gg_operation o = operation(
        "suppression:\n"
        "  - {name: trusted members, when: {program: member}}\n"
        "  - {name: light loads, when: {weight_kg: {below: 100}, lane: [bus, car]}}\n"
        "  - {name: middle, when: {age: {at_least: 25, below: 65}, n: {at_least: -1}}}\n");

    ck_assert_uint_eq(o.n_rules, 3);
    ck_assert_uint_eq(o.n_sources, 0);
    ck_assert_str_eq(o.rules[0].name, "trusted members");
    ck_assert_uint_eq(o.rules[0].n_conditions, 1);
    ck_assert_str_eq(o.rules[0].conditions[0].column, "program");
    ck_assert_uint_eq(o.rules[0].conditions[0].n_words, 1);
    ck_assert_str_eq(o.rules[0].conditions[0].words[0], "member");
    ck_assert_uint_eq(o.rules[1].n_conditions, 2);
    ck_assert_ptr_null(o.rules[1].conditions[0].words);
    ck_assert_double_eq(o.rules[1].conditions[0].below, 100);
    ck_assert(isinf(o.rules[1].conditions[0].at_least) && o.rules[1].conditions[0].at_least < 0);
    ck_assert_uint_eq(o.rules[1].conditions[1].n_words, 2);
    ck_assert_str_eq(o.rules[1].conditions[1].words[1], "car");
    ck_assert_double_eq(o.rules[2].conditions[0].at_least, 25);
    ck_assert_double_eq(o.rules[2].conditions[0].below, 65);
    ck_assert_double_eq(o.rules[2].conditions[1].at_least, -1);
    ck_assert(isinf(o.rules[2].conditions[1].below));
    gg_operation_release(&o);
    ck_assert_uint_eq(o.n_rules, 0);
    gg_operation_release(&o);
    gg_operation_release(NULL);
}
END_TEST

START_TEST(sources)
{
    gg_operation o = operation("precedence:\n"
                               "  - {source: officer, column: officer_referral}\n"
                               "  - {source: model}\n"
                               "  - {source: rules, column: rule_referral}\n");

    ck_assert_uint_eq(o.n_rules, 0);
    ck_assert_uint_eq(o.n_sources, 3);
    ck_assert_str_eq(o.sources[0].name, "officer");
    ck_assert_str_eq(o.sources[0].column, "officer_referral");
    ck_assert_str_eq(o.sources[1].name, "model");
    ck_assert_ptr_null(o.sources[1].column);
    ck_assert_str_eq(o.sources[2].column, "rule_referral");
    gg_operation_release(&o);
}
END_TEST

START_TEST(nothing)
{
    static const char *const texts[] = {"a: 1", "suppression: null\nprecedence: null",
                                        "suppression: []\nprecedence: []"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        gg_operation o = operation(texts[i]);

        ck_assert_uint_eq(o.n_rules, 0);
        ck_assert_uint_eq(o.n_sources, 0);
        gg_operation_release(&o);
    }
}
END_TEST

#define RULE(when) "suppression: [{name: a, when: " when "}]"

static const struct {
    const char *yaml, *key, *what;
} refused[] = {
    {"suppression: 3", "suppression", "not a list of at most 16 rules"},
    {"suppression: {name: a}", "suppression", "not a list of at most 16 rules"},
    {"suppression: [members]", "suppression", "a rule is a map of name and when"},
    {"suppression: [{name: a, when: {x: y}, until: 3}]", "suppression",
     "a rule is a map of name and when"},
    {"suppression: [{when: {x: y}}]", "suppression", "a rule without a name"},
    {"suppression: [{name: \"\", when: {x: y}}]", "suppression", "a rule without a name"},
    {"suppression: [{name: 3, when: {x: y}}]", "suppression", "a rule without a name"},
    {"suppression: [{name: a, when: {x: y}}, {name: a, when: {x: z}}]", "suppression",
     "two rules of one name"},
    {"suppression: [{name: a}]", "suppression", "a rule without conditions, or with more than 16"},
    {RULE("{}"), "suppression", "a rule without conditions, or with more than 16"},
    {RULE("[x]"), "suppression", "a rule without conditions, or with more than 16"},
    {RULE("{\"\": x}"), "suppression", "a condition without a column"},
    {RULE("{x: []}"), "suppression", "a condition without words, or with too many"},
    {RULE("{x: 3}"), "suppression", "a condition that is neither a word, nor words, nor a range"},
    {RULE("{x: true}"), "suppression",
     "a condition that is neither a word, nor words, nor a range"},
    {RULE("{x: null}"), "suppression",
     "a condition that is neither a word, nor words, nor a range"},
    {RULE("{x: \"\"}"), "suppression",
     "a condition that is neither a word, nor words, nor a range"},
    {RULE("{x: [a, 3]}"), "suppression",
     "a condition that is neither a word, nor words, nor a range"},
    {RULE("{x: {above: 3}}"), "suppression", "a range with a key that is not at_least or below"},
    {RULE("{x: {}}"), "suppression", "a range without numbers"},
    {RULE("{x: {below: \"3\"}}"), "suppression", "a range without numbers"},
    {RULE("{x: {below: null}}"), "suppression", "a range without numbers"},
    {RULE("{x: {below: 3, at_least: true}}"), "suppression", "a range without numbers"},
    {RULE("{x: {at_least: 3, below: 3}}"), "suppression", "a range that holds no number"},
    {RULE("{x: {at_least: 4, below: 3}}"), "suppression", "a range that holds no number"},
    {"precedence: model", "precedence", "not a list of 2 to 8 sources"},
    {"precedence: [{source: model}]", "precedence", "not a list of 2 to 8 sources"},
    {"precedence: [model, tips]", "precedence", "a source is a map of source and column"},
    {"precedence: [{source: model}, {column: x}]", "precedence",
     "a source is a map of source and column"},
    {"precedence: [{source: model}, {source: a, column: x, by: y}]", "precedence",
     "a source is a map of source and column"},
    {"precedence: [{source: model}, {source: a}]", "precedence", "a source without a column"},
    {"precedence: [{source: model}, {source: a, column: 3}]", "precedence",
     "a source without a column"},
    {"precedence: [{source: model, column: x}, {source: a, column: y}]", "precedence",
     "the model's source has a column"},
    {"precedence: [{source: a, column: x}, {source: b, column: y}]", "precedence",
     "the model is not among the sources"},
    {"precedence: [{source: model}, {source: a, column: x}, {source: a, column: y}]", "precedence",
     "two sources of one name"},
    {"precedence: [{source: model}, {source: model}]", "precedence", "two sources of one name"},
};

START_TEST(refusals)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        gg_operation o = {.n_rules = 42};

        ck_assert_msg(parse(refused[i].yaml, &o) == GG_E_INPUT, "%s", refused[i].yaml);
        ck_assert_str_eq(err.what, refused[i].what);
        ck_assert_str_eq(err.column, refused[i].key);
        ck_assert(*err.mend != '\0');
        ck_assert_uint_eq(o.n_rules, 42);
    }
}
END_TEST

/* One more than the most, and the most. */
static gg_status many(const char *head, const char *item, int n)
{
    char text[4000], *end = text;
    gg_operation o;
    gg_status status;

    end += sprintf(end, "%s", head);
    for (int i = 0; i < n; i++)
        end += sprintf(end, item, i);
    status = parse(text, &o);
    if (!status)
        gg_operation_release(&o);
    return status;
}

START_TEST(limits)
{
    const char *rule = "  - {name: r%d, when: {x: y}}\n";
    const char *source = "  - {source: s%d, column: c}\n";
    const char *condition = "      x%d: y\n";

    ck_assert_int_eq(many("suppression:\n", rule, GG_MOST_RULES), GG_OK);
    ck_assert_int_eq(many("suppression:\n", rule, GG_MOST_RULES + 1), GG_E_INPUT);
    ck_assert_int_eq(many("precedence:\n  - {source: model}\n", source, GG_MOST_SOURCES - 1),
                     GG_OK);
    ck_assert_int_eq(many("precedence:\n  - {source: model}\n", source, GG_MOST_SOURCES),
                     GG_E_INPUT);
    ck_assert_int_eq(many("suppression:\n  - name: a\n    when:\n", condition, 16), GG_OK);
    ck_assert_int_eq(many("suppression:\n  - name: a\n    when:\n", condition, 17), GG_E_INPUT);
}
END_TEST

static bool holds(const gg_condition *c, const char *cell)
{
    bool out = false, again = true;

    gg_error_init(&err);
    ck_assert_int_eq(gg_condition_holds(c, (gg_view){cell, strlen(cell)}, &out, &err), GG_OK);
    ck_assert_int_eq(gg_condition_holds(c, (gg_view){cell, strlen(cell)}, &again, &err), GG_OK);
    ck_assert_int_eq(out, again);
    return out;
}

START_TEST(conditions)
{
    gg_operation o = operation("suppression:\n"
                               "  - {name: a, when: {lane: [bus, car], kg: {at_least: 25, below: "
                               "65.5}, n: {below: 0}}}\n");
    const gg_condition *lane = &o.rules[0].conditions[0], *kg = &o.rules[0].conditions[1],
                       *n = &o.rules[0].conditions[2];
    bool out = true;

    ck_assert(holds(lane, "bus") && holds(lane, "car"));
    ck_assert(!holds(lane, "Bus") && !holds(lane, "bu") && !holds(lane, "buss"));
    ck_assert(!holds(lane, "") && !holds(lane, "12"));
    ck_assert(holds(kg, "25") && holds(kg, "25.0") && holds(kg, "65.49"));
    ck_assert(!holds(kg, "24.999") && !holds(kg, "65.5") && !holds(kg, "-30") && !holds(kg, ""));
    ck_assert(holds(n, "-1e-9") && !holds(n, "0") && !holds(n, "1"));
    gg_error_init(&err);
    ck_assert_int_eq(gg_condition_holds(kg, (gg_view){"heavy", 5}, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not a number (shape \"aaaaa\")");
    ck_assert(out);
    gg_operation_release(&o);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rules);
    tcase_add_test(tc, sources);
    tcase_add_test(tc, nothing);
    tcase_add_test(tc, refusals);
    tcase_add_test(tc, limits);
    tcase_add_test(tc, conditions);
}

GG_TEST_MAIN("table/operation")
