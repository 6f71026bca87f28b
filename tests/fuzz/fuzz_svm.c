/*
 * Any bytes as a model file of libsvm. What our reader accepts is scored with, and has to be a file
 * that libsvm's own reader takes as well and scores by to the same bit.
 */
#include "document.h"

#include <libsvm/svm.h>
#include <math.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/svm_internal.h"

#define INPUTS 6

static const double rows[][INPUTS] = {{0, 0, 0, 0, 0, 0},
                                      {1, -1, 0.5, 0, 2e-3, 7},
                                      {-1e3, 1e3, 0, 4, 0, 0},
                                      {1e150, 0, -1e150, 1, 1e-150, -3}};

#define ROWS (sizeof rows / sizeof *rows)

/* What libsvm's own reader makes of the bytes. */
static struct svm_model *load(const uint8_t *data, size_t size)
{
    struct svm_model *model;
    char path[64];
    int fd = memfd_create("model", 0);

    must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    model = svm_load_model(path);
    close(fd);
    return model;
}

static double predict(const struct svm_model *model, const double *x)
{
    struct svm_node nodes[INPUTS + 1];
    double values[2];
    int positive = 0;

    for (int i = 0; i < INPUTS; i++)
        nodes[i] = (struct svm_node){i + 1, x[i]};
    nodes[INPUTS].index = -1;
    if (model->label)
        positive = model->label[1] > model->label[0];
    svm_predict_values(model, nodes, values);
    if (!model->label || !svm_check_probability_model(model))
        return positive ? -values[0] : values[0];
    /* It would make a probability of it. */
    if (!isfinite(values[0]))
        return NAN;
    svm_predict_probability(model, nodes, values);
    return values[positive];
}

static void score(const gg_svm_text *text, const struct svm_model *theirs, gg_arena *arena)
{
    gg_svm_room *room = gg_svm_room_new(INPUTS);
    gg_svm *svm = NULL;

    must(room && gg_svm_build(text, arena, &svm, NULL) == GG_OK);
    for (size_t i = 0; i < ROWS; i++) {
        double a = gg_svm_predict(svm, room, rows[i]), b = predict(theirs, rows[i]);

        must(isfinite(b) ? a == b : isnan(a));
    }
    gg_svm_room_free(room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gg_svm_text text;
    struct svm_model *theirs;
    gg_arena arena;
    gg_error err;
    gg_status st;

    gg_error_init(&err);
    gg_arena_init(&arena);
    st = gg_svm_read((const char *)data, size, "input.svm", &arena, &text, &err);
    if (st != GG_OK) {
        check_error(st, &err);
        must(err.line > 0);
    } else {
        must(err.status == GG_OK && text.n > 0);
        theirs = load(data, size);
        must(theirs);
        score(&text, theirs, &arena);
        svm_free_and_destroy_model(&theirs);
    }
    gg_arena_release(&arena);
    return 0;
}
