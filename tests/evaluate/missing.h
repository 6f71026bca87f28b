/*
 * For the tests of comparisons with missing outcomes: figures by their definitions, and tables
 * drawn from known probabilities, of which outcomes are looked at in one way or another.
 */
#ifndef GG_TESTS_MISSING_H
#define GG_TESTS_MISSING_H

#include "documents.h"

#include <stdlib.h>

#include "gauger/base/random.h"
#include "gauger/evaluate/metric.h"

enum { NEGATIVE, POSITIVE, UNSEEN };

/* Rows by outcome, and by whether A and B refer them. */
typedef struct joint {
    int n[3][2][2];
} joint;

static const char *const figures[] = {
    "precision",      "recall", "specificity", "false_positive_rate", "negative_predictive_value",
    "accuracy",       "f1",     "mcc",         "balanced_accuracy",   "false_negative_rate",
    "selection_rate",
};

#define FIGURES (sizeof figures / sizeof *figures)

/* A score's figure by its definition; NaN without one. cells: tn, fp, fn, tp. */
static inline double figure_of(const char *name, const double c[4])
{
    double tn = c[0], fp = c[1], fn = c[2], tp = c[3];
    double root = sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
    const struct {
        const char *name;
        double value;
    } all[] = {
        {"precision", tp / (tp + fp)},
        {"recall", tp / (tp + fn)},
        {"false_negative_rate", fn / (tp + fn)},
        {"specificity", tn / (tn + fp)},
        {"false_positive_rate", fp / (tn + fp)},
        {"negative_predictive_value", tn / (tn + fn)},
        {"accuracy", (tp + tn) / (tp + tn + fp + fn)},
        {"f1", 2 * tp / (2 * tp + fp + fn)},
        {"mcc", root > 0 ? (tp * tn - fp * fn) / root : NAN},
        {"balanced_accuracy", (tp / (tp + fn) + tn / (tn + fp)) / 2},
        {"selection_rate", (tp + fp) / (tp + tn + fp + fn)},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0)
            return all[i].value;
    ck_abort_msg("no figure %s", name);
    return NAN;
}

/* What is drawn: probabilities of a row by outcome and both decisions, in two groups. */
typedef struct world {
    double p[2][2][2][2]; /* group, outcome, A, B */
    int rows;
} world;

typedef enum way { BY_CHAMPION, BY_ARM, BY_PROBABILITY, BY_CHANCE } way;

static const world drawn = {{{{{0.60, 0.06}, {0.05, 0.05}}, {{0.06, 0.03}, {0.06, 0.09}}},
                             {{{0.48, 0.10}, {0.04, 0.06}}, {{0.07, 0.05}, {0.04, 0.16}}}},
                            3000};

/* Group -1: everyone, the groups being of one size. */
static inline double truth_of(const world *w, const char *name, int group)
{
    double side[2][4] = {{0}};

    for (int g = 0; g < 2; g++)
        for (int k = 0; k < 8; k++) {
            int y = k >> 2, a = k >> 1 & 1, b = k & 1;

            if (group >= 0 && g != group)
                continue;
            side[0][2 * y + a] += w->p[g][y][a][b];
            side[1][2 * y + b] += w->p[g][y][a][b];
        }
    return figure_of(name, side[0]) - figure_of(name, side[1]);
}

/* With which probability a row was looked at. */
static inline double looked_at(way how, int a, int b)
{
    if (how == BY_CHAMPION || how == BY_ARM)
        return b;
    return b ? 0.9 : a ? 0.45 : 0.25;
}

/* One table, as lines with a count. seen_alone: without the rows that lack an outcome. */
static inline json_t *draw(const world *w, way how, bool seen_alone, gg_random *r)
{
    static const char *const designs[] = {"unknown", "random_arm", "known_probability",
                                          "missing_at_random"};
    unsigned count[2][2][3][2][2] = {{{{{0}}}}}; /* group, arm, outcome, A, B */
    gg_compare_options o = gg_compare_options_default();
    char table[6000] = "a,b,y,g,how,p,n\n";

    for (int i = 0; i < w->rows; i++) {
        double u = gg_random_uniform(r);
        int g = gg_random_uniform(r) < 0.5, cell = 0, arm, y;

        while (cell < 7 && u >= w->p[g][cell >> 2][cell >> 1 & 1][cell & 1]) {
            u -= w->p[g][cell >> 2][cell >> 1 & 1][cell & 1];
            cell++;
        }
        arm = how == BY_ARM && gg_random_uniform(r) < 0.3;
        y = arm || gg_random_uniform(r) < looked_at(how, cell >> 1 & 1, cell & 1) ? cell >> 2
                                                                                  : UNSEEN;
        count[g][arm][y][cell >> 1 & 1][cell & 1]++;
    }
    for (int k = 0; k < 48; k++) {
        int g = k / 24, arm = k / 12 % 2, y = k / 4 % 3, a = k / 2 % 2, b = k % 2;

        if (y == UNSEEN && seen_alone)
            continue;
        snprintf(table + strlen(table), sizeof table - strlen(table), "%d,%d,%s,%d,%s,%.17g,%u\n",
                 a, b,
                 y == UNSEEN ? ""
                 : y         ? "1"
                             : "0",
                 g, arm ? "random" : "model", how == BY_PROBABILITY ? looked_at(how, a, b) : 1,
                 count[g][arm][y][a][b]);
    }
    ck_assert_int_eq(
        gg_inspection_parse(designs[seen_alone ? BY_CHAMPION : how], &o.inspection, NULL), GG_OK);
    return compare(table,
                   "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\", \"g\": \"protected\","
                   "\"how\": \"arm\", \"p\": \"sampling_probability\"}, \"threshold\": 1}",
                   &o);
}

static inline bool holds(const json_t *estimate, double truth)
{
    return number(estimate, "low") <= truth && number(estimate, "high") >= truth;
}

/* An end of a pair of the document. */
static inline double item(const json_t *document, const char *path, size_t i)
{
    const json_t *array = member(document, path);

    ck_assert_msg(json_array_size(array) == 2, "%s is no pair", path);
    return json_number_value(json_array_get(array, i));
}

#endif
