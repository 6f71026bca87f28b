/* A classifier that is trained on the folds behind it and scores the one before it. */
#include "gauger/model/classifier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/base/random.h"
#include "svm_internal.h"

gg_classifier_options gg_classifier_options_default(void)
{
    return (gg_classifier_options){.c = 1, .gamma = 0};
}

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* The shuffle draws below n without bias: bits past the last whole multiple of n are drawn anew. */
static size_t draw_below(gg_random *r, size_t n)
{
    uint64_t most = UINT64_MAX - UINT64_MAX % n, bits;

    do
        bits = gg_random_bits(r);
    while (bits >= most);
    return (size_t)(bits % n);
}

static void deal(size_t *order, size_t n, size_t folds, gg_random *r, size_t *out)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = draw_below(r, i), kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
    for (size_t i = 0; i < n; i++)
        out[order[i]] = i % folds;
}

gg_status gg_classifier_folds(const unsigned char *label, size_t n, size_t folds, uint64_t seed,
                              size_t *out)
{
    static const char *const slices[2] = {"label=0", "label=1"};
    size_t *order;

    if (folds == 0)
        return GG_E_INPUT;
    for (size_t i = 0; i < n; i++)
        if (label[i] > 1)
            return GG_E_INPUT;
    order = calloc(n + 1, sizeof *order);
    if (!order)
        return GG_E_MEMORY;
    for (unsigned side = 0; side < 2; side++) {
        gg_random r;
        size_t m = 0;

        gg_random_init(&r, seed, slices[side], "classifier_folds");
        for (size_t i = 0; i < n; i++)
            if (label[i] == side)
                order[m++] = i;
        deal(order, m, folds, &r, out);
    }
    free(order);
    return GG_OK;
}

/* The rows of the folds before one, side by side as training wants them. */
typedef struct part {
    double *x, *y;
    size_t n;
} part;

static void take_before(const gg_classifier_rows *rows, size_t fold, part *out)
{
    out->n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->fold[i] >= fold)
            continue;
        memcpy(out->x + out->n * rows->p, rows->x + i * rows->p, rows->p * sizeof *out->x);
        out->y[out->n++] = rows->label[i];
    }
}

static gg_status score_fold(const gg_classifier_rows *rows, size_t fold, const gg_svm *svm,
                            double *score, gg_error *err)
{
    gg_svm_room *room = gg_svm_room_new(rows->p);
    gg_status status = GG_OK;

    if (!room)
        return memory(err);
    for (size_t i = 0; i < rows->n && !status; i++) {
        if (rows->fold[i] != fold)
            continue;
        score[i] = gg_svm_predict(svm, room, rows->x + i * rows->p);
        if (isnan(score[i]))
            status = gg_error_set(err, GG_E_INPUT, "standardize the inputs, or use a smaller gamma",
                                  "a decision beyond what numbers hold");
    }
    gg_svm_room_free(room);
    return status;
}

/* One step: trains on what lies before the fold, and scores it. */
static gg_status step(const gg_classifier_rows *rows, size_t fold, const gg_svm_options *options,
                      part *before, double *score, gg_error *err)
{
    gg_svm_text model;
    gg_svm *svm;
    gg_arena arena;
    gg_buf text;
    gg_status status;

    gg_arena_init(&arena);
    gg_buf_init(&text, GG_SVM_BYTES);
    take_before(rows, fold, before);
    status = gg_svm_fit(before->x, before->n, rows->p, before->y, NULL, options, &text, err);
    if (!status)
        status = gg_svm_read(text.data, text.size, "the classifier", &arena, &model, err);
    if (!status)
        status = gg_svm_build(&model, &arena, &svm, err);
    if (!status)
        status = score_fold(rows, fold, svm, score, err);
    gg_buf_release(&text);
    gg_arena_release(&arena);
    return status;
}

static gg_status check(const gg_classifier_rows *rows, gg_error *err)
{
    size_t of[2] = {0, 0};

    if (rows->p == 0 || rows->n == 0)
        return gg_error_set(err, GG_E_INPUT, "give rows with inputs", "nothing to learn from");
    if (rows->p > GG_SVM_INDEX)
        return gg_error_set(err, GG_E_LIMIT, "leave columns out", "more than %d inputs",
                            GG_SVM_INDEX);
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->label[i] > 1 || rows->fold[i] >= rows->folds)
            return gg_error_set(err, GG_E_INPUT, "give labels of 0 and 1 and folds below their sum",
                                "a label or a fold out of range");
        of[rows->label[i]] += rows->fold[i] == 0;
        for (size_t k = 0; k < rows->p; k++)
            if (!isfinite(rows->x[i * rows->p + k]))
                return gg_error_set(err, GG_E_INPUT, "give finite inputs",
                                    "an input that is not a number");
    }
    if (of[0] == 0 || of[1] == 0)
        return gg_error_set(err, GG_E_INPUT, "give more rows, or fewer folds",
                            "the first fold lacks rows of one label");
    return GG_OK;
}

gg_status gg_classifier_scores(const gg_classifier_rows *rows, const gg_classifier_options *options,
                               double *score, gg_error *err)
{
    gg_svm_options svm = gg_svm_options_default();
    gg_status status = check(rows, err);
    double *own = NULL;
    gg_arena arena;
    part before;

    if (status)
        return status;
    gg_arena_init(&arena);
    svm.probability = false;
    svm.c = options ? options->c : svm.c;
    svm.gamma = options ? options->gamma : svm.gamma;
    own = gg_arena_array(&arena, rows->n, sizeof *own);
    before.y = gg_arena_array(&arena, rows->n, sizeof *before.y);
    before.x = gg_arena_array(&arena, rows->n, rows->p * sizeof *before.x);
    if (!own || !before.x || !before.y)
        status = memory(err);
    for (size_t i = 0; i < rows->n && !status; i++)
        own[i] = NAN;
    for (size_t fold = 1; fold < rows->folds && !status; fold++)
        status = step(rows, fold, &svm, &before, own, err);
    if (!status)
        memcpy(score, own, rows->n * sizeof *score);
    gg_arena_release(&arena);
    return status;
}
