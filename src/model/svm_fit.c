/*
 * Training of support vector machines by libsvm, with a text in the end that svm-train would have
 * written. libsvm's own writer changes the locale of the process, so the text is written here.
 */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "svm_internal.h"
#include "svm_library.h"

/* libsvm does not check its own memory: what it may be given is bounded before. */
#define MOST_ROWS  1000000
#define MOST_NODES ((size_t)1 << 27)

/* One training at a time: libsvm draws its folds from the C library's one stream. */
static pthread_mutex_t training_lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct rows {
    const double *x, *y, *w; /* w NULL: one each */
    size_t n, p;
    const gg_svm_options *options;
    size_t total; /* rows that libsvm sees */
} rows;

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* How often libsvm is to see a row. */
static size_t times(const rows *r, size_t i)
{
    return r->options->counts && r->w ? (size_t)r->w[i] : 1;
}

static gg_status check_weights(const rows *r, gg_error *err)
{
    for (size_t i = 0; r->w && i < r->n; i++) {
        double w = r->w[i];

        if (!isfinite(w) || w < 0)
            return gg_error_set(err, GG_E_INPUT, "give weights from 0",
                                "a weight that is negative or not a number");
        if (r->options->counts && (w != floor(w) || w > MOST_ROWS))
            return gg_error_set(err, GG_E_INPUT, "give whole counts, up to 1000000",
                                "a count that is not whole, or too large");
        if (!r->options->counts && w != r->w[0])
            return gg_error_set(err, GG_E_INPUT,
                                "train without a weight column, or use scorer: logistic",
                                "the rows have different weights, and libsvm weighs classes alone "
                                "(class_weights)");
    }
    return GG_OK;
}

static gg_status check_rows(rows *r, size_t *nodes, gg_error *err)
{
    size_t of[2] = {0, 0};

    *nodes = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (r->y[i] != 0 && r->y[i] != 1)
            return gg_error_set(err, GG_E_INPUT, "give outcomes of 0 and 1",
                                "an outcome that is neither 0 nor 1");
        of[r->y[i] == 1] += times(r, i);
        r->total = of[0] + of[1];
        if (r->total > MOST_ROWS)
            return gg_error_set(err, GG_E_LIMIT, "train on a sample of them",
                                "more than %d rows: the time of an svm grows with their square",
                                MOST_ROWS);
        ++*nodes;
        for (size_t k = 0; k < r->p; k++) {
            if (!isfinite(r->x[i * r->p + k]))
                return gg_error_set(err, GG_E_INPUT, "give finite inputs",
                                    "an input that is not a number");
            *nodes += r->x[i * r->p + k] != 0;
        }
        if (*nodes > MOST_NODES)
            return gg_error_set(err, GG_E_LIMIT, "train on fewer rows or inputs",
                                "more than %zu numbers to train on", MOST_NODES);
    }
    if (of[0] == 0 || of[1] == 0)
        return gg_error_set(err, GG_E_INPUT, "give rows of both classes", "%s rows to train on",
                            of[0] == of[1] ? "no" : "only one class among the");
    return GG_OK;
}

/* A row's nodes lie once, however often the row stands. */
static gg_status build_problem(const rows *r, size_t nodes, gg_arena *arena,
                               struct svm_problem *out, gg_error *err)
{
    struct svm_node *node = gg_arena_array(arena, nodes, sizeof *node);
    struct svm_node **x = gg_arena_array(arena, r->total, sizeof *x);
    double *y = gg_arena_array(arena, r->total, sizeof *y);
    size_t at = 0;

    if (!node || !x || !y)
        return memory(err);
    for (size_t i = 0; i < r->n; i++) {
        for (size_t k = 0; k < times(r, i); k++) {
            x[at] = node;
            y[at++] = r->y[i];
        }
        for (size_t k = 0; k < r->p; k++)
            if (r->x[i * r->p + k] != 0)
                *node++ = (struct svm_node){(int)k + 1, r->x[i * r->p + k]};
        *node++ = (struct svm_node){-1, 0};
    }
    *out = (struct svm_problem){(int)r->total, y, x};
    return GG_OK;
}

/* The two arrays are the caller's; cache and shrinking are svm-train's, and change no result. */
static struct svm_parameter parameters(const gg_svm_options *o, size_t p, int *label,
                                       double *weight)
{
    struct svm_parameter param = {
        .svm_type = (int)o->type,
        .kernel_type = (int)o->kernel,
        .degree = o->degree,
        .gamma = o->gamma > 0 ? o->gamma : 1 / (double)p,
        .coef0 = o->coef0,
        .cache_size = 100,
        .eps = o->eps,
        .C = o->c,
        .nu = o->nu,
        .shrinking = 1,
        .probability = o->probability,
        .weight_label = label,
        .weight = weight,
    };

    for (int i = 0; i < 2; i++)
        if (o->type == GG_SVM_C_SVC && o->weight[i] != 1) {
            label[param.nr_weight] = i;
            weight[param.nr_weight++] = o->weight[i];
        }
    return param;
}

/* Room of 128 bytes makes the same stream as srand(), and the caller's stream goes on afterwards
 * where it was. */
static struct svm_model *train_seeded(const gg_libsvm *libsvm, const struct svm_problem *problem,
                                      const struct svm_parameter *param, uint64_t seed)
{
    _Alignas(8) char state[128];
    struct svm_model *model;
    char *before;

    pthread_mutex_lock(&training_lock);
    before = initstate((unsigned)(seed ^ seed >> 32), state, sizeof state);
    model = libsvm->svm_train(problem, param);
    setstate(before);
    pthread_mutex_unlock(&training_lock);
    return model;
}

static void write_head(const struct svm_model *m, gg_buf *out)
{
    gg_svm_kernel kernel = (gg_svm_kernel)m->param.kernel_type;

    gg_buf_printf(out, "svm_type %s\n", gg_svm_type_word((gg_svm_type)m->param.svm_type));
    gg_buf_printf(out, "kernel_type %s\n", gg_svm_kernel_word(kernel));
    if (kernel == GG_SVM_POLY)
        gg_buf_printf(out, "degree %d\n", m->param.degree);
    if (kernel != GG_SVM_LINEAR)
        gg_buf_printf(out, "gamma %.17g\n", m->param.gamma);
    if (kernel == GG_SVM_POLY || kernel == GG_SVM_SIGMOID)
        gg_buf_printf(out, "coef0 %.17g\n", m->param.coef0);
    gg_buf_printf(out, "nr_class %d\ntotal_sv %d\n", m->nr_class, m->l);
    gg_buf_printf(out, "rho %.17g\nlabel %d %d\n", m->rho[0], m->label[0], m->label[1]);
    if (m->probA && m->probB)
        gg_buf_printf(out, "probA %.17g\nprobB %.17g\n", m->probA[0], m->probB[0]);
    gg_buf_printf(out, "nr_sv %d %d\nSV\n", m->nSV[0], m->nSV[1]);
}

/* As svm-train writes it, to the byte: with eight digits of a support vector. */
static void write_model(const struct svm_model *m, gg_buf *out)
{
    write_head(m, out);
    for (int i = 0; i < m->l; i++) {
        gg_buf_printf(out, "%.17g ", m->sv_coef[0][i]);
        for (const struct svm_node *node = m->SV[i]; node->index != -1; node++)
            gg_buf_printf(out, "%d:%.8g ", node->index, node->value);
        gg_buf_puts(out, "\n");
    }
}

/* The text has to be one that scores. */
static gg_status check_text(const gg_buf *text, gg_arena *arena, gg_error *err)
{
    gg_svm_text read;
    gg_error own;
    gg_status status = gg_buf_check(text, err);

    if (status)
        return status;
    gg_error_init(&own);
    status = gg_svm_read(text->data, text->size, "the trained model", arena, &read, &own);
    if (status == GG_E_INPUT)
        return gg_error_set(err, status, "standardize the inputs, or use a smaller C or gamma",
                            "libsvm's training went beyond what numbers hold (%s)", own.what);
    return status ? gg_error_set(err, status, own.mend, "%s", own.what) : GG_OK;
}

static gg_status fit(const rows *r, size_t nodes, gg_arena *arena, gg_buf *text, gg_error *err)
{
    int label[2];
    double weight[2];
    struct svm_parameter param = parameters(r->options, r->p, label, weight);
    struct svm_problem problem;
    struct svm_model *model;
    const char *fault;
    gg_libsvm libsvm;
    gg_status status = gg_libsvm_load(&libsvm, err);

    if (!status)
        status = build_problem(r, nodes, arena, &problem, err);
    if (status)
        return status;
    fault = libsvm.svm_check_parameter(&problem, &param);
    if (fault) {
        gg_error_where(err, NULL, 0, "hyperparameters");
        return gg_error_set(err, GG_E_INPUT, "use a smaller nu, or svm_type: c_svc",
                            "libsvm says: %s", fault);
    }
    model = train_seeded(&libsvm, &problem, &param, r->options->seed);
    write_model(model, text);
    libsvm.svm_free_and_destroy_model(&model);
    return check_text(text, arena, err);
}

gg_status gg_svm_fit(const double *x, size_t n, size_t p, const double *y, const double *w,
                     const gg_svm_options *options, gg_buf *model_text, gg_error *err)
{
    rows r = {x, y, w, n, p, options, 0};
    size_t nodes = 0;
    gg_arena arena;
    gg_buf text;
    gg_status status;

    if (p == 0 || p > GG_SVM_INDEX)
        return gg_error_set(err, p ? GG_E_LIMIT : GG_E_INPUT, "name from 1 to 1000000 features",
                            "%zu inputs to train on", p);
    gg_arena_init(&arena);
    gg_buf_init(&text, GG_SVM_BYTES);
    status = check_weights(&r, err);
    if (!status)
        status = check_rows(&r, &nodes, err);
    if (!status)
        status = fit(&r, nodes, &arena, &text, err);
    if (!status) {
        gg_buf_append(model_text, text.data, text.size);
        status = gg_buf_check(model_text, err);
    }
    gg_buf_release(&text);
    gg_arena_release(&arena);
    return status;
}
