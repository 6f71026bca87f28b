/*
 * libsvm, loaded when it is first needed: it brings the library of C++ with it, which every start
 * of a program would pay for.
 *
 * It stays loaded until the program ends: models point into it.
 */
#include "svm_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#define LIBRARY "libsvm.so.3"

static pthread_once_t silence_once = PTHREAD_ONCE_INIT;

static bool find(gg_libsvm *out)
{
    gg_libsvm libsvm;
    const struct {
        const char *name;
        void *symbol; /* a pointer to the pointer that is to be filled */
    } wanted[] = {
#define GG_LIBSVM_WANTED(name) {#name, &libsvm.name},
        GG_LIBSVM_MAP(GG_LIBSVM_WANTED)
#undef GG_LIBSVM_WANTED
    };
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

    for (size_t i = 0; library && i < sizeof wanted / sizeof *wanted; i++) {
        void *found = dlsym(library, wanted[i].name);

        if (!found)
            return false;
        memcpy(wanted[i].symbol, &found, sizeof found);
    }
    if (library)
        *out = libsvm;
    return library != NULL;
}

static void say_nothing(const char *text)
{
    (void)text;
}

static void silence(void)
{
    gg_libsvm libsvm;

    if (find(&libsvm))
        libsvm.svm_set_print_string_function(say_nothing);
}

gg_status gg_libsvm_load(gg_libsvm *out, gg_error *err)
{
    if (!find(out)) {
        gg_error_where(err, LIBRARY, 0, NULL);
        return gg_error_set(err, GG_E_NOT_FOUND, "install libsvm 3 (Debian: libsvm3)",
                            "support vector machines need this library, and it is not there");
    }
    pthread_once(&silence_once, silence);
    return GG_OK;
}
