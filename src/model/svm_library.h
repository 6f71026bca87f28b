/* Internal to the floor model: libsvm's functions, found when they are first needed. */
#ifndef GG_MODEL_SVM_LIBRARY_H
#define GG_MODEL_SVM_LIBRARY_H

#include <libsvm/svm.h>

#include "gauger/base/error.h"

#define GG_LIBSVM_MAP(XX)                                                                          \
    XX(svm_check_parameter)                                                                        \
    XX(svm_train)                                                                                  \
    XX(svm_free_and_destroy_model)                                                                 \
    XX(svm_predict_values)                                                                         \
    XX(svm_predict_probability)                                                                    \
    XX(svm_set_print_string_function)                                                              \
    XX(libsvm_version)

typedef struct gg_libsvm {
#define GG_LIBSVM_POINTER(name) __typeof__(&name) name;
    GG_LIBSVM_MAP(GG_LIBSVM_POINTER)
#undef GG_LIBSVM_POINTER
} gg_libsvm;

/* Finds them; libsvm prints as it works, through one function of the whole process: from here on,
 * nothing. GG_E_NOT_FOUND where the library is not there; out is untouched on error. */
GG_CHECKED gg_status gg_libsvm_load(gg_libsvm *out, gg_error *err);

#endif
