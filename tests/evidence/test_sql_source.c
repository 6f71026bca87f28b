/* The name of a table in a database, taken apart. */
#include "suite.h"

#include <string.h>

#include "gauger/evidence/sql.h"

START_TEST(names)
{
    static const struct {
        const char *path, *connection, *name;
        const char *parts[3];
        bool secret;
    } cases[] = {
        {"odbc:pg/cases", "DSN=pg", "odbc:pg/cases", {"cases"}, false},
        {"odbc:my data/main.cases",
         "DSN=my data",
         "odbc:my data/main.cases",
         {"main", "cases"},
         false},
        {"odbc:pg/a.b.c", "DSN=pg", "odbc:pg/a.b.c", {"a", "b", "c"}, false},
        {"odbc:pg/\"a.b\".\"c\"\"d/e\"",
         "DSN=pg",
         "odbc:pg/\"a.b\".\"c\"\"d/e\"",
         {"a.b", "c\"d/e"},
         false},
        {"odbc:pg/\"; drop table x; --", "", NULL, {NULL}, false},
        {"odbc:pg/\"\"\"; drop table x; --\"",
         "DSN=pg",
         "odbc:pg/\"\"\"; drop table x; --\"",
         {"\"; drop table x; --"},
         false},
        {"odbc:DSN=pg;PWD=hush/cases", "DSN=pg;PWD=hush", "odbc:pg/cases", {"cases"}, true},
        {"odbc:uid=me;Driver=SQLite3;PWD=hush;Database=/a/b.db/cases",
         "uid=me;Driver=SQLite3;PWD=hush;Database=/a/b.db",
         "odbc:SQLite3/cases",
         {"cases"},
         true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_sql_source s;
        gg_error err;

        gg_error_init(&err);
        ck_assert(gg_sql_named(cases[i].path));
        if (!cases[i].name) {
            ck_assert_int_eq(gg_sql_source_parse(cases[i].path, &s, &err), GG_E_USAGE);
            continue;
        }
        ck_assert_msg(gg_sql_source_parse(cases[i].path, &s, &err) == GG_OK, "%s: %s",
                      cases[i].path, err.what);
        ck_assert_str_eq(s.connection, cases[i].connection);
        ck_assert_str_eq(s.name, cases[i].name);
        ck_assert(s.secret == cases[i].secret);
        for (size_t k = 0; k < 3; k++)
            ck_assert_pstr_eq(k < s.n_parts ? s.parts[k] : NULL, cases[i].parts[k]);
        gg_sql_source_release(&s);
    }
    ck_assert(!gg_sql_named("cases.csv"));
    ck_assert(!gg_sql_named("odbc"));
}
END_TEST

/* A plain name is repeated; what may hold a password is not. */
START_TEST(refused)
{
    static const char *const wrong[] = {
        "odbc:",      "odbc:pg",        "odbc:/cases",     "odbc:pg/",        "odbc:pg/a.",
        "odbc:pg/.a", "odbc:pg/a..b",   "odbc:pg/a.b.c.d", "odbc:pg/a\"b",    "odbc:pg/\"a\"b",
        "odbc:pg/\"", "odbc:pg;hush/t", "odbc:{pg}/t",     "odbc:PWD=hush/t", "odbc:pg/\"a",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gg_sql_source s, before;
        gg_error err;
        char text[600];

        memset(&s, 0x5a, sizeof s);
        before = s;
        gg_error_init(&err);
        ck_assert_msg(gg_sql_source_parse(wrong[i], &s, &err) == GG_E_USAGE, "%s", wrong[i]);
        ck_assert_mem_eq(&s, &before, sizeof s);
        gg_error_format(&err, text, sizeof text);
        ck_assert(!strstr(text, "hush"));
        ck_assert_str_eq(err.file, strpbrk(wrong[i], "=;{}") ? "odbc:" : wrong[i]);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, names);
    tcase_add_test(tc, refused);
}

GG_TEST_MAIN("evidence/sql_source")
