/* Counts of groups as evidence: what a line says, what follows, what is refused; stored and merged.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

#define CELLS "columns: {g: {role: protected, total: [All]}, tp: tp, fp: fp, fn: fn, tn: tn}"

static gg_status collect(const char *table, const char *yaml, gg_evidence *out, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file(table, 0);
    json_t *document = NULL;
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    gg_schema_init(&schema);
    status = gg_json_parse(yaml, strlen(yaml), "roles", &document, err);
    if (status == GG_OK)
        status = gg_schema_add(&schema, document, err);
    if (status == GG_OK)
        status = gg_collect(t.path, &schema, &o, out, err);
    json_decref(document);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return status;
}

static gg_evidence made(const char *table, const char *yaml)
{
    char line[GG_ERROR_MAX + 1];
    gg_evidence e;
    gg_error err;

    if (collect(table, yaml, &e, &err) != GG_OK) {
        gg_error_format(&err, line, sizeof line);
        ck_abort_msg("%s", line);
    }
    return e;
}

static uint64_t low(const gg_slice *s, int outcome, int decision)
{
    return s->tally.n[GG_ARM_OTHER][outcome][decision];
}

static uint64_t high(const gg_slice *s, int outcome, int decision)
{
    const size_t at = ((size_t)GG_ARM_OTHER * GG_OUTCOMES + (size_t)outcome) * GG_DECISIONS;

    return s->bounds ? s->bounds->high[at + (size_t)decision] : low(s, outcome, decision);
}

static const gg_slice *group(const gg_evidence *e, size_t i)
{
    return &gg_evidence_find(e, GG_FAMILY_ATTRIBUTE, "g")->slices[i];
}

/* What is printed, and the range it stands for. */
START_TEST(cells_stand_for_ranges)
{
    static const struct {
        const char *cell, *more;
        uint64_t low, high;
    } cells[] = {
        {"12", "", 12, 12},
        {"<10", "", 0, 9},
        {"< 10", "", 0, 9},
        {"<=9", "", 0, 9},
        {"\xe2\x89\xa4"
         "9",
         "", 0, 9},
        {"10-19", "", 10, 19},
        {"10 - 19", "", 10, 19},
        {"10\xe2\x80\x93"
         "19",
         "", 10, 19},
        {"<10", "suppressed_cell: {low: 1}", 1, 9},
        {"*", "suppressed_cell: {words: [\"*\", s], low: 1, high: 4}", 1, 4},
        {"s", "suppressed_cell: {words: [\"*\", s], high: 4}", 0, 4},
        {"40", "rounded_to: 10", 35, 45},
        {"0", "rounded_to: 10", 0, 5},
        {"15", "rounded_to: 5", 13, 17},
        {"<10", "rounded_to: 10", 0, 9},
    };

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char table[80], yaml[200];
        gg_evidence e;

        snprintf(table, sizeof table, "g,tp,fp,fn,tn\na,%s,20,30,40\n", cells[i].cell);
        snprintf(yaml, sizeof yaml, CELLS "\n%s", cells[i].more);
        e = made(table, yaml);
        ck_assert_uint_eq(low(group(&e, 0), GG_POSITIVE, GG_REFERRED), cells[i].low);
        ck_assert_uint_eq(high(group(&e, 0), GG_POSITIVE, GG_REFERRED), cells[i].high);
        ck_assert_int_eq(e.published.bounded,
                         cells[i].low < cells[i].high || strstr(yaml, "round"));
        gg_evidence_release(&e);
    }
}
END_TEST

/* What a column says goes before what the table says. */
START_TEST(a_column_may_be_rounded_otherwise)
{
    gg_evidence e = made("g,tp,fp,fn,tn\na,20,20,<6,*\n",
                         "columns: {g: protected, tp: {role: tp, rounded_to: 4}, fp: fp, fn: fn, "
                         "tn: {role: tn, suppressed_cell: {words: [\"*\"], low: 2, high: 3}}}\n"
                         "rounded_to: 10\nsuppressed_cell: {low: 1}");

    ck_assert_uint_eq(low(group(&e, 0), GG_POSITIVE, GG_REFERRED), 18);
    ck_assert_uint_eq(high(group(&e, 0), GG_NEGATIVE, GG_REFERRED), 25);
    ck_assert_uint_eq(low(group(&e, 0), GG_POSITIVE, GG_BELOW), 1);
    ck_assert_uint_eq(high(group(&e, 0), GG_NEGATIVE, GG_BELOW), 3);
    gg_evidence_release(&e);
}
END_TEST

/* Totals narrow what is hidden, down to a point. */
START_TEST(totals_narrow_cells)
{
    gg_evidence e = made("g,tp,fp,fn,tn,s,n\na,<10,45,12,400,50,\nb,<10,<10,12,400,10,\n"
                         "c,<10,45,<10,400,,450\n",
                         "columns: {g: protected, tp: tp, fp: fp, fn: fn, tn: tn, s: selected, "
                         "n: count}");

    ck_assert_uint_eq(low(group(&e, 0), GG_POSITIVE, GG_REFERRED), 5);
    ck_assert_ptr_null(group(&e, 0)->bounds);
    ck_assert_uint_eq(low(group(&e, 1), GG_POSITIVE, GG_REFERRED), 1);
    ck_assert_uint_eq(high(group(&e, 1), GG_NEGATIVE, GG_REFERRED), 9);
    ck_assert_uint_eq(group(&e, 1)->bounds->sum_low[GG_SUM_SELECTED], 10);
    ck_assert_uint_eq(group(&e, 1)->bounds->sum_high[GG_SUM_SELECTED], 10);
    ck_assert_uint_eq(high(group(&e, 2), GG_POSITIVE, GG_REFERRED), 5);
    ck_assert_uint_eq(high(group(&e, 2), GG_POSITIVE, GG_BELOW), 5);
    ck_assert_uint_eq(e.rows_used, 462 + 422 + 450);
    ck_assert_uint_eq(e.published.rows_high, 462 + 422 + 450);
    gg_evidence_release(&e);
}
END_TEST

/* Who is referred beyond finds and misses has no known outcome. */
START_TEST(the_rest_is_unverified)
{
    gg_evidence e = made("g,tp,fp,s,n\na,1060,630,2010,54820\n",
                         "columns: {g: protected, tp: tp, fp: fp, s: selected, n: count}");
    const gg_slice *a = group(&e, 0);

    ck_assert_uint_eq(low(a, GG_UNVERIFIED, GG_REFERRED), 320);
    ck_assert_uint_eq(low(a, GG_UNVERIFIED, GG_BELOW), 52810);
    ck_assert(e.has_unverified && !e.published.partial && !e.published.bounded);
    gg_evidence_release(&e);
    e = made("g,tp,fp,fn,tn,n\na,10,20,30,40,150\n",
             "columns: {g: protected, tp: tp, fp: fp, fn: fn, tn: tn, n: count}");
    ck_assert_uint_eq(low(group(&e, 0), GG_UNVERIFIED, GG_BELOW) +
                          low(group(&e, 0), GG_UNVERIFIED, GG_REFERRED),
                      0);
    ck_assert_uint_eq(high(group(&e, 0), GG_UNVERIFIED, GG_BELOW), 50);
    gg_evidence_release(&e);
    e = made("g,tp,fp,fn,tn,u\na,10,20,30,40,50\n",
             "columns: {g: protected, tp: tp, fp: fp, fn: fn, tn: tn, u: unverified_count}");
    ck_assert_uint_eq(e.rows_used, 150);
    gg_evidence_release(&e);
}
END_TEST

/* What a line does not say is not told; what follows from what it says is. */
START_TEST(what_is_not_said_is_not_told)
{
    const uint32_t outcomes =
        GG_UNTOLD_SUM(GG_SUM_POSITIVES) | GG_UNTOLD_SUM(GG_SUM_NEGATIVES) | GG_UNTOLD_UNVERIFIED;
    const uint32_t referred = GG_UNTOLD_CELL(GG_NEGATIVE, 1) | GG_UNTOLD_CELL(GG_POSITIVE, 1);
    const uint32_t others = GG_UNTOLD_CELL(GG_NEGATIVE, 0) | GG_UNTOLD_CELL(GG_POSITIVE, 0);
    const uint32_t open[2] = {GG_UNTOLD_CELL(GG_UNVERIFIED, 0), GG_UNTOLD_CELL(GG_UNVERIFIED, 1)};
    const uint32_t not_selected = GG_UNTOLD_SUM(GG_SUM_NOT_SELECTED);
    const uint32_t selected = GG_UNTOLD_SUM(GG_SUM_SELECTED), count = GG_UNTOLD_SUM(GG_SUM_COUNT);
    const struct {
        const char *table, *yaml;
        uint32_t untold;
    } all[] = {
        {"g,tp,fp,fn,tn\na,1,2,3,4\n", CELLS, 0},
        {"g,tp,fp\na,1,2\n", "columns: {g: protected, tp: tp, fp: fp}",
         others | open[0] | outcomes | not_selected | count},
        {"g,fn,tn\na,1,2\n", "columns: {g: protected, fn: fn, tn: tn}",
         referred | open[1] | outcomes | selected | count},
        {"g,s,n\na,1,2\n", "columns: {g: protected, s: selected, n: count}",
         referred | others | open[0] | open[1] | outcomes},
        {"g,p,n\na,1,2\n", "columns: {g: protected, p: positives, n: count}",
         referred | others | open[0] | open[1] | selected | not_selected},
        {"g,tp,p\na,1,2\n", "columns: {g: protected, tp: tp, p: positives}",
         GG_UNTOLD_CELL(GG_NEGATIVE, 0) | GG_UNTOLD_CELL(GG_NEGATIVE, 1) | selected | not_selected |
             count | GG_UNTOLD_SUM(GG_SUM_NEGATIVES)},
        {"g,tp,fp,s,n\na,1,2,5,9\n",
         "columns: {g: protected, tp: tp, fp: fp, s: selected, n: "
         "count}",
         others | open[0] | outcomes},
        {"g,tp,s,p,n\na,1,5,3,9\n",
         "columns: {g: protected, tp: tp, s: selected, p: positives, "
         "n: count}",
         0},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        gg_evidence e = made(all[i].table, all[i].yaml), again;
        json_t *stored = NULL;
        gg_error err;

        ck_assert_msg(group(&e, 0)->untold == all[i].untold, "%zu: %x, not %x", i,
                      group(&e, 0)->untold, all[i].untold);
        ck_assert(e.published.untold == (all[i].untold != 0));
        ck_assert(e.published.partial == !!(all[i].untold & count));
        ck_assert_int_eq(gg_evidence_save(&e, &stored, &err), GG_OK);
        ck_assert_int_eq(gg_evidence_load(stored, &again, &err), GG_OK);
        ck_assert_uint_eq(group(&again, 0)->untold, all[i].untold);
        json_decref(stored);
        gg_evidence_release(&again);
        gg_evidence_release(&e);
    }
}
END_TEST

/* The random arm's cases were not referred; with the model's own the population is not known. */
START_TEST(arms_may_tell_of_different_sides)
{
    gg_evidence e = made("arm,g,n,p,s,tp\nrandom,a,580,28,,\nmodel,a,,,3300,1010\n",
                         "columns: {arm: arm, g: protected, n: count, p: positives, s: selected, "
                         "tp: tp}");
    const gg_slice *a = group(&e, 0);

    ck_assert_uint_eq(a->tally.n[GG_ARM_RANDOM][GG_POSITIVE][GG_BELOW], 28);
    ck_assert_uint_eq(a->tally.n[GG_ARM_RANDOM][GG_NEGATIVE][GG_BELOW], 552);
    ck_assert_uint_eq(a->tally.n[GG_ARM_OTHER][GG_NEGATIVE][GG_REFERRED], 2290);
    ck_assert(e.published.partial);
    gg_evidence_release(&e);
}
END_TEST

/* A line that is a total of others is left out, and counted. */
START_TEST(totals_are_not_added_twice)
{
    gg_evidence e = made("g,tp,fp,fn,tn\na,1,2,3,4\nb,5,6,7,8\nAll,6,8,10,12\n", CELLS);

    ck_assert_uint_eq(e.rows_used, 36);
    ck_assert_uint_eq(e.published.total_lines, 1);
    ck_assert_uint_eq(e.dimensions[0].n_levels, 2);
    gg_evidence_release(&e);
    e = made("g,y,s,n\na,1,0.2,5\nAll,,,50\n",
             "{\"columns\": {\"g\": {\"role\": \"protected\", \"total\": \"All\"}, \"y\": "
             "\"outcome\", \"s\": \"score\", \"n\": \"count\"}}");
    ck_assert_uint_eq(e.rows, 5);
    ck_assert_uint_eq(e.missing_score, 0);
    gg_evidence_release(&e);
}
END_TEST

/* Scores of cases whose number is not known are not ranked; the counts keep their bounds. */
START_TEST(a_count_of_rows_may_be_a_range)
{
    gg_evidence e =
        made("s,y,n\n0.2,0,30\n0.7,1,<10\n0.8,0,5\n", "columns: {s: score, y: outcome, n: count}");
    const gg_slice *all = gg_evidence_overall(&e);

    ck_assert_uint_eq(low(all, GG_POSITIVE, GG_REFERRED), 0);
    ck_assert_uint_eq(high(all, GG_POSITIVE, GG_REFERRED), 9);
    ck_assert(isnan(all->ranking.roc_auc) && all->histogram[0] == NULL);
    ck_assert_uint_eq(all->bounds->sum_high[GG_SUM_COUNT], 44);
    gg_evidence_release(&e);
}
END_TEST

/* ---- refused ---- */

START_TEST(what_does_not_suffice_is_refused)
{
    static const struct {
        const char *table, *yaml, *says;
    } bad[] = {
        {"g,tp\na,5\n", "columns: {g: protected, tp: tp}", "do not suffice"},
        {"g,p,n\na,,9\n", "columns: {g: protected, p: positives, n: count}",
         "nothing is said of decisions or outcomes"},
        {"g,p\na,5\n", "columns: {g: protected, p: positives}", "no rate follows"},
        {"g,tp,fp,s\na,5,9,10\n", "columns: {g: protected, tp: tp, fp: fp, s: selected}",
         "contradict"},
        {"g,tp,fp,s,n\na,30,40,40,100\n",
         "columns: {g: protected, tp: tp, fp: fp, s: selected, n: count}\nrounded_to: 10",
         "no whole counts agree"},
        {"g,s,n\na,<10,5-8\nb,9,8\n", "columns: {g: protected, s: selected, n: count}",
         "if counts are rounded"},
        {"g,tp,fp,fn,tn\na,,,,\n", CELLS, "it has none"},
        {"g,tp,fp,fn,tn\na,*,1,1,1\n", CELLS, "not a count"},
        {"g,tp,fp,fn,tn\na,<0,1,1,1\n", CELLS, "not a count"},
        {"g,tp,fp,fn,tn\na,9-2,1,1,1\n", CELLS, "holds none"},
        {"g,tp,fp,fn,tn\na,>5,1,1,1\n", CELLS, "not a count"},
        {"g,tp,fp,fn,tn\na,15,10,10,10\n", CELLS "\nrounded_to: 10", "no multiple"},
        {"g,tp,fp,y\na,1,1,1\n", "columns: {g: protected, tp: tp, fp: fp, y: outcome}",
         "beside counts"},
        {"g,tp,fp\na,1,1\n", "columns: {g: protected, tp: tp, fp: fp}\nthreshold: 0.5",
         "threshold"},
        {"s,y,n,w\n0.2,0,<10,1\n", "columns: {s: score, y: outcome, n: count, w: weight}",
         "beside weights"},
        {"g,tp,fp\na,1,1\n", CELLS "\nsuppressed_cell: {words: [\"*\"]}", "without a high"},
        {"g,tp,fp\na,1,1\n", CELLS "\nsuppressed_cell: {low: 3, high: 1}", "ascending"},
        {"g,tp,fp\na,1,1\n", CELLS "\nsuppressed_cell: {lowest: 3}", "other than"},
        {"g,tp,fp\na,1,1\n", CELLS "\nrounded_to: 1", "rounded_to"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char line[GG_ERROR_MAX + 1];
        gg_evidence e;
        gg_error err;

        ck_assert_int_ne(collect(bad[i].table, bad[i].yaml, &e, &err), GG_OK);
        gg_error_format(&err, line, sizeof line);
        ck_assert_msg(strstr(line, bad[i].says) != NULL, "%zu: %s", i, line);
    }
}
END_TEST

/* ---- stored and merged ---- */

static const char one[] = "g,tp,fp,fn,tn\na,<10,20,30,40\n";
static const char two[] = "g,tp,fp,fn,tn\na,5,6,7,8\nb,1,<5,3,4\n";
static const char both[] = "g,tp,fp,fn,tn\na,<10,20,30,40\na,5,6,7,8\nb,1,<5,3,4\n";

static json_t *saved(const gg_evidence *e)
{
    json_t *document = NULL;
    char fault[400];

    ck_assert_int_eq(gg_evidence_save(e, &document, NULL), GG_OK);
    ck_assert_msg(schema_fits("docs/schemas/evidence-1.schema.json", document, fault), "%s", fault);
    return document;
}

START_TEST(merging_adds_both_ends)
{
    gg_evidence a = made(one, CELLS), b = made(two, CELLS), c = made(both, CELLS), ab, ba, again;
    json_t *x, *y, *z;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_evidence_merge(&a, &b, &ab, &err), GG_OK);
    ck_assert_int_eq(gg_evidence_merge(&b, &a, &ba, &err), GG_OK);
    x = saved(&ab);
    y = saved(&ba);
    z = saved(&c);
    ck_assert(json_equal(x, y));
    ck_assert(json_equal(json_object_get(x, "families"), json_object_get(z, "families")));
    ck_assert_int_eq(gg_evidence_load(x, &again, &err), GG_OK);
    json_decref(y);
    y = saved(&again);
    ck_assert(json_equal(x, y));
    ck_assert(again.published.bounded && again.published.grouped);
    json_decref(x);
    json_decref(y);
    json_decref(z);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
    gg_evidence_release(&c);
    gg_evidence_release(&ab);
    gg_evidence_release(&ba);
    gg_evidence_release(&again);
}
END_TEST

/* Changes a number under "bounds" of everyone, with the digest made good. */
static gg_status load_changed(const json_t *stored, const char *key, size_t i, int value)
{
    json_t *copy = json_deep_copy(stored), *slice, *bounds;
    char digest[GG_SHA256_HEX];
    gg_evidence e;
    gg_status status;
    gg_error err;
    gg_buf bytes;

    slice = json_array_get(
        json_object_get(json_array_get(json_object_get(copy, "families"), 0), "slices"), 0);
    bounds = json_object_get(slice, "bounds");
    json_array_set_new(json_object_get(bounds, key), i, json_integer(value));
    json_object_del(copy, "digest");
    gg_buf_init(&bytes, 0);
    gg_json_canonical(copy, &bytes);
    json_object_set_new(copy, "digest", json_string(gg_sha256_hex(bytes.data, bytes.size, digest)));
    gg_buf_release(&bytes);
    gg_error_init(&err);
    status = gg_evidence_load(copy, &e, &err);
    if (status == GG_OK)
        gg_evidence_release(&e);
    json_decref(copy);
    return status;
}

START_TEST(stored_bounds_are_checked)
{
    gg_evidence e = made(one, CELLS);
    json_t *d = saved(&e);

    /* 9 places an arm: negative, positive, unverified; below, referred, suppressed. */
    ck_assert_int_eq(load_changed(d, "high", 4, 9), GG_OK);
    ck_assert_int_eq(load_changed(d, "high", 3, 29), GG_E_INPUT);
    ck_assert_int_eq(load_changed(d, "sums_low", GG_SUM_COUNT, 1000), GG_E_INPUT);
    ck_assert_int_eq(load_changed(d, "sums_high", GG_SUM_COUNT, 80), GG_E_INPUT);
    ck_assert_int_eq(load_changed(d, "sums_high", GG_SUM_SELECTED, -1), GG_E_INPUT);
    json_decref(d);
    gg_evidence_release(&e);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, cells_stand_for_ranges);
    tcase_add_test(tc, a_column_may_be_rounded_otherwise);
    tcase_add_test(tc, totals_narrow_cells);
    tcase_add_test(tc, the_rest_is_unverified);
    tcase_add_test(tc, what_is_not_said_is_not_told);
    tcase_add_test(tc, arms_may_tell_of_different_sides);
    tcase_add_test(tc, totals_are_not_added_twice);
    tcase_add_test(tc, a_count_of_rows_may_be_a_range);
    tcase_add_test(tc, what_does_not_suffice_is_refused);
    tcase_add_test(tc, merging_adds_both_ends);
    tcase_add_test(tc, stored_bounds_are_checked);
}

GG_TEST_MAIN("evidence/published")
