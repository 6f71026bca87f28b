/*
 * Rows on one side of a cutoff by arm, outcome and decision, and their inverse probabilities of
 * inspection: against a count of the same rows one by one; the same whatever the threads; stored,
 * read, merged.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

#define ROWS 4000

typedef struct made {
    int score; /* in hundredths */
    int outcome, arm, referred;
    double p;
} made;

static made rows[ROWS];

/* Whoever was referred was inspected, of the others those drawn by lot and every tenth or so. */
static void make_rows(void)
{
    gg_random r;

    gg_random_init(&r, 7, "rows", "cutoff");
    for (int i = 0; i < ROWS; i++) {
        made *m = &rows[i];

        m->score = (int)(gg_random_uniform(&r) * 100);
        m->arm = gg_random_uniform(&r) < 0.1;
        m->referred = gg_random_uniform(&r) < m->score / 100.0;
        m->p = m->referred ? 1 : m->score > 50 ? 0.3 : 0.125;
        m->outcome = gg_random_uniform(&r) < m->p || m->arm
                         ? (gg_random_uniform(&r) < m->score / 200.0 ? GG_POSITIVE : GG_NEGATIVE)
                         : GG_UNVERIFIED;
    }
}

/* Rows from first to last as a table. */
static void put_table(gg_buf *b, int first, int last)
{
    static const char *const words[] = {"0", "1", ""};

    gg_buf_puts(b, "s,y,how,d,p,site\n");
    for (int i = first; i < last; i++)
        gg_buf_printf(b, "0.%02d,%s,%s,%d,%g,%c\n", rows[i].score, words[rows[i].outcome],
                      rows[i].arm ? "random" : "model", rows[i].referred, rows[i].p, "AB"[i % 2]);
    gg_buf_append(b, "", 1);
}

static const gg_capacity_wish wish = {false, 1010};

static gg_evidence collected(int first, int last, unsigned threads)
{
    gg_collect_options how = gg_collect_options_default();
    static const char yaml[] = "columns: {s: score, y: outcome, how: arm, d: decision, p: "
                               "sampling_probability, site: site}";
    json_t *columns = NULL;
    gg_schema schema;
    gg_evidence e;
    temporary t;
    gg_error err;
    gg_buf b;

    gg_buf_init(&b, 0);
    put_table(&b, first, last);
    t = temporary_file(b.data, b.size - 1);
    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "yaml", &columns, &err), GG_OK);
    ck_assert_msg(gg_schema_add(&schema, columns, &err) == GG_OK, "%s", err.what);
    json_decref(columns);
    how.threads = threads;
    how.capacities = &wish;
    how.n_capacities = 1;
    ck_assert_msg(gg_collect(t.path, &schema, &how, &e, &err) == GG_OK, "%s", err.what);
    gg_schema_release(&schema);
    temporary_remove(&t);
    gg_buf_release(&b);
    return e;
}

/* Rows that score from low to high, and of one site where that is 0 or 1; one by one. */
static void count(int low, int high, int site, uint64_t n[2][3][2], double inverse[2],
                  double inverse2[2])
{
    memset(n, 0, 12 * sizeof(uint64_t));
    memset(inverse, 0, 2 * sizeof *inverse);
    memset(inverse2, 0, 2 * sizeof *inverse2);
    for (int i = 0; i < ROWS; i++) {
        const made *m = &rows[i];

        if (m->score < low || m->score > high || (site >= 0 && i % 2 != site))
            continue;
        n[m->arm][m->outcome][m->referred]++;
        if (m->outcome == GG_UNVERIFIED)
            continue;
        inverse[m->outcome] += 1 / m->p;
        inverse2[m->outcome] += 1 / m->p / m->p;
    }
}

static void check_rows(const gg_cutoff_rows *got, int low, int high, int site)
{
    uint64_t n[2][3][2];
    double inverse[2], inverse2[2];

    count(low, high, site, n, inverse, inverse2);
    ck_assert_msg(memcmp(got->n, n, sizeof n) == 0, "scores %d to %d, site %d", low, high, site);
    for (int o = 0; o < 2; o++) {
        ck_close(got->inverse[o], inverse[o], 1e-9);
        ck_close(got->inverse2[o], inverse2[o], 1e-9);
    }
}

START_TEST(row_by_row)
{
    gg_evidence e;
    const gg_capacity_cuts *c;

    make_rows();
    e = collected(0, ROWS, 1);
    ck_assert_uint_eq(e.n_operating_points, 9);
    for (int i = 0; i < 9; i++)
        check_rows(&e.point_rows[i], (i + 1) * 10, 99, -1);
    c = &e.capacities[0];
    check_rows(&c->everyone_rows->tied, (int)round(c->everyone.score * 100),
               (int)round(c->everyone.score * 100), -1);
    check_rows(&c->everyone_rows->above, (int)round(c->everyone.score * 100) + 1, 99, -1);
    for (int s = 0; s < 2; s++) {
        const int at = (int)round(c->sites[s].score * 100);

        check_rows(&c->site_rows[s].tied, at, at, s);
        check_rows(&c->site_rows[s].above, at + 1, 99, s);
    }
    gg_evidence_release(&e);
}
END_TEST

static json_t *saved(const gg_evidence *e)
{
    json_t *document = NULL;
    char fault[400];

    ck_assert_int_eq(gg_evidence_save(e, &document, NULL), GG_OK);
    ck_assert_msg(schema_fits("docs/schemas/evidence-1.schema.json", document, fault), "%s", fault);
    return document;
}

START_TEST(the_same_whatever_the_threads)
{
    gg_evidence one, four;
    json_t *a, *b;

    make_rows();
    one = collected(0, ROWS, 1);
    four = collected(0, ROWS, 4);
    a = saved(&one);
    b = saved(&four);
    ck_assert(json_equal(a, b));
    json_decref(a);
    json_decref(b);
    gg_evidence_release(&one);
    gg_evidence_release(&four);
}
END_TEST

/* Halves that are merged say of each threshold what the whole does, to the last step. */
START_TEST(merged_is_whole)
{
    gg_evidence all, first, second, sum;
    json_t *a, *b;

    make_rows();
    all = collected(0, ROWS, 2);
    first = collected(0, 1500, 1);
    second = collected(1500, ROWS, 1);
    ck_assert_int_eq(gg_evidence_merge(&second, &first, &sum, NULL), GG_OK);
    a = saved(&all);
    b = saved(&sum);
    ck_assert_ptr_nonnull(json_object_get(a, "operating_points"));
    ck_assert(
        json_equal(json_object_get(a, "operating_points"), json_object_get(b, "operating_points")));
    json_decref(a);
    json_decref(b);
    gg_evidence_release(&all);
    gg_evidence_release(&first);
    gg_evidence_release(&second);
    gg_evidence_release(&sum);
}
END_TEST

static void sign(json_t *document)
{
    char digest[GG_SHA256_HEX];
    gg_buf text;

    json_object_del(document, "digest");
    gg_buf_init(&text, 0);
    gg_json_canonical(document, &text);
    gg_sha256_hex(text.data, text.size, digest);
    gg_buf_release(&text);
    json_object_set_new(document, "digest", json_string(digest));
}

static json_t *first_point(json_t *document)
{
    return json_array_get(json_object_get(document, "operating_points"), 0);
}

static json_t *cut_of(json_t *document)
{
    return json_object_get(json_array_get(json_object_get(document, "capacities"), 0), "everyone");
}

START_TEST(read_back)
{
    gg_evidence e, back;
    json_t *a, *b;

    make_rows();
    e = collected(0, ROWS, 1);
    a = saved(&e);
    ck_assert_int_eq(gg_evidence_load(a, &back, NULL), GG_OK);
    b = saved(&back);
    ck_assert(json_equal(a, b));
    ck_assert(back.point_rows[3].inverse2[1] == e.point_rows[3].inverse2[1]);
    gg_evidence_release(&back);
    json_decref(b);
    /* What was stored before there were such rows. */
    for (size_t i = 0; i < 9; i++)
        json_object_del(json_array_get(json_object_get(a, "operating_points"), i), "rows");
    json_object_del(cut_of(a), "above_rows");
    json_object_del(cut_of(a), "tied_rows");
    sign(a);
    ck_assert_int_eq(gg_evidence_load(a, &back, NULL), GG_OK);
    ck_assert_ptr_null(back.point_rows);
    ck_assert_ptr_null(back.capacities[0].everyone_rows);
    ck_assert_ptr_null(back.capacities[0].site_rows);
    gg_evidence_release(&back);
    json_decref(a);
    gg_evidence_release(&e);
}
END_TEST

static void refuse(const json_t *document)
{
    json_t *changed = json_deep_copy(document);
    gg_evidence out;
    gg_error err;

    gg_error_init(&err);
    sign(changed);
    ck_assert_int_eq(gg_evidence_load(changed, &out, &err), GG_E_INPUT);
    ck_assert(strlen(err.what) > 0);
    json_decref(changed);
}

/* Of the negatives at one place, one more or less, so that the sum stays or does not. */
static void shift(json_t *counts, size_t from, size_t to)
{
    json_array_set_new(counts, from,
                       json_integer(json_integer_value(json_array_get(counts, from)) - 1));
    json_array_set_new(counts, to,
                       json_integer(json_integer_value(json_array_get(counts, to)) + 1));
}

START_TEST(changed_rows_are_refused)
{
    static const char *const sums[] = {"inverse_probabilities", "squared_inverses"};
    gg_evidence e;
    json_t *a, *rows_at, *counts;

    make_rows();
    e = collected(0, ROWS, 1);
    a = saved(&e);
    gg_evidence_release(&e);
    rows_at = json_object_get(first_point(a), "rows");
    counts = json_object_get(rows_at, "counts");
    shift(counts, 0, 2); /* a negative becomes a positive */
    refuse(a);
    shift(counts, 2, 0);
    for (int i = 0; i < 400; i++)
        shift(counts, 0, 1); /* more were referred than there are */
    refuse(a);
    for (int i = 0; i < 400; i++)
        shift(counts, 1, 0);
    for (int k = 0; k < 2; k++) {
        json_t *list = json_object_get(rows_at, sums[k]),
               *was = json_incref(json_array_get(list, 0));

        json_array_set_new(list, 0, json_string("1.000000000000"));
        refuse(a);
        json_array_set_new(list, 0, json_string("a"));
        refuse(a);
        json_array_set(list, 0, was);
        json_decref(was);
    }
    json_object_del(cut_of(a), "tied_rows");
    refuse(a);
    json_decref(a);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, row_by_row);
    tcase_add_test(tc, the_same_whatever_the_threads);
    tcase_add_test(tc, merged_is_whole);
    tcase_add_test(tc, read_back);
    tcase_add_test(tc, changed_rows_are_refused);
}

GG_TEST_MAIN("evidence/cutoff")
