/*
 * What is refused of types, values, roles and options, and where it is said to be.
 */
#include "suite.h"

#include "sql_table.h"

/* One column of each type, and a row that nothing is wrong with. */
static void make_typed(table *t)
{
    table_begin(
        t, "d double, i whole, w text, b truth, f single, c decimal, day date, o blob, n whole",
        "d,i,w,b,f,c,day,o,n");
    put_real(t, 0.5);
    put_whole(t, 1);
    put_word(t, "1");
    put_whole(t, 1);
    put_real(t, 0.5);
    put_whole(t, 1);
    put_word(t, "2026-01-02");
    put_word(t, "x");
    put_whole(t, 1);
    table_end(t);
}

START_TEST(types)
{
    static const struct {
        const char *schema;
        const char *column; /* that is refused; NULL where nothing is */
    } cases[] = {
        {"columns: {w: score}", "w"},
        {"columns: {b: score}", "b"},
        {"columns: {f: score}", "f"},
        {"columns: {o: score}", "o"},
        {"columns: {day: score}", "day"},
        {"columns: {i: score}", NULL},
        {"columns: {c: score}", NULL},
        {"columns: {d: score, w: weight}", "w"},
        {"columns: {d: score, f: weight}", "f"},
        {"columns: {d: score, c: weight}", NULL},
        {"columns: {d: score, w: count}", "w"},
        {"columns: {d: score, c: count}", NULL},
        {"columns: {d: score, w: sampling_probability}", "w"},
        {"columns: {d: score, day: outcome}", "day"},
        {"columns: {d: score, f: outcome}", "f"},
        {"columns: {d: score, b: outcome}", NULL},
        {"columns: {d: score, b: {role: outcome, positive: yes, negative: 'false'}}", NULL},
        {"columns: {d: score, b: {role: outcome, positive: 'false'}}", "b"},
        {"columns: {d: score, b: {role: outcome, negative: never}}", "b"},
        {"columns: {d: score, o: arm}", "o"},
        {"columns: {d: score, w: suppressed, b: arm}", NULL},
        {"columns: {i: score, d: protected}", "d"},
        {"columns: {i: score, d: {role: protected, bins: [0.1]}}", NULL},
        {"columns: {i: score, f: {role: protected, bins: [0.1]}}", "f"},
        {"columns: {i: score, w: {role: protected, bins: [0.1]}}", "w"},
        {"columns: {d: score, o: protected}", "o"},
        {"columns: {d: score, w: protected, i: site, day: period, b: stratum}", NULL},
    };
    gg_collect_options o = binned();
    table t;

    make_typed(&t);
    o.has_grid = true;
    o.grid_low = 0;
    o.grid_high = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_evidence out;
        gg_error err;
        gg_status status;

        status = ask(&t, cases[i].schema, &o, NULL, &out, &err);
        ck_assert_msg(status == (cases[i].column ? GG_E_INPUT : GG_OK), "%s: %s", cases[i].schema,
                      err.what);
        if (cases[i].column)
            ck_assert_str_eq(err.column, cases[i].column);
        else
            gg_evidence_release(&out);
    }
    table_release(&t);
}
END_TEST

/* A value that a file would be refused for. */
START_TEST(values)
{
    static const struct {
        const char *set, *schema, *column, *what;
    } cases[] = {
        {"d = 'Jane Doe'", "columns: {d: score}", "d", "not a number (rows: 1)"},
        {"d = 9e999", "columns: {d: score}", "d", "not a number (rows: 1)"},
        {"i = 'Jane Doe'", "columns: {i: score}", "i", "not a number (rows: 1)"},
        {"d = 'Jane Doe'", "columns: {i: score, d: {role: protected, bins: [1]}}", "d",
         "not a number (rows: 1)"},
        {"w = 'Jane Doe'", "columns: {d: score, w: outcome}", "w", "an unknown word (rows: 1)"},
        {"i = 2", "columns: {d: score, i: outcome}", "i", "an unknown word (rows: 1)"},
        {"w = 'Jane Doe'", "columns: {w: decision}", "w", "an unknown word (rows: 1)"},
        {"w = 'Jane Doe'", "columns: {d: score, w: suppressed}", "w", "an unknown word (rows: 1)"},
        {"n = -1", "columns: {d: score, n: count}", "n", "not a count (rows: 1)"},
        {"n = NULL", "columns: {d: score, n: count}", "n", "not a count (rows: 1)"},
        {"c = 1.5", "columns: {d: score, c: count}", "c", "not a count (rows: 1)"},
        {"i = -1", "columns: {d: score, i: weight}", "i", "a weight out of range (rows: 1)"},
        {"i = NULL", "columns: {d: score, i: weight}", "i", "a weight out of range (rows: 1)"},
        {"i = 1000001", "columns: {d: score, i: weight}", "i", "a weight out of range (rows: 1)"},
        {"d = 1e-13", "columns: {i: score, d: weight}", "d",
         "a weight that is nothing in the steps of 1e-12 that weights are added in (rows: 1)"},
        {"d = 0.00002", "columns: {i: score, d: weight}", "d",
         "weights of 2e-05 on average are too small for the steps of 1e-12 that they and their "
         "squares are added in"},
        {"c = 0", "columns: {d: score, w: outcome, c: sampling_probability}", "c",
         "a row with an outcome has no probability of inspection, or one that is not above 0, up "
         "to "
         "1, and 1e-5 at least (rows: 1)"},
        {"c = NULL", "columns: {d: score, w: outcome, c: sampling_probability}", "c",
         "a row with an outcome has no probability of inspection, or one that is not above 0, up "
         "to "
         "1, and 1e-5 at least (rows: 1)"},
        {"d = 2", "columns: {d: score}\nthreshold: 1", "d",
         "scores from 2 to 2 are not all in the range from 0 to 1"},
        {"w = 'X'", "columns: {d: score, w: site}\nthreshold: {site: {A: 0.5}}", "w",
         "a site without a threshold (shape \"a\")"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_collect_options o = binned();
        gg_evidence out = untouched();
        gg_error err;
        char *set;
        table t;

        make_typed(&t);
        set = sqlite3_mprintf("UPDATE cases SET %s", cases[i].set);
        ck_assert_int_eq(sqlite3_exec(t.lite.db, set, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_free(set);
        ck_assert_msg(ask(&t, cases[i].schema, &o, NULL, &out, &err) == GG_E_INPUT, "%s: %s",
                      cases[i].set, err.what);
        ck_assert_str_eq(err.file, "odbc:lite/cases");
        ck_assert_str_eq(err.column, cases[i].column);
        ck_assert_str_eq(err.what, cases[i].what);
        is_untouched(&out);
        table_release(&t);
    }
}
END_TEST

/* Where types are kept by the cell, each cell of a column of words says whether it is a number. */
START_TEST(words_for_numbers)
{
    static const char *const schemas_of_words[] = {
        "columns: {v: score}",
        "columns: {s: score, v: weight}",
        "columns: {s: score, v: count}",
        "columns: {s: score, v: sampling_probability}",
        "columns: {s: score, v: {role: protected, bins: [1]}}",
    };
    static const char *const bad[] = {"'Jane Doe'", "''", "x'31'"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *set = sqlite3_mprintf("UPDATE cases SET v = %s WHERE s > 0.5", bad[i]);
        table t;

        table_begin(&t, "s double, v textpoint", "s,v");
        t.engine.loose = true;
        for (int k = 0; k < 4; k++) {
            put_real(&t, k / 4.0);
            put_whole(&t, 1);
        }
        table_end(&t);
        ck_assert_int_eq(sqlite3_exec(t.lite.db, set, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_free(set);
        for (size_t k = 0; k < sizeof schemas_of_words / sizeof *schemas_of_words; k++) {
            gg_collect_options o = binned();
            gg_evidence out = untouched();
            gg_error err;

            ck_assert_msg(ask(&t, schemas_of_words[k], &o, NULL, &out, &err) == GG_E_INPUT,
                          "%s: %s", bad[i], schemas_of_words[k]);
            ck_assert_str_eq(err.column, "v");
            ck_assert_str_eq(err.what, "words, where numbers are needed (rows: 1)");
            is_untouched(&out);
        }
        table_release(&t);
    }
}
END_TEST

/* A word with the blanks of CHAR(n) is refused, as it is in a file. */
START_TEST(filled_words)
{
    static const char *const words[] = {"yes ", "0  ", "xes", "yesx", "   "};
    static const char *const schemas_of_words[] = {
        "columns: {s: score, y: outcome}",
        "columns: {s: score, y: suppressed}",
        "columns: {s: score, y: decision}",
        "columns: {s: score, y: {role: outcome, positive: '_es', missing: [x]}}",
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        table t;

        table_begin(&t, "s double, y textchar COLLATE RTRIM", "s,y");
        put_real(&t, 0.5);
        put_word(&t, words[i]);
        table_end(&t);
        for (size_t k = 0; k < sizeof schemas_of_words / sizeof *schemas_of_words; k++) {
            gg_collect_options o = binned();
            gg_evidence out = untouched();
            gg_schema schema;
            gg_error err;

            make_schema(schemas_of_words[k], &schema);
            ck_assert_int_eq(gg_collect(t.file.path, &schema, &o, &out, &err), GG_E_INPUT);
            gg_schema_release(&schema);
            ck_assert_int_eq(ask(&t, schemas_of_words[k], &o, NULL, &out, &err), GG_E_INPUT);
            ck_assert_str_eq(err.what, "an unknown word (rows: 1)");
            ck_assert(strstr(err.mend, "RTRIM") != NULL);
            is_untouched(&out);
        }
        table_release(&t);
    }
}
END_TEST

/* A probability that is missing does not matter where there is no outcome. */
START_TEST(probabilities_without_outcomes)
{
    gg_collect_options o = binned();
    table t;

    table_begin(&t, "s double, y text, p double", "s,y,p");
    put_real(&t, 0.5);
    put_word(&t, "1");
    put_real(&t, 0.5);
    put_real(&t, 0.75);
    put_word(&t, NULL);
    put_real(&t, NAN);
    put_real(&t, 0.25);
    put_word(&t, "");
    put_real(&t, 0);
    table_end(&t);
    same_evidence(&t, "columns: {s: score, y: outcome, p: sampling_probability}", &o, NULL);
    table_release(&t);
}
END_TEST

START_TEST(options)
{
    static const gg_scorer_functions none = {0};
    gg_scorer scorer = {.functions = &none};
    gg_capacity_wish wish = {.amount = 5};
    double point = 0.5;
    gg_collect_options o[9];
    table t;

    make_typed(&t);
    for (size_t i = 0; i < 9; i++)
        o[i] = binned();
    o[0].measured = GG_EXTENT_ALL;
    o[1].measured = GG_EXTENT_RANKING;
    o[2].scorer = &scorer;
    o[3].skip_bad_rows = true;
    o[4].capacities = &wish;
    o[4].n_capacities = 1;
    o[5].operating_points = &point;
    o[5].n_operating_points = 1;
    o[6].score_bins = 0;
    o[7].score_bins = 1001;
    o[8].has_grid = true;
    for (size_t i = 0; i < 9; i++) {
        gg_evidence out = untouched();
        gg_error err;

        ck_assert_int_eq(ask(&t, "columns: {d: score}", &o[i], NULL, &out, &err), GG_E_USAGE);
        is_untouched(&out);
        ck_assert_int_eq(t.lite.asked, 0);
    }
    table_release(&t);
}
END_TEST

START_TEST(roles)
{
    static const struct {
        const char *schema;
        gg_status status;
    } cases[] = {
        {"columns: {w: outcome}", GG_E_USAGE}, /* neither score nor decision */
        {"columns: {d: score, nope: outcome}", GG_E_INPUT},
        {"columns: {i: tp, n: fp}", GG_E_USAGE}, /* counts of groups */
        {"columns: {d: score, n: count}\nrounded_to: 10", GG_E_USAGE},
        {"columns: {d: score, w: {role: protected, total: [All]}}", GG_E_USAGE},
        {"columns: {d: score}\nthreshold: {site: {A: 0.5}}", GG_E_USAGE},
    };
    gg_collect_options o = binned();
    table t;

    make_typed(&t);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_evidence out = untouched();
        gg_error err;

        ck_assert_msg(ask(&t, cases[i].schema, &o, NULL, &out, &err) == cases[i].status, "%s: %s",
                      cases[i].schema, err.what);
        ck_assert_uint_eq(err.line, 0);
        is_untouched(&out);
        ck_assert_int_eq(t.lite.asked, 0);
    }
    table_release(&t);
}
END_TEST

START_TEST(tables)
{
    gg_collect_options o = binned();
    gg_evidence out = untouched();
    gg_error err;
    table t;

    make_typed(&t);
    ck_assert_int_eq(ask(&t, "columns: {d: score}", &o, "nope", &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "nope");
    sqlite3_exec(t.lite.db, "DELETE FROM cases", NULL, NULL, NULL);
    ck_assert_int_eq(ask(&t, "columns: {d: score}", &o, NULL, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "holds no rows");
    sqlite3_exec(t.lite.db, "DROP TABLE cases", NULL, NULL, NULL);
    ck_assert_int_eq(ask(&t, "columns: {d: score}", &o, NULL, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.file, "odbc:lite/cases");
    is_untouched(&out);
    table_release(&t);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, types);
    tcase_add_test(tc, values);
    tcase_add_test(tc, words_for_numbers);
    tcase_add_test(tc, filled_words);
    tcase_add_test(tc, probabilities_without_outcomes);
    tcase_add_test(tc, options);
    tcase_add_test(tc, roles);
    tcase_add_test(tc, tables);
}

GG_TEST_MAIN("evidence/sql_refused")
