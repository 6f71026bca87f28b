/*
 * Few positives with a large inverse probability: those that officers find are always inspected,
 * the others are drawn with p, and from none to a dozen positives come to be drawn. Intervals hold
 * the truth nearly as often as they say. (The linearised variance of what was drawn alone held the
 * recall in 0.63 to 0.91 of such tables.)
 */
#include <stdlib.h>
#include <string.h>

#include "gauger/stats/selective.h"
#include "simulate.h"
#include "suite.h"

#define Z95 1.959963984540054

typedef struct world {
    const char *name;
    int referred, others;
    double precision, missed; /* shares of positives among the referred and among the others */
    double officers;          /* of the missed, the share that is found anyway */
    double p;                 /* the draw's probability, or the median of several */
    double spread;            /* of its logarithm */
} world;

static const gg_confusion_metric metrics[] = {
    GG_CONFUSION_RECALL,   GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE,
    GG_CONFUSION_ACCURACY, GG_CONFUSION_BASE_RATE,
    GG_CONFUSION_F1,       GG_CONFUSION_BALANCED_ACCURACY,
    GG_CONFUSION_MCC,      GG_CONFUSION_FALSE_POSITIVE_RATE};

enum { METRICS = sizeof metrics / sizeof *metrics };

static void add(gg_inverse_sums *s, int outcome, int decision, double rows, double p)
{
    s->w[outcome][decision] += rows / p;
    s->w2[outcome][decision] += rows / p / p;
}

/* Cases one by one only where each has a probability of its own. */
static void draw_others(gg_random *r, const world *w, int outcome, int n, gg_inverse_sums *s)
{
    if (w->spread == 0) {
        add(s, outcome, 0, simulate_binomial(r, n, w->p), w->p);
        return;
    }
    for (int i = 0; i < n; i++) {
        double p = w->p * exp(w->spread * simulate_normal(r));

        p = fmin(fmax(p, 0.002), 1);
        if (gg_random_uniform(r) < p)
            add(s, outcome, 0, 1, p);
    }
}

static void draw(gg_random *r, const world *w, gg_inverse_sums *s)
{
    const int tp = simulate_binomial(r, w->referred, w->precision);
    const int missed = simulate_binomial(r, w->others, w->missed);
    const int found = simulate_binomial(r, missed, w->officers);

    memset(s, 0, sizeof *s);
    add(s, GG_SEEN_POSITIVE, 1, tp, 1);
    add(s, GG_SEEN_NEGATIVE, 1, w->referred - tp, 1);
    add(s, GG_SEEN_POSITIVE, 0, found, 1);
    draw_others(r, w, GG_SEEN_POSITIVE, missed - found, s);
    draw_others(r, w, GG_SEEN_NEGATIVE, w->others - missed, s);
}

static double truth_of(const world *w, gg_confusion_metric metric)
{
    const double tp = w->referred * w->precision, fn = w->others * w->missed;
    const gg_confusion c = {tp, w->referred - tp, fn, w->others - fn};
    double value;

    ck_assert_int_eq(gg_confusion_value(metric, &c, &value, NULL), GG_OK);
    return value;
}

static void check_world(const world *w, int times)
{
    int missed[METRICS] = {0};
    gg_random r;

    gg_random_init(&r, 1, "unseen", w->name);
    for (int i = 0; i < times; i++) {
        gg_inverse_sums s;

        draw(&r, w, &s);
        for (size_t k = 0; k < METRICS; k++) {
            const double truth = truth_of(w, metrics[k]);
            gg_measure m;

            ck_assert_int_eq(gg_known_probability_measure(&s, metrics[k], Z95, &m), GG_OK);
            missed[k] += !(m.low <= truth && truth <= m.high);
        }
    }
    for (size_t k = 0; k < METRICS; k++) {
        double held = 1 - (double)missed[k] / times;

        ck_assert_msg(held > 0.93 - 3 * sqrt(0.05 * 0.95 / times), "%s, figure %zu: %f", w->name, k,
                      held);
        if (times > 2000)
            printf("%s, figure %zu: %.4f\n", w->name, k, held);
    }
}

START_TEST(few_of_a_large_draw)
{
    static const world worlds[] = {
        {"no officers", 3000, 7000, 0.12, 0.02, 0, 0.02, 0},
        {"two expected", 3000, 7000, 0.12, 0.02, 0.3, 0.02, 0},
        {"five expected", 3000, 7000, 0.12, 0.05, 0.3, 0.02, 0},
        {"two, drawn more often", 3000, 7000, 0.12, 0.01, 0.3, 0.05, 0},
        {"twelve expected", 3000, 7000, 0.12, 0.05, 0.3, 0.05, 0},
        {"less than one", 3000, 7000, 0.12, 0.01, 0, 0.01, 0},
        {"seventy expected", 3000, 7000, 0.12, 0.05, 0, 0.2, 0},
        {"found by officers nearly all", 3000, 7000, 0.12, 0.02, 0.9, 0.02, 0},
    };

    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++)
        check_world(&worlds[i], getenv("GAUGER_SLOW") ? 6000 : 600);
}
END_TEST

START_TEST(probabilities_of_their_own)
{
    static const world worlds[] = {
        {"spread", 3000, 7000, 0.12, 0.02, 0.2, 0.02, 0.6},
        {"spread wide", 3000, 7000, 0.12, 0.02, 0.2, 0.02, 1},
        {"few rows", 300, 3000, 0.3, 0.05, 0.2, 0.05, 1},
    };

    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++)
        check_world(&worlds[i], getenv("GAUGER_SLOW") ? 4000 : 300);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, few_of_a_large_draw);
    tcase_add_test(tc, probabilities_of_their_own);
}

GG_TEST_MAIN("stats/inverse share")
