/* Datasets and models. */
#include "registry/stage.h"

/* What may be said of a dataset, all of it but the file. */
static gg_dataset_entry full_entry(const json_t *schema, const json_t *sheet)
{
    static const char *const systems[] = {"claims", "lanes"};

    return (gg_dataset_entry){.name = "scores",
                              .origin = "deidentified",
                              .schema = schema,
                              .sheet = sheet,
                              .source_systems = systems,
                              .n_source_systems = 2,
                              .extracted = "2025-12-31T23:00:00Z",
                              .retain_until = "2028-02-29",
                              .authority = "schedule 7"};
}

START_TEST(a_dataset_is_shown_as_it_was_added)
{
    place pl, *p = &pl;
    char path[1024], sha256[GG_SHA256_HEX];
    json_t *schema = json_pack("{s:{s:{s:s}}}", "columns", "region", "role", "protected");
    json_t *sheet = json_pack("{s:s}", "motivation", "a test");
    gg_dataset_entry entry = full_entry(schema, sheet);
    json_t *shown;
    gg_buf stored;

    place_create(p);
    stage_table(p, path, 0);
    entry.path = path;
    ok(gg_sha256_file(path, sha256, &p->err));
    ok(gg_dataset_add(p->reg, &entry, &shown, &p->err));
    says(shown, "format", "gauger/dataset/1");
    says(shown, "name", "scores");
    counts(shown, "version", 1);
    counts(shown, "newest", 1);
    says(shown, "state", "current");
    says(shown, "origin", "deidentified");
    says(shown, "sha256", sha256);
    says(shown, "file", "table.csv");
    says(shown, "schema/columns/region/role", "protected");
    says(shown, "sheet/motivation", "a test");
    says(shown, "source_systems/1", "lanes");
    says(shown, "extracted", "2025-12-31T23:00:00Z");
    says(shown, "retain_until", "2028-02-29");
    says(shown, "authority", "schedule 7");
    says(shown, "check/format", "gauger/deidentification/1");
    says(shown, "check/verdict", "clean");
    is_null(shown, "accepted_risk");
    says(shown, "registered/actor", "ada");
    says(shown, "registered/time", "2026-01-01T00:00:00Z");
    ck_assert(json_is_true(at(shown, "registered/claimed")));
    json_decref(shown);
    gg_buf_init(&stored, 0);
    ok(gg_registry_get(p->reg, sha256, &stored, &p->err));
    ck_assert_uint_gt(stored.size, 100);
    gg_buf_release(&stored);
    place_consistent(p);
    json_decref(schema);
    json_decref(sheet);
    place_remove(p);
}
END_TEST

START_TEST(a_dataset_has_versions_of_different_bytes)
{
    place pl, *p = &pl;
    char path[1024];
    json_t *schema = json_pack("{s:{s:{s:s}}}", "columns", "region", "role", "protected");
    json_t *sheet = json_pack("{s:s}", "motivation", "a test");
    gg_dataset_entry entry = full_entry(schema, sheet);
    json_t *shown, *list;

    place_create(p);
    stage_table(p, path, 0);
    entry.path = path;
    ok(gg_dataset_add(p->reg, &entry, NULL, &p->err));
    refused(GG_E_CONFLICT, "scores@1 has the same bytes",
            gg_dataset_add(p->reg, &entry, NULL, &p->err));
    stage_table(p, path, 1);
    ok(gg_dataset_add(p->reg, &entry, &shown, &p->err));
    counts(shown, "version", 2);
    counts(shown, "versions/1", 2);
    json_decref(shown);
    ok(gg_dataset_show(p->reg, "dataset:scores@1", &shown, &p->err));
    says(shown, "state", "superseded");
    counts(shown, "newest", 2);
    json_decref(shown);
    ok(gg_dataset_show(p->reg, "scores@latest", &shown, &p->err));
    counts(shown, "version", 2);
    json_decref(shown);
    ok(gg_dataset_list(p->reg, &list, &p->err));
    says(list, "format", "gauger/datasets/1");
    ck_assert_uint_eq(json_array_size(at(list, "datasets")), 1);
    counts(list, "datasets/0/version", 2);
    says(list, "datasets/0/verdict", "clean");
    json_decref(list);
    place_consistent(p);
    json_decref(schema);
    json_decref(sheet);
    place_remove(p);
}
END_TEST

static size_t files_in(place *p)
{
    json_t *report = place_verify(p);
    size_t n = (size_t)json_integer_value(json_object_get(report, "unlisted_files"));

    json_decref(report);
    return n;
}

START_TEST(identifiers_do_not_enter_unless_the_risk_is_accepted)
{
    place pl, *p = &pl;
    char path[1024];
    gg_dataset_entry entry = {.name = "people", .origin = "synthetic", .path = path};
    gg_log_options options = {.action = "dataset.refuse"};
    json_t *log, *shown;
    FILE *f;

    place_create(p);
    snprintf(path, sizeof path, "%s/people.csv", p->root);
    f = fopen(path, "w");
    fputs("score,mail\n0.5,someone@example.com\n0.6,other@example.com\n", f);
    fclose(f);
    refused(GG_E_NO, "identifies persons", gg_dataset_add(p->reg, &entry, NULL, &p->err));
    /* On record, and not in the store. */
    ok(gg_registry_log(p->reg, &options, &log, &p->err));
    says(log, "events/0/object", "dataset/people");
    says(log, "events/0/payload/verdict", "identifiers");
    json_decref(log);
    ck_assert_uint_eq(files_in(p), 0);
    refused(GG_E_NOT_FOUND, "no dataset people",
            gg_dataset_show(p->reg, "people", &shown, &p->err));

    entry.accept_risk = "documentation domains only";
    ok(gg_dataset_add(p->reg, &entry, &shown, &p->err));
    says(shown, "accepted_risk", "documentation domains only");
    json_decref(shown);
    place_consistent(p);

    /* A reason given where the check has nothing to say accepts nothing. */
    stage_table(p, path, 0);
    entry.name = "plain";
    ok(gg_dataset_add(p->reg, &entry, &shown, &p->err));
    is_null(shown, "accepted_risk");
    json_decref(shown);
    place_remove(p);
}
END_TEST

START_TEST(the_origin_decides_what_the_check_refuses)
{
    static const struct {
        const char *origin, *verdict;
        gg_status status;
    } cases[] = {
        {"synthetic", "clean", GG_OK},
        {"synthetic", "reidentifiable", GG_OK},
        {"synthetic", "identifiers", GG_E_NO},
        {"synthetic-fitted", "clean", GG_OK},
        {"synthetic-fitted", "reidentifiable", GG_E_NO},
        {"synthetic-fitted", "identifiers", GG_E_NO},
        {"deidentified", "reidentifiable", GG_E_NO},
        {"deidentified", "identifiers", GG_E_NO},
        {"aggregate", "reidentifiable", GG_E_NO},
        {"aggregate", "clean", GG_OK},
        {"restricted", "clean", GG_E_USAGE},
        {"synthetic", "fine", GG_E_INPUT},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *check = json_pack("{s:s, s:s}", "format", "gauger/deidentification/1", "verdict",
                                  cases[i].verdict);

        ck_assert_int_eq(gg_dataset_admit(cases[i].origin, check, NULL), cases[i].status);
        json_decref(check);
    }
    ck_assert_int_eq(gg_dataset_admit("synthetic", NULL, NULL), GG_E_INPUT);
    ck_assert_str_eq(gg_dataset_origin(0), "synthetic");
    ck_assert_str_eq(gg_dataset_origin(3), "aggregate");
    ck_assert_ptr_null(gg_dataset_origin(4));
}
END_TEST

START_TEST(what_is_said_of_a_dataset_is_checked)
{
    static const char *const empty[] = {""};
    place pl, *p = &pl;
    char path[1024];
    json_t *list = json_array(), *bad = json_pack("{s:i}", "colums", 1);
    gg_dataset_version d;
    const gg_dataset_entry good = {.name = "a", .origin = "synthetic", .path = path};
    gg_dataset_entry e;

    place_create(p);
    stage_table(p, path, 0);
#define tried(status, words, field, value)                                                         \
    e = good;                                                                                      \
    e.field = (value);                                                                             \
    refused(status, words, gg_dataset_add(p->reg, &e, NULL, &p->err))
    tried(GG_E_USAGE, "no name", name, NULL);
    tried(GG_E_USAGE, "not a name", name, "a/b");
    tried(GG_E_USAGE, "not a name", name, ".a");
    tried(GG_E_USAGE, "no such origin", origin, "public");
    tried(GG_E_USAGE, "not given", origin, NULL);
    tried(GG_E_USAGE, "no file", path, NULL);
    tried(GG_E_USAGE, "or two", stored, DIGEST_A);
    tried(GG_E_NOT_FOUND, "no such", path, "/no/such");
    tried(GG_E_USAGE, "owner", origin, "synthetic-fitted");
    tried(GG_E_USAGE, "extraction", extracted, "yesterday");
    tried(GG_E_USAGE, "extraction", extracted, "2025-02-29");
    tried(GG_E_USAGE, "extraction", extracted, "2025-02-28T24:00:00Z");
    tried(GG_E_USAGE, "retention", retain_until, "2025-02-28T23:00:00Z");
    tried(GG_E_USAGE, "retention", retain_until, "2025-13-01");
    tried(GG_E_USAGE, "authority", authority, "a\x01");
    tried(GG_E_USAGE, "reason", accept_risk, "");
    tried(GG_E_USAGE, "not a map", schema, list);
    tried(GG_E_USAGE, "not a map", sheet, list);
    tried(GG_E_INPUT, "", schema, bad);
    e = good;
    e.source_systems = empty;
    e.n_source_systems = 1;
    refused(GG_E_USAGE, "source system", gg_dataset_add(p->reg, &e, NULL, &p->err));
    e = good;
    e.path = NULL;
    e.stored = DIGEST_A;
    refused(GG_E_NOT_FOUND, "no such", gg_dataset_add(p->reg, &e, NULL, &p->err));
    ck_assert_uint_eq(place_size(p), 1);
    refused(GG_E_USAGE, "reference", gg_dataset_find(p->reg, "a@", &d, &p->err));
    refused(GG_E_USAGE, "no name", gg_dataset_find(p->reg, "", &d, &p->err));
    refused(GG_E_USAGE, "number", gg_dataset_find(p->reg, "a@best", &d, &p->err));
    refused(GG_E_USAGE, "number", gg_dataset_find(p->reg, "a@0", &d, &p->err));
    ok(gg_dataset_add(p->reg, &good, NULL, &p->err));
    refused(GG_E_NOT_FOUND, "versions 1 to 1", gg_dataset_find(p->reg, "a@2", &d, &p->err));
    refused(GG_E_NOT_FOUND, "no dataset b", gg_dataset_find(p->reg, "b", &d, &p->err));
    json_decref(list);
    json_decref(bad);
    place_remove(p);
}
END_TEST

START_TEST(a_stored_file_becomes_a_dataset)
{
    place pl, *p = &pl;
    char path[1024];
    gg_stored stored;
    gg_dataset_entry e = {.name = "a", .origin = "synthetic", .stored = stored.sha256};

    place_create(p);
    stage_table(p, path, 0);
    ok(gg_registry_put_file(p->reg, path, &stored, &p->err));
    ok(gg_dataset_add(p->reg, &e, NULL, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* ---- models */

static gg_status register_as(place *p, const char *kind, const char *from, const char *algorithm,
                             double threshold, const char *artifact, const char *training)
{
    json_t *m = stage_manifest("lanes", algorithm, threshold);
    gg_version_entry entry = {.manifest = m,
                              .kind = kind,
                              .from = from,
                              .artifact_sha256 = artifact,
                              .training_sha256 = training};
    gg_status st;

    gg_error_init(&p->err);
    st = gg_version_register(p->reg, &entry, NULL, &p->err);
    json_decref(m);
    return st;
}

START_TEST(the_kinds_table_holds_in_both_directions)
{
    static const struct {
        const char *kind, *algorithm;
        double threshold;
        const char *artifact, *training;
        gg_status status;
    } cases[] = {
        /* the base: rules, 0.5, artifact A, training B */
        {"refresh", "rules", 0.5, DIGEST_C, DIGEST_D, GG_OK},
        {"refresh", "trees", 0.5, DIGEST_C, DIGEST_D, GG_E_INPUT},
        {"refresh", "rules", 0.5, DIGEST_C, DIGEST_B, GG_E_INPUT},
        {"refresh", "rules", 0.5, DIGEST_A, DIGEST_D, GG_E_INPUT},
        {"reengineering", "trees", 0.5, DIGEST_C, DIGEST_B, GG_OK},
        {"reengineering", "trees", 0.6, DIGEST_C, DIGEST_D, GG_OK},
        {"reengineering", "rules", 0.5, DIGEST_C, DIGEST_D, GG_E_INPUT},
        {"reengineering", "trees", 0.5, DIGEST_A, DIGEST_D, GG_E_INPUT},
        {"adjustment", "rules", 0.6, DIGEST_A, DIGEST_B, GG_OK},
        {"adjustment", "rules", 0.5, DIGEST_A, DIGEST_B, GG_E_INPUT},
        {"adjustment", "rules", 0.6, DIGEST_C, DIGEST_B, GG_E_INPUT},
        {"adjustment", "rules", 0.6, DIGEST_A, DIGEST_D, GG_E_INPUT},
        {"adjustment", "trees", 0.6, DIGEST_A, DIGEST_B, GG_E_INPUT},
    };
    place pl, *p = &pl;
    uint64_t size;

    place_create(p);
    ck_assert_int_eq(register_as(p, "development", NULL, "rules", 0.5, DIGEST_A, DIGEST_B),
                     GG_E_NOT_FOUND);
    stage_artifacts(p);
    ck_assert_int_eq(register_as(p, "refresh", NULL, "rules", 0.5, DIGEST_A, DIGEST_B), GG_E_INPUT);
    ck_assert_int_eq(register_as(p, "rewrite", NULL, "rules", 0.5, DIGEST_A, DIGEST_B), GG_E_USAGE);
    ck_assert_int_eq(register_as(p, NULL, NULL, "rules", 0.5, DIGEST_A, DIGEST_B), GG_E_USAGE);
    ck_assert_uint_eq(place_size(p), 2); /* the refusal by the rule kind */
    ok(register_as(p, "development", NULL, "rules", 0.5, DIGEST_A, DIGEST_B));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size = place_size(p);
        gg_status st = register_as(p, cases[i].kind, i % 2 ? "1" : "lanes@1", cases[i].algorithm,
                                   cases[i].threshold, cases[i].artifact, cases[i].training);

        ck_assert_msg(st == cases[i].status, "case %zu: %d, %s", i, (int)st, p->err.what);
        if (st != GG_OK)
            ck_assert_uint_eq(place_size(p), size + 1);
    }
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* A registry with two versions of lanes and one of ports. */
static void place_of_three(place *p)
{
    place_create(p);
    stage_version(p, "lanes");
    stage_version(p, "lanes");
    stage_version(p, "ports");
}

START_TEST(versions_are_found_by_every_reference)
{
    place pl, *p = &pl;
    gg_version v;

    place_create(p);
    refused(GG_E_NOT_FOUND, "no model lanes", gg_version_find(p->reg, "lanes", &v, &p->err));
    place_remove(p);
    place_of_three(p);
    ok(gg_version_find(p->reg, "lanes", &v, &p->err));
    ck_assert_uint_eq(v.number, 2);
    ck_assert_str_eq(v.state, "candidate");
    ok(gg_version_find(p->reg, "model:lanes@1", &v, &p->err));
    ck_assert_uint_eq(v.number, 1);
    ok(gg_version_find(p->reg, "lanes@latest", &v, &p->err));
    ck_assert_uint_eq(v.number, 2);
    refused(GG_E_NOT_FOUND, "in production",
            gg_version_find(p->reg, "lanes@champion", &v, &p->err));
    refused(GG_E_NOT_FOUND, "versions 1 to 2", gg_version_find(p->reg, "lanes@3", &v, &p->err));
    refused(GG_E_NOT_FOUND, "no alias", gg_version_find(p->reg, "lanes@best", &v, &p->err));
    refused(GG_E_NOT_FOUND, "no model boats", gg_version_find(p->reg, "boats@1", &v, &p->err));
    ck_assert(gg_version_find(p->reg, "boats", &v, &p->err) == GG_E_NOT_FOUND);
    ck_assert(strstr(p->err.mend, "lanes, ports") != NULL);
    refused(GG_E_USAGE, "reference", gg_version_find(p->reg, "lanes@", &v, &p->err));
    refused(GG_E_USAGE, "reference", gg_version_find(p->reg, NULL, &v, &p->err));
    ok(gg_model_alias(p->reg, "lanes@1", "best", &p->err));
    ok(gg_version_find(p->reg, "lanes@best", &v, &p->err));
    ck_assert_uint_eq(v.number, 1);
    ok(gg_model_alias(p->reg, "lanes@2", "best", &p->err));
    ok(gg_version_find(p->reg, "lanes@best", &v, &p->err));
    ck_assert_uint_eq(v.number, 2);
    refused(GG_E_USAGE, "meaning", gg_model_alias(p->reg, "lanes@1", "champion", &p->err));
    refused(GG_E_USAGE, "meaning", gg_model_alias(p->reg, "lanes@1", "12", &p->err));
    refused(GG_E_USAGE, "not a name", gg_model_alias(p->reg, "lanes@1", "a b", &p->err));
    refused(GG_E_NOT_FOUND, "versions", gg_model_alias(p->reg, "lanes@9", "x", &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(models_are_listed_and_have_a_history)
{
    place pl, *p = &pl;
    json_t *list, *history;

    place_of_three(p);
    ok(gg_model_alias(p->reg, "lanes@1", "best", &p->err));
    ok(gg_model_alias(p->reg, "lanes@2", "best", &p->err));
    ok(gg_model_list(p->reg, NULL, &list, &p->err));
    ck_assert_uint_eq(json_array_size(at(list, "models")), 2);
    says(list, "models/0/name", "lanes");
    counts(list, "models/0/versions", 2);
    counts(list, "models/0/latest/version", 2);
    counts(list, "models/0/aliases/best", 2);
    is_null(list, "models/0/champion");
    is_null(list, "models/0/latest/verdict");
    json_decref(list);
    ok(gg_model_list(p->reg, "ports", &list, &p->err));
    ck_assert_uint_eq(json_array_size(at(list, "models")), 1);
    counts(list, "models/0/all/0/version", 1);
    json_decref(list);
    refused(GG_E_NOT_FOUND, "no model boats", gg_model_list(p->reg, "boats", &list, &p->err));

    ok(gg_model_history(p->reg, "lanes", &history, &p->err));
    says(history, "format", "gauger/history/1");
    is_null(history, "version");
    says(history, "events/0/summary", "opened a cycle of development");
    says(history, "cycles/0/kind", "development");
    says(history, "cycles/0/phases/0/phase", "build");
    says(history, "events/1/summary", "registered it (development)");
    counts(history, "total", 5);
    json_decref(history);
    ok(gg_model_history(p->reg, "lanes@2", &history, &p->err));
    counts(history, "version", 2);
    says(history, "events/1/summary", "gave it the alias best");
    counts(history, "total", 2);
    json_decref(history);
    refused(GG_E_NOT_FOUND, "no model", gg_model_history(p->reg, "boats", &history, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(a_version_shows_what_it_rests_on)
{
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX];
    json_t *m = stage_manifest("lanes", "rules", 0.5), *shown, *stored;
    json_t *fit = json_pack("{s:s}", "format", "gauger/training/1");
    gg_version_entry entry = {.manifest = m,
                              .kind = "development",
                              .artifact_sha256 = DIGEST_A,
                              .training_dataset = "train"};

    place_create(p);
    refused(GG_E_NOT_FOUND, "no dataset", gg_version_register(p->reg, &entry, NULL, &p->err));
    stage_artifacts(p);
    stage_dataset(p, "train", 3, sha256);
    entry.training_sha256 = DIGEST_B;
    refused(GG_E_CONFLICT, "not that of train@1",
            gg_version_register(p->reg, &entry, NULL, &p->err));
    entry.training_sha256 = "B";
    refused(GG_E_USAGE, "malformed", gg_version_register(p->reg, &entry, NULL, &p->err));
    entry.training_sha256 = sha256;
    entry.composition = "x";
    refused(GG_E_USAGE, "malformed", gg_version_register(p->reg, &entry, NULL, &p->err));
    entry.composition = NULL;
    entry.fit = fit;
    ok(gg_version_register(p->reg, &entry, &shown, &p->err));
    says(shown, "format", "gauger/model/1");
    ok(gg_registry_get_document(p->reg, json_string_value(at(shown, "training/fit")), &stored,
                                &p->err));
    ck_assert(json_equal(fit, stored));
    says(shown, "name", "lanes");
    counts(shown, "version", 1);
    says(shown, "state", "candidate");
    says(shown, "kind", "development");
    is_null(shown, "from");
    says(shown, "artifact_sha256", DIGEST_A);
    says(shown, "training/sha256", sha256);
    says(shown, "training/dataset", "train@1");
    says(shown, "manifest/algorithm", "rules");
    ck_assert_uint_eq(strlen(gg_json_string(shown, "fingerprint", "")), 64);
    ck_assert_uint_eq(strlen(gg_json_string(shown, "operating", "")), 64);
    counts(shown, "cycle/id", 1);
    says(shown, "cycle/kind", "development");
    says(shown, "cycle/phases/0/phase", "build");
    says(shown, "states/0/to", "candidate");
    counts(shown, "head/size", (json_int_t)place_size(p));
    ck_assert(json_is_false(at(shown, "authenticated")));
    json_decref(shown);
    json_decref(stored);
    json_decref(fit);
    entry.fit = NULL;
    json_object_set_new(m, "model", json_string("a b"));
    ck_assert_int_ne(gg_version_register(p->reg, &entry, NULL, NULL), GG_OK);
    entry.manifest = NULL;
    ck_assert_int_eq(gg_version_register(p->reg, &entry, NULL, NULL), GG_E_INPUT);
    json_decref(m);
    place_consistent(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_dataset_is_shown_as_it_was_added);
    tcase_add_test(tc, a_dataset_has_versions_of_different_bytes);
    tcase_add_test(tc, identifiers_do_not_enter_unless_the_risk_is_accepted);
    tcase_add_test(tc, the_origin_decides_what_the_check_refuses);
    tcase_add_test(tc, what_is_said_of_a_dataset_is_checked);
    tcase_add_test(tc, a_stored_file_becomes_a_dataset);
    tcase_add_test(tc, the_kinds_table_holds_in_both_directions);
    tcase_add_test(tc, versions_are_found_by_every_reference);
    tcase_add_test(tc, models_are_listed_and_have_a_history);
    tcase_add_test(tc, a_version_shows_what_it_rests_on);
}

GG_TEST_MAIN("registry/register")
