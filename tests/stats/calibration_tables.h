/* Tables of scores for the tests of calibration, and where each figure about them comes from:
 * scikit-learn 1.9.1 (IsotonicRegression), pandas 3.1.1 (qcut), statsmodels 0.15.0 (GLM, binomial,
 * with frequency weights and offset), SciPy 1.17.1 (chi2, foldnorm), each on rows. */
#ifndef GG_TESTS_STATS_CALIBRATION_TABLES_H
#define GG_TESTS_STATS_CALIBRATION_TABLES_H

#include "gauger/stats/calibration.h"

#include "../suite.h"

#define TABLE_MAX 24

typedef struct table {
    size_t n;
    gg_score_block blocks[TABLE_MAX];
} table;

/* 20 rows of the vectors, two a score. */
static const gg_tie SMALL[] = {{0.05, 2, 0}, {0.1, 1, 1}, {0.2, 1, 1}, {0.3, 1, 1}, {0.4, 1, 1},
                               {0.5, 1, 1},  {0.6, 0, 2}, {0.7, 1, 1}, {0.8, 0, 2}, {0.9, 1, 1}};

/* 456 rows with ties, some of them certain. */
static const gg_tie TIES[] = {
    {0, 6, 1},     {0.02, 40, 2}, {0.05, 33, 1}, {0.08, 21, 4}, {0.11, 37, 3},  {0.15, 25, 9},
    {0.19, 30, 5}, {0.2, 11, 4},  {0.27, 18, 9}, {0.33, 14, 6}, {0.38, 12, 11}, {0.41, 9, 4},
    {0.5, 10, 13}, {0.57, 6, 5},  {0.6, 8, 14},  {0.66, 5, 12}, {0.7, 4, 6},    {0.81, 3, 17},
    {0.88, 4, 9},  {0.93, 1, 12}, {0.99, 1, 8},  {1, 0, 3}};

/* The same rows, row i weighing 1 + (7 i mod 5) / 2, negatives of a score before its positives. */
static const double WEIGHTED[][3] = {
    {13, 2, 27.5},        {84.5, 4.5, 191.25}, {68.5, 3, 155.25},  {50, 8.5, 112.5},
    {80, 6, 180},         {67, 17, 148.5},     {70, 10, 157.5},    {30, 7, 67.5},
    {54.5, 17.5, 123.75}, {40, 11.5, 90},      {45.5, 22, 101.25}, {27, 9, 62.5},
    {46, 26, 104},        {21.5, 10, 47.25},   {43.5, 28, 97.25},  {35, 25, 80.5},
    {20, 13, 45},         {40, 35, 90},        {25, 18, 54.5},     {26.5, 24.5, 60.25},
    {18.5, 16, 42.75},    {5, 5, 9.5}};

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

static inline table table_of(const gg_tie *ties, size_t n)
{
    table t = {.n = n};

    for (size_t i = 0; i < n; i++)
        t.blocks[i] = gg_score_block_of_tie(&ties[i]);
    return t;
}

static inline table weighted_table(void)
{
    table t = table_of(TIES, COUNT_OF(TIES));

    for (size_t i = 0; i < t.n; i++) {
        t.blocks[i].weight = WEIGHTED[i][0];
        t.blocks[i].positives = WEIGHTED[i][1];
        t.blocks[i].squares = WEIGHTED[i][2];
    }
    return t;
}

static inline gg_calibration *calibration_of(const table *t, size_t bins)
{
    gg_calibration *c = NULL;

    ck_assert_int_eq(gg_calibration_of_blocks(t->blocks, t->n, bins, &c), GG_OK);
    return c;
}

#endif
