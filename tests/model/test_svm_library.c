/* libsvm as it is loaded at run time, against the one that the tests are linked with. */
#include "model/svm_library.h"

#include "suite.h"

START_TEST(the_library_itself)
{
    gg_libsvm libsvm, again;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_libsvm_load(&libsvm, &err), GG_OK);
    ck_assert_int_eq(gg_libsvm_load(&again, &err), GG_OK);
    ck_assert_ptr_eq(libsvm.libsvm_version, &libsvm_version);
    ck_assert_int_eq(*libsvm.libsvm_version, *again.libsvm_version);
    ck_assert(libsvm.svm_train == svm_train);
    ck_assert(libsvm.svm_check_parameter == svm_check_parameter);
    ck_assert(libsvm.svm_free_and_destroy_model == svm_free_and_destroy_model);
    ck_assert(libsvm.svm_predict_values == svm_predict_values);
    ck_assert(libsvm.svm_predict_probability == svm_predict_probability);
    ck_assert(libsvm.svm_set_print_string_function == svm_set_print_string_function);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_library_itself);
}

GG_TEST_MAIN("model/svm_library")
