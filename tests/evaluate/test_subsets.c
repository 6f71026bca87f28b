/*
 * Tables that publish some columns only, of which cells are hidden, ranges or rounded: whatever
 * whole counts agree with a line, its figures lie within what the document says. The witness is a
 * walk over all of them. Every figure is also read back from the document, as the gate does it.
 */
#include "counts.h"
#include <stdlib.h>
#include <string.h>
#include "gauger/base/random.h"
#include "gauger/evaluate/metric.h"

#define MOST     11 /* of a cell in the walk: beyond what any line here allows a cell that is told */
#define FILLINGS 60000

/* In the order of the columns. */
enum { TP, FP, FN, TN, SELECTED, POSITIVES, NEGATIVES, UNVERIFIED, COUNT, COLUMNS };

static const char *const columns[COLUMNS] = {
    "tp", "fp", "fn", "tn", "selected", "positives", "negatives", "unverified", "count"};

/* Cells: the first four as above, then those without an outcome, selected and not. */
enum { US = 4, UN, CELLS };

typedef struct filling {
    int c[CELLS];
} filling;

static int column_value(const filling *f, int column)
{
    const int *c = f->c;

    switch (column) {
    case SELECTED:
        return c[TP] + c[FP] + c[US];
    case POSITIVES:
        return c[TP] + c[FN];
    case NEGATIVES:
        return c[FP] + c[TN];
    case UNVERIFIED:
        return c[US] + c[UN];
    case COUNT:
        return c[TP] + c[FP] + c[FN] + c[TN] + c[US] + c[UN];
    default:
        return c[column];
    }
}

typedef struct said {
    bool given;
    int low, high;
    char print[32];
} said;

typedef struct subset_line {
    said column[COLUMNS];
    filling *all;
    size_t n;
} subset_line;

static int below(gg_random *r, int n)
{
    return (int)(gg_random_uniform(r) * n);
}

static void say(gg_random *r, int truth, bool rounded, said *out)
{
    *out = (said){.given = true, .low = truth, .high = truth};
    if (rounded) {
        const int shown = (truth + 1) / 3 * 3;

        *out = (said){.given = true, .low = shown > 0 ? shown - 1 : 0, .high = shown + 1};
        snprintf(out->print, sizeof out->print, "%d", shown);
    } else if (truth < 4 && below(r, 2)) {
        out->low = 0;
        out->high = 3;
        snprintf(out->print, sizeof out->print, "<4");
    } else if (below(r, 4) == 0) {
        out->low = truth > 0 ? truth - 1 : 0;
        out->high = truth + 1;
        snprintf(out->print, sizeof out->print, "%d-%d", out->low, out->high);
    } else {
        snprintf(out->print, sizeof out->print, "%d", truth);
    }
}

static bool agrees(const subset_line *l, const filling *f)
{
    for (int k = 0; k < COLUMNS; k++) {
        const int x = column_value(f, k);

        if (l->column[k].given && (x < l->column[k].low || x > l->column[k].high))
            return false;
    }
    return true;
}

static bool any_given(const subset_line *l, int from, int to)
{
    for (int k = from; k <= to; k++)
        if (l->column[k].given)
            return true;
    return false;
}

/* How many of the referred (or of the others) may be without an outcome: nobody where that is not
 * said, nor on a side that a line does not speak of: one of the referred alone tells of those. */
static int most_open(const subset_line *l, bool referred)
{
    const bool all = any_given(l, POSITIVES, NEGATIVES) || l->column[COUNT].given;
    const bool others = any_given(l, FN, TN), decided = any_given(l, TP, SELECTED);
    const bool spoken = referred
                            ? any_given(l, TP, FP) || l->column[SELECTED].given || (decided && all)
                            : others || all || !decided;

    return l->column[UNVERIFIED].given && spoken ? 4 : 0;
}

/* All cells that agree with the line. */
static void fill(subset_line *l)
{
    const int most_us = most_open(l, true), most_un = most_open(l, false);
    filling f;

    l->n = 0;
    for (int i = 0; i < MOST * MOST * MOST * MOST; i++) {
        f = (filling){{i % MOST, i / MOST % MOST, i / MOST / MOST % MOST, i / MOST / MOST / MOST}};
        for (f.c[US] = 0; f.c[US] <= most_us; f.c[US]++)
            for (f.c[UN] = 0; f.c[UN] <= most_un; f.c[UN]++)
                if (agrees(l, &f) && l->n < FILLINGS)
                    l->all[l->n++] = f;
    }
}

static void draw_line(gg_random *r, const bool told[COLUMNS], bool rounded, subset_line *l)
{
    filling truth = {{0}};

    for (int k = 0; k < COLUMNS; k++)
        l->column[k] = (said){.given = told[k]};
    for (int i = 0; i < CELLS; i++)
        truth.c[i] = i < US ? below(r, 6) : most_open(l, i == US) > 0 ? below(r, 3) : 0;
    for (int k = 0; k < COLUMNS; k++) {
        if (told[k])
            say(r, column_value(&truth, k), rounded, &l->column[k]);
    }
    fill(l);
}

/* ---- figures of cells ---- */

enum { BASE, SELECTION, PRECISION, RECALL, FPR, FNR, SPECIFICITY, NPV, ACCURACY, F1, FIGURES };

static const char *const names[FIGURES] = {"base_rate",
                                           "selection_rate",
                                           "precision",
                                           "recall",
                                           "false_positive_rate",
                                           "false_negative_rate",
                                           "specificity",
                                           "negative_predictive_value",
                                           "accuracy",
                                           "f1"};

static double rate(double a, double b)
{
    return b > 0 ? a / b : NAN;
}

static double figure(int which, const filling *f)
{
    const double tp = f->c[TP], fp = f->c[FP], fn = f->c[FN], tn = f->c[TN];
    const double n = tp + fp + fn + tn, us = f->c[US], un = f->c[UN];
    const double values[FIGURES] = {rate(tp + fn, n),  rate(tp + fp + us, n + us + un),
                                    rate(tp, tp + fp), rate(tp, tp + fn),
                                    rate(fp, fp + tn), rate(fn, tp + fn),
                                    rate(tn, fp + tn), rate(tn, tn + fn),
                                    rate(tp + tn, n),  rate(2 * tp, 2 * tp + fp + fn)};

    return values[which];
}

/* Those without an outcome as all positive or all negative, by decision: way is 0 .. 3. */
static filling completed(const filling *f, int way)
{
    filling all = *f;

    all.c[way & 1 ? TP : FP] += f->c[US];
    all.c[way & 2 ? FN : TN] += f->c[UN];
    all.c[US] = all.c[UN] = 0;
    return all;
}

/* ---- what documents say ---- */

static const char *source_of(const json_t *est)
{
    return text(est, "bounds_source");
}

/* The value of a sum of lines has to lie where the document says it lies. */
static void holds(const json_t *est, const char *name, double x, const char *table)
{
    const bool open = json_is_null(json_array_get(json_object_get(est, "bounds"), 1));
    const double low = bound(est, 0), high = open ? INFINITY : bound(est, 1);

    if (isnan(x))
        return;
    ck_assert_msg(low <= x + 1e-12 && x <= high + 1e-12,
                  "%s may be %.9g, and is said to be %.9g to %.9g in\n%s", name, x, low, high,
                  table);
}

/* Whether the document gives a value or bounds; a reason that the counts themselves give must be
 * so for all of them. */
static bool is_said(const json_t *est, const char *name, double x, const char *table)
{
    const char *why = text(est, "why_null");

    if (!isnan(bound(est, 0)))
        return true;
    ck_assert_msg(isnan(x) || strncmp(why, "no_", 3) != 0 || strcmp(why, "no_scores") == 0,
                  "%s is null (%s) and may be %.9g in\n%s", name, why, x, table);
    ck_assert_msg(strcmp(why, "bounded") != 0, "%s is bounded without bounds in\n%s", name, table);
    return false;
}

static void check_filling(const json_t *metrics, const filling *f, const char *table)
{
    for (int k = 0; k < FIGURES; k++) {
        const json_t *est = json_object_get(metrics, names[k]);

        if (!is_said(est, names[k], figure(k, f), table))
            continue;
        if (strncmp(source_of(est), "missing", 7) != 0) {
            holds(est, names[k], figure(k, f), table);
            continue;
        }
        for (int way = 0; way < 4; way++) {
            const filling all = completed(f, way);

            holds(est, names[k], figure(k, &all), table);
        }
    }
}

/* The gate and the card measure again from what stands in the document. */
static void check_read_back(const json_t *metrics, const char *table)
{
    gg_figures f;
    json_t *again = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_figures_parse(metrics, &f, &err) == GG_OK, "%s: %s in\n%s", err.column,
                  err.what, table);
    ck_assert_int_eq(gg_figures_write(&f, NULL, &again, &err), GG_OK);
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const char *name = gg_metric_at(i)->name;

        /* Draws are keyed by the group, which the figures alone do not name. */
        ck_assert_msg(strcmp(name, "mcc") == 0 ||
                          json_equal(json_object_get(again, name), json_object_get(metrics, name)),
                      "%s differs when it is read back from\n%s", name, table);
    }
    json_decref(again);
}

static const json_t *attribute_of(const json_t *d)
{
    return json_object_get(json_object_get(d, "attributes"), "g");
}

/* b against a, and the largest difference of both, for one pair of fillings. */
static void check_pair(const json_t *d, const filling *a, const filling *b, const char *table)
{
    static const struct {
        const char *difference, *ratio, *summary;
        int figure;
    } pairs[] = {
        {"selection_rate_difference", "selection_rate_ratio", "demographic_parity_difference",
         SELECTION},
        {"precision_difference", "precision_ratio", "predictive_parity_difference", PRECISION},
        {"recall_difference", "recall_ratio", "equal_opportunity_difference", RECALL},
        {"false_positive_rate_difference", "false_positive_rate_ratio", NULL, FPR}};
    const json_t *all = json_object_get(attribute_of(d), "disparities");
    filling sum;

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const double x = figure(pairs[i].figure, a), y = figure(pairs[i].figure, b);
        const json_t *difference = json_object_get(
            json_object_get(json_object_get(all, pairs[i].difference), "groups"), "b");
        const json_t *ratio =
            json_object_get(json_object_get(json_object_get(all, pairs[i].ratio), "groups"), "b");
        const json_t *summary =
            json_object_get(json_object_get(attribute_of(d), "summary"), pairs[i].summary);

        if (json_is_object(difference) && is_said(difference, pairs[i].difference, y - x, table))
            holds(difference, pairs[i].difference, y - x, table);
        if (json_is_object(ratio) && is_said(ratio, pairs[i].ratio, NAN, table))
            holds(ratio, pairs[i].ratio, x > 0 ? y / x : NAN, table);
        if (pairs[i].summary && is_said(summary, pairs[i].summary, NAN, table))
            holds(summary, pairs[i].summary, fabs(y - x), table);
    }
    for (int k = 0; k < CELLS; k++)
        sum.c[k] = a->c[k] + b->c[k];
    check_filling(json_object_get(d, "overall"), &sum, table);
}

/* ---- tables ---- */

static void print_table(const subset_line lines[2], const bool told[COLUMNS], gg_buf *out)
{
    gg_buf_puts(out, "g");
    for (int k = 0; k < COLUMNS; k++)
        if (told[k])
            gg_buf_printf(out, ",%s", columns[k]);
    for (int i = 0; i < 2; i++) {
        gg_buf_printf(out, "\n%s", i ? "b" : "a");
        for (int k = 0; k < COLUMNS; k++)
            if (told[k])
                gg_buf_printf(out, ",%s", lines[i].column[k].print);
    }
    gg_buf_puts(out, "\n");
    ck_assert(!out->failed);
}

static void print_schema(const bool told[COLUMNS], bool rounded, gg_buf *out)
{
    gg_buf_puts(out, "columns: {g: {role: protected, reference: a}");
    for (int k = 0; k < COLUMNS; k++)
        if (told[k])
            gg_buf_printf(out, ", %s: %s", columns[k],
                          k == UNVERIFIED ? "unverified_count" : columns[k]);
    gg_buf_puts(out, "}\n");
    if (rounded)
        gg_buf_puts(out, "rounded_to: 3\n");
    ck_assert(!out->failed);
}

/* The document; NULL where the columns do not suffice for any rate. */
static json_t *document_or_null(const char *table, const char *with)
{
    gg_collect_options options = gg_collect_options_default();
    temporary t = temporary_file(table, 0);
    json_t *roles = NULL, *d = NULL;
    gg_evidence evidence;
    gg_schema schema;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    must(gg_json_parse(with, strlen(with), "roles", &roles, &err), &err);
    must(gg_schema_add(&schema, roles, &err), &err);
    if (gg_collect(t.path, &schema, &options, &evidence, &err) == GG_OK)
        d = evaluated(&evidence, NULL);
    else
        ck_assert_msg(strstr(err.what, "suffice") || strstr(err.what, "no column"), "%s in\n%s",
                      err.what, table);
    gg_schema_release(&schema);
    json_decref(roles);
    temporary_remove(&t);
    return d;
}

static void check_table(gg_random *r, const subset_line lines[2], const json_t *d,
                        const char *table)
{
    static const char *const groups[] = {"a", "b"};

    for (int i = 0; i < 2; i++) {
        const json_t *metrics =
            json_object_get(json_object_get(attribute_of(d), "groups"), groups[i]);

        ck_assert_uint_gt(lines[i].n, 0);
        for (size_t k = 0; k < lines[i].n; k++)
            check_filling(metrics, &lines[i].all[k], table);
        check_read_back(metrics, table);
    }
    for (int k = 0; k < 60; k++)
        check_pair(d, &lines[0].all[below(r, (int)lines[0].n)],
                   &lines[1].all[below(r, (int)lines[1].n)], table);
}

START_TEST(figures_of_some_columns_hold_whatever_the_counts_are)
{
    const int tables = getenv("GAUGER_SLOW") ? 1500 : 250;
    subset_line lines[2] = {{.all = calloc(FILLINGS, sizeof(filling))},
                            {.all = calloc(FILLINGS, sizeof(filling))}};
    int judged = 0;
    gg_random r;

    ck_assert(lines[0].all && lines[1].all);
    gg_random_init(&r, 1, "subsets", "walk");
    for (int k = 0; k < tables; k++) {
        const bool rounded = below(&r, 4) == 0;
        bool told[COLUMNS];
        gg_buf table, schema;
        json_t *d;

        for (int c = 0; c < COLUMNS; c++)
            told[c] = below(&r, 5) < (c == UNVERIFIED ? 1 : 2);
        for (int i = 0; i < 2; i++)
            draw_line(&r, told, rounded, &lines[i]);
        gg_buf_init(&table, 0);
        gg_buf_init(&schema, 0);
        print_table(lines, told, &table);
        print_schema(told, rounded, &schema);
        d = document_or_null(table.data, schema.data);
        if (d)
            check_table(&r, lines, d, table.data);
        judged += d != NULL;
        json_decref(d);
        gg_buf_release(&table);
        gg_buf_release(&schema);
    }
    ck_assert_int_gt(judged, tables / 2);
    free(lines[0].all);
    free(lines[1].all);
}
END_TEST

/* By hand: what stands in the table beside a line with exact counts. */
static const struct {
    const char *columns, *line, *figure;
    double low, high;
} by_columns[] = {
    {"tp,fn", "<10,90", "recall", 0, 9.0 / 99},
    {"fp,tn", "<10,90", "false_positive_rate", 0, 9.0 / 99},
    {"tp,positives", "<10,90", "recall", 0, 0.1},
    {"tp,positives", "20,15-25", "recall", 0.8, 1},
    {"fp,negatives", "<10,90", "false_positive_rate", 0, 0.1},
    {"fp,negatives", "20,15-25", "specificity", 0, 0.2},
};

START_TEST(two_columns_alone_are_bounds_as_well)
{
    for (size_t i = 0; i < sizeof by_columns / sizeof *by_columns; i++) {
        const char *second = strchr(by_columns[i].columns, ',') + 1;
        const int first = (int)(second - by_columns[i].columns - 1);
        char table[128], with[128];
        json_t *d;

        snprintf(table, sizeof table, "g,%s\na,50,90\nb,%s\n", by_columns[i].columns,
                 by_columns[i].line);
        snprintf(with, sizeof with, "columns: {g: protected, %.*s: %.*s, %s: %s}", first,
                 by_columns[i].columns, first, by_columns[i].columns, second, second);
        d = document_or_null(table, with);
        ck_assert(d != NULL);
        check_reach(estimate(d, "b", by_columns[i].figure), table,
                    (reach){by_columns[i].low, by_columns[i].high}, true);
        ck_assert_str_eq(text(estimate(d, "b", by_columns[i].figure), "why_null"), "bounded");
        json_decref(d);
    }
}
END_TEST

START_TEST(rounded_columns_alone_are_bounds_as_well)
{
    json_t *d = document_or_null("g,tp,fn\na,50,90\nb,20,30\n",
                                 "columns: {g: protected, tp: tp, fn: fn}\nrounded_to: 10\n");

    check_reach(estimate(d, "b", "recall"), "recall", (reach){15.0 / 50, 25.0 / 50}, true);
    json_decref(d);
}
END_TEST

/* One hidden cell, one group that does not tell its finds, and others: an extreme that no group can
 * be said to make. */
START_TEST(an_extreme_without_a_group_is_written)
{
    json_t *d = document_or_null("g,tp,s,n\nA,120,500,4000\nB,<11,45,60\nC,,30,300\nD,12,40,200\n",
                                 "columns: {g: {role: protected, reference: A}, tp: tp, "
                                 "s: selected, n: count}");
    const json_t *of =
        json_object_get(json_object_get(attribute_of(d), "disparities"), "precision_ratio");
    const json_t *most = json_object_get(json_object_get(of, "maximum"), "over_defined_groups");

    ck_assert(json_is_null(json_object_get(of, "maximum_group")));
    ck_close(gg_json_number(most, "value", NAN), 0.3 / 0.24, 1e-14);
    ck_assert(json_object_get(most, "groups") == NULL);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_set_timeout(tc, 600);
    tcase_add_test(tc, figures_of_some_columns_hold_whatever_the_counts_are);
    tcase_add_test(tc, two_columns_alone_are_bounds_as_well);
    tcase_add_test(tc, rounded_columns_alone_are_bounds_as_well);
    tcase_add_test(tc, an_extreme_without_a_group_is_written);
}

GG_TEST_MAIN("evaluate/subsets")
