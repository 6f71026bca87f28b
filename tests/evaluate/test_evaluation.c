/*
 * The evaluation document: its keys and their order, what it says of the data and the decision,
 * references, sites and periods, warnings, and what is refused.
 */
#include "table.h"

/* The message of the first warning with this code; "" if there is none. */
static const char *warning(const json_t *document, const char *code)
{
    const json_t *warnings = json_object_get(document, "warnings");

    for (size_t i = 0; i < json_array_size(warnings); i++) {
        if (strcmp(text(json_array_get(warnings, i), "code"), code) == 0)
            return text(json_array_get(warnings, i), "message");
    }
    return "";
}

static void expect_keys(const json_t *object, const char *const *keys)
{
    void *i = json_object_iter((json_t *)object);

    for (; *keys != NULL; keys++, i = json_object_iter_next((json_t *)object, i)) {
        ck_assert_msg(i != NULL, "no key %s", *keys);
        ck_assert_str_eq(json_object_iter_key(i), *keys);
    }
}

#define EXPECT_KEYS(object, ...) expect_keys(object, (const char *const[]){__VA_ARGS__, NULL})

START_TEST(keys_stand_in_the_order_of_the_contract)
{
    json_t *document = by_hand(three, 3, NULL);
    const json_t *race = AT(document, "attributes", "race");

    EXPECT_KEYS(document, "format", "version", "data", "decision", "confidence", "seed",
                "inspection", "overall", "attributes", "intersections", "sites", "periods",
                "inequality", "warnings");
    EXPECT_KEYS(AT(document, "data"), "source", "sha256", "rows", "rows_used", "rows_excluded");
    EXPECT_KEYS(AT(document, "decision"), "rule", "threshold", "adverse");
    EXPECT_KEYS(race, "reference", "reference_rule", "groups", "disparities", "summary");
    EXPECT_KEYS(AT(race, "groups"), "a", "b", "c");
    for (size_t i = 0; i < gg_disparity_count(); i++) {
        const json_t *one = AT(race, "disparities", gg_disparity_at(i)->name);

        EXPECT_KEYS(one, "groups", "minimum", "minimum_group", "maximum", "maximum_group");
    }
    EXPECT_KEYS(AT(race, "summary"), "demographic_parity_difference", "demographic_parity_ratio",
                "equalized_odds_difference", "equalized_odds_ratio", "equal_opportunity_difference",
                "predictive_parity_difference", "impact_ratio");
    ck_assert_str_eq(text(document, "format"), "gauger/evaluation/1");
    ck_assert_str_ne(text(document, "version"), "");
    json_decref(document);
}
END_TEST

START_TEST(options_are_written_down)
{
    gg_evaluation_options options = gg_evaluation_options_default();
    json_t *document;

    options.source = "scores.csv";
    options.sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    options.confidence = 0.9;
    options.seed = 42;
    options.adverse = GG_ADVERSE_NOT_SELECTED;
    document = by_hand(three, 3, &options);
    ck_assert_str_eq(text(AT(document, "data"), "source"), "scores.csv");
    ck_assert_str_eq(text(AT(document, "data"), "sha256"), options.sha256);
    ck_assert_double_eq(gg_json_number(document, "confidence", NAN), 0.9);
    ck_assert_int_eq(json_integer_value(AT(document, "seed")), 42);
    ck_assert_str_eq(text(AT(document, "decision"), "adverse"), "not-selected");
    ck_assert_str_eq(text(AT(document, "decision"), "rule"), "decision");
    ck_assert(json_is_null(AT(document, "decision", "threshold")));
    ck_assert_str_eq(text(document, "inspection"), "unknown");
    /* 90%: statsmodels' proportion_confint(107, 182, 0.1, "wilson"). */
    ck_close(value_at(AT(document, "overall", "selection_rate")), 107.0 / 182, 1e-12);
    ck_close(gg_json_number(AT(document, "overall", "selection_rate"), "low", NAN),
             0.5270389616136684, 1e-10);
    json_decref(document);
    document = by_hand(three, 3, NULL);
    ck_assert(json_is_null(AT(document, "data", "sha256")));
    ck_assert_int_eq(json_integer_value(AT(document, "seed")), 1);
    json_decref(document);
}
END_TEST

START_TEST(the_same_input_gives_the_same_bytes)
{
    json_t *a = by_hand(three, 3, NULL), *b = by_hand(three, 3, NULL);
    gg_buf x, y;

    gg_buf_init(&x, 0);
    gg_buf_init(&y, 0);
    gg_json_write(a, &x);
    gg_json_write(b, &y);
    ck_assert_str_eq(x.data, y.data);
    gg_buf_release(&x);
    gg_buf_release(&y);
    json_decref(a);
    json_decref(b);
}
END_TEST

static void refuse(const gg_evaluation_options *options, gg_status status, const char *what,
                   const char *mend)
{
    gg_evidence e = hand_evidence("race", three, 3);
    json_t *document = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_evaluate(&e, options, &document, &err), status);
    ck_assert_ptr_null(document);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    ck_assert_msg(strstr(err.mend, mend) != NULL, "%s", err.mend);
    gg_arena_release(&e.arena);
}

START_TEST(bad_options_are_refused)
{
    const gg_reference_choice level = {"race", "White"}, attribute = {"gender", "F"};
    const gg_evaluation_options fine = gg_evaluation_options_default();
    gg_evaluation_options options = fine;

    options.confidence = 1;
    refuse(&options, GG_E_USAGE, "confidence", "0.95");
    options.confidence = 0;
    refuse(&options, GG_E_USAGE, "confidence", "0.95");
    options.confidence = NAN;
    refuse(&options, GG_E_USAGE, "confidence", "0.95");
    options = fine;
    options.seed = 9007199254740993u;
    refuse(&options, GG_E_USAGE, "seed", "9007199254740992");
    options = fine;
    options.minimum_count = -1;
    refuse(&options, GG_E_USAGE, "minimum", "0 or more");
    options = fine;
    options.references = &level;
    options.n_references = 1;
    refuse(&options, GG_E_USAGE, "\"White\" is not a level of \"race\"", "a, b, c");
    options.references = &attribute;
    refuse(&options, GG_E_USAGE, "\"gender\"", "protected column");
    options = fine;
    options.reference_rule = GG_REFERENCE_GIVEN;
    refuse(&options, GG_E_USAGE, "no reference is given for \"race\"", "--reference");
    options = fine;
    options.inspection = GG_INSPECTION_KNOWN_PROBABILITY;
    refuse(&options, GG_E_USAGE, "with which probability", "--sampling-probability");
    options.inspection = GG_INSPECTION_RANDOM_ARM;
    refuse(&options, GG_E_USAGE, "random arm", "--random-level");
}
END_TEST

/* Who made a figure over groups: two groups a summary, one an extreme. */
START_TEST(figures_over_groups_say_who_made_them)
{
    json_t *document = by_hand(three, 3, NULL);
    const json_t *race = AT(document, "attributes", "race");
    const json_t *gap = AT(race, "summary", "demographic_parity_difference");
    const json_t *least = AT(race, "disparities", "selection_rate_ratio", "minimum");

    ck_assert_uint_eq(json_array_size(AT(gap, "groups")), 2);
    ck_assert_str_eq(json_string_value(json_array_get(AT(gap, "groups"), 0)), "b");
    ck_assert_str_eq(json_string_value(json_array_get(AT(gap, "groups"), 1)), "a");
    ck_assert_int_eq(json_integer_value(json_array_get(AT(gap, "counts"), 0)), 71);
    ck_assert_int_eq(json_integer_value(json_array_get(AT(gap, "counts"), 1)), 51);
    ck_assert_uint_eq(json_array_size(AT(least, "groups")), 1);
    ck_assert_str_eq(json_string_value(json_array_get(AT(least, "groups"), 0)), "c");
    ck_assert_str_eq(text(AT(race, "disparities", "selection_rate_ratio"), "minimum_group"), "c");
    ck_assert_str_eq(text(AT(race, "disparities", "selection_rate_ratio"), "maximum_group"), "a");
    ck_assert_str_eq(text(AT(race, "summary", "equalized_odds_ratio"), "metric"), "recall");
    json_decref(document);
}
END_TEST

/* The key that a gate must use to draw the same numbers again. */
START_TEST(draws_are_keyed_by_attribute_and_level)
{
    json_t *document = by_hand(three, 3, NULL);
    const gg_figures a = figures_of(20, 17, 6, 8);
    gg_measure_options how = gg_measure_options_default();
    gg_measure m;

    how.z = gg_z_of_confidence(0.95);
    how.slice = "race=a";
    gg_metric_measure(gg_metric_find("mcc"), &a, &how, &m);
    ck_assert_double_eq(
        gg_json_number(AT(document, "attributes", "race", "groups", "a", "mcc"), "low", NAN),
        m.low);
    json_decref(document);
}
END_TEST

/* What is said of the table is not said again of each attribute. */
START_TEST(unverified_rows_are_warned_of_once)
{
    const hand_cell cells[] = {{"a", NULL, 20, 17, 6, 8, 0, 9}, {"b", NULL, 16, 14, 20, 21, 2, 0}};
    json_t *document = by_hand(cells, 2, NULL);

    ck_assert_uint_eq(json_array_size(AT(document, "warnings")), 2);
    ck_assert_ptr_nonnull(strstr(warning(document, "unverified"), "11 of 133 rows"));
    ck_assert_str_ne(warning(document, "no_scores"), "");
    ck_assert_str_eq(warning(document, "undefined_metric"), "");
    json_decref(document);
}
END_TEST

START_TEST(one_group_alone_is_said_to_be_alone)
{
    json_t *document = by_hand(three, 1, NULL);
    const json_t *race = AT(document, "attributes", "race");

    ck_assert_str_ne(warning(document, "few_groups"), "");
    ck_assert_str_eq(text(AT(race, "summary", "impact_ratio"), "why_null"), GG_WHY_ONE_GROUP);
    ck_assert(json_is_null(AT(race, "disparities", "recall_ratio", "minimum_group")));
    ck_assert(json_is_null(AT(race, "omnibus", "selection_rate", "statistic")));
    json_decref(document);
}
END_TEST

START_TEST(small_groups_are_named_with_their_rows)
{
    const hand_cell cells[] = {{"a", NULL, 1, 1, 2, 3, 0, 0}, {"b", NULL, 16, 14, 20, 21, 0, 0}};
    gg_evaluation_options options = gg_evaluation_options_default();
    json_t *document = by_hand(cells, 2, NULL);

    ck_assert_str_eq(warning(document, "small_group"), "race: fewer than 30 rows in a (7)");
    json_decref(document);
    options.minimum_count = 5;
    document = by_hand(cells, 2, &options);
    ck_assert_str_eq(warning(document, "small_group"), "");
    json_decref(document);
}
END_TEST

START_TEST(a_ratio_to_zero_is_warned_of)
{
    const hand_cell cells[] = {{"a", NULL, 0, 0, 30, 40, 0, 0}, {"b", NULL, 6, 4, 10, 11, 0, 0}};
    json_t *document = by_hand(cells, 2, NULL);

    ck_assert_ptr_nonnull(strstr(warning(document, "undefined_disparity"), "selection_rate_ratio"));
    ck_assert_ptr_nonnull(
        strstr(warning(document, "undefined_metric"), "precision, mcc (no_selected)"));
    json_decref(document);
}
END_TEST

/* 300 groups of which each lacks something: a few warnings, and none longer than a page. */
START_TEST(warnings_stay_few_and_short)
{
    static char names[300][32];
    hand_cell cells[300];
    json_t *document;
    size_t n;

    for (int i = 0; i < 300; i++) {
        snprintf(names[i], sizeof names[i], "a group of some name %03d", i);
        cells[i] =
            (hand_cell){names[i], NULL, (uint64_t)(i % 3), 0, 0, (uint64_t)(i % 2) + 1, 0, 0};
    }
    document = by_hand(cells, 300, NULL);
    n = json_array_size(AT(document, "warnings"));
    ck_assert_uint_le(n, 12);
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_lt(strlen(text(json_array_get(AT(document, "warnings"), i), "message")),
                          9000);
    ck_assert_ptr_nonnull(strstr(warning(document, "small_group"), " more"));
    json_decref(document);
}
END_TEST

static const char roles[] =
    "{\"columns\": {\"port\": \"site\", \"month\": \"period\", \"race\": \"protected\","
    " \"sex\": \"protected\", \"score\": \"score\", \"label\": \"outcome\"},"
    " \"threshold\": {\"default\": 0.7, \"site\": {\"A\": 0.65}}}";

START_TEST(sites_have_their_thresholds)
{
    json_t *document = document_of(sited, roles, NULL);

    ck_assert_str_eq(text(AT(document, "decision"), "rule"), "site_threshold");
    ck_assert_double_eq(gg_json_number(AT(document, "decision"), "threshold", NAN), 0.7);
    ck_assert_double_eq(gg_json_number(AT(document, "decision", "site_thresholds"), "A", NAN),
                        0.65);
    ck_assert_double_eq(gg_json_number(AT(document, "sites", "A"), "threshold", NAN), 0.65);
    ck_assert_double_eq(gg_json_number(AT(document, "sites", "B"), "threshold", NAN), 0.7);
    ck_assert_int_eq(json_integer_value(AT(document, "sites", "A", "selected")), 1);
    ck_assert_int_eq(json_integer_value(AT(document, "sites", "B", "selected")), 2);
    ck_assert_int_eq(json_integer_value(AT(document, "overall", "selected")), 3);
    EXPECT_KEYS(AT(document, "periods"), "2026-01", "2026-02");
    ck_assert_int_eq(json_integer_value(AT(document, "periods", "2026-01", "count")), 3);
    ck_assert_ptr_nonnull(AT(document, "attributes", "race", "strata", "site"));
    ck_assert_ptr_nonnull(AT(document, "attributes", "race", "strata", "period"));
    json_decref(document);
}
END_TEST

START_TEST(intersections_are_attributes_of_joined_levels)
{
    json_t *document = document_of(sited, roles, NULL);
    const json_t *both = AT(document, "intersections", "race*sex");

    EXPECT_KEYS(AT(both, "groups"), "x*F", "x*M", "y*F", "y*M");
    ck_assert_str_eq(text(both, "reference"), "x*F");
    ck_assert_ptr_nonnull(AT(both, "disparities", "roc_auc_difference", "groups", "y*F"));
    ck_assert_ptr_nonnull(AT(both, "summary", "impact_ratio"));
    ck_assert_uint_eq(json_object_size(AT(document, "attributes")), 2);
    json_decref(document);
}
END_TEST

START_TEST(rows_and_columns_left_out_are_said)
{
    json_t *document = document_of(sited, roles, NULL);

    ck_assert_int_eq(json_integer_value(AT(document, "data", "rows")), 7);
    ck_assert_int_eq(json_integer_value(AT(document, "data", "rows_used")), 6);
    ck_assert_int_eq(json_integer_value(AT(document, "data", "rows_excluded", "missing_score")), 1);
    ck_assert_str_eq(warning(document, "rows_excluded"),
                     "1 of 7 rows were left out: 1 without a score, 0 malformed");
    ck_assert_str_eq(warning(document, "ignored_columns"),
                     "columns without a role were not read: colour");
    json_decref(document);
}
END_TEST

START_TEST(scores_are_described_for_charts)
{
    json_t *document = document_of(sited, roles, NULL);
    const json_t *d = AT(document, "score_distribution");
    json_int_t negative = 0, positive = 0;

    ck_assert_double_eq(gg_json_number(d, "low", NAN), 0);
    ck_assert_double_eq(gg_json_number(d, "high", NAN), 1);
    ck_assert_int_eq(json_integer_value(AT(d, "bins")), 100);
    ck_assert_uint_eq(json_array_size(AT(d, "unverified")), 100);
    for (size_t i = 0; i < 100; i++) {
        negative += json_integer_value(json_array_get(AT(d, "negative"), i));
        positive += json_integer_value(json_array_get(AT(d, "positive"), i));
    }
    ck_assert_int_eq(negative, 3);
    ck_assert_int_eq(positive, 3);
    json_decref(document);
}
END_TEST

START_TEST(tables_of_less_say_what_is_missing)
{
    json_t *document = document_of("g,s\na,0.9\nb,0.2\na,0.4\nb,0.8\n",
                                   "{\"columns\": {\"g\": \"protected\", \"s\": \"score\"}}", NULL);

    ck_assert_str_ne(warning(document, "default_threshold"), "");
    ck_assert_str_ne(warning(document, "no_outcomes"), "");
    ck_assert_double_eq(gg_json_number(AT(document, "decision"), "threshold", NAN), 0.5);
    ck_assert_str_eq(text(AT(document, "overall", "recall"), "why_null"), GG_WHY_NOT_IDENTIFIED);
    ck_assert_double_eq(value_at(AT(document, "overall", "selection_rate")), 0.5);
    json_decref(document);
    document = document_of(
        "g,d,y\na,1,1\nb,0,0\na,1,0\nb,0,1\n",
        "{\"columns\": {\"g\": \"protected\", \"d\": \"decision\", \"y\": \"outcome\"}}", NULL);
    ck_assert_str_ne(warning(document, "no_scores"), "");
    ck_assert_ptr_null(AT(document, "score_distribution"));
    ck_assert_str_eq(text(AT(document, "overall", "roc_auc"), "why_null"), GG_WHY_NO_SCORES);
    json_decref(document);
    document =
        document_of("g,s,y\na,3,1\nb,0,0\na,7,0\nb,5,1\n",
                    "{\"columns\": {\"g\": \"protected\", \"s\": \"score\", \"y\": \"outcome\"},"
                    " \"threshold\": 4}",
                    NULL);
    ck_assert_str_ne(warning(document, "not_a_probability"), "");
    ck_assert_str_eq(text(AT(document, "overall", "log_loss"), "why_null"),
                     GG_WHY_NOT_A_PROBABILITY);
    json_decref(document);
}
END_TEST

START_TEST(weights_are_summed_and_their_rows_kept)
{
    json_t *document =
        document_of("g,d,y,w\na,1,1,2.5\na,1,0,0.5\na,0,0,1\nb,0,1,3\nb,1,1,1\nb,0,0,2\n",
                    "{\"columns\": {\"g\": \"protected\", \"d\": \"decision\", \"y\": \"outcome\","
                    " \"w\": \"weight\"}}",
                    NULL);
    const json_t *a = AT(document, "attributes", "g", "groups", "a");
    gg_figures f;

    ck_assert(json_is_true(AT(document, "data", "weighted")));
    ck_assert_double_eq(json_number_value(AT(a, "count")), 4);
    ck_assert_double_eq(json_number_value(AT(a, "tp")), 2.5);
    ck_assert_int_eq(json_integer_value(AT(a, "rows")), 3);
    ck_assert_double_eq(json_number_value(AT(a, "squared_weights", "tp")), 6.25);
    ck_close(value_at(AT(a, "selection_rate")), 0.75, 1e-12);
    ck_assert_int_eq(gg_figures_parse(a, &f, NULL), GG_OK);
    ck_close(gg_figures_effective(&f, GG_CELLS_ALL), 16 / 7.5, 1e-12);
    json_decref(document);
}
END_TEST

/* scikit-learn's log_loss, brier_score_loss, average_precision_score and roc_auc_score on the
 * sixteen rows of statistics.json's confusion_small; threshold 0.5. */
START_TEST(probabilities_have_the_losses_of_scikit_learn)
{
    static const char table[] = "y,s\n0,0.1\n0,0.4\n1,0.35\n1,0.8\n0,0.3\n1,0.7\n0,0.2\n1,0.9\n"
                                "1,0.65\n0,0.5\n1,0.6\n0,0.55\n0,0.15\n1,0.75\n0,0.45\n1,0.5\n";
    json_t *document = document_of(table,
                                   "{\"columns\": {\"y\": \"outcome\", \"s\": \"score\"},"
                                   " \"threshold\": 0.5}",
                                   NULL);
    const json_t *overall = AT(document, "overall");

    ck_close(value_at(AT(overall, "log_loss")), 0.4440908981242181, 1e-10);
    ck_close(value_at(AT(overall, "brier_score")), 0.13968750000000002, 1e-10);
    ck_close(value_at(AT(overall, "average_precision")), 0.9305555555555556, 1e-12);
    ck_close(value_at(AT(overall, "roc_auc")), 0.9140625, 1e-12);
    ck_close(gg_json_number(AT(overall, "roc_auc"), "low", NAN), 0.6342685240146569, 1e-9);
    ck_close(gg_json_number(AT(overall, "roc_auc"), "high", NAN), 0.9849020662104759, 1e-9);
    ck_close(value_at(AT(overall, "mcc")), 0.629940788348712, 1e-12);
    ck_close(value_at(AT(overall, "f1")), 0.823529411764706, 1e-12);
    ck_assert_uint_eq(json_object_size(AT(document, "attributes")), 0);
    json_decref(document);
}
END_TEST

static size_t allocations, allocations_allowed;

static void *limited_malloc(size_t size)
{
    return allocations++ < allocations_allowed ? malloc(size) : NULL;
}

/* Memory for the document runs out at every 61st place in turn: an error each time, no document, no
 * crash, and (under a sanitizer) nothing left behind. */
START_TEST(running_out_of_memory_is_an_error)
{
    const hand_cell cells[] = {{"a", "x", 20, 17, 6, 8, 0, 0},
                               {"a", "y", 20, 17, 6, 8, 0, 0},
                               {"b", "x", 3, 2, 0, 4, 0, 0}};
    gg_evidence e = hand_evidence("race", cells, 3);
    gg_status status = GG_E_MEMORY;
    size_t failures = 0;

    json_set_alloc_funcs(limited_malloc, free);
    for (allocations_allowed = 0; status != GG_OK; allocations_allowed += 61) {
        json_t *document = NULL;
        gg_error err;

        allocations = 0;
        gg_error_init(&err);
        status = gg_evaluate(&e, NULL, &document, &err);
        ck_assert((status == GG_OK) == (document != NULL));
        ck_assert(status == GG_OK || (status == GG_E_MEMORY && err.status == GG_E_MEMORY));
        failures += status != GG_OK;
        json_decref(document);
    }
    json_set_alloc_funcs(malloc, free);
    ck_assert_uint_gt(failures, 20);
    gg_arena_release(&e.arena);
}
END_TEST

/* A group whose weights are small is told, and how far its figures hold; usual weights are not. */
START_TEST(small_weights_are_warned_of)
{
    static const struct {
        const char *weights[3];
        const char *want;
    } cases[] = {
        {{"1", "2", "0.5"}, ""},
        {{"1", "0", "0"}, ""},
        {{"1", "2", "0.001"},
         "weights are small (0.001 on average in race=b), and they are added "
         "in steps of 1e-12: weighted figures may be off by a part of 5e-10 "
         "of themselves, and the widths of their intervals by 5e-07; "},
        {{"0.0001", "0.0001", "0.0001"}, "weights are small (0.0001 on average), "},
        {{"0.001", "1", "0.001"},
         "weights are small (0.001 on average of rows with the outcome), "},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const *w = cases[i].weights;
        char table[200];
        json_t *document;

        snprintf(table, sizeof table, "s,y,race,w\n0.9,1,a,%s\n0.2,0,a,%s\n0.7,1,b,%s\n", w[0],
                 w[1], w[2]);
        document = document_of(table,
                               "{\"columns\": {\"s\": \"score\", \"y\": \"outcome\", "
                               "\"race\": \"protected\", \"w\": \"weight\"}}",
                               NULL);
        ck_assert_msg(strncmp(warning(document, "small_weights"), cases[i].want,
                              cases[i].want[0] ? strlen(cases[i].want) : 1) == 0,
                      "%s", warning(document, "small_weights"));
        json_decref(document);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, small_weights_are_warned_of);
    tcase_add_test(tc, keys_stand_in_the_order_of_the_contract);
    tcase_add_test(tc, options_are_written_down);
    tcase_add_test(tc, the_same_input_gives_the_same_bytes);
    tcase_add_test(tc, bad_options_are_refused);
    tcase_add_test(tc, figures_over_groups_say_who_made_them);
    tcase_add_test(tc, draws_are_keyed_by_attribute_and_level);
    tcase_add_test(tc, unverified_rows_are_warned_of_once);
    tcase_add_test(tc, running_out_of_memory_is_an_error);
    tcase_add_test(tc, one_group_alone_is_said_to_be_alone);
    tcase_add_test(tc, small_groups_are_named_with_their_rows);
    tcase_add_test(tc, a_ratio_to_zero_is_warned_of);
    tcase_add_test(tc, warnings_stay_few_and_short);
    tcase_add_test(tc, sites_have_their_thresholds);
    tcase_add_test(tc, intersections_are_attributes_of_joined_levels);
    tcase_add_test(tc, rows_and_columns_left_out_are_said);
    tcase_add_test(tc, scores_are_described_for_charts);
    tcase_add_test(tc, tables_of_less_say_what_is_missing);
    tcase_add_test(tc, weights_are_summed_and_their_rows_kept);
    tcase_add_test(tc, probabilities_have_the_losses_of_scikit_learn);
}

GG_TEST_MAIN("evaluate/evaluation")
