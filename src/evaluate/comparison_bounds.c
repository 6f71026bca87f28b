/*
 * What a difference could be, whatever the missing outcomes are.
 *
 * How many rows there are of each pair of decisions is known; of the unverified ones any number x
 * may be positive, and a row that both scores refer has one outcome for both. Once it is said how
 * many rows are positive in all, each metric of counts is linear in the true positives of its
 * score, and so the difference is linear in the four numbers x, whose sum is then known: it is
 * least or greatest where the pairs are filled one after another in the order of their slopes.
 * That leaves one number to search, the positives among the unverified. For rates the difference
 * turns nowhere between the corners (it is a ratio of linear functions), so that the sums of whole
 * pairs are enough; for balanced_accuracy, f1 and mcc every number is looked at, or, where there
 * are more than STEPS, a grid that is laid finer around its best point until its step is one row.
 * Source: Horowitz and Manski 2000 (worst cases); Dantzig 1957 (filling by slope).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"
#include "gauger/stats/confusion.h"

#define STEPS  1024
#define FINER  64 /* steps of a grid around the best point */
#define ROUNDS 14
#define PAIRS  (GG_SELECTIONS * GG_SELECTIONS)

/* What is known of the table, and which end is looked for. */
typedef struct search {
    gg_confusion_metric metric;
    double open[PAIRS];                  /* unverified: place 2 a + b */
    double selected[GG_SCORES_COMPARED]; /* verified or not */
    double hits[GG_SCORES_COMPARED];     /* verified true positives */
    double positives, rows, all_open;
    int sign; /* 1 for the greatest, -1 for the least */
    bool found;
    double best, at;      /* the best value, and its number of positives */
    double filled[PAIRS]; /* how many of each pair are positive there */
} search;

static bool refers(int pair, int which)
{
    return (which == GG_A ? pair / 2 : pair % 2) == GG_SELECTED;
}

static bool value_of(const search *s, int which, double positives, double hits, double *out)
{
    const double selected = s->selected[which];
    const gg_confusion c = {hits, fmax(0, selected - hits), fmax(0, positives - hits),
                            fmax(0, s->rows - selected - positives + hits)};

    return gg_confusion_value(s->metric, &c, out, NULL) == GG_OK;
}

/* The metric's slope in its true positives, all margins being as they are; 0 where they leave no
 * room. */
static bool slope_of(const search *s, int which, double positives, double *out)
{
    double least = fmax(0, positives + s->selected[which] - s->rows);
    double most = fmin(positives, s->selected[which]), at_least, at_most;

    if (!value_of(s, which, positives, least, &at_least) ||
        !value_of(s, which, positives, most, &at_most))
        return false;
    *out = most > least ? (at_most - at_least) / (most - least) : 0;
    return true;
}

/* Fills x positives into the pairs, those with the steepest gain first. */
static void fill(const search *s, const double slope[GG_SCORES_COMPARED], double x,
                 double out[PAIRS])
{
    double gain[PAIRS];
    int order[PAIRS];

    for (int k = 0; k < PAIRS; k++) {
        int at = k;

        gain[k] = s->sign * (refers(k, GG_A) * slope[GG_A] - refers(k, GG_B) * slope[GG_B]);
        while (at > 0 && gain[order[at - 1]] < gain[k]) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = k;
    }
    for (int k = 0; k < PAIRS; k++) {
        out[order[k]] = fmin(x, s->open[order[k]]);
        x = fmax(0, x - s->open[order[k]]);
    }
}

static void try(search *s, double x)
{
    double slope[GG_SCORES_COMPARED], filled[PAIRS], value[GG_SCORES_COMPARED];
    const double positives = s->positives + x;

    if (!slope_of(s, GG_A, positives, &slope[GG_A]) || !slope_of(s, GG_B, positives, &slope[GG_B]))
        return;
    fill(s, slope, x, filled);
    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        double hits = s->hits[which];

        for (int k = 0; k < PAIRS; k++)
            hits += refers(k, which) * filled[k];
        if (!value_of(s, which, positives, fmin(hits, positives), &value[which]))
            return;
    }
    if (s->found && !(s->sign * (value[GG_A] - value[GG_B]) > s->sign * s->best))
        return;
    s->found = true;
    s->best = value[GG_A] - value[GG_B];
    s->at = x;
    memcpy(s->filled, filled, sizeof filled);
}

/* Sums of whole pairs; and one row more and less, where a metric has no value without an outcome.
 */
static void try_corners(search *s)
{
    for (int set = 0; set < 1 << PAIRS; set++) {
        double x = 0;

        for (int k = 0; k < PAIRS; k++)
            x += set >> k & 1 ? s->open[k] : 0;
        try(s, fmin(x, s->all_open));
    }
    try(s, fmin(1, s->all_open));
    try(s, fmax(0, s->all_open - 1));
}

static void try_between(search *s, bool whole)
{
    double low = 0, high = s->all_open;

    for (int round = 0; round < ROUNDS && high > low; round++) {
        const int steps = round == 0 ? STEPS : FINER;
        double step = (high - low) / steps;

        if (whole && step < 1)
            step = 1;
        for (int i = 0; i <= steps && low + i * step <= high; i++)
            try(s, whole ? floor(low + i * step) : low + i * step);
        if (!s->found || (whole && step <= 1))
            return;
        low = fmax(0, s->at - 2 * step);
        high = fmin(s->all_open, s->at + 2 * step);
        if (whole) {
            low = floor(low);
            high = ceil(high);
        }
    }
}

static search begin(const gg_paired *paired, gg_confusion_metric metric, int sign)
{
    const gg_paired_table *t = &paired->table;
    search s = {.metric = metric, .sign = sign};

    for (int k = 0; k < PAIRS; k++) {
        int a = k / 2, b = k % 2;
        double all = t->w[GG_POSITIVE][a][b] + t->w[GG_NEGATIVE][a][b] + t->w[GG_UNVERIFIED][a][b];

        s.open[k] = t->w[GG_UNVERIFIED][a][b];
        s.all_open += s.open[k];
        s.positives += t->w[GG_POSITIVE][a][b];
        s.rows += all;
        for (int which = 0; which < GG_SCORES_COMPARED; which++) {
            s.selected[which] += refers(k, which) * all;
            s.hits[which] += refers(k, which) * t->w[GG_POSITIVE][a][b];
        }
    }
    return s;
}

/* The table with its unverified rows filled in. */
static void complete(const gg_paired *paired, const search *s, gg_paired *out)
{
    gg_paired made = {.table = paired->table, .weighted = paired->weighted};
    gg_paired_table *t = &made.table;

    for (int k = 0; k < PAIRS; k++) {
        int a = k / 2, b = k % 2;
        double share = s->open[k] > 0 ? s->filled[k] / s->open[k] : 0;

        for (int o = 0; o < GG_UNVERIFIED; o++) {
            double part = o == GG_POSITIVE ? share : 1 - share;

            /* Whole rows stay whole. */
            t->n[o][a][b] += paired->weighted ? part * t->n[GG_UNVERIFIED][a][b]
                                              : round(part * t->n[GG_UNVERIFIED][a][b]);
            t->w[o][a][b] += paired->weighted ? part * t->w[GG_UNVERIFIED][a][b]
                                              : round(part * t->w[GG_UNVERIFIED][a][b]);
            t->w2[o][a][b] += paired->weighted ? part * t->w2[GG_UNVERIFIED][a][b]
                                               : round(part * t->w2[GG_UNVERIFIED][a][b]);
        }
        t->n[GG_UNVERIFIED][a][b] = t->w[GG_UNVERIFIED][a][b] = t->w2[GG_UNVERIFIED][a][b] = 0;
    }
    made.brier = made.log_loss = (gg_paired_mean){NAN, NAN};
    for (int which = 0; which < GG_SCORES_COMPARED; which++)
        made.figures[which] = gg_paired_figures(t, made.weighted, which);
    *out = made;
}

bool gg_difference_extremes(const gg_metric *metric, const gg_paired *paired, gg_paired *least,
                            gg_paired *greatest)
{
    gg_paired *const ends[] = {least, greatest};
    gg_confusion_metric which;

    if (!gg_confusion_find(metric->name, &which))
        return false;
    for (int i = 0; i < 2; i++) {
        search s = begin(paired, which, i ? 1 : -1);

        if (!(s.all_open > 0))
            return false;
        try_corners(&s);
        if (!metric->denominator)
            try_between(&s, !paired->weighted);
        if (!s.found)
            return false;
        complete(paired, &s, ends[i]);
    }
    return true;
}
