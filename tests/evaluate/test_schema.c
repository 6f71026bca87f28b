/*
 * The published schema of the evaluation document: every kind of document fits it, and a document
 * that is changed so that it says something impossible does not.
 */
#include "table.h"

#include "gauger/base/random.h"
#include "gauger/evaluate/explain.h"
#include "schema.h"

#define SCHEMA "docs/schemas/evaluation-1.schema.json"

/* As it is, and with its figures explained. */
static void expect_fit(json_t *document)
{
    json_t *explained = json_deep_copy(document);
    char fault[400];

    ck_assert_msg(schema_fits(SCHEMA, document, fault), "%s", fault);
    ck_assert_int_eq(gg_explain_evaluation(explained, NULL), GG_OK);
    ck_assert_msg(schema_fits(SCHEMA, explained, fault), "%s", fault);
    ck_assert_uint_ge(json_array_size(json_object_get(explained, "explanations")), 17);
    json_decref(explained);
}

/* The same with weights, of which one is fractional, and a row without outcome. */
static const char weighted[] = "port,month,race,sex,score,label,w\n"
                               "A,2026-01,x,F,0.66,1,1\n"
                               "A,2026-02,x,M,0.20,0,0.5\n"
                               "B,2026-01,y,M,0.66,1,1.25\n"
                               "B,2026-02,y,F,0.70,,1\n";

START_TEST(documents_of_every_kind_fit)
{
    static const char *const roles[] = {
        "{\"columns\": {\"race\": \"protected\", \"sex\": \"protected\", \"score\": \"score\"}}",
        ("{\"columns\": {\"race\": \"protected\", \"sex\": \"protected\", \"score\": \"score\","
         " \"label\": \"outcome\", \"port\": \"site\", \"month\": \"period\"},"
         " \"threshold\": {\"default\": 0.7, \"site\": {\"A\": 0.65}}}"),
        ("{\"columns\": {\"race\": \"protected\", \"sex\": \"protected\", \"score\": \"score\","
         " \"label\": \"outcome\", \"w\": \"weight\", \"port\": \"site\"}, \"threshold\": 0.65}")};

    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        for (int rule = 0; rule < GG_REFERENCE_RULES; rule++) {
            gg_evaluation_options options = gg_evaluation_options_default();
            json_t *document;

            if (rule == GG_REFERENCE_GIVEN)
                continue;
            options.reference_rule = (gg_reference_rule)rule;
            document = document_of(strstr(roles[i], "weight") != NULL ? weighted : sited, roles[i],
                                   &options);
            expect_fit(document);
            json_decref(document);
        }
    }
}
END_TEST

START_TEST(documents_of_random_counts_fit)
{
    static const char *const levels[] = {"a", "b", "c", "d"}, *const strata[] = {"x", "y"};
    gg_random r;

    gg_random_init(&r, 1, "schema", "random");
    for (int trial = 0; trial < 40; trial++) {
        hand_cell cells[8];
        size_t groups = 1 + gg_random_bits(&r) % 4, n = 0;
        gg_evidence e;
        json_t *document = NULL;

        for (size_t i = 0; i < groups; i++) {
            for (size_t s = 0; s < 2; s++)
                cells[n++] = (hand_cell){levels[i],
                                         strata[s],
                                         gg_random_bits(&r) % 3,
                                         gg_random_bits(&r) % 40,
                                         gg_random_bits(&r) % 2,
                                         1 + gg_random_bits(&r) % 50,
                                         trial % 5 == 0 ? gg_random_bits(&r) % 3 : 0,
                                         trial % 5 == 0 ? gg_random_bits(&r) % 60 : 0};
        }
        e = hand_evidence("race", cells, n);
        ck_assert_int_eq(gg_evaluate(&e, NULL, &document, NULL), GG_OK);
        expect_fit(document);
        json_decref(document);
        gg_arena_release(&e.arena);
    }
}
END_TEST

/* Each replaces one member by something that the schema must refuse; NULL takes it away. */
static const struct {
    const char *path[6];
    const char *value;
} refused[] = {
    {{"format"}, "\"gauger/evaluation/2\""},
    {{"confidence"}, "1"},
    {{"seed"}, "-1"},
    {{"inspection"}, "\"all\""},
    {{"warnings"}, NULL},
    {{"warnings"}, "[{\"code\": \"Bad Code\", \"message\": \"x\"}]"},
    {{"data", "sha256"}, "\"E3B0\""},
    {{"data", "rows"}, "-1"},
    {{"decision", "adverse"}, "\"referred\""},
    {{"overall", "tp"}, NULL},
    {{"overall", "tp"}, "\"7\""},
    {{"overall", "recall"}, NULL},
    {{"overall", "precision", "method"}, NULL},
    {{"overall", "precision", "value"}, "null"},
    {{"overall", "precision", "why_null"}, "\"no_selected\""},
    {{"overall", "recall", "why_null"}, "\"because\""},
    {{"attributes", "race", "summary", "impact_ratio"}, NULL},
    {{"attributes", "race", "reference_rule"}, "\"largest group\""},
    {{"attributes", "race", "disparities", "accuracy_ratio"}, NULL},
    {{"attributes", "race", "groups", "x", "fn"}, NULL},
    {{"intersections", "race*sex", "groups", "x*F", "mcc"}, "0.5"},
    {{"attributes", "race", "strata", "site", "selection_rate"}, "{\"x\": {}}"},
};

START_TEST(impossible_documents_do_not_fit)
{
    json_t *document = document_of(
        sited,
        "{\"columns\": {\"race\": \"protected\", \"sex\": \"protected\", \"score\": \"score\","
        " \"label\": \"outcome\", \"port\": \"site\"}, \"threshold\": 0.65}",
        NULL);
    json_t *parent = document;
    size_t depth = 0;
    char fault[400];

    expect_fit(document);
    for (; depth + 1 < 6 && refused[_i].path[depth + 1] != NULL; depth++) {
        parent = json_object_get(parent, refused[_i].path[depth]);
        ck_assert_msg(parent != NULL, "no %s", refused[_i].path[depth]);
    }
    if (refused[_i].value == NULL)
        ck_assert_int_eq(json_object_del(parent, refused[_i].path[depth]), 0);
    else
        json_object_set_new(parent, refused[_i].path[depth],
                            json_loads(refused[_i].value, JSON_DECODE_ANY, NULL));
    ck_assert_msg(!schema_fits(SCHEMA, document, fault), "%s", refused[_i].path[depth]);
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, documents_of_every_kind_fit);
    tcase_add_test(tc, documents_of_random_counts_fit);
    tcase_add_loop_test(tc, impossible_documents_do_not_fit, 0, sizeof refused / sizeof refused[0]);
}

GG_TEST_MAIN("evaluate/schema")
