/* Support vector machines as libsvm predicts with them, built from a text that was read. */
#include <math.h>
#include <stdlib.h>

#include "svm_internal.h"
#include "svm_library.h"

struct gg_svm {
    gg_libsvm libsvm;
    struct svm_model model;
    double *coef[1], rho[1], prob_a[1], prob_b[1];
    int label[2], n_of[2];
    bool probability; /* the score is one */
    int positive;     /* of label[], the greater */
};

struct gg_svm_room {
    size_t n;
    struct svm_node nodes[];
};

_Static_assert((int)GG_SVM_C_SVC == C_SVC && (int)GG_SVM_NU_SVC == NU_SVC &&
                   (int)GG_SVM_ONE_CLASS == ONE_CLASS && (int)GG_SVM_EPSILON_SVR == EPSILON_SVR &&
                   (int)GG_SVM_NU_SVR == NU_SVR,
               "types in libsvm's order");
_Static_assert((int)GG_SVM_LINEAR == LINEAR && (int)GG_SVM_POLY == POLY && (int)GG_SVM_RBF == RBF &&
                   (int)GG_SVM_SIGMOID == SIGMOID,
               "kernels in libsvm's order");

/* Every support vector is a run of nodes that an index of -1 ends. */
static struct svm_node **build_vectors(const gg_svm_text *text, gg_arena *arena)
{
    size_t n = (size_t)text->n;
    struct svm_node *node = gg_arena_array(arena, text->start[n] + n, sizeof *node);
    struct svm_node **vectors = gg_arena_array(arena, n, sizeof *vectors);

    if (!node || !vectors)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        vectors[i] = node;
        for (size_t k = text->start[i]; k < text->start[i + 1]; k++)
            *node++ = (struct svm_node){text->index[k], text->value[k]};
        *node++ = (struct svm_node){-1, 0};
    }
    return vectors;
}

gg_status gg_svm_build(const gg_svm_text *text, gg_arena *arena, gg_svm **out, gg_error *err)
{
    gg_svm *svm = gg_arena_array(arena, 1, sizeof *svm);
    struct svm_node **vectors = svm ? build_vectors(text, arena) : NULL;
    gg_status status;

    if (!vectors)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gg_libsvm_load(&svm->libsvm, err);
    if (status)
        return status;
    svm->coef[0] = text->coef;
    svm->rho[0] = text->rho;
    svm->prob_a[0] = text->prob_a;
    svm->prob_b[0] = text->prob_b;
    for (int i = 0; i < 2; i++) {
        svm->label[i] = text->label[i];
        svm->n_of[i] = text->n_of[i];
    }
    svm->probability = gg_svm_classifies(text) && text->has_probability;
    svm->positive = text->label[1] > text->label[0];
    svm->model.param.svm_type = (int)text->type;
    svm->model.param.kernel_type = (int)text->kernel;
    svm->model.param.degree = text->degree;
    svm->model.param.gamma = text->gamma;
    svm->model.param.coef0 = text->coef0;
    svm->model.nr_class = 2;
    svm->model.l = text->n;
    svm->model.SV = vectors;
    svm->model.sv_coef = svm->coef;
    svm->model.rho = svm->rho;
    svm->model.probA = text->has_probability ? svm->prob_a : NULL;
    svm->model.probB = svm->probability ? svm->prob_b : NULL;
    svm->model.label = gg_svm_classifies(text) ? svm->label : NULL;
    svm->model.nSV = gg_svm_classifies(text) ? svm->n_of : NULL;
    *out = svm;
    return GG_OK;
}

gg_svm_room *gg_svm_room_new(size_t n)
{
    gg_svm_room *room =
        n > GG_SVM_INDEX ? NULL : malloc(sizeof *room + (n + 1) * sizeof room->nodes[0]);

    if (room)
        room->n = n;
    return room;
}

void gg_svm_room_free(gg_svm_room *room)
{
    free(room);
}

/* A zero that is left out counts as a zero with libsvm, and costs no time. */
static void fill_nodes(gg_svm_room *room, const double *x)
{
    struct svm_node *node = room->nodes;

    for (size_t i = 0; i < room->n; i++)
        if (x[i] != 0)
            *node++ = (struct svm_node){(int)i + 1, x[i]};
    *node = (struct svm_node){-1, 0};
}

/* libsvm's decision value, positive towards its first label. */
static double decide(const gg_svm *svm, const gg_svm_room *room)
{
    double values[1] = {NAN};

    svm->libsvm.svm_predict_values(&svm->model, room->nodes, values);
    return values[0];
}

/*
 * libsvm bounds probabilities at 1e-7 and 1 - 1e-7, and a decision value that is not a number comes
 * out at a bound as well: near the ends, the decision value is looked at again.
 */
static double probability(const gg_svm *svm, const gg_svm_room *room)
{
    double of[2] = {NAN, NAN}, p;

    svm->libsvm.svm_predict_probability(&svm->model, room->nodes, of);
    p = of[svm->positive];
    if (p > 0.01 && p < 0.99)
        return p;
    return isfinite(decide(svm, room)) ? p : NAN;
}

double gg_svm_predict(const gg_svm *svm, gg_svm_room *room, const double *x)
{
    double score;

    fill_nodes(room, x);
    if (svm->probability)
        score = probability(svm, room);
    else
        score = svm->model.label && svm->positive == 1 ? -decide(svm, room) : decide(svm, room);
    return isfinite(score) ? score : NAN;
}
