/*
 * Differences where outcomes are missing: bounds against every way to fill in what is missing, and
 * what is refused. Seeds are fixed; expected numbers are enumerated here or, where a comment says
 * so, of numpy.
 */
#include "missing.h"

/* The difference in a table where x of the unseen of each pair of decisions are positive. */
static double difference_of(const char *name, const joint *t, const int x[4])
{
    double side[2][4] = {{0}};

    for (int k = 0; k < 4; k++) {
        int a = k / 2, b = k % 2;
        double positive = t->n[POSITIVE][a][b] + x[k];
        double negative = t->n[NEGATIVE][a][b] + t->n[UNSEEN][a][b] - x[k];

        side[0][2 + a] += positive;
        side[1][2 + b] += positive;
        side[0][a] += negative;
        side[1][b] += negative;
    }
    return figure_of(name, side[0]) - figure_of(name, side[1]);
}

static json_t *compare_joint(const joint *t)
{
    static const char *const words[] = {"0", "1", ""};
    char table[600] = "a,b,y,n\n";

    for (int o = 0; o < 3; o++)
        for (int k = 0; k < 4; k++)
            snprintf(table + strlen(table), sizeof table - strlen(table), "%d,%d,%s,%d\n", k / 2,
                     k % 2, words[o], t->n[o][k / 2][k % 2]);
    return compare(table, "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}, \"threshold\": 1}",
                   NULL);
}

static void check_bounds(const json_t *d, const joint *t, const char *name)
{
    double least = INFINITY, greatest = -INFINITY;
    char path[80];
    int x[4];

    for (x[0] = 0; x[0] <= t->n[UNSEEN][0][0]; x[0]++)
        for (x[1] = 0; x[1] <= t->n[UNSEEN][0][1]; x[1]++)
            for (x[2] = 0; x[2] <= t->n[UNSEEN][1][0]; x[2]++)
                for (x[3] = 0; x[3] <= t->n[UNSEEN][1][1]; x[3]++) {
                    double value = difference_of(name, t, x);

                    least = fmin(least, value);
                    greatest = fmax(greatest, value);
                }
    snprintf(path, sizeof path, "differences/%s/bounds", name);
    if (isinf(least) || (!member(d, path) && strcmp(name, "precision") == 0))
        return;
    ck_close(item(d, path, 0), least, 1e-12);
    ck_close(item(d, path, 1), greatest, 1e-12);
    snprintf(path, sizeof path, "differences/%s/bounds_interval", name);
    ck_assert_double_le(item(d, path, 0), least + 1e-12);
    ck_assert_double_ge(item(d, path, 1), greatest - 1e-12);
}

/* 150 small tables, each filled in in every way there is. */
START_TEST(bounds_are_sharp)
{
    gg_random r;

    gg_random_init(&r, 7, "comparison", "bounds");
    for (int trial = 0; trial < 150; trial++) {
        joint t = {{{{0}}}};
        json_t *d;

        for (int k = 0; k < 12; k++)
            t.n[k / 4][k / 2 % 2][k % 2] = (int)(gg_random_uniform(&r) * (k / 4 == UNSEEN ? 6 : 9));
        t.n[UNSEEN][0][0]++;
        d = compare_joint(&t);
        for (size_t i = 0; i + 1 < FIGURES; i++)
            check_bounds(d, &t, figures[i]);
        ck_assert_ptr_null(member(d, "differences/selection_rate/bounds"));
        json_decref(d);
    }
}
END_TEST

/*
 * The champion's referrals were inspected, the candidate's were not: 300 both refer, 150 of them
 * positive; 200 only B, 40 positive; 200 only A, unseen; 3300 neither. Of A 150 of the 300 verified
 * were positive, of B 190 of 500: a naive difference of 0.12, which nothing supports.
 */
START_TEST(the_champions_referrals)
{
    const joint t = {{{{0, 160}, {0, 150}}, {{0, 40}, {0, 150}}, {{3300, 0}, {200, 0}}}};
    json_t *d = compare_joint(&t);

    ck_assert(is_null(d, "differences/precision/value"));
    ck_assert_str_eq(text(d, "differences/precision/why_null"), "not_identified");
    ck_assert(is_null(d, "differences/precision/p_value"));
    ck_close(number(d, "differences/precision/observed"), 0.5 - 0.38, 1e-12);
    ck_close(item(d, "differences/precision/bounds", 0), 150.0 / 500 - 0.38, 1e-12);
    ck_close(item(d, "differences/precision/bounds", 1), 350.0 / 500 - 0.38, 1e-12);
    /* Each alone is what an evaluation gives. */
    ck_close(number(d, "a/precision/value"), 0.5, 1e-12);
    ck_close(number(d, "b/precision/value"), 0.38, 1e-12);
    ck_close(number(d, "differences/selection_rate/value"), 0, 1e-12);
    ck_assert_str_eq(json_string_value(json_array_get(member(d, "findings/not_identified"), 0)),
                     "precision");
    ck_assert(!json_object_get(member(d, "findings/overall"), "precision"));
    json_decref(d);
}
END_TEST

/* Unseen rows that neither refers leave precision alone, and recall open. */
START_TEST(rows_that_neither_refers)
{
    const joint t = {{{{5, 60}, {40, 50}}, {{2, 40}, {30, 150}}, {{3300, 0}, {0, 0}}}};
    json_t *d = compare_joint(&t);

    ck_close(number(d, "differences/precision/value"), 180.0 / 270 - 190.0 / 300, 1e-12);
    ck_assert_ptr_null(member(d, "differences/precision/bounds"));
    ck_assert(is_null(d, "differences/recall/value"));
    ck_assert_ptr_nonnull(member(d, "differences/recall/bounds"));
    json_decref(d);
}
END_TEST

/* Many unseen rows, so that not every number is looked at: the grid finds what a plain search of
 * all numbers of positives among them finds, with the pairs filled from the outside (numpy). */
START_TEST(bounds_of_many_rows)
{
    const joint t = {{{{0, 160}, {0, 150}}, {{0, 40}, {0, 150}}, {{33000, 0}, {2000, 0}}}};
    json_t *d = compare_joint(&t);
    const char *const names[] = {"f1", "mcc", "balanced_accuracy"};

    for (size_t i = 0; i < 3; i++) {
        double least = INFINITY, greatest = -INFINITY;
        char path[80];
        int x[4] = {0};

        for (x[0] = 0; x[0] <= 33000; x[0] += x[0] < 400 || x[0] > 32600 ? 1 : 50)
            for (x[2] = 0; x[2] <= 2000; x[2] += x[2] < 20 || x[2] > 1980 ? 1 : 55) {
                double value = difference_of(names[i], &t, x);

                least = fmin(least, value);
                greatest = fmax(greatest, value);
            }
        snprintf(path, sizeof path, "differences/%s/bounds", names[i]);
        /* No point of the plain search lies beyond, and it comes near. */
        ck_assert_double_le(item(d, path, 0), least + 1e-12);
        ck_assert_double_ge(item(d, path, 1), greatest - 1e-12);
        ck_close(item(d, path, 0), least, 1e-3);
        ck_close(item(d, path, 1), greatest, 1e-3);
    }
    json_decref(d);
}
END_TEST

/* Under a random arm a difference is that of the arm's verified rows as a table of their own. */
START_TEST(the_arm_is_a_table)
{
    static const char schema[] =
        "{\"columns\": {\"y\": \"outcome\", \"how\": \"arm\"}, \"threshold\": 0.5}";
    static const char *const alike[] = {"precision", "recall",  "accuracy",         "f1",
                                        "mcc",       "roc_auc", "average_precision"};
    gg_compare_options o = gg_compare_options_default();
    char all[12000] = "a,b,y,how\n", arm[6000] = "a,b,y,how\n", line[60];
    json_t *d, *alone;
    gg_random r;

    gg_random_init(&r, 11, "comparison", "table");
    for (int i = 0; i < 300; i++) {
        double a = gg_random_uniform(&r), b = gg_random_uniform(&r);
        int y = gg_random_uniform(&r) < (a + b) / 2, random = i % 3 == 0;

        snprintf(line, sizeof line, "%.4f,%.4f,%s,%s\n", a, b,
                 !random && b < 0.5 ? ""
                 : y                ? "1"
                                    : "0",
                 random ? "random" : "model");
        strcat(all, line);
        if (random)
            strcat(arm, line);
    }
    o.inspection = GG_INSPECTION_RANDOM_ARM;
    d = compare(all, schema, &o);
    alone = compare(arm, schema, NULL);
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
        json_t *one = member(member(d, "differences"), alike[i]);
        json_t *other = member(member(alone, "differences"), alike[i]);

        ck_close(number(one, "value"), number(other, "value"), 1e-12);
        ck_close(number(one, "rows"), 100, 0);
        if (json_is_number(member(other, "low")))
            ck_close(number(one, "low"), number(other, "low"), 1e-12);
    }
    ck_close(number(d, "differences/brier_score/value"),
             number(alone, "differences/brier_score/value"), 1e-12);
    /* Who is referred is known of all rows. */
    ck_assert_ptr_null(member(d, "differences/selection_rate/rows"));
    ck_assert_str_eq(text(d, "inspection"), "random_arm");
    ck_assert_str_eq(text(d, "a/inspection"), "random_arm");
    ck_close(number(d, "a/arms/random/tp") + number(d, "a/arms/random/fn") +
                 number(d, "a/arms/random/fp") + number(d, "a/arms/random/tn"),
             100, 0);
    json_decref(alone);
    json_decref(d);
}
END_TEST

static const joint by_chance = {
    {{{200, 50}, {40, 60}}, {{20, 25}, {15, 110}}, {{900, 20}, {70, 30}}}};

static json_t *compare_by_chance(const joint *t)
{
    static const char *const words[] = {"0", "1", ""};
    gg_compare_options o = gg_compare_options_default();
    char table[600] = "a,b,y,n\n";

    o.inspection = GG_INSPECTION_MISSING_AT_RANDOM;
    for (int k = 0; k < 12; k++)
        snprintf(table + strlen(table), sizeof table - strlen(table), "%d,%d,%s,%d\n", k / 2 % 2,
                 k % 2, words[k / 4], t->n[k / 4][k / 2 % 2][k % 2]);
    return compare(table, "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}, \"threshold\": 1}",
                   &o);
}

/* numpy: the four strata's rates, and the delta method by numeric derivatives. */
START_TEST(begg_and_greenes_in_four_strata)
{
    static const struct {
        const char *name;
        double value, error;
    } expected[] = {
        {"precision", -0.04294343077992124, 0.031173374244136937},
        {"recall", 0.008162775343616757, 0.034288418886708784},
        {"f1", -0.01845274308148459, 0.030352027482496238},
        {"mcc", -0.029061837395218393, 0.03748246703204818},
        {"balanced_accuracy", -0.007010921564851502, 0.01938577008743792},
    };
    json_t *d = compare_by_chance(&by_chance);

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const json_t *one = member(member(d, "differences"), expected[i].name);

        ck_close(number(one, "value"), expected[i].value, 1e-12);
        ck_close(number(one, "standard_error"), expected[i].error, 1e-8);
        ck_close(number(one, "high"), expected[i].value + 1.959963984540054 * expected[i].error,
                 1e-7);
        ck_assert_str_eq(text(one, "method"), "begg_greenes_delta");
        ck_assert_str_eq(text(one, "test"), "delta_method");
    }
    ck_assert_str_eq(text(d, "differences/roc_auc/why_null"), "not_identified");
    json_decref(d);
}
END_TEST

/* Of rows that A alone refers none is verified: nothing says what they are. Of those that neither
 * refers none is: precision is known all the same. */
START_TEST(strata_that_nobody_looked_at)
{
    joint t = by_chance;
    json_t *d;

    t.n[NEGATIVE][1][0] = t.n[POSITIVE][1][0] = 0;
    d = compare_by_chance(&t);
    ck_assert_str_eq(text(d, "differences/precision/why_null"), "not_identified");
    ck_assert_ptr_nonnull(member(d, "differences/precision/bounds"));
    json_decref(d);
    t = by_chance;
    t.n[NEGATIVE][0][0] = t.n[POSITIVE][0][0] = 0;
    d = compare_by_chance(&t);
    ck_assert(json_is_number(member(d, "differences/precision/value")));
    ck_assert_str_eq(text(d, "differences/recall/why_null"), "not_identified");
    json_decref(d);
}
END_TEST

/* ---- decisions that agree ---- */

/* tp 30, fp 20, fn 10, tn 140, decided alike by both: numpy, from the definition. */
START_TEST(agreeing_on_all_is_not_being_equal)
{
    static const struct {
        const char *name;
        double half;
    } expected[] = {
        {"f1", 0.06131742102706525},
        {"mcc", 0.07823797870038064},
        {"balanced_accuracy", 0.045352147315195115},
    };
    const joint t = {{{{140, 0}, {0, 20}}, {{10, 0}, {0, 30}}, {{0, 0}, {0, 0}}}};
    json_t *d = compare_joint(&t);

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const json_t *one = member(member(d, "differences"), expected[i].name);
        const gg_metric *metric = gg_metric_find(expected[i].name);
        gg_agreement agreement;
        gg_interval ends;

        ck_close(number(one, "value"), 0, 0);
        ck_close(number(one, "high"), expected[i].half, 1e-12);
        ck_close(number(one, "low"), -expected[i].half, 1e-12);
        ck_close(number(one, "p_value"), 1, 0);
        ck_assert_str_eq(text(one, "method"), "square_and_add");
        ck_assert_int_eq(gg_agreement_parse(member(one, "agreeing"), &agreement), GG_OK);
        ck_assert_int_eq(gg_agreement_interval(metric, &agreement, 1.959963984540054, &ends),
                         GG_OK);
        ck_close(ends.high, expected[i].half, 1e-12);
        ck_assert_int_eq(gg_agreement_interval(metric, &agreement, 0, &ends), GG_OK);
        ck_close(ends.high, 0, 0);
        ck_assert_int_eq(gg_agreement_interval(metric, &agreement, -1, &ends), GG_E_INPUT);
        ck_assert_int_eq(gg_agreement_interval(gg_metric_find("roc_auc"), &agreement, 1, &ends),
                         GG_E_INPUT);
    }
    ck_assert_int_eq(gg_agreement_parse(NULL, NULL), GG_E_INPUT);
    json_decref(d);
}
END_TEST

/* In a weighted table a rate of alike decisions is not known to be equal either: 4 rows of weight
 * 2.5 are worth 4. */
START_TEST(agreeing_with_weights)
{
    json_t *d =
        compare("a,b,y,w\n1,1,1,2.5\n1,1,0,2.5\n0,0,1,2.5\n0,0,0,2.5\n",
                "{\"columns\": {\"y\": \"outcome\", \"w\": \"weight\"}, \"threshold\": 1}", NULL);
    const double z2 = 1.959963984540054 * 1.959963984540054;

    ck_close(number(d, "differences/accuracy/high"), z2 / (4 + z2), 1e-12);
    ck_close(number(d, "differences/precision/low"), -z2 / (2 + z2), 1e-12);
    ck_assert_str_eq(text(d, "differences/recall/method"), "square_and_add");
    json_decref(d);
}
END_TEST

/* ---- what is refused ---- */

static const struct {
    const char *design, *roles, *rows;
    gg_status status;
    const char *what;
} refused[] = {
    {"random_arm", "", "1,0,1,lot,1\n", GG_E_USAGE, "no row is said to be of the random arm"},
    {"random_arm", ", \"how\": \"arm\"", "1,0,1,lot,1\n", GG_E_USAGE,
     "no row is said to be of the random arm"},
    {"known_probability", "", "1,0,1,lot,1\n", GG_E_USAGE,
     "no column says with which probability each case was inspected"},
    {"known_probability", ", \"p\": \"sampling_probability\", \"b\": \"weight\"", "1,0,1,lot,1\n",
     GG_E_USAGE, "probabilities of inspection cannot be taken beside weights"},
    {"known_probability", ", \"p\": \"sampling_probability\"", "1,0,1,lot,0\n", GG_E_INPUT,
     "a row with an outcome was inspected with probability 0 or less"},
    {"known_probability", ", \"p\": \"sampling_probability\"", "1,0,1,lot,1.5\n", GG_E_INPUT,
     "a probability above 1"},
    {"known_probability", ", \"p\": \"sampling_probability\"", "1,0,1,lot,1e-6\n", GG_E_INPUT,
     "a probability below 1e-5: the row would stand for more than 100000"},
    {"known_probability", ", \"p\": \"sampling_probability\"", "1,0,1,lot,\n", GG_E_INPUT,
     "a row with an outcome has no probability of inspection"},
    {"known_probability", ", \"p\": \"sampling_probability\"", "1,0,1,lot,x\n", GG_E_INPUT, NULL},
};

START_TEST(what_is_refused)
{
    gg_compare_options o = gg_compare_options_default();
    char schema[200], table[100];
    json_t *d;
    gg_error err;

    ck_assert_int_eq(gg_inspection_parse(refused[_i].design, &o.inspection, NULL), GG_OK);
    snprintf(schema, sizeof schema, "{\"columns\": {\"y\": \"outcome\"%s}, \"threshold\": 1}",
             refused[_i].roles);
    snprintf(table, sizeof table, "a,b,y,how,p\n%s", refused[_i].rows);
    ck_assert_int_eq(compare_of(table, schema, &o, &d, &err), refused[_i].status);
    if (refused[_i].what)
        ck_assert_str_eq(err.what, refused[_i].what);
}
END_TEST

/* A row without an outcome may have any probability, and a bad one can be skipped. */
START_TEST(probabilities_that_do_not_matter)
{
    static const char schema[] =
        "{\"columns\": {\"y\": \"outcome\", \"p\": \"sampling_probability\"}, \"threshold\": 1}";
    gg_compare_options o = gg_compare_options_default();
    json_t *d;

    o.inspection = GG_INSPECTION_KNOWN_PROBABILITY;
    o.skip_bad_rows = true;
    d = compare("a,b,y,p\n1,0,,0\n1,1,,\n0,1,1,0.5\n1,0,0,0.25\n1,1,1,7\n", schema, &o);
    ck_close(number(d, "data/rows_used"), 4, 0);
    ck_close(number(d, "data/rows_excluded/bad_rows"), 1, 0);
    ck_close(number(d, "differences/precision/value"), -1, 1e-12);
    ck_close(number(d, "a/sampling/inverse_probabilities/fp"), 4, 1e-12);
    ck_close(number(d, "a/sampling/squared_inverses/fp"), 16, 1e-12);
    json_decref(d);
}
END_TEST

/* A group with rows enough, but few of the random arm, is not judged. */
START_TEST(groups_with_few_rows_of_the_arm)
{
    gg_compare_options o = gg_compare_options_default();
    json_t *d;

    o.inspection = GG_INSPECTION_RANDOM_ARM;
    d = compare("a,b,y,g,how,n\n1,0,1,x,random,30\n0,1,0,x,random,30\n1,1,,x,model,40\n"
                "0,1,1,z,random,20\n1,0,0,z,random,5\n1,0,,z,model,400\n",
                "{\"columns\": {\"y\": \"outcome\", \"g\": \"protected\", \"how\": \"arm\", \"n\":"
                "\"count\"}, \"threshold\": 1}",
                &o);
    ck_assert_uint_eq(json_array_size(member(d, "findings/not_judged")), 1);
    ck_assert_str_eq(text(json_array_get(member(d, "findings/not_judged"), 0), "group"), "z");
    ck_close(number(json_array_get(member(d, "findings/not_judged"), 0), "rows"), 25, 0);
    json_decref(d);
}
END_TEST

/* Of x A refers none and B 90 of the 100 with the outcome; whatever the two unverified rows are,
 * A's recall is lower there. Of y, where half lack an outcome, nothing can be said; nor of
 * everyone. */
START_TEST(worse_whatever_the_missing_outcomes_are)
{
    static const char *const roles = "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\", "
                                     "\"g\": \"protected\"}, \"threshold\": 1}";
    json_t *d = compare("a,b,y,g,n\n0,1,1,x,90\n0,0,1,x,10\n0,0,0,x,100\n0,0,,x,2\n"
                        "1,0,1,y,100\n0,1,1,y,10\n0,0,0,y,100\n0,1,,y,400\n",
                        roles, NULL);
    const json_t *worse = member(d, "findings/worse_for"), *one, *found = NULL;
    const json_t *of_x = member(d, "attributes/g/groups/x/differences/recall");
    size_t i;

    json_array_foreach(worse, i, one)
    {
        ck_assert_str_eq(gg_json_string(one, "group", ""), "x");
        if (strcmp(gg_json_string(one, "metric", ""), "recall") == 0)
            found = one;
    }
    ck_assert_ptr_nonnull(found);
    ck_assert_str_eq(gg_json_string(found, "overall", ""), "not established");
    ck_assert(number(found, "adjusted_p_value") < 0.001);
    for (i = 0; i < 2; i++) {
        ck_close(json_number_value(json_array_get(member(found, "difference/bounds"), i)),
                 json_number_value(json_array_get(member(of_x, "bounds"), i)), 1e-12);
        ck_close(json_number_value(json_array_get(member(found, "difference/bounds_interval"), i)),
                 json_number_value(json_array_get(member(of_x, "bounds_interval"), i)), 1e-12);
    }
    ck_assert(json_is_null(member(found, "difference/value")));
    json_decref(d);
}
END_TEST

/* Positives that officers found weigh 1, those that were not drawn would have weighed 50: of 7000
 * undecided by both, 21 were found and none drawn, and 70 and more may be there. */
START_TEST(positives_that_were_not_drawn)
{
    gg_compare_options o = gg_compare_options_default();
    json_t *d;
    const json_t *recall;
    gg_paired_cells cells;
    gg_interval ends;

    o.inspection = GG_INSPECTION_KNOWN_PROBABILITY;
    d = compare("a,b,y,p,n\n1,1,1,1,600\n1,1,0,1,1400\n1,0,1,1,25\n1,0,0,1,475\n0,1,1,1,60\n"
                "0,1,0,1,440\n0,0,1,1,21\n0,0,0,0.02,139\n0,0,,0.02,6840\n",
                "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\", \"p\": "
                "\"sampling_probability\"}, \"threshold\": 1}",
                &o);
    recall = member(d, "differences/recall");
    ck_close(number(recall, "value"), -35 / 706.0, 1e-9);
    /* With 150 more of them it is -35 / 856. */
    ck_assert(number(recall, "high") > -35 / 856.0);
    ck_assert(number(recall, "cell_unmet_units/positive/neither") > 49);
    ck_assert_int_eq(gg_paired_cells_parse(recall, &cells), GG_OK);
    ck_assert_int_eq(
        gg_paired_cells_interval(gg_metric_find("recall"), &cells, 1.959963984540054, &ends),
        GG_OK);
    ck_close(ends.high, number(recall, "high"), 1e-9);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, positives_that_were_not_drawn);
    tcase_add_test(tc, worse_whatever_the_missing_outcomes_are);
    tcase_set_timeout(tc, 600);
    tcase_add_test(tc, bounds_are_sharp);
    tcase_add_test(tc, the_champions_referrals);
    tcase_add_test(tc, rows_that_neither_refers);
    tcase_add_test(tc, bounds_of_many_rows);
    tcase_add_test(tc, the_arm_is_a_table);
    tcase_add_test(tc, begg_and_greenes_in_four_strata);
    tcase_add_test(tc, strata_that_nobody_looked_at);
    tcase_add_test(tc, agreeing_on_all_is_not_being_equal);
    tcase_add_test(tc, agreeing_with_weights);
    tcase_add_loop_test(tc, what_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(tc, probabilities_that_do_not_matter);
    tcase_add_test(tc, groups_with_few_rows_of_the_arm);
}

GG_TEST_MAIN("evaluate/comparison_missing")
