/* Overlap of registered tables: what is found, what is kept in local.db, what a purge takes. */
#include <math.h>

#include "gauger/registry/overlap.h"
#include "registry/stage.h"

static void write_rows(place *p, char path[1024], const char *name, int from, int to, int label)
{
    FILE *f;

    snprintf(path, 1024, "%.64s/%s.csv", p->root, name);
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs("x,kind,y\n", f);
    for (int i = from; i < to; i++)
        fprintf(f, "%d.5,k%d,%d\n", i, i % 3, label);
    ck_assert_int_eq(fclose(f), 0);
}

static json_t *roles(void)
{
    return json_pack("{s:{s:{s:s}, s:{s:s}, s:{s:s}}}", "columns", "x", "role", "feature", "kind",
                     "role", "protected", "y", "role", "outcome");
}

static void add_rows(place *p, const char *name, int from, int to)
{
    char path[1024];
    json_t *schema = roles();
    gg_dataset_entry entry = {.name = name, .origin = "synthetic", .path = path, .schema = schema};

    write_rows(p, path, name, from, to, 0);
    ok(gg_dataset_add(p->reg, &entry, NULL, &p->err));
    json_decref(schema);
}

/* How many sketches local.db has; -1 where there is no table of them. */
static int sketches(place *p)
{
    char path[1200];
    sqlite3 *db;
    sqlite3_stmt *stmt;
    int n = -1;

    snprintf(path, sizeof path, "%s/local.db", p->dir);
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, "SELECT count(*) FROM sketch", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        n = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return n;
}

static json_t *overlap(place *p, const char *training, const char *path, const char *sha256)
{
    json_t *out = NULL, *document = roles();
    gg_schema schema;
    gg_overlap_entry entry = {.training = training,
                              .path = path,
                              .sha256 = sha256,
                              .schema = &schema,
                              .confidence = 0.95,
                              .threads = 2};

    gg_schema_init(&schema);
    ok(gg_schema_add(&schema, document, &p->err));
    ok(gg_dataset_overlap(p->reg, &entry, &out, &p->err));
    gg_schema_release(&schema);
    json_decref(document);
    return out;
}

START_TEST(rows_are_found_whatever_their_outcome)
{
    place pl, *p = &pl;
    char path[1024];
    json_t *o;

    place_create(p);
    add_rows(p, "train", 0, 100);
    ck_assert_int_eq(sketches(p), 1);
    write_rows(p, path, "other", 80, 120, 1);
    o = overlap(p, "train", path, NULL);
    says(o, "training", "train@1");
    counts(o, "rows", 40);
    counts(o, "compared", 40);
    counts(o, "found", 20);
    ck_assert_double_eq(json_number_value(at(o, "share/value")), 0.5);
    says(o, "columns/0", "kind");
    says(o, "columns/1", "x");
    ck_assert_uint_eq(json_array_size(at(o, "columns")), 2);
    is_null(o, "accepted");
    json_decref(o);
    /* A table that is not registered leaves nothing behind. */
    ck_assert_int_eq(sketches(p), 1);
    place_remove(p);
}
END_TEST

START_TEST(a_purge_takes_the_sketch)
{
    place pl, *p = &pl;
    char path[1024];
    json_t *o;

    place_create(p);
    add_rows(p, "train", 0, 100);
    add_rows(p, "later", 50, 150);
    ck_assert_int_eq(sketches(p), 2);
    ok(gg_dataset_purge(p->reg, "train@1", "why", NULL, &p->err));
    ck_assert_int_eq(sketches(p), 1);
    write_rows(p, path, "other", 80, 120, 1);
    o = overlap(p, "train@1", path, NULL);
    is_null(o, "share/value");
    says(o, "share/why_null", GG_WHY_PURGED);
    json_decref(o);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* What a stopped purge leaves of it goes with the next change of another run. */
START_TEST(a_sketch_that_was_left_goes_later)
{
    place pl, *p = &pl;

    place_create(p);
    add_rows(p, "train", 0, 100);
    ok(gg_joint_begin(p->reg, &p->err));
    ok(gg_dataset_purge(p->reg, "train@1", "why", NULL, &p->err));
    ok(gg_joint_end(p->reg, GG_OK, &p->err));
    ck_assert_int_eq(sketches(p), 1);
    place_reopen(p);
    ok(gg_registry_set(p->reg, "cell.minimum", 12, &p->err));
    ck_assert_int_eq(sketches(p), 0);
    place_remove(p);
}
END_TEST

START_TEST(without_local_db_it_is_counted_all_the_same)
{
    place pl, *p = &pl;
    char path[1024], local[1200];
    json_t *o;

    place_create(p);
    add_rows(p, "train", 0, 100);
    snprintf(local, sizeof local, "%s/local.db", p->dir);
    ck_assert_int_eq(unlink(local), 0);
    write_rows(p, path, "other", 80, 120, 1);
    o = overlap(p, "train", path, NULL);
    counts(o, "found", 20);
    json_decref(o);
    place_remove(p);
}
END_TEST

START_TEST(tables_that_share_no_column)
{
    place pl, *p = &pl;
    char path[1024];
    FILE *f;
    json_t *o, *nothing = NULL;
    gg_schema schema;
    gg_overlap_entry entry = {.training = "nobody", .schema = &schema, .confidence = 0.95};

    place_create(p);
    add_rows(p, "train", 0, 100);
    snprintf(path, sizeof path, "%.64s/apart.csv", p->root);
    f = fopen(path, "w");
    fputs("a,b\n1,2\n", f);
    ck_assert_int_eq(fclose(f), 0);
    gg_schema_init(&schema);
    entry.path = path;
    refused(GG_E_NOT_FOUND, "nobody", gg_dataset_overlap(p->reg, &entry, &nothing, &p->err));
    entry.training = "train";
    ok(gg_dataset_overlap(p->reg, &entry, &o, &p->err));
    says(o, "share/why_null", GG_WHY_NO_SHARED_COLUMNS);
    json_decref(o);
    gg_schema_release(&schema);
    place_remove(p);
}
END_TEST

static bool excessive(double share, double chance)
{
    json_t *o = json_pack("{s:{}}", "share");
    bool out;

    gg_json_set_real(json_object_get(o, "share"), "value", share);
    gg_json_set_real(o, "by_chance", chance);
    out = gg_overlap_excessive(o);
    json_decref(o);
    return out;
}

/* (share - chance) / (1 - chance) against one in a hundred. */
START_TEST(what_is_more_than_chance)
{
    ck_assert(!excessive(0, 0));
    ck_assert(!excessive(0.01, 0));
    ck_assert(excessive(0.0101, 0));
    ck_assert(!excessive(0.5, 0.5));
    ck_assert(!excessive(0.504, 0.5));
    ck_assert(excessive(0.506, 0.5));
    ck_assert(excessive(0.5, NAN));
    ck_assert(excessive(0.02, 1));
    ck_assert(!excessive(0.4, 0.5));
    ck_assert(!excessive(NAN, 0));
    ck_assert(!gg_overlap_excessive(NULL));
}
END_TEST

/* Where nobody said why, it does not lead to production. */
START_TEST(production_asks_why)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    gg_dataset_version d;
    uint64_t seq;
    json_t *e, *part = json_pack("{s:{s:f}, s:f, s:n}", "share", "value", 0.4, "by_chance", 0.01,
                                 "accepted");
    gg_evaluation_entry entry = {.reference = "lanes@1", .dataset = "scores"};

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    ok(gg_dataset_find(p->reg, "scores", &d, &p->err));
    e = stage_evaluation(d.sha256);
    ck_assert_int_eq(json_object_set(json_object_get(e, "data"), "overlap", part), 0);
    entry.evaluation = e;
    ok(gg_version_add_evaluation(p->reg, &entry, &seq, &p->err));
    stage_judge(p, "lanes@1", seq, policy, "pass");
    refused(GG_E_NO, "trained on",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    json_object_set_new(part, "accepted", json_string("one port in both"));
    ok(gg_version_add_evaluation(p->reg, &entry, &seq, &p->err));
    stage_judge(p, "lanes@1", seq, policy, "pass");
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    json_decref(part);
    json_decref(e);
    place_consistent(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rows_are_found_whatever_their_outcome);
    tcase_add_test(tc, a_purge_takes_the_sketch);
    tcase_add_test(tc, a_sketch_that_was_left_goes_later);
    tcase_add_test(tc, without_local_db_it_is_counted_all_the_same);
    tcase_add_test(tc, tables_that_share_no_column);
    tcase_add_test(tc, what_is_more_than_chance);
    tcase_add_test(tc, production_asks_why);
}

GG_TEST_MAIN("registry/overlap")
