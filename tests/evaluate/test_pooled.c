/*
 * Pooled figures, and the strata read back from a document. Figures: statsmodels 0.13.5
 * StratifiedTable and the formulas of Greenland and Robins in NumPy, on COMPAS by age.
 */
#include "gauger/evaluate/pooled.h"
#include "gauger/stats/derived.h"

#include "hand.h"
#include "suite.h"

#define Z95 1.959963984540054

/* Of those selected, with the outcome: African-American against Caucasian, by age. */
static const gg_stratum finds[] = {
    {{803, 1281}, {300, 500}}, {{135, 247}, {65, 117}}, {{431, 646}, {140, 237}}};

START_TEST(pooled_with_their_intervals)
{
    gg_measure m;

    gg_pooled_measure(GG_POOLED_RATIO, finds, 3, Z95, &m);
    ck_close(m.value, 1.0612776950972085, 1e-12);
    ck_close(m.low, 1.0612776950972085 * exp(-Z95 * 0.032897204891381135), 1e-10);
    ck_assert_str_eq(m.method, "greenland_robins_log");
    ck_assert(isnan(m.standard_error));
    gg_pooled_measure(GG_POOLED_DIFFERENCE, finds, 3, Z95, &m);
    ck_close(m.value, 0.03625250135390267, 1e-12);
    /* Miettinen and Nurminen's, stratified: SciPy's brentq over the constrained rates. */
    ck_close(m.low, -0.0021617051291690005, 1e-9);
    ck_close(m.high, 0.07514753465366085, 1e-10);
    ck_close(m.standard_error, 0.01975224976754165, 1e-10);
    gg_pooled_measure(GG_POOLED_ODDS_RATIO, finds, 3, Z95, &m);
    ck_close(m.value, 1.164937687212425, 1e-12);
    ck_close(m.low, 0.9906886885100004, 1e-8);
    ck_close(m.high, 1.3698347733523508, 1e-8);
}
END_TEST

/* Nothing becomes 0, NaN or infinity that is not known to be. */
START_TEST(pooled_where_there_is_little)
{
    static const gg_stratum none[] = {{{0, 0}, {3, 9}}, {{2, 5}, {0, 0}}};
    static const gg_stratum zero[] = {{{0, 7}, {3, 9}}, {{0, 5}, {1, 4}}};
    static const gg_stratum to_zero[] = {{{2, 7}, {0, 9}}};
    static const gg_stratum full[] = {{{7, 7}, {9, 9}}};
    gg_measure m;

    for (int k = 0; k < GG_POOLED_KINDS; k++) {
        gg_pooled_measure((gg_pooled_kind)k, none, 2, Z95, &m);
        ck_assert_str_eq(m.why, GG_WHY_NO_ROWS);
        gg_pooled_measure((gg_pooled_kind)k, NULL, 0, Z95, &m);
        ck_assert_str_eq(m.why, GG_WHY_NO_ROWS);
    }
    gg_pooled_measure(GG_POOLED_RATIO, zero, 2, Z95, &m);
    /* None of 12: the ratio is 0, and how large it may be is known all the same. */
    ck_assert(m.state == GG_MEASURE_OK && m.value == 0 && m.low == 0);
    ck_assert(m.high > 0.3 && m.high < 30);
    gg_pooled_measure(GG_POOLED_ODDS_RATIO, zero, 2, Z95, &m);
    ck_assert(m.state == GG_MEASURE_OK && m.value == 0 && isnan(m.high));
    gg_pooled_measure(GG_POOLED_RATIO, to_zero, 1, Z95, &m);
    ck_assert_str_eq(m.why, GG_WHY_ZERO_REFERENCE);
    ck_assert_msg(m.low > 0 && m.low < 2 && isinf(m.high), "%g %g", m.low, m.high);
    gg_pooled_measure(GG_POOLED_ODDS_RATIO, full, 1, Z95, &m);
    ck_assert_str_eq(m.why, GG_WHY_ZERO_REFERENCE);
    gg_pooled_measure(GG_POOLED_DIFFERENCE, full, 1, Z95, &m);
    /* No spread is no interval of no width: 16 rows leave much open. */
    ck_assert(m.value == 0 && m.low < -0.1 && m.high > 0.1);
}
END_TEST

static json_t *json_of(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);

    ck_assert_ptr_nonnull(json);
    return json;
}

START_TEST(strata_come_back_from_a_document)
{
    json_t *rows =
        json_of("[{\"group\": {\"numerator\": 803, \"denominator\": 1281}, \"reference\": "
                "{\"numerator\": 300, \"denominator\": 500}}, {\"group\": "
                "{\"numerator\": 1.5, \"denominator\": 3, \"effective\": 2.5}, "
                "\"reference\": {\"numerator\": 0, \"denominator\": 0}}]");
    const gg_stratum *tables = NULL;
    gg_arena arena;
    size_t n = 9;

    gg_arena_init(&arena);
    ck_assert_int_eq(gg_strata_parse(rows, &arena, &tables, &n, NULL), GG_OK);
    ck_assert_uint_eq(n, 2);
    ck_assert(tables[0].group.successes == 803 && tables[0].reference.n == 500);
    ck_assert(tables[1].group.successes == 1.25 && tables[1].group.n == 2.5);
    ck_assert(tables[1].reference.n == 0);
    json_decref(rows);
    gg_arena_release(&arena);
}
END_TEST

START_TEST(strata_that_make_no_sense_are_refused)
{
    static const char *const bad[] = {
        "{}",
        "[7]",
        "[{\"group\": {\"numerator\": 1, \"denominator\": 2}}]",
        "[{\"group\": {\"numerator\": 3, \"denominator\": 2}, \"reference\": {\"numerator\": 0, "
        "\"denominator\": 2}}]",
        "[{\"group\": {\"numerator\": -1, \"denominator\": 2}, \"reference\": {\"numerator\": 0, "
        "\"denominator\": 2}}]",
        "[{\"group\": {\"numerator\": 1, \"denominator\": 2, \"effective\": -2}, \"reference\": "
        "{\"numerator\": 0, \"denominator\": 2}}]"};
    gg_arena arena;

    gg_arena_init(&arena);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_t *rows = json_of(bad[i]);
        const gg_stratum *tables = NULL;
        gg_error err;
        size_t n = 9;

        gg_error_init(&err);
        ck_assert_int_eq(gg_strata_parse(rows, &arena, &tables, &n, &err), GG_E_INPUT);
        ck_assert(tables == NULL && n == 9 && err.what[0] != '\0');
        json_decref(rows);
    }
    gg_arena_release(&arena);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, pooled_with_their_intervals);
    tcase_add_test(tc, pooled_where_there_is_little);
    tcase_add_test(tc, strata_come_back_from_a_document);
    tcase_add_test(tc, strata_that_make_no_sense_are_refused);
}

GG_TEST_MAIN("evaluate/pooled")
