/* What the tests of this floor share: an error that says exactly this, and a folder to write in. */
#ifndef GG_TESTS_BASE_EXPECT_H
#define GG_TESTS_BASE_EXPECT_H

#include <ftw.h>
#include <string.h>
#include <unistd.h>

#include "gauger/base/error.h"
#include "suite.h"

/* The status that the error holds and its text as a user sees it. */
#define expect_error(err, code, text)                                                              \
    do {                                                                                           \
        char ee_line[GG_ERROR_MAX + 1];                                                            \
                                                                                                   \
        gg_error_format((err), ee_line, sizeof ee_line);                                           \
        ck_assert_str_eq(ee_line, text);                                                           \
        ck_assert_str_eq(gg_status_name((err)->status), gg_status_name(code));                     \
    } while (0)

#define expect_ok(call)                                                                            \
    do {                                                                                           \
        gg_error eo_err;                                                                           \
        char eo_line[GG_ERROR_MAX + 1];                                                            \
        gg_status eo_status;                                                                       \
                                                                                                   \
        gg_error_init(&eo_err);                                                                    \
        eo_status = (call);                                                                        \
        gg_error_format(&eo_err, eo_line, sizeof eo_line);                                         \
        ck_assert_msg(eo_status == GG_OK, "%s: %s: %s", #call, gg_status_name(eo_status),          \
                      eo_line);                                                                    \
    } while (0)

static inline int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

/* A folder of this test alone, with a final slash; ends with remove_folder(). */
static inline void make_folder(char folder[64])
{
    snprintf(folder, 63, "/tmp/gauger-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    strcat(folder, "/");
}

static inline void remove_folder(const char *folder)
{
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
