/* What a drift report says of the classifier. */
#include "documents.h"

static json_t *document;

static void begin(void)
{
    document = fixture("drift");
}

static void end(void)
{
    json_decref(document);
}

static char *as_text(const char *format)
{
    gg_render_options options = gg_render_options_default();
    gg_buf out;

    options.width = 4000;
    out = rendered(document, format, &options);
    return out.data;
}

static void check_says(const char *what, bool expected)
{
    char *text = as_text("text");

    ck_assert_msg((strstr(text, what) != NULL) == expected, "%s \"%s\" in:\n%s",
                  expected ? "no" : "a", what, text);
    free(text);
}

static void classified(const char *status, double auc, double p)
{
    json_t *estimate = json_pack("{s:f, s:f, s:f, s:s}", "value", auc, "low", auc - 0.03, "high",
                                 auc + 0.03, "method", "delong");
    json_t *part = json_pack("{s:{s:i, s:i}, s:i, s:o, s:f, s:s, s:f, s:[s, s]}", "rows",
                             "baseline", 1000, "current", 800, "folds", 5, "auc", estimate,
                             "p_value", p, "status", status, "bound", 0.55, "columns", "a", "b");

    ck_assert_ptr_nonnull(part);
    json_object_set_new(document, "classifier", part);
}

/* Gives all columns and the document their states. */
static void judged(const char *columns, const char *all)
{
    const char *name;
    json_t *column;

    json_object_foreach(json_object_get(document, "columns"), name, column)
    {
        json_object_set_new(column, "status", json_string(columns));
    }
    json_object_set_new(document, "status", json_string(all));
}

START_TEST(without_a_classifier)
{
    check_says("All columns together", false);
}
END_TEST

START_TEST(one_sentence_for_a_reader)
{
    char *text;

    classified("fail", 0.6612, 1e-9);
    check_says("Shown one current row and one of the baseline, a classifier that looks at 2 "
               "columns together picks out the current one in 66.1% of the pairs (interval 63.1% "
               "to 69.1%, p < 0.001), where guessing is right in 50% and 55.0% is the bound: "
               "exceeds.",
               true);
    check_says("It was given 800 current rows and 1000 of the baseline, drawn at random", true);
    classified("pass", 0.51, 0.4);
    check_says("51.0% of the pairs (interval 48.0% to 54.0%, p 0.4", true);
    check_says("55.0% is the bound: within.", true);
    text = as_text("markdown");
    ck_assert_ptr_nonnull(strstr(text, "## All columns together\n"));
    free(text);
}
END_TEST

/* The banner does not say that a column moved where none did. */
START_TEST(found_by_the_classifier_alone)
{
    classified("fail", 0.66, 1e-9);
    judged("pass", "fail");
    check_says("All columns together moved by at least the bound, and by more than chance.", true);
    check_says("Columns moved by at least the bounds", false);
    judged("fail", "fail");
    check_says("Columns moved by at least the bounds, and by more than chance.", true);
    classified("warn", 0.53, 0.01);
    judged("pass", "warn");
    check_says("All columns together moved, by less than the bound or without enough evidence.",
               true);
    classified("pass", 0.5, 0.6);
    judged("pass", "pass");
    check_says("No column moved from the baseline by as much as the bounds.", true);
}
END_TEST

START_TEST(not_established)
{
    json_t *part;

    classified("inconclusive", 0.5, 0.5);
    part = json_object_get(document, "classifier");
    json_object_set_new(json_object_get(part, "auc"), "value", json_null());
    json_object_set_new(part, "p_value", json_null());
    json_object_set_new(part, "why_inconclusive", json_string("too_few"));
    check_says("tell current rows from rows of the baseline is not established: too few rows.",
               true);
    json_object_set_new(part, "why_inconclusive", json_string("no_inputs"));
    check_says("is not established: no column that varies between rows.", true);
    judged("pass", "inconclusive");
    check_says("Whether all columns together moved could not be told.", true);
    check_says("Shown one current row", false);
}
END_TEST

START_TEST(strange_classifiers)
{
    static const char *const strange[] = {"{}", "3", "[1]", "{\"auc\": 4, \"rows\": []}",
                                          "{\"auc\": {\"value\": 0.6}, \"status\": \"\\u001b\"}"};

    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        char *text;

        json_object_set_new(document, "classifier", json_loads(strange[i], JSON_DECODE_ANY, NULL));
        text = as_text("text");
        ck_assert_ptr_null(strchr(text, '\033'));
        ck_assert_ptr_null(strstr(text, "nan"));
        free(text);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, without_a_classifier);
    tcase_add_test(tc, one_sentence_for_a_reader);
    tcase_add_test(tc, found_by_the_classifier_alone);
    tcase_add_test(tc, not_established);
    tcase_add_test(tc, strange_classifiers);
}

GG_TEST_MAIN("report/drift_classifier")
