/* A random arm where who was not inspected is known by number alone. */
#include "arms.h"
#include "table/temporary.h"

static const two_arms inspected[] = {
    {"a", {0, 0, 20, 680, 0, 0}, {900, 2600, 0, 0, 0, 0}},
    {"b", {0, 0, 11, 336, 0, 0}, {420, 1162, 0, 0, 0, 0}},
};

static gg_population population_of(const char *table)
{
    temporary file = temporary_file(table, 0);
    gg_population p;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_population_read(file.path, &p, &err) == GG_OK, "%s", err.what);
    temporary_remove(&file);
    return p;
}

START_TEST(test_population_totals)
{
    gg_population p = population_of("attribute,group,count\nrace,a,80000\nrace,b,40000\n");
    gg_evidence e = evidence_of(inspected, 2);
    gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);
    json_t *document;
    const json_t *b;

    options.population = &p;
    document = evaluated(&e, &options);
    b = group(document, "b");
    ck_assert(gg_json_number(b, "population", 0) == 40000);
    ck_close(value_at(AT(b, "base_rate")), 11.0 / 347, 1e-12);
    ck_close(value_at(AT(b, "selection_rate")), 1582.0 / 40000, 1e-12);
    ck_close(gg_json_number(AT(b, "selection_rate"), "observed", 0), 1582.0 / 1929, 1e-12);
    ck_close(value_at(AT(b, "false_positive_rate")), 1162 / (40000 * 336.0 / 347), 1e-12);
    ck_close(value_at(AT(b, "recall")), 420 / (40000 * 11.0 / 347), 1e-12);
    ck_close(value_at(AT(b, "precision")), 420.0 / 1582, 1e-12);
    ck_close(gg_json_number(AT(document, "overall"), "population", 0), 120000, 1e-12);
    ck_close(value_at(AT(document, "attributes", "race", "disparities", "selection_rate_ratio",
                         "groups", "b")),
             1582.0 / 40000 / (3500.0 / 80000), 1e-12);
    ck_assert(warned(document, "population"));
    json_decref(document);
    gg_population_release(&p);
    gg_arena_release(&e.arena);
}
END_TEST

/* A group of which the register does not speak has no such figure, and says so. */
START_TEST(test_population_without_a_group)
{
    gg_population p = population_of("attribute,group,count\nrace,a,80000\n,,120000\n");
    gg_evidence e = evidence_of(inspected, 2);
    gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);
    json_t *document;
    const json_t *b;

    options.population = &p;
    document = evaluated(&e, &options);
    b = group(document, "b");
    ck_assert(json_is_null(json_object_get(b, "population")));
    ck_assert_str_eq(gg_json_string(AT(b, "recall"), "why_null", ""), GG_WHY_NOT_IDENTIFIED);
    ck_assert_str_eq(gg_json_string(AT(b, "selection_rate"), "why_null", ""),
                     GG_WHY_NOT_IDENTIFIED);
    ck_assert(json_object_get(AT(b, "recall"), "bounds") == NULL);
    ck_assert(value_at(AT(group(document, "a"), "recall")) > 0);
    json_decref(document);
    gg_population_release(&p);
    gg_arena_release(&e.arena);
}
END_TEST

static void refused(const gg_evidence *e, const gg_evaluation_options *options, gg_status status,
                    const char *what)
{
    json_t *document = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_evaluate(e, options, &document, &err), status);
    ck_assert_ptr_null(document);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
}

START_TEST(test_population_refused)
{
    gg_population p = population_of("attribute,group,count\nrace,a,80000\nrace,b,100\n");
    gg_evidence e = evidence_of(inspected, 2);
    gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);

    options.population = &p;
    refused(&e, &options, GG_E_INPUT, "race = b");
    options.inspection = GG_INSPECTION_UNKNOWN;
    refused(&e, &options, GG_E_USAGE, "unknown");
    options.inspection = GG_INSPECTION_MISSING_AT_RANDOM;
    refused(&e, &options, GG_E_USAGE, "missing_at_random");
    gg_population_release(&p);
    gg_arena_release(&e.arena);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_population_totals);
    tcase_add_test(tc, test_population_without_a_group);
    tcase_add_test(tc, test_population_refused);
}

GG_TEST_MAIN("evaluate/design with a population")
