/* Support vector machines: predictions against numbers computed elsewhere and against libsvm. */
#include "suite.h"

#include <dirent.h>
#include <libsvm/svm.h>
#include <pthread.h>
#include <string.h>

#include "gauger/base/file.h"
#include "gauger/base/random.h"
#include "model/svm_internal.h"

#define INPUTS 4
#define SEEDS  "tests/fuzz/seeds/svm"

static gg_error err;
static gg_arena arena;

static gg_svm *build(const char *bytes, size_t n)
{
    gg_svm_text text;
    gg_svm *svm = NULL;

    gg_error_init(&err);
    gg_arena_release(&arena);
    ck_assert_msg(gg_svm_read(bytes, n, "model.svm", &arena, &text, &err) == GG_OK, "%llu: %s",
                  err.line, err.what);
    ck_assert_int_eq(gg_svm_build(&text, &arena, &svm, &err), GG_OK);
    return svm;
}

static double predict(const char *model, const double *x, size_t n)
{
    gg_svm_room *room = gg_svm_room_new(n);
    double score = gg_svm_predict(build(model, strlen(model)), room, x);

    gg_svm_room_free(room);
    return score;
}

#define VECTORS "SV\n0.5 1:1 2:-0.5 \n-0.25 1:0.75 3:2e-3 \n-0.25 \n"

static const double row[3] = {1.5, -0.25, 0};

/* The sum of coefficients times kernels less rho, written out in Python with numpy. */
START_TEST(decision_values)
{
    static const struct {
        const char *kernel;
        double expected;
    } cases[] = {{"linear\n", 0.43125},
                 {"polynomial\ndegree 3\ngamma 0.5\ncoef0 1\n", 1.67349853515625},
                 {"rbf\ngamma 0.5\n", 0.06610313196988474},
                 {"sigmoid\ngamma 0.5\ncoef0 1\n", -0.045312032228928656}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400];

        snprintf(text, sizeof text,
                 "svm_type c_svc\nkernel_type %snr_class 2\ntotal_sv 3\nrho 0.1\nlabel 1 0\n"
                 "nr_sv 1 2\n" VECTORS,
                 cases[i].kernel);
        ck_close(predict(text, row, 3), cases[i].expected, 1e-14);
        /* Towards the greater label, wherever it stands. */
        memcpy(strstr(text, "label 1 0"), "label 0 1", 9);
        ck_close(predict(text, row, 3), -cases[i].expected, 1e-14);
        memcpy(strstr(text, "label 0 1"), "label 3 2", 9);
        ck_close(predict(text, row, 3), cases[i].expected, 1e-14);
    }
    gg_arena_release(&arena);
}
END_TEST

START_TEST(regression_and_one_class)
{
    static const char *const types[] = {"epsilon_svr", "nu_svr", "one_class"};

    for (size_t i = 0; i < 3; i++) {
        char text[300];

        snprintf(text, sizeof text,
                 "svm_type %s\nkernel_type linear\nnr_class 2\ntotal_sv 3\nrho 0.1\n" VECTORS,
                 types[i]);
        ck_close(predict(text, row, 3), 0.43125, 1e-14);
    }
    gg_arena_release(&arena);
}
END_TEST

/* 1 / (1 + exp(probA * f + probB)) of the first label, by Python; libsvm couples the two classes
 * by an iteration that stops near it. */
START_TEST(probabilities)
{
    char text[400];
    double p;

    snprintf(text, sizeof text,
             "svm_type nu_svc\nkernel_type rbf\ngamma 0.5\nnr_class 2\ntotal_sv 3\nrho 0.1\n"
             "label 1 0\nprobA -1.5\nprobB 0.25\nnr_sv 1 2\n" VECTORS);
    p = predict(text, row, 3);
    ck_assert_double_eq_tol(p, 0.46236002006854887, 1e-3);
    memcpy(strstr(text, "label 1 0"), "label 0 1", 9);
    ck_assert_double_eq_tol(predict(text, row, 3), 1 - p, 1e-15);
    gg_arena_release(&arena);
}
END_TEST

START_TEST(what_exceeds_the_numbers_is_no_number)
{
    const char *linear = "svm_type epsilon_svr\nkernel_type linear\nnr_class 2\ntotal_sv 1\n"
                         "rho 0\nSV\n1e200 1:1e200 \n";
    const char *pair = "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 2\nrho 0\n"
                       "label 1 0\nprobA -1\nprobB 0\nnr_sv 1 1\nSV\n1e200 1:1e200 \n"
                       "-1e200 1:1e200 \n";
    const char *tiny = "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 1\nrho 0\n"
                       "label 0 1\nprobA -1\nprobB 0\nnr_sv 1 0\nSV\n1e200 1:1e200 \n";
    double one = 1;

    ck_assert(isnan(predict(linear, &one, 1)));
    /* libsvm would say 1e-7 of these. */
    ck_assert(isnan(predict(pair, &one, 1)));
    ck_assert(isnan(predict(tiny, &one, 1)));
    gg_arena_release(&arena);
}
END_TEST

START_TEST(rooms_are_bounded)
{
    ck_assert_ptr_null(gg_svm_room_new(GG_SVM_INDEX + 1));
    ck_assert_ptr_null(gg_svm_room_new((size_t)-1));
    gg_svm_room_free(NULL);
}
END_TEST

/* ---- against libsvm's own reader and predictions ---- */

static double predict_theirs(const struct svm_model *model, const double *x)
{
    struct svm_node nodes[INPUTS + 1];
    double values[2];
    int positive = model->label && model->label[1] > model->label[0];

    /* Zeros and all: leaving them out must not change a bit. */
    for (int i = 0; i < INPUTS; i++)
        nodes[i] = (struct svm_node){i + 1, x[i]};
    nodes[INPUTS].index = -1;
    if (!model->label || !model->probA) {
        svm_predict_values(model, nodes, values);
        return positive ? -values[0] : values[0];
    }
    svm_predict_probability(model, nodes, values);
    return values[positive];
}

static void compare_file(const char *name)
{
    char path[400];
    struct svm_model *theirs;
    gg_random random;
    gg_buf bytes;
    gg_svm *ours;
    gg_svm_room *room = gg_svm_room_new(INPUTS);

    snprintf(path, sizeof path, SEEDS "/%s", name);
    gg_buf_init(&bytes, 0);
    ck_assert_int_eq(gg_file_read(path, 1 << 20, &bytes, NULL), GG_OK);
    ours = build(bytes.data, bytes.size);
    theirs = svm_load_model(path);
    ck_assert_ptr_nonnull(theirs);
    gg_random_init(&random, 7, "rows", name);
    for (int i = 0; i < 500; i++) {
        double x[INPUTS];

        for (int k = 0; k < INPUTS; k++)
            x[k] = gg_random_uniform(&random) < 0.3 ? 0 : 6 * gg_random_uniform(&random) - 3;
        ck_assert_double_eq(gg_svm_predict(ours, room, x), predict_theirs(theirs, x));
    }
    svm_free_and_destroy_model(&theirs);
    gg_svm_room_free(room);
    gg_buf_release(&bytes);
}

static int is_file(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

START_TEST(the_same_bits_as_libsvm)
{
    struct dirent **names;
    int n = scandir(SEEDS, &names, is_file, alphasort);

    ck_assert_int_ge(n, 20);
    for (int i = 0; i < n; i++) {
        compare_file(names[i]->d_name);
        free(names[i]);
    }
    free(names);
    gg_arena_release(&arena);
}
END_TEST

/* ---- threads ---- */

#define ROWS 20000

typedef struct work {
    const gg_svm *svm;
    double *scores;
} work;

static void *score_all(void *given)
{
    work *w = given;
    gg_svm_room *room = gg_svm_room_new(INPUTS);
    gg_random random;

    gg_random_init(&random, 11, "threads", NULL);
    for (int i = 0; i < ROWS; i++) {
        double x[INPUTS];

        for (int k = 0; k < INPUTS; k++)
            x[k] = 4 * gg_random_uniform(&random) - 2;
        w->scores[i] = gg_svm_predict(w->svm, room, x);
    }
    gg_svm_room_free(room);
    return NULL;
}

START_TEST(threads_do_not_disturb_each_other)
{
    static double scores[3][ROWS];
    gg_buf bytes;
    pthread_t thread[2];
    work all[3];

    gg_buf_init(&bytes, 0);
    ck_assert_int_eq(gg_file_read(SEEDS "/c_svc-rbf-probability.svm", 1 << 20, &bytes, NULL),
                     GG_OK);
    all[0].svm = build(bytes.data, bytes.size);
    for (int i = 0; i < 3; i++)
        all[i] = (work){all[0].svm, scores[i]};
    score_all(&all[2]);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, score_all, &all[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    ck_assert_int_eq(memcmp(scores[0], scores[2], sizeof scores[0]), 0);
    ck_assert_int_eq(memcmp(scores[1], scores[2], sizeof scores[0]), 0);
    ck_assert_double_ne(scores[2][0], scores[2][1]);
    gg_buf_release(&bytes);
    gg_arena_release(&arena);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, decision_values);
    tcase_add_test(tc, regression_and_one_class);
    tcase_add_test(tc, probabilities);
    tcase_add_test(tc, what_exceeds_the_numbers_is_no_number);
    tcase_add_test(tc, rooms_are_bounded);
    tcase_add_test(tc, the_same_bits_as_libsvm);
    tcase_add_test(tc, threads_do_not_disturb_each_other);
}

GG_TEST_MAIN("model/svm")
