/*
 * Drift: which columns are watched, how their cells are read, what the verdict on a column is, and
 * what is refused.
 */
#include "documents.h"

#include "gauger/base/random.h"

static json_t *names_of(const json_t *document, const char *path)
{
    json_t *names = member(document, path);

    ck_assert_msg(json_is_array(names), "%s", path);
    return names;
}

/* Whether exactly these columns are watched, in this order. */
static void check_watched(const json_t *document, const char *want)
{
    char have[400] = "";
    const char *name;
    json_t *column;

    json_object_foreach(member(document, "columns"), name, column)
    {
        strcat(have, *have ? "," : "");
        strcat(have, name);
    }
    ck_assert_str_eq(have, want);
}

#define TABLE "id,s,y,g,x,n,w\n1,0.1,0,a,5,1,0.5\n2,0.4,1,b,6,1,0.5\n3,0.7,1,a,7,1,0.5\n"

START_TEST(watched_columns)
{
    gg_drift_options o = gg_drift_options_default();
    static const char *const named[] = {"x", "id", "x"};
    json_t *d = drift(TABLE, TABLE, NULL, NULL);

    check_watched(d, "id,s,y,g,x,n,w");
    ck_assert(warned(d, "every_column"));
    json_decref(d);

    d = drift(TABLE, TABLE,
              "{\"columns\": {\"n\": \"count\", \"w\": \"ignore\", \"id\": \"ignore\"}}", NULL);
    check_watched(d, "s,y,g,x");
    json_decref(d);

    d = drift(TABLE, TABLE,
              "{\"columns\": {\"s\": \"score\", \"y\": \"outcome\", \"g\": \"protected\","
              "\"x\": \"feature\", \"n\": \"count\", \"id\": \"quasi_identifier\"}}",
              NULL);
    check_watched(d, "s,y,g,x");
    ck_assert(!warned(d, "every_column"));
    json_decref(d);

    /* The score and the outcome are watched whatever is named. */
    o.features = named;
    o.n_features = 3;
    d = drift(TABLE, TABLE,
              "{\"columns\": {\"s\": \"score\", \"y\": \"outcome\", \"g\": \"protected\"}}", &o);
    check_watched(d, "id,s,y,x");
    json_decref(d);
}
END_TEST

/* Columns are found by their names, not by their places. */
START_TEST(columns_in_another_order)
{
    json_t *d = drift("b,a\nu,1\nv,2\n", "a,b\n2,v\n1,u\n", NULL, NULL);

    check_watched(d, "a,b");
    ck_assert_str_eq(text(d, "columns/a/type"), "numeric");
    ck_assert_str_eq(text(d, "columns/b/type"), "categorical");
    ck_assert_str_eq(text(d, "status"), "pass");
    json_decref(d);
}
END_TEST

static void check_refused(const char *now, const char *before, const char *schema,
                          const gg_drift_options *o, gg_status want, const char *column,
                          const char *what)
{
    json_t *d;
    gg_error err;
    gg_status got = drift_of(now, before, schema, o, &d, &err);

    ck_assert_msg(got == want, "%s: status %d, %s", what, got, err.what);
    ck_assert_int_eq(err.status, want);
    ck_assert_str_eq(err.column, column);
    ck_assert_msg(strstr(err.what, what) != NULL, "\"%s\" lacks \"%s\"", err.what, what);
}

START_TEST(missing_columns)
{
    gg_drift_options o = gg_drift_options_default();
    static const char *const named[] = {"z"};

    check_refused("a\n1\n", "a,b\n1,2\n", NULL, NULL, GG_E_INPUT, "b", "no such column");
    check_refused("a,b\n1,2\n", "a\n1\n", NULL, NULL, GG_E_INPUT, "b", "no such column");
    check_refused("a,b\n1,2\n", "a\n1\n", "{\"columns\": {\"b\": \"feature\"}}", NULL, GG_E_INPUT,
                  "b", "no such column");
    o.features = named;
    o.n_features = 1;
    check_refused("a,z\n1,2\n", "a\n1\n", NULL, &o, GG_E_INPUT, "z", "no such column");
    check_refused("a\n1\n", "a,z\n1,2\n", NULL, &o, GG_E_INPUT, "z", "no such column");
    check_refused("a\n1\n", "a\n1\n", "{\"columns\": {\"a\": \"ignore\"}}", NULL, GG_E_USAGE, "",
                  "no column to watch");
}
END_TEST

START_TEST(options_out_of_range)
{
    const gg_drift_options usual = gg_drift_options_default();
    gg_drift_options o;

#define REFUSED(member, value, what)                                                               \
    o = usual;                                                                                     \
    o.member = value;                                                                              \
    check_refused("a\n1\n", "a\n1\n", NULL, &o, GG_E_USAGE, "", what)
    REFUSED(psi_bound, 0, "not positive");
    REFUSED(ks_bound, -1, "not positive");
    REFUSED(wasserstein_bound, NAN, "not positive");
    REFUSED(missing_bound, INFINITY, "not finite");
    REFUSED(alpha, 0, "alpha");
    REFUSED(alpha, 1, "alpha");
    REFUSED(threads, 0, "threads");
    REFUSED(threads, 5000, "threads");
    REFUSED(draws, 0, "draws");
    REFUSED(seed, (uint64_t)1 << 60, "seed");
    REFUSED(adjustment, (gg_drift_adjustment)7, "adjustment");
#undef REFUSED
}
END_TEST

START_TEST(files_that_cannot_be_read)
{
    json_t *d = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_drift("-", "-", NULL, NULL, &d, &err), GG_E_USAGE);
    gg_error_init(&err);
    ck_assert_int_eq(gg_drift("/nowhere/now.csv", "/nowhere/before.csv", NULL, NULL, &d, &err),
                     GG_E_NOT_FOUND);
    ck_assert_str_eq(err.file, "/nowhere/before.csv");
    ck_assert_ptr_null(d);
    check_refused("a\n", "a\n1\n", NULL, NULL, GG_E_INPUT, "", "no rows");
    check_refused("a\n1\n", "a\n1,2\n", NULL, NULL, GG_E_INPUT, "", "");
}
END_TEST

/* A column of numbers with a cell that is meant as a number and is none. */
START_TEST(cells_that_are_no_numbers)
{
    static const char *const cells[] = {"nan",       "NaN",  "inf",   "-Inf",
                                        "+infinity", "0x1F", "1e999", "-1e999"};

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const char *what = strstr(cells[i], "999") ? "a number out of range" : "not a number";
        char table[80];
        json_t *d;
        gg_error err;

        snprintf(table, sizeof table, "a,x\n1,1\n2,2.5\n3,%s\n4,3\n", cells[i]);
        check_refused(table, "a,x\n1,2\n2,3\n", NULL, NULL, GG_E_INPUT, "x", what);
        check_refused("a,x\n1,2\n2,3\n", table, NULL, NULL, GG_E_INPUT, "x", what);
        ck_assert_int_eq(drift_of(table, "a,x\n1,2\n", NULL, NULL, &d, &err), GG_E_INPUT);
        ck_assert_uint_eq(err.line, 4);
        ck_assert_ptr_null(strstr(err.what, cells[i]));
        ck_assert_ptr_nonnull(strstr(err.what, "shape"));
    }
    /* The first bad cell of the table is named, whatever is behind it. */
    {
        json_t *d;
        gg_error err;

        ck_assert_int_eq(drift_of("x\n1\nnan\n2\ninf\n", "x\n1\n", NULL, NULL, &d, &err),
                         GG_E_INPUT);
        ck_assert_uint_eq(err.line, 3);
    }
}
END_TEST

/* The first of two, whichever thread met it. */
START_TEST(the_first_bad_cell)
{
    gg_drift_options o = gg_drift_options_default();
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "x\n");
    for (int i = 0; i < 3000; i++)
        gg_buf_puts(&b, i > 600 && i % 100 == 0 ? "nan\n" : "7\n");
    o.csv.chunk = 64;
    o.csv.progress = take_turns;
    for (o.threads = 1; o.threads <= 4; o.threads++) {
        unsigned calls = 0;
        gg_error err;
        json_t *d;

        o.csv.progress_context = &calls;
        ck_assert_int_eq(drift_of(b.data, "x\n1\n", NULL, &o, &d, &err), GG_E_INPUT);
        ck_assert_uint_eq(err.line, 702);
    }
    gg_buf_release(&b);
}
END_TEST

START_TEST(bad_cells_left_out)
{
    gg_drift_options o = gg_drift_options_default();
    json_t *d;

    o.skip_bad_rows = true;
    d = drift("x,y\n1,1\nnan,0\n3,maybe\n4,1\n", "x,y\n1,1\n3,0\n4,0,9\n4,1\n",
              "{\"columns\": {\"x\": \"score\", \"y\": \"outcome\"}}", &o);
    ck_close(number(d, "columns/x/bad_cells/current"), 1, 0);
    ck_close(number(d, "columns/x/bad_cells/baseline"), 0, 0);
    ck_close(number(d, "columns/y/bad_cells/current"), 1, 0);
    ck_close(number(d, "columns/x/rows/current"), 4, 0);
    ck_close(number(d, "data/baseline/bad_rows"), 1, 0);
    ck_close(number(d, "data/baseline/rows"), 3, 0);
    ck_close(number(d, "columns/x/tests/ks/p_value"), 1, 0);
    ck_assert(warned(d, "bad_cells"));
    json_decref(d);

    d = drift("x\n1\ninf\n2\n", "x\n1\n2\nnan\nnan\n", NULL, &o);
    ck_assert_str_eq(text(d, "columns/x/type"), "numeric");
    ck_close(number(d, "columns/x/bad_cells/baseline"), 2, 0);
    ck_close(number(d, "columns/x/tests/ks/statistic"), 0, 0);
    json_decref(d);
}
END_TEST

/* Among words, "nan" is a word like any other. */
START_TEST(words_that_look_like_numbers)
{
    json_t *d = drift("w\na\nnan\n1\n", "w\na\nb\n1\nnan\n", NULL, NULL);

    ck_assert_str_eq(text(d, "columns/w/type"), "categorical");
    ck_assert_uint_eq(json_array_size(names_of(d, "columns/w/new_levels")), 0);
    ck_assert_uint_eq(json_array_size(names_of(d, "columns/w/vanished_levels")), 1);
    ck_assert_ptr_null(member(d, "columns/w/bad_cells"));
    json_decref(d);
}
END_TEST

START_TEST(a_score_is_a_number)
{
    static const char *const roles = "{\"columns\": {\"s\": \"score\"}}";

    check_refused("s\n0.5\nhigh\n", "s\n0.5\n", roles, NULL, GG_E_INPUT, "s", "not a number");
    check_refused("s\n0.5\n", "s\n0.5\n\nlow\n", roles, NULL, GG_E_INPUT, "s", "not a number");
}
END_TEST

START_TEST(numbers_that_became_words)
{
    json_t *d = drift("x\n1\n2\nunknown\n", "x\n1\n2\n3\n", NULL, NULL);

    ck_assert_str_eq(text(d, "columns/x/type"), "categorical");
    ck_assert(warned(d, "type_changed"));
    ck_assert_str_eq(json_string_value(json_array_get(names_of(d, "columns/x/new_levels"), 0)),
                     "unknown");
    json_decref(d);
}
END_TEST

/* What the schema says goes before what the cells look like. */
START_TEST(kinds_by_schema)
{
    static const char *const table =
        "age,zone,y\n20,1,yes\n30,2,no\n50,1,\n25,3,TRUE\n44.9,2,0\n45,1,negative\n";
    json_t *d = drift(table, table,
                      "{\"columns\": {\"age\": {\"role\": \"protected\", \"bins\": [25, 45]},"
                      "\"zone\": \"protected\", \"y\": \"outcome\"}}",
                      NULL);

    ck_assert_str_eq(text(d, "columns/age/type"), "categorical");
    ck_close(number(d, "columns/age/tests/population_stability_index/bins"), 3, 0);
    ck_assert_str_eq(text(d, "columns/zone/type"), "categorical");
    ck_close(number(d, "columns/zone/tests/population_stability_index/bins"), 3, 0);
    ck_assert_str_eq(text(d, "columns/y/type"), "categorical");
    ck_close(number(d, "columns/y/tests/population_stability_index/bins"), 2, 0);
    ck_close(number(d, "columns/y/missing/current"), 1.0 / 6, 1e-15);
    json_decref(d);

    check_refused("age\nold\n", "age\n3\n",
                  "{\"columns\": {\"age\": {\"role\": \"protected\", \"bins\": [25, 45]}}}", NULL,
                  GG_E_INPUT, "age", "not a number");
    check_refused("y\nsick\n0\n1\n", "y\n0\n",
                  "{\"columns\": {\"y\": {\"role\": \"outcome\", \"positive\": \"sick\"}}}", NULL,
                  GG_E_INPUT, "y", "unknown word");
    check_refused("y\nmaybe\n", "y\n1\n", "{\"columns\": {\"y\": \"outcome\"}}", NULL, GG_E_INPUT,
                  "y", "unknown word");
}
END_TEST

/* Bins are named as in an evaluation. */
START_TEST(names_of_bins)
{
    json_t *d =
        drift("age\n20\n30\n", "age\n30\n45\n",
              "{\"columns\": {\"age\": {\"role\": \"protected\", \"bins\": [25, 45]}}}", NULL);

    ck_assert_str_eq(json_string_value(json_array_get(names_of(d, "columns/age/new_levels"), 0)),
                     "<25");
    ck_assert_str_eq(
        json_string_value(json_array_get(names_of(d, "columns/age/vanished_levels"), 0)), ">=45");
    json_decref(d);
}
END_TEST

/* Equal outcomes written in other words are no drift; a word that the schema gives may be empty. */
START_TEST(outcomes_in_other_words)
{
    json_t *d = drift("y\nyes\nno\nTrue\n0.0\n", "y\n1\n0\npositive\nNEGATIVE\n",
                      "{\"columns\": {\"y\": \"outcome\"}}", NULL);

    ck_close(number(d, "columns/y/tests/chi_square/statistic"), 0, 0);
    ck_assert_uint_eq(json_array_size(names_of(d, "columns/y/new_levels")), 0);
    json_decref(d);

    d = drift("y,z\nsick,1\n,1\n", "y,z\nsick,1\nsick,1\n",
              "{\"columns\": {\"y\": {\"role\": \"outcome\", \"positive\": \"sick\","
              "\"negative\": \"\"}}}",
              NULL);
    ck_close(number(d, "columns/y/missing/current"), 0, 0);
    ck_assert_str_eq(json_string_value(json_array_get(names_of(d, "columns/y/new_levels"), 0)),
                     "negative");
    json_decref(d);
}
END_TEST

START_TEST(missing_words)
{
    json_t *d = drift("x,w\n1,a\n-1,NA\n,b\n", "x,w\n1,a\n2,b\n3,b\n",
                      "{\"columns\": {\"x\": {\"role\": \"feature\", \"missing\": [\"-1\"]},"
                      "\"w\": {\"role\": \"feature\", \"missing\": [\"NA\"]}}}",
                      NULL);

    ck_close(number(d, "columns/x/missing/current"), 2.0 / 3, 1e-15);
    ck_close(number(d, "columns/w/missing/counts/current"), 1, 0);
    ck_assert_uint_eq(json_array_size(names_of(d, "columns/w/new_levels")), 0);
    json_decref(d);
}
END_TEST

START_TEST(named_levels)
{
    gg_buf now;
    json_t *d, *names;

    gg_buf_init(&now, 0);
    gg_buf_puts(&now, "w\nold\n");
    for (int i = 0; i < 25; i++)
        gg_buf_printf(&now, "level %02d\n", 24 - i);
    d = drift(now.data, "w\nold\ngone\n\"x \"\"y\"\"\"\n", NULL, NULL);
    names = names_of(d, "columns/w/new_levels");
    ck_assert_uint_eq(json_array_size(names), 20);
    ck_assert_str_eq(json_string_value(json_array_get(names, 0)), "level 00");
    ck_assert_str_eq(json_string_value(json_array_get(names, 19)), "level 19");
    ck_close(number(d, "columns/w/new_levels_more"), 5, 0);
    names = names_of(d, "columns/w/vanished_levels");
    ck_assert_uint_eq(json_array_size(names), 2);
    ck_assert_str_eq(json_string_value(json_array_get(names, 1)), "x \"y\"");
    ck_assert_ptr_null(member(d, "columns/w/vanished_levels_more"));
    json_decref(d);
    gg_buf_release(&now);
}
END_TEST

static void write_words(gg_buf *b, const char *start, int n)
{
    gg_buf_puts(b, "w,x\n");
    for (int i = 0; i < n; i++)
        gg_buf_printf(b, "%s%d,%d\n", start, i, i);
}

START_TEST(too_many_levels)
{
    gg_drift_options o = gg_drift_options_default();
    gg_buf now, before;
    json_t *d;

    gg_buf_init(&now, 0);
    gg_buf_init(&before, 0);
    write_words(&now, "person ", 700);
    write_words(&before, "somebody ", 301);
    o.threads = 3;
    o.csv.chunk = 256;
    d = drift(now.data, before.data, NULL, &o);
    ck_assert_str_eq(text(d, "columns/w/status"), "inconclusive");
    ck_assert_str_eq(text(d, "columns/w/why_inconclusive"), "too_many_levels");
    ck_assert_uint_eq(json_array_size(names_of(d, "columns/w/new_levels")), 0);
    ck_assert_uint_eq(json_array_size(names_of(d, "columns/w/vanished_levels")), 0);
    ck_assert(is_null(d, "columns/w/tests/chi_square/p_value"));
    ck_assert(warned(d, "too_many_levels"));
    ck_assert_str_ne(text(d, "columns/x/status"), "inconclusive");
    {
        char *all = printed(d);

        ck_assert_ptr_null(strstr(all, "person"));
        ck_assert_ptr_null(strstr(all, "somebody"));
        free(all);
    }
    json_decref(d);

    /* 1,000 are not too many. */
    gg_buf_release(&before);
    write_words(&before, "somebody ", 300);
    d = drift(now.data, before.data, NULL, &o);
    ck_assert_str_ne(text(d, "columns/w/status"), "inconclusive");
    ck_close(number(d, "columns/w/new_levels_more"), 680, 0);
    json_decref(d);
    gg_buf_release(&now);
    gg_buf_release(&before);
}
END_TEST

/* Numbers with many different values, and one word at their end. */
START_TEST(a_word_behind_many_numbers)
{
    gg_buf now;
    json_t *d;

    for (int n = 999; n <= 1001; n++) {
        gg_buf_init(&now, 0);
        gg_buf_puts(&now, "x\n");
        for (int i = 0; i < n; i++)
            gg_buf_printf(&now, "%d\n", i);
        gg_buf_puts(&now, "?\n");
        d = drift(now.data, "x\n1\n2\n", NULL, NULL);
        ck_assert_str_eq(text(d, "columns/x/type"), "categorical");
        ck_assert_str_eq(text(d, "columns/x/status"), n < 1000 ? "pass" : "inconclusive");
        json_decref(d);
        gg_buf_release(&now);
    }
}
END_TEST

/* A text of more than a megabyte is no level. */
START_TEST(very_long_cells)
{
    gg_buf now;
    json_t *d;

    gg_buf_init(&now, 0);
    gg_buf_puts(&now, "w\na\n");
    gg_buf_fill(&now, 'z', (1 << 20) + 1);
    gg_buf_puts(&now, "\n");
    d = drift(now.data, "w\na\nb\n", NULL, NULL);
    ck_assert_str_eq(text(d, "columns/w/why_inconclusive"), "too_many_levels");
    json_decref(d);
    gg_buf_release(&now);
}
END_TEST

START_TEST(counts_that_are_none)
{
    static const char *const roles = "{\"columns\": {\"n\": \"count\", \"x\": \"feature\"}}";
    gg_drift_options o = gg_drift_options_default();
    gg_buf b;
    json_t *d;

    check_refused("x,n\n1,2\n2,1.5\n", "x,n\n1,1\n", roles, NULL, GG_E_INPUT, "n", "not a count");
    check_refused("x,n\n1,-1\n", "x,n\n1,1\n", roles, NULL, GG_E_INPUT, "n", "not a count");
    check_refused("x,n\n1,\n", "x,n\n1,1\n", roles, NULL, GG_E_INPUT, "n", "not a count");
    check_refused("x,n\n1,9007199254740992\n2,9007199254740992\n", "x,n\n1,1\n", roles, NULL,
                  GG_E_LIMIT, "", "2^53");
    /* Sums that would run over 64 bits and come out small again. */
    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "x,n\n");
    for (int i = 0; i < 2049; i++)
        gg_buf_puts(&b, "1,9007199254740992\n");
    check_refused(b.data, "x,n\n1,1\n", roles, NULL, GG_E_LIMIT, "", "2^53");
    gg_buf_release(&b);
    /* A line that stands for no row says nothing of its column. */
    d = drift("x,n\n1,2\nword,0\n", "x,n\n1,1\n", roles, &o);
    ck_assert_str_eq(text(d, "columns/x/type"), "numeric");
    json_decref(d);
    o.skip_bad_rows = true;
    d = drift("x,n\n1,2\n2,?\n", "x,n\n1,1\n", roles, &o);
    ck_close(number(d, "data/current/rows"), 2, 0);
    ck_close(number(d, "data/current/bad_rows"), 1, 0);
    json_decref(d);
}
END_TEST

START_TEST(from_standard_input)
{
    temporary before = temporary_file("x\n1\n2\n3\n", 0);
    json_t *d = NULL;
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "x\n1\n2\n3\n", 8), 8);
    close(ends[1]);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    ck_assert_int_eq(gg_drift("-", before.path, NULL, NULL, &d, NULL), GG_OK);
    ck_close(number(d, "columns/x/tests/ks/statistic"), 0, 0);
    ck_close(number(d, "data/current/rows"), 3, 0);
    json_decref(d);
    temporary_remove(&before);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, watched_columns);
    tcase_add_test(tc, columns_in_another_order);
    tcase_add_test(tc, missing_columns);
    tcase_add_test(tc, options_out_of_range);
    tcase_add_test(tc, files_that_cannot_be_read);
    tcase_add_test(tc, cells_that_are_no_numbers);
    tcase_add_test(tc, the_first_bad_cell);
    tcase_add_test(tc, bad_cells_left_out);
    tcase_add_test(tc, words_that_look_like_numbers);
    tcase_add_test(tc, a_score_is_a_number);
    tcase_add_test(tc, numbers_that_became_words);
    tcase_add_test(tc, kinds_by_schema);
    tcase_add_test(tc, names_of_bins);
    tcase_add_test(tc, outcomes_in_other_words);
    tcase_add_test(tc, missing_words);
    tcase_add_test(tc, named_levels);
    tcase_add_test(tc, too_many_levels);
    tcase_add_test(tc, a_word_behind_many_numbers);
    tcase_add_test(tc, very_long_cells);
    tcase_add_test(tc, counts_that_are_none);
    tcase_add_test(tc, from_standard_input);
}

GG_TEST_MAIN("evaluate/drift_columns")
