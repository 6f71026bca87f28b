/*
 * Published tables: counts of groups, exact or within bounds. The witness is a walk over every
 * table of whole numbers that agrees with what is printed; nothing of it is shared with the
 * program.
 */
#include "counts.h"

#include <stdlib.h>
#include <string.h>

#include "gauger/base/random.h"
#include "gauger/evaluate/population.h"
#include "gauger/evaluate/metric.h"
#include "gauger/stats/interval.h"

/* ---- exact counts ---- */

/* The figures of three_groups() of the selection rate and recall by hand: 37 of 51 and so on. */
START_TEST(exact_counts_of_groups_are_those_of_their_rows)
{
    json_t *grouped = document_of("g,tp,fp,fn,tn\na,20,17,6,8\nb,16,14,20,21\nc,22,18,11,9\n",
                                  "columns: {" GROUPED "}", NULL);
    json_t *rows = document_of("g,d,y,n\n"
                               "a,1,1,20\na,1,0,17\na,0,1,6\na,0,0,8\n"
                               "b,1,1,16\nb,1,0,14\nb,0,1,20\nb,0,0,21\n"
                               "c,1,1,22\nc,1,0,18\nc,0,1,11\nc,0,0,9\n",
                               "columns: {g: protected, d: decision, y: outcome, n: count}", NULL);

    ck_assert(json_equal(json_object_get(grouped, "overall"), json_object_get(rows, "overall")));
    ck_assert(
        json_equal(json_object_get(grouped, "attributes"), json_object_get(rows, "attributes")));
    ck_close(member(grouped, "a", "selection_rate", "value"), 37.0 / 51, 1e-15);
    ck_assert(json_object_get(json_object_get(grouped, "overall"), "count_bounds") == NULL);
    json_decref(grouped);
    json_decref(rows);
}
END_TEST

/* Selected and all, nothing of outcomes: origin of a control of student grants, 2014, figures of
 * ../shared/vectors/duo_cub_reference.json (own computation, checked against the published audit).
 */
START_TEST(selected_and_all_give_the_selection_rate_alone)
{
    json_t *d = document_of("g,selected,n\nNL,1050,178200\nnonEU,2010,54820\n",
                            "columns: {g: {role: protected, reference: NL}, selected: selected, "
                            "n: count}",
                            NULL);
    const json_t *a = json_object_get(json_object_get(d, "attributes"), "g");
    const json_t *ratio = json_object_get(
        json_object_get(json_object_get(json_object_get(a, "disparities"), "selection_rate_ratio"),
                        "groups"),
        "nonEU");

    ck_close(member(d, "nonEU", "selection_rate", "value"), 0.03666545056548705, 1e-14);
    ck_close(member(d, "NL", "selection_rate", "value"), 0.005892255892255892, 1e-14);
    ck_close(gg_json_number(ratio, "value", NAN), 6.222650753114087, 1e-14);
    ck_assert_str_eq(text(estimate(d, "NL", "precision"), "why_null"), "not_published");
    ck_assert_str_eq(text(estimate(d, "NL", "recall"), "why_null"), "not_published");
    json_decref(d);
}
END_TEST

/* Finds and misses of the referred, no other case: precision, and nothing of who was not. */
START_TEST(finds_and_misses_give_precision_alone)
{
    json_t *d =
        document_of("g,tp,fp\na,30,70\nb,10,90\n", "columns: {g: protected, tp: tp, fp: fp}", NULL);
    bool told = false;
    json_t *w;
    size_t i;

    ck_close(member(d, "a", "precision", "value"), 0.3, 1e-15);
    ck_assert_str_eq(text(estimate(d, "a", "selection_rate"), "why_null"), "not_published");
    ck_assert_str_eq(text(estimate(d, "a", "recall"), "why_null"), "not_published");
    ck_assert(json_is_null(json_object_get(json_object_get(d, "overall"), "population")));
    json_array_foreach(json_object_get(d, "warnings"), i, w) told =
        told || strcmp(text(w, "code"), "partial_counts") == 0;
    ck_assert(told);
    json_decref(d);
}
END_TEST

/* What a line leaves out follows from its totals, where it does. */
START_TEST(totals_stand_for_what_is_left_out)
{
    static const struct {
        const char *table, *roles;
    } ways[] = {
        {"g,a,b,c,d\nx,20,37,26,51\n",
         "columns: {g: protected, a: tp, b: selected, c: positives, d: count}"},
        {"g,a,b,c,d\nx,20,17,26,25\n",
         "columns: {g: protected, a: tp, b: fp, c: positives, d: negatives}"},
        {"g,a,b,c,d\nx,17,37,6,14\n", "columns: {g: protected, a: fp, b: selected, c: fn, d: tn}"},
        {"g,a,b,c,d\nx,20,17,6,51\n", "columns: {g: protected, a: tp, b: fp, c: fn, d: count}"},
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        json_t *d = document_of(ways[i].table, ways[i].roles, NULL);
        const json_t *o = json_object_get(d, "overall");

        ck_assert_int_eq(json_integer_value(json_object_get(o, "tp")), 20);
        ck_assert_int_eq(json_integer_value(json_object_get(o, "fp")), 17);
        ck_assert_int_eq(json_integer_value(json_object_get(o, "fn")), 6);
        ck_assert_int_eq(json_integer_value(json_object_get(o, "unverified")), 0);
        json_decref(d);
    }
}
END_TEST

/* ---- bounds, against a walk over all tables ---- */

typedef struct cell {
    int low, high;
    char print[16];
} cell;

/* What is printed of one line: four cells and, or not, totals. */
typedef struct line {
    cell c[4];           /* tp, fp, fn, tn */
    int selected, count; /* -1: not printed */
} line;

static double rate(double a, double b)
{
    return b > 0 ? a / b : NAN;
}

enum { BASE, SELECTION, PRECISION, RECALL, FPR, NPV, ACCURACY, F1, BALANCED, MCC, FIGURES };

static const char *const names[FIGURES] = {"base_rate",
                                           "selection_rate",
                                           "precision",
                                           "recall",
                                           "false_positive_rate",
                                           "negative_predictive_value",
                                           "accuracy",
                                           "f1",
                                           "balanced_accuracy",
                                           "mcc"};

static double figure(int which, const int t[4])
{
    const double tp = t[0], fp = t[1], fn = t[2], tn = t[3], n = tp + fp + fn + tn;

    switch (which) {
    case BASE:
        return rate(tp + fn, n);
    case SELECTION:
        return rate(tp + fp, n);
    case PRECISION:
        return rate(tp, tp + fp);
    case RECALL:
        return rate(tp, tp + fn);
    case FPR:
        return rate(fp, fp + tn);
    case NPV:
        return rate(tn, tn + fn);
    case ACCURACY:
        return rate(tp + tn, n);
    case F1:
        return rate(2 * tp, 2 * tp + fp + fn);
    case BALANCED:
        return (rate(tp, tp + fn) + rate(tn, tn + fp)) / 2;
    default:
        return rate(tp * tn - fp * fn, sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)));
    }
}

static bool agrees(const line *l, const int t[4])
{
    return (l->selected < 0 || t[0] + t[1] == l->selected) &&
           (l->count < 0 || t[0] + t[1] + t[2] + t[3] == l->count);
}

typedef void visit(void *context, const int t[4]);

static void walk(const line *l, visit *see, void *context)
{
    int t[4];

    for (t[0] = l->c[0].low; t[0] <= l->c[0].high; t[0]++)
        for (t[1] = l->c[1].low; t[1] <= l->c[1].high; t[1]++)
            for (t[2] = l->c[2].low; t[2] <= l->c[2].high; t[2]++)
                for (t[3] = l->c[3].low; t[3] <= l->c[3].high; t[3]++)
                    if (agrees(l, t))
                        see(context, t);
}

static void see_figures(void *context, const int t[4])
{
    reach *r = context;

    for (int k = 0; k < FIGURES; k++)
        take(&r[k], figure(k, t));
}

static int below(gg_random *r, int n)
{
    return (int)(gg_random_uniform(r) * n);
}

/* A true line, and what is printed of it. */
static line draw_line(gg_random *r, int most)
{
    line l = {.selected = -1, .count = -1};
    int t[4];

    for (int i = 0; i < 4; i++) {
        cell *c = &l.c[i];

        t[i] = below(r, most);
        c->low = c->high = t[i];
        snprintf(c->print, sizeof c->print, "%d", t[i]);
        if (t[i] < 5 && below(r, 3) > 0) {
            c->low = 0;
            c->high = 4;
            snprintf(c->print, sizeof c->print, below(r, 2) ? "<5" : "<= 4");
        } else if (below(r, 4) == 0) {
            c->low = t[i] - t[i] % 3;
            c->high = c->low + 2;
            snprintf(c->print, sizeof c->print, "%d-%d", c->low, c->high);
        }
    }
    if (below(r, 2))
        l.selected = t[0] + t[1];
    if (below(r, 2))
        l.count = t[0] + t[1] + t[2] + t[3];
    return l;
}

static void print_total(gg_buf *b, int total)
{
    if (total >= 0)
        gg_buf_printf(b, ",%d", total);
    else
        gg_buf_puts(b, ",");
}

static void print_line(gg_buf *b, const char *group, const line *l)
{
    gg_buf_printf(b, "%s,%s,%s,%s,%s", group, l->c[0].print, l->c[1].print, l->c[2].print,
                  l->c[3].print);
    print_total(b, l->selected);
    print_total(b, l->count);
    gg_buf_puts(b, "\n");
}

static json_t *document_of_lines(const line *lines, size_t n)
{
    static const char *const groups[] = {"a", "b", "c"};
    json_t *d;
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "g,tp,fp,fn,tn,s,n\n");
    for (size_t i = 0; i < n; i++)
        print_line(&b, groups[i], &lines[i]);
    ck_assert(!b.failed);
    d = document_of(b.data, "columns: {" GROUPED ", s: selected, n: count}", NULL);
    gg_buf_release(&b);
    return d;
}

START_TEST(bounds_are_what_a_walk_over_all_tables_finds)
{
    gg_random r;

    gg_random_init(&r, 1, "lines", "walk");
    for (int k = 0; k < 150; k++) {
        line l = draw_line(&r, 14);
        reach all[FIGURES];
        json_t *d;

        for (int i = 0; i < FIGURES; i++)
            all[i] = (reach){INFINITY, -INFINITY};
        walk(&l, see_figures, all);
        if (all[BASE].low > all[BASE].high)
            continue; /* nobody in any table, or nobody for certain */
        d = document_of_lines(&l, 1);
        for (int i = 0; i < FIGURES; i++)
            check_reach(estimate(d, NULL, names[i]), names[i], all[i], i < BALANCED);
        json_decref(d);
    }
}
END_TEST

/* Everyone is the sum of two lines: what a walk over both finds. */
typedef struct pair {
    const line *second;
    int first[4];
    reach *all;
} pair;

static void see_second(void *context, const int t[4])
{
    pair *p = context;
    int sum[4];

    for (int i = 0; i < 4; i++)
        sum[i] = p->first[i] + t[i];
    see_figures(p->all, sum);
}

static void see_first(void *context, const int t[4])
{
    pair *p = context;

    memcpy(p->first, t, sizeof p->first);
    walk(p->second, see_second, p);
}

START_TEST(bounds_of_everyone_are_those_of_all_sums)
{
    gg_random r;

    gg_random_init(&r, 1, "lines", "sums");
    for (int k = 0; k < 25; k++) {
        line two[2] = {draw_line(&r, 9), draw_line(&r, 9)};
        reach all[FIGURES];
        pair p = {.second = &two[1], .all = all};
        json_t *d = document_of_lines(two, 2);

        for (int i = 0; i < FIGURES; i++)
            all[i] = (reach){INFINITY, -INFINITY};
        walk(&two[0], see_first, &p);
        for (int i = 0; i < FIGURES; i++)
            check_reach(estimate(d, NULL, names[i]), names[i], all[i], false);
        json_decref(d);
    }
}
END_TEST

/* Groups share no count, so the extremes of a comparison are those of the groups' own. */
START_TEST(comparisons_reach_from_the_ends_of_one_group_to_those_of_the_other)
{
    static const char table[] = "g,tp,fp,fn,tn,s,n\na,40,60,<10,880,,\nb,<10,45,12,400,50,\n"
                                "c,25,3-7,30,700,,760\n";
    json_t *d = document_of(table, "columns: {" GROUPED ", s: selected, n: count}", NULL);
    const json_t *a = json_object_get(json_object_get(d, "attributes"), "g");
    const json_t *ratios = json_object_get(
        json_object_get(json_object_get(a, "disparities"), "recall_ratio"), "groups");
    const json_t *odds =
        json_object_get(json_object_get(a, "summary"), "equal_opportunity_difference");
    /* b: 50 referred of which 45 are misses leave 5; c: 760 in all leave fp 5. */
    const double a_low = 40.0 / 49, a_high = 1, b = 5.0 / 17, c = 25.0 / 55;

    ck_close(member(d, "b", "recall", "value"), b, 1e-15);
    ck_close(member(d, "c", "precision", "value"), 25.0 / 30, 1e-15);
    ck_close(bound(json_object_get(ratios, "b"), 0), b / a_high, 1e-14);
    ck_close(bound(json_object_get(ratios, "b"), 1), b / a_low, 1e-14);
    ck_close(bound(json_object_get(ratios, "c"), 1), c / a_low, 1e-14);
    ck_close(bound(odds, 0), a_low - b, 1e-14);
    ck_close(bound(odds, 1), a_high - b, 1e-14);
    ck_assert(gg_json_number(odds, "low", NAN) < bound(odds, 0));
    ck_assert_str_eq(text(odds, "why_null"), "bounded");
    json_decref(d);
}
END_TEST

/* The interval takes in Wilson's of every table that agrees. */
static void see_wilson(void *context, const int t[4])
{
    gg_interval ends;
    reach *r = context;

    if (t[0] + t[2] == 0)
        return;
    ck_assert_int_eq(gg_interval_wilson(t[0], t[0] + t[2], 1.959963984540054, &ends), GG_OK);
    take(r, ends.low);
    take(r, ends.high);
}

START_TEST(intervals_hold_those_of_every_table)
{
    gg_random r;

    gg_random_init(&r, 1, "lines", "wilson");
    for (int k = 0; k < 60; k++) {
        line l = draw_line(&r, 14);
        reach ends = {INFINITY, -INFINITY};
        const json_t *est;
        json_t *d;

        walk(&l, see_wilson, &ends);
        if (ends.low > ends.high)
            continue;
        d = document_of_lines(&l, 1);
        est = estimate(d, NULL, "recall");
        ck_assert(gg_json_number(est, "low", NAN) <= ends.low + 1e-12);
        ck_assert(gg_json_number(est, "high", NAN) >= ends.high - 1e-12);
        json_decref(d);
    }
}
END_TEST

/* ---- sampling ---- */

static void print_suppressed(gg_buf *b, int count)
{
    if (count > 0 && count < 10)
        gg_buf_puts(b, ",*");
    else
        gg_buf_printf(b, ",%d", count);
}

/* Tables are drawn from known rates and their small cells hidden; the intervals hold the rates at
 * least as often as they say, where taking a hidden cell for 0 would not. */
START_TEST(intervals_cover_when_small_cells_are_hidden)
{
    static const double p[4] = {0.03, 0.05, 0.02, 0.90};
    const double recall = p[0] / (p[0] + p[2]), precision = p[0] / (p[0] + p[1]);
    int covered = 0, naive = 0, both = 0, n = 400;
    gg_random r;

    gg_random_init(&r, 1, "counts", "coverage");
    for (int k = 0; k < n; k++) {
        int t[4] = {0};
        gg_interval zero;
        const json_t *a, *b;
        json_t *d;
        gg_buf csv;

        for (int i = 0; i < 250; i++) {
            double u = gg_random_uniform(&r);

            t[u < p[0] ? 0 : u < p[0] + p[1] ? 1 : u < p[0] + p[1] + p[2] ? 2 : 3]++;
        }
        gg_buf_init(&csv, 0);
        gg_buf_puts(&csv, "g,tp,fp,fn,tn\nx");
        for (int i = 0; i < 4; i++)
            print_suppressed(&csv, t[i]);
        gg_buf_puts(&csv, "\n");
        d = document_of(
            csv.data, "columns: {" GROUPED "}\nsuppressed_cell: {words: [\"*\"], low: 1, high: 9}",
            NULL);
        a = estimate(d, NULL, "recall");
        b = estimate(d, NULL, "precision");
        both += gg_json_number(a, "low", 2) <= recall && gg_json_number(a, "high", -1) >= recall;
        covered +=
            gg_json_number(b, "low", 2) <= precision && gg_json_number(b, "high", -1) >= precision;
        if (gg_interval_wilson(t[0] < 10 ? 0 : t[0], (t[0] < 10 ? 0 : t[0]) + t[2],
                               1.959963984540054, &zero) == GG_OK)
            naive += zero.low <= recall && zero.high >= recall;
        gg_buf_release(&csv);
        json_decref(d);
    }
    ck_assert_int_ge(covered, n * 95 / 100);
    ck_assert_int_ge(both, n * 95 / 100);
    ck_assert_int_lt(naive, n * 60 / 100);
}
END_TEST

/* A group of nobody beside hidden cells: summaries are over the others, with bounds, and the
 * warning names it alone; the outcome test is decided by its intervals. */
START_TEST(a_group_of_nobody_leaves_the_others)
{
    static const char with[] = "columns: {g: {role: protected, reference: A}, tp: tp, fp: fp, "
                               "fn: fn, tn: tn}\n"
                               "suppressed_cell: {words: [\"*\"], low: 1, high: 9}\n";
    static const char *const directions[][2] = {
        {"B", "not_established"}, {"C", "higher"}, {"D", "undefined"}, {"E", "lower"}};
    json_t *d = document_of("g,tp,fp,fn,tn\nA,120,380,40,3460\nB,<10,45,4,350\n"
                            "C,25,<10,<10,210\nD,0,0,0,0\nE,*,60,12,1-9\n",
                            with, NULL);
    const json_t *g = json_object_get(json_object_get(d, "attributes"), "g");
    const json_t *summary =
        json_object_get(json_object_get(g, "summary"), "demographic_parity_difference");
    const json_t *over = json_object_get(summary, "over_defined_groups");
    const json_t *tests = json_object_get(json_object_get(g, "outcome_test"), "groups");
    bool warned = false;
    json_t *one;
    size_t i;

    ck_assert_str_eq(text(summary, "why_null"), "undefined_group");
    /* Selected are 61 to 69 of 74 to 90 in E, 26 to 34 of 237 to 253 in C. */
    ck_close(bound(over, 0), 61.0 / 82 - 500.0 / 4000, 1e-12);
    ck_close(bound(over, 1), 69.0 / 82 - 26.0 / 245, 1e-12);
    ck_assert(json_object_get(over, "groups") == NULL);
    for (i = 0; i < sizeof directions / sizeof *directions; i++)
        ck_assert_str_eq(text(json_object_get(tests, directions[i][0]), "direction"),
                         directions[i][1]);
    json_array_foreach(json_object_get(d, "warnings"), i, one)
    {
        if (strcmp(text(one, "code"), "undefined_summary") != 0)
            continue;
        warned = true;
        ck_assert(strstr(text(one, "message"), "is undefined for D;") != NULL);
    }
    ck_assert(warned);
    json_decref(d);
}
END_TEST

static json_t *document_of_arm(const char *positives)
{
    gg_evaluation_options options = gg_evaluation_options_default();
    temporary totals = temporary_file("attribute,group,count\n,,500\ng,a,220\ng,b,280\n", 0);
    gg_population population;
    char table[160];
    json_t *d;

    ck_assert_int_eq(gg_population_read(totals.path, &population, NULL), GG_OK);
    options.inspection = GG_INSPECTION_RANDOM_ARM;
    options.population = &population;
    snprintf(table, sizeof table,
             "g,how,tp,fp,p,q\na,random,,,%s,40\na,model,6,20,,\nb,random,,,2,30\n"
             "b,model,9,30,,\n",
             positives);
    d = document_of(table,
                    "columns: {g: protected, how: arm, tp: tp, fp: fp, p: positives, q: negatives}",
                    &options);
    gg_population_release(&population);
    temporary_remove(&totals);
    return d;
}

/* A random arm of which a count is hidden: the estimate's own bounds, and what could be whatever
 * the missing outcomes are as well. The witness is each table with the count told. */
START_TEST(hidden_counts_beside_missing_outcomes_leave_both_open)
{
    static const char *const figures[] = {"base_rate", "recall", "false_positive_rate", "accuracy"};
    static const char *const told[] = {"1", "2", "3"};
    json_t *hidden = document_of_arm("1-3"), *exact[3];
    char *warnings;

    for (size_t i = 0; i < 3; i++)
        exact[i] = document_of_arm(told[i]);
    for (size_t k = 0; k < sizeof figures / sizeof *figures; k++) {
        const json_t *est = estimate(hidden, "a", figures[k]);
        const json_t *own = json_object_get(est, "estimate_bounds");
        reach estimates = {INFINITY, -INFINITY}, all = {INFINITY, -INFINITY};

        for (size_t i = 0; i < 3; i++) {
            const json_t *one = estimate(exact[i], "a", figures[k]);

            take(&estimates, gg_json_number(one, "value", NAN));
            take(&all, bound(one, 0));
            take(&all, bound(one, 1));
        }
        ck_assert_str_eq(text(est, "bounds_source"), "missing_outcomes_and_hidden_counts");
        ck_close(json_number_value(json_array_get(own, 0)), estimates.low, 1e-12);
        ck_close(json_number_value(json_array_get(own, 1)), estimates.high, 1e-12);
        ck_assert_msg(bound(est, 0) <= all.low + 1e-12 && bound(est, 1) >= all.high - 1e-12,
                      "%s: %g to %g does not hold %g to %g", figures[k], bound(est, 0),
                      bound(est, 1), all.low, all.high);
        ck_assert(bound(est, 1) - bound(est, 0) > estimates.high - estimates.low);
    }
    warnings = json_dumps(json_object_get(hidden, "warnings"), 0);
    ck_assert(strstr(warnings,
                     "that of the 73 to 75 inspected rows of the random arm (3 to 5 positive)"));
    free(warnings);
    for (size_t i = 0; i < 3; i++)
        json_decref(exact[i]);
    json_decref(hidden);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, exact_counts_of_groups_are_those_of_their_rows);
    tcase_add_test(tc, selected_and_all_give_the_selection_rate_alone);
    tcase_add_test(tc, finds_and_misses_give_precision_alone);
    tcase_add_test(tc, totals_stand_for_what_is_left_out);
    tcase_add_test(tc, bounds_are_what_a_walk_over_all_tables_finds);
    tcase_add_test(tc, bounds_of_everyone_are_those_of_all_sums);
    tcase_add_test(tc, comparisons_reach_from_the_ends_of_one_group_to_those_of_the_other);
    tcase_add_test(tc, a_group_of_nobody_leaves_the_others);
    tcase_add_test(tc, hidden_counts_beside_missing_outcomes_leave_both_open);
    tcase_add_test(tc, intervals_hold_those_of_every_table);
    tcase_add_test(tc, intervals_cover_when_small_cells_are_hidden);
}

GG_TEST_MAIN("evaluate/counts")
