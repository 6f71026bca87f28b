/* What a drift report says of periods. */
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

static char *as_text(void)
{
    gg_render_options options = gg_render_options_default();
    gg_buf out;

    options.width = 4000;
    out = rendered(document, "text", &options);
    return out.data;
}

static void check_says(const char *what, bool expected)
{
    char *text = as_text();

    ck_assert_msg((strstr(text, what) != NULL) == expected, "%s \"%s\" in:\n%s",
                  expected ? "no" : "a", what, text);
    free(text);
}

/* A period with columns named in these states. */
static json_t *period_of(const char *name, const char *status, size_t fail, size_t warn)
{
    json_t *columns = json_object(), *period;
    char column[20];

    for (size_t i = 0; i < fail + warn; i++) {
        snprintf(column, sizeof column, "%s%zu", i < fail ? "moved" : "stirred", i);
        json_object_set_new(columns, column,
                            json_pack("{s:s}", "status", i < fail ? "fail" : "warn"));
    }
    period = json_pack("{s:s, s:i, s:s, s:o}", "period", name, "rows", 120, "status", status,
                       "columns", columns);
    ck_assert_ptr_nonnull(period);
    return period;
}

START_TEST(without_periods)
{
    check_says("Periods", false);
    json_object_del(document, "by_period");
    check_says("Periods", false);
}
END_TEST

START_TEST(one_row_a_period)
{
    json_t *periods = json_array();

    json_array_append_new(periods, period_of("2026-01", "pass", 0, 0));
    json_array_append_new(periods, period_of("2026-02", "fail", 2, 1));
    json_array_append_new(periods, period_of("2026-03", "inconclusive", 0, 0));
    json_array_append_new(periods, period_of("2026-04", "fail", 7, 0));
    json_object_set_new(document, "by_period", periods);
    check_says("p-values are adjusted over all periods and columns together", true);
    check_says("  2026-01   120  within", true);
    check_says("  2026-02   120  exceeds", true);
    check_says("moved0, moved1", true);
    check_says("stirred2", true);
    check_says("  2026-03   120  not established", true);
    check_says("moved0, moved1, moved2, moved3, moved4 and 2 more", true);
}
END_TEST

START_TEST(strange_periods)
{
    static const char *const strange[] = {"{}", "3", "[1, null, {}]",
                                          "[{\"period\": \"\\u001b[31m\", \"columns\": []}]"};

    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        char *text;

        json_object_set_new(document, "by_period", json_loads(strange[i], JSON_DECODE_ANY, NULL));
        text = as_text();
        ck_assert_ptr_null(strchr(text, '\033'));
        free(text);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, without_periods);
    tcase_add_test(tc, one_row_a_period);
    tcase_add_test(tc, strange_periods);
}

GG_TEST_MAIN("report/drift_periods")
