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

/* An attribute of which the register does not speak has no such figures, and says so. */
START_TEST(test_population_without_an_attribute)
{
    gg_population p = population_of("attribute,group,count\n,,120000\n");
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
    ck_assert(value_at(AT(document, "overall", "recall")) > 0);
    ck_assert_str_eq(gg_json_string(AT(document, "attributes", "race"), "of", ""), "rows");
    json_decref(document);
    gg_population_release(&p);
    gg_arena_release(&e.arena);
}
END_TEST

/* The audit of a random arm of 1,047 and 5,082 referrals, every figure by hand: with N cases, b the
 * arm's base rate, recall = tp / (N b) and so on. */
START_TEST(test_an_audit_by_hand)
{
    static const struct {
        const char *group;
        double n, base, tp, fp;
    } hand[] = {{"a", 80000, 20.0 / 700, 900, 2600}, {"b", 40000, 11.0 / 347, 420, 1162}};
    gg_population p = population_of("attribute,group,count\nrace,a,80000\nrace,b,40000\n");
    gg_evidence e = evidence_of(inspected, 2);
    gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);
    json_t *document;

    options.population = &p;
    document = evaluated(&e, &options);
    for (size_t i = 0; i < 2; i++) {
        const json_t *g = group(document, hand[i].group);
        const double positives = hand[i].n * hand[i].base, negatives = hand[i].n - positives;
        const double selected = hand[i].tp + hand[i].fp, fn = positives - hand[i].tp;

        ck_close(value_at(AT(g, "base_rate")), hand[i].base, 1e-12);
        ck_close(value_at(AT(g, "selection_rate")), selected / hand[i].n, 1e-12);
        ck_close(value_at(AT(g, "precision")), hand[i].tp / selected, 1e-12);
        ck_close(value_at(AT(g, "recall")), hand[i].tp / positives, 1e-12);
        ck_close(value_at(AT(g, "false_negative_rate")), fn / positives, 1e-12);
        ck_close(value_at(AT(g, "false_positive_rate")), hand[i].fp / negatives, 1e-12);
        ck_close(value_at(AT(g, "specificity")), 1 - hand[i].fp / negatives, 1e-12);
        ck_close(value_at(AT(g, "negative_predictive_value")), 1 - fn / (hand[i].n - selected),
                 1e-12);
        ck_close(value_at(AT(g, "accuracy")), (hand[i].tp + negatives - hand[i].fp) / hand[i].n,
                 1e-12);
    }
    ck_close(value_at(AT(document, "attributes", "race", "disparities",
                         "false_positive_rate_difference", "groups", "b")),
             1162 / (40000 * 336.0 / 347) - 2600 / (80000 * 680.0 / 700), 1e-12);
    json_decref(document);
    gg_population_release(&p);
    gg_arena_release(&e.arena);
}
END_TEST

/* Groups weigh what they are in the population. numpy: the definitions of Speicher et al. 2018 on
 * the table that the estimates make of everyone, and of Foulds et al. 2020 on shares of it. */
START_TEST(test_population_weighs_the_groups)
{
    gg_population p = population_of("attribute,group,count\nrace,a,80000\nrace,b,40000\n");
    gg_population turned = population_of("attribute,group,count\nrace,a,50000\nrace,b,90000\n");
    gg_evidence e = evidence_of(inspected, 2);
    gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);
    json_t *document;
    const json_t *q;

    options.population = &p;
    document = evaluated(&e, &options);
    q = AT(document, "inequality");
    ck_assert_str_eq(gg_json_string(AT(document, "attributes", "race"), "reference", ""), "a");
    ck_assert_str_eq(gg_json_string(AT(document, "attributes", "race"), "of", ""), "population");
    ck_assert_str_eq(gg_json_string(q, "of", ""), "population");
    ck_assert_str_eq(gg_json_string(q, "inspection", ""), "random_arm");
    ck_close(value_at(AT(q, "theil_index")), 0.038953125763848344, 1e-9);
    ck_close(value_at(AT(q, "generalized_entropy")), 0.025544845349778855, 1e-9);
    ck_close(value_at(AT(q, "attributes", "race", "between_groups")), 6.1229872917827315e-06, 1e-7);
    ck_close(value_at(AT(q, "attributes", "race", "smoothed_differential_fairness")),
             0.1007652596046052, 1e-9);
    json_decref(document);
    /* b has fewer rows and more cases: it is the largest group. */
    options.population = &turned;
    document = evaluated(&e, &options);
    ck_assert_str_eq(gg_json_string(AT(document, "attributes", "race"), "reference", ""), "b");
    json_decref(document);
    gg_population_release(&turned);
    gg_population_release(&p);
    gg_arena_release(&e.arena);
}
END_TEST

/* A group of the population without a row stays, with its total, and is told of. */
START_TEST(test_a_group_without_a_row_is_kept)
{
    gg_population p =
        population_of("attribute,group,count\nrace,a,80000\nrace,c,5000\nrace,b,40000\n");
    gg_evidence e = evidence_of(inspected, 2);
    gg_evaluation_options options = under(GG_INSPECTION_RANDOM_ARM);
    json_t *document;
    const json_t *c;

    options.population = &p;
    document = evaluated(&e, &options);
    c = group(document, "c");
    ck_assert(c != NULL && gg_json_number(c, "population", 0) == 5000);
    ck_assert(gg_json_number(c, "count", -1) == 0);
    ck_close(value_at(AT(c, "selection_rate")), 0, 0);
    ck_assert_str_eq(gg_json_string(AT(c, "recall"), "why_null", ""), GG_WHY_NOT_IDENTIFIED);
    ck_assert(warned(document, "group_without_rows"));
    ck_assert(gg_json_number(AT(document, "overall"), "population", 0) == 125000);
    ck_assert_uint_eq(e.families[1].n_slices, 2);
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
    gg_population_release(&p);
    p = population_of("attribute,group,count\nrace,a,80000\nrace,B,40000\n");
    refused(&e, &options, GG_E_INPUT, "no total of race = b");
    gg_population_release(&p);
    p = population_of("attribute,group,count\nrace,a,80000\nrace,b,40000\nsexe,F,60000\n");
    refused(&e, &options, GG_E_INPUT, "\"sexe\", which the table has not");
    gg_population_release(&p);
    p = population_of("race,sex,count\na,F,80000\nb,F,40000\n");
    refused(&e, &options, GG_E_INPUT, "\"sex\", which the table has not");
    gg_population_release(&p);
    p = population_of("attribute,group,count\nrace,a,80000\nrace,b,40000\n,,119999\n");
    refused(&e, &options, GG_E_INPUT, "smaller than the sum of the groups");
    gg_population_release(&p);
    p = population_of("attribute,group,count\n,,5000\n");
    refused(&e, &options, GG_E_INPUT, "everyone is smaller than its rows");
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
    tcase_add_test(tc, test_population_without_an_attribute);
    tcase_add_test(tc, test_an_audit_by_hand);
    tcase_add_test(tc, test_population_weighs_the_groups);
    tcase_add_test(tc, test_a_group_without_a_row_is_kept);
    tcase_add_test(tc, test_population_refused);
}

GG_TEST_MAIN("evaluate/design with a population")
