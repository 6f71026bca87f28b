/* Tables for the tests of support vector machines, and files of libsvm's form made of them. */
#ifndef GG_TESTS_MODEL_SVM_TABLE_H
#define GG_TESTS_MODEL_SVM_TABLE_H

#include "suite.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "gauger/base/file.h"
#include "gauger/base/random.h"
#include "model/svm_internal.h"

typedef struct svm_table {
    size_t n, p;
    double *x, *y;
} svm_table;

static inline svm_table svm_table_new(size_t n, size_t p)
{
    svm_table t = {n, p, calloc(n * p, sizeof(double)), calloc(n, sizeof(double))};

    ck_assert(t.x && t.y);
    return t;
}

static inline void svm_table_free(svm_table *t)
{
    free(t->x);
    free(t->y);
}

/* Rows whose class moves their inputs; a quarter of the numbers are zeros. */
static inline svm_table svm_table_generated(const char *name, size_t n, size_t p)
{
    svm_table t = svm_table_new(n, p);
    gg_random random;

    gg_random_init(&random, 20, name, NULL);
    for (size_t i = 0; i < n; i++) {
        t.y[i] = gg_random_uniform(&random) < 0.4;
        for (size_t k = 0; k < p; k++)
            if (gg_random_uniform(&random) < 0.75)
                t.x[i * p + k] =
                    0.7 * t.y[i] + gg_random_uniform(&random) + gg_random_uniform(&random) - 1;
    }
    return t;
}

/* As svm-train and svm-predict read it: LABEL INDEX:VALUE ..., without zeros. */
static inline void svm_table_write(const svm_table *t, const char *path)
{
    FILE *f = fopen(path, "w");

    ck_assert_ptr_nonnull(f);
    for (size_t i = 0; i < t->n; i++) {
        fprintf(f, "%g", t->y[i]);
        for (size_t k = 0; k < t->p; k++)
            if (t->x[i * t->p + k] != 0)
                fprintf(f, " %zu:%.17g", k + 1, t->x[i * t->p + k]);
        fprintf(f, "\n");
    }
    fclose(f);
}

/* Whether Debian's libsvm-tools are here; says so if not. */
static inline bool svm_tools(const char *test)
{
    if (system("command -v svm-train >/dev/null && command -v svm-predict >/dev/null") == 0)
        return true;
    printf("not run: %s (no svm-train and svm-predict here: package libsvm-tools)\n", test);
    return false;
}

#endif
