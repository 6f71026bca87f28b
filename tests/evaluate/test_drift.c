/*
 * Drift: the figures, against other programs' values on the same tables, and against what they must
 * be whatever the table.
 */
#include "documents.h"

#include "gauger/base/random.h"

/* Writes a table of one column x from numbers. */
static void put_numbers(gg_buf *b, const double *x, size_t n)
{
    char digits[32];

    gg_buf_puts(b, "x\n");
    for (size_t i = 0; i < n; i++) {
        gg_buf_puts(b, gg_text_double(x[i], digits));
        gg_buf_puts(b, "\n");
    }
}

static json_t *drift_numbers(const double *now, size_t m, const double *before, size_t n)
{
    gg_buf current, baseline;
    json_t *document;

    gg_buf_init(&current, 0);
    gg_buf_init(&baseline, 0);
    put_numbers(&current, now, m);
    put_numbers(&baseline, before, n);
    document = drift(current.data, baseline.data, NULL, NULL);
    gg_buf_release(&current);
    gg_buf_release(&baseline);
    return document;
}

/* SciPy 1.10.1 and R 4.2.2 (two_sample_no_ties of the shared vectors). */
START_TEST(two_samples_without_ties)
{
    static const double before[] = {1.2, 3.4, 2.2, 5.6, 7.8, 9.1, 2.9, 4.4, 6.1, 8.3};
    static const double now[] = {2.1, 4.2, 6.3, 8.9, 9.5, 10.4, 3.8, 7.7, 6.9, 5.5, 9.2, 11.3};
    json_t *d = drift_numbers(now, 12, before, 10);

    ck_assert_str_eq(text(d, "columns/x/type"), "numeric");
    ck_close(number(d, "columns/x/tests/ks/statistic"), 0.36666666666666664, 1e-14);
    ck_close(number(d, "columns/x/tests/ks/p_value"), 0.3565443844081615, 1e-12);
    ck_assert_str_eq(text(d, "columns/x/tests/ks/method"), "exact");
    ck_close(number(d, "columns/x/tests/wasserstein_1/statistic"), 2.05, 1e-14);
    ck_close(number(d, "columns/x/tests/wasserstein_1/scaled"), 0.7942396185032071, 1e-14);
    json_decref(d);
}
END_TEST

/*
 * Under ties the p is the share of all 6,435 ways to deal the pooled values whose distance is at
 * least the observed one: 1,410, counted by going through all of them with itertools. A p that
 * ignores ties is 0.3728 (SciPy's exact mode) or 0.4464 (Kolmogorov's limit).
 */
START_TEST(small_samples_with_ties)
{
    static const double before[] = {1, 1, 2, 2, 3, 3, 3, 4};
    static const double now[] = {2, 3, 3, 4, 4, 4, 5};
    json_t *d = drift_numbers(now, 7, before, 8);

    ck_close(number(d, "columns/x/tests/ks/statistic"), 0.44642857142857145, 1e-14);
    ck_close(number(d, "columns/x/tests/ks/p_value"), 1410.0 / 6435, 1e-12);
    json_decref(d);
}
END_TEST

/* NumPy's quantile, bincount and searchsorted(side="left"), SciPy's jensenshannon (base 2),
 * wasserstein_distance, ks_2samp and kstwobign; the index by its formula. */
START_TEST(figures_on_deciles)
{
    double before[137], now[90];
    json_t *d;

    for (int i = 0; i < 137; i++)
        before[i] = i * 37 % 101 / 4.0;
    for (int i = 0; i < 90; i++)
        now[i] = (i * 53 + 11) % 97 / 4.0 + 1.5;
    d = drift_numbers(now, 90, before, 137);
    ck_close(number(d, "columns/x/tests/population_stability_index/statistic"), 0.07767282224036677,
             1e-12);
    ck_close(number(d, "columns/x/tests/population_stability_index/critical_value"),
             0.3114848269463781, 1e-12);
    ck_assert_int_eq((int)number(d, "columns/x/tests/population_stability_index/bins"), 10);
    ck_close(number(d, "columns/x/tests/jensen_shannon_distance/statistic"), 0.12426192292427,
             1e-12);
    ck_close(number(d, "columns/x/tests/wasserstein_1/statistic"), 0.997141119221411, 1e-12);
    ck_close(number(d, "columns/x/tests/wasserstein_1/scaled"), 0.13628511611797695, 1e-12);
    ck_close(number(d, "columns/x/tests/ks/statistic"), 0.07234387672343877, 1e-12);
    ck_assert_str_eq(text(d, "columns/x/tests/ks/method"), "asymptotic");
    ck_close(number(d, "columns/x/tests/ks/p_value"), 0.9386984393645382, 1e-12);
    json_decref(d);
}
END_TEST

/* SciPy 1.10.1, statsmodels 0.13.5, mpmath, R 4.2.2 (chi2_2x3 of the shared vectors). The test that
 * takes the baseline for the truth would give 14.8 with p 0.0006. */
START_TEST(homogeneity_of_two_samples)
{
    json_t *d = drift("w,n\na,90\nb,95\nc,65\n", "w,n\na,120\nb,80\nc,50\n",
                      "{\"columns\": {\"n\": \"count\", \"w\": \"feature\"}}", NULL);

    ck_assert_str_eq(text(d, "columns/w/type"), "categorical");
    ck_close(number(d, "columns/w/tests/chi_square/statistic"), 7.527950310559007, 1e-12);
    ck_close(number(d, "columns/w/tests/chi_square/degrees_of_freedom"), 2, 0);
    ck_close(number(d, "columns/w/tests/chi_square/p_value"), 0.02319136761109742, 1e-12);
    ck_close(number(d, "columns/w/tests/cramers_v/statistic"), 0.12270248824338492, 1e-12);
    ck_assert_str_eq(text(d, "columns/w/tests/chi_square/method"), "chi_square");
    json_decref(d);
}
END_TEST

/* NumPy and R 4.2.2 (divergences_4bins and psi_empty_reference_bin of the shared vectors). The
 * index without 1/2 added would be 0.02075887. */
START_TEST(divergences_of_levels)
{
    static const char *const roles = "{\"columns\": {\"n\": \"count\", \"w\": \"feature\"}}";
    json_t *d = drift("w,n\na,120\nb,180\nc,250\nd,450\n", "w,n\na,100\nb,200\nc,300\nd,400\n",
                      roles, NULL);

    ck_close(number(d, "columns/w/tests/jensen_shannon_distance/statistic"), 0.061152419729401254,
             1e-12);
    ck_close(number(d, "columns/w/tests/population_stability_index/critical_value"),
             0.01562945580650236, 1e-12);
    ck_close(number(d, "columns/w/tests/population_stability_index/statistic"),
             0.020758871071552512, 2e-2);
    json_decref(d);

    d = drift("w,n\na,10\nb,50\nc,30\nd,110\n", "w,n\na,0\nb,60\nc,40\nd,100\n", roles, NULL);
    ck_close(number(d, "columns/w/tests/population_stability_index/statistic"), 0.1783973044770648,
             1e-12);
    ck_close(number(d, "columns/w/tests/jensen_shannon_distance/statistic"), 0.17345270227382206,
             1e-12);
    json_decref(d);
}
END_TEST

/* scipy.stats.fisher_exact. */
START_TEST(two_sparse_levels_exactly)
{
    json_t *d = drift("w,n\na,2\nb,5\n", "w,n\na,9\nb,1\n",
                      "{\"columns\": {\"n\": \"count\", \"w\": \"feature\"}}", NULL);

    ck_assert_str_eq(text(d, "columns/w/tests/chi_square/method"), "fisher_exact");
    ck_close(number(d, "columns/w/tests/chi_square/p_value"), 0.034502262443438916, 1e-12);
    json_decref(d);
}
END_TEST

/* Expected counts of 2 and less: the p is drawn. All tables with these margins, weighed by their
 * multivariate hypergeometric probability (own enumeration in Python), give 0.0178138. */
START_TEST(several_sparse_levels_by_drawing)
{
    static const char *const roles = "{\"columns\": {\"n\": \"count\", \"w\": \"feature\"}}";
    static const char *const now = "w,n\na,1\nb,2\nc,6\n", *const before = "w,n\na,5\nb,6\nc,1\n";
    gg_drift_options o = gg_drift_options_default();
    json_t *d = drift(now, before, roles, &o), *again, *other;

    ck_assert_str_eq(text(d, "columns/w/tests/chi_square/method"), "monte_carlo");
    ck_assert_int_eq((int)number(d, "columns/w/tests/chi_square/draws"), 9999);
    ck_assert(fabs(number(d, "columns/w/tests/chi_square/p_value") - 0.017813765182186234) < 0.006);
    again = drift(now, before, roles, &o);
    ck_assert_double_eq(number(d, "columns/w/tests/chi_square/p_value"),
                        number(again, "columns/w/tests/chi_square/p_value"));
    o.seed = 2;
    other = drift(now, before, roles, &o);
    ck_assert_double_ne(number(d, "columns/w/tests/chi_square/p_value"),
                        number(other, "columns/w/tests/chi_square/p_value"));
    json_decref(d);
    json_decref(again);
    json_decref(other);
}
END_TEST

/* Where a table is too large to draw from, the levels with small expected counts are one level. */
START_TEST(sparse_levels_of_a_large_table)
{
    static const char *const roles = "{\"columns\": {\"n\": \"count\", \"w\": \"feature\"}}";
    json_t *d = drift("w,n\na,3000000\nb,2000000\nc,3\nd,1\ne,9\n",
                      "w,n\na,3000000\nb,2000000\nc,1\nd,2\ne,8\n", roles, NULL);

    ck_assert_str_eq(text(d, "columns/w/tests/chi_square/method"), "chi_square_pooled");
    ck_assert_int_eq((int)number(d, "columns/w/tests/chi_square/levels_pooled"), 2);
    /* scipy.stats.chi2_contingency of {3000000, 2000000, 8, 3; 3000000, 2000000, 9, 4}. */
    ck_close(number(d, "columns/w/tests/chi_square/statistic"), 0.20168027226987528, 1e-9);
    ck_close(number(d, "columns/w/tests/chi_square/p_value"), 0.9773175896106873, 1e-9);
    ck_assert_str_eq(text(d, "columns/w/status"), "pass");
    json_decref(d);

    /* So few rows now that every level is sparse: nothing can be told. */
    d = drift("w,n\na,1\nb,1\nc,1\n", "w,n\na,9000000\nb,9000000\nc,9000000\n", roles, NULL);
    ck_assert_str_eq(text(d, "columns/w/status"), "inconclusive");
    ck_assert_str_eq(text(d, "columns/w/why_inconclusive"), "too_few");
    ck_assert(is_null(d, "columns/w/tests/chi_square/p_value"));
    json_decref(d);
}
END_TEST

/* statsmodels' proportions_ztest, and scipy.stats.fisher_exact below an expected count of 5. */
START_TEST(missing_cells)
{
    gg_buf now, before;
    json_t *d;

    gg_buf_init(&now, 0);
    gg_buf_init(&before, 0);
    gg_buf_puts(&now, "x,y,z\n");
    gg_buf_puts(&before, "x,y,z\n");
    for (int i = 0; i < 200; i++)
        gg_buf_printf(&now, "%s,%s,1\n", i < 30 ? "" : "1", i < 1 ? "" : "w");
    for (int i = 0; i < 150; i++)
        gg_buf_printf(&before, "%s,%s,1\n", i < 12 ? "" : "1", i < 6 ? "" : "w");
    d = drift(now.data, before.data, NULL, NULL);
    ck_close(number(d, "columns/x/missing/current"), 0.15, 1e-14);
    ck_close(number(d, "columns/x/missing/baseline"), 0.08, 1e-14);
    ck_close(number(d, "columns/x/missing/difference"), 0.07, 1e-13);
    ck_close(number(d, "columns/x/missing/p_value"), 0.04611817746898452, 1e-10);
    ck_assert_str_eq(text(d, "columns/y/missing/method"), "fisher_exact");
    ck_close(number(d, "columns/y/missing/p_value"), 0.04524457146598776, 1e-10);
    /* Two columns have missing cells: two tests are adjusted, not three. */
    ck_close(number(d, "columns/x/missing/adjusted_p_value"), 0.04611817746898452, 1e-10);
    ck_close(number(d, "columns/z/missing/p_value"), 1, 0);
    /* A constant that is the same on both sides, whatever is missing. */
    ck_close(number(d, "columns/x/tests/ks/p_value"), 1, 0);
    ck_close(number(d, "columns/y/tests/chi_square/p_value"), 1, 0);
    json_decref(d);
    gg_buf_release(&now);
    gg_buf_release(&before);
}
END_TEST

static void write_levels(gg_buf *b, int rows, int columns, uint64_t seed)
{
    gg_random r;

    gg_random_init(&r, seed, "drift", "levels");
    for (int c = 0; c < columns; c++)
        gg_buf_printf(b, "%sc%d", c ? "," : "", c);
    gg_buf_puts(b, "\n");
    for (int i = 0; i < rows; i++) {
        for (int c = 0; c < columns; c++)
            gg_buf_printf(b, "%s%c", c ? "," : "", "aaaabbbccd"[gg_random_bits(&r) % 10]);
        gg_buf_puts(b, "\n");
    }
}

/*
 * Both tables are drawn from one distribution, in 600 columns: about 5% of the p-values lie below
 * 0.05 (binomial standard deviation 0.9%). A test that takes the baseline for the truth would alarm
 * in about a quarter of them.
 */
START_TEST(no_drift_rarely_alarms)
{
    gg_buf now, before;
    int alarms = 0, effects = 0;
    const char *name;
    json_t *d, *column;

    gg_buf_init(&now, 0);
    gg_buf_init(&before, 0);
    write_levels(&now, 300, 600, 1);
    write_levels(&before, 300, 600, 2);
    d = drift(now.data, before.data, NULL, NULL);
    json_object_foreach(member(d, "columns"), name, column)
    {
        alarms += number(column, "tests/chi_square/p_value") < 0.05;
        effects += number(column, "tests/population_stability_index/statistic") >
                   number(column, "tests/population_stability_index/critical_value");
    }
    ck_assert_msg(alarms >= 15 && alarms <= 46, "%d of 600", alarms);
    ck_assert_msg(effects >= 15 && effects <= 46, "%d of 600", effects);
    ck_assert_str_ne(text(d, "status"), "fail");
    json_decref(d);
    gg_buf_release(&now);
    gg_buf_release(&before);
}
END_TEST

/* Samples of 30 rows: an index of 0.2 and more is what chance gives, so it is no effect. */
START_TEST(a_large_index_may_be_chance)
{
    gg_drift_options o = gg_drift_options_default();
    double before[30], now[30];
    json_t *d;

    for (int i = 0; i < 30; i++) {
        before[i] = i;
        now[i] = i % 3 == 0 ? i : i * i % 30 + 0.1 * (i % 7);
    }
    o.ks_bound = o.wasserstein_bound = 0.99;
    d = drift_numbers(now, 30, before, 30);
    ck_assert(number(d, "columns/x/tests/population_stability_index/statistic") >= 0.2);
    ck_assert(number(d, "columns/x/tests/population_stability_index/statistic") <
              number(d, "columns/x/tests/population_stability_index/critical_value"));
    json_decref(d);
    {
        gg_buf a, b;

        gg_buf_init(&a, 0);
        gg_buf_init(&b, 0);
        put_numbers(&a, now, 30);
        put_numbers(&b, before, 30);
        d = drift(a.data, b.data, NULL, &o);
        ck_assert_str_eq(text(d, "columns/x/status"), "pass");
        json_decref(d);
        gg_buf_release(&a);
        gg_buf_release(&b);
    }
}
END_TEST

/* A flag that is nearly always 1 has all its deciles at 1; the index still sees it change. */
START_TEST(deciles_that_all_tie)
{
    double before[200], now[200];
    json_t *d;

    for (int i = 0; i < 200; i++) {
        before[i] = i >= 10;
        now[i] = i >= 80;
    }
    d = drift_numbers(now, 200, before, 200);
    ck_assert_int_eq((int)number(d, "columns/x/tests/population_stability_index/bins"), 2);
    /* (q - p) ln(q / p) of the shares (10.5, 190.5) / 201 and (80.5, 120.5) / 201 */
    ck_close(number(d, "columns/x/tests/population_stability_index/statistic"),
             (80.5 - 10.5) / 201 * log(80.5 / 10.5) + (120.5 - 190.5) / 201 * log(120.5 / 190.5),
             1e-12);
    ck_assert_str_eq(text(d, "columns/x/status"), "fail");
    json_decref(d);
}
END_TEST

/* Nothing is between a table and itself. */
START_TEST(a_table_against_itself)
{
    static const char *const table = "x,w,y\n1,a,0\n2,b,1\n2.5,a,\n,c,1\n9,,0\n-3,a,1\n";
    json_t *d =
        drift(table, table,
              "{\"columns\": {\"x\": \"feature\", \"w\": \"feature\", \"y\": \"outcome\"}}", NULL);
    const char *name;
    json_t *column;

    ck_assert_str_eq(text(d, "status"), "pass");
    ck_close(number(d, "share_drifted"), 0, 0);
    ck_assert_uint_eq(json_array_size(member(d, "by_period")), 0);
    ck_assert_uint_eq(json_object_size(member(d, "columns")), 3);
    json_object_foreach(member(d, "columns"), name, column)
    {
        const char *test = json_is_object(member(column, "tests/ks")) ? "ks" : "chi_square";
        char path[80];

        snprintf(path, sizeof path, "tests/%s/p_value", test);
        ck_close(number(column, path), 1, 0);
        ck_assert_msg(strcmp(text(column, "status"), "pass") == 0, "%s", name);
        ck_close(number(column, "tests/population_stability_index/statistic"), 0, 0);
        ck_close(number(column, "tests/jensen_shannon_distance/statistic"), 0, 0);
        ck_close(number(column, "missing/p_value"), 1, 0);
    }
    ck_close(number(d, "columns/x/tests/wasserstein_1/statistic"), 0, 0);
    json_decref(d);
}
END_TEST

/* The distances between two tables are the same either way; Wasserstein's scale is not. */
START_TEST(exchanged_tables)
{
    static const char *const a = "x,w\n1,a\n2,b\n3,a\n4,c\n7,a\n";
    static const char *const b = "x,w\n2,b\n2,b\n5,a\n9,b\n";
    static const char *const paths[] = {"columns/x/tests/ks/statistic",
                                        "columns/x/tests/ks/p_value",
                                        "columns/x/tests/wasserstein_1/statistic",
                                        "columns/w/tests/chi_square/statistic",
                                        "columns/w/tests/population_stability_index/statistic",
                                        "columns/w/tests/jensen_shannon_distance/statistic"};
    json_t *one = drift(a, b, NULL, NULL), *other = drift(b, a, NULL, NULL);

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        ck_close(number(one, paths[i]), number(other, paths[i]), 1e-12);
    ck_assert_str_eq(json_string_value(json_array_get(member(one, "columns/w/new_levels"), 0)),
                     "c");
    ck_assert_str_eq(
        json_string_value(json_array_get(member(other, "columns/w/vanished_levels"), 0)), "c");
    json_decref(one);
    json_decref(other);
}
END_TEST

/* scipy.stats and NumPy on the published table: cases that the published analysis left out, held
 * against those it kept. */
typedef struct expected {
    const char *path;
    double value;
} expected;

static const expected of_counts[] = {
    {"columns/decile_score/tests/ks/statistic", 0.09746356214617935},
    {"columns/decile_score/tests/ks/p_value", 8.819814284865634e-08},
    {"columns/decile_score/tests/population_stability_index/statistic", 0.052066070402182835},
    {"columns/decile_score/tests/population_stability_index/critical_value", 0.01739478462964645},
    {"columns/decile_score/tests/wasserstein_1/statistic", 0.6304414214152704},
    {"columns/decile_score/tests/wasserstein_1/scaled", 0.22204636446105958},
    {"columns/decile_score/tests/jensen_shannon_distance/statistic", 0.09665874958654304},
    {"columns/race/tests/chi_square/statistic", 37.858133445582205},
    {"columns/race/tests/cramers_v/statistic", 0.07244218314073288},
    {"columns/race/tests/population_stability_index/statistic", 0.04026871061460985},
    {"columns/sex/tests/chi_square/p_value", 0.11660100587463243},
    {"columns/sex/tests/jensen_shannon_distance/statistic", 0.022009161555635894},
    {"columns/age_cat/tests/chi_square/statistic", 24.261277267445017},
    {"columns/age_cat/tests/chi_square/p_value", 5.391760334332985e-06},
    {"columns/two_year_recid/tests/chi_square/statistic", 3.4462502454803623},
    {"columns/two_year_recid/tests/chi_square/p_value", 0.06339544130210059},
};

static const expected of_rows[] = {
    {"columns/priors_count/tests/ks/statistic", 0.27543590458052775},
    {"columns/priors_count/tests/ks/p_value", 3.5954994522102755e-59},
    {"columns/priors_count/tests/population_stability_index/statistic", 0.5610535972062798},
    {"columns/priors_count/tests/population_stability_index/critical_value", 0.014124171444870999},
    {"columns/priors_count/tests/wasserstein_1/scaled", 0.3298287819718258},
    {"columns/priors_count/tests/jensen_shannon_distance/statistic", 0.30452449401871634},
    {"columns/juv_fel_count/tests/population_stability_index/statistic", 0.029696189928609736},
    {"columns/juv_fel_count/tests/wasserstein_1/statistic", 0.05881679754895763},
};

static void check_figures(const json_t *d, const expected *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ck_close(number(d, all[i].path), all[i].value, 1e-11);
}

/* Cuts a table in two by the last column's, or a given column's, value 0 or 1. */
static bool cut(const char *path, size_t column, temporary part[2])
{
    FILE *in = fopen(path, "r"), *out[2];
    char line[4096], copy[4096];

    if (!in)
        return false;
    for (int k = 0; k < 2; k++) {
        part[k] = temporary_file("", 0);
        out[k] = fopen(part[k].path, "w");
        ck_assert_ptr_nonnull(out[k]);
    }
    for (size_t row = 0; fgets(line, sizeof line, in); row++) {
        char *cell = strcpy(copy, line);

        for (size_t i = 0; i < column; i++)
            cell = strchr(cell, ',') + 1;
        for (int k = 0; k < 2; k++)
            if (row == 0 || *cell == '0' + k)
                fputs(line, out[k]);
    }
    fclose(in);
    fclose(out[0]);
    fclose(out[1]);
    return true;
}

static json_t *drift_files(const temporary part[2], const char *schema_json, unsigned threads)
{
    gg_drift_options o = gg_drift_options_default();
    json_t *d = NULL;
    gg_schema schema;

    o.threads = threads;
    read_schema(&schema, schema_json);
    ck_assert_int_eq(gg_drift(part[0].path, part[1].path, &schema, &o, &d, NULL), GG_OK);
    gg_schema_release(&schema);
    return d;
}

START_TEST(published_counts)
{
    temporary part[2];
    json_t *d;

    if (!cut("datasets/compas/counts.csv", 5, part)) {
        printf("not run: published_counts (no datasets/compas/counts.csv here)\n");
        return;
    }
    d = drift_files(part,
                    "{\"columns\": {\"decile_score\": \"score\", \"two_year_recid\": \"outcome\","
                    "\"race\": \"protected\", \"sex\": \"protected\", \"age_cat\": \"protected\","
                    "\"count\": \"count\"}}",
                    2);
    check_figures(d, of_counts, sizeof of_counts / sizeof *of_counts);
    ck_assert_str_eq(text(d, "columns/decile_score/status"), "fail");
    ck_assert_str_eq(text(d, "columns/race/status"), "warn");
    ck_assert_str_eq(text(d, "columns/two_year_recid/status"), "pass");
    ck_assert_str_eq(text(d, "status"), "fail");
    ck_close(number(d, "share_drifted"), 0.2, 1e-15);
    ck_close(number(d, "data/current/rows"), 1042, 0);
    ck_close(number(d, "data/baseline/rows"), 6172, 0);
    json_decref(d);
    temporary_remove(&part[0]);
    temporary_remove(&part[1]);
}
END_TEST

START_TEST(published_rows)
{
    temporary part[2];
    json_t *d;

    if (!cut("../shared/data/compas_two_year.csv", 13, part)) {
        printf("not run: published_rows (no ../shared/data/compas_two_year.csv here)\n");
        return;
    }
    d = drift_files(part,
                    "{\"columns\": {\"decile_score\": \"score\", \"two_year_recid\": \"outcome\","
                    "\"race\": \"protected\", \"sex\": \"protected\", \"age_cat\": \"protected\","
                    "\"priors_count\": \"feature\", \"juv_fel_count\": \"feature\"}}",
                    2);
    check_figures(d, of_counts, sizeof of_counts / sizeof *of_counts);
    check_figures(d, of_rows, sizeof of_rows / sizeof *of_rows);
    json_decref(d);
    temporary_remove(&part[0]);
    temporary_remove(&part[1]);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, two_samples_without_ties);
    tcase_add_test(tc, small_samples_with_ties);
    tcase_add_test(tc, figures_on_deciles);
    tcase_add_test(tc, homogeneity_of_two_samples);
    tcase_add_test(tc, divergences_of_levels);
    tcase_add_test(tc, two_sparse_levels_exactly);
    tcase_add_test(tc, several_sparse_levels_by_drawing);
    tcase_add_test(tc, sparse_levels_of_a_large_table);
    tcase_add_test(tc, missing_cells);
    tcase_add_test(tc, no_drift_rarely_alarms);
    tcase_add_test(tc, a_large_index_may_be_chance);
    tcase_add_test(tc, deciles_that_all_tie);
    tcase_add_test(tc, a_table_against_itself);
    tcase_add_test(tc, exchanged_tables);
    tcase_add_test(tc, published_counts);
    tcase_add_test(tc, published_rows);
}

GG_TEST_MAIN("evaluate/drift")
