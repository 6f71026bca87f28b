/* Error lines: an identifier of a person is shown as its shape, wherever it stands; all else stays.
 */
#include "suite.h"

#include <string.h>

#include "cli/cli_internal.h"

static gg_error veiled(const char *file, const char *what)
{
    gg_error err;

    gg_error_init(&err);
    gg_error_where(&err, file, 3, NULL);
    ck_assert_int_eq(gg_error_set(&err, GG_E_INPUT, "check the name", "%s", what), GG_E_INPUT);
    gg_cli_veil(&err, NULL);
    return err;
}

START_TEST(identifiers_are_not_said_again)
{
    static const struct {
        const char *what, *said;
    } rows[] = {
        {"no type of record is called \"ask mary.jones@example.org\"",
         "no type of record is called \"aaa aaaa.aaaaa@aaaaaaa.a...\""},
        {"no agreement with \"SSN 123-45-6789\" covers this",
         "no agreement with \"aaa ddd-dd-dddd\" covers this"},
        {"there is no account john@example.org, or not yet",
         "there is no account aaaa@aaaaaaa.aaa, or not yet"},
        {"no model 123-45-6789 is registered", "no model ddd-dd-dddd is registered"},
        {"no dataset:123-45-6789@2 here", "no aaaaaaa:ddd-dd-dddd@d here"},
        {"(123-45-6789)", "(123-45-6789)"},
        {"an open \"123-45-6789", "an open \"ddd-dd-dddd"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gg_error err = veiled("x.yaml", rows[i].what);

        if (rows[i].what[0] == '(')
            ck_assert_ptr_null(strstr(err.what, "123-45-6789"));
        else
            ck_assert_str_eq(err.what, rows[i].said);
        ck_assert_str_eq(err.file, "x.yaml");
        ck_assert_uint_eq(err.line, 3);
        ck_assert_str_eq(err.mend, "check the name");
    }
}
END_TEST

START_TEST(of_a_path_the_rest_stays)
{
    gg_error err = veiled("/data/rows-mary@example.org.csv", "no such file");

    ck_assert_str_eq(err.file, "/data/aaaa-aaaa@aaaaaaa.aaa.aa...");
    err = veiled("john.smith@example.org@1", "this is not a reference");
    ck_assert_ptr_null(strstr(err.file, "smith"));
    err = veiled("123-45-6789", "there is none");
    ck_assert_str_eq(err.file, "ddd-dd-dddd");
}
END_TEST

START_TEST(columns_and_advice_too)
{
    gg_error err;

    gg_error_init(&err);
    gg_error_where(&err, NULL, 0, "123-45-6789");
    ck_assert_int_eq(gg_error_set(&err, GG_E_INPUT, "rename \"123-45-6789\"", "twice"), GG_E_INPUT);
    gg_cli_veil(&err, NULL);
    ck_assert_str_eq(err.column, "ddd-dd-dddd");
    ck_assert_str_eq(err.mend, "rename \"ddd-dd-dddd\"");
}
END_TEST

/* What a command took for the name of a model is the first part of an address. */
START_TEST(what_was_cut_from_an_argument)
{
    static const char *const operands[] = {"lanes", "ann@example.org/refresh"};
    static const char *const given[] = {"ann.smith@example.org"};
    static const struct {
        const char *what, *said;
    } rows[] = {
        {"no model ann is registered", "no model aaa is registered"},
        {"no model \"ann.smith\", or not yet", "no model \"aaa.aaaaa\", or not yet"},
        {"no model ann.smithson here", "no model ann.smithson here"},
        {"no model lanes is registered", "no model lanes is registered"},
    };
    gg_args args = {.operands = (const char **)operands, .n_operands = 2};

    args.values[GG_OPT_FROM].texts = (const char **)given;
    args.values[GG_OPT_FROM].n = 1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gg_error err;

        gg_error_init(&err);
        gg_error_where(&err, "ann.smith", 0, NULL);
        ck_assert_int_eq(gg_error_set(&err, GG_E_INPUT, "see ann", "%s", rows[i].what), GG_E_INPUT);
        gg_cli_veil(&err, &args);
        ck_assert_str_eq(err.what, rows[i].said);
        ck_assert_str_eq(err.file, "aaa.aaaaa");
        ck_assert_str_eq(err.mend, "see aaa");
    }
}
END_TEST

/* What errors are made of: none of it is an identifier. */
START_TEST(all_else_stays)
{
    static const char *const lines[] = {
        "the clock says 2026-01-02T00:00:00Z, and the last event is of 2026-11-22T00:01:24Z",
        "rule dormant: account ben is dormant: not used since 2026-01-01, and 90 days are allowed",
        "the key 7cc4d0b0439d4718 is of no account of this registry",
        "its identity is 82c710c7892ca66a...",
        "48c6f18f15e4b6aac26f3af9902e5c7a6eece3c212e64fa35e0665c9c6b102dc is not here",
        "connection to server at \"127.0.0.1\", port 5432 failed",
        "text of shape \"aaaa.aaaaa@aaaaa.aaa\"",
        "lanes@1 was purged on 2026-01-02, by event 36; lanes@latest",
        "a threshold of 0.123456789 lies outside 0 to 1",
        "line 1234567: 12 cells, and the first line has 13",
        "evidence:24 and privacy-threshold-analysis@14",
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        gg_error err = veiled("/tmp/tmp.X1234567890/rows.csv", lines[i]);

        ck_assert_str_eq(err.what, lines[i]);
        ck_assert_str_eq(err.file, "/tmp/tmp.X1234567890/rows.csv");
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, identifiers_are_not_said_again);
    tcase_add_test(tc, of_a_path_the_rest_stays);
    tcase_add_test(tc, columns_and_advice_too);
    tcase_add_test(tc, what_was_cut_from_an_argument);
    tcase_add_test(tc, all_else_stays);
}

GG_TEST_MAIN("cli/veil")
