/*
 * Scores counted in bins while rows are read: the area lies between the bounds, evidence of parts
 * merges to that of the whole, and nothing depends on threads, chunks or the order of rows.
 */
#include "binned.h"

/* The same counts and histograms as where every row is kept; the exact area between the bounds. */
START_TEST(bounds_hold_the_area)
{
    const design *d = &designs[_i];
    int *rows = numbers(d->rows), areas = 0;
    gg_evidence exact = collect(d, rows, d->rows, GG_EXTENT_ALL, 2, 0);
    gg_evidence binned = collect(d, rows, d->rows, GG_EXTENT_BINNED, 2, 0);

    ck_assert(exact.ranking_exact && !binned.ranking_exact);
    ck_assert_int_eq(binned.measured, GG_EXTENT_BINNED);
    ck_assert_uint_eq(exact.n_families, binned.n_families);
    for (size_t f = 0; f < exact.n_families; f++) {
        ck_assert_uint_eq(exact.families[f].n_slices, binned.families[f].n_slices);
        for (size_t s = 0; s < exact.families[f].n_slices; s++) {
            const gg_slice *x = &exact.families[f].slices[s], *y = &binned.families[f].slices[s];

            ck_assert_str_eq(x->name, y->name);
            ck_assert_mem_eq(&x->tally, &y->tally, sizeof x->tally);
            ck_assert_int_eq(x->histogram[0] != NULL, y->histogram[0] != NULL);
            for (int o = 0; o < GG_OUTCOMES && x->histogram[0]; o++)
                ck_assert_mem_eq(x->histogram[o], y->histogram[o], d->bins * sizeof(uint64_t));
            ck_assert(isnan(y->ranking.average_precision) && isnan(y->sums.brier));
            ck_assert_ptr_null(y->calibration);
            ck_assert_int_eq(isnan(y->ranking.roc_auc),
                             isnan(x->ranking.roc_auc) || d->column[0] == 'w');
            if (isnan(y->ranking.roc_auc))
                continue;
            areas++;
            ck_assert(y->ranking.roc_auc_low <= x->ranking.roc_auc + 1e-12);
            ck_assert(y->ranking.roc_auc_high >= x->ranking.roc_auc - 1e-12);
            ck_assert(y->ranking.roc_auc_low <= y->ranking.roc_auc &&
                      y->ranking.roc_auc <= y->ranking.roc_auc_high);
        }
    }
    ck_assert_int_eq(areas > 10, d->column[0] != 'w');
    ck_assert_uint_eq(exact.n_operating_points, 3);
    ck_assert_mem_eq(exact.operating_points, binned.operating_points,
                     3 * sizeof *exact.operating_points);
    gg_evidence_release(&exact);
    gg_evidence_release(&binned);
    free(rows);
}
END_TEST

/* Where each score has a bin of its own, nothing is left open. */
START_TEST(a_bin_for_each_score)
{
    const design d = {"own bins", 2000, 2, 0, 1, 1, "", "", 1000, false};
    int *rows = numbers(d.rows);
    gg_evidence exact = collect(&d, rows, d.rows, GG_EXTENT_RANKING, 1, 0);
    gg_evidence binned = collect(&d, rows, d.rows, GG_EXTENT_BINNED, 1, 0);

    for (size_t f = 0; f < exact.n_families; f++)
        for (size_t s = 0; s < exact.families[f].n_slices; s++) {
            const gg_ranking *x = &exact.families[f].slices[s].ranking;
            const gg_ranking *y = &binned.families[f].slices[s].ranking;

            if (isnan(x->roc_auc))
                continue;
            ck_close(y->roc_auc, x->roc_auc, 1e-12);
            ck_close(y->roc_auc_variance, x->roc_auc_variance, 1e-9);
        }
    gg_evidence_release(&exact);
    gg_evidence_release(&binned);
    free(rows);
}
END_TEST

START_TEST(parts_merge_to_the_whole)
{
    const design *d = &designs[_i];
    int *rows = numbers(d->rows), third = d->rows / 3;
    gg_evidence part[3], once = collect(d, rows, d->rows, GG_EXTENT_BINNED, 2, 0);
    char *want = bytes(&once), *got;

    for (int shuffled = 0; shuffled <= 1; shuffled++) {
        gg_evidence two, all;

        for (int i = 0; i < 3; i++)
            part[i] = collect(d, rows + i * third, i < 2 ? third : d->rows - 2 * third,
                              GG_EXTENT_BINNED, 1 + (unsigned)i, 0);
        part[1] = stored_and_read(&part[1]);
        two = merge(&part[2], &part[0]);
        two = stored_and_read(&two);
        all = merge(&part[1], &two);
        got = bytes(&all);
        ck_assert_str_eq(want, got);
        free(got);
        gg_evidence_release(&two);
        gg_evidence_release(&all);
        for (int i = 0; i < 3; i++)
            gg_evidence_release(&part[i]);
        shuffle(rows, d->rows);
    }
    free(want);
    gg_evidence_release(&once);
    free(rows);
}
END_TEST

START_TEST(threads_chunks_and_order)
{
    const design *d = &designs[_i];
    const struct {
        unsigned threads;
        size_t chunk;
    } ways[] = {{1, 0}, {2, 700}, {7, 0}, {7, 300}, {3, 4096}};
    int *rows = numbers(d->rows);
    gg_evidence e = collect(d, rows, d->rows, GG_EXTENT_BINNED, 1, 0);
    char *want = bytes(&e), *got;

    gg_evidence_release(&e);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        shuffle(rows, d->rows);
        e = collect(d, rows, d->rows, GG_EXTENT_BINNED, ways[i].threads, ways[i].chunk);
        got = bytes(&e);
        ck_assert_str_eq(want, got);
        free(got);
        gg_evidence_release(&e);
    }
    free(want);
    free(rows);
}
END_TEST

/* Evidence with an arm goes through a file, whatever was measured. */
START_TEST(an_arm)
{
    static const char text[] = "s,y,race,age,site,month,arm\n"
                               "0.1,0,a,20,X,1,1\n0.9,1,a,30,X,1,1\n0.4,,b,50,Y,1,0\n"
                               "0.8,0,b,20,Y,1,1\n0.7,1,c,20,Y,1,0\n";
    temporary t = temporary_file(text, strlen(text));
    const design d = {"arm", 5, 1, 0, 1, 0, "", "threshold: 0.5\n", 10, false};

    for (gg_extent m = GG_EXTENT_ALL; m <= GG_EXTENT_COUNTS; m++) {
        gg_collect_options o = gg_collect_options_default();
        gg_schema schema;
        gg_evidence e;
        char *a, *b;

        make_schema(&d, &schema);
        ck_assert_int_eq(gg_schema_role(&schema, "arm", GG_ROLE_ARM, NULL), GG_OK);
        o.measured = m;
        ck_assert_int_eq(gg_collect(t.path, &schema, &o, &e, NULL), GG_OK);
        a = bytes(&e);
        ck_assert_int_eq(gg_evidence_overall(&e)->arm_scores != NULL, m < GG_EXTENT_BINNED);
        e = stored_and_read(&e);
        b = bytes(&e);
        ck_assert_str_eq(a, b);
        free(a);
        free(b);
        gg_evidence_release(&e);
        gg_schema_release(&schema);
    }
    temporary_remove(&t);
}
END_TEST

static void refused(const char *text, gg_collect_options o, gg_status want, const char *words)
{
    temporary t = temporary_file(text, strlen(text));
    const design d = {"refused", 3, 1, 0, 1, 0, "", "threshold: 0.5\n", 10, false};
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(collect_file(&d, t.path, o, &e, &err), want);
    ck_assert_msg(strstr(err.what, words) || strstr(err.mend, words), "%s; %s", err.what, err.mend);
    temporary_remove(&t);
}

START_TEST(what_is_refused)
{
    static const char inside[] = "s,y,race,age,site,month\n0.5,1,a,3,X,1\n1,0,a,3,X,1\n",
                      outside[] = "s,y,race,age,site,month\n0.5,1,a,3,X,1\n2,0,a,3,X,1\n";
    const gg_capacity_wish wish = {false, 1};
    const double point = 0.5;
    gg_collect_options o = gg_collect_options_default();

    o.measured = GG_EXTENT_BINNED;
    refused(outside, o, GG_E_INPUT, "scores from 0.5 to 2 are not all in the range from 0 to 1");
    refused(outside, o, GG_E_INPUT, "--score-range");
    o.n_capacities = 1;
    o.capacities = &wish;
    refused(inside, o, GG_E_USAGE, "--measure ranking");
    o.n_capacities = 0;
    o.measured = GG_EXTENT_COUNTS;
    o.n_operating_points = 1;
    o.operating_points = &point;
    refused(inside, o, GG_E_USAGE, "--measure ranking, or binned");
    o.operating_points = NULL;
    o.n_operating_points = 0;
    o.measured = GG_EXTENT_BINNED;
    o.has_grid = true;
    o.grid_low = 1;
    o.grid_high = 1;
    refused(inside, o, GG_E_USAGE, "without width");
    o.grid_high = INFINITY;
    refused(inside, o, GG_E_USAGE, "without width");
    /* All rows at once, for which there is no room. */
    o.has_grid = false;
    o.measured = GG_EXTENT_ALL;
    o.max_memory = 15;
    o.n_capacities = 1;
    refused(inside, o, GG_E_LIMIT, "--max-memory");
    o.n_capacities = 0;
    o.max_memory = 0;
    o.has_grid = true;
    /* A declared range binds whatever is measured of scores. */
    o.grid_low = 0.6;
    o.grid_high = 1;
    for (gg_extent m = GG_EXTENT_ALL; m < GG_EXTENT_COUNTS; m++) {
        o.measured = m;
        refused(inside, o, GG_E_INPUT, "from 0.5 to 1");
    }
}
END_TEST

/* Decisions alone have no bins; rows without a score leave them empty. */
START_TEST(nothing_to_count)
{
    static const char none[] = "s,y,race,age,site,month\n,1,a,3,X,1\n",
                      decided[] = "d,y,race\n1,1,a\n0,0,b\n";
    temporary t = temporary_file(none, strlen(none));
    const design d = {"none", 0, 1, 0, 1, 0, "", "threshold: 0.5\n", 10, false};
    gg_collect_options o = gg_collect_options_default();
    gg_schema schema;
    gg_evidence e;

    o.measured = GG_EXTENT_BINNED;
    ck_assert_int_eq(collect_file(&d, t.path, o, &e, NULL), GG_OK);
    ck_assert_uint_eq(gg_evidence_overall(&e)->histogram[GG_POSITIVE][9], 0);
    ck_assert(isnan(gg_evidence_overall(&e)->ranking.roc_auc));
    gg_evidence_release(&e);
    temporary_remove(&t);

    t = temporary_file(decided, strlen(decided));
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "d", GG_ROLE_DECISION, NULL), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "y", GG_ROLE_OUTCOME, NULL), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "race", GG_ROLE_PROTECTED, NULL), GG_OK);
    ck_assert_int_eq(gg_collect(t.path, &schema, &o, &e, NULL), GG_OK);
    ck_assert_ptr_null(gg_evidence_overall(&e)->histogram[0]);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&t);
}
END_TEST

static void tests(TCase *tc)
{
    const int n = (int)(sizeof designs / sizeof *designs);

    tcase_add_loop_test(tc, bounds_hold_the_area, 0, n);
    tcase_add_test(tc, a_bin_for_each_score);
    tcase_add_loop_test(tc, parts_merge_to_the_whole, 0, n);
    tcase_add_loop_test(tc, threads_chunks_and_order, 0, n);
    tcase_add_test(tc, an_arm);
    tcase_add_test(tc, what_is_refused);
    tcase_add_test(tc, nothing_to_count);
}

GG_TEST_MAIN("evidence/binned")
