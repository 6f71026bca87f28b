/*
 * Memory that runs out: whichever allocation of a check fails, once or from then on, the check says
 * so, leaves the caller's document alone and frees what it had.
 */
#include "privacy/checked.h"

#if defined(__SANITIZE_ADDRESS__)
#define OWN_MALLOC 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OWN_MALLOC 0
#endif
#endif
#ifndef OWN_MALLOC
#define OWN_MALLOC 1
#endif

#if OWN_MALLOC

/* glibc's own, which stay reachable when a program has functions of these names. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

/* The allocation that fails; 0 for none. Counted only while watching. */
static long fail_at, made, held;
static bool watching, from_then_on;

static bool fails(void)
{
    if (!watching)
        return false;
    made++;
    return fail_at && (made == fail_at || (from_then_on && made > fail_at));
}

static void *note(void *p)
{
    held += watching && p;
    return p;
}

void *malloc(size_t n)
{
    return fails() ? NULL : note(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : note(__libc_calloc(n, size));
}

void *realloc(void *p, size_t n)
{
    void *q;

    if (fails())
        return NULL;
    q = __libc_realloc(p, n);
    held += watching && q && !p;
    return q;
}

void free(void *p)
{
    held -= watching && p;
    __libc_free(p);
}

static const char *const quasi[] = {"a", "b"}, *const sensitive[] = {"c", "d"};

/* One check with the at-th allocation failing; whether it failed. */
static gg_status check_failing(const char *path, long at, bool on, gg_missing_rule missing)
{
    gg_check_options options = gg_check_options_default();
    json_t *document = NULL;
    gg_status status;

    options.quasi_identifiers = quasi;
    options.n_quasi_identifiers = 2;
    options.sensitive = sensitive;
    options.n_sensitive = 2;
    options.missing = missing;
    options.csv.chunk = 4096;
    made = held = 0;
    fail_at = at;
    from_then_on = on;
    watching = true;
    status = gg_deidentification_check(path, NULL, &options, &document, NULL);
    if (status == GG_OK)
        json_decref(document);
    watching = false;
    ck_assert_msg(status == GG_OK || !document, "a document in spite of a failure");
    ck_assert_msg(held == 0, "allocation %ld fails: %ld pieces are not freed", at, held);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    gg_buf text;
    temporary file;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "a,b,c,d,note\n");
    for (int i = 0; i < 400; i++)
        gg_buf_printf(&text, "%d,%s,v%d,w%d,%s\n", i % 37, i % 5 ? "x" : "", i % 3, i % 4,
                      i % 50 ? "jane@example.org"
                             : "123\xc2\xa0"
                               "45\xc2\xa0"
                               "6789");
    file = temporary_file(text.data, 0);
    for (int rule = 0; rule < 2; rule++) {
        gg_missing_rule missing = rule ? GG_MISSING_WILDCARD : GG_MISSING_OWN;
        long all;

        ck_assert_int_eq(check_failing(file.path, 0, false, missing), GG_OK); /* warms up */
        ck_assert_int_eq(check_failing(file.path, 0, false, missing), GG_OK);
        all = made;
        ck_assert_int_gt(all, 100);
        for (long at = 1; at <= all; at++)
            for (int on = 0; on < 2; on++) {
                gg_status status = check_failing(file.path, at, on, missing);

                ck_assert_msg(status == GG_E_MEMORY, "allocation %ld of %ld fails: %s", at, all,
                              gg_status_name(status));
            }
    }
    temporary_remove(&file);
    gg_buf_release(&text);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_allocation_may_fail);
}

#else

static void tests(TCase *tc)
{
    (void)tc;
    printf("not run: every_allocation_may_fail (a sanitizer has the allocator)\n");
}

#endif

GG_TEST_MAIN("privacy/memory")
