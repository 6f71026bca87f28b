/* Sketches: shares against a count by hand, whatever the threads and orders; sampling; what is
 * refused. */
#include "gauger/privacy/sketch.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

typedef struct table {
    char path[64];
    FILE *file;
} table;

static void begin(table *t, const char *header)
{
    int fd;

    strcpy(t->path, "/tmp/gauger-sketch-XXXXXX");
    fd = mkstemp(t->path);
    ck_assert_int_ge(fd, 0);
    t->file = fdopen(fd, "w");
    fprintf(t->file, "%s\n", header);
}

static void end(table *t)
{
    ck_assert_int_eq(fclose(t->file), 0);
}

static gg_sketch made(const char *path, const char *const *columns, size_t n, unsigned threads,
                      size_t most)
{
    gg_sketch_options o = gg_sketch_options_default();
    gg_sketch s = {.n = 0};
    gg_error err;

    gg_error_init(&err);
    o.threads = threads;
    o.most = most;
    o.key[3] = 7;
    ck_assert_msg(gg_sketch_make(path, columns, n, &o, &s, &err) == GG_OK, "%s", err.what);
    return s;
}

static gg_overlap compared(const gg_sketch *a, const gg_sketch *b)
{
    gg_overlap out;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_sketch_compare(a, b, 0.95, &out, &err) == GG_OK, "%s", err.what);
    return out;
}

static void same(const gg_sketch *a, const gg_sketch *b)
{
    ck_assert(gg_sketch_alike(a, b));
    ck_assert_uint_eq(a->rows, b->rows);
    ck_assert_uint_eq(a->n, b->n);
    ck_assert_uint_eq(a->halvings, b->halvings);
    ck_assert_int_eq(memcmp(a->hashes, b->hashes, a->n * sizeof *a->hashes), 0);
    ck_assert_int_eq(memcmp(a->counts, b->counts, a->n * sizeof *a->counts), 0);
}

static const char *const ab[] = {"a", "b"};

/* The test vector of Aumasson and Bernstein 2012, appendix A. */
START_TEST(siphash_is_as_published)
{
    unsigned char key[GG_SIPHASH_KEY], data[15];

    for (unsigned char i = 0; i < sizeof key; i++)
        key[i] = i;
    for (unsigned char i = 0; i < sizeof data; i++)
        data[i] = i;
    ck_assert(gg_siphash(key, data, sizeof data) == 0xa129ca6149be45e5ULL);
}
END_TEST

/* Other outcomes, other spelling of numbers, another order of rows and columns: still the same. */
START_TEST(a_relabelled_copy_is_seen)
{
    table one, two;
    gg_sketch a, b;
    gg_overlap o;

    begin(&one, "a,b,label");
    begin(&two, "label,b,a");
    for (int i = 0; i < 500; i++)
        fprintf(one.file, "%d,x%d,%d\n", i, i % 7, i % 2);
    for (int i = 499; i >= 0; i--)
        fprintf(two.file, "%d,\"x%d\",%d.0\n", i % 3, i % 7, i);
    end(&one);
    end(&two);
    a = made(one.path, ab, 2, 1, GG_SKETCH_MOST);
    b = made(two.path, (const char *const[]){"b", "a"}, 2, 2, GG_SKETCH_MOST);
    same(&a, &b);
    o = compared(&a, &b);
    ck_assert_uint_eq(o.rows, 500);
    ck_assert_uint_eq(o.found, 500);
    ck_assert(!o.sampled);
    ck_assert_double_eq(o.share.value, 1);
    ck_assert_double_eq(o.share.low, 1);
    ck_assert_double_eq(o.by_chance, 0);
    gg_sketch_release(&a);
    gg_sketch_release(&b);
    unlink(one.path);
    unlink(two.path);
}
END_TEST

/* 300 of 1,000 rows are of the training; 40 rows of that are twice in it. By hand. */
START_TEST(shares_are_counted)
{
    table training, evaluation;
    gg_sketch a, b;
    gg_overlap o;

    begin(&training, "a,b");
    begin(&evaluation, "a,b");
    for (int i = 0; i < 400; i++)
        fprintf(training.file, "%d,x\n", i);
    for (int i = 0; i < 40; i++)
        fprintf(training.file, "%d,x\n", i);
    for (int i = 100; i < 1100; i++)
        fprintf(evaluation.file, "%d,x\n", i);
    end(&training);
    end(&evaluation);
    a = made(training.path, ab, 2, 1, GG_SKETCH_MOST);
    b = made(evaluation.path, ab, 2, 1, GG_SKETCH_MOST);
    o = compared(&a, &b);
    ck_assert_uint_eq(o.rows, 1000);
    ck_assert_uint_eq(o.compared, 1000);
    ck_assert_uint_eq(o.found, 300);
    ck_assert_double_eq(o.share.value, 0.3);
    ck_assert_double_eq_tol(o.by_chance, 80.0 / 440, 1e-15);
    gg_sketch_release(&a);
    gg_sketch_release(&b);
    unlink(training.path);
    unlink(evaluation.path);
}
END_TEST

/* Texts that run together, empty cells, numbers as texts: other rows are other rows. */
START_TEST(rows_that_look_alike_are_told_apart)
{
    static const char *const rows[] = {"ab,c", "a,bc", "abc,", ",abc", "1,11",
                                       "11,1", ",",    "0,0",  "x,1",  "1,x"};
    table t;
    gg_sketch s;

    begin(&t, "a,b");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        fprintf(t.file, "%s\n", rows[i]);
    fprintf(t.file, "-0,0.00\n"); /* is 0,0 */
    end(&t);
    s = made(t.path, ab, 2, 1, GG_SKETCH_MOST);
    ck_assert_uint_eq(s.rows, 11);
    ck_assert_uint_eq(s.n, 10);
    gg_sketch_release(&s);
    unlink(t.path);
}
END_TEST

/* The key is part of every hash: under another, nothing is found. */
START_TEST(another_key_gives_another_sketch)
{
    table t;
    gg_sketch a, b = {.n = 0};
    gg_sketch_options o = gg_sketch_options_default();
    gg_error err;

    gg_error_init(&err);
    begin(&t, "a,b");
    for (int i = 0; i < 1000; i++)
        fprintf(t.file, "%d,y\n", i);
    end(&t);
    a = made(t.path, ab, 2, 1, GG_SKETCH_MOST);
    o.key[3] = 8;
    ck_assert_int_eq(gg_sketch_make(t.path, ab, 2, &o, &b, &err), GG_OK);
    ck_assert_uint_eq(compared(&a, &b).found, 0);
    gg_sketch_release(&a);
    gg_sketch_release(&b);
    unlink(t.path);
}
END_TEST

/* Tables that are too large for all rows: the true share, 0.25, lies within the interval, which is
 * of the width that the sample gives; whatever the threads, the sketch is the same. */
START_TEST(large_tables_are_sampled)
{
    table training, evaluation;
    gg_sketch a, b, again;
    gg_overlap o;

    begin(&training, "a,b");
    begin(&evaluation, "a,b");
    for (int i = 0; i < 40000; i++) {
        fprintf(training.file, "%d,x\n", i);
        fprintf(evaluation.file, "%d,x\n", i + 30000);
    }
    end(&training);
    end(&evaluation);
    a = made(training.path, ab, 2, 1, 5000);
    b = made(evaluation.path, ab, 2, 1, 2000);
    again = made(evaluation.path, ab, 2, 4, 2000);
    same(&b, &again);
    ck_assert(b.halvings > a.halvings && a.n <= 5000 && b.n <= 2000);
    o = compared(&a, &b);
    ck_assert(o.sampled);
    ck_assert_uint_eq(o.rows, 40000);
    ck_assert_uint_eq(o.compared, b.n);
    ck_assert(o.share.low < 0.25 && 0.25 < o.share.high);
    ck_assert_double_eq_tol(o.share.high - o.share.low, 2 * 1.96 * sqrt(0.25 * 0.75 / (double)b.n),
                            0.005);
    ck_assert_str_eq(o.share.method, "wilson");
    /* The other way round the finer one is thinned. */
    o = compared(&b, &a);
    ck_assert(o.compared < a.n);
    gg_sketch_release(&a);
    gg_sketch_release(&b);
    gg_sketch_release(&again);
    unlink(training.path);
    unlink(evaluation.path);
}
END_TEST

/* None found in a sample is not none: the upper end says how many there could be. */
START_TEST(none_found_in_a_sample_has_an_upper_end)
{
    table training, evaluation;
    gg_sketch a, b;
    gg_overlap o;

    begin(&training, "a,b");
    begin(&evaluation, "a,b");
    for (int i = 0; i < 3000; i++) {
        fprintf(training.file, "%d,x\n", i);
        fprintf(evaluation.file, "%d,z\n", i);
    }
    end(&training);
    end(&evaluation);
    a = made(training.path, ab, 2, 1, 500);
    b = made(evaluation.path, ab, 2, 1, 500);
    o = compared(&a, &b);
    ck_assert_uint_eq(o.found, 0);
    ck_assert(o.share.high > 0 && o.share.low == 0);
    gg_sketch_release(&a);
    gg_sketch_release(&b);
    unlink(training.path);
    unlink(evaluation.path);
}
END_TEST

static void columns_are(const char *path, const char *schema, const char *want)
{
    json_t *document = json_loads(schema, 0, NULL);
    const char *const *names;
    char got[200] = "";
    gg_schema s;
    gg_arena arena;
    gg_error err;
    size_t n;

    gg_error_init(&err);
    gg_arena_init(&arena);
    gg_schema_init(&s);
    ck_assert_int_eq(gg_schema_add(&s, document, &err), GG_OK);
    ck_assert_int_eq(gg_sketch_columns(path, &s, &arena, &names, &n, &err), GG_OK);
    for (size_t i = 0; i < n; i++) {
        strcat(got, i ? "," : "");
        strcat(got, names[i]);
    }
    ck_assert_str_eq(got, want);
    gg_schema_release(&s);
    gg_arena_release(&arena);
    json_decref(document);
}

START_TEST(columns_that_say_what_a_row_is)
{
    table t;

    begin(&t, "x,score,label,sex,id,w");
    fprintf(t.file, "1,0.5,1,F,7,1\n");
    end(&t);
    columns_are(t.path, "{}", "id,label,score,sex,w,x");
    columns_are(t.path,
                "{\"columns\": {\"score\": \"score\", \"label\": \"outcome\", \"w\": \"weight\","
                " \"sex\": \"protected\", \"id\": \"ignore\"}}",
                "sex,x");
    columns_are(t.path,
                "{\"columns\": {\"x\": \"feature\", \"label\": \"outcome\","
                " \"sex\": \"protected\"}}",
                "sex,x");
    columns_are(t.path, "{\"columns\": {\"w\": \"count\", \"x\": \"feature\"}}", "");
    unlink(t.path);
}
END_TEST

START_TEST(what_cannot_be_sketched_is_refused)
{
    table t;
    gg_sketch s = {.n = 0}, a, b;
    gg_overlap o;
    gg_error err;

    begin(&t, "a,b");
    fprintf(t.file, "1,2\n3,4,5\n");
    end(&t);
    gg_error_init(&err);
    ck_assert_int_eq(gg_sketch_make(t.path, NULL, 0, NULL, &s, &err), GG_E_USAGE);
    gg_error_init(&err);
    ck_assert_int_eq(gg_sketch_make(t.path, (const char *const[]){"c"}, 1, NULL, &s, &err),
                     GG_E_INPUT);
    ck_assert_str_eq(err.column, "c");
    gg_error_init(&err);
    ck_assert_int_eq(gg_sketch_make("/nowhere/at/all", ab, 2, NULL, &s, &err), GG_E_NOT_FOUND);
    gg_error_init(&err);
    /* A ragged record is left out. */
    a = made(t.path, ab, 2, 1, GG_SKETCH_MOST);
    ck_assert_uint_eq(a.rows, 1);
    b = made(t.path, ab, 1, 1, GG_SKETCH_MOST);
    ck_assert_int_eq(gg_sketch_compare(&a, &b, 0.95, &o, &err), GG_E_USAGE);
    gg_error_init(&err);
    ck_assert_int_eq(gg_sketch_compare(&a, &a, 1, &o, &err), GG_E_USAGE);
    gg_error_init(&err);
    /* Nothing to compare. */
    s = (gg_sketch){.columns = a.columns, .n_columns = 2};
    ck_assert_int_eq(gg_sketch_compare(&a, &s, 0.95, &o, &err), GG_OK);
    ck_assert_str_eq(o.share.why, GG_WHY_NO_ROWS);
    gg_sketch_release(&a);
    gg_sketch_release(&b);
    gg_sketch_release(NULL);
    unlink(t.path);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, siphash_is_as_published);
    tcase_add_test(tc, a_relabelled_copy_is_seen);
    tcase_add_test(tc, shares_are_counted);
    tcase_add_test(tc, rows_that_look_alike_are_told_apart);
    tcase_add_test(tc, another_key_gives_another_sketch);
    tcase_add_test(tc, large_tables_are_sampled);
    tcase_add_test(tc, none_found_in_a_sample_has_an_upper_end);
    tcase_add_test(tc, columns_that_say_what_a_row_is);
    tcase_add_test(tc, what_cannot_be_sketched_is_refused);
}

GG_TEST_MAIN("privacy/sketch")
