/*
 * What a manifest states of the operating point, in words, on a card and on the page of a version.
 */
#include "documents.h"

static json_t *parsed(const char *text)
{
    json_t *out = NULL;

    ck_assert_msg(gg_json_parse(text, strlen(text), "test", &out, NULL) == GG_OK, "%s", text);
    return out;
}

/* A key of the model's details on the card of a manifest that states it so. */
static const char *on_card(const char *key, const char *stated, char out[400])
{
    json_t *evaluation = fixture("evaluation"), *manifest = json_object(), *card;
    const json_t *value, *one;
    size_t i;

    json_object_set_new(manifest, key, parsed(stated));
    card = card_of(evaluation, manifest, NULL);
    value = json_object_get(json_object_get(card, "model_details"), key);
    out[0] = '\0';
    if (json_is_string(value))
        strcat(out, json_string_value(value));
    json_array_foreach(value, i, one)
    {
        strcat(out, i ? " | " : "");
        strcat(out, json_string_value(one));
    }
    json_decref(card);
    json_decref(manifest);
    json_decref(evaluation);
    return out;
}

static const struct {
    const char *key, *stated, *words;
} cases[] = {
    {"threshold", "5", "5"},
    {"threshold", "{\"default\":5}", "5"},
    {"threshold", "{\"default\":0.18,\"site\":{\"Harbour\":0.19}}", "0.18; at Harbour 0.19"},
    {"threshold", "{\"default\":0.18,\"site\":{\"Harbour\":0.19,\"Pass\":0.2}}",
     "0.18; at Harbour 0.19, at Pass 0.2"},
    {"threshold", "{\"site\":{\"Harbour\":0.19}}", "at Harbour 0.19"},
    {"suppression", "[{\"name\":\"trusted members\",\"when\":{\"program\":\"member\"}}]",
     "trusted members: held back when program is member"},
    {"suppression",
     "[{\"name\":\"light\",\"when\":{\"kg\":{\"below\":100},\"lane\":[\"bus\",\"car\"]}},"
     "{\"name\":\"mid\",\"when\":{\"kg\":{\"at_least\":5,\"below\":7.5}}}]",
     "light: held back when kg is below 100, and lane is bus or car | mid: held back when kg is at "
     "least 5 and below 7.5"},
    {"suppression",
     "[{\"name\":\"heavy\",\"when\":{\"kg\":{\"at_least\":100},"
     "\"lane\":[\"a\",\"b\",\"c\"]}}]",
     "heavy: held back when kg is at least 100, and lane is a, b or c"},
    {"suppression", "[]", "none"},
    {"precedence",
     "[{\"source\":\"officer\",\"column\":\"o\"},{\"source\":\"model\"},{\"source\":\"random\","
     "\"column\":\"r\"}]",
     "officer, then the model, then random"},
    {"precedence", "[{\"source\":\"model\"}]", "the model"},
    {"precedence", "[]", "none"},
    /* Other forms, as the card of a file may have, are not lost. */
    {"threshold", "\"by hand\"", "by hand"},
    {"threshold", "{\"low\":1,\"high\":2}", "low: 1 | high: 2"},
    {"threshold", "[1,2]", "1 | 2"},
    {"suppression", "[{\"rule\":1}]", "{\"rule\":1}"},
    {"suppression", "\"none known\"", "none known"},
    {"precedence", "[\"officer\",\"model\"]", "officer | model"},
    {"hyperparameters", "{\"C\":1.0,\"default\":2}", "C: 1.0 | default: 2"},
};

START_TEST(words_on_a_card)
{
    char text[400];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(on_card(cases[i].key, cases[i].stated, text), cases[i].words);
}
END_TEST

/* The page of a version leaves out what is not stated, and tells no empty list. */
START_TEST(words_of_a_version)
{
    json_t *model = fixture("model");
    gg_buf text;

    json_object_set_new(model, "manifest",
                        parsed("{\"model\":\"m\",\"algorithm\":\"a\",\"scorer\":\"external\","
                               "\"threshold\":{\"default\":0.5,\"site\":{\"A\":0.25}},"
                               "\"suppression\":[{\"name\":\"one\",\"when\":{\"x\":\"y\"}},"
                               "{\"name\":\"two\",\"when\":{\"z\":[\"1\",\"2\"]}}],"
                               "\"precedence\":[]}"));
    text = rendered(model, "text", NULL);
    ck_assert_ptr_nonnull(strstr(text.data, "threshold        0.5; at A 0.25\n"));
    ck_assert_ptr_nonnull(
        strstr(text.data, "one: held back when x is y; two: held back when z is "));
    ck_assert_ptr_null(strstr(text.data, "precedence"));
    gg_buf_release(&text);
    json_decref(model);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, words_on_a_card);
    tcase_add_test(tc, words_of_a_version);
}

GG_TEST_MAIN("report/stated")
