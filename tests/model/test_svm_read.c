/* The strict reader of libsvm's model files: what it takes, and what it refuses, by line. */
#include "suite.h"

#include <dirent.h>
#include <string.h>

#include "gauger/base/file.h"
#include "model/svm_internal.h"

#define MALFORMED "../shared/vectors/libsvm-malformed"

static const char good[] = "svm_type c_svc\nkernel_type rbf\ngamma 0.5\nnr_class 2\ntotal_sv 3\n"
                           "rho 0.1\nlabel 1 0\nprobA -1.5\nprobB 0.25\nnr_sv 1 2\nSV\n"
                           "0.5 1:1 2:-0.5 \n-0.25 1:0.75 3:2e-3 \n-0.25 \n";

static gg_error err;
static gg_arena arena;
static gg_svm_text text;

static gg_status read_bytes(const char *s, size_t n)
{
    gg_error_init(&err);
    gg_arena_release(&arena);
    memset(&text, 0, sizeof text);
    return gg_svm_read(s, n, "model.svm", &arena, &text, &err);
}

static gg_status read(const char *s)
{
    return read_bytes(s, strlen(s));
}

START_TEST(every_number_is_kept)
{
    ck_assert_int_eq(read(good), GG_OK);
    ck_assert_int_eq(text.type, GG_SVM_C_SVC);
    ck_assert_int_eq(text.kernel, GG_SVM_RBF);
    ck_assert(gg_svm_classifies(&text) && text.has_probability);
    ck_assert_double_eq(text.gamma, 0.5);
    ck_assert_double_eq(text.rho, 0.1);
    ck_assert_double_eq(text.prob_a, -1.5);
    ck_assert_double_eq(text.prob_b, 0.25);
    ck_assert(text.label[0] == 1 && text.label[1] == 0);
    ck_assert(text.n == 3 && text.n_of[0] == 1 && text.n_of[1] == 2 && text.max_index == 3);
    ck_assert(text.start[0] == 0 && text.start[1] == 2 && text.start[2] == 4 && text.start[3] == 4);
    ck_assert_double_eq(text.coef[0], 0.5);
    ck_assert_double_eq(text.coef[2], -0.25);
    ck_assert(text.index[1] == 2 && text.value[1] == -0.5);
    ck_assert(text.index[3] == 3 && text.value[3] == 2e-3);
    gg_arena_release(&arena);
}
END_TEST

/* Whatever libsvm can read in another order, it may say in another order. */
START_TEST(keys_may_stand_in_another_order)
{
    ck_assert_int_eq(read("nr_class 2\nnr_sv 1 1\nlabel 4 7\nrho -2\ntotal_sv 2\ncoef0 -1\n"
                          "gamma 0\ndegree 0\nkernel_type polynomial\nsvm_type nu_svc\nSV\n"
                          "1e-3\n-1E+2 7:0"
                          "\n"),
                     GG_OK);
    ck_assert(text.type == GG_SVM_NU_SVC && text.kernel == GG_SVM_POLY && !text.has_probability);
    ck_assert(text.degree == 0 && text.gamma == 0 && text.coef0 == -1 && text.max_index == 7);
    ck_assert(text.label[0] == 4 && text.label[1] == 7);
    gg_arena_release(&arena);
}
END_TEST

START_TEST(regression_and_one_class_have_no_labels)
{
    static const char *const words[] = {"one_class", "epsilon_svr", "nu_svr"};
    char s[200];

    for (int i = 0; i < 3; i++) {
        snprintf(s, sizeof s,
                 "svm_type %s\nkernel_type linear\nnr_class 2\ntotal_sv 1\nrho 1\n%sSV\n1 1:1 \n",
                 words[i], i ? "probA 0.5\n" : "");
        ck_assert_msg(read(s) == GG_OK, "%s: %s", words[i], err.what);
        ck_assert_int_eq(text.type, GG_SVM_ONE_CLASS + i);
        ck_assert(!gg_svm_classifies(&text) && text.has_probability == (i > 0));
        ck_assert_str_eq(gg_svm_type_word(text.type), words[i]);
        ck_assert_str_eq(gg_svm_kernel_word(text.kernel), "linear");
    }
    gg_arena_release(&arena);
}
END_TEST

/* A file that was cut anywhere is refused, with a line that it has or the one after. */
START_TEST(every_cut_is_refused)
{
    for (size_t n = 0; n + 1 < sizeof good; n++) {
        unsigned long long lines = 1;

        for (size_t i = 0; i < n; i++)
            lines += good[i] == '\n';
        ck_assert_msg(read_bytes(good, n) == GG_E_INPUT, "cut at %zu", n);
        ck_assert_msg(err.line >= 1 && err.line <= lines, "cut at %zu: line %llu", n, err.line);
        ck_assert_str_eq(err.file, "model.svm");
        ck_assert(text.n == 0);
    }
    gg_arena_release(&arena);
}
END_TEST

/* No byte is without meaning: with any of them taken out, the file is refused or says another. */
START_TEST(every_byte_counts)
{
    char s[sizeof good];
    size_t same = 0;

    for (size_t i = 0; i + 1 < sizeof good; i++) {
        gg_status status;

        memcpy(s, good, i);
        memcpy(s + i, good + i + 1, sizeof good - i - 1);
        status = read(s);
        ck_assert(status == GG_OK || (status == GG_E_INPUT && err.line > 0));
        same += status == GG_OK && good[i] == ' ';
    }
    /* The blanks at the ends of the three lines of support vectors. */
    ck_assert_uint_eq(same, 3);
    gg_arena_release(&arena);
}
END_TEST

START_TEST(a_size_is_bounded_before_it_is_read)
{
    ck_assert_int_eq(read_bytes(good, GG_SVM_BYTES + 1), GG_E_LIMIT);
    ck_assert_str_eq(err.file, "model.svm");
}
END_TEST

/* ---- what is refused: tests/bad/svm/CASE/{input,error} ---- */

static void load(const char *folder, const char *name, const char *file, gg_buf *out)
{
    char path[400];

    snprintf(path, sizeof path, "%s/%s%s%s", folder, name, *file ? "/" : "", file);
    gg_buf_init(out, 0);
    ck_assert_msg(gg_file_read(path, 1 << 20, out, NULL) == GG_OK, "no %s", path);
    gg_buf_append(out, "", 0);
}

static void check_case(const char *name)
{
    char line[GG_ERROR_MAX + 2];
    gg_buf input, error;
    gg_status status;

    load("tests/bad/svm", name, "input", &input);
    load("tests/bad/svm", name, "error", &error);
    status = read_bytes(input.data ? input.data : "", input.size);
    gg_error_format(&err, line, GG_ERROR_MAX + 1);
    strcat(line, "\n");
    ck_assert_msg(status == GG_E_INPUT, "%s is accepted", name);
    ck_assert_msg(err.line > 0 && err.what[0] && err.mend[0], "%s: %s", name, line);
    ck_assert_msg(strcmp(line, error.data) == 0, "%s says\n%sexpected\n%s", name, line, error.data);
    ck_assert(text.n == 0 && !text.coef);
    gg_buf_release(&input);
    gg_buf_release(&error);
}

static int is_case(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

START_TEST(bad_files)
{
    struct dirent **names;
    int n = scandir("tests/bad/svm", &names, is_case, alphasort);

    ck_assert_msg(n >= 128, "%d cases; run this from the root of the project", n);
    for (int i = 0; i < n; i++) {
        check_case(names[i]->d_name);
        free(names[i]);
    }
    free(names);
    gg_arena_release(&arena);
}
END_TEST

/* Files on which libsvm's own reader wrote or read where it should not. */
START_TEST(files_that_break_libsvm)
{
    struct dirent **names;
    int n = scandir(MALFORMED, &names, is_case, alphasort);

    if (n < 0) {
        printf("not run: files_that_break_libsvm (no %s here)\n", MALFORMED);
        return;
    }
    ck_assert_int_ge(n, 10);
    for (int i = 0; i < n; i++) {
        bool is_good = strcmp(names[i]->d_name, "good") == 0;
        gg_buf input;
        gg_status status;

        load(MALFORMED, names[i]->d_name, "", &input);
        status = read_bytes(input.data, input.size);
        ck_assert_msg(status == (is_good ? GG_OK : GG_E_INPUT), "%s: %s", names[i]->d_name,
                      err.what);
        ck_assert_msg(is_good || err.line > 0, "%s has no line", names[i]->d_name);
        gg_buf_release(&input);
        free(names[i]);
    }
    free(names);
    gg_arena_release(&arena);
}
END_TEST

/* What svm-train wrote, of every type and kernel. */
START_TEST(files_of_svm_train)
{
    struct dirent **names;
    int n = scandir("tests/fuzz/seeds/svm", &names, is_case, alphasort);

    ck_assert_int_ge(n, 20);
    for (int i = 0; i < n; i++) {
        gg_buf input;

        load("tests/fuzz/seeds/svm", names[i]->d_name, "", &input);
        ck_assert_msg(read_bytes(input.data, input.size) == GG_OK, "%s:%llu: %s", names[i]->d_name,
                      err.line, err.what);
        gg_buf_release(&input);
        free(names[i]);
    }
    free(names);
    gg_arena_release(&arena);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_number_is_kept);
    tcase_add_test(tc, keys_may_stand_in_another_order);
    tcase_add_test(tc, regression_and_one_class_have_no_labels);
    tcase_add_test(tc, every_cut_is_refused);
    tcase_add_test(tc, every_byte_counts);
    tcase_add_test(tc, a_size_is_bounded_before_it_is_read);
    tcase_add_test(tc, bad_files);
    tcase_add_test(tc, files_that_break_libsvm);
    tcase_add_test(tc, files_of_svm_train);
}

GG_TEST_MAIN("model/svm_read")
