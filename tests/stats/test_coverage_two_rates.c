/*
 * Do intervals of two rates hold what they promise where it is hard: at exact equality, with few
 * rows, with rates near 0 and 1? Summed over all outcomes, so that there is no Monte-Carlo error.
 * The bounds are those of the design where it names one (94 to 96.5% in the mean over a range, at
 * least 95% everywhere for simultaneous intervals); single points that are known to dip are held to
 * what was found, so that nothing gets worse unseen.
 */
#include "gauger/stats/difference.h"
#include "gauger/stats/ratio.h"
#include "gauger/stats/simultaneous.h"

#include "simulate.h"
#include "../suite.h"

#define Z95       1.959963984540054
#define ROWS_MOST 100

static bool holds(const gg_interval *i, double truth)
{
    return i->low <= truth && truth <= i->high;
}

static void probabilities(int n, double p, double *out)
{
    for (int s = 0; s <= n; s++)
        out[s] = exp(lgamma(n + 1) - lgamma(s + 1) - lgamma(n - s + 1) + s * log(p) +
                     (n - s) * log1p(-p));
}

typedef gg_status (*two_rates)(gg_rate, gg_rate, double, gg_interval *);

typedef struct method {
    const char *name;
    two_rates of;
    bool ratio;
    double equal_least, equal_mean; /* coverage at equality: at the worst rate, in the mean */
    double apart_least, apart_mean; /* the same over pairs of rates, sizes from 10 */
    double mean_most;               /* mean over pairs at most */
} method;

/* Katz's is here to show why it is not the default. */
static const method METHODS[] = {
    {"newcombe", gg_difference_newcombe, false, 0.935, 0.95, 0.90, 0.94, 0.965},
    {"miettinen_nurminen", gg_difference_miettinen_nurminen, false, 0.93, 0.95, 0.92, 0.94, 0.965},
    {"agresti_caffo", gg_difference_agresti_caffo, false, 0.94, 0.95, 0.91, 0.94, 0.965},
    {"mee", gg_difference_mee, false, 0.93, 0.95, 0.92, 0.94, 0.965},
    {"koopman", gg_ratio_koopman, true, 0.93, 0.95, 0.91, 0.94, 0.965},
    {"robust difference", gg_difference_robust, false, 0.95, 0.95, 0.95, 0.95, 1},
    {"robust ratio", gg_ratio_robust, true, 0.95, 0.95, 0.95, 0.95, 1},
    {"katz", gg_ratio_katz, true, 0.70, 0.93, 0.56, 0.94, 0.965}};

static const int SIZES[][2] = {{5, 5}, {10, 10}, {30, 10}, {30, 30}, {100, 40}, {18, 100}};

typedef struct outcomes {
    int n, m;
    bool defined[ROWS_MOST + 1][ROWS_MOST + 1];
    gg_interval at[ROWS_MOST + 1][ROWS_MOST + 1];
} outcomes;

static void fill(const method *m, outcomes *o)
{
    for (int i = 0; i <= o->n; i++)
        for (int j = 0; j <= o->m; j++)
            o->defined[i][j] =
                m->of((gg_rate){i, o->n}, (gg_rate){j, o->m}, Z95, &o->at[i][j]) == GG_OK;
}

/* Where a method has no interval it says nothing, and so nothing false. */
static double coverage(const method *m, const outcomes *o, double p, double q)
{
    double a[ROWS_MOST + 1], b[ROWS_MOST + 1], sum = 0;
    double truth = m->ratio ? p / q : p - q;

    probabilities(o->n, p, a);
    probabilities(o->m, q, b);
    for (int i = 0; i <= o->n; i++)
        for (int j = 0; j <= o->m; j++)
            if (!o->defined[i][j] || holds(&o->at[i][j], truth))
                sum += a[i] * b[j];
    return sum;
}

START_TEST(two_equal_rates)
{
    const method *m = &METHODS[_i];
    outcomes *o = malloc(sizeof *o);

    ck_assert_ptr_nonnull(o);
    for (size_t k = 0; k < sizeof SIZES / sizeof *SIZES; k++) {
        double least = 1, mean = 0;

        o->n = SIZES[k][0];
        o->m = SIZES[k][1];
        fill(m, o);
        for (int i = 1; i < 100; i++) {
            double c = coverage(m, o, i / 100.0, i / 100.0);

            least = fmin(least, c);
            mean += c / 99;
        }
        ck_assert_msg(least >= m->equal_least, "%s, %d and %d rows: %g at worst", m->name, o->n,
                      o->m, least);
        ck_assert_msg(mean >= m->equal_mean, "%s, %d and %d rows: %g", m->name, o->n, o->m, mean);
    }
    free(o);
}
END_TEST

START_TEST(two_rates_apart)
{
    const method *m = &METHODS[_i];
    outcomes *o = malloc(sizeof *o);

    ck_assert_ptr_nonnull(o);
    for (size_t k = 1; k < sizeof SIZES / sizeof *SIZES; k++) {
        double least = 1, mean = 0;

        o->n = SIZES[k][0];
        o->m = SIZES[k][1];
        fill(m, o);
        for (int i = 0; i < 17 * 17; i++) {
            double c = coverage(m, o, 0.02 + 0.06 * (i / 17), 0.02 + 0.06 * (i % 17));

            least = fmin(least, c);
            mean += c / (17 * 17);
        }
        ck_assert_msg(least >= m->apart_least, "%s, %d and %d rows: %g at worst", m->name, o->n,
                      o->m, least);
        ck_assert_msg(mean >= m->apart_mean && mean <= m->mean_most, "%s, %d and %d rows: %g",
                      m->name, o->n, o->m, mean);
    }
    free(o);
}
END_TEST

/* 95 to 99% of 18 and of 100 rows, both the same: Katz's interval, whose variance is 0 where all of
 * a group are successes, misses up to 3 times in 10 where Koopman's misses 7 in 100. */
START_TEST(katz_falls_short_near_one_and_koopman_does_not)
{
    const method *katz = &METHODS[7], *koopman = &METHODS[4];
    outcomes *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    double least = 1;

    ck_assert(a && b);
    a->n = b->n = 18;
    a->m = b->m = 100;
    fill(katz, a);
    fill(koopman, b);
    for (double p = 0.95; p < 0.995; p += 0.01) {
        least = fmin(least, coverage(katz, a, p, p));
        ck_assert_double_ge(coverage(koopman, b, p, p), 0.93);
    }
    ck_assert_double_lt(least, 0.80);
    free(a);
    free(b);
}
END_TEST

/* Rates from 1e-4 to 0.02 and their mirror images, both equal, with the sizes of real audits. */
START_TEST(rare_and_nearly_certain_rates)
{
    static const double rate[] = {1e-4, 0.001, 0.005, 0.02};
    int runs = getenv("GAUGER_SLOW") ? 15000 : 1500;
    gg_random r;

    gg_random_init(&r, 1, "coverage", "rare");
    for (int k = 0; k < 8; k++) {
        double p = k < 4 ? rate[k] : 1 - rate[k - 4];
        int difference = 0, ratio = 0;

        for (int i = 0; i < runs; i++) {
            gg_rate a = {simulate_binomial(&r, 150, p), 150};
            gg_rate b = {simulate_binomial(&r, 200, p), 200};
            gg_interval d, q;

            ck_assert_int_eq(gg_difference_newcombe(a, b, Z95, &d), GG_OK);
            ck_assert_int_eq(gg_ratio_koopman(a, b, Z95, &q), GG_OK);
            difference += holds(&d, 0);
            ratio += holds(&q, 1);
        }
        ck_assert_msg(difference >= 0.945 * runs, "%g: %d of %d", p, difference, runs);
        ck_assert_msg(ratio >= 0.935 * runs, "%g: %d of %d", p, ratio, runs);
    }
}
END_TEST

static void tests(TCase *tc)
{
    int methods = (int)(sizeof METHODS / sizeof *METHODS);

    tcase_add_loop_test(tc, two_equal_rates, 0, methods);
    tcase_add_loop_test(tc, two_rates_apart, 0, methods);
    tcase_add_test(tc, katz_falls_short_near_one_and_koopman_does_not);
    tcase_add_test(tc, rare_and_nearly_certain_rates);
}

GG_TEST_MAIN("stats/coverage_two_rates")
