/*
 * The frame of a test program: include this, define tests with Check's START_TEST, list them in
 *     static void tests(TCase *tc) { tcase_add_test(tc, name); ... }
 * and end the file with GG_TEST_MAIN("floor/noun").
 */
#ifndef GG_TESTS_SUITE_H
#define GG_TESTS_SUITE_H

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Equal to within a relative tolerance (absolute near zero); prints both when not. */
#define ck_close(got, want, tol)                                                                   \
    do {                                                                                           \
        double ck_g = (got), ck_w = (want), ck_t = (tol);                                          \
        ck_assert_msg(fabs(ck_g - ck_w) <= ck_t * fmax(1e-300, fmax(fabs(ck_g), fabs(ck_w))) ||    \
                          (fabs(ck_w) < 1e-12 && fabs(ck_g) < 1e-12),                              \
                      "%s is %.17g, expected %.17g (relative %.1e)", #got, ck_g, ck_w, ck_t);      \
    } while (0)

#define GG_TEST_MAIN(name)                                                                         \
    int main(void)                                                                                 \
    {                                                                                              \
        Suite *s = suite_create(name);                                                             \
        TCase *tc = tcase_create("all");                                                           \
        SRunner *r;                                                                                \
        int failed;                                                                                \
                                                                                                   \
        tcase_set_timeout(tc, 300);                                                                \
        tests(tc);                                                                                 \
        suite_add_tcase(s, tc);                                                                    \
        r = srunner_create(s);                                                                     \
        srunner_run_all(r, CK_NORMAL);                                                             \
        failed = srunner_ntests_failed(r);                                                         \
        srunner_free(r);                                                                           \
        return failed ? 1 : 0;                                                                     \
    }

#endif
