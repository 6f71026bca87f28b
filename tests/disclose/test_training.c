/*
 * The published form of a training: rows where no number of them is small, and what names none.
 */
#include "suite.h"

#include <math.h>
#include <string.h>

#include "gauger/disclose/publish.h"

/* rows in all, with the outcome, without it, and left out for want of an outcome or a feature. */
static json_t *training_of(int positives, int negatives, int no_outcome, int no_feature)
{
    json_t *out = json_pack(
        "{s:s,s:s,s:s,s:i,s:i,s:i,s:i,s:i,s:{s:i,s:i},s:b,s:i,s:{s:s},s:[{s:s,s:f}],s:f,"
        "s:[{s:s,s:s},{s:s,s:s}]}",
        "format", "gauger/training/1", "algorithm", "logistic regression", "scorer", "logistic",
        "seed", 7, "rows", positives + negatives + no_outcome + no_feature, "rows_used",
        positives + negatives, "positives", positives, "negatives", negatives, "rows_excluded",
        "missing_outcome", no_outcome, "missing_feature", no_feature, "converged", 1, "iterations",
        4, "libraries", "GSL", "2.7.1", "coefficients", "input", "lane=bus", "value", 0.25,
        "deviance", 123.456, "warnings", "code", "reversed", "message", "a: below 0", "code",
        "other", "message", "3 rows");

    ck_assert_ptr_nonnull(out);
    return out;
}

/* Takes over the training. */
static json_t *published(json_t *training, bool counts)
{
    json_t *out = NULL;
    gg_error err;
    gg_status status;

    gg_error_init(&err);
    status = gg_publish_training(training, NULL, counts, &out, &err);
    ck_assert_msg(status == GG_OK, "%s", err.what);
    json_decref(training);
    return out;
}

/* "rows used positives negatives outcome feature", "-" for each that is null. */
static const char *shown(const json_t *document, char text[200])
{
    static const char *const keys[] = {"rows", "rows_used", "positives", "negatives"};
    static const char *const reasons[] = {"missing_outcome", "missing_feature"};
    const json_t *excluded = json_object_get(document, "rows_excluded");

    text[0] = '\0';
    for (size_t i = 0; i < 6; i++) {
        const json_t *value =
            i < 4 ? json_object_get(document, keys[i]) : json_object_get(excluded, reasons[i - 4]);
        char one[40];

        ck_assert_ptr_nonnull(value);
        snprintf(one, sizeof one, "%s%lld", i ? " " : "", (long long)json_integer_value(value));
        strcat(text, json_is_null(value) ? (i ? " -" : "-") : one);
    }
    return text;
}

START_TEST(rows_are_shown_where_none_is_small)
{
    static const struct {
        int positives, negatives, no_outcome, no_feature;
        const char *shown;
    } cases[] = {
        {100, 200, 50, 11, "361 300 100 200 50 11"},
        {100, 200, 0, 0, "300 300 100 200 0 0"},
        {100, 200, 50, 10, "- 300 100 200 - -"},
        {100, 200, 1, 0, "- 300 100 200 - -"},
        {10, 290, 50, 11, "361 300 - - 50 11"},
        {290, 10, 50, 11, "361 300 - - 50 11"},
        {5, 5, 50, 11, "- - - - - -"},
        {6, 6, 50, 11, "73 12 - - 50 11"},
    };
    char text[200];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *out = published(training_of(cases[i].positives, cases[i].negatives,
                                            cases[i].no_outcome, cases[i].no_feature),
                                true);

        ck_assert_str_eq(shown(out, text), cases[i].shown);
        json_decref(out);
    }
}
END_TEST

/* Beside an evaluation of the same rows, no second set of counts. */
START_TEST(no_counts_where_none_are_asked_for)
{
    json_t *out = published(training_of(100, 200, 50, 11), false);
    char text[200];

    ck_assert_str_eq(shown(out, text), "- - - - - -");
    ck_assert_str_eq(gg_json_string(out, "algorithm", ""), "logistic regression");
    json_decref(out);
}
END_TEST

START_TEST(what_is_kept_and_what_is_not)
{
    json_t *out = published(training_of(100, 200, 50, 11), true);
    json_t *warnings = json_object_get(out, "warnings");

    ck_assert_double_eq(gg_json_number(out, "seed", 0), 7);
    ck_assert_double_eq(gg_json_number(out, "iterations", 0), 4);
    ck_assert(json_is_true(json_object_get(out, "converged")));
    ck_assert_str_eq(gg_json_string(json_object_get(out, "libraries"), "GSL", ""), "2.7.1");
    ck_assert_ptr_null(json_object_get(out, "coefficients"));
    ck_assert_ptr_null(json_object_get(out, "deviance"));
    ck_assert_uint_eq(json_array_size(warnings), 1);
    ck_assert_str_eq(gg_json_string(json_array_get(warnings, 0), "code", ""), "reversed");
    json_decref(out);
}
END_TEST

START_TEST(the_minimum_cell_counts)
{
    gg_publish_options options = {101};
    json_t *training = training_of(100, 200, 500, 0), *out = NULL;
    char text[200];

    ck_assert_int_eq(gg_publish_training(training, &options, true, &out, NULL), GG_OK);
    ck_assert_str_eq(shown(out, text), "800 300 - - 500 0");
    json_decref(out);
    json_decref(training);
}
END_TEST

START_TEST(another_document_is_refused)
{
    json_t *other = json_pack("{s:s}", "format", "gauger/drift/1"), *out = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_publish_training(other, NULL, true, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "the document is no gauger/training/1");
    ck_assert_ptr_null(out);
    json_decref(other);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rows_are_shown_where_none_is_small);
    tcase_add_test(tc, no_counts_where_none_are_asked_for);
    tcase_add_test(tc, what_is_kept_and_what_is_not);
    tcase_add_test(tc, the_minimum_cell_counts);
    tcase_add_test(tc, another_document_is_refused);
}

GG_TEST_MAIN("disclose/training")
