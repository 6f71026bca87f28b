/* Strata: any column can be what attributes are compared within, and is nothing else by that. */
#include "suite.h"

#include <string.h>

#include "gauger/base/buf.h"
#include "gauger/evidence/collect.h"
#include "table/temporary.h"

static const char table[] = "s,y,race,sex,port,band,n\n"
                            "0.9,1,b,f,A,7,3\n0.2,0,b,m,A,2,5\n0.8,0,w,f,B,7,2\n0.1,1,w,m,A,,1\n"
                            "0.7,1,w,f,B,3.5,4\n";

static gg_status collect_table(const char *columns, gg_evidence *out, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file(table, 0);
    json_t *document = NULL;
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(columns, strlen(columns), "yaml", &document, err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, err), GG_OK);
    status = gg_collect(t.path, &schema, &o, out, err);
    json_decref(document);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return status;
}

static uint64_t rows_of(const gg_slice *slice)
{
    uint64_t n = 0;

    for (size_t a = 0; a < GG_ARMS; a++)
        for (size_t o = 0; o < GG_OUTCOMES; o++)
            for (size_t d = 0; d < GG_DECISIONS; d++)
                n += slice->tally.n[a][o][d];
    return n;
}

static size_t families_of(const gg_evidence *e, gg_family_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < e->n_families; i++)
        n += e->families[i].kind == kind;
    return n;
}

static const gg_slice *slice_of(const gg_family *f, const char *name)
{
    for (size_t i = 0; i < f->n_slices; i++)
        if (strcmp(f->slices[i].name, name) == 0)
            return &f->slices[i];
    ck_abort_msg("no slice %s", name);
    return NULL;
}

START_TEST(a_column_in_bins_is_a_stratum)
{
    gg_evidence e;
    gg_error err;
    const gg_family *f;

    ck_assert_int_eq(collect_table("columns: {s: score, y: outcome, race: protected, n: count, "
                                   "band: {role: stratum, bins: [3, 6]}}",
                                   &e, &err),
                     GG_OK);
    ck_assert_uint_eq(e.n_dimensions, 2);
    ck_assert_int_eq(e.dimensions[1].kind, GG_DIMENSION_STRATUM);
    /* It is crossed with the attribute, and has no groups of its own. */
    ck_assert_uint_eq(e.n_families, 3);
    f = gg_evidence_find(&e, GG_FAMILY_STRATUM, "race*band");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(rows_of(slice_of(f, "b*>=6")), 3);
    ck_assert_uint_eq(rows_of(slice_of(f, "b*<3")), 5);
    ck_assert_uint_eq(rows_of(slice_of(f, "w*3-<6")), 4);
    ck_assert_uint_eq(rows_of(slice_of(f, "w*(missing)")), 1);
    ck_assert_uint_eq(f->n_slices, 5);
    gg_evidence_release(&e);
}
END_TEST

/* A risk band: the score's own column in bins. */
START_TEST(the_score_in_bins_is_a_stratum)
{
    gg_evidence e;
    gg_error err;
    const gg_family *f;

    ck_assert_int_eq(collect_table("columns: {s: {role: [score, stratum], bins: [0.5]}, y: "
                                   "outcome, race: protected, n: count}",
                                   &e, &err),
                     GG_OK);
    f = gg_evidence_find(&e, GG_FAMILY_STRATUM, "race*s");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(rows_of(slice_of(f, "b*<0.5")), 5);
    ck_assert_uint_eq(rows_of(slice_of(f, "w*>=0.5")), 6);
    ck_assert(e.has_scores);
    gg_evidence_release(&e);
}
END_TEST

/* Attributes can be compared within each other, but not within themselves; a site is a stratum
 * anyway and is not counted twice. */
START_TEST(protected_and_site_columns_as_strata)
{
    gg_evidence e;
    gg_error err;

    ck_assert_int_eq(collect_table("columns: {s: score, y: outcome, race: protected, "
                                   "sex: {role: [protected, stratum]}, "
                                   "port: {role: [site, stratum]}, n: count}",
                                   &e, &err),
                     GG_OK);
    ck_assert_uint_eq(e.n_dimensions, 3);
    ck_assert_uint_eq(families_of(&e, GG_FAMILY_STRATUM), 3);
    ck_assert_ptr_nonnull(gg_evidence_find(&e, GG_FAMILY_STRATUM, "race*sex"));
    ck_assert_ptr_nonnull(gg_evidence_find(&e, GG_FAMILY_STRATUM, "race*port"));
    ck_assert_ptr_nonnull(gg_evidence_find(&e, GG_FAMILY_STRATUM, "sex*port"));
    ck_assert_ptr_null(gg_evidence_find(&e, GG_FAMILY_STRATUM, "sex*sex"));
    ck_assert_uint_eq(families_of(&e, GG_FAMILY_ATTRIBUTE), 2);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(strata_are_stored_and_merged)
{
    static const char columns[] = "columns: {s: score, y: outcome, race: protected, n: count, "
                                  "band: {role: stratum, bins: [3, 6]}, port: stratum}";
    gg_evidence e, back, both;
    json_t *stored = NULL, *again = NULL;
    gg_error err;

    ck_assert_int_eq(collect_table(columns, &e, &err), GG_OK);
    ck_assert_int_eq(gg_evidence_save(&e, &stored, &err), GG_OK);
    ck_assert_int_eq(gg_evidence_load(stored, &back, &err), GG_OK);
    ck_assert_int_eq(gg_evidence_save(&back, &again, &err), GG_OK);
    ck_assert(json_equal(stored, again));
    ck_assert_int_eq(back.dimensions[1].kind, GG_DIMENSION_STRATUM);
    ck_assert_int_eq(gg_evidence_merge(&e, &back, &both, &err), GG_OK);
    ck_assert_uint_eq(
        rows_of(slice_of(gg_evidence_find(&both, GG_FAMILY_STRATUM, "race*port"), "w*B")), 12);
    json_decref(stored);
    json_decref(again);
    gg_evidence_release(&e);
    gg_evidence_release(&back);
    gg_evidence_release(&both);
}
END_TEST

/* Thousands of levels find their places: in the order of their bytes, the missing one last, even
 * where a cell holds its very name. */
START_TEST(many_levels_find_their_places)
{
    gg_collect_options o = gg_collect_options_default();
    gg_schema schema;
    gg_evidence e;
    gg_error err;
    gg_buf b;
    temporary t;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "s,race,town\n0.5,b,\n0.5,b,(missing)\n0.5,b,(a\n");
    for (int i = 0; i < 3000; i++)
        gg_buf_printf(&b, "0.5,w,t%d\n0.6,b,t%d\n", i * 7919 % 3000, i);
    t = temporary_file(b.data, b.size);
    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "s", GG_ROLE_SCORE, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "race", GG_ROLE_PROTECTED, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "town", GG_ROLE_STRATUM, &err), GG_OK);
    ck_assert_int_eq(gg_collect(t.path, &schema, &o, &e, &err), GG_OK);
    ck_assert_str_eq(e.dimensions[1].levels[0], "(a");
    ck_assert_str_eq(e.dimensions[1].levels[e.dimensions[1].n_levels - 1], "(missing)");
    for (int i = 0; i < 3000; i++) {
        char name[32];

        snprintf(name, sizeof name, "w*t%d", i);
        ck_assert_uint_eq(rows_of(slice_of(&e.families[e.n_families - 1], name)), 1);
    }
    ck_assert_uint_eq(rows_of(slice_of(&e.families[e.n_families - 1], "b*(a")), 1);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&t);
    gg_buf_release(&b);
}
END_TEST

START_TEST(too_many_strata)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file("s,a,b,c,d,e,f,g,h,i\n0.5,1,1,1,1,1,1,1,1,1\n", 0);
    gg_schema schema;
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "s", GG_ROLE_SCORE, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "a,b,c,d,e,f,g,h,i", GG_ROLE_STRATUM, &err), GG_OK);
    ck_assert_int_eq(gg_collect(t.path, &schema, &o, &e, &err), GG_E_USAGE);
    ck_assert_ptr_nonnull(
        strstr(err.what, "more than 8 protected, site, period and stratum columns"));
    gg_schema_release(&schema);
    temporary_remove(&t);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_column_in_bins_is_a_stratum);
    tcase_add_test(tc, the_score_in_bins_is_a_stratum);
    tcase_add_test(tc, protected_and_site_columns_as_strata);
    tcase_add_test(tc, strata_are_stored_and_merged);
    tcase_add_test(tc, many_levels_find_their_places);
    tcase_add_test(tc, too_many_strata);
}

GG_TEST_MAIN("evidence/strata")
