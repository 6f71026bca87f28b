/* Data after it has entered: revisions, purges, what is overdue, and what a stopped purge leaves.
 */
#include "registry/stage.h"
#include "strict.h"

#define SCHEMA(name) "docs/schemas/" name "-1.schema.json"

static const char *stored_path(place *p, const char *sha256)
{
    static char path[1200];

    snprintf(path, sizeof path, "%s/files/%s", p->dir, sha256);
    return path;
}

static bool is_stored(place *p, const char *sha256)
{
    return access(stored_path(p, sha256), F_OK) == 0;
}

static void revise(place *p, const char *name, int shift, const char *corrects)
{
    char path[1024];
    gg_dataset_entry entry = {
        .name = name, .path = path, .reason = "corrected at the source", .corrects = corrects};

    stage_table(p, path, shift);
    ok(gg_dataset_revise(p->reg, &entry, NULL, &p->err));
}

/* Data with a last day, and everything else that can be said of it. */
static void add_dated(place *p, const char *name, int shift, const char *until)
{
    static const char *const systems[] = {"claims", "ports"};
    char path[1024];
    json_t *schema = json_pack("{s:{s:{s:s}}}", "columns", "region", "role", "protected");
    json_t *sheet = json_pack("{s:s}", "motivation", "a test");
    gg_dataset_entry entry = {.name = name,
                              .origin = "synthetic",
                              .path = path,
                              .schema = schema,
                              .sheet = sheet,
                              .source_systems = systems,
                              .n_source_systems = 2,
                              .extracted = "2025-12-31",
                              .retain_until = until,
                              .authority = "schedule 7"};

    stage_table(p, path, shift);
    ok(gg_dataset_add(p->reg, &entry, NULL, &p->err));
    json_decref(schema);
    json_decref(sheet);
}

static json_t *shown(place *p, const char *reference)
{
    json_t *document = NULL;

    ok(gg_dataset_show(p->reg, reference, &document, &p->err));
    strict_fits(SCHEMA("dataset"), document);
    return document;
}

/* The rebuilt tables are the same, and everything agrees. */
static void agrees(place *p)
{
    json_t *report = NULL;

    place_consistent(p);
    ok(gg_registry_rebuild(p->reg, &report, &p->err));
    json_decref(report);
    place_consistent(p);
}

static uint64_t audited(place *p, const char *key)
{
    json_t *report = place_verify(p);
    uint64_t n = (uint64_t)json_integer_value(json_object_get(report, key));

    ck_assert_int_eq(gg_registry_verify_status(report), GG_OK);
    strict_fits(SCHEMA("audit"), report);
    json_decref(report);
    return n;
}

START_TEST(a_revision_takes_over_what_is_not_said_anew)
{
    place pl, *p = &pl;
    json_t *one, *two;

    place_create(p);
    add_dated(p, "cases", 0, "2030-12-31");
    stage_case(p);
    p->now += 86400;
    revise(p, "cases", 1, "1");
    two = shown(p, "cases");
    counts(two, "version", 2);
    says(two, "state", "current");
    says(two, "origin", "synthetic");
    says(two, "source_systems/1", "ports");
    says(two, "retain_until", "2030-12-31");
    says(two, "authority", "schedule 7");
    says(two, "schema/columns/region/role", "protected");
    is_null(two, "extracted");
    says(two, "revision/reason", "corrected at the source");
    says(two, "revision/corrects", "redress-case@1");
    counts(two, "revision/supersedes", 1);
    is_null(two, "superseded_by");
    one = shown(p, "cases@1");
    says(one, "state", "superseded");
    is_null(one, "revision");
    counts(one, "superseded_by/version", 2);
    says(one, "superseded_by/time", "2026-01-02T00:00:00Z");
    says(one, "superseded_by/reason", "corrected at the source");
    says(one, "superseded_by/corrects", "redress-case@1");
    json_decref(one);
    json_decref(two);
    agrees(p);
    place_remove(p);
}
END_TEST

START_TEST(a_revision_that_says_too_little_is_refused)
{
    place pl, *p = &pl;
    char path[1024];
    gg_dataset_entry entry = {.name = "cases", .path = path};
    uint64_t size;

    place_create(p);
    stage_dataset(p, "cases", 0, NULL);
    stage_table(p, path, 1);
    size = place_size(p);
    refused(GG_E_USAGE, "reason", gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    entry.reason = "";
    refused(GG_E_USAGE, "reason", gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    entry.reason = "why not";
    entry.name = "others";
    refused(GG_E_NOT_FOUND, "others", gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    entry.name = "a b";
    refused(GG_E_USAGE, "name", gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    entry.name = "cases";
    entry.corrects = "";
    refused(GG_E_USAGE, "record", gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    entry.corrects = NULL;
    stage_table(p, path, 0);
    ck_assert_uint_eq(place_size(p), size);
    refused(GG_E_CONFLICT, "same bytes", gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    ck_assert_uint_eq(place_size(p), size + 1); /* the refusal */
    place_remove(p);
}
END_TEST

/* What was measured on the earlier version is stale, and the verdict on it leads nowhere. */
START_TEST(a_revision_makes_evaluations_stale)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    json_t *version, *chosen = NULL;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    ok(gg_version_evaluation(p->reg, "lanes@1", NULL, &chosen, &p->err));
    ck_assert(json_is_false(at(chosen, "stale")));
    json_decref(chosen);
    revise(p, "scores", 1, NULL);
    refused(GG_E_NOT_FOUND, "superseded data",
            gg_version_evaluation(p->reg, "lanes@1", NULL, &chosen, &p->err));
    ok(gg_version_evaluation_shown(p->reg, "lanes@1", NULL, &chosen, &p->err));
    ck_assert(json_is_true(at(chosen, "stale")));
    says(chosen, "dataset", "scores@1");
    json_decref(chosen);
    refused(GG_E_NO, "superseded",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_version_show(p->reg, "lanes@1", &version, &p->err));
    ck_assert(json_is_true(at(version, "evaluations/0/stale")));
    json_decref(version);
    /* A fresh one goes before the stale one, wherever it is shown. */
    stage_evaluate(p, "lanes@1", "scores");
    ok(gg_version_evaluation_shown(p->reg, "lanes@1", NULL, &chosen, &p->err));
    says(chosen, "dataset", "scores@2");
    json_decref(chosen);
    ok(gg_version_evaluation_shown(p->reg, "lanes@1", "scores@1", &chosen, &p->err));
    says(chosen, "dataset", "scores@1");
    json_decref(chosen);
    agrees(p);
    place_remove(p);
}
END_TEST

START_TEST(a_purge_takes_the_file_and_leaves_the_rest)
{
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX], policy[GG_SHA256_HEX];
    gg_dataset_version d;
    uint64_t evaluation;
    json_t *document, *done = NULL, *verdict, *m = stage_evaluation(NULL);
    gg_evaluation_entry again = {.reference = "lanes@1", .dataset = "scores@1"};

    place_create(p);
    stage_dataset(p, "scores", 0, sha256);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    ok(gg_dataset_find(p->reg, "scores@1", &d, &p->err));
    ok(gg_dataset_check_there(p->reg, &d, &p->err));
    ok(gg_dataset_purge(p->reg, "scores@1", "the agreement has ended", &done, &p->err));
    says(done, "0/dataset", "scores@1");
    says(done, "0/sha256", sha256);
    says(done, "0/file", "removed");
    json_decref(done);
    ck_assert(!is_stored(p, sha256));
    document = shown(p, "scores");
    says(document, "state", "purged");
    says(document, "sha256", sha256);
    says(document, "purged/reason", "the agreement has ended");
    says(document, "purged/actor", "ada");
    ck_assert(json_is_false(at(document, "purged/due")));
    json_decref(document);
    ok(gg_dataset_find(p->reg, "scores", &d, &p->err));
    ck_assert_uint_eq(d.purged, place_size(p));
    refused(GG_E_NOT_FOUND, "scores@1 was purged on 2026-01-01",
            gg_dataset_check_there(p->reg, &d, &p->err));
    refused(GG_E_CONFLICT, "rule purged: scores@1 was purged on 2026-01-01",
            gg_dataset_purge(p->reg, "scores@1", "again", NULL, &p->err));
    /* What was measured can be read, and nothing is measured or judged anew. */
    document = NULL;
    ok(gg_version_evaluation(p->reg, "lanes@1", NULL, &document, &p->err));
    json_decref(document);
    document = stage_evaluation(sha256);
    again.evaluation = document;
    refused(GG_E_NOT_FOUND, "was purged", gg_version_add_evaluation(p->reg, &again, NULL, &p->err));
    verdict = stage_verdict(policy, "pass");
    refused(GG_E_NOT_FOUND, "was purged",
            gg_version_add_verdict(p->reg, "lanes@1", evaluation, verdict, NULL, &p->err));
    json_decref(verdict);
    json_decref(document);
    json_decref(m);
    ck_assert_uint_eq(audited(p, "purged_files"), 1);
    ck_assert_uint_eq(audited(p, "files_to_remove"), 0);
    agrees(p);
    place_remove(p);
}
END_TEST

START_TEST(a_purge_that_says_too_little_is_refused)
{
    place pl, *p = &pl;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    refused(GG_E_USAGE, "reason", gg_dataset_purge(p->reg, "scores@1", NULL, NULL, &p->err));
    refused(GG_E_USAGE, "reason", gg_dataset_purge(p->reg, "scores@1", "", NULL, &p->err));
    refused(GG_E_USAGE, "names its version",
            gg_dataset_purge(p->reg, "scores", "why", NULL, &p->err));
    refused(GG_E_NOT_FOUND, "versions 1 to 1",
            gg_dataset_purge(p->reg, "scores@2", "why", NULL, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* Two versions of the same bytes (under another schema) share a file. */
START_TEST(shared_bytes_stay_until_the_last_purge)
{
    place pl, *p = &pl;
    char path[1024], sha256[GG_SHA256_HEX];
    json_t *schema = json_pack("{s:{s:{s:s}}}", "columns", "region", "role", "protected");
    json_t *done = NULL;
    gg_dataset_entry entry = {.name = "scores", .path = path, .reason = "roles", .schema = schema};

    place_create(p);
    stage_dataset(p, "scores", 0, sha256);
    stage_table(p, path, 0);
    ok(gg_dataset_revise(p->reg, &entry, NULL, &p->err));
    ok(gg_dataset_purge(p->reg, "scores@1", "why", &done, &p->err));
    says(done, "0/file", "shared");
    json_decref(done);
    ck_assert(is_stored(p, sha256));
    ck_assert_uint_eq(audited(p, "purged_files"), 0);
    ok(gg_dataset_purge(p->reg, "scores@2", "why", &done, &p->err));
    says(done, "0/file", "removed");
    json_decref(done);
    ck_assert(!is_stored(p, sha256));
    json_decref(schema);
    agrees(p);
    place_remove(p);
}
END_TEST

static void write_table(place *p, const char *path)
{
    FILE *from, *to;
    char table[1024];
    int c;

    stage_table(p, table, 0);
    from = fopen(table, "r");
    to = fopen(path, "w");
    ck_assert(from && to);
    while ((c = getc(from)) != EOF)
        putc(c, to);
    fclose(from);
    fclose(to);
}

/* Purged, stopped before the file went: it is told from loss, and the next change removes it. */
START_TEST(a_purge_that_was_stopped_is_finished)
{
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX], other[GG_SHA256_HEX];

    place_create(p);
    stage_dataset(p, "scores", 0, sha256);
    stage_dataset(p, "others", 1, other);
    ok(gg_dataset_purge(p->reg, "scores@1", "why", NULL, &p->err));
    write_table(p, stored_path(p, sha256));
    ck_assert_uint_eq(audited(p, "files_to_remove"), 1);
    ck_assert_uint_eq(audited(p, "purged_files"), 0);
    ck_assert_uint_eq(audited(p, "unlisted_files"), 0);
    ok(gg_registry_set(p->reg, "cell.minimum", 12, &p->err));
    ck_assert(!is_stored(p, sha256));
    ck_assert_uint_eq(audited(p, "purged_files"), 1);
    /* Another purge does so too. */
    write_table(p, stored_path(p, sha256));
    ok(gg_dataset_purge(p->reg, "others@1", "why", NULL, &p->err));
    ck_assert(!is_stored(p, sha256) && !is_stored(p, other));
    ck_assert_uint_eq(audited(p, "purged_files"), 2);
    /* What was not purged is lost when it is gone. */
    stage_dataset(p, "lost", 2, sha256);
    ck_assert_int_eq(unlink(stored_path(p, sha256)), 0);
    place_broken(p, sha256, "missing");
    place_remove(p);
}
END_TEST

/* A purge within a larger change: its file goes when that is done, or never. */
START_TEST(a_purge_that_is_taken_back_leaves_the_file)
{
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX];
    json_t *done = NULL;

    place_create(p);
    stage_dataset(p, "scores", 0, sha256);
    ok(gg_joint_begin(p->reg, &p->err));
    ok(gg_dataset_purge(p->reg, "scores@1", "why", &done, &p->err));
    says(done, "0/file", "to be removed");
    json_decref(done);
    ck_assert_int_eq(gg_joint_end(p->reg, GG_E_NO, &p->err), GG_E_NO);
    ck_assert(is_stored(p, sha256));
    ok(gg_joint_begin(p->reg, &p->err));
    ok(gg_dataset_purge(p->reg, "scores@1", "why", NULL, &p->err));
    ok(gg_joint_end(p->reg, GG_OK, &p->err));
    ck_assert(is_stored(p, sha256));
    ck_assert_uint_eq(audited(p, "files_to_remove"), 1);
    ok(gg_registry_set(p->reg, "cell.minimum", 12, &p->err));
    ck_assert(!is_stored(p, sha256));
    agrees(p);
    place_remove(p);
}
END_TEST

/* The same bytes may come back, as a version of their own with a word on record. */
START_TEST(purged_bytes_can_enter_again)
{
    place pl, *p = &pl;
    char sha256[GG_SHA256_HEX];
    gg_stored piped;
    gg_dataset_entry entry = {.name = "scores", .origin = "synthetic", .stored = piped.sha256};
    char table[1024];
    json_t *document;

    place_create(p);
    stage_dataset(p, "scores", 0, sha256);
    ok(gg_dataset_purge(p->reg, "scores@1", "why", NULL, &p->err));
    stage_dataset(p, "scores", 0, NULL);
    ck_assert(is_stored(p, sha256));
    document = shown(p, "scores");
    counts(document, "version", 2);
    says(document, "state", "current");
    json_decref(document);
    agrees(p);
    /* Through a pipe they cannot be read a second time. */
    ok(gg_dataset_purge(p->reg, "scores@2", "why", NULL, &p->err));
    stage_table(p, table, 0);
    ok(gg_registry_put_file(p->reg, table, &piped, &p->err));
    refused(GG_E_CONFLICT, "purged before", gg_dataset_add(p->reg, &entry, NULL, &p->err));
    agrees(p);
    place_remove(p);
}
END_TEST

/* A date is the last day: over at its end, in UTC. */
START_TEST(what_is_due_is_purged_the_day_after)
{
    place pl, *p = &pl;
    json_t *list, *done = NULL;

    place_create(p);
    add_dated(p, "cases", 0, "2026-01-31");
    add_dated(p, "cases", 1, "2026-02-28");
    add_dated(p, "later", 2, "2030-01-01");
    stage_dataset(p, "undated", 3, NULL);
    p->now = T0 + 31 * 86400 - 1; /* 2026-01-31T23:59:59Z */
    ok(gg_dataset_list_overdue(p->reg, &list, &p->err));
    counts(list, "overdue", 0);
    ck_assert_uint_eq(json_array_size(at(list, "datasets")), 0);
    strict_fits(SCHEMA("datasets"), list);
    json_decref(list);
    ok(gg_dataset_purge_due(p->reg, &done, &p->err));
    ck_assert_uint_eq(json_array_size(done), 0);
    json_decref(done);
    p->now++;
    ok(gg_dataset_list_overdue(p->reg, &list, &p->err));
    counts(list, "overdue", 1);
    says(list, "datasets/0/name", "cases");
    counts(list, "datasets/0/version", 1);
    says(list, "datasets/0/state", "superseded");
    strict_fits(SCHEMA("datasets"), list);
    json_decref(list);
    p->now += 40 * 86400;
    ok(gg_dataset_list(p->reg, &list, &p->err));
    counts(list, "overdue", 2);
    ck_assert(json_is_true(at(list, "datasets/0/overdue")));
    ck_assert(json_is_false(at(list, "datasets/1/overdue")));
    json_decref(list);
    ok(gg_dataset_purge_due(p->reg, &done, &p->err));
    ck_assert_uint_eq(json_array_size(done), 2);
    says(done, "0/dataset", "cases@1");
    says(done, "1/dataset", "cases@2");
    says(done, "1/retain_until", "2026-02-28");
    says(done, "1/file", "removed");
    json_decref(done);
    list = shown(p, "cases@2");
    ck_assert(json_is_true(at(list, "purged/due")));
    says(list, "purged/reason", "it was to be kept until 2026-02-28");
    ck_assert(json_is_false(at(list, "overdue")));
    json_decref(list);
    ok(gg_dataset_list_overdue(p->reg, &list, &p->err));
    counts(list, "overdue", 0);
    json_decref(list);
    agrees(p);
    place_remove(p);
}
END_TEST

/* An event cannot count on a file that is gone. */
START_TEST(an_event_names_only_files_that_are_there)
{
    place pl, *p = &pl;
    gg_transaction *tx;
    json_t *payload = json_pack("{s:s, s:i, s:[{s:s, s:i}]}", "key", "cell.minimum", "value", 12,
                                "files", "sha256", DIGEST_A, "bytes", 1);
    gg_event event = {"registry.set", "registry/registry", payload};

    place_create(p);
    ok(gg_transaction_begin(p->reg, &tx, &p->err));
    refused(GG_E_CONFLICT, "purged", gg_transaction_append(tx, &event, NULL, &p->err));
    gg_transaction_rollback(tx);
    json_decref(payload);
    place_consistent(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_revision_takes_over_what_is_not_said_anew);
    tcase_add_test(tc, a_revision_that_says_too_little_is_refused);
    tcase_add_test(tc, a_revision_makes_evaluations_stale);
    tcase_add_test(tc, a_purge_takes_the_file_and_leaves_the_rest);
    tcase_add_test(tc, a_purge_that_says_too_little_is_refused);
    tcase_add_test(tc, shared_bytes_stay_until_the_last_purge);
    tcase_add_test(tc, a_purge_that_was_stopped_is_finished);
    tcase_add_test(tc, a_purge_that_is_taken_back_leaves_the_file);
    tcase_add_test(tc, purged_bytes_can_enter_again);
    tcase_add_test(tc, what_is_due_is_purged_the_day_after);
    tcase_add_test(tc, an_event_names_only_files_that_are_there);
}

GG_TEST_MAIN("registry/data")
