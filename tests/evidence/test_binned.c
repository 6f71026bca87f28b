/*
 * Scores counted in bins while rows are read: the area lies between the bounds, evidence of parts
 * merges to that of the whole, and nothing depends on threads, chunks or the order of rows.
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

/* How a table is drawn and read. Columns are z (ignored), s, y, race, age, site, month, a
 * (ignored), and one more by kind. */
typedef struct design {
    const char *seed;
    int rows;
    int decimals;     /* of the scores */
    double low, high; /* their range */
    int unverified;   /* of ten rows, how many have no outcome */
    const char
        *column;      /* the last column: "", "n" (a count), "w" (a weight), "p" (of inspection) */
    const char *more; /* of the schema */
    size_t bins;
    bool undeclared; /* the range of scores is not told */
} design;

static const design plain = {"plain", 3000, 4, 0, 1, 2, "", "", 100, false};

static const char *const schema_head =
    "columns: {s: score, y: outcome, race: {role: protected, reference: b},"
    " age: {role: protected, bins: [25, 45]}, site: site, month: period";

/* Rows are drawn by their number. Race (missing) is written out in one part, left empty in another;
 * the first rows lack site Z, the last month 1. */
static void write_row(const design *d, int i, gg_buf *b)
{
    char name[16];
    gg_random r;
    double score;
    int outcome;

    snprintf(name, sizeof name, "%d", i);
    gg_random_init(&r, 1, d->seed, name);
    score = d->low + gg_random_uniform(&r) * (d->high - d->low);
    outcome = gg_random_uniform(&r) < 0.2 + 0.5 * (score - d->low) / (d->high - d->low);
    gg_buf_printf(b, "%d,%.*f,", i, d->decimals, score);
    if ((int)(gg_random_bits(&r) % 10) < d->unverified)
        gg_buf_puts(b, ",");
    else
        gg_buf_printf(b, "%d,", outcome);
    gg_buf_printf(b, "%s,", (const char *const[]){"b", "a", "", "(missing)", "c"}[i % 5]);
    if (gg_random_bits(&r) % 20 > 0)
        gg_buf_printf(b, "%d", (int)(gg_random_bits(&r) % 90));
    gg_buf_printf(b, ",%c,%d,x", "XYZ"[i < d->rows / 3 ? i % 2 : i % 3], 1 + 3 * i / d->rows);
    if (d->column[0] == 'n')
        gg_buf_printf(b, ",%d", (int)(gg_random_bits(&r) % 4));
    else if (d->column[0])
        gg_buf_printf(b, ",%.2f", 0.1 + 0.9 * gg_random_uniform(&r));
    gg_buf_puts(b, "\n");
}

static temporary write_rows(const design *d, const int *rows, int n)
{
    gg_buf b;
    temporary t;

    gg_buf_init(&b, 0);
    gg_buf_printf(&b, "z,s,y,race,age,site,month,a%s%s\n", d->column[0] ? "," : "", d->column);
    for (int i = 0; i < n; i++)
        write_row(d, rows[i], &b);
    t = temporary_file(b.data, b.size);
    gg_buf_release(&b);
    return t;
}

static void make_schema(const design *d, gg_schema *schema)
{
    static const struct {
        char column;
        const char *role;
    } roles[] = {{'n', ", n: count"}, {'w', ", w: weight"}, {'p', ", p: sampling_probability"}};
    json_t *document = NULL;
    gg_error err;
    gg_buf b;

    gg_error_init(&err);
    gg_buf_init(&b, 0);
    gg_buf_puts(&b, schema_head);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (d->column[0] == roles[i].column)
            gg_buf_puts(&b, roles[i].role);
    gg_buf_printf(&b, "}\n%s", d->more[0] ? d->more : "threshold: 0.5\n");
    gg_schema_init(schema);
    ck_assert_int_eq(gg_json_parse(b.data, b.size, "yaml", &document, &err), GG_OK);
    ck_assert_msg(gg_schema_add(schema, document, &err) == GG_OK, "%s: %s", err.column, err.what);
    json_decref(document);
    gg_buf_release(&b);
}

static gg_status collect_file(const design *d, const char *path, gg_collect_options o,
                              gg_evidence *out, gg_error *err)
{
    static const char *const intersections[] = {"race*age", "age*race"};
    static const double points[] = {5, 0.25, 0.5, 0.25};
    gg_schema schema;
    gg_status status;

    make_schema(d, &schema);
    o.score_bins = d->bins;
    o.intersections = intersections;
    o.n_intersections = 2;
    if (o.measured < GG_EXTENT_COUNTS && !o.operating_points) {
        o.operating_points = points;
        o.n_operating_points = 4;
    }
    if (!o.has_grid && !d->undeclared && (d->low < 0 || d->high > 1)) {
        o.has_grid = true;
        o.grid_low = d->low;
        o.grid_high = d->high;
    }
    status = gg_collect(path, &schema, &o, out, err);
    gg_schema_release(&schema);
    return status;
}

static gg_evidence collect(const design *d, const int *rows, int n, gg_extent measured,
                           unsigned threads, size_t chunk)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = write_rows(d, rows, n);
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    o.measured = measured;
    o.threads = threads;
    if (chunk)
        o.csv.chunk = chunk;
    ck_assert_msg(collect_file(d, t.path, o, &e, &err) == GG_OK, "%s: %s", err.column, err.what);
    temporary_remove(&t);
    return e;
}

/* The numbers of all rows, in order; a part begins somewhere in it. */
static int *numbers(int n)
{
    int *all = malloc((size_t)n * sizeof *all);

    ck_assert_ptr_nonnull(all);
    for (int i = 0; i < n; i++)
        all[i] = i;
    return all;
}

static void shuffle(int *all, int n)
{
    gg_random r;

    gg_random_init(&r, 7, "order", "");
    for (int i = n - 1; i > 0; i--) {
        int k = (int)(gg_random_bits(&r) % (uint64_t)(i + 1)), swap = all[i];

        all[i] = all[k];
        all[k] = swap;
    }
}

/* What is stored, which fits the published schema and can be read back. */
static char *bytes(const gg_evidence *e)
{
    json_t *document = NULL;
    char fault[400];
    gg_buf b;

    ck_assert_int_eq(gg_evidence_save(e, &document, NULL), GG_OK);
    ck_assert_msg(schema_fits("docs/schemas/evidence-1.schema.json", document, fault), "%s", fault);
    gg_buf_init(&b, 0);
    gg_json_write(document, &b);
    json_decref(document);
    return b.data;
}

static gg_evidence stored_and_read(gg_evidence *e)
{
    json_t *document = NULL;
    gg_evidence out;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_evidence_save(e, &document, NULL), GG_OK);
    ck_assert_msg(gg_evidence_load(document, &out, &err) == GG_OK, "%s: %s", err.column, err.what);
    json_decref(document);
    gg_evidence_release(e);
    return out;
}

static gg_evidence merge(const gg_evidence *a, const gg_evidence *b)
{
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evidence_merge(a, b, &e, &err) == GG_OK, "%s", err.what);
    return e;
}

static const design designs[] = {
    {"plain", 3000, 4, 0, 1, 2, "", "", 100, false},
    {"coarse", 1500, 1, 0, 1, 0, "", "", 7, false},
    {"one bin", 900, 6, 0, 1, 1, "", "", 1, false},
    {"fine", 2000, 9, 0, 1, 0, "", "", 1000, false},
    {"deciles", 2000, 0, 1, 10, 1, "", "threshold: 6\n", 9, false},
    {"real", 2000, 3, -7.5, 12, 3, "", "threshold: {default: 1, site: {Y: 2.5}}\n", 40, false},
    {"sampled", 1500, 3, 0, 1, 4, "p", "", 50, false},
    {"counted", 1500, 3, 0, 1, 2, "n", "", 50, false},
    {"weighted", 1500, 3, 0, 1, 2, "w", "", 50, false},
};

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

static gg_evidence collect_within(const design *d, const int *rows, uint64_t max_memory,
                                  unsigned threads, size_t chunk)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = write_rows(d, rows, d->rows);
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    o.max_memory = max_memory;
    o.threads = threads;
    if (chunk)
        o.csv.chunk = chunk;
    ck_assert_msg(collect_file(d, t.path, o, &e, &err) == GG_OK, "%s: %s", err.column, err.what);
    temporary_remove(&t);
    return e;
}

/* Rows that would take more are counted in bins: the same as evidence of parts, merged. */
START_TEST(memory_for_rows)
{
    const design *d = &designs[_i];
    const struct {
        unsigned threads;
        size_t chunk, limit;
    } ways[] = {{1, 0, 1}, {2, 700, 3000}, {7, 0, 5000}, {7, 300, 7000}, {3, 4096, 1}};
    int *rows = numbers(d->rows), half = d->rows / 2;
    gg_evidence a, b, merged, all = collect_within(d, rows, 0, 2, 0);
    char *whole = bytes(&all), *want, *got;

    shuffle(rows, d->rows);
    a = collect(d, rows, half, GG_EXTENT_ALL, 1, 0);
    b = collect(d, rows + half, d->rows - half, GG_EXTENT_ALL, 1, 0);
    merged = merge(&a, &b);
    want = bytes(&merged);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        gg_evidence e = collect_within(d, rows, ways[i].limit, ways[i].threads, ways[i].chunk);

        got = bytes(&e);
        ck_assert_str_eq(got, want);
        free(got);
        ck_assert_mem_eq(&gg_evidence_overall(&e)->sums, &gg_evidence_overall(&all)->sums,
                         sizeof(gg_score_sums));
        gg_evidence_release(&e);
        e = collect_within(d, rows, 1 << 20, ways[i].threads, ways[i].chunk);
        got = bytes(&e);
        ck_assert_str_eq(got, whole);
        free(got);
        gg_evidence_release(&e);
    }
    free(want);
    free(whole);
    free(rows);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
    gg_evidence_release(&merged);
    gg_evidence_release(&all);
}
END_TEST

/* The limit holds to the byte: 8 for a row of at most six places in [0, 1], else from 24 on. */
START_TEST(memory_to_the_byte)
{
    static const struct {
        int decimals;
        const char *column;
        uint64_t bytes;
    } forms[] = {{4, "", 8}, {7, "", 24}, {4, "w", 40}, {4, "n", 40}, {4, "p", 40}};

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const design d = {"bytes", 500, forms[i].decimals, 0, 1, 0, forms[i].column, "", 20, false};
        int *rows = numbers(d.rows);
        uint64_t n = 500;
        gg_evidence e;

        /* A line that stands for nobody is not kept. */
        if (d.column[0] == 'n') {
            n = 0;
            for (int k = 0; k < d.rows; k++) {
                gg_buf b;

                gg_buf_init(&b, 0);
                write_row(&d, k, &b);
                n += strcmp(b.data + b.size - 3, ",0\n") != 0;
                gg_buf_release(&b);
            }
        }
        for (unsigned threads = 1; threads < 8; threads += 3) {
            e = collect_within(&d, rows, n * forms[i].bytes, threads, 500);
            ck_assert(e.ranking_exact);
            gg_evidence_release(&e);
            e = collect_within(&d, rows, n * forms[i].bytes - 1, threads, 500);
            ck_assert(!e.ranking_exact);
            ck_assert_int_eq(e.measured, GG_EXTENT_ALL);
            gg_evidence_release(&e);
        }
        free(rows);
    }
}
END_TEST

/* A range that nobody declared is found by reading twice: the grid is that of evidence with rows.
 */
START_TEST(range_found_by_reading_twice)
{
    static const struct {
        int decimals;
        double low, high;
    } ranges[] = {{3, -7.5, 12}, {0, 1, 10}, {5, 0, 1.5}};

    for (size_t i = 0; i < 3; i++) {
        const design d = {
            "twice", 2000, ranges[i].decimals, ranges[i].low, ranges[i].high, 1, "", "", 30, true};
        int *rows = numbers(d.rows);
        gg_evidence a = collect_within(&d, rows, 0, 1, 0);
        gg_evidence b = collect_within(&d, rows, 100, 3, 600);

        ck_assert(!b.ranking_exact);
        ck_close(a.grid_low, b.grid_low, 0);
        ck_close(a.grid_high, b.grid_high, 0);
        ck_assert_uint_eq(a.grid_bins, b.grid_bins);
        for (int o = 0; o < GG_OUTCOMES; o++)
            ck_assert_mem_eq(gg_evidence_overall(&a)->histogram[o],
                             gg_evidence_overall(&b)->histogram[o], a.grid_bins * sizeof(uint64_t));
        ck_assert(gg_evidence_overall(&b)->ranking.roc_auc_low <=
                      gg_evidence_overall(&a)->ranking.roc_auc + 1e-12 &&
                  gg_evidence_overall(&b)->ranking.roc_auc_high >=
                      gg_evidence_overall(&a)->ranking.roc_auc - 1e-12);
        gg_evidence_release(&a);
        gg_evidence_release(&b);
        free(rows);
    }
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
    /* A declared range binds whatever is measured. */
    o.grid_low = 0.6;
    o.grid_high = 1;
    for (gg_extent m = GG_EXTENT_ALL; m <= GG_EXTENT_COUNTS; m++) {
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
    tcase_add_test(tc, extents_merge_to_the_later);
    tcase_add_loop_test(tc, memory_for_rows, 0, n);
    tcase_add_test(tc, memory_to_the_byte);
    tcase_add_test(tc, range_found_by_reading_twice);
    tcase_add_test(tc, months_stay_exact);
    tcase_add_test(tc, shared_periods);
    tcase_add_test(tc, collecting_alike);
    tcase_add_test(tc, an_arm);
    tcase_add_test(tc, what_is_refused);
    tcase_add_test(tc, nothing_to_count);
}

GG_TEST_MAIN("evidence/binned")
