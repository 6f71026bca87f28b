/*
 * Drift: the verdict on a column, and what must not change it: threads, chunks, the order of rows,
 * rows written out or counted.
 */
#include "documents.h"

#include "gauger/base/random.h"

static json_t *names_of(const json_t *document, const char *path)
{
    json_t *names = member(document, path);

    ck_assert_msg(json_is_array(names), "%s", path);
    return names;
}

START_TEST(empty_columns)
{
    static const char *const roles =
        "{\"columns\": {\"x\": \"feature\", \"w\": \"feature\", \"y\": \"outcome\"}}";
    json_t *d = drift("x,w,y\n,,\n,,\n", "x,w,y\n1,a,0\n2,b,1\n", roles, NULL);

    ck_assert_str_eq(text(d, "columns/x/status"), "inconclusive");
    ck_assert_str_eq(text(d, "columns/x/why_inconclusive"), "empty_column");
    ck_assert_str_eq(text(d, "columns/w/status"), "inconclusive");
    ck_assert_uint_eq(json_array_size(names_of(d, "columns/w/vanished_levels")), 2);
    ck_assert(is_null(d, "columns/x/tests/ks/statistic"));
    ck_assert(is_null(d, "columns/x/tests/population_stability_index/statistic"));
    ck_close(number(d, "columns/x/missing/current"), 1, 0);
    ck_assert(is_null(d, "share_drifted"));
    ck_assert_str_eq(text(d, "status"), "inconclusive");
    ck_assert(warned(d, "emptied_column"));
    json_decref(d);

    d = drift("x,w,z\n,,1\n,,2\n", "x,w,z\n,,1\n,,2\n", NULL, NULL);
    ck_assert_str_eq(text(d, "columns/x/status"), "inconclusive");
    ck_assert_str_eq(text(d, "columns/z/status"), "pass");
    ck_close(number(d, "columns_judged"), 1, 0);
    ck_close(number(d, "share_drifted"), 0, 0);
    ck_assert_str_eq(text(d, "status"), "inconclusive");
    ck_assert(!warned(d, "emptied_column"));
    json_decref(d);

    /* Every line stands for no row. */
    d = drift("x,n\n1,0\n", "x,n\n1,1\n", "{\"columns\": {\"x\": \"feature\", \"n\": \"count\"}}",
              NULL);
    ck_assert_str_eq(text(d, "columns/x/status"), "inconclusive");
    ck_assert(is_null(d, "columns/x/missing/current"));
    ck_assert(is_null(d, "columns/x/missing/p_value"));
    json_decref(d);
}
END_TEST

START_TEST(constant_columns)
{
    json_t *d = drift("x,w,z\n5,a,5\n5,a,6\n", "x,w,z\n5,a,5\n5,a,5\n5,a,5\n", NULL, NULL);

    ck_close(number(d, "columns/x/tests/ks/p_value"), 1, 0);
    ck_assert_str_eq(text(d, "columns/x/status"), "pass");
    ck_close(number(d, "columns/x/tests/wasserstein_1/scaled"), 0, 0);
    ck_close(number(d, "columns/w/tests/chi_square/p_value"), 1, 0);
    ck_close(number(d, "columns/w/tests/chi_square/degrees_of_freedom"), 0, 0);
    ck_assert_str_eq(text(d, "columns/w/status"), "pass");
    /* A constant that changed has no scale to measure the change by. */
    ck_assert(is_null(d, "columns/z/tests/wasserstein_1/scaled"));
    ck_close(number(d, "columns/z/tests/ks/statistic"), 0.5, 1e-15);
    ck_assert_str_eq(text(d, "columns/z/status"), "warn");
    json_decref(d);
}
END_TEST

/* One line for each of four verdicts: effect and evidence, effect alone, evidence alone, neither.
 */
START_TEST(verdicts)
{
    static const char *const roles =
        "{\"columns\": {\"n\": \"count\", \"m\": {\"role\": \"feature\"}}}";
    static const char *const before = "m,n\na,5000\nb,5000\n";
    json_t *d = drift("m,n\na,8000\nb,2000\n", before, roles, NULL);

    ck_assert_str_eq(text(d, "columns/m/status"), "fail");
    ck_assert_str_eq(text(d, "status"), "fail");
    ck_close(number(d, "share_drifted"), 1, 0);
    json_decref(d);
    d = drift("m,n\na,5300\nb,4700\n", before, roles, NULL);
    ck_assert_str_eq(text(d, "columns/m/status"), "warn");
    ck_close(number(d, "share_drifted"), 0, 0);
    json_decref(d);
    d = drift("m,n\na,5010\nb,4990\n", before, roles, NULL);
    ck_assert_str_eq(text(d, "columns/m/status"), "pass");
    json_decref(d);
    /* Few rows: the distance is large, the evidence is not. */
    d = drift("x\n1\n2\n9\n", "x\n1\n2\n3\n4\n", NULL, NULL);
    ck_assert(number(d, "columns/x/tests/ks/statistic") >= 0.1);
    ck_assert(number(d, "columns/x/tests/ks/p_value") > 0.05);
    ck_assert_str_eq(text(d, "columns/x/status"), "warn");
    json_decref(d);
}
END_TEST

/* The share is of the columns that could be judged. */
START_TEST(share_of_the_judged)
{
    json_t *d =
        drift("m,e,n\na,,8000\nb,,2000\n", "m,e,n\na,,5000\nb,,5000\n",
              "{\"columns\": {\"n\": \"count\", \"m\": \"feature\", \"e\": \"feature\"}}", NULL);

    ck_close(number(d, "share_drifted"), 1, 0);
    ck_close(number(d, "columns_judged"), 1, 0);
    ck_assert_str_eq(text(d, "status"), "fail");
    json_decref(d);
}
END_TEST

START_TEST(bounds_are_options)
{
    static const char *const roles = "{\"columns\": {\"n\": \"count\", \"x\": \"feature\"}}";
    static const char *const before = "x,n\n1,5000\n2,5000\n", *const now = "x,n\n1,5600\n2,4400\n";
    gg_drift_options o = gg_drift_options_default();
    json_t *d = drift(now, before, roles, &o);

    /* ks 0.06, scaled Wasserstein 0.12, stability index 0.014 */
    ck_assert_str_eq(text(d, "columns/x/status"), "fail");
    json_decref(d);
    o.wasserstein_bound = 0.13;
    d = drift(now, before, roles, &o);
    ck_assert_str_eq(text(d, "columns/x/status"), "warn");
    ck_close(number(d, "bounds/wasserstein_1_scaled"), 0.13, 0);
    json_decref(d);
    o.ks_bound = 0.05;
    d = drift(now, before, roles, &o);
    ck_assert_str_eq(text(d, "columns/x/status"), "fail");
    json_decref(d);
    o.ks_bound = 0.1;
    o.psi_bound = 0.01;
    d = drift(now, before, roles, &o);
    ck_assert_str_eq(text(d, "columns/x/status"), "fail");
    json_decref(d);
    o.psi_bound = 0.2;
    o.alpha = 1e-30;
    d = drift(now, before, roles, &o);
    ck_assert_str_eq(text(d, "columns/x/status"), "pass");
    json_decref(d);
}
END_TEST

/* A share of missing cells that moves is drift of its own; that of an outcome is not. */
START_TEST(verdicts_on_missing_cells)
{
    static const char *const roles =
        "{\"columns\": {\"n\": \"count\", \"x\": \"feature\", \"y\": \"outcome\"}}";
    json_t *d = drift("x,y,n\n1,1,400\n,,600\n", "x,y,n\n1,1,1000\n", roles, NULL);

    ck_assert_str_eq(text(d, "columns/x/status"), "fail");
    ck_assert_str_eq(text(d, "columns/y/status"), "pass");
    json_decref(d);
    d = drift("x,y,n\n1,1,980\n,,20\n", "x,y,n\n1,1,1000\n", roles, NULL);
    ck_assert_str_eq(text(d, "columns/x/status"), "warn");
    json_decref(d);
}
END_TEST

/* statsmodels' multipletests(method="fdr_bh") and "holm" on the raw p-values. */
START_TEST(adjusted_p_values)
{
    static const char *const roles = "{\"columns\": {\"n\": \"count\", \"a\": \"feature\","
                                     "\"b\": \"feature\", \"c\": \"feature\"}}";
    static const char *const before = "a,b,c,n\nu,u,u,500\nv,v,v,500\n";
    static const char *const now = "a,b,c,n\nu,u,u,440\nv,u,u,20\nv,v,u,30\nv,v,v,510\n";
    static const char *const names[] = {"a", "b", "c"};
    gg_drift_options o = gg_drift_options_default();
    double raw[3];

    for (int holm = 0; holm < 2; holm++) {
        json_t *d;

        o.adjustment = holm ? GG_DRIFT_HOLM : GG_DRIFT_BENJAMINI_HOCHBERG;
        d = drift(now, before, roles, &o);
        for (int i = 0; i < 3; i++) {
            char path[80];

            snprintf(path, sizeof path, "columns/%s/tests/chi_square/p_value", names[i]);
            raw[i] = number(d, path);
        }
        /* In rising order: a (440 : 560), b (460 : 540), c (490 : 510). */
        ck_assert(raw[0] < raw[1] && raw[1] < raw[2]);
        ck_close(number(d, "columns/a/tests/chi_square/adjusted_p_value"), 3 * raw[0], 1e-12);
        ck_close(number(d, "columns/b/tests/chi_square/adjusted_p_value"),
                 (holm ? 2 : 1.5) * raw[1], 1e-12);
        ck_close(number(d, "columns/c/tests/chi_square/adjusted_p_value"), raw[2], 1e-12);
        ck_assert_str_eq(text(d, "adjustment"), holm ? "holm" : "benjamini_hochberg");
        json_decref(d);
    }
}
END_TEST

typedef struct shape {
    unsigned threads;
    size_t chunk;
    bool backwards, expanded;
} shape;

#define ROWS 12000

/* A table of numbers, tied numbers, words and outcomes; with or without its count column. */
static temporary write_table(uint64_t seed, shape s)
{
    char *lines[ROWS];
    unsigned times[ROWS];
    gg_random r;
    gg_buf b;
    temporary t;

    gg_random_init(&r, seed, "drift", "table");
    for (int i = 0; i < ROWS; i++) {
        double x = gg_random_uniform(&r) + (double)seed / 10;
        unsigned k = (unsigned)(gg_random_bits(&r) % 12);

        lines[i] = malloc(120);
        snprintf(lines[i], 120, "%.6f,%u,%s,%s", x, k,
                 k % 5 == 1 ? ""
                 : k % 2    ? "left"
                            : "\"ri,ght\"",
                 k == 4  ? ""
                 : k % 3 ? "0"
                         : "1");
        times[i] = (unsigned)(gg_random_bits(&r) % 3);
    }
    gg_buf_init(&b, 0);
    gg_buf_printf(&b, "x,k,w,y%s\n", s.expanded ? "" : ",n");
    for (int i = 0; i < ROWS; i++) {
        int at = s.backwards ? ROWS - 1 - i : i;

        for (unsigned k = 0; s.expanded && k < times[at]; k++)
            gg_buf_printf(&b, "%s\n", lines[at]);
        if (!s.expanded)
            gg_buf_printf(&b, "%s,%u\n", lines[at], times[at]);
    }
    for (int i = 0; i < ROWS; i++)
        free(lines[i]);
    t = temporary_file(b.data, b.size);
    gg_buf_release(&b);
    return t;
}

/* Everything of the document but the names of the files. */
static char *measured(shape s)
{
    temporary now = write_table(2, s), before = write_table(1, s);
    gg_drift_options o = gg_drift_options_default();
    gg_schema schema;
    json_t *d = NULL;
    unsigned calls = 0;
    gg_error err;
    char *all;

    o.threads = s.threads;
    o.csv.chunk = s.chunk;
    o.csv.progress = take_turns;
    o.csv.progress_context = &calls;
    gg_error_init(&err);
    read_schema(&schema, s.expanded ? "{\"columns\": {\"y\": \"outcome\", \"x\": \"feature\","
                                      "\"k\": \"feature\", \"w\": \"feature\"}}"
                                    : "{\"columns\": {\"y\": \"outcome\", \"x\": \"feature\","
                                      "\"k\": \"feature\", \"w\": \"feature\", \"n\": \"count\"}}");
    ck_assert_int_eq(gg_drift(now.path, before.path, &schema, &o, &d, &err), GG_OK);
    ck_assert_int_eq(json_object_del(member(d, "data/current"), "source"), 0);
    ck_assert_int_eq(json_object_del(member(d, "data/baseline"), "source"), 0);
    all = printed(d);
    json_decref(d);
    gg_schema_release(&schema);
    temporary_remove(&now);
    temporary_remove(&before);
    return all;
}

START_TEST(the_same_bytes_whatever_the_reading)
{
    char *first = measured((shape){.threads = 1, .chunk = 131072});
    const shape shapes[] = {
        {.threads = 1, .chunk = 131072},
        {.threads = 2, .chunk = 512},
        {.threads = 5, .chunk = 700},
        {.threads = 1, .chunk = 131072, .backwards = true},
        {.threads = 3, .chunk = 1000, .backwards = true, .expanded = true},
        {.threads = 1, .chunk = 131072, .expanded = true},
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char *again = measured(shapes[i]);

        ck_assert_msg(strcmp(first, again) == 0, "reading %zu", i);
        free(again);
    }
    free(first);
}
END_TEST

/* The largest distance of two distribution functions, from counts of whole numbers. */
static double distance(const int *now, const int *before, int values, double rows)
{
    double a = 0, b = 0, most = 0;

    for (int k = 0; k < values; k++) {
        a += now[k] / rows;
        b += before[k] / rows;
        most = fmax(most, fabs(a - b));
    }
    return most;
}

/*
 * More values than fit the first room: kept where they differ, merged where they repeat. KS of a
 * run of numbers against the same moved by a tenth of its length is a tenth.
 */
START_TEST(many_values)
{
    static int current[4000], baseline[4000];
    gg_buf now, before;
    gg_random r;
    json_t *d;

    gg_buf_init(&now, 0);
    gg_buf_init(&before, 0);
    gg_buf_puts(&now, "x,k\n");
    gg_buf_puts(&before, "x,k\n");
    gg_random_init(&r, 1, "drift", "many");
    for (int i = 0; i < 200000; i++) {
        int k = (int)(4000 * gg_random_uniform(&r) * gg_random_uniform(&r));
        int m = (int)(4000 * gg_random_uniform(&r));

        baseline[k]++;
        current[m]++;
        gg_buf_printf(&before, "%d.5,%d\n", i, k - 2000);
        gg_buf_printf(&now, "%d.5,%d\n", i + 20000, m - 2000);
    }
    d = drift(now.data, before.data, NULL, NULL);
    ck_close(number(d, "columns/x/tests/ks/statistic"), 0.1, 1e-12);
    ck_close(number(d, "columns/x/tests/wasserstein_1/statistic"), 20000, 1e-12);
    /* A run of n whole numbers has the standard deviation sqrt((n^2 - 1) / 12). */
    ck_close(number(d, "columns/x/tests/wasserstein_1/baseline_standard_deviation"),
             sqrt((200000.0 * 200000 - 1) / 12), 1e-12);
    ck_close(number(d, "columns/x/tests/population_stability_index/bins"), 10, 0);
    ck_close(number(d, "columns/k/tests/ks/statistic"), distance(current, baseline, 4000, 200000),
             1e-12);
    json_decref(d);
    gg_buf_release(&now);
    gg_buf_release(&before);
}
END_TEST

/* A number of row i of 240,000: decimals of two places close together, then decimals of three, then
 * far apart, then thirds. */
static void put_number(gg_buf *b, int i, bool counted)
{
    const int k = (int)((unsigned)i * 2654435761u % 5000u) - 2500;

    if (i < 100000)
        gg_buf_printf(b, "%s%d.%02d", k < 0 ? "-" : "", abs(k) / 100, abs(k) % 100);
    else if (i < 150000)
        gg_buf_printf(b, "%d.%03d", abs(k) / 1000, abs(k) % 1000);
    else if (i < 170000)
        gg_buf_printf(b, "%d", i * 100);
    else
        gg_buf_printf(b, "%.17g", k / 3.0);
    gg_buf_printf(b, ",%d\n", counted ? 1 + i % 3 : 1);
}

/* What a column's first rows look like decides how its numbers are kept, and never what is found of
 * them: forwards, backwards, and by two threads. */
START_TEST(rows_in_any_order)
{
    static const char *const roles = "{\"columns\": {\"n\": \"count\", \"x\": \"feature\"}}";
    static const char *const plain = "{\"columns\": {\"x\": \"feature\"}}";
    const int n = 240000;

    for (int counted = 0; counted < 2; counted++) {
        gg_drift_options o = gg_drift_options_default();
        json_t *d[3];
        gg_buf rows[2];

        for (int back = 0; back < 2; back++) {
            gg_buf_init(&rows[back], 0);
            gg_buf_puts(&rows[back], "x,n\n");
            for (int i = 0; i < n; i++)
                put_number(&rows[back], back ? n - 1 - i : i, counted);
        }
        d[0] = drift(rows[0].data, "x,n\n-0,1\n0.25,1\n7,1\n", counted ? roles : plain, &o);
        d[1] = drift(rows[1].data, "x,n\n7,1\n0.25,1\n0,1\n", counted ? roles : plain, &o);
        o.threads = 2;
        d[2] = drift(rows[0].data, "x,n\n0,1\n7.0,1\n0.250,1\n", counted ? roles : plain, &o);
        ck_close(number(d[0], "data/current/rows"), counted ? 2.0 * n : n, 0);
        for (int k = 1; k < 3; k++)
            ck_assert(json_equal(member(d[0], "columns"), member(d[k], "columns")));
        for (int k = 0; k < 3; k++)
            json_decref(d[k]);
        gg_buf_release(&rows[0]);
        gg_buf_release(&rows[1]);
    }
}
END_TEST

/* One thread meets lines of one row each, the other lines of three; either may be first. */
START_TEST(counts_on_one_side_of_the_table)
{
    static const char *const roles = "{\"columns\": {\"n\": \"count\", \"x\": \"feature\"}}";

    for (int first = 1; first <= 3; first += 2) {
        gg_drift_options o = gg_drift_options_default();
        int border = first == 1 ? 31000 : 29000;
        unsigned calls = 0;
        gg_buf now;
        json_t *one, *two;

        /* The half of ones holds nothing else. */
        gg_buf_init(&now, 0);
        gg_buf_puts(&now, "x,n\n");
        for (int i = 0; i < 60000; i++)
            gg_buf_printf(&now, "%05d,%d\n", i, i < border ? first : 4 - first);
        one = drift(now.data, "x,n\n1,1\n59999,1\n", roles, &o);
        ck_close(number(one, "data/current/rows"), 31000 + 3 * 29000, 0);
        o.threads = 2;
        o.csv.chunk = now.size / 2;
        o.csv.progress = take_turns;
        o.csv.progress_context = &calls;
        two = drift(now.data, "x,n\n1,1\n59999,1\n", roles, &o);
        ck_assert(json_equal(member(one, "columns"), member(two, "columns")));
        json_decref(one);
        json_decref(two);
        gg_buf_release(&now);
    }
}
END_TEST

START_TEST(zero_has_no_sign)
{
    json_t *d = drift("x\n-0\n0\n1\n-2\n", "x\n0\n-0\n1\n-2\n", NULL, NULL);

    ck_close(number(d, "columns/x/tests/ks/statistic"), 0, 0);
    json_decref(d);
}
END_TEST

START_TEST(what_the_document_says_of_itself)
{
    json_t *d = drift("x\n1\n", "x\n1\n", NULL, NULL);
    static const char *const conventions[] = {"ks",
                                              "population_stability_index",
                                              "wasserstein_1",
                                              "jensen_shannon_distance",
                                              "chi_square",
                                              "missing",
                                              "status",
                                              "adjusted_p_value"};

    ck_assert_str_eq(text(d, "format"), "gauger/drift/1");
    for (size_t i = 0; i < sizeof conventions / sizeof *conventions; i++) {
        char path[80];

        snprintf(path, sizeof path, "conventions/%s", conventions[i]);
        ck_assert_uint_gt(strlen(text(d, path)), 20);
    }
    ck_close(number(d, "seed"), 1, 0);
    ck_close(number(d, "alpha"), 0.05, 0);
    json_decref(d);
}
END_TEST

/* The published schema lets nothing impossible through. */
START_TEST(documents_that_do_not_fit)
{
    static const char *const schema = "docs/schemas/drift-1.schema.json";
    static const struct {
        const char *path, *name, *value;
    } changes[] = {
        {"", "format", "\"gauger/drift/2\""},
        {"", "status", "\"unsure\""},
        {"", "share_drifted", "1.5"},
        {"", "by_period", NULL},
        {"columns/x", "type", "\"categorical\""},
        {"columns/x", "why_inconclusive", "\"empty_column\""},
        {"columns/x", "missing", NULL},
        {"columns/x/tests", "ks", NULL},
        {"columns/x/tests/ks", "p_value", "-0.1"},
        {"columns/x/tests/ks", "statistic", "\"0.1\""},
        {"columns/w", "new_levels", NULL},
        {"columns/w/tests", "chi_square", NULL},
        {"columns/w/tests/chi_square", "method", "\"guess\""},
        {"bounds", "ks", "0"},
    };
    json_t *d = drift("x,w\n1,a\n2,b\n", "x,w\n1,a\n3,c\n", NULL, NULL);

    ck_assert(fits_with(schema, d, "", "something_new", "1"));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        ck_assert_msg(!fits_with(schema, d, changes[i].path, changes[i].name, changes[i].value),
                      "%s/%s", changes[i].path, changes[i].name);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, empty_columns);
    tcase_add_test(tc, constant_columns);
    tcase_add_test(tc, verdicts);
    tcase_add_test(tc, share_of_the_judged);
    tcase_add_test(tc, bounds_are_options);
    tcase_add_test(tc, verdicts_on_missing_cells);
    tcase_add_test(tc, adjusted_p_values);
    tcase_add_test(tc, the_same_bytes_whatever_the_reading);
    tcase_add_test(tc, many_values);
    tcase_add_test(tc, rows_in_any_order);
    tcase_add_test(tc, counts_on_one_side_of_the_table);
    tcase_add_test(tc, zero_has_no_sign);
    tcase_add_test(tc, what_the_document_says_of_itself);
    tcase_add_test(tc, documents_that_do_not_fit);
}

GG_TEST_MAIN("evaluate/drift_verdicts")
