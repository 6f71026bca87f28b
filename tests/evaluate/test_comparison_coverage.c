/*
 * Comparison: do the intervals of differences hold the truth as often as they say, and do the tests
 * alarm as rarely as they should? Tables are drawn from known probabilities; seeds are fixed.
 */
#include "documents.h"

#include "gauger/base/random.h"

#define TRIALS 500

/* Probabilities of a row: outcome, selected by A, selected by B. */
typedef struct world {
    double p[2][2][2];
    int rows;
} world;

static const char *const figures[] = {
    "selection_rate", "precision", "recall", "specificity",       "negative_predictive_value",
    "accuracy",       "f1",        "mcc",    "balanced_accuracy", "roc_auc"};

#define FIGURES (sizeof figures / sizeof *figures)

/* A score's own table of outcome and selection. */
static void margin(const world *w, int which, double cell[2][2])
{
    for (int y = 0; y < 2; y++)
        for (int s = 0; s < 2; s++)
            cell[y][s] = which == 0 ? w->p[y][s][0] + w->p[y][s][1] : w->p[y][0][s] + w->p[y][1][s];
}

/* The figures of a score in the population, by their definitions. */
static double truth_of(const world *w, int which, size_t figure)
{
    double c[2][2], tn, fp, fn, tp;

    margin(w, which, c);
    tn = c[0][0];
    fp = c[0][1];
    fn = c[1][0];
    tp = c[1][1];
    switch (figure) {
    case 0:
        return tp + fp;
    case 1:
        return tp / (tp + fp);
    case 2:
        return tp / (tp + fn);
    case 3:
        return tn / (tn + fp);
    case 4:
        return tn / (tn + fn);
    case 5:
        return tp + tn;
    case 6:
        return 2 * tp / (2 * tp + fp + fn);
    case 7:
        return (tp * tn - fp * fn) / sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
    default: /* a score of two values ranks as well as it decides */
        return (tp / (tp + fn) + tn / (tn + fp)) / 2;
    }
}

static json_t *draw(const world *w, gg_random *r)
{
    unsigned count[2][2][2] = {{{0}}};
    char table[400] = "a,b,y,n\n";
    json_t *d;

    for (int i = 0; i < w->rows; i++) {
        double u = gg_random_uniform(r);
        int cell = 0;

        while (cell < 7 && u >= w->p[cell >> 2][cell >> 1 & 1][cell & 1]) {
            u -= w->p[cell >> 2][cell >> 1 & 1][cell & 1];
            cell++;
        }
        count[cell >> 2][cell >> 1 & 1][cell & 1]++;
    }
    for (int cell = 0; cell < 8; cell++)
        snprintf(table + strlen(table), sizeof table - strlen(table), "%d,%d,%d,%u\n",
                 cell >> 1 & 1, cell & 1, cell >> 2, count[cell >> 2][cell >> 1 & 1][cell & 1]);
    d = compare(table, "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}, \"threshold\": 1}",
                NULL);
    return d;
}

/* How often each interval held the truth, and each p was below 0.05. */
static void simulate(const world *w, const char *stream, int held[FIGURES], int alarms[FIGURES])
{
    gg_random r;

    gg_random_init(&r, 1, "comparison", stream);
    memset(held, 0, FIGURES * sizeof *held);
    memset(alarms, 0, FIGURES * sizeof *alarms);
    for (int trial = 0; trial < TRIALS; trial++) {
        json_t *d = draw(w, &r);

        for (size_t i = 0; i < FIGURES; i++) {
            double truth = truth_of(w, 0, i) - truth_of(w, 1, i);
            char path[80];

            snprintf(path, sizeof path, "differences/%s", figures[i]);
            held[i] += number(member(d, path), "low") <= truth + 1e-12 &&
                       number(member(d, path), "high") >= truth - 1e-12;
            alarms[i] += number(member(d, path), "p_value") < 0.05;
        }
        json_decref(d);
    }
}

/* Two different scores, 400 rows: 95% intervals, standard deviation of a share 1%. */
START_TEST(coverage)
{
    static const world w = {{{{0.45, 0.10}, {0.05, 0.05}}, {{0.05, 0.05}, {0.08, 0.17}}}, 400};
    int held[FIGURES], alarms[FIGURES];

    simulate(&w, "coverage", held, alarms);
    for (size_t i = 0; i < FIGURES; i++)
        ck_assert_msg(held[i] >= 0.92 * TRIALS && held[i] <= 0.98 * TRIALS, "%s: %d of %d",
                      figures[i], held[i], TRIALS);
}
END_TEST

/*
 * Two scores that differ from case to case and are equally good: about 5% alarms, McNemar's exact p
 * fewer, because counts are whole numbers.
 */
START_TEST(false_alarms)
{
    static const world w = {{{{0.46, 0.07}, {0.07, 0.05}}, {{0.05, 0.06}, {0.06, 0.18}}}, 400};
    int held[FIGURES], alarms[FIGURES];

    simulate(&w, "alarms", held, alarms);
    for (size_t i = 0; i < FIGURES; i++) {
        ck_assert_msg(alarms[i] <= 0.08 * TRIALS, "%s: %d of %d", figures[i], alarms[i], TRIALS);
        ck_assert_msg(alarms[i] >= 0.01 * TRIALS, "%s: %d of %d", figures[i], alarms[i], TRIALS);
    }
}
END_TEST

/*
 * The same cases compared as if each score had cases of its own would have intervals that are far
 * too wide where the scores agree: here all of the paired ones are below 0.6 of that width.
 */
START_TEST(pairing_helps)
{
    static const world w = {{{{0.60, 0.01}, {0.02, 0.07}}, {{0.06, 0.01}, {0.02, 0.21}}}, 2000};
    gg_random r;
    json_t *d;

    gg_random_init(&r, 1, "comparison", "pairing");
    d = draw(&w, &r);
    for (size_t i = 0; i < FIGURES; i++) {
        char path[80];
        double apart = 0, width;

        for (int which = 0; which < 2; which++) {
            double one;

            snprintf(path, sizeof path, "%s/%s", which ? "b" : "a", figures[i]);
            one = number(member(d, path), "high") - number(member(d, path), "low");
            apart += one * one;
        }
        snprintf(path, sizeof path, "differences/%s", figures[i]);
        width = number(member(d, path), "high") - number(member(d, path), "low");
        ck_assert_msg(width < 0.6 * sqrt(apart), "%s: %g against %g", figures[i], width,
                      sqrt(apart));
    }
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, coverage);
    tcase_add_test(tc, false_alarms);
    tcase_add_test(tc, pairing_helps);
}

GG_TEST_MAIN("evaluate/comparison_coverage")
