/*
 * What a comparison says where outcomes are missing, for someone who must decide: what is not
 * known, what it could be, and what would help. The documents are made from tables.
 */
#include "documents.h"

#include "evaluate/documents.h"

static const char roles[] = "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\", \"how\": \"arm\","
                            "\"g\": \"protected\"}, \"threshold\": 1}";

/* 300 that both refer, half of them positive; 200 that B alone refers, 40 positive; 150 that A
 * alone refers, none inspected, beside 50 that were; 3,000 that neither refers. */
static const char table[] = "a,b,y,g,how,n\n1,1,1,x,random,150\n1,1,0,x,random,150\n"
                            "0,1,1,x,model,40\n0,1,0,x,model,160\n1,0,,x,model,150\n"
                            "1,0,1,x,random,25\n1,0,0,x,random,25\n0,0,,z,model,3000\n"
                            "0,0,1,z,random,30\n0,0,0,z,random,300\n";

static char *shown(gg_inspection inspection, const char *format)
{
    gg_compare_options o = gg_compare_options_default();
    gg_render_options options = gg_render_options_default();
    json_t *d;
    gg_buf out;

    o.inspection = inspection;
    d = compare(table, roles, &o);
    /* In one line, so that no line end stands between the words looked for. */
    options.width = 4000;
    out = rendered(d, format, &options);
    json_decref(d);
    return out.data;
}

static void check_says(const char *text, const char *what, bool expected)
{
    ck_assert_msg((strstr(text, what) != NULL) == expected, "%s: %s", what, text);
}

START_TEST(what_is_not_known)
{
    char *text = shown(GG_INSPECTION_UNKNOWN, "text");

    check_says(text,
               "Precision, A minus B: not identified, because outcomes are missing that it "
               "depends on. Whatever they are, it lies from -0.030 to 0.270",
               true);
    check_says(text, "which leaves open who is higher", true);
    check_says(text, "Where outcomes are missing", true);
    check_says(text,
               "No outcome is known of 150 of the 500 cases that A refers, of 0 of the 500 "
               "that B refers",
               true);
    check_says(text,
               "is not declared, so there is no estimate, and more cases of the same kind "
               "would not give one",
               true);
    check_says(text, "Precision, A minus B, by g", true);
    check_says(text, "unknown, -0.030 to 0.270", true);
    check_says(text, "By group: by precision, recall", true);
    /* What has bounds is not listed once more as lacking; a figure of scores is. */
    check_says(text, "Precision: outcomes are known for some cases only", false);
    check_says(text, "ROC AUC: outcomes are known for some cases only", true);
    free(text);
}
END_TEST

START_TEST(by_a_random_arm)
{
    char *text = shown(GG_INSPECTION_RANDOM_ARM, "text");

    check_says(text, "the estimates are of those cases alone", true);
    check_says(text, "not identified", false);
    check_says(text, "Precision, A minus B: 0", true);
    free(text);
}
END_TEST

START_TEST(by_the_other_designs)
{
    char *text = shown(GG_INSPECTION_MISSING_AT_RANDOM, "text");

    check_says(text, "who was inspected was left to chance", true);
    free(text);
}
END_TEST

/* Bounds that lie on one side, with chance taken in, say who is higher. */
START_TEST(bounds_that_say_enough)
{
    gg_render_options options = gg_render_options_default();
    json_t *d =
        compare("a,b,y,n\n1,0,1,5\n1,0,0,45\n1,0,,30\n0,1,1,190\n0,1,0,10\n0,0,,900\n",
                "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}, \"threshold\": 1}", NULL);
    gg_buf out;

    options.width = 4000;
    out = rendered(d, "text", &options);
    check_says(out.data, ": B is higher.", true);
    gg_buf_release(&out);
    json_decref(d);
}
END_TEST

/* A table whose outcomes are all known has no such section. */
START_TEST(nothing_is_missing)
{
    gg_render_options options = gg_render_options_default();
    json_t *d = compare("a,b,y\n1,0,1\n0,1,1\n1,1,0\n0,0,0\n",
                        "{\"columns\": {\"y\": \"outcome\"}, \"threshold\": 1}", NULL);
    gg_buf out = rendered(d, "markdown", &options);

    check_says(out.data, "Where outcomes are missing", false);
    gg_buf_release(&out);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_is_not_known);
    tcase_add_test(tc, by_a_random_arm);
    tcase_add_test(tc, by_the_other_designs);
    tcase_add_test(tc, bounds_that_say_enough);
    tcase_add_test(tc, nothing_is_missing);
}

GG_TEST_MAIN("report/comparison_missing")
