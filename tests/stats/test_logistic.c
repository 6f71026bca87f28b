/* Logistic regression: the figures of other programs, what is refused, threads, stopping. */
#include "suite.h"

#include <string.h>

#include "gauger/stats/logistic.h"
#include "simulate.h"

static gg_error err;

static gg_logistic_options options(double ridge)
{
    gg_logistic_options o = gg_logistic_options_default();

    o.ridge = ridge;
    gg_error_init(&err);
    return o;
}

/* R's table mtcars (Motor Trend 1974): manual gear, horsepower, weight. */
static const double am[32] = {1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                              0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1};
static const double cars[32][2] = {
    {110, 2.62}, {110, 2.875}, {93, 2.32},   {110, 3.215}, {175, 3.44}, {105, 3.46}, {245, 3.57},
    {62, 3.19},  {95, 3.15},   {123, 3.44},  {123, 3.44},  {180, 4.07}, {180, 3.73}, {180, 3.78},
    {205, 5.25}, {215, 5.424}, {230, 5.345}, {66, 2.2},    {52, 1.615}, {65, 1.835}, {97, 2.465},
    {150, 3.52}, {150, 3.435}, {245, 3.84},  {175, 3.845}, {66, 1.935}, {91, 2.14},  {113, 1.513},
    {264, 3.17}, {175, 2.77},  {335, 3.57},  {109, 2.78}};

/* R 4.2.2: glm(am ~ hp + wt, binomial, mtcars, control = list(epsilon = 1e-15)); its vcov() is that
 * of the last but one step, so the covariance is mpmath's, by Newton's method with 50 digits. */
START_TEST(the_figures_of_glm)
{
    const double b[3] = {18.866298717204131208, 0.036255596082216568, -8.083475182444637142};
    const double v[9] = {
        55.406562070777795296,   0.077817896896676131245,   -22.037059881264019028,
        0.077817896896676131245, 0.00031450022986931575634, -0.041832392344659802589,
        -22.037059881264019028,  -0.041832392344659802589,  9.4167679457935228815};
    double c[3], cov[9];
    gg_logistic_options o = options(0);
    gg_logistic found;

    ck_assert_int_eq(gg_logistic_fit(cars[0], 32, 2, am, NULL, &o, c, cov, &found, &err), GG_OK);
    for (int i = 0; i < 3; i++)
        ck_close(c[i], b[i], 1e-12);
    for (int i = 0; i < 9; i++)
        ck_close(cov[i], v[i], 1e-11);
    ck_close(found.deviance, 10.059110472266987, 1e-12);
    ck_assert(found.converged);
    ck_assert_uint_le(found.iterations, 12);
}
END_TEST

/* Broward County's COMPAS scores by decile (datasets/compas/counts.csv): people without and with a
 * new charge in two years. R 4.2.2: glm(two_year_recid ~ decile_score, binomial, weights = count);
 * the covariance by mpmath with 50 digits. */
START_TEST(rows_that_stand_for_many)
{
    static const double count[20] = {1132, 648, 466, 435, 355, 283, 242, 162, 153, 87,
                                     308,  293, 281, 334, 326, 358, 350, 350, 355, 296};
    double x[20], y[20], c[2], cov[4];
    gg_logistic_options o = options(0);
    gg_logistic found;

    for (int i = 0; i < 20; i++) {
        x[i] = i % 10 + 1;
        y[i] = i >= 10;
    }
    ck_assert_int_eq(gg_logistic_fit(x, 20, 1, y, count, &o, c, cov, &found, &err), GG_OK);
    ck_close(c[0], -1.40895808108999732, 1e-12);
    ck_close(c[1], 0.26508176961489449, 1e-12);
    ck_close(cov[0], 0.0024511204265524229495, 1e-12);
    ck_close(cov[1], -0.00039538831764077474033, 1e-12);
    ck_close(cov[2], cov[1], 1e-15);
    ck_close(cov[3], 0.000086248681403478603165, 1e-12);
    ck_close(found.deviance, 9013.4939835360674, 1e-13);
}
END_TEST

/* scikit-learn 1.9.1: LogisticRegression(C = 1 / ridge, solver = "newton-cholesky", tol = 1e-15),
 * without weights and with 1, 2, 3 in turn. */
START_TEST(the_ridge_of_scikit_learn)
{
    static const struct {
        double ridge;
        bool weighted;
        double b[3];
    } cases[] = {
        {1, false, {5.67734860643172, 0.009683913334866939, -2.4186728512492546}},
        {1, true, {7.365149901468629, 0.01309467301213885, -3.1451990450133396}},
        {0.1, false, {12.386236107224963, 0.023934923841062456, -5.324165599277376}},
        {0.1, true, {12.969470225420332, 0.02728899016758011, -5.725460960684769}},
    };
    double w[32], c[3];

    for (int i = 0; i < 32; i++)
        w[i] = 1 + i % 3;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        gg_logistic_options o = options(cases[k].ridge);
        gg_logistic found;

        ck_assert_int_eq(gg_logistic_fit(cars[0], 32, 2, am, cases[k].weighted ? w : NULL, &o, c,
                                         NULL, &found, &err),
                         GG_OK);
        for (int i = 0; i < 3; i++)
            ck_close(c[i], cases[k].b[i], 1e-10);
    }
}
END_TEST

START_TEST(the_intercept_alone)
{
    double c[1], cov[1];
    gg_logistic found;

    /* log(13 / 19), and the variance 1 / (n p (1 - p)) = 1 / 13 + 1 / 19. */
    ck_assert_int_eq(gg_logistic_fit(NULL, 32, 0, am, NULL, NULL, c, cov, &found, &err), GG_OK);
    ck_close(c[0], log(13.0 / 19), 1e-14);
    ck_close(cov[0], 1.0 / 13 + 1.0 / 19, 1e-13);
    ck_assert(found.converged);
}
END_TEST

/* A row with the weight 3 is three rows; one with the weight 0 is none. */
START_TEST(weights_are_rows)
{
    double x[70], y[70], w[33], a[2], b[2];
    double first[33], outcome[33];
    size_t n = 0;
    gg_logistic p, q;

    for (int i = 0; i < 33; i++) {
        first[i] = i < 32 ? cars[i][1] : 1e6;
        outcome[i] = i < 32 ? am[i] : 1;
        w[i] = i < 32 ? 1 + i % 3 : 0;
        for (int k = 0; k < w[i]; k++, n++) {
            x[n] = first[i];
            y[n] = outcome[i];
        }
    }
    ck_assert_int_eq(gg_logistic_fit(x, n, 1, y, NULL, NULL, a, NULL, &p, &err), GG_OK);
    ck_assert_int_eq(gg_logistic_fit(first, 33, 1, outcome, w, NULL, b, NULL, &q, &err), GG_OK);
    ck_close(a[0], b[0], 1e-12);
    ck_close(a[1], b[1], 1e-12);
    ck_close(p.deviance, q.deviance, 1e-12);
}
END_TEST

/* The unit of a column changes its coefficient by that factor and nothing else. */
START_TEST(units_do_not_matter)
{
    double x[64], c[3], d[3], cov[9], dov[9];
    gg_logistic p, q;

    for (int i = 0; i < 32; i++) {
        x[2 * i] = cars[i][0] * 1e-9 + 7;
        x[2 * i + 1] = cars[i][1] * 1e7;
    }
    ck_assert_int_eq(gg_logistic_fit(cars[0], 32, 2, am, NULL, NULL, c, cov, &p, &err), GG_OK);
    ck_assert_int_eq(gg_logistic_fit(x, 32, 2, am, NULL, NULL, d, dov, &q, &err), GG_OK);
    ck_close(d[1], c[1] * 1e9, 1e-6);
    ck_close(d[2], c[2] * 1e-7, 1e-6);
    ck_close(sqrt(dov[8]), sqrt(cov[8]) * 1e-7, 1e-6);
    ck_close(q.deviance, p.deviance, 1e-6);
}
END_TEST

/* ---- what is refused ---- */

static void refused(const double *x, size_t n, size_t p, const double *y, const double *w,
                    const char *column, const char *what)
{
    double c[8] = {7, 7, 7, 7, 7, 7, 7, 7}, cov[64] = {7};
    gg_logistic found = {.iterations = 77};

    gg_error_init(&err);
    ck_assert_int_eq(gg_logistic_fit(x, n, p, y, w, NULL, c, cov, &found, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, column);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    ck_assert(c[0] == 7 && cov[0] == 7 && found.iterations == 77);
}

START_TEST(refusals)
{
    static const double x[6] = {1, 2, 3, 4, 5, 6}, y[6] = {0, 1, 0, 1, 1, 0};
    static const double none[6] = {0}, nan_at[6] = {1, 2, NAN, 4, 5, 6}, big[6] = {1e200, -1e200};
    static const double odd[6] = {0, 1, 0, 0.5, 1, 0}, minus[6] = {1, 1, -1, 1, 1, 1};
    static const double constant[6] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1};

    refused(x, 0, 1, y, NULL, "", "one class only");
    refused(x, 6, 1, none, NULL, "", "one class only");
    refused(x, 6, 1, y, none, "", "one class only");
    refused(x, 6, 1, y, y, "", "one class only");
    refused(nan_at, 6, 1, y, NULL, "1", "row 3: not a finite number");
    refused(x, 6, 1, odd, NULL, "", "row 4: not an outcome");
    refused(x, 6, 1, y, minus, "", "row 3: not an outcome or not a weight");
    refused(constant, 6, 1, y, NULL, "1", "constant");
    refused(big, 6, 1, y, NULL, "1", "too large");
}
END_TEST

START_TEST(a_combination_of_columns)
{
    double x[32 * 4], c[5];
    const char *names[4] = {"hp", "wt", "both", "more"};
    gg_logistic_options o = options(0);
    gg_logistic found;

    for (int i = 0; i < 32; i++) {
        x[4 * i] = cars[i][0];
        x[4 * i + 1] = cars[i][1];
        x[4 * i + 2] = 3 * cars[i][0] - 40 * cars[i][1] + 5;
        x[4 * i + 3] = i * i % 7;
    }
    refused(x, 32, 4, am, NULL, "3", "a combination of the columns before it");
    o.names = names;
    ck_assert_int_eq(gg_logistic_fit(x, 32, 4, am, NULL, &o, c, NULL, &found, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "3"); /* the first error stays */
    o = options(0);
    o.names = names;
    ck_assert_int_eq(gg_logistic_fit(x, 32, 4, am, NULL, &o, c, NULL, &found, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "both");
    /* A ridge tells them apart. */
    o = options(1);
    ck_assert_int_eq(gg_logistic_fit(x, 32, 4, am, NULL, &o, c, NULL, &found, &err), GG_OK);
    ck_assert(found.converged);
}
END_TEST

START_TEST(separation)
{
    double x[400], y[200], c[3];
    gg_logistic_options o = options(0.01);
    gg_logistic found;
    gg_random r;

    for (int i = 0; i < 20; i++) {
        x[i] = i;
        y[i] = i > 8;
    }
    refused(x, 20, 1, y, NULL, "1", "separates the outcomes");
    ck_assert_int_eq(gg_logistic_fit(x, 20, 1, y, NULL, &o, c, NULL, &found, &err), GG_OK);
    ck_assert(found.converged && c[1] > 0);
    y[8] = 1; /* touching at one number separates too, but for that number */
    x[8] = 9;
    y[9] = 0;
    refused(x, 20, 1, y, NULL, "1", "separates the outcomes");
    /* Quasi-separation: a column that is set in three rows only, all of them with the outcome. */
    gg_random_init(&r, 5, "separation", NULL);
    for (int i = 0; i < 200; i++) {
        x[2 * i] = simulate_normal(&r);
        x[2 * i + 1] = i < 3;
        y[i] = i < 3 || gg_random_uniform(&r) < 0.3;
    }
    refused(x, 200, 2, y, NULL, "2", "separates the outcomes");
    /* By two columns together: no column alone does it. */
    for (int i = 0; i < 200; i++) {
        x[2 * i + 1] = simulate_normal(&r);
        y[i] = x[2 * i] + x[2 * i + 1] > 0;
    }
    gg_error_init(&err);
    ck_assert_int_eq(gg_logistic_fit(x, 200, 2, y, NULL, NULL, c, NULL, &found, &err), GG_E_INPUT);
    ck_assert_ptr_nonnull(strstr(err.what, "separates the outcomes"));
}
END_TEST

/* Near to separation is none: one row in 2000 on the wrong side. */
START_TEST(nearly_separated)
{
    double *x = malloc(2000 * sizeof *x), *y = malloc(2000 * sizeof *y), c[2];
    gg_logistic found;

    for (int i = 0; i < 2000; i++) {
        x[i] = i;
        y[i] = i >= 1000;
    }
    y[997] = 1;
    gg_error_init(&err);
    ck_assert_int_eq(gg_logistic_fit(x, 2000, 1, y, NULL, NULL, c, NULL, &found, &err), GG_OK);
    /* statsmodels 0.15.0: GLM(y, [1, x], Binomial()).fit(tol = 1e-15). */
    ck_close(c[0], -915.12202139064, 1e-9);
    ck_close(c[1], 0.916496766540453, 1e-9);
    free(x);
    free(y);
}
END_TEST

START_TEST(options_out_of_range)
{
    double c[2];
    gg_logistic found;
    gg_logistic_options bad[5];

    for (int i = 0; i < 5; i++)
        bad[i] = options(0);
    bad[0].ridge = -1;
    bad[1].ridge = NAN;
    bad[2].iterations = 0;
    bad[3].tolerance = 0;
    bad[4].threads = 0;
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(gg_logistic_fit(cars[0], 32, 1, am, NULL, &bad[i], c, NULL, &found, &err),
                         GG_E_USAGE);
    ck_assert_int_eq(gg_logistic_fit(cars[0], 32, 20001, am, NULL, NULL, c, NULL, &found, &err),
                     GG_E_LIMIT);
    ck_assert_int_eq(
        gg_logistic_fit(cars[0], SIZE_MAX / 8, 2, am, NULL, NULL, c, NULL, &found, &err),
        GG_E_LIMIT);
}
END_TEST

START_TEST(iterations_that_run_out)
{
    gg_logistic_options o = options(0);
    gg_logistic found;
    double c[3];

    o.iterations = 2;
    ck_assert_int_eq(gg_logistic_fit(cars[0], 32, 2, am, NULL, &o, c, NULL, &found, &err), GG_OK);
    ck_assert(!found.converged);
    ck_assert_uint_eq(found.iterations, 2);
}
END_TEST

/* ---- many rows ---- */

#define MANY 30000

static double *many_rows(double **y)
{
    double *x = malloc(MANY * 3 * sizeof *x);
    gg_random r;

    *y = malloc(MANY * sizeof **y);
    gg_random_init(&r, 11, "logistic", "rows");
    for (size_t i = 0; i < MANY; i++) {
        double eta = -2;

        for (size_t j = 0; j < 3; j++) {
            x[3 * i + j] = simulate_normal(&r);
            eta += ((double)j - 0.5) * x[3 * i + j];
        }
        (*y)[i] = gg_random_uniform(&r) < 1 / (1 + exp(-eta));
    }
    return x;
}

START_TEST(threads_change_no_bit)
{
    double *y, *x = many_rows(&y), first[4], cov[16];
    gg_logistic found;

    for (unsigned threads = 1; threads <= 7; threads += 3 - threads % 2) {
        gg_logistic_options o = options(0);
        double c[4], v[16];

        o.threads = threads;
        ck_assert_int_eq(gg_logistic_fit(x, MANY, 3, y, NULL, &o, c, v, &found, &err), GG_OK);
        if (threads == 1) {
            memcpy(first, c, sizeof c);
            memcpy(cov, v, sizeof v);
        }
        ck_assert_int_eq(memcmp(first, c, sizeof c), 0);
        ck_assert_int_eq(memcmp(cov, v, sizeof v), 0);
    }
    /* The truth lies within five standard errors. */
    for (int j = 1; j < 4; j++)
        ck_assert(fabs(first[j] - (j - 1.5)) < 5 * sqrt(cov[5 * j]));
    /* At the maximum the gradient is 0: fitted probabilities add up to the outcomes. */
    for (int j = 0; j < 4; j++) {
        double sum = 0, scale = 0;

        for (size_t i = 0; i < MANY; i++) {
            double eta = first[0], z = j ? x[3 * i + (size_t)j - 1] : 1;

            for (size_t k = 0; k < 3; k++)
                eta += first[k + 1] * x[3 * i + k];
            sum += z * (y[i] - 1 / (1 + exp(-eta)));
            scale += fabs(z);
        }
        ck_assert_msg(fabs(sum) < 1e-12 * scale, "gradient %d is %g", j, sum);
    }
    free(x);
    free(y);
}
END_TEST

typedef struct watch {
    double last;
    unsigned calls, stop_at;
} watch;

static bool look_on(void *context, double share)
{
    watch *w = context;

    ck_assert(share >= w->last && share >= 0 && share < 1);
    w->last = share;
    return ++w->calls != w->stop_at;
}

START_TEST(progress_and_stopping)
{
    double *y, *x = many_rows(&y), c[4] = {7};
    gg_logistic_options o = options(0);
    gg_logistic found;
    watch w = {0};
    unsigned calls;

    o.threads = 2;
    o.progress = look_on;
    o.progress_context = &w;
    ck_assert_int_eq(gg_logistic_fit(x, MANY, 3, y, NULL, &o, c, NULL, &found, &err), GG_OK);
    calls = w.calls;
    ck_assert_uint_ge(calls, 10);
    for (unsigned stop = 1; stop < calls / 2; stop += 3) {
        w = (watch){.stop_at = stop};
        c[0] = 7;
        gg_error_init(&err);
        ck_assert_int_eq(gg_logistic_fit(x, MANY, 3, y, NULL, &o, c, NULL, &found, &err),
                         GG_E_CONFLICT);
        ck_assert_uint_eq(w.calls, stop);
        ck_assert(c[0] == 7);
    }
    free(x);
    free(y);
}
END_TEST

START_TEST(the_library_has_a_version)
{
    ck_assert(strchr(gg_logistic_library(), '.') != NULL);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_figures_of_glm);
    tcase_add_test(tc, rows_that_stand_for_many);
    tcase_add_test(tc, the_ridge_of_scikit_learn);
    tcase_add_test(tc, the_intercept_alone);
    tcase_add_test(tc, weights_are_rows);
    tcase_add_test(tc, units_do_not_matter);
    tcase_add_test(tc, refusals);
    tcase_add_test(tc, a_combination_of_columns);
    tcase_add_test(tc, separation);
    tcase_add_test(tc, nearly_separated);
    tcase_add_test(tc, options_out_of_range);
    tcase_add_test(tc, iterations_that_run_out);
    tcase_add_test(tc, threads_change_no_bit);
    tcase_add_test(tc, progress_and_stopping);
    tcase_add_test(tc, the_library_has_a_version);
}

GG_TEST_MAIN("stats/logistic")
