/* Training: against scikit-learn's numbers, and byte for byte against svm-train. */
#include "svm_table.h"

#include <pthread.h>

static gg_error err;

static gg_status fit(const svm_table *t, const double *w, const gg_svm_options *o, gg_buf *out)
{
    gg_error_init(&err);
    gg_buf_init(out, 0);
    return gg_svm_fit(t->x, t->n, t->p, t->y, w, o, out, &err);
}

static gg_buf fitted(const svm_table *t, const double *w, const gg_svm_options *o)
{
    gg_buf text;

    ck_assert_msg(fit(t, w, o, &text) == GG_OK, "%s", err.what);
    return text;
}

static void same_bytes(const gg_buf *a, const gg_buf *b, const char *what)
{
    ck_assert_msg(a->size == b->size && memcmp(a->data, b->data, a->size) == 0, "%s", what);
}

static void scores_of(const gg_buf *model, const double *x, size_t n, size_t p, double *out)
{
    gg_svm_room *room = gg_svm_room_new(p);
    gg_svm_text text;
    gg_svm *svm = NULL;
    gg_arena arena;

    gg_arena_init(&arena);
    ck_assert_int_eq(gg_svm_read(model->data, model->size, "m", &arena, &text, NULL), GG_OK);
    ck_assert_int_eq(gg_svm_build(&text, &arena, &svm, NULL), GG_OK);
    for (size_t i = 0; i < n; i++)
        out[i] = gg_svm_predict(svm, room, x + i * p);
    gg_svm_room_free(room);
    gg_arena_release(&arena);
}

/* ---- fixed numbers ---- */

static double twelve_x[] = {2.1,  0.4, 1.7,  -0.3, 0.2,  1.9, 1.1, 1.2, -0.4, 0.8,  0.6, -1.1,
                            -1.3, 0.1, -0.9, -1.6, -2.2, 0.7, 0.3, 0.2, -0.1, -0.9, 1.5, 0.9};
static double twelve_y[] = {1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0};
static const double asked[] = {0, 0, 1, 1, -1.5, 0.25};
static const svm_table twelve = {12, 2, twelve_x, twelve_y};

/* decision_function() of scikit-learn 1.x, SVC(tol=1e-10) and NuSVC(nu=0.4, tol=1e-10); the first
 * two again by solving the dual with scipy (SLSQP). The digits of a support vector in the file
 * allow for 1e-6. */
static const struct {
    const char *name;
    gg_svm_type type;
    gg_svm_kernel kernel;
    double c, gamma, coef0, weight, expected[3];
    int degree;
} learned[] = {
    {"linear",
     GG_SVM_C_SVC,
     GG_SVM_LINEAR,
     1,
     0,
     0,
     1,
     {-0.651999944481584, 0.6413332822256628, -2.113666497858034},
     0},
    {"rbf",
     GG_SVM_C_SVC,
     GG_SVM_RBF,
     2,
     0.5,
     0,
     1,
     {-1.415432750283189, 0.5467471337390782, -1.3219740539626141},
     0},
    {"poly",
     GG_SVM_C_SVC,
     GG_SVM_POLY,
     1,
     0.5,
     1,
     1,
     {-1.259156689199858, -0.006170460664114419, -1.9963660375796297},
     2},
    {"sigmoid",
     GG_SVM_C_SVC,
     GG_SVM_SIGMOID,
     1,
     0.1,
     0,
     1,
     {-0.2946765628463117, 0.39412686533165986, -1.085942330022375},
     0},
    {"nu",
     GG_SVM_NU_SVC,
     GG_SVM_RBF,
     1,
     0.5,
     0,
     1,
     {-1.5500490999317902, 0.7332454665251085, -1.4135023202974115},
     0},
    {"class weights",
     GG_SVM_C_SVC,
     GG_SVM_RBF,
     1,
     0.5,
     0,
     3,
     {-0.9029689290003239, 0.7989645721158458, -1.3183957203244696},
     0},
};

START_TEST(scikit_learn)
{
    for (size_t i = 0; i < sizeof learned / sizeof *learned; i++) {
        gg_svm_options o = gg_svm_options_default();
        double scores[3];
        gg_buf text;

        o.type = learned[i].type;
        o.kernel = learned[i].kernel;
        o.c = learned[i].c;
        o.nu = 0.4;
        o.gamma = learned[i].gamma;
        o.coef0 = learned[i].coef0;
        o.degree = learned[i].degree;
        o.weight[1] = learned[i].weight;
        o.eps = 1e-10;
        o.probability = false;
        text = fitted(&twelve, NULL, &o);
        scores_of(&text, asked, 3, 2, scores);
        for (int k = 0; k < 3; k++)
            ck_assert_msg(fabs(scores[k] - learned[i].expected[k]) < 1e-6, "%s: %.12g, not %.12g",
                          learned[i].name, scores[k], learned[i].expected[k]);
        gg_buf_release(&text);
    }
}
END_TEST

/* ---- svm-train and svm-predict ---- */

static void run(const char *format, ...) GG_PRINTF(1, 2);

static void run(const char *format, ...)
{
    char command[600];
    va_list args;

    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    ck_assert_msg(system(command) == 0, "%s", command);
}

static gg_buf load(const char *folder, const char *name)
{
    char path[100];
    gg_buf text;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    gg_buf_init(&text, 0);
    ck_assert_int_eq(gg_file_read(path, 1 << 26, &text, NULL), GG_OK);
    return text;
}

/* svm-predict's own figures, a line each, against ours in its format; and the model's bytes. The
 * first line names the labels where there are probabilities. */
static void compare_predictions(const char *folder, const svm_table *t, bool probability,
                                const char *format)
{
    gg_buf model = load(folder, "model"), out = load(folder, "out");
    double *scores = calloc(t->n, sizeof *scores);
    bool first = !strncmp(out.data, "labels 1", 8);
    char *line = out.data, ours[64];

    scores_of(&model, t->x, t->n, t->p, scores);
    if (probability)
        line = strchr(line, '\n') + 1;
    for (size_t i = 0; i < t->n; i++) {
        char *end = strchr(line, '\n'), *theirs = line;

        ck_assert_ptr_nonnull(end);
        *end = '\0';
        /* LABEL P_OF_FIRST P_OF_SECOND */
        if (probability) {
            theirs = strchr(line, ' ') + 1;
            if (first)
                *strchr(theirs, ' ') = '\0';
            else
                theirs = strchr(theirs, ' ') + 1;
        }
        snprintf(ours, sizeof ours, format, scores[i]);
        ck_assert_msg(strcmp(ours, theirs) == 0, "row %zu: %s, svm-predict says %s", i, ours,
                      theirs);
        line = end + 1;
    }
    free(scores);
    gg_buf_release(&model);
    gg_buf_release(&out);
}

/* Our bytes and svm-train's, and our scores of its file and svm-predict's. */
static void compare(const char *folder, const svm_table *t, const gg_svm_options *o,
                    const char *options)
{
    gg_buf ours = fitted(t, NULL, o), theirs;

    run("svm-train -q %s %s/table %s/model", options, folder, folder);
    theirs = load(folder, "model");
    same_bytes(&ours, &theirs, options);
    if (o->probability) {
        run("svm-predict -q -b 1 %s/table %s/model %s/out", folder, folder, folder);
        compare_predictions(folder, t, true, "%g");
    }
    gg_buf_release(&ours);
    gg_buf_release(&theirs);
}

static void compare_all(const svm_table *t)
{
    char folder[] = "/tmp/gauger-test-XXXXXX", options[200];

    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(options, sizeof options, "%s/table", folder);
    svm_table_write(t, options);
    for (int type = 0; type < 2; type++)
        for (int kernel = 0; kernel < 4; kernel++)
            for (int probability = 0; probability < 2; probability++) {
                gg_svm_options o = gg_svm_options_default();

                o.type = (gg_svm_type)type;
                o.kernel = (gg_svm_kernel)kernel;
                o.probability = probability;
                /* Debian's svm-train rounds -c to a float: these are floats. */
                o.nu = 0.25;
                o.c = 0.75;
                o.weight[1] = type == GG_SVM_C_SVC ? 2.5 : 1;
                snprintf(options, sizeof options, "-s %d -t %d -b %d -n 0.25 -c 0.75 %s", type,
                         kernel, probability, type == GG_SVM_C_SVC ? "-w1 2.5" : "");
                compare(folder, t, &o, options);
            }
    run("rm -r %s", folder);
}

START_TEST(the_bytes_of_svm_train)
{
    svm_table t;

    if (!svm_tools("the_bytes_of_svm_train"))
        return;
    t = svm_table_generated("bytes", 150, 5);
    compare_all(&t);
    svm_table_free(&t);
}
END_TEST

#define COMPAS "../shared/data/compas_two_year.csv"

/* Numbers of the first rows of COMPAS (ProPublica): sex, three juvenile counts, priors, age. */
static bool read_compas(svm_table *t)
{
    FILE *f = fopen(COMPAS, "r");
    char line[400];
    size_t i = 0;

    if (!f)
        return false;
    ck_assert_ptr_nonnull(fgets(line, sizeof line, f));
    while (i < t->n && fgets(line, sizeof line, f)) {
        double *x = t->x + i * t->p;
        char sex[20], age[20], race[40], degree[4];
        int juvenile[3], priors, again;

        ck_assert_int_eq(sscanf(line, "%19[^,],%19[^,],%39[^,],%d,%d,%d,%d,%3[^,],%d", sex, age,
                                race, &juvenile[0], &juvenile[1], &juvenile[2], &priors, degree,
                                &again),
                         9);
        x[0] = sex[0] == 'M';
        for (int k = 0; k < 3; k++)
            x[1 + k] = juvenile[k];
        x[4] = log1p(priors);
        x[5] = age[0] == 'L' ? 1 : age[0] == 'G' ? -1 : 0;
        t->y[i++] = again;
    }
    fclose(f);
    ck_assert_uint_eq(i, t->n);
    return true;
}

START_TEST(the_bytes_of_svm_train_on_a_real_table)
{
    svm_table t = svm_table_new(400, 6);

    if (!read_compas(&t))
        printf("not run: the_bytes_of_svm_train_on_a_real_table (no %s here)\n", COMPAS);
    else if (svm_tools("the_bytes_of_svm_train_on_a_real_table"))
        compare_all(&t);
    svm_table_free(&t);
}
END_TEST

/* Regression's predictions are printed with all digits: the same bits. */
START_TEST(the_predictions_of_svm_predict)
{
    char folder[] = "/tmp/gauger-test-XXXXXX", path[64];
    svm_table t;

    if (!svm_tools("the_predictions_of_svm_predict"))
        return;
    t = svm_table_generated("regression", 100, 5);
    for (size_t i = 0; i < t.n; i++)
        t.y[i] += t.x[i * t.p] * t.x[i * t.p + 1];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/table", folder);
    svm_table_write(&t, path);
    for (int type = 3; type < 5; type++)
        for (int kernel = 0; kernel < 4; kernel++) {
            run("svm-train -q -s %d -t %d %s/table %s/model", type, kernel, folder, folder);
            run("svm-predict -q %s/table %s/model %s/out", folder, folder, folder);
            compare_predictions(folder, &t, false, "%.17g");
        }
    run("rm -r %s", folder);
    svm_table_free(&t);
}
END_TEST

/* ---- seeds, streams, threads ---- */

START_TEST(a_seed_gives_its_bytes)
{
    svm_table t = svm_table_generated("seed", 120, 3);
    gg_svm_options o = gg_svm_options_default();
    gg_buf one = fitted(&t, NULL, &o), again = fitted(&t, NULL, &o), other, fixed;

    same_bytes(&one, &again, "the same seed");
    o.seed = 2;
    other = fitted(&t, NULL, &o);
    ck_assert(other.size != one.size || memcmp(other.data, one.data, one.size) != 0);
    /* Only the probabilities are drawn. */
    ck_assert_ptr_eq(strstr(other.data, "probB") ? NULL : other.data, NULL);
    ck_assert_str_eq(strstr(other.data, "nr_sv"), strstr(one.data, "nr_sv"));
    o.probability = false;
    fixed = fitted(&t, NULL, &o);
    o.seed = 3;
    gg_buf_release(&again);
    again = fitted(&t, NULL, &o);
    same_bytes(&fixed, &again, "without probabilities, any seed");
    gg_buf_release(&one);
    gg_buf_release(&again);
    gg_buf_release(&other);
    gg_buf_release(&fixed);
    svm_table_free(&t);
}
END_TEST

START_TEST(the_caller_keeps_its_random_stream)
{
    svm_table t = svm_table_generated("stream", 60, 3);
    gg_svm_options o = gg_svm_options_default();
    gg_buf text;
    int before[2], after[2];

    srand(99);
    before[0] = rand();
    before[1] = rand();
    srand(99);
    after[0] = rand();
    text = fitted(&t, NULL, &o);
    after[1] = rand();
    ck_assert(after[0] == before[0] && after[1] == before[1]);
    gg_buf_release(&text);
    svm_table_free(&t);
}
END_TEST

typedef struct work {
    const svm_table *table;
    gg_buf text;
    gg_status status;
} work;

static void *fit_in_thread(void *given)
{
    gg_svm_options o = gg_svm_options_default();
    work *w = given;

    gg_buf_init(&w->text, 0);
    w->status =
        gg_svm_fit(w->table->x, w->table->n, w->table->p, w->table->y, NULL, &o, &w->text, NULL);
    return NULL;
}

START_TEST(two_trainings_at_a_time)
{
    svm_table t = svm_table_generated("threads", 200, 4);
    gg_svm_options o = gg_svm_options_default();
    gg_buf alone = fitted(&t, NULL, &o);
    work w[2] = {{.table = &t}, {.table = &t}};
    pthread_t thread[2];

    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, fit_in_thread, &w[i]), 0);
    for (int i = 0; i < 2; i++) {
        pthread_join(thread[i], NULL);
        ck_assert_int_eq(w[i].status, GG_OK);
        same_bytes(&w[i].text, &alone, "in a thread");
        gg_buf_release(&w[i].text);
    }
    gg_buf_release(&alone);
    svm_table_free(&t);
}
END_TEST

/* ---- weights ---- */

START_TEST(counts_stand_for_rows)
{
    svm_table t = svm_table_generated("counts", 40, 3), rows = svm_table_new(80, 3);
    gg_svm_options o = gg_svm_options_default();
    gg_buf counted, unrolled;
    double w[40];
    size_t at = 0;

    for (size_t i = 0; i < t.n; i++) {
        w[i] = (double)(i % 5 == 4 ? 0 : i % 4 + 1);
        for (double k = 0; k < w[i]; k++, at++) {
            memcpy(rows.x + at * 3, t.x + i * 3, 3 * sizeof(double));
            rows.y[at] = t.y[i];
        }
    }
    ck_assert_uint_le(at, rows.n);
    rows.n = at;
    unrolled = fitted(&rows, NULL, &o);
    o.counts = true;
    counted = fitted(&t, w, &o);
    same_bytes(&counted, &unrolled, "counts");
    gg_buf_release(&counted);
    gg_buf_release(&unrolled);
    svm_table_free(&t);
    svm_table_free(&rows);
}
END_TEST

START_TEST(equal_weights_say_nothing)
{
    svm_table t = svm_table_generated("weights", 40, 3);
    gg_svm_options o = gg_svm_options_default();
    gg_buf plain = fitted(&t, NULL, &o), weighted;
    double w[40];

    for (int i = 0; i < 40; i++)
        w[i] = 2.5;
    weighted = fitted(&t, w, &o);
    same_bytes(&weighted, &plain, "equal weights");
    gg_buf_release(&plain);
    gg_buf_release(&weighted);
    svm_table_free(&t);
}
END_TEST

/* ---- what is refused ---- */

static void refused(const svm_table *t, const double *w, const gg_svm_options *o,
                    gg_status expected, const char *what)
{
    gg_buf out;

    ck_assert_msg(fit(t, w, o, &out) == expected, "%s: %s", what, err.what);
    ck_assert_int_eq(err.status, expected);
    ck_assert_msg(strstr(err.what, what) && err.mend[0], "%s, not %s", err.what, what);
    ck_assert(out.size == 0 && !out.failed);
    ck_assert_int_eq(gg_svm_fit(t->x, t->n, t->p, t->y, w, o, &out, NULL), expected);
    gg_buf_release(&out);
}

START_TEST(what_cannot_be_trained_on)
{
    double x[] = {1, 2, 3, 4}, y[] = {0, 1, 0, 1}, w[] = {1, 1, 1, 2};
    svm_table t = {4, 1, x, y}, none = {4, 0, x, y}, wide = {1, GG_SVM_INDEX + 1, x, y};
    gg_svm_options o = gg_svm_options_default(), counts = o, nu = o;

    counts.counts = true;
    refused(&none, NULL, &o, GG_E_INPUT, "0 inputs");
    refused(&wide, NULL, &o, GG_E_LIMIT, "1000001 inputs");
    refused(&t, w, &o, GG_E_INPUT, "different weights");
    w[3] = 1.5;
    refused(&t, w, &counts, GG_E_INPUT, "not whole");
    w[3] = 2e6;
    refused(&t, w, &counts, GG_E_INPUT, "too large");
    w[2] = w[3] = 1e6;
    refused(&t, w, &counts, GG_E_LIMIT, "more than 1000000 rows");
    w[3] = -1;
    refused(&t, w, &counts, GG_E_INPUT, "negative");
    w[2] = 1;
    w[3] = NAN;
    refused(&t, w, &o, GG_E_INPUT, "negative or not a number");
    w[0] = w[1] = w[2] = w[3] = 0;
    refused(&t, w, &counts, GG_E_INPUT, "no rows");
    w[0] = w[2] = 1;
    refused(&t, w, &counts, GG_E_INPUT, "only one class");
    t.n = 0;
    refused(&t, NULL, &o, GG_E_INPUT, "no rows");
    t.n = 1;
    refused(&t, NULL, &o, GG_E_INPUT, "only one class");
    t.n = 4;
    y[1] = 0.5;
    refused(&t, NULL, &o, GG_E_INPUT, "neither 0 nor 1");
    y[1] = 1;
    x[2] = INFINITY;
    refused(&t, NULL, &o, GG_E_INPUT, "an input that is not a number");
    x[2] = 3;
    y[1] = 0;
    nu.type = GG_SVM_NU_SVC;
    nu.nu = 0.9;
    refused(&t, NULL, &nu, GG_E_INPUT, "nu is infeasible");
    ck_assert_str_eq(err.column, "hyperparameters");
}
END_TEST

/* Sums of products beyond the largest double: libsvm's text would hold nan. */
START_TEST(what_goes_beyond_the_numbers)
{
    double x[] = {1e200, -1e200, 1e190, -1e199}, y[] = {0, 1, 0, 1};
    svm_table t = {4, 1, x, y};
    gg_svm_options o = gg_svm_options_default();
    gg_buf out;
    gg_status status;

    o.kernel = GG_SVM_LINEAR;
    o.probability = false;
    status = fit(&t, NULL, &o, &out);
    ck_assert_int_eq(status, GG_E_INPUT);
    ck_assert(strstr(err.what, "beyond what numbers hold") && out.size == 0);
    gg_buf_release(&out);
}
END_TEST

START_TEST(a_text_that_does_not_fit)
{
    svm_table t = svm_table_generated("small", 40, 3);
    gg_svm_options o = gg_svm_options_default();
    gg_buf out;

    gg_error_init(&err);
    gg_buf_init(&out, 100);
    ck_assert_int_eq(gg_svm_fit(t.x, t.n, t.p, t.y, NULL, &o, &out, &err), GG_E_LIMIT);
    ck_assert_uint_eq(out.size, 0);
    gg_buf_release(&out);
    svm_table_free(&t);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, scikit_learn);
    tcase_add_test(tc, the_bytes_of_svm_train);
    tcase_add_test(tc, the_bytes_of_svm_train_on_a_real_table);
    tcase_add_test(tc, the_predictions_of_svm_predict);
    tcase_add_test(tc, a_seed_gives_its_bytes);
    tcase_add_test(tc, the_caller_keeps_its_random_stream);
    tcase_add_test(tc, two_trainings_at_a_time);
    tcase_add_test(tc, counts_stand_for_rows);
    tcase_add_test(tc, equal_weights_say_nothing);
    tcase_add_test(tc, what_cannot_be_trained_on);
    tcase_add_test(tc, what_goes_beyond_the_numbers);
    tcase_add_test(tc, a_text_that_does_not_fit);
}

GG_TEST_MAIN("model/svm_fit")
