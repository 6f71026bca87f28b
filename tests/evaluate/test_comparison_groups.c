/*
 * Comparison by group, site, period and intersection, and the findings: better for everyone
 * together, worse for one group.
 *
 * Tango's intervals and the p-values of a margin: mpmath, by the restricted maximum of the
 * likelihood found by bisection; McNemar's p: statsmodels 0.13 mcnemar(exact=True); DeLong: NumPy,
 * by its definition over all pairs of rows, and in whole fractions for the large counts.
 */
#include "documents.h"

#include "gauger/base/random.h"

/*
 * Recall goes up from 324 to 359 of 510 and down from 70 to 45 of the 100 positives of group y, and
 * from 120 to 95 of the 180 at site Q. Group z has 20 rows.
 */
static const char story[] = "a,b,y,race,port,n\n"
                            "0.9,0.9,1,x,P,200\n0.9,0.1,1,x,P,70\n0.1,0.9,1,x,P,10\n"
                            "0.1,0.1,1,x,P,40\n0.9,0.9,1,x,Q,40\n0.9,0.1,1,x,Q,10\n"
                            "0.1,0.9,1,x,Q,10\n0.1,0.1,1,x,Q,20\n0.9,0.9,1,y,Q,40\n"
                            "0.9,0.1,1,y,Q,5\n0.1,0.9,1,y,Q,30\n0.1,0.1,1,y,Q,25\n"
                            "0.9,0.9,1,z,P,4\n0.1,0.1,1,z,P,6\n"
                            "0.9,0.9,0,x,P,30\n0.9,0.1,0,x,P,10\n0.1,0.9,0,x,P,12\n"
                            "0.1,0.1,0,x,P,250\n0.9,0.9,0,x,Q,20\n0.9,0.1,0,x,Q,5\n"
                            "0.1,0.9,0,x,Q,5\n0.1,0.1,0,x,Q,100\n0.9,0.9,0,y,Q,10\n"
                            "0.9,0.1,0,y,Q,3\n0.1,0.9,0,y,Q,4\n0.1,0.1,0,y,Q,80\n"
                            "0.1,0.1,0,z,P,10\n";

static const char roles[] = "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\","
                            "\"race\": \"protected\", \"port\": \"site\"}, \"threshold\": 0.5}";

static double at(const json_t *d, const char *place, const char *metric, const char *key)
{
    char path[160];

    snprintf(path, sizeof path, "%s/differences/%s/%s", place, metric, key);
    return number(d, path);
}

START_TEST(recall_by_group_and_site)
{
    static const struct {
        const char *place;
        double value, low, high, p;
    } expected[] = {
        {"attributes/race/groups/x", 0.15, 0.103751314333575, 0.197950677158029,
         1.1159089057251951e-09},
        {"attributes/race/groups/y", -0.25, -0.356755200102228, -0.143787311788696,
         2.2361520677804947e-05},
        {"sites/P", 0.18181818181818182, 0.133655233082827, 0.233124918936998,
         3.161290522649495e-12},
        {"sites/Q", -0.1388888888888889, -0.218409704262908, -0.0601612146581443,
         0.0010158471941252854},
    };
    json_t *d = compare(story, roles, NULL);

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        ck_close(at(d, expected[i].place, "recall", "value"), expected[i].value, 1e-12);
        ck_close(at(d, expected[i].place, "recall", "low"), expected[i].low, 1e-9);
        ck_close(at(d, expected[i].place, "recall", "high"), expected[i].high, 1e-9);
        ck_close(at(d, expected[i].place, "recall", "p_value"), expected[i].p, 1e-9);
    }
    ck_close(number(d, "differences/recall/low"), 0.0242826996271168, 1e-9);
    ck_close(number(d, "differences/recall/high"), 0.113357626746351, 1e-9);
    ck_close(number(d, "sites/Q/differences/recall/counts/b_only"), 40, 0);
    ck_assert_ptr_null(member(d, "periods"));
    ck_assert_ptr_null(member(d, "intersections"));
    json_decref(d);
}
END_TEST

/* The finding of a metric for a group or site; NULL where there is none. */
static const json_t *found(const json_t *d, const char *key, const char *name, const char *metric)
{
    json_t *one;
    size_t i;

    json_array_foreach(member(d, "findings/worse_for"), i, one)
    {
        if (strcmp(gg_json_string(one, "metric", ""), metric) == 0 &&
            strcmp(gg_json_string(one, key, ""), name) == 0)
            return one;
    }
    return NULL;
}

START_TEST(better_overall_and_worse_for_one_group)
{
    json_t *d = compare(story, roles, NULL);
    const json_t *y = found(d, "group", "y", "recall"), *q = found(d, "site", "Q", "recall");

    ck_assert_str_eq(text(d, "findings/overall/recall"), "better");
    ck_assert_ptr_nonnull(y);
    ck_assert_str_eq(text(y, "attribute"), "race");
    ck_assert_str_eq(text(y, "overall"), "better");
    ck_close(number(y, "rows"), 197, 0);
    ck_close(number(y, "difference/value"), -0.25, 1e-12);
    ck_close(number(y, "difference/high"), -0.143787311788696, 1e-9);
    ck_close(number(y, "p_value"), 1.19061884238717e-5, 1e-10);
    /* Holm over x, y, P and Q: z is too small to be asked. */
    ck_close(number(y, "adjusted_p_value"), 4 * 1.19061884238717e-5, 1e-10);
    ck_assert_ptr_nonnull(q);
    ck_close(number(q, "p_value"), 0.00037448022381945, 1e-10);
    ck_close(number(q, "adjusted_p_value"), 3 * 0.00037448022381945, 1e-10);
    ck_assert_ptr_null(found(d, "group", "x", "recall"));
    ck_assert_ptr_null(found(d, "site", "P", "recall"));
    ck_assert_ptr_null(found(d, "group", "y", "false_positive_rate"));
    ck_assert_ptr_null(found(d, "group", "y", "false_negative_rate"));
    ck_assert_str_eq(text(d, "findings/correction"), "holm");
    ck_close(number(d, "findings/alpha"), 0.025, 1e-12);
    ck_close(number(d, "findings/minimum_count"), 30, 0);
    ck_assert_uint_eq(json_array_size(member(d, "findings/not_judged")), 1);
    ck_assert_str_eq(text(json_array_get(member(d, "findings/not_judged"), 0), "group"), "z");
    ck_assert_str_eq(text(json_array_get(member(d, "findings/not_judged"), 0), "why"), "too_few");
    json_decref(d);
}
END_TEST

/* By more than 0.1 only group y is worse off (p 0.00337, times 4). */
START_TEST(worse_by_more_than_a_margin)
{
    gg_compare_options o = gg_compare_options_default();
    const json_t *y;
    json_t *d;

    o.margin = 0.1;
    d = compare(story, roles, &o);
    y = found(d, "group", "y", "recall");
    ck_assert_ptr_nonnull(y);
    ck_close(number(y, "p_value"), 0.00337272168760949, 1e-10);
    ck_close(number(y, "adjusted_p_value"), 4 * 0.00337272168760949, 1e-10);
    ck_assert_ptr_null(found(d, "site", "Q", "recall"));
    ck_close(number(d, "findings/margin"), 0.1, 0);
    json_decref(d);

    o.minimum_count = 198;
    d = compare(story, roles, &o);
    ck_assert_ptr_null(found(d, "group", "y", "recall"));
    ck_assert_uint_eq(json_array_size(member(d, "findings/not_judged")), 2);
    json_decref(d);
}
END_TEST

/* Exchanged, A is worse for everyone: then no group is singled out by recall. */
START_TEST(worse_overall)
{
    temporary data = temporary_file(story, 0);
    json_t *d = NULL;
    gg_schema schema;

    read_schema(&schema, roles);
    ck_assert_int_eq(gg_compare(data.path, &schema, "b", "a", NULL, &d, NULL), GG_OK);
    check_fit("docs/schemas/comparison-1.schema.json", d);
    ck_assert_str_eq(text(d, "findings/overall/recall"), "worse");
    ck_assert_ptr_null(found(d, "group", "x", "recall"));
    ck_assert_ptr_null(found(d, "group", "y", "recall"));
    json_decref(d);
    gg_schema_release(&schema);
    temporary_remove(&data);
}
END_TEST

/* Where lower is better, higher is worse: A refers 30 negatives of group y that B does not. */
START_TEST(higher_where_lower_is_better)
{
    json_t *d = compare("a,b,y,race,n\n0.9,0.1,0,y,30\n0.1,0.9,0,y,5\n0.9,0.9,0,y,15\n"
                        "0.1,0.1,0,y,50\n0.1,0.9,0,x,90\n0.9,0.9,0,x,30\n0.1,0.1,0,x,300\n"
                        "0.9,0.9,1,x,40\n0.9,0.9,1,y,40\n",
                        "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\","
                        "\"race\": \"protected\"}}",
                        NULL);
    const json_t *y = found(d, "group", "y", "false_positive_rate");

    ck_assert_str_eq(text(d, "findings/overall/false_positive_rate"), "better");
    ck_assert_ptr_nonnull(y);
    ck_close(number(y, "difference/value"), 0.25, 1e-12);
    ck_assert_ptr_nonnull(found(d, "group", "y", "brier_score"));
    ck_assert_ptr_null(found(d, "group", "x", "false_positive_rate"));
    ck_assert_ptr_null(found(d, "group", "y", "specificity"));
    json_decref(d);
}
END_TEST

START_TEST(nothing_to_find)
{
    json_t *d = compare("a,b,y,race,n\n0.9,0.9,1,x,50\n0.2,0.2,0,x,50\n0.9,0.9,1,y,50\n"
                        "0.2,0.2,0,y,40\n",
                        "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\","
                        "\"race\": \"protected\"}}",
                        NULL);

    ck_assert_uint_eq(json_array_size(member(d, "findings/worse_for")), 0);
    ck_assert_str_eq(text(d, "findings/overall/recall"), "not established");
    json_decref(d);

    /* Without outcomes nothing can be better or worse. */
    d = compare("a,b\n0.9,0.2\n0.1,0.3\n", NULL, NULL);
    ck_assert_uint_eq(json_object_size(member(d, "findings/overall")), 0);
    ck_close(number(d, "findings/tests"), 0, 0);
    json_decref(d);
}
END_TEST

/* 180 rows from a rule, at three sites, in two periods; what: all, or one site's alone. */
static void put_rows(gg_buf *b, int site)
{
    char p_text[32], q_text[32];

    gg_buf_puts(b, "a,b,y,port,month,sex\n");
    for (int i = 0; i < 180; i++) {
        int p = (i * 37 + 5) % 181, q = (i * 23 + 11) % 181;

        if (site >= 0 && i % 3 != site)
            continue;
        gg_buf_printf(b, "%s,%s,%d,S%d,%s,%s\n", gg_text_double(p / 181.0, p_text),
                      gg_text_double(q / 181.0, q_text),
                      6 * p + 4 * q + 8 * (i * 29 % 181) > 9 * 181, i % 3,
                      i < 100 ? "early" : "late", i % 2 ? "F" : "M");
    }
}

static const char placed[] = "{\"columns\": {\"y\": \"outcome\", \"port\": [\"site\","
                             "\"protected\"], \"month\": \"period\", \"sex\": \"protected\"}}";

START_TEST(areas_by_site_and_period)
{
    static const struct {
        const char *place;
        double value, low, high, covariance, error, p;
    } expected[] = {
        {"sites/S0", 0.06562847608453837, -0.18220505766353987, 0.31346200983261663,
         -0.0026717275246415893, 0.12644800399545988, 0.6037499210143178},
        {"sites/S1", 0.10789766407119006, -0.07238445120929604, 0.28817977935167616,
         0.0002402661384152371, 0.0919823612589458, 0.24078554174969746},
        {"sites/S2", -0.025669642857142905, -0.15050068418054136, 0.09916139846625555,
         0.0006500177916148537, 0.06369047712511546, 0.6869207279783208},
        {"periods/early", 0.0677083333333337, -0.08026937779621807, 0.21568604446288547,
         -0.00032037878493333617, 0.07550021954320645, 0.3698275110075039},
        {"periods/late", 0.025062656641603898, -0.1422874096390882, 0.192412722922296,
         -0.000562936514416627, 0.08538425583364188, 0.769118718818279},
    };
    gg_buf b;
    json_t *d;

    gg_buf_init(&b, 0);
    put_rows(&b, -1);
    d = compare(b.data, placed, NULL);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const char *place = expected[i].place;

        ck_close(at(d, place, "roc_auc", "value"), expected[i].value, 1e-12);
        ck_close(at(d, place, "roc_auc", "low"), expected[i].low, 1e-12);
        ck_close(at(d, place, "roc_auc", "high"), expected[i].high, 1e-12);
        ck_close(at(d, place, "roc_auc", "covariance"), expected[i].covariance, 1e-12);
        ck_close(at(d, place, "roc_auc", "standard_error"), expected[i].error, 1e-12);
        ck_close(at(d, place, "roc_auc", "p_value"), expected[i].p, 1e-10);
    }
    /* A column may be site and protected. */
    ck_assert(json_equal(member(d, "sites/S1/differences"),
                         member(d, "attributes/port/groups/S1/differences")));
    json_decref(d);
    gg_buf_release(&b);
}
END_TEST

/* A site's differences are those of the table cut to it. */
START_TEST(a_site_is_a_table)
{
    gg_buf all, part;
    json_t *d, *alone;

    gg_buf_init(&all, 0);
    gg_buf_init(&part, 0);
    put_rows(&all, -1);
    put_rows(&part, 2);
    d = compare(all.data, placed, NULL);
    alone = compare(part.data, "{\"columns\": {\"y\": \"outcome\"}}", NULL);
    ck_assert(json_equal(member(d, "sites/S2/differences"), member(alone, "differences")));
    json_decref(d);
    json_decref(alone);
    gg_buf_release(&all);
    gg_buf_release(&part);
}
END_TEST

START_TEST(intersections)
{
    static const char *const names[] = {"x*F", "x*M", "x*(missing)", "y*M", "(missing)*F"};
    static const char *const crossed[] = {"race*sex"};
    gg_compare_options o = gg_compare_options_default();
    const char *name;
    json_t *d, *group;
    size_t i = 0;

    o.intersections = crossed;
    o.n_intersections = 1;
    d = compare("a,b,y,race,sex\n0.9,0.1,1,y,M\n0.9,0.9,1,,F\n0.2,0.9,1,x,M\n0.2,0.3,0,x,M\n"
                "0.9,0.1,1,x,F\n0.9,0.1,1,x,\n0.9,0.1,1,x,F\n",
                "{\"columns\": {\"y\": \"outcome\", \"sex\": \"protected\","
                "\"race\": \"protected\"}}",
                &o);
    json_object_foreach(member(d, "intersections/race*sex/groups"), name, group)
    {
        ck_assert_uint_lt(i, 5);
        ck_assert_str_eq(name, names[i++]);
    }
    ck_assert_uint_eq(i, 5);
    ck_close(number(d, "intersections/race*sex/groups/x*F/a/count"), 2, 0);
    ck_close(number(d, "intersections/race*sex/groups/x*F/differences/recall/value"), 1, 0);
    ck_close(number(d, "intersections/race*sex/groups/x*M/differences/recall/value"), -1, 0);
    ck_assert_str_eq(text(json_array_get(member(d, "findings/not_judged"), 6), "intersection"),
                     "race*sex");
    json_decref(d);
}
END_TEST

START_TEST(intersections_that_are_refused)
{
    static const struct {
        const char *text, *what;
    } cases[] = {
        {"race*port", "--intersect race*port: not protected columns of the table"},
        {"race*", "--intersect race*: not protected columns of the table"},
        {"race*race", "--intersect race*race: a column twice"},
        {"race", "--intersect race: needs two columns"},
    };
    gg_compare_options o = gg_compare_options_default();
    gg_error err;
    json_t *d;

    o.n_intersections = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        o.intersections = &cases[i].text;
        ck_assert_int_eq(compare_of(story, roles, &o, &d, &err), GG_E_USAGE);
        ck_assert_str_eq(err.what, cases[i].what);
    }
    o = gg_compare_options_default();
    o.margin = -0.1;
    ck_assert_int_eq(compare_of(story, roles, &o, &d, &err), GG_E_USAGE);
    ck_assert_ptr_nonnull(strstr(err.what, "margin"));
    o.margin = NAN;
    ck_assert_int_eq(compare_of(story, roles, &o, &d, &err), GG_E_USAGE);
}
END_TEST

/* 101 by 101 levels are more groups than are told apart. */
START_TEST(too_many_groups)
{
    static const char *const crossed[] = {"g*h"};
    gg_compare_options o = gg_compare_options_default();
    gg_error err;
    gg_buf b;
    json_t *d;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "a,b,g,h\n");
    for (int i = 0; i < 101; i++)
        for (int k = 0; k < 101; k++)
            gg_buf_printf(&b, "0.5,0.5,%d,%d\n", i, k);
    o.intersections = crossed;
    o.n_intersections = 1;
    ck_assert_int_eq(compare_of(b.data,
                                "{\"columns\": {\"g\": \"protected\", \"h\": \"protected\"}}", &o,
                                &d, &err),
                     GG_E_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.what, "more than 10000 groups"));
    gg_buf_release(&b);
}
END_TEST

/* More rows than 16 bits hold, whose products 32 bits do not: NumPy's, in whole fractions. */
START_TEST(areas_of_many_rows)
{
    static const struct {
        double a, b;
        int y, n;
    } cells[] = {{3, 2, 1, 40000}, {1, 3, 1, 25000}, {2, 1, 1, 5001},
                 {1, 1, 0, 50000}, {2, 3, 0, 15000}, {3, 2, 0, 5002}};
    gg_buf counted, rows;
    json_t *d, *one;

    gg_buf_init(&counted, 0);
    gg_buf_init(&rows, 0);
    gg_buf_puts(&counted, "a,b,y,n\n");
    gg_buf_puts(&rows, "a,b,y\n");
    for (size_t i = 0; i < 6; i++) {
        gg_buf_printf(&counted, "%g,%g,%d,%d\n", cells[i].a, cells[i].b, cells[i].y, cells[i].n);
        for (int k = 0; k < cells[i].n; k++)
            gg_buf_printf(&rows, "%g,%g,%d\n", cells[i].a, cells[i].b, cells[i].y);
    }
    d = compare(counted.data,
                "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}, \"threshold\": 2}", NULL);
    one = compare(rows.data, "{\"columns\": {\"y\": \"outcome\"}, \"threshold\": 2}", NULL);
    ck_assert(json_equal(member(d, "differences"), member(one, "differences")));
    ck_close(number(d, "a/roc_auc/value"), 0.7372331999088884, 1e-10);
    ck_close(number(d, "differences/roc_auc/value"), -0.03571632642857497, 1e-10);
    ck_close(number(d, "differences/roc_auc/covariance"), 1.5023054513456308e-07, 1e-10);
    ck_close(number(d, "differences/roc_auc/standard_error"), 0.0017097648909944077, 1e-10);
    ck_close(number(d, "differences/roc_auc/p_value"), 6.65568949017252e-97, 1e-10);
    json_decref(d);
    json_decref(one);
    gg_buf_release(&counted);
    gg_buf_release(&rows);

    /* And more than 32 bits hold. */
    d = compare("a,b,y,n\n3,2,1,3000000000\n1,3,1,2000000000\n2,1,1,1000000000\n"
                "1,1,0,4000000000\n2,3,0,1500000000\n3,2,0,500000000\n",
                "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}, \"threshold\": 2}", NULL);
    ck_close(number(d, "differences/roc_auc/value"), 0.020833333333333332, 1e-14);
    ck_close(number(d, "differences/roc_auc/covariance"), 2.202289095017254e-12, 1e-10);
    ck_close(number(d, "differences/roc_auc/standard_error"), 6.061986901281608e-06, 1e-10);
    json_decref(d);
}
END_TEST

/* Identical scores: no difference anywhere, p = 1, and nobody is found worse off. */
START_TEST(identical_scores_by_site)
{
    gg_buf b;
    const char *place, *name;
    json_t *d, *site, *one;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "a,b,y,s\n");
    for (int i = 0; i < 200; i++)
        gg_buf_printf(&b, "0.%02d,0.%02d,%d,%d\n", i * 7 % 100, i * 7 % 100, i * i % 3 == 0, i % 2);
    d = compare(b.data, "{\"columns\": {\"y\": \"outcome\", \"s\": \"site\"}}", NULL);
    json_object_foreach(member(d, "sites"), place, site)
    {
        json_object_foreach(member(site, "differences"), name, one)
        {
            ck_assert_msg(number(one, "value") == 0, "%s", name);
            if (json_is_string(member(one, "test")))
                ck_assert_msg(number(one, "p_value") == 1, "%s", name);
        }
    }
    ck_assert_uint_eq(json_array_size(member(d, "findings/worse_for")), 0);
    json_decref(d);
    gg_buf_release(&b);
}
END_TEST

#define TABLES 200
#define GROUPS 8

/*
 * Two scores of equal merit, eight groups: for each metric a group is singled out by chance in at
 * most 2.5 in 100 tables; three standard errors above that are 6 in 100. Without the correction it
 * would be about 18.
 */
START_TEST(chance_singles_nobody_out)
{
    static const char *const metrics[] = {"recall", "false_positive_rate", "accuracy", "precision"};
    int alarms[4] = {0, 0, 0, 0};
    gg_random r;

    gg_random_init(&r, 1, "comparison", "findings");
    for (int t = 0; t < TABLES; t++) {
        gg_buf b;
        json_t *d, *one;
        size_t i;
        bool seen[4] = {false};

        gg_buf_init(&b, 0);
        gg_buf_puts(&b, "a,b,y,g\n");
        for (int i_row = 0; i_row < 1200; i_row++) {
            int y = gg_random_uniform(&r) < 0.4;
            double p = y ? 0.7 : 0.3;
            int a = gg_random_uniform(&r) < p, c = gg_random_uniform(&r) < p;

            gg_buf_printf(&b, "%d,%d,%d,%d\n", a, c, y, i_row % GROUPS);
        }
        d = compare(b.data, "{\"columns\": {\"y\": \"outcome\", \"g\": \"protected\"}}", NULL);
        json_array_foreach(member(d, "findings/worse_for"), i, one)
        {
            for (int m = 0; m < 4; m++)
                seen[m] = seen[m] || strcmp(text(one, "metric"), metrics[m]) == 0;
        }
        for (int m = 0; m < 4; m++)
            alarms[m] += seen[m];
        json_decref(d);
        gg_buf_release(&b);
    }
    for (int m = 0; m < 4; m++)
        ck_assert_msg(alarms[m] <= 0.06 * TABLES, "%s: %d of %d", metrics[m], alarms[m], TABLES);
}
END_TEST

/* The published schema lets no impossible finding through. */
START_TEST(findings_that_do_not_fit)
{
    static const char *const schema = "docs/schemas/comparison-1.schema.json";
    static const struct {
        const char *path, *name, *value;
    } changes[] = {
        {"", "findings", NULL},
        {"findings", "margin", "-1"},
        {"findings", "alpha", "0.5"},
        {"findings", "worse_for", "[{\"attribute\": \"race\", \"group\": \"y\"}]"},
        {"findings/overall", "recall", "\"fine\""},
        {"sites/P", "differences", NULL},
        {"decision/a", "scored_by", "\"hand\""},
        {"decision/a", "suppression", "{\"rules\": []}"},
    };
    json_t *d = compare(story, roles, NULL);

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        ck_assert_msg(!fits_with(schema, d, changes[i].path, changes[i].name, changes[i].value),
                      "%s/%s", changes[i].path, changes[i].name);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, recall_by_group_and_site);
    tcase_add_test(tc, better_overall_and_worse_for_one_group);
    tcase_add_test(tc, worse_by_more_than_a_margin);
    tcase_add_test(tc, worse_overall);
    tcase_add_test(tc, higher_where_lower_is_better);
    tcase_add_test(tc, nothing_to_find);
    tcase_add_test(tc, areas_by_site_and_period);
    tcase_add_test(tc, a_site_is_a_table);
    tcase_add_test(tc, intersections);
    tcase_add_test(tc, intersections_that_are_refused);
    tcase_add_test(tc, too_many_groups);
    tcase_add_test(tc, areas_of_many_rows);
    tcase_add_test(tc, identical_scores_by_site);
    tcase_add_test(tc, chance_singles_nobody_out);
    tcase_add_test(tc, findings_that_do_not_fit);
}

GG_TEST_MAIN("evaluate/comparison_groups")
