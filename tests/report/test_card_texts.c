/* What people wrote that a card would print: none of it may identify a person. */
#include "documents.h"

static void refused(const json_t *evaluation, const json_t *manifest, const json_t *verdict,
                    const char *title, const char *field)
{
    gg_card_options options = gg_card_options_default();
    json_t *card = NULL;
    gg_error err;

    gg_error_init(&err);
    options.title = title;
    ck_assert_int_eq(gg_card_build(evaluation, manifest, verdict, &options, &card, &err),
                     GG_E_INPUT);
    ck_assert_ptr_null(card);
    ck_assert_str_eq(err.column, field);
    ck_assert_ptr_nonnull(strstr(err.what, "identifier of a person"));
    ck_assert_ptr_null(strstr(err.what, "6789"));
}

START_TEST(titles_and_manifests)
{
    json_t *evaluation = fixture("evaluation"), *manifest = fixture("manifest");

    refused(evaluation, manifest, NULL, "Card of SSN 123/45/6789", "title");
    json_object_set_new(manifest, "owner", json_string("A123456789"));
    refused(evaluation, manifest, NULL, NULL, "owner");
    json_decref(manifest);
    json_decref(evaluation);
}
END_TEST

START_TEST(what_the_evaluation_was_told)
{
    json_t *evaluation = fixture("evaluation");
    json_t *data = json_object_get(evaluation, "data");

    json_object_set_new(data, "overlap", json_pack("{s:s}", "accepted", "asked by 123.45.6789"));
    refused(evaluation, NULL, NULL, NULL, "accepted");
    json_object_del(data, "overlap");
    json_object_set_new(data, "source", json_string("ssn_123456789.csv"));
    refused(evaluation, NULL, NULL, NULL, "source");
    json_decref(evaluation);
}
END_TEST

START_TEST(what_the_policy_said)
{
    static const char *const keys[] = {"policy", "note"};
    json_t *evaluation = fixture("evaluation");

    for (size_t i = 0; i < 2; i++) {
        json_t *verdict = fixture("verdict");

        json_object_set_new(verdict, keys[i], json_string("078-05-1120, 123-45-6789"));
        refused(evaluation, NULL, verdict, NULL, keys[i]);
        json_decref(verdict);
    }
    for (size_t i = 0; i < 2; i++) {
        const char *key = i ? "id" : "note";
        json_t *verdict = fixture("verdict");

        json_object_set_new(json_array_get(json_object_get(verdict, "rules"), 0), key,
                            json_string("123 - 45 - 6789"));
        refused(evaluation, NULL, verdict, NULL, key);
        json_decref(verdict);
    }
    json_decref(evaluation);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, titles_and_manifests);
    tcase_add_test(tc, what_the_evaluation_was_told);
    tcase_add_test(tc, what_the_policy_said);
}

GG_TEST_MAIN("report/card_texts")
