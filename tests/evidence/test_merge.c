/*
 * Merging beyond counts: extents, months that stay exact, periods that both have, and collecting as
 * stored evidence was collected.
 */
#include "binned.h"

/* The later of two extents is what both have. */
START_TEST(extents_merge_to_the_later)
{
    static const gg_extent extents[] = {GG_EXTENT_ALL, GG_EXTENT_RANKING, GG_EXTENT_BINNED,
                                        GG_EXTENT_COUNTS};
    int *rows = numbers(plain.rows), half = plain.rows / 2;

    for (int a = 0; a < 4; a++) {
        for (int b = 0; b < 4; b++) {
            gg_evidence x = collect(&plain, rows, half, extents[a], 2, 0);
            gg_evidence y = collect(&plain, rows + half, plain.rows - half, extents[b], 2, 0);
            gg_evidence xy = merge(&x, &y), yx = merge(&y, &x);
            char *one = bytes(&xy), *other = bytes(&yx);
            const gg_slice *all = gg_evidence_overall(&xy);

            ck_assert_str_eq(one, other);
            free(other);
            ck_assert_int_eq(xy.measured, extents[a > b ? a : b]);
            xy = stored_and_read(&xy);
            other = bytes(&xy);
            ck_assert_str_eq(one, other);
            all = gg_evidence_overall(&xy);
            ck_assert_int_eq(all->histogram[0] == NULL, xy.measured == GG_EXTENT_COUNTS);
            ck_assert_int_eq(isnan(all->ranking.roc_auc), xy.measured == GG_EXTENT_COUNTS);
            ck_assert_int_eq(isnan(all->sums.brier), xy.measured != GG_EXTENT_ALL);
            if (xy.measured >= GG_EXTENT_BINNED) {
                gg_evidence once = collect(&plain, rows, plain.rows, xy.measured, 1, 0);
                char *want = bytes(&once);

                ck_assert_str_eq(one, want);
                free(want);
                gg_evidence_release(&once);
            }
            free(one);
            free(other);
            gg_evidence_release(&x);
            gg_evidence_release(&y);
            gg_evidence_release(&xy);
            gg_evidence_release(&yx);
        }
    }
    free(rows);
}
END_TEST

/* One row, which has no score and is left out. */
static gg_evidence collect_none(void)
{
    static const char text[] = "z,s,y,race,age,site,month,a\n0,,1,a,3,X,1,x\n";
    temporary t = temporary_file(text, strlen(text));
    gg_evidence e;

    ck_assert_int_eq(collect_file(&plain, t.path, gg_collect_options_default(), &e, NULL), GG_OK);
    temporary_remove(&t);
    return e;
}

/* The slices of a kind of family, as they are stored. */
static json_t *slices_of(const gg_evidence *e, const char *kind)
{
    json_t *document = NULL, *out = json_array();
    const json_t *family;
    size_t i;

    ck_assert_int_eq(gg_evidence_save(e, &document, NULL), GG_OK);
    json_array_foreach(json_object_get(document, "families"), i, family)
    {
        if (strcmp(gg_json_string(family, "kind", ""), kind) == 0)
            json_array_extend(out, json_object_get(family, "slices"));
    }
    json_decref(document);
    return out;
}

/* Counts alone have no histogram: their evidence adds up whatever the scores are. */
START_TEST(counts_of_any_scores)
{
    const design d = {"any", 1000, 2, -50, 300, 1, "", "threshold: 100\n", 100, true};
    int *rows = numbers(d.rows);
    gg_evidence a = collect(&d, rows, 3, GG_EXTENT_COUNTS, 1, 0);
    gg_evidence b = collect(&d, rows + 3, d.rows - 3, GG_EXTENT_COUNTS, 1, 0);
    gg_evidence both = merge(&a, &b), once = collect(&d, rows, d.rows, GG_EXTENT_COUNTS, 2, 0);
    char *got = bytes(&both), *want = bytes(&once);

    ck_assert_str_eq(got, want);
    free(got);
    free(want);
    free(rows);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
    gg_evidence_release(&both);
    gg_evidence_release(&once);
}
END_TEST

/* Months of which one piece alone has rows keep all that was finished for them. */
START_TEST(months_stay_exact)
{
    static const int orders[][3] = {{0, 1, 2}, {2, 0, 1}, {1, 2, 0}};
    int *rows = numbers(plain.rows), third = plain.rows / 3;
    gg_evidence once = collect(&plain, rows, plain.rows, GG_EXTENT_ALL, 2, 0);
    gg_evidence none = collect_none(), month[3];
    json_t *want = slices_of(&once, "period");
    char *first = NULL;

    for (int i = 0; i < 3; i++)
        month[i] = collect(&plain, rows + i * third, third, GG_EXTENT_ALL, 1, 0);
    for (size_t k = 0; k < sizeof orders / sizeof *orders; k++) {
        gg_evidence two = merge(&month[orders[k][0]], &month[orders[k][1]]), all;
        json_t *got;
        char *text;

        two = stored_and_read(&two);
        all = merge(&month[orders[k][2]], &two);
        all = stored_and_read(&all);
        got = slices_of(&all, "period");
        ck_assert(json_equal(got, want));
        ck_assert(!isnan(all.families[gg_evidence_find(&all, GG_FAMILY_PERIOD, NULL) - all.families]
                             .slices[1]
                             .ranking.average_precision));
        ck_assert(!all.ranking_exact);
        ck_assert(isnan(gg_evidence_overall(&all)->ranking.average_precision));
        ck_assert_ptr_null(gg_evidence_overall(&all)->calibration);
        text = bytes(&all);
        if (first)
            ck_assert_str_eq(text, first);
        free(first);
        first = text;
        json_decref(got);
        gg_evidence_release(&two);
        gg_evidence_release(&all);
    }
    free(first);
    json_decref(want);
    /* Adding nothing takes nothing away. */
    want = slices_of(&month[0], "overall");
    for (int order = 0; order <= 1; order++) {
        gg_evidence sum = order ? merge(&month[0], &none) : merge(&none, &month[0]);
        json_t *got;

        sum = stored_and_read(&sum);
        ck_assert(sum.ranking_exact);
        ck_assert_uint_eq(sum.missing_score, 1);
        got = slices_of(&sum, "overall");
        ck_assert(json_equal(got, want));
        json_decref(got);
        gg_evidence_release(&sum);
    }
    json_decref(want);
    for (int i = 0; i < 3; i++)
        gg_evidence_release(&month[i]);
    gg_evidence_release(&once);
    gg_evidence_release(&none);
    free(rows);
}
END_TEST

/* A period of both is found, whatever the order; rows without one are not one. */
START_TEST(shared_periods)
{
    int *rows = numbers(plain.rows), third = plain.rows / 3;
    gg_evidence a = collect(&plain, rows, third, GG_EXTENT_COUNTS, 1, 0);
    gg_evidence b = collect(&plain, rows + third, third, GG_EXTENT_BINNED, 1, 0);
    gg_evidence c = collect(&plain, rows + third - 1, 2, GG_EXTENT_ALL, 1, 0);
    gg_evidence none = collect_none();

    ck_assert_ptr_null(gg_evidence_shared_period(&a, &b));
    ck_assert_ptr_null(gg_evidence_shared_period(&b, &a));
    ck_assert_str_eq(gg_evidence_shared_period(&a, &c), "1");
    ck_assert_str_eq(gg_evidence_shared_period(&b, &c), "2");
    ck_assert_str_eq(gg_evidence_shared_period(&c, &b), "2");
    ck_assert_ptr_null(gg_evidence_shared_period(&a, &none));
    gg_evidence_release(&a);
    gg_evidence_release(&b);
    gg_evidence_release(&c);
    gg_evidence_release(&none);
    free(rows);
}
END_TEST

/* A schema of score and outcome alone becomes that of the evidence, but for its bins. */
START_TEST(collecting_alike)
{
    const design d = {"real", 2000, 3, -7.5, 12, 3, "", "threshold: {default: 1, site: {Y: 2.5}}\n",
                      40,     false};
    int *rows = numbers(d.rows);
    gg_evidence whole = collect(&d, rows, d.rows, GG_EXTENT_BINNED, 2, 0);
    gg_evidence half = collect(&d, rows, 1000, GG_EXTENT_BINNED, 1, 0), other, sum;
    gg_collect_options o = gg_collect_options_default();
    temporary t = write_rows(&d, rows + 1000, 1000);
    char *want = bytes(&whole), *got;
    const char *yaml = "columns: {s: score, y: outcome}",
               *bins = "columns: {age: {bins: [25, 45]}}";
    json_t *document = NULL;
    gg_schema schema;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "yaml", &document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, &err), GG_OK);
    json_decref(document);
    ck_assert_int_eq(gg_collect_like(&half, &schema, &o, &err), GG_E_USAGE);
    ck_assert_str_eq(err.column, "age");
    gg_error_init(&err);
    ck_assert_int_eq(gg_json_parse(bins, strlen(bins), "yaml", &document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, &err), GG_OK);
    json_decref(document);
    ck_assert_int_eq(gg_collect_like(&half, &schema, &o, &err), GG_OK);
    ck_assert_int_eq(o.measured, GG_EXTENT_BINNED);
    ck_assert_uint_eq(o.score_bins, 40);
    ck_assert_int_eq(gg_collect(t.path, &schema, &o, &other, &err), GG_OK);
    sum = merge(&half, &other);
    got = bytes(&sum);
    ck_assert_str_eq(got, want);
    /* What the schema says itself stays, and does not add up. */
    gg_evidence_release(&other);
    gg_evidence_release(&sum);
    gg_schema_release(&schema);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(bins, strlen(bins), "yaml", &document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, &err), GG_OK);
    json_decref(document);
    ck_assert_int_eq(gg_schema_role(&schema, "s", GG_ROLE_SCORE, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "y", GG_ROLE_OUTCOME, &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "3", &err), GG_OK);
    ck_assert_int_eq(gg_collect_like(&half, &schema, &o, &err), GG_OK);
    ck_assert(schema.threshold == 3);
    ck_assert_int_eq(gg_collect(t.path, &schema, &o, &other, &err), GG_OK);
    ck_assert_int_eq(gg_evidence_merge(&half, &other, &sum, &err), GG_E_INPUT);
    gg_schema_release(&schema);
    temporary_remove(&t);
    free(want);
    free(got);
    free(rows);
    gg_evidence_release(&whole);
    gg_evidence_release(&half);
    gg_evidence_release(&other);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, extents_merge_to_the_later);
    tcase_add_test(tc, counts_of_any_scores);
    tcase_add_test(tc, months_stay_exact);
    tcase_add_test(tc, shared_periods);
    tcase_add_test(tc, collecting_alike);
}

GG_TEST_MAIN("evidence/merge")
