/* Hyper-parameters of support vector machines, as manifests state them. */
#include <string.h>

#include "model_internal.h"
#include "svm_internal.h"

#define C_SVC   (1u << GG_SVM_C_SVC)
#define NU_SVC  (1u << GG_SVM_NU_SVC)
#define SVC     (C_SVC | NU_SVC)
#define POLY    (1u << GG_SVM_POLY)
#define SIGMOID (1u << GG_SVM_SIGMOID)
#define RBF     (1u << GG_SVM_RBF)
#define ANY     (POLY | SIGMOID | RBF | 1u << GG_SVM_LINEAR)

typedef gg_status (*reader)(const json_t *value, gg_svm_options *out, gg_error *err);

gg_svm_options gg_svm_options_default(void)
{
    return (gg_svm_options){.type = GG_SVM_C_SVC,
                            .kernel = GG_SVM_RBF,
                            .c = 1,
                            .nu = 0.5,
                            .degree = 3,
                            .eps = 0.001,
                            .probability = true,
                            .weight = {1, 1},
                            .seed = 1};
}

static gg_status wrong(gg_error *err, const char *mend)
{
    return gg_error_set(err, GG_E_INPUT, mend, "not a value for it");
}

static gg_status read_type(const json_t *value, gg_svm_options *out, gg_error *err)
{
    const char *word = json_is_string(value) ? json_string_value(value) : "";

    if (strcmp(word, "c_svc") != 0 && strcmp(word, "nu_svc") != 0)
        return wrong(err, "use c_svc or nu_svc");
    out->type = *word == 'c' ? GG_SVM_C_SVC : GG_SVM_NU_SVC;
    return GG_OK;
}

static gg_status read_kernel(const json_t *value, gg_svm_options *out, gg_error *err)
{
    static const struct {
        const char *word;
        gg_svm_kernel kernel;
    } kernels[] = {{"linear", GG_SVM_LINEAR},
                   {"poly", GG_SVM_POLY},
                   {"polynomial", GG_SVM_POLY},
                   {"rbf", GG_SVM_RBF},
                   {"sigmoid", GG_SVM_SIGMOID}};

    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if (json_is_string(value) && strcmp(json_string_value(value), kernels[i].word) == 0) {
            out->kernel = kernels[i].kernel;
            return GG_OK;
        }
    return wrong(err, "use linear, poly, rbf or sigmoid");
}

static gg_status read_c(const json_t *value, gg_svm_options *out, gg_error *err)
{
    out->c = json_number_value(value);
    return json_is_number(value) && out->c > 0 && out->c <= 1e100
               ? GG_OK
               : wrong(err, "write a number above 0: C: 1");
}

static gg_status read_nu(const json_t *value, gg_svm_options *out, gg_error *err)
{
    out->nu = json_number_value(value);
    return json_is_number(value) && out->nu > 0 && out->nu <= 1
               ? GG_OK
               : wrong(err, "write a number above 0 and up to 1: nu: 0.5");
}

static gg_status read_gamma(const json_t *value, gg_svm_options *out, gg_error *err)
{
    out->gamma = json_number_value(value);
    if (json_is_string(value) && strcmp(json_string_value(value), "auto") == 0)
        return GG_OK;
    return json_is_number(value) && out->gamma > 0 && out->gamma <= 1e100
               ? GG_OK
               : wrong(err, "write a number above 0, or auto (1 over the number of inputs)");
}

static gg_status read_degree(const json_t *value, gg_svm_options *out, gg_error *err)
{
    double x = json_number_value(value);

    if (!json_is_number(value) || !(x >= 1 && x <= 100) || x != (int)x)
        return wrong(err, "write a whole number from 1 to 100: degree: 3");
    out->degree = (int)x;
    return GG_OK;
}

static gg_status read_coef0(const json_t *value, gg_svm_options *out, gg_error *err)
{
    out->coef0 = json_number_value(value);
    return json_is_number(value) && out->coef0 >= -1e100 && out->coef0 <= 1e100
               ? GG_OK
               : wrong(err, "write a number: coef0: 0");
}

static gg_status read_eps(const json_t *value, gg_svm_options *out, gg_error *err)
{
    out->eps = json_number_value(value);
    return json_is_number(value) && out->eps >= 1e-12 && out->eps <= 1
               ? GG_OK
               : wrong(err, "write a number from 1e-12 to 1: eps: 0.001");
}

static gg_status read_probability(const json_t *value, gg_svm_options *out, gg_error *err)
{
    out->probability = json_is_true(value);
    return json_is_boolean(value) ? GG_OK : wrong(err, "write true or false");
}

static gg_status read_weights(const json_t *value, gg_svm_options *out, gg_error *err)
{
    static const char *const classes[] = {"0", "1", NULL};
    gg_status status = gg_map_check(value, classes, err);

    for (int i = 0; i < 2 && !status; i++) {
        status = gg_map_number(value, classes[i], &out->weight[i], NULL, err);
        if (!status && !(out->weight[i] > 0 && out->weight[i] <= 1e100))
            status = wrong(err, "write numbers above 0: class_weights: {\"0\": 1, \"1\": 5}");
    }
    return status;
}

/* A key that the type or the kernel does not use would be fingerprinted and change nothing. */
static const struct key {
    const char *name;
    reader read;
    unsigned types, kernels;
} keys[] = {
    {"svm_type", read_type, SVC, ANY},
    {"kernel", read_kernel, SVC, ANY},
    {"C", read_c, C_SVC, ANY},
    {"nu", read_nu, NU_SVC, ANY},
    {"gamma", read_gamma, SVC, POLY | RBF | SIGMOID},
    {"degree", read_degree, SVC, POLY},
    {"coef0", read_coef0, SVC, POLY | SIGMOID},
    {"eps", read_eps, SVC, ANY},
    {"probability", read_probability, SVC, ANY},
    {"class_weights", read_weights, C_SVC, ANY},
};

#define N_KEYS (sizeof keys / sizeof *keys)

static gg_status check_unused(const json_t *map, const gg_svm_options *options, gg_error *err)
{
    for (size_t i = 0; i < N_KEYS; i++) {
        if (!json_object_get(map, keys[i].name))
            continue;
        if ((keys[i].types >> options->type & 1) && (keys[i].kernels >> options->kernel & 1))
            continue;
        gg_error_where(err, NULL, 0, "hyperparameters");
        return gg_error_set(err, GG_E_INPUT, "take it out",
                            "%s is not used by %s with the kernel %s", keys[i].name,
                            gg_svm_type_word(options->type), gg_svm_kernel_word(options->kernel));
    }
    return GG_OK;
}

gg_status gg_svm_options_read(const json_t *hyperparameters, gg_svm_options *out, gg_error *err)
{
    const char *names[N_KEYS + 1] = {NULL};
    gg_svm_options options = gg_svm_options_default();
    gg_status status;

    if (!hyperparameters) {
        *out = options;
        return GG_OK;
    }
    for (size_t i = 0; i < N_KEYS; i++)
        names[i] = keys[i].name;
    status = gg_map_check(hyperparameters, names, err);
    if (status) {
        gg_error_where(err, NULL, 0, "hyperparameters");
        return status;
    }
    for (size_t i = 0; i < N_KEYS; i++) {
        const json_t *value = json_object_get(hyperparameters, keys[i].name);
        char where[48];

        status = value ? keys[i].read(value, &options, err) : GG_OK;
        if (status) {
            snprintf(where, sizeof where, "hyperparameters.%s", keys[i].name);
            gg_error_where(err, NULL, 0, where);
            return status;
        }
    }
    status = check_unused(hyperparameters, &options, err);
    if (!status)
        *out = options;
    return status;
}
