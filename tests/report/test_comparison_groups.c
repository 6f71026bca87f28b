/*
 * What a comparison says of groups, for someone who must decide: better for everyone together and
 * worse for some; nobody found; too few to tell.
 */
#include "documents.h"

static json_t *document;

static void begin(void)
{
    document = fixture("comparison-groups");
}

static void end(void)
{
    json_decref(document);
}

static json_t *findings(void)
{
    return json_object_get(document, "findings");
}

static json_t *worse(void)
{
    return json_object_get(findings(), "worse_for");
}

/* The text in one line, so that no line end stands between the words looked for. */
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

START_TEST(better_overall_and_worse_for_one_group)
{
    check_says("WORSE FOR SOME", true);
    check_says("A is better than B for everyone together, but worse for group y of race and site "
               "Q.",
               true);
    check_says("Recall: A is better than B for everyone together (0.069 [0.024, 0.113]), but A is "
               "worse for group y of race (-0.250 [-0.357, -0.144], 197 rows, adjusted p < 0.001) "
               "and site Q (-0.139 [-0.218, -0.060], 407 rows, adjusted p 0.001).",
               true);
    check_says("Likewise worse for some by negative predictive value, balanced accuracy, F1, "
               "Matthews correlation, Brier score and log loss",
               true);
    check_says("Too few to tell (under 30 rows): group z of race.", true);
    check_says("A minus B by race", true);
    check_says("A minus B by site", true);
    check_says("A minus B by period", false);
}
END_TEST

START_TEST(in_every_format)
{
    static const char *const formats[] = {"text", "markdown", "html"};

    for (size_t i = 0; i < 3; i++) {
        char *text = as_text(formats[i]);

        ck_assert_ptr_nonnull(strstr(text, "WORSE FOR SOME"));
        ck_assert_ptr_nonnull(strstr(text, "worse for group y of race and site Q"));
        free(text);
    }
}
END_TEST

/* Figures that are found and figures that are not are told apart in html by a class. */
START_TEST(found_cells_are_marked)
{
    char *with = as_text("html"), *without;

    json_array_clear(worse());
    without = as_text("html");
    /* Recall of y and of Q, the banner, three items. */
    ck_assert_uint_gt(occurrences(with, "bad"), occurrences(without, "bad") + 4);
    free(with);
    free(without);
}
END_TEST

START_TEST(not_established_overall)
{
    json_t *one;
    size_t i;

    json_array_foreach(worse(), i, one)
    {
        json_object_set_new(one, "overall", json_string("not established"));
    }
    json_object_set_new(findings(), "margin", json_real(0.02));
    check_says("A is not established to be worse than B for everyone together, but worse by more "
               "than 0.02 for group y of race and site Q.",
               true);
    check_says("Recall: for everyone together it is not established which is better (0.069 [0.024, "
               "0.113]), but A is worse for group y of race",
               true);
}
END_TEST

START_TEST(nobody_found)
{
    json_array_clear(worse());
    check_says("WORSE FOR SOME", false);
    check_says("no group of at least 30 rows was found for which A is worse than B where it is not "
               "so for everyone together. That does not show that there is none.",
               true);
    json_object_set_new(findings(), "tests", json_integer(0));
    check_says("no group of at least", false);
}
END_TEST

/* Documents of an older gauger have no findings. */
START_TEST(without_findings)
{
    json_object_del(document, "findings");
    check_says("WORSE FOR SOME", false);
    check_says("no group of at least", false);
    check_says("A minus B by site", true);
}
END_TEST

static void add(const char *key, const char *name, const char *group, const char *metric)
{
    json_t *one = json_deep_copy(json_array_get(worse(), 0));

    json_object_del(one, "attribute");
    json_object_del(one, "group");
    json_object_set_new(one, key, json_string(name));
    if (group)
        json_object_set_new(one, "group", json_string(group));
    json_object_set_new(one, "metric", json_string(metric));
    json_array_append_new(worse(), one);
}

/* Only so many are named; periods and intersections have their own words. */
START_TEST(many_groups)
{
    add("intersection", "race*port", "y*Q", "recall");
    add("period", "2026-02", NULL, "recall");
    add("site", "R", NULL, "recall");
    check_says("group y*Q of race*port, period 2026-02 and site R.", true);
    add("site", "S", NULL, "recall");
    add("site", "T", NULL, "recall");
    check_says("site R and others.", true);
    check_says("and 2 more.", true);
}
END_TEST

/* Lower is better, and said so, where a higher figure is the worse one. */
START_TEST(direction_is_said)
{
    add("site", "Q", NULL, "false_positive_rate");
    check_says("False positive rate (lower is better): A is better", true);
}
END_TEST

START_TEST(many_sites)
{
    json_t *sites = json_object_get(document, "sites"), *one = json_object_get(sites, "P");
    char name[20];

    for (int i = 0; i < 50; i++) {
        snprintf(name, sizeof name, "site %02d", i);
        json_object_set(sites, name, one);
    }
    check_says("site 37", true);
    check_says("site 38", false);
    check_says("12 more are in the JSON document.", true);
}
END_TEST

START_TEST(periods_and_intersections)
{
    json_t *group = json_object_get(json_object_get(document, "sites"), "P");

    json_object_set_new(document, "periods", json_pack("{s:O}", "2026-01", group));
    json_object_set_new(document, "intersections",
                        json_pack("{s:{s:{s:O}}}", "race*port", "groups", "x*P", group));
    check_says("A minus B by period", true);
    check_says("A minus B by race*port", true);
    check_says("x*P", true);
}
END_TEST

/* Whatever stands in the findings, nothing breaks. */
START_TEST(strange_findings)
{
    static const char *const strange[] = {
        "1",
        "[]",
        "{}",
        "{\"worse_for\": {}}",
        "{\"worse_for\": [1, null, {}, []]}",
        "{\"worse_for\": [{\"metric\": \"recall\"}], \"not_judged\": [3]}",
        "{\"worse_for\": [{\"metric\": \"unheard\", \"site\": \"\\u001b[31m\"}]}",
    };

    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        char *text;

        json_object_set_new(document, "findings", json_loads(strange[i], JSON_DECODE_ANY, NULL));
        text = as_text("text");
        ck_assert_ptr_null(strchr(text, '\033'));
        free(text);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, better_overall_and_worse_for_one_group);
    tcase_add_test(tc, in_every_format);
    tcase_add_test(tc, found_cells_are_marked);
    tcase_add_test(tc, not_established_overall);
    tcase_add_test(tc, nobody_found);
    tcase_add_test(tc, without_findings);
    tcase_add_test(tc, many_groups);
    tcase_add_test(tc, direction_is_said);
    tcase_add_test(tc, many_sites);
    tcase_add_test(tc, periods_and_intersections);
    tcase_add_test(tc, strange_findings);
}

GG_TEST_MAIN("report/comparison_groups")
