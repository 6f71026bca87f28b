/*
 * Tables that are drawn by the number of each row, so that parts of a table hold the same rows as
 * the whole, collected in many ways: for the tests of bins, of keeping rows and of merging.
 */
#ifndef GG_TESTS_BINNED_H
#define GG_TESTS_BINNED_H

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

static const design plain __attribute__((unused)) = {"plain", 3000, 4, 0, 1, 2, "", "", 100, false};

static const char *const schema_head =
    "columns: {s: score, y: outcome, race: {role: protected, reference: b},"
    " age: {role: protected, bins: [25, 45]}, site: site, month: period";

/* Rows are drawn by their number. Race (missing) is written out in one part, left empty in another;
 * the first rows lack site Z, the last month 1. */
static inline void write_row(const design *d, int i, gg_buf *b)
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

static inline temporary write_rows(const design *d, const int *rows, int n)
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

static inline void make_schema(const design *d, gg_schema *schema)
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

static inline gg_status collect_file(const design *d, const char *path, gg_collect_options o,
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

static inline gg_evidence collect(const design *d, const int *rows, int n, gg_extent measured,
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
static inline int *numbers(int n)
{
    int *all = malloc((size_t)n * sizeof *all);

    ck_assert_ptr_nonnull(all);
    for (int i = 0; i < n; i++)
        all[i] = i;
    return all;
}

static inline void shuffle(int *all, int n)
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
static inline char *bytes(const gg_evidence *e)
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

static inline gg_evidence stored_and_read(gg_evidence *e)
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

static inline gg_evidence merge(const gg_evidence *a, const gg_evidence *b)
{
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evidence_merge(a, b, &e, &err) == GG_OK, "%s", err.what);
    return e;
}

static const design designs[] __attribute__((unused)) = {
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

#endif
