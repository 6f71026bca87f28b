/* Stored evidence: through a file and back, merged in any order, refused when changed. */
#include "suite.h"

#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

typedef struct part {
    int from, to;
    bool weighted;
    const char *races; /* letters that occur */
    double grid;       /* upper end; 0 for none declared */
    const char *threshold;
} part;

static const part whole = {0, 4000, false, "abcd", 0, "0.5"};

/* Rows are drawn by their number, so that parts of a table hold the same rows as the whole. */
static temporary write_part(part p)
{
    gg_buf b;
    temporary t;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "s,y,race,age,site,w\n");
    for (int i = p.from; i < p.to; i++) {
        char name[16];
        gg_random r;

        snprintf(name, sizeof name, "%d", i);
        gg_random_init(&r, 1, "row", name);
        gg_buf_printf(&b, "%.4f,%d,%c,%d,%c,%.3f\n", gg_random_uniform(&r),
                      (int)(gg_random_bits(&r) % 2), p.races[gg_random_bits(&r) % strlen(p.races)],
                      (int)(gg_random_bits(&r) % 90), "XYZ"[gg_random_bits(&r) % 3],
                      gg_random_uniform(&r) * 3);
    }
    t = temporary_file(b.data, b.size);
    gg_buf_release(&b);
    return t;
}

static gg_evidence collect_part(part p)
{
    static const char *const intersections[] = {"race*age"};
    gg_collect_options o = gg_collect_options_default();
    const char *yaml =
        p.weighted ? "columns: {s: score, y: outcome, race: {role: protected, reference: a},"
                     " age: {role: protected, bins: [25, 45]}, site: site, w: weight}"
                   : "columns: {s: score, y: outcome, race: {role: protected, reference: a},"
                     " age: {role: protected, bins: [25, 45]}, site: site}";
    temporary t = write_part(p);
    json_t *document = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "yaml", &document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, p.threshold, &err), GG_OK);
    json_decref(document);
    o.threads = 2;
    o.intersections = intersections;
    o.n_intersections = 1;
    o.has_grid = p.grid > 0;
    o.grid_high = p.grid;
    ck_assert_int_eq(gg_collect(t.path, &schema, &o, &e, &err), GG_OK);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return e;
}

/* Whatever is stored fits the published schema. */
static json_t *save(const gg_evidence *e)
{
    json_t *document = NULL;
    char fault[400];

    ck_assert_int_eq(gg_evidence_save(e, &document, NULL), GG_OK);
    ck_assert_msg(schema_fits("docs/schemas/evidence-1.schema.json", document, fault), "%s", fault);
    return document;
}

static char *bytes(const gg_evidence *e)
{
    json_t *document = save(e);
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_json_write(document, &b);
    json_decref(document);
    return b.data;
}

static gg_evidence load(json_t *document)
{
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evidence_load(document, &e, &err) == GG_OK, "%s: %s", err.column, err.what);
    json_decref(document);
    return e;
}

static gg_evidence merge(const gg_evidence *a, const gg_evidence *b)
{
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evidence_merge(a, b, &e, &err) == GG_OK, "%s", err.what);
    return e;
}

static void expect_same(const gg_evidence *a, const gg_evidence *b)
{
    char *x = bytes(a), *y = bytes(b);

    ck_assert_str_eq(x, y);
    free(x);
    free(y);
}

START_TEST(through_a_file_and_back)
{
    for (int weighted = 0; weighted <= 1; weighted++) {
        part p = whole;
        gg_evidence a, b;

        p.weighted = weighted;
        a = collect_part(p);
        b = load(save(&a));
        expect_same(&a, &b);
        ck_assert_mem_eq(&a.families[1].slices[2].sums, &b.families[1].slices[2].sums,
                         sizeof(gg_score_sums));
        ck_assert_mem_eq(&a.families[1].slices[2].tally, &b.families[1].slices[2].tally,
                         sizeof(gg_tally));
        ck_assert_str_eq(a.families[1].slices[2].name, b.families[1].slices[2].name);
        gg_evidence_release(&a);
        gg_evidence_release(&b);
    }
}
END_TEST

/* (a + b) + c = a + (c + b), to the byte, also through files; counts equal those of the whole. */
static void check_merging(bool weighted)
{
    part parts[3] = {{0, 1500, weighted, "abcd", 0, "0.5"},
                     {1500, 1700, weighted, "abcd", 0, "0.5"},
                     {1700, 4000, weighted, "abcd", 0, "0.5"}};
    part all = whole;
    gg_evidence e[3], ab, abc, cb, acb, once, stored;

    all.weighted = weighted;
    for (int i = 0; i < 3; i++)
        e[i] = collect_part(parts[i]);
    once = collect_part(all);
    ab = merge(&e[0], &e[1]);
    abc = merge(&ab, &e[2]);
    stored = load(save(&e[2]));
    cb = merge(&stored, &e[1]);
    acb = merge(&e[0], &cb);
    expect_same(&abc, &acb);
    ck_assert_uint_eq(abc.n_families, once.n_families);
    for (size_t f = 0; f < abc.n_families; f++) {
        ck_assert_uint_eq(abc.families[f].n_slices, once.families[f].n_slices);
        for (size_t s = 0; s < abc.families[f].n_slices; s++) {
            const gg_slice *x = &abc.families[f].slices[s], *y = &once.families[f].slices[s];

            ck_assert_str_eq(x->name, y->name);
            ck_assert_mem_eq(&x->tally, &y->tally, sizeof x->tally);
            if (!x->histogram[0])
                continue;
            ck_assert_mem_eq(&x->sums, &y->sums, sizeof x->sums);
            ck_assert_mem_eq(x->histogram[1], y->histogram[1], 100 * sizeof(uint64_t));
            if (weighted)
                continue;
            ck_assert(x->ranking.roc_auc_low <= y->ranking.roc_auc);
            ck_assert(x->ranking.roc_auc_high >= y->ranking.roc_auc);
            ck_assert(fabs(x->ranking.roc_auc - y->ranking.roc_auc) < 0.02);
            ck_close(x->ranking.roc_auc_variance, y->ranking.roc_auc_variance, 0.25);
        }
    }
    for (int i = 0; i < 3; i++)
        gg_evidence_release(&e[i]);
    gg_evidence_release(&ab);
    gg_evidence_release(&abc);
    gg_evidence_release(&cb);
    gg_evidence_release(&acb);
    gg_evidence_release(&once);
    gg_evidence_release(&stored);
}

START_TEST(merging_in_any_order)
{
    check_merging(false);
}
END_TEST

START_TEST(merging_weights_in_any_order)
{
    check_merging(true);
}
END_TEST

START_TEST(levels_that_one_part_lacks)
{
    part p = {0, 50, false, "bd", 0, "0.5"}, q = {50, 100, false, "ac", 0, "0.5"};
    gg_evidence a = collect_part(p), b = collect_part(q), ab = merge(&a, &b), ba = merge(&b, &a);
    const gg_family *f = gg_evidence_find(&ab, GG_FAMILY_ATTRIBUTE, "race");

    expect_same(&ab, &ba);
    ck_assert_uint_eq(f->n_slices, 4);
    for (size_t s = 0; s < 4; s++)
        ck_assert_int_eq(f->slices[s].name[0], "abcd"[s]);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
    gg_evidence_release(&ab);
    gg_evidence_release(&ba);
}
END_TEST

START_TEST(what_does_not_merge)
{
    part p = whole, grid = whole, threshold = whole, weighted = whole;
    gg_evidence a = collect_part(p), b, out;
    gg_error err;
    const part *others[] = {&grid, &threshold, &weighted};
    const char *const says[] = {"the two pieces of evidence differ in the grid of scores",
                                "the two pieces of evidence differ in the decision rule or its "
                                "threshold",
                                "the two pieces of evidence differ in having scores, weights or "
                                "outcomes"};

    grid.grid = 2;
    threshold.threshold = "0.6";
    weighted.weighted = true;
    for (int i = 0; i < 3; i++) {
        b = collect_part(*others[i]);
        gg_error_init(&err);
        ck_assert_int_eq(gg_evidence_merge(&a, &b, &out, &err), GG_E_INPUT);
        ck_assert_str_eq(err.what, says[i]);
        gg_evidence_release(&b);
    }
    gg_evidence_release(&a);
}
END_TEST

/* Changes one thing, signs it anew, and expects the contradiction to be found. */
static void expect_refused(const char *const *path, json_t *value, const char *what, bool sign)
{
    gg_evidence e = collect_part((part){0, 100, false, "ab", 0, "0.5"}), out;
    json_t *document = save(&e), *at = document;
    gg_error err;
    int depth = 0;

    for (; path[depth + 1]; depth++)
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(path[depth]))
                               : json_object_get(at, path[depth]);
    ck_assert_ptr_nonnull(at);
    if (json_is_array(at))
        json_array_set_new(at, (size_t)atoi(path[depth]), value);
    else
        json_object_set_new(at, path[depth], value);
    if (sign) {
        char hex[GG_SHA256_HEX];
        gg_buf b;

        gg_buf_init(&b, 0);
        json_object_del(document, "digest");
        gg_json_canonical(document, &b);
        json_object_set_new(document, "digest", json_string(gg_sha256_hex(b.data, b.size, hex)));
        gg_buf_release(&b);
    }
    gg_error_init(&err);
    ck_assert_int_eq(gg_evidence_load(document, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, what);
    json_decref(document);
    gg_evidence_release(&e);
}

START_TEST(changed_evidence_is_refused)
{
    expect_refused((const char *const[]){"rows", "used", NULL}, json_integer(101),
                   "the digest does not fit: the evidence was changed", false);
    expect_refused((const char *const[]){"format", NULL}, json_string("gauger/evaluation/1"),
                   "not stored evidence (format gauger/evidence/1)", false);
    expect_refused((const char *const[]){"rows", "used", NULL}, json_integer(101),
                   "do not add up to the rows used", true);
    expect_refused((const char *const[]){"families", "0", "slices", "0", "counts", "0", NULL},
                   json_integer(1000), "does not hold as many rows as the counts", true);
    expect_refused((const char *const[]){"families", "0", "slices", "0", "counts", "0", NULL},
                   json_integer(-1), "not a count", true);
    expect_refused(
        (const char *const[]){"families", "0", "slices", "0", "histogram", "1", "3", NULL},
        json_integer(77777), "does not hold as many rows as the counts", true);
    expect_refused((const char *const[]){"families", "1", "slices", "0", "levels", "0", NULL},
                   json_string("z"), "not a level of its dimension", true);
    expect_refused((const char *const[]){"families", "1", "dimensions", "0", NULL},
                   json_string("zzz"), "names a dimension that is not there", true);
    expect_refused((const char *const[]){"families", "1", "kind", NULL}, json_string("zzz"),
                   "not one of its words", true);
    expect_refused(
        (const char *const[]){"families", "0", "slices", "0", "scores", "moments", "0", NULL},
        json_string("12"), "not a sum with twelve decimal places", true);
    expect_refused((const char *const[]){"scores", "grid_bins", NULL}, json_integer(2000),
                   "more than 1000", true);
    expect_refused((const char *const[]){"dimensions", NULL}, json_integer(1),
                   "not a list of at most eight", true);
    expect_refused((const char *const[]){"weighted", NULL}, json_integer(1), "not true or false",
                   true);
    expect_refused((const char *const[]){"decision", "threshold", NULL}, json_string("x"),
                   "not a number", true);
}
END_TEST

static size_t values_in(const json_t *value)
{
    size_t n = 0;

    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++)
            n += values_in(json_array_get(value, i));
        return n;
    }
    if (json_is_object(value)) {
        const char *key;
        json_t *item;

        json_object_foreach((json_t *)value, key, item)
        {
            /* Points of the reliability diagram: as many as the fit has steps, a hundred at most.
             */
            if (strcmp(key, "points") == 0)
                ck_assert_uint_le(json_array_size(item), 101);
            else
                n += values_in(item);
        }
        return n;
    }
    return 1;
}

/* Stored evidence holds no rows: ten times the rows are as many values. */
START_TEST(its_size_does_not_grow_with_rows)
{
    gg_evidence few = collect_part((part){0, 2000, false, "ab", 0, "0.5"});
    gg_evidence many = collect_part((part){0, 20000, false, "ab", 0, "0.5"});
    json_t *a = save(&few), *b = save(&many);

    ck_assert_uint_gt(values_in(a), 1000);
    ck_assert_uint_eq(values_in(a), values_in(b));
    json_decref(a);
    json_decref(b);
    gg_evidence_release(&few);
    gg_evidence_release(&many);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, through_a_file_and_back);
    tcase_add_test(tc, merging_in_any_order);
    tcase_add_test(tc, merging_weights_in_any_order);
    tcase_add_test(tc, levels_that_one_part_lacks);
    tcase_add_test(tc, what_does_not_merge);
    tcase_add_test(tc, changed_evidence_is_refused);
    tcase_add_test(tc, its_size_does_not_grow_with_rows);
}

GG_TEST_MAIN("evidence/store")
