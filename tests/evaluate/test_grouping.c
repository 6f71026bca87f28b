/*
 * The groups of an attribute: whom they are held against, and the tests over all of them.
 */
#include "table.h"

/* The figures of all groups and the index of the reference, as a gate reads them back. */
static size_t read_back(json_t *race, gg_figures groups[3])
{
    json_t *stored = json_object_get(race, "groups");
    size_t reference = GG_NO_GROUP, n = 0;

    for (void *i = json_object_iter(stored); i != NULL; i = json_object_iter_next(stored, i)) {
        if (strcmp(json_object_iter_key(i), text(race, "reference")) == 0)
            reference = n;
        ck_assert_int_eq(gg_figures_parse(json_object_iter_value(i), &groups[n++], NULL), GG_OK);
    }
    return reference;
}

static void expect_again(const json_t *race, const gg_disparity *disparity,
                         const gg_figures groups[3], gg_reference_rule rule, size_t reference)
{
    static const char *const names[] = {"a", "b", "c"};
    const json_t *stored = AT(race, "disparities", disparity->name);
    gg_measure_options how = gg_measure_options_default();
    gg_summary_result extreme;

    how.z = gg_z_of_confidence(0.95);
    for (size_t k = 0; k < 3; k++) {
        gg_measure m;
        json_t *est;

        if (k == reference)
            continue;
        gg_disparity_of(disparity, groups, 3, k, rule, reference, &how, &m);
        est = gg_estimate_json(&m);
        ck_assert(json_equal(est, AT(stored, "groups", names[k])));
        json_decref(est);
    }
    gg_disparity_extreme(disparity, groups, 3, rule, reference, false, &how, &extreme);
    if (extreme.all.state == GG_MEASURE_OK)
        ck_assert_double_eq(value_at(AT(stored, "minimum")), extreme.all.value);
}

/* What a gate does: read the groups back, measure again, find the same figures. */
START_TEST(every_figure_can_be_computed_again_from_the_document)
{
    for (int i = 0; i < GG_REFERENCE_RULES; i++) {
        const gg_reference_rule rule = (gg_reference_rule)i;
        gg_evaluation_options options = gg_evaluation_options_default();
        const gg_reference_choice choice = {"race", "c"};
        gg_figures groups[3];
        json_t *document, *race;
        size_t reference;

        options.reference_rule = rule;
        options.references = &choice;
        options.n_references = rule == GG_REFERENCE_GIVEN;
        document = by_hand(three, 3, &options);
        race = json_object_get(json_object_get(document, "attributes"), "race");
        ck_assert_str_eq(text(race, "reference_rule"), gg_reference_rule_name(rule));
        reference = read_back(race, groups);
        for (size_t d = 0; d < gg_disparity_count(); d++)
            expect_again(race, gg_disparity_at(d), groups, rule, reference);
        json_decref(document);
    }
}
END_TEST

START_TEST(rules_name_their_reference)
{
    static const char *const names[GG_REFERENCE_RULES] = {"b", "a",      "a",
                                                          "b", "(rest)", "(overall)"};

    for (int rule = 0; rule < GG_REFERENCE_RULES; rule++) {
        gg_evaluation_options options = gg_evaluation_options_default();
        const gg_reference_choice choice = {"race", "a"};
        json_t *document;

        options.reference_rule = (gg_reference_rule)rule;
        options.references = &choice;
        options.n_references = rule == GG_REFERENCE_GIVEN;
        document = by_hand(three, 3, &options);
        ck_assert_str_eq(text(AT(document, "attributes", "race"), "reference"), names[rule]);
        ck_assert_uint_eq(json_object_size(AT(document, "attributes", "race", "disparities",
                                              "selection_rate_ratio", "groups")),
                          rule < GG_REFERENCE_REST ? 2 : 3);
        json_decref(document);
    }
}
END_TEST

START_TEST(the_schemas_reference_goes_before_the_rule_and_an_option_before_both)
{
    const gg_reference_choice choice = {"race", "c"};
    gg_evaluation_options options = gg_evaluation_options_default();
    gg_evidence e = hand_evidence("race", three, 3);
    json_t *document = NULL;

    options.reference_rule = GG_REFERENCE_REST;
    e.dimensions[0].reference = "a";
    ck_assert_int_eq(gg_evaluate(&e, &options, &document, NULL), GG_OK);
    ck_assert_str_eq(text(AT(document, "attributes", "race"), "reference"), "a");
    ck_assert_str_eq(text(AT(document, "attributes", "race"), "reference_rule"), "given");
    json_decref(document);
    options.references = &choice;
    options.n_references = 1;
    ck_assert_int_eq(gg_evaluate(&e, &options, &document, NULL), GG_OK);
    ck_assert_str_eq(text(AT(document, "attributes", "race"), "reference"), "c");
    json_decref(document);
    gg_arena_release(&e.arena);
}
END_TEST

START_TEST(a_long_list_of_levels_is_cut)
{
    hand_cell cells[60];
    char names[60][16];
    const gg_reference_choice choice = {"race", "none"};
    gg_evaluation_options options = gg_evaluation_options_default();
    gg_evidence e;
    json_t *document = NULL;
    gg_error err;

    for (int i = 0; i < 60; i++) {
        snprintf(names[i], sizeof names[i], "level %02d", i);
        cells[i] = (hand_cell){names[i], NULL, 1, 2, 3, 4, 0, 0};
    }
    gg_error_init(&err);
    e = hand_evidence("race", cells, 60);
    options.references = &choice;
    options.n_references = 1;
    ck_assert_int_eq(gg_evaluate(&e, &options, &document, &err), GG_E_USAGE);
    ck_assert_ptr_nonnull(strstr(err.mend, "level 00, level 01"));
    ck_assert_ptr_nonnull(strstr(err.mend, ", ..."));
    gg_arena_release(&e.arena);
}
END_TEST

/* Chi-square by SciPy's chi2_contingency, two-proportion tests by statsmodels, Holm's by its
 * multipletests; 37/51, 30/71 (the reference) and 40/60 are selected. */
START_TEST(groups_are_tested_together_and_one_by_one)
{
    json_t *document = by_hand(three, 3, NULL);
    const json_t *test = AT(document, "attributes", "race", "omnibus", "selection_rate");

    ck_close(gg_json_number(test, "statistic", NAN), 13.535505948770627, 1e-10);
    ck_close(gg_json_number(test, "p_value", NAN), 0.001150276449777625, 1e-9);
    ck_close(gg_json_number(test, "cramers_v", NAN), 0.2727103074810925, 1e-9);
    ck_assert_double_eq(gg_json_number(test, "degrees_of_freedom", NAN), 2);
    ck_close(gg_json_number(AT(test, "groups", "a"), "p_value", NAN), 0.0009096956295647402, 1e-9);
    ck_close(gg_json_number(AT(test, "groups", "c"), "p_value", NAN), 0.0052555474526154895, 1e-9);
    ck_close(gg_json_number(AT(test, "groups", "a"), "adjusted_p_value", NAN),
             0.0018193912591294803, 1e-9);
    ck_close(gg_json_number(AT(test, "groups", "c"), "adjusted_p_value", NAN),
             0.0052555474526154895, 1e-9);
    ck_assert_str_eq(text(test, "adjustment"), "holm");
    ck_assert_ptr_null(AT(test, "groups", "b"));
    json_decref(document);
}
END_TEST

/* 2 of 7 against 30 of 71: fisher_exact by SciPy. */
START_TEST(small_groups_are_tested_exactly)
{
    const hand_cell cells[] = {{"a", NULL, 1, 1, 2, 3, 0, 0}, {"b", NULL, 16, 14, 20, 21, 0, 0}};
    json_t *document = by_hand(cells, 2, NULL);
    const json_t *test = AT(document, "attributes", "race", "omnibus", "selection_rate");

    ck_assert_str_eq(text(AT(test, "groups", "a"), "test"), "fisher");
    ck_close(gg_json_number(AT(test, "groups", "a"), "p_value", NAN), 0.6936307390525127, 1e-9);
    ck_assert_double_gt(gg_json_number(test, "monte_carlo_p_value", NAN), 0.3);
    json_decref(document);
}
END_TEST

START_TEST(a_reference_that_the_data_chose_counts_all_pairs)
{
    gg_evaluation_options options = gg_evaluation_options_default();
    json_t *document;
    const json_t *test;

    options.reference_rule = GG_REFERENCE_LOWEST;
    document = by_hand(three, 3, &options);
    test = AT(document, "attributes", "race", "omnibus", "selection_rate");
    ck_assert_str_eq(text(test, "adjustment"), "bonferroni_pairs");
    ck_close(gg_json_number(AT(test, "groups", "c"), "adjusted_p_value", NAN),
             3 * 0.0052555474526154895, 1e-9);
    json_decref(document);
}
END_TEST

START_TEST(references_of_an_intersection_are_joined_where_they_occur)
{
    static const char referenced[] =
        "{\"columns\": {\"race\": {\"role\": \"protected\", \"reference\": \"y\"},"
        " \"sex\": {\"role\": \"protected\", \"reference\": \"M\"}, \"score\": \"score\","
        " \"label\": \"outcome\"}, \"threshold\": 0.5}";
    const gg_reference_choice choice = {"race*sex", "x*M"}, missing = {"race*sex", "z*M"};
    gg_evaluation_options options = gg_evaluation_options_default();
    json_t *document = document_of(sited, referenced, NULL);

    ck_assert_str_eq(text(AT(document, "intersections", "race*sex"), "reference"), "y*M");
    ck_assert_str_eq(text(AT(document, "intersections", "race*sex"), "reference_rule"), "given");
    json_decref(document);
    /* Nobody is y and M: the largest is taken, and the document says so. */
    document =
        document_of("race,sex,score,label\nx,F,1,1\nx,F,0,0\ny,F,1,0\nx,M,0,1\n", referenced, NULL);
    ck_assert_str_eq(text(AT(document, "intersections", "race*sex"), "reference"), "x*F");
    ck_assert_str_eq(text(AT(document, "intersections", "race*sex"), "reference_rule"), "largest");
    json_decref(document);
    options.references = &choice;
    options.n_references = 1;
    document = document_of(sited, referenced, &options);
    ck_assert_str_eq(text(AT(document, "intersections", "race*sex"), "reference"), "x*M");
    json_decref(document);
    options.references = &missing;
    {
        static const char *const intersections[] = {"race*sex"};
        temporary t = temporary_file(sited, 0);
        gg_evidence e = collected(t.path, referenced, intersections, 1, 1);

        temporary_remove(&t);
        ck_assert_int_eq(gg_evaluate(&e, &options, &document, NULL), GG_E_USAGE);
        gg_evidence_release(&e);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_figure_can_be_computed_again_from_the_document);
    tcase_add_test(tc, rules_name_their_reference);
    tcase_add_test(tc, the_schemas_reference_goes_before_the_rule_and_an_option_before_both);
    tcase_add_test(tc, a_long_list_of_levels_is_cut);
    tcase_add_test(tc, groups_are_tested_together_and_one_by_one);
    tcase_add_test(tc, small_groups_are_tested_exactly);
    tcase_add_test(tc, a_reference_that_the_data_chose_counts_all_pairs);
    tcase_add_test(tc, references_of_an_intersection_are_joined_where_they_occur);
}

GG_TEST_MAIN("evaluate/grouping")
