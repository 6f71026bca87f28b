/* Policies and verdicts are kept as they are: neither holds an identifier of a person, wherever it
 * stands in them. */
#include "registry/people.h"

#define RULES "rules: [{metric: precision, at_least: 0.2}]\n"

/* A policy, the kind that is found in it, and where (a line of a comment, or a key). */
static const struct {
    const char *text, *kind, *where;
} refused[] = {
    {"policy: of 123-45-6789\n" RULES, "ssn", "policy"},
    {"note: ask mary.jones@gmail.com\n" RULES, "email", "note"},
    {"note: call (202) 456-1111\n" RULES, "phone", "note"},
    {"# ask mary.jones@gmail.com\n" RULES, "email", "f:1"},
    {RULES "# of 123-45-6789\n", "ssn", "f:2"},
    {RULES "min: 3 # of 123-45-6789\n", "ssn", "f:2"},
    {"# of 123-45-\n# 6789\n" RULES, "ssn", "f"},
    {"rules: [{metric: precision, at_least: 0.2, id: 123-45-6789}]\n", "ssn", "id"},
    {"rules: [{metric: precision, at_least: 0.2, note: passport C01X00T47}]\n", "passport", "note"},
    {"rules: [{metric: precision, at_least: 0.2, attribute: a, group: mary.jones@gmail.com}]\n",
     "email", "group"},
    {"rules: [{metric: precision, at_least: 0.2, site: [b, 202-456-1111]}]\n", "phone", "site"},
    {"{\"mary.jones@gmail.com\": 1, \"rules\": []}\n", "email", "f"},
};

START_TEST(what_names_a_person)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const char *text = refused[i].text;
        char line[1200];
        gg_error err;

        gg_error_init(&err);
        ck_assert_msg(gg_policy_text_check(text, strlen(text), "f", &err) == GG_E_INPUT, "%s",
                      text);
        gg_error_format(&err, line, sizeof line);
        ck_assert_msg(strstr(line, refused[i].kind) && strstr(line, refused[i].where), "%s: %s",
                      text, line);
        ck_assert_ptr_null(strstr(line, "6789"));
        ck_assert_ptr_null(strstr(line, "mary"));
        ck_assert_ptr_null(strstr(line, "C01X"));
    }
}
END_TEST

START_TEST(what_does_not)
{
    static const char *const fine[] = {
        POLICY,
        "{\"policy\": \"lanes\", \"rules\": [{\"metric\": \"recall\", \"at_least\": 0.123456789}]}",
        "# Section 4.2 of the review of 2026-01-15: 0.65 at 12 sites, in 1 of 1,000 cases\n" RULES,
        "policy: 2026-01\nconfidence: 0.95\n" RULES "# by the privacy office\n",
        "rules:\n  - {metric: precision, site: port-12, period: 2025-06, at_least: 0.2}\n",
        "rules:\n  - {metric: selection_rate_ratio, attribute: age, group: 65 and over, between: "
        "[0.8, 1.25]}\n",
    };

    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        gg_error err;

        gg_error_init(&err);
        ck_assert_msg(gg_policy_text_check(fine[i], strlen(fine[i]), "f", &err) == GG_OK, "%s: %s",
                      fine[i], err.what);
    }
    ck_assert_int_eq(gg_policy_text_check("a: [", 4, "f", NULL), GG_E_INPUT);
}
END_TEST

static uint64_t files_of(place *p)
{
    json_t *report = NULL;
    uint64_t n;

    ok(gg_registry_verify(p->reg, NULL, &report, &p->err));
    n = (uint64_t)json_integer_value(at(report, "files")) +
        (uint64_t)json_integer_value(at(report, "unreferenced_files"));
    json_decref(report);
    return n;
}

/* Nothing of a policy that is refused is left, neither an event nor a file. */
START_TEST(a_policy_is_put_into_force_without)
{
    const char *text = "policy: lanes\n# ask mary.jones@gmail.com\n" RULES;
    gg_adoption adoption = {.name = "lanes", .text = text, .n = strlen(text)};
    place at_, *p = &at_;
    gg_tree_head before, after;
    uint64_t files;

    place_create(p);
    files = files_of(p);
    ok(gg_registry_head(p->reg, &before, &p->err));
    ck_assert_int_eq(gg_registry_adopt_policy(p->reg, &adoption, &p->err), GG_E_INPUT);
    ck_assert_ptr_nonnull(strstr(p->err.what, "email"));
    gg_error_init(&p->err);
    ok(gg_registry_head(p->reg, &after, &p->err));
    ck_assert_uint_eq(before.size, after.size);
    ck_assert_uint_eq(files_of(p), files);
    place_remove(p);
}
END_TEST

/* A verdict that somebody brings takes over what its policy said. */
START_TEST(a_verdict_is_stored_without)
{
    static const struct {
        const char *key, *value, *rule_key;
    } rows[] = {{"policy", "of 123-45-6789", NULL},
                {"note", "of 123-45-6789", NULL},
                {NULL, "of 123-45-6789", "id"},
                {NULL, "of 123-45-6789", "note"}};
    place at_, *p = &at_;
    uint64_t evaluation, seq = 0;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *verdict =
            json_pack("{s:s, s:s, s:s, s:s, s:[{s:s, s:s}]}", "format", "gauger/verdict/1",
                      "policy", "lanes", "policy_sha256", DIGEST_A, "result", "pass", "rules", "id",
                      "precision", "result", "pass");

        ok(gg_version_add_verdict(p->reg, "lanes@1", evaluation, verdict, &seq, &p->err));
        if (rows[i].key)
            json_object_set_new(verdict, rows[i].key, json_string(rows[i].value));
        else
            json_object_set_new(json_array_get(json_object_get(verdict, "rules"), 0),
                                rows[i].rule_key, json_string(rows[i].value));
        ck_assert_int_eq(
            gg_version_add_verdict(p->reg, "lanes@1", evaluation, verdict, &seq, &p->err),
            GG_E_INPUT);
        ck_assert_ptr_nonnull(strstr(p->err.what, "ssn"));
        gg_error_init(&p->err);
        json_decref(verdict);
    }
    place_consistent(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_names_a_person);
    tcase_add_test(tc, what_does_not);
    tcase_add_test(tc, a_policy_is_put_into_force_without);
    tcase_add_test(tc, a_verdict_is_stored_without);
}

GG_TEST_MAIN("registry/policy_text")
