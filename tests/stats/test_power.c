/* Power: the mildest breach that a sample would have shown, held against the tests themselves. */
#include "gauger/stats/power.h"

#include <string.h>

#include "gauger/stats/derived.h"
#include "gauger/stats/interval.h"
#include "gauger/stats/ratio.h"
#include "simulate.h"
#include "suite.h"

#define Z95 1.959963984540054

static gg_power_rule rule_of(gg_power_kind kind, double low, double high, double z_fail)
{
    return (gg_power_rule){kind, low, high, Z95, z_fail};
}

static gg_power_breach breach(const gg_power_rule *r, const gg_power_sample *s)
{
    gg_power_breach b;

    ck_assert_int_eq(gg_power_smallest_breach(r, s, 0.8, &b), GG_OK);
    return b;
}

static double factor(const gg_power_rule *r, const gg_power_sample *s)
{
    double f;

    ck_assert_int_eq(gg_power_rows_factor(r, s, 0.5, &f), GG_OK);
    return f;
}

/* SciPy 1.10: the largest count that Wilson's test rejects, then brentq on binom.cdf. */
START_TEST(test_power_of_a_rate)
{
    gg_power_rule r = rule_of(GG_POWER_RATE, 0.2, INFINITY, Z95);
    gg_power_sample s = {.group = {80, 400}};
    gg_power_breach b = breach(&r, &s);

    ck_close(b.below, 0.146462437606712, 1e-9);
    ck_assert(isnan(b.above));
    /* The mirror image: at most 0.8. */
    r = rule_of(GG_POWER_RATE, -INFINITY, 0.8, Z95);
    b = breach(&r, &s);
    ck_assert(isnan(b.below));
    ck_close(b.above, 1 - 0.146462437606712, 1e-9);
    r = rule_of(GG_POWER_RATE, 0.9, INFINITY, 2.5);
    s.group = (gg_rate){55, 60};
    ck_close(breach(&r, &s).below, 0.761624110085303, 1e-9);
    /* 30 rows cannot show that a rate is under 5%. */
    r = rule_of(GG_POWER_RATE, 0.05, INFINITY, 1.96);
    s.group = (gg_rate){1, 30};
    ck_assert(isnan(breach(&r, &s).below));
}
END_TEST

/* How often the test itself rejects, by simulation at the stated breach. */
typedef struct scene {
    gg_power_kind kind;
    double end, z, n, reference, reference_n;
    int side;
} scene;

static bool rejects(const scene *c, gg_rate a, gg_rate b)
{
    gg_interval ends;
    gg_status s = c->kind == GG_POWER_RATE    ? gg_interval_wilson(a.successes, a.n, c->z, &ends)
                  : c->kind == GG_POWER_RATIO ? gg_ratio_koopman(a, b, c->z, &ends)
                                              : gg_difference_newcombe(a, b, c->z, &ends);

    ck_assert_int_eq(s, GG_OK);
    return c->side < 0 ? ends.high < c->end : ends.low > c->end;
}

static double power_at(const scene *c, double rate, int times)
{
    int caught = 0;
    gg_random r;

    gg_random_init(&r, 1, "power", "rates");
    for (int i = 0; i < times; i++) {
        const gg_rate a = {simulate_binomial(&r, (int)c->n, rate), c->n};
        const gg_rate b = {
            c->reference_n > 0 ? simulate_binomial(&r, (int)c->reference_n, c->reference) : 0,
            c->reference_n};

        caught += rejects(c, a, b);
    }
    return (double)caught / times;
}

static double breach_of(const scene *c)
{
    gg_power_rule r =
        rule_of(c->kind, c->side < 0 ? c->end : -INFINITY, c->side > 0 ? c->end : INFINITY, c->z);
    gg_power_sample s = {.group = {c->n / 2, c->n},
                         .reference = {c->reference * c->reference_n, c->reference_n}};
    gg_power_breach b = breach(&r, &s);

    return c->side < 0 ? b.below : b.above;
}

START_TEST(test_power_against_the_tests)
{
    static const scene scenes[] = {
        {GG_POWER_RATE, 0.2, Z95, 400, 0, 0, -1},
        {GG_POWER_RATE, 0.1, 2.5, 150, 0, 0, 1},
        {GG_POWER_DIFFERENCE, -0.05, Z95, 400, 0.3, 800, -1},
        {GG_POWER_DIFFERENCE, 0.05, Z95, 400, 0.3, 800, 1},
        {GG_POWER_DIFFERENCE, 0.05, 2.8, 150, 0.1, 2000, 1},
        {GG_POWER_DIFFERENCE, 0, Z95, 200, 0.8, 200, -1},
        {GG_POWER_DIFFERENCE, 0.02, Z95, 500, 0.05, 500, 1},
        {GG_POWER_RATIO, 0.8, Z95, 500, 0.3, 2000, -1},
        {GG_POWER_RATIO, 1.25, Z95, 500, 0.1, 2000, 1},
        {GG_POWER_RATIO, 1.25, 3, 300, 0.2, 300, 1},
        {GG_POWER_RATIO, 0.8, 2.5, 1000, 0.1, 1000, -1},
    };
    const int times = getenv("GAUGER_SLOW") ? 100000 : 5000;

    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        const scene *c = &scenes[i];
        double figure = breach_of(c), rate = figure, power;

        if (c->kind == GG_POWER_DIFFERENCE)
            rate = figure + c->reference;
        if (c->kind == GG_POWER_RATIO)
            rate = figure * c->reference;
        ck_assert_msg(c->side < 0 ? figure < c->end : figure > c->end, "scene %zu: %g", i, figure);
        power = power_at(c, rate, times);
        ck_assert_msg(power > 0.75 && power < 0.85, "scene %zu: power %.4f at %g", i, power,
                      figure);
    }
}
END_TEST

/* Scores of two normal populations; the area by counting pairs, DeLong's variance by placements. */
static double area_of(const double *x, int m, const double *y, int n, double *variance)
{
    double area = 0, ss = 0, place;

    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            area += (y[j] < x[i]) / ((double)m * n);
    for (int i = 0; i < m; i++) {
        place = 0;
        for (int j = 0; j < n; j++)
            place += (y[j] < x[i]) / (double)n;
        ss += (place - area) * (place - area) / ((double)m * (m - 1));
    }
    for (int j = 0; j < n; j++) {
        place = 0;
        for (int i = 0; i < m; i++)
            place += (y[j] < x[i]) / (double)m;
        ss += (place - area) * (place - area) / ((double)n * (n - 1));
    }
    *variance = ss;
    return area;
}

/* d' of the area 0.8 - and so on - is sqrt(2) times its normal quantile. */
START_TEST(test_power_of_an_area)
{
    const int m = 40, n = 120, times = getenv("GAUGER_SLOW") ? 20000 : 1500;
    const gg_power_rule r = rule_of(GG_POWER_ROC_AUC, 0.8, INFINITY, Z95);
    gg_power_sample s = {.roc_auc = 0.75, .standard_error = NAN, .positives = m, .negatives = n};
    double x[40], y[120], stated = breach(&r, &s).below, shift = sqrt(2) * -gg_z_of_p(stated);
    int caught = 0;
    gg_random g;

    ck_assert(stated > 0.6 && stated < 0.75);
    gg_random_init(&g, 1, "power", "area");
    for (int t = 0; t < times; t++) {
        double variance, area;
        gg_interval ends;

        for (int i = 0; i < m; i++)
            x[i] = shift + simulate_normal(&g);
        for (int j = 0; j < n; j++)
            y[j] = simulate_normal(&g);
        area = area_of(x, m, y, n, &variance);
        ck_assert_int_eq(gg_interval_auc(area, sqrt(variance), n, m, Z95, &ends), GG_OK);
        caught += ends.high < 0.8;
    }
    ck_assert_msg(caught > 0.75 * times && caught < 0.85 * times, "power %.3f at %g",
                  (double)caught / times, stated);
}
END_TEST

START_TEST(test_power_of_an_area_edges)
{
    gg_power_rule r = rule_of(GG_POWER_ROC_AUC, 0.7, 0.9, Z95);
    gg_power_sample s = {
        .roc_auc = 0.8, .standard_error = 0.02, .positives = 300, .negatives = 300};
    gg_power_breach sure = breach(&r, &s), less;

    ck_assert(sure.below > 0.6 && sure.below < 0.7 && sure.above > 0.9 && sure.above < 1);
    s.standard_error = 0.03;
    less = breach(&r, &s);
    ck_assert(less.below < sure.below && !(less.above < sure.above));
    s.positives = 2;
    s.negatives = 2;
    s.standard_error = NAN;
    less = breach(&r, &s);
    ck_assert(isnan(less.below) && isnan(less.above));
    r.low = 0;
    r.high = 1;
    less = breach(&r, &s);
    ck_assert(isnan(less.below) && isnan(less.above));
}
END_TEST

/* (p - L)^2 n >= z^2 L (1 - L) is when Wilson's interval clears L. */
START_TEST(test_rows_of_a_rate)
{
    gg_power_rule r = rule_of(GG_POWER_RATE, 0.2, INFINITY, 2.5);
    gg_power_sample s = {.group = {44, 200}};
    double n = Z95 * Z95 * 0.2 * 0.8 / (0.02 * 0.02);

    ck_close(factor(&r, &s), n / 200, 1e-5);
    /* Beyond the end it is the adjusted test that has to reject. */
    s.group = (gg_rate){36, 200};
    ck_close(factor(&r, &s), 2.5 * 2.5 * 0.2 * 0.8 / (0.02 * 0.02) / 200, 1e-5);
    s.group = (gg_rate){4, 200};
    ck_assert(factor(&r, &s) == 1);
    s.group = (gg_rate){40, 200}; /* at the end itself */
    ck_assert(isinf(factor(&r, &s)));
}
END_TEST

START_TEST(test_rows_of_two_rates)
{
    gg_power_rule r = rule_of(GG_POWER_RATIO, 0, 1.25, Z95);
    gg_power_sample s = {.group = {11, 100}, .reference = {1000, 10000}};
    gg_interval ends;
    double f = factor(&r, &s);

    ck_assert(f > 3 && f < 30);
    ck_assert_int_eq(gg_ratio_koopman((gg_rate){11 * f, 100 * f}, s.reference, Z95, &ends), GG_OK);
    ck_assert(ends.high <= 1.25 && ends.high > 1.2499);
    /* A reference too small to say: only more of it would decide. */
    s.reference = (gg_rate){10, 100};
    ck_assert(isinf(factor(&r, &s)));
    s.grow_reference = true;
    f = factor(&r, &s);
    ck_assert(isfinite(f) && f > 10);
    r = rule_of(GG_POWER_DIFFERENCE, -0.05, 0.05, Z95);
    f = factor(&r, &s);
    ck_assert(f > 2 && f < 30);
}
END_TEST

/* Rows that were promised to decide with probability 0.8, added to those that are there. */
static const struct promise {
    gg_power_rule rule;
    gg_rate group, reference;
    bool grow_reference;
} promises[] = {
    {{GG_POWER_RATE, 0.2, INFINITY, Z95, 2.4}, {110, 500}, {0, 0}, false},
    {{GG_POWER_RATE, 0.2, INFINITY, Z95, 2.4}, {36, 200}, {0, 0}, false},
    {{GG_POWER_RATE, 0.1, 0.2, Z95, Z95}, {30, 200}, {0, 0}, false}, /* in the middle: both ends */
    {{GG_POWER_RATE, -INFINITY, 0.05, Z95, Z95}, {12, 400}, {0, 0}, false},
    {{GG_POWER_RATIO, 0.8, 1.25, Z95, Z95}, {55, 500}, {2000, 20000}, false},
    {{GG_POWER_RATIO, 0.8, 1.25, Z95, Z95}, {140, 1000}, {10000, 100000}, false}, /* beyond */
    {{GG_POWER_RATIO, 0.8, 1.25, Z95, Z95}, {55, 500}, {50, 500}, true},
    {{GG_POWER_DIFFERENCE, -0.05, 0.05, Z95, 2.8}, {130, 1000}, {1000, 10000}, false},
    {{GG_POWER_DIFFERENCE, -0.05, 0.05, Z95, Z95}, {96, 300}, {90, 300}, true},
};

static bool is_decided(const struct promise *p, gg_rate a, gg_rate b)
{
    const gg_power_rule *r = &p->rule;
    double value = p->group.successes / p->group.n;
    gg_interval ends;
    bool within;

    if (r->kind == GG_POWER_RATIO)
        value /= p->reference.successes / p->reference.n;
    if (r->kind == GG_POWER_DIFFERENCE)
        value -= p->reference.successes / p->reference.n;
    within = value >= r->low && value <= r->high;
    ck_assert_int_eq(
        r->kind == GG_POWER_RATE
            ? gg_interval_wilson(a.successes, a.n, within ? r->z_pass : r->z_fail, &ends)
        : r->kind == GG_POWER_RATIO
            ? gg_ratio_koopman(a, b, within ? r->z_pass : r->z_fail, &ends)
            : gg_difference_newcombe(a, b, within ? r->z_pass : r->z_fail, &ends),
        GG_OK);
    return within ? ends.low >= r->low && ends.high <= r->high
                  : ends.high < r->low || ends.low > r->high;
}

static gg_rate grow_by_chance(gg_random *g, gg_rate rate, double factor)
{
    const double more = ceil(factor * rate.n) - rate.n, p = rate.successes / rate.n;
    gg_rate out = {rate.successes, rate.n + more};

    out.successes += simulate_binomial(g, (int)more, p);
    return out;
}

START_TEST(test_rows_decide_with_the_probability_asked_for)
{
    const struct promise *p = &promises[_i];
    const int times = getenv("GAUGER_SLOW") ? 8000 : 1500;
    const gg_power_sample s = {
        .group = p->group, .reference = p->reference, .grow_reference = p->grow_reference};
    double f = 0;
    int decided = 0;
    gg_random g;

    ck_assert_int_eq(gg_power_rows_factor(&p->rule, &s, 0.8, &f), GG_OK);
    ck_assert_msg(f > 1 && isfinite(f), "%g", f);
    gg_random_init(&g, 7, "power", "rows");
    for (int t = 0; t < times; t++) {
        const gg_rate a = grow_by_chance(&g, p->group, f);
        const gg_rate b = p->grow_reference ? grow_by_chance(&g, p->reference, f) : p->reference;

        decided += is_decided(p, a, b);
    }
    ck_assert_msg(decided > 0.75 * times && decided < 0.85 * times, "%.3f at %g times",
                  (double)decided / times, f);
}
END_TEST

/* (sqrt(f) d - z) / sqrt(1 - 1/f) is 0.8416 where it decides: solved with SciPy's brentq. */
START_TEST(test_rows_of_what_only_shrinks)
{
    double f = -7;

    ck_assert_int_eq(gg_power_scaled_factor(1, INFINITY, Z95, 0.8, &f), GG_OK);
    ck_close((sqrt(f) - Z95) / sqrt(1 - 1 / f), 0.8416212335729143, 1e-6);
    ck_assert_int_eq(gg_power_scaled_factor(INFINITY, 1, Z95, 0.8, &f), GG_OK);
    ck_close((sqrt(f) - Z95) / sqrt(1 - 1 / f), 0.8416212335729143, 1e-6);
    /* Two ends as near as each other: each may be missed by a tenth. */
    ck_assert_int_eq(gg_power_scaled_factor(1, 1, Z95, 0.8, &f), GG_OK);
    ck_close((sqrt(f) - Z95) / sqrt(1 - 1 / f), 1.2815515655446004, 1e-6);
    ck_assert_int_eq(gg_power_scaled_factor(2, 5, Z95, 0.8, &f), GG_OK);
    ck_assert(f == 1);
    ck_assert_int_eq(gg_power_scaled_factor(0, INFINITY, Z95, 0.8, &f), GG_OK);
    ck_assert(isinf(f));
    f = -7;
    ck_assert_int_eq(gg_power_scaled_factor(-1, 1, Z95, 0.8, &f), GG_E_INPUT);
    ck_assert_int_eq(gg_power_scaled_factor(NAN, 1, Z95, 0.8, &f), GG_E_INPUT);
    ck_assert_int_eq(gg_power_scaled_factor(1, NAN, Z95, 0.8, &f), GG_E_INPUT);
    ck_assert_int_eq(gg_power_scaled_factor(1, 1, 0, 0.8, &f), GG_E_INPUT);
    ck_assert_int_eq(gg_power_scaled_factor(1, 1, 38, 0.8, &f), GG_E_INPUT);
    ck_assert_int_eq(gg_power_scaled_factor(1, 1, Z95, 1, &f), GG_E_INPUT);
    ck_assert_int_eq(gg_power_scaled_factor(1, 1, Z95, 0, &f), GG_E_INPUT);
    ck_assert(f == -7);
}
END_TEST

START_TEST(test_rows_of_an_area)
{
    gg_power_rule r = rule_of(GG_POWER_ROC_AUC, 0.7, INFINITY, Z95);
    gg_power_sample s = {
        .roc_auc = 0.72, .standard_error = 0.02, .positives = 100, .negatives = 300};
    gg_interval ends;
    double f = factor(&r, &s);

    ck_assert_int_eq(gg_interval_auc(0.72, 0.02 / sqrt(f), 300 * f, 100 * f, Z95, &ends), GG_OK);
    ck_assert(f > 1 && fabs(ends.low - 0.7) < 1e-6);
}
END_TEST

START_TEST(test_power_input)
{
    gg_power_rule r = rule_of(GG_POWER_RATE, 0.2, INFINITY, Z95);
    gg_power_sample s = {.group = {80, 400}};
    gg_power_breach b = {-7, -7};
    double f = -7;

    ck_assert_int_eq(gg_power_smallest_breach(&r, &s, 0, &b), GG_E_INPUT);
    ck_assert_int_eq(gg_power_smallest_breach(&r, &s, 1, &b), GG_E_INPUT);
    r.z_fail = 0;
    ck_assert_int_eq(gg_power_smallest_breach(&r, &s, 0.8, &b), GG_E_INPUT);
    r.z_fail = 100;
    ck_assert_int_eq(gg_power_rows_factor(&r, &s, 0.8, &f), GG_E_INPUT);
    r.z_fail = Z95;
    r.low = NAN;
    ck_assert_int_eq(gg_power_rows_factor(&r, &s, 0.8, &f), GG_E_INPUT);
    r = rule_of(GG_POWER_RATE, 0.3, 0.2, Z95);
    ck_assert_int_eq(gg_power_rows_factor(&r, &s, 0.8, &f), GG_E_INPUT);
    r = rule_of(GG_POWER_RATE, 0.2, INFINITY, Z95);
    s.group = (gg_rate){5, 4};
    ck_assert_int_eq(gg_power_smallest_breach(&r, &s, 0.8, &b), GG_E_INPUT);
    s.group = (gg_rate){0, 0};
    ck_assert_int_eq(gg_power_smallest_breach(&r, &s, 0.8, &b), GG_E_UNDEFINED);
    r.kind = GG_POWER_RATIO;
    s = (gg_power_sample){.group = {3, 10}, .reference = {0, 10}};
    ck_assert_int_eq(gg_power_rows_factor(&r, &s, 0.8, &f), GG_E_UNDEFINED);
    s.reference = (gg_rate){-1, 10};
    ck_assert_int_eq(gg_power_rows_factor(&r, &s, 0.8, &f), GG_E_INPUT);
    r.kind = GG_POWER_ROC_AUC;
    s = (gg_power_sample){.roc_auc = 1.2, .positives = 10, .negatives = 10};
    ck_assert_int_eq(gg_power_rows_factor(&r, &s, 0.8, &f), GG_E_INPUT);
    s = (gg_power_sample){.roc_auc = 0.7, .positives = 0, .negatives = 10};
    ck_assert_int_eq(gg_power_rows_factor(&r, &s, 0.8, &f), GG_E_UNDEFINED);
    ck_assert(b.below == -7 && f == -7);
}
END_TEST

/* More rows catch milder breaches, on either side. */
START_TEST(test_power_grows)
{
    static const gg_power_kind kinds[] = {GG_POWER_RATE, GG_POWER_DIFFERENCE, GG_POWER_RATIO};
    static const double ends[][2] = {{0.2, 0.4}, {-0.05, 0.05}, {0.8, 1.25}};

    for (size_t k = 0; k < 3; k++) {
        const gg_power_rule r = rule_of(kinds[k], ends[k][0], ends[k][1], 2.2);
        gg_power_breach last = {-INFINITY, INFINITY};

        for (double n = 200; n < 1e7; n *= 3) {
            const gg_power_sample s = {.group = {0.3 * n, n}, .reference = {0.3 * n, n}};
            gg_power_breach b = breach(&r, &s);

            ck_assert_msg(b.below > last.below && b.below < r.low, "kind %zu, %g rows", k, n);
            ck_assert_msg(b.above < last.above && b.above > r.high, "kind %zu, %g rows", k, n);
            last = b;
        }
        ck_assert(last.below > r.low - 0.01 && last.above < r.high + 0.01);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_power_of_a_rate);
    tcase_add_test(tc, test_power_against_the_tests);
    tcase_add_test(tc, test_power_of_an_area);
    tcase_add_test(tc, test_power_of_an_area_edges);
    tcase_add_test(tc, test_rows_of_a_rate);
    tcase_add_test(tc, test_rows_of_two_rates);
    tcase_add_loop_test(tc, test_rows_decide_with_the_probability_asked_for, 0,
                        (int)(sizeof promises / sizeof *promises));
    tcase_add_test(tc, test_rows_of_what_only_shrinks);
    tcase_add_test(tc, test_rows_of_an_area);
    tcase_add_test(tc, test_power_input);
    tcase_add_test(tc, test_power_grows);
}

GG_TEST_MAIN("stats/power")
