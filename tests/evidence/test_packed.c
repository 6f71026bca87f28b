/*
 * Rows packed into four bytes against the general form: a table with a column of counts that are
 * all 1 is never packed, and must give the same evidence to the last byte; so must every number of
 * threads, and whatever makes rows be unpacked on the way.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/buf.h"
#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "table/temporary.h"

#define ROLES   "s: score, y: outcome, g: protected, h: protected, site: site"
#define PLAIN   "columns: {" ROLES "}"
#define COUNTED "columns: {" ROLES ", n: count}"
#define WEIGHED "columns: {" ROLES ", w: weight}"
#define BOTH    "columns: {" ROLES ", w: weight, n: count}"

typedef struct shape {
    size_t rows, groups;
    unsigned digits;  /* of scores */
    unsigned missing; /* outcomes of a hundred that are not known */
    size_t longer;    /* this row's score has ten digits; 0 for none */
    bool extremes;    /* scores of 0 and 1 among them, and some that are missing */
} shape;

static void make(const shape *s, gg_buf *out)
{
    gg_random r;

    gg_random_init(&r, 7, "packed", "rows");
    gg_buf_init(out, 0);
    gg_buf_printf(out, "s,y,g,h,site,n,w\n");
    for (size_t i = 0; i < s->rows; i++) {
        double x = gg_random_uniform(&r), score = x * x;
        const char *outcome = gg_random_uniform(&r) < score ? "1" : "0";
        char written[32] = "";

        if (s->extremes && i % 50 < 2)
            score = (double)(i % 50);
        if (!s->extremes || i % 50 != 2)
            snprintf(written, sizeof written, "%.*f", s->longer == i + 1 ? 10 : (int)s->digits,
                     score);
        if (gg_random_uniform(&r) * 100 < (double)s->missing)
            outcome = "";
        gg_buf_printf(out, "%s,%s,g%d,%s,%s,1,%d.%02d\n", written, outcome,
                      (int)(gg_random_uniform(&r) * (double)s->groups),
                      gg_random_uniform(&r) < 0.4 ? "a" : "a level of more than sixteen bytes",
                      gg_random_uniform(&r) < 0.3 ? "North" : "South", (int)(i % 7),
                      (int)(i * 37 % 100));
    }
}

static json_t *evidence_of(const gg_buf *text, const char *yaml, const gg_collect_options *options)
{
    temporary t = temporary_file(text->data, text->size);
    json_t *document = NULL, *saved = NULL;
    gg_evidence e;
    gg_schema schema;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "yaml", &document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.25", &err), GG_OK);
    ck_assert_msg(gg_collect(t.path, &schema, options, &e, &err) == GG_OK, "%s", err.what);
    ck_assert_int_eq(gg_evidence_save(&e, &saved, &err), GG_OK);
    gg_evidence_release(&e);
    json_decref(document);
    gg_schema_release(&schema);
    temporary_remove(&t);
    json_object_del(saved, "digest");
    json_object_del(saved, "ignored");
    json_object_del(saved, "counted");
    return saved;
}

static char *text_of(json_t *saved)
{
    gg_buf text;
    char *copy;

    gg_buf_init(&text, 0);
    gg_json_canonical(saved, &text);
    copy = strndup(text.data, text.size);
    gg_buf_release(&text);
    json_decref(saved);
    return copy;
}

/* The same bytes as of rows that are counted, with each number of threads. */
static void same_bytes(const shape *s, gg_extent measured, const char *counted, const char *plain)
{
    static const unsigned threads[] = {1, 2, 7};
    gg_collect_options options = gg_collect_options_default();
    gg_buf text;
    char *want;

    options.measured = measured;
    options.csv.chunk = 16384;
    make(s, &text);
    want = text_of(evidence_of(&text, counted, &options));
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        char *got;

        options.threads = threads[i];
        got = text_of(evidence_of(&text, plain, &options));
        ck_assert_str_eq(got, want);
        free(got);
    }
    free(want);
    gg_buf_release(&text);
}

static void same_as_general(const shape *s, gg_extent measured)
{
    same_bytes(s, measured, COUNTED, PLAIN);
}

START_TEST(like_the_general_form)
{
    static const shape shapes[] = {
        {.rows = 1, .groups = 1, .digits = 3},
        {.rows = 3000, .groups = 5, .digits = 6},
        {.rows = 3000, .groups = 5, .digits = 6, .extremes = true},
        {.rows = 3000, .groups = 1, .digits = 1},
        {.rows = 3000, .groups = 5, .digits = 4, .missing = 30},
        {.rows = 200, .groups = 3, .digits = 2, .missing = 100},
        {.rows = 70000, .groups = 4, .digits = 2, .missing = 5}, /* more than a block */
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (gg_extent m = GG_EXTENT_ALL; m <= GG_EXTENT_COUNTS; m++)
            same_as_general(&shapes[i], m);
}
END_TEST

START_TEST(unpacked_on_the_way)
{
    static const shape shapes[] = {
        {.rows = 3000, .groups = 5, .digits = 9},                 /* at once */
        {.rows = 3000, .groups = 5, .digits = 6, .longer = 2000}, /* by one row, in one share */
        {.rows = 3000, .groups = 5, .digits = 6, .longer = 1},
        {.rows = 9000, .groups = 300, .digits = 6}, /* more cells than fit */
        {.rows = 70000, .groups = 4, .digits = 2, .longer = 69000},
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        same_as_general(&shapes[i], GG_EXTENT_ALL);
}
END_TEST

/* Weights are never packed; rows of them that are one row each are added up block by block. */
START_TEST(weights_like_counted_ones)
{
    static const shape shapes[] = {
        {.rows = 3000, .groups = 5, .digits = 6, .missing = 20, .extremes = true},
        {.rows = 3000, .groups = 5, .digits = 9},
        {.rows = 3000, .groups = 1, .digits = 1},
        {.rows = 9000, .groups = 300, .digits = 6, .longer = 7000},
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (gg_extent m = GG_EXTENT_ALL; m <= GG_EXTENT_COUNTS; m++)
            same_bytes(&shapes[i], m, BOTH, WEIGHED);
}
END_TEST

START_TEST(cuts_need_the_general_form)
{
    const shape s = {.rows = 3000, .groups = 3, .digits = 3};
    const gg_capacity_wish wish = {.share = true, .amount = 0.1};
    const double points[] = {0.6, 0, 0.25, 1};
    gg_collect_options options = gg_collect_options_default();
    gg_buf text;
    char *want, *got;

    options.operating_points = points;
    options.n_operating_points = 4;
    make(&s, &text);
    for (size_t n = 0; n < 2; n++) {
        options.capacities = &wish;
        options.n_capacities = n;
        want = text_of(evidence_of(&text, COUNTED, &options));
        got = text_of(evidence_of(&text, PLAIN, &options));
        ck_assert_str_eq(got, want);
        free(got);
        free(want);
    }
    gg_buf_release(&text);
}
END_TEST

START_TEST(counts_keep_no_scores)
{
    const shape s = {.rows = 500, .groups = 3, .digits = 3};
    gg_collect_options options = gg_collect_options_default();
    const double point = 0.5;
    json_t *saved, *slice;
    gg_error err;
    gg_buf text;

    make(&s, &text);
    options.measured = GG_EXTENT_COUNTS;
    saved = evidence_of(&text, PLAIN, &options);
    slice = json_array_get(
        json_object_get(json_array_get(json_object_get(saved, "families"), 0), "slices"), 0);
    ck_assert_str_eq(gg_json_string(saved, "measured", ""), "counts");
    ck_assert_ptr_null(json_object_get(slice, "ranking"));
    ck_assert_ptr_null(json_object_get(slice, "histogram"));
    ck_assert_ptr_null(json_object_get(slice, "calibration"));
    json_decref(saved);
    options.operating_points = &point;
    options.n_operating_points = 1;
    gg_error_init(&err);
    ck_assert_int_eq(gg_collect("no such file", NULL, &options, NULL, &err), GG_E_USAGE);
    ck_assert_ptr_nonnull(strstr(err.what, "which are not kept"));
    gg_buf_release(&text);
}
END_TEST

START_TEST(extents_by_name)
{
    gg_extent e = GG_EXTENT_RANKING;

    ck_assert(!gg_extent_parse("some", &e));
    ck_assert_int_eq(e, GG_EXTENT_RANKING);
    for (gg_extent m = GG_EXTENT_ALL; m <= GG_EXTENT_COUNTS; m++) {
        ck_assert(gg_extent_parse(gg_extent_name(m), &e));
        ck_assert_int_eq(e, m);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, like_the_general_form);
    tcase_add_test(tc, unpacked_on_the_way);
    tcase_add_test(tc, weights_like_counted_ones);
    tcase_add_test(tc, cuts_need_the_general_form);
    tcase_add_test(tc, counts_keep_no_scores);
    tcase_add_test(tc, extents_by_name);
}

GG_TEST_MAIN("evidence/packed")
