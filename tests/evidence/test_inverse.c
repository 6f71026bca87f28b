/*
 * Probabilities of inspection: sums of their inverses by outcome and decision, in every slice,
 * through a file, merged, and what is refused of them.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

static const char roles[] =
    "columns: {s: score, y: outcome, g: protected, p: sampling_probability}";

static gg_status collect(const char *with, const char *csv, bool skip, unsigned threads,
                         gg_evidence *out, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file(csv, 0);
    json_t *document = NULL;
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    o.skip_bad_rows = skip;
    o.threads = threads;
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(with, strlen(with), "yaml", &document, err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.5", err), GG_OK);
    status = gg_collect(t.path, &schema, &o, out, err);
    json_decref(document);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return status;
}

static gg_evidence collected(const char *with, const char *csv)
{
    gg_evidence e;
    gg_error err;

    ck_assert_msg(collect(with, csv, false, 2, &e, &err) == GG_OK, "%s", err.what);
    return e;
}

static void expect_sums(const gg_slice *s, const double w[4], const double w2[4])
{
    for (int i = 0; i < 4; i++) {
        ck_close(s->inverse.w[i / 2][i % 2], w[i], 1e-11);
        ck_close(s->inverse.w2[i / 2][i % 2], w2[i], 1e-11);
    }
}

/* Rows without an outcome may have any probability, or none. */
static const char table[] = "s,y,g,p\n0.9,1,a,0.5\n0.9,0,a,0.25\n0.1,0,a,0.1\n0.1,1,b,1\n"
                            "0.1,1,b,0.2\n0.9,,a,\n0.1,,b,0\n0.1,,b,none\n0.1,,a,2\n";

START_TEST(sums_by_outcome_and_decision)
{
    gg_evidence e = collected(roles, table);
    const gg_family *f = gg_evidence_find(&e, GG_FAMILY_ATTRIBUTE, "g");

    ck_assert(e.sampled);
    ck_assert_uint_eq(e.n_ignored, 0);
    expect_sums(gg_evidence_overall(&e), (double[]){10, 4, 6, 2}, (double[]){100, 16, 26, 4});
    expect_sums(&f->slices[0], (double[]){10, 4, 0, 2}, (double[]){100, 16, 0, 4});
    expect_sums(&f->slices[1], (double[]){0, 0, 6, 0}, (double[]){0, 0, 26, 0});
    gg_evidence_release(&e);
}
END_TEST

START_TEST(counts_multiply)
{
    gg_evidence e = collected("columns: {s: score, y: outcome, p: sampling_probability, n: count}",
                              "s,y,p,n\n0.9,1,0.5,3\n0.1,0,0.1,7\n0.1,,0.1,5\n");

    expect_sums(gg_evidence_overall(&e), (double[]){70, 0, 0, 6}, (double[]){700, 0, 0, 12});
    gg_evidence_release(&e);
}
END_TEST

/* The smallest probability, of as many rows as there may be. */
START_TEST(the_largest_sums_have_room)
{
    gg_evidence e = collected("columns: {s: score, y: outcome, p: sampling_probability, n: count}",
                              "s,y,p,n\n0.9,1,1e-5,9007199254740992\n");
    const gg_inverse_sums *sums = &gg_evidence_overall(&e)->inverse;

    ck_close(sums->w[1][1] / 9007199254740992e5, 1, 1e-12);
    ck_close(sums->w2[1][1] / 9007199254740992e10, 1, 1e-12);
    gg_evidence_release(&e);
}
END_TEST

/* Beside weights, or where lines are groups or counts in bounds, the column is not read, and said
 * to be. */
START_TEST(where_it_is_not_read)
{
    gg_evidence e = collected("columns: {s: score, y: outcome, p: sampling_probability, w: weight}",
                              "s,y,p,w\n0.9,1,0,3\n");

    ck_assert(!e.sampled && e.n_ignored == 1);
    ck_assert_str_eq(e.ignored[0], "p");
    gg_evidence_release(&e);
    e = collected("columns: {s: score, y: outcome, p: sampling_probability,"
                  " n: {role: count, rounded_to: 10}}",
                  "s,y,p,n\n0.9,1,0.5,30\n0.1,0,0.5,70\n");
    ck_assert(!e.sampled && e.n_ignored == 1);
    gg_evidence_release(&e);
    e = collected("columns: {s: score, y: outcome}", "s,y,p\n0.9,1,0.5\n");
    ck_assert(!e.sampled && e.n_ignored == 1);
    ck_assert_double_eq(gg_evidence_overall(&e)->inverse.w[1][1], 0);
    gg_evidence_release(&e);
}
END_TEST

static void refuse(const char *p, const char *what)
{
    gg_evidence e;
    gg_error err;
    char csv[100];

    snprintf(csv, sizeof csv, "s,y,g,p\n0.9,1,a,0.5\n0.9,0,a,%s\n", p);
    ck_assert_int_eq(collect(roles, csv, false, 1, &e, &err), GG_E_INPUT);
    ck_assert_uint_eq(err.line, 3);
    ck_assert_str_eq(err.column, "p");
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    ck_assert_int_eq(collect(roles, csv, true, 1, &e, &err), GG_OK);
    ck_assert_uint_eq(e.bad_rows, 1);
    expect_sums(gg_evidence_overall(&e), (double[]){0, 0, 0, 2}, (double[]){0, 0, 0, 4});
    gg_evidence_release(&e);
}

START_TEST(probabilities_that_cannot_be_are_refused)
{
    refuse("0", "probability 0 or less");
    refuse("-0.5", "probability 0 or less");
    refuse("1.0001", "above 1");
    refuse("9e-6", "below 1e-5");
    refuse("", "no probability of inspection");
    refuse("often", "not a number");
    refuse("nan", "");
}
END_TEST

START_TEST(words_for_missing_are_missing)
{
    gg_evidence e;
    gg_error err;

    ck_assert_int_eq(
        collect(
            "columns: {s: score, y: outcome, p: {role: sampling_probability, missing: [\"1\"]}}",
            "s,y,p\n0.9,1,1\n", false, 1, &e, &err),
        GG_E_INPUT);
    ck_assert_msg(strstr(err.what, "no probability of inspection") != NULL, "%s", err.what);
}
END_TEST

/* ---- stored ---- */

static json_t *save(const gg_evidence *e)
{
    json_t *document = NULL;
    char fault[400];

    ck_assert_int_eq(gg_evidence_save(e, &document, NULL), GG_OK);
    ck_assert_msg(schema_fits("docs/schemas/evidence-1.schema.json", document, fault), "%s", fault);
    return document;
}

static void expect_same(const gg_evidence *a, const gg_evidence *b)
{
    json_t *x = save(a), *y = save(b);

    ck_assert(json_equal(x, y));
    json_decref(x);
    json_decref(y);
}

START_TEST(through_a_file_and_back)
{
    gg_evidence e = collected(roles, table), back;
    json_t *document = save(&e);
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evidence_load(document, &back, &err) == GG_OK, "%s", err.what);
    ck_assert(back.sampled);
    expect_sums(gg_evidence_overall(&back), (double[]){10, 4, 6, 2}, (double[]){100, 16, 26, 4});
    expect_same(&e, &back);
    json_decref(document);
    gg_evidence_release(&e);
    gg_evidence_release(&back);
}
END_TEST

/* Without probabilities a document has none of the keys, so it has the bytes that it always had. */
START_TEST(nothing_is_stored_without_them)
{
    gg_evidence e = collected("columns: {s: score, y: outcome}", "s,y\n0.9,1\n");
    json_t *document = save(&e);
    char *bytes = json_dumps(document, 0);

    ck_assert_ptr_null(strstr(bytes, "sampled"));
    ck_assert_ptr_null(strstr(bytes, "inverse"));
    free(bytes);
    json_decref(document);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(parts_add_up_to_the_whole)
{
    static const char head[] = "s,y,g,p\n0.9,1,a,0.3\n0.1,0,a,0.7\n",
                      tail[] = "s,y,g,p\n0.9,0,b,0.11\n0.1,1,a,0.013\n0.1,,b,x\n";
    gg_evidence a = collected(roles, head), b = collected(roles, tail), ab, ba, plain, none;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_evidence_merge(&a, &b, &ab, &err), GG_OK);
    ck_assert_int_eq(gg_evidence_merge(&b, &a, &ba, &err), GG_OK);
    expect_same(&ab, &ba);
    ck_assert(ab.sampled);
    ck_close(gg_evidence_overall(&ab)->inverse.w[1][1], 1 / 0.3, 1e-11);
    ck_close(gg_evidence_overall(&ab)->inverse.w2[1][0], 1 / (0.013 * 0.013), 1e-11);
    plain = collected("columns: {s: score, y: outcome, g: protected}", tail);
    ck_assert_int_eq(gg_evidence_merge(&a, &plain, &none, &err), GG_E_INPUT);
    ck_assert_ptr_nonnull(strstr(err.what, "probabilities of inspection"));
    gg_evidence_release(&plain);
    gg_evidence_release(&ab);
    gg_evidence_release(&ba);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
}
END_TEST

/* A document whose sums were changed and which was signed again. */
static void refuse_stored(const char *key, size_t at, const char *sum, const char *what)
{
    gg_evidence e = collected(roles, table), back;
    json_t *document = save(&e), *slice;
    char digest[GG_SHA256_HEX];
    gg_error err;
    gg_buf text;

    gg_error_init(&err);
    slice = json_array_get(
        json_object_get(json_array_get(json_object_get(document, "families"), 0), "slices"), 0);
    if (sum)
        json_array_set_new(json_object_get(slice, key), at, json_string(sum));
    else
        json_object_del(slice, key);
    json_object_del(document, "digest");
    gg_buf_init(&text, 0);
    gg_json_canonical(document, &text);
    gg_sha256_hex(text.data, text.size, digest);
    gg_buf_release(&text);
    json_object_set_new(document, "digest", json_string(digest));
    ck_assert_int_eq(gg_evidence_load(document, &back, &err), GG_E_INPUT);
    ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
    json_decref(document);
    gg_evidence_release(&e);
}

START_TEST(stored_sums_that_cannot_be_are_refused)
{
    static const char w[] = "inverse_probabilities", w2[] = "squared_inverses";

    refuse_stored(w, 0, "0.900000000000", "verified rows");    /* one row: 1 at least */
    refuse_stored(w, 2, "100000000.000000000000", "verified"); /* two rows: 200000 at most */
    refuse_stored(w2, 2, "17.900000000000", "verified");       /* 6 * 6 / 2 = 18 at least */
    refuse_stored(w2, 0, "90000000000000.000000000000", "verified");
    refuse_stored(w2, 1, "3.000000000000", "verified"); /* below the sum */
    refuse_stored(w2, 1, "16", "twelve decimal places");
    refuse_stored(w, 0, NULL, "right length");
    refuse_stored(w2, 0, NULL, "right length");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, sums_by_outcome_and_decision);
    tcase_add_test(tc, counts_multiply);
    tcase_add_test(tc, the_largest_sums_have_room);
    tcase_add_test(tc, where_it_is_not_read);
    tcase_add_test(tc, probabilities_that_cannot_be_are_refused);
    tcase_add_test(tc, words_for_missing_are_missing);
    tcase_add_test(tc, through_a_file_and_back);
    tcase_add_test(tc, nothing_is_stored_without_them);
    tcase_add_test(tc, parts_add_up_to_the_whole);
    tcase_add_test(tc, stored_sums_that_cannot_be_are_refused);
}

GG_TEST_MAIN("evidence/probabilities of inspection")
