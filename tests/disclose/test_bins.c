/*
 * The published score distribution: bins merged so that nothing small shows, not even with the help
 * of the confusion matrix and the threshold.
 */
#include "cells.h"

#include "gauger/base/random.h"

#define LEAST 11
#define BINS  40

/* Scores by outcome in fine steps, four to a bin, so that a threshold may fall within one. */
#define STEPS (BINS * 4)

typedef struct scores {
    double n[3][STEPS];
    double threshold; /* from 0 to 1 */
} scores;

static json_t *histogram(const double *steps)
{
    json_t *out = json_array();

    for (size_t b = 0; b < BINS; b++) {
        double sum = 0;

        for (size_t k = 0; k < 4; k++)
            sum += steps[4 * b + k];
        json_array_append_new(out, json_integer((json_int_t)sum));
    }
    return out;
}

/* The evaluation of everyone, with its distribution; referred at the threshold and above. */
static json_t *evaluation_with(const scores *s)
{
    table t = {.n = 1, .atoms = {{{"", "", ""}, {0}}}};
    json_t *evaluation, *distribution;

    for (size_t o = 0; o < 3; o++)
        for (size_t k = 0; k < STEPS; k++)
            t.atoms[0].cells[2 * o + ((double)k / STEPS >= s->threshold - 1e-12)] += s->n[o][k];
    evaluation = evaluation_of(&t);
    json_object_set_new(at(evaluation, "decision"), "threshold", json_real(s->threshold));
    distribution = json_pack("{s:f,s:f,s:i}", "low", 0.0, "high", 1.0, "bins", BINS);
    json_object_set_new(distribution, "negative", histogram(s->n[0]));
    json_object_set_new(distribution, "positive", histogram(s->n[1]));
    json_object_set_new(distribution, "unverified", histogram(s->n[2]));
    json_object_set_new(evaluation, "score_distribution", distribution);
    return evaluation;
}

static double count_at(const json_t *distribution, const char *outcome, size_t i)
{
    return json_number_value(json_array_get(json_object_get(distribution, outcome), i));
}

static bool is_large(double x)
{
    return x == 0 || x >= LEAST;
}

/* Every count, and both halves of what the threshold cuts. */
static void check_distribution(const json_t *document, double threshold)
{
    static const char *const outcomes[] = {"negative", "positive", "unverified"};
    static const char *const referred[] = {"fp", "tp", "unverified_selected"};
    const json_t *d = at(document, "score_distribution"), *edges = json_object_get(d, "edges");
    size_t n = json_array_size(edges) - 1;

    for (size_t o = 0; o < 3; o++) {
        double above = 0, selected = gg_json_number(at(document, "overall"), referred[o], 0);

        ck_assert_uint_eq(json_array_size(json_object_get(d, outcomes[o])), n);
        for (size_t i = 0; i < n; i++) {
            double here = count_at(d, outcomes[o], i);

            ck_assert_msg(is_large(here), "%s: a bin of %g", outcomes[o], here);
            if (json_number_value(json_array_get(edges, i)) >= threshold - 1e-12)
                above += here;
        }
        for (size_t i = 0; i < n; i++) {
            double low = json_number_value(json_array_get(edges, i));
            double high = json_number_value(json_array_get(edges, i + 1));
            double within = selected - above;

            if (low < threshold - 1e-12 && high > threshold + 1e-12)
                ck_assert_msg(is_large(within) && is_large(count_at(d, outcomes[o], i) - within),
                              "%s: the threshold cuts off %g", outcomes[o], within);
        }
    }
}

static void draw_scores(gg_random *r, scores *s)
{
    memset(s, 0, sizeof *s);
    for (size_t o = 0; o < 3; o++)
        for (size_t k = 0; k < STEPS; k++)
            if (o < 2 || gg_random_uniform(r) < 0.2)
                s->n[o][k] = floor(pow(gg_random_uniform(r), 4) * 30);
    s->threshold = floor(gg_random_uniform(r) * STEPS) / STEPS;
}

START_TEST(random_distributions_hold)
{
    gg_random r;
    scores s;
    size_t shown = 0;

    gg_random_init(&r, 1, "", "distributions");
    for (size_t i = 0; i < 400; i++) {
        json_t *evaluation, *document;

        draw_scores(&r, &s);
        evaluation = evaluation_with(&s);
        document = published(evaluation, LEAST);
        if (at(document, "score_distribution")) {
            check_distribution(document, s.threshold);
            shown++;
        }
        json_decref(document);
        json_decref(evaluation);
    }
    ck_assert_uint_gt(shown, 300);
}
END_TEST

START_TEST(large_bins_stay_as_they_are)
{
    json_t *evaluation, *document, *edges;
    scores s = {.threshold = 0.5};

    for (size_t k = 0; k < STEPS; k++)
        s.n[0][k] = s.n[1][k] = 5; /* 20 a bin */
    evaluation = evaluation_with(&s);
    document = published(evaluation, LEAST);
    edges = at(document, "score_distribution/edges");
    ck_assert_int_eq(json_integer_value(at(document, "score_distribution/bins")), BINS);
    ck_close(json_real_value(json_array_get(edges, 1)), 0.025, 1e-12);
    ck_close(json_real_value(json_array_get(edges, BINS)), 1, 1e-12);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* The lowest and the highest score are one case's each: the edges do not tell them in full. */
START_TEST(edges_have_the_digits_of_the_step)
{
    static const struct {
        double low, high, first, second, last;
    } cases[] = {
        {0, 1, 0, 0.025, 1}, /* probabilities: the grid is everyone's */
        {37.4213, 912.7719, 40, 60, 910},
        {-1203.77, 44.1, -1200, -1170, 40},
        {1, 41, 1, 2, 41},
        {0.000123456, 0.000923456, 0.00012, 0.00014, 0.00092},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *evaluation, *document, *edges, *distribution;
        scores s = {.threshold = 0.5};

        for (size_t k = 0; k < STEPS; k++)
            s.n[0][k] = s.n[1][k] = 5;
        evaluation = evaluation_with(&s);
        distribution = at(evaluation, "score_distribution");
        json_object_set_new(distribution, "low", json_real(cases[i].low));
        json_object_set_new(distribution, "high", json_real(cases[i].high));
        json_object_set_new(at(evaluation, "decision"), "rule", json_string("decision"));
        document = published(evaluation, LEAST);
        edges = at(document, "score_distribution/edges");
        ck_close(json_real_value(json_array_get(edges, 0)), cases[i].first, 1e-12);
        ck_close(json_real_value(json_array_get(edges, 1)), cases[i].second, 1e-12);
        ck_close(json_real_value(json_array_get(edges, BINS)), cases[i].last, 1e-12);
        ck_close(json_real_value(at(document, "score_distribution/low")), cases[i].first, 1e-12);
        for (size_t k = 0; k < BINS; k++)
            ck_assert_double_lt(json_real_value(json_array_get(edges, k)),
                                json_real_value(json_array_get(edges, k + 1)));
        json_decref(document);
        json_decref(evaluation);
    }
}
END_TEST

START_TEST(the_threshold_stays_an_edge_where_it_is_one)
{
    json_t *evaluation, *document, *edges;
    bool found = false;
    scores s = {.threshold = 0.5};

    for (size_t k = 0; k < STEPS; k++)
        s.n[0][k] = s.n[1][k] = 1; /* 4 a bin: three to a merged one */
    evaluation = evaluation_with(&s);
    document = published(evaluation, LEAST);
    edges = at(document, "score_distribution/edges");
    for (size_t i = 0; i < json_array_size(edges); i++)
        found |= fabs(json_real_value(json_array_get(edges, i)) - 0.5) < 1e-12;
    ck_assert(found);
    /* Of 20 bins at each side six threes and what is left, which joins the last. */
    ck_assert_uint_eq(json_array_size(edges), 13);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* The matrix says how many of the bin lie above the threshold: 6 would show. */
START_TEST(a_bin_that_the_threshold_cuts_grows)
{
    json_t *evaluation, *document;
    scores s = {.threshold = 0.5 + 2.0 / STEPS};

    for (size_t k = 0; k < STEPS; k++)
        s.n[0][k] = s.n[1][k] = 3; /* 12 a bin, 6 on either side of the threshold */
    evaluation = evaluation_with(&s);
    document = published(evaluation, LEAST);
    check_distribution(document, s.threshold);
    ck_assert_int_eq(json_integer_value(at(document, "score_distribution/bins")), BINS - 2);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(without_a_threshold_bins_merge_freely)
{
    json_t *evaluation, *document;
    scores s = {.threshold = 0.5};

    for (size_t k = 0; k < STEPS; k++)
        s.n[0][k] = s.n[1][k] = 1;
    evaluation = evaluation_with(&s);
    json_object_set_new(at(evaluation, "decision"), "rule", json_string("decision"));
    json_object_set_new(at(evaluation, "decision"), "threshold", json_null());
    document = published(evaluation, LEAST);
    /* 40 bins by threes. */
    ck_assert_int_eq(json_integer_value(at(document, "score_distribution/bins")), 13);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(distributions_that_cannot_be_vouched_for_are_withheld)
{
    json_t *evaluation, *document;
    scores s = {.threshold = 0.5};

    for (size_t k = 0; k < STEPS; k++)
        s.n[0][k] = s.n[1][k] = 5;
    evaluation = evaluation_with(&s);
    json_object_set_new(at(evaluation, "decision"), "rule", json_string("site_threshold"));
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "score_distribution"));
    ck_assert(strstr(why_withheld(document, "score_distribution"), "thresholds by site"));
    json_decref(document);
    json_decref(evaluation);
    /* Cases held back by a rule: more score above the threshold than were referred. */
    evaluation = evaluation_with(&s);
    json_object_set_new(at(evaluation, "decision"), "threshold", json_real(0.25));
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "score_distribution"));
    ck_assert(strstr(why_withheld(document, "score_distribution"), "not referred as their scores"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

static void refused(const scores *s, const char *key, json_t *value, const char *what)
{
    json_t *evaluation = evaluation_with(s), *out = NULL;
    gg_error err;

    gg_error_init(&err);
    json_object_set_new(at(evaluation, "score_distribution"), key, value);
    ck_assert_int_eq(gg_publish(evaluation, NULL, &out, &err), GG_E_INPUT);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    ck_assert_ptr_null(out);
    json_decref(evaluation);
}

START_TEST(bad_distributions_are_refused)
{
    scores s = {.threshold = 0.5};

    for (size_t k = 0; k < STEPS; k++)
        s.n[0][k] = s.n[1][k] = 5;
    refused(&s, "low", json_real(1), "no grid");
    refused(&s, "positive", json_array(), "no grid");
    refused(&s, "negative", json_pack("[i,i]", 1, 2), "\"negative\" are incomplete");
    refused(&s, "unverified", json_null(), "\"unverified\" are incomplete");
    s.n[0][3] += 1;
    refused(&s, "negative", histogram(s.n[1]), "does not add up");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, random_distributions_hold);
    tcase_add_test(tc, large_bins_stay_as_they_are);
    tcase_add_test(tc, edges_have_the_digits_of_the_step);
    tcase_add_test(tc, the_threshold_stays_an_edge_where_it_is_one);
    tcase_add_test(tc, a_bin_that_the_threshold_cuts_grows);
    tcase_add_test(tc, without_a_threshold_bins_merge_freely);
    tcase_add_test(tc, distributions_that_cannot_be_vouched_for_are_withheld);
    tcase_add_test(tc, bad_distributions_are_refused);
}

GG_TEST_MAIN("disclose/bins")
